//! Follows the events for the explainers: cites move with their words, and the desk hears which lines went stale or are
//! hidden. What readers see is computed from the sources each time and waits for none of this.

use std::time::Duration;

use copydesk_desk::decide::{explainer_leaf, restand};
use copydesk_desk::{Act, Hash, Random, Secret, Seq, StoreError, Wake};
use copydesk_site::explainer::sources::Library;
use tokio::sync::watch;

use crate::newsroom::Ground;

/// A lost wake-up costs no more than this.
const POLL: Duration = Duration::from_millis(250);
/// Events read at a time.
const EVENTS: usize = 256;

/// Adds the ledger's leaves of the editions of explainers that an act publishes.
pub fn record(act: &mut Act, previous: Option<Hash>, random: &dyn Random) {
    let published = act.explainer_editions.first();
    let leaf = published.map(|one| explainer_leaf(one, previous, Secret::new(random.bytes32())));
    act.leaves.extend(leaf.map(|leaf| (0, leaf)));
}

/// Follows until `shutdown` turns true; looks at every explainer once at the start.
pub async fn follow(ground: Ground, mut shutdown: watch::Receiver<bool>) {
    let mut seen: Option<Seq> = None;
    while !*shutdown.borrow() {
        match step(&ground, seen).await {
            Ok(now) => seen = Some(now),
            Err(error) => tracing::error!(%error, "explainers do not follow the events"),
        }
        let wait = ground.wake.wait(seen.unwrap_or_default());
        tokio::select! {
            _ = tokio::time::timeout(POLL, wait) => {}
            _ = shutdown.wait_for(|stop| *stop) => {}
        }
    }
}

/// Looks at the explainers if anything happened that may concern them; answers up to where it has looked.
pub async fn step(ground: &Ground, seen: Option<Seq>) -> Result<Seq, StoreError> {
    let mut last = match seen {
        Some(seen) => seen,
        None => ground.store.head().await?,
    };
    let mut concerned = seen.is_none();
    loop {
        let events = ground.store.events(last, EVENTS).await?;
        let Some(end) = events.last() else { break };
        last = end.seq;
        concerned |= events
            .iter()
            .any(|record| record.event.story.is_some() || record.event.kind.is_of_reference());
    }
    if concerned {
        look(ground).await?;
    }
    Ok(last)
}

async fn look(ground: &Ground) -> Result<(), StoreError> {
    for explainer in ground.store.explainers().await? {
        let editions = ground
            .store
            .explainer_editions(explainer.id.clone())
            .await?;
        let edition = editions.iter().find(|one| one.number == explainer.edition);
        let mut keys = explainer.body.sources();
        keys.extend(edition.into_iter().flat_map(|one| one.body.sources()));
        keys.sort();
        keys.dedup();
        let library = Library::load(ground.store.as_ref(), &keys).await?;
        let now = ground.clock.now();
        let Some(act) = restand(&explainer, edition, &library.sources, now) else {
            continue;
        };
        match ground.store.commit(act).await {
            Ok(head) => ground.wake.wake(head),
            // An editor was faster: that event brings us here again.
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
