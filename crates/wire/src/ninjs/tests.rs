//! What ninjs objects are read into, through the public door. Agencies' own files are read where they are at hand.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::write;
use crate::{BlockKind, Embargo, Hint, Item, Parsed, Signal, Span, Status, read};

fn parsed(text: &str) -> Parsed {
    read(text.as_bytes(), &Hint::default())
}

#[track_caller]
fn one(text: &str) -> Item {
    let mut parsed = parsed(text);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.findings);
    parsed.items.remove(0)
}

fn codes(item: &Item) -> Vec<&'static str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

fn words(item: &Item) -> Vec<&str> {
    let body = item.body();
    body.map_or(Vec::new(), |body| {
        body.paragraphs.iter().map(|p| p.text.as_str()).collect()
    })
}

#[track_caller]
fn check_status(status: &str, expected: Status, signals: &[Signal]) {
    let item = one(&format!(
        r#"{{"uri":"urn:a:1","pubstatus":{status},"body_text":"Words."}}"#
    ));
    assert_eq!(item.status, expected, "{status}");
    assert_eq!(item.signals, signals, "{status}");
}

#[test]
fn the_three_generations_give_the_same_facts() {
    let first = one(
        r#"{"uri":"urn:a:1","version":"2","versioncreated":"2026-03-01T06:00:00Z","pubstatus":"usable",
        "urgency":3,"headline":"Bridge opens","byline":"Ada Vale","subject":[{"code":"Current","scheme":"http://s/"}],
        "genre":[{"name":"Report"}],"body_html":"<p>One.</p><p>Two.</p>"}"#,
    );
    let second = one(
        r#"{"uri":"urn:a:1","version":"2","versioncreated":"2026-03-01T06:00:00Z","pubstatus":"usable",
        "urgency":3,"headlines":[{"role":"main","value":"Bridge opens"}],"by":"Ada Vale",
        "subjects":[{"uri":"http://s/Current"}],"genres":[{"name":"Report"}],
        "bodies":[{"role":"html","contenttype":"text/html","value":"<p>One.</p><p>Two.</p>"}]}"#,
    );
    let third = one(
        r#"{"uri":"urn:a:1","version":"2","versionCreated":"2026-03-01T06:00:00Z","pubStatus":"usable",
        "urgency":3,"headlines":[{"value":"Bridge opens"}],"by":"Ada Vale",
        "subjects":[{"uri":"http://s/Current"}],"genres":[{"name":"Report"}],
        "bodies":[{"role":"html","contentType":"text/html","value":"<p>One.</p><p>Two.</p>"}]}"#,
    );
    assert_eq!(words(&first), ["One.", "Two."]);
    for item in [&second, &third] {
        assert_eq!(without_places(item.clone()), without_places(first.clone()));
    }
    assert_eq!(codes(&first), Vec::<&str>::new());
}

