//! The keys of a feed that say how its copy arrives, and what each transport makes of them. A key that the chosen
//! transport does not know is refused, so that a setting without effect never looks like one. Reads secret files,
//! never shows them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use copydesk_desk::FeedId;
use copydesk_intake::{
    AfterReceipt, AfterRemoteReceipt, ApiConfig, Encryption, FeedTransport, FolderConfig, Host,
    HostKey, Hubs, MailConfig, NextPage, PrivateAddresses, PullConfig, PushConfig, PushCredential,
    RemoteConfig, RemoteServer, Secret, SignIn, Subfolders, TlsRoots, TokenHash, Transport,
};

use super::file::{Feed, TransportKind};

/// Reads the transport of a feed; `base` is what relative paths start from.
pub fn read(feed: &Feed, base: &Path) -> anyhow::Result<FeedTransport> {
    refuse_keys_without_effect(feed)?;
    let transport = match feed.transport {
        TransportKind::Folder => Transport::Folder(folder(feed, base)?),
        TransportKind::Push => Transport::Push(push(feed, base)?),
        TransportKind::Pull => Transport::Pull(pull(feed, base)?),
        TransportKind::Api => Transport::Api(api(feed, base)?),
        TransportKind::Imap => Transport::Mail(mail(feed, base)?),
        TransportKind::Ftp | TransportKind::Ftps | TransportKind::Sftp => {
            Transport::Remote(remote(feed, base)?)
        }
    };
    Ok(FeedTransport {
        feed: FeedId::new(&feed.id),
        transport,
    })
}

/// Which transports know a key, and whether it is set.
fn keys(feed: &Feed) -> Vec<(&'static str, bool, &'static [TransportKind])> {
    use TransportKind::{Api, Folder, Ftp, Ftps, Imap, Pull, Push, Sftp};
    vec![
        ("folder", feed.folder.is_some(), &[Folder]),
        ("subfolders", feed.subfolders, &[Folder]),
        ("token_sha256", feed.token_sha256.is_some(), &[Push]),
        (
            "signature_key_file",
            feed.signature_key_file.is_some(),
            &[Push],
        ),
        ("url", feed.url.is_some(), &[Pull, Api]),
        (
            "interval_seconds",
            feed.interval_seconds.is_some(),
            &[Folder, Pull, Api, Ftp, Ftps, Sftp, Imap],
        ),
        (
            "allow_private_addresses",
            feed.allow_private_addresses,
            &[Pull, Api, Ftp, Ftps, Sftp, Imap],
        ),
        ("host", feed.host.is_some(), &[Ftp, Ftps, Sftp, Imap]),
        ("port", feed.port.is_some(), &[Ftp, Ftps, Sftp, Imap]),
        ("user", feed.user.is_some(), &[Ftp, Ftps, Sftp, Imap]),
        (
            "password_file",
            feed.password_file.is_some(),
            &[Ftp, Ftps, Sftp, Imap],
        ),
        ("key_file", feed.key_file.is_some(), &[Sftp]),
        (
            "key_passphrase_file",
            feed.key_passphrase_file.is_some(),
            &[Sftp],
        ),
        ("host_key", feed.host_key.is_some(), &[Sftp]),
        ("ca_file", feed.ca_file.is_some(), &[Ftps, Imap]),
        ("path", feed.path.is_some(), &[Ftp, Ftps, Sftp]),
        ("after", feed.after.is_some(), &[Folder, Ftp, Ftps, Sftp]),
        ("move_to", feed.move_to.is_some(), &[Ftp, Ftps, Sftp]),
        (
            "settle_seconds",
            feed.settle_seconds.is_some(),
            &[Folder, Ftp, Ftps, Sftp],
        ),
        ("done_marker", feed.done_marker.is_some(), &[Folder]),
        (
            "requests_per_minute",
            feed.requests_per_minute.is_some(),
            &[Push],
        ),
        ("mailbox", feed.mailbox.is_some(), &[Imap]),
        ("senders", feed.senders.is_some(), &[Imap]),
        ("token_file", feed.token_file.is_some(), &[Pull, Api]),
        ("token_header", feed.token_header.is_some(), &[Pull, Api]),
        ("next_page", feed.next_page.is_some(), &[Api]),
        ("cursor_parameter", feed.cursor_parameter.is_some(), &[Api]),
        ("items", feed.items.is_some(), &[Api]),
        ("websub", feed.websub, &[Pull]),
    ]
}

