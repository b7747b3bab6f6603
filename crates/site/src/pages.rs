//! The pages of the site: follows the event sequence, keeps the catalogue and the cache, makes pages on demand.
//! Every answer asks the catalogue first, so a page of a story that is not readable is never served, cached or not.
//! Derived state: [`Pages::rebuild`] makes all of it again from the store.

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use copydesk_desk::{EventKind, EventRecord, Seq, Story, StoryFilter, StoryId, is_readable};
use copydesk_text::flat;
use jiff::Timestamp;

use crate::also::neighbours::Lists;
use crate::cache::{Kept, PageCache, PageKey};
use crate::catalogue::{Catalogue, Change, Generation, Listed, Standing};
use crate::config::SiteConfig;
use crate::encoded::Encoded;
use crate::freshness::Freshness;
use crate::ledger::kept::KeptProofs;
use crate::lists::card::Card;
use crate::locks::{locked, read, write};
use crate::ports::Ports;
use crate::press::{Press, SiteError};
use crate::quoted::shelf::Shelf;
use crate::route::StoryPage;
use crate::story::facts::StoryFacts;
use crate::theme::ThemeError;
use crate::{about, also, document, explainer, feed, lists, not_found, people, story};

/// Events read at a time.
const EVENTS_PER_READ: usize = 256;
/// Stories read at a time when rebuilding.
const STORIES_PER_READ: usize = 500;
/// The follower looks for events at least this often, whatever the wake-ups do.
const POLL: Duration = Duration::from_millis(250);
/// Story pages rendered ahead after one refresh; more are rendered when asked for.
const AHEAD_MAX: usize = 32;
/// How often a page is made anew because a story was taken off while it was being made.
const REMAKES_MAX: usize = 8;

/// A page as made, and until when time alone leaves it current.
#[derive(Debug)]
pub struct Made {
    /// The bytes.
    pub page: Encoded,
    /// `None`: nothing on it depends on the day.
    pub ends: Option<Timestamp>,
}

/// Counts for `/metrics`.
#[derive(Debug, Default)]
pub struct Counts {
    /// Answers given.
    pub answers: AtomicU64,
    /// Pages found in memory.
    pub hits: AtomicU64,
    /// Pages made.
    pub made: AtomicU64,
    /// Events applied.
    pub events: AtomicU64,
}

/// Everything derived that the public side serves from.
#[derive(Debug)]
pub struct Pages {
    press: Press,
    catalogue: RwLock<Catalogue>,
    cache: Mutex<PageCache>,
    seq: AtomicI64,
    counts: Counts,
    /// Pages worth making before anybody asks, when nothing else is to do.
    ahead: Mutex<VecDeque<PageKey>>,
    proofs: KeptProofs,
    /// The names of the documents, as of the generation in which they last changed.
    shelf: Mutex<Option<(Generation, Arc<Shelf>)>>,
    lists: Lists,
    freshness: Freshness,
}

impl Pages {
    /// Empty pages with the configured theme.
    ///
    /// # Errors
    /// A theme folder that cannot be used, named with file and line.
    pub fn new(config: &SiteConfig) -> Result<Self, ThemeError> {
        Ok(Self {
            press: Press::new(config.theme.as_deref())?,
            catalogue: RwLock::default(),
            cache: Mutex::new(PageCache::new(config.page_cache_bytes)),
            seq: AtomicI64::new(0),
            counts: Counts::default(),
            ahead: Mutex::default(),
            proofs: KeptProofs::default(),
            shelf: Mutex::default(),
            lists: Lists::default(),
            freshness: Freshness::default(),
        })
    }

    /// When all events were known last.
    pub(crate) fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// Finished proofs.
    pub(crate) fn proofs(&self) -> &KeptProofs {
        &self.proofs
    }

