//! One program per data folder: an advisory lock on `copydesk.lock`, which the system drops with the process,
//! however it ends. The file holds the holder's process id for the message; it is never removed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::OpenError;

pub(super) const NAME: &str = "copydesk.lock";

/// Takes the folder's lock; held as long as the file stays open.
pub(super) fn take(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(NAME);
    let failed = |source| OpenError::File {
        path: path.clone(),
        source,
    };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(OpenError::Held {
                folder: folder.to_owned(),
                pid: holder(&mut file),
            });
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    write_own_pid(&mut file).map_err(failed)?;
    Ok(file)
}

fn write_own_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// The process that holds the lock; `None` while it has not yet written its id.
pub(super) fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
