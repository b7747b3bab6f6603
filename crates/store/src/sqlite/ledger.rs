//! The ledger's rows: leaves with their openings, written by the acts; indexes and checkpoints, written by the
//! sequencer in one compare-and-swap. Signs nothing, knows no tile.

use copydesk_desk::{
    Adopted, Adoption, Batch, Hash, ItemKey, KnownLeaf, Leaf, LeafSubject, Quorum, Sealing, Seq,
    StoredCheckpoint, StoredLeaf,
};
use rusqlite::{Connection, Params, ToSql, params};

use super::failure::Failure;
use super::row;
use crate::rows::ledger::{
    ACTS_WITHOUT_LEAF, column, dense, read_checkpoint, read_leaf, read_subject,
};
use crate::rows::{Corrupt, Fields, rows};

/// Adds the leaves of an act whose first event has the number `first`.
pub(super) fn append(db: &Connection, first: Seq, leaves: &[(usize, Leaf)]) -> Result<(), Failure> {
    for (place, leaf) in leaves {
        let event = i64::try_from(*place).map_err(|_| Failure::Stale)?;
        insert(db, Some(first.0 + event), leaf, None)?;
    }
    Ok(())
}

fn insert(
    db: &Connection,
    event: Option<i64>,
    leaf: &Leaf,
    index: Option<u64>,
) -> Result<(), Failure> {
    insert_entry(db, event, &leaf.commitment, index)?;
    insert_opening(db, leaf)
}

fn insert_entry(
    db: &Connection,
    event: Option<i64>,
    commitment: &Hash,
    index: Option<u64>,
) -> Result<(), Failure> {
    db.prepare_cached("INSERT INTO ledger_leaf (event, commitment, leaf_index) VALUES (?, ?, ?)")?
        .execute(params![event, commitment, index.map(column).transpose()?])?;
    Ok(())
}

fn insert_opening(db: &Connection, leaf: &Leaf) -> Result<(), Failure> {
    let item = leaf.subject.item();
    db.prepare_cached(
        "INSERT INTO ledger_opening (commitment, secret, record, kind, agency, guid, story, number)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        leaf.commitment,
        leaf.secret.as_bytes(),
        leaf.record.as_bytes(),
        leaf.subject.kind(),
        item.map(|key| key.agency.as_bytes()),
        item.map(|key| key.guid.as_bytes()),
        leaf.subject.story().map(|id| id.as_str().as_bytes()),
        leaf.subject.number(),
    ])?;
    Ok(())
}

const CHECKPOINT: &str = "old_size, size, last_event, note, cosigned FROM ledger_checkpoint";

fn first<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
) -> Result<Option<T>, Failure> {
    let mut statement = db.prepare_cached(sql)?;
    row::first(&mut statement, params, read)
}

fn all<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&mut Fields<'_>) -> Result<T, Corrupt>,
) -> Result<Vec<T>, Failure> {
    let mut statement = db.prepare_cached(sql)?;
    row::all(&mut statement, params, read)
}

/// The last checkpoint.
pub(super) fn head(db: &Connection) -> Result<Option<StoredCheckpoint>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} ORDER BY size DESC LIMIT 1");
    first(db, &sql, [], read_checkpoint)
}

/// Checkpoints larger than `size`, in order.
pub(super) fn checkpoints(
    db: &Connection,
    size: u64,
    limit: usize,
) -> Result<Vec<StoredCheckpoint>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} WHERE size > ? ORDER BY size LIMIT ?");
    let params = params![column(size)?, rows(limit)];
    all(db, &sql, params, read_checkpoint)
}

/// The first checkpoint over a leaf that meets the policy; else the first over it.
pub(super) fn checkpoint_over(
    db: &Connection,
    index: u64,
) -> Result<Option<(StoredCheckpoint, Quorum)>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} WHERE size > ? AND quorum = 1 ORDER BY size LIMIT 1");
    let met = first(db, &sql, [column(index)?], read_checkpoint)?;
    if let Some(met) = met {
        return Ok(Some((met, Quorum::Met)));
    }
    let first = checkpoints(db, index, 1)?.pop();
    Ok(first.map(|checkpoint| (checkpoint, Quorum::Missing)))
}

