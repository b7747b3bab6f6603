//! The pure decisions: receive, publish, withdraw, restore, release, acknowledge. Each takes what is known and the
//! time, and returns an [`Act`] or a [`Refusal`]. Nothing here reads or writes, and nothing here says what a
//! disclosure is: `text::disclose` does.

mod copy;
mod explain;
#[cfg(test)]
mod explain_tests;
mod filing;
mod notice;
mod opening;
mod publish;
mod receive;
mod record;
#[cfg(test)]
mod recorded_tests;
mod redisclose;
mod release;
mod standing;
mod table;
mod take_off;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use copydesk_text::{Block, HouseMap};
use copydesk_wire::Item;
use jiff::Timestamp;

use crate::id::ItemKey;
use crate::ledger::KnownLeaf;
use crate::newsroom::{Act, Edition, EditionPicture, ItemState, Story, Version};

pub use copy::{content_sha256, page_side, pictures_of, preview, slug, verbatim_blocks, wire_side};
pub use explain::{
    Acting, ExplainerRefusal, draft_explainer, explainer_leaf, facts_with, file_document,
    may_close, publish_explainer, restand, state_facts, withdraw_document, withdraw_explainer,
};
pub use filing::{is_number_reused, is_same_delivery};
pub use notice::{
    Awaited, Choice, SUSPECTED, Weighed, act_on_notice, answer_notices, settle_notice,
};
pub use opening::{open_edition, open_for_agency, open_receipt, open_record, text_of_edition};
pub use publish::publish;
pub use receive::{Arriving, receive};
pub use record::{FORM, Recorder, disclosure_digest, unreadable};
pub use redisclose::redisclose;
pub use release::release;
pub use standing::{
    CiteStanding, LineStanding, SourceState, SourceText, Sources, cite_standing, line_standing,
};
pub use table::{Input, Next, StateKind, next};
pub use take_off::{acknowledge_kill, restore, withdraw};

/// What is known about an item before a decision.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The item; `None`: never heard of.
    pub item: Option<ItemState>,
    /// Its versions in order of arrival.
    pub versions: Vec<Version>,
    /// Stories based on it, each with its current edition.
    pub stories: Vec<(Story, Option<Edition>)>,
    /// Texts of versions by `nth`, at least of those that the current editions are based on.
    pub texts: Vec<(u32, Item)>,
    /// Leaves about it, in the order in which they were written.
    pub leaves: Vec<KnownLeaf>,
}

impl Known {
    /// The text of version `nth`, if it was loaded.
    #[must_use]
    pub fn text(&self, nth: u32) -> Option<&Item> {
        self.texts
            .iter()
            .find(|(number, _)| *number == nth)
            .map(|(_, item)| item)
    }

    /// What is known after `act`, as far as it concerns this item: the same as reading it back from the store.
    pub fn apply(&mut self, act: &Act) {
        let Some(key) = self
            .item
            .as_ref()
            .or_else(|| act.items.first())
            .map(|item| item.key.clone())
        else {
            return;
        };
        if let Some(item) = act.items.iter().rfind(|item| item.key == key) {
            self.item = Some(item.clone());
        }
        self.versions.extend(
            act.versions
                .iter()
                .filter(|version| version.key.item == key)
                .cloned(),
        );
        self.leaves.extend(known_leaves(act, &key));
        for story in act
            .stories
            .iter()
            .filter(|story| story.item.as_ref() == Some(&key))
        {
            let edition = act
                .editions
                .iter()
                .rfind(|edition| edition.story == story.id && edition.number == story.edition)
                .cloned();
            match self
                .stories
                .iter_mut()
                .find(|(known, _)| known.id == story.id)
            {
                Some(slot) => {
                    slot.0 = story.clone();
                    slot.1 = edition.or_else(|| slot.1.take());
                }
                None => self.stories.push((story.clone(), edition)),
            }
        }
    }
}

fn known_leaves<'a>(act: &'a Act, key: &'a ItemKey) -> impl Iterator<Item = KnownLeaf> + 'a {
    let own = act.leaves.iter().map(|(_, leaf)| leaf);
    own.filter(move |leaf| leaf.subject.item() == Some(key))
        .map(|leaf| KnownLeaf {
            subject: leaf.subject.clone(),
            commitment: leaf.commitment,
        })
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
    /// The version named does not exist.
    NoVersion,
    /// The story is not in a state for this.
    WrongState(&'static str),
    /// Somebody published edition `current` since this text was opened.
    NewerEdition {
        /// The edition that stands now.
        current: u32,
    },
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
            Self::NoVersion => f.write_str("there is no such version"),
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
    /// The house headline.
    pub headline: String,
    /// Slug of the section.
    pub section: String,
    /// Lines between headline and text, written by the house.
    pub standfirst: Option<String>,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// Pictures shown, in order.
    pub pictures: Vec<EditionPicture>,
    /// What was corrected; required when a correction is taken over.
    pub correction: Option<String>,
    /// `nth` of the version the text is based on.
    pub version_nth: u32,
    /// Edition the editor opened; 0 for a story that has none.
    pub base_edition: u32,
}

/// Names, language and style of the publication, for sentences.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// Name in the sentence.
    pub site: String,
    /// BCP 47; language of an edition whose item states none.
    pub language: String,
    /// Agency ids with the names readers know.
    pub agency_names: Vec<(String, String)>,
    /// Its declared house map; `None`: the built-in spelling lists apply.
    pub map: Option<Arc<HouseMap>>,
}

impl House {
    /// SHA-256 of the rules by which its disclosures are made; one that names others is made anew.
    #[must_use]
    pub fn rules_sha256(&self) -> &str {
        let declared = self.map.as_ref().map(|map| map.rules_sha256());
        declared.unwrap_or(copydesk_text::rules_sha256())
    }

    /// The name of an agency as readers know it; its id where none is configured.
    #[must_use]
    pub fn agency_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.agency_names
            .iter()
            .find(|(known, _)| known == id)
            .map_or(id, |(_, name)| name.as_str())
    }
}
