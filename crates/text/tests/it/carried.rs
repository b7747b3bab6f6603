//! Laws for texts whose passages are carried to other paragraphs, parted and joined, with words and typography changed
//! on the way: the operations give the page, a check agrees, and each word of the wire is counted once.

use copydesk_text::{Block, Disclosure, PageSide, WireSide};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::computed;

const WORDS: [&str; 30] = [
    "ferry",
    "port",
    "the",
    "of",
    "smoke",
    "captain",
    "Lind",
    "said",
    "312",
    "not",
    "divers",
    "hull",
    "don't",
    "defense",
    "island",
    "night",
    "in",
    "a",
    "was",
    "Sorn",
    "boats",
    "company",
    "line",
    "day",
    "\"stop\"",
    "rope",
    "नहीं",
    "क्या",
    "crew",
    "shore",
];

const MARKS: [&str; 5] = [" ", " ", " ", ", ", ". "];

fn paragraph() -> impl Strategy<Value = String> {
    let piece = (
        prop::sample::select(&WORDS[..]),
        prop::sample::select(&MARKS[..]),
    );
    prop::collection::vec(piece, 1..70).prop_map(|pieces| {
        pieces
            .iter()
            .map(|(word, mark)| format!("{word}{mark}"))
            .collect()
    })
}

#[derive(Clone, Debug)]
enum Change {
    /// Words from here to there of a paragraph go into another one.
    Carry(Index, Index, Index, Index, Index),
    Part(Index, Index),
    Join(Index),
    Move(Index, Index),
    Word(Index, Index, &'static str),
    /// Other typography in a whole paragraph.
    Set(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), at(), at(), at(), at()).prop_map(|(a, b, c, d, e)| Change::Carry(a, b, c, d, e)),
        2 => (at(), at()).prop_map(|(a, b)| Change::Part(a, b)),
        1 => at().prop_map(Change::Join),
        1 => (at(), at()).prop_map(|(a, b)| Change::Move(a, b)),
        2 => (at(), at(), prop::sample::select(&WORDS[..])).prop_map(|(a, b, word)| Change::Word(a, b, word)),
        1 => at().prop_map(Change::Set),
    ]
}

fn changed(sent: &[String], changes: Vec<Change>) -> Vec<String> {
    let split = |text: &String| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut shown: Vec<Vec<String>> = sent.iter().map(split).collect();
    for change in changes {
        let size = shown.len();
        match change {
            Change::Carry(from, start, end, to, at) => {
                let own = &mut shown[from.index(size)];
                let start = start.index(own.len());
                let end = start + end.index(own.len() - start + 1);
                let carried: Vec<String> = own.drain(start..end).collect();
                let other = &mut shown[to.index(size)];
                let at = at.index(other.len() + 1);
                other.splice(at..at, carried);
            }
            Change::Part(from, at) => {
                let from = from.index(size);
                let at = at.index(shown[from].len() + 1);
                let rest = shown[from].split_off(at);
                shown.insert(from + 1, rest);
            }
            Change::Join(at) if at.index(size) + 1 < size => {
                let next = shown.remove(at.index(size) + 1);
                shown[at.index(size)].extend(next);
            }
            Change::Join(_) => {}
            Change::Move(from, to) => {
                let moved = shown.remove(from.index(size));
                shown.insert(to.index(size), moved);
            }
            Change::Word(from, at, word) => {
                let own = &mut shown[from.index(size)];
                if !own.is_empty() {
                    let at = at.index(own.len());
                    own[at] = word.to_owned();
                }
            }
            Change::Set(from) => {
                for word in &mut shown[from.index(size)] {
                    *word = word.replace('\'', "\u{2019}").replace('"', "\u{201D}");
                }
            }
        }
        shown.iter_mut().for_each(|words| {
            if words.is_empty() {
                words.push(String::new());
            }
        });
    }
    shown.iter().map(|words| words.join(" ")).collect()
}

fn check_counts(disclosure: &Disclosure) {
    let Some(counts) = disclosure
        .counts()
        .filter(|_| disclosure.stripped().is_empty())
    else {
        return;
    };
    let kept = counts.words_same + counts.words_typographic + counts.words_house;
    let rest = counts.words_moved + counts.words_changed + counts.words_removed;
    assert_eq!(
        kept + rest,
        counts.words_wire,
        "{:#?}",
        disclosure.operations()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_whose_passages_are_carried_hold_the_laws(
        sent in prop::collection::vec(paragraph(), 1..6),
        changes in prop::collection::vec(change(), 0..9),
    ) {
        let shown = changed(&sent, changes);
        let blocks = |texts: &[String]| texts.iter().map(|text| Block::paragraph(text.as_str())).collect();
        let wire = WireSide { blocks: blocks(&sent), ..WireSide::default() };
        let page = PageSide { blocks: blocks(&shown), ..PageSide::default() };
        check_counts(&computed(&wire, &page));
    }
}
