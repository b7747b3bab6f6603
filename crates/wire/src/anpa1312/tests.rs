//! What ANPA 1312 is read into.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{BlockKind, Embargo, Format, Hint, Item, Signal, Status, read};

/// A telegram with this second header line and this text, sent at 04:23 GMT on 3 March 2026.
fn telegram(second: &str, text: &str) -> String {
    format!(
        "\u{16}\u{16}\u{1}a2870\u{1f}_vale\r\n{second}\r\n\u{2}{text}\r\n\t   \u{3}NNA-WF-03-03-26 0423GMT<\r\n\u{c}\r\n\u{4}"
    )
}

const HEADER: &str = "r i\u{13}\u{11} BC-AS--Vale-HarbourOpeni 1stLd-Writethru   03-02 0466";
const TEXT: &str = "^BC-AS--Vale-Harbour Opening, 1st Ld-Writethru,466<\r\n^Harbour opens after two years<\r\n^Eds: Adds reaction.<\r\n^By ADA VALE=\r\n^Northern News=\r\n\t   VALE (NNA) _ The harbour is open.\r\n \r\n\t   ``Good,'' she said.";

#[track_caller]
fn one(second: &str, text: &str) -> Item {
    let parsed = read(telegram(second, text).as_bytes(), &Hint::default());
    assert_eq!(parsed.findings, [], "{text}");
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap();
    assert_eq!(item.format, Some(Format::Anpa1312));
    item
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

fn said(item: &Item) -> Vec<(BlockKind, &str)> {
    let body = item.body().into_iter();
    body.flat_map(|body| &body.paragraphs)
        .map(|paragraph| (paragraph.kind, paragraph.text.as_str()))
        .collect()
}

fn ids<'i>(item: &'i Item, name: &str) -> Vec<&'i str> {
    let found = item.alt_ids.iter().find(|(known, _)| known == name);
    found.map_or(Vec::new(), |(_, ids)| {
        ids.iter().map(String::as_str).collect()
    })
}

#[test]
fn header_title_head_and_trailer_are_the_fields() {
    let item = one(HEADER, TEXT);
    assert_eq!(item.guid, "urn:x-copydesk:anpa:NNA:20260302:a:2870");
    assert_eq!(item.agency.as_deref(), Some("NNA"));
    assert_eq!(ids(&item, "keyword"), ["BC-AS--Vale-HarbourOpeni"]);
    assert_eq!(ids(&item, "selector"), ["_vale"]);
    assert_eq!(ids(&item, "service"), ["NNA-WF"]);
    assert_eq!(
        item.slugline.as_deref(),
        Some("BC-AS--Vale-Harbour Opening")
    );
    assert_eq!(item.version.as_deref(), Some("1st Ld-Writethru"));
    assert_eq!(item.version_ordinal, Some(1));
    assert_eq!(
        item.headline.as_deref(),
        Some("Harbour opens after two years")
    );
    assert_eq!(item.byline.as_deref(), Some("By ADA VALE, Northern News"));
    assert_eq!(item.dateline.as_deref(), Some("VALE (NNA) _"));
    let sent = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(sent, Some("2026-03-03T04:23:00Z"));
    assert_eq!((item.urgency, item.status), (Some(4), Status::Usable));
    assert_eq!(item.signals, [Signal::Update]);
    assert_eq!(item.ed_notes[0].text, "Eds: Adds reaction.");
    assert!(!item.ed_notes[0].publishable);
    let paragraphs = [
        (BlockKind::Text, "VALE (NNA) _ The harbour is open."),
        (BlockKind::Text, "``Good,'' she said."),
    ];
    assert_eq!(said(&item), paragraphs);
    assert_eq!(codes(&item), Vec::<&str>::new());
}

#[track_caller]
fn check_day(date: &str, trailer: &str, day: &str, sent: Option<&str>) {
    let second = HEADER.replace("03-02", date);
    let text = telegram(&second, TEXT).replace("NNA-WF-03-03-26 0423GMT", trailer);
    let item = &read(text.as_bytes(), &Hint::default()).items[0];
    let expected = format!("urn:x-copydesk:anpa:NNA:{day}:a:2870");
    assert_eq!(item.guid, expected, "{date} beside {trailer}");
    let found = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(found, sent, "{date} beside {trailer}");
}

