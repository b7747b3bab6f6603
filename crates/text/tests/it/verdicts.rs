//! Which verdict follows from which edit.

use copydesk_text::{
    Block, BlockKind, Headline, InsertionKind, Label, Level, Op, PageSide, Place, StripKind,
    Verdict, WireSide, disclose,
};

use crate::{STORY, computed, page, paragraphs, wire};

#[track_caller]
fn check_verdict(sent: &str, shown: &str, expected: Verdict) {
    let disclosure = computed(&wire(sent), &page(shown));
    assert_eq!(
        disclosure.verdict(),
        Some(expected),
        "{shown}\n{:#?}",
        disclosure.operations()
    );
}

#[test]
fn the_same_bytes_are_identical() {
    check_verdict(STORY, STORY, Verdict::Identical);
    assert_eq!(
        computed(&wire(STORY), &page(STORY)).level(),
        Some(Level::L0)
    );
}

#[test]
fn one_dropped_not_is_a_modification() {
    check_verdict(
        "Talks will not resume.",
        "Talks will resume.",
        Verdict::Modified,
    );
}

#[test]
fn said_to_denied_is_a_modification_of_a_negation() {
    let disclosure = computed(
        &wire(STORY),
        &page(&STORY.replace("Blue Line, said", "Blue Line, denied")),
    );
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    let counts = disclosure.counts().expect("compared");
    assert_eq!(
        (counts.negations, counts.attributions, counts.words_changed),
        (1, 1, 1)
    );
}

#[test]
fn a_changed_digit_is_counted_as_a_figure() {
    let disclosure = computed(&wire(STORY), &page(&STORY.replace("312", "321")));
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(disclosure.counts().expect("compared").figures, 1);
}

#[test]
fn the_case_of_a_name_is_counted() {
    let disclosure = computed(
        &wire(STORY),
        &page(&STORY.replace("Mara Lind", "Mara lind")),
    );
    let counts = disclosure.counts().expect("compared");
    assert_eq!(
        (disclosure.verdict(), counts.case, counts.names),
        (Some(Verdict::Modified), 1, 1)
    );
}

#[test]
fn a_closing_quotation_mark_moved_by_one_word_is_a_modification() {
    check_verdict(
        "\"We heard it,\" said she.",
        "\"We heard it, said\" she.",
        Verdict::Modified,
    );
}

#[test]
fn quotation_marks_and_dashes_are_typography() {
    let shown = STORY
        .replace(" -- ", "\u{2014}")
        .replace("\"We", "\u{201C}We")
        .replace(",\" said", ",\u{201D} said");
    let disclosure = computed(&wire(STORY), &page(&shown));
    assert_eq!(
        (disclosure.verdict(), disclosure.level()),
        (Some(Verdict::Typography), Some(Level::L3))
    );
}

#[test]
fn merged_paragraphs_are_typography_at_l2() {
    let disclosure = computed(
        &wire(STORY),
        &page(&STORY.replacen("room.\n\n", "room. ", 1)),
    );
    assert_eq!(
        (disclosure.verdict(), disclosure.level()),
        (Some(Verdict::Typography), Some(Level::L2))
    );
    assert_eq!(disclosure.counts().expect("compared").paragraph_breaks, 1);
}

#[test]
fn the_last_paragraphs_omitted_is_shortened() {
    let shown = STORY.split("\n\n").take(5).collect::<Vec<_>>().join("\n\n");
    let disclosure = computed(&wire(STORY), &page(&shown));
    let counts = disclosure.counts().expect("compared");
    assert_eq!(disclosure.verdict(), Some(Verdict::Shortened));
    assert_eq!(
        (
            counts.paragraphs_wire,
            counts.paragraphs_omitted,
            counts.paragraphs_last_omitted
        ),
        (8, 3, 3)
    );
    assert_eq!(disclosure.level(), Some(Level::L0));
}

