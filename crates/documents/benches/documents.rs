//! Processor time of segmentation of plain text and the alignment of two agreements of ninety articles, one core. Reads agreements
//! from outside the project where they lie beside it, and always one made here. Never asserts a time.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use copydesk_documents::{Document, ReadHint, align, diff, read, segment};

const FIXTURES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/fixtures/documents"
);
const ARTICLES: usize = 90;
const ROUNDS: usize = 15;

/// Numbers from a seed (splitmix64), so that every run times the same texts.
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap_or(0)
    }
}

const WORDS: [&str; 60] = [
    "the",
    "Parties",
    "shall",
    "of",
    "water",
    "lake",
    "and",
    "ferry",
    "council",
    "measures",
    "in",
    "equal",
    "parts",
    "toll",
    "goods",
    "origin",
    "customs",
    "duty",
    "each",
    "other",
    "under",
    "this",
    "Agreement",
    "safeguard",
    "notice",
    "consult",
    "within",
    "thirty",
    "days",
    "before",
    "imports",
    "serious",
    "injury",
    "domestic",
    "producers",
    "services",
    "market",
    "access",
    "schedule",
    "committee",
    "joint",
    "review",
    "every",
    "year",
    "information",
    "exchange",
    "technical",
    "standards",
    "plant",
    "health",
    "animal",
    "disputes",
    "panel",
    "arbitrators",
    "award",
    "final",
    "ships",
    "ports",
    "fees",
    "charges",
];

/// A treaty of ninety articles; `seed` sets the words, `other` changes one word in eight.
fn treaty(seed: u64, other: u64) -> String {
    let (mut same, mut changed) = (Seed(seed), Seed(other));
    let mut text = String::from("The Parties have agreed as follows:\n\n");
    for article in 1..=ARTICLES {
        text.push_str(&format!("Article {article}\nTitle Of Article {article}\n"));
        for paragraph in 1..=3 {
            text.push_str(&format!("{paragraph}. "));
            for _ in 0..70 {
                let word = same.below(WORDS.len());
                let word = if other > 0 && changed.below(8) == 0 {
                    changed.below(WORDS.len())
                } else {
                    word
                };
                text.push_str(WORDS[word]);
                text.push(' ');
            }
            text.push_str("end.\n");
        }
    }
    text
}

/// Processor time of this thread: other work on the machine counts little.
fn cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanos) = (u64::try_from(now.tv_sec), u32::try_from(now.tv_nsec));
    Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0))
}

/// Median and best time of some runs.
fn times(mut run: impl FnMut()) -> (Duration, Duration) {
    let mut all: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begin = cpu();
            run();
            cpu() - begin
        })
        .collect();
    all.sort_unstable();
    (all[ROUNDS / 2], all[0])
}

fn collection(name: &str) -> Vec<Document> {
    let Ok(entries) = std::fs::read_dir(Path::new(FIXTURES).join(name)) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let raws = paths
        .into_iter()
        .filter_map(|path| std::fs::read(path).ok());
    raws.filter_map(|raw| Some(read(&raw, &ReadHint::default()).ok()?.swap_remove(0)))
        .collect()
}

fn segmentation(name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    if bytes == 0 {
        return;
    }
    let mut segments = 0;
    let (median, best) = times(|| {
        segments = texts
            .iter()
            .map(|text| black_box(segment(black_box(text))).segments.len())
            .sum();
    });
    let rate = |time: Duration| bytes as f64 / time.as_secs_f64() / 1e6;
    println!(
        "segmentation  {name:<34} {:>7} kB {segments:>7} segments   {:>6.0} MB/s median {:>6.0} MB/s best",
        bytes / 1000,
        rate(median),
        rate(best)
    );
}

fn alignment(name: &str, left: &Document, right: &Document) {
    let words = |document: &Document| -> Vec<String> {
        document
            .articles()
            .map(|at| document.words(document.body(at)).to_owned())
            .collect()
    };
    let (a, b) = (words(left), words(right));
    let a: Vec<&str> = a.iter().map(String::as_str).collect();
    let b: Vec<&str> = b.iter().map(String::as_str).collect();
    let (median, best) = times(|| {
        black_box(align(black_box(&a), black_box(&b)));
    });
    let (whole, _) = times(|| {
        black_box(diff(black_box(left), black_box(right)));
    });
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "alignment     {name:<34} {} x {} articles   {:>6.2} ms median {:>6.2} ms best; with words {:>7.2} ms",
        a.len(),
        b.len(),
        millis(median),
        millis(best),
        millis(whole)
    );
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    segmentation(
        "a treaty made here",
        &[treaty(7, 0), treaty(8, 0), treaty(9, 0)],
    );
    let agreements = collection("tota");
    let texts: Vec<String> = agreements
        .iter()
        .map(|document| document.text.clone())
        .collect();
    segmentation("trade agreements", &texts);
    let treaties = collection("open-treaties");
    let texts: Vec<String> = treaties
        .iter()
        .map(|document| document.text.clone())
        .collect();
    segmentation("treaties", &texts);
    let one = |raw: String| {
        read(raw.as_bytes(), &ReadHint::default())
            .expect("a document")
            .swap_remove(0)
    };
    alignment("a treaty made here", &one(treaty(7, 0)), &one(treaty(7, 3)));
    let mut near: Vec<&Document> = agreements.iter().chain(&treaties).collect();
    near.sort_by_key(|document| document.articles().count().abs_diff(ARTICLES));
    if let [first, second, ..] = near[..] {
        alignment("the two nearest to ninety articles", first, second);
    }
}
