//! Pages made to break a reader: each ends, with what could be read and a finding.

use copydesk_page::{published, read, read_bytes};
use copydesk_text::{Block, WireSide};
use proptest::prelude::*;

#[track_caller]
fn check_truncated(html: &str) {
    let page = read(html);
    let codes: Vec<&str> = page.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"page.truncated"), "{codes:?}");
    assert_eq!(
        page.blocks[0].block.text, "first",
        "what came before is read"
    );
}

#[test]
fn two_hundred_thousand_nested_elements_end() {
    for name in ["div", "b", "ul", "span", "svg", "x-y", "font"] {
        let nested = format!("<{name}>").repeat(200_000);
        check_truncated(&format!("<p>first</p>{nested}last"));
    }
}

#[test]
fn half_a_million_attributes_on_one_tag_end() {
    // Repeated names cost the parser little, so that this is quick; they are counted like others.
    let attributes: String = (0..500_000)
        .map(|number| format!(" a{}", number % 100))
        .collect();
    check_truncated(&format!("<p>first</p><div t='>'{attributes}>last</div>"));
}

#[test]
fn body_tags_that_keep_adding_attributes_end() {
    let bodies: String = (0..100_000)
        .map(|number| format!("<body a{number}>"))
        .collect();
    check_truncated(&format!("<p>first</p>{bodies}last"));
}

#[test]
fn formatting_that_multiplies_with_each_paragraph_ends() {
    let opened: String = (0..400).map(|number| format!("<b id={number}>")).collect();
    let paragraphs = "<p>x".repeat(200_000);
    check_truncated(&format!("<p>first</p>{opened}{paragraphs}"));
}

#[test]
fn a_page_over_the_size_limit_is_read_up_to_it() {
    let filler = "<!-- filler filler -->".repeat(900_000);
    check_truncated(&format!("<p>first</p>{filler}<p>last</p>"));
}

#[test]
fn a_headline_of_a_million_words_and_a_hundred_thousand_headlines_end() {
    let words = "word ".repeat(500_000);
    let stated = format!(
        "<meta property=og:title content='{}'>",
        "word ".repeat(20_000)
    );
    let page = read(&format!("{stated}<h1>{words}</h1><p>last</p>"));
    assert_eq!(page.blocks.len(), 1);
    let page = read(&format!(
        "{stated}{}<p>last</p>",
        "<h1>other</h1>".repeat(100_000)
    ));
    assert_eq!(page.blocks.len(), 100_001);
}

#[test]
fn a_page_that_keeps_its_state_in_an_attribute_is_read_whole() {
    let state = "{\"key\": \"some words and a/path/to it\"}, ".repeat(5_000);
    let page = read(&format!(
        "<p>first</p><div data-state='{state}'></div><p>last</p>"
    ));
    assert_eq!(page.blocks.len(), 2);
    assert_eq!(page.findings, []);
}

#[test]
fn a_real_sized_script_does_not_end_the_reading() {
    let script = "var a = {\"key\": \"value of some length\"};\n".repeat(20_000);
    let page = read(&format!("<p>first</p><script>{script}</script><p>last</p>"));
    assert_eq!(page.blocks.len(), 2);
    assert_eq!(page.findings, []);
}

fn wire() -> WireSide {
    let texts = [
        "The talks ended on Friday without any result.",
        "Both sides said so.",
    ];
    WireSide {
        blocks: texts.map(Block::paragraph).to_vec(),
        ..WireSide::default()
    }
}

proptest! {
    #[test]
    fn no_string_breaks_the_reading(text in any::<String>()) {
        let page = read(&text);
        let _ = published(&page, &wire());
    }

    #[test]
    fn no_bytes_break_the_reading(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = published(&read_bytes(&bytes, None), &wire());
        let _ = published(&read_bytes(&bytes, Some("utf-16le")), &wire());
    }

    #[test]
    fn no_heap_of_tags_breaks_the_reading(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<div class=promo>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>",
                "<a href=x>", "</a>", "<br>", "<li>", "<ul>", "<h1>", "<h2>", "<svg>", "<template>", "</template>",
                "<select>", "<form>", "<frameset>", "<!--", "-->", "<script>", "</script>", "<aside hidden>", "<pre>\n",
                "The talks ended on Friday without any result.", "words ", "&amp;", "<body id=story-text>", "<p data-p=1>",
            ]),
            0..60,
        )
    ) {
        let page = read(&parts.concat());
        let side = published(&page, &wire());
        let blocks = side.blocks.len();
        prop_assert!(side.asides.iter().all(|(index, _)| *index < blocks));
        prop_assert!(side.standfirst.is_none_or(|index| index < blocks));
    }
}
