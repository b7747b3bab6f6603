//! Failed sign-ins slow down per account: the first three cost nothing, each further one doubles the wait, to at
//! most a minute, so that nobody can lock an editor out for long. Counted whether or not the account exists.

use std::collections::HashMap;

use copydesk_desk::EditorName;
use jiff::{SignedDuration, Timestamp};

/// Failures that cost no wait.
const FREE_FAILURES: u32 = 3;
/// Longest wait, in seconds.
const WAIT_MAX_S: i64 = 60;
/// Failures are forgotten after this time without another.
const MEMORY: SignedDuration = SignedDuration::from_hours(1);
/// Most accounts remembered.
const ACCOUNTS_MAX: usize = 10_000;

/// Failures by account.
#[derive(Default)]
pub(crate) struct Attempts {
    failed: HashMap<EditorName, Failures>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Attempts {
    /// Seconds until the next attempt is taken; 0: now.
    pub(crate) fn wait_s(&self, editor: &EditorName, now: Timestamp) -> i64 {
        let Some(failures) = self.failed.get(editor) else {
            return 0;
        };
        let Some(doublings) = failures.count.checked_sub(FREE_FAILURES) else {
            return 0;
        };
        let wait = (1_i64 << doublings.min(6)).min(WAIT_MAX_S);
        let passed = now.duration_since(failures.last).as_secs();
        (wait - passed).clamp(0, WAIT_MAX_S)
    }

    /// Counts an attempt before its password is looked at, so that parallel attempts count too.
    pub(crate) fn begin(&mut self, editor: &EditorName, now: Timestamp) {
        if self.failed.len() >= ACCOUNTS_MAX {
            self.failed
                .retain(|_, failures| now.duration_since(failures.last) < MEMORY);
        }
        if self.failed.len() >= ACCOUNTS_MAX && !self.failed.contains_key(editor) {
            return;
        }
        let failures = self.failed.entry(editor.clone()).or_insert(Failures {
            count: 0,
            last: now,
        });
        if now.duration_since(failures.last) >= MEMORY {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// Forgets the failures of an account that signed in.
    pub(crate) fn succeed(&mut self, editor: &EditorName) {
        self.failed.remove(editor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_wait(failures: u32, seconds_later: i64, expected_s: i64) {
        let editor = EditorName::new("asha");
        let start = Timestamp::UNIX_EPOCH;
        let mut attempts = Attempts::default();
        for _ in 0..failures {
            attempts.begin(&editor, start);
        }
        let now = start + SignedDuration::from_secs(seconds_later);
        assert_eq!(attempts.wait_s(&editor, now), expected_s);
        assert_eq!(attempts.wait_s(&EditorName::new("other"), now), 0);
    }

    #[test]
    fn the_first_failures_cost_no_wait() {
        check_wait(2, 0, 0);
    }

    #[test]
    fn each_further_failure_doubles_the_wait_to_a_minute_at_most() {
        check_wait(3, 0, 1);
        check_wait(6, 0, 8);
        check_wait(6, 8, 0);
        check_wait(500, 0, 60);
    }
}
