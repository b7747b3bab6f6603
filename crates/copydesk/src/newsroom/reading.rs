//! Reads receipts in order of arrival: bytes to items in parallel, decisions in order, one act a receipt. A raw that
//! cannot be read goes to quarantine and delays nothing. Never alters a raw.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use copydesk_desk::decide::{Arriving, Known, Recorder, receive, unreadable};
use copydesk_desk::{
    Act, Actor, Answer, Edition, Event, EventKind, Feed, ItemKey, Named, Receipt, ReceiptNo,
    ReceiptState, Secret, Senders, Seq, StoreError, Story, Wake, names_of,
};
use copydesk_wire::{Container, Hint, Item, Parsed, finding};
use tokio::sync::{Notify, watch};

use crate::cpu;
use crate::newsroom::referring::{Filing, OpenNotice, named_of};
use crate::newsroom::{Ground, Pulses, archives};

/// How often a receipt is decided again before it goes to quarantine.
const TRIES_MAX: usize = 20;
/// Receipts read and committed together.
const BATCH: usize = 256;
/// How long a follower sleeps at most: a lost wake-up costs no more than this.
const POLL: Duration = Duration::from_millis(250);
/// Wait after the store did not answer.
const RETRY: Duration = Duration::from_secs(1);

/// What one batch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Receipts read.
    pub receipts: usize,
    /// Items found in them.
    pub items: usize,
    /// Receipts without any, now in quarantine.
    pub quarantined: Vec<Quarantined>,
}

/// A receipt that went to quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number.
    pub receipt: ReceiptNo,
    /// The name that the source gave.
    pub name: Option<String>,
    /// Why nothing could be read.
    pub reason: String,
}

/// What the bytes of a receipt are.
enum Bytes {
    /// A wire, read.
    Wire(Reading),
    /// An archive: its members are yet to be received.
    Archive(Vec<u8>),
}

/// What reading a receipt came to.
enum Reading {
    Parsed(Parsed),
    Unreadable(String),
    /// The members of an archive are durable as receipts of their own; what was left out, if anything was.
    Archive {
        left_out: Option<String>,
    },
}

impl Reading {
    /// Why the receipt goes to quarantine, if it does.
    fn why_quarantined(&self) -> Option<String> {
        match self {
            Self::Parsed(parsed) if !parsed.items.is_empty() => None,
            Self::Parsed(parsed) => Some(why_unreadable(parsed)),
            Self::Unreadable(reason) => Some(reason.clone()),
            Self::Archive { left_out } => left_out.clone(),
        }
    }
}

/// Reads what is durable and unread.
pub struct Reader {
    pub(super) ground: Ground,
    pulses: Option<Arc<Pulses>>,
}

