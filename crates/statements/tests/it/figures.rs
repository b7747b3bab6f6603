//! Figures and dates by tables of ours: what each wording is worth, and what became of figures between versions.

use copydesk_statements::dates::{
    DateSettings, How, Interval, NumericOrder, Precision, When, find_dates,
};
use copydesk_statements::figures::{
    Approximation, Figure, FigureSettings, compare_figures, find_figures, find_figures_counted,
};
use jiff::civil::Date;
use proptest::prelude::*;

/// The rows of a table, without its comments.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

fn figures() -> Vec<Vec<&'static str>> {
    rows(include_str!("data/figures.tsv")).collect()
}

fn dates() -> Vec<Vec<&'static str>> {
    rows(include_str!("data/dates.tsv")).collect()
}

fn describe(figure: &Figure) -> String {
    let mut out = Vec::new();
    out.extend(figure.bound.map(|bound| bound.name().to_owned()));
    if figure.approx == Approximation::Approximate {
        out.push("approx".into());
    }
    out.push(figure.kind.name().into());
    out.push(match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}..{high}"),
        _ => "-".into(),
    });
    out.extend(figure.unit.map(|unit| unit.code.to_owned()));
    if !figure.candidates.is_empty() {
        let list: Vec<String> = figure.candidates.iter().map(ToString::to_string).collect();
        out.push(format!("?{}", list.join(",")));
    }
    out.join(" ")
}

fn or_none(found: Vec<String>) -> String {
    if found.is_empty() {
        "none".into()
    } else {
        found.join(" | ")
    }
}

#[test]
fn every_wording_of_the_table_has_its_value_unit_and_candidates() {
    let mut wrong = Vec::new();
    for row in figures() {
        let found = or_none(
            find_figures(row[0], FigureSettings::default())
                .iter()
                .map(describe)
                .collect(),
        );
        if found != row[1] {
            wrong.push(format!(
                "{}\n  expected {}\n  found    {found}",
                row[0], row[1]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_feeds_dollar_is_taken_for_the_sign_alone() {
    let settings = FigureSettings {
        dollar: Some("AUD"),
    };
    let codes: Vec<&str> = find_figures("$5, US$5 and 5 dollars", settings)
        .iter()
        .filter_map(|f| f.unit)
        .map(|unit| unit.code)
        .collect();
    assert_eq!(codes, ["AUD", "USD", "AUD"]);
}

#[test]
fn units_have_their_si_value_and_doubtful_ones_have_none() {
    let si = |text: &str| {
        find_figures(text, FigureSettings::default())[0]
            .si()
            .map(|(low, _, unit)| format!("{low} {unit}"))
    };
    assert_eq!(si("5 miles").as_deref(), Some("8046.72 m"));
    assert_eq!(si("2 barrels").as_deref(), Some("0.317974589856 m3"));
    assert_eq!(si("41 °F").as_deref(), Some("278.15 K"));
    assert_eq!(si("-40 °C").as_deref(), Some("233.15 K"));
    assert_eq!(si("3 short tons").as_deref(), Some("2721.55422 kg"));
    assert_eq!(si("90 km/h").as_deref(), Some("25 m/s"));
    assert_eq!(si("5 tons"), None);
    assert_eq!(si("$5"), None);
}

fn show(interval: &Interval, precision: Precision) -> String {
    let from = interval.from;
    match precision {
        Precision::Decade => format!("{}s", from.year()),
        Precision::Year => from.year().to_string(),
        Precision::Month => format!("{}-{:02}", from.year(), from.month()),
        Precision::Day => from.date().to_string(),
        Precision::Minute => format!("{}T{:02}:{:02}", from.date(), from.hour(), from.minute()),
    }
}

fn describe_date(when: &When) -> String {
    let mut out = vec![
        when.meant
            .map_or("-".into(), |interval| show(&interval, when.precision)),
    ];
    out.push(when.precision.name().into());
    out.push(when.how.name().into());
    out.extend(when.zone.clone());
    if !when.candidates.is_empty() {
        let list: Vec<String> = when
            .candidates
            .iter()
            .map(|interval| show(interval, when.precision))
            .collect();
        out.push(format!("?{}", list.join(",")));
    }
    out.join(" ")
}

#[test]
fn every_date_of_the_table_is_resolved_or_left_open() {
    let mut wrong = Vec::new();
    for row in dates() {
        let settings = DateSettings {
            reference: row[0].parse::<Date>().ok(),
            order: match row[1] {
                "d" => Some(NumericOrder::DayFirst),
                "m" => Some(NumericOrder::MonthFirst),
                _ => None,
            },
        };
        let dates = find_dates(row[2], &settings);
        assert!(
            dates
                .iter()
                .all(|when| (when.meant.is_none()) == (when.how == How::Open))
        );
        let found = or_none(dates.iter().map(describe_date).collect());
        if found != row[3] {
            wrong.push(format!(
                "{}\n  expected {}\n  found    {found}",
                row[2], row[3]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_tables_hold_two_hundred_cases_and_more() {
    let count = figures().len() + dates().len();
    println!("{} figures, {} dates", figures().len(), dates().len());
    assert!(count >= 200, "{count}");
}

#[test]
fn figures_of_two_versions_are_paired_and_classed() {
    let mut wrong = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for row in rows(include_str!("data/figure_changes.tsv")) {
        let changes = compare_figures(row[0], row[1], FigureSettings::default());
        let classes: Vec<&str> = changes.iter().map(|change| change.class.name()).collect();
        seen.extend(classes.clone());
        if classes.join(" ") != row[2] {
            wrong.push(format!(
                "{}\n  expected {}\n  found    {}",
                row[1],
                row[2],
                classes.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen.len(), 7, "{seen:?}");
}

#[test]
fn work_grows_with_the_text() {
    for part in [
        "5 ",
        "one hundred and ",
        "$ ",
        "- 5",
        "half a ",
        "5 per cent up ",
        "2024-",
        "Wednesday ",
        "a million million ",
    ] {
        let steps =
            |times: usize| find_figures_counted(&part.repeat(times), FigureSettings::default()).1;
        let (small, large) = (steps(2_000), steps(20_000));
        assert!(large <= small * 11 + 1_000, "{part}: {small} → {large}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_slices_in_order_and_nothing_panics(
        text in prop_oneof![
            "[0-9,./:$%€½° \u{A0}+-]{0,40}",
            "((one|two|half|a|and|million|per cent|up|to|from|-|5|1,000|June|Wednesday|2024|times|miles|of|third|dozen|[.,]) ){0,14}",
            any::<String>(),
        ],
    ) {
        let mut last = 0;
        for figure in find_figures(&text, FigureSettings::default()) {
            prop_assert!(last <= figure.span.start && figure.span.start < figure.span.end);
            prop_assert_eq!(text.get(figure.span.start..figure.span.end), Some(figure.as_written.as_str()));
            last = figure.span.end;
        }
        let settings = DateSettings { reference: Some(jiff::civil::date(2024, 2, 29)), order: None };
        let mut last = 0;
        for when in find_dates(&text, &settings) {
            prop_assert!(last <= when.span.start && text.get(when.span.start..when.span.end).is_some());
            prop_assert!(when.meant.is_none_or(|interval| interval.from < interval.to));
            last = when.span.end;
        }
        let _ = compare_figures(&text, &text, FigureSettings::default());
    }
}
