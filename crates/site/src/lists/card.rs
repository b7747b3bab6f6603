//! A card: what lists, feeds and search show of a readable story. Has no field for text, notes or anything killed.

use copydesk_desk::{Edition, StoryId};
use copydesk_text::BlockKind;
use jiff::Timestamp;
use serde::Serialize;

use crate::config::SiteConfig;
use crate::moment::Moment;
use crate::ribbon::{Ribbon, Scale};
use crate::route::{section_path, story_path};
use crate::story::facts::StoryFacts;
use crate::story::fragments::{PictureView, foreign};
use crate::story::opened::behind_dateline;
use crate::theme::Fragment;
use crate::words::{Tongue, direction};

/// A story in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The story.
    #[serde(skip)]
    pub id: StoryId,
    /// Its path.
    pub path: String,
    /// House headline.
    pub headline: String,
    /// Language, where it is not the site's.
    pub lang: Option<String>,
    /// Direction of that language.
    pub dir: Option<&'static str>,
    /// Standfirst of the edition.
    pub standfirst: Option<String>,
    /// The first words of the text, for a story without a standfirst.
    pub opening: Option<String>,
    /// Name of the agency; `None`: written by the house.
    pub agency: Option<String>,
    /// Name of its section.
    pub section: String,
    /// Path of its section.
    pub section_path: String,
    /// Lead picture.
    pub picture: Option<PictureView>,
    /// The ribbon, small; `None` where nothing was compared.
    pub mark: Option<Fragment>,
    /// First published.
    pub published: Moment,
    /// Last changed in public, if a minute or more later.
    pub updated: Option<Moment>,
    /// What was corrected.
    pub correction: Option<String>,
    /// Language as the edition states it.
    #[serde(skip)]
    pub language: String,
    /// Rights line of the agency.
    #[serde(skip)]
    pub rights: Option<String>,
    /// When the edition was published.
    #[serde(skip)]
    pub edition_published: Timestamp,
    /// First published.
    #[serde(skip)]
    pub first_published: Timestamp,
    /// Last changed in public.
    #[serde(skip)]
    pub changed: Timestamp,
}

impl Card {
    /// The card of a readable story.
    #[must_use]
    pub fn new(facts: &StoryFacts, config: &SiteConfig) -> Self {
        let (story, edition) = (&facts.story, &facts.edition);
        let site_tongue = Tongue::of(&config.language);
        let first = story.first_published.unwrap_or(edition.published);
        let changed = story.updated.unwrap_or(first);
        let ribbon = facts.compared.disclosure().map(Ribbon::of);
        let lang = foreign(&edition.language, &config.language);
        let section = config.section(&story.section);
        Self {
            id: story.id.clone(),
            path: story_path(story),
            headline: edition.headline.clone(),
            dir: lang.as_deref().map(direction),
            lang,
            standfirst: edition.standfirst.clone(),
            opening: opening(edition, OPENING_CHARACTERS_MAX),
            agency: facts.agency().map(|id| config.agency_name(id).to_owned()),
            section: section.map_or_else(|| story.section.clone(), |section| section.name.clone()),
            section_path: section_path(&story.section),
            picture: edition
                .pictures
                .iter()
                .find_map(|p| PictureView::new(p, config)),
            mark: ribbon
                .filter(|ribbon| !ribbon.lines.is_empty())
                .map(|ribbon| Fragment::new(ribbon.draw(Scale::Mark, site_tongue))),
            published: Moment::new(first, &config.zone, site_tongue),
            updated: later(first, changed).map(|at| Moment::new(at, &config.zone, site_tongue)),
            correction: edition.correction.clone(),
            language: edition.language.clone(),
            rights: facts
                .agency()
                .and_then(|id| config.rights_of(id))
                .map(str::to_owned),
            edition_published: edition.published,
            first_published: first,
            changed,
        }
    }
}

/// The instant of a change that readers should see: a minute or more after the first publication.
#[must_use]
pub fn later(first: Timestamp, changed: Timestamp) -> Option<Timestamp> {
    const SECONDS_MIN: i64 = 60;
    (changed.as_second() - first.as_second() >= SECONDS_MIN).then_some(changed)
}

/// Longest opening on a card, characters.
const OPENING_CHARACTERS_MAX: usize = 220;

/// The first paragraph without its dateline, cut at a word with an ellipsis should it be longer; `None` for a text
/// without a paragraph.
#[must_use]
pub fn opening(edition: &Edition, characters_max: usize) -> Option<String> {
    let first = edition
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Text)
        .map(|block| behind_dateline(&block.text, edition.dateline.as_deref()))
        .find(|text| !text.is_empty())?;
    if first.chars().count() <= characters_max {
        return Some(first.to_owned());
    }
    let cut: String = first.chars().take(characters_max).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    Some(format!(
        "{} …",
        cut[..end].trim_end_matches([',', ';', ':', ' '])
    ))
}
