//! Plain Latin writing read byte by byte, eight of them at once where they are letters: most text is such. Whatever is
//! not is given back to the fold and the scanner of `text`, which judge this way by test (`words`). Never guesses: what
//! could be read otherwise is not plain.

use crate::hash::{hash, hash_8, hash_16};

/// Longest word read the quick way, bytes.
const WORD_BYTES_MAX: usize = 64;

const HTTP: u64 = held(b"http");
const HTTPS: u64 = held(b"https");
const WWW: u64 = held(b"www");

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
            b'@' | b'#' | b'`' => Class::Hard,
            // Control characters that are no space: old wires end with one.
            b'!'..=b'~' | 0..=0x1f | 0x7f => Class::Mark,
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

/// Reads a block.
pub(crate) struct Plain<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the word just read ends.
    end: usize,
    word: [u8; WORD_BYTES_MAX],
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;
/// The bit by which a capital letter differs from a small one, in each byte.
const SMALL: u64 = 0x20 * ONES;

/// The top bit of each byte that is none of the ASCII letters, of bytes with [`SMALL`] set.
const fn no_letters(small: u64) -> u64 {
    let low = small & !TOPS;
    let from_a = low + ONES * (0x80 - b'a' as u64);
    let past_z = low + ONES * (0x7f - b'z' as u64);
    (!from_a | past_z | small) & TOPS
}

/// The top bit of each byte that is no ASCII digit.
const fn no_digits(eight: u64) -> u64 {
    let low = eight & !TOPS;
    let from_0 = low + ONES * (0x80 - b'0' as u64);
    let past_9 = low + ONES * (0x7f - b'9' as u64);
    (!from_0 | past_9 | eight) & TOPS
}

/// The bytes of eight below the first one that `gap` marks.
const fn below(eight: u64, gap: u64) -> u64 {
    eight & ((gap ^ gap.wrapping_sub(1)) >> 8)
}

/// Whether a word opens an address, if the mark of one follows.
const fn opens_address(word: u64) -> bool {
    matches!(word, HTTP | HTTPS | WWW)
}

/// The lowest `bytes` (up to 7) of eight.
const fn lowest(eight: u64, bytes: u32) -> u64 {
    eight & ((1 << (8 * bytes)) - 1)
}

/// A word's bytes as a register holds them.
const fn held(word: &[u8]) -> u64 {
    let (mut held, mut at) = (0, word.len());
    while at > 0 {
        at -= 1;
        held = held << 8 | word[at] as u64;
    }
    held
}

impl<'a> Plain<'a> {
    pub(crate) fn of(block: &'a str) -> Self {
        Self {
            bytes: block.as_bytes(),
            at: 0,
            end: 0,
            word: [0; WORD_BYTES_MAX],
        }
    }

    /// Hands over the words: hash, where each begins and ends. `None`: the block needs the scanner, and what was handed
    /// over does not count.
    #[inline]
    pub(crate) fn each_word(mut self, mut take: impl FnMut(u64, usize, usize)) -> Option<()> {
        while let Some(&byte) = self.bytes.get(self.at) {
            let from = self.at;
            let class = CLASSES[usize::from(byte)];
            // Asked first: next to all is letters.
            if class == Class::Letter {
                if let Some(hash) = self.word()? {
                    take(hash, from, self.end);
                }
                continue;
            }
            match class {
                Class::Space => self.space()?,
                Class::Mark => self.at += 1,
                Class::Digit => {
                    let hash = self.number()?;
                    take(hash, from, self.at);
                }
                Class::Letter | Class::Lead => {
                    if let Some(hash) = self.any_word()? {
                        take(hash, from, self.end);
                    }
                }
                Class::Hard => return None,
            }
        }
        Some(())
    }

    #[inline]
    fn eight(&self, at: usize) -> u64 {
        let whole = self.bytes.get(at..at + 8);
        match whole.and_then(|eight| eight.try_into().ok()) {
            Some(eight) => u64::from_le_bytes(eight),
            None => held(self.bytes.get(at..).unwrap_or_default()),
        }
    }

    #[inline]
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

    /// A word that begins with an ASCII letter.
    #[inline(always)]
    fn word(&mut self) -> Option<Option<u64>> {
        let first = self.eight(self.at) | SMALL;
        let gap = no_letters(first);
        let (hash, len) = if gap == 0 {
            let rest = self.eight(self.at + 8) | SMALL;
            let gap = no_letters(rest);
            if gap == 0 {
                return self.any_word();
            }
            let more = gap.trailing_zeros() / 8;
            let hash = match more {
                0 => hash_8(first, 8),
                more => hash_16(first, lowest(rest, more), 8 + more),
            };
            (hash, 8 + more)
        } else {
            let len = gap.trailing_zeros() / 8;
            (hash_8(below(first, gap), len), len)
        };
        let end = self.at + len as usize;
        let next = self.byte(end);
        if next == b' ' {
            (self.at, self.end) = (end, end);
            self.space()?;
        } else if matches!(next, b'.' | b':') && (len == 1 || opens_address(below(first, gap))) {
            // Initials, or an address.
            return self.any_word();
        } else if next == b'\'' || next >= 0x80 {
            return self.any_word();
        } else {
            (self.at, self.end) = (end, end);
        }
        Some(Some(hash))
    }

    /// A word with apostrophes or letters beyond ASCII, a long one, or initials; or a mark that begins like a word.
    #[inline(never)]
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
        (self.at, self.end) = (at, at);
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
            (self.at, self.end) = (at, at);
            return Some(Some(hash(&self.word[..len])));
        }
        (self.at, self.end) = (first.0, first.0);
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

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let eight = self.eight(self.at);
        let gap = no_digits(eight);
        let len = gap.trailing_zeros() / 8;
        let next = self.byte(self.at + len as usize);
        if gap == 0 || next >= 0x80 || matches!(next, b'.' | b',' | b':' | b'/' | b'\'') {
            return self.any_number();
        }
        self.at += len as usize;
        Some(hash_8(lowest(eight, len), len))
    }

    /// Digits, with a single mark between two of them.
    fn any_number(&mut self) -> Option<u64> {
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
