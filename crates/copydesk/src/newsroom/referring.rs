//! Finds the item that an arrival belongs to or means, for the reader: by another name of it, by a telegram's number,
//! slugline or headline. Loads what the pure decisions ask for; weighs and decides nothing itself.

use std::collections::{HashMap, HashSet};

use copydesk_desk::decide::{
    Arriving, Awaited, Known, Weighed, act_on_notice, answer_notices, is_number_reused,
    is_same_delivery,
};
use copydesk_desk::reference::{ACTS_AT, SUSPECTS_AT, WAITS};
use copydesk_desk::{
    Act, Feed, ItemKey, Named, Notice, Receipt, ReceiptNo, ReceiptState, Reference, StoreError,
    Suspect, Version, VersionKey, WhichNotices, names_of, resolve,
};
use copydesk_wire::{Finding, Item};
use jiff::Timestamp;

use crate::newsroom::reading::{Desk, Reader, apply_own, feed_of, hint_of, read_guarded, text_of};

/// Open notices looked through for a new item.
const OPEN_NOTICES_MAX: usize = 1_000;
/// Times one telegram number is told apart on one day.
const REUSES_MAX: u32 = 50;
/// Receipts looked through together.
const RECEIPTS: usize = 500;

/// An open notice with what it says.
pub(super) struct OpenNotice {
    notice: Notice,
    reference: Reference,
}

/// Where an arrival is filed.
pub(super) enum Filing {
    /// Under its own guid.
    Own,
    /// As a version of an item that is called otherwise.
    Under(ItemKey),
    /// Under a guid of ours, since its telegram number was used for another story: the item with that finding.
    Apart(ItemKey, Box<Item>),
    /// Nowhere: it delivers again this version, under another name, by which a notice may mean it.
    Repeat(VersionKey),
}

/// What a version is called.
pub(super) fn named_of(version: &Version) -> Named {
    Named {
        item: version.key.item.clone(),
        names: version.names.clone(),
        slugline: version.slugline.clone(),
        headline: version.headline.clone(),
        language: version.language.clone(),
        received: version.received,
    }
}

