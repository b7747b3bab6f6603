//! What an answer of the Media API is read into.

use proptest::prelude::*;

use crate::{Embargo, Format, Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    let items = read(text.as_bytes(), &Hint::default()).items;
    assert!(
        items
            .iter()
            .all(|item| item.format == Some(Format::ApMedia)),
        "{text}"
    );
    items
}

/// An answer for one text item with these members.
fn answer(members: &str) -> String {
    format!(
        r#"{{"data":{{"item":{{"altids":{{"itemid":"a1","etag":"a1_x"}},"version":0,"type":"text",{members}}}}}}}"#
    )
}

#[track_caller]
fn check_item(members: &str) -> Item {
    let mut items = items(&answer(members));
    assert_eq!(items.len(), 1);
    items.remove(0)
}

#[track_caller]
fn check_status(members: &str, status: Status, signals: &[Signal]) -> Item {
    let item = check_item(members);
    assert_eq!(
        (item.status, item.signals.as_slice()),
        (status, signals),
        "{members}"
    );
    item
}

fn has(item: &Item, code: &str) -> bool {
    item.findings.iter().any(|finding| finding.code == code)
}

#[test]
fn the_guid_is_the_item_id_whatever_the_address_asks_for() {
    let item = check_item(r#""uri":"https://x.example/content/a1?qt=1&et=2","pubstatus":"usable""#);
    assert_eq!((item.guid.as_str(), item.version_ordinal), ("a1", Some(0)));
    assert_eq!(
        item.alt_ids,
        [
            (
                "uri".to_owned(),
                vec!["https://x.example/content/a1".to_owned()]
            ),
            ("etag".to_owned(), vec!["a1_x".to_owned()]),
        ]
    );
}

#[test]
fn the_strictest_of_status_types_and_signals_wins() {
    check_status(
        r#""pubstatus":"usable","signals":["newscontent"]"#,
        Status::Usable,
        &[],
    );
    check_status(
        r#""pubstatus":"canceled""#,
        Status::Canceled,
        &[Signal::Kill],
    );
    check_status(
        r#""pubstatus":"withheld""#,
        Status::Withheld,
        &[Signal::Withhold],
    );
    for kill in ["Kill", "Elimination", "Disregard"] {
        let members = format!(r#""pubstatus":"usable","editorialtypes":["{kill}"]"#);
        check_status(&members, Status::Canceled, &[Signal::Kill]);
    }
    check_status(
        r#""editorialtypes":["Withhold"]"#,
        Status::Withheld,
        &[Signal::Withhold],
    );
    for correction in ["Corrective", "Correction", "Clarification"] {
        let members = format!(r#""editorialtypes":["{correction}"]"#);
        check_status(&members, Status::Usable, &[Signal::Correction]);
    }
    check_status(
        r#""editorialtypes":["Lead","Writethru"]"#,
        Status::Usable,
        &[Signal::Update],
    );
    check_status(
        r#""editorialpriority":"b""#,
        Status::Usable,
        &[Signal::Alert],
    );
    let test = check_status(r#""signals":["Test"]"#, Status::Withheld, &[]);
    assert!(has(&test, "item.test"));
    let odd = check_status(r#""pubstatus":"parked""#, Status::Withheld, &[]);
    assert!(has(&odd, "status.unknown"));
    check_status(r#""pubstatus":true"#, Status::Withheld, &[]);
    check_status(r#""headline":"MILITANTS KILL 5""#, Status::Usable, &[]);
}

#[test]
fn a_part_of_a_story_holds() {
    for part in ["Add", "Takes"] {
        let item = check_item(&format!(
            r#""body_html":"<p>More.</p>","editorialtypes":["{part}"]"#
        ));
        assert!(item.holds().any(|code| code == "item.part"));
    }
}

#[track_caller]
fn check_embargo(members: &str, embargo: Embargo) {
    let item = check_item(members);
    assert_eq!(
        (item.embargo, item.status),
        (embargo, Status::Usable),
        "{members}"
    );
    assert_eq!(
        has(&item, "embargo.no_time"),
        embargo == Embargo::TimeUnknown,
        "{members}"
    );
}

#[test]
fn an_embargo_holds_with_or_without_a_time() {
    let until = Embargo::Until("2026-05-04T10:00:00Z".parse().unwrap());
    check_embargo(
        r#""pubstatus":"embargoed","embargoed":"2026-05-04T10:00:00Z""#,
        until,
    );
    check_embargo(
        r#""pubstatus":"usable","embargoed":"2026-05-04T10:00:00Z""#,
        until,
    );
    check_embargo(r#""pubstatus":"embargoed""#, Embargo::TimeUnknown);
    check_embargo(
        r#""editorialtypes":["HoldForRelease"]"#,
        Embargo::TimeUnknown,
    );
    check_embargo(r#""embargoed":"later""#, Embargo::TimeUnknown);
    check_embargo(r#""ednote":"Eds: EMBARGOED until noon""#, Embargo::None);
    check_embargo(r#""ednote":"EMBARGOED until noon""#, Embargo::TimeUnknown);
    check_embargo(r#""embargoed":null"#, Embargo::None);
}

#[test]
fn a_story_that_lies_elsewhere_is_said_to() {
    let item =
        check_item(r#""renditions":{"nitf":{"type":"text","href":"https://x.example/a1.xml"}}"#);
    assert!(has(&item, "body.remote") && has(&item, "item.no_text"));
    assert_eq!(item.links[0].target, "https://x.example/a1.xml");
}

#[test]
fn a_story_beside_the_item_is_its_text() {
    let nitf = "<nitf><body><body.head><hedline><hl1>Weir</hl1></hedline><byline>By A. Vale</byline></body.head>\
                <body.content><block><p>One &amp; two.</p></block><media><media-caption><p>c</p></media-caption></media></body.content></body></nitf>";
    let wire = answer(r#""headline":"Weir""#).replacen('{', &format!("{{\"nitf\":\"{nitf}\","), 1);
    let item = &items(&wire)[0];
    let paragraph = &item.body().unwrap().paragraphs[0];
    assert_eq!(paragraph.text, "One & two.");
    assert_eq!(
        &wire[paragraph.span.start..paragraph.span.end],
        "One &amp; two."
    );
    assert_eq!(
        (item.byline.as_deref(), item.pictures.len()),
        (Some("By A. Vale"), 1)
    );
    assert!(!has(item, "body.remote") && item.ed_notes.is_empty());
    let made =
        answer(r#""headline":"Weir""#).replacen('{', r#"{"nitf":{"body_html":"<p>One.</p>"},"#, 1);
    assert_eq!(items(&made)[0].body().unwrap().paragraphs[0].text, "One.");
}

#[test]
fn answers_hold_one_item_or_many() {
    let one = answer(r#""headline":"h""#);
    let item = one
        .strip_prefix(r#"{"data":"#)
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    assert_eq!(
        items(&format!(r#"{{"data":{{"items":[{item},{item}]}}}}"#)).len(),
        2
    );
    assert_eq!(items(&format!("[{one},{one}]")).len(), 2);
    assert_eq!(items(&format!("{one}\n{one}")).len(), 2);
    let bare = item
        .strip_prefix(r#"{"item":"#)
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    assert_eq!(items(bare)[0].guid, "a1");
    assert_eq!(items(item)[0].guid, "a1");
}

const SAMPLE: &str = include_str!("../../../../corpus/ap-media/feed/wire.json");

proptest! {
    #[test]
    fn any_cut_is_read_without_failure(cut in 0..SAMPLE.len()) {
        let cut = SAMPLE.floor_char_boundary(cut);
        for item in read(&SAMPLE.as_bytes()[..cut], &Hint::default()).items {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= cut);
            }
        }
    }

    #[test]
    fn any_values_are_read_without_failure(
        key in prop::sample::select(vec![
            "uri", "altids", "version", "embargoed", "ednote", "bylines", "subject", "associations", "renditions",
            "signals", "editorialtypes", "urgency", "links", "photographer", "datelinelocation", "body_nitf",
        ]),
        value in prop::sample::select(vec!["null", "7", "-1e9", "true", "\"\"", "\"x\"", "[]", "[null,{},[],\"x\",3]", "{}", "{\"a\":[{}],\"b\":\"x\"}"]),
    ) {
        let wire = answer(&format!("\"{key}\":{value}"));
        prop_assert_eq!(read(wire.as_bytes(), &Hint::default()).items.len(), 1);
    }

    #[test]
    fn a_paragraph_stands_at_its_span(text in "[a-zäöü€ ]{1,40}") {
        prop_assume!(!text.trim().is_empty());
        let wire = answer(&format!(r#""body_html":"<p>{}</p>""#, text.replace('ä', "\\u00e4")));
        let items = read(wire.as_bytes(), &Hint::default()).items;
        let paragraph = &items[0].body().unwrap().paragraphs[0];
        let part = &wire[paragraph.span.start..paragraph.span.end];
        prop_assert_eq!(crate::text::fold(&part.replace("\\u00e4", "ä")), paragraph.text.clone());
    }
}
