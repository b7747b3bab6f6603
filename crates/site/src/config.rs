//! The publication: name, origin, languages, zone, sections, agencies. Read once by the program; holds no secret.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::decide::House;
use copydesk_text::HouseMap;
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
    /// SHA-256 of the token with which it may ask what was recorded of its copy.
    pub token_sha256: Option<[u8; 32]>,
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
    /// The publication's declared house map.
    pub house_map: Option<Arc<HouseMap>>,
    /// How old what this node knows may be before it answers no page that may be dead; `None`: it alone writes the ground
    /// state, and knows all there is.
    pub freshness: Option<Duration>,
}

impl SiteConfig {
    /// Names, language and style of the publication, as the desk's decisions take them.
    #[must_use]
    pub fn house(&self) -> House {
        House {
            site: self.name.clone(),
            language: self.language.clone(),
            agency_names: self
                .agencies
                .iter()
                .map(|agency| (agency.id.clone(), agency.name.clone()))
                .collect(),
            map: self.house_map.clone(),
        }
    }

    /// The section of that slug.
    #[must_use]
    pub fn section(&self, slug: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug == slug)
    }

    /// The rights line of an agency.
    #[must_use]
    pub fn rights_of(&self, id: &str) -> Option<&str> {
        let agency = self.agencies.iter().find(|agency| agency.id == id)?;
        agency.rights.as_deref()
    }

    /// The name of an agency as readers see it; its id where the configuration has none.
    #[must_use]
    pub fn agency_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.agencies
            .iter()
            .find(|agency| agency.id == id)
            .map_or(id, |agency| agency.name.as_str())
    }
}
