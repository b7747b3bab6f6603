//! Which part of a page was published from a wire: every visible block is laid beside the wire's words, and what
//! lies between the first and the last that match is the published text, with whatever stands in between. Nothing is
//! extracted first: an extractor that drops an added paragraph would make a changed text look unchanged.
//!
//! Never judges whether words agree; it only finds the place and says what the page's structure makes of the blocks
//! that are not the wire's.

mod align;
mod kind;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use copydesk_text::{BlockKind, InsertionKind, PageSide, WireSide};

use crate::block::{Mark, PageBlock};
use crate::page::Page;
use crate::words::words;
use align::{Aligned, Extent, WireWords};

/// The published side of a page, as `text` compares it with this wire.
#[must_use]
pub fn published(page: &Page, wire: &WireSide) -> PageSide {
    let shown: Vec<&PageBlock> = page.shown().map(|(_, block)| block).collect();
    let headline_at = page
        .headline_at
        .map(|at| page.shown().take_while(|(index, _)| *index < at).count());
    let view = View {
        page,
        wire,
        shown,
        headline_at,
    };
    let region = view.region();
    view.side(&region)
}

/// A page beside a wire. Indices are into `shown`.
struct View<'a> {
    page: &'a Page,
    wire: &'a WireSide,
    shown: Vec<&'a PageBlock>,
    headline_at: Option<usize>,
}

/// The blocks taken as published.
struct Region {
    blocks: Vec<usize>,
    aligned: Vec<bool>,
    standfirst: Option<usize>,
}

