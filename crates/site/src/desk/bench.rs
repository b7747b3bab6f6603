//! What lies open when an editor works on an item: its state, versions and stories, the text of one version, and the
//! edition the work starts from. Reads; decides nothing.

use copydesk_desk::decide::{Known, pictures_of, verbatim_blocks};
use copydesk_desk::{Edition, EditionPicture, ItemKey, ItemState, Story, StoryId, Version};
use copydesk_text::Block;
use copydesk_wire::Item;

use crate::desk::act::{Subject, known};
use crate::desk::error::DeskError;
use crate::ports::Ports;

/// Where the text of the form came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The version as sent.
    Wire,
    /// The edition that stands.
    Edition,
}

impl Start {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Edition => "edition",
        }
    }

    pub(crate) fn from_name(name: &str) -> Self {
        if name == "edition" {
            Self::Edition
        } else {
            Self::Wire
        }
    }
}

/// The open item.
pub(crate) struct Bench {
    pub(crate) key: ItemKey,
    pub(crate) state: ItemState,
    pub(crate) known: Known,
    /// The version on the bench; `None`: only a notice about the item has come.
    pub(crate) version: Option<Version>,
    /// Its text; `None` when its bytes no longer hold it.
    pub(crate) item: Option<Item>,
    /// The story worked on, with the edition its form started from.
    pub(crate) story: Option<(Story, Option<Edition>)>,
}

impl Bench {
    /// Opens version `nth`, or the current one.
    pub(crate) async fn of_item(
        ports: &Ports,
        key: &ItemKey,
        nth: Option<u32>,
    ) -> Result<Self, DeskError> {
        let known = known(ports, &Subject::Item(key.clone())).await?;
        let state = known.item.clone().ok_or(DeskError::NotFound)?;
        let wanted = nth.unwrap_or(state.current);
        let version = known
            .versions
            .iter()
            .find(|version| version.key.nth == wanted)
            .cloned();
        if nth.is_some() && version.is_none() {
            return Err(DeskError::NotFound);
        }
        let item = match &version {
            Some(version) => ports.item_of(version).await?,
            None => None,
        };
        Ok(Self {
            key: key.clone(),
            state,
            known,
            version,
            item,
            story: None,
        })
    }

    /// Lays a story of the item beside it, with the edition of that number (0: none).
    pub(crate) async fn with_story(
        mut self,
        ports: &Ports,
        id: &StoryId,
        edition: u32,
    ) -> Result<Self, DeskError> {
        let story = crate::desk::act::story_in(&self.known, id)
            .cloned()
            .ok_or(DeskError::NotFound)?;
        let edition = ports.store.edition(id.clone(), edition).await?;
        self.story = Some((story, edition));
        Ok(self)
    }

    pub(crate) fn edition(&self) -> Option<&Edition> {
        self.story
            .as_ref()
            .and_then(|(_, edition)| edition.as_ref())
    }

    pub(crate) fn nth(&self) -> u32 {
        self.version.as_ref().map_or(0, |version| version.key.nth)
    }

    /// The blocks a form starts from.
    pub(crate) fn blocks(&self, start: Start) -> Vec<Block> {
        match (start, self.edition(), &self.item) {
            (Start::Edition, Some(edition), _) => edition.blocks.clone(),
            (_, _, Some(item)) => verbatim_blocks(item),
            (_, _, None) => Vec::new(),
        }
    }

    /// Pictures to choose from: the version's, then those only the edition has.
    pub(crate) fn pictures(&self) -> Vec<EditionPicture> {
        let mut pictures = self.item.as_ref().map(pictures_of).unwrap_or_default();
        for picture in self
            .edition()
            .map(|e| e.pictures.as_slice())
            .unwrap_or_default()
        {
            if !pictures.iter().any(|known| known.href == picture.href) {
                pictures.push(picture.clone());
            }
        }
        pictures
    }
}
