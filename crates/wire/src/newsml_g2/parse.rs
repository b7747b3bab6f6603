//! From the tree to raw items. Walks the parts of an item by local name; an element that the standard defines and
//! `docs/formats.md` lists as not read is passed over, any other that holds text is remembered as unplaced.

use std::borrow::Cow;

use super::raw::{Coded, Content, ContentKind, Group, Member, RawItem, RawLink, Words};
use crate::xml::{NodeId, Tree, word};

/// What the envelope of a message says to all its items.
#[derive(Clone, Debug, Default)]
pub(super) struct Message<'t> {
    pub sender: Option<String>,
    pub catalog_refs: Vec<Cow<'t, str>>,
}

/// Reads a message's `header`.
pub(super) fn message<'t>(tree: &'t Tree<'_>, root: NodeId) -> Message<'t> {
    let Some(header) = tree.child(root, "header") else {
        return Message::default();
    };
    Message {
        sender: tree
            .child(header, "sender")
            .and_then(|node| tree.folded(node)),
        catalog_refs: tree
            .children_named(header, "catalogRef")
            .filter_map(|node| tree.word(node, "href"))
            .collect(),
    }
}

/// Whether an element is an item.
pub(super) fn is_item(name: &str) -> bool {
    name != "newsMessage" && super::is_root(name)
}

/// Most elements of one kind that an item's raw fields hold; more are a hostile file's, and stay in the raw.
pub(super) const LISTED_MAX: usize = 50_000;

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < LISTED_MAX {
        list.push(value);
    }
}

/// Reads one item.
pub(super) fn item<'t>(tree: &'t Tree<'_>, node: NodeId) -> RawItem<'t> {
    let mut item = blank(tree, node);
    let mut parser = Parser {
        tree,
        item: &mut item,
    };
    for part in tree.children(node) {
        parser.part(part);
    }
    item
}

fn blank<'t>(tree: &'t Tree<'_>, node: NodeId) -> RawItem<'t> {
    RawItem {
        node,
        element: tree.name(node),
        guid: tree.word(node, "guid"),
        version: tree.word(node, "version"),
        language: tree.word(node, "xml:lang"),
        catalog_refs: Vec::new(),
        schemes: Vec::new(),
        copyright_holders: Vec::new(),
        copyright_notices: Vec::new(),
        usage_terms: Vec::new(),
        item_class: None,
        provider: None,
        version_created: None,
        first_created: None,
        embargoed: None,
        expires: None,
        pub_status: None,
        signals: Vec::new(),
        ed_notes: Vec::new(),
        titles: Vec::new(),
        links: Vec::new(),
        versioned_id: None,
        urgency: None,
        located: Vec::new(),
        info_sources: Vec::new(),
        languages: Vec::new(),
        genres: Vec::new(),
        subjects: Vec::new(),
        keywords: Vec::new(),
        sluglines: Vec::new(),
        headlines: Vec::new(),
        datelines: Vec::new(),
        bylines: Vec::new(),
        credit_lines: Vec::new(),
        descriptions: Vec::new(),
        alt_ids: Vec::new(),
        contents: Vec::new(),
        parts: Vec::new(),
        about_contents: Vec::new(),
        root_group: None,
        groups: Vec::new(),
        asserts: Vec::new(),
        concept_names: Vec::new(),
        unplaced: Vec::new(),
    }
}

struct Parser<'p, 't, 'a> {
    tree: &'t Tree<'a>,
    item: &'p mut RawItem<'t>,
}

impl<'t> Parser<'_, 't, '_> {
    /// One child of the item.
    fn part(&mut self, node: NodeId) {
        let tree = self.tree;
        match tree.name(node).as_bytes() {
            b"catalogRef" => self.item.catalog_refs.extend(tree.word(node, "href")),
            b"catalog" => self.catalog(node),
            b"rightsInfo" => self.each(node, Self::rights),
            b"itemMeta" => self.each(node, Self::item_meta),
            b"contentMeta" => self.each(node, Self::content_meta),
            b"partMeta" => {
                self.about_contents(node);
                self.each(node, Self::part_meta);
            }
            b"contentSet" => self.each(node, Self::content),
            b"groupSet" => {
                self.item.root_group = tree.word(node, "root");
                self.each(node, Self::group);
            }
            // packages of old senders name their items without a group
            b"itemRef" => self.item.groups.push(Group {
                id: None,
                members: vec![Member::Item(node)],
            }),
            b"assert" => self.item.asserts.push(self.coded(node)),
            b"concept" | b"conceptSet" | b"catalogContainer" => self.concepts(node),
            b"hopHistory" | b"inlineRef" | b"derivedFrom" | b"derivedFromValue" | b"schemeMeta"
            | b"newsCoverageSet" | b"newsCoverage" | b"planning" | b"Signature" => {}
            _ => self.unplaced(node),
        }
    }

