//! When a pulled feed is asked again: sooner after news, later after silence and failures. Pure; time is counted in
//! durations, no clock is read.

use std::time::Duration;

use crate::config::PullConfig;

const FIRST_BACKOFF: Duration = Duration::from_secs(15);

/// How a poll went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Poll {
    /// Something new was received.
    News,
    /// Nothing new.
    Silence,
    /// It failed; the source may have asked for time.
    Failure(Option<Duration>),
}

/// The interval as it adapts.
#[derive(Debug)]
pub(crate) struct Schedule {
    interval: Duration,
    interval_min: Duration,
    interval_max: Duration,
    backoff_max: Duration,
    failures: u32,
}

impl Schedule {
    pub(crate) fn new(config: &PullConfig) -> Self {
        let interval_max = config.interval_max.max(config.interval_min);
        Self {
            interval: config.interval.clamp(config.interval_min, interval_max),
            interval_min: config.interval_min,
            interval_max,
            backoff_max: config.backoff_max,
            failures: 0,
        }
    }

    /// An interval that news and silence leave as it is.
    pub(crate) fn steady(interval: Duration, backoff_max: Duration) -> Self {
        Self {
            interval,
            interval_min: interval,
            interval_max: interval,
            backoff_max,
            failures: 0,
        }
    }

    /// The wait until the next poll, after one that went like this.
    pub(crate) fn after(&mut self, poll: Poll) -> Duration {
        match poll {
            Poll::News => self.settle(self.interval / 2),
            Poll::Silence => self.settle(self.interval + self.interval / 4),
            Poll::Failure(asked) => {
                let backoff = FIRST_BACKOFF.saturating_mul(1 << self.failures.min(10));
                self.failures = self.failures.saturating_add(1);
                backoff
                    .min(self.backoff_max)
                    .max(asked.unwrap_or(Duration::ZERO))
            }
        }
    }

    fn settle(&mut self, interval: Duration) -> Duration {
        self.failures = 0;
        self.interval = interval.clamp(self.interval_min, self.interval_max);
        self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(polls: &[Poll]) -> Vec<u64> {
        let mut schedule = Schedule::new(&PullConfig::new("unused"));
        polls
            .iter()
            .map(|poll| schedule.after(*poll).as_secs())
            .collect()
    }

    #[test]
    fn news_shortens_the_interval_down_to_a_minute() {
        assert_eq!(waits(&[Poll::News; 4]), [150, 75, 60, 60]);
    }

    #[test]
    fn silence_lengthens_it_up_to_half_an_hour() {
        let waits = waits(&[Poll::Silence; 20]);
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&1800));
    }

    #[test]
    fn failures_back_off_to_a_quarter_of_an_hour_and_are_then_forgotten() {
        let mut polls = vec![Poll::Failure(None); 9];
        polls.push(Poll::News);
        assert_eq!(
            waits(&polls),
            [15, 30, 60, 120, 240, 480, 900, 900, 900, 150]
        );
    }

    #[test]
    fn a_source_that_asks_for_time_gets_it() {
        let asked = Duration::from_secs(3600);
        assert_eq!(waits(&[Poll::Failure(Some(asked))]), [3600]);
        assert_eq!(waits(&[Poll::Failure(Some(Duration::from_secs(1)))]), [15]);
    }
}
