//! Signed notes (C2SP signed-note) and the keys that sign them: Ed25519 notes (type 0x01) and cosignatures (0x04).
//! A note that is parsed is not yet believed; `Note::verify` says which known keys signed it.

use std::fmt;

use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};

use crate::encoding::{decode_base64, decode_hex, encode_base64, encode_hex};
use crate::{Hash, Malformed};

/// Largest note that is read, in bytes.
const NOTE_BYTES_MAX: usize = 1 << 20;
/// Most signatures of a note that is read.
const SIGNATURES_MAX: usize = 64;
const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs notes: the key of a ledger (type 0x01).
    Log,
    /// Signs checkpoints together with a time: the key of a witness (type 0x04).
    Witness,
}

impl KeyKind {
    fn type_byte(self) -> u8 {
        match self {
            KeyKind::Log => 1,
            KeyKind::Witness => 4,
        }
    }

    fn of(byte: u8) -> Option<KeyKind> {
        match byte {
            1 => Some(KeyKind::Log),
            4 => Some(KeyKind::Witness),
            _ => None,
        }
    }
}

/// Whether a name may stand in a key and on a signature line.
fn is_key_name(name: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    !name.is_empty() && name.chars().all(fits)
}

fn key_id(name: &str, kind: KeyKind, key: &Hash) -> [u8; 4] {
    let mut sha = Sha256::new();
    sha.update(name);
    sha.update([b'\n', kind.type_byte()]);
    sha.update(key);
    let [a, b, c, d, ..]: Hash = sha.finalize().into();
    [a, b, c, d]
}

/// Name, id and the 32 bytes of a key in the form `name+id+base64(type, key)`.
fn parse_key(text: &str) -> Result<(&str, [u8; 4], KeyKind, Hash), Malformed> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Malformed::whole("a key is name+id+base64"));
    };
    if !is_key_name(name) {
        return Err(Malformed::whole(
            "the key name is empty or has white space or +",
        ));
    }
    let id = decode_hex(id).ok_or(Malformed::whole("the key id is not 8 hexadecimal digits"))?;
    let body = decode_base64(body).ok_or(Malformed::whole("the key is not base64"))?;
    let (type_byte, key) = body
        .split_first()
        .ok_or(Malformed::whole("the key is empty"))?;
    let kind = KeyKind::of(*type_byte).ok_or(Malformed::whole("the key is of an unknown type"))?;
    let key = key
        .try_into()
        .map_err(|_| Malformed::whole("the key is not 32 bytes long"))?;
    Ok((name, id, kind, key))
}

/// A public key with its name: a `vkey`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    kind: KeyKind,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// Reads a `vkey`.
    ///
    /// # Errors
    /// Another form, a name that may not be one, an unknown type, an id that is not the key's, no point of the curve.
    pub fn parse(text: &str) -> Result<VerifierKey, Malformed> {
        let (name, id, kind, bytes) = parse_key(text)?;
        if id != key_id(name, kind, &bytes) {
            return Err(Malformed::whole("the key id is not that of the key"));
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes)
            .map_err(|_| Malformed::whole("the key is no Ed25519 key"))?;
        Ok(VerifierKey {
            name: name.to_owned(),
            id,
            kind,
            key,
        })
    }

    /// Name of the key; for a ledger's key also its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes that stand before its signatures.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// What the key signs.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 32 bytes of the key itself.
    #[must_use]
    pub fn public_bytes(&self) -> Hash {
        self.key.to_bytes()
    }

    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(bytes) = <[u8; 64]>::try_from(signature) else {
            return false;
        };
        let signature = ed25519_dalek::Signature::from_bytes(&bytes);
        self.key.verify_strict(message, &signature).is_ok()
    }

    /// Whether a signature line names this key.
    #[must_use]
    pub fn made(&self, signature: &NoteSignature) -> bool {
        self.name == signature.name && self.id == signature.id
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = [&[self.kind.type_byte()][..], &self.key.to_bytes()].concat();
        let (name, id) = (&self.name, encode_hex(self.id));
        write!(f, "{name}+{id}+{}", encode_base64(&body))
    }
}

/// A secret key with its name. Does not print its secret.
#[derive(Clone)]
pub struct SigningKey {
    public: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key that follows from 32 secret bytes.
    ///
    /// # Errors
    /// The name is empty or has white space, control characters or `+`.
    pub fn from_seed(name: &str, kind: KeyKind, seed: &Hash) -> Result<SigningKey, Malformed> {
        if !is_key_name(name) {
            return Err(Malformed::whole(
                "the key name is empty or has white space or +",
            ));
        }
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let key = secret.verifying_key();
        let id = key_id(name, kind, &key.to_bytes());
        let name = name.to_owned();
        let public = VerifierKey {
            name,
            id,
            kind,
            key,
        };
        Ok(SigningKey { public, secret })
    }

    /// Reads a key file's line, `PRIVATE+KEY+name+id+base64(type, seed)`.
    ///
    /// # Errors
    /// As [`VerifierKey::parse`]; the id must be that of the public key.
    pub fn parse(text: &str) -> Result<SigningKey, Malformed> {
        let text = text
            .strip_prefix(PRIVATE_PREFIX)
            .ok_or(Malformed::whole("not a private key"))?;
        let (name, id, kind, seed) = parse_key(text)?;
        let key = SigningKey::from_seed(name, kind, &seed)?;
        if key.public.id == id {
            Ok(key)
        } else {
            Err(Malformed::whole("the key id is not that of the key"))
        }
    }

