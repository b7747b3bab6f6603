//! `disclose` and `audit` on pages of other publications: every oddity by its name, the version a page follows, a story
//! combined from several wires, and a declared house map through `config check`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{copydesk, stderr, stdout};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The disclosure of a page against wire files, as JSON and in words.
fn disclosed(wires: &[&Path], page: &Path) -> (Value, String) {
    let page = text(page);
    let wires: Vec<String> = wires.iter().map(|wire| text(wire)).collect();
    let mut arguments = vec!["disclose", "--page", &page];
    for wire in &wires {
        arguments.extend(["--wire", wire]);
    }
    let said = copydesk(&arguments);
    arguments.push("--json");
    let json = copydesk(&arguments);
    assert!(json.status.success(), "{}", stderr(&json));
    (
        serde_json::from_str(&stdout(&json)).expect("JSON"),
        stdout(&said),
    )
}

fn kinds(json: &Value, kind: &str) -> usize {
    let insertions = json["insertions"].as_array().expect("insertions").iter();
    insertions
        .filter(|insertion| insertion["kind"] == kind)
        .count()
}

#[test]
fn a_page_with_the_oddities_of_the_first_story_gives_each_by_name() {
    let wire = samples().join("wires/001-treaty-explainer.xml");
    let page = samples().join("pages/explainer-elsewhere.html");
    let (json, said) = disclosed(&[&wire], &page);
    assert_eq!(
        (&json["verdict"], &json["headline"]),
        (&"modified".into(), &"changed".into())
    );
    assert_eq!(json["counts"]["words_house"], 1, "one spelling");
    assert_eq!(kinds(&json, "related_link"), 3, "also-read lines");
    assert!(kinds(&json, "promotion") >= 1, "the live score");
    assert!(kinds(&json, "subheading") >= 1, "sub-headings");
    assert_eq!(kinds(&json, "caption"), 2, "the caption, shown twice");
    let insertions = json["insertions"].as_array().expect("insertions");
    let standfirst = |insertion: &&Value| insertion["place"] == "standfirst";
    assert_eq!(insertions.iter().filter(standfirst).count(), 1);
    let stripped = json["stripped"].as_array().expect("strips");
    for (kind, side) in [("dateline", "wire"), ("byline", "page"), ("claim", "page")] {
        let found = stripped
            .iter()
            .any(|strip| strip["kind"] == kind && strip["side"] == side);
        assert!(found, "{kind} of the {side}: {stripped:?}");
    }
    let operations = json["operations"].as_array().expect("operations");
    let typographic = |op: &&Value| op["label"] == "typographic";
    assert!(
        operations.iter().filter(typographic).count() > 5,
        "curly apostrophes"
    );
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], json["sentence"]["en"]);
    assert_eq!(lines[1..], ["Picture: Harbour Wire."]);
    assert!(!said.contains("unmodified"), "{said}");
}

