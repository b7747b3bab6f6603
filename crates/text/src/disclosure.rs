//! The disclosure: how a published text differs from the wire it is based on. Interface of the crate.
//! Computes and states; never takes a verdict, a count or a sentence from outside.
//!
//! Contents: the two sides, the vocabulary (verdict to insertion), [`Counts`], [`Disclosure`], its JSON, [`disclose`].

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::align::{self, Alignment, Map, NONE, Side};
use crate::canonical_json::Json;
use crate::compared::{Text, compared_of, page_blocks, wire_blocks};
use crate::fold::{Letters, fold_str_as};
use crate::house::HouseMap;
use crate::identical::weigh_identical;
use crate::line::keys;
use crate::operations::{self, Cutting};
use crate::patterns::Language;
use crate::restyled::Pass;
use crate::sentence::{self, Names, Newer, NotCompared, newer_sentence};
use crate::strip::{self, Candidate};
use crate::weigh::{Weighed, Weighing, weigh};
use crate::{Block, Span, beforehand, flat, floor, rules};

/// The agency's side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct WireSide {
    /// Agency named in the sentence; `None`: "agency".
    pub agency: Option<String>,
    /// The item's guid.
    pub guid: String,
    /// The version as sent, if the format has one.
    pub version: Option<String>,
    /// Name of the rendition compared.
    pub rendition: String,
    /// The agency's headline, if it sent one.
    pub headline: Option<String>,
    /// The dateline as `wire` reports it (it also stands at the start of the text).
    pub dateline: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The credit line.
    pub credit_line: Option<String>,
    /// Names of its subjects, and its keywords: words of them are names, also where a script has no capitals.
    pub subjects: Vec<String>,
    /// BCP 47, as stated; `None`: the item states none. Decides only which letters are one (`data/fold.tsv`).
    pub language: Option<String>,
    /// The rendition's blocks; captions and advisories are left out by `disclose` itself.
    pub blocks: Vec<Block>,
    /// A later version that the agency has sent, if the caller wants it named. Stored disclosures name none: what was
    /// published stays true when another version arrives.
    pub newer: Option<NewerVersion>,
    /// The wires that were combined, if several were: the text is theirs, joined in this order, and `blocks` is not
    /// read. See [`WireSide::combined`].
    pub parts: Vec<WireSide>,
}

/// A later version of the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewerVersion {
    /// As sent.
    pub version: String,
    /// Its signals by name (`correction`, `update`).
    pub signals: Vec<String>,
}

impl NewerVersion {
    /// What the sentence calls it.
    #[must_use]
    pub fn signal(&self) -> Newer {
        if self.signals.iter().any(|signal| signal == "correction") {
            Newer::Correction
        } else {
            Newer::Version
        }
    }
}

impl WireSide {
    /// Several wires as one side, in order of their first use on the page; named after the one with most words, of
    /// equal ones the first. One wire alone is itself.
    ///
    /// ```
    /// use copydesk_text::{Block, Language, PageSide, WireSide, disclose};
    /// let wire = |agency: &str, text: &str| WireSide {
    ///     agency: Some(agency.to_owned()),
    ///     blocks: vec![Block::paragraph(text)],
    ///     ..WireSide::default()
    /// };
    /// let both = WireSide::combined(vec![wire("Aster", "Talks will resume in June."), wire("Berg", "Rain fell.")]);
    /// let page = PageSide {
    ///     blocks: vec![Block::paragraph("Talks will resume in June."), Block::paragraph("Rain fell.")],
    ///     ..PageSide::default()
    /// };
    /// assert_eq!(
    ///     disclose(&both, &page).sentence(Language::English),
    ///     "Combined from 2 wire items (Aster 1, Berg 1): the passages used are unmodified."
    /// );
    /// ```
    #[must_use]
    pub fn combined(mut wires: Vec<Self>) -> Self {
        if wires.len() < 2 {
            return wires.pop().unwrap_or_default();
        }
        let words = |wire: &Self| {
            let text = Text::read(&wire_blocks(&wire.blocks));
            text.words(0..text.tokens.len())
        };
        let most = wires
            .iter()
            .enumerate()
            .max_by_key(|(at, wire)| (words(wire), std::cmp::Reverse(*at)));
        let most = most.map_or(0, |(at, _)| at);
        Self {
            subjects: wires
                .iter()
                .flat_map(|wire| wire.subjects.iter().cloned())
                .collect(),
            parts: wires.clone(),
            ..wires.swap_remove(most)
        }
    }

