//! The scanner: a folded text to tokens. Reads characters only, so that folding a text and then scanning it gives
//! the tokens of scanning it first. Never decides what a difference means.
//!
//! Rust's `is_alphanumeric` is false for every virama, nukta and Thai tone mark; marks are asked for here.

use unicode_normalization::char::is_combining_mark;

use crate::fold::{DASH, is_pictograph};
use crate::words;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters and marks.
    Word,
    /// Digits and the marks between them.
    Number,
    /// One grapheme of a script written without spaces.
    Grapheme,
    /// A web or mail address, a name with @, a tag.
    Address,
    /// Punctuation, signs, pictographs.
    Mark,
}

impl Kind {
    /// Whether the counts of a disclosure count it as a word.
    #[must_use]
    pub const fn is_word(self) -> bool {
        !matches!(self, Self::Mark)
    }
}

/// A token of a folded text: bytes `start..end` of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// Tokens of a folded text, without its spaces and line feeds.
pub(crate) fn scan(folded: &str) -> Vec<Scanned> {
    let mut tokens = Vec::with_capacity(folded.len() / 5 + 1);
    each(folded, |token| tokens.push(token));
    tokens
}

/// How many tokens of a folded text are of a wanted kind.
pub(crate) fn count(folded: &str, wanted: impl Fn(Kind) -> bool) -> usize {
    let mut found = 0;
    each(folded, |token| found += usize::from(wanted(token.kind)));
    found
}

/// Hands over the tokens one after the other.
pub(crate) fn each(folded: &str, mut take: impl FnMut(Scanned)) {
    let scanner = Scanner {
        text: folded,
        has_at: folded.contains('@'),
    };
    let mut at = 0;
    while let Some(c) = scanner.char_at(at) {
        if c == ' ' || c == '\n' {
            at += 1;
            continue;
        }
        if let Some(end) = scanner.plain_word(at, c) {
            take(Scanned {
                start: at,
                end,
                kind: Kind::Word,
            });
            at = end;
            continue;
        }
        let (end, kind) = scanner.token(at, c);
        let end = scanner.skip(end, is_combining_mark_fast);
        take(Scanned {
            start: at,
            end,
            kind,
        });
        at = end;
    }
}

struct Scanner<'a> {
    text: &'a str,
    has_at: bool,
}

fn is_combining_mark_fast(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    (c.is_alphabetic() || is_combining_mark(c)) && !is_unspaced(c)
}

fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.is_numeric() && !c.is_alphabetic()
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    c >= '\u{0E00}'
        && matches!(c, '\u{0E00}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' | '\u{0E80}'..='\u{0ECF}'
            | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17D3}' | '\u{2E80}'..='\u{2FDF}'
            | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
            | '\u{3041}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}'
            | '\u{F900}'..='\u{FAFF}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
        && (c.is_alphabetic() || is_combining_mark(c))
}