impl Desk<'_> {
    /// Finds the item that an arrival is a version of.
    pub(super) async fn file(&mut self, feed: &Feed, item: &Item) -> Result<Filing, StoreError> {
        let own = ItemKey {
            agency: feed.agency.clone(),
            guid: item.guid.clone(),
        };
        self.load(&own).await?;
        if self.is_known(&own) {
            return self.told_apart(own, item).await;
        }
        let twin = self.known_by(&own.agency, item).await?;
        let under = match twin {
            Some(under) => Some(under),
            None => self.corrected(&own.agency, item).await?,
        };
        let Some(under) = under else {
            return Ok(Filing::Own);
        };
        self.load(&under).await?;
        if let Some(version) = self.delivers_again(&under, item).await? {
            return Ok(Filing::Repeat(version));
        }
        Ok(Filing::Under(under))
    }

    fn is_known(&self, key: &ItemKey) -> bool {
        self.known
            .get(key)
            .is_some_and(|known| known.item.is_some())
    }

    /// A telegram's number that comes again for another story is another item: `~2` is added to its guid.
    async fn told_apart(&mut self, own: ItemKey, item: &Item) -> Result<Filing, StoreError> {
        if !item.guid.starts_with("urn:x-copydesk:") || item.guid.starts_with("urn:x-copydesk:raw:")
        {
            return Ok(Filing::Own);
        }
        let mut key = own.clone();
        for nth in 2..REUSES_MAX {
            if !self.is_known(&key) || !self.reuses(&key, item).await? {
                break;
            }
            key.guid = format!("{}~{nth}", own.guid);
            self.load(&key).await?;
        }
        if key == own {
            return Ok(Filing::Own);
        }
        let mut noticed = item.clone();
        noticed.findings.push(Finding {
            code: "identity.number_reused",
            message: String::from("this telegram's number was used for another story before"),
            span: None,
        });
        Ok(Filing::Apart(key, Box::new(noticed)))
    }

    async fn reuses(&self, key: &ItemKey, item: &Item) -> Result<bool, StoreError> {
        let Some(known) = self.known.get(key) else {
            return Ok(false);
        };
        let Some(current) = current_text(self, known).await? else {
            return Ok(false);
        };
        Ok(is_number_reused(&current, item))
    }

    /// The version that the arrival delivers again, if it does.
    async fn delivers_again(
        &self,
        under: &ItemKey,
        item: &Item,
    ) -> Result<Option<VersionKey>, StoreError> {
        let Some(known) = self.known.get(under) else {
            return Ok(None);
        };
        let current = current_text(self, known).await?;
        let same = current.is_some_and(|current| is_same_delivery(&current, item));
        let nth = known.item.as_ref().map(|state| state.current);
        Ok(nth.filter(|_| same).map(|nth| VersionKey {
            item: under.clone(),
            nth,
        }))
    }

    /// A version decided here, or known already, bears the names of the arrival as well.
    pub(super) fn name_again(&mut self, version: &VersionKey, item: &Item) {
        let mut fresh = self.fresh.iter_mut();
        if let Some(named) = fresh.rfind(|named| named.item == version.item) {
            named.names.extend(names_of(item));
            return;
        }
        let known = self.known.get(&version.item);
        let known = known.and_then(|known| known.versions.iter().find(|v| v.key == *version));
        self.fresh.extend(known.map(|version| {
            let mut named = named_of(version);
            named.names.extend(names_of(item));
            named
        }));
    }

    /// The item that has a name of the arrival: filed by another telegram number, or the twin in another format.
    async fn known_by(&self, agency: &str, item: &Item) -> Result<Option<ItemKey>, StoreError> {
        self.by_names(agency, names_of(item)).await
    }

    async fn by_names(
        &self,
        agency: &str,
        names: Vec<String>,
    ) -> Result<Option<ItemKey>, StoreError> {
        let mut fresh = self.fresh.iter();
        let here = fresh.find(|named| {
            named.item.agency == agency && named.names.iter().any(|name| names.contains(name))
        });
        if let Some(named) = here {
            return Ok(Some(named.item.clone()));
        }
        self.ground.store.known_by(agency.to_owned(), names).await
    }

    /// The item that a correction or update surely means.
    async fn corrected(&self, agency: &str, item: &Item) -> Result<Option<ItemKey>, StoreError> {
        let reference = Reference::of(item).filter(|reference| !reference.intent.takes_off());
        let Some(reference) = reference else {
            return Ok(None);
        };
        if !reference.ids().is_empty() {
            let named = self.by_names(agency, reference.ids()).await?;
            if named.is_some() {
                return Ok(named);
            }
        }
        let suspects = self.suspects(agency, &reference).await?;
        let sure = suspects
            .into_iter()
            .find(|suspect| suspect.confidence >= ACTS_AT);
        Ok(sure.map(|suspect| suspect.item))
    }

    async fn suspects(
        &self,
        agency: &str,
        reference: &Reference,
    ) -> Result<Vec<Suspect>, StoreError> {
        let now = self.ground.clock.now();
        let since = now
            .checked_sub(reference.looks_back())
            .unwrap_or(Timestamp::MIN);
        let mut named = self.ground.store.named(agency.to_owned(), since).await?;
        let fresh = self
            .fresh
            .iter()
            .filter(|named| named.item.agency == agency);
        named.extend(fresh.cloned());
        Ok(resolve(reference, &named, now))
    }

    /// What the arrival does as a notice, and what open notices do to it if it is new.
    pub(super) async fn notices(
        &mut self,
        arriving: Arriving<'_>,
        version: &Version,
        now: Timestamp,
    ) -> Result<Act, StoreError> {
        let mut act = Act::default();
        if version.key.nth == 1 {
            act.join(self.awaited(version, now).await?);
        }
        let by_id = arriving.kills().is_some();
        let was_filed = arriving.filed_under.is_some();
        let reference = Reference::of(arriving.item)
            .filter(|reference| !by_id && (reference.intent.takes_off() || !was_filed));
        let Some(reference) = reference else {
            return Ok(act);
        };
        let suspects = self.suspects(&version.key.item.agency, &reference).await?;
        // a correction that means nothing surely or likely is an item of its own, as most updates are
        if !reference.intent.takes_off() && !is_likely(&suspects) {
            return Ok(act);
        }
        let mut weighed: Vec<Weighed> = Vec::new();
        for suspect in suspects {
            self.load(&suspect.item).await?;
            let known = self.known.get(&suspect.item).cloned().unwrap_or_default();
            weighed.push((suspect, known));
        }
        let effect = act_on_notice(
            arriving,
            reference.intent,
            version.key.clone(),
            weighed,
            now,
        );
        self.take(&effect);
        if let Some(open) = &mut self.open_notices {
            let opened = effect
                .notices
                .iter()
                .filter(|notice| notice.state.is_open());
            open.extend(opened.map(|notice| OpenNotice {
                notice: notice.clone(),
                reference: reference.clone(),
            }));
        }
        act.join(effect);
        Ok(act)
    }

    /// What is known after an act about several items.
    fn take(&mut self, act: &Act) {
        let keys: HashSet<ItemKey> = act.items.iter().map(|item| item.key.clone()).collect();
        for key in keys {
            if let Some(known) = self.known.get_mut(&key) {
                apply_own(known, &key, act);
            }
        }
    }

    async fn awaited(&mut self, version: &Version, now: Timestamp) -> Result<Act, StoreError> {
        if self.open_notices.is_none() {
            self.open_notices = Some(self.load_open_notices(now).await?);
        }
        let named = [named_of(version)];
        let open = self.open_notices.as_deref().unwrap_or_default();
        let mut awaited = Vec::new();
        for waiting in open {
            let notice = &waiting.notice;
            let waits = now.duration_since(notice.received) <= WAITS;
            if !waits || notice.version.item.agency != version.key.item.agency {
                continue;
            }
            let suspect = resolve(&waiting.reference, &named, now).into_iter().next();
            awaited.extend(suspect.map(|suspect| Awaited {
                notice: notice.clone(),
                suspect,
                may_kill: self.ground.feed(&notice.feed).rules.may_kill,
            }));
        }
        let known = self
            .known
            .get(&version.key.item)
            .cloned()
            .unwrap_or_default();
        let effect = answer_notices(&known, awaited, now);
        self.take(&effect);
        for changed in &effect.notices {
            let open = self.open_notices.iter_mut().flatten();
            for waiting in open.filter(|open| open.notice.version == changed.version) {
                waiting.notice = changed.clone();
            }
        }
        if let Some(open) = &mut self.open_notices {
            open.retain(|open| open.notice.state.is_open());
        }
        Ok(effect)
    }

    async fn load_open_notices(&self, now: Timestamp) -> Result<Vec<OpenNotice>, StoreError> {
        let store = &self.ground.store;
        let mut open = Vec::new();
        for notice in store.notices(WhichNotices::Open, OPEN_NOTICES_MAX).await? {
            if now.duration_since(notice.received) > WAITS || !notice.intent.takes_off() {
                continue;
            }
            let versions = store.versions(notice.version.item.clone()).await?;
            let version = versions
                .iter()
                .find(|version| version.key == notice.version);
            let text = match version {
                Some(version) => text_of(self.ground, version).await?,
                None => None,
            };
            if let Some(reference) = text.as_ref().and_then(Reference::of) {
                open.push(OpenNotice { notice, reference });
            }
        }
        Ok(open)
    }
}

