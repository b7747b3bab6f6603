//! From columns to the domain's fields and back, by hand. What is not what it should be is `Corrupt`, never a guess;
//! the one exception is a status we do not know, which is withheld.

use copydesk_desk::{Actor, EditorName, Embargo, FeedId, ItemKey, Signal, Standing, Status};
use jiff::Timestamp;
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Row, Statement, ToSql};

use super::failure::Failure;

/// Microseconds since 1970, what is left of a nanosecond cut off.
pub(super) fn micros(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond().div_euclid(1_000)).unwrap_or(i64::MAX)
}

/// Microseconds since 1970, rounded up: for instants before which nothing may open.
pub(super) fn micros_not_before(at: Timestamp) -> i64 {
    let up = at.as_nanosecond().div_euclid(1_000) + i128::from(at.as_nanosecond() % 1_000 != 0);
    i64::try_from(up)
        .unwrap_or(i64::MAX)
        .min(Timestamp::MAX.as_microsecond())
}

/// The instant of microseconds. By way of nanoseconds, since the calendar's last second lies past what jiff takes as
/// microseconds.
fn instant_of(micros: i64) -> Result<Timestamp, jiff::Error> {
    Timestamp::from_nanosecond(i128::from(micros) * 1_000)
}

/// Bytes of an optional text.
pub(super) fn bytes(text: Option<&String>) -> Option<&[u8]> {
    text.map(String::as_bytes)
}

/// Runs a query and reads every row.
pub(super) fn all<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    read: impl Fn(&mut Fields<'_>) -> Result<T, Failure>,
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
    read: impl Fn(&mut Fields<'_>) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut rows = statement.query(params)?;
    rows.next()?
        .map(|row| read(&mut Fields::new(row)))
        .transpose()
}

/// A row read column by column, in the order of the query.
pub(super) struct Fields<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> Fields<'r> {
    pub(super) fn new(row: &'r Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    fn value(&mut self) -> Result<ValueRef<'r>, Failure> {
        let value = self.row.get_ref(self.next)?;
        self.next += 1;
        Ok(value)
    }

    /// The failure of the column read last.
    pub(super) fn corrupt(&self, why: impl std::fmt::Display) -> Failure {
        let column = self.next.saturating_sub(1);
        let name = self.row.as_ref().column_name(column).unwrap_or("?");
        Failure::Corrupt(format!("column {name}: {why}"))
    }

    fn read<T: FromSql>(&mut self) -> Result<T, Failure> {
        let value = self.value()?;
        T::column_result(value).map_err(|why| self.corrupt(why))
    }

    pub(super) fn optional_bytes(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        self.read()
    }

    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, Failure> {
        self.read()
    }

    pub(super) fn sha256(&mut self) -> Result<[u8; 32], Failure> {
        let bytes = self.bytes()?;
        <[u8; 32]>::try_from(bytes).map_err(|_| self.corrupt("not 32 bytes"))
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<String>, Failure> {
        self.optional_bytes()?
            .map(|bytes| String::from_utf8(bytes).map_err(|why| self.corrupt(why)))
            .transpose()
    }

    pub(super) fn text(&mut self) -> Result<String, Failure> {
        self.optional_text()?
            .ok_or_else(|| self.corrupt("missing text"))
    }

    /// A name that the program itself gives.
    pub(super) fn name(&mut self) -> Result<String, Failure> {
        self.read()
    }

    pub(super) fn optional_name(&mut self) -> Result<Option<String>, Failure> {
        self.read()
    }

    pub(super) fn number(&mut self) -> Result<i64, Failure> {
        self.read()
    }

    pub(super) fn optional_number(&mut self) -> Result<Option<i64>, Failure> {
        self.read()
    }

    /// A number that must fit `T`.
    pub(super) fn count<T: TryFrom<i64>>(&mut self) -> Result<T, Failure> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.corrupt(format_args!("{number} is out of range")))
    }

    pub(super) fn optional_count<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Failure> {
        let Some(number) = self.optional_number()? else {
            return Ok(None);
        };
        T::try_from(number)
            .map(Some)
            .map_err(|_| self.corrupt(format_args!("{number} is out of range")))
    }

    pub(super) fn instant(&mut self) -> Result<Timestamp, Failure> {
        self.optional_instant()?
            .ok_or_else(|| self.corrupt("missing instant"))
    }

    pub(super) fn optional_instant(&mut self) -> Result<Option<Timestamp>, Failure> {
        self.optional_number()?
            .map(|micros| instant_of(micros).map_err(|why| self.corrupt(why)))
            .transpose()
    }

    /// Columns status, embargo, embargo_until.
    pub(super) fn standing(&mut self) -> Result<Standing, Failure> {
        let status = status_of(&self.name()?);
        let embargo = self.name()?;
        let until = self.optional_instant()?;
        let embargo = match (embargo.as_str(), until) {
            ("none", None) => Embargo::None,
            ("until", Some(release_at)) => Embargo::Until(release_at),
            ("unknown", None) => Embargo::TimeUnknown,
            _ => return Err(self.corrupt(format_args!("does not fit embargo {embargo:?}"))),
        };
        Ok(Standing { status, embargo })
    }

    /// A list of texts.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Failure> {
        let bytes = self.bytes()?;
        serde_json::from_slice(&bytes).map_err(|why| self.corrupt(why))
    }

    pub(super) fn signals(&mut self) -> Result<Vec<Signal>, Failure> {
        self.texts()?
            .iter()
            .map(|name| {
                Signal::from_name(name)
                    .ok_or_else(|| self.corrupt(format_args!("unknown signal {name:?}")))
            })
            .collect()
    }

    /// Columns agency, guid: both or neither.
    pub(super) fn optional_item_key(&mut self) -> Result<Option<ItemKey>, Failure> {
        match (self.optional_text()?, self.optional_text()?) {
            (Some(agency), Some(guid)) => Ok(Some(ItemKey { agency, guid })),
            (None, None) => Ok(None),
            _ => Err(self.corrupt("half of an item's key")),
        }
    }

    pub(super) fn item_key(&mut self) -> Result<ItemKey, Failure> {
        self.optional_item_key()?
            .ok_or_else(|| self.corrupt("missing item"))
    }

    /// Columns by_kind, by_name.
    pub(super) fn actor(&mut self) -> Result<Actor, Failure> {
        let kind = self.name()?;
        match (kind.as_str(), self.optional_text()?) {
            ("editor", Some(name)) => Ok(Actor::Editor(EditorName::new(name))),
            ("rule", Some(feed)) => Ok(Actor::Rule(FeedId::new(feed))),
            ("clock", None) => Ok(Actor::Clock),
            ("agency", Some(agency)) => Ok(Actor::Agency(agency)),
            _ => Err(self.corrupt(format_args!("does not fit an actor of kind {kind:?}"))),
        }
    }
}

