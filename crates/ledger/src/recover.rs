//! How a ledger begins, at each start and after each failure: read the head, refuse to sign if another tree could be
//! out, make the tiles that may be missing. The tiles come from the same functions as in the normal path.

use copydesk_desk::{Fence, Ledger, Seq, StoredCheckpoint};
use copydesk_proof::{Checkpoint, Hash, Note, Record, SigningKey, VerifierKey};

use crate::sequence::{LedgerError, Live, Sequencer, Signing, on_disk};
use crate::settings::Face;
use crate::tiles::{Frontier, Publication, TileFiles};

/// Checkpoints read together.
const CHECKPOINTS_PER_READ: usize = 1_000;
/// Entries read together.
const ENTRIES_PER_READ: usize = 131_072;

/// Why nothing is signed. Pages and kills go on; the ledger stands until an operator acts.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RefusedToSign {
    /// The ground state is older than what was shown: a restored backup.
    #[error("ledger is behind its served checkpoint ({head} < {served}): run copydesk restore")]
    Behind {
        /// Size of the head.
        head: u64,
        /// Size of the served checkpoint.
        served: u64,
    },
    /// What is served is another tree.
    #[error(
        "the served checkpoint of size {size} has another root than the ledger: run copydesk restore, or begin a new origin"
    )]
    ServedTreeDiffers {
        /// The size.
        size: u64,
    },
    /// A witness has seen a checkpoint of ours that is ahead of the head or unlike it.
    #[error(
        "witness {witness} has seen a checkpoint of size {seen}, the head is {head}: run copydesk restore"
    )]
    WitnessAhead {
        /// Name of the witness.
        witness: String,
        /// The size it has seen.
        seen: u64,
        /// Size of the head.
        head: u64,
    },
    /// The key is none that the ledger records.
    #[error("the key {key} is not recorded in the ledger")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// The ledger has another name.
    #[error("the ledger's origin is {recorded:?}, the configuration says {configured:?}")]
    OtherOrigin {
        /// As leaf 0 says.
        recorded: String,
        /// As configured.
        configured: String,
    },
    /// Rows of leaves are missing or too many.
    #[error("leaf indexes are not dense: {count} from {from} to {size}")]
    NotDense {
        /// From this index on.
        from: u64,
        /// So many.
        count: u64,
        /// Size of the head.
        size: u64,
    },
    /// The entries do not give the signed root.
    #[error("the entries do not give the root that was signed at size {size}")]
    RootDiffers {
        /// The size.
        size: u64,
    },
    /// A stored checkpoint is not what was signed.
    #[error("the stored checkpoint of size {size} is not one of ours: {why}")]
    ForeignCheckpoint {
        /// The size.
        size: u64,
        /// What is wrong.
        why: String,
    },
}

/// Everything that is needed to go on.
pub(crate) async fn recover(sequencer: &Sequencer, fence: Fence) -> Result<Live, LedgerError> {
    let head = sequencer.rows.ledger_head().await?;
    let signing = signing_keys(sequencer).await?;
    let kept = Kept {
        rows: sequencer.rows.as_ref(),
        files: &sequencer.files,
        logs: sequencer.settings.policy.logs(),
    };
    refuse_behind(&kept, head.as_ref()).await?;
    let (files, face) = (sequencer.files.clone(), sequencer.settings.face());
    on_disk(move || put_texts(&files, &face)).await?;
    let Some(head) = head else {
        ask_witnesses(sequencer, None).await?;
        return Ok(Live {
            fence,
            frontier: Frontier::default(),
            last_event: Seq(0),
            signing,
            synced: 0,
        });
    };
    let (frontier, synced) = catch_up_files(&kept, &head).await?;
    ask_witnesses(sequencer, Some(&head)).await?;
    Ok(Live {
        fence,
        frontier,
        last_event: head.last_event,
        signing,
        synced,
    })
}

/// What files are made from, and whose signatures are believed.
pub(crate) struct Kept<'a> {
    pub(crate) rows: &'a dyn Ledger,
    pub(crate) files: &'a TileFiles,
    pub(crate) logs: &'a [VerifierKey],
}

/// Keys and policy as files, for whoever serves or checks the folder without this program.
pub(crate) fn put_texts(files: &TileFiles, face: &Face) -> std::io::Result<()> {
    for (name, text) in [
        ("log.vkey", face.vkeys.as_str()),
        ("policy", face.policy_text.as_str()),
    ] {
        if files.read(name)?.as_deref() != Some(text.as_bytes()) {
            files.put(name, text.as_bytes())?;
        }
    }
    Ok(())
}

