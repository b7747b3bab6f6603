//! The tree to lines. Elements are matched by local name; a row has what its team's or player's own metadata and
//! statistics say, not what stands deeper.

use super::raw::{Code, Line, RawContent, Stated};
use crate::text::fold;
use crate::xml::{Enter, NodeId, Step, Tree};
use crate::{BlockKind, Span};

/// Attributes of `outcome-totals` that a table of standings shows, in its order.
const TOTALS: [&str; 7] = [
    "events-played",
    "wins",
    "ties",
    "losses",
    "points-scored-for",
    "points-scored-against",
    "standing-points",
];

/// Reads one `sports-content`.
pub(super) fn content(tree: &Tree<'_>, node: NodeId) -> RawContent {
    let mut raw = empty(node);
    // the outermost element whose words are taken
    let mut taken: Option<NodeId> = None;
    for step in tree.walk(node, |_| Enter::Into) {
        match step {
            Step::Open(id) => {
                if taken.is_none() && element(tree, id, &mut raw) {
                    taken = Some(id);
                }
            }
            Step::Close(id) if taken == Some(id) => taken = None,
            Step::Text(piece) if taken.is_none() && !piece.text.trim_ascii().is_empty() => {
                raw.unplaced.push(tree.raw_span(piece.at));
            }
            Step::Close(_) | Step::Text(_) => {}
        }
    }
    raw
}

/// Reads an element; says whether all its words are taken.
fn element(tree: &Tree<'_>, node: NodeId, raw: &mut RawContent) -> bool {
    match tree.name(node) {
        "sports-metadata" => {
            metadata(tree, node, raw);
            false
        }
        "sports-title" => {
            raw.title = raw.title.take().or_else(|| tree.folded(node));
            true
        }
        "sports-property" => {
            let named = tree.word(node, "formal-name");
            let place = named.is_some_and(|name| name.eq_ignore_ascii_case("location"));
            let value = tree.word(node, "value").filter(|_| place);
            raw.places.extend(value.map(|value| fold(&value)));
            false
        }
        "sports-content-code" => {
            let word = |name: &str| tree.word(node, name).map(|word| fold(&word));
            let code = Code {
                key: word("code-key"),
                name: word("code-name"),
            };
            if code.key.is_some() || code.name.is_some() {
                raw.codes.push(code);
            }
            false
        }
        "event-metadata" => {
            raw.lines.extend(event(tree, node));
            true
        }
        "team" | "player" | "official" | "associate" => {
            raw.lines.extend(row(tree, node));
            false
        }
        name if name.ends_with("-metadata") && of_row(tree, node) => true,
        name if name.ends_with("-metadata") => {
            raw.lines.extend(heading(tree, node));
            true
        }
        "p" => {
            let line = tree.folded(node).map(|text| Line {
                kind: BlockKind::Text,
                cells: vec![text],
                span: tree.span(node),
            });
            raw.lines.extend(line);
            true
        }
        _ => false,
    }
}

fn metadata(tree: &Tree<'_>, node: NodeId, raw: &mut RawContent) {
    let word = |name: &str| tree.word(node, name).map(|word| fold(&word));
    raw.id = raw.id.take().or_else(|| word("doc-id"));
    raw.created = word("date-time").map(|text| Stated { node, text });
    raw.revision = word("revision-id");
    raw.slug = word("slug");
    raw.language = word("language");
    raw.genres.extend(word("document-class"));
    raw.genres
        .extend(word("fixture-name").or_else(|| word("fixture-key")));
}

/// Whether metadata belong to a row that has read them.
fn of_row(tree: &Tree<'_>, node: NodeId) -> bool {
    let parent = tree.parent(node).map(|parent| tree.name(parent));
    matches!(parent, Some("team" | "player" | "official" | "associate"))
}

/// The names of an event, what is said of its state, its places; without names its day.
fn event(tree: &Tree<'_>, node: NodeId) -> Option<Line> {
    let mut cells: Vec<String> = words(tree, node);
    if cells.is_empty() {
        let day = tree.word(node, "start-date-time");
        cells.extend(day.map(|day| fold(&day)));
    }
    let note = tree.word(node, "event-status-note");
    cells.extend(note.map(|note| fold(&note)));
    line(tree, BlockKind::Heading, vec![cells.join(", ")], &[node])
}

/// The names of a part of a tournament, of a table.
fn heading(tree: &Tree<'_>, node: NodeId) -> Option<Line> {
    line(
        tree,
        BlockKind::Heading,
        vec![words(tree, node).join(", ")],
        &[node],
    )
}

/// The words of an element: its own names as one, then those of each other child.
fn words(tree: &Tree<'_>, node: NodeId) -> Vec<String> {
    let names: Vec<String> = tree
        .children_named(node, "name")
        .filter_map(|name| tree.folded(name))
        .collect();
    let others = tree
        .elements(node)
        .filter(|&child| tree.name(child) != "name");
    let others = others.filter_map(|child| tree.folded(child));
    let own = (!names.is_empty()).then(|| names.join(" "));
    own.into_iter().chain(others).collect()
}

/// Rank, name, nationality, score, scores of its parts, totals.
fn row(tree: &Tree<'_>, node: NodeId) -> Option<Line> {
    let of_kind = |ending: &str| {
        let mut children = tree.elements(node);
        children.find(|&child| tree.name(child).ends_with(ending))
    };
    let (metadata, stats) = (of_kind("-metadata"), of_kind("-stats"));
    let mut cells: Vec<String> = Vec::new();
    let attribute = |node: Option<NodeId>, name: &str| {
        let word = tree.word(node?, name)?;
        Some(fold(&word))
    };
    let rank = stats.and_then(|stats| tree.child(stats, "rank"));
    cells.extend(attribute(rank, "value"));
    cells.extend(
        metadata
            .map(|metadata| words(tree, metadata))
            .unwrap_or_default(),
    );
    cells.extend(attribute(metadata, "nationality"));
    cells.extend(attribute(stats, "score"));
    if let Some(stats) = stats {
        let parts = parts(tree, stats);
        cells.extend((!parts.is_empty()).then(|| parts.join(" ")));
        let totals = tree.child(stats, "outcome-totals");
        cells.extend(TOTALS.iter().filter_map(|name| attribute(totals, name)));
    }
    let nodes: Vec<NodeId> = metadata.into_iter().chain(stats).collect();
    line(tree, BlockKind::TableRow, cells, &nodes)
}

/// Scores of periods and sets.
fn parts(tree: &Tree<'_>, stats: NodeId) -> Vec<String> {
    let scored = tree
        .walk(stats, |_| Enter::Into)
        .filter_map(|step| match step {
            Step::Open(id) if tree.name(id) == "sub-score" || tree.name(id).ends_with("-set") => {
                tree.word(id, "score").map(|score| fold(&score))
            }
            _ => None,
        });
    scored.collect()
}

/// A line with what of its cells is not empty.
fn line(tree: &Tree<'_>, kind: BlockKind, cells: Vec<String>, nodes: &[NodeId]) -> Option<Line> {
    let cells: Vec<String> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    let spans = nodes.iter().map(|&node| tree.span(node));
    let span = spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))?;
    (!cells.is_empty()).then_some(Line { kind, cells, span })
}

fn empty(node: NodeId) -> RawContent {
    RawContent {
        node,
        id: None,
        created: None,
        revision: None,
        slug: None,
        language: None,
        genres: Vec::new(),
        title: None,
        places: Vec::new(),
        codes: Vec::new(),
        lines: Vec::new(),
        unplaced: Vec::new(),
    }
}
