//! The disclosure as every story page carries it: one `aside`, drawn here from the checked disclosure and handed to
//! the theme as one value. Says nothing that was not computed.

use copydesk_desk::{Signal, Version};
use copydesk_text::{Newer, newer_sentence, picture_sentence};
use maud::{Markup, html};

use super::facts::{Compared, PublicRecord, StoryFacts};
use super::fragments::PictureView;
use crate::config::SiteConfig;
use crate::ribbon::{Ribbon, Scale};
use crate::route::story_path;
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// The disclosure fragment of an edition.
#[must_use]
pub fn disclosure(facts: &StoryFacts, pictures: &[PictureView], config: &SiteConfig) -> Fragment {
    let tongue = Tongue::of(&facts.edition.language);
    let words = tongue.words();
    let checked = facts.compared.disclosure();
    let path = story_path(&facts.story);
    let lang = (tongue != Tongue::of(&config.language)).then(|| tongue.tag());
    Fragment::new(html! {
        aside id="disclosure"
            data-verdict=[checked.and_then(|d| d.verdict()).map(|v| v.name())]
            data-headline=[checked.and_then(|d| d.headline()).map(|h| h.name())]
            data-edition=(facts.edition.number) lang=[lang] aria-label=(words.disclosure) {
            p { (sentence(&facts.compared, tongue, config)) }
            @if let Some(newer) = newer(facts, tongue) { p.newer { (newer) } }
            @if let Some(credit) = picture_credits(facts, pictures, config, tongue) { p.pictures { (credit) } }
            @if let Some(checked) = checked {
                a.drawing href=(format!("{path}/comparison")) { (Ribbon::of(checked).draw(Scale::Beside, tongue)) }
            }
            (links(facts, &path, words))
        }
    })
}

/// The sentence alone, in the words of `text`.
pub(crate) fn sentence(compared: &Compared, tongue: Tongue, config: &SiteConfig) -> String {
    match compared {
        Compared::Checked(disclosure) => disclosure.sentence(tongue.sentence_language()).to_owned(),
        Compared::Failed => tongue.words().not_compared.to_owned(),
        Compared::House => tongue.words().house_written.replace("{}", &config.name),
    }
}

fn links(facts: &StoryFacts, path: &str, words: &Words) -> Markup {
    html! {
        ul.ways {
            @if facts.compared.disclosure().is_some() {
                li { a href=(format!("{path}/comparison")) { (words.what_compared) } }
            }
            @if facts.record == PublicRecord::Kept {
                li { a href=(format!("{path}/proof")) { (words.proof_link) } }
            }
            li { a href=(format!("{path}/versions")) { (words.every_change) } }
            li { a href="/about/disclosure" { (words.how_it_works) } }
        }
    }
}

/// That the agency has sent a newer version, which is no part of the sentence.
fn newer(facts: &StoryFacts, tongue: Tongue) -> Option<String> {
    let (base, newer) = (facts.base()?, facts.newer()?);
    let signal = if newer.signals.contains(&Signal::Correction) {
        Newer::Correction
    } else {
        Newer::Version
    };
    let said = newer_sentence(
        &label(base),
        &label(newer),
        signal,
        tongue.sentence_language(),
    );
    Some(said)
}

/// The version as sent; our order of arrival where it has none.
fn label(version: &Version) -> String {
    let nth = || version.key.nth.to_string();
    version.version.clone().unwrap_or_else(nth)
}

/// Credits of the pictures shown, where they are not the text's agency.
fn picture_credits(
    facts: &StoryFacts,
    pictures: &[PictureView],
    config: &SiteConfig,
    tongue: Tongue,
) -> Option<String> {
    let agency = facts.agency().map(|id| config.agency_name(id));
    let credits: Vec<Option<&str>> = pictures
        .iter()
        .map(|picture| picture.credit.as_deref())
        .collect();
    picture_sentence(agency, &credits, tongue.sentence_language())
}
