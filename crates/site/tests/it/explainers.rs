//! Explainers and documents as readers meet them: every line with its sources, what a correction does to exactly the
//! line that rests on it, and that a kill, an embargo or a withdrawal leaves no word of what it closed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use copydesk_desk::decide::{
    Acting, facts_with, file_document, publish_explainer, restand, state_facts, withdraw_document,
    withdraw_explainer,
};
use copydesk_desk::{
    Actor, Card, Cite, ClosesWhen, DocumentForm, DocumentId, DocumentVersion, EditorName,
    ExplainerBody, ExplainerId, Happening, Line, OpenQuestion, Question, SourceKey,
    StatementDecision, StoryId, Target,
};
use copydesk_documents::{Facts, Precision, PublicationStatus};
use copydesk_site::explainer::sources::Library;
use copydesk_text::Span;

use crate::newsroom::{Newsroom, Wire};

const OLD: &str = "Article 1\nShould one Party be attacked, the other Party shall at once extend military assistance.\n\
                   Article 2\nThe Parties shall consult each other.\n";
const NEW: &str = "Article 1\nThe Parties shall consult each other without delay.\n\
                   Article 2\nIf one Party is attacked, the other Party shall provide military assistance with all means, in \
                   accordance with Article 51 of the Charter of the United Nations.\n";
const PAGE: &str = "/explainers/the-lake";

fn wire() -> Wire {
    Wire::new(
        "lake",
        "Lake pact",
        &[
            "The pact of the lake was signed on Monday.",
            "\"It is an alliance,\" said Ida Holm, the president of Lorrin.",
        ],
    )
}

pub fn acting(room: &Newsroom) -> Acting {
    Acting {
        by: Actor::Editor(EditorName::new("ada")),
        now: room.ports.clock.now(),
    }
}

async fn file(room: &Newsroom, id: &str, day: &str, text: &str) {
    let version = DocumentVersion {
        document: DocumentId::new(id),
        nth: 1,
        added: room.ports.clock.now(),
        by: Actor::Clock,
        name: None,
        form: DocumentForm::File,
        index: 0,
        bytes: text.as_bytes().to_vec(),
    };
    let facts = Facts {
        title: Some(format!("Treaty {id}")),
        parties: vec!["Lorrin".into(), "Tessel".into()],
        signed: Some(day.to_owned()),
        language: Some("en".into()),
        publisher: Some("State Gazette".into()),
        ..Facts::default()
    };
    let act = file_document(None, version, facts, &acting(room)).expect("filed");
    room.commit(act).await;
}

/// A cite of words, as a statement or segment where the source has one around them.
pub fn cite(library: &Library, key: &SourceKey, words: &str) -> Cite {
    let text = library.sources.current(key).expect("an open source");
    let start = text.text.find(words).expect("the words stand there");
    let span = Span::new(start, start + words.len());
    let holds = |place: &&(String, Span)| place.1.start <= start && span.end <= place.1.end;
    let place = text
        .places
        .iter()
        .filter(holds)
        .min_by_key(|(_, place)| place.len());
    let target = match (key, place) {
        (SourceKey::Story(story), Some((statement, _))) => {
            return text
                .cite(Target::Statement {
                    story: story.clone(),
                    statement: statement.clone(),
                })
                .expect("a statement");
        }
        (SourceKey::Story(story), None) => Target::StoryVersion(story.clone()),
        (SourceKey::Document(document), place) => Target::DocumentSegment {
            document: document.clone(),
            segment: place.expect("a segment").0.clone(),
        },
    };
    text.cite_words(target, span).expect("words of the text")
}

/// A newsroom with a story, two documents and an explainer that rests on them.
async fn with_explainer() -> (Newsroom, StoryId) {
    let room = Newsroom::open();
    room.send(&wire()).await;
    let story = room.publish("lake", "A pact at the lake", "world").await;
    file(&room, "old", "1962-07-03", OLD).await;
    file(&room, "new", "2025-05-12", NEW).await;
    let keys = [
        SourceKey::Story(story.clone()),
        SourceKey::Document(DocumentId::new("old")),
        SourceKey::Document(DocumentId::new("new")),
    ];
    let library = Library::load(room.ports.store.as_ref(), &keys)
        .await
        .expect("read");
    let act = publish_explainer(
        None,
        &ExplainerId::from_random(9),
        "the-lake",
        body(&library, &keys),
        &library.sources,
        &acting(&room),
    );
    room.commit(act.expect("published")).await;
    room.follow().await;
    (room, story)
}

