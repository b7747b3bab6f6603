//! `copydesk quotes` through the real binary: exit status, table, JSON held to its schema, files of many kinds.

use std::path::Path;
use std::process::Output;

use copydesk_statements::quotes::{Flag, Verdict};
use serde_json::Value;

use crate::program::{copydesk, fixtures, stderr, stdout};

const TREATY: &str = "Article 1\n\nThe Parties shall keep the bridge over the Sund open to all carts in every season.\n\n\
    Article 2\n\nIn the event of a flood either Party shall at once send forty masons to the other, unless its own \
    bridges are in danger.\n";

fn run(story: (&str, &str), document: (&str, &str), options: &[&str]) -> Output {
    let work = tempfile::tempdir().expect("a folder");
    let (file, source) = (work.path().join(story.0), work.path().join(document.0));
    std::fs::write(&file, story.1).expect("a story");
    std::fs::write(&source, document.1).expect("a document");
    let (file, source) = (file.to_string_lossy(), source.to_string_lossy());
    let mut args = vec!["quotes", "--source", &source, &file];
    args.extend(options);
    copydesk(&args)
}

/// Checks a story against the treaty above; answers the JSON after its schema has passed it.
#[track_caller]
fn check_json(story: &str, options: &[&str], status: i32) -> Value {
    let options: Vec<&str> = options.iter().copied().chain(["--json"]).collect();
    let output = run(("story.txt", story), ("treaty.txt", TREATY), &options);
    assert_eq!(
        output.status.code(),
        Some(status),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_schema(&json);
    json
}

#[track_caller]
fn check_schema(json: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/quotes.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a sound schema");
    let errors: Vec<String> = validator
        .iter_errors(json)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn verdicts(json: &Value) -> Vec<String> {
    let quotations = json["stories"][0]["quotations"]
        .as_array()
        .expect("quotations");
    quotations
        .iter()
        .map(|q| q["verdict"].as_str().unwrap_or("null").to_owned())
        .collect()
}

#[test]
fn a_story_that_quotes_faithfully_ends_with_0() {
    let story = "Article 1 says the sides \u{201C}shall keep the bridge over the Sund open to all carts\u{201D}.\n\n\
                 \u{201C}That is a good bridge for everybody here,\u{201D} Lind said.";
    let json = check_json(story, &[], 0);
    assert_eq!(verdicts(&json), ["exact", "not_found"]);
    let quotations = &json["stories"][0]["quotations"];
    assert_eq!(quotations[0]["occurrences"][0]["segment"], "art_1");
    assert_eq!(
        (&quotations[1]["attributed"], &quotations[1]["fails"]),
        (&Value::Bool(false), &Value::Bool(false))
    );
}

#[test]
fn words_that_do_not_hold_end_with_1() {
    let change = "Article 2 promises that each \u{201C}shall at once send fifty masons to the other\u{201D}.";
    let json = check_json(change, &[], 1);
    assert_eq!(verdicts(&json), ["word_change"]);
    assert_eq!(
        json["stories"][0]["quotations"][0]["edits"][0]["touches"][0],
        "number"
    );
    let misplaced = "Article 2 says they \u{201C}shall keep the bridge over the Sund open\u{201D}.";
    assert_eq!(verdicts(&check_json(misplaced, &[], 1)), ["misplaced"]);
    let absent = "The treaty says \u{201C}every lantern burns until the herring come home\u{201D}.";
    assert_eq!(verdicts(&check_json(absent, &[], 1)), ["not_found"]);
    assert_eq!(
        verdicts(&check_json(absent, &["--completeness", "excerpt"], 0)),
        ["uncheckable"]
    );
    assert_eq!(
        verdicts(&check_json(absent, &["--standing", "unofficial"], 0)),
        ["uncheckable"]
    );
    assert_eq!(
        verdicts(&check_json(change, &["--translation"], 0)),
        ["translation"]
    );
    assert_eq!(
        verdicts(&check_json(change, &["--completeness", "paraphrase"], 0)),
        ["uncheckable"]
    );
}

#[test]
fn the_table_shows_words_place_and_difference() {
    let story = "Article 2 promises that each \u{201C}shall at once send fifty masons to the other\u{201D}.";
    let output = run(("story.txt", story), ("treaty.txt", TREATY), &[]);
    let table = stdout(&output);
    for part in [
        "taken as: full, official; language: not stated",
        "word_change, material  <- does not hold",
        "replaced: \u{201C}fifty\u{201D} for \u{201C}forty\u{201D}  [number]",
        "art_2",
        "1 quotations: 1 word_change; 1 do not hold",
    ] {
        assert!(table.contains(part), "{part}\n{table}");
    }
}

#[test]
fn pages_wires_and_collections_are_read() {
    let page = "<!doctype html><html lang=en><head><title>Bridge</title></head><body><nav>Home</nav><article><h1>Bridge</h1>\
                <p>Article 1 says they &ldquo;shall keep the bridge over the Sund open&rdquo;.</p></article></body></html>";
    let output = run(("story.html", page), ("treaty.txt", TREATY), &[]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(stdout(&output).contains("  exact"), "{}", stdout(&output));
    let wire = r#"{"uri":"tag:wire.example,2026:b","standard":{"name":"ninjs","version":"3.0"},"type":"text","language":"en",
        "headlines":[{"value":"Bridge"}],"bodies":[{"contentType":"text/plain","value":"Article 1 says they “shall keep the bridge over the Sund open”."}]}"#;
    let collection = r#"{"treaty":"t","treaty_en":"Treaty of the Sund","preamble_en":"","articles":[
        {"article":"1","title_en":"","content_en":"The Parties shall keep the bridge over the Sund open to all carts."}]}"#;
    let output = run(
        ("story.json", wire),
        ("treaty.json", collection),
        &["--json"],
    );
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_schema(&json);
    assert_eq!(verdicts(&json), ["exact"]);
    assert_eq!(json["texts"][0]["title"], "Treaty of the Sund");
}

