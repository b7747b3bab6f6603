//! A telegram to the item of the design. The first line of the text has the keyword in full, the header only its
//! beginning. A kill stated in the head kills nothing by itself, it says what the desk should look for.

use jiff::civil::{Date, Time};

use super::day::{self, Days, Trailer};
use super::raw::Telegram;
use super::story;
use super::version::{self, Means};
use crate::chars::Mapped;
use crate::finding::Findings;
use crate::origin::{self, add_alt_id, add_signals, folded, note, time_of};
use crate::telegraph::{self, Notice, Opening};
use crate::text;
use crate::{Embargo, Format, Item, Link, Rendition, Signal, Source, Span, Subject};

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
        day: None,
        lines: Vec::new(),
        item: source.item(Format::Anpa1312),
    };
    adapter.trailer();
    adapter.identity();
    adapter.header();
    adapter.text(findings);
    adapter.words();
    adapter.version();
    adapter.kills();
    adapter.unplaced();
    origin::finish(&mut adapter.item);
    adapter.item
}

struct Adapter<'r, 't> {
    telegram: &'r Telegram<'t>,
    decoded: &'r Mapped<'t>,
    source: &'r Source<'r>,
    /// The day that the number belongs to.
    day: Option<Date>,
    /// Lines before the text that may hold words of the trade, the headline apart.
    lines: Vec<String>,
    item: Item,
}

