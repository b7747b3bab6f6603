//! Which files of a remote folder are to be fetched now: a value of what was seen in earlier listings, decisions out.
//! Pure: time and listing are arguments.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::cursor::Taken;
use crate::folder::scan::{backoff, is_unfinished_name};

/// What tells one state of a remote file from another: what SIZE and MDTM say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) bytes: u64,
    /// Seconds since 1970; absent when the server does not say.
    pub(crate) modified: Option<i64>,
}

/// One file of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) stamp: Stamp,
}

/// What to do about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Fetch it: it was the same in two listings.
    Fetch(String, Stamp),
    /// It is durable here and still there: move or delete it.
    Finish(String, Stamp),
    /// Say this, once.
    Report(String),
}

/// Times and limits that decide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) settle: Duration,
    pub(crate) empty_report: Duration,
    pub(crate) file_bytes_max: u64,
    /// Whether files that are durable here are to be moved or deleted.
    pub(crate) finishes: Finishes,
}

/// Whether a file leaves the folder after receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finishes {
    Never,
    AfterReceipt,
}

#[derive(Clone, Debug)]
struct Seen {
    stamp: Stamp,
    /// Since when the stamp is the same.
    since: Timestamp,
    /// The listing that showed it first is no second one, however much time is said to have passed.
    listings: u32,
    not_before: Option<Timestamp>,
    failures: u32,
    reported: bool,
}

/// What was seen of a folder so far.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    seen: BTreeMap<String, Seen>,
}

impl Scan {
    /// Compares a listing with earlier ones: files that failed before come last, else the oldest first, then by name.
    pub(crate) fn look(
        &mut self,
        now: Timestamp,
        listing: Vec<Listed>,
        taken: &Taken,
        rules: Rules,
    ) -> Vec<Decision> {
        let present: HashSet<&str> = listing.iter().map(|file| file.name.as_str()).collect();
        self.seen.retain(|name, _| present.contains(name.as_str()));
        let mut decided: Vec<_> = listing
            .into_iter()
            .filter(|file| !is_unfinished_name(std::path::Path::new(&file.name)))
            .filter_map(|file| {
                let order = (file.stamp.modified, file.name.clone());
                let (failures, decision) = self.decide(now, file, taken, rules)?;
                Some((failures, order, decision))
            })
            .collect();
        decided.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        decided
            .into_iter()
            .map(|(_, _, decision)| decision)
            .collect()
    }

    /// The file could not be fetched or moved: not before a while, longer each time.
    pub(crate) fn postpone(&mut self, now: Timestamp, name: &str) {
        if let Some(seen) = self.seen.get_mut(name) {
            seen.not_before = Some(now + backoff(seen.failures));
            seen.failures = seen.failures.saturating_add(1);
        }
    }

    /// The file is not what the listing said: it has to be the same twice again.
    pub(crate) fn changed(&mut self, now: Timestamp, name: &str) {
        if let Some(seen) = self.seen.get_mut(name) {
            (seen.since, seen.listings) = (now, 0);
        }
    }

    fn decide(
        &mut self,
        now: Timestamp,
        file: Listed,
        taken: &Taken,
        rules: Rules,
    ) -> Option<(u32, Decision)> {
        let seen = self
            .seen
            .entry(file.name.clone())
            .or_insert_with(|| Seen::at(file.stamp, now));
        if seen.stamp != file.stamp {
            *seen = Seen {
                failures: seen.failures,
                not_before: seen.not_before,
                ..Seen::at(file.stamp, now)
            };
        }
        seen.listings = seen.listings.saturating_add(1);
        // A clock set back must not make a file wait for it to catch up.
        seen.since = seen.since.min(now);
        if seen.not_before.is_some_and(|not_before| now < not_before) {
            return None;
        }
        let failures = seen.failures;
        seen.next(now, file, taken, rules)
            .map(|decision| (failures, decision))
    }
}

impl Seen {
    fn at(stamp: Stamp, now: Timestamp) -> Self {
        Self {
            stamp,
            since: now,
            listings: 0,
            not_before: None,
            failures: 0,
            reported: false,
        }
    }

