//! Explainers and documents: what may be published, what is noted when sources change, and which open questions may
//! close. Decides from the sources as they stand; never says what is true, and closes no question.

use std::collections::BTreeMap;

use copydesk_documents::{Facts, PublicationStatus};
use copydesk_proof::{EditionRecord, Hash, Record, Secret, piece};
use copydesk_text::page_text;
use jiff::Timestamp;

use crate::decide::record::{FORM, second};
use crate::decide::standing::{CiteStanding, LineStanding, Sources, cite_standing, line_standing};
use crate::explainer::{
    Card, ClosesWhen, DocumentVersion, Explainer, ExplainerBody, ExplainerEdition, ExplainerState,
    FiledDocument, Line, OpenQuestion, SourceKey,
};
use crate::id::{DocumentId, ExplainerId, StoryId};
use crate::ledger::{Leaf, LeafSubject};
use crate::newsroom::{Act, Actor, Event, EventKind};

/// Why an act on an explainer or document was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExplainerRefusal {
    /// A title is needed.
    NoTitle,
    /// The slug is not of small letters, digits and hyphens, or stands for another explainer.
    Slug,
    /// There is no question.
    NoQuestion,
    /// A question has no text or no line.
    EmptyQuestion(String),
    /// A line has no words.
    EmptyLine,
    /// An event of a timeline has no day.
    NoDay(String),
    /// A line cites nothing.
    UncitedLine(String),
    /// A cite's hash is not that of the words at its span.
    CiteMismatch(String),
    /// A cited source is closed to readers.
    ClosedSource(String),
    /// A source changed since the line was written.
    StaleLine(String),
    /// A cited statement was rejected, or waits in the editors' queue.
    UnacceptedStatement(String),
    /// There is a document of this id.
    DocumentExists,
    /// The bytes hold no document.
    Unreadable,
    /// It is not in a state for this.
    WrongState(&'static str),
}

impl ExplainerRefusal {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "no_title",
            Self::Slug => "slug",
            Self::NoQuestion => "no_question",
            Self::EmptyQuestion(_) => "empty_question",
            Self::EmptyLine => "empty_line",
            Self::NoDay(_) => "no_day",
            Self::UncitedLine(_) => "uncited_line",
            Self::CiteMismatch(_) => "cite_mismatch",
            Self::ClosedSource(_) => "closed_source",
            Self::StaleLine(_) => "stale_line",
            Self::UnacceptedStatement(_) => "unaccepted_statement",
            Self::DocumentExists => "document_exists",
            Self::Unreadable => "unreadable",
            Self::WrongState(_) => "wrong_state",
        }
    }
}

