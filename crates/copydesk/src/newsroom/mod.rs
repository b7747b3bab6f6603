//! The running newsroom: takes what transports bring, reads it, lets the desk decide, commits, wakes the followers.
//! Start-up runs the same code as the normal path: what is durable and unread is read. Decides nothing itself.

mod archives;
mod clockwork;
mod derived;
pub mod explaining;
mod index;
mod pulses;
mod reading;
mod referring;
mod wake;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use copydesk_desk::decide::House;
use copydesk_desk::{
    Answer, Arrival, Clock, ExplainerId, Feed, FeedId, Random, Receipted, Receiver, Store, StoryId,
};
use copydesk_wire::{Hint, Limits};
use jiff::Timestamp;
use tokio::sync::{Notify, watch};

pub use derived::{Which, Writing, disclosures_anew};
pub use index::Index;
pub use pulses::Pulses;
pub use reading::{Reader, load_known, text_of};
pub use wake::WakeUp;

/// What the newsroom stands on.
#[derive(Clone)]
pub struct Ground {
    /// Ground state.
    pub store: Arc<dyn Store>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Ids of stories that rules publish.
    pub random: Arc<dyn Random>,
    /// Wakes the site and the desk's streams.
    pub wake: Arc<WakeUp>,
    /// Feeds by id.
    pub feeds: Arc<HashMap<FeedId, Feed>>,
    /// The publication.
    pub house: Arc<House>,
    /// How much is read of what came on a feed that is not configured: an import, or a feed of the past.
    pub limits: Limits,
}

impl Ground {
    /// An id for a story that may be published.
    pub fn fresh_story(&self) -> StoryId {
        let bytes = self.random.bytes32();
        let mut bits = [0; 8];
        bits.copy_from_slice(&bytes[..8]);
        StoryId::from_random(u64::from_le_bytes(bits))
    }

    /// An id for an explainer that may be published.
    pub fn fresh_explainer(&self) -> ExplainerId {
        ExplainerId::new(self.fresh_story().as_str())
    }

    /// The feed of that id; one that is no longer configured keeps its receipts readable, by no rule.
    pub fn feed(&self, id: &FeedId) -> Feed {
        self.feeds.get(id).cloned().unwrap_or_else(|| Feed {
            id: id.clone(),
            agency: String::new(),
            hint: Hint {
                limits: self.limits,
                ..Hint::default()
            },
            rules: copydesk_desk::FeedRules::default(),
        })
    }
}

/// The newsroom as transports see it.
pub struct Newsroom {
    ground: Ground,
    unread: Arc<Notify>,
    pulses: Arc<Pulses>,
}

impl Newsroom {
    /// A newsroom on this ground; nothing runs yet.
    pub fn new(ground: Ground, pulses: Arc<Pulses>) -> Arc<Self> {
        Arc::new(Self {
            ground,
            unread: Arc::new(Notify::new()),
            pulses,
        })
    }

    /// Reads what arrives and keeps the embargo clock until `shutdown` turns true.
    pub async fn run(self: Arc<Self>, shutdown: watch::Receiver<bool>) {
        let explained = shutdown.clone();
        let reader = Reader::new(self.ground.clone()).telling(Arc::clone(&self.pulses));
        let reading = reader.follow(Arc::clone(&self.unread), shutdown.clone());
        let clockwork = clockwork::follow(self.ground.clone(), shutdown);
        let explaining = explaining::follow(self.ground.clone(), explained);
        tokio::join!(reading, clockwork, explaining);
    }
}

impl Receiver for Newsroom {
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted> {
        let (feed, received) = (arrival.feed.clone(), arrival.received);
        let receipted = self.ground.store.receive(arrival);
        Box::pin(async move {
            let receipted = receipted.await?;
            self.pulses.content(feed, received);
            self.unread.notify_one();
            Ok(receipted)
        })
    }

    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>> {
        self.ground.store.cursor(feed)
    }

    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()> {
        self.ground.store.put_cursor(feed, cursor)
    }

    fn heartbeat(&self, feed: FeedId, at: Timestamp) {
        self.pulses.connection(feed, at);
    }

    fn trouble(&self, feed: FeedId, at: Timestamp, what: String) {
        tracing::warn!(%feed, what, "trouble with a feed");
        self.pulses.trouble(feed, at, what);
    }

    fn stopped(&self, feed: FeedId, at: Timestamp, what: String) {
        tracing::error!(%feed, what, "a feed has stopped");
        self.pulses.stopped(feed, at, what);
    }
}
