//! Formats that carry others, and configured ones: over the corpus, and over real files where they lie beside the
//! project. Without them the tests pass and say so.

use std::path::{Path, PathBuf};

use copydesk_wire::chars::Mapped;
use copydesk_wire::{Format, Hint, Item, Paragraph, Status, html, read, text};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");

fn files(top: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Wires of the corpus that need no hint.
fn wires() -> Vec<PathBuf> {
    let is_wire = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default();
        name == "wire" && !path.with_file_name("hint.json").exists()
    };
    files(Path::new(CORPUS))
        .into_iter()
        .filter(is_wire)
        .collect()
}

fn guids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.guid.as_str()).collect()
}

/// Whether something says that the configured format is not the one read.
fn contradicted(raw: &[u8], format: Format) -> (bool, Vec<Item>) {
    let hint = Hint {
        format: Some(format),
        ..Hint::default()
    };
    let parsed = read(raw, &hint);
    let of_items = parsed.items.iter().flat_map(|item| &item.findings);
    let mut all = of_items.chain(&parsed.findings);
    let found = all.any(|finding| finding.code == "format.not_as_configured");
    (found, parsed.items)
}

#[test]
fn a_wrongly_configured_format_is_overruled_in_every_format_and_said() {
    let mut seen: Vec<Format> = Vec::new();
    for path in wires() {
        let raw = std::fs::read(&path).unwrap();
        let folder = path.parent().and_then(Path::parent).unwrap();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let Some(format) = Format::from_name(&name) else {
            panic!("{name} is no format");
        };
        let free = read(&raw, &Hint::default());
        let wrong = match format {
            Format::NewsMlG2 => Format::Rss,
            _ => Format::NewsMlG2,
        };
        let (said, items) = contradicted(&raw, wrong);
        assert!(said, "{}", path.display());
        assert_eq!(guids(&items), guids(&free.items), "{}", path.display());
        let (said, items) = contradicted(&raw, format);
        assert!(!said, "{}", path.display());
        assert_eq!(guids(&items), guids(&free.items), "{}", path.display());
        if !seen.contains(&format) {
            seen.push(format);
        }
    }
    assert!(seen.len() > 12, "{seen:?}");
}

fn joined(paragraphs: &[Paragraph]) -> String {
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    texts.join("\n")
}

#[test]
fn the_bytes_at_a_span_of_real_json_are_the_paragraph() {
    let mut count = 0;
    for path in files(Path::new(FIXTURES)) {
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let raw = std::fs::read(&path).unwrap();
        let items = read(&raw, &Hint::default()).items;
        // JSON that nobody knows is read as lines of text, brackets and all
        let known = |item: &Item| item.format != Some(Format::Text);
        for item in items.into_iter().filter(known) {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                let span = paragraph.span;
                let Ok(sent) = std::str::from_utf8(&raw[span.start..span.end]) else {
                    continue;
                };
                let Ok(said) = serde_json::from_str::<String>(&format!("\"{sent}\"")) else {
                    panic!("{}: {sent}", path.display());
                };
                let row = format!("<tr><td>{said}");
                let found = [
                    joined(&html::blocks_of_html(&Mapped::copy_of(&said, 0))),
                    joined(&html::blocks_of_html(&Mapped::copy_of(&row, 0))),
                    joined(&text::plain_paragraphs(&Mapped::copy_of(&said, 0))),
                    text::fold(&said),
                ];
                assert!(
                    found.contains(&paragraph.text),
                    "{}: {:?}\n{said:?}",
                    path.display(),
                    paragraph.text
                );
                count += 1;
            }
        }
    }
    if count == 0 {
        eprintln!("skipped: no JSON lies beside the project");
    }
}

#[test]
fn the_export_of_a_blog_keeps_its_posts_and_what_is_no_post_stays_closed() {
    for (file, count) in [("wordpress_wxr.xml", 5), ("wordpress_wxr_thumb.xml", 2)] {
        let path = Path::new(FIXTURES).join("superdesk-core").join(file);
        let Ok(raw) = std::fs::read(path) else {
            return eprintln!("skipped: {file} is not beside the project");
        };
        let items = read(&raw, &Hint::default()).items;
        assert_eq!(items.len(), count, "{file}");
        for item in &items {
            assert_eq!(item.format, Some(Format::Rss), "{file}");
            assert!(item.guid.starts_with("http") && item.headline.is_some());
            assert!(item.byline.is_some() && item.first_created.is_some());
            let published = item.status_raw.as_deref() == Some("publish");
            assert_eq!(item.status == Status::Usable, published, "{}", item.guid);
        }
        let published = items.iter().filter(|item| item.status == Status::Usable);
        assert_eq!(published.count(), 1, "{file}");
    }
}
