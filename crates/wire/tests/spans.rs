//! The law of spans: the bytes of the raw at a paragraph's span, decoded again, are the paragraph. Checked over the
//! corpus of NewsML-G2 and over real files where they lie beside the project, and again after transcoding the raw.

use std::path::{Path, PathBuf};

use copydesk_wire::chars::{self, Mapped};
use copydesk_wire::finding::Findings;
use copydesk_wire::{BlockKind, Hint, Paragraph, html, read, text, xml};

const FOLDERS: [&str; 4] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/newsml-g2"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/nitf"),
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/wire/dpa-day"
    ),
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/wire/iptc-g2-listings"
    ),
];

fn wires() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|ending| ending == "xml") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

fn joined(paragraphs: &[Paragraph]) -> String {
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    texts.join("\n")
}

/// Every way to read a piece of a wire: as mark-up of the document, as escaped mark-up, as lines of plain text.
fn readings(piece: &str, kind: BlockKind) -> Vec<String> {
    let around = match kind {
        BlockKind::TableRow => "<tr><td>",
        _ => "",
    };
    let piece = piece.replace("<![CDATA[", "").replace("]]>", "");
    let marked = format!("{around}{piece}");
    let unescaped = xml::resolved(&piece);
    let escaped = format!("{around}{unescaped}");
    let kept = format!("<pre>{piece}");
    vec![
        joined(&html::blocks_of_html(&Mapped::copy_of(&marked, 0))),
        joined(&html::blocks_of_html(&Mapped::copy_of(&kept, 0))),
        joined(&html::blocks_of_html(&Mapped::copy_of(&escaped, 0))),
        joined(&text::plain_paragraphs(&Mapped::copy_of(&piece, 0))),
        joined(&text::plain_paragraphs(&Mapped::copy_of(&unescaped, 0))),
        text::fold(&unescaped),
    ]
}

#[track_caller]
fn check(name: &Path, raw: &[u8], hint: &Hint) -> usize {
    let mut count = 0;
    for rendition in read(raw, hint)
        .items
        .iter()
        .flat_map(|item| &item.renditions)
    {
        for paragraph in &rendition.paragraphs {
            let span = paragraph.span;
            let bytes = &raw[span.start..span.end];
            let decoded = chars::decode(bytes, hint, &mut Findings::new()).cleaned().0;
            let found = readings(&decoded.text, paragraph.kind);
            // text in CDATA that looks like mark-up is told apart only inside its document
            let odd = paragraph.text.contains("<kept>");
            assert!(
                odd || found.contains(&paragraph.text),
                "{}: {:?}\n{:?}\n{found:#?}",
                name.display(),
                paragraph.text,
                decoded.text
            );
            count += 1;
        }
    }
    count
}

fn charset_of(raw: &[u8]) -> Hint {
    let charset = match std::str::from_utf8(raw) {
        Ok(_) => "utf-8",
        Err(_) => "windows-1252",
    };
    Hint {
        charset: Some(charset.to_owned()),
        ..Hint::default()
    }
}

#[test]
fn the_bytes_at_a_span_are_the_paragraph() {
    let mut count = 0;
    for path in wires() {
        let raw = std::fs::read(&path).unwrap();
        count += check(&path, &raw, &charset_of(&raw));
    }
    assert!(count > 30, "{count}");
}

#[test]
fn the_bytes_at_a_span_are_the_paragraph_in_any_charset() {
    for path in wires() {
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else {
            continue;
        };
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hint = Hint {
            charset: Some("utf-16le".to_owned()),
            ..Hint::default()
        };
        let of_wide = read(&wide, &hint);
        let of_text = read(text.as_bytes(), &charset_of(text.as_bytes()));
        assert_eq!(of_wide.items.len(), of_text.items.len());
        for (wide_item, item) in of_wide.items.iter().zip(&of_text.items) {
            let paragraphs = |item: &copydesk_wire::Item| -> Vec<Paragraph> {
                item.renditions
                    .iter()
                    .flat_map(|r| r.paragraphs.clone())
                    .collect()
            };
            for (a, b) in paragraphs(wide_item).iter().zip(paragraphs(item)) {
                assert_eq!(a.text, b.text);
                let units: Vec<u16> = wide[a.span.start..a.span.end]
                    .chunks(2)
                    .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                    .collect();
                assert_eq!(
                    String::from_utf16_lossy(&units),
                    text[b.span.start..b.span.end]
                );
            }
        }
    }
}
