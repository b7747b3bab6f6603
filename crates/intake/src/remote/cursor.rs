//! What of a remote folder is durable here, by name, size and time: the cursor of FTP and SFTP. It becomes durable
//! with the file that it adds. Reads and writes no file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::scan::{Listed, Stamp};

/// Letters of a raw's hash that go into the name of a moved file.
const HASH_LETTERS: usize = 16;

/// One file that is durable here.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    stamp: Stamp,
    /// First hexadecimal digits of the SHA-256 of its bytes.
    hash: String,
}

/// The files that are durable here and were still at the source when last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    files: BTreeMap<String, Entry>,
}

impl Taken {
    /// Whether this state of the file is durable.
    pub(crate) fn holds(&self, name: &str, stamp: Stamp) -> bool {
        self.files
            .get(name)
            .is_some_and(|entry| entry.stamp == stamp)
    }

    /// The first digits of the hash of a file.
    pub(crate) fn hash(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|entry| entry.hash.as_str())
    }

    /// The file is about to be durable, or is.
    pub(crate) fn add(&mut self, name: &str, stamp: Stamp, bytes: &[u8]) {
        let hash = crate::credential::hex(&crate::credential::sha256(&[bytes]));
        let hash = hash.chars().take(HASH_LETTERS).collect();
        self.files.insert(name.to_owned(), Entry { stamp, hash });
    }

    /// The file is gone from the source, or was not taken after all.
    pub(crate) fn remove(&mut self, name: &str) {
        self.files.remove(name);
    }

    /// Forgets what the source no longer shows, so that a cursor does not grow for ever.
    pub(crate) fn keep_only(&mut self, listing: &[Listed]) {
        let present: std::collections::HashSet<&str> =
            listing.iter().map(|file| file.name.as_str()).collect();
        self.files.retain(|name, _| present.contains(name.as_str()));
    }

    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// Reads a cursor; one of another source, or an unreadable one, counts as none: then everything is fetched again
    /// and counted as repeats.
    pub(crate) fn from_cursor(cursor: Option<&str>, source: &str) -> Self {
        let read = cursor.and_then(|text| serde_json::from_str::<Value>(text).ok());
        let Some(value) = read.filter(|value| value["source"] == source) else {
            return Self::default();
        };
        let files = value["files"].as_object().into_iter().flatten();
        Self {
            files: files
                .filter_map(|(name, value)| Some((name.clone(), entry(value)?)))
                .collect(),
        }
    }

    pub(crate) fn to_cursor(&self, source: &str) -> String {
        let files: serde_json::Map<String, Value> = self
            .files
            .iter()
            .map(|(name, entry)| {
                let value = json!([entry.stamp.bytes, entry.stamp.modified, entry.hash]);
                (name.clone(), value)
            })
            .collect();
        json!({ "source": source, "files": files }).to_string()
    }
}

fn entry(value: &Value) -> Option<Entry> {
    let stamp = Stamp {
        bytes: value.get(0)?.as_u64()?,
        modified: value.get(1)?.as_i64(),
    };
    let hash = value.get(2)?.as_str()?.to_owned();
    Some(Entry { stamp, hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_only_for_its_own_source() {
        let stamp = Stamp {
            bytes: 4,
            modified: None,
        };
        let mut taken = Taken::default();
        taken.add("a \"b\".xml", stamp, b"<a/>");
        let cursor = taken.to_cursor("one");
        assert_eq!(Taken::from_cursor(Some(&cursor), "one"), taken);
        assert!(taken.holds("a \"b\".xml", stamp));
        assert!(!taken.holds(
            "a \"b\".xml",
            Stamp {
                bytes: 5,
                modified: None
            }
        ));
        for (text, source) in [
            (cursor.as_str(), "other"),
            ("{", "one"),
            ("{\"source\":\"one\",\"files\":[1]}", "one"),
        ] {
            assert_eq!(
                Taken::from_cursor(Some(text), source),
                Taken::default(),
                "{text}"
            );
        }
    }
}
