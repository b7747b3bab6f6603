//! Which files of a folder are to be read now: a value of what was seen in earlier looks, decisions out. Pure: time
//! and listing are arguments, no file is touched.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::left::Left;
use crate::config::FolderConfig;

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) bytes: u64,
    pub(crate) modified: Timestamp,
    pub(crate) inode: u64,
}

/// One file of a listing; the name is relative to the folder.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) name: PathBuf,
    pub(crate) stamp: Stamp,
}

/// How sure it is that a file is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// Just seen or just changed: take it only if its end is there.
    OnlyIfWhole,
    /// Unchanged for a while: take it unless its end is known to be missing.
    UnlessEndMissing,
    /// Unchanged for so long that it is taken as it is.
    AsItIs,
}

/// What to do about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Read it and take it if it is complete enough.
    Read(PathBuf, Stamp, Certainty),
    /// It is over the limit: move it aside unread.
    PutAside(PathBuf, Stamp),
    /// It has been empty for long: say so, once.
    ReportEmpty(PathBuf),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Changed,
    LookedAt,
    Settled,
    Reported,
    Taken,
}

#[derive(Clone, Debug)]
struct Known {
    stamp: Stamp,
    /// Since when the stamp is the same.
    since: Timestamp,
    stage: Stage,
    not_before: Option<Timestamp>,
    failures: u32,
}

/// What was seen of a folder so far.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    known: HashMap<PathBuf, Known>,
}

impl Scan {
    /// Compares a listing with what was seen before, and with what stays there and is durable, and says what to do, oldest
    /// file first, then by name.
    pub(crate) fn look(
        &mut self,
        now: Timestamp,
        mut listing: Vec<Listed>,
        (config, left): (&FolderConfig, Option<&Left>),
    ) -> Vec<Decision> {
        listing.retain(|file| !is_unfinished_name(&file.name));
        let markers = take_markers(&mut listing, config.marker.as_deref());
        listing.sort_by(|a, b| (a.stamp.modified, &a.name).cmp(&(b.stamp.modified, &b.name)));
        self.forget_vanished(&listing);
        listing
            .into_iter()
            .filter(|file| config.marker.is_none() || markers.contains(&file.name))
            .filter_map(|file| self.decide(now, file, (config, left)))
            .collect()
    }

    /// The file in this state is done with: not to be read again while it stays as it is.
    pub(crate) fn taken(&mut self, name: &Path) {
        if let Some(known) = self.known.get_mut(name) {
            known.stage = Stage::Taken;
        }
    }

    /// The file could not be read or moved: not before a while, longer each time.
    pub(crate) fn postpone(&mut self, now: Timestamp, name: &Path) {
        if let Some(known) = self.known.get_mut(name) {
            known.not_before = Some(now + backoff(known.failures));
            known.failures = known.failures.saturating_add(1);
            known.stage = Stage::Changed;
        }
    }

    fn forget_vanished(&mut self, listing: &[Listed]) {
        let present: std::collections::HashSet<&Path> =
            listing.iter().map(|file| file.name.as_path()).collect();
        self.known
            .retain(|name, _| present.contains(name.as_path()));
    }

    fn decide(
        &mut self,
        now: Timestamp,
        file: Listed,
        (config, left): (&FolderConfig, Option<&Left>),
    ) -> Option<Decision> {
        let known = self.known.entry(file.name.clone()).or_insert(Known {
            stamp: file.stamp,
            since: now,
            stage: Stage::Changed,
            not_before: None,
            failures: 0,
        });
        if known.stamp != file.stamp {
            *known = Known {
                stamp: file.stamp,
                since: now,
                stage: Stage::Changed,
                ..known.clone()
            };
        }
        if left.is_some_and(|left| left.holds(&file.name, file.stamp)) {
            known.stage = Stage::Taken;
        }
        // A clock set back must not make a file wait for it to catch up.
        known.since = known.since.min(now);
        let waiting = known.not_before.is_some_and(|not_before| now < not_before);
        if waiting || known.stage == Stage::Taken {
            return None;
        }
        known.next(now, file, config)
    }
}

