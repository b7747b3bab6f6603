//! A page as sent: what its head states, and the paragraphs of its article and around it. Nothing is judged.

use crate::{Paragraph, Span};

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub title: Option<String>,
    pub language: Option<String>,
    pub canonical: Option<String>,
    /// `meta` in order, the first of each name.
    pub metas: Vec<Meta>,
    /// Scripts of JSON-LD: their places in the decoded text.
    pub json_ld: Vec<Span>,
    /// First level headings, and whether each stands in the article.
    pub headings: Vec<(String, bool)>,
    pub images: Vec<Image>,
    /// What the page says is its article, or all of it.
    pub article: Vec<Paragraph>,
    /// Everything else that is visible.
    pub around: Vec<Paragraph>,
}

/// What a `meta` element states.
#[derive(Clone, Debug, Default)]
pub(super) struct Meta {
    /// Name or property in lower case.
    pub name: String,
    pub content: String,
    /// Where its content stands in the decoded text.
    pub span: Span,
}

/// A picture in the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Image {
    pub href: String,
    pub alternative: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

impl Page {
    /// The content of the first `meta` that has one of these names.
    pub fn meta(&self, names: &[&str]) -> Option<String> {
        self.stated(names).map(|meta| meta.content.clone())
    }

    /// The first `meta` that has one of these names.
    pub fn stated(&self, names: &[&str]) -> Option<&Meta> {
        let mut names = names.iter();
        names.find_map(|name| self.metas.iter().find(|meta| meta.name == *name))
    }
}
