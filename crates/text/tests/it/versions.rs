//! Several texts: which version a page follows, that a newer one is named, and stories combined from several wires.

use copydesk_text::{
    Block, Disclosure, InsertionKind, Language, NewerVersion, PageSide, Verdict, WireSide, check,
    closest, disclose, used,
};

use crate::{STORY, computed, page, paragraphs, wire};

const OTHER: &str = "VELDEN (Berg) -- The parliament in Velden passed the water bill on Thursday after eleven hours of debate.\n\n\
Minister Ana Rossi said the bill would not raise prices for 40,000 farms along the river.\n\n\
The opposition had asked for a delay until the autumn.";

fn version(number: &str, text: &str) -> WireSide {
    WireSide {
        version: Some(number.to_owned()),
        ..wire(text)
    }
}

#[track_caller]
fn check_closest(versions: &[WireSide], shown: &PageSide, expected: usize) {
    let pairs: Vec<_> = versions.iter().map(|wire| (wire, shown)).collect();
    let (at, made) = closest(&pairs).expect("a version");
    assert_eq!(at, expected);
    assert_eq!(made, disclose(&versions[expected], shown));
}

#[test]
fn the_version_with_fewest_edited_words_is_named() {
    let second = STORY.replace("312 passengers", "314 passengers");
    let third = format!("{second}\n\nThe company later said that service would resume on Friday.");
    let versions = [
        version("1", STORY),
        version("2", &second),
        version("3", &third),
    ];
    check_closest(&versions, &page(STORY), 0);
    check_closest(&versions, &page(&second), 1);
    check_closest(&versions, &page(&third), 2);
    let cut = second.rsplit_once("\n\n").expect("paragraphs").0;
    check_closest(&versions, &page(cut), 1);
}

#[test]
fn of_equal_versions_the_highest_is_named() {
    let versions = [
        version("1", STORY),
        version("2", STORY),
        version("3", OTHER),
    ];
    check_closest(&versions, &page(STORY), 1);
}

#[test]
fn a_version_far_below_the_best_cover_is_not_taken() {
    let versions = [version("1", STORY), version("2", OTHER)];
    check_closest(&versions, &page(STORY), 0);
    check_closest(&versions, &page(OTHER), 1);
}

fn newer(signals: &[&str]) -> WireSide {
    WireSide {
        newer: Some(NewerVersion {
            version: "2".to_owned(),
            signals: signals.iter().map(|signal| (*signal).to_owned()).collect(),
        }),
        ..wire(STORY)
    }
}

#[test]
fn a_newer_version_stands_in_the_answer_and_in_a_sentence_of_its_own() {
    let made = computed(&newer(&["update"]), &page(STORY));
    assert!(
        made.to_json()
            .contains("\"newer\":{\"signals\":[\"update\"],\"version\":\"2\"}")
    );
    assert_eq!(made.verdict(), Some(Verdict::Identical));
    let said = |made: &Disclosure, language| made.newer_sentence(language).expect("a sentence");
    assert_eq!(
        said(&made, Language::English),
        "Based on version 1; the agency has since sent version 2."
    );
    let corrected = computed(&newer(&["update", "correction"]), &page(STORY));
    assert_eq!(
        said(&corrected, Language::English),
        "Based on version 1; the agency has since sent a correction (version 2)."
    );
    assert_eq!(
        said(&corrected, Language::Hindi),
        "यह संस्करण 1 पर आधारित है; एजेंसी ने बाद में सुधार (संस्करण 2) भेजा है।"
    );
    let plain = computed(&wire(STORY), &page(STORY));
    assert_eq!(plain.newer_sentence(Language::English), None);
    assert!(!plain.to_json().contains("newer") && !plain.to_json().contains("wires"));
    assert_eq!(
        plain.sentence(Language::English),
        made.sentence(Language::English)
    );
    assert!(check(made.to_json(), &wire(STORY), &page(STORY)).is_err());
}

fn other() -> WireSide {
    WireSide {
        agency: Some("Berg".to_owned()),
        guid: "urn:example:2".to_owned(),
        ..wire(OTHER)
    }
}

/// Two paragraphs of one wire, two of the other.
fn mixed() -> PageSide {
    let (one, two) = (paragraphs(STORY), paragraphs(OTHER));
    PageSide {
        headline: None,
        blocks: vec![
            one[0].clone(),
            one[1].clone(),
            two[0].clone(),
            two[1].clone(),
        ],
        ..page("")
    }
}

#[track_caller]
fn check_said(shown: &PageSide, english: &str, hindi: &str) -> Disclosure {
    let made = computed(&WireSide::combined(vec![wire(STORY), other()]), shown);
    assert_eq!(made.verdict(), Some(Verdict::Modified));
    assert_eq!(made.sentence(Language::English), english);
    assert_eq!(made.sentence(Language::Hindi), hindi);
    made
}

