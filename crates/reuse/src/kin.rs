//! Items that are kin: the same text from several agencies, its shorter forms, stories that share passages. By text
//! alone, never by title. Knows no standing: whoever shows one asks first whether it may be seen.

use std::collections::BTreeMap;

use crate::cover::RunIndex;
use crate::item::{Found, ItemHash};
use crate::search::Search;
use crate::words::Words;

/// Share of a text in runs common to both, ‰, from which it is the other's text.
const SAME_PERMILLE_MIN: usize = 800;
/// Fingerprints that related stories share, at least.
const RELATED_SHARED_MIN: usize = 3;
/// Most related stories.
const RELATED_MAX: usize = 10;
/// What a subject in common, and the same slugline, add to a score, 256ths of a bit.
const SUBJECT_POINTS: u64 = 4 * 256;
const SLUGLINE_POINTS: u64 = 8 * 256;
const HALF_LIFE_SECONDS: u64 = 30 * 86_400;

/// How two texts are kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// 800 ‰ of both stand in shared runs.
    SameText,
    /// Only of one of them: it is a shorter form of the other.
    ShorterForm,
}

/// The kinship of two texts by their shares in shared runs, ‰; the same whichever comes first.
#[must_use]
pub const fn kinship(share_of_one: usize, share_of_other: usize) -> Option<Kinship> {
    match (
        share_of_one >= SAME_PERMILLE_MIN,
        share_of_other >= SAME_PERMILLE_MIN,
    ) {
        (true, true) => Some(Kinship::SameText),
        (true, false) | (false, true) => Some(Kinship::ShorterForm),
        (false, false) => None,
    }
}

/// Items whose texts are kin, directly or through each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The one that was received first.
    pub first: ItemHash,
    /// The others, in order of receipt.
    pub others: Vec<ItemHash>,
}

/// Groups of two or more: connected by kinship. `received` says when each item first came. The order of the lists
/// changes nothing; an item is kin to itself by no edge.
#[must_use]
pub fn groups(received: &[(ItemHash, u32)], edges: &[(ItemHash, ItemHash)]) -> Vec<Group> {
    let when: BTreeMap<ItemHash, u32> = received.iter().copied().collect();
    let mut leader: BTreeMap<ItemHash, ItemHash> = when.keys().map(|&item| (item, item)).collect();
    let find = |leader: &BTreeMap<ItemHash, ItemHash>, mut item: ItemHash| {
        while let Some(&next) = leader.get(&item).filter(|next| **next != item) {
            item = next;
        }
        item
    };
    for &(one, other) in edges {
        let (a, b) = (find(&leader, one), find(&leader, other));
        if leader.contains_key(&a) && leader.contains_key(&b) {
            leader.insert(a.max(b), a.min(b));
        }
    }
    let mut members: BTreeMap<ItemHash, Vec<(u32, ItemHash)>> = BTreeMap::new();
    for (&item, &at) in &when {
        members
            .entry(find(&leader, item))
            .or_default()
            .push((at, item));
    }
    let mut groups: Vec<Vec<(u32, ItemHash)>> = members
        .into_values()
        .filter(|list| list.len() > 1)
        .collect();
    groups.iter_mut().for_each(|list| list.sort_unstable());
    groups.sort_unstable();
    groups
        .into_iter()
        .map(|list| Group {
            first: list[0].1,
            others: list[1..].iter().map(|&(_, item)| item).collect(),
        })
        .collect()
}

/// The runs of words of a text that another one has as well, each at least as long as a run that the index finds, in order.
#[must_use]
pub fn shared_runs(own: &Words, other: &Words) -> Vec<std::ops::Range<usize>> {
    let (short, theirs): (Vec<u32>, Vec<u32>) = (own.short().collect(), other.short().collect());
    let cover = RunIndex::of(&short, own.script()).cover(&theirs);
    cover.runs().collect()
}

/// What the caller knows of two stories beside their texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Subject codes in common.
    pub subjects: u32,
    /// Whether the sluglines are equal.
    pub slugline: bool,
}

/// A related story with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Related {
    /// The story's version that is nearest.
    pub found: Found,
    /// Fingerprints that both have.
    pub shared: usize,
    /// What else they have in common.
    pub topic: Topic,
    /// What it was ranked by.
    pub score: u64,
}

