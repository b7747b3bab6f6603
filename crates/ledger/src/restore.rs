//! Catching up after a restored backup: what was served is ahead of the ground state, and a second tree must never be
//! signed. Reads the served ledger, checks that it is ours and extends the restored head, and takes its entries over.

use std::path::PathBuf;
use std::sync::Arc;

use copydesk_desk::{
    Adopted, Adoption, Hash, Ledger, Quorum, Seq, StoredCheckpoint, Web, WebRequest,
};
use copydesk_proof::{Bundle, Checkpoint, Edge, Note, Standing, leaf_hash};
use std::time::Duration;

use crate::disk::RealDisk;
use crate::recover::{RefusedToSign, root_of};
use crate::sequence::LedgerError;
use crate::settings::Settings;
use crate::tiles::{CHECKPOINT, TileFiles};

const TILE_WIDTH: u64 = 256;
/// Entries read together from the ground state.
const ENTRIES_PER_READ: usize = 131_072;
/// How long a file of a ledger elsewhere may take.
const WAIT: Duration = Duration::from_secs(30);
/// Largest file of a ledger, bytes.
const FILE_BYTES_MAX: usize = 1 << 20;

/// Where the served ledger is read from.
pub enum Source {
    /// A folder.
    Folder(PathBuf),
    /// An address, `…/ledger`.
    Web(String, Arc<dyn Web>),
}

/// What catching up came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// Nothing served is ahead of the ground state.
    NotBehind,
    /// These entries were taken over, up to this size.
    CaughtUp {
        /// The new size.
        size: u64,
        /// Entries by what is known of them.
        adopted: Adopted,
    },
}

/// Takes over what is served and not known.
///
/// # Errors
/// The served ledger is not ours, does not extend the restored head, or cannot be read: then the only way on is a new
/// origin.
pub async fn catch_up(
    rows: &dyn Ledger,
    settings: &Settings,
    source: &Source,
    now: u64,
) -> Result<CatchUp, LedgerError> {
    let Some(bytes) = file(source, CHECKPOINT).await? else {
        return Ok(CatchUp::NotBehind);
    };
    let note = Note::parse(&bytes).map_err(|error| other(format!("served checkpoint: {error}")))?;
    let signed = note.verify(settings.policy.logs());
    signed.map_err(|error| other(format!("served checkpoint: {error}")))?;
    let served = Checkpoint::parse(&note.text).map_err(|error| other(error.to_string()))?;
    if served.origin != settings.origin {
        return Err(other(format!(
            "served checkpoint: it is of the ledger {:?}",
            served.origin
        )));
    }
    let head = rows.ledger_head().await?;
    let size = head.as_ref().map_or(0, |head| head.size);
    if served.size <= size {
        return Ok(CatchUp::NotBehind);
    }
    let mut edge = own_edge(rows, size).await?;
    if head
        .as_ref()
        .is_some_and(|head| root_of(head) != Some(edge.root()))
    {
        return Err(RefusedToSign::RootDiffers { size }.into());
    }
    let entries = entries_after(source, rows, (size, served.size)).await?;
    entries.iter().for_each(|entry| edge.push(leaf_hash(entry)));
    if edge.root() != served.root {
        return Err(RefusedToSign::ServedTreeDiffers { size: served.size }.into());
    }
    let judged = settings.policy.judge(&note, now);
    let quorum = match judged.map(|cosigned| cosigned.standing) {
        Ok(Standing::Quorum | Standing::NotRequired) => Quorum::Met,
        _ => Quorum::Missing,
    };
    let adoption = Adoption {
        checkpoint: StoredCheckpoint {
            old_size: size,
            size: served.size,
            last_event: head.map_or(Seq(0), |head| head.last_event),
            note: note.to_string(),
            cosigned: None,
        },
        quorum,
        entries,
    };
    let adopted = rows.adopt(adoption).await?;
    Ok(CatchUp::CaughtUp {
        size: served.size,
        adopted,
    })
}

fn other(why: String) -> LedgerError {
    std::io::Error::other(why).into()
}

async fn own_edge(rows: &dyn Ledger, size: u64) -> Result<Edge, LedgerError> {
    let mut edge = Edge::default();
    while edge.size() < size {
        let wanted = usize::try_from(size - edge.size()).unwrap_or(usize::MAX);
        let entries = rows
            .entries(edge.size(), ENTRIES_PER_READ.min(wanted))
            .await?;
        if entries.is_empty() {
            return Err(RefusedToSign::NotDense {
                from: 0,
                count: edge.size(),
                size,
            }
            .into());
        }
        entries.iter().for_each(|entry| edge.push(leaf_hash(entry)));
    }
    Ok(edge)
}

/// The served entries from the head on. The first bundle also holds older ones, which must be the head's.
async fn entries_after(
    source: &Source,
    rows: &dyn Ledger,
    (from, to): (u64, u64),
) -> Result<Vec<Hash>, LedgerError> {
    let mut entries = Vec::new();
    for index in from / TILE_WIDTH.. {
        let Some(bundle) = Bundle::at_size(index, to) else {
            break;
        };
        let name = bundle.path();
        let absent = || other(format!("{name} is missing in the served ledger"));
        let bytes = file(source, &name).await?.ok_or_else(absent)?;
        let read = Bundle::decode(&bytes).map_err(|error| other(format!("{name}: {error}")))?;
        if read.len() != usize::from(bundle.width()) {
            return Err(other(format!("{name}: {} entries", read.len())));
        }
        entries.extend(read);
    }
    let overlap = usize::try_from(from % TILE_WIDTH).unwrap_or(0);
    let new = entries.split_off(overlap.min(entries.len()));
    if entries == rows.entries(from - overlap as u64, overlap).await? {
        Ok(new)
    } else {
        Err(RefusedToSign::ServedTreeDiffers { size: to }.into())
    }
}

async fn file(source: &Source, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
    match source {
        Source::Folder(folder) => {
            let files = TileFiles {
                folder: folder.clone(),
                disk: Arc::new(RealDisk),
            };
            Ok(files.read(name)?)
        }
        Source::Web(prefix, web) => {
            let request = WebRequest {
                url: format!("{}/{name}", prefix.trim_end_matches('/')),
                body: None,
                wait: WAIT,
                body_bytes_max: FILE_BYTES_MAX,
            };
            let url = request.url.clone();
            let answer = web
                .ask(request)
                .await
                .map_err(|failure| other(format!("{url}: {failure}")))?;
            match answer.status {
                200 => Ok(Some(answer.body)),
                404 => Ok(None),
                status => Err(other(format!("{url}: status {status}"))),
            }
        }
    }
}
