//! What IPTC 7901 is read into.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{BlockKind, Embargo, Format, Hint, Item, Parsed, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    read(text.as_bytes(), &Hint::default()).items
}

/// One telegram with this header option, these lines from the headline on, and a stamp.
fn telegram(option: &str, lines: &str) -> String {
    format!(
        "\u{1}bdt0703 3 pl 60 {option}\r\n\r\nHafen/Vale/\r\n\u{2}{lines}\r\n\u{3}021830 Mrz 26\r\n\u{7f}\u{4}"
    )
}

#[track_caller]
fn one(option: &str, lines: &str) -> Item {
    let hint = Hint {
        zone: TimeZone::get("Europe/Berlin").ok(),
        ..Hint::default()
    };
    let parsed = read(telegram(option, lines).as_bytes(), &hint);
    assert_eq!(parsed.findings, [], "{lines}");
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap();
    assert_eq!(item.format, Some(Format::Iptc7901));
    item
}

const STORY: &str = "Hafen ist offen =\r\n\r\n   Vale (nna) - Der Hafen ist offen.\r\n";

fn words(item: &Item) -> Vec<&str> {
    let body = item.body();
    body.map_or(Vec::new(), |body| {
        body.paragraphs.iter().map(|p| p.text.as_str()).collect()
    })
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn check_signals(lines: &str, expected: &[Signal]) {
    let item = one(
        "nna 4077",
        &format!("{lines}\r\n\r\n   Vale (nna) - Der Hafen.\r\n"),
    );
    assert_eq!(item.signals, expected, "{lines}");
    let withheld = expected.contains(&Signal::Kill) || expected.contains(&Signal::Withhold);
    assert_eq!(item.status == Status::Withheld, withheld, "{lines}");
}

#[track_caller]
fn check_embargo(line: &str, expected: Option<&str>) {
    let item = one(
        "nna 4077",
        &format!("({line})\r\nHafen ist offen =\r\n\r\n   Text.\r\n"),
    );
    let found = match item.embargo {
        Embargo::None => None,
        Embargo::Until(_) => item.embargo_text.as_deref(),
        Embargo::TimeUnknown => Some("unknown"),
    };
    assert_eq!(found, expected, "{line}");
    let holds = item.holds().any(|code| code == "embargo.no_time");
    assert_eq!(holds, expected == Some("unknown"), "{line}");
}

#[test]
fn the_number_and_the_day_as_written_are_the_id() {
    let item = one("nna 4077", STORY);
    assert_eq!(item.guid, "urn:x-copydesk:7901:nna:20260302:bdt:703");
    assert_eq!(item.agency.as_deref(), Some("nna"));
    assert_eq!(item.alt_ids[0].1, ["bdt:703:20260302"]);
    assert_eq!(
        item.alt_ids[1],
        ("message".to_owned(), vec!["nna:4077:20260302".to_owned()])
    );
    let sent = item.version_created.map(|time| time.text);
    assert_eq!(sent.as_deref(), Some("2026-03-02T18:30:00+01:00"));
    assert_eq!(item.urgency, Some(3));
}

#[test]
fn without_a_day_the_id_is_that_of_receipt_and_else_the_hash() {
    let text = "bdt0703 3 pl 60 nna 4077\nHafen/\nHafen ist offen =\n\n   Der Hafen.\n";
    let item = &items(text)[0];
    assert!(
        item.guid.starts_with("urn:x-copydesk:raw:"),
        "{}",
        item.guid
    );
    assert_eq!(codes(item), ["identity.from_hash"]);
    let hint = Hint {
        zone: TimeZone::get("Europe/Berlin").ok(),
        received: "2026-03-02T23:30:00Z".parse().ok(),
        ..Hint::default()
    };
    let item = &read(text.as_bytes(), &hint).items[0];
    assert_eq!(item.guid, "urn:x-copydesk:7901:nna:20260303:bdt:703");
    assert_eq!(codes(item), ["identity.day_from_receipt"]);
}

#[test]
fn a_number_of_zero_never_makes_two_telegrams_one() {
    let first = "bdt0000 3 pl 9 nna 0000\nA/\nOne =\n\n   Text one.\n\n021830 Mar 26\n";
    let other = first.replace("Text one", "Text two");
    let both = items(&format!("{first}\n{other}"));
    assert_eq!(both.len(), 2);
    assert_ne!(both[0].guid, both[1].guid);
    assert_eq!(both[0].guid, items(first)[0].guid);
    assert!(codes(&both[0]).contains(&"identity.zero_number"));
    assert!(both[0].alt_ids.is_empty());
}

#[test]
fn the_century_is_the_nearest_to_receipt() {
    let text = "bdt0703 3 pl 9\nA/\nOne =\n\n   Text.\n\n021830 GMT Mar 87\n";
    let day = |hint: &Hint| {
        let item = read(text.as_bytes(), hint).items.remove(0);
        item.version_created.map(|time| time.text)
    };
    assert_eq!(
        day(&Hint::default()).as_deref(),
        Some("1987-03-02T18:30:00Z")
    );
    let received = "2080-01-01T00:00:00Z".parse().ok();
    let hint = Hint {
        received,
        ..Hint::default()
    };
    assert_eq!(day(&hint).as_deref(), Some("2087-03-02T18:30:00Z"));
}

#[test]
fn the_head_is_notes_headline_and_byline() {
    let item = one(
        "nna 4077",
        "(Berichtigung: Uhrzeit)\r\nEXTRA\r\nHafen von Vale\r\nist offen\r\nVon Ida Holm =\r\n\r\n   Vale (nna) - Der Hafen\r\nist offen.\r\n   Es regnet.\r\n\r\nnna ih tr\r\n",
    );
    assert_eq!(item.headline.as_deref(), Some("Hafen von Vale ist offen"));
    assert_eq!(item.byline.as_deref(), Some("Von Ida Holm"));
    assert_eq!(item.dateline.as_deref(), Some("Vale (nna) -"));
    assert_eq!(
        words(&item),
        [
            "Vale (nna) - Der Hafen ist offen.",
            "Es regnet.",
            "nna ih tr"
        ]
    );
    assert_eq!(
        item.body().unwrap().paragraphs[2].kind,
        BlockKind::Signature
    );
    let notes: Vec<&str> = item
        .ed_notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    assert_eq!(notes, ["(Berichtigung: Uhrzeit)", "EXTRA"]);
    assert_eq!(
        (item.slugline.as_deref(), item.keywords.len()),
        (Some("Hafen/Vale"), 2)
    );
}

#[test]
fn a_paragraph_is_no_headline() {
    let item = one(
        "nna 4077",
        "   Vale (nna) - Der Hafen ist offen.\r\n\r\n   Es regnet.\r\n",
    );
    assert_eq!(item.headline, None);
    assert_eq!(words(&item).len(), 2);
}

#[test]
fn everything_behind_the_notebook_is_for_editors() {
    let item = one(
        "nna 4077",
        &format!(
            "{STORY}\r\n# Notizblock\r\n\r\n## Orte\r\n- [Hafen](Kai 1)\r\n\r\n* * * *\r\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\r\n\r\n## Kontakte\r\n- Tel. 123\r\n\r\nnna ih\r\n"
        ),
    );
    assert_eq!(
        words(&item),
        ["Vale (nna) - Der Hafen ist offen.", "nna ih"]
    );
    let roles: Vec<&str> = item
        .ed_notes
        .iter()
        .filter_map(|note| note.role.as_deref())
        .collect();
    assert_eq!(roles, ["Orte", "Kontakte"]);
    assert!(item.ed_notes.iter().all(|note| !note.publishable));
}

#[test]
fn words_of_the_head_are_signals_and_words_of_the_story_are_not() {
    check_signals("Hafen ist offen =", &[]);
    check_signals("KILL KILL KILL\r\nHafen ist offen =", &[Signal::Kill]);
    check_signals("KILL KILL KILL =", &[Signal::Kill]);
    check_signals("Militants kill 5 =", &[]);
    check_signals(
        "(Berichtigung: Zahl)\r\nHafen ist offen =",
        &[Signal::Correction],
    );
    check_signals("(2)\r\nHafen ist offen =", &[Signal::Update]);
    check_signals("2ND LEAD Hafen ist offen =", &[Signal::Update]);
    check_signals("WIEDERHOLUNG\r\nHafen ist offen =", &[Signal::Repeat]);
    check_signals("EIL\r\nHafen ist offen =", &[Signal::Alert]);
    check_signals("\u{7}\u{7}\u{7}Hafen ist offen =", &[Signal::Alert]);
    check_signals("WITHHOLD\r\nHafen ist offen =", &[Signal::Withhold]);
    check_signals(
        "Hafen ist offen =\r\n\r\n   KILL KILL KILL",
        &[Signal::Kill],
    );
    check_signals(
        "Hafen ist offen =\r\n\r\n   Er sagte es.\r\n\r\n   KILL KILL KILL",
        &[],
    );
}

#[test]
fn a_header_names_the_telegram_that_it_corrects() {
    let item = one("COR 702 nna 4077", STORY);
    assert_eq!(item.signals, [Signal::Correction]);
    assert_eq!(
        (item.links[0].rel.as_str(), item.links[0].target.as_str()),
        ("corrects", "bdt:702")
    );
    assert_eq!(item.kills, None);
}

#[test]
fn a_kill_says_what_to_look_for() {
    let kills = |lines: &str| one("nna 4077", lines).kills.unwrap();
    let found = kills(
        "KILL KILL KILL =\r\n\r\nThe story nna 4071, slugged Fire/Vale, \"Fire closes the port\", is wrong.\r\n",
    );
    assert_eq!(
        (found.by, found.name.as_deref(), found.number.as_deref()),
        ("text", Some("nna"), Some("4071"))
    );
    assert_eq!(found.slugline.as_deref(), Some("Fire/Vale"));
    assert_eq!(found.headline.as_deref(), Some("Fire closes the port"));
    let found = kills("KILL KILL KILL =\r\n\r\nDo not use bdt0701.\r\n");
    assert_eq!(
        (found.service.as_deref(), found.number.as_deref()),
        (Some("bdt"), Some("701"))
    );
    let found = kills("KILL KILL KILL =\r\n\r\nDo not use item 0701.\r\n");
    assert_eq!(
        (found.service, found.name, found.number.as_deref()),
        (None, None, Some("701"))
    );
    let found = kills("KILL KILL KILL =\r\n\r\nDo not use it.\r\n");
    assert_eq!(
        (found.by, found.slugline.as_deref()),
        ("text", Some("Hafen/Vale"))
    );
}

#[test]
fn an_embargo_with_a_time_ends_and_one_without_stays() {
    check_embargo("Zusammenfassung", None);
    check_embargo(
        "Sperrfrist: 3. März 2026, 06.00 Uhr",
        Some("2026-03-03T06:00:00+01:00"),
    );
    check_embargo(
        "Sperrfrist: 03.03.2026, 6 Uhr",
        Some("2026-03-03T06:00:00+01:00"),
    );
    check_embargo(
        "EMBARGOED UNTIL 1800 GMT March 3",
        Some("2026-03-03T18:00:00Z"),
    );
    check_embargo(
        "EMBARGO: 2026-03-03T18:00:00+01:00",
        Some("2026-03-03T18:00:00+01:00"),
    );
    check_embargo("Sperrfrist: Redebeginn", Some("unknown"));
    check_embargo("Sperrfrist: 18.00 Uhr", Some("unknown"));
    check_embargo(
        "Sperrfrist: 3. März und 4. März, 18.00 Uhr",
        Some("unknown"),
    );
    check_embargo("EMBARGOED UNTIL 6 a.m. March 3", Some("unknown"));
}

#[test]
fn a_year_that_is_not_said_may_be_the_next_one() {
    let text = "bdt0703 3 pl 9\nA/\n(Sperrfrist: 2. Januar, 06.00 Uhr MEZ)\nOne =\n\n   Text.\n\n301830 MEZ Dez 26\n";
    let until = items(text)[0].embargo_text.clone();
    assert_eq!(until.as_deref(), Some("2027-01-02T06:00:00+01:00"));
}

#[test]
fn a_day_of_telegrams_is_split_with_and_without_control_characters() {
    let one = |number: u32| {
        format!(
            "bdt{number:04} 4 vm 20 nna {number:04}\n\nHafen/\nMeldung {number} =\n\n   Text {number}.\n\n./.\n021830 MEZ Mrz 26\n\n"
        )
    };
    let day: String = (1..40).map(one).collect();
    let plain = items(&day);
    assert_eq!(plain.len(), 39);
    for (at, item) in (1..).zip(&plain) {
        assert_eq!(
            item.guid,
            format!("urn:x-copydesk:7901:nna:20260302:bdt:{at}")
        );
        assert_eq!(words(item), [format!("Text {at}.")]);
        assert_eq!(codes(item), Vec::<&str>::new());
    }
    let marked: String = [
        telegram("nna 1", STORY),
        telegram("nna 2", STORY).replace("0703", "0704"),
    ]
    .concat();
    assert_eq!(items(&marked).len(), 2);
}

#[test]
fn words_behind_the_telegram_are_reported() {
    let item = &items(&(telegram("nna 1", STORY) + "stray words\n"))[0];
    assert!(codes(item).contains(&"text.unplaced"));
}

#[test]
fn other_text_is_no_telegram() {
    let format = |text: &str| items(text)[0].format;
    assert_eq!(
        format("Dear all, abc0703 3 pl 60 is a number."),
        Some(Format::Text)
    );
    assert_eq!(format("bdt0703 9 pl 60\ntext"), Some(Format::Text));
    assert_eq!(format("bdt0703 3 pl many\ntext"), Some(Format::Text));
}

#[test]
fn a_file_of_nothing_but_headers_or_marks_is_read_to_the_end() {
    assert_eq!(
        items(&"bdt0703 3 pl 60\n".repeat(30_000)).len(),
        crate::ITEMS_MAX
    );
    for piece in [
        "(\n",
        "EIL\n",
        "021830 Mrz 26\n",
        "\u{7}",
        "# Notizblock\n",
        "Sperrfrist: 1.1.2026\n",
        "\r",
    ] {
        let text = format!("bdt0703 3 pl 60\nA/\n{}", piece.repeat(100_000));
        assert_eq!(items(&text).len(), 1, "{piece:?}");
    }
}

/// The words at each paragraph's span, without marks, are its words.
fn check_spans(raw: &[u8], parsed: &Parsed) {
    for paragraph in parsed
        .items
        .iter()
        .flat_map(|item| &item.renditions)
        .flat_map(|r| &r.paragraphs)
    {
        let bytes = &raw[paragraph.span.start..paragraph.span.end];
        let said = String::from_utf8_lossy(bytes);
        let letters = |text: &str| -> String {
            text.chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect()
        };
        assert_eq!(letters(&said), letters(&paragraph.text));
    }
}

proptest! {
    #[test]
    fn any_cut_is_read_without_failure_and_the_same_twice(cut in 0_usize..500, end in 0_usize..500) {
        let text = telegram("COR 702 nna 4077", "(Sperrfrist: 3. März, 18 Uhr)\r\nHafen ö =\r\n\r\n   Vale (nna) - Öl.\r\n\r\n# Notizblock\r\n## A\r\nb\r\n\r\nnna ih");
        let text = text.repeat(2);
        let (cut, end) = (text.floor_char_boundary(cut), text.floor_char_boundary(end.max(cut)));
        let raw = &text.as_bytes()[cut..end];
        let parsed = read(raw, &Hint::default());
        check_spans(raw, &parsed);
        prop_assert_eq!(&read(raw, &Hint::default()), &parsed);
    }

    #[test]
    fn any_bytes_behind_a_header_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let raw = [b"bdt0703 3 pl 60\r\n".as_slice(), &bytes].concat();
        let parsed = read(&raw, &Hint::default());
        prop_assert_eq!(&read(&raw, &Hint::default()), &parsed);
    }

    #[test]
    fn any_lines_are_read_without_failure(lines in "([A-Z]{1,5} ?|[a-zöé]{1,7} |[0-9]{1,4} |[\\r\\n]{1,2}|[(){}=#/.\u{7}\u{3}\u{2}\u{1}\u{7f}-]|Sperrfrist: |   ){0,60}") {
        let text = format!("bdt0703 3 pl 60\n{lines}");
        let parsed = read(text.as_bytes(), &Hint::default());
        check_spans(text.as_bytes(), &parsed);
    }

    #[test]
    fn a_span_decodes_to_its_paragraph(said in "[a-zöé]{2,9}( [a-zöé]{2,9}){3,30}", wrap in 20_usize..60) {
        let mut lines = String::new();
        let mut width = 0;
        for word in said.split(' ') {
            let letters = word.chars().count();
            if width == 0 {
                width = letters;
            } else if width + 1 + letters > wrap {
                lines.push_str("\r\n");
                width = letters;
            } else {
                lines.push(' ');
                width += 1 + letters;
            }
            lines.push_str(word);
        }
        let text = telegram("nna 1", &format!("Hafen =\r\n\r\n{lines}\r\n"));
        let item = &items(&text)[0];
        let paragraph = &item.body().unwrap().paragraphs[0];
        prop_assert_eq!(&paragraph.text, &said);
        prop_assert_eq!(&text[paragraph.span.start..paragraph.span.end], lines);
    }
}
