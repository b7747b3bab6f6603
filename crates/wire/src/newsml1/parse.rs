//! From the tree to raw items: walks an item and its components by local name. What the standard defines and
//! `docs/formats.md` lists as not read is passed over, any other element that holds text is remembered as unplaced.

use super::raw::{Component, RawItem};
use crate::origin::folded;
use crate::xml::{NodeId, Tree};

/// What a coded element says: `@FormalName`, a child of that name (1.0), else its own words.
pub(super) fn formal_name(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    if let Some(name) = tree.word(node, "FormalName") {
        return folded(&name);
    }
    match tree.child(node, "FormalName") {
        Some(child) => tree.folded(child),
        None => tree.folded(node),
    }
}

/// Reads one item.
pub(super) fn item(tree: &Tree<'_>, node: NodeId) -> RawItem {
    let mut item = blank(node);
    for part in tree.elements(node) {
        match tree.name(part).as_bytes() {
            b"Identification" => identification(tree, part, &mut item),
            b"NewsManagement" => management(tree, part, &mut item),
            b"NewsComponent" => components(tree, part, &mut item),
            b"Update" => item.updates.push(part),
            b"Comment" => item.comments.push(part),
            b"Catalog" | b"TopicSet" => {}
            _ => unplaced(tree, part, &mut item),
        }
    }
    item
}

fn blank(node: NodeId) -> RawItem {
    RawItem {
        node,
        provider_id: None,
        date_id: None,
        news_item_id: None,
        revision_id: None,
        public_identifier: None,
        name_label: None,
        labels: Vec::new(),
        news_item_type: None,
        first_created: None,
        revision_created: None,
        status: None,
        status_will_change: None,
        urgency: None,
        derived_from: Vec::new(),
        associated_with: Vec::new(),
        revision_statuses: Vec::new(),
        comments: Vec::new(),
        updates: Vec::new(),
        components: Vec::new(),
        nested: Vec::new(),
        unplaced: Vec::new(),
    }
}

fn unplaced(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    if !tree.text(node).trim_ascii().is_empty() {
        item.unplaced.push(node);
    }
}

fn identification(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    for part in tree.elements(node) {
        match tree.name(part).as_bytes() {
            b"NewsIdentifier" => identifier(tree, part, item),
            b"NameLabel" => item.name_label = Some(part),
            b"Label" => item.labels.push(part),
            b"DateLabel" | b"Catalog" => {}
            _ => unplaced(tree, part, item),
        }
    }
}

fn identifier(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    for part in tree.elements(node) {
        let slot = match tree.name(part).as_bytes() {
            b"ProviderId" => &mut item.provider_id,
            b"DateId" => &mut item.date_id,
            b"NewsItemId" => &mut item.news_item_id,
            b"RevisionId" => &mut item.revision_id,
            b"PublicIdentifier" => &mut item.public_identifier,
            _ => {
                unplaced(tree, part, item);
                continue;
            }
        };
        *slot = Some(part);
    }
}

fn management(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    for part in tree.elements(node) {
        let slot = match tree.name(part).as_bytes() {
            b"NewsItemType" => &mut item.news_item_type,
            b"FirstCreated" => &mut item.first_created,
            b"ThisRevisionCreated" => &mut item.revision_created,
            b"Status" => &mut item.status,
            b"StatusWillChange" => &mut item.status_will_change,
            b"Urgency" => &mut item.urgency,
            b"DerivedFrom" => {
                item.derived_from.push(part);
                continue;
            }
            b"AssociatedWith" => {
                item.associated_with.push(part);
                continue;
            }
            b"Instruction" => {
                let statuses = tree.children_named(part, "RevisionStatus");
                item.revision_statuses.extend(statuses);
                continue;
            }
            b"RevisionHistory" | b"Property" | b"Catalog" => continue,
            _ => {
                unplaced(tree, part, item);
                continue;
            }
        };
        *slot = Some(part);
    }
}

/// A component and all inside it, in document order.
fn components(tree: &Tree<'_>, top: NodeId, item: &mut RawItem) {
    let mut open = vec![(top, None)];
    while let Some((node, parent)) = open.pop() {
        let index = item.components.len();
        let mut inner = Vec::new();
        let component = component(tree, node, parent, item, &mut inner);
        item.components.push(component);
        open.extend(inner.into_iter().rev().map(|node| (node, Some(index))));
    }
}

fn component(
    tree: &Tree<'_>,
    node: NodeId,
    parent: Option<usize>,
    item: &mut RawItem,
    inner: &mut Vec<NodeId>,
) -> Component {
    let equivalents = tree.word(node, "EquivalentsList");
    let mut component = Component {
        node,
        index: item.components.len(),
        parent,
        role: None,
        equivalents: equivalents.is_some_and(|said| said.eq_ignore_ascii_case("yes")),
        lines: Vec::new(),
        administrative: Vec::new(),
        rights: Vec::new(),
        descriptive: Vec::new(),
        contents: Vec::new(),
        references: Vec::new(),
    };
    for part in tree.elements(node) {
        match tree.name(part).as_bytes() {
            b"Role" => component.role = formal_name(tree, part),
            b"NewsLines" => component.lines.extend(tree.elements(part)),
            b"AdministrativeMetadata" => component.administrative.extend(tree.elements(part)),
            b"RightsMetadata" => component.rights.extend(tree.elements(part)),
            b"DescriptiveMetadata" => component.descriptive.extend(tree.elements(part)),
            b"ContentItem" => component.contents.push(part),
            b"NewsComponent" => inner.push(part),
            b"NewsItem" => item.nested.push(part),
            b"NewsItemRef" => component.references.push(part),
            b"Comment" => item.comments.push(part),
            b"BasisForChoice" | b"Metadata" | b"Catalog" | b"TopicSet" | b"TopicSetRef" => {}
            _ => unplaced(tree, part, item),
        }
    }
    component
}
