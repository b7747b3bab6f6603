//! What telegrams may state of their use, row by row, in each of the three formats: a made-up telegram with the words in
//! its headline or on a line before its text, and what must come of it.

use copydesk_wire::{Embargo, Hint, Item, Signal, Status, read};

const FORMATS: [&str; 3] = ["iptc7901", "anpa1312", "zczc"];

/// A telegram of 2 March 2026 with this headline, this line before the text and this text.
fn telegram(format: &str, headline: &str, line: &str, text: &str) -> String {
    let line = |mark: &str, end: &str| match line {
        "" => String::new(),
        line => format!("{mark}{line}{end}\r\n"),
    };
    match format {
        "iptc7901" => format!(
            "\u{1}bdt0703 3 pl 60 nna 4077\r\n\r\nHarbour/\r\n\u{2}{}{headline} =\r\n\r\n   VALE (nna) - {text}\r\n\u{3}021830 GMT Mar 26\r\n\u{4}",
            line("", "")
        ),
        "anpa1312" => format!(
            "\u{16}\u{16}\u{1}a2870\u{1f}_vale\r\nr i\u{13}\u{11} BC-Vale-Harbour     03-02 0060\r\n\u{2}^BC-Vale-Harbour<\r\n{}^{headline}<\r\n\tVALE (NNA) _ {text}\r\n\t   \u{3}NNA-WF-03-02-26 1830GMT<\r\n\u{4}",
            line("^", "<")
        ),
        _ => format!(
            "ZCZC NNA\r\n#Harbour\r\n${headline}\r\n{}\r\nVALE, March 2 NNA - {text}\r\nNNNN\r\n",
            line("", "\r\n")
        ),
    }
}

fn one(format: &str, headline: &str, line: &str, text: &str) -> Item {
    let raw = telegram(format, headline, line, text);
    let mut items = read(raw.as_bytes(), &Hint::default()).items;
    assert_eq!(items.len(), 1, "{raw}");
    let item = items.remove(0);
    assert_eq!(item.format.map(|format| format.name()), Some(format));
    item
}

#[track_caller]
fn check(headline: &str, line: &str, text: &str, signals: &[Signal], embargo: Option<&str>) {
    for format in FORMATS {
        let item = one(format, headline, line, text);
        let about = format!("{format}: {headline:?} {line:?} {text:?}");
        assert_eq!(item.signals, signals, "{about}");
        let closed = signals.contains(&Signal::Kill) || signals.contains(&Signal::Withhold);
        let status = if closed {
            Status::Withheld
        } else {
            Status::Usable
        };
        assert_eq!(item.status, status, "{about}");
        assert_eq!(
            item.kills.is_some(),
            signals.contains(&Signal::Kill),
            "{about}"
        );
        let found = match item.embargo {
            Embargo::None => None,
            Embargo::Until(_) => item.embargo_text.as_deref(),
            Embargo::TimeUnknown => Some("unknown"),
        };
        assert_eq!(found, embargo, "{about}");
        let holds = item.holds().any(|code| code == "embargo.no_time");
        assert_eq!(holds, embargo == Some("unknown"), "{about}");
    }
}

/// Words on a line of their own.
#[track_caller]
fn check_lines(lines: &[&str], signals: &[Signal]) {
    for line in lines {
        check("Harbour opens", line, "It is open.", signals, None);
    }
}

/// Words at the head of the headline.
#[track_caller]
fn check_headlines(headlines: &[&str], signals: &[Signal]) {
    for headline in headlines {
        check(headline, "", "It is open.", signals, None);
    }
}

#[test]
fn kills_are_stated_by_lines_phrases_and_prefixes() {
    check_lines(
        &[
            "KILL KILL KILL",
            "KILL",
            "*** KILL ***",
            "A kill is mandatory.",
            "MANDATORY KILL",
            "STORY WITHDRAWN",
        ],
        &[Signal::Kill],
    );
    check_lines(
        &[
            "ANNULATION",
            "ANULACIÓN",
            "ANNULLAMENTO",
            "ANNULLERET",
            "ZURÜCKGEZOGEN",
        ],
        &[Signal::Kill],
    );
    check_headlines(
        &[
            "WITHDRAWN: Harbour opens",
            "STORY WITHDRAWN Harbour opens",
            "Zurückgezogen: Hafen",
            "Annulleret: Havnen",
        ],
        &[Signal::Kill],
    );
}

#[test]
fn killings_in_the_news_are_no_kills() {
    check_headlines(
        &[
            "MILITANTS KILL 5",
            "Kill Devil Hills votes",
            "Wolves kill sheep",
            "Overkill: a memoir",
        ],
        &[],
    );
    check(
        "Harbour opens",
        "",
        "MILITANTS KILL 5 on the ferry.",
        &[],
        None,
    );
    check(
        "Harbour opens",
        "",
        "They kill. The kill is mandatory, said the hunter.",
        &[],
        None,
    );
}

