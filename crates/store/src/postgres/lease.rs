//! Leases: who may do what only one may do at a time, for five seconds by the server's clock, to be renewed. Each change
//! of hands has a number, the fence; what is protected checks it inside its own transaction.

use copydesk_desk::{Fence, Lead};

use super::failure::Failure;
use super::session::Session;

/// The lease of the ledger's sequencer.
pub(super) const SEQUENCER: &str = "sequencer";

/// How long a lease lasts, and how much of it must be left for it to be relied on without renewal, microseconds.
const LASTS: i64 = 5_000_000;
const LEFT: i64 = 2_500_000;
/// The server's clock.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// A name that no other holder has.
pub(super) fn holder(db: &Session) -> Result<String, Failure> {
    let named = db.first("SELECT gen_random_uuid()::text", &[], |fields| {
        fields.name()
    })?;
    named.ok_or_else(|| Failure::Corrupt("no name for a holder".into()))
}

/// The fence, if the holder has the lease and half of it is left.
pub(super) fn held(db: &Session, name: &str, holder: &str) -> Result<Option<Fence>, Failure> {
    let sql = format!(
        "SELECT fence FROM leases WHERE name = $1 AND holder = $2 AND expires > {NOW} + {LEFT}"
    );
    let fence = db.first(&sql, &[&name, &holder], |fields| fields.number())?;
    Ok(fence.map(Fence))
}

/// Renews a lease, or takes one that is free or has run out. One that ran out changes hands even from a holder to
/// itself: nobody knows what happened in between.
pub(super) fn take(db: &Session, name: &str, holder: &str) -> Result<Lead, Failure> {
    let renew = format!(
        "UPDATE leases SET expires = {NOW} + {LASTS}
         WHERE name = $1 AND holder = $2 AND expires > {NOW} RETURNING fence"
    );
    let gain = format!(
        "INSERT INTO leases (name, holder, fence, expires) VALUES ($1, $2, 1, {NOW} + {LASTS})
         ON CONFLICT (name) DO UPDATE
             SET holder = excluded.holder, fence = leases.fence + 1, expires = excluded.expires
             WHERE leases.expires <= {NOW}
         RETURNING fence"
    );
    for sql in [renew, gain] {
        let fence = db.first(&sql, &[&name, &holder], |fields| fields.number())?;
        if let Some(fence) = fence {
            return Ok(Lead::Ours(Fence(fence)));
        }
    }
    Ok(Lead::Theirs)
}

/// Ends every lease of a holder, so that the next need not wait.
pub(super) fn resign(db: &Session, holder: &str) -> Result<(), Failure> {
    let sql = "UPDATE leases SET expires = 0 WHERE holder = $1";
    db.execute(sql, &[&holder]).map(drop)
}

/// Whether this fence is the last, in the transaction that it protects: nobody takes the lease before its end.
pub(super) fn is_valid(
    db: &Session,
    name: &str,
    holder: &str,
    fence: Fence,
) -> Result<bool, Failure> {
    let sql = "SELECT fence FROM leases WHERE name = $1 AND holder = $2 AND fence = $3 FOR UPDATE";
    let found = db.first(sql, &[&name, &holder, &fence.0], |fields| fields.number())?;
    Ok(found.is_some())
}
