//! Words by which agencies signal kill, correction, update and the like in headlines and notes (`wire.md` 8).
//! Words are data. Never looks below the opening of a text, and never takes "MILITANTS KILL 5" for a kill: a word
//! counts only where a separator sets it apart.

use crate::{Signal, scan};

/// Words that stand before a separator at the start of a headline or a line of a note, or after one at its end.
const WORDS: &[(&str, Signal)] = &[
    ("WITHDRAWN", Signal::Kill),
    ("ANNULATION", Signal::Kill),
    ("ANULACIÓN", Signal::Kill),
    ("ANNULLAMENTO", Signal::Kill),
    ("ANNULLERET", Signal::Kill),
    ("ZURÜCKGEZOGEN", Signal::Kill),
    ("CORRECTED", Signal::Correction),
    ("CORRECTION", Signal::Correction),
    ("REFILE", Signal::Correction),
    ("BERICHTIGUNG", Signal::Correction),
    ("KORREKTUR", Signal::Correction),
    ("RECTIFICATIF", Signal::Correction),
    ("CORRIGE", Signal::Correction),
    ("VERSION CORREGIDA", Signal::Correction),
    ("RETTIFICA", Signal::Correction),
    ("KOREKTA", Signal::Correction),
    ("RETTELSE", Signal::Correction),
    ("RÄTTELSE", Signal::Correction),
    ("UPDATE", Signal::Update),
    ("RECASTS", Signal::Update),
    ("LEAD", Signal::Update),
    ("WRITETHRU", Signal::Update),
    ("AKTUALISIERUNG", Signal::Update),
    ("REPEAT", Signal::Repeat),
    ("WIEDERHOLUNG", Signal::Repeat),
    ("ADVISORY", Signal::Advisory),
    ("ACHTUNG", Signal::Advisory),
    ("FLASH", Signal::Alert),
    ("BULLETIN", Signal::Alert),
    ("EIL", Signal::Alert),
];

/// Phrases that need no separator.
const KILL_PHRASES: &[&str] = &["STORY WITHDRAWN", "KILL IS MANDATORY", "MANDATORY KILL"];

/// Words that open a statement of embargo.
const EMBARGO_WORDS: &[&str] = &[
    "EMBARGOED",
    "EMBARGO",
    "STRICTLY EMBARGOED",
    "UNDER EMBARGO",
    "HOLD FOR RELEASE",
    "NOT FOR PUBLICATION",
    "NOT FOR RELEASE",
    "SPERRFRIST",
];

/// Phrases that ask for a kill in words of no agency's rule.
const KILL_REQUESTS: &[&str] = &[
    "PLEASE KILL",
    "KILL THIS STORY",
    "KILL THIS ITEM",
    "KILL THIS ARTICLE",
    "KILL THIS COPY",
    "KILL THIS VERSION",
    "KILL THE STORY",
    "KILL THE ITEM",
    "KILL THE ARTICLE",
    "KILL OUR STORY",
];

/// The first two letters of the words of embargo.
const OF_EMBARGO: &[&[u8; 2]] = &[b"EM", b"ST", b"UN", b"HO", b"NO", b"SP"];
/// The first two letters of the words that are signals, as far as they are ASCII.
const OF_SIGNALS: &[&[u8; 2]] = &[
    b"WI", b"AN", b"ZU", b"CO", b"RE", b"BE", b"KO", b"VE", b"UP", b"LE", b"WR", b"AK", b"AD",
    b"AC", b"FL", b"BU", b"EI",
];
/// The first two letters of the words that take an item back and may stand alone in a line.
const OF_KILLS: &[&[u8; 2]] = &[b"WI", b"AN", b"ZU"];

/// Whether the first two letters behind signs, in capitals, may be one of these pairs: letters that are not ASCII may.
fn may_open_with(pairs: &[&[u8; 2]], text: &str) -> bool {
    match opening(text).as_bytes() {
        [first, second, ..] if first.is_ascii() && second.is_ascii() => {
            let pair = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
            pairs.contains(&&pair)
        }
        [] => false,
        [only] => !only.is_ascii(),
        _ => true,
    }
}