    /// Hands every child to `read`; text between them is unplaced.
    fn each(&mut self, parent: NodeId, read: fn(&mut Self, NodeId)) {
        let tree = self.tree;
        for child in tree.children(parent) {
            if tree.is_element(child) {
                read(self, child);
            } else {
                self.unplaced(child);
            }
        }
    }

    fn unplaced(&mut self, node: NodeId) {
        let holds_text = match self.tree.piece(node) {
            Some(piece) => !piece.text.trim_ascii().is_empty(),
            None => !self.tree.text(node).trim_ascii().is_empty(),
        };
        if holds_text {
            self.item.unplaced.push(node);
        }
    }

    fn catalog(&mut self, node: NodeId) {
        let tree = self.tree;
        for scheme in tree.children_named(node, "scheme") {
            if let (Some(alias), Some(uri)) = (tree.word(scheme, "alias"), tree.word(scheme, "uri"))
            {
                self.item.schemes.push((alias, uri));
            }
        }
    }

    fn rights(&mut self, node: NodeId) {
        match self.tree.name(node).as_bytes() {
            b"copyrightHolder" => {
                let holder = self.coded(node);
                self.item.copyright_holders.push(holder);
            }
            b"copyrightNotice" => {
                let words = self.words(node);
                self.item.copyright_notices.push(words);
            }
            b"usageTerms" => {
                let words = self.words(node);
                self.item.usage_terms.push(words);
            }
            b"accountable"
            | b"link"
            | b"dataMining"
            | b"rightsInfoExtProperty"
            | b"rightsExpressionXML"
            | b"rightsExpressionData" => {}
            _ => self.unplaced(node),
        }
    }

    fn item_meta(&mut self, node: NodeId) {
        let tree = self.tree;
        match tree.name(node).as_bytes() {
            b"itemClass" => self.item.item_class = Some(self.coded(node)),
            b"provider" => self.item.provider = Some(self.coded(node)),
            b"versionCreated" => self.item.version_created = Some(self.words(node)),
            b"firstCreated" => self.item.first_created = Some(self.words(node)),
            b"embargoed" => self.item.embargoed = Some(self.words(node)),
            b"expires" => self.item.expires = Some(self.words(node)),
            b"pubStatus" => self.item.pub_status = Some(self.coded(node)),
            b"signal" => {
                let signal = self.coded(node);
                push(&mut self.item.signals, signal);
            }
            b"edNote" => {
                let role = tree.word(node, "role");
                self.item.ed_notes.push((node, role));
            }
            b"title" => {
                let words = self.words(node);
                self.item.titles.push(words);
            }
            b"link" => {
                let link = self.link(node);
                push(&mut self.item.links, link);
            }
            b"versionedId" => self.item.versioned_id = tree.word(node, "guid"),
            b"role"
            | b"generator"
            | b"profile"
            | b"fileName"
            | b"service"
            | b"memberOf"
            | b"instanceOf"
            | b"hash"
            | b"incomingFeedId"
            | b"metadataCreator"
            | b"itemMetaExtProperty"
            | b"origRep"
            | b"schemeExtProperty" => {}
            _ => self.unplaced(node),
        }
    }

    fn content_meta(&mut self, node: NodeId) {
        let name = self.tree.name(node);
        match name {
            "urgency" => self.item.urgency = Some(self.words(node)),
            "language" => self.item.languages.extend(self.tree.word(node, "tag")),
            "located" | "infoSource" | "genre" | "subject" => {
                let coded = self.coded(node);
                match name {
                    "located" => push(&mut self.item.located, coded),
                    "infoSource" => push(&mut self.item.info_sources, coded),
                    "genre" => push(&mut self.item.genres, coded),
                    _ => push(&mut self.item.subjects, coded),
                }
            }
            "keyword" | "slugline" | "headline" | "dateline" | "by" | "creditline"
            | "description" | "altId" => {
                let words = self.words(node);
                self.lines_of(name).push(words);
            }
            "contentCreated"
            | "contentModified"
            | "digitalSourceType"
            | "icon"
            | "creator"
            | "contributor"
            | "audience"
            | "exclAudience"
            | "rating"
            | "userInteraction"
            | "contentMetaExtProperty" => {}
            _ => self.unplaced(node),
        }
    }

