//! What mappings read, and which are refused.

use std::sync::Arc;

use proptest::prelude::*;

use super::{FIELDS, Mapping, Syntax, profile, profile_names};
use crate::{Embargo, Format, Hint, Item, Parsed, Signal, Status, read};

fn hint(syntax: Syntax, fields: &[(&str, &[&str])]) -> Hint {
    let fields = fields.iter().map(|(name, paths)| (*name, paths.to_vec()));
    Hint {
        mapping: Some(Arc::new(Mapping::new(syntax, fields).unwrap())),
        ..Hint::default()
    }
}

fn texts(item: &Item) -> Vec<&str> {
    let paragraphs = item.renditions.iter().flat_map(|r| &r.paragraphs);
    paragraphs.map(|p| p.text.as_str()).collect()
}

fn codes(item: &Item) -> Vec<&'static str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

const JSON: &[(&str, &[&str])] = &[
    ("item", &["feed/stories", "stories"]),
    ("guid", &["id"]),
    ("headline", &["title", "head/main"]),
    ("status", &["state"]),
    ("embargo", &["release"]),
    ("urgency", &["rank"]),
    ("keyword", &["tags"]),
    ("subject", &["codes"]),
    ("subject_code", &["c"]),
    ("subject_name", &["n"]),
    ("html", &["body[lang=en]/value"]),
    ("summary", &["intro"]),
    ("picture", &["media[@kind=photo]"]),
    ("picture_href", &["url"]),
    ("picture_width", &["size/w"]),
];

const STORY: &str = r#"{"stories":[{"id":7,"head":{"main":"Weir rebuilt"},"state":"usable","rank":"3",
"tags":["river","weir"],"codes":[{"c":"env","n":"Nature"},{"c":"eco"}],
"body":[{"lang":"hi","value":"<p>\u0928\u0926\u0940</p>"},{"lang":"en","value":"<p>Stone by <b>stone</b>.<p>It \"holds\"."}],
"media":[{"kind":"sound","url":"a.mp3"},{"kind":"photo","url":"a.jpg","size":{"w":800}}],
"note":"four words of note","short":"two words"}]}"#;

