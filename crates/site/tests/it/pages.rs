//! What stands on the pages: story, versions, comparison, lists, feeds, search.

use copydesk_text::{Block, BlockKind};

use crate::newsroom::{Newsroom, Wire, folder_with, instant, paragraph, path};

/// Words that read like a story and never repeat exactly.
fn long_text(words: usize) -> Vec<String> {
    const STEMS: [&str; 24] = [
        "harbour", "council", "winter", "bridge", "report", "market", "river", "minister",
        "budget", "railway", "island", "engine", "signal", "border", "village", "season", "treaty",
        "company", "weather", "station", "museum", "factory", "letter", "question",
    ];
    let mut seed: usize = 7;
    let mut next = || {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
        format!(
            "{}{}",
            STEMS[(seed >> 8) % STEMS.len()],
            ["", "s", "ed", "ing", "er"][(seed >> 16) % 5]
        )
    };
    (0..words / 50)
        .map(|_| (0..50).map(|_| next()).collect::<Vec<_>>().join(" ") + ".")
        .collect()
}

#[tokio::test]
async fn a_story_of_1100_words_fits_the_budget() {
    let room = Newsroom::open();
    let text = long_text(1_100);
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    room.send(&Wire::new("long", "Long", &text)).await;
    let id = room
        .publish(
            "long",
            "A long story about everything in the region",
            "world",
        )
        .await;
    room.follow().await;
    let path = path(&room.story(&id).await);
    let brotli = room
        .ask(axum::http::Method::GET, &path, &[("accept-encoding", "br")])
        .await;
    let gzip = room
        .ask(
            axum::http::Method::GET,
            &path,
            &[("accept-encoding", "gzip")],
        )
        .await;
    println!(
        "story of 1,100 words: {} B br, {} B gzip, {} B whole",
        brotli.bytes.len(),
        gzip.bytes.len(),
        room.get(&path).await.bytes.len()
    );
    assert!(brotli.bytes.len() <= 14 * 1024 && gzip.bytes.len() <= 14 * 1024);
}

#[tokio::test]
async fn the_parts_of_a_story_stand_in_order() {
    let folder = folder_with("quay.jpg", &[0xff, 0xd8]);
    let media = folder.path().to_owned();
    let room = Newsroom::with(|config| config.media = Some(media));
    let mut wire = Wire::new("quay", "Quay", &["The quay held.", "So did the wall."]);
    wire.picture = Some("quay.jpg");
    room.send(&wire).await;
    let id = room
        .publish_changed("quay", "Quay <holds> & wall stands", "world", |copy| {
            copy.standfirst = Some("A short summary".into());
            copy.correction = Some("The wall was named wrongly.".into());
            copy.blocks
                .insert(1, Block::new(BlockKind::Heading, "The wall"));
            copy.blocks.push(paragraph("Added by us."));
        })
        .await;
    room.follow().await;
    let text = room.get(&path(&room.story(&id).await)).await.text();
    let mut from = 0;
    for part in [
        "<html lang=\"en\" dir=\"ltr\">",
        "<title>Quay &lt;holds&gt; &amp; wall stands - World - The Example Times</title>",
        "rel=\"canonical\" href=\"https://times.example/world/",
        "application/ld+json",
        "aria-label=\"You are here\"",
        "<h1>Quay &lt;holds&gt; &amp; wall stands</h1>",
        "A short summary",
        "Harbour Wire",
        "datetime=\"2026-11-24T12:30:00+05:30\"",
        "src=\"/media/quay.jpg\"",
        "What the picture shows.",
        "Other Pictures",
        "The wall was named wrongly.",
        "<div id=\"story-text\"",
        "<p id=\"p1\" data-p=\"1\">The quay held.</p><h2 id=\"p2\" data-p=\"2\">The wall</h2><p id=\"p3\" data-p=\"3\">",
        "<p id=\"p4\" data-p=\"4\">Added by us.</p>",
        "<aside id=\"disclosure\"",
        "data-edition=\"1\"",
        "Picture: Other Pictures.",
        "© Harbour Wire",
    ] {
        let at = text[from..]
            .find(part)
            .unwrap_or_else(|| panic!("{part} after byte {from} of\n{text}"));
        from += at + part.len();
    }
    assert_eq!(text.matches("<h1").count(), 1);
}

