//! What no rule and no map may forgive, word by word of the lists: no house map takes a listed negation or verb of
//! attribution, and each that is dropped is an edit that is counted. So are digits and currencies.

use copydesk_text::{Counts, HouseClass, HouseEntry, HouseMap, HouseStyle, Verdict};

use crate::{computed, page, wire};

const NEGATIONS: [(&str, &str); 6] = [
    ("en", include_str!("../../data/negations.en")),
    ("hi", include_str!("../../data/negations.hi")),
    ("de", include_str!("../../data/negations.de")),
    ("fr", include_str!("../../data/negations.fr")),
    ("ar", include_str!("../../data/negations.ar")),
    ("zh", include_str!("../../data/negations.zh")),
];

const ATTRIBUTIONS: [(&str, &str); 3] = [
    ("en", include_str!("../../data/attributions.en")),
    ("hi", include_str!("../../data/attributions.hi")),
    ("de", include_str!("../../data/attributions.de")),
];

fn words(lists: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let rows = lists
        .iter()
        .flat_map(|(language, list)| list.lines().map(move |row| (*language, row)));
    rows.filter(|(_, row)| !row.is_empty() && !row.starts_with('#'))
        .collect()
}

#[track_caller]
fn check_refused(wire: &str, house: &str, reason: &str) {
    let style = HouseStyle {
        entries: vec![HouseEntry {
            wire: wire.to_owned(),
            house: house.to_owned(),
            class: HouseClass::Spelling,
        }],
        ..HouseStyle::default()
    };
    let refusal = HouseMap::new(&style).expect_err(&format!("{wire} to {house}"));
    assert!(refusal.reason.contains(reason), "{refusal}");
}

#[test]
fn no_map_takes_a_listed_negation_or_verb_of_attribution() {
    for (list, reason) in [
        (words(&NEGATIONS), "negation"),
        (words(&ATTRIBUTIONS), "attribution"),
    ] {
        for (_, word) in &list {
            // Some words are in both lists, and the first of the reasons is given.
            let both = [words(&NEGATIONS), words(&ATTRIBUTIONS)]
                .iter()
                .all(|list| list.iter().any(|(_, other)| other == word));
            let reason = if both { "a " } else { reason };
            for (wire, house) in [
                ((*word).to_owned(), "harbour".to_owned()),
                ("harbour".to_owned(), (*word).to_owned()),
                (format!("harbour {word}"), "harbour".to_owned()),
                ("harbour".to_owned(), format!("{word} harbour")),
            ] {
                check_refused(&wire, &house, reason);
            }
        }
        assert!(list.len() > 60, "{} words", list.len());
    }
}

#[test]
fn no_map_takes_a_digit_of_any_script_or_a_currency() {
    for zero in [
        0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xD66,
    ] {
        for digit in (zero..zero + 10).filter_map(char::from_u32) {
            check_refused(&digit.to_string(), "harbour", "digit");
            check_refused("harbour", &format!("a{digit}"), "digit");
        }
    }
    for currency in ["$", "€", "£", "¥", "₹", "₩", "₽", "₺", "¢"] {
        check_refused(currency, "harbour", "currency");
        check_refused("harbour", currency, "currency");
    }
}

/// The counts after a word is dropped from a sentence.
fn without(language: &str, word: &str) -> Counts {
    let frame = |word: &str| match language {
        "zh" => format!("部长今天{word}参加会议。代表们已经到达首都。"),
        "hi" => format!("मंत्री आज {word} राजधानी में बैठक के बाद लौटे।"),
        "ar" => format!("الوزير اليوم {word} في العاصمة بعد الاجتماع."),
        _ => format!("Mara Lind {word} gestern am alten Hafen von Sorn. It was late."),
    };
    let shown = frame("").replace("  ", " ");
    let disclosure = computed(&wire(&frame(word)), &page(&shown));
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified), "{word}");
    disclosure.counts().expect("compared").clone()
}

#[test]
fn each_listed_word_that_is_dropped_is_counted() {
    for (language, word) in words(&NEGATIONS) {
        assert_eq!(without(language, word).negations, 1, "{language} {word}");
    }
    for (language, word) in words(&ATTRIBUTIONS) {
        assert_eq!(without(language, word).attributions, 1, "{language} {word}");
    }
}