/// Once a process, before its first signature.
async fn ask_witnesses(
    sequencer: &Sequencer,
    head: Option<&StoredCheckpoint>,
) -> Result<(), LedgerError> {
    match &sequencer.witnesses {
        Some(witnesses) if !sequencer.witnesses_asked => witnesses.refuse_ahead(head).await,
        _ => Ok(()),
    }
}

/// Which keys sign now: the configured ones that the ledger records and that have not retired.
async fn signing_keys(sequencer: &Sequencer) -> Result<Signing, LedgerError> {
    let settings = &sequencer.settings;
    let mut recorded: Vec<(String, Option<i64>)> = Vec::new();
    for leaf in sequencer.rows.key_records().await? {
        match Record::parse(leaf.record.as_bytes()) {
            Ok(Record::Opening(record)) if record.origin != settings.origin => {
                return Err(RefusedToSign::OtherOrigin {
                    recorded: record.origin,
                    configured: settings.origin.clone(),
                }
                .into());
            }
            Ok(Record::Opening(record)) => recorded.push((record.key, None)),
            Ok(Record::Key(record)) => {
                if let Some(last) = recorded.last_mut() {
                    last.1 = Some(record.retires.unix());
                }
                recorded.push((record.key, None));
            }
            _ => {}
        }
    }
    choose(
        settings.key.clone(),
        settings.new_key.clone(),
        &recorded,
        sequencer.clock.now().as_second(),
    )
}

fn choose(
    key: SigningKey,
    new_key: Option<SigningKey>,
    recorded: &[(String, Option<i64>)],
    now: i64,
) -> Result<Signing, LedgerError> {
    let find = |key: &SigningKey| {
        recorded
            .iter()
            .find(|(known, _)| *known == key.public().to_string())
    };
    if recorded.is_empty() {
        return Ok(Signing {
            keys: vec![key],
            unrecorded: None,
        });
    }
    let Some((_, retires)) = find(&key) else {
        let key = key.public().to_string();
        return Err(RefusedToSign::UnknownKey { key }.into());
    };
    let retired = retires.is_some_and(|retires| retires <= now);
    let Some(new_key) = new_key else {
        if retired {
            let key = format!("{} (it has retired)", key.public());
            return Err(RefusedToSign::UnknownKey { key }.into());
        }
        return Ok(Signing {
            keys: vec![key],
            unrecorded: None,
        });
    };
    let unrecorded = find(&new_key).is_none().then(|| new_key.clone());
    let old = (!retired).then_some(key);
    Ok(Signing {
        keys: old.into_iter().chain([new_key]).collect(),
        unrecorded,
    })
}

/// Compares the head with what is served: a served checkpoint of ours that is ahead was signed by a life of this
/// ledger that the ground state does not know.
pub(crate) async fn refuse_behind(
    kept: &Kept<'_>,
    head: Option<&StoredCheckpoint>,
) -> Result<(), LedgerError> {
    let files = kept.files.clone();
    let Some((note, served)) = on_disk(move || files.served()).await? else {
        return Ok(());
    };
    if note.verify(kept.logs).is_err() {
        return Ok(());
    }
    let size = head.map_or(0, |head| head.size);
    if served.size > size {
        return Err(RefusedToSign::Behind {
            head: size,
            served: served.size,
        }
        .into());
    }
    let ours = kept
        .rows
        .checkpoints(served.size.saturating_sub(1), 1)
        .await?
        .pop();
    let same =
        ours.is_some_and(|ours| ours.size == served.size && root_of(&ours) == Some(served.root));
    if same || served.size == 0 {
        Ok(())
    } else {
        Err(RefusedToSign::ServedTreeDiffers { size: served.size }.into())
    }
}

pub(crate) fn root_of(checkpoint: &StoredCheckpoint) -> Option<Hash> {
    let note = Note::parse(checkpoint.note.as_bytes()).ok()?;
    Some(Checkpoint::parse(&note.text).ok()?.root)
}

