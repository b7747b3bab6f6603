//! Parts of the sentence that the aligner gives no pair for, but that a stored disclosure may have.

use super::{Names, sentence};
use crate::disclosure::{Counts, Verdict};
use crate::patterns::Language;
use crate::weigh::Weighed;

#[track_caller]
fn check_moved(words_moved_alone: usize, english: &str, hindi: &str) {
    let weighed = Weighed {
        verdict: Verdict::Modified,
        level: None,
        counts: Counts::default(),
        stripped: Vec::new(),
        insertions: Vec::new(),
        passages_unmodified: false,
        words_moved_alone,
    };
    let names = Names {
        agency: Some("Aster"),
        site: None,
        headline: None,
        combined: Vec::new(),
    };
    assert_eq!(sentence(&weighed, &names, Language::English), english);
    assert_eq!(sentence(&weighed, &names, Language::Hindi), hindi);
}

#[test]
fn a_passage_that_moved_is_said_in_words() {
    check_moved(
        1,
        "From the Aster wire: the text was edited: 1 word moved.",
        "Aster की वायर से: पाठ संपादित किया गया है: 1 शब्द का स्थान बदला गया।",
    );
    check_moved(
        4,
        "From the Aster wire: the text was edited: 4 words moved.",
        "Aster की वायर से: पाठ संपादित किया गया है: 4 शब्दों का स्थान बदला गया।",
    );
}
