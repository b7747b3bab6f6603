//! The committed form of a text, `copydesk-text/v1`: what the ledger's records commit to, so that a piece of the wire
//! is found in a page whose typography differs. A key for comparing, never a text that is shown or stored.
//!
//! Coarser than level 3, never finer: two texts that agree there have one committed form (the law at the foot of this
//! file). Blind to kinds of quotation marks and dashes, joiners, width, presentation forms and spaces beside
//! punctuation; never to a letter, a case, an accent, a digit or the order.
//!
//! The steps and their order are part of the ledger's format: a change makes old proofs fail.

use unicode_normalization::UnicodeNormalization;

/// The committed form of a text.
///
/// # Properties
/// `committed_form(X + " " + Y)` is `committed_form(X)`, at most one space, `committed_form(Y)`, unless Y begins with a
/// combining or half-width voicing mark.
///
/// ```
/// use copydesk_text::committed_form;
/// assert_eq!(committed_form("\u{201c}We said no \u{2014} twice,\u{201d}"), "\"We said no-twice,\"");
/// assert_ne!(committed_form("We said no"), committed_form("We said No"));
/// ```
#[must_use]
pub fn committed_form(text: &str) -> String {
    let seen = text.nfc().filter(|&c| !is_invisible(c) && !is_joiner(c));
    let plain = double_quotes(seen.map(quote));
    let plain = dashes(&plain);
    let mut wide = String::with_capacity(plain.len());
    for c in plain.chars() {
        if is_compatibility(c) {
            wide.extend(std::iter::once(c).nfkc());
        } else {
            wide.push(c);
        }
    }
    let mut single = String::with_capacity(wide.len());
    for c in wide.chars().filter(|&c| !is_joiner(c)) {
        match single_row(c) {
            Some(letters) => single.push_str(letters),
            None => single.push(c),
        }
    }
    let ordered: String = spaced(&single).nfc().collect();
    tight(&ordered).nfc().collect()
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\u{640}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

fn quote(c: char) -> char {
    match c {
        '\u{60}' | '\u{b4}' | '\u{2b9}' | '\u{2bb}' | '\u{2bc}' | '\u{5f3}' => '\'',
        '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{ff07}'
        | '\u{ff40}' => '\'',
        '\u{ab}' | '\u{bb}' | '\u{2ba}' | '\u{5f4}' | '\u{201c}'..='\u{201f}' => '"',
        '\u{2033}' | '\u{301d}'..='\u{301f}' | '\u{ff02}' => '"',
        c => c,
    }
}

/// Two single quotation marks in a row are a double one, from the left.
fn double_quotes(text: impl Iterator<Item = char>) -> String {
    let mut text = text.peekable();
    let mut joined = String::new();
    while let Some(c) = text.next() {
        let pair = c == '\'' && text.next_if_eq(&'\'').is_some();
        joined.push(if pair { '"' } else { c });
    }
    joined
}

/// Three or two hyphens of any form in a row are one dash, and every dash and hyphen is written `-`.
fn dashes(text: &str) -> String {
    let hyphen = |c| match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        c => c,
    };
    let mut text = text.chars().map(hyphen).peekable();
    let mut joined = String::new();
    while let Some(c) = text.next() {
        if c == '-' && text.next_if_eq(&'-').is_some() {
            text.next_if_eq(&'-');
        }
        let is_dash = matches!(c, '\u{2014}' | '\u{2015}' | '\u{2e3a}' | '\u{fe58}');
        joined.push(if is_dash { '-' } else { c });
    }
    joined
}

/// Characters that are another one in another width, position or ligature, and nothing else.
fn is_compatibility(c: char) -> bool {
    matches!(
        c,
        '\u{132}'..='\u{133}'
            | '\u{fb00}'..='\u{fb06}'
            | '\u{fb50}'..='\u{fdef}'
            | '\u{fe41}'..='\u{fe44}'
            | '\u{fe70}'..='\u{fefc}'
            | '\u{ff01}'..='\u{ff9f}'
            | '\u{ffe0}'..='\u{ffe2}'
            | '\u{ffe4}'..='\u{ffe6}'
    )
}

fn single_row(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2026}' => "...",
        '\u{60c}' => ",",
        '\u{61b}' => ";",
        '\u{61f}' => "?",
        '\u{66a}' => "%",
        '\u{964}' => "|",
        '\u{ffe3}' => "\u{af}",
        '\u{649}' | '\u{64a}' => "\u{6cc}",
        '\u{643}' => "\u{6a9}",
        '\u{d7a}' => "\u{d23}\u{d4d}",
        '\u{d7b}' => "\u{d28}\u{d4d}",
        '\u{d7c}' => "\u{d30}\u{d4d}",
        '\u{d7d}' => "\u{d32}\u{d4d}",
        '\u{d7e}' => "\u{d33}\u{d4d}",
        '\u{d7f}' => "\u{d15}\u{d4d}",
        _ => return None,
    })
}

/// The white space of F1, which is another set than those of Rust's or JavaScript's own functions.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{9}'..='\u{d}'
            | ' '
            | '\u{85}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
    )
}

/// Each run of white space is one space, both ends have none.
fn spaced(text: &str) -> String {
    let words: Vec<&str> = text
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A space beside these says nothing.
pub(crate) fn takes_no_space(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '\u{2e80}'..='\u{9fff}'
                | '\u{f900}'..='\u{faff}'
                | '\u{16fe0}'..='\u{16fff}'
                | '\u{1aff0}'..='\u{1b16f}'
                | '\u{20000}'..='\u{3ffff}'
        )
}

