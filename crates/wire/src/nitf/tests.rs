//! What NITF is read into.

use proptest::prelude::*;

use crate::{Embargo, Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    read(text.as_bytes(), &Hint::default()).items
}

#[track_caller]
fn one(docdata: &str, body: &str) -> Item {
    let text = format!("<nitf><head>{docdata}</head><body>{body}</body></nitf>");
    let mut items = items(&text);
    assert_eq!(items.len(), 1);
    items.remove(0)
}

/// A document with these attributes and children of `docdata`, a headline and one paragraph.
#[track_caller]
fn story(attributes: &str, inner: &str) -> Item {
    one(
        &format!(r#"<docdata {attributes}><doc-id id-string="nna.1"/>{inner}</docdata>"#),
        "<body.head><hedline><hl1>Ferry runs again</hl1></hedline></body.head><body.content><p>It runs.</p></body.content>",
    )
}

fn words(item: &Item) -> Vec<&str> {
    let body = item.body();
    body.map_or(Vec::new(), |body| {
        body.paragraphs.iter().map(|p| p.text.as_str()).collect()
    })
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn check_guid(head: &str, expected: &str) {
    let item = one(head, "<p>Text.</p>");
    assert_eq!(item.guid, expected, "{head}");
    assert_eq!(codes(&item), Vec::<&str>::new(), "{head}");
}

#[track_caller]
fn check_status(attributes: &str, inner: &str, status: Status, signals: &[Signal]) {
    let item = story(attributes, inner);
    assert_eq!(
        (item.status, &*item.signals),
        (status, signals),
        "{attributes} {inner}"
    );
}

#[track_caller]
fn check_embargo(attributes: &str, inner: &str, expected: Option<&str>) {
    let item = story(attributes, inner);
    let found = match item.embargo {
        Embargo::None => None,
        Embargo::Until(_) => item.embargo_text.as_deref(),
        Embargo::TimeUnknown => Some("unknown"),
    };
    assert_eq!(found, expected, "{attributes} {inner}");
    let holds = item.holds().any(|code| code == "embargo.no_time");
    assert_eq!(holds, expected == Some("unknown"), "{attributes} {inner}");
    assert_eq!(item.status, Status::Usable);
}

#[test]
fn the_id_is_kept_whole_and_the_key_stands_in_for_it() {
    check_guid(
        r#"<docdata><doc-id id-string="a:8883:0"/></docdata>"#,
        "a:8883:0",
    );
    check_guid(
        r#"<docdata><doc-id regsrc="NNA"/><du-key key="tide-1"/></docdata>"#,
        "tide-1",
    );
    check_guid(
        r#"<meta name="NNAID" content="77"/><docdata><doc-id regsrc="NNA"/><date.issue norm="20260302T091500+0100"/></docdata>"#,
        "urn:x-copydesk:nitf:NNA:20260302:77",
    );
}

#[test]
fn without_any_id_the_bytes_give_one_and_the_same_each_time() {
    let (first, again) = (one("", "<p>Text.</p>"), one("", "<p>Text.</p>"));
    assert!(first.guid.starts_with("urn:x-copydesk:raw:"));
    assert_eq!(first.guid, again.guid);
    assert_eq!(codes(&first), ["identity.from_hash"]);
}

#[test]
fn the_management_status_is_the_status() {
    check_status(r#"management-status="usable""#, "", Status::Usable, &[]);
    check_status(
        r#"management-status="withheld""#,
        "",
        Status::Withheld,
        &[Signal::Withhold],
    );
    check_status(
        r#"management-status="canceled""#,
        "",
        Status::Canceled,
        &[Signal::Kill],
    );
    check_status(r#"management-status="draft""#, "", Status::Withheld, &[]);
}

#[test]
fn a_canceled_reference_kills_the_other_document() {
    let item = story(
        r#"management-status="canceled" management-doc-idref="nna.0" management-idref-status="canceled""#,
        "",
    );
    let kills = item.kills.unwrap();
    assert_eq!((kills.by, kills.guid.as_deref()), ("guid", Some("nna.0")));
    let item = story(
        r#"management-doc-idref="nna.0" management-idref-status="usable""#,
        "",
    );
    assert_eq!(item.kills, None);
    assert_eq!(
        (item.links[0].rel.as_str(), item.links[0].target.as_str()),
        ("related", "nna.0")
    );
    assert_eq!(item.status, Status::Usable);
}

#[test]
fn an_embargo_ends_with_the_release_and_without_one_it_stays() {
    let embargoed = r#"management-status="embargoed""#;
    check_embargo(
        embargoed,
        r#"<date.release norm="20260302T060000+0100"/>"#,
        Some("2026-03-02T06:00:00+01:00"),
    );
    check_embargo(embargoed, "", Some("unknown"));
    check_embargo(embargoed, r#"<date.release norm=""/>"#, Some("unknown"));
    check_embargo(
        embargoed,
        r#"<date.release norm="20260302"/>"#,
        Some("unknown"),
    );
    check_embargo(
        embargoed,
        r#"<date.release norm="20260302T060000"/>"#,
        Some("unknown"),
    );
}

#[test]
fn a_release_after_the_issue_is_an_embargo_by_itself() {
    let dates = |issue: &str, release: &str| {
        format!(r#"<date.issue norm="{issue}"/><date.release norm="{release}"/>"#)
    };
    let issue = "20260301T200000+0100";
    check_embargo(
        "",
        &dates(issue, "20260302T060000+0100"),
        Some("2026-03-02T06:00:00+01:00"),
    );
    check_embargo("", &dates(issue, issue), None);
    check_embargo("", &dates("20260301T200000", "20260301T200000"), None);
    check_embargo("", &dates("20260301T200000", "20260301"), None);
    check_embargo(
        "",
        &dates("20260301T200000", "20260302T060000"),
        Some("unknown"),
    );
}

#[test]
fn corrections_and_later_versions_are_signals() {
    let item = story(
        "",
        r#"<correction info="The name is Vale." id-string="nna.0"/>"#,
    );
    assert_eq!(item.signals, [Signal::Correction]);
    assert_eq!(
        (item.links[0].rel.as_str(), item.links[0].target.as_str()),
        ("corrects", "nna.0")
    );
    assert_eq!(item.ed_notes[0].text, "The name is Vale.");
    let item = story("", r#"<du-key key="k" version="3"/>"#);
    assert_eq!(
        (item.signals.as_slice(), item.version_ordinal),
        (&[Signal::Update][..], Some(3))
    );
    assert_eq!(story("", r#"<du-key key="k" version="1"/>"#).signals, []);
}

#[test]
fn words_of_a_byline_stay_apart() {
    let item = one(
        "",
        "<body.head><byline>By TOM REED<byttl>Port reporter</byttl></byline></body.head><p>Text.</p>",
    );
    assert_eq!(item.byline.as_deref(), Some("By TOM REED Port reporter"));
}

#[test]
fn notes_to_editors_are_not_text() {
    let item = one(
        "",
        r#"<body.content><note type="npa"><p>Call Ida first.</p></note><p>Text.</p><note type="pa"><p>Corrected.</p></note><note><p>Readers may know.</p></note></body.content>"#,
    );
    assert_eq!(words(&item), ["Text.", "Readers may know."]);
    let notes: Vec<(&str, bool)> = item
        .ed_notes
        .iter()
        .map(|n| (n.text.as_str(), n.publishable))
        .collect();
    assert_eq!(notes, [("Call Ida first.", false), ("Corrected.", true)]);
}

#[test]
fn several_documents_in_a_wrapper_are_several_items() {
    let text = r#"<feed-file><nitf><head><docdata><doc-id id-string="a"/></docdata></head><body><p>One.</p></body></nitf>
        <n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/"><n:head><n:docdata><n:doc-id id-string="b"/></n:docdata></n:head><n:body><n:p>Two.</n:p></n:body></n:nitf></feed-file>"#;
    let guids: Vec<String> = items(text).into_iter().map(|item| item.guid).collect();
    assert_eq!(guids, ["a", "b"]);
}

#[test]
fn text_between_the_elements_of_the_head_is_reported() {
    let item = one(
        "<docdata>stray<doc-id id-string='a'/></docdata>",
        "<p>Text.</p>",
    );
    assert_eq!(codes(&item), ["text.unplaced"]);
}

#[test]
fn a_hundred_thousand_of_anything_are_read_to_the_end() {
    for piece in [
        "<meta name='a-id' content='b'/>",
        "<correction info='i' id-string='s'/>",
        "<tobject.subject tobject.subject.refnum='04000000'/>",
        "x<urgency/>",
    ] {
        one(&piece.repeat(100_000), "<p>Text.</p>");
    }
}

proptest! {
    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..1200) {
        let cut = DOCUMENT.floor_char_boundary(cut);
        for item in items(&DOCUMENT[..cut]) {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= cut);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let raw = [b"<nitf><head>".as_slice(), &bytes].concat();
        let first = read(&raw, &Hint::default());
        prop_assert_eq!(first, read(&raw, &Hint::default()));
    }

    #[test]
    fn any_elements_are_read_without_failure(inner in "(</?(head|docdata|body|body.head|hedline|hl1|note|media|date.release|doc-id|p|table|tr|td)( (norm|id-string|type)=\"[a-z0-9T+]{0,9}\")?>|&[a-z#0-9]{0,6};|[a-z \n]{0,9}){0,30}") {
        let _ = items(&format!("<nitf>{inner}</nitf>"));
    }

    #[test]
    fn a_span_decodes_to_its_paragraph(words in "[a-zé&<>\"']{1,12}( [a-zé&<>\"']{1,12}){0,6}") {
        let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let text = format!("<nitf><body><body.content><p>{escaped}</p></body.content></body></nitf>");
        let item = &items(&text)[0];
        let paragraph = &item.body().unwrap().paragraphs[0];
        prop_assert_eq!(&paragraph.text, &words);
        prop_assert_eq!(&text[paragraph.span.start..paragraph.span.end], escaped);
    }
}

const DOCUMENT: &str = r#"<?xml version="1.0"?><nitf xml:lang="en"><head><title>T</title><meta name="slug" content="s"/>
<tobject><tobject.subject tobject.subject.refnum="04000000" tobject.subject.type="Economy"/></tobject>
<docdata management-status="embargoed"><doc-id id-string="nna.1" regsrc="NNA"/><urgency ed-urg="3"/>
<date.issue norm="20260302T091500+0100"/><date.release norm="20260303T091500+0100"/><ed-msg info="Photos follow."/>
<du-key key="ferry" version="2"/><doc.copyright holder="NNA" year="2026"/><key-list><keyword key="ferry"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Ferry &amp; pier</hl1><hl2>More</hl2></hedline><byline>By Ida Holm<byttl>Editor</byttl></byline>
<dateline><location>Vale</location></dateline><abstract><p>Short.</p></abstract></body.head><body.content><p>One &#8217; é.</p>
<media media-type="image"><media-reference source="a.jpg"/><media-caption>The pier</media-caption></media><table><tr><td>1</td><td>2</td></tr></table>
</body.content><body.end><tagline>nna ih</tagline></body.end></body></nitf>"#;