    /// Its blocks, or those of all its parts.
    pub(crate) fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        let own = if self.parts.is_empty() {
            &self.blocks[..]
        } else {
            &[]
        };
        own.iter()
            .chain(self.parts.iter().flat_map(|part| &part.blocks))
    }

    /// Which letters are one when this is compared with that page: what the languages of all wires allow.
    pub(crate) fn letters(&self, page: &PageSide) -> Letters {
        let shown = page.language.as_deref();
        let own = Letters::of(self.language.as_deref(), shown);
        let parts = self.parts.iter();
        let mut parts = parts.map(|part| Letters::of(part.language.as_deref(), shown));
        if parts.all(|letters| letters == own) {
            own
        } else {
            Letters::Own
        }
    }

    /// The blocks that are compared, with their place among all.
    pub(crate) fn compared_blocks(&self) -> Vec<(usize, &Block)> {
        compared_of(self.all_blocks())
    }
}

/// The published side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct PageSide {
    /// Name of the publication in the sentence; `None`: "the publisher".
    pub site: Option<String>,
    /// The headline shown, if one is.
    pub headline: Option<String>,
    /// The published body blocks, in order.
    pub blocks: Vec<Block>,
    /// Index in `blocks` of the standfirst, if one is shown.
    pub standfirst: Option<usize>,
    /// What the page's structure says a block is, should it not be the wire's: (index in `blocks`, kind).
    pub asides: Vec<(usize, InsertionKind)>,
    /// BCP 47, as stated; `None`: the page states none. Decides only which letters are one (`data/fold.tsv`).
    pub language: Option<String>,
    /// The publication's declared house map; `None`: the built-in spelling lists apply.
    pub house: Option<Arc<HouseMap>>,
}

/// DESIGN 5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing differs but the encoding of characters and the width of spaces (L0, L1).
    Identical,
    /// Paragraph breaks, quotation marks, dashes and their like differ; no word does (L2, L3).
    Typography,
    /// Whole paragraphs or sentences are left out; the rest agrees.
    Shortened,
    /// Only the style of the publication was applied.
    HouseStyle,
    /// Words were changed, added, removed or moved.
    Modified,
    /// This is not the text of that item.
    DifferentText,
}

impl Verdict {
    /// Name in JSON and in `data-verdict`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Typography => "typography",
            Self::Shortened => "shortened",
            Self::HouseStyle => "house_style",
            Self::Modified => "modified",
            Self::DifferentText => "different_text",
        }
    }
}

/// How the headline shown relates to the agency's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline {
    /// The agency's, whatever its typography.
    Same,
    /// Another than the agency sent.
    Changed,
    /// The agency sent none.
    Added,
}

impl Headline {
    /// Name in JSON and in `data-headline`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// Lowest level at which all kept text agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Flat forms are equal.
    L0,
    /// Equal after NFC, F1 and united white space.
    L1,
    /// Equal when paragraph breaks count as spaces.
    L2,
    /// Equal after folding by the closed table F3.
    L3,
    /// Equal after the declared house map.
    L5,
}

/// Kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Published as sent, in its place.
    Keep,
    /// Not published.
    Delete,
    /// Published, not sent.
    Insert,
    /// Sent so, published otherwise.
    Replace,
    /// Published as sent, in another place.
    Move,
}

/// What kind of difference an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Equal bytes.
    Same,
    /// Equal at L3 or lower.
    Typographic,
    /// Equal after the house map.
    House,
    /// A difference of the text.
    Edited,
}

/// One operation; spans are of the flat forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// What happened.
    pub op: Op,
    /// Span of the wire's flat form; `None` for an insert.
    pub wire_span: Option<Span>,
    /// Span of the page's flat form; empty at its place for a delete.
    pub page_span: Span,
    /// What kind of difference it is.
    pub label: Label,
    /// Published bytes where they differ from the wire's.
    pub text: Option<String>,
    /// The wire paragraph that this inserted block shows once more.
    pub repeats: Option<Span>,
}

/// Kind of a strip (L4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripKind {
    /// Place and date before the first sentence.
    Dateline,
    /// Who wrote it, or the line of the agency.
    Byline,
    /// The closing line of the reporters and editors.
    SignOff,
    /// A mark that the text ends.
    EndMark,
    /// The credit line.
    Credit,
    /// The headline once more.
    HeadlineRepeat,
    /// A time of publication or reading.
    Timestamp,
    /// A typed claim that the text is unmodified.
    Claim,
}

/// Side a strip stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripSide {
    /// Sent, not shown.
    Wire,
    /// Shown, not sent.
    Page,
}

