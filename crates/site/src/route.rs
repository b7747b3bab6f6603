//! Addresses: from a request's path to a [`Route`], and from a story to its path. Knows no story; answers nothing.

use copydesk_desk::{DocumentId, EntityId, Story, StoryId};
use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::ledger::receipts::ReceiptsQuery;

/// Longest address answered, bytes (`site.md` 13).
pub const ADDRESS_BYTES_MAX: usize = 8 * 1024;

/// First segments that are never a section.
pub const RESERVED: &[&str] = &[
    "about",
    "also",
    "api",
    "archive",
    "assets",
    "corrections",
    "desk",
    "documents",
    "explainers",
    "healthz",
    "intake",
    "ledger",
    "live",
    "me",
    "media",
    "metrics",
    "people",
    "search",
    "topics",
    "weather",
    "websub",
];

/// A page of the public side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`
    Front,
    /// `/{section}/`, from the cursor on.
    Section(String, Option<Cursor>),
    /// `/{section}` without its slash.
    SectionBare(String),
    /// `/people` and the like, without the slash of a list: to the same with it.
    ListBare(&'static str),
    /// A story or one of its pages.
    Story(StoryAddress, StoryPage),
    /// A feed of the site or of a section.
    Feed(FeedForm, Option<String>),
    /// `/sitemap.xml`
    Sitemap,
    /// `/news-sitemap.xml`
    NewsSitemap,
    /// `/search`
    Search(Query),
    /// `/corrections`
    Corrections,
    /// `/archive/{day}`
    Archive(Date),
    /// `/also/{id}`: why stories are named under "Also read".
    Also(StoryId),
    /// `/people/`
    People,
    /// `/people/{speaker}`, from the cursor on.
    Speaker(EntityId, Option<Cursor>),
    /// `/about/{page}`
    About(String),
    /// `/explainers/`
    Explainers,
    /// `/explainers/{slug}`
    Explainer(String),
    /// `/explainers/{slug}.json`
    ExplainerData(String),
    /// `/api/v1/openapi.json`
    OpenApi,
    /// `/documents/`
    Documents,
    /// `/documents/{id}`
    Document(DocumentId),
    /// `/documents/{a}/compare/{b}`
    Compared(DocumentId, DocumentId),
    /// `/robots.txt`
    Robots,
    /// `/media/{name}`
    Media(String),
    /// `/assets/{name}`: scripts of the proof page, and the checker that works from disk.
    Asset(String),
    /// `/ledger/…`: a file of the ledger.
    Ledger(String),
    /// `…/proof/{file}`: edition, receipt or withdrawal, and which edition.
    Proof(StoryAddress, ProofFile, Option<u32>),
    /// `/api/v1/ledger/receipts`
    Receipts(ReceiptsQuery),
    /// `/healthz`
    Healthz,
    /// `/metrics`
    Metrics,
}

/// What the address of a story says; only the id finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryAddress {
    /// First segment.
    pub section: String,
    /// Words before the id.
    pub slug: String,
    /// The story.
    pub id: StoryId,
}

/// The proof files of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofFile {
    /// What was published.
    Edition,
    /// What it is based on.
    Receipt,
    /// That it was taken off.
    Withdrawal,
}

impl ProofFile {
    /// The file of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "edition.tlog-proof" => Some(Self::Edition),
            "receipt.tlog-proof" => Some(Self::Receipt),
            "withdrawal.tlog-proof" => Some(Self::Withdrawal),
            _ => None,
        }
    }
}

/// The pages of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoryPage {
    /// The story itself.
    Show,
    /// `…/versions`
    Versions,
    /// `…/comparison`
    Comparison,
    /// `…/proof`
    Proof,
}

impl StoryPage {
    /// What follows the story's path.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Show => "",
            Self::Versions => "/versions",
            Self::Comparison => "/comparison",
            Self::Proof => "/proof",
        }
    }
}

/// The three feed forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedForm {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// Last segment of its address.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// Where a list goes on: stories first published before this instant, then before this id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// First publication of the last story shown.
    pub at: Timestamp,
    /// That story.
    pub id: StoryId,
}

impl Cursor {
    /// The cursor as `?before=` carries it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}-{}", self.at.as_microsecond(), self.id)
    }

    fn parse(text: &str) -> Option<Self> {
        let (micros, id) = text.rsplit_once('-')?;
        let at = Timestamp::from_microsecond(micros.parse().ok()?).ok()?;
        story_id(id).map(|id| Self { at, id })
    }
}

/// A search as asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, at most [`Query::CHARACTERS_MAX`] characters.
    pub text: String,
    /// Whether it had to be cut to that.
    pub cut: bool,
    /// From 1.
    pub page: usize,
}

impl Query {
    /// Longest query, characters.
    pub const CHARACTERS_MAX: usize = 200;

