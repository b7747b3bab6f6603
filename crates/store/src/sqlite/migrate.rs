//! The schema, by numbered steps, each in one transaction with its number. A schema newer than the program, or a
//! stranger's database, is refused and left as it was.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;

/// Says that the file is ours: "COPY" as a number.
const APPLICATION_ID: i32 = 0x434F_5059;

/// The steps in order; the first is number 1. A step that was handed out is never changed.
const STEPS: &[&str] = &[
    include_str!("migrations/0001_ground_state.sql"),
    include_str!("migrations/0002_notices.sql"),
    include_str!("migrations/0003_ledger.sql"),
    include_str!("migrations/0004_statements.sql"),
    include_str!("migrations/0005_explainers.sql"),
];

/// Brings the schema to the program's own.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |source: rusqlite::Error| OpenError::engine(path, source);
    let found = schema_number(db).map_err(failed)?;
    if found == 0 && !is_empty(db).map_err(failed)? {
        return Err(OpenError::NotOurs {
            path: path.to_owned(),
        });
    }
    if found > 0 && application_id(db).map_err(failed)? != APPLICATION_ID {
        return Err(OpenError::NotOurs {
            path: path.to_owned(),
        });
    }
    let Some(missing) = usize::try_from(found).ok().and_then(|n| STEPS.get(n..)) else {
        return Err(OpenError::SchemaNewer {
            path: path.to_owned(),
            found,
            known: STEPS.len(),
        });
    };
    for (number, step) in (found + 1..).zip(missing) {
        apply(db, number, step).map_err(failed)?;
    }
    Ok(())
}

/// Says whether the schema is the program's own; changes nothing.
pub(super) fn check(db: &Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |source: rusqlite::Error| OpenError::engine(path, source);
    let found = schema_number(db).map_err(failed)?;
    if found == 0 || application_id(db).map_err(failed)? != APPLICATION_ID {
        return Err(OpenError::NotOurs {
            path: path.to_owned(),
        });
    }
    let (path, known) = (path.to_owned(), STEPS.len());
    match usize::try_from(found).map(|found| found.cmp(&known)) {
        Ok(std::cmp::Ordering::Equal) => Ok(()),
        Ok(std::cmp::Ordering::Less) => Err(OpenError::SchemaOlder { path, found, known }),
        _ => Err(OpenError::SchemaNewer { path, found, known }),
    }
}

/// The number of a schema that this program knows.
pub(super) fn known_number(db: &Connection, path: &Path) -> Result<i64, OpenError> {
    match check(db, path) {
        Ok(()) => Ok(newest()),
        Err(OpenError::SchemaOlder { found, .. }) => Ok(found),
        Err(error) => Err(error),
    }
}

/// The newest schema that this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn apply(db: &mut Connection, number: i64, step: &str) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()
}

fn schema_number(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn application_id(db: &Connection) -> rusqlite::Result<i32> {
    db.pragma_query_value(None, "application_id", |row| row.get(0))
}

fn is_empty(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
        row.get(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated() -> Connection {
        let mut db = Connection::open_in_memory().expect("memory");
        migrate(&mut db, Path::new("test")).expect("an empty database migrates");
        db
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut db = migrated();
        let before = schema_number(&db).expect("number");
        migrate(&mut db, Path::new("test")).expect("again");
        assert_eq!(schema_number(&db).expect("number"), before);
        assert_eq!(before, i64::try_from(STEPS.len()).expect("few steps"));
    }

    #[test]
    fn a_newer_schema_is_refused_with_both_numbers() {
        let mut db = migrated();
        db.pragma_update(None, "user_version", 99).expect("set");
        let refused = migrate(&mut db, Path::new("test")).expect_err("newer");
        assert!(
            matches!(refused, OpenError::SchemaNewer { found: 99, known, .. } if known == STEPS.len()),
            "{refused}"
        );
    }

    #[test]
    fn a_strangers_database_is_refused_and_left_alone() {
        let mut db = Connection::open_in_memory().expect("memory");
        db.execute_batch("CREATE TABLE theirs (a)").expect("table");
        let refused = migrate(&mut db, Path::new("test")).expect_err("not ours");
        assert!(matches!(refused, OpenError::NotOurs { .. }), "{refused}");
        db.pragma_update(None, "user_version", 1).expect("set");
        let refused = migrate(&mut db, Path::new("test")).expect_err("not ours");
        assert!(matches!(refused, OpenError::NotOurs { .. }), "{refused}");
    }

    #[test]
    fn a_step_that_breaks_half_way_leaves_nothing() {
        let mut db = Connection::open_in_memory().expect("memory");
        apply(
            &mut db,
            1,
            "CREATE TABLE first (a); CREATE TABLE first (a);",
        )
        .expect_err("twice");
        assert!(is_empty(&db).expect("count"));
        assert_eq!(schema_number(&db).expect("number"), 0);
    }
}
