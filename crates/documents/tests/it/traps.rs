//! Lines that look like headings and are none, and the other way round. Each case is a kind of text that misleads.

use copydesk_documents::{Number, SegmentKind, segment};

#[track_caller]
fn check_articles(text: &str, expected: &[&str]) {
    let found = segment(text);
    let articles: Vec<&str> = found
        .segments
        .iter()
        .filter(|segment| segment.kind == SegmentKind::Article)
        .map(|segment| segment.id.as_str())
        .collect();
    assert_eq!(articles, expected, "{text}");
}

#[track_caller]
fn check_ids(text: &str, expected: &[&str]) {
    let found = segment(text);
    let ids: Vec<&str> = found
        .segments
        .iter()
        .map(|segment| segment.id.as_str())
        .collect();
    assert_eq!(ids, expected, "{text}");
}

#[track_caller]
fn check_finding(text: &str, code: &str) {
    let found = segment(text);
    assert!(
        found.findings.iter().any(|finding| finding.code == code),
        "{code} in {:?}",
        found.findings
    );
}

/// Two articles with a line in the first.
fn with_line(line: &str) -> String {
    format!(
        "Article 1\nThe Parties keep the peace of the lake.\n{line}\nArticle 2\nThey meet once a year.\n"
    )
}

#[test]
fn a_line_that_begins_with_a_reference_is_no_heading() {
    for line in [
        "Article 2 of the Lake Treaty applies.",
        "Article 3.4 shall apply to fishing.",
        "Article XX and XXI of that treaty are set aside.",
        "Article 24, if it is in force, applies.",
        "Article 18 was amended by the Lake Council.",
        "Article 12 (3) of the Lake Treaty applies.",
        "Article 12 (Fishing Rights);",
        "Articles 12 (Fishing) and 14 (Ferries) shall not apply.",
        "Article 9’s wording is kept.",
    ] {
        check_articles(&with_line(line), &["art_1", "art_2"]);
    }
}

#[test]
fn the_end_of_a_wrapped_sentence_is_no_heading() {
    check_articles(
        "Article 1\nThe ferries run as is referred to in\nArticle 29.\nArticle 2\nThey meet once a year.\n",
        &["art_1", "art_2"],
    );
    check_articles(
        "Article 1\nThe ferries run in accordance with\nArticle 2\nof the Lake Treaty.\n\nArticle 2\nThey meet.\n",
        &["art_1", "art_2"],
    );
}

#[test]
fn an_odd_heading_is_taken_where_the_chain_needs_its_number() {
    let text = "Article 63\nOne.\nArtiicle 64\nTwo.\nArticle 65\nThree.\n";
    check_articles(text, &["art_63", "art_64", "art_65"]);
    check_finding(text, "documents.odd_heading");
    check_articles(
        "Article 7.2\nOne.\nArticles 7.3\nTwo.\nArticle 7.4\nThree.\n",
        &["art_7-2", "art_7-3", "art_7-4"],
    );
    check_articles(
        "Article\nOne.\nArticle 2\nTwo.\nArticle 3\nThree.\n",
        &["art_1", "art_2", "art_3"],
    );
    check_articles(
        "I\nOne.\nII\nTwo.\nIII\nThree.\n",
        &["art_1", "art_2", "art_3"],
    );
    check_articles(
        "Article 1\nOne.\nArticle\nTwo.\nArticle 2\nThree.\n",
        &["art_1", "art_2"],
    );
}

#[test]
fn dotted_and_inserted_numbers_stand_in_their_place() {
    check_articles(
        "Article VI.1\nOne.\nArticle VI.2\nTwo.\nArticle VII.1\nThree.\n",
        &["art_6-1", "art_6-2", "art_7-1"],
    );
    check_articles(
        "Article 45\nOne.\nArticle 45 bis\nTwo.\nArticle 46\nThree.\n",
        &["art_45", "art_45bis", "art_46"],
    );
    for (first, second) in [
        ("Article - 1", "Article - 2"),
        ("Artículo 1", "Artículo 2"),
        ("Article premier", "Article 2"),
        ("Art. 1", "Art. 2"),
        ("ARTICLE ONE", "ARTICLE TWO"),
        ("Article Xiii", "Article Xiv"),
        ("第一条", "第二条"),
        ("Article 3-09", "Article 3-10"),
    ] {
        let text = format!("{first}\nPeace is kept.\n{second}\nWater is shared.\n");
        let articles = segment(&text).segments;
        let count = articles
            .iter()
            .filter(|segment| segment.kind == SegmentKind::Article)
            .count();
        assert_eq!(count, 2, "{text}");
    }
}

#[test]
fn chinese_numerals_are_read_and_places_are_not() {
    check_articles(
        "第一百零二条\n湖水共享。\n第一百零三条\n渡船通行。\n",
        &["art_102", "art_103"],
    );
    check_articles(
        "第三一八条\n甲。\n第三一九条\n乙。\n第三二〇条\n丙。\n",
        &["art_318", "art_319", "art_320"],
    );
    check_articles(
        "第八条\n甲。\n第八条之二\n乙。\n第九条\n丙。\n",
        &["art_8", "art_8bis", "art_9"],
    );
    check_articles(
        "第一条\n依照\n第二条所述办理。\n第二条\n乙。\n",
        &["art_1", "art_2"],
    );
}

