//! Words as keys for finding a wire on a page: lower-case, apostrophes dropped, no punctuation. Never a judgement of
//! sameness: that is made by `text`, on the stored bytes.

/// The keys of a text, in order. In scripts without spaces each character is one.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if is_unspaced(character) {
            close(&mut word, &mut found);
            found.push(character.to_string());
        } else if character.is_alphanumeric() || is_mark(character) {
            word.extend(character.to_lowercase());
        } else if !is_dropped(character) {
            close(&mut word, &mut found);
        }
    }
    close(&mut word, &mut found);
    found
}

fn close(word: &mut String, found: &mut Vec<String>) {
    if !word.is_empty() {
        found.push(std::mem::take(word));
    }
}

/// Characters inside words that pages and wires write differently or not at all.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '\u{ad}' | '\u{b4}' | '\u{2bb}'..='\u{2bc}' | '\u{200b}'..='\u{200f}'
            | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2060}' | '\u{feff}'
    )
}

/// Signs that belong to the letter before them, such as a virama.
fn is_mark(character: char) -> bool {
    matches!(
        u32::from(character),
        0x300..=0x36f | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f | 0x900..=0x903
            | 0x93a..=0x94f | 0x981..=0x983 | 0x9bc..=0x9cd | 0xa3c..=0xa4d | 0xabc..=0xacd
            | 0xb3c..=0xb4d | 0xbbe..=0xbcd | 0xc3e..=0xc4d | 0xcbc..=0xccd | 0xd3b..=0xd4d
    )
}

/// Han, kana, Thai, Lao, Khmer, Myanmar.
fn is_unspaced(character: char) -> bool {
    matches!(
        u32::from(character),
        0xe01..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3041..=0x30ff | 0x3400..=0x9fff
            | 0xf900..=0xfaff | 0x20000..=0x3ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_words(text: &str, expected: &[&str]) {
        assert_eq!(words(text), expected);
    }

    #[test]
    fn case_punctuation_and_apostrophes_do_not_count() {
        check_words(
            "“Don’t,” it\u{ad}s O'Neil said — 1,500!",
            &["dont", "its", "oneil", "said", "1", "500"],
        );
    }

    #[test]
    fn hindi_words_stay_whole_and_chinese_ones_are_characters() {
        check_words("हिन्दी में", &["हिन्दी", "में"]);
        check_words("新闻 TV", &["新", "闻", "tv"]);
    }
}