impl Known {
    fn next(&mut self, now: Timestamp, file: Listed, config: &FolderConfig) -> Option<Decision> {
        let unchanged = now.duration_since(self.since);
        let over = |limit: Duration| unchanged >= signed(limit);
        if file.stamp.bytes == 0 {
            let report = over(config.empty_report) && self.stage != Stage::Reported;
            return report.then(|| {
                self.stage = Stage::Reported;
                Decision::ReportEmpty(file.name)
            });
        }
        if file.stamp.bytes > config.file_bytes_max {
            return over(config.settle).then_some(Decision::PutAside(file.name, file.stamp));
        }
        let certainty = match self.stage {
            // Its marker is there, so it is complete, whatever its end looks like.
            Stage::Changed if config.marker.is_some() => Certainty::AsItIs,
            _ if over(config.end_wait) => Certainty::AsItIs,
            Stage::Changed | Stage::LookedAt if over(config.settle) => Certainty::UnlessEndMissing,
            Stage::Changed => Certainty::OnlyIfWhole,
            _ => return None,
        };
        self.stage = match certainty {
            Certainty::OnlyIfWhole => Stage::LookedAt,
            Certainty::UnlessEndMissing | Certainty::AsItIs => Stage::Settled,
        };
        Some(Decision::Read(file.name, file.stamp, certainty))
    }
}

/// Takes the markers out of a listing; gives the names of the files they stand for.
fn take_markers(listing: &mut Vec<Listed>, marker: Option<&str>) -> HashSet<PathBuf> {
    let Some(marker) = marker else {
        return HashSet::new();
    };
    let mut marked = HashSet::new();
    listing.retain(|file| {
        let name = file.name.as_os_str().as_bytes();
        match name.strip_suffix(marker.as_bytes()) {
            Some(stands_for) => {
                marked.insert(PathBuf::from(OsStr::from_bytes(stands_for)));
                false
            }
            None => true,
        }
    });
    marked
}

