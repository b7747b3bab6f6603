//! The codes of findings, which of them hold (`wire.md` 10), and the sink that readers put them into. A holding
//! finding keeps a rule from publishing; an editor may still release the item. Never decides that itself.

use std::fmt::Display;

use crate::{Finding, Span};

/// Whether a finding of this code keeps rules from publishing the item.
#[must_use]
pub fn holds(code: &str) -> bool {
    HOLDING.contains(&code)
}

/// Of the findings of a raw without items, the one that says why there are none: what ended the reading comes before what
/// was odd on the way.
///
/// # Examples
/// ```
/// # use copydesk_wire::{Hint, finding::why_empty, read};
/// let parsed = read(b"<newsMessage>\x01 &e;", &Hint::default());
/// assert_eq!(why_empty(&parsed.findings).map(|f| f.code), Some("xml.truncated"));
/// ```
#[must_use]
pub fn why_empty(findings: &[Finding]) -> Option<&Finding> {
    const ENDED: &[&str] = &[
        "limit.bytes",
        "format.container",
        "format.unknown",
        "limit.nodes",
        "limit.json",
        "limit.mime",
        "xml.truncated",
        "json.truncated",
        "mail.truncated",
        "format.no_items",
    ];
    let known = ENDED.iter();
    let mut known = known.filter_map(|code| findings.iter().find(|found| found.code == *code));
    let holding = || findings.iter().find(|found| holds(found.code));
    known.next().or_else(holding).or(findings.first())
}

/// Codes that hold.
pub const HOLDING: &[&str] = &[
    "xml.truncated",
    "xml.declared_entity",
    "json.truncated",
    "embargo.no_time",
    "status.unknown",
    "status.usable_after_kill",
    "signal.kill_suspected",
    "identity.number_reused",
    "format.unknown_text",
    "text.unplaced_body",
    "item.test",
    "item.no_text",
    "item.part",
    "newsml1.partial",
    "item.old",
    "container.damaged",
    "container.encrypted",
    "container.unsupported",
    "limit.expanded",
    "limit.members",
    "limit.nesting",
    "limit.ratio",
    "mail.bad_encoding",
    "mail.truncated",
    "limit.bytes",
    "limit.depth",
    "limit.nodes",
    "limit.items",
    "limit.mime",
    "limit.json",
    "limit.paragraphs",
    "charset.guessed",
    "charset.mixed",
    "charset.invalid_utf8",
    "charset.config_suspect",
    "charset.undefined_byte",
];

/// Most findings kept of one raw; the first of each code is kept in any case.
pub const FINDINGS_MAX: usize = 200;

/// Collects findings, with a bound that hostile input cannot push a holding one out of.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    dropped: usize,
}

impl Findings {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one finding. The message is only made when the finding is kept.
    pub fn add(&mut self, code: &'static str, message: impl Display, span: Option<Span>) {
        if self.list.len() >= FINDINGS_MAX && self.has(code) {
            self.dropped += 1;
            return;
        }
        let message = message.to_string();
        self.list.push(Finding {
            code,
            message,
            span,
        });
    }

    /// Whether a finding of this code was noted.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.list.iter().any(|finding| finding.code == code)
    }

    /// What was noted of this code.
    pub fn of<'f>(&'f self, code: &'f str) -> impl Iterator<Item = &'f Finding> {
        self.list.iter().filter(move |finding| finding.code == code)
    }

    /// What was noted, in order; `limit.findings` last when some were left out.
    #[must_use]
    pub fn into_list(mut self) -> Vec<Finding> {
        if self.dropped > 0 {
            self.list.push(Finding {
                code: "limit.findings",
                message: format!("{} more findings are not listed", self.dropped),
                span: None,
            });
        }
        self.list
    }

    /// Takes over findings made elsewhere.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Finding>) {
        for Finding {
            code,
            message,
            span,
        } in others
        {
            self.add(code, message, span);
        }
    }
}
