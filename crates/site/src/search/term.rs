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

/// Words too common in headlines to relate two stories.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "against",
    "all",
    "also",
    "amid",
    "among",
    "and",
    "are",
    "before",
    "but",
    "can",
    "could",
    "day",
    "first",
    "for",
    "from",
    "has",
    "have",
    "how",
    "into",
    "its",
    "know",
    "more",
    "need",
    "new",
    "not",
    "now",
    "off",
    "old",
    "one",
    "out",
    "over",
    "said",
    "say",
    "says",
    "than",
    "that",
    "the",
    "their",
    "this",
    "to",
    "two",
    "under",
    "until",
    "was",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "will",
    "with",
    "would",
    "year",
    "years",
    "you",
    "your",
    "और",
    "का",
    "की",
    "के",
    "को",
    "में",
    "से",
    "पर",
    "ने",
    "है",
    "हैं",
    "यह",
    "वह",
    "एक",
    "भी",
    "लिए",
];

/// The terms of a headline that may relate it to another: no common words, none under three characters, each once.
#[must_use]
pub fn telling_terms(headline: &str) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    for term in terms(headline) {
        let kept = term.chars().count() > 2 && !COMMON.contains(&term.as_str());
        if kept && !telling.contains(&term) {
            telling.push(term);
        }
    }
    telling
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

    #[test]
    fn common_words_relate_nothing() {
        assert_eq!(
            telling_terms("What you need to know about the river"),
            ["river"]
        );
    }
}
