//! IPTC ninjs 1.0 to 3.x, read and written. Superdesk's extra keys are read past; unknown keys never refuse an item.
//! One object, an array of them, one a line, or the answer of an interface that wraps them.

mod adapt;
mod parse;
mod raw;
mod restore;
mod schema;
mod texts;
mod write;

#[cfg(test)]
mod tests;

pub use write::write;

use crate::json::{Tree, Value};
use crate::origin::Origin;
use crate::{Format, Placed, Reading};

/// Whether a JSON value is a ninjs item or a list that wraps some.
pub(crate) fn looks_like(value: Value<'_>) -> bool {
    parse::looks_like_item(value) || parse::wrapped(value).is_some()
}

/// Reads a scanned raw as ninjs.
pub(crate) fn read(tree: &Tree<'_>, origin: &Origin<'_>) -> Reading {
    let items = parse::items(tree).into_iter().take(crate::ITEMS_MAX + 1);
    let items = items.map(|value| {
        let raw = parse::read(value);
        let mut item = adapt::item(&raw, origin);
        let breaches = schema::check(value, &raw.dialect);
        item.findings.extend(origin.placed(&breaches));
        Placed {
            item,
            span: origin.span(value.span()),
        }
    });
    Reading {
        format: Format::Ninjs,
        items: items.collect(),
    }
}
