//! Thirty short stories and more with the truth beside each: whom a pronoun, a surname, a role means, or `-` where the story
//! leaves it open. A wrong name is never allowed; four of five pronouns that have an answer must find it.

use copydesk_statements::{ResolvedHow, Story, read, words};
use copydesk_text::{Block, BlockKind, flat};

const STORIES: &str = include_str!("resolution/stories.txt");

struct Case {
    blocks: Vec<Block>,
    /// Source as written and the name it means.
    truth: Vec<(String, Option<String>)>,
}

fn cases() -> Vec<Case> {
    STORIES.split("===\n").map(case).collect()
}

fn case(text: &str) -> Case {
    let mut blocks = Vec::new();
    let mut truth = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(line) = line.strip_prefix("> ") {
            let (source, name) = line.split_once(" = ").expect("a truth");
            truth.push((
                source.to_owned(),
                Some(name.to_owned()).filter(|name| name != "-"),
            ));
        } else if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::new(BlockKind::Heading, heading));
        } else {
            blocks.push(Block::paragraph(line));
        }
    }
    Case { blocks, truth }
}

/// Sources as written with what they were resolved to, in reading order.
fn answers(blocks: &[Block]) -> Vec<(String, Option<String>, ResolvedHow)> {
    let text = flat(blocks);
    let mut statements = read(&Story {
        blocks,
        ..Story::default()
    })
    .statements;
    statements.sort_by_key(|statement| statement.source.spans.first().map_or(0, |span| span.start));
    let answer = |statement: &copydesk_statements::Statement| {
        let resolved = &statement.source.resolved;
        (
            words(&text, &statement.source.spans),
            resolved.name.clone(),
            resolved.how,
        )
    };
    statements.iter().map(answer).collect()
}

#[test]
fn no_source_is_resolved_wrongly_and_most_pronouns_are_resolved() {
    let (mut pronouns, mut resolved) = (0, 0);
    let mut wrong = Vec::new();
    let mut missed = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 30, "{}", cases.len());
    for (number, case) in cases.iter().enumerate() {
        let mut found = answers(&case.blocks).into_iter();
        for (source, name) in &case.truth {
            let Some((_, answer, how)) = found.find(|(written, ..)| written == source) else {
                missed.push(format!("{number}: {source} says nothing"));
                continue;
            };
            let pronoun = matches!(
                source.as_str(),
                "He" | "he" | "She" | "she" | "They" | "they"
            );
            pronouns += usize::from(pronoun && name.is_some());
            if how == ResolvedHow::Unresolved {
                missed.extend(
                    name.as_ref()
                        .map(|name| format!("{number}: {source} is {name}")),
                );
                continue;
            }
            resolved += usize::from(pronoun && answer == *name);
            if answer != *name {
                wrong.push(format!("{number}: {source} is {name:?}, not {answer:?}"));
            }
        }
    }
    println!(
        "{} stories: {} wrong, {resolved} of {pronouns} pronouns resolved",
        cases.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        resolved * 5 >= pronouns * 4,
        "{resolved} of {pronouns} pronouns; {missed:#?}"
    );
    assert!(
        missed.iter().all(|line| !line.ends_with("says nothing")),
        "{missed:#?}"
    );
}
