//! Archives that arrive on a feed: each member becomes a receipt of its own, durable before the archive counts as read.
//! The bytes of the archive are kept as any raw is. A crash in between costs nothing: the archive is expanded again, and
//! members that are here already are recognised by their bytes.

use copydesk_desk::{Arrival, Receipt, StoreError};
use copydesk_wire::{Limits, Member, expand, finding};
use tokio::sync::mpsc;

use crate::newsroom::Ground;

/// Members made durable together.
const MEMBERS_PER_BATCH: usize = 256;
/// Bytes made durable together, at most (one larger member goes alone).
const BYTES_PER_BATCH: usize = 16 * 1024 * 1024;

/// Receives the members of an archive; answers what was left out, if anything was. Two batches are in memory at most.
pub async fn receive_members(
    ground: &Ground,
    archive: &Receipt,
    raw: Vec<u8>,
    limits: Limits,
) -> Result<Option<String>, StoreError> {
    let (send, mut batches) = mpsc::channel(1);
    let expanding = tokio::task::spawn_blocking(move || send_members(&raw, &limits, &send));
    while let Some(batch) = batches.recv().await {
        let arrivals = batch.into_iter().map(|member| arrival(archive, member));
        ground.store.receive_all(arrivals.collect()).await?;
    }
    Ok(expanding
        .await
        .unwrap_or_else(|_| Some(String::from("the archive could not be opened"))))
}

fn send_members(raw: &[u8], limits: &Limits, send: &mpsc::Sender<Vec<Member>>) -> Option<String> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    let expansion = expand(raw, limits, &mut |member| {
        bytes += member.bytes.len();
        batch.push(member);
        if batch.len() >= MEMBERS_PER_BATCH || bytes >= BYTES_PER_BATCH {
            bytes = 0;
            // nobody listens any more if the store has failed; the archive stays unread then
            let _ = send.blocking_send(std::mem::take(&mut batch));
        }
    })?;
    if !batch.is_empty() {
        let _ = send.blocking_send(batch);
    }
    let holding = expansion
        .findings
        .iter()
        .find(|one| finding::holds(one.code));
    match holding {
        Some(finding) => Some(format!(
            "{} ({}); {} members were received",
            finding.message, finding.code, expansion.members
        )),
        None if expansion.members == 0 => Some(String::from("the archive is empty")),
        None => None,
    }
}

fn arrival(archive: &Receipt, member: Member) -> Arrival {
    Arrival {
        feed: archive.feed.clone(),
        name: Some(member.path)
            .filter(|path| !path.is_empty())
            .or_else(|| archive.name.clone()),
        bytes: member.bytes,
        media_type: None,
        charset: None,
        source_time: None,
        cursor: None,
        received: archive.received,
    }
}
