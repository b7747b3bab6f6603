//! SFTP: one signed-in session. The server's host key must be the one in the configuration: an unknown or changed key
//! ends the feed before a password or a signature is sent. Never writes to the server but to move or delete what was
//! received.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use russh::client::{Config, Handle, Handler};
use russh::keys::{
    HashAlg, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate, decode_secret_key,
};
use russh_sftp::client::SftpSession;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{FileAttributes, StatusCode};
use tokio::io::AsyncSeekExt;

use super::reading::{Reading, read_all};
use super::scan::{Listed, Stamp};
use super::{Late, Refusable, RemoteConfig, RemoteError, SignIn};

/// A host key as configured: its fingerprint (`SHA256:…`), or the key itself (`ssh-ed25519 AAAA…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKey {
    fingerprint: String,
}

/// A configured host key was neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a host key is SHA256: and 43 letters, as ssh-keygen -l prints it, or a whole public key (ssh-ed25519 AAAA…)"
)]
pub struct UnreadableHostKey;

impl HostKey {
    /// Reads a fingerprint or a public key.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn from_text(text: &str) -> Result<Self, UnreadableHostKey> {
        let text = text.trim();
        let letters = text.strip_prefix("SHA256:");
        let is_digest = |letters: &&str| {
            letters.len() == 43
                && letters
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+/".contains(&b))
        };
        if let Some(letters) = letters.map(|letters| letters.trim_end_matches('=')) {
            let fingerprint = Some(letters).filter(is_digest).ok_or(UnreadableHostKey)?;
            return Ok(Self {
                fingerprint: format!("SHA256:{fingerprint}"),
            });
        }
        let key = PublicKey::from_openssh(text).map_err(|_| UnreadableHostKey)?;
        Ok(Self {
            fingerprint: fingerprint(&key),
        })
    }

    /// `SHA256:` and 43 letters.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Bits of a mode that say what kind of file it is, and what they are for a regular one. Servers that send no kind
/// at all send zero, which is read as a regular file.
const KIND_OF_FILE: u32 = 0o170_000;
const REGULAR_FILE: u32 = 0o100_000;

/// A session in the folder.
pub(crate) struct Connection {
    sftp: SftpSession,
    /// Dropping it ends the session.
    _session: Handle<Checker>,
    path: String,
    idle_wait: Duration,
    file_wait: Duration,
}

/// Compares the key that the server shows with the pinned one.
struct Checker {
    pinned: HostKey,
    refused: Arc<Mutex<Option<String>>>,
}

impl Handler for Checker {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let shown = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => fingerprint(key),
            PublicKeyOrCertificate::Certificate(_) => {
                String::from("a certificate in place of a key")
            }
        };
        let same = shown == self.pinned.fingerprint;
        if !same {
            *self
                .refused
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(shown);
        }
        Ok(same)
    }
}

impl Connection {
    pub(crate) async fn open(
        config: &RemoteConfig,
        host_key: &HostKey,
    ) -> Result<Self, RemoteError> {
        let socket = super::connect(config).await?;
        let refused = Arc::new(Mutex::new(None));
        let checker = Checker {
            pinned: host_key.clone(),
            refused: Arc::clone(&refused),
        };
        let settings = Config {
            keepalive_interval: Some(config.idle_wait / 2),
            keepalive_max: 2,
            nodelay: true,
            ..Config::default()
        };
        let opening = russh::client::connect_stream(Arc::new(settings), socket, checker);
        let mut session = match within(config.connect_wait, opening).await {
            Ok(session) => session,
            Err(error) => {
                let refused = refused
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .take();
                return Err(match refused {
                    Some(shown) => RemoteError::HostKey {
                        shown,
                        pinned: host_key.fingerprint.clone(),
                    },
                    None => error.into(),
                });
            }
        };
        within(config.idle_wait, sign_in(&mut session, config)).await??;
        let starting = async {
            let channel = session.channel_open_session().await?;
            channel.request_subsystem(true, "sftp").await?;
            Ok::<_, russh::Error>(channel)
        };
        let channel = within(config.idle_wait, starting).await?;
        let sftp = within(config.idle_wait, SftpSession::new(channel.into_stream())).await?;
        sftp.set_timeout(config.idle_wait.as_secs().max(1));
        let path = if config.path.is_empty() {
            String::from(".")
        } else {
            config.path.clone()
        };
        Ok(Self {
            sftp,
            _session: session,
            path,
            idle_wait: config.idle_wait,
            file_wait: config.file_wait,
        })
    }

    fn full(&self, name: &str) -> String {
        format!("{}/{name}", self.path.trim_end_matches('/'))
    }

    pub(crate) async fn list(&mut self) -> Result<Vec<Listed>, RemoteError> {
        let entries = within(self.file_wait, self.sftp.read_dir(self.path.as_str())).await?;
        let listed = entries.filter_map(|entry| {
            let stamp = stamp(&entry.metadata())?;
            Some(Listed {
                name: entry.file_name(),
                stamp,
            })
        });
        Ok(listed.collect())
    }

