//! Real mails, read where they lie beside the project. Without them the tests pass and say so.

use std::path::Path;

use copydesk_wire::{Format, Hint, Item, read};

const FIXTURES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/fixtures/wire/superdesk-core"
);

#[track_caller]
fn check_mail(file: &str, texts: &[&str], pictures: usize) {
    let Ok(raw) = std::fs::read(Path::new(FIXTURES).join(file)) else {
        return eprintln!("skipped: {file} is not beside the project");
    };
    let parsed = read(&raw, &Hint::default());
    assert_eq!(parsed.items.len(), 1, "{file}");
    let item: &Item = &parsed.items[0];
    assert_eq!(item.format, Some(Format::Mail), "{file}");
    assert!(item.guid.ends_with("google.com") || item.guid.ends_with("mail.gmail.com"));
    assert!(item.headline.is_some() && item.version_created.is_some());
    assert_eq!(item.pictures.len(), pictures, "{file}");
    let names: Vec<&str> = item.renditions.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, texts, "{file}");
    for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
        let span = paragraph.span;
        let sent = String::from_utf8_lossy(&raw[span.start..span.end]);
        let word = paragraph.text.split(' ').next().unwrap_or_default();
        assert!(sent.contains(word), "{file}: {word}");
    }
}

#[test]
fn mails_keep_their_head_their_texts_and_their_pictures() {
    check_mail("simple_email.txt", &["text", "html"], 0);
    check_mail("composite_email.txt", &["text", "html"], 1);
    check_mail("json-email.txt", &["text"], 0);
    check_mail("json-email-bad-user.txt", &["text"], 0);
}
