//! Compounds that a page joins, splits or hyphenates: the style of the house where its map names the form, an edit everywhere
//! else. Tokens differ in number there, so these are the places where keys and tokens could fall apart.

use std::sync::Arc;

use copydesk_text::{
    Disclosure, HouseClass, HouseEntry, HouseMap, HouseStyle, Label, Language, Level, PageSide,
    Verdict, apply,
};

use crate::{computed, page, wire};

const REST: &str = "\n\nThe coast guard said that none of the boats was needed in the end.";

/// What the agency writes, and the house for it.
const FORMS: [(&str, &str); 7] = [
    ("health care", "healthcare"),
    ("website", "web site"),
    ("on-line", "online"),
    ("policy maker", "policy-maker"),
    ("policymaking", "policy making"),
    ("break-down", "break down"),
    ("well-being", "wellbeing"),
];

fn compared(sent: &str, shown: &str) -> Disclosure {
    let entry = |(wire, house): (&str, &str)| HouseEntry {
        wire: wire.to_owned(),
        house: house.to_owned(),
        class: HouseClass::Hyphenation,
    };
    let style = HouseStyle {
        entries: FORMS.map(entry).to_vec(),
        ..HouseStyle::default()
    };
    let shown = PageSide {
        headline: None,
        house: Some(Arc::new(
            HouseMap::new(&style).expect("a map that is allowed"),
        )),
        ..page(&format!("{shown}{REST}"))
    };
    computed(&wire(&format!("{sent}{REST}")), &shown)
}

/// So many words of the wire are written otherwise, and nothing else differs.
#[track_caller]
fn check_house(sent: &str, shown: &str, words: usize) {
    let disclosure = compared(sent, shown);
    assert_eq!(
        (disclosure.verdict(), disclosure.level()),
        (Some(Verdict::HouseStyle), Some(Level::L5)),
        "{sent} {shown} {:#?}",
        disclosure.operations()
    );
    let counts = disclosure.counts().expect("compared");
    let edits = (
        counts.words_changed,
        counts.words_added,
        counts.words_removed,
    );
    assert_eq!(
        (counts.words_house, edits),
        (words, (0, 0, 0)),
        "{sent} {shown}"
    );
    let said = format!("only spelling follows the style of Example Times ({words} words).");
    let said = said.replace("(1 words)", "(1 word)");
    let english = disclosure.sentence(Language::English);
    assert!(english.ends_with(&said), "{english}");
    assert_eq!(
        apply(disclosure.operations(), disclosure.wire_flat()),
        disclosure.page_flat()
    );
}

#[track_caller]
fn check_edited(sent: &str, shown: &str) {
    let verdict = compared(sent, shown).verdict();
    assert_eq!(verdict, Some(Verdict::Modified), "{sent} {shown}");
}

#[test]
fn a_compound_that_the_map_joins_splits_or_hyphenates_is_house_style() {
    check_house(
        "The health care bill passed.",
        "The healthcare bill passed.",
        2,
    );
    check_house("The website was down.", "The web site was down.", 1);
    check_house("They sold it on-line then.", "They sold it online then.", 2);
    check_house("A policy maker left.", "A policy-maker left.", 2);
    check_house("It is policymaking now.", "It is policy making now.", 1);
    check_house("The break-down was long.", "The break down was long.", 2);
}

#[test]
fn it_is_so_wherever_the_form_stands() {
    check_house("Health care is dear.", "Healthcare is dear.", 2);
    check_house("WEBSITE GOES DOWN.", "WEB SITE GOES DOWN.", 1);
    check_house("They cut health care.", "They cut healthcare.", 2);
    check_house(
        "They cut health care, policymaking and the website.",
        "They cut healthcare, policy making and the web site.",
        4,
    );
    check_house(
        "The health care website is on-line.",
        "The healthcare web site is online.",
        5,
    );
    check_house(
        "A health care-related bill and a non-health care bill.",
        "A healthcare-related bill and a non-healthcare bill.",
        4,
    );
    check_house(
        "It was their well\u{2011}being.",
        "It was their wellbeing.",
        2,
    );
    check_house("The health\u{A0}care bill.", "The healthcare bill.", 2);
    check_house("The web\u{AD}site was down.", "The web site was down.", 1);
}

#[test]
fn what_the_map_does_not_name_is_an_edit() {
    check_edited("The data base was down.", "The database was down.");
    check_edited(
        "The healthcare bill passed.",
        "The health care bill passed.",
    );
    check_edited("The web site was down.", "The website was down.");
    check_edited(
        "The health care bill passed.",
        "The health-care bill passed.",
    );
    check_edited("The health bill cares.", "The healthcare bill cares.");
    check_edited("The health, care and bill.", "The healthcare and bill.");
    check_edited("The websites were down.", "The web sites were down.");
    check_edited(
        "He runs the Health Care Agency.",
        "He runs the Healthcare Agency.",
    );
    check_edited(
        "\"The health care bill,\" he said.",
        "\"The healthcare bill,\" he said.",
    );
}

#[test]
fn an_edit_beside_a_compound_is_told_from_it() {
    let disclosure = compared(
        "The old health care bill of the second house passed and the website said so on-line at noon.",
        "The new healthcare bill of the second house passed and the web site said so line at noon.",
    );
    let counts = disclosure.counts().expect("compared");
    let labels: Vec<Label> = disclosure.operations().iter().map(|op| op.label).collect();
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        (
            counts.words_house,
            counts.words_changed,
            counts.words_removed
        ),
        (3, 1, 1),
        "{:#?}",
        disclosure.operations()
    );
    assert!(labels.contains(&Label::House) && labels.contains(&Label::Edited));
}

#[test]
fn a_negation_never_hides_in_a_compound() {
    check_edited(
        "The health care bill passed.",
        "The healthcare bill not passed.",
    );
    check_edited("No health care bill passed.", "Healthcare bill passed.");
    check_edited(
        "The health care bill cost 5.",
        "The healthcare bill cost 6.",
    );
}
