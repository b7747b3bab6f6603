//! What every store promises of documents and explainers: they come back as they went in, change only from their last
//! revision, and their versions and editions are only added.

use copydesk_desk::{
    Act, Actor, Card, Cite, ClosesWhen, DocumentForm, DocumentId, DocumentVersion, EditorName,
    Explainer, ExplainerBody, ExplainerEdition, ExplainerId, ExplainerState, FiledDocument,
    Happening, Line, OpenQuestion, Question, StoreError, StoryId, Target,
};
use copydesk_documents::{
    Completeness, DocumentKind, Facts, OfficialText, Precision, Publication, PublicationStatus,
};
use copydesk_text::Span;

use crate::builders::at;
use crate::conformance::TestStore;

fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn facts() -> Facts {
    Facts {
        title: text("Treaty on the Lake"),
        kind: Some(DocumentKind::Treaty),
        parties: vec!["Lorrin".into(), "Tessel".into()],
        signed: text("2026-02-03"),
        in_force: None,
        ended: text("2030"),
        supersedes: vec!["Old treaty".into()],
        language: text("en"),
        is_translation: Some(true),
        translator: None,
        publisher: text("State Bulletin"),
        published_at: text("2026-02-04"),
        official_texts: vec![OfficialText {
            language: "fr".into(),
            publisher: text("Gazette"),
        }],
        completeness: Some(Completeness::Excerpt),
        publication: vec![Publication {
            party: "Tessel".into(),
            status: PublicationStatus::NotPublished,
            document: text("lake-fr"),
            as_of: text("2026-02-05"),
            cites: vec!["story abc".into()],
        }],
    }
}

fn document() -> FiledDocument {
    FiledDocument {
        id: DocumentId::new("lake"),
        revision: 1,
        version: 1,
        facts: facts(),
        updated: at(20),
        withdrawn: None,
    }
}

fn version(nth: u32) -> DocumentVersion {
    DocumentVersion {
        document: DocumentId::new("lake"),
        nth,
        added: at(21),
        by: Actor::Editor(EditorName::new("ida")),
        name: text("lake.md"),
        form: DocumentForm::PdfText,
        index: 2,
        bytes: vec![0, 255, b'\n'],
    }
}

fn line(words: &str) -> Line {
    let cite = |target| Cite {
        target,
        version_sha256: [7; 32],
        span: Span::new(3, 9),
        words_sha256: [250; 32],
    };
    let story = StoryId::new("abcdefgh2");
    Line {
        text: words.to_owned(),
        cites: vec![
            cite(Target::StoryVersion(story.clone())),
            cite(Target::Statement {
                story,
                statement: "q7".into(),
            }),
            cite(Target::DocumentSegment {
                document: DocumentId::new("lake"),
                segment: "art_4__para_1".into(),
            }),
        ],
    }
}

fn body() -> ExplainerBody {
    let lake = DocumentId::new("lake");
    let open = |closes_when| OpenQuestion {
        line: line("?"),
        closes_when,
    };
    ExplainerBody {
        title: "The lake \u{201c}explained\u{201d}".into(),
        standfirst: "Two lines.\nReally.".into(),
        questions: vec![Question {
            text: "What?".into(),
            lines: vec![line("This."), line("")],
        }],
        cards: vec![
            Card::Agreement {
                document: lake.clone(),
                articles: vec!["art_4".into()],
            },
            Card::Statements(vec![line("")]),
            Card::Comparison {
                title: "Then and now".into(),
                left: line("l"),
                right: line("r"),
            },
            Card::Readings {
                about: line("a"),
                readings: vec![line("b"), line("c")],
            },
            Card::Timeline(vec![Happening {
                when: "1974-01-01".into(),
                precision: Precision::Year,
                line: line("signed"),
            }]),
            Card::Figures(vec![line("boats")]),
            Card::OpenQuestions(vec![
                open(ClosesWhen::EditorSays),
                open(ClosesWhen::InForce(lake.clone())),
                open(ClosesWhen::PartyPublishes {
                    document: lake,
                    party: "Tessel".into(),
                }),
            ]),
        ],
    }
}

fn explainer() -> Explainer {
    Explainer {
        id: ExplainerId::new("abcdefghijklm"),
        revision: 1,
        slug: "lake".into(),
        state: ExplainerState::Live,
        body: body(),
        edition: 1,
        first_published: Some(at(30)),
        updated: None,
        stale_lines: 2,
        hidden_lines: 1,
    }
}

fn edition(number: u32) -> ExplainerEdition {
    ExplainerEdition {
        explainer: ExplainerId::new("abcdefghijklm"),
        number,
        published: at(30),
        by: Actor::Clock,
        body: body(),
    }
}

#[track_caller]
fn check_stale<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
}

pub async fn a_document_comes_back_and_its_versions_are_only_added(store: TestStore) {
    let act = Act {
        documents: vec![document()],
        document_versions: vec![version(1)],
        ..Act::default()
    };
    store.commit(act.clone()).await.expect("filed");
    let id = DocumentId::new("lake");
    assert_eq!(
        store.document(id.clone()).await.expect("read"),
        Some(document())
    );
    assert_eq!(store.documents().await.expect("read"), [document()]);
    assert_eq!(
        store.document_versions(id.clone()).await.expect("read"),
        [version(1)]
    );
    check_stale(store.commit(act).await);
    let mut later = document();
    later.revision = 2;
    later.withdrawn = Some(at(40));
    let next = Act {
        documents: vec![later.clone()],
        document_versions: vec![version(2)],
        ..Act::default()
    };
    store.commit(next.clone()).await.expect("the next version");
    check_stale(store.commit(next).await);
    assert_eq!(store.document(id.clone()).await.expect("read"), Some(later));
    assert_eq!(
        store.document_versions(id).await.expect("read"),
        [version(1), version(2)]
    );
    let stray = Act {
        document_versions: vec![DocumentVersion {
            document: DocumentId::new("none"),
            ..version(1)
        }],
        ..Act::default()
    };
    check_stale(store.commit(stray).await);
}

pub async fn an_explainer_comes_back_and_changes_only_from_its_last_revision(store: TestStore) {
    let act = Act {
        explainers: vec![explainer()],
        explainer_editions: vec![edition(1)],
        ..Act::default()
    };
    store.commit(act.clone()).await.expect("published");
    let id = explainer().id;
    assert_eq!(
        store.explainer(id.clone()).await.expect("read"),
        Some(explainer())
    );
    assert_eq!(store.explainers().await.expect("read"), [explainer()]);
    check_stale(store.commit(act).await);
    let mut later = explainer();
    later.revision = 2;
    later.state = ExplainerState::Withdrawn;
    let next = Act {
        explainers: vec![later.clone()],
        explainer_editions: vec![edition(2)],
        ..Act::default()
    };
    store.commit(next).await.expect("the next edition");
    assert_eq!(
        store.explainer(id.clone()).await.expect("read"),
        Some(later)
    );
    assert_eq!(
        store.explainer_editions(id).await.expect("read"),
        [edition(1), edition(2)]
    );
    let mut same_address = explainer();
    same_address.id = ExplainerId::new("zzzzzzzzzzzzz");
    let taken = Act {
        explainers: vec![same_address],
        ..Act::default()
    };
    check_stale(store.commit(taken).await);
}