    fn parse(query: &str) -> Self {
        let asked = parameter(query, "q").unwrap_or_default();
        let text: String = asked.chars().take(Self::CHARACTERS_MAX).collect();
        Self {
            cut: text.len() < asked.len(),
            text,
            page: parameter(query, "page")
                .and_then(|page| page.parse().ok())
                .filter(|page| *page > 0)
                .unwrap_or(1),
        }
    }
}

impl Route {
    /// Whether what stands there stays what it is when a story is killed: nothing of any story is in it.
    pub(crate) fn outlives_kills(&self) -> bool {
        matches!(
            self,
            Self::Robots
                | Self::Asset(_)
                | Self::Healthz
                | Self::Metrics
                | Self::Ledger(_)
                | Self::OpenApi
                | Self::About(_)
        )
    }

    /// The route of a path and query; `None`: no page has this address.
    #[must_use]
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let segments = path
            .strip_prefix('/')?
            .split('/')
            .map(decoded)
            .collect::<Option<Vec<_>>>()?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [""] => Some(Self::Front),
            ["search"] => Some(Self::Search(Query::parse(query))),
            ["corrections"] => Some(Self::Corrections),
            ["sitemap.xml"] => Some(Self::Sitemap),
            ["news-sitemap.xml"] => Some(Self::NewsSitemap),
            ["robots.txt"] => Some(Self::Robots),
            ["healthz"] => Some(Self::Healthz),
            ["metrics"] => Some(Self::Metrics),
            ["archive", day] => day.parse().ok().map(Self::Archive),
            ["also", id] => story_id(id).map(Self::Also),
            ["people"] => Some(Self::ListBare("/people/")),
            ["explainers"] => Some(Self::ListBare("/explainers/")),
            ["documents"] => Some(Self::ListBare("/documents/")),
            ["people", ""] => Some(Self::People),
            ["people", speaker] => speaker_route(speaker, query),
            ["about", page] => Some(Self::About((*page).to_owned())),
            ["explainers", ""] => Some(Self::Explainers),
            ["explainers", slug] => Some(explainer_route(slug)),
            ["documents", ""] => Some(Self::Documents),
            ["documents", id] => Some(Self::Document(DocumentId::new(*id))),
            ["documents", left, "compare", right] => Some(Self::Compared(
                DocumentId::new(*left),
                DocumentId::new(*right),
            )),
            ["media", name] => Some(Self::Media((*name).to_owned())),
            ["assets", name] => Some(Self::Asset((*name).to_owned())),
            ["ledger", rest @ ..] if !rest.is_empty() => Some(Self::Ledger(rest.join("/"))),
            ["api", "v1", "ledger", "receipts"] => receipts_route(query),
            ["api", "v1", "openapi.json"] => Some(Self::OpenApi),
            [first, ..] if RESERVED.contains(first) => None,
            [file] if file.contains('.') => feed_form(file).map(|form| Self::Feed(form, None)),
            [section] => Some(Self::SectionBare((*section).to_owned())),
            [section, ""] => section_route(section, query),
            [section, file] if file.contains('.') => {
                feed_form(file).map(|form| Self::Feed(form, Some((*section).to_owned())))
            }
            [section, story] => story_route(section, story, StoryPage::Show),
            [section, story, "versions"] => story_route(section, story, StoryPage::Versions),
            [section, story, "comparison"] => story_route(section, story, StoryPage::Comparison),
            [section, story, "proof"] => story_route(section, story, StoryPage::Proof),
            [section, story, "proof", file] => proof_route(section, story, file, query),
            _ => None,
        }
    }
}

fn receipts_route(query: &str) -> Option<Route> {
    let guid = parameter(query, "guid").filter(|guid| !guid.is_empty())?;
    let version = parameter(query, "version").filter(|version| !version.is_empty());
    Some(Route::Receipts(ReceiptsQuery { guid, version }))
}

fn proof_route(section: &str, story: &str, file: &str, query: &str) -> Option<Route> {
    let file = ProofFile::named(file)?;
    let edition = match parameter(query, "edition") {
        None => None,
        Some(number) => Some(number.parse().ok()?),
    };
    match story_route(section, story, StoryPage::Show)? {
        Route::Story(address, _) => Some(Route::Proof(address, file, edition)),
        _ => None,
    }
}

/// An address of an explainer holds no full stop: what ends in `.json` is the same as data.
fn explainer_route(slug: &str) -> Route {
    match slug.strip_suffix(".json") {
        Some(slug) => Route::ExplainerData(slug.to_owned()),
        None => Route::Explainer(slug.to_owned()),
    }
}

fn section_route(section: &str, query: &str) -> Option<Route> {
    let cursor = match parameter(query, "before") {
        None => None,
        Some(text) => Some(Cursor::parse(&text)?),
    };
    Some(Route::Section(section.to_owned(), cursor))
}

fn speaker_route(speaker: &str, query: &str) -> Option<Route> {
    let cursor = match parameter(query, "before") {
        None => None,
        Some(text) => Some(Cursor::parse(&text)?),
    };
    Some(Route::Speaker(EntityId::new(speaker), cursor))
}

