//! `/also/{id}`: the stories named under "Also read" of a story, and why each of them is there: the longest passage that
//! both published texts have, speakers that both quote, subjects that both wires name. Says nothing that readers cannot
//! see on the two pages, but for the subjects.

use std::collections::BTreeSet;

use copydesk_desk::{Edition, StoryId};
use copydesk_reuse::{Words as TextWords, shared_runs};
use copydesk_text::flat;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::neighbours::Neighbour;
use crate::config::SiteConfig;
use crate::head::{Head, Robots};
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::people::reading::Spoken;
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{also_path, section_path, story_path};
use crate::seal::Demand;
use crate::story::facts::StoryFacts;
use crate::story::fragments::foreign;
use crate::words::{Tongue, direction};

/// Characters of the passage that is shown, at most.
const PASSAGE_CHARACTERS_MAX: usize = 240;

/// Prints the page; `None` if the story is not readable.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(facts) = StoryFacts::read(ports, id).await? else {
        return Ok(None);
    };
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let own = Text::read(ports, facts.edition).await?;
    let mut entries = Vec::new();
    for (_, neighbour) in super::shown(pages, id) {
        if let Some(other) = StoryFacts::read(ports, &neighbour.story).await? {
            entries.push(entry(ports, &own, &neighbour, other).await?);
        }
    }
    let (story, edition) = (&facts.story, &own.spoken.edition);
    let lang = foreign(&edition.language, &config.language);
    let sheet = Sheet {
        template: "also.html",
        head: Head {
            title: format!("{}: {}", tongue.words().also_read, edition.headline),
            canonical: Some(also_path(id)),
            robots: Robots::NoIndex,
            ..Head::default()
        },
        tongue,
        context: context! {
            headline => edition.headline.as_str(),
            path => story_path(story),
            dir => lang.as_deref().map(direction),
            lang => lang,
            section => context! {
                name => config.section(&story.section).map_or(story.section.as_str(), |s| s.name.as_str()),
                path => section_path(&story.section),
            },
            entries => entries,
            current => "",
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// A published text with its words and who speaks in it.
struct Text {
    spoken: Spoken,
    words: TextWords,
    speakers: BTreeSet<String>,
}

impl Text {
    async fn read(ports: &Ports, edition: Edition) -> Result<Self, SiteError> {
        let words = TextWords::with_spans(&edition.blocks);
        let spoken = Spoken::read(ports, edition).await?;
        let speakers = spoken
            .public()
            .filter_map(|decided| decided.speaker.clone());
        let speakers = speakers.collect();
        Ok(Self {
            words,
            speakers,
            spoken,
        })
    }

    /// The longest passage within a paragraph of this text that the other has as well, cut at a bound.
    fn passage(&self, other: &Self) -> Option<Passage> {
        let runs = shared_runs(&self.words, &other.words);
        let words = runs.iter().map(ExactSizeIterator::len).sum();
        let text = flat(&self.spoken.edition.blocks);
        let spans = self.words.spans();
        let bytes = |run: &std::ops::Range<usize>| {
            text.get(spans.get(run.start)?.start..spans.get(run.end.checked_sub(1)?)?.end)
        };
        let pieces = runs
            .iter()
            .filter_map(bytes)
            .flat_map(|run| run.split("\n\n"));
        // Of equally long ones the first.
        let longest = pieces.reduce(|longest, piece| {
            if piece.len() > longest.len() {
                piece
            } else {
                longest
            }
        })?;
        Some(Passage {
            words,
            text: cut(longest),
        })
    }
}

/// A passage, or its beginning with a mark that it goes on.
fn cut(passage: &str) -> String {
    let Some((end, _)) = passage.char_indices().nth(PASSAGE_CHARACTERS_MAX) else {
        return passage.to_owned();
    };
    let head = &passage[..end];
    let word = head
        .rfind(char::is_whitespace)
        .map_or(head, |at| &head[..at]);
    format!("{} …", word.trim_end())
}

struct Passage {
    /// Words in common in all.
    words: usize,
    text: String,
}

async fn entry(
    ports: &Ports,
    own: &Text,
    neighbour: &Neighbour,
    facts: StoryFacts,
) -> Result<Value, SiteError> {
    let config: &SiteConfig = &ports.config;
    let tongue = Tongue::of(&config.language);
    let agency = facts.agency().map(|id| config.agency_name(id).to_owned());
    let story = facts.story;
    let other = Text::read(ports, facts.edition).await?;
    let passage = own.passage(&other);
    let edition = &other.spoken.edition;
    let lang = foreign(&edition.language, &config.language);
    let own_lang = foreign(&own.spoken.edition.language, &config.language);
    let first = story.first_published.unwrap_or(edition.published);
    Ok(context! {
        path => story_path(&story),
        headline => edition.headline.as_str(),
        dir => lang.as_deref().map(direction),
        lang => lang,
        agency => agency,
        published => Value::from(Serde(Moment::new(first, &config.zone, tongue))),
        why => reasons(own, &other, neighbour, passage.as_ref(), tongue),
        passage => passage.map(|passage| passage.text),
        passage_dir => own_lang.as_deref().map(direction),
        passage_lang => own_lang,
    })
}

/// What both have in common, a line each; never none.
fn reasons(
    own: &Text,
    other: &Text,
    neighbour: &Neighbour,
    passage: Option<&Passage>,
    tongue: Tongue,
) -> Vec<String> {
    let w = tongue.words();
    let mut lines = Vec::new();
    let both: Vec<&str> = own
        .speakers
        .intersection(&other.speakers)
        .map(String::as_str)
        .collect();
    if !both.is_empty() {
        lines.push(w.also_speakers.replace("{}", &both.join(", ")));
    }
    if !neighbour.subjects.is_empty() {
        lines.push(
            w.also_subjects
                .replace("{}", &neighbour.subjects.join(", ")),
        );
    }
    if neighbour.slugline {
        lines.push(w.also_slugline.to_owned());
    }
    // Last: the passage stands below it.
    if let Some(passage) = passage {
        lines.push(w.also_words.replace("{}", &passage.words.to_string()));
    }
    if lines.is_empty() {
        lines.push(w.also_wires.to_owned());
    }
    lines
}
