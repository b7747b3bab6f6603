//! How the shared writer makes a transaction on PostgreSQL: every writer takes the head's lock first, so that numbers
//! are gapless and become visible in order, and makes sure that the server syncs what it acknowledges. A connection that
//! broke is made anew; what became of a commit that nobody answered is asked of the server by the transaction's number.

use std::sync::Arc;
use std::time::Duration;

use super::failure::{Failure, Trouble, is_of_one_act};
use super::server::Server;
use super::session::Session;
use super::{Place, lease, migrate};
use crate::writer::{Engine, Fate, Weight};

/// How long another program's lock is waited for: a session outlives its program by a moment.
const LOCK_WAIT: &str = "5s";
/// How often the server is asked what became of a commit, and the wait between two questions.
const QUESTIONS_MAX: u32 = 40;
const QUESTION_WAIT: Duration = Duration::from_millis(250);

/// The connection that writes.
pub(super) struct Writing {
    server: Server,
    place: Place,
    session: Session,
    /// Name under which leases are held.
    holder: String,
    /// Number of the open transaction.
    transaction: Option<String>,
    /// Whether its end was asked for.
    committing: bool,
}

impl Writing {
    /// On a session whose schema is up to date; takes the place first.
    pub(super) fn on(server: &Server, place: Place, session: Session) -> Result<Self, Failure> {
        take(&session, place)?;
        let holder = lease::holder(&session)?;
        Ok(Self {
            server: server.clone(),
            place,
            session,
            holder,
            transaction: None,
            committing: false,
        })
    }

    /// Name under which leases are held.
    pub(super) fn holder(&self) -> &str {
        &self.holder
    }

    fn connect_anew(&mut self) -> Result<(), Trouble> {
        let session = Session::connect(&self.server)?;
        // Its lock would stay until the server hears that the other end is gone.
        session.end_backend(self.session.backend())?;
        migrate::check(&session)?;
        take(&session, self.place)?;
        self.session = session;
        Ok(())
    }

    /// One round trip: the head's lock, a server that syncs, the transaction's number.
    fn open(&mut self) -> Result<(), Trouble> {
        let key = self.session.lock_key("head");
        let found = self.session.simple(&format!(
            "BEGIN;
             SELECT set_config('synchronous_commit', 'on', true)
                 WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');
             SELECT pg_advisory_xact_lock({key});
             SELECT pg_current_xact_id()::text"
        ))?;
        self.transaction = found.into_iter().next();
        self.committing = false;
        Ok(())
    }

    fn status(&self, transaction: &str) -> Result<String, Trouble> {
        let session = Session::connect(&self.server)?;
        session.end_backend(self.session.backend())?;
        let asked = format!("SELECT pg_xact_status('{transaction}'::xid8)");
        let found = session.simple(&asked)?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    /// What became of the transaction whose commit was not answered.
    fn ask(&mut self, transaction: &str, error: Trouble) -> Fate<Trouble> {
        for _ in 0..QUESTIONS_MAX {
            match self.status(transaction).as_deref() {
                Ok("committed") => return Fate::Durable,
                Ok("aborted") => return Fate::RolledBack(Arc::new(error)),
                // Still at it, or not there to be asked.
                Ok("in progress") | Err(_) => std::thread::sleep(QUESTION_WAIT),
                Ok(_) => break,
            }
        }
        Fate::Unknown(format!("whether a transaction was committed is unknown: {error}").into())
    }
}

/// Takes the schema for this program alone, or beside others that also stand beside. The session holds it: whoever
/// lost it has lost the connection, and cannot write. Whoever follows takes nothing, and the server refuses its writes.
pub(super) fn take(session: &Session, place: Place) -> Result<(), Trouble> {
    let key = session.lock_key("program");
    let call = match place {
        Place::Alone => "pg_advisory_lock",
        Place::Beside => "pg_advisory_lock_shared",
        Place::Following => {
            return session.batch("SET default_transaction_read_only = on");
        }
    };
    session.batch(&format!("SET lock_timeout = '{LOCK_WAIT}'"))?;
    match session.batch(&format!("SELECT {call}({key})")) {
        Ok(()) => session.batch("SET lock_timeout = 0"),
        Err(trouble) if trouble.code() == Some("55P03") => Err(Trouble::Refused(format!(
            "in use by {}",
            holder(session, key).unwrap_or_else(|| "another program".into())
        ))),
        Err(trouble) => Err(trouble),
    }
}

/// Who holds the schema, as the server knows it.
fn holder(session: &Session, key: i64) -> Option<String> {
    let (high, low) = ((key >> 32) as u32, key as u32);
    let asked = format!(
        "SELECT application_name, coalesce(host(client_addr), 'the server''s machine')
         FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE locktype = 'advisory' AND granted AND classid = {high} AND objid = {low} LIMIT 1"
    );
    let mut found = session.simple(&asked).ok()?.into_iter();
    Some(format!("{} on {}", found.next()?, found.next()?))
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.session.is_closed() && self.place != Place::Following {
            // Who is not there to be told finds the lease run out in seconds.
            let _ = lease::resign(&self.session, &self.holder);
        }
    }
}

impl Engine for Writing {
    type Db = Session;
    type Failure = Failure;
    type Error = Trouble;
    // The next transaction reads what stands: nothing is carried over in memory.
    const UNKNOWN_IS_THE_END: bool = false;

    fn db(&self) -> &Session {
        &self.session
    }

    fn begin(&mut self) -> Result<(), Trouble> {
        if self.session.is_closed() {
            self.connect_anew()?;
        }
        match self.open() {
            // Closed since it was last used: nothing was done on it, so that once more is safe.
            Err(_) if self.session.is_closed() => {
                self.connect_anew()?;
                self.open()
            }
            opened => opened,
        }
    }

    fn save(&self) -> Result<(), Trouble> {
        self.session.batch("SAVEPOINT act")
    }

    fn undo(&self) -> Result<(), Trouble> {
        self.session.batch("ROLLBACK TO act")
    }

    fn release(&self) -> Result<(), Trouble> {
        self.session.batch("RELEASE act")
    }

    fn commit(&mut self) -> Result<(), Trouble> {
        self.committing = true;
        self.session.batch("COMMIT")?;
        self.transaction = None;
        Ok(())
    }

    fn settle(&mut self, error: Trouble) -> Fate<Trouble> {
        let committing = std::mem::take(&mut self.committing);
        let transaction = self.transaction.take();
        let silent = matches!(error, Trouble::Silent(_));
        if silent || self.session.is_closed() {
            // A server that lost a session rolls back what that had open; only its commit may have come through.
            self.session.abandon();
            return match transaction {
                Some(transaction) if committing => self.ask(&transaction, error),
                _ => Fate::RolledBack(Arc::new(error)),
            };
        }
        // A commit that was answered with an error is rolled back already; the rest is rolled back here.
        if self.session.batch("ROLLBACK").is_err() {
            self.session.abandon();
        }
        Fate::RolledBack(Arc::new(error))
    }

    fn weigh(failure: Failure) -> Weight<Trouble> {
        match failure {
            Failure::Engine(trouble) if !is_of_one_act(&trouble) => Weight::Whole(trouble),
            own => Weight::Own(own.into()),
        }
    }
}
