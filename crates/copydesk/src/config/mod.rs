//! The operator's configuration: read once, refused whole when anything in it is wrong, with file and line. Turns
//! the file into what the crates are handed. Holds no secret in the clear: tokens stand as hashes or in files.

mod file;
mod house;
mod ledger;
mod nearest;
mod reading;
mod store;
mod transport;

pub use ledger::LedgerConfig;
pub use store::{ServerConfig, StoreConfig};

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use copydesk_desk::decide::House;
use copydesk_desk::{Feed, FeedId, FeedRules, OnArrival, Senders};
use copydesk_intake::{FeedTransport, Transport};
use copydesk_site::{Agency, Section, SiteConfig};
use copydesk_wire::{Format, Hint, Limits};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// The publication.
    pub site: SiteConfig,
    /// Feeds by id.
    pub feeds: HashMap<FeedId, Feed>,
    /// How each feed is transported.
    pub transports: Vec<FeedTransport>,
    /// How much of a raw is read.
    pub limits: Limits,
    /// The ledger, if this newsroom keeps one.
    pub ledger: Option<LedgerConfig>,
    /// What keeps the ground state.
    pub store: StoreConfig,
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// One line with file, line and reason.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let base = path.parent().unwrap_or_else(|| Path::new("."));
        Self::from_text(&text, base).map_err(|error| anyhow!("{}: {error:#}", path.display()))
    }

    /// Reads the text of a configuration; `base` is what relative paths in it start from.
    ///
    /// # Errors
    /// One line with line and reason.
    pub fn from_text(text: &str, base: &Path) -> anyhow::Result<Self> {
        let file: file::File =
            toml::from_str(text).map_err(|error| anyhow!(nearest::in_one_line(&error, text)))?;
        let sections = sections(&file)?;
        let limits = reading::limits(&file.limits)?;
        let mut feeds = HashMap::new();
        let mut transports = Vec::new();
        for feed in &file.feed {
            if !file.agency.iter().any(|agency| agency.id == feed.agency) {
                bail!(
                    "feed {:?}: there is no [[agency]] with the id {:?}",
                    feed.id,
                    feed.agency
                );
            }
            let mut read =
                read_feed(feed, &sections).with_context(|| format!("feed {:?}", feed.id))?;
            read.hint.limits = limits;
            read.hint.mapping = reading::mapping(feed, read.hint.format, text)
                .with_context(|| format!("feed {:?}", feed.id))?;
            if feeds.insert(read.id.clone(), read).is_some() {
                bail!("feed {:?}: named twice", feed.id);
            }
            let transport =
                transport::read(feed, base).with_context(|| format!("feed {:?}", feed.id))?;
            if feed.websub && file.site.origin.is_none() {
                bail!(
                    "feed {:?}: websub needs site.origin, the address that hubs call",
                    feed.id
                );
            }
            transports.push(reading::bounded(transport, &limits));
        }
        let data = base.join(&file.site.data);
        folders_apart(&transports, &data)?;
        Ok(Self {
            listen: file.site.listen,
            data,
            site: site(&file, sections, base)?,
            feeds,
            transports,
            limits,
            ledger: file
                .ledger
                .as_ref()
                .map(|table| ledger::read(table, &file.site, base)),
            store: match &file.store {
                Some(table) => store::read(table, base)?,
                None => StoreConfig::Embedded,
            },
        })
    }

    /// Names, language and style of the publication, for sentences.
    pub fn house(&self) -> House {
        self.site.house()
    }
}

/// Reads a table `[store]` that stands alone in a file.
///
/// # Errors
/// One line with line and reason.
pub fn read_store(text: &str, base: &Path) -> anyhow::Result<StoreConfig> {
    let table: file::Store =
        toml::from_str(text).map_err(|error| anyhow!(nearest::in_one_line(&error, text)))?;
    store::read(&table, base)
}

/// A folder feed moves what it finds: pointed at the data folder it would take the archive away, and two feeds on one
/// folder would take each other's files.
fn folders_apart(transports: &[FeedTransport], data: &Path) -> anyhow::Result<()> {
    let data = plain_path(data);
    let mut taken: Vec<(PathBuf, &str)> = Vec::new();
    for feed in transports {
        let Transport::Folder(folder) = &feed.transport else {
            continue;
        };
        let path = plain_path(&folder.path);
        let id = feed.feed.as_str();
        if path.starts_with(&data) || data.starts_with(&path) {
            bail!(
                "feed {id:?}: folder {} lies in or around the data folder",
                path.display()
            );
        }
        if let Some((_, other)) = taken.iter().find(|(known, _)| *known == path) {
            bail!(
                "feed {id:?}: folder {} is that of feed {other:?}",
                path.display()
            );
        }
        taken.push((path, id));
    }
    Ok(())
}

/// A path without `.`, `..` and links, as far as it is there.
fn plain_path(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut plain = PathBuf::new();
        for part in absolute.components() {
            match part {
                std::path::Component::ParentDir => {
                    plain.pop();
                }
                std::path::Component::CurDir => {}
                part => plain.push(part),
            }
        }
        plain
    })
}