impl Search<'_> {
    /// Other items whose text is this one's, or a shorter or longer form of it; each item once, its nearest version.
    #[must_use]
    pub fn duplicates(&self, own: ItemHash) -> Vec<(Found, Kinship)> {
        let mut found: Vec<(Found, Kinship)> = Vec::new();
        for candidate in self.candidates() {
            let item = candidate.found.item;
            if item == own || found.iter().any(|(known, _)| known.item == item) {
                continue;
            }
            let kin = kinship(self.share_of_page(&candidate), self.share_of(&candidate));
            found.extend(kin.map(|kin| (candidate.found, kin)));
        }
        found
    }

    /// Up to ten items that share passages and are no duplicates, the nearest first. `topic` answers what else both
    /// have in common, `None` for an item that must not be shown; `now` in seconds since 1970 halves a score every 30
    /// days.
    #[must_use]
    pub fn related(
        &self,
        own: ItemHash,
        now: u32,
        topic: impl Fn(&Found) -> Option<Topic>,
    ) -> Vec<Related> {
        let mut related: Vec<Related> = Vec::new();
        for candidate in self.candidates() {
            let found = candidate.found;
            let known = related.iter().any(|other| other.found.item == found.item);
            if found.item == own || known || candidate.shared < RELATED_SHARED_MIN {
                continue;
            }
            if kinship(self.share_of_page(&candidate), self.share_of(&candidate)).is_some() {
                continue;
            }
            let Some(topic) = topic(&found) else {
                continue;
            };
            let points = SUBJECT_POINTS * u64::from(topic.subjects)
                + SLUGLINE_POINTS * u64::from(topic.slugline);
            related.push(Related {
                found,
                shared: candidate.shared,
                topic,
                score: faded(
                    candidate.score + points,
                    u64::from(now.saturating_sub(found.received)),
                ),
            });
        }
        related.sort_by_key(|entry| (std::cmp::Reverse(entry.score), entry.found.sequence));
        related.truncate(RELATED_MAX);
        related
    }
}

/// Halved every 30 days, in between along a straight line.
fn faded(score: u64, seconds: u64) -> u64 {
    let halved = score
        .checked_shr(u32::try_from(seconds / HALF_LIFE_SECONDS).unwrap_or(u32::MAX))
        .unwrap_or(0);
    halved - halved * (seconds % HALF_LIFE_SECONDS) / (2 * HALF_LIFE_SECONDS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HALF_LIFE_SECONDS, Kinship, faded, groups, kinship};
    use crate::item::ItemHash;

    #[test]
    fn kinship_is_of_texts_and_of_both_sides() {
        assert_eq!(kinship(900, 850), Some(Kinship::SameText));
        assert_eq!(
            (kinship(900, 300), kinship(300, 900)),
            (Some(Kinship::ShorterForm), Some(Kinship::ShorterForm))
        );
        assert_eq!(kinship(799, 799), None);
    }

    #[test]
    fn a_score_is_halved_every_thirty_days() {
        assert_eq!(
            (
                faded(1_000, 0),
                faded(1_000, HALF_LIFE_SECONDS),
                faded(1_000, 3 * HALF_LIFE_SECONDS)
            ),
            (1_000, 500, 125)
        );
        assert_eq!(
            (
                faded(1_000, HALF_LIFE_SECONDS / 2),
                faded(1_000, 1_000 * HALF_LIFE_SECONDS)
            ),
            (750, 0)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_of_arrival_changes_no_group(
            edges in proptest::collection::vec((0_u64..12, 0_u64..12), 0..14),
            order in Just((0..14_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let items: Vec<(ItemHash, u32)> = (0..12).map(|n| (ItemHash(n), n as u32 % 5)).collect();
            let edges: Vec<_> = edges.into_iter().map(|(a, b)| (ItemHash(a), ItemHash(b))).collect();
            let expected = groups(&items, &edges);
            let shuffled: Vec<_> = order.iter().filter_map(|&at| edges.get(at)).map(|&(a, b)| (b, a)).collect();
            let turned: Vec<_> = items.iter().rev().copied().collect();
            prop_assert_eq!(groups(&turned, &shuffled), expected.clone());
            for (one, other) in edges.iter().filter(|(one, other)| one != other) {
                let together = expected.iter().any(|group| {
                    let has = |item| group.first == item || group.others.contains(&item);
                    has(*one) && has(*other)
                });
                prop_assert!(together);
            }
        }
    }
}
