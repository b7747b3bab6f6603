//! Builds an archive and prints how long each part of it took, and how long it is. CPU time of the one thread: other programs
//! of the machine do not count.

use std::sync::Arc;
use std::time::Duration;

use copydesk_reuse::{
    Access, Archive, BULK_DOCUMENTS_MAX, Document, ItemHash, Loading, MemoryStore, Runs, Words,
};
use copydesk_text::Block;

use crate::mixture::{Mixture, blocks};

/// Stories made before the clock runs.
const BATCH: usize = 4_096;

/// CPU time of this thread: other programs of the machine do not count.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the kernel counts CPU time"))
}

pub fn build(mixture: &Mixture, stories: usize) -> (Archive, MemoryStore) {
    let store = MemoryStore::default();
    let mut archive = Archive::open(Arc::new(store.clone()), Access::Write).expect("memory");
    let (mut bytes, mut words, mut postings) = (0, 0, 0);
    let (mut reading, mut writing) = (Duration::ZERO, Duration::ZERO);
    let (mut scanning, mut flushing, mut read_words) = (Duration::ZERO, Duration::ZERO, 0);
    let mut runs = Runs::default();
    let mut from = 0;
    while from < stories {
        let to = (from + BATCH).min(stories);
        let batch: Vec<Vec<Block>> = (from..to)
            .map(|n| blocks(&mixture.story(n as u64)))
            .collect();
        bytes += batch
            .iter()
            .flatten()
            .map(|block| block.text.len())
            .sum::<usize>();
        let start = cpu();
        for (n, story) in (from..to).zip(&batch) {
            let story = Words::of(story);
            words += story.len();
            let document = Document {
                sequence: n as u64 + 1,
                item: ItemHash(n as u64),
                received: 1_700_000_000 + n as u32,
                words: &story,
            };
            archive.add(&document, Loading::Bulk);
        }
        let added = cpu();
        if archive.unwritten() >= BULK_DOCUMENTS_MAX || to == stories {
            archive.flush().expect("memory");
        }
        writing += cpu().saturating_sub(start);
        flushing += cpu().saturating_sub(added);
        // The same once more: words alone, then fingerprints.
        if from < 10 * BATCH {
            let start = cpu();
            for story in &batch {
                read_words += Words::of(story).len();
            }
            scanning += cpu().saturating_sub(start);
            let start = cpu();
            for story in &batch {
                runs.fingerprints(&Words::of(story), |_| postings += 1);
            }
            reading += cpu().saturating_sub(start);
        }
        from = to;
    }
    let read = bytes.min(bytes * 10 * BATCH / stories.max(1));
    let start = cpu();
    if let Some(merge) = archive.plan_compaction() {
        merge.run().expect("memory");
        archive.adopt(&merge).expect("memory");
    }
    let joining = cpu().saturating_sub(start);
    let whole = writing + joining;
    let segment = archive.segments().next().expect("a segment");
    let seconds = |time: Duration| time.as_secs_f64();
    println!(
        "{stories} stories, {:.1} MB, {:.0} words a story",
        bytes as f64 / 1e6,
        words as f64 / stories as f64
    );
    println!(
        "words alone: {:.0} MB/s ({read_words} words); fingerprinting alone: {:.0} MB/s; {:.3} a word",
        read as f64 / 1e6 / seconds(scanning),
        read as f64 / 1e6 / seconds(reading),
        postings as f64 / (words as f64 * read as f64 / bytes as f64)
    );
    println!(
        "whole build: {:.2} s ({:.2} s writing segments, {:.2} s joining): {:.0} stories/s, {:.0} MB/s",
        seconds(whole),
        seconds(flushing),
        seconds(joining),
        stories as f64 / seconds(whole),
        bytes as f64 / 1e6 / seconds(whole)
    );
    println!(
        "index: {:.1} bytes a story ({:.1} postings a story, {:.2} bytes a posting), {} keys",
        segment.bytes_len() as f64 / stories as f64,
        segment.postings() as f64 / stories as f64,
        segment.bytes_len() as f64 / segment.postings() as f64,
        segment.keys()
    );
    (archive, store)
}
