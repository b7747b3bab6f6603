//! The editors' screens under `/desk/`. Not themed. Shows killed and embargoed copy to editors only, marked; every
//! screen works without a script. One page or action per file; the newsroom decides, the screens carry.

mod act;
mod acts;
mod assets;
mod attempts;
mod audit;
mod bench;
mod changes;
mod copy_form;
mod copy_text;
mod difference;
mod document_show;
mod draft;
mod duplicates;
mod embargoes;
mod enter;
mod error;
mod explainer_cards;
mod explainer_first;
mod explainer_form;
mod explainer_proposals;
mod explainer_show;
mod explainers;
mod feeds;
mod fields;
mod item_compare;
mod item_quotes;
mod item_show;
mod item_versions;
mod kills;
mod link;
mod list;
mod merge;
mod missing;
mod notices;
mod origin;
mod password;
mod people_confirm;
mod preview;
mod publish;
mod quarantine;
mod raw;
mod row;
mod screen;
mod session;
mod sign_in;
mod sign_out;
mod state;
mod statement;
mod statement_decide;
mod statements;
mod story_restore;
mod story_show;
mod story_withdraw;
mod stream;
mod times;
mod token;
mod workplace;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};

pub use password::{PASSWORD_BYTES_MAX, hash_password};
pub use state::{DeskState, sign_in_link};

use crate::ports::Ports;

/// Longest form taken, in bytes; a text of this size is longer than any story.
const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The router of everything under `/desk/`, with state of its own.
pub fn router(ports: Ports) -> Router {
    router_with(DeskState::new(ports))
}

/// The router of everything under `/desk/` over this state, whose sign-in links it takes.
pub fn router_with(desk: DeskState) -> Router {
    Router::new()
        .route("/desk", get(missing::to_list))
        .route("/desk/", get(list::show))
        .route("/desk/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/desk/sign-out", post(sign_out::leave))
        .route("/desk/enter", get(enter::show).post(enter::enter))
        .route("/desk/stream", get(stream::follow))
        .route("/desk/events", get(stream::poll))
        .route("/desk/item", get(item_show::show))
        .route("/desk/item/versions", get(item_versions::show))
        .route("/desk/item/compare", get(item_compare::show))
        .route("/desk/raw", get(raw::download))
        .route("/desk/preview", post(preview::show))
        .route("/desk/publish", post(publish::publish))
        .route("/desk/story/{id}", get(story_show::show))
        .route("/desk/story/{id}/withdraw", post(story_withdraw::withdraw))
        .route("/desk/story/{id}/restore", post(story_restore::restore))
        .route("/desk/kills", get(kills::show).post(kills::acknowledge))
        .route("/desk/notices", get(notices::show).post(notices::decide))
        .route(
            "/desk/statements",
            get(statements::show).post(statement_decide::decide),
        )
        .route("/desk/people", post(people_confirm::confirm))
        .route("/desk/embargoes", get(embargoes::show))
        .route("/desk/quarantine", get(quarantine::show))
        .route("/desk/feeds", get(feeds::show))
        .route("/desk/explainers", get(explainers::show))
        .route(
            "/desk/explainer/{id}",
            get(explainer_show::show).post(explainer_show::act),
        )
        .route(
            "/desk/document/{id}",
            get(document_show::show).post(document_show::act),
        )
        .route(
            "/desk/audit",
            get(audit::show)
                .post(audit::run)
                .layer(DefaultBodyLimit::max(audit::FORM_BYTES_MAX)),
        )
        .route("/desk/acts", get(acts::show))
        .route("/desk/assets/{file}", get(assets::serve))
        .route("/desk/{*rest}", any(missing::show))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(desk.clone(), origin::guard))
        .layer(from_fn(with_headers))
        .with_state(desk)
}

/// Headers of every answer; one that a handler set stays.
async fn with_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
