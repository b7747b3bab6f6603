//! Surfaces: every place at which readers can meet a story. One enum, so that the tests of kills and embargoes loop
//! over it and none can be forgotten.

use copydesk_desk::Story;

use crate::config::SiteConfig;
use crate::moment::day_of;
use crate::route::{FeedForm, also_path, encoded, section_path, story_path};

/// A place at which a story shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// The story's page.
    Story,
    /// Its editions.
    Versions,
    /// Its comparison with the wire.
    Comparison,
    /// What was recorded of it.
    Proof,
    /// The front page.
    Front,
    /// Its section.
    Section,
    /// The day it was published.
    Archive,
    /// Corrections and withdrawals.
    Corrections,
    /// Hits, counts and snippets of a search.
    Search,
    /// "Also read" on other stories' pages.
    Also,
    /// The page of its own neighbours.
    Neighbours,
    /// The page of a confirmed speaker.
    Speaker,
    /// Lines of explainers that cite it.
    Explainer,
    /// The same as data.
    ExplainerData,
    /// Feeds of the site.
    SiteFeed(FeedForm),
    /// Feeds of its section.
    SectionFeed(FeedForm),
    /// The sitemap.
    Sitemap,
    /// The news sitemap.
    NewsSitemap,
    /// Pages kept in memory.
    PageCache,
}

impl Surface {
    /// Every surface there is now.
    pub const ALL: [Self; 23] = [
        Self::Story,
        Self::Versions,
        Self::Comparison,
        Self::Proof,
        Self::Front,
        Self::Section,
        Self::Archive,
        Self::Corrections,
        Self::Search,
        Self::Also,
        Self::Neighbours,
        Self::Speaker,
        Self::Explainer,
        Self::ExplainerData,
        Self::SiteFeed(FeedForm::Atom),
        Self::SiteFeed(FeedForm::Rss),
        Self::SiteFeed(FeedForm::Json),
        Self::SectionFeed(FeedForm::Atom),
        Self::SectionFeed(FeedForm::Rss),
        Self::SectionFeed(FeedForm::Json),
        Self::Sitemap,
        Self::NewsSitemap,
        Self::PageCache,
    ];

    /// The path at which the surface would show this story; `None` for a surface without an address of its own.
    #[must_use]
    pub fn path(self, story: &Story, config: &SiteConfig) -> Option<String> {
        let own = story_path(story);
        let section = section_path(&story.section);
        match self {
            Self::Story => Some(own),
            Self::Versions => Some(format!("{own}/versions")),
            Self::Comparison => Some(format!("{own}/comparison")),
            Self::Proof => Some(format!("{own}/proof")),
            Self::Front => Some("/".to_owned()),
            Self::Section => Some(section),
            Self::Archive => {
                let day = day_of(story.first_published?, &config.zone);
                Some(format!("/archive/{day}"))
            }
            Self::Corrections => Some("/corrections".to_owned()),
            Self::Search => Some(format!("/search?q={}", encoded(&story.headline))),
            Self::SiteFeed(form) => Some(format!("/{}", form.file())),
            Self::SectionFeed(form) => Some(format!("{section}{}", form.file())),
            Self::Neighbours => Some(also_path(&story.id)),
            Self::Sitemap => Some("/sitemap.xml".to_owned()),
            Self::NewsSitemap => Some("/news-sitemap.xml".to_owned()),
            Self::Also
            | Self::Speaker
            | Self::Explainer
            | Self::ExplainerData
            | Self::PageCache => None,
        }
    }

    /// Whether the page is the story's own, and answers 410 once the story is gone.
    #[must_use]
    pub fn is_own_page(self) -> bool {
        matches!(
            self,
            Self::Story | Self::Versions | Self::Comparison | Self::Proof | Self::Neighbours
        )
    }
}
