//! The editors' queue of statements: each sentence with its spans told apart, why it waits in words, and four acts.
//! Certain ones stand beside, so that they can be rejected too. Shows only stories that readers may read.

use axum::extract::{Query, State};
use axum::response::Response;
use copydesk_desk::{Decided, Entity, Story, StoryFilter, StoryId};
use copydesk_statements::{Modality, Reason};
use copydesk_text::{Span, Tokens};
use jiff::Timestamp;
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::link;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;
use crate::people::line::speaker;
use crate::people::reading::Spoken;
use crate::route::story_path;

/// Stories looked through for one screen.
const STORIES_MAX: usize = 30;
/// Statements of one screen.
const SHOWN_MAX: usize = 60;

/// Which statements are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Open,
    All,
}

/// `GET /desk/statements[?story=ID][&all=1][&before=MICROS-ID]`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let screen = Screen::load(&desk, &editor, String::from("/desk/statements")).await?;
    let which = if fields.get("all").is_some() {
        Which::All
    } else {
        Which::Open
    };
    let of_one = fields.get("story").map(StoryId::new);
    let (stories, older) = match &of_one {
        Some(id) => (
            desk.ports
                .store
                .story(id.clone())
                .await?
                .into_iter()
                .collect(),
            None,
        ),
        None => newest(&desk, fields.get("before").and_then(place)).await?,
    };
    let entities = desk.ports.store.entities().await?;
    let mut groups = Vec::new();
    let mut left = SHOWN_MAX;
    for story in stories.into_iter().filter(copydesk_desk::is_readable) {
        let group = group(&desk, story, which, left).await?;
        left -= group.as_ref().map_or(0, |(_, _, shown)| shown.len());
        groups.extend(group);
        if left == 0 {
            break;
        }
    }
    let main = html! {
        article.open {
            h1 { "Statements" }
            p.hint { "Who said what, as the stories readers can read have it. A statement that is certain is public with its story; \
                every other one waits here for an editor. Whether it is true is not asked." }
            p { @if which == Which::Open { a href=(address(of_one.as_ref(), Which::All)) { "Show certain and decided ones too" } }
                @else { a href=(address(of_one.as_ref(), Which::Open)) { "Show only those that wait" } } }
            @if groups.is_empty() {
                p.empty { "No statement waits here. Those of a new story appear once it is public." }
            } @else {
                ol.plain.statements #rows {
                    @for (story, spoken, shown) in &groups {
                        @for index in shown {
                            (entry(&Asked { story, spoken, queue: of_one.as_ref() }, &spoken.statements[*index], &entities))
                        }
                    }
                }
            }
            @if left == 0 { p.hint { "The first " (SHOWN_MAX) " are shown; more follow as these are decided." } }
            @if let Some(older) = older {
                nav.pages aria-label="Pages" { a.button rel="next" href={ "/desk/statements?before=" (older) } { "Older stories" } }
            }
            (confirmed(&entities, &screen.times))
        }
    };
    Ok(screen.page(Place::Statements, "Statements", &main))
}

fn address(story: Option<&StoryId>, which: Which) -> String {
    let all = if which == Which::All { "all=1" } else { "" };
    match story {
        Some(story) => format!("/desk/statements?story={story}&{all}"),
        None => format!("/desk/statements?{all}"),
    }
}

fn place(text: &str) -> Option<(Timestamp, StoryId)> {
    let (micros, id) = text.split_once('-')?;
    let at = Timestamp::from_microsecond(micros.parse().ok()?).ok()?;
    Some((at, StoryId::new(id)))
}

/// The newest readable stories from a place on, and where the next ones start.
async fn newest(
    desk: &DeskState,
    before: Option<(Timestamp, StoryId)>,
) -> Result<(Vec<Story>, Option<String>), DeskError> {
    let filter = StoryFilter {
        live_only: true,
        before,
        limit: STORIES_MAX,
        ..StoryFilter::default()
    };
    let stories = desk.ports.store.stories(filter).await?;
    let last = stories.last().filter(|_| stories.len() == STORIES_MAX);
    let older = last.and_then(|story| {
        Some(format!(
            "{}-{}",
            story.first_published?.as_microsecond(),
            story.id
        ))
    });
    Ok((stories, older))
}

type Group = (Story, Spoken, Vec<usize>);

