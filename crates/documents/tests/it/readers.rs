//! Readers: what comes in, and what wrong input gets. Texts are written for these tests.

use copydesk_documents::{
    Document, PublicationStatus, ReadHint, SegmentKind, Source, Unreadable, read, read_pdf_text,
};

use crate::laws::check_tiling;

#[track_caller]
fn read_one(raw: &str, name: &str) -> Document {
    let hint = ReadHint {
        file_name: Some(name.to_owned()),
    };
    let mut documents = read(raw.as_bytes(), &hint).unwrap_or_else(|why| panic!("{why}"));
    check_tiling(&documents[0].text, &documents[0].segments);
    documents.swap_remove(0)
}

fn ids(document: &Document) -> Vec<&str> {
    document
        .segments
        .iter()
        .map(|segment| segment.id.as_str())
        .collect()
}

#[test]
fn running_heads_leave_a_text_of_pages() {
    let words = [
        "keep the peace",
        "share the water",
        "run ferries",
        "meet in spring",
    ];
    let page = |n: usize| {
        let words = words[n - 1];
        format!("Treaty of Velden\nArticle {n}\nThe Parties {words}.\nPage {n} of 4\n")
    };
    let raw = (1..=4).map(page).collect::<Vec<_>>().join("\u{c}");
    let document = read_one(&raw, "treaty.txt");
    assert!(!document.text.contains("Page 2") && !document.text.contains("Treaty of Velden"));
    assert!(
        document
            .findings
            .iter()
            .any(|finding| finding.code == "documents.page_furniture")
    );
    assert_eq!(document.articles().count(), 4);
}

#[test]
fn other_charsets_are_read_as_the_wire_reads_them() {
    let raw = b"Art\xEDculo 1\nPaz.\nArt\xEDculo 2\nAgua.\n";
    let documents = read(raw, &ReadHint::default()).expect("a document");
    assert_eq!(ids(&documents[0])[0], "art_1");
    assert!(documents[0].text.starts_with("Artículo 1"));
}

#[test]
fn html_is_read_by_its_blocks() {
    let raw = "<!doctype html><html lang=en><title>Lake Treaty</title><nav><a href=/>Home</a></nav>\
               <main><h1>Lake Treaty</h1><h2>Article 1</h2><p>Peace &amp; water.</p><h2>Article 2</h2>\
               <p>Ferries.</p></main></html>";
    let document = read_one(raw, "treaty.html");
    assert_eq!(document.source, Source::Html);
    assert_eq!(document.facts.language.as_deref(), Some("en"));
    assert!(document.text.contains("Peace & water.") && !document.text.contains("Home"));
    assert_eq!(document.articles().count(), 2);
}

#[test]
fn markdown_headings_open_articles_and_raw_html_stays_text() {
    let raw = "Lake Treaty\n===========\n\n## Article 1\n\nPeace\nis <b>kept</b>.\n\n- boats\n- ferries\n\n**Article 2**\n\nWater.\n";
    let document = read_one(raw, "treaty.md");
    assert_eq!(document.facts.title.as_deref(), Some("Lake Treaty"));
    assert!(
        document.text.contains("Peace is <b>kept</b>."),
        "{}",
        document.text
    );
    assert!(document.text.contains("\n\nboats\n\nferries"));
    assert_eq!(document.articles().count(), 2);
}

#[test]
fn a_pdfs_lines_are_joined_and_hyphens_only_where_the_word_is_known() {
    let output = "                     Article 1\n\n\
                  The Parties shall at all times share the water of the lake and of its tribu-\n\
                  taries in equal parts; the tributaries are named by the council of the well-\n\
                  known lake towns, which meets in spring at the invitation of the oldest.\n\n\
                  \u{c}                     Article 2\n\nThey meet.\n";
    let document = read_pdf_text(output.as_bytes()).expect("text");
    check_tiling(&document.text, &document.segments);
    assert!(
        document.text.contains("its tributaries in equal parts"),
        "{}",
        document.text
    );
    assert!(
        document.text.contains("well-known lake towns"),
        "{}",
        document.text
    );
    assert_eq!(document.articles().count(), 2);
    assert_eq!(read_pdf_text(b" \x0c \n"), Err(Unreadable::NoText));
}

