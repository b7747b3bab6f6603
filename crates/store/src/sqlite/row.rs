//! Rows of SQLite as the shared readers take them, and queries put together from conditions.

use rusqlite::types::FromSql;
use rusqlite::{Row, Statement, ToSql};

use super::failure::Failure;
use crate::rows::{Columns, Corrupt, Fields, rows};

fn read<T: FromSql>(row: &Row<'_>, place: usize) -> Result<T, String> {
    let value = row.get_ref(place).map_err(|why| why.to_string())?;
    T::column_result(value).map_err(|why| why.to_string())
}

impl Columns for Row<'_> {
    fn bytes(&self, place: usize) -> Result<Option<Vec<u8>>, String> {
        read(self, place)
    }

    fn name(&self, place: usize) -> Result<Option<String>, String> {
        read(self, place)
    }

    fn number(&self, place: usize) -> Result<Option<i64>, String> {
        read(self, place)
    }

    fn title(&self, place: usize) -> String {
        self.as_ref().column_name(place).unwrap_or("?").to_owned()
    }
}

/// Runs a query and reads every row.
pub(super) fn all<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
) -> Result<Vec<T>, Failure> {
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&mut Fields::new(row))?);
    }
    Ok(found)
}

/// Runs a query and reads its first row, if there is one.
pub(super) fn first<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
) -> Result<Option<T>, Failure> {
    let mut rows = statement.query(params)?;
    let row = rows.next()?;
    let found = row.map(|row| read(&mut Fields::new(row))).transpose()?;
    Ok(found)
}

/// A query put together from conditions that all hold, each with its values.
pub(super) struct Query {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    /// Opens with columns and tables; conditions follow.
    pub(super) fn new(columns_and_tables: &str) -> Self {
        Self {
            sql: format!("SELECT {columns_and_tables} WHERE TRUE"),
            values: Vec::new(),
        }
    }

    /// Adds a condition whose places are bare `?`.
    pub(super) fn and<const N: usize>(&mut self, condition: &str, values: [Box<dyn ToSql>; N]) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    /// Runs it in this order, at most `limit` rows.
    pub(super) fn run<T>(
        mut self,
        db: &rusqlite::Connection,
        (order, limit): (&str, usize),
        read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
    ) -> Result<Vec<T>, Failure> {
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(order);
        self.sql.push_str(" LIMIT ?");
        self.values.push(Box::new(rows(limit)));
        let mut statement = db.prepare_cached(&self.sql)?;
        all(
            &mut statement,
            rusqlite::params_from_iter(self.values.iter()),
            read,
        )
    }
}
