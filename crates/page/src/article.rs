//! The article of a page, where no wire says what was published (`text.md` 8): candidates from `dom_smoothie`, mapped to
//! our own blocks, then the furniture that such extractors leave in is taken out block by block. Decides nothing about
//! a page that is compared with a wire: that is `published`. Drops no word inside a block.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_text::BlockKind;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use crate::block::{Mark, PageBlock};
use crate::furniture::{Furniture, words_of};
use crate::page::{Page, read_document, read_plain_page};
use crate::{charset, dom, plain};

/// Elements up to which candidates are looked for; larger pages are judged by their blocks alone.
const ELEMENTS_MAX: usize = 60_000;
/// Words in a row that tell a block on the extractor's side.
const RUN: usize = 4;
/// Words of a block that surely is text of an article.
const STRONG_WORDS: usize = 12;
/// Blocks looked at beyond the first and last strong one.
const MARGIN: usize = 3;
/// Links above this share make a line of links, per mille.
const LINKS_MAX: u16 = 800;
/// Longest line of links, words.
const LINK_WORDS_MAX: usize = 40;
/// Longest line that calls the reader elsewhere without a link, words.
const CALL_WORDS_MAX: usize = 30;
/// Longest line of author or time, words.
const STAMP_WORDS_MAX: usize = 20;
/// Longest caption, words.
const CAPTION_WORDS_MAX: usize = 80;
/// Longest heading that ends an article, words.
const TAIL_WORDS_MAX: usize = 5;
/// Words of a line in a bare container that needs the end of a sentence to be text.
const BARE_WORDS_MAX: usize = 25;

/// A page with the blocks that are its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The page.
    pub page: Page,
    /// Indexes in `page.blocks`, ascending.
    pub body: Vec<usize>,
}

impl Article {
    /// The article's text, one block a line.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self
            .body
            .iter()
            .filter_map(|index| self.page.blocks.get(*index));
        lines
            .map(|block| block.block.text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Reads a page and finds its article. Never fails: a page without one has an empty body.
///
/// ```
/// let sentence = "The talks on the river ended after nine hours without a result, both sides said on Monday night.";
/// let html = format!("<nav>Home</nav><article><h1>Talks end</h1><p>{sentence}</p><p>{sentence}</p></article>");
/// let article = copydesk_page::article(&html);
/// assert_eq!(article.text(), format!("{sentence}\n{sentence}"));
/// ```
#[must_use]
pub fn article(html: &str) -> Article {
    if !plain::is_html(html) {
        let page = read_plain_page(html);
        let body = (0..page.blocks.len()).collect();
        return Article { page, body };
    }
    let parsed = dom::parse(html);
    let page = read_document(&parsed);
    let candidates = candidates(parsed.document);
    let body = Selection::new(&page, candidates.as_deref()).body();
    Article { page, body }
}

/// As [`article`], from bytes. `transport_charset` is what the transport stated, if it did.
#[must_use]
pub fn article_of_bytes(bytes: &[u8], transport_charset: Option<&str>) -> Article {
    let mut findings = Vec::new();
    let text = charset::decode(bytes, transport_charset, &mut findings);
    let mut article = article(&text);
    findings.append(&mut article.page.findings);
    article.page.findings = findings;
    article
}

/// What the extractor takes for the article. A page it cannot take is none of our failures.
fn candidates(document: Document) -> Option<String> {
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: ELEMENTS_MAX,
        disable_json_ld: true,
        ..Config::default()
    };
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
        readability.parse().ok()
    }));
    found
        .ok()
        .flatten()
        .map(|article| article.text_content.to_string())
}

/// The extractor's text as runs of words and as lines.
struct Candidates {
    runs: HashSet<Vec<String>>,
    lines: HashSet<Vec<String>>,
    text: Vec<String>,
}

impl Candidates {
    fn of(text: &str) -> Self {
        let words = words_of(text);
        Self {
            runs: words.windows(RUN).map(<[String]>::to_vec).collect(),
            lines: text.lines().map(words_of).collect(),
            text: words,
        }
    }

    /// How much of a block the extractor took: per cent of its runs; a short one by its line.
    fn share(&self, words: &[String]) -> usize {
        if words.len() >= RUN {
            let runs = words.len() - RUN + 1;
            let taken = words
                .windows(RUN)
                .filter(|run| self.runs.contains(*run))
                .count();
            return taken * 100 / runs;
        }
        if self.lines.contains(words) {
            100
        } else if !words.is_empty() && self.text.windows(words.len()).any(|run| run == words) {
            50
        } else {
            0
        }
    }
}

