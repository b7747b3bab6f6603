//! The page of a gone story: that it went, when and why. Shows no headline, picture or slug; the seal makes sure.

use copydesk_desk::{GoneReason, StoryId};
use copydesk_text::flat;
use maud::html;
use minijinja::context;
use minijinja::value::Value;

use crate::catalogue::{Gone, Standing};
use crate::config::SiteConfig;
use crate::head::Head;
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::gone_path;
use crate::seal::{Demand, TombstoneDemand};
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// Prints the tombstone; `None` if the story is not gone.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(Standing::Gone(gone, _)) = pages.ask(|catalogue| catalogue.standing(id)) else {
        return Ok(None);
    };
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let editions = ports.store.editions(id.clone()).await?;
    let slug = ports
        .store
        .story(id.clone())
        .await?
        .map(|story| story.slug)
        .unwrap_or_default();
    let headlines: Vec<String> = editions
        .iter()
        .map(|edition| edition.headline.clone())
        .collect();
    let texts: Vec<String> = editions
        .iter()
        .map(|edition| flat(&edition.blocks))
        .collect();
    let recorded = ports.ledger.as_ref().map(|_| {
        format!(
            "{}/proof/withdrawal.tlog-proof",
            gone_path(&gone.section, id)
        )
    });
    let tombstone = fragment(&gone, config, tongue);
    let sheet = Sheet {
        template: "tombstone.html",
        head: Head::plain(tongue.words().story_withdrawn),
        tongue,
        context: context! { tombstone => Value::from(&tombstone), recorded => recorded, current => "" },
        demand: Demand::Tombstone(TombstoneDemand {
            tombstone: tombstone.as_str(),
            headlines: &headlines,
            slug: &slug,
            texts: &texts,
        }),
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

fn fragment(gone: &Gone, config: &SiteConfig, tongue: Tongue) -> Fragment {
    let words = tongue.words();
    let at = Moment::new(gone.at, &config.zone, tongue);
    let agency = gone
        .agency
        .as_deref()
        .filter(|_| gone.reason == GoneReason::Kill);
    Fragment::new(html! {
        section id="tombstone" data-reason=(gone.reason.name()) {
            h1 { (words.story_withdrawn) }
            p { (reason_line(gone.reason, words)) }
            dl {
                @if let Some(agency) = agency {
                    dt { (words.tomb_agency) }
                    dd { (config.agency_name(agency)) }
                }
                dt { (words.tomb_since) }
                dd { time datetime=(at.datetime) { (at.shown) } }
            }
        }
    })
}

/// Why it went, in one sentence.
#[must_use]
pub fn reason_line(reason: GoneReason, words: &Words) -> &'static str {
    match reason {
        GoneReason::Kill => words.tomb_kill,
        GoneReason::Withhold => words.tomb_withhold,
        GoneReason::House => words.tomb_house,
    }
}
