//! Numbers of articles and chapters as treaties write them: digits, dotted pairs, roman, words, Chinese numerals, and
//! what is inserted later (`8 bis`, `5a`). Reads numbers; never makes one up.

use std::fmt::{self, Display, Formatter};

/// What stands after a number of something inserted later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Insert {
    /// Nothing.
    #[default]
    None,
    /// `bis` is 1, `ter` 2 …; also `之二` (1).
    Latin(u8),
    /// `5a` is 1.
    Letter(u8),
}

impl Insert {
    const fn rank(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Latin(n) | Self::Letter(n) => n as u32,
        }
    }
}

const LATIN: [&str; 9] = [
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "nonies",
    "decies",
];

/// A number of up to three parts: `4`, `3.2`, `VI.1`, `8 bis`. Ordered as the articles of a treaty are.
///
/// ```
/// use copydesk_documents::Number;
/// assert!(Number::of(45) < Number::read("45 bis").unwrap().0);
/// assert_eq!(Number::read("VI.1").unwrap().0.to_string(), "6.1");
/// assert_eq!(Number::read("八之二").unwrap().0.to_string(), "8bis");
/// assert_eq!(Number::read("of the Treaty"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    parts: [u32; 3],
    insert: Insert,
}

impl Number {
    /// A number of one part.
    #[must_use]
    pub const fn of(value: u32) -> Self {
        Self {
            parts: [value, 0, 0],
            insert: Insert::None,
        }
    }

    /// A number of two parts: `3.2`.
    #[must_use]
    pub const fn pair(chapter: u32, value: u32) -> Self {
        Self {
            parts: [chapter, value, 0],
            insert: Insert::None,
        }
    }

    /// Its parts, those that it has not being 0.
    #[must_use]
    pub const fn parts(self) -> [u32; 3] {
        self.parts
    }

    /// The first part.
    #[must_use]
    pub const fn first(self) -> u32 {
        self.parts[0]
    }

    /// Reads a number at the beginning of `text`; the second value is where it ends.
    #[must_use]
    pub fn read(text: &str) -> Option<(Self, usize)> {
        let first = text.bytes().next()?;
        if first.is_ascii_digit() {
            return read_digits(text);
        }
        if first >= 0x80 {
            return read_chinese(text);
        }
        read_roman(text)
            .or_else(|| read_prefixed(text))
            .or_else(|| read_word(text))
    }

    /// Whether this is a number that counting begins with: 1, 101, 3.1.
    pub(crate) fn is_first(self) -> bool {
        let last = if self.parts[1] > 0 {
            self.parts[1]
        } else {
            self.parts[0]
        };
        self.insert == Insert::None && (last == 1 || (last > 100 && last % 100 == 1))
    }

    /// How many numbers lie between `self` and a later `next`, 1 for the immediate successor. A new chapter
    /// (`3.9`, `4.1`) and an insert (`45`, `45 bis`, `46`) succeed, too.
    pub(crate) fn distance(self, next: Self) -> u32 {
        let (a, b) = (self.parts, next.parts);
        if a[2] != b[2] && a[..2] == b[..2] {
            return b[2].saturating_sub(a[2]);
        }
        let inner = |at: usize| match b[at].saturating_sub(a[at]) {
            0 => {
                let (a, b) = (self.insert.rank(), next.insert.rank());
                b.saturating_sub(a).max(1)
            }
            steps => steps + next.insert.rank(),
        };
        match (a[1], b[1]) {
            (0, 0) => inner(0),
            (_, _) if a[0] == b[0] => inner(1),
            (_, second) => (b[0].saturating_sub(a[0]) - 1).saturating_add(second.max(1)),
        }
    }

    /// Whether `next` opens the next hundred: 105, 201.
    pub(crate) fn is_next_hundred(self, next: Self) -> bool {
        let (a, b) = (self.parts, next.parts);
        a[1] == 0 && b[1] == 0 && a[0] > 100 && b[0] % 100 == 1 && b[0] / 100 == a[0] / 100 + 1
    }

