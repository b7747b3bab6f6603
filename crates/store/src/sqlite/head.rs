//! The last numbers given: receipts and events are counted here, inside the transaction that writes them, so that
//! both are gapless and become visible in order.

use copydesk_desk::{ReceiptNo, Seq};
use rusqlite::Connection;

use super::failure::Failure;

/// Number of the last receipt; 0 before the first.
pub(super) fn receipt(db: &Connection) -> Result<ReceiptNo, Failure> {
    read(db, "SELECT receipt FROM head").map(ReceiptNo)
}

/// Number of the last event; 0 before the first.
pub(super) fn seq(db: &Connection) -> Result<Seq, Failure> {
    read(db, "SELECT seq FROM head").map(Seq)
}

/// Keeps the number of the last receipt.
pub(super) fn set_receipt(db: &Connection, no: ReceiptNo) -> Result<(), Failure> {
    write(db, "UPDATE head SET receipt = ?", no.0)
}

/// Keeps the number of the last event.
pub(super) fn set_seq(db: &Connection, seq: Seq) -> Result<(), Failure> {
    write(db, "UPDATE head SET seq = ?", seq.0)
}

fn read(db: &Connection, sql: &str) -> Result<i64, Failure> {
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

fn write(db: &Connection, sql: &str, number: i64) -> Result<(), Failure> {
    db.prepare_cached(sql)?.execute([number])?;
    Ok(())
}