impl Scanner<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some(byte as char);
        }
        self.text[at..].chars().next()
    }

    fn skip(&self, mut at: usize, wanted: impl Fn(char) -> bool) -> usize {
        while let Some(c) = self.char_at(at).filter(|&c| wanted(c)) {
            at += c.len_utf8();
        }
        at
    }

    fn token(&self, at: usize, c: char) -> (usize, Kind) {
        let after = at + c.len_utf8();
        if is_letter(c) {
            return self.word(at);
        }
        if is_unspaced(c) {
            return (self.grapheme(after), Kind::Grapheme);
        }
        match c {
            _ if is_digit(c) => (self.number(at), Kind::Number),
            '@' | '#' => self.handle(after),
            DASH | '\u{2026}' => (self.skip(after, |d| d == c), Kind::Mark),
            _ if is_pictograph(c) => (self.pictograph(after, c), Kind::Mark),
            _ => (after, Kind::Mark),
        }
    }

    /// The end of a word of ASCII letters that no other rule can be about, as most words are: what follows it is
    /// ASCII and neither continues a word nor makes an abbreviation or an address of it.
    fn plain_word(&self, start: usize, first: char) -> Option<usize> {
        if !first.is_ascii_alphabetic() || self.has_at {
            return None;
        }
        let bytes = &self.text.as_bytes()[start..];
        let letters = bytes.iter().position(|byte| !byte.is_ascii_alphabetic());
        let ends = |byte: u8| byte.is_ascii() && !matches!(byte, b'\'' | b'.' | b':');
        letters
            .filter(|&end| ends(bytes[end]))
            .map(|end| start + end)
    }

    fn word(&self, start: usize) -> (usize, Kind) {
        if let Some(end) = self.address(start) {
            return (end, Kind::Address);
        }
        if let Some(end) = self.initials(start) {
            return (end, Kind::Word);
        }
        let mut end = self.letters(start);
        while self.char_at(end) == Some('\'') && self.char_at(end + 1).is_some_and(is_letter) {
            end = self.skip(end + 1, is_letter);
        }
        if self.char_at(end) == Some('.') && words::is_abbreviation(&self.text[start..end]) {
            end += 1;
        }
        (end, Kind::Word)
    }

    fn letters(&self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[start..];
        let plain = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        match bytes.get(plain) {
            Some(byte) if !byte.is_ascii() => self.skip(start + plain, is_letter),
            _ => start + plain,
        }
    }

    /// Two or more of single letter and full stop: "U.S.".
    fn initials(&self, start: usize) -> Option<usize> {
        if self
            .text
            .as_bytes()
            .get(start + 1)
            .is_some_and(u8::is_ascii_alphabetic)
        {
            return None;
        }
        let mut end = start;
        let mut count = 0;
        while let Some(c) = self.char_at(end).filter(|&c| is_letter(c)) {
            let stop = self.skip(end + c.len_utf8(), is_combining_mark_fast);
            if self.char_at(stop) != Some('.') {
                break;
            }
            end = stop + 1;
            count += 1;
        }
        let free = !self
            .char_at(end)
            .is_some_and(|c| is_letter(c) || is_digit(c));
        (count >= 2 && free).then_some(end)
    }

    fn address(&self, start: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[start..];
        if matches!(rest.first(), Some(b'h' | b'w'))
            && [&b"http://"[..], b"https://", b"www."]
                .iter()
                .any(|p| rest.starts_with(p))
        {
            return Some(self.web_address(start));
        }
        if self.has_at {
            self.mail_address(start)
        } else {
            None
        }
    }

    fn web_address(&self, start: usize) -> usize {
        let end = self.skip(start, |c| {
            c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\'')
        });
        let trimmed =
            self.text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        start + trimmed.len()
    }

    fn mail_address(&self, start: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[start..];
        let local =
            |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
        let name = bytes.iter().take(65).take_while(|b| local(b)).count();
        if name == 0 || bytes.get(name) != Some(&b'@') {
            return None;
        }
        let host = bytes[name + 1..].iter().take(255);
        let host = host
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            .count();
        let text = self.text[start..start + name + 1 + host].trim_end_matches(['.', '-']);
        let good = text.get(name + 1..).is_some_and(|host| host.contains('.'));
        good.then_some(start + text.len())
    }

    fn number(&self, start: usize) -> usize {
        let mut end = self.skip(start, is_digit);
        while self
            .char_at(end)
            .is_some_and(|c| matches!(c, '.' | ',' | '\'' | ':' | '/'))
            && self.char_at(end + 1).is_some_and(is_digit)
        {
            end = self.skip(end + 1, is_digit);
        }
        end
    }

    fn handle(&self, after: usize) -> (usize, Kind) {
        let first = self.char_at(after);
        if first.is_some_and(|c| is_letter(c) || is_unspaced(c)) {
            let inner = |c: char| is_letter(c) || is_digit(c) || is_unspaced(c) || c == '_';
            return (self.skip(after, inner), Kind::Address);
        }
        (after, Kind::Mark)
    }

    fn grapheme(&self, after: usize) -> usize {
        self.skip(after, |c| {
            is_combining_mark_fast(c) || matches!(c, '\u{0E33}' | '\u{0EB3}')
        })
    }

    fn pictograph(&self, after: usize, first: char) -> usize {
        let modifier =
            |c: char| matches!(c, '\u{1F3FB}'..='\u{1F3FF}') || is_combining_mark_fast(c);
        let regional = |c: char| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
        if regional(first) {
            return match self.char_at(after) {
                Some(second) if regional(second) => after + second.len_utf8(),
                _ => after,
            };
        }
        let mut end = self.skip(after, modifier);
        while self.char_at(end) == Some('\u{200D}') {
            let next = end + '\u{200D}'.len_utf8();
            let Some(c) = self.char_at(next).filter(|&c| is_pictograph(c)) else {
                break;
            };
            end = self.skip(next + c.len_utf8(), modifier);
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::scan;
    use crate::fold::{fold_str, folds_to_itself, plain};

    #[track_caller]
    fn check_tokens(text: &str, expected: &[&str]) {
        let folded = fold_str(text);
        let found: Vec<&str> = scan(&folded)
            .iter()
            .map(|t| &folded[t.start..t.end])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_keep_their_marks_and_apostrophes() {
        check_tokens("don\u{2019}t l'accord", &["don't", "l'accord"]);
        check_tokens("प्रक्रिया ज़ारी है।", &["प्रक्रिया", "ज\u{93C}ारी", "है", "।"]);
        check_tokens("co\u{AD}operate", &["cooperate"]);
        check_tokens("العربيـة ۱۲", &["العربية", "۱۲"]);
    }

    #[test]
    fn numbers_are_one_token_and_their_signs_are_others() {
        check_tokens(
            "1,200.50 10:30 1/2 350 000 5% $3",
            &["1,200.50", "10:30", "1/2", "350", "000", "5", "%", "$", "3"],
        );
        check_tokens("20-year-old", &["20", "-", "year", "-", "old"]);
    }

    #[test]
    fn abbreviations_and_addresses_are_one_token() {
        check_tokens(
            "U.S. Mr. Lind e.g. so.",
            &["U.S.", "Mr.", "Lind", "e.g.", "so", "."],
        );
        check_tokens(
            "see www.example.org/a, jo@example.org, @desk #tag.",
            &[
                "see",
                "www.example.org/a",
                ",",
                "jo@example.org",
                ",",
                "@desk",
                "#tag",
                ".",
            ],
        );
    }

    #[test]
    fn scripts_without_spaces_are_cut_by_grapheme() {
        check_tokens("会议AI在", &["会", "议", "AI", "在"]);
        check_tokens("ไม่ดี", &["ไ", "ม่", "ดี"]);
        check_tokens("ｶﾞｽ", &["ガ", "ス"]);
    }

    #[test]
    fn runs_of_marks_and_pictographs_are_one_token() {
        check_tokens(
            "a -- b \u{2026}\u{2026} c",
            &["a", "\u{2014}", "b", "\u{2026}\u{2026}", "c"],
        );
        check_tokens("👩\u{200D}🚀🇮🇳👍🏽", &["👩\u{200D}🚀", "🇮🇳", "👍🏽"]);
    }

    fn texts() -> impl Strategy<Value = String> {
        let odd = "[-.'\"\u{2018}\u{201C}«»‹\u{2013}\u{2014}\u{2026}|;:!?% \u{A0}\u{AD}\u{200B}\u{200C}\u{200D}\u{FE0F}\u{640}\u{301}\u{93C}\u{94D}कनമന\u{0D28}\u{0D4D}aA1ｶﾞ．－＇中\u{1112}\u{1161}\u{11AB}\u{2764}]{0,24}";
        prop_oneof![3 => odd.prop_map(String::from), 1 => any::<String>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn folding_first_gives_the_same_tokens(text in texts()) {
            let once = fold_str(&text);
            prop_assert_eq!(&fold_str(&once), &once);
        }

        #[test]
        fn a_block_said_to_fold_to_itself_does(text in "[-.'` |:;!?%\"a1Z@#(),/\t]{1,12}") {
            // A letter beyond ASCII makes the walk by characters.
            if folds_to_itself(text.as_bytes()) {
                prop_assert_eq!(fold_str(&format!("{text}\u{E9}")), format!("{text}\u{E9}"));
                prop_assert_eq!(fold_str(&text), text);
            }
        }

        #[test]
        fn equal_at_l1_is_equal_at_l3(text in texts()) {
            prop_assert_eq!(fold_str(&plain(&text)), fold_str(&text));
        }
    }
}
