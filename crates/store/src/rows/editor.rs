//! Editors' accounts and sessions.

use copydesk_desk::{EditorAccount, EditorName, Session};

use super::{Corrupt, Fields};

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<EditorAccount, Corrupt> {
    Ok(EditorAccount {
        name: EditorName::new(fields.text()?),
        password_phc: fields.text()?,
    })
}

pub(crate) fn read_session(fields: &mut Fields<'_>) -> Result<Session, Corrupt> {
    Ok(Session {
        token_sha256: fields.sha256()?,
        editor: EditorName::new(fields.text()?),
        expires: fields.instant()?,
    })
}