    /// The number before this one, if counting has one.
    pub(crate) fn previous(self) -> Option<Self> {
        let mut before = self;
        let last = if self.parts[1] > 0 { 1 } else { 0 };
        before.parts[last] = before.parts[last]
            .checked_sub(1)
            .filter(|&value| value > 0)?;
        (self.insert == Insert::None).then_some(before)
    }

    /// The form used in ids: `4`, `3-2`, `8bis`, `5a`.
    pub(crate) fn push_id(self, id: &mut String) {
        self.push(id, '-');
    }

    fn push(self, out: &mut String, joint: char) {
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                if *part == 0 {
                    break;
                }
                out.push(joint);
            }
            push_decimal(out, *part);
        }
        match self.insert {
            Insert::None => {}
            Insert::Latin(n) => out.push_str(LATIN.get(usize::from(n) - 1).unwrap_or(&"bis")),
            Insert::Letter(n) => out.push(char::from(b'a' + (n - 1) % 26)),
        }
    }
}

impl Display for Number {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.push(&mut out, '.');
        formatter.write_str(&out)
    }
}

/// Writes a number without going through the formatting machinery: ids are made by the thousand.
pub(crate) fn push_decimal(out: &mut String, value: u32) {
    if value >= 10 {
        push_decimal(out, value / 10);
    }
    out.push(char::from(b'0' + u8::try_from(value % 10).unwrap_or(0)));
}

/// Digits at the beginning: at most four, so that a year is no trouble and a sum of money is no number.
fn digits(text: &[u8]) -> Option<(u32, usize)> {
    let len = text
        .iter()
        .take(5)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if !(1..=4).contains(&len) {
        return None;
    }
    let value = text[..len]
        .iter()
        .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
    Some((value, len))
}

fn read_digits(text: &str) -> Option<(Number, usize)> {
    let bytes = text.as_bytes();
    let (value, mut at) = digits(bytes)?;
    let mut parts = [value, 0, 0];
    at = more_parts(bytes, at, &mut parts[1..]);
    let (insert, at) = read_insert(text, at)?;
    Some((Number { parts, insert }, at))
}

/// Further parts: a full stop or hyphen with digits right after it.
fn more_parts(bytes: &[u8], mut at: usize, parts: &mut [u32]) -> usize {
    for part in parts {
        if !matches!(bytes.get(at), Some(b'.' | b'-')) {
            break;
        }
        let Some((value, len)) = digits(&bytes[at + 1..]) else {
            break;
        };
        *part = value;
        at += 1 + len;
    }
    at
}

/// `bis`, `ter` … after a number, or one letter glued to it; `None` if the number runs on into a word.
fn read_insert(text: &str, at: usize) -> Option<(Insert, usize)> {
    let rest = &text[at..];
    let Some(next) = rest.bytes().next() else {
        return Some((Insert::None, at));
    };
    if next.is_ascii_alphabetic() {
        let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if let Some(n) = latin(&rest[..len]) {
            return Some((Insert::Latin(n), at + len));
        }
        return (len == 1).then(|| (Insert::Letter(next.to_ascii_lowercase() - b'a' + 1), at + 1));
    }
    if next == b' ' {
        let word = rest[1..]
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        if let Some(n) = latin(&rest[1..=word]) {
            return Some((Insert::Latin(n), at + 1 + word));
        }
    }
    Some((Insert::None, at))
}

fn latin(word: &str) -> Option<u8> {
    let found = LATIN
        .iter()
        .position(|name| word.eq_ignore_ascii_case(name))?;
    u8::try_from(found + 1).ok()
}

/// A roman numeral in any case, in its one proper spelling (`IX`, never `VIIII`), followed by no letter.
fn read_roman(text: &str) -> Option<(Number, usize)> {
    let bytes = text.as_bytes();
    let len = bytes
        .iter()
        .take(16)
        .take_while(|byte| roman_digit(**byte).is_some())
        .count();
    let value = roman(&bytes[..len])?;
    if bytes
        .get(len)
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0xC0)
    {
        return None;
    }
    let mut parts = [value, 0, 0];
    let at = more_parts(bytes, len, &mut parts[1..]);
    let (insert, at) = read_insert(text, at)?;
    Some((Number { parts, insert }, at))
}

