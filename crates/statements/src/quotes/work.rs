//! Steps of one check, counted, so that a test can see that the work is bounded on every machine. Measures no time.

use std::cell::Cell;

/// A counter of steps.
#[derive(Debug, Default)]
pub(crate) struct Work(Cell<u64>);

impl Work {
    pub(crate) fn count(&self, steps: usize) {
        self.0.set(self.0.get() + steps as u64);
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.get()
    }
}
