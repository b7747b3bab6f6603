//! Every part of the sentence in both languages, with 1 and with others.

use copydesk_text::{
    Block, BlockKind, InsertionKind, Language, Newer, PageSide, WireSide, newer_sentence,
    picture_sentence,
};

use crate::{STORY, computed, page, wire};

#[track_caller]
fn check_sentence(sent: &WireSide, shown: &PageSide, english: &str, hindi: &str) {
    let disclosure = computed(sent, shown);
    assert_eq!(disclosure.sentence(Language::English), english);
    assert_eq!(disclosure.sentence(Language::Hindi), hindi);
}

fn without(omitted: &[usize]) -> PageSide {
    let parts = STORY
        .split("\n\n")
        .enumerate()
        .filter(|(index, _)| !omitted.contains(index));
    let parts: Vec<&str> = parts.map(|(_, part)| part).collect();
    bare(&parts.join("\n\n"))
}

/// A page without a headline, so that the sentence ends after the text.
fn bare(text: &str) -> PageSide {
    PageSide {
        headline: None,
        ..page(text)
    }
}

#[test]
fn an_unmodified_text_with_a_headline_of_the_house() {
    let mut shown = page(STORY);
    shown.headline = Some("Ferry turned back".to_owned());
    check_sentence(
        &wire(STORY),
        &shown,
        "From the Aster wire: the text is unmodified; the headline was written by Example Times.",
        "Aster की वायर से: पाठ में कोई बदलाव नहीं किया गया है; शीर्षक Example Times का है।",
    );
}

#[test]
fn headlines_of_the_agency_and_where_it_sent_none() {
    check_sentence(
        &wire(STORY),
        &page(STORY),
        "From the Aster wire: the text is unmodified; the headline is the agency's.",
        "Aster की वायर से: पाठ में कोई बदलाव नहीं किया गया है; शीर्षक एजेंसी का है।",
    );
    let sent = WireSide {
        headline: None,
        agency: None,
        ..wire(STORY)
    };
    let shown = PageSide {
        site: None,
        ..page(STORY)
    };
    check_sentence(
        &sent,
        &shown,
        "From the agency wire: the text is unmodified; the agency sent no headline, this one was written by the publisher.",
        "एजेंसी की वायर से: पाठ में कोई बदलाव नहीं किया गया है; एजेंसी ने शीर्षक नहीं भेजा, यह शीर्षक प्रकाशक का है।",
    );
}

#[test]
fn typography_and_paragraph_breaks() {
    check_sentence(
        &wire(STORY),
        &bare(&STORY.replace(" -- ", " \u{2014} ")),
        "From the Aster wire: the wording is unmodified, only typography differs.",
        "Aster की वायर से: शब्द ज्यों के त्यों हैं, केवल मुद्रण-शैली अलग है।",
    );
    check_sentence(
        &wire(STORY),
        &bare(&STORY.replacen("room.\n\n", "room. ", 1)),
        "From the Aster wire: the wording is unmodified, only paragraph breaks differ.",
        "Aster की वायर से: शब्द ज्यों के त्यों हैं, केवल अनुच्छेदों का विभाजन अलग है।",
    );
}

#[test]
fn omissions_at_the_end_elsewhere_and_of_sentences() {
    for (omitted, english, hindi) in [
        (
            &[7][..],
            "the last of 8 paragraphs is omitted",
            "8 में से अंतिम अनुच्छेद नहीं दिया गया है",
        ),
        (
            &[5, 6, 7],
            "the last 3 of 8 paragraphs are omitted",
            "8 में से अंतिम 3 अनुच्छेद नहीं दिए गए हैं",
        ),
        (
            &[3],
            "1 of 8 paragraphs is omitted",
            "8 में से 1 अनुच्छेद नहीं दिया गया है",
        ),
        (
            &[3, 7],
            "2 of 8 paragraphs are omitted",
            "8 में से 2 अनुच्छेद नहीं दिए गए हैं",
        ),
    ] {
        check_sentence(
            &wire(STORY),
            &without(omitted),
            &format!(
                "From the Aster wire: the text is shortened: {english}; the rest is unmodified."
            ),
            &format!("Aster की वायर से: पाठ छोटा किया गया है: {hindi}; शेष में कोई बदलाव नहीं है।"),
        );
    }
    let one = STORY.replace(" The ship was built in 1998.", "");
    check_sentence(
        &wire(STORY),
        &bare(&one),
        "From the Aster wire: the text is shortened: 1 sentence is omitted; the rest is unmodified.",
        "Aster की वायर से: पाठ छोटा किया गया है: 1 वाक्य नहीं दिया गया है; शेष में कोई बदलाव नहीं है।",
    );
    let two = one.replace(" None of them was needed in the end.", "");
    check_sentence(
        &wire(STORY),
        &bare(&two),
        "From the Aster wire: the text is shortened: 2 sentences are omitted; the rest is unmodified.",
        "Aster की वायर से: पाठ छोटा किया गया है: 2 वाक्य नहीं दिए गए हैं; शेष में कोई बदलाव नहीं है।",
    );
}

