//! The files of a folder that are durable here and stay where they are, by name, size, time and inode: the cursor of a
//! folder whose files are left. Without it each start would read all of them again. Reads and writes no file.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::scan::{Listed, Stamp};

/// Files that are durable here and were still in the folder when last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    files: BTreeMap<String, Stamp>,
    /// Whether it differs from what was kept.
    changed: bool,
}

impl Left {
    /// Whether this state of the file is durable.
    pub(crate) fn holds(&self, name: &Path, stamp: Stamp) -> bool {
        self.files.get(&*name.to_string_lossy()) == Some(&stamp)
    }

    /// The file is durable.
    pub(crate) fn add(&mut self, name: &Path, stamp: Stamp) {
        let name = name.to_string_lossy().into_owned();
        self.changed |= self.files.insert(name, stamp) != Some(stamp);
    }

    /// Forgets what the folder no longer holds, so that the cursor does not grow for ever.
    pub(crate) fn keep_only(&mut self, listing: &[Listed]) {
        let names = listing.iter().map(|file| file.name.to_string_lossy());
        let present: std::collections::HashSet<_> = names.collect();
        let before = self.files.len();
        self.files.retain(|name, _| present.contains(name.as_str()));
        self.changed |= self.files.len() != before;
    }

    /// Reads a cursor; an unreadable one, or one of another folder, counts as none: then every file is read again and
    /// counted as a repeat.
    pub(crate) fn from_cursor(cursor: Option<&str>, folder: &str) -> Self {
        let read = cursor.and_then(|text| serde_json::from_str::<Value>(text).ok());
        let read = read.filter(|value| value["folder"] == folder);
        let files = read.iter().filter_map(|value| value["files"].as_object());
        let files = files.flatten();
        Self {
            files: files
                .filter_map(|(name, value)| Some((name.clone(), stamp(value)?)))
                .collect(),
            changed: false,
        }
    }

    /// The cursor to keep, if there is anything new.
    pub(crate) fn changed_cursor(&mut self, folder: &str) -> Option<String> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let file = |(name, stamp): (&String, &Stamp)| {
            let modified = stamp.modified.as_nanosecond().to_string();
            (name.clone(), json!([stamp.bytes, modified, stamp.inode]))
        };
        let files: serde_json::Map<String, Value> = self.files.iter().map(file).collect();
        Some(json!({ "folder": folder, "files": files }).to_string())
    }

    /// What was to be kept could not be.
    pub(crate) fn not_kept(&mut self) {
        self.changed = true;
    }
}

fn stamp(value: &Value) -> Option<Stamp> {
    let nanoseconds = value.get(1)?.as_str()?.parse().ok()?;
    Some(Stamp {
        bytes: value.get(0)?.as_u64()?,
        modified: Timestamp::from_nanosecond(nanoseconds).ok()?,
        inode: value.get(2)?.as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_only_for_its_own_folder() {
        let stamp = Stamp {
            bytes: 4,
            modified: Timestamp::from_nanosecond(1_700_000_000_123_456_789).expect("an instant"),
            inode: 9,
        };
        let mut left = Left::default();
        left.add(Path::new("a \"b\".xml"), stamp);
        let cursor = left.changed_cursor("in").expect("something new");
        assert_eq!(left.changed_cursor("in"), None);
        assert_eq!(Left::from_cursor(Some(&cursor), "in"), left);
        let other = Stamp { inode: 8, ..stamp };
        assert!(left.holds(Path::new("a \"b\".xml"), stamp));
        assert!(!left.holds(Path::new("a \"b\".xml"), other));
        for (text, folder) in [
            (cursor.as_str(), "out"),
            ("{", "in"),
            ("{\"folder\":\"in\"}", "in"),
        ] {
            assert_eq!(
                Left::from_cursor(Some(text), folder),
                Left::default(),
                "{text}"
            );
        }
    }
}
