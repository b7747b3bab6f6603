//! dpa's digitalwires JSON: one object, an array of them, one a line, or the `entries` of an answer. Other agencies'
//! items that dpa passes on are read like its own. Unknown keys are read past; an empty key is an absent one.

mod adapt;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::json::{Tree, Value};
use crate::origin::Origin;
use crate::{Format, ITEMS_MAX, Placed, Reading};

/// Whether a JSON value is an entry of digitalwires or an answer that lists some.
pub(crate) fn looks_like(value: Value<'_>) -> bool {
    parse::is_entry(value) || parse::listed(value).is_some()
}

/// Reads a scanned raw as digitalwires.
pub(crate) fn read(tree: &Tree<'_>, origin: &Origin<'_>) -> Reading {
    let entries = parse::entries(tree).into_iter().take(ITEMS_MAX + 1);
    let items = entries.map(|value| Placed {
        item: adapt::item(&parse::read(value), origin),
        span: origin.span(value.span()),
    });
    Reading {
        format: Format::DpaDigitalwires,
        items: items.collect(),
    }
}