#[test]
fn words_changed_added_and_removed() {
    for (from, to, english, hindi) in [
        ("smoke", "steam", "1 word changed", "1 शब्द बदला गया"),
        (
            "smoke in the",
            "steam by an",
            "3 words changed",
            "3 शब्द बदले गए",
        ),
        (
            "smoke in",
            "grey smoke in",
            "1 word added",
            "1 शब्द जोड़ा गया",
        ),
        (
            "smoke in",
            "some grey smoke in",
            "2 words added",
            "2 शब्द जोड़े गए",
        ),
        (
            "after its captain",
            "after captain",
            "1 word removed",
            "1 शब्द हटाया गया",
        ),
        ("and a helicopter", "", "3 words removed", "3 शब्द हटाए गए"),
        (
            "It did not say",
            "It did say",
            "1 word removed, including negations (1)",
            "1 शब्द हटाया गया, जिनमें निषेध (1)",
        ),
        (
            "Lind, a",
            "Berg, a",
            "1 word changed, including names (1)",
            "1 शब्द बदला गया, जिनमें नाम (1)",
        ),
        (
            "312",
            "313",
            "1 word changed, including figures (1)",
            "1 शब्द बदला गया, जिनमें अंक (1)",
        ),
        (
            "the alarm",
            "the bell",
            "1 word changed, including quoted words (1)",
            "1 शब्द बदला गया, जिनमें उद्धृत शब्द (1)",
        ),
        (
            "Okafor said divers",
            "Okafor claimed divers",
            "1 word changed, including attributions (1)",
            "1 शब्द बदला गया, जिनमें कथन-स्रोत (1)",
        ),
        (
            "helicopter. None",
            "helicopter; None",
            "punctuation or signs changed",
            "विराम-चिह्न या संकेत बदले गए",
        ),
    ] {
        check_sentence(
            &wire(STORY),
            &bare(&STORY.replace(from, to)),
            &format!("From the Aster wire: the text was edited: {english}."),
            &format!("Aster की वायर से: पाठ संपादित किया गया है: {hindi}।"),
        );
    }
}

#[test]
fn moved_paragraphs_and_paragraphs_of_the_house() {
    let order = |order: &[usize]| {
        let parts: Vec<&str> = STORY.split("\n\n").collect();
        bare(
            &order
                .iter()
                .map(|&n| parts[n])
                .collect::<Vec<_>>()
                .join("\n\n"),
        )
    };
    for (shown, english, hindi) in [
        (
            order(&[0, 4, 1, 2, 3, 5, 6, 7]),
            "1 paragraph moved",
            "1 अनुच्छेद का स्थान बदला गया",
        ),
        (
            order(&[0, 4, 5, 1, 2, 3, 6, 7]),
            "2 paragraphs moved",
            "2 अनुच्छेदों का स्थान बदला गया",
        ),
        (
            bare(&format!("{STORY}\n\nWe will report more.")),
            "1 paragraph by Example Times added",
            "Example Times का 1 अनुच्छेद जोड़ा गया",
        ),
        (
            bare(&format!(
                "{STORY}\n\nWe will report more.\n\nOur team is there."
            )),
            "2 paragraphs by Example Times added",
            "Example Times के 2 अनुच्छेद जोड़े गए",
        ),
    ] {
        check_sentence(
            &wire(STORY),
            &shown,
            &format!("From the Aster wire: the text was edited: {english}."),
            &format!("Aster की वायर से: पाठ संपादित किया गया है: {hindi}।"),
        );
    }
}