    fn lines_of(&mut self, name: &str) -> &mut Vec<Words<'t>> {
        match name.as_bytes() {
            b"keyword" => &mut self.item.keywords,
            b"slugline" => &mut self.item.sluglines,
            b"dateline" => &mut self.item.datelines,
            b"by" => &mut self.item.bylines,
            b"creditline" => &mut self.item.credit_lines,
            b"description" => &mut self.item.descriptions,
            b"altId" => &mut self.item.alt_ids,
            _ => &mut self.item.headlines,
        }
    }

    /// What a part says about a content that it refers to: words of a picture, not of the text.
    fn about_contents(&mut self, part: NodeId) {
        let tree = self.tree;
        let Some(refs) = tree.word(part, "contentrefs") else {
            return;
        };
        for id in refs.split_ascii_whitespace() {
            let children = tree.children(part).filter(|child| tree.is_element(*child));
            let about = children.map(|child| (Cow::Owned(id.to_owned()), child));
            self.item.about_contents.extend(about);
        }
    }

    /// Parts describe pieces of a recording; what they say in words is kept as one rendition.
    fn part_meta(&mut self, node: NodeId) {
        match self.tree.name(node).as_bytes() {
            b"headline" | b"description" | b"slugline" | b"by" | b"creditline" | b"dateline" => {
                self.item.parts.push(node);
            }
            b"edNote" => {
                let role = self.tree.word(node, "role");
                self.item.ed_notes.push((node, role));
            }
            b"icon"
            | b"timeDelim"
            | b"regionDelim"
            | b"role"
            | b"language"
            | b"keyword"
            | b"subject"
            | b"genre"
            | b"located"
            | b"creator"
            | b"contributor"
            | b"contentCreated"
            | b"contentModified"
            | b"partMetaExtProperty"
            | b"signal"
            | b"altId"
            | b"infoSource"
            | b"rating"
            | b"audience"
            | b"userInteraction" => {}
            _ => self.unplaced(node),
        }
    }

    fn content(&mut self, node: NodeId) {
        let tree = self.tree;
        let kind = match tree.name(node).as_bytes() {
            b"inlineXML" => ContentKind::Xml,
            b"inlineData" => ContentKind::Text,
            b"remoteContent" => ContentKind::Remote,
            _ => return self.unplaced(node),
        };
        self.item.contents.push(Content {
            node,
            kind,
            media_type: tree.word(node, "contenttype"),
            rendition: tree
                .word(node, "rendition")
                .or_else(|| tree.word(node, "renditionuri")),
        });
    }

    fn group(&mut self, node: NodeId) {
        let tree = self.tree;
        if tree.name(node) != "group" {
            return self.unplaced(node);
        }
        let mut members = Vec::new();
        for member in tree.elements(node) {
            match tree.name(member) {
                "groupRef" => members.extend(tree.word(member, "idref").map(Member::Group)),
                "itemRef" | "conceptRef" => members.push(Member::Item(member)),
                "edNote" => {
                    let role = tree.word(member, "role");
                    self.item.ed_notes.push((member, role));
                }
                "title" | "signal" | "groupExtProperty" | "name" | "definition" | "note" => {}
                _ => self.unplaced(member),
            }
        }
        let id = tree.word(node, "id");
        self.item.groups.push(Group { id, members });
    }

    /// A concept's own name; the definitions around it are not copy.
    fn concepts(&mut self, node: NodeId) {
        let tree = self.tree;
        let concept = match tree.name(node) {
            "concept" => Some(node),
            _ => tree.child(node, "concept"),
        };
        let Some(concept) = concept else { return };
        for name in tree.children_named(concept, "name") {
            let words = self.words(name);
            self.item.concept_names.push(words);
        }
    }

    fn coded(&self, node: NodeId) -> Coded<'t> {
        let tree = self.tree;
        let mut coded = Coded {
            node,
            qcode: None,
            uri: None,
            literal: None,
            role: None,
            names: Vec::new(),
        };
        for (name, value) in tree.attributes(node) {
            let slot = match name {
                "qcode" => &mut coded.qcode,
                "uri" => &mut coded.uri,
                "literal" => &mut coded.literal,
                "role" => &mut coded.role,
                _ => continue,
            };
            if slot.is_none() {
                *slot = word(value);
            }
        }
        for child in tree.children_named(node, "name") {
            coded.names.push(self.words(child));
        }
        coded
    }

    fn words(&self, node: NodeId) -> Words<'t> {
        let tree = self.tree;
        let mut words = Words {
            node,
            text: crate::text::fold(&tree.text(node)),
            role: None,
            language: None,
            kind: None,
        };
        for (name, value) in tree.attributes(node) {
            match name {
                "role" => words.role = word(value),
                "xml:lang" => words.language = word(value),
                "type" => words.kind = word(value),
                _ => {}
            }
        }
        words
    }

    fn link(&self, node: NodeId) -> RawLink<'t> {
        let tree = self.tree;
        RawLink {
            node,
            rel: tree.word(node, "rel").or_else(|| tree.word(node, "reluri")),
            residref: tree.word(node, "residref"),
            href: tree.word(node, "href"),
            version: tree.word(node, "version"),
            media_type: tree.word(node, "contenttype"),
        }
    }
}
