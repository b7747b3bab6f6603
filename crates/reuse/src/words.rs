//! The words of a text as an index keeps them: a hash for each word or number, at L3, lower-cased, without
//! apostrophes, full stops and punctuation. Most text is plain Latin writing and is read byte by byte; whatever is not
//! goes through the fold and the scanner of `text`, which also judge the quick way (they agree on every text, by test).
//! A hash is a key for finding texts, never a proof that words agree.

use copydesk_text::{Block, KeyKind, Span, each_key};
use twox_hash::XxHash3_64;

use crate::fingerprint::mix;

/// What the words of a text are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Script {
    /// Words parted by spaces.
    #[default]
    Words,
    /// Graphemes: Han, kana, Thai and their like.
    Graphemes,
}

/// The words of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    hashes: Vec<u64>,
    spans: Vec<Span>,
    graphemes: usize,
    spanned: Spanned,
}

/// Whether the places of words are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Spanned {
    #[default]
    No,
    Yes,
}

impl Words {
    /// The words of blocks, without their places.
    #[must_use]
    pub fn of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let mut words = Self::default();
        for block in blocks {
            words.add(&block.text, 0);
        }
        words
    }

    /// The words of blocks, with their spans in the flat form of these blocks.
    #[must_use]
    pub fn with_spans<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let mut words = Self {
            spanned: Spanned::Yes,
            ..Self::default()
        };
        let mut start = 0;
        for block in blocks {
            words.add(&block.text, start);
            start += block.text.len() + 2;
        }
        words
    }

    /// Hashes of the words, xxh3-64 of their UTF-8.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Places of the words; empty if they were not kept.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// What most of the text is written in.
    #[must_use]
    pub fn script(&self) -> Script {
        if self.graphemes * 2 > self.len() {
            Script::Graphemes
        } else {
            Script::Words
        }
    }

    /// The words as an index keeps them to compare texts without reading them again: the lower half of each hash.
    pub fn short(&self) -> impl Iterator<Item = u32> + '_ {
        self.hashes.iter().map(|&hash| shorten(hash))
    }

    /// One hash of all words in order: equal for texts of the same words.
    #[must_use]
    pub fn whole(&self) -> u64 {
        let chain = |state: u64, &hash: &u64| mix(state.rotate_left(7) ^ hash);
        self.hashes.iter().fold(self.hashes.len() as u64, chain)
    }

    /// Adds the words of one block that begins at `start` of a flat form.
    fn add(&mut self, block: &str, start: usize) {
        let (hashes, spans) = (self.hashes.len(), self.spans.len());
        self.hashes.reserve(block.len() / 5);
        if self.add_plain(block, start).is_none() {
            self.hashes.truncate(hashes);
            self.spans.truncate(spans);
            self.add_any(block, start);
        }
    }

    fn push(&mut self, hash: u64, start: usize, end: usize) {
        self.hashes.push(hash);
        if self.spanned == Spanned::Yes {
            self.spans.push(Span::new(start, end));
        }
    }

    /// Any writing, by the fold and the scanner.
    fn add_any(&mut self, block: &str, start: usize) {
        let mut word = String::new();
        each_key(block, |key| {
            word.clear();
            let kept = key.folded.chars().filter(|&c| is_kept(key.kind, c));
            word.extend(kept.flat_map(char::to_lowercase));
            self.graphemes += usize::from(key.kind == KeyKind::Grapheme);
            self.push(
                hash(word.as_bytes()),
                start + key.span.start,
                start + key.span.end,
            );
        });
    }

    /// Plain Latin writing; `None` if something in it needs the scanner, after which what was added is to be dropped.
    fn add_plain(&mut self, block: &str, start: usize) -> Option<()> {
        let bytes = block.as_bytes();
        let mut reader = Plain {
            bytes,
            at: 0,
            word: [0; WORD_BYTES_MAX],
        };
        while reader.at < bytes.len() {
            match CLASSES[usize::from(bytes[reader.at])] {
                Class::Letter | Class::Lead => {
                    let from = reader.at;
                    if let Some(hash) = reader.word()? {
                        self.push(hash, start + from, start + reader.at);
                    }
                }
                Class::Digit => {
                    let from = reader.at;
                    let hash = reader.number()?;
                    self.push(hash, start + from, start + reader.at);
                }
                Class::Mark => reader.at += 1,
                Class::Space => reader.space()?,
                Class::Hard => return None,
            }
        }
        Some(())
    }
}

