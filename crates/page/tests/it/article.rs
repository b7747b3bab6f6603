//! The article of a page: rules by example, then the public benchmark with its own scoring, and Readability's pages, beside
//! `dom_smoothie` alone on the same bytes. The benchmark parts are skipped where the shared fixtures are not at hand.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use copydesk_page::{article, article_of_bytes};

use crate::scoring::{Score, smoothie_alone};

const FIRST: &str = "The ferry of Vale will sail a day late, its company said on Monday after a night of thick fog.";
const SECOND: &str = "Nine hundred passengers were waiting at the pier, and the mayor asked the inns to take them in.";

#[track_caller]
fn check_article(body: &str, expected: &str) {
    let html = format!(
        "<html><body><main><article><h1>Ferry sails late</h1>{body}</article></main></body></html>"
    );
    assert_eq!(article(&html).text(), expected);
}

#[test]
fn paragraphs_are_the_article_and_the_headline_is_not() {
    check_article(
        &format!("<p>{FIRST}</p><p>{SECOND}</p>"),
        &format!("{FIRST}\n{SECOND}"),
    );
}

#[test]
fn calls_captions_stamps_and_credits_are_left_out() {
    let body = format!(
        "<p>By Ada Quill</p><p>Updated: 2 March 2026, 10:07</p><p>{FIRST}</p>\
         <p>Also read | <a href='/a'>Pier opens</a></p>\
         <figure><img src='f.jpg' alt='The ferry in fog'><figcaption>The ferry in fog</figcaption></figure>\
         <p>{SECOND}</p><div>The pier at dawn (Photo: Ada Quill)</div><div>More ferries than ever</div>"
    );
    check_article(&body, &format!("{FIRST}\n{SECOND}"));
}

#[test]
fn a_quotation_inside_the_article_stays() {
    let body =
        format!("<p>{FIRST}</p><blockquote>No ferry sails in fog.</blockquote><p>{SECOND}</p>");
    check_article(&body, &format!("{FIRST}\nNo ferry sails in fog.\n{SECOND}"));
}

#[test]
fn what_follows_a_heading_about_the_company_is_left_out() {
    let body = format!(
        "<p>{FIRST}</p><p>{SECOND}</p><h3>About Vale Ferries</h3>\
         <p>Vale Ferries runs nine ships between the islands and has three hundred people in its service.</p>"
    );
    check_article(&body, &format!("{FIRST}\n{SECOND}"));
}

#[test]
fn a_page_without_text_has_no_article() {
    assert_eq!(
        article("<html><body><nav><a href='/'>Home</a></nav></body></html>").body,
        [0_usize; 0]
    );
    assert_eq!(article("").body, [0_usize; 0]);
    assert_eq!(article("One.\n\nTwo.").text(), "One.\nTwo.");
}

fn fixtures(folder: &str) -> Option<PathBuf> {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/pages"
    );
    let path = Path::new(root).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let _ = writeln!(std::io::stderr(), "skipped: no fixtures in pages/{folder}");
    None
}

fn unzipped(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).expect("a fixture");
    flate2::read::GzDecoder::new(file)
        .read_to_end(&mut bytes)
        .expect("gzip");
    bytes
}

#[test]
fn the_public_benchmark_is_met() {
    let Some(folder) = fixtures("article-benchmark") else {
        return;
    };
    let truth = std::fs::read(folder.join("ground-truth.json")).expect("the truth");
    let truth: serde_json::Value = serde_json::from_slice(&truth).expect("JSON");
    let (mut ours, mut alone) = (Score::default(), Score::default());
    for (id, page) in truth.as_object().expect("an object") {
        let gold = page["articleBody"].as_str().expect("a text");
        let html = unzipped(&folder.join(format!("{id}.html.gz")));
        ours.add(gold, &article_of_bytes(&html, None).text());
        alone.add(gold, &smoothie_alone(&String::from_utf8_lossy(&html)));
    }
    println!(
        "{}\n{}",
        ours.line("copydesk"),
        alone.line("dom_smoothie alone")
    );
    assert!(ours.f1() >= 0.970, "{}", ours.line("copydesk"));
}

/// These pages did not shape the rules: what is gained there is not lost here.
#[test]
fn the_rules_do_no_harm_on_the_pages_of_readability() {
    let Some(folder) = fixtures("readability") else {
        return;
    };
    let (mut ours, mut alone) = (Score::default(), Score::default());
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("a folder")
        .flatten()
        .map(|e| e.path())
        .collect();
    cases.sort();
    for case in cases {
        let (Ok(source), Ok(expected)) = (
            std::fs::read(case.join("source.html")),
            std::fs::read_to_string(case.join("expected.html")),
        ) else {
            continue;
        };
        let gold = copydesk_page::read(&expected);
        let gold: Vec<&str> = gold
            .blocks
            .iter()
            .map(|block| block.block.text.as_str())
            .collect();
        let gold = gold.join("\n");
        ours.add(&gold, &article_of_bytes(&source, None).text());
        alone.add(&gold, &smoothie_alone(&String::from_utf8_lossy(&source)));
    }
    println!(
        "{}\n{}",
        ours.line("copydesk"),
        alone.line("dom_smoothie alone")
    );
    assert!(ours.pages > 50, "{} pages", ours.pages);
}
