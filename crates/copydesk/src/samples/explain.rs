//! What the script's editor explains: documents to file, and an explainer whose cites are named by their words. Finds
//! the words in the sources as they stand; one that is not there is an error, never a guess.

use anyhow::{Context, anyhow};
use copydesk_desk::decide::{Acting, SourceText, file_document, publish_explainer};
use copydesk_desk::{
    Act, Actor, Card, Cite, ClosesWhen, Decided, DocumentForm, DocumentId, DocumentVersion,
    ExplainerBody, Happening, ItemKey, Line, OpenQuestion, Question, SourceKey, StatementAct,
    StatementDecision, StatementId, StatementSpans, StoryId, Target, decide_statement,
};
use copydesk_documents::{Facts, Precision, Publication, PublicationStatus};
use copydesk_site::explainer::sources::{Library, hull};
use copydesk_site::people::reading::Spoken;
use copydesk_text::Span;
use serde::Deserialize;

use crate::newsroom::Ground;
use crate::newsroom::explaining::record;
use crate::samples;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    slug: String,
    title: String,
    standfirst: String,
    document: Vec<DocumentStep>,
    question: Vec<QuestionStep>,
    card: Vec<CardStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentStep {
    id: String,
    file: String,
    title: String,
    parties: Vec<String>,
    signed: Option<String>,
    in_force: Option<String>,
    ended: Option<String>,
    #[serde(default)]
    supersedes: Vec<String>,
    language: Option<String>,
    is_translation: Option<bool>,
    publisher: Option<String>,
    published_at: Option<String>,
    #[serde(default)]
    published_by: Vec<PublicationStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicationStep {
    party: String,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionStep {
    text: String,
    line: Vec<LineStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineStep {
    #[serde(default)]
    text: String,
    cites: Vec<CiteStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CiteStep {
    /// Words of a story: its guid.
    story: Option<String>,
    /// A statement in a story: the story's guid.
    statement: Option<String>,
    /// A document.
    document: Option<String>,
    /// Of a document, the whole segment.
    segment: Option<String>,
    /// Words that stand in the source, or in the statement.
    words: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum CardStep {
    Agreement {
        document: String,
        articles: Vec<String>,
    },
    Comparison {
        title: String,
        left: LineStep,
        right: LineStep,
    },
    Readings {
        about: LineStep,
        line: Vec<LineStep>,
    },
    Statements {
        line: Vec<LineStep>,
    },
    Figures {
        line: Vec<LineStep>,
    },
    Timeline {
        event: Vec<EventStep>,
    },
    OpenQuestions {
        question: Vec<OpenStep>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventStep {
    when: String,
    precision: String,
    text: String,
    cites: Vec<CiteStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenStep {
    text: String,
    cites: Vec<CiteStep>,
    closes_when: Option<ClosesStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosesStep {
    document: String,
    party: String,
}

/// Files the documents and publishes the explainer of a sample file; what is there already stays as it is.
pub async fn explain(ground: &Ground, file: &str, acting: &Acting) -> anyhow::Result<()> {
    let text = std::str::from_utf8(samples::file(file)?).with_context(|| file.to_owned())?;
    let script: Script = toml::from_str(text).with_context(|| file.to_owned())?;
    let there = ground.store.explainers().await?;
    if there.iter().any(|one| one.slug == script.slug) {
        return Ok(());
    }
    for document in &script.document {
        file_one(ground, document, acting).await?;
    }
    let mut finder = Finder::new(ground, &script).await?;
    let waiting = finder.waiting(&script, acting);
    for act in waiting {
        commit(ground, decide_statement(act)).await?;
    }
    finder = Finder::new(ground, &script).await?;
    let body = finder.body(&script)?;
    let fresh = ground.fresh_explainer();
    let sources = &finder.library.sources;
    let mut act = publish_explainer(None, &fresh, &script.slug, body, sources, acting)
        .map_err(|refusal| anyhow!("{file}: {}: {refusal}", refusal.code()))?;
    record(&mut act, None, ground.random.as_ref());
    commit(ground, act).await
}

async fn commit(ground: &Ground, act: Act) -> anyhow::Result<()> {
    let head = ground.store.commit(act).await?;
    copydesk_desk::Wake::wake(ground.wake.as_ref(), head);
    Ok(())
}

async fn file_one(ground: &Ground, step: &DocumentStep, acting: &Acting) -> anyhow::Result<()> {
    let id = DocumentId::new(&step.id);
    if ground.store.document(id.clone()).await?.is_some() {
        return Ok(());
    }
    let publication = |one: &PublicationStep| Publication {
        party: one.party.clone(),
        status: PublicationStatus::Published,
        document: Some(step.id.clone()),
        as_of: Some(one.as_of.clone()),
        cites: Vec::new(),
    };
    let facts = Facts {
        title: Some(step.title.clone()),
        kind: Some(copydesk_documents::DocumentKind::Treaty),
        parties: step.parties.clone(),
        signed: step.signed.clone(),
        in_force: step.in_force.clone(),
        ended: step.ended.clone(),
        supersedes: step.supersedes.clone(),
        language: step.language.clone(),
        is_translation: step.is_translation,
        publisher: step.publisher.clone(),
        published_at: step.published_at.clone(),
        completeness: Some(copydesk_documents::Completeness::Full),
        publication: step.published_by.iter().map(publication).collect(),
        ..Facts::default()
    };
    let version = DocumentVersion {
        document: id,
        nth: 1,
        added: acting.now,
        by: acting.by.clone(),
        name: Some(step.file.clone()),
        form: DocumentForm::File,
        index: 0,
        bytes: samples::file(&format!("documents/{}", step.file))?.to_vec(),
    };
    let act = file_document(None, version, facts, acting)
        .map_err(|refusal| anyhow!("{}: {refusal}", step.file))?;
    commit(ground, act).await
}

/// Finds words in the sources.
struct Finder {
    library: Library,
    stories: Vec<(String, StoryId)>,
}

impl Finder {
    async fn new(ground: &Ground, script: &Script) -> anyhow::Result<Self> {
        let mut stories: Vec<(String, StoryId)> = Vec::new();
        for guid in guids(script) {
            if stories.iter().any(|(known, _)| *known == guid) {
                continue;
            }
            let key = ItemKey {
                agency: agency_of(&guid).to_owned(),
                guid: guid.clone(),
            };
            let found = ground.store.stories_of(key).await?;
            let story = found
                .first()
                .ok_or_else(|| anyhow!("{guid}: no story of it"))?;
            stories.push((guid, story.id.clone()));
        }
        let documents = script.document.iter().map(|one| DocumentId::new(&one.id));
        let keys: Vec<SourceKey> = stories
            .iter()
            .map(|(_, id)| SourceKey::Story(id.clone()))
            .chain(documents.map(SourceKey::Document))
            .collect();
        let library = Library::load(ground.store.as_ref(), &keys).await?;
        Ok(Self { library, stories })
    }

    /// What the script's editor accepts: the cited statements that wait in the queue.
    fn waiting(&self, script: &Script, acting: &Acting) -> Vec<StatementAct> {
        let Actor::Editor(by) = &acting.by else {
            return Vec::new();
        };
        let mut acts: Vec<StatementAct> = Vec::new();
        for step in cites(script) {
            let (Some(guid), Some(words)) = (&step.statement, &step.words) else {
                continue;
            };
            let found = self.stories.iter().find(|(known, _)| known == guid);
            let Some(cited) = found.and_then(|(_, id)| self.library.stories.get(id)) else {
                continue;
            };
            let Some(decided) = smallest(&cited.spoken, words).filter(|one| one.is_open()) else {
                continue;
            };
            if acts
                .iter()
                .any(|act| act.statement.as_str() == decided.read.id)
            {
                continue;
            }
            acts.push(StatementAct {
                statement: StatementId::new(&decided.read.id),
                story: cited.story.id.clone(),
                edition: cited.spoken.edition.number,
                spans: StatementSpans::of(&decided.read),
                decision: StatementDecision::Accept,
                by: by.clone(),
                at: acting.now,
            });
        }
        acts
    }

    fn body(&self, script: &Script) -> anyhow::Result<ExplainerBody> {
        let question = |one: &QuestionStep| {
            anyhow::Ok(Question {
                text: one.text.clone(),
                lines: self.lines(&one.line)?,
            })
        };
        Ok(ExplainerBody {
            title: script.title.clone(),
            standfirst: script.standfirst.clone(),
            questions: script
                .question
                .iter()
                .map(question)
                .collect::<Result<_, _>>()?,
            cards: script
                .card
                .iter()
                .map(|card| self.card(card))
                .collect::<Result<_, _>>()?,
        })
    }

    fn card(&self, card: &CardStep) -> anyhow::Result<Card> {
        Ok(match card {
            CardStep::Agreement { document, articles } => Card::Agreement {
                document: DocumentId::new(document),
                articles: articles.clone(),
            },
            CardStep::Comparison { title, left, right } => Card::Comparison {
                title: title.clone(),
                left: self.line(left)?,
                right: self.line(right)?,
            },
            CardStep::Readings { about, line } => Card::Readings {
                about: self.line(about)?,
                readings: self.lines(line)?,
            },
            CardStep::Statements { line } => Card::Statements(self.lines(line)?),
            CardStep::Figures { line } => Card::Figures(self.lines(line)?),
            CardStep::Timeline { event } => Card::Timeline(
                event
                    .iter()
                    .map(|one| self.happening(one))
                    .collect::<Result<_, _>>()?,
            ),
            CardStep::OpenQuestions { question } => Card::OpenQuestions(
                question
                    .iter()
                    .map(|one| self.open(one))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }

    fn happening(&self, step: &EventStep) -> anyhow::Result<Happening> {
        let known = [Precision::Day, Precision::Month, Precision::Year];
        let precision = known.into_iter().find(|one| one.name() == step.precision);
        Ok(Happening {
            when: step.when.clone(),
            precision: precision.ok_or_else(|| anyhow!("precision {:?}", step.precision))?,
            line: Line {
                text: step.text.clone(),
                cites: self.cites(&step.cites)?,
            },
        })
    }

    fn open(&self, step: &OpenStep) -> anyhow::Result<OpenQuestion> {
        let closes_when = step.closes_when.as_ref();
        Ok(OpenQuestion {
            line: Line {
                text: step.text.clone(),
                cites: self.cites(&step.cites)?,
            },
            closes_when: closes_when.map_or(ClosesWhen::EditorSays, |closes| {
                ClosesWhen::PartyPublishes {
                    document: DocumentId::new(&closes.document),
                    party: closes.party.clone(),
                }
            }),
        })
    }

    fn lines(&self, steps: &[LineStep]) -> anyhow::Result<Vec<Line>> {
        steps.iter().map(|one| self.line(one)).collect()
    }

    fn line(&self, step: &LineStep) -> anyhow::Result<Line> {
        Ok(Line {
            text: step.text.clone(),
            cites: self.cites(&step.cites)?,
        })
    }

    fn cites(&self, steps: &[CiteStep]) -> anyhow::Result<Vec<Cite>> {
        let named = |step: &CiteStep| {
            let found = self.cite(step);
            let words = step.words.as_deref().or(step.segment.as_deref());
            found.ok_or_else(|| anyhow!("not there: {:?}", words.unwrap_or_default()))
        };
        steps.iter().map(named).collect()
    }

    fn cite(&self, step: &CiteStep) -> Option<Cite> {
        if let Some(document) = &step.document {
            let id = DocumentId::new(document);
            return self.cite_document(&id, step);
        }
        let guid = step.story.as_ref().or(step.statement.as_ref())?;
        let (_, story) = self.stories.iter().find(|(known, _)| known == guid)?;
        let text = self
            .library
            .sources
            .current(&SourceKey::Story(story.clone()))?;
        let span = place(text, step.words.as_deref()?)?;
        if step.statement.is_none() {
            return text.cite_words(Target::StoryVersion(story.clone()), span);
        }
        let (id, _) = text
            .places
            .iter()
            .filter(|(_, place)| place.start <= span.start && span.end <= place.end)
            .min_by_key(|(_, place)| place.len())?;
        text.cite(Target::Statement {
            story: story.clone(),
            statement: id.clone(),
        })
    }

    fn cite_document(&self, id: &DocumentId, step: &CiteStep) -> Option<Cite> {
        let text = self
            .library
            .sources
            .current(&SourceKey::Document(id.clone()))?;
        let of = |segment: &str| Target::DocumentSegment {
            document: id.clone(),
            segment: segment.to_owned(),
        };
        let Some(words) = &step.words else {
            return text.cite(of(step.segment.as_deref()?));
        };
        let span = place(text, words)?;
        let document = &self.library.documents.get(id)?.document;
        let segment = document.segment_at(span.start)?;
        text.cite_words(of(&segment.id), span)
    }
}

/// Where words stand.
fn place(text: &SourceText, words: &str) -> Option<Span> {
    let start = text.text.find(words)?;
    Some(Span::new(start, start + words.len()))
}

/// The smallest statement that holds words.
fn smallest<'a>(spoken: &'a Spoken, words: &str) -> Option<&'a Decided> {
    let start = spoken.flat.find(words)?;
    let end = start + words.len();
    let holds = |one: &&Decided| {
        let hull = hull(&one.read);
        hull.start <= start && end <= hull.end
    };
    let holding = spoken.statements.iter().filter(holds);
    holding.min_by_key(|one| hull(&one.read).len())
}

/// Every cite of the script.
fn cites(script: &Script) -> impl Iterator<Item = &CiteStep> {
    let mut lines: Vec<&[CiteStep]> = Vec::new();
    let questions = script.question.iter().flat_map(|one| &one.line);
    lines.extend(questions.map(|line| line.cites.as_slice()));
    for card in &script.card {
        match card {
            CardStep::Agreement { .. } => {}
            CardStep::Comparison { left, right, .. } => {
                lines.extend([left.cites.as_slice(), right.cites.as_slice()]);
            }
            CardStep::Readings { about, line } => {
                lines.push(&about.cites);
                lines.extend(line.iter().map(|one| one.cites.as_slice()));
            }
            CardStep::Statements { line } | CardStep::Figures { line } => {
                lines.extend(line.iter().map(|one| one.cites.as_slice()));
            }
            CardStep::Timeline { event } => {
                lines.extend(event.iter().map(|one| one.cites.as_slice()));
            }
            CardStep::OpenQuestions { question } => {
                lines.extend(question.iter().map(|one| one.cites.as_slice()));
            }
        }
    }
    lines.into_iter().flatten()
}

/// Every guid that is cited.
fn guids(script: &Script) -> Vec<String> {
    let guids = cites(script).filter_map(|cite| cite.story.as_ref().or(cite.statement.as_ref()));
    guids.cloned().collect()
}

/// The agency whose invented address a guid carries.
fn agency_of(guid: &str) -> &'static str {
    if guid.contains("harbour") {
        "harbour"
    } else {
        "meridian"
    }
}
