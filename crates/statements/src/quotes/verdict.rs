//! What is said of a quotation: verdict, wording, flags, edits. Words for machines; sentences for readers stand in
//! `docs/quotes.md` and in [`Verdict::explained`]. Never a score.

use copydesk_text::Span;

use super::find::Quotation;
use super::lists::Touch;

/// The verdicts, in the order of `statements.md` 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same characters (NFC).
    Exact,
    /// The same words; marks, dashes, spaces, hyphens at line ends, listed spelling differ.
    Typographic,
    /// Only the first letter differs, or it is bracketed.
    Case,
    /// Every difference stands in square brackets.
    Bracketed,
    /// Words are left out at a marked gap.
    Elided,
    /// The words are right, but stop before a restriction of the same sentence.
    Truncated,
    /// Some words differ. Never called verified.
    WordChange,
    /// The document is a translation or in another language; the quotation may be another rendering. Never called
    /// false.
    Translation,
    /// The words stand elsewhere: in another article or document, or they are another's words.
    Misplaced,
    /// Not in the document, which is complete and official.
    NotFound,
    /// There is nothing to check it against.
    Uncheckable,
}

impl Verdict {
    /// Every verdict, in order.
    pub const ALL: [Self; 11] = [
        Self::Exact,
        Self::Typographic,
        Self::Case,
        Self::Bracketed,
        Self::Elided,
        Self::Truncated,
        Self::WordChange,
        Self::Translation,
        Self::Misplaced,
        Self::NotFound,
        Self::Uncheckable,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Typographic => "typographic",
            Self::Case => "case",
            Self::Bracketed => "bracketed",
            Self::Elided => "elided",
            Self::Truncated => "truncated",
            Self::WordChange => "word_change",
            Self::Translation => "translation",
            Self::Misplaced => "misplaced",
            Self::NotFound => "not_found",
            Self::Uncheckable => "uncheckable",
        }
    }

    /// What it says, for an editor.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        match self {
            Self::Exact => "word for word as in the document",
            Self::Typographic => "the same words; only typography or listed spelling differs",
            Self::Case => "the same words; only the first letter differs",
            Self::Bracketed => "every difference is marked by square brackets",
            Self::Elided => "words are left out where the gap is marked",
            Self::Truncated => {
                "the words are right, but stop before a restriction in the same sentence"
            }
            Self::WordChange => "some words differ from the document",
            Self::Translation => {
                "the text at hand is a translation; another rendering, compare the wording"
            }
            Self::Misplaced => "the words stand elsewhere than said",
            Self::NotFound => "these words do not stand in the document",
            Self::Uncheckable => "there is no text it could be checked against",
        }
    }
}

/// How much a change of words weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Touches no figure, date, name, negation, modal, quantifier, condition or party.
    Minor,
    /// Touches one of them.
    Material,
}

impl Severity {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Material => "material",
        }
    }
}

/// What is said beside a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// A word stands in the other spelling, American or British.
    Spelling,
    /// A negation, modal, figure or condition vanished into a bracket, or came out of one.
    BracketMaterial,
    /// A gap goes beyond an article or paragraph.
    ElidedCross,
    /// What a gap leaves out holds a restriction, negation, modal, figure or date.
    ElidedMaterial,
    /// The parts around a gap stand in another order.
    Reordered,
    /// A restriction stands before the quoted words in their sentence.
    ConditionBefore,
    /// The restriction left out is told in the same or the next paragraph of the story.
    ConditionReported,
    /// An article was cited, and the document's text has no articles to look in.
    PlaceUnchecked,
    /// The words stand in another article than cited (beside a change of words).
    OtherPlace,
    /// A passage with most of the words stands in the document.
    SimilarPassage,
    /// The text it was found in is not known to be complete.
    Excerpt,
    /// The text it was found in is not known to be official.
    Unofficial,
    /// The text it was found in is a translation.
    TranslatedText,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 13] = [
        Self::Spelling,
        Self::BracketMaterial,
        Self::ElidedCross,
        Self::ElidedMaterial,
        Self::Reordered,
        Self::ConditionBefore,
        Self::ConditionReported,
        Self::PlaceUnchecked,
        Self::OtherPlace,
        Self::SimilarPassage,
        Self::Excerpt,
        Self::Unofficial,
        Self::TranslatedText,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spelling => "spelling",
            Self::BracketMaterial => "bracket_material",
            Self::ElidedCross => "elided_cross",
            Self::ElidedMaterial => "elided_material",
            Self::Reordered => "reordered",
            Self::ConditionBefore => "condition_before",
            Self::ConditionReported => "condition_reported",
            Self::PlaceUnchecked => "place_unchecked",
            Self::OtherPlace => "other_place",
            Self::SimilarPassage => "similar_passage",
            Self::Excerpt => "excerpt",
            Self::Unofficial => "unofficial",
            Self::TranslatedText => "translated_text",
        }
    }
}

/// Why a quotation could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The text is empty.
    SourceMissing,
    /// The text gives the document's sense in other words.
    Paraphrase,
    /// The text is not known to be all of the document.
    Partial,
    /// The text is not known to be official.
    Unofficial,
    /// Only a translation is at hand.
    TranslationOnly,
    /// No text is in the quotation's language.
    Language,
    /// The quotation has too many words or too many gaps to be located.
    TooLong,
}

