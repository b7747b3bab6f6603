//! How the ledger is: the size that is served, and what keeps it from going on. Shared with pages and `/healthz`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// State that others may look at.
#[derive(Debug, Default)]
pub struct Status {
    served: AtomicU64,
    trouble: Mutex<Option<String>>,
    /// What a witness says that must not be, by its name.
    alarms: Mutex<BTreeMap<String, String>>,
}

impl Status {
    /// Size of the checkpoint that is served; 0: none yet.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.served.load(Ordering::Acquire)
    }

    /// What keeps the ledger from going on, and what a witness says that must not be.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let trouble = locked(&self.trouble).clone();
        let alarms = locked(&self.alarms).clone().into_iter();
        let alarms = alarms.map(|(witness, alarm)| format!("witness {witness}: {alarm}"));
        let all: Vec<String> = trouble.into_iter().chain(alarms).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// Remembers what a witness says that must not be, or that it says so no more.
    pub(crate) fn set_alarm(&self, witness: &str, alarm: Option<String>) {
        let mut alarms = locked(&self.alarms);
        match alarm {
            Some(alarm) => alarms.insert(witness.to_owned(), alarm),
            None => alarms.remove(witness),
        };
    }

    pub(crate) fn serve(&self, size: u64) {
        self.served.store(size, Ordering::Release);
    }

    /// Remembers trouble; `true` if it is another than before, and so worth a line.
    pub(crate) fn set_trouble(&self, trouble: Option<String>) -> bool {
        let mut known = locked(&self.trouble);
        let changed = *known != trouble;
        *known = trouble;
        changed
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
