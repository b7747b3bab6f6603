//! An item, open: what the wire says of it, its versions, and the form to publish it from. The list stands beside it
//! where there is room. Killed, withheld and embargoed copy is shown to editors, marked.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use copydesk_desk::decide::Refusal;
use copydesk_desk::{OnArrival, Story, StoryState, Version};
use copydesk_wire::Item;
use maud::{Markup, html};

use crate::desk::bench::Bench;
use crate::desk::copy_form::{Told, copy_form};
use crate::desk::draft::Draft;
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::row::{Row, row_id, story_badges, title};
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;
use crate::desk::{duplicates, item_quotes, link, list};
use crate::route::story_path;

/// Rows of the list beside an open item.
const BESIDE_ROWS: usize = 60;

/// `GET /desk/item?agency=…&guid=…[&version=N]`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let bench = Bench::of_item(&desk.ports, &fields.item()?, fields.number("version")).await?;
    let draft = Draft::first(&bench, section_for(&desk, &bench));
    page(&desk, &editor, &bench, &draft, None, StatusCode::OK).await
}

/// The section of the feed's rule, or the only one there is; otherwise none is guessed.
fn section_for<'a>(desk: &'a DeskState, bench: &Bench) -> Option<&'a str> {
    let rule = desk
        .ports
        .feeds
        .get(&bench.state.feed)
        .map(|feed| &feed.rules.on_arrival);
    match (rule, desk.ports.config.sections.as_slice()) {
        (Some(OnArrival::Publish { section }), _) => Some(section),
        (_, [only]) => Some(&only.slug),
        _ => None,
    }
}

/// The screen with the form as it stands; also what a refused form gets back.
pub(crate) async fn page(
    desk: &DeskState,
    editor: &Editor,
    bench: &Bench,
    draft: &Draft,
    refusal: Option<&Refusal>,
    status: StatusCode,
) -> Result<Response, DeskError> {
    let screen = Screen::load(desk, editor, link::item(&bench.key)).await?;
    let beside = list::newest(desk, BESIDE_ROWS).await?;
    let blocks = bench.blocks(crate::desk::bench::Start::Wire);
    let quotes = item_quotes::quotations(desk, &blocks, bench.state.language.as_deref()).await?;
    let times = &screen.times;
    let told = Told { times, refusal };
    let same = duplicates::look_up(desk, bench).await?;
    let main = html! {
        div.two {
            aside.beside aria-label="Wire" {
                ol.rows.narrow #rows data-live="" { @for row in &beside { (row.markup_beside(&desk.ports.config, times, Some(&bench.key))) } }
            }
            article.open data-row=(row_id(&bench.key)) {
                (head(desk, bench, times))
                (warnings(bench, times))
                (quotes)
                (notes(bench.item.as_ref()))
                (duplicates::published_already(&same, desk))
                (work(desk, bench, draft, told))
                (duplicates::panel(&same, bench, desk, times))
                (versions(bench, times))
                (facts(bench, times))
            }
        }
    };
    let name = bench.state.headline.as_deref().unwrap_or("Untitled item");
    Ok(screen.page_with(status, Place::Inside, name, &main))
}

fn head(desk: &DeskState, bench: &Bench, times: &Times) -> Markup {
    let state = &bench.state;
    let row = Row {
        item: state.clone(),
        stories: bench
            .known
            .stories
            .iter()
            .map(|(story, _)| story.clone())
            .collect(),
    };
    html! {
        header.item-head {
            p.over {
                (desk.ports.config.agency_name(&state.key.agency))
                @if let Some(urgency) = state.urgency { " · urgency " (urgency) }
                @if bench.nth() > 0 { " · version " (bench.nth()) " of " (state.versions) }
                " · " (times.mark(state.last_received)) ", " (times.age(state.last_received)) " ago"
            }
            h1.killed[row.is_killed()] lang=[state.language.as_deref()] { (title(state)) }
            p.states { @for badge in row.badges(times) { (badge.markup(times)) " " } }
        }
    }
}

