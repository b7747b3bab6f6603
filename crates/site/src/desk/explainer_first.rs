//! The first body of an explainer, from the sources an editor chose: sub-headings of stories as questions, statements as
//! a table, each document as a card, its events as a timeline, two documents' clauses side by side, figures, and parties
//! without a published text as open questions. Proposes; nothing of it is public until an editor publishes it.

use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, ExplainerBody, Happening, Line, OpenQuestion, Question,
    SourceKey, Target,
};
use copydesk_documents::{
    DateFound, Document, Precision, PublicationStatus, Relation, What, diff, obligations, timeline,
};
use copydesk_statements::dates::{DateSettings, Precision as Exact, find_dates};
use copydesk_text::{BlockKind, Span};

use crate::desk::explainer_proposals::{Of, Offer, Proposals};
use crate::explainer::cards::is_inside;
use crate::explainer::passage::label_of;
use crate::explainer::sources::{CitedDocument, Library};

/// Most figures proposed.
const FIGURES_MAX: usize = 8;
/// Most comparisons proposed.
const COMPARISONS_MAX: usize = 3;

/// Everything that is proposed.
pub(crate) fn proposed(library: &Library) -> ExplainerBody {
    let headings = library
        .stories
        .values()
        .flat_map(|one| &one.spoken.edition.blocks);
    let questions = headings
        .filter(|block| block.kind == BlockKind::Heading)
        .map(|block| Question {
            text: block.text.clone(),
            lines: Vec::new(),
        });
    let proposals = Proposals::of(library, &ExplainerBody::default());
    let mut cards: Vec<Card> = library
        .documents
        .iter()
        .map(|(id, one)| agreement(id, one))
        .collect();
    cards.extend(comparisons(library));
    let said = proposals.statements().map(|one| of_cite(&one.cite));
    let said: Vec<Line> = said.collect();
    cards.extend((!said.is_empty()).then_some(Card::Statements(said)));
    let figures = figures(&proposals);
    cards.extend((!figures.is_empty()).then_some(Card::Figures(figures)));
    let events = events(library);
    cards.extend((!events.is_empty()).then_some(Card::Timeline(events)));
    let open = missing_texts(library);
    cards.extend((!open.is_empty()).then_some(Card::OpenQuestions(open)));
    ExplainerBody {
        questions: questions.collect(),
        cards,
        ..ExplainerBody::default()
    }
}

fn of_cite(cite: &Cite) -> Line {
    Line {
        text: String::new(),
        cites: vec![cite.clone()],
    }
}

/// Figures of the stories: what they count is for the editor to say.
fn figures(proposals: &Proposals) -> Vec<Line> {
    let offered = proposals.offered(Offer::Figures, &[]);
    let all = offered.iter().flat_map(|(_, items)| items.iter());
    let figures = all.filter(|one| one.of == Of::Figure).take(FIGURES_MAX);
    figures.map(|one| of_cite(&one.cite)).collect()
}

fn agreement(id: &DocumentId, cited: &CitedDocument) -> Card {
    Card::Agreement {
        document: id.clone(),
        articles: binding(&cited.document)
            .map(|at| cited.document.segments[at].id.clone())
            .collect(),
    }
}

/// The articles that bind to something once something happens.
fn binding(document: &Document) -> impl Iterator<Item = usize> + '_ {
    let read = obligations(document);
    document.articles().filter(move |&article| {
        let inside = |at| is_inside(document, at, article);
        let mut all = read.obligations.iter();
        all.any(|one| inside(one.segment) && !one.triggers.is_empty())
    })
}

/// Binding articles of the newest document beside what older ones have in their place.
fn comparisons(library: &Library) -> Vec<Card> {
    let mut documents: Vec<(&DocumentId, &Document)> = library
        .documents
        .iter()
        .map(|(id, one)| (id, &one.document))
        .collect();
    documents.sort_by_key(|(_, document)| document.facts.day().map(str::to_owned));
    let Some((newest, older)) = documents.split_last() else {
        return Vec::new();
    };
    let articles: Vec<usize> = binding(newest.1).collect();
    let mut cards = Vec::new();
    for (id, document) in older {
        let found = diff(document, newest.1);
        let reworded = found.pairs.iter().filter(|pair| {
            let kept = matches!(pair.relation, Relation::Reworded | Relation::Moved);
            kept && pair.right.iter().any(|at| articles.contains(at))
        });
        for pair in reworded {
            let left = pair
                .left
                .first()
                .and_then(|&at| cite(library, id, document, at));
            let right = pair
                .right
                .first()
                .and_then(|&at| cite(library, newest.0, newest.1, at));
            if let (Some(left), Some(right)) = (left, right) {
                let article = match &right.target {
                    Target::DocumentSegment { segment, .. } => label_of(segment),
                    _ => String::new(),
                };
                let older = document.facts.title.as_deref().unwrap_or(id.as_str());
                cards.push(Card::Comparison {
                    title: format!("{article}, beside {older}"),
                    left: of_cite(&left),
                    right: of_cite(&right),
                });
            }
        }
    }
    cards.truncate(COMPARISONS_MAX);
    cards
}

fn cite(library: &Library, id: &DocumentId, document: &Document, at: usize) -> Option<Cite> {
    let text = library.sources.current(&SourceKey::Document(id.clone()))?;
    text.cite(Target::DocumentSegment {
        document: id.clone(),
        segment: document.segments.get(at)?.id.clone(),
    })
}

/// Sentences of the documents that hold one date and one verb of an event.
fn events(library: &Library) -> Vec<Happening> {
    let mut found = Vec::new();
    for (id, cited) in &library.documents {
        let document = &cited.document;
        let Some(text) = library.sources.current(&SourceKey::Document(id.clone())) else {
            continue;
        };
        for event in timeline(document, &dates(document)) {
            let What::Sentence { span, .. } = event.what else {
                continue;
            };
            let Some(segment) = document.segment_at(span.start) else {
                continue;
            };
            let target = Target::DocumentSegment {
                document: id.clone(),
                segment: segment.id.clone(),
            };
            let words: Vec<&str> = document.words(span).split_whitespace().collect();
            found.extend(text.cite_words(target, span).map(|cite| Happening {
                when: event.when.clone(),
                precision: event.precision,
                line: Line {
                    text: words.join(" "),
                    cites: vec![cite],
                },
            }));
        }
    }
    found.sort_by(|a, b| (&a.when, a.precision).cmp(&(&b.when, b.precision)));
    found
}

/// The dates of a document that mean one day, month or year.
fn dates(document: &Document) -> Vec<DateFound> {
    let found = find_dates(&document.text, &DateSettings::default());
    let one = |span: Span, from: String, precision| DateFound {
        span,
        from,
        precision,
    };
    let dates = found.into_iter().filter_map(|when| {
        let precision = match when.precision {
            Exact::Day | Exact::Minute => Precision::Day,
            Exact::Month => Precision::Month,
            Exact::Year => Precision::Year,
            Exact::Decade => return None,
        };
        Some(one(when.span, when.meant?.from.to_string(), precision))
    });
    dates.collect()
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