/// Whether the first letters behind signs may be those of a word that takes an item back. Each opens with a plain
/// letter, which no other letter has for a capital that it could be confused with.
fn may_open_with_kill(text: &str) -> bool {
    let text = opening(text);
    text.as_bytes().first().is_some_and(u8::is_ascii) && may_open_with(OF_KILLS, text)
}

/// Which bytes are signs: neither letters or digits of ASCII nor part of another character.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        signs[byte as usize] = !byte.is_ascii_alphanumeric();
        byte += 1;
    }
    signs
};

/// A text from its first letter or digit on.
fn opening(text: &str) -> &str {
    let sign = |byte: &u8| SIGNS[usize::from(*byte)];
    let signs = text.bytes().take_while(sign).count();
    let text = &text[signs..];
    match text.as_bytes().first() {
        Some(first) if !first.is_ascii() => text.trim_start_matches(|c: char| !c.is_alphanumeric()),
        _ => text,
    }
}

/// Signs of which one stands before a word that closes a headline.
const BEFORE_SUFFIX: &[u8] = b"-/([|";

/// Whether a word may be set apart at the end of a headline.
fn may_hold_suffix(headline: &str) -> bool {
    headline
        .bytes()
        .any(|byte| !byte.is_ascii() || BEFORE_SUFFIX.contains(&byte))
}

/// Letters at the start of a text in which every opening word or phrase ends: the longest has 18.
const OPENING_CHARS: usize = 24;

/// The first letters of a text, in capitals.
fn opening_in_capitals(text: &str) -> String {
    let end = text.char_indices().nth(OPENING_CHARS);
    in_capitals(&text[..end.map_or(text.len(), |(end, _)| end)])
}

/// What `str::to_uppercase` gives, with short ways for ASCII and the letters of Latin-1.
fn in_capitals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(|byte| !byte.is_ascii());
        let (ascii, other) = rest.split_at(plain.unwrap_or(rest.len()));
        let from = out.len();
        out.push_str(ascii);
        if let Some(new) = out.get_mut(from..) {
            new.make_ascii_uppercase();
        }
        let mut letters = other.chars();
        match letters.next() {
            None => return out,
            Some(letter @ '\u{C0}'..='\u{DE}') => out.push(letter),
            Some(letter @ '\u{E0}'..='\u{FE}') if letter != '\u{F7}' => {
                out.extend(char::from_u32(u32::from(letter) - 0x20));
            }
            Some(letter) => out.extend(letter.to_uppercase()),
        }
        rest = letters.as_str();
    }
}

/// Whether a text in capitals may hold one of the words that every request for a kill holds: KILL, WITHDRAWN. Letters
/// that become several capitals, or ASCII ones, are not told apart.
fn may_ask_for_kill(text: &str) -> bool {
    let bytes = text.as_bytes();
    // the first two letters of both words, and those of dotless i and of ligatures like fi
    let sought = |one: u8, other: u8| {
        let small = one | 0x20;
        (((small == b'k') | (small == b'w')) & (other | 0x20 == b'i'))
            | ((one == 0xC4) & (other == 0xB1))
            | ((one == 0xEF) & (other == 0xAC))
    };
    let mut at = 0;
    while let Some(found) = scan::two(bytes, at, sought) {
        let opens = |word: &[u8]| {
            let letters = bytes.get(found..found + word.len());
            letters.is_some_and(|letters| letters.eq_ignore_ascii_case(word))
        };
        if !bytes[found].is_ascii() || opens(b"KILL") || opens(b"WITHDRAWN") {
            return true;
        }
        at = found + 1;
    }
    false
}

/// Whether [`kills_as_line`], [`opens_with_kill`] or the look at headlines and notes may find anything in a text.
pub(crate) fn may_take_back(text: &str) -> bool {
    may_open_with_kill(text) || may_ask_for_kill(text)
}

