//! Passwords of editors: argon2id with 19 MiB, two passes, one lane. Checked off the async workers, as many at a
//! time as there are cores. A password is never kept and never printed.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use crate::desk::state::DeskState;

/// Longest password taken, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 256;

/// The PHC string to keep for a password; `salt` is drawn by the caller.
///
/// # Panics
/// Never for a password of less than 4 GiB.
#[must_use]
pub fn hash_password(password: &str, salt: [u8; 16]) -> String {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("argon2 takes its own default parameters and a salt of 16 bytes");
    hash.to_string()
}

/// Whether the password fits the kept string. Without an account the same work is done, so that the time of the
/// answer does not tell which accounts exist.
pub(crate) async fn fits(desk: &DeskState, password: String, phc: Option<String>) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    let Ok(_permit) = desk.hashing().acquire().await else {
        return false;
    };
    let check = move || {
        let known = phc.is_some();
        let phc = phc.unwrap_or_else(|| decoy().to_owned());
        known & verify(&password, &phc)
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

fn verify(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| hash_password("nobody signs in with this", [0; 16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let phc = hash_password("correct horse", [7; 16]);
        assert!(phc.starts_with("$argon2id$"), "{phc}");
        assert!(verify("correct horse", &phc));
        assert!(!verify("wrong horse", &phc));
        assert!(!verify("correct horse", "not a hash"));
    }
}
