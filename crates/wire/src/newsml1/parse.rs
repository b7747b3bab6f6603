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
        match tree.name(part) {
            "Identification" => identification(tree, part, &mut item),
            "NewsManagement" => management(tree, part, &mut item),
            "NewsComponent" => components(tree, part, &mut item),
            "Update" => item.updates.push(part),
            "Comment" => item.comments.push(part),
            "Catalog" | "TopicSet" => {}
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
    if tree.folded(node).is_some() {
        item.unplaced.push(node);
    }
}

fn identification(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    for part in tree.elements(node) {
        match tree.name(part) {
            "NewsIdentifier" => identifier(tree, part, item),
            "NameLabel" => item.name_label = Some(part),
            "Label" => item.labels.push(part),
            "DateLabel" | "Catalog" => {}
            _ => unplaced(tree, part, item),
        }
    }
}

fn identifier(tree: &Tree<'_>, node: NodeId, item: &mut RawItem) {
    for part in tree.elements(node) {
        let slot = match tree.name(part) {
            "ProviderId" => &mut item.provider_id,
            "DateId" => &mut item.date_id,
            "NewsItemId" => &mut item.news_item_id,
            "RevisionId" => &mut item.revision_id,
            "PublicIdentifier" => &mut item.public_identifier,
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
        let slot = match tree.name(part) {
            "NewsItemType" => &mut item.news_item_type,
            "FirstCreated" => &mut item.first_created,
            "ThisRevisionCreated" => &mut item.revision_created,
            "Status" => &mut item.status,
            "StatusWillChange" => &mut item.status_will_change,
            "Urgency" => &mut item.urgency,
            "DerivedFrom" => {
                item.derived_from.push(part);
                continue;
            }
            "AssociatedWith" => {
                item.associated_with.push(part);
                continue;
            }
            "Instruction" => {
                let statuses = tree.children_named(part, "RevisionStatus");
                item.revision_statuses.extend(statuses);
                continue;
            }
            "RevisionHistory" | "Property" | "Catalog" => continue,
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
        match tree.name(part) {
            "Role" => component.role = formal_name(tree, part),
            "NewsLines" => component.lines.extend(tree.elements(part)),
            "AdministrativeMetadata" => component.administrative.extend(tree.elements(part)),
            "RightsMetadata" => component.rights.extend(tree.elements(part)),
            "DescriptiveMetadata" => component.descriptive.extend(tree.elements(part)),
            "ContentItem" => component.contents.push(part),
            "NewsComponent" => inner.push(part),
            "NewsItem" => item.nested.push(part),
            "NewsItemRef" => component.references.push(part),
            "Comment" => item.comments.push(part),
            "BasisForChoice" | "Metadata" | "Catalog" | "TopicSet" | "TopicSetRef" => {}
            _ => unplaced(tree, part, item),
        }
    }
    component
}
