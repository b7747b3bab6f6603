//! Generated pages with known edits, run against the code or written out.
//!
//! `cargo run --release -p copydesk-reuse --example testgen -- [--seed N] [--pages N] [--deceptive N] [--json]`
//!
//! Prints a line a class: pages, share of right verdicts and of everything expected, unmodified verdicts, moves reported,
//! precision and recall of changed words, operations that give the page again. With `--json` writes the pages instead,
//! one a line: wires, HTML, what is expected, and for each unit of the page where it comes from and what became of it.

#[path = "../tests/it/judge.rs"]
mod judge;

use std::io::Write;

use copydesk_reuse::testgen::{
    Case, Class, Deception, ParagraphKind, Treated, Unit, generate, languages,
};
use serde_json::{Value, json};

use judge::{Judgement, judge};

struct Options {
    seed: u64,
    pages: usize,
    deceptive: usize,
    as_json: bool,
    failures: bool,
}

fn options() -> Options {
    let mut options = Options {
        seed: 20_261_128,
        pages: 500,
        deceptive: 10_000,
        as_json: false,
        failures: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            words
                .next()
                .and_then(|word| word.parse().ok())
                .expect("a number follows")
        };
        match word.as_str() {
            "--seed" => options.seed = number(),
            "--pages" => options.pages = number() as usize,
            "--deceptive" => options.deceptive = number() as usize,
            "--json" => options.as_json = true,
            "--failures" => options.failures = true,
            other => panic!("unknown: {other}"),
        }
    }
    options
}

/// So many pages of a class, in all languages in turn.
fn cases(class: Class, count: usize, seed: u64) -> impl Iterator<Item = Case> {
    let all = (0..count as u64 * 40).filter_map(move |n| {
        let language = usize::try_from(n).unwrap_or(0) % languages().len();
        generate(class, language, seed.wrapping_add(n))
    });
    all.take(count)
}

#[derive(Default)]
struct Tally {
    pages: usize,
    verdicts: usize,
    right: usize,
    unmodified: usize,
    moves: (usize, usize),
    applies: usize,
    found: usize,
    wrongly: usize,
    missed: usize,
}

impl Tally {
    fn add(&mut self, judgement: &Judgement) {
        self.pages += 1;
        self.verdicts += usize::from(judgement.verdict_right);
        self.right += usize::from(judgement.is_right());
        self.unmodified += usize::from(judgement.unmodified);
        self.moves.0 += usize::from(judgement.moved == Some(true));
        self.moves.1 += usize::from(judgement.moved.is_some());
        self.applies += usize::from(judgement.applies);
        self.found += judgement.found;
        self.wrongly += judgement.wrongly;
        self.missed += judgement.missed;
    }

    fn row(&self, name: &str) -> String {
        let share = |part: usize, of: usize| match of {
            0 => String::from("–"),
            _ => format!("{:.2} %", 100.0 * part as f64 / of as f64),
        };
        let ratio = |part: usize, of: usize| match of {
            0 => String::from("–"),
            _ => format!("{:.4}", part as f64 / of as f64),
        };
        format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} |",
            self.pages,
            share(self.verdicts, self.pages),
            share(self.right, self.pages),
            self.unmodified,
            share(self.moves.0, self.moves.1),
            ratio(self.found, self.found + self.wrongly),
            ratio(self.found, self.found + self.missed),
            share(self.applies, self.pages),
        )
    }
}

fn main() {
    let options = options();
    let deceptive = Deception::ALL.map(Class::Deceptive);
    let each = options.deceptive / deceptive.len();
    let classes = Class::HONEST.map(|class| (class, options.pages));
    let classes: Vec<(Class, usize)> = classes
        .into_iter()
        .chain(deceptive.map(|class| (class, each)))
        .collect();
    let mut out = std::io::stdout().lock();
    if options.as_json {
        for (class, count) in classes {
            for case in cases(class, count, options.seed) {
                writeln!(out, "{}", line(&case)).expect("standard output");
            }
        }
        return;
    }
    println!(
        "seed {}, languages {}",
        options.seed,
        languages().join(", ")
    );
    println!(
        "| class | pages | verdict right | all right | unmodified | moves | precision | recall | re-applied |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    let (mut honest, mut deceived) = (Tally::default(), Tally::default());
    for (class, count) in classes {
        let mut tally = Tally::default();
        for case in cases(class, count, options.seed) {
            let (judgement, disclosure) = judge(&case);
            tally.add(&judgement);
            let all = if matches!(class, Class::Deceptive(_)) {
                &mut deceived
            } else {
                &mut honest
            };
            all.add(&judgement);
            if options.failures && !judgement.is_right() {
                println!("{} {} {judgement:?}", class.name(), case.language);
                println!(
                    "{:?}\n{:?}\n{:?}",
                    case.expected,
                    disclosure.counts(),
                    disclosure.insertions()
                );
                for operation in disclosure.operations() {
                    let wire = operation
                        .wire_span
                        .map(|span| &disclosure.wire_flat()[span.start..span.end]);
                    let wire = wire.filter(|_| operation.label != copydesk_text::Label::Same);
                    println!(
                        "  {:?} {:?} {wire:?} -> {:?}",
                        operation.op, operation.label, operation.text
                    );
                }
            }
        }
        println!("{}", tally.row(class.name()));
    }
    println!("{}", honest.row("all honest"));
    println!("{}", deceived.row("all deceptive"));
}

fn treated(unit: &Unit) -> String {
    match unit.treated {
        Treated::Same => String::from("same"),
        Treated::Typographic => String::from("typographic"),
        Treated::House => String::from("house"),
        Treated::Edited => String::from("edited"),
        Treated::Moved => String::from("moved"),
        Treated::Inserted(kind) => format!("inserted:{}", kind.name()),
    }
}

/// A page as one line of JSON.
fn line(case: &Case) -> Value {
    let unit = |unit: &Unit| {
        let origin = unit.origin.map(|origin| json!([origin.wire, origin.unit]));
        json!({"text": unit.text, "wire": origin, "label": treated(unit)})
    };
    let kind = |kind: ParagraphKind| match kind {
        ParagraphKind::Text => String::from("text"),
        ParagraphKind::SignOff => String::from("signature"),
        ParagraphKind::Inserted(kind) => format!("inserted:{}", kind.name()),
    };
    let expected = &case.expected;
    let insertions: Vec<Value> = expected
        .insertions
        .iter()
        .map(|(kind, count)| json!({"kind": kind.name(), "count": count}))
        .collect();
    json!({
        "class": case.class.name(),
        "language": case.language,
        "wires": case.wires.iter().map(|wire| json!({
            "guid": wire.side.guid,
            "headline": wire.side.headline,
            "dateline": wire.side.dateline,
            "paragraphs": wire.side.blocks.iter().map(|block| json!({"kind": block.kind.name(), "text": block.text})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "html": case.html,
        "expected": {
            "verdict": expected.verdict.map(copydesk_text::Verdict::name),
            "headline": expected.headline.name(),
            "gravity": expected.gravity,
            "insertions": insertions,
            "stripped": expected.stripped.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
            "moved": expected.moved,
            "paragraphs_omitted": expected.paragraphs_omitted,
        },
        "published": case.published.iter().map(|paragraph| json!({
            "kind": kind(paragraph.kind),
            "units": paragraph.units.iter().map(unit).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
