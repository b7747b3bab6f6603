//! The demo through the real binary: the treaty story and its disclosure, a correction, a kill on every surface, an
//! embargo that holds and ends, a clean stop.

use crate::program::{Demo, copydesk, stderr, stdout, until};

/// What must be gone everywhere after the kill: words of the house headline and of the slug.
const KILLED: [&str; 2] = ["Ministry weighs closing", "ministry-weighs-closing"];

#[test]
fn the_sample_newsroom_publishes_corrects_kills_and_releases() {
    let demo = Demo::start("12");
    let treaty = until("the treaty story", || demo.link("/", "treaty"));
    let page = demo.get(&treaty);
    assert_eq!(page.status, 200);
    assert!(
        page.body
            .contains(r#"<aside id="disclosure" data-verdict="identical" data-headline="changed""#)
    );
    assert!(
        page.body
            .contains("the text is unmodified; the headline was written by Example Times")
    );

    assert!(
        page.body.contains("Picture: Harbour Wire."),
        "the picture comes from another agency than the text"
    );

    let memo = until("the memo", || {
        demo.link("/politics/", "ministry-weighs-closing")
    });
    assert_eq!(demo.get(&memo).status, 200);
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    check_gone(&demo, &memo);

    let ferry = until("the ferry", || demo.link("/world/", "lifeboats"));
    until("the correction", || {
        demo.get(&ferry).body.contains("241").then_some(())
    });
    until("the end of the embargo", || {
        demo.link("/business/", "rate").map(drop)
    });
    let unknown = demo.get("/world/no-such-story-aaaaaaaaaaaaa");
    assert_eq!(unknown.status, 404);
    assert!(demo.stop(), "it stops cleanly");
}

fn check_gone(demo: &Demo, memo: &str) {
    let versions = format!("{memo}/versions");
    for path in [
        memo,
        &versions,
        "/",
        "/politics/",
        "/feed.xml",
        "/rss.xml",
        "/feed.json",
        "/politics/feed.xml",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/search?q=ministry+stations+memo",
        "/corrections",
    ] {
        let answer = demo.get(path);
        for words in KILLED {
            assert!(!answer.body.contains(words), "{path} still says {words:?}");
        }
    }
    let tombstone = demo.get(memo);
    assert!(
        tombstone.body.contains(r#"id="tombstone""#)
            && tombstone.body.contains(r#"data-reason="kill""#)
    );
    assert!(tombstone.head.to_ascii_lowercase().contains("no-store"));
}

#[test]
fn the_demo_explains_a_pact_and_links_it_from_the_front_page() {
    let demo = Demo::start("20");
    let path = until("the explainer", || {
        demo.link("/", "explainers/pact-of-halm")
    });
    let page = demo.get(&path);
    assert_eq!(page.status, 200);
    for words in [
        "What does Article 4 promise?",
        "UN Charter, Article 51",
        "The duty to help, 1962 and 2025",
        "The duty to consult, beside an accord of 1954",
        "As a restored alliance",
        "As avoiding automatic intervention",
        "nine-fold",
        "modest",
        "Kestria has not shown a text of its own: does it say the same?",
        "role=\"img\"",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(
        !page.body.contains("class=\"stale\""),
        "nothing changed since"
    );
    assert!(!page.body.contains("<script"), "it needs no script");
    for (at, _) in page.body.match_indices("class=\"ref\" href=\"") {
        let address = page.body[at + "class=\"ref\" href=\"".len()..]
            .split('"')
            .next()
            .unwrap_or("");
        let (path, fragment) = address.split_once('#').expect("a place on a page");
        let anchor = fragment.split(":~:").next().unwrap_or("");
        let source = demo.get(path);
        assert!(
            source.body.contains(&format!("id=\"{anchor}\"")),
            "{address} opens at its words"
        );
    }
    let document = demo.get("/documents/pact-of-halm");
    assert!(
        document.body.contains("data-status=\"unknown\""),
        "of Kestria nothing is known"
    );
    assert_eq!(
        demo.get("/documents/treaty-of-port-senn/compare/pact-of-halm")
            .status,
        200
    );
    assert!(demo.stop(), "it stops cleanly");
}

#[test]
fn a_newsroom_started_again_goes_on_and_is_rebuilt_and_backed_up_without_a_change() {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "40");
    let first = until("the treaty story", || demo.link("/", "treaty"));
    let memo = until("the memo", || demo.link("/politics/", "ministry-weighs"));
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    let data = work.path().join("data").to_string_lossy().into_owned();
    let copy = work.path().join("copy").to_string_lossy().into_owned();
    let backed_up = copydesk(&["backup", "--data", &data, &copy]);
    assert!(backed_up.status.success(), "{}", stderr(&backed_up));
    assert!(demo.stop(), "it stops cleanly");

    let config = work.path().join("copydesk.toml");
    let config = config.to_string_lossy().into_owned();
    let rebuilt = copydesk(&["rebuild", "--data", &data, "--config", &config]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    let said = stdout(&rebuilt);
    assert!(
        said.contains("(0 changed, 0 unreadable)") && said.ends_with("(0 changed)\n"),
        "{said}"
    );

    let again = Demo::start_in(Some(work.path()), "40");
    assert_eq!(
        again.get(&first).status,
        200,
        "the story stands at its address"
    );
    assert_eq!(again.get(&memo).status, 410, "the killed one stays dead");
    assert!(again.stop());
}
