//! The story page, its parts in the order of `site.md` 2. The disclosure, the text and the head are made in Rust;
//! the theme only places them.

use copydesk_desk::{Story, StoryId};
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::disclosed::disclosure;
use super::facts::StoryFacts;
use super::fragments::{PictureView, contents, foreign, story_text};
use super::quotations::quotations;
use super::said::said;
use crate::config::SiteConfig;
use crate::head::{Article, ArticlePicture, Author, Head};
use crate::lists::card::{later, opening};
use crate::moment::{Moment, day_of, with_offset};
use crate::pages::{Made, Pages};
use crate::people::reading::Spoken;
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::ribbon::{Ribbon, Scale};
use crate::route::{also_path, section_path, story_path};
use crate::seal::{Demand, StoryDemand};
use crate::story::opened::{named_author, place};
use crate::theme::Fragment;
use crate::words::{Tongue, direction};

/// Longest description, characters.
const DESCRIPTION_CHARACTERS_MAX: usize = 160;

/// Prints a story; `None` if it is not readable.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(facts) = StoryFacts::read(ports, id).await? else {
        return Ok(None);
    };
    let config = &ports.config;
    let related: Vec<Story> = crate::also::shown(pages, id)
        .into_iter()
        .map(|(story, _)| story)
        .collect();
    let pictures = PictureView::all(&facts.edition, config);
    let disclosure = disclosure(&facts, &pictures, config);
    let spoken = Spoken::read(ports, facts.edition.clone()).await?;
    let entities = ports.store.entities().await?;
    let tongue = Tongue::of(&config.language);
    let lang = foreign(&facts.edition.language, &config.language);
    let said = said(&spoken, &entities, lang.as_deref(), tongue.words());
    let quoted = quotations(pages, ports, &spoken, lang.as_deref()).await?;
    let text = story_text(&facts.edition, &config.language);
    let sheet = Sheet {
        template: "story.html",
        head: head_of(&facts, pictures.first(), config),
        tongue,
        context: context! {
            said => said.as_ref().map(Value::from),
            quoted => quoted.as_ref().map(Value::from),
            ..context_of(&facts, &pictures, &related, (&disclosure, &text), config)
        },
        demand: Demand::Story(StoryDemand {
            disclosure: disclosure.as_str(),
            headline: &facts.edition.headline,
            paragraphs: facts
                .edition
                .blocks
                .iter()
                .map(|block| block.text.as_str())
                .collect(),
        }),
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

fn context_of(
    facts: &StoryFacts,
    pictures: &[PictureView],
    related: &[Story],
    (disclosure, text): (&Fragment, &Fragment),
    config: &SiteConfig,
) -> Value {
    let (story, edition) = (&facts.story, &facts.edition);
    let tongue = Tongue::of(&config.language);
    let moment = |at| Value::from(Serde(Moment::new(at, &config.zone, tongue)));
    let first = story.first_published.unwrap_or(edition.published);
    let updated = story.updated.and_then(|at| later(first, at));
    let lang = foreign(&edition.language, &config.language);
    let mark = facts
        .compared
        .disclosure()
        .map(Ribbon::of)
        .filter(|r| !r.lines.is_empty());
    context! {
        headline => edition.headline.as_str(),
        dir => lang.as_deref().map(direction),
        lang => lang,
        standfirst => edition.standfirst.as_deref(),
        byline => edition.byline.as_deref(),
        agency => facts.agency().map(|id| config.agency_name(id)),
        credit => credit_line(facts, config),
        dateline => shown_dateline(facts),
        published => moment(first),
        updated => updated.map(moment),
        day => day_of(first, &config.zone).to_string(),
        correction => edition.correction.as_ref().map(|what| context! {
            text => what.as_str(), at => moment(edition.published),
        }),
        pictures => Value::from(Serde(pictures)),
        contents => Value::from(Serde(contents(&edition.blocks))),
        story_text => Value::from(text),
        disclosure => Value::from(disclosure),
        mark => mark.map(|ribbon| Value::from(&Fragment::new(ribbon.draw(Scale::Mark, tongue)))),
        also => related.iter().map(|related| related_view(related, config)).collect::<Vec<_>>(),
        also_path => also_path(&story.id),
        rights => facts.agency().and_then(|id| config.rights_of(id)),
        section => section_view(&story.section, config),
        path => story_path(story),
        origin => config.origin.as_str(),
        current => story.section.as_str(),
    }
}

fn section_view(slug: &str, config: &SiteConfig) -> Value {
    let name = config
        .section(slug)
        .map_or(slug, |section| section.name.as_str());
    context! { name => name, path => section_path(slug) }
}

fn related_view(related: &Story, config: &SiteConfig) -> Value {
    context! {
        path => story_path(related),
        headline => related.headline.as_str(),
        section => section_view(&related.section, config),
    }
}

/// The credit line, where it says more than the agency's name.
fn credit_line<'a>(facts: &'a StoryFacts, config: &SiteConfig) -> Option<&'a str> {
    let line = facts.edition.credit_line.as_deref()?;
    let agency = facts.agency().map(|id| config.agency_name(id));
    (Some(line) != agency && facts.agency() != Some(line)).then_some(line)
}