    /// The names of the open documents; read again once a document changed.
    pub(crate) async fn shelf(&self, ports: &Ports) -> Result<Arc<Shelf>, SiteError> {
        let needed = self.ask(Catalogue::references_changed);
        let kept = locked(&self.shelf).clone();
        if let Some((_, shelf)) = kept.filter(|(of, _)| *of == needed) {
            return Ok(shelf);
        }
        let shelf = Arc::new(Shelf::load(ports.store.as_ref()).await?);
        *locked(&self.shelf) = Some((needed, Arc::clone(&shelf)));
        Ok(shelf)
    }

    /// The last event applied.
    #[must_use]
    pub fn seq(&self) -> Seq {
        Seq(self.seq.load(Ordering::SeqCst))
    }

    /// Counts for `/metrics`.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What the seal or a theme refused last, if anything: shown at the desk and in `/healthz`.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.press.trouble()
    }

    /// Reads the theme folder again; a broken theme keeps the last good one.
    ///
    /// # Errors
    /// What is wrong with it, with file and line.
    pub fn reload_theme(&self, config: &SiteConfig) -> Result<(), ThemeError> {
        match &config.theme {
            Some(folder) => self.press.reload(folder),
            None => Ok(()),
        }
    }

    pub(crate) fn press(&self) -> &Press {
        &self.press
    }

    /// Asks the catalogue under its lock; nothing may be awaited inside.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Catalogue) -> T) -> T {
        question(&read(&self.catalogue))
    }

    /// Pages and bytes in memory.
    #[must_use]
    pub fn cached(&self) -> (usize, usize) {
        let cache = locked(&self.cache);
        (cache.len(), cache.bytes())
    }

    /// Makes everything from the ground state: at start, and by `copydesk rebuild`.
    ///
    /// # Errors
    /// When the store does not answer; what was there before stays.
    pub async fn rebuild(&self, ports: &Ports) -> Result<(), SiteError> {
        let asked = Instant::now();
        let head = ports.store.head().await?;
        let mut fresh = Catalogue::default();
        for gone_only in [false, true] {
            let mut filter = StoryFilter {
                live_only: !gone_only,
                gone_only,
                limit: STORIES_PER_READ,
                ..StoryFilter::default()
            };
            loop {
                let stories = ports.store.stories(filter.clone()).await?;
                let last = stories
                    .last()
                    .and_then(|s| Some((s.first_published?, s.id.clone())));
                let full = stories.len() == STORIES_PER_READ;
                let mut changes = Vec::with_capacity(stories.len());
                for story in stories {
                    changes.push(change_of(ports, story).await?);
                }
                fresh.apply(changes);
                match last {
                    Some(last) if full => filter.before = Some(last),
                    _ => break,
                }
            }
        }
        let generation = self.swap(|catalogue| fresh.replace(catalogue));
        locked(&self.cache).clear(generation);
        self.lists.restart(&self.ask(also::newest));
        self.seq.store(head.0, Ordering::SeqCst);
        self.freshness.knew_all(asked);
        Ok(())
    }

    /// Applies events: what was taken off closes first, in one swap; then what changed is listed anew, in one swap.
    /// The pages most asked for are noted for [`Pages::make_ahead`].
    ///
    /// # Errors
    /// When the store does not answer: the same events must be applied again.
    pub async fn refresh(&self, ports: &Ports, events: &[EventRecord]) -> Result<(), SiteError> {
        if events
            .iter()
            .any(|record| record.event.kind.is_of_reference())
        {
            let generation = self.swap(Catalogue::change_references);
            locked(&self.cache).clear(generation);
        }
        let (open, closed) = touched(ports, events).await?;
        self.lists.changed(open.iter().chain(&closed));
        self.close(closed);
        let mut changes = Vec::with_capacity(open.len());
        for story in open {
            changes.push(change_of(ports, story).await?);
        }
        let (changes, closed): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| change.shown.is_some());
        self.close(closed.into_iter().map(|change| change.story).collect());
        let ahead = keys_ahead(&changes);
        self.swap(|catalogue| catalogue.apply(changes));
        let confirmed = |record: &EventRecord| record.event.kind == EventKind::EntityConfirmed;
        if events.iter().any(confirmed) {
            self.swap(Catalogue::mark_speakers);
        }
        if let Some(last) = events.last() {
            self.seq.fetch_max(last.seq.0, Ordering::SeqCst);
        }
        self.counts
            .events
            .fetch_add(events.len() as u64, Ordering::Relaxed);
        self.note_ahead(ahead);
        Ok(())
    }

    /// The lists of neighbours.
    pub(crate) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// A story's page says something else now, though the story did not change.
    pub(crate) fn mark(&self, id: &StoryId) {
        self.swap(|catalogue| catalogue.mark_story(id));
    }

    fn note_ahead(&self, keys: Vec<PageKey>) {
        let mut ahead = locked(&self.ahead);
        for key in keys {
            if !ahead.contains(&key) {
                ahead.push_back(key);
            }
        }
        let surplus = ahead.len().saturating_sub(AHEAD_MAX);
        ahead.drain(..surplus);
    }

    /// Makes the next page that was noted, if any; answers whether there was one. Events never wait for these.
    ///
    /// # Errors
    /// As [`Pages::page`].
    pub async fn make_ahead(&self, ports: &Ports) -> Result<bool, SiteError> {
        let Some(key) = locked(&self.ahead).pop_front() else {
            return Ok(false);
        };
        self.page(ports, &key).await?;
        Ok(true)
    }

    /// Takes stories off every surface at once; nothing made before stays in memory.
    fn close(&self, stories: Vec<Story>) {
        if stories.is_empty() {
            return;
        }
        let changes = stories
            .into_iter()
            .map(|story| Change { story, shown: None })
            .collect();
        let generation = self.swap(|catalogue| catalogue.apply(changes));
        locked(&self.cache).clear(generation);
    }

    fn swap(&self, change: impl FnOnce(&mut Catalogue)) -> Generation {
        let mut catalogue = write(&self.catalogue);
        change(&mut catalogue);
        catalogue.generation()
    }

    /// A page from memory, or made now; `None`: no page has this key at this moment.
    ///
    /// # Errors
    /// When the store does not answer or no theme's page can be sealed.
    pub async fn page(
        &self,
        ports: &Ports,
        key: &PageKey,
    ) -> Result<Option<Arc<Encoded>>, SiteError> {
        for _ in 0..REMAKES_MAX {
            let Some(needed) = self.needed(ports, key) else {
                return Ok(None);
            };
            let theme = self.press.edition_of_theme();
            if let Some(page) = self.kept(ports, key, needed) {
                self.counts.hits.fetch_add(1, Ordering::Relaxed);
                return Ok(Some(page));
            }
            let made_at = self.ask(Catalogue::generation);
            let Some(made) = self.make(ports, key).await? else {
                return Ok(None);
            };
            self.counts.made.fetch_add(1, Ordering::Relaxed);
            let page = Arc::new(made.page);
            let kept = Kept {
                page: Arc::clone(&page),
                made_at,
                theme,
                ends: made.ends,
            };
            locked(&self.cache).put(key.clone(), kept);
            if self.ask(Catalogue::taken_off) <= made_at {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }

    fn kept(&self, ports: &Ports, key: &PageKey, needed: Generation) -> Option<Arc<Encoded>> {
        let kept = locked(&self.cache).get(key)?;
        let current = kept.made_at >= needed
            && kept.theme == self.press.edition_of_theme()
            && kept.ends.is_none_or(|ends| ports.clock.now() < ends);
        current.then_some(kept.page)
    }

    /// The oldest generation a page of this key may be of; `None`: there is no such page.
    fn needed(&self, ports: &Ports, key: &PageKey) -> Option<Generation> {
        self.ask(|catalogue| match key {
            PageKey::Front
            | PageKey::Feed(_, None)
            | PageKey::Sitemap
            | PageKey::NewsSitemap
            | PageKey::Corrections
            | PageKey::Archive(_) => Some(catalogue.lists_changed()),
            PageKey::People | PageKey::Speaker(..) => Some(catalogue.generation()),
            PageKey::Section(section, _) | PageKey::Feed(_, Some(section)) => ports
                .config
                .section(section)
                .map(|section| catalogue.section_changed(&section.slug)),
            // Its quotations are held against documents.
            PageKey::Story(id, StoryPage::Show) => match catalogue.standing(id)? {
                Standing::Readable(_, needed) => Some(needed.max(catalogue.references_changed())),
                Standing::Gone(..) => None,
            },
            PageKey::Story(id, _) | PageKey::Also(id) => match catalogue.standing(id)? {
                Standing::Readable(_, needed) => Some(needed),
                Standing::Gone(..) => None,
            },
            PageKey::Tombstone(id) => match catalogue.standing(id)? {
                Standing::Readable(..) => None,
                Standing::Gone(_, needed) => Some(needed),
            },
            // Every line is drawn from its sources: whatever changed may have changed one of them.
            PageKey::Explainer(_) | PageKey::ExplainerData(_) => Some(catalogue.generation()),
            PageKey::Explainers
            | PageKey::Documents
            | PageKey::Document(_)
            | PageKey::Compared(..) => Some(catalogue.references_changed()),
            PageKey::About(_) | PageKey::NotFound => Some(Generation::default()),
        })
    }

    async fn make(&self, ports: &Ports, key: &PageKey) -> Result<Option<Made>, SiteError> {
        match key {
            PageKey::Front => lists::front::make(self, ports).await.map(Some),
            PageKey::Section(section, before) => {
                lists::section::make(self, ports, section, before.as_ref()).await
            }
            PageKey::Story(id, StoryPage::Show) => story::show::make(self, ports, id).await,
            PageKey::Story(id, StoryPage::Versions) => story::versions::make(self, ports, id).await,
            PageKey::Story(id, StoryPage::Comparison) => {
                story::comparison::make(self, ports, id).await
            }
            PageKey::Story(id, StoryPage::Proof) => story::proof::make(self, ports, id).await,
            PageKey::Tombstone(id) => story::tombstone::make(self, ports, id).await,
            PageKey::Feed(form, section) => feed::make(self, ports, *form, section.as_deref())
                .await
                .map(Some),
            PageKey::Sitemap => Ok(Some(lists::sitemap::make(self, ports))),
            PageKey::NewsSitemap => Ok(Some(lists::sitemap::make_news(self, ports))),
            PageKey::Corrections => lists::corrections::make(self, ports).await.map(Some),
            PageKey::Archive(day) => lists::archive::make(self, ports, *day).await,
            PageKey::Also(id) => also::show::make(self, ports, id).await,
            PageKey::Explainers => explainer::list::make(self, ports).await.map(Some),
            PageKey::Explainer(slug) => explainer::show::make(self, ports, slug).await,
            PageKey::ExplainerData(slug) => explainer::json::make(ports, slug).await,
            PageKey::Documents => document::list::make(self, ports).await.map(Some),
            PageKey::Document(id) => document::show::make(self, ports, id).await,
            PageKey::Compared(left, right) => {
                document::compare::make(self, ports, (left, right)).await
            }
            PageKey::People => people::list::make(self, ports).await.map(Some),
            PageKey::Speaker(id, before) => {
                people::show::make(self, ports, id, before.as_ref()).await
            }
            PageKey::About(page) => about::make(self, ports, page),
            PageKey::NotFound => not_found::make(self, ports).map(Some),
        }
    }

    /// Cards of listed stories; those not at hand are made from the store, those gone meanwhile are left out.
    pub(crate) async fn cards(
        &self,
        ports: &Ports,
        listed: Vec<Listed>,
    ) -> Result<Vec<Arc<Card>>, SiteError> {
        let mut cards = Vec::with_capacity(listed.len());
        for (id, card) in listed {
            match card {
                Some(card) => cards.push(card),
                None => {
                    if let Some(facts) = StoryFacts::read(ports, &id).await? {
                        cards.push(Arc::new(Card::new(&facts, &ports.config)));
                    }
                }
            }
        }
        Ok(cards)
    }
}

/// Follows the event sequence until `shutdown` resolves. Wake-ups are hints: it also looks every 250 ms. Neighbours of
/// stories are computed beside it, so that no event waits for them.
pub async fn follow(ports: Ports, pages: Arc<Pages>, shutdown: impl Future<Output = ()> + Send) {
    tokio::select! {
        () = follow_events(&ports, &pages, shutdown) => {}
        () = also::follow::follow(&ports, &pages) => {}
    }
}

async fn follow_events(ports: &Ports, pages: &Pages, shutdown: impl Future<Output = ()> + Send) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let woken = async {
            let _ = tokio::time::timeout(POLL, ports.wake.wait(pages.seq())).await;
        };
        tokio::select! {
            () = &mut shutdown => return,
            () = woken => {}
        }
        if let Err(error) = catch_up(ports, pages).await {
            tracing::error!(%error, "pages do not follow the events");
            tokio::time::sleep(POLL).await;
        }
    }
}