#[test]
fn paths_lead_to_the_fields_of_json() {
    let parsed = read(STORY.as_bytes(), &hint(Syntax::Json, JSON));
    let item = &parsed.items[0];
    assert_eq!(item.format, Some(Format::MapJson));
    assert_eq!(
        (item.guid.as_str(), item.headline.as_deref()),
        ("7", Some("Weir rebuilt"))
    );
    assert_eq!((item.status, item.urgency), (Status::Usable, Some(3)));
    assert_eq!(item.keywords, ["river", "weir"]);
    assert_eq!(item.subjects.len(), 2);
    assert_eq!(texts(item), ["Stone by stone.", "It \"holds\"."]);
    let picture = &item.pictures[0];
    assert_eq!(
        (picture.href.as_deref(), picture.width),
        (Some("a.jpg"), Some(800))
    );
    let span = item.renditions[0].paragraphs[1].span;
    assert_eq!(&STORY[span.start..span.end], r#"It \"holds\"."#);
}

#[test]
fn words_that_no_path_takes_are_reported() {
    let parsed = read(STORY.as_bytes(), &hint(Syntax::Json, JSON));
    let item = &parsed.items[0];
    assert_eq!(codes(item), ["text.unplaced"]);
    let span = item.findings[0].span.unwrap();
    assert_eq!(&STORY[span.start..span.end], "\"four words of note\"");
    let mut fields = JSON.to_vec();
    fields.push(("ignore", &["note"]));
    let parsed = read(STORY.as_bytes(), &hint(Syntax::Json, &fields));
    assert!(parsed.items[0].findings.is_empty());
}

const XML: &[(&str, &[&str])] = &[
    ("item", &["wire/story"]),
    ("guid", &["@id"]),
    ("version_created", &["when"]),
    ("headline", &["head"]),
    ("text", &["copy"]),
    ("html", &["copy[@type=html]"]),
    ("ed_note", &["note"]),
    ("kills", &["takesBack"]),
];

#[test]
fn paths_lead_to_the_fields_of_xml() {
    let xml = "<wire><story id='p:1'><when>2026-03-03T09:00:00Z</when><head>Weir &amp; pier</head>\
<copy>Stone by stone.\n\nIt holds.</copy><note>Call Ada before noon</note></story>\
<story id='p:2'><head>x</head><copy type='html'>&lt;p&gt;It &lt;b&gt;opens&lt;/b&gt;.&lt;/p&gt;</copy></story>\
<story id='p:3'><head>Kill</head><takesBack>p:1</takesBack></story></wire>";
    let items = read(xml.as_bytes(), &hint(Syntax::Xml, XML)).items;
    assert_eq!(items.len(), 3);
    assert_eq!(items[0].format, Some(Format::MapXml));
    assert_eq!(items[0].headline.as_deref(), Some("Weir & pier"));
    assert_eq!(texts(&items[0]), ["Stone by stone.", "It holds."]);
    let span = items[0].renditions[0].paragraphs[1].span;
    assert_eq!(&xml[span.start..span.end], "It holds.");
    assert_eq!(items[0].ed_notes[0].role.as_deref(), Some("note"));
    assert_eq!(items[1].body().unwrap().name, "html");
    assert_eq!(texts(&items[1])[0], "It opens.");
    assert_eq!(items[2].signals, [Signal::Kill]);
    assert_eq!(
        items[2].kills.as_ref().unwrap().guid.as_deref(),
        Some("p:1")
    );
}

#[track_caller]
fn check_embargo(value: &str, expected: Embargo) {
    let json = format!(r#"{{"stories":[{{"id":1,"title":"t","intro":"i","release":{value}}}]}}"#);
    let item = read(json.as_bytes(), &hint(Syntax::Json, JSON))
        .items
        .remove(0);
    assert_eq!(item.embargo, expected, "{value}");
}

#[test]
fn an_embargo_that_says_no_time_closes_the_item() {
    let time = "2026-03-03T09:00:00Z".parse().unwrap();
    check_embargo("\"2026-03-03T09:00:00Z\"", Embargo::Until(time));
    check_embargo("\"\"", Embargo::TimeUnknown);
    check_embargo("\"soon\"", Embargo::TimeUnknown);
    check_embargo("true", Embargo::TimeUnknown);
    check_embargo("null", Embargo::None);
    check_embargo("false", Embargo::None);
}

#[test]
fn bytes_in_another_format_are_read_as_what_they_are() {
    let ninjs = r#"{"uri":"urn:1","type":"text","headline":"h","body_text":"It holds."}"#;
    let mut hint = hint(Syntax::Json, JSON);
    hint.format = Some(Format::MapJson);
    let parsed: Parsed = read(ninjs.as_bytes(), &hint);
    assert_eq!(parsed.items[0].format, Some(Format::Ninjs));
    assert!(codes(&parsed.items[0]).contains(&"format.not_as_configured"));
}

#[track_caller]
fn check_refused(fields: &[(&str, &[&str])], field: &str, reason: &str) {
    let fields = fields.iter().map(|(name, paths)| (*name, paths.to_vec()));
    let error = Mapping::new(Syntax::Json, fields).unwrap_err();
    assert_eq!(
        (error.field.as_str(), error.reason.as_str()),
        (field, reason)
    );
}

#[test]
fn what_is_no_mapping_is_refused_with_field_and_reason() {
    check_refused(&[("itm", &["a"])], "itm", "a mapping has no such field");
    check_refused(
        &[("item", &["a"])],
        "",
        "a mapping needs html, text, summary or headline",
    );
    check_refused(
        &[("text", &["a"])],
        "",
        "a mapping needs the path of an item",
    );
    check_refused(&[("item", &[])], "item", "a path is missing");
    check_refused(&[("item", &["a"]), ("item", &["b"])], "item", "named twice");
    let path = |path, reason: &str| {
        check_refused(
            &[("item", &[path])],
            "item",
            &format!("path {path:?}: {reason}"),
        )
    };
    path("a//b", "a name is missing (character 3)");
    path(
        "a[0]",
        "a number from 1 on, or key=value, belongs here (character 4)",
    );
    path("a[b=c", "a closing bracket is missing (character 6)");
    path("@a/b", "nothing can follow an attribute (character 4)");
    path("\"a", "the quotation mark is not closed (character 1)");
    path("a]", "']' is not expected (character 2)");
}

#[test]
fn every_shipped_mapping_is_one() {
    for name in profile_names() {
        let mapping = profile(name).unwrap_or_else(|| panic!("{name}"));
        assert!(mapping.fields().all(|field| FIELDS.contains(&field)));
    }
    assert_eq!(profile("nobody"), None);
}

const REUTERS: &str = r#"{"data":{"item":{"versionedGuid":"tag:wire.example,2026:newsml_W1:3","uri":"tag:wire.example,2026:newsml_W1",
"version":"3","headLine":"UPDATE 2-Weir rebuilt","byLine":"Ada Vale","pubStatus":"stat:usable","urgency":3,"language":"en",
"versionCreated":"2026-03-03T09:00:00Z","firstCreated":"2026-03-03T08:00:00Z","usageTerms":"No archives after 30 days.",
"subject":[{"code":"N2:RIV","name":"River","rel":null}],"fragment":"Stone.",
"bodyXhtml":"<p>VALE, March 3 (Wire) - Stone by stone.</p>","bodyXhtmlRich":"<html><body><p>x</p></body></html>"}}}"#;

