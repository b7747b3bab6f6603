//! A mapping: the paths of each field. Checked when it is made; a field nobody knows and a path that is none are errors
//! that name it.

use super::node::{Node, Values};
use super::path::Path;

/// What a mapping reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// Fields that a mapping may name. `picture_…` are paths from a `picture`, `subject_…` from a `subject`; all others are
/// paths from an `item`, which is itself a path from the top.
pub const FIELDS: &[&str] = &[
    "item",
    "agency",
    "guid",
    "alt_id",
    "version",
    "first_created",
    "version_created",
    "status",
    "embargo",
    "expires",
    "signal",
    "ed_note",
    "headline",
    "slugline",
    "byline",
    "dateline",
    "credit_line",
    "source",
    "copyright_holder",
    "copyright_notice",
    "usage_terms",
    "language",
    "urgency",
    "genre",
    "keyword",
    "located",
    "subject",
    "subject_code",
    "subject_scheme",
    "subject_name",
    "html",
    "text",
    "summary",
    "picture",
    "picture_id",
    "picture_href",
    "picture_caption",
    "picture_credit",
    "picture_headline",
    "picture_width",
    "picture_height",
    "link",
    "kills",
    "ignore",
];

/// A field, by its place among [`FIELDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field(usize);

impl Field {
    /// The field of that name; none, where it is asked for while compiling, is an error there.
    pub const fn of(name: &str) -> Self {
        let mut at = 0;
        while !is_same(FIELDS[at], name) {
            at += 1;
        }
        Self(at)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        FIELDS[self.0]
    }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The field of that name, found while compiling.
macro_rules! field {
    ($name:literal) => {
        const { $crate::map::mapping::Field::of($name) }
    };
}
pub(super) use field;

/// Why something is no mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The field that is wrong; empty if it is the mapping as a whole.
    pub field: String,
    /// What is wrong with it, in one line.
    pub reason: String,
}

impl std::fmt::Display for MappingError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.field.as_str() {
            "" => write!(out, "{}", self.reason),
            field => write!(out, "{field}: {}", self.reason),
        }
    }
}

impl std::error::Error for MappingError {}

/// Paths for fields: what a feed's configuration says of the format that its agency sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    syntax: Syntax,
    fields: Vec<(&'static str, Vec<Path>)>,
    /// Where the paths of each field stand in `fields`, counted from 1; zero if it has none.
    places: [u8; FIELDS.len()],
}

impl Mapping {
    /// A mapping of these fields, each with its paths in order of preference.
    ///
    /// # Errors
    /// A field that is not among [`FIELDS`] or is given twice, a path that cannot be read, no `item`, or nothing that
    /// gives a text or a headline.
    ///
    /// ```
    /// use copydesk_wire::{Mapping, Syntax};
    /// let fields = [("item", vec!["stories"]), ("guid", vec!["id"]), ("text", vec!["body", "intro"])];
    /// assert!(Mapping::new(Syntax::Json, fields).is_ok());
    /// let wrong = Mapping::new(Syntax::Json, [("item", vec!["stories"]), ("body", vec!["text"])]);
    /// assert_eq!(wrong.unwrap_err().field, "body");
    /// ```
    pub fn new<'a>(
        syntax: Syntax,
        fields: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
    ) -> Result<Self, MappingError> {
        let mut mapping = Self {
            syntax,
            fields: Vec::new(),
            places: [0; FIELDS.len()],
        };
        for (name, paths) in fields {
            mapping.add(name, &paths)?;
        }
        let has = |name: &str| mapping.fields.iter().any(|(known, _)| *known == name);
        let missing = if !has("item") {
            "a mapping needs the path of an item"
        } else if !["html", "text", "summary", "headline"].into_iter().any(has) {
            "a mapping needs html, text, summary or headline"
        } else {
            return Ok(mapping);
        };
        Err(MappingError {
            field: String::new(),
            reason: missing.to_owned(),
        })
    }

    fn add(&mut self, name: &str, paths: &[&str]) -> Result<(), MappingError> {
        let wrong = |reason: String| MappingError {
            field: name.to_owned(),
            reason,
        };
        let place = FIELDS.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| wrong(String::from("a mapping has no such field")))?;
        let known = FIELDS[place];
        if self.fields.iter().any(|(field, _)| *field == known) {
            return Err(wrong(String::from("named twice")));
        }
        if paths.is_empty() {
            return Err(wrong(String::from("a path is missing")));
        }
        let parsed = paths.iter().map(|path| {
            Path::parse(path).map_err(|reason| wrong(format!("path {path:?}: {reason}")))
        });
        self.fields.push((known, parsed.collect::<Result<_, _>>()?));
        self.places[place] = u8::try_from(self.fields.len()).unwrap_or_default();
        Ok(())
    }

    /// What it reads.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Names of the fields it maps, in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.fields.iter().map(|(name, _)| *name)
    }

    #[inline]
    pub(super) fn paths(&self, field: Field) -> &[Path] {
        let place = usize::from(self.places[field.0]).checked_sub(1);
        let found = place.and_then(|place| self.fields.get(place));
        found.map(|(_, paths)| paths.as_slice()).unwrap_or_default()
    }

    /// Items by the first of its paths that leads anywhere.
    pub(super) fn items<'t>(&self, roots: &[Node<'t>]) -> Values<'t> {
        let mut items = Values::new();
        for path in self.paths(field!("item")) {
            for &root in roots {
                path.push_values(root, &mut items);
            }
            items.retain(|node| node.has_children());
            if !items.is_empty() {
                break;
            }
        }
        items
    }
}
