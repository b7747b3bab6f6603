//! A telegram to the item of the design. Everything behind the notebook's mark is for editors; a number of zero
//! numbers nothing; a kill stated in the head kills nothing by itself, it says what the desk should look for.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::raw::Telegram;
use super::{day, head};
use crate::chars::Mapped;
use crate::finding::Findings;
use crate::origin::{self, add_alt_id, add_signals, folded, note, time_of};
use crate::telegraph::{self, Notice, Opening};
use crate::text::{self, Surroundings};
use crate::{BlockKind, Format, Item, Link, Paragraph, Rendition, Signal, Source, Span, Subject};

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
        message: message_number(telegram.header.option),
        day: None,
        lines: Vec::new(),
        item: source.item(Format::Iptc7901),
    };
    adapter.stamp();
    adapter.identity();
    adapter.header();
    adapter.text(findings);
    adapter.words();
    adapter.kills();
    adapter.unplaced();
    origin::finish(&mut adapter.item);
    adapter.item
}

struct Adapter<'r, 't> {
    telegram: &'r Telegram<'t>,
    decoded: &'r Mapped<'t>,
    source: &'r Source<'r>,
    /// Name and number beside it: `dpa 4077`.
    message: Option<(&'t str, &'t str)>,
    day: Option<Date>,
    /// Lines before the text that may hold words of the trade, the headline apart.
    lines: Vec<String>,
    item: Item,
}

impl Adapter<'_, '_> {
    fn find(&mut self, code: &'static str, message: &str, at: Span) {
        let span = Some(self.decoded.span(at));
        note(&mut self.item, code, message, span);
    }

    fn slice(&self, part: Span) -> &str {
        self.decoded.text.get(part.start..part.end).unwrap_or("")
    }

    /// Day and time as written behind the text.
    fn stamp(&mut self) {
        let at = self.telegram.trailer;
        let Some(stamp) = day::read(self.slice(at), self.source.hint) else {
            if !at.is_empty() {
                self.find("time.unreadable", "day and time cannot be read", at);
            }
            return;
        };
        self.day = Some(stamp.day);
        let span = self.decoded.span(at);
        self.item.version_created = time_of(self.source, &stamp.text, span, &mut self.item);
    }

    fn identity(&mut self) {
        let header = &self.telegram.header;
        if self.item.agency.is_none() {
            let name = self.message.map(|(name, _)| name);
            let agency = name.and_then(|name| name.split('-').next());
            self.item.agency = agency.map(str::to_owned);
        }
        let number: u32 = header.number.parse().unwrap_or(0);
        let whole = self.decoded.span(self.telegram.whole);
        if number == 0 {
            let message = "the number of the telegram is zero, which numbers nothing";
            self.find("identity.zero_number", message, self.telegram.whole);
            self.item.guid = self.source.hash_guid(whole);
        } else if let Some(day) = self.day_of_number() {
            let agency = self.item.agency.as_deref().unwrap_or("-");
            let service = header.service;
            self.item.guid = format!("urn:x-copydesk:7901:{agency}:{day}:{service}:{number}");
            add_alt_id(
                &mut self.item,
                "iptc7901",
                format!("{service}:{number}:{day}"),
            );
        } else {
            self.source.name_by_hash(&mut self.item, whole);
        }
        let day = self.day.map(|day| day.strftime("%Y%m%d").to_string());
        if let (Some((name, number)), Some(day)) = (self.message, day)
            && let Ok(number @ 1..) = number.parse::<u32>()
        {
            add_alt_id(&mut self.item, "message", format!("{name}:{number}:{day}"));
        }
    }

    /// The day as written, else the day of receipt in the feed's zone.
    fn day_of_number(&mut self) -> Option<String> {
        let written = self.day.map(|day| day.strftime("%Y%m%d").to_string());
        if written.is_some() {
            return written;
        }
        let zone: TimeZone = self.source.hint.zone.clone()?;
        let received = zone.to_datetime(self.source.hint.received?);
        let message = "no day was sent; the id carries the day of receipt";
        self.find("identity.day_from_receipt", message, self.telegram.whole);
        Some(received.strftime("%Y%m%d").to_string())
    }

    fn header(&mut self) {
        let telegram = self.telegram;
        let header = &telegram.header;
        self.item.urgency = Some(header.priority);
        self.item.subjects.push(Subject {
            code: Some(header.category.to_owned()),
            ..Subject::default()
        });
        let keywords = text::fold(self.slice(telegram.keywords));
        let keywords: String = keywords.chars().filter(|c| !c.is_control()).collect();
        self.item.slugline = folded(keywords.trim_end_matches('/'));
        self.item.keywords = keywords.split('/').filter_map(folded).collect();
        if let Some(reference) = telegraph::in_option(header.option, "COR") {
            add_signals(&mut self.item, [Signal::Correction]);
            self.item
                .links
                .extend(reference.target(header.service).map(|target| Link {
                    rel: "corrects".to_owned(),
                    target,
                    version: None,
                }));
        }
        let rest = unread_option(header.option, self.message);
        if !rest.is_empty() {
            self.item.ed_notes.push(telegraph::advisory("option", rest));
        }
        // bells stand at the top of the text or before the header's line ends
        let top = Span::new(telegram.whole.start, telegram.text.end);
        let alert = telegraph::has_bell(self.slice(top));
        add_signals(&mut self.item, alert);
    }

