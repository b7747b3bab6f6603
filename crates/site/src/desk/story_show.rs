//! A story at the desk: how it stands, what its disclosure says, taking it off and putting it back, the next edition,
//! and a newer wire version waiting to be taken over.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use copydesk_desk::decide::{Refusal, page_side, wire_side};
use copydesk_desk::{Actor, Edition, ItemKey, Story, StoryId, StoryState};
use maud::{Markup, html};

use crate::desk::bench::{Bench, Start};
use crate::desk::copy_form::{Told, copy_form, refusal_words};
use crate::desk::draft::Draft;
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::item_quotes;
use crate::desk::link;
use crate::desk::row::{row_id, story_badges};
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::statement::statement;
use crate::desk::times::Times;
use crate::route::story_path;

/// `GET /desk/story/{id}[?take=N]`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let take = Fields(pairs).number("take");
    let (bench, draft) = open(&desk, &StoryId::new(id), take).await?;
    page(&desk, &editor, &bench, &draft, None, StatusCode::OK).await
}

/// The story with its form: the edition that stands, or the version to take over.
pub(crate) async fn open(
    desk: &DeskState,
    id: &StoryId,
    take: Option<u32>,
) -> Result<(Bench, Draft), DeskError> {
    let store = &desk.ports.store;
    let story = store.story(id.clone()).await?.ok_or(DeskError::NotFound)?;
    let key = story.item.clone().ok_or(DeskError::NotFound)?;
    let edition = store.edition(id.clone(), story.edition).await?;
    let based_on = edition
        .and_then(|edition| edition.version)
        .map(|version| version.nth);
    let bench = Bench::of_item(&desk.ports, &key, take.or(based_on)).await?;
    let bench = bench.with_story(&desk.ports, id, story.edition).await?;
    let start = if take.is_some() {
        Start::Wire
    } else {
        Start::Edition
    };
    let draft = Draft::next(&bench, start);
    Ok((bench, draft))
}

/// The screen with the form as it stands; also what a refused form or act gets back.
pub(crate) async fn page(
    desk: &DeskState,
    editor: &Editor,
    bench: &Bench,
    draft: &Draft,
    refusal: Option<&Refusal>,
    status: StatusCode,
) -> Result<Response, DeskError> {
    let (story, _) = bench.story.as_ref().ok_or(DeskError::NotFound)?;
    let editions = desk.ports.store.editions(story.id.clone()).await?;
    let current = editions
        .iter()
        .find(|edition| edition.number == story.edition);
    let screen = Screen::load(desk, editor, link::story(story)).await?;
    let quotes = match current {
        Some(edition) => {
            item_quotes::quotations(desk, &edition.blocks, Some(&edition.language)).await?
        }
        None => html! {},
    };
    let told = Told {
        times: &screen.times,
        refusal,
    };
    let main = html! {
        article.open data-row=(row_id(&bench.key)) {
            (head(desk, story, &screen.times))
            (newer(bench, story, current))
            (quotes)
            (standing(desk, current).await?)
            (acts(story, told))
            (next_edition(desk, bench, draft, story, told))
            (past(&editions, &screen.times))
        }
    };
    Ok(screen.page_with(status, Place::Inside, &story.headline, &main))
}

fn head(desk: &DeskState, story: &Story, times: &Times) -> Markup {
    let section = desk
        .ports
        .config
        .sections
        .iter()
        .find(|section| section.slug == story.section)
        .map_or(story.section.as_str(), |section| section.name.as_str());
    html! {
        header.item-head {
            p.over {
                "Story · " (section) " · edition " (story.edition)
                @if let Some(at) = story.first_published { " · first published " (times.mark(at)) }
                @if let Some(at) = story.updated { " · updated " (times.mark(at)) }
            }
            h1.killed[story.state == StoryState::Killed] { (story.headline) }
            p.states {
                @for badge in story_badges(story, times) { (badge.markup(times)) " " }
                @if story.state == StoryState::Live { a href=(story_path(story)) { "Public page " code { (story_path(story)) } } }
                @if let Some((reason, at)) = story.gone { "Gone since " (times.mark(at)) " (" (reason.name()) ")" }
                @if let Some(key) = &story.item { " · " a href=(link::item(key)) { "Wire item" } }
            }
        }
    }
}

