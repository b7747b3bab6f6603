//! What a JSON Feed is read into.

use proptest::prelude::*;

use crate::{Embargo, Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    read(text.as_bytes(), &Hint::default()).items
}

const FEED: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Vale Post","language":"en",
"authors":[{"name":"Desk"}],"items":[
{"id":7,"url":"https://example.org/7","title":"Weir rebuilt","content_html":"<p>Stone by stone.</p>",
 "date_published":"2026-03-01T06:00:00Z","date_modified":"2026-03-01T07:00:00+01:00","tags":["river"],
 "image":"https://example.org/7.jpg","attachments":[{"url":"https://example.org/7.mp3","mime_type":"audio/mpeg"}]},
{"url":"https://example.org/8","content_text":"Only <words>.","author":{"name":"Ada Vale"}},
{"summary":"Short."}]}"#;

#[test]
fn an_entry_is_an_item() {
    let item = &items(FEED)[0];
    assert_eq!(item.guid, "7");
    assert_eq!(item.headline.as_deref(), Some("Weir rebuilt"));
    assert_eq!(item.byline.as_deref(), Some("Desk"));
    assert_eq!(item.language.as_deref(), Some("en"));
    let changed = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(changed, Some("2026-03-01T07:00:00+01:00"));
    assert_eq!(item.pictures.len(), 1);
    let rels: Vec<&str> = item.links.iter().map(|link| link.rel.as_str()).collect();
    assert_eq!(rels, ["canonical", "enclosure"]);
}

#[test]
fn plain_content_is_not_taken_for_mark_up() {
    let items = items(FEED);
    let body = items[1].body().unwrap();
    assert_eq!(body.paragraphs[0].text, "Only <words>.");
    assert_eq!(items[1].guid, "https://example.org/8");
    assert_eq!(items[1].byline.as_deref(), Some("Ada Vale"));
}

#[test]
fn an_entry_with_nothing_but_a_summary_says_so() {
    let items = items(FEED);
    let codes: Vec<&str> = items[2].findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["identity.from_hash", "body.summary_only"]);
}

#[test]
fn words_of_the_title_close_an_entry() {
    let entry = |title: &str| {
        let feed = r#"[{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"TITLE","content_text":"w"}]}]"#;
        items(&feed.replace("TITLE", title)).remove(0)
    };
    let embargoed = entry("EMBARGOED until Friday: Weir opens");
    assert_eq!(embargoed.embargo, Embargo::TimeUnknown);
    assert!(embargoed.holds().any(|code| code == "embargo.no_time"));
    let killed = entry("STORY WITHDRAWN Weir opens");
    assert_eq!(
        (killed.status, &*killed.signals),
        (Status::Withheld, &[Signal::Kill][..])
    );
    assert_eq!(entry("MILITANTS KILL 5").signals, []);
}

#[test]
fn feeds_in_an_array_are_read() {
    let two = items(&format!("[{FEED},{FEED}]"));
    assert_eq!(two.len(), 6);
    assert_eq!(two[0].guid, "7");
}

proptest! {
    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..900) {
        for item in items(&FEED[..cut.min(FEED.len())]) {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= cut);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &Hint::default());
    }
}
