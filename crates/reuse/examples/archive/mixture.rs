//! Stories and pages mixed from the paragraphs of a collection, always the same for the same seed. Measures nothing.

use std::collections::HashSet;
use std::path::Path;

use copydesk_reuse::Words;
use copydesk_reuse::testgen::{Case, Class, Numbers, generate_from};
use copydesk_text::Block;
use serde_json::Value;

const SEED: u64 = 20_261_128;
/// Words of a mixed story, about.
const STORY_WORDS: usize = 497;

/// Paragraphs of a collection, each in words.
pub struct Mixture {
    pub paragraphs: Vec<Vec<String>>,
    pub words: Vec<String>,
}

impl Mixture {
    pub fn of(paragraphs: Vec<Vec<String>>) -> Self {
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
    pub fn story(&self, n: u64) -> Vec<String> {
        self.story_replacing(n, true)
    }

    pub fn story_replacing(&self, n: u64, replaces: bool) -> Vec<String> {
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
pub struct Parts {
    /// What the archive is mixed from.
    pub kept: Mixture,
    /// What is held out, but for what stands in the kept part, too.
    pub held: Mixture,
    /// All that is held out.
    pub held_whole: Mixture,
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

pub fn read(corpus: &str) -> Parts {
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
pub fn web_paragraphs(corpus: &str) -> Option<Mixture> {
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

pub fn blocks(story: &[String]) -> Vec<Block> {
    story
        .iter()
        .map(|text| Block::paragraph(text.as_str()))
        .collect()
}

/// A page of a class, with the stories behind it.
pub struct Page {
    pub case: Case,
    pub behind: Vec<u64>,
}

pub fn pages(
    class: Class,
    count: usize,
    stories: usize,
    kept: &Mixture,
    held: &Mixture,
) -> Vec<Page> {
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
