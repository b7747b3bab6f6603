//! Who said what, quotations beside documents, and the explainer's form in a real Chromium: every size and colour, axe, and
//! the queue decided with two keys. Runs as `browser.rs` does.

use fantoccini::Locator;
use serde_json::Value;

use crate::browser::{Browser, SIZES, check_view, in_browser};
use crate::program::{Demo, until};

async fn check_sizes(browser: &Browser, demo: &Demo, name: &str, path: &str) {
    browser
        .open(&format!("http://{}{path}", demo.address))
        .await;
    for size in SIZES {
        for scheme in ["light", "dark"] {
            check_view(browser, name, size, scheme).await;
        }
    }
}

async fn sign_in(browser: &Browser, demo: &Demo) {
    browser.open(&demo.sign_in).await;
    let button = Locator::Css("form button");
    let button = browser.client.find(button).await.expect("the button");
    button.click().await.expect("a click");
    let row = Locator::Css("li.row");
    browser
        .client
        .wait()
        .for_element(row)
        .await
        .expect("the list");
}

#[test]
fn people_and_quotations_fit_every_screen_and_axe_finds_nothing() {
    in_browser(async |browser, demo| {
        until("the explainer", || {
            demo.link("/", "explainers/pact-of-halm")
        });
        let story = until("the story", || demo.link("/", "one-sentence-of-the-pact"));
        let speaker = until("a speaker", || {
            let path = demo.link("/people/", "/people/nils-marrin")?;
            // The ferry's correction changes what she says.
            demo.get(&path).body.contains("Reworded").then_some(path)
        });
        check_sizes(browser, demo, "people", "/people/").await;
        check_sizes(browser, demo, "speaker", &speaker).await;
        check_sizes(browser, demo, "quoted", &story).await;
        let found = Locator::Css("section.quoted li[data-verdict=truncated] a.source");
        let link = browser.client.find(found).await.expect("a verdict");
        link.click().await.expect("a click");
        let there = browser
            .run("return location.pathname + ' ' + document.querySelector(':target')?.textContent")
            .await;
        let there = there.as_str().unwrap_or_default();
        assert!(
            there.starts_with("/documents/pact-of-halm ")
                && there.contains("without delay provide"),
            "{there}"
        );
    });
}

#[test]
fn the_desk_flags_a_quotation_and_its_queue_takes_two_keys() {
    in_browser(async |browser, demo| {
        until("the explainer", || {
            demo.link("/", "explainers/pact-of-halm")
        });
        sign_in(browser, demo).await;
        let script = "const row = [...document.querySelectorAll('li.row')]\
                      .find(r => /accord of Lorrin/.test(r.textContent)); return row ? row.querySelector('a.headline').href : null";
        let mut item = browser.run(script).await;
        for _ in 0..400 {
            if item.is_string() {
                break;
            }
            browser.client.refresh().await.expect("the list again");
            item = browser.run(script).await;
        }
        let item = item.as_str().expect("the item is listed").to_owned();
        let path = item.split_once(&demo.address).expect("our address").1;
        check_sizes(browser, demo, "desk-quotation", path).await;
        let flag = Locator::Css("[data-flag=quotation]");
        let flag = browser.client.find(flag).await.expect("a flag");
        assert!(flag.is_displayed().await.expect("an answer"));
        let said = flag.text().await.expect("text");
        assert!(said.contains("shall") && said.contains("would"), "{said}");

        let form = until("the explainer's form", || {
            let page = demo.get("/explainers/pact-of-halm.json").body;
            let data: Value = serde_json::from_str(&page).ok()?;
            Some(format!("/desk/explainer/{}", data["id"].as_str()?))
        });
        check_sizes(browser, demo, "desk-explainer", &form).await;
        check_sizes(
            browser,
            demo,
            "desk-document",
            "/desk/document/pact-of-halm",
        )
        .await;
        check_sizes(browser, demo, "desk-statements", "/desk/statements").await;
        check_two_keys(browser, demo).await;
    });
}

/// `y` accepts the statement under the cursor, `n` rejects it: each is gone from the queue afterwards.
async fn check_two_keys(browser: &Browser, demo: &Demo) {
    let queue = "return [...document.querySelectorAll('[data-statement]')].map(s => s.id)";
    for key in ["y", "n"] {
        browser
            .open(&format!("http://{}/desk/statements", demo.address))
            .await;
        let before = browser.run(queue).await;
        let first = before[0].as_str().expect("a statement waits").to_owned();
        let body = Locator::Css("body");
        let body = browser.client.find(body).await.expect("a page");
        body.send_keys("j").await.expect("a key");
        let taken = browser
            .run("return document.activeElement.closest('[data-statement]')?.id ?? null")
            .await;
        assert_eq!(taken, first, "j goes to the first statement");
        let active = browser.client.active_element().await.expect("a focus");
        active.send_keys(key).await.expect("a key");
        let mut left = false;
        for _ in 0..2_000 {
            let now = browser.run(queue).await;
            left = !now.as_array().is_some_and(|all| all.contains(&taken));
            if left {
                break;
            }
        }
        assert!(left, "{key} decides about {first}");
    }
}
