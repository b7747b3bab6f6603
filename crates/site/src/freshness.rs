//! When this node last knew all events there were. A node that shares its ground state with others may be cut off from
//! it, or have been stopped and resumed, while a story is killed: after its freshness lease it answers nothing that may be
//! dead. Measures by a clock that goes on while the process stands still; knows no wall clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The last moment at which every event was applied.
#[derive(Debug)]
pub(crate) struct Freshness {
    begun: Instant,
    /// Milliseconds from the beginning to that moment.
    known_ms: AtomicU64,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            known_ms: AtomicU64::new(0),
        }
    }
}

impl Freshness {
    /// A question for events, asked at this moment, was answered with none.
    pub(crate) fn knew_all(&self, asked: Instant) {
        let since = asked.saturating_duration_since(self.begun).as_millis();
        let since = u64::try_from(since).unwrap_or(u64::MAX);
        self.known_ms.fetch_max(since, Ordering::SeqCst);
    }

    /// How old what is known may be.
    pub(crate) fn age(&self) -> Duration {
        let known = Duration::from_millis(self.known_ms.load(Ordering::SeqCst));
        self.begun.elapsed().saturating_sub(known)
    }

    /// Whether it is older than the lease; never without one.
    pub(crate) fn is_over(&self, lease: Option<Duration>) -> bool {
        lease.is_some_and(|lease| self.age() > lease)
    }
}
