//! Real telegrams, news of Ritzau and documents of sports of the outside world, read where they lie beside the project and never copied into it. Without them
//! the tests pass and say so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_wire::{Format, Hint, Item, Parsed, item_json, read};
use serde_json::Value;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");

/// The files of a folder with such an ending, in order; nothing if it is absent.
fn readings(folder: &str, ending: &str) -> Vec<(String, Vec<u8>, Parsed)> {
    let Ok(entries) = std::fs::read_dir(Path::new(FIXTURES).join(folder)) else {
        eprintln!("skipped: {folder} is not beside the project");
        return Vec::new();
    };
    let wanted = |path: &PathBuf| path.extension().is_some_and(|found| found == ending);
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(wanted)
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let raw = std::fs::read(&path).unwrap();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let parsed = read(&raw, &Hint::default());
        (name, raw, parsed)
    };
    paths.into_iter().map(read).collect()
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

/// Every text of an item, as one.
fn texts(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, out)),
        Value::Object(members) => members.values().for_each(|value| texts(value, out)),
        _ => {}
    }
}

/// Words of a raw that no field of its items holds.
fn lost(raw: &[u8], parsed: &Parsed, passed_over: &[&str]) -> Vec<String> {
    let mut known = String::new();
    for item in &parsed.items {
        texts(&item_json(item), &mut known);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw);
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1);
    let gone = |word: &&str| !known.contains(*word) && !passed_over.contains(word);
    words.filter(gone).map(str::to_owned).collect()
}

/// The raw at each paragraph's span holds the paragraph's letters, in order.
fn check_spans(name: &str, raw: &[u8], parsed: &Parsed) {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    for paragraph in parsed
        .items
        .iter()
        .flat_map(|i| &i.renditions)
        .flat_map(|r| &r.paragraphs)
    {
        let (text, _) = encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&raw[paragraph.span.start..paragraph.span.end]);
        assert_eq!(letters(&text), letters(&paragraph.text), "{name}");
    }
}

#[test]
fn anpa_telegrams_keep_their_number_headline_and_every_word() {
    let expected: BTreeMap<&str, (&str, Option<i64>)> = BTreeMap::from([
        ("anpa-1.tst", ("20131113:W:2870", Some(0))),
        ("anpa-2.tst", ("20131113:W:2607", Some(1))),
        ("anpa-4.tst", ("20160209:V:4644", Some(0))),
        ("ap_anpa-1.tst", ("20160220:z:6715", Some(1))),
        ("ap_anpa-2.tst", ("20160517:z:9631", Some(0))),
        ("ap_anpa-4.tst", ("20170509:W:2346", Some(3))),
    ]);
    for (name, raw, parsed) in readings("superdesk-core", "tst") {
        let [item] = parsed.items.as_slice() else {
            panic!("{name}: {} items", parsed.items.len());
        };
        let (id, lead) = expected[name.as_str()];
        assert_eq!(item.guid, format!("urn:x-copydesk:anpa:AP:{id}"));
        assert_eq!(
            (item.format, item.version_ordinal),
            (Some(Format::Anpa1312), lead),
            "{name}"
        );
        assert!(
            item.headline.is_some() && item.version_created.is_some(),
            "{name}"
        );
        assert_eq!(codes(item), Vec::<&str>::new(), "{name}");
        check_spans(&name, &raw, &parsed);
        // words of the header, its date and time, and what the trailer says in other order
        let over = [
            "1049", "466", "1693", "1140", "0121", "0176", "0500", "416", "0820", "1444", "827",
            "1stLd", "3rdLd", "0423GMT", "1509GMT", "0745GMT", "0337GMT", "0620GMT", "0056GMT",
        ];
        let number = id.split(':').skip(1).collect::<String>();
        let date = |word: &str| word.len() == 2 && word.parse::<u8>().is_ok();
        let gone = lost(&raw, &parsed, &over);
        let gone: Vec<_> = gone
            .iter()
            .filter(|word| !date(word) && **word != number)
            .collect();
        assert!(gone.is_empty(), "{name}: {gone:?}");
    }
}