#[test]
fn glued_words_are_reported_and_kept() {
    let text = "Article 1\nFor this Treaty:(a)“lake” means all water;(b)“ferry” means a boat.\n";
    check_ids(
        text,
        &[
            "art_1",
            "art_1__para_1",
            "art_1__para_1__point_a",
            "art_1__para_1__point_b",
        ],
    );
    check_finding(
        "The Parties,\nDETERMINEDto save the lake,\nArticle 1\nPeace.\n",
        "documents.glued_words",
    );
    check_finding(
        "Article 1\nThey agree topromote,throughthe Council, all trade.\n",
        "documents.glued_words",
    );
}

#[test]
fn points_in_one_line_are_a_chain() {
    let letters = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let points: Vec<String> = letters
        .iter()
        .map(|letter| format!("({letter}) trade in goods;"))
        .collect();
    let text = format!("Article 1\nThe aims are: {}\n", points.join(" "));
    let found = segment(&text);
    let ninth = found
        .segments
        .iter()
        .find(|segment| segment.id.ends_with("point_i"))
        .expect("a point");
    assert_eq!(ninth.number, Some(Number::of(9)));
    assert_eq!(ninth.parent, Some(1));
    check_ids(
        "Article 1\n1. Each Party: (a) keeps boats: (i) small ones; (ii) large ones; (b) shares water.\n2. It meets.\n",
        &[
            "art_1",
            "art_1__para_1",
            "art_1__para_1__point_a",
            "art_1__para_1__point_a__point_i",
            "art_1__para_1__point_a__point_ii",
            "art_1__para_1__point_b",
            "art_1__para_2",
        ],
    );
}

#[test]
fn a_reference_to_points_opens_none() {
    check_ids(
        "Article 1\n1. Under paragraphs (a), (b) and (c) of Article 3 they meet.\n2. They vote.\n",
        &["art_1", "art_1__para_1", "art_1__para_2"],
    );
}

#[test]
fn a_text_without_articles_is_counted_paragraphs() {
    let text = "The lake is calm.\n\nThe ferries run.\n";
    check_ids(text, &["para_1", "para_2"]);
    check_finding(text, "documents.no_headings");
}

#[test]
fn a_list_of_contents_is_one_segment() {
    let text = "CONTENTS\nArticle 1 Peace\nArticle 2 Water\nArticle 3 Ferries\n\n\
                The Parties have agreed as follows:\n\nArticle 1 Peace\nThey keep the peace.\n\
                Article 2 Water\nThey share the water.\nArticle 3 Ferries\nThey run ferries.\n";
    let found = segment(text);
    let contents: Vec<&str> = found
        .segments
        .iter()
        .filter(|segment| segment.kind == SegmentKind::Contents)
        .map(|segment| &text[segment.span.start..segment.span.end])
        .collect();
    assert_eq!(contents.len(), 1);
    assert!(
        contents[0].starts_with("CONTENTS")
            && contents[0].trim_end().ends_with("Article 3 Ferries")
    );
    check_articles(text, &["art_1", "art_2", "art_3"]);
    check_articles(
        "Article 1 ...... 3\nArticle 2 ...... 4\nArticle 3 ...... 9\n",
        &[],
    );
}

#[test]
fn numbers_that_come_again_carry_their_chapter() {
    check_ids(
        "CHAPTER 1\nPEACE\nArticle 1\nThey keep it.\nCHAPTER 2\nWATER\nArticle 1\nThey share it.\nArticle 2\nThey save it.\n",
        &[
            "chp_1",
            "chp_1__art_1",
            "chp_1__art_1__para_1",
            "chp_2",
            "chp_2__art_1",
            "chp_2__art_1__para_1",
            "art_2",
            "art_2__para_1",
        ],
    );
    check_articles(
        "Article 1\nOne.\nArticle 2\nTwo.\nANNEX 1\nArticle 1\nThree.\nArticle 2\nFour.\nArticle 3\nFive.\n",
        &[
            "art_1",
            "art_2",
            "annex_1__art_1",
            "annex_1__art_2",
            "annex_1__art_3",
        ],
    );
}

#[test]
fn the_closing_words_are_no_part_of_the_last_article() {
    check_ids(
        "The Parties,\nRecognising the lake,\nhave agreed:\n\nArticle 1\nPeace is kept.\n\n\
         IN WITNESS WHEREOF the envoys have signed.\nDone at Velden.\n",
        &[
            "preamble",
            "preamble__para_1",
            "art_1",
            "art_1__para_1",
            "conclusions",
        ],
    );
}

#[test]
fn a_bracket_closed_after_the_label_is_no_letter_of_the_title() {
    let text = "Article 1 :] Water And Peace ϒ\n\nThey share it.\n";
    let parts = segment(text).segments;
    let article = parts.iter().find(|part| part.id == "art_1");
    let heading = article.and_then(|article| article.heading);
    assert_eq!(
        heading.map(|heading| &text[heading.start..heading.end]),
        Some("Water And Peace ϒ")
    );
}
