//! Two items compared word by word, as two agencies sent them: what only one has is struck or marked. States no verdict
//! and never says who copied whom.

use axum::extract::{Query, State};
use axum::response::Response;
use copydesk_desk::decide::verbatim_blocks;
use copydesk_desk::{ItemKey, Version};
use copydesk_wire::Item;
use maud::{Markup, html};

use crate::desk::act::{Subject, known};
use crate::desk::changes::changes;
use crate::desk::difference::{difference, headline_difference};
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::link;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// A version with what it says.
struct Side {
    version: Version,
    item: Option<Item>,
}

/// `GET /desk/item/compare?agency=…&guid=…&version=N&with_agency=…&with_guid=…&with_version=N`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let open = side(&desk, fields.item()?, fields.number("version")).await?;
    let key = match (fields.get("with_agency"), fields.get("with_guid")) {
        (Some(agency), Some(guid)) => ItemKey {
            agency: agency.to_owned(),
            guid: guid.to_owned(),
        },
        _ => return Err(DeskError::Malformed("The request names no second item.")),
    };
    let other = side(&desk, key, fields.number("with_version")).await?;
    let back = link::item(&open.version.key.item);
    let screen = Screen::load(&desk, &editor, back.clone()).await?;
    let name = |side: &Side| {
        let agency = &side.version.key.item.agency;
        desk.ports.config.agency_name(agency).to_owned()
    };
    // Of one agency the numbers tell them apart.
    let (first, second) = match (name(&other), name(&open)) {
        (first, second) if first == second => (format!("{first}, the other item"), second),
        names => names,
    };
    let main = html! {
        article.open {
            p.over { a href=(back) data-key="back" { "Back to the item" } }
            h1 { (first) " to " (second) }
            p.legend { del { "only in " (first) } " " ins { "only in " (second) } }
            (side_facts(&[(&first, &other), (&second, &open)], &screen.times))
            @match (&other.item, &open.item) {
                (Some(one), Some(another)) => (texts(one, another)),
                _ => p.empty { "The text of one of them cannot be read from its bytes." },
            }
        }
    };
    Ok(screen.page(Place::Inside, "Items compared", &main))
}

/// Version `nth` of an item, or its current one.
async fn side(desk: &DeskState, key: ItemKey, nth: Option<u32>) -> Result<Side, DeskError> {
    let known = known(&desk.ports, &Subject::Item(key)).await?;
    let wanted = nth.or(known.item.as_ref().map(|item| item.current));
    let mut versions = known.versions.into_iter();
    let version = versions.find(|version| Some(version.key.nth) == wanted);
    let version = version.ok_or(DeskError::NotFound)?;
    Ok(Side {
        item: desk.ports.item_of(&version).await?,
        version,
    })
}

fn side_facts(sides: &[(&String, &Side)], times: &Times) -> Markup {
    html! {
        ul.sides {
            @for (name, side) in sides {
                @let version = &side.version;
                li {
                    strong { (name) } " version " (version.key.nth) ", received " (times.mark(version.received))
                    " · " a href=(link::item_version(&version.key.item, version.key.nth)) { "Item" }
                    " · " a href=(link::raw(&version.key.item, version.key.nth)) download { "Raw" }
                }
            }
        }
    }
}

fn texts(one: &Item, other: &Item) -> Markup {
    let headline = |item: &Item| item.headline.clone().unwrap_or_default();
    let (from, to) = (verbatim_blocks(one), verbatim_blocks(other));
    html! {
        (changes(&from, &to, other.language.as_deref()))
        h2 lang=[other.language.as_deref()] { (headline_difference(&headline(one), &headline(other))) }
        div.compared lang=[other.language.as_deref()] { (difference(&from, &to)) }
    }
}
