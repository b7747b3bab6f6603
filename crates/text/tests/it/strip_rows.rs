//! Every row of the table of strips, through the public door: a line made of it is set aside, and the same line with a word
//! that is not listed is text.

use copydesk_text::{Block, StripKind, StripSide, Verdict};

use crate::{computed, page, wire};

const TABLE: &str = include_str!("../../data/strips.tsv");
const TEXT: &str = "The night ferry returned to port on Tuesday.\n\nNone of the boats was needed.";

/// A line that the row sets aside, one that it must leave, what the first is, and whose line it is.
struct Lines {
    framed: String,
    text: String,
    kind: StripKind,
    side: StripSide,
}

fn lines(class: &str, word: &str) -> Lines {
    use StripKind::{Claim, Credit, EndMark, SignOff, Timestamp};
    let (framed, text, kind) = match class {
        "end_mark" => (word.to_owned(), format!("{word} then"), EndMark),
        "sign_off" => (
            format!("{word}Jo Marsh"),
            format!("{word}the army was denied"),
            SignOff,
        ),
        "name_word" => (
            format!("(Reporting by Jo Marsh {word} Lee Tan)"),
            format!("(Reporting by Jo Marsh {word}x Lee Tan)"),
            SignOff,
        ),
        "credit" => {
            let name = if word.ends_with(' ') { "Berg" } else { "" };
            let close = if word.starts_with('(') { ")" } else { "" };
            (
                format!("{word}{name}{close}"),
                format!("{word} a captain who was drunk{close}"),
                Credit,
            )
        }
        "time_prefix" => (
            format!("{} 6 May", word.trim_end()),
            format!("{} rules for 5 harbours", word.trim_end()),
            Timestamp,
        ),
        "time_word" => (
            format!("{word} 6, 2025"),
            format!("{word}x 6, 2025"),
            Timestamp,
        ),
        "clock" => (
            format!("6 May, 8 {word}"),
            format!("6 May, 8 {word} drunk"),
            Timestamp,
        ),
        "reading" => (format!("5 {word}"), format!("A long 5 {word}"), Timestamp),
        "claim_who" => (
            format!("This story was taken from the {word} and has not been edited."),
            String::from("This story was taken from the captain and has not been edited."),
            Claim,
        ),
        "claim_no" => (
            format!("This wire story was {word} edited."),
            String::from("This wire story was carefully edited."),
            Claim,
        ),
        "claim_what" => (
            format!("This wire story was not {word}."),
            String::from("This wire story was not late."),
            Claim,
        ),
        "claim_self" => (
            format!("{word}: wire story not edited."),
            String::from("story: wire not edited."),
            Claim,
        ),
        "claim_word" => (
            format!("This wire story was not edited {word}."),
            format!("This wire story was not edited {word}x."),
            Claim,
        ),
        other => panic!("a class without a test: {other}"),
    };
    let side = match kind {
        EndMark | SignOff => StripSide::Wire,
        _ => StripSide::Page,
    };
    Lines {
        framed,
        text,
        kind,
        side,
    }
}

/// The verdict and the strips of a pair of which one side has the line more.
fn compared(line: &str, side: StripSide) -> (Option<Verdict>, Vec<(StripKind, StripSide, String)>) {
    let (mut sent, mut shown) = (wire(TEXT), page(TEXT));
    match side {
        StripSide::Wire => sent.blocks.push(Block::paragraph(line)),
        StripSide::Page => shown.blocks.insert(1, Block::paragraph(line)),
    }
    let disclosure = computed(&sent, &shown);
    let stripped = disclosure.stripped().iter();
    let stripped = stripped.map(|strip| (strip.kind, strip.side, strip.text.clone()));
    (disclosure.verdict(), stripped.collect())
}

#[test]
fn every_row_of_the_strips_sets_its_line_aside_and_no_other() {
    let rows = TABLE.lines().filter(|row| !row.starts_with("# "));
    let mut count = 0;
    let mut wrong = Vec::new();
    for (class, word) in rows.filter_map(|row| row.split_once('\t')) {
        let lines = lines(class, word);
        let framed = compared(&lines.framed, lines.side);
        let expected = vec![(lines.kind, lines.side, lines.framed.clone())];
        let text = compared(&lines.text, lines.side);
        let edited = [Some(Verdict::Modified), Some(Verdict::Shortened)];
        if framed != (Some(Verdict::Identical), expected) {
            wrong.push((class, lines.framed, framed));
        }
        if !(edited.contains(&text.0) && text.1.is_empty()) {
            wrong.push((class, lines.text, text));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count > 390, "{count} rows");
}