/// A structural strip, listed so that nothing vanishes silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// What it is.
    pub kind: StripKind,
    /// Where it stands.
    pub side: StripSide,
    /// Its words.
    pub text: String,
    /// Index of the operation that takes it away or adds it.
    pub operation: usize,
}

/// Kind of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertionKind {
    /// A link to another story.
    RelatedLink,
    /// A promotion.
    Promotion,
    /// A sub-heading.
    Subheading,
    /// Words under a picture.
    Caption,
    /// Text of the publication.
    HouseText,
}

/// Place of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between headline and text.
    Standfirst,
    /// Before or between passages of the agency.
    Inside,
    /// After the last of them.
    End,
}

/// A block of the page that is not the wire's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// What it is.
    pub kind: InsertionKind,
    /// Where it stands.
    pub place: Place,
    /// Index of the operation that inserts it.
    pub operation: usize,
}

impl Op {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 5] = [
        Self::Keep,
        Self::Delete,
        Self::Insert,
        Self::Replace,
        Self::Move,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Delete => "delete",
            Self::Insert => "insert",
            Self::Replace => "replace",
            Self::Move => "move",
        }
    }
}

impl Label {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 4] = [Self::Same, Self::Typographic, Self::House, Self::Edited];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Typographic => "typographic",
            Self::House => "house",
            Self::Edited => "edited",
        }
    }
}

impl StripKind {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 8] = [
        Self::Dateline,
        Self::Byline,
        Self::SignOff,
        Self::EndMark,
        Self::Credit,
        Self::HeadlineRepeat,
        Self::Timestamp,
        Self::Claim,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::SignOff => "sign_off",
            Self::EndMark => "end_mark",
            Self::Credit => "credit",
            Self::HeadlineRepeat => "headline_repeat",
            Self::Timestamp => "timestamp",
            Self::Claim => "claim",
        }
    }
}

impl StripSide {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 2] = [Self::Wire, Self::Page];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Page => "page",
        }
    }
}

impl InsertionKind {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 5] = [
        Self::RelatedLink,
        Self::Promotion,
        Self::Subheading,
        Self::Caption,
        Self::HouseText,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RelatedLink => "related_link",
            Self::Promotion => "promotion",
            Self::Subheading => "subheading",
            Self::Caption => "caption",
            Self::HouseText => "house_text",
        }
    }
}

impl Place {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Standfirst, Self::Inside, Self::End];

    /// Name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standfirst => "standfirst",
            Self::Inside => "inside",
            Self::End => "end",
        }
    }
}

impl Level {
    /// Number in JSON.
    #[must_use]
    pub const fn number(self) -> usize {
        match self {
            Self::L0 => 0,
            Self::L1 => 1,
            Self::L2 => 2,
            Self::L3 => 3,
            Self::L5 => 5,
        }
    }
}

/// What was counted. "Word" is a word or number token; in scripts without spaces a grapheme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words of the wire text.
    pub words_wire: usize,
    /// Words of the published text.
    pub words_page: usize,
    /// Words published as sent, in place.
    pub words_same: usize,
    /// Words that agree only at L3.
    pub words_typographic: usize,
    /// Words that agree only by the house map.
    pub words_house: usize,
    /// Words replaced by others.
    pub words_changed: usize,
    /// Words added, beside insertions.
    pub words_added: usize,
    /// Words removed, beside strips.
    pub words_removed: usize,
    /// Words published in another place.
    pub words_moved: usize,
    /// Paragraphs of the wire text, beside strips.
    pub paragraphs_wire: usize,
    /// Paragraphs of which nothing is published.
    pub paragraphs_omitted: usize,
    /// How many of them are the last ones, without a gap.
    pub paragraphs_last_omitted: usize,
    /// Whole sentences left out of paragraphs that stayed.
    pub sentences_omitted: usize,
    /// Paragraphs moved.
    pub paragraphs_moved: usize,
    /// Sentences moved out of paragraphs that stayed.
    pub sentences_moved: usize,
    /// Paragraph breaks made or undone.
    pub paragraph_breaks: usize,
    /// Gaps that were too costly to align.
    pub bounded_gaps: usize,
    /// Figures and currency signs in edited operations.
    pub figures: usize,
    /// Negations in edited operations.
    pub negations: usize,
    /// Names in edited operations; a lower bound in scripts without case.
    pub names: usize,
    /// Verbs of attribution in edited operations.
    pub attributions: usize,
    /// Quoted words and quotation marks in edited operations.
    pub quotations: usize,
    /// Words of which only the case was changed.
    pub case: usize,
}

