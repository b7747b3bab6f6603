//! The lines that frame a text and are no part of it: sign-off, end mark, credit, time, the typed claim. Each rule
//! matches a whole line, word by word, against `data/strips.tsv`; a line with one word more is text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::StripKind;
use crate::align::Map;
use crate::compared::Text;
use crate::fold::{Letters, fold_str, fold_str_as};
use crate::scan::{Kind, is_letter, scan};

/// The table, one row a word or prefix.
pub(crate) const TABLE: &str = include_str!("../data/strips.tsv");

/// Most words of a sign-off.
const SIGN_OFF_WORDS_MAX: usize = 60;
/// Most words of a credit line.
const CREDIT_WORDS_MAX: usize = 12;
/// Most words of a line of names.
const BYLINE_WORDS_MAX: usize = 8;
/// Most words of a line that gives a time.
const TIME_WORDS_MAX: usize = 14;
/// Most bytes of a line that gives a time.
const TIME_BYTES_MAX: usize = 300;
/// Most bytes of a line of parts.
const PARTED_BYTES_MAX: usize = 300;
/// Most tokens of a typed claim.
const CLAIM_TOKENS_MAX: usize = 80;
/// Most names in a typed claim that are none of the two sides'.
const CLAIM_NAMES_MAX: usize = 6;
/// Fewest letters of an agency's name cut short ("Aster" for "Aster News").
const SHORT_NAME_LETTERS_MIN: usize = 4;

/// The bounds of these rules by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 9] = [
    ("sign_off_words_max", SIGN_OFF_WORDS_MAX),
    ("credit_words_max", CREDIT_WORDS_MAX),
    ("byline_words_max", BYLINE_WORDS_MAX),
    ("time_words_max", TIME_WORDS_MAX),
    ("time_bytes_max", TIME_BYTES_MAX),
    ("parted_bytes_max", PARTED_BYTES_MAX),
    ("claim_tokens_max", CLAIM_TOKENS_MAX),
    ("claim_names_max", CLAIM_NAMES_MAX),
    ("short_name_letters_min", SHORT_NAME_LETTERS_MIN),
];

/// Words of one class.
#[derive(Default)]
struct Class {
    listed: Vec<&'static str>,
    known: Map<&'static str, ()>,
}

impl Class {
    fn read(name: &str) -> Self {
        let rows = TABLE.lines().filter_map(|line| line.split_once('\t'));
        let listed: Vec<&str> = rows.filter(|row| row.0 == name).map(|row| row.1).collect();
        let known = listed.iter().map(|&word| (word, ())).collect();
        Self { listed, known }
    }

    fn has(&self, word: &str) -> bool {
        self.known.contains_key(word)
    }

    fn begins<'a>(&self, line: &'a str) -> Option<&'a str> {
        self.listed
            .iter()
            .find_map(|prefix| line.strip_prefix(prefix))
    }
}

struct Classes {
    end_mark: Class,
    sign_off: Class,
    credit: Class,
    name_word: Class,
    time_prefix: Class,
    time_word: Class,
    clock: Class,
    reading: Class,
    /// A claim has a word of each of these.
    claim_parts: [Class; 4],
    claim_word: Class,
}

fn classes() -> &'static Classes {
    static READY: OnceLock<Classes> = OnceLock::new();
    READY.get_or_init(|| Classes {
        end_mark: Class::read("end_mark"),
        sign_off: Class::read("sign_off"),
        credit: Class::read("credit"),
        name_word: Class::read("name_word"),
        time_prefix: Class::read("time_prefix"),
        time_word: Class::read("time_word"),
        clock: Class::read("clock"),
        reading: Class::read("reading"),
        claim_parts: ["claim_who", "claim_no", "claim_what", "claim_self"].map(Class::read),
        claim_word: Class::read("claim_word"),
    })
}

/// The folded tokens of a line.
pub(crate) fn keys(line: &str, letters: Letters) -> Vec<String> {
    let folded = fold_str_as(line, letters);
    let tokens = scan(&folded);
    tokens
        .iter()
        .map(|token| folded[token.start..token.end].to_owned())
        .collect()
}

/// "-30-", "ENDS".
pub(crate) fn is_end_mark(line: &str) -> bool {
    line.len() <= 8 && classes().end_mark.has(line)
}

/// "(Reporting by Jo Marsh in Velden; Editing by Lee Tan)": names only.
pub(crate) fn is_sign_off(line: &str) -> bool {
    let inner = line
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let rest = classes().sign_off.begins(inner.unwrap_or(line));
    rest.is_some_and(|rest| are_names(rest, SIGN_OFF_WORDS_MAX))
}

/// "With inputs from Aster": names only.
pub(crate) fn is_credit(line: &str) -> bool {
    let rest = classes().credit.begins(line);
    rest.is_some_and(|rest| {
        rest.trim_end_matches([')', '.']).is_empty() || are_names(rest, CREDIT_WORDS_MAX)
    })
}

/// "By Jane Doe", "By Jane Doe and John Roe, Associated Press": names only, no sentence.
pub(crate) fn is_byline(line: &str) -> bool {
    let rest = line
        .strip_prefix("By ")
        .or_else(|| line.strip_prefix("BY "));
    rest.is_some_and(|rest| !rest.ends_with(['.', '!', '?']) && are_names(rest, BYLINE_WORDS_MAX))
}

/// Whether these are names, the words that join names, and addresses.
fn are_names(line: &str, words_max: usize) -> bool {
    let words = line.split_whitespace().map(|word| {
        word.trim_matches(|c: char| {
            matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '|' | '&' | '/')
        })
    });
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = |word: &str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let fits = |word: &str| {
        name(word)
            || classes().name_word.has(word)
            || word.contains('@')
            || word
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-'))
    };
    words.len() <= words_max
        && words.iter().any(|word| name(word))
        && words.iter().all(|word| fits(word))
}

