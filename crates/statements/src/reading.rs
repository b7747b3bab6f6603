//! A story to statements: extraction, resolution, certainty, in that order. Never fails and guesses no source.

use copydesk_text::{Span, flat};
use sha2::{Digest, Sha256};

use crate::certainty;
use crate::extract::{self, Extracted, Made, Paragraph};
use crate::lexicon::Flags;
use crate::resolve::{Answer, Resolver};
use crate::statement::{
    Content, Cue, CueClass, DocumentReference, Modality, QuoteKind, Source, SourceKind, Statement,
};
use crate::story::{Finding, Reading, Story};

/// Reads who said what.
///
/// A language other than English gives no statement and the finding `statements.language`.
///
/// # Properties
///
/// Every span is a slice of the flat form on character boundaries; source, cue and content do not overlap; statements
/// come in the order of their first content byte; the same story gives the same reading.
#[must_use]
pub fn read(story: &Story) -> Reading {
    if let Some(language) = story.language.filter(|language| !is_english(language)) {
        return Reading {
            findings: vec![Finding::language(language)],
            ..Reading::default()
        };
    }
    let text = flat(story.blocks);
    let extracted = extract::extract(&text, story.blocks);
    let resolver = Resolver::new(&text, &extracted.paragraphs, story.confirmed);
    let answers = resolver.answers(&extracted.paragraphs, &extracted.made);
    let builder = Builder {
        story,
        text: &text,
        extracted: &extracted,
        answers: &answers,
    };
    let mut statements: Vec<Statement> = (0..answers.len())
        .map(|index| builder.statement(index))
        .collect();
    statements
        .sort_by_key(|statement| statement.content.spans.first().map_or(0, |span| span.start));
    Reading {
        statements,
        findings: extracted.findings,
        work: extracted.work,
    }
}

fn is_english(language: &str) -> bool {
    let language = language.to_ascii_lowercase();
    language.is_empty()
        || language == "en"
        || language.starts_with("en-")
        || language.starts_with("en_")
        || language == "eng"
}

struct Builder<'a> {
    story: &'a Story<'a>,
    text: &'a str,
    extracted: &'a Extracted<'a>,
    answers: &'a [Answer],
}

impl Builder<'_> {
    fn statement(&self, index: usize) -> Statement {
        let made = &self.extracted.made[index];
        let paragraph = &self.extracted.paragraphs[made.paragraph];
        let quoted = extract::quoted(&self.extracted.paragraphs, &made.content);
        let draft = &made.draft;
        let class = draft.cue.class;
        let source = self.source(index);
        let expert = is_expert(paragraph, made);
        let modality = modality(class, source.kind, expert);
        Statement {
            id: id(self.story, &made.cue, &made.content),
            kind: kind(self.text, &made.content, &quoted),
            modality,
            thought: class == CueClass::Assess && !expert,
            via: self.via(index),
            document: document(paragraph, made, source.kind),
            place: paragraph.kind,
            reasons: certainty::reasons(self.extracted, index, &source),
            cue: Cue {
                spans: made.cue.clone(),
                class,
                negated: draft.cue.negated,
                hedged: draft.cue.hedged,
            },
            content: Content {
                spans: made.content.clone(),
                quoted,
            },
            source,
        }
    }

    fn source(&self, index: usize) -> Source {
        let answer = &self.answers[index];
        Source {
            spans: self.extracted.made[index].source.clone(),
            kind: answer.kind,
            resolved: answer.resolved.clone(),
        }
    }

    /// The cues of the same sentence that this statement stands inside of, outermost first.
    fn via(&self, index: usize) -> Vec<Source> {
        let made = &self.extracted.made;
        let own = &made[index];
        let Some(cue) = own.cue.first() else {
            return Vec::new();
        };
        let near = index.saturating_sub(VIA_MAX)..(index + VIA_MAX).min(made.len());
        let mut outer: Vec<usize> = near
            .filter(|other| {
                *other != index
                    && made[*other].paragraph == own.paragraph
                    && made[*other].draft.sentence == own.draft.sentence
            })
            .filter(|other| {
                made[*other]
                    .content
                    .iter()
                    .any(|span| span.start <= cue.start && cue.end <= span.end)
            })
            .collect();
        outer.sort_by_key(|other| {
            std::cmp::Reverse(
                made[*other]
                    .content
                    .iter()
                    .map(|span| span.len())
                    .sum::<usize>(),
            )
        });
        outer.into_iter().map(|other| self.source(other)).collect()
    }
}

