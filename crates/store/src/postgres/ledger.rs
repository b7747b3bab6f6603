//! The ledger's rows: leaves with their openings, written by the acts; indexes and checkpoints, written by the
//! sequencer in one compare-and-swap under its fence. Signs nothing, knows no tile.

use copydesk_desk::{
    Adopted, Adoption, Batch, Hash, ItemKey, KnownLeaf, Leaf, LeafSubject, Quorum, Sealing, Seq,
    StoredCheckpoint, StoredLeaf,
};

use super::failure::Failure;
use super::session::{Params, Session};
use crate::rows::ledger::{
    ACTS_WITHOUT_LEAF, column, dense, read_checkpoint, read_leaf, read_subject,
};
use crate::rows::rows;

/// Adds the leaves of an act whose first event has the number `first`.
pub(super) fn append(db: &Session, first: Seq, leaves: &[(usize, Leaf)]) -> Result<(), Failure> {
    let mut events = Vec::with_capacity(leaves.len());
    for (place, _) in leaves {
        let event = i64::try_from(*place).map_err(|_| Failure::Stale)?;
        events.push(Some(first.0 + event));
    }
    let leaves: Vec<&Leaf> = leaves.iter().map(|(_, leaf)| leaf).collect();
    let entries: Vec<&[u8]> = leaves
        .iter()
        .map(|leaf| leaf.commitment.as_slice())
        .collect();
    insert_entries(db, &events, &entries, &vec![None; leaves.len()])?;
    insert_openings(db, &leaves)
}

fn insert_entries(
    db: &Session,
    events: &[Option<i64>],
    commitments: &[&[u8]],
    indexes: &[Option<i64>],
) -> Result<(), Failure> {
    if commitments.is_empty() {
        return Ok(());
    }
    db.execute(
        "INSERT INTO ledger_leaf (event, commitment, leaf_index)
         SELECT event, commitment, leaf_index FROM unnest($1::bigint[], $2::bytea[], $3::bigint[]) WITH ORDINALITY
             AS new (event, commitment, leaf_index, place)
         ORDER BY place",
        &[&events, &commitments, &indexes],
    )?;
    Ok(())
}

fn insert_openings(db: &Session, leaves: &[&Leaf]) -> Result<(), Failure> {
    if leaves.is_empty() {
        return Ok(());
    }
    let of = || leaves.iter();
    let commitments: Vec<&[u8]> = of().map(|leaf| leaf.commitment.as_slice()).collect();
    let secrets: Vec<&[u8]> = of().map(|leaf| leaf.secret.as_bytes().as_slice()).collect();
    let records: Vec<&[u8]> = of().map(|leaf| leaf.record.as_bytes()).collect();
    let kinds: Vec<&str> = of().map(|leaf| leaf.subject.kind()).collect();
    let items = of().map(|leaf| leaf.subject.item());
    let (agencies, guids): (Vec<_>, Vec<_>) = items
        .map(|key| {
            (
                key.map(|key| key.agency.as_bytes()),
                key.map(|key| key.guid.as_bytes()),
            )
        })
        .unzip();
    let stories: Vec<Option<&[u8]>> = of()
        .map(|leaf| leaf.subject.story().map(|id| id.as_str().as_bytes()))
        .collect();
    let numbers: Vec<Option<i64>> = of()
        .map(|leaf| leaf.subject.number().map(i64::from))
        .collect();
    db.execute(
        "INSERT INTO ledger_opening (commitment, secret, record, kind, agency, guid, story, number)
         SELECT commitment, secret, record, kind, agency, guid, story, number
         FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[],
             $8::bigint[]) WITH ORDINALITY
             AS new (commitment, secret, record, kind, agency, guid, story, number, place)
         ORDER BY place",
        &[
            &commitments, &secrets, &records, &kinds, &agencies, &guids, &stories, &numbers,
        ],
    )?;
    Ok(())
}

const CHECKPOINT: &str = "old_size, size, last_event, note, cosigned FROM ledger_checkpoint";

/// The last checkpoint.
pub(super) fn head(db: &Session) -> Result<Option<StoredCheckpoint>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} ORDER BY size DESC LIMIT 1");
    db.first(&sql, &[], read_checkpoint)
}

/// Checkpoints larger than `size`, in order.
pub(super) fn checkpoints(
    db: &Session,
    size: u64,
    limit: usize,
) -> Result<Vec<StoredCheckpoint>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} WHERE size > $1 ORDER BY size LIMIT $2");
    db.all(&sql, &[&column(size)?, &rows(limit)], read_checkpoint)
}

/// The first checkpoint over a leaf that meets the policy; else the first over it.
pub(super) fn checkpoint_over(
    db: &Session,
    index: u64,
) -> Result<Option<(StoredCheckpoint, Quorum)>, Failure> {
    let sql = format!("SELECT {CHECKPOINT} WHERE size > $1 AND quorum ORDER BY size LIMIT 1");
    let met = db.first(&sql, &[&column(index)?], read_checkpoint)?;
    if let Some(met) = met {
        return Ok(Some((met, Quorum::Met)));
    }
    let first = checkpoints(db, index, 1)?.pop();
    Ok(first.map(|checkpoint| (checkpoint, Quorum::Missing)))
}