impl Reader {
    /// Names of arrivals that only delivered a version again, by that version: read anew from their raws, since no row
    /// tells them from the version's own. `brought` holds the places in receipts that versions came from.
    pub async fn names_of_repeats(
        &self,
        brought: &HashSet<(ReceiptNo, u32)>,
    ) -> Result<HashMap<VersionKey, Vec<String>>, StoreError> {
        let mut names: HashMap<VersionKey, Vec<String>> = HashMap::new();
        let mut after = ReceiptNo(0);
        loop {
            let receipts = self.ground.store.receipts(after, false, RECEIPTS).await?;
            let Some(last) = receipts.last() else {
                return Ok(names);
            };
            after = last.no;
            for receipt in &receipts {
                for item in self.without_version(receipt, brought).await? {
                    if let Some(version) = self.delivered_again(receipt, &item).await? {
                        names.entry(version).or_default().extend(names_of(&item));
                    }
                }
            }
        }
    }

    /// The items of a receipt from which no version came.
    async fn without_version(
        &self,
        receipt: &Receipt,
        brought: &HashSet<(ReceiptNo, u32)>,
    ) -> Result<Vec<Item>, StoreError> {
        let came = |index: u32| brought.contains(&(receipt.no, index));
        let ReceiptState::Done(count) = receipt.state else {
            return Ok(Vec::new());
        };
        if (0..count).all(came) {
            return Ok(Vec::new());
        }
        let Some(raw) = self.ground.store.raw(receipt.raw).await? else {
            return Ok(Vec::new());
        };
        let hint = hint_of(&self.ground.feed(&receipt.feed), receipt);
        let items = read_guarded(&raw, &hint).map_or_else(|_| Vec::new(), |parsed| parsed.items);
        let items = (0..count).zip(items);
        let items = items.filter(|(index, _)| !came(*index));
        Ok(items.map(|(_, item)| item).collect())
    }

    /// The version whose text an arrival under another name delivered again: the last one before it.
    async fn delivered_again(
        &self,
        receipt: &Receipt,
        item: &Item,
    ) -> Result<Option<VersionKey>, StoreError> {
        let store = &self.ground.store;
        let own = ItemKey {
            agency: feed_of(&self.ground.feed(&receipt.feed), item).agency,
            guid: item.guid.clone(),
        };
        if store.item(own.clone()).await?.is_some() {
            return Ok(None);
        }
        let Some(under) = store.known_by(own.agency, names_of(item)).await? else {
            return Ok(None);
        };
        for version in store.versions(under).await?.iter().rev() {
            if version.receipt > receipt.no {
                continue;
            }
            let text = text_of(&self.ground, version).await?;
            if text.is_some_and(|text| is_same_delivery(&text, item)) {
                return Ok(Some(version.key.clone()));
            }
        }
        Ok(None)
    }
}

fn is_likely(suspects: &[Suspect]) -> bool {
    let best = suspects.first().map_or(0, |suspect| suspect.confidence);
    best >= SUSPECTS_AT
}

/// The text of an item's current version.
async fn current_text(desk: &Desk<'_>, known: &Known) -> Result<Option<Item>, StoreError> {
    let Some(item) = &known.item else {
        return Ok(None);
    };
    if let Some(text) = known.text(item.current) {
        return Ok(Some(text.clone()));
    }
    let version = known
        .versions
        .iter()
        .find(|version| version.key.nth == item.current);
    match version {
        Some(version) => text_of(desk.ground, version).await,
        None => Ok(None),
    }
}
