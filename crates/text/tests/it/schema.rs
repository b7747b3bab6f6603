//! `docs/schema/disclosure.schema.json` and the code say the same: every answer fits the schema, and every name of the
//! code stands in it. Knows only the few words of JSON Schema that the document uses.

use copydesk_text::{
    Counts, InsertionKind, Label, Level, NewerVersion, Op, Place, StripKind, StripSide, Verdict,
    WireSide, disclose,
};
use serde_json::Value;

use crate::answers::pairs;
use crate::{STORY, page, wire};

const SCHEMA: &str = include_str!("../../../../docs/schema/disclosure.schema.json");

const KEYWORDS: [&str; 16] = [
    "$defs",
    "$ref",
    "$schema",
    "additionalProperties",
    "description",
    "enum",
    "items",
    "maxItems",
    "minItems",
    "minimum",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

fn type_fits(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type {other}"),
    }
}

/// Where `value` breaks `rule`, as a path.
fn breach(path: &str, value: &Value, rule: &Value, schema: &Value) -> Option<String> {
    let words = rule.as_object().expect("a rule is an object");
    let unknown = words.keys().find(|word| !KEYWORDS.contains(&word.as_str()));
    assert_eq!(unknown, None, "{path}");
    if let Some(reference) = rule["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/").expect("a definition");
        return breach(path, value, &schema["$defs"][name], schema);
    }
    if let Some(options) = rule["oneOf"].as_array() {
        let fits = |option: &&Value| breach(path, value, option, schema).is_none();
        return (options.iter().filter(fits).count() != 1).then(|| format!("{path}: {value}"));
    }
    let types: Vec<&str> = match &rule["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let typed = types.is_empty() || types.iter().any(|name| type_fits(name, value));
    let listed = rule["enum"]
        .as_array()
        .is_none_or(|list| list.contains(value));
    let hex =
        |text: &str| text.len() == 64 && text.bytes().all(|b| b"0123456789abcdef".contains(&b));
    let patterned = rule["pattern"].is_null() || value.as_str().is_some_and(hex);
    if !(typed && listed && patterned) {
        return Some(format!("{path}: {value}"));
    }
    match value {
        Value::Array(elements) => in_elements(path, elements, rule, schema),
        Value::Object(_) => in_members(path, value, rule, schema),
        _ => None,
    }
}

fn in_elements(path: &str, elements: &[Value], rule: &Value, schema: &Value) -> Option<String> {
    let length = elements.len() as u64;
    let least = rule["minItems"].as_u64().unwrap_or(0);
    let most = rule["maxItems"].as_u64().unwrap_or(u64::MAX);
    if !(least..=most).contains(&length) {
        return Some(format!("{path}: {length} elements"));
    }
    let mut elements = elements.iter().enumerate();
    elements.find_map(|(at, value)| breach(&format!("{path}[{at}]"), value, &rule["items"], schema))
}

fn in_members(path: &str, value: &Value, rule: &Value, schema: &Value) -> Option<String> {
    let members = value.as_object()?;
    let known = rule["properties"].as_object().expect("properties");
    let required = rule["required"].as_array().expect("required");
    let missing = required
        .iter()
        .filter_map(Value::as_str)
        .find(|key| !members.contains_key(*key));
    if let Some(key) = missing {
        return Some(format!("{path}: {key} is missing"));
    }
    members
        .iter()
        .find_map(|(key, value)| match known.get(key) {
            Some(rule) => breach(&format!("{path}.{key}"), value, rule, schema),
            None => Some(format!("{path}: {key} is unknown")),
        })
}

#[test]
fn every_answer_fits_the_schema() {
    let schema = schema();
    let combined = WireSide::combined(vec![wire(STORY), wire("Rain is expected on Friday.")]);
    let newer = WireSide {
        newer: Some(NewerVersion {
            version: "2".to_owned(),
            signals: vec!["correction".to_owned()],
        }),
        ..wire(STORY)
    };
    let more = [
        ("combined", (combined, page(STORY))),
        ("newer", (newer, page(STORY))),
    ];
    for (name, (sent, shown)) in pairs().into_iter().chain(more) {
        let json = disclose(&sent, &shown).to_json().to_owned();
        let value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(breach(name, &value, &schema, &schema), None);
    }
}

#[test]
fn an_answer_that_breaks_the_schema_is_found() {
    let schema = schema();
    let (sent, shown) = &pairs()[4].1;
    let json = disclose(sent, shown).to_json().to_owned();
    for (from, to) in [
        ("\"verdict\":\"modified\"", "\"verdict\":\"edited\""),
        ("\"figures\":1", "\"figures\":1.5"),
        ("\"figures\":1", "\"figure\":1"),
        ("\"level\":null", "\"level\":4"),
        ("\"op\":\"keep\"", "\"op\":\"copy\""),
        ("\"page_span\":[0,", "\"page_span\":[0,0,"),
    ] {
        assert!(json.contains(from), "{from}");
        let broken = serde_json::from_str(&json.replacen(from, to, 1)).expect("JSON");
        assert!(
            breach("broken", &broken, &schema, &schema).is_some(),
            "{to}"
        );
    }
}

#[track_caller]
fn check_names(place: &Value, names: impl IntoIterator<Item = &'static str>) {
    let listed: Vec<&str> = place
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    assert_eq!(listed, names);
}

#[test]
fn the_schema_lists_every_name_of_the_code_and_no_other() {
    let schema = schema();
    let list = |definition: &str, key: &str| {
        schema["$defs"][definition]["properties"][key]["enum"].clone()
    };
    check_names(&list("operation", "op"), Op::ALL.map(Op::name));
    check_names(&list("operation", "label"), Label::ALL.map(Label::name));
    check_names(
        &list("insertion", "kind"),
        InsertionKind::ALL.map(InsertionKind::name),
    );
    check_names(&list("insertion", "place"), Place::ALL.map(Place::name));
    check_names(&list("strip", "kind"), StripKind::ALL.map(StripKind::name));
    check_names(&list("strip", "side"), StripSide::ALL.map(StripSide::name));
    let verdicts = [
        Verdict::Identical,
        Verdict::Typography,
        Verdict::Shortened,
        Verdict::HouseStyle,
        Verdict::Modified,
        Verdict::DifferentText,
    ];
    check_names(
        &schema["properties"]["verdict"]["enum"],
        verdicts.map(Verdict::name),
    );
    let levels = [Level::L0, Level::L1, Level::L2, Level::L3, Level::L5].map(Level::number);
    let listed = schema["properties"]["level"]["enum"]
        .as_array()
        .expect("a list");
    assert!(
        levels.iter().eq(listed
            .iter()
            .filter_map(Value::as_u64)
            .map(|n| n as usize)
            .collect::<Vec<_>>()
            .iter())
    );
    let mut counts = Counts::default().named().map(|(name, _)| name);
    counts.sort_unstable();
    check_names(&schema["$defs"]["counts"]["required"], counts);
    let known = schema["$defs"]["counts"]["properties"]
        .as_object()
        .expect("properties");
    assert!(known.keys().eq(counts.iter()));
}
