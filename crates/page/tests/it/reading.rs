//! Reading a page: blocks, headline, metadata, charsets.

use copydesk_page::{Mark, Page, read, read_bytes};

/// Each block as `kind: text`.
fn lines(page: &Page) -> Vec<String> {
    page.blocks
        .iter()
        .map(|block| format!("{}: {}", block.block.kind.name(), block.block.text))
        .collect()
}

#[track_caller]
fn check_blocks(html: &str, expected: &[&str]) {
    assert_eq!(lines(&read(html)), expected, "{html}");
}

#[test]
fn inline_elements_join_without_anything_between_them() {
    check_blocks(
        "<p>un<b>bro</b>ken, <a href=x>link</a>ed</p>",
        &["text: unbroken, linked"],
    );
}

#[test]
fn white_space_folds_but_for_spaces_that_are_set_on_purpose() {
    check_blocks(
        "<p>\n  One\t two&nbsp; three \n</p>",
        &["text: One two\u{a0} three"],
    );
    check_blocks(
        "<p>soft&shy;hyphen&#8201;thin</p>",
        &["text: soft\u{ad}hyphen\u{2009}thin"],
    );
}

#[test]
fn character_references_are_decoded_once() {
    check_blocks(
        "<p>A&amp;amp;B &lt;i&gt; &#x201C;q&#8221;</p>",
        &["text: A&amp;B <i> “q”"],
    );
}

#[test]
fn one_break_is_a_line_feed_and_two_part_paragraphs() {
    check_blocks(
        "<div>one<br>two<br><br>three<br> <br/>four</div>",
        &["text: one\ntwo", "text: three", "text: four"],
    );
}

#[test]
fn elements_give_their_kinds() {
    check_blocks(
        "<h2>Head</h2><ul><li>item<li><p>other</ul><blockquote><p>said</blockquote>\
         <figure><img src=x><figcaption>cap</figcaption></figure>\
         <table><tr><td>a<td>b</tr><tr><td>alone</table><pre>one  two\nthree\n\nfour</pre>",
        &[
            "heading: Head",
            "list_item: item",
            "list_item: other",
            "quote: said",
            "caption: cap",
            "table_row: a\tb",
            "text: alone",
            "text: one  two\nthree",
            "text: four",
        ],
    );
}

#[test]
fn elements_of_a_sites_own_part_blocks_but_not_lines() {
    check_blocks("<p>a <x-face>smile</x-face> b</p>", &["text: a smile b"]);
    check_blocks(
        "<x-story>one<x-part>two</x-part></x-story>",
        &["text: one", "text: two"],
    );
}

#[test]
fn what_is_no_text_is_left_out() {
    check_blocks(
        "<p>a<script>var p = '<p>x</p>'</script><style>p{}</style><noscript>on</noscript>b</p>\
         <template><p>t</p></template><svg><text>drawn</text></svg><select><option>o</select>",
        &["text: ab"],
    );
}

#[test]
fn hidden_blocks_are_marked_and_hidden_words_in_a_paragraph_left_out() {
    let page = read(
        "<p>shown <span hidden>not</span><span style='Display : none'>nor</span>this</p>\
         <div aria-hidden=true><p>away</p></div><p class='visually-hidden'>too</p>",
    );
    assert_eq!(
        lines(&page),
        ["text: shown this", "text: away", "text: too"]
    );
    let hidden: Vec<bool> = page
        .blocks
        .iter()
        .map(|block| block.marks.has(Mark::Hidden))
        .collect();
    assert_eq!(hidden, [false, true, true]);
}

#[test]
fn links_and_bold_are_measured() {
    let page = read("<p><a href=x>four</a> <b>more</b></p><p><b>all <i>bold</i></b></p>");
    assert_eq!(page.blocks[0].link_share_permille, 500);
    assert!(!page.blocks[0].wholly_bold);
    assert!(page.blocks[1].wholly_bold);
}

#[test]
fn wrapped_paragraphs_share_the_container_around_their_wrappers() {
    let page = read(
        "<article><div><div class=p><p>one</p></div><div class=p><p>two</p></div><p>three</p></div></article>\
         <div>other</div>",
    );
    let containers: Vec<u32> = page.blocks.iter().map(|block| block.container).collect();
    assert_eq!(containers[0], containers[1]);
    assert_eq!(containers[1], containers[2]);
    assert_ne!(containers[2], containers[3]);
}