#[test]
fn strips_and_insertions_are_named() {
    let mut sent = wire(STORY);
    sent.dateline = Some("HARBOUR CITY (Aster)".to_owned());
    sent.byline = Some("Jo Marsh".to_owned());
    sent.blocks.insert(0, Block::paragraph("Jo Marsh"));
    sent.blocks.push(Block::new(BlockKind::Signature, "jm"));
    let mut shown = bare(&STORY.replace("HARBOUR CITY (Aster) -- ", ""));
    check_sentence(
        &sent,
        &shown,
        "From the Aster wire: the text is unmodified; not shown: dateline, byline, sign-off.",
        "Aster की वायर से: पाठ में कोई बदलाव नहीं किया गया है; नहीं दिखाया गया: स्थान-तिथि पंक्ति, लेखक-पंक्ति, समापन-पंक्ति।",
    );
    let kinds = [
        InsertionKind::Subheading,
        InsertionKind::RelatedLink,
        InsertionKind::Promotion,
        InsertionKind::Caption,
    ];
    shown = bare(STORY);
    shown
        .blocks
        .insert(0, Block::paragraph("A short account of it."));
    shown.standfirst = Some(0);
    for (n, kind) in kinds.into_iter().enumerate() {
        shown
            .blocks
            .insert(3 + n, Block::paragraph(format!("Aside number {n} here")));
        shown.asides.push((3 + n, kind));
    }
    check_sentence(
        &wire(STORY),
        &shown,
        "From the Aster wire: the text is unmodified; added by Example Times: a standfirst, 1 sub-heading, 1 link to another story, 1 promotion, 1 caption.",
        "Aster की वायर से: पाठ में कोई बदलाव नहीं किया गया है; Example Times ने जोड़ा: सार-पंक्ति, 1 उपशीर्षक, अन्य ख़बर का 1 लिंक, 1 प्रचार-खंड, 1 चित्र-परिचय।",
    );
    shown = bare(STORY);
    for (n, kind) in kinds.into_iter().flat_map(|kind| [kind, kind]).enumerate() {
        shown
            .blocks
            .insert(3 + n, Block::paragraph(format!("Aside number {n} here")));
        shown.asides.push((3 + n, kind));
    }
    check_sentence(
        &wire(STORY),
        &shown,
        "From the Aster wire: the text is unmodified; added by Example Times: 2 sub-headings, 2 links to other stories, 2 promotions, 2 captions.",
        "Aster की वायर से: पाठ में कोई बदलाव नहीं किया गया है; Example Times ने जोड़ा: 2 उपशीर्षक, अन्य ख़बरों के 2 लिंक, 2 प्रचार-खंड, 2 चित्र-परिचय।",
    );
}

#[test]
fn sentences_that_stand_alone() {
    check_sentence(
        &wire("Rain is expected."),
        &page("Nothing of it here"),
        "This is not the text of the Aster item named as its source.",
        "यह Aster की उस ख़बर का पाठ नहीं है जिसे इसका स्रोत बताया गया है।",
    );
    check_sentence(
        &wire(""),
        &page(STORY),
        "The text could not be compared with the wire (wire text missing).",
        "पाठ की वायर से तुलना नहीं हो सकी (वायर का पाठ उपलब्ध नहीं)।",
    );
    let long = "a ".repeat(1_050_000);
    check_sentence(
        &wire(&long),
        &page(STORY),
        "The text could not be compared with the wire (text too long).",
        "पाठ की वायर से तुलना नहीं हो सकी (पाठ बहुत लंबा)।",
    );
    check_sentence(
        &wire(STORY),
        &page(""),
        "The text could not be compared with the wire (published text missing).",
        "पाठ की वायर से तुलना नहीं हो सकी (प्रकाशित पाठ उपलब्ध नहीं)।",
    );
}

#[test]
fn pictures_of_another_agency_are_named() {
    let said =
        |credits: &[Option<&str>], language| picture_sentence(Some("Aster"), credits, language);
    assert_eq!(said(&[], Language::English), None);
    assert_eq!(said(&[Some("Aster")], Language::English), None);
    assert_eq!(
        said(&[Some("Lumen")], Language::English).as_deref(),
        Some("Picture: Lumen.")
    );
    assert_eq!(
        said(&[Some("Lumen")], Language::Hindi).as_deref(),
        Some("चित्र: Lumen।")
    );
    assert_eq!(
        said(
            &[Some("Lumen"), Some("Aster"), Some("Lumen")],
            Language::English
        )
        .as_deref(),
        Some("Pictures: Lumen, Aster.")
    );
    assert_eq!(
        said(&[None], Language::English).as_deref(),
        Some("Picture credit not stated.")
    );
    assert_eq!(
        said(&[None], Language::Hindi).as_deref(),
        Some("चित्र का श्रेय नहीं दिया गया है।")
    );
}

#[test]
fn a_newer_version_is_named() {
    for (signal, language, said) in [
        (
            Newer::Version,
            Language::English,
            "Based on version 1; the agency has since sent version 2.",
        ),
        (
            Newer::Correction,
            Language::English,
            "Based on version 1; the agency has since sent a correction (version 2).",
        ),
        (
            Newer::Version,
            Language::Hindi,
            "यह संस्करण 1 पर आधारित है; एजेंसी ने बाद में संस्करण 2 भेजा है।",
        ),
        (
            Newer::Correction,
            Language::Hindi,
            "यह संस्करण 1 पर आधारित है; एजेंसी ने बाद में सुधार (संस्करण 2) भेजा है।",
        ),
    ] {
        assert_eq!(newer_sentence("1", "2", signal, language), said);
    }
}
