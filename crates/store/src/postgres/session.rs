//! One connection to the server, spoken to from the one thread that owns it. Every call has an end: a server that says
//! nothing for too long counts as gone. Prepared statements are kept by their text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage, Statement};

use super::failure::{Failure, Trouble};
use super::server::Server;
use crate::rows::{Corrupt, Fields};

/// How long one statement may take.
const ANSWER_MAX: Duration = Duration::from_secs(60);
/// How long a connection may take to end.
const FAREWELL_MAX: Duration = Duration::from_secs(1);
/// Oldest server that is worked with, as it numbers itself.
const SERVER_MIN: i64 = 150_000;

/// Values of a statement.
pub(super) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection.
pub(super) struct Session {
    // Let go in this order: the client says goodbye, then the runtime stops.
    client: Option<Client>,
    ended: JoinHandle<()>,
    runtime: Runtime,
    statements: RefCell<HashMap<String, Statement>>,
    schema: String,
    backend: i64,
}

impl Session {
    /// Connects to a server that may be trusted with the ground state, and stands in its schema.
    pub(super) fn connect(server: &Server) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|why| Trouble::Refused(format!("no runtime: {why}")))?;
        let (client, ended) = runtime.block_on(open(server))?;
        let mut session = Self {
            client: Some(client),
            ended,
            runtime,
            statements: RefCell::default(),
            schema: server.schema().to_owned(),
            backend: 0,
        };
        session.check_server()?;
        // A server that does not hear of a broken network ends the session, and with it its locks, in half a minute.
        session.batch(&format!(
            "SET search_path TO {}; SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5;
             SET tcp_keepalives_count = 3",
            server.schema()
        ))?;
        Ok(session)
    }

    fn check_server(&mut self) -> Result<(), Trouble> {
        let asked =
            "SELECT current_setting('server_version_num'), current_setting('server_version'),
                 current_setting('fsync'), pg_backend_pid()";
        let found = self.simple(asked)?;
        let word = |place: usize| found.get(place).map_or("", String::as_str);
        self.backend = word(3).parse().unwrap_or(0);
        check_trust(word(0).parse().unwrap_or(0), word(1), word(2))
    }

    /// Number of the server's process behind the connection.
    pub(super) fn backend(&self) -> i64 {
        self.backend
    }

    /// Ends what a broken connection of this program left running at the server.
    pub(super) fn end_backend(&self, backend: i64) -> Result<(), Trouble> {
        self.batch(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE pid = {backend} AND application_name = current_setting('application_name')"
        ))
    }

    /// Name of the schema.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// Whether the connection is known to be gone.
    pub(super) fn is_closed(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Gives the connection up without a word: nothing on it can be trusted any more.
    pub(super) fn abandon(&mut self) {
        self.client = None;
        self.ended.abort();
    }

    fn run<T>(
        &self,
        patience: Option<Duration>,
        call: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, Trouble> {
        let Some(client) = &self.client else {
            return Err(Trouble::Refused("the connection is closed".into()));
        };
        self.runtime.block_on(async {
            match patience {
                None => Ok(call(client).await?),
                Some(patience) => match tokio::time::timeout(patience, call(client)).await {
                    Ok(answer) => Ok(answer?),
                    Err(_) => Err(Trouble::Silent(patience.as_secs())),
                },
            }
        })
    }

    fn prepared(&self, sql: &str) -> Result<Statement, Trouble> {
        if let Some(known) = self.statements.borrow().get(sql) {
            return Ok(known.clone());
        }
        let statement = self.run(Some(ANSWER_MAX), async |client| client.prepare(sql).await)?;
        let mut statements = self.statements.borrow_mut();
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Runs a statement; answers how many rows it concerned.
    pub(super) fn execute(&self, sql: &str, params: Params<'_>) -> Result<u64, Failure> {
        let statement = self.prepared(sql)?;
        let done = self.run(Some(ANSWER_MAX), async |client| {
            client.execute(&statement, params).await
        });
        Ok(done?)
    }

    /// Runs a statement that must concern one row; `Stale` if it does not.
    pub(super) fn execute_one(&self, sql: &str, params: Params<'_>) -> Result<(), Failure> {
        if self.execute(sql, params)? == 1 {
            Ok(())
        } else {
            Err(Failure::Stale)
        }
    }

    /// Runs a query and hands every row to `read`.
    pub(super) fn each(
        &self,
        sql: &str,
        params: Params<'_>,
        mut read: impl FnMut(&mut Fields<'_>) -> Result<(), Corrupt>,
    ) -> Result<(), Failure> {
        let statement = self.prepared(sql)?;
        let rows = self.run(Some(ANSWER_MAX), async |client| {
            client.query(&statement, params).await
        })?;
        for row in &rows {
            read(&mut Fields::new(row))?;
        }
        Ok(())
    }

    /// Runs a query and reads every row.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: Params<'_>,
        read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
    ) -> Result<Vec<T>, Failure> {
        let mut found = Vec::new();
        self.each(sql, params, |fields| {
            found.push(read(fields)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a query and reads its first row, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        params: Params<'_>,
        read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
    ) -> Result<Option<T>, Failure> {
        let mut found = None;
        self.each(sql, params, |fields| {
            if found.is_none() {
                found = Some(read(fields)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs statements without values.
    pub(super) fn batch(&self, sql: &str) -> Result<(), Trouble> {
        self.run(Some(ANSWER_MAX), async |client| {
            client.batch_execute(sql).await
        })
    }

    /// Runs one statement without values, however long it takes.
    pub(super) fn batch_patiently(&self, sql: &str) -> Result<(), Trouble> {
        self.run(None, async |client| client.batch_execute(sql).await)
    }

    /// Runs statements without values; answers the columns of the last row, an absent one as an empty word.
    pub(super) fn simple(&self, sql: &str) -> Result<Vec<String>, Trouble> {
        let messages = self.run(Some(ANSWER_MAX), async |client| {
            client.simple_query(sql).await
        })?;
        let mut last = Vec::new();
        for message in &messages {
            if let SimpleQueryMessage::Row(row) = message {
                last = (0..row.len())
                    .map(|place| row.get(place).unwrap_or_default().to_owned())
                    .collect();
            }
        }
        Ok(last)
    }

    /// Key of an advisory lock of this schema: such locks are the whole database's.
    pub(super) fn lock_key(&self, what: &str) -> i64 {
        let digest = Sha256::digest(format!("copydesk\0{}\0{what}", self.schema));
        let mut key = [0; 8];
        key.copy_from_slice(&digest[..8]);
        i64::from_be_bytes(key)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.is_closed() {
            return;
        }
        // Let go of locks before the next holder asks: the server ends a session some time after its socket closed.
        let _ = self.batch("ROLLBACK; SELECT pg_advisory_unlock_all()");
        self.client = None;
        let farewell = async {
            let _ = tokio::time::timeout(FAREWELL_MAX, &mut self.ended).await;
        };
        self.runtime.block_on(farewell);
    }
}

/// Whether a server is new enough, and keeps what it acknowledges.
fn check_trust(number: i64, version: &str, fsync: &str) -> Result<(), Trouble> {
    if number < SERVER_MIN {
        return Err(Trouble::Refused(format!(
            "the server is PostgreSQL {version}; 15 or newer is needed"
        )));
    }
    if fsync != "on" {
        return Err(Trouble::Refused(format!(
            "the server runs with fsync={fsync}: what it acknowledges may be lost; set fsync=on"
        )));
    }
    Ok(())
}

async fn open(server: &Server) -> Result<(Client, JoinHandle<()>), Trouble> {
    use tokio_postgres::config::SslMode;
    if server.config.get_ssl_mode() == SslMode::Disable {
        let (client, connection) = server.config.connect(NoTls).await?;
        let ended = tokio::spawn(async move {
            // What ends a connection is told to whoever waits for an answer on it.
            let _ = connection.await;
        });
        return Ok((client, ended));
    }
    let (client, connection) = server.config.connect(server.tls.clone()).await?;
    let ended = tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok((client, ended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_server_and_one_that_does_not_sync_are_refused() {
        assert!(check_trust(150_000, "15.0", "on").is_ok());
        assert!(check_trust(170_002, "17.2", "on").is_ok());
        for (number, version, fsync, named) in [
            (140_011, "14.11", "on", "PostgreSQL 14.11; 15 or newer"),
            (0, "", "on", "15 or newer"),
            (150_000, "15.0", "off", "fsync=off"),
            (150_000, "15.0", "", "fsync="),
        ] {
            let refused = check_trust(number, version, fsync).expect_err("refused");
            assert!(refused.to_string().contains(named), "{refused}");
        }
    }
}