#[test]
fn the_day_is_that_of_the_header_beside_the_trailer() {
    let utc = Some("2026-03-03T04:23:00Z");
    check_day("03-02", "NNA-WF-03-03-26 0423GMT", "20260302", utc);
    check_day("02-03", "NNA-WF-03-03-26 0423GMT", "20260302", utc);
    // a header that is far away says nothing
    check_day("11-20", "NNA-WF-03-03-26 0423GMT", "20260303", utc);
    check_day("02-30", "NNA-WF-03-03-26 0423GMT", "20260303", utc);
    // both orders of the trailer: the one beside the header, else month first
    check_day(
        "03-04",
        "NNA-03-04-26 0423GMT",
        "20260304",
        Some("2026-03-04T04:23:00Z"),
    );
    check_day(
        "04-05",
        "NNA-06-04-26 0423GMT",
        "20260405",
        Some("2026-04-06T04:23:00Z"),
    );
    check_day(
        "12-31",
        "NNA-WF-01-01-27 0001GMT",
        "20261231",
        Some("2027-01-01T00:01:00Z"),
    );
    check_day(
        "03-02",
        "NNA-WF-03-03-95 0423GMT",
        "19950302",
        Some("1995-03-03T04:23:00Z"),
    );
    check_day("03-02", "NNA-WF-03-03-26 0423", "20260302", None);
}

#[test]
fn without_a_trailer_the_id_is_that_of_receipt_and_else_the_hash() {
    let text = telegram(HEADER, TEXT).replace("NNA-WF-03-03-26 0423GMT<", "");
    let item = &read(text.as_bytes(), &Hint::default()).items[0];
    assert!(
        item.guid.starts_with("urn:x-copydesk:raw:"),
        "{}",
        item.guid
    );
    assert_eq!(codes(item), ["identity.from_hash"]);
    let hint = Hint {
        zone: TimeZone::get("America/New_York").ok(),
        received: "2026-03-03T01:30:00Z".parse().ok(),
        agency: Some("NNA".to_owned()),
        ..Hint::default()
    };
    let item = &read(text.as_bytes(), &hint).items[0];
    assert_eq!(item.guid, "urn:x-copydesk:anpa:NNA:20260302:a:2870");
    assert_eq!(codes(item), ["identity.day_from_receipt"]);
}

#[test]
fn the_letter_keeps_its_case_and_numbers_are_integers() {
    let text = telegram(HEADER, TEXT);
    let upper = text.replace("a2870", "A0070");
    let item = &read(upper.as_bytes(), &Hint::default()).items[0];
    assert_eq!(item.guid, "urn:x-copydesk:anpa:NNA:20260302:A:70");
    let zero = text.replace("a2870", "a0000");
    let both = read(
        [zero.clone(), zero.replace("open.", "shut.")]
            .concat()
            .as_bytes(),
        &Hint::default(),
    );
    assert_eq!(both.items.len(), 2);
    assert_ne!(both.items[0].guid, both.items[1].guid);
    assert_eq!(
        both.items[0].guid,
        read(
            zero.trim_start_matches(['\u{16}', '\u{1}']).as_bytes(),
            &Hint::default()
        )
        .items[0]
            .guid
    );
    assert!(codes(&both.items[0]).contains(&"identity.zero_number"));
}

#[track_caller]
fn check_version(version: &str, signals: &[Signal], ordinal: Option<i64>) {
    let second = HEADER.replace("1stLd-Writethru", &version.replace(' ', ""));
    let item = one(&second, &TEXT.replace("1st Ld-Writethru", version));
    assert_eq!(item.signals, signals, "{version}");
    assert_eq!(item.version.as_deref(), Some(version));
    assert_eq!(item.version_ordinal, ordinal, "{version}");
    let killed = signals.contains(&Signal::Kill);
    assert_eq!(item.kills.is_some(), killed, "{version}");
    let withheld = killed || signals.contains(&Signal::Withhold);
    assert_eq!(item.status == Status::Withheld, withheld, "{version}");
}

