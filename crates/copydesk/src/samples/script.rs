//! The running order of the sample newsroom as written in `script.toml`, and the configuration it stands for.

use std::fmt::Write as _;

use serde::Deserialize;

use super::HOUSE_MAP;

/// The whole script.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Name of the editor who acts.
    pub editor: String,
    /// Sections of the site.
    pub sections: Vec<Section>,
    /// Agencies.
    pub agencies: Vec<Agency>,
    /// Feeds.
    pub feeds: Vec<Feed>,
    /// What happens, in order.
    pub entry: Vec<Step>,
}

/// A section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub slug: String,
    pub name: String,
}

/// An agency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    pub id: String,
    pub name: String,
    pub rights: Option<String>,
}

/// A feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub struct Feed {
    pub id: String,
    pub agency: String,
    pub agency_name: String,
    pub format: String,
    pub rule: String,
    pub follow_updates: bool,
    pub may_kill: bool,
    pub transport: String,
    pub folder: String,
}

/// One arrival or one act of the editor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Seconds after the start.
    pub after: u64,
    /// Arrival: the feed.
    pub feed: Option<String>,
    /// Arrival: the file under `wires/`.
    pub file: Option<String>,
    /// Arrival: seconds until the embargo it carries ends.
    pub embargo_in: Option<u64>,
    /// Act: `publish`, `confirm`, or `explain` with the file of an explainer.
    pub act: Option<String>,
    /// Act: the item.
    pub guid: Option<String>,
    /// Act `confirm`: the speaker's full name.
    pub name: Option<String>,
    /// Act: the section.
    pub section: Option<String>,
    /// Act: the house headline.
    pub headline: Option<String>,
    /// Act: lines between headline and text.
    pub standfirst: Option<String>,
    /// Act: words exchanged in the text.
    pub edit: Option<Edit>,
    /// Act: how many closing paragraphs are left out.
    #[serde(default)]
    pub drop_last_paragraphs: usize,
    /// Act: straight quotation marks become typographic ones.
    #[serde(default)]
    pub curly: bool,
    /// Act: what was corrected.
    pub correction: Option<String>,
}

/// Words exchanged by the editor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub find: String,
    pub replace: String,
}

impl Script {
    /// The configuration of the sample newsroom, in the format of `copydesk.toml`.
    pub fn configuration(&self, listen: std::net::SocketAddr) -> String {
        let mut out = format!(
            "[site]\nname = \"Example Times\"\norigin = \"http://{listen}\"\nlisten = \"{listen}\"\n\
             language = \"en\"\nzone = \"Asia/Kolkata\"\ndata = \"data\"\nmedia = \"media\"\nhouse_map = \"{HOUSE_MAP}\"\n\n\
             [ledger]\norigin = \"example-times.example/ledger\"\n"
        );
        for section in &self.sections {
            push(
                &mut out,
                "section",
                &[("slug", &section.slug), ("name", &section.name)],
            );
        }
        for agency in &self.agencies {
            let rights = agency.rights.as_deref().unwrap_or_default();
            push(
                &mut out,
                "agency",
                &[
                    ("id", &agency.id),
                    ("name", &agency.name),
                    ("rights", rights),
                ],
            );
        }
        for feed in &self.feeds {
            let folder = format!("wires/{}", feed.folder);
            let keys: [(&str, &str); 6] = [
                ("id", &feed.id),
                ("agency", &feed.agency),
                ("transport", "folder"),
                ("folder", &folder),
                ("format", &feed.format),
                ("on_arrival", &feed.rule),
            ];
            push(&mut out, "feed", &keys);
            // A string takes everything that is written to it.
            let _ = writeln!(
                out,
                "follow_updates = {}\nmay_kill = {}",
                feed.follow_updates, feed.may_kill
            );
        }
        out
    }
}

fn push(out: &mut String, table: &str, keys: &[(&str, &str)]) {
    let _ = writeln!(out, "\n[[{table}]]");
    for (key, value) in keys {
        let _ = writeln!(out, "{key} = {}", toml::Value::String((*value).to_owned()));
    }
}
