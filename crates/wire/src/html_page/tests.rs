//! What a page of HTML is read into.

use proptest::prelude::*;

use crate::{BlockKind, Format, Hint, Item, read};

fn item(page: &str) -> Item {
    read(page.as_bytes(), &Hint::default()).items.remove(0)
}

fn texts<'i>(item: &'i Item, name: &str) -> Vec<&'i str> {
    let rendition = item.renditions.iter().find(|r| r.name == name);
    let paragraphs = rendition
        .map(|r| r.paragraphs.as_slice())
        .unwrap_or_default();
    paragraphs.iter().map(|p| p.text.as_str()).collect()
}

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Weir holds | Vale Post</title>
<link rel="canonical" href="https://vale.example/weir">
<meta property="og:description" content="Nine weeks &amp; forty tonnes.">
<meta property="og:image" content="https://vale.example/weir.jpg"><meta property="og:image:width" content="800">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},
{"@type":["NewsArticle"],"headline":"Weir of Vale holds","datePublished":"2026-03-03T09:00:00+01:00",
"dateModified":"2026-03-03T10:00:00+01:00","author":[{"name":"Ada Vale"},{"name":"Ben Quay"}],
"publisher":{"name":"Vale Post"},"keywords":"river, weir","articleSection":"Town"}]}</script></head>
<body><nav><a href="/">Front</a></nav><main><article><h1>Weir holds</h1><p>The weir <b>holds</b>.</p>
<aside><p>Subscribe now.</p></aside><ul><li>Forty tonnes<li>Two divers</ul>
<figure><img src="/weir-2.jpg" alt="The weir"><figcaption>The weir on Monday</figcaption></figure></article></main>
<footer>Vale Post, Quay 3</footer></body></html>"#;

#[test]
fn the_article_is_the_text_and_all_else_stands_around_it() {
    let item = item(PAGE);
    assert_eq!(item.format, Some(Format::Html));
    assert_eq!(item.headline.as_deref(), Some("Weir holds"));
    let kinds: Vec<(BlockKind, &str)> = (item.body().unwrap().paragraphs.iter())
        .map(|p| (p.kind, p.text.as_str()))
        .collect();
    let expected = [
        (BlockKind::Text, "The weir holds."),
        (BlockKind::ListItem, "Forty tonnes"),
        (BlockKind::ListItem, "Two divers"),
        (BlockKind::Caption, "The weir on Monday"),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(
        texts(&item, "around"),
        ["Front", "Subscribe now.", "Vale Post, Quay 3"]
    );
    for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
        let sent = &PAGE[paragraph.span.start..paragraph.span.end];
        let bare = sent
            .replace("<b>", "")
            .replace("</b>", "")
            .replace("&amp;", "&");
        assert_eq!(bare, paragraph.text);
    }
}

#[test]
fn the_head_and_its_json_fill_the_item() {
    let item = item(PAGE);
    assert_eq!(item.guid, "https://vale.example/weir");
    assert_eq!(item.byline.as_deref(), Some("Ada Vale, Ben Quay"));
    assert_eq!(item.language.as_deref(), Some("en"));
    assert_eq!(item.sources, ["Vale Post"]);
    assert_eq!(item.keywords, ["river", "weir"]);
    assert_eq!(item.subjects[0].name.as_deref(), Some("Town"));
    let times = [&item.first_created, &item.version_created];
    let times = times.map(|time| time.as_ref().map(|time| time.text.as_str()));
    assert_eq!(
        times,
        [
            Some("2026-03-03T09:00:00+01:00"),
            Some("2026-03-03T10:00:00+01:00")
        ]
    );
    assert_eq!(texts(&item, "description"), ["Nine weeks & forty tonnes."]);
    let pictures: Vec<&str> = item
        .pictures
        .iter()
        .filter_map(|p| p.href.as_deref())
        .collect();
    assert_eq!(pictures, ["https://vale.example/weir.jpg", "/weir-2.jpg"]);
    assert_eq!(item.ed_notes[0].text, "Weir holds | Vale Post");
    assert!(item.findings.is_empty(), "{:?}", item.findings);
}

#[test]
fn a_page_without_article_is_read_whole() {
    let item = item("<html><body><h1>Weir</h1><p>It holds.</p></body></html>");
    assert_eq!(texts(&item, "article"), ["It holds."]);
    assert_eq!(item.headline.as_deref(), Some("Weir"));
    assert!(item.guid.starts_with("urn:x-copydesk:raw:"));
}

#[test]
fn a_page_of_many_articles_has_none_of_its_own() {
    let list = "<article><h2>Weir</h2><p>It holds.</p></article>".repeat(3);
    let item = item(&format!("<html><body><main>{list}</main></body></html>"));
    assert_eq!(texts(&item, "article").len(), 6);
}

#[test]
fn the_charset_that_a_page_names_is_read() {
    let mut page = b"<!doctype html><html><head><meta http-equiv=x content='text/html; charset=windows-1251'></head><body><p>".to_vec();
    page.extend([0xCC, 0xEE, 0xF1, 0xF2]);
    page.extend(b"</p></body></html>");
    let item = read(&page, &Hint::default()).items.remove(0);
    assert_eq!(texts(&item, "article"), ["\u{41c}\u{43e}\u{441}\u{442}"]);
    assert!(
        item.findings
            .iter()
            .all(|finding| !finding.code.starts_with("charset."))
    );
}

#[track_caller]
fn check_opens(text: &str, expected: bool) {
    assert_eq!(super::opens(text), expected, "{text}");
}

#[test]
fn a_page_is_told_from_other_mark_up() {
    check_opens("<!DOCTYPE html>\n<p>", true);
    check_opens(
        "\u{FEFF}<?xml version='1.0'?><!-- a > b --><html xmlns='x'>",
        true,
    );
    check_opens("<HTML>", true);
    check_opens("<!DOCTYPE nitf SYSTEM 'html'>", false);
    check_opens("<htmlish>", false);
    check_opens("<newsItem><html>", false);
    check_opens("<p>It holds.</p>", false);
}

proptest! {
    #[test]
    fn no_visible_word_is_lost(
        parts in proptest::collection::vec(("p|div|aside|article|nav|li|h1|main|footer|form", "[a-z]{3,9}", any::<bool>()), 1..20)
    ) {
        let body: String = parts
            .iter()
            .map(|(name, word, closed)| match closed {
                true => format!("<{name}>{word}</{name}>"),
                false => format!("<{name}>{word} "),
            })
            .collect();
        let item = item(&format!("<html><body>{body}"));
        let headline = item.headline.clone().unwrap_or_default();
        let found: Vec<&str> = (item.renditions.iter().flat_map(|r| &r.paragraphs))
            .flat_map(|p| p.text.split_whitespace())
            .chain(headline.split_whitespace())
            .collect();
        for (_, word, _) in &parts {
            prop_assert!(found.contains(&word.as_str()), "{word} of {body}");
        }
    }

    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..1700) {
        let page = &PAGE[..cut.min(PAGE.len())];
        for item in read(page.as_bytes(), &Hint::default()).items {
            for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                prop_assert!(paragraph.span.end <= page.len());
            }
        }
    }

    #[test]
    fn any_text_in_a_page_is_read_without_failure(text in "[<>a-z/=\"' \u{e9}&;!-]{0,80}") {
        let _ = item(&format!("<html {text}<p>{text}"));
    }
}