/// A block with what the rules ask of it.
struct Weighed<'a> {
    block: &'a PageBlock,
    words: Vec<String>,
    /// Words; two letters of a script without spaces count as one.
    length: usize,
    /// Per cent taken by the extractor.
    taken: usize,
}

struct Selection<'a> {
    page: &'a Page,
    blocks: Vec<Weighed<'a>>,
    furniture: Furniture,
    image_texts: HashSet<Vec<String>>,
    seen: HashMap<Vec<String>, usize>,
}

impl<'a> Selection<'a> {
    fn new(page: &'a Page, candidates: Option<&str>) -> Self {
        let candidates = candidates.map(Candidates::of);
        let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
        let blocks: Vec<Weighed<'a>> = page
            .blocks
            .iter()
            .map(|block| {
                let words = words_of(&block.block.text);
                *seen.entry(words.clone()).or_default() += 1;
                Weighed {
                    length: length_of(&block.block.text, &words),
                    taken: match &candidates {
                        Some(candidates) => candidates.share(&words),
                        None => {
                            if looks_like_text(block) {
                                100
                            } else {
                                0
                            }
                        }
                    },
                    block,
                    words,
                }
            })
            .collect();
        Self {
            page,
            blocks,
            furniture: Furniture::shipped(),
            image_texts: page.image_texts.iter().map(|text| words_of(text)).collect(),
            seen,
        }
    }

    fn body(&self) -> Vec<usize> {
        let Some((first, last)) = self.extent() else {
            return Vec::new();
        };
        let reach = first.saturating_sub(MARGIN)..=last.saturating_add(MARGIN);
        let kept: Vec<usize> = (0..self.blocks.len())
            .filter(|index| reach.contains(index))
            .filter(|index| self.belongs(*index, first, last))
            .collect();
        self.without_tail(kept, first, last)
    }

    /// First and last block that surely are text of the article. Some pages stand whole in a form or a figure: where
    /// nothing else is sure, that does not count against a block.
    fn extent(&self) -> Option<(usize, usize)> {
        let aside = [
            Mark::Hidden,
            Mark::Comment,
            Mark::Form,
            Mark::Caption,
            Mark::Figure,
        ];
        let in_form = self.most_stand_in_a_form();
        let strong = |weighed: &Weighed<'_>, words: usize, aside: &[Mark]| {
            weighed.taken >= 60
                && weighed.length >= words
                && weighed.block.link_share_permille < 500
                && !weighed.block.marks.has_any(aside)
        };
        let extent = |words: usize, aside: &[Mark]| {
            let first = self
                .blocks
                .iter()
                .position(|weighed| strong(weighed, words, aside))?;
            let last = self
                .blocks
                .iter()
                .rposition(|weighed| strong(weighed, words, aside))?;
            Some((first, last))
        };
        if in_form {
            extent(STRONG_WORDS, &aside[..2])
        } else {
            extent(STRONG_WORDS, &aside).or_else(|| extent(5, &aside[..2]))
        }
    }

    fn most_stand_in_a_form(&self) -> bool {
        let words = |in_form: bool| {
            let taken = self.blocks.iter().filter(|weighed| weighed.taken >= 60);
            let fitting = taken.filter(|weighed| weighed.block.marks.has(Mark::Form) == in_form);
            fitting.map(|weighed| weighed.length).sum::<usize>()
        };
        words(true) > words(false)
    }

    fn belongs(&self, index: usize, first: usize, last: usize) -> bool {
        let weighed = &self.blocks[index];
        let marks = weighed.block.marks;
        let inside = (first..=last).contains(&index);
        if marks.has_any(&[Mark::Hidden, Mark::Comment]) || !is_taken(weighed, inside) {
            return false;
        }
        let beside = !inside && (weighed.length < 8 || weighed.block.link_share_permille > 300);
        let repeats_headline = index <= first + 2
            && self
                .page
                .headline
                .as_deref()
                .is_some_and(|headline| words_of(headline) == weighed.words);
        !beside
            && !repeats_headline
            && !self.is_caption(weighed)
            && !is_menu(weighed)
            && !is_line_of_links(weighed)
            && !self.is_furniture(weighed)
            && !is_bare_line(weighed)
    }

    fn is_caption(&self, weighed: &Weighed<'_>) -> bool {
        let block = weighed.block;
        let credited =
            weighed.length < CAPTION_WORDS_MAX && self.furniture.is_credited(&block.block.text);
        let pictured = block.marks.has_any(&[Mark::Figure, Mark::Caption]) && weighed.length < 40;
        let stands_twice = is_bare(block)
            && weighed.length < CAPTION_WORDS_MAX
            && self
                .seen
                .get(&weighed.words)
                .is_some_and(|times| *times > 1);
        let of_an_image =
            weighed.words.len() >= 4 && is_bare(block) && self.image_texts.contains(&weighed.words);
        block.block.kind == BlockKind::Caption
            || credited
            || pictured
            || stands_twice
            || of_an_image
    }

    fn is_furniture(&self, weighed: &Weighed<'_>) -> bool {
        let text = &weighed.block.block.text;
        let linked = weighed.block.link_share_permille > 0;
        (self.furniture.is_call(&weighed.words) && (linked || weighed.length <= CALL_WORDS_MAX))
            || (weighed.length <= STAMP_WORDS_MAX && self.furniture.is_stamp(text, &weighed.words))
            || (weighed.length <= 120 && self.furniture.is_legal(&weighed.words))
            || weighed.words.is_empty()
    }

    /// Nothing of the article follows a short heading such as "About the company" in its second half, and none ends
    /// with a heading.
    fn without_tail(&self, mut kept: Vec<usize>, first: usize, last: usize) -> Vec<usize> {
        let half = first + (last - first) / 2;
        let ends = |index: &usize| {
            let weighed = &self.blocks[*index];
            let heads = weighed.block.block.kind == BlockKind::Heading || weighed.block.wholly_bold;
            heads
                && *index >= half
                && weighed.length <= TAIL_WORDS_MAX
                && self.furniture.opens_tail(&weighed.words)
        };
        if let Some(end) = kept.iter().position(ends) {
            kept.truncate(end);
        }
        while kept
            .last()
            .is_some_and(|index| self.blocks[*index].block.block.kind == BlockKind::Heading)
        {
            kept.pop();
        }
        kept
    }
}

