//! Times as editors read them: in the site's zone, with the offset in `datetime`, the age beside. Nothing is drawn
//! for a time that is not known.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// The zone, and the moment a screen is made.
#[derive(Clone)]
pub(crate) struct Times {
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
}

impl Times {
    /// Hour and minute, with the day unless it is today's.
    pub(crate) fn short(&self, at: Timestamp) -> String {
        let there = at.to_zoned_datetime(self.zone.clone());
        let today = self.now.to_zoned_datetime(self.zone.clone()).date();
        if there.date() == today {
            there.strftime("%H:%M").to_string()
        } else if there.year() == today.year() {
            there.strftime("%-d %b %H:%M").to_string()
        } else {
            there.strftime("%-d %b %Y %H:%M").to_string()
        }
    }

    /// To the second, with the zone's letters.
    pub(crate) fn exact(&self, at: Timestamp) -> String {
        let there = at.to_zoned_datetime(self.zone.clone());
        there.strftime("%-d %b %Y %H:%M:%S %Z").to_string()
    }

    /// The same instant in UTC.
    pub(crate) fn utc(at: Timestamp) -> String {
        let there = at.to_zoned_datetime(TimeZone::UTC);
        there.strftime("%-d %b %Y %H:%M:%S UTC").to_string()
    }

    /// A `time` element with the short form.
    pub(crate) fn mark(&self, at: Timestamp) -> Markup {
        html! {
            time datetime=(self.machine(at)) title=(self.exact(at)) { (self.short(at)) }
        }
    }

    /// A `time` element with the exact form.
    pub(crate) fn mark_exact(&self, at: Timestamp) -> Markup {
        html! { time datetime=(self.machine(at)) { (self.exact(at)) } }
    }

    /// How long ago, in words that stay right when a script renews them.
    pub(crate) fn age(&self, at: Timestamp) -> Markup {
        html! { span.age data-since=(at.as_millisecond()) { (span_words(self.seconds_since(at))) } }
    }

    /// How long until then.
    pub(crate) fn countdown(&self, at: Timestamp) -> Markup {
        html! {
            span.countdown data-until=(at.as_millisecond()) { "in " (span_words(-self.seconds_since(at))) }
        }
    }

    fn seconds_since(&self, at: Timestamp) -> i64 {
        self.now.duration_since(at).as_secs()
    }

    fn machine(&self, at: Timestamp) -> String {
        let there = at.to_zoned_datetime(self.zone.clone());
        there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

fn span_words(seconds: i64) -> String {
    match seconds.max(0) {
        0..60 => format!("{} s", seconds.max(0)),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_in_the_sites_zone_with_its_offset() {
        let times = Times {
            zone: TimeZone::get("Asia/Kolkata").expect("a zone of the bundle"),
            now: "2026-11-24T10:00:00Z".parse().expect("an instant"),
        };
        let at = "2026-11-24T09:58:00Z".parse().expect("an instant");
        assert_eq!(times.short(at), "15:28");
        assert!(
            times
                .mark(at)
                .into_string()
                .contains("2026-11-24T15:28:00+05:30")
        );
        assert!(times.age(at).into_string().contains(">2 min<"));
        let before = "2026-11-23T09:58:00Z".parse().expect("an instant");
        assert_eq!(times.short(before), "23 Nov 15:28");
    }
}
