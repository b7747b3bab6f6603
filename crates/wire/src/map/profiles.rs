//! Mappings that are shipped: for answers of Reuters Connect and of AFP's API, as their keys are publicly known. Each is
//! data, and names the keys by which an item of it is told from other JSON.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::mapping::{Mapping, Syntax};
use super::node::Node;

/// A shipped mapping.
struct Profile {
    name: &'static str,
    /// Keys that an item has, all of them.
    signs: &'static [&'static str],
    fields: &'static [(&'static str, &'static [&'static str])],
}

const PROFILES: [Profile; 2] = [
    Profile {
        name: "reuters-connect",
        signs: &["versionedGuid", "headLine"],
        fields: &[
            (
                "item",
                &[
                    "data/item",
                    "data/search/items",
                    "data/items",
                    "item",
                    "items",
                    ".",
                ],
            ),
            ("guid", &["uri", "guid", "versionedGuid"]),
            ("alt_id", &["versionedGuid", "usn", "guid"]),
            ("version", &["version"]),
            ("first_created", &["firstCreated"]),
            (
                "version_created",
                &["versionCreated", "contentTimestamp", "sortTimestamp"],
            ),
            ("status", &["pubStatus"]),
            ("signal", &["signal"]),
            (
                "ed_note",
                &["editorNotes", "edNote", "usageTermsRole", "intro"],
            ),
            ("headline", &["headLine", "caption"]),
            ("slugline", &["slug"]),
            ("byline", &["byLine"]),
            ("dateline", &["dateLine", "located"]),
            ("credit_line", &["credit"]),
            ("source", &["source", "infoSource/name", "provider/name"]),
            ("copyright_holder", &["copyrightHolder"]),
            ("copyright_notice", &["copyrightNotice"]),
            ("usage_terms", &["usageTerms"]),
            ("language", &["language"]),
            ("urgency", &["urgency"]),
            ("genre", &["genre/name", "genre"]),
            ("keyword", &["keyword"]),
            ("subject", &["subject"]),
            ("subject_code", &["code"]),
            ("subject_name", &["name"]),
            ("html", &["bodyXhtml", "bodyXhtmlRich"]),
            ("text", &["bodyText", "body"]),
            ("summary", &["fragment"]),
            ("picture", &["thumbnailUrl", "previewUrl"]),
            ("picture_href", &["."]),
            (
                "ignore",
                &[
                    "productLabel",
                    "profile",
                    "position",
                    "type",
                    "subject/rel",
                    "bodyXhtml",
                    "bodyXhtmlRich",
                ],
            ),
        ],
    },
    Profile {
        name: "afp-api",
        signs: &["uno", "published"],
        fields: &[
            (
                "item",
                &[
                    "response/docs/documents",
                    "response/docs",
                    "response/doc",
                    "docs",
                    "documents",
                    ".",
                ],
            ),
            ("guid", &["uno"]),
            (
                "alt_id",
                &["afpshortid", "newsItemID", "publicIdentifier", "serial"],
            ),
            ("version", &["revision"]),
            ("first_created", &["created"]),
            ("version_created", &["published"]),
            ("status", &["status"]),
            ("embargo", &["embargoed"]),
            ("expires", &["expires"]),
            ("signal", &["signal"]),
            ("ed_note", &["advisory", "rules", "captionContext"]),
            ("headline", &["headline", "title"]),
            ("slugline", &["slug"]),
            ("byline", &["creator"]),
            ("credit_line", &["creditLine"]),
            ("source", &["provider", "source"]),
            ("copyright_notice", &["copyright"]),
            (
                "usage_terms",
                &[
                    "disclaimer",
                    "usageRight/phrase",
                    "exclusion/name",
                    "country_out",
                    "country_only",
                ],
            ),
            ("language", &["lang", "language"]),
            ("urgency", &["urgency"]),
            ("genre", &["genre"]),
            ("keyword", &["keyword"]),
            ("located", &["city", "countryname", "country"]),
            (
                "subject",
                &[
                    "mediatopic",
                    "iptc",
                    "afpentity/event",
                    "afpentity/person",
                    "afpentity/organisation",
                ],
            ),
            ("subject_code", &["qcode", "."]),
            ("subject_name", &["keyword"]),
            ("text", &["news"]),
            ("summary", &["summary", "caption"]),
            ("picture", &["bagItem"]),
            ("picture_id", &["uno"]),
            (
                "picture_href",
                &[
                    "medias[type=Photo][role=HighDef]/href",
                    "medias[type=Photo]/href",
                ],
            ),
            ("picture_caption", &["caption"]),
            ("picture_credit", &["creator", "provider/name", "provider"]),
            ("picture_headline", &["newslines/headline"]),
            ("link", &["href"]),
            (
                "ignore",
                &[
                    "title",
                    "entity_person",
                    "entity_location",
                    "entity_organisation",
                    "entity_keyword",
                    "topic",
                    "event",
                    "subheadline",
                ],
            ),
        ],
    },
];

impl Profile {
    fn mapping(&self) -> Option<Mapping> {
        let fields = self
            .fields
            .iter()
            .map(|(name, paths)| (*name, paths.to_vec()));
        Mapping::new(Syntax::Json, fields).ok()
    }
}

/// The shipped mappings, made once.
static MAPPINGS: LazyLock<Vec<Option<Mapping>>> =
    LazyLock::new(|| PROFILES.iter().map(Profile::mapping).collect());

/// Finds the signs of each.
static SIGNS: LazyLock<Vec<Vec<Finder<'static>>>> = LazyLock::new(|| {
    let finders = |profile: &Profile| profile.signs.iter().map(Finder::new).collect();
    PROFILES.iter().map(finders).collect()
});

/// Names of the shipped mappings.
#[must_use]
pub fn profile_names() -> Vec<&'static str> {
    PROFILES.iter().map(|profile| profile.name).collect()
}

/// The shipped mapping of that name.
#[must_use]
pub fn profile(name: &str) -> Option<Mapping> {
    let found = PROFILES.iter().find(|profile| profile.name == name)?;
    found.mapping()
}

/// The shipped mapping whose first item has the signs of it. `text` is what the values were scanned from.
pub(super) fn fitting(roots: &[Node<'_>], text: &str) -> Option<&'static Mapping> {
    let written = |sign: &Finder<'_>| {
        let mut places = sign.find_iter(text.as_bytes());
        let len = sign.needle().len();
        places.any(|at| text[..at].ends_with('"') && text[at + len..].starts_with('"'))
    };
    PROFILES
        .iter()
        .zip(&*SIGNS)
        .zip(&*MAPPINGS)
        .find_map(|((profile, signs), mapping)| {
            if !signs.iter().all(written) {
                return None;
            }
            let mapping = mapping.as_ref()?;
            let first = mapping.items(roots).into_iter().next()?;
            let signs = profile.signs.iter();
            let fits = signs
                .map(|sign| first.named(sign))
                .all(|found| !found.is_empty());
            fits.then_some(mapping)
        })
}
