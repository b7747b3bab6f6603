//! Hostile and broken bytes, made here: each ends with its finding, none with a panic, and nothing is lost silently.

use copydesk_wire::{Hint, Parsed, read};
use proptest::prelude::*;

const GOOD: &[u8] = include_bytes!("../../../corpus/newsml-g2/message-two-items/wire.xml");

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    let of_items = parsed.items.iter().flat_map(|item| &item.findings);
    let mut codes: Vec<&str> = of_items.chain(&parsed.findings).map(|f| f.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[track_caller]
fn check_finds(raw: &[u8], expected: &[&str]) -> Parsed {
    let parsed = read(raw, &Hint::default());
    let found = codes(&parsed);
    for code in expected {
        assert!(found.contains(code), "{code} is not among {found:?}");
    }
    parsed
}

fn item(inside: &str) -> String {
    format!("<newsItem guid='g'>{inside}</newsItem>")
}

fn story(body: &str) -> String {
    item(&format!(
        "<contentSet><inlineXML>{body}</inlineXML></contentSet>"
    ))
}

#[test]
fn a_raw_beyond_the_limit_is_not_parsed() {
    let parsed = check_finds(&vec![b'<'; 32 * 1024 * 1024 + 1], &["limit.bytes"]);
    assert!(parsed.items.is_empty());
}

#[test]
fn deep_nesting_keeps_its_text() {
    let deep = format!("{}deep{}", "<b>".repeat(200_000), "</b>".repeat(200_000));
    let parsed = check_finds(story(&deep).as_bytes(), &["limit.depth"]);
    assert_eq!(parsed.items[0].renditions[0].paragraphs[0].text, "deep");
}

#[test]
fn many_attributes_and_many_items_are_bounded() {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    check_finds(
        item(&format!("<itemMeta{attributes}/>")).as_bytes(),
        &["limit.attributes"],
    );
    let many = "<newsItem guid='g'/>".repeat(10_100);
    let many = format!("<newsMessage><itemSet>{many}</itemSet></newsMessage>");
    let parsed = check_finds(many.as_bytes(), &["limit.items"]);
    assert_eq!(parsed.items.len(), 10_000);
}

#[test]
fn entity_bombs_are_never_expanded() {
    let mut bomb = String::from("<!DOCTYPE n [<!ENTITY a \"ha\">");
    for (name, inner) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")] {
        bomb.push_str(&format!(
            "<!ENTITY {name} \"{}\">",
            format!("&{inner};").repeat(100)
        ));
    }
    bomb.push_str("<!ENTITY out SYSTEM \"file:///etc/hostname\">]>");
    bomb.push_str(&story("<p>&e; &out;</p>"));
    let parsed = check_finds(bomb.as_bytes(), &["xml.unknown_entity"]);
    assert_eq!(
        parsed.items[0].renditions[0].paragraphs[0].text,
        "&e; &out;"
    );
}

#[test]
fn a_document_that_declares_an_entity_and_uses_it_is_held() {
    let declares = "<!DOCTYPE n [<!ENTITY who \"the council\">]>";
    let held = |raw: &str| {
        let parsed = read(raw.as_bytes(), &Hint::default());
        let mut holds = parsed.items[0].holds();
        holds.any(|code| code == "xml.declared_entity")
    };
    assert!(held(&format!("{declares}{}", story("<p>&who; met.</p>"))));
    assert!(!held(&format!("{declares}{}", story("<p>It met.</p>"))));
    assert!(!held(&format!("{declares}{}", story("<p>&odd; met.</p>"))));
    assert!(!held(&story("<p>&who; met.</p>")));
}

#[test]
fn a_long_entity_used_often_is_not_put_in() {
    let bomb = format!(
        "<!DOCTYPE a [<!ENTITY e \"{}\">]>{}",
        "x".repeat(90_000),
        story(&format!("<p>{}</p>", "&e;".repeat(30_000)))
    );
    let parsed = check_finds(
        bomb.as_bytes(),
        &["xml.unknown_entity", "xml.declared_entity"],
    );
    assert_eq!(
        parsed.items[0].renditions[0].paragraphs[0].text.len(),
        90_000
    );
}

#[test]
fn odd_documents_say_what_is_odd() {
    check_finds(b"", &["format.unknown"]);
    check_finds(&[0, 159, 146, 150, 255, 0, 1, 2], &["format.unknown"]);
    check_finds(b"Just a line of text.", &["format.unknown_text"]);
    check_finds(b"<unknown>words</unknown>", &["format.unknown_text"]);
    check_finds(
        story("<p>a\x01b</p>").as_bytes(),
        &["xml.control_character"],
    );
    let two = format!("{}{}", item("<p/>"), item("<p/>"));
    let parsed = check_finds(two.as_bytes(), &["xml.outside_root"]);
    assert_eq!(parsed.items.len(), 2);
    check_finds(
        item("<itemMeta>lost<strange>words</strange></itemMeta>").as_bytes(),
        &["text.unplaced"],
    );
    let content = "<contentSet><strange>words of the story</strange><inlineXML><p>a</p></inlineXML></contentSet>";
    let parsed = check_finds(item(content).as_bytes(), &["text.unplaced_body"]);
    assert_eq!(parsed.items[0].holds().count(), 1);
}

#[test]
fn a_wrapper_of_unknown_name_is_looked_into() {
    let wrapped = format!(
        "<envelope><payload>{}</payload></envelope>",
        story("<p>in</p>")
    );
    let parsed = read(wrapped.as_bytes(), &Hint::default());
    assert_eq!(parsed.items[0].guid, "g");
}