fn sections(file: &file::File) -> anyhow::Result<Vec<Section>> {
    let mut seen = HashSet::new();
    for section in &file.section {
        let slug = section.slug.as_str();
        let plain = !slug.is_empty() && slug.chars().all(|c| c.is_alphanumeric() || c == '-');
        if !plain || slug.chars().any(char::is_uppercase) {
            bail!("section {slug:?}: a slug is lower-case letters, digits and hyphens");
        }
        if copydesk_site::route::RESERVED.contains(&slug) {
            bail!("section {slug:?}: that address is reserved; choose another slug");
        }
        if !seen.insert(slug) {
            bail!("section {slug:?}: named twice");
        }
    }
    if seen.is_empty() {
        bail!("at least one [[section]] is needed");
    }
    Ok(file
        .section
        .iter()
        .map(|s| Section {
            slug: s.slug.clone(),
            name: s.name.clone(),
        })
        .collect())
}

fn site(file: &file::File, sections: Vec<Section>, base: &Path) -> anyhow::Result<SiteConfig> {
    let site = &file.site;
    let origin = site
        .origin
        .clone()
        .unwrap_or_else(|| format!("http://{}", site.listen));
    if !(origin.starts_with("https://") || origin.starts_with("http://")) || origin.ends_with('/') {
        bail!("site.origin {origin:?}: an origin is https://host without a path or closing slash");
    }
    Ok(SiteConfig {
        name: site.name.clone(),
        origin,
        language: site.language.clone(),
        zone: zone(&site.zone).context("site.zone")?,
        sections,
        agencies: file
            .agency
            .iter()
            .map(|a| {
                Ok(Agency {
                    id: a.id.clone(),
                    name: a.name.clone(),
                    rights: a.rights.clone(),
                    token_sha256: token(a.token_sha256.as_deref(), &a.id)?,
                })
            })
            .collect::<anyhow::Result<_>>()?,
        theme: site.theme.as_ref().map(|path| base.join(path)),
        media: site.media.as_ref().map(|path| base.join(path)),
        page_cache_bytes: site.page_cache_bytes,
        house_map: site
            .house_map
            .as_ref()
            .map(|path| house::read(&base.join(path)))
            .transpose()?,
    })
}

fn token(hex: Option<&str>, agency: &str) -> anyhow::Result<Option<[u8; 32]>> {
    let Some(hex) = hex else { return Ok(None) };
    let wrong = || anyhow!("agency {agency:?}: token_sha256 is 64 hexadecimal digits");
    let mut hash = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return Err(wrong());
    }
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).map_err(|_| wrong())?;
    }
    Ok(Some(hash))
}

fn zone(name: &str) -> anyhow::Result<TimeZone> {
    TimeZone::get(name)
        .map_err(|_| anyhow!("{name:?}: no such time zone (use an IANA name, Europe/Berlin)"))
}

fn read_feed(feed: &file::Feed, sections: &[Section]) -> anyhow::Result<Feed> {
    if feed.id.is_empty()
        || !feed
            .id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    {
        bail!("an id is ASCII letters, digits, hyphen, underscore and full stop");
    }
    let format = feed
        .format
        .as_deref()
        .map(|name| Format::from_name(name).ok_or_else(|| anyhow!("format {name:?}: not known")));
    Ok(Feed {
        id: FeedId::new(&feed.id),
        agency: feed.agency.clone(),
        hint: Hint {
            agency: Some(feed.agency.clone()),
            format: format.transpose()?,
            charset: feed.charset.clone(),
            charset_force: feed.charset_force,
            charset_fallback: feed.charset_fallback.clone(),
            zone: feed.zone.as_deref().map(zone).transpose()?,
            ..Hint::default()
        },
        rules: FeedRules {
            on_arrival: on_arrival(&feed.on_arrival, sections)?,
            follow_updates: feed.follow_updates,
            may_kill: feed.may_kill.unwrap_or(may_kill(feed.transport)),
            senders: match &feed.senders {
                Some(senders) => Senders::Only(senders.clone()),
                None => Senders::Anyone,
            },
            late_after: late_after(feed)?,
        },
    })
}

/// Open web feeds and mail may be written by anybody; the others are known by credential, key or folder.
fn may_kill(transport: file::TransportKind) -> bool {
    !matches!(
        transport,
        file::TransportKind::Pull | file::TransportKind::Imap
    )
}

fn late_after(feed: &file::Feed) -> anyhow::Result<Option<SignedDuration>> {
    let Some(seconds) = feed.late_after_seconds else {
        return Ok(None);
    };
    let seconds = i64::try_from(seconds)
        .ok()
        .filter(|seconds| (1..=31_536_000).contains(seconds));
    let seconds = seconds.ok_or_else(|| anyhow!("late_after_seconds: from 1 to 31536000"))?;
    Ok(Some(SignedDuration::from_secs(seconds)))
}

fn on_arrival(text: &str, sections: &[Section]) -> anyhow::Result<OnArrival> {
    if text == "hold" {
        return Ok(OnArrival::Hold);
    }
    let section = text
        .strip_prefix("publish:")
        .ok_or_else(|| anyhow!("on_arrival {text:?}: \"hold\" or \"publish:SECTION\""))?;
    if !sections.iter().any(|known| known.slug == section) {
        bail!("on_arrival {text:?}: there is no section {section:?}");
    }
    Ok(OnArrival::Publish {
        section: section.to_owned(),
    })
}
