//! The front page: one lead with its picture, three stories beside it, then lists by section. Order is time alone
//! until the desk can pin.

use std::sync::Arc;

use minijinja::context;
use minijinja::value::{Serde, Value};

use super::card::Card;
use crate::catalogue::Listing;
use crate::explainer;
use crate::head::Head;
use crate::moment::{day_of, full_date, next_midnight};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{explainer_path, section_path};
use crate::seal::Demand;
use crate::words::Tongue;

/// Newest stories among which the lead is looked for.
const LEAD_DEPTH: usize = 20;
/// Stories beside the lead.
const BESIDE: usize = 3;
/// Explainers named.
const EXPLAINERS: usize = 3;
/// Stories of a section.
const PER_SECTION: usize = 5;

/// Prints the front page; it carries today's date and ends at midnight.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let config = &ports.config;
    let now = ports.clock.now();
    let tongue = Tongue::of(&config.language);
    let newest = listed(pages, ports, None, LEAD_DEPTH).await?;
    let (lead, beside) = lead_and_beside(newest);
    let shown: Vec<_> = lead
        .iter()
        .chain(&beside)
        .map(|card| card.id.clone())
        .collect();
    let mut sections = Vec::new();
    for section in &config.sections {
        let cards: Vec<Arc<Card>> = listed(pages, ports, Some(&section.slug), PER_SECTION + 4)
            .await?
            .into_iter()
            .filter(|card| !shown.contains(&card.id))
            .take(PER_SECTION)
            .collect();
        if !cards.is_empty() {
            sections.push(context! {
                name => section.name.as_str(),
                path => section_path(&section.slug),
                cards => serde(&cards),
            });
        }
    }
    let explained = explainer::list::live(ports).await?.into_iter();
    let explainers: Vec<Value> = explained
        .take(EXPLAINERS)
        .map(|(one, title, standfirst)| {
            context! { title => title, standfirst => standfirst, path => explainer_path(&one.slug) }
        })
        .collect();
    let sheet = Sheet {
        template: "front.html",
        head: Head {
            title: config.name.clone(),
            canonical: Some("/".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! {
            today => full_date(day_of(now, &config.zone), tongue),
            lead => lead.map(|card| Value::from(Serde(&*card))),
            beside => serde(&beside),
            sections => sections,
            explainers => explainers,
            current => "",
        },
        demand: Demand::Page,
    };
    Ok(Made {
        page: pages.press().print(config, &sheet)?,
        ends: Some(next_midnight(now, &config.zone)),
    })
}

async fn listed(
    pages: &Pages,
    ports: &Ports,
    section: Option<&str>,
    limit: usize,
) -> Result<Vec<Arc<Card>>, SiteError> {
    let listing = Listing {
        section,
        before: None,
        limit,
    };
    let listed = pages.ask(|catalogue| catalogue.list(listing));
    pages.cards(ports, listed).await
}

/// The newest story with a picture leads, else the newest; the next three stand beside it.
fn lead_and_beside(mut newest: Vec<Arc<Card>>) -> (Option<Arc<Card>>, Vec<Arc<Card>>) {
    if newest.is_empty() {
        return (None, Vec::new());
    }
    let lead = newest
        .iter()
        .position(|card| card.picture.is_some())
        .unwrap_or(0);
    let lead = newest.remove(lead);
    newest.truncate(BESIDE);
    (Some(lead), newest)
}

/// Cards as a template's value.
pub(crate) fn serde(cards: &[Arc<Card>]) -> Value {
    cards
        .iter()
        .map(|card| Value::from(Serde(&**card)))
        .collect()
}