#[test]
fn the_typed_claim_of_such_a_page_does_not_hold() {
    let work = tempfile::tempdir().expect("a folder");
    let data = text(&work.path().join("data"));
    let wire = text(&samples().join("wires/001-treaty-explainer.xml"));
    let import = copydesk(&["import", &wire, "--data", &data]);
    assert!(import.status.success(), "{}", stderr(&import));
    let claim = |name: &str| -> Value {
        let page = text(&samples().join("pages").join(name));
        let output = copydesk(&["audit", &page, "--data", &data, "--json"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        json["claim"].clone()
    };
    let false_claim = claim("explainer-elsewhere.html");
    assert_eq!(false_claim["holds"], false, "{false_claim}");
    assert!(
        false_claim["text"]
            .as_str()
            .is_some_and(|text| text.contains("without modifications"))
    );
    assert_eq!(claim("explainer-unchanged.html")["holds"], true);
}

const FIRST: [&str; 3] = [
    "The first tram on line 9 leaves at 5.12 on Sunday, the operator said.",
    "Fares do not change. A ticket costs 2.40 and is valid for an hour on all lines.",
    "The line took 20 years and crosses the river twice, on bridges of its own.",
];
const SECOND: [&str; 3] = [
    "The harbour of Velden will close for two weeks in August, the authority said.",
    "Ferries to the nine islands will leave from the old pier in that time.",
    "The basin is to be dredged by four metres, for the first time since 1988.",
];

fn ninjs(uri: &str, version: &str, provider: &str, paragraphs: &[&str]) -> String {
    let body = paragraphs.join("\n\n");
    serde_json::json!({
        "uri": uri, "standard": {"name": "ninjs", "version": "3.0"}, "type": "text", "version": version,
        "provider": provider, "headlines": [{"value": "A headline"}],
        "bodies": [{"contentType": "text/plain", "value": body}],
    })
    .to_string()
}

fn html(paragraphs: &[&str]) -> String {
    let paragraphs: String = paragraphs
        .iter()
        .map(|text| format!("<p>{text}</p>\n"))
        .collect();
    format!(
        "<!doctype html><html lang=en><body><article><h1>A headline</h1>{paragraphs}</article></body></html>"
    )
}

fn write(folder: &Path, name: &str, bytes: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

#[test]
fn a_story_made_of_two_wires_names_both() {
    let work = tempfile::tempdir().expect("a folder");
    let one = write(
        work.path(),
        "one.json",
        &ninjs("tag:a,2026:1", "1", "Aster", &FIRST),
    );
    let two = write(
        work.path(),
        "two.json",
        &ninjs("tag:b,2026:2", "1", "Berg", &SECOND),
    );
    let page = write(
        work.path(),
        "page.html",
        &html(&[FIRST[0], FIRST[1], SECOND[0], SECOND[1]]),
    );
    let (json, said) = disclosed(&[&two, &one], &page);
    assert_eq!(json["verdict"], "modified");
    let wires = json["wires"].as_array().expect("wires");
    let guids: Vec<&Value> = wires.iter().map(|wire| &wire["guid"]).collect();
    assert_eq!(guids, ["tag:a,2026:1", "tag:b,2026:2"]);
    assert!(
        said.contains("Combined from 2 wire items (")
            && said.contains("the passages used are unmodified"),
        "{said}"
    );
    let page = write(work.path(), "page.html", &html(&FIRST));
    let (json, said) = disclosed(&[&two, &one], &page);
    assert_eq!(
        (&json["verdict"], &json["wire"]["guid"]),
        (&"identical".into(), &"tag:a,2026:1".into()),
        "{said}"
    );
    assert!(json.get("wires").is_none());
}

fn config(folder: &Path, map: &str) -> std::process::Output {
    write(folder, "house.toml", map);
    let file = write(
        folder,
        "copydesk.toml",
        "[site]\nname = \"T\"\nhouse_map = \"house.toml\"\n[[section]]\nslug = \"world\"\nname = \"World\"\n",
    );
    copydesk(&["config", "check", "--config", &text(&file)])
}

#[test]
fn a_house_map_with_a_forbidden_entry_is_refused_by_file_and_line() {
    let work = tempfile::tempdir().expect("a folder");
    let map = "name = \"T\"\nversion = \"1\"\nlanguage = \"en\"\nbase = [\"en-GB\"]\n\n\
               [[map]]\nwire = \"percent\"\nhouse = \"per cent\"\nclass = \"abbreviation\"\n";
    let output = config(work.path(), map);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("house map  declared; rules "),
        "{}",
        stdout(&output)
    );
    let output = config(work.path(), &map.replace("per cent", "five"));
    assert!(
        output.status.success(),
        "any word may stand for another one of no weight"
    );
    let output = config(work.path(), &map.replace("\"percent\"", "\"said\""));
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("house.toml: line 6:")
            && said.contains("a verb of attribution is never mapped"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[track_caller]
fn refused(arguments: &[&str], reason: &str) {
    let out = copydesk(arguments);
    assert_eq!(out.status.code(), Some(2), "{}", stdout(&out));
    let said = stderr(&out);
    assert!(said.lines().count() == 1 && said.contains(reason), "{said}");
}

#[test]
fn a_page_that_is_none_and_a_name_that_is_none_are_refused_in_one_line() {
    let folder = tempfile::tempdir().expect("folder");
    let wire = write(
        folder.path(),
        "wire.json",
        &ninjs("urn:example:1", "1", "Aster", &["The ferry sails at nine."]),
    );
    let page = write(
        folder.path(),
        "page.html",
        &html(&["The ferry sails at nine."]),
    );
    let empty = write(folder.path(), "empty.html", "<html><body></body></html>");
    let (wire, page, empty) = (text(&wire), text(&page), text(&empty));
    let with = |page: &str, site: &str, reason: &str| {
        refused(
            &["disclose", "--wire", &wire, "--page", page, "--site", site],
            reason,
        );
    };
    with(
        &wire,
        "The Times",
        "wire.json: is a wire file (ninjs), not a page",
    );
    with(&page, " ", "--site: the name is empty");
    with(
        &page,
        "The\nTimes",
        "--site: the name holds a control character",
    );
    with(&empty, "The Times", "empty.html: ");
}
