//! `/explainers/`: every explainer that readers may read, last published first.

use copydesk_desk::{Explainer, ExplainerState};
use maud::html;
use minijinja::context;
use minijinja::value::Value;

use crate::head::Head;
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::explainer_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::Tongue;

/// Explainers that readers may read, last published first. Their bodies are the desk's: only the edition is shown.
///
/// # Errors
/// When the store does not answer.
pub async fn live(ports: &Ports) -> Result<Vec<(Explainer, String, String)>, SiteError> {
    let mut found = Vec::new();
    for explainer in ports.store.explainers().await? {
        if explainer.state != ExplainerState::Live {
            continue;
        }
        let editions = ports.store.explainer_editions(explainer.id.clone()).await?;
        let current = editions
            .into_iter()
            .find(|one| one.number == explainer.edition);
        if let Some(edition) = current {
            found.push((explainer, edition.body.title, edition.body.standfirst));
        }
    }
    found.sort_by_key(|(explainer, ..)| std::cmp::Reverse(explainer.updated));
    Ok(found)
}

/// Prints the list.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let w = tongue.words();
    let all = live(ports).await?;
    let drawn = html! {
        div.column {
            h1.shelfname { (w.explainers) }
            @if all.is_empty() { p.empty { (w.nothing_yet) } }
            @for (explainer, title, standfirst) in &all {
                article.entry {
                    div {
                        h2 { a href=(explainer_path(&explainer.slug)) { (title) } }
                        @if !standfirst.is_empty() { p { (standfirst) } }
                        @if let Some(at) = explainer.updated {
                            @let moment = Moment::new(at, &config.zone, tongue);
                            p.meta { time datetime=(moment.datetime) { (moment.shown) } }
                        }
                    }
                }
            }
            p.turn { a href="/documents/" { (w.documents) } }
        }
    };
    let sheet = Sheet {
        template: "page.html",
        head: Head {
            title: w.explainers.to_owned(),
            canonical: Some("/explainers/".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! { body => Value::from(&Fragment::new(drawn)), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Made { page, ends: None })
}
