//! A wire explainer on an invented pact, with every statement in it marked by hand: all modalities, a chain, an
//! apposition that names an institute, partners who allege two things, and lines of a page that are no part of it.

use copydesk_statements::{Modality, Statement, Story, read, words};
use copydesk_text::{Block, BlockKind, flat};

const STORY: &str = include_str!("twin/story.txt");
const STATEMENTS: &str = include_str!("twin/statements.tsv");

fn blocks() -> Vec<Block> {
    let paragraphs = STORY.trim().split("\n\n");
    paragraphs
        .map(|text| match text.strip_prefix("# ") {
            Some(heading) => Block::new(BlockKind::Heading, heading),
            None => Block::paragraph(text),
        })
        .collect()
}

struct Read {
    flat: String,
    statements: Vec<Statement>,
}

fn twin() -> Read {
    let blocks = blocks();
    let reading = read(&Story {
        blocks: &blocks,
        language: Some("en-GB"),
        ..Story::default()
    });
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    Read {
        flat: flat(&blocks),
        statements: reading.statements,
    }
}

impl Read {
    fn source(&self, statement: &Statement) -> String {
        words(&self.flat, &statement.source.spans)
    }

    fn content(&self, statement: &Statement) -> String {
        words(&self.flat, &statement.content.spans)
    }

    fn shown(&self) -> String {
        let line = |statement: &Statement| {
            let reasons: Vec<&str> = statement
                .reasons
                .iter()
                .map(|reason| reason.name())
                .collect();
            format!(
                "{} | {} | {} | {}",
                self.source(statement),
                statement.modality.name(),
                self.content(statement),
                reasons.join(",")
            )
        };
        self.statements
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn find(&self, source: &str, modality: &str, content: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| {
            self.source(statement).starts_with(source)
                && statement.modality.name() == modality
                && self.content(statement).contains(content)
        })
    }
}

fn has_mark(read: &Read, statement: &Statement, mark: &str) -> bool {
    match mark {
        "" => true,
        "certain" => statement.is_certain(),
        "negated" => statement.cue.negated,
        "thought" => statement.thought,
        mark => mark.strip_prefix("via:").is_some_and(|via| {
            statement
                .via
                .first()
                .is_some_and(|link| words(&read.flat, &link.spans) == via)
        }),
    }
}

#[test]
fn every_statement_marked_by_hand_is_found_with_its_modality() {
    let read = twin();
    let mut wanted = 0;
    let mut missing = Vec::new();
    for line in STATEMENTS.lines().filter(|line| !line.starts_with('#')) {
        let [source, modality, content, mark] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        wanted += 1;
        let found = read
            .find(source, modality, content)
            .is_some_and(|statement| has_mark(&read, statement, mark));
        if !found {
            missing.push(line);
        }
    }
    assert!(wanted >= 30);
    assert!(
        missing.is_empty(),
        "missing {missing:#?} in\n{}",
        read.shown()
    );
}

#[test]
fn every_modality_and_a_chain_occur() {
    let read = twin();
    for modality in Modality::ALL {
        assert!(
            read.statements
                .iter()
                .any(|statement| statement.modality == modality),
            "{modality:?}\n{}",
            read.shown()
        );
    }
    assert!(
        read.statements
            .iter()
            .any(|statement| !statement.via.is_empty())
    );
}

#[test]
fn an_apposition_is_never_the_source() {
    let read = twin();
    for statement in &read.statements {
        let source = read.source(statement);
        assert!(
            !source.starts_with("an analyst")
                && !source.contains("restored")
                && source != "the Harbour Institute in Lund Bay",
            "{source}"
        );
    }
}

#[test]
fn partners_allege_two_things_in_one_statement() {
    let read = twin();
    let statement = read
        .find("Norland and its partners", "alleged", "shells")
        .expect("the allegation");
    assert_eq!(
        statement.content.spans.len(),
        2,
        "{}",
        read.content(statement)
    );
}

#[test]
fn nothing_certain_was_not_marked_by_hand() {
    let read = twin();
    let marked: Vec<Vec<&str>> = STATEMENTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    for statement in read
        .statements
        .iter()
        .filter(|statement| statement.is_certain())
    {
        let (source, content) = (read.source(statement), read.content(statement));
        let known = marked.iter().any(|line| {
            source.starts_with(line[0])
                && line[1] == statement.modality.name()
                && content.contains(line[2])
        });
        assert!(
            known,
            "{source} | {} | {content}",
            statement.modality.name()
        );
    }
}

#[test]
fn lines_of_the_page_give_nothing() {
    let read = twin();
    for statement in &read.statements {
        let content = read.content(statement);
        for line in [
            "adviser",
            "ministers said this week",
            "referee",
            "good spirits",
            "By the foreign desk",
        ] {
            assert!(!content.contains(line), "{content}");
        }
    }
}