impl Reason {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SourceMissing => "source_missing",
            Self::Paraphrase => "paraphrase",
            Self::Partial => "partial",
            Self::Unofficial => "unofficial",
            Self::TranslationOnly => "translation_only",
            Self::Language => "language",
            Self::TooLong => "too_long",
        }
    }

    /// What it says, for an editor.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        match self {
            Self::SourceMissing => "no text of the document",
            Self::Paraphrase => "the text at hand is a paraphrase",
            Self::Partial => "the text at hand is not known to be complete",
            Self::Unofficial => "the text at hand is not known to be official",
            Self::TranslationOnly => "only a translation is at hand",
            Self::Language => "no text in the quotation's language",
            Self::TooLong => "too many words or gaps to be located",
        }
    }
}

/// What was disregarded to call words the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Normalisation {
    /// Style of quotation marks.
    QuoteMarks,
    /// Style of apostrophes.
    Apostrophes,
    /// Style of dashes and hyphens.
    Dashes,
    /// White space, line ends and paragraph breaks, NBSP.
    WhiteSpace,
    /// A hyphen at the end of a line.
    LineHyphen,
    /// Any other character that reads the same: ligatures, width, invisible ones.
    Characters,
    /// A comma or full stop at the end inside the marks.
    FinalMark,
    /// American or British spelling, from the closed list.
    Spelling,
    /// The first letter.
    FirstLetter,
}

impl Normalisation {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::QuoteMarks => "quote_marks",
            Self::Apostrophes => "apostrophes",
            Self::Dashes => "dashes",
            Self::WhiteSpace => "white_space",
            Self::LineHyphen => "line_hyphen",
            Self::Characters => "characters",
            Self::FinalMark => "final_mark",
            Self::Spelling => "spelling",
            Self::FirstLetter => "first_letter",
        }
    }
}

/// What kind of difference an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditKind {
    /// Other words in place of the document's.
    Replaced,
    /// Words the document does not have.
    Added,
    /// Words of the document left out without a mark.
    Removed,
    /// The same word in another case, inside the quotation.
    Case,
    /// A bracket, and the words of the document it stands for, if any.
    Bracket,
    /// Words of the document left out at a marked gap.
    Gap,
}

impl EditKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Case => "case",
            Self::Bracket => "bracket",
            Self::Gap => "gap",
        }
    }
}

/// One difference between a quotation and its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What kind it is.
    pub kind: EditKind,
    /// Bytes of the story; empty, at its place, if the quotation has nothing here.
    pub quoted_span: Span,
    /// The words there.
    pub quoted: String,
    /// Bytes of the document; empty, at its place, if it has nothing here.
    pub source_span: Span,
    /// The words there.
    pub source: String,
    /// The characters that differ inside the two, as bytes of `quoted` and of `source`: what is left after equal
    /// beginnings and ends.
    pub inside: (Span, Span),
    /// What it touches.
    pub touches: Vec<Touch>,
}

/// A place where the quoted words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Index of the text: 0 the document, then its related texts.
    pub text: usize,
    /// Id of the article or part, if the text has parts.
    pub segment: Option<String>,
    /// Bytes of the document, one span a segment of the quotation.
    pub spans: Vec<Span>,
}

/// The text a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The caller's name for it.
    pub id: String,
    /// SHA-256 of it in hexadecimal.
    pub sha256: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// A passage of a document, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Index of the text.
    pub text: usize,
    /// Bytes of it.
    pub span: Span,
    /// Its words.
    pub words: String,
}

/// What was found out about one quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The quotation.
    pub quotation: Quotation,
    /// The verdict; none for a quotation of fewer than three content words, of which only is said how often it occurs.
    pub verdict: Option<Verdict>,
    /// How the words themselves compare where the verdict is about something else: 1 to 5 or a change of words.
    pub wording: Option<Verdict>,
    /// How much a change of words weighs.
    pub severity: Option<Severity>,
    /// What else is to be said, in the order of [`Flag::ALL`].
    pub flags: Vec<Flag>,
    /// Why it could not be checked.
    pub reasons: Vec<Reason>,
    /// Where the words stand, the place the verdict speaks of first.
    pub occurrences: Vec<Occurrence>,
    /// How often they stand there; may be more than `occurrences` lists.
    pub occurs: usize,
    /// Differences, in reading order.
    pub edits: Vec<Edit>,
    /// What was disregarded.
    pub normalisations: Vec<Normalisation>,
    /// Words left out at marked gaps.
    pub words_omitted: usize,
    /// The restriction a truncated quotation stops before.
    pub restriction: Option<Passage>,
    /// The closest passage where the words themselves do not stand: a published rendering, or what comes near.
    pub closest: Option<Passage>,
    /// The text the verdict rests on.
    pub basis: Option<Basis>,
    /// SHA-256 of every text that was looked at, sorted.
    pub looked_at: Vec<String>,
    /// Steps that locating and comparing took, the same on every machine.
    pub work: u64,
}

impl Checked {
    /// Whether the quotation is attributed to the document and does not bear it out: a material change of words, words
    /// from elsewhere, or not there at all.
    #[must_use]
    pub fn fails(&self) -> bool {
        let material = self.severity == Some(Severity::Material);
        self.quotation.is_attributed()
            && match self.verdict {
                Some(Verdict::WordChange) => material,
                Some(Verdict::Misplaced | Verdict::NotFound) => true,
                _ => false,
            }
    }

    /// Whether the verdict still rests on what is at hand: a changed text, one more or one fewer reopens it.
    #[must_use]
    pub fn stands(&self, prepared: &super::Prepared) -> bool {
        let mut now: Vec<&str> = prepared
            .texts
            .iter()
            .map(|text| text.sha256.as_str())
            .collect();
        now.sort_unstable();
        self.looked_at.iter().map(String::as_str).eq(now)
    }
}
