//! What moved, with 1 and with others, in both languages; what only seems to have moved; and that no part of the sentences
//! is without a test that says it.

use copydesk_text::{Disclosure, Language, PageSide, Verdict};

use crate::{STORY, computed, page, wire};

fn compared(sent: &str, shown: &str) -> Disclosure {
    let shown = PageSide {
        headline: None,
        ..page(shown)
    };
    computed(&wire(sent), &shown)
}

#[track_caller]
fn check_edited(sent: &str, shown: &str, english: &str, hindi: &str) {
    let disclosure = compared(sent, shown);
    assert_eq!(
        disclosure.sentence(Language::English),
        format!("From the Aster wire: the text was edited: {english}."),
        "{:#?}",
        disclosure.operations()
    );
    assert_eq!(
        disclosure.sentence(Language::Hindi),
        format!("Aster की वायर से: पाठ संपादित किया गया है: {hindi}।")
    );
}

const FIRST: &str = " It did not say when service would resume.";
const SECOND: &str = " None of them was needed in the end.";

/// The story with the second sentence of a paragraph put to the end of another one.
fn with_moved(sentences: &[(&str, &str)]) -> String {
    let mut shown = STORY.to_owned();
    for (sentence, after) in sentences {
        shown = shown.replace(sentence, "");
        shown = shown.replace(after, &format!("{after}{sentence}"));
    }
    shown
}

#[test]
fn sentences_that_moved_to_another_paragraph_are_counted() {
    let one = with_moved(&[(FIRST, "in early trading.")]);
    check_edited(STORY, &one, "1 sentence moved", "1 वाक्य का स्थान बदला गया");
    let two = with_moved(&[(FIRST, "in early trading."), (SECOND, "engine room.")]);
    check_edited(STORY, &two, "2 sentences moved", "2 वाक्यों का स्थान बदला गया");
}

#[test]
fn a_passage_shorter_than_a_sentence_that_moved_is_counted_in_words() {
    let shown = STORY
        .replace(" after its captain reported smoke in the engine room", "")
        .replace(
            "in early trading.",
            "in early trading after its captain reported smoke in the engine room.",
        );
    check_edited(STORY, &shown, "9 words moved", "9 शब्दों का स्थान बदला गया");
    check_edited(
        STORY,
        &shown.replace("312", "313"),
        "1 word changed, 9 words moved, including figures (1)",
        "1 शब्द बदला गया, 9 शब्दों का स्थान बदला गया, जिनमें अंक (1)",
    );
}

#[test]
fn typography_does_not_hide_that_something_moved() {
    let set = |text: &str| {
        text.replace(' ', "\u{A0}")
            .replace('\'', "\u{2019}")
            .replace('"', "\u{201D}")
    };
    let one = with_moved(&[(FIRST, "in early trading.")]).replace(FIRST, &set(FIRST));
    check_edited(STORY, &one, "1 sentence moved", "1 वाक्य का स्थान बदला गया");
    let mut parts: Vec<String> = STORY.split("\n\n").map(str::to_owned).collect();
    let moved = set(&parts.remove(6));
    parts.insert(1, moved);
    check_edited(
        STORY,
        &parts.join("\n\n"),
        "1 paragraph moved",
        "1 अनुच्छेद का स्थान बदला गया",
    );
    let all = compared(STORY, &set(&parts.join("\n\n")));
    let counts = all.counts().expect("compared");
    assert_eq!(
        (
            counts.paragraphs_moved,
            counts.words_moved,
            counts.words_same + counts.words_typographic
        ),
        (1, 15, counts.words_wire - 15)
    );
}

/// Paragraphs of two sentences, a word of the first and of the last one changed so that no end is alike.
#[test]
fn a_paragraph_parted_in_two_beside_an_edit_is_no_paragraph_of_the_house() {
    for (from, to) in [
        (
            " It did not say when service would resume.",
            "\n\nIt did not say when service would resume.",
        ),
        (
            "captain reported smoke in the engine room.\n\n",
            "captain reported smoke in the engine room. ",
        ),
        (" The ship was built", "\n\nThe ship was built"),
    ] {
        let shown = STORY
            .replace(from, to)
            .replace("night ferry", "late ferry")
            .replace("3 percent", "4 percent")
            .replace("passengers were safe", "passengers were well")
            .replace("inspect the hull", "check the hull");
        let disclosure = compared(STORY, &shown);
        let counts = disclosure.counts().expect("compared");
        assert_eq!(
            (
                counts.words_changed,
                counts.words_added,
                counts.words_removed,
                counts.words_moved
            ),
            (4, 0, 0, 0),
            "{from:?} {:#?}",
            disclosure.operations()
        );
        assert!(disclosure.insertions().is_empty());
        assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    }
}

#[test]
fn what_the_house_adds_beside_a_shortened_paragraph_stays_its_own() {
    let shown = STORY.replace(
        " It did not say when service would resume.",
        "\n\nThe owner of the ship did not wish to say when the ferry would be back in the port.",
    );
    let disclosure = compared(
        &STORY.replace("night", "late"),
        &shown.replace("3 percent", "4 percent"),
    );
    assert_eq!(
        disclosure.insertions().len(),
        1,
        "{:#?}",
        disclosure.operations()
    );
    assert_eq!(disclosure.counts().expect("compared").words_removed, 8);
}

/// Test sources in which sentences stand.
const SOURCES: [&str; 6] = [
    include_str!("house.rs"),
    include_str!("moves.rs"),
    include_str!("sentences.rs"),
    include_str!("spelling.rs"),
    include_str!("versions.rs"),
    include_str!("../../src/sentence/tests.rs"),
];

/// Whether the literal parts of a pattern stand in this line, in order, with something for each name between them.
fn says(line: &str, pattern: &str) -> bool {
    let mut rest = line;
    for (at, part) in pattern.split('{').enumerate() {
        let part = if at == 0 {
            part
        } else {
            part.split_once('}').map_or("", |(_, part)| part)
        };
        let Some(found) = rest.find(part) else {
            return false;
        };
        rest = &rest[found + part.len()..];
    }
    true
}

#[test]
fn every_part_of_the_sentences_stands_in_a_snapshot() {
    let files = [
        include_str!("../../data/sentences.en"),
        include_str!("../../data/sentences.hi"),
    ];
    let rows = files.iter().flat_map(|file| file.lines());
    let rows = rows.filter(|row| !row.starts_with('#'));
    for (key, pattern) in rows.filter_map(|row| row.split_once('\t')) {
        let bare = pattern.trim_matches('"');
        let pattern = match key {
            // Numbers of words stand in brackets behind the style of the house.
            "words.one" | "words.other" => format!("({bare})"),
            _ => bare.to_owned(),
        };
        let mut lines = SOURCES.iter().flat_map(|source| source.lines());
        assert!(lines.any(|line| says(line, &pattern)), "{key}: {pattern}");
    }
}
