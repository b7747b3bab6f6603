//! Finding what was published from a wire, on pages written for these tests.

use copydesk_page::{published, read};
use copydesk_text::{Block, BlockKind, InsertionKind, PageSide, WireSide};

const FIRST: &str = "HAVNBORG (Northwire) - The harbour council voted on Tuesday to close the old ferry pier before winter.";
const SECOND: &str =
    "Engineers had warned in March that eleven of the forty oak piles no longer carry any load.";
const THIRD: &str = "\"Nobody will be cut off,\" said Mette Arnold, who chairs the council, and promised two buses an hour.";
const FOURTH: &str = "The pier was built in 1931 and carried about 90,000 passengers last year, the port authority said.";

fn wire_of(texts: &[&str]) -> WireSide {
    WireSide {
        blocks: texts.iter().copied().map(Block::paragraph).collect(),
        ..WireSide::default()
    }
}

fn wire() -> WireSide {
    wire_of(&[FIRST, SECOND, THIRD, FOURTH])
}

/// A news page around a body.
fn page(body: &str) -> String {
    format!(
        "<html lang=en class='has-newsletter'><head><title>Ferry pier to close | Harbour Post</title>\
         <meta property='og:site_name' content='Harbour Post'>\
         <meta name='description' content='Council votes to shut the pier after a warning about its piles.'></head>\
         <body><header><h1 class=logo><a href='/'>Harbour Post</a></h1><nav><ul><li><a href='/a'>News</a></li>\
         <li><a href='/b'>Sport</a></li></ul></nav></header>\
         <main><article><h1>Ferry pier to close before winter</h1>\
         <div class='meta'><span>By a reporter</span></div><div class='body'>{body}</div></article>\
         <section class='most-read'><h2>Most read</h2><ul><li><a href='/c'>A story about fish and other stories</a></li>\
         <li><a href='/d'>{FIRST}</a></li></ul></section>\
         <section id='comments'><h2>Comments</h2><p>I have used that pier every day for thirty years.</p></section></main>\
         <footer><p>Harbour Post, Quay Street. All rights reserved.</p></footer></body></html>"
    )
}

fn paragraphs(texts: &[&str]) -> String {
    texts
        .iter()
        .map(|text| format!("<p>{text}</p>\n"))
        .collect()
}

#[track_caller]
fn check_published(html: &str, wire: &WireSide, expected: &[&str]) -> PageSide {
    let side = published(&read(html), wire);
    let texts: Vec<&str> = side
        .blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect();
    assert_eq!(texts, expected, "{html}");
    side
}

/// These paragraphs, one after the other, are part of what was published from the sample wire.
#[track_caller]
fn check_among_published(html: &str, expected: &[&str]) {
    let side = published(&read(html), &wire());
    let texts: Vec<&str> = side
        .blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect();
    let found = texts
        .windows(expected.len())
        .any(|window| window == expected);
    assert!(found, "{texts:#?}");
}

#[track_caller]
fn check_aside(inserted: &str, shown: &str, kind: Option<InsertionKind>) {
    let body = format!("<p>{FIRST}</p><p>{SECOND}</p>{inserted}<p>{THIRD}</p><p>{FOURTH}</p>");
    let side = check_published(
        &page(&body),
        &wire(),
        &[FIRST, SECOND, shown, THIRD, FOURTH],
    );
    let expected: Vec<(usize, InsertionKind)> = kind.map(|kind| (2, kind)).into_iter().collect();
    assert_eq!(side.asides, expected, "{inserted}");
}

#[test]
fn the_story_is_found_among_the_furniture() {
    let side = check_published(
        &page(&paragraphs(&[FIRST, SECOND, THIRD, FOURTH])),
        &wire(),
        &[FIRST, SECOND, THIRD, FOURTH],
    );
    assert_eq!(
        side.headline.as_deref(),
        Some("Ferry pier to close before winter")
    );
    assert_eq!(side.site.as_deref(), Some("Harbour Post"));
    assert_eq!(side.standfirst, None);
    assert_eq!(side.asides, []);
}