fn story_route(section: &str, segment: &str, page: StoryPage) -> Option<Route> {
    let (slug, id) = segment.rsplit_once('-')?;
    let address = StoryAddress {
        section: section.to_owned(),
        slug: slug.to_owned(),
        id: story_id(id)?,
    };
    Some(Route::Story(address, page))
}

fn story_id(text: &str) -> Option<StoryId> {
    let well_formed = (8..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    well_formed.then(|| StoryId::new(text))
}

fn feed_form(file: &str) -> Option<FeedForm> {
    FeedForm::ALL.into_iter().find(|form| form.file() == file)
}

/// The path of a story, percent-encoded: also what links and the canonical address are made of.
#[must_use]
pub fn story_path(story: &Story) -> String {
    format!(
        "/{}/{}-{}",
        encoded(&story.section),
        encoded(&story.slug),
        story.id
    )
}

/// The path of the page that says why stories are named under "Also read" of a story.
#[must_use]
pub fn also_path(id: &StoryId) -> String {
    format!("/also/{id}")
}

/// The path of a confirmed speaker.
#[must_use]
pub fn speaker_path(id: &EntityId) -> String {
    format!("/people/{}", encoded(id.as_str()))
}

/// The path of a story that is gone: its slug would tell the headline.
#[must_use]
pub fn gone_path(section: &str, id: &StoryId) -> String {
    format!("/{}/story-{id}", encoded(section))
}

/// The path of a section.
#[must_use]
pub fn section_path(section: &str) -> String {
    format!("/{}/", encoded(section))
}

/// The path of an explainer.
#[must_use]
pub fn explainer_path(slug: &str) -> String {
    format!("/explainers/{}", encoded(slug))
}

/// The path of an explainer as data.
#[must_use]
pub fn explainer_data_path(slug: &str) -> String {
    format!("{}.json", explainer_path(slug))
}

/// The path of a document.
#[must_use]
pub fn document_path(id: &DocumentId) -> String {
    format!("/documents/{}", encoded(id.as_str()))
}

/// The first value of a parameter in a query string, decoded; `+` is a space.
fn parameter(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| {
            let spaced = value.replace('+', " ");
            decoded(&spaced).unwrap_or_default()
        })
}

/// Percent-decodes one segment; `None` if it is not UTF-8 or hides a slash or a control character.
fn decoded(segment: &str) -> Option<String> {
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = segment.get(at + 1..at + 3)?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    let text = String::from_utf8(out).ok()?;
    let clean = !text
        .chars()
        .any(|c| c.is_control() || c == '/' || c == '\\');
    clean.then_some(text)
}

/// Percent-encodes all but unreserved characters.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_route(path: &str, query: &str, expected: Option<Route>) {
        assert_eq!(Route::parse(path, query), expected, "{path}?{query}");
    }

    fn story(section: &str, slug: &str, id: &str, page: StoryPage) -> Option<Route> {
        let address = StoryAddress {
            section: section.into(),
            slug: slug.into(),
            id: StoryId::new(id),
        };
        Some(Route::Story(address, page))
    }

    #[test]
    fn a_story_is_found_by_its_id_alone() {
        check_route(
            "/world/two-words-abcdefgh2",
            "",
            story("world", "two-words", "abcdefgh2", StoryPage::Show),
        );
        check_route(
            "/world/x-abcdefgh2/versions",
            "",
            story("world", "x", "abcdefgh2", StoryPage::Versions),
        );
        check_route(
            "/world/%E0%A4%95-abcdefgh2/comparison",
            "",
            story("world", "क", "abcdefgh2", StoryPage::Comparison),
        );
        check_route("/world/short-abc", "", None);
    }

    #[test]
    fn reserved_segments_are_no_sections() {
        check_route("/desk/anything-abcdefgh2", "", None);
        check_route("/api/", "", None);
        check_route("/world/", "", Some(Route::Section("world".into(), None)));
        check_route("/world", "", Some(Route::SectionBare("world".into())));
        check_route("/people", "", Some(Route::ListBare("/people/")));
        check_route("/explainers", "", Some(Route::ListBare("/explainers/")));
        check_route("/documents", "", Some(Route::ListBare("/documents/")));
    }

    #[test]
    fn an_encoded_slash_or_broken_escape_has_no_page() {
        check_route("/media/..%2Fsecret", "", None);
        check_route("/world/%zz", "", None);
        check_route("/world/%e0%a4", "", None);
    }

    #[test]
    fn a_query_is_cut_at_its_bound() {
        let Some(Route::Search(query)) = Route::parse("/search", &format!("q={}", "a".repeat(300)))
        else {
            panic!("a search");
        };
        assert_eq!(query.text.chars().count(), Query::CHARACTERS_MAX);
        assert!(query.cut);
    }

    #[test]
    fn a_cursor_reads_back_as_written() {
        let cursor = Cursor {
            at: Timestamp::from_microsecond(1_700_000_000_000_000).expect("in range"),
            id: StoryId::new("abcdefgh2"),
        };
        assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
        assert_eq!(Cursor::parse("x"), None);
    }
}
