//! Documents and their versions: facts as JSON bytes, replaced only from the revision before; versions only added.

use copydesk_desk::{DocumentId, DocumentVersion, FiledDocument};
use rusqlite::{Connection, named_params, params};

use super::failure::Failure;
use super::row::Query;
use crate::rows::document::{facts_column, read, read_version};
use crate::rows::{actor_columns, bytes, micros};

/// Writes the new state of a document; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Connection, document: &FiledDocument) -> Result<(), Failure> {
    let sql = if document.revision == 1 {
        "INSERT INTO documents (id, revision, version, facts, updated, withdrawn)
         VALUES (:id, :revision, :version, :facts, :updated, :withdrawn) ON CONFLICT (id) DO NOTHING"
    } else {
        "UPDATE documents SET revision = :revision, version = :version, facts = :facts, updated = :updated,
             withdrawn = :withdrawn
         WHERE id = :id AND revision = :revision - 1"
    };
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":id": document.id.as_str().as_bytes(),
        ":revision": document.revision,
        ":version": document.version,
        ":facts": facts_column(&document.facts)?,
        ":updated": micros(document.updated),
        ":withdrawn": document.withdrawn.map(micros),
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Adds a version; `Stale` if it is there already, or its document is not.
pub(super) fn insert(db: &Connection, version: &DocumentVersion) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&version.by);
    db.prepare_cached(
        "INSERT INTO document_versions (document, nth, added, by_kind, by_name, name, form, place, bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        version.document.as_str().as_bytes(),
        version.nth,
        micros(version.added),
        by_kind,
        by_name,
        bytes(version.name.as_ref()),
        version.form.name(),
        version.index,
        version.bytes,
    ])?;
    Ok(())
}

const COLUMNS: &str = "id, revision, version, facts, updated, withdrawn FROM documents";

/// Every document, by id.
pub(super) fn list(db: &Connection) -> Result<Vec<FiledDocument>, Failure> {
    Query::new(COLUMNS).run(db, ("id", usize::MAX), read)
}

pub(super) fn load(db: &Connection, id: &DocumentId) -> Result<Option<FiledDocument>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("id = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Versions of a document, in order.
pub(super) fn versions(db: &Connection, id: &DocumentId) -> Result<Vec<DocumentVersion>, Failure> {
    let mut query = Query::new(
        "document, nth, added, by_kind, by_name, name, form, place, bytes FROM document_versions",
    );
    query.and("document = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query.run(db, ("nth", usize::MAX), read_version)
}