#[test]
fn a_sentence_that_opens_with_a_quotation_is_one() {
    check_verdict(
        "The boat is back. \"We heard it,\" said Lind. It was late.",
        "The boat is back. It was late.",
        Verdict::Shortened,
    );
    check_verdict(
        "The boat is back. \"We heard it,\" said Lind.",
        "The boat is back.",
        Verdict::Shortened,
    );
    check_verdict(
        "船已返回港口。「我们听到了」，林志说。当时已经很晚。",
        "船已返回港口。当时已经很晚。",
        Verdict::Shortened,
    );
    check_verdict(
        "The boat is back. \"We heard it,\" said Lind.",
        "The boat is back. \"We heard it.",
        Verdict::Modified,
    );
}

#[test]
fn a_whole_sentence_omitted_is_shortened_and_a_part_of_one_is_modified() {
    let shown = STORY.replace(" It did not say when service would resume.", "");
    let disclosure = computed(&wire(STORY), &page(&shown));
    assert_eq!(disclosure.verdict(), Some(Verdict::Shortened));
    assert_eq!(disclosure.counts().expect("compared").sentences_omitted, 1);
    check_verdict(
        STORY,
        &STORY.replace(" in early trading", ""),
        Verdict::Modified,
    );
}

#[test]
fn a_sentence_that_shares_words_with_its_neighbours_is_omitted_whole() {
    let whole = "The roof was mended this year. Last year the clock of the market hall broke. Nobody was hurt this year.";
    for sentence in [
        "The roof was mended this year. ",
        "Last year the clock of the market hall broke. ",
        " Nobody was hurt this year.",
    ] {
        let disclosure = computed(&wire(whole), &page(&whole.replace(sentence, "")));
        let counts = disclosure.counts().expect("compared");
        assert_eq!(
            (disclosure.verdict(), counts.sentences_omitted),
            (Some(Verdict::Shortened), 1),
            "{sentence} {:#?}",
            disclosure.operations()
        );
        let added = computed(&wire(&whole.replace(sentence, "")), &page(whole));
        let inserts = added.operations().iter().filter(|op| op.op == Op::Insert);
        assert_eq!(inserts.count(), 1, "{sentence} {:#?}", added.operations());
    }
}

#[test]
fn a_moved_paragraph_is_reported_as_moved() {
    let mut parts: Vec<&str> = STORY.split("\n\n").collect();
    let moved = parts.remove(5);
    parts.insert(1, moved);
    let disclosure = computed(&wire(STORY), &page(&parts.join("\n\n")));
    let counts = disclosure.counts().expect("compared");
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        (
            counts.paragraphs_moved,
            counts.words_removed,
            counts.words_added
        ),
        (1, 0, 0)
    );
    assert!(disclosure.operations().iter().any(|op| op.op == Op::Move));
}

#[test]
fn the_last_paragraph_moved_to_the_front_leaves_no_other_difference() {
    let mut parts: Vec<&str> = STORY.split("\n\n").collect();
    let moved = parts.remove(7);
    parts.insert(0, moved);
    let disclosure = computed(&wire(STORY), &page(&parts.join("\n\n")));
    let counts = disclosure.counts().expect("compared");
    assert_eq!(
        (
            counts.paragraphs_moved,
            counts.words_removed,
            counts.words_added
        ),
        (1, 0, 0)
    );
}

#[test]
fn a_foreign_text_is_a_different_text() {
    let other = "Researchers in the north have counted more seabirds than ever before, according to a survey of \
                 forty colonies that took volunteers three summers to finish. Puffins did best of all kinds. \
                 The figures surprised even those who had expected a recovery after the fishing limits of 2019.";
    check_verdict(STORY, other, Verdict::DifferentText);
    check_verdict(
        "Rain is expected.",
        "Sun for everyone today",
        Verdict::DifferentText,
    );
}

#[test]
fn a_paragraph_of_the_house_is_an_insertion_and_a_modification() {
    let shown = STORY.replacen(
        "\n\n",
        "\n\nOur reporter adds that the quay was quiet.\n\n",
        1,
    );
    let disclosure = computed(&wire(STORY), &page(&shown));
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    let [only] = disclosure.insertions() else {
        panic!("{:?}", disclosure.insertions())
    };
    assert_eq!(
        (only.kind, only.place),
        (InsertionKind::HouseText, Place::Inside)
    );
    assert_eq!(disclosure.counts().expect("compared").words_added, 0);
}

