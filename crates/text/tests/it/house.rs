//! Declared house maps: what they take, what they never forgive, which entries are refused, and that a check holds only
//! with the map by which a disclosure was made.

use std::sync::Arc;

use copydesk_text::{
    Disclosure, HouseClass, HouseDigits, HouseEntry, HouseMap, HouseQuotes, HouseStyle, Label,
    Language, Level, PageSide, Verdict, WireSide, check, disclose, rules_sha256,
};

use crate::{computed, page, wire};

const REST: &str = "\n\nThe coast guard said that none of the boats was needed in the end.";

fn entry(wire: &str, house: &str, class: HouseClass) -> HouseEntry {
    HouseEntry {
        wire: wire.to_owned(),
        house: house.to_owned(),
        class,
    }
}

fn style() -> HouseStyle {
    HouseStyle {
        name: "Example Times".to_owned(),
        version: "3".to_owned(),
        language: "en".to_owned(),
        base: vec!["en-GB".to_owned()],
        entries: vec![
            entry("per cent", "percent", HouseClass::Abbreviation),
            entry("U.S.", "US", HouseClass::Abbreviation),
            entry("co-operate", "cooperate", HouseClass::Hyphenation),
            entry("half way", "half-way", HouseClass::Hyphenation),
            entry("night-time", "night time", HouseClass::Hyphenation),
            entry("Kyiv's", "Kyivs", HouseClass::Spelling),
            entry("programme", "program", HouseClass::Spelling),
        ],
        ..HouseStyle::default()
    }
}

fn pair(sent: &str, shown: &str, style: &HouseStyle) -> (WireSide, PageSide) {
    let map = HouseMap::new(style).expect("a map that is allowed");
    let mut page = page(&format!("{shown}{REST}"));
    page.house = Some(Arc::new(map));
    (wire(&format!("{sent}{REST}")), page)
}

fn compared(sent: &str, shown: &str, style: &HouseStyle) -> Disclosure {
    let (sent, shown) = pair(sent, shown, style);
    computed(&sent, &shown)
}

#[track_caller]
fn check_house(sent: &str, shown: &str, words: usize) {
    check_styled(sent, shown, &style(), words);
}

#[track_caller]
fn check_styled(sent: &str, shown: &str, style: &HouseStyle, words: usize) {
    let disclosure = compared(sent, shown, style);
    assert_eq!(
        (disclosure.verdict(), disclosure.level()),
        (Some(Verdict::HouseStyle), Some(Level::L5)),
        "{sent} {shown} {:#?}",
        disclosure.operations()
    );
    let counts = disclosure.counts().expect("compared");
    assert_eq!((counts.words_house, counts.words_changed), (words, 0));
}

#[track_caller]
fn check_edited(sent: &str, shown: &str) {
    check_edited_by(sent, shown, &style());
}

#[track_caller]
fn check_edited_by(sent: &str, shown: &str, style: &HouseStyle) {
    let disclosure = compared(sent, shown, style);
    assert_eq!(
        disclosure.verdict(),
        Some(Verdict::Modified),
        "{sent} {shown}"
    );
}

#[test]
fn declared_forms_of_one_to_three_words_are_house_style() {
    check_house("It rose 5 per cent in May.", "It rose 5 percent in May.", 2);
    check_house("The U.S. envoy left.", "The US envoy left.", 1);
    check_house("They co-operate now.", "They cooperate now.", 2);
    check_house("It broke half way there.", "It broke half-way there.", 2);
    check_house(
        "A night-time search began.",
        "A night time search began.",
        2,
    );
    check_house("The color of the harbor.", "The colour of the harbour.", 2);
}

#[test]
fn each_case_maps_to_the_same_case() {
    check_house("Per cent is the unit.", "Percent is the unit.", 2);
    check_house("PER CENT is the unit.", "PERCENT is the unit.", 2);
    check_edited("Per cent is the unit.", "percent is the unit.");
    check_edited("It is a per cent sign.", "It is a Percent sign.");
}

#[test]
fn a_map_works_in_its_own_direction_only() {
    check_edited("It rose 5 percent in May.", "It rose 5 per cent in May.");
    check_edited("The colour of the sea.", "The color of the sea.");
    check_edited("The US envoy left.", "The U.S. envoy left.");
    let american = HouseStyle {
        base: vec!["en-US".to_owned()],
        ..HouseStyle::default()
    };
    check_styled(
        "The colour of the sea.",
        "The color of the sea.",
        &american,
        1,
    );
    check_edited_by("The color of the sea.", "The colour of the sea.", &american);
}

#[test]
fn with_a_map_without_base_only_its_entries_count() {
    let bare = HouseStyle {
        base: Vec::new(),
        ..style()
    };
    check_styled("It rose 5 per cent.", "It rose 5 percent.", &bare, 2);
    check_edited_by("The color of the sea.", "The colour of the sea.", &bare);
}

