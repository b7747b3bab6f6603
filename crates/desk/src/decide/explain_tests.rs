//! Explainers through the decisions' public door: what is refused, what moves, what goes stale, what is hidden. The law:
//! of a closed source no word is ever shown, and a cite that stands is the words it was made from.

use std::collections::BTreeMap;

use copydesk_documents::{Facts, Publication, PublicationStatus};
use copydesk_text::Span;
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::explainer::{
    Card, Cite, ClosesWhen, DocumentForm, DocumentVersion, ExplainerBody, ExplainerState, Line,
    OpenQuestion, Question, SourceKey, Target, words_sha256,
};
use crate::id::{DocumentId, EditorName, ExplainerId, StoryId};
use crate::ledger::Secret;
use crate::newsroom::{Act, Actor, EventKind};

const FIRST: &str =
    "Lorrin and Tessel signed the pact on Monday.\n\nThe president called it an alliance.";
const CORRECTED: &str = "A correction was made.\n\nLorrin and Tessel signed the pact on Tuesday.\n\nThe president called it an alliance.";
const MONDAY: &str = "Lorrin and Tessel signed the pact on Monday.";
const ALLIANCE: &str = "called it an alliance";

fn acting() -> Acting {
    Acting {
        by: Actor::Editor(EditorName::new("ida")),
        now: Timestamp::from_second(1_790_000_000).expect("a time near 2026"),
    }
}

fn story() -> StoryId {
    StoryId::new("abcdefgh2")
}

fn key() -> SourceKey {
    SourceKey::Story(story())
}

fn text(words: &str) -> SourceText {
    SourceText::new(words.to_owned(), Vec::new())
}

fn open(current: &str, earlier: &[&str]) -> Sources {
    let state = SourceState::Open {
        current: text(current),
        earlier: earlier.iter().map(|words| text(words)).collect(),
    };
    Sources {
        known: BTreeMap::from([(key(), state)]),
        facts: BTreeMap::new(),
    }
}

fn closed() -> Sources {
    Sources {
        known: BTreeMap::from([(key(), SourceState::Closed)]),
        facts: BTreeMap::new(),
    }
}

fn cite(words: &str, of: &str) -> Cite {
    let start = of.find(words).expect("the words stand in the text");
    let span = Span::new(start, start + words.len());
    text(of)
        .cite_words(Target::StoryVersion(story()), span)
        .expect("a span of the text")
}

fn line(text: &str, cites: Vec<Cite>) -> Line {
    Line {
        text: text.to_owned(),
        cites,
    }
}

fn body(lines: Vec<Line>) -> ExplainerBody {
    ExplainerBody {
        title: String::from("The pact explained"),
        standfirst: String::new(),
        questions: vec![Question {
            text: String::from("What happened?"),
            lines,
        }],
        cards: Vec::new(),
    }
}

fn two_lines() -> ExplainerBody {
    body(vec![
        line("It was signed on Monday.", vec![cite(MONDAY, FIRST)]),
        line(
            "One side speaks of an alliance.",
            vec![cite(ALLIANCE, FIRST)],
        ),
    ])
}

fn published(body: ExplainerBody, sources: &Sources) -> Result<Act, ExplainerRefusal> {
    let fresh = ExplainerId::from_random(7);
    publish_explainer(None, &fresh, "the-pact", body, sources, &acting())
}

#[track_caller]
fn check_refused(body: ExplainerBody, sources: &Sources, code: &str) {
    let refusal = published(body, sources).expect_err("refused");
    assert_eq!(refusal.code(), code, "{refusal}");
}

#[test]
fn a_line_without_a_cite_is_not_published() {
    check_refused(
        body(vec![line("They say so.", Vec::new())]),
        &open(FIRST, &[]),
        "uncited_line",
    );
    let mut in_a_card = two_lines();
    in_a_card.cards.push(Card::OpenQuestions(vec![OpenQuestion {
        line: line("Where is the text?", Vec::new()),
        closes_when: ClosesWhen::EditorSays,
    }]));
    check_refused(in_a_card, &open(FIRST, &[]), "uncited_line");
}

