//! Finding: memory, segments, joined segments and a plain comparison of all texts agree; hidden items are gone.

use copydesk_reuse::{
    Document, Evidence, Found, ItemHash, Kinship, Loading, MemoryStore, Query, SegmentStore, Topic,
};
use proptest::prelude::*;

use crate::builders::{Numbers, add, open, query, text, words_of};

/// What a search answers, as far as it does not depend on how the archive is stored.
fn answer(archive: &copydesk_reuse::Archive, query: &Query) -> Vec<(u64, usize, usize, u64)> {
    let search = archive.search(query);
    let candidates = search.candidates();
    let row =
        |c: &copydesk_reuse::Candidate| (c.found.sequence, c.cover.count(), c.shared, c.score);
    let mut rows: Vec<_> = candidates.iter().map(row).collect();
    rows.extend(search.sources(Evidence::Minimum).iter().map(row));
    rows
}

/// Texts of which some share passages with earlier ones.
fn texts(seed: u64, count: usize) -> Vec<Vec<String>> {
    let mut numbers = Numbers(seed);
    let mut texts: Vec<Vec<String>> = Vec::new();
    for at in 0..count {
        let len = 60 + numbers.below(80);
        let mut own = text(&mut numbers, len);
        if at > 0 && numbers.below(2) == 0 {
            let other = &texts[numbers.below(at)];
            let start = numbers.below(other.len() / 2);
            own.extend_from_slice(&other[start..start + other.len() / 3]);
        }
        texts.push(own);
    }
    texts
}

#[test]
fn writing_and_joining_segments_changes_no_answer() {
    let texts = texts(7, 60);
    let mut memory = open(&MemoryStore::default());
    let mut stored = open(&MemoryStore::default());
    for (at, text) in texts.iter().enumerate() {
        let (sequence, item) = (at as u64 + 1, at as u64 / 2);
        assert!(add(&mut memory, sequence, item, text));
        assert!(add(&mut stored, sequence, item, text));
        if at % 5 == 4 {
            stored.flush().expect("memory does not fail");
        }
        while let Some(merge) = stored.plan_merge() {
            merge.run().expect("memory does not fail");
            stored.adopt(&merge).expect("memory does not fail");
        }
    }
    assert_eq!(stored.segments().len(), 8);
    let merge = stored.plan_compaction().expect("several segments");
    let before: Vec<_> = texts
        .iter()
        .map(|text| answer(&stored, &query(text)))
        .collect();
    merge.run().expect("memory does not fail");
    stored.adopt(&merge).expect("memory does not fail");
    assert_eq!(stored.segments().len(), 1);
    for (text, before) in texts.iter().zip(before) {
        let query = query(text);
        assert_eq!(answer(&stored, &query), before);
        assert_eq!(answer(&memory, &query), before);
        assert!(!before.is_empty());
    }
}

#[test]
fn a_bulk_load_answers_like_single_documents() {
    let texts = texts(8, 40);
    let (mut live, mut bulk) = (open(&MemoryStore::default()), open(&MemoryStore::default()));
    for (at, text) in texts.iter().enumerate() {
        add(&mut live, at as u64 + 1, at as u64, text);
        let document = Document {
            sequence: at as u64 + 1,
            item: ItemHash(at as u64),
            received: u32::try_from(at + 1).expect("small") * 60,
            words: &words_of(text),
        };
        assert!(bulk.add(&document, Loading::Bulk));
        assert!(
            !bulk.add(&document, Loading::Bulk),
            "an event is taken once"
        );
    }
    for flushed in [false, true] {
        if flushed {
            bulk.flush().expect("memory does not fail");
        }
        for text in &texts {
            assert_eq!(answer(&bulk, &query(text)), answer(&live, &query(text)));
        }
    }
}

#[test]
fn a_bulk_load_writes_the_bytes_that_single_documents_write() {
    let (mut numbers, mut passages) = (Numbers(12), Vec::new());
    let (one, many) = (MemoryStore::default(), MemoryStore::default());
    let (mut live, mut bulk) = (open(&one), open(&many));
    for sequence in 1..=2_400 {
        // Words of a passage recur in the text and in others, some in more than two hundred.
        let mut own = text(&mut numbers, 70);
        if sequence % 50 == 1 {
            passages.push(own[..30].to_vec());
        }
        for _ in 0..2 {
            own.extend_from_slice(&passages[numbers.below(passages.len().min(8))]);
        }
        let document = Document {
            sequence,
            item: ItemHash(sequence),
            received: 60,
            words: &words_of(&own),
        };
        assert!(live.add(&document, Loading::Live));
        assert!(bulk.add(&document, Loading::Bulk));
    }
    for archive in [&mut live, &mut bulk] {
        archive.flush().expect("memory does not fail");
    }
    let names = one.names().expect("memory does not fail");
    assert_eq!(names.len(), 2);
    for name in names {
        let of = |store: &MemoryStore| store.open(&name).expect("it was written").bytes().to_vec();
        assert!(of(&one) == of(&many), "{name}");
    }
}

