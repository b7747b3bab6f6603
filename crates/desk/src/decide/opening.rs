//! What is shown of a leaf: to readers the pieces that stand on the page and no salt of any other; to an agency every
//! salt of its own receipt. Decides nothing about who may ask: the caller has.

use copydesk_proof::{Opened, Opening, Place, Record};
use copydesk_text::{page_text, pieces, places};
use copydesk_wire::Item;

use crate::decide::House;
use crate::decide::copy::wire_side;
use crate::decide::record::{BODY_FROM, headline_form};
use crate::ledger::Leaf;
use crate::newsroom::Edition;

/// The salted line of an edition that holds the page text.
const TEXT_LINE: u32 = 1;
/// The salted line of a receipt that holds the headline.
const HEADLINE_LINE: u32 = 1;

/// The page text T of an edition, as its page shows it.
#[must_use]
pub fn text_of_edition(edition: &Edition) -> String {
    page_text(
        &edition.headline,
        edition.blocks.iter().map(|block| block.text.as_str()),
    )
}

/// The record with its nonce and nothing else; `None` if it cannot be read.
#[must_use]
pub fn open_record(leaf: &Leaf) -> Option<Opening> {
    opening(leaf, Vec::new())
}

/// An edition's leaf for readers: the whole page text is shown.
#[must_use]
pub fn open_edition(leaf: &Leaf, text: &str) -> Option<Opening> {
    let whole = Place {
        start: 0,
        end: text.len(),
    };
    checked(opening(leaf, vec![shown(leaf, TEXT_LINE, whole)])?, text)
}

/// A receipt's leaf for readers of a page: what of it stands there, line by line.
#[must_use]
pub fn open_receipt(leaf: &Leaf, item: &Item, house: &House, text: &str) -> Option<Opening> {
    let body = pieces(&wire_side(item, house));
    let mut lines = Vec::new();
    let headline = headline_form(item);
    let shows_headline = text
        .split_once('\n')
        .is_some_and(|(shown, _)| shown == headline);
    if shows_headline && !headline.is_empty() {
        let place = Place {
            start: 0,
            end: headline.len(),
        };
        lines.push(shown(leaf, HEADLINE_LINE, place));
    }
    for placed in places(&body, text) {
        let Ok(index) = u32::try_from(placed.piece) else {
            continue;
        };
        let place = Place {
            start: placed.bytes.start,
            end: placed.bytes.end,
        };
        lines.push(shown(leaf, BODY_FROM + index, place));
    }
    checked(opening(leaf, lines)?, text)
}

/// A leaf for the agency it concerns: every salt, without places.
#[must_use]
pub fn open_for_agency(leaf: &Leaf) -> Option<Opening> {
    let salted = Record::parse(leaf.record.as_bytes()).ok()?.salted().len();
    let lines = (0..u32::try_from(salted).ok()?).map(|line| Opened {
        line,
        place: None,
        salt: leaf.secret.salt(line),
    });
    opening(leaf, lines.collect())
}

fn shown(leaf: &Leaf, line: u32, place: Place) -> Opened {
    Opened {
        line,
        place: Some(place),
        salt: leaf.secret.salt(line),
    }
}

fn opening(leaf: &Leaf, lines: Vec<Opened>) -> Option<Opening> {
    Some(Opening {
        nonce: leaf.secret.nonce(),
        lines,
        record: Record::parse(leaf.record.as_bytes()).ok()?,
    })
}

/// Leaves out what the record does not commit to: a later parser may read a raw otherwise than the one that recorded
/// it, and then its pieces are not shown.
fn checked(mut opening: Opening, text: &str) -> Option<Opening> {
    let holds = |line: &Opened, opening: &Opening| {
        let content = line
            .place
            .and_then(|place| text.as_bytes().get(place.start..place.end));
        content.is_some_and(|content| opening.holds(line.line, content))
    };
    let kept: Vec<Opened> = opening
        .lines
        .iter()
        .filter(|line| holds(line, &opening))
        .copied()
        .collect();
    opening.lines = kept;
    Some(opening)
}
