//! What the crate promises, through its public door. Never reaches into a module.

mod answers;
mod carried;
mod compounds;
mod dpa_day;
mod forbidden;
mod house;
mod laws;
mod levels;
mod moves;
mod rows;
mod schema;
mod screens;
mod sentences;
mod spelling;
mod stored;
mod strip_rows;
mod strips;
mod verdicts;
mod versions;

use copydesk_text::{Block, Disclosure, PageSide, WireSide, apply, check, disclose};

/// Paragraphs of a text whose blocks are parted by an empty line.
pub fn paragraphs(text: &str) -> Vec<Block> {
    text.split("\n\n").map(Block::paragraph).collect()
}

pub fn wire(text: &str) -> WireSide {
    WireSide {
        agency: Some("Aster".to_owned()),
        guid: "urn:example:1".to_owned(),
        version: Some("1".to_owned()),
        rendition: "body".to_owned(),
        headline: Some("Ferry returns to port".to_owned()),
        blocks: paragraphs(text),
        ..WireSide::default()
    }
}

pub fn page(text: &str) -> PageSide {
    PageSide {
        site: Some("Example Times".to_owned()),
        headline: Some("Ferry returns to port".to_owned()),
        blocks: paragraphs(text),
        ..PageSide::default()
    }
}

/// Computes, and holds the laws that hold for every pair.
#[track_caller]
pub fn computed(wire: &WireSide, page: &PageSide) -> Disclosure {
    let disclosure = disclose(wire, page);
    if disclosure.verdict().is_some() {
        assert_eq!(
            apply(disclosure.operations(), disclosure.wire_flat()),
            disclosure.page_flat()
        );
    }
    let again = check(disclosure.to_json(), wire, page);
    assert!(
        again.as_ref() == Ok(&disclosure),
        "{:?} {:#?}",
        again.err(),
        disclosure.operations()
    );
    disclosure
}

/// A story of eight paragraphs, written for these tests.
pub const STORY: &str = "HARBOUR CITY (Aster) -- The night ferry returned to port on Tuesday after its captain reported smoke in the engine room.\n\n\
\"We heard the alarm and went to the upper deck,\" said Mara Lind, a nurse who was travelling with 14 colleagues.\n\n\
The operator, Blue Line, said all 312 passengers were safe. It did not say when service would resume.\n\n\
Harbour master Tomas Okafor said divers would inspect the hull on Wednesday. The ship was built in 1998.\n\n\
A similar incident was recorded in March, when a fuel pipe leaked near the island of Sorn.\n\n\
The coast guard said it had sent two boats and a helicopter. None of them was needed in the end.\n\n\
Blue Line carries about 1.2 million people a year between the mainland and nine islands.\n\n\
Its shares fell 3 percent in early trading.";
