//! What the lines around a telegram's text state in the trade's words: signals, an embargo, a kill and what it says of
//! the item it means. Never looks into a paragraph of the story.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::lines::is_flag;
use super::references::{self, Reference};
use super::time_of_statement;
use crate::origin::{add_signals, note};
use crate::text::{self, Surroundings};
use crate::{
    BlockKind, EdNote, Embargo, Item, Kills, Paragraph, SentTime, Signal, Span, signal_words,
};

/// The lines around a text, and what is known for reading them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening<'a> {
    /// Lines before the text that may hold words of the trade, headline and notes apart.
    pub lines: &'a [String],
    /// Day of sending, for a year that is not said.
    pub day: Option<Date>,
    /// The feed's zone.
    pub zone: Option<&'a TimeZone>,
    /// The telegram's bytes in the raw.
    pub span: Span,
}

/// Signals and embargo that headline, slugline, notes and other lines around the text state.
pub(crate) fn read_words(item: &mut Item, opening: &Opening<'_>) {
    let headline = item.headline.clone().unwrap_or_default();
    let slugline = item.slugline.clone().unwrap_or_default();
    let mut signals = signal_words::in_headline(&headline);
    let lines = opening.lines.iter().chain([&slugline]);
    signals.extend(lines.flat_map(|line| signal_words::in_line_before_text(line)));
    let leads = signal_words::numbers_a_lead(&headline);
    signals.extend(leads.then_some(Signal::Update));
    let kills = |said: &EdNote| signal_words::in_note(&said.text).contains(&Signal::Kill);
    let noted = item.ed_notes.iter().any(kills);
    signals.extend(noted.then_some(Signal::Kill));
    let rings = |line: &String| line.contains("'''''");
    let apostrophes = opening.lines.iter().any(rings) || rings(&headline);
    signals.extend(apostrophes.then_some(Signal::Alert));
    add_signals(item, signals);
    let notes = item.ed_notes.iter().map(|said| said.text.clone());
    let mut lines: Vec<String> = opening.lines.iter().cloned().chain(notes).collect();
    lines.extend([headline, slugline]);
    embargo(item, &lines, opening);
}

/// Statements of embargo; of several the latest counts, and one without a readable time counts most.
fn embargo(item: &mut Item, lines: &[String], opening: &Opening<'_>) {
    let lines = lines.iter().flat_map(|text| text.lines());
    let stated = lines.filter(|line| signal_words::states_embargo(line));
    let mut latest: Option<SentTime> = None;
    let mut unread: Option<String> = None;
    for line in stated {
        match time_of_statement(line, opening.day, opening.zone) {
            Some(time) if latest.as_ref().is_none_or(|known| known.at < time.at) => {
                latest = Some(time);
            }
            Some(_) => {}
            None => unread = Some(line.to_owned()),
        }
    }
    if let Some(line) = unread {
        item.embargo = Embargo::TimeUnknown;
        item.embargo_text = Some(line);
        let message = "embargoed without a readable time";
        note(item, "embargo.no_time", message, Some(opening.span));
    } else if let Some(time) = latest {
        item.embargo = Embargo::Until(time.at);
        item.embargo_text = Some(time.text);
    }
}

/// A notice that may be a kill, with what it says.
#[derive(Clone, Debug)]
pub(crate) struct Notice<'a> {
    /// Its whole text, white space folded.
    pub text: &'a str,
    /// Service letters of the notice itself; empty if it has none.
    pub service: &'a str,
    /// Names beside message numbers.
    pub names: &'a [&'a str],
    /// What a structured field names.
    pub stated: Option<Reference>,
    /// Its bytes in the raw.
    pub span: Span,
}

/// What a notice of a kill says of the item it means; its own slugline counts as stated.
pub(crate) fn kills(item: &mut Item, notice: Notice<'_>) {
    if !item.signals.contains(&Signal::Kill) {
        return;
    }
    let in_text = || references::in_text(notice.text, notice.service, notice.names);
    let reference = notice.stated.or_else(in_text);
    let own = item.slugline.clone();
    let by_words = || Kills {
        by: "text",
        ..Kills::default()
    };
    item.kills = Some(Box::new(Kills {
        slugline: references::slugline(notice.text).or(own),
        headline: references::quoted_headline(notice.text),
        span: Some(notice.span),
        ..reference.map_or_else(by_words, Reference::kills)
    }));
}

/// Paragraphs before the story that speak to editors: in brackets, a line of kill words, an embargo. They become
/// advisories; their words are given back.
pub(crate) fn lines_before_text(paragraphs: &mut [Paragraph], agency: Option<&str>) -> Vec<String> {
    let around = Surroundings {
        closing_lines: &[],
        agency,
    };
    text::mark_surroundings(paragraphs, around);
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let said = &paragraph.text;
        if paragraph.kind != BlockKind::Advisory && !speaks_to_editors(said) {
            break;
        }
        paragraph.kind = BlockKind::Advisory;
        lines.push(said.clone());
    }
    lines
}

/// Whether a paragraph is nothing but a statement: a line of kill words, an embargo, one of the trade's words alone.
fn speaks_to_editors(said: &str) -> bool {
    let alone = || is_flag(said) && !signal_words::in_line_before_text(said).is_empty();
    let stated = || signal_words::kills_as_line(said) || signal_words::states_embargo(said);
    said.len() <= 120 && text::dateline_of(said).is_none() && (stated() || alone())
}

/// A line to the editors; never published by itself.
pub(crate) fn advisory(role: &str, text: String) -> EdNote {
    EdNote {
        role: Some(role.to_owned()),
        text,
        publishable: false,
    }
}
