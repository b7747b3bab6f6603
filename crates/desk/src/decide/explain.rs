//! Explainers and documents: what may be published, where cites moved, which lines went stale and which are hidden,
//! and which open questions may close. Decides from the sources as they stand; never says what is true, and closes no
//! question.

use std::collections::BTreeMap;

use copydesk_documents::{Facts, PublicationStatus};
use copydesk_proof::{EditionRecord, Hash, Record, Secret, piece};
use copydesk_text::{Span, page_text};
use jiff::Timestamp;

use crate::decide::record::{FORM, second};
use crate::explainer::{
    Card, Cite, ClosesWhen, DocumentVersion, Explainer, ExplainerBody, ExplainerEdition,
    ExplainerState, FiledDocument, Line, OpenQuestion, SourceKey, Target, words_sha256,
};
use crate::id::{DocumentId, ExplainerId, StoryId};
use crate::ledger::{Leaf, LeafSubject};
use crate::newsroom::{Act, Actor, Event, EventKind};

/// Share of the cited words that a changed passage must still hold to be shown as the new wording, of a hundred.
const SAME_PASSAGE_MIN: usize = 50;

/// A text that words are cited from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// SHA-256 of the text.
    pub sha256: [u8; 32],
    /// The text.
    pub text: String,
    /// Ids of its segments or statements, with their places.
    pub places: Vec<(String, Span)>,
}

impl SourceText {
    /// A text with its hash.
    #[must_use]
    pub fn new(text: String, places: Vec<(String, Span)>) -> Self {
        Self {
            sha256: words_sha256(&text),
            text,
            places,
        }
    }

    fn words(&self, span: Span) -> Option<&str> {
        self.text.get(span.start..span.end)
    }

    /// The smallest place that holds a span; the first of equals.
    fn place(&self, span: Span) -> Option<&str> {
        self.places
            .iter()
            .filter(|(_, place)| place.start <= span.start && span.end <= place.end)
            .min_by_key(|(_, place)| place.len())
            .map(|(id, _)| id.as_str())
    }

    /// A cite of a place of this text as a whole; `None` if it has none of that id.
    #[must_use]
    pub fn cite(&self, target: Target) -> Option<Cite> {
        let id = match &target {
            Target::Statement { statement, .. } => statement,
            Target::DocumentSegment { segment, .. } => segment,
            Target::StoryVersion(_) => return None,
        };
        let span = self.places.iter().find(|(known, _)| known == id)?.1;
        let words = self.words(span)?;
        let trimmed = words.trim();
        let start = span.start + (words.len() - words.trim_start().len());
        self.cite_words(target, Span::new(start, start + trimmed.len()))
    }

    /// A cite of words of this text; `None` if the span is none of it.
    #[must_use]
    pub fn cite_words(&self, target: Target, span: Span) -> Option<Cite> {
        Some(Cite {
            target,
            version_sha256: self.sha256,
            span,
            words_sha256: words_sha256(self.words(span)?),
        })
    }
}

/// A source as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Readers may read it.
    Open {
        /// What they read now.
        current: SourceText,
        /// What they read before.
        earlier: Vec<SourceText>,
    },
    /// Killed, withheld, embargoed, withdrawn or never public.
    Closed,
}

/// Sources as they stand; one that is not here is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// By key.
    pub known: BTreeMap<SourceKey, SourceState>,
    /// Facts of the open documents.
    pub facts: BTreeMap<DocumentId, Facts>,
}

impl Sources {
    /// The current text of an open source.
    #[must_use]
    pub fn current(&self, key: &SourceKey) -> Option<&SourceText> {
        match self.known.get(key)? {
            SourceState::Open { current, .. } => Some(current),
            SourceState::Closed => None,
        }
    }
}

/// What became of a cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CiteStanding {
    /// The words stand where they stood.
    Current,
    /// The same words stand in the source's present version: the cite that names them there.
    Moved(Cite),
    /// The source's present version does not hold the words.
    Changed {
        /// The words cited.
        before: String,
        /// The passage that stands in their place; `None`: nothing like it does.
        now: Option<String>,
    },
    /// The source is closed: nothing of it may be shown.
    Closed,
    /// The hash is not that of the words at the span, or no such version is known.
    Mismatch,
}

