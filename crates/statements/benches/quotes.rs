//! Times the check of 50 quotations against 100,000 words, and the reading of figures. The document is drawn from lists of
//! ours, or taken from the public treaties where they lie beside the project. Prints the machine's SHA-256 beside it.
//! Never asserts a time.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_statements::figures::{FigureSettings, find_figures};
use copydesk_statements::quotes::{
    Attribution, Completeness, DocumentFacts, Prepared, Quotation, SourceText, Standing,
    Translation,
};
use copydesk_text::Span;
use sha2::{Digest, Sha256};

const WORDS: usize = 100_000;
const ROUNDS: usize = 25;

/// Numbers from a seed (splitmix64), so that every run times the same texts.
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }
}

const OPENINGS: [&str; 10] = [
    "The Parties shall",
    "Each Party may",
    "The Joint Commission shall",
    "Neither side shall",
    "The host academy may",
    "Relief crews shall",
    "The harbour master may",
    "Both governments undertake to",
    "The Court shall",
    "Experts may",
];
const VERBS: [&str; 12] = [
    "repair",
    "open",
    "inspect",
    "share",
    "publish",
    "protect",
    "register",
    "exchange",
    "supply",
    "measure",
    "keep",
    "hand over",
];
const THINGS: [&str; 24] = [
    "the mountain road",
    "all bridges",
    "forty masons",
    "the northern ferry",
    "grain and timber",
    "the weather stations",
    "travel papers",
    "stolen relics",
    "the river basin",
    "the yearly accounts",
    "cold laboratories",
    "sixty teachers",
    "customs houses",
    "the lantern dues",
    "salvaged cargo",
    "fishing grounds",
    "the old archive",
    "signal towers",
    "the findings of investigators",
    "school books",
    "the forest paths",
    "winter stores",
    "the mill weir",
    "breakwaters",
];
const ENDINGS: [&str; 14] = [
    "without delay",
    "in every season",
    "by common agreement",
    "unless a flood prevents it",
    "at equal cost",
    "within fourteen days",
    "in accordance with Article 12",
    "on the first working day of March",
    "for peaceful ends",
    "under the command of the sending Party",
    "subject to the approval of both parliaments",
    "before the ice closes the strait",
    "as the Commission has laid down",
    "for a term of fifteen years",
];

fn drawn() -> String {
    let mut seed = Seed(2031);
    let (mut text, mut words) = (String::new(), 0);
    while words < WORDS {
        let (a, b) = (seed.below(THINGS.len()), seed.below(THINGS.len()));
        let sentence = format!(
            "{} {} {} and {} {}, {} {}.",
            OPENINGS[seed.below(OPENINGS.len())],
            VERBS[seed.below(VERBS.len())],
            THINGS[a],
            VERBS[seed.below(VERBS.len())],
            THINGS[b],
            ENDINGS[seed.below(ENDINGS.len())],
            ENDINGS[seed.below(ENDINGS.len())],
        );
        words += sentence.split(' ').count();
        text.push_str(&sentence);
        text.push_str(if seed.below(6) == 0 { "\n\n" } else { " " });
    }
    text
}

/// The public treaties one after the other up to 100,000 words.
fn public() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/fixtures/documents/open-treaties");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let mut parts: Vec<String> = Vec::new();
    let mut words = 0;
    for path in paths {
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        for article in value.get("articles")?.as_array()? {
            let Some(content) = article.get("content_en").and_then(|c| c.as_str()) else {
                continue;
            };
            if words >= WORDS {
                return Some(parts.join("\n\n"));
            }
            words += content.split_whitespace().count();
            parts.push(content.to_owned());
        }
    }
    Some(parts.join("\n\n"))
}

/// Fifty quotations of 12 to 40 words: ten each as they stand, with a changed word, with a gap, with a bracket, absent.
fn story(text: &str) -> (String, Vec<Quotation>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut seed = Seed(7);
    let (mut story, mut quotations) = (String::new(), Vec::new());
    for number in 0..50 {
        let count = 12 + seed.below(29);
        let at = seed.below(words.len() - count);
        let mut quote: Vec<&str> = words[at..at + count].to_vec();
        match number % 5 {
            1 => quote[count / 2] = "quarrelsome",
            2 => quote[count / 2] = "\u{2026}",
            3 => quote[count / 2] = "[the envoy]",
            4 => {
                for index in (0..count).step_by(2) {
                    quote[index] = ["lantern", "orchard", "kettle", "thunder"][seed.below(4)];
                }
            }
            _ => {}
        }
        story.push_str("The text says \u{201C}");
        let start = story.len();
        story.push_str(&quote.join(" "));
        let mut quotation = Quotation::new(vec![Span::new(start, story.len())]);
        quotation.attribution = Attribution::Document;
        quotations.push(quotation);
        story.push_str("\u{201D}.\n\n");
    }
    (story, quotations)
}

