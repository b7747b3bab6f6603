//! RSS 2.0. A gone story is overwritten for seven days: the same guid, no words of it.

use jiff::Timestamp;
use maud::{PreEscaped, html};

use super::Feed;
use super::atom::self_closing;
use crate::lists::sitemap::XML;

/// Writes the feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    html! {
        (PreEscaped(XML))
        rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:media="http://search.yahoo.com/mrss/" {
            channel {
                title { (feed.title) }
                link { (feed.home) }
                description { (feed.title) }
                language { (feed.config.language) }
                lastBuildDate { (date(feed.updated)) }
                (self_closing("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.address)]))
                @for gone in &feed.gone {
                    item {
                        title { (feed.overwriting_title()) }
                        guid isPermaLink="false" { (feed.id(&gone.id, gone.first_published)) }
                        pubDate { (date(gone.at)) }
                    }
                }
                @for card in &feed.entries {
                    item {
                        title { (card.headline) }
                        link { (feed.link(card)) }
                        guid isPermaLink="false" { (feed.id(&card.id, card.first_published)) }
                        pubDate { (date(card.first_published)) }
                        dc:creator { (feed.author(card)) }
                        category { (card.section) }
                        @if let Some(standfirst) = &card.standfirst { description { (standfirst) } }
                        @if let Some(picture) = &card.picture {
                            media:content url=(format!("{}{}", feed.config.origin, picture.src)) medium="image" {
                                @if let Some(credit) = &picture.credit { media:credit { (credit) } }
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// RFC 822 with the offset of Greenwich.
fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
