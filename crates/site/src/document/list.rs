//! `/documents/`: every document that is not withdrawn, by title.

use maud::html;
use minijinja::context;
use minijinja::value::Value;

use crate::explainer::agreement::shown_day;
use crate::explainer::sources::open_documents;
use crate::head::Head;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::document_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::Tongue;

/// Prints the list.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let w = tongue.words();
    let library = open_documents(ports.store.as_ref()).await?;
    let mut all: Vec<_> = library.documents.iter().collect();
    all.sort_by_key(|(_, one)| one.document.facts.title.clone());
    let drawn = html! {
        div.column {
            h1.shelfname { (w.documents) }
            @if all.is_empty() { p.empty { (w.nothing_yet) } }
            @for (id, one) in all {
                @let facts = &one.document.facts;
                article.entry {
                    div {
                        h2 { a href=(document_path(id)) { (facts.title.as_deref().unwrap_or(id.as_str())) } }
                        p.meta {
                            @if let Some(day) = facts.day() { span { (shown_day(day, tongue)) } }
                            @if let Some(publisher) = &facts.publisher { span { (publisher) } }
                            @if let Some(language) = &facts.language { span { (language) } }
                        }
                    }
                }
            }
        }
    };
    let sheet = Sheet {
        template: "page.html",
        head: Head {
            title: w.documents.to_owned(),
            canonical: Some("/documents/".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! { body => Value::from(&Fragment::new(drawn)), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Made { page, ends: None })
}