#[test]
fn what_contradicts_the_configuration_is_read_as_what_it_is() {
    let hint = Hint {
        format: Some(copydesk_wire::Format::Rss),
        ..Hint::default()
    };
    let parsed = read(GOOD, &hint);
    assert_eq!(parsed.items.len(), 2);
    assert!(codes(&parsed).contains(&"format.not_as_configured"));
}

#[test]
fn every_cut_of_a_good_file_is_read_and_held() {
    let whole = read(GOOD, &Hint::default());
    for end in (0..GOOD.len() - 20).step_by(7) {
        let parsed = read(&GOOD[..end], &Hint::default());
        assert!(parsed.items.len() <= whole.items.len());
        // what stands whole before the cut is not held by it
        let last = parsed.items.last();
        let held = last.is_some_and(|item| item.holds().next().is_some());
        let text = codes(&parsed).contains(&"format.unknown_text");
        assert!(held || text || parsed.items.is_empty(), "cut at {end}");
    }
}

/// Bytes that look like a wire in places.
fn nearly_wire() -> impl Strategy<Value = Vec<u8>> {
    (
        prop::collection::vec((0..GOOD.len(), any::<u8>()), 0..12),
        0..GOOD.len(),
        0..GOOD.len(),
    )
        .prop_map(|(changes, from, to)| {
            let mut raw = GOOD.to_vec();
            for (at, byte) in changes {
                raw[at] = byte;
            }
            if from < to && (to - from) % 3 == 0 {
                raw.drain(from..to);
            }
            raw
        })
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(raw in prop::collection::vec(any::<u8>(), 0..400)) {
        let parsed = read(&raw, &Hint::default());
        prop_assert!(!parsed.items.is_empty() || !parsed.findings.is_empty());
    }

    #[test]
    fn damaged_wires_keep_their_spans_inside_the_raw(raw in nearly_wire()) {
        let parsed = read(&raw, &Hint::default());
        for paragraph in parsed.items.iter().flat_map(|item| &item.renditions).flat_map(|r| &r.paragraphs) {
            prop_assert!(paragraph.span.start <= paragraph.span.end && paragraph.span.end <= raw.len());
        }
    }
}

#[test]
fn paragraphs_beyond_the_limit_stand_in_the_last_one() {
    for raw in [story(&"<p>a</p>".repeat(100_010)), "a\n\n".repeat(100_010)] {
        let parsed = check_finds(raw.as_bytes(), &["limit.paragraphs"]);
        let paragraphs = &parsed.items[0].renditions[0].paragraphs;
        assert_eq!(paragraphs.len(), 100_000);
        assert_eq!(paragraphs[99_999].text, ["a"; 11].join("\n"));
        let letter = if raw.starts_with('<') { "a</p>" } else { "a" };
        assert_eq!(
            &raw[paragraphs[99_999].span.start..][..letter.len()],
            letter
        );
    }
}

/// Every word of a text is in some paragraph, however long the text is.
#[track_caller]
fn check_kept(raw: &[u8], from: usize) {
    let parsed = check_finds(raw, &["limit.paragraphs"]);
    assert!(
        parsed.items[0]
            .holds()
            .any(|code| code == "limit.paragraphs")
    );
    let paragraphs = &parsed.items[0].renditions[0].paragraphs;
    let kept = paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let kept: usize = kept.map(|text| text.split_ascii_whitespace().count()).sum();
    let text = String::from_utf8_lossy(&raw[from..]);
    let sent = text.split(|c: char| c.is_whitespace() || c.is_control());
    assert_eq!(kept, sent.filter(|word| !word.is_empty()).count());
    let last = paragraphs.last().expect("a paragraph").span;
    assert!(
        last.end <= raw.len() && raw.len() - last.end < 10,
        "{last:?}"
    );
}

#[test]
fn a_text_too_long_to_be_looked_at_keeps_every_word_and_holds() {
    let lines = "The pier opens at noon and closes at dusk.\n".repeat(150_000);
    check_kept(lines.as_bytes(), 0);
    let sent = "\u{1}bdt0704 3 pl 20 nna 0704\r\n\r\nPier/\r\n\u{2}Pier opens =\r\n\r\n";
    let telegram = format!("{sent}{}\u{3}", lines.replace('\n', "\r\n"));
    check_kept(telegram.as_bytes(), sent.len());
    let sent = "From: a@orla.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
                Content-Type: text/plain; format=flowed\r\n\r\n";
    let mail = format!("{sent}{}", lines.replace('\n', " \r\n"));
    check_kept(mail.as_bytes(), sent.len());
}

#[test]
fn places_are_kept_roughly_where_too_many_characters_alternate() {
    let raw = "a\u{1}".repeat(1_000_000);
    let parsed = check_finds(
        story(&format!("<p>{raw}</p>")).as_bytes(),
        &["limit.places"],
    );
    let text = &parsed.items[0].renditions[0].paragraphs[0].text;
    assert_eq!(text.matches('a').count(), 1_000_000);
}

#[test]
fn only_the_first_entries_of_a_feed_of_too_many_are_items() {
    for raw in [
        format!(
            "<feed>{}</feed>",
            "<entry><id>a</id></entry>".repeat(10_100)
        ),
        format!("<feed>{}</feed>", "<deleted-entry ref='a'/>".repeat(10_100)),
        format!(
            "<rss><channel>{}</channel></rss>",
            "<item><guid>a</guid></item>".repeat(10_100)
        ),
        "<newsItem guid='g'></newsItem>".repeat(10_100),
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}",
            ["{\"id\":\"a\"}"; 10_100].join(",")
        ),
    ] {
        let parsed = check_finds(raw.as_bytes(), &["limit.items"]);
        assert_eq!(parsed.items.len(), 10_000);
    }
}