#[test]
fn version_words_are_signals() {
    check_version("2nd Ld", &[Signal::Update], Some(2));
    check_version("3rd Ld-Writethru", &[Signal::Update], Some(3));
    check_version("Writethru", &[Signal::Update], None);
    check_version("Correction", &[Signal::Correction], None);
    check_version("Clarification", &[Signal::Correction], None);
    check_version("KILL", &[Signal::Kill], None);
    check_version("Elimination", &[Signal::Kill], None);
    check_version("WITHHOLD", &[Signal::Withhold], None);
    check_version("Advisory", &[Signal::Advisory], None);
}

#[test]
fn a_first_state_is_before_the_first_lead() {
    let second = HEADER.replace("1stLd-Writethru", "");
    let item = one(&second, &TEXT.replace(", 1st Ld-Writethru", ""));
    assert_eq!(
        (item.version.as_deref(), item.version_ordinal),
        (None, Some(0))
    );
    assert_eq!(
        item.slugline.as_deref(),
        Some("BC-AS--Vale-Harbour Opening")
    );
    assert_eq!(item.signals, []);
}

#[test]
fn an_add_is_a_part() {
    let item = one(HEADER, &TEXT.replace("1st Ld-Writethru", "2nd Add"));
    assert_eq!(codes(&item), ["item.part"]);
}

#[track_caller]
fn check_priority(letter: char, urgency: Option<u8>, signals: &[Signal], embargo: Embargo) {
    let second = HEADER
        .replacen('r', &letter.to_string(), 1)
        .replace("1stLd-Writethru", "");
    let item = one(&second, &TEXT.replace(", 1st Ld-Writethru", ""));
    assert_eq!((item.urgency, item.embargo), (urgency, embargo), "{letter}");
    assert_eq!(item.signals, signals, "{letter}");
}

#[test]
fn priorities_are_urgency_alert_or_hold() {
    check_priority('f', Some(1), &[Signal::Alert], Embargo::None);
    check_priority('b', Some(2), &[Signal::Alert], Embargo::None);
    check_priority('u', Some(3), &[], Embargo::None);
    check_priority('r', Some(4), &[], Embargo::None);
    check_priority('w', None, &[], Embargo::None);
    check_priority('a', None, &[], Embargo::TimeUnknown);
}

#[track_caller]
fn check_line(line: &str, signals: &[Signal], embargo: Option<&str>) {
    let text = TEXT
        .replace("^Harbour", &format!("^{line}<\r\n^Harbour"))
        .replace(", 1st Ld-Writethru", "");
    let item = one(&HEADER.replace("1stLd-Writethru", ""), &text);
    assert_eq!(item.signals, signals, "{line}");
    let found = match item.embargo {
        Embargo::None => None,
        Embargo::Until(_) => item.embargo_text.as_deref(),
        Embargo::TimeUnknown => Some("unknown"),
    };
    assert_eq!(found, embargo, "{line}");
    assert_eq!(
        item.headline.as_deref(),
        Some("Harbour opens after two years"),
        "{line}"
    );
}

#[test]
fn lines_before_the_story_state_kills_and_embargoes() {
    check_line("KILL KILL KILL", &[Signal::Kill], None);
    check_line("A kill is mandatory.", &[Signal::Kill], None);
    check_line("BULLETIN", &[Signal::Alert], None);
    check_line("HOLD FOR RELEASE until Friday", &[], Some("unknown"));
    check_line(
        "EMBARGOED UNTIL 1800 GMT March 4",
        &[],
        Some("2026-03-04T18:00:00Z"),
    );
    let item = one(
        HEADER,
        &TEXT.replace("Harbour opens after two years", "MILITANTS KILL 5"),
    );
    assert_eq!(item.headline.as_deref(), Some("MILITANTS KILL 5"));
    assert_eq!(
        (item.signals.as_slice(), item.status),
        (&[Signal::Update][..], Status::Usable)
    );
}

#[test]
fn a_kill_says_what_to_look_for() {
    let text = "^BC-AS--Vale-Harbour Opening, KILL,30<\r\n^EDITORS: Kill the story slugged BC-AS--Vale-Harbour Opening, a2869.<\r\n\t   A kill is mandatory.";
    let item = one(HEADER, text);
    let kills = item.kills.as_ref().unwrap();
    assert_eq!(
        kills.slugline.as_deref(),
        Some("BC-AS--Vale-Harbour Opening")
    );
    assert_eq!((kills.by, kills.number.as_deref()), ("text", Some("2869")));
    assert_eq!(kills.service.as_deref(), Some("a"));
}

