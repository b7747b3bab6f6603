//! Web feeds of others, where they are at hand: every file is read without failure, entries are found where there
//! are some, and what the files themselves expect of title, id, link, author, text and times is compared.

use std::path::{Path, PathBuf};

use copydesk_wire::html::text_of_html;
use copydesk_wire::text::fold;
use copydesk_wire::{Hint, Item, Parsed, read};
use serde_json::Value;

fn files(folder: &str) -> Vec<PathBuf> {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/feeds"
    );
    let root = Path::new(root).join(folder);
    if !root.is_dir() {
        eprintln!("skipped: {} is not there", root.display());
        return Vec::new();
    }
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn parsed(path: &Path) -> Parsed {
    read(&std::fs::read(path).unwrap(), &Hint::default())
}

fn name(path: &Path) -> String {
    let parts: Vec<_> = path.iter().rev().take(2).collect();
    parts
        .iter()
        .rev()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn every_file_is_read_and_every_span_lies_in_it() {
    for path in files("") {
        let len = std::fs::metadata(&path).unwrap().len() as usize;
        for item in parsed(&path).items {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                let span = paragraph.span;
                assert!(
                    span.start < span.end && span.end <= len,
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn entries_are_found_where_a_file_speaks_of_one() {
    let mut missing = Vec::new();
    for path in files("feedparser")
        .iter()
        .chain(&files("feedparser-encoding"))
    {
        let speaks = expectation(path).is_some_and(|text| text.contains("entries[0]"));
        if speaks && parsed(path).items.is_empty() {
            missing.push(name(path));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

// ---- what feedparser's files expect ----

/// The expression behind `Expect:`.
fn expectation(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).unwrap();
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let (_, rest) = text.split_once("Expect:")?;
    Some(rest.lines().next()?.trim().to_owned())
}

/// `entries[0]['title_detail']['value'] == 'x'` as keys and expected text; `None` for other forms.
fn comparisons(expression: &str) -> Vec<(Vec<String>, Expected)> {
    let parts = expression.split(" and ");
    parts
        .filter_map(|part| comparison(part.trim().trim_matches(['(', ')'])))
        .collect()
}

#[derive(Debug)]
enum Expected {
    Text(String),
    Time(String),
}

fn comparison(part: &str) -> Option<(Vec<String>, Expected)> {
    let rest = part.strip_prefix("entries[0]")?;
    let (keys, expected) = rest.split_once(" == ")?;
    let keys = keys.trim_matches(['[', ']']).split("][");
    let keys = keys
        .map(|key| key.trim_matches(['\'', '"']).to_owned())
        .collect();
    let expected = expected.trim();
    if let Some(time) = expected.strip_prefix('(') {
        let mut numbers = time
            .split(',')
            .map(|n| n.trim().parse::<i64>().unwrap_or(-1));
        let mut next = || numbers.next().unwrap_or(-1);
        let (y, mo, d, h, mi, s) = (next(), next(), next(), next(), next(), next());
        let time = format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z");
        return Some((keys, Expected::Time(time)));
    }
    literal(expected).map(|text| (keys, Expected::Text(text)))
}

/// A Python string literal.
fn literal(text: &str) -> Option<String> {
    let text = text.strip_prefix('u').unwrap_or(text);
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text[1..].strip_suffix(quote)?;
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(letter) = chars.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let digits = match chars.next()? {
            'u' => 4,
            'x' => 2,
            'n' => {
                out.push('\n');
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        let hex: String = chars.by_ref().take(digits).collect();
        out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
    }
    Some(out)
}

/// Whether the item holds what is expected; `None` if the field has no counterpart here.
fn holds(item: &Item, keys: &[String], expected: &Expected) -> Option<bool> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let text = match expected {
        Expected::Time(time) => return time_holds(item, &keys, time),
        Expected::Text(text) => text,
    };
    let plain = fold(&text_of_html(text));
    let same = |own: &Option<String>| {
        let own = own.as_deref().unwrap_or_default();
        own == plain || own == fold(text)
    };
    Some(match keys.as_slice() {
        ["title"] | ["title_detail", "value"] => same(&item.headline),
        ["id" | "guid"] => item.guid == *text,
        ["link"] => item
            .links
            .iter()
            .any(|l| l.rel == "canonical" && l.target == *text),
        ["author"] => text.starts_with(item.byline.as_deref().unwrap_or("\0")),
        ["author_detail", "name"] | ["authors", _, "name"] => item
            .byline
            .as_deref()
            .unwrap_or_default()
            .contains(text.as_str()),
        ["description" | "summary"] | ["summary_detail", "value"] | ["content", _, "value"] => {
            has_text(item, &plain, &fold(text))
        }
        ["rights" | "copyright"] | ["rights_detail", "value"] => same(&item.copyright_notice),
        ["category"] | ["tags", _, "term"] => {
            item.keywords.contains(text)
                || item.subjects.iter().any(|s| s.code.as_ref() == Some(text))
        }
        ["enclosures", _, "href" | "url"] => {
            item.links.iter().any(|l| l.target == *text)
                || item.pictures.iter().any(|p| p.href.as_ref() == Some(text))
        }
        ["source", "title"] => item.sources.contains(&plain),
        _ => return None,
    })
}

fn has_text(item: &Item, plain: &str, as_is: &str) -> bool {
    let mut texts = item.renditions.iter().map(|rendition| {
        let words: Vec<&str> = rendition
            .paragraphs
            .iter()
            .map(|p| p.text.as_str())
            .collect();
        fold(&words.join(" "))
    });
    (plain.is_empty() && item.renditions.is_empty())
        || texts.any(|text| text == plain || text == as_is)
}

fn time_holds(item: &Item, keys: &[&str], expected: &str) -> Option<bool> {
    let times = match keys {
        ["published_parsed" | "created_parsed"] => [&item.first_created, &item.version_created],
        ["updated_parsed" | "modified_parsed"] => [&item.version_created, &item.first_created],
        ["expired_parsed"] => [&item.expires, &item.expires],
        _ => return None,
    };
    Some(
        times
            .iter()
            .any(|t| t.as_ref().is_some_and(|t| t.at.to_string() == expected)),
    )
}

#[test]
fn what_feedparsers_files_expect_holds_nearly_everywhere() {
    let (mut right, mut wrong) = (0, Vec::new());
    for path in files("feedparser") {
        // Cleaning mark-up for display is not a reader's work; answers' headers are not in the files.
        let name = name(&path);
        if name.starts_with("sanitize/") || name.contains("/http_") {
            continue;
        }
        let Some(expression) = expectation(&path) else {
            continue;
        };
        let parsed = parsed(&path);
        for (keys, expected) in comparisons(&expression) {
            let Some(item) = parsed.items.first() else {
                wrong.push(format!("{name}: no item"));
                continue;
            };
            match holds(item, &keys, &expected) {
                Some(true) => right += 1,
                Some(false) => wrong.push(format!("{name}: {keys:?} {expected:?}")),
                None => {}
            }
        }
    }
    let all = right + wrong.len();
    if all == 0 {
        return;
    }
    println!("{right} of {all} expectations hold\n{}", wrong.join("\n"));
    assert!(
        right * 100 >= all * 97,
        "{right} of {all}\n{}",
        wrong.join("\n")
    );
}

// ---- what gofeed expects ----

#[test]
fn gofeeds_pairs_agree() {
    let mut wrong = Vec::new();
    for path in files("gofeed") {
        let json = path.extension().is_some_and(|e| e == "json");
        if json {
            continue;
        }
        let expected = std::fs::read_to_string(path.with_extension("json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let parsed = parsed(&path);
        let entries = expected["items"].as_array().cloned().unwrap_or_default();
        for (index, entry) in entries.iter().enumerate() {
            let Some(item) = parsed.items.get(index) else {
                wrong.push(format!("{}: item {index} is missing", name(&path)));
                continue;
            };
            wrong.extend(
                differences(item, entry)
                    .into_iter()
                    .map(|d| format!("{}: {d}", name(&path))),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn differences(item: &Item, entry: &Value) -> Vec<String> {
    let pairs = [
        ("title", "title"),
        ("guid", "guid"),
        ("link", "link"),
        ("description", "summary"),
        ("content", "summary"),
    ];
    let wanted = pairs
        .iter()
        .filter_map(|(key, field)| Some((key, field, entry[key].as_str()?)));
    let wrong = wanted.filter(|(_, field, text)| {
        let keys = [(**field).to_owned()];
        holds(item, &keys, &Expected::Text((*text).to_owned())) == Some(false)
    });
    wrong
        .map(|(key, _, text)| format!("{key}: {text}"))
        .collect()
}