/// Leaves that are not sequenced yet, in the order of their events.
pub(super) fn unsealed(
    db: &Session,
    after: Seq,
    limit: usize,
) -> Result<Vec<(Seq, Hash)>, Failure> {
    db.all(
        "SELECT event, commitment FROM ledger_leaf WHERE event > $1 AND leaf_index IS NULL ORDER BY event LIMIT $2",
        &[&after.0, &rows(limit)],
        |fields| Ok((Seq(fields.number()?), fields.sha256()?)),
    )
}

/// The point of no return: the checkpoint first, so that of two sequencers on one head the second fails at once.
pub(super) fn seal(db: &Session, batch: &Batch) -> Result<Sealing, Failure> {
    if !insert_checkpoint(db, &batch.checkpoint, batch.quorum)? {
        return Ok(Sealing::Lost);
    }
    let begins = batch.checkpoint.old_size;
    let leaves = begins + batch.first.len() as u64;
    let covers = leaves + batch.events.len() as u64;
    let ends = covers + batch.covers.len() as u64;
    if ends != batch.checkpoint.size {
        return Err(Failure::Corrupt(format!(
            "a batch of {} leaves under a checkpoint of {}",
            ends - begins,
            batch.checkpoint.size
        )));
    }
    let first: Vec<&Leaf> = batch.first.iter().collect();
    let entries: Vec<&[u8]> = first
        .iter()
        .map(|leaf| leaf.commitment.as_slice())
        .collect();
    insert_indexed(db, &entries, begins)?;
    insert_openings(db, &first)?;
    number(db, &batch.events, leaves)?;
    let entries: Vec<&[u8]> = batch.covers.iter().map(|cover| cover.as_slice()).collect();
    insert_indexed(db, &entries, covers).map(|()| Sealing::Done)
}

/// Adds entries that no event wrote, under the indexes from `from` on.
fn insert_indexed(db: &Session, entries: &[&[u8]], from: u64) -> Result<(), Failure> {
    let from = column(from)?;
    let indexes: Vec<Option<i64>> = (from..).take(entries.len()).map(Some).collect();
    insert_entries(db, &vec![None; entries.len()], entries, &indexes)
}

/// `false`: the head is another one.
fn insert_checkpoint(
    db: &Session,
    checkpoint: &StoredCheckpoint,
    quorum: Quorum,
) -> Result<bool, Failure> {
    let inserted = db.execute(
        "INSERT INTO ledger_checkpoint (old_size, size, last_event, note, cosigned, quorum)
         SELECT $1::bigint, $2::bigint, $3::bigint, $4::bytea, NULL, $5::boolean
         WHERE coalesce((SELECT max(size) FROM ledger_checkpoint), 0) = $1
         ON CONFLICT DO NOTHING",
        &[
            &column(checkpoint.old_size)?,
            &column(checkpoint.size)?,
            &checkpoint.last_event.0,
            &checkpoint.note.as_bytes(),
            &(quorum == Quorum::Met),
        ],
    )?;
    Ok(inserted == 1)
}

/// Gives the leaves of events their indexes; `Stale` unless each has one to get.
fn number(db: &Session, events: &[Seq], from: u64) -> Result<(), Failure> {
    if events.is_empty() {
        return Ok(());
    }
    let events: Vec<i64> = events.iter().map(|event| event.0).collect();
    let changed = db.execute(
        "UPDATE ledger_leaf SET leaf_index = $2::bigint + place - 1
         FROM unnest($1::bigint[]) WITH ORDINALITY AS sealed (event, place)
         WHERE ledger_leaf.event = sealed.event AND leaf_index IS NULL",
        &[&events, &column(from)?],
    )?;
    if changed == events.len() as u64 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Entries from an index on, up to the first that is missing.
pub(super) fn entries(db: &Session, from: u64, limit: usize) -> Result<Vec<Hash>, Failure> {
    let found = db.all(
        "SELECT leaf_index, commitment FROM ledger_leaf WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2",
        &[&column(from)?, &rows(limit)],
        |fields| Ok((fields.count()?, fields.sha256()?)),
    )?;
    Ok(dense(from, found))
}

/// How many leaves from this index on have one, and the highest of all.
pub(super) fn numbered(db: &Session, from: u64) -> Result<(u64, Option<u64>), Failure> {
    let found = db.first(
        "SELECT count(*) FILTER (WHERE leaf_index >= $1), max(leaf_index) FROM ledger_leaf WHERE leaf_index IS NOT NULL",
        &[&column(from)?],
        |fields| Ok((fields.count()?, fields.optional_count()?)),
    )?;
    Ok(found.unwrap_or((0, None)))
}

/// Keeps the cosignatures of a checkpoint; `Stale` if there is none of that size.
pub(super) fn cosign(
    db: &Session,
    size: u64,
    cosigned: &str,
    quorum: Quorum,
) -> Result<(), Failure> {
    db.execute_one(
        "UPDATE ledger_checkpoint SET cosigned = $1, quorum = quorum OR $2 WHERE size = $3",
        &[
            &cosigned.as_bytes(),
            &(quorum == Quorum::Met),
            &column(size)?,
        ],
    )
}

const LEAF: &str = "o.commitment, leaf_index, secret, record, kind, agency, guid, story, number
    FROM ledger_opening o JOIN ledger_leaf l ON l.commitment = o.commitment";

/// The newest leaf about a subject.
pub(super) fn leaf_of(db: &Session, subject: &LeafSubject) -> Result<Option<StoredLeaf>, Failure> {
    let kind = subject.kind();
    let newest = |condition: &str, values: Params<'_>| {
        let sql =
            format!("SELECT {LEAF} WHERE kind = $1 AND {condition} ORDER BY o.id DESC LIMIT 1");
        db.first(&sql, values, read_leaf)
    };
    match subject {
        LeafSubject::Receipt(Some(version)) => newest(
            "agency = $2 AND guid = $3 AND number = $4",
            &[
                &kind,
                &version.item.agency.as_bytes(),
                &version.item.guid.as_bytes(),
                &i64::from(version.nth),
            ],
        ),
        LeafSubject::Edition { story, number, .. } => newest(
            "story = $2 AND number = $3",
            &[&kind, &story.as_str().as_bytes(), &i64::from(*number)],
        ),
        LeafSubject::Withdrawal { story, .. } => {
            newest("story = $2", &[&kind, &story.as_str().as_bytes()])
        }
        _ => newest("story IS NULL AND guid IS NULL", &[&kind]),
    }
}