fn body(library: &Library, [story, old, new]: &[SourceKey; 3]) -> ExplainerBody {
    let line = |text: &str, key: &SourceKey, words: &str| Line {
        text: text.to_owned(),
        cites: vec![cite(library, key, words)],
    };
    let said = || line("", story, "It is an alliance");
    ExplainerBody {
        title: "The lake <explained>".into(),
        standfirst: "Two texts, one lake.".into(),
        questions: vec![Question {
            text: "What was signed?".into(),
            lines: vec![
                line(
                    "It was signed on a Monday.",
                    story,
                    "The pact of the lake was signed on Monday.",
                ),
                line("It promises help with all means.", new, "with all means"),
            ],
        }],
        cards: vec![
            Card::Agreement {
                document: DocumentId::new("new"),
                articles: vec!["art_2".into()],
            },
            Card::Statements(vec![said()]),
            Card::Comparison {
                title: "The duty to help".into(),
                left: line(
                    "",
                    old,
                    "the other Party shall at once extend military assistance",
                ),
                right: line(
                    "",
                    new,
                    "the other Party shall provide military assistance with all means",
                ),
            },
            Card::Timeline(vec![
                Happening {
                    when: "1962-01-01".into(),
                    precision: Precision::Year,
                    line: line("The old treaty.", old, "at once"),
                },
                Happening {
                    when: "2025-05-12".into(),
                    precision: Precision::Day,
                    line: line("The new treaty.", new, "without delay"),
                },
            ]),
            Card::OpenQuestions(vec![OpenQuestion {
                line: line("Where is the other text?", story, "signed on Monday"),
                closes_when: ClosesWhen::EditorSays,
            }]),
        ],
    }
}

