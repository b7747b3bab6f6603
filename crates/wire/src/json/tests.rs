//! The JSON layer: what it gives for sound text, for broken text, for hostile text.

use proptest::prelude::*;

use super::*;
use crate::Limits;

fn codes(text: &str) -> Vec<&'static str> {
    scan(text).findings.iter().map(|f| f.code).collect()
}

/// The tree of `text` as serde_json would give it, for sound text.
fn rebuilt(text: &str) -> serde_json::Value {
    let tree = scan(text);
    tree.root().map_or(serde_json::Value::Null, value_of)
}

fn value_of(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Object => serde_json::Value::Object(
            value
                .members()
                .map(|(key, value)| (key.into_owned(), value_of(value)))
                .collect(),
        ),
        Kind::Array => value.elements().map(value_of).collect(),
        Kind::String(_) => serde_json::Value::String(value.text().unwrap_or_default().into()),
        _ => serde_json::from_str(value.source()).unwrap_or_default(),
    }
}

#[track_caller]
fn check_same_as_serde(text: &str) {
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(rebuilt(text), expected);
    assert_eq!(codes(text), Vec::<&str>::new());
}

#[track_caller]
fn check_codes(text: &str, expected: &[&str]) {
    assert_eq!(codes(text), expected, "{text}");
}

#[test]
fn sound_text_gives_the_tree_of_another_reader() {
    check_same_as_serde(r#"{"a":[1,-2.5e+3,true,false,null,{}],"b":{"c":"d"},"":[]}"#);
    check_same_as_serde(r#"["\u00e9\n\"\\\/\b\f\r\t","\ud83d\ude00","ünï"]"#);
    check_same_as_serde("\t[ 1 ,\r\n 2 ]\n");
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let text = r#"{"a":1,"b":2,"a":3,"\u0061":4}"#;
    let tree = scan(text);
    let a = tree.root().and_then(|root| root.get("a"));
    assert_eq!(a.map(Value::source), Some("4"));
    check_codes(text, &["json.duplicate_key", "json.duplicate_key"]);
}

#[test]
fn a_cut_text_gives_the_tree_so_far() {
    let tree = scan(r#"{"uri":"x","body":"half a sent"#);
    let body = tree.root().and_then(|root| root.get("body"));
    assert_eq!(body.and_then(Value::text).as_deref(), Some("half a sent"));
    check_codes(r#"{"uri":"x","body":"half a sent"#, &["json.truncated"]);
    check_codes(r#"{"uri":"x""#, &["json.truncated"]);
}

#[test]
fn breaches_of_the_grammar_are_found_and_read_past() {
    check_codes(r#"{"a":1,}"#, &["json.syntax"]);
    check_codes(r#"{"a" 1}"#, &["json.syntax"]);
    check_codes(r#"{"a":1 "b":2}"#, &["json.syntax"]);
    check_codes(r#"[1,,2]"#, &["json.syntax"]);
    check_codes(r#"[1]]"#, &["json.syntax"]);
    check_codes(r#"{"a":[1}"#, &["json.syntax"]);
    check_codes(r#"{"a"}"#, &["json.syntax"]);
    check_codes("[01, NaN]", &["json.syntax", "json.syntax"]);
    check_codes("[\"a\nb\"]", &["json.control_character"]);
    check_codes(
        r#"["\x","\ud800"]"#,
        &["json.bad_escape", "json.bad_escape"],
    );
    let tree = scan("{uri: \"x\", bad: http://y\"\n, \"c\": 1}");
    let root = tree.root().unwrap();
    assert_eq!(root.get("uri").and_then(Value::text).as_deref(), Some("x"));
    assert_eq!(root.get("c").map(Value::source), Some("1"));
}

#[test]
fn several_values_are_several_roots() {
    let tree = scan("{\"a\":1}\n{\"a\":2}\n");
    assert_eq!(tree.roots().count(), 2);
    assert!(tree.findings.is_empty());
}

#[test]
fn deep_nesting_is_cut_not_followed() {
    let text = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let tree = scan(&text);
    assert_eq!(tree.findings.len(), 1);
    assert_eq!(tree.findings[0].code, "limit.json");
    check_codes(&"[".repeat(200_000), &["limit.json", "json.truncated"]);
}

#[test]
fn depth_up_to_the_limit_is_read() {
    let text = format!(
        "{}{}",
        "[".repeat(Limits::DEFAULT.json_depth),
        "]".repeat(Limits::DEFAULT.json_depth)
    );
    check_codes(&text, &[]);
}

#[test]
fn too_many_values_end_the_tree() {
    let text = format!("[{}1]", "1,".repeat(Limits::DEFAULT.nodes));
    check_codes(&text, &["limit.nodes"]);
}

#[test]
fn findings_are_bounded() {
    assert_eq!(codes(&",".repeat(10_000)).len(), 200);
}

proptest! {
    #[test]
    fn any_text_is_read_without_failure(text in "\\PC*|[\\[\\]{}:,\"\\\\u0-9a-f \n]{0,200}") {
        let tree = scan(&text);
        for root in tree.roots() {
            let _ = value_of_counted(root);
        }
    }

    #[test]
    fn pieces_cover_a_string(inner in "([a-zé\\\\\"nu0-9d]|\\\\u[0-9a-f]{4}){0,40}") {
        let text = format!("\"{inner}");
        let tree = scan(&text);
        let Some(token) = tree.root().and_then(Value::token) else { return Ok(()); };
        let mut at = token.span.start;
        for piece in string::pieces(&text, token) {
            let span = match piece { Piece::Plain(span) | Piece::Escape(_, span) => span };
            prop_assert_eq!(span.start, at);
            at = span.end;
        }
        prop_assert_eq!(at, token.span.end);
    }

    #[test]
    fn written_text_is_read_back(strings in proptest::collection::vec("\\PC*", 0..8)) {
        let text = serde_json::to_string(&strings).unwrap();
        prop_assert_eq!(rebuilt(&text), serde_json::json!(strings));
    }
}

/// Walks everything once without recursion.
fn value_of_counted(value: Value<'_>) -> usize {
    let mut open = vec![value];
    let mut count = 0;
    while let Some(value) = open.pop() {
        count += 1;
        let _ = (value.text(), value.source());
        open.extend(value.elements());
        open.extend(value.members().map(|(_, value)| value));
    }
    count
}
