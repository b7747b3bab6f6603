//! The ledger's compare-and-swap and the sequencer's lease on PostgreSQL: of two that seal one head one is done; whoever
//! lost the lease seals nothing.

use copydesk_desk::{Batch, Fence, Lead, Ledger, Quorum, Sealing, Seq, StoredCheckpoint};
use copydesk_store::postgres::{Place, PostgresStore};

use crate::engine::{beside, opened, schema};

/// A batch of covers over the head of this size.
fn batch(fence: Fence, old_size: u64, mark: u8) -> Batch {
    Batch {
        fence,
        checkpoint: StoredCheckpoint {
            old_size,
            size: old_size + 2,
            last_event: Seq(0),
            note: format!("note {mark}"),
            cosigned: None,
        },
        quorum: Quorum::Met,
        first: Vec::new(),
        events: Vec::new(),
        covers: vec![[mark; 32], [mark | 0x80; 32]],
    }
}

async fn gained(store: &PostgresStore) -> Fence {
    match store.lead().await.expect("answered") {
        Lead::Ours(fence) => fence,
        Lead::Theirs => panic!("another leads"),
    }
}

#[tokio::test]
async fn of_two_that_seal_one_head_one_is_done_and_one_is_lost() {
    let Some(schema) = schema() else { return };
    let store = opened(&schema, Place::Beside);
    let fence = gained(&store).await;
    for round in 0..10u8 {
        let old_size = 2 * u64::from(round);
        let (one, two) = tokio::join!(
            store.seal(batch(fence, old_size, 2 * round)),
            store.seal(batch(fence, old_size, 2 * round + 1)),
        );
        let outcomes = [one.expect("answered"), two.expect("answered")];
        let done = outcomes.iter().filter(|outcome| **outcome == Sealing::Done);
        assert_eq!(done.count(), 1, "{outcomes:?}");
    }
    let checkpoints = store.checkpoints(0, 100).await.expect("read");
    let sizes: Vec<u64> = checkpoints
        .iter()
        .map(|checkpoint| checkpoint.size)
        .collect();
    assert_eq!(sizes, (1..=10).map(|n| 2 * n).collect::<Vec<_>>());
    assert_eq!(store.entries(0, 100).await.expect("read").len(), 20);
}

#[tokio::test]
async fn a_lease_is_renewed_and_is_refused_to_others_until_it_runs_out() {
    let Some(schema) = schema() else { return };
    let (one, two) = (
        opened(&schema, Place::Beside),
        opened(&schema, Place::Beside),
    );
    let first = gained(&one).await;
    assert_eq!(gained(&one).await, first);
    assert_eq!(two.lead().await.expect("answered"), Lead::Theirs);
    // Nearly run out: renewed under the same number.
    let nearly = "UPDATE leases SET expires = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + 2000000";
    beside(&schema, nearly);
    assert_eq!(gained(&one).await, first);
    assert_eq!(two.lead().await.expect("answered"), Lead::Theirs);
    // Run out: whoever asks has it, under another number, even who had it before.
    beside(&schema, "UPDATE leases SET expires = 0");
    assert_eq!(gained(&one).await, Fence(first.0 + 1));
    beside(&schema, "UPDATE leases SET expires = 0");
    assert_eq!(gained(&two).await, Fence(first.0 + 2));
    assert_eq!(one.lead().await.expect("answered"), Lead::Theirs);
}

#[tokio::test]
async fn who_lost_the_lease_seals_nothing() {
    let Some(schema) = schema() else { return };
    let (one, two) = (
        opened(&schema, Place::Beside),
        opened(&schema, Place::Beside),
    );
    let first = gained(&one).await;
    assert_eq!(
        one.seal(batch(first, 0, 1)).await.expect("answered"),
        Sealing::Done
    );
    // Late, but nobody came in between: harmless.
    beside(&schema, "UPDATE leases SET expires = 0");
    assert_eq!(
        one.seal(batch(first, 2, 2)).await.expect("answered"),
        Sealing::Done
    );
    let second = gained(&two).await;
    assert_eq!(
        one.seal(batch(first, 4, 3)).await.expect("answered"),
        Sealing::Lost
    );
    assert_eq!(
        one.seal(batch(second, 4, 4)).await.expect("answered"),
        Sealing::Lost
    );
    assert_eq!(
        two.seal(batch(second, 4, 5)).await.expect("answered"),
        Sealing::Done
    );
    let head = two.ledger_head().await.expect("read").expect("a head");
    assert_eq!((head.size, head.note.as_str()), (6, "note 5"));
    assert_eq!(two.entries(0, 10).await.expect("read").len(), 6);
}