    fn next(
        &mut self,
        now: Timestamp,
        file: Listed,
        taken: &Taken,
        rules: Rules,
    ) -> Option<Decision> {
        let unchanged = now.duration_since(self.since);
        let over = |limit: Duration| {
            unchanged >= SignedDuration::try_from(limit).unwrap_or(SignedDuration::MAX)
        };
        if !sane(&file.name) {
            return self.report(String::from(
                "a file whose name holds a slash or a control character is not fetched",
            ));
        }
        if file.stamp.bytes == 0 {
            let what = format!("file {} stays empty and is not fetched", file.name);
            return over(rules.empty_report)
                .then(|| self.report(what))
                .flatten();
        }
        if file.stamp.bytes > rules.file_bytes_max {
            let (bytes, limit) = (file.stamp.bytes, rules.file_bytes_max);
            return self.report(format!(
                "file {} has {bytes} bytes, over the limit of {limit}: not fetched",
                file.name
            ));
        }
        if taken.holds(&file.name, file.stamp) {
            let finish = rules.finishes == Finishes::AfterReceipt;
            return finish.then_some(Decision::Finish(file.name, file.stamp));
        }
        let settled = over(rules.settle) && (self.listings > 1 || rules.settle.is_zero());
        settled.then_some(Decision::Fetch(file.name, file.stamp))
    }

    fn report(&mut self, what: String) -> Option<Decision> {
        (!std::mem::replace(&mut self.reported, true)).then_some(Decision::Report(what))
    }
}

/// A name that is one file of the folder and cannot end a command.
fn sane(name: &str) -> bool {
    !name.contains(['/', '\\']) && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        settle: Duration::from_secs(5),
        empty_report: Duration::from_secs(600),
        file_bytes_max: 1000,
        finishes: Finishes::Never,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).expect("in range")
    }

    fn file(name: &str, bytes: u64) -> Listed {
        let stamp = Stamp {
            bytes,
            modified: Some(7),
        };
        Listed {
            name: name.to_owned(),
            stamp,
        }
    }

    /// Each look is (second, size); whether the file is to be fetched stands beside it.
    #[track_caller]
    fn check_looks(looks: &[(i64, u64, bool)]) {
        let mut scan = Scan::default();
        for (second, bytes, expected) in looks {
            let decided = scan.look(
                at(*second),
                vec![file("a.xml", *bytes)],
                &Taken::default(),
                RULES,
            );
            let fetched = matches!(decided.as_slice(), [Decision::Fetch(..)]);
            assert_eq!(fetched, *expected, "at second {second}: {decided:?}");
        }
    }

    #[test]
    fn a_file_is_fetched_once_it_was_the_same_in_two_listings_five_seconds_apart() {
        check_looks(&[(0, 10, false), (4, 10, false), (5, 10, true)]);
        check_looks(&[
            (0, 10, false),
            (5, 20, false),
            (9, 20, false),
            (10, 20, true),
        ]);
    }

    #[test]
    fn a_clock_set_back_does_not_stop_a_file() {
        check_looks(&[(5000, 10, false), (0, 10, false), (5, 10, true)]);
    }

    #[test]
    fn a_file_that_failed_waits_longer_each_time_and_comes_last() {
        let mut scan = Scan::default();
        let listing = || vec![file("a", 5), file("b", 5)];
        let none = Taken::default();
        scan.look(at(0), listing(), &none, RULES);
        scan.postpone(at(5), "a");
        assert_eq!(scan.look(at(5), listing(), &none, RULES).len(), 1);
        let decided = scan.look(at(6), listing(), &none, RULES);
        assert!(
            matches!(&decided[..], [Decision::Fetch(b, _), Decision::Fetch(a, _)] if b == "b" && a == "a")
        );
    }

    #[test]
    fn what_is_never_fetched_is_reported_once() {
        for (name, bytes) in [("empty", 0), ("large", 1001), ("a/b", 5), ("a\rDELE b", 5)] {
            let mut scan = Scan::default();
            let looks = [0, 5, 600, 601, 5000];
            let decided: Vec<Decision> = looks
                .into_iter()
                .flat_map(|second| {
                    scan.look(
                        at(second),
                        vec![file(name, bytes)],
                        &Taken::default(),
                        RULES,
                    )
                })
                .collect();
            assert!(
                matches!(decided.as_slice(), [Decision::Report(_)]),
                "{name}: {decided:?}"
            );
        }
    }

    #[test]
    fn unfinished_names_are_passed_over() {
        let names = [".a.xml", "~a", "a.tmp", "a.PART", "a.filepart"];
        let listing: Vec<Listed> = names.into_iter().map(|name| file(name, 5)).collect();
        let mut scan = Scan::default();
        for second in [0, 5, 10] {
            assert_eq!(
                scan.look(at(second), listing.clone(), &Taken::default(), RULES),
                vec![]
            );
        }
    }
}
