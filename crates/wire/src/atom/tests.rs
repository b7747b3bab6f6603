//! What Atom 0.3 and 1.0 are read into.

use proptest::prelude::*;

use crate::{Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    read(text.as_bytes(), &Hint::default()).items
}

#[track_caller]
fn one(entry: &str) -> Item {
    let mut items = items(&format!(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="http://example.org/a/"><entry>{entry}</entry></feed>"#
    ));
    assert_eq!(items.len(), 1);
    items.remove(0)
}

fn words(item: &Item) -> Vec<&str> {
    let body = item.body();
    body.map_or(Vec::new(), |body| {
        body.paragraphs.iter().map(|p| p.text.as_str()).collect()
    })
}

#[track_caller]
fn check_content(content: &str, expected: &[&str]) {
    assert_eq!(words(&one(content)), expected, "{content}");
}

#[test]
fn content_is_read_as_its_type_says() {
    check_content(
        r#"<content type="text">a &lt;b&gt; c</content>"#,
        &["a <b> c"],
    );
    check_content(
        r#"<content type="html">&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b &amp;amp; c&lt;/p&gt;</content>"#,
        &["a", "b & c"],
    );
    check_content(
        r#"<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a <b>b</b></p><p>c</p></div></content>"#,
        &["a b", "c"],
    );
    check_content(
        r#"<content type="text/html" mode="escaped">&lt;p&gt;a&lt;/p&gt;</content>"#,
        &["a"],
    );
    check_content(
        r#"<content type="text/html" mode="base64">PHA+YTwvcD4=</content>"#,
        &["a"],
    );
}

#[test]
fn addresses_are_joined_to_the_base_and_the_id_is_not() {
    let item = one(r#"<id>rel/id</id><link href="b.html"/><link rel="enclosure" href="/c.mp3"/>"#);
    assert_eq!(item.guid, "rel/id");
    let targets: Vec<&str> = item.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(
        targets,
        ["http://example.org/a/b.html", "http://example.org/c.mp3"]
    );
}

#[test]
fn a_summary_alone_says_so() {
    let item = one("<id>i</id><summary>Short.</summary>");
    assert_eq!(words(&item), ["Short."]);
    assert!(
        item.findings
            .iter()
            .any(|finding| finding.code == "body.summary_only")
    );
    assert_eq!(item.language.as_deref(), Some("en"));
}

#[test]
fn a_deleted_entry_is_a_kill_of_its_reference() {
    let text = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
        <at:deleted-entry ref="urn:a:1" when="2026-03-01T06:00:00Z"><at:comment>Wrong place</at:comment></at:deleted-entry>
        <entry><id>urn:a:2</id><title>T</title><content>x</content></entry></feed>"#;
    let items = items(text);
    let kill = &items[0];
    assert_eq!(
        (kill.status, &*kill.signals),
        (Status::Withheld, &[Signal::Kill][..])
    );
    let kills = kill.kills.as_ref().unwrap();
    assert_eq!((kills.by, kills.guid.as_deref()), ("guid", Some("urn:a:1")));
    let at = kills.span.unwrap();
    assert!(text[at.start..at.end].starts_with("<at:deleted-entry"));
    assert_eq!(kill.ed_notes[0].text, "Wrong place");
    assert_eq!(items[1].guid, "urn:a:2");
}

#[test]
fn an_entry_may_stand_alone() {
    let items = items(
        r#"<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:a:1</id><title>T</title></entry>"#,
    );
    assert_eq!(items[0].guid, "urn:a:1");
}

#[test]
fn a_deleted_entry_may_stand_alone() {
    let items = items(
        r#"<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:a:1" when="2026-03-01T06:00:00Z"/>"#,
    );
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0].status, &*items[0].signals),
        (Status::Withheld, &[Signal::Kill][..])
    );
    let kills = items[0]
        .kills
        .as_ref()
        .and_then(|kills| kills.guid.as_deref());
    assert_eq!(kills, Some("urn:a:1"));
}

#[test]
fn a_file_inside_an_entry_is_no_text() {
    let codes = |content: &str| {
        let item = one(&format!("<id>i</id>{content}"));
        assert!(item.renditions.is_empty(), "{content}");
        let codes: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
        codes
    };
    let png = r#"<content type="image/png">iVBORw0KGgo=</content>"#;
    assert_eq!(codes(png), ["picture.missing", "item.no_text"]);
    let words = r#"<content type="image/png">V2Vpcg==</content>"#;
    assert_eq!(codes(words), ["picture.missing", "item.no_text"]);
    let old = r#"<content type="image/gif" mode="base64">V2Vpcg==</content>"#;
    assert_eq!(codes(old), ["picture.missing", "item.no_text"]);
    let pdf = r#"<content type="application/pdf">/wD+AA==</content>"#;
    assert_eq!(codes(pdf), ["content.not_text", "item.no_text"]);
    check_content(
        r#"<content type="application/x-words">V2Vpcg==</content>"#,
        &["Weir"],
    );
}

#[test]
fn text_that_no_field_takes_is_reported() {
    let item = one(
        r#"<id>i</id><content>w</content><x:lead xmlns:x="urn:x">Words of another kind.</x:lead><tagline>a b</tagline>"#,
    );
    let codes: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["text.unplaced"]);
}

proptest! {
    #[test]
    fn any_fields_are_read_without_failure(inner in "(<[a-z:]{1,12}( (type|mode|href|src)=\"[a-z/0-9]{0,8}\")?>|</[a-z]{1,8}>|&[a-z#0-9]{0,6};|[a-zA-Z+= ]{0,9}){0,20}") {
        let _ = items(&format!(r#"<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inner}</entry></feed>"#));
    }
}
