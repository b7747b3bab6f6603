//! Lines that frame a text (L4): each rule with lines it takes and lines it must leave, because they are text.

use copydesk_text::{Block, Disclosure, PageSide, StripKind, StripSide, Verdict, WireSide};

use crate::{STORY, computed, page, wire};

fn sent() -> WireSide {
    let mut sent = wire(STORY);
    sent.agency = Some("asterwire".to_owned());
    sent.credit_line = Some("Aster News".to_owned());
    sent.byline = Some("Jo Marsh".to_owned());
    sent.dateline = Some("HARBOUR CITY (Aster) --".to_owned());
    sent
}

fn compared(at: usize, line: &str) -> Disclosure {
    let mut shown = page(STORY);
    shown.blocks.insert(at, Block::paragraph(line));
    computed(&sent(), &shown)
}

/// A line of the page that is set aside whole, wherever it stands.
#[track_caller]
fn check_framed(line: &str, kind: StripKind) {
    for at in [0, 3, 8] {
        let disclosure = compared(at, line);
        assert_eq!(disclosure.verdict(), Some(Verdict::Identical), "{line}");
        let [strip] = disclosure.stripped() else {
            panic!("{line}: {:?}", disclosure.stripped());
        };
        assert_eq!(
            (strip.kind, strip.side, strip.text.as_str()),
            (kind, StripSide::Page, line)
        );
    }
}

/// A line of the page that is text of the house.
#[track_caller]
fn check_text(line: &str) {
    let disclosure = compared(3, line);
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified), "{line}");
    assert!(disclosure.stripped().is_empty(), "{line}");
}

#[test]
fn a_typed_claim_is_set_aside_in_english() {
    for line in [
        "(This story is published from the feed of Aster Press without changes to the text.)",
        "(This story has been published from a wire feed without modifications to the text. Only the headline has been changed.)",
        "This article was generated from an automated news agency feed and has not been edited.",
        "(Except for the headline, this story has not been edited by Example Times staff and is published from a syndicated feed.)",
        "Disclaimer: unedited agency copy, published as received.",
        "This report is auto-generated from a syndicated feed.",
    ] {
        check_framed(line, StripKind::Claim);
    }
}

#[test]
fn a_typed_claim_is_set_aside_in_hindi() {
    for line in [
        "(यह ख़बर सिंडिकेट फ़ीड से सीधे प्रकाशित की गई है, इसमें कोई बदलाव नहीं किया गया है।)",
        "इस खबर को उदाहरण टाइम्स की टीम ने संपादित नहीं किया है, यह एजेंसी फीड से प्रकाशित की गई है।",
    ] {
        check_framed(line, StripKind::Claim);
    }
}

#[test]
fn a_sentence_that_only_resembles_a_claim_is_text() {
    for line in [
        "This story is published from the feed of Aster Press with changes to the text.",
        "The agency said the report was published without changes.",
        "This agency has not changed its story about the 14 missing crates.",
        "This story is published from a wire feed without modifications, and the minister lied.",
        "The wire feed was published without modifications.",
        "यह एजेंसी अपनी रिपोर्ट में बदलाव नहीं करेगी, मंत्री ने कहा।",
    ] {
        check_text(line);
    }
}

#[test]
fn a_line_of_agency_time_and_reading_time_is_set_aside() {
    for line in [
        "Aster | May 6, 2025, 8:30 a.m. | 5 min read",
        "Aster News · 6 May 2025 · 12 minutes read",
        "asterwire | Updated: 12 May 2031, 10:40 IST",
        "By Jo Marsh | Aster",
        "JO MARSH • Published May 6, 2025",
        "Jo Marsh |",
    ] {
        check_framed(line, StripKind::Byline);
    }
    for line in [
        "May 6, 2025, 8:30 a.m. | 5 min read",
        "Updated: 12 May 2031, 10:40",
        "Published May 6",
        "6 मई 2025, 10:30 बजे",
        "3 hours ago",
        "5 min read",
    ] {
        check_framed(line, StripKind::Timestamp);
    }
}

