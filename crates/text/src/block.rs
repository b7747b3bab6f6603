//! The pieces a text is made of: blocks with a kind, spans into the flat form. Never decodes or cleans anything.

/// A byte range `[start, end)`: of a text's flat form in `text`, of a raw in `wire`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes; 0 for a span that is only a place.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// What a block is, in the words of DESIGN 5.2 (`paragraphs[].kind`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph of running text.
    #[default]
    Text,
    /// A sub-heading inside the text.
    Heading,
    /// One entry of a list.
    ListItem,
    /// A block quotation.
    Quote,
    /// Words under a picture.
    Caption,
    /// One row of a table, its cells joined by TAB.
    TableRow,
    /// The closing line of initials or names.
    Signature,
    /// A line to the editors, never published by itself.
    Advisory,
}

impl BlockKind {
    /// Every kind, in the order of DESIGN 5.2.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Heading,
        Self::ListItem,
        Self::Quote,
        Self::Caption,
        Self::TableRow,
        Self::Signature,
        Self::Advisory,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Heading => "heading",
            Self::ListItem => "list_item",
            Self::Quote => "quote",
            Self::Caption => "caption",
            Self::TableRow => "table_row",
            Self::Signature => "signature",
            Self::Advisory => "advisory",
        }
    }

    /// The kind of that name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One block of a text, as sent or as published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words; UTF-8, never normalised.
    pub text: String,
}

impl Block {
    /// A block of `kind` with `text`.
    #[must_use]
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }

    /// A paragraph of running text.
    #[must_use]
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::new(BlockKind::Text, text)
    }
}

/// The flat form of blocks: their strings joined by two U+000A (`text.md` 1). Spans refer to it.
#[must_use]
pub fn flat<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> String {
    let mut out = String::new();
    for (index, block) in blocks.into_iter().enumerate() {
        if index > 0 {
            out.push_str("\n\n");
        }
        out.push_str(&block.text);
    }
    out
}