const AKN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification source="x">
<FRBRWork><FRBRdate date="2031-05-06" name="signature"/><FRBRdate date="2031-07-01" name="entryIntoForce"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification></meta>
<preface><p><docTitle>Lake Act</docTitle></p></preface>
<preamble><recitals><recital eId="rec_1"><num>(1)</num><p>The lake is shared.</p></recital></recitals></preamble>
<body><chapter eId="chp_I"><num>Chapter I</num><heading>Water</heading>
<article eId="art_1"><num>Article 1</num><heading>Use</heading>
<paragraph eId="art_1__para_1"><num>1.</num><content><p>The water is <b>shared</b>.</p></content></paragraph>
<paragraph eId="not valid!"><num>2.</num><list><intro><p>It is used:</p></intro>
<point><num>(a)</num><content><p>for ferries;</p></content></point>
<point><num>(b)</num><content><p>for fish.</p></content></point></list></paragraph></article>
<article eId="art_1"><num>Article 2</num><content><p>Peace is kept.</p></content></article></chapter></body>
<conclusions><p>Done at Velden.</p></conclusions></act></akomaNtoso>"#;

#[test]
fn akoma_ntoso_keeps_valid_ids_and_reads_dates() {
    for namespace in [
        "http://docs.oasis-open.org/legaldocml/ns/akn/3.0",
        "http://www.akomantoso.org/2.0",
        "http://www.akomantoso.org/1.0",
    ] {
        let raw = AKN.replace(
            "http://docs.oasis-open.org/legaldocml/ns/akn/3.0",
            namespace,
        );
        let document = read_one(&raw, "act.xml");
        assert_eq!(
            ids(&document),
            [
                "preamble",
                "preamble_2",
                "rec_1",
                "chp_I",
                "art_1",
                "art_1__para_1",
                "art_1__para_2",
                "art_1__para_2__point_a",
                "art_1__para_2__point_b",
                "art_2",
                "art_2__para_1",
                "conclusions",
            ]
        );
        assert_eq!(document.facts.title.as_deref(), Some("Lake Act"));
        assert_eq!(document.facts.signed.as_deref(), Some("2031-05-06"));
        assert_eq!(document.facts.in_force.as_deref(), Some("2031-07-01"));
        assert_eq!(document.facts.language.as_deref(), Some("en"));
        assert!(
            document.text.contains("1. The water is shared.\n"),
            "{}",
            document.text
        );
        let use_of = document.segment("art_1").expect("the article");
        assert_eq!(use_of.heading.map(|span| document.words(span)), Some("Use"));
    }
}

#[test]
fn entities_and_deep_mark_up_change_nothing() {
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE akomaNtoso [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;\">]>\
         <akomaNtoso><act><body><article><num>Article 1</num><p>&b;</p>{}</article></body></act></akomaNtoso>",
        "x".repeat(1000),
        "<section>".repeat(5000)
    );
    let document = read_one(&bomb, "act.xml");
    assert!(document.text.len() < 1000, "nothing is expanded");
}

