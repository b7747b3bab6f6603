//! Corrected and withdrawn stories, newest first. A withdrawn one is named by its section and times alone.

use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::catalogue::Gone;
use crate::config::SiteConfig;
use crate::head::Head;
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::gone_path;
use crate::seal::Demand;
use crate::story::tombstone::reason_line;
use crate::words::Tongue;

/// Most entries of each kind.
const ENTRIES_MAX: usize = 100;

/// Prints the page.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let (corrected, gone): (Vec<_>, Vec<Gone>) = pages.ask(|catalogue| {
        (
            catalogue.corrected().take(ENTRIES_MAX).collect(),
            catalogue.gone().take(ENTRIES_MAX).collect(),
        )
    });
    let mut entries: Vec<(Timestamp, Value)> = gone
        .iter()
        .map(|gone| (gone.at, withdrawn(gone, config, tongue)))
        .collect();
    for (at, listed) in corrected {
        for card in pages.cards(ports, vec![listed]).await? {
            let moment = Moment::new(at, &config.zone, tongue);
            entries.push((
                at,
                context! { at => Value::from(Serde(moment)), card => Value::from(Serde(&*card)) },
            ));
        }
    }
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let sheet = Sheet {
        template: "corrections.html",
        head: Head {
            title: tongue.words().corrections.to_owned(),
            canonical: Some("/corrections".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! {
            entries => entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>(),
            current => "",
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Made { page, ends: None })
}

fn withdrawn(gone: &Gone, config: &SiteConfig, tongue: Tongue) -> Value {
    let first = Moment::new(gone.first_published, &config.zone, tongue);
    context! {
        at => Value::from(Serde(Moment::new(gone.at, &config.zone, tongue))),
        withdrawn => tongue.words().withdrawn_line.replace("{}", &first.shown),
        reason => reason_line(gone.reason, tongue.words()),
        path => gone_path(&gone.section, &gone.id),
    }
}