/// What became of the words of a cite.
#[must_use]
pub fn cite_standing(cite: &Cite, sources: &Sources) -> CiteStanding {
    let Some(SourceState::Open { current, earlier }) = sources.known.get(&cite.target.source())
    else {
        return CiteStanding::Closed;
    };
    let mut texts = std::iter::once(current).chain(earlier);
    let Some(cited) = texts.find(|text| text.sha256 == cite.version_sha256) else {
        return CiteStanding::Mismatch;
    };
    let words = cited.words(cite.span).filter(|words| !words.is_empty());
    let Some(words) = words.filter(|words| words_sha256(words) == cite.words_sha256) else {
        return CiteStanding::Mismatch;
    };
    if cited.sha256 == current.sha256 {
        return CiteStanding::Current;
    }
    match relocated(cite, words, current) {
        Some(moved) => CiteStanding::Moved(moved),
        None => CiteStanding::Changed {
            before: words.to_owned(),
            now: passage_like(words, current).map(str::to_owned),
        },
    }
}

/// The same words in another version: the place nearest to the old one whose segment or statement is known.
fn relocated(cite: &Cite, words: &str, current: &SourceText) -> Option<Cite> {
    let places = current.text.match_indices(words);
    let mut spans: Vec<Span> = places
        .map(|(start, _)| Span::new(start, start + words.len()))
        .collect();
    spans.sort_by_key(|span| span.start.abs_diff(cite.span.start));
    spans.into_iter().find_map(|span| {
        let target = match &cite.target {
            Target::StoryVersion(story) => Target::StoryVersion(story.clone()),
            Target::Statement { story, .. } => Target::Statement {
                story: story.clone(),
                statement: current.place(span)?.to_owned(),
            },
            Target::DocumentSegment { document, .. } => Target::DocumentSegment {
                document: document.clone(),
                segment: current.place(span)?.to_owned(),
            },
        };
        current.cite_words(target, span)
    })
}

/// The paragraph that shares most words with those cited, if it holds half of them.
fn passage_like<'a>(words: &str, current: &'a SourceText) -> Option<&'a str> {
    let wanted = counted(words);
    let total: usize = wanted.values().sum();
    let shared = |passage: &str| -> usize {
        let held = counted(passage);
        let both = wanted
            .iter()
            .map(|(word, count)| (*count).min(held.get(word).copied().unwrap_or(0)));
        both.sum()
    };
    let mut best: Option<(usize, &str)> = None;
    for passage in current.text.split('\n').map(str::trim) {
        let count = shared(passage);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, passage));
        }
    }
    best.filter(|(count, _)| total > 0 && count * 100 >= total * SAME_PASSAGE_MIN)
        .map(|(_, passage)| passage)
}

fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}

/// What readers may see of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineStanding {
    /// All of it; cites that moved stand in their new place.
    Fresh(Vec<Cite>),
    /// All of it, with a note: the source changed after this was written.
    Stale {
        /// The cites that still hold, in their present place.
        cites: Vec<Cite>,
        /// Wordings before and now.
        changes: Vec<(String, Option<String>)>,
    },
    /// Nothing.
    Hidden,
}

/// What readers may see of a line, from the sources as they stand.
#[must_use]
pub fn line_standing(line: &Line, sources: &Sources) -> LineStanding {
    let (mut cites, mut changes) = (Vec::new(), Vec::new());
    for cite in &line.cites {
        match cite_standing(cite, sources) {
            CiteStanding::Current => cites.push(cite.clone()),
            CiteStanding::Moved(moved) => cites.push(moved),
            CiteStanding::Changed { before, now } => changes.push((before, now)),
            CiteStanding::Closed | CiteStanding::Mismatch => return LineStanding::Hidden,
        }
    }
    match (cites.is_empty(), changes.is_empty()) {
        (true, true) => LineStanding::Hidden,
        (_, true) => LineStanding::Fresh(cites),
        (_, false) => LineStanding::Stale { cites, changes },
    }
}

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
    /// A line cites nothing.
    UncitedLine(String),
    /// A cite's hash is not that of the words at its span.
    CiteMismatch(String),
    /// A cited source is closed to readers.
    ClosedSource(String),
    /// A source changed since the line was written.
    StaleLine(String),
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
            Self::UncitedLine(_) => "uncited_line",
            Self::CiteMismatch(_) => "cite_mismatch",
            Self::ClosedSource(_) => "closed_source",
            Self::StaleLine(_) => "stale_line",
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
            Self::EmptyLine => f.write_str("a line has no words"),
            Self::UncitedLine(text) => write!(f, "a line cites nothing: {text:?}"),
            Self::CiteMismatch(text) => {
                write!(f, "a cite does not fit the words it names: {text:?}")
            }
            Self::ClosedSource(text) => write!(f, "a source is closed to readers: {text:?}"),
            Self::StaleLine(text) => write!(f, "a source changed since this was written: {text:?}"),
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
    match body.lines().into_iter().find(|line| line.cites.is_empty()) {
        Some(line) => Err(ExplainerRefusal::UncitedLine(line.text.clone())),
        None => Ok(()),
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
