//! Which JSON format a raw is in, by the shape of its values. Only recognises; the readers read.

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::json::{Tree, Value, scan_within};
use crate::origin::Origin;
use crate::{Format, Hint, Reading, Source, ap_media, dpa_digitalwires, json_feed, map, ninjs};

/// Reads a raw whose first sign is a JSON bracket; `None` if no JSON format is recognised.
pub(crate) fn read(
    decoded: &Mapped<'_>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Option<Reading> {
    let origin = Origin { source, decoded };
    let tree = scan_within(&decoded.text, &source.hint.limits);
    let mapped = map::read_json_as_configured(&tree, &origin)
        .or_else(|| map::read_json_as_shipped(&tree, &origin));
    if let Some(reading) = mapped {
        findings.extend(origin.placed(&tree.findings));
        return Some(reading);
    }
    let reading = match format(&tree, source.hint)? {
        Format::JsonFeed => json_feed::read(&tree, &origin),
        Format::DpaDigitalwires => dpa_digitalwires::read(&tree, &origin),
        Format::ApMedia => ap_media::read(&tree, &origin),
        Format::Ninjs => ninjs::read(&tree, &origin),
        _ => return None,
    };
    findings.extend(origin.placed(&tree.findings));
    Some(reading)
}

/// What the values show; else what is configured.
fn format(tree: &Tree<'_>, hint: &Hint) -> Option<Format> {
    let mut roots = tree.roots().flat_map(with_first);
    if roots.clone().any(json_feed::looks_like) {
        Some(Format::JsonFeed)
    } else if roots.clone().any(dpa_digitalwires::looks_like) {
        Some(Format::DpaDigitalwires)
    } else if roots.clone().any(ap_media::looks_like) {
        Some(Format::ApMedia)
    } else if roots.any(ninjs::looks_like) {
        Some(Format::Ninjs)
    } else {
        hint.format
    }
}

/// A root, and the first of its elements.
fn with_first(root: Value<'_>) -> impl Iterator<Item = Value<'_>> + Clone {
    [Some(root), root.elements_first()].into_iter().flatten()
}
