//! `copydesk documents` as an editor meets it: an outline, a comparison, JSON that its schema describes, and one line
//! for what cannot be read.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{copydesk, fixtures, stderr, stdout};

fn treaty(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../documents/tests/treaties")
        .join(name);
    path.to_string_lossy().into_owned()
}

#[track_caller]
fn check_schema(schema: &str, args: &[&str]) -> Value {
    let output = copydesk(args);
    assert!(output.status.success(), "{}", stderr(&output));
    let json: Value = serde_json::from_str(&stdout(&output)).expect("one JSON value");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/schema")
        .join(schema);
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [] as [String; 0]);
    json
}

#[track_caller]
fn check_refused(args: &[&str], reason: &str) {
    let output = copydesk(args);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let said = stderr(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(reason), "{said}");
}

#[test]
fn an_outline_shows_articles_and_what_they_bind_to() {
    let output = copydesk(&["documents", "show", &treaty("2024.txt")]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    for wanted in [
        "art_4__para_1__point_a",
        "art_3__para_1  defence “provide military and other assistance”",
        "un_charter 51 “Article 51 of the United Nations Charter”",
        "excluded: defence",
        "replaces “supersedes”",
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
}

#[test]
fn a_comparison_names_what_is_new_and_the_words() {
    let output = copydesk(&[
        "documents",
        "diff",
        &treaty("1961.txt"),
        &treaty("2024.txt"),
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("reworded: art_1 -> art_3"), "{text}");
    assert!(text.contains("only new: art_2"), "{text}");
    assert!(
        text.lines()
            .any(|line| line.starts_with("  + ") && line.contains("by an armed invasion")),
        "{text}"
    );
}

#[test]
fn json_is_as_its_schemas_say() {
    let shown = check_schema(
        "document.schema.json",
        &["documents", "show", "--json", &treaty("2024.txt")],
    );
    assert_eq!(shown["facts"]["signed"], Value::Null, "absent is null");
    assert!(
        shown["obligations"]
            .as_array()
            .is_some_and(|all| all.len() > 5)
    );
    let found = check_schema(
        "document-diff.schema.json",
        &[
            "documents",
            "diff",
            "--json",
            &treaty("1961.txt"),
            &treaty("2024.txt"),
        ],
    );
    assert_eq!(found["paired_by"], "words");
}

#[test]
fn json_of_the_collections_is_as_its_schemas_say() {
    let Some(folder) = fixtures("documents") else {
        return;
    };
    let file = |name: &str| -> String {
        PathBuf::from(&folder)
            .join(name)
            .to_string_lossy()
            .into_owned()
    };
    let (first, second) = (file("tota/pta_180.xml"), file("tota/pta_185.xml"));
    let shown = check_schema(
        "document.schema.json",
        &["documents", "show", "--json", &first, &second],
    );
    assert!(
        shown["echoes"]
            .as_array()
            .is_some_and(|echoes| !echoes.is_empty())
    );
    assert_eq!(shown["facts"]["publication"][0]["status"], "unknown");
    check_schema(
        "document-diff.schema.json",
        &["documents", "diff", "--json", &first, &second],
    );
    let treaty = file("open-treaties/un-charter.json");
    check_schema(
        "document.schema.json",
        &["documents", "show", "--json", "--language", "zh", &treaty],
    );
}

#[test]
fn help_teaches() {
    let text = stdout(&copydesk(&["documents", "--help"]));
    assert!(
        text.contains("copydesk documents diff") && text.contains("Exit status"),
        "{text}"
    );
    let text = stdout(&copydesk(&["documents", "show", "--help"]));
    assert!(
        text.contains("--language") && text.contains("document.schema.json"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_read_is_refused_in_one_line() {
    let work = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| -> String {
        let path = work.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_string_lossy().into_owned()
    };
    check_refused(&["documents", "show", "no-such-file"], "no-such-file: ");
    check_refused(
        &["documents", "show", &file("a.txt", b"  ")],
        "a.txt: holds no text",
    );
    check_refused(
        &["documents", "show", &file("a.json", b"{}")],
        "a.json: JSON of an unknown shape: the key articles is missing",
    );
    check_refused(
        &[
            "documents",
            "show",
            &file("a.xml", b"<?xml version='1.0'?><recipe/>"),
        ],
        "the root is recipe",
    );
    check_refused(
        &["documents", "show", &file("a.bin", &[0, 1, 2, 200, 3, 4])],
        "a.bin: unreadable charset",
    );
    check_refused(
        &[
            "documents",
            "show",
            &file("big.txt", &vec![b'x'; 33 * 1024 * 1024]),
        ],
        "big.txt: over 32 MiB",
    );
    check_refused(
        &[
            "documents",
            "diff",
            &treaty("2024.txt"),
            &file("b.txt", b""),
        ],
        "b.txt: holds no text",
    );
}

/// A PDF of one page with a text layer of these lines.
pub fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown: String = lines
        .iter()
        .map(|line| format!("({line}) Tj T* "))
        .collect();
    let stream = format!("BT /F1 12 Tf 14 TL 72 720 Td {shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!(
            "<< /Length {} >>\nstream\n{stream}\nendstream",
            stream.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        objects.len() + 1
    ));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

/// Whether `pdftotext` is here; says so if it is not.
pub fn has_pdftotext() -> bool {
    use std::io::Write as _;
    let here = Command::new("pdftotext").arg("-v").output().is_ok();
    if !here {
        let _ = writeln!(std::io::stderr(), "skipped: pdftotext is not installed");
    }
    here
}

#[test]
fn a_pdf_needs_pdftotext() {
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("treaty.pdf");
    std::fs::write(
        &path,
        pdf(&[
            "Article 1",
            "Peace is kept.",
            "Article 2",
            "Water is shared.",
        ]),
    )
    .expect("a file");
    let without = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["documents", "show"])
        .arg(&path)
        .env("PATH", work.path())
        .output()
        .expect("the program starts");
    assert_eq!(without.status.code(), Some(2));
    assert!(
        stderr(&without).ends_with("treaty.pdf: needs pdftotext\n"),
        "{}",
        stderr(&without)
    );
    if !has_pdftotext() {
        return;
    }
    let shown = copydesk(&["documents", "show", &path.to_string_lossy()]);
    assert!(
        stdout(&shown).contains("2 articles"),
        "{} {}",
        stdout(&shown),
        stderr(&shown)
    );
    let empty = work.path().join("scan.pdf");
    std::fs::write(&empty, pdf(&[])).expect("a file");
    check_refused(
        &["documents", "show", &empty.to_string_lossy()],
        "scan.pdf: holds no text",
    );
}

#[test]
fn a_pdf_is_read_article_by_article() {
    if !has_pdftotext() {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("treaty.pdf");
    let lines = [
        "Treaty of the Sund",
        "Article 1",
        "The Parties shall keep the bridge open to all carts in",
        "every season.",
        "Article 2",
        "Each Party shall send forty masons to the other.",
    ];
    std::fs::write(&path, pdf(&lines)).expect("a file");
    let path = path.to_string_lossy();
    let shown = check_schema(
        "document.schema.json",
        &["documents", "show", "--json", &path],
    );
    assert_eq!(shown["source"], "pdf");
    let articles = shown["segments"].as_array().expect("segments").iter();
    let ids: Vec<&str> = articles
        .filter(|one| one["kind"] == "article")
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids, ["art_1", "art_2"]);
    let text = copydesk(&["documents", "show", &path]);
    assert!(
        stdout(&text).contains("keep the bridge open to all carts in every season"),
        "{}",
        stdout(&text)
    );
}

#[test]
fn an_outline_ends_in_the_events_that_the_text_dates() {
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("pact.txt");
    let text = "Article 1\n\nThe Treaty of Velden was signed on 9 February 2000.\n\nArticle 2\n\n\
                The towns ratified it in 2001. The council met on Wednesday.\n";
    std::fs::write(&path, text).expect("a file");
    let path = path.to_string_lossy();
    let shown = check_schema(
        "document.schema.json",
        &["documents", "show", "--json", &path],
    );
    let when: Vec<_> = shown["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| &event["when"])
        .collect();
    assert_eq!(
        when,
        ["2000-02-09", "2001-01-01"],
        "a weekday dates nothing"
    );
    let text = copydesk(&["documents", "show", &path]);
    assert!(
        stdout(&text).contains("2000-02-09 (day)  The Treaty of Velden was signed"),
        "{}",
        stdout(&text)
    );
}

/// A program that behaves as `pdftotext` might at its worst; limits hold for it, too.
#[cfg(unix)]
#[test]
fn a_pdftotext_that_fails_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let work = tempfile::tempdir().expect("a folder");
    let program = work.path().join("pdftotext");
    std::fs::write(&program, "#!/bin/sh\nexit 3\n").expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    let path = work.path().join("treaty.pdf");
    std::fs::write(&path, b"%PDF-1.4 broken").expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["documents", "show"])
        .arg(&path)
        .env("PATH", work.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("treaty.pdf: pdftotext cannot read it"),
        "{}",
        stderr(&output)
    );
}