impl Counts {
    /// Every count with its name in JSON.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, usize); 23] {
        [
            ("words_wire", self.words_wire),
            ("words_page", self.words_page),
            ("words_same", self.words_same),
            ("words_typographic", self.words_typographic),
            ("words_house", self.words_house),
            ("words_changed", self.words_changed),
            ("words_added", self.words_added),
            ("words_removed", self.words_removed),
            ("words_moved", self.words_moved),
            ("paragraphs_wire", self.paragraphs_wire),
            ("paragraphs_omitted", self.paragraphs_omitted),
            ("paragraphs_last_omitted", self.paragraphs_last_omitted),
            ("sentences_omitted", self.sentences_omitted),
            ("paragraphs_moved", self.paragraphs_moved),
            ("sentences_moved", self.sentences_moved),
            ("paragraph_breaks", self.paragraph_breaks),
            ("bounded_gaps", self.bounded_gaps),
            ("figures", self.figures),
            ("negations", self.negations),
            ("names", self.names),
            ("attributions", self.attributions),
            ("quotations", self.quotations),
            ("case", self.case),
        ]
    }
}

/// The computed statement of how an edition differs from the version it is based on.
///
/// [`disclose`] makes one, [`check`](crate::check) reads one back; nothing else does, and nothing alters one.
///
/// ```compile_fail
/// let made = copydesk_text::Disclosure { json: String::new() };
/// ```
/// ```compile_fail
/// let made = copydesk_text::Disclosure::default();
/// ```
/// ```compile_fail
/// # use copydesk_text::{Block, PageSide, Verdict, WireSide, disclose};
/// let mut computed = disclose(&WireSide::default(), &PageSide::default());
/// computed.verdict = Some(Verdict::Identical);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    json: String,
    sentences: [String; Language::ALL.len()],
    newer: Option<(Option<String>, NewerVersion)>,
    agency: Option<String>,
    verdict: Option<Verdict>,
    headline: Option<Headline>,
    level: Option<Level>,
    counts: Option<Counts>,
    operations: Vec<Operation>,
    stripped: Vec<Strip>,
    insertions: Vec<Insertion>,
    wire: Compared,
    page: Compared,
}

/// A side as it was compared: what screens need to show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    pub flat: String,
    /// Bytes of each block in `flat`, and its index in the list it came from.
    pub blocks: Vec<(Span, usize)>,
}

impl Compared {
    /// Blocks given with their place in the list they come from.
    fn of_blocks(given: &[(usize, &Block)]) -> Self {
        let mut start = 0;
        let place = |&(origin, block): &(usize, &Block)| {
            let span = Span::new(start, start + block.text.len());
            start = span.end + 2;
            (span, origin)
        };
        Self {
            flat: flat(given.iter().map(|&(_, block)| block)),
            blocks: given.iter().map(place).collect(),
        }
    }

    fn of(text: Text) -> Self {
        let blocks = text
            .blocks
            .iter()
            .map(|block| (block.span, block.origin))
            .collect();
        Self {
            flat: text.flat,
            blocks,
        }
    }
}

