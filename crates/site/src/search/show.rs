//! `/search?q=`: stories that have every word, newest first, twenty a page. Never indexed, never stored; a story
//! that is gone is neither a hit nor counted.

use minijinja::context;
use minijinja::value::Value;

use crate::encoded::Encoded;
use crate::head::Head;
use crate::lists::front::serde;
use crate::pages::Pages;
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{Query, encoded};
use crate::seal::Demand;
use crate::words::Tongue;

/// Hits on a page.
const PER_PAGE: usize = 20;

/// Prints the answer; `None` for a page past the end.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    query: &Query,
) -> Result<Option<Encoded>, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let words = tongue.words();
    let start = (query.page - 1).saturating_mul(PER_PAGE);
    let (count, listed) = pages.ask(|catalogue| {
        let hits = catalogue.search(&query.text);
        let shown = hits.iter().skip(start).take(PER_PAGE);
        let listed: Vec<_> = shown.map(|id| (id.clone(), catalogue.card(id))).collect();
        (hits.len(), listed)
    });
    if query.page > 1 && listed.is_empty() {
        return Ok(None);
    }
    let cards = pages.cards(ports, listed).await?;
    let asked = !query.text.trim().is_empty();
    let next = (start + PER_PAGE < count)
        .then(|| format!("/search?q={}&page={}", encoded(&query.text), query.page + 1));
    let sheet = Sheet {
        template: "search.html",
        head: Head::plain(words.search),
        tongue,
        context: context! {
            query => query.text.as_str(),
            cut => query.cut,
            said => asked.then(|| match count {
                0 => words.found_none.to_owned(),
                1 => words.found_one.to_owned(),
                _ => words.found.replace("{}", &count.to_string()),
            }),
            cards => serde(&cards),
            next => next.map(Value::from),
            current => "",
        },
        demand: Demand::Page,
    };
    pages.press().print(config, &sheet).map(Some)
}
