//! The words that a feed's configuration adds to the trade's own: found in headline, keywords, notes and lines of their
//! own at the top of a text, in every format alike, after its reader. Never looks into a paragraph of the story, and
//! never removes a word.

use crate::opening::{LINE_MAX, TOP_BLOCKS, time_of_lines};
use crate::origin::add_signals;
use crate::profile::{FeedProfile, Says};
use crate::signal_words::{capitals, is_set_apart};
use crate::telegraph::{self, Notice};
use crate::{BlockKind, Embargo, Format, Item, Signal, Source, Span, stated, text};

/// What the feed's own words state.
pub(crate) fn read(item: &mut Item, source: &Source<'_>) {
    let Some(profile) = source.hint.profile.as_deref() else {
        return;
    };
    if profile.words().next().is_none() {
        return;
    }
    let mut lines = lines_around(item);
    lines.extend(lines_above(item, profile));
    let killed_before = item.signals.contains(&Signal::Kill);
    let mut embargoed: Vec<String> = Vec::new();
    for line in lines {
        let upper = capitals(&line);
        for (_, says) in profile
            .words()
            .filter(|(word, _)| is_set_apart(&upper, word))
        {
            match says {
                Says::Signal(signal) => add_signals(item, [signal]),
                Says::Embargo => embargoed.push(line.clone()),
            }
        }
    }
    embargo(item, &embargoed, source);
    if item.signals.contains(&Signal::Kill) && !killed_before {
        say_what_it_kills(item);
    }
}

/// Headline, keywords, and the lines of the notes.
fn lines_around(item: &Item) -> Vec<String> {
    let fields = [&item.headline, &item.slugline].into_iter().flatten();
    let notes = item.ed_notes.iter().flat_map(|note| note.text.lines());
    fields
        .map(String::as_str)
        .chain(notes)
        .map(str::to_owned)
        .collect()
}

/// Lines for editors at the top of the texts; a line that is nothing but one of the words becomes one.
fn lines_above(item: &mut Item, profile: &FeedProfile) -> Vec<String> {
    let mut lines = Vec::new();
    for rendition in &mut item.renditions {
        for paragraph in rendition.paragraphs.iter_mut().take(TOP_BLOCKS) {
            if paragraph.text.len() > LINE_MAX {
                continue;
            }
            let upper = capitals(&paragraph.text);
            let bare = upper.trim_matches(|c: char| !c.is_alphanumeric());
            if profile.words().any(|(word, _)| word == bare) {
                paragraph.kind = BlockKind::Advisory;
            }
            if paragraph.kind == BlockKind::Advisory {
                lines.push(paragraph.text.clone());
            }
        }
    }
    lines
}

fn embargo(item: &mut Item, lines: &[String], source: &Source<'_>) {
    if lines.is_empty() || item.embargo != Embargo::None {
        return;
    }
    match time_of_lines(lines, item, source.hint.zone.as_ref()) {
        Some(time) => stated::embargo_read_from_text(item, time),
        None => stated::embargo_from_text(item),
    }
}

/// A telegram names what it kills in its text.
fn say_what_it_kills(item: &mut Item) {
    let telegram = matches!(
        item.format,
        Some(Format::Iptc7901 | Format::Anpa1312 | Format::Zczc)
    );
    let Some(body) = item.body().filter(|_| telegram && item.kills.is_none()) else {
        return;
    };
    let said: Vec<&str> = body
        .paragraphs
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    let said = text::fold(&said.join(" "));
    let ends = [body.paragraphs.first(), body.paragraphs.last()];
    let span = match ends {
        [Some(first), Some(last)] => {
            Span::new(first.span.start, last.span.end.max(first.span.start))
        }
        _ => return,
    };
    let service = service_of(&item.guid).to_owned();
    let agency = item.agency.clone().unwrap_or_default();
    let notice = Notice {
        text: &said,
        service: &service,
        names: &[agency.as_str()][..usize::from(!agency.is_empty())],
        stated: None,
        span,
    };
    telegraph::kills(item, notice);
}

/// `bdt` of `urn:x-copydesk:7901:nna:20260302:bdt:704`.
fn service_of(guid: &str) -> &str {
    let numbered = ["urn:x-copydesk:7901:", "urn:x-copydesk:anpa:"]
        .iter()
        .any(|start| guid.starts_with(start));
    guid.rsplit(':').nth(1).filter(|_| numbered).unwrap_or("")
}