impl View<'_> {
    fn region(&self) -> Region {
        let wire_words = WireWords::of(&self.wire.blocks);
        let aligned: Vec<Option<Aligned>> = self
            .shown
            .iter()
            .map(|block| aligned(&wire_words, block))
            .collect();
        let story = self.story_blocks();
        let mut blocks = match (&story[..], self.aligned_range(&aligned)) {
            ([], Some(range)) => range.collect(),
            ([], None) => self.article_blocks(),
            _ => self.with_text_around(story, &aligned),
        };
        blocks.extend(self.other_copies(&blocks, &aligned));
        blocks.sort_unstable();
        blocks.dedup();
        let is_aligned: Vec<bool> = aligned.iter().map(Option::is_some).collect();
        let standfirst = self.standfirst(&blocks, &is_aligned);
        let mut region = Region {
            blocks,
            aligned: is_aligned,
            standfirst,
        };
        if let Some(index) = standfirst.filter(|index| !region.blocks.contains(index)) {
            region.blocks.insert(0, index);
        }
        region
    }

    /// All that stands in a Copydesk page's own text element, if it has numbered paragraphs.
    fn story_blocks(&self) -> Vec<usize> {
        let numbered = self
            .shown
            .iter()
            .any(|block| block.marks.has(Mark::StoryParagraph));
        let in_story = |index: &usize| self.shown[*index].marks.has(Mark::Story);
        if numbered {
            (0..self.shown.len()).filter(in_story).collect()
        } else {
            Vec::new()
        }
    }

    /// The text element is no proof that nothing stands around it: what reads as text in the same article, and what
    /// shares words with the wire, was published too.
    fn with_text_around(&self, story: Vec<usize>, aligned: &[Option<Aligned>]) -> Vec<usize> {
        let holder = [Mark::Article, Mark::Main].into_iter().find(|mark| {
            story
                .iter()
                .any(|index| self.shown[*index].marks.has(*mark))
        });
        let beside = |index: &usize| {
            let block = self.shown[*index];
            let in_article = holder.is_none_or(|mark| block.marks.has(mark));
            let reads_as_text = aligned[*index].is_some() || is_sentence_like(block);
            block.marks.has(Mark::Story) || in_article && is_paragraph_like(block) && reads_as_text
        };
        (0..self.shown.len()).filter(beside).collect()
    }

    /// Blocks elsewhere on the page that give the wire's words otherwise than the wire: which copy a reader sees
    /// cannot be known from here, so that an altered one is never left out in favour of a faithful one.
    fn other_copies(&self, taken: &[usize], aligned: &[Option<Aligned>]) -> Vec<usize> {
        let taken: HashSet<usize> = taken.iter().copied().collect();
        let mut containers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for index in (0..self.shown.len()).filter(|index| !taken.contains(index)) {
            let container = self.shown[index].container;
            containers.entry(container).or_default().push(index);
        }
        let home: HashSet<usize> = taken
            .iter()
            .filter_map(|index| aligned[*index].map(|found| found.position))
            .collect();
        containers
            .into_values()
            .filter_map(|blocks| self.altered_copy(blocks, aligned, &home))
            .flatten()
            .collect()
    }

    /// These blocks of one container, if they are a copy of the wire that differs from it.
    fn altered_copy(
        &self,
        blocks: Vec<usize>,
        aligned: &[Option<Aligned>],
        home: &HashSet<usize>,
    ) -> Option<Vec<usize>> {
        let is_copied = |index: &usize| {
            let found = aligned[*index].filter(|_| self.shown[*index].link_share_permille < 500);
            found.filter(|found| found.weight >= COPY_WORDS_MIN)
        };
        let is_altered = |index: &usize| {
            is_copied(index).is_some_and(|found| is_altered(self.shown[*index], found))
        };
        let first = blocks.iter().position(|index| is_copied(index).is_some())?;
        let last = blocks
            .iter()
            .rposition(|index| is_copied(index).is_some())?;
        let positions: HashSet<usize> = blocks
            .iter()
            .filter_map(|index| is_copied(index).map(|found| found.position))
            .collect();
        let mut copied = blocks.iter().filter(|index| is_copied(index).is_some());
        let excerpts = copied.all(|index| is_excerpt(self.shown[*index], aligned[*index]));
        if positions.len() < COPY_BLOCKS_MIN || excerpts {
            return Some(blocks.into_iter().filter(is_altered).collect());
        }
        let text =
            |index: &usize| is_copied(index).is_some() || is_paragraph_like(self.shown[*index]);
        let added = blocks[first..=last]
            .iter()
            .any(|index| text(index) && is_copied(index).is_none())
            || blocks[last + 1..].iter().any(text);
        let cut = home.iter().any(|position| !positions.contains(position));
        let differs = added || cut || blocks.iter().any(is_altered);
        differs.then(|| blocks.into_iter().filter(text).collect())
    }

    fn aligned_range(&self, aligned: &[Option<Aligned>]) -> Option<Range<usize>> {
        let eligible =
            |index: usize| aligned[index].filter(|_| self.shown[index].link_share_permille < 800);
        let mut held: HashMap<u32, usize> = HashMap::new();
        for index in 0..self.shown.len() {
            if let Some(found) = eligible(index) {
                *held.entry(self.shown[index].container).or_default() += found.weight;
            }
        }
        let container = held
            .iter()
            .max_by_key(|(container, weight)| (**weight, std::cmp::Reverse(**container)));
        let container = container.map(|(container, _)| *container)?;
        let pieces = (0..self.shown.len()).filter_map(|index| {
            let found = eligible(index)?;
            let home = self.shown[index].container == container;
            let weight = found.weight * if home { 3 } else { 2 };
            Some(align::Piece {
                index,
                position: found.position,
                weight,
            })
        });
        let chain = align::heaviest_chain(pieces.collect());
        let range = *chain.first()?..chain.last()? + 1;
        Some(self.widened(range, container, aligned))
    }

    /// Takes in what stands before and after in the same container, as far as there are paragraphs: an added opening
    /// or closing must not go unseen.
    fn widened(
        &self,
        range: Range<usize>,
        container: u32,
        aligned: &[Option<Aligned>],
    ) -> Range<usize> {
        let belongs = |index: &usize| {
            let block = self.shown[*index];
            let ours = aligned[*index].is_some() || is_paragraph_like(block);
            block.container == container && ours
        };
        let first = self.headline_at.unwrap_or(0).min(range.start);
        let start = (first..range.start).find(belongs).unwrap_or(range.start);
        let last = (range.end..self.shown.len()).rev().find(belongs);
        start..last.map_or(range.end, |last| last + 1)
    }

    /// Without a match: the article's blocks, else those of `main`, else everything that is no furniture.
    fn article_blocks(&self) -> Vec<usize> {
        let text = |index: &usize| is_text(self.shown[*index]);
        let from = self.headline_at.unwrap_or(0);
        [Mark::Article, Mark::Main]
            .into_iter()
            .map(|mark| {
                let inside = |index: &usize| text(index) && self.shown[*index].marks.has(mark);
                (from..self.shown.len())
                    .filter(inside)
                    .collect::<Vec<usize>>()
            })
            .find(|blocks| !blocks.is_empty())
            .unwrap_or_else(|| (0..self.shown.len()).filter(text).collect())
    }

    /// A standfirst stands between headline and text, and is the page's description or called so by its class.
    fn standfirst(&self, blocks: &[usize], aligned: &[bool]) -> Option<usize> {
        let first_aligned = blocks.iter().copied().find(|index| aligned[*index])?;
        let from = self.headline_at.filter(|at| *at <= first_aligned);
        let from = from.unwrap_or(first_aligned.saturating_sub(15));
        let description = self
            .page
            .description
            .as_deref()
            .map(words)
            .unwrap_or_default();
        (from..first_aligned).find(|index| {
            let block = self.shown[*index];
            let shown = words(&block.block.text);
            let described = shown.len() >= 4 && shown == description;
            let called_so = shown.len() >= 4 && block.marks.has(Mark::Standfirst);
            (described || called_so) && is_paragraph_like_or_heading(block)
        })
    }

    fn side(&self, region: &Region) -> PageSide {
        let mut captions = kind::Captions::of(self.page, self.wire);
        let mut side = PageSide {
            site: self
                .page
                .site
                .clone()
                .or_else(|| host(self.page.canonical.as_deref()?)),
            headline: self.page.headline.clone(),
            language: self.page.language.clone(),
            ..PageSide::default()
        };
        for (place, index) in region.blocks.iter().enumerate() {
            let block = self.shown[*index];
            side.blocks.push(block.block.clone());
            if region.standfirst == Some(*index) {
                side.standfirst = Some(place);
            } else if !region.aligned[*index] {
                let kind = kind::kind(block, &mut captions);
                if kind != InsertionKind::HouseText {
                    side.asides.push((place, kind));
                }
            }
        }
        side
    }
}