#[test]
fn names_are_never_mapped() {
    check_edited(
        "He left the Defense Department.",
        "He left the Defence Department.",
    );
    check_edited("The World Color Fund paid.", "The World Colour Fund paid.");
    check_edited("He met the Per Cent Club.", "He met the Percent Club.");
}

#[test]
fn quoted_words_keep_all_but_listed_spelling() {
    check_house(
        "\"The color is gone,\" she said.",
        "\"The colour is gone,\" she said.",
        1,
    );
    check_house(
        "\"The programme ends,\" she said.",
        "\"The program ends,\" she said.",
        1,
    );
    check_edited(
        "\"We co-operate,\" she said.",
        "\"We cooperate,\" she said.",
    );
    check_edited(
        "\"It is 5 per cent,\" she said.",
        "\"It is 5 percent,\" she said.",
    );
}

#[test]
fn in_a_script_without_case_a_keyword_of_the_item_is_a_name() {
    let hindi = HouseStyle {
        language: "hi".to_owned(),
        entries: vec![entry("अंतरराष्ट्रीय", "अंतर्राष्ट्रीय", HouseClass::Spelling)],
        ..HouseStyle::default()
    };
    let (mut sent, shown) = pair(
        "यह अंतरराष्ट्रीय बैठक आज हुई।",
        "यह अंतर्राष्ट्रीय बैठक आज हुई।",
        &hindi,
    );
    assert_eq!(computed(&sent, &shown).verdict(), Some(Verdict::HouseStyle));
    sent.subjects = vec!["अंतरराष्ट्रीय संगठन".to_owned()];
    let named = computed(&sent, &shown);
    assert_eq!(named.verdict(), Some(Verdict::Modified));
    assert_eq!(named.counts().expect("compared").names, 1);
}

#[test]
fn a_style_beside_an_edit_is_told_from_it() {
    let disclosure = compared(
        "The new color of the old harbor was 5 per cent red.",
        "The bright colour of the big old harbour was 6 percent red.",
        &style(),
    );
    let counts = disclosure.counts().expect("compared");
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        (counts.words_house, counts.words_changed, counts.words_added),
        (4, 2, 1)
    );
    let labels = |label| {
        disclosure
            .operations()
            .iter()
            .filter(|op| op.label == label)
            .count()
    };
    assert_eq!(
        (labels(Label::House), labels(Label::Edited)),
        (3, 3),
        "{:#?}",
        disclosure.operations()
    );
}

#[test]
fn a_style_inside_a_moved_paragraph_is_named() {
    let parts = [
        "HARBOUR CITY (Aster) -- The night ferry returned to port on Tuesday with smoke in its engine room.",
        "Divers who went down at noon noted the color of the water, a rust pipe and two lost anchors.",
        "Blue Line carries about a million people a year between the mainland and nine small islands.",
        "Its shares fell in early trading, before the company told the exchange what had happened.",
    ];
    let sent = parts.join("\n\n");
    let shown = [parts[0], parts[2], parts[3], parts[1]]
        .join("\n\n")
        .replace("color", "colour");
    let disclosure = compared(&sent, &shown, &style());
    let counts = disclosure.counts().expect("compared");
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        (counts.words_house, counts.words_changed, counts.words_added),
        (1, 0, 0),
        "{:#?}",
        disclosure.operations()
    );
}

#[test]
fn quotation_marks_of_the_house() {
    let single = HouseStyle {
        quotes: Some(HouseQuotes::Single),
        ..HouseStyle::default()
    };
    let double = HouseStyle {
        quotes: Some(HouseQuotes::Double),
        ..HouseStyle::default()
    };
    let (with_double, with_single) = (
        "\"We heard 'stop' twice,\" she said.",
        "'We heard \"stop\" twice,' she said.",
    );
    check_styled(with_double, with_single, &single, 0);
    check_styled(with_single, with_double, &double, 0);
    check_edited_by(with_single, with_double, &single);
    check_edited_by(with_double, with_single, &double);
    check_edited_by(
        "\"We heard it,\" she said.",
        "'We heard it, she said'.",
        &single,
    );
    let said = compared(with_double, with_single, &single);
    let english = said.sentence(Language::English);
    assert!(
        english.contains("the wording is unmodified, only typography differs"),
        "{english}"
    );
}

#[test]
fn digits_of_the_house_have_the_same_value_place_by_place() {
    let digits = |digits| HouseStyle {
        digits: Some(digits),
        ..HouseStyle::default()
    };
    check_styled(
        "कुल 1,200 लोग आए।",
        "कुल १,२०० लोग आए।",
        &digits(HouseDigits::Deva),
        1,
    );
    check_styled(
        "كان 27 شخصا هنا.",
        "كان ٢٧ شخصا هنا.",
        &digits(HouseDigits::Arab),
        1,
    );
    check_styled(
        "कुल १२ लोग आए।",
        "कुल 12 लोग आए।",
        &digits(HouseDigits::Latn),
        1,
    );
    check_edited_by(
        "कुल 1,200 लोग आए।",
        "कुल १,२१० लोग आए।",
        &digits(HouseDigits::Deva),
    );
    check_edited_by(
        "कुल 1,200 लोग आए।",
        "कुल १२०० लोग आए।",
        &digits(HouseDigits::Deva),
    );
    check_edited_by("कुल १२ लोग आए।", "कुल 12 लोग आए।", &digits(HouseDigits::Deva));
}

