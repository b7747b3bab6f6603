//! The ledger on PostgreSQL: every call of the store fails once; two nodes that both believe they lead; a lease that
//! changes hands. A schema a test, dropped at its end; without COPYDESK_TEST_POSTGRES a line says that it was skipped.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};

use copydesk_desk::{
    Adopted, Adoption, Answer, Batch, Erased, Hash, ItemKey, Lead, Leaf, LeafSubject, Ledger,
    Quorum, Sealing, Seq, Store, StoredCheckpoint, StoredLeaf,
};
use copydesk_ledger::{RealDisk, Sequencer, Ticked};
use copydesk_store::postgres::{Place, PostgresStore, Roots, Server, drop_schema};

use crate::faults::{Place as Trapped, check_every_call_on};
use crate::house::{Judge, Mode, add, data, real, sequencer, settings};

const VARIABLE: &str = "COPYDESK_TEST_POSTGRES";

/// A schema for one test; dropped with it.
pub struct Schema(Server);

impl Schema {
    /// `None`, and a line on standard error, where no server is named.
    pub fn fresh() -> Option<Self> {
        static SKIPPED: Once = Once::new();
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let named = std::env::var(VARIABLE)
            .ok()
            .filter(|named| !named.is_empty());
        let Some(connection) = named else {
            // The harness swallows `eprintln!`; a skip must be seen.
            SKIPPED.call_once(|| {
                let _ = writeln!(std::io::stderr(), "skipped: {VARIABLE} is not set");
            });
            return None;
        };
        let nth = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("copydesk_ledger_{}_{nth}", std::process::id());
        let server = Server::new(&connection, &name, None, &Roots::System);
        Some(Self(server.expect("a connection string")))
    }

    /// One node's store.
    pub fn open(&self) -> Arc<PostgresStore> {
        Arc::new(PostgresStore::open(&self.0, Place::Beside).expect("a store"))
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let dropped = drop_schema(&self.0);
        if !std::thread::panicking() {
            dropped.expect("the test's schema is dropped");
        }
    }
}

async fn check_every_call(mode: Mode) {
    let mut schemas = Vec::new();
    let open = |_: &Path| {
        let schema = Schema::fresh()?;
        let store = schema.open();
        schemas.push(schema);
        Some(store)
    };
    check_every_call_on(Trapped::Rows, mode, open).await;
}

#[tokio::test]
async fn each_call_of_the_store_fails_on_a_server() {
    check_every_call(Mode::Fails).await;
}

#[tokio::test]
async fn each_call_of_the_store_is_done_and_says_it_failed_on_a_server() {
    check_every_call(Mode::DoneButFails).await;
}

/// A node that goes on believing what it was told last, until it is told to ask again.
struct Believing {
    rows: Arc<PostgresStore>,
    belief: Mutex<Option<Lead>>,
}

impl Believing {
    fn new(rows: &Arc<PostgresStore>) -> Arc<Self> {
        Arc::new(Self {
            rows: Arc::clone(rows),
            belief: Mutex::new(None),
        })
    }

    fn doubt(&self) {
        *self.belief.lock().expect("unpoisoned") = None;
    }
}

impl Ledger for Believing {
    fn lead(&self) -> Answer<'_, Lead> {
        Box::pin(async move {
            let belief = *self.belief.lock().expect("unpoisoned");
            if let Some(lead @ Lead::Ours(_)) = belief {
                return Ok(lead);
            }
            let lead = self.rows.lead().await?;
            *self.belief.lock().expect("unpoisoned") = Some(lead);
            Ok(lead)
        })
    }
    fn ledger_head(&self) -> Answer<'_, Option<StoredCheckpoint>> {
        self.rows.ledger_head()
    }
    fn unsealed(&self, after: Seq, limit: usize) -> Answer<'_, Vec<(Seq, Hash)>> {
        self.rows.unsealed(after, limit)
    }
    fn seal(&self, batch: Batch) -> Answer<'_, Sealing> {
        self.rows.seal(batch)
    }
    fn entries(&self, from: u64, limit: usize) -> Answer<'_, Vec<Hash>> {
        self.rows.entries(from, limit)
    }
    fn numbered(&self, from: u64) -> Answer<'_, (u64, Option<u64>)> {
        self.rows.numbered(from)
    }
    fn checkpoints(&self, size: u64, limit: usize) -> Answer<'_, Vec<StoredCheckpoint>> {
        self.rows.checkpoints(size, limit)
    }
    fn checkpoint_over(&self, index: u64) -> Answer<'_, Option<(StoredCheckpoint, Quorum)>> {
        self.rows.checkpoint_over(index)
    }
    fn cosign(&self, size: u64, cosigned: String, quorum: Quorum) -> Answer<'_, ()> {
        self.rows.cosign(size, cosigned, quorum)
    }
    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>> {
        self.rows.leaf_of(subject)
    }
    fn leaves(&self, from: u64, limit: usize) -> Answer<'_, Vec<StoredLeaf>> {
        self.rows.leaves(from, limit)
    }
    fn leaf(&self, commitment: Hash) -> Answer<'_, Option<StoredLeaf>> {
        self.rows.leaf(commitment)
    }
    fn key_records(&self) -> Answer<'_, Vec<Leaf>> {
        self.rows.key_records()
    }
    fn acts_without_leaf(&self) -> Answer<'_, u64> {
        self.rows.acts_without_leaf()
    }
    fn erase(&self, item: ItemKey, act: copydesk_desk::Act) -> Answer<'_, Erased> {
        self.rows.erase(item, act)
    }
    fn adopt(&self, adoption: Adoption) -> Answer<'_, Adopted> {
        self.rows.adopt(adoption)
    }
}

