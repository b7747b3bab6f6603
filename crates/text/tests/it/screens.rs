//! What screens are given: rows of paragraphs with marked segments, and the ribbon.

use copydesk_text::{Mark, RibbonState, Row, disclose, word_diff};

use crate::{STORY, page, paragraphs, wire};

fn shown(row: &Row) -> String {
    row.segments
        .iter()
        .map(|segment| segment.page.as_str())
        .collect()
}

#[test]
fn every_page_paragraph_is_a_row_with_its_words() {
    let text =
        STORY
            .replace("night", "late")
            .replacen("\n\n", "\n\nNew words by the house.\n\n", 2);
    let side = page(&text);
    let rows = disclose(&wire(STORY), &side).rows();
    let pages: Vec<&Row> = rows.iter().filter(|row| row.page.is_some()).collect();
    assert_eq!(pages.len(), side.blocks.len());
    for (row, block) in pages.iter().zip(&side.blocks) {
        assert_eq!(shown(row), block.text);
    }
    assert_eq!(pages[0].wire, Some(0));
    assert_eq!(pages[1].wire, None);
    let marks: Vec<Mark> = pages[0]
        .segments
        .iter()
        .map(|segment| segment.mark)
        .collect();
    assert_eq!(marks, [Mark::Kept, Mark::Replaced, Mark::Kept]);
}

#[test]
fn an_omitted_paragraph_is_a_row_where_it_stood() {
    let parts: Vec<&str> = STORY.split("\n\n").collect();
    let text = [&parts[..2], &parts[3..]].concat().join("\n\n");
    let rows = disclose(&wire(STORY), &page(&text)).rows();
    assert_eq!((rows[2].wire, rows[2].page), (Some(2), None));
    assert_eq!(rows[2].segments[0].mark, Mark::Deleted);
    assert_eq!(rows.len(), 8);
}

#[test]
fn the_ribbon_says_where_each_paragraph_went() {
    let mut parts: Vec<String> = STORY.split("\n\n").map(str::to_owned).collect();
    parts[0] = parts[0].replace("night", "late");
    let moved = parts.remove(5);
    parts.insert(1, moved);
    parts.pop();
    let ribbon = disclose(&wire(STORY), &page(&parts.join("\n\n"))).ribbon();
    let states: Vec<RibbonState> = ribbon.iter().map(|part| part.state).collect();
    use RibbonState::{Changed, Kept, Moved, Omitted};
    assert_eq!(
        states,
        [Changed, Kept, Kept, Kept, Kept, Moved, Kept, Omitted]
    );
    assert_eq!((ribbon[5].page, ribbon[7].page), (Some(1), None));
}

#[test]
fn two_editions_are_compared_word_by_word() {
    let rows = word_diff(
        &paragraphs("One two three.\n\nFour five six."),
        &paragraphs("One two four.\n\nFour five six."),
    );
    assert_eq!(rows.len(), 2);
    assert!(!rows[0].is_same());
    assert!(rows[1].is_same());
    let none = word_diff(&[], &paragraphs("Only this."));
    assert_eq!((none.len(), none[0].segments[0].mark), (1, Mark::Inserted));
}