#[test]
fn a_number_counts_where_a_word_is_meant() {
    let item = one(r#"{"uri":"urn:a:1","version":12,"urgency":"4","body_text":"Words."}"#);
    assert_eq!(item.version.as_deref(), Some("12"));
    assert_eq!(item.version_ordinal, Some(12));
    assert_eq!(item.urgency, Some(4));
}

#[test]
fn status_is_never_looser_than_stated() {
    check_status("\"usable\"", Status::Usable, &[]);
    check_status("null", Status::Usable, &[]);
    check_status("\"canceled\"", Status::Canceled, &[Signal::Kill]);
    check_status("\"stat:canceled\"", Status::Canceled, &[Signal::Kill]);
    check_status("\"withdrawn\"", Status::Canceled, &[Signal::Kill]);
    check_status("\"withheld\"", Status::Withheld, &[Signal::Withhold]);
    check_status("\"parked\"", Status::Withheld, &[]);
    check_status(
        "[\"usable\",\"canceled\"]",
        Status::Canceled,
        &[Signal::Kill],
    );
}

#[test]
fn a_status_that_is_no_word_is_withheld_and_holds() {
    for status in [
        "[]",
        "\"\"",
        "5",
        "{}",
        "true",
        "[[]]",
        "{\"code\":\"usable\"}",
    ] {
        check_status(status, Status::Withheld, &[]);
        let item = one(&format!(
            r#"{{"uri":"urn:a:1","pubstatus":{status},"body_text":"Words."}}"#
        ));
        assert!(
            item.holds().any(|code| code == "status.unknown"),
            "{status}"
        );
    }
}

#[track_caller]
fn check_signal(signal: &str, expected: &[Signal], status: Status) {
    let item = one(&format!(
        r#"{{"uri":"urn:a:1","pubstatus":"usable","signal":{signal},"body_text":"Words."}}"#
    ));
    assert_eq!(item.signals, expected, "{signal}");
    assert_eq!(item.status, status, "{signal}");
}

#[test]
fn known_signals_count_and_those_that_take_back_do_so_in_any_scheme() {
    let usable = Status::Usable;
    check_signal("\"sig:update\"", &[Signal::Update], usable);
    check_signal("\"correction\"", &[Signal::Correction], usable);
    check_signal(
        r#"[{"uri":"http://cv.iptc.org/newscodes/signal/alert"},{"scheme":"sig","code":"repeat"}]"#,
        &[Signal::Alert, Signal::Repeat],
        usable,
    );
    check_signal("\"edStat:update\"", &[], usable);
    check_signal(r#"{"scheme":"edStat","code":"correction"}"#, &[], usable);
    check_signal("[\"prodId:x\",5,null,[]]", &[], usable);
    check_signal("\"sttinstruct:remove\"", &[Signal::Kill], Status::Canceled);
    check_signal(r#"[{"name":"Kill"}]"#, &[Signal::Kill], Status::Canceled);
}

#[test]
fn of_two_embargoes_the_later_holds_and_an_unreadable_one_closes() {
    let (early, late) = ("2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z");
    let embargo = |one_key: &str, one_time: &str, other: &str, other_time: &str| {
        one(&format!(
            r#"{{"uri":"urn:a:1","{one_key}":"{one_time}","{other}":"{other_time}","body_text":"W."}}"#
        ))
        .embargo
    };
    let until = Embargo::Until(late.parse().unwrap());
    for (a, b) in [
        ("embargoed", "embargoedUntil"),
        ("embargoedUntil", "embargoed"),
    ] {
        assert_eq!(embargo(a, early, b, late), until);
        assert_eq!(embargo(a, late, b, early), until);
        assert_eq!(embargo(a, "soon", b, late), Embargo::TimeUnknown);
        assert_eq!(embargo(a, late, b, "soon"), Embargo::TimeUnknown);
    }
}

#[test]
fn notes_and_lines_among_the_bodies_are_never_text() {
    let item = one(
        r#"{"uri":"urn:a:1","pubStatus":"usable","headlines":[{"role":"main","value":"Pier opens"}],
        "bodies":[{"role":"nonpublic","contentType":"text/html","value":"<p>Call Ada: 555.</p><p>At home.</p>"},
        {"role":"PUBLIC","value":"Second visit."},{"role":"headline","value":"Pier opens"},
        {"role":"x:slug","value":"pier"},{"role":"main","value":"The pier opened."}]}"#,
    );
    assert_eq!(words(&item), ["The pier opened."]);
    assert_eq!(item.renditions.len(), 1);
    assert_eq!(item.slugline.as_deref(), Some("pier"));
    let notes: Vec<(&str, bool)> = item
        .ed_notes
        .iter()
        .map(|n| (&*n.text, n.publishable))
        .collect();
    assert_eq!(
        notes,
        [("Call Ada: 555.\nAt home.", false), ("Second visit.", true)]
    );
    let item = one(
        r#"{"uri":"urn:a:1","headline_nonpublic":"Ask Ada","body_nonpublic_html":"<p>N.</p>",
        "description_nonpublic":"D.","body_headline":"H"}"#,
    );
    assert!(item.renditions.is_empty() && item.body.is_none());
    assert_eq!(item.headline.as_deref(), Some("H"));
    assert!(item.holds().any(|code| code == "item.no_text"));
}

#[test]
fn an_unknown_status_holds() {
    let item = one(r#"{"uri":"urn:a:1","pubstatus":"parked","body_text":"Words."}"#);
    assert!(item.holds().any(|code| code == "status.unknown"));
}

#[test]
fn an_embargo_without_readable_time_stays_closed() {
    for embargo in ["\"\"", "\"soon\"", "true", "{}"] {
        let item = one(&format!(
            r#"{{"uri":"urn:a:1","embargoed":{embargo},"body_text":"W."}}"#
        ));
        assert_eq!(item.embargo, Embargo::TimeUnknown, "{embargo}");
        assert!(item.holds().any(|code| code == "embargo.no_time"));
    }
    let item = one(r#"{"uri":"urn:a:1","embargoed":null,"body_text":"W."}"#);
    assert_eq!(item.embargo, Embargo::None);
}

#[test]
fn an_embargo_in_a_note_counts() {
    let item = one(r#"{"uri":"urn:a:1","ednote":"EMBARGOED until Friday noon","body_text":"W."}"#);
    assert_eq!(item.embargo, Embargo::TimeUnknown);
    assert_eq!(codes(&item), ["embargo.from_text", "embargo.no_time"]);
}

#[test]
fn a_kill_in_words_withholds() {
    let item = one(r#"{"uri":"urn:a:1","ednote":"KILL KILL KILL","body_text":"W."}"#);
    assert_eq!(
        (item.status, &*item.signals),
        (Status::Withheld, &[Signal::Kill][..])
    );
}

#[test]
fn spans_lead_back_through_html_and_escapes_to_the_raw() {
    let text = r#"{"uri":"urn:a:1","body_html":"<p>\u201cYes\u201d &amp; no<\/p>\n<p>Gr\u00fc\u00dfe<\/p>"}"#;
    let item = one(text);
    assert_eq!(words(&item), ["“Yes” & no", "Grüße"]);
    let spans: Vec<Span> = item.renditions[0]
        .paragraphs
        .iter()
        .map(|p| p.span)
        .collect();
    let at = |span: Span| &text[span.start..span.end];
    assert_eq!(at(spans[0]), r"\u201cYes\u201d &amp; no");
    assert_eq!(at(spans[1]), r"Gr\u00fc\u00dfe");
}

#[test]
fn one_break_is_a_line_feed_and_two_are_a_paragraph() {
    let item = one(r#"{"uri":"urn:a:1","body_html":"a<br>b<br/><br/>c"}"#);
    assert_eq!(words(&item), ["a\nb", "c"]);
}

#[test]
fn mark_up_in_text_typed_as_plain_is_looked_into() {
    let item = one(r#"{"uri":"urn:a:1","body_text":"<p>a</p><ul><li>b</ul><h2>c</h2>"}"#);
    let kinds: Vec<BlockKind> = item.renditions[0]
        .paragraphs
        .iter()
        .map(|p| p.kind)
        .collect();
    assert_eq!(
        kinds,
        [BlockKind::Text, BlockKind::ListItem, BlockKind::Heading]
    );
}

#[test]
fn wrapped_lines_are_joined() {
    let item = one(r#"{"uri":"urn:a:1","body_text":"One line\nand well-\nknown more.\n\nTwo."}"#);
    assert_eq!(words(&item), ["One line and well-known more.", "Two."]);
}

#[test]
fn an_id_is_kept_whole_and_derived_only_when_there_is_none() {
    let ap = one(r#"{"uri":"https://api.ap.org/media/v/content/9?qt=1&et=2","body_text":"W."}"#);
    assert_eq!(ap.guid, "https://api.ap.org/media/v/content/9");
    let other = one(r#"{"uri":"https://example.org/9?qt=1","body_text":"W."}"#);
    assert_eq!(other.guid, "https://example.org/9?qt=1");
    let none = one(r#"{"headline":"H","body_text":"W."}"#);
    assert!(none.guid.starts_with("urn:x-copydesk:raw:"));
    assert_eq!(none.guid, one(r#"{"headline":"H","body_text":"W."}"#).guid);
    assert!(codes(&none).contains(&"identity.from_hash"));
}

#[test]
fn a_cut_off_item_holds() {
    let item = one(r#"{"uri":"urn:a:1","body_text":"Half a sen"#);
    assert_eq!(words(&item), ["Half a sen"]);
    assert!(item.holds().any(|code| code == "json.truncated"));
}

#[test]
fn several_items_in_one_raw_are_several_items() {
    assert_eq!(
        parsed(r#"[{"uri":"urn:a:1"},{"uri":"urn:a:2"}]"#)
            .items
            .len(),
        2
    );
    assert_eq!(
        parsed("{\"uri\":\"urn:a:1\"}\n{\"uri\":\"urn:a:2\"}")
            .items
            .len(),
        2
    );
    assert_eq!(
        parsed(r#"{"item":[{"uri":"urn:a:1"},{"uri":"urn:a:2"}]}"#)
            .items
            .len(),
        2
    );
}

#[test]
fn a_description_alone_is_the_text_and_says_so() {
    let item = one(r#"{"uri":"urn:a:1","description_text":"Short."}"#);
    assert_eq!(words(&item), ["Short."]);
    assert_eq!(codes(&item), ["body.summary_only"]);
}

#[test]
fn a_hundred_thousand_of_anything_are_read_to_the_end() {
    let many = |open: &str, each: &dyn Fn(usize) -> String, close: &str| {
        let list: Vec<String> = (0..100_000).map(each).collect();
        let item = one(&format!(
            r#"{{"uri":"urn:a:1",{open}{}{close}}}"#,
            list.join(",")
        ));
        assert!(item.findings.len() <= 260, "{}", item.findings.len());
    };
    many("", &|n| format!(r#""headline_{n}":"h{n}""#), "");
    many(r#""altids":{"#, &|n| format!(r#""id{n}":"{n}""#), "}");
    many(r#""altids":{"x":["#, &|n| n.to_string(), "]}");
    many(r#""keywords":["#, &|n| format!("\"k{n}\""), "]");
    many(
        r#""associations":{"#,
        &|n| format!(r#""a{n}":{{"type":"picture"}}"#),
        "}",
    );
}

// ---- writing ----

/// The facts of an item without what writing and reading it again may change.
fn without_places(mut item: Item) -> Item {
    item.format = None;
    item.agency = None;
    item.raw_sha256 = [0; 32];
    item.findings.clear();
    if let Some(kills) = &mut item.kills {
        kills.span = None;
    }
    for paragraph in item.renditions.iter_mut().flat_map(|r| &mut r.paragraphs) {
        paragraph.span = Span::default();
    }
    item
}

#[track_caller]
fn check_round_trip(item: &Item) {
    let text = write(item).to_string();
    assert_eq!(
        without_places(one(&text)),
        without_places(item.clone()),
        "{text}"
    );
}

#[test]
fn an_embargo_without_time_is_written_closed() {
    let item = one(r#"{"uri":"urn:a:1","embargoed":"","body_text":"W."}"#);
    let written = write(&item);
    assert_eq!(written["pubStatus"], "withheld");
    assert_eq!(written.get("embargoedUntil"), None);
    check_round_trip(&item);
}

#[test]
fn what_is_written_breaks_no_rule_of_the_schema() {
    let item = one(
        r#"{"uri":"urn:a:1","headline":"H","ednote":"One.\n\nTwo.","keywords":["k"],"located":"Hamm",
        "subject":[{"code":"c","scheme":"fuzo"},{"name":"n"}],"body_html":"<p>a &lt; b</p><table><tr><td>1<td>2",
        "associations":{"main":{"type":"picture","uri":"urn:p:1","byline":"Ada Vale","description_text":"Cap.",
        "renditions":{"original":{"href":"https://example.org/1.jpg","width":10,"height":5}}}}}"#,
    );
    assert_eq!(item.pictures[0].credit.as_deref(), Some("Ada Vale"));
    let again = one(&write(&item).to_string());
    assert_eq!(codes(&again), Vec::<&str>::new());
    check_round_trip(&item);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &Hint::default());
    }

    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..700) {
        let cut = cut.min(FULL.len());
        let parsed = read(&FULL.as_bytes()[..cut], &Hint::default());
        for item in &parsed.items {
            check_spans(item, cut);
        }
    }

    #[test]
    fn any_words_survive_writing_and_reading(
        words in proptest::collection::vec("[a-zA-Zé<>&|\"'’ -]{1,30}", 1..6),
        headline in "[a-z\\PC]{0,20}",
        html in any::<bool>(),
    ) {
        let kind = if html { "body_html" } else { "body_text" };
        let body = words.join("\n\n");
        let json = serde_json::json!({ "uri": "urn:a:1", "headline": headline, kind: body });
        let item = one(&json.to_string());
        check_round_trip(&item);
    }
}

// ---- any item at all ----

fn word() -> impl Strategy<Value = String> {
    "[A-Za-zé&<>\"'0-9]{1,9}( [A-Za-zé&<>\"'0-9]{1,9}){0,3}"
}

fn some(strategy: impl Strategy<Value = String>) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(strategy)
}

fn words_list() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::hash_set(word(), 0..3).prop_map(|set| set.into_iter().collect())
}

fn sent_time() -> impl Strategy<Value = Option<crate::SentTime>> {
    let texts = [
        "2026-03-01T06:00:00Z",
        "2026-03-01T06:00:00+05:30",
        "1999-12-31T23:59:59.25-04:00",
    ];
    proptest::option::of(proptest::sample::select(texts.to_vec()).prop_map(|text| {
        crate::SentTime {
            at: text.parse().unwrap(),
            text: text.to_owned(),
        }
    }))
}

fn embargo() -> impl Strategy<Value = (Embargo, Option<String>)> {
    let text = "2026-03-02T06:00:00+05:30";
    prop_oneof![
        Just((Embargo::None, None)),
        Just((Embargo::TimeUnknown, None)),
        Just((Embargo::TimeUnknown, Some("Friday noon".to_owned()))),
        Just((Embargo::Until(text.parse().unwrap()), Some(text.to_owned()))),
    ]
}

fn paragraph() -> impl Strategy<Value = crate::Paragraph> {
    let kinds = BlockKind::ALL.to_vec();
    let text = prop_oneof![
        word(),
        word().prop_map(|word| format!("{word}\n{word}")),
        word().prop_map(|word| format!("{word}\t{word}\t\tx")),
        word().prop_map(|word| format!("{word}  {word}\n\n  x")),
    ];
    (proptest::sample::select(kinds), text).prop_map(|(kind, text)| crate::Paragraph {
        kind,
        text,
        span: Span::default(),
    })
}

fn renditions() -> impl Strategy<Value = Vec<crate::Rendition>> {
    let media_types = [
        None,
        Some("text/plain"),
        Some("text/html"),
        Some("application/xhtml+xml"),
    ];
    let names = [
        "main",
        "text",
        "description",
        "description_short",
        "description_dateline",
        "headline",
        "nonpublic",
    ];
    let one = (
        proptest::sample::select(names.to_vec()),
        proptest::sample::select(media_types.to_vec()),
        proptest::collection::vec(paragraph(), 1..5),
    );
    let one = one.prop_map(|(name, media_type, paragraphs)| crate::Rendition {
        name: name.to_owned(),
        media_type: media_type.map(str::to_owned),
        paragraphs,
    });
    proptest::collection::vec(one, 0..4)
}

fn subject() -> impl Strategy<Value = crate::Subject> {
    let schemes = [
        "http://cv.iptc.org/newscodes/mediatopic/",
        "fuzo",
        "urn:x:y:",
        "a b/ü",
    ];
    let scheme = proptest::option::of(proptest::sample::select(schemes.to_vec()));
    ("[a-z0-9./#:-]{1,8}", scheme, some(word())).prop_map(|(code, scheme, name)| crate::Subject {
        code: Some(code),
        scheme: scheme.map(str::to_owned),
        name,
    })
}

fn picture() -> impl Strategy<Value = crate::Picture> {
    (
        some("urn:p:[a-z]{1,5}".prop_map(|id| id)),
        some("https://e\\.org/[a-z]{1,5}".prop_map(|href| href)),
        some(word()),
        some(word()),
        proptest::option::of(1_u32..9000),
    )
        .prop_map(|(id, href, caption, credit, width)| crate::Picture {
            id,
            href,
            caption,
            credit,
            headline: None,
            width,
            height: width,
        })
}

fn any_item() -> impl Strategy<Value = Item> {
    let statuses = [Status::Usable, Status::Withheld, Status::Canceled];
    let times = (sent_time(), sent_time(), sent_time());
    let lines = (
        some(word()),
        some(word()),
        some(word()),
        some(word()),
        some(word()),
    );
    let rights = (some(word()), some(word()), words_list(), words_list());
    let lists = (
        words_list(),
        words_list(),
        words_list(),
        proptest::collection::vec(subject(), 0..3),
    );
    let texts = (
        renditions(),
        proptest::collection::vec(picture(), 0..3),
        proptest::collection::vec(word(), 0..3),
    );
    (
        proptest::sample::select(statuses.to_vec()),
        embargo(),
        times,
        lines,
        rights,
        lists,
        texts,
        proptest::option::of(1_u8..=9),
    )
        .prop_map(
            |(status, (embargo, embargo_text), times, lines, rights, lists, texts, urgency)| {
                let body = texts.0.len().checked_sub(1);
                let signals = match status {
                    Status::Usable => vec![Signal::Update],
                    Status::Withheld if urgency.is_some() => vec![Signal::Kill],
                    Status::Withheld => vec![Signal::Withhold],
                    Status::Canceled => vec![Signal::Correction, Signal::Kill],
                };
                let note = |text| crate::EdNote {
                    role: Some("desk".to_owned()),
                    text,
                    publishable: false,
                };
                Item {
                    guid: "urn:a:1".to_owned(),
                    alt_ids: vec![(
                        "message".to_owned(),
                        vec!["vale:1:2".to_owned(), "3".to_owned()],
                    )],
                    version: Some("1.10".to_owned()),
                    version_ordinal: crate::version::ordinal("1.10"),
                    first_created: times.0,
                    version_created: times.1,
                    expires: times.2,
                    status,
                    status_raw: Some(status.name().to_owned()),
                    embargo,
                    embargo_text,
                    signals,
                    ed_notes: texts.2.into_iter().map(note).collect(),
                    headline: lines.0,
                    slugline: lines.1,
                    byline: lines.2,
                    dateline: lines.3,
                    credit_line: lines.4,
                    copyright_holder: rights.0,
                    copyright_notice: rights.1,
                    usage_terms: rights.2,
                    sources: rights.3,
                    genre: lists.0,
                    keywords: lists.1,
                    located: lists.2,
                    subjects: lists.3,
                    language: Some("en-IN".to_owned()),
                    urgency,
                    renditions: texts.0,
                    body,
                    pictures: texts.1,
                    links: vec![crate::Link {
                        rel: "corrects".to_owned(),
                        target: "urn:a:0".to_owned(),
                        version: Some("2".to_owned()),
                    }],
                    ..Item::default()
                }
            },
        )
}

#[test]
fn a_note_with_blank_lines_stays_one_note() {
    let note = |role: Option<&str>, text: &str, publishable| crate::EdNote {
        role: role.map(str::to_owned),
        text: text.to_owned(),
        publishable,
    };
    let item = Item {
        guid: "urn:a:1".to_owned(),
        ed_notes: vec![
            note(
                Some("desk"),
                "Call Ada.\n\nAt home.\n\nNever at work.",
                false,
            ),
            note(None, "Second visit.", true),
            note(Some("desk"), "Eds:\nphotos follow.", false),
        ],
        ..Item::default()
    };
    check_round_trip(&item);
}

#[test]
fn roles_of_our_own_never_make_an_item_looser() {
    let with = |role: &str, value: &str| {
        let role = format!("copydesk:{role}");
        let json = serde_json::json!({
            "uri": "u", "pubStatus": "withheld", "bodies": [{ "value": "Words." }],
            "altIds": [{ "role": role, "value": value }],
        });
        one(&json.to_string())
    };
    for (role, value) in [
        ("status", "usable"),
        ("status", "withheld"),
        ("signal", "update"),
        ("embargo", ""),
        ("body", "7"),
        ("order", "3 2 1"),
        ("kinds", "0 5-9 quote,x"),
        ("kinds", "9 0 quote"),
        ("name", "0 form"),
        ("name", "form"),
    ] {
        let item = with(role, value);
        assert_eq!(item.status, Status::Withheld, "{role} {value}");
        assert_eq!(item.renditions[0].paragraphs[0].text, "Words.");
    }
}

#[test]
fn parts_of_notes_that_no_role_names_stay_notes() {
    let item = one(
        r#"{"uri":"u","ednote":"One.\n\nTwo.\n\nThree.","body_text":"w","altids":{"copydesk:ed-note":["1-9 publishable x","7","a-b","2-1 internal"]}}"#,
    );
    let notes: Vec<(&str, bool)> = item
        .ed_notes
        .iter()
        .map(|n| (&*n.text, n.publishable))
        .collect();
    assert_eq!(notes, [("Two.\n\nThree.", true), ("One.", false)]);
}

#[test]
fn texts_that_no_field_takes_are_reported() {
    let item = one(
        r#"{"uri":"u","headline":"H","title":"Another title","body_text":"w","abstract":"Words nobody would read",
        "code":"a b","associations":{"a":{"uri":"b","type":"text","body_text":"Other story."},
        "p":{"uri":"c","type":"picture","description_caption":"Cap.","description_alt":"A pier."}}}"#,
    );
    let unplaced = item
        .findings
        .iter()
        .filter(|f| f.code == "text.unplaced")
        .count();
    assert_eq!(unplaced, 4, "{:?}", item.findings);
    assert_eq!(item.holds().count(), 0);
    let item = one(
        r#"{"uri":"u","bodies":[{"role":"main","value":{"p":"Words."}},{"role":"x","value":"y"}]}"#,
    );
    assert!(item.holds().any(|code| code == "text.unplaced_body"));
}

proptest! {
    #[test]
    fn the_body_is_found_again_among_descriptions(
        kinds in proptest::collection::vec(0_usize..3, 1..6),
        body in any::<proptest::sample::Index>(),
    ) {
        let renditions: Vec<crate::Rendition> = kinds
            .iter()
            .enumerate()
            .map(|(at, &kind)| crate::Rendition {
                name: ["description", "description_short", "main"][kind].to_owned(),
                media_type: None,
                paragraphs: vec![crate::Paragraph { text: format!("Form {at}."), ..Default::default() }],
            })
            .collect();
        let body = body.index(renditions.len());
        let item = Item { guid: "urn:a:1".to_owned(), renditions, body: Some(body), ..Item::default() };
        let again = one(&write(&item).to_string());
        prop_assert_eq!(again.renditions.len(), item.renditions.len());
        let expected = format!("Form {body}.");
        prop_assert_eq!(words(&again), vec![expected.as_str()]);
    }

    #[test]
    fn any_item_survives_writing_and_reading(item in any_item()) {
        check_round_trip(&item);
        let again = one(&write(&item).to_string());
        prop_assert!(!codes(&again).contains(&"schema.violation"), "{:?}", again.findings);
    }
}

const FULL: &str = r#"{"$standard":{"name":"ninjs","version":"1.3"},"uri":"urn:a:1","version":"3",
"versioncreated":"2026-03-01T06:00:00+0530","embargoed":"2026-03-02T06:00:00Z","pubstatus":"usable","urgency":5,
"headline":"Gr\u00fc\u00dfe","body_xhtml":"<div><p>A &amp; B<\/p><ul><li>c<li>d<\/ul><\/div>",
"altids":{"itemid":"9"},"associations":{"main":{"uri":"urn:p:1","type":"picture","description_text":"Cap."}}}"#;

fn check_spans(item: &Item, len: usize) {
    for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
        assert!(paragraph.span.start < paragraph.span.end && paragraph.span.end <= len);
    }
}

// ---- files of others, where they are at hand ----

fn fixtures(folder: &str) -> Option<Vec<PathBuf>> {
    let root = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/wire"
    ));
    let folder = root.join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Some(files)
}

fn breaches(parsed: &Parsed) -> Vec<&'static str> {
    let items = parsed.items.iter().flat_map(|item| &item.findings);
    let all = items.chain(&parsed.findings).map(|finding| finding.code);
    all.filter(|code| *code == "schema.violation" || code.starts_with("json."))
        .collect()
}

#[test]
fn the_standards_own_suite_is_judged_as_it_says() {
    for generation in ["1.3", "2.1", "3.0"] {
        for (verdict, sound) in [("should_pass", true), ("should_fail", false)] {
            let folder = format!("ninjs-suite/{generation}/{verdict}");
            for file in fixtures(&folder).unwrap_or_default() {
                let raw = std::fs::read(&file).unwrap();
                let parsed = read(&raw, &Hint::default());
                assert_eq!(
                    breaches(&parsed).is_empty(),
                    sound,
                    "{}: {:?}",
                    file.display(),
                    parsed.items.first().map(|i| &i.findings)
                );
                assert_eq!(parsed.items.len(), 1, "{}", file.display());
                assert!(!parsed.items[0].guid.is_empty());
            }
        }
    }
}

#[test]
fn items_of_newsrooms_are_read_and_written_again() {
    for file in fixtures("superdesk-core").unwrap_or_default() {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.contains("ninjs") || name.contains("mock") {
            continue;
        }
        let raw = std::fs::read(&file).unwrap();
        let parsed = read(&raw, &Hint::default());
        assert_eq!(parsed.items.len(), 1, "{name}");
        for item in &parsed.items {
            assert!(item.headline.is_some() && !item.guid.is_empty(), "{name}");
            check_spans(item, raw.len());
            check_round_trip(item);
        }
    }
}
