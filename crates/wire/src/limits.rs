//! How much of a raw is read (`wire.md` 3): one value, handed in with the hint, its defaults the product's own. What
//! lies beyond a limit stays in the raw and is a finding; a limit never makes reading fail.

/// Bounds of reading. Each is a most: what is exactly as large is still read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a raw that is parsed; a larger one is kept and reported (`limit.bytes`).
    pub raw_bytes: usize,
    /// Elements inside elements; deeper ones flatten, their text is kept (`limit.depth`).
    pub xml_depth: usize,
    /// Elements and texts of one tree, and values of one JSON text (`limit.nodes`).
    pub nodes: usize,
    /// Containers inside containers of a JSON text (`limit.json`).
    pub json_depth: usize,
    /// Items of one raw (`limit.items`).
    pub items: usize,
    /// Parts of one mail (`limit.mime`).
    pub mime_parts: usize,
    /// Parts inside parts, and mails inside mails (`limit.mime`).
    pub mime_nesting: usize,
    /// Members of one archive, those of archives inside it included (`limit.members`).
    pub members: usize,
    /// Bytes that all members of one archive expand to (`limit.expanded`).
    pub expanded_bytes: u64,
    /// Expanded bytes for each byte of the archive (`limit.ratio`).
    pub ratio: u64,
}

impl Limits {
    /// The limits in force where nothing is configured.
    pub const DEFAULT: Self = Self {
        raw_bytes: 32 * 1024 * 1024,
        xml_depth: 256,
        nodes: 1_000_000,
        json_depth: 128,
        items: 10_000,
        mime_parts: 200,
        mime_nesting: 4,
        members: 10_000,
        expanded_bytes: 512 * 1024 * 1024,
        ratio: 200,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
