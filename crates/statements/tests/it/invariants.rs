//! What holds of every reading of any text, however broken; and that the work grows with the text and no faster.

use copydesk_statements::{Reading, Story, read};
use copydesk_text::{Block, BlockKind, Span, flat};
use proptest::prelude::*;

fn overlap(a: &[Span], b: &[Span]) -> bool {
    a.iter()
        .any(|a| b.iter().any(|b| a.start < b.end && b.start < a.end))
}

/// The invariants of a statement, checked on a whole reading.
fn check(blocks: &[Block]) -> Reading {
    let story = Story {
        blocks,
        ..Story::default()
    };
    let reading = read(&story);
    let text = flat(blocks);
    let mut last = 0;
    for statement in &reading.statements {
        let content = &statement.content;
        let groups = [
            &statement.source.spans,
            &statement.cue.spans,
            &content.spans,
            &content.quoted,
        ];
        for span in groups.into_iter().flatten() {
            assert!(
                span.start < span.end && text.get(span.start..span.end).is_some(),
                "{span:?} of {text:?}"
            );
        }
        for spans in groups {
            assert!(
                spans.windows(2).all(|pair| pair[0].end <= pair[1].start),
                "in order: {spans:?}"
            );
        }
        assert!(
            !overlap(&statement.source.spans, &statement.cue.spans),
            "{text:?}"
        );
        assert!(
            !overlap(&statement.source.spans, &content.spans),
            "{text:?}"
        );
        assert!(!overlap(&statement.cue.spans, &content.spans), "{text:?}");
        for quoted in &content.quoted {
            assert!(
                content
                    .spans
                    .iter()
                    .any(|span| span.start <= quoted.start && quoted.end <= span.end),
                "{text:?}"
            );
        }
        for quoted in &content.quoted {
            assert!(is_balanced(&text, *quoted), "{quoted:?} of {text:?}");
        }
        let first = content.spans.first().expect("a content").start;
        assert!(last <= first, "order by first content byte");
        last = first;
        assert!(!matches!(
            statement.place,
            BlockKind::Signature | BlockKind::TableRow | BlockKind::Caption | BlockKind::Advisory
        ));
        assert_eq!(statement.id.len(), 26);
    }
    assert_eq!(reading, read(&story), "the same story, the same reading");
    reading
}

/// Whether a quoted stretch opens with a mark, and closes with one or with its paragraph.
fn is_balanced(text: &str, quoted: Span) -> bool {
    let words = &text[quoted.start..quoted.end];
    let opens = words.starts_with(['“', '„', '‟', '"', '\'', '`', '‘', '«']);
    let closes = words.ends_with(['”', '“', '"', '\'', '’', '»']) && words.chars().count() > 1;
    let rest = &text[quoted.end..];
    let ends = rest[..rest.find("\n\n").unwrap_or(rest.len())].trim();
    opens && (closes || ends.is_empty())
}

/// Words, marks and shapes that the rules look for, in any order.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "said",
        "says",
        "told",
        "according to",
        "that",
        "who",
        "he",
        "She",
        "they",
        "it",
        "the minister",
        "Ilva Toren",
        "Mr. Brandt",
        "“",
        "”",
        "\"",
        "''",
        "``",
        "‘",
        "’",
        "«",
        "»",
        ",",
        ".",
        "?",
        ":",
        ";",
        "—",
        "--",
        "(",
        ")",
        "and",
        "but",
        "not",
        "did",
        "has",
        "claim",
        "claims",
        "adding",
        "accused",
        "of",
        "in",
        "on Tuesday",
        "to",
        "an analyst at",
        "Velden",
        "don't",
        "we’re",
        "U.S.",
        "a.m.",
        "denied",
        "as",
        "put it",
        "the agreement requires",
        "declined to comment",
        "\n",
        "é",
        "日本",
        "१२",
        "–",
        "I",
        "reportedly",
        "was",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "[a-zA-Z]{1,9}"]
}

fn block() -> impl Strategy<Value = Block> {
    let kind = prop::sample::select(BlockKind::ALL.to_vec());
    let text = prop::collection::vec((piece(), prop::bool::weighted(0.85)), 0..40);
    (kind, text).prop_map(|(kind, pieces)| {
        let joined = pieces
            .into_iter()
            .map(|(piece, blank)| if blank { format!("{piece} ") } else { piece });
        Block::new(kind, joined.collect::<String>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariants_hold_on_arbitrary_news(blocks in prop::collection::vec(block(), 0..6)) {
        check(&blocks);
    }

    #[test]
    fn invariants_hold_on_arbitrary_characters(texts in prop::collection::vec(any::<String>(), 0..4)) {
        let blocks: Vec<Block> = texts.into_iter().map(Block::paragraph).collect();
        check(&blocks);
    }
}

/// Steps per token for one paragraph made of `pattern`, at two lengths.
#[track_caller]
fn check_linear(pattern: &str) {
    let work = |bytes: usize| {
        let text = pattern.repeat(bytes / pattern.len() + 1);
        let blocks = [Block::paragraph(text)];
        read(&Story {
            blocks: &blocks,
            ..Story::default()
        })
        .work
    };
    let (small, large) = (work(1 << 16), work(1 << 20));
    assert!(
        large <= small * 18,
        "sixteen times the text took {large} steps after {small}: {pattern:?}"
    );
}

#[test]
fn work_is_linear_on_a_paragraph_of_a_megabyte() {
    for pattern in [
        "he said that she said ",
        "“We will go on until it ends,” he said. ",
        "\"open and shut\" ",
        "Mr. Brandt, an analyst, the president said. He said. ",
        "The foreign minister said the mayor, Ana Ruiz, said he did not comment, Mr Berg said. ",
        "Ana Ruiz of Velden — who said the Velden Fund said “no” He left — said. ",
        "““” said ''Ruiz'' `` ( [ ,,, ; — — who that said that that ",
    ] {
        check_linear(pattern);
    }
}

#[test]
fn another_language_gives_a_finding_and_no_statement() {
    let blocks = [Block::paragraph("Ilva Toren said it was late.")];
    let reading = read(&Story {
        blocks: &blocks,
        language: Some("de"),
        ..Story::default()
    });
    assert!(reading.statements.is_empty());
    assert_eq!(reading.findings[0].code, "statements.language");
}

#[test]
fn an_open_quotation_is_a_finding_and_waits_for_review() {
    let blocks = [
        Block::paragraph("“We are late, Ilva Toren said."),
        Block::paragraph("The ferry left."),
    ];
    let reading = check(&blocks);
    assert_eq!(reading.findings[0].code, "statements.open_quote");
    assert!(
        reading
            .statements
            .iter()
            .all(|statement| !statement.is_certain())
    );
}

#[test]
fn signatures_and_table_rows_say_nothing() {
    let blocks = [
        Block::new(BlockKind::Signature, "Ilva Toren said it was late."),
        Block::new(BlockKind::TableRow, "Ilva Toren said\tit was late."),
    ];
    assert!(check(&blocks).statements.is_empty());
}
