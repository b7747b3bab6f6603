//! `…/proof` in a real Chromium, in English and in Hindi, at both widths and in both colour schemes: a story alone, an
//! edited one, one that was changed on the way, one that was taken off; with the check and without scripts.
//! Runs with the other browser tests. COPYDESK_TEST_SHOTS keeps what they look like.

use serde_json::json;

use crate::agency::serve;
use crate::browser::{Browser, SIZES, asked_for, check_view};
use crate::program::{Demo, until};

/// Where the stories of the newsroom stand.
struct Stories {
    whole: String,
    edited: String,
    gone: String,
}

/// A newsroom that has run until a story was recorded, an edited one, and one that was killed.
fn newsroom() -> (tempfile::TempDir, Stories) {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "40");
    let stories = Stories {
        whole: until("the treaty story", || demo.link("/", "treaty")),
        edited: until("the edited story", || {
            demo.link("/politics/", "ilvan-bridge")
        }),
        gone: until("the memo", || demo.link("/politics/", "ministry-weighs")),
    };
    for (story, file) in [
        (&stories.whole, "receipt"),
        (&stories.edited, "receipt"),
        (&stories.gone, "withdrawal"),
    ] {
        let proof = format!("{story}/proof/{file}.tlog-proof");
        until(&proof, || (demo.get(&proof).status == 200).then_some(()));
    }
    assert!(demo.stop());
    (work, stories)
}

async fn check_views(browser: &Browser, name: &str) {
    for size in SIZES {
        for scheme in ["light", "dark"] {
            check_view(browser, name, size, scheme).await;
        }
    }
}

async fn check_language(browser: &Browser, demo: &Demo, stories: &Stories, language: &str) {
    // The newsroom begins with other words than those that were recorded: its editions are recorded anew first.
    for story in [&stories.whole, &stories.edited] {
        let proof = format!("{story}/proof/edition.tlog-proof");
        until(&proof, || (demo.get(&proof).status == 200).then_some(()));
    }
    let open = async |path: &str| {
        browser
            .open(&format!("http://{}{path}", demo.address))
            .await
    };
    for (name, story, outcome) in [
        ("whole", &stories.whole, "holds"),
        ("edited", &stories.edited, "partly"),
    ] {
        open(&format!("{story}/proof")).await;
        let own = browser.run("return document.documentElement.lang").await;
        assert_eq!(own, language);
        check_views(browser, &format!("proof-{name}-{language}")).await;
        browser.press().await;
        assert_eq!(browser.outcome().await, outcome);
        check_views(browser, &format!("proof-{name}-checked-{language}")).await;
    }
    open(&format!("{}/proof", stories.whole)).await;
    browser.change_on_the_way(2).await;
    browser.press().await;
    assert_eq!(browser.outcome().await, "fails");
    check_views(browser, &format!("proof-fails-{language}")).await;
    for gone in ["", "/proof"] {
        open(&format!("{}{gone}", stories.gone)).await;
        let name = gone.trim_start_matches('/');
        check_views(browser, &format!("gone-{name}-{language}")).await;
        let shown = browser.run("return document.querySelectorAll('[data-words]').length");
        assert_eq!(shown.await, 0, "nothing to check");
    }
    let off = json!({ "value": true });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    for (name, story) in [("whole", &stories.whole), ("edited", &stories.edited)] {
        open(&format!("{story}/proof")).await;
        for (width, height) in SIZES {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            browser
                .devtools("Emulation.setDeviceMetricsOverride", metrics)
                .await;
            let label = format!("proof-{name}-without-scripts-{language}-{width}");
            browser.shot(&label).await;
        }
    }
    let on = json!({ "value": false });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", on)
        .await;
}

#[test]
fn proof_pages_read_well_in_both_languages_and_in_every_state() {
    if !asked_for() {
        return;
    }
    let (work, stories) = newsroom();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let browser = Browser::start().await;
        for language in ["en", "hi"] {
            let demo = serve(work.path(), |config| {
                let (before, after) = config.split_once("language = \"").expect("a language");
                let (_, after) = after.split_once('"').expect("its end");
                format!("{before}language = \"{language}\"{after}")
            });
            check_language(&browser, &demo, &stories, language).await;
            assert!(demo.stop());
        }
        browser.end().await;
    });
}
