//! Measures the index: build, size, query, recall of each class, whole audits, false sources.
//!
//! `cargo run --release -p copydesk-reuse --example archive -- CORPUS [--stories N] [--pages N] [--export FILE]`
//! (100,000 stories, 200 pages a class; no pages: the build alone)
//!
//! CORPUS is a folder of JSON lists of objects with `body` (the Reuters-21578 collection lies so beside the project). An
//! archive larger than that is mixed from its paragraphs with a fixed seed, one word of six replaced by another of the
//! collection, so that runs of words are about as rare as in new copy. A tenth of the collection is held out: pages that
//! are from no wire, and the foreign paragraphs of others, are mixed from it; paragraphs of it that share 12 words in a row
//! with the rest are left out, since they are the rest's.
//!
//! Builds are measured in CPU time of the one thread, queries by the shortest of three runs.

mod build;
mod measure;
mod mixture;

use std::io::Write;

use serde_json::json;

use build::build;
use measure::{CLASSES, measure, measure_audits, measure_unrelated};
use mixture::{Mixture, Parts, pages, read, web_paragraphs};

pub struct Options {
    corpus: String,
    pub stories: usize,
    pub pages: usize,
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

/// Stories and pages for peers, a JSON object a line.
fn export(to: &str, options: &Options, kept: &Mixture, held: &Mixture) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(to).expect("the file"));
    for n in 0..options.stories {
        let story = json!({"story": n, "text": kept.story(n as u64).join("\n\n")});
        writeln!(out, "{story}").expect("the file");
    }
    for class in CLASSES {
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
    if options.pages == 0 {
        return;
    }
    measure(&archive, &options, &kept, &held);
    measure_audits(&archive, &options, &kept, &held);
    measure_unrelated(&archive, "held out, repeats left out", |n| held.story(n));
    measure_unrelated(&archive, "held out, repeats among them", |n| {
        held_whole.story(n)
    });
    if let Some(web) = web_paragraphs(&options.corpus) {
        let name = format!("mixed of {} paragraphs of web pages", web.paragraphs.len());
        measure_unrelated(&archive, &name, |n| web.story_replacing(n, false));
    }
}
