//! What an entry of digitalwires is read into.

use proptest::prelude::*;

use crate::{Embargo, Format, Hint, Item, Signal, Status, read};

fn items(text: &str) -> Vec<Item> {
    let parsed = read(text.as_bytes(), &Hint::default());
    let formats: Vec<_> = parsed.items.iter().map(|item| item.format).collect();
    assert!(
        formats
            .iter()
            .all(|format| *format == Some(Format::DpaDigitalwires))
    );
    parsed.items
}

/// An entry with a text and these other members.
fn entry(members: &str) -> String {
    format!(
        r#"{{"format":"digitalwires@0.9.1","urn":"urn:x:1","version":3,"article_html":"<p>One.</p>",{members}}}"#
    )
}

#[track_caller]
fn check_item(members: &str) -> Item {
    let mut items = items(&entry(members));
    assert_eq!(items.len(), 1);
    items.remove(0)
}

#[track_caller]
fn check_status(members: &str, status: Status, signals: &[Signal]) {
    let item = check_item(members);
    assert_eq!(
        (item.status, item.signals.as_slice()),
        (status, signals),
        "{members}"
    );
}

#[test]
fn status_and_signals_count_as_stated_and_the_strictest_wins() {
    check_status(r#""pubstatus":null"#, Status::Usable, &[]);
    check_status(
        r#""pubstatus":"usable","signal":"sig:update""#,
        Status::Usable,
        &[Signal::Update],
    );
    check_status(
        r#""signal":["sig:correction","apsig:update"]"#,
        Status::Usable,
        &[Signal::Correction],
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
    check_status(r#""pubstatus":"maybe""#, Status::Withheld, &[]);
    check_status(r#""pubstatus":"""#, Status::Withheld, &[]);
    check_status(r#""pubstatus":[]"#, Status::Withheld, &[]);
    check_status(
        r#""pubstatus":"usable","signal":"own:remove""#,
        Status::Canceled,
        &[Signal::Kill],
    );
    check_status(
        r#""pubstatus":"usable","categories":[{"type":"dnltype:pubstatus","qcode":"stat:canceled"}]"#,
        Status::Canceled,
        &[Signal::Kill],
    );
}

#[test]
fn a_role_of_a_note_is_no_signal_but_its_words_are() {
    let role = r#""ednotes":[{"role":"dpaednoterole:correction","ednote":"The year is 1997.","is_publishable":true}]"#;
    check_status(role, Status::Usable, &[]);
    let words = r#""ednotes":[{"role":null,"ednote":"Berichtigung: Zahl im 2. Absatz"}]"#;
    check_status(words, Status::Usable, &[Signal::Correction]);
    let kill = r#""ednotes":[{"ednote":"KILL KILL KILL"}]"#;
    check_status(kill, Status::Withheld, &[Signal::Kill]);
    check_status(r#""headline":"MILITANTS KILL 5""#, Status::Usable, &[]);
}

#[track_caller]
fn check_embargo(members: &str, closed: bool, codes: &[&str]) {
    let item = check_item(members);
    match item.embargo {
        Embargo::None => assert!(!closed, "{members}"),
        Embargo::TimeUnknown => assert!(closed, "{members}"),
        Embargo::Until(_) => assert!(!codes.contains(&"embargo.no_time"), "{members}"),
    }
    let found: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(found, codes, "{members}");
}

#[test]
fn an_embargo_holds_with_or_without_a_time() {
    check_embargo(r#""embargoed":null"#, false, &[]);
    check_embargo(r#""embargoed":"2026-05-01T12:00:00+02:00""#, true, &[]);
    check_embargo(r#""embargoed":"""#, true, &["embargo.no_time"]);
    check_embargo(
        r#""embargoed":"soon""#,
        true,
        &["time.unreadable", "embargo.no_time"],
    );
    check_embargo(
        r#""headline":"Sperrfrist 12 Uhr: Der Plan""#,
        true,
        &["embargo.from_text", "embargo.no_time"],
    );
    check_embargo(
        r#""ednotes":[{"role":"dpaednoterole:embargo","ednote":"Frei ab Mittag"}]"#,
        true,
        &["embargo.from_text", "embargo.no_time"],
    );
}

#[test]
fn only_notes_that_say_so_are_publishable_and_the_notepad_never_is() {
    let item = check_item(
        r#""ednotes":[{"role":"r:a","ednote":"a","is_publishable":true},{"role":"r:b","ednote":"b","is_publishable":false},
        {"role":"r:notepad","ednote":"c","is_publishable":true}],
        "notepad":{"header_html":"<h3>Pad</h3>","public_html":"<ul><li>d</li></ul>","nonpublic_html":"<p>e</p>"}"#,
    );
    let notes: Vec<(&str, bool)> = (item.ed_notes.iter())
        .map(|note| (note.text.as_str(), note.publishable))
        .collect();
    assert_eq!(
        notes,
        [
            ("a", true),
            ("b", false),
            ("c", false),
            ("Pad\nd", false),
            ("e", false)
        ]
    );
}

#[test]
fn the_article_is_the_text_and_what_stands_beside_it_is_not() {
    let item = check_item(
        r#""teaser":"Short.","kicker":"Top","infobox_html":"<p>Box</p>","linkbox_html":"<ul><li>Link</li></ul>""#,
    );
    let names: Vec<&str> = item.renditions.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["article", "infobox", "linkbox", "teaser", "kicker"]);
    assert_eq!(item.body().unwrap().paragraphs[0].text, "One.");
    let teaser_only = r#"{"format":"digitalwires@1","urn":"u","teaser":"Short."}"#;
    let item = &items(teaser_only)[0];
    assert_eq!(item.body, None);
    assert!(item.holds().any(|code| code == "item.no_text"));
}

#[test]
fn entries_come_alone_in_arrays_in_lines_and_in_answers() {
    let one = entry(r#""headline":"h""#);
    assert_eq!(items(&format!("[{one},{one}]")).len(), 2);
    assert_eq!(items(&format!("{one}\n{one}\n")).len(), 2);
    assert_eq!(items(&format!(r#"{{"entries":[{one},{one}]}}"#)).len(), 2);
    let bare = r#"{"urn":"urn:x:2","entry_id":"e","article_html":"<p>x</p>"}"#;
    assert_eq!(items(bare)[0].guid, "urn:x:2");
}

const SAMPLE: &str = include_str!("../../../../corpus/dpa-digitalwires/story/wire.json");

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
        key in prop::sample::select(vec!["urn", "version", "embargoed", "ednotes", "notepad", "categories", "associations", "descriptions", "signal", "urgency"]),
        value in prop::sample::select(vec!["null", "7", "-1e9", "true", "\"\"", "\"x\"", "[]", "[null,{},[],\"x\",3]", "{}", "{\"a\":[{}]}"]),
    ) {
        let wire = entry(&format!("\"{key}\":{value}"));
        prop_assert_eq!(read(wire.as_bytes(), &Hint::default()).items.len(), 1);
    }

    #[test]
    fn a_paragraph_stands_at_its_span(text in "[a-zäöü€ ]{1,40}") {
        prop_assume!(!text.trim().is_empty());
        let escaped: String = text.chars().map(|c| match c {
            'ä' => "\\u00e4".to_owned(),
            c => c.to_string(),
        }).collect();
        let wire = format!(r#"{{"format":"digitalwires@1","urn":"u","article_html":"<p>{escaped}</p>"}}"#);
        let items = read(wire.as_bytes(), &Hint::default()).items;
        let paragraph = &items[0].body().unwrap().paragraphs[0];
        let part = &wire[paragraph.span.start..paragraph.span.end];
        prop_assert_eq!(crate::text::fold(&part.replace("\\u00e4", "ä")), paragraph.text.clone());
    }
}
