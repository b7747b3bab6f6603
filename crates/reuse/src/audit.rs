//! An audit: which wires a page was made of, how much of it, what it says of itself. Takes texts that were found and
//! loaded; finds none. Whether words were changed is the disclosure's to say, and the shares are counted from it.

use std::collections::HashSet;

use copydesk_page::{Mark, Page};
use copydesk_text::{
    Block, Disclosure, Label as Difference, Op, PageSide, Span, Verdict, WireSide, disclose,
    is_claim, used,
};

use crate::cover::{Cover, RunIndex};
use crate::search::{Holders, Query, Search, permille};
use crate::words::Words;

/// Share of the page's words, ‰, from which it is wholly derived. Fitted on generated pages.
pub const WHOLLY_PERMILLE_MIN: usize = 700;

/// How far a page is made of wires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// 700 ‰ of its words or more.
    Wholly,
    /// Less, with evidence.
    Partially,
    /// No evidence.
    NotDerived,
}

impl Derivation {
    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wholly => "wholly",
            Self::Partially => "partially",
            Self::NotDerived => "not_derived",
        }
    }
}

/// A source that was compared with the page.
#[derive(Clone, Debug)]
pub struct Audited {
    /// Its place in the list that was given.
    pub source: usize,
    /// Words of the page that are its, of the page's words, ‰.
    pub share_page: usize,
    /// The same words, of its own, ‰.
    pub share_wire: usize,
    /// These words.
    pub words: usize,
    /// How the page differs from it.
    pub disclosure: Disclosure,
}

/// A passage of the page that is a wire's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its bytes in the flat form of the published text.
    pub span: Span,
    /// How many words it has.
    pub words: usize,
    /// Its words, by index.
    pub range: std::ops::Range<usize>,
}

/// A sentence in which a page claims to be unmodified wire text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its bytes in the flat form of the published text; `None`: it stands elsewhere on the page.
    pub span: Option<Span>,
    /// Its words.
    pub text: String,
}

/// What an audit came to.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The published text: the part of the page that was compared.
    pub published: PageSide,
    /// How many words it has.
    pub words: usize,
    /// How far it is derived.
    pub label: Derivation,
    /// Words of all sources, of the page's words, ‰.
    pub share_page: usize,
    /// Sources, the one with most words first.
    pub sources: Vec<Audited>,
    /// The comparison with all wires that give a paragraph, as one text, if several do.
    pub combined: Option<Disclosure>,
    /// Passages, in order; none crosses a paragraph.
    pub passages: Vec<Passage>,
    /// The page's own claim, if it makes one.
    pub claim: Option<Claim>,
}

impl Audit {
    /// The comparison with the source that gave most words.
    #[must_use]
    pub fn disclosure(&self) -> Option<&Disclosure> {
        self.sources.first().map(|best| &best.disclosure)
    }

    /// Whether the page's claim holds; `None`: it makes none, or nothing could be compared.
    #[must_use]
    pub fn claim_holds(&self) -> Option<bool> {
        self.claim.as_ref()?;
        let verdict = self.disclosure()?.verdict()?;
        Some(matches!(verdict, Verdict::Identical | Verdict::Typography))
    }
}

/// The words of everything that a page shows: what is looked up.
#[must_use]
pub fn page_query(page: &Page) -> Query {
    Query::of(&Words::of(shown(page)))
}

fn shown(page: &Page) -> impl Iterator<Item = &Block> {
    let blocks = page
        .blocks
        .iter()
        .filter(|block| !block.marks.has(Mark::Hidden));
    blocks.map(|block| &block.block)
}

