//! `docs/schema/item.schema.json` and the code say the same: every item of the corpus fits the schema, and the
//! schema names every key in the same order. Knows only the few words of JSON Schema that the document uses.

use std::path::{Path, PathBuf};

use copydesk_wire::{Item, item_json};
use serde_json::Value;

fn project(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

fn schema() -> Value {
    let text = std::fs::read_to_string(project("docs/schema/item.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn type_fits(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type {other}"),
    }
}

/// Where `value` breaks `rule`, as a path.
fn breach(path: &str, value: &Value, rule: &Value, schema: &Value) -> Option<String> {
    if let Some(reference) = rule["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/").unwrap();
        return breach(path, value, &schema["$defs"][name], schema);
    }
    if let Some(options) = rule["oneOf"].as_array() {
        let fitting = options
            .iter()
            .filter(|option| breach(path, value, option, schema).is_none());
        return (fitting.count() == 0).then(|| format!("{path}: no form fits {value}"));
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
    let constant = rule.get("const").is_none_or(|constant| constant == value);
    if !(typed && listed && constant) {
        return Some(format!("{path}: {value}"));
    }
    members(path, value, rule, schema)
}

fn members(path: &str, value: &Value, rule: &Value, schema: &Value) -> Option<String> {
    if let Value::Array(elements) = value {
        let rule = rule.get("items")?;
        let mut elements = elements.iter().enumerate();
        return elements.find_map(|(at, v)| breach(&format!("{path}[{at}]"), v, rule, schema));
    }
    let (Value::Object(members), Some(known)) = (value, rule["properties"].as_object()) else {
        return None;
    };
    if !members.keys().eq(known.keys()) {
        return Some(format!("{path}: the keys differ"));
    }
    let mut pairs = members.iter().zip(known.values());
    pairs.find_map(|((key, value), rule)| breach(&format!("{path}.{key}"), value, rule, schema))
}

#[test]
fn an_empty_item_has_the_keys_of_the_schema() {
    let schema = schema();
    assert_eq!(
        breach("item", &item_json(&Item::default()), &schema, &schema),
        None
    );
}

#[test]
fn every_item_of_the_corpus_fits_the_schema() {
    let schema = schema();
    let mut open = vec![project("corpus")];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if !path.ends_with("expected.json") {
                continue;
            }
            let items: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for item in items.as_array().unwrap() {
                assert_eq!(
                    breach("item", item, &schema, &schema),
                    None,
                    "{}",
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert!(count > 0, "the corpus is empty");
}
