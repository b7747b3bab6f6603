//! The disk under a watched folder: list, read, move. Never deletes, never replaces a file, follows no link.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::scan::{Listed, Stamp};
use crate::config::Subfolders;

/// Where received files go.
pub(crate) const DONE: &str = "done";
/// Where files go that were not read.
pub(crate) const QUARANTINE: &str = "quarantine";

const FOLDERS_DEEP_MAX: usize = 16;

/// A listing, and what could not be listed.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) files: Vec<Listed>,
    pub(crate) troubles: Vec<String>,
}

/// What reading a file gave.
#[derive(Debug)]
pub(crate) enum ReadFile {
    /// Its bytes; the stamp was the expected one before and after.
    Bytes(Vec<u8>),
    /// It changed while it was read: look again.
    Changed,
}

/// Lists the regular files of a folder. A subfolder that cannot be read is a trouble, the folder itself an error.
pub(crate) fn list(folder: &Path, subfolders: Subfolders) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut pending = vec![PathBuf::new()];
    while let Some(inner) = pending.pop() {
        let entries = match fs::read_dir(folder.join(&inner)) {
            Ok(entries) => entries,
            Err(error) if inner.as_os_str().is_empty() => return Err(error),
            Err(error) => {
                listing.troubles.push(format!(
                    "folder {} cannot be read: {error}",
                    inner.display()
                ));
                continue;
            }
        };
        for entry in entries.filter_map(Result::ok) {
            let name = inner.join(entry.file_name());
            // A file may vanish between listing and looking; that is no trouble.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_file() {
                let stamp = stamp(&metadata);
                listing.files.push(Listed { name, stamp });
            } else if metadata.is_dir() && subfolders == Subfolders::Read && is_read(&name) {
                pending.push(name);
            }
        }
    }
    Ok(listing)
}

fn is_read(name: &Path) -> bool {
    let ours = name == Path::new(DONE) || name == Path::new(QUARANTINE);
    !ours && name.components().count() <= FOLDERS_DEEP_MAX
}

fn stamp(metadata: &Metadata) -> Stamp {
    Stamp {
        bytes: metadata.len(),
        modified: metadata
            .modified()
            .ok()
            .and_then(|time| Timestamp::try_from(time).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH),
        inode: metadata.ino(),
    }
}

/// The stamp of a file as it is now; links are not followed.
pub(crate) fn stamp_of(path: &Path) -> io::Result<Stamp> {
    fs::symlink_metadata(path).map(|metadata| stamp(&metadata))
}

/// Reads a file whose stamp is known, at most one byte more than it should have.
pub(crate) fn read(path: &Path, expected: Stamp) -> io::Result<ReadFile> {
    if stamp_of(path)? != expected {
        return Ok(ReadFile::Changed);
    }
    let file = File::open(path)?;
    if !same_inode(&file, expected)? {
        return Ok(ReadFile::Changed);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected.bytes).unwrap_or(0));
    (&file)
        .take(expected.bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let unchanged = stamp(&file.metadata()?) == expected
        && u64::try_from(bytes.len()).is_ok_and(|length| length == expected.bytes);
    Ok(if unchanged {
        ReadFile::Bytes(bytes)
    } else {
        ReadFile::Changed
    })
}

fn same_inode(file: &File, expected: Stamp) -> io::Result<bool> {
    file.metadata()
        .map(|metadata| metadata.is_file() && metadata.ino() == expected.inode)
}

/// Moves `folder/name` into `folder/shelf`, under a name that was free, and gives the new path.
pub(crate) fn move_to(folder: &Path, name: &Path, shelf: &Path) -> io::Result<PathBuf> {
    let shelf = folder.join(shelf);
    fs::create_dir_all(&shelf)?;
    let base = name.file_name().unwrap_or(name.as_os_str());
    let target = reserve(&shelf, base)?;
    fs::rename(folder.join(name), &target).inspect_err(|_| {
        // The reserved name is ours and empty.
        let _ = fs::remove_file(&target);
    })?;
    Ok(target)
}

/// Creates an empty file under the first free name, so that no other move can take it.
fn reserve(shelf: &Path, base: &std::ffi::OsStr) -> io::Result<PathBuf> {
    for number in 0u32.. {
        let mut name = base.to_owned();
        if number > 0 {
            name.push(format!(".{number}"));
        }
        let target = shelf.join(name);
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&target)
        {
            Ok(_) => return Ok(target),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}
