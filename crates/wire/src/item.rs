//! What every format is read into: the item of DESIGN 5.2. Holds what was sent, invents nothing: an absent
//! fact is `None` or empty. Never decides what is published.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{FeedProfile, Limits, Mapping};

pub use copydesk_text::{BlockKind, Span};

/// What the feed's configuration knows beforehand; all of it optional (`wire.md` 1).
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// Agency that sends on this feed.
    pub agency: Option<String>,
    /// Configured format; if the bytes contradict it they are read as what they are, with a finding.
    pub format: Option<Format>,
    /// Configured charset label.
    pub charset: Option<String>,
    /// Whether the configured charset overrules evidence.
    pub charset_force: bool,
    /// Charset for bytes that are not UTF-8 and declare nothing.
    pub charset_fallback: Option<String>,
    /// Zone of times sent without one.
    pub zone: Option<TimeZone>,
    /// When the bytes were received.
    pub received: Option<Timestamp>,
    /// `charset` of the transport (HTTP or MIME).
    pub transport_charset: Option<String>,
    /// Media type of the transport.
    pub media_type: Option<String>,
    /// File name, a label only.
    pub file_name: Option<String>,
    /// How much is read.
    pub limits: Limits,
    /// Paths of the fields, for JSON and XML of agencies without a public format.
    pub mapping: Option<Arc<Mapping>>,
    /// What the feed's agency does its own way.
    pub profile: Option<Arc<FeedProfile>>,
}

impl Hint {
    /// When the agency's day begins; midnight where nothing else is configured.
    pub(crate) fn day_starts(&self) -> jiff::civil::Time {
        let configured = self
            .profile
            .as_ref()
            .and_then(|profile| profile.day_starts());
        configured.unwrap_or(jiff::civil::Time::midnight())
    }
}

/// A recognised format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// IPTC NewsML-G2 (2.x).
    NewsMlG2,
    /// IPTC NITF 3.x.
    Nitf,
    /// IPTC 7901 text telegrams.
    Iptc7901,
    /// ANPA 1312 text telegrams.
    Anpa1312,
    /// Text telegrams between `ZCZC` and `NNNN`, and those that open with SOH and names.
    Zczc,
    /// IPTC ninjs 1–3.
    Ninjs,
    /// RSS 0.9–2.0, RDF, CDF.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1.0, 1.1.
    JsonFeed,
    /// IPTC NewsML 1.0–1.2.
    NewsMl1,
    /// dpa's digitalwires JSON.
    DpaDigitalwires,
    /// JSON of AP's Media API.
    ApMedia,
    /// A mail (RFC 5322, MIME).
    Mail,
    /// Ritzau's `RBNews`.
    Ritzau,
    /// SportsML.
    SportsMl,
    /// A page of HTML.
    Html,
    /// JSON read by a mapping.
    MapJson,
    /// XML read by a mapping.
    MapXml,
    /// Text of no known wire format.
    Text,
    /// Nothing known.
    Unknown,
}

impl Format {
    /// Name used in JSON and in configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewsMlG2 => "newsml-g2",
            Self::Nitf => "nitf",
            Self::Iptc7901 => "iptc7901",
            Self::Anpa1312 => "anpa1312",
            Self::Zczc => "zczc",
            Self::Ninjs => "ninjs",
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::JsonFeed => "json-feed",
            Self::NewsMl1 => "newsml-1",
            Self::ApMedia => "ap-media",
            Self::DpaDigitalwires => "dpa-digitalwires",
            Self::Mail => "mail",
            Self::Ritzau => "ritzau",
            Self::SportsMl => "sportsml",
            Self::Html => "html",
            Self::MapJson => "map-json",
            Self::MapXml => "map-xml",
            Self::Text => "text",
            Self::Unknown => "unknown",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::NewsMlG2,
            Self::Nitf,
            Self::Iptc7901,
            Self::Anpa1312,
            Self::Zczc,
            Self::Ninjs,
            Self::Rss,
            Self::Atom,
            Self::JsonFeed,
            Self::NewsMl1,
            Self::DpaDigitalwires,
            Self::ApMedia,
            Self::Mail,
            Self::Ritzau,
            Self::SportsMl,
            Self::Html,
            Self::MapJson,
            Self::MapXml,
            Self::Text,
        ]
        .into_iter()
        .find(|format| format.name() == name)
    }
}

/// What `read` returns: always something, never a failure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The items found, in document order.
    pub items: Vec<Item>,
    /// Findings about the raw as a whole (those about one item stand in it).
    pub findings: Vec<Finding>,
}

/// Something the reader noticed: a deviation, a loss, a suspicion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable dotted code, listed in `docs/findings.md`.
    pub code: &'static str,
    /// One sentence for the editor.
    pub message: String,
    /// Where in the raw, if it has a place.
    pub span: Option<Span>,
}

/// Publishing status; the strictest stated wins, an unknown one is withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// May be used, as far as status goes.
    #[default]
    Usable,
    /// Not to be used for now.
    Withheld,
    /// Killed.
    Canceled,
}

impl Status {
    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
        }
    }
}

/// Not before this instant. An element that is there but empty or unreadable means "time unknown".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Embargo {
    /// No embargo.
    #[default]
    None,
    /// Until this instant; the instant itself is open.
    Until(Timestamp),
    /// Embargoed without a readable time: closed until an editor sets one.
    TimeUnknown,
}

