//! Where a refused setting stands: a refusal begins with the key that it is about, and its line is looked up here. Changes
//! no reason.

use anyhow::anyhow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::line_of;
use crate::said;

/// A table of the configuration.
#[derive(Clone, Copy, Debug)]
pub enum Table {
    /// A table of that name.
    One(&'static str),
    /// One of several, counted from 0.
    Nth(&'static str, usize),
}

/// Puts the line in front of a refusal: that of the key it begins with, else that of its table. A refusal that knows its
/// line keeps it. `subject` says which table it is, where several are alike (`feed "north"`).
pub fn located(
    error: &anyhow::Error,
    text: &str,
    table: Table,
    subject: Option<&str>,
) -> anyhow::Error {
    let reason = said::once(error);
    let known = reason
        .strip_prefix("line ")
        .and_then(|rest| rest.split_once(": "))
        .and_then(|(line, rest)| Some((line.parse::<usize>().ok()?, rest)));
    let (line, reason) = match known {
        Some((line, rest)) => (Some(line), rest),
        None => (line_of_key(text, table, &reason), reason.as_str()),
    };
    let named = match (subject, table) {
        (Some(subject), _) => format!("{subject}: {reason}"),
        (None, Table::One(name)) => format!("{name}.{reason}"),
        (None, Table::Nth(name, _)) => format!("{name}: {reason}"),
    };
    match line {
        Some(line) => anyhow!("line {line}: {named}"),
        None => anyhow!(named),
    }
}

/// The line of the key, `words.kill` as well, that a reason begins with; else the line where its table begins.
fn line_of_key(text: &str, table: Table, reason: &str) -> Option<usize> {
    let file = DeTable::parse(text).ok()?;
    let (name, nth) = match table {
        Table::One(name) => (name, None),
        Table::Nth(name, nth) => (name, Some(nth)),
    };
    let (header, value) = file.get_ref().get_key_value(name)?;
    let value = match nth {
        Some(nth) => value.get_ref().as_array()?.get(nth)?,
        None => value,
    };
    let mut start = nth.map_or(header.span().start, |_| start_of(value));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    let keys = reason.split(|c: char| !plain(c)).next().unwrap_or("");
    let mut inside = value.get_ref().as_table();
    for key in keys.split('.') {
        let Some((found, value)) = inside.and_then(|table| table.get_key_value(key)) else {
            break;
        };
        start = found.span().start;
        inside = value.get_ref().as_table();
    }
    Some(line_of(text, start))
}

/// Where a table of an array begins: its header, or the first of its keys.
fn start_of(value: &Spanned<DeValue<'_>>) -> usize {
    let keys = value.get_ref().as_table().into_iter().flatten();
    let first = keys.map(|(key, _)| key.span().start).min();
    first.unwrap_or(value.span().start)
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::{Table, located};

    const FILE: &str = "[site]\nname = \"T\"\nlanguage = \"fr\"\n\n[[feed]]\nid = \"a\"\n\n[[feed]]\nid = \"b\"\n\
                        charset = \"foo\"\n[feed.limits]\nnodes = 0\n";

    #[track_caller]
    fn check(reason: &str, table: Table, subject: Option<&str>, expected: &str) {
        let said = located(&anyhow!(reason.to_owned()), FILE, table, subject).to_string();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_refusal_bears_the_line_of_its_key() {
        let site = Table::One("site");
        check(
            "language \"fr\": not spoken",
            site,
            None,
            "line 3: site.language \"fr\": not spoken",
        );
        let second = Table::Nth("feed", 1);
        let subject = Some("feed \"b\"");
        check(
            "charset \"foo\": unknown",
            second,
            subject,
            "line 10: feed \"b\": charset \"foo\": unknown",
        );
        check(
            "limits.nodes 0: wrong",
            second,
            subject,
            "line 12: feed \"b\": limits.nodes 0: wrong",
        );
    }

    #[test]
    fn a_refusal_without_a_key_bears_the_line_of_its_table() {
        let second = Table::Nth("feed", 1);
        let subject = Some("feed \"b\"");
        check(
            "transport \"push\" needs a token",
            second,
            subject,
            "line 9: feed \"b\": transport \"push\" needs a token",
        );
        check("line 7: x", second, subject, "line 7: feed \"b\": x");
    }
}