/// The half of a word's hash that token files keep.
#[must_use]
pub(crate) const fn shorten(hash: u64) -> u32 {
    hash as u32
}

fn hash(word: &[u8]) -> u64 {
    XxHash3_64::oneshot(word)
}

/// Apostrophes are dropped everywhere, full stops in words: "U.S." is "us".
fn is_kept(kind: KeyKind, c: char) -> bool {
    c != '\'' && (c != '.' || kind != KeyKind::Word)
}

/// Longest word read the quick way, bytes.
const WORD_BYTES_MAX: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An ASCII letter.
    Letter,
    /// An ASCII digit.
    Digit,
    /// White space.
    Space,
    /// A mark that parts words and does nothing else.
    Mark,
    /// First byte of a longer character that may be plain.
    Lead,
    /// What needs the scanner.
    Hard,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Hard; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b' ' | b'\t'..=b'\r' => Class::Space,
            b'@' | b'#' | b'`' | 0..=0x1f | 0x7f => Class::Hard,
            b'!'..=b'~' => Class::Mark,
            // Latin-1 and Latin Extended-A letters, no-break space; general punctuation.
            0xc2..=0xc5 | 0xe2 => Class::Lead,
            _ => Class::Hard,
        };
        byte += 1;
    }
    classes
};

/// What a character beyond ASCII is to the quick reader.
enum Beyond {
    Letter(char),
    Apostrophe,
    Mark,
    Space,
}

struct Plain<'a> {
    bytes: &'a [u8],
    at: usize,
    word: [u8; WORD_BYTES_MAX],
}