/// Applies all events that are there; pages are made ahead only while there are none.
async fn catch_up(ports: &Ports, pages: &Pages) -> Result<(), SiteError> {
    loop {
        let asked = Instant::now();
        let events = ports.store.events(pages.seq(), EVENTS_PER_READ).await?;
        if !events.is_empty() {
            pages.refresh(ports, &events).await?;
            continue;
        }
        pages.freshness.knew_all(asked);
        if !pages.make_ahead(ports).await? {
            return Ok(());
        }
    }
}

/// The stories that events touch, as they stand now: readable ones, and all others.
async fn touched(
    ports: &Ports,
    events: &[EventRecord],
) -> Result<(Vec<Story>, Vec<Story>), SiteError> {
    let mut ids: BTreeSet<StoryId> = BTreeSet::new();
    let mut items = BTreeSet::new();
    for record in events {
        ids.extend(record.event.story.clone());
        items.extend(record.event.item.clone());
    }
    for item in items {
        ids.extend(
            ports
                .store
                .stories_of(item)
                .await?
                .into_iter()
                .map(|story| story.id),
        );
    }
    let mut stories = Vec::with_capacity(ids.len());
    for id in ids {
        stories.extend(ports.store.story(id).await?);
    }
    Ok(stories.into_iter().partition(is_readable))
}