/// Signals in a headline: its prefix or suffix.
pub(crate) fn in_headline(headline: &str) -> Vec<Signal> {
    let mut signals = Vec::new();
    let plain = !may_open_with(OF_SIGNALS, headline) && !may_hold_suffix(headline);
    if plain && !may_ask_for_kill(headline) {
        return signals;
    }
    let upper = in_capitals(headline);
    if states_kill(&upper) || is_kill_line(&upper) {
        signals.push(Signal::Kill);
    }
    signals.extend(prefix(&upper));
    signals.extend(suffix(&upper));
    signals
}

/// Signals in a note to editors, line by line.
pub(crate) fn in_note(note: &str) -> Vec<Signal> {
    let mut signals = Vec::new();
    let opens = |line: &str| may_open_with(OF_SIGNALS, line);
    let asks = may_ask_for_kill(note);
    if !asks && !scan::lines(note).any(opens) {
        return signals;
    }
    let upper = in_capitals(note);
    if asks && KILL_PHRASES.iter().any(|phrase| upper.contains(phrase)) {
        signals.push(Signal::Kill);
    }
    for line in scan::lines(&upper) {
        if asks && is_kill_line(line) {
            signals.push(Signal::Kill);
        }
        signals.extend(prefix(line));
    }
    signals
}

/// Whether one of the lines of a text in no known format kills.
pub(crate) fn kills_in_a_line(text: &str) -> bool {
    let asks = may_ask_for_kill(text);
    scan::lines(text).any(|line| (asks || may_open_with_kill(line)) && kills_as_line(line))
}

/// Whether a line of a text in no known format kills: nothing but KILL words, one of the words that take back, or a
/// phrase that says so.
pub(crate) fn kills_as_line(line: &str) -> bool {
    let asks = may_ask_for_kill(line);
    if !asks && (!may_open_with_kill(line) || is_longer_than_a_word(line)) {
        return false;
    }
    let upper = in_capitals(line);
    let bare = upper.trim_matches(|c: char| !c.is_alphanumeric());
    let word = WORDS
        .iter()
        .any(|&(word, signal)| signal == Signal::Kill && word == bare);
    word || is_kill_line(&upper) || states_kill(&upper)
}

/// Most bytes of a word that takes an item back: 17 letters, which as small ones may take three each.
const WORD_BYTES_MAX: usize = 51;

/// Whether a line holds more than one of the words that take an item back, the signs around it apart.
fn is_longer_than_a_word(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() > WORD_BYTES_MAX
}

/// A phrase at either end of a line.
fn states_kill(upper: &str) -> bool {
    let bare = upper.trim_matches(|c: char| !c.is_alphanumeric());
    let at_an_end = |phrase: &&str| bare.starts_with(*phrase) || bare.ends_with(*phrase);
    KILL_PHRASES.iter().any(at_an_end)
}

/// Whether a headline or a line of a note says that the item is embargoed.
pub(crate) fn states_embargo(text: &str) -> bool {
    scan::lines(text).any(|line| {
        let line = opening(line.trim_end_matches(['\n', '\r']));
        if !opens_with_word_of_embargo(line) {
            return false;
        }
        let upper = in_capitals(line);
        EMBARGO_WORDS.iter().any(|word| {
            let rest = upper.strip_prefix(word);
            rest.is_some_and(|rest| starts_with_separator(rest) || states_end(rest))
        })
    })
}

fn opens_with_word_of_embargo(text: &str) -> bool {
    let other = |pair: &[u8]| {
        !OF_EMBARGO
            .iter()
            .any(|known| pair.eq_ignore_ascii_case(*known))
    };
    if let Some(pair) = text.as_bytes().get(..2)
        && pair.is_ascii()
        && other(pair)
    {
        return false;
    }
    let opening = opening_in_capitals(text);
    EMBARGO_WORDS.iter().any(|word| opening.starts_with(word))
}

