//! The sample newsroom that the program carries: wires, pictures and a running order, all written by the project.
//! Plays them into the demo's feed folders like an agency would, and does what the script's editor does.

mod explain;
mod player;
mod script;

use anyhow::{Context, anyhow};

pub use player::Player;
pub use script::{Script, Step};

mod table {
    //! The files, listed by the build script.
    include!(concat!(env!("OUT_DIR"), "/samples.rs"));
}

/// The bytes of a sample file.
pub fn file(name: &str) -> anyhow::Result<&'static [u8]> {
    let found = table::FILES.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, bytes)| *bytes)
        .ok_or_else(|| anyhow!("sample {name:?} is missing"))
}

/// The pictures, by file name.
pub fn pictures() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    table::FILES
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("media/")?, *bytes)))
}

/// Name of the house map's file in the demo's folder.
pub const HOUSE_MAP: &str = "house.toml";

/// The house map of the sample publication.
pub fn house_map() -> anyhow::Result<&'static [u8]> {
    file(HOUSE_MAP)
}

/// The running order.
pub fn script() -> anyhow::Result<Script> {
    let text = std::str::from_utf8(file("script.toml")?).context("sample script.toml")?;
    toml::from_str(text).context("sample script.toml")
}
