//! When a feed was last heard of, and whether that is late for it. Pure: instants are arguments; what is not known is
//! said to be unknown, never on time.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::{FeedId, Gap};

/// Past gaps kept for each hour of the day; older ones are forgotten.
const GAPS_MAX: usize = 512;
/// With fewer past gaps than this nothing is said.
const GAPS_MIN: usize = 20;
/// No feed is late by its past before this: a busy one would be every few minutes.
const FLOOR: SignedDuration = SignedDuration::from_mins(5);

/// Signs of life of one kind: the instants at which copy came, say. Gaps count for the hour (UTC) in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    last: Option<Timestamp>,
    gaps: [VecDeque<u32>; 24],
}

/// Whether something is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lateness {
    /// Nothing to judge by: no configured time and too little past.
    Unknown,
    /// Within its time.
    OnTime,
    /// Past its time: a warning.
    Late,
    /// Past twice its time: an alarm.
    Overdue,
}

impl Pulse {
    /// Something came at `at`. Instants before the last one change nothing.
    pub fn beat(&mut self, at: Timestamp) {
        match self.last {
            Some(last) if at <= last => {}
            Some(last) => {
                let gap = at.duration_since(last).as_secs();
                let gaps = &mut self.gaps[hour(last)];
                if gaps.len() == GAPS_MAX {
                    gaps.pop_front();
                }
                gaps.push_back(u32::try_from(gap).unwrap_or(u32::MAX));
                self.last = Some(at);
            }
            None => self.last = Some(at),
        }
    }

    /// When something came last.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// After how long a gap that began at `from` is late: the configured time, else the 99th percentile of past gaps
    /// that began in that hour, at least five minutes. `None` when there are fewer than twenty of them.
    #[must_use]
    pub fn late_after(
        &self,
        from: Timestamp,
        configured: Option<SignedDuration>,
    ) -> Option<SignedDuration> {
        configured.or_else(|| self.usual(from).map(|usual| usual.max(FLOOR)))
    }

    fn usual(&self, from: Timestamp) -> Option<SignedDuration> {
        let mut gaps: Vec<u32> = self.gaps[hour(from)].iter().copied().collect();
        if gaps.len() < GAPS_MIN {
            return None;
        }
        gaps.sort_unstable();
        // Nearest rank: the smallest gap that 99 of 100 do not exceed.
        let rank = (gaps.len() * 99).div_ceil(100);
        gaps.get(rank - 1)
            .map(|gap| SignedDuration::from_secs(i64::from(*gap)))
    }

    /// Whether it is late at `now`. A program that runs only since `since` has heard nothing before, so no gap counts
    /// from earlier than that.
    #[must_use]
    pub fn lateness(
        &self,
        now: Timestamp,
        since: Timestamp,
        configured: Option<SignedDuration>,
    ) -> Lateness {
        let from = self.last.map_or(since, |last| last.max(since));
        let Some(late_after) = self.late_after(from, configured) else {
            return Lateness::Unknown;
        };
        let gap = now.duration_since(from);
        if gap <= late_after {
            Lateness::OnTime
        } else if gap <= late_after.saturating_mul(2) {
            Lateness::Late
        } else {
            Lateness::Overdue
        }
    }
}

fn hour(at: Timestamp) -> usize {
    let hour = at.as_second().rem_euclid(86_400) / 3600;
    usize::try_from(hour).unwrap_or(0)
}

/// What is known of a feed's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedHealth {
    /// Last successful look or push, also one that brought nothing; since the program runs.
    pub connection: Option<Timestamp>,
    /// Whether that is late.
    pub connection_lateness: Lateness,
    /// Last copy, repeats and test telegrams included.
    pub content: Option<Timestamp>,
    /// Whether that is late.
    pub content_lateness: Lateness,
    /// After how long without copy it is, or would be, late.
    pub late_after: Option<SignedDuration>,
    /// Last trouble of the transport, in one sentence, with its time.
    pub trouble: Option<(Timestamp, String)>,
    /// Why the transport has given up until the program starts anew, with the time.
    pub stopped: Option<(Timestamp, String)>,
    /// Numbers of telegrams that have been missing for a minute, the newest day first: one may be a kill.
    pub gaps: Vec<Gap>,
}

/// How a feed is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedLevel {
    /// Nothing to say.
    Good,
    /// Late, or its last look failed, or a telegram is missing.
    Warning,
    /// Twice as late, or stopped.
    Alarm,
}

impl Default for FeedHealth {
    fn default() -> Self {
        Self {
            connection: None,
            connection_lateness: Lateness::Unknown,
            content: None,
            content_lateness: Lateness::Unknown,
            late_after: None,
            trouble: None,
            stopped: None,
            gaps: Vec::new(),
        }
    }
}

