//! Pages with known edits: a wire, a page made from it by one class of edits, and for every unit of the page where it
//! comes from and what became of it. What is expected follows from the edits; nothing here asks the code that the pages
//! are to test. The same seed gives the same page on every machine. Not used by the program.

mod edit;
mod numbers;
mod render;
mod samples;
mod unit;

use copydesk_text::{Block, BlockKind, Headline, InsertionKind, StripKind, Verdict, WireSide};

pub use numbers::Numbers;
use samples::SAMPLES;
pub use unit::{Origin, Paragraph, ParagraphKind, Site, Treated, Unit};

/// A class of edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Nothing is changed.
    Verbatim,
    /// Character references for quotation marks and letters.
    Entity,
    /// Letters decomposed.
    Nfd,
    /// Soft hyphens, zero-width and no-break spaces.
    Soft,
    /// Curly quotes, dashes, ligatures and their like.
    Typo,
    /// Paragraphs merged or split.
    Breaks,
    /// Dateline and sign-off left out.
    Dateline,
    /// Listed spellings.
    House,
    /// 30 to 90 % of the paragraphs kept from the start.
    Cut,
    /// Whole sentences left out.
    CutSentence,
    /// Also-read lines, a promotion, a caption shown twice.
    Furniture,
    /// One to three sub-headings.
    Subheads,
    /// A paragraph moved up, three foreign ones inserted.
    ReorderInsert,
    /// A tenth of the words replaced.
    Para10,
    /// A fifth of the words replaced.
    Para20,
    /// A third of the page is the wire's.
    Partial30,
    /// Figures written as words.
    Numerals,
    /// Paragraphs of two or three wires.
    Combined,
    /// One sentence in twelve foreign paragraphs.
    Quote1,
    /// One paragraph in twelve foreign paragraphs.
    Quote2,
    /// No wire's text.
    Neg,
    /// One edit that turns the meaning.
    Deceptive(Deception),
}

/// One edit that turns the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deception {
    /// A negation put in.
    NegationAdded,
    /// A negation taken out.
    NegationRemoved,
    /// One digit of a figure.
    Digit,
    /// Another verb of attribution.
    Attribution,
    /// Another person is said to have spoken.
    Speaker,
    /// Another name.
    Name,
    /// "said" to "denied".
    Denied,
    /// The case of a name.
    NameCase,
    /// "alleged" and its like left out.
    HedgeDropped,
    /// A closing quotation mark moved by one word.
    QuoteMoved,
}

impl Deception {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::NegationAdded,
        Self::NegationRemoved,
        Self::Digit,
        Self::Attribution,
        Self::Speaker,
        Self::Name,
        Self::Denied,
        Self::NameCase,
        Self::HedgeDropped,
        Self::QuoteMoved,
    ];

    /// The count of the disclosure in which it must show, for a language whose words are listed and whose names have
    /// capitals.
    const fn gravity(self) -> &'static str {
        match self {
            Self::NegationAdded | Self::NegationRemoved => "negations",
            Self::Digit => "figures",
            Self::Attribution | Self::Denied | Self::HedgeDropped => "attributions",
            Self::Speaker | Self::Name => "names",
            Self::NameCase => "case",
            Self::QuoteMoved => "quotations",
        }
    }
}

impl Class {
    /// Every class but the deceptive ones.
    pub const HONEST: [Self; 21] = [
        Self::Verbatim,
        Self::Entity,
        Self::Nfd,
        Self::Soft,
        Self::Typo,
        Self::Breaks,
        Self::Dateline,
        Self::House,
        Self::Cut,
        Self::CutSentence,
        Self::Furniture,
        Self::Subheads,
        Self::ReorderInsert,
        Self::Para10,
        Self::Para20,
        Self::Partial30,
        Self::Numerals,
        Self::Combined,
        Self::Quote1,
        Self::Quote2,
        Self::Neg,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Entity => "entity",
            Self::Nfd => "nfd",
            Self::Soft => "soft",
            Self::Typo => "typo",
            Self::Breaks => "breaks",
            Self::Dateline => "dateline",
            Self::House => "house",
            Self::Cut => "cut",
            Self::CutSentence => "cut_sentence",
            Self::Furniture => "furniture",
            Self::Subheads => "subheads",
            Self::ReorderInsert => "reorder_insert",
            Self::Para10 => "para10",
            Self::Para20 => "para20",
            Self::Partial30 => "partial30",
            Self::Numerals => "numerals",
            Self::Combined => "combined",
            Self::Quote1 => "quote1",
            Self::Quote2 => "quote2",
            Self::Neg => "neg",
            Self::Deceptive(Deception::NegationAdded) => "deceptive.negation_added",
            Self::Deceptive(Deception::NegationRemoved) => "deceptive.negation_removed",
            Self::Deceptive(Deception::Digit) => "deceptive.digit",
            Self::Deceptive(Deception::Attribution) => "deceptive.attribution",
            Self::Deceptive(Deception::Speaker) => "deceptive.speaker",
            Self::Deceptive(Deception::Name) => "deceptive.name",
            Self::Deceptive(Deception::Denied) => "deceptive.denied",
            Self::Deceptive(Deception::NameCase) => "deceptive.name_case",
            Self::Deceptive(Deception::HedgeDropped) => "deceptive.hedge_dropped",
            Self::Deceptive(Deception::QuoteMoved) => "deceptive.quote_moved",
        }
    }
}

