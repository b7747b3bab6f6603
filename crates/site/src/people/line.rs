//! One statement as markup: who, how in words, the words with their quoted parts marked. Never says what is true.

use copydesk_desk::{Decided, Entity};
use copydesk_statements::{Modality, Source, words};
use copydesk_text::Span;
use maud::{Markup, html};

use super::reading::{Quoting, Spoken, parts};
use crate::route::speaker_path;
use crate::words::Words;

/// Longest words shown of one statement, characters; the rest stands where it links to.
const WORDS_CHARACTERS_MAX: usize = 600;

/// How a statement was reported, as words.
#[must_use]
pub fn how(decided: &Decided, w: &Words) -> &'static str {
    let negated = decided.read.cue.negated;
    match decided.modality {
        Modality::Said if negated => w.said_not,
        Modality::Said => w.said,
        Modality::Claimed if negated => w.claimed_not,
        Modality::Claimed => w.claimed,
        Modality::Alleged if negated => w.alleged_not,
        Modality::Alleged => w.alleged,
        Modality::Denied if negated => w.denied_not,
        Modality::Denied => w.denied,
        Modality::Promised if negated => w.promised_not,
        Modality::Promised => w.promised,
        Modality::AccordingToDocument => w.according_to_document,
        Modality::ExpertReading => w.expert_reading,
    }
}

/// Who speaks: the full name where it is known, else the words of the text.
#[must_use]
pub fn speaker(decided: &Decided, flat: &str) -> Option<String> {
    let name = decided.speaker.clone();
    let named = || Some(words(flat, &decided.spans.source)).filter(|words| !words.is_empty());
    name.or_else(named)
}

/// The speaker, linked where an editor confirmed one of exactly this full name.
#[must_use]
pub fn speaker_markup(decided: &Decided, flat: &str, entities: &[Entity], w: &Words) -> Markup {
    let entity = entities
        .iter()
        .find(|entity| decided.speaker.as_ref() == Some(&entity.name));
    html! {
        @match (entity, speaker(decided, flat)) {
            (Some(entity), _) => a href=(speaker_path(&entity.id)) { (entity.name) },
            (None, Some(name)) => (name),
            (None, None) => (w.speaker_unnamed),
        }
    }
}

/// The outer links of a chain: who reported that it was said.
#[must_use]
pub fn via(decided: &Decided, flat: &str) -> Option<String> {
    let name = |source: &Source| {
        let resolved = source.resolved.name.clone();
        resolved.unwrap_or_else(|| words(flat, &source.spans))
    };
    let names: Vec<String> = decided.read.via.iter().map(name).collect();
    Some(names.join(" → ")).filter(|names| !names.is_empty())
}

/// The words of spans, quoted parts marked, gaps as an ellipsis.
#[must_use]
pub fn words_markup(spoken: &Spoken, spans: &[Span]) -> Markup {
    let flat = spoken.flat.as_str();
    let mut left = WORDS_CHARACTERS_MAX;
    let mut shown: Vec<(String, Quoting, bool)> = Vec::new();
    let mut before: Option<usize> = None;
    for (span, quoting) in parts(flat, spans) {
        if left == 0 {
            shown.push(("…".to_owned(), Quoting::Reported, false));
            break;
        }
        let text: String = flat[span.start..span.end].chars().take(left).collect();
        left -= text.chars().count();
        let gap = before.is_some_and(|end| end != span.start);
        shown.push((text, quoting, gap));
        before = Some(span.end);
    }
    html! {
        @for (text, quoting, gap) in &shown {
            @if *gap { " … " }
            @match quoting { Quoting::Quoted => mark { (text) }, Quoting::Reported => (text) }
        }
    }
}
