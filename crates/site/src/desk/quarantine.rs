//! What could not be read: the reason, and the bytes as they came. Nothing here ages out.

use axum::extract::State;
use axum::response::Response;
use copydesk_desk::{Receipt, ReceiptState};
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

const RECEIPTS_MAX: usize = 500;

/// `GET /desk/quarantine`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/quarantine")).await?;
    let receipts = desk.ports.store.quarantine(RECEIPTS_MAX).await?;
    let main = html! {
        article.open {
            h1 { "Quarantine" }
            @if receipts.is_empty() {
                p.empty { "Everything that came in could be read. What cannot be read stands here with the reason and its bytes." }
            } @else {
                div.wide role="group" tabindex="0" aria-label="Quarantined receipts" {
                    table {
                        thead { tr { th scope="col" { "No." } th scope="col" { "Received" } th scope="col" { "Feed" }
                            th scope="col" { "Name" } th scope="col" { "Bytes" } th scope="col" { "Reason" }
                            th scope="col" { "Raw" } } }
                        tbody { @for receipt in &receipts { (line(receipt, &screen.times)) } }
                    }
                }
            }
        }
    };
    Ok(screen.page(Place::Quarantine, "Quarantine", &main))
}

fn line(receipt: &Receipt, times: &Times) -> Markup {
    let reason = match &receipt.state {
        ReceiptState::Quarantined(reason) => reason.as_str(),
        ReceiptState::Pending | ReceiptState::Done(_) => "",
    };
    html! {
        tr {
            td { (receipt.no.0) }
            td { (times.mark(receipt.received)) }
            td { (receipt.feed) }
            td { @if let Some(name) = &receipt.name { (name) } }
            td.number { (receipt.bytes_len) }
            td { (reason) }
            td { a href={ "/desk/raw?receipt=" (receipt.no.0) } download { "Raw" } }
        }
    }
}