/// The flag that a newer wire version waits, one key away from its difference and from taking it over.
fn newer(bench: &Bench, story: &Story, current: Option<&Edition>) -> Markup {
    let Some(nth) = story.newer else {
        return html! {};
    };
    let based_on = current
        .and_then(|edition| edition.version.as_ref())
        .map(|version| version.nth);
    let take = format!("{}?take={nth}#headline", link::story(story));
    html! {
        p.strip.newer {
            strong { "Wire version " (nth) " has arrived" }
            @if let Some(based_on) = based_on {
                "; this edition is based on " (based_on) ". "
                a href=(link::versions(&bench.key, based_on, nth)) data-key="difference" { "Difference " kbd { "d" } }
            }
            " "
            a.button href=(take) data-key="take" { "Take over " kbd { "r" } }
        }
    }
}

/// The disclosure that stands with readers, read back only after it was checked against both texts.
async fn standing(desk: &DeskState, current: Option<&Edition>) -> Result<Markup, DeskError> {
    let Some((edition, json, key)) = current.and_then(|edition| {
        Some((
            edition,
            edition.disclosure.as_ref()?,
            edition.version.as_ref()?,
        ))
    }) else {
        return Ok(html! {});
    };
    let versions = desk.ports.store.versions(ItemKey::clone(&key.item)).await?;
    let version = versions.iter().find(|version| &version.key == key);
    let item = match version {
        Some(version) => desk.ports.item_of(version).await?,
        None => None,
    };
    let house = desk.house();
    let checked = item.map(|item| {
        copydesk_text::check(json, &wire_side(&item, &house), &page_side(edition, &house))
    });
    Ok(html! {
        section.standing aria-labelledby="standing-title" {
            h2 #standing-title { "Disclosure of edition " (edition.number) }
            @match checked {
                Some(Ok(disclosure)) => (statement(&disclosure)),
                Some(Err(_)) => p.strip.red { "The kept disclosure does not fit this edition: it is not shown to readers." },
                None => p.strip { "The wire version cannot be read, so the kept disclosure could not be checked here." },
            }
        }
    })
}

fn acts(story: &Story, told: Told<'_>) -> Markup {
    let path = link::story(story);
    html! {
        section.acts {
            @match story.state {
                StoryState::Live | StoryState::Scheduled(_) => form method="post" action={ (path) "/withdraw" } {
                    label for="reason" { "Withdraw from the site " span.hint { "reason, for the record" } }
                    div.pair {
                        input #reason name="reason" maxlength="300" autocomplete="off";
                        button.danger type="submit" { "Withdraw" }
                    }
                },
                StoryState::Withdrawn | StoryState::Held => form method="post" action={ (path) "/restore" } {
                    @if let Some(refusal) = told.refusal { p.error role="alert" { (refusal_words(refusal, told.times)) } }
                    button.primary type="submit" { "Put back on the site" }
                },
                StoryState::Killed => p.strip.red { "Killed by the agency. No edition comes back." },
                StoryState::Draft => p.strip { "A draft: readers have never seen it." },
            }
        }
    }
}

fn next_edition(
    desk: &DeskState,
    bench: &Bench,
    draft: &Draft,
    story: &Story,
    told: Told<'_>,
) -> Markup {
    if story.state == StoryState::Killed {
        return html! {};
    }
    let taking = draft.start == Start::Wire;
    html! {
        section.next {
            h2 { @if taking { "Take over wire version " (bench.nth()) } @else { "Next edition" } }
            @if taking {
                p.hint {
                    "The headline stays, the text is the wire's new one: what was edited in edition " (story.edition)
                    " is not carried over."
                }
            }
            (copy_form(desk, bench, draft, told))
        }
    }
}

fn past(editions: &[Edition], times: &Times) -> Markup {
    html! {
        section.versions tabindex="0" aria-labelledby="editions-title" {
            h2 #editions-title { "Editions" }
            table {
                thead { tr { th scope="col" { "No." } th scope="col" { "Published" } th scope="col" { "By" }
                    th scope="col" { "Wire" } th scope="col" { "Headline" } th scope="col" { "Correction" } } }
                tbody {
                    @for edition in editions.iter().rev() {
                        tr {
                            td { (edition.number) }
                            td { (times.mark(edition.published)) }
                            td { (actor_words(&edition.by)) }
                            td { @if let Some(version) = &edition.version { (version.nth) } }
                            td { (edition.headline) }
                            td { @if let Some(note) = &edition.correction { (note) } }
                        }
                    }
                }
            }
        }
    }
}

/// Who did it, in words.
pub(crate) fn actor_words(actor: &Actor) -> String {
    match actor {
        Actor::Editor(name) => name.to_string(),
        Actor::Rule(feed) => format!("rule of feed {feed}"),
        Actor::Clock => String::from("the clock"),
        Actor::Agency(agency) => format!("agency {agency}"),
    }
}