fn with_asides(kinds: &[InsertionKind]) -> PageSide {
    let mut shown = page(STORY);
    for (n, &kind) in kinds.iter().enumerate() {
        let text = format!("Also read: the story number {n} of the night ferry and its captain");
        shown.blocks.insert(2 + n, Block::paragraph(text));
        shown.asides.push((2 + n, kind));
    }
    shown
}

#[test]
fn links_promotions_and_captions_leave_the_verdict_alone() {
    let shown = with_asides(&[
        InsertionKind::RelatedLink,
        InsertionKind::Promotion,
        InsertionKind::Caption,
    ]);
    let disclosure = computed(&wire(STORY), &shown);
    assert_eq!(disclosure.verdict(), Some(Verdict::Identical));
    assert_eq!(disclosure.insertions().len(), 3);
}

#[test]
fn sub_headings_and_a_standfirst_are_house_style() {
    let disclosure = computed(&wire(STORY), &with_asides(&[InsertionKind::Subheading]));
    assert_eq!(disclosure.verdict(), Some(Verdict::HouseStyle));
    let mut shown = page(STORY);
    shown.blocks.insert(
        0,
        Block::paragraph("Smoke in the engine room ends a crossing early."),
    );
    shown.standfirst = Some(0);
    let disclosure = computed(&wire(STORY), &shown);
    assert_eq!(disclosure.verdict(), Some(Verdict::HouseStyle));
    assert_eq!(disclosure.insertions()[0].place, Place::Standfirst);
}

#[test]
fn a_hinted_block_that_is_the_wires_is_no_insertion() {
    let mut shown = page(STORY);
    shown.asides.push((6, InsertionKind::Caption));
    let disclosure = computed(&wire(STORY), &shown);
    assert_eq!(disclosure.verdict(), Some(Verdict::Identical));
    assert!(disclosure.insertions().is_empty());
}

fn sent_with_frame() -> WireSide {
    let mut sent = wire(STORY);
    sent.dateline = Some("HARBOUR CITY (Aster)".to_owned());
    sent.byline = Some("Jo Marsh".to_owned());
    sent.credit_line = Some("Aster News".to_owned());
    sent.blocks
        .insert(0, Block::paragraph("Ferry returns to port"));
    sent.blocks.insert(1, Block::paragraph("By Jo Marsh"));
    sent.blocks.push(Block::paragraph(
        "(Reporting by Jo Marsh; Editing by Lee Tan)",
    ));
    sent.blocks.push(Block::new(BlockKind::Signature, "jm/lt"));
    sent.blocks.push(Block::paragraph("-30-"));
    sent.blocks.push(Block::paragraph("Aster News"));
    sent.blocks
        .push(Block::new(BlockKind::Advisory, "Editors: more to come."));
    sent
}

#[test]
fn what_frames_a_wire_text_may_be_missing_and_is_listed() {
    let shown = STORY.replace("HARBOUR CITY (Aster) -- ", "");
    let disclosure = computed(&sent_with_frame(), &page(&shown));
    assert_eq!(
        disclosure.verdict(),
        Some(Verdict::Identical),
        "{:#?}",
        disclosure.operations()
    );
    let kinds: Vec<StripKind> = disclosure
        .stripped()
        .iter()
        .map(|strip| strip.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            StripKind::HeadlineRepeat,
            StripKind::Byline,
            StripKind::Dateline,
            StripKind::SignOff,
            StripKind::SignOff,
            StripKind::EndMark,
            StripKind::Credit
        ]
    );
    assert_eq!(disclosure.stripped()[2].text, "HARBOUR CITY (Aster) --");
}

#[test]
fn a_dateline_that_is_shown_is_not_stripped() {
    let disclosure = computed(&sent_with_frame(), &page(STORY));
    assert!(
        disclosure
            .stripped()
            .iter()
            .all(|strip| strip.kind != StripKind::Dateline)
    );
    assert_eq!(disclosure.verdict(), Some(Verdict::Identical));
}

