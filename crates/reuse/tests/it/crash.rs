//! A crash at any write: whatever was durable is still there, and what was not is taken again from the event sequence.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use copydesk_reuse::{
    Access, Archive, Bytes, Document, Evidence, ItemHash, Loading, MemoryStore, SegmentFile,
    SegmentStore, StoreFailure,
};

use crate::builders::{Numbers, open, query, text, words_of};

/// A store that dies at its n-th write: half of what that write was to put is there, and nothing after it.
#[derive(Clone)]
struct Dying {
    inner: MemoryStore,
    writes: Arc<AtomicUsize>,
    dies_at: usize,
    /// What was on the disk at that moment.
    left: Arc<Mutex<Option<MemoryStore>>>,
}

enum Fate {
    Lives,
    DiesNow,
    Dead,
}

impl Dying {
    fn new(inner: MemoryStore, dies_at: usize) -> Self {
        Self {
            inner,
            writes: Arc::default(),
            dies_at,
            left: Arc::default(),
        }
    }

    fn write(&self) -> Fate {
        let n = self.writes.fetch_add(1, Ordering::SeqCst);
        match n.cmp(&self.dies_at) {
            std::cmp::Ordering::Less => Fate::Lives,
            std::cmp::Ordering::Equal => Fate::DiesNow,
            std::cmp::Ordering::Greater => Fate::Dead,
        }
    }

    fn die(&self, name: &str) -> StoreFailure {
        let mut left = self.left.lock().expect("no panic before");
        left.get_or_insert_with(|| self.inner.copy());
        StoreFailure::new(name, "the power went")
    }
}

struct DyingFile {
    store: Dying,
    name: String,
    inner: Box<dyn SegmentFile>,
}

impl SegmentFile for DyingFile {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreFailure> {
        match self.store.write() {
            Fate::Lives => self.inner.append(bytes),
            Fate::DiesNow => {
                self.inner.append(&bytes[..bytes.len() / 2])?;
                Err(self.store.die(&self.name))
            }
            Fate::Dead => Err(self.store.die(&self.name)),
        }
    }

    fn finish(self: Box<Self>, head: &[u8]) -> Result<(), StoreFailure> {
        match self.store.write() {
            Fate::Lives => self.inner.finish(head),
            Fate::DiesNow => {
                self.inner.finish(&head[..head.len() / 2])?;
                Err(self.store.die(&self.name))
            }
            Fate::Dead => Err(self.store.die(&self.name)),
        }
    }
}

impl SegmentStore for Dying {
    fn manifest(&self) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.inner.manifest()
    }

    /// The rename happens or it does not: a manifest is never half there.
    fn put_manifest(&self, manifest: &[u8]) -> Result<(), StoreFailure> {
        match self.write() {
            Fate::Lives => self.inner.put_manifest(manifest),
            Fate::DiesNow | Fate::Dead => Err(self.die("manifest")),
        }
    }

    fn create(&self, name: &str) -> Result<Box<dyn SegmentFile>, StoreFailure> {
        match self.write() {
            Fate::Lives => Ok(Box::new(DyingFile {
                store: self.clone(),
                name: name.to_owned(),
                inner: self.inner.create(name)?,
            })),
            Fate::DiesNow | Fate::Dead => Err(self.die(name)),
        }
    }

    fn open(&self, name: &str) -> Result<Arc<dyn Bytes>, StoreFailure> {
        self.inner.open(name)
    }

    fn remove(&self, name: &str) -> Result<(), StoreFailure> {
        match self.write() {
            Fate::Lives => self.inner.remove(name),
            Fate::DiesNow | Fate::Dead => Err(self.die(name)),
        }
    }

    fn names(&self) -> Result<Vec<String>, StoreFailure> {
        self.inner.names()
    }
}

fn stories() -> Vec<Vec<String>> {
    let mut numbers = Numbers(21);
    (0..36).map(|_| text(&mut numbers, 40)).collect()
}