/// The leaf of a commitment, if its record is at hand.
pub(super) fn leaf(db: &Session, commitment: &Hash) -> Result<Option<StoredLeaf>, Failure> {
    let sql = format!("SELECT {LEAF} WHERE o.commitment = $1");
    db.first(&sql, &[&commitment.as_slice()], read_leaf)
}

/// Leaves with records from an index on, in order.
pub(super) fn leaves(db: &Session, from: u64, limit: usize) -> Result<Vec<StoredLeaf>, Failure> {
    let sql = format!("SELECT {LEAF} WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2");
    db.all(&sql, &[&column(from)?, &rows(limit)], read_leaf)
}

/// The opening and the keys after it; those without an index yet come first, as in the embedded engine.
pub(super) fn key_records(db: &Session) -> Result<Vec<Leaf>, Failure> {
    let sql = format!(
        "SELECT {LEAF} WHERE kind IN ('opening', 'key') ORDER BY leaf_index NULLS FIRST, o.id"
    );
    let found = db.all(&sql, &[], read_leaf)?;
    Ok(found.into_iter().map(|stored| stored.leaf).collect())
}

/// Leaves about an item, oldest first.
pub(super) fn leaves_of(db: &Session, item: &ItemKey) -> Result<Vec<KnownLeaf>, Failure> {
    db.all(
        "SELECT commitment, kind, agency, guid, story, number FROM ledger_opening
         WHERE agency = $1 AND guid = $2 ORDER BY id",
        &[&item.agency.as_bytes(), &item.guid.as_bytes()],
        |fields| {
            Ok(KnownLeaf {
                commitment: fields.sha256()?,
                subject: read_subject(fields)?,
            })
        },
    )
}

/// Acts since the first that has a leaf that must have one and have none.
pub(super) fn acts_without_leaf(db: &Session) -> Result<u64, Failure> {
    let found = db.first(ACTS_WITHOUT_LEAF, &[], |fields| fields.count())?;
    Ok(found.unwrap_or(0))
}

/// Takes over entries of a ledger that is ahead.
pub(super) fn adopt(db: &Session, adoption: &Adoption) -> Result<Adopted, Failure> {
    if !insert_checkpoint(db, &adoption.checkpoint, adoption.quorum)? {
        return Err(Failure::Stale);
    }
    let from = column(adoption.checkpoint.old_size)?;
    let entries: Vec<&[u8]> = adoption
        .entries
        .iter()
        .map(|entry| entry.as_slice())
        .collect();
    let known = db.execute(
        "UPDATE ledger_leaf SET leaf_index = $2::bigint + place - 1
         FROM unnest($1::bytea[]) WITH ORDINALITY AS served (commitment, place)
         WHERE ledger_leaf.commitment = served.commitment AND leaf_index IS NULL",
        &[&entries, &from],
    )?;
    let unknown = db.execute(
        "INSERT INTO ledger_leaf (event, commitment, leaf_index)
         SELECT NULL, commitment, $2::bigint + place - 1
         FROM unnest($1::bytea[]) WITH ORDINALITY AS served (commitment, place)
         WHERE NOT EXISTS (SELECT 1 FROM ledger_leaf
             WHERE ledger_leaf.commitment = served.commitment AND leaf_index = $2::bigint + place - 1)
         ORDER BY place",
        &[&entries, &from],
    )?;
    Ok(Adopted { known, unknown })
}
