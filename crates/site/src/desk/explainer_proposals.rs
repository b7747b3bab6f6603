//! What may be cited from the sources of an explainer's form: statements that readers may see, paragraphs and figures of
//! stories, articles of documents, and what is cited so far. The program makes the cite; a form ticks its key.

use std::collections::BTreeMap;

use copydesk_desk::decide::{ExplainerRefusal, SourceState};
use copydesk_desk::{Cite, ExplainerBody, SourceKey, Target, words_sha256};
use copydesk_documents::SegmentKind;
use copydesk_statements::figures::{FigureSettings, find_figures};
use copydesk_text::{BlockKind, Span};

use crate::desk::fields::Fields;
use crate::explainer::passage::label_of;
use crate::explainer::sources::{CitedDocument, CitedStory, Library};

/// Longest words of a proposal shown, characters.
const SHOWN_CHARACTERS_MAX: usize = 90;
/// Characters shown at either side of a figure.
const FIGURE_CONTEXT: usize = 40;

/// What a proposal is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// A statement.
    Statement,
    /// A paragraph of a story.
    Story,
    /// A figure in a story.
    Figure,
    /// A part of a document.
    Document,
}

/// Which proposals a field offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Everything but bare figures.
    Lines,
    /// Parts of documents.
    Passages,
    /// Figures.
    Figures,
}

impl Offer {
    const fn takes(self, of: Of) -> bool {
        match self {
            Self::Lines => !matches!(of, Of::Figure),
            Self::Passages => matches!(of, Of::Document),
            Self::Figures => matches!(of, Of::Figure),
        }
    }
}

/// Something that may be cited.
pub(crate) struct Proposal {
    pub(crate) of: Of,
    pub(crate) key: String,
    pub(crate) words: String,
    pub(crate) cite: Cite,
}

/// Proposals of one source.
pub(crate) struct Group {
    pub(crate) label: String,
    pub(crate) items: Vec<Proposal>,
}

/// Everything that may be cited from the sources of a form.
pub(crate) struct Proposals {
    groups: Vec<Group>,
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
            let of = match cite.target {
                Target::Statement { .. } => Of::Statement,
                Target::DocumentSegment { .. } => Of::Document,
                Target::StoryVersion(_) => Of::Story,
            };
            let proposal = proposal(library, of, cite.clone(), "");
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

    fn all(&self) -> impl Iterator<Item = &Proposal> {
        self.groups.iter().flat_map(|group| &group.items)
    }

    /// The cites of a field's keys, those that are known.
    pub(crate) fn cites(&self, fields: &Fields, name: &str) -> Vec<Cite> {
        let found = fields
            .all(name)
            .filter_map(|key| self.all().find(|one| one.key == key));
        found.map(|one| one.cite.clone()).collect()
    }

    /// A key in a field of cites that names nothing: it was made from a source that changed since.
    pub(crate) fn check(&self, fields: &Fields) -> Result<(), ExplainerRefusal> {
        let of_cites = |name: &str| name.ends_with("_cite") || name.ends_with("_said");
        let mut keys = fields
            .0
            .iter()
            .filter(|(name, key)| of_cites(name) && !key.is_empty());
        match keys.find(|(_, key)| !self.all().any(|one| one.key == *key)) {
            Some((name, _)) => Err(ExplainerRefusal::CiteMismatch(name.clone())),
            None => Ok(()),
        }
    }

    /// Statements, in the order of their stories.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Proposal> {
        self.all().filter(|one| one.of == Of::Statement)
    }

    /// What a field offers, by source; what it has chosen is always among it.
    pub(crate) fn offered(&self, offer: Offer, chosen: &[String]) -> Vec<(&str, Vec<&Proposal>)> {
        let groups = self.groups.iter().map(|group| {
            let items = group.items.iter();
            let taken = items.filter(|one| offer.takes(one.of) || chosen.contains(&one.key));
            (group.label.as_str(), taken.collect::<Vec<_>>())
        });
        groups.filter(|(_, items)| !items.is_empty()).collect()
    }
}

/// A key that is the same whenever the cite is the same.
pub(crate) fn key_of(cite: &Cite) -> String {
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

fn proposal(library: &Library, of: Of, cite: Cite, before: &str) -> Proposal {
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
        of,
        key: key_of(&cite),
        words: format!("{before}{shown}{more}"),
        cite,
    }
}

/// Statements that readers may see, then paragraphs, then figures.
fn of_story(library: &Library, cited: &CitedStory) -> Group {
    let id = &cited.story.id;
    let mut items = Vec::new();
    let Some(text) = library.sources.current(&SourceKey::Story(id.clone())) else {
        return Group {
            label: String::new(),
            items,
        };
    };
    for decided in cited.spoken.public() {
        let target = Target::Statement {
            story: id.clone(),
            statement: decided.read.id.clone(),
        };
        let made = text.cite(target);
        items.extend(made.map(|cite| proposal(library, Of::Statement, cite, "said: ")));
    }
    let mut start = 0;
    for block in &cited.spoken.edition.blocks {
        let span = Span::new(start, start + block.text.len());
        start = span.end + 2;
        if matches!(
            block.kind,
            BlockKind::Text | BlockKind::Quote | BlockKind::ListItem
        ) {
            let made = text.cite_words(Target::StoryVersion(id.clone()), span);
            items.extend(made.map(|cite| proposal(library, Of::Story, cite, "")));
        }
    }
    for figure in find_figures(&text.text, FigureSettings::default()) {
        let made = text.cite_words(Target::StoryVersion(id.clone()), figure.span);
        items.extend(made.map(|cite| Proposal {
            of: Of::Figure,
            key: key_of(&cite),
            words: in_context(&text.text, figure.span),
            cite,
        }));
    }
    Group {
        label: cited.spoken.edition.headline.clone(),
        items,
    }
}

/// A figure with what stands around it in its paragraph.
fn in_context(text: &str, span: Span) -> String {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let before = before.rsplit('\n').next().unwrap_or("");
    let after = after.split('\n').next().unwrap_or("");
    let skipped = before.chars().count().saturating_sub(FIGURE_CONTEXT);
    let before: String = before.chars().skip(skipped).collect();
    let after: String = after.chars().take(FIGURE_CONTEXT).collect();
    let figure = &text[span.start..span.end];
    format!("{figure} — “…{before}{figure}{after}…”")
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
            items.extend(made.map(|cite| proposal(library, Of::Document, cite, &label)));
        }
    }
    let title = cited.document.facts.title.clone();
    Group {
        label: title.unwrap_or_else(|| id.to_string()),
        items,
    }
}