/// Waits of 1, 2, 4 … 60 s.
pub(crate) fn backoff(failures: u32) -> SignedDuration {
    SignedDuration::from_secs(60.min(1i64 << failures.min(6)))
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

/// Names that a sender uses while it still writes.
pub(crate) fn is_unfinished_name(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy().to_ascii_lowercase();
        name.starts_with(['.', '~'])
            || [".tmp", ".part", ".filepart"]
                .iter()
                .any(|ending| name.ends_with(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).expect("in range")
    }

    fn file(name: &str, bytes: u64, modified: i64) -> Listed {
        let stamp = Stamp {
            bytes,
            modified: at(modified),
            inode: 7,
        };
        Listed {
            name: name.into(),
            stamp,
        }
    }

    fn config() -> FolderConfig {
        FolderConfig {
            file_bytes_max: 1000,
            ..FolderConfig::new("unused")
        }
    }

    /// Each look is (second, size of `a.xml`); the expected certainty stands beside it.
    #[track_caller]
    fn check_looks(looks: &[(i64, u64, Option<Certainty>)]) {
        let mut scan = Scan::default();
        for (second, bytes, expected) in looks {
            let decisions = scan.look(
                at(*second),
                vec![file("a.xml", *bytes, 0)],
                (&config(), None),
            );
            let certainty = decisions.first().map(|decision| match decision {
                Decision::Read(_, _, certainty) => *certainty,
                other => panic!("unexpected {other:?}"),
            });
            assert_eq!(certainty, *expected, "at second {second}");
        }
    }

    #[test]
    fn a_file_is_looked_at_once_then_after_settling_then_taken_as_it_is() {
        check_looks(&[
            (0, 10, Some(Certainty::OnlyIfWhole)),
            (1, 10, None),
            (2, 10, Some(Certainty::UnlessEndMissing)),
            (3, 10, None),
            (29, 10, None),
            (30, 10, Some(Certainty::AsItIs)),
        ]);
    }

    #[test]
    fn a_growing_file_starts_over_with_each_change() {
        check_looks(&[
            (0, 10, Some(Certainty::OnlyIfWhole)),
            (2, 20, Some(Certainty::OnlyIfWhole)),
            (3, 20, None),
            (4, 20, Some(Certainty::UnlessEndMissing)),
            (40, 30, Some(Certainty::OnlyIfWhole)),
        ]);
    }

    #[test]
    fn a_clock_set_back_does_not_stop_a_file() {
        check_looks(&[
            (5000, 10, Some(Certainty::OnlyIfWhole)),
            (0, 10, None),
            (2, 10, Some(Certainty::UnlessEndMissing)),
        ]);
    }

    #[test]
    fn with_a_marker_a_file_is_read_once_its_marker_is_there_and_not_before() {
        let config = FolderConfig {
            marker: Some(String::from(".done")),
            ..config()
        };
        let mut scan = Scan::default();
        let unmarked = || vec![file("a.xml", 10, 0), file("b.xml.done", 0, 0)];
        for second in [0, 2, 60, 5000] {
            assert_eq!(scan.look(at(second), unmarked(), (&config, None)), vec![]);
        }
        let marked = vec![file("a.xml", 10, 0), file("a.xml.done", 0, 0)];
        let stamp = marked[0].stamp;
        let expected = Decision::Read("a.xml".into(), stamp, Certainty::AsItIs);
        assert_eq!(scan.look(at(5001), marked, (&config, None)), vec![expected]);
    }

    #[test]
    fn names_of_unfinished_files_are_never_read() {
        let listing = [
            ".a.xml",
            "~a.xml",
            "a.TMP",
            "a.part",
            "a.xml.filepart",
            ".hidden/a.xml",
        ]
        .map(|name| file(name, 10, 0));
        assert_eq!(
            Scan::default().look(at(0), listing.to_vec(), (&config(), None)),
            vec![]
        );
    }

    #[test]
    fn files_are_taken_oldest_first_then_by_name() {
        let listing = vec![file("c", 1, 5), file("b", 1, 5), file("z", 1, 1)];
        let names: Vec<PathBuf> = Scan::default()
            .look(at(9), listing, (&config(), None))
            .into_iter()
            .map(|decision| match decision {
                Decision::Read(name, ..) => name,
                other => panic!("unexpected {other:?}"),
            })
            .collect();
        assert_eq!(names, ["z", "b", "c"].map(PathBuf::from));
    }

    #[test]
    fn an_empty_file_is_reported_once_and_never_read() {
        let mut scan = Scan::default();
        let mut reports = 0;
        for second in [0, 2, 30, 599, 600, 601, 5000] {
            let decisions = scan.look(at(second), vec![file("a", 0, 0)], (&config(), None));
            reports += usize::from(decisions == [Decision::ReportEmpty("a".into())]);
            assert!(
                decisions.len() <= usize::from(second == 600),
                "{decisions:?}"
            );
        }
        assert_eq!(reports, 1);
    }

    #[test]
    fn a_file_over_the_limit_is_put_aside_once_it_settled() {
        let mut scan = Scan::default();
        let big = file("a", 1001, 0);
        assert_eq!(
            scan.look(at(0), vec![big.clone()], (&config(), None)),
            vec![]
        );
        let expected = Decision::PutAside("a".into(), big.stamp);
        assert_eq!(
            scan.look(at(2), vec![big], (&config(), None)),
            vec![expected]
        );
    }

    #[test]
    fn a_failed_file_waits_longer_each_time() {
        let mut scan = Scan::default();
        let mut read_at = Vec::new();
        for second in 0..12 {
            if !scan
                .look(at(second), vec![file("a", 5, 0)], (&config(), None))
                .is_empty()
            {
                read_at.push(second);
                scan.postpone(at(second), Path::new("a"));
            }
        }
        assert_eq!(read_at, [0, 1, 3, 7]);
    }

    #[test]
    fn a_file_left_in_place_is_read_again_only_when_it_changed() {
        let mut scan = Scan::default();
        assert_eq!(
            scan.look(at(0), vec![file("a", 5, 0)], (&config(), None))
                .len(),
            1
        );
        scan.taken(Path::new("a"));
        assert_eq!(
            scan.look(at(60), vec![file("a", 5, 0)], (&config(), None))
                .len(),
            0
        );
        assert_eq!(
            scan.look(at(61), vec![file("a", 6, 61)], (&config(), None))
                .len(),
            1
        );
    }
}