fn status_of(name: &str) -> Status {
    match name {
        "usable" => Status::Usable,
        "canceled" => Status::Canceled,
        _ => Status::Withheld,
    }
}

/// Values of the columns embargo, embargo_until.
pub(super) fn embargo_columns(embargo: Embargo) -> (&'static str, Option<i64>) {
    match embargo {
        Embargo::None => ("none", None),
        Embargo::Until(release_at) => ("until", Some(micros_not_before(release_at))),
        Embargo::TimeUnknown => ("unknown", None),
    }
}

/// Values of the columns by_kind, by_name.
pub(super) fn actor_columns(actor: &Actor) -> (&'static str, Option<&[u8]>) {
    match actor {
        Actor::Editor(name) => ("editor", Some(name.as_str().as_bytes())),
        Actor::Rule(feed) => ("rule", Some(feed.as_str().as_bytes())),
        Actor::Clock => ("clock", None),
        Actor::Agency(agency) => ("agency", Some(agency.as_bytes())),
    }
}

/// A list of texts as a column.
pub(super) fn texts_column(texts: &[String]) -> Result<Vec<u8>, Failure> {
    written(serde_json::to_vec(texts))
}

/// A list of signals as a column.
pub(super) fn signals_column(signals: &[Signal]) -> Result<Vec<u8>, Failure> {
    let names = signals.iter().map(|signal| signal.name());
    written(serde_json::to_vec(&names.collect::<Vec<_>>()))
}

/// JSON bytes of a column, once written.
pub(super) fn written(json: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, Failure> {
    json.map_err(|why| Failure::Corrupt(why.to_string()))
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
        read: impl Fn(&mut Fields<'_>) -> Result<T, Failure>,
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

/// A limit as the engine takes it.
pub(super) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The limit of a filter: 0 means 200.
pub(super) fn filter_rows(limit: usize) -> usize {
    if limit == 0 { 200 } else { limit }
}
