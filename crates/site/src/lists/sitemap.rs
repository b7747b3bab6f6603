//! Both sitemaps: readable stories only, so what is gone is absent at once.

use copydesk_desk::Story;
use jiff::ToSpan;
use maud::{PreEscaped, html};

use crate::encoded::{Dress, Encoded};
use crate::moment::with_offset;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::route::{section_path, story_path};
use crate::seal::seal_document;
use crate::words::primary;

/// Addresses in one file.
const ADDRESSES_MAX: usize = 50_000;
/// Addresses in the news sitemap.
const NEWS_MAX: usize = 1_000;
/// How long a story stands in the news sitemap, hours.
const NEWS_HOURS: i64 = 48;

/// The sitemap: front, sections, newest stories.
#[must_use]
pub fn make(pages: &Pages, ports: &Ports) -> Made {
    let config = &ports.config;
    let lists = std::iter::once("/".to_owned()).chain(
        config
            .sections
            .iter()
            .map(|section| section_path(&section.slug)),
    );
    let lists: Vec<String> = lists.collect();
    let room = ADDRESSES_MAX.saturating_sub(lists.len());
    let stories: Vec<(String, Option<String>)> = pages.ask(|catalogue| {
        let row = |story: &Story| {
            let changed = story.updated.or(story.first_published);
            let changed = changed.map(|at| with_offset(&at.to_zoned_datetime(config.zone.clone())));
            (story_path(story), changed)
        };
        catalogue.stories().take(room).map(row).collect()
    });
    let body = html! {
        (PreEscaped(XML))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for path in &lists { url { loc { (config.origin) (path) } } }
            @for (path, changed) in &stories {
                url {
                    loc { (config.origin) (path) }
                    @if let Some(changed) = changed { lastmod { (changed) } }
                }
            }
        }
    };
    document(body.into_string())
}

/// The news sitemap: stories of the last two days.
#[must_use]
pub fn make_news(pages: &Pages, ports: &Ports) -> Made {
    let config = &ports.config;
    let now = ports.clock.now();
    let since = now.checked_sub(NEWS_HOURS.hours()).unwrap_or(now);
    let stories: Vec<Story> = pages.ask(|catalogue| {
        catalogue
            .stories()
            .take_while(|story| story.first_published.is_some_and(|at| at >= since))
            .take(NEWS_MAX)
            .cloned()
            .collect()
    });
    let ends = stories
        .last()
        .and_then(|eldest| eldest.first_published?.checked_add(NEWS_HOURS.hours()).ok());
    let body = html! {
        (PreEscaped(XML))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" {
            @for story in &stories {
                url {
                    loc { (config.origin) (story_path(story)) }
                    news:news {
                        news:publication {
                            news:name { (config.name) }
                            news:language { (primary(&config.language)) }
                        }
                        @if let Some(first) = story.first_published {
                            news:publication_date { (with_offset(&first.to_zoned_datetime(config.zone.clone()))) }
                        }
                        news:title { (story.headline) }
                    }
                }
            }
        }
    };
    let mut made = document(body.into_string());
    made.ends = ends;
    made
}

/// The declaration every XML document opens with.
pub(crate) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn document(body: String) -> Made {
    let dress = Dress::Document {
        media_type: "application/xml; charset=utf-8",
    };
    Made {
        page: Encoded::new(seal_document(body), dress),
        ends: None,
    }
}