#[tokio::test]
async fn a_newer_wire_version_is_said_beside_the_sentence() {
    let room = Newsroom::open();
    let first = Wire::new("storm", "Storm", &["Wind rose."]);
    room.send(&first).await;
    let id = room
        .publish("storm", "Wind rises on the coast", "world")
        .await;
    room.pass(60);
    let second = Wire {
        version: 2,
        paragraphs: vec!["Wind rose, then fell.".into()],
        ..first
    };
    room.send(&second).await;
    room.follow().await;
    let path = path(&room.story(&id).await);
    let text = room.get(&path).await.text();
    assert!(
        text.contains("the agency has since sent version 2"),
        "{text}"
    );
    assert!(!text.contains("then fell"));
    let versions = room.get(&format!("{path}/versions")).await.text();
    assert!(
        !versions.contains("then fell"),
        "unpublished words of the wire are not shown"
    );
}

#[tokio::test]
async fn versions_show_what_changed_in_public() {
    let room = Newsroom::open();
    let first = Wire::new(
        "storm",
        "Storm",
        &["Wind rose on Monday.", "Boats stayed in."],
    );
    room.send(&first).await;
    let id = room
        .publish("storm", "Wind rises on the coast", "world")
        .await;
    room.pass(600);
    room.publish_changed("storm", "Wind rises along the coast", "world", |copy| {
        copy.blocks[0].text = "Wind rose on Tuesday.".into();
        copy.correction = Some("The day was wrong.".into());
    })
    .await;
    room.follow().await;
    let story = room.story(&id).await;
    let text = room.get(&format!("{}/versions", path(&story))).await.text();
    for part in [
        "Edition 2",
        "Wind rises along the coast",
        "The day was wrong.",
        "<del>Wind rises on the coast</del>",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let page = room.get(&path(&story)).await.text();
    assert!(
        page.contains("Updated <time datetime=\"2026-11-24T12:40:00+05:30\">"),
        "{page}"
    );
    let corrections = room.get("/corrections").await.text();
    assert!(corrections.contains("The day was wrong."));
}

#[tokio::test]
async fn a_hindi_story_speaks_hindi_where_it_is_its_own() {
    let room = Newsroom::open();
    let mut wire = Wire::new("nadi", "नदी", &["नदी का पानी उतर गया।"]);
    wire.language = "hi";
    room.send(&wire).await;
    let id = room.publish("nadi", "नदी का पानी उतरा", "world").await;
    room.follow().await;
    let story = room.story(&id).await;
    assert!(!path(&story).contains('न'), "addresses are percent-encoded");
    let text = room.get(&path(&story)).await.text();
    assert!(
        text.contains("data-edition=\"1\" lang=\"hi\" aria-label"),
        "{text}"
    );
    assert!(text.contains("<div id=\"story-text\" lang=\"hi\" dir=\"ltr\">"));
    let found = room
        .get("/search?q=%E0%A4%AA%E0%A4%BE%E0%A4%A8%E0%A5%80")
        .await
        .text();
    assert!(found.contains("1 story found"), "{found}");
}

#[tokio::test]
async fn lists_are_cut_and_go_on_at_their_cursor() {
    let room = Newsroom::open();
    for n in 0..35 {
        let name: &'static str = Box::leak(format!("item{n}").into_boxed_str());
        room.send(&Wire::new(name, "Item", &["Text of the item."]))
            .await;
        room.publish(name, &format!("Story number {n} of the list"), "science")
            .await;
        room.pass(60);
    }
    room.follow().await;
    let first = room.get("/science/").await.text();
    assert!(first.contains("Story number 34 of") && first.contains("Story number 5 of"));
    assert!(!first.contains("Story number 4 of"));
    let next = first
        .split("rel=\"next\" href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("older");
    let second = room.get(next).await.text();
    assert!(second.contains("Story number 4 of") && second.contains("Story number 0 of"));
    let search = room.get("/search?q=number+list").await.text();
    assert!(search.contains("35 stories found"));
    let more = room.get("/search?q=number+list&page=2").await.text();
    assert!(more.contains("Story number 0 of"));
    assert_eq!(
        room.get("/search?q=number").await.header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn feeds_keep_ids_and_move_updated_only_for_words() {
    let room = Newsroom::open();
    room.send(&Wire::new("ferry", "Ferry", &["It sailed."]))
        .await;
    let id = room.publish("ferry", "Ferry sails", "world").await;
    room.follow().await;
    let tag = format!("tag:times.example,2026-11-24:{id}");
    for feed in [
        "/feed.xml",
        "/rss.xml",
        "/feed.json",
        "/world/feed.xml",
        "/world/rss.xml",
        "/world/feed.json",
    ] {
        let text = room.get(feed).await.text();
        assert!(
            text.contains(&tag) && text.contains("Ferry sails"),
            "{feed}\n{text}"
        );
        assert!(!text.contains("It sailed."), "{feed} carries text");
    }
    assert!(!room.get("/science/feed.xml").await.text().contains(&tag));
    let json: serde_json::Value =
        serde_json::from_slice(&room.get("/feed.json").await.bytes).expect("JSON");
    assert_eq!(
        json["items"][0]["date_modified"],
        "2026-11-24T12:30:00+05:30"
    );
}

#[tokio::test]
async fn the_front_page_carries_today_and_ends_at_midnight() {
    let room = Newsroom::open();
    room.send(&Wire::new("ferry", "Ferry", &["It sailed."]))
        .await;
    room.publish("ferry", "Ferry sails", "world").await;
    room.follow().await;
    assert!(
        room.get("/")
            .await
            .text()
            .contains("Tuesday, 24 November 2026")
    );
    room.set_clock(instant("2026-11-24T18:30:00Z"));
    assert!(
        room.get("/")
            .await
            .text()
            .contains("Wednesday, 25 November 2026")
    );
    assert!(
        room.get("/news-sitemap.xml")
            .await
            .text()
            .contains("Ferry sails")
    );
    room.set_clock(instant("2026-11-27T18:30:00Z"));
    assert!(
        !room
            .get("/news-sitemap.xml")
            .await
            .text()
            .contains("Ferry sails")
    );
}

#[tokio::test]
async fn the_follower_needs_no_wake_up() {
    let room = Newsroom::open();
    room.send(&Wire::new("ferry", "Ferry", &["It sailed."]))
        .await;
    room.publish("ferry", "Ferry sails", "world").await;
    let head = room.ports.store.head().await.expect("answers");
    let pages = std::sync::Arc::clone(&room.pages);
    let until_seen = async {
        while pages.seq() < head {
            tokio::task::yield_now().await;
        }
    };
    copydesk_site::follow(
        room.ports.clone(),
        std::sync::Arc::clone(&room.pages),
        until_seen,
    )
    .await;
    assert!(room.get("/").await.text().contains("Ferry sails"));
}

#[tokio::test]
async fn the_comparison_counts_words_that_were_cut_and_never_shows_them() {
    let room = Newsroom::open();
    let wire = [
        "The mayor spoke at noon on Monday.",
        "His rival, a known scoundrel, was silent.",
        "Rain fell.",
    ];
    room.send(&Wire::new("mayor", "Mayor", &wire)).await;
    let id = room
        .publish_changed("mayor", "Mayor speaks", "world", |copy| {
            copy.blocks.remove(1);
        })
        .await;
    room.follow().await;
    let path = path(&room.story(&id).await);
    let story = room.get(&path).await.text();
    assert!(
        story.contains("data-verdict=\"shortened\"") && story.contains("1 left out"),
        "{story}"
    );
    let comparison = room.get(&format!("{path}/comparison")).await.text();
    assert!(comparison.contains("7 words left out"), "{comparison}");
    for headline in ["headline: the agency&#39;s", "headline: the house&#39;s"] {
        assert!(comparison.contains(headline), "{comparison}");
    }
    assert!(!comparison.contains("scoundrel"));
}

#[tokio::test]
async fn heads_and_teasers_begin_behind_the_dateline_and_the_text_keeps_it() {
    let room = Newsroom::open();
    let sent = "(Aster) - The ferry sailed at dawn.";
    room.send(&Wire::new("ferry", "Ferry", &[sent])).await;
    let id = room.publish("ferry", "Night ferry sails", "world").await;
    room.follow().await;
    let page = room.get(&path(&room.story(&id).await)).await.text();
    for expected in [
        sent,
        "name=\"description\" content=\"The ferry sailed at dawn.\"",
        "property=\"og:description\" content=\"The ferry sailed at dawn.\"",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let front = room.get("/").await.text();
    assert!(front.contains("The ferry sailed at dawn.") && !front.contains("(Aster)"));
}