#[test]
fn rows_of_tables_lose_their_marks_and_keep_their_cells() {
    let text = "^BC-VAL--Rowing Table<\r\n^Rowing=\r\n^All Times Local=\r\n^By The Northern News=\r\n^First Heat=\r\n\u{8}^;W;L;Pct\u{10} \r\n\u{8}Upper\u{10} Vale;3;_;.750\u{10} \r\n\t   ___=\r\n\t   Orla 3, Vale 1<\r\n^Monday's Heats=\r\nOrla        2   1\r\n";
    let item = one("r s\u{14}\u{12} BC-VAL--RowingTable     03-02 0120", text);
    assert_eq!(item.headline.as_deref(), Some("Rowing"));
    assert_eq!(item.byline.as_deref(), Some("By The Northern News"));
    let expected = [
        (BlockKind::Heading, "All Times Local"),
        (BlockKind::Heading, "First Heat"),
        (BlockKind::TableRow, "W\tL\tPct"),
        (BlockKind::TableRow, "Upper Vale\t3\t_\t.750"),
        (BlockKind::Text, "___"),
        (BlockKind::Text, "Orla 3, Vale 1"),
        (BlockKind::Heading, "Monday's Heats"),
        (BlockKind::TableRow, "Orla\t2\t1"),
    ];
    assert_eq!(said(&item), expected);
}

#[test]
fn lines_without_marks_are_text_and_a_summary_is_none() {
    let text = "*9006< ^NNA-Top-Headlines,0030<\r\n^Top news at noon<\r\n^Harbour opens\r\n^Pier is shut\r\n^\r\n";
    let item = one("r e\u{13}\u{11} NNA-Top-Headlines     03-02 0030", text);
    assert_eq!(
        said(&item),
        [
            (BlockKind::Text, "Harbour opens"),
            (BlockKind::Text, "Pier is shut")
        ]
    );
    assert_eq!(item.ed_notes[0].text, "9006");
    let text = TEXT.replace(
        "^By",
        "^The harbour of Vale is open after two years.<\r\n^By",
    );
    let item = one(HEADER, &text);
    assert_eq!(item.renditions[1].name, "summary");
    assert_eq!(
        item.renditions[1].paragraphs[0].text,
        "The harbour of Vale is open after two years."
    );
    assert_eq!(said(&item).len(), 2);
    let wrapped = "^BC-Vale<\r\n^Pier<\r\n\tThe pier of Vale is to open on Monday, the council says, two-\r\nyears late.\r\n\tIt rains.";
    let item = one("r i BC-Vale 03-02 10", wrapped);
    assert_eq!(
        said(&item)[0].1,
        "The pier of Vale is to open on Monday, the council says, two-years late."
    );
    assert_eq!(said(&item).len(), 2);
}

#[test]
fn quotes_of_windows_are_quotes() {
    let text = telegram(HEADER, TEXT).replace("``Good,''", "#1Good,#2");
    let raw: Vec<u8> = text.replace("#1", "\u{1}").bytes().collect();
    let mut bytes = Vec::new();
    let mut inside = false;
    for byte in raw {
        match byte {
            1 if inside => bytes.push(0x93),
            b'#' => bytes.push(0x94),
            b'2' if bytes.last() == Some(&0x94) => {}
            other => bytes.push(other),
        }
        inside |= byte == 2;
    }
    let item = &read(&bytes, &Hint::default()).items[0];
    assert_eq!(said(item)[1].1, "\u{201c}Good,\u{201d} she said.");
    assert_eq!(item.holds().count(), 0);
}

#[test]
fn many_in_one_file_are_parted_and_strays_are_reported() {
    let many: String = (1..40)
        .map(|n| telegram(HEADER, TEXT).replace("a2870", &format!("a{n:04}")))
        .collect();
    let items = read(many.as_bytes(), &Hint::default()).items;
    assert_eq!(items.len(), 39);
    assert_eq!(items[38].guid, "urn:x-copydesk:anpa:NNA:20260302:a:39");
    assert!(items.iter().all(|item| codes(item).is_empty()));
    let stray = telegram(HEADER, TEXT) + "stray words\r\n";
    assert_eq!(
        codes(&read(stray.as_bytes(), &Hint::default()).items[0]),
        ["text.unplaced"]
    );
}

