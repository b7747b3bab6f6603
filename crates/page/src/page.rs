//! Reading a page: characters, tree, blocks, metadata. Never fails; what was odd is a finding.

use crate::block::{Mark, PageBlock};
use crate::gather::{Gathered, gather};
use crate::{charset, dom, headline, plain};

/// Something the reading noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFinding {
    /// Stable, dotted: `page.truncated`, `page.not_html`, `page.empty`, `page.charset_guessed`,
    /// `page.charset_invalid`, `page.json_ld_broken`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
}

impl PageFinding {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// A page: its text in blocks and what it says of itself. What it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The `title` element.
    pub title: Option<String>,
    /// The headline shown, or stated where none is shown.
    pub headline: Option<String>,
    /// Index in `blocks` of the first block after the headline; `None` if the headline is not one of the lines shown.
    pub headline_at: Option<usize>,
    /// Name of the site.
    pub site: Option<String>,
    /// Canonical link, as written.
    pub canonical: Option<String>,
    /// Instant of publication, as written.
    pub published: Option<String>,
    /// Instant of the last change, as written.
    pub modified: Option<String>,
    /// BCP 47 language, as written.
    pub language: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The page's description of itself.
    pub description: Option<String>,
    /// Text in document order, hidden blocks included and marked; the headline left out.
    pub blocks: Vec<PageBlock>,
    /// Alternative texts of images.
    pub image_texts: Vec<String>,
    /// What was odd.
    pub findings: Vec<PageFinding>,
}

/// Reads a page's bytes. `transport_charset` is what the transport stated, if it did.
#[must_use]
pub fn read_bytes(bytes: &[u8], transport_charset: Option<&str>) -> Page {
    let mut findings = Vec::new();
    let text = charset::decode(bytes, transport_charset, &mut findings);
    let mut page = read(&text);
    findings.append(&mut page.findings);
    page.findings = findings;
    page
}

/// Reads a page. Text without any tag is read as plain text.
///
/// ```
/// let page = copydesk_page::read("<h1>Talks fail</h1><p>The talks ended&nbsp;today.</p>");
/// assert_eq!(page.headline.as_deref(), Some("Talks fail"));
/// assert_eq!(page.blocks[0].block.text, "The talks ended\u{a0}today.");
/// let text = copydesk_page::read("One.\n\nTwo.");
/// assert_eq!(text.blocks.len(), 2);
/// ```
#[must_use]
pub fn read(html: &str) -> Page {
    if plain::is_html(html) {
        read_document(&dom::parse(html))
    } else {
        read_plain_page(html)
    }
}

/// Text without any tag.
pub(crate) fn read_plain_page(text: &str) -> Page {
    let what = "no tag was found: read as plain text";
    noticing_emptiness(Page {
        blocks: plain::blocks(text),
        findings: vec![PageFinding::new("page.not_html", what)],
        ..Page::default()
    })
}

fn noticing_emptiness(mut page: Page) -> Page {
    if page.blocks.is_empty() {
        page.findings
            .push(PageFinding::new("page.empty", "the page shows no text"));
    }
    page
}

/// A page that is parsed already.
pub(crate) fn read_document(parsed: &dom::Parsed) -> Page {
    let mut gathered = gather(parsed.document.root());
    if parsed.truncated {
        let what = "the page is too large or too deep: its rest was not read";
        gathered
            .findings
            .push(PageFinding::new("page.truncated", what));
    }
    noticing_emptiness(page_of(gathered))
}

fn page_of(mut gathered: Gathered) -> Page {
    let found = headline::find(&gathered);
    if let Some(index) = found.block {
        gathered.blocks.remove(index);
    }
    let facts = &gathered.facts;
    Page {
        title: facts.title.clone(),
        headline: found.text,
        headline_at: found.block,
        site: facts.site(),
        canonical: facts.canonical(),
        published: facts.published(),
        modified: facts.modified(),
        language: facts.language(),
        byline: facts.byline(),
        description: facts.description(),
        blocks: gathered.blocks,
        image_texts: gathered.alts,
        findings: gathered.findings,
    }
}

impl Page {
    /// The blocks that are shown, with their index in `blocks`.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (usize, &PageBlock)> {
        self.blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| !block.marks.has(Mark::Hidden))
    }
}
