//! The schema, by numbered steps, all that are missing in one transaction with their number. A schema newer than the
//! program, or a stranger's, is refused and left as it was.

use super::failure::{Failure, Trouble};
use super::server::Server;
use super::session::Session;
use super::{OpenError, Place, on_a_thread, writing};

/// The steps in order; the first is number 1. A step that was handed out is never changed.
const STEPS: &[&str] = &[include_str!("migrations/0001_ground_state.sql")];

/// Brings the schema to the program's own, making it if it is not there.
pub(super) fn migrate(db: &Session, server: &Server) -> Result<(), OpenError> {
    let failed = |failure: Failure| OpenError::failure(server, failure);
    let said = |trouble: Trouble| OpenError::engine(server, trouble);
    db.batch("BEGIN").map_err(said)?;
    // Two programs that begin at once: the second waits here and finds it done.
    let lock = format!("SELECT pg_advisory_xact_lock({})", db.lock_key("schema"));
    db.batch(&lock).map_err(said)?;
    let found = match number(db).map_err(failed)? {
        Some(found) => found,
        None if is_empty(db).map_err(failed)? => 0,
        None => {
            return Err(OpenError::NotOurs {
                server: server.to_string(),
            });
        }
    };
    let Some(missing) = usize::try_from(found).ok().and_then(|n| STEPS.get(n..)) else {
        return Err(OpenError::SchemaNewer {
            server: server.to_string(),
            found,
            known: STEPS.len(),
        });
    };
    if !missing.is_empty() {
        apply(db, found, missing).map_err(said)?;
    }
    db.batch("COMMIT").map_err(said)
}

/// That the schema is this program's own, for one that changes nothing in it.
pub(super) fn require(db: &Session, server: &Server) -> Result<(), OpenError> {
    let found = number(db).map_err(|failure| OpenError::failure(server, failure))?;
    let known = STEPS.len();
    match found.map(|found| (found, usize::try_from(found))) {
        Some((_, Ok(number))) if number == known => Ok(()),
        Some((_, Ok(number))) if number < known => Err(OpenError::engine(
            server,
            format!(
                "has schema {number}, this program needs {known}: start the node that works on it first, with this program"
            ),
        )),
        Some((found, _)) => Err(OpenError::SchemaNewer {
            server: server.to_string(),
            found,
            known,
        }),
        None => Err(OpenError::NotOurs {
            server: server.to_string(),
        }),
    }
}

fn apply(db: &Session, found: i64, missing: &[&str]) -> Result<(), Trouble> {
    let schema = db.schema();
    if found == 0 {
        if db.simple(&there(schema))?.is_empty() {
            db.batch(&format!("CREATE SCHEMA {schema}"))?;
        }
        db.batch("CREATE TABLE copydesk_schema (number BIGINT NOT NULL); INSERT INTO copydesk_schema VALUES (0)")?;
    }
    for step in missing {
        db.batch(step)?;
    }
    db.batch(&format!(
        "UPDATE copydesk_schema SET number = {}",
        STEPS.len()
    ))
}

/// Whether the schema that was brought up to date at the start still is this program's.
pub(super) fn check(db: &Session) -> Result<(), Trouble> {
    let found = number(db).map_err(|failure| match failure {
        Failure::Engine(trouble) => trouble,
        other => Trouble::Refused(format!("{other:?}")),
    })?;
    if found.and_then(|found| usize::try_from(found).ok()) == Some(STEPS.len()) {
        return Ok(());
    }
    Err(Trouble::Refused(format!(
        "schema {} was changed by another program; start this one again",
        db.schema()
    )))
}

/// Drops the schema with everything in it, if it is there: what is in it is gone for good.
///
/// # Errors
/// [`OpenError`], when somebody works on it or the server refuses.
pub fn drop_schema(server: &Server) -> Result<(), OpenError> {
    let drop = |server: &Server| -> Result<(), Trouble> {
        let session = Session::connect(server)?;
        writing::take(&session, Place::Alone)?;
        session.batch_patiently(&format!(
            "DROP SCHEMA IF EXISTS {} CASCADE",
            session.schema()
        ))
    };
    on_a_thread(server, |server| {
        drop(server).map_err(|trouble| OpenError::engine(server, trouble))
    })
}

/// Number of the schema; `None`: it is not ours, or not there.
fn number(db: &Session) -> Result<Option<i64>, Failure> {
    let ours =
        "SELECT 1::BIGINT FROM pg_tables WHERE schemaname = $1 AND tablename = 'copydesk_schema'";
    let is_ours = db.first(ours, &[&db.schema()], |fields| fields.number())?;
    if is_ours.is_none() {
        return Ok(None);
    }
    db.first("SELECT number FROM copydesk_schema", &[], |fields| {
        fields.number()
    })
}

fn there(schema: &str) -> String {
    format!("SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'")
}

fn is_empty(db: &Session) -> Result<bool, Failure> {
    let sql = "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1";
    let count = db.first(sql, &[&db.schema()], |fields| fields.number())?;
    Ok(count == Some(0))
}
