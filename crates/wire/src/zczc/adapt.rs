//! A telegram to the item of the design. Only an id that was sent is an id; everything else is named by its bytes.

use super::profiles::Role;
use super::raw::Telegram;
use crate::chars::Mapped;
use crate::finding::Findings;
use crate::origin::{self, add_alt_id, add_once, add_signals, folded, note, time_of};
use crate::telegraph::{self, Notice, Opening};
use crate::text;
use crate::{BlockKind, Format, Item, Paragraph, Rendition, Signal, Source, Span, Subject};

/// Scheme of IPTC's subject codes.
const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// The item that a telegram is.
pub(super) fn item(
    telegram: &Telegram<'_>,
    decoded: &Mapped<'_>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Item {
    let mut adapter = Adapter {
        telegram,
        decoded,
        source,
        lines: Vec::new(),
        item: source.item(Format::Zczc),
    };
    adapter.opening();
    adapter.fields();
    adapter.identity();
    adapter.text(findings);
    adapter.words();
    adapter.kills();
    adapter.unplaced();
    origin::note_full_lists(&mut adapter.item);
    origin::finish(&mut adapter.item);
    adapter.item
}

struct Adapter<'r, 't> {
    telegram: &'r Telegram<'t>,
    decoded: &'r Mapped<'t>,
    source: &'r Source<'r>,
    /// Lines before the text that may hold words of the trade, the headline apart.
    lines: Vec<String>,
    item: Item,
}

impl Adapter<'_, '_> {
    fn slice(&self, part: Span) -> &str {
        self.decoded.text.get(part.start..part.end).unwrap_or("")
    }

    /// A name behind `ZCZC` is the agency's, letters and digits are its circuit's.
    fn opening(&mut self) {
        let mut words = self.telegram.opening.split_ascii_whitespace();
        let name = words.next().unwrap_or("");
        let named = (2..=8).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
        let rest = if named {
            words.collect::<Vec<_>>().join(" ")
        } else {
            text::fold(self.telegram.opening)
        };
        if named && self.item.agency.is_none() {
            self.item.agency = Some(name.to_owned());
        }
        if !rest.is_empty() {
            self.item
                .ed_notes
                .push(telegraph::advisory("opening", rest));
        }
        let bells = telegraph::has_bell(self.slice(self.telegram.whole));
        add_signals(&mut self.item, bells);
    }

    fn fields(&mut self) {
        let telegram = self.telegram;
        for field in &telegram.fields {
            let said: String = self
                .slice(field.value)
                .chars()
                .map(space_for_control)
                .collect();
            if let Some(value) = folded(&said) {
                self.field(field.role, value, field.whole);
            }
        }
        if self.item.slugline.is_none() {
            self.item.slugline = self.item.keywords.first().cloned();
        }
    }

    fn field(&mut self, role: Role, value: String, at: Span) {
        let item = &mut self.item;
        let once = |slot: &mut Option<String>, value: String| match slot {
            None => {
                *slot = Some(value);
                None
            }
            Some(_) => Some(value),
        };
        match role {
            Role::Selector => add_alt_id(item, "selector", value),
            Role::Keyword => add_once(&mut item.keywords, Some(value)),
            Role::Keywords => {
                let words = value.split([',', ';', '/']).filter_map(folded);
                words.for_each(|word| add_once(&mut item.keywords, Some(word)));
            }
            Role::Headline => {
                let more = once(&mut item.headline, value);
                self.note_more("headline", more);
            }
            Role::Slugline => {
                let more = once(&mut item.slugline, value);
                add_once(&mut item.keywords, more);
            }
            Role::Byline => {
                let more = once(&mut item.byline, value);
                self.note_more("byline", more);
            }
            Role::SubjectCode => self.subject(value, Some(SUBJECT_CODES.to_owned())),
            Role::Category => self.subject(value, None),
            Role::Located => {
                let bare = value.trim_start_matches('(').trim_end_matches(')');
                add_once(&mut item.located, folded(bare));
            }
            Role::Id => {
                let more = (!item.guid.is_empty()).then(|| value.clone());
                if more.is_none() {
                    item.guid = value;
                }
                self.note_more("id", more);
            }
            Role::Created => {
                let span = self.decoded.span(at);
                let sent = time_of(self.source, &value, span, item);
                if sent.is_none() {
                    item.ed_notes.push(telegraph::advisory("created", value));
                }
                item.version_created = item.version_created.take().or(sent);
            }
            Role::Source => add_once(&mut item.sources, Some(value)),
            Role::Note(role) => item.ed_notes.push(telegraph::advisory(role, value)),
            Role::Text | Role::Summary => {}
        }
    }

    fn subject(&mut self, code: String, scheme: Option<String>) {
        let subject = Subject {
            code: Some(code),
            scheme,
            name: None,
        };
        add_once(&mut self.item.subjects, Some(subject));
    }

