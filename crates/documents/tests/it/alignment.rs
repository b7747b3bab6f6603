//! Alignment: titles that two agreements share are hidden and used as the truth. Re-applied operations give the right
//! text byte for byte.

use std::collections::BTreeMap;

use copydesk_documents::{Document, Number, PairedBy, ReadHint, Relation, align, diff, read};
use proptest::prelude::*;

use crate::fixtures;

const LETTERS_MIN: usize = 80;
const ARTICLES: std::ops::RangeInclusive<usize> = 20..=90;
const SHARED_MIN: usize = 12;

/// The articles with a title and more than 80 characters: (title's letters, words).
fn titled(document: &Document) -> Vec<(String, String)> {
    let of = |at: usize| {
        let title = document.words(document.segments[at].heading?);
        let letters: String = title.chars().filter(char::is_ascii_alphabetic).collect();
        let words = document.words(document.body(at)).trim().to_owned();
        let kept = words.chars().count() > LETTERS_MIN;
        kept.then(|| (letters.to_lowercase(), words))
    };
    document.articles().filter_map(of).collect()
}

/// Places of titles that stand once.
fn once(articles: &[(String, String)]) -> BTreeMap<&str, usize> {
    let mut places: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (at, (title, _)) in articles
        .iter()
        .enumerate()
        .filter(|(_, article)| !article.0.is_empty())
    {
        places
            .entry(title)
            .and_modify(|place| *place = None)
            .or_insert(Some(at));
    }
    places
        .into_iter()
        .filter_map(|(title, place)| Some((title, place?)))
        .collect()
}

#[test]
fn titles_that_agreements_share_are_found_by_the_words_alone() {
    let Some(agreements) = fixtures::english("tota") else {
        return;
    };
    let documents: Vec<Vec<(String, String)>> = agreements
        .iter()
        .map(|(_, document)| titled(document))
        .filter(|articles| ARTICLES.contains(&articles.len()))
        .collect();
    let (mut pairs, mut gold, mut found, mut right) = (0, 0, 0, 0);
    for (index, left) in documents.iter().enumerate() {
        for other in &documents[index + 1..] {
            let (a, b) = (once(left), once(other));
            let shared: BTreeMap<usize, usize> = a
                .iter()
                .filter_map(|(title, &at)| Some((at, *b.get(title)?)))
                .collect();
            if shared.len() < SHARED_MIN {
                continue;
            }
            pairs += 1;
            gold += shared.len();
            let words = |articles: &[(String, String)]| -> Vec<String> {
                articles.iter().map(|article| article.1.clone()).collect()
            };
            let (left_words, right_words) = (words(left), words(other));
            let left_words: Vec<&str> = left_words.iter().map(String::as_str).collect();
            let right_words: Vec<&str> = right_words.iter().map(String::as_str).collect();
            for aligned in align(&left_words, &right_words) {
                for &l in &aligned.left {
                    for &r in &aligned.right {
                        let counts = shared.contains_key(&l) || shared.values().any(|&at| at == r);
                        found += usize::from(counts);
                        right += usize::from(shared.get(&l) == Some(&r));
                    }
                }
            }
        }
    }
    let tenths = |part: usize, whole: usize| part * 10_000 / whole.max(1);
    let f = tenths(2 * right, found + gold);
    println!(
        "{} documents, {pairs} pairs, {gold} shared titles: P {} R {} F {} (hundredths of a per cent)",
        documents.len(),
        tenths(right, found),
        tenths(right, gold),
        f
    );
    assert!(pairs > 250);
    assert!(f >= 9_650, "{f}");
}

#[test]
fn pairs_of_the_first_two_geneva_conventions_cross() {
    let Some(treaties) = fixtures::english("open-treaties") else {
        return;
    };
    let of = |name: &str| {
        &treaties
            .iter()
            .find(|(stem, _)| stem == name)
            .expect("the treaty")
            .1
    };
    let (first, second) = (of("gc-i"), of("gc-ii"));
    let found = diff(first, second);
    assert_eq!(found.apply(&first.text).as_ref(), Some(&second.text));
    let relation = |left: u32, right: u32| {
        found.pairs.iter().find_map(|pair| {
            let holds = |document: &Document, own: &[usize], number: u32| {
                own.iter().any(|&at| {
                    let segment = &document.segments[at];
                    segment.number == Some(Number::of(number)) && segment.id.starts_with("art")
                })
            };
            (holds(first, &pair.left, left) && holds(second, &pair.right, right))
                .then_some(pair.relation)
        })
    };
    assert_eq!(relation(54, 45), Some(Relation::Moved));
    assert!(relation(55, 54).is_some());
}