impl Disclosure {
    /// `None`: no comparison could be made.
    #[must_use]
    pub const fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }
    /// The agency named; `None`: the wire names none.
    #[must_use]
    pub fn agency(&self) -> Option<&str> {
        self.agency.as_deref()
    }
    /// `None`: the page shows no headline.
    #[must_use]
    pub const fn headline(&self) -> Option<Headline> {
        self.headline
    }
    /// The lowest level at which all kept text agrees; `None`: none does, or nothing was compared.
    #[must_use]
    pub const fn level(&self) -> Option<Level> {
        self.level
    }
    /// What was counted; `None`: nothing was compared.
    #[must_use]
    pub const fn counts(&self) -> Option<&Counts> {
        self.counts.as_ref()
    }
    /// The sentence, plain text.
    #[must_use]
    pub fn sentence(&self, language: Language) -> &str {
        &self.sentences[language as usize]
    }
    /// The sentence that a later version exists, if the caller named one: a sentence of its own.
    #[must_use]
    pub fn newer_sentence(&self, language: Language) -> Option<String> {
        let (version, newer) = self.newer.as_ref()?;
        let version = version.as_deref()?;
        Some(newer_sentence(
            version,
            &newer.version,
            newer.signal(),
            language,
        ))
    }
    /// The operations, in the order of the page.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }
    /// What was left out or added beside the text.
    #[must_use]
    pub fn stripped(&self) -> &[Strip] {
        &self.stripped
    }
    /// Blocks of the page that are not the wire's.
    #[must_use]
    pub fn insertions(&self) -> &[Insertion] {
        &self.insertions
    }
    /// Flat form of the wire text that was compared (spans of operations refer to it).
    #[must_use]
    pub fn wire_flat(&self) -> &str {
        &self.wire.flat
    }
    /// Flat form of the page text that was compared.
    #[must_use]
    pub fn page_flat(&self) -> &str {
        &self.page.flat
    }
    /// Canonical JSON (DESIGN 5.3, RFC 8785); what is stored.
    #[must_use]
    pub fn to_json(&self) -> &str {
        &self.json
    }

    /// The published blocks that were compared, by their bytes in the flat form.
    pub(crate) fn page_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.page.blocks.iter().map(|(span, _)| *span)
    }

    pub(crate) const fn sides(&self) -> (&Compared, &Compared) {
        (&self.wire, &self.page)
    }

    /// States what follows from these operations; `Err`: why nothing was compared.
    pub(crate) fn state(sides: Sides, outcome: Result<Found, NotCompared>) -> Self {
        let outcome = outcome.map(|found| (found.weigh(&sides), found.operations));
        let texts = (Compared::of(sides.wire_text), Compared::of(sides.page_text));
        Self::put(sides.wire, sides.page, texts, outcome)
    }

    /// Puts what was weighed into words and bytes.
    fn put(
        wire: &WireSide,
        page: &PageSide,
        texts: (Compared, Compared),
        outcome: Result<(Weighed, Vec<Operation>), NotCompared>,
    ) -> Self {
        let letters = wire.letters(page);
        let headline = headline(wire.headline.as_deref(), page.headline.as_deref(), letters);
        let names = Names {
            agency: wire.agency.as_deref(),
            site: page.site.as_deref(),
            headline,
            combined: wire
                .parts
                .iter()
                .map(|part| part.agency.as_deref())
                .collect(),
        };
        let mut made = Self {
            json: String::new(),
            agency: wire.agency.clone(),
            newer: wire
                .newer
                .clone()
                .map(|newer| (wire.version.clone(), newer)),
            sentences: Language::ALL.map(|language| match &outcome {
                Ok((weighed, _)) => sentence::sentence(weighed, &names, language),
                Err(reason) => sentence::not_compared(*reason, language),
            }),
            verdict: None,
            headline,
            level: None,
            counts: None,
            operations: Vec::new(),
            stripped: Vec::new(),
            insertions: Vec::new(),
            wire: texts.0,
            page: texts.1,
        };
        if let Ok((weighed, operations)) = outcome {
            made.verdict = Some(weighed.verdict);
            made.level = weighed.level;
            made.counts = Some(weighed.counts);
            made.stripped = weighed.stripped;
            made.insertions = weighed.insertions;
            made.operations = operations;
        }
        made.json = made.write_json(wire, page);
        made
    }

    fn write_json(&self, wire: &WireSide, page: &PageSide) -> String {
        let names = |pairs: Vec<(&'static str, Json)>| Json::Object(pairs);
        let wire_sha256 = sha256(&self.wire.flat);
        let page_sha256 = if self.page.flat == self.wire.flat {
            wire_sha256.clone()
        } else {
            sha256(&self.page.flat)
        };
        let own_sha256 = if wire.parts.is_empty() {
            wire_sha256
        } else {
            sha256(&part_flat(wire))
        };
        let newer = wire
            .newer
            .as_ref()
            .map(|newer| ("newer", newer_json(newer)));
        let parts = (!wire.parts.is_empty()).then(|| ("wires", parts_json(&wire.parts)));
        // Named where a rule has asked for it, so that whoever checks can ask the same.
        let united = wire.letters(page) != Letters::Own;
        let language = |stated: Option<&str>| {
            let stated = stated.filter(|_| united);
            stated.map(|tag| ("language", Json::text(tag)))
        };
        let members = vec![
            (
                "verdict",
                Json::or_null(self.verdict, |verdict| Json::text(verdict.name())),
            ),
            (
                "headline",
                Json::or_null(self.headline, |headline| Json::text(headline.name())),
            ),
            (
                "level",
                Json::or_null(self.level, |level| Json::Number(level.number())),
            ),
            (
                "sentence",
                names(
                    Language::ALL
                        .map(|language| (language.code(), Json::text(self.sentence(language))))
                        .to_vec(),
                ),
            ),
            (
                "stripped",
                Json::List(self.stripped.iter().map(strip_json).collect()),
            ),
            (
                "operations",
                Json::List(self.operations.iter().map(operation_json).collect()),
            ),
            (
                "counts",
                Json::or_null(self.counts.as_ref(), |counts| {
                    Json::Object(
                        counts
                            .named()
                            .map(|(name, n)| (name, Json::Number(n)))
                            .to_vec(),
                    )
                }),
            ),
            (
                "insertions",
                Json::List(self.insertions.iter().map(insertion_json).collect()),
            ),
            (
                "wire",
                names(
                    [
                        ("guid", Json::text(&wire.guid)),
                        (
                            "version",
                            Json::or_null(wire.version.as_deref(), Json::text),
                        ),
                        ("rendition", Json::text(&wire.rendition)),
                        ("text_sha256", Json::Text(own_sha256)),
                    ]
                    .into_iter()
                    .chain(language(wire.language.as_deref()))
                    .collect(),
                ),
            ),
            (
                "page",
                names(
                    [("text_sha256", Json::Text(page_sha256))]
                        .into_iter()
                        .chain(language(page.language.as_deref()))
                        .collect(),
                ),
            ),
            (
                "rules_sha256",
                Json::text(
                    page.house
                        .as_ref()
                        .map_or(rules::rules_sha256(), |map| map.rules_sha256()),
                ),
            ),
        ];
        names(members.into_iter().chain(newer).chain(parts).collect()).write()
    }
}

