//! Generated pages: what their edits say is what comes out. A small part here; `examples/testgen.rs` runs all of it.

use copydesk_reuse::testgen::{Class, Deception, generate, languages};

use crate::judge::judge;

const SEED: u64 = 20_261_128;
/// Pages of each class and language.
const PAGES: u64 = 6;

#[track_caller]
fn check_class(class: Class) -> usize {
    let mut pages = 0;
    for language in 0..languages().len() {
        let cases = (0..PAGES)
            .filter_map(|n| generate(class, language, SEED + n * 1_000 + language as u64));
        for case in cases {
            let (judgement, disclosure) = judge(&case);
            let said = disclosure.to_json();
            assert!(
                judgement.is_right(),
                "{} {}: {judgement:#?}\n{said}\n{}",
                class.name(),
                case.language,
                case.html
            );
            pages += 1;
        }
    }
    pages
}

#[test]
fn honest_pages_get_the_verdict_of_their_edits() {
    for class in Class::HONEST {
        assert!(check_class(class) >= 6, "{} has pages", class.name());
    }
}

#[test]
fn no_deceptive_page_is_called_unmodified() {
    let mut pages = 0;
    for deception in Deception::ALL {
        pages += check_class(Class::Deceptive(deception));
    }
    assert!(pages > 150, "{pages}");
}

#[test]
fn the_same_seed_makes_the_same_page() {
    let page = |seed| generate(Class::ReorderInsert, 0, seed).map(|case| case.html);
    assert_eq!(page(5), page(5));
    assert_ne!(page(5), page(6));
}

/// Page 350 of a run with seed 4711: the sentence left out begins with a word that the one before it ends with.
#[test]
fn a_sentence_left_out_that_shares_words_with_the_one_before_is_a_cut() {
    let case = generate(Class::CutSentence, 0, 5_061).expect("a page");
    let (judgement, disclosure) = judge(&case);
    assert!(
        judgement.is_right(),
        "{judgement:#?} {}",
        disclosure.to_json()
    );
}
