//! What a NewsML 1 item says, as it says it: elements by their place in the tree, nothing resolved, nothing judged.

use crate::xml::NodeId;

/// Everything one item says.
#[derive(Clone, Debug)]
pub(super) struct RawItem {
    pub node: NodeId,
    pub provider_id: Option<NodeId>,
    pub date_id: Option<NodeId>,
    pub news_item_id: Option<NodeId>,
    pub revision_id: Option<NodeId>,
    pub public_identifier: Option<NodeId>,
    pub name_label: Option<NodeId>,
    pub labels: Vec<NodeId>,
    pub news_item_type: Option<NodeId>,
    pub first_created: Option<NodeId>,
    pub revision_created: Option<NodeId>,
    pub status: Option<NodeId>,
    pub status_will_change: Option<NodeId>,
    pub urgency: Option<NodeId>,
    pub derived_from: Vec<NodeId>,
    pub associated_with: Vec<NodeId>,
    pub revision_statuses: Vec<NodeId>,
    pub comments: Vec<NodeId>,
    /// `Update` elements: changes to an earlier revision.
    pub updates: Vec<NodeId>,
    /// In document order; the first is the outermost.
    pub components: Vec<Component>,
    /// Items that stand inside components.
    pub nested: Vec<NodeId>,
    /// Elements with text that no field takes.
    pub unplaced: Vec<NodeId>,
}

/// One `NewsComponent`.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub node: NodeId,
    /// Its own index in the list.
    pub index: usize,
    /// Index of the component it stands in.
    pub parent: Option<usize>,
    pub role: Option<String>,
    /// Whether its members are alternatives.
    pub equivalents: bool,
    pub lines: Vec<NodeId>,
    pub administrative: Vec<NodeId>,
    pub rights: Vec<NodeId>,
    pub descriptive: Vec<NodeId>,
    pub contents: Vec<NodeId>,
    pub references: Vec<NodeId>,
}
