//! The version words of a telegram: `1st Ld-Writethru`, `2ndAdd`, `KILL`. Words are data; a text is a version only if
//! every one of its words is known, so that no keyword passes for one.

use crate::Signal;

/// What a version word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// A newer state of the whole story.
    Lead,
    /// A part of a longer story.
    Part,
    /// A signal.
    Says(Signal),
    /// Copy sent ahead of its time.
    Advance,
    /// Nothing that the item has a field for.
    Nothing,
}

const WORDS: &[(&str, Means)] = &[
    ("ld", Means::Lead),
    ("lead", Means::Lead),
    ("writethru", Means::Lead),
    ("writethrough", Means::Lead),
    ("update", Means::Lead),
    ("add", Means::Part),
    ("take", Means::Part),
    ("insert", Means::Part),
    ("sub", Means::Part),
    ("kill", Means::Says(Signal::Kill)),
    ("elimination", Means::Says(Signal::Kill)),
    ("disregard", Means::Says(Signal::Kill)),
    ("withhold", Means::Says(Signal::Withhold)),
    ("hold", Means::Says(Signal::Withhold)),
    ("correction", Means::Says(Signal::Correction)),
    ("corrective", Means::Says(Signal::Correction)),
    ("corrected", Means::Says(Signal::Correction)),
    ("clarification", Means::Says(Signal::Correction)),
    ("advisory", Means::Says(Signal::Advisory)),
    ("repeat", Means::Says(Signal::Repeat)),
    ("bulletin", Means::Says(Signal::Alert)),
    ("flash", Means::Says(Signal::Alert)),
    ("newsalert", Means::Says(Signal::Alert)),
    ("adv", Means::Advance),
    ("hfr", Means::Advance),
    ("urgent", Means::Nothing),
    ("optional", Means::Nothing),
    ("of", Means::Nothing),
];

/// A version as its words say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    pub means: Vec<Means>,
    /// The number of the lead: 1 in `1stLd`.
    pub lead: Option<i64>,
}

/// Reads version words; `None` if any of the words is none.
pub(super) fn read(text: &str) -> Option<Version> {
    let mut version = Version::default();
    let mut number = None;
    let words = text.split([' ', '-', '_']).filter(|word| !word.is_empty());
    for word in words {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (before, word) = word.split_at(digits);
        let word = match digits {
            0 => word,
            _ => {
                number = before.parse::<i64>().ok().filter(|_| digits <= 2);
                let ordinal = ["st", "nd", "rd", "th"];
                let strip = |ordinal: &&str| word.strip_prefix(*ordinal);
                ordinal.iter().find_map(strip).unwrap_or(word)
            }
        };
        // `Adv11`: copy for the eleventh
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if word.is_empty() {
            number?;
            continue;
        }
        let (_, means) = WORDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))?;
        if matches!(word.to_ascii_lowercase().as_str(), "ld" | "lead") {
            version.lead = number;
        }
        version.means.push(*means);
    }
    let said = version.means.iter().any(|means| *means != Means::Nothing);
    said.then_some(version)
}

#[cfg(test)]
mod tests {
    use super::{Means, read};
    use crate::Signal;

    #[track_caller]
    fn check(text: &str, means: &[Means], lead: Option<i64>) {
        let version = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(version.means, means, "{text}");
        assert_eq!(version.lead, lead, "{text}");
    }

    #[test]
    fn leads_and_takes_are_told_apart() {
        check("1stLd-Writethru", &[Means::Lead, Means::Lead], Some(1));
        check("3rd Ld-Writethru", &[Means::Lead, Means::Lead], Some(3));
        check("12thLd", &[Means::Lead], Some(12));
        check("Writethru", &[Means::Lead], None);
        check("2nd Add", &[Means::Part], None);
        check("Take 2", &[Means::Part], None);
        check("KILL", &[Means::Says(Signal::Kill)], None);
        check("Adv11", &[Means::Advance], None);
    }

    #[test]
    fn words_of_a_keyword_are_no_version() {
        for text in [
            "",
            "Pier Opening",
            "1st",
            "Lead Pipes",
            "BC-US--Pier",
            "Ldx",
            "2026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
