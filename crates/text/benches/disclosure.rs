//! Times the disclosure of 900-word pairs beside bare diffs of the same words in the same run. The peers report
//! differences of words they are handed ready folded; the disclosure reads, folds, aligns, finds moves, labels,
//! states and hashes. Never asserts a time.

use std::hint::black_box;
use std::time::{Duration, Instant};

use copydesk_text::{Block, PageSide, Verdict, WireSide, disclose};
use imara_diff::{Algorithm, Diff, InternedInput};

const ROUNDS: usize = 400;

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

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const SUBJECTS: [&str; 14] = [
    "The harbour authority",
    "Mayor Ines Valk",
    "A spokesman for the union",
    "The ministry of works",
    "Doctor Emil Sato",
    "The national grid operator",
    "Residents of the old quarter",
    "The court in Velden",
    "A survey of 1,240 households",
    "The head of the fishing fleet",
    "Investigators",
    "The opposition",
    "A second report",
    "The weather service",
];
const VERBS: [&str; 14] = [
    "said on Monday that",
    "told a news conference that",
    "denied that",
    "expects that",
    "announced that",
    "warned that",
    "did not confirm that",
    "has argued since March that",
    "wrote in a letter that",
    "is convinced that",
    "repeated that",
    "made clear that",
    "was told that",
    "hopes that",
];
const OBJECTS: [&str; 16] = [
    "the new bridge",
    "the price of bread",
    "a third of the ships",
    "the talks with the neighbouring country",
    "the water level",
    "more than 40 schools",
    "the budget for next year",
    "a ban on night flights",
    "the election in the province",
    "the old power station",
    "the railway line to the coast",
    "an agreement on migration",
    "the number of patients",
    "the rescue of the bank",
    "the border crossing",
    "the harvest of the season",
];
const ENDS: [&str; 14] = [
    "would be finished before the end of the year",
    "rose by 3.5 percent in a month",
    "had been known to everyone for a long time",
    "could not be paid for without new taxes",
    "was \"a mistake that nobody wants to repeat\"",
    "needs another vote in parliament",
    "will close for two weeks in August",
    "didn't meet the conditions of 2019",
    "is safer than it has ever been",
    "fell to its lowest point in ten years",
    "remains the most important question of all",
    "would cost about 12 million",
    "came too late for most of those concerned",
    "has nothing to do with the strike",
];

fn sentence(seed: &mut Seed) -> String {
    format!(
        "{} {} {} {}.",
        seed.pick(&SUBJECTS),
        seed.pick(&VERBS),
        seed.pick(&OBJECTS),
        seed.pick(&ENDS)
    )
}

fn story(seed: &mut Seed, words: usize) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut count = 0;
    while count < words {
        let text: Vec<String> = (0..2 + seed.below(2)).map(|_| sentence(seed)).collect();
        let text = text.join(" ");
        count += text.split(' ').count();
        paragraphs.push(text);
    }
    paragraphs
}

/// A cut at the end, house spellings and typography.
fn light(seed: &mut Seed, wire: &[String]) -> Vec<String> {
    let kept = wire.len() - 2;
    let mut page: Vec<String> = wire[..kept].to_vec();
    for paragraph in &mut page {
        *paragraph = paragraph
            .replace('\'', "\u{2019}")
            .replace(" \"", " \u{201C}")
            .replace("percent", "per cent");
    }
    for _ in 0..6 {
        let at = seed.below(page.len());
        page[at] = page[at].replacen("the", "that", 1);
    }
    page
}

/// One paragraph moved up, three of another hand inserted.
fn moved(seed: &mut Seed, wire: &[String]) -> Vec<String> {
    let mut page = wire.to_vec();
    let paragraph = page.remove(page.len() - 3);
    page.insert(2, paragraph);
    for _ in 0..3 {
        let at = 1 + seed.below(page.len() - 1);
        page.insert(at, sentence(seed));
    }
    page
}

/// The words of another language, so that nothing is common but marks.
fn unrelated(seed: &mut Seed, words: usize) -> Vec<String> {
    let letters = [
        "ka", "lo", "mi", "ren", "su", "tova", "bel", "dir", "un", "ga",
    ];
    let mut word = || {
        (0..1 + seed.below(3))
            .map(|_| seed.pick(&letters))
            .collect::<String>()
    };
    (0..words / 45)
        .map(|_| format!("{}.", (0..45).map(|_| word()).collect::<Vec<_>>().join(" ")))
        .collect()
}

fn blocks(paragraphs: &[String]) -> Vec<Block> {
    paragraphs.iter().map(Block::paragraph).collect()
}

/// Median and worst time of a call.
fn time(call: impl FnMut()) -> (Duration, Duration) {
    time_of(ROUNDS, call)
}

