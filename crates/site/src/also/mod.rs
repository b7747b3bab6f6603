//! "Also read": stories of the house whose wires share passages with a story's text, found by the archive's index. Computed
//! beside the pages, at publication and when a story of a list changes, so that no page waits for it; shown only as far
//! as readers may read them at that moment. The same text under another agency is a duplicate, never a neighbour.

pub(crate) mod find;
pub(crate) mod follow;
pub(crate) mod neighbours;
pub mod show;

use copydesk_desk::{Story, StoryId};

use crate::catalogue::Catalogue;
use crate::pages::Pages;
use neighbours::Neighbour;

pub use follow::settle;

/// Most entries of a list that are shown.
const SHOWN_MAX: usize = 5;
/// Stories that get their lists at once after a start.
const AT_START: usize = 200;

/// The neighbours of a story that readers may read now, the nearest first. Where none were computed, they are asked for,
/// and the page is made again once they are there: it does not wait.
pub(crate) fn shown(pages: &Pages, id: &StoryId) -> Vec<(Story, Neighbour)> {
    let Some(list) = pages.lists().of(id) else {
        pages.lists().ask(id);
        return Vec::new();
    };
    pages.ask(|catalogue| {
        let readable = list.iter().filter_map(|neighbour| {
            let story = catalogue.readable_story(&neighbour.story)?;
            Some((story.clone(), neighbour.clone()))
        });
        readable.take(SHOWN_MAX).collect()
    })
}

/// The stories whose lists are computed first after a start.
pub(crate) fn newest(catalogue: &Catalogue) -> Vec<StoryId> {
    let newest = catalogue.stories().take(AT_START);
    newest.map(|story| story.id.clone()).collect()
}
