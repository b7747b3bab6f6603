//! From an alias to the URI of its scheme: by the item's own catalog, then by the standard catalog of IPTC where the
//! item refers to it (or to none). Fetches nothing; an unknown alias stays unknown.

use super::raw::RawItem;

const NEWSCODES: &str = "http://cv.iptc.org/newscodes/";
const EXTERNAL: &str = "http://cvx.iptc.org/";

/// Aliases of the standard catalog and the last part of their scheme's URI under `cv.iptc.org/newscodes`.
const STANDARD: &[(&str, &str)] = &[
    ("altidrole", "altidrole"),
    ("aoprop", "aoproperty"),
    ("app", "application"),
    ("cpnat", "cpnature"),
    ("crel", "conceptrelation"),
    ("drol", "descriptionrole"),
    ("genre", "genre"),
    ("irel", "itemrelation"),
    ("loutorient", "layoutorientation"),
    ("medtop", "mediatopic"),
    ("ncostat", "newscoveragestatus"),
    ("ninat", "ninature"),
    ("nprov", "newsprovider"),
    ("pgrmod", "pgrmode"),
    ("rnd", "rendition"),
    ("scene", "scene"),
    ("sig", "signal"),
    ("stat", "pubstatusg2"),
    ("subj", "subjectcode"),
    ("timeunit", "timeunit"),
];

/// Aliases of schemes that IPTC lists for others.
const LISTED: &[(&str, &str)] = &[
    ("iso3166-1a2", "iso3166-1a2/"),
    ("iso3166-1a3", "iso3166-1a3/"),
    ("isin", "isin/"),
    ("a1312cat", "anpa1312-category/"),
    ("a1312prio", "anpa1312-priority/"),
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
    pub fn uri(&self, alias: &str) -> Option<String> {
        let own = self.item.schemes.iter().find(|(known, _)| known == alias);
        if let Some((_, uri)) = own {
            return Some(uri.clone().into_owned());
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
pub(crate) fn standard(alias: &str) -> Option<String> {
    let found = |table: &[(&str, &'static str)]| {
        let entry = table.iter().find(|(known, _)| *known == alias)?;
        Some(entry.1)
    };
    found(STANDARD)
        .map(|name| format!("{NEWSCODES}{name}/"))
        .or_else(|| found(LISTED).map(|name| format!("{EXTERNAL}{name}")))
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
