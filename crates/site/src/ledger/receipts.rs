//! `/api/v1/ledger/receipts`: an agency asks with its token what was recorded of its own item, every salt of it, and
//! which editions were based on it. Another agency's item answers like an unknown one.

use axum::http::header;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use copydesk_desk::decide::{open_for_agency, open_record};
use copydesk_desk::{ItemKey, LeafSubject, ServedLedger, StoredLeaf, Version, is_readable};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::answer::{Public, no_store, plain, put};
use crate::press::SiteError;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptsQuery {
    /// The item.
    pub guid: String,
    /// The version as sent; all if none is given.
    pub version: Option<String>,
}

/// The agency's receipts as JSON.
pub(crate) async fn show(
    public: &Public,
    query: &ReceiptsQuery,
    headers: &HeaderMap,
) -> Result<Option<Response>, SiteError> {
    let Some(ledger) = public.ports.ledger.clone() else {
        return Ok(None);
    };
    let Some(agency) = agency_of(public, headers) else {
        let mut refused = plain(StatusCode::UNAUTHORIZED, "an agency's token is needed\n");
        put(refused.headers_mut(), header::WWW_AUTHENTICATE, "Bearer");
        return Ok(Some(no_store(refused)));
    };
    let item = ItemKey {
        agency,
        guid: query.guid.clone(),
    };
    let versions = public.ports.store.versions(item.clone()).await?;
    let mut receipts = Vec::new();
    for version in versions.iter().filter(|version| is_asked(version, query)) {
        let subject = LeafSubject::Receipt(Some(version.key.clone()));
        if let Some(leaf) = ledger.leaf_of(subject).await? {
            let opening = open_for_agency(&leaf.leaf);
            let mut entry = proven(ledger.as_ref(), &leaf, opening).await?;
            entry["version"] = json!(version.version);
            receipts.push(entry);
        }
    }
    if receipts.is_empty() {
        return Ok(Some(no_store(plain(
            StatusCode::NOT_FOUND,
            "no such receipt\n",
        ))));
    }
    let editions = editions(public, ledger.as_ref(), &item, &versions, query).await?;
    let body = json!({ "receipts": receipts, "editions": editions }).to_string();
    let mut response = plain(StatusCode::OK, &body);
    put(
        response.headers_mut(),
        header::CONTENT_TYPE,
        "application/json",
    );
    Ok(Some(no_store(response)))
}

fn is_asked(version: &Version, query: &ReceiptsQuery) -> bool {
    query.version.is_none() || version.version == query.version
}

/// The agency whose token this is. Tokens stand in the configuration as hashes, so comparing tells nothing.
fn agency_of(public: &Public, headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let mut agencies = public.ports.config.agencies.iter();
    let agency = agencies.find(|agency| agency.token_sha256 == Some(digest))?;
    Some(agency.id.clone())
}

async fn proven(
    ledger: &dyn ServedLedger,
    leaf: &StoredLeaf,
    opening: Option<copydesk_proof::Opening>,
) -> Result<Value, SiteError> {
    let opening = opening.map(|opening| opening.to_string());
    let proof = match (leaf.index, &opening) {
        (Some(index), Some(opening)) => ledger.prove(index, opening.clone().into_bytes()).await?,
        _ => None,
    };
    let proof = proof.and_then(|proof| String::from_utf8(proof.bytes).ok());
    Ok(json!({
        "commitment": STANDARD.encode(leaf.leaf.commitment),
        "index": leaf.index,
        "opening": opening,
        "proof": proof,
    }))
}

/// The editions of readable stories that are based on the versions asked for.
async fn editions(
    public: &Public,
    ledger: &dyn ServedLedger,
    item: &ItemKey,
    versions: &[Version],
    query: &ReceiptsQuery,
) -> Result<Vec<Value>, SiteError> {
    let mut found = Vec::new();
    for story in public.ports.store.stories_of(item.clone()).await? {
        if !is_readable(&story) {
            continue;
        }
        for edition in public.ports.store.editions(story.id.clone()).await? {
            let based_on = versions
                .iter()
                .find(|version| Some(&version.key) == edition.version.as_ref());
            if !based_on.is_some_and(|version| is_asked(version, query)) {
                continue;
            }
            let subject = LeafSubject::Edition {
                story: story.id.clone(),
                number: edition.number,
                item: None,
            };
            if let Some(leaf) = ledger.leaf_of(subject).await? {
                let mut entry = proven(ledger, &leaf, open_record(&leaf.leaf)).await?;
                entry["story"] = json!(story.id.as_str());
                entry["edition"] = json!(edition.number);
                found.push(entry);
            }
        }
    }
    Ok(found)
}
