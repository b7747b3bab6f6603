//! The form of an explainer: what may be cited, what stands in it, and the body that it sends back. A cite is ticked by
//! a short key; the program makes the cite itself, from the sources as they stand. Works without a script.

use std::collections::BTreeMap;

use copydesk_desk::decide::{ExplainerRefusal, SourceState};
use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, ExplainerBody, Line, OpenQuestion, Question, SourceKey,
    StoryId, Target, words_sha256,
};
use copydesk_documents::{PublicationStatus, SegmentKind};
use copydesk_text::{BlockKind, Span};
use maud::{Markup, html};

use crate::desk::fields::Fields;
use crate::explainer::passage::label_of;
use crate::explainer::sources::{CitedDocument, CitedStory, Library};

/// Empty lines offered beneath a question, and empty questions beneath the last.
const SPARE: usize = 2;
/// Longest words of a proposal shown, characters.
const SHOWN_CHARACTERS_MAX: usize = 90;
/// Questions and lines of a question that a form takes.
const FIELDS_MAX: usize = 60;

/// Something that may be cited.
pub(crate) struct Proposal {
    key: String,
    words: String,
    pub(crate) cite: Cite,
}

/// Proposals of one source.
pub(crate) struct Group {
    label: String,
    items: Vec<Proposal>,
}

/// Everything that may be cited from the sources of a form.
pub(crate) struct Proposals {
    pub(crate) groups: Vec<Group>,
}

impl Proposals {
    /// From the open sources, and the cites that stand already.
    pub(crate) fn of(library: &Library, body: &ExplainerBody) -> Self {
        let stories = library.stories.values().map(|one| of_story(library, one));
        let documents = library
            .documents
            .values()
            .map(|one| of_document(library, one));
        let mut groups: Vec<Group> = stories.chain(documents).collect();
        let known: Vec<String> = groups
            .iter()
            .flat_map(|group| group.items.iter().map(|one| one.key.clone()))
            .collect();
        let mut standing: BTreeMap<String, Proposal> = BTreeMap::new();
        for cite in body.lines().into_iter().flat_map(|line| &line.cites) {
            let proposal = proposal(library, cite.clone(), "");
            if !known.contains(&proposal.key) {
                standing.insert(proposal.key.clone(), proposal);
            }
        }
        if !standing.is_empty() {
            groups.push(Group {
                label: String::from("Cited so far"),
                items: standing.into_values().collect(),
            });
        }
        Self { groups }
    }

    fn find(&self, key: &str) -> Option<&Cite> {
        let mut all = self.groups.iter().flat_map(|group| &group.items);
        all.find(|one| one.key == key).map(|one| &one.cite)
    }

    /// The cites of a field's keys; a key that names nothing was made from a source that changed since.
    fn cites(&self, fields: &Fields, name: &str) -> Result<Vec<Cite>, ExplainerRefusal> {
        let keys = fields.all(name).filter(|key| !key.is_empty());
        keys.map(|key| {
            let found = self.find(key).cloned();
            found.ok_or_else(|| ExplainerRefusal::CiteMismatch(name.to_owned()))
        })
        .collect()
    }

    fn statements(&self) -> impl Iterator<Item = &Proposal> {
        let all = self.groups.iter().flat_map(|group| &group.items);
        all.filter(|one| matches!(one.cite.target, Target::Statement { .. }))
    }
}

