//! Confirming a speaker by the exact full name. Only confirmed ones have a public page; nothing is joined by likeness.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::{StoreError, confirm_entity};

use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;

/// How often a confirmation is decided anew before giving up.
const TRIES_MAX: usize = 5;

/// `POST /desk/people`
pub(crate) async fn confirm(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let name = fields.get("name").unwrap_or_default();
    let store = &desk.ports.store;
    for _ in 0..TRIES_MAX {
        let known = store.entities().await?;
        let Some(act) = confirm_entity(name, &known, &editor.name, desk.now()) else {
            return Err(DeskError::Overtaken(
                "This name is confirmed already, or it is empty or longer than 160 characters.",
            ));
        };
        match store.commit(act).await {
            Ok(seq) => {
                desk.ports.wake.wake(seq);
                return Ok(Redirect::to("/desk/statements").into_response());
            }
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Stale.into())
}
