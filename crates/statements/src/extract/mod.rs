//! The extractor: a story's blocks to statements, step by step as `docs/statements.md` describes it. Deterministic,
//! linear in the length of the text, never fails. Never guesses a source.

mod attach;
mod chrome;
mod cue;
mod marks;
mod open;
mod paragraph;
mod phrase;
mod spans;
mod template;
mod token;

pub(crate) use cue::Shape;
pub(crate) use open::Draft;
pub(crate) use paragraph::Paragraph;
pub(crate) use phrase::Subject;
pub(crate) use spans::quoted;
pub(crate) use template::{Template, Templated};

use copydesk_text::{Block, BlockKind, Span};

use crate::story::Finding;

/// A draft with its bytes, before resolution.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Index in `Extracted::paragraphs`.
    pub paragraph: usize,
    pub draft: Draft,
    pub source: Vec<Span>,
    pub cue: Vec<Span>,
    pub content: Vec<Span>,
    /// The closed template that made it, if one did.
    pub template: Option<Template>,
    /// Whether the open heuristics see the same.
    pub agreed: bool,
    /// Whether words of another paragraph were added by nearness alone.
    pub far: bool,
    /// Whether a quotation was added that no template joins.
    pub attached: bool,
}

/// What the steps up to resolution made of a story.
pub(crate) struct Extracted<'a> {
    pub paragraphs: Vec<Paragraph<'a>>,
    pub made: Vec<Made>,
    pub findings: Vec<Finding>,
    pub work: u64,
}

/// Cuts up the blocks and drafts statements.
pub(crate) fn extract<'a>(flat: &'a str, blocks: &[Block]) -> Extracted<'a> {
    let mut extracted = Extracted {
        paragraphs: paragraphs(flat, blocks),
        made: Vec::new(),
        findings: Vec::new(),
        work: 0,
    };
    for index in 0..extracted.paragraphs.len() {
        let drafted = draft(&extracted.paragraphs[index]);
        let made = drafted
            .into_iter()
            .map(|(draft, templated)| make(&extracted.paragraphs[index], index, draft, templated));
        let first = extracted.made.len();
        let made: Vec<Made> = made.flatten().collect();
        extracted.made.extend(made);
        attach::attach(&extracted.paragraphs, index, &mut extracted.made, first);
    }
    attach::findings(&mut extracted);
    extracted.work = extracted
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.work.get())
        .sum();
    extracted
}

fn paragraphs<'a>(flat: &'a str, blocks: &[Block]) -> Vec<Paragraph<'a>> {
    let mut found = Vec::with_capacity(blocks.len());
    let mut start = 0;
    let mut chrome = chrome::Chrome::new(blocks.len());
    for block in blocks {
        let end = start + block.text.len();
        let read = matches!(
            block.kind,
            BlockKind::Text | BlockKind::Heading | BlockKind::Quote | BlockKind::ListItem
        );
        if read && !chrome.is_chrome(&block.text) {
            found.push(Paragraph::new(flat, start, end, block.kind));
        }
        start = end + 2;
    }
    found
}

fn draft(paragraph: &Paragraph) -> Vec<(Draft, Option<Templated>)> {
    let mut found = Vec::new();
    for sentence in &paragraph.sentences {
        if paragraph.kind == BlockKind::Heading && paragraph.text(sentence.1 - 1).ends_with('?') {
            continue;
        }
        let cues = paragraph.cues(*sentence);
        if cues.is_empty() {
            continue;
        }
        let drafts = paragraph.open_drafts(*sentence, &cues);
        found.extend(template::join(paragraph, *sentence, &cues, drafts));
    }
    found
}

/// Turns tokens into bytes; a draft whose content is used up by source and cue is dropped.
fn make(
    paragraph: &Paragraph,
    index: usize,
    draft: Draft,
    templated: Option<Templated>,
) -> Option<Made> {
    let source: Vec<Span> = draft
        .source
        .iter()
        .map(|subject| spans::bytes(paragraph, subject.range))
        .collect();
    let cue = spans::cue(paragraph, &draft);
    let crossed = source.iter().any(|source| {
        cue.iter()
            .any(|cue| source.start < cue.end && cue.start < source.end)
    });
    if crossed || cue.is_empty() {
        return None;
    }
    let taken: Vec<Span> = source.iter().chain(&cue).copied().collect();
    let content = spans::content(paragraph, &draft.content, &taken);
    (!content.is_empty()).then(|| Made {
        paragraph: index,
        source,
        cue,
        content,
        template: templated.map(|templated| templated.template),
        agreed: templated.is_some_and(|templated| templated.agreed),
        far: false,
        attached: false,
        draft,
    })
}
