//! Key files: one line, Go's note form, readable by their owner alone. A key that others can read is refused, since it
//! may have signed elsewhere. Never prints or copies a secret.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use copydesk_proof::{Hash, KeyKind, Malformed, SigningKey};

/// Longest key file that is read.
const KEY_FILE_BYTES_MAX: u64 = 4_096;

/// Why a key was not read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others can read it: `chmod 600`, and consider whether the key is still a secret.
    #[error("{}: others can read this key (mode {mode:03o}); make it readable by its owner alone: chmod 600", path.display())]
    Readable {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not a key of a ledger.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The key file.
        path: PathBuf,
        /// What is wrong.
        reason: Malformed,
    },
}

/// Who may read a key file that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// Its owner alone, else it is refused.
    OwnerOnly,
}

/// Reads a key.
///
/// # Errors
/// [`KeyFileError`]: not there, readable by others, not a ledger's private key.
pub fn read_key(
    path: &Path,
    Permissions::OwnerOnly: Permissions,
) -> Result<SigningKey, KeyFileError> {
    let failed = |source| KeyFileError::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let mode = mode_of(&file).map_err(failed)?;
    if mode & 0o077 != 0 {
        let path = path.to_owned();
        return Err(KeyFileError::Readable { path, mode });
    }
    let mut text = String::new();
    file.take(KEY_FILE_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(failed)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let key = SigningKey::parse(line).map_err(|reason| KeyFileError::Malformed {
        path: path.to_owned(),
        reason,
    })?;
    if key.public().kind() == KeyKind::Log {
        return Ok(key);
    }
    Err(failed(io::Error::other(
        "this is the key of a witness, not of a ledger",
    )))
}

/// Writes a new key that follows from 32 random bytes; never in place of a file that is there.
///
/// # Errors
/// [`KeyFileError`]: the file is there, the system refused, or the name may not be one.
pub fn write_key(path: &Path, origin: &str, seed: &Hash) -> Result<SigningKey, KeyFileError> {
    let key = SigningKey::from_seed(origin, KeyKind::Log, seed).map_err(|reason| {
        KeyFileError::Malformed {
            path: path.to_owned(),
            reason,
        }
    })?;
    let write = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(format!("{}\n", key.to_key_file()).as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| KeyFileError::File {
        path: path.to_owned(),
        source,
    })?;
    Ok(key)
}

#[cfg(unix)]
fn mode_of(file: &File) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode_of(_file: &File) -> io::Result<u32> {
    Ok(0o600)
}
