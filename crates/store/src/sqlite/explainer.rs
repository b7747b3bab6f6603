//! Explainers and their editions: bodies as JSON bytes; states replaced only from the revision before, editions only
//! added.

use copydesk_desk::{Explainer, ExplainerEdition, ExplainerId};
use rusqlite::{Connection, named_params, params};

use super::failure::Failure;
use super::row::Query;
use crate::rows::explainer::{body_column, read, read_edition};
use crate::rows::{actor_columns, micros};

/// Writes the new state of an explainer; `Stale` unless the stored revision is the one before and its slug is its own.
pub(super) fn write(db: &Connection, explainer: &Explainer) -> Result<(), Failure> {
    let sql = if explainer.revision == 1 {
        "INSERT INTO explainers (id, revision, slug, state, body, edition, first_published, updated, stale_lines,
             hidden_lines)
         VALUES (:id, :revision, :slug, :state, :body, :edition, :first_published, :updated, :stale_lines,
             :hidden_lines)
         ON CONFLICT DO NOTHING"
    } else {
        "UPDATE OR IGNORE explainers SET revision = :revision, slug = :slug, state = :state, body = :body,
             edition = :edition, first_published = :first_published, updated = :updated, stale_lines = :stale_lines,
             hidden_lines = :hidden_lines
         WHERE id = :id AND revision = :revision - 1"
    };
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":id": explainer.id.as_str().as_bytes(),
        ":revision": explainer.revision,
        ":slug": explainer.slug.as_bytes(),
        ":state": explainer.state.name(),
        ":body": body_column(&explainer.body)?,
        ":edition": explainer.edition,
        ":first_published": explainer.first_published.map(micros),
        ":updated": explainer.updated.map(micros),
        ":stale_lines": explainer.stale_lines,
        ":hidden_lines": explainer.hidden_lines,
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Adds an edition; `Stale` if it is there already, or its explainer is not.
pub(super) fn insert(db: &Connection, edition: &ExplainerEdition) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&edition.by);
    db.prepare_cached(
        "INSERT INTO explainer_editions (explainer, number, published, by_kind, by_name, body)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        edition.explainer.as_str().as_bytes(),
        edition.number,
        micros(edition.published),
        by_kind,
        by_name,
        body_column(&edition.body)?,
    ])?;
    Ok(())
}

const COLUMNS: &str =
    "id, revision, slug, state, body, edition, first_published, updated, stale_lines, hidden_lines
    FROM explainers";

/// Every explainer, by slug.
pub(super) fn list(db: &Connection) -> Result<Vec<Explainer>, Failure> {
    Query::new(COLUMNS).run(db, ("slug", usize::MAX), read)
}

pub(super) fn load(db: &Connection, id: &ExplainerId) -> Result<Option<Explainer>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("id = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Editions of an explainer, in order.
pub(super) fn editions(
    db: &Connection,
    id: &ExplainerId,
) -> Result<Vec<ExplainerEdition>, Failure> {
    let mut query =
        Query::new("explainer, number, published, by_kind, by_name, body FROM explainer_editions");
    query.and("explainer = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query.run(db, ("number", usize::MAX), read_edition)
}
