//! One-time sign-in links. Opening one shows a button; only pressing it uses the link up, so that whatever previews
//! links does not sign in.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, html};
use serde::Deserialize;

use crate::desk::error::{DeskError, plain_page};
use crate::desk::state::DeskState;
use crate::desk::token::Token;
use crate::desk::{assets, session};

#[derive(Deserialize)]
pub(crate) struct Carried {
    #[serde(default)]
    token: String,
}

/// `GET /desk/enter`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    Query(carried): Query<Carried>,
) -> Response {
    match Token::read(&carried.token) {
        Some(token) if desk.knows_link(&token) => button(&desk, &token).into_response(),
        _ => used_up(),
    }
}

/// `POST /desk/enter`
pub(crate) async fn enter(
    State(desk): State<DeskState>,
    Form(carried): Form<Carried>,
) -> Result<Response, DeskError> {
    let Some(editor) = Token::read(&carried.token).and_then(|token| desk.consume_link(&token))
    else {
        return Ok(used_up());
    };
    match desk.ports.store.editor(editor).await? {
        Some(account) => Ok(session::open(&desk, account.name, "/desk/").await?),
        None => Ok(used_up()),
    }
}

fn used_up() -> Response {
    let words = "This link was used, has expired or was cut short. Ask for another one.";
    (StatusCode::GONE, plain_page("Link used up", words)).into_response()
}

fn button(desk: &DeskState, token: &Token) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head { (assets::head_alone("Enter the desk")) }
            body.alone {
                main {
                    p.over { (desk.ports.config.name) }
                    h1 { "Desk" }
                    form method="post" action="/desk/enter" {
                        input type="hidden" name="token" value=(token.as_text());
                        button.primary type="submit" autofocus { "Enter the desk" }
                    }
                    p.note { "The link works once." }
                }
            }
        }
    };
    Html(markup.into_string())
}