async fn group(
    desk: &DeskState,
    story: Story,
    which: Which,
    limit: usize,
) -> Result<Option<Group>, DeskError> {
    let edition = desk
        .ports
        .store
        .edition(story.id.clone(), story.edition)
        .await?;
    let Some(edition) = edition else {
        return Ok(None);
    };
    let spoken = Spoken::read(&desk.ports, edition).await?;
    let all = spoken.statements.iter().enumerate();
    let shown: Vec<usize> = all
        .filter(|(_, decided)| which == Which::All || decided.is_open())
        .map(|(index, _)| index)
        .take(limit)
        .collect();
    Ok((!shown.is_empty()).then_some((story, spoken, shown)))
}

fn entry(asked: &Asked<'_>, decided: &Decided, entities: &[Entity]) -> Markup {
    let (story, spoken) = (asked.story, asked.spoken);
    let id = &decided.read.id;
    let lang = Some(spoken.edition.language.as_str());
    html! {
        li id={ "s-" (id) } data-statement="" {
            p.sentence lang=[lang] { (sentence(spoken, decided)) }
            p.hint {
                a.headline href={ (story_path(story)) @if let Some(p) = spoken.paragraph(decided) { "#p" (p) } } lang=[lang] { (story.headline) }
                " · " (modality_words(decided.modality)) @if decided.read.cue.negated { ", negated" }
                @if let Some(name) = &decided.speaker { " · " (name) }
            }
            p.hint { (why(decided)) }
            div.choices {
                (button(asked, id, "accept", "Accept", "y"))
                (button(asked, id, "reject", "Reject", "n"))
                (correct(asked, decided))
                (change(asked, decided))
                (confirm(decided, entities))
            }
        }
    }
}

/// The state in words: what it failed, or who decided.
fn why(decided: &Decided) -> String {
    match &decided.last {
        Some((act, by)) => format!("{} by {by}.", past(act)),
        None if decided.read.is_certain() => String::from("Certain: public with its story."),
        None => {
            let words: Vec<&str> = decided
                .read
                .reasons
                .iter()
                .map(|r| reason_words(*r))
                .collect();
            format!("Waits because {}.", words.join("; "))
        }
    }
}

fn past(act: &str) -> &'static str {
    match act {
        "accept" => "Accepted",
        "correct" => "Spans corrected",
        "change" => "Changed",
        _ => "Rejected",
    }
}

/// Why a statement waits, in words.
pub(crate) const fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Template => "no form of sentence that is known to be safe made it",
        Reason::SecondView => "a second reading saw another speaker or other words",
        Reason::Source => "it is not clear who speaks",
        Reason::OneCue => "another word of saying may claim the same words",
        Reason::Content => "the words are not one clause or one closed quotation",
        Reason::PlainCue => {
            "the word of saying is negated, hedged, shared, a thought, or stands in a heading"
        }
        Reason::CleanText => "the quotation marks of its paragraph do not balance",
    }
}

/// How a modality reads at the desk.
pub(crate) const fn modality_words(modality: Modality) -> &'static str {
    match modality {
        Modality::Said => "said",
        Modality::Claimed => "claimed",
        Modality::Alleged => "alleged",
        Modality::Denied => "denied",
        Modality::Promised => "promised",
        Modality::AccordingToDocument => "according to a document",
        Modality::ExpertReading => "an expert's reading",
    }
}

/// The bytes from the start of the sentence that holds the first span to the end of that of the last.
pub(crate) fn passage(flat: &str, decided: &Decided) -> Span {
    let spans = &decided.spans;
    let all = || {
        [&spans.source, &spans.cue, &spans.content]
            .into_iter()
            .flatten()
    };
    let first = all().map(|span| span.start).min().unwrap_or(0);
    let last = all().map(|span| span.end).max().unwrap_or(0);
    let block = flat[..first].rfind("\n\n").map_or(0, |at| at + 2);
    let end = flat[last..].find("\n\n").map_or(flat.len(), |at| last + at);
    let tokens = Tokens::read(&flat[block..end]);
    let starts: Vec<usize> = tokens
        .iter()
        .filter(|token| token.opens_sentence)
        .map(|token| block + token.span.start)
        .collect();
    let start = starts
        .iter()
        .rev()
        .find(|at| **at <= first)
        .copied()
        .unwrap_or(block);
    let end = starts
        .iter()
        .find(|at| **at >= last)
        .copied()
        .unwrap_or(end);
    Span::new(start, end)
}