impl<'t> Adapter<'_, 't> {
    fn find(&mut self, code: &'static str, message: &str, at: Span) {
        let span = Some(self.decoded.span(at));
        note(&mut self.item, code, message, span);
    }

    fn slice(&self, part: Span) -> &str {
        self.decoded.text.get(part.start..part.end).unwrap_or("")
    }

    fn trailer(&mut self) {
        let at = self.telegram.trailer;
        let line = self.slice(at).to_owned();
        let Some(trailer) = day::trailer(&line) else {
            return;
        };
        if self.item.agency.is_none() {
            let name = trailer.service.split('-').next();
            self.item.agency = name.map(str::to_owned);
        }
        add_alt_id(&mut self.item, "service", trailer.service.to_owned());
        match day::days(self.telegram.header.date, &trailer, self.source.hint) {
            Some(days) => self.take_days(days, &trailer),
            None => self.find("time.unreadable", "day and time cannot be read", at),
        }
    }

    fn take_days(&mut self, days: Days, trailer: &Trailer<'_>) {
        let sent = Time::new(
            i8::try_from(trailer.hour).unwrap_or(0),
            i8::try_from(trailer.minute).unwrap_or(0),
            0,
            0,
        );
        let early = sent.is_ok_and(|sent| sent < self.source.hint.day_starts());
        // the header's own day is the agency's; only the trailer's alone may lie behind midnight
        let before = early && days.of_number == days.of_trailer;
        let day = if before {
            days.of_number.yesterday()
        } else {
            Ok(days.of_number)
        };
        self.day = day.ok();
        let (hour, minute, zone) = (trailer.hour, trailer.minute, trailer.zone);
        let text = format!("{}T{hour:02}:{minute:02} {zone}", days.of_trailer);
        let span = self.decoded.span(self.telegram.trailer);
        self.item.version_created = time_of(self.source, text.trim_end(), span, &mut self.item);
    }

    fn identity(&mut self) {
        let header = &self.telegram.header;
        let number: u32 = header.number.parse().unwrap_or(0);
        let whole = self.decoded.span(self.telegram.whole);
        if number == 0 {
            let message = "the number of the telegram is zero, which numbers nothing";
            self.find("identity.zero_number", message, self.telegram.whole);
            self.item.guid = self.source.hash_guid(whole);
        } else if let Some(day) = self.day_of_number() {
            let agency = self.item.agency.as_deref().unwrap_or("-");
            let (letter, day) = (header.letter, day.strftime("%Y%m%d"));
            self.item.guid = format!("urn:x-copydesk:anpa:{agency}:{day}:{letter}:{number}");
        } else {
            self.source.name_by_hash(&mut self.item, whole);
        }
        if let Some(keyword) = &header.keyword {
            add_alt_id(&mut self.item, "keyword", keyword.clone());
        }
        if let Some(reference) = header.reference {
            add_alt_id(&mut self.item, "reference", reference.to_owned());
            self.item.links.push(Link {
                rel: "related".to_owned(),
                target: reference_target(reference),
                version: None,
            });
        }
    }

    /// The header's day beside the trailer, else the header's day that lies within a day of receipt, else that of receipt.
    fn day_of_number(&mut self) -> Option<Date> {
        if self.day.is_some() {
            return self.day;
        }
        let hint = self.source.hint;
        let zone = hint.zone.clone()?;
        let received = zone.to_datetime(hint.received?).date();
        let stated = self.telegram.header.date;
        let message = "no whole day was sent; the id takes it from receipt";
        self.find("identity.day_from_receipt", message, self.telegram.whole);
        let near = stated.and_then(|stated| day::near(stated, received));
        Some(near.unwrap_or(received))
    }

    fn header(&mut self) {
        let header = &self.telegram.header;
        self.item.slugline.clone_from(&header.keyword);
        self.item.urgency = match header.priority.map(|letter| letter.to_ascii_lowercase()) {
            Some('f') => Some(1),
            Some('b') => Some(2),
            Some('u') => Some(3),
            Some('r') => Some(4),
            Some('d') => Some(5),
            _ => None,
        };
        let alert = matches!(header.priority, Some('f' | 'F' | 'b' | 'B'));
        add_signals(&mut self.item, alert.then_some(Signal::Alert));
        self.item
            .subjects
            .extend(header.category.map(|code| Subject {
                code: Some(code.to_owned()),
                ..Subject::default()
            }));
        let selector = folded(header.selector.trim_matches('-'));
        if let Some(selector) = selector {
            add_alt_id(&mut self.item, "selector", selector);
        }
        let bells = telegraph::has_bell(self.slice(self.telegram.whole));
        add_signals(&mut self.item, bells);
    }

    fn text(&mut self, findings: &mut Findings) {
        let clean = telegraph::clean(self.decoded, self.telegram.text, &story::MARKS, findings);
        let story = story::read(&clean, self.telegram.header.keyword.as_deref());
        if let Some(title) = story.title {
            self.item.slugline = Some(title.keyword);
            self.item.version = title.version;
        }
        if self.item.version.is_none() {
            self.item.version.clone_from(&self.telegram.header.version);
        }
        self.item.headline = story.headline;
        self.item.byline = story.byline;
        let codes = story.codes.into_iter();
        self.item
            .ed_notes
            .extend(codes.map(|code| telegraph::advisory("code", code)));
        for (role, said) in story.notes {
            if role == "advisory" {
                self.lines.push(said.clone());
            }
            self.item.ed_notes.push(telegraph::advisory(role, said));
        }
        let mut paragraphs = story.paragraphs;
        let agency = self.item.agency.as_deref();
        let said = telegraph::lines_before_text(&mut paragraphs, agency);
        self.lines.extend(said);
        for (name, paragraphs) in [("text", paragraphs), ("summary", story.summary)] {
            if !paragraphs.is_empty() {
                self.item.renditions.push(Rendition {
                    name: name.to_owned(),
                    media_type: Some("text/plain".to_owned()),
                    paragraphs,
                });
            }
        }
        let body = self
            .item
            .renditions
            .first()
            .filter(|first| first.name == "text");
        self.item.body = body.map(|_| 0);
    }

    fn words(&mut self) {
        let opening = Opening {
            lines: &self.lines,
            day: self.day,
            zone: self.source.hint.zone.as_ref(),
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::read_words(&mut self.item, &opening);
    }

    /// The version's words, that of the header too: no words are the story's first state.
    fn version(&mut self) {
        let priority = self.telegram.header.priority;
        let mut advance = matches!(priority, Some('a' | 'A'));
        let stated = [
            self.item.version.clone(),
            self.telegram.header.version.clone(),
        ];
        if stated.iter().all(Option::is_none) {
            self.item.version_ordinal = Some(0);
        }
        let mut part = false;
        for (at, version) in stated.iter().flatten().enumerate() {
            let Some(version) = version::read(version) else {
                continue;
            };
            if at == 0 {
                self.item.version_ordinal = version.lead;
            }
            for means in version.means {
                match means {
                    Means::Lead => add_signals(&mut self.item, [Signal::Update]),
                    Means::Part => part = true,
                    Means::Says(signal) => add_signals(&mut self.item, [signal]),
                    Means::Advance => advance = true,
                    Means::Nothing => {}
                }
            }
        }
        if part {
            let message = "an add, take or insert is a part of a longer story";
            self.find("item.part", message, self.telegram.whole);
        }
        if advance && self.item.embargo == Embargo::None {
            self.item.embargo = Embargo::TimeUnknown;
            let message = "an advance without a readable time of release";
            self.find("embargo.no_time", message, self.telegram.whole);
        }
    }

    fn kills(&mut self) {
        if !self.item.signals.contains(&Signal::Kill) {
            return;
        }
        let text = text::fold(self.slice(self.telegram.text));
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        let agency = self.item.agency.clone().unwrap_or_default();
        let letter = self.telegram.header.letter.to_string();
        let notice = Notice {
            text: &text,
            service: &letter,
            names: &[agency.as_str()][..usize::from(!agency.is_empty())],
            stated: None,
            span: self.decoded.span(self.telegram.whole),
        };
        telegraph::kills(&mut self.item, notice);
    }

    fn unplaced(&mut self) {
        let header = &self.telegram.header;
        // the number of words, which is not to be trusted, is passed over
        let number = |word: &&&str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words: Vec<&str> = header
            .rest
            .iter()
            .filter(|word| !number(word))
            .copied()
            .collect();
        if !words.is_empty() {
            self.item
                .ed_notes
                .push(telegraph::advisory("option", words.join(" ")));
        }
        for &part in &self.telegram.rest {
            let message = "words behind the telegram have no field";
            self.find("text.unplaced", message, part);
        }
    }
}

/// `a0512` as the target of a link: `a:512`.
fn reference_target(reference: &str) -> String {
    let (letter, number) = reference.split_at(reference.floor_char_boundary(1));
    match number.parse::<u32>() {
        Ok(number) => format!("{letter}:{number}"),
        Err(_) => reference.to_owned(),
    }
}
