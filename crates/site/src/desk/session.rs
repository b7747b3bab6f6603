//! Who is signed in: the cookie `__Host-desk`, of which the store keeps only the SHA-256. Every screen but sign-in
//! asks for an [`Editor`]; without one a page leads to sign-in and anything else is refused.

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::{EditorName, Session, StoreError};
use jiff::SignedDuration;

use crate::desk::error::DeskError;
use crate::desk::link::encode;
use crate::desk::state::DeskState;
use crate::desk::token::Token;

const COOKIE_NAME: &str = "__Host-desk";

/// Length of a session.
const SESSION_HOURS: i64 = 12;

/// A signed-in editor.
#[derive(Clone, Debug)]
pub(crate) struct Editor {
    pub(crate) name: EditorName,
    pub(crate) token_sha256: [u8; 32],
}

impl FromRequestParts<DeskState> for Editor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &DeskState) -> Result<Self, Response> {
        let Some(token) = token_of(&parts.headers) else {
            return Err(sign_in_first(parts));
        };
        match editor_of(desk, token.sha256()).await {
            Ok(Some(editor)) => Ok(editor),
            Ok(None) => Err(sign_in_first(parts)),
            Err(error) => Err(DeskError::Store(error).into_response()),
        }
    }
}

/// The editor of a session that has not ended.
pub(crate) async fn editor_of(
    desk: &DeskState,
    token_sha256: [u8; 32],
) -> Result<Option<Editor>, StoreError> {
    let session = desk.ports.store.session(token_sha256).await?;
    Ok(session
        .filter(|session| session.expires > desk.now())
        .map(|session| Editor {
            name: session.editor,
            token_sha256,
        }))
}

/// Whether the request carries a session cookie, good or not.
pub(crate) fn has_cookie(headers: &HeaderMap) -> bool {
    cookie_of(headers).is_some()
}

fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value)
}

fn token_of(headers: &HeaderMap) -> Option<Token> {
    Token::read(cookie_of(headers)?)
}

/// A page leads to sign-in and back; a script's request gets 401.
fn sign_in_first(parts: &Parts) -> Response {
    let by_script = parts
        .headers
        .get("sec-fetch-mode")
        .is_some_and(|mode| mode != "navigate");
    if by_script {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    }
    let back = match (&parts.method, parts.uri.path_and_query()) {
        (&Method::GET, Some(path)) if path.as_str() != "/desk/" => {
            format!("?return={}", encode(path.as_str()))
        }
        _ => String::new(),
    };
    Redirect::to(&format!("/desk/sign-in{back}")).into_response()
}

/// Opens a session and sends the editor on to `to`, a local path.
pub(crate) async fn open(
    desk: &DeskState,
    editor: EditorName,
    to: &str,
) -> Result<Response, StoreError> {
    let token = Token::from_bytes(desk.ports.random.bytes32());
    let now = desk.now();
    let life = SignedDuration::from_hours(SESSION_HOURS);
    let session = Session {
        token_sha256: token.sha256(),
        editor,
        expires: now.saturating_add(life).unwrap_or(now),
    };
    desk.ports.store.put_session(session).await?;
    let cookie = cookie(token.as_text(), life.as_secs());
    Ok(([(SET_COOKIE, cookie)], Redirect::to(to)).into_response())
}

/// Ends the session for every node and takes the cookie away.
pub(crate) async fn end(desk: &DeskState, editor: &Editor) -> Result<Response, StoreError> {
    desk.ports.store.end_session(editor.token_sha256).await?;
    Ok(([(SET_COOKIE, cookie("", 0))], Redirect::to("/desk/sign-in")).into_response())
}

fn cookie(value: &str, max_age_s: i64) -> HeaderValue {
    let text = format!(
        "{COOKIE_NAME}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite=Strict"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
