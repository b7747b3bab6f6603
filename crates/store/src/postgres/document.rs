//! Documents and their versions: facts as JSON bytes, replaced only from the revision before; versions only added.

use copydesk_desk::{DocumentId, DocumentVersion, FiledDocument};

use super::failure::Failure;
use super::row::Query;
use super::session::Session;
use crate::rows::document::{facts_column, read, read_version};
use crate::rows::{actor_columns, bytes, micros};

const INSERT: &str = "INSERT INTO documents (id, revision, version, facts, updated, withdrawn)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
const UPDATE: &str =
    "UPDATE documents SET revision = $2, version = $3, facts = $4, updated = $5, withdrawn = $6
    WHERE id = $1 AND revision = $2::bigint - 1";

/// Writes the new state of a document; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Session, document: &FiledDocument) -> Result<(), Failure> {
    let sql = if document.revision == 1 {
        INSERT
    } else {
        UPDATE
    };
    db.execute_one(
        sql,
        &[
            &document.id.as_str().as_bytes(),
            &i64::from(document.revision),
            &i64::from(document.version),
            &facts_column(&document.facts)?,
            &micros(document.updated),
            &document.withdrawn.map(micros),
        ],
    )
}

/// Adds a version; `Stale` if it is there already, or its document is not.
pub(super) fn insert(db: &Session, version: &DocumentVersion) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&version.by);
    db.execute_one(
        "INSERT INTO document_versions (document, nth, added, by_kind, by_name, name, form, place, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &version.document.as_str().as_bytes(),
            &i64::from(version.nth),
            &micros(version.added),
            &by_kind,
            &by_name,
            &bytes(version.name.as_ref()),
            &version.form.name(),
            &i64::from(version.index),
            &version.bytes,
        ],
    )
}

const COLUMNS: &str = "id, revision, version, facts, updated, withdrawn FROM documents";

/// Every document, by id.
pub(super) fn list(db: &Session) -> Result<Vec<FiledDocument>, Failure> {
    Query::new(COLUMNS).run(db, ("id", usize::MAX), read)
}

pub(super) fn load(db: &Session, id: &DocumentId) -> Result<Option<FiledDocument>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("id = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Versions of a document, in order.
pub(super) fn versions(db: &Session, id: &DocumentId) -> Result<Vec<DocumentVersion>, Failure> {
    let mut query = Query::new(
        "document, nth, added, by_kind, by_name, name, form, place, bytes FROM document_versions",
    );
    query.and("document = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query.run(db, ("nth", usize::MAX), read_version)
}
