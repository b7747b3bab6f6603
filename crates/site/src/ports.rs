//! What the site is handed: ports of the desk, configuration, and the reading of a version's text from its raw.
//! Owns no engine; never fetches.

use std::collections::HashMap;
use std::sync::Arc;

use copydesk_desk::{
    Clock, Feed, FeedId, FeedWatch, Random, Reuse, ServedLedger, Store, StoreError, Version, Wake,
};
use copydesk_wire::Item;

use crate::config::SiteConfig;

/// Everything a page or an action of the desk needs. Cheap to clone.
#[derive(Clone)]
pub struct Ports {
    /// Ground state.
    pub store: Arc<dyn Store>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Tokens and ids.
    pub random: Arc<dyn Random>,
    /// Announces and awaits committed events.
    pub wake: Arc<dyn Wake>,
    /// The publication.
    pub config: Arc<SiteConfig>,
    /// Feeds by id, for hints and rules.
    pub feeds: Arc<HashMap<FeedId, Feed>>,
    /// How the feeds are.
    pub watch: Arc<dyn FeedWatch>,
    /// The ledger, if this newsroom keeps one.
    pub ledger: Option<Arc<dyn ServedLedger>>,
    /// The archive's index.
    pub reuse: Arc<dyn Reuse>,
}

impl Ports {
    /// The item of a version, read again from its raw: text and notes are never kept beside the bytes.
    /// `None` when the raw or the item in it is gone.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn item_of(&self, version: &Version) -> Result<Option<Item>, StoreError> {
        item_of(self.store.as_ref(), &self.feeds, version).await
    }
}

/// The item of a version, read again from its raw; `None` when the raw or the item in it is gone.
///
/// # Errors
/// When the store does not answer.
pub async fn item_of(
    store: &dyn Store,
    feeds: &HashMap<FeedId, Feed>,
    version: &Version,
) -> Result<Option<Item>, StoreError> {
    let Some(raw) = store.raw(version.raw).await? else {
        return Ok(None);
    };
    let mut hint = feeds
        .get(&version.feed)
        .map(|feed| feed.hint.clone())
        .unwrap_or_default();
    if let Some(receipt) = store.receipt(version.receipt).await? {
        hint.received = Some(receipt.received);
        hint.media_type = receipt.media_type;
        hint.transport_charset = receipt.charset;
        hint.file_name = receipt.name;
    }
    let index = usize::try_from(version.index_in_raw).unwrap_or(usize::MAX);
    Ok(copydesk_wire::read(&raw, &hint)
        .items
        .into_iter()
        .nth(index))
}