/// A key that is the same whenever the cite is the same.
fn key_of(cite: &Cite) -> String {
    let text = format!(
        "{} {} {:?} {} {}",
        cite.target.name(),
        cite.target.id(),
        cite.version_sha256,
        cite.span.start,
        cite.span.end
    );
    let hash = words_sha256(&text);
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn proposal(library: &Library, cite: Cite, before: &str) -> Proposal {
    let text = match library.sources.known.get(&cite.target.source()) {
        Some(SourceState::Open { current, earlier }) => std::iter::once(current)
            .chain(earlier)
            .find(|text| text.sha256 == cite.version_sha256)
            .and_then(|text| text.text.get(cite.span.start..cite.span.end)),
        _ => None,
    };
    let words: Vec<&str> = text.unwrap_or("(closed)").split_whitespace().collect();
    let words = words.join(" ");
    let shown: String = words.chars().take(SHOWN_CHARACTERS_MAX).collect();
    let more = if shown.len() < words.len() { "…" } else { "" };
    Proposal {
        key: key_of(&cite),
        words: format!("{before}{shown}{more}"),
        cite,
    }
}

/// Statements that are certain, then paragraphs.
fn of_story(library: &Library, cited: &CitedStory) -> Group {
    let id = &cited.story.id;
    let mut items = Vec::new();
    let Some(text) = library.sources.current(&SourceKey::Story(id.clone())) else {
        return Group {
            label: String::new(),
            items,
        };
    };
    for statement in cited.statements.iter().filter(|one| one.is_certain()) {
        let target = Target::Statement {
            story: id.clone(),
            statement: statement.id.clone(),
        };
        let made = text.cite(target);
        items.extend(made.map(|cite| proposal(library, cite, "said: ")));
    }
    let mut start = 0;
    for block in &cited.edition.blocks {
        let span = Span::new(start, start + block.text.len());
        start = span.end + 2;
        if matches!(
            block.kind,
            BlockKind::Text | BlockKind::Quote | BlockKind::ListItem
        ) {
            let made = text.cite_words(Target::StoryVersion(id.clone()), span);
            items.extend(made.map(|cite| proposal(library, cite, "")));
        }
    }
    Group {
        label: cited.edition.headline.clone(),
        items,
    }
}

/// Articles and their paragraphs.
fn of_document(library: &Library, cited: &CitedDocument) -> Group {
    let id = &cited.filed.id;
    let mut items = Vec::new();
    if let Some(text) = library.sources.current(&SourceKey::Document(id.clone())) {
        let listed = [
            SegmentKind::Article,
            SegmentKind::Paragraph,
            SegmentKind::Conclusions,
        ];
        for segment in &cited.document.segments {
            if !listed.contains(&segment.kind) {
                continue;
            }
            let target = Target::DocumentSegment {
                document: id.clone(),
                segment: segment.id.clone(),
            };
            let label = format!("{}: ", label_of(&segment.id));
            let made = text.cite(target);
            items.extend(made.map(|cite| proposal(library, cite, &label)));
        }
    }
    let title = cited.document.facts.title.clone();
    Group {
        label: title.unwrap_or_else(|| id.to_string()),
        items,
    }
}

/// A first body: sub-headings of the stories as questions, certain statements as a table, each document as a card, and
/// parties that have not published as open questions.
pub(crate) fn proposed(library: &Library) -> ExplainerBody {
    let headings = library.stories.values().flat_map(|one| &one.edition.blocks);
    let questions = headings
        .filter(|block| block.kind == BlockKind::Heading)
        .map(|block| Question {
            text: block.text.clone(),
            lines: Vec::new(),
        });
    let mut cards: Vec<Card> = library
        .documents
        .iter()
        .map(|(id, one)| agreement(id, one))
        .collect();
    let proposals = Proposals::of(library, &ExplainerBody::default());
    let said: Vec<Line> = proposals
        .statements()
        .map(|one| Line {
            text: String::new(),
            cites: vec![one.cite.clone()],
        })
        .collect();
    if !said.is_empty() {
        cards.push(Card::Statements(said));
    }
    let open = missing_texts(library);
    if !open.is_empty() {
        cards.push(Card::OpenQuestions(open));
    }
    ExplainerBody {
        questions: questions.collect(),
        cards,
        ..ExplainerBody::default()
    }
}

fn agreement(id: &DocumentId, cited: &CitedDocument) -> Card {
    let read = copydesk_documents::obligations(&cited.document);
    let articles = cited.document.articles().filter(|&article| {
        let inside = |at| crate::explainer::cards::is_inside(&cited.document, at, article);
        read.obligations
            .iter()
            .any(|one| inside(one.segment) && !one.triggers.is_empty())
    });
    Card::Agreement {
        document: id.clone(),
        articles: articles
            .map(|at| cited.document.segments[at].id.clone())
            .collect(),
    }
}

fn missing_texts(library: &Library) -> Vec<OpenQuestion> {
    let mut open = Vec::new();
    for (id, cited) in &library.documents {
        for one in &cited.document.facts.publication {
            if one.status != PublicationStatus::Published {
                open.push(OpenQuestion {
                    line: Line {
                        text: format!("Will {} publish its text?", one.party),
                        cites: Vec::new(),
                    },
                    closes_when: ClosesWhen::PartyPublishes {
                        document: id.clone(),
                        party: one.party.clone(),
                    },
                });
            }
        }
    }
    open
}

/// What a form sent: `kept` gives the cards that the form does not show.
pub(crate) fn sent(
    fields: &Fields,
    proposals: &Proposals,
    kept: &ExplainerBody,
) -> Result<ExplainerBody, ExplainerRefusal> {
    let text = |name: &str| fields.get(name).unwrap_or_default().trim().to_owned();
    let mut questions = Vec::new();
    for q in 0..FIELDS_MAX {
        let mut lines = Vec::new();
        for l in 0..FIELDS_MAX {
            let line = Line {
                text: text(&format!("q{q}_l{l}")),
                cites: proposals.cites(fields, &format!("q{q}_l{l}_cite"))?,
            };
            if !line.text.is_empty() || !line.cites.is_empty() {
                lines.push(line);
            }
        }
        let words = text(&format!("q{q}"));
        if !words.is_empty() || !lines.is_empty() {
            questions.push(Question { text: words, lines });
        }
    }
    Ok(ExplainerBody {
        title: text("title"),
        standfirst: text("standfirst"),
        questions,
        cards: cards(fields, proposals, kept)?,
    })
}

fn cards(
    fields: &Fields,
    proposals: &Proposals,
    kept: &ExplainerBody,
) -> Result<Vec<Card>, ExplainerRefusal> {
    let mut cards: Vec<Card> = kept
        .cards
        .iter()
        .filter(|card| is_kept(card, fields))
        .cloned()
        .collect();
    let said = proposals.cites(fields, "said")?;
    if !said.is_empty() {
        let line = |cite| Line {
            text: String::new(),
            cites: vec![cite],
        };
        cards.push(Card::Statements(said.into_iter().map(line).collect()));
    }
    let mut open = Vec::new();
    for index in 0..FIELDS_MAX {
        let words = fields
            .get(&format!("open{index}"))
            .unwrap_or_default()
            .trim();
        if words.is_empty() {
            continue;
        }
        let closes = fields
            .get(&format!("open{index}_closes"))
            .unwrap_or_default();
        open.push(OpenQuestion {
            line: Line {
                text: words.to_owned(),
                cites: proposals.cites(fields, &format!("open{index}_cite"))?,
            },
            closes_when: closes_when(closes),
        });
    }
    if !open.is_empty() {
        cards.push(Card::OpenQuestions(open));
    }
    Ok(cards)
}

/// Statements and open questions are what the form says; an agreement stays while it is ticked; all else stays.
fn is_kept(card: &Card, fields: &Fields) -> bool {
    match card {
        Card::Statements(_) | Card::OpenQuestions(_) => false,
        Card::Agreement { document, .. } => {
            fields.all("agreement").any(|id| id == document.as_str())
        }
        _ => true,
    }
}

fn closes_when(text: &str) -> ClosesWhen {
    match text.split_once('|') {
        Some((document, "")) => ClosesWhen::InForce(DocumentId::new(document)),
        Some((document, party)) => ClosesWhen::PartyPublishes {
            document: DocumentId::new(document),
            party: party.to_owned(),
        },
        None => ClosesWhen::EditorSays,
    }
}

fn closes_value(closes_when: &ClosesWhen) -> String {
    match closes_when {
        ClosesWhen::PartyPublishes { document, party } => format!("{document}|{party}"),
        ClosesWhen::InForce(document) => format!("{document}|"),
        ClosesWhen::EditorSays => String::new(),
    }
}

/// The sources that a form or an address names: `story:ID`, `document:ID`.
pub(crate) fn sources(fields: &Fields) -> Vec<SourceKey> {
    let key = |text: &str| match text.split_once(':')? {
        ("story", id) => Some(SourceKey::Story(StoryId::new(id))),
        ("document", id) => Some(SourceKey::Document(DocumentId::new(id))),
        _ => None,
    };
    fields.all("source").filter_map(key).collect()
}

/// How an address or a form names a source.
pub(crate) fn source_value(key: &SourceKey) -> String {
    match key {
        SourceKey::Story(id) => format!("story:{id}"),
        SourceKey::Document(id) => format!("document:{id}"),
    }
}

/// The fields of the form.
pub(crate) fn draw(body: &ExplainerBody, slug: &str, fixed: bool, library: &Library) -> Markup {
    let proposals = Proposals::of(library, body);
    let count = body.questions.len() + SPARE;
    html! {
        p { label { "Title " input name="title" value=(body.title) required size="60"; } }
        p { label { "Address /explainers/" input name="slug" value=(slug) pattern="[a-z0-9-]+" readonly[fixed] required; } }
        p { label { "Standfirst " textarea name="standfirst" rows="2" cols="60" { (body.standfirst) } } }
        @for q in 0..count {
            @let question = body.questions.get(q);
            @let lines = question.map(|one| one.lines.as_slice()).unwrap_or_default();
            fieldset {
                legend { "Question " (q + 1) }
                p { label { "Question " input name={ "q" (q) } size="60"
                    value=(question.map(|one| one.text.as_str()).unwrap_or_default()); } }
                @for l in 0..lines.len() + SPARE {
                    (line_fields(&format!("q{q}_l{l}"), &format!("Line {}", l + 1), lines.get(l), &proposals))
                }
            }
        }
        (card_fields(body, library, &proposals))
    }
}

fn line_fields(name: &str, label: &str, line: Option<&Line>, proposals: &Proposals) -> Markup {
    html! {
        p {
            label { (label) " " textarea name=(name) rows="2" cols="60" {
                (line.map(|one| one.text.as_str()).unwrap_or_default())
            } }
            (select(&format!("{name}_cite"), line.map(|one| one.cites.as_slice()).unwrap_or_default(), proposals))
        }
    }
}

fn select(name: &str, chosen: &[Cite], proposals: &Proposals) -> Markup {
    let chosen: Vec<String> = chosen.iter().map(key_of).collect();
    html! {
        label { "Cites " select name=(name) multiple size="4" {
            @for group in &proposals.groups {
                optgroup label=(group.label) {
                    @for one in &group.items {
                        option value=(one.key) selected[chosen.contains(&one.key)] { (one.words) }
                    }
                }
            }
        } }
    }
}

fn card_fields(body: &ExplainerBody, library: &Library, proposals: &Proposals) -> Markup {
    let said: Vec<String> = body
        .cards
        .iter()
        .filter_map(|card| match card {
            Card::Statements(lines) => Some(lines),
            _ => None,
        })
        .flatten()
        .flat_map(|line| line.cites.iter().map(key_of))
        .collect();
    let open: Vec<&OpenQuestion> = body
        .cards
        .iter()
        .filter_map(|card| match card {
            Card::OpenQuestions(questions) => Some(questions),
            _ => None,
        })
        .flatten()
        .collect();
    let others = body.cards.iter().filter(|card| {
        !matches!(
            card,
            Card::Statements(_) | Card::OpenQuestions(_) | Card::Agreement { .. }
        )
    });
    html! {
        fieldset {
            legend { "Agreements" }
            @for card in &body.cards { @if let Card::Agreement { document, .. } = card {
                p { label { input type="checkbox" name="agreement" value=(document) checked; " " (document) } }
            } }
        }
        fieldset {
            legend { "Who said what" }
            @for one in proposals.statements() {
                p { label { input type="checkbox" name="said" value=(one.key) checked[said.contains(&one.key)]; " " (one.words) } }
            }
        }
        fieldset {
            legend { "Open questions" }
            @for index in 0..open.len() + SPARE {
                @let one = open.get(index);
                (line_fields(&format!("open{index}"), "Question", one.map(|one| &one.line), proposals))
                (closes_field(index, one.map(|one| &one.closes_when), library))
            }
        }
        p { "Other cards, kept as they are: " (others.count()) }
    }
}

fn closes_field(index: usize, closes: Option<&ClosesWhen>, library: &Library) -> Markup {
    let current = closes.map(closes_value).unwrap_or_default();
    let mut options = vec![(String::new(), String::from("an editor says so"))];
    for (id, cited) in &library.documents {
        options.push((format!("{id}|"), format!("{id} is in force")));
        for one in &cited.document.facts.publication {
            options.push((
                format!("{id}|{}", one.party),
                format!("{} publishes {id}", one.party),
            ));
        }
    }
    html! {
        p { label { "May close when " select name={ "open" (index) "_closes" } {
            @for (value, words) in &options {
                option value=(value) selected[*value == current] { (words) }
            }
        } } }
    }
}