#[track_caller]
fn check_headline(html: &str, expected: Option<&str>, blocks: usize) {
    let page = read(html);
    assert_eq!(page.headline.as_deref(), expected, "{html}");
    assert_eq!(page.blocks.len(), blocks, "{html}");
}

#[test]
fn the_headline_is_the_h1_of_the_story_and_no_block() {
    check_headline("<h1>Talks fail</h1><p>a</p>", Some("Talks fail"), 1);
    check_headline(
        "<header><h1>Harbour Post</h1></header><article><h1>Talks fail</h1><p>a</p></article>",
        Some("Talks fail"),
        2,
    );
    check_headline(
        "<meta property=og:title content='Ministers end talks without result'><h1>Harbour Post</h1>\
         <h1>Ministers end talks without a result</h1><p>a</p>",
        Some("Ministers end talks without a result"),
        2,
    );
}

#[test]
fn without_an_h1_the_page_says_what_its_headline_is() {
    check_headline(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Stated\"}</script><p>a</p>",
        Some("Stated"),
        1,
    );
    check_headline(
        "<meta property=og:site_name content=Post><title>Talks | a history | Post</title><p>a</p>",
        Some("Talks | a history"),
        1,
    );
    check_headline("<p>a</p>", None, 1);
}

#[test]
fn metadata_is_kept_as_written_and_absent_where_it_is_absent() {
    let page = read(
        "<html lang=en-GB><head><title> The\n title </title><link rel=canonical href='https://a.example/x'>\
         <meta property='og:site_name' content='Harbour Post'><meta name=description content='What it is about.'>\
         <script type='application/ld+json'>{\"@graph\":[{\"@type\":\"ReportageNewsArticle\",\
         \"datePublished\":\"2024-06-20T05:00:00Z\",\"dateModified\":\"2024-06-21\",\
         \"author\":[{\"@type\":\"Person\",\"name\":\"A. Reporter\"},\"B. Second\"]}]}</script></head><p>a",
    );
    assert_eq!(page.title.as_deref(), Some("The title"));
    assert_eq!(page.canonical.as_deref(), Some("https://a.example/x"));
    assert_eq!(page.site.as_deref(), Some("Harbour Post"));
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.published.as_deref(), Some("2024-06-20T05:00:00Z"));
    assert_eq!(page.modified.as_deref(), Some("2024-06-21"));
    assert_eq!(page.byline.as_deref(), Some("A. Reporter, B. Second"));
    assert_eq!(page.description.as_deref(), Some("What it is about."));
    let bare = read("<p>a</p>");
    assert_eq!(
        bare,
        Page {
            blocks: bare.blocks.clone(),
            ..Page::default()
        }
    );
}

#[track_caller]
fn check_finding(page: &Page, code: &str) {
    let codes: Vec<&str> = page.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&code), "{codes:?}");
}

#[test]
fn text_without_tags_is_plain_text() {
    let page = read("First line\nsecond line.\n \nAnother, 3 < 4 & 5 > 4.\n");
    assert_eq!(
        lines(&page),
        [
            "text: First line\nsecond line.",
            "text: Another, 3 < 4 & 5 > 4."
        ]
    );
    check_finding(&page, "page.not_html");
}

#[test]
fn empty_pages_say_so() {
    check_finding(&read(""), "page.empty");
    check_finding(&read("<html><script>x</script></html>"), "page.empty");
}

#[test]
fn bytes_are_read_in_the_charset_they_are_in() {
    let page = read_bytes(b"<p>caf\xe9</p>", None);
    assert_eq!(lines(&page), ["text: café"]);
    check_finding(&page, "page.charset_guessed");
    let page = read_bytes(b"<p>caf\xe9</p>", Some("ISO-8859-1"));
    assert_eq!(lines(&page), ["text: café"]);
    assert_eq!(page.findings, []);
}

#[test]
fn broken_json_ld_is_a_finding() {
    let page = read("<script type='application/ld+json'>{\"headline\": </script><p>a</p>");
    check_finding(&page, "page.json_ld_broken");
}
