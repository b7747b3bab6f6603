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
