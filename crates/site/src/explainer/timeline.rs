//! A timeline as a drawing and as an ordered list of the same events: a row an event, a day as a dot, a month or a year
//! as a bar. Draws with the colour of the text; says the same to those who do not see it.

use copydesk_desk::Happening;
use copydesk_documents::Precision;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::explainer::passage::Drawing;
use crate::moment::long_date;
use crate::words::Tongue;

/// Units of the drawing across.
const WIDTH: i64 = 640;
/// Units before and behind the axis.
const MARGIN: i64 = 12;
/// Units a row.
const ROW: i64 = 22;

/// An event that may be shown.
struct Shown<'a> {
    from: Date,
    to: Date,
    event: &'a Happening,
    drawn: Markup,
}

/// The timeline; `None` if no event may be shown.
pub(crate) fn timeline(
    drawing: &mut Drawing<'_>,
    events: &[Happening],
    anchor: &str,
) -> Option<Markup> {
    let mut shown: Vec<Shown> = Vec::new();
    for event in events {
        let Some((from, to)) = bounds(event) else {
            continue;
        };
        if let Some(drawn) = drawing.line(&event.line) {
            shown.push(Shown {
                from,
                to,
                event,
                drawn,
            });
        }
    }
    shown.sort_by_key(|one| (one.from, one.event.precision));
    let (first, last) = (
        shown.iter().map(|one| one.from).min()?,
        shown.iter().map(|one| one.to).max()?,
    );
    let w = drawing.words;
    Some(html! {
        section aria-labelledby=(anchor) {
            h2 #(anchor) { (w.timeline) }
            (picture(&shown, (first, last), drawing.tongue, anchor))
            ol.events { @for one in &shown {
                li { time datetime=(stated(one.event)) { (day(one.event, drawing.tongue)) } " " (one.drawn) }
            } }
        }
    })
}

/// First and last day.
fn bounds(event: &Happening) -> Option<(Date, Date)> {
    let from: Date = event.when.parse().ok()?;
    let to = match event.precision {
        Precision::Day => from,
        Precision::Month => from.last_of_month(),
        Precision::Year => from.last_of_year(),
    };
    Some((from, to))
}

/// As `datetime` has it: `2026-02-03`, `2026-02`, `2026`.
fn stated(event: &Happening) -> &str {
    let length = match event.precision {
        Precision::Day => 10,
        Precision::Month => 7,
        Precision::Year => 4,
    };
    event.when.get(..length).unwrap_or(&event.when)
}

fn day(event: &Happening, tongue: Tongue) -> String {
    let Some((from, _)) = bounds(event) else {
        return event.when.clone();
    };
    let whole = long_date(from, tongue);
    match event.precision {
        Precision::Day => whole,
        Precision::Month => whole
            .split_once(' ')
            .map_or(whole.clone(), |(_, rest)| rest.to_owned()),
        Precision::Year => from.year().to_string(),
    }
}

/// Places a day on the axis.
fn across(day: Date, (first, last): (Date, Date)) -> i64 {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    let whole = days(first, last).max(1);
    MARGIN + days(first, day) * (WIDTH - 2 * MARGIN) / whole
}

fn picture(shown: &[Shown<'_>], ends: (Date, Date), tongue: Tongue, anchor: &str) -> Markup {
    let rows = i64::try_from(shown.len()).unwrap_or(0);
    let height = rows * ROW + 6;
    let words: Vec<String> = shown
        .iter()
        .map(|one| format!("{}: {}", day(one.event, tongue), one.event.line.text))
        .collect();
    html! {
        svg.timeline viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby={ (anchor) "-t " (anchor) "-d" }
            fill="currentColor" stroke="currentColor" {
            title id={ (anchor) "-t" } { (tongue.words().timeline) }
            desc id={ (anchor) "-d" } { (words.join("; ")) }
            @for (index, one) in shown.iter().enumerate() {
                @let y = i64::try_from(index).unwrap_or(0) * ROW + ROW / 2;
                @let (x, end) = (across(one.from, ends), across(one.to, ends));
                path d={ "M0 " (y) "H" (WIDTH) } stroke-opacity=".18" {}
                @if one.event.precision == Precision::Day {
                    circle cx=(x) cy=(y) r="5" {}
                } @else {
                    rect x=(x) y=(y - 3) width=((end - x).max(4)) height="6" {}
                }
                @let flip = x > WIDTH * 3 / 4;
                text x=(if flip { x - 10 } else { end.max(x) + 10 }) y=(y + 4) font-size="12" stroke="none"
                    text-anchor=(if flip { "end" } else { "start" }) { (day(one.event, tongue)) }
            }
        }
    }
}
