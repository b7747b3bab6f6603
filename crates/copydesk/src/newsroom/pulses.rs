//! The signs of life of every feed while the program runs, and what is known of their past from the last receipts.
//! Judges by `desk::Pulse`; acts on nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use copydesk_desk::{
    Clock, Feed, FeedHealth, FeedId, FeedWatch, Pulse, Sequences, Store, StoreError,
    telegram_number,
};
use copydesk_intake::FeedTransport;
use copydesk_store::SentTelegram;
use jiff::{SignedDuration, Timestamp};

/// Receipts that the past is known from.
const PAST_RECEIPTS: usize = 100_000;

/// No connection is late before this.
const LOOKS_LATE_AFTER_MIN: SignedDuration = SignedDuration::from_mins(5);

/// The signs of life of every feed.
pub struct Pulses {
    clock: Arc<dyn Clock>,
    feeds: Arc<HashMap<FeedId, Feed>>,
    /// After how long without a look that went well a connection is late.
    looks_late_after: HashMap<FeedId, SignedDuration>,
    started: Timestamp,
    signs: Mutex<HashMap<FeedId, Signs>>,
}

#[derive(Default)]
struct Signs {
    connection: Pulse,
    content: Pulse,
    trouble: Option<(Timestamp, String)>,
    stopped: Option<(Timestamp, String)>,
    sequences: Sequences,
}

impl Pulses {
    /// Knows nothing yet; counts from now on.
    pub fn new(
        clock: Arc<dyn Clock>,
        feeds: Arc<HashMap<FeedId, Feed>>,
        transports: &[FeedTransport],
    ) -> Self {
        Self {
            looks_late_after: transports.iter().filter_map(looks_late_after).collect(),
            started: clock.now(),
            clock,
            feeds,
            signs: Mutex::default(),
        }
    }

    /// Learns from the last receipts how often each feed usually brings something, and from the telegrams that came
    /// lately, with their names, which numbers came.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn learn(
        &self,
        store: &dyn Store,
        telegrams: Vec<SentTelegram>,
    ) -> Result<(), StoreError> {
        let past = store.recent_receipts(PAST_RECEIPTS).await?;
        let mut signs = self.signs();
        for (feed, at) in past {
            if self.feeds.contains_key(&feed) {
                signs.entry(feed).or_default().content.beat(at);
            }
        }
        drop(signs);
        for telegram in telegrams {
            self.item(&telegram.feed, &telegram.name, telegram.received);
        }
        Ok(())
    }

    fn signs(&self) -> MutexGuard<'_, HashMap<FeedId, Signs>> {
        self.signs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copy came, new or again.
    pub fn content(&self, feed: FeedId, at: Timestamp) {
        self.signs().entry(feed).or_default().content.beat(at);
    }

    /// An item was read that may be a telegram with a number, received at `at`.
    pub fn item(&self, feed: &FeedId, guid: &str, at: Timestamp) {
        if let Some(number) = telegram_number(guid) {
            let mut signs = self.signs();
            let signs = signs.entry(feed.clone()).or_default();
            signs.sequences.note(number, at);
        }
    }

    /// A look or a push went well.
    pub fn connection(&self, feed: FeedId, at: Timestamp) {
        self.signs().entry(feed).or_default().connection.beat(at);
    }

    /// A look failed, or something else a transport could not do.
    pub fn trouble(&self, feed: FeedId, at: Timestamp, what: String) {
        self.signs().entry(feed).or_default().trouble = Some((at, what));
    }

    /// A transport has given up.
    pub fn stopped(&self, feed: FeedId, at: Timestamp, what: String) {
        self.signs().entry(feed).or_default().stopped = Some((at, what));
    }
}

/// Twice the longest time between two looks, at least five minutes.
fn looks_late_after(feed: &FeedTransport) -> Option<(FeedId, SignedDuration)> {
    let interval = SignedDuration::try_from(feed.transport.look_interval_max()?).ok()?;
    let late_after = interval.saturating_mul(2).max(LOOKS_LATE_AFTER_MIN);
    Some((feed.feed.clone(), late_after))
}

impl FeedWatch for Pulses {
    fn health(&self, feed: &FeedId) -> FeedHealth {
        let now = self.clock.now();
        let configured = self.feeds.get(feed).and_then(|feed| feed.rules.late_after);
        let signs = self.signs();
        let quiet = Signs::default();
        let known = signs.get(feed).unwrap_or(&quiet);
        let from = known
            .content
            .last()
            .map_or(self.started, |last| last.max(self.started));
        FeedHealth {
            connection: known.connection.last(),
            connection_lateness: known.connection.lateness(
                now,
                self.started,
                self.looks_late_after.get(feed).copied(),
            ),
            content: known.content.last(),
            content_lateness: known.content.lateness(now, self.started, configured),
            late_after: known.content.late_after(from, configured),
            trouble: known.trouble.clone(),
            stopped: known.stopped.clone(),
            gaps: match self.feeds.get(feed) {
                Some(feed) if feed.rules.ignore_gaps => Vec::new(),
                _ => known.sequences.gaps(now),
            },
        }
    }
}
