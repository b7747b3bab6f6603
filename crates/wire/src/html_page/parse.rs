//! Text to a page, in two passes: the first notes what the head states and where articles begin and end, the second
//! makes paragraphs of the article and of what stands around it. A tag that never ends is no article.

use super::raw::{Image, Meta, Page};
use crate::Span;
use crate::chars::Mapped;
use crate::html::{Blocks, Sink, scan};
use crate::origin::folded;
use crate::xml::{Piece, resolved};

/// Most candidates for the article that may be open at once.
const OPEN_MAX: usize = 32;
/// Most values of each kind that are kept.
const VALUES_MAX: usize = 200;

/// Elements inside an article that are not its text.
const ASIDE: [&str; 12] = [
    "nav", "aside", "footer", "form", "button", "select", "noscript", "template", "svg", "iframe",
    "dialog", "menu",
];

/// The page that a text is.
pub(super) fn page(decoded: &Mapped<'_>) -> Page {
    let mut survey = Survey {
        html: &decoded.text,
        ..Survey::default()
    };
    scan(&decoded.text, &mut survey);
    let region = survey.region();
    let mut page = survey.page;
    let mut router = Router {
        region,
        html: &decoded.text,
        article: Blocks::new(&decoded.map),
        around: Blocks::new(&decoded.map),
        aside: None,
        heading: None,
        headings: Vec::new(),
        images: Vec::new(),
        widest: survey.widest.unwrap_or(region),
    };
    scan(&decoded.text, &mut router);
    page.headings = router.headings;
    page.images = router.images;
    page.article = router.article.finish();
    page.around = router.around.finish();
    page
}

/// What an element may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Main,
    Article,
    /// The element that is marked as the text of the article.
    Body,
}

#[derive(Clone, Debug)]
struct Candidate {
    rank: Rank,
    name: String,
    /// Elements of the same name that are open inside it.
    inner: usize,
    start: usize,
    text: usize,
}

/// First pass.
#[derive(Default)]
struct Survey<'h> {
    html: &'h str,
    page: Page,
    in_title: bool,
    title: String,
    open: Vec<Candidate>,
    /// Rank, extent, letters of text.
    closed: Vec<(Rank, Span, usize)>,
    letters: usize,
    /// The article or main part around the region.
    widest: Option<Span>,
}

impl Survey<'_> {
    /// Where the text of the page stands: in what is marked as it, else in the article with the most letters if that
    /// is more than half of all articles' letters, else in the main part, else anywhere.
    fn region(&mut self) -> Span {
        let whole = Span::new(0, self.html.len());
        let of = |rank: Rank| {
            self.closed
                .iter()
                .filter(move |(found, _, _)| *found == rank)
        };
        let largest = |rank: Rank| of(rank).max_by_key(|(_, _, letters)| *letters);
        let outer: Vec<&(Rank, Span, usize)> = of(Rank::Article)
            .filter(|(_, span, _)| !of(Rank::Article).any(|(_, other, _)| holds(*other, *span)))
            .collect();
        let all: usize = outer.iter().map(|(_, _, letters)| letters).sum();
        let article = largest(Rank::Article).filter(|(_, _, letters)| letters * 2 > all);
        let part = article.or_else(|| largest(Rank::Main).filter(|(_, _, letters)| *letters > 0));
        self.widest = part.map(|(_, span, _)| *span);
        let body = largest(Rank::Body).filter(|(_, _, letters)| {
            let around = part.map_or(self.letters, |(_, _, letters)| *letters);
            *letters > 0 && letters * 3 > around
        });
        body.or(part).map_or(whole, |(_, span, _)| *span)
    }

    fn meta(&mut self, tag: &str, start: usize) {
        let Some(value) = value_span(tag, "content") else {
            return;
        };
        let Some(content) = folded(&resolved(&tag[value.start..value.end])) else {
            return;
        };
        for key in ["property", "name", "itemprop"] {
            let Some(name) = attribute(tag, key).map(|name| name.to_ascii_lowercase()) else {
                continue;
            };
            let metas = &mut self.page.metas;
            if metas.len() < VALUES_MAX && !metas.iter().any(|meta| meta.name == name) {
                metas.push(Meta {
                    name,
                    content: content.clone(),
                    span: Span::new(start + value.start, start + value.end),
                });
            }
        }
    }

    fn rank(name: &str, tag: &str) -> Option<Rank> {
        let is = |key: &str, wanted: &str| {
            let value = attribute(tag, key);
            value.is_some_and(|value| value.split_ascii_whitespace().any(|word| word == wanted))
        };
        match name {
            "article" => Some(Rank::Article),
            "main" => Some(Rank::Main),
            "div" | "section" if is("itemprop", "articleBody") || is("id", "story-text") => {
                Some(Rank::Body)
            }
            "div" if is("role", "main") => Some(Rank::Main),
            _ => None,
        }
    }
}

