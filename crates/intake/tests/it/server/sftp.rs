//! SFTP over a folder, by russh's own server half: one user with a password, one with a key.

use std::collections::HashMap;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use russh::keys::{HashAlg, PrivateKey, PublicKey};
use russh::server::{Auth, ChannelOpenHandle, Config, Msg, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId};
use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode, Version,
};
use tokio::net::TcpListener;

pub const PASSWORD: &str = "open sesame";

pub struct SftpServer {
    pub port: u16,
    /// Fingerprint of the key it shows.
    pub fingerprint: String,
    sign_ins: Arc<AtomicUsize>,
}

/// A key that is always the same one of its number.
pub fn key(number: u8) -> PrivateKey {
    let pair = russh::keys::ssh_key::private::Ed25519Keypair::from_seed(&[number; 32]);
    PrivateKey::from(pair)
}

impl SftpServer {
    pub async fn serving(folder: PathBuf, host_key: u8, user_key: u8) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let host_key = key(host_key);
        let fingerprint = host_key
            .public_key()
            .fingerprint(HashAlg::Sha256)
            .to_string();
        let config = Arc::new(Config {
            keys: vec![host_key],
            auth_rejection_time: std::time::Duration::ZERO,
            ..Config::default()
        });
        let sign_ins = Arc::new(AtomicUsize::new(0));
        let gate = Gate {
            folder,
            user_key: key(user_key).public_key().clone(),
            sign_ins: Arc::clone(&sign_ins),
            channels: HashMap::new(),
        };
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.expect("a connection");
                let (config, gate) = (Arc::clone(&config), gate.anew());
                tokio::spawn(async move {
                    // A client that refuses the key is gone.
                    if let Ok(session) = russh::server::run_stream(config, connection, gate).await {
                        let _ = session.await;
                    }
                });
            }
        });
        Self {
            port,
            fingerprint,
            sign_ins,
        }
    }

    /// How often somebody tried to sign in.
    pub fn sign_ins(&self) -> usize {
        self.sign_ins.load(Ordering::Relaxed)
    }
}

struct Gate {
    folder: PathBuf,
    user_key: PublicKey,
    sign_ins: Arc<AtomicUsize>,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Gate {
    fn anew(&self) -> Self {
        Self {
            folder: self.folder.clone(),
            user_key: self.user_key.clone(),
            sign_ins: Arc::clone(&self.sign_ins),
            channels: HashMap::new(),
        }
    }

    fn answer(&self, admitted: bool) -> Auth {
        self.sign_ins.fetch_add(1, Ordering::Relaxed);
        if admitted {
            Auth::Accept
        } else {
            Auth::reject()
        }
    }
}

impl russh::server::Handler for Gate {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        Ok(self.answer(user == "desk" && password == PASSWORD))
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.answer(user == "desk" && key.public_key.key_data() == self.user_key.key_data()))
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        match self.channels.remove(&id).filter(|_| name == "sftp") {
            Some(channel) => {
                session.channel_success(id)?;
                let files = Files {
                    folder: self.folder.clone(),
                    open: HashMap::new(),
                    listed: HashMap::new(),
                    next: 0,
                };
                russh_sftp::server::run(channel.into_stream(), files).await;
            }
            None => session.channel_failure(id)?,
        }
        Ok(())
    }
}

struct Files {
    folder: PathBuf,
    open: HashMap<String, std::fs::File>,
    listed: HashMap<String, Vec<File>>,
    next: u64,
}

impl Files {
    fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path.trim_start_matches('/'))
    }

    fn handle(&mut self) -> String {
        self.next += 1;
        self.next.to_string()
    }
}

fn failure(error: std::io::Error) -> StatusCode {
    match error.kind() {
        std::io::ErrorKind::NotFound => StatusCode::NoSuchFile,
        std::io::ErrorKind::PermissionDenied => StatusCode::PermissionDenied,
        _ => StatusCode::Failure,
    }
}

fn attributes(metadata: &std::fs::Metadata) -> FileAttributes {
    FileAttributes {
        size: Some(metadata.len()),
        permissions: Some(metadata.mode()),
        mtime: u32::try_from(metadata.mtime()).ok(),
        atime: u32::try_from(metadata.mtime()).ok(),
        ..FileAttributes::empty()
    }
}

fn ok(id: u32) -> Status {
    Status {
        id,
        status_code: StatusCode::Ok,
        error_message: String::from("Ok"),
        language_tag: String::from("en"),
    }
}

impl russh_sftp::server::Handler for Files {
    type Error = StatusCode;

    fn unimplemented(&self) -> Self::Error {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Result<Version, Self::Error> {
        Ok(Version::new())
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, Self::Error> {
        let entries = std::fs::read_dir(self.path(&path)).map_err(failure)?;
        let files = entries.flatten().filter_map(|entry| {
            let metadata = std::fs::symlink_metadata(entry.path()).ok()?;
            Some(File::new(
                entry.file_name().to_string_lossy(),
                attributes(&metadata),
            ))
        });
        let (files, handle) = (files.collect(), self.handle());
        self.listed.insert(handle.clone(), files);
        Ok(Handle { id, handle })
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, Self::Error> {
        let files = self
            .listed
            .get_mut(&handle)
            .map(std::mem::take)
            .unwrap_or_default();
        if files.is_empty() {
            Err(StatusCode::Eof)
        } else {
            Ok(Name { id, files })
        }
    }

    async fn open(
        &mut self,
        id: u32,
        name: String,
        _: OpenFlags,
        _: FileAttributes,
    ) -> Result<Handle, Self::Error> {
        if name.contains("locked") {
            return Err(StatusCode::PermissionDenied);
        }
        let file = std::fs::File::open(self.path(&name)).map_err(failure)?;
        let handle = self.handle();
        self.open.insert(handle.clone(), file);
        Ok(Handle { id, handle })
    }

    async fn read(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        length: u32,
    ) -> Result<Data, Self::Error> {
        let file = self.open.get(&handle).ok_or(StatusCode::Failure)?;
        let mut data = vec![0; usize::try_from(length).unwrap_or(0).min(32 * 1024)];
        let read = file.read_at(&mut data, offset).map_err(failure)?;
        data.truncate(read);
        if read == 0 {
            Err(StatusCode::Eof)
        } else {
            Ok(Data { id, data })
        }
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, Self::Error> {
        self.open.remove(&handle);
        self.listed.remove(&handle);
        Ok(ok(id))
    }

    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, Self::Error> {
        let metadata = std::fs::symlink_metadata(self.path(&path)).map_err(failure)?;
        Ok(Attrs {
            id,
            attrs: attributes(&metadata),
        })
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, Self::Error> {
        self.lstat(id, path).await
    }

    async fn mkdir(
        &mut self,
        id: u32,
        path: String,
        _: FileAttributes,
    ) -> Result<Status, Self::Error> {
        std::fs::create_dir(self.path(&path)).map_err(failure)?;
        Ok(ok(id))
    }

    async fn rename(&mut self, id: u32, from: String, to: String) -> Result<Status, Self::Error> {
        if self.path(&to).exists() {
            return Err(StatusCode::Failure);
        }
        std::fs::rename(self.path(&from), self.path(&to)).map_err(failure)?;
        Ok(ok(id))
    }

    async fn remove(&mut self, id: u32, name: String) -> Result<Status, Self::Error> {
        std::fs::remove_file(self.path(&name)).map_err(failure)?;
        Ok(ok(id))
    }

    async fn realpath(&mut self, id: u32, _: String) -> Result<Name, Self::Error> {
        Ok(Name {
            id,
            files: vec![File::dummy("/")],
        })
    }
}
