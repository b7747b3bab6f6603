//! Explainers and their editions: bodies as JSON bytes; states replaced only from the revision before, editions only
//! added.

use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, Explainer, ExplainerBody, ExplainerEdition, ExplainerId,
    ExplainerState, Happening, Line, OpenQuestion, Question, Target,
};
use copydesk_documents::Precision;
use copydesk_text::Span;
use rusqlite::{Connection, named_params, params};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::row::{Fields, Query, actor_columns, micros, written};

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

/// Writes the new state of an explainer; `Stale` unless the stored revision is the one before and its slug is its own.
pub(super) fn write(db: &Connection, explainer: &Explainer) -> Result<(), Failure> {
    let sql = if explainer.revision == 1 {
        "INSERT INTO explainers (id, revision, slug, state, body, edition, first_published, updated, stale_lines,
             hidden_lines)
         VALUES (:id, :revision, :slug, :state, :body, :edition, :first_published, :updated, :stale_lines,
             :hidden_lines)
         ON CONFLICT DO NOTHING"
    } else {
        "UPDATE OR IGNORE explainers SET revision = :revision, slug = :slug, state = :state, body = :body,
             edition = :edition, first_published = :first_published, updated = :updated, stale_lines = :stale_lines,
             hidden_lines = :hidden_lines
         WHERE id = :id AND revision = :revision - 1"
    };
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":id": explainer.id.as_str().as_bytes(),
        ":revision": explainer.revision,
        ":slug": explainer.slug.as_bytes(),
        ":state": explainer.state.name(),
        ":body": body_column(&explainer.body)?,
        ":edition": explainer.edition,
        ":first_published": explainer.first_published.map(micros),
        ":updated": explainer.updated.map(micros),
        ":stale_lines": explainer.stale_lines,
        ":hidden_lines": explainer.hidden_lines,
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Adds an edition; `Stale` if it is there already, or its explainer is not.
pub(super) fn insert(db: &Connection, edition: &ExplainerEdition) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&edition.by);
    db.prepare_cached(
        "INSERT INTO explainer_editions (explainer, number, published, by_kind, by_name, body)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        edition.explainer.as_str().as_bytes(),
        edition.number,
        micros(edition.published),
        by_kind,
        by_name,
        body_column(&edition.body)?,
    ])?;
    Ok(())
}

fn body_column(body: &ExplainerBody) -> Result<Vec<u8>, Failure> {
    written(serde_json::to_vec(&BodyRow::of(body)))
}

fn read_body(fields: &mut Fields<'_>) -> Result<ExplainerBody, Failure> {
    let json = fields.bytes()?;
    let row: BodyRow = serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    row.body()
        .ok_or_else(|| fields.corrupt("an unknown name or a broken hash"))
}

const COLUMNS: &str =
    "id, revision, slug, state, body, edition, first_published, updated, stale_lines, hidden_lines
    FROM explainers";

fn read(fields: &mut Fields<'_>) -> Result<Explainer, Failure> {
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

/// Every explainer, by slug.
pub(super) fn list(db: &Connection) -> Result<Vec<Explainer>, Failure> {
    Query::new(COLUMNS).run(db, ("slug", usize::MAX), read)
}

pub(super) fn load(db: &Connection, id: &ExplainerId) -> Result<Option<Explainer>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("id = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Editions of an explainer, in order.
pub(super) fn editions(
    db: &Connection,
    id: &ExplainerId,
) -> Result<Vec<ExplainerEdition>, Failure> {
    let mut query =
        Query::new("explainer, number, published, by_kind, by_name, body FROM explainer_editions");
    query.and("explainer = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query.run(db, ("number", usize::MAX), |fields| {
        Ok(ExplainerEdition {
            explainer: ExplainerId::new(fields.text()?),
            number: fields.count()?,
            published: fields.instant()?,
            by: fields.actor()?,
            body: read_body(fields)?,
        })
    })
}