/// Compares a page with its sources, each given by the versions that come into question, and the sources in order of
/// first use. Of the versions the one with fewest edited words is taken, of equal ones the last.
///
/// Answers also which version of each source was taken.
#[must_use]
pub fn audit(page: &Page, sources: &[Vec<WireSide>]) -> (Audit, Vec<usize>) {
    let joined = WireSide {
        blocks: all_blocks(sources),
        ..WireSide::default()
    };
    let published = copydesk_page::published(page, &joined);
    let words = Words::with_spans(&published.blocks);
    let mut taken = Vec::with_capacity(sources.len());
    let mut audited = Vec::new();
    let mut all = Cover::none(words.len());
    let mut shared = Cover::none(words.len());
    let short: Vec<u32> = words.short().collect();
    let index = RunIndex::of(&short, words.script());
    for (source, versions) in sources.iter().enumerate() {
        let Some((version, wire, disclosure)) = closest(versions, &published) else {
            taken.push(0);
            continue;
        };
        taken.push(version);
        let wire_words = Words::of(&wire.blocks);
        let runs = index.cover(&wire_words.short().collect::<Vec<u32>>());
        let kept = kept_words(&disclosure, &words).unwrap_or_else(|| runs.clone());
        shared.join(&runs);
        all.join(&kept);
        audited.push(Audited {
            source,
            share_page: permille(kept.count(), words.len()),
            share_wire: permille(kept.count().min(wire_words.len()), wire_words.len()),
            words: kept.count(),
            disclosure,
        });
    }
    let combined = combined(sources, &taken, &audited, &published);
    audited.sort_by_key(|audited| std::cmp::Reverse(audited.words));
    let share_page = permille(all.count(), words.len());
    let audit = Audit {
        label: derivation(share_page, audited.is_empty()),
        words: words.len(),
        share_page,
        sources: audited,
        combined,
        passages: passages(&shared, &words, &published),
        claim: claim(page, &published),
        published,
    };
    (audit, taken)
}

/// The blocks of all versions of all sources, each text once: the last version of a source first, in whose order the
/// page most likely is.
fn all_blocks(sources: &[Vec<WireSide>]) -> Vec<Block> {
    let versions = sources.iter().flat_map(|versions| versions.iter().rev());
    let mut seen = HashSet::new();
    let blocks = versions.flat_map(|wire| &wire.blocks);
    blocks
        .filter(|block| seen.insert(block.text.as_str()))
        .cloned()
        .collect()
}

fn derivation(share_page: usize, without_sources: bool) -> Derivation {
    if without_sources {
        Derivation::NotDerived
    } else if share_page >= WHOLLY_PERMILLE_MIN {
        Derivation::Wholly
    } else {
        Derivation::Partially
    }
}

/// The version that the page follows, of equal ones the last.
fn closest<'a>(
    versions: &'a [WireSide],
    published: &PageSide,
) -> Option<(usize, &'a WireSide, Disclosure)> {
    let pairs: Vec<_> = versions.iter().map(|wire| (wire, published)).collect();
    let (at, disclosure) = copydesk_text::closest(&pairs)?;
    Some((at, &versions[at], disclosure))
}

/// The comparison with all wires that the page uses, if it uses several.
fn combined(
    sources: &[Vec<WireSide>],
    taken: &[usize],
    audited: &[Audited],
    published: &PageSide,
) -> Option<Disclosure> {
    let compared: Vec<&Disclosure> = audited.iter().map(|found| &found.disclosure).collect();
    let order = used(&compared);
    let wire = |&at: &usize| {
        let source = audited[at].source;
        sources[source].get(taken[source]).cloned()
    };
    let wires: Vec<WireSide> = order.iter().filter_map(wire).collect();
    (wires.len() > 1).then(|| disclose(&WireSide::combined(wires), published))
}

/// Words of the page that are published as sent, but for typography and spelling; `None` if no words were compared.
fn kept_words(disclosure: &Disclosure, words: &Words) -> Option<Cover> {
    if matches!(disclosure.verdict()?, Verdict::DifferentText) {
        return None;
    }
    let mut kept = Cover::none(words.len());
    for operation in disclosure.operations() {
        let from_wire = matches!(operation.op, Op::Keep | Op::Move | Op::Replace);
        if !from_wire || operation.label == Difference::Edited {
            continue;
        }
        let first = words
            .spans()
            .partition_point(|span| span.start < operation.page_span.start);
        let last = words
            .spans()
            .partition_point(|span| span.start < operation.page_span.end);
        kept.mark(first, last);
    }
    Some(kept)
}

/// Runs of covered words, parted at paragraphs.
fn passages(cover: &Cover, words: &Words, published: &PageSide) -> Vec<Passage> {
    let mut passages = Vec::new();
    let spans = words.spans();
    let mut ends = Vec::with_capacity(published.blocks.len());
    let mut end = 0;
    for block in &published.blocks {
        end += block.text.len() + 2;
        ends.push(end);
    }
    for run in cover.runs() {
        let mut start = run.start;
        while start < run.end {
            let block = ends.partition_point(|end| *end <= spans[start].start);
            let limit = ends.get(block).copied().unwrap_or(usize::MAX);
            let stop = (start..run.end)
                .find(|&word| spans[word].start >= limit)
                .unwrap_or(run.end);
            // The rest of a run that crosses a paragraph may be too short to say whose it is.
            if stop - start >= words.script().found() {
                passages.push(Passage {
                    span: Span::new(spans[start].start, spans[stop - 1].end),
                    words: stop - start,
                    range: start..stop,
                });
            }
            start = stop;
        }
    }
    passages
}

