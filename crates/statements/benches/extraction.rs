//! Times the extractor on whole articles, one thread: a project-written explainer, and the annotated articles of the
//! test data where they are at hand. Never asserts a time.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_statements::{Story, read};
use copydesk_text::Block;

const EXPLAINER: &str = include_str!("../tests/it/twin/story.txt");
const AT_LEAST: Duration = Duration::from_secs(3);

fn blocks(text: &str) -> Vec<Block> {
    text.split("\n\n").map(Block::paragraph).collect()
}

/// The articles of the test data, if they are there.
fn annotated() -> Vec<Vec<Block>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/fixtures/statements/polnear-dev/text");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|entry| entry.path()).collect();
    paths.sort();
    let texts = paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    texts.map(|text| blocks(&text)).collect()
}

fn time(name: &str, articles: &[Vec<Block>]) {
    if articles.is_empty() {
        println!("{name}: not at hand");
        return;
    }
    let bytes: usize = articles
        .iter()
        .flatten()
        .map(|block| block.text.len() + 2)
        .sum();
    let (mut rounds, mut statements) = (0, 0);
    let start = Instant::now();
    while start.elapsed() < AT_LEAST {
        statements = 0;
        for blocks in articles {
            let reading = read(&Story {
                blocks,
                language: Some("en"),
                ..Story::default()
            });
            statements += black_box(&reading).statements.len();
        }
        rounds += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let read = (rounds * articles.len()) as f64;
    println!(
        "{name}: {:.0} articles/s, {:.1} MB/s ({} articles, {:.1} KB each, {statements} statements, {rounds} rounds)",
        read / seconds,
        (rounds * bytes) as f64 / seconds / 1e6,
        articles.len(),
        bytes as f64 / articles.len() as f64 / 1e3,
    );
}

fn main() {
    time("explainer written by the project", &[blocks(EXPLAINER)]);
    time("annotated articles of the test data", &annotated());
}
