//! Themes that misbehave through the whole path: the built-in page is served, and `/healthz` says so.

use crate::newsroom::{Newsroom, Wire, folder_with, path};

/// A story page as a theme might write it; `{disclosure}` and `{text}` are replaced.
const TEMPLATE: &str = "<!doctype html><html lang=\"en\"><head>{{ head }}</head><body class=\"own-theme\">\
<h1>{{ headline }}</h1>{text}{disclosure}</body></html>";

async fn served_with(story_html: &str) -> (String, String) {
    let folder = folder_with("story.html", story_html.as_bytes());
    std::fs::write(folder.path().join("style.css"), ".gone{display:none}").expect("written");
    let theme = folder.path().to_owned();
    let room = Newsroom::with(|config| config.theme = Some(theme));
    room.send(&Wire::new(
        "ferry",
        "Ferry",
        &["The ferry sailed at dawn.", "It came back."],
    ))
    .await;
    let id = room.publish("ferry", "Night ferry sails", "world").await;
    room.follow().await;
    let page = room.get(&path(&room.story(&id).await)).await;
    assert_eq!(page.status, 200);
    (page.text(), room.get("/healthz").await.text())
}

async fn check_refused(text: &str, disclosure: &str, code: &str) {
    let template = TEMPLATE
        .replace("{text}", text)
        .replace("{disclosure}", disclosure);
    let (page, health) = served_with(&template).await;
    assert!(!page.contains("own-theme"), "{code}: {page}");
    assert!(
        page.contains("<aside id=\"disclosure\"") && page.contains("The ferry sailed at dawn.")
    );
    assert!(
        health.starts_with("degraded") && health.contains(code),
        "{code}: {health}"
    );
}

#[tokio::test]
async fn an_honest_theme_is_served() {
    let template = TEMPLATE
        .replace("{text}", "{{ story_text }}")
        .replace("{disclosure}", "{{ disclosure }}");
    let (page, health) = served_with(&template).await;
    assert!(page.contains("own-theme"), "{health}");
    assert_eq!(health, "ok\n");
}

#[tokio::test]
async fn a_theme_that_drops_repeats_alters_or_hides_the_disclosure_is_not_served() {
    for (disclosure, code) in [
        ("", "disclosure_missing"),
        ("{{ disclosure }}{{ disclosure }}", "disclosure_repeated"),
        (
            "<aside id=\"disclosure\"><p>All ours.</p></aside>",
            "disclosure_altered",
        ),
        ("<!-- {{ disclosure }} -->", "disclosure_hidden"),
        ("<details>{{ disclosure }}</details>", "disclosure_hidden"),
        ("<template>{{ disclosure }}</template>", "disclosure_hidden"),
        ("<div hidden>{{ disclosure }}</div>", "disclosure_hidden"),
        (
            "<div class=\"gone\">{{ disclosure }}</div>",
            "disclosure_hidden",
        ),
    ] {
        check_refused("{{ story_text }}", disclosure, code).await;
    }
}

#[tokio::test]
async fn a_theme_that_alters_a_letter_of_the_text_is_not_served() {
    for (text, code) in [
        ("{{ story_text|replace('dawn', 'noon') }}", "text_altered"),
        ("", "text_missing"),
        (
            "<div id=\"story-text\"><p data-p=\"1\">The ferry sailed at noon.</p><p data-p=\"2\">It came back.</p></div>",
            "text_altered",
        ),
        (
            "<div id=\"story-text\"><p data-p=\"1\">The ferry sailed at dawn.</p></div>",
            "text_order",
        ),
        ("<div hidden>{{ story_text }}</div>", "text_uncheckable"),
        ("<h1>Another</h1>{{ story_text }}", "headline_altered"),
    ] {
        check_refused(text, "{{ disclosure }}", code).await;
    }
}

#[tokio::test]
async fn a_theme_that_cannot_render_falls_back() {
    check_refused(
        "{{ nothing_of_the_kind }}",
        "{{ disclosure }}",
        "story.html:1",
    )
    .await;
}

#[test]
fn a_broken_theme_is_refused_at_start_with_file_and_line() {
    let folder = folder_with("front.html", b"fine\n{% if %}");
    let theme = folder.path().to_owned();
    let refused = std::panic::catch_unwind(|| Newsroom::with(|config| config.theme = Some(theme)));
    assert!(refused.is_err());
    let error = copydesk_site::theme::Theme::from_folder(folder.path()).expect_err("refused");
    assert!(error.to_string().starts_with("front.html:2"), "{error}");
}