#[test]
fn an_added_closing_and_an_added_opening_are_seen() {
    let opening = "This newspaper was first to report the plan.";
    let closing = "The mayor has called the vote a disgrace and will appeal.";
    let all = [opening, FIRST, SECOND, THIRD, FOURTH, closing];
    let side = check_published(&page(&paragraphs(&all)), &wire(), &all);
    assert_eq!(side.asides, [], "both are texts of the house");
    let link = "<p><a href='/x'>Also read: the pier in pictures</a></p>";
    let body = format!(
        "{}{link}<p>{closing}</p>",
        paragraphs(&[FIRST, SECOND, THIRD, FOURTH])
    );
    check_published(
        &page(&body),
        &wire(),
        &[
            FIRST,
            SECOND,
            THIRD,
            FOURTH,
            "Also read: the pier in pictures",
            closing,
        ],
    );
}

#[test]
fn a_cut_text_is_found_as_far_as_it_goes() {
    check_published(
        &page(&paragraphs(&[FIRST, SECOND])),
        &wire(),
        &[FIRST, SECOND],
    );
}

#[test]
fn a_moved_paragraph_stays_in_the_region() {
    let moved = [FOURTH, FIRST, SECOND, THIRD];
    check_published(&page(&paragraphs(&moved)), &wire(), &moved);
}

#[test]
fn an_edited_paragraph_stays_in_the_region() {
    let edited = "Engineers had said in March that twelve of all those old oak piles were weak.";
    check_published(
        &page(&paragraphs(&[FIRST, edited, THIRD])),
        &wire(),
        &[FIRST, edited, THIRD],
    );
}

#[test]
fn links_to_other_stories_are_named() {
    let link = Some(InsertionKind::RelatedLink);
    check_aside(
        "<p><a href='/x'>Storm closes the fish market</a></p>",
        "Storm closes the fish market",
        link,
    );
    check_aside(
        "<p>Also read | <a href='/x'>Fish market shut</a> and more</p>",
        "Also read | Fish market shut and more",
        link,
    );
    check_aside(
        "<p>यह भी पढ़ें: <a href='/x'>एक और ख़बर</a> आज</p>",
        "यह भी पढ़ें: एक और ख़बर आज",
        link,
    );
    let edited =
        "Engineers had warned in March that none of the forty oak piles no longer carry any load.";
    check_aside(&format!("<p><a href='/x'>{edited}</a></p>"), edited, None);
    check_aside(
        "<p>Also read the report, they said.</p>",
        "Also read the report, they said.",
        None,
    );
}

#[test]
fn a_line_with_a_token_link_is_no_line_of_links() {
    check_aside(
        "<p>Also read: the mayor took money for it, <a href='/x'>here</a></p>",
        "Also read: the mayor took money for it, here",
        None,
    );
    check_aside(
        "<p><a href='/x'>Also read</a>: the mayor took money</p>",
        "Also read: the mayor took money",
        None,
    );
    for nowhere in ["", "#", "javascript:void(0)", " JavaScript:go()"] {
        check_aside(
            &format!("<p><a href='{nowhere}'>The mayor took money for the vote.</a></p>"),
            "The mayor took money for the vote.",
            None,
        );
    }
    check_aside(
        "<aside><p><a href='/x'>The mayor took the money</a> and then he voted</p></aside>",
        "The mayor took the money and then he voted",
        None,
    );
}

#[test]
fn promotions_are_named_but_not_by_class_words_alone() {
    let promotion = Some(InsertionKind::Promotion);
    check_aside(
        "<div class='live-score-box'>HAV 2 - 1 ODD, 70 min</div>",
        "HAV 2 - 1 ODD, 70 min",
        promotion,
    );
    check_aside(
        "<form>Your address, please</form>",
        "Your address, please",
        promotion,
    );
    let text = "The council has never been trusted by the people who live on the islands and it knows that very \
                well, as every election since the bridge was built has shown again and again.";
    check_aside(&format!("<div class=promo><p>{text}</p></div>"), text, None);
}

#[test]
fn captions_are_named_also_when_they_stand_twice() {
    let caption = Some(InsertionKind::Caption);
    check_aside(
        "<figure><img src=p alt='x'><figcaption>The pier at dawn.</figcaption></figure>",
        "The pier at dawn.",
        caption,
    );
    check_aside(
        "<img src=p alt='The old pier at dawn.'><p>The old pier at dawn.</p>",
        "The old pier at dawn.",
        caption,
    );
    check_aside(
        "<p>Photo: A. Camera/Seafoto</p>",
        "Photo: A. Camera/Seafoto",
        caption,
    );
    let body = format!(
        "<figure><img src=p alt=''><figcaption>The pier at dawn.</figcaption></figure><p>The pier at dawn.</p>{}",
        paragraphs(&[FIRST, SECOND, THIRD])
    );
    let body = format!(
        "<p>{FIRST}</p>{}",
        body.replace(&format!("<p>{FIRST}</p>"), "")
    );
    let side = published(&read(&page(&body)), &wire());
    assert_eq!(
        side.asides,
        [(1, InsertionKind::Caption), (2, InsertionKind::Caption)]
    );
}

