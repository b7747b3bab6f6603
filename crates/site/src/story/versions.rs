//! `…/versions`: the editions, newest first, each with the words that changed from the one before; the wire's
//! versions as lines. Shows only text that was published.

use copydesk_desk::{Edition, StoryId, Version};
use copydesk_text::{Block, Row, word_diff};
use maud::{Markup, html};
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::facts::StoryFacts;
use crate::config::SiteConfig;
use crate::diff::{Removed, draw};
use crate::head::{Head, Robots};
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::story_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// Editions whose differences are shown.
const EDITIONS_MAX: usize = 50;

/// Prints the page; `None` if the story is not readable.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(facts) = StoryFacts::read(ports, id).await? else {
        return Ok(None);
    };
    let editions = ports.store.editions(id.clone()).await?;
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let path = story_path(&facts.story);
    let views: Vec<Value> = (0..editions.len())
        .rev()
        .take(EDITIONS_MAX)
        .map(|index| edition_view(&editions, index, config, tongue))
        .collect();
    let sheet = Sheet {
        template: "versions.html",
        head: Head {
            title: format!(
                "{} - {}",
                facts.edition.headline,
                tongue.words().versions_of
            ),
            canonical: Some(format!("{path}/versions")),
            robots: Robots::NoIndex,
            ..Head::default()
        },
        tongue,
        context: context! {
            headline => facts.edition.headline.as_str(),
            path => path.as_str(),
            editions => views,
            wire => facts.versions.iter().map(|v| version_view(v, &facts, config, tongue)).collect::<Vec<_>>(),
            current => facts.story.section.as_str(),
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

fn edition_view(editions: &[Edition], index: usize, config: &SiteConfig, tongue: Tongue) -> Value {
    let edition = &editions[index];
    let before = index.checked_sub(1).map(|before| &editions[before]);
    let difference = before.map(|before| difference(before, edition, tongue.words()));
    context! {
        number => edition.number,
        headline => edition.headline.as_str(),
        correction => edition.correction.as_deref(),
        published => Value::from(Serde(Moment::new(edition.published, &config.zone, tongue))),
        difference => difference.map(|markup| Value::from(&Fragment::new(markup))),
    }
}

/// What changed between two published editions: headline, standfirst, text.
fn difference(before: &Edition, after: &Edition, words: &Words) -> Markup {
    let rows = rows(before, after);
    let headline = before.headline != after.headline;
    html! {
        @if headline {
            p.headline { del { (before.headline) } " " ins { (after.headline) } }
        }
        @if rows.iter().any(|row| !row.is_same()) {
            (draw(&rows, Removed::Shown, words))
        } @else if !headline {
            p.unchanged { (words.no_word_changed) }
        }
    }
}

/// Standfirst and text of two editions, word by word.
fn rows(before: &Edition, after: &Edition) -> Vec<Row> {
    let blocks = |edition: &Edition| -> Vec<Block> {
        let standfirst = edition
            .standfirst
            .iter()
            .map(|text| Block::paragraph(text.as_str()));
        standfirst.chain(edition.blocks.iter().cloned()).collect()
    };
    word_diff(&blocks(before), &blocks(after))
}

fn version_view(
    version: &Version,
    facts: &StoryFacts,
    config: &SiteConfig,
    tongue: Tongue,
) -> Value {
    let number = version
        .version
        .clone()
        .unwrap_or_else(|| version.key.nth.to_string());
    let signals: Vec<&str> = version.signals.iter().map(|signal| signal.name()).collect();
    context! {
        number => number,
        received => Value::from(Serde(Moment::new(version.received, &config.zone, tongue))),
        signals => signals.join(", "),
        base => facts.edition.version.as_ref() == Some(&version.key),
    }
}
