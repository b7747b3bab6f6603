//! Atom (RFC 4287); gone stories as `at:deleted-entry` (RFC 6721).

use maud::{PreEscaped, html};

use super::Feed;
use crate::lists::sitemap::XML;

/// Writes the feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    html! {
        (PreEscaped(XML))
        feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"
            xml:lang=(feed.config.language) {
            id { (feed.home) }
            title { (feed.title) }
            updated { (feed.local(feed.updated)) }
            author { name { (feed.config.name) } }
            (self_closing("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.address)]))
            (self_closing("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)]))
            @for gone in &feed.gone {
                (deleted(&feed.id(&gone.id, gone.first_published), &feed.local(gone.at)))
            }
            @for card in &feed.entries {
                entry xml:lang=(card.language) {
                    id { (feed.id(&card.id, card.first_published)) }
                    title { (card.headline) }
                    (self_closing("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.link(card))]))
                    published { (feed.local(card.first_published)) }
                    updated { (feed.local(card.changed)) }
                    author { name { (feed.author(card)) } }
                    @if let Some(rights) = &card.rights { rights { (rights) } }
                    @if let Some(standfirst) = &card.standfirst { summary { (standfirst) } }
                    (self_closing("category", &[("term", &card.section)]))
                }
            }
        }
    }
    .into_string()
}

fn deleted(id: &str, when: &str) -> PreEscaped<String> {
    self_closing("at:deleted-entry", &[("ref", id), ("when", when)])
}

/// An empty element as XML writes it; the HTML macro leaves void elements open.
pub(super) fn self_closing(name: &str, attributes: &[(&str, &str)]) -> PreEscaped<String> {
    let mut out = format!("<{name}");
    for (attribute, value) in attributes {
        let value = html! { (value) }.into_string();
        out.push_str(&format!(" {attribute}=\"{value}\""));
    }
    out.push_str("/>");
    PreEscaped(out)
}
