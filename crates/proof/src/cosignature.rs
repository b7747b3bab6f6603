//! Cosignatures of witnesses (C2SP tlog-cosignature, `cosignature/v1`, type 0x04): a witness's word that it saw a
//! checkpoint, and when. Does not decide whether a time is believed.

use crate::{Checkpoint, KeyKind, NoteSignature, SigningKey, VerifierKey};

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// The signature line of a witness under a checkpoint's text, at `time` in seconds since 1970.
#[must_use]
pub fn cosign(key: &SigningKey, text: &str, time: u64) -> NoteSignature {
    let signature = key.sign_bytes(message(text, time).as_bytes());
    key.signature_line([&time.to_be_bytes()[..], &signature].concat())
}

/// The time, in seconds since 1970, at which `key` cosigned this text; none if it did not, or if the text is no
/// checkpoint.
#[must_use]
pub fn cosignature_time(text: &str, key: &VerifierKey, signature: &NoteSignature) -> Option<u64> {
    let (time, rest) = signature.signature.split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    let genuine = key.kind() == KeyKind::Witness
        && key.made(signature)
        && i64::try_from(time).is_ok()
        && Checkpoint::parse(text).is_ok()
        && key.signed(message(text, time).as_bytes(), rest);
    genuine.then_some(time)
}
