//! `…/comparison`: what the disclosure rests on, the ribbon large, the published text with every difference marked,
//! and the same as a table. Words of the agency that were left out are counted, never shown.

use copydesk_desk::StoryId;
use copydesk_text::{Disclosure, Op, Span};
use minijinja::context;
use minijinja::value::Value;

use super::facts::StoryFacts;
use crate::diff::{Removed, draw, left_out, word_count};
use crate::head::{Head, Robots};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::ribbon::{Fate, Ribbon, Scale, paragraphs};
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
            rows => rows(disclosure, &ribbon, words),
            difference => Value::from(&Fragment::new(draw(disclosure, Removed::Counted, words))),
            agency => facts.agency().map(|id| config.agency_name(id)),
            current => facts.story.section.as_str(),
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// The ribbon as a table: a row a paragraph of the wire.
fn rows(disclosure: &Disclosure, ribbon: &Ribbon, words: &Words) -> Vec<Value> {
    paragraphs(disclosure.wire_flat())
        .into_iter()
        .zip(&ribbon.lines)
        .enumerate()
        .map(|(index, (span, line))| {
            let cut = cut_words(disclosure, span);
            context! {
                number => index + 1,
                fate => line.fate.name(),
                word => line.fate.word(words),
                cut => (cut > 0 && line.fate != Fate::Kept).then(|| left_out(cut, words)),
            }
        })
        .collect()
}

/// Words of a wire paragraph that were not published.
fn cut_words(disclosure: &Disclosure, paragraph: Span) -> usize {
    let wire = disclosure.wire_flat();
    disclosure
        .operations()
        .iter()
        .filter(|operation| matches!(operation.op, Op::Delete | Op::Replace))
        .filter_map(|operation| {
            let span = operation.wire_span?;
            wire.get(span.start.max(paragraph.start)..span.end.min(paragraph.end))
        })
        .map(word_count)
        .sum()
}
