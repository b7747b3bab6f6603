//! IPTC ninjs 1.0 to 3.x, read and written. Superdesk's extra keys are read past; unknown keys never refuse an item.
//! One object, an array of them, one a line, or the answer of an interface that wraps them.

mod adapt;
mod parse;
mod raw;
mod schema;
mod write;

#[cfg(test)]
mod tests;

pub use write::write;

use crate::json::{Tree, Value, scan};
use crate::reading::Reading;
use crate::{Finding, Hint, Parsed};

/// Reads a raw as ninjs.
#[must_use]
pub fn read(raw: &[u8], hint: &Hint) -> Parsed {
    let reading = Reading::new(raw, hint);
    let tree = scan(reading.text.text());
    read_tree(&tree, &reading)
}

/// Whether a JSON value is a ninjs item or a list that wraps some.
pub(crate) fn looks_like(value: Value<'_>) -> bool {
    parse::looks_like_item(value) || parse::wrapped(value).is_some()
}

/// Reads a scanned raw as ninjs.
pub(crate) fn read_tree(tree: &Tree<'_>, reading: &Reading<'_>) -> Parsed {
    let mut parsed = Parsed {
        items: Vec::new(),
        findings: reading.findings.clone(),
    };
    parsed.findings.extend(reading.placed(&tree.findings));
    let values = parse::items(tree);
    if values.len() > parse::ITEMS_MAX {
        parsed.findings.push(Finding {
            code: "limit.items",
            message: format!("{} items; the rest stays in the raw", values.len()),
            span: None,
        });
    }
    for value in values.into_iter().take(parse::ITEMS_MAX) {
        let raw_item = parse::read(value);
        let mut item = adapt::item(&raw_item, reading);
        let breaches = schema::check(value, &raw_item.dialect);
        item.findings.extend(reading.placed(&breaches));
        // What broke the grammar concerns every item of the raw: one that was cut off must not be published.
        item.findings.extend(reading.placed(&tree.findings));
        parsed.items.push(item);
    }
    parsed
}
