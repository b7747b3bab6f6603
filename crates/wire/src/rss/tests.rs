//! What RSS in its dialects is read into.

use proptest::prelude::*;

use crate::{Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    read(text.as_bytes(), &Hint::default()).items
}

#[track_caller]
fn one(item: &str) -> Item {
    let text = format!(
        r#"<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>{item}</item></channel></rss>"#
    );
    let mut items = items(&text);
    assert_eq!(items.len(), 1);
    items.remove(0)
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
fn check_guid(item: &str, expected: &str) {
    assert_eq!(one(item).guid, expected, "{item}");
}

#[test]
fn the_guid_is_the_id_and_the_link_stands_in_for_it() {
    check_guid("<guid>a 7</guid><link>http://example.org/7</link>", "a 7");
    check_guid("<link>http://example.org/7</link>", "http://example.org/7");
}

#[test]
fn without_guid_and_link_the_id_stays_the_same_when_fetched_again() {
    let entry = "<title>T</title><pubDate>Sun, 01 Mar 2026 06:00:00 GMT</pubDate>";
    let (first, again) = (
        one(entry),
        one(&format!("{entry}<description>changed</description>")),
    );
    assert!(first.guid.starts_with("urn:x-copydesk:raw:"));
    assert_eq!(first.guid, again.guid);
    assert!(codes(&first).contains(&"identity.from_hash"));
}

#[test]
fn a_permanent_guid_is_also_the_address() {
    let address = |item: &str| one(item).links.first().map(|link| link.target.clone());
    assert_eq!(
        address("<guid>http://e.org/1</guid>").as_deref(),
        Some("http://e.org/1")
    );
    assert_eq!(
        address(r#"<guid isPermaLink="false">http://e.org/1</guid>"#),
        None
    );
    assert_eq!(address("<guid>abc</guid>"), None);
}

#[test]
fn full_content_goes_before_the_description() {
    let item = one(
        "<description>Short.</description><content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded>",
    );
    assert_eq!(words(&item), ["One.", "Two."]);
    let names: Vec<&str> = item.renditions.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["content", "description"]);
}

#[track_caller]
fn check_post(status: &str, expected: Status, holds: &[&str]) {
    let item = one(&format!(
        r#"<guid>1</guid><description>w</description><wp:status xmlns:wp="http://wordpress.org/export/1.2/">{status}</wp:status>"#
    ));
    assert_eq!(item.status, expected, "{status}");
    assert_eq!(item.holds().collect::<Vec<_>>(), holds, "{status}");
}

#[test]
fn posts_that_a_blog_keeps_from_readers_are_withheld() {
    check_post("publish", Status::Usable, &[]);
    for status in [
        "draft",
        "pending",
        "private",
        "future",
        "trash",
        "<![CDATA[Draft]]>",
    ] {
        check_post(status, Status::Withheld, &[]);
    }
    for status in ["", "in-review"] {
        check_post(status, Status::Withheld, &["status.unknown"]);
    }
}

#[test]
fn excerpts_are_renditions_and_texts_of_others_are_reported() {
    let item = one(
        r#"<guid>1</guid><content:encoded>Long.</content:encoded><x:lead xmlns:x="urn:x">Words of another kind.</x:lead>
        <excerpt:encoded xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">Short.</excerpt:encoded>
        <tagline>Words nobody would read.</tagline><x:id xmlns:x="urn:x">a 1</x:id>"#,
    );
    let names: Vec<&str> = item.renditions.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["content", "excerpt"]);
    assert_eq!(words(&item), ["Long."]);
    assert_eq!(codes(&item), ["text.unplaced", "text.unplaced"]);
}

#[test]
fn a_title_of_another_vocabulary_is_no_title() {
    let item = one(
        "<media:title>Picture</media:title><title>Story</title><media:description>D</media:description>",
    );
    assert_eq!(item.headline.as_deref(), Some("Story"));
}

#[test]
fn twice_escaped_mark_up_and_references_are_read() {
    let item = one(
        "<title>AT&amp;amp;T &amp;lt;b&amp;gt;</title><description>&lt;p&gt;a &amp;#8211; b&lt;br&gt;c&lt;/p&gt;</description>",
    );
    assert_eq!(item.headline.as_deref(), Some("AT&T <b>"));
    assert_eq!(words(&item), ["a – b\nc"]);
}

