//! The archive's index in memory, following the store as the program's does: for tests of what pages ask it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{PoisonError, RwLock};

use copydesk_desk::{EventKind, Reuse, Seq, Status, Store};
use copydesk_reuse::{Access, Archive, Document, Loading, MemoryStore, Words, item_hash};
use copydesk_text::{Block, BlockKind};

pub struct Shelf(RwLock<Archive>);

impl Shelf {
    pub fn new() -> Self {
        let archive = Archive::open(std::sync::Arc::new(MemoryStore::default()), Access::Write);
        Self(RwLock::new(archive.expect("an empty archive opens")))
    }

    /// Takes all events that are there.
    pub async fn follow(&self, store: &dyn Store) {
        let events = store.events(self.seq(), 10_000).await.expect("answers");
        for record in events {
            let Some(key) = &record.event.item else {
                continue;
            };
            let hash = item_hash(&key.agency, &key.guid);
            let item = store.item(key.clone()).await.expect("answers");
            let canceled = item.is_some_and(|item| item.standing.status == Status::Canceled);
            match record.event.kind {
                EventKind::ItemReceived | EventKind::VersionReceived => {}
                EventKind::Kill if canceled => {
                    self.write().hide(hash);
                    continue;
                }
                _ => continue,
            }
            let nth = self.write().versions_of(hash) + 1;
            let versions = store.versions(key.clone()).await.expect("answers");
            let version = versions.iter().find(|version| version.key.nth == nth);
            let mut words = Words::default();
            if let Some(version) = version.filter(|_| !canceled) {
                let raw = store.raw(version.raw).await.expect("answers");
                let read = copydesk_wire::read(&raw.unwrap_or_default(), &Default::default());
                let item = read.items.get(version.index_in_raw as usize);
                let body = item
                    .and_then(|item| item.body())
                    .map(|body| &body.paragraphs);
                let text = body.into_iter().flatten().filter(|paragraph| {
                    !matches!(paragraph.kind, BlockKind::Caption | BlockKind::Advisory)
                });
                let blocks: Vec<Block> = text
                    .map(|paragraph| Block::new(paragraph.kind, paragraph.text.clone()))
                    .collect();
                words = Words::of(&blocks);
            }
            let document = Document {
                sequence: u64::try_from(record.seq.0).expect("counts up"),
                item: hash,
                received: version.map_or(0, |version| {
                    u32::try_from(version.received.as_second()).expect("after 1970")
                }),
                words: &words,
            };
            self.write().add(&document, Loading::Live);
        }
        let head = store.head().await.expect("answers");
        self.write().pass(u64::try_from(head.0).expect("counts up"));
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Archive> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reuse for Shelf {
    fn seq(&self) -> Seq {
        let archive = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Seq(i64::try_from(archive.sequence()).expect("counts up"))
    }

    fn reached<'a>(&'a self, _seq: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::ready(()))
    }

    fn look(&self, question: &mut dyn FnMut(&Archive)) {
        question(&self.0.read().unwrap_or_else(PoisonError::into_inner));
    }
}
