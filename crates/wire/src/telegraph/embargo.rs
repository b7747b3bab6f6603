//! The time that a statement of embargo names: `Sperrfrist: 3. März 2026, 18.00 Uhr`, `EMBARGOED UNTIL 1800 GMT
//! March 3`. Reads one day and one time of day, or nothing: two of a kind, or half of it, is no time.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{SentTime, time};

/// What the words of a statement say, each at most once.
#[derive(Default)]
struct Said {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    clock: Option<(u8, u8)>,
    zone: Option<String>,
    contradiction: bool,
}

/// Reads the time of a statement; a year that is not said is the telegram's, or the next one for a day long past.
pub(crate) fn time_of(
    statement: &str,
    sent: Option<Date>,
    zone: Option<&TimeZone>,
) -> Option<SentTime> {
    let words: Vec<&str> = statement
        .split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '*'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut whole = words.iter().filter_map(|word| time::read(word, zone).ok());
    if let Some(time) = whole.next() {
        return whole.next().is_none().then_some(time);
    }
    let mut said = Said::default();
    for (at, word) in words.iter().enumerate() {
        said.word(word, words.get(at + 1).copied().unwrap_or(""));
    }
    let (date, (hour, minute)) = (said.date(sent)?, said.clock?);
    if said.contradiction {
        return None;
    }
    let zone_said = said.zone.unwrap_or_default();
    let text = format!("{date}T{hour:02}:{minute:02} {zone_said}");
    time::read(text.trim_end(), zone).ok()
}

impl Said {
    fn word(&mut self, word: &str, next: &str) {
        let bare = word.trim_end_matches(['.', ':']);
        if let Some((day, month, year)) = dotted(bare) {
            set(&mut self.day, day, &mut self.contradiction);
            set(&mut self.month, month, &mut self.contradiction);
            set(&mut self.year, year, &mut self.contradiction);
        } else if let Some(clock) = clock(bare, next) {
            set(&mut self.clock, clock, &mut self.contradiction);
        } else if let Ok(number) = bare.parse::<i16>() {
            self.number(number);
        } else if let Some(month) = month_of(bare) {
            set(&mut self.month, month, &mut self.contradiction);
        } else if time::is_zone(bare) {
            set(&mut self.zone, bare.to_owned(), &mut self.contradiction);
        }
    }

    fn number(&mut self, number: i16) {
        match i8::try_from(number) {
            Ok(day @ 1..=31) => set(&mut self.day, day, &mut self.contradiction),
            Err(_) if (1970..=2199).contains(&number) => {
                set(&mut self.year, number, &mut self.contradiction);
            }
            _ => self.contradiction = true,
        }
    }

    fn date(&self, sent: Option<Date>) -> Option<Date> {
        let (day, month) = (self.day?, self.month?);
        let of_year = |year: i16| Date::new(year, month, day).ok();
        if let Some(year) = self.year {
            return of_year(year);
        }
        let sent = sent?;
        let this = of_year(sent.year());
        let long_past = |date: &Date| (sent - *date).get_days() > 180;
        match this {
            Some(date) if long_past(&date) => of_year(sent.year() + 1),
            this => this,
        }
    }
}

fn set<T: PartialEq>(slot: &mut Option<T>, value: T, contradiction: &mut bool) {
    *contradiction |= slot.as_ref().is_some_and(|known| *known != value);
    *slot = Some(value);
}

/// `3.3.2026`.
fn dotted(word: &str) -> Option<(i8, i8, i16)> {
    let parts: Vec<&str> = word.split('.').collect();
    let [day, month, year] = *parts.as_slice() else {
        return None;
    };
    let year: i16 = year.parse().ok()?;
    (1970..=2199).contains(&year).then_some(())?;
    Some((day.parse().ok()?, month.parse().ok()?, year))
}

/// Months in English and German, whole or cut to three letters or more.
fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "jänner"],
        &["february", "februar"],
        &["march", "märz", "mrz"],
        &["april"],
        &["may", "mai"],
        &["june", "juni"],
        &["july", "juli"],
        &["august"],
        &["september", "sept"],
        &["october", "oktober"],
        &["november"],
        &["december", "dezember"],
    ];
    let lower = word.to_lowercase();
    let cut = |name: &&str| lower.chars().count() >= 3 && name.starts_with(&lower);
    let at = MONTHS.iter().position(|names| names.iter().any(cut))?;
    i8::try_from(at + 1).ok()
}

/// `18:00`, `18.00` or `1800` or `18` before `Uhr`, `1800` before a zone.
fn clock(word: &str, next: &str) -> Option<(u8, u8)> {
    let next = next.trim_end_matches(['.', ':']);
    let hours = ["Uhr", "hrs", "hours", "h"].contains(&next);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = match word.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 && (word.contains(':') || hours) => {
            (hour, minute)
        }
        Some(_) => return None,
        None if word.len() == 4 && digits(word) && (hours || time::is_zone(next)) => {
            word.split_at(2)
        }
        None if word.len() <= 2 && hours => (word, "0"),
        None => return None,
    };
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}
