//! The frame of every screen: navigation, the red bar of kills that nobody acknowledged, the flash bar, the keys.
//! A kill stands here until somebody acknowledges it; there is no way to put it off.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use copydesk_desk::{ItemFilter, ItemState, Notice, Seq, StoreError, WhichNotices};
use jiff::SignedDuration;
use maud::{DOCTYPE, Markup, html};

use crate::config::SiteConfig;
use crate::desk::assets;
use crate::desk::link;
use crate::desk::notices::bar_lines;
use crate::desk::row::{Row, title};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Kills listed in the bar at most; their number is always said.
const KILLS_MAX: usize = 50;
/// A flash stands in the bar for this long after its arrival.
const FLASH_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// Items looked through for flashes.
const FLASH_ITEMS: usize = 50;

/// Where a screen stands in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Wire,
    Kills,
    Notices,
    Statements,
    Embargoes,
    Quarantine,
    Feeds,
    Explainers,
    Audit,
    Acts,
    /// An item or a story.
    Inside,
}

impl Place {
    const NAVIGATION: [(Self, &'static str, &'static str); 10] = [
        (Self::Wire, "/desk/", "Wire"),
        (Self::Kills, "/desk/kills", "Kills"),
        (Self::Notices, "/desk/notices", "Notices"),
        (Self::Statements, "/desk/statements", "Statements"),
        (Self::Embargoes, "/desk/embargoes", "Embargoes"),
        (Self::Quarantine, "/desk/quarantine", "Quarantine"),
        (Self::Feeds, "/desk/feeds", "Feeds"),
        (Self::Explainers, "/desk/explainers", "Explainers"),
        (Self::Audit, "/desk/audit", "Audit"),
        (Self::Acts, "/desk/acts", "Acts"),
    ];
}

/// What the frame shows besides the screen itself.
pub(crate) struct Screen {
    editor: Editor,
    config: Arc<SiteConfig>,
    /// Events up to this one are in what is shown.
    pub(crate) seq: Seq,
    pub(crate) times: Times,
    alarms: Alarms,
    flashes: Vec<Row>,
    back: String,
}

impl Screen {
    /// Reads what the frame needs. `back` is the path a frame's own button returns to.
    pub(crate) async fn load(
        desk: &DeskState,
        editor: &Editor,
        back: String,
    ) -> Result<Self, StoreError> {
        let store = &desk.ports.store;
        let times = times(desk);
        let seq = store.head().await?;
        Ok(Self {
            editor: editor.clone(),
            config: desk.ports.config.clone(),
            seq,
            alarms: Alarms::load(desk).await?,
            flashes: flashes(desk, &times).await?,
            times,
            back,
        })
    }

    /// The whole page.
    pub(crate) fn page(&self, place: Place, name: &str, main: &Markup) -> Response {
        self.page_with(StatusCode::OK, place, name, main)
    }

    /// The whole page with a status.
    pub(crate) fn page_with(
        &self,
        status: StatusCode,
        place: Place,
        name: &str,
        main: &Markup,
    ) -> Response {
        let page = html! {
            (DOCTYPE)
            html lang="en" data-seq=(self.seq.0) data-now=(self.times.now.as_millisecond()) {
                head { (assets::head(name)) }
                body {
                    a.skip href="#main" { "Skip to the work" }
                    (self.top(place))
                    div #kills-bar { (kills_bar(&self.config, &self.alarms, &self.times, &self.back)) }
                    (self.flash_bar())
                    div #flash-alert role="alert" {}
                    div #said.vh role="status" aria-live="polite" aria-atomic="true" {}
                    main #main tabindex="-1" { (main) }
                    (keys_dialog())
                }
            }
        };
        (status, Html(page.into_string())).into_response()
    }

    fn top(&self, place: Place) -> Markup {
        html! {
            header.top {
                a.mark href="/desk/" { (ribbon_mark()) span { (self.config.name) } }
                nav aria-label="Desk" {
                    @for (other, path, name) in Place::NAVIGATION {
                        a href=(path) aria-current=[(other == place).then_some("page")] { (name) }
                    }
                }
                div.who {
                    a href={ (self.config.origin) "/" } { "Site" }
                    button #keys-open type="button" hidden { "Keys " kbd { "?" } }
                    form method="post" action="/desk/sign-out" {
                        button.quiet type="submit" { "Sign out " (self.editor.name) }
                    }
                }
            }
        }
    }

    fn flash_bar(&self) -> Markup {
        html! {
            @if !self.flashes.is_empty() {
                section.flashes aria-label="Flashes of the last 15 minutes" {
                    ul { @for row in &self.flashes { (flash_line(&self.config, row, &self.times)) } }
                }
            }
        }
    }
}

/// One flash, as the bar shows it.
pub(crate) fn flash_line(config: &SiteConfig, row: &Row, times: &Times) -> Markup {
    html! {
        li {
            strong { "Flash" } " " (config.agency_name(&row.item.key.agency)) " "
            a href=(link::item(&row.item.key)) { (title(&row.item)) } " "
            (times.mark(row.item.last_received))
        }
    }
}

