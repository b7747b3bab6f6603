//! Quotations beside the documents they quote, as readers meet them: the verdict in words, linked to the article; nothing
//! where no document is named; a translation never called false; and gone with the document.

use copydesk_desk::decide::{Acting, facts_with, file_document, state_facts, withdraw_document};
use copydesk_desk::{Actor, DocumentForm, DocumentId, DocumentVersion, StoryId};
use copydesk_documents::{Completeness, Facts, Publication, PublicationStatus};

use crate::newsroom::{Newsroom, Wire, path};

const PACT: &str = "Article 1\nThe Parties shall consult each other on the water of the lake twice a year.\n\
                    Article 2\nIn case of a flood either Party shall send forty masons to the other without delay, unless \
                    its own bridges are in danger.\n";

fn acting(room: &Newsroom) -> Acting {
    Acting {
        by: Actor::Clock,
        now: room.ports.clock.now(),
    }
}

async fn file(room: &Newsroom) {
    let id = "pact-of-the-lake";
    let version = DocumentVersion {
        document: DocumentId::new(id),
        nth: 1,
        added: room.ports.clock.now(),
        by: Actor::Clock,
        name: None,
        form: DocumentForm::File,
        index: 0,
        bytes: PACT.as_bytes().to_vec(),
    };
    let facts = Facts {
        title: Some("Treaty on the Lake".into()),
        parties: vec!["Lorrin".into()],
        language: Some("en".into()),
        is_translation: Some(false),
        publisher: Some("State Gazette".into()),
        completeness: Some(Completeness::Full),
        publication: vec![Publication {
            party: "Lorrin".into(),
            status: PublicationStatus::Published,
            document: Some(id.into()),
            ..Publication::default()
        }],
        ..Facts::default()
    };
    room.commit(file_document(None, version, facts, &acting(room)).expect("filed"))
        .await;
    room.follow().await;
}

async fn with_story(paragraphs: &[&str]) -> (Newsroom, StoryId) {
    let room = Newsroom::open();
    room.send(&Wire::new("lake", "Lake pact", paragraphs)).await;
    let id = room
        .publish("lake", "What the lake pact says", "world")
        .await;
    room.follow().await;
    (room, id)
}

/// The list of quotations of a story's page, or nothing.
async fn list(room: &Newsroom, id: &StoryId) -> String {
    room.follow().await;
    let page = room.get(&path(&room.story(id).await)).await.text();
    let start = page.find("<section class=\"quoted\"").unwrap_or(page.len());
    let end = page[start..]
        .find("</section>")
        .map_or(page.len(), |at| start + at);
    page[start..end].to_owned()
}

#[tokio::test]
async fn each_quotation_carries_its_verdict_in_words_and_leads_to_its_article() {
    let (room, id) = with_story(&[
        "The two towns have a treaty on their water.",
        "Article 1 of the pact of the lake says they “shall consult each other on the water of the lake twice a year”.",
        "Under Article 2 of the pact of the lake either “shall send forty masons to the other without delay”.",
        "Article 2 of the pact of the lake says either “shall send fifty masons to the other without delay”.",
        "“The pact of the lake is a great thing for us all,” Ida Holm said.",
    ])
    .await;
    assert_eq!(list(&room, &id).await, "", "no document, no verdict");
    file(&room).await;
    let found = list(&room, &id).await;
    for words in [
        "<h2 id=\"quoted\">Quotations and their documents</h2>",
        "Word for word as in the document",
        "href=\"/documents/pact-of-the-lake#art_1:~:text=",
        ">Treaty on the Lake, Article 1</a>",
        "href=\"#p2\"",
        "data-verdict=\"truncated\"",
        "The sentence goes on: <q>unless its own bridges are in danger",
        "data-verdict=\"word_change\"",
        "among them a figure, date, name, negation, condition or party",
        "Here: <q>fifty</q> In the document: <q>forty</q>",
    ] {
        assert!(found.contains(words), "{words}\n{found}");
    }
    assert_eq!(
        found.matches("<li").count(),
        3,
        "what people say is theirs: {found}"
    );
}

#[tokio::test]
async fn a_rendering_of_a_translation_is_never_called_false() {
    let (room, id) = with_story(&[
        "Article 2 of the pact of the lake says either “shall at once send forty masons to the other”.",
        "The pact of the lake says they “burn every lantern until the herring come home”.",
    ])
    .await;
    file(&room).await;
    let before = list(&room, &id).await;
    assert!(before.contains("data-verdict=\"not_found\""), "{before}");
    let store = room.ports.store.clone();
    let filed = store.document(DocumentId::new("pact-of-the-lake")).await;
    let filed = filed.expect("answers").expect("filed");
    let facts = Facts {
        is_translation: Some(true),
        ..facts_with(filed.facts.clone(), Facts::default())
    };
    room.commit(state_facts(&filed, facts, &acting(&room)))
        .await;
    let after = list(&room, &id).await;
    assert!(after.contains("data-verdict=\"translation\""), "{after}");
    assert!(after.contains("Closest published wording: <q"), "{after}");
    for verdict in ["not_found", "word_change", "misplaced"] {
        assert!(
            !after.contains(&format!("data-verdict=\"{verdict}\"")),
            "{after}"
        );
    }
}

#[tokio::test]
async fn a_withdrawn_document_takes_its_verdicts_with_it() {
    let (room, id) = with_story(&[
        "The pact of the lake says they “shall consult each other on the water of the lake twice a year”.",
    ])
    .await;
    file(&room).await;
    assert!(list(&room, &id).await.contains("data-verdict=\"exact\""));
    let store = room.ports.store.clone();
    let filed = store.document(DocumentId::new("pact-of-the-lake")).await;
    let filed = filed.expect("answers").expect("filed");
    room.commit(withdraw_document(&filed, &acting(&room)).expect("withdrawn"))
        .await;
    assert_eq!(list(&room, &id).await, "");
}

#[tokio::test]
async fn a_story_that_names_no_document_gets_no_verdict() {
    let (room, id) = with_story(&[
        "The text says they “shall consult each other on the water of the lake twice a year”.",
    ])
    .await;
    file(&room).await;
    assert_eq!(list(&room, &id).await, "");
}
