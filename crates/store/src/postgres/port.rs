//! The desk's ports on PostgreSQL: each call handed to the reader or the writer, as a function of its noun.

use copydesk_desk::{
    Act, Adopted, Adoption, Answer, Arrival, Batch, DocumentId, DocumentVersion, Edition,
    EditorAccount, EditorName, Entity, Erased, EventRecord, Explainer, ExplainerEdition,
    ExplainerId, FeedId, FiledDocument, Hash, ItemFilter, ItemKey, ItemState, KnownLeaf, Lead,
    Leaf, LeafSubject, Ledger, Named, Notice, Quorum, RawHash, Receipt, ReceiptNo, Receipted,
    Sealing, Seq, Session as EditorSession, StatementAct, Store, StoreError, StoredCheckpoint,
    StoredLeaf, Story, StoryFilter, StoryId, Version, VersionKey, WhichNotices,
};
use jiff::Timestamp;

use crate::rows::act::bytes_len;

use super::{
    PostgresStore, act, document, edition, editor, erase, event, explainer, head, item, lease,
    ledger, notice, raw, receipt, statement, story, version,
};

impl Store for PostgresStore {
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted> {
        Box::pin(async move {
            let answers = self.receive_hashed(vec![arrival]).await?;
            let answer = answers.into_iter().next();
            answer.ok_or_else(|| StoreError::Fatal("an arrival got no answer".into()))
        })
    }

    fn receive_all(&self, arrivals: Vec<Arrival>) -> Answer<'_, Vec<Receipted>> {
        Box::pin(self.receive_hashed(arrivals))
    }

    fn commit(&self, act: Act) -> Answer<'_, Seq> {
        self.write(bytes_len(&act), move |db| act::write(db, &act))
    }

    fn raw(&self, hash: RawHash) -> Answer<'_, Option<Vec<u8>>> {
        self.read(move |db| raw::load(db, hash))
    }

    fn receipt(&self, no: ReceiptNo) -> Answer<'_, Option<Receipt>> {
        self.read(move |db| receipt::load(db, no))
    }

    fn receipts(
        &self,
        after: ReceiptNo,
        pending_only: bool,
        limit: usize,
    ) -> Answer<'_, Vec<Receipt>> {
        self.read(move |db| receipt::after(db, after, pending_only, limit))
    }

    fn quarantine(&self, limit: usize) -> Answer<'_, Vec<Receipt>> {
        self.read(move |db| receipt::quarantine(db, limit))
    }

    fn recent_receipts(&self, limit: usize) -> Answer<'_, Vec<(FeedId, Timestamp)>> {
        self.read(move |db| receipt::recent(db, limit))
    }

    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>> {
        self.read(move |db| receipt::cursor(db, &feed))
    }

    fn put_derived(
        &self,
        versions: Vec<Version>,
        disclosures: Vec<(StoryId, u32, String)>,
    ) -> Answer<'_, ()> {
        let bytes_len = disclosures.iter().map(|(_, _, json)| json.len()).sum();
        self.write(bytes_len, move |db| {
            versions
                .iter()
                .try_for_each(|version| version::derive_anew(db, version))?;
            disclosures.iter().try_for_each(|(story, number, json)| {
                edition::disclose_anew(db, story, *number, json)
            })
        })
    }

    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()> {
        self.write(cursor.len(), move |db| {
            receipt::put_cursor(db, &feed, &cursor)
        })
    }

    fn item(&self, key: ItemKey) -> Answer<'_, Option<ItemState>> {
        self.read(move |db| item::load(db, &key))
    }

    fn items(&self, filter: ItemFilter) -> Answer<'_, Vec<ItemState>> {
        self.read(move |db| item::list(db, &filter))
    }

    fn item_count(&self) -> Answer<'_, u64> {
        self.read(item::count)
    }

    fn versions(&self, key: ItemKey) -> Answer<'_, Vec<Version>> {
        self.read(move |db| version::list(db, &key))
    }

    fn known_by(&self, agency: String, names: Vec<String>) -> Answer<'_, Option<ItemKey>> {
        self.read(move |db| notice::known_by(db, &agency, &names))
    }

    fn named(&self, agency: String, since: Timestamp) -> Answer<'_, Vec<Named>> {
        self.read(move |db| notice::named(db, &agency, since))
    }

    fn notice(&self, version: VersionKey) -> Answer<'_, Option<Notice>> {
        self.read(move |db| notice::load(db, &version))
    }

    fn notices(&self, which: WhichNotices, limit: usize) -> Answer<'_, Vec<Notice>> {
        self.read(move |db| notice::list(db, which, limit))
    }

    fn embargoed(&self, until: Timestamp) -> Answer<'_, Vec<ItemState>> {
        self.read(move |db| item::embargoed(db, until))
    }

    fn story(&self, id: StoryId) -> Answer<'_, Option<Story>> {
        self.read(move |db| story::load(db, &id))
    }

    fn stories_of(&self, item: ItemKey) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::of_item(db, &item))
    }

    fn stories(&self, filter: StoryFilter) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::list(db, &filter))
    }

    fn scheduled(&self, until: Timestamp) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::scheduled(db, until))
    }

    fn editions(&self, id: StoryId) -> Answer<'_, Vec<Edition>> {
        self.read(move |db| edition::list(db, &id))
    }

    fn edition(&self, id: StoryId, number: u32) -> Answer<'_, Option<Edition>> {
        self.read(move |db| edition::load(db, &id, number))
    }

    fn documents(&self) -> Answer<'_, Vec<FiledDocument>> {
        self.read(document::list)
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<FiledDocument>> {
        self.read(move |db| document::load(db, &id))
    }

    fn document_versions(&self, id: DocumentId) -> Answer<'_, Vec<DocumentVersion>> {
        self.read(move |db| document::versions(db, &id))
    }

    fn explainers(&self) -> Answer<'_, Vec<Explainer>> {
        self.read(explainer::list)
    }

    fn explainer(&self, id: ExplainerId) -> Answer<'_, Option<Explainer>> {
        self.read(move |db| explainer::load(db, &id))
    }

    fn explainer_editions(&self, id: ExplainerId) -> Answer<'_, Vec<ExplainerEdition>> {
        self.read(move |db| explainer::editions(db, &id))
    }

    fn statement_acts(&self, story: StoryId) -> Answer<'_, Vec<StatementAct>> {
        self.read(move |db| statement::of_story(db, &story))
    }

    fn stories_named(&self, speaker: String) -> Answer<'_, Vec<StoryId>> {
        self.read(move |db| statement::stories_named(db, &speaker))
    }

    fn entities(&self) -> Answer<'_, Vec<Entity>> {
        self.read(statement::entities)
    }

    fn leaves_of(&self, item: ItemKey) -> Answer<'_, Vec<KnownLeaf>> {
        self.read(move |db| ledger::leaves_of(db, &item))
    }

    fn events(&self, after: Seq, limit: usize) -> Answer<'_, Vec<EventRecord>> {
        self.read(move |db| event::after(db, after, limit))
    }

    fn head(&self) -> Answer<'_, Seq> {
        self.read(head::seq)
    }

    fn editor(&self, name: EditorName) -> Answer<'_, Option<EditorAccount>> {
        self.read(move |db| editor::load(db, &name))
    }

    fn put_editor(&self, account: EditorAccount) -> Answer<'_, ()> {
        self.write(account.password_phc.len(), move |db| {
            editor::put(db, &account)
        })
    }

    fn session(&self, token_sha256: [u8; 32]) -> Answer<'_, Option<EditorSession>> {
        self.read(move |db| editor::session(db, token_sha256))
    }

    fn put_session(&self, session: EditorSession) -> Answer<'_, ()> {
        self.write(0, move |db| editor::put_session(db, &session))
    }

    fn end_session(&self, token_sha256: [u8; 32]) -> Answer<'_, ()> {
        self.write(0, move |db| editor::end_session(db, token_sha256))
    }
}

