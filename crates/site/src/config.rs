//! The publication: name, origin, languages, zone, sections, agencies. Read once by the program; holds no secret.

use std::path::PathBuf;

use jiff::tz::TimeZone;

/// One section of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// First segment of its URLs.
    pub slug: String,
    /// Name shown.
    pub name: String,
}

/// How an agency wants to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Id as feeds name it.
    pub id: String,
    /// Name shown to readers and in the disclosure.
    pub name: String,
    /// Rights line at the foot of its stories.
    pub rights: Option<String>,
}

/// The publication, as its pages need it.
#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// Name of the publication.
    pub name: String,
    /// Public origin, `https://news.example`; never taken from the `Host` header.
    pub origin: String,
    /// BCP 47 language of the site.
    pub language: String,
    /// Zone in which times are shown.
    pub zone: TimeZone,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Agencies known.
    pub agencies: Vec<Agency>,
    /// Folder with a theme's templates; `None`: the built-in theme.
    pub theme: Option<PathBuf>,
    /// Folder with pictures served under `/media/`; `None`: no pictures are served.
    pub media: Option<PathBuf>,
    /// Memory for rendered pages, bytes.
    pub page_cache_bytes: usize,
}

impl SiteConfig {
    /// The name of an agency as readers see it; its id where the configuration has none.
    #[must_use]
    pub fn agency_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.agencies
            .iter()
            .find(|agency| agency.id == id)
            .map_or(id, |agency| agency.name.as_str())
    }
}