fn warnings(bench: &Bench, times: &Times) -> Markup {
    let state = &bench.state;
    html! {
        @if let Some(at) = state.killed_at {
            p.strip.red {
                strong { "Killed by the agency" } " at " (times.mark_exact(at)) ". It cannot be published."
                @if let Some((editor, seen)) = &state.kill_acknowledged {
                    " Acknowledged by " (editor) ", " (times.mark(*seen)) "."
                }
            }
        }
        @if let copydesk_desk::Embargo::Until(at) = state.standing.embargo {
            @if at > times.now {
                p.strip.amber {
                    strong { "Embargoed" } " until " (times.mark_exact(at)) " (" (Times::utc(at)) "), " (times.countdown(at)) ". "
                    "Publishing schedules the story for that instant."
                }
            }
        }
        @if state.standing.embargo == copydesk_desk::Embargo::TimeUnknown {
            p.strip.amber { strong { "Embargoed" } " without a readable time. It stays closed." }
        }
        @if state.standing.status == copydesk_desk::Status::Withheld {
            p.strip.red { strong { "Withheld by the agency." } " It cannot be published for now." }
        }
        @if bench.nth() > 0 && bench.nth() != state.current {
            p.strip { "This is not the current version. " a href=(link::item(&bench.key)) { "Open version " (state.current) } }
        }
    }
}

/// What editors must read before they publish: notes, terms, doubts.
fn notes(item: Option<&Item>) -> Markup {
    html! {
        @if let Some(item) = item {
            @for note in &item.ed_notes {
                p.strip.note {
                    strong { "Note to editors" } " (never published): " (note.text)
                }
            }
            @for terms in &item.usage_terms { p.strip { strong { "Usage terms" } ": " (terms) } }
            @if !item.findings.is_empty() {
                details.strip open[item.holds().next().is_some()] {
                    summary { strong { "Findings" } ": " (item.findings.len()) }
                    ul { @for finding in &item.findings { li { code { (finding.code) } " " (finding.message) } } }
                }
            }
        }
    }
}

/// The form, or what stands in its place: a dead item, no text, a story that is there already.
fn work(desk: &DeskState, bench: &Bench, draft: &Draft, told: Told<'_>) -> Markup {
    let form = copy_form(desk, bench, draft, told);
    let stories: Vec<&Story> = bench.known.stories.iter().map(|(story, _)| story).collect();
    let killed = bench.state.killed_at.is_some();
    let sent = draft.story.is_some() || told.refusal.is_some();
    html! {
        @for story in &stories { (story_line(story, told.times)) }
        @if bench.item.is_none() {
            p.empty { "There is no text to show: only a notice about this item has come, or its bytes no longer hold it." }
        } @else if killed && !sent {
            (text_as_sent(bench))
        } @else if stories.iter().any(|story| story.state != StoryState::Killed) && !sent {
            details.again { summary { "Publish as another story" } (form) }
        } @else {
            (form)
        }
    }
}

fn story_line(story: &Story, times: &Times) -> Markup {
    html! {
        p.strip.story {
            @for badge in story_badges(story, times) { (badge.markup(times)) " " }
            a.primary href=(link::story(story)) data-key="story" { (story.headline) }
            @if story.state == StoryState::Live { " · " a href=(story_path(story)) { "Public page" } }
        }
    }
}

fn text_as_sent(bench: &Bench) -> Markup {
    html! {
        section.sent lang=[bench.state.language.as_deref()] {
            h2 { "Text as sent" }
            @for block in bench.blocks(crate::desk::bench::Start::Wire) { p { (block.text) } }
        }
    }
}

