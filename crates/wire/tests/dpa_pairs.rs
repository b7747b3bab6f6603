//! dpa's own pairs of digitalwires JSON and NewsML-G2, read where they lie beside the project: both forms of an item
//! must say the same. Without them the tests pass and say so.

use std::path::Path;

use copydesk_wire::{Format, Hint, Item, Rendition, read};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");

fn item(path: &Path) -> Item {
    let mut items = read(&std::fs::read(path).unwrap(), &Hint::default()).items;
    assert_eq!(items.len(), 1, "{}", path.display());
    items.remove(0)
}

/// Each pair by its name; nothing if they are absent.
fn pairs() -> Vec<(String, Item, Item)> {
    let folder = Path::new(FIXTURES).join("dpa-pairs");
    let Ok(entries) = std::fs::read_dir(folder.join("output")) else {
        eprintln!("skipped: dpa-pairs is not beside the project");
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().path());
    let pair = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let json = item(&folder.join("input").join(format!("{name}.json")));
        (name, json, item(&path))
    };
    names.map(pair).collect()
}

/// The text, white space folded, without the dateline: where JSON has it only as a field of its own, the twin also
/// opens the text with it.
fn words(item: &Item) -> String {
    let text = folded(item.body());
    let dateline = item.dateline.as_deref().unwrap_or_default();
    text.strip_prefix(dateline)
        .unwrap_or(&text)
        .trim()
        .to_owned()
}

fn folded(body: Option<&Rendition>) -> String {
    let paragraphs = body.iter().flat_map(|body| &body.paragraphs);
    let words = paragraphs.flat_map(|paragraph| paragraph.text.split_ascii_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn both_forms_of_an_item_agree() {
    for (name, json, twin) in pairs() {
        assert_eq!(json.format, Some(Format::DpaDigitalwires), "{name}");
        assert_eq!(twin.format, Some(Format::NewsMlG2), "{name}");
        assert_eq!(json.guid, twin.guid, "{name}");
        assert_eq!(json.agency, twin.agency, "{name}");
        assert_eq!(
            (&json.version, json.version_ordinal),
            (&twin.version, twin.version_ordinal)
        );
        assert_eq!(json.version_created, twin.version_created, "{name}");
        assert_eq!(
            (json.status, json.embargo),
            (twin.status, twin.embargo),
            "{name}"
        );
        assert_eq!(json.urgency, twin.urgency, "{name}");
        assert_eq!(json.headline, twin.headline, "{name}");
        assert_eq!(json.signals, twin.signals, "{name}");
        assert_eq!(
            (&json.byline, &json.credit_line),
            (&twin.byline, &twin.credit_line),
            "{name}"
        );
        assert_eq!(json.dateline, twin.dateline, "{name}");
        assert_eq!(json.copyright_notice, twin.copyright_notice, "{name}");
        assert_eq!(
            (&json.language, &json.sources),
            (&twin.language, &twin.sources),
            "{name}"
        );
        assert_eq!(words(&json), words(&twin), "{name}");
    }
}

#[test]
fn notes_marked_nonpublic_are_not_publishable_in_either_form() {
    for (name, json, twin) in pairs() {
        for note in json.ed_notes.iter().chain(&twin.ed_notes) {
            let role = note.role.as_deref().unwrap_or_default();
            let private = ["contacts", "dpacontacts", "notepad", "nonpublic"];
            let closed = private.iter().any(|word| role.ends_with(word));
            assert!(!closed || !note.publishable, "{name}: {role}");
        }
    }
}

#[test]
fn entries_of_the_telegram_pairs_are_read() {
    let folder = Path::new(FIXTURES).join("dpa-7901/input");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return eprintln!("skipped: dpa-7901 is not beside the project");
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let item = item(&path);
        assert_eq!(
            item.format,
            Some(Format::DpaDigitalwires),
            "{}",
            path.display()
        );
        assert!(
            item.guid.starts_with("urn:newsml:") && item.body().is_some(),
            "{}",
            path.display()
        );
        let lost = item
            .findings
            .iter()
            .find(|finding| finding.code == "text.unplaced");
        assert_eq!(lost, None, "{}", path.display());
    }
}
