//! Editors' accounts and sessions. Of a session only the SHA-256 of its token is kept. Knows no clock: whether a
//! session has expired is for the caller to say.

use copydesk_desk::{EditorAccount, EditorName, Session as EditorSession};

use super::failure::Failure;
use super::session::Session;
use crate::rows::editor::{read, read_session};
use crate::rows::micros;

/// Writes an account, or its new password.
pub(super) fn put(db: &Session, account: &EditorAccount) -> Result<(), Failure> {
    db.execute_one(
        "INSERT INTO editors (name, password_phc) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET password_phc = excluded.password_phc",
        &[
            &account.name.as_str().as_bytes(),
            &account.password_phc.as_bytes(),
        ],
    )
}

pub(super) fn load(db: &Session, name: &EditorName) -> Result<Option<EditorAccount>, Failure> {
    let sql = "SELECT name, password_phc FROM editors WHERE name = $1";
    db.first(sql, &[&name.as_str().as_bytes()], read)
}

/// Opens or prolongs a session; `Stale` if there is no such editor.
pub(super) fn put_session(db: &Session, session: &EditorSession) -> Result<(), Failure> {
    db.execute_one(
        "INSERT INTO sessions (token_sha256, editor, expires) VALUES ($1, $2, $3)
         ON CONFLICT (token_sha256) DO UPDATE SET editor = excluded.editor, expires = excluded.expires",
        &[
            &session.token_sha256.as_slice(),
            &session.editor.as_str().as_bytes(),
            &micros(session.expires),
        ],
    )
}

pub(super) fn session(
    db: &Session,
    token_sha256: [u8; 32],
) -> Result<Option<EditorSession>, Failure> {
    let sql = "SELECT token_sha256, editor, expires FROM sessions WHERE token_sha256 = $1";
    db.first(sql, &[&token_sha256.as_slice()], read_session)
}

pub(super) fn end_session(db: &Session, token_sha256: [u8; 32]) -> Result<(), Failure> {
    let sql = "DELETE FROM sessions WHERE token_sha256 = $1";
    db.execute(sql, &[&token_sha256.as_slice()]).map(drop)
}
