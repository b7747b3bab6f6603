//! The codes of findings, and which of them hold (`wire.md` 10). A holding finding keeps a rule from publishing;
//! an editor may still release the item.

/// Whether a finding of this code keeps rules from publishing the item.
#[must_use]
pub fn holds(code: &str) -> bool {
    HOLDING.contains(&code)
}

/// Codes that hold.
pub const HOLDING: &[&str] = &[
    "xml.truncated",
    "json.truncated",
    "embargo.no_time",
    "status.unknown",
    "status.usable_after_kill",
    "identity.number_reused",
    "item.test",
    "item.no_text",
    "item.old",
    "limit.bytes",
    "limit.depth",
    "limit.nodes",
    "limit.items",
    "limit.mime",
    "limit.json",
    "charset.guessed",
    "charset.mixed",
    "charset.declared_wrong",
    "charset.config_suspect",
    "charset.undefined_byte",
];