/// Leaves that are not sequenced yet, in the order of their events.
pub(super) fn unsealed(
    db: &Connection,
    after: Seq,
    limit: usize,
) -> Result<Vec<(Seq, Hash)>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT event, commitment FROM ledger_leaf WHERE event > ? AND leaf_index IS NULL ORDER BY event LIMIT ?",
    )?;
    row::all(&mut statement, params![after.0, rows(limit)], |fields| {
        Ok((Seq(fields.number()?), fields.sha256()?))
    })
}

/// The point of no return: the checkpoint first, so that of two sequencers on one head the second fails at once.
pub(super) fn seal(db: &Connection, batch: &Batch) -> Result<Sealing, Failure> {
    if !insert_checkpoint(db, &batch.checkpoint, batch.quorum)? {
        return Ok(Sealing::Lost);
    }
    let mut index = batch.checkpoint.old_size;
    for leaf in &batch.first {
        insert(db, None, leaf, Some(index))?;
        index += 1;
    }
    for event in &batch.events {
        number(db, *event, index)?;
        index += 1;
    }
    for cover in &batch.covers {
        insert_entry(db, None, cover, Some(index))?;
        index += 1;
    }
    if index == batch.checkpoint.size {
        Ok(Sealing::Done)
    } else {
        Err(Failure::Corrupt(format!(
            "a batch of {} leaves under a checkpoint of {}",
            index - batch.checkpoint.old_size,
            batch.checkpoint.size
        )))
    }
}

/// `false`: the head is another one.
fn insert_checkpoint(
    db: &Connection,
    checkpoint: &StoredCheckpoint,
    quorum: Quorum,
) -> Result<bool, Failure> {
    let head: Option<i64> = db
        .prepare_cached("SELECT max(size) FROM ledger_checkpoint")?
        .query_row([], |row| row.get(0))?;
    if head.unwrap_or(0) != column(checkpoint.old_size)? {
        return Ok(false);
    }
    db.prepare_cached(
        "INSERT INTO ledger_checkpoint (old_size, size, last_event, note, cosigned, quorum)
         VALUES (?, ?, ?, ?, NULL, ?)",
    )?
    .execute(params![
        column(checkpoint.old_size)?,
        column(checkpoint.size)?,
        checkpoint.last_event.0,
        checkpoint.note.as_bytes(),
        quorum == Quorum::Met,
    ])?;
    Ok(true)
}

fn number(db: &Connection, event: Seq, index: u64) -> Result<(), Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE ledger_leaf SET leaf_index = ? WHERE event = ? AND leaf_index IS NULL",
        )?
        .execute(params![column(index)?, event.0])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Entries from an index on, up to the first that is missing.
pub(super) fn entries(db: &Connection, from: u64, limit: usize) -> Result<Vec<Hash>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT leaf_index, commitment FROM ledger_leaf WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?",
    )?;
    let params = params![column(from)?, rows(limit)];
    let found = row::all(&mut statement, params, |fields| {
        Ok((fields.count()?, fields.sha256()?))
    })?;
    Ok(dense(from, found))
}

/// How many leaves from this index on have one, and the highest of all.
pub(super) fn numbered(db: &Connection, from: u64) -> Result<(u64, Option<u64>), Failure> {
    let count: i64 = db
        .prepare_cached("SELECT count(*) FROM ledger_leaf WHERE leaf_index >= ?")?
        .query_row([column(from)?], |row| row.get(0))?;
    let highest: Option<i64> = db
        .prepare_cached("SELECT max(leaf_index) FROM ledger_leaf")?
        .query_row([], |row| row.get(0))?;
    let natural = |number: i64| {
        u64::try_from(number).map_err(|_| Failure::Corrupt("a negative index".into()))
    };
    Ok((natural(count)?, highest.map(natural).transpose()?))
}

/// Keeps the cosignatures of a checkpoint; `Stale` if there is none of that size.
pub(super) fn cosign(
    db: &Connection,
    size: u64,
    cosigned: &str,
    quorum: Quorum,
) -> Result<(), Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE ledger_checkpoint SET cosigned = ?, quorum = max(quorum, ?) WHERE size = ?",
        )?
        .execute(params![
            cosigned.as_bytes(),
            quorum == Quorum::Met,
            column(size)?
        ])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