#[test]
fn an_opened_archive_answers_like_the_one_that_was_closed() {
    let (store, texts) = (MemoryStore::default(), texts(9, 20));
    let mut archive = open(&store);
    for (at, text) in texts.iter().enumerate() {
        add(&mut archive, at as u64 + 1, 5, text);
    }
    archive.hide(ItemHash(77));
    archive.flush().expect("memory does not fail");
    let mut again = open(&store);
    assert_eq!((again.sequence(), again.documents()), (20, 20));
    for text in &texts {
        assert_eq!(answer(&again, &query(text)), answer(&archive, &query(text)));
    }
    add(&mut again, 21, 5, &texts[0]);
    let page = query(&texts[0]);
    let versions: Vec<u32> = again
        .search(&page)
        .candidates()
        .iter()
        .map(|c| c.found.nth)
        .collect();
    assert!(versions.starts_with(&[1, 21]), "{versions:?}");
}

#[test]
fn a_killed_item_is_gone_from_the_next_query_and_from_every_later_one() {
    let (store, texts) = (MemoryStore::default(), texts(10, 12));
    let mut archive = open(&store);
    let holds = |archive: &copydesk_reuse::Archive, text: &[String]| {
        let page = query(text);
        let search = archive.search(&page);
        let candidates = search.candidates();
        candidates.iter().any(|c| c.found.item == ItemHash(1))
            || search
                .holders(0..20)
                .first
                .is_some_and(|first| first.item == ItemHash(1))
    };
    for (at, text) in texts.iter().enumerate() {
        add(&mut archive, at as u64 + 1, at as u64 % 3, text);
        if at % 4 == 3 {
            archive.flush().expect("memory does not fail");
        }
    }
    add(&mut archive, 13, 1, &texts[3]);
    assert!(holds(&archive, &texts[1]) && holds(&archive, &texts[3]));
    archive.hide(ItemHash(1));
    add(&mut archive, 14, 1, &texts[1]);
    assert!(texts.iter().all(|text| !holds(&archive, text)));
    archive.flush().expect("memory does not fail");
    let mut archive = open(&store);
    assert!(texts.iter().all(|text| !holds(&archive, text)));
    let merge = archive.plan_compaction().expect("several segments");
    merge.run().expect("memory does not fail");
    archive.adopt(&merge).expect("memory does not fail");
    assert!(texts.iter().all(|text| !holds(&archive, text)));
    assert_eq!(archive.documents(), 14 - 6, "a join drops what is hidden");
}

#[test]
fn a_kill_while_segments_are_joined_holds() {
    let mut archive = open(&MemoryStore::default());
    let texts = texts(11, 4);
    for (at, text) in texts.iter().enumerate() {
        add(&mut archive, at as u64 + 1, at as u64, text);
        archive.flush().expect("memory does not fail");
    }
    let merge = archive.plan_compaction().expect("several segments");
    archive.hide(ItemHash(2));
    merge.run().expect("memory does not fail");
    archive.adopt(&merge).expect("memory does not fail");
    let page = query(&texts[2]);
    assert!(
        archive
            .search(&page)
            .candidates()
            .iter()
            .all(|c| c.found.item != ItemHash(2))
    );
}

#[test]
fn a_passage_is_first_seen_where_it_was_received_first() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(3);
    let passage = text(&mut numbers, 30);
    let with = |numbers: &mut Numbers| {
        let mut whole = text(numbers, 40);
        whole.extend_from_slice(&passage);
        whole.extend(text(numbers, 40));
        whole
    };
    for (sequence, item) in [(1, 10), (2, 11), (3, 11), (4, 12), (5, 13)] {
        let whole = with(&mut numbers);
        add(&mut archive, sequence, item, &whole);
    }
    archive.hide(ItemHash(13));
    let page = query(&passage);
    let holders = archive.search(&page).holders(0..30);
    assert_eq!(
        (
            holders.first.map(|first| first.item),
            holders.others,
            holders.capped
        ),
        (Some(ItemHash(10)), 2, false)
    );
}

#[test]
fn a_passage_in_more_than_two_hundred_documents_is_capped_and_stays_so() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(4);
    let passage = text(&mut numbers, 20);
    for sequence in 1..=230 {
        let mut whole = text(&mut numbers, 20);
        whole.extend_from_slice(&passage);
        add(&mut archive, sequence, sequence, &whole);
        if sequence % 60 == 0 {
            archive.flush().expect("memory does not fail");
        }
    }
    let page = query(&passage);
    assert!(archive.search(&page).candidates().is_empty());
    archive.flush().expect("memory does not fail");
    let merge = archive.plan_compaction().expect("several segments");
    merge.run().expect("memory does not fail");
    archive.adopt(&merge).expect("memory does not fail");
    add(&mut archive, 231, 231, &passage);
    assert!(
        archive.search(&page).candidates().is_empty(),
        "a capped key does not start anew"
    );
}