#[test]
fn sub_headings_are_named_unless_the_wire_has_them() {
    let subheading = Some(InsertionKind::Subheading);
    check_aside(
        "<h2>Why is it closing?</h2>",
        "Why is it closing?",
        subheading,
    );
    check_aside(
        "<p><strong>What happens next</strong></p>",
        "What happens next",
        subheading,
    );
    check_aside(
        "<p><strong>Nobody knows what happens next.</strong></p>",
        "Nobody knows what happens next.",
        None,
    );
    let mut wire = wire();
    wire.blocks
        .insert(2, Block::new(BlockKind::Heading, "The piles"));
    let body = format!("<p>{FIRST}</p><p>{SECOND}</p><h3>The piles</h3><p>{THIRD}</p>");
    let side = check_published(&page(&body), &wire, &[FIRST, SECOND, "The piles", THIRD]);
    assert_eq!(side.asides, []);
}

#[test]
fn a_standfirst_is_known_by_the_description_or_by_its_class() {
    let described = "Council votes to shut the pier after a warning about its piles.";
    for (element, text) in [
        (format!("<h2>{described}</h2>"), described),
        (
            "<p class='article__standfirst'>Buses will take over, says the chair.</p>".to_owned(),
            "Buses will take over, says the chair.",
        ),
    ] {
        let html = page(&paragraphs(&[FIRST, SECOND, THIRD])).replace(
            "<div class='meta'>",
            &format!("{element}<div class='meta'>"),
        );
        let side = check_published(&html, &wire(), &[text, FIRST, SECOND, THIRD]);
        assert_eq!(side.standfirst, Some(0));
        assert_eq!(side.asides, []);
    }
}

#[test]
fn a_site_without_a_name_is_known_by_its_host() {
    let link = "<link rel=canonical href='https://www.post.example/pier?x=1'>";
    let side = published(&read(&format!("{link}<p>{FIRST}</p>")), &wire());
    assert_eq!(side.site.as_deref(), Some("post.example"));
}

#[test]
fn hidden_text_is_not_published() {
    let body = format!("<p>{FIRST}</p><p hidden>{SECOND}</p><p>{THIRD}</p>");
    check_published(&page(&body), &wire(), &[FIRST, THIRD]);
}

#[test]
fn text_out_of_sight_is_not_published() {
    for hiding in [
        "class=sr-only",
        "class='visually-hidden'",
        "class=screen-reader-text",
        "class=visuallyhidden",
        "class='x offscreen'",
        "style='opacity: 0'",
        "style='font-size:0px'",
        "style='position:absolute; clip: rect(0, 0, 0, 0)'",
        "style='position: absolute; left:-9999px'",
    ] {
        let body = format!("<p>{FIRST}</p><p {hiding}>{SECOND}</p><p>{THIRD}</p>");
        check_published(&page(&body), &wire(), &[FIRST, THIRD]);
    }
    for showing in [
        "opacity:0.9",
        "font-size:0.9em",
        "left:-2px",
        "left:-9999px",
    ] {
        let body = format!("<p>{FIRST}</p><p style='{showing}'>{SECOND}</p><p>{THIRD}</p>");
        check_published(&page(&body), &wire(), &[FIRST, SECOND, THIRD]);
    }
}

#[test]
fn words_struck_out_are_not_published_and_words_put_in_are() {
    for name in ["del", "s", "strike"] {
        let body = format!(
            "<p>{FIRST}</p><p>The pier <{name}>closes</{name}> <ins>stays open</ins>.</p><p>{THIRD}</p>"
        );
        let shown = "The pier stays open.";
        check_published(&page(&body), &wire(), &[FIRST, shown, THIRD]);
    }
}

