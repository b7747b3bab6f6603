//! What the head of a page says: title, canonical link, dates, author, language. Values are kept as written; the
//! first of each name counts. Guesses no date.

use std::collections::HashMap;

use dom_query::NodeRef;

use crate::json_ld::Article;

/// Raw facts, gathered while the page is walked.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// `meta` by name, property or itemprop, lower case.
    pub(crate) meta: HashMap<String, String>,
    pub(crate) title: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) first_time: Option<String>,
    pub(crate) article: Option<Article>,
}

impl Facts {
    /// Takes what a `meta` element says.
    pub(crate) fn take_meta(&mut self, node: &NodeRef<'_>) {
        let Some(content) = node.attr("content").map(|text| text.trim().to_owned()) else {
            return;
        };
        if content.is_empty() {
            return;
        }
        for name in ["property", "name", "itemprop"] {
            if let Some(name) = node.attr(name) {
                let key = name.trim().to_ascii_lowercase();
                self.meta.entry(key).or_insert_with(|| content.clone());
            }
        }
    }

    /// Takes a canonical link.
    pub(crate) fn take_link(&mut self, node: &NodeRef<'_>) {
        let rel = node.attr("rel").unwrap_or_default();
        if rel
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("canonical"))
        {
            self.canonical = self
                .canonical
                .take()
                .or_else(|| stated(node.attr("href").as_deref()));
        }
    }

    /// Takes the instant of a `time` element that says it is the publication's.
    pub(crate) fn take_time(&mut self, node: &NodeRef<'_>) {
        let role = node.attr("itemprop").unwrap_or_default();
        if node.has_attr("pubdate") || role.contains("datePublished") {
            self.first_time = self
                .first_time
                .take()
                .or_else(|| stated(node.attr("datetime").as_deref()));
        }
    }

    pub(crate) fn site(&self) -> Option<String> {
        self.meta("og:site_name")
            .or_else(|| self.article.as_ref()?.publisher.clone())
            .or_else(|| self.meta("application-name"))
    }

    pub(crate) fn canonical(&self) -> Option<String> {
        self.canonical.clone().or_else(|| self.meta("og:url"))
    }

    pub(crate) fn published(&self) -> Option<String> {
        self.of_article(|article| article.published.clone())
            .or_else(|| self.first_time.clone())
            .or_else(|| {
                self.first_meta(&[
                    "article:published_time",
                    "datepublished",
                    "date",
                    "dc.date",
                    "pubdate",
                ])
            })
    }

    pub(crate) fn modified(&self) -> Option<String> {
        self.of_article(|article| article.modified.clone())
            .or_else(|| {
                self.first_meta(&["article:modified_time", "datemodified", "og:updated_time"])
            })
    }

    pub(crate) fn language(&self) -> Option<String> {
        self.language
            .clone()
            .or_else(|| self.of_article(|article| article.language.clone()))
            .or_else(|| {
                self.meta("og:locale")
                    .map(|locale| locale.replace('_', "-"))
            })
    }

    pub(crate) fn byline(&self) -> Option<String> {
        self.of_article(|article| {
            Some(article.authors.join(", ")).filter(|names| !names.is_empty())
        })
        .or_else(|| self.first_meta(&["author", "byl", "dc.creator"]))
    }

    pub(crate) fn description(&self) -> Option<String> {
        self.first_meta(&["og:description", "description"])
            .or_else(|| self.of_article(|article| article.description.clone()))
    }

    pub(crate) fn meta(&self, name: &str) -> Option<String> {
        self.meta.get(name).cloned()
    }

    fn first_meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.meta(name))
    }

    fn of_article(&self, take: impl Fn(&Article) -> Option<String>) -> Option<String> {
        self.article.as_ref().and_then(take)
    }
}

/// A value that says something.
pub(crate) fn stated(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
