//! The items of a raw and the bytes that each stands in, kept apart: the items are handed on as they lie, and their
//! places are needed only until findings are filed.

use smallvec::{SmallVec, smallvec};

use crate::{Item, Span};

/// An item together with the bytes it stands in.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The item.
    pub item: Item,
    /// Its bytes in the raw.
    pub span: Span,
}

/// Items with their places, in document order.
#[derive(Clone, Debug, Default)]
pub struct PlacedItems {
    items: Vec<Item>,
    /// As many as there are items.
    spans: SmallVec<[Span; 2]>,
}

impl PlacedItems {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.items.reserve_exact(more);
    }

    /// Appends an empty item, which is filled where it now is.
    #[inline]
    pub(crate) fn add_empty(&mut self, span: Span) -> Option<&mut Item> {
        self.spans.push(span);
        self.items.resize_with(self.items.len() + 1, Item::default);
        self.items.last_mut()
    }

    /// Appends an item.
    pub(crate) fn push(&mut self, placed: Placed) {
        self.spans.push(placed.span);
        self.items.push(placed.item);
    }

    /// Leaves out all but the first so many.
    pub(crate) fn truncate(&mut self, most: usize) {
        self.items.truncate(most);
        self.spans.truncate(most);
    }

    /// The item that a part of the raw belongs to: the only one, or the first in whose bytes it lies.
    pub(crate) fn owner(&mut self, part: Option<Span>) -> Option<&mut Item> {
        if self.items.len() == 1 {
            return self.items.first_mut();
        }
        let part = part?;
        let inside = |span: &Span| span.start <= part.start && part.end <= span.end;
        let index = self.spans.iter().position(inside)?;
        self.items.get_mut(index)
    }

    /// The items alone.
    pub(crate) fn into_items(self) -> Vec<Item> {
        self.items
    }
}

impl From<Placed> for PlacedItems {
    fn from(only: Placed) -> Self {
        Self {
            items: vec![only.item],
            spans: smallvec![only.span],
        }
    }
}

impl Extend<Placed> for PlacedItems {
    fn extend<I: IntoIterator<Item = Placed>>(&mut self, placed: I) {
        for placed in placed {
            self.push(placed);
        }
    }
}

impl FromIterator<Placed> for PlacedItems {
    fn from_iter<I: IntoIterator<Item = Placed>>(placed: I) -> Self {
        let placed = placed.into_iter();
        let mut items = Self::default();
        items.reserve(placed.size_hint().0);
        items.extend(placed);
        items
    }
}

impl IntoIterator for PlacedItems {
    type Item = Placed;
    type IntoIter = std::iter::Map<
        std::iter::Zip<std::vec::IntoIter<Item>, smallvec::IntoIter<[Span; 2]>>,
        fn((Item, Span)) -> Placed,
    >;

    fn into_iter(self) -> Self::IntoIter {
        let placed: fn((Item, Span)) -> Placed = |(item, span)| Placed { item, span };
        self.items.into_iter().zip(self.spans).map(placed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Placed, PlacedItems};
    use crate::{Item, Span};

    fn placed(guid: &str, start: usize, end: usize) -> Placed {
        let item = Item {
            guid: guid.to_owned(),
            ..Item::default()
        };
        Placed {
            item,
            span: Span::new(start, end),
        }
    }

    #[test]
    fn a_part_belongs_to_the_item_it_lies_in() {
        let mut items: PlacedItems = [placed("a", 0, 4), placed("b", 4, 9)].into_iter().collect();
        let mut guid = |part| items.owner(part).map(|item| item.guid.clone());
        assert_eq!(guid(Some(Span::new(5, 9))).as_deref(), Some("b"));
        assert_eq!(guid(Some(Span::new(3, 5))), None);
        assert_eq!(guid(None), None);
        items.truncate(1);
        assert_eq!(items.owner(None).map(|item| &*item.guid), Some("a"));
        assert_eq!(items.into_iter().map(|one| one.span.end).sum::<usize>(), 4);
    }
}