#[test]
fn short_wires_are_found() {
    let flash = wire_of(&["Pier closed", "More soon"]);
    check_published(
        &page("<p>Pier closed</p><p>More soon</p>"),
        &flash,
        &["Pier closed", "More soon"],
    );
    let one = wire_of(&["Ferry pier closed at once after a crack was found, port says."]);
    let edited = "Ferry pier shut at once after a crack was found, port says.";
    check_published(&page(&paragraphs(&[edited])), &one, &[edited]);
}

#[test]
fn without_any_match_the_article_is_taken() {
    let body = paragraphs(&["Something else entirely.", "With two paragraphs."]);
    check_published(
        &page(&body),
        &wire(),
        &[
            "By a reporter",
            "Something else entirely.",
            "With two paragraphs.",
        ],
    );
    check_published(
        "<p>Something else.</p><nav>Menu</nav>",
        &wire(),
        &["Something else."],
    );
}

/// The wire of the sample explainer: its XHTML is read as a page.
fn sample_wire() -> WireSide {
    let xml = include_str!("../../../copydesk/samples/wires/001-treaty-explainer.xml");
    let body = xml
        .split_once("<body>")
        .and_then(|(_, rest)| rest.split_once("</body>"));
    let blocks = read(body.expect("the sample has a body").0).blocks;
    WireSide {
        blocks: blocks.into_iter().map(|block| block.block).collect(),
        ..WireSide::default()
    }
}