/// Who had each passage first, in the archive.
#[must_use]
pub fn first_seen(audit: &Audit, search: &Search<'_>) -> Vec<Holders> {
    let passages = audit.passages.iter();
    passages
        .map(|passage| search.holders(passage.range.clone()))
        .collect()
}

/// The published text as it is looked up for [`first_seen`].
#[must_use]
pub fn published_query(audit: &Audit) -> Query {
    Query::of(&Words::of(&audit.published.blocks))
}

/// The first sentence, or whole block, in which the page claims to be unmodified.
fn claim(page: &Page, published: &PageSide) -> Option<Claim> {
    let text = shown(page).find_map(|block| {
        let whole = std::iter::once(block.text.as_str());
        let found = whole
            .chain(sentences(&block.text))
            .find(|line| is_claim(line));
        found.map(|line| line.trim().to_owned())
    })?;
    let mut start = 0;
    let mut span = None;
    for block in &published.blocks {
        if let Some(at) = block.text.find(&text) {
            span = Some(Span::new(start + at, start + at + text.len()));
            break;
        }
        start += block.text.len() + 2;
    }
    Some(Claim { span, text })
}

/// A text cut after each mark that may end a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '।', '\n', '|'])
        .filter(|sentence| !sentence.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use copydesk_page::read;
    use copydesk_text::{Block, WireSide};

    use super::{Derivation, audit};

    const FIRST: &str = "The harbour board of Norvik voted on Tuesday to keep the night ferry until the new bridge opens.";
    const SECOND: &str = "Captain Ilse Maren said the crew of nine would train on the larger boat from the first of May.";

    fn wire(paragraphs: &[&str]) -> WireSide {
        WireSide {
            agency: Some(String::from("Nordpress")),
            blocks: paragraphs.iter().copied().map(Block::paragraph).collect(),
            ..WireSide::default()
        }
    }

    fn page(paragraphs: &[&str]) -> copydesk_page::Page {
        let body: String = paragraphs
            .iter()
            .map(|text| format!("<p>{text}</p>"))
            .collect();
        read(&format!("<h1>Ferry stays</h1><article>{body}</article>"))
    }

    #[test]
    fn a_claim_holds_for_an_unmodified_text_alone() {
        let claim = "This story has not been edited and is published from a syndicated feed.";
        let holds = |second: &str| {
            let (audit, _) = audit(
                &page(&[FIRST, second, claim]),
                &[vec![wire(&[FIRST, SECOND])]],
            );
            assert_eq!(
                audit.claim.as_ref().map(|claim| claim.text.as_str()),
                Some(claim)
            );
            audit.claim_holds()
        };
        assert_eq!(holds(SECOND), Some(true));
        assert_eq!(holds(&SECOND.replace("nine", "ten")), Some(false));
        let (alone, _) = audit(&page(&[FIRST, claim]), &[]);
        assert_eq!(
            (alone.claim_holds(), alone.label),
            (None, Derivation::NotDerived)
        );
    }

    #[test]
    fn shares_are_of_the_page_and_of_the_wire() {
        let own = "A reader from Vell wrote that buses would serve the island as well and cost the town less.";
        let (audit, _) = audit(&page(&[FIRST, own]), &[vec![wire(&[FIRST, SECOND])]]);
        let source = &audit.sources[0];
        assert_eq!((source.words, audit.words), (18, 36));
        assert_eq!(
            (source.share_page, audit.share_page, audit.label),
            (500, 500, Derivation::Partially)
        );
        assert_eq!(source.share_wire, 18 * 1_000 / 37);
        assert_eq!(audit.passages.len(), 1);
        let span = audit.passages[0].span;
        assert_eq!(&FIRST[span.start..span.end], FIRST.trim_end_matches('.'));
    }

    #[test]
    fn the_version_with_fewest_edits_is_compared() {
        let versions = vec![
            wire(&[FIRST, &SECOND.replace("nine", "seven")]),
            wire(&[FIRST, SECOND]),
            wire(&[FIRST]),
        ];
        let (audit, taken) = audit(&page(&[FIRST, SECOND]), &[versions]);
        assert_eq!(taken, [1]);
        assert_eq!(
            audit.disclosure().and_then(|d| d.verdict()),
            Some(copydesk_text::Verdict::Identical)
        );
        assert_eq!(audit.label, Derivation::Wholly);
    }
}