/// The flat form of one wire's own text.
fn part_flat(wire: &WireSide) -> String {
    flat(
        wire_blocks(&wire.blocks)
            .into_iter()
            .map(|(_, block)| block),
    )
}

fn newer_json(newer: &NewerVersion) -> Json {
    let signals = newer.signals.iter().map(|signal| Json::text(signal));
    Json::Object(vec![
        ("version", Json::text(&newer.version)),
        ("signals", Json::List(signals.collect())),
    ])
}

/// The wires that were combined, with the first byte of each in the joined text.
fn parts_json(parts: &[WireSide]) -> Json {
    let mut offset = 0;
    let part = |part: &WireSide| {
        let own = part_flat(part);
        let json = Json::Object(vec![
            ("guid", Json::text(&part.guid)),
            (
                "version",
                Json::or_null(part.version.as_deref(), Json::text),
            ),
            ("rendition", Json::text(&part.rendition)),
            ("text_sha256", Json::Text(sha256(&own))),
            ("offset", Json::Number(offset)),
        ]);
        let parted = if wire_blocks(&part.blocks).is_empty() {
            0
        } else {
            2
        };
        offset += own.len() + parted;
        json
    };
    Json::List(parts.iter().map(part).collect())
}

fn span_json(span: Span) -> Json {
    Json::List(vec![Json::Number(span.start), Json::Number(span.end)])
}

fn operation_json(op: &Operation) -> Json {
    let mut members = vec![
        ("op", Json::text(op.op.name())),
        ("wire_span", Json::or_null(op.wire_span, span_json)),
        ("page_span", span_json(op.page_span)),
        ("label", Json::text(op.label.name())),
    ];
    members.extend(op.text.as_deref().map(|text| ("text", Json::text(text))));
    members.extend(op.repeats.map(|span| ("repeats", span_json(span))));
    Json::Object(members)
}

fn strip_json(strip: &Strip) -> Json {
    Json::Object(vec![
        ("kind", Json::text(strip.kind.name())),
        ("side", Json::text(strip.side.name())),
        ("text", Json::text(&strip.text)),
        ("operation", Json::Number(strip.operation)),
    ])
}

fn insertion_json(insertion: &Insertion) -> Json {
    Json::Object(vec![
        ("kind", Json::text(insertion.kind.name())),
        ("place", Json::text(insertion.place.name())),
        ("operation", Json::Number(insertion.operation)),
    ])
}

/// The headline shown against the agency's, at L3.
fn headline(wire: Option<&str>, page: Option<&str>, letters: Letters) -> Option<Headline> {
    let folded = |text| fold_str_as(text, letters);
    let shown = folded(page?);
    if shown.is_empty() {
        return None;
    }
    match wire.map(folded).filter(|sent| !sent.is_empty()) {
        None => Some(Headline::Added),
        Some(sent) if same_tokens(&sent, &shown) => Some(Headline::Same),
        Some(_) => Some(Headline::Changed),
    }
}

/// Folded texts are equal when their characters are: spaces that F3 does not count are gone.
fn same_tokens(a: &str, b: &str) -> bool {
    a == b
}

/// Lower-case hexadecimal SHA-256 of a text.
pub(crate) fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// Both sides, read.
pub(crate) struct Sides<'a> {
    pub wire: &'a WireSide,
    pub page: &'a PageSide,
    pub wire_text: Text,
    pub page_text: Text,
    pub candidates: Vec<Candidate>,
}

