//! The live list: newest arrivals first, 200 a page, filters in the address. Without a script the refresh link shows
//! what has come since.

use axum::extract::{Query, State};
use axum::response::Response;
use copydesk_desk::{ItemFilter, ItemKey, StoreError};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use crate::desk::error::DeskError;
use crate::desk::link::encode;
use crate::desk::row::Row;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Rows of a page.
pub(crate) const ROWS_MAX: usize = 200;
/// Pages of the store looked through for one page of a filtered list.
const READS_MAX: usize = 10;

/// What the address says of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    pub(crate) agency: String,
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) q: String,
    /// Cursor: microseconds of the last arrival on the page before, and its item.
    before: Option<i64>,
    before_agency: Option<String>,
    before_guid: Option<String>,
}

/// Values of the state filter: as in the address, and in words.
const STATES: [(&str, &str); 9] = [
    ("new", "new"),
    ("update", "updates"),
    ("correction", "corrections"),
    ("embargo", "embargoed"),
    ("withheld", "withheld"),
    ("killed", "killed"),
    ("live", "published"),
    ("newer", "newer wire waits"),
    ("draft", "drafts"),
];

/// Cursor of the next page.
struct More {
    at: Timestamp,
    key: ItemKey,
}

impl Wanted {
    /// Whether a row belongs into this list.
    pub(crate) fn fits(&self, row: &Row, times: &Times) -> bool {
        let agency = self.agency.is_empty() || self.agency == row.item.key.agency;
        agency && self.fits_state(row, times) && self.fits_text(row)
    }

    fn fits_state(&self, row: &Row, times: &Times) -> bool {
        let badges = row.badges(times);
        self.state.is_empty() || badges.iter().any(|badge| badge.class == self.state)
    }

    fn fits_text(&self, row: &Row) -> bool {
        let wanted = self.q.trim().to_lowercase();
        let holds = |text: &Option<String>| {
            text.as_ref()
                .is_some_and(|text| text.to_lowercase().contains(&wanted))
        };
        wanted.is_empty() || holds(&row.item.headline) || holds(&row.item.slugline)
    }

    fn cursor(&self) -> Option<(Timestamp, ItemKey)> {
        let at = Timestamp::from_microsecond(self.before?).ok()?;
        let key = ItemKey {
            agency: self.before_agency.clone()?,
            guid: self.before_guid.clone()?,
        };
        Some((at, key))
    }

    /// The filters as a query, without the cursor.
    fn query(&self) -> String {
        let fields = [
            ("agency", &self.agency),
            ("state", &self.state),
            ("q", &self.q),
        ];
        let pairs: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        pairs.join("&")
    }

    fn path(&self) -> String {
        match self.query() {
            query if query.is_empty() => String::from("/desk/"),
            query => format!("/desk/?{query}"),
        }
    }

    fn filter(&self, before: Option<(Timestamp, ItemKey)>) -> ItemFilter {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        ItemFilter {
            agency: said(&self.agency),
            text: said(&self.q),
            before,
            limit: ROWS_MAX,
            ..ItemFilter::default()
        }
    }
}

/// `GET /desk/`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, wanted.path()).await?;
    let (rows, more) = rows(&desk, &wanted, &screen.times).await?;
    let main = html! {
        h1.vh { "Wire" }
        (filters(&desk, &wanted))
        (list(&desk, &wanted, &rows, &screen.times))
        @if let Some(more) = more { (older(&wanted, &more)) }
    };
    Ok(screen.page(Place::Wire, "Wire", &main))
}

/// One page of rows that fit, and where the next begins.
async fn rows(
    desk: &DeskState,
    wanted: &Wanted,
    times: &Times,
) -> Result<(Vec<Row>, Option<More>), StoreError> {
    let mut before = wanted.cursor();
    let mut rows = Vec::new();
    for _ in 0..READS_MAX {
        let items = desk.ports.store.items(wanted.filter(before.take())).await?;
        let full = items.len() >= ROWS_MAX;
        for item in items {
            let last = More {
                at: item.last_received,
                key: item.key.clone(),
            };
            let row = Row::load(desk, item).await?;
            if wanted.fits_state(&row, times) {
                rows.push(row);
            }
            if rows.len() == ROWS_MAX {
                return Ok((rows, Some(last)));
            }
            before = Some((last.at, last.key));
        }
        if !full {
            return Ok((rows, None));
        }
    }
    Ok((rows, before.map(|(at, key)| More { at, key })))
}

/// The newest rows, for the column beside an open item.
pub(crate) async fn newest(desk: &DeskState, limit: usize) -> Result<Vec<Row>, StoreError> {
    let filter = ItemFilter {
        limit,
        ..ItemFilter::default()
    };
    let mut rows = Vec::new();
    for item in desk.ports.store.items(filter).await? {
        rows.push(Row::load(desk, item).await?);
    }
    Ok(rows)
}

fn filters(desk: &DeskState, wanted: &Wanted) -> Markup {
    html! {
        form.filters method="get" action="/desk/" role="search" {
            label { span.vh { "Agency" }
                select name="agency" {
                    option value="" { "All agencies" }
                    @for (id, name) in agencies(desk) {
                        option value=(id) selected[wanted.agency == id] { (name) }
                    }
                }
            }
            label { span.vh { "State" }
                select name="state" {
                    option value="" { "Any state" }
                    @for (value, words) in STATES {
                        option value=(value) selected[wanted.state == value] { (words) }
                    }
                }
            }
            label.grow { span.vh { "Words of headline or slugline" }
                input #q type="search" name="q" value=(wanted.q) placeholder="Headline or slugline" maxlength="200"
                    aria-keyshortcuts="/";
            }
            button type="submit" { "Show" }
            a.button href=(wanted.path()) { "Refresh" }
            @if !wanted.query().is_empty() { a.button href="/desk/" { "Show all" } }
        }
    }
}

/// Agencies of the configuration and of the feeds, by id.
fn agencies(desk: &DeskState) -> Vec<(String, String)> {
    let config = &desk.ports.config;
    let mut ids: Vec<String> = config
        .agencies
        .iter()
        .map(|agency| agency.id.clone())
        .chain(desk.ports.feeds.values().map(|feed| feed.agency.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    ids.into_iter()
        .map(|id| (id.clone(), config.agency_name(&id).to_owned()))
        .collect()
}

fn list(desk: &DeskState, wanted: &Wanted, rows: &[Row], times: &Times) -> Markup {
    let live = wanted.before.is_none().then(|| wanted.query());
    html! {
        p.empty #empty hidden[!rows.is_empty()] {
            @if wanted.query().is_empty() {
                "Nothing has come in yet. Items appear here as soon as a feed delivers: see " a href="/desk/feeds" { "Feeds" } "."
            } @else {
                "No item fits these filters. " a href="/desk/" { "Show all" } "."
            }
        }
        ol.rows #rows data-live=[live] aria-label="Items, newest first" {
            @for row in rows { (row.markup(&desk.ports.config, times)) }
        }
    }
}

fn older(wanted: &Wanted, more: &More) -> Markup {
    let cursor = format!(
        "before={}&before_agency={}&before_guid={}",
        more.at.as_microsecond(),
        encode(&more.key.agency),
        encode(&more.key.guid)
    );
    let query = wanted.query();
    let joint = if query.is_empty() { "" } else { "&" };
    html! {
        nav.pages aria-label="Pages" {
            a.button rel="next" href={ "/desk/?" (query) (joint) (cursor) } { "Older" }
        }
    }
}
