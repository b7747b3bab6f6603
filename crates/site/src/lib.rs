//! The public site and the editors' screens. Holds no SQL, fetches nothing, and never says what a disclosure is:
//! it shows what was computed.
//!
//! A request goes `route` → `answer` → `catalogue` (may it be read?) → `cache`, else the page's own module makes it
//! through `press` (theme) and `seal`. Events go `pages::follow` → `catalogue`.

pub mod about;
pub mod also;
mod answer;
pub mod audit;
pub mod cache;
pub mod catalogue;
pub mod config;
pub mod desk;
pub mod diff;
pub mod document;
pub mod encoded;
pub mod explainer;
pub mod feed;
mod freshness;
pub mod head;
pub(crate) mod ledger;
pub mod lists;
mod locks;
pub mod media;
pub mod moment;
pub mod not_found;
pub(crate) mod openapi;
pub mod pages;
pub mod people;
pub mod ports;
pub mod press;
pub(crate) mod quoted;
pub mod ribbon;
pub mod route;
pub mod seal;
pub mod search;
pub mod story;
pub mod surface;
pub mod theme;
pub mod verify;
pub mod words;

use std::sync::Arc;

use axum::Router;

pub use config::{Agency, Section, SiteConfig};
pub use pages::{Pages, follow};
pub use ports::Ports;
pub use press::SiteError;
pub use surface::Surface;
pub use theme::ThemeError;

/// The router of all public pages: everything that no other router took. Merge it with routers that have no
/// fallback of their own.
pub fn router(ports: Ports, pages: Arc<Pages>) -> Router {
    let public = answer::Public { ports, pages };
    Router::new().fallback(answer::answer).with_state(public)
}
