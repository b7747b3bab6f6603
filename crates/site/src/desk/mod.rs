//! The editors' screens under `/desk/`. Not themed. Shows killed and embargoed copy to editors only, marked.

use axum::Router;

use crate::ports::Ports;

/// The router of everything under `/desk/`.
pub fn router(_ports: Ports) -> Router {
    Router::new()
}
