//! Finds dates. English month and day names, closed lists, each place looked at once with bounded looks around.

use copydesk_text::{Span, TokenKind, Tokens};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::{DateSettings, How, Interval, NumericOrder, Precision, When};

/// The dates of a text, in reading order; they never overlap.
///
/// ```
/// use copydesk_statements::dates::{DateSettings, How, find_dates};
/// let settings = DateSettings { reference: Some(jiff::civil::date(2024, 6, 20)), order: None };
/// let found = find_dates("They met on Wednesday and signed on 19 June 2024.", &settings);
/// assert_eq!(found[0].how, How::Tense);
/// assert_eq!(found[0].meant, found[1].meant);
/// ```
#[must_use]
pub fn find_dates(text: &str, settings: &DateSettings) -> Vec<When> {
    let tokens = Tokens::read(text);
    let reader = Reader {
        lowers: tokens
            .iter()
            .map(|token| token.key.to_lowercase())
            .collect(),
        tokens: &tokens,
        settings,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reader.date(at) {
            Some((when, next)) => {
                found.push(when);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'a> {
    tokens: &'a Tokens,
    lowers: Vec<String>,
    settings: &'a DateSettings,
}

/// A date before time of day and zone were read.
struct Core {
    start: usize,
    end: usize,
    meant: Option<Interval>,
    precision: Precision,
    how: How,
    candidates: Vec<Interval>,
}

/// Tokens on each side of a weekday that are searched for tense.
const TENSE_TOKENS: usize = 40;

const PAST: &[&str] = &[
    "ago", "ate", "began", "broke", "brought", "built", "came", "did", "died", "fell", "felt",
    "flew", "found", "gave", "got", "had", "held", "hit", "killed", "knew", "last", "led", "left",
    "lost", "made", "met", "paid", "ran", "rose", "said", "sat", "saw", "sent", "shot", "sold",
    "spoke", "stood", "struck", "told", "took", "was", "went", "were", "won", "wrote",
];
const FUTURE: &[&str] = &[
    "will",
    "shall",
    "due",
    "scheduled",
    "expected",
    "plans",
    "upcoming",
    "next",
    "coming",
    "'ll",
    "would",
];

fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" | "jan." => 1,
        "february" | "feb" | "feb." => 2,
        "march" | "mar" | "mar." => 3,
        "april" | "apr" | "apr." => 4,
        "may" => 5,
        "june" | "jun" | "jun." => 6,
        "july" | "jul" | "jul." => 7,
        "august" | "aug" | "aug." => 8,
        "september" | "sept" | "sept." | "sep" | "sep." => 9,
        "october" | "oct" | "oct." => 10,
        "november" | "nov" | "nov." => 11,
        "december" | "dec" | "dec." => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn day_interval(date: Date) -> Option<Interval> {
    let next = date.tomorrow().ok()?;
    Some(Interval {
        from: date.to_datetime(Time::midnight()),
        to: next.to_datetime(Time::midnight()),
    })
}

fn month_interval(year: i16, month: i8) -> Option<Interval> {
    let first = Date::new(year, month, 1).ok()?;
    let next = first.checked_add(1.month()).ok()?;
    Some(interval(first, next))
}

fn years(first: i16, count: i16) -> Option<Interval> {
    Some(interval(
        Date::new(first, 1, 1).ok()?,
        Date::new(first.checked_add(count)?, 1, 1).ok()?,
    ))
}

fn interval(from: Date, to: Date) -> Interval {
    Interval {
        from: from.to_datetime(Time::midnight()),
        to: to.to_datetime(Time::midnight()),
    }
}

impl Reader<'_> {
    fn lower(&self, index: usize) -> &str {
        self.lowers.get(index).map_or("", String::as_str)
    }

    fn key(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.key)
    }

    fn before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |at| self.lower(at))
    }

    fn touches(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| !token.spaced)
    }

    fn is_capital(&self, index: usize) -> bool {
        self.key(index).starts_with(char::is_uppercase)
    }

    fn number(&self, index: usize) -> Option<i16> {
        let token = self.tokens.get(index)?;
        let plain = token.kind == TokenKind::Number
            && token.key.len() <= 4
            && token.key.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| token.key.parse().ok()).flatten()
    }

    fn year(&self, index: usize) -> Option<i16> {
        self.number(index)
            .filter(|year| self.key(index).len() == 4 && (1000..3000).contains(year))
    }

    fn day(&self, index: usize) -> Option<i8> {
        let day = self
            .number(index)
            .filter(|day| (1..=31).contains(day) && self.key(index).len() <= 2)?;
        i8::try_from(day).ok()
    }

    /// Tokens of an ordinal ending after the day: "19th".
    fn ordinal(&self, index: usize) -> usize {
        usize::from(
            self.touches(index - 1) && matches!(self.lower(index), "st" | "nd" | "rd" | "th"),
        )
    }

    fn date(&self, at: usize) -> Option<(When, usize)> {
        let core = self
            .led_by_weekday(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.iso(at))
            .or_else(|| self.numeric(at))
            .or_else(|| self.month_alone(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.year_alone(at))
            .or_else(|| self.relative(at))?;
        let (core, zone) = self.with_time(core);
        let end = core.end;
        let (first, last) = (self.tokens.get(core.start)?, self.tokens.get(end - 1)?);
        let when = When {
            span: Span::new(first.span.start, last.span.end),
            meant: core.meant,
            precision: core.precision,
            zone,
            how: core.how,
            candidates: core.candidates,
        };
        Some((when, end))
    }

    fn core(
        start: usize,
        end: usize,
        meant: Option<Interval>,
        precision: Precision,
        how: How,
    ) -> Core {
        Core {
            start,
            end,
            how: if meant.is_some() { how } else { How::Open },
            meant,
            precision,
            candidates: Vec::new(),
        }
    }

    /// "Wednesday", "Wednesday, 19 June 2024".
    fn led_by_weekday(&self, at: usize) -> Option<Core> {
        let day = weekday(self.lower(at)).filter(|_| self.is_capital(at))?;
        let next = at + 1 + usize::from(self.lower(at + 1) == ",");
        if let Some(mut core) = self.day_month(next).or_else(|| self.month_day(next)) {
            core.start = at;
            return Some(core);
        }
        let Some(reference) = self.settings.reference else {
            return Some(Self::core(at, at + 1, None, Precision::Day, How::Open));
        };
        let back = |least: i64| {
            (least..least + 7)
                .filter_map(|n| reference.checked_sub(n.days()).ok())
                .find(|d| d.weekday() == day)
        };
        let ahead = |least: i64| {
            (least..least + 7)
                .filter_map(|n| reference.checked_add(n.days()).ok())
                .find(|d| d.weekday() == day)
        };
        let date = match self.direction(at) {
            Some(Direction::Last) => back(1),
            Some(Direction::Next) => ahead(1),
            Some(Direction::Past) => back(0),
            Some(Direction::Future) => ahead(0),
            None => {
                let both: Vec<Interval> = back(0)
                    .into_iter()
                    .chain(ahead(1))
                    .filter_map(day_interval)
                    .collect();
                let mut core = Self::core(at, at + 1, None, Precision::Day, How::Open);
                core.candidates = both;
                return Some(core);
            }
        };
        Some(Self::core(
            at,
            at + 1,
            date.and_then(day_interval),
            Precision::Day,
            How::Tense,
        ))
    }

    /// Whether what is told lies behind or ahead, by the nearest sign of tense in the sentence.
    fn direction(&self, at: usize) -> Option<Direction> {
        match self.before(at, 1) {
            "last" => return Some(Direction::Last),
            "next" => return Some(Direction::Next),
            "this" | "coming" => return Some(Direction::Future),
            _ => {}
        }
        let mut start = at;
        while start > 0 && at - start < TENSE_TOKENS && !self.tokens.get(start)?.opens_sentence {
            start -= 1;
        }
        let mut end = at + 1;
        while end < self.lowers.len()
            && end - at < TENSE_TOKENS
            && !self.tokens.get(end)?.opens_sentence
        {
            end += 1;
        }
        let signs = (start..end)
            .filter(|&index| index != at)
            .filter_map(|index| Some((index.abs_diff(at), self.tense(index)?)));
        signs
            .min_by_key(|&(distance, direction)| (distance, direction == Direction::Past))
            .map(|(_, direction)| direction)
    }

    fn tense(&self, index: usize) -> Option<Direction> {
        let word = self.lower(index);
        let infinitive = matches!(word, "to")
            && matches!(
                self.before(index, 1),
                "is" | "are" | "due" | "set" | "scheduled"
            );
        if FUTURE.contains(&word) || infinitive || word.ends_with("'ll") {
            return Some(Direction::Future);
        }
        let regular = word.len() > 4
            && word.ends_with("ed")
            && !matches!(
                word,
                "need" | "speed" | "indeed" | "hundred" | "united" | "armed"
            );
        let passive = matches!(self.before(index, 1), "be" | "is" | "are");
        (PAST.contains(&word) || regular && !passive).then_some(Direction::Past)
    }

    /// "19 June 2024", "19th of June", "19 June".
    fn day_month(&self, at: usize) -> Option<Core> {
        let day = self.day(at)?;
        let mut next = at + 1;
        next += self.ordinal(next);
        next += usize::from(self.lower(next) == "of");
        let month = month(self.lower(next)).filter(|_| self.is_capital(next))?;
        next += 1;
        Some(self.with_year(at, next, month, day))
    }

    /// "June 19, 2024", "June 19".
    fn month_day(&self, at: usize) -> Option<Core> {
        let month = month(self.lower(at)).filter(|_| self.is_capital(at))?;
        let day = self.day(at + 1)?;
        let next = at + 2 + self.ordinal(at + 2);
        Some(self.with_year(at, next, month, day))
    }

    fn with_year(&self, start: usize, end: usize, month: i8, day: i8) -> Core {
        let comma = usize::from(self.lower(end) == ",");
        if let Some(year) = self.year(end + comma) {
            let meant = Date::new(year, month, day).ok().and_then(day_interval);
            return Self::core(start, end + comma + 1, meant, Precision::Day, How::Stated);
        }
        let meant = self
            .nearest(|year| Date::new(year, month, day).ok())
            .and_then(day_interval);
        Self::core(start, end, meant, Precision::Day, How::Nearest)
    }

    /// Of the dates that a year makes, the one nearest to the date of the story.
    fn nearest(&self, date: impl Fn(i16) -> Option<Date>) -> Option<Date> {
        let reference = self.settings.reference?;
        let days = |date: &Date| {
            reference
                .until(*date)
                .map_or(i32::MAX, |span| span.get_days().abs())
        };
        (reference.year() - 4..=reference.year() + 4)
            .filter_map(date)
            .min_by_key(days)
    }

    /// "2024-06-19".
    fn iso(&self, at: usize) -> Option<Core> {
        let year = self.year(at)?;
        let dashed = self.lower(at + 1) == "-"
            && self.lower(at + 3) == "-"
            && (at..at + 4).all(|index| self.touches(index));
        let two = |index: usize| {
            self.number(index)
                .filter(|_| self.key(index).len() == 2)
                .and_then(|n| i8::try_from(n).ok())
        };
        if !dashed {
            return None;
        }
        let meant = Date::new(year, two(at + 2)?, two(at + 4)?)
            .ok()
            .and_then(day_interval)?;
        Some(Self::core(
            at,
            at + 5,
            Some(meant),
            Precision::Day,
            How::Stated,
        ))
    }

    /// "06/07/2024", "19.06.2024", "2024/06/07": one token.
    fn numeric(&self, at: usize) -> Option<Core> {
        let key = self.key(at);
        let parts: Vec<&str> = key.split(['/', '.']).collect();
        let [a, b, c] = parts[..] else { return None };
        let number = |part: &str| part.parse::<i16>().ok();
        let small = |part: &str| (1..=2).contains(&part.len());
        let (a_value, b_value, c_value) = (number(a)?, number(b)?, number(c)?);
        let of = |year: i16, month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
                .ok()
                .and_then(day_interval)
        };
        if a.len() == 4 && small(b) && small(c) {
            let meant = of(a_value, b_value, c_value)?;
            return Some(Self::core(
                at,
                at + 1,
                Some(meant),
                Precision::Day,
                How::Stated,
            ));
        }
        if c.len() != 4 || !small(a) || !small(b) {
            return None;
        }
        let day_first = of(c_value, b_value, a_value);
        let month_first = of(c_value, a_value, b_value);
        // With full stops the day stands first wherever such dates are written.
        let order = if key.contains('.') {
            Some(NumericOrder::DayFirst)
        } else {
            self.settings.order
        };
        let meant = match (order, day_first, month_first) {
            (Some(NumericOrder::DayFirst), Some(day), _) => day,
            (Some(NumericOrder::MonthFirst), _, Some(month)) => month,
            (_, Some(only), None) | (_, None, Some(only)) => only,
            (_, Some(day), Some(month)) if day == month => day,
            (None, Some(day), Some(month)) => {
                let mut core = Self::core(at, at + 1, None, Precision::Day, How::Open);
                core.candidates = vec![day, month];
                core.candidates.sort_by_key(|interval| interval.from);
                return Some(core);
            }
            _ => return None,
        };
        Some(Self::core(
            at,
            at + 1,
            Some(meant),
            Precision::Day,
            How::Stated,
        ))
    }

    /// "June 2024", "in June", "last March".
    fn month_alone(&self, at: usize) -> Option<Core> {
        let named = month(self.lower(at)).filter(|_| self.is_capital(at))?;
        let comma = usize::from(self.lower(at + 1) == ",");
        if let Some(year) = self.year(at + 1 + comma) {
            let meant = month_interval(year, named);
            return Some(Self::core(
                at,
                at + 2 + comma,
                meant,
                Precision::Month,
                How::Stated,
            ));
        }
        const LEADING: &[&str] = &[
            "in", "last", "this", "next", "since", "until", "by", "early", "late", "mid", "during",
            "of", "from", "through", "-",
        ];
        if !LEADING.contains(&self.before(at, 1))
            || (self.lower(at).len() <= 4 && self.before(at, 1) == "of")
        {
            return None;
        }
        let first = |year: i16| Date::new(year, named, 15).ok();
        let reference = self.settings.reference;
        let date = match (self.before(at, 1), reference) {
            ("last", Some(r)) => (r.year() - 1..=r.year())
                .rev()
                .filter_map(first)
                .find(|d| (d.year(), d.month()) < (r.year(), r.month())),
            ("next", Some(r)) => (r.year()..=r.year() + 1)
                .filter_map(first)
                .find(|d| (d.year(), d.month()) > (r.year(), r.month())),
            _ => self.nearest(first),
        };
        let meant = date.and_then(|date| month_interval(date.year(), date.month()));
        Some(Self::core(
            at,
            at + 1,
            meant,
            Precision::Month,
            How::Nearest,
        ))
    }

    /// "the 1990s".
    fn decade(&self, at: usize) -> Option<Core> {
        let year = self.year(at).filter(|year| year % 10 == 0)?;
        let ends = self.touches(at) && self.lower(at + 1) == "s";
        ends.then(|| Self::core(at, at + 2, years(year, 10), Precision::Decade, How::Stated))
    }

    /// "in 2024", "since 1961".
    fn year_alone(&self, at: usize) -> Option<Core> {
        let year = self.year(at)?;
        const LEADING: &[&str] = &[
            "in", "since", "until", "by", "from", "of", "early", "late", "mid", "during", "year",
            "before", "after", "to", "spring", "summer", "autumn", "fall", "winter", "back",
            "between", "till", "circa",
        ];
        let counted = self
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.kind == TokenKind::Word && is_counted(next.key));
        let touched = self.touches(at) && self.lower(at + 1) == "-";
        if !LEADING.contains(&self.before(at, 1))
            || counted
            || touched && self.number(at + 2).is_some()
        {
            return None;
        }
        if matches!(
            self.before(at, 1),
            "to" | "of" | "from" | "by" | "between" | "after" | "before"
        ) && !(1900..2100).contains(&year)
        {
            return None;
        }
        Some(Self::core(
            at,
            at + 1,
            years(year, 1),
            Precision::Year,
            How::Stated,
        ))
    }

    /// today, yesterday, tomorrow.
    fn relative(&self, at: usize) -> Option<Core> {
        let days = match self.lower(at) {
            "today" | "tonight" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => return None,
        };
        let date = self
            .settings
            .reference
            .and_then(|reference| reference.checked_add(days.days()).ok());
        Some(Self::core(
            at,
            at + 1,
            date.and_then(day_interval),
            Precision::Day,
            How::Relative,
        ))
    }

    /// A time of day right after a date: "at 10:30 GMT", ", 8 p.m. local time".
    fn with_time(&self, core: Core) -> (Core, Option<String>) {
        if core.precision != Precision::Day {
            return (core, None);
        }
        let lead = usize::from(matches!(self.lower(core.end), "at" | ","));
        let Some((hour, minute, end)) = self.time(core.end + lead) else {
            return (core, None);
        };
        let (zone, end) = self.zone(end);
        let at = |interval: Interval| -> Option<Interval> {
            let from: DateTime = interval
                .from
                .date()
                .to_datetime(Time::new(hour, minute, 0, 0).ok()?);
            Some(Interval {
                from,
                to: from.checked_add(1.minute()).ok()?,
            })
        };
        let meant = core.meant.and_then(at);
        let candidates = core.candidates.iter().copied().filter_map(at).collect();
        let timed = Core {
            end,
            meant,
            precision: Precision::Minute,
            candidates,
            ..core
        };
        (timed, zone)
    }

    fn time(&self, at: usize) -> Option<(i8, i8, usize)> {
        let key = self.key(at);
        let (hour, minute, clock) = match key.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (
                hour.parse::<i8>().ok()?,
                minute.parse::<i8>().ok()?,
                key.contains(':'),
            ),
            Some(_) => return None,
            None if key.len() == 4 && matches!(self.lower(at + 1), "gmt" | "utc") => {
                (key[..2].parse().ok()?, key[2..].parse().ok()?, true)
            }
            None if key.len() <= 2 => (key.parse::<i8>().ok()?, 0, false),
            None => return None,
        };
        let half = match self.lower(at + 1) {
            "a.m." | "am" => Some(0),
            "p.m." | "pm" => Some(12),
            _ => None,
        };
        let sound = (0..60).contains(&minute) && (0..24).contains(&hour);
        match half {
            Some(half) if sound && (1..=12).contains(&hour) => {
                Some((hour % 12 + half, minute, at + 2))
            }
            None if sound && clock => Some((hour, minute, at + 1)),
            _ => None,
        }
    }

    fn zone(&self, at: usize) -> (Option<String>, usize) {
        const ZONES: &[&str] = &[
            "GMT", "UTC", "ET", "EST", "EDT", "CT", "CST", "CDT", "PT", "PST", "PDT", "IST", "BST",
            "CET", "CEST", "JST", "KST", "MSK",
        ];
        if ZONES.contains(&self.key(at)) {
            return (Some(self.key(at).to_owned()), at + 1);
        }
        if self.lower(at) == "local" && self.lower(at + 1) == "time" {
            return (Some("local time".to_owned()), at + 2);
        }
        (None, at)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// "last Wednesday": not today.
    Last,
    /// "next Wednesday": not today.
    Next,
    Past,
    Future,
}

/// Whether a word after four figures counts them: "2,000 soldiers", "in 2000 homes".
fn is_counted(word: &str) -> bool {
    word.len() > 4
        && word.ends_with('s')
        && word.chars().all(char::is_lowercase)
        && !matches!(
            word,
            "across"
                | "unless"
                | "towards"
                | "besides"
                | "always"
                | "perhaps"
                | "versus"
                | "talks"
                | "elections"
        )
}