#[test]
fn a_cite_whose_hash_is_not_that_of_its_words_is_refused() {
    let mut shifted = cite(MONDAY, FIRST);
    shifted.span.end -= 1;
    let mut forged = cite(MONDAY, FIRST);
    forged.words_sha256 = words_sha256("Other words.");
    let mut of_nothing = cite(MONDAY, FIRST);
    of_nothing.version_sha256 = [9; 32];
    for wrong in [shifted, forged, of_nothing] {
        check_refused(
            body(vec![line("It was signed.", vec![wrong])]),
            &open(FIRST, &[]),
            "cite_mismatch",
        );
    }
}

#[test]
fn what_a_page_needs_is_asked_for() {
    let open = open(FIRST, &[]);
    let mut untitled = two_lines();
    untitled.title = String::from("  ");
    check_refused(untitled, &open, "no_title");
    let mut empty = two_lines();
    empty.questions.clear();
    check_refused(empty, &open, "no_question");
    check_refused(body(Vec::new()), &open, "empty_question");
    check_refused(
        body(vec![line(" ", vec![cite(MONDAY, FIRST)])]),
        &open,
        "empty_line",
    );
    let fresh = ExplainerId::from_random(7);
    let said = publish_explainer(None, &fresh, "No Slug", two_lines(), &open, &acting());
    assert_eq!(said.expect_err("refused").code(), "slug");
}

#[test]
fn a_correction_makes_exactly_the_touched_line_stale() {
    let sources = open(CORRECTED, &[FIRST]);
    let body = two_lines();
    let lines = &body.questions[0].lines;
    let LineStanding::Stale { changes, .. } = line_standing(&lines[0], &sources) else {
        panic!("the words changed");
    };
    let now = String::from("Lorrin and Tessel signed the pact on Tuesday.");
    assert_eq!(changes, [(MONDAY.to_owned(), Some(now))]);
    let LineStanding::Fresh(cites) = line_standing(&lines[1], &sources) else {
        panic!("the words did not change");
    };
    assert_eq!(&CORRECTED[cites[0].span.start..cites[0].span.end], ALLIANCE);
    check_refused(two_lines(), &sources, "stale_line");
}

#[test]
fn a_cite_follows_its_words_by_itself_and_that_is_recorded() {
    let act = published(two_lines(), &open(FIRST, &[])).expect("published");
    let (explainer, edition) = (&act.explainers[0], &act.explainer_editions[0]);
    assert_eq!(explainer.state, ExplainerState::Live);
    assert_eq!((explainer.edition, edition.number), (1, 1));
    let sources = open(CORRECTED, &[FIRST]);
    let after = restand(explainer, Some(edition), &sources, acting().now).expect("something moved");
    let moved = &after.explainers[0];
    assert_eq!((moved.stale_lines, moved.hidden_lines), (1, 0));
    assert_eq!(after.events[0].kind, EventKind::ExplainerStale);
    assert_eq!(
        after.events[0].note.as_deref(),
        Some("explainer the-pact 1 cites moved, 1 lines stale, 0 hidden")
    );
    let cite = &moved.body.questions[0].lines[1].cites[0];
    assert_eq!(cite.version_sha256, words_sha256(CORRECTED));
    assert_eq!(restand(moved, Some(edition), &sources, acting().now), None);
}

#[test]
fn of_a_closed_source_nothing_is_shown() {
    let act = published(two_lines(), &open(FIRST, &[])).expect("published");
    for sources in [closed(), Sources::default()] {
        for line in act.explainer_editions[0].body.lines() {
            assert_eq!(line_standing(line, &sources), LineStanding::Hidden);
        }
        let after = restand(
            &act.explainers[0],
            act.explainer_editions.first(),
            &sources,
            acting().now,
        );
        assert_eq!(after.expect("noted").explainers[0].hidden_lines, 2);
        check_refused(two_lines(), &sources, "closed_source");
    }
}

#[test]
fn an_address_stays_what_it_was_in_public() {
    let sources = open(FIRST, &[]);
    let act = published(two_lines(), &sources).expect("published");
    let first = &act.explainers[0];
    let next = publish_explainer(
        Some(first),
        &first.id,
        "another",
        two_lines(),
        &sources,
        &acting(),
    );
    let next = next.expect("published again");
    assert_eq!(next.explainers[0].slug, "the-pact");
    assert_eq!(next.explainers[0].edition, 2);
    let off = withdraw_explainer(&next.explainers[0], &acting()).expect("taken off");
    assert_eq!(off.explainers[0].state, ExplainerState::Withdrawn);
    assert!(withdraw_explainer(&off.explainers[0], &acting()).is_err());
}