/// Words that agree from which a block elsewhere counts as a copy; fewer are a phrase.
const COPY_WORDS_MIN: usize = 8;
/// Paragraphs of the wire in one container from which they are a copy of the story, not a quotation.
const COPY_BLOCKS_MIN: usize = 2;

/// Whether it is an entry of a list that quotes a stretch of one paragraph, or all of it: a list of what was said is no
/// copy that lacks the rest.
fn is_excerpt(block: &PageBlock, found: Option<Aligned>) -> bool {
    let quotes = found.is_some_and(|found| found.unbroken && found.extent != Extent::Half);
    block.block.kind == BlockKind::ListItem && quotes
}

/// Whether a lone block that shares words with the wire is an edited paragraph: no quotation of a stretch of it, and
/// no menu, caption or comment that shares half its words.
fn is_altered(block: &PageBlock, found: Aligned) -> bool {
    const FURNITURE: [Mark; 6] = [
        Mark::Navigation,
        Mark::Aside,
        Mark::Form,
        Mark::Comment,
        Mark::Figure,
        Mark::Caption,
    ];
    match found.extent {
        Extent::Whole => false,
        Extent::Most => !found.unbroken,
        Extent::Half => !block.marks.has_any(&FURNITURE) && block.block.kind != BlockKind::Heading,
    }
}

/// Ends as a sentence does, or is long and hardly linked: a byline or a line of dates is neither.
fn is_sentence_like(block: &PageBlock) -> bool {
    const LINE_WORDS_MAX: usize = 15;
    let text = block
        .block
        .text
        .trim_end_matches(['"', '\'', '”', '’', ')', '»']);
    let ends = text.ends_with(['.', '!', '?', '…', '।', '۔', '؟', '。', '！', '？']);
    let long = words(text).len() > LINE_WORDS_MAX && block.link_share_permille < 200;
    ends || long
}

/// The host of a URL, for a page that does not name its site.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(host.to_owned()).filter(|host| !host.is_empty())
}

/// A line of links that shares a run of words with the wire is still a line of links; one that shares most of them
/// may be the wire's own paragraph, edited.
fn aligned(wire: &WireWords, block: &PageBlock) -> Option<Aligned> {
    let found = wire.align(&block.block.text)?;
    let mostly_links = block.link_share_permille >= 500;
    (found.extent != Extent::Half || !mostly_links).then_some(found)
}

fn is_text(block: &PageBlock) -> bool {
    let furniture = [Mark::Navigation, Mark::Form, Mark::Comment, Mark::Aside];
    !block.marks.has_any(&furniture) && block.link_share_permille < 800
}

fn is_paragraph_like_or_heading(block: &PageBlock) -> bool {
    let furniture = [
        Mark::Navigation,
        Mark::Aside,
        Mark::Form,
        Mark::Comment,
        Mark::Figure,
        Mark::Caption,
    ];
    !block.marks.has_any(&furniture)
        && block.link_share_permille < 500
        && !kind::is_promotion(block)
}

fn is_paragraph_like(block: &PageBlock) -> bool {
    let kind = block.block.kind;
    !matches!(kind, BlockKind::Heading | BlockKind::Caption) && is_paragraph_like_or_heading(block)
}