impl Reader {
    /// A reader on this ground.
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            pulses: None,
        }
    }

    /// Tells of the numbers of telegrams that it reads.
    pub fn telling(mut self, pulses: Arc<Pulses>) -> Self {
        self.pulses = Some(pulses);
        self
    }

    /// Reads until `shutdown` turns true.
    pub async fn follow(&self, unread: Arc<Notify>, mut shutdown: watch::Receiver<bool>) {
        while !*shutdown.borrow() {
            match self.read_batch().await {
                Ok(batch) if batch.receipts == 0 => {
                    tokio::select! {
                        () = unread.notified() => {}
                        () = tokio::time::sleep(POLL) => {}
                        _ = shutdown.wait_for(|stop| *stop) => {}
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "receipts could not be read");
                    tokio::select! {
                        () = tokio::time::sleep(RETRY) => {}
                        _ = shutdown.wait_for(|stop| *stop) => {}
                    }
                }
            }
        }
    }

    /// Reads the next receipts and commits what the desk decides.
    pub async fn read_batch(&self) -> Result<Batch, StoreError> {
        let receipts = self
            .ground
            .store
            .receipts(ReceiptNo(0), true, BATCH)
            .await?;
        let mut readings = Vec::with_capacity(receipts.len());
        for receipt in &receipts {
            readings.push(self.start_reading(receipt).await?);
        }
        let mut desk = Desk::new(&self.ground);
        let mut parsed = Vec::with_capacity(receipts.len());
        let mut commits = Vec::with_capacity(receipts.len());
        for (receipt, reading) in receipts.iter().zip(readings) {
            let bytes = reading.await.unwrap_or_else(|_| {
                Bytes::Wire(Reading::Unreadable(String::from("the reader was stopped")))
            });
            let reading = match bytes {
                Bytes::Wire(reading) => reading,
                Bytes::Archive(raw) => self.receive_members(receipt, raw).await?,
            };
            commits.push(
                self.ground
                    .store
                    .commit(desk.decide(receipt, &reading).await?),
            );
            parsed.push(reading);
        }
        let mut head = Seq(0);
        let mut batch = Batch {
            receipts: receipts.len(),
            ..Batch::default()
        };
        for ((receipt, parsed), answer) in receipts
            .iter()
            .zip(&parsed)
            .zip(all_in_order(commits).await)
        {
            head = head.max(self.settle(receipt, parsed, answer).await?);
            if let Reading::Parsed(parsed) = parsed {
                batch.items += parsed.items.len();
                self.tell(receipt, parsed);
            }
            batch
                .quarantined
                .extend(parsed.why_quarantined().map(|reason| Quarantined {
                    receipt: receipt.no,
                    name: receipt.name.clone(),
                    reason,
                }));
        }
        if head > Seq(0) {
            self.ground.wake.wake(head);
        }
        Ok(batch)
    }

    fn tell(&self, receipt: &Receipt, parsed: &Parsed) {
        for item in &parsed.items {
            if let Some(pulses) = &self.pulses {
                pulses.item(&receipt.feed, &item.guid, receipt.received);
            }
        }
    }

    /// What an editor overtook is decided again on what is known now. A receipt that never fits goes to quarantine:
    /// the next one must not wait for it.
    async fn settle(
        &self,
        receipt: &Receipt,
        parsed: &Reading,
        mut answer: Result<Seq, StoreError>,
    ) -> Result<Seq, StoreError> {
        for _ in 0..TRIES_MAX {
            if !matches!(answer, Err(StoreError::Stale)) {
                return answer;
            }
            let mut desk = Desk::new(&self.ground);
            let act = desk.decide(receipt, parsed).await?;
            answer = self.ground.store.commit(act).await;
        }
        let reason = String::from("what it concerns changed each time it was decided");
        self.ground
            .store
            .commit(Desk::new(&self.ground).quarantine(receipt, reason))
            .await
    }

    async fn start_reading(
        &self,
        receipt: &Receipt,
    ) -> Result<tokio::task::JoinHandle<Bytes>, StoreError> {
        let raw = self.ground.store.raw(receipt.raw).await?;
        let feed = self.ground.feed(&receipt.feed);
        let hint = hint_of(&feed, receipt);
        Ok(tokio::task::spawn_blocking(move || match raw {
            Some(raw) => match check_sender(&feed.rules.senders, &raw) {
                Err(reason) => Bytes::Wire(Reading::Unreadable(reason)),
                Ok(()) if Container::of(&raw).is_some() => Bytes::Archive(raw),
                Ok(()) => Bytes::Wire(match read_guarded(&raw, &hint) {
                    Ok(parsed) => Reading::Parsed(parsed),
                    Err(reason) => Reading::Unreadable(reason),
                }),
            },
            None => Bytes::Wire(Reading::Unreadable(String::from("the raw is gone"))),
        }))
    }

    /// Makes the members of an archive durable before the archive counts as read.
    async fn receive_members(
        &self,
        receipt: &Receipt,
        raw: Vec<u8>,
    ) -> Result<Reading, StoreError> {
        let limits = self.ground.feed(&receipt.feed).hint.limits;
        let left_out = archives::receive_members(&self.ground, receipt, raw, limits).await?;
        Ok(Reading::Archive { left_out })
    }
}

/// Waits for all commits, polled in the order in which they were decided, so that the store's one writer takes them
/// in that order and commits them together.
async fn all_in_order(mut commits: Vec<Answer<'_, Seq>>) -> Vec<Result<Seq, StoreError>> {
    let mut answers: Vec<Option<Result<Seq, StoreError>>> = commits.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (commit, answer) in commits
            .iter_mut()
            .zip(&mut answers)
            .filter(|(_, answer)| answer.is_none())
        {
            if let Poll::Ready(result) = commit.as_mut().poll(context) {
                *answer = Some(result);
            }
        }
        if answers.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    answers.into_iter().flatten().collect()
}

/// What is known beforehand about a receipt's bytes: the feed's hint and what the transport said.
pub fn hint_of(feed: &Feed, receipt: &Receipt) -> Hint {
    Hint {
        received: Some(receipt.received),
        media_type: receipt.media_type.clone(),
        transport_charset: receipt.charset.clone(),
        file_name: receipt.name.clone(),
        agency: Some(feed.agency.clone()).filter(|agency| !agency.is_empty()),
        ..feed.hint.clone()
    }
}

/// Whether the feed takes copy from who sent this. What it does not take is kept and never read into items.
fn check_sender(senders: &Senders, raw: &[u8]) -> Result<(), String> {
    let Senders::Only(allowed) = senders else {
        return Ok(());
    };
    catch_unwind(AssertUnwindSafe(|| {
        copydesk_intake::check_sender(allowed, raw)
    }))
    .unwrap_or_else(|_| Err(String::from("the sender could not be made out")))
}