/// Statements of a sentence looked at on each side for outer links.
const VIA_MAX: usize = 4;

/// The modality follows the class of the cue, with three overrides: a document speaks, an expert reads, a thought.
fn modality(class: CueClass, source: SourceKind, expert: bool) -> Modality {
    if source == SourceKind::Document {
        return Modality::AccordingToDocument;
    }
    if expert {
        return Modality::ExpertReading;
    }
    match class {
        CueClass::Claim => Modality::Claimed,
        CueClass::Allege => Modality::Alleged,
        CueClass::Deny => Modality::Denied,
        CueClass::Promise => Modality::Promised,
        CueClass::Say
        | CueClass::Admit
        | CueClass::Direct
        | CueClass::Assess
        | CueClass::Document
        | CueClass::Phrase
        | CueClass::Other => Modality::Said,
    }
}

/// Whether the source or its apposition is an expert's noun.
fn is_expert(paragraph: &Paragraph, made: &Made) -> bool {
    made.draft.source.is_some_and(|subject| {
        (subject.range.0..subject.range.1).any(|index| {
            paragraph.is(index, Flags::EXPERT)
                && !(paragraph.capital(index) && index == subject.head.1)
        })
    })
}

/// The document that speaks, with the article it is cited by.
fn document(paragraph: &Paragraph, made: &Made, kind: SourceKind) -> Option<DocumentReference> {
    let subject = made.draft.source.filter(|_| kind == SourceKind::Document)?;
    let (first, end) = subject.range;
    let article = (first..end)
        .find(|index| {
            matches!(
                paragraph.lower(*index).as_ref(),
                "article" | "clause" | "annex" | "section"
            ) && *index + 1 < end
        })
        .map(|index| format!("{} {}", paragraph.text(index), paragraph.text(index + 1)))
        .filter(|words| words.contains(|character: char| character.is_ascii_digit()));
    let span = Span::new(paragraph.tokens[first].start, paragraph.tokens[end - 1].end);
    Some(DocumentReference { span, article })
}

fn kind(text: &str, content: &[Span], quoted: &[Span]) -> QuoteKind {
    let letters = |span: &Span| {
        text[span.start..span.end]
            .chars()
            .filter(|c| c.is_alphanumeric())
            .count()
    };
    let count = |spans: &[Span]| spans.iter().map(letters).sum::<usize>();
    match count(quoted) {
        0 => QuoteKind::Indirect,
        inside if inside >= count(content) => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    }
}

fn id(story: &Story, cue: &[Span], content: &[Span]) -> String {
    let mut words = String::with_capacity(192);
    words.push_str("copydesk-statement/v1\n");
    words.push_str(story.version_sha256);
    words.push('\n');
    words.push_str(story.rendition);
    for (name, spans) in [("\ncue", cue), ("\ncontent", content)] {
        words.push_str(name);
        for span in spans {
            words.push(' ');
            push_number(&mut words, span.start);
            words.push('-');
            push_number(&mut words, span.end);
        }
    }
    base32(&Sha256::digest(words)[..16])
}

/// A number in decimal figures.
fn push_number(words: &mut String, number: usize) {
    if number >= 10 {
        push_number(words, number / 10);
    }
    words.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

/// RFC 4648 in lower case, without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut out = String::with_capacity(26);
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(LETTERS[((held >> bits) & 31) as usize] as char);
        }
    }
    if bits > 0 {
        out.push(LETTERS[((held << (5 - bits)) & 31) as usize] as char);
    }
    out
}