/// Whether `outer` holds `inner` and more.
fn holds(outer: Span, inner: Span) -> bool {
    outer != inner && outer.start <= inner.start && inner.end <= outer.end
}

impl Sink for Survey<'_> {
    fn open(&mut self, name: &str, tag: Span) {
        let text = &self.html[tag.start..tag.end];
        match name {
            "html" => self.page.language = self.page.language.take().or(attribute(text, "lang")),
            "title" => self.in_title = self.page.title.is_none(),
            "meta" => self.meta(text, tag.start),
            "link" if attribute(text, "rel").is_some_and(|rel| rel == "canonical") => {
                self.page.canonical = self.page.canonical.take().or(attribute(text, "href"));
            }
            _ => {}
        }
        for candidate in self.open.iter_mut().filter(|one| one.name == name) {
            candidate.inner += 1;
        }
        if self.open.len() < OPEN_MAX
            && let Some(rank) = Self::rank(name, text)
        {
            self.open.push(Candidate {
                rank,
                name: name.to_owned(),
                inner: 0,
                start: tag.start,
                text: 0,
            });
        }
    }

    fn close(&mut self, name: &str, tag: Span) {
        if name == "title" && self.in_title {
            self.in_title = false;
            self.page.title = folded(&self.title);
        }
        for at in (0..self.open.len()).rev() {
            let candidate = &mut self.open[at];
            if candidate.name != name {
                continue;
            }
            if candidate.inner > 0 {
                candidate.inner -= 1;
                continue;
            }
            let span = Span::new(candidate.start, tag.end);
            let found = (candidate.rank, span, candidate.text);
            self.open.truncate(at);
            if self.closed.len() < VALUES_MAX {
                self.closed.push(found);
            }
        }
    }

    fn text(&mut self, piece: Piece<'_>) {
        if self.in_title && self.title.len() < 4096 {
            self.title.push_str(piece.text);
        }
        let letters = piece.text.chars().filter(|c| !c.is_whitespace()).count();
        self.letters += letters;
        for candidate in &mut self.open {
            candidate.text += letters;
        }
    }

    fn hidden(&mut self, name: &str, tag: Span, inside: Span) {
        let kind = attribute(&self.html[tag.start..tag.end], "type");
        let json_ld = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"));
        if name == "script" && json_ld && self.page.json_ld.len() < 20 {
            let script = &self.html[inside.start..inside.end];
            let end = script.rfind("</").unwrap_or(script.len());
            let span = Span::new(inside.start, inside.start + end);
            self.page.json_ld.push(span);
        }
    }
}

/// Second pass: text goes to the article or around it.
struct Router<'h> {
    region: Span,
    /// The part in which a heading is the article's.
    widest: Span,
    html: &'h str,
    article: Blocks<'h>,
    around: Blocks<'h>,
    /// The element inside the article that is not its text, and how many of its name are open inside it.
    aside: Option<(String, usize)>,
    heading: Option<String>,
    headings: Vec<(String, bool)>,
    images: Vec<Image>,
}

