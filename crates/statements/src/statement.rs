//! What a statement is: who (source), how (cue), which words (content), each a span of a text. Never says whether
//! what was said is true.

use copydesk_text::{BlockKind, Span};

/// The class of a cue, and with it how the words are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CueClass {
    /// say, tell, add.
    Say,
    /// admit, concede.
    Admit,
    /// claim, insist.
    Claim,
    /// allege, accuse.
    Allege,
    /// deny, reject.
    Deny,
    /// promise, vow.
    Promise,
    /// ask, urge, call for.
    Direct,
    /// believe, expect: what somebody thinks.
    Assess,
    /// stipulate, provide: what a document does.
    Document,
    /// according to, as NAME put it, a colon between a name and a quotation.
    Phrase,
    /// Verbs that often report something else: show, find, support. Never `certain`.
    Other,
}

impl CueClass {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Say => "say",
            Self::Admit => "admit",
            Self::Claim => "claim",
            Self::Allege => "allege",
            Self::Deny => "deny",
            Self::Promise => "promise",
            Self::Direct => "direct",
            Self::Assess => "assess",
            Self::Document => "document",
            Self::Phrase => "phrase",
            Self::Other => "other",
        }
    }
}

/// How the words are reported. It follows the class of the cue, never a judgement of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modality {
    /// Said.
    Said,
    /// Claimed.
    Claimed,
    /// Alleged.
    Alleged,
    /// Denied.
    Denied,
    /// Promised.
    Promised,
    /// A document is the source.
    AccordingToDocument,
    /// An expert is the source.
    ExpertReading,
}

impl Modality {
    /// Every modality.
    pub const ALL: [Self; 7] = [
        Self::Said,
        Self::Claimed,
        Self::Alleged,
        Self::Denied,
        Self::Promised,
        Self::AccordingToDocument,
        Self::ExpertReading,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Claimed => "claimed",
            Self::Alleged => "alleged",
            Self::Denied => "denied",
            Self::Promised => "promised",
            Self::AccordingToDocument => "according_to_document",
            Self::ExpertReading => "expert_reading",
        }
    }
}

/// How much of the content stands inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteKind {
    /// All of it.
    Direct,
    /// Some of it.
    Mixed,
    /// Nothing.
    Indirect,
}

impl QuoteKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// What kind of source speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// One person.
    Person,
    /// Several persons, or a people.
    Group,
    /// A body: ministry, company, party.
    Organisation,
    /// A newspaper, agency, broadcaster.
    Medium,
    /// A primary text.
    Document,
    /// Somebody whom the text does not name.
    Unnamed,
    /// The text names no source.
    None,
}

impl SourceKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
            Self::Organisation => "organisation",
            Self::Medium => "medium",
            Self::Document => "document",
            Self::Unnamed => "unnamed",
            Self::None => "none",
        }
    }
}

/// By which rule a source was resolved to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolvedHow {
    /// The words themselves are a full name or the name of a body.
    Named,
    /// A surname with one earlier full name.
    Surname,
    /// A title or role with one earlier bearer.
    Role,
    /// He or she.
    Pronoun,
    /// They.
    Plural,
    /// It.
    It,
    /// Who: the name right before.
    Relative,
    /// Not resolved.
    Unresolved,
}

impl ResolvedHow {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Surname => "surname",
            Self::Role => "role",
            Self::Pronoun => "pronoun",
            Self::Plural => "plural",
            Self::It => "it",
            Self::Relative => "relative",
            Self::Unresolved => "unresolved",
        }
    }
}

/// Who the source is, as far as the story says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The confirmed entity of that exact full name, if the caller knows one.
    pub entity: Option<String>,
    /// The name as the story first has it.
    pub name: Option<String>,
    /// The rule that applied.
    pub how: ResolvedHow,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Bytes of the flat form; empty where the text names nobody.
    pub spans: Vec<Span>,
    /// Person, body, document.
    pub kind: SourceKind,
    /// Who that is.
    pub resolved: Resolved,
}

/// The words that report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Bytes of the flat form; empty for a quotation that no word introduces.
    pub spans: Vec<Span>,
    /// Its class.
    pub class: CueClass,
    /// "did not say".
    pub negated: bool,
    /// "reportedly said", "may have said".
    pub hedged: bool,
}

/// The words reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Bytes of the flat form, in order.
    pub spans: Vec<Span>,
    /// Those of them inside quotation marks, marks included.
    pub quoted: Vec<Span>,
}

/// A document that speaks or is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentReference {
    /// The words that name it.
    pub span: Span,
    /// The article cited, as written.
    pub article: Option<String>,
}

/// Why a statement waits for an editor. The codes are documented in `docs/statements.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No closed template made it.
    Template,
    /// The open heuristics see another source or other words.
    SecondView,
    /// The source is not resolved.
    Source,
    /// Another cue of the sentence may claim the same words.
    OneCue,
    /// The words are not one clause or closed quotation.
    Content,
    /// The cue is negated, hedged, shared, thought, or in a heading.
    PlainCue,
    /// The paragraph's quotation marks do not balance.
    CleanText,
}

impl Reason {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::SecondView => "second_view",
            Self::Source => "source",
            Self::OneCue => "one_cue",
            Self::Content => "content",
            Self::PlainCue => "plain_cue",
            Self::CleanText => "clean_text",
        }
    }
}

/// Who said what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The first 128 bits of a SHA-256 over version, rendition, cue and content, in base32.
    pub id: String,
    /// Who.
    pub source: Source,
    /// How.
    pub cue: Cue,
    /// What.
    pub content: Content,
    /// Direct, mixed, indirect.
    pub kind: QuoteKind,
    /// How the words are reported.
    pub modality: Modality,
    /// What somebody thinks rather than says.
    pub thought: bool,
    /// Outer links of a chain, outermost first: "MEDIUM reported that MINISTER said …".
    pub via: Vec<Source>,
    /// The document that speaks or is cited.
    pub document: Option<DocumentReference>,
    /// The kind of its paragraph.
    pub place: BlockKind,
    /// Why it waits for an editor, in order; empty: it is certain.
    pub reasons: Vec<Reason>,
}

impl Statement {
    /// Whether it may be published without an editor's look.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// The words of spans, gaps shown by an ellipsis.
#[must_use]
pub fn words(flat: &str, spans: &[Span]) -> String {
    let parts: Vec<&str> = spans
        .iter()
        .filter_map(|span| flat.get(span.start..span.end))
        .collect();
    parts.join(" … ")
}
