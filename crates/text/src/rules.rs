//! The rules by which a disclosure was computed, as one hash. Made of tables, lists, bounds, the words of the sentences
//! and the versions of the procedures; never of source text, so that a comment or a refactoring changes nothing.

use std::sync::OnceLock;

use crate::canonical_json::Json;
use crate::disclosure::{self, sha256};
use crate::{align, beforehand, floor, fold, line, patterns, restyled, spelling, versions, words};

/// What is done in code and not by a table. Whoever changes what one of these answers raises its number; the stored
/// answers in `tests/it/answers.tsv` fail when that was forgotten.
const PROCEDURES: [(&str, usize); 7] = [
    ("align", 3),
    ("fold", 1),
    ("house", 1),
    ("sentence", 3),
    ("scan", 1),
    ("strip", 3),
    ("weigh", 5),
];

/// The tables and lists, as they stand in `data`.
struct Tables<'a> {
    fold: &'a str,
    strips: &'a str,
    spelling: &'a str,
    abbreviations: &'a [&'a str],
    negations: &'a [&'a str],
    attributions: &'a [&'a str],
}

const TABLES: Tables<'static> = Tables {
    fold: fold::TABLE,
    strips: line::TABLE,
    spelling: spelling::TABLE,
    abbreviations: &words::ABBREVIATIONS,
    negations: &words::NEGATIONS,
    attributions: &words::ATTRIBUTIONS,
};

/// Lower-case hexadecimal SHA-256 of the rules in force. A stored disclosure that names others is refused by
/// [`check`](crate::check) and must be computed anew.
///
/// ```
/// use copydesk_text::{PageSide, WireSide, disclose, rules_sha256};
/// let made = disclose(&WireSide::default(), &PageSide::default());
/// assert!(made.to_json().contains(rules_sha256()));
/// ```
#[must_use]
pub fn rules_sha256() -> &'static str {
    static READY: OnceLock<String> = OnceLock::new();
    READY.get_or_init(|| hash(&TABLES, rows(TABLES.spelling, 2)))
}

/// The hash with a declared house map in force.
pub(crate) fn rules_sha256_of(house_map: Json) -> String {
    hash(&TABLES, house_map)
}

fn hash(tables: &Tables, house_map: Json) -> String {
    let rules = rules(tables, house_map).write();
    sha256(&format!("copydesk-rules/v1\n{rules}"))
}

fn rules(tables: &Tables, house_map: Json) -> Json {
    let (major, minor, patch) = unicode_normalization::UNICODE_VERSION;
    let lists = |files: &[&str]| Json::List(files.iter().map(|file| rows(file, 2)).collect());
    Json::Object(vec![
        ("unicode", Json::Text(format!("{major}.{minor}.{patch}"))),
        ("fold", rows(tables.fold, 3)),
        ("strips", rows(tables.strips, 2)),
        ("abbreviations", lists(tables.abbreviations)),
        ("negations", lists(tables.negations)),
        ("attributions", lists(tables.attributions)),
        ("bounds", numbers(bounds())),
        ("procedures", numbers(PROCEDURES)),
        ("sentences", lists(&patterns::FILES)),
        ("house_map", house_map),
    ])
}

/// The rows of a table, without its comments: the first `columns` of each.
pub(crate) fn rows(table: &str, columns: usize) -> Json {
    let rows = table
        .lines()
        .filter(|row| !row.is_empty() && !row.starts_with("# "));
    let kept = rows.map(|row| {
        let columns: Vec<&str> = row.split('\t').take(columns).collect();
        Json::Text(columns.join("\t"))
    });
    Json::List(kept.collect())
}

fn numbers(list: impl IntoIterator<Item = (&'static str, usize)>) -> Json {
    Json::Object(
        list.into_iter()
            .map(|(name, number)| (name, Json::Number(number)))
            .collect(),
    )
}

fn bounds() -> impl Iterator<Item = (&'static str, usize)> {
    let lists: [&[(&str, usize)]; 7] = [
        &align::BOUNDS,
        &beforehand::BOUNDS,
        &disclosure::BOUNDS,
        &floor::BOUNDS,
        &line::BOUNDS,
        &restyled::BOUNDS,
        &versions::BOUNDS,
    ];
    lists.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::{TABLES, Tables, rows, rules_sha256};

    fn hash(tables: &Tables) -> String {
        super::hash(tables, rows(tables.spelling, 2))
    }

    #[track_caller]
    fn check_changes(tables: &Tables) {
        assert_ne!(hash(tables), rules_sha256());
    }

    #[test]
    fn a_changed_row_of_any_table_changes_the_hash() {
        let fold = TABLES.fold.replace("2014\t2014", "2014\t002D");
        let fold = fold.replace("quote\t2018\t0027", "quote\t2018\t0022");
        assert_ne!(fold, TABLES.fold);
        check_changes(&Tables {
            fold: &fold,
            ..TABLES
        });
        let strips = TABLES.strips.replace("end_mark\tENDS\n", "");
        assert_ne!(strips, TABLES.strips);
        check_changes(&Tables {
            strips: &strips,
            ..TABLES
        });
        let spelling = TABLES.spelling.replace("color\tcolour\n", "");
        assert_ne!(spelling, TABLES.spelling);
        check_changes(&Tables {
            spelling: &spelling,
            ..TABLES
        });
        check_changes(&Tables {
            negations: &TABLES.negations[1..],
            ..TABLES
        });
        check_changes(&Tables {
            attributions: &["said\n"],
            ..TABLES
        });
        check_changes(&Tables {
            abbreviations: &["Mr\n"],
            ..TABLES
        });
    }

    #[test]
    fn a_changed_comment_or_reason_changes_nothing() {
        let fold: String = TABLES
            .fold
            .lines()
            .map(|row| match row.rsplit_once('\t') {
                Some((kept, _)) if !row.starts_with('#') => format!("{kept}\tanother reason\n"),
                _ => format!("{row} indeed\n"),
            })
            .collect();
        let strips = format!("# Another remark.\n{}", TABLES.strips);
        let tables = Tables {
            fold: &fold,
            strips: &strips,
            ..TABLES
        };
        assert_eq!(hash(&tables), rules_sha256());
    }
}
