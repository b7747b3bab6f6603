//! Outside pages at the desk: a page is pasted or uploaded, and the report says which wires it was made of, how much of
//! it, and what was changed. Fetches nothing and keeps nothing: the page is gone with the answer.

use std::time::Duration;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use copydesk_desk::ItemKey;
use maud::{Markup, html};

use crate::audit::{Audited, PAGE_BYTES_MAX, Shelves, article, audit, read_page};
use crate::desk::error::DeskError;
use crate::desk::link;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;

/// Longest form taken: a page with what stands around it in the request.
pub(crate) const FORM_BYTES_MAX: usize = PAGE_BYTES_MAX + (64 << 10);
/// How long an audit waits for the index to take what has just arrived.
const WAIT: Duration = Duration::from_secs(2);
/// Characters of a pasted text that a refused form gives back.
const GIVEN_BACK_MAX: usize = 1 << 20;

/// What was handed in.
#[derive(Default)]
struct Handed {
    name: String,
    charset: Option<String>,
    bytes: Vec<u8>,
    /// It came by the text field.
    pasted: bool,
}

/// `GET /desk/audit`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let form = form(None, "");
    page(&desk, &editor, StatusCode::OK, &form).await
}

/// `POST /desk/audit`
pub(crate) async fn run(
    State(desk): State<DeskState>,
    editor: Editor,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, DeskError> {
    let sent = sent.map_err(|_| DeskError::Malformed("The request brings no form."))?;
    let handed = match read(sent).await {
        Ok(handed) => handed,
        Err(status) => {
            let form = form(Some(&too_big()), "");
            return page(&desk, &editor, status, &form).await;
        }
    };
    let read = read_page(&handed.bytes, handed.charset.as_deref());
    let page_read = match read {
        Ok(read) => read,
        Err(reason) => {
            let text = String::from_utf8_lossy(&handed.bytes);
            let given: String = match handed.pasted {
                true => text.chars().take(GIVEN_BACK_MAX).collect(),
                false => String::new(),
            };
            let reason = format!("{} {reason}.", handed.name);
            let form = form(Some(&reason), &given);
            return page(&desk, &editor, StatusCode::UNPROCESSABLE_ENTITY, &form).await;
        }
    };
    let head = desk.ports.store.head().await?;
    let reached = tokio::time::timeout(WAIT, desk.ports.reuse.reached(head)).await;
    let audited = audit(&Shelves::of(&desk.ports), handed.name, page_read).await;
    let main = match audited {
        Ok(audited) => report(&audited, reached.is_err()),
        Err(crate::audit::AuditError::Store(error)) => return Err(error.into()),
        Err(error) => form(Some(&format!("Nothing can be said: {error}.")), ""),
    };
    page(&desk, &editor, StatusCode::OK, &main).await
}

/// The file, or else the pasted text. The error is the status of what is wrong with the request.
async fn read(mut sent: Multipart) -> Result<Handed, StatusCode> {
    let mut handed = Handed::default();
    while let Some(field) = sent.next_field().await.map_err(|error| error.status())? {
        let is_file = match field.name() {
            Some("page") => true,
            Some("text") => false,
            _ => continue,
        };
        let name = field.file_name().map(str::to_owned).unwrap_or_default();
        let charset = field.content_type().and_then(charset_of);
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        if bytes.is_empty() || (!is_file && !handed.bytes.is_empty()) {
            continue;
        }
        handed = Handed {
            name: if is_file {
                name
            } else {
                String::from("The pasted text")
            },
            charset: if is_file {
                charset
            } else {
                Some(String::from("utf-8"))
            },
            bytes: bytes.to_vec(),
            pasted: !is_file,
        };
    }
    if handed.name.is_empty() {
        handed.name = String::from("The page");
    }
    Ok(handed)
}

fn charset_of(content_type: &str) -> Option<String> {
    let (_, charset) = content_type.split_once("charset=")?;
    Some(charset.trim_matches('"').to_owned())
}

fn too_big() -> String {
    format!(
        "The page is too big: at most {} MiB are read.",
        PAGE_BYTES_MAX >> 20
    )
}

async fn page(
    desk: &DeskState,
    editor: &Editor,
    status: StatusCode,
    main: &Markup,
) -> Result<Response, DeskError> {
    let screen = Screen::load(desk, editor, String::from("/desk/audit")).await?;
    let main = html! {
        article.open {
            h1 { "Audit of a page" }
            (main)
        }
    };
    Ok(screen.page_with(status, Place::Audit, "Audit", &main))
}

fn form(refusal: Option<&str>, text: &str) -> Markup {
    html! {
        p { "Which wires of the archive is a page made of, and what was changed? Save the page in your browser and choose the file, "
            "or paste its source or its text. Nothing is fetched, and the page is not kept." }
        @if let Some(refusal) = refusal { p.strip.red #refusal role="alert" { (refusal) } }
        form.audit-form method="post" action="/desk/audit" enctype="multipart/form-data" {
            label for="page" { "Page, as a file" }
            input #page type="file" name="page" accept=".html,.htm,.xhtml,.txt,text/html,text/plain"
                aria-describedby=[refusal.map(|_| "refusal")];
            label for="text" { "Or its source or text" }
            textarea #text name="text" rows="12" spellcheck="false" { (text) }
            p { button.primary type="submit" { "Audit" } }
        }
    }
}

fn report(audited: &Audited, behind: bool) -> Markup {
    let item = |key: &ItemKey| Some(link::item(key));
    html! {
        p.over { a href="/desk/audit" data-key="back" { "Audit another page" } }
        @if behind {
            p.strip.amber { "The archive's index has not taken the newest items yet: a wire that came just now may be missing." }
        }
        (article(0, audited, &item))
    }
}