    pub(crate) async fn stamp(&mut self, name: &str) -> Result<Option<Stamp>, RemoteError> {
        let path = self.full(name);
        match within(self.idle_wait, self.sftp.symlink_metadata(path)).await {
            Ok(attributes) => Ok(stamp(&attributes)),
            Err(Late::Failed(error)) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn read(
        &mut self,
        name: &str,
        bytes_max: u64,
        into: &mut Vec<u8>,
    ) -> Result<(), RemoteError> {
        let reading = Reading {
            idle_wait: self.idle_wait,
            bytes_max,
        };
        let whole = async {
            let path = self.full(name);
            let mut file = within(self.idle_wait, self.sftp.open(path)).await?;
            if !into.is_empty() {
                let from = std::io::SeekFrom::Start(u64::try_from(into.len()).unwrap_or(u64::MAX));
                let sought = file.seek(from).await;
                sought.map_err(|error| RemoteError::Connection(error.to_string()))?;
            }
            read_all(&mut file, reading, into).await
        };
        match tokio::time::timeout(self.file_wait, whole).await {
            Ok(read) => read,
            Err(_) => Err(RemoteError::Connection(format!(
                "file {name} was not whole within {:?}",
                self.file_wait
            ))),
        }
    }

    pub(crate) async fn rename(
        &mut self,
        name: &str,
        folder: &str,
        target: &str,
    ) -> Result<(), RemoteError> {
        let made = within(self.idle_wait, self.sftp.create_dir(self.full(folder))).await;
        // One that is there already answers with an error, which says nothing.
        if let Err(error) = made
            && !error.is_refused()
        {
            return Err(error.into());
        }
        let (from, to) = (self.full(name), self.full(&format!("{folder}/{target}")));
        match within(self.idle_wait, self.sftp.rename(from.clone(), to.clone())).await {
            Ok(()) => Ok(()),
            // SFTP never replaces: a file of that name and hash is the same file, moved before.
            Err(error) if error.is_refused() && self.sftp.try_exists(to).await.unwrap_or(false) => {
                self.delete(name).await
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn delete(&mut self, name: &str) -> Result<(), RemoteError> {
        let path = self.full(name);
        Ok(within(self.idle_wait, self.sftp.remove_file(path)).await?)
    }
}

async fn sign_in(
    session: &mut Handle<Checker>,
    config: &RemoteConfig,
) -> Result<Result<(), RemoteError>, SftpFailure> {
    let user = config.user.as_str();
    let answer = match &config.sign_in {
        SignIn::Password(_) => {
            let password = match config.password() {
                Ok(password) => password,
                Err(error) => return Ok(Err(error)),
            };
            session.authenticate_password(user, password).await?
        }
        SignIn::Key { key, passphrase } => {
            let (Ok(key), Ok(passphrase)) = (
                std::str::from_utf8(key.expose()),
                passphrase
                    .as_ref()
                    .map(|secret| std::str::from_utf8(secret.expose()))
                    .transpose(),
            ) else {
                return Ok(Err(RemoteError::SignIn(String::from(
                    "the key file is no text",
                ))));
            };
            let Ok(key) = decode_secret_key(key, passphrase) else {
                return Ok(Err(RemoteError::SignIn(String::from(
                    "the key file cannot be read: no private key of a known kind, or a wrong passphrase",
                ))));
            };
            session
                .authenticate_publickey(user, PrivateKeyWithHashAlg::new(Arc::new(key), None))
                .await?
        }
    };
    Ok(if answer.success() {
        Ok(())
    } else {
        Err(RemoteError::SignIn(String::from(
            "the server refused the credential",
        )))
    })
}

fn stamp(attributes: &FileAttributes) -> Option<Stamp> {
    let regular = attributes
        .permissions
        .is_none_or(|mode| matches!(mode & KIND_OF_FILE, 0 | REGULAR_FILE));
    let bytes = attributes.size.filter(|_| regular)?;
    Some(Stamp {
        bytes,
        modified: attributes.mtime.map(i64::from),
    })
}

async fn within<T, E>(
    wait: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, Late<SftpFailure>>
where
    SftpFailure: From<E>,
{
    super::within(wait, answer).await
}

/// What the libraries say, sorted by what is to be done about it.
#[derive(Debug)]
pub(crate) enum SftpFailure {
    Ssh(russh::Error),
    Sftp(SftpError),
}

impl From<russh::Error> for SftpFailure {
    fn from(error: russh::Error) -> Self {
        Self::Ssh(error)
    }
}

impl From<SftpError> for SftpFailure {
    fn from(error: SftpError) -> Self {
        Self::Sftp(error)
    }
}

impl SftpFailure {
    fn is_missing(&self) -> bool {
        matches!(self, Self::Sftp(SftpError::Status(status)) if status.status_code == StatusCode::NoSuchFile)
    }
}

impl Refusable for SftpFailure {
    fn is_refused(&self) -> bool {
        let gone = [StatusCode::NoConnection, StatusCode::ConnectionLost];
        matches!(self, Self::Sftp(SftpError::Status(status)) if !gone.contains(&status.status_code))
    }

    fn is_unknown_command(&self) -> bool {
        matches!(self, Self::Sftp(SftpError::Status(status)) if status.status_code == StatusCode::OpUnsupported)
    }
}

impl From<SftpFailure> for RemoteError {
    fn from(failure: SftpFailure) -> Self {
        let refused = failure.is_refused();
        match failure {
            SftpFailure::Sftp(SftpError::Status(status)) if refused => {
                Self::Refused(format!("the server answered {}", status.status_code))
            }
            SftpFailure::Sftp(error) => Self::Connection(error.to_string()),
            SftpFailure::Ssh(error) => Self::Connection(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_key_is_a_fingerprint_or_a_key_and_nothing_else() {
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f desk";
        let pinned = HostKey::from_text(key).expect("a key");
        assert!(pinned.fingerprint().starts_with("SHA256:"));
        assert_eq!(HostKey::from_text(pinned.fingerprint()), Ok(pinned));
        for odd in ["", "SHA256:abc", "MD5:00:11", "ssh-ed25519 AAAA", "yes"] {
            assert_eq!(HostKey::from_text(odd), Err(UnreadableHostKey), "{odd}");
        }
    }
}
