//! Real pages, where the shared fixtures are at hand: each is read without harm, and those with a known text are
//! found again from it. Skipped elsewhere.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use copydesk_page::{Page, published, read_bytes};
use copydesk_text::{Block, WireSide};

fn fixtures(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/pages"
    ))
    .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    // The test harness keeps what is printed the usual way.
    let _ = writeln!(std::io::stderr(), "skipped: no fixtures in pages/{folder}");
    None
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut pending = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn unzipped(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).expect("a fixture");
    flate2::read::GzDecoder::new(file)
        .read_to_end(&mut bytes)
        .expect("gzip");
    bytes
}

#[track_caller]
fn check_read(page: &Page, path: &Path) {
    assert!(!page.blocks.is_empty(), "{}", path.display());
    let truncated = page
        .findings
        .iter()
        .any(|finding| finding.code == "page.truncated");
    assert!(!truncated, "{}", path.display());
}

#[test]
fn the_pages_of_the_article_benchmark_are_read() {
    let Some(folder) = fixtures("article-benchmark") else {
        return;
    };
    for path in files(&folder, ".html.gz") {
        let page = read_bytes(&unzipped(&path), Some("utf-8"));
        check_read(&page, &path);
        assert!(page.headline.is_some(), "{}", path.display());
    }
}

#[test]
fn the_pages_of_the_readability_suite_are_read() {
    let Some(folder) = fixtures("readability") else {
        return;
    };
    for path in files(&folder, "source.html") {
        let page = read_bytes(&std::fs::read(&path).expect("a fixture"), Some("utf-8"));
        assert!(
            page.findings
                .iter()
                .all(|finding| finding.code != "page.truncated"),
            "{}",
            path.display()
        );
    }
}

/// Words of a text, roughly: enough to measure how much of it was found.
fn count_words(text: &str) -> std::collections::HashMap<String, usize> {
    let mut counts = std::collections::HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn the_true_text_of_benchmark_pages_is_found_again() {
    let Some(folder) = fixtures("article-benchmark") else {
        return;
    };
    let Ok(truth) = std::fs::read(folder.join("ground-truth.json")) else {
        return;
    };
    let truth: serde_json::Value = serde_json::from_slice(&truth).expect("JSON");
    let (mut wanted, mut found, mut shown) = (0, 0, 0);
    for path in files(&folder, ".html.gz") {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .replace(".html.gz", "");
        let Some(body) = truth[&name]["articleBody"].as_str() else {
            continue;
        };
        let blocks = body.split("\n\n").map(Block::paragraph).collect();
        let wire = WireSide {
            blocks,
            ..WireSide::default()
        };
        let side = published(&read_bytes(&unzipped(&path), Some("utf-8")), &wire);
        let text: Vec<&str> = side
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        let (want, have) = (count_words(body), count_words(&text.join("\n")));
        let kept: usize = want
            .iter()
            .map(|(word, count)| have.get(word).copied().unwrap_or(0).min(*count))
            .sum();
        let (want, have) = (want.values().sum::<usize>(), have.values().sum::<usize>());
        (wanted, found, shown) = (wanted + want, found + kept, shown + have);
    }
    let (recall, precision) = (found * 1000 / wanted.max(1), found * 1000 / shown.max(1));
    let _ = writeln!(
        std::io::stderr(),
        "benchmark pages: {recall} ‰ of the words found, {precision} ‰ of those taken are theirs"
    );
    assert!(recall >= 980, "{recall} ‰ of {wanted} words");
    assert!(precision >= 900, "{precision} ‰ of {shown} words");
}