/// The extractor took it, or leaves out what stands inside for its form alone: quotations, short entries of a list.
fn is_taken(weighed: &Weighed<'_>, inside: bool) -> bool {
    let block = weighed.block;
    let short = weighed.length < 8
        && weighed.taken >= 50
        && matches!(block.block.kind, BlockKind::ListItem | BlockKind::Heading);
    let aside = [
        Mark::Navigation,
        Mark::Form,
        Mark::Comment,
        Mark::Promotion,
        Mark::Aside,
    ];
    let quoted = block.block.kind == BlockKind::Quote && !block.marks.has_any(&aside);
    weighed.taken >= 60 || (inside && (short || quoted))
}

/// In a container itself, no paragraph, heading or entry of a list.
fn is_bare(block: &PageBlock) -> bool {
    let container = matches!(
        block.tag.as_str(),
        "div" | "span" | "section" | "article" | "td" | "figure"
    );
    container && block.block.kind == BlockKind::Text
}

/// Without an extractor: prose by its length and links.
fn looks_like_text(block: &PageBlock) -> bool {
    let long = block.block.text.chars().count() >= 80;
    long && block.link_share_permille < 300
        && !block
            .marks
            .has_any(&[Mark::Navigation, Mark::Form, Mark::Aside])
}

fn is_menu(weighed: &Weighed<'_>) -> bool {
    let marks = weighed.block.marks;
    let in_text = marks.has_any(&[Mark::Article, Mark::Main]);
    marks.has(Mark::Navigation)
        && (weighed.block.link_share_permille >= 300 || (!in_text && weighed.length < STRONG_WORDS))
}

fn is_line_of_links(weighed: &Weighed<'_>) -> bool {
    weighed.block.link_share_permille >= LINKS_MAX
        && weighed.length <= LINK_WORDS_MAX
        && weighed.block.block.kind != BlockKind::Quote
}

/// A line in a bare container that ends no sentence is a title of something else.
fn is_bare_line(weighed: &Weighed<'_>) -> bool {
    is_bare(weighed.block)
        && weighed.length < BARE_WORDS_MAX
        && !ends_sentence(&weighed.block.block.text)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .ends_with(|c: char| ".!?…。！？:;\"”’»)」』।۔".contains(c))
}

fn length_of(text: &str, words: &[String]) -> usize {
    let unspaced = text
        .chars()
        .filter(|c| matches!(u32::from(*c), 0x3040..=0x9fff | 0xac00..=0xd7a3))
        .count();
    words.len() + unspaced / 2
}