fn versions(bench: &Bench, times: &Times) -> Markup {
    let versions = &bench.known.versions;
    html! {
        section.versions #versions tabindex="0" aria-labelledby="versions-title" {
            h2 #versions-title { "Versions" }
            table {
                thead { tr { th scope="col" { "No." } th scope="col" { "Agency's" } th scope="col" { "Received" }
                    th scope="col" { "Signals" } th scope="col" { "Headline" } th scope="col" { "Look at" } } }
                tbody { @for version in versions.iter().rev() { (version_row(bench, version, times)) } }
            }
            @if versions.len() > 2 { (compare_form(bench)) }
        }
    }
}

fn version_row(bench: &Bench, version: &Version, times: &Times) -> Markup {
    let nth = version.key.nth;
    let signals: Vec<&str> = version.signals.iter().map(|signal| signal.name()).collect();
    let open = (nth == bench.nth()).then_some("true");
    html! {
        tr aria-current=[open] {
            td { a href=(link::item_version(&bench.key, nth)) { (nth) } }
            td { @if let Some(number) = &version.version { (number) } }
            td { (times.mark(version.received)) }
            td { (signals.join(", ")) }
            td { @if let Some(headline) = &version.headline { (headline) } }
            td {
                @if nth > 1 {
                    a href=(link::versions(&bench.key, nth - 1, nth)) data-key=[open.map(|_| "difference")] {
                        "Difference from " (nth - 1)
                    }
                    " · "
                }
                a href=(link::raw(&bench.key, nth)) download { "Raw" }
            }
        }
    }
}

fn compare_form(bench: &Bench) -> Markup {
    let count = bench.known.versions.len();
    let options = |chosen: usize| {
        html! {
            @for (index, version) in bench.known.versions.iter().enumerate() {
                option value=(version.key.nth) selected[index == chosen] { (version.key.nth) }
            }
        }
    };
    html! {
        form.filters method="get" action="/desk/item/versions" {
            input type="hidden" name="agency" value=(bench.key.agency);
            input type="hidden" name="guid" value=(bench.key.guid);
            label { "Compare " select name="a" { (options(0)) } }
            label { "with " select name="b" { (options(count - 1)) } }
            button type="submit" { "Compare" }
        }
    }
}

fn facts(bench: &Bench, times: &Times) -> Markup {
    let Some(item) = &bench.item else {
        return html! {};
    };
    let lines = fact_lines(item);
    html! {
        section.facts {
            h2 { "Facts" }
            dl {
                @for (name, value) in &lines { dt { (name) } dd { (value) } }
                @if let Some(created) = &item.version_created {
                    dt { "Version created" } dd { (times.mark_exact(created.at)) " " span.hint { (created.text) } }
                }
                @if let Some(expires) = &item.expires { dt { "Expires" } dd { (times.mark_exact(expires.at)) } }
                dt { "First received" } dd { (times.mark_exact(bench.state.first_received)) }
            }
        }
    }
}

/// Facts that are there, in the trade's order; what is missing has no line.
fn fact_lines(item: &Item) -> Vec<(&'static str, String)> {
    let subjects: Vec<String> = item
        .subjects
        .iter()
        .filter_map(|subject| subject.name.clone().or_else(|| subject.code.clone()))
        .collect();
    let single = [
        ("Slugline", &item.slugline),
        ("Byline", &item.byline),
        ("Dateline", &item.dateline),
        ("Credit line", &item.credit_line),
        ("Copyright", &item.copyright_notice),
        ("Copyright holder", &item.copyright_holder),
        ("Language", &item.language),
        ("Status as sent", &item.status_raw),
        ("Embargo as sent", &item.embargo_text),
    ];
    let several = [
        ("Sources", &item.sources),
        ("Genre", &item.genre),
        ("Subjects", &subjects),
        ("Places", &item.located),
        ("Keywords", &item.keywords),
    ];
    let mut lines: Vec<(&'static str, String)> = single
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.clone()?)))
        .collect();
    let joined = several
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| (name, values.join(", ")));
    lines.extend(joined);
    lines.push(("Guid", item.guid.clone()));
    if let Some(format) = item.format {
        lines.push(("Format", format.name().to_owned()));
    }
    lines
}
