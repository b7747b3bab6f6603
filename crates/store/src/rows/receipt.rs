//! Receipts: what arrived on which feed.

use copydesk_desk::{Arrival, FeedId, RawHash, Receipt, ReceiptNo, ReceiptState};

use super::{Corrupt, Fields, raw};
use crate::tally::{FeedTally, SentTelegram};

/// Values of the columns state, items, reason.
pub(crate) fn state_columns(state: &ReceiptState) -> (&'static str, Option<i64>, Option<&[u8]>) {
    match state {
        ReceiptState::Pending => ("pending", None, None),
        ReceiptState::Done(items) => ("done", Some(i64::from(*items)), None),
        ReceiptState::Quarantined(reason) => ("quarantined", None, Some(reason.as_bytes())),
    }
}

/// An arrival whose bytes have been hashed.
pub(crate) struct Hashed {
    pub(crate) arrival: Arrival,
    pub(crate) hash: RawHash,
}

impl Hashed {
    pub(crate) fn new(arrival: Arrival) -> Self {
        let hash = raw::hash(&arrival.bytes);
        Self { arrival, hash }
    }
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Receipt, Corrupt> {
    Ok(Receipt {
        no: ReceiptNo(fields.number()?),
        feed: FeedId::new(fields.text()?),
        raw: RawHash(fields.sha256()?),
        name: fields.optional_text()?,
        media_type: fields.optional_text()?,
        charset: fields.optional_text()?,
        received: fields.instant()?,
        bytes_len: fields.count()?,
        repeats: fields.count()?,
        state: read_state(fields)?,
    })
}

fn read_state(fields: &mut Fields<'_>) -> Result<ReceiptState, Corrupt> {
    let state = fields.name()?;
    let items = fields.optional_count()?;
    match (state.as_str(), items, fields.optional_text()?) {
        ("pending", None, None) => Ok(ReceiptState::Pending),
        ("done", Some(items), None) => Ok(ReceiptState::Done(items)),
        ("quarantined", None, Some(reason)) => Ok(ReceiptState::Quarantined(reason)),
        _ => Err(fields.corrupt(format_args!("does not fit a receipt in state {state:?}"))),
    }
}

pub(crate) fn read_telegram(fields: &mut Fields<'_>) -> Result<SentTelegram, Corrupt> {
    Ok(SentTelegram {
        feed: FeedId::new(fields.text()?),
        name: fields.text()?,
        received: fields.instant()?,
    })
}

pub(crate) fn read_tally(fields: &mut Fields<'_>) -> Result<FeedTally, Corrupt> {
    Ok(FeedTally {
        feed: FeedId::new(fields.text()?),
        receipts: fields.count()?,
        repeats: fields.count()?,
        quarantined: fields.count()?,
        last: fields.instant()?,
    })
}