impl std::fmt::Display for ExplainerRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoTitle => f.write_str("a title is needed"),
            Self::Slug => f.write_str(
                "the address takes small letters, digits and hyphens, and belongs to one explainer",
            ),
            Self::NoQuestion => f.write_str("there is no question"),
            Self::EmptyQuestion(text) => {
                write!(f, "a question needs its text and a line: {text:?}")
            }
            Self::EmptyLine => f.write_str(
                "a line has no words: an answer says something, a figure what it counts, an event what happened, a \
                 comparison what is compared",
            ),
            Self::NoDay(text) => write!(f, "an event has no day: {text:?}"),
            Self::UncitedLine(text) => write!(f, "a line cites nothing: {text:?}"),
            Self::CiteMismatch(text) => {
                write!(f, "a cite does not fit the words it names: {text:?}")
            }
            Self::ClosedSource(text) => write!(f, "a source is closed to readers: {text:?}"),
            Self::StaleLine(text) => write!(f, "a source changed since this was written: {text:?}"),
            Self::UnacceptedStatement(text) => write!(
                f,
                "a cited statement was rejected or still waits in the queue: {text:?}"
            ),
            Self::DocumentExists => f.write_str("there is a document of this id"),
            Self::Unreadable => f.write_str("no document can be read from these bytes"),
            Self::WrongState(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for ExplainerRefusal {}

/// Who acts on an explainer, and when.
#[derive(Clone, Debug)]
pub struct Acting {
    /// Who.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// Saves what the desk works on, checked for nothing but its address: `before`, or a new one.
///
/// # Errors
/// `Slug`; `NoTitle`.
pub fn draft_explainer(
    before: Option<&Explainer>,
    fresh: &ExplainerId,
    slug: &str,
    body: ExplainerBody,
    acting: &Acting,
) -> Result<Act, ExplainerRefusal> {
    let after = next_state(before, fresh, slug, body)?;
    Ok(of_explainer(
        after,
        EventKind::ExplainerDrafted,
        None,
        acting,
    ))
}

/// Publishes the next edition: `before`, or a new explainer. Cites whose words stand elsewhere now move there.
///
/// # Errors
/// An [`ExplainerRefusal`] the editor reads: an uncited line, a cite whose hash does not fit, a closed or changed source.
pub fn publish_explainer(
    before: Option<&Explainer>,
    fresh: &ExplainerId,
    slug: &str,
    mut body: ExplainerBody,
    sources: &Sources,
    acting: &Acting,
) -> Result<Act, ExplainerRefusal> {
    check_words(&body)?;
    for line in body.lines_mut() {
        settle(line, sources)?;
    }
    for card in &body.cards {
        if let Card::Agreement { document, .. } = card
            && sources
                .current(&SourceKey::Document(document.clone()))
                .is_none()
        {
            return Err(ExplainerRefusal::ClosedSource(document.to_string()));
        }
    }
    let mut after = next_state(before, fresh, slug, body)?;
    after.state = ExplainerState::Live;
    after.edition += 1;
    after.first_published = after.first_published.or(Some(acting.now));
    after.updated = Some(acting.now);
    (after.stale_lines, after.hidden_lines) = (0, 0);
    let edition = ExplainerEdition {
        explainer: after.id.clone(),
        number: after.edition,
        published: acting.now,
        by: acting.by.clone(),
        body: after.body.clone(),
    };
    let note = format!(" edition {}", after.edition);
    let mut act = of_explainer(after, EventKind::ExplainerPublished, Some(&note), acting);
    act.explainer_editions.push(edition);
    Ok(act)
}

/// Takes an explainer off the site.
///
/// # Errors
/// `WrongState` when it is not on the site.
pub fn withdraw_explainer(before: &Explainer, acting: &Acting) -> Result<Act, ExplainerRefusal> {
    if before.state != ExplainerState::Live {
        return Err(ExplainerRefusal::WrongState("it is not on the site"));
    }
    let mut after = before.clone();
    after.revision += 1;
    after.state = ExplainerState::Withdrawn;
    Ok(of_explainer(
        after,
        EventKind::ExplainerWithdrawn,
        None,
        acting,
    ))
}

/// Notes what became of the cites since: those whose words stand elsewhere move in what the desk works on, and the
/// numbers of stale and hidden lines of the edition are kept. `None`: nothing to note.
#[must_use]
pub fn restand(
    before: &Explainer,
    edition: Option<&ExplainerEdition>,
    sources: &Sources,
    now: Timestamp,
) -> Option<Act> {
    let mut after = before.clone();
    let mut moved = 0usize;
    for line in after.body.lines_mut() {
        for cite in &mut line.cites {
            if let CiteStanding::Moved(to) = cite_standing(cite, sources) {
                *cite = to;
                moved += 1;
            }
        }
    }
    let standings = edition.map(|edition| {
        let lines = edition.body.lines().into_iter();
        lines
            .map(|line| line_standing(line, sources))
            .collect::<Vec<_>>()
    });
    let count = |wanted: fn(&LineStanding) -> bool| {
        let lines = standings.iter().flatten().filter(|one| wanted(one));
        u32::try_from(lines.count()).unwrap_or(u32::MAX)
    };
    after.stale_lines = count(|one| matches!(one, LineStanding::Stale { .. }));
    after.hidden_lines = count(|one| matches!(one, LineStanding::Hidden));
    let worse = after.stale_lines > before.stale_lines || after.hidden_lines > before.hidden_lines;
    let same = (after.stale_lines, after.hidden_lines) == (before.stale_lines, before.hidden_lines);
    if moved == 0 && same {
        return None;
    }
    after.revision += 1;
    let acting = Acting {
        by: Actor::Clock,
        now,
    };
    let note = format!(
        " {moved} cites moved, {} lines stale, {} hidden",
        after.stale_lines, after.hidden_lines
    );
    let kind = if worse {
        EventKind::ExplainerStale
    } else {
        EventKind::ExplainerCitesMoved
    };
    Some(of_explainer(after, kind, Some(&note), &acting))
}

/// Whether the facts say that an open question may close: only ever a proposal.
#[must_use]
pub fn may_close(question: &OpenQuestion, facts: &BTreeMap<DocumentId, Facts>) -> bool {
    match &question.closes_when {
        ClosesWhen::PartyPublishes { document, party } => {
            facts.get(document).is_some_and(|known| {
                known
                    .publication
                    .iter()
                    .any(|one| one.party == *party && one.status == PublicationStatus::Published)
            })
        }
        ClosesWhen::InForce(document) => facts
            .get(document)
            .is_some_and(|known| known.in_force.is_some()),
        ClosesWhen::EditorSays => false,
    }
}

/// The ledger's leaf of an edition: its words under the explainer's id, in the form of an edition of the house.
#[must_use]
pub fn explainer_leaf(edition: &ExplainerEdition, previous: Option<Hash>, secret: Secret) -> Leaf {
    let body = &edition.body;
    let questions = body.questions.iter().map(|question| question.text.as_str());
    let lines = body.lines().into_iter().map(|line| line.text.as_str());
    let words = std::iter::once(body.standfirst.as_str())
        .chain(questions)
        .chain(lines);
    let text = page_text(&body.title, words.filter(|words| !words.is_empty()));
    let id = StoryId::new(edition.explainer.as_str());
    let record = EditionRecord {
        story: id.to_string(),
        edition: u64::from(edition.number),
        published: second(edition.published),
        receipt: None,
        previous,
        verdict: None,
        headline: None,
        inserted: 0,
        level: None,
        rules: None,
        sentence: None,
        form: FORM.to_owned(),
        disclosure: piece(&secret.salt(0), &[]),
        text: piece(&secret.salt(1), text.as_bytes()),
    };
    let subject = LeafSubject::Edition {
        story: id,
        number: edition.number,
        item: None,
    };
    Leaf::new(secret, &Record::Edition(record), subject)
}

/// Files a document, or the next version of `before`; facts that `stated` leaves open are those of the file.
///
/// # Errors
/// `Unreadable`; `WrongState` for a version that changes nothing.
pub fn file_document(
    before: Option<(&FiledDocument, &DocumentVersion)>,
    mut version: DocumentVersion,
    stated: Facts,
    acting: &Acting,
) -> Result<Act, ExplainerRefusal> {
    let read = version.read().ok_or(ExplainerRefusal::Unreadable)?;
    let (revision, known) = match before {
        Some((filed, last)) => {
            if last.bytes == version.bytes && last.index == version.index {
                return Err(ExplainerRefusal::WrongState(
                    "these bytes are its current version",
                ));
            }
            version.nth = last.nth + 1;
            (filed.revision + 1, filed.facts.clone())
        }
        None => {
            version.nth = 1;
            (1, Facts::default())
        }
    };
    let facts = facts_with(stated, facts_with(known, read.facts));
    if facts.title.is_none() {
        return Err(ExplainerRefusal::NoTitle);
    }
    let filed = FiledDocument {
        id: version.document.clone(),
        revision,
        version: version.nth,
        facts,
        updated: acting.now,
        withdrawn: None,
    };
    let mut act = of_document(filed, EventKind::DocumentFiled, acting);
    act.document_versions.push(version);
    Ok(act)
}

/// Changes what is known of a document.
#[must_use]
pub fn state_facts(before: &FiledDocument, facts: Facts, acting: &Acting) -> Act {
    let after = FiledDocument {
        revision: before.revision + 1,
        facts,
        updated: acting.now,
        ..before.clone()
    };
    of_document(after, EventKind::DocumentFacts, acting)
}

/// Takes a document off the site; what cites it is hidden in the same step.
///
/// # Errors
/// `WrongState` when it is off already.
pub fn withdraw_document(before: &FiledDocument, acting: &Acting) -> Result<Act, ExplainerRefusal> {
    if before.withdrawn.is_some() {
        return Err(ExplainerRefusal::WrongState("it is not on the site"));
    }
    let after = FiledDocument {
        revision: before.revision + 1,
        withdrawn: Some(acting.now),
        ..before.clone()
    };
    Ok(of_document(after, EventKind::DocumentWithdrawn, acting))
}

/// Facts as stated, with others where they state nothing; parties of whose publication nothing is known are added.
#[must_use]
pub fn facts_with(stated: Facts, other: Facts) -> Facts {
    let several = |own: Vec<String>, other: Vec<String>| if own.is_empty() { other } else { own };
    let mut facts = Facts {
        title: stated.title.or(other.title),
        kind: stated.kind.or(other.kind),
        parties: several(stated.parties, other.parties),
        signed: stated.signed.or(other.signed),
        in_force: stated.in_force.or(other.in_force),
        ended: stated.ended.or(other.ended),
        supersedes: several(stated.supersedes, other.supersedes),
        language: stated.language.or(other.language),
        is_translation: stated.is_translation.or(other.is_translation),
        translator: stated.translator.or(other.translator),
        publisher: stated.publisher.or(other.publisher),
        published_at: stated.published_at.or(other.published_at),
        official_texts: if stated.official_texts.is_empty() {
            other.official_texts
        } else {
            stated.official_texts
        },
        completeness: stated.completeness.or(other.completeness),
        publication: stated.publication,
    };
    let known = |facts: &Facts, party: &str| facts.publication.iter().any(|one| one.party == party);
    for one in other.publication {
        if !known(&facts, &one.party) {
            facts.publication.push(one);
        }
    }
    for party in facts.parties.clone() {
        if !known(&facts, &party) {
            facts.publication.push(copydesk_documents::Publication {
                party,
                ..copydesk_documents::Publication::default()
            });
        }
    }
    facts
}

fn check_words(body: &ExplainerBody) -> Result<(), ExplainerRefusal> {
    if body.title.trim().is_empty() {
        return Err(ExplainerRefusal::NoTitle);
    }
    if body.questions.is_empty() {
        return Err(ExplainerRefusal::NoQuestion);
    }
    for question in &body.questions {
        if question.text.trim().is_empty() || question.lines.is_empty() {
            return Err(ExplainerRefusal::EmptyQuestion(question.text.clone()));
        }
        if question
            .lines
            .iter()
            .any(|line| line.text.trim().is_empty())
        {
            return Err(ExplainerRefusal::EmptyLine);
        }
    }
    if let Some(line) = body.lines().into_iter().find(|line| line.cites.is_empty()) {
        return Err(ExplainerRefusal::UncitedLine(line.text.clone()));
    }
    body.cards.iter().try_for_each(check_card)
}

/// A card whose lines say something themselves needs their words; an event needs its day.
fn check_card(card: &Card) -> Result<(), ExplainerRefusal> {
    let lines: Vec<&Line> = match card {
        Card::Agreement { .. } | Card::Statements(_) | Card::Comparison { .. } => Vec::new(),
        Card::Readings { readings, .. } => readings.iter().collect(),
        Card::Figures(lines) => lines.iter().collect(),
        Card::Timeline(events) => {
            for event in events {
                if event.when.parse::<jiff::civil::Date>().is_err() {
                    return Err(ExplainerRefusal::NoDay(event.line.text.clone()));
                }
            }
            events.iter().map(|event| &event.line).collect()
        }
        Card::OpenQuestions(questions) => questions.iter().map(|one| &one.line).collect(),
    };
    if lines.iter().any(|line| line.text.trim().is_empty()) {
        return Err(ExplainerRefusal::EmptyLine);
    }
    match card {
        Card::Comparison { title, .. } if title.trim().is_empty() => {
            Err(ExplainerRefusal::EmptyLine)
        }
        _ => Ok(()),
    }
}

/// Moves what may move; refuses what does not hold.
fn settle(line: &mut Line, sources: &Sources) -> Result<(), ExplainerRefusal> {
    for cite in &mut line.cites {
        match cite_standing(cite, sources) {
            CiteStanding::Current => {}
            CiteStanding::Moved(to) => *cite = to,
            CiteStanding::Changed { .. } => {
                return Err(ExplainerRefusal::StaleLine(line.text.clone()));
            }
            CiteStanding::Unstated => {
                return Err(ExplainerRefusal::UnacceptedStatement(line.text.clone()));
            }
            CiteStanding::Closed => return Err(ExplainerRefusal::ClosedSource(line.text.clone())),
            CiteStanding::Mismatch => {
                return Err(ExplainerRefusal::CiteMismatch(line.text.clone()));
            }
        }
    }
    Ok(())
}

fn next_state(
    before: Option<&Explainer>,
    fresh: &ExplainerId,
    slug: &str,
    body: ExplainerBody,
) -> Result<Explainer, ExplainerRefusal> {
    let mut after = before.cloned().unwrap_or_else(|| Explainer {
        id: fresh.clone(),
        revision: 0,
        slug: String::new(),
        state: ExplainerState::Draft,
        body: ExplainerBody::default(),
        edition: 0,
        first_published: None,
        updated: None,
        stale_lines: 0,
        hidden_lines: 0,
    });
    if body.title.trim().is_empty() {
        return Err(ExplainerRefusal::NoTitle);
    }
    if after.first_published.is_none() {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if slug.is_empty() || slug.len() > 80 || !slug.bytes().all(fits) {
            return Err(ExplainerRefusal::Slug);
        }
        slug.clone_into(&mut after.slug);
    }
    after.revision += 1;
    after.body = body;
    Ok(after)
}

fn of_explainer(after: Explainer, kind: EventKind, more: Option<&str>, acting: &Acting) -> Act {
    let note = format!("explainer {}{}", after.slug, more.unwrap_or_default());
    Act {
        events: vec![event(kind, note, acting)],
        explainers: vec![after],
        ..Act::default()
    }
}

fn of_document(after: FiledDocument, kind: EventKind, acting: &Acting) -> Act {
    let note = format!("document {} version {}", after.id, after.version);
    Act {
        events: vec![event(kind, note, acting)],
        documents: vec![after],
        ..Act::default()
    }
}

fn event(kind: EventKind, note: String, acting: &Acting) -> Event {
    Event {
        at: acting.now,
        kind,
        item: None,
        story: None,
        by: acting.by.clone(),
        note: Some(note),
    }
}
