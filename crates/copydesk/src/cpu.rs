//! CPU time spent, of the process and of what runs under a meter. Not the wall clock; decides nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time of all reading of raws so far.
pub static READING: Meter = Meter {
    nanoseconds: AtomicU64::new(0),
};

/// Adds up the CPU time of threads while they hold a [`Running`].
pub struct Meter {
    nanoseconds: AtomicU64,
}

impl Meter {
    /// Starts to count this thread's CPU time until the answer is dropped.
    pub fn start(&'static self) -> Running {
        Running {
            meter: self,
            start: of(ClockId::ThreadCPUTime),
        }
    }

    /// What was counted so far.
    pub fn spent(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }
}

/// A thread under a meter; must be dropped on the thread that made it.
pub struct Running {
    meter: &'static Meter,
    start: Duration,
}

impl Drop for Running {
    fn drop(&mut self) {
        let spent = of(ClockId::ThreadCPUTime).saturating_sub(self.start);
        let nanoseconds = u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX);
        self.meter
            .nanoseconds
            .fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

/// CPU time of the whole process.
pub fn process() -> Duration {
    of(ClockId::ProcessCPUTime)
}

fn of(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}
