//! Tests of the block splitter, on strings of HTML.

use proptest::prelude::*;

use super::{blocks_of_html, blocks_of_tree, looks_like_html, text_of_html};
use crate::BlockKind::{self, Caption, Heading, ListItem, Quote, TableRow, Text};
use crate::chars::Mapped;
use crate::finding::Findings;
use crate::xml::{self, Enter};

#[track_caller]
fn check(html: &str, expected: &[(BlockKind, &str)]) {
    let found = blocks_of_html(&Mapped::copy_of(html, 0));
    let pairs: Vec<(BlockKind, &str)> = found.iter().map(|p| (p.kind, p.text.as_str())).collect();
    assert_eq!(pairs, expected, "{html}");
    for paragraph in &found {
        let around = match paragraph.kind {
            TableRow => "<tr><td>",
            _ if html.starts_with("<pre>") => "<pre>",
            _ => "",
        };
        let part = format!(
            "{around}{}",
            &html[paragraph.span.start..paragraph.span.end]
        );
        let again = blocks_of_html(&Mapped::copy_of(&part, 0));
        let joined: Vec<&str> = again.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(joined.join("\t"), paragraph.text, "{part}");
    }
}

#[test]
fn of_several_signs_only_the_last_may_open_a_tag() {
    check(
        "a << b <<<p>c</p><<",
        &[(Text, "a << b <<"), (Text, "c"), (Text, "<<")],
    );
    check("<< <<i>a</i> <<!-- b -->c <</", &[(Text, "<< <a <c <</")]);
}

#[test]
fn paragraphs_headings_and_lists_keep_their_order() {
    check(
        "<h2>Top</h2><p>One <b>bold</b>\n  word.<p>Two<ul><li>a<li>b<ol><li>c</ol></ul>tail",
        &[
            (Heading, "Top"),
            (Text, "One bold word."),
            (Text, "Two"),
            (ListItem, "a"),
            (ListItem, "b"),
            (ListItem, "c"),
            (Text, "tail"),
        ],
    );
    check(
        "<blockquote><p>Said</p></blockquote><figure><figcaption>Seen</figcaption></figure>",
        &[(Quote, "Said"), (Caption, "Seen")],
    );
}

#[test]
fn one_break_is_a_line_feed_and_two_are_a_paragraph() {
    check(
        "<p>were<br/>found<br> <br>here</p>",
        &[(Text, "were\nfound"), (Text, "here")],
    );
    check("<br>a<br>", &[(Text, "a")]);
}

#[test]
fn cells_of_a_row_are_joined_by_tab() {
    check(
        "<table><caption>Berths</caption><tr><th>East</th><td><p>9</p><p>ships</p></td></tr><tr><td>West<td></td><td>2<br>3</tr></table>after",
        &[
            (Caption, "Berths"),
            (TableRow, "East\t9 ships"),
            (TableRow, "West\t\t2 3"),
            (Text, "after"),
        ],
    );
}

#[test]
fn scripts_comments_and_doctypes_are_no_text() {
    check(
        "<!DOCTYPE html><head><title>x</title><body><script>if (a < b) '</p>'</script><style>p{}</style>a<!-- b -->c",
        &[(Text, "ac")],
    );
}

#[test]
fn signs_that_are_no_markup_stay() {
    check(
        "a < b & c > d &amp; &hellip; &unknown; AT&T",
        &[(Text, "a < b & c > d & \u{2026} &unknown; AT&T")],
    );
    check(
        "<p title=\"a > b\">x</p><a href='>'>y</a>",
        &[(Text, "x"), (Text, "y")],
    );
    check("trail <", &[(Text, "trail <")]);
    check(
        "no\u{a0}break \u{ad}soft",
        &[(Text, "no\u{a0}break \u{ad}soft")],
    );
}

#[test]
fn preformatted_text_keeps_its_lines() {
    check(
        "<pre>\n one\n   two  x\n</pre>",
        &[(Text, "one\n   two  x")],
    );
}

#[test]
fn marked_up_text_is_told_from_plain_text() {
    assert!(
        looks_like_html("a<br>b") && looks_like_html("x</p>") && looks_like_html("<P class='a'>")
    );
    assert!(!looks_like_html("a < b > c") && !looks_like_html("<name@example.org>"));
    assert_eq!(text_of_html("A &amp; <i>B</i><br>C"), "A & B\nC");
}

fn fragments() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ a-zäß\n.]{0,10}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<br/>",
            "<b>",
            "</b>",
            "<ul>",
            "</ul>",
            "<li>",
            "</li>",
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<pre>",
            "</pre>",
            "<h2>",
            "</h2>",
            "&amp;",
            "&#8211;",
            "<!--",
            "-->",
            "<",
            "&",
            "<script>",
            "</script>",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_lie_in_order_inside_the_source(html in fragments()) {
        let mut last = 0;
        for paragraph in blocks_of_html(&Mapped::copy_of(&html, 0)) {
            prop_assert!(paragraph.span.start >= last && paragraph.span.end <= html.len());
            prop_assert!(paragraph.span.start < paragraph.span.end);
            prop_assert!(!paragraph.text.trim_ascii().is_empty());
            last = paragraph.span.start;
        }
    }

    #[test]
    fn well_formed_fragments_read_the_same_as_a_tree_and_as_a_string(
        texts in prop::collection::vec(("[a-z ]{0,9}", 0_usize..7), 0..12),
    ) {
        let shapes = ["<p>@</p>", "<h2>@</h2>", "<ul><li>@</li></ul>", "<p>@<br/>x</p>", "<table><tr><td>@</td><td>y</td></tr></table>", "<div>@&amp;</div>", "@"];
        let body: String = texts.iter().map(|(text, shape)| shapes[*shape].replace('@', text)).collect();
        let source = format!("<div>{body}</div>");
        let document = Mapped::copy_of(&source, 0);
        let tree = xml::parse(&document, &mut Findings::new());
        let from_tree = blocks_of_tree(&tree, tree.document(), |_| Enter::Into);
        prop_assert_eq!(from_tree, blocks_of_html(&document));
    }
}