fn over(rows: Arc<dyn Ledger>, folder: &Path) -> Sequencer {
    sequencer(rows, Arc::new(RealDisk), settings(folder))
}

/// Two sequencers on one folder of tiles tick together, round after round; answers how often one of them came to
/// nothing. Whatever they did, there is one tree.
async fn check_one_tree(
    folder: &Path,
    stores: [&Arc<PostgresStore>; 2],
    mut nodes: [Sequencer; 2],
    mut between: impl AsyncFnMut(u64),
) -> u64 {
    let judge = Judge::default();
    let (mut leaves, mut lost) = (0, 0);
    for round in 0..30 {
        add(stores[usize::from(round % 2 == 1)], leaves, 37).await;
        leaves += 37;
        between(round).await;
        let [first, second] = &mut nodes;
        let (a, b) = tokio::join!(first.tick(), second.tick());
        for ticked in [a, b] {
            let came_to_nothing = !matches!(
                ticked,
                Ok(Ticked::Grown(_) | Ticked::Idle | Ticked::Standby)
            );
            lost += u64::from(came_to_nothing);
        }
        judge.look(stores[0], &nodes[0], folder).await;
        judge.look(stores[1], &nodes[1], folder).await;
    }
    drop(nodes);
    let mut last = real(stores[0], folder);
    stores[1].resign().await.expect("resigned");
    stores[0].resign().await.expect("resigned");
    while !matches!(last.tick().await, Ok(Ticked::Idle)) {}
    judge.look(stores[0], &last, folder).await;
    judge.decide(stores[0], folder, leaves).await;
    lost
}

#[tokio::test]
async fn two_nodes_under_one_fence_that_both_believe_they_lead_make_one_tree() {
    let Some(schema) = Schema::fresh() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let folder: PathBuf = data(&folder);
    let store = schema.open();
    // One gain of the lease, two sequencers that use it: the compare-and-swap alone decides.
    let nodes = [real(&store, &folder), real(&store, &folder)];
    let lost = check_one_tree(&folder, [&store, &store], nodes, async |_| {}).await;
    assert!(lost > 0, "they never met");
}

#[tokio::test]
async fn two_nodes_whose_lease_changes_hands_unnoticed_make_one_tree() {
    let Some(schema) = Schema::fresh() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let folder: PathBuf = data(&folder);
    let stores = [schema.open(), schema.open()];
    let believers = [Believing::new(&stores[0]), Believing::new(&stores[1])];
    let nodes = [
        over(Arc::clone(&believers[0]) as Arc<dyn Ledger>, &folder),
        over(Arc::clone(&believers[1]) as Arc<dyn Ledger>, &folder),
    ];
    // Every third round the holder's lease runs out; the other asks again and has it, the first does not know.
    let between = async |round: u64| {
        if round % 3 == 2 {
            let other = usize::from(round.is_multiple_of(2));
            stores[1 - other].resign().await.expect("run out");
            believers[other].doubt();
        }
    };
    let lost = check_one_tree(&folder, [&stores[0], &stores[1]], nodes, between).await;
    assert!(lost > 0, "no fence was ever refused");
}

#[tokio::test]
async fn a_node_that_does_not_lead_stands_by_and_goes_on_when_the_lease_is_free() {
    let Some(schema) = Schema::fresh() else {
        return;
    };
    let folders = [
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    ];
    let folders = [data(&folders[0]), data(&folders[1])];
    let stores = [schema.open(), schema.open()];
    let mut first = real(&stores[0], &folders[0]);
    let mut second = real(&stores[1], &folders[1]);
    add(&stores[0], 0, 300).await;
    assert_eq!(first.tick().await.expect("a step"), Ticked::Grown(301));
    assert_eq!(second.tick().await.expect("a step"), Ticked::Standby);
    drop(first);
    // The node is gone with its folder: the next makes tiles and checkpoint from the rows, byte for byte.
    stores[0].resign().await.expect("resigned");
    add(&stores[1], 300, 5).await;
    assert_eq!(second.tick().await.expect("a step"), Ticked::Grown(306));
    let judge = Judge::default();
    judge.look(&stores[1], &second, &folders[1]).await;
    judge.decide(&stores[1], &folders[1], 305).await;
    let full = "ledger/tile/0/000";
    let tiles = folders
        .each_ref()
        .map(|folder| std::fs::read(folder.join(full)).expect("a tile"));
    assert_eq!(tiles[0], tiles[1]);
    assert_eq!(stores[0].head().await.expect("read"), Seq(305));
}