/// Largest text of a side, in bytes.
const BYTES_MAX: usize = 2 << 20;
/// Most tokens of a side.
const TOKENS_MAX: usize = 200_000;

/// The bounds of a side by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 2] =
    [("bytes_max", BYTES_MAX), ("tokens_max", TOKENS_MAX)];

impl<'a> Sides<'a> {
    /// Reads both sides; with the reason, if they cannot be compared.
    pub(crate) fn read(wire: &'a WireSide, page: &'a PageSide) -> (Self, Option<NotCompared>) {
        let (wires, pages) = (wire.compared_blocks(), page_blocks(&page.blocks));
        let bytes = |blocks: &[(usize, &Block)]| {
            blocks.iter().map(|(_, b)| b.text.len() + 2).sum::<usize>()
        };
        let too_long = bytes(&wires) > BYTES_MAX || bytes(&pages) > BYTES_MAX;
        let letters = wire.letters(page);
        let unread = |blocks: &[(usize, &Block)]| Text {
            flat: flat(blocks.iter().map(|b| b.1)),
            ..Text::default()
        };
        let (wire_text, page_text) = if too_long {
            (unread(&wires), unread(&pages))
        } else {
            let wire_text = Text::read_as(letters, &wires);
            let page_text = Text::read_beside(&wire_text, &pages);
            (wire_text, page_text)
        };
        let mut sides = Self {
            wire,
            page,
            wire_text,
            page_text,
            candidates: Vec::new(),
        };
        sides.mark_named();
        let (w, p) = (sides.wire_text.tokens.len(), sides.page_text.tokens.len());
        let reason = if too_long || w > TOKENS_MAX || p > TOKENS_MAX {
            Some(NotCompared::TextTooLong)
        } else if w == 0 {
            Some(NotCompared::WireTextMissing)
        } else if p == 0 {
            Some(NotCompared::PageTextMissing)
        } else {
            sides.candidates = strip::candidates(wire, &sides.wire_text, page, &sides.page_text);
            None
        };
        (sides, reason)
    }

    /// The house map in force.
    pub(crate) fn map(&self) -> &HouseMap {
        self.page.house.as_deref().unwrap_or(HouseMap::built_in())
    }

    fn mark_named(&mut self) {
        let subjects = self.wire.subjects.iter();
        let names: Map<String, ()> = subjects
            .flat_map(|words| keys(words, self.wire_text.letters))
            .map(|key| (key, ()))
            .collect();
        if !names.is_empty() {
            self.wire_text.mark_named(&names);
            self.page_text.mark_named(&names);
        }
    }

    /// The wire paragraph that a block inserted by `op` shows once more.
    pub(crate) fn repeats(&self, op: &Operation) -> Option<Span> {
        if op.op != Op::Insert {
            return None;
        }
        let (wire, page) = (&self.wire_text, &self.page_text);
        let tokens = page.tokens_in(op.page_span);
        let first = page
            .tokens
            .get(tokens.start)
            .filter(|_| !tokens.is_empty())?;
        if page.blocks[first.block as usize].tokens != tokens {
            return None;
        }
        let same = |a: usize, b: usize| wire.key(&wire.tokens[a]) == page.key(&page.tokens[b]);
        let found = wire.blocks.iter().find(|block| {
            block.tokens.len() == tokens.len()
                && block
                    .tokens
                    .clone()
                    .zip(tokens.clone())
                    .all(|(a, b)| same(a, b))
        });
        found.map(|block| block.span)
    }
}

/// What the aligner found, or a stored disclosure says.
pub(crate) struct Found {
    pub operations: Vec<Operation>,
    /// Whether the texts are below the floor, if the finder has asked.
    pub below_floor: Option<bool>,
    pub bounded_gaps: usize,
}

impl Found {
    fn weigh(&self, sides: &Sides) -> Weighed {
        weigh(&Weighing {
            wire: &sides.wire_text,
            page: &sides.page_text,
            operations: &self.operations,
            candidates: &sides.candidates,
            hints: sides.page,
            map: sides.map(),
            combined: !sides.wire.parts.is_empty(),
            below_floor: self.below_floor,
            bounded_gaps: self.bounded_gaps,
        })
    }
}