#[test]
fn a_story_combined_from_two_wires_is_modified_and_both_are_named() {
    let made = check_said(
        &mixed(),
        "Combined from 2 wire items (Aster 1, Berg 1): the passages used are unmodified.",
        "2 वायर ख़बरों (Aster 1, Berg 1) को मिलाकर: लिए गए अंशों में कोई बदलाव नहीं किया गया है।",
    );
    let json: serde_json::Value = serde_json::from_str(made.to_json()).expect("JSON");
    let wires = json["wires"].as_array().expect("wires");
    assert_eq!(wires.len(), 2);
    assert_eq!(
        (&wires[0]["guid"], &wires[0]["offset"]),
        (&"urn:example:1".into(), &0.into())
    );
    let offset = usize::try_from(wires[1]["offset"].as_u64().expect("an offset")).expect("small");
    assert!(made.wire_flat()[offset..].starts_with("VELDEN (Berg)"));
    assert_eq!(json["wire"]["guid"], "urn:example:1");
    assert_eq!(json["wire"]["text_sha256"], wires[0]["text_sha256"]);
    let alone: serde_json::Value =
        serde_json::from_str(disclose(&other(), &mixed()).to_json()).expect("JSON");
    assert_eq!(wires[1]["text_sha256"], alone["wire"]["text_sha256"]);
}

#[test]
fn edits_and_additions_of_a_combined_story_are_said() {
    let mut shown = mixed();
    shown.blocks[3].text = shown.blocks[3]
        .text
        .replace("would not raise", "would raise");
    let made = computed(&WireSide::combined(vec![wire(STORY), other()]), &shown);
    let english = made.sentence(Language::English);
    assert_eq!(made.verdict(), Some(Verdict::Modified));
    assert!(
        english.starts_with("Combined from 2 wire items (Aster 1, Berg 1): the text was edited: "),
        "{english}"
    );
    assert!(
        english.contains("negations (") && !english.contains("unmodified"),
        "{english}"
    );
}

#[test]
fn paragraphs_of_the_house_stand_beside_unmodified_passages() {
    let mut shown = mixed();
    shown
        .blocks
        .push(Block::paragraph("We will report more of both tomorrow."));
    shown
        .blocks
        .insert(2, Block::paragraph("Meanwhile in Velden"));
    shown.asides.push((2, InsertionKind::Subheading));
    check_said(
        &shown,
        "Combined from 2 wire items (Aster 1, Berg 1): the passages used are unmodified; 1 paragraph by Example Times added; added by Example Times: 1 sub-heading.",
        "2 वायर ख़बरों (Aster 1, Berg 1) को मिलाकर: लिए गए अंशों में कोई बदलाव नहीं किया गया है; Example Times का 1 अनुच्छेद जोड़ा गया; Example Times ने जोड़ा: 1 उपशीर्षक।",
    );
}

#[test]
fn several_items_of_one_agency_are_counted() {
    let third = WireSide {
        guid: "urn:example:3".to_owned(),
        ..wire("The museum of Sorn opens again on Sunday, the town said.")
    };
    let mut shown = mixed();
    shown.blocks.push(third.blocks[0].clone());
    let made = computed(
        &WireSide::combined(vec![wire(STORY), other(), third]),
        &shown,
    );
    let english = made.sentence(Language::English);
    assert!(
        english.starts_with("Combined from 3 wire items (Aster 2, Berg 1): "),
        "{english}"
    );
}

#[test]
fn a_dateline_of_each_wire_is_set_aside() {
    let with_dateline = |wire: WireSide, dateline: &str| WireSide {
        dateline: Some(dateline.to_owned()),
        ..wire
    };
    let one = with_dateline(wire(STORY), "HARBOUR CITY (Aster) --");
    let two = with_dateline(other(), "VELDEN (Berg) --");
    let mut shown = mixed();
    for block in &mut shown.blocks {
        if let Some((_, rest)) = block.text.split_once(") -- ") {
            block.text = rest.to_owned();
        }
    }
    let made = computed(&WireSide::combined(vec![one, two]), &shown);
    assert_eq!(made.stripped().len(), 2);
    for op in made.operations() {
        eprintln!(
            "{op:?} w={:?}",
            op.wire_span.map(|s| &made.wire_flat()[s.start..s.end])
        );
    }
    assert_eq!(
        made.sentence(Language::English),
        "Combined from 2 wire items (Aster 1, Berg 1): the passages used are unmodified; not shown: dateline."
    );
}

#[test]
fn one_wire_is_never_combined() {
    let alone = WireSide::combined(vec![wire(STORY)]);
    assert_eq!(
        disclose(&alone, &page(STORY)),
        disclose(&wire(STORY), &page(STORY))
    );
    let made = |wire: &WireSide| disclose(wire, &mixed());
    let (one, two) = (made(&wire(STORY)), made(&other()));
    assert_eq!(used(&[&one, &two]), [0, 1]);
    assert_eq!(used(&[&two, &one]), [1, 0]);
    let same = disclose(&other(), &page(STORY));
    let whole = disclose(&wire(STORY), &page(STORY));
    assert_eq!(used(&[&same, &whole]), [1]);
    assert_eq!(used(&[&whole, &whole]), [0]);
}