impl Ledger for PostgresStore {
    fn ledger_head(&self) -> Answer<'_, Option<StoredCheckpoint>> {
        self.read(ledger::head)
    }

    fn unsealed(&self, after: Seq, limit: usize) -> Answer<'_, Vec<(Seq, Hash)>> {
        self.read(move |db| ledger::unsealed(db, after, limit))
    }

    fn lead(&self) -> Answer<'_, Lead> {
        Box::pin(async move {
            let holder = self.holder.clone();
            let held = self.read(move |db| lease::held(db, lease::SEQUENCER, &holder));
            if let Some(fence) = held.await? {
                return Ok(Lead::Ours(fence));
            }
            let holder = self.holder.clone();
            self.write(64, move |db| lease::take(db, lease::SEQUENCER, &holder))
                .await
        })
    }

    fn seal(&self, batch: Batch) -> Answer<'_, Sealing> {
        let rows = batch.events.len() + batch.covers.len();
        let holder = self.holder.clone();
        self.write(64 * rows, move |db| {
            if lease::is_valid(db, lease::SEQUENCER, &holder, batch.fence)? {
                ledger::seal(db, &batch)
            } else {
                Ok(Sealing::Lost)
            }
        })
    }

    fn entries(&self, from: u64, limit: usize) -> Answer<'_, Vec<Hash>> {
        self.read(move |db| ledger::entries(db, from, limit))
    }

    fn numbered(&self, from: u64) -> Answer<'_, (u64, Option<u64>)> {
        self.read(move |db| ledger::numbered(db, from))
    }

    fn checkpoints(&self, size: u64, limit: usize) -> Answer<'_, Vec<StoredCheckpoint>> {
        self.read(move |db| ledger::checkpoints(db, size, limit))
    }

    fn checkpoint_over(&self, index: u64) -> Answer<'_, Option<(StoredCheckpoint, Quorum)>> {
        self.read(move |db| ledger::checkpoint_over(db, index))
    }

    fn cosign(&self, size: u64, cosigned: String, quorum: Quorum) -> Answer<'_, ()> {
        self.write(cosigned.len(), move |db| {
            ledger::cosign(db, size, &cosigned, quorum)
        })
    }

    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>> {
        self.read(move |db| ledger::leaf_of(db, &subject))
    }

    fn leaves(&self, from: u64, limit: usize) -> Answer<'_, Vec<StoredLeaf>> {
        self.read(move |db| ledger::leaves(db, from, limit))
    }

    fn leaf(&self, commitment: Hash) -> Answer<'_, Option<StoredLeaf>> {
        self.read(move |db| ledger::leaf(db, &commitment))
    }

    fn key_records(&self) -> Answer<'_, Vec<Leaf>> {
        self.read(ledger::key_records)
    }

    fn acts_without_leaf(&self) -> Answer<'_, u64> {
        self.read(ledger::acts_without_leaf)
    }

    fn erase(&self, item: ItemKey, act: Act) -> Answer<'_, Erased> {
        self.write(bytes_len(&act), move |db| erase::erase(db, &item, &act))
    }

    fn adopt(&self, adoption: Adoption) -> Answer<'_, Adopted> {
        self.write(64 * adoption.entries.len(), move |db| {
            ledger::adopt(db, &adoption)
        })
    }
}
