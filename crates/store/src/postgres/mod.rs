//! The server engine: one schema of a PostgreSQL database, 15 or newer. One writing connection that commits in groups
//! under the head's lock, readers beside it. One file per noun; rows become domain types by hand. Answers no write
//! before the server has synced it; touches no clock of this machine.

mod act;
mod document;
mod edition;
mod editor;
mod erase;
mod event;
mod explainer;
mod failure;
mod head;
mod item;
mod lease;
mod ledger;
mod migrate;
mod notice;
mod port;
mod raw;
mod readers;
mod receipt;
mod row;
mod server;
mod session;
mod statement;
mod story;
mod tally;
mod version;
mod writing;

use copydesk_desk::{Answer, Arrival, Receipted, StoreError};

pub use erase::rewrite;
use failure::Failure;
pub use migrate::drop_schema;
use readers::Readers;
pub use server::{Roots, Server};
use session::Session;
pub use tally::{feed_tallies, sent_telegrams};
use writing::Writing;

use crate::rows::receipt::Hashed;
use crate::writer::Writer;

/// Connections that read.
const READERS: usize = 4;
/// Arrivals up to this many bytes are hashed where they arrive; more go to a thread of their own.
const HASHED_INLINE_BYTES_MAX: usize = 64 * 1024;

/// Whether other programs may work on the schema meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nobody else: whoever comes is refused until this program ends.
    Alone,
    /// Others that also stand beside; whoever wants to be alone is refused.
    Beside,
    /// Only reads, and hinders nobody: for a node that shows what another one writes.
    Following,
}

/// Why a schema could not be opened. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// What was asked for makes no sense; the message says what would.
    #[error("{0}")]
    Settings(String),
    /// A newer program has worked on it; use that one.
    #[error("{server} has schema {found}, this program knows schemas up to {known}")]
    SchemaNewer {
        /// Schema, database and address.
        server: String,
        /// Number of its schema.
        found: i64,
        /// Newest schema this program knows.
        known: usize,
    },
    /// A schema, but of another program; name another one.
    #[error("{server} is not a schema of copydesk")]
    NotOurs {
        /// Schema, database and address.
        server: String,
    },
    /// The server is not there, too old, not durable, or another program holds the schema.
    #[error("{server}: {why}")]
    Engine {
        /// Schema, database and address.
        server: String,
        /// What it said, in one line.
        why: String,
    },
}

impl OpenError {
    fn engine(server: &Server, why: impl std::fmt::Display) -> Self {
        Self::Engine {
            server: server.to_string(),
            why: why.to_string(),
        }
    }

    fn failure(server: &Server, failure: Failure) -> Self {
        match failure {
            Failure::Engine(trouble) => Self::engine(server, trouble),
            other => Self::engine(server, StoreError::from(other)),
        }
    }
}

/// The ground state in one schema of a PostgreSQL database. Dropping it answers what was sent and lets go of the schema.
pub struct PostgresStore {
    readers: Readers,
    writer: Writer<Writing>,
    server: Server,
    holder: String,
}

impl PostgresStore {
    /// Opens the store in a schema, which is made if it is not there, and brings its tables up to date; one that
    /// follows makes and changes nothing.
    ///
    /// # Errors
    /// [`OpenError`], one line that names schema, database and address, and the reason: no answer, a server older than
    /// 15 or with `fsync=off`, a schema newer than this program or of another one, a schema in use.
    pub fn open(server: &Server, place: Place) -> Result<Self, OpenError> {
        let writing = on_a_thread(server, move |server| {
            let session =
                Session::connect(server).map_err(|trouble| OpenError::engine(server, trouble))?;
            match place {
                Place::Alone | Place::Beside => migrate::migrate(&session, server)?,
                Place::Following => migrate::require(&session, server)?,
            }
            Writing::on(server, place, session)
                .map_err(|failure| OpenError::failure(server, failure))
        })?;
        let holder = writing.holder().to_owned();
        let writer = Writer::start(writing).map_err(|why| OpenError::engine(server, why))?;
        let readers =
            Readers::start(server, READERS).map_err(|why| OpenError::engine(server, why))?;
        Ok(Self {
            readers,
            writer,
            server: server.clone(),
            holder,
        })
    }

    /// Which server, database and schema it stands in.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Ends what leases this program has, so that another need not wait for them to run out.
    ///
    /// # Errors
    /// When the server did not do it: they run out by themselves.
    pub async fn resign(&self) -> Result<(), StoreError> {
        let holder = self.holder.clone();
        self.write(64, move |db| lease::resign(db, &holder)).await
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, T> {
        Box::pin(self.readers.read(work))
    }

    fn write<T: Send + 'static>(
        &self,
        bytes_len: usize,
        work: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, T> {
        Box::pin(self.writer.write(bytes_len, work))
    }

    async fn receive_hashed(&self, arrivals: Vec<Arrival>) -> Result<Vec<Receipted>, StoreError> {
        let bytes_len: usize = arrivals.iter().map(|a| a.bytes.len() + 512).sum();
        let hash_all = move || arrivals.into_iter().map(Hashed::new).collect::<Vec<_>>();
        let hashed = if bytes_len <= HASHED_INLINE_BYTES_MAX {
            hash_all()
        } else {
            let hashing = tokio::task::spawn_blocking(hash_all).await;
            hashing.map_err(|why| StoreError::Unavailable(Box::new(why)))?
        };
        self.writer
            .write(bytes_len, move |db| receipt::receive(db, &hashed))
            .await
    }
}

/// Runs work that waits for a server on a thread of its own: whoever opens may stand on an async worker.
fn on_a_thread<T: Send>(
    server: &Server,
    work: impl FnOnce(&Server) -> Result<T, OpenError> + Send,
) -> Result<T, OpenError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("store-open".into())
            .spawn_scoped(scope, || work(server))
            .map_err(|why| OpenError::engine(server, why))?;
        thread.join().unwrap_or_else(|_| {
            Err(OpenError::engine(
                server,
                std::io::Error::other("the opening thread stopped"),
            ))
        })
    })
}
