//! Kills, withdrawals and embargoes on every surface: the loops of `site.md` 1.4.

use axum::http::StatusCode;
use copydesk_desk::decide::publish_explainer;
use copydesk_desk::{Card, ExplainerBody, ExplainerId, Line, Question, SourceKey, Story, StoryId};
use copydesk_site::Surface;
use copydesk_site::explainer::sources::Library;

use crate::explainers::{acting, cite};
use crate::newsroom::{Newsroom, Wire, instant, path};

const HEADLINE: &str = "Granite quay collapses under winter cranes";
const FIRST: &str =
    "Two cranes sank slowly into the northern basin before noon on Monday, watchmen reported.";

/// What the agency tells of the place in each of its stories.
const PLACE: &str = "The harbour of Ostrand was dug by hand between 1871 and 1879, and half of the town's \
                     households have had somebody at work on its quays ever since.";

const SAID: &str = "“The cranes sank slowly into the northern basin,” Maren Holt said.";

fn quay() -> Wire {
    Wire::new(
        "quay",
        "Quay gives way",
        &[
            FIRST,
            "Nobody was hurt, the harbour master said.",
            SAID,
            PLACE,
        ],
    )
}

/// A newsroom with the story that will go, and a neighbour that would name it under "also read".
async fn with_neighbour() -> (Newsroom, StoryId, StoryId) {
    let room = Newsroom::open();
    room.send(&quay()).await;
    let quay = room.publish_changed("quay", HEADLINE, "world", |copy| {
        copy.correction = Some("An earlier edition named the wrong basin.".into());
    });
    let quay = quay.await;
    room.pass(120);
    room.send(&Wire::new(
        "cranes",
        "Cranes",
        &[
            "Divers looked at the wreck of the machines and found both cabins empty.",
            PLACE,
        ],
    ))
    .await;
    let cranes = room
        .publish("cranes", "Divers survey granite quay cranes", "world")
        .await;
    room.confirm("Maren Holt").await;
    explain(&room, &quay).await;
    room.follow().await;
    (room, quay, cranes)
}

/// An explainer that rests on the story that will go.
async fn explain(room: &Newsroom, story: &StoryId) {
    let key = SourceKey::Story(story.clone());
    let library = Library::load(room.ports.store.as_ref(), std::slice::from_ref(&key)).await;
    let library = library.expect("read");
    let line = |text: &str, words: &str| Line {
        text: text.into(),
        cites: vec![cite(&library, &key, words)],
    };
    let body = ExplainerBody {
        title: "What happened at the port".into(),
        standfirst: String::new(),
        questions: vec![Question {
            text: "What sank?".into(),
            lines: vec![line("Two of them.", "Two cranes sank")],
        }],
        cards: vec![Card::Statements(vec![line(
            "",
            "The cranes sank slowly into the northern basin",
        )])],
    };
    let fresh = ExplainerId::from_random(5);
    let sources = &library.sources;
    let act = publish_explainer(None, &fresh, "the-port", body, sources, &acting(room));
    room.commit(act.expect("published")).await;
}

async fn every_surface(
    room: &Newsroom,
    story: &Story,
    neighbour: &Story,
) -> Vec<(Surface, String)> {
    let path_of = |surface: Surface| match surface {
        Surface::Also => Some(path(neighbour)),
        Surface::Speaker => Some("/people/maren-holt".to_owned()),
        Surface::Explainer => Some("/explainers/the-port".to_owned()),
        Surface::ExplainerData => Some("/explainers/the-port.json".to_owned()),
        other => other.path(story, &room.ports.config),
    };
    Surface::ALL
        .into_iter()
        .filter_map(|s| Some((s, path_of(s)?)))
        .collect()
}

/// Headline, slug and a run of five words of the text.
fn tells(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    [
        "granite quay collapses",
        "granite-quay-collapses",
        "sank slowly into the northern basin",
        "quay gives way",
    ]
    .into_iter()
    .find(|secret| text.contains(secret))
}

#[tokio::test]
async fn a_live_story_shows_on_every_surface() {
    let (room, quay, cranes) = with_neighbour().await;
    let (story, neighbour) = (room.story(&quay).await, room.story(&cranes).await);
    for (surface, path) in every_surface(&room, &story, &neighbour).await {
        let page = room.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{surface:?} {path}");
        assert!(
            tells(&page.text()).is_some(),
            "{surface:?} {path}\n{}",
            page.text()
        );
    }
}