/// The files with secrets that a feed names.
pub fn secret_files(feed: &Feed) -> impl Iterator<Item = &PathBuf> {
    let files = [
        &feed.password_file,
        &feed.key_file,
        &feed.key_passphrase_file,
        &feed.token_file,
        &feed.signature_key_file,
    ];
    files.into_iter().flatten()
}

fn refuse_keys_without_effect(feed: &Feed) -> anyhow::Result<()> {
    let astray = keys(feed)
        .into_iter()
        .find(|(_, set, known)| *set && !known.contains(&feed.transport));
    match astray {
        None => Ok(()),
        Some((key, _, known)) => {
            let known: Vec<&str> = known.iter().map(|kind| kind.name()).collect();
            let (own, known) = (feed.transport.name(), known.join(", "));
            bail!("{key} has no effect with transport {own:?}; it belongs to {known}")
        }
    }
}

impl TransportKind {
    /// The name as written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Push => "push",
            Self::Pull => "pull",
            Self::Ftp => "ftp",
            Self::Ftps => "ftps",
            Self::Sftp => "sftp",
            Self::Imap => "imap",
            Self::Api => "api",
        }
    }
}

fn needed<'a, T>(feed: &Feed, key: &str, value: &'a Option<T>) -> anyhow::Result<&'a T> {
    let own = feed.transport.name();
    value
        .as_ref()
        .ok_or_else(|| anyhow!("transport {own:?} needs {key} = \"…\""))
}

fn seconds(key: &str, value: u64) -> anyhow::Result<Duration> {
    if value == 0 {
        bail!("{key}: at least 1");
    }
    Ok(Duration::from_secs(value))
}

fn folder(feed: &Feed, base: &Path) -> anyhow::Result<FolderConfig> {
    let mut config = FolderConfig::new(base.join(needed(feed, "folder", &feed.folder)?));
    if feed.subfolders {
        config.subfolders = Subfolders::Read;
    }
    if let Some(value) = feed.interval_seconds {
        config.poll = seconds("interval_seconds", value)?;
    }
    if let Some(value) = feed.settle_seconds {
        config.settle = Duration::from_secs(value);
    }
    config.marker = feed.done_marker.clone();
    if config.marker.as_deref() == Some("") {
        bail!("done_marker: what is added to a file's name, \".done\"");
    }
    config.after = match feed.after.as_deref() {
        None | Some("move") => AfterReceipt::Move,
        Some("leave") => AfterReceipt::Leave,
        Some(other) => bail!("after {other:?}: \"move\" or \"leave\""),
    };
    Ok(config)
}

fn push(feed: &Feed, base: &Path) -> anyhow::Result<PushConfig> {
    let mut config = PushConfig::new(credential(feed, base)?);
    if let Some(value) = feed.requests_per_minute {
        if value == 0 {
            bail!("requests_per_minute: at least 1");
        }
        config.requests_per_minute = value;
    }
    Ok(config)
}

fn pull(feed: &Feed, base: &Path) -> anyhow::Result<PullConfig> {
    let mut config = PullConfig::new(url(feed)?);
    if let Some(value) = feed.interval_seconds {
        config.interval = seconds("interval_seconds", value)?;
        config.interval_min = config.interval_min.min(config.interval);
    }
    config.private_addresses = private_addresses(feed);
    config.secret_header = token(feed, base)?;
    if feed.websub {
        config.hubs = Hubs::Subscribe;
    }
    Ok(config)
}

/// What is asked. Names are resolved when it is; addresses written as numbers are checked here.
fn url(feed: &Feed) -> anyhow::Result<&String> {
    let url = needed(feed, "url", &feed.url)?;
    copydesk_intake::check_url(url, private_addresses(feed)).context("url")?;
    Ok(url)
}