/// Takes the events that the archive has not taken, as a newsroom does; one of them is a kill.
fn follow(archive: &mut Archive, stories: &[Vec<String>]) -> Result<(), StoreFailure> {
    for (at, story) in stories.iter().enumerate() {
        let sequence = at as u64 + 1;
        if sequence == 20 && archive.sequence() < 20 {
            archive.hide(ItemHash(3));
            archive.pass(20);
            continue;
        }
        let document = Document {
            sequence,
            item: ItemHash(sequence),
            received: 60,
            words: &words_of(story),
        };
        if archive.add(&document, Loading::Live) && sequence.is_multiple_of(3) {
            archive.flush()?;
            while let Some(merge) = archive.plan_merge() {
                merge.run()?;
                archive.adopt(&merge)?;
            }
        }
    }
    archive.flush()
}

fn found(archive: &Archive, stories: &[Vec<String>]) -> Vec<Vec<u64>> {
    stories
        .iter()
        .map(|story| {
            let page = query(story);
            let sources = archive.search(&page).sources(Evidence::Minimum);
            sources.iter().map(|source| source.found.sequence).collect()
        })
        .collect()
}

#[test]
fn a_crash_at_any_write_loses_nothing_that_the_event_sequence_holds() {
    let stories = stories();
    let whole = MemoryStore::default();
    let mut archive = open(&whole);
    follow(&mut archive, &stories).expect("memory does not fail");
    let expected = found(&archive, &stories);
    assert_eq!(
        expected.iter().filter(|sources| sources.len() == 1).count(),
        34
    );

    let mut deaths = 0;
    for dies_at in 0.. {
        let dying = Dying::new(MemoryStore::default(), dies_at);
        let opened = Archive::open(Arc::new(dying.clone()), Access::Write);
        let ended = opened.and_then(|mut archive| follow(&mut archive, &stories));
        let left = dying.left.lock().expect("no panic before").clone();
        let Some(left) = left else {
            ended.expect("a store that lives does not fail");
            break;
        };
        deaths += 1;
        let mut after = open(&left);
        assert_eq!(
            after.skipped(),
            [],
            "what a manifest names is whole, write {dies_at}"
        );
        follow(&mut after, &stories).expect("memory does not fail");
        assert_eq!(found(&after, &stories), expected, "write {dies_at}");
        let left_over = left.names().expect("memory does not fail").len();
        assert_eq!(
            left_over,
            after.segments().len() * 2,
            "nothing is left lying, write {dies_at}"
        );
    }
    assert!(deaths > 100, "{deaths} writes were cut");
}

#[test]
fn a_crash_while_an_index_of_other_rules_is_given_up_leaves_one_that_begins_anew() {
    let stories = stories();
    let old = MemoryStore::default();
    let mut archive = open(&old);
    follow(&mut archive, &stories).expect("memory does not fail");
    let expected = found(&archive, &stories);
    for name in old.names().expect("memory does not fail") {
        if name.ends_with(".segment") {
            old.damage(&name, |bytes| bytes[14] ^= 1);
        }
    }
    let mut deaths = 0;
    for dies_at in 0.. {
        let dying = Dying::new(old.copy(), dies_at);
        let opened = Archive::open(Arc::new(dying.clone()), Access::Write);
        let left = dying.left.lock().expect("no panic before").clone();
        let Some(left) = left else {
            assert!(opened.is_ok());
            break;
        };
        assert!(opened.is_err());
        deaths += 1;
        let mut after = open(&left);
        assert_eq!(
            (after.sequence(), after.documents()),
            (0, 0),
            "write {dies_at}"
        );
        follow(&mut after, &stories).expect("memory does not fail");
        assert_eq!(found(&after, &stories), expected, "write {dies_at}");
    }
    assert!(deaths > 10, "{deaths} writes were cut");
}

#[test]
fn an_archive_whose_disk_refuses_goes_on_answering() {
    let stories = stories();
    let dying = Dying::new(MemoryStore::default(), 5);
    let mut archive =
        Archive::open(Arc::new(dying), Access::Write).expect("nothing is written yet");
    let words = words_of(&stories[0]);
    let document = Document {
        sequence: 1,
        item: ItemHash(1),
        received: 60,
        words: &words,
    };
    assert!(archive.add(&document, Loading::Live));
    assert!(archive.flush().is_err());
    assert!(archive.flush().is_err());
    assert_eq!(found(&archive, &stories[..1]), [[1]]);
}
