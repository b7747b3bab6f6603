//! Where segments are kept: the one seam to disk. The program maps files; this crate sees bytes and opens nothing.
//! [`MemoryStore`] is the twin for tests and for searches that need no disk.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The store did not do what was asked; nothing that was durable before is lost.
#[derive(Debug)]
pub struct StoreFailure {
    /// What it was about: the name of a file.
    pub name: String,
    /// What the system said.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreFailure {
    /// A failure about the file of this name.
    pub fn new(name: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            name: name.to_owned(),
            source: source.into(),
        }
    }
}

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.source)
    }
}

impl std::error::Error for StoreFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// The bytes of a file that is never altered.
pub trait Bytes: Send + Sync {
    /// All of them.
    fn bytes(&self) -> &[u8];

    /// CRC-32C of a range; of one that is not there, of nothing. A store that maps files reads them here without
    /// keeping their pages.
    fn checksum(&self, from: usize, to: usize) -> u32 {
        crc32c::crc32c(self.bytes().get(from..to).unwrap_or_default())
    }
}

impl Bytes for Vec<u8> {
    fn bytes(&self) -> &[u8] {
        self
    }
}

/// A file being written. One that is not finished is as if it had never been.
pub trait SegmentFile: Send {
    /// Adds bytes at its end.
    ///
    /// # Errors
    /// The disk refused.
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreFailure>;
    /// Writes its first bytes over what was put there before, and makes the whole file durable.
    ///
    /// # Errors
    /// The disk refused.
    fn finish(self: Box<Self>, head: &[u8]) -> Result<(), StoreFailure>;
}

/// Keeps segments, their word files and the manifest that says which of them count.
pub trait SegmentStore: Send + Sync {
    /// The manifest; `None` before the first.
    ///
    /// # Errors
    /// It is there and cannot be read.
    fn manifest(&self) -> Result<Option<Vec<u8>>, StoreFailure>;
    /// Puts a manifest in place of the one before, at once and durable.
    ///
    /// # Errors
    /// The one before still counts.
    fn put_manifest(&self, manifest: &[u8]) -> Result<(), StoreFailure>;
    /// Begins a file.
    ///
    /// # Errors
    /// The disk refused.
    fn create(&self, name: &str) -> Result<Box<dyn SegmentFile>, StoreFailure>;
    /// A finished file.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    fn open(&self, name: &str) -> Result<Arc<dyn Bytes>, StoreFailure>;
    /// Takes a file away; one that is not there is no failure. Whoever holds its bytes keeps them.
    ///
    /// # Errors
    /// The disk refused.
    fn remove(&self, name: &str) -> Result<(), StoreFailure>;
    /// Names of all files but the manifest, unfinished ones too.
    ///
    /// # Errors
    /// The folder cannot be read.
    fn names(&self) -> Result<Vec<String>, StoreFailure>;
}

#[derive(Debug, Default)]
struct Files {
    manifest: Option<Vec<u8>>,
    files: BTreeMap<String, Arc<Vec<u8>>>,
}

/// Segments in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Files>>);

impl MemoryStore {
    fn with<T>(&self, act: impl FnOnce(&mut Files) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Alters a file in place, as a bad disk would; answers whether it is there.
    pub fn damage(&self, name: &str, alter: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.with(|files| {
            let found = files.files.get_mut(name);
            found.map(|bytes| alter(Arc::make_mut(bytes))).is_some()
        })
    }

    /// A copy that later changes do not touch: what a crash at this moment leaves.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copied = self.with(|files| Files {
            manifest: files.manifest.clone(),
            files: files.files.clone(),
        });
        Self(Arc::new(Mutex::new(copied)))
    }
}

struct MemoryFile {
    store: MemoryStore,
    name: String,
}

impl SegmentFile for MemoryFile {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreFailure> {
        self.store.with(|files| {
            let file = files.files.entry(self.name.clone()).or_default();
            Arc::make_mut(file).extend_from_slice(bytes);
        });
        Ok(())
    }

    fn finish(self: Box<Self>, head: &[u8]) -> Result<(), StoreFailure> {
        self.store.damage(&self.name, |bytes| {
            if let Some(room) = bytes.get_mut(..head.len()) {
                room.copy_from_slice(head);
            }
        });
        Ok(())
    }
}

impl SegmentStore for MemoryStore {
    fn manifest(&self) -> Result<Option<Vec<u8>>, StoreFailure> {
        Ok(self.with(|files| files.manifest.clone()))
    }

    fn put_manifest(&self, manifest: &[u8]) -> Result<(), StoreFailure> {
        self.with(|files| files.manifest = Some(manifest.to_vec()));
        Ok(())
    }

    fn create(&self, name: &str) -> Result<Box<dyn SegmentFile>, StoreFailure> {
        self.with(|files| files.files.insert(name.to_owned(), Arc::default()));
        Ok(Box::new(MemoryFile {
            store: self.clone(),
            name: name.to_owned(),
        }))
    }

    fn open(&self, name: &str) -> Result<Arc<dyn Bytes>, StoreFailure> {
        let found = self.with(|files| files.files.get(name).cloned());
        found
            .map(|bytes| bytes as Arc<dyn Bytes>)
            .ok_or_else(|| StoreFailure::new(name, "there is no such file"))
    }

    fn remove(&self, name: &str) -> Result<(), StoreFailure> {
        self.with(|files| files.files.remove(name));
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, StoreFailure> {
        Ok(self.with(|files| files.files.keys().cloned().collect()))
    }
}
