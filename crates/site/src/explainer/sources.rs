//! The sources of explainers, read from the store: stories that readers may read, documents that are not withdrawn.
//! Text and statements are derived each time; decides nothing about them.

use std::collections::BTreeMap;

use copydesk_desk::decide::{SourceState, SourceText, Sources};
use copydesk_desk::{
    DocumentId, Edition, FiledDocument, SourceKey, Store, StoreError, Story, StoryId, is_readable,
};
use copydesk_documents::Document;
use copydesk_statements::{Statement, Story as StoryText, read};
use copydesk_text::{Span, flat};

/// A story that is cited.
#[derive(Debug)]
pub struct CitedStory {
    /// The story.
    pub story: Story,
    /// Its current edition.
    pub edition: Edition,
    /// The flat form of the edition's blocks.
    pub text: String,
    /// Who says what in it.
    pub statements: Vec<Statement>,
}

impl CitedStory {
    /// Number of the paragraph that holds a byte of the text, as `data-p` counts.
    #[must_use]
    pub fn paragraph(&self, at: usize) -> usize {
        let mut end = 0;
        for (index, block) in self.edition.blocks.iter().enumerate() {
            end += block.text.len() + 2;
            if at < end {
                return index + 1;
            }
        }
        self.edition.blocks.len()
    }
}

/// A document that is cited or shown.
#[derive(Debug)]
pub struct CitedDocument {
    /// What is known of it.
    pub filed: FiledDocument,
    /// Text and segments of its current version, with the facts that are known.
    pub document: Document,
}

/// Sources as they stand, with everything a page shows of them.
#[derive(Debug, Default)]
pub struct Library {
    /// What decisions ask.
    pub sources: Sources,
    /// Open stories.
    pub stories: BTreeMap<StoryId, CitedStory>,
    /// Open documents.
    pub documents: BTreeMap<DocumentId, CitedDocument>,
}

impl Library {
    /// Reads the sources of these keys; one that is closed or gone stands among them as closed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn load(store: &dyn Store, keys: &[SourceKey]) -> Result<Self, StoreError> {
        let mut library = Self::default();
        for key in keys {
            let state = match key {
                SourceKey::Story(id) => library.story(store, id).await?,
                SourceKey::Document(id) => library.document(store, id).await?,
            };
            let state = state.unwrap_or(SourceState::Closed);
            library.sources.known.insert(key.clone(), state);
        }
        Ok(library)
    }

    async fn story(
        &mut self,
        store: &dyn Store,
        id: &StoryId,
    ) -> Result<Option<SourceState>, StoreError> {
        let Some(story) = store.story(id.clone()).await?.filter(is_readable) else {
            return Ok(None);
        };
        let mut editions = store.editions(id.clone()).await?;
        let Some(at) = editions.iter().position(|one| one.number == story.edition) else {
            return Ok(None);
        };
        let edition = editions.swap_remove(at);
        let current = text_of_edition(&edition);
        let statements = statements(&edition, &current);
        let places = statements.iter().map(|one| (one.id.clone(), hull(one)));
        let state = SourceState::Open {
            current: SourceText {
                places: places.collect(),
                ..current.clone()
            },
            earlier: editions.iter().map(text_of_edition).collect(),
        };
        let cited = CitedStory {
            story,
            edition,
            text: current.text,
            statements,
        };
        self.stories.insert(id.clone(), cited);
        Ok(Some(state))
    }

    async fn document(
        &mut self,
        store: &dyn Store,
        id: &DocumentId,
    ) -> Result<Option<SourceState>, StoreError> {
        let filed = store.document(id.clone()).await?;
        let Some(filed) = filed.filter(|filed| filed.withdrawn.is_none()) else {
            return Ok(None);
        };
        let versions = store.document_versions(id.clone()).await?;
        let mut documents: Vec<Document> = versions.iter().filter_map(|one| one.read()).collect();
        let Some(mut document) = documents.pop() else {
            return Ok(None);
        };
        document.facts = filed.facts.clone();
        let state = SourceState::Open {
            current: text_of_document(&document),
            earlier: documents.iter().map(text_of_document).collect(),
        };
        self.sources.facts.insert(id.clone(), filed.facts.clone());
        self.documents
            .insert(id.clone(), CitedDocument { filed, document });
        Ok(Some(state))
    }
}

/// Every document that is not withdrawn.
///
/// # Errors
/// When the store does not answer.
pub async fn open_documents(store: &dyn Store) -> Result<Library, StoreError> {
    let filed = store.documents().await?;
    let keys: Vec<SourceKey> = filed
        .into_iter()
        .filter(|one| one.withdrawn.is_none())
        .map(|one| SourceKey::Document(one.id))
        .collect();
    Library::load(store, &keys).await
}

fn text_of_edition(edition: &Edition) -> SourceText {
    SourceText::new(flat(&edition.blocks), Vec::new())
}

fn text_of_document(document: &Document) -> SourceText {
    let places = document.segments.iter();
    let places = places.map(|segment| (segment.id.clone(), segment.span));
    SourceText::new(document.text.clone(), places.collect())
}

fn statements(edition: &Edition, text: &SourceText) -> Vec<Statement> {
    let version: String = text
        .sha256
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let story = StoryText {
        blocks: &edition.blocks,
        language: Some(&edition.language),
        version_sha256: &version,
        rendition: "edition",
        confirmed: &[],
    };
    read(&story).statements
}

/// From the first to the last word of a statement.
#[must_use]
pub fn hull(statement: &Statement) -> Span {
    let spans = || {
        let source = statement.source.spans.iter();
        source
            .chain(&statement.cue.spans)
            .chain(&statement.content.spans)
    };
    Span::new(
        spans().map(|span| span.start).min().unwrap_or(0),
        spans().map(|span| span.end).max().unwrap_or(0),
    )
}