/// Signals of the wire, whatever form they arrive in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// A newer state of a story.
    Update,
    /// Something sent before was wrong.
    Correction,
    /// Something sent before must go.
    Kill,
    /// Something sent before must wait.
    Withhold,
    /// A message to the editors.
    Advisory,
    /// Sent again unchanged.
    Repeat,
    /// Urgent news.
    Alert,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 7] = [
        Self::Update,
        Self::Correction,
        Self::Kill,
        Self::Withhold,
        Self::Advisory,
        Self::Repeat,
        Self::Alert,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Kill => "kill",
            Self::Withhold => "withhold",
            Self::Advisory => "advisory",
            Self::Repeat => "repeat",
            Self::Alert => "alert",
        }
    }

    /// The signal of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.name() == name)
    }
}

/// A time as sent: the instant, and the text with its own offset (RFC 3339, offset kept).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTime {
    /// The instant.
    pub at: Timestamp,
    /// RFC 3339 with the offset that was sent.
    pub text: String,
}

/// A reference to the item that this one kills (`wire.md` 1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kills {
    /// `guid`, `number` or `text`.
    pub by: &'static str,
    /// Id of the item.
    pub guid: Option<String>,
    /// The one version meant; `None` means all.
    pub version: Option<String>,
    /// Service letters of a telegram.
    pub service: Option<String>,
    /// Number of a telegram or message.
    pub number: Option<String>,
    /// Name beside a message number.
    pub name: Option<String>,
    /// Day of the number, `yyyymmdd`.
    pub day: Option<String>,
    /// Slugline that the notice quotes.
    pub slugline: Option<String>,
    /// Headline that the notice quotes.
    pub headline: Option<String>,
    /// Where the reference stands in the raw.
    pub span: Option<Span>,
}

/// A note to editors; never published by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EdNote {
    /// Role as sent.
    pub role: Option<String>,
    /// Its words.
    pub text: String,
    /// What the sender says of this very note.
    pub publishable: bool,
}

/// A subject, genre or place with its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Code as sent.
    pub code: Option<String>,
    /// URI of the scheme, resolved by the item's catalog; `None` for an unknown alias.
    pub scheme: Option<String>,
    /// Name as sent.
    pub name: Option<String>,
}

/// One paragraph of a rendition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, white space folded.
    pub text: String,
    /// Byte range in the raw.
    pub span: Span,
}

/// One text form inside a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendition {
    /// What the sender or the format calls it.
    pub name: String,
    /// Media type as sent.
    pub media_type: Option<String>,
    /// In document order; none is empty.
    pub paragraphs: Vec<Paragraph>,
}

/// A picture referred to by the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Id the agency gave.
    pub id: Option<String>,
    /// Where its largest form lies.
    pub href: Option<String>,
    /// Words under it.
    pub caption: Option<String>,
    /// Who made or supplied it.
    pub credit: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// A link to another item or page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// One of the values of `wire.md` 1.
    pub rel: String,
    /// Id or address.
    pub target: String,
    /// Version meant.
    pub version: Option<String>,
}

/// One item in one version, as sent (DESIGN 5.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Format it was read from.
    pub format: Option<Format>,
    /// Agency of the feed.
    pub agency: Option<String>,
    /// The id the agency gave, kept whole; or derived (`wire.md` 6).
    pub guid: String,
    /// Name to values, in order of first sight.
    pub alt_ids: Vec<(String, Vec<String>)>,
    /// Version as sent.
    pub version: Option<String>,
    /// Version as a number for ordering (`wire.md` 9).
    pub version_ordinal: Option<i64>,
    /// When the first version was made.
    pub first_created: Option<SentTime>,
    /// When this version was made.
    pub version_created: Option<SentTime>,
    /// The strictest status stated.
    pub status: Status,
    /// Status as sent.
    pub status_raw: Option<String>,
    /// Not before this instant.
    pub embargo: Embargo,
    /// The embargo's text as sent, offset kept.
    pub embargo_text: Option<String>,
    /// Not after this instant.
    pub expires: Option<SentTime>,
    /// Each once.
    pub signals: Vec<Signal>,
    /// The item that this one kills; few items have one, and it is large.
    pub kills: Option<Box<Kills>>,
    /// Notes to editors.
    pub ed_notes: Vec<EdNote>,
    /// Headline as sent.
    pub headline: Option<String>,
    /// Slugline as sent.
    pub slugline: Option<String>,
    /// Byline as sent.
    pub byline: Option<String>,
    /// Dateline as sent, or as it opens the text.
    pub dateline: Option<String>,
    /// Credit line as sent.
    pub credit_line: Option<String>,
    /// Who the content comes from.
    pub sources: Vec<String>,
    /// Holder of the copyright.
    pub copyright_holder: Option<String>,
    /// Copyright notice as sent.
    pub copyright_notice: Option<String>,
    /// Terms of use, each kept whole.
    pub usage_terms: Vec<String>,
    /// Language, BCP 47.
    pub language: Option<String>,
    /// 1 (highest) to 9.
    pub urgency: Option<u8>,
    /// Genres.
    pub genre: Vec<String>,
    /// Subjects, persons, organisations, places.
    pub subjects: Vec<Subject>,
    /// Where the content was made.
    pub located: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The text forms.
    pub renditions: Vec<Rendition>,
    /// Index of the rendition that is *the* text.
    pub body: Option<usize>,
    /// Pictures it refers to.
    pub pictures: Vec<Picture>,
    /// Links to other items and pages.
    pub links: Vec<Link>,
    /// SHA-256 of the raw the item came in.
    pub raw_sha256: [u8; 32],
    /// What the reader noticed about it.
    pub findings: Vec<Finding>,
}

impl Item {
    /// The rendition that is *the* text, if the item carries text.
    #[must_use]
    pub fn body(&self) -> Option<&Rendition> {
        self.renditions.get(self.body?)
    }

    /// Codes of the findings that hold: shown, never published by a rule (`wire.md` 10).
    pub fn holds(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.findings
            .iter()
            .map(|finding| finding.code)
            .filter(|code| crate::finding::holds(code))
    }
}
