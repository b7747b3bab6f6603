//! The public site and the editors' screens. Holds no SQL, fetches nothing, and never says what a disclosure is:
//! it shows what was computed.

pub mod config;
pub mod desk;
pub mod ports;

pub use config::{Agency, Section, SiteConfig};
pub use ports::Ports;
