//! From a page to the documents it was made of: candidates by the weight of the fingerprints they share, verified by
//! the words themselves, then chosen by how many words of the page each adds.

use crate::archive::Archive;
use crate::cover::{Cover, RunIndex, holds};
use crate::fingerprint::{Fingerprint, Runs};
use crate::hits::{Collected, Distances, Hit, Hits, Items, KEY_NUMBER_BITS};
use crate::item::{Found, ItemHash};
use crate::shelf::Place;
use crate::weight::weight;
use crate::words::{Script, Words};

/// Candidates whose words are looked at.
pub const CANDIDATES_MAX: usize = 50;
/// Most sources of a page.
pub const SOURCES_MAX: usize = 20;
/// Page words in shared runs without which nothing is a source.
pub const EVIDENCE_WORDS_MIN: usize = 12;
/// The same where no run alone has so many: a few stock phrases are no source.
pub const EVIDENCE_SCATTERED_MIN: usize = 24;
/// Page words of one run whose fingerprints may be less rare, if they weigh as much together.
pub const EVIDENCE_RUN_MIN: usize = 13;
/// Graphemes that are reckoned as a word in scripts without spaces.
const GRAPHEMES_OF_WORD: usize = 2;
/// Shared rare fingerprints without which nothing is a source.
pub const EVIDENCE_RARE_MIN: usize = 3;
/// Items of a rare fingerprint, at most.
pub const RARE_ITEMS_MAX: usize = 10;
/// Documents of a fingerprint up to which it is worth counting its items.
const RARE_DOCUMENTS_MAX: usize = 60;
/// Most fingerprints of a page; what stands later is not looked up.
const KEYS_MAX: usize = 1 << KEY_NUMBER_BITS;

/// Whether sources need the minimum evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// 12 page words in a shared run, or 24 in several, and 3 shared rare fingerprints, or a run of 13 whose
    /// fingerprints weigh as much together: what is told to people.
    Minimum,
    /// Any shared run: what measures the search itself.
    Any,
}

/// A page as it is looked up.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Distinct, in rising order of key.
    keys: Vec<Fingerprint>,
    words: Vec<u32>,
    script: Script,
    whole: u64,
}

impl Query {
    /// Reads a page's words.
    #[must_use]
    pub fn of(words: &Words) -> Self {
        let mut keys = Vec::with_capacity(words.len() / 2);
        Runs::default().fingerprints(words, |found| keys.push(found));
        keys.truncate(KEYS_MAX);
        keys.sort_unstable();
        keys.dedup_by_key(|found| found.key);
        Self {
            keys,
            words: words.short().collect(),
            script: words.script(),
            whole: words.whole(),
        }
    }

    /// How many words the page has.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words.len()
    }
}

/// A document that shares fingerprints with a page.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The document.
    pub found: Found,
    /// Words of the page in runs that it shares.
    pub cover: Cover,
    /// Fingerprints shared, those of too many documents left out.
    pub shared: usize,
    /// Σ of their weights, 256ths of a bit.
    pub score: u64,
    place: Place,
    keys: std::ops::Range<usize>,
}

/// What an archive has in common with a page.
pub struct Search<'a> {
    archive: &'a Archive,
    query: &'a Query,
    hits: Hits,
    index: RunIndex<'a>,
}

/// The holders of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holders {
    /// Who had it first; `None`: nobody, or nobody who could be counted.
    pub first: Option<Found>,
    /// Other items that have it, hidden ones left out.
    pub others: usize,
    /// Whether there may be more than could be counted: over 200.
    pub capped: bool,
}

impl Archive {
    /// Looks a page up.
    #[must_use]
    pub fn search<'a>(&'a self, query: &'a Query) -> Search<'a> {
        let mut collected = Collected::with_capacity(query.keys.len());
        for found in &query.keys {
            let capped = self.postings_of(found.key, |shelf, posting| {
                collected.push(shelf, posting);
            });
            collected.close_key(capped);
        }
        Search {
            archive: self,
            query,
            hits: collected.finish(|place| self.is_visible(place)),
            index: RunIndex::of(&query.words, query.script),
        }
    }
}

