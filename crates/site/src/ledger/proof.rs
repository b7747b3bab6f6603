//! `…/proof/edition.tlog-proof`, `…/proof/receipt.tlog-proof`, `…/proof/withdrawal.tlog-proof`: what a reader saves to
//! check a story anywhere. The page's own words come from the edition; of the wire only what stands on it is opened.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::Response;
use copydesk_desk::decide::{open_edition, open_receipt, open_record, text_of_edition};
use copydesk_desk::{
    Edition, LeafSubject, Quorum, ServedLedger, StoreError, StoredLeaf, Story, StoryId,
};
use copydesk_proof::Opening;
use sha2::{Digest, Sha256};

use crate::answer::{Asked, Public, bytes_response, empty, is_current, put};
use crate::catalogue::Standing;
use crate::ledger::kept::KeptProof;
use crate::ledger::{being_recorded, for_everyone, not_shown};
use crate::pages::Pages;
use crate::ports::Ports;
use crate::press::SiteError;
use crate::route::{ProofFile, StoryAddress};

/// What became of a proof that was asked for.
pub(crate) enum Made {
    /// Here it is.
    Proof(Arc<KeptProof>),
    /// Its leaf is not in a checkpoint yet.
    NotYet,
    /// It was erased by law.
    Erased,
    /// There is none: another kind of story, no such edition.
    None,
}

/// A proof file; `None`: nobody learns whether there is such a story.
pub(crate) async fn show(
    public: &Public,
    address: &StoryAddress,
    (file, edition): (ProofFile, Option<u32>),
    asked: &Asked<'_>,
) -> Result<Option<Response>, SiteError> {
    let Some(ledger) = public.ports.ledger.clone() else {
        return Ok(None);
    };
    let standing = public
        .pages
        .ask(|catalogue| catalogue.standing(&address.id));
    let made = match (standing, file) {
        (Some(Standing::Gone(..)), ProofFile::Withdrawal) => {
            withdrawal(ledger.as_ref(), &address.id).await?
        }
        (Some(Standing::Gone(..)), _) => return Ok(Some(not_shown())),
        (Some(Standing::Readable(story, _)), ProofFile::Edition | ProofFile::Receipt) => {
            let number = edition.unwrap_or(story.edition);
            let made = proof_of((&public.ports, &public.pages), &story, number, file).await?;
            // Asked again: it may have been taken off while its proof was being made.
            if !public
                .pages
                .ask(|catalogue| catalogue.is_readable(&story.id))
            {
                return Ok(Some(not_shown()));
            }
            made
        }
        _ => Made::None,
    };
    Ok(match made {
        Made::Proof(proof) => Some(sent(&proof, asked)),
        Made::NotYet => Some(being_recorded()),
        Made::Erased => Some(not_shown()),
        Made::None => None,
    })
}

fn sent(proof: &KeptProof, asked: &Asked<'_>) -> Response {
    let mut response = if is_current(asked.headers, &proof.etag) {
        empty(StatusCode::NOT_MODIFIED)
    } else if asked.head_only {
        empty(StatusCode::OK)
    } else {
        bytes_response(StatusCode::OK, &proof.bytes)
    };
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE, "text/plain; charset=utf-8");
    put(headers, header::CACHE_CONTROL, "no-cache");
    put(headers, header::ETAG, &proof.etag);
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    for_everyone(response)
}

/// The proof of an edition or of the receipt it is based on.
pub(crate) async fn proof_of(
    (ports, pages): (&Ports, &Pages),
    story: &Story,
    number: u32,
    file: ProofFile,
) -> Result<Made, SiteError> {
    let Some(ledger) = ports.ledger.as_deref() else {
        return Ok(Made::None);
    };
    let key = (story.id.clone(), number, file);
    if let Some(kept) = pages.proofs().get(&key) {
        return Ok(Made::Proof(kept));
    }
    let Some(edition) = ports.store.edition(story.id.clone(), number).await? else {
        return Ok(Made::None);
    };
    // An edition that never was public has no leaf; one that has one may be opened.
    let subject = LeafSubject::Edition {
        story: story.id.clone(),
        number,
        item: None,
    };
    let Some(of_edition) = ledger.leaf_of(subject).await? else {
        return Ok(Made::None);
    };
    let text = text_of_edition(&edition);
    let opened = match file {
        ProofFile::Edition => Some((open_edition(&of_edition.leaf, &text), of_edition)),
        ProofFile::Receipt => receipt(ports, ledger, &edition, &text).await?,
        ProofFile::Withdrawal => None,
    };
    let Some((opening, leaf)) = opened else {
        return Ok(Made::None);
    };
    let (made, quorum) = finished(ledger, opening, &leaf).await?;
    if let (Made::Proof(proof), Quorum::Met) = (&made, quorum) {
        pages.proofs().put(key, proof);
    }
    Ok(made)
}

async fn receipt(
    ports: &Ports,
    ledger: &dyn ServedLedger,
    edition: &Edition,
    text: &str,
) -> Result<Option<(Option<Opening>, StoredLeaf)>, StoreError> {
    let Some(key) = &edition.version else {
        return Ok(None);
    };
    let subject = LeafSubject::Receipt(Some(key.clone()));
    let versions = ports.store.versions(key.item.clone()).await?;
    let version = versions.iter().find(|version| version.key == *key);
    let (Some(leaf), Some(version)) = (ledger.leaf_of(subject).await?, version) else {
        return Ok(None);
    };
    let Some(item) = ports.item_of(version).await? else {
        return Ok(Some((None, leaf)));
    };
    let house = ports.config.house();
    Ok(Some((open_receipt(&leaf.leaf, &item, &house, text), leaf)))
}

async fn withdrawal(ledger: &dyn ServedLedger, id: &StoryId) -> Result<Made, SiteError> {
    let subject = LeafSubject::Withdrawal {
        story: id.clone(),
        item: None,
    };
    let Some(leaf) = ledger.leaf_of(subject).await? else {
        return Ok(Made::None);
    };
    Ok(finished(ledger, open_record(&leaf.leaf), &leaf).await?.0)
}

async fn finished(
    ledger: &dyn ServedLedger,
    opening: Option<Opening>,
    leaf: &StoredLeaf,
) -> Result<(Made, Quorum), SiteError> {
    let Some(opening) = opening else {
        return Ok((Made::Erased, Quorum::Missing));
    };
    let Some(index) = leaf.index else {
        return Ok((Made::NotYet, Quorum::Missing));
    };
    let proof = ledger
        .prove(index, opening.to_string().into_bytes())
        .await?;
    Ok(match proof {
        None => (Made::NotYet, Quorum::Missing),
        Some(proof) => (Made::Proof(Arc::new(kept(proof.bytes))), proof.quorum),
    })
}

fn kept(bytes: Vec<u8>) -> KeptProof {
    let digest = Sha256::digest(&bytes);
    let hash: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    KeptProof {
        bytes,
        etag: format!("\"{hash}\""),
    }
}