/// Words of no letter or digit but marks of headers; what the readers pass over.
const ZCZC_OVER: [&str; 6] = ["ZCZC", "zczc", "NNNN", "AN", "KN", "CO"];

#[test]
fn marked_text_keeps_every_word() {
    let mut count = 0;
    let files = readings("aap", "tst")
        .into_iter()
        .chain(readings("aap", "txt"));
    for (name, raw, parsed) in files {
        let [item] = parsed.items.as_slice() else {
            panic!("{name}: {} items", parsed.items.len());
        };
        let unmarked = name.starts_with("CRN");
        let expected = if unmarked { Format::Text } else { Format::Zczc };
        assert_eq!(item.format, Some(expected), "{name}");
        check_spans(&name, &raw, &parsed);
        assert!(item.body().is_some(), "{name}");
        let coded = name.starts_with("AAP2016");
        assert_eq!(item.guid == "26945219", coded, "{name}");
        let known = [
            "identity.from_hash",
            "format.unknown_text",
            "text.control_character",
            "time.no_zone",
            "charset.guessed",
        ];
        let odd: Vec<&str> = codes(item)
            .into_iter()
            .filter(|code| !known.contains(code))
            .collect();
        assert_eq!(odd, Vec::<&str>::new(), "{name}");
        let over: Vec<&str> = match coded {
            true => ZCZC_OVER
                .into_iter()
                .chain([
                    "PD", "SO", "SF", "BY", "KY", "TI", "AB", "TX", "June", "06", "2016", "14",
                    "00",
                ])
                .collect(),
            false => ZCZC_OVER.to_vec(),
        };
        let gone = lost(&raw, &parsed, &over);
        assert_eq!(gone, Vec::<String>::new(), "{name}");
        count += 1;
    }
    assert!(count == 0 || count >= 25, "{count}");
}

#[test]
fn ritzau_keeps_its_facts() {
    let mut count = 0;
    for (name, _, parsed) in readings("superdesk-core", "xml") {
        if !name.starts_with("ritzau") {
            continue;
        }
        for item in &parsed.items {
            count += 1;
            assert_eq!(item.format, Some(Format::Ritzau), "{name}");
            assert_eq!(
                (item.guid.len(), item.version_ordinal),
                (36, Some(1)),
                "{name}"
            );
            assert_eq!(
                item.body().map(|body| body.name.as_str()),
                Some("content"),
                "{name}"
            );
            assert_eq!(codes(item), ["time.no_zone"], "{name}");
            let noted = item
                .ed_notes
                .iter()
                .any(|note| note.role.as_deref() == Some("TilRedaktionen"));
            assert_eq!(noted, name.contains("ednote"), "{name}");
        }
    }
    assert!(count == 0 || count == 4, "{count}");
}

#[test]
fn sports_keep_teams_scores_and_every_word() {
    for (name, raw, parsed) in readings("sportsml-tt", "xml") {
        let [item] = parsed.items.as_slice() else {
            panic!("{name}: {} items", parsed.items.len());
        };
        assert_eq!(item.format, Some(Format::SportsMl), "{name}");
        assert!(item.guid.starts_with("201705"), "{name}: {}", item.guid);
        assert_eq!(codes(item), Vec::<&str>::new(), "{name}");
        let rows = item.body().map_or(0, |body| body.paragraphs.len());
        assert!(rows >= 4, "{name}: {rows}");
        let text = String::from_utf8(raw).unwrap();
        let mut known = String::new();
        texts(&item_json(item), &mut known);
        // words between tags
        let words = text
            .split('>')
            .skip(1)
            .filter_map(|part| part.split('<').next());
        for word in words.flat_map(str::split_ascii_whitespace) {
            assert!(known.contains(word), "{name}: {word}");
        }
    }
}
