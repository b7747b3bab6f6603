//! Between columns and the domain's fields, for every engine: what lies in a column, and how a row is read back by hand.
//! What is not what it should be is `Corrupt`, never a guess; the one exception is a status we do not know, which is
//! withheld. Knows no engine and no SQL.

pub(crate) mod act;
pub(crate) mod document;
pub(crate) mod edition;
pub(crate) mod editor;
pub(crate) mod event;
pub(crate) mod explainer;
pub(crate) mod item;
pub(crate) mod ledger;
pub(crate) mod notice;
pub(crate) mod raw;
pub(crate) mod receipt;
pub(crate) mod statement;
pub(crate) mod story;
pub(crate) mod version;

use copydesk_desk::{Actor, EditorName, Embargo, FeedId, ItemKey, Signal, Standing, Status};
use jiff::Timestamp;

/// A row that is not what it should be, with the column.
#[derive(Debug)]
pub(crate) struct Corrupt(pub(crate) String);

/// A row of an engine, by the place of its columns. A reason is given for a column of another type.
pub(crate) trait Columns {
    fn bytes(&self, place: usize) -> Result<Option<Vec<u8>>, String>;
    fn name(&self, place: usize) -> Result<Option<String>, String>;
    fn number(&self, place: usize) -> Result<Option<i64>, String>;
    fn title(&self, place: usize) -> String;
}

/// Microseconds since 1970, what is left of a nanosecond cut off.
pub(crate) fn micros(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond().div_euclid(1_000)).unwrap_or(i64::MAX)
}

/// Microseconds since 1970, rounded up: for instants before which nothing may open.
pub(crate) fn micros_not_before(at: Timestamp) -> i64 {
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
pub(crate) fn bytes(text: Option<&String>) -> Option<&[u8]> {
    text.map(String::as_bytes)
}

/// A row read column by column, in the order of the query.
pub(crate) struct Fields<'r> {
    row: &'r dyn Columns,
    next: usize,
}

impl<'r> Fields<'r> {
    pub(crate) fn new(row: &'r dyn Columns) -> Self {
        Self { row, next: 0 }
    }

    fn take<T>(
        &mut self,
        column: impl FnOnce(&dyn Columns, usize) -> Result<T, String>,
    ) -> Result<T, Corrupt> {
        let place = self.next;
        self.next += 1;
        column(self.row, place).map_err(|why| self.corrupt(why))
    }

    /// The failure of the column read last.
    pub(crate) fn corrupt(&self, why: impl std::fmt::Display) -> Corrupt {
        let name = self.row.title(self.next.saturating_sub(1));
        Corrupt(format!("column {name}: {why}"))
    }

    pub(crate) fn optional_bytes(&mut self) -> Result<Option<Vec<u8>>, Corrupt> {
        self.take(|row, place| row.bytes(place))
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Corrupt> {
        self.optional_bytes()?
            .ok_or_else(|| self.corrupt("missing bytes"))
    }

    pub(crate) fn sha256(&mut self) -> Result<[u8; 32], Corrupt> {
        let bytes = self.bytes()?;
        <[u8; 32]>::try_from(bytes).map_err(|_| self.corrupt("not 32 bytes"))
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, Corrupt> {
        self.optional_bytes()?
            .map(|bytes| String::from_utf8(bytes).map_err(|why| self.corrupt(why)))
            .transpose()
    }

    pub(crate) fn text(&mut self) -> Result<String, Corrupt> {
        self.optional_text()?
            .ok_or_else(|| self.corrupt("missing text"))
    }

    /// A name that the program itself gives.
    pub(crate) fn name(&mut self) -> Result<String, Corrupt> {
        self.optional_name()?
            .ok_or_else(|| self.corrupt("missing name"))
    }

    pub(crate) fn optional_name(&mut self) -> Result<Option<String>, Corrupt> {
        self.take(|row, place| row.name(place))
    }

    pub(crate) fn number(&mut self) -> Result<i64, Corrupt> {
        self.optional_number()?
            .ok_or_else(|| self.corrupt("missing number"))
    }

    pub(crate) fn optional_number(&mut self) -> Result<Option<i64>, Corrupt> {
        self.take(|row, place| row.number(place))
    }

    /// A number that must fit `T`.
    pub(crate) fn count<T: TryFrom<i64>>(&mut self) -> Result<T, Corrupt> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.corrupt(format_args!("{number} is out of range")))
    }

