//! Queries: recall of each class, the time of a query, pages from no wire that are given a source.

use std::time::Instant;

use copydesk_reuse::testgen::{Case, Class, ParagraphKind};
use copydesk_reuse::{Archive, Candidate, Evidence, ItemHash, Query, Words};
use copydesk_text::Block;

use crate::Options;
use crate::mixture::{Mixture, blocks, pages};

/// The classes of pages that have a source.
pub const CLASSES: [Class; 9] = [
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

struct Timed(Vec<f64>);

impl Timed {
    fn say(mut self) -> String {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| self.0[((self.0.len() - 1) as f64 * share) as usize];
        format!("{:.3} / {:.3} / {:.3}", at(0.5), at(0.99), at(1.0))
    }
}

fn page_blocks(case: &Case) -> Vec<Block> {
    case.published
        .iter()
        .map(|paragraph| Block::paragraph(paragraph.text()))
        .collect()
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

pub fn measure(archive: &Archive, options: &Options, kept: &Mixture, held: &Mixture) {
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
pub fn measure_unrelated(archive: &Archive, name: &str, story: impl Fn(u64) -> Vec<String>) {
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