const fn roman_digit(byte: u8) -> Option<u32> {
    match byte.to_ascii_lowercase() {
        b'i' => Some(1),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        b'c' => Some(100),
        b'd' => Some(500),
        b'm' => Some(1000),
        _ => None,
    }
}

/// The value of a roman numeral, if it is spelled properly.
pub(crate) fn roman(bytes: &[u8]) -> Option<u32> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let (mut rest, mut value) = (bytes, 0);
    for (step, letters) in STEPS {
        let most = if letters.len() == 2 || matches!(step, 500 | 50 | 5) {
            1
        } else {
            3
        };
        for _ in 0..most {
            match rest.get(..letters.len()) {
                Some(head) if head.eq_ignore_ascii_case(letters.as_bytes()) => {
                    value += step;
                    rest = &rest[letters.len()..];
                }
                _ => break,
            }
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

/// `R.9`, `A-9`: a letter of a part and a number in it. Letters stand after all plain numbers of a first part.
fn read_prefixed(text: &str) -> Option<(Number, usize)> {
    const LETTER_FROM: u32 = 10_000;
    let bytes = text.as_bytes();
    let letter = bytes.first().filter(|byte| byte.is_ascii_uppercase())?;
    if !matches!(bytes.get(1), Some(b'.' | b'-')) {
        return None;
    }
    let (value, len) = digits(&bytes[2..])?;
    let first = LETTER_FROM + u32::from(letter - b'A');
    Some((Number::pair(first, value), 2 + len))
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const ORDINALS: [(&str, u32); 24] = [
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("premier", 1),
    ("première", 1),
    ("primero", 1),
    ("primera", 1),
    ("segundo", 2),
    ("segunda", 2),
    ("tercero", 3),
    ("tercera", 3),
    ("cuarto", 4),
    ("quinto", 5),
    ("único", 1),
    ("unique", 1),
];

/// A number word: `ONE`, `Twenty One`, `first`, `premier`.
fn read_word(text: &str) -> Option<(Number, usize)> {
    let word = leading_word(text);
    if word.is_empty() || word.len() > 12 {
        return None;
    }
    let lower = word.to_lowercase();
    if let Some(value) = ORDINALS.iter().find(|(name, _)| *name == lower) {
        return Some((Number::of(value.1), word.len()));
    }
    if let Some(value) = place(&ONES, &lower) {
        return (value > 0).then(|| (Number::of(value), word.len()));
    }
    let tens = place(&TENS, &lower).filter(|value| *value > 1)? * 10;
    let after = &text[word.len()..];
    let ones = after
        .strip_prefix([' ', '-'])
        .map(leading_word)
        .and_then(|second| {
            let value = place(&ONES[..10], &second.to_lowercase())?;
            (value > 0).then_some((value, 1 + second.len()))
        });
    let (ones, len) = ones.unwrap_or((0, 0));
    Some((Number::of(tens + ones), word.len() + len))
}

fn place(names: &[&str], word: &str) -> Option<u32> {
    let found = names.iter().position(|name| *name == word)?;
    u32::try_from(found).ok()
}

/// The letters at the beginning of a text.
pub(crate) fn leading_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(_, character)| !character.is_alphabetic())
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Chinese numerals: by place value (`一百零二`) or digit by digit (`三一八`, `三二〇`), with `之二` for an insert. A
/// number word in another script (`único`) is read by [`read_word`].
fn read_chinese(text: &str) -> Option<(Number, usize)> {
    let Some((value, at)) = chinese(text) else {
        return read_word(text);
    };
    let (insert, at) = chinese_insert(text, at);
    let parts = [value, 0, 0];
    Some((Number { parts, insert }, at))
}

/// `之二` at `at`: the first insert.
pub(crate) fn chinese_insert(text: &str, at: usize) -> (Insert, usize) {
    let Some(rest) = text[at..].strip_prefix('之') else {
        return (Insert::None, at);
    };
    match chinese(rest) {
        Some((order, len)) if (2..=10).contains(&order) => {
            let order = u8::try_from(order - 1).unwrap_or(1);
            (Insert::Latin(order), at + '之'.len_utf8() + len)
        }
        _ => (Insert::None, at),
    }
}

impl Number {
    /// The same number with an insert: an article whose sign for "bis" stands after the word for article.
    pub(crate) const fn with_insert(mut self, insert: Insert) -> Self {
        if matches!(self.insert, Insert::None) {
            self.insert = insert;
        }
        self
    }
}

/// The value of the Chinese numeral at the beginning of a text, and its length in bytes.
pub(crate) fn chinese(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut run, mut len) = (0_u32, None, 0_u32, 0);
    let mut has_unit = false;
    for character in text.chars().take(10) {
        match chinese_sign(character) {
            Some(Sign::Digit(value)) => {
                run = run.checked_mul(10)?.checked_add(value)?;
                digit = Some(value);
            }
            Some(Sign::Unit(unit)) => {
                let before = digit.take().unwrap_or(1).max(1);
                total = total.checked_add(before * unit)?;
                has_unit = true;
            }
            None => break,
        }
        len += character.len_utf8();
    }
    if len == 0 {
        return None;
    }
    let value = if has_unit {
        total + digit.unwrap_or(0)
    } else {
        run
    };
    (value > 0 && value < 10_000).then_some((value, len))
}

enum Sign {
    Digit(u32),
    Unit(u32),
}

const fn chinese_sign(character: char) -> Option<Sign> {
    Some(match character {
        '〇' | '零' | '○' => Sign::Digit(0),
        '一' => Sign::Digit(1),
        '二' | '两' | '兩' => Sign::Digit(2),
        '三' => Sign::Digit(3),
        '四' => Sign::Digit(4),
        '五' => Sign::Digit(5),
        '六' => Sign::Digit(6),
        '七' => Sign::Digit(7),
        '八' => Sign::Digit(8),
        '九' => Sign::Digit(9),
        '十' => Sign::Unit(10),
        '百' => Sign::Unit(100),
        '千' => Sign::Unit(1000),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_number(text: &str, expected: &str) {
        let (number, end) = Number::read(text).unwrap_or_else(|| panic!("{text}: no number"));
        assert_eq!(number.to_string(), expected, "{text}");
        assert!(text.is_char_boundary(end));
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for (text, expected) in [
            ("4", "4"),
            ("3.2 Scope", "3.2"),
            ("3-09: Goods", "3.9"),
            ("XIII", "13"),
            ("Xiii.4", "13.4"),
            ("vi", "6"),
            ("45 bis", "45bis"),
            ("45 BIS", "45bis"),
            ("8ter", "8ter"),
            ("5a", "5a"),
            ("R.9", "10017.9"),
            ("TWENTY ONE", "21"),
            ("Twenty-Two", "22"),
            ("First", "1"),
            ("premier", "1"),
            ("一百零二", "102"),
            ("三一八", "318"),
            ("三二〇", "320"),
            ("八之二", "8bis"),
            ("十", "10"),
            ("二十", "20"),
            ("一百一十", "110"),
            ("一〇〇", "100"),
        ] {
            check_number(text, expected);
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", "of the", "VIIII", "12345", "5th", "mixed", "IIX", "zero", "XX's",
        ] {
            let read = Number::read(text);
            assert!(read.is_none() || text == "XX's", "{text}: {read:?}");
        }
    }

    #[test]
    fn inserts_stand_between_their_neighbours() {
        let bis = Number::read("45 bis").expect("a number").0;
        assert!(Number::of(45) < bis && bis < Number::of(46));
        assert_eq!(Number::of(45).distance(bis), 1);
        assert_eq!(bis.distance(Number::of(46)), 1);
        assert_eq!(Number::pair(3, 9).distance(Number::pair(4, 1)), 1);
        assert_eq!(Number::of(4).distance(Number::of(9)), 5);
    }
}
