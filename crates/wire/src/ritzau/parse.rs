//! The tree to what an `RBNews` says. The first element of each name counts. Words of elements that are not known are
//! remembered as such. Never judges a value.

use super::raw::{Line, RawNews};
use crate::xml::{NodeId, Tree};

/// Reads one `RBNews`.
pub(super) fn news(tree: &Tree<'_>, node: NodeId) -> RawNews {
    let mut raw = empty(node);
    for child in tree.elements(node) {
        if !is_nil(tree, child) {
            element(tree, child, &mut raw);
        }
    }
    raw
}

/// `xsi:nil`, whatever its prefix and whether or not it is declared.
fn is_nil(tree: &Tree<'_>, node: NodeId) -> bool {
    let nil = |(name, value): (&str, &str)| {
        let local = name.rsplit(':').next().unwrap_or(name);
        local == "nil" && matches!(value, "true" | "1")
    };
    tree.attributes(node).any(nil)
}

fn element(tree: &Tree<'_>, node: NodeId, raw: &mut RawNews) {
    let line = |node| {
        let text = tree.folded(node)?;
        Some(Line { node, text })
    };
    let leaves = || -> Vec<Line> {
        let elements: Vec<NodeId> = tree.elements(node).collect();
        match elements.is_empty() {
            true => line(node).into_iter().collect(),
            false => elements.into_iter().filter_map(line).collect(),
        }
    };
    let is_true = || {
        line(node).is_some_and(|line| line.text.eq_ignore_ascii_case("true") || line.text == "1")
    };
    match tree.name(node) {
        "NewsID" => keep(&mut raw.id, line(node)),
        "HistID" => keep(&mut raw.history, line(node)),
        "version" => keep(&mut raw.version, line(node)),
        "PublishDate" => keep(&mut raw.published, line(node)),
        "Replaces" | "replacedID" => raw.replaces.extend(line(node)),
        "Annuleret" => raw.annulled |= is_true(),
        "NyVersion" => raw.newer |= is_true(),
        "Korrektion" => raw.corrects |= is_true(),
        "InfoFlash" => raw.flash |= is_true(),
        "Status" => keep(&mut raw.status, line(node)),
        "strapline" => keep(&mut raw.strapline, line(node)),
        "headline" => keep(&mut raw.headline, line(node)),
        "subtitle" => keep(&mut raw.subtitle, Some(node)),
        "town" => keep(&mut raw.town, line(node)),
        "origin" => keep(&mut raw.origin, line(node)),
        "sectionID" => keep(&mut raw.section.0, line(node)),
        "section" => keep(&mut raw.section.1, line(node)),
        "format" => keep(&mut raw.format, line(node)),
        "Priority" => keep(&mut raw.priority, line(node)),
        "byLine" => keep(&mut raw.byline, line(node)),
        "byLineEmail" | "byLinePhone" => raw.contacts.extend(line(node)),
        "IPTCList" => raw.subject_codes.extend(leaves()),
        "SubjectKeyword" | "ISIN" | "Companies" => raw.keywords.extend(leaves()),
        "Related" => raw.related.extend(leaves()),
        "content" => keep(&mut raw.content, Some(node)),
        "ContentShort" => keep(&mut raw.short, Some(node)),
        "TilRedaktionen" => keep(&mut raw.to_editors, Some(node)),
        "Topstory" | "TopWeb" | "sectionShort" | "formatID" | "ServiceQueueId" => {}
        _ if tree.folded(node).is_some() => raw.unknown.push(node),
        _ => {}
    }
}

fn keep<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn empty(node: NodeId) -> RawNews {
    RawNews {
        node,
        id: None,
        history: None,
        version: None,
        published: None,
        replaces: Vec::new(),
        annulled: false,
        newer: false,
        corrects: false,
        flash: false,
        status: None,
        strapline: None,
        headline: None,
        subtitle: None,
        town: None,
        origin: None,
        section: (None, None),
        format: None,
        priority: None,
        byline: None,
        contacts: Vec::new(),
        subject_codes: Vec::new(),
        keywords: Vec::new(),
        related: Vec::new(),
        content: None,
        short: None,
        to_editors: None,
        unknown: Vec::new(),
    }
}
