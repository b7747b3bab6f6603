//! Laws that hold for every text: segments tile it, ids are unique, spans are characters' bounds, nothing panics.

use std::collections::BTreeSet;

use copydesk_documents::{ReadHint, Segment, read, read_pdf_text, segment};
use copydesk_text::Span;
use proptest::prelude::*;

/// No byte lost, none twice.
#[track_caller]
pub fn check_tiling(text: &str, segments: &[Segment]) {
    let mut ids = BTreeSet::new();
    let mut end_of_children: Vec<Option<usize>> = vec![None; segments.len()];
    let mut top = 0;
    for (at, segment) in segments.iter().enumerate() {
        let Span { start, end } = segment.span;
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end) && start <= end);
        for part in [segment.label, segment.heading].into_iter().flatten() {
            assert!(text.get(part.start..part.end).is_some());
            assert!(
                start <= part.start && part.end <= end,
                "{}: its label lies in it",
                segment.id
            );
        }
        assert!(
            ids.insert(segment.id.as_str()),
            "{} stands twice",
            segment.id
        );
        match segment.parent {
            None => {
                assert_eq!(
                    start, top,
                    "{} begins where the one before ends",
                    segment.id
                );
                top = end;
            }
            Some(parent) => {
                assert!(parent < at && segments[parent].span.start <= start);
                if let Some(before) = end_of_children[parent] {
                    assert_eq!(
                        start, before,
                        "{} begins where the one before ends",
                        segment.id
                    );
                }
                end_of_children[parent] = Some(end);
            }
        }
    }
    for (segment, children_end) in segments.iter().zip(end_of_children) {
        assert!(
            children_end.is_none_or(|end| end == segment.span.end),
            "{} ends with its last child",
            segment.id
        );
    }
    assert!(
        top == text.len() || text.trim().is_empty(),
        "the last one ends with the text"
    );
}

/// Lines of a treaty in no order.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Article".to_owned()),
        (1_u32..30).prop_map(|n| format!("Article {n}")),
        (1_u32..9, 1_u32..9).prop_map(|(a, b)| format!("ARTICLE {a}.{b} Water And Peace")),
        (1_u32..9).prop_map(|n| format!("CHAPTER {n}")),
        (1_u32..5).prop_map(|n| format!("Annex {n}")),
        (1_u32..9)
            .prop_map(|n| format!("{n}. The Parties shall: (a) meet; (b) vote; and (c) go home.")),
        Just("(i) boats;".to_owned()),
        Just("(a) water,\u{a0}".to_owned()),
        Just("FINAL PROVISIONS".to_owned()),
        Just("Done at Velden, in two copies.".to_owned()),
        Just("第四条之二 湖".to_owned()),
        Just("（一）湖水、".to_owned()),
        Just("II.".to_owned()),
        Just("\u{3000} \t".to_owned()),
        Just(String::new()),
        Just("as is referred to in".to_owned()),
        "\\PC{0,40}",
    ]
}

fn treaty() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        (line(), prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")]),
        0..60,
    )
    .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn segments_tile_every_text(text in treaty()) {
        check_tiling(&text, &segment(&text).segments);
    }

    #[test]
    fn segments_tile_arbitrary_characters(text in "\\PC{0,200}") {
        check_tiling(&text, &segment(&text).segments);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
        for document in read(&raw, &ReadHint::default()).unwrap_or_default() {
            check_tiling(&document.text, &document.segments);
        }
        if let Ok(document) = read_pdf_text(&raw) {
            check_tiling(&document.text, &document.segments);
        }
    }

    #[test]
    fn what_readers_make_of_a_treaty_is_tiled(text in treaty(), name in prop_oneof![Just("t.md"), Just("t.txt")]) {
        let hint = ReadHint { file_name: Some(name.to_owned()) };
        for document in read(text.as_bytes(), &hint).unwrap_or_default() {
            check_tiling(&document.text, &document.segments);
        }
        if let Ok(document) = read_pdf_text(text.replace("FINAL", "\u{c}FINAL").as_bytes()) {
            check_tiling(&document.text, &document.segments);
        }
    }
}

#[test]
fn documents_of_the_collections_are_tiled() {
    for folder in ["tota", "open-treaties"] {
        for (_, documents) in crate::fixtures::documents(folder).unwrap_or_default() {
            for document in documents {
                check_tiling(&document.text, &document.segments);
            }
        }
    }
}

/// Texts made to cost much: were any step quadratic, this would not end.
#[test]
fn hostile_texts_are_read_to_their_end() {
    let numbered: String = (1..9_000)
        .map(|n| format!("FINAL WORDS {n}\nArticle {n}\n"))
        .collect();
    let dotted: String = (1..20_000)
        .map(|n| format!("Article {}.{}\nArticle\n", n / 90 + 1, n % 90 + 1))
        .collect();
    let points = format!("Article 1\nThey keep: {}\n", "(a) it; (i) ".repeat(30_000));
    let paragraphs: String = (0..30_000)
        .map(|n| format!("{}. Peace. {}. Water.\n", n % 99 + 1, n % 99 + 2))
        .collect();
    let paragraphs = format!("Article 1\n{paragraphs}");
    let blanks = format!("Article 1\n{}Article 2\n", "\n \n".repeat(100_000));
    let chapters: String = (1..9_000)
        .map(|n| format!("CHAPTER {n}\nAnnex {n}\nSection A\n"))
        .collect();
    let contents =
        "Article 1 x\nArticle 2 x\nArticle 3 x\nA long sentence that ends here with a stop.\n"
            .repeat(9_000);
    let lines = "Peace is kept.\n".repeat(40_000);
    for text in [
        numbered, dotted, points, paragraphs, blanks, chapters, contents, lines,
    ] {
        check_tiling(&text, &segment(&text).segments);
        let document = read(text.as_bytes(), &ReadHint::default())
            .expect("a document")
            .remove(0);
        let found = copydesk_documents::obligations(&document);
        assert!(found.obligations.len() < 100_000);
    }
}

#[test]
fn lines_of_capitals_that_reach_into_a_list_of_contents_are_the_lists_own() {
    let text = "ARTICLE 4.1 Water And Peace\nAnnex 1\nCHAPTER 6\nCHAPTER 1\nArticle 1\n\
                1. The Parties shall meet.\n（一）湖水、\nCHAPTER 1\nArticle 1\n第四条之二 湖\n第四条之二 湖\n\
                1. The Parties shall meet.\nCHAPTER 1\n第四条之二 湖\n第四条之二 湖\n";
    let found = segment(text);
    check_tiling(text, &found.segments);
    let ids: Vec<&str> = found
        .segments
        .iter()
        .filter(|segment| segment.parent.is_none())
        .map(|segment| segment.id.as_str())
        .collect();
    assert_eq!(ids, ["art_4-1", "contents", "preamble", "chp_1"]);
}
