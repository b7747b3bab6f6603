//! The pure decisions: receive, publish, correct, withdraw, restore, release, acknowledge. Each takes what is known
//! and the time, and returns an [`Act`] or a [`Refusal`]. Nothing here reads or writes.

use copydesk_text::{Block, Disclosure};
use copydesk_wire::Item;
use jiff::Timestamp;

use crate::id::{EditorName, StoryId};
use crate::newsroom::{
    Act, Actor, Edition, EditionPicture, Feed, ItemState, Receipt, Story, Version,
};

/// What is known about an item before a decision.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub item: Option<ItemState>,
    /// In order of arrival.
    pub versions: Vec<Version>,
    /// Stories based on it, each with its current edition.
    pub stories: Vec<(Story, Option<Edition>)>,
}

/// Why an editor's act was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The agency killed it.
    Killed,
    /// The agency withholds it.
    Withheld,
    /// Not before this instant; `None`: the embargo has no readable time.
    Embargoed(Option<Timestamp>),
    /// A headline is needed.
    NoHeadline,
    /// A section is needed.
    NoSection,
    /// There is no text to publish.
    NoText,
    /// The story is not in a state for this.
    WrongState(&'static str),
    /// Somebody published edition `current` since this text was opened.
    NewerEdition { current: u32 },
    /// A correction taken over needs its note.
    NoCorrectionNote,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Killed => f.write_str("killed by the agency"),
            Self::Withheld => f.write_str("withheld by the agency"),
            Self::Embargoed(Some(at)) => write!(f, "embargoed until {at}"),
            Self::Embargoed(None) => f.write_str("embargoed without a readable time"),
            Self::NoHeadline => f.write_str("a headline is needed"),
            Self::NoSection => f.write_str("a section is needed"),
            Self::NoText => f.write_str("there is no text to publish"),
            Self::WrongState(why) => f.write_str(why),
            Self::NewerEdition { current } => {
                write!(f, "edition {current} was published in between")
            }
            Self::NoCorrectionNote => f.write_str("say what was corrected"),
        }
    }
}

impl std::error::Error for Refusal {}

/// What an editor wants published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copy {
    pub headline: String,
    pub section: String,
    pub standfirst: Option<String>,
    pub blocks: Vec<Block>,
    pub pictures: Vec<EditionPicture>,
    /// Required when a correction is taken over.
    pub correction: Option<String>,
    /// `nth` of the version the text is based on.
    pub version_nth: u32,
    /// Edition the editor opened; 0 for a story that has none.
    pub base_edition: u32,
}

/// Names and language of the publication, for sentences.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// Name in the sentence.
    pub site: String,
    /// BCP 47; language of an edition whose item states none.
    pub language: String,
}

/// Takes in one item of a reading: new item, new version, repeat, kill, correction, embargo; then the feed's rules.
/// `targets` is what is known of the item this one kills, if it kills another.
pub fn receive(
    _known: &Known,
    _target: Option<&Known>,
    _item: &Item,
    _index_in_raw: u32,
    _receipt: &Receipt,
    _feed: &Feed,
    _house: &House,
    _fresh: StoryId,
    _now: Timestamp,
) -> Act {
    Act::default()
}

/// The disclosure an edition of this copy would carry: what the desk previews and `publish` computes again.
#[must_use]
pub fn preview(_item: &Item, _copy: &Copy, _house: &House) -> Disclosure {
    copydesk_text::disclose(&Default::default(), &Default::default())
}

/// Publishes copy based on an item's version: a new story, or the next edition of `story`.
///
/// # Errors
/// A [`Refusal`] the editor reads.
pub fn publish(
    _known: &Known,
    _story: Option<&Story>,
    _item: &Item,
    _copy: &Copy,
    _house: &House,
    _by: &Actor,
    _fresh: StoryId,
    _now: Timestamp,
) -> Result<Act, Refusal> {
    Err(Refusal::NoText)
}

/// Takes a story off the site by the house.
///
/// # Errors
/// `WrongState` unless it is live, held or scheduled.
pub fn withdraw(
    _story: &Story,
    _reason: Option<&str>,
    _by: &EditorName,
    _now: Timestamp,
) -> Result<Act, Refusal> {
    Err(Refusal::NoText)
}

/// Puts a withdrawn or held story back, if the wire allows it.
///
/// # Errors
/// `Killed`, `Withheld`, `Embargoed`, `WrongState`.
pub fn restore(
    _known: &Known,
    _story: &Story,
    _by: &EditorName,
    _now: Timestamp,
) -> Result<Act, Refusal> {
    Err(Refusal::NoText)
}

/// The embargo's instant has come: releases the item and its scheduled stories, and runs the feed's rule.
#[must_use]
pub fn release(
    _known: &Known,
    _item: &Item,
    _feed: &Feed,
    _house: &House,
    _fresh: StoryId,
    _now: Timestamp,
) -> Act {
    Act::default()
}

/// Records that an editor has seen a kill.
///
/// # Errors
/// `WrongState` when there is none to acknowledge.
pub fn acknowledge_kill(
    _item: &ItemState,
    _by: &EditorName,
    _now: Timestamp,
) -> Result<Act, Refusal> {
    Err(Refusal::NoText)
}

/// The slug of a headline: lower-case words, Unicode letters in NFC, at most 80 characters, empty becomes `story`.
#[must_use]
pub fn slug(_headline: &str) -> String {
    String::from("story")
}

/// Blocks of a version as the house publishes them verbatim: the body rendition without advisories, captions and
/// signature.
#[must_use]
pub fn verbatim_blocks(_item: &Item) -> Vec<Block> {
    Vec::new()
}
