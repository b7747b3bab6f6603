//! Explainers and their editions: bodies as JSON bytes.

use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, Explainer, ExplainerBody, ExplainerEdition, ExplainerId,
    ExplainerState, Happening, Line, OpenQuestion, Question, Target,
};
use copydesk_documents::Precision;
use copydesk_text::Span;
use serde::{Deserialize, Serialize};

use super::{Corrupt, Fields, written};

#[derive(Serialize, Deserialize)]
struct BodyRow {
    title: String,
    standfirst: String,
    questions: Vec<(String, Vec<LineRow>)>,
    cards: Vec<CardRow>,
}

#[derive(Serialize, Deserialize)]
struct LineRow {
    text: String,
    cites: Vec<CiteRow>,
}

/// A cite: target, id, SHA-256 of the text, first and last byte, SHA-256 of the words.
type CiteRow = (String, String, String, usize, usize, String);

#[derive(Serialize, Deserialize)]
#[serde(tag = "card", rename_all = "snake_case")]
enum CardRow {
    Agreement {
        document: String,
        articles: Vec<String>,
    },
    Statements {
        lines: Vec<LineRow>,
    },
    Comparison {
        title: String,
        left: LineRow,
        right: LineRow,
    },
    Readings {
        about: LineRow,
        readings: Vec<LineRow>,
    },
    Timeline {
        events: Vec<(String, String, LineRow)>,
    },
    Figures {
        lines: Vec<LineRow>,
    },
    OpenQuestions {
        questions: Vec<(LineRow, ClosesRow)>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
enum ClosesRow {
    PartyPublishes { document: String, party: String },
    InForce { document: String },
    EditorSays,
}

impl BodyRow {
    fn of(body: &ExplainerBody) -> Self {
        let question = |one: &Question| (one.text.clone(), rows_of(&one.lines));
        Self {
            title: body.title.clone(),
            standfirst: body.standfirst.clone(),
            questions: body.questions.iter().map(question).collect(),
            cards: body.cards.iter().map(CardRow::of).collect(),
        }
    }

    fn body(self) -> Option<ExplainerBody> {
        let question = |(text, lines)| {
            Some(Question {
                text,
                lines: lines_of(lines)?,
            })
        };
        Some(ExplainerBody {
            title: self.title,
            standfirst: self.standfirst,
            questions: self
                .questions
                .into_iter()
                .map(question)
                .collect::<Option<_>>()?,
            cards: self
                .cards
                .into_iter()
                .map(CardRow::card)
                .collect::<Option<_>>()?,
        })
    }
}

impl CardRow {
    fn of(card: &Card) -> Self {
        match card {
            Card::Agreement { document, articles } => Self::Agreement {
                document: document.to_string(),
                articles: articles.clone(),
            },
            Card::Statements(lines) => Self::Statements {
                lines: rows_of(lines),
            },
            Card::Comparison { title, left, right } => Self::Comparison {
                title: title.clone(),
                left: LineRow::of(left),
                right: LineRow::of(right),
            },
            Card::Readings { about, readings } => Self::Readings {
                about: LineRow::of(about),
                readings: rows_of(readings),
            },
            Card::Timeline(events) => Self::Timeline {
                events: events
                    .iter()
                    .map(|one| {
                        (
                            one.when.clone(),
                            one.precision.name().to_owned(),
                            LineRow::of(&one.line),
                        )
                    })
                    .collect(),
            },
            Card::Figures(lines) => Self::Figures {
                lines: rows_of(lines),
            },
            Card::OpenQuestions(questions) => Self::OpenQuestions {
                questions: questions
                    .iter()
                    .map(|one| (LineRow::of(&one.line), ClosesRow::of(&one.closes_when)))
                    .collect(),
            },
        }
    }

    fn card(self) -> Option<Card> {
        Some(match self {
            Self::Agreement { document, articles } => Card::Agreement {
                document: DocumentId::new(document),
                articles,
            },
            Self::Statements { lines } => Card::Statements(lines_of(lines)?),
            Self::Comparison { title, left, right } => Card::Comparison {
                title,
                left: left.line()?,
                right: right.line()?,
            },
            Self::Readings { about, readings } => Card::Readings {
                about: about.line()?,
                readings: lines_of(readings)?,
            },
            Self::Timeline { events } => Card::Timeline(
                events
                    .into_iter()
                    .map(happening)
                    .collect::<Option<Vec<_>>>()?,
            ),
            Self::Figures { lines } => Card::Figures(lines_of(lines)?),
            Self::OpenQuestions { questions } => Card::OpenQuestions(
                questions
                    .into_iter()
                    .map(|(line, closes)| {
                        Some(OpenQuestion {
                            line: line.line()?,
                            closes_when: closes.closes_when(),
                        })
                    })
                    .collect::<Option<Vec<_>>>()?,
            ),
        })
    }
}

fn happening((when, precision, line): (String, String, LineRow)) -> Option<Happening> {
    let known = [Precision::Day, Precision::Month, Precision::Year];
    Some(Happening {
        when,
        precision: known.into_iter().find(|one| one.name() == precision)?,
        line: line.line()?,
    })
}

impl ClosesRow {
    fn of(closes_when: &ClosesWhen) -> Self {
        match closes_when {
            ClosesWhen::PartyPublishes { document, party } => Self::PartyPublishes {
                document: document.to_string(),
                party: party.clone(),
            },
            ClosesWhen::InForce(document) => Self::InForce {
                document: document.to_string(),
            },
            ClosesWhen::EditorSays => Self::EditorSays,
        }
    }

    fn closes_when(self) -> ClosesWhen {
        match self {
            Self::PartyPublishes { document, party } => ClosesWhen::PartyPublishes {
                document: DocumentId::new(document),
                party,
            },
            Self::InForce { document } => ClosesWhen::InForce(DocumentId::new(document)),
            Self::EditorSays => ClosesWhen::EditorSays,
        }
    }
}

fn rows_of(lines: &[Line]) -> Vec<LineRow> {
    lines.iter().map(LineRow::of).collect()
}

fn lines_of(rows: Vec<LineRow>) -> Option<Vec<Line>> {
    rows.into_iter().map(LineRow::line).collect()
}

impl LineRow {
    fn of(line: &Line) -> Self {
        let cite = |cite: &Cite| {
            (
                cite.target.name().to_owned(),
                cite.target.id(),
                hex(&cite.version_sha256),
                cite.span.start,
                cite.span.end,
                hex(&cite.words_sha256),
            )
        };
        Self {
            text: line.text.clone(),
            cites: line.cites.iter().map(cite).collect(),
        }
    }

    fn line(self) -> Option<Line> {
        let cite = |(target, id, version, start, end, words): CiteRow| {
            Some(Cite {
                target: Target::from_parts(&target, &id)?,
                version_sha256: of_hex(&version)?,
                span: Span::new(start, end),
                words_sha256: of_hex(&words)?,
            })
        };
        Some(Line {
            text: self.text,
            cites: self.cites.into_iter().map(cite).collect::<Option<_>>()?,
        })
    }
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes().chunks_exact(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    bytes?.try_into().ok()
}

pub(crate) fn body_column(body: &ExplainerBody) -> Result<Vec<u8>, Corrupt> {
    written(serde_json::to_vec(&BodyRow::of(body)))
}

fn read_body(fields: &mut Fields<'_>) -> Result<ExplainerBody, Corrupt> {
    let json = fields.bytes()?;
    let row: BodyRow = serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    row.body()
        .ok_or_else(|| fields.corrupt("an unknown name or a broken hash"))
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Explainer, Corrupt> {
    Ok(Explainer {
        id: ExplainerId::new(fields.text()?),
        revision: fields.count()?,
        slug: fields.text()?,
        state: {
            let name = fields.name()?;
            ExplainerState::from_name(&name)
                .ok_or_else(|| fields.corrupt(format_args!("unknown state {name:?}")))?
        },
        body: read_body(fields)?,
        edition: fields.count()?,
        first_published: fields.optional_instant()?,
        updated: fields.optional_instant()?,
        stale_lines: fields.count()?,
        hidden_lines: fields.count()?,
    })
}

pub(crate) fn read_edition(fields: &mut Fields<'_>) -> Result<ExplainerEdition, Corrupt> {
    Ok(ExplainerEdition {
        explainer: ExplainerId::new(fields.text()?),
        number: fields.count()?,
        published: fields.instant()?,
        by: fields.actor()?,
        body: read_body(fields)?,
    })
}
