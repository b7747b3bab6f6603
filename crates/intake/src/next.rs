//! When a transport wants to be called again. Decides nothing else.

use std::time::Duration;

/// When a polled feed wants to be polled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// After this long.
    After(Duration),
    /// Never: the source is gone for good, or is not who it was. A restart asks once more.
    Stop,
}
