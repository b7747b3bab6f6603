//! A PostgreSQL server for tests, if one is named: `COPYDESK_TEST_POSTGRES="host=127.0.0.1 port=5432 user=postgres"`.
//! Each test has a schema of its own, dropped at the end. Unset: a line on standard error, once. Set and no answer: the
//! tests fail.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_store::postgres::{Place, PostgresStore, Roots, Server, drop_schema};

/// Names the server.
pub const VARIABLE: &str = "COPYDESK_TEST_POSTGRES";

/// A schema for one test; dropped with it.
pub struct TestSchema {
    /// What the variable says.
    pub connection: String,
    /// Where it is.
    pub server: Server,
}

impl Drop for TestSchema {
    fn drop(&mut self) {
        let dropped = drop_schema(&self.server);
        if !std::thread::panicking() {
            dropped.expect("the test's schema is dropped");
        }
    }
}

/// The connection that tests are to use; `None` and a line on standard error if there is none.
pub fn connection() -> Option<String> {
    static SKIPPED: Once = Once::new();
    let named = std::env::var(VARIABLE)
        .ok()
        .filter(|named| !named.is_empty());
    if named.is_none() {
        // The harness swallows `eprintln!`; a skip must be seen.
        SKIPPED.call_once(|| {
            let _ = writeln!(std::io::stderr(), "skipped: {VARIABLE} is not set");
        });
    }
    named
}

/// A name that no other test uses.
pub fn fresh_name() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let nth = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("copydesk_test_{}_{nth}", std::process::id())
}

/// A schema that is not there yet.
pub fn schema() -> Option<TestSchema> {
    let connection = connection()?;
    Some(TestSchema {
        server: server(&connection, &fresh_name()),
        connection,
    })
}

/// A server by its connection string.
pub fn server(connection: &str, schema: &str) -> Server {
    Server::new(connection, schema, None, &Roots::System).expect("a connection string")
}

/// The store in a test's schema.
pub fn opened(schema: &TestSchema, place: Place) -> PostgresStore {
    PostgresStore::open(&schema.server, place).expect("opens")
}

/// Runs SQL beside the store, standing in the schema; answers the rows' first column.
pub fn beside(schema: &TestSchema, sql: &str) -> Vec<Option<String>> {
    let (connection, name) = (schema.connection.clone(), schema.server.schema().to_owned());
    let sql = sql.to_owned();
    let asked = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("runtime");
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&connection, tokio_postgres::NoTls)
                .await
                .expect("connected");
            tokio::spawn(connection);
            let sql = format!("SET search_path TO {name}; {sql}");
            let messages = client.simple_query(&sql).await.expect("run");
            let rows = messages.iter().filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
                _ => None,
            });
            rows.collect()
        })
    });
    asked.join().expect("asked")
}
