//! The file system as the ledger uses it: few calls, each of which may fail, so that each can be failed in a test.
//! Decides nothing about contents.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What is done to files. "Returned" means that the call was made, not that it would survive a power cut: only
/// [`Disk::sync`] says that.
pub trait Disk: Send + Sync {
    /// The whole file; `None` if there is none.
    ///
    /// # Errors
    /// What the system says.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// Writes a file of that name anew, making its folders.
    ///
    /// # Errors
    /// What the system says; half of the file may be there.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file its name, in place of what was there, making its folders.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or a folder with all in it; one that is not there is no failure.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes everything that was written below `folder` durable.
    ///
    /// # Errors
    /// What the system says; then nobody knows what is durable.
    fn sync(&self, folder: &Path) -> io::Result<()>;
}

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let written = File::create(path);
        let mut file = match written {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make_parent(path)?;
                File::create(path)?
            }
            other => other?,
        };
        file.write_all(bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        match fs::rename(from, to) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make_parent(to)?;
                fs::rename(from, to)
            }
            other => other,
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let removed = match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn sync(&self, folder: &Path) -> io::Result<()> {
        sync_all_below(folder)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    )
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// One call for the whole file system: a batch writes a thousand files, and one fsync each would take seconds.
#[cfg(target_os = "linux")]
fn sync_all_below(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_all_below(folder: &Path) -> io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        }
        File::open(&path)?.sync_all()?;
    }
    Ok(())
}
