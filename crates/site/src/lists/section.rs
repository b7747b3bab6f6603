//! A section: thirty stories from a cursor on, with its feeds.

use minijinja::context;

use super::front::serde;
use crate::catalogue::{Listing, Standing};
use crate::head::{Head, Robots};
use crate::moment::{day_of, full_date, next_midnight};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{Cursor, section_path};
use crate::seal::Demand;
use crate::words::Tongue;

/// Stories on a page.
const PER_PAGE: usize = 30;

/// Prints a section's page; `None` for an unknown section or a cursor that no story gave.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    slug: &str,
    before: Option<&Cursor>,
) -> Result<Option<Made>, SiteError> {
    let config = &ports.config;
    let Some(section) = config.section(slug) else {
        return Ok(None);
    };
    if before.is_some_and(|cursor| !is_place(pages, cursor)) {
        return Ok(None);
    }
    let listing = Listing {
        section: Some(slug),
        before,
        limit: PER_PAGE + 1,
    };
    let listed = pages.ask(|catalogue| catalogue.list(listing));
    let mut cards = pages.cards(ports, listed).await?;
    if before.is_some() && cards.is_empty() {
        return Ok(None);
    }
    let more = cards.len() > PER_PAGE;
    cards.truncate(PER_PAGE);
    let older = cards.last().filter(|_| more).map(|card| Cursor {
        at: card.first_published,
        id: card.id.clone(),
    });
    let (now, tongue) = (ports.clock.now(), Tongue::of(&config.language));
    let path = section_path(slug);
    let sheet = Sheet {
        template: "section.html",
        head: Head {
            title: section.name.clone(),
            canonical: before.is_none().then(|| path.clone()),
            robots: if before.is_none() {
                Robots::Index
            } else {
                Robots::NoIndex
            },
            section: Some((section.name.clone(), path.clone())),
            ..Head::default()
        },
        tongue,
        context: context! {
            today => full_date(day_of(now, &config.zone), tongue),
            name => section.name.as_str(),
            path => path.as_str(),
            cards => serde(&cards),
            older => older.map(|cursor| format!("{path}?before={}", cursor.text())),
            first => before.is_none(),
            current => slug,
        },
        demand: Demand::Page,
    };
    Ok(Some(Made {
        page: pages.press().print(config, &sheet)?,
        ends: Some(next_midnight(now, &config.zone)),
    }))
}

/// Whether the cursor is that of a readable story: made-up ones would only fill the cache.
fn is_place(pages: &Pages, cursor: &Cursor) -> bool {
    let standing = pages.ask(|catalogue| catalogue.standing(&cursor.id));
    matches!(standing, Some(Standing::Readable(story, _))
        if story.first_published.is_some_and(|at| at.as_microsecond() == cursor.at.as_microsecond()))
}