/// Computes the disclosure of a published text: how it differs from the wire it is based on.
///
/// # Properties
/// [`apply`] of its operations to its wire text gives its page text, byte for byte. The same input gives the same
/// bytes on every machine.
///
/// ```
/// use copydesk_text::{Block, PageSide, Verdict, WireSide, disclose};
/// let wire = WireSide { blocks: vec![Block::paragraph("Talks will not resume.")], ..WireSide::default() };
/// let page = PageSide { blocks: vec![Block::paragraph("Talks will resume.")], ..PageSide::default() };
/// assert_eq!(disclose(&wire, &page).verdict(), Some(Verdict::Modified));
/// ```
#[must_use]
pub fn disclose(wire: &WireSide, page: &PageSide) -> Disclosure {
    let (sent, shown) = (wire.compared_blocks(), page_blocks(&page.blocks));
    let single = wire.parts.is_empty();
    if let Some(weighed) = weigh_identical(&sent, &shown).filter(|_| single) {
        let texts = (Compared::of_blocks(&sent), Compared::of_blocks(&shown));
        let kept = vec![keep_all(&texts.0.flat)];
        return Disclosure::put(wire, page, texts, Ok((weighed, kept)));
    }
    let (sides, reason) = Sides::read(wire, page);
    let outcome = match reason {
        Some(reason) => Err(reason),
        None => Ok(find(&sides)),
    };
    Disclosure::state(sides, outcome)
}

fn find(sides: &Sides) -> Found {
    let (wire, page) = (&sides.wire_text, &sides.page_text);
    if wire.flat == page.flat {
        return Found {
            operations: vec![keep_all(&wire.flat)],
            below_floor: None,
            bounded_gaps: 0,
        };
    }
    if agree(wire, page) {
        return walk(sides);
    }
    let (wire_ids, page_ids) = align::intern(wire, page);
    if floor::applies(wire, page) && is_below_floor(sides, &wire_ids, &page_ids) {
        return Found {
            operations: operations::replace_all(wire, page),
            below_floor: Some(true),
            bounded_gaps: 0,
        };
    }
    let known = beforehand::set_aside(sides, &wire_ids, &page_ids);
    let mut alignment = align::align(
        &Side {
            ids: &wire_ids,
            text: wire,
            live: &known.wire_live,
        },
        &Side {
            ids: &page_ids,
            text: page,
            live: &known.page_live,
        },
    );
    let pass = Pass {
        wire,
        page,
        wire_live: &known.wire_live,
        page_live: &known.page_live,
        map: sides.map(),
    };
    let restyled = pass.restyle(&mut alignment);
    let cutting = Cutting {
        wire,
        page,
        alignment: &alignment,
        strip_of: &known.strip_of,
        map: sides.map(),
        restyled: &restyled,
    };
    let mut operations = operations::cut(&cutting);
    for operation in &mut operations {
        operation.repeats = sides.repeats(operation);
    }
    Found {
        operations,
        below_floor: None,
        bounded_gaps: alignment.bounded_gaps,
    }
}

/// Whether both have the same tokens in the same order.
fn agree(wire: &Text, page: &Text) -> bool {
    let same = |(a, b)| wire.key(a) == page.key(b);
    wire.tokens.len() == page.tokens.len() && wire.tokens.iter().zip(&page.tokens).all(same)
}

/// Each token is its like: nothing to align.
fn walk(sides: &Sides) -> Found {
    let (wire, page) = (&sides.wire_text, &sides.page_text);
    Found {
        operations: operations::cut(&Cutting {
            wire,
            page,
            alignment: &Alignment::one_to_one(wire.tokens.len()),
            strip_of: &vec![NONE; wire.tokens.len()],
            map: sides.map(),
            restyled: &[],
        }),
        below_floor: None,
        bounded_gaps: 0,
    }
}

fn is_below_floor(sides: &Sides, wire_ids: &[u32], page_ids: &[u32]) -> bool {
    let wire = floor::word_ids(&sides.wire_text, wire_ids);
    let page = floor::word_ids(&sides.page_text, page_ids);
    !floor::is_surely_above(&wire, &page) && floor::is_below(&wire, &page)
}

fn keep_all(flat: &str) -> Operation {
    let span = Span::new(0, flat.len());
    Operation {
        op: Op::Keep,
        wire_span: Some(span),
        page_span: span,
        label: Label::Same,
        text: None,
        repeats: None,
    }
}

/// Applies operations to the wire's flat form: gives the page's flat form byte for byte.
///
/// Spans that are none of `wire_flat` give nothing; [`check`](crate::check) refuses them.
#[must_use]
pub fn apply(operations: &[Operation], wire_flat: &str) -> String {
    let mut out = String::new();
    for operation in operations {
        match (operation.op, operation.wire_span, &operation.text) {
            (Op::Keep | Op::Move, Some(span), _) => {
                out.push_str(wire_flat.get(span.start..span.end).unwrap_or_default());
            }
            (Op::Insert | Op::Replace, _, Some(text)) => out.push_str(text),
            _ => {}
        }
    }
    out
}
