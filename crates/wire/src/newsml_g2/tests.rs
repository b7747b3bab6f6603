//! Tests of NewsML-G2 that need no file of their own; the corpus and `tests/` hold the rest.

use crate::{Hint, Status, read};

fn item(meta: &str, content: &str) -> crate::Item {
    let raw = format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"tag:wire.example,2026:a\" version=\"1\">\
         <itemMeta>{meta}</itemMeta>{content}</newsItem>"
    );
    let parsed = read(raw.as_bytes(), &Hint::default());
    parsed.items.into_iter().next().expect("an item")
}

#[test]
fn words_about_a_picture_stand_with_it_and_not_in_the_text() {
    let content = "<partMeta contentrefs=\"p\"><creditline>Other Pictures</creditline></partMeta><contentSet>\
        <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>\
        <p>The mill turned on Friday.</p></body></html></inlineXML>\
        <remoteContent id=\"p\" href=\"mill.jpg\" contenttype=\"image/jpeg\"/></contentSet>";
    let item = item("<pubStatus qcode=\"stat:usable\"/>", content);
    assert_eq!(item.pictures[0].credit.as_deref(), Some("Other Pictures"));
    let texts = item
        .renditions
        .iter()
        .flat_map(|rendition| &rendition.paragraphs);
    assert!(
        texts
            .into_iter()
            .all(|p| !p.text.contains("Other Pictures"))
    );
}

#[test]
fn a_status_nobody_knows_is_withheld() {
    for (code, expected) in [
        ("stat:usable", Status::Usable),
        ("stat:withheld", Status::Withheld),
        ("stat:canceled", Status::Canceled),
        ("stat:perhaps", Status::Withheld),
    ] {
        assert_eq!(
            item(&format!("<pubStatus qcode=\"{code}\"/>"), "").status,
            expected,
            "{code}"
        );
    }
}