#[test]
fn corrections_and_updates_are_stated_by_words_set_apart() {
    let corrections = [
        "CORRECTED-Harbour opens",
        "CORRECTION: Harbour opens",
        "REFILE-Harbour opens",
        "Berichtigung: Hafen",
        "(Korrektur: Zahl) Hafen",
        "RECTIFICATIF: Port",
        "CORRIGE: Port",
        "VERSION CORREGIDA: Puerto",
        "RETTIFICA: Porto",
        "KOREKTA: Port",
        "RETTELSE: Havnen",
        "RÄTTELSE: Hamnen",
        "Harbour opens (CORRECTED)",
    ];
    check_headlines(&corrections, &[Signal::Correction]);
    let updates = [
        "UPDATE 2-Harbour opens",
        "RECASTS-Harbour opens",
        "LEAD: Harbour opens",
        "2ND LEAD Harbour opens",
        "Harbour opens (2)",
        "Harbour opens (3DER)",
        "1stLd-Writethru Harbour opens",
        "Aktualisierung: Hafen",
    ];
    check_headlines(&updates, &[Signal::Update]);
    check_headlines(
        &[
            "Correction officers strike",
            "Lead in water pipes",
            "Update your maps",
        ],
        &[],
    );
}

#[test]
fn other_words_of_the_trade_are_signals() {
    check_lines(&["WITHHOLD", "HOLD"], &[Signal::Withhold]);
    check_headlines(&["Hold the ropes", "Withhold nothing, says Vale"], &[]);
    check_headlines(
        &["REPEAT: Harbour opens", "Wiederholung: Hafen"],
        &[Signal::Repeat],
    );
    check_headlines(
        &["ADVISORY: Harbour", "Achtung: Hafen"],
        &[Signal::Advisory],
    );
    check_lines(&["FLASH", "BULLETIN", "EIL"], &[Signal::Alert]);
    check(
        "Harbour opens",
        "",
        "\u{7}\u{7}\u{7}\u{7}\u{7}It is open.",
        &[Signal::Alert],
        None,
    );
}

#[test]
fn embargoes_open_at_their_time_and_without_one_never() {
    let unknown = Some("unknown");
    for line in [
        "EMBARGOED UNTIL FRIDAY",
        "EMBARGO: not before noon",
        "HOLD FOR RELEASE until further notice",
        "Sperrfrist: Freitag",
        "EMBARGOED UNTIL 1800 GMT AND 1900 GMT March 4",
    ] {
        check("Harbour opens", line, "It is open.", &[], unknown);
    }
    let until = Some("2026-03-04T18:00:00Z");
    for line in [
        "EMBARGOED UNTIL 1800 GMT March 4 2026",
        "Sperrfrist: 4. März 2026, 1800 GMT",
    ] {
        check("Harbour opens", line, "It is open.", &[], until);
    }
    check_headlines(
        &["Embargo on grain is lifted", "EU embargo hits 23 firms"],
        &[],
    );
}

/// `wire.md` 9, as far as a version by itself decides it.
#[test]
fn leads_are_counted_and_versions_of_dots_are_ordered_by_their_parts() {
    let ordinal = |first: &str| {
        let raw = telegram("anpa1312", "Harbour opens", "", "It is open.")
            .replace("^BC-Vale-Harbour<", first);
        read(raw.as_bytes(), &Hint::default()).items[0].version_ordinal
    };
    assert_eq!(ordinal("^BC-Vale-Harbour,60<"), Some(0));
    assert_eq!(ordinal("^BC-Vale-Harbour, 1st Ld,60<"), Some(1));
    assert_eq!(ordinal("^BC-Vale-Harbour, 10th Ld-Writethru,60<"), Some(10));
    let of = |version: &str| {
        let raw = format!(
            "<RBNews><NewsID>1</NewsID><version>{version}</version><content>x</content></RBNews>"
        );
        read(raw.as_bytes(), &Hint::default()).items[0].version_ordinal
    };
    assert!(of("1.10") > of("1.9"));
    assert_eq!(
        (of("1542761538"), of("0"), of("x")),
        (Some(1_542_761_538), Some(0), None)
    );
}

#[test]
fn the_same_bytes_give_the_same_id_under_any_name_and_zone() {
    for format in FORMATS {
        let raw = telegram(format, "Harbour opens", "", "It is open.");
        let ids: Vec<String> = [
            None,
            Some("Europe/Berlin"),
            Some("America/New_York"),
            Some("Asia/Kolkata"),
        ]
        .into_iter()
        .map(|zone| {
            let hint = Hint {
                zone: zone.and_then(|zone| jiff::tz::TimeZone::get(zone).ok()),
                file_name: zone.map(str::to_owned),
                ..Hint::default()
            };
            read(raw.as_bytes(), &hint).items[0].guid.clone()
        })
        .collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}