impl Plain<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The character beyond ASCII at `at` with its length; `None` if it needs the scanner.
    fn beyond(&self, at: usize) -> Option<(Beyond, usize)> {
        match (self.byte(at), self.byte(at + 1), self.byte(at + 2)) {
            (0xc2, 0xa0, _) => Some((Beyond::Space, 2)),
            (lead @ 0xc3..=0xc5, next, _) => {
                let code = (u32::from(lead & 0x1f) << 6) | u32::from(next & 0x3f);
                let odd = matches!(
                    code,
                    0xd7 | 0xf7 | 0x130..=0x133 | 0x13f | 0x140 | 0x149 | 0x17f
                );
                let letter = char::from_u32(code).filter(|_| !odd)?;
                Some((Beyond::Letter(letter), 2))
            }
            (0xe2, 0x80, 0x98 | 0x99) => Some((Beyond::Apostrophe, 3)),
            (0xe2, 0x80, 0x9c | 0x9d | 0x93 | 0x94) => Some((Beyond::Mark, 3)),
            _ => None,
        }
    }

    /// Length of an apostrophe at `at`, 0 if none is there.
    fn apostrophe(&self, at: usize) -> usize {
        match (self.byte(at), self.byte(at + 1), self.byte(at + 2)) {
            (b'\'', _, _) => 1,
            (0xe2, 0x80, 0x98 | 0x99) => 3,
            _ => 0,
        }
    }

    /// Spaces; one before a colon does not count, which can join two numbers.
    fn space(&mut self) -> Option<()> {
        self.at += 1;
        (self.byte(self.at) != b':').then_some(())
    }

    /// A word from here, or a mark that begins like one.
    fn word(&mut self) -> Option<Option<u64>> {
        let from = self.at;
        let (mut end, mut cased) = (from, 0_u8);
        while CLASSES[usize::from(self.byte(end))] == Class::Letter {
            cased |= !self.bytes[end] & 0x20;
            end += 1;
        }
        let next = self.byte(end);
        if end > from + 1 && cased == 0 && next != b'\'' && next < 0x80 {
            self.at = end;
            let word = &self.bytes[from..end];
            let address = word == b"http" || word == b"https" || word == b"www";
            return (!address).then(|| Some(hash(word)));
        }
        self.any_word()
    }

    /// A word with capitals, apostrophes or letters beyond ASCII, or initials.
    fn any_word(&mut self) -> Option<Option<u64>> {
        let (mut at, mut len) = (self.at, 0);
        loop {
            let byte = self.byte(at);
            match CLASSES[usize::from(byte)] {
                Class::Letter => {
                    *self.word.get_mut(len)? = byte | 0x20;
                    (at, len) = (at + 1, len + 1);
                }
                Class::Lead => match self.beyond(at)? {
                    (Beyond::Letter(letter), taken) => {
                        for lower in letter.to_lowercase() {
                            let room = self.word.get_mut(len..len + 4)?;
                            len += lower.encode_utf8(room).len();
                        }
                        at += taken;
                    }
                    (Beyond::Apostrophe, taken) if len > 0 && self.letter_at(at + taken)? => {
                        at += taken
                    }
                    (_, taken) if len == 0 => {
                        self.at = at + taken;
                        return self.after_space(at, taken);
                    }
                    _ => break,
                },
                _ if byte == b'\'' && len > 0 && self.letter_at(at + 1)? => at += 1,
                _ => break,
            }
        }
        if self.byte(at) == b'.' && self.letters_between(self.at, at) == 1 {
            return self.initials();
        }
        self.at = at;
        let word = &self.word[..len];
        let address = word.starts_with(b"http") || word.starts_with(b"www");
        (!address).then(|| Some(hash(word)))
    }

    /// A space beyond ASCII counts like any other.
    fn after_space(&self, at: usize, taken: usize) -> Option<Option<u64>> {
        let is_space = taken == 2 && self.byte(at) == 0xc2;
        (!is_space || self.byte(at + taken) != b':').then_some(None)
    }

    /// Whether a letter stands at `at`; `None` if what stands there needs the scanner.
    fn letter_at(&self, at: usize) -> Option<bool> {
        match CLASSES[usize::from(self.byte(at))] {
            Class::Letter => Some(true),
            Class::Lead => Some(matches!(self.beyond(at)?.0, Beyond::Letter(_))),
            Class::Hard if at < self.bytes.len() => None,
            _ => Some(false),
        }
    }

    fn letters_between(&self, from: usize, to: usize) -> usize {
        self.bytes[from..to]
            .iter()
            .filter(|byte| **byte & 0xc0 != 0x80)
            .count()
    }

    /// One letter with its full stop: "U.S." is one word, "U.S.A" and "A." are not. What could be an ellipsis needs
    /// the scanner.
    fn initials(&mut self) -> Option<Option<u64>> {
        let (mut at, mut len, mut count, mut first) = (self.at, 0, 0, (0, 0));
        while self.letter_at(at)? {
            let before = len;
            let taken = self.take_letter(at, &mut len)?;
            if count == 0 {
                first = (at + taken, len);
            }
            if self.byte(at + taken) != b'.' {
                len = before;
                break;
            }
            (at, count) = (at + taken + 1, count + 1);
        }
        let next = self.byte(at);
        if next == b'.' || matches!(CLASSES[usize::from(next)], Class::Space) || next == 0xc2 {
            let spaces = self.bytes[at..]
                .iter()
                .take_while(|byte| **byte != b'.')
                .count();
            let text = std::str::from_utf8(&self.bytes[at..at + spaces]).ok()?;
            if at + spaces < self.bytes.len() && text.trim().is_empty() {
                return None;
            }
        }
        let free = !self.letter_at(at)? && CLASSES[usize::from(next)] != Class::Digit;
        if count >= 2 && free {
            self.at = at;
            return Some(Some(hash(&self.word[..len])));
        }
        self.at = first.0;
        Some(Some(hash(&self.word[..first.1])))
    }

    /// Writes the letter at `at` in lower case; answers its length.
    fn take_letter(&mut self, at: usize, len: &mut usize) -> Option<usize> {
        let byte = self.byte(at);
        if byte.is_ascii() {
            *self.word.get_mut(*len)? = byte | 0x20;
            *len += 1;
            return Some(1);
        }
        let (Beyond::Letter(letter), taken) = self.beyond(at)? else {
            return None;
        };
        for lower in letter.to_lowercase() {
            let room = self.word.get_mut(*len..*len + 4)?;
            *len += lower.encode_utf8(room).len();
        }
        Some(taken)
    }

    /// Digits, with a single mark between two of them.
    fn number(&mut self) -> Option<u64> {
        let mut len = 0;
        loop {
            let byte = self.byte(self.at);
            let apostrophe = self.apostrophe(self.at);
            if byte.is_ascii_digit() {
                *self.word.get_mut(len)? = byte;
                (self.at, len) = (self.at + 1, len + 1);
            } else if apostrophe > 0 && self.byte(self.at + apostrophe).is_ascii_digit() {
                self.at += apostrophe;
            } else if matches!(byte, b'.' | b',' | b':' | b'/')
                && self.byte(self.at + 1).is_ascii_digit()
            {
                *self.word.get_mut(len)? = byte;
                (self.at, len) = (self.at + 1, len + 1);
            } else {
                return Some(hash(&self.word[..len]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use copydesk_text::Block;
    use proptest::prelude::*;

    use super::{Script, Words};

    fn both(text: &str) -> (Words, Words) {
        let mut plain = Words {
            spanned: super::Spanned::Yes,
            ..Words::default()
        };
        let mut any = plain.clone();
        plain.add(text, 0);
        any.add_any(text, 0);
        (plain, any)
    }

    #[track_caller]
    fn check_words(text: &str, expected: &[&str]) {
        let found = Words::of([&Block::paragraph(text)]);
        let expected: Vec<u64> = expected
            .iter()
            .map(|word| super::hash(word.as_bytes()))
            .collect();
        assert_eq!(found.hashes(), expected);
        let (plain, any) = both(text);
        assert_eq!(plain, any);
    }

    #[test]
    fn words_are_lower_case_without_apostrophes_and_punctuation() {
        check_words("“Don’t,” O'Neil said.", &["dont", "oneil", "said"]);
        check_words(
            "The U.S. on 1,200.50 at 10 :30",
            &["the", "us", "on", "1,200.50", "at", "10:30"],
        );
        check_words(
            "U.S.A Über café's A. B",
            &["u", "s", "a", "über", "cafés", "a", "b"],
        );
        check_words("see www.example.org, ok", &["see", "www.example.org", "ok"]);
    }

    #[test]
    fn scripts_are_told_apart_by_what_most_words_are() {
        let of = |text: &str| Words::of([&Block::paragraph(text)]).script();
        assert_eq!(of("会议在星期二 AI"), Script::Graphemes);
        assert_eq!(of("सरकार ने कहा 会"), Script::Words);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_agrees_with_the_scanner(
            text in prop_oneof![
                4 => "[a-dA-DUS.'’‘ \u{A0}:;,\"“”–—!?%/0-59éÉßſİŁ-]{0,24}",
                1 => "(http|www|U|\\.|s|:|//| |@|#|\u{AD}|\u{301}|é|Mr|5|'|’){0,12}",
                1 => any::<String>(),
            ]
        ) {
            let (plain, any) = both(&text);
            prop_assert_eq!(plain.hashes, any.hashes, "{}", text);
        }
    }
}