    /// The line for a key file. It is the secret itself.
    #[must_use]
    pub fn to_key_file(&self) -> String {
        let body = [&[self.public.kind.type_byte()][..], self.secret.as_bytes()].concat();
        let (name, id) = (&self.public.name, encode_hex(self.public.id));
        format!("{PRIVATE_PREFIX}{name}+{id}+{}", encode_base64(&body))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &VerifierKey {
        &self.public
    }

    /// Signs a note's text. For a witness's key see [`crate::cosign`].
    #[must_use]
    pub fn sign(&self, text: &str) -> NoteSignature {
        let signature = self.sign_bytes(text.as_bytes());
        self.signature_line(signature.to_vec())
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }

    pub(crate) fn signature_line(&self, signature: Vec<u8>) -> NoteSignature {
        NoteSignature {
            name: self.public.name.clone(),
            id: self.public.id,
            signature,
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, secret not shown)", self.public.name)
    }
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// What follows the id: 64 bytes for notes, 72 for cosignatures, other lengths for types unknown here.
    pub signature: Vec<u8>,
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = [&self.id[..], &self.signature].concat();
        writeln!(f, "\u{2014} {} {}", self.name, encode_base64(&body))
    }
}

/// A text with signatures below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, with its final line feed.
    pub text: String,
    /// The signatures in their order.
    pub signatures: Vec<NoteSignature>,
}

/// Why a note is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteError {
    /// A known key is named, and the signature is not its.
    WrongSignature {
        /// Name of the key.
        name: String,
    },
    /// No known key signed; for a checkpoint: none whose name is the origin.
    NoKnownKey,
    /// The text is no checkpoint.
    NotACheckpoint(Malformed),
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteError::WrongSignature { name } => {
                write!(f, "the signature of {name} does not verify")
            }
            NoteError::NoKnownKey => f.write_str("no known key has signed"),
            NoteError::NotACheckpoint(malformed) => write!(f, "checkpoint: {malformed}"),
        }
    }
}

impl std::error::Error for NoteError {}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// Not UTF-8, a control character other than line feed, no blank line, no signature or more than 64, a line that
    /// is no signature, more than 1 MiB.
    pub fn parse(bytes: &[u8]) -> Result<Note, Malformed> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(Malformed::whole("the note is larger than 1 MiB"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::whole("not UTF-8"))?;
        if let Some(index) = text.split('\n').position(has_control) {
            return Err(Malformed::at(index + 1, "a control character"));
        }
        let end = text
            .rfind("\n\n")
            .ok_or(Malformed::whole("no blank line before the signatures"))?;
        let (text, lines) = (&text[..=end], &text[end + 2..]);
        let above = text.lines().count() + 1;
        Ok(Note {
            text: text.to_owned(),
            signatures: parse_signatures(lines).map_err(|error| error.below(above))?,
        })
    }

    /// The keys among `known` that signed this note (type 0x01) or cosigned it as a checkpoint (0x04).
    ///
    /// Lines of other keys are ignored, even if name or id alone is known. A repeated line counts once.
    ///
    /// # Errors
    /// [`NoteError::WrongSignature`] if one known key's signature does not verify, whatever the others say;
    /// [`NoteError::NoKnownKey`] if nobody known has signed.
    pub fn verify<'a>(&self, known: &'a [VerifierKey]) -> Result<Vec<&'a VerifierKey>, NoteError> {
        let mut signed: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            for key in known.iter().filter(|key| key.made(signature)) {
                if !self.is_signed_by(key, signature) {
                    let name = key.name.clone();
                    return Err(NoteError::WrongSignature { name });
                }
                if !signed.contains(&key) {
                    signed.push(key);
                }
            }
        }
        if signed.is_empty() {
            return Err(NoteError::NoKnownKey);
        }
        Ok(signed)
    }

    fn is_signed_by(&self, key: &VerifierKey, signature: &NoteSignature) -> bool {
        match key.kind {
            KeyKind::Log => key.signed(self.text.as_bytes(), &signature.signature),
            KeyKind::Witness => crate::cosignature_time(&self.text, key, signature).is_some(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|line| write!(f, "{line}"))
    }
}

fn has_control(line: &str) -> bool {
    line.bytes().any(|byte| byte < 0x20)
}

fn parse_signatures(lines: &str) -> Result<Vec<NoteSignature>, Malformed> {
    let lines = lines
        .strip_suffix('\n')
        .ok_or(Malformed::whole("no signature, or no line feed at the end"))?;
    let mut signatures = Vec::new();
    for (index, line) in lines.split('\n').enumerate() {
        if index == SIGNATURES_MAX {
            return Err(Malformed::at(index + 1, "more than 64 signatures"));
        }
        let malformed = |reason| Malformed::at(index + 1, reason);
        signatures.push(parse_signature(line).map_err(malformed)?);
    }
    Ok(signatures)
}

fn parse_signature(line: &str) -> Result<NoteSignature, &'static str> {
    let (name, body) = line
        .strip_prefix("\u{2014} ")
        .and_then(|rest| rest.split_once(' '))
        .ok_or("not a signature line")?;
    if !is_key_name(name) {
        return Err("the key name is empty or has white space or +");
    }
    let body = decode_base64(body).ok_or("the signature is not base64")?;
    let (id, signature) = body
        .split_first_chunk::<4>()
        .ok_or("the signature is too short")?;
    if signature.is_empty() {
        return Err("the signature is too short");
    }
    Ok(NoteSignature {
        name: name.to_owned(),
        id: *id,
        signature: signature.to_vec(),
    })
}