#[test]
fn an_open_question_closes_only_as_a_proposal_on_facts() {
    let pact = DocumentId::new("pact");
    let question = |closes_when| OpenQuestion {
        line: line("Where is the text?", vec![cite(MONDAY, FIRST)]),
        closes_when,
    };
    let publishes = question(ClosesWhen::PartyPublishes {
        document: pact.clone(),
        party: String::from("Tessel"),
    });
    let facts = |status| {
        let facts = Facts {
            publication: vec![Publication {
                party: String::from("Tessel"),
                status,
                ..Publication::default()
            }],
            ..Facts::default()
        };
        BTreeMap::from([(pact.clone(), facts)])
    };
    assert!(!may_close(&publishes, &facts(PublicationStatus::Unknown)));
    assert!(!may_close(&publishes, &facts(PublicationStatus::Announced)));
    assert!(may_close(&publishes, &facts(PublicationStatus::Published)));
    let in_force = question(ClosesWhen::InForce(pact.clone()));
    assert!(!may_close(&in_force, &facts(PublicationStatus::Published)));
    assert!(!may_close(
        &question(ClosesWhen::EditorSays),
        &facts(PublicationStatus::Published)
    ));
}

fn version(bytes: &str) -> DocumentVersion {
    DocumentVersion {
        document: DocumentId::new("pact"),
        nth: 0,
        added: acting().now,
        by: acting().by,
        name: Some(String::from("pact.txt")),
        form: DocumentForm::File,
        index: 0,
        bytes: bytes.as_bytes().to_vec(),
    }
}

#[test]
fn a_document_is_filed_version_by_version_and_its_parties_publication_is_unknown() {
    let stated = Facts {
        title: Some(String::from("Pact")),
        parties: vec![String::from("Lorrin"), String::from("Tessel")],
        ..Facts::default()
    };
    let act =
        file_document(None, version("Article 1\nPeace.\n"), stated, &acting()).expect("filed");
    let filed = &act.documents[0];
    assert_eq!((filed.version, filed.revision), (1, 1));
    let unknown = |one: &Publication| one.status == PublicationStatus::Unknown;
    assert!(filed.facts.publication.iter().all(unknown) && filed.facts.publication.len() == 2);
    let before = (filed, &act.document_versions[0]);
    let same = file_document(
        Some(before),
        version("Article 1\nPeace.\n"),
        Facts::default(),
        &acting(),
    );
    assert_eq!(same.expect_err("refused").code(), "wrong_state");
    let next = file_document(
        Some(before),
        version("Article 1\nPeace now.\n"),
        Facts::default(),
        &acting(),
    );
    let next = next.expect("filed");
    assert_eq!(next.documents[0].facts.title.as_deref(), Some("Pact"));
    assert_eq!(next.document_versions[0].nth, 2);
    let empty = file_document(None, version(" \n"), Facts::default(), &acting());
    assert_eq!(empty.expect_err("refused").code(), "unreadable");
}

#[test]
fn a_cite_of_an_article_finds_it_under_its_new_number() {
    let segment = |words: &str| {
        let found = copydesk_documents::segment(words);
        let places = found.segments.into_iter().map(|one| (one.id, one.span));
        SourceText::new(words.to_owned(), places.collect())
    };
    let old = segment("Article 1\nThe lake is shared.\nArticle 2\nFerries run each day.\n");
    let new = segment(
        "Article 1\nBoats are safe.\nArticle 2\nThe lake is shared.\nArticle 3\nFerries run each day.\n",
    );
    let target = Target::DocumentSegment {
        document: DocumentId::new("lake"),
        segment: String::from("art_2__para_1"),
    };
    let cite = old.cite(target).expect("an article's paragraph");
    let state = SourceState::Open {
        current: new,
        earlier: vec![old],
    };
    let sources = Sources {
        known: BTreeMap::from([(SourceKey::Document(DocumentId::new("lake")), state)]),
        facts: BTreeMap::new(),
    };
    let CiteStanding::Moved(moved) = cite_standing(&cite, &sources) else {
        panic!("the words stand there");
    };
    assert_eq!(moved.target.id(), "lake/art_3__para_1");
}

