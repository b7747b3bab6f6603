//! A text as one field of a form: blocks separated by blank lines, kinds as marks at the start of a block
//! (`## ` heading, `- ` list item, `> ` quotation, `| ` table row; a backslash before a text that begins like a mark).
//!
//! # Properties
//! - A field that nobody touched gives the very blocks it was made from, byte for byte.
//! - A block that nobody touched stays byte for byte, whatever happens to its neighbours.

use std::collections::HashMap;

use copydesk_text::{Block, BlockKind};

/// Above this many comparisons only the common start and end are matched.
const CELLS_MAX: usize = 4_000_000;

/// The field for these blocks.
pub(crate) fn to_text(blocks: &[Block]) -> String {
    let marked: Vec<String> = blocks.iter().map(marked).collect();
    marked.join("\n\n")
}

/// The blocks of a field that was made from `base`.
pub(crate) fn to_blocks(field: &str, base: &[Block]) -> Vec<Block> {
    let field = as_browsers_send(field);
    if field == as_browsers_send(&to_text(base)) {
        return base.to_vec();
    }
    let chunks = chunks(&field);
    let kept = kept_blocks(&chunks, base);
    let mut out = Vec::new();
    let mut at = 0;
    for (start, end, block) in kept {
        out.extend(chunks[at..start].iter().map(|chunk| unmarked(chunk)));
        out.push(base[block].clone());
        at = end;
    }
    out.extend(chunks[at..].iter().map(|chunk| unmarked(chunk)));
    out
}

const fn mark(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Text => "",
        BlockKind::Heading => "## ",
        BlockKind::ListItem => "- ",
        BlockKind::Quote => "> ",
        BlockKind::TableRow => "| ",
        BlockKind::Caption => "@caption ",
        BlockKind::Signature => "@signature ",
        BlockKind::Advisory => "@advisory ",
    }
}

fn mark_of(text: &str) -> Option<BlockKind> {
    BlockKind::ALL
        .into_iter()
        .filter(|kind| *kind != BlockKind::Text)
        .find(|kind| text.starts_with(mark(*kind)))
}

fn marked(block: &Block) -> String {
    let looks_marked = mark_of(&block.text).is_some() || block.text.starts_with('\\');
    let escape = if block.kind == BlockKind::Text && looks_marked {
        "\\"
    } else {
        ""
    };
    format!("{}{escape}{}", mark(block.kind), block.text)
}

fn unmarked(chunk: &str) -> Block {
    match mark_of(chunk) {
        Some(kind) => Block::new(kind, &chunk[mark(kind).len()..]),
        None => Block::paragraph(chunk.strip_prefix('\\').unwrap_or(chunk)),
    }
}

/// Browsers send every line end as CR LF, and no U+0000.
fn as_browsers_send(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}")
}

/// Runs of lines that are not blank.
fn chunks(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        if line.trim().is_empty() {
            open = false;
        } else if let (true, Some(last)) = (open, out.last_mut()) {
            last.push('\n');
            last.push_str(line);
        } else {
            out.push(line.to_owned());
            open = true;
        }
    }
    out
}

/// Base blocks that still stand in the field, in order: (first chunk, one past the last chunk, index in base).
fn kept_blocks(chunks: &[String], base: &[Block]) -> Vec<(usize, usize, usize)> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut number = |chunk: &str| {
        let next = numbers.len();
        *numbers.entry(chunk.to_owned()).or_insert(next)
    };
    let page: Vec<usize> = chunks.iter().map(|chunk| number(chunk)).collect();
    let wire: Vec<Vec<usize>> = base
        .iter()
        .map(|block| {
            let own = self::chunks(&as_browsers_send(&marked(block)));
            own.iter().map(|chunk| number(chunk)).collect()
        })
        .collect();
    if (page.len() + 1).saturating_mul(wire.len() + 1) > CELLS_MAX {
        return common_start(&page, &wire);
    }
    longest(&page, &wire)
}

fn common_start(page: &[usize], wire: &[Vec<usize>]) -> Vec<(usize, usize, usize)> {
    let mut at = 0;
    let mut out = Vec::new();
    for (index, block) in wire.iter().enumerate() {
        if !page[at..].starts_with(block) {
            break;
        }
        out.push((at, at + block.len(), index));
        at += block.len();
    }
    out
}