#[test]
fn operations_give_the_right_text_for_every_pair_of_treaties() {
    let Some(treaties) = fixtures::english("open-treaties") else {
        return;
    };
    for pair in treaties.windows(2) {
        let found = diff(&pair[0].1, &pair[1].1);
        assert_eq!(
            found.apply(&pair[0].1.text).as_ref(),
            Some(&pair[1].1.text),
            "{} {}",
            pair[0].0,
            pair[1].0
        );
    }
}

fn document(raw: &str) -> Document {
    read(raw.as_bytes(), &ReadHint::default())
        .expect("a document")
        .remove(0)
}

const OLD: &str = "The Parties agree:\n\nCHAPTER 1\nWATER\n\nArticle 1\nUse\n1. The towns share the water of the lake in equal \
    parts. 2. The council measures the level of the lake each spring.\n\nArticle 2\nFerries\nFerries run between all \
    landings each day of the year, and no toll is taken from travellers.\n\nArticle 3\nFish\nNets with a mesh under two \
    inches are forbidden. Wardens of both towns may board any boat to inspect its nets.\n";

const NEW: &str = "The Parties agree as follows:\n\nCHAPTER 1\nWATER\n\nArticle 1\nFerries\nFerries run between all \
    landings each day of the year, and no toll is taken from residents.\n\nArticle 2\nUse\nThe towns share the water of \
    the lake in equal parts.\n\nArticle 3\nMeasuring\nThe council measures the level of the lake each spring.\n\n\
    Article 4\nFish\nNets with a mesh under two inches are forbidden. Wardens of both towns may board any boat to \
    inspect its nets.\n";

#[test]
fn a_moved_a_split_and_a_kept_article_are_told_apart() {
    let (old, new) = (document(OLD), document(NEW));
    let found = diff(&old, &new);
    assert_eq!(found.apply(&old.text).as_deref(), Some(NEW));
    let of = |id: &str| {
        let pair = found
            .pairs
            .iter()
            .find(|pair| pair.right.iter().any(|&at| new.segments[at].id == id))
            .expect("a pair");
        (
            pair.relation,
            pair.left
                .iter()
                .map(|&at| old.segments[at].id.as_str())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(of("art_4"), (Relation::Same, vec!["art_3"]));
    assert_eq!(of("art_2"), (Relation::Split, vec!["art_1"]));
    assert_eq!(of("art_3"), (Relation::Split, vec!["art_1"]));
    assert_eq!(of("art_1"), (Relation::Moved, vec!["art_2"]));
    let back = diff(&new, &old);
    assert_eq!(back.apply(&new.text).as_deref(), Some(OLD));
    assert!(
        back.pairs
            .iter()
            .any(|pair| pair.relation == Relation::Merged)
    );
}

#[test]
fn other_languages_are_paired_by_number_alone() {
    let mut old = document(OLD);
    let mut new = document(NEW);
    old.facts.language = Some("en-GB".to_owned());
    new.facts.language = Some("fr".to_owned());
    let found = diff(&old, &new);
    assert_eq!(found.paired_by, PairedBy::Number);
    assert_eq!(found.apply(&old.text), None);
    assert_eq!(found.pairs.len(), 4);
    assert!(
        found
            .pairs
            .iter()
            .all(|pair| pair.operations.is_empty() && pair.similarity_words.is_none())
    );
    assert_eq!(found.pairs[3].relation, Relation::OnlyRight);
}

fn articles() -> impl Strategy<Value = String> {
    let sentence = prop_oneof![
        Just("The towns share the water of the lake in equal parts."),
        Just("Ferries run between all landings each day."),
        Just("Nets with a mesh under two inches are forbidden."),
        Just("The council meets in spring at the invitation of the oldest town."),
        Just("No toll is taken.\n\nGuests pay one coin."),
        Just("\u{2014} \u{201c}boat\u{201d} means a ferry;\n(a) small;\n(b) large."),
    ];
    proptest::collection::vec(proptest::collection::vec(sentence, 1..4), 0..7).prop_map(
        |articles| {
            let mut text = String::from("The Parties agree:\n");
            for (at, sentences) in articles.iter().enumerate() {
                text.push_str(&format!("Article {}\n{}\n", at + 1, sentences.join(" ")));
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn operations_give_the_right_text(left in articles(), right in articles()) {
        let (left, right) = (document(&left), document(&right));
        let found = diff(&left, &right);
        prop_assert_eq!(found.apply(&left.text), Some(right.text));
    }
}