#[test]
fn an_edition_has_a_leaf_of_its_own_that_changes_with_its_words() {
    let act = published(two_lines(), &open(FIRST, &[])).expect("published");
    let edition = &act.explainer_editions[0];
    let leaf = explainer_leaf(edition, None, Secret::new([3; 32]));
    let mut other = edition.clone();
    other.body.questions[0].lines[0].text.push('!');
    assert_ne!(
        leaf.commitment,
        explainer_leaf(&other, None, Secret::new([3; 32])).commitment
    );
    assert_eq!(
        leaf.subject.story().map(StoryId::as_str),
        Some(edition.explainer.as_str())
    );
}

proptest! {
    #[test]
    fn a_cite_that_stands_is_the_words_it_was_made_from(
        old in "[a-c \\n]{1,40}", new in "[a-c \\n]{0,40}", start in 0usize..40, length in 1usize..12,
    ) {
        let start = start % old.len();
        let end = (start + length).min(old.len());
        let cite = cite_at(&old, start, end);
        let words = &old[start..end];
        match cite_standing(&cite, &open(&new, &[&old])) {
            CiteStanding::Current => prop_assert_eq!(&old, &new),
            CiteStanding::Moved(to) => {
                prop_assert_eq!(&new[to.span.start..to.span.end], words);
                prop_assert_eq!(cite_standing(&to, &open(&new, &[])), CiteStanding::Current);
            }
            CiteStanding::Changed { before, .. } => {
                prop_assert_eq!(&before, words);
                prop_assert!(!new.contains(words));
            }
            other => prop_assert!(false, "{:?}", other),
        }
        prop_assert_eq!(cite_standing(&cite, &closed()), CiteStanding::Closed);
    }
}

fn cite_at(of: &str, start: usize, end: usize) -> Cite {
    text(of)
        .cite_words(Target::StoryVersion(story()), Span::new(start, end))
        .expect("a span of the text")
}

/// Sources whose story has these statements: those that may be shown, and those that may not.
fn with_statements(text: &str, places: Vec<(String, Span)>, unstated: Vec<Span>) -> Sources {
    let current = SourceText {
        unstated,
        ..SourceText::new(text.to_owned(), places)
    };
    let earlier = vec![SourceText::new(FIRST.to_owned(), Vec::new())];
    let state = SourceState::Open { current, earlier };
    Sources {
        known: BTreeMap::from([(key(), state)]),
        facts: BTreeMap::new(),
    }
}

#[test]
fn a_statement_that_may_not_be_shown_is_not_cited_and_its_line_goes_stale() {
    let span_in = |text: &str| {
        let start = text.find(ALLIANCE).expect("the words stand in the text");
        Span::new(start, start + ALLIANCE.len())
    };
    let span = span_in(FIRST);
    let stands = with_statements(FIRST, vec![(String::from("s1"), span)], Vec::new());
    let target = Target::Statement {
        story: story(),
        statement: String::from("s1"),
    };
    let cite = stands.current(&key()).and_then(|text| text.cite(target));
    let said = line("One side says so.", vec![cite.expect("a statement")]);
    assert!(published(body(vec![said.clone()]), &stands).is_ok());

    let rejected = with_statements(FIRST, Vec::new(), vec![span]);
    check_refused(body(vec![said.clone()]), &rejected, "unaccepted_statement");
    let in_the_next_edition = with_statements(CORRECTED, Vec::new(), vec![span_in(CORRECTED)]);
    let longer = Span::new(span.start, FIRST.len());
    let held_by_another = with_statements(FIRST, vec![(String::from("s2"), longer)], vec![span]);
    for sources in [rejected, in_the_next_edition, held_by_another] {
        let standing = line_standing(&said, &sources);
        let stale = matches!(&standing, LineStanding::Stale { unstated: 1, changes, .. } if changes.is_empty());
        assert!(stale, "{standing:?}");
    }
    let accepted_there = with_statements(
        CORRECTED,
        vec![(String::from("t1"), span_in(CORRECTED))],
        Vec::new(),
    );
    assert!(matches!(
        line_standing(&said, &accepted_there),
        LineStanding::Fresh(_)
    ));
}