impl FeedHealth {
    /// Whether the last trouble has not been followed by a look that went well.
    #[must_use]
    pub fn is_in_trouble(&self) -> bool {
        let since = self.trouble.as_ref().map(|(at, _)| *at);
        since.is_some_and(|at| self.connection.is_none_or(|connection| connection <= at))
    }

    /// The worst of it.
    #[must_use]
    pub fn level(&self) -> FeedLevel {
        let lateness = self.connection_lateness.max(self.content_lateness);
        if self.stopped.is_some() || lateness == Lateness::Overdue {
            FeedLevel::Alarm
        } else if lateness == Lateness::Late || self.is_in_trouble() || !self.gaps.is_empty() {
            FeedLevel::Warning
        } else {
            FeedLevel::Good
        }
    }
}

/// Tells how feeds are.
pub trait FeedWatch: Send + Sync {
    /// What is known of a feed now.
    fn health(&self, feed: &FeedId) -> FeedHealth;
}

/// Knows nothing of any feed: where no transport runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl FeedWatch for Unwatched {
    fn health(&self, _feed: &FeedId) -> FeedHealth {
        FeedHealth::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_006_400 + second).expect("in range")
    }

    /// A feed that brought something every `gap` seconds, so many times; the last instant with it.
    fn steady(gap: i64, times: i64) -> (Pulse, i64) {
        let mut pulse = Pulse::default();
        (0..=times).for_each(|n| pulse.beat(at(n * gap)));
        (pulse, gap * times)
    }

    #[track_caller]
    fn check(pulse: &Pulse, second: i64, configured: Option<i64>, expected: Lateness) {
        let configured = configured.map(SignedDuration::from_secs);
        assert_eq!(
            pulse.lateness(at(second), at(0), configured),
            expected,
            "at {second}"
        );
    }

    #[test]
    fn a_configured_time_is_a_warning_and_twice_it_an_alarm() {
        let mut pulse = Pulse::default();
        check(&pulse, 600, Some(600), Lateness::OnTime);
        check(&pulse, 601, Some(600), Lateness::Late);
        check(&pulse, 1201, Some(600), Lateness::Overdue);
        pulse.beat(at(1000));
        check(&pulse, 1600, Some(600), Lateness::OnTime);
        check(&pulse, 2200, Some(600), Lateness::Late);
        check(&pulse, 2201, Some(600), Lateness::Overdue);
    }

    #[test]
    fn without_one_the_past_of_that_hour_says() {
        let (pulse, last) = steady(8, 100);
        check(&pulse, last + 300, None, Lateness::OnTime);
        check(&pulse, last + 301, None, Lateness::Late);
        let day = 86_400;
        let mut pulse = Pulse::default();
        // Each day: one telegram at midnight, the next 40 minutes later, then silence until the next day.
        for n in 0..40 {
            pulse.beat(at(n * day));
            pulse.beat(at(n * day + 2400));
        }
        let last = 39 * day + 2400;
        check(&pulse, last + 80_000, None, Lateness::OnTime);
        check(&pulse, last + 84_001, None, Lateness::Late);
        check(&pulse, last + 2 * 84_001, None, Lateness::Overdue);
    }

    #[test]
    fn too_little_past_says_nothing() {
        let (pulse, last) = steady(60, 19);
        check(&pulse, last + 1_000_000, None, Lateness::Unknown);
        check(&Pulse::default(), 1_000_000, None, Lateness::Unknown);
    }

    #[test]
    fn what_came_before_the_program_ran_is_not_held_against_the_feed() {
        let (pulse, last) = steady(8, 100);
        let started = at(last + 50_000);
        let lateness =
            |second| pulse.lateness(at(second), started, Some(SignedDuration::from_secs(60)));
        assert_eq!(lateness(last + 50_060), Lateness::OnTime);
        assert_eq!(lateness(last + 50_061), Lateness::Late);
    }

    #[test]
    fn a_clock_set_back_makes_no_gap() {
        let (mut pulse, last) = steady(8, 100);
        let before = pulse.clone();
        pulse.beat(at(last - 400));
        assert_eq!(pulse, before);
    }

    #[test]
    fn a_feed_is_as_bad_as_the_worst_of_it() {
        let mut health = FeedHealth::default();
        assert_eq!(health.level(), FeedLevel::Good);
        health.trouble = Some((at(5), String::from("x")));
        assert_eq!(health.level(), FeedLevel::Warning);
        health.connection = Some(at(6));
        assert_eq!(health.level(), FeedLevel::Good);
        health.content_lateness = Lateness::Late;
        assert_eq!(health.level(), FeedLevel::Warning);
        health.connection_lateness = Lateness::Overdue;
        assert_eq!(health.level(), FeedLevel::Alarm);
        let stopped = FeedHealth {
            stopped: Some((at(1), String::from("x"))),
            ..FeedHealth::default()
        };
        assert_eq!(stopped.level(), FeedLevel::Alarm);
    }
}
