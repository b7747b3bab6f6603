//! What can go wrong between a statement and its answer, and whom it concerns: one act, or the whole batch. Messages
//! hold what the server said and its code, never its detail, which may quote copy.

use copydesk_desk::StoreError;

use crate::rows::Corrupt;

/// Why the engine did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// What the client or the server says.
    #[error("{}", said(.0))]
    Said(tokio_postgres::Error),
    /// The server did not answer in time.
    #[error("no answer for {0} seconds")]
    Silent(u64),
    /// The server, or what is in it, is not such as may be written to.
    #[error("{0}")]
    Refused(String),
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Said(error)
    }
}

impl Trouble {
    /// SQLSTATE, if the server said one.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Said(error) => error.code().map(tokio_postgres::error::SqlState::code),
            Self::Silent(_) | Self::Refused(_) => None,
        }
    }

    fn is_of_class(&self, class: &str) -> bool {
        self.code().is_some_and(|code| code.starts_with(class))
    }
}

/// One line of what went wrong.
pub(super) fn said(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return format!("{} (SQLSTATE {})", db.message(), db.code().code());
    }
    let mut said = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(why) = source {
        said.push_str(": ");
        said.push_str(&why.to_string());
        source = why.source();
    }
    said
}

/// Failure of one statement or of one row.
#[derive(Debug)]
pub(super) enum Failure {
    /// A revision, a key or a reference does not fit what is stored.
    Stale,
    /// A row is not what it should be.
    Corrupt(String),
    /// The engine did not do it.
    Engine(Trouble),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        if trouble.is_of_class("23") {
            return Self::Stale;
        }
        if trouble.is_of_class("XX001") || trouble.is_of_class("XX002") {
            return Self::Corrupt(trouble.to_string());
        }
        Self::Engine(trouble)
    }
}

impl From<Corrupt> for Failure {
    fn from(Corrupt(what): Corrupt) -> Self {
        Self::Corrupt(what)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Stale => Self::Stale,
            Failure::Corrupt(what) => Self::Corrupt(what),
            Failure::Engine(trouble) => Self::Unavailable(Box::new(trouble)),
        }
    }
}

/// Whether trouble is one act's own (a value that no column takes, a statement beyond the server's bounds), so that the
/// others of its batch go on.
pub(super) fn is_of_one_act(trouble: &Trouble) -> bool {
    trouble.is_of_class("22") || trouble.is_of_class("54")
}
