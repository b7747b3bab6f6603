//! Every row of the folding table, through the public door: what it maps is typography or less, and the same place with
//! a letter in it is an edit.

use copydesk_text::Verdict;

use crate::{computed, page, wire};

const TABLE: &str = include_str!("../../data/fold.tsv");

struct Row {
    class: &'static str,
    from: String,
    to: String,
}

fn letters(points: &str) -> String {
    let points = points.split(' ').filter(|point| !point.is_empty());
    points
        .filter_map(|point| char::from_u32(u32::from_str_radix(point, 16).ok()?))
        .collect()
}

fn rows() -> impl Iterator<Item = Row> {
    let rows = TABLE
        .lines()
        .filter(|row| !row.starts_with("# ") && !row.is_empty());
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let (class, from, to) = (cells.next()?, cells.next()?, cells.next()?);
        (class != "sequence").then(|| Row {
            class,
            from: letters(from),
            to: letters(to),
        })
    })
}

fn verdict(sent: &str, shown: &str) -> Option<Verdict> {
    computed(&wire(sent), &page(shown)).verdict()
}

fn folds(sent: &str, shown: &str) -> bool {
    let forms = [verdict(sent, shown), verdict(shown, sent)];
    forms
        .iter()
        .all(|verdict| matches!(verdict, Some(Verdict::Identical | Verdict::Typography)))
}

#[test]
fn every_row_of_the_table_folds_and_no_letter_does() {
    let mut count = 0;
    for Row { class, from, to } in rows() {
        let around =
            |middle: &str| format!("The water of the old{middle}river rose again that night.");
        let apart =
            |middle: &str| format!("The water of the old {middle} river rose again that night.");
        let folded = folds(&around(&from), &around(&to)) || folds(&apart(&from), &apart(&to));
        assert!(folded, "{class} {from:?} {to:?}");
        for (shown, edited) in [(around(&from), around("ж")), (apart(&from), apart("ж"))] {
            assert!(
                !folds(&shown, &edited),
                "{class} {from:?} folds to a letter"
            );
        }
        count += 1;
    }
    assert!(count > 1_200, "{count} rows");
}