#[test]
fn the_sample_page_with_every_oddity_gives_each_by_its_place_and_kind() {
    let html = include_str!("../../../copydesk/samples/pages/explainer-elsewhere.html");
    let side = published(&read(html), &sample_wire());
    let starts = |index: usize| {
        side.blocks[index]
            .text
            .split(' ')
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(side.standfirst.map(starts).as_deref(), Some("Moscow and"));
    let asides: Vec<(String, InsertionKind)> = side
        .asides
        .iter()
        .map(|(index, kind)| (starts(*index), *kind))
        .collect();
    let expected = [
        ("A schematic", InsertionKind::Caption),
        ("Also read:", InsertionKind::RelatedLink),
        ("LIVE: Hesper", InsertionKind::Promotion),
        ("Also read:", InsertionKind::RelatedLink),
        ("Is this", InsertionKind::Subheading),
        ("A schematic", InsertionKind::Caption),
        ("Has it", InsertionKind::Subheading),
        ("The Lantern", InsertionKind::Promotion),
        ("Subscribe", InsertionKind::Promotion),
        ("Also read:", InsertionKind::RelatedLink),
    ];
    assert_eq!(
        asides,
        expected.map(|(start, kind)| (start.to_owned(), kind))
    );
    let last = &side.blocks.last().expect("blocks").text;
    assert!(last.starts_with("(This story has been published"), "{last}");
    assert!(
        !side.blocks.iter().any(|block| block.text.contains("owl")),
        "the furniture stays outside"
    );
}

#[test]
fn the_unchanged_sample_page_is_its_wire_and_a_claim() {
    let html = include_str!("../../../copydesk/samples/pages/explainer-unchanged.html");
    let wire = sample_wire();
    let side = published(&read(html), &wire);
    let claim = side.blocks.len() - 1;
    assert_eq!(side.blocks[..claim], wire.blocks[..]);
    assert!(side.blocks[claim].text.contains("without changes"));
    assert_eq!((side.standfirst, side.asides), (None, vec![]));
}

#[test]
fn a_text_file_is_taken_whole() {
    let text = format!("{FIRST}\n\n{SECOND}\n\nA closing of ours.\n");
    check_published(&text, &wire(), &[FIRST, SECOND, "A closing of ours."]);
}

#[test]
fn a_copydesk_page_states_its_own_text() {
    let html = page(&format!(
        "<p>By a reporter</p><div id=story-text><p data-p=1>{FIRST}</p><aside><p><a href=x>Elsewhere</a></p></aside>\
         <h2 data-p=2>Ours</h2><p data-p=3>Added.</p></div><p>24 November</p>"
    ));
    let side = check_published(&html, &wire(), &[FIRST, "Elsewhere", "Ours", "Added."]);
    assert_eq!(
        side.asides,
        [
            (1, InsertionKind::RelatedLink),
            (2, InsertionKind::Subheading)
        ]
    );
}

#[test]
fn text_around_the_text_element_was_published_too() {
    let story = format!("<div id=story-text><p data-p=1>{FIRST}</p><p data-p=2>{SECOND}</p></div>");
    let added = "The mayor took money for the vote.";
    for around in [
        format!("<p>{added}</p>"),
        format!("<div class=x><p>{added}</p></div>"),
    ] {
        let before = page(&format!("{around}{story}"));
        check_published(&before, &wire(), &[added, FIRST, SECOND]);
        let after = page(&format!("{story}{around}"));
        check_published(&after, &wire(), &[FIRST, SECOND, added]);
    }
}

#[test]
fn a_text_element_out_of_sight_is_not_believed() {
    let edited = FIRST.replace("close", "keep");
    for hiding in ["hidden", "style='display:none'", "class=sr-only"] {
        let body = format!(
            "<div id=story-text {hiding}><p data-p=1>{FIRST}</p><p data-p=2>{SECOND}</p></div><p>{edited}</p><p>{SECOND}</p>"
        );
        check_published(&page(&body), &wire(), &[&edited, SECOND]);
    }
}

#[test]
fn an_altered_copy_is_never_left_out_for_a_faithful_one() {
    let edited = SECOND.replace("no longer", "still");
    let added = "The mayor took money for the vote.";
    let faithful = [FIRST, SECOND, THIRD];
    for altered in [
        vec![FIRST, edited.as_str(), THIRD],
        vec![FIRST, SECOND, added, THIRD],
        vec![FIRST, SECOND, THIRD, added],
        vec![FIRST, THIRD],
    ] {
        let [good, bad] = [&faithful[..], &altered[..]].map(paragraphs);
        for id in ["x", "story-text"] {
            let good = good.replace("<p>", "<p data-p=1>");
            let good = format!("<div id={id} class=y>{good}</div>");
            let bad = format!("<div>{bad}</div>");
            check_among_published(&page(&format!("{bad}{good}")), &altered);
            check_among_published(&page(&format!("{good}{bad}")), &altered);
        }
    }
}

#[test]
fn a_list_of_what_was_said_is_no_second_copy_but_an_altered_entry_is() {
    let said = |words: &[&str]| {
        let entries = words.iter().map(|words| {
            format!(
                "<li><p><b>Iva Maren</b> said</p><span>{words}</span><p><a href=#p1>¶1</a></p></li>"
            )
        });
        // Not in the article, which would be text around the text element.
        format!(
            "<!doctype html><main><article><h1>Pier</h1><div id=story-text>{}</div></article><section><h2>Who said what</h2><ol>{}</ol></section></main>",
            paragraphs(&[FIRST, SECOND, THIRD]).replace("<p>", "<p data-p=1>"),
            entries.collect::<String>()
        )
    };
    let stretch = |text: &'static str| text.split_once(' ').expect("two words").1;
    let stretches = [stretch(FIRST), stretch(SECOND)];
    check_published(&said(&stretches), &wire(), &[FIRST, SECOND, THIRD]);
    check_published(&said(&stretches[..1]), &wire(), &[FIRST, SECOND, THIRD]);
    let altered = stretches[1].replace("no longer", "still");
    assert_ne!(altered, stretches[1]);
    check_among_published(&said(&[stretches[0], &altered]), &[&altered]);
}

#[test]
fn a_quotation_elsewhere_is_no_second_copy() {
    let quoted = "the forty oak piles no longer carry any load";
    let body = format!(
        "<div>{}</div><div><p>{quoted}</p></div>",
        paragraphs(&[FIRST, SECOND, THIRD])
    );
    check_published(&page(&body), &wire(), &[FIRST, SECOND, THIRD]);
}

#[test]
fn hindi_and_chinese_pages_are_found_too() {
    let hindi = [
        "परिषद ने मंगलवार को पुराना घाट बंद करने के पक्ष में मतदान किया।",
        "अध्यक्ष ने कहा कि हर घंटे दो बसें चलेंगी।",
    ];
    check_published(&page(&paragraphs(&hindi)), &wire_of(&hindi), &hindi);
    let chinese = [
        "港务委员会周二投票决定在冬季之前关闭旧渡轮码头。",
        "委员会主席表示每小时将有两班公共汽车。",
    ];
    check_published(&page(&paragraphs(&chinese)), &wire_of(&chinese), &chinese);
}

#[test]
fn paragraphs_parted_by_breaks_are_found() {
    let body = [FIRST, SECOND, THIRD].join("<br><br>\n");
    check_published(&page(&body), &wire(), &[FIRST, SECOND, THIRD]);
}