/// The longest common subsequence, counted in blocks.
fn longest(page: &[usize], wire: &[Vec<usize>]) -> Vec<(usize, usize, usize)> {
    let width = wire.len() + 1;
    let mut best = vec![0_u32; (page.len() + 1) * width];
    for at in (0..=page.len()).rev() {
        for index in (0..wire.len()).rev() {
            let mut cell = best[at * width + index + 1];
            if at < page.len() {
                cell = cell.max(best[(at + 1) * width + index]);
            }
            if page[at..].starts_with(&wire[index]) {
                cell = cell.max(1 + best[(at + wire[index].len()) * width + index + 1]);
            }
            best[at * width + index] = cell;
        }
    }
    let (mut at, mut index) = (0, 0);
    let mut out = Vec::new();
    while index < wire.len() {
        let cell = best[at * width + index];
        let end = at + wire[index].len();
        if page[at..].starts_with(&wire[index]) && cell == 1 + best[end * width + index + 1] {
            out.push((at, end, index));
            at = end;
            index += 1;
        } else if cell == best[at * width + index + 1] {
            index += 1;
        } else {
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_block() -> impl Strategy<Value = Block> {
        let text = prop_oneof![
            "[a-z \\\\#>|@\\-]{0,12}",
            "(?s).{0,20}",
            "[a-c\n\r \u{a0}]{0,10}",
        ];
        (proptest::sample::select(&BlockKind::ALL), text)
            .prop_map(|(kind, text)| Block::new(kind, text))
    }

    /// A block of one line or several, as wires send them: no blank line inside, not empty.
    fn whole_block() -> impl Strategy<Value = Block> {
        (
            proptest::sample::select(&BlockKind::ALL),
            "[\\\\#>|@a-z\\-][a-z ]{0,10}[a-z](\n[a-z]{1,4})?",
        )
            .prop_map(|(kind, text)| Block::new(kind, text))
    }

    proptest! {
        #[test]
        fn an_untouched_field_gives_back_its_blocks(base in proptest::collection::vec(any_block(), 0..8)) {
            let field = to_text(&base);
            prop_assert_eq!(&to_blocks(&field, &base), &base);
            prop_assert_eq!(&to_blocks(&as_browsers_send(&field).replace('\n', "\r\n"), &base), &base);
        }

        #[test]
        fn a_field_says_each_kind_without_its_base(base in proptest::collection::vec(whole_block(), 0..8)) {
            prop_assert_eq!(&to_blocks(&to_text(&base), &[]), &base);
        }

        #[test]
        fn a_new_first_paragraph_leaves_the_others_alone(base in proptest::collection::vec(any_block(), 1..8)) {
            let field = format!("QQQ\n\n{}", to_text(&base));
            let mut expected = vec![Block::paragraph("QQQ")];
            expected.extend(base.iter().cloned());
            let blocks = to_blocks(&field, &base);
            let said = |blocks: Vec<Block>| -> Vec<Block> {
                blocks.into_iter().filter(|block| !block.text.trim().is_empty()).collect()
            };
            prop_assert_eq!(said(blocks), said(expected));
        }
    }

    #[test]
    fn one_edited_paragraph_leaves_odd_bytes_elsewhere() {
        let base = vec![
            Block::paragraph("First,\r\nbroken by the wire."),
            Block::new(BlockKind::ListItem, "one"),
            Block::paragraph("Last  words.\u{a0}"),
        ];
        let field = to_text(&base).replace("one", "two");
        let blocks = to_blocks(&field, &base);
        assert_eq!(blocks[0], base[0]);
        assert_eq!(blocks[1], Block::new(BlockKind::ListItem, "two"));
        assert_eq!(blocks[2], base[2]);
    }

    #[test]
    fn a_text_that_begins_like_a_mark_stays_a_text() {
        let base = vec![Block::paragraph("- 5 degrees in Oslo")];
        let field = to_text(&base);
        assert_eq!(field, "\\- 5 degrees in Oslo");
        let edited = to_blocks(&field.replace('5', "6"), &base);
        assert_eq!(edited, vec![Block::paragraph("- 6 degrees in Oslo")]);
    }
}
