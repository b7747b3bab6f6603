//! Which vocabulary an element belongs to, by its namespace; senders vary host, version and trailing slash. Elements
//! without namespace, or with the feed's own, belong to the feed.

use crate::xml::{NodeId, Tree};

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Module {
    /// RSS or Atom themselves.
    Feed,
    /// Atom inside RSS, and Atom itself.
    Atom,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// iTunes.
    Itunes,
    /// XHTML.
    Xhtml,
    /// Atom tombstones.
    Tombstone,
    /// WordPress's export (WXR).
    Wordpress,
    /// The excerpts of WXR.
    Excerpt,
    /// Anything else.
    Other,
}

/// Part of a namespace, in lower case, and what it stands for.
const KNOWN: &[(&str, Module)] = &[
    ("purl.org/atompub/tombstones", Module::Tombstone),
    ("www.w3.org/2005/atom", Module::Atom),
    ("purl.org/atom/ns", Module::Atom),
    ("purl.org/dc/terms", Module::DcTerms),
    ("purl.org/dc/", Module::Dc),
    ("purl.org/rss/1.0/modules/dc", Module::Dc),
    ("purl.org/rss/1.0/modules/content", Module::Content),
    ("purl.org/rss/1.0/modules", Module::Other),
    ("search.yahoo.com/mrss", Module::Media),
    ("itunes.com/dtds/podcast", Module::Itunes),
    ("itunes.com/dtds", Module::Itunes),
    ("www.w3.org/1999/xhtml", Module::Xhtml),
    ("purl.org/rss/1.0", Module::Feed),
    ("purl.org/net/rss1.1", Module::Feed),
    ("netscape.com/rdf/simple", Module::Feed),
    ("netscape.com/publish/formats/rss", Module::Feed),
    ("backend.userland.com/rss", Module::Feed),
    ("blogs.law.harvard.edu/tech/rss", Module::Feed),
    ("cyber.law.harvard.edu/rss", Module::Feed),
];

/// Every vocabulary, in order.
const ALL: [Module; 12] = [
    Module::Feed,
    Module::Atom,
    Module::Dc,
    Module::DcTerms,
    Module::Content,
    Module::Media,
    Module::Itunes,
    Module::Xhtml,
    Module::Tombstone,
    Module::Wordpress,
    Module::Excerpt,
    Module::Other,
];

impl Module {
    /// The vocabulary of an element. A prefix that is never declared is taken for what it usually means.
    pub fn of(tree: &Tree<'_>, node: NodeId) -> Self {
        if tree.namespace(node).is_empty() {
            return Self::of_prefix(tree.prefix(node));
        }
        let known = tree.of_namespace(node, |namespace| 1 + Self::of_namespace(namespace) as u8);
        let index = usize::from(known.saturating_sub(1));
        ALL.get(index).copied().unwrap_or(Self::Other)
    }

    fn of_namespace(namespace: &str) -> Self {
        if let Some(module) = Self::usual(namespace) {
            return module;
        }
        let namespace = namespace.to_ascii_lowercase();
        if let Some(module) = Self::usual(&namespace) {
            return module;
        }
        if namespace.contains("wordpress.org/export") {
            let excerpt = namespace.trim_end_matches('/').ends_with("/excerpt");
            return if excerpt {
                Self::Excerpt
            } else {
                Self::Wordpress
            };
        }
        let known = KNOWN.iter().find(|(part, _)| namespace.contains(part));
        known.map_or(Self::Other, |(_, module)| *module)
    }

    /// Namespaces as nearly every feed writes them, told without a search.
    fn usual(namespace: &str) -> Option<Self> {
        Some(match namespace.as_bytes() {
            b"http://www.w3.org/2005/Atom" | b"http://purl.org/atom/ns#" => Self::Atom,
            b"http://purl.org/dc/elements/1.1/" => Self::Dc,
            b"http://purl.org/dc/terms/" => Self::DcTerms,
            b"http://purl.org/rss/1.0/modules/content/" => Self::Content,
            b"http://search.yahoo.com/mrss/" => Self::Media,
            b"http://www.itunes.com/dtds/podcast-1.0.dtd" => Self::Itunes,
            b"http://www.w3.org/1999/xhtml" => Self::Xhtml,
            b"http://purl.org/rss/1.0/" => Self::Feed,
            b"http://purl.org/rss/1.0/modules/syndication/" => Self::Other,
            b"http://wellformedweb.org/CommentAPI/" => Self::Other,
            b"http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Self::Other,
            _ => return None,
        })
    }

    fn of_prefix(prefix: &str) -> Self {
        if prefix.is_empty() {
            return Self::Feed;
        }
        match prefix.to_ascii_lowercase().as_str() {
            "" | "rss" | "rdf" => Self::Feed,
            "atom" | "atom10" | "atom03" => Self::Atom,
            "at" => Self::Tombstone,
            "dc" => Self::Dc,
            "dcterms" => Self::DcTerms,
            "content" => Self::Content,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "xhtml" => Self::Xhtml,
            "wp" => Self::Wordpress,
            "excerpt" => Self::Excerpt,
            _ => Self::Other,
        }
    }
}
