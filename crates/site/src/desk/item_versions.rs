//! Two versions of an item compared word by word: headline, text, and what the agency says about them.

use axum::extract::{Query, State};
use axum::response::Response;
use copydesk_desk::decide::verbatim_blocks;
use copydesk_desk::{Version, VersionKey};
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

/// `GET /desk/item/versions?agency=…&guid=…&a=N&b=N`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let key = fields.item()?;
    let versions = known(&desk.ports, &Subject::Item(key.clone()))
        .await?
        .versions;
    let of = |name| {
        let nth = fields.number(name)?;
        versions.iter().find(|version| {
            version.key
                == VersionKey {
                    item: key.clone(),
                    nth,
                }
        })
    };
    let (Some(a), Some(b)) = (of("a"), of("b")) else {
        return Err(DeskError::NotFound);
    };
    let (item_a, item_b) = (desk.ports.item_of(a).await?, desk.ports.item_of(b).await?);
    let screen = Screen::load(&desk, &editor, link::item(&key)).await?;
    let main = html! {
        article.open {
            p.over { a href=(link::item(&key)) data-key="back" { "Back to the item" } }
            h1 { "Version " (a.key.nth) " to version " (b.key.nth) }
            p.legend { del { "only in " (a.key.nth) } " " ins { "only in " (b.key.nth) } }
            (side_facts(a, b, &screen.times))
            @match (item_a, item_b) {
                (Some(older), Some(newer)) => (texts(&older, &newer)),
                _ => p.empty { "The text of one of them cannot be read from its bytes." },
            }
        }
    };
    Ok(screen.page(Place::Inside, "Versions compared", &main))
}

fn side_facts(a: &Version, b: &Version, times: &Times) -> Markup {
    html! {
        ul.sides {
            @for version in [a, b] {
                li {
                    strong { (version.key.nth) } " received " (times.mark(version.received))
                    @for signal in &version.signals { ", " (signal.name()) }
                    " · " a href=(link::raw(&version.key.item, version.key.nth)) download { "Raw" }
                }
            }
        }
    }
}

fn texts(older: &Item, newer: &Item) -> Markup {
    let headline = |item: &Item| item.headline.clone().unwrap_or_default();
    html! {
        (changes(&verbatim_blocks(older), &verbatim_blocks(newer), newer.language.as_deref()))
        h2 lang=[newer.language.as_deref()] { (headline_difference(&headline(older), &headline(newer))) }
        div.compared lang=[newer.language.as_deref()] { (difference(&verbatim_blocks(older), &verbatim_blocks(newer))) }
    }
}
