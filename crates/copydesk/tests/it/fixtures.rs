//! Real files from outside the project, where they are present: nothing crashes or hangs, facts come out, and the
//! two renditions of each item of the dpa day are compared.

use copydesk_text::{Block, Verdict, WireSide, apply, disclose};
use copydesk_wire::{Hint, Item, Rendition};

use crate::program::{files_under, fixtures};

fn read_all(under: &str) -> Vec<(String, copydesk_wire::Parsed)> {
    let Some(folder) = fixtures(under) else {
        return Vec::new();
    };
    let read = |path: std::path::PathBuf| {
        let bytes = std::fs::read(&path).expect("a fixture");
        (
            path.display().to_string(),
            copydesk_wire::read(&bytes, &Hint::default()),
        )
    };
    files_under(&folder).into_iter().map(read).collect()
}

#[test]
fn every_named_fixture_is_read_and_every_item_has_an_identity() {
    for under in [
        "wire/dpa-day",
        "wire/iptc-g2-listings",
        "wire/iptc-g2-unit",
        "wire/ninjs-suite",
        "feeds",
    ] {
        for (path, parsed) in read_all(under) {
            for item in &parsed.items {
                assert!(!item.guid.is_empty(), "{path}");
                let json = copydesk_wire::item_json(item);
                assert!(
                    json["raw_sha256"]
                        .as_str()
                        .is_some_and(|hash| hash.len() == 64),
                    "{path}"
                );
            }
            assert!(
                !parsed.items.is_empty() || !parsed.findings.is_empty(),
                "{path}: neither items nor findings"
            );
        }
    }
}

fn side(item: &Item, rendition: &Rendition) -> WireSide {
    WireSide {
        guid: item.guid.clone(),
        rendition: rendition.name.clone(),
        headline: item.headline.clone(),
        dateline: item.dateline.clone(),
        blocks: rendition
            .paragraphs
            .iter()
            .map(|p| Block::new(p.kind, p.text.clone()))
            .collect(),
        ..WireSide::default()
    }
}

#[test]
fn both_renditions_of_every_item_of_the_dpa_day_are_compared() {
    let day = read_all("wire/dpa-day");
    let mut agree = 0;
    for (path, parsed) in &day {
        let item = parsed.items.first().expect("an item");
        let texts: Vec<&Rendition> = item
            .renditions
            .iter()
            .filter(|r| r.name != "teaser")
            .collect();
        assert!(texts.len() >= 2, "{path}: {} renditions", texts.len());
        let wire = side(item, texts[0]);
        let page = copydesk_text::PageSide {
            headline: item.headline.clone(),
            blocks: texts[1]
                .paragraphs
                .iter()
                .map(|p| Block::new(p.kind, p.text.clone()))
                .collect(),
            ..copydesk_text::PageSide::default()
        };
        let disclosure = disclose(&wire, &page);
        assert!(disclosure.verdict().is_some(), "{path}");
        let page_flat = disclosure.page_flat();
        assert_eq!(
            apply(disclosure.operations(), disclosure.wire_flat()),
            page_flat,
            "{path}"
        );
        agree += usize::from(matches!(
            disclosure.verdict(),
            Some(Verdict::Identical | Verdict::Typography)
        ));
    }
    assert!(day.is_empty() || day.len() == 50);
    assert!(
        day.is_empty() || agree >= 25,
        "{agree} of {} pairs agree",
        day.len()
    );
}
