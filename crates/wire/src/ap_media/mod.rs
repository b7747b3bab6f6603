//! JSON of AP's Media API: the answer for one item or a feed of them. The text of a story is a file of its own (NITF)
//! that a second request brings; what is read here says where it lies. Never publishes AP's notes to editors.

mod adapt;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::json::{Tree, Value};
use crate::origin::Origin;
use crate::{Format, ITEMS_MAX, Placed, Reading};

/// Whether a JSON value is an answer of the Media API.
pub(crate) fn looks_like(value: Value<'_>) -> bool {
    let mut answers = parse::answered(value).into_iter().take(8);
    answers.any(|answer| parse::is_item(&answer))
}

/// Reads a scanned raw as answers of the Media API.
pub(crate) fn read(tree: &Tree<'_>, origin: &Origin<'_>) -> Reading {
    let items = parse::items(tree).into_iter().take(ITEMS_MAX + 1);
    let items = items.map(|answer| Placed {
        item: adapt::item(&parse::read(answer), origin),
        span: origin.span(answer.item.span()),
    });
    Reading {
        format: Format::ApMedia,
        items: items.collect(),
    }
}
