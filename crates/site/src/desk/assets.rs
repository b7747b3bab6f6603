//! The desk's style sheet and script: one file each, embedded, named by their hash, so that browsers may keep them.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::desk::error::DeskError;

const CSS: &str = include_str!("desk.css");
const JS: &str = include_str!("desk.js");
const MARK: &str = include_str!("mark.svg");

struct Names {
    css: String,
    js: String,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| Names {
        css: format!("desk-{}.css", short_hash(CSS)),
        js: format!("desk-{}.js", short_hash(JS)),
    })
}

fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Head of every screen.
pub(crate) fn head(title: &str) -> Markup {
    html! {
        (head_alone(title))
        script type="module" src={ "/desk/assets/" (names().js) } {}
    }
}

/// Head of the pages outside the frame: they need no script.
pub(crate) fn head_alone(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="robots" content="noindex, nofollow";
        meta name="color-scheme" content="light dark";
        title { (title) " - Desk" }
        link rel="icon" href="/desk/assets/mark.svg" type="image/svg+xml";
        link rel="stylesheet" href={ "/desk/assets/" (names().css) };
    }
}

/// `GET /desk/assets/{file}`: by hashed name for ever, by plain name with revalidation.
pub(crate) async fn serve(Path(file): Path<String>) -> Result<Response, DeskError> {
    let names = names();
    let (media_type, body) = match file.as_str() {
        "desk.css" => ("text/css; charset=utf-8", CSS),
        "desk.js" => ("text/javascript; charset=utf-8", JS),
        "mark.svg" => ("image/svg+xml", MARK),
        hashed if hashed == names.css => ("text/css; charset=utf-8", CSS),
        hashed if hashed == names.js => ("text/javascript; charset=utf-8", JS),
        _ => return Err(DeskError::NotFound),
    };
    let life = if file == names.css || file == names.js {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok(([(CONTENT_TYPE, media_type), (CACHE_CONTROL, life)], body).into_response())
}