const LEAF: &str = "o.commitment, leaf_index, secret, record, kind, agency, guid, story, number
    FROM ledger_opening o JOIN ledger_leaf l ON l.commitment = o.commitment";

/// The newest leaf about a subject.
pub(super) fn leaf_of(
    db: &Connection,
    subject: &LeafSubject,
) -> Result<Option<StoredLeaf>, Failure> {
    let kind = subject.kind();
    let newest = |condition: &str, values: &[&dyn ToSql]| {
        let sql =
            format!("SELECT {LEAF} WHERE kind = ?1 AND {condition} ORDER BY o.id DESC LIMIT 1");
        first(db, &sql, values, read_leaf)
    };
    match subject {
        LeafSubject::Receipt(Some(version)) => newest(
            "agency = ?2 AND guid = ?3 AND number = ?4",
            &[
                &kind,
                &version.item.agency.as_bytes(),
                &version.item.guid.as_bytes(),
                &version.nth,
            ],
        ),
        LeafSubject::Edition { story, number, .. } => newest(
            "story = ?2 AND number = ?3",
            &[&kind, &story.as_str().as_bytes(), number],
        ),
        LeafSubject::Withdrawal { story, .. } => {
            newest("story = ?2", &[&kind, &story.as_str().as_bytes()])
        }
        _ => newest("story IS NULL AND guid IS NULL", &[&kind]),
    }
}

/// The leaf of a commitment, if its record is at hand.
pub(super) fn leaf(db: &Connection, commitment: &Hash) -> Result<Option<StoredLeaf>, Failure> {
    let sql = format!("SELECT {LEAF} WHERE o.commitment = ?");
    first(db, &sql, [commitment], read_leaf)
}

/// Leaves with records from an index on, in order.
pub(super) fn leaves(db: &Connection, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Failure> {
    let sql = format!("SELECT {LEAF} WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?");
    let params = params![column(from)?, rows(limit)];
    all(db, &sql, params, read_leaf)
}

/// The opening and the keys after it.
pub(super) fn key_records(db: &Connection) -> Result<Vec<Leaf>, Failure> {
    let sql = format!("SELECT {LEAF} WHERE kind IN ('opening', 'key') ORDER BY leaf_index, o.id");
    let found = all(db, &sql, [], read_leaf)?;
    Ok(found.into_iter().map(|stored| stored.leaf).collect())
}

/// Leaves about an item, oldest first.
pub(super) fn leaves_of(db: &Connection, item: &ItemKey) -> Result<Vec<KnownLeaf>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT commitment, kind, agency, guid, story, number FROM ledger_opening
         WHERE agency = ? AND guid = ? ORDER BY id",
    )?;
    let key = params![item.agency.as_bytes(), item.guid.as_bytes()];
    row::all(&mut statement, key, |fields| {
        Ok(KnownLeaf {
            commitment: fields.sha256()?,
            subject: read_subject(fields)?,
        })
    })
}

/// Acts since the first that has a leaf that must have one and have none.
pub(super) fn acts_without_leaf(db: &Connection) -> Result<u64, Failure> {
    let count: i64 = db
        .prepare_cached(ACTS_WITHOUT_LEAF)?
        .query_row([], |row| row.get(0))?;
    u64::try_from(count).map_err(|_| Failure::Corrupt("a negative count".into()))
}

/// Takes over entries of a ledger that is ahead.
pub(super) fn adopt(db: &Connection, adoption: &Adoption) -> Result<Adopted, Failure> {
    if !insert_checkpoint(db, &adoption.checkpoint, adoption.quorum)? {
        return Err(Failure::Stale);
    }
    let mut adopted = Adopted::default();
    for (index, entry) in (adoption.checkpoint.old_size..).zip(&adoption.entries) {
        let changed = db
            .prepare_cached(
                "UPDATE ledger_leaf SET leaf_index = ? WHERE commitment = ? AND leaf_index IS NULL",
            )?
            .execute(params![column(index)?, entry])?;
        if changed == 1 {
            adopted.known += 1;
        } else {
            insert_entry(db, None, entry, Some(index))?;
            adopted.unknown += 1;
        }
    }
    Ok(adopted)
}
