//! All stories first published on one day of the site's zone.

use jiff::civil::Date;
use minijinja::context;

use super::front::serde;
use crate::head::{Head, Robots};
use crate::moment::{day_bounds, full_date};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::seal::Demand;
use crate::words::Tongue;

/// Most stories of a day on the page.
const PER_DAY_MAX: usize = 1_000;

/// Prints a day; `None` for a day without a story.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, day: Date) -> Result<Option<Made>, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let Some((start, end)) = day_bounds(day, &config.zone) else {
        return Ok(None);
    };
    let listed = pages.ask(|catalogue| catalogue.between(start, end, PER_DAY_MAX));
    let cards = pages.cards(ports, listed).await?;
    if cards.is_empty() {
        return Ok(None);
    }
    let shown = full_date(day, tongue);
    let title = tongue.words().archive.replace("{}", &shown);
    let sheet = Sheet {
        template: "archive.html",
        head: Head {
            title: title.clone(),
            canonical: Some(format!("/archive/{day}")),
            robots: Robots::Index,
            ..Head::default()
        },
        tongue,
        context: context! { title => title, cards => serde(&cards), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}
