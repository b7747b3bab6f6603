//! The same feed through both stores gives the same pages, byte for byte. Without COPYDESK_TEST_POSTGRES a line says that
//! this was skipped.

use std::io::Write;
use std::sync::Arc;

use copydesk_store::postgres::{Place, PostgresStore, Roots, Server, drop_schema};

use crate::newsroom::{Newsroom, Wire};

const VARIABLE: &str = "COPYDESK_TEST_POSTGRES";

/// A day: stories, one under the house's own words, a correction, a kill, a withdrawal, an embargo, a speaker.
async fn live_a_day(room: &Newsroom) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, headline) in [
        ("ferry", "Ferry service resumes"),
        ("bridge", "Bridge closes at noon"),
        ("memo", "Ministry weighs a memo"),
        (
            "\u{939}\u{93f}",
            "\u{92a}\u{941}\u{932} \u{92c}\u{902}\u{926}",
        ),
    ] {
        let text = format!("{headline}, the harbour office said on Tuesday.");
        let wire = Wire::new(
            name,
            headline,
            &[
                text.as_str(),
                "\u{201c}We open at six,\u{201d} said Ada North.",
            ],
        );
        room.send(&wire).await;
        room.pass(7);
        let house = format!("{headline}, house words");
        let id = room
            .publish_changed(name, &house, "world", |copy| {
                if name == "bridge" {
                    copy.blocks[0].text.push_str(" Drivers were told.");
                }
            })
            .await;
        ids.push(id);
        room.follow().await;
    }
    room.confirm("Ada North").await;
    room.pass(60);
    let mut second = Wire::new(
        "ferry",
        "Ferry service resumes at last",
        &["It runs, the office said."],
    );
    second.version = 2;
    room.send(&second).await;
    room.publish("ferry", "Ferries run", "world").await;
    let mut kill = Wire::new("memo", "Ministry weighs a memo", &["Killed."]);
    kill.version = 2;
    kill.kill = true;
    room.send(&kill).await;
    room.withdraw(&ids[3]).await;
    let mut closed = Wire::new("rates", "Rates decided", &["Rates rise, the bank said."]);
    closed.embargo = Some("2026-11-25T07:00:00Z".parse().expect("a time"));
    room.send(&closed).await;
    room.follow().await;
    let mut paths = vec![String::from("/")];
    for path in [
        "/world/",
        "/feed.xml",
        "/rss.xml",
        "/feed.json",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/corrections",
        "/search?q=office",
        "/people/",
        "/world/feed.xml",
    ] {
        paths.push(path.into());
    }
    for id in &ids {
        let story = room.story(id).await;
        let path = format!("/{}/{}-{}", story.section, story.slug, story.id);
        paths.push(format!("{path}/versions"));
        paths.push(path);
    }
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_feed_through_both_stores_gives_the_same_pages() {
    let named = std::env::var(VARIABLE)
        .ok()
        .filter(|named| !named.is_empty());
    let Some(connection) = named else {
        // The harness swallows `eprintln!`; a skip must be seen.
        let _ = writeln!(std::io::stderr(), "skipped: {VARIABLE} is not set");
        return;
    };
    let schema = format!("copydesk_site_{}", std::process::id());
    let server = Server::new(&connection, &schema, None, &Roots::System).expect("a server");
    let embedded = Newsroom::open();
    let paths = live_a_day(&embedded).await;
    {
        let store = PostgresStore::open(&server, Place::Alone).expect("a store");
        let served = Newsroom::on(Arc::new(store), None, |_| {});
        assert_eq!(live_a_day(&served).await, paths);
        let mut found = 0;
        for path in &paths {
            let (one, other) = (embedded.get(path).await, served.get(path).await);
            assert_eq!(one.status, other.status, "{path}");
            assert!(
                one.bytes == other.bytes,
                "{path}: {}",
                String::from_utf8_lossy(&other.bytes)
            );
            found += usize::from(one.status == 200);
        }
        assert!(found >= 12, "only {found} pages were there to compare");
    }
    drop_schema(&server).expect("the test's schema is dropped");
}