fn median(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    (ms(times[times.len() / 2]), ms(times[times.len() - 1]))
}

fn time<T>(mut work: impl FnMut() -> T) -> (f64, f64) {
    median(
        (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(work());
                start.elapsed()
            })
            .collect(),
    )
}

fn quotations(name: &str, text: String) {
    let words = text.split_whitespace().count();
    let facts = DocumentFacts {
        completeness: Completeness::Full,
        standing: Standing::Official,
        translation: Translation::Original,
        ..DocumentFacts::default()
    };
    let source = SourceText::new(name, text, facts);
    let (story, quotations) = story(&source.text);
    let (ready, ready_worst) = time(|| Prepared::new(&source));
    let prepared = Prepared::new(&source);
    let (checked, checked_worst) = time(|| prepared.check_all(&story, Some("en"), &quotations));
    println!(
        "{name}: {words} words, {} kB; made ready {ready:.1} ms (worst {ready_worst:.1}); 50 quotations checked {checked:.2} ms \
         (worst {checked_worst:.2}); together {:.1} ms",
        source.text.len() / 1000,
        ready + checked
    );
    let mut by_kind = [0.0; 5];
    for (index, quotation) in quotations.iter().enumerate() {
        by_kind[index % 5] += time(|| prepared.check(&story, Some("en"), quotation)).0;
    }
    let kinds = [
        "as it stands",
        "a word changed",
        "with a gap",
        "with a bracket",
        "absent",
    ];
    let each: Vec<String> = kinds
        .iter()
        .zip(by_kind)
        .map(|(kind, ms)| format!("{kind} {:.3}", ms / 10.0))
        .collect();
    println!("  ms a quotation: {}", each.join(", "));
}

/// Quotations that are made to cost: many gaps, in a text that says the same over and over.
fn hostile() {
    let phrase = "the cart shall pass the mill and the cart shall pass the bridge ";
    let text = phrase.repeat(WORDS / phrase.split_whitespace().count());
    let facts = DocumentFacts {
        completeness: Completeness::Full,
        standing: Standing::Official,
        ..DocumentFacts::default()
    };
    let source = SourceText::new("over and over", text, facts);
    let prepared = Prepared::new(&source);
    let rows = [
        (
            "63 gaps, every part stands thousands of times",
            "the cart shall pass \u{2026} ".repeat(63),
        ),
        (
            "63 gaps, no part stands word for word",
            "the mill shall pass the wagon \u{2026} ".repeat(63),
        ),
        ("63 gaps of one word", "cart \u{2026} ".repeat(63)),
        (
            "4,000 words, no gap",
            "the cart shall pass the mill and the wagon ".repeat(4_000 / 9),
        ),
    ];
    for (name, quote) in rows {
        let story = format!("The text says \u{201C}{}mill\u{201D}.", quote);
        let start = story.find('\u{201C}').unwrap_or(0) + 3;
        let mut quotation = Quotation::new(vec![Span::new(start, story.len() - 4)]);
        quotation.attribution = Attribution::Document;
        let checked = prepared.check(&story, Some("en"), &quotation);
        let (ms, worst) = time(|| prepared.check(&story, Some("en"), &quotation));
        println!(
            "hostile, {name}: {ms:.1} ms (worst {worst:.1}), {} steps, {}",
            checked.work,
            checked
                .verdict
                .map_or("no verdict", |verdict| verdict.name())
        );
    }
}

fn figures(name: &str, text: &str) {
    let (ms, worst) = time(|| find_figures(text, FigureSettings::default()));
    let found = find_figures(text, FigureSettings::default()).len();
    let mb = text.len() as f64 / 1e6;
    println!(
        "{name}: {mb:.2} MB, {found} figures ({:.0} a MB): {:.1} MB/s (worst {:.1})",
        found as f64 / mb,
        mb / ms * 1e3,
        mb / worst * 1e3
    );
}

fn main() {
    let text = drawn();
    quotations("drawn from our lists", text.clone());
    let public = public();
    match &public {
        Some(public) => quotations("public treaties", public.clone()),
        None => println!("public treaties: skipped, ../shared/fixtures is not there"),
    }
    hostile();
    figures("figures, drawn text", &text);
    if let Some(public) = &public {
        figures("figures, public treaties", public);
    }
    let table = include_str!("../tests/it/data/figures.tsv").repeat(60);
    figures("figures, their own table over and over", &table);
    let bytes = vec![7_u8; 8 << 20];
    let (ms, _) = time(|| Sha256::digest(&bytes));
    println!(
        "baseline: SHA-256 {:.0} MB/s",
        bytes.len() as f64 / 1e6 / ms * 1e3
    );
}
