//! Measures the index: build, size, query, recall of each class, false sources.
//!
//! `cargo run --release -p copydesk-reuse --example archive -- CORPUS [--stories N] [--pages N] [--export FILE]`
//!
//! CORPUS is a folder of JSON lists of objects with `body` (the Reuters-21578 collection lies so beside the project). An
//! archive larger than that is mixed from its paragraphs with a fixed seed, one word of six replaced by another of the
//! collection, so that runs of words are about as rare as in new copy. A tenth of the collection is held out: pages that
//! are from no wire, and the foreign paragraphs of others, are mixed from it; paragraphs of it that share 12 words in a row
//! with the rest are left out, since they are the rest's.
//!
//! Builds are measured in CPU time of the one thread, queries by the shortest of three runs.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_reuse::testgen::{Case, Class, Numbers, ParagraphKind, generate_from};
use copydesk_reuse::{
    Access, Archive, BULK_DOCUMENTS_MAX, Candidate, Document, Evidence, ItemHash, Loading,
    MemoryStore, Query, Runs, Words,
};
use copydesk_text::Block;
use serde_json::{Value, json};

const SEED: u64 = 20_261_128;
/// Words of a mixed story, about.
const STORY_WORDS: usize = 497;
/// Stories made before the clock runs.
const BATCH: usize = 4_096;

struct Options {
    corpus: String,
    stories: usize,
    pages: usize,
    export: Option<String>,
}

fn options() -> Options {
    let mut words = std::env::args().skip(1);
    let mut options = Options {
        corpus: words.next().expect("the folder of the collection"),
        stories: 100_000,
        pages: 200,
        export: None,
    };
    while let Some(word) = words.next() {
        let value = words.next().expect("a value follows");
        match word.as_str() {
            "--stories" => options.stories = value.parse().expect("a number"),
            "--pages" => options.pages = value.parse().expect("a number"),
            "--export" => options.export = Some(value),
            other => panic!("unknown: {other}"),
        }
    }
    options
}

/// CPU time of this thread: other programs of the machine do not count.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the kernel counts CPU time"))
}

/// A query's time in ms: the shortest of three, since other programs may take the processor meanwhile.
fn timed<T>(mut run: impl FnMut() -> T) -> (T, f64) {
    let mut best = f64::MAX;
    loop {
        let mut last = None;
        for _ in 0..3 {
            let start = Instant::now();
            last = Some(run());
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
        }
        if let Some(last) = last {
            return (last, best);
        }
    }
}

/// Paragraphs of a collection, each in words.
struct Mixture {
    paragraphs: Vec<Vec<String>>,
    words: Vec<String>,
}

impl Mixture {
    fn of(paragraphs: Vec<Vec<String>>) -> Self {
        let words = paragraphs
            .iter()
            .flatten()
            .filter(|word| word.chars().all(char::is_alphabetic));
        Self {
            words: words.cloned().collect(),
            paragraphs,
        }
    }

    /// Story number `n`: always the same.
    fn story(&self, n: u64) -> Vec<String> {
        self.story_replacing(n, true)
    }

