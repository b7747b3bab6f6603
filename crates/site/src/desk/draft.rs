//! What stands in the form: read from the wire, from an edition, or from what an editor sent; made into copy.
//! Keeps what was typed even when it cannot be published.

use copydesk_desk::decide::Copy;
use copydesk_desk::{EditionPicture, StoryId};

use crate::desk::bench::{Bench, Start};
use crate::desk::copy_text;
use crate::desk::fields::Fields;

/// A picture of the bench, chosen or not.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) picture: EditionPicture,
    pub(crate) chosen: bool,
}

/// The fields of the form.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) story: Option<StoryId>,
    pub(crate) base_edition: u32,
    pub(crate) start: Start,
    pub(crate) headline: String,
    pub(crate) section: String,
    pub(crate) standfirst: String,
    pub(crate) body: String,
    pub(crate) correction: String,
    pub(crate) pictures: Vec<Choice>,
}

impl Draft {
    /// A first edition: the wire's text under the agency's headline, with its pictures, in the section that the
    /// configuration names for it, if it names one.
    pub(crate) fn first(bench: &Bench, section: Option<&str>) -> Self {
        let headline = bench.item.as_ref().and_then(|item| item.headline.clone());
        Self {
            story: None,
            base_edition: 0,
            start: Start::Wire,
            headline: headline.unwrap_or_default(),
            section: section.unwrap_or_default().to_owned(),
            standfirst: String::new(),
            body: copy_text::to_text(&bench.blocks(Start::Wire)),
            correction: String::new(),
            pictures: choices(bench, |_| true),
        }
    }

    /// The next edition of the bench's story. From the wire: its text, under the headline that stands.
    pub(crate) fn next(bench: &Bench, start: Start) -> Self {
        let mut draft = Self::first(bench, None);
        let Some((story, edition)) = &bench.story else {
            return draft;
        };
        draft.story = Some(story.id.clone());
        draft.base_edition = story.edition;
        draft.start = start;
        draft.headline.clone_from(&story.headline);
        draft.section.clone_from(&story.section);
        draft.body = copy_text::to_text(&bench.blocks(start));
        if let Some(edition) = edition {
            draft.standfirst = edition.standfirst.clone().unwrap_or_default();
            draft.pictures = choices(bench, |picture| {
                edition
                    .pictures
                    .iter()
                    .any(|known| known.href == picture.href)
            });
        }
        draft
    }

    /// What an editor sent.
    pub(crate) fn sent(bench: &Bench, fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
        let mut pictures = choices(bench, |_| false);
        for (index, choice) in pictures.iter_mut().enumerate() {
            let number = index.to_string();
            choice.chosen = fields.all("picture").any(|chosen| chosen == number);
            if let Some(alt) = fields.get(&format!("alt_{index}")) {
                choice.picture.alt = Some(alt.trim().to_owned()).filter(|alt| !alt.is_empty());
            }
        }
        Self {
            story: fields
                .get("story")
                .filter(|id| !id.is_empty())
                .map(StoryId::new),
            base_edition: fields.number("base_edition").unwrap_or(0),
            start: Start::from_name(fields.get("start").unwrap_or_default()),
            headline: text("headline"),
            section: text("section"),
            standfirst: text("standfirst"),
            body: text("body"),
            correction: text("correction"),
            pictures,
        }
    }

    /// The copy this would publish; untouched blocks stay byte for byte.
    pub(crate) fn copy(&self, bench: &Bench) -> Copy {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Copy {
            headline: self.headline.trim().to_owned(),
            section: self.section.trim().to_owned(),
            standfirst: said(&self.standfirst),
            blocks: copy_text::to_blocks(&self.body, &bench.blocks(self.start)),
            pictures: self
                .pictures
                .iter()
                .filter(|choice| choice.chosen)
                .map(|choice| choice.picture.clone())
                .collect(),
            correction: said(&self.correction),
            version_nth: bench.nth(),
            base_edition: self.base_edition,
        }
    }
}

fn choices(bench: &Bench, chosen: impl Fn(&EditionPicture) -> bool) -> Vec<Choice> {
    let with_choice = |picture: EditionPicture| Choice {
        chosen: chosen(&picture),
        picture,
    };
    bench.pictures().into_iter().map(with_choice).collect()
}
