//! What the readers of JSON and of web feeds share: where a value stands in the raw, metadata as one line, and the
//! few things that hold for every item. Knows no format and judges no status beyond what words state.

use crate::chars::{Mapped, OffsetMap};
use crate::finding::{FINDINGS_MAX, Findings};
use crate::json::{Kind, Piece, Value, pieces};
use crate::text::{self, Surroundings};
use crate::{Finding, Item, Paragraph, SentTime, Signal, Source, Span, Status, html, stated, time};

/// The raw and the decoded text that items are read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    pub source: &'a Source<'a>,
    pub decoded: &'a Mapped<'a>,
}

impl Origin<'_> {
    /// The place in the raw of a place in the decoded text.
    pub fn span(&self, part: Span) -> Span {
        self.decoded.span(part)
    }

    /// Findings of the decoded text with their places in the raw.
    pub fn placed<'f>(&'f self, findings: &'f [Finding]) -> impl Iterator<Item = Finding> + 'f {
        findings.iter().map(|finding| Finding {
            span: finding.span.map(|span| self.span(span)),
            ..finding.clone()
        })
    }

    /// The text of a JSON string with its way back to the raw.
    pub fn mapped(&self, value: Value<'_>) -> Option<Mapped<'static>> {
        let token = value.token()?;
        let start = self.span(Span::new(token.span.start, token.span.start));
        let mut text = String::with_capacity(token.span.len());
        let mut map = OffsetMap::starting_at(start.start);
        for piece in pieces(value.scanned(), token) {
            match piece {
                Piece::Plain(span) => {
                    text.push_str(&value.scanned()[span.start..span.end]);
                    map.push_through(&self.decoded.map, span);
                }
                Piece::Escape(letter, span) => {
                    text.push(letter);
                    map.push_atomic(letter.len_utf8(), self.span(span));
                }
            }
        }
        let text = text.into();
        Some(Mapped { text, map })
    }

    /// Takes a publishing status, or each of a list. One that is there but no word is a status nobody knows.
    pub fn status(&self, value: Value<'_>, item: &mut Item) {
        let span = Some(self.span(value.span()));
        let listed: Vec<Value<'_>> = value.elements().collect();
        let stated = if listed.is_empty() {
            vec![value]
        } else {
            listed
        };
        for value in stated {
            let sent =
                word(Some(value)).unwrap_or_else(|| value.source().chars().take(40).collect());
            stated::status(item, &sent, span);
        }
    }

    /// Takes an urgency from 1 to 9; anything else is a finding.
    pub fn urgency(&self, value: Option<Value<'_>>, item: &mut Item) {
        let Some(value) = value else { return };
        let urgency = word(Some(value)).and_then(|text| text.parse().ok());
        item.urgency = urgency.filter(|urgency| (1..=9).contains(urgency));
        if item.urgency.is_none() {
            let span = Some(self.span(value.span()));
            let message = "the urgency is not 1 to 9";
            note(item, "urgency.unreadable", message, span);
        }
    }

    /// A time as sent; without offset in the feed's zone; else nothing and a finding of the item. `span` is a place
    /// in the raw.
    pub fn time(&self, text: &str, span: Span, item: &mut Item) -> Option<SentTime> {
        time_of(self.source, text, span, item)
    }
}

/// A time as sent; without offset in the feed's zone; else nothing and a finding of the item.
pub(crate) fn time_of(
    source: &Source<'_>,
    text: &str,
    span: Span,
    item: &mut Item,
) -> Option<SentTime> {
    let mut findings = Findings::new();
    let zone = source.hint.zone.as_ref();
    let sent = time::read_noting(text, zone, Some(span), &mut findings);
    item.findings.extend(findings.into_list());
    sent
}

/// A value as one line of metadata; numbers as their digits, nothing for an empty one.
pub(crate) fn word(value: Option<Value<'_>>) -> Option<String> {
    let value = value?;
    let text = match value.kind() {
        Kind::String(_) => value.text()?,
        Kind::Number | Kind::Bool(_) => value.source().into(),
        _ => return None,
    };
    folded(&text)
}

/// Metadata as one line: white space folded, ends trimmed, nothing for an empty text.
pub(crate) fn folded(text: &str) -> Option<String> {
    let line = text::fold(text);
    (!line.is_empty()).then_some(line)
}

