//! Reads a remote file to its end: every wait bounded, never a byte more than was announced and one. Keeps what came
//! before a failure, so that a large file can be resumed.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::RemoteError;

/// Bytes asked for at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Bounds of one reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Longest wait for the next bytes.
    pub(crate) idle_wait: Duration,
    /// Bytes the file should have; one more is read, to see that it is longer.
    pub(crate) bytes_max: u64,
}

/// Appends to `into` until the end, or until it holds one byte more than it should.
pub(crate) async fn read_all(
    source: &mut (impl AsyncRead + Unpin),
    reading: Reading,
    into: &mut Vec<u8>,
) -> Result<(), RemoteError> {
    let limit = usize::try_from(reading.bytes_max.saturating_add(1)).unwrap_or(usize::MAX);
    let mut chunk = vec![0; CHUNK_BYTES];
    while into.len() < limit {
        let room = chunk.len().min(limit - into.len());
        let read = tokio::time::timeout(reading.idle_wait, source.read(&mut chunk[..room])).await;
        let Ok(read) = read else {
            return Err(RemoteError::Connection(format!(
                "no byte came within {:?}",
                reading.idle_wait
            )));
        };
        match read {
            Ok(0) => return Ok(()),
            Ok(bytes) => into.extend_from_slice(&chunk[..bytes]),
            Err(error) => return Err(RemoteError::Connection(error.to_string())),
        }
    }
    Ok(())
}
