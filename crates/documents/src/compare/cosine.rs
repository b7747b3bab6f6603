//! How alike articles are: TF-IDF cosine over words and pairs of words, weights from the two documents alone, in fixed
//! point. Hands out millionths; nobody is shown them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::logarithm::{ONE, ln};

/// One in the unit of similarity.
pub(crate) const MILLION: u64 = 1_000_000;

/// A map whose hasher has no random key; it is never walked.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// Counted terms of an article: (term, count), by term.
type Counts = Vec<(u32, u32)>;

/// The articles of two documents as vectors.
pub(crate) struct Space {
    pub left: Vec<Counts>,
    pub right: Vec<Counts>,
    /// Weight of each term's rarity, fixed point.
    rarity: Vec<u64>,
    /// Norms of the weighted vectors.
    left_norms: Vec<u64>,
    right_norms: Vec<u64>,
}

/// Words of a text as they are compared: letters and digits in lower case, Chinese characters one by one.
pub(crate) fn words(text: &str, mut take: impl FnMut(&str)) {
    tokens(text, |word, _, _| take(word));
}

/// The same words with their first byte and the one after their last.
pub(crate) fn tokens(text: &str, mut take: impl FnMut(&str, usize, usize)) {
    let mut word = String::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        if character.is_ascii_alphanumeric()
            || (!character.is_ascii() && character.is_alphanumeric())
        {
            let alone = is_ideograph(character);
            if alone && !word.is_empty() {
                take(&word, start, at);
                word.clear();
            }
            if word.is_empty() {
                start = at;
            }
            if character.is_ascii() {
                word.push(character.to_ascii_lowercase());
            } else {
                word.extend(character.to_lowercase());
            }
            if alone {
                take(&word, start, at + character.len_utf8());
                word.clear();
            }
        } else if !word.is_empty() {
            take(&word, start, at);
            word.clear();
        }
    }
    if !word.is_empty() {
        take(&word, start, text.len());
    }
}

const fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Words to numbers, in order of first sight.
#[derive(Default)]
pub(crate) struct Terms {
    words: Map<Box<str>, u32>,
    pairs: Map<(u32, u32), u32>,
    next: u32,
}

impl Terms {
    pub(crate) fn word(&mut self, word: &str) -> u32 {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        self.next += 1;
        self.words.insert(word.into(), self.next - 1);
        self.next - 1
    }

    fn pair(&mut self, pair: (u32, u32)) -> u32 {
        let next = &mut self.next;
        *self.pairs.entry(pair).or_insert_with(|| {
            *next += 1;
            *next - 1
        })
    }

    fn counts(&mut self, text: &str) -> Counts {
        let mut own: Vec<u32> = Vec::new();
        let mut before = None;
        words(text, |word| {
            let id = self.word(word);
            own.push(id);
            if let Some(before) = before {
                own.push(self.pair((before, id)));
            }
            before = Some(id);
        });
        own.sort_unstable();
        own.chunk_by(|a, b| a == b)
            .map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX)))
            .collect()
    }
}

impl Space {
    /// The vectors of both documents' articles.
    pub(crate) fn of(left: &[&str], right: &[&str]) -> Self {
        let mut terms = Terms::default();
        let left: Vec<Counts> = left.iter().map(|text| terms.counts(text)).collect();
        let right: Vec<Counts> = right.iter().map(|text| terms.counts(text)).collect();
        let mut frequency = vec![0_u64; terms.next as usize];
        for (term, _) in left.iter().chain(&right).flatten() {
            frequency[*term as usize] += 1;
        }
        let articles = (left.len() + right.len()) as u64;
        let most = ln(articles + 1);
        let rarity = frequency
            .into_iter()
            .map(|df| most.saturating_sub(ln(df)))
            .collect();
        let mut space = Self {
            left,
            right,
            rarity,
            left_norms: Vec::new(),
            right_norms: Vec::new(),
        };
        space.left_norms = space.left.iter().map(|counts| space.norm(counts)).collect();
        space.right_norms = space
            .right
            .iter()
            .map(|counts| space.norm(counts))
            .collect();
        space
    }

    /// (1 + ln n) · ln((N + 1) / df), in units of 2⁻¹⁰.
    fn weight(&self, term: u32, count: u32) -> u64 {
        ((ONE + ln(u64::from(count))) * self.rarity[term as usize]) >> 22
    }

    fn norm(&self, counts: &Counts) -> u64 {
        let square = |&(term, count): &(u32, u32)| {
            let weight = self.weight(term, count);
            weight * weight
        };
        counts.iter().map(square).sum::<u64>().isqrt()
    }

    /// Similarity of each left article with each right one, row by row, in millionths.
    pub(crate) fn table(&self) -> Vec<u64> {
        let columns = self.right.len();
        let mut postings: Vec<Vec<(u32, u64)>> = vec![Vec::new(); self.rarity.len()];
        for (at, counts) in self.right.iter().enumerate() {
            for &(term, count) in counts {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                postings[term as usize].push((at, self.weight(term, count)));
            }
        }
        let mut table = vec![0_u64; self.left.len() * columns];
        for (row, counts) in self.left.iter().enumerate() {
            let cells = &mut table[row * columns..(row + 1) * columns];
            for &(term, count) in counts {
                let weight = self.weight(term, count);
                for &(column, other) in &postings[term as usize] {
                    cells[column as usize] += weight * other;
                }
            }
            for (cell, norm) in cells.iter_mut().zip(&self.right_norms) {
                *cell = share(*cell, self.left_norms[row], *norm);
            }
        }
        table
    }

    /// Similarity of several left articles taken together with several right ones.
    pub(crate) fn joined(&self, left: &[usize], right: &[usize]) -> u64 {
        let (a, b) = (union(&self.left, left), union(&self.right, right));
        let (mut dot, mut at) = (0, 0);
        for &(term, count) in &a {
            while at < b.len() && b[at].0 < term {
                at += 1;
            }
            if let Some(&(_, other)) = b.get(at).filter(|other| other.0 == term) {
                dot += self.weight(term, count) * self.weight(term, other);
            }
        }
        share(dot, self.norm(&a), self.norm(&b))
    }
}

fn union(all: &[Counts], taken: &[usize]) -> Counts {
    let mut joined: Counts = taken
        .iter()
        .flat_map(|&at| all[at].iter().copied())
        .collect();
    joined.sort_unstable();
    joined
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| {
            (
                run[0].0,
                run.iter().fold(0_u32, |sum, one| sum.saturating_add(one.1)),
            )
        })
        .collect()
}

fn share(dot: u64, a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    if product == 0 {
        return 0;
    }
    u64::try_from(u128::from(dot) * u128::from(MILLION) / product).unwrap_or(MILLION)
}
