//! Explainers at the desk: the list with stale and hidden lines and open questions that may close, and what a new one
//! is made from. Closes nothing by itself.

use axum::extract::State;
use axum::response::Response;
use copydesk_desk::decide::{LineStanding, line_standing, may_close};
use copydesk_desk::{Card, Explainer, ExplainerEdition, SourceKey, StoryFilter};
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::explainer_form::source_value;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::explainer::sources::Library;
use crate::route::explainer_path;

/// Stories to choose sources from.
const STORIES_MAX: usize = 50;

/// `GET /desk/explainers`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/explainers")).await?;
    let store = &desk.ports.store;
    let mut entries = Vec::new();
    for explainer in store.explainers().await? {
        let editions = store.explainer_editions(explainer.id.clone()).await?;
        let edition = editions
            .into_iter()
            .find(|one| one.number == explainer.edition);
        let body = edition.as_ref().map_or(&explainer.body, |one| &one.body);
        let library = Library::load(store.as_ref(), &body.sources()).await?;
        entries.push(entry(&explainer, edition.as_ref(), &library));
    }
    let filter = StoryFilter {
        live_only: true,
        limit: STORIES_MAX,
        ..StoryFilter::default()
    };
    let stories = store.stories(filter).await?;
    let documents = store.documents().await?;
    let main = html! {
        article.open {
            h1 { "Explainers" }
            @if entries.is_empty() { p.empty { "There is no explainer yet. Choose its sources below." } }
            @for entry in entries { (entry) }
            h2 { "A new one" }
            form method="get" action="/desk/explainer/new" {
                fieldset { legend { "Stories" }
                    @for story in &stories {
                        (choice(&SourceKey::Story(story.id.clone()), &story.headline))
                    }
                }
                fieldset { legend { "Documents" }
                    @for one in documents.iter().filter(|one| one.withdrawn.is_none()) {
                        (choice(&SourceKey::Document(one.id.clone()), one.facts.title.as_deref().unwrap_or(one.id.as_str())))
                    }
                }
                button type="submit" { "Propose" }
            }
            h2 { "Documents" }
            ul { @for one in &documents {
                li { a href={ "/desk/document/" (one.id) } { (one.facts.title.as_deref().unwrap_or(one.id.as_str())) }
                    @if one.withdrawn.is_some() { " (withdrawn)" } }
            } }
        }
    };
    Ok(screen.page(Place::Explainers, "Explainers", &main))
}

fn choice(key: &SourceKey, words: &str) -> Markup {
    html! { p { label { input type="checkbox" name="source" value=(source_value(key)); " " (words) } } }
}

fn entry(explainer: &Explainer, edition: Option<&ExplainerEdition>, library: &Library) -> Markup {
    let body = edition.map_or(&explainer.body, |one| &one.body);
    let lines = body.lines().into_iter();
    let standings: Vec<_> = lines
        .map(|line| (line.text.as_str(), line_standing(line, &library.sources)))
        .collect();
    let questions = body.cards.iter().filter_map(|card| match card {
        Card::OpenQuestions(questions) => Some(questions),
        _ => None,
    });
    let may: Vec<_> = questions
        .flatten()
        .filter(|one| may_close(one, &library.sources.facts))
        .collect();
    let hidden = standings
        .iter()
        .filter(|(_, one)| *one == LineStanding::Hidden)
        .count();
    html! {
        section {
            h2 { a href={ "/desk/explainer/" (explainer.id) } { (body.title) } }
            p { (explainer.state.name()) ", edition " (explainer.edition) ", "
                a href=(explainer_path(&explainer.slug)) { (explainer_path(&explainer.slug)) } }
            @if hidden > 0 { p { "Lines hidden, since a source is closed: " (hidden) } }
            @for (text, standing) in &standings {
                @if let LineStanding::Stale { changes, unstated, .. } = standing {
                    p { b { "Stale: " } @if text.is_empty() { "a row of “who said what”" } @else { (text) } }
                    @if *unstated > 0 { p { "A statement it cites was rejected, or no longer stands in the queue as accepted." } }
                    @for (before, now) in changes {
                        p { "It read " q { (before) } "; it reads " q { (now.as_deref().unwrap_or("(nothing like it)")) } }
                    }
                }
            }
            @for one in may { p { b { "May be answered now: " } (one.line.text) } }
        }
    }
}