const AFP: &str = r#"{"response":{"status":{"code":0},"numFound":1,"docs":[{"uno":"newsmlmmd.urn:newsml:wire.example:20260303:weir",
"headline":"Weir rebuilt","news":["Vale (Wire) - Stone by stone.","It holds."],"published":"2026-03-03T09:00:00Z","revision":2,
"lang":"en","urgency":4,"status":"Embargoed","slug":["weir","vale"],"provider":"Wire","country":"NOR","city":"Vale",
"advisory":"ATTENTION - adds a quote ///","bagItem":[{"uno":"p1","caption":"The weir","medias":[{"type":"Photo","role":"Preview","href":"p.jpg"},
{"type":"Photo","role":"HighDef","href":"h.jpg"}]}]}]}}"#;

#[test]
fn shipped_mappings_are_found_by_what_the_values_are() {
    let item = read(REUTERS.as_bytes(), &Hint::default()).items.remove(0);
    assert_eq!(item.format, Some(Format::MapJson));
    assert_eq!(item.guid, "tag:wire.example,2026:newsml_W1");
    assert_eq!((item.version_ordinal, item.urgency), (Some(3), Some(3)));
    assert_eq!(item.signals, [Signal::Update]);
    assert_eq!(item.dateline.as_deref(), Some("VALE, March 3 (Wire) -"));
    assert_eq!(item.subjects[0].code.as_deref(), Some("N2:RIV"));
    assert!(item.findings.is_empty(), "{:?}", item.findings);
    let item = read(AFP.as_bytes(), &Hint::default()).items.remove(0);
    assert_eq!(texts(&item), ["Vale (Wire) - Stone by stone.", "It holds."]);
    assert_eq!(item.slugline.as_deref(), Some("weir/vale"));
    assert_eq!(
        (item.status, item.embargo),
        (Status::Usable, Embargo::TimeUnknown)
    );
    assert_eq!(item.pictures[0].href.as_deref(), Some("h.jpg"));
    assert_eq!(codes(&item), ["embargo.no_time"]);
}

#[test]
fn a_shipped_mapping_cancels_what_its_agency_cancels() {
    let afp = AFP.replace("Embargoed", "Canceled");
    let item = read(afp.as_bytes(), &Hint::default()).items.remove(0);
    assert_eq!(
        (item.status, item.signals),
        (Status::Canceled, vec![Signal::Kill])
    );
    let reuters = REUTERS.replace("stat:usable", "stat:canceled");
    let item = read(reuters.as_bytes(), &Hint::default()).items.remove(0);
    assert_eq!(item.status, Status::Canceled);
}

proptest! {
    #[test]
    fn any_path_is_read_or_refused(path in "[a-c/\\[\\]=\"@*1 .]{0,12}") {
        let fields = [("item", vec!["."]), ("text", vec![path.as_str()])];
        if let Ok(mapping) = Mapping::new(Syntax::Json, fields) {
            let hint = Hint { mapping: Some(Arc::new(mapping)), ..Hint::default() };
            let _ = read(br#"{"a":[{"b":"x","c":[["y"]]}],"b":{"a":1}}"#, &hint);
        }
    }

    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..1200) {
        for (text, hint) in [(STORY, hint(Syntax::Json, JSON)), (REUTERS, Hint::default()), (AFP, Hint::default())] {
            let raw = &text.as_bytes()[..cut.min(text.len())];
            for paragraph in read(raw, &hint).items.iter().flat_map(|i| &i.renditions).flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= raw.len());
            }
        }
    }
}