#[test]
fn a_pdf_is_a_document_where_pdftotext_is() {
    let work = tempfile::tempdir().expect("a folder");
    let (story, source) = (
        work.path().join("story.txt"),
        work.path().join("treaty.pdf"),
    );
    std::fs::write(
        &story,
        "Article 2 says each \u{201C}shall send forty masons to the other\u{201D}.",
    )
    .expect("a story");
    let lines = [
        "Article 1",
        "The bridge is open.",
        "Article 2",
        "Each Party shall send forty masons to the other.",
    ];
    std::fs::write(&source, crate::documents::pdf(&lines)).expect("a document");
    let (story, source) = (story.to_string_lossy(), source.to_string_lossy());
    let without = std::process::Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["quotes", "--source", &source, &story])
        .env("PATH", work.path())
        .output()
        .expect("the program starts");
    assert_eq!(without.status.code(), Some(2));
    assert!(
        stderr(&without).ends_with("treaty.pdf: needs pdftotext\n"),
        "{}",
        stderr(&without)
    );
    if !crate::documents::has_pdftotext() {
        return;
    }
    let output = copydesk(&["quotes", "--json", "--source", &source, &story]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_schema(&json);
    assert_eq!(verdicts(&json), ["exact"]);
    assert_eq!(
        json["stories"][0]["quotations"][0]["occurrences"][0]["segment"],
        "art_2"
    );
}

#[test]
fn unreadable_files_end_with_2_and_one_line() {
    let output = run(
        ("story.txt", "x"),
        ("treaty.json", "{\"articles\": 7}"),
        &[],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("treaty.json") && stderr(&output).lines().count() == 1,
        "{}",
        stderr(&output)
    );
    let output = copydesk(&["quotes", "--source", "/no/such/treaty", "/no/such/story"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("/no/such/story"),
        "{}",
        stderr(&output)
    );
    let empty = run(
        (
            "story.txt",
            "The pact says \u{201C}all means without any delay\u{201D}.",
        ),
        ("treaty.txt", ""),
        &[],
    );
    assert_eq!(empty.status.code(), Some(0), "{}", stderr(&empty));
    assert!(
        stdout(&empty).contains("no text of the document"),
        "{}",
        stdout(&empty)
    );
}

#[test]
fn a_public_treaty_is_checked_article_by_article() {
    let Some(folder) = fixtures("documents/open-treaties") else {
        return;
    };
    let bytes = std::fs::read(folder.join("un-charter.json")).expect("a treaty");
    let treaty: Value = serde_json::from_slice(&bytes).expect("JSON");
    let article = treaty["articles"][3]["content_en"].as_str().expect("words");
    let words: Vec<&str> = article.split_whitespace().take(12).collect();
    let work = tempfile::tempdir().expect("a folder");
    let story = work.path().join("story.txt");
    std::fs::write(
        &story,
        format!("The text says \u{201C}{}\u{201D}.", words.join(" ")),
    )
    .expect("a story");
    let output = copydesk(&[
        "quotes",
        "--json",
        "--source",
        &folder.join("un-charter.json").to_string_lossy(),
        &story.to_string_lossy(),
    ]);
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_schema(&json);
    let quotation = &json["stories"][0]["quotations"][0];
    assert!(
        matches!(quotation["wording"].as_str(), Some("exact" | "typographic")),
        "{quotation:#}"
    );
    assert!(quotation["occurrences"][0]["segment"].is_string());
}

#[test]
fn the_manual_and_the_schema_name_every_verdict_and_flag() {
    let read = |path: &str| {
        std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../..")
                .join(path),
        )
        .expect("a file")
    };
    let (manual, schema) = (read("docs/quotes.md"), read("docs/schema/quotes.json"));
    let names = Verdict::ALL
        .map(Verdict::name)
        .into_iter()
        .chain(Flag::ALL.map(Flag::name));
    for name in names {
        assert!(
            manual.contains(&format!("`{name}`")),
            "docs/quotes.md does not name {name}"
        );
        assert!(
            schema.contains(&format!("\"{name}\"")),
            "the schema does not name {name}"
        );
    }
}