/// "Updated: 12 May 2031, 10:40", "May 6, 2025, 8:30 a.m.", "5 min read": a time and nothing else.
pub(crate) fn is_time(line: &str) -> bool {
    is_reading_time(line) || is_date(line)
}

fn is_reading_time(line: &str) -> bool {
    let rest = classes()
        .reading
        .listed
        .iter()
        .find_map(|end| line.strip_suffix(end));
    rest.is_some_and(|rest| {
        let number = rest.trim();
        !number.is_empty() && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_date(line: &str) -> bool {
    if line.len() > TIME_BYTES_MAX {
        return false;
    }
    let words = line.split_whitespace().take(TIME_WORDS_MAX + 1).count();
    if !(1..=TIME_WORDS_MAX).contains(&words) || line.ends_with(['!', '?']) {
        return false;
    }
    let prefixed = classes().time_prefix.begins(line);
    let prefixed = prefixed.filter(|rest| !splits_word(line, rest));
    let folded = fold_str(prefixed.unwrap_or(line));
    let tokens = scan(&folded);
    let (mut numbers, mut sure) = (0, prefixed.is_some());
    for token in &tokens {
        let key = folded[token.start..token.end].to_lowercase();
        match token.kind {
            Kind::Number => {
                numbers += 1;
                sure |= key.contains([':', '/']) || key.chars().count() == 4;
            }
            Kind::Mark => {
                if !matches!(
                    key.as_str(),
                    "," | "." | ":" | "(" | ")" | "-" | "\u{2014}" | "/" | "+"
                ) {
                    return false;
                }
            }
            _ if classes().clock.has(&key) => sure = true,
            _ if classes().time_word.has(&key) => {}
            _ => return false,
        }
    }
    numbers > 0 && sure
}

/// Whether `line` is cut inside a word where `rest` begins.
fn splits_word(line: &str, rest: &str) -> bool {
    let before = &line[..line.len() - rest.len()];
    before.ends_with(is_letter) && rest.starts_with(is_letter)
}

/// "Aster | May 6, 2025, 8:30 a.m. | 5 min read": parts that are each a name of the agency or author, a time or a
/// credit, and nothing else.
pub(crate) fn parted(line: &str, names: &[Vec<String>], letters: Letters) -> Option<StripKind> {
    const BARS: [char; 3] = ['|', '·', '•'];
    let has_bars = || match line.is_ascii() {
        true => line.contains('|'),
        false => line.contains(BARS),
    };
    if line.len() > PARTED_BYTES_MAX || !has_bars() {
        return None;
    }
    let parts = line
        .split(BARS)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut found = None;
    for part in parts {
        let kind = part_kind(part, names, letters)?;
        if found != Some(StripKind::Byline) {
            found = Some(kind);
        }
    }
    found
}

fn part_kind(part: &str, names: &[Vec<String>], letters: Letters) -> Option<StripKind> {
    if is_byline(part) || names.iter().any(|name| is_name_of(part, name, letters)) {
        Some(StripKind::Byline)
    } else if is_time(part) {
        Some(StripKind::Timestamp)
    } else {
        is_credit(part).then_some(StripKind::Credit)
    }
}

/// Whether `part` is this name, or its first words.
fn is_name_of(part: &str, name: &[String], letters: Letters) -> bool {
    let part = keys(part, letters);
    let equal = part.len() <= name.len()
        && part
            .iter()
            .zip(name)
            .all(|(a, b)| a.to_lowercase() == b.to_lowercase());
    let letters: usize = part.iter().map(|word| word.chars().count()).sum();
    equal && !part.is_empty() && (part.len() == name.len() || letters >= SHORT_NAME_LETTERS_MIN)
}

/// A typed sentence that this is unmodified agency copy. It proves nothing and is no part of the text.
pub(crate) fn is_claim(text: &Text, tokens: &Range<usize>) -> bool {
    if tokens.len() > CLAIM_TOKENS_MAX {
        return false;
    }
    let Classes {
        claim_parts,
        claim_word,
        ..
    } = classes();
    let (mut seen, mut names) = ([false; 4], 0);
    for index in tokens.clone() {
        let token = &text.tokens[index];
        let key = text.key(token);
        let lower = lower_case(key);
        let parts = claim_parts
            .iter()
            .zip(&mut seen)
            .fold(false, |any, (part, seen)| {
                let has = part.has(&lower);
                *seen |= has;
                any | has
            });
        let known = parts || token.kind == Kind::Mark || claim_word.has(&lower);
        if !known && !is_claim_name(text, index, tokens.end) {
            return false;
        }
        names += usize::from(!known);
    }
    seen == [true; 4] && names <= CLAIM_NAMES_MAX
}

fn lower_case(key: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if key.bytes().all(is_lower) {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(key.to_lowercase())
    }
}

/// A capitalised word; in scripts without case, a word before one that follows a name.
fn is_claim_name(text: &Text, index: usize, end: usize) -> bool {
    let token = &text.tokens[index];
    let first = text.key(token).chars().next();
    if token.kind != Kind::Word || first.is_none_or(char::is_lowercase) {
        return false;
    }
    first.is_some_and(char::is_uppercase)
        || (index + 1..end.min(index + 3)).any(|next| {
            matches!(
                text.key(&text.tokens[next]),
                "ने" | "की" | "के" | "का" | "द्वारा"
            )
        })
}
