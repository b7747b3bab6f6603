//! The panel "Duplicates" of an open item: other items whose text is this one's, or a shorter or longer form of it, by
//! text alone and never by title; who had it first; and where the house has published it already. Found by the
//! archive's index; decides nothing.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{ItemKey, ItemState, Seq, Status, StoreError, Story, StoryState};
use copydesk_reuse::{Archive, Found, Kinship, Query, Words, item_hash, kinship};
use copydesk_text::{Block, BlockKind};
use copydesk_wire::Item;
use maud::{Markup, html};

use crate::audit::percent;
use crate::desk::bench::Bench;
use crate::desk::link;
use crate::desk::row::{Row, story_badges, title};
use crate::desk::state::DeskState;
use crate::desk::times::Times;
use crate::route::story_path;

/// How long a screen waits for the index to take what has just arrived.
const WAIT: Duration = Duration::from_secs(1);

/// What the index says of an item.
pub(crate) enum Duplicates {
    /// These, the first received first.
    Known(Vec<Duplicate>),
    /// There is no text to look up.
    NoText,
    /// The index has not taken the newest events yet: what it would say is not known.
    Behind,
}

/// An item with the same text.
pub(crate) struct Duplicate {
    row: Row,
    /// Its version that is nearest.
    nth: u32,
    kinship: Kinship,
    /// How much of the open text stands in it, ‰.
    share_of_open: usize,
    /// How much of its text stands in the open one, ‰.
    share_of_it: usize,
}

/// A document of the index that is kin to the open text.
struct Kin {
    found: Found,
    kinship: Kinship,
    share_of_open: usize,
    share_of_it: usize,
}

/// Looks an item up, in the version on the bench.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn look_up(desk: &DeskState, bench: &Bench) -> Result<Duplicates, StoreError> {
    let Some(item) = &bench.item else {
        return Ok(Duplicates::NoText);
    };
    let ports = &desk.ports;
    let head = ports.store.head().await?;
    if tokio::time::timeout(WAIT, ports.reuse.reached(head))
        .await
        .is_err()
    {
        return Ok(Duplicates::Behind);
    }
    let words = Words::of(&compared(item));
    let own = item_hash(&bench.key.agency, &bench.key.guid);
    let reuse = Arc::clone(&ports.reuse);
    let asked = tokio::task::spawn_blocking(move || {
        let query = Query::of(&words);
        reuse
            .ask(|archive| kin(archive, &query, own))
            .unwrap_or_default()
    });
    // A search that broke off has found nothing that could be shown.
    let Ok(kin) = asked.await else {
        return Ok(Duplicates::Behind);
    };
    let mut known = Vec::with_capacity(kin.len());
    for kin in kin {
        known.extend(duplicate(desk, &kin).await?);
    }
    known.sort_by_key(|one| (one.row.item.first_received, one.row.item.key.clone()));
    Ok(Duplicates::Known(known))
}

/// Each other item once, in its version that is nearest.
fn kin(archive: &Archive, query: &Query, own: copydesk_reuse::ItemHash) -> Vec<Kin> {
    let search = archive.search(query);
    let mut all: Vec<Kin> = Vec::new();
    for candidate in search.candidates() {
        let item = candidate.found.item;
        if item == own || all.iter().any(|kin| kin.found.item == item) {
            continue;
        }
        let share_of_open = search.share_of_page(&candidate);
        let share_of_it = search.share_of(&candidate);
        all.extend(kinship(share_of_open, share_of_it).map(|kinship| Kin {
            found: candidate.found,
            kinship,
            share_of_open,
            share_of_it,
        }));
    }
    all
}

async fn duplicate(desk: &DeskState, kin: &Kin) -> Result<Option<Duplicate>, StoreError> {
    let Some(item) = item_at(desk, &kin.found).await? else {
        return Ok(None);
    };
    // A kill that the index has not taken yet.
    if item.standing.status == Status::Canceled {
        return Ok(None);
    }
    Ok(Some(Duplicate {
        row: Row::load(desk, item).await?,
        nth: kin.found.nth,
        kinship: kin.kinship,
        share_of_open: kin.share_of_open,
        share_of_it: kin.share_of_it,
    }))
}

async fn item_at(desk: &DeskState, found: &Found) -> Result<Option<ItemState>, StoreError> {
    let store = &desk.ports.store;
    let seq = Seq(i64::try_from(found.sequence).unwrap_or(i64::MAX));
    let events = store.events(Seq(seq.0 - 1), 1).await?;
    let event = events.into_iter().find(|record| record.seq == seq);
    match event.and_then(|record| record.event.item) {
        Some(key) => store.item(key).await,
        None => Ok(None),
    }
}