#[test]
fn pictures_carry_caption_and_credit() {
    let item = one(
        r#"<media:group><media:content url="http://e.org/1.jpg" medium="image" width="800" height="600"/>
        <media:credit>Ines Roth</media:credit><media:description>The &lt;i&gt;pier&lt;/i&gt;.</media:description></media:group>
        <media:thumbnail url="http://e.org/s.jpg"/><enclosure url="http://e.org/2.png" type="image/png" length="1"/>
        <enclosure url="http://e.org/3.mp3" type="audio/mpeg"/>"#,
    );
    assert_eq!(item.pictures.len(), 2);
    let first = &item.pictures[0];
    assert_eq!(first.caption.as_deref(), Some("The pier."));
    assert_eq!(first.credit.as_deref(), Some("Ines Roth"));
    assert_eq!((first.width, first.height), (Some(800), Some(600)));
    assert!(item.links.iter().any(|link| link.rel == "enclosure"));
}

#[test]
fn times_have_short_years_and_named_zones() {
    let item = one("<pubDate>Thu, 01 Jan 04 19:48:21 EST</pubDate>");
    let time = item.first_created.map(|time| time.text);
    assert_eq!(time.as_deref(), Some("2004-01-01T19:48:21-05:00"));
    let item = one("<pubDate>01 Jan 2004 19:48:21 IST</pubDate>");
    assert_eq!(item.first_created, None);
    assert!(codes(&item).contains(&"time.no_zone"));
}

#[test]
fn signals_stand_in_the_title() {
    assert_eq!(
        one("<title>CORRECTED-Toll is two crowns</title>").signals,
        [Signal::Correction]
    );
    assert_eq!(one("<title>Floods kill 5</title>").signals, []);
}

#[test]
fn items_are_found_beside_the_channel_and_without_one() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <channel rdf:about="c"><title>C</title></channel><item rdf:about="http://e.org/1"><title>T</title></item></rdf:RDF>"#;
    assert_eq!(items(rdf)[0].guid, "http://e.org/1");
    assert_eq!(items("<rss><item><title>T</title></item></rss>").len(), 1);
    let cdf = r#"<CHANNEL><ITEM HREF="http://e.org/1" LASTMOD="2026-03-01T06:00Z"><TITLE>T</TITLE><ABSTRACT>A.</ABSTRACT></ITEM></CHANNEL>"#;
    let item = &items(cdf)[0];
    assert_eq!(
        (item.guid.as_str(), words(item)),
        ("http://e.org/1", vec!["A."])
    );
}

#[test]
fn a_hundred_thousand_of_anything_are_read_to_the_end() {
    let pieces = [
        "<category>c</category>",
        "<title>t</title>",
        "<description>d</description>",
        "<link>http://e.org/1</link>",
        r#"<media:content url="http://e.org/1.jpg" medium="image"/>"#,
        r#"<enclosure url="http://e.org/1.mp3" type="audio/mpeg"/>"#,
    ];
    for piece in pieces {
        one(&piece.repeat(100_000));
    }
}

proptest! {
    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..900) {
        let cut = cut.min(FEED.len());
        for item in items(&FEED[..cut]) {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= cut);
            }
        }
    }

    #[test]
    fn any_fields_are_read_without_failure(inner in "(<[a-z:]{1,12}( [a-z]+=\"[^\"<]{0,8}\")?>|</[a-z]{1,8}>|&[a-z#0-9]{0,6};|[a-z \n]{0,9}){0,20}") {
        let _ = items(&format!("<rss><channel><item>{inner}</item></channel></rss>"));
    }

    #[test]
    fn a_span_decodes_to_its_paragraph(words in "[a-zé&<>\"']{1,12}( [a-zé&<>\"']{1,12}){0,6}") {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let html = format!("<p>{}</p>", escaped(&words));
        let text = format!("<rss><channel><item><title>T</title><description>{}</description></item></channel></rss>", escaped(&html));
        let item = &items(&text)[0];
        let paragraph = &item.body().unwrap().paragraphs[0];
        prop_assert_eq!(&paragraph.text, &words);
        let at = &text[paragraph.span.start..paragraph.span.end];
        prop_assert_eq!(at, escaped(&escaped(&words)));
    }
}

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Orla Post</title><language>en</language><item><title>A &amp; B</title><guid>g1</guid>
<pubDate>Sun, 01 Mar 2026 06:00:00 GMT</pubDate><content:encoded><![CDATA[<p>One &eacute;.</p><ul><li>x<li>y</ul>]]></content:encoded>
<description>&lt;p&gt;Short&lt;/p&gt;</description><category domain="d">c</category></item><item><title>Z</title></item></channel></rss>"#;