    /// A second value of a field that holds one.
    fn note_more(&mut self, role: &str, value: Option<String>) {
        let notes = value.map(|value| telegraph::advisory(role, value));
        self.item.ed_notes.extend(notes);
    }

    fn identity(&mut self) {
        if self.item.guid.is_empty() {
            let whole = self.decoded.span(self.telegram.whole);
            self.source.name_by_hash(&mut self.item, whole);
        }
    }

    fn text(&mut self, findings: &mut Findings) {
        let coded = |role: Role| {
            let fields = self.telegram.fields.iter();
            let spans = fields
                .filter(move |field| field.role == role)
                .map(|field| field.value);
            spans.collect::<Vec<Span>>()
        };
        let texts = match self.telegram.profile {
            "codes" => coded(Role::Text),
            _ => vec![self.telegram.text],
        };
        let summaries = coded(Role::Summary);
        let mut paragraphs = self.paragraphs(&texts, findings);
        let said = telegraph::lines_before_text(&mut paragraphs, self.item.agency.as_deref());
        self.lines.extend(said);
        self.around(&mut paragraphs);
        let summary = self.paragraphs(&summaries, findings);
        for (name, paragraphs) in [("text", paragraphs), ("summary", summary)] {
            if !paragraphs.is_empty() {
                self.item.renditions.push(Rendition {
                    name: name.to_owned(),
                    media_type: Some("text/plain".to_owned()),
                    paragraphs,
                });
            }
        }
        if !self.item.renditions.is_empty() {
            self.item.body = Some(0);
            if self.item.renditions[0].name == "summary" {
                let message = "there is only a summary, no text";
                note(&mut self.item, "body.summary_only", message, None);
            }
        }
    }

    fn paragraphs(&self, parts: &[Span], findings: &mut Findings) -> Vec<Paragraph> {
        let mut paragraphs = Vec::new();
        for &part in parts {
            let clean = telegraph::clean(self.decoded, part, &[], findings);
            paragraphs.extend(text::plain_paragraphs(&clean));
        }
        paragraphs
    }

    /// The agency's own dateline, `MELBOURNE, Feb 9 AAP -`, and its closing line, `AAP RTV`.
    fn around(&mut self, paragraphs: &mut [Paragraph]) {
        let Some(agency) = self.item.agency.clone() else {
            return;
        };
        let first = paragraphs
            .iter()
            .find(|paragraph| paragraph.kind == BlockKind::Text);
        self.item.dateline = first
            .and_then(|first| dateline(&first.text, &agency))
            .and_then(folded);
        let many = paragraphs.len() > 1;
        if let Some(last) = paragraphs.last_mut()
            && many
            && closes(&last.text, &agency)
        {
            last.kind = BlockKind::Signature;
        }
    }

    fn words(&mut self) {
        let zone = self.source.hint.zone.as_ref();
        let here = zone.cloned().unwrap_or(jiff::tz::TimeZone::UTC);
        let day = self.item.version_created.as_ref();
        let opening = Opening {
            lines: &self.lines,
            day: day.map(|sent| here.to_datetime(sent.at).date()),
            zone,
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::read_words(&mut self.item, &opening);
    }

    fn kills(&mut self) {
        if !self.item.signals.contains(&Signal::Kill) {
            return;
        }
        let text: String = self
            .slice(self.telegram.text)
            .chars()
            .map(space_for_control)
            .collect();
        let agency = self.item.agency.clone().unwrap_or_default();
        let notice = Notice {
            text: &text::fold(&text),
            service: "",
            names: &[agency.as_str()][..usize::from(!agency.is_empty())],
            stated: None,
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::kills(&mut self.item, notice);
    }

    fn unplaced(&mut self) {
        for &part in &self.telegram.rest {
            let span = Some(self.decoded.span(part));
            let message = "words behind the telegram have no field";
            note(&mut self.item, "text.unplaced", message, span);
        }
    }
}

fn space_for_control(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// A dateline without brackets: place, perhaps a date, the agency's name, a dash.
fn dateline<'t>(paragraph: &'t str, agency: &str) -> Option<&'t str> {
    let head = &paragraph[..paragraph.floor_char_boundary(80)];
    let at = head.find(&format!(" {agency} "))?;
    let place = &head[..at];
    let behind = at + agency.len() + 2;
    let dash = ["--", "-", "\u{2013}", "\u{2014}"]
        .iter()
        .find(|dash| head[behind..].starts_with(**dash))?;
    let upper = place.chars().next().is_some_and(char::is_uppercase);
    let plausible = upper && !place.contains(['.', ':', '?', '!', '"']);
    plausible.then(|| &paragraph[..behind + dash.len()])
}

/// The agency's name alone, or with a desk's name in capitals.
fn closes(line: &str, agency: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let named = words.next() == Some(agency);
    let desks: Vec<&str> = words.collect();
    let capitals = |word: &&str| word.bytes().all(|b| b.is_ascii_uppercase());
    named && desks.len() <= 2 && desks.iter().all(capitals)
}
