//! What the configuration says of reading: limits, and the mapping of a feed whose agency has no public format. A wrong
//! one is refused with its line.

use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use copydesk_intake::{FeedTransport, Transport};
use copydesk_wire::{
    FIELDS, FeedProfile, Format, Limits, Mapping, Syntax, WORD_KINDS, profile as shipped_mapping,
    profile_names,
};

use super::file::{self, Paths};
use super::nearest;

/// The limits in force: what the table states, else `usual`. A feed's table stands on the one for all.
pub fn limits(file: &file::Limits, usual: Limits) -> anyhow::Result<Limits> {
    let large = |name: &str, value: Option<usize>, usual: u64, most: usize| {
        let usual = usize::try_from(usual).unwrap_or(usize::MAX);
        within(name, value, usual, most).map(|value| u64::try_from(value).unwrap_or(u64::MAX))
    };
    Ok(Limits {
        raw_bytes: within("raw_bytes", file.raw_bytes, usual.raw_bytes, 256 << 20)?,
        xml_depth: within("xml_depth", file.xml_depth, usual.xml_depth, 4096)?,
        nodes: within("nodes", file.nodes, usual.nodes, 16_000_000)?,
        json_depth: within("json_depth", file.json_depth, usual.json_depth, 4096)?,
        items: within("items", file.items, usual.items, 10_000)?,
        mime_parts: within("mime_parts", file.mime_parts, usual.mime_parts, 10_000)?,
        mime_nesting: within("mime_nesting", file.mime_nesting, usual.mime_nesting, 16)?,
        members: within(
            "archive_members",
            file.archive_members,
            usual.members,
            1_000_000,
        )?,
        expanded_bytes: large(
            "archive_bytes",
            file.archive_bytes,
            usual.expanded_bytes,
            64 << 30,
        )?,
        ratio: large("archive_ratio", file.archive_ratio, usual.ratio, 1032)?,
    })
}

fn within(name: &str, value: Option<usize>, usual: usize, most: usize) -> anyhow::Result<usize> {
    let value = value.unwrap_or(usual);
    if value == 0 || value > most {
        bail!("{name} {value}: a limit is from 1 to {most}");
    }
    Ok(value)
}

/// A transport takes what is read, and no more.
pub fn bounded(mut transport: FeedTransport, limits: &Limits) -> FeedTransport {
    let most = u64::try_from(limits.raw_bytes).unwrap_or(u64::MAX);
    match &mut transport.transport {
        Transport::Folder(folder) => folder.file_bytes_max = most,
        Transport::Push(push) => push.body_bytes_max = most,
        Transport::Pull(pull) => pull.body_bytes_max = most,
        Transport::Remote(remote) => remote.file_bytes_max = most,
        Transport::Mail(mailbox) => mailbox.message_bytes_max = most,
        Transport::Api(api) => api.body_bytes_max = most,
    }
    transport
}

/// The mapping of a feed; `text` is the file, for line numbers.
pub fn mapping(
    feed: &file::Feed,
    format: Option<Format>,
    text: &str,
) -> anyhow::Result<Option<Arc<Mapping>>> {
    let syntax = match format {
        Some(Format::MapJson) => Some(Syntax::Json),
        Some(Format::MapXml) => Some(Syntax::Xml),
        _ => None,
    };
    let (table, shipped) = (&feed.mapping, &feed.mapping_profile);
    let Some(syntax) = syntax else {
        if table.is_some() || shipped.is_some() {
            bail!("a mapping needs format = \"map-json\" or \"map-xml\"");
        }
        return Ok(None);
    };
    let mapping = match (table, shipped) {
        (Some(_), Some(_)) => bail!("mapping and mapping_profile exclude each other"),
        (None, None) => bail!(
            "format {:?} needs [feed.mapping] or mapping_profile",
            name(syntax)
        ),
        (None, Some(name)) => shipped_mapping(name).ok_or_else(|| {
            let known = profile_names().join(", ");
            anyhow!("mapping_profile {name:?}: not known; known are {known}")
        })?,
        (Some(table), None) => own(table, syntax, text)?,
    };
    if mapping.syntax() != syntax {
        bail!("the mapping is not for format {:?}", name(syntax));
    }
    Ok(Some(Arc::new(mapping)))
}

fn name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Json => Format::MapJson.name(),
        Syntax::Xml => Format::MapXml.name(),
    }
}

/// What the feed's agency does its own way; `text` is the file, for line numbers.
pub fn profile(feed: &file::Feed, text: &str) -> anyhow::Result<Option<Arc<FeedProfile>>> {
    let mut profile = FeedProfile::default();
    for (kind, words) in feed.words.iter().flatten() {
        let line = nearest::line_of(text, kind.span().start);
        let kind = kind.get_ref().as_str();
        let words = words.get_ref().iter().map(String::as_str);
        profile = profile.with_words(kind, words).map_err(|error| {
            match nearest::nearest(kind, WORD_KINDS).filter(|near| *near != kind) {
                Some(near) => anyhow!("line {line}: words.{kind}: {error}; did you mean `{near}`?"),
                None => anyhow!("line {line}: words.{kind}: {error}"),
            }
        })?;
    }
    if let Some(pattern) = &feed.nitf_id {
        profile = profile.with_nitf_id(pattern).context("nitf_id")?;
    }
    if let Some(body) = &feed.body {
        if body.is_empty() {
            bail!("body: the name of a rendition, as `copydesk read` prints it");
        }
        profile = profile.with_body(body);
    }
    if let Some(time) = &feed.day_starts {
        let parsed = jiff::civil::Time::strptime("%H:%M", time);
        let wrong = |_| anyhow!("day_starts {time:?}: a time such as \"04:00\"");
        profile = profile.with_day_starts(parsed.map_err(wrong)?);
    }
    Ok((profile != FeedProfile::default()).then(|| Arc::new(profile)))
}

/// A charset that can be read.
pub fn charset(key: &str, label: Option<&String>) -> anyhow::Result<Option<String>> {
    match label {
        Some(label) if !copydesk_wire::chars::is_known(label) => {
            bail!(
                "{key} {label:?}: no charset is called so (utf-8, windows-1252, iso-8859-15, iso646-de …)"
            )
        }
        label => Ok(label.cloned()),
    }
}

type Table = std::collections::BTreeMap<toml::Spanned<String>, toml::Spanned<Paths>>;

fn own(table: &Table, syntax: Syntax, text: &str) -> anyhow::Result<Mapping> {
    let fields = table.iter().map(|(name, paths)| {
        let paths = match paths.get_ref() {
            Paths::One(path) => vec![path.as_str()],
            Paths::Several(paths) => paths.iter().map(String::as_str).collect(),
        };
        (name.get_ref().as_str(), paths)
    });
    Mapping::new(syntax, fields).map_err(|error| {
        let place = table.keys().find(|name| *name.get_ref() == error.field);
        let place = place.or_else(|| table.keys().min_by_key(|name| name.span().start));
        let line = place.map_or(0, |name| nearest::line_of(text, name.span().start));
        let unknown = !error.field.is_empty() && !FIELDS.contains(&error.field.as_str());
        match nearest::nearest(&error.field, FIELDS).filter(|_| unknown) {
            Some(near) => anyhow!("line {line}: mapping.{error}, did you mean `{near}`?"),
            None if error.field.is_empty() => anyhow!("line {line}: mapping: {error}"),
            None => anyhow!("line {line}: mapping.{error}"),
        }
    })
}