    pub(crate) fn optional_count<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Corrupt> {
        let Some(number) = self.optional_number()? else {
            return Ok(None);
        };
        T::try_from(number)
            .map(Some)
            .map_err(|_| self.corrupt(format_args!("{number} is out of range")))
    }

    pub(crate) fn instant(&mut self) -> Result<Timestamp, Corrupt> {
        self.optional_instant()?
            .ok_or_else(|| self.corrupt("missing instant"))
    }

    pub(crate) fn optional_instant(&mut self) -> Result<Option<Timestamp>, Corrupt> {
        self.optional_number()?
            .map(|micros| instant_of(micros).map_err(|why| self.corrupt(why)))
            .transpose()
    }

    /// Columns status, embargo, embargo_until.
    pub(crate) fn standing(&mut self) -> Result<Standing, Corrupt> {
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
    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Corrupt> {
        let bytes = self.bytes()?;
        serde_json::from_slice(&bytes).map_err(|why| self.corrupt(why))
    }

    pub(crate) fn signals(&mut self) -> Result<Vec<Signal>, Corrupt> {
        self.texts()?
            .iter()
            .map(|name| {
                Signal::from_name(name)
                    .ok_or_else(|| self.corrupt(format_args!("unknown signal {name:?}")))
            })
            .collect()
    }

    /// Columns agency, guid: both or neither.
    pub(crate) fn optional_item_key(&mut self) -> Result<Option<ItemKey>, Corrupt> {
        match (self.optional_text()?, self.optional_text()?) {
            (Some(agency), Some(guid)) => Ok(Some(ItemKey { agency, guid })),
            (None, None) => Ok(None),
            _ => Err(self.corrupt("half of an item's key")),
        }
    }

    pub(crate) fn item_key(&mut self) -> Result<ItemKey, Corrupt> {
        self.optional_item_key()?
            .ok_or_else(|| self.corrupt("missing item"))
    }

    /// Columns by_kind, by_name.
    pub(crate) fn actor(&mut self) -> Result<Actor, Corrupt> {
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
pub(crate) fn embargo_columns(embargo: Embargo) -> (&'static str, Option<i64>) {
    match embargo {
        Embargo::None => ("none", None),
        Embargo::Until(release_at) => ("until", Some(micros_not_before(release_at))),
        Embargo::TimeUnknown => ("unknown", None),
    }
}

/// Values of the columns by_kind, by_name.
pub(crate) fn actor_columns(actor: &Actor) -> (&'static str, Option<&[u8]>) {
    match actor {
        Actor::Editor(name) => ("editor", Some(name.as_str().as_bytes())),
        Actor::Rule(feed) => ("rule", Some(feed.as_str().as_bytes())),
        Actor::Clock => ("clock", None),
        Actor::Agency(agency) => ("agency", Some(agency.as_bytes())),
    }
}

/// A list of texts as a column.
pub(crate) fn texts_column(texts: &[String]) -> Result<Vec<u8>, Corrupt> {
    written(serde_json::to_vec(texts))
}

/// A list of signals as a column.
pub(crate) fn signals_column(signals: &[Signal]) -> Result<Vec<u8>, Corrupt> {
    let names = signals.iter().map(|signal| signal.name());
    written(serde_json::to_vec(&names.collect::<Vec<_>>()))
}

/// JSON bytes of a column, once written.
pub(crate) fn written(json: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, Corrupt> {
    json.map_err(|why| Corrupt(why.to_string()))
}

/// A limit as the engine takes it.
pub(crate) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The limit of a filter: 0 means 200.
pub(crate) fn filter_rows(limit: usize) -> usize {
    if limit == 0 { 200 } else { limit }
}
