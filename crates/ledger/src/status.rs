//! How the ledger is: the size that is served, and what keeps it from going on. Shared with pages and `/healthz`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// State that others may look at.
#[derive(Debug, Default)]
pub struct Status {
    served: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Status {
    /// Size of the checkpoint that is served; 0: none yet.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.served.load(Ordering::Acquire)
    }

    /// What keeps the ledger from going on.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn serve(&self, size: u64) {
        self.served.store(size, Ordering::Release);
    }

    /// Remembers trouble; `true` if it is another than before, and so worth a line.
    pub(crate) fn set_trouble(&self, trouble: Option<String>) -> bool {
        let mut known = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *known != trouble;
        *known = trouble;
        changed
    }
}
