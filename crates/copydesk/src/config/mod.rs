//! The operator's configuration: read once, refused whole when anything in it is wrong, with file and line. Turns
//! the file into what the crates are handed. Holds no secret in the clear: tokens stand as hashes or in files.

mod file;
mod house;
mod ledger;
mod nearest;
mod place;
mod reading;
mod store;
mod transport;

pub use ledger::LedgerConfig;
pub use reading::charset;
pub use store::{ServerConfig, StoreConfig};

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use copydesk_desk::decide::House;
use copydesk_desk::{Feed, FeedId, FeedRules, OnArrival, Senders};
use copydesk_intake::{FeedTransport, PrivateAddresses, Transport};
use copydesk_site::{Agency, Section, SiteConfig};
use copydesk_wire::{Format, Hint, Limits};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use place::{Table, located};

use crate::said;

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
    /// Files with secrets of feeds.
    pub secret_files: Vec<PathBuf>,
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// One line with file, line and reason.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let base = path.parent().unwrap_or_else(|| Path::new("."));
        Self::from_text(&text, base)
            .map_err(|error| anyhow!("{}: {}", path.display(), said::once(&error)))
    }

    /// Reads the text of a configuration; `base` is what relative paths in it start from.
    ///
    /// # Errors
    /// One line with line and reason.
    pub fn from_text(text: &str, base: &Path) -> anyhow::Result<Self> {
        let file: file::File =
            toml::from_str(text).map_err(|error| anyhow!(nearest::in_one_line(&error, text)))?;
        let sections = sections(&file, text)?;
        agencies(&file, text)?;
        let limits = reading::limits(&file.limits, Limits::DEFAULT)
            .map_err(|error| located(&error, text, Table::One("limits"), None))?;
        let mut feeds = HashMap::new();
        let mut transports: Vec<FeedTransport> = Vec::new();
        for (nth, feed) in file.feed.iter().enumerate() {
            let known = Known {
                file: &file,
                sections: &sections,
                limits,
                text,
                base,
            };
            let refused = |error| {
                let subject = format!("feed {:?}", feed.id);
                located(&error, text, Table::Nth("feed", nth), Some(&subject))
            };
            let (read, transport) = known.feed(feed).map_err(refused)?;
            if feeds.contains_key(&read.id) {
                return Err(refused(anyhow!("id {:?}: named twice", feed.id)));
            }
            let data = base.join(&file.site.data);
            folder_apart(&transport, &transports, &data).map_err(refused)?;
            feeds.insert(read.id.clone(), read);
            transports.push(transport);
        }
        let ledger = file.ledger.as_ref();
        let ledger = ledger.map(|table| ledger::read(table, &file.site, base));
        let ledger = ledger
            .transpose()
            .map_err(|error| located(&error, text, Table::One("ledger"), None))?;
        let store = match &file.store {
            Some(table) => store::read(table, base)?,
            None => StoreConfig::Embedded,
        };
        let mut site = site(&file, sections, base)
            .map_err(|error| located(&error, text, Table::One("site"), None))?;
        site.freshness = match &store {
            StoreConfig::Embedded => None,
            StoreConfig::Server(server) => Some(server.freshness),
        };
        Ok(Self {
            listen: file.site.listen,
            data: base.join(&file.site.data),
            site,
            feeds,
            transports,
            limits,
            ledger,
            store,
            secret_files: file
                .feed
                .iter()
                .flat_map(transport::secret_files)
                .map(|path| base.join(path))
                .collect(),
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

/// What a feed's settings are read with.
struct Known<'a> {
    file: &'a file::File,
    sections: &'a [Section],
    /// Of all feeds.
    limits: Limits,
    text: &'a str,
    base: &'a Path,
}

impl Known<'_> {
    /// A feed and its transport. Refusals begin with the key that they are about.
    fn feed(&self, feed: &file::Feed) -> anyhow::Result<(Feed, FeedTransport)> {
        let agencies = &self.file.agency;
        if !agencies.iter().any(|agency| agency.id == feed.agency) {
            bail!(
                "agency {:?}: there is no [[agency]] with that id",
                feed.agency
            );
        }
        let mut read = read_feed(feed, self.sections)?;
        let limits = reading::limits(&feed.limits, self.limits);
        let limits = limits.map_err(|error| anyhow!("limits.{error}"))?;
        read.hint.limits = limits;
        read.hint.mapping = reading::mapping(feed, read.hint.format, self.text)?;
        read.hint.profile = reading::profile(feed, self.text)?;
        let transport = transport::read(feed, self.base)?;
        if feed.websub && self.file.site.origin.is_none() {
            bail!("websub needs site.origin, the address that hubs call");
        }
        Ok((read, reading::bounded(transport, &limits)))
    }
}

/// A folder feed moves what it finds: pointed at the data folder it would take the archive away, and two feeds on one
/// folder would take each other's files.
fn folder_apart(feed: &FeedTransport, others: &[FeedTransport], data: &Path) -> anyhow::Result<()> {
    let watched = |feed: &FeedTransport| match &feed.transport {
        Transport::Folder(folder) => Some(plain_path(&folder.path)),
        _ => None,
    };
    let Some(path) = watched(feed) else {
        return Ok(());
    };
    let data = plain_path(data);
    if path.starts_with(&data) || data.starts_with(&path) {
        bail!(
            "folder {} lies in or around the data folder",
            path.display()
        );
    }
    let mut others = others.iter();
    match others.find(|other| watched(other).as_ref() == Some(&path)) {
        Some(other) => bail!(
            "folder {} is that of feed {:?}",
            path.display(),
            other.feed.as_str()
        ),
        None => Ok(()),
    }
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

fn sections(file: &file::File, text: &str) -> anyhow::Result<Vec<Section>> {
    let mut seen = HashSet::new();
    for (nth, section) in file.section.iter().enumerate() {
        let slug = section.slug.as_str();
        let refused = |error: anyhow::Error| {
            let subject = format!("section {slug:?}");
            located(&error, text, Table::Nth("section", nth), Some(&subject))
        };
        check_slug(slug).map_err(refused)?;
        shown_name("name", &section.name).map_err(refused)?;
        if !seen.insert(slug) {
            return Err(refused(anyhow!("slug: named twice")));
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

fn check_slug(slug: &str) -> anyhow::Result<()> {
    let plain = !slug.is_empty() && slug.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !plain || slug.chars().any(char::is_uppercase) {
        bail!("slug: lower-case letters, digits and hyphens");
    }
    if copydesk_site::route::RESERVED.contains(&slug) {
        bail!("slug: that address is reserved; choose another one");
    }
    Ok(())
}

fn agencies(file: &file::File, text: &str) -> anyhow::Result<()> {
    let mut seen = HashSet::new();
    for (nth, agency) in file.agency.iter().enumerate() {
        let check = || {
            shown_name("id", &agency.id)?;
            shown_name("name", &agency.name)?;
            token(agency.token_sha256.as_deref())
        };
        let refused = |error: anyhow::Error| {
            let subject = format!("agency {:?}", agency.id);
            located(&error, text, Table::Nth("agency", nth), Some(&subject))
        };
        check().map_err(refused)?;
        if !seen.insert(agency.id.as_str()) {
            return Err(refused(anyhow!("id: named twice")));
        }
    }
    Ok(())
}

/// A name that readers or the ledger see: one line with a letter or digit in it.
fn shown_name(key: &str, name: &str) -> anyhow::Result<()> {
    if !name.chars().any(char::is_alphanumeric) {
        bail!("{key} {name:?}: a name has at least one letter or digit");
    }
    if name.chars().any(char::is_control) {
        bail!("{key} {name:?}: a name is one line");
    }
    Ok(())
}

fn site(file: &file::File, sections: Vec<Section>, base: &Path) -> anyhow::Result<SiteConfig> {
    let site = &file.site;
    let origin = site
        .origin
        .clone()
        .unwrap_or_else(|| format!("http://{}", site.listen));
    check_origin(&origin)?;
    shown_name("name", &site.name)?;
    let primary = site.language.split('-').next().unwrap_or_default();
    if !LANGUAGES.contains(&primary) {
        let (language, known) = (&site.language, LANGUAGES.join(", "));
        bail!("language {language:?}: the pages are in one of {known}");
    }
    Ok(SiteConfig {
        name: site.name.clone(),
        origin,
        language: site.language.clone(),
        zone: zone("zone", &site.zone)?,
        sections,
        agencies: file
            .agency
            .iter()
            .map(|a| {
                Ok(Agency {
                    id: a.id.clone(),
                    name: a.name.clone(),
                    rights: a.rights.clone(),
                    token_sha256: token(a.token_sha256.as_deref())?,
                })
            })
            .collect::<anyhow::Result<_>>()?,
        theme: folder("theme", site.theme.as_deref(), base)?,
        media: folder("media", site.media.as_deref(), base)?,
        page_cache_bytes: site.page_cache_bytes,
        house_map: site
            .house_map
            .as_ref()
            .map(|path| house::read(&base.join(path)))
            .transpose()
            .context("house_map")?,
        freshness: None,
    })
}

/// Languages the pages have words in; a region may follow, `en-IN`.
const LANGUAGES: [&str; 2] = ["en", "hi"];

fn check_origin(origin: &str) -> anyhow::Result<()> {
    let plain = copydesk_intake::check_url(origin, PrivateAddresses::Allow).is_ok();
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    if !plain || host.contains(['/', '?', '#']) {
        bail!("origin {origin:?}: an origin is https://host without a path or closing slash");
    }
    Ok(())
}

/// A folder that the configuration names and nothing makes.
fn folder(key: &str, path: Option<&Path>, base: &Path) -> anyhow::Result<Option<PathBuf>> {
    let Some(path) = path.map(|path| base.join(path)) else {
        return Ok(None);
    };
    if !path.is_dir() {
        bail!("{key} {}: there is no such folder", path.display());
    }
    Ok(Some(path))
}

fn token(hex: Option<&str>) -> anyhow::Result<Option<[u8; 32]>> {
    let Some(hex) = hex else { return Ok(None) };
    let wrong = || anyhow!("token_sha256: 64 hexadecimal digits");
    let mut hash = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return Err(wrong());
    }
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).map_err(|_| wrong())?;
    }
    Ok(Some(hash))
}

fn zone(key: &str, name: &str) -> anyhow::Result<TimeZone> {
    TimeZone::get(name)
        .map_err(|_| anyhow!("{key} {name:?}: no such time zone (use an IANA name, Europe/Berlin)"))
}

fn read_feed(feed: &file::Feed, sections: &[Section]) -> anyhow::Result<Feed> {
    if feed.id.is_empty()
        || !feed
            .id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    {
        bail!(
            "id {:?}: ASCII letters, digits, hyphen, underscore and full stop",
            feed.id
        );
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
            charset: reading::charset("charset", feed.charset.as_ref())?,
            charset_force: feed.charset_force,
            charset_fallback: reading::charset("charset_fallback", feed.charset_fallback.as_ref())?,
            zone: feed
                .zone
                .as_deref()
                .map(|name| zone("zone", name))
                .transpose()?,
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
            ignore_gaps: !feed.sequence_gaps,
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
