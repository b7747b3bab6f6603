//! Where each token of a text stands: to look up a run without hashing. Changes nothing and copies no token.

/// An index of a text's ids by place.
pub(crate) struct Places<'a> {
    ids: &'a [u32],
    /// Places sorted by id; those of id `n` are `places[starts[n]..starts[n + 1]]`.
    places: Vec<u32>,
    starts: Vec<u32>,
}

impl<'a> Places<'a> {
    /// Indexes a text.
    pub(crate) fn of(ids: &'a [u32]) -> Self {
        let kinds = ids.iter().max().map_or(0, |&most| most as usize + 1);
        let mut starts = vec![0_u32; kinds + 1];
        for &id in ids {
            starts[id as usize + 1] += 1;
        }
        for id in 0..kinds {
            starts[id + 1] += starts[id];
        }
        let mut next = starts.clone();
        let mut places = vec![0_u32; ids.len()];
        for (place, &id) in (0_u32..).zip(ids) {
            places[next[id as usize] as usize] = place;
            next[id as usize] += 1;
        }
        Self {
            ids,
            places,
            starts,
        }
    }

    /// Whether these tokens stand in the text, in a row.
    pub(crate) fn contains(&self, wanted: &[u32]) -> bool {
        self.stands(wanted, usize::MAX)
    }

    /// Whether they do, looking at no more than `places_max` places: `false` may be wrong.
    pub(crate) fn stands(&self, wanted: &[u32], places_max: usize) -> bool {
        let Some(&first) = wanted.first() else {
            return false;
        };
        let first = first as usize;
        let Some(&[from, to]) = self.starts.get(first..first.saturating_add(2)) else {
            return false;
        };
        let places = &self.places[from as usize..to as usize];
        let mut places = places.iter().take(places_max);
        places.any(|&at| self.ids[at as usize..].starts_with(wanted))
    }
}