#[tokio::test]
async fn a_kill_closes_every_surface_in_one_swap() {
    let (room, quay, cranes) = with_neighbour().await;
    let (story, neighbour) = (room.story(&quay).await, room.story(&cranes).await);
    let surfaces = every_surface(&room, &story, &neighbour).await;
    for (_, path) in &surfaces {
        room.get(path).await;
    }
    room.pass(60);
    let mut kill = Wire {
        version: 2,
        kill: true,
        ..self::quay()
    };
    kill.paragraphs = vec!["KILL: do not use.".into()];
    room.send(&kill).await;
    room.follow().await;
    check_closed(&room, &surfaces, "kill").await;
    let wrong_slug = format!("/world/anything-{quay}");
    assert_eq!(room.get(&wrong_slug).await.status, StatusCode::GONE);
    let feed = room.get("/feed.xml").await.text();
    assert!(feed.contains("at:deleted-entry"), "{feed}");
    assert!(
        room.get("/rss.xml")
            .await
            .text()
            .contains("Story withdrawn")
    );
    room.pass(8 * 24 * 3600);
    assert!(
        !room
            .get("/feed.xml")
            .await
            .text()
            .contains("at:deleted-entry")
    );
    assert!(
        !room
            .get("/rss.xml")
            .await
            .text()
            .contains("Story withdrawn")
    );
}

#[tokio::test]
async fn a_withdrawn_story_is_gone_and_comes_back_at_its_address() {
    let (room, quay, cranes) = with_neighbour().await;
    let (story, neighbour) = (room.story(&quay).await, room.story(&cranes).await);
    let surfaces = every_surface(&room, &story, &neighbour).await;
    room.withdraw(&quay).await;
    room.follow().await;
    check_closed(&room, &surfaces, "house").await;
    room.restore(&quay).await;
    room.follow().await;
    for (surface, path) in surfaces {
        let page = room.get(&path).await;
        assert!(tells(&page.text()).is_some(), "{surface:?} {path}");
    }
}

#[track_caller]
fn assert_tombstone(page: &crate::newsroom::Answered, reason: &str) {
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.header("cache-control"), "no-store");
    let mark = format!("id=\"tombstone\" data-reason=\"{reason}\"");
    assert!(page.text().contains(&mark), "{}", page.text());
}

async fn check_closed(room: &Newsroom, surfaces: &[(Surface, String)], reason: &str) {
    for (surface, path) in surfaces {
        let page = room.get(path).await;
        if surface.is_own_page() {
            assert_tombstone(&page, reason);
        }
        // The search page repeats what was asked for, and nothing else.
        let text = match surface {
            Surface::Search => page.text().replace(HEADLINE, ""),
            _ => page.text(),
        };
        assert_eq!(tells(&text), None, "{surface:?} {path}\n{text}");
    }
}

#[tokio::test]
async fn an_embargoed_story_answers_like_an_unknown_one_until_its_instant() {
    let room = Newsroom::open();
    let mut wire = quay();
    wire.embargo = Some(instant("2026-11-24T09:00:00Z"));
    room.send(&wire).await;
    let quay = room.publish("quay", HEADLINE, "world").await;
    room.confirm("Maren Holt").await;
    room.follow().await;
    let speaker = room.get("/people/maren-holt").await;
    assert_eq!(speaker.status, StatusCode::NOT_FOUND);
    assert!(!room.get("/people/").await.text().contains("Holt"));
    let story = room.story(&quay).await;
    let unknown = room.get("/world/nothing-abcdefgh234").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for surface in Surface::ALL {
        let Some(path) = surface.path(&story, &room.ports.config) else {
            continue;
        };
        let page = room.get(&path).await;
        if surface.is_own_page() {
            assert_eq!(page.status, unknown.status, "{surface:?}");
            assert_eq!(page.bytes, unknown.bytes, "{surface:?}");
            assert_eq!(page.headers, unknown.headers, "{surface:?}");
        }
        let text = page.text().replace(HEADLINE, "");
        assert_eq!(tells(&text), None, "{surface:?} {path}");
    }
}

#[tokio::test]
async fn a_rebuild_gives_the_same_pages() {
    let (room, quay, cranes) = with_neighbour().await;
    let (story, neighbour) = (room.story(&quay).await, room.story(&cranes).await);
    let surfaces = every_surface(&room, &story, &neighbour).await;
    let mut before = Vec::new();
    for (_, path) in &surfaces {
        before.push(room.get(path).await.bytes);
    }
    room.pages.rebuild(&room.ports).await.expect("rebuilt");
    room.settle().await;
    for ((surface, path), before) in surfaces.iter().zip(before) {
        let after = room.get(path).await;
        assert!(after.bytes == before, "{surface:?} {path}");
    }
}