/// The dateline, unless the text itself opens with it.
fn shown_dateline(facts: &StoryFacts) -> Option<&str> {
    let line = facts
        .edition
        .dateline
        .as_deref()
        .map(str::trim)
        .filter(|line| !line.is_empty())?;
    let opening = facts
        .edition
        .blocks
        .first()
        .map_or("", |block| block.text.trim_start());
    let place = line.split([',', '(']).next().unwrap_or(line).trim();
    let opens = opening.to_lowercase().starts_with(&place.to_lowercase());
    (!opens).then_some(line)
}

fn head_of(facts: &StoryFacts, picture: Option<&PictureView>, config: &SiteConfig) -> Head {
    let (story, edition) = (&facts.story, &facts.edition);
    let section = config.section(&story.section);
    let section = section.map(|section| (section.name.clone(), section_path(&section.slug)));
    let title = match &section {
        Some((name, _)) => format!("{} - {name}", edition.headline),
        None => edition.headline.clone(),
    };
    Head {
        title,
        canonical: Some(story_path(story)),
        description: edition
            .standfirst
            .clone()
            .or_else(|| opening(edition, DESCRIPTION_CHARACTERS_MAX)),
        article: Some(article_of(facts, picture, section.clone(), config)),
        section,
        ..Head::default()
    }
}

fn article_of(
    facts: &StoryFacts,
    picture: Option<&PictureView>,
    section: Option<(String, String)>,
    config: &SiteConfig,
) -> Article {
    let (story, edition) = (&facts.story, &facts.edition);
    let local = |at: jiff::Timestamp| with_offset(&at.to_zoned_datetime(config.zone.clone()));
    let first = story.first_published.unwrap_or(edition.published);
    let agency = facts.agency().map(|id| config.agency_name(id).to_owned());
    let author = edition
        .byline
        .as_deref()
        .and_then(|line| named_author(line, &edition.language))
        .map(Author::Person);
    let organization = agency.clone().unwrap_or_else(|| config.name.clone());
    Article {
        headline: edition.headline.clone(),
        published: local(first),
        modified: story.updated.and_then(|at| later(first, at)).map(local),
        author: author.or(Some(Author::Organization(organization))),
        agency,
        credit: edition.credit_line.clone(),
        rights: facts
            .agency()
            .and_then(|id| config.rights_of(id))
            .map(str::to_owned),
        section,
        language: edition.language.clone(),
        word_count: edition
            .blocks
            .iter()
            .map(|block| block.text.split_whitespace().count())
            .sum(),
        edition: edition.number,
        correction: edition
            .correction
            .clone()
            .map(|what| (what, local(edition.published))),
        dateline: edition.dateline.as_deref().and_then(place),
        picture: picture.map(|picture| ArticlePicture {
            path: picture.src.clone(),
            credit: picture.credit.clone(),
            alt: picture.alt.clone(),
            size: picture.width.zip(picture.height),
        }),
    }
}
