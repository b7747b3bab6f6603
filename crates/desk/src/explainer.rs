//! Explainers: pages of questions and answers in which each line cites the words it rests on, and the documents among
//! their sources. Types only: [`crate::decide`] publishes them, moves their cites and says which lines went stale.

use copydesk_documents::{Document, Facts, Precision, ReadHint, read, read_pdf_text};
use copydesk_text::Span;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::id::{DocumentId, ExplainerId, StoryId};
use crate::newsroom::Actor;

/// A document as the newsroom keeps it: what is known of it. Its text is read from its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledDocument {
    /// Its id, part of its URL.
    pub id: DocumentId,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    /// The current version; from 1.
    pub version: u32,
    /// What is known: from the file, and from editors.
    pub facts: Facts,
    /// When it last changed in public.
    pub updated: Timestamp,
    /// When the house took it off, if it did.
    pub withdrawn: Option<Timestamp>,
}

/// What the bytes of a document's version are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentForm {
    /// The file as it came.
    File,
    /// The output of `pdftotext`; the PDF itself is not kept.
    PdfText,
}

impl DocumentForm {
    /// Name in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::PdfText => "pdf_text",
        }
    }

    /// The form of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::File, Self::PdfText]
            .into_iter()
            .find(|form| form.name() == name)
    }
}

/// One state of a document: its bytes, never altered. Text and segments are derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentVersion {
    /// The document.
    pub document: DocumentId,
    /// From 1.
    pub nth: u32,
    /// When it was added.
    pub added: Timestamp,
    /// Who added it.
    pub by: Actor,
    /// File name: it tells Markdown from plain text.
    pub name: Option<String>,
    /// What the bytes are.
    pub form: DocumentForm,
    /// Which of the file's documents it is, from 0: a file may hold several languages.
    pub index: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl DocumentVersion {
    /// Text and segments, read from the bytes; `None` if this program can no longer read them.
    #[must_use]
    pub fn read(&self) -> Option<Document> {
        match self.form {
            DocumentForm::File => {
                let hint = ReadHint {
                    file_name: self.name.clone(),
                };
                let index = usize::try_from(self.index).ok()?;
                read(&self.bytes, &hint).ok()?.into_iter().nth(index)
            }
            DocumentForm::PdfText => read_pdf_text(&self.bytes).ok(),
        }
    }
}

/// What a cite points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A statement that a story reports.
    Statement {
        /// The story.
        story: StoryId,
        /// Id of the statement in the version cited.
        statement: String,
    },
    /// A part of a document.
    DocumentSegment {
        /// The document.
        document: DocumentId,
        /// Id of the segment.
        segment: String,
    },
    /// Words of a story as published.
    StoryVersion(StoryId),
}

impl Target {
    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Statement { .. } => "statement",
            Self::DocumentSegment { .. } => "document_segment",
            Self::StoryVersion(_) => "story_version",
        }
    }

    /// The id: `STORY/STATEMENT`, `DOCUMENT/SEGMENT` or `STORY`.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Statement { story, statement } => format!("{story}/{statement}"),
            Self::DocumentSegment { document, segment } => format!("{document}/{segment}"),
            Self::StoryVersion(story) => story.to_string(),
        }
    }

    /// The target of that name and id.
    #[must_use]
    pub fn from_parts(name: &str, id: &str) -> Option<Self> {
        let halves = id.split_once('/');
        match (name, halves) {
            ("statement", Some((story, statement))) => Some(Self::Statement {
                story: StoryId::new(story),
                statement: statement.to_owned(),
            }),
            ("document_segment", Some((document, segment))) => Some(Self::DocumentSegment {
                document: DocumentId::new(document),
                segment: segment.to_owned(),
            }),
            ("story_version", None) => Some(Self::StoryVersion(StoryId::new(id))),
            _ => None,
        }
    }

    /// The story or document that holds the words.
    #[must_use]
    pub fn source(&self) -> SourceKey {
        match self {
            Self::Statement { story, .. } | Self::StoryVersion(story) => {
                SourceKey::Story(story.clone())
            }
            Self::DocumentSegment { document, .. } => SourceKey::Document(document.clone()),
        }
    }
}

/// A thing whose words are cited.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKey {
    /// A story.
    Story(StoryId),
    /// A document.
    Document(DocumentId),
}

/// Words that a line rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cite {
    /// What is cited.
    pub target: Target,
    /// SHA-256 of the text that `span` counts in: of a document's text, of the flat form of an edition's blocks.
    pub version_sha256: [u8; 32],
    /// The words, bytes of that text.
    pub span: Span,
    /// SHA-256 of the words.
    pub words_sha256: [u8; 32],
}

/// SHA-256 of words.
#[must_use]
pub fn words_sha256(words: &str) -> [u8; 32] {
    Sha256::digest(words.as_bytes()).into()
}

/// A line of an answer with what it rests on. Only a row of a statements card may have no words of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Words of the house.
    pub text: String,
    /// What says so; a line without is never published.
    pub cites: Vec<Cite>,
}

/// A question and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The answer.
    pub lines: Vec<Line>,
}

/// Something on a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its first day, `YYYY-MM-DD`.
    pub when: String,
    /// How exact that is.
    pub precision: Precision,
    /// What happened.
    pub line: Line,
}

/// On which fact of a document an open question may close. Never closes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosesWhen {
    /// A party is known to have published its text.
    PartyPublishes {
        /// The document.
        document: DocumentId,
        /// The party as the document's facts name it.
        party: String,
    },
    /// The document has a day of entry into force.
    InForce(DocumentId),
    /// An editor says so.
    EditorSays,
}

