//! What a story page is made of, read from the store: story, edition, and the disclosure checked against both texts.
//! Never shows a disclosure that was not checked, and holds no ednote.

use copydesk_desk::{Edition, Story, StoryId, Version, decide, is_readable};
use copydesk_text::{CheckError, Disclosure, check};

use crate::ports::Ports;
use crate::press::SiteError;

/// How an edition's text stands to the wire.
#[derive(Debug)]
pub enum Compared {
    /// Written by the house: there is nothing to compare with.
    House,
    /// It is based on a version, but no comparison could be read back.
    Failed,
    /// The stored disclosure, re-applied to both texts and found true.
    Checked(Box<Disclosure>),
}

impl Compared {
    /// The disclosure, if there is one.
    #[must_use]
    pub fn disclosure(&self) -> Option<&Disclosure> {
        match self {
            Self::Checked(disclosure) => Some(disclosure),
            Self::House | Self::Failed => None,
        }
    }
}

/// A readable story with its current edition.
#[derive(Debug)]
pub struct StoryFacts {
    /// The story.
    pub story: Story,
    /// Its current edition.
    pub edition: Edition,
    /// The comparison.
    pub compared: Compared,
    /// Versions of the item that have arrived, in order.
    pub versions: Vec<Version>,
    /// Whether there is a page on what was recorded of it.
    pub record: PublicRecord,
}

/// Whether a newsroom keeps a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicRecord {
    /// It does: each edition has its entry.
    Kept,
    /// It does not.
    None,
}

impl StoryFacts {
    /// Reads a story; `None` if it is not readable (any more) or has no edition.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(ports: &Ports, id: &StoryId) -> Result<Option<Self>, SiteError> {
        let Some(story) = ports.store.story(id.clone()).await? else {
            return Ok(None);
        };
        if !is_readable(&story) {
            return Ok(None);
        }
        let Some(edition) = ports.store.edition(id.clone(), story.edition).await? else {
            return Ok(None);
        };
        let versions = match &story.item {
            Some(item) => ports.store.versions(item.clone()).await?,
            None => Vec::new(),
        };
        Ok(Some(Self {
            compared: compare(ports, &edition, &versions).await?,
            story,
            edition,
            versions,
            record: match ports.ledger {
                Some(_) => PublicRecord::Kept,
                None => PublicRecord::None,
            },
        }))
    }

    /// Id of the agency whose copy it is.
    #[must_use]
    pub fn agency(&self) -> Option<&str> {
        let version = self.edition.version.as_ref()?;
        Some(version.item.agency.as_str())
    }

    /// The version the edition is based on.
    #[must_use]
    pub fn base(&self) -> Option<&Version> {
        let key = self.edition.version.as_ref()?;
        self.versions.iter().find(|version| version.key == *key)
    }

    /// The newer version that waits for an editor.
    #[must_use]
    pub fn newer(&self) -> Option<&Version> {
        let nth = self.story.newer?;
        self.versions.iter().find(|version| version.key.nth == nth)
    }
}

/// Reads the disclosure of an edition back through `check`; what does not hold is [`Compared::Failed`].
async fn compare(
    ports: &Ports,
    edition: &Edition,
    versions: &[Version],
) -> Result<Compared, SiteError> {
    let Some(key) = &edition.version else {
        return Ok(Compared::House);
    };
    let base = versions.iter().find(|version| version.key == *key);
    let (Some(base), Some(json)) = (base, &edition.disclosure) else {
        return Ok(Compared::Failed);
    };
    let Some(item) = ports.item_of(base).await? else {
        return Ok(Compared::Failed);
    };
    let house = ports.config.house();
    let checked = check(
        json,
        &decide::wire_side(&item, &house),
        &decide::page_side(edition, &house),
    );
    Ok(match checked {
        Ok(disclosure) => Compared::Checked(Box::new(disclosure)),
        Err(error) => {
            report(edition, &error);
            Compared::Failed
        }
    })
}

fn report(edition: &Edition, error: &CheckError) {
    tracing::warn!(story = %edition.story, edition = edition.number, %error, "stored disclosure refused");
}