/// A story's change with its card and text, read afresh; without them if it is not readable.
async fn change_of(ports: &Ports, story: Story) -> Result<Change, SiteError> {
    if !is_readable(&story) {
        return Ok(Change { story, shown: None });
    }
    let Some(facts) = StoryFacts::read(ports, &story.id).await? else {
        let now = ports.store.story(story.id.clone()).await?;
        return Ok(Change {
            story: now.unwrap_or(story),
            shown: None,
        });
    };
    let text = [
        facts.edition.headline.as_str(),
        facts.edition.standfirst.as_deref().unwrap_or_default(),
        &flat(&facts.edition.blocks),
    ]
    .join("\n");
    let card = Card::new(&facts, &ports.config);
    Ok(Change {
        story: facts.story,
        shown: Some((card, text)),
    })
}

/// The pages worth rendering before anybody asks.
fn keys_ahead(changes: &[Change]) -> Vec<PageKey> {
    if changes.is_empty() {
        return Vec::new();
    }
    let sections: BTreeSet<&String> = changes.iter().map(|change| &change.story.section).collect();
    let mut keys = vec![PageKey::Front];
    keys.extend(
        sections
            .into_iter()
            .map(|section| PageKey::Section(section.clone(), None)),
    );
    let stories = changes.iter().take(AHEAD_MAX);
    keys.extend(stories.map(|change| PageKey::Story(change.story.id.clone(), StoryPage::Show)));
    keys
}
