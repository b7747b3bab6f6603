//! The feeds: what each brings, what its rules do by themselves, when it last brought an item, and whether it is late.

use axum::extract::State;
use axum::response::Response;
use copydesk_desk::{Feed, FeedHealth, FeedLevel, Gap, ItemFilter, ItemState, Lateness, OnArrival};
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::link;
use crate::desk::row::title;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Quarantined receipts counted at most.
const QUARANTINE_MAX: usize = 500;

/// `GET /desk/feeds`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/feeds")).await?;
    let quarantine = desk.ports.store.quarantine(QUARANTINE_MAX).await?;
    let mut feeds: Vec<&Feed> = desk.ports.feeds.values().collect();
    feeds.sort_by(|a, b| a.id.cmp(&b.id));
    let mut lines = Vec::new();
    for feed in feeds {
        let filter = ItemFilter {
            feed: Some(feed.id.clone()),
            limit: 1,
            ..ItemFilter::default()
        };
        let last = desk.ports.store.items(filter).await?.into_iter().next();
        let unread = quarantine
            .iter()
            .filter(|receipt| receipt.feed == feed.id)
            .count();
        lines.push(line(&desk, feed, last.as_ref(), unread, &screen.times));
    }
    let main = html! {
        article.open {
            h1 { "Feeds" }
            @if lines.is_empty() {
                p.empty { "No feed is configured. Feeds are named in the configuration file, under " code { "[[feed]]" } "." }
            } @else {
                div.wide role="group" tabindex="0" aria-label="Feeds" {
                    table {
                        thead { tr { th scope="col" { "Feed" } th scope="col" { "Agency" } th scope="col" { "Format" }
                            th scope="col" { "On arrival" } th scope="col" { "Updates" } th scope="col" { "Kills" }
                            th scope="col" { "Last item" } th scope="col" { "State" } th scope="col" { "Unreadable" } } }
                        tbody { @for line in &lines { (line) } }
                    }
                }
            }
        }
    };
    Ok(screen.page(Place::Feeds, "Feeds", &main))
}

fn line(
    desk: &DeskState,
    feed: &Feed,
    last: Option<&ItemState>,
    unread: usize,
    times: &Times,
) -> Markup {
    html! {
        tr {
            th scope="row" { (feed.id) }
            td { (desk.ports.config.agency_name(&feed.agency)) }
            td { @if let Some(format) = feed.hint.format { (format.name()) } }
            td { @match &feed.rules.on_arrival {
                OnArrival::Hold => "an editor decides",
                OnArrival::Publish { section } => { "published to " (section) },
            } }
            td { @if feed.rules.follow_updates { "followed where the text is untouched" } @else { "wait for an editor" } }
            td { @if feed.rules.may_kill { "act at once" } @else { "wait for an editor" } }
            td { @match last {
                Some(item) => { (times.mark(item.last_received)) ", " (times.age(item.last_received)) " ago: "
                    a href=(link::item(&item.key)) { (title(item)) } },
                None => "none yet",
            } }
            td { (state(&desk.ports.watch.health(&feed.id), times)) }
            td.number { @if unread > 0 { a href="/desk/quarantine" { (unread) } } }
        }
    }
}

/// What the feed's signs of life say: the worst first, in words, never by colour alone.
fn state(health: &FeedHealth, times: &Times) -> Markup {
    let late = |lateness| match lateness {
        Lateness::Unknown | Lateness::OnTime => None,
        Lateness::Late => Some("late"),
        Lateness::Overdue => Some("overdue"),
    };
    html! {
        @match health.level() {
            FeedLevel::Good => {}
            FeedLevel::Warning => strong.feed-warning { "Warning" },
            FeedLevel::Alarm => strong.feed-alarm { "Alarm" },
        }
        @if let Some((at, why)) = &health.stopped {
            p { "stopped " (times.mark(*at)) ": " (why) }
        }
        @if let Some(how) = late(health.content_lateness) {
            p { "copy is " (how)
                @if let Some(last) = health.content { ": the last came " (times.age(last)) " ago" }
                @if let Some(late_after) = health.late_after { ", late after " (minutes(late_after)) } }
        }
        @if let Some(how) = late(health.connection_lateness) {
            p { "the connection is " (how)
                @if let Some(last) = health.connection { ": the last look went well " (times.age(last)) " ago" } }
        }
        @if let Some((at, what)) = health.trouble.as_ref().filter(|_| health.is_in_trouble()) {
            p { (times.mark(*at)) " " (what) }
        }
        @if !health.gaps.is_empty() {
            p { "telegrams are missing, one may be a kill: " (missing(&health.gaps)) }
        }
        @if health.level() == FeedLevel::Good {
            @match health.connection {
                Some(last) => { "connected " (times.age(last)) " ago" },
                None => "not heard of since the start",
            }
        }
    }
}

/// Gaps named at most; the rest is counted.
const GAPS_SHOWN: usize = 5;

/// `bdt 702–704 of 20260302`, the newest day first.
fn missing(gaps: &[Gap]) -> String {
    let named = gaps.iter().take(GAPS_SHOWN).map(|gap| {
        let numbers = match gap.last - gap.first {
            0 => gap.first.to_string(),
            _ => format!("{}\u{2013}{}", gap.first, gap.last),
        };
        format!("{} {numbers} of {}", gap.service, gap.day)
    });
    let named: Vec<String> = named.collect();
    match gaps.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} and {more} more gaps", named.join(", ")),
    }
}

fn minutes(time: jiff::SignedDuration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}
