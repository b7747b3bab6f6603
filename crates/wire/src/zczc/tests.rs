//! What telegrams between ZCZC and NNNN are read into.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{BlockKind, Embargo, Format, Hint, Item, Signal, Status, read};

#[track_caller]
fn one(text: &str) -> Item {
    let parsed = read(text.as_bytes(), &Hint::default());
    assert_eq!(parsed.findings, [], "{text}");
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap();
    assert_eq!(item.format, Some(Format::Zczc), "{text}");
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

fn notes(item: &Item) -> Vec<(&str, &str)> {
    let notes = item.ed_notes.iter();
    notes
        .map(|note| (note.role.as_deref().unwrap_or(""), note.text.as_str()))
        .collect()
}

const NEWSROOM: &str = "ZCZC NNA\r\n%A\r\n#Harbour_BC1\r\n$Harbour opens\r\n\r\n:(VALE)\r\n&NNA\\Orlaa\r\n*04000000\r\n@Val\r\nThe harbour of Vale is open.\r\n\r\n   It rains.\r\n\r\nNNA RTV\r\nNNNN\r\n";

#[test]
fn marks_at_the_start_of_lines_are_fields() {
    let item = one(NEWSROOM);
    assert_eq!(item.agency.as_deref(), Some("NNA"));
    assert_eq!(item.headline.as_deref(), Some("Harbour opens"));
    assert_eq!(item.slugline.as_deref(), Some("Harbour_BC1"));
    assert_eq!(item.located, ["VALE", "Val"]);
    assert_eq!(
        item.alt_ids,
        [("selector".to_owned(), vec!["A".to_owned()])]
    );
    assert_eq!(item.subjects[0].code.as_deref(), Some("04000000"));
    assert_eq!(notes(&item), [("author", "NNA\\Orlaa")]);
    let expected = [
        (BlockKind::Text, "The harbour of Vale is open."),
        (BlockKind::Text, "It rains."),
        (BlockKind::Signature, "NNA RTV"),
    ];
    assert_eq!(said(&item), expected);
    assert_eq!(codes(&item), ["identity.from_hash"]);
}

#[test]
fn results_have_their_own_marks_and_end_lines_with_cr() {
    let text = "   ZCZC NNA\r$T\r:Rowing Vale\r=Round 3\r^ROWING: Vale leads after round three\r*X\r&A\r+15084000\rVALE, March 3 NNA - Results of round three:\r\n\r\nOrla      2\r\nVale      3\r\n   NNA";
    let item = one(text);
    assert_eq!(
        item.headline.as_deref(),
        Some("ROWING: Vale leads after round three")
    );
    assert_eq!(item.slugline.as_deref(), Some("Rowing Vale"));
    assert_eq!(item.keywords, ["Round 3"]);
    assert_eq!(item.dateline.as_deref(), Some("VALE, March 3 NNA -"));
    let codes: Vec<_> = item
        .subjects
        .iter()
        .filter_map(|s| s.code.as_deref())
        .collect();
    assert_eq!(codes, ["T", "15084000"]);
    let expected = [
        (
            BlockKind::Text,
            "VALE, March 3 NNA - Results of round three:",
        ),
        (BlockKind::TableRow, "Orla\t2"),
        (BlockKind::TableRow, "Vale\t3"),
        (BlockKind::Signature, "NNA"),
    ];
    assert_eq!(said(&item), expected);
}

#[test]
fn two_letters_and_a_hash_are_fields_that_may_run_on() {
    let text = "zczc\r\nAN#26001\r\nKN#Vale Filings\r\nPD#06 March 2026 14:00:00\r\nCO#HRB.VA\r\nSO#VSX\r\nSF#*\r\nBY#\r\nKY#Filings, HRB.VA\r\nTI#Harbour company delays\r\nreport\r\nAB#The report is late.\r\nXQ#7\r\nTX#\r\nThe harbour company delays its report.\r\n\r\nIt gave no reason.\r\n";
    let hint = Hint {
        zone: TimeZone::get("Australia/Sydney").ok(),
        ..Hint::default()
    };
    let item = &read(text.as_bytes(), &hint).items[0];
    assert_eq!(item.guid, "26001");
    let sent = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(sent, Some("2026-03-06T14:00:00+11:00"));
    assert_eq!(
        item.headline.as_deref(),
        Some("Harbour company delays report")
    );
    assert_eq!(item.sources, ["Vale Filings", "VSX"]);
    assert_eq!(item.keywords, ["Filings", "HRB.VA"]);
    assert_eq!(item.subjects[0].code.as_deref(), Some("HRB.VA"));
    assert_eq!(notes(item), [("format", "*"), ("other", "7")]);
    assert_eq!(said(item).len(), 2);
    assert_eq!(item.renditions[1].paragraphs[0].text, "The report is late.");
    assert_eq!(codes(item), Vec::<&str>::new());
    let bare = text.replace("TX#", "ZZ#");
    let item = &read(bare.as_bytes(), &hint).items[0];
    assert_eq!(codes(item), ["body.summary_only"]);
}

#[test]
fn names_behind_soh_are_fields_by_their_place() {
    let item = one(
        "\u{1}NEWS: VALE\u{1f}6\u{1f}N\u{1f}N\u{1f}VAL\u{1f}Tuesday\r\n\r\n1. Heron by two lengths.\r\n   NNA RESULTS",
    );
    assert_eq!(item.slugline.as_deref(), Some("NEWS: VALE"));
    assert_eq!(item.located, ["VAL"]);
    assert_eq!(
        notes(&item),
        [
            ("number", "6"),
            ("option", "N"),
            ("option", "N"),
            ("day", "Tuesday")
        ]
    );
    assert_eq!(said(&item).len(), 2);
}

#[test]
fn circuits_and_selectors_are_no_agency_and_no_text() {
    let item = one(
        "ZCZC FMG000\nYY RFG TDR(2)\n:FORM :Vale MARKET\n:SPORT - Vale\n   VALE, Oct 12 NNA - Odds:\n\n3.00 Heron\n\n\n\nNNNN\n",
    );
    assert_eq!(item.agency, None);
    assert_eq!(item.alt_ids[0].1, ["YY RFG TDR(2)"]);
    assert_eq!(item.slugline.as_deref(), Some("FORM :Vale MARKET"));
    assert_eq!(item.keywords, ["SPORT - Vale"]);
    assert_eq!(notes(&item), [("opening", "FMG000")]);
    assert_eq!(said(&item)[0].1, "VALE, Oct 12 NNA - Odds:");
}

#[test]
fn unmapped_lines_stay_in_the_text() {
    let item = one("ZCZC NNA\n#Harbour\n* Vale first.\n\n* Orla next.\n$5 was paid.\nNNNN");
    assert_eq!(item.headline, None);
    assert_eq!(said(&item)[0], (BlockKind::ListItem, "* Vale first."));
    assert!(
        said(&item)
            .iter()
            .any(|(_, text)| text.contains("$5 was paid."))
    );
    let item = one("ZCZC\nRACING : Vale FIELDS\nWeather: fine\nNNNN");
    assert_eq!(said(&item)[0].1, "RACING : Vale FIELDS Weather: fine");
}

#[test]
fn many_in_one_file_are_parted_and_strays_are_reported() {
    let items = read(NEWSROOM.repeat(3).as_bytes(), &Hint::default()).items;
    assert_eq!(items.len(), 3);
    assert_eq!(items[0].guid, items[2].guid);
    let item = one(&(NEWSROOM.to_owned() + "stray words\r\n"));
    assert_eq!(codes(&item), ["identity.from_hash", "text.unplaced"]);
}

#[track_caller]
fn check_words(headline: &str, opening: &str, signals: &[Signal], embargo: Embargo) {
    let text = NEWSROOM
        .replace("Harbour opens", headline)
        .replace("The harbour", &format!("{opening}\r\n\r\nThe harbour"));
    let item = one(&text);
    assert_eq!(
        (item.signals.as_slice(), item.embargo),
        (signals, embargo),
        "{headline} {opening}"
    );
    let withheld = signals.contains(&Signal::Kill) || signals.contains(&Signal::Withhold);
    assert_eq!(
        item.status == Status::Withheld,
        withheld,
        "{headline} {opening}"
    );
    assert_eq!(item.kills.is_some(), signals.contains(&Signal::Kill));
}

#[test]
fn words_of_the_trade_are_signals() {
    check_words(
        "CORRECTED-Harbour opens",
        "",
        &[Signal::Correction],
        Embargo::None,
    );
    check_words(
        "2ND LEAD Harbour opens",
        "",
        &[Signal::Update],
        Embargo::None,
    );
    check_words(
        "Harbour opens",
        "KILL KILL KILL",
        &[Signal::Kill],
        Embargo::None,
    );
    check_words(
        "Harbour opens",
        "EMBARGOED UNTIL FRIDAY",
        &[],
        Embargo::TimeUnknown,
    );
    check_words(
        "MILITANTS KILL 5",
        "Militants kill five.",
        &[],
        Embargo::None,
    );
}

#[test]
fn a_slugline_that_a_notice_names_ends_before_what_is_said_of_it() {
    for said in [
        "Weir/Vale is wrong",
        "Weir/Vale, item 7, is wrong",
        "Weir/Vale sent this morning",
    ] {
        let text = format!(
            "ZCZC NNA\n#Notice\n$Weir\nKILL KILL KILL\n\nEditors: the story slugged {said}.\nNNNN\n"
        );
        let item = read(text.as_bytes(), &Hint::default()).items.remove(0);
        let named = item.kills.and_then(|kills| kills.slugline);
        assert_eq!(named.as_deref(), Some("Weir/Vale"), "{said}");
    }
}

#[test]
fn other_text_is_no_telegram() {
    for text in [
        "ZCZCX\ntext",
        "A ZCZC\ntext",
        "     ZCZC\n",
        "\u{1}one name\ntext",
    ] {
        let items = read(text.as_bytes(), &Hint::default()).items;
        let telegram = |item: &Item| item.format == Some(Format::Zczc);
        assert!(!items.iter().any(telegram), "{text}");
    }
}

#[test]
fn a_file_of_nothing_but_openings_or_marks_is_read_to_the_end() {
    let items = read("ZCZC\n".repeat(30_000).as_bytes(), &Hint::default()).items;
    assert_eq!(items.len(), crate::ITEMS_MAX);
    for piece in [
        "&x\n", ":x\r", "AN#x\n", "NNNN\n", "\u{1f}", "_\u{8}", "\u{7}", "a b\n",
    ] {
        let text = format!("ZCZC NNA\n{}", piece.repeat(100_000));
        let items = read(text.as_bytes(), &Hint::default()).items;
        assert_eq!(items.len(), 1, "{piece:?}");
        assert!(items[0].ed_notes.len() <= 201, "{piece:?}");
    }
}

#[track_caller]
fn check_spans(raw: &[u8]) {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect()
    };
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

proptest! {
    #[test]
    fn any_cut_is_read_without_failure_and_the_same_twice(cut in 0_usize..400, end in 0_usize..400) {
        let text = NEWSROOM.repeat(2);
        let (cut, end) = (cut.min(text.len()), end.max(cut).min(text.len()));
        check_spans(&text.as_bytes()[cut..end]);
    }

    #[test]
    fn any_bytes_behind_an_opening_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let raw = [b"ZCZC NNA\r\n".as_slice(), &bytes].concat();
        let parsed = read(&raw, &Hint::default());
        prop_assert_eq!(&read(&raw, &Hint::default()), &parsed);
    }

    #[test]
    fn any_lines_keep_every_word(lines in "([#$:%@&*^=]?[a-z]{3,7}( [a-z]{2,6}){0,3}[\\r\\n]{1,2}|[A-Z]{2}#[a-z]{3,6}\\n){1,30}") {
        let text = format!("ZCZC NNA\n{lines}");
        check_spans(text.as_bytes());
        let item = &read(text.as_bytes(), &Hint::default()).items[0];
        let json = crate::item_json(item).to_string();
        for word in lines.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty()) {
            prop_assert!(json.contains(word), "{word} of {lines:?}");
        }
    }
}
