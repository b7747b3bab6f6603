//! From an alias to the URI of its scheme: by the item's own catalog, then by the standard catalog of IPTC where the
//! item refers to it (or to none). Fetches nothing; an unknown alias stays unknown.

use super::raw::RawItem;

macro_rules! newscodes {
    ($name:literal) => {
        concat!("http://cv.iptc.org/newscodes/", $name, "/")
    };
}

macro_rules! external {
    ($name:literal) => {
        concat!("http://cvx.iptc.org/", $name, "/")
    };
}

/// Aliases of the standard catalog and their scheme's URI.
const STANDARD: &[(&str, &str)] = &[
    ("altidrole", newscodes!("altidrole")),
    ("aoprop", newscodes!("aoproperty")),
    ("app", newscodes!("application")),
    ("cpnat", newscodes!("cpnature")),
    ("crel", newscodes!("conceptrelation")),
    ("drol", newscodes!("descriptionrole")),
    ("genre", newscodes!("genre")),
    ("irel", newscodes!("itemrelation")),
    ("loutorient", newscodes!("layoutorientation")),
    ("medtop", newscodes!("mediatopic")),
    ("ncostat", newscodes!("newscoveragestatus")),
    ("ninat", newscodes!("ninature")),
    ("nprov", newscodes!("newsprovider")),
    ("pgrmod", newscodes!("pgrmode")),
    ("rnd", newscodes!("rendition")),
    ("scene", newscodes!("scene")),
    ("sig", newscodes!("signal")),
    ("stat", newscodes!("pubstatusg2")),
    ("subj", newscodes!("subjectcode")),
    ("timeunit", newscodes!("timeunit")),
];

/// Aliases of schemes that IPTC lists for others.
const LISTED: &[(&str, &str)] = &[
    ("iso3166-1a2", external!("iso3166-1a2")),
    ("iso3166-1a3", external!("iso3166-1a3")),
    ("isin", external!("isin")),
    ("a1312cat", external!("anpa1312-category")),
    ("a1312prio", external!("anpa1312-priority")),
];

/// How the aliases of one item resolve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schemes<'r, 't> {
    item: &'r RawItem<'t>,
    standard: bool,
}

impl<'r, 't> Schemes<'r, 't> {
    /// The schemes of an item whose message refers to `message_catalogs`.
    pub fn of(item: &'r RawItem<'t>, message_catalogs: &[std::borrow::Cow<'t, str>]) -> Self {
        let mut references = item.catalog_refs.iter().chain(message_catalogs).peekable();
        let none = references.peek().is_none();
        let standard = none || references.any(|href| href.contains("iptc"));
        Self { item, standard }
    }

    /// URI of the scheme behind an alias.
    pub fn uri(&self, alias: &str) -> Option<&'r str> {
        let own = self.item.schemes.iter().find(|(known, _)| known == alias);
        if let Some((_, uri)) = own {
            return Some(uri.as_ref());
        }
        self.standard.then(|| standard(alias))?
    }

    /// Whether an alias means the scheme `name` of IPTC. An alias that nobody defines is taken by its own name.
    pub fn is_iptc(&self, alias: &str, name: &str, usual_alias: &str) -> bool {
        match self.uri(alias) {
            Some(uri) => uri.trim_end_matches('/').ends_with(name),
            None => alias == usual_alias,
        }
    }
}

/// URI of the scheme that IPTC's catalog gives an alias.
pub(crate) fn standard(alias: &str) -> Option<&'static str> {
    let mut all = STANDARD.iter().chain(LISTED);
    all.find(|(known, _)| *known == alias).map(|(_, uri)| *uri)
}

/// Alias and code of a qcode.
pub(super) fn split(qcode: &str) -> (&str, &str) {
    qcode.split_once(':').unwrap_or(("", qcode))
}

/// Scheme and code of a concept's URI: split behind its last `/` or `#`.
pub(super) fn split_uri(uri: &str) -> (&str, &str) {
    let at = uri.trim_end_matches('/').rfind(['/', '#']);
    at.map_or(("", uri), |at| uri.split_at(at + 1))
}
