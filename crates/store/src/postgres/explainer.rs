//! Explainers and their editions: bodies as JSON bytes; states replaced only from the revision before, editions only
//! added.

use copydesk_desk::{Explainer, ExplainerEdition, ExplainerId};

use super::failure::Failure;
use super::row::Query;
use super::session::Session;
use crate::rows::explainer::{body_column, read, read_edition};
use crate::rows::{actor_columns, micros};

const INSERT: &str =
    "INSERT INTO explainers (id, revision, slug, state, body, edition, first_published, updated, stale_lines,
        hidden_lines)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
/// A slug that another explainer has breaks its constraint, which is `Stale` as well.
const UPDATE: &str =
    "UPDATE explainers SET revision = $2, slug = $3, state = $4, body = $5, edition = $6, first_published = $7,
        updated = $8, stale_lines = $9, hidden_lines = $10
    WHERE id = $1 AND revision = $2::bigint - 1";

/// Writes the new state of an explainer; `Stale` unless the stored revision is the one before and its slug is its own.
pub(super) fn write(db: &Session, explainer: &Explainer) -> Result<(), Failure> {
    let sql = if explainer.revision == 1 {
        INSERT
    } else {
        UPDATE
    };
    db.execute_one(
        sql,
        &[
            &explainer.id.as_str().as_bytes(),
            &i64::from(explainer.revision),
            &explainer.slug.as_bytes(),
            &explainer.state.name(),
            &body_column(&explainer.body)?,
            &i64::from(explainer.edition),
            &explainer.first_published.map(micros),
            &explainer.updated.map(micros),
            &i64::from(explainer.stale_lines),
            &i64::from(explainer.hidden_lines),
        ],
    )
}

/// Adds an edition; `Stale` if it is there already, or its explainer is not.
pub(super) fn insert(db: &Session, edition: &ExplainerEdition) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&edition.by);
    db.execute_one(
        "INSERT INTO explainer_editions (explainer, number, published, by_kind, by_name, body)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &edition.explainer.as_str().as_bytes(),
            &i64::from(edition.number),
            &micros(edition.published),
            &by_kind,
            &by_name,
            &body_column(&edition.body)?,
        ],
    )
}

const COLUMNS: &str =
    "id, revision, slug, state, body, edition, first_published, updated, stale_lines, hidden_lines
    FROM explainers";

/// Every explainer, by slug.
pub(super) fn list(db: &Session) -> Result<Vec<Explainer>, Failure> {
    Query::new(COLUMNS).run(db, ("slug", usize::MAX), read)
}

pub(super) fn load(db: &Session, id: &ExplainerId) -> Result<Option<Explainer>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("id = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Editions of an explainer, in order.
pub(super) fn editions(db: &Session, id: &ExplainerId) -> Result<Vec<ExplainerEdition>, Failure> {
    let mut query =
        Query::new("explainer, number, published, by_kind, by_name, body FROM explainer_editions");
    query.and("explainer = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query.run(db, ("number", usize::MAX), read_edition)
}