/// Zone and present moment of a screen.
pub(crate) fn times(desk: &DeskState) -> Times {
    Times {
        zone: desk.ports.config.zone.clone(),
        now: desk.now(),
    }
}

/// What stands in the red bar.
pub(crate) struct Alarms {
    /// Killed items whose kill nobody acknowledged.
    kills: Vec<ItemState>,
    /// Notices that wait for a decision.
    notices: Vec<Notice>,
}

impl Alarms {
    /// Reads what the bar shows.
    pub(crate) async fn load(desk: &DeskState) -> Result<Self, StoreError> {
        let filter = ItemFilter {
            unacknowledged_kills: true,
            limit: KILLS_MAX,
            ..ItemFilter::default()
        };
        let store = &desk.ports.store;
        Ok(Self {
            kills: store.items(filter).await?,
            notices: store.notices(WhichNotices::Open, KILLS_MAX).await?,
        })
    }
}

async fn flashes(desk: &DeskState, times: &Times) -> Result<Vec<Row>, StoreError> {
    let filter = ItemFilter {
        limit: FLASH_ITEMS,
        ..ItemFilter::default()
    };
    let items = desk.ports.store.items(filter).await?;
    let recent = |item: &ItemState| times.now.duration_since(item.last_received) < FLASH_LIFE;
    Ok(items
        .into_iter()
        .filter(recent)
        .map(|item| Row {
            item,
            stories: Vec::new(),
        })
        .filter(Row::is_flash)
        .collect())
}

/// The red bar: every kill with its own button, every notice that waits for a decision.
pub(crate) fn kills_bar(config: &SiteConfig, alarms: &Alarms, times: &Times, back: &str) -> Markup {
    let (kills, notices) = (&alarms.kills, &alarms.notices);
    html! {
        @if !kills.is_empty() {
            section.kills aria-label="Kills to acknowledge" {
                h2 { span.sign aria-hidden="true" { "✕ " } (kills_words(kills.len())) }
                ul { @for item in kills { (kill_line(config, item, times, back)) } }
            }
        }
        @if !notices.is_empty() {
            section.kills.notices aria-label="Notices to decide" {
                h2 { span.sign aria-hidden="true" { "? " } (notices_words(notices.len())) }
                ul { (bar_lines(config, notices, times)) }
            }
        }
    }
}

fn notices_words(count: usize) -> String {
    match count {
        1 => String::from("1 notice does not say surely what it means"),
        KILLS_MAX => format!("{KILLS_MAX} or more notices do not say surely what they mean"),
        count => format!("{count} notices do not say surely what they mean"),
    }
}

fn kills_words(count: usize) -> String {
    match count {
        1 => String::from("Killed: 1 to acknowledge"),
        KILLS_MAX => format!("Killed: {KILLS_MAX} or more to acknowledge"),
        count => format!("Killed: {count} to acknowledge"),
    }
}

fn kill_line(config: &SiteConfig, item: &ItemState, times: &Times, back: &str) -> Markup {
    html! {
        li {
            form method="post" action="/desk/kills" {
                input type="hidden" name="agency" value=(item.key.agency);
                input type="hidden" name="guid" value=(item.key.guid);
                input type="hidden" name="return" value=(back);
                button.acknowledge type="submit" { "Acknowledge " kbd { "a" } }
            }
            span.agency { (config.agency_name(&item.key.agency)) }
            a href=(link::item(&item.key)) lang=[item.language.as_deref()] { (title(item)) }
            @if let Some(at) = item.killed_at { (times.mark(at)) }
        }
    }
}

/// The mark: a few lines of a ribbon, kept, changed, omitted.
fn ribbon_mark() -> Markup {
    html! {
        svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false" {
            rect x="3" y="1" width="8" height="2" {}
            rect x="3" y="5" width="12" height="2" {}
            rect x="3" y="9" width="3" height="2" {}
            rect x="8" y="9" width="3" height="2" {}
            rect x="13" y="9" width="2" height="2" {}
            rect x="3" y="13" width="12" height="2" {}
        }
    }
}

const KEYS: [(&str, &str); 12] = [
    ("j k", "next, previous row"),
    ("o", "open the row"),
    ("p", "publish: to the headline; Enter publishes"),
    ("e", "edit the text"),
    ("v", "versions"),
    ("d", "difference from the version before"),
    ("a", "to the first kill; Enter acknowledges"),
    ("r", "take over the newer wire version"),
    (
        "y n",
        "statements: accept, reject the one in focus, or the first",
    ),
    ("/", "search"),
    ("Esc", "back to the list"),
    ("?", "this help"),
];

fn keys_dialog() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl { @for (key, words) in KEYS { dt { kbd { (key) } } dd { (words) } } }
            p { label { input #keys-on type="checkbox" checked; " Single keys act" } }
            form method="dialog" { button { "Close" } }
        }
    }
}
