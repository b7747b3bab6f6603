//! Who said what: on the story's page and under its speaker, as editors and editions change.

use axum::http::StatusCode;
use copydesk_desk::{StatementDecision, StoryId};
use copydesk_statements::Modality;
use copydesk_text::Block;

use crate::newsroom::{Newsroom, Wire, path};

const SURE: &str = "“The lock will be dry by spring,” Maren Holt said.";
const UNSURE: &str = "According to Maren Holt, the gates are older than the town.";

async fn with_story() -> (Newsroom, StoryId) {
    let room = Newsroom::open();
    room.send(&Wire::new(
        "lock",
        "Lock drained",
        &["The lock was drained on Monday.", SURE, UNSURE],
    ))
    .await;
    let id = room.publish("lock", "Old lock drained", "world").await;
    room.follow().await;
    (room, id)
}

/// The list "Who said what" of a page, or nothing.
fn list_of(page: &str) -> &str {
    let start = page.find("<section class=\"said\"").unwrap_or(page.len());
    let end = page[start..]
        .find("</section>")
        .map_or(page.len(), |at| start + at);
    &page[start..end]
}

async fn story_list(room: &Newsroom, id: &StoryId) -> String {
    room.follow().await;
    let page = room.get(&path(&room.story(id).await)).await;
    assert_eq!(page.status, StatusCode::OK);
    list_of(&page.text()).to_owned()
}

#[tokio::test]
async fn a_certain_statement_stands_under_its_story_linked_to_its_paragraph() {
    let (room, id) = with_story().await;
    let list = story_list(&room, &id).await;
    assert!(
        list.contains("Maren Holt</b> <span class=\"how\">said</span>"),
        "{list}"
    );
    assert!(
        list.contains("<mark>“The lock will be dry by spring,”</mark>"),
        "{list}"
    );
    assert!(list.contains("href=\"#p2\""), "{list}");
    let page = room.get(&path(&room.story(&id).await)).await.text();
    assert!(page.contains("<p id=\"p2\" data-p=\"2\">"), "{page}");
    assert!(!list.contains("older than the town"), "{list}");
}

#[tokio::test]
async fn what_an_editor_accepts_changes_or_rejects_shows_at_once() {
    let (room, id) = with_story().await;
    room.decide(&id, "older than the town", StatementDecision::Accept)
        .await;
    assert!(story_list(&room, &id).await.contains("older than the town"));
    let change = StatementDecision::Change {
        modality: Modality::Claimed,
        speaker: Some("Maren Anna Holt".into()),
    };
    room.decide(&id, "older than the town", change).await;
    let list = story_list(&room, &id).await;
    assert!(
        list.contains("Maren Anna Holt</b> <span class=\"how\">claimed</span>"),
        "{list}"
    );
    room.decide(&id, "dry by spring", StatementDecision::Reject)
        .await;
    assert!(!story_list(&room, &id).await.contains("dry by spring"));
    room.pages.rebuild(&room.ports).await.expect("rebuilt");
    assert_eq!(
        story_list(&room, &id).await,
        list.replace(
            &list[list.find("<li>").expect("a row")..list.find("</li>").expect("its end") + 5],
            "",
        )
    );
}

#[tokio::test]
async fn only_a_confirmed_speaker_has_a_page() {
    let (room, id) = with_story().await;
    assert_eq!(
        room.get("/people/maren-holt").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!story_list(&room, &id).await.contains("/people/"));
    room.confirm("Maren Holt").await;
    room.follow().await;
    assert!(
        room.get("/people/")
            .await
            .text()
            .contains("href=\"/people/maren-holt\"")
    );
    let page = room.get("/people/maren-holt").await;
    assert_eq!(page.status, StatusCode::OK);
    let story = path(&room.story(&id).await);
    assert!(
        page.text().contains(&format!("href=\"{story}#p2\"")),
        "{}",
        page.text()
    );
    assert!(
        story_list(&room, &id)
            .await
            .contains("href=\"/people/maren-holt\"")
    );
}

#[tokio::test]
async fn a_speaker_whom_an_editor_named_is_found_though_the_text_has_another_name() {
    let (room, id) = with_story().await;
    let change = StatementDecision::Change {
        modality: Modality::Said,
        speaker: Some("Quillon Ardrey".into()),
    };
    room.decide(&id, "dry by spring", change).await;
    room.confirm("Quillon Ardrey").await;
    room.follow().await;
    let page = room.get("/people/quillon-ardrey").await;
    assert!(page.text().contains("dry by spring"), "{}", page.text());
}

#[tokio::test]
async fn a_speakers_page_says_what_changed_between_editions() {
    let (room, id) = with_story().await;
    room.confirm("Maren Holt").await;
    room.decide(&id, "older than the town", StatementDecision::Accept)
        .await;
    let again = room.publish_changed("lock", "Old lock drained", "world", |copy| {
        copy.blocks = vec![
            Block::paragraph("The lock was drained on Monday."),
            Block::paragraph(SURE.replace("by spring", "by summer")),
        ];
    });
    assert_eq!(again.await, id);
    room.follow().await;
    let page = room.get("/people/maren-holt").await.text();
    let at = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("{words} in {page}"))
    };
    let now = at("dry by summer");
    let link = at("#p2");
    let before = at("Reworded in edition 2");
    let old = at("dry by spring");
    let cut = at("older than the town");
    let said_cut = at("Left out in edition 2");
    assert!(now < link && link < before && before < old && old < cut && cut < said_cut);
    assert_eq!(
        page.matches("#p").count(),
        1,
        "words that were cut get no link: {page}"
    );
}
