//! The embargo clock: releases at their instants, scheduled stories with them. Looks four times a second, so that a
//! release is seen within the second whatever happened to a timer; never releases early.

use std::time::Duration;

use copydesk_desk::decide::{Known, Recorder, release};
use copydesk_desk::{Act, ItemKey, StoreError, Wake};
use tokio::sync::watch;

use crate::newsroom::Ground;
use crate::newsroom::reading::{load_known, text_of};

const TICK: Duration = Duration::from_millis(250);

/// Keeps the clock until `shutdown` turns true.
pub async fn follow(ground: Ground, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        if let Err(error) = tick(&ground).await {
            tracing::error!(%error, "the embargo clock could not look");
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            _ = shutdown.wait_for(|stop| *stop) => {}
        }
    }
}

/// Releases everything that is due now.
pub async fn tick(ground: &Ground) -> Result<(), StoreError> {
    let now = ground.clock.now();
    let embargoed = ground
        .store
        .embargoed(now)
        .await?
        .into_iter()
        .map(|item| item.key);
    let scheduled = ground
        .store
        .scheduled(now)
        .await?
        .into_iter()
        .filter_map(|story| story.item);
    let mut due: Vec<ItemKey> = embargoed.chain(scheduled).collect();
    due.sort();
    due.dedup();
    for key in due {
        match release_one(ground, &key).await {
            // Somebody changed it in between: the next tick looks again.
            Ok(()) | Err(StoreError::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn release_one(ground: &Ground, key: &ItemKey) -> Result<(), StoreError> {
    let known = load_known(ground, key).await?;
    let current = match current_version(&known) {
        Some(version) => text_of(ground, version).await?,
        None => None,
    };
    let Some(item) = &known.item else {
        return Ok(());
    };
    let feed = ground.feed(&item.feed);
    let now = ground.clock.now();
    let mut act = release(
        &known,
        current.as_ref(),
        &feed,
        &ground.house,
        ground.fresh_story(),
        now,
    );
    let recorder = Recorder {
        known: &known,
        others: Vec::new(),
        arriving: None,
        text: current.as_ref(),
        house: &ground.house,
        random: ground.random.as_ref(),
    };
    recorder.record(&mut act);
    if act != Act::default() {
        let head = ground.store.commit(act).await?;
        ground.wake.wake(head);
    }
    Ok(())
}

fn current_version(known: &Known) -> Option<&copydesk_desk::Version> {
    let nth = known.item.as_ref()?.current;
    known.versions.iter().find(|version| version.key.nth == nth)
}