    fn story_replacing(&self, n: u64, replaces: bool) -> Vec<String> {
        let mut numbers = Numbers::new(SEED ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (mut story, mut count) = (Vec::new(), 0);
        while count < STORY_WORDS - 20 {
            let paragraph = numbers.pick(&self.paragraphs);
            let mut text = String::with_capacity(paragraph.len() * 8);
            for word in paragraph {
                if !text.is_empty() {
                    text.push(' ');
                }
                let other = replaces && word.chars().all(char::is_alphabetic) && numbers.once_in(6);
                text.push_str(if other {
                    numbers.pick(self.words.as_slice()).as_str()
                } else {
                    word
                });
            }
            count += paragraph.len();
            story.push(text);
        }
        story
    }
}

/// The collection in parts.
struct Parts {
    /// What the archive is mixed from.
    kept: Mixture,
    /// What is held out, but for what stands in the kept part, too.
    held: Mixture,
    /// All that is held out.
    held_whole: Mixture,
}

/// Hashes of all runs of 12 words, as the index counts words.
fn runs_of_twelve(paragraph: &[String]) -> Vec<u64> {
    let words = Words::of(&[Block::paragraph(paragraph.join(" "))]);
    let join = |run: &[u64]| {
        run.iter().fold(0_u64, |sum, word| {
            sum.rotate_left(5).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ word
        })
    };
    words.hashes().windows(12).map(join).collect()
}

fn read(corpus: &str) -> Parts {
    let mut files: Vec<_> = std::fs::read_dir(Path::new(corpus))
        .expect("the folder")
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    let mut number = 0;
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "json"))
    {
        let list: Vec<Value> =
            serde_json::from_slice(&std::fs::read(file).expect("a file")).expect("a JSON list");
        for body in list.iter().filter_map(|story| story["body"].as_str()) {
            number += 1;
            let paragraphs = body.split("\n    ").map(|paragraph| {
                paragraph
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            });
            let long = paragraphs.filter(|words: &Vec<String>| (12..=70).contains(&words.len()));
            if number % 10 == 0 {
                held.extend(long);
            } else {
                kept.extend(long);
            }
        }
    }
    // What was sent twice stands in both parts: it would be found, and rightly so. A paragraph that has 12 words in a
    // row with the kept part is left out; the whole is measured, too.
    let known: HashSet<u64> = kept
        .iter()
        .flat_map(|words| runs_of_twelve(words))
        .collect();
    let own = held.iter().filter(|words| {
        let runs = runs_of_twelve(words);
        runs.iter().all(|run| !known.contains(run))
    });
    Parts {
        held: Mixture::of(own.cloned().collect()),
        kept: Mixture::of(kept),
        held_whole: Mixture::of(held),
    }
}

