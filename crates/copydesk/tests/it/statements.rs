//! `copydesk statements` as an editor meets it: texts, wires, pages, and what could not be read.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::program::{copydesk, stderr, stdout};

const STORY: &str = "Ilva Toren, the foreign minister of Velden, said on Monday that the ferry talks had failed.\n\n\
    \u{201c}We will not sign a paper that we have not read,\u{201d} she said. \u{201c}Nobody should ask us to.\u{201d}\n\n\
    Also read | Minister says sorry for the delay\n\n\
    According to the agreement, each side pays half of the costs.";

fn run(name: &str, bytes: &[u8], options: &[&str]) -> Output {
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let path = path.to_string_lossy().into_owned();
    let mut arguments = vec!["statements", path.as_str()];
    arguments.extend(options);
    copydesk(&arguments)
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", stderr(output));
    stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[track_caller]
fn check_schema(statement: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/statement.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let breaches: Vec<String> = validator
        .iter_errors(statement)
        .map(|error| error.to_string())
        .collect();
    assert!(breaches.is_empty(), "{statement}: {breaches:#?}");
}

#[test]
fn a_text_gives_one_statement_a_line_as_the_schema_says() {
    let statements = lines(&run("story.txt", STORY.as_bytes(), &["--json"]));
    assert_eq!(statements.len(), 3, "{statements:#?}");
    statements.iter().for_each(check_schema);
    assert_eq!(statements[0]["certainty"], "certain");
    assert_eq!(statements[0]["source"]["resolved"]["name"], "Ilva Toren");
    assert_eq!(statements[1]["source"]["resolved"]["how"], "pronoun");
    assert_eq!(statements[1]["kind"], "direct");
    assert_eq!(statements[2]["modality"], "according_to_document");
    assert_eq!(statements[2]["certainty"], "review");
}

#[test]
fn the_schema_refuses_a_statement_that_is_certain_for_a_reason() {
    let mut statement = lines(&run("story.txt", STORY.as_bytes(), &["--json"])).remove(0);
    statement["reasons"] = serde_json::json!(["source"]);
    let refused = std::panic::catch_unwind(|| check_schema(&statement));
    assert!(refused.is_err());
}

#[test]
fn without_json_a_table_names_speaker_cue_and_reasons() {
    let output = run("story.txt", STORY.as_bytes(), &[]);
    let table = stdout(&output);
    assert!(table.contains("she [Ilva Toren]"), "{table}");
    assert!(table.contains("certain"), "{table}");
    assert!(table.contains("review: template"), "{table}");
    assert!(!table.contains("sorry for the delay"), "{table}");
}

#[test]
fn a_page_is_read_without_its_surroundings() {
    let paragraphs: String = STORY
        .split("\n\n")
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    let page = format!(
        "<!doctype html><html lang=en><head><title>Talks</title></head><body><nav><a href=/>Minister says no</a></nav>\
         <article><h1>Ferry talks fail</h1>{paragraphs}</article><footer><p>The editor said hello.</p></footer></body></html>"
    );
    let statements = lines(&run("page.html", page.as_bytes(), &["--json"]));
    let speakers: Vec<&str> = statements
        .iter()
        .filter_map(|statement| statement["source"]["text"].as_str())
        .collect();
    assert!(speakers.contains(&"she"), "{speakers:?}");
    assert!(!stdout(&run("page.html", page.as_bytes(), &[])).contains("hello"));
}

#[test]
fn a_wire_in_another_language_gives_nothing_and_says_why() {
    let wire = r#"{"uri":"tag:wire.example,2026:1","standard":{"name":"ninjs","version":"3.0"},"type":"text","language":"de",
        "headlines":[{"value":"Gespräche"}],"bodies":[{"contentType":"text/plain","value":"Der Minister sagte am Montag nichts."}]}"#;
    let output = run("wire.json", wire.as_bytes(), &["--json"]);
    assert!(output.status.success());
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("statements.language"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_empty_file_has_no_statements() {
    let output = run("empty.txt", b"\n\n", &["--json"]);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(0), String::new())
    );
}

#[test]
fn what_cannot_be_read_is_named_in_one_line() {
    let output = run(
        "noise.bin",
        &[0, 1, 2, 3, 255, 254, 0, 7, 8, 9, 1, 1, 1, 0, 0, 2],
        &[],
    );
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("noise.bin") && stderr(&output).trim_end().lines().count() == 1,
        "{}",
        stderr(&output)
    );
    let missing = copydesk(&["statements", "no-such-file.txt"]);
    assert_eq!(missing.status.code(), Some(2));
}
