//! Editors' accounts and sessions. Of a session only the SHA-256 of its token is kept. Knows no clock: whether a
//! session has expired is for the caller to say.

use copydesk_desk::{EditorAccount, EditorName, Session};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::row;
use crate::rows::editor::{read, read_session};
use crate::rows::micros;

/// Writes an account, or its new password.
pub(super) fn put(db: &Connection, account: &EditorAccount) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO editors (name, password_phc) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET password_phc = excluded.password_phc",
    )?
    .execute(params![
        account.name.as_str().as_bytes(),
        account.password_phc.as_bytes(),
    ])?;
    Ok(())
}

pub(super) fn load(db: &Connection, name: &EditorName) -> Result<Option<EditorAccount>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT name, password_phc FROM editors WHERE name = ?")?;
    row::first(&mut statement, [name.as_str().as_bytes()], read)
}

/// Opens or prolongs a session; `Stale` if there is no such editor.
pub(super) fn put_session(db: &Connection, session: &Session) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO sessions (token_sha256, editor, expires) VALUES (?, ?, ?)
         ON CONFLICT (token_sha256) DO UPDATE SET editor = excluded.editor, expires = excluded.expires",
    )?
    .execute(params![
        session.token_sha256,
        session.editor.as_str().as_bytes(),
        micros(session.expires),
    ])?;
    Ok(())
}

pub(super) fn session(db: &Connection, token_sha256: [u8; 32]) -> Result<Option<Session>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT token_sha256, editor, expires FROM sessions WHERE token_sha256 = ?",
    )?;
    row::first(&mut statement, [token_sha256], read_session)
}

pub(super) fn end_session(db: &Connection, token_sha256: [u8; 32]) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM sessions WHERE token_sha256 = ?")?
        .execute([token_sha256])?;
    Ok(())
}