/// Paragraphs of web pages that no wire of the collection is behind, from the truth of the article benchmark.
fn web_paragraphs(corpus: &str) -> Option<Mixture> {
    let truth = Path::new(corpus).join("../../pages/article-benchmark/ground-truth.json");
    let truth: Value = serde_json::from_slice(&std::fs::read(truth).ok()?).ok()?;
    let bodies = truth.as_object()?.values();
    let lines = bodies
        .filter_map(|page| page["articleBody"].as_str())
        .flat_map(str::lines);
    let paragraphs = lines.map(|line| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let long = paragraphs.filter(|words: &Vec<String>| (12..=150).contains(&words.len()));
    Some(Mixture::of(long.collect()))
}

fn blocks(story: &[String]) -> Vec<Block> {
    story
        .iter()
        .map(|text| Block::paragraph(text.as_str()))
        .collect()
}

fn build(mixture: &Mixture, stories: usize) -> (Archive, MemoryStore) {
    let store = MemoryStore::default();
    let mut archive = Archive::open(Arc::new(store.clone()), Access::Write).expect("memory");
    let (mut bytes, mut words, mut postings) = (0, 0, 0);
    let (mut reading, mut writing) = (Duration::ZERO, Duration::ZERO);
    let (mut scanning, mut flushing, mut read_words) = (Duration::ZERO, Duration::ZERO, 0);
    let mut runs = Runs::default();
    let mut from = 0;
    while from < stories {
        let to = (from + BATCH).min(stories);
        let batch: Vec<Vec<Block>> = (from..to)
            .map(|n| blocks(&mixture.story(n as u64)))
            .collect();
        bytes += batch
            .iter()
            .flatten()
            .map(|block| block.text.len())
            .sum::<usize>();
        let start = cpu();
        for (n, story) in (from..to).zip(&batch) {
            let story = Words::of(story);
            words += story.len();
            let document = Document {
                sequence: n as u64 + 1,
                item: ItemHash(n as u64),
                received: 1_700_000_000 + n as u32,
                words: &story,
            };
            archive.add(&document, Loading::Bulk);
        }
        let added = cpu();
        if archive.unwritten() >= BULK_DOCUMENTS_MAX || to == stories {
            archive.flush().expect("memory");
        }
        writing += cpu().saturating_sub(start);
        flushing += cpu().saturating_sub(added);
        // The same once more: words alone, then fingerprints.
        if from < 10 * BATCH {
            let start = cpu();
            for story in &batch {
                read_words += Words::of(story).len();
            }
            scanning += cpu().saturating_sub(start);
            let start = cpu();
            for story in &batch {
                runs.fingerprints(&Words::of(story), |_| postings += 1);
            }
            reading += cpu().saturating_sub(start);
        }
        from = to;
    }
    let read = bytes.min(bytes * 10 * BATCH / stories.max(1));
    let start = cpu();
    if let Some(merge) = archive.plan_compaction() {
        merge.run().expect("memory");
        archive.adopt(&merge).expect("memory");
    }
    let joining = cpu().saturating_sub(start);
    let whole = writing + joining;
    let segment = archive.segments().next().expect("a segment");
    let seconds = |time: Duration| time.as_secs_f64();
    println!(
        "{stories} stories, {:.1} MB, {:.0} words a story",
        bytes as f64 / 1e6,
        words as f64 / stories as f64
    );
    println!(
        "words alone: {:.0} MB/s ({read_words} words); fingerprinting alone: {:.0} MB/s; {:.3} a word",
        read as f64 / 1e6 / seconds(scanning),
        read as f64 / 1e6 / seconds(reading),
        postings as f64 / (words as f64 * read as f64 / bytes as f64)
    );
    println!(
        "whole build: {:.2} s ({:.2} s writing segments, {:.2} s joining): {:.0} stories/s, {:.0} MB/s",
        seconds(whole),
        seconds(flushing),
        seconds(joining),
        stories as f64 / seconds(whole),
        bytes as f64 / 1e6 / seconds(whole)
    );
    println!(
        "index: {:.1} bytes a story ({:.1} postings a story, {:.2} bytes a posting), {} keys",
        segment.bytes_len() as f64 / stories as f64,
        segment.postings() as f64 / stories as f64,
        segment.bytes_len() as f64 / segment.postings() as f64,
        segment.keys()
    );
    (archive, store)
}

/// A page of a class, with the stories behind it.
struct Page {
    case: Case,
    behind: Vec<u64>,
}

fn pages(class: Class, count: usize, stories: usize, kept: &Mixture, held: &Mixture) -> Vec<Page> {
    let mut numbers = Numbers::new(SEED ^ class.name().len() as u64 ^ 77);
    let mut pages = Vec::with_capacity(count);
    let mut tries = 0;
    while pages.len() < count && tries < count * 20 {
        tries += 1;
        let wires = if class == Class::Combined { 3 } else { 1 };
        let behind: Vec<u64> = (0..wires).map(|_| numbers.below(stories) as u64).collect();
        let mut texts: Vec<Vec<String>> = behind.iter().map(|&n| kept.story(n)).collect();
        texts.extend((0..2).map(|_| held.story(1 << 40 | numbers.draw() >> 30)));
        if let Some(case) = generate_from(class, &texts, numbers.draw()) {
            let behind = if class == Class::Neg {
                Vec::new()
            } else {
                behind
            };
            pages.push(Page { case, behind });
        }
    }
    pages
}

fn page_blocks(case: &Case) -> Vec<Block> {
    case.published
        .iter()
        .map(|paragraph| Block::paragraph(paragraph.text()))
        .collect()
}

struct Timed(Vec<f64>);

impl Timed {
    fn say(mut self) -> String {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| self.0[((self.0.len() - 1) as f64 * share) as usize];
        format!("{:.3} / {:.3} / {:.3}", at(0.5), at(0.99), at(1.0))
    }
}

/// Whether the words of the page that are not inserted are covered: 0.8 of them.
fn covers(case: &Case, sources: &[Candidate]) -> bool {
    let (mut own, mut covered, mut at) = (0, 0, 0);
    for paragraph in &case.published {
        let words = Words::of(&[Block::paragraph(paragraph.text())]).len();
        if paragraph.kind == ParagraphKind::Text {
            own += words;
            covered += (at..at + words)
                .filter(|&word| sources.iter().any(|source| source.cover.has(word)))
                .count();
        }
        at += words;
    }
    covered * 10 >= own * 8
}

fn measure(archive: &Archive, options: &Options, kept: &Mixture, held: &Mixture) {
    const CLASSES: [Class; 9] = [
        Class::Verbatim,
        Class::Cut,
        Class::CutSentence,
        Class::Para10,
        Class::Para20,
        Class::Partial30,
        Class::Combined,
        Class::Quote2,
        Class::Quote1,
    ];
    println!(
        "| class | pages | recall@10 | true source named | spans before the evidence rule | after | query ms, median / p99 / worst |"
    );
    println!("|---|--:|--:|--:|--:|--:|---|");
    let mut all = Vec::new();
    for class in CLASSES {
        let (mut first_ten, mut named, mut wanted, mut before, mut after) = (0, 0, 0, 0, 0);
        let mut times = Vec::new();
        let pages = pages(class, options.pages, options.stories, kept, held);
        for page in &pages {
            let blocks = page_blocks(&page.case);
            let look_up = || {
                archive
                    .search(&Query::of(&Words::of(&blocks)))
                    .sources(Evidence::Minimum)
            };
            let (sources, time) = timed(look_up);
            times.push(time);
            let query = Query::of(&Words::of(&blocks));
            let search = archive.search(&query);
            let candidates = search.candidates();
            let is_in = |list: &[Candidate], n: u64| {
                list.iter().any(|found| found.found.item == ItemHash(n))
            };
            wanted += page.behind.len();
            first_ten += page
                .behind
                .iter()
                .filter(|&&n| is_in(&candidates[..candidates.len().min(10)], n))
                .count();
            named += page.behind.iter().filter(|&&n| is_in(&sources, n)).count();
            before += usize::from(covers(&page.case, &search.sources(Evidence::Any)));
            after += usize::from(covers(&page.case, &sources));
        }
        all.extend_from_slice(&times);
        let of = |part: usize, whole: usize| part as f64 / whole as f64;
        let paraphrased = matches!(class, Class::Para10 | Class::Para20);
        let span = |part: usize| {
            if paraphrased {
                String::from("–")
            } else {
                format!("{:.3}", of(part, pages.len()))
            }
        };
        println!(
            "| {} | {} | {:.3} | {:.3} | {} | {} | {} |",
            class.name(),
            pages.len(),
            of(first_ten, wanted),
            of(named, wanted),
            span(before),
            span(after),
            Timed(times).say()
        );
    }
    println!(
        "| all | {} | | | | | {} |",
        all.len(),
        Timed(all.clone()).say()
    );
}

/// How many pages of no wire get a source.
fn measure_unrelated(archive: &Archive, name: &str, story: impl Fn(u64) -> Vec<String>) {
    let (mut false_sources, mut times) = (0, Vec::new());
    let unrelated = 2_000;
    for n in 0..unrelated {
        let blocks = blocks(&story(1 << 50 | n));
        let look_up = || {
            archive
                .search(&Query::of(&Words::of(&blocks)))
                .sources(Evidence::Minimum)
        };
        let (sources, time) = timed(look_up);
        times.push(time);
        false_sources += usize::from(!sources.is_empty());
    }
    println!(
        "unrelated pages with a source, {name}: {false_sources} of {unrelated}; query ms {}",
        Timed(times).say()
    );
}

/// Stories and pages for peers, a JSON object a line.
fn export(to: &str, options: &Options, kept: &Mixture, held: &Mixture) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(to).expect("the file"));
    for n in 0..options.stories {
        let story = json!({"story": n, "text": kept.story(n as u64).join("\n\n")});
        writeln!(out, "{story}").expect("the file");
    }
    for class in [
        Class::Verbatim,
        Class::Cut,
        Class::CutSentence,
        Class::Para10,
        Class::Para20,
        Class::Partial30,
        Class::Combined,
        Class::Quote2,
        Class::Quote1,
    ] {
        for page in pages(class, options.pages, options.stories, kept, held) {
            let text: Vec<String> = page
                .case
                .published
                .iter()
                .map(|paragraph| paragraph.text())
                .collect();
            let line =
                json!({"class": class.name(), "behind": page.behind, "text": text.join("\n\n")});
            writeln!(out, "{line}").expect("the file");
        }
    }
}

fn main() {
    let options = options();
    let Parts {
        kept,
        held,
        held_whole,
    } = read(&options.corpus);
    if let Some(to) = &options.export {
        return export(to, &options, &kept, &held);
    }
    let (archive, _store) = build(&kept, options.stories);
    measure(&archive, &options, &kept, &held);
    measure_unrelated(&archive, "held out, repeats left out", |n| held.story(n));
    measure_unrelated(&archive, "held out, repeats among them", |n| {
        held_whole.story(n)
    });
    if let Some(web) = web_paragraphs(&options.corpus) {
        let name = format!("mixed of {} paragraphs of web pages", web.paragraphs.len());
        measure_unrelated(&archive, &name, |n| web.story_replacing(n, false));
    }
}