    /// Head, story, notebook, signature.
    fn text(&mut self, findings: &mut Findings) {
        let clean = telegraph::clean(self.decoded, self.telegram.text, &[], findings);
        let (story_end, notebook) = notebook(&clean.text);
        let head = head::read(&clean.text[..story_end]);
        for said in &head.notes {
            self.item
                .ed_notes
                .push(telegraph::advisory("advisory", said.clone()));
        }
        self.lines.extend(head.notes);
        self.item.headline = head.headline;
        self.item.byline = head.byline;
        let begin = head.end.min(story_end);
        let mut paragraphs = text::plain_paragraphs(&clean.part(Span::new(begin, story_end)));
        if let Some(start) = notebook {
            let signature = self.notebook(&clean, start);
            paragraphs.extend(signature);
        }
        let agency = self.item.agency.as_deref();
        let said = telegraph::lines_before_text(&mut paragraphs, agency);
        self.lines.extend(said);
        if !paragraphs.is_empty() {
            self.item.body = Some(0);
            self.item.renditions.push(Rendition {
                name: "text".to_owned(),
                media_type: Some("text/plain".to_owned()),
                paragraphs,
            });
        }
    }

    /// What follows the notebook's mark, a note for each of its sections. A last line of initials is the signature.
    fn notebook(&mut self, clean: &Mapped<'_>, start: usize) -> Option<Paragraph> {
        let whole = &clean.text[start..];
        let end = whole.trim_ascii_end().len();
        let last = whole[..end].rfind('\n').map_or(0, |at| at + 1);
        let around = Surroundings {
            closing_lines: &[],
            agency: self.item.agency.as_deref(),
        };
        let initials = whole[last..end].trim_ascii();
        let signed = text::is_signature(initials, around);
        let lines = if signed { &whole[..last] } else { whole };
        let mut role = "notebook".to_owned();
        let mut said: Vec<String> = Vec::new();
        for line in lines.lines().skip(1) {
            let line = text::fold(line);
            if let Some(title) = line.strip_prefix("##") {
                self.section(&role, &mut said);
                role = text::fold(title.trim_start_matches('#'));
            } else if !line.is_empty() {
                said.push(line);
            }
        }
        self.section(&role, &mut said);
        let at = Span::new(start + last, start + end);
        signed.then(|| Paragraph {
            kind: BlockKind::Signature,
            text: text::fold(initials),
            span: clean.span(at),
        })
    }

    fn section(&mut self, role: &str, said: &mut Vec<String>) {
        if !said.is_empty() {
            let text = said.join("\n");
            self.item.ed_notes.push(telegraph::advisory(role, text));
            said.clear();
        }
    }

    /// What the head, the keywords and the notes say in the trade's words.
    fn words(&mut self) {
        let opening = Opening {
            lines: &self.lines,
            day: self.day,
            zone: self.source.hint.zone.as_ref(),
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::read_words(&mut self.item, &opening);
    }

    /// What a notice of a kill says of the item it means.
    fn kills(&mut self) {
        if !self.item.signals.contains(&Signal::Kill) {
            return;
        }
        let header = &self.telegram.header;
        let text = text::fold(self.slice(self.telegram.text));
        let agency = self.item.agency.clone().unwrap_or_default();
        let name = self.message.map_or("", |(name, _)| name);
        let names: Vec<&str> = [name, &agency]
            .into_iter()
            .filter(|n| !n.is_empty())
            .collect();
        let stated = ["KILL", "COR"]
            .iter()
            .find_map(|word| telegraph::in_option(header.option, word));
        let notice = Notice {
            text: &text,
            service: header.service,
            names: &names,
            stated,
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::kills(&mut self.item, notice);
    }

    fn unplaced(&mut self) {
        for &part in &self.telegram.rest {
            let message = "words behind the telegram have no field";
            self.find("text.unplaced", message, part);
        }
    }
}

/// `dpa 4077` at the end of the option: the agency's name and its own number.
fn message_number(option: &str) -> Option<(&str, &str)> {
    let mut words = option.split_ascii_whitespace().rev();
    let (number, name) = (words.next()?, words.next()?);
    let digits = (2..=5).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !["COR", "KILL"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(name));
    (digits && named).then_some((name, number))
}

/// What of the option is neither a language mark, a reference nor the message number.
fn unread_option(option: &str, message: Option<(&str, &str)>) -> String {
    let mut words: Vec<&str> = option.split_ascii_whitespace().collect();
    if message.is_some() {
        words.truncate(words.len().saturating_sub(2));
    }
    let mut rest: Vec<&str> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let refers = ["COR", "KILL"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word));
        if refers
            && words
                .peek()
                .is_some_and(|next| next.bytes().all(|b| b.is_ascii_digit()))
        {
            words.next();
        } else if !(word.len() == 5 && word.starts_with("cccc")) {
            rest.push(word);
        }
    }
    rest.join(" ")
}

/// Where the story ends, and where the notebook begins if there is one.
fn notebook(text: &str) -> (usize, Option<usize>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(title) = line
            .strip_prefix('#')
            .filter(|title| !title.starts_with('#'))
        {
            let title = title.to_lowercase();
            let mut words = title.split(|c: char| !c.is_alphanumeric());
            if words.any(|word| matches!(word, "notizblock" | "notebook" | "notepad")) {
                return (start, Some(start));
            }
        }
        start += line.len();
    }
    (text.len(), None)
}