/// Reads under a guard: a reader that panics costs one file, which goes to quarantine.
pub(super) fn read_guarded(raw: &[u8], hint: &Hint) -> Result<Parsed, String> {
    let _timed = cpu::READING.start();
    catch_unwind(AssertUnwindSafe(|| copydesk_wire::read(raw, hint)))
        .map_err(|_| String::from("the reader failed in an unforeseen way"))
}

/// Decides receipts one after the other on what is known after the one before, committed or not.
pub(super) struct Desk<'a> {
    pub(super) ground: &'a Ground,
    pub(super) known: HashMap<ItemKey, Known>,
    /// What the versions decided here are called: the store does not know them yet.
    pub(super) fresh: Vec<Named>,
    /// Open notices, once they were asked for, with those decided here.
    pub(super) open_notices: Option<Vec<OpenNotice>>,
}

impl<'a> Desk<'a> {
    fn new(ground: &'a Ground) -> Self {
        Self {
            ground,
            known: HashMap::new(),
            fresh: Vec::new(),
            open_notices: None,
        }
    }

    /// The whole effect of a receipt as one act.
    async fn decide(&mut self, receipt: &Receipt, reading: &Reading) -> Result<Act, StoreError> {
        if let Some(reason) = reading.why_quarantined() {
            return Ok(self.quarantine(receipt, reason));
        }
        match reading {
            Reading::Parsed(parsed) => self.decide_items(receipt, parsed).await,
            _ => Ok(Act {
                receipt: Some((receipt.no, ReceiptState::Done(0))),
                ..Act::default()
            }),
        }
    }

    async fn decide_items(
        &mut self,
        receipt: &Receipt,
        parsed: &Parsed,
    ) -> Result<Act, StoreError> {
        let feed = self.ground.feed(&receipt.feed);
        let mut whole = Act::default();
        for (index, item) in parsed.items.iter().enumerate() {
            let item = &with_findings_of_raw(item, parsed);
            let index_in_raw = u32::try_from(index).unwrap_or(u32::MAX);
            let feed = feed_of(&feed, item);
            let filing = self.file(&feed, item).await?;
            let (item, filed_under) = match &filing {
                Filing::Own => (item, None),
                Filing::Under(key) => (item, Some(key)),
                Filing::Apart(key, noticed) => (noticed.as_ref(), Some(key)),
                Filing::Repeat(version) => {
                    self.name_again(version, item);
                    whole.names.push((version.clone(), names_of(item)));
                    continue;
                }
            };
            let arriving = Arriving {
                item,
                index_in_raw,
                receipt,
                feed: &feed,
                filed_under,
            };
            whole.join(self.decide_item(arriving).await?);
        }
        let count = u32::try_from(parsed.items.len()).unwrap_or(u32::MAX);
        whole.receipt = Some((receipt.no, ReceiptState::Done(count)));
        Ok(whole)
    }

    async fn decide_item(&mut self, arriving: Arriving<'_>) -> Result<Act, StoreError> {
        let key = arriving.key();
        let target_key = arriving.kills();
        self.load(&key).await?;
        if let Some(target) = &target_key {
            self.load(target).await?;
        }
        let empty = Known::default();
        let known = self.known.get(&key).unwrap_or(&empty);
        let target = target_key.as_ref().and_then(|key| self.known.get(key));
        let fresh = self.ground.fresh_story();
        let now = self.ground.clock.now();
        let mut act = receive(known, target, arriving, &self.ground.house, fresh, now);
        let recorder = Recorder {
            known,
            others: target.into_iter().collect(),
            arriving: Some(arriving),
            text: None,
            house: &self.ground.house,
            random: self.ground.random.as_ref(),
        };
        recorder.record(&mut act);
        for key in std::iter::once(&key).chain(&target_key) {
            if let Some(known) = self.known.get_mut(key) {
                apply_own(known, key, &act);
            }
        }
        let Some(version) = act.versions.last().cloned() else {
            return Ok(act);
        };
        if let Some(known) = self.known.get_mut(&key) {
            known.texts.push((version.key.nth, arriving.item.clone()));
        }
        act.join(self.notices(arriving, &version, now).await?);
        self.record_notices(&key, &mut act);
        self.fresh.push(named_of(&version));
        Ok(act)
    }

    /// Leaves of what notices took off, which may concern any item known here.
    fn record_notices(&self, key: &ItemKey, act: &mut Act) {
        let empty = Known::default();
        let recorder = Recorder {
            known: self.known.get(key).unwrap_or(&empty),
            others: self.known.values().collect(),
            arriving: None,
            text: None,
            house: &self.ground.house,
            random: self.ground.random.as_ref(),
        };
        recorder.record(act);
    }

