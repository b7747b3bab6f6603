//! American and British spelling is the style of the house (L5): which words it takes, and what it never forgives.

use copydesk_text::{Disclosure, Label, Language, Level, Verdict, check, disclose};

use crate::{STORY, computed, page, wire};

fn compared(sent: &str, shown: &str) -> Disclosure {
    let rest = "\n\nThe coast guard said that none of the boats was needed in the end.";
    computed(
        &wire(&format!("{sent}{rest}")),
        &page(&format!("{shown}{rest}")),
    )
}

#[track_caller]
fn check_house(sent: &str, shown: &str, words: usize) {
    for (sent, shown) in [(sent, shown), (shown, sent)] {
        let disclosure = compared(sent, shown);
        assert_eq!(
            (disclosure.verdict(), disclosure.level()),
            (Some(Verdict::HouseStyle), Some(Level::L5)),
            "{sent} {shown} {:#?}",
            disclosure.operations()
        );
        let counts = disclosure.counts().expect("compared");
        assert_eq!((counts.words_house, counts.words_changed), (words, 0));
        assert_eq!(
            counts.words_wire,
            counts.words_same + counts.words_typographic + counts.words_house
        );
    }
}

#[track_caller]
fn check_edited(sent: &str, shown: &str) {
    for (sent, shown) in [(sent, shown), (shown, sent)] {
        let disclosure = compared(sent, shown);
        assert_eq!(
            disclosure.verdict(),
            Some(Verdict::Modified),
            "{sent} {shown}"
        );
    }
}

#[test]
fn listed_spellings_are_house_style() {
    check_house(
        "The defense of the harbor failed.",
        "The defence of the harbour failed.",
        2,
    );
    check_house(
        "They analyzed the color of it.",
        "They analysed the colour of it.",
        2,
    );
    check_house(
        "Travelers canceled it all.",
        "Travellers cancelled it all.",
        2,
    );
    check_house("Honor came first.", "Honour came first.", 1);
}

#[test]
fn spelling_inside_quotation_marks_is_house_style() {
    check_house(
        "\"The defense stands,\" she said.",
        "\u{201C}The defence stands,\u{201D} she said.",
        1,
    );
}

#[test]
fn what_is_not_listed_or_is_a_name_is_an_edit() {
    check_edited(
        "He works at the Labor Department now.",
        "He works at the Labour Department now.",
    );
    check_edited(
        "The meter was read on the day.",
        "The metre was read on the day.",
    );
    check_edited("The size of the prize grew.", "The sise of the prise grew.");
    check_edited(
        "It was in their favor then.",
        "It was in their Favour then.",
    );
    check_edited("The color of it was red.", "The colours of it was red.");
    check_edited("The defense of it was good.", "The offence of it was good.");
    check_edited(
        "The color is gone, he said.",
        "The colour is not gone, he said.",
    );
    check_edited(
        "He honored 12 of them there.",
        "He honoured 13 of them there.",
    );
}

#[test]
fn a_spelling_and_an_edit_side_by_side_are_an_edit() {
    check_edited(
        "It was the old defense again.",
        "It was the new defence again.",
    );
}

#[test]
fn the_sentence_names_the_style_of_the_house() {
    let both = |disclosure: &Disclosure| {
        [Language::English, Language::Hindi]
            .map(|language| disclosure.sentence(language).to_owned())
    };
    let one = compared("Its defense failed.", "Its defence failed.");
    let [english, hindi] = both(&one);
    assert!(
        english.starts_with(
            "From the Aster wire: only spelling follows the style of Example Times (1 word);"
        ),
        "{english}"
    );
    assert!(
        hindi.contains("केवल वर्तनी Example Times की शैली के अनुसार है (1 शब्द)"),
        "{hindi}"
    );
    let two = compared(
        "Its defense and harbor failed.",
        "Its defence and harbour failed.",
    );
    assert!(both(&two)[0].contains("only spelling follows the style of Example Times (2 words)"));
    assert!(both(&two)[1].contains("(2 शब्द)"));
    let sent = STORY.replace("operator", "defense");
    let shown = sent.replace("defense", "defence").replace("312", "321");
    let edited = computed(&wire(&sent), &page(&shown));
    let [english, hindi] = both(&edited);
    assert!(
        english.ends_with("; spelling follows the style of Example Times (1 word)."),
        "{english}"
    );
    assert!(
        hindi.ends_with("; वर्तनी Example Times की शैली के अनुसार है (1 शब्द)।"),
        "{hindi}"
    );
    let cut = shown
        .replace("321", "312")
        .rsplit_once("\n\n")
        .expect("paragraphs")
        .0
        .to_owned();
    let shortened = computed(&wire(&sent), &page(&cut));
    assert_eq!(shortened.verdict(), Some(Verdict::Shortened));
    assert!(
        both(&shortened)[0].ends_with("; spelling follows the style of Example Times (1 word).")
    );
}

#[test]
fn a_house_label_holds_only_for_listed_spelling() {
    let sent = wire("The defense of the old harbor failed on the day.");
    let shown = page("The defence of the old haven failed on the day.");
    let disclosure = disclose(&sent, &shown);
    let labels: Vec<Label> = disclosure.operations().iter().map(|op| op.label).collect();
    assert!(labels.contains(&Label::House) && labels.contains(&Label::Edited));
    for (from, to) in [
        ("\"house\"", "\"edited\""),
        ("\"edited\"", "\"house\""),
        ("\"house\"", "\"typographic\""),
    ] {
        let tampered = disclosure.to_json().replacen(from, to, 1);
        let error = check(&tampered, &sent, &shown).expect_err(&tampered);
        assert!(error.message.contains("wrong label"), "{}", error.message);
    }
}