fn sentence(spoken: &Spoken, decided: &Decided) -> Markup {
    let flat = spoken.flat.as_str();
    let passage = passage(flat, decided);
    let roles = [
        ("source", &decided.spans.source),
        ("cue", &decided.spans.cue),
        ("content", &decided.spans.content),
    ];
    let mut marks: Vec<(Span, &str)> = roles
        .into_iter()
        .flat_map(|(role, spans)| spans.iter().map(move |span| (*span, role)))
        .collect();
    marks.sort_by_key(|(span, _)| span.start);
    let mut at = passage.start;
    let mut out = Vec::new();
    for (span, role) in marks {
        out.push((flat.get(at..span.start).unwrap_or_default(), None));
        out.push((
            flat.get(span.start..span.end).unwrap_or_default(),
            Some(role),
        ));
        at = span.end;
    }
    out.push((
        flat.get(at..passage.end).unwrap_or_default().trim_end(),
        None,
    ));
    html! {
        @for (text, role) in &out {
            @match role {
                Some(role) => mark class=(role) { span.vh { (role) ": " } (text) },
                None => (text),
            }
        }
    }
}

/// A story with its statements, in a queue of all stories or of this one.
struct Asked<'a> {
    story: &'a Story,
    spoken: &'a Spoken,
    queue: Option<&'a StoryId>,
}

fn named(asked: &Asked<'_>, id: &str) -> Markup {
    html! {
        input type="hidden" name="story" value=(asked.story.id);
        input type="hidden" name="edition" value=(asked.spoken.edition.number);
        input type="hidden" name="statement" value=(id);
        @if asked.queue.is_some() { input type="hidden" name="queue" value="story"; }
    }
}

fn button(asked: &Asked<'_>, id: &str, act: &str, words: &str, key: &str) -> Markup {
    let class = if act == "reject" { "danger" } else { "primary" };
    html! {
        form method="post" action="/desk/statements" {
            (named(asked, id))
            button class=(class) type="submit" name="act" value=(act) data-act=(act) { (words) " " kbd { (key) } }
        }
    }
}

fn correct(asked: &Asked<'_>, decided: &Decided) -> Markup {
    let spoken = asked.spoken;
    let id = &decided.read.id;
    let words = |spans: &[Span]| copydesk_statements::words(&spoken.flat, spans);
    html! {
        details {
            summary { "Correct spans" }
            form method="post" action="/desk/statements" {
                (named(asked, id))
                p.hint { "The words exactly as they stand in the sentence; parts that stand apart are joined by “ … ”." }
                label { "Who " input name="source" value=(words(&decided.spans.source)); }
                label { "How " input name="cue" value=(words(&decided.spans.cue)); }
                label { "What " textarea name="content" rows="3" required { (words(&decided.spans.content)) } }
                button type="submit" name="act" value="correct" { "Let it stand so" }
            }
        }
    }
}

fn change(asked: &Asked<'_>, decided: &Decided) -> Markup {
    let spoken = asked.spoken;
    let id = &decided.read.id;
    html! {
        details {
            summary { "Change how or who" }
            form method="post" action="/desk/statements" {
                (named(asked, id))
                label { "Reported as "
                    select name="modality" {
                        @for modality in Modality::ALL {
                            option value=(modality.name()) selected[modality == decided.modality] { (modality_words(modality)) }
                        }
                    }
                }
                label { "Speaker's full name " input name="speaker" maxlength="160" value=[speaker(decided, &spoken.flat)]; }
                button type="submit" name="act" value="change" { "Let it stand so" }
            }
        }
    }
}

/// Confirming who speaks: offered where the full name is known and nobody confirmed it yet.
fn confirm(decided: &Decided, entities: &[Entity]) -> Markup {
    let known = |name: &String| entities.iter().any(|entity| entity.name == *name);
    html! {
        @if let Some(name) = decided.speaker.as_ref().filter(|name| !known(name)) {
            form method="post" action="/desk/people" {
                input type="hidden" name="name" value=(name);
                button type="submit" { "Confirm “" (name) "” as a speaker" }
            }
        }
    }
}

fn confirmed(entities: &[Entity], times: &Times) -> Markup {
    html! {
        section.facts {
            h2 { "Confirmed speakers" }
            @if entities.is_empty() { p.empty { "Nobody has been confirmed. Only confirmed speakers have a public page." } }
            ul.plain {
                @for entity in entities {
                    li { a href=(crate::route::speaker_path(&entity.id)) { (entity.name) } " "
                        span.hint { "by " (entity.by) ", " (times.mark(entity.at)) } }
                }
            }
            form.filters method="post" action="/desk/people" {
                label { "Exact full name " input name="name" required maxlength="160"; }
                button type="submit" { "Confirm" }
            }
        }
    }
}

/// Where the queue goes on after an act about a story's statement: with the next one of all, or of this story.
pub(crate) fn back(story: &StoryId, queue: Option<&str>) -> String {
    match queue {
        Some("story") => format!("/desk/statements?story={}", link::encode(story.as_str())),
        _ => String::from("/desk/statements"),
    }
}