impl Search<'_> {
    /// The best candidates, verified: a text of the same words first, then by score, then the earlier one.
    #[must_use]
    pub fn candidates(&self) -> Vec<Candidate> {
        self.candidates_sharing(1)
    }

    /// The best candidates of those that share at least so many fingerprints.
    fn candidates_sharing(&self, least: usize) -> Vec<Candidate> {
        let mut ranked = self.ranked();
        ranked.truncate(CANDIDATES_MAX);
        ranked.retain(|(_, keys)| keys.len() >= least);
        let mut words = Vec::new();
        let mut candidates: Vec<Candidate> = ranked
            .into_iter()
            .filter_map(|(rank, keys)| {
                let place = self.hits.by_place()[keys.start].place();
                let found = self.archive.found(place)?;
                self.archive.words_of(place, &mut words);
                Some(Candidate {
                    found,
                    cover: self.index.cover(&words),
                    shared: keys.len(),
                    score: rank.score,
                    place,
                    keys,
                })
            })
            .collect();
        let whole = self.query.whole;
        candidates.sort_by_key(|candidate| candidate.found.whole != whole);
        candidates
    }

    /// Documents by falling score; places are in the order of the event sequence.
    fn ranked(&self) -> Vec<(Rank, std::ops::Range<usize>)> {
        let all = self.archive.documents() as u64;
        let weight_of = |key| {
            self.hits
                .documents(key)
                .map_or(0, |n| weight(all, u64::from(n)))
        };
        let keys = 0..u32::try_from(self.query.keys.len()).unwrap_or(u32::MAX);
        let weights: Vec<u64> = keys.map(weight_of).collect();
        let mut ranked = Vec::new();
        let (mut start, mut distances) = (0, Distances::default());
        for same in self.hits.by_place().chunk_by(|a, b| a.place() == b.place()) {
            let rank = self.rank(same, &weights, &mut distances);
            ranked.push((rank, start..start + same.len()));
            start += same.len();
        }
        let order = |entry: &(Rank, std::ops::Range<usize>)| {
            (
                std::cmp::Reverse(entry.0.score + entry.0.in_run),
                entry.1.start,
            )
        };
        if ranked.len() > CANDIDATES_MAX {
            ranked.select_nth_unstable_by_key(CANDIDATES_MAX, order);
            ranked.truncate(CANDIDATES_MAX + 1);
        }
        ranked.sort_unstable_by_key(order);
        ranked
    }

    fn rank(&self, hits: &[Hit], weights: &[u64], distances: &mut Distances) -> Rank {
        let mut score = 0;
        let place_of = |hit: &Hit| {
            let own = self.query.keys[hit.key() as usize].bucket();
            Distances::of(own, hit.bucket())
        };
        for hit in hits {
            let weight = weights[hit.key() as usize];
            score += weight;
            distances.add(place_of(hit), weight);
        }
        let around = hits.iter().map(|hit| distances.most_around(place_of(hit)));
        let in_run = around.max().unwrap_or(0);
        hits.iter().for_each(|hit| distances.clear(place_of(hit)));
        Rank { score, in_run }
    }

    /// The sources of the page, in the order in which they add most words to what the ones before cover.
    #[must_use]
    pub fn sources(&self, evidence: Evidence) -> Vec<Candidate> {
        // Who shares fewer fingerprints than must be rare has no evidence: its words need not be looked at.
        let mut rest = self.candidates_sharing(match evidence {
            Evidence::Minimum => EVIDENCE_RARE_MIN,
            Evidence::Any => 1,
        });
        let least = self.query.script.found();
        let mut items = Items::default();
        rest.retain(|candidate| {
            candidate.cover.count() >= least && self.has_counted(evidence, candidate, &mut items)
        });
        let mut covered = Cover::none(self.query.words());
        let mut sources = Vec::new();
        while sources.len() < SOURCES_MAX {
            let adds = |candidate: &Candidate| {
                let new = candidate.cover.beyond(&covered);
                (
                    std::cmp::Reverse(new),
                    candidate.found.received,
                    candidate.found.sequence,
                )
            };
            let best = rest
                .iter()
                .enumerate()
                .min_by_key(|(_, candidate)| adds(candidate));
            let Some((at, _)) =
                best.filter(|(_, candidate)| candidate.cover.beyond(&covered) >= least)
            else {
                break;
            };
            let source = rest.remove(at);
            covered.join(&source.cover);
            sources.push(source);
        }
        sources
    }

    /// Whether a candidate has the evidence that is asked for.
    #[must_use]
    pub fn has(&self, evidence: Evidence, candidate: &Candidate) -> bool {
        self.has_counted(evidence, candidate, &mut Items::default())
    }

    fn has_counted(&self, evidence: Evidence, candidate: &Candidate, items: &mut Items) -> bool {
        if evidence == Evidence::Any {
            return true;
        }
        let unit = match self.query.script {
            Script::Words => 1,
            Script::Graphemes => GRAPHEMES_OF_WORD,
        };
        let covered = candidate.cover.count();
        if covered < EVIDENCE_WORDS_MIN * unit {
            return false;
        }
        let longest = candidate.cover.runs().map(|run| run.len()).max();
        let longest = longest.unwrap_or(0);
        let broad =
            longest >= EVIDENCE_WORDS_MIN * unit || covered >= EVIDENCE_SCATTERED_MIN * unit;
        (broad && self.rare(candidate, items) >= EVIDENCE_RARE_MIN)
            || (longest >= EVIDENCE_RUN_MIN * unit
                && self.has_telling_run(candidate, EVIDENCE_RUN_MIN * unit))
    }

    /// Whether the fingerprints of one long run say together as much as the rare ones that are asked for elsewhere:
    /// what many items have, such as an agency's background, is a source, too, if enough of it stands together.
    fn has_telling_run(&self, candidate: &Candidate, least: usize) -> bool {
        let all = self.archive.documents() as u64;
        let wanted = EVIDENCE_RARE_MIN as u64 * weight(all, RARE_ITEMS_MAX as u64);
        let hits = &self.hits.by_place()[candidate.keys.clone()];
        let size = self.query.script.run();
        candidate
            .cover
            .runs()
            .filter(|run| run.len() >= least)
            .any(|run| {
                let inside = hits.iter().map(|hit| hit.key()).filter(|&key| {
                    let word = self.query.keys[key as usize].word as usize;
                    run.start <= word && word + size <= run.end
                });
                let weights = inside.filter_map(|key| self.hits.documents(key));
                let (count, sum) = weights.fold((0, 0), |(count, sum), documents| {
                    (count + 1, sum + weight(all, u64::from(documents)))
                });
                count >= EVIDENCE_RARE_MIN && sum >= wanted
            })
    }

    /// Shared fingerprints that few items have: versions of one item count once.
    fn rare(&self, candidate: &Candidate, items: &mut Items) -> usize {
        let keys = self.hits.by_place()[candidate.keys.clone()].iter();
        let keys = keys.map(|hit| hit.key());
        let documents = |key: u32| self.hits.documents(key).map_or(usize::MAX, |n| n as usize);
        let plain = |key: &u32| documents(*key) <= RARE_ITEMS_MAX;
        let rare = keys.clone().filter(plain).count();
        if rare >= EVIDENCE_RARE_MIN {
            return rare;
        }
        let worth =
            |key: &u32| (RARE_ITEMS_MAX + 1..=RARE_DOCUMENTS_MAX).contains(&documents(*key));
        rare + keys
            .filter(worth)
            .filter(|&key| items.of(key, || self.items_of(key)) <= RARE_ITEMS_MAX)
            .count()
    }

    fn items_of(&self, key: u32) -> usize {
        let places = self.hits.of_key(key).iter().map(|hit| hit.place());
        let mut items: Vec<ItemHash> = places
            .filter_map(|place| Some(self.archive.found(place)?.item))
            .collect();
        items.sort_unstable();
        items.dedup();
        items.len()
    }

    /// Who has the words `range` of the page one after the other.
    #[must_use]
    pub fn holders(&self, range: std::ops::Range<usize>) -> Holders {
        let wanted = self.query.words.get(range.clone()).unwrap_or_default();
        let run = self.query.script.run();
        let inside = |key: &u32| {
            let word = self.query.keys[*key as usize].word as usize;
            word >= range.start && word + run <= range.end
        };
        let keys = 0..u32::try_from(self.query.keys.len()).unwrap_or(u32::MAX);
        let keys: Vec<u32> = keys.filter(inside).collect();
        let is_capped = |key: &u32| self.hits.documents(*key).is_none();
        let capped = !keys.is_empty() && keys.iter().all(is_capped);
        let mut places: Vec<Place> = keys
            .iter()
            .flat_map(|&key| self.hits.of_key(key))
            .map(|hit| hit.place())
            .collect();
        places.sort_unstable();
        places.dedup();
        let mut words = Vec::new();
        let mut holders: Vec<Found> = places
            .into_iter()
            .filter_map(|place| {
                self.archive.words_of(place, &mut words);
                holds(&words, wanted).then(|| self.archive.found(place))?
            })
            .collect();
        holders.sort_by_key(|found| (found.received, found.sequence));
        let first = holders.first().copied();
        let mut others: Vec<ItemHash> = holders
            .iter()
            .map(|found| found.item)
            .filter(|item| first.is_none_or(|first| first.item != *item))
            .collect();
        others.sort_unstable();
        others.dedup();
        Holders {
            first,
            others: others.len(),
            capped,
        }
    }

    /// How much of a candidate's own words stand in runs shared with the page, ‰ of its words.
    #[must_use]
    pub fn share_of(&self, candidate: &Candidate) -> usize {
        let mut words = Vec::new();
        self.archive.words_of(candidate.place, &mut words);
        let covered = RunIndex::of(&words, self.query.script)
            .cover(&self.query.words)
            .count();
        permille(covered, words.len())
    }

    /// How much of the page stands in runs shared with the candidate, ‰ of its words.
    #[must_use]
    pub fn share_of_page(&self, candidate: &Candidate) -> usize {
        permille(candidate.cover.count(), self.query.words())
    }
}

/// Parts of a thousand, rounded down; 0 of nothing.
#[must_use]
pub fn permille(part: usize, whole: usize) -> usize {
    (part * 1_000).checked_div(whole).unwrap_or(0)
}

#[derive(Clone, Copy)]
struct Rank {
    score: u64,
    in_run: u64,
}
