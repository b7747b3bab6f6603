//! `/people/{speaker}`: every statement of a confirmed speaker, newest story first, each linked to where it was
//! reported, with what changed between editions. Asks the catalogue which stories there are, so what is taken off is
//! off here in the same step.

use copydesk_desk::{
    Carrier, Decided, Edition, Entity, EntityId, StatementSpans, StoryId, is_readable,
};
use jiff::Timestamp;
use maud::{Markup, html};
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::line::{how, via, words_markup};
use super::reading::Spoken;
use crate::head::{Head, Robots};
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{Cursor, speaker_path, story_path};
use crate::seal::Demand;
use crate::story::fragments::foreign;
use crate::theme::Fragment;
use crate::words::{Tongue, Words, direction};

/// Stories looked through for one page.
const STORIES_PER_PAGE: usize = 40;
/// Last editions of a story that are compared.
const EDITIONS_MAX: usize = 8;
/// Share of the words two wordings have in common, in hundredths, from which one counts as the other changed.
const SAME_MATTER: usize = 50;

/// What became of a statement from one edition to the next.
enum Change {
    /// Not in the edition before.
    New,
    /// The edition before had other words for it: those of this statement.
    Reworded(usize),
}

/// Readable stories that may have a statement of this speaker, newest first: those that name it, and those about whose
/// statements an editor decided.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn candidates(
    pages: &Pages,
    ports: &Ports,
    entity: &Entity,
) -> Result<Vec<(Timestamp, StoryId)>, SiteError> {
    let decided = ports.store.stories_named(entity.name.clone()).await?;
    let mut found = pages.ask(|catalogue| {
        let mut ids = catalogue.search(&entity.name);
        ids.extend(decided);
        ids.into_iter()
            .filter_map(|id| Some((catalogue.first_published(&id)?, id)))
            .collect::<Vec<_>>()
    });
    found.sort_by(|a, b| b.cmp(a));
    found.dedup();
    Ok(found)
}

