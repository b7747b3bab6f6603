//! The sample explainer through the real binary: its weight as served, its data against the schema, its sources opening at
//! their words; the verdicts beside a story that quotes documents; and the form at the desk without a script.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use dom_query::Document;
use serde_json::Value;

use crate::program::{Demo, until};

const PAGE: &str = "/explainers/pact-of-halm";
/// DESIGN.md 6: an article page, compressed.
const PAGE_BYTES_MAX: usize = 14 * 1024;

fn with_explainer() -> Demo {
    let demo = Demo::start("20");
    until("the explainer", || {
        demo.link("/", "explainers/pact-of-halm")
    });
    demo
}

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/explainer.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without white space: a label and the words after it stand in elements of their own.
fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Bytes of the body that the server sends for this coding, and the coding it names.
fn served(demo: &Demo, path: &str, coding: &str) -> (usize, String) {
    let mut stream = TcpStream::connect(&demo.address).expect("the program listens");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n",
        demo.address
    )
    .expect("a request");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let split = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&bytes[..split]).to_ascii_lowercase();
    let named = head
        .lines()
        .find_map(|line| line.strip_prefix("content-encoding: "))
        .unwrap_or("identity");
    (bytes.len() - split - 4, named.to_owned())
}

#[test]
fn the_sample_explainer_is_light_as_served() {
    let demo = with_explainer();
    for coding in ["br", "gzip"] {
        let (bytes, named) = served(&demo, PAGE, coding);
        assert_eq!(named, coding);
        let _ = writeln!(std::io::stderr(), "{PAGE}, {coding}: {bytes} bytes");
        assert!(bytes <= PAGE_BYTES_MAX, "{coding}: {bytes} bytes");
    }
}

#[test]
fn the_data_of_the_sample_explainer_has_the_shape_of_its_schema() {
    let demo = with_explainer();
    let answer = demo.get(&format!("{PAGE}.json"));
    assert_eq!(answer.status, 200);
    let data: Value = serde_json::from_str(&answer.body).expect("JSON");
    let validator = jsonschema::validator_for(&schema()).expect("a sound schema");
    let errors: Vec<String> = validator
        .iter_errors(&data)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{data:#}");
    let kinds: Vec<&str> = data["cards"]
        .as_array()
        .expect("cards")
        .iter()
        .filter_map(|card| card["kind"].as_str())
        .collect();
    for kind in [
        "agreement",
        "comparison",
        "readings",
        "statements",
        "figures",
        "timeline",
        "open_questions",
    ] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let mut forged = data.clone();
    forged["cards"][0]["kind"] = "opinion".into();
    assert!(!validator.is_valid(&forged), "the schema can fail");
}

#[test]
fn open_api_names_the_explainer_with_its_schema() {
    let demo = with_explainer();
    let answer = demo.get("/api/v1/openapi.json");
    assert_eq!(answer.status, 200);
    let api: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["components"]["schemas"]["Explainer"], schema());
    for path in api["paths"].as_object().expect("paths").keys() {
        let path = path.replace("{slug}", "pact-of-halm");
        let status = demo.get(&path).status;
        let expected: &[u16] = match path.as_str() {
            // Without a token, or without what is asked for.
            "/api/v1/ledger/receipts" => &[401, 404],
            _ => &[200],
        };
        assert!(expected.contains(&status), "{path} answers {status}");
    }
}

#[test]
fn every_source_of_the_sample_explainer_opens_at_its_words() {
    let demo = with_explainer();
    let data: Value = serde_json::from_str(&demo.get(&format!("{PAGE}.json")).body).expect("JSON");
    let sources = data["sources"].as_array().expect("sources");
    assert!(sources.len() > 20, "{}", sources.len());
    let page = demo.get(PAGE).body;
    for source in sources {
        let href = source["href"].as_str().expect("an address");
        assert!(
            page.contains(&format!("href=\"{href}\"")),
            "the page links {href}"
        );
        let (path, fragment) = href.split_once('#').expect("a place on a page");
        let anchor = fragment.split(":~:").next().unwrap_or_default();
        let target = Document::from(demo.get(path).body.as_str());
        let element = target.select(&format!("[id=\"{anchor}\"]"));
        let (text, words) = (
            unspaced(&element.text()),
            unspaced(source["words"].as_str().expect("words")),
        );
        assert!(text.contains(&words), "{href}: {words:?} in {text:?}");
    }
}

#[test]
fn the_story_on_the_readings_shows_what_it_quotes_beside_the_documents() {
    let demo = with_explainer();
    let path = until("the story", || demo.link("/", "one-sentence-of-the-pact"));
    let page = Document::from(demo.get(&path).body.as_str());
    let list = page.select("section.quoted");
    for (verdict, document) in [
        ("truncated", "/documents/pact-of-halm#art_4"),
        ("translation", "/documents/treaty-of-port-senn#art_1"),
        ("exact", "/documents/accord-of-lorrin#art_3"),
    ] {
        let entry = list.select(&format!("li[data-verdict={verdict}]"));
        let link = entry.select("a.source");
        let href = link.attr("href").unwrap_or_default().to_string();
        assert!(href.starts_with(document), "{verdict}: {href}");
    }
    let said = folded(&list.text());
    for words in [
        "The words are right, but stop before a restriction in the same sentence",
        "The sentence goes on: in accordance with Article 51",
        "another rendering, compare the wording",
        "Word for word as in the document",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}
