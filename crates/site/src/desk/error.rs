//! What a screen answers when it cannot do its work. A refusal by the newsroom's rules is not one of these: it stands
//! at the form. The text of a failure goes to the diagnostics, never to the page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use copydesk_desk::StoreError;
use maud::{DOCTYPE, html};

use crate::desk::assets;

/// Why there is no screen.
#[derive(Debug)]
pub(crate) enum DeskError {
    /// The store failed.
    Store(StoreError),
    /// There is no such thing.
    NotFound,
    /// The request lacks or garbles a field that our own pages always send.
    Malformed(&'static str),
    /// Somebody else decided it in between; there is no form left to say so at.
    Overtaken(&'static str),
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for DeskError {
    fn into_response(self) -> Response {
        match self {
            Self::Store(StoreError::Stale) => {
                let words = "It changed again and again while this was being done, so nothing was done. Try again.";
                (
                    StatusCode::CONFLICT,
                    plain_page("Changed in between", words),
                )
                    .into_response()
            }
            Self::Store(error) => {
                tracing::error!(%error, "the desk could not read or write");
                let words = "The store did not answer, so nothing was changed. Try again.";
                let page = plain_page("Not available", words);
                (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
            }
            Self::NotFound => {
                let page = plain_page("Not here", "There is nothing at this address.");
                (StatusCode::NOT_FOUND, page).into_response()
            }
            Self::Overtaken(why) => {
                let page = plain_page("Nothing was changed", why);
                (StatusCode::CONFLICT, page).into_response()
            }
            Self::Malformed(what) => {
                let page = plain_page("Not understood", what);
                (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
            }
        }
    }
}

/// A page of one sentence, without anything that would need the store.
pub(crate) fn plain_page(title: &str, words: &str) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { (assets::head_alone(title)) }
            body.alone {
                main {
                    h1 { (title) }
                    p { (words) }
                    p { a href="/desk/" { "Go to the wire" } }
                }
            }
        }
    };
    Html(page.into_string())
}