/// How a text is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// Lines.
    Plain,
    /// HTML or something like it.
    Html,
}

impl Markup {
    /// From the media type; text typed as plain, or not typed, may hold mark-up: the text itself decides.
    pub fn of(media_type: Option<&str>, text: &str) -> Self {
        let marked = media_type.is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            kind.contains("html") || kind.contains("xml")
        });
        if marked || html::looks_like_html(text) {
            Self::Html
        } else {
            Self::Plain
        }
    }
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: &Mapped<'_>, markup: Markup) -> Vec<Paragraph> {
    match markup {
        Markup::Html => html::blocks_of_html(text),
        Markup::Plain => text::plain_paragraphs(text),
    }
}

/// Most names of alternative ids, and most values of one: more is no identity.
const ALT_IDS_MAX: usize = 200;

/// Adds a value to the alternative ids of that name.
pub(crate) fn add_alt_id(item: &mut Item, name: &str, value: String) {
    let full = item.alt_ids.len() >= ALT_IDS_MAX
        || (item.alt_ids.iter()).any(|(n, v)| n == name && v.len() >= ALT_IDS_MAX);
    if full {
        return note(
            item,
            "limit.value",
            "more alternative ids than are kept",
            None,
        );
    }
    match item.alt_ids.iter_mut().find(|(known, _)| known == name) {
        Some((_, values)) if values.contains(&value) => {}
        Some((_, values)) => values.push(value),
        None => item.alt_ids.push((name.to_owned(), vec![value])),
    }
}

/// Most values of one list of subjects, keywords and the like.
const VALUES_MAX: usize = 1000;

/// Adds a value that is not there yet; a list that is full takes no more (see [`note_full_lists`]).
pub(crate) fn add_once<T: PartialEq>(list: &mut Vec<T>, value: Option<T>) {
    let full = list.len() >= VALUES_MAX;
    list.extend(value.filter(|value| !full && !list.contains(value)));
}

/// Says so if a list of the item took no more.
pub(crate) fn note_full_lists(item: &mut Item) {
    let words = [
        &item.sources,
        &item.usage_terms,
        &item.genre,
        &item.located,
        &item.keywords,
    ];
    let full = |length: usize| length >= VALUES_MAX;
    if words.into_iter().any(|list| full(list.len())) || full(item.subjects.len()) {
        let message = "more subjects, keywords or the like than are kept";
        note(item, "limit.value", message, None);
    }
}

/// Adds signals that are not there yet. An item that words call killed is not usable.
pub(crate) fn add_signals(item: &mut Item, signals: impl IntoIterator<Item = Signal>) {
    for signal in signals {
        if signal == Signal::Kill || signal == Signal::Withhold {
            item.status = item.status.max(Status::Withheld);
        }
        if !item.signals.contains(&signal) {
            item.signals.push(signal);
        }
    }
}

/// Notes something about an item. Beyond the bound only the first of each code is kept.
pub(crate) fn note(
    item: &mut Item,
    code: &'static str,
    message: impl Into<String>,
    span: Option<Span>,
) {
    let findings = &mut item.findings;
    if findings.len() < FINDINGS_MAX || !findings.iter().any(|finding| finding.code == code) {
        findings.push(Finding {
            code,
            message: message.into(),
            span,
        });
    }
}

/// Marks the lines around the story, takes the dateline out of its first paragraph, and says so if there is no text.
pub(crate) fn finish(item: &mut Item) {
    let around = Surroundings {
        closing_lines: &[],
        agency: item.agency.as_deref(),
    };
    for rendition in &mut item.renditions {
        text::mark_surroundings(&mut rendition.paragraphs, around);
    }
    if item.dateline.is_none() {
        item.dateline = dateline(item);
    }
    if item.body.is_none() && item.kills.is_none() {
        note(item, "item.no_text", "the item carries no text", None);
    }
}

fn dateline(item: &Item) -> Option<String> {
    let mut paragraphs = item.body()?.paragraphs.iter();
    let first = paragraphs.find(|paragraph| paragraph.kind == crate::BlockKind::Text)?;
    text::dateline_of(&first.text).and_then(folded)
}
