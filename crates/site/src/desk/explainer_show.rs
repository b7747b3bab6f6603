//! One explainer at the desk: the form, saving, publishing, taking off. A refusal comes back with everything typed.

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{
    Acting, ExplainerRefusal, draft_explainer, explainer_leaf, publish_explainer,
    withdraw_explainer,
};
use copydesk_desk::{
    Act, Actor, Explainer, ExplainerBody, ExplainerId, ExplainerState, LeafSubject, Secret,
    SourceKey, StoreError, StoryId,
};
use maud::html;

use crate::desk::error::DeskError;
use crate::desk::explainer_first::proposed;
use crate::desk::explainer_form::{draw, sent, source_value, sources};
use crate::desk::explainer_proposals::Proposals;
use crate::desk::fields::Fields;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::explainer::sources::Library;

/// What the form is drawn from.
struct Open {
    before: Option<Explainer>,
    body: ExplainerBody,
    slug: String,
    keys: Vec<SourceKey>,
    library: Library,
}

/// `GET /desk/explainer/{id}`; `new` with the sources of a new one.
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let open = open(&desk, &id, &Fields(pairs)).await?;
    page(&desk, &editor, &id, &open, None).await
}

async fn open(desk: &DeskState, id: &str, fields: &Fields) -> Result<Open, DeskError> {
    let store = desk.ports.store.as_ref();
    let before = match id {
        "new" => None,
        id => Some(
            store
                .explainer(ExplainerId::new(id))
                .await?
                .ok_or(DeskError::NotFound)?,
        ),
    };
    let mut keys = sources(fields);
    keys.extend(before.iter().flat_map(|one| one.body.sources()));
    keys.sort();
    keys.dedup();
    let library = Library::load(store, &keys).await?;
    Ok(Open {
        body: before
            .as_ref()
            .map_or_else(|| proposed(&library), |one| one.body.clone()),
        slug: before
            .as_ref()
            .map(|one| one.slug.clone())
            .unwrap_or_default(),
        before,
        keys,
        library,
    })
}

async fn page(
    desk: &DeskState,
    editor: &Editor,
    id: &str,
    open: &Open,
    refusal: Option<&ExplainerRefusal>,
) -> Result<Response, DeskError> {
    let screen = Screen::load(desk, editor, format!("/desk/explainer/{id}")).await?;
    let public = open
        .before
        .as_ref()
        .is_some_and(|one| one.first_published.is_some());
    let live = open
        .before
        .as_ref()
        .is_some_and(|one| one.state == ExplainerState::Live);
    let main = html! {
        article.open {
            h1 { @if open.before.is_some() { (open.body.title) } @else { "A new explainer" } }
            @if let Some(refusal) = refusal {
                p.refusal role="alert" { "Not done (" (refusal.code()) "): " (refusal) }
            }
            form method="post" action={ "/desk/explainer/" (id) } {
                @for key in &open.keys { input type="hidden" name="source" value=(source_value(key)); }
                (draw(&open.body, &open.slug, public, &open.library))
                p {
                    button type="submit" name="do" value="save" { "Save" } " "
                    button type="submit" name="do" value="publish" { "Publish" }
                    @if live { " " button type="submit" name="do" value="withdraw" { "Take off the site" } }
                }
            }
        }
    };
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(screen.page_with(status, Place::Explainers, "Explainer", &main))
}

/// `POST /desk/explainer/{id}`
pub(crate) async fn act(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let mut open = open(&desk, &id, &fields).await?;
    let proposals = Proposals::of(&open.library, &open.body);
    let checked = proposals.check(&fields);
    open.body = sent(&fields, &proposals);
    open.slug = fields.get("slug").unwrap_or_default().trim().to_owned();
    let what = fields.get("do").unwrap_or_default();
    let decided = checked.and_then(|()| decide(&desk, &editor, &open, what));
    let mut made = match decided {
        Ok(made) => made,
        Err(refusal) => return page(&desk, &editor, &id, &open, Some(&refusal)).await,
    };
    record(&desk, &mut made).await?;
    let known = made.explainers.first().map(|one| one.id.clone());
    match desk.ports.store.commit(made).await {
        Ok(seq) => desk.ports.wake.wake(seq),
        Err(StoreError::Stale) if open.before.is_none() => {
            return page(&desk, &editor, &id, &open, Some(&ExplainerRefusal::Slug)).await;
        }
        Err(error) => return Err(error.into()),
    }
    let id = known.map_or(id, |known| known.to_string());
    Ok(Redirect::to(&format!("/desk/explainer/{id}")).into_response())
}

fn decide(
    desk: &DeskState,
    editor: &Editor,
    open: &Open,
    what: &str,
) -> Result<Act, ExplainerRefusal> {
    let acting = Acting {
        by: Actor::Editor(editor.name.clone()),
        now: desk.now(),
    };
    let mut bits = [0; 8];
    bits.copy_from_slice(&desk.ports.random.bytes32()[..8]);
    let fresh = ExplainerId::from_random(u64::from_be_bytes(bits));
    let (before, body) = (open.before.as_ref(), open.body.clone());
    match (what, before) {
        ("publish", _) => publish_explainer(
            before,
            &fresh,
            &open.slug,
            body,
            &open.library.sources,
            &acting,
        ),
        ("withdraw", Some(before)) => withdraw_explainer(before, &acting),
        _ => draft_explainer(before, &fresh, &open.slug, body, &acting),
    }
}

/// Adds the ledger's leaf of a published edition; it names the leaf of the one before.
async fn record(desk: &DeskState, act: &mut Act) -> Result<(), DeskError> {
    let Some(edition) = act.explainer_editions.first() else {
        return Ok(());
    };
    let mut previous = None;
    if let (Some(ledger), Some(number)) = (&desk.ports.ledger, edition.number.checked_sub(1)) {
        let subject = LeafSubject::Edition {
            story: StoryId::new(edition.explainer.as_str()),
            number,
            item: None,
        };
        previous = ledger
            .leaf_of(subject)
            .await?
            .map(|stored| stored.leaf.commitment);
    }
    let secret = Secret::new(desk.ports.random.bytes32());
    let leaf = explainer_leaf(edition, previous, secret);
    act.leaves.push((0, leaf));
    Ok(())
}