fn api(feed: &Feed, base: &Path) -> anyhow::Result<ApiConfig> {
    let url = url(feed)?;
    let next = feed.next_page.as_deref().ok_or_else(|| {
        anyhow!(
            "transport \"api\" needs next_page = \"link\", or the path in the JSON where the next page's URL or the \
             cursor stands, \"data.next_page\""
        )
    })?;
    let next = match (next, &feed.cursor_parameter) {
        ("link", None) => NextPage::LinkHeader,
        ("link", Some(_)) => bail!("cursor_parameter has no effect with next_page = \"link\""),
        (path, None) => NextPage::Url(path.to_owned()),
        (path, Some(parameter)) => NextPage::Cursor {
            path: path.to_owned(),
            parameter: parameter.clone(),
        },
    };
    let mut config = ApiConfig::new(url, next);
    config.items = feed.items.clone();
    config.token = token(feed, base)?;
    if let Some(value) = feed.interval_seconds {
        config.interval = seconds("interval_seconds", value)?;
    }
    config.private_addresses = private_addresses(feed);
    Ok(config)
}

/// The header that carries a token, with its value.
fn token(feed: &Feed, base: &Path) -> anyhow::Result<Option<(String, Secret)>> {
    let Some(path) = &feed.token_file else {
        if feed.token_header.is_some() {
            bail!("token_header has no effect without token_file");
        }
        return Ok(None);
    };
    let secret = secret_line("token_file", path, base)?;
    let header = feed
        .token_header
        .clone()
        .unwrap_or_else(|| String::from("Authorization"));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if header.is_empty() || !header.chars().all(plain) {
        bail!("token_header {header:?}: the name of a header");
    }
    if secret
        .expose()
        .iter()
        .any(|byte| !(b' '..=b'~').contains(byte))
    {
        bail!("token_file: one line of ASCII");
    }
    let value = if header.eq_ignore_ascii_case("authorization") {
        Secret::new([b"Bearer ", secret.expose()].concat())
    } else {
        secret
    };
    Ok(Some((header, value)))
}

fn mail(feed: &Feed, base: &Path) -> anyhow::Result<MailConfig> {
    if feed.senders.as_ref().is_none_or(Vec::is_empty) {
        bail!(
            "transport \"imap\" needs senders = [\"@agency.example\", …]: mail from others goes to quarantine"
        );
    }
    let host = Host {
        name: needed(feed, "host", &feed.host)?.clone(),
        port: feed.port.unwrap_or(993),
        private_addresses: private_addresses(feed),
    };
    let user = needed(feed, "user", &feed.user)?;
    let password_file = needed(feed, "password_file", &feed.password_file)?;
    let password = secret_line("password_file", password_file, base)?;
    let mut config = MailConfig::new(host, user, password);
    config.roots = roots(feed, base)?;
    if let Some(mailbox) = &feed.mailbox {
        config.mailbox = mailbox.clone();
    }
    if let Some(value) = feed.interval_seconds {
        config.poll = seconds("interval_seconds", value)?;
    }
    Ok(config)
}

fn private_addresses(feed: &Feed) -> PrivateAddresses {
    if feed.allow_private_addresses {
        PrivateAddresses::Allow
    } else {
        PrivateAddresses::Refuse
    }
}

fn remote(feed: &Feed, base: &Path) -> anyhow::Result<RemoteConfig> {
    let (server, port) = match feed.transport {
        TransportKind::Sftp => (RemoteServer::Sftp(host_key(feed)?), 22),
        TransportKind::Ftps => (RemoteServer::Ftp(Encryption::Tls(roots(feed, base)?)), 21),
        _ => (RemoteServer::Ftp(Encryption::None), 21),
    };
    let host = Host {
        name: needed(feed, "host", &feed.host)?.clone(),
        port: feed.port.unwrap_or(port),
        private_addresses: private_addresses(feed),
    };
    let user = needed(feed, "user", &feed.user)?;
    let mut config = RemoteConfig::new(server, host, user, sign_in(feed, base)?);
    config.path = feed.path.clone().unwrap_or_default();
    for (key, value) in [("user", user), ("path", &config.path)] {
        if value.chars().any(char::is_control) {
            bail!("{key} holds a control character");
        }
    }
    config.after = after(feed)?;
    if let Some(value) = feed.interval_seconds {
        config.poll = seconds("interval_seconds", value)?;
    }
    if let Some(value) = feed.settle_seconds {
        config.settle = seconds("settle_seconds", value)?;
    }
    Ok(config)
}

