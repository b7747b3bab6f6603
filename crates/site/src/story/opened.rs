//! What the wire sets before a story's first words, set apart: dateline, and the word before a name in a byline.
//! For heads and teasers; the text of a story itself is never touched.

use crate::words::primary;

/// Most characters between a place and the sign that ends a dateline: a date.
const DATE_MAX: usize = 30;
/// Longest name of an agency in parentheses, characters.
const AGENCY_MAX: usize = 40;

/// The paragraph behind a dateline it opens with, such as "PORT (Agency) -"; else the whole paragraph.
#[must_use]
pub(crate) fn behind_dateline<'a>(paragraph: &'a str, dateline: Option<&str>) -> &'a str {
    let text = paragraph.trim();
    let line = dateline
        .map(str::trim)
        .filter(|line| !line.is_empty() && text.starts_with(line));
    let Some(line) = line else {
        let place = dateline.and_then(place);
        let place = place.as_deref().unwrap_or_default();
        let town = place.split(',').next().unwrap_or_default();
        let behind = text.strip_prefix(town).unwrap_or(text);
        return match text.strip_prefix(place) {
            Some(behind) if !place.is_empty() => behind_sign(behind, Date::Allowed),
            _ => behind_sign(behind, Date::Unexpected),
        }
        .unwrap_or(text);
    };
    let behind = &text[line.len()..];
    match behind_sign(behind, Date::Allowed) {
        Some(rest) => rest,
        None if line.ends_with(is_sign) => behind.trim_start(),
        None => text,
    }
}

/// Whether a date may stand before the sign.
#[derive(Clone, Copy)]
enum Date {
    Allowed,
    Unexpected,
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}')
}

/// What follows `, 4 May (Agency) -`, of which the sign alone must be there.
fn behind_sign(text: &str, date: Date) -> Option<&str> {
    let mut rest = text.trim_start();
    if let (Date::Allowed, true) = (date, rest.starts_with(',')) {
        let end = rest
            .char_indices()
            .take(DATE_MAX)
            .find(|(_, c)| *c == '(' || is_sign(*c));
        rest = &rest[end?.0..];
    }
    let agency = rest.strip_prefix('(').and_then(|open| open.split_once(')'));
    match (agency, date) {
        (Some((name, behind)), _) if name.chars().count() <= AGENCY_MAX => {
            rest = behind.trim_start();
        }
        (None, Date::Allowed) => {}
        _ => return None,
    }
    let behind = rest.trim_start_matches(is_sign);
    let ends = behind.len() < rest.len()
        && (behind.is_empty()
            || behind.starts_with(char::is_whitespace)
            || rest.starts_with('\u{2014}'));
    ends.then(|| behind.trim_start())
}

/// The place of a dateline: without the agency in parentheses and the sign that ends it; `None` if it names none.
#[must_use]
pub(crate) fn place(dateline: &str) -> Option<String> {
    let bare = dateline.trim().trim_end_matches(is_sign).trim_end();
    let bare = match bare.rfind('(') {
        Some(open) if bare.ends_with(')') => &bare[..open],
        _ => bare,
    };
    let bare = bare.trim().trim_end_matches(',');
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The name in a byline: "By", and its like in the story's language, left out; `None` if nothing else is there.
/// "Von" and "Par" begin names in other languages, and stay there.
#[must_use]
pub(crate) fn named_author(byline: &str, language: &str) -> Option<String> {
    let line = byline.trim();
    let words: &[&str] = match primary(language) {
        "de" => &["By", "BY", "Von", "VON"],
        "fr" => &["By", "BY", "Par", "PAR", "par"],
        _ => &[
            "By",
            "BY",
            "by",
            "\u{926}\u{94d}\u{935}\u{93e}\u{930}\u{93e}",
        ],
    };
    let name = words.iter().find_map(|word| {
        let behind = line.strip_prefix(word)?;
        (behind.is_empty() || behind.starts_with([' ', '\u{a0}', ':'])).then_some(behind)
    });
    let name = name.unwrap_or(line).trim_start_matches(':').trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_behind(paragraph: &str, dateline: Option<&str>, expected: &str) {
        assert_eq!(behind_dateline(paragraph, dateline), expected);
    }

    #[test]
    fn a_teaser_begins_behind_the_dateline() {
        let rest = "The ferry sailed.";
        check_behind("(Aster) - The ferry sailed.", Some("VALE"), rest);
        check_behind("(Aster) - The ferry sailed.", None, rest);
        check_behind("VALE (Aster) - The ferry sailed.", Some("VALE"), rest);
        check_behind(
            "VALE (Aster) - The ferry sailed.",
            Some("VALE (Aster) -"),
            rest,
        );
        check_behind(
            "VALE (Aster) \u{2014} The ferry sailed.",
            Some("VALE (Aster)"),
            rest,
        );
        check_behind(
            "VALE, May 4 (Aster) - The ferry sailed.",
            Some("VALE"),
            rest,
        );
        check_behind(
            "VALE (Aster) - The ferry sailed.",
            Some("VALE, Aster"),
            rest,
        );
        check_behind("VALE \u{2013} The ferry sailed.", Some("VALE"), rest);
    }

    #[test]
    fn what_is_no_dateline_stays() {
        for (text, dateline) in [
            ("Vale-based ferries sailed.", Some("Vale")),
            (
                "Vale, the port - and its ferries.",
                Some("Vale, the port of Aster"),
            ),
            ("(All times local.) The ferry sailed.", None),
            ("The ferry - an old one - sailed.", None),
            ("VALE rejoiced - at last.", Some("VALE")),
        ] {
            check_behind(text, dateline, text);
        }
    }

    #[test]
    fn a_place_is_told_without_agency_and_sign() {
        assert_eq!(place("VALE (Aster) -").as_deref(), Some("VALE"));
        assert_eq!(place("VALE").as_deref(), Some("VALE"));
        assert_eq!(place("(Aster) -"), None);
    }

    #[test]
    fn an_author_is_the_name_alone() {
        for (line, language, name) in [
            ("By Ida Holm", "en", "Ida Holm"),
            ("BY IDA HOLM", "en-GB", "IDA HOLM"),
            ("Von Ida Holm", "de", "Ida Holm"),
            ("Par Ida Holm", "fr-FR", "Ida Holm"),
            (
                "\u{926}\u{94d}\u{935}\u{93e}\u{930}\u{93e} Ida Holm",
                "hi",
                "Ida Holm",
            ),
            ("Par Holm", "sv", "Par Holm"),
            ("Byron Holm", "en", "Byron Holm"),
        ] {
            assert_eq!(named_author(line, language).as_deref(), Some(name));
        }
        assert_eq!(named_author("By ", "en"), None);
    }
}