#[test]
fn a_line_with_one_word_more_is_text() {
    for line in [
        "Aster | May 6, 2025, 8:30 a.m. | Captain blamed",
        "Aster | The captain was drunk",
        "Berg | May 6, 2025",
        "Updated rules for 5 harbours",
        "Published 5 reports on the fire",
        "May 6",
        "A long 5 min read",
        "With inputs from a captain who was drunk",
        "By noon the fire was out",
    ] {
        check_text(line);
    }
}

#[test]
fn credits_of_names_are_set_aside() {
    for line in [
        "With inputs from Aster",
        "(With inputs from Aster and Berg agencies)",
        "With agency inputs",
    ] {
        check_framed(line, StripKind::Credit);
    }
}

#[track_caller]
fn check_dateline(dateline: &str, first: &str, stripped: Option<&str>) {
    let mut wire = sent();
    wire.dateline = Some(dateline.to_owned());
    let rest = STORY.split_once("-- ").expect("a dash").1;
    wire.blocks[0] = Block::paragraph(format!(
        "{first}{}",
        rest.split("\n\n").next().unwrap_or("")
    ));
    let shown = page(rest);
    let disclosure = computed(&wire, &shown);
    let found = disclosure
        .stripped()
        .first()
        .map(|strip| strip.text.as_str());
    assert_eq!(found, stripped, "{:#?}", disclosure.operations());
    let expected = if stripped.is_some() {
        Verdict::Identical
    } else {
        Verdict::Modified
    };
    assert_eq!(disclosure.verdict(), Some(expected));
}

#[test]
fn a_dateline_is_set_aside_with_the_dash_that_ends_it() {
    check_dateline("(Aster) -", "(Aster) - ", Some("(Aster) -"));
    check_dateline("(Aster) -", "(Aster) \u{2013} ", Some("(Aster) \u{2013}"));
    check_dateline("SORN (Aster)", "SORN (Aster) -- ", Some("SORN (Aster) --"));
    check_dateline("SORN", "SORN \u{2014} ", Some("SORN \u{2014}"));
    check_dateline(
        "SORN, May 3 (Aster)",
        "SORN, May 3 (Aster) ",
        Some("SORN, May 3 (Aster)"),
    );
}

#[test]
fn a_dateline_that_is_not_the_whole_prefix_is_text() {
    check_dateline("SORN", "SORN police: ", None);
    check_dateline("SORN", "SORN, May 3 (Aster) - ", None);
    check_dateline("(Aster) -", "(Aster, corrected) - ", None);
}

#[test]
fn a_sign_off_is_names_and_nothing_else() {
    let check = |line: &str, expected: Verdict| {
        let mut wire = wire(STORY);
        wire.blocks.push(Block::paragraph(line));
        assert_eq!(
            computed(&wire, &page(STORY)).verdict(),
            Some(expected),
            "{line}"
        );
    };
    check(
        "(Reporting by Jo Marsh in Sorn; Editing by Lee Tan)",
        Verdict::Identical,
    );
    check(
        "Reporting by Jo Marsh and Ana de Wit; writing by Lee Tan; desk@aster.example",
        Verdict::Identical,
    );
    check(
        "Reporting by journalists has become dangerous in Sorn.",
        Verdict::Shortened,
    );
    check("Editing by the army was denied.", Verdict::Shortened);
}

#[test]
fn a_claim_made_of_words_of_the_wire_is_an_edit() {
    let sent =
        "This wire story of the agency has been published with changes to the text.\n\nIt rained.";
    let shown = sent.replace("with changes", "without changes");
    let disclosure = computed(&wire(sent), &page(&shown));
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
}

#[test]
fn a_page_of_nothing_but_frame_lines_is_no_unmodified_text() {
    let shown = PageSide {
        blocks: vec![Block::paragraph("Aster | May 6, 2025 | 5 min read")],
        ..PageSide::default()
    };
    let verdict = computed(&sent(), &shown).verdict();
    assert!(
        !matches!(verdict, Some(Verdict::Identical | Verdict::Typography)),
        "{verdict:?}"
    );
}