#[test]
fn what_frames_a_page_is_listed_and_no_part_of_the_text() {
    let mut shown = page(STORY);
    shown.blocks.insert(0, Block::paragraph("By Jo Marsh"));
    shown
        .blocks
        .insert(1, Block::paragraph("Updated: 12 May 2031, 10:40"));
    shown
        .blocks
        .push(Block::paragraph("With inputs from Aster"));
    shown.blocks.push(Block::paragraph(
        "This story is published from a wire agency feed and has not been modified.",
    ));
    let disclosure = computed(&wire(STORY), &shown);
    assert_eq!(
        disclosure.verdict(),
        Some(Verdict::Identical),
        "{:#?}",
        disclosure.operations()
    );
    let kinds: Vec<StripKind> = disclosure
        .stripped()
        .iter()
        .map(|strip| strip.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            StripKind::Byline,
            StripKind::Timestamp,
            StripKind::Credit,
            StripKind::Claim
        ]
    );
}

#[test]
fn a_sentence_that_looks_like_a_sign_off_is_text() {
    check_verdict(
        &format!("{STORY}\n\nReporters were not let in."),
        STORY,
        Verdict::Shortened,
    );
}

#[test]
fn the_headline_is_compared_apart() {
    let mut shown = page(STORY);
    let headline = |sent: Option<&str>, on_page: Option<&str>, shown: &mut PageSide| {
        let mut sent_side = wire(STORY);
        sent_side.headline = sent.map(str::to_owned);
        shown.headline = on_page.map(str::to_owned);
        computed(&sent_side, shown).headline()
    };
    assert_eq!(
        headline(
            Some("'A' - B"),
            Some("\u{2018}A\u{2019} \u{2014} B"),
            &mut shown
        ),
        Some(Headline::Same)
    );
    assert_eq!(
        headline(Some("A"), Some("B"), &mut shown),
        Some(Headline::Changed)
    );
    assert_eq!(headline(None, Some("B"), &mut shown), Some(Headline::Added));
    assert_eq!(headline(Some("A"), None, &mut shown), None);
}

#[test]
fn a_comparison_that_was_not_made_has_no_verdict() {
    for (sent, shown, reason) in [
        ("", STORY, "wire text missing"),
        (STORY, " ", "published text missing"),
    ] {
        let disclosure = computed(&wire(sent), &page(shown));
        assert_eq!(disclosure.verdict(), None);
        assert!(disclosure.counts().is_none());
        assert!(
            disclosure
                .sentence(copydesk_text::Language::English)
                .contains(reason)
        );
    }
    let long = "word ".repeat(450_000);
    let disclosure = computed(&wire(&long), &page(&long));
    assert_eq!(disclosure.verdict(), None);
    let many = "a ".repeat(200_001);
    assert_eq!(disclose(&wire(&many), &page(&many)).verdict(), None);
}

#[test]
fn captions_and_notes_of_the_wire_are_not_compared() {
    let mut sent = wire(STORY);
    sent.blocks
        .insert(1, Block::new(BlockKind::Caption, "The ferry in 2030."));
    check_pair(&sent, &page(STORY), Verdict::Identical);
}

#[track_caller]
fn check_pair(sent: &WireSide, shown: &PageSide, expected: Verdict) {
    assert_eq!(computed(sent, shown).verdict(), Some(expected));
}

#[test]
fn a_passage_shown_twice_is_kept_once_and_named_as_a_repeat() {
    let mut shown = page(STORY);
    let repeated = shown.blocks[4].clone();
    shown.blocks.push(repeated);
    let disclosure = computed(&wire(STORY), &shown);
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        disclosure
            .operations()
            .iter()
            .filter(|op| op.repeats.is_some())
            .count(),
        1
    );
}

#[test]
fn many_small_edits_are_all_labelled() {
    let shown = STORY
        .replace("night", "late")
        .replace("Tuesday", "Monday")
        .replace("percent", "per cent");
    let disclosure = computed(&wire(STORY), &page(&shown));
    let edited = disclosure
        .operations()
        .iter()
        .filter(|op| op.label == Label::Edited)
        .count();
    assert_eq!((disclosure.verdict(), edited), (Some(Verdict::Modified), 3));
}

#[test]
fn many_equal_paragraphs_do_not_confuse_the_order() {
    let line = "The same sentence of seven words again.";
    let sent = vec![line; 40].join("\n\n");
    let shown = vec![line; 37].join("\n\n");
    check_verdict(&sent, &shown, Verdict::Shortened);
    assert_eq!(paragraphs(&sent).len(), 40);
}
