//! Outside pages held against the archive: which wires a page was made of, how much of it, what was changed, and who had
//! each passage first. Shared by `copydesk audit` and the desk's screen. Fetches nothing; says what was found and
//! computed, never that a page was copied.

mod found;
mod report;

use std::collections::HashMap;
use std::sync::Arc;

use copydesk_desk::decide::House;
use copydesk_desk::{Feed, FeedId, Reuse, Store, StoreError, Version};
use copydesk_page::{Mark, Page};
use copydesk_reuse::{Audit, Derivation, Evidence, Holders, Words};
use copydesk_wire::Item;

pub use found::{Arrived, Source};
pub use report::{article, report};

use crate::ports::{Ports, item_of};

/// Longest page taken, bytes: `page` reads no more of one, and half a page is not audited.
pub const PAGE_BYTES_MAX: usize = 16 << 20;
/// Most words of a page: longer texts are compared with nothing.
const WORDS_MAX: usize = 200_000;

/// What an audit looks things up in.
#[derive(Clone)]
pub struct Shelves {
    /// Ground state.
    pub store: Arc<dyn Store>,
    /// Feeds by id, for hints.
    pub feeds: Arc<HashMap<FeedId, Feed>>,
    /// The index.
    pub reuse: Arc<dyn Reuse>,
    /// Names of agencies as readers know them; an agency it does not name is named by its id.
    pub house: House,
}

impl Shelves {
    /// Those of a running newsroom.
    #[must_use]
    pub fn of(ports: &Ports) -> Self {
        Self {
            store: Arc::clone(&ports.store),
            feeds: Arc::clone(&ports.feeds),
            reuse: Arc::clone(&ports.reuse),
            house: ports.config.house(),
        }
    }

    async fn item_of(&self, version: &Version) -> Result<Option<Item>, StoreError> {
        item_of(self.store.as_ref(), &self.feeds, version).await
    }
}

/// Why a page was not audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// This newsroom keeps no index.
    #[error("there is no index to look the page up in")]
    NoIndex,
    /// The comparison broke off.
    #[error("the comparison broke off")]
    Stopped,
}

/// A page with everything that is said of it.
#[derive(Debug)]
pub struct Audited {
    /// What it was handed in as: a file's name.
    pub name: String,
    /// The page as read.
    pub page: Page,
    /// What was computed.
    pub audit: Audit,
    /// The sources, as the audit numbers them.
    pub sources: Vec<Source>,
    /// For each passage: who had it first, and how many others have it.
    pub seen: Vec<(Holders, Option<Arrived>)>,
}

impl Audited {
    /// What the page is called: its headline, its title, else the name it was handed in as.
    #[must_use]
    pub fn title(&self) -> &str {
        let title = self.page.headline.as_ref().or(self.page.title.as_ref());
        title.map_or(&self.name, |title| title)
    }

    /// What was measured, in words: the share of the page's words and the number of wires they come from. The label
    /// stands beside it, with its bound.
    #[must_use]
    pub fn measured(&self) -> String {
        let audit = &self.audit;
        let share = percent(audit.share_page);
        match (audit.label, audit.sources.len()) {
            (Derivation::NotDerived, _) => {
                format!(
                    "no wire of the archive is a source of its {} words",
                    audit.words
                )
            }
            (_, 1) => format!("{share} of its {} words stand in a wire", audit.words),
            (_, wires) => format!(
                "{share} of its {} words stand in {wires} wires",
                audit.words
            ),
        }
    }

    /// The label in words.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self.audit.label {
            Derivation::Wholly => "label wholly (70 % or more)",
            Derivation::Partially => "label partially (less than 70 %)",
            Derivation::NotDerived => "label not_derived (not enough evidence of any)",
        }
    }
}

/// Parts of a thousand as a share in per cent.
#[must_use]
pub fn percent(permille: usize) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}

/// Reads the bytes of a page that is to be audited.
///
/// # Errors
/// Why it is not audited, in one line without its name: it is empty, longer than a page may be, or cannot be read whole.
/// Whatever would be said of it otherwise, it would not be about the page.
pub fn read_page(bytes: &[u8], charset: Option<&str>) -> Result<Page, String> {
    if bytes.is_empty() {
        return Err(String::from("is empty"));
    }
    if bytes.len() > PAGE_BYTES_MAX {
        let len = bytes.len();
        return Err(format!(
            "is too big: {len} bytes, and at most {PAGE_BYTES_MAX} are read"
        ));
    }
    let page = copydesk_page::read_bytes(bytes, charset);
    let found = |code: &str| page.findings.iter().any(|finding| finding.code == code);
    if found("page.truncated") {
        return Err(String::from(
            "is too big: it has more elements, or deeper ones, than are read",
        ));
    }
    let shown = |block: &&copydesk_page::PageBlock| !block.marks.has(Mark::Hidden);
    let words = Words::of(page.blocks.iter().filter(shown).map(|block| &block.block)).len();
    match words {
        0 => Err(String::from("shows no text")),
        words if words > WORDS_MAX => Err(format!(
            "is too big: {words} words, and at most {WORDS_MAX} are compared"
        )),
        _ => Ok(page),
    }
}

/// Holds a page against the archive.
///
/// # Errors
/// [`AuditError`]: nothing is said of a page that could not be looked up.
pub async fn audit(shelves: &Shelves, name: String, page: Page) -> Result<Audited, AuditError> {
    let page = Arc::new(page);
    let (looking, reuse) = (Arc::clone(&page), Arc::clone(&shelves.reuse));
    let candidates = aside(move || {
        let query = copydesk_reuse::page_query(&looking);
        reuse.ask(|archive| archive.search(&query).sources(Evidence::Minimum))
    });
    let candidates = candidates.await?.ok_or(AuditError::NoIndex)?;
    let mut sources = found::sources(shelves, &candidates).await?;
    let sides: Vec<_> = sources
        .iter()
        .map(|source| source.sides(&shelves.house))
        .collect();
    let (looking, reuse) = (Arc::clone(&page), Arc::clone(&shelves.reuse));
    let (audit, taken, holders) = aside(move || {
        let (audit, taken) = copydesk_reuse::audit(&looking, &sides);
        let query = copydesk_reuse::published_query(&audit);
        let holders =
            reuse.ask(|archive| copydesk_reuse::first_seen(&audit, &archive.search(&query)));
        (audit, taken, holders.unwrap_or_default())
    })
    .await?;
    for (source, taken) in sources.iter_mut().zip(taken) {
        source.take(taken);
    }
    let mut seen = Vec::with_capacity(holders.len());
    for holder in holders {
        let first = match holder.first {
            Some(first) => found::arrived(shelves, &first).await?,
            None => None,
        };
        seen.push((holder, first));
    }
    Ok(Audited {
        name,
        page: Arc::try_unwrap(page).unwrap_or_else(|page| page.as_ref().clone()),
        audit,
        sources,
        seen,
    })
}

/// Computes where no request waits for it.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AuditError> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.map_err(|_| AuditError::Stopped)
}