fn host_key(feed: &Feed) -> anyhow::Result<HostKey> {
    let text = feed.host_key.as_deref().ok_or_else(|| {
        anyhow!(
            "transport \"sftp\" needs host_key = \"SHA256:…\": ask the agency for it; what the server shows is \
             printed by `ssh-keyscan HOST | ssh-keygen -lf -`, and by `copydesk feed test` beside the one stated"
        )
    })?;
    HostKey::from_text(text).context("host_key")
}

fn roots(feed: &Feed, base: &Path) -> anyhow::Result<TlsRoots> {
    let Some(path) = &feed.ca_file else {
        return Ok(TlsRoots::System);
    };
    let path = base.join(path);
    let pem = std::fs::read(&path).with_context(|| format!("ca_file {}", path.display()))?;
    Ok(TlsRoots::Only(pem))
}

fn after(feed: &Feed) -> anyhow::Result<AfterRemoteReceipt> {
    let moves = || {
        let folder = feed.move_to.clone().unwrap_or_else(|| String::from("done"));
        if folder.is_empty() || folder.chars().any(char::is_control) {
            bail!("move_to {folder:?}: the name of a folder below the watched one");
        }
        Ok(AfterRemoteReceipt::Move(
            folder.trim_end_matches('/').to_owned(),
        ))
    };
    match (feed.after.as_deref(), &feed.move_to) {
        (Some("move"), _) => moves(),
        (_, Some(_)) => bail!("move_to has no effect without after = \"move\""),
        (None | Some("leave"), None) => Ok(AfterRemoteReceipt::Leave),
        (Some("delete"), None) => Ok(AfterRemoteReceipt::Delete),
        (Some(other), None) => bail!("after {other:?}: \"leave\", \"move\" or \"delete\""),
    }
}

fn sign_in(feed: &Feed, base: &Path) -> anyhow::Result<SignIn> {
    match (&feed.password_file, &feed.key_file) {
        (Some(path), None) if feed.key_passphrase_file.is_none() => {
            Ok(SignIn::Password(secret_line("password_file", path, base)?))
        }
        (Some(_), None) => bail!("key_passphrase_file has no effect without key_file"),
        (None, Some(path)) => Ok(SignIn::Key {
            key: secret("key_file", path, base)?,
            passphrase: feed
                .key_passphrase_file
                .as_ref()
                .map(|path| secret_line("key_passphrase_file", path, base))
                .transpose()?,
        }),
        (Some(_), Some(_)) => bail!("password_file and key_file: one of them"),
        (None, None) if feed.transport == TransportKind::Sftp => {
            bail!("transport \"sftp\" needs password_file = \"…\" or key_file = \"…\"")
        }
        (None, None) => bail!(
            "transport {:?} needs password_file = \"…\"",
            feed.transport.name()
        ),
    }
}

fn credential(feed: &Feed, base: &Path) -> anyhow::Result<PushCredential> {
    match (&feed.token_sha256, &feed.signature_key_file) {
        (Some(hash), None) => Ok(PushCredential::BearerToken(
            TokenHash::from_hex(hash).context("token_sha256")?,
        )),
        (None, Some(path)) => Ok(PushCredential::Signature(secret_line(
            "signature_key_file",
            path,
            base,
        )?)),
        _ => bail!("transport \"push\" needs token_sha256 = \"…\" or signature_key_file = \"…\""),
    }
}

fn secret(key: &str, path: &Path, base: &Path) -> anyhow::Result<Secret> {
    let path = base.join(path);
    let bytes = std::fs::read(&path).with_context(|| format!("{key} {}", path.display()))?;
    if bytes.trim_ascii().is_empty() {
        bail!("{key} {}: is empty", path.display());
    }
    Ok(Secret::new(bytes))
}

/// A secret without the line break that editors put at its end.
pub(super) fn secret_line(key: &str, path: &Path, base: &Path) -> anyhow::Result<Secret> {
    Ok(Secret::new(secret(key, path, base)?.expose().trim_ascii()))
}
