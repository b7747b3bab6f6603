//! `…/comparison`: what the disclosure rests on, the ribbon large, the published text with every difference marked,
//! and the same as a table. Words of the agency that were left out are counted, never shown.

use copydesk_desk::StoryId;
use copydesk_text::{Disclosure, Row};
use minijinja::context;
use minijinja::value::Value;

use super::facts::StoryFacts;
use crate::diff::{Removed, draw, left_out, words_cut};
use crate::head::{Head, Robots};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::ribbon::{Ribbon, Scale, word};
use crate::route::story_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// Prints the page; `None` if the story is not readable or nothing was compared.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(facts) = StoryFacts::read(ports, id).await? else {
        return Ok(None);
    };
    let Some(disclosure) = facts.compared.disclosure() else {
        return Ok(None);
    };
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let words = tongue.words();
    let path = story_path(&facts.story);
    let ribbon = Ribbon::of(disclosure);
    let rows = disclosure.rows();
    let sheet = Sheet {
        template: "comparison.html",
        head: Head {
            title: format!("{} - {}", facts.edition.headline, words.comparison),
            canonical: Some(format!("{path}/comparison")),
            robots: Robots::NoIndex,
            ..Head::default()
        },
        tongue,
        context: context! {
            headline => facts.edition.headline.as_str(),
            path => path.as_str(),
            sentence => disclosure.sentence(tongue.sentence_language()),
            ribbon => Value::from(&Fragment::new(ribbon.draw(Scale::Large, tongue))),
            rows => table(disclosure, &rows, words),
            difference => Value::from(&Fragment::new(draw(&rows, Removed::Counted, words))),
            agency => facts.agency().map(|id| config.agency_name(id)),
            current => facts.story.section.as_str(),
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// The ribbon as a table: a row a paragraph of the wire.
fn table(disclosure: &Disclosure, rows: &[Row], words: &Words) -> Vec<Value> {
    let parts = disclosure.ribbon();
    let parts = parts.iter().filter(|part| part.bytes > 0);
    parts
        .enumerate()
        .map(|(index, part)| {
            let of_paragraph = rows.iter().filter(|row| row.wire == Some(part.wire));
            let cut: usize = of_paragraph.map(words_cut).sum();
            context! {
                number => index + 1,
                fate => part.state.name(),
                word => word(part.state, words),
                cut => (cut > 0).then(|| left_out(cut, words)),
            }
        })
        .collect()
}
