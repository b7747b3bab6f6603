//! Queries: recall of each class, the time of a query and of a whole audit, pages from no wire that are given a source.

use std::time::Instant;

use copydesk_reuse::testgen::{Case, Class, ParagraphKind};
use copydesk_reuse::{Archive, Candidate, Evidence, ItemHash, Query, Words};
use copydesk_text::{Block, Verdict, WireSide, disclose};

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

/// A saved page around a story, with what stands around stories.
fn saved_page(case: &Case) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=en><title>A page</title><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>\
         <main><article><h1>A page of a class</h1>",
    );
    for paragraph in &case.published {
        page.push_str("<p>");
        let text = paragraph.text();
        page.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        page.push_str("</p>");
    }
    page + "</article></main><footer><p>All rights reserved.</p></footer>"
}

/// Whole audits: a page's bytes are read, its sources are found, and each source's text is laid beside it, operations
/// and sentences included. The text itself is at hand here; a newsroom reads it from its archive.
pub fn measure_audits(archive: &Archive, options: &Options, kept: &Mixture, held: &Mixture) {
    println!(
        "| class | pages | verdict other than different text | audit ms, median / p99 / worst |"
    );
    println!("|---|--:|--:|---|");
    for class in CLASSES {
        let (mut compared, mut times) = (0, Vec::new());
        let pages = pages(class, options.pages, options.stories, kept, held);
        for page in &pages {
            let html = saved_page(&page.case);
            let text = |hash: ItemHash| blocks(&kept.story(hash.0));
            let query = Query::of(&Words::of(&page_blocks(&page.case)));
            let search = archive.search(&query);
            let texts: Vec<(ItemHash, Vec<Block>)> = search
                .sources(Evidence::Minimum)
                .iter()
                .map(|source| (source.found.item, text(source.found.item)))
                .collect();
            let audit = || {
                let read = copydesk_page::read_bytes(html.as_bytes(), None);
                let words = Words::of(read.blocks.iter().map(|block| &block.block));
                let sources = archive
                    .search(&Query::of(&words))
                    .sources(Evidence::Minimum);
                let beside = sources.iter().filter_map(|source| {
                    let (_, blocks) = texts.iter().find(|(item, _)| *item == source.found.item)?;
                    let wire = WireSide {
                        blocks: blocks.clone(),
                        ..WireSide::default()
                    };
                    Some(disclose(&wire, &copydesk_page::published(&read, &wire)))
                });
                beside
                    .filter(|said| said.verdict() != Some(Verdict::DifferentText))
                    .count()
            };
            let (beside, time) = timed(audit);
            compared += usize::from(beside > 0);
            times.push(time);
        }
        println!(
            "| {} | {} | {compared} | {} |",
            class.name(),
            pages.len(),
            Timed(times).say()
        );
    }
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