    pub(super) async fn load(&mut self, key: &ItemKey) -> Result<(), StoreError> {
        if !self.known.contains_key(key) {
            let known = load_known(self.ground, key).await?;
            self.known.insert(key.clone(), known);
        }
        Ok(())
    }

    fn quarantine(&self, receipt: &Receipt, reason: String) -> Act {
        let feed = self.ground.feed(&receipt.feed);
        let leaf = unreadable(receipt, &feed, Secret::new(self.ground.random.bytes32()));
        let event = Event {
            at: self.ground.clock.now(),
            kind: EventKind::Quarantined,
            item: None,
            story: None,
            by: Actor::Agency(feed.agency),
            note: Some(format!("receipt {}", receipt.no.0)),
        };
        Act {
            receipt: Some((receipt.no, ReceiptState::Quarantined(reason))),
            events: vec![event],
            leaves: vec![(0, leaf)],
            ..Act::default()
        }
    }
}

/// Applies what an act says of this one item; an act about two items tells each its own part.
pub(super) fn apply_own(known: &mut Known, key: &ItemKey, act: &Act) {
    let mut own = act.clone();
    own.items.retain(|item| &item.key == key);
    own.versions.retain(|version| &version.key.item == key);
    own.stories.retain(|story| story.item.as_ref() == Some(key));
    known.apply(&own);
}

/// Findings about the raw as a whole hold every item in it.
fn with_findings_of_raw(item: &Item, parsed: &Parsed) -> Item {
    let mut item = item.clone();
    item.findings.extend(parsed.findings.iter().cloned());
    item
}

/// The feed as it applies to this item: one without an agency takes the item's own.
pub(super) fn feed_of(feed: &Feed, item: &Item) -> Feed {
    let mut feed = feed.clone();
    if feed.agency.is_empty() {
        feed.agency = item.agency.clone().unwrap_or_else(|| String::from("-"));
    }
    feed
}

fn why_unreadable(parsed: &Parsed) -> String {
    finding::why_empty(&parsed.findings).map_or_else(
        || String::from("no item found"),
        |finding| format!("{} ({})", finding.message, finding.code),
    )
}

/// Everything known about an item: state, versions, stories with their editions, and the texts under them.
pub async fn load_known(ground: &Ground, key: &ItemKey) -> Result<Known, StoreError> {
    let store = &ground.store;
    let Some(item) = store.item(key.clone()).await? else {
        return Ok(Known::default());
    };
    let versions = store.versions(key.clone()).await?;
    let mut stories: Vec<(Story, Option<Edition>)> = Vec::new();
    for story in store.stories_of(key.clone()).await? {
        let edition = store.edition(story.id.clone(), story.edition).await?;
        stories.push((story, edition));
    }
    let mut texts = Vec::new();
    for (_, edition) in &stories {
        let based_on = edition
            .as_ref()
            .and_then(|edition| edition.version.as_ref());
        let version = based_on.and_then(|key| versions.iter().find(|version| &version.key == key));
        if let Some(version) = version
            && let Some(item) = text_of(ground, version).await?
        {
            texts.push((version.key.nth, item));
        }
    }
    Ok(Known {
        item: Some(item),
        versions,
        stories,
        texts,
        leaves: store.leaves_of(key.clone()).await?,
    })
}

/// The item of a version, read again from its raw.
pub async fn text_of(
    ground: &Ground,
    version: &copydesk_desk::Version,
) -> Result<Option<Item>, StoreError> {
    Ok(load_version(ground, version)
        .await?
        .and_then(|loaded| loaded.read()))
}

/// What a version is read from.
pub struct Loaded {
    raw: Vec<u8>,
    hint: Hint,
    index_in_raw: u32,
}

impl Loaded {
    /// Reads it; `None` if it cannot be read.
    pub fn read(&self) -> Option<Item> {
        let parsed = read_guarded(&self.raw, &self.hint).ok()?;
        let index = usize::try_from(self.index_in_raw).ok()?;
        let item = parsed.items.get(index)?;
        Some(with_findings_of_raw(item, &parsed))
    }
}

/// Loads what a version is read from; `None` if it is gone.
pub async fn load_version(
    ground: &Ground,
    version: &copydesk_desk::Version,
) -> Result<Option<Loaded>, StoreError> {
    let (Some(raw), Some(receipt)) = (
        ground.store.raw(version.raw).await?,
        ground.store.receipt(version.receipt).await?,
    ) else {
        return Ok(None);
    };
    Ok(Some(Loaded {
        raw,
        hint: hint_of(&ground.feed(&version.feed), &receipt),
        index_in_raw: version.index_in_raw,
    }))
}
