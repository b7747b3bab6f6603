//! Signing in by name and password. The answer is the same for a wrong name and a wrong password.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{Html, IntoResponse, Response};
use copydesk_desk::EditorName;
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use crate::desk::error::DeskError;
use crate::desk::state::DeskState;
use crate::desk::{assets, link, password, session};

#[derive(Default, Deserialize)]
pub(crate) struct Back {
    r#return: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    name: String,
    password: String,
    r#return: Option<String>,
}

/// `GET /desk/sign-in`
pub(crate) async fn show(State(desk): State<DeskState>, Query(back): Query<Back>) -> Response {
    page(&desk, "", back.r#return.as_deref(), None).into_response()
}

/// `POST /desk/sign-in`
pub(crate) async fn enter(
    State(desk): State<DeskState>,
    Form(form): Form<Credentials>,
) -> Result<Response, DeskError> {
    let name = EditorName::new(form.name.trim());
    let back = form.r#return.as_deref();
    let wait_s = {
        let mut attempts = desk.attempts();
        let wait_s = attempts.wait_s(&name, desk.now());
        if wait_s == 0 {
            attempts.begin(&name, desk.now());
        }
        wait_s
    };
    if wait_s > 0 {
        let words = format!("Too many attempts. Try again in {wait_s} s.");
        let page = page(&desk, name.as_str(), back, Some(&words));
        let wait = [(RETRY_AFTER, wait_s.to_string())];
        return Ok((StatusCode::TOO_MANY_REQUESTS, wait, page).into_response());
    }
    let account = desk.ports.store.editor(name.clone()).await?;
    let phc = account.map(|account| account.password_phc);
    if password::fits(&desk, form.password, phc).await {
        desk.attempts().succeed(&name);
        return Ok(session::open(&desk, name, link::local(back)).await?);
    }
    let words = "Name and password do not fit.";
    let page = page(&desk, name.as_str(), back, Some(words));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn page(desk: &DeskState, name: &str, back: Option<&str>, error: Option<&str>) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head { (assets::head_alone("Sign in")) }
            body.alone {
                main {
                    p.over { (desk.ports.config.name) }
                    h1 { "Desk" }
                    (fields(name, back, error))
                }
            }
        }
    };
    Html(markup.into_string())
}

fn fields(name: &str, back: Option<&str>, error: Option<&str>) -> Markup {
    let described = error.map(|_| "error");
    html! {
        form method="post" action="/desk/sign-in" {
            @if let Some(words) = error { p #error.error role="alert" { (words) } }
            @if let Some(path) = back { input type="hidden" name="return" value=(path); }
            label for="name" { "Name" }
            input #name name="name" value=(name) autocomplete="username" required autofocus[name.is_empty()]
                autocapitalize="none" spellcheck="false" aria-describedby=[described];
            label for="password" { "Password" }
            input #password name="password" type="password" autocomplete="current-password" required
                autofocus[!name.is_empty()] aria-describedby=[described];
            button.primary type="submit" { "Sign in" }
        }
    }
}
