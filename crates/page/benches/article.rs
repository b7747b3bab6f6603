//! Article extraction on the public benchmark's pages: F1 by its own scoring and pages a CPU-second, beside `dom_smoothie`
//! alone in the same run. Prints; asserts nothing about time. Needs the shared fixtures.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

#[path = "../tests/it/scoring.rs"]
mod scoring;

use scoring::{Score, smoothie_alone};

const ROUNDS: u32 = 5;

fn score(pages: &[(String, String)], texts: &[String]) -> Score {
    let mut score = Score::default();
    for ((_, gold), text) in pages.iter().zip(texts) {
        score.add(gold, text);
    }
    score
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

fn timed(pages: &[(String, String)], extract: impl Fn(&str) -> String) -> (Vec<String>, f64) {
    let mut best = Duration::MAX;
    let mut texts = Vec::new();
    for _ in 0..ROUNDS {
        let start = cpu_time();
        texts = pages.iter().map(|(html, _)| extract(html)).collect();
        best = best.min(cpu_time() - start);
    }
    (texts, pages.len() as f64 / best.as_secs_f64())
}

fn main() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/pages/article-benchmark"
    ));
    let Ok(truth) = std::fs::read(folder.join("ground-truth.json")) else {
        println!("skipped: no fixtures in pages/article-benchmark");
        return;
    };
    let truth: serde_json::Value = serde_json::from_slice(&truth).expect("JSON");
    let pages: Vec<(String, String)> = truth
        .as_object()
        .expect("an object")
        .iter()
        .map(|(id, page)| {
            let mut bytes = Vec::new();
            let file = std::fs::File::open(folder.join(format!("{id}.html.gz"))).expect("a page");
            flate2::read::GzDecoder::new(file)
                .read_to_end(&mut bytes)
                .expect("gzip");
            (
                String::from_utf8_lossy(&bytes).into_owned(),
                page["articleBody"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    println!(
        "{} pages, best of {ROUNDS} rounds, one thread, by its CPU time",
        pages.len()
    );
    let (ours, our_speed) = timed(&pages, |html| copydesk_page::article(html).text());
    println!(
        "{}, {our_speed:.0} pages/CPU-s",
        score(&pages, &ours).line("copydesk")
    );
    let (alone, speed) = timed(&pages, smoothie_alone);
    let ratio = our_speed / speed;
    println!(
        "{}, {speed:.0} pages/CPU-s (ours {ratio:.2} times)",
        score(&pages, &alone).line("dom_smoothie alone")
    );
    let (_, reading) = timed(&pages, |html| {
        copydesk_page::read(html).blocks.len().to_string()
    });
    println!("reading a page to blocks alone: {reading:.0} pages/CPU-s");
}