fn tight(text: &str) -> String {
    let mut tight = String::with_capacity(text.len());
    let mut text = text.chars().peekable();
    while let Some(c) = text.next() {
        let before = tight.chars().next_back();
        let beside = before.into_iter().chain(text.peek().copied());
        if c != ' ' || !beside.into_iter().any(takes_no_space) {
            tight.push(c);
        }
    }
    tight
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::committed_form;
    use crate::fold::{Letters, TABLE, fold_str, fold_str_as};

    #[track_caller]
    fn check_form(text: &str, expected: &str) {
        assert_eq!(committed_form(text), expected, "{text:?}");
    }

    #[test]
    fn the_lines_of_the_ledgers_example_have_their_forms() {
        check_form("GENEVA (EW) --", "GENEVA(EW)-");
        let formed = "\"We said no-twice,\"the minister said.It takes effect on 1 March.";
        check_form(
            "\"We said no -- twice,\" the minister said. It takes effect on 1 March.",
            formed,
        );
        check_form(
            "\u{201c}We said no \u{2014} twice,\u{201d} the min\u{ad}ister said. It takes effect on 1\u{a0}March.",
            formed,
        );
        check_form("Water bill passes", "Water bill passes");
        check_form("ew/abc", "ew/abc");
    }

    #[test]
    fn typography_is_not_seen() {
        check_form("\u{2018}l\u{2019}accord\u{2019}", "'l'accord'");
        check_form("''so''", "\"so\"");
        check_form("a --- b -- c", "a-b-c");
        check_form("\u{2014} \u{2014}", "--");
        check_form("\u{2014}\u{2014}", "--");
        check_form("so\u{2026} and . . .", "so...and...");
        check_form("\u{ff21}\u{ff11}\u{ff76}\u{ff9e}", "A1\u{30ac}");
        check_form("\u{fb01}n\u{132}", "finIJ");
        check_form("\u{6771} \u{4eac} 2026", "\u{6771}\u{4eac}2026");
        check_form("\u{d28}\u{d4d}\u{200d}", "\u{d28}\u{d4d}");
        check_form("\u{d7b}", "\u{d28}\u{d4d}");
        check_form(" \u{3000}a\u{2009}\tb\u{85}", "a b");
        check_form("", "");
    }

    #[test]
    fn letters_figures_and_order_are_seen() {
        for (one, other) in [
            ("not", "now"),
            ("Rose", "rose"),
            ("resume", "r\u{e9}sum\u{e9}"),
            ("1.5", "15"),
            ("m\u{b2}", "m2"),
            ("\u{bd}", "1/2"),
            ("a b", "b a"),
            ("re sign", "resign"),
            ("\u{e6}", "ae"),
            ("-5", "5"),
        ] {
            assert_ne!(committed_form(one), committed_form(other), "{one} {other}");
        }
    }

    /// The characters that any row of the table reads or writes.
    fn row_characters(row: &str) -> Option<(String, String)> {
        let mut columns = row.split('\t');
        let (_, from, to) = (columns.next()?, columns.next()?, columns.next()?);
        let text = |hex: &str| {
            hex.split(' ')
                .filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?))
                .collect::<String>()
        };
        (!row.starts_with('#')).then(|| (text(from), text(to)))
    }

    #[test]
    fn no_row_of_level_3_is_seen() {
        let mut finer = Vec::new();
        for row in TABLE.lines() {
            let Some((from, _)) = row_characters(row) else {
                continue;
            };
            for text in [
                from.clone(),
                format!("a{from}b"),
                format!("a {from} b"),
                format!("\u{915}{from}"),
            ] {
                for letters in [Letters::Own, Letters::UrduPersian] {
                    let folded = committed_form(&fold_str_as(&text, letters));
                    let own = committed_form(&text);
                    if folded != own {
                        finer.push(format!("{row}: {text:?} -> {folded:?} {own:?}"));
                    }
                }
            }
        }
        assert!(finer.is_empty(), "{} {:#?}", finer.len(), finer);
    }

    /// Texts of the table's characters. A vowel mark alone on a space is left out: a mark that comes to stand behind
    /// it may be sorted before the space's own mark, and then the space is judged by another neighbour.
    fn from_the_table() -> impl Strategy<Value = String> {
        let mut pieces: Vec<String> = TABLE
            .lines()
            .filter_map(row_characters)
            .filter(|(_, to)| to.chars().count() < 2 || !to.starts_with(' '))
            .flat_map(|(from, to)| [from, to])
            .collect();
        let plain = [
            "a",
            "B",
            " ",
            " ",
            "1",
            "-",
            "'",
            ".",
            "\u{301}",
            "\u{915}",
            "\u{1f469}",
        ];
        for _ in 0..20 {
            pieces.extend(plain.map(str::to_owned));
        }
        proptest::collection::vec(proptest::sample::select(pieces), 0..8)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn texts_equal_at_level_3_have_one_form(text in from_the_table()) {
            prop_assert_eq!(committed_form(&fold_str(&text)), committed_form(&text));
            let united = fold_str_as(&text, Letters::UrduPersian);
            prop_assert_eq!(committed_form(&united), committed_form(&text));
        }

        #[test]
        fn a_joined_text_has_the_joined_form(one in from_the_table(), other in from_the_table()) {
            let joined = committed_form(&format!("{one} {other}"));
            let (one, other) = (committed_form(&one), committed_form(&other));
            let spaced = format!("{one} {other}");
            let begins_with_mark = other.starts_with(unicode_normalization::char::is_combining_mark);
            let closed = [one.as_str(), &other].concat();
            prop_assert!(begins_with_mark || joined == spaced.trim() || joined == closed);
        }
    }
}