#[test]
fn the_twins_of_open_treaties_carry_equal_ids() {
    let raw = r#"{"treaty":"x","treaty_en":"Lake Treaty","treaty_zh":"湖約","preamble_en":"The Parties agree.",
        "preamble_zh":"各方議定。","articles":[
        {"article":"一","title_en":"Peace","content_en":"Peace is kept.","title_zh":"","content_zh":"保持和平。"},
        {"article":"一之二","title_en":"","content_en":"Water is shared.","title_zh":"","content_zh":"共享湖水。"}]}"#;
    let documents = read(raw.as_bytes(), &ReadHint::default()).expect("two documents");
    assert_eq!(documents.len(), 2);
    let articles = |document: &Document| -> Vec<String> {
        document
            .articles()
            .map(|at| document.segments[at].id.clone())
            .collect()
    };
    assert_eq!(articles(&documents[0]), ["art_1", "art_1bis"]);
    assert_eq!(articles(&documents[0]), articles(&documents[1]));
    assert_eq!(documents[1].facts.language.as_deref(), Some("zh"));
    assert_eq!(documents[0].facts.signed, None, "absent is absent");
}

#[test]
fn tota_gives_facts_and_publication_is_unknown() {
    let raw = "<?xml version=\"1.0\"?><treaty><meta><name>Arda - Belmar</name><date_signed>2031-05-06</date_signed>\
        <date_into_force>2031-07-01</date_into_force><date_inactive/><parties_original><partyisocode n=\"1\">ARD</partyisocode>\
        <partyisocode n=\"2\">BEL</partyisocode></parties_original><language>en</language></meta><body>\
        <chapter name=\"Preamble\"><article>The Parties agree.</article></chapter>\
        <chapter number=\"CHAPTER ONE\" name=\"Peace\"><article number=\"ARTICLE 1\" name=\"Aims\">1. Peace. 2. Water.</article>\
        </chapter><chapter name=\"Closing\"><article>Done at Velden.</article></chapter></body></treaty>";
    let document = read_one(raw, "pta.xml");
    assert_eq!(
        ids(&document),
        [
            "preamble",
            "preamble__para_1",
            "chp_1",
            "art_1",
            "art_1__para_1",
            "art_1__para_2",
            "conclusions"
        ]
    );
    assert_eq!(document.facts.signed.as_deref(), Some("2031-05-06"));
    assert_eq!(document.facts.ended, None);
    let statuses: Vec<PublicationStatus> = document
        .facts
        .publication
        .iter()
        .map(|one| one.status)
        .collect();
    assert_eq!(
        statuses,
        [PublicationStatus::Unknown, PublicationStatus::Unknown]
    );
}

#[test]
fn wrong_input_is_refused_with_its_reason() {
    let check = |raw: &[u8], expected: &str| {
        let refused = read(raw, &ReadHint::default()).expect_err("refused");
        assert_eq!(refused.to_string(), expected);
    };
    check(b"", "holds no text");
    check(b"%PDF-1.7 ...", "needs pdftotext");
    check(
        b"{\"a\": 1}",
        "JSON of an unknown shape: the key articles is missing",
    );
    check(
        b"{\"articles\": [{}]}",
        "JSON of an unknown shape: the key articles[].article is missing",
    );
    check(b"{\"articles\": ", "no JSON: broken at line 1");
    check(
        b"<?xml version=\"1.0\"?><recipe/>",
        "XML of an unknown shape: the root is recipe, neither akomaNtoso nor treaty",
    );
    check(
        b"<?xml version=\"1.0\"?><treaty/>",
        "XML of an unknown shape: treaty without the element body",
    );
    check(
        &[1, 2, 3, 0, 7, 9, 200, 201, 5, 6],
        "unreadable charset: the bytes are no text",
    );
    let deep = format!("{{\"articles\": {}", "[".repeat(100_000));
    check(deep.as_bytes(), "no JSON: broken at line 1");
}

#[test]
fn closing_words_and_preamble_are_no_articles() {
    let document = read_one(
        "Preamble words.\n\nArticle 1\nPeace.\nArticle 2\nWater.\n\nDone at Velden.\n",
        "t.txt",
    );
    let kinds: Vec<SegmentKind> = document
        .segments
        .iter()
        .filter(|segment| segment.parent.is_none())
        .map(|segment| segment.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            SegmentKind::Preamble,
            SegmentKind::Article,
            SegmentKind::Article,
            SegmentKind::Conclusions
        ]
    );
}