/// Whether the first block of a text, or a line of its own near its top, is a statement of embargo. Opening words in
/// capitals count as they do in a headline; in small letters only before a colon, or with "until" in the trade's
/// own turns: a story about an embargo opens otherwise.
pub(crate) fn opens_with_embargo(text: &str) -> bool {
    let text = opening(text);
    if !opens_with_word_of_embargo(text) {
        return false;
    }
    let upper = in_capitals(text);
    EMBARGO_WORDS.iter().any(|word| {
        let Some(rest) = upper.strip_prefix(word) else {
            return false;
        };
        let bare = rest.trim_start();
        if text.starts_with(word) {
            let alone = !rest.contains(char::is_alphanumeric);
            return alone
                || states_end(rest)
                || (!is_compound(rest) && starts_with_separator(rest));
        }
        let of_the_trade = matches!(*word, "EMBARGOED" | "STRICTLY EMBARGOED" | "UNDER EMBARGO")
            || word.ends_with("RELEASE");
        bare.starts_with(':')
            || (of_the_trade && (bare.starts_with("UNTIL ") || bare.starts_with("TILL ")))
    })
}

/// `-HIT FIRMS`: a hyphen that joins.
fn is_compound(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next() == Some('-') && letters.next().is_some_and(char::is_alphanumeric)
}

/// Whether a headline smells of a kill: KILL in capitals set apart at either end, or before a colon.
pub(crate) fn headline_suspects_kill(headline: &str) -> bool {
    if !may_ask_for_kill(headline) {
        return false;
    }
    let text = headline.trim_matches(|c: char| !c.is_alphanumeric());
    let upper = in_capitals(text);
    let apart = |text: &str| {
        let rest = text.strip_prefix("KILL");
        rest.is_some_and(|rest| starts_with_separator(rest) || rest.starts_with(" KILL "))
    };
    let before_colon = |upper: &str| {
        let rest = upper.strip_prefix("KILL");
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let at_the_end = text.strip_suffix("KILL").is_some_and(|rest| {
        rest.trim_end().ends_with(['–', '—', '/', '(', '[', '|']) || rest.ends_with(" - ")
    });
    apart(text) || before_colon(&upper) || at_the_end || opens_with_kill(headline)
}

/// Whether a note to editors asks for a kill.
pub(crate) fn note_asks_for_kill(note: &str) -> bool {
    if !may_ask_for_kill(note) {
        return false;
    }
    let upper = in_capitals(note);
    KILL_REQUESTS.iter().any(|phrase| upper.contains(phrase))
        || note.lines().any(headline_suspects_kill)
}

/// Whether a line opens with a request for a kill, perhaps behind an address to editors.
pub(crate) fn opens_with_kill(line: &str) -> bool {
    if !may_ask_for_kill(line) {
        return false;
    }
    let upper = in_capitals(line);
    let bare = upper.trim_start_matches(|c: char| !c.is_alphanumeric());
    let addressed = ["EDITORS", "EDS", "NOTE TO EDITORS", "ATTENTION EDITORS"]
        .iter()
        .find_map(|word| bare.strip_prefix(word));
    let said = addressed.unwrap_or(bare);
    let said = said.trim_start_matches(|c: char| !c.is_alphanumeric());
    let asks = KILL_REQUESTS.iter().any(|phrase| said.starts_with(phrase));
    asks || KILL_PHRASES.iter().any(|phrase| said.starts_with(phrase))
}

fn states_end(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["UNTIL", "TILL", "BEFORE", "FOR ", "TO "]
        .iter()
        .any(|word| rest.starts_with(word))
        || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Signals of a line that stands by itself before a text: a whole line of one of the words, a prefix, a phrase.
pub(crate) fn in_line_before_text(line: &str) -> Vec<Signal> {
    let mut signals = in_note(line);
    let upper = in_capitals(line);
    let words = || {
        upper
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    if words().next().is_some() && words().all(|word| matches!(word, "WITHHOLD" | "HOLD")) {
        signals.push(Signal::Withhold);
    }
    // a separator behind it sets a word apart that has the line to itself
    signals.extend(prefix(&format!("{}:", upper.trim_end())).filter(|_| words().count() <= 3));
    signals.extend(numbers_a_lead(line).then_some(Signal::Update));
    signals
}

/// `3DER`, `1STLD`.
fn is_lead_mark(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < word.len();
    numbered && matches!(rest, "DER" | "STLD" | "NDLD" | "RDLD" | "THLD" | "LD")
}

/// Whether a line of keywords or a headline says that it is a later state of a story: `(2)`, `(3DER)`, `2ND LEAD`.
pub(crate) fn numbers_a_lead(line: &str) -> bool {
    let upper = in_capitals(line);
    let words: Vec<&str> = upper.split([' ', '/', '-', ',', '\n']).collect();
    let bracketed = |word: &str| {
        let inner = word
            .strip_prefix('(')
            .and_then(|word| word.strip_suffix(')'));
        inner.is_some_and(|inner| {
            let number =
                (1..=2).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
            number || is_lead_mark(inner)
        })
    };
    let ordinal = |word: &str| {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < word.len() && matches!(rest, "ST" | "ND" | "RD" | "TH")
    };
    let before_lead = |pair: &[&str]| ordinal(pair[0]) && matches!(pair[1], "LEAD" | "LD");
    words
        .iter()
        .any(|word| bracketed(word) || is_lead_mark(word))
        || words.windows(2).any(before_lead)
}

/// A whole line of KILL words.
fn is_kill_line(line: &str) -> bool {
    if !opening(line).starts_with("KILL") {
        return false;
    }
    let mut words = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| word == "KILL")
}

/// Whether a line or headline in capitals holds nothing but the word, opens with it before a separator, or ends with it
/// behind one.
pub(crate) fn is_set_apart(upper: &str, word: &str) -> bool {
    let bare = upper.trim_matches(|c: char| !c.is_alphanumeric());
    is_prefix(opening(upper), word) || is_suffix(closing(upper), word) || bare == word
}

/// A text in capitals.
pub(crate) fn capitals(text: &str) -> String {
    in_capitals(text)
}

fn prefix(upper: &str) -> Option<Signal> {
    if !may_open_with(OF_SIGNALS, upper) {
        return None;
    }
    let text = opening(upper);
    let first = text.as_bytes().first();
    let mut words = WORDS.iter();
    let found =
        words.find(|(word, _)| word.as_bytes().first() == first && is_prefix(text, word))?;
    Some(found.1)
}

/// Whether a text from its first letter on opens with the word, set apart.
fn is_prefix(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        starts_with_separator(rest)
    })
}