#[tokio::test]
async fn an_explainer_shows_every_line_with_its_sources_in_few_bytes() {
    let (room, _) = with_explainer().await;
    let page = room
        .ask(axum::http::Method::GET, PAGE, &[("accept-encoding", "br")])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.bytes.len() <= 14 * 1024, "{} bytes", page.bytes.len());
    let text = room.get(PAGE).await.text();
    for words in [
        "<h1>The lake &lt;explained&gt;</h1>",
        "<h2 id=\"q1\">What was signed?</h2>",
        "<a href=\"#q1\">What was signed?</a>",
        "href=\"/documents/new#art_2__para_1:~:text=with%20all%20means\"",
        "#p1:~:text=",
        "<th scope=\"row\">Ida Holm</th>",
        "an alliance",
        "<del>",
        "<ins>",
        "role=\"img\"",
        "<time datetime=\"1962\">1962</time>",
        "Where is the other text?",
        "UN Charter, Article 51",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let front = room.get("/").await.text();
    assert!(front.contains("href=\"/explainers/the-lake\""), "{front}");
    assert!(
        room.get("/explainers/")
            .await
            .text()
            .contains("Two texts, one lake.")
    );
    assert_eq!(
        room.get("/explainers/none").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_correction_shows_both_wordings_at_the_line_that_rests_on_it_alone() {
    let (room, _) = with_explainer().await;
    room.pass(60);
    let mut corrected = wire();
    corrected.version = 2;
    corrected.paragraphs[0] = "The pact of the lake was signed on Tuesday.".into();
    room.send(&corrected).await;
    room.publish("lake", "A pact at the lake", "world").await;
    room.follow().await;
    let text = room.get(PAGE).await.text();
    // The answer that says Monday, and the open question that cites the same words.
    assert_eq!(
        text.matches("The source changed after this was written.")
            .count(),
        2,
        "{text}"
    );
    assert!(text.contains("<del>The pact of the lake was signed on Monday.</del>"));
    assert!(text.contains("<ins>The pact of the lake was signed on Tuesday.</ins>"));
    assert!(
        text.contains("<th scope=\"row\">Ida Holm</th>"),
        "what did not change stands"
    );
}

#[tokio::test]
async fn a_kill_leaves_no_word_of_what_rested_on_the_story() {
    let (room, _) = with_explainer().await;
    assert!(
        room.get(PAGE)
            .await
            .text()
            .contains("It was signed on a Monday.")
    );
    room.pass(60);
    let mut kill = wire();
    kill.version = 2;
    kill.kill = true;
    room.send(&kill).await;
    room.follow().await;
    let text = room.get(PAGE).await.text();
    for words in [
        "Monday",
        "alliance",
        "Ida Holm",
        "A pact at the lake",
        "Where is the other text",
    ] {
        assert!(!text.contains(words), "{words}\n{text}");
    }
    assert!(
        text.contains("It promises help with all means."),
        "documents still stand"
    );
}

#[tokio::test]
async fn a_withdrawn_document_takes_its_lines_with_it_and_a_withdrawn_explainer_is_not_found() {
    let (room, story) = with_explainer().await;
    let store = room.ports.store.clone();
    let filed = store
        .document(DocumentId::new("new"))
        .await
        .expect("read")
        .expect("filed");
    room.commit(withdraw_document(&filed, &acting(&room)).expect("withdrawn"))
        .await;
    room.follow().await;
    let text = room.get(PAGE).await.text();
    assert!(
        !text.contains("all means") && text.contains("It was signed on a Monday."),
        "{text}"
    );
    assert_eq!(
        room.get("/documents/new").await.status,
        StatusCode::NOT_FOUND
    );
    room.withdraw(&story).await;
    room.follow().await;
    assert!(!room.get(PAGE).await.text().contains("Monday"));
    let explainer = store.explainers().await.expect("read").remove(0);
    room.commit(withdraw_explainer(&explainer, &acting(&room)).expect("withdrawn"))
        .await;
    room.follow().await;
    assert_eq!(room.get(PAGE).await.status, StatusCode::NOT_FOUND);
    assert!(!room.get("/").await.text().contains("the-lake"));
}

#[tokio::test]
async fn a_document_has_anchors_facts_duties_and_says_unknown_until_somebody_knows() {
    let (room, _) = with_explainer().await;
    let text = room.get("/documents/new").await.text();
    for words in [
        "id=\"art_2\"",
        "id=\"art_2__para_1\"",
        "State Gazette",
        "data-status=\"unknown\"",
        "<dt>obligation</dt>",
        "href=\"/documents/old/compare/new\"",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let store = room.ports.store.clone();
    let filed = store
        .document(DocumentId::new("new"))
        .await
        .expect("read")
        .expect("filed");
    let mut facts = facts_with(filed.facts.clone(), Facts::default());
    facts.publication[0].status = PublicationStatus::Published;
    facts.publication[1].status = PublicationStatus::NotPublished;
    room.commit(state_facts(&filed, facts, &acting(&room)))
        .await;
    room.follow().await;
    let text = room.get("/documents/new").await.text();
    assert!(
        text.contains("data-status=\"published\"")
            && text.contains("data-status=\"not_published\"")
    );
    assert!(room.get("/documents/").await.text().contains("Treaty old"));
}

#[tokio::test]
async fn two_documents_stand_side_by_side_with_what_each_lacks_marked() {
    let (room, _) = with_explainer().await;
    let answer = room.get("/documents/old/compare/new").await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    let head = BTreeMap::from([("publisher", "State Gazette · en"), ("left", "Treaty old")]);
    assert!(head.values().all(|words| text.contains(words)), "{text}");
    assert!(text.contains("<del>") && text.contains("<ins>"), "{text}");
    assert_eq!(
        room.get("/documents/old/compare/none").await.status,
        StatusCode::NOT_FOUND
    );
}

/// The sources of an explainer as data.
async fn data(room: &Newsroom) -> serde_json::Value {
    let answer = room.get("/explainers/the-lake.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn every_cite_opens_at_an_element_that_holds_its_words() {
    let (room, _) = with_explainer().await;
    let sources = data(&room).await["sources"].clone();
    let sources = sources.as_array().expect("sources");
    let page = room.get(PAGE).await.text();
    let page = dom_query::Document::from(page.as_str());
    let links = page.select("a.ref, .notes a");
    assert!(links.length() >= 2 * sources.len(), "{}", links.length());
    for link in links.iter() {
        let href = link.attr("href").expect("an address").to_string();
        let known = |source: &&serde_json::Value| source["href"] == href.as_str();
        let source = sources
            .iter()
            .find(known)
            .expect("a source of that address");
        let (path, fragment) = href.split_once('#').expect("a place on a page");
        let (anchor, words) = fragment.split_once(":~:text=").expect("words");
        let target = room.get(path).await.text();
        let target = dom_query::Document::from(target.as_str());
        let element = target.select(&format!("[id=\"{anchor}\"]"));
        assert_eq!(element.length(), 1, "{href}");
        let text = folded(&element.text());
        let cited = folded(source["words"].as_str().expect("words"));
        assert!(text.contains(&cited), "{href}: {cited:?} in {text:?}");
        assert!(!words.is_empty(), "{href}");
    }
}

#[tokio::test]
async fn the_page_is_whole_without_a_script_and_its_drawing_says_what_the_list_says() {
    let (room, _) = with_explainer().await;
    let text = room.get(PAGE).await.text();
    assert!(
        !text.contains("<script") && !text.contains(" style=\""),
        "{text}"
    );
    let page = dom_query::Document::from(text.as_str());
    let mut ids: Vec<String> = Vec::new();
    for element in page.select("[id]").iter() {
        let id = element.attr("id").unwrap_or_default().to_string();
        assert!(!ids.contains(&id), "two elements have the id {id:?}");
        ids.push(id);
    }
    for (attribute, element) in [
        ("aria-labelledby", "[aria-labelledby]"),
        ("href", "a[href^=\"#\"]"),
    ] {
        for one in page.select(element).iter() {
            let names = one.attr(attribute).unwrap_or_default().to_string();
            for name in names.split_whitespace() {
                let name = name.trim_start_matches('#').to_owned();
                assert!(ids.contains(&name), "{attribute} names {name:?}");
            }
        }
    }
    assert_eq!(page.select("h1").length(), 1);
    let drawing = page.select("svg.timeline[role=img]");
    let said = folded(&drawing.select("desc").text());
    let events = page.select("ol.events > li");
    assert_eq!(
        drawing.select("circle, rect").length(),
        events.length(),
        "a mark for each event"
    );
    for event in events.iter() {
        let day = event.select("time").text().to_string();
        assert!(said.contains(&day), "{day} in {said}");
    }
    assert!(said.contains("The old treaty.") && said.contains("The new treaty."));
}

#[tokio::test]
async fn a_statement_rejected_later_marks_its_line_and_leaves_the_table() {
    let (room, story) = with_explainer().await;
    assert!(
        room.get(PAGE)
            .await
            .text()
            .contains("<th scope=\"row\">Ida Holm</th>")
    );
    room.decide(&story, "It is an alliance", StatementDecision::Reject)
        .await;
    room.follow().await;
    let text = room.get(PAGE).await.text();
    assert!(!text.contains("<th scope=\"row\">Ida Holm</th>"), "{text}");
    assert!(
        text.contains("It was signed on a Monday."),
        "what rests on other words stands"
    );
    let store = room.ports.store.clone();
    let explainer = store.explainers().await.expect("read").remove(0);
    let editions = store.explainer_editions(explainer.id.clone()).await;
    let editions = editions.expect("read");
    let keys = explainer.body.sources();
    let library = Library::load(store.as_ref(), &keys).await.expect("read");
    let now = room.ports.clock.now();
    let act = restand(&explainer, editions.first(), &library.sources, now);
    let after = &act.expect("something to note").explainers[0];
    assert_eq!((after.stale_lines, after.hidden_lines), (1, 0));
    room.decide(&story, "It is an alliance", StatementDecision::Accept)
        .await;
    room.follow().await;
    assert!(
        room.get(PAGE)
            .await
            .text()
            .contains("<th scope=\"row\">Ida Holm</th>")
    );
}

#[tokio::test]
async fn what_an_editor_changed_about_a_statement_shows_in_the_table() {
    let (room, story) = with_explainer().await;
    let change = StatementDecision::Change {
        modality: copydesk_statements::Modality::Claimed,
        speaker: Some("Ida Maria Holm".into()),
    };
    room.decide(&story, "It is an alliance", change).await;
    room.follow().await;
    let text = room.get(PAGE).await.text();
    assert!(
        text.contains("<th scope=\"row\">Ida Maria Holm</th><td>claimed (“said”)</td>"),
        "{text}"
    );
}

#[tokio::test]
async fn the_data_says_what_the_page_says_and_hides_what_it_hides() {
    let (room, story) = with_explainer().await;
    let whole = data(&room).await;
    assert_eq!(whole["url"], "https://times.example/explainers/the-lake");
    assert_eq!(
        whole["questions"][0]["lines"][1]["text"],
        "It promises help with all means."
    );
    let number = whole["questions"][0]["lines"][1]["cites"][0]
        .as_u64()
        .expect("a number");
    let source = &whole["sources"][usize::try_from(number).expect("small") - 1];
    assert_eq!(
        (&source["number"], &source["words"]),
        (&number.into(), &"with all means".into())
    );
    assert_eq!(whole["cards"][1]["statements"][0]["speaker"], "Ida Holm");
    room.withdraw(&story).await;
    room.follow().await;
    let whole = data(&room).await.to_string();
    for words in ["Monday", "alliance", "Ida Holm", "A pact at the lake"] {
        assert!(!whole.contains(words), "{words}\n{whole}");
    }
    assert_eq!(
        room.get("/explainers/none.json").await.status,
        StatusCode::NOT_FOUND
    );
}
