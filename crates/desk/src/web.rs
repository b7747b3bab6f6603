//! Asking the web for what is no wire: witnesses, pages to verify. A port that `intake` implements with its one guarded
//! client; redirects are never followed here, so that nobody is led elsewhere.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebRequest {
    /// `http` or `https`, without user name and password.
    pub url: String,
    /// `POST` this; `None`: `GET`.
    pub body: Option<Vec<u8>>,
    /// Time for everything.
    pub wait: Duration,
    /// Largest answer, bytes.
    pub body_bytes_max: usize,
}

/// What was answered, whatever the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAnswer {
    /// The status.
    pub status: u16,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// `Location` as sent.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there was no answer, as a phrase without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebFailure(pub String);

impl std::fmt::Display for WebFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WebFailure {}

/// Asks the web, guarded.
pub trait Web: Send + Sync {
    /// One request, no redirect followed.
    fn ask(
        &self,
        request: WebRequest,
    ) -> Pin<Box<dyn Future<Output = Result<WebAnswer, WebFailure>> + Send + '_>>;
}