#[test]
fn nothing_is_a_source_without_the_minimum_of_evidence() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(5);
    let wire = text(&mut numbers, 200);
    add(&mut archive, 1, 1, &wire);
    let page = |numbers: &mut Numbers, words: usize| {
        let mut page = text(numbers, 50);
        page.extend_from_slice(&wire[20..20 + words]);
        page.extend(text(numbers, 50));
        query(&page)
    };
    let short = page(&mut numbers, 9);
    assert_eq!(archive.search(&short).sources(Evidence::Any).len(), 1);
    assert!(archive.search(&short).sources(Evidence::Minimum).is_empty());
    let long = page(&mut numbers, 30);
    assert_eq!(archive.search(&long).sources(Evidence::Minimum).len(), 1);
}

#[test]
fn a_few_stock_phrases_are_no_source() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(13);
    let wire = text(&mut numbers, 200);
    add(&mut archive, 1, 1, &wire);
    let page = |numbers: &mut Numbers, phrases: &[usize]| {
        let mut page = text(numbers, 30);
        for &at in phrases {
            page.extend_from_slice(&wire[at..at + 9]);
            page.extend(text(numbers, 10));
        }
        query(&page)
    };
    let two = page(&mut numbers, &[10, 60]);
    assert!(archive.search(&two).sources(Evidence::Minimum).is_empty());
    let three = page(&mut numbers, &[10, 60, 110]);
    assert_eq!(archive.search(&three).sources(Evidence::Minimum).len(), 1);
}

#[test]
fn a_long_passage_that_many_items_have_is_a_source_and_a_short_one_is_not() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(14);
    let background = text(&mut numbers, 40);
    for sequence in 1..=400 {
        let mut own = text(&mut numbers, 30);
        if sequence % 10 == 0 {
            own.extend_from_slice(&background);
        }
        add(&mut archive, sequence, sequence, &own);
    }
    let page = |numbers: &mut Numbers, words: usize| {
        let mut page = text(numbers, 40);
        page.extend_from_slice(&background[..words]);
        page.extend(text(numbers, 40));
        query(&page)
    };
    let long = page(&mut numbers, 40);
    let sources = archive.search(&long).sources(Evidence::Minimum);
    let first: Vec<u64> = sources.iter().map(|source| source.found.sequence).collect();
    assert_eq!(first, [10], "the first of those that have it");
    let short = page(&mut numbers, 12);
    assert!(archive.search(&short).sources(Evidence::Minimum).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_shared_run_of_eight_words_is_found_in_the_archive(seed in any::<u64>(), at in 0_usize..40) {
        let mut numbers = Numbers(seed);
        let mut archive = open(&MemoryStore::default());
        for sequence in 1..=10 {
            let other = text(&mut numbers, 60);
            add(&mut archive, sequence, sequence, &other);
        }
        let wire = text(&mut numbers, 60);
        add(&mut archive, 11, 11, &wire);
        if seed % 2 == 0 {
            archive.flush().expect("memory does not fail");
        }
        let mut page = text(&mut numbers, 30);
        page.extend_from_slice(&wire[at..at + 8]);
        page.extend(text(&mut numbers, 30));
        let page = query(&page);
        let found = archive.search(&page).sources(Evidence::Any);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].found.sequence, 11);
        prop_assert!(found[0].cover.count() >= 8);
    }
}

#[test]
fn duplicates_and_related_stories_are_told_apart_and_a_closed_one_is_left_out() {
    let mut archive = open(&MemoryStore::default());
    let mut numbers = Numbers(6);
    let wire = text(&mut numbers, 120);
    let background = wire[80..110].to_vec();
    let with_background = |numbers: &mut Numbers| [text(numbers, 90), background.clone()].concat();
    let (near, closed) = (with_background(&mut numbers), with_background(&mut numbers));
    let texts = [
        (1, wire.clone()),
        (2, wire.clone()),
        (3, wire[..60].to_vec()),
        (4, near),
        (5, closed),
    ];
    for (item, text) in &texts {
        add(&mut archive, *item, *item, text);
    }
    let page = query(&wire);
    let search = archive.search(&page);
    let duplicates: Vec<_> = search
        .duplicates(ItemHash(1))
        .iter()
        .map(|(found, kin)| (found.item.0, *kin))
        .collect();
    assert_eq!(
        duplicates,
        [(2, Kinship::SameText), (3, Kinship::ShorterForm)]
    );
    let open_ones = |found: &Found| (found.item != ItemHash(5)).then(Topic::default);
    let related: Vec<u64> = search
        .related(ItemHash(1), 1_000, open_ones)
        .iter()
        .map(|r| r.found.item.0)
        .collect();
    assert_eq!(related, [4]);
}
