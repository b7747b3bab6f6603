//! The numbers of telegrams, counted by service and day: which are missing between those that came (`wire.md` 11). A missing
//! number may be a kill. Pure: instants are arguments. What came before the first number that is known, or after the
//! last, is no gap.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// How long a number may be missing before it is told: telegrams overtake each other.
const OPEN_FOR: SignedDuration = SignedDuration::from_secs(60);
/// Services and days kept; the oldest days go first. No agency comes near.
const COUNTS_MAX: usize = 256;
/// Gaps kept of one service and day.
const GAPS_MAX: usize = 1_000;

/// Numbers that have not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Service letters, `bdt`.
    pub service: String,
    /// The telegrams' day as their ids write it, `20260302`.
    pub day: String,
    /// First missing number.
    pub first: u32,
    /// Last missing number.
    pub last: u32,
    /// When a number beyond the gap came.
    pub since: Timestamp,
}

/// The numbers that came on one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequences {
    /// By day and service.
    counts: BTreeMap<(String, String), Count>,
}

/// The numbers of one service on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count {
    least: u32,
    most: u32,
    missing: Vec<Missing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Missing {
    first: u32,
    last: u32,
    since: Timestamp,
}

/// Service, day and number of a telegram with this name, `guid:urn:x-copydesk:7901:nna:20260302:bdt:703`; `None` for
/// names of anything else. A number of an item in another format that merely mentions a telegram does not count.
#[must_use]
pub fn telegram_number(name: &str) -> Option<(&str, &str, u32)> {
    let guid = name.strip_prefix("guid:").unwrap_or(name);
    let parts = ["urn:x-copydesk:7901:", "urn:x-copydesk:anpa:"]
        .iter()
        .find_map(|start| guid.strip_prefix(start))?;
    let mut parts = parts.rsplitn(4, ':');
    let (number, service, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = number.split('~').next()?.parse().ok()?;
    Some((service, day, number))
}

impl Sequences {
    /// A telegram came at `at`.
    pub fn note(&mut self, (service, day, number): (&str, &str, u32), at: Timestamp) {
        let key = (day.to_owned(), service.to_owned());
        match self.counts.get_mut(&key) {
            Some(count) => count.note(number, at),
            None => {
                let count = Count {
                    least: number,
                    most: number,
                    missing: Vec::new(),
                };
                self.counts.insert(key, count);
                while self.counts.len() > COUNTS_MAX {
                    self.counts.pop_first();
                }
            }
        }
    }

    /// The gaps that have been open for a minute at `now`, the newest day first.
    #[must_use]
    pub fn gaps(&self, now: Timestamp) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for ((day, service), count) in self.counts.iter().rev() {
            let open = count.missing.iter();
            let open = open.filter(|gap| now.duration_since(gap.since) > OPEN_FOR);
            gaps.extend(open.map(|gap| Gap {
                service: service.clone(),
                day: day.clone(),
                first: gap.first,
                last: gap.last,
                since: gap.since,
            }));
        }
        gaps
    }
}

impl Count {
    fn note(&mut self, number: u32, at: Timestamp) {
        if number > self.most {
            self.miss(self.most.saturating_add(1), number - 1, at);
            self.most = number;
        } else if number < self.least {
            self.miss(number.saturating_add(1), self.least - 1, at);
            self.least = number;
        } else {
            self.came(number);
        }
    }

    fn miss(&mut self, first: u32, last: u32, since: Timestamp) {
        if first <= last {
            self.missing.push(Missing { first, last, since });
            self.missing.sort_unstable_by_key(|gap| gap.first);
            if self.missing.len() > GAPS_MAX {
                self.missing.remove(0);
            }
        }
    }

    /// A missing number after all: its gap closes, or becomes two.
    fn came(&mut self, number: u32) {
        let holds = |gap: &Missing| gap.first <= number && number <= gap.last;
        let Some(at) = self.missing.iter().position(holds) else {
            return;
        };
        let gap = self.missing.remove(at);
        self.miss(gap.first, number.saturating_sub(1), gap.since);
        self.miss(number.saturating_add(1), gap.last, gap.since);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("an instant")
    }

    fn gaps(numbers: &[u32], now: i64) -> Vec<(u32, u32)> {
        let mut sequences = Sequences::default();
        for (second, number) in (0..).zip(numbers) {
            sequences.note(("bdt", "20260302", *number), at(second));
        }
        let gaps = sequences.gaps(at(now)).into_iter();
        gaps.map(|gap| (gap.first, gap.last)).collect()
    }

    #[test]
    fn a_number_that_stays_away_for_a_minute_is_told() {
        assert_eq!(gaps(&[700, 701, 703], 62), []);
        assert_eq!(gaps(&[700, 701, 703], 63), [(702, 702)]);
        assert_eq!(gaps(&[700, 701, 703, 702], 200), []);
        assert_eq!(gaps(&[700, 706, 703], 200), [(701, 702), (704, 705)]);
        assert_eq!(gaps(&[700, 700, 701], 200), []);
        assert_eq!(gaps(&[700, 698], 200), [(699, 699)]);
    }

    #[test]
    fn services_and_days_count_for_themselves() {
        let mut sequences = Sequences::default();
        for (service, day, number) in [
            ("bdt", "20260302", 9),
            ("lnw", "20260302", 2),
            ("bdt", "20260303", 1),
            ("lnw", "20260302", 4),
        ] {
            sequences.note((service, day, number), at(0));
        }
        let expected = Gap {
            service: String::from("lnw"),
            day: String::from("20260302"),
            first: 3,
            last: 3,
            since: at(0),
        };
        assert_eq!(sequences.gaps(at(100)), [expected]);
    }

    #[test]
    fn only_names_of_telegrams_have_a_number() {
        let number = telegram_number;
        assert_eq!(
            number("guid:urn:x-copydesk:7901:nna:20260302:bdt:703"),
            Some(("bdt", "20260302", 703))
        );
        assert_eq!(
            number("urn:x-copydesk:anpa:a:b:20260302:A:12~2"),
            Some(("A", "20260302", 12))
        );
        assert_eq!(number("service:bdt:703:20260302"), None);
        assert_eq!(number("guid:urn:x-copydesk:raw:00"), None);
    }

    proptest! {
        /// However numbers come, what is missing is what did not come between the least and the most.
        #[test]
        fn gaps_are_the_numbers_that_did_not_come(numbers in proptest::collection::vec(1_u32..60, 1..60)) {
            let told: Vec<u32> = gaps(&numbers, 1_000).into_iter().flat_map(|(a, b)| a..=b).collect();
            let (least, most) = (*numbers.iter().min().unwrap(), *numbers.iter().max().unwrap());
            let missing: Vec<u32> = (least..=most).filter(|n| !numbers.contains(n)).collect();
            prop_assert_eq!(told, missing);
        }
    }
}