impl Router<'_> {
    fn in_article(&self, at: usize) -> bool {
        self.aside.is_none() && (self.region.start..self.region.end).contains(&at)
    }

    fn image(&mut self, tag: &str) {
        let sources = ["src", "data-src"].into_iter();
        let href = sources
            .filter_map(|key| attribute(tag, key))
            .find(|href| !href.starts_with("data:"));
        if let Some(href) = href
            && self.images.len() < VALUES_MAX
        {
            let size = |key| attribute(tag, key).and_then(|size| size.parse().ok());
            self.images.push(Image {
                href,
                alternative: attribute(tag, "alt"),
                width: size("width"),
                height: size("height"),
            });
        }
    }
}

impl Sink for Router<'_> {
    fn open(&mut self, name: &str, tag: Span) {
        let inside = (self.region.start..self.region.end).contains(&tag.start);
        match &mut self.aside {
            Some((aside, inner)) if aside == name => *inner += 1,
            Some(_) => {}
            None if inside && ASIDE.contains(&name) => {
                self.aside = Some((name.to_owned(), 0));
                self.article.open("div");
                self.article.close("div");
            }
            None => {}
        }
        if name == "h1" {
            self.heading = Some(String::new());
        }
        if self.in_article(tag.start) {
            if name == "img" {
                self.image(&self.html[tag.start..tag.end]);
            }
            self.article.open(name);
        } else {
            self.around.open(name);
        }
    }

    fn close(&mut self, name: &str, tag: Span) {
        if name == "h1"
            && let Some(text) = self.heading.take().as_deref().and_then(folded)
            && self.headings.len() < VALUES_MAX
        {
            let within = self.widest.start <= tag.start && tag.end <= self.widest.end;
            self.headings.push((text, within));
        }
        if self.in_article(tag.start) {
            self.article.close(name);
        } else {
            self.around.close(name);
        }
        match &mut self.aside {
            Some((aside, inner)) if aside == name && *inner > 0 => *inner -= 1,
            Some((aside, _)) if aside == name => self.aside = None,
            _ => {}
        }
        if self.aside.is_some() && tag.start >= self.region.end {
            self.aside = None;
        }
    }

    fn text(&mut self, piece: Piece<'_>) {
        if let Some(heading) = &mut self.heading
            && heading.len() < 4096
        {
            heading.push_str(piece.text);
        }
        if self.in_article(piece.at.start) {
            self.article.text(piece);
        } else {
            self.around.text(piece);
        }
    }
}

/// The value of an attribute of a start tag, references resolved, as one line.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = value_span(tag, name)?;
    folded(&resolved(&tag[value.start..value.end]))
}

/// Where the value of an attribute stands in its start tag.
fn value_span(tag: &str, name: &str) -> Option<Span> {
    let bytes = tag.as_bytes();
    let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let ends = |at: usize| at >= bytes.len() || bytes[at] == b'>';
    let mut at = bytes.iter().position(u8::is_ascii_whitespace)?;
    while !ends(at) {
        while blank(at) || bytes.get(at) == Some(&b'/') {
            at += 1;
        }
        let start = at;
        while !ends(at) && bytes[at] != b'=' && !blank(at) {
            at += 1;
        }
        let found = &tag[start..at];
        while blank(at) {
            at += 1;
        }
        let mut value = Span::new(at, at);
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while blank(at) {
                at += 1;
            }
            let quote = bytes
                .get(at)
                .copied()
                .filter(|byte| matches!(byte, b'"' | b'\''));
            value.start = at + usize::from(quote.is_some());
            let rest = bytes.get(value.start..).unwrap_or_default();
            let len = match quote {
                Some(quote) => memchr::memchr(quote, rest),
                None => rest
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
            };
            value.end = value.start + len.unwrap_or(rest.len());
            at = value.end + usize::from(quote.is_some());
        }
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
    }
    None
}