/// A wire as the agency sent it.
#[derive(Clone, Debug)]
pub struct Wire {
    /// Its side of a comparison.
    pub side: WireSide,
    /// Its paragraphs in units.
    pub paragraphs: Vec<Paragraph>,
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Of the comparison with the first wire; `None` where there is none.
    pub verdict: Option<Verdict>,
    /// How the headline shown relates to the first wire's.
    pub headline: Headline,
    /// A count of the disclosure that must not be 0.
    pub gravity: Option<&'static str>,
    /// How many insertions of each kind.
    pub insertions: Vec<(InsertionKind, usize)>,
    /// Kinds of what is left out beside the text.
    pub stripped: Vec<StripKind>,
    /// Whether a move must be reported.
    pub moved: bool,
    /// Paragraphs of the first wire that are left out, where that is the edit.
    pub paragraphs_omitted: Option<usize>,
}

/// A page with known edits.
#[derive(Clone, Debug)]
pub struct Case {
    /// The class.
    pub class: Class,
    /// BCP 47.
    pub language: &'static str,
    /// The wires behind it; the first is the one with most of it. A page of class `neg` has one that it is not from.
    pub wires: Vec<Wire>,
    /// The page as a file.
    pub html: String,
    /// The published text in units, insertions included.
    pub published: Vec<Paragraph>,
    /// What must come out.
    pub expected: Expected,
}

/// Languages of the samples, BCP 47.
#[must_use]
pub fn languages() -> [&'static str; 5] {
    SAMPLES.each_ref().map(|samples| samples.language)
}

/// A page of this class from the samples of a language; `None` if the class does not fit it (no listed spellings, no
/// capitals, no figures as words). `language` counts in [`languages`].
#[must_use]
pub fn generate(class: Class, language: usize, seed: u64) -> Option<Case> {
    let samples = &SAMPLES[language % SAMPLES.len()];
    let mut numbers = Numbers::new(seed);
    let wires = edit::wires(class, samples, &mut numbers);
    edit::edit(class, samples, wires, &mut numbers)
}

/// A page of this class from given texts: the first is the wire, the others serve as foreign paragraphs and, for pages
/// of several wires, as the other wires. Classes that need marked words give `None`.
#[must_use]
pub fn generate_from(class: Class, texts: &[Vec<String>], seed: u64) -> Option<Case> {
    let mut numbers = Numbers::new(seed);
    let wires = texts
        .iter()
        .enumerate()
        .map(|(number, text)| Wire::of_text(number, text))
        .collect();
    edit::edit_given(class, wires, &mut numbers)
}

impl Wire {
    /// A wire of plain English paragraphs.
    fn of_text(number: usize, paragraphs: &[String]) -> Self {
        let mut index = 0;
        let paragraphs: Vec<Paragraph> = paragraphs
            .iter()
            .map(|text| Paragraph::of_text(text, number, &mut index))
            .filter(|paragraph| !paragraph.units.is_empty())
            .collect();
        Self::of(paragraphs, None, format!("wire {number}"))
    }

    fn of(paragraphs: Vec<Paragraph>, headline: Option<&str>, guid: String) -> Self {
        let block = |paragraph: &Paragraph| {
            let kind = match paragraph.kind {
                ParagraphKind::SignOff => BlockKind::Signature,
                _ => BlockKind::Text,
            };
            Block::new(kind, paragraph.text())
        };
        Self {
            side: WireSide {
                agency: Some(String::from("Nordpress")),
                guid,
                rendition: String::from("text"),
                headline: headline.map(str::to_owned),
                blocks: paragraphs.iter().map(block).collect(),
                ..WireSide::default()
            },
            paragraphs,
        }
    }
}
