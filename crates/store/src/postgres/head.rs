//! The last numbers given: receipts and events are counted in one row, inside the transaction that writes them and
//! under the head's lock, so that both are gapless and become visible in order.

use copydesk_desk::{ReceiptNo, Seq};

use super::failure::Failure;
use super::session::{Params, Session};

/// Number of the last receipt; 0 before the first.
pub(super) fn receipt(db: &Session) -> Result<ReceiptNo, Failure> {
    read(db, "SELECT receipt FROM head", &[]).map(ReceiptNo)
}

/// Number of the last event; 0 before the first.
pub(super) fn seq(db: &Session) -> Result<Seq, Failure> {
    read(db, "SELECT seq FROM head", &[]).map(Seq)
}

/// Keeps the number of the last receipt.
pub(super) fn set_receipt(db: &Session, no: ReceiptNo) -> Result<(), Failure> {
    db.execute_one("UPDATE head SET receipt = $1", &[&no.0])
}

/// Gives the next numbers to `count` events; answers the last.
pub(super) fn count_events(db: &Session, count: i64) -> Result<Seq, Failure> {
    let sql = "UPDATE head SET seq = seq + $1 RETURNING seq";
    read(db, sql, &[&count]).map(Seq)
}

fn read(db: &Session, sql: &str, params: Params<'_>) -> Result<i64, Failure> {
    let found = db.first(sql, params, |fields| fields.number())?;
    found.ok_or_else(|| Failure::Corrupt("the head's row is not there".into()))
}