/// The same over fewer rounds, for what takes long.
fn time_of(rounds: usize, mut call: impl FnMut()) -> (Duration, Duration) {
    for _ in 0..rounds / 20 {
        call();
    }
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[rounds / 2], times[rounds - 1])
}

/// Words for the peers, folded as far as they need: quotation marks and apostrophes united.
fn folded(paragraphs: &[String]) -> String {
    paragraphs
        .join(" ")
        .replace(['\u{2019}', '\u{2018}'], "'")
        .replace(['\u{201C}', '\u{201D}'], "\"")
}

/// Times that include splitting the words, as the disclosure includes reading its text.
fn peers(wire: &[String], page: &[String]) -> Vec<(&'static str, (Duration, Duration))> {
    let (old, new) = (folded(wire), folded(page));
    let words = |text: &'_ str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let imara = |algorithm: Algorithm| {
        time(|| {
            let input: InternedInput<&str> = InternedInput::new(Split(&old), Split(&new));
            black_box(Diff::compute(algorithm, &input));
        })
    };
    vec![
        (
            "similar 3.2 Myers, words",
            time(|| {
                let (a, b) = (words(&old), words(&new));
                black_box(similar::capture_diff_slices(
                    similar::Algorithm::Myers,
                    &a,
                    &b,
                ));
            }),
        ),
        (
            "imara-diff 0.2 Histogram, words",
            imara(Algorithm::Histogram),
        ),
        ("imara-diff 0.2 Myers, words", imara(Algorithm::Myers)),
        (
            "dissimilar 1.0, characters",
            time_of(20, || {
                black_box(dissimilar::diff(&old, &new));
            }),
        ),
    ]
}

/// A text as a source of words for imara-diff.
struct Split<'a>(&'a str);

impl<'a> imara_diff::TokenSource for Split<'a> {
    type Token = &'a str;
    type Tokenizer = std::str::Split<'a, char>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.split(' ')
    }

    fn estimate_tokens(&self) -> u32 {
        1_000
    }
}

fn report(name: &str, wire: &[String], page: &[String]) {
    let sent = WireSide {
        agency: Some("Aster".to_owned()),
        blocks: blocks(wire),
        ..WireSide::default()
    };
    let shown = PageSide {
        site: Some("Example Times".to_owned()),
        blocks: blocks(page),
        ..PageSide::default()
    };
    let disclosure = disclose(&sent, &shown);
    let counts = disclosure
        .counts()
        .map(|c| (c.words_wire, c.words_page, c.paragraphs_moved));
    let verdict = disclosure.verdict().map_or("none", Verdict::name);
    println!(
        "\n{name}: {verdict}, words of wire and page, paragraphs moved: {counts:?}, {} operations",
        disclosure.operations().len()
    );
    let own = time(|| {
        black_box(disclose(black_box(&sent), black_box(&shown)));
    });
    let milliseconds = |d: Duration| d.as_secs_f64() * 1_000.0;
    println!(
        "  {:<34} median {:.3} ms, worst {:.3} ms",
        "copydesk disclosure (all of it)",
        milliseconds(own.0),
        milliseconds(own.1)
    );
    for (peer, times) in peers(wire, page) {
        let ratio = milliseconds(own.0) / milliseconds(times.0);
        println!(
            "  {peer:<34} median {:.3} ms, worst {:.3} ms; ours takes {ratio:.2} times that",
            milliseconds(times.0),
            milliseconds(times.1)
        );
    }
}

/// Writes the pairs as JSON, folded as the peers get them, for `scripts/bench-disclosure`.
fn write_pairs(path: &str, wire: &[String], pages: [(&str, &[String]); 3]) {
    let pair = |(name, page): (&str, &[String])| serde_json::json!({"name": name, "wire": folded(wire), "page": folded(page)});
    let pairs: Vec<serde_json::Value> = pages.map(pair).to_vec();
    std::fs::write(path, serde_json::json!(pairs).to_string()).expect("the file for the pairs");
}

fn main() {
    let mut seed = Seed(7);
    let wire = story(&mut seed, 900);
    let (edited, reordered, other) = (
        light(&mut seed, &wire),
        moved(&mut seed, &wire),
        unrelated(&mut seed, 900),
    );
    if let Ok(path) = std::env::var("PAIRS") {
        let pages = [
            ("light edits", &edited[..]),
            ("moved", &reordered),
            ("unrelated", &other),
        ];
        write_pairs(&path, &wire, pages);
    }
    report("same text", &wire, &wire.clone());
    report("light edits", &wire, &edited);
    report("one paragraph moved, three inserted", &wire, &reordered);
    report("unrelated", &wire, &other);
}
