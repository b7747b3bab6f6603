//! The sources of explainers, read from the store: stories that readers may read, documents that are not withdrawn.
//! Text and statements are derived each time; decides nothing about them.

use std::collections::BTreeMap;

use copydesk_desk::decide::{SourceState, SourceText, Sources};
use copydesk_desk::{
    Decided, DocumentId, Edition, FiledDocument, SourceKey, Store, StoreError, Story, StoryId,
    is_readable,
};
use copydesk_documents::Document;
use copydesk_statements::Statement;
use copydesk_text::{Span, flat};

use crate::people::reading::{Spoken, paragraph_at};

/// A story that is cited.
#[derive(Debug)]
pub struct CitedStory {
    /// The story.
    pub story: Story,
    /// Its current edition with who says what in it, and what editors decided about that.
    pub spoken: Spoken,
}

impl CitedStory {
    /// Number of the paragraph that holds a byte of the text, as `data-p` counts.
    #[must_use]
    pub fn paragraph(&self, at: usize) -> usize {
        let blocks = &self.spoken.edition.blocks;
        paragraph_at(blocks, at).unwrap_or(blocks.len())
    }

    /// The statement of that id, if readers may see it.
    #[must_use]
    pub fn statement(&self, id: &str) -> Option<&Decided> {
        self.spoken.public().find(|one| one.read.id == id)
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
        let editions = store.editions(id.clone()).await?;
        let (current, earlier): (Vec<Edition>, Vec<Edition>) = editions
            .into_iter()
            .partition(|one| one.number == story.edition);
        let Some(edition) = current.into_iter().next() else {
            return Ok(None);
        };
        let acts = store.statement_acts(id.clone()).await?;
        let spoken = Spoken::of(edition, &acts, &earlier);
        let state = SourceState::Open {
            current: text_of_spoken(&spoken),
            earlier: earlier.iter().map(text_of_edition).collect(),
        };
        self.stories
            .insert(id.clone(), CitedStory { story, spoken });
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

/// The text of the current edition with its statements: those readers may see may be cited, the others not.
fn text_of_spoken(spoken: &Spoken) -> SourceText {
    let (stated, unstated): (Vec<&Decided>, Vec<&Decided>) =
        spoken.statements.iter().partition(|one| one.is_public());
    let places = stated
        .iter()
        .map(|one| (one.read.id.clone(), hull(&one.read)));
    SourceText {
        unstated: unstated.iter().map(|one| hull(&one.read)).collect(),
        ..SourceText::new(spoken.flat.clone(), places.collect())
    }
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
