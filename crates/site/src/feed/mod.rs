//! Feeds of the site and of its sections: Atom, RSS 2.0, JSON Feed. Carry headline and standfirst, no text, so no
//! disclosure either; after a kill they overwrite or delete what readers' programs kept.

mod atom;
mod json;
mod rss;

use std::sync::Arc;

use copydesk_desk::{GoneReason, StoryId};
use jiff::{Timestamp, ToSpan};

use crate::catalogue::{Gone, Listing};
use crate::config::SiteConfig;
use crate::encoded::{Dress, Encoded};
use crate::lists::card::Card;
use crate::moment::day_of;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::SiteError;
use crate::route::{FeedForm, section_path};
use crate::seal::seal_document;

/// Entries of a feed.
const ENTRIES_MAX: usize = 50;
/// How long a gone story is overwritten or deleted in feeds, hours: seven days.
const GONE_HOURS: i64 = 7 * 24;

/// What each form writes out.
pub(crate) struct Feed<'a> {
    config: &'a SiteConfig,
    title: String,
    /// Address of the page it is a feed of.
    home: String,
    /// Its own address.
    address: String,
    entries: Vec<Arc<Card>>,
    gone: Vec<Gone>,
    updated: Timestamp,
}

/// Prints a feed.
///
/// # Errors
/// When the store does not answer.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    form: FeedForm,
    section: Option<&str>,
) -> Result<Made, SiteError> {
    let config = &ports.config;
    let listing = Listing {
        section,
        before: None,
        limit: ENTRIES_MAX,
    };
    let since = ports
        .clock
        .now()
        .checked_sub(GONE_HOURS.hours())
        .unwrap_or(Timestamp::MIN);
    let (listed, gone) = pages.ask(|catalogue| {
        let gone: Vec<Gone> = catalogue
            .gone()
            .take_while(|gone| gone.at > since)
            .filter(|gone| gone.reason != GoneReason::Withhold)
            .filter(|gone| section.is_none_or(|section| gone.section == section))
            .take(ENTRIES_MAX)
            .collect();
        (catalogue.list(listing), gone)
    });
    let entries = pages.cards(ports, listed).await?;
    let ends = gone.iter().map(|gone| gone.at).min();
    let feed = Feed::new(config, form, section, (entries, gone));
    let body = match form {
        FeedForm::Atom => atom::write(&feed),
        FeedForm::Rss => rss::write(&feed),
        FeedForm::Json => json::write(&feed),
    };
    let dress = Dress::Document {
        media_type: form.media_type(),
    };
    Ok(Made {
        page: Encoded::new(seal_document(body), dress),
        ends: ends.and_then(|at| at.checked_add(GONE_HOURS.hours()).ok()),
    })
}

impl<'a> Feed<'a> {
    fn new(
        config: &'a SiteConfig,
        form: FeedForm,
        section: Option<&str>,
        (entries, gone): (Vec<Arc<Card>>, Vec<Gone>),
    ) -> Self {
        let named = section.and_then(|slug| config.section(slug));
        let home = named.map_or_else(|| "/".to_owned(), |section| section_path(&section.slug));
        let updated = entries.iter().map(|card| card.changed);
        let updated = updated.chain(gone.iter().map(|gone| gone.at)).max();
        Self {
            title: match named {
                Some(section) => format!("{} - {}", section.name, config.name),
                None => config.name.clone(),
            },
            address: format!("{}{home}{}", config.origin, form.file()),
            home: format!("{}{home}", config.origin),
            updated: updated.unwrap_or(Timestamp::UNIX_EPOCH),
            config,
            entries,
            gone,
        }
    }

    /// The id of a story: stable over updates, without its words.
    fn id(&self, id: &StoryId, first_published: Timestamp) -> String {
        let host = self
            .config
            .origin
            .split("//")
            .nth(1)
            .unwrap_or(&self.config.origin);
        let host = host.split([':', '/']).next().unwrap_or(host);
        format!(
            "tag:{host},{}:{id}",
            day_of(first_published, &self.config.zone)
        )
    }

    fn link(&self, card: &Card) -> String {
        format!("{}{}", self.config.origin, card.path)
    }

    fn author<'b>(&'b self, card: &'b Card) -> &'b str {
        card.agency.as_deref().unwrap_or(&self.config.name)
    }

    fn local(&self, at: Timestamp) -> String {
        crate::moment::with_offset(&at.to_zoned_datetime(self.config.zone.clone()))
    }

    /// The words that overwrite a gone story's title.
    fn overwriting_title(&self) -> &'static str {
        crate::words::Tongue::of(&self.config.language)
            .words()
            .story_withdrawn
    }
}
