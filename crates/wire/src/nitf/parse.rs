//! The tree to what an NITF head says. Elements are found by local name wherever they stand in the head; the first
//! of each kind counts. Text there that no field takes is remembered as unplaced. Never judges a value.

use std::borrow::Cow;

use super::raw::{Message, Named, RawNitf, RawSubject, Stated};
use crate::text;
use crate::xml::{Enter, NodeId, Step, Tree};

/// Reads the head of one `nitf` element.
pub(super) fn nitf<'t>(tree: &'t Tree<'_>, node: NodeId) -> RawNitf<'t> {
    let mut raw = empty(node);
    let body = tree.child(node, "body");
    let language = |node| {
        let stated = tree.word(node, "xml:lang");
        stated.or_else(|| tree.word(node, "baselang"))
    };
    raw.language = language(node).or_else(|| language(body?));
    for head in tree.children_named(node, "head") {
        for step in tree.walk(head, |_| Enter::Into) {
            match step {
                Step::Open(id) => element(tree, id, &mut raw),
                Step::Close(_) | Step::Text(_) => {}
            }
        }
        unplaced(tree, head, &mut raw);
    }
    raw
}

fn empty<'t>(node: NodeId) -> RawNitf<'t> {
    RawNitf {
        node,
        language: None,
        title: None,
        metas: Vec::new(),
        properties: Vec::new(),
        subjects: Vec::new(),
        status: None,
        other_id: None,
        other_status: None,
        doc_id: None,
        registered_by: None,
        du_key: None,
        du_version: None,
        fixture: None,
        urgency: None,
        issued: None,
        released: None,
        expires: None,
        published: None,
        corrections: Vec::new(),
        messages: Vec::new(),
        copyright_holder: None,
        rights: Vec::new(),
        keywords: Vec::new(),
        event_places: Vec::new(),
        named: Vec::new(),
        sources: Vec::new(),
        unplaced: Vec::new(),
    }
}

fn element<'t>(tree: &'t Tree<'_>, id: NodeId, raw: &mut RawNitf<'t>) {
    let word = |name: &str| tree.word(id, name);
    let line = |name: &str| word(name).map(|text| text::fold(&text));
    let stated = |name: &str| word(name).map(|text| Stated { node: id, text });
    // an empty date says that there is one
    let date = |name: &str| {
        let text = tree.attribute(id, name)?;
        Some(Stated { node: id, text })
    };
    match tree.name(id).as_bytes() {
        b"title" => keep(&mut raw.title, tree.folded(id)),
        b"meta" => raw.metas.extend(word("name").zip(word("content"))),
        b"tobject.property" => raw.properties.extend(word("tobject.property.type")),
        b"tobject.subject" => raw.subjects.push(subject(tree, id)),
        b"docdata" => {
            keep(&mut raw.status, stated("management-status"));
            keep(&mut raw.other_id, stated("management-doc-idref"));
            keep(&mut raw.other_status, word("management-idref-status"));
        }
        b"doc-id" => {
            keep(&mut raw.doc_id, word("id-string"));
            keep(&mut raw.registered_by, word("regsrc"));
        }
        b"du-key" => {
            keep(&mut raw.du_key, word("key"));
            keep(&mut raw.du_version, word("version"));
        }
        b"fixture" => keep(&mut raw.fixture, word("fix-id")),
        b"urgency" => keep(&mut raw.urgency, stated("ed-urg")),
        b"date.issue" => keep(&mut raw.issued, date("norm")),
        b"date.release" => keep(&mut raw.released, date("norm")),
        b"date.expire" => keep(&mut raw.expires, date("norm")),
        b"pubdata" => keep(&mut raw.published, date("date.publication")),
        b"correction" => raw.corrections.push(message(tree, id, "regsrc")),
        b"ed-msg" => raw.messages.push(message(tree, id, "msg-type")),
        b"doc.copyright" => keep(&mut raw.copyright_holder, word("holder")),
        b"doc.rights" => {
            let said = ["type", "limitations"].into_iter().filter_map(line);
            raw.rights.extend(said);
        }
        b"keyword" => raw.keywords.extend(line("key")),
        b"evloc" => raw.event_places.push(place(tree, id)),
        b"from-src" => raw.sources.extend(word("src-name")),
        _ if is_named(tree, id) => raw.named.push(named(tree, id)),
        _ => {}
    }
}

fn keep<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn subject<'t>(tree: &'t Tree<'_>, id: NodeId) -> RawSubject<'t> {
    let word = |name: &str| tree.word(id, name);
    RawSubject {
        code: word("tobject.subject.refnum").or_else(|| word("tobject.subject.code")),
        wide: word("tobject.subject.type"),
        matter: word("tobject.subject.matter"),
        detail: word("tobject.subject.detail"),
    }
}

fn message<'t>(tree: &'t Tree<'_>, id: NodeId, role: &str) -> Message<'t> {
    let info = tree.word(id, "info").map(|text| text::fold(&text));
    Message {
        role: tree.word(id, role),
        info: info.or_else(|| tree.folded(id)),
        id: tree.word(id, "id-string"),
    }
}

fn place<'t>(tree: &'t Tree<'_>, id: NodeId) -> Vec<Cow<'t, str>> {
    let parts = ["city", "county-dist", "state-prov", "iso-cc"];
    let parts = parts.into_iter().filter_map(|part| tree.word(id, part));
    let mut place: Vec<_> = parts.collect();
    place.dedup();
    place
}

/// Whether an element names something inside `identified-content`.
fn is_named(tree: &Tree<'_>, id: NodeId) -> bool {
    let parent = tree.parent(id).map(|parent| tree.name(parent));
    parent == Some("identified-content")
}

fn named<'t>(tree: &'t Tree<'_>, id: NodeId) -> Named<'t> {
    let code = tree.word(id, "value");
    Named {
        code: code.or_else(|| tree.word(id, "location-code")),
        name: tree.folded(id),
    }
}

/// Elements of the head whose own text goes into a field.
fn takes_text(tree: &Tree<'_>, id: NodeId) -> bool {
    matches!(
        tree.name(id),
        "title" | "identified-content" | "ed-msg" | "correction"
    )
}

fn unplaced(tree: &Tree<'_>, head: NodeId, raw: &mut RawNitf<'_>) {
    let mut open = vec![head];
    while let Some(node) = open.pop() {
        for child in tree.children(node) {
            match tree.piece(child) {
                Some(piece) if !piece.text.trim_ascii().is_empty() => raw.unplaced.push(child),
                Some(_) => {}
                None if takes_text(tree, child) => {}
                None => open.push(child),
            }
        }
    }
    raw.unplaced.sort_by_key(|&node| tree.span(node).start);
}
