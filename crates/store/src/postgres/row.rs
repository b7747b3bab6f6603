//! Rows of PostgreSQL as the shared readers take them, and queries put together from conditions.

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, ToSql};

use super::failure::Failure;
use super::session::Session;
use crate::rows::{Columns, Corrupt, Fields, rows};

fn read<'r, T: FromSql<'r>>(row: &'r Row, place: usize) -> Result<Option<T>, String> {
    row.try_get(place).map_err(|why| super::failure::said(&why))
}

impl Columns for Row {
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
        let column = self.columns().get(place);
        column.map_or("?", |column| column.name()).to_owned()
    }
}

/// A value of a condition.
pub(super) type Value = Box<dyn ToSql + Sync>;

/// A query put together from conditions that all hold, each with its values.
pub(super) struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    /// Opens with columns and tables; conditions follow.
    pub(super) fn new(columns_and_tables: &str) -> Self {
        Self {
            sql: format!("SELECT {columns_and_tables} WHERE TRUE"),
            values: Vec::new(),
        }
    }

    /// Adds a condition; each `?` in it stands for the next of its values.
    pub(super) fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.sql.push_str(" AND ");
        let mut place = self.values.len();
        for part in condition.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(before) => {
                    place += 1;
                    self.sql.push_str(&format!("{before}${place}"));
                }
                None => self.sql.push_str(part),
            }
        }
        self.values.extend(values);
    }

    /// Runs it in this order, at most `limit` rows.
    pub(super) fn run<T>(
        mut self,
        db: &Session,
        (order, limit): (&str, usize),
        read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
    ) -> Result<Vec<T>, Failure> {
        let place = self.values.len() + 1;
        self.sql
            .push_str(&format!(" ORDER BY {order} LIMIT ${place}"));
        self.values.push(Box::new(rows(limit)));
        let values: Vec<&(dyn ToSql + Sync)> = self.values.iter().map(AsRef::as_ref).collect();
        db.all(&self.sql, &values, read)
    }
}
