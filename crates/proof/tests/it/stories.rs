//! The check of a story: what a page may say, and which step fails when it says something else.

use copydesk_proof::{
    Claims, Evidence, NotAProof, Outcome, Page, Place, Record, Report, Secret, Step, check_story,
};

use crate::example::{
    CLAIMS, EDITION_SHOWN, Ledger, NOW, PAGE_TEXT, RECEIPT_SHOWN, WIRE, check, edition_record,
    entry, example, policy, receipt_record,
};

fn check_example(text: &str, claims: Claims<'_>) -> Report {
    let ledger = example();
    let edition = ledger.proof(2, &EDITION_SHOWN).to_string();
    let receipt = ledger.proof(1, &RECEIPT_SHOWN).to_string();
    check(edition.as_bytes(), Some(receipt.as_bytes()), text, claims)
}

#[track_caller]
fn check_fails(report: &Report, step: Step) {
    match &report.outcome {
        Outcome::Fails(failure) => assert_eq!(failure.step, step, "{failure}"),
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn every_changed_byte_of_the_page_fails() {
    for at in 0..PAGE_TEXT.len() {
        let mut text = PAGE_TEXT.to_owned();
        text.replace_range(at..=at, "x");
        check_fails(&check_example(&text, CLAIMS), Step::Page);
    }
}

#[test]
fn a_changed_word_about_the_page_fails() {
    let wrong = [
        Claims {
            verdict: Some("identical"),
            ..CLAIMS
        },
        Claims {
            verdict: None,
            ..CLAIMS
        },
        Claims {
            headline: Some("same"),
            ..CLAIMS
        },
        Claims {
            sentence: Some("From the EW wire."),
            ..CLAIMS
        },
        Claims {
            sentence: None,
            ..CLAIMS
        },
    ];
    for claims in wrong {
        check_fails(&check_example(PAGE_TEXT, claims), Step::Page);
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_proof_is_noticed() {
    let ledger = example();
    let edition = ledger.proof(2, &EDITION_SHOWN).to_string();
    let receipt = ledger.proof(1, &RECEIPT_SHOWN).to_string();
    let page = Page {
        text: PAGE_TEXT.as_bytes(),
        claims: CLAIMS,
    };
    let policy = policy();
    for at in (0..edition.len()).step_by(7) {
        let mut wrong = edition.clone().into_bytes();
        wrong[at] ^= 1 << (at % 8);
        let evidence = Evidence {
            page,
            edition: &wrong,
            receipt: Some(receipt.as_bytes()),
        };
        let holds = check_story(&evidence, &policy, NOW)
            .is_ok_and(|report| report.outcome == Outcome::Holds);
        assert!(!holds, "byte {at}");
    }
}

#[test]
fn a_proof_of_another_leaf_fails() {
    let ledger = example();
    let edition = ledger.proof(2, &EDITION_SHOWN).to_string();
    let receipt = ledger.proof(1, &RECEIPT_SHOWN).to_string();
    let opening = ledger.proof(0, &[]).to_string();
    let check = |edition: &str, receipt: Option<&str>| {
        check(
            edition.as_bytes(),
            receipt.map(str::as_bytes),
            PAGE_TEXT,
            CLAIMS,
        )
    };
    check_fails(&check(&receipt, Some(&receipt)), Step::Inclusion);
    check_fails(&check(&edition, Some(&opening)), Step::Link);
    check_fails(&check(&edition, None), Step::Link);
    let moved = receipt.replacen("index 1", "index 0", 1);
    check_fails(&check(&edition, Some(&moved)), Step::Inclusion);
    let beyond = edition.replacen("index 2", "index 3", 1);
    check_fails(&check(&beyond, Some(&receipt)), Step::Inclusion);
    let unsigned = edition.replacen("\n3\n", "\n4\n", 1);
    check_fails(&check(&unsigned, Some(&receipt)), Step::Checkpoint);
}

#[test]
fn something_else_than_a_proof_is_not_checked() {
    let page = Page {
        text: PAGE_TEXT.as_bytes(),
        claims: CLAIMS,
    };
    let evidence = Evidence {
        page,
        edition: b"<html>",
        receipt: None,
    };
    assert_eq!(check_story(&evidence, &policy(), NOW), Err(NotAProof));
}

/// A story made of these pieces of the example's wire, under this verdict; a piece is found where its words stand.
fn check_cut(verdict: Option<&str>, inserted: u64, text: &str) -> Report {
    let (wire, page) = (Secret::new([0xa0; 32]), Secret::new([0xa1; 32]));
    let receipt = Record::Receipt(receipt_record(&wire, &WIRE));
    let mut edition = edition_record(&page, Some(entry(0, &receipt)), text);
    edition.verdict = verdict.map(str::to_owned);
    edition.inserted = inserted;
    let ledger = Ledger::of(vec![receipt, Record::Edition(edition)]);
    let found = |(line, (_, words)): (usize, &(_, &str))| {
        let start = text.find(words)?;
        Some((line as u32 + 1, start, start + words.len()))
    };
    let shown: Vec<_> = WIRE.iter().enumerate().skip(1).filter_map(found).collect();
    let edition = ledger.proof(1, &[(1, 0, text.len())]).to_string();
    let receipt = ledger.proof(0, &shown).to_string();
    let claims = Claims { verdict, ..CLAIMS };
    check(edition.as_bytes(), Some(receipt.as_bytes()), text, claims)
}

const ONE: &str = WIRE[2].1;
const TWO: &str = WIRE[3].1;

#[test]
fn a_kept_dateline_is_no_sentence_and_no_addition() {
    let report = check_cut(Some("typography"), 0, &format!("H\nGENEVA(EW)-{ONE}{TWO}"));
    assert_eq!(report.outcome, Outcome::Holds);
    assert_eq!(
        report.sentences.map(|count| (count.shown, count.total)),
        Some((2, 2))
    );
}

#[test]
fn a_counted_insertion_holds_and_an_uncounted_one_fails() {
    let text = format!("H\n{ONE}Also read{TWO}");
    assert_eq!(
        check_cut(Some("typography"), 1, &text).outcome,
        Outcome::Holds
    );
    let report = check_cut(Some("typography"), 0, &text);
    check_fails(&report, Step::Verdict);
    let start = 2 + ONE.len();
    assert_eq!(
        report.uncovered,
        [Place {
            start,
            end: start + 9
        }]
    );
}

#[test]
fn cut_and_moved_sentences_never_hold_as_unmodified() {
    check_fails(
        &check_cut(Some("typography"), 0, &format!("H\n{ONE}")),
        Step::Verdict,
    );
    check_fails(
        &check_cut(Some("identical"), 0, &format!("H\n{TWO}{ONE}")),
        Step::Verdict,
    );
    check_fails(
        &check_cut(Some("shortened"), 0, &format!("H\n{TWO}{ONE}")),
        Step::Verdict,
    );
    let changed = TWO.replace("1 March", "2 March");
    check_fails(
        &check_cut(Some("typography"), 9, &format!("H\n{ONE}{changed}")),
        Step::Verdict,
    );
}

#[test]
fn a_shortened_story_holds_unless_something_was_added() {
    let holds = check_cut(Some("shortened"), 0, &format!("H\n{ONE}"));
    assert_eq!(holds.outcome, Outcome::Holds);
    let partly = check_cut(Some("shortened"), 0, &format!("H\n{ONE} and more"));
    assert_eq!(partly.outcome, Outcome::Partly);
}

#[test]
fn other_verdicts_hold_only_with_every_sentence() {
    for verdict in [
        Some("house_style"),
        Some("modified"),
        Some("different_text"),
        None,
    ] {
        let whole = check_cut(verdict, 0, &format!("H\n{ONE} {TWO}"));
        assert_eq!(whole.outcome, Outcome::Holds, "{verdict:?}");
        let moved = check_cut(verdict, 0, &format!("H\n{TWO}{ONE}"));
        assert_eq!(moved.outcome, Outcome::Partly, "{verdict:?}");
        let other = check_cut(verdict, 0, "H\nOther words.");
        assert_eq!(other.outcome, Outcome::Partly, "{verdict:?}");
    }
}

#[test]
fn a_story_of_the_house_needs_no_receipt() {
    let secret = Secret::new([0xa0; 32]);
    let mut record = edition_record(&secret, None, "H\nT");
    (record.verdict, record.headline, record.sentence) = (None, None, None);
    let ledger = Ledger::of(vec![Record::Edition(record)]);
    let proof = ledger.proof(0, &[(1, 0, 3)]).to_string();
    let report = check(proof.as_bytes(), None, "H\nT", Claims::default());
    assert_eq!(report.outcome, Outcome::Holds);
    assert_eq!(
        report.passed,
        [Step::Checkpoint, Step::Inclusion, Step::Page]
    );
}

#[test]
fn a_headline_that_is_said_to_be_the_wires_must_be_shown() {
    let ledger = |text: &str, shown: &[(u32, usize, usize)]| {
        let (wire, page) = (Secret::new([0xa0; 32]), Secret::new([0xa1; 32]));
        let receipt = Record::Receipt(receipt_record(&wire, &WIRE[..1]));
        let mut edition = edition_record(&page, Some(entry(0, &receipt)), text);
        edition.headline = Some("same".to_owned());
        let ledger = Ledger::of(vec![receipt, Record::Edition(edition)]);
        let edition = ledger.proof(1, &[(1, 0, text.len())]).to_string();
        let receipt = ledger.proof(0, shown).to_string();
        let claims = Claims {
            headline: Some("same"),
            ..CLAIMS
        };
        check(edition.as_bytes(), Some(receipt.as_bytes()), text, claims)
    };
    let headline = WIRE[0].1;
    let end = headline.len();
    assert_eq!(
        ledger(&format!("{headline}\n"), &[(1, 0, end)]).outcome,
        Outcome::Holds
    );
    check_fails(&ledger(&format!("{headline}\n"), &[]), Step::Verdict);
    check_fails(
        &ledger(&format!("{headline}!\n"), &[(1, 0, end)]),
        Step::Verdict,
    );
    check_fails(
        &ledger(&format!("H\n{headline}"), &[(1, 2, end + 2)]),
        Step::Passages,
    );
}

#[test]
fn places_that_overlap_or_lie_beyond_the_page_fail() {
    let ledger = example();
    let edition = ledger.proof(2, &EDITION_SHOWN).to_string();
    for shown in [
        [(3, 18, 55), (4, 54, 82)],
        [(3, 18, 55), (4, 55, 83)],
        [(0, 18, 55), (4, 55, 82)],
    ] {
        let receipt = ledger.proof(1, &shown).to_string();
        let report = check(
            edition.as_bytes(),
            Some(receipt.as_bytes()),
            PAGE_TEXT,
            CLAIMS,
        );
        check_fails(&report, Step::Passages);
    }
}
