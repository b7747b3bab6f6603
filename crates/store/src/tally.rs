//! What came in on each feed, as counts: the same for every engine.

use copydesk_desk::FeedId;
use jiff::Timestamp;

/// Counts of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedTally {
    /// The feed.
    pub feed: FeedId,
    /// Receipts: different bytes.
    pub receipts: u64,
    /// How often the same bytes came again.
    pub repeats: u64,
    /// Receipts that could not be read.
    pub quarantined: u64,
    /// When the last one was received.
    pub last: Timestamp,
}

/// How the names of telegrams begin that were made from their own day, service and number; 25 bytes each.
pub(crate) const TELEGRAM_NAMES: [&str; 2] =
    ["guid:urn:x-copydesk:7901:", "guid:urn:x-copydesk:anpa:"];

/// A telegram that came, by one of the names of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTelegram {
    /// The feed it came on.
    pub feed: FeedId,
    /// `guid:urn:x-copydesk:7901:…` or `guid:urn:x-copydesk:anpa:…`.
    pub name: String,
    /// When its version was received; of one that delivered a version again, when that was.
    pub received: Timestamp,
}