/// Something that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question and why it is open.
    pub line: Line,
    /// When it may close.
    pub closes_when: ClosesWhen,
}

/// A part of an explainer that is drawn rather than written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Card {
    /// Facts of an agreement, who has published it, its key articles and what they bind to.
    Agreement {
        /// The document.
        document: DocumentId,
        /// Ids of the key articles.
        articles: Vec<String>,
    },
    /// Who said what: each row cites a statement and has no words of its own.
    Statements(Vec<Line>),
    /// Two passages of documents side by side.
    Comparison {
        /// What is compared.
        title: String,
        /// The first passage.
        left: Line,
        /// The second passage.
        right: Line,
    },
    /// Readings of one passage that disagree, side by side, without a winner.
    Readings {
        /// The passage.
        about: Line,
        /// Who reads it how.
        readings: Vec<Line>,
    },
    /// What happened when.
    Timeline(Vec<Happening>),
    /// Figures as their sources write them; the words of a line say what is counted.
    Figures(Vec<Line>),
    /// What is not known.
    OpenQuestions(Vec<OpenQuestion>),
}

/// What an explainer says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplainerBody {
    /// Title.
    pub title: String,
    /// Lines between title and questions.
    pub standfirst: String,
    /// Questions and answers, in order.
    pub questions: Vec<Question>,
    /// Cards, in order.
    pub cards: Vec<Card>,
}

impl ExplainerBody {
    /// Every line, in the order of the page.
    #[must_use]
    pub fn lines(&self) -> Vec<&Line> {
        let answers = self.questions.iter().flat_map(|question| &question.lines);
        answers
            .chain(self.cards.iter().flat_map(Card::lines))
            .collect()
    }

    /// Every line, to be changed.
    pub fn lines_mut(&mut self) -> Vec<&mut Line> {
        let answers = self
            .questions
            .iter_mut()
            .flat_map(|question| &mut question.lines);
        answers
            .chain(self.cards.iter_mut().flat_map(Card::lines_mut))
            .collect()
    }

    /// Everything that is cited or shown, each once.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceKey> {
        let cited = self.lines().into_iter().flat_map(|line| &line.cites);
        let mut keys: Vec<SourceKey> = cited.map(|cite| cite.target.source()).collect();
        for card in &self.cards {
            match card {
                Card::Agreement { document, .. } => {
                    keys.push(SourceKey::Document(document.clone()));
                }
                Card::OpenQuestions(questions) => {
                    keys.extend(questions.iter().filter_map(OpenQuestion::watches));
                }
                _ => {}
            }
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

impl OpenQuestion {
    /// The document whose facts may close it.
    #[must_use]
    pub fn watches(&self) -> Option<SourceKey> {
        match &self.closes_when {
            ClosesWhen::PartyPublishes { document, .. } | ClosesWhen::InForce(document) => {
                Some(SourceKey::Document(document.clone()))
            }
            ClosesWhen::EditorSays => None,
        }
    }
}

impl Card {
    fn lines(&self) -> Vec<&Line> {
        match self {
            Self::Agreement { .. } => Vec::new(),
            Self::Statements(lines) | Self::Figures(lines) => lines.iter().collect(),
            Self::Comparison { left, right, .. } => vec![left, right],
            Self::Readings { about, readings } => std::iter::once(about).chain(readings).collect(),
            Self::Timeline(events) => events.iter().map(|event| &event.line).collect(),
            Self::OpenQuestions(questions) => questions.iter().map(|one| &one.line).collect(),
        }
    }

    fn lines_mut(&mut self) -> Vec<&mut Line> {
        match self {
            Self::Agreement { .. } => Vec::new(),
            Self::Statements(lines) | Self::Figures(lines) => lines.iter_mut().collect(),
            Self::Comparison { left, right, .. } => vec![left, right],
            Self::Readings { about, readings } => std::iter::once(about).chain(readings).collect(),
            Self::Timeline(events) => events.iter_mut().map(|event| &mut event.line).collect(),
            Self::OpenQuestions(questions) => {
                questions.iter_mut().map(|one| &mut one.line).collect()
            }
        }
    }
}

/// Where an explainer stands with readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExplainerState {
    /// Never public.
    Draft,
    /// Readable.
    Live,
    /// Taken off by the house.
    Withdrawn,
}

impl ExplainerState {
    /// Name in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Draft, Self::Live, Self::Withdrawn]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// An explainer as the desk works on it. What readers see is its current edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explainer {
    /// Its id: opaque, like a story's, and never that of one.
    pub id: ExplainerId,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    /// Last segment of its URL; never changes once it was public.
    pub slug: String,
    /// Where it stands with readers.
    pub state: ExplainerState,
    /// What the desk works on; the cites move with their words.
    pub body: ExplainerBody,
    /// Number of the current edition; 0: never published.
    pub edition: u32,
    /// When it first was public.
    pub first_published: Option<Timestamp>,
    /// When its current edition was published.
    pub updated: Option<Timestamp>,
    /// Lines of the current edition whose source changed, as last noted.
    pub stale_lines: u32,
    /// Lines of the current edition whose source is closed, as last noted.
    pub hidden_lines: u32,
}

/// One published state of an explainer; never altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainerEdition {
    /// The explainer.
    pub explainer: ExplainerId,
    /// From 1.
    pub number: u32,
    /// When it became public.
    pub published: Timestamp,
    /// Who published it.
    pub by: Actor,
    /// What it says.
    pub body: ExplainerBody,
}
