//! Kills: those to acknowledge, and what became of them. Taking a story down waits for nobody; acknowledging only
//! says that an editor has seen it.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{self, Refusal};
use copydesk_desk::{ItemFilter, ItemState, Signal, StoryState};
use maud::{Markup, html};

use crate::config::SiteConfig;
use crate::desk::act::{Subject, carry_out};
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::link;
use crate::desk::row::{Row, story_badges, title};
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Newest items looked through for kills that were acknowledged.
const LOOKED_THROUGH: usize = 2_000;

/// `GET /desk/kills`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/kills")).await?;
    let filter = ItemFilter {
        limit: LOOKED_THROUGH,
        ..ItemFilter::default()
    };
    let mut rows = Vec::new();
    for item in desk.ports.store.items(filter).await? {
        if item.killed_at.is_some() {
            rows.push(Row::load(&desk, item).await?);
        }
    }
    let main = html! {
        article.open {
            h1 { "Kills" }
            @if rows.is_empty() {
                p.empty { "No agency has killed an item among the newest " (LOOKED_THROUGH)
                    ". A kill would stand here, and in a red bar on every screen until somebody acknowledges it." }
            } @else {
                ol.plain { @for row in &rows { (line(&desk.ports.config, row, &screen.times)) } }
            }
        }
    };
    Ok(screen.page(Place::Kills, "Kills", &main))
}

fn line(config: &SiteConfig, row: &Row, times: &Times) -> Markup {
    let item = &row.item;
    html! {
        li {
            p { span.agency { (config.agency_name(&item.key.agency)) } " " a.killed href=(link::item(&item.key)) { (title(item)) } }
            p.hint {
                @if let Some(at) = item.killed_at { "Killed " (times.mark_exact(at)) ". " }
                (taken_down(row)) " "
                (seen(item, times))
                @for story in &row.stories {
                    " " a href=(link::story(story)) { "Story" } " "
                    @for badge in story_badges(story, times) { (badge.markup(times)) }
                }
            }
        }
    }
}

/// How many stories the kill took down. A notice that names no item takes nothing down: editors must look for it.
fn taken_down(row: &Row) -> Markup {
    let killed = row
        .stories
        .iter()
        .filter(|story| story.state == StoryState::Killed);
    let count = killed.count();
    let is_notice = row.item.signals.contains(&Signal::Kill) && row.item.versions <= 1;
    html! {
        @match count {
            0 if is_notice && row.stories.is_empty() => {
                strong { "No story was taken down: find and withdraw it yourself." }
                @for words in searches(&row.item) {
                    " " a href={ "/desk/?q=" (link::encode(&words)) } { "Search \u{201c}" (words) "\u{201d}" }
                }
            }
            0 => "No story was taken down.",
            1 => "1 story was taken down.",
            _ => { (count) " stories were taken down." }
        }
    }
}

/// Words of a notice that say that it is one.
const NOTICE_WORDS: &[&str] = &[
    "kill",
    "killed",
    "mandatory",
    "notice",
    "advisory",
    "withdraw",
    "withdrawn",
    "withdrawal",
    "story",
    "editors",
    "attention",
    "please",
    "bulletin",
];
/// Shortest word looked for, characters.
const WORD_MIN: usize = 4;
/// Words of a headline looked for.
const WORDS_MAX: usize = 4;

/// What to look for in the list: the slugline, and words of the headline, each by itself.
fn searches(item: &ItemState) -> Vec<String> {
    let headline = item.headline.as_deref().unwrap_or_default();
    let words = headline
        .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
        .filter(|word| word.chars().count() >= WORD_MIN)
        .filter(|word| !NOTICE_WORDS.contains(&word.to_lowercase().as_str()))
        .take(WORDS_MAX);
    let slugline = item.slugline.as_deref().map(str::trim);
    slugline
        .into_iter()
        .filter(|slugline| !slugline.is_empty())
        .chain(words)
        .map(str::to_owned)
        .collect()
}

fn seen(item: &ItemState, times: &Times) -> Markup {
    html! {
        @match &item.kill_acknowledged {
            Some((editor, at)) => { "Acknowledged by " (editor) ", " (times.mark(*at)) "." },
            None => strong { "Not acknowledged." },
        }
    }
}

/// `POST /desk/kills`: acknowledges one. Doing so twice changes nothing and is no failure.
pub(crate) async fn acknowledge(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let subject = Subject::Item(fields.item()?);
    let decided = carry_out(&desk, &subject, |known| match &known.item {
        Some(item) => decide::acknowledge_kill(item, &editor.name, desk.now()),
        None => Err(Refusal::NoVersion),
    });
    if decided.await? == Err(Refusal::NoVersion) {
        return Err(DeskError::NotFound);
    }
    Ok(Redirect::to(link::local(fields.get("return"))).into_response())
}
