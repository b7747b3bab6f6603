//! An act: the effects of one decision, written in the order in which they lean on each other.

use copydesk_desk::{Act, Seq};
use rusqlite::Connection;

use super::failure::Failure;
use super::{
    document, edition, event, explainer, item, ledger, notice, receipt, statement, story, version,
};

/// Writes all of it, or fails and leaves the writer to undo what it did.
pub(super) fn write(db: &Connection, act: &Act) -> Result<Seq, Failure> {
    for state in &act.items {
        item::write(db, state)?;
    }
    for added in &act.versions {
        version::insert(db, added)?;
    }
    for (key, names) in &act.names {
        notice::add_names(db, key, names)?;
    }
    for state in &act.stories {
        story::write(db, state)?;
    }
    for added in &act.editions {
        edition::insert(db, added)?;
    }
    for state in &act.notices {
        notice::write(db, state)?;
    }
    for state in &act.documents {
        document::write(db, state)?;
    }
    for added in &act.document_versions {
        document::insert(db, added)?;
    }
    for state in &act.explainers {
        explainer::write(db, state)?;
    }
    for added in &act.explainer_editions {
        explainer::insert(db, added)?;
    }
    for added in &act.statements {
        statement::insert(db, added)?;
    }
    for added in &act.entities {
        statement::insert_entity(db, added)?;
    }
    if let Some((no, state)) = &act.receipt {
        receipt::set_state(db, *no, state)?;
    }
    let last = event::append(db, &act.events)?;
    let count = i64::try_from(act.events.len()).map_err(|_| Failure::Stale)?;
    ledger::append(db, Seq(last.0 - count + 1), &act.leaves)?;
    Ok(last)
}
