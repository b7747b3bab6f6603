//! Records and openings: one spelling each, byte for byte, and no secret in what is shown.

use copydesk_proof::{
    Embargo, ErasureRecord, KeyRecord, Opening, OpeningRecord, PreviousLedger, Reason, Record,
    Secret, UtcSecond, WithdrawalRecord,
};
use proptest::prelude::*;

use crate::example::{RECEIPT_SHOWN, WIRE, edition_record, example, receipt_record};

fn at(seconds: i64) -> UtcSecond {
    UtcSecond::from_unix(seconds).expect("a year of four digits")
}

#[track_caller]
fn check_round(record: &Record) {
    let text = record.to_string();
    assert_eq!(
        Record::parse(text.as_bytes()).as_ref(),
        Ok(record),
        "{text}"
    );
}

#[test]
fn every_kind_of_record_is_read_as_it_was_written() {
    let secret = Secret::new([7; 32]);
    let mut receipt = receipt_record(&secret, &WIRE);
    receipt.guid = Some("50 %\ttab-\n\u{e9}".to_owned());
    receipt.agency = Some("-".to_owned());
    receipt.version = None;
    receipt.embargo = Embargo::Until(at(0));
    receipt.signals = vec!["correction".to_owned(), "kill".to_owned()];
    let text = Record::Receipt(receipt.clone()).to_string();
    assert!(
        text.contains("agency %2D\nguid 50 %25%09tab-%0A\u{e9}\nversion -\n"),
        "{text}"
    );
    check_round(&Record::Receipt(receipt.clone()));
    receipt.embargo = Embargo::Unknown;
    receipt.body.clear();
    check_round(&Record::Receipt(receipt));
    let mut house = edition_record(&secret, None, "H\nT");
    (house.verdict, house.headline, house.level) = (None, None, None);
    (house.rules, house.sentence) = (None, None);
    check_round(&Record::Edition(house));
    check_round(&Record::Withdrawal(WithdrawalRecord {
        story: "1042".to_owned(),
        withdrawn: at(1),
        edition: [1; 32],
        reason: Reason::Kill,
        cause: Some([2; 32]),
    }));
    check_round(&Record::Erasure(ErasureRecord {
        erased: [3; 32],
        at: at(2),
        reason: "order of a court".to_owned(),
    }));
    let key = "k+00000000+AA==".to_owned();
    let retires = at(4);
    check_round(&Record::Key(KeyRecord {
        at: at(3),
        key: key.clone(),
        retires,
    }));
    let previous = PreviousLedger {
        origin: "old.example".to_owned(),
        size: u64::MAX,
        root: [4; 32],
    };
    check_round(&Record::Opening(OpeningRecord {
        origin: "new.example".to_owned(),
        opened: at(5),
        key,
        previous: Some(previous),
    }));
}

#[test]
fn other_spellings_of_a_record_are_refused() {
    let good = example().opening(2, &[]).record.to_string();
    for (from, to) in [
        ("copydesk-record/v1", "copydesk-record/v2"),
        ("kind edition", "kind editions"),
        ("story 1042", "story=1042"),
        ("story 1042", "story -"),
        ("story 1042", "story %31042"),
        ("story 1042", "story %0a"),
        ("story 1042", "story %4"),
        ("story 1042\n", ""),
        ("edition 1\n", "edition 0\n"),
        ("edition 1\n", "edition 01\n"),
        ("2026-11-23T", "2026-11-31T"),
        ("09:20:00Z", "09:20:60Z"),
        ("09:20:00Z", "09:20:00+00:00"),
        ("verdict typography", "verdict authentic"),
        ("level 3", "level 4"),
        ("inserted 0", "inserted -"),
        ("sentence en From", "sentence en\u{1}From"),
        ("previous -", "previous ="),
        ("previous -\n", "previous -\nprevious -\n"),
        ("text ", "text  "),
        ("form copydesk-text/v1\n", "form copydesk-text/v1\r\n"),
    ] {
        let wrong = good.replacen(from, to, 1);
        assert_ne!(wrong, good, "{from}");
        assert!(Record::parse(wrong.as_bytes()).is_err(), "{to}");
    }
    assert!(Record::parse(format!("{good}\n").as_bytes()).is_err());
    assert!(Record::parse(good.trim_end().as_bytes()).is_err());
    assert!(Record::parse(format!("{good}p {}\n", "A".repeat(70_000)).as_bytes()).is_err());
}

#[test]
fn malformed_openings_are_refused() {
    let good = example().opening(1, &RECEIPT_SHOWN).to_string();
    assert!(Opening::parse(good.as_bytes()).is_ok());
    for (from, to) in [
        ("opening/v1", "opening/v2"),
        ("nonce J", "nonce "),
        ("shown 3 18 55", "shown 3 55 55"),
        ("shown 3 18 55", "shown 3 018 55"),
        ("shown 3 18 55", "shown 4 18 55"),
        ("shown 3 18 55", "shown 5 18 55"),
        ("shown 4 55 82", "shown 7 55 82"),
        ("shown 3 18 55", "open 3 18 55"),
        ("shown 3 18 55", "shown 3 18 18446744073709551616"),
        ("shown 3 ", "shown  3 "),
        ("\n\n", "\n"),
        ("\n\n", "\n\n\n"),
    ] {
        let wrong = good.replacen(from, to, 1);
        assert_ne!(wrong, good, "{from}");
        assert!(Opening::parse(wrong.as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn an_opening_for_the_agency_opens_without_a_place() {
    let public = example().opening(1, &RECEIPT_SHOWN);
    let mut opening = public.clone();
    opening.lines.iter_mut().for_each(|line| line.place = None);
    let read = Opening::parse(opening.to_string().as_bytes()).expect("an opening");
    assert_eq!(read, opening);
    assert!(read.holds(4, b"It takes effect on 1 March."));
    assert!(!read.holds(4, b"It takes effect on 2 March."));
    assert!(!read.holds(3, b"It takes effect on 1 March."));
    assert!(!read.holds(2, b"GENEVA(EW)-"), "line 2 is not opened");
}

#[test]
fn a_secret_is_not_printed_and_salts_are_not_the_nonce() {
    let secret = Secret::new([0xa1; 32]);
    assert_eq!(format!("{secret:?}"), "Secret(not shown)");
    assert_ne!(secret.nonce(), secret.salt(0));
    assert_ne!(secret.salt(0), secret.salt(1));
}

#[test]
fn instants_have_one_spelling() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("1969-12-31T23:59:59Z", -1),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("0000-01-01T00:00:00Z", -62_167_219_200),
    ] {
        assert_eq!(UtcSecond::parse(text), Some(at(seconds)));
        assert_eq!(at(seconds).to_string(), text);
    }
    for text in [
        "",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00z",
        "2026-01-01T00:00:00.5Z",
        "+026-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2026-01-0\u{661}T00:00Z",
    ] {
        assert_eq!(UtcSecond::parse(text), None, "{text}");
    }
    assert_eq!(UtcSecond::from_unix(i64::MAX), None);
    assert_eq!(UtcSecond::from_unix(i64::MIN), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_survives_in_a_record(reason in any::<String>(), seconds in -62_167_219_200..253_402_300_800_i64) {
        let record = Record::Erasure(ErasureRecord { erased: [3; 32], at: at(seconds), reason });
        prop_assert_eq!(Record::parse(record.to_string().as_bytes()), Ok(record));
    }
}
