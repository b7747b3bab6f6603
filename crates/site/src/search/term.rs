//! The terms of a text: its words in NFC, lower-cased, digits folded. Does not stem and knows no language.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The terms of a text in order.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let folded: String = text
        .nfc()
        .map(folded_digit)
        .collect::<String>()
        .to_lowercase();
    folded.unicode_words().map(str::to_owned).collect()
}

/// Devanagari and Arabic digits as ASCII ones.
fn folded_digit(c: char) -> char {
    let zero = match c {
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return c,
    };
    u32::from(c)
        .checked_sub(zero)
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_vowel_signs_and_digits_fold() {
        assert_eq!(terms("दिल्ली में १२ लोग"), ["दिल्ली", "में", "12", "लोग"]);
        assert_eq!(
            terms("Prime-Minister's U.N. visit"),
            ["prime", "minister's", "u.n", "visit"]
        );
        assert_eq!(terms("e\u{301}te\u{301}"), terms("été"));
    }
}
