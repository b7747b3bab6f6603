//! Families of documents: those that share a quarter of the smaller one's articles, by runs of three words. Pairs
//! that cannot be alike enough are never compared.

use crate::compare::Map;
use crate::echo::Article;

/// Words of a shingle.
const GRAM: usize = 3;
/// A shingle in more articles finds no candidates by itself.
const HOLDERS_MAX: usize = 2_000;
/// Share of shingles that two articles have in common, of a thousand.
const ALIKE_MIN: usize = 300;

/// The family of each document, named by its first member.
pub(crate) fn families(documents: usize, articles: &[Article]) -> Vec<usize> {
    let mut family: Vec<usize> = (0..documents).collect();
    let mut sizes = vec![0_usize; documents];
    articles
        .iter()
        .for_each(|article| sizes[article.document] += 1);
    let alike = alike(articles);
    for smaller in 0..documents {
        for other in
            (0..documents).filter(|&other| other != smaller && sizes[other] >= sizes[smaller])
        {
            let shared = alike.get(&(smaller, other)).copied().unwrap_or(0);
            if sizes[smaller] > 0 && shared * 4 >= sizes[smaller] {
                join(&mut family, smaller, other);
            }
        }
    }
    (0..documents).map(|at| root(&family, at)).collect()
}

fn root(family: &[usize], mut at: usize) -> usize {
    while family[at] != at {
        at = family[at];
    }
    at
}

fn join(family: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(family, a), root(family, b));
    family[a.max(b)] = a.min(b);
}

/// For each ordered pair of documents: how many articles of the first have one alike in the second.
fn alike(articles: &[Article]) -> Map<(usize, usize), usize> {
    let sets = shingles(articles);
    // Two sets that share three tenths of their union share a shingle among the rarest seven tenths of each.
    let prefix = |len: usize| len - (len * ALIKE_MIN).div_ceil(1000) + 1;
    let mut holders: Map<u32, Vec<u32>> = Map::default();
    let mut counts: Map<(usize, usize), usize> = Map::default();
    for (at, set) in sets.iter().enumerate() {
        for shingle in set
            .iter()
            .take(if set.is_empty() { 0 } else { prefix(set.len()) })
        {
            holders
                .entry(*shingle)
                .or_default()
                .push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    let sorted: Vec<Vec<u32>> = sets
        .iter()
        .map(|set| {
            let mut set = set.clone();
            set.sort_unstable();
            set
        })
        .collect();
    for (at, set) in sets.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
        let own = articles[at].document;
        let mut candidates: Vec<u32> = set
            .iter()
            .take(prefix(set.len()))
            .filter_map(|shingle| {
                holders
                    .get(shingle)
                    .filter(|holders| holders.len() <= HOLDERS_MAX)
            })
            .flatten()
            .copied()
            .filter(|&other| articles[other as usize].document != own)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut documents: Vec<usize> = candidates
            .into_iter()
            .filter(|&other| is_alike(&sorted[at], &sorted[other as usize]))
            .map(|other| articles[other as usize].document)
            .collect();
        documents.dedup();
        for other in documents {
            *counts.entry((own, other)).or_insert(0) += 1;
        }
    }
    counts
}

/// The distinct shingles of each article, the rarest first.
fn shingles(articles: &[Article]) -> Vec<Vec<u32>> {
    let mut ids: Map<[u32; GRAM], u32> = Map::default();
    let mut frequency: Vec<u32> = Vec::new();
    let mut sets: Vec<Vec<u32>> = Vec::with_capacity(articles.len());
    for article in articles {
        let mut set: Vec<u32> = Vec::new();
        for gram in article.words.windows(GRAM) {
            let Ok(gram) = <[u32; GRAM]>::try_from(gram) else {
                continue;
            };
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            set.push(*ids.entry(gram).or_insert(next));
        }
        set.sort_unstable();
        set.dedup();
        frequency.resize(ids.len(), 0);
        set.iter()
            .for_each(|shingle| frequency[*shingle as usize] += 1);
        sets.push(set);
    }
    for set in &mut sets {
        set.sort_by_key(|shingle| (frequency[*shingle as usize], *shingle));
    }
    sets
}

fn is_alike(a: &[u32], b: &[u32]) -> bool {
    let (mut shared, mut i, mut j) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared * 1000 >= (a.len() + b.len() - shared) * ALIKE_MIN
}
