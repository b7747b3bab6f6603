//! A disclosure that other rules give anew for an edition that was public: what is shown must be what was recorded, so
//! the edition gets a further leaf. Alters no text; the earlier leaf stays, and proofs saved of it stay valid.

use copydesk_proof::{EditionRecord, Record, Secret, piece};
use copydesk_text::Disclosure;
use jiff::Timestamp;

use crate::decide::House;
use crate::decide::record::{EditionBase, disclosure_digest, edition_record};
use crate::ledger::{Leaf, LeafSubject};
use crate::newsroom::{Act, Actor, Edition, Event, EventKind};

/// The act that records an edition with a disclosure made anew. `recorded` is the newest leaf of the edition; `None` if
/// that leaf says so already, or is of no edition. The new record names the one before it.
#[must_use]
pub fn redisclose(
    recorded: &Leaf,
    (edition, disclosure): (&Edition, &Disclosure),
    house: &House,
    (secret, now): (Secret, Timestamp),
) -> Option<Act> {
    let Ok(Record::Edition(before)) = Record::parse(recorded.record.as_bytes()) else {
        return None;
    };
    if says(&before, recorded, disclosure) {
        return None;
    }
    let base = EditionBase {
        published: before.published,
        receipt: before.receipt,
        previous: Some(recorded.commitment),
    };
    let record = edition_record(base, (edition, Some(disclosure)), house, &secret);
    let item = edition.version.as_ref().map(|version| version.item.clone());
    let subject = LeafSubject::Edition {
        story: edition.story.clone(),
        number: edition.number,
        item: item.clone(),
    };
    let event = Event {
        at: now,
        kind: EventKind::Redisclosed,
        item,
        story: Some(edition.story.clone()),
        by: Actor::Clock,
        note: None,
    };
    Some(Act {
        events: vec![event],
        leaves: vec![(0, Leaf::new(secret, &Record::Edition(record), subject))],
        ..Act::default()
    })
}

/// Whether a record commits to this disclosure.
fn says(record: &EditionRecord, leaf: &Leaf, disclosure: &Disclosure) -> bool {
    let digest = disclosure_digest(disclosure.to_json());
    piece(&leaf.secret.salt(0), &digest) == record.disclosure
}