#[test]
fn marks_missing_in_saved_files_are_missed_nowhere() {
    let bare: String = telegram(HEADER, TEXT)
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '\u{1}' | '\u{2}' | '\u{3}' | '\u{4}' | '\u{c}' | '\u{16}'
            )
        })
        .collect();
    let item = &read(bare.as_bytes(), &Hint::default()).items[0];
    assert_eq!(item.guid, "urn:x-copydesk:anpa:NNA:20260302:a:2870");
    assert_eq!(said(item).len(), 2);
    assert_eq!(codes(item), Vec::<&str>::new());
}

/// Letters of a text, marks and white space apart.
fn letters(text: &str) -> String {
    let odd = |c: &char| c.is_whitespace() || c.is_control() || ";^<=".contains(*c);
    text.chars().filter(|c| !odd(c)).collect()
}

#[track_caller]
fn check_spans(raw: &[u8]) {
    let parsed = read(raw, &Hint::default());
    for paragraph in parsed
        .items
        .iter()
        .flat_map(|item| &item.renditions)
        .flat_map(|r| &r.paragraphs)
    {
        let bytes = &raw[paragraph.span.start..paragraph.span.end];
        assert_eq!(
            letters(&String::from_utf8_lossy(bytes)),
            letters(&paragraph.text)
        );
    }
    assert_eq!(read(raw, &Hint::default()), parsed);
}

#[test]
fn a_file_of_nothing_but_headers_or_marks_is_read_to_the_end() {
    let many = "\u{1}a2870\u{1f}\n".repeat(30_000);
    let items = read(many.as_bytes(), &Hint::default()).items;
    assert_eq!(items.len(), crate::ITEMS_MAX);
    for piece in [
        "^",
        "<",
        "< ^",
        "^Eds: x<\n",
        "\u{2}",
        "\u{3}",
        "\u{8}",
        "x\u{8}",
        "*1<",
        "1 ",
        "03-02 ",
        "^By Ada=\n",
        ",",
    ] {
        let text = telegram("r i BC-Vale 03-02 10", &piece.repeat(100_000));
        assert_eq!(
            read(text.as_bytes(), &Hint::default()).items.len(),
            1,
            "{piece:?}"
        );
        let text = telegram(&format!("r i {}", piece.repeat(100_000)), "x");
        assert_eq!(
            read(text.as_bytes(), &Hint::default()).items.len(),
            1,
            "{piece:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_cut_is_read_without_failure_and_the_same_twice(cut in 0_usize..900, end in 0_usize..900) {
        let text = telegram(HEADER, TEXT).repeat(2);
        let (cut, end) = (cut.min(text.len()), end.max(cut).min(text.len()));
        check_spans(&text.as_bytes()[cut..end]);
    }

    #[test]
    fn any_bytes_behind_a_header_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let raw = [b"a2870\x1f\r\n".as_slice(), &bytes].concat();
        let parsed = read(&raw, &Hint::default());
        prop_assert_eq!(&read(&raw, &Hint::default()), &parsed);
    }

    #[test]
    fn any_lines_keep_every_word(lines in "([a-zö]{3,7}( [a-z]{2,6}){0,3}[<= ]{0,2}\\r\\n[\\^\t]?){1,30}") {
        let text = telegram("r i BC-Vale 03-02 10", &format!("^BC-Vale<\r\n{lines}"));
        check_spans(text.as_bytes());
        let item = &read(text.as_bytes(), &Hint::default()).items[0];
        let mut found: Vec<&str> = item.renditions.iter().flat_map(|r| &r.paragraphs)
            .flat_map(|p| p.text.split_ascii_whitespace()).collect();
        let notes = item.ed_notes.iter().map(|note| &note.text);
        let fields = [&item.headline, &item.byline, &item.slugline];
        let said: Vec<&String> = fields.into_iter().flatten().chain(notes).collect();
        found.extend(said.iter().flat_map(|line| line.split_ascii_whitespace()));
        for word in lines.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            prop_assert!(found.iter().any(|found| found.contains(word)), "{word} of {lines:?}");
        }
    }
}
