//! What readers get: files up to the served checkpoint, and proofs made from tiles on demand. Reads only; the opening
//! that a proof carries comes from outside, and whether anybody may have it is not decided here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use copydesk_desk::{
    Answer, LeafSubject, Ledger, LedgerFile, LedgerFileKind, Proof, ServedLedger, StoreError,
    StoredCheckpoint, StoredLeaf,
};
use copydesk_proof::{Bundle, Note, Tile, TileSource, TlogProof, inclusion_proof};

use crate::disk::Disk;
use crate::nodes::{KnownTree, TileNodes};
use crate::quorum::Judged;
use crate::settings::{Face, Settings};
use crate::status::Status;
use crate::tiles::{CHECKPOINT, TileFiles};

/// The ledger as it is served.
pub struct Served {
    rows: Arc<dyn Ledger>,
    files: TileFiles,
    face: Face,
    status: Arc<Status>,
    judged: Judged,
    nodes: Arc<TileNodes>,
}

impl Served {
    /// What a sequencer with this status writes.
    #[must_use]
    pub fn new(
        rows: Arc<dyn Ledger>,
        disk: Arc<dyn Disk>,
        settings: Arc<Settings>,
        status: Arc<Status>,
    ) -> Self {
        Self::with_face(rows, disk, settings.face(), status)
    }

    /// What a follower with this status writes.
    #[must_use]
    pub fn with_face(
        rows: Arc<dyn Ledger>,
        disk: Arc<dyn Disk>,
        face: Face,
        status: Arc<Status>,
    ) -> Self {
        let files = TileFiles {
            folder: face.folder.clone(),
            disk,
        };
        Self {
            rows,
            files,
            face,
            status,
            judged: Judged::default(),
            nodes: Arc::default(),
        }
    }

    fn text(&self, path: &str) -> Option<Vec<u8>> {
        match path {
            "log.vkey" => Some(self.face.vkeys.clone().into_bytes()),
            "policy" => Some(self.face.policy_text.clone().into_bytes()),
            _ => None,
        }
    }

    async fn read(&self, name: String) -> Option<Vec<u8>> {
        let files = self.files.clone();
        let read = tokio::task::spawn_blocking(move || files.read(&name)).await;
        match read {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) => {
                tracing::error!(%error, "a file of the ledger cannot be read");
                None
            }
            Err(_) => None,
        }
    }

    async fn prove_leaf(&self, index: u64, extra: Vec<u8>) -> Result<Option<Proof>, StoreError> {
        let served = self.status.served();
        if index >= served {
            return Ok(None);
        }
        let (rows, policy) = (self.rows.as_ref(), &self.face.policy);
        let Some((checkpoint, quorum)) = self.judged.over(rows, policy, index).await? else {
            return Ok(None);
        };
        if checkpoint.size > served {
            return Ok(None);
        }
        let (files, nodes) = (self.files.clone(), Arc::clone(&self.nodes));
        let made = tokio::task::spawn_blocking(move || {
            proof_file((&files, nodes.as_ref()), index, &checkpoint, extra)
        });
        let bytes = made
            .await
            .map_err(|_| StoreError::Unavailable("the proof was not made".into()))?;
        bytes.map(|bytes| Some(Proof { bytes, quorum }))
    }
}

/// The proof file of a leaf under a checkpoint.
pub(crate) fn proof_file(
    (files, nodes): (&TileFiles, &TileNodes),
    index: u64,
    checkpoint: &StoredCheckpoint,
    extra: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let tree = KnownTree::new(files, nodes, checkpoint.size);
    let hashes = inclusion_proof(&tree, index, checkpoint.size)
        .map_err(|error| StoreError::Corrupt(format!("ledger tiles: {error}")))?;
    let note = Note::parse(checkpoint.shown().as_bytes())
        .map_err(|error| StoreError::Corrupt(format!("checkpoint {}: {error}", checkpoint.size)))?;
    let proof = TlogProof {
        extra: Some(extra),
        index,
        hashes,
        note,
    };
    Ok(proof.to_string().into_bytes())
}

/// Tiles read once for one proof.
pub(crate) struct Remembered<'a> {
    files: &'a TileFiles,
    tiles: RefCell<HashMap<Tile, Option<Vec<u8>>>>,
}

impl<'a> Remembered<'a> {
    pub(crate) fn new(files: &'a TileFiles) -> Self {
        Self {
            files,
            tiles: RefCell::default(),
        }
    }
}

impl TileSource for Remembered<'_> {
    fn tile(&self, tile: Tile) -> Option<Vec<u8>> {
        let mut tiles = self.tiles.borrow_mut();
        tiles
            .entry(tile)
            .or_insert_with(|| self.files.tile(tile))
            .clone()
    }
}

impl ServedLedger for Served {
    fn file<'a>(
        &'a self,
        path: &'a str,
    ) -> Pin<Box<dyn Future<Output = Option<LedgerFile>> + Send + 'a>> {
        Box::pin(async move {
            if let Some(bytes) = self.text(path) {
                let kind = LedgerFileKind::Text;
                return Some(LedgerFile { bytes, kind });
            }
            let served = self.status.served();
            let tile = Tile::parse(path).is_some_and(|tile| tile.is_within(served));
            let bundle = Bundle::parse(path).is_some_and(|bundle| bundle.is_within(served));
            let kind = match path {
                CHECKPOINT if served > 0 => LedgerFileKind::Text,
                _ if tile || bundle => LedgerFileKind::Tile,
                _ => return None,
            };
            let bytes = self.read(path.to_owned()).await?;
            Some(LedgerFile { bytes, kind })
        })
    }

    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>> {
        self.rows.leaf_of(subject)
    }

    fn prove(&self, index: u64, extra: Vec<u8>) -> Answer<'_, Option<Proof>> {
        Box::pin(self.prove_leaf(index, extra))
    }

    fn trouble(&self) -> Option<String> {
        self.status.trouble()
    }
}
