//! Real answers of AP's Media API, read where they lie beside the project. Without them the tests pass and say so.

use std::path::Path;

use copydesk_wire::{Format, Hint, read};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");

#[test]
fn answers_of_the_media_api_keep_their_facts() {
    let files = [
        "superdesk-core/ap_media_feed.json",
        "superdesk-core/ap_media_item.json",
        "superdesk-core/ap_media_picture.json",
        "superdesk-core/ap_media_text_feed.json",
        "superdesk-core/ap_media_text_item.json",
        "cp/ap/ap-picture.json",
        "cp/ap/ap-text.json",
        "cp/ap/item.json",
        "cp/ap/picture.json",
        "cp/ap/politics.json",
    ];
    for file in files {
        let Ok(raw) = std::fs::read(Path::new(FIXTURES).join(file)) else {
            eprintln!("skipped: {file} is not beside the project");
            continue;
        };
        let items = read(&raw, &Hint::default()).items;
        assert!(!items.is_empty(), "{file}");
        for item in &items {
            assert_eq!(item.format, Some(Format::ApMedia), "{file}");
            assert!(
                item.guid.len() == 32 && !item.guid.contains(':'),
                "{file}: {}",
                item.guid
            );
            assert!(
                item.version_ordinal.is_some() && item.version_created.is_some(),
                "{file}"
            );
            assert_eq!(item.agency.as_deref(), Some("AP"), "{file}");
            assert!(item.headline.is_some(), "{file}");
            assert!(item.ed_notes.iter().all(|note| !note.publishable), "{file}");
            let codes: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
            let known = ["body.remote", "item.no_text", "picture.missing"];
            assert!(
                codes.iter().all(|code| known.contains(code)),
                "{file}: {codes:?}"
            );
            let holds_story = matches!(file, "cp/ap/ap-text.json" | "cp/ap/item.json");
            assert_eq!(item.body().is_some(), holds_story, "{file}");
        }
    }
}
