//! Takes back what `write` put under roles of its own: facts that ninjs has no key for. Anybody may write such roles, so
//! none of them makes an item looser than its `pubStatus` and embargo do.

use super::write::OWN;
use crate::json::{self, Value};
use crate::origin;
use crate::{BlockKind, EdNote, Embargo, Item, Kills, Rendition, Signal, Span, Status};

/// What roles say of the texts; it is set when the lines around the story are marked.
#[derive(Debug, Default)]
pub(super) struct Arrangement {
    names: Vec<String>,
    kinds: Vec<String>,
    order: Option<String>,
}

/// Takes the roles out of the alternative ids and sets what they say.
pub(super) fn restore(item: &mut Item) -> Arrangement {
    let all = std::mem::take(&mut item.alt_ids);
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(role, _)| role.starts_with(OWN));
    item.alt_ids = others;
    let of = |role: &str| {
        let found = own.iter().find(|(name, _)| &name[OWN.len()..] == role);
        found.map_or(&[][..], |(_, values)| values)
    };
    if let [text, ..] = of("embargo")
        && item.embargo == Embargo::None
    {
        item.embargo = Embargo::TimeUnknown;
        item.embargo_text = Some(text.clone()).filter(|text| !text.is_empty());
    }
    of("status")
        .iter()
        .for_each(|status| restore_status(status, of("signal"), item));
    if let [.., raw] = of("status-raw") {
        item.status_raw = Some(raw.clone());
    }
    if let [.., ordinal] = of("version-ordinal") {
        item.version_ordinal = ordinal.parse().ok();
    }
    restore_signals(of("signal"), item);
    restore_notes(of("ed-note"), item);
    if let [.., kills] = of("kills") {
        item.kills = kills_from(kills).map(Box::new);
    }
    if let [.., body] = of("body") {
        restore_body(body, item);
    }
    Arrangement {
        names: of("name").to_vec(),
        kinds: of("kinds").to_vec(),
        order: of("order").last().cloned(),
    }
}

impl Arrangement {
    /// Names the renditions whose names no role can say.
    pub fn name(&self, item: &mut Item) {
        for value in &self.names {
            if let Some((rendition, name)) = named(item, value) {
                name.clone_into(&mut rendition.name);
            }
        }
    }

    /// Sets the kinds of paragraphs that their text does not say.
    pub fn mark(&self, item: &mut Item) {
        for value in &self.kinds {
            if let Some((rendition, kinds)) = named(item, value) {
                for range in kinds.split(',') {
                    mark(rendition, range);
                }
            }
        }
    }

    /// Puts the renditions in the order in which they were.
    pub fn order(&self, item: &mut Item) {
        let order = self.order.as_deref().unwrap_or_default();
        let places: Vec<usize> = order.split(' ').map_while(|at| at.parse().ok()).collect();
        if places.len() != item.renditions.len() {
            return;
        }
        let read = std::mem::take(&mut item.renditions).into_iter().enumerate();
        let mut placed: Vec<(usize, (usize, Rendition))> = places.into_iter().zip(read).collect();
        placed.sort_by_key(|(place, _)| *place);
        let body = placed
            .iter()
            .position(|(_, (at, _))| Some(*at) == item.body);
        item.body = body;
        item.renditions = placed
            .into_iter()
            .map(|(_, (_, rendition))| rendition)
            .collect();
    }
}

/// The rendition whose index a value opens with, and what the value says of it.
fn named<'i, 'v>(item: &'i mut Item, value: &'v str) -> Option<(&'i mut Rendition, &'v str)> {
    let (index, said) = value.split_once(' ')?;
    let rendition = item.renditions.get_mut(index.parse::<usize>().ok()?)?;
    Some((rendition, said))
}

/// One range, `0-3 table_row`.
fn mark(rendition: &mut Rendition, range: &str) -> Option<()> {
    let (places, name) = range.split_once(' ')?;
    let kind = BlockKind::from_name(name)?;
    let (first, last) = places.split_once('-').unwrap_or((places, places));
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    let last = last.min(rendition.paragraphs.len().saturating_sub(1));
    let named = rendition.paragraphs.get_mut(first..=last)?;
    named.iter_mut().for_each(|paragraph| paragraph.kind = kind);
    Some(())
}

/// The signals in the order they were sent; those that the text states besides come after them.
fn restore_signals(names: &[String], item: &mut Item) {
    let stated = std::mem::take(&mut item.signals);
    let named = names.iter().filter_map(|name| Signal::from_name(name));
    item.signals = named.collect();
    origin::add_signals(item, stated);
}

/// A status may come back stricter than `pubStatus` says. It comes back as usable only where `write` closed an item for
/// want of an embargo's time: that embargo, restored before, keeps it closed. A status stated so is no signal by itself.
fn restore_status(value: &str, signals: &[String], item: &mut Item) {
    let stated = [Status::Usable, Status::Withheld, Status::Canceled]
        .into_iter()
        .find(|status| status.name() == value);
    let Some(status) = stated else {
        return;
    };
    let closed = item.embargo == Embargo::TimeUnknown
        && item.status == Status::Withheld
        && !item.signals.contains(&Signal::Kill);
    item.status = if closed {
        status
    } else {
        item.status.max(status)
    };
    item.status_raw = None;
    let named = signals.iter().any(|name| name == Signal::Withhold.name());
    if !named {
        item.signals.retain(|signal| *signal != Signal::Withhold);
    }
}

/// Joins the parts of notes that a blank line had parted and gives them role and use. A part that no value names stays
/// a note of its own, behind the others.
fn restore_notes(values: &[String], item: &mut Item) {
    let mut parts: Vec<Option<EdNote>> = item.ed_notes.drain(..).map(Some).collect();
    for value in values {
        let mut words = value.splitn(3, ' ');
        let place = words.next().unwrap_or_default();
        let publishable = words.next() == Some("publishable");
        let (first, last) = place.split_once('-').unwrap_or((place, place));
        let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) else {
            continue;
        };
        let last = last.min(parts.len().saturating_sub(1));
        let named = parts.get_mut(first..=last).unwrap_or_default();
        let texts: Vec<String> = named
            .iter_mut()
            .filter_map(Option::take)
            .map(|note| note.text)
            .collect();
        if !texts.is_empty() {
            item.ed_notes.push(EdNote {
                role: words.next().map(str::to_owned),
                text: texts.join("\n\n"),
                publishable,
            });
        }
    }
    item.ed_notes.extend(parts.into_iter().flatten());
}

fn restore_body(value: &str, item: &mut Item) {
    let index = value.parse().ok();
    item.body = index.filter(|index: &usize| *index < item.renditions.len());
    item.findings
        .retain(|finding| finding.code != "body.summary_only");
}

fn kills_from(text: &str) -> Option<Kills> {
    let tree = json::scan(text);
    let root = tree.root()?;
    let word = |key: &str| root.get(key).and_then(Value::text).map(Into::into);
    let by: String = word("by")?;
    Some(Kills {
        by: ["guid", "number", "text"]
            .into_iter()
            .find(|known| *known == by)?,
        guid: word("guid"),
        version: word("version"),
        service: word("service"),
        number: word("number"),
        name: word("name"),
        day: word("day"),
        slugline: word("slugline"),
        headline: word("headline"),
        span: None::<Span>,
    })
}
