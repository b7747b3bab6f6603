//! The ledger's rows: leaves with their openings, and checkpoints.

use copydesk_desk::{
    Hash, Leaf, LeafSubject, Secret, Seq, StoredCheckpoint, StoredLeaf, StoryId, VersionKey,
};

use super::{Corrupt, Fields};

/// Counts events of acts that the ledger must have a leaf of and has none, since the first that has one: receipts; editions
/// whose version has a receipt in the ledger, and those of the house; withdrawals of what the ledger has an edition of.
pub(crate) const ACTS_WITHOUT_LEAF: &str =
    "SELECT count(*) FROM events WHERE seq >= (SELECT min(event) FROM ledger_leaf)
     AND NOT EXISTS (SELECT 1 FROM ledger_leaf WHERE event = events.seq)
     AND (kind IN ('item_received', 'version_received', 'quarantined', 'explainer_published')
         OR (kind = 'story_published' AND EXISTS (
             SELECT 1 FROM editions WHERE editions.story = events.story AND editions.published = events.at
                 AND (version_item IS NULL OR EXISTS (
                     SELECT 1 FROM items JOIN ledger_opening ON ledger_opening.agency = items.agency
                         AND ledger_opening.guid = items.guid
                     WHERE items.id = version_item AND ledger_opening.kind = 'receipt'
                         AND ledger_opening.number = version_nth))))
         OR (kind IN ('story_killed', 'story_held', 'story_withdrawn') AND EXISTS (
             SELECT 1 FROM ledger_opening JOIN ledger_leaf ON ledger_leaf.commitment = ledger_opening.commitment
             WHERE ledger_opening.kind = 'edition' AND ledger_opening.story = events.story
                 AND ledger_leaf.event < events.seq)))";

/// Entries of a query over index and commitment, up to the first that is missing.
pub(crate) fn dense(from: u64, rows: Vec<(u64, Hash)>) -> Vec<Hash> {
    let dense = (from..)
        .zip(rows)
        .take_while(|(wanted, (index, _))| wanted == index);
    dense.map(|(_, (_, entry))| entry).collect()
}

pub(crate) fn column(number: u64) -> Result<i64, Corrupt> {
    i64::try_from(number).map_err(|_| Corrupt(format!("{number} is out of range")))
}

pub(crate) fn read_checkpoint(fields: &mut Fields<'_>) -> Result<StoredCheckpoint, Corrupt> {
    Ok(StoredCheckpoint {
        old_size: fields.count()?,
        size: fields.count()?,
        last_event: Seq(fields.number()?),
        note: fields.text()?,
        cosigned: fields.optional_text()?,
    })
}

pub(crate) fn read_leaf(fields: &mut Fields<'_>) -> Result<StoredLeaf, Corrupt> {
    let commitment = fields.sha256()?;
    let index = fields.optional_count()?;
    let secret = Secret::new(fields.sha256()?);
    let record = fields.text()?;
    Ok(StoredLeaf {
        index,
        leaf: Leaf {
            commitment,
            secret,
            record,
            subject: read_subject(fields)?,
        },
    })
}

pub(crate) fn read_subject(fields: &mut Fields<'_>) -> Result<LeafSubject, Corrupt> {
    let kind = fields.name()?;
    let item = fields.optional_item_key()?;
    let story = fields.optional_text()?.map(StoryId::new);
    let number: Option<u32> = fields.optional_count()?;
    match (kind.as_str(), story, number) {
        ("opening", None, None) => Ok(LeafSubject::Opening),
        ("key", None, None) => Ok(LeafSubject::Key),
        ("erasure", None, None) => Ok(LeafSubject::Erasure),
        ("receipt", None, None) => Ok(LeafSubject::Receipt(None)),
        ("receipt", None, Some(nth)) => {
            let item = item.ok_or_else(|| fields.corrupt("a receipt without an item"))?;
            Ok(LeafSubject::Receipt(Some(VersionKey { item, nth })))
        }
        ("edition", Some(story), Some(number)) => Ok(LeafSubject::Edition {
            story,
            number,
            item,
        }),
        ("withdrawal", Some(story), None) => Ok(LeafSubject::Withdrawal { story, item }),
        _ => Err(fields.corrupt(format_args!("does not fit a leaf of kind {kind:?}"))),
    }
}