/// Makes the files that may be missing, from the last size that is surely on disk up to the head.
pub(crate) async fn catch_up_files(
    kept: &Kept<'_>,
    head: &StoredCheckpoint,
) -> Result<(Frontier, u64), LedgerError> {
    check_signed(head, kept.logs)?;
    let files = kept.files.clone();
    let synced = on_disk(move || files.synced()).await?.min(head.size);
    let (mut frontier, synced) = match trusted_frontier(kept, synced).await? {
        Some(frontier) => (frontier, synced),
        None => (Frontier::default(), 0),
    };
    refuse_gaps(kept.rows, synced, head.size).await?;
    while let Some(grown) = write_on(kept, &mut frontier, head).await? {
        drop(grown);
    }
    let (files, size, note) = (kept.files.clone(), head.size, head.shown().to_owned());
    on_disk(move || serve_if_new(&files, size, &note)).await?;
    Ok((frontier, synced))
}

/// Writes the tiles of the next checkpoints up to the head; `None`: there is none. What the tiles outgrew is still there.
pub(crate) async fn write_on(
    kept: &Kept<'_>,
    frontier: &mut Frontier,
    head: &StoredCheckpoint,
) -> Result<Option<Vec<Publication>>, LedgerError> {
    if frontier.size() >= head.size {
        return Ok(None);
    }
    let next = kept
        .rows
        .checkpoints(frontier.size(), CHECKPOINTS_PER_READ)
        .await?;
    if next.is_empty() {
        return Err(RefusedToSign::RootDiffers { size: head.size }.into());
    }
    let mut grown = Vec::new();
    for checkpoint in next.iter().filter(|next| next.size <= head.size) {
        let publication = replay(kept, frontier, checkpoint).await?;
        let files = kept.files.clone();
        let written = on_disk(move || publication.write_tiles(&files).map(|()| publication));
        grown.push(written.await?);
    }
    Ok(Some(grown))
}

pub(crate) fn serve_if_new(files: &TileFiles, size: u64, note: &str) -> std::io::Result<()> {
    let there = files.read(crate::tiles::CHECKPOINT)?;
    if there.as_deref() == Some(note.as_bytes()) {
        return Ok(());
    }
    files.serve(size, note)
}

/// The right edge from disk, if it gives the root that was signed at this size.
async fn trusted_frontier(kept: &Kept<'_>, size: u64) -> Result<Option<Frontier>, LedgerError> {
    let Some(signed) = size.checked_sub(1) else {
        return Ok(None);
    };
    let checkpoint = kept.rows.checkpoints(signed, 1).await?.pop();
    let root = checkpoint
        .filter(|found| found.size == size)
        .as_ref()
        .and_then(root_of);
    let files = kept.files.clone();
    let frontier = on_disk(move || Frontier::load(&files, size)).await?;
    Ok(frontier.filter(|frontier| Some(frontier.root()) == root))
}

/// Appends the entries of one checkpoint and compares the root.
async fn replay(
    kept: &Kept<'_>,
    frontier: &mut Frontier,
    checkpoint: &StoredCheckpoint,
) -> Result<Publication, LedgerError> {
    let mut entries: Vec<Hash> = Vec::new();
    let from = frontier.size();
    let wanted = usize::try_from(checkpoint.size - from).unwrap_or(usize::MAX);
    while entries.len() < wanted {
        let limit = ENTRIES_PER_READ.min(wanted - entries.len());
        let read = kept
            .rows
            .entries(from + entries.len() as u64, limit)
            .await?;
        if read.is_empty() {
            break;
        }
        entries.extend(read);
    }
    let publication = frontier.extend(&entries);
    if frontier.size() == checkpoint.size && Some(frontier.root()) == root_of(checkpoint) {
        Ok(publication)
    } else {
        let size = checkpoint.size;
        Err(RefusedToSign::RootDiffers { size }.into())
    }
}

pub(crate) fn check_signed(
    head: &StoredCheckpoint,
    known: &[VerifierKey],
) -> Result<(), RefusedToSign> {
    let foreign = |why: String| RefusedToSign::ForeignCheckpoint {
        size: head.size,
        why,
    };
    let note = Note::parse(head.note.as_bytes()).map_err(|error| foreign(error.to_string()))?;
    note.verify(known)
        .map_err(|error| foreign(error.to_string()))?;
    let stated = Checkpoint::parse(&note.text).map_err(|error| foreign(error.to_string()))?;
    if stated.size == head.size {
        Ok(())
    } else {
        Err(foreign(format!("it states the size {}", stated.size)))
    }
}

async fn refuse_gaps(rows: &dyn Ledger, from: u64, size: u64) -> Result<(), LedgerError> {
    let (count, highest) = rows.numbered(from).await?;
    if count == size - from && highest == size.checked_sub(1) {
        Ok(())
    } else {
        Err(RefusedToSign::NotDense { from, count, size }.into())
    }
}
