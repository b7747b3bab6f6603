//! Real NewsML 1 files, read where they lie beside the project. Without them the tests pass and say so.

use std::path::{Path, PathBuf};

use copydesk_wire::{Format, Hint, Item, Signal, read};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");

/// Items of each file below a folder; nothing if it is absent.
fn readings(folder: &str) -> Vec<(String, Vec<Item>)> {
    let top = Path::new(FIXTURES).join(folder);
    if !top.exists() {
        eprintln!("skipped: {folder} is not beside the project");
        return Vec::new();
    }
    let (mut open, mut found) = (vec![top], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).unwrap();
            open.extend(entries.map(|entry| entry.unwrap().path()));
        } else {
            found.push((path.display().to_string(), items(&path)));
        }
    }
    found
}

fn items(path: &PathBuf) -> Vec<Item> {
    let items = read(&std::fs::read(path).unwrap(), &Hint::default()).items;
    for item in &items {
        assert_eq!(item.format, Some(Format::NewsMl1), "{}", path.display());
    }
    items
}

#[test]
fn the_agencys_files_keep_their_facts() {
    let files = readings("afp-12");
    if files.is_empty() {
        return;
    }
    let all: Vec<&Item> = files.iter().flat_map(|(_, items)| items).collect();
    assert_eq!((files.len(), all.len()), (24, 24));
    let mut ids: Vec<&str> = all.iter().map(|item| item.guid.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 24);
    assert_eq!(all.iter().filter(|item| item.headline.is_none()).count(), 9);
    let alerts = all
        .iter()
        .filter(|item| item.signals.contains(&Signal::Alert));
    assert_eq!(alerts.count(), 8);
    for item in all {
        assert!(
            item.guid.starts_with("urn:newsml:afp.com:"),
            "{}",
            item.guid
        );
        let public = &item.alt_ids[0].1[0];
        let version = item.version.as_deref().unwrap();
        assert_eq!(*public, format!("{}:{version}", item.guid));
        assert!(item.version_ordinal.is_some(), "{}", item.guid);
        assert!(
            item.version_created.is_some() && item.first_created.is_some(),
            "{}",
            item.guid
        );
        assert_eq!(item.language.as_deref(), Some("ar"), "{}", item.guid);
        let odd: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
        // the two indexes hold no component with content
        let expected: &[&str] = if item.body().is_some() {
            &[]
        } else {
            &["item.no_text"]
        };
        assert_eq!(odd, expected, "{}", item.guid);
        for picture in &item.pictures {
            assert!(
                picture.href.is_some() && picture.caption.is_some(),
                "{}",
                item.guid
            );
        }
    }
}

#[test]
fn samples_of_version_1_0_are_read() {
    for (name, items) in readings("newsml-10") {
        assert_eq!(items.len(), 1, "{name}");
        assert!(
            items[0].guid.starts_with("urn:newsml:"),
            "{name}: {}",
            items[0].guid
        );
        assert_eq!(items[0].version.as_deref(), Some("1"), "{name}");
    }
}

#[test]
fn the_story_with_terms_is_read_whole() {
    for (name, items) in readings("superdesk-core/afp.xml") {
        let item = &items[0];
        assert_eq!(item.usage_terms, ["NO ARCHIVAL USE"], "{name}");
        assert_eq!(
            (item.urgency, item.language.as_deref()),
            (Some(4), Some("en")),
            "{name}"
        );
        assert!(item.body().unwrap().paragraphs.len() > 5, "{name}");
        assert_eq!((item.keywords.len(), item.links.len()), (6, 1), "{name}");
        assert!(item.findings.is_empty(), "{name}: {:?}", item.findings);
    }
}
