//! What the configuration says of reading: limits, and the mapping of a feed whose agency has no public format. A wrong
//! one is refused with its line.

use std::sync::Arc;

use anyhow::{anyhow, bail};
use copydesk_intake::{FeedTransport, Transport};
use copydesk_wire::{FIELDS, Format, Limits, Mapping, Syntax, profile, profile_names};

use super::file::{self, Paths};
use super::nearest;

/// The limits in force.
pub fn limits(file: &file::Limits) -> anyhow::Result<Limits> {
    let usual = Limits::DEFAULT;
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
        bail!("limits.{name} {value}: a limit is from 1 to {most}");
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
        (None, Some(name)) => profile(name).ok_or_else(|| {
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