/// Prints a speaker's page; `None` for one that nobody confirmed or of whom no readable story speaks.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    id: &EntityId,
    before: Option<&Cursor>,
) -> Result<Option<Made>, SiteError> {
    let entities = ports.store.entities().await?;
    let Some(entity) = entities.into_iter().find(|entity| entity.id == *id) else {
        return Ok(None);
    };
    let mut found = candidates(pages, ports, &entity).await?;
    if let Some(cursor) = before {
        found.retain(|place| (place.0, &place.1) < (cursor.at, &cursor.id));
    }
    if found.is_empty() {
        return Ok(None);
    }
    let more = found.len() > STORIES_PER_PAGE;
    found.truncate(STORIES_PER_PAGE);
    let older = found.last().filter(|_| more).map(|(at, id)| Cursor {
        at: *at,
        id: id.clone(),
    });
    let (config, tongue) = (&ports.config, Tongue::of(&ports.config.language));
    let mut stories = Vec::new();
    for (_, story) in found {
        stories.extend(story_of(ports, story, &entity).await?);
    }
    let path = speaker_path(&entity.id);
    let sheet = Sheet {
        template: "speaker.html",
        head: Head {
            title: entity.name.clone(),
            canonical: before.is_none().then(|| path.clone()),
            robots: if before.is_none() {
                Robots::Index
            } else {
                Robots::NoIndex
            },
            ..Head::default()
        },
        tongue,
        context: context! {
            name => entity.name.as_str(),
            path => path.as_str(),
            first => before.is_none(),
            older => older.map(|cursor| format!("{path}?before={}", cursor.text())),
            stories => stories,
            current => "",
        },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// What a story has of the speaker's; `None` if nothing, or if it is not readable.
async fn story_of(ports: &Ports, id: StoryId, entity: &Entity) -> Result<Option<Value>, SiteError> {
    let Some(story) = ports.store.story(id.clone()).await?.filter(is_readable) else {
        return Ok(None);
    };
    let editions = spoken_editions(ports, &id, story.edition).await?;
    let Some(current) = editions.last() else {
        return Ok(None);
    };
    let (config, tongue) = (&ports.config, Tongue::of(&ports.config.language));
    let lang = foreign(&current.edition.language, &config.language);
    let path = story_path(&story);
    let Some(list) = statements(&editions, entity, &path, lang.as_deref(), tongue.words()) else {
        return Ok(None);
    };
    let first = story.first_published.unwrap_or(current.edition.published);
    Ok(Some(context! {
        headline => story.headline.as_str(),
        path => path,
        lang => lang.as_deref(),
        dir => lang.as_deref().map(direction),
        at => Value::from(Serde(Moment::new(first, &config.zone, tongue))),
        list => Value::from(&list),
    }))
}

/// The last editions up to the current one, oldest first, those whose text is the same as the one before left out.
async fn spoken_editions(
    ports: &Ports,
    id: &StoryId,
    current: u32,
) -> Result<Vec<Spoken>, SiteError> {
    let mut editions: Vec<Edition> = ports.store.editions(id.clone()).await?;
    editions.retain(|edition| edition.number <= current);
    let acts = ports.store.statement_acts(id.clone()).await?;
    let all = editions.clone();
    editions.dedup_by(|later, earlier| later.blocks == earlier.blocks);
    let surplus = editions.len().saturating_sub(EDITIONS_MAX);
    editions.drain(..surplus);
    Ok(editions
        .into_iter()
        .map(|edition| Spoken::of(edition, &acts, &all))
        .collect())
}

fn of_speaker<'a>(
    spoken: &'a Spoken,
    entity: &'a Entity,
) -> impl Iterator<Item = (usize, &'a Decided)> {
    let mine = |decided: &Decided| {
        decided.is_public() && decided.speaker.as_deref() == Some(entity.name.as_str())
    };
    let all = spoken.statements.iter().enumerate();
    all.filter(move |(_, decided)| mine(decided))
}

/// The current statements, then those that later editions left out.
fn statements(
    editions: &[Spoken],
    entity: &Entity,
    path: &str,
    lang: Option<&str>,
    w: &Words,
) -> Option<Fragment> {
    let last = editions.len().checked_sub(1)?;
    let changes: Vec<Changes> = (1..editions.len())
        .map(|newer| Changes::between(editions, newer, entity))
        .collect();
    let now: Vec<(usize, &Decided)> = of_speaker(&editions[last], entity).collect();
    let gone: Vec<(usize, usize)> = changes
        .iter()
        .enumerate()
        .flat_map(|(index, changes)| changes.cut.iter().map(move |cut| (index, *cut)))
        .collect();
    if now.is_empty() && gone.is_empty() {
        return None;
    }
    let row = |index: usize, decided: &Decided| -> Markup {
        let spoken = &editions[last];
        html! {
            li {
                (words_of(spoken, decided, lang, w))
                @if let Some(paragraph) = spoken.paragraph(decided) {
                    " " a.at href={ (path) "#p" (paragraph) } { (w.paragraph) " " (paragraph) }
                }
                (change_of(editions, &changes, index, lang, w))
            }
        }
    };
    Some(Fragment::new(html! {
        ol {
            @for (index, decided) in &now { (row(*index, decided)) }
            @for (older, index) in &gone {
                @let spoken = &editions[*older];
                li.cut {
                    del { (words_of(spoken, &spoken.statements[*index], lang, w)) }
                    " " span.change { (w.cut_in.replace("{}", &editions[older + 1].edition.number.to_string())) }
                }
            }
        }
    }))
}

fn words_of(spoken: &Spoken, decided: &Decided, lang: Option<&str>, w: &Words) -> Markup {
    html! {
        span.how { (how(decided, w)) @if let Some(via) = via(decided, &spoken.flat) { ", " (w.said_via) " " (via) } } " "
        span.words lang=[lang] dir=[lang.map(direction)] { (words_markup(spoken, &decided.spans.content)) }
    }
}

/// What the last change of a current statement was, if one of the editions compared changed it.
fn change_of(
    editions: &[Spoken],
    changes: &[Changes],
    index: usize,
    lang: Option<&str>,
    w: &Words,
) -> Markup {
    let mut at = index;
    for (older, changes) in changes.iter().enumerate().rev() {
        let number = editions[older + 1].edition.number.to_string();
        match changes.of(at) {
            Some(Change::New) => {
                return html! { " " span.change { (w.new_in.replace("{}", &number)) } };
            }
            Some(Change::Reworded(before)) => {
                let spoken = &editions[older];
                return html! {
                    " " span.change { (w.reworded_in.replace("{}", &number)) } " "
                    del { (words_of(spoken, &spoken.statements[*before], lang, w)) }
                };
            }
            None => match changes.same(at) {
                Some(before) => at = before,
                None => break,
            },
        }
    }
    html! {}
}

/// What became of one speaker's statements from one edition to the next.
struct Changes {
    same: Vec<(usize, usize)>,
    changed: Vec<(usize, Change)>,
    cut: Vec<usize>,
}

impl Changes {
    fn between(editions: &[Spoken], newer: usize, entity: &Entity) -> Self {
        let (before, after) = (&editions[newer - 1], &editions[newer]);
        let carrier = Carrier::new(&before.edition.blocks, &after.edition.blocks);
        let mut olds: Vec<(usize, &Decided)> = of_speaker(before, entity).collect();
        let mut news: Vec<(usize, &Decided)> = of_speaker(after, entity).collect();
        let mut changes = Self {
            same: Vec::new(),
            changed: Vec::new(),
            cut: Vec::new(),
        };
        olds.retain(|(old, decided)| {
            let content = StatementSpans {
                content: decided.spans.content.clone(),
                ..StatementSpans::default()
            };
            let placed = carrier.carry(&content);
            let found = news.iter().position(|(_, new)| {
                placed
                    .as_ref()
                    .is_some_and(|placed| placed.content == new.spans.content)
            });
            if let Some(found) = found {
                changes.same.push((*old, news.remove(found).0));
            }
            found.is_none()
        });
        for (new, decided) in news {
            let text = words_set(after, decided);
            let best = olds
                .iter()
                .enumerate()
                .map(|(place, (_, old))| (common(&text, &words_set(before, old)), place))
                .filter(|(share, _)| *share >= SAME_MATTER)
                .max_by_key(|(share, place)| (*share, std::cmp::Reverse(*place)));
            let change = match best {
                Some((_, place)) => Change::Reworded(olds.remove(place).0),
                None => Change::New,
            };
            changes.changed.push((new, change));
        }
        changes.cut = olds.into_iter().map(|(old, _)| old).collect();
        changes
    }

    fn of(&self, new: usize) -> Option<&Change> {
        let found = self.changed.iter().find(|(index, _)| *index == new);
        found.map(|(_, change)| change)
    }

    fn same(&self, new: usize) -> Option<usize> {
        let found = self.same.iter().find(|(_, index)| *index == new);
        found.map(|(old, _)| *old)
    }
}

fn words_set(spoken: &Spoken, decided: &Decided) -> std::collections::BTreeSet<String> {
    copydesk_statements::words(&spoken.flat, &decided.spans.content)
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Shared words of all words of both, in hundredths.
fn common(a: &std::collections::BTreeSet<String>, b: &std::collections::BTreeSet<String>) -> usize {
    let all = a.union(b).count();
    (a.intersection(b).count() * 100)
        .checked_div(all)
        .unwrap_or(0)
}