/// The text of an item as the index keeps it.
fn compared(item: &Item) -> Vec<Block> {
    let body = item.body().map(|body| body.paragraphs.as_slice());
    let text = body
        .unwrap_or_default()
        .iter()
        .filter(|paragraph| !matches!(paragraph.kind, BlockKind::Caption | BlockKind::Advisory));
    text.map(|paragraph| Block::new(paragraph.kind, paragraph.text.clone()))
        .collect()
}

/// What must be seen before the same text is published again: stories of the house that carry it already.
pub(crate) fn published_already(duplicates: &Duplicates, desk: &DeskState) -> Markup {
    let Duplicates::Known(known) = duplicates else {
        return html! {};
    };
    html! {
        @for (one, story) in published(known) {
            p.strip.story {
                strong { "Published already" } " from " (desk.ports.config.agency_name(&one.row.item.key.agency)) ": "
                a href=(link::story(story)) { (story.headline) }
                " · " a href=(story_path(story)) { "Public page" }
            }
        }
    }
}

/// Stories that readers may read and that carry the text of a duplicate.
fn published(known: &[Duplicate]) -> impl Iterator<Item = (&Duplicate, &Story)> {
    known.iter().flat_map(|one| {
        let live = one.row.stories.iter();
        live.filter(|story| story.state == StoryState::Live)
            .map(move |story| (one, story))
    })
}

/// The panel.
pub(crate) fn panel(
    duplicates: &Duplicates,
    bench: &Bench,
    desk: &DeskState,
    times: &Times,
) -> Markup {
    html! {
        section.versions.duplicates #duplicates tabindex="0" aria-labelledby="duplicates-title" {
            h2 #duplicates-title { "Duplicates" }
            @match duplicates {
                Duplicates::NoText => p.none { "There is no text to look up in the archive." },
                Duplicates::Behind => p.none {
                    "The archive's index has not taken the newest items yet, so nothing is known. "
                    a href=(link::item(&bench.key)) { "Look again" }
                },
                Duplicates::Known(known) if known.is_empty() => p.none {
                    "No other item of the archive has this text, or a shorter or longer form of it."
                },
                Duplicates::Known(known) => { (first_seen(known, bench, desk, times)) (table(known, bench, desk, times)) },
            }
        }
    }
}

fn first_seen(known: &[Duplicate], bench: &Bench, desk: &DeskState, times: &Times) -> Markup {
    let own = bench.state.first_received;
    let name = |key: &ItemKey| desk.ports.config.agency_name(&key.agency).to_owned();
    let earlier = known
        .first()
        .filter(|one| one.row.item.first_received < own);
    html! {
        p {
            @match earlier {
                Some(one) => {
                    "First seen from " strong { (name(&one.row.item.key)) } ", " (times.mark(one.row.item.first_received))
                    "; this item came " (times.mark(own)) "."
                },
                None => { "This item came first, " (times.mark(own)) "." },
            }
        }
    }
}

fn table(known: &[Duplicate], bench: &Bench, desk: &DeskState, times: &Times) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Agency" } th scope="col" { "Headline" } th scope="col" { "Text" }
                th.number scope="col" { "Of this text" } th.number scope="col" { "Of that text" }
                th scope="col" { "First seen" } th scope="col" { "Look at" } } }
            tbody { @for one in known { (line(one, bench, desk, times)) } }
        }
    }
}

fn line(one: &Duplicate, bench: &Bench, desk: &DeskState, times: &Times) -> Markup {
    let item = &one.row.item;
    let compare = link::compared((&bench.key, bench.nth()), (&item.key, one.nth));
    html! {
        tr {
            td { (desk.ports.config.agency_name(&item.key.agency)) }
            td lang=[item.language.as_deref()] {
                a href=(link::item(&item.key)) { (title(item)) }
                @for story in &one.row.stories { @for badge in story_badges(story, times) { " " (badge.markup(times)) } }
            }
            td { (form(one)) }
            td.number { (percent(one.share_of_open)) }
            td.number { (percent(one.share_of_it)) }
            td { (times.mark(item.first_received)) }
            td { a href=(compare) { "Difference" span.vh { " from " (item.key.agency) } } }
        }
    }
}

fn form(one: &Duplicate) -> &'static str {
    match one.kinship {
        Kinship::SameText => "same text",
        Kinship::ShorterForm if one.share_of_it > one.share_of_open => "shorter form",
        Kinship::ShorterForm => "longer form",
    }
}
