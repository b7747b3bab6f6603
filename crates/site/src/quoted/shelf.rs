//! Which documents a text names: the names of all that are open, and the texts of those that are named, read from the
//! store when they are needed. Keeps no text; decides nothing about a quotation.

use copydesk_desk::{
    FiledDocument, KnownText, Store, StoreError, is_named, is_text_of_same, names_of_document,
    source_text,
};
use copydesk_documents::Document;
use copydesk_statements::marks::quoted;
use copydesk_statements::quotes::SourceText;

/// Most documents that the quotations of one text are held against.
const TEXTS_MAX: usize = 12;

/// The open documents with the names under which a story may mean them.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    entries: Vec<(FiledDocument, Vec<String>)>,
}

/// Whether documents that a text does not name are looked at too, for words that stand in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    /// Only those named.
    Left,
    /// Others too.
    Looked,
}

impl Shelf {
    /// Everything that is not withdrawn.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let open = store.documents().await?.into_iter();
        let open = open.filter(|filed| filed.withdrawn.is_none());
        let named = open.map(|filed| {
            let names = names_of_document(&filed);
            (filed, names)
        });
        Ok(Self {
            entries: named.collect(),
        })
    }

    /// The texts of the documents that a text with quotations names; none where it names none or quotes nothing.
    pub(crate) async fn texts(
        &self,
        store: &dyn Store,
        flat: &str,
        others: Others,
    ) -> Result<Vec<KnownText>, StoreError> {
        if self.entries.is_empty() || quoted(flat).is_empty() {
            return Ok(Vec::new());
        }
        let all = 0..self.entries.len();
        let (named, mut rest): (Vec<usize>, Vec<usize>) =
            all.partition(|&at| is_named(flat, &self.entries[at].1));
        if named.is_empty() || others == Others::Left {
            rest.clear();
        }
        let mut texts = Vec::new();
        for at in named.into_iter().chain(rest).take(TEXTS_MAX) {
            texts.extend(self.text(store, at).await?);
        }
        Ok(texts)
    }

    async fn text(&self, store: &dyn Store, at: usize) -> Result<Option<KnownText>, StoreError> {
        let (filed, names) = &self.entries[at];
        let Some(mut source) = source_of(store, filed).await? else {
            return Ok(None);
        };
        for (other, _) in &self.entries {
            if is_text_of_same(filed, other) {
                source.related.extend(source_of(store, other).await?);
            }
        }
        Ok(Some(KnownText {
            document: filed.id.clone(),
            source,
            names: names.clone(),
        }))
    }
}

/// The current text of a document; `None` if this program can no longer read it.
async fn source_of(
    store: &dyn Store,
    filed: &FiledDocument,
) -> Result<Option<SourceText>, StoreError> {
    let versions = store.document_versions(filed.id.clone()).await?;
    let current = versions.iter().find(|one| one.nth == filed.version);
    let document: Option<Document> = current.and_then(|version| version.read());
    Ok(document.map(|document| source_text(filed, &document)))
}