#[track_caller]
fn check_refused(wire: &str, house: &str, reason: &str) {
    let style = HouseStyle {
        entries: vec![
            entry("kilometre", "km", HouseClass::Abbreviation),
            entry(wire, house, HouseClass::Spelling),
        ],
        ..HouseStyle::default()
    };
    let refusal = HouseMap::new(&style).expect_err(&format!("{wire} {house}"));
    assert_eq!(refusal.entry, Some(1), "{refusal}");
    assert!(refusal.reason.contains(reason), "{refusal}");
}

#[test]
fn a_forbidden_entry_is_refused_with_its_place() {
    check_refused("5", "five", "digit");
    check_refused("five", "5", "digit");
    check_refused("½", "half", "digit");
    check_refused("१२", "बारह", "digit");
    check_refused("$", "dollar", "currency");
    check_refused("rupees", "₹", "currency");
    check_refused("not", "nought", "negation");
    check_refused("cannot", "can not", "negation");
    check_refused("isn't", "is", "negation");
    check_refused("नहीं", "मत", "negation");
    check_refused("said", "claimed", "attribution");
    check_refused("stated that", "told", "attribution");
    check_refused("कहा", "बताया", "attribution");
    check_refused("internet", "Internet", "case");
    check_refused("Internet", "internet", "case");
    check_refused("Bombay", "Mumbai", "name");
    check_refused("", "word", "empty");
    check_refused("word", " \u{200B}", "empty");
    check_refused("one word after another", "words", "one to three");
    check_refused("metre", "metre", "the same");
    check_refused("kilometre", "kilometer", "mapped already");
    check_refused("metre,", "meter", "only words");
}

#[test]
fn an_unknown_base_is_refused() {
    let style = HouseStyle {
        base: vec!["en-AU".to_owned()],
        ..HouseStyle::default()
    };
    let refusal = HouseMap::new(&style).expect_err("an unknown base");
    assert_eq!(refusal.entry, None);
    assert!(refusal.reason.contains("en-AU") && refusal.reason.contains("en-GB"));
}

#[test]
fn the_rules_hash_shows_the_map_in_force_and_a_check_needs_it() {
    let (sent, shown) = pair("It rose 5 per cent.", "It rose 5 percent.", &style());
    let made = disclose(&sent, &shown);
    let map = shown.house.clone().expect("a map");
    assert!(made.to_json().contains(map.rules_sha256()));
    assert_ne!(map.rules_sha256(), rules_sha256());
    assert_eq!(check(made.to_json(), &sent, &shown), Ok(made.clone()));
    let other = HouseStyle {
        version: "4".to_owned(),
        ..style()
    };
    for house in [None, HouseMap::new(&other).ok().map(Arc::new)] {
        let page = PageSide {
            house,
            ..shown.clone()
        };
        let error = check(made.to_json(), &sent, &page).expect_err("another map");
        assert!(
            error.message.contains("label") || error.message.contains("rules_sha256"),
            "{error}"
        );
    }
    for (from, to) in [
        ("\"house\"", "\"edited\""),
        ("\"house\"", "\"typographic\""),
    ] {
        let tampered = made.to_json().replacen(from, to, 1);
        let error = check(&tampered, &sent, &shown).expect_err(&tampered);
        assert!(error.message.contains("wrong label"), "{error}");
    }
}

#[test]
fn every_part_of_a_map_changes_the_hash() {
    let map = |style: &HouseStyle| {
        HouseMap::new(style)
            .expect("a map")
            .rules_sha256()
            .to_owned()
    };
    let base = map(&style());
    let changes: [fn(&mut HouseStyle); 7] = [
        |style| style.name.push('x'),
        |style| style.version.push('x'),
        |style| style.language.push('x'),
        |style| style.base.clear(),
        |style| style.entries.truncate(2),
        |style| style.quotes = Some(HouseQuotes::Single),
        |style| style.digits = Some(HouseDigits::Deva),
    ];
    for change in changes {
        let mut style = style();
        change(&mut style);
        assert_ne!(map(&style), base, "{style:?}");
    }
}

#[test]
fn a_hostile_pair_is_given_up_and_not_waited_for() {
    let sent = "color ".repeat(30_000);
    let shown = "shade ".repeat(30_000);
    let disclosure = compared(&sent, &shown, &style());
    assert!(matches!(
        disclosure.verdict(),
        Some(Verdict::Modified | Verdict::DifferentText)
    ));
}
