//! Real files from outside the project, where they are present: nothing crashes or hangs, facts come out, and the
//! two renditions of each item of the dpa day are compared.

use std::collections::BTreeMap;

use copydesk_text::{
    Block, Disclosure, Label, Level, Operation, PageSide, Verdict, WireSide, apply, check, disclose,
};
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

/// Why two renditions agree at no level below typography: the first places that differ.
fn differences(disclosure: &Disclosure) -> String {
    let cut = |text: &str| text.chars().take(60).collect::<String>();
    let differs = |op: &&Operation| op.label != Label::Same;
    let places = disclosure.operations().iter().filter(differs).take(3);
    let said = places.map(|op| {
        let sent = op
            .wire_span
            .map_or("", |span| &disclosure.wire_flat()[span.start..span.end]);
        let shown = &disclosure.page_flat()[op.page_span.start..op.page_span.end];
        format!(
            "\n    {} {}: {:?} | {:?}",
            op.op.name(),
            op.label.name(),
            cut(sent),
            cut(shown)
        )
    });
    said.collect()
}

#[test]
fn both_renditions_of_every_item_of_the_dpa_day_are_compared() {
    let day = read_all("wire/dpa-day");
    let mut levels: BTreeMap<String, usize> = BTreeMap::new();
    for (path, parsed) in &day {
        let item = parsed.items.first().expect("an item");
        let texts: Vec<&Rendition> = item
            .renditions
            .iter()
            .filter(|r| r.name != "teaser")
            .collect();
        assert!(texts.len() >= 2, "{path}: {} renditions", texts.len());
        let wire = side(item, texts[0]);
        let page = PageSide {
            headline: item.headline.clone(),
            blocks: side(item, texts[1]).blocks,
            ..PageSide::default()
        };
        let disclosure = disclose(&wire, &page);
        let verdict = disclosure
            .verdict()
            .unwrap_or_else(|| panic!("{path}: not compared"));
        let applied = apply(disclosure.operations(), disclosure.wire_flat());
        assert_eq!(applied, disclosure.page_flat(), "{path}");
        assert!(
            check(disclosure.to_json(), &wire, &page).as_ref() == Ok(&disclosure),
            "{path}"
        );
        let level = disclosure.level();
        let named = level.map_or_else(
            || verdict.name().to_owned(),
            |level| format!("L{}", level.number()),
        );
        if !matches!(level, Some(Level::L0 | Level::L1 | Level::L2))
            || verdict == Verdict::Shortened
        {
            let name = path.rsplit('/').next().unwrap_or(path);
            println!(
                "{name}: {} {named}{}",
                verdict.name(),
                differences(&disclosure)
            );
        }
        let key = if verdict == Verdict::Shortened {
            format!("shortened, rest {named}")
        } else {
            named
        };
        *levels.entry(key).or_default() += 1;
    }
    println!("{levels:?}");
    let agree: usize = ["L0", "L1", "L2"]
        .iter()
        .filter_map(|level| levels.get(*level))
        .sum();
    assert!(
        day.is_empty() || (day.len(), agree) == (50, 36),
        "{levels:?}"
    );
}