fn starts_with_separator(rest: &str) -> bool {
    rest.trim_start()
        .starts_with([':', '-', '–', '—', '/', ')', ']', '|', '='])
}

fn suffix(upper: &str) -> Option<Signal> {
    let text = closing(upper);
    let mut words = WORDS.iter();
    let found = words.find(|(word, _)| is_suffix(text, word))?;
    Some(found.1)
}

/// A text up to its last letter or digit.
fn closing(text: &str) -> &str {
    text.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a text up to its last letter ends with the word, set apart.
fn is_suffix(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        let rest = rest.trim_end();
        rest.ends_with(['-', '–', '—', '/', '(', '[', '|'])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_headline(headline: &str, expected: &[Signal]) {
        assert_eq!(in_headline(headline), expected, "{headline}");
    }

    #[test]
    fn words_set_apart_are_signals() {
        check_headline("CORRECTED-Harbour opens a day late", &[Signal::Correction]);
        check_headline("UPDATE 2-Harbour opens", &[Signal::Update]);
        check_headline("(Berichtigung: Zahl) Hafen öffnet", &[Signal::Correction]);
        check_headline("STORY WITHDRAWN Harbour opens", &[Signal::Kill]);
        check_headline("Harbour opens - a kill is mandatory.", &[Signal::Kill]);
        check_headline("Harbour opens (CORRECTED)", &[Signal::Correction]);
        check_headline("KILL KILL KILL", &[Signal::Kill]);
    }

    #[test]
    fn words_of_the_story_are_not() {
        check_headline("MILITANTS KILL 5", &[]);
        check_headline("Kill Devil Hills votes", &[]);
        check_headline("Correction officers strike", &[]);
        check_headline("Lead in water pipes", &[]);
        check_headline("", &[]);
    }

    #[test]
    fn notes_are_read_line_by_line() {
        assert_eq!(
            in_note("Eds: photos follow.\nA kill is mandatory."),
            [Signal::Kill]
        );
        assert_eq!(
            in_note("CORRECTION: the name is Vale"),
            [Signal::Correction]
        );
        assert_eq!(in_note("Nothing to add"), []);
    }

    #[test]
    fn an_embargo_is_stated_at_the_start_of_a_line() {
        assert!(states_embargo("EMBARGOED until Friday"));
        assert!(states_embargo("Eds:\n*** Sperrfrist: 12 Uhr"));
        assert!(states_embargo("HOLD FOR RELEASE 6 a.m."));
        assert!(!states_embargo("Embargo on grain is lifted"));
        assert!(!states_embargo("no embargo"));
    }

    /// Words that ask for kills and embargoes, whole and cut, among letters whose capitals are odd.
    fn odd_words() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "kill",
            "KILL",
            "K\u{131}ll",
            "ki\u{FB02}",
            "please kill",
            "kill this story",
            "Withdrawn",
            "annulation",
            "Zur\u{FC}ckgezogen",
            "r\u{E4}ttelse",
            "correction",
            "UPDATE",
            "lead",
            "flash",
            "eil",
            "story withdrawn",
            "kill is mandatory",
            "Embargoed",
            "under embargo",
            "until",
            "Eds:",
            ":",
            "-",
            "\n",
            " ",
            "\u{DF}",
            "\u{FB01}",
            "\u{F7}",
            "\u{FF}",
            "\u{B5}",
            "e",
            "\u{C9}",
            "\u{E9}",
            "\u{3B1}",
            "(",
            "7",
        ]);
        prop::collection::vec(words, 0..12).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn capitals_are_those_of_the_standard_library(text in ".*", odd in odd_words()) {
            prop_assert_eq!(in_capitals(&text), text.to_uppercase());
            prop_assert_eq!(in_capitals(&odd), odd.to_uppercase());
        }

        #[test]
        fn a_text_passed_over_holds_no_word_of_a_kill(text in odd_words()) {
            let upper = text.to_uppercase();
            let said = KILL_REQUESTS.iter().chain(KILL_PHRASES).chain(&["KILL"]);
            let holds = said.into_iter().any(|phrase| upper.contains(phrase));
            prop_assert!(may_ask_for_kill(&text) || !holds, "{}", text);
        }

        #[test]
        fn a_line_passed_over_holds_no_signal(text in odd_words(), sign in "[-/(:=| 0-9]{0,3}") {
            for text in [format!("{sign}{text}"), format!("{text}{sign}"), text] {
                let upper = text.to_uppercase();
                let mut line = Vec::new();
                if states_kill(&upper) || is_kill_line(&upper) {
                    line.push(Signal::Kill);
                }
                line.extend(prefix(&upper));
                line.extend(suffix(&upper));
                prop_assert_eq!(in_headline(&text), line, "{}", text);
                let prefixes: Vec<Signal> = upper.lines().filter_map(prefix).collect();
                let found = in_note(&text);
                prop_assert!(prefixes.iter().all(|signal| found.contains(signal)), "{}", text);
                let bare = upper.trim_matches(|c: char| !c.is_alphanumeric());
                let kills = |&(word, signal): &(&str, Signal)| signal == Signal::Kill && word == bare;
                let kills = WORDS.iter().any(kills) || is_kill_line(&upper) || states_kill(&upper);
                prop_assert_eq!(kills_as_line(&text), kills, "{}", text);
            }
        }

        #[test]
        fn a_text_passed_over_opens_with_no_word_of_an_embargo(text in odd_words()) {
            let upper = text.to_uppercase();
            let opens = EMBARGO_WORDS.iter().any(|word| upper.starts_with(word));
            prop_assert_eq!(opens_with_word_of_embargo(&text), opens);
        }
    }
}
