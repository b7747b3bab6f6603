//! Status codes, headers, codings, conditional requests: `site.md` 1, 5 and 13.

use axum::http::{Method, StatusCode};

use crate::newsroom::{Newsroom, Wire, folder_with, path};

async fn one_story() -> (Newsroom, String) {
    let room = Newsroom::open();
    room.send(&Wire::new(
        "ferry",
        "Ferry",
        &["The ferry sailed at dawn.", "It came back."],
    ))
    .await;
    let id = room
        .publish("ferry", "Night ferry sails again", "world")
        .await;
    room.follow().await;
    let path = path(&room.story(&id).await);
    (room, path)
}

#[tokio::test]
async fn a_page_is_precompressed_and_revalidates() {
    let (room, path) = one_story().await;
    let whole = room.get(&path).await;
    assert_eq!(whole.header("cache-control"), "public, no-cache");
    assert_eq!(whole.header("vary"), "Accept-Encoding");
    let brotli = room
        .ask(Method::GET, &path, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(brotli.header("content-encoding"), "br");
    assert_ne!(brotli.header("etag"), whole.header("etag"));
    let etag = brotli.header("etag").to_owned();
    let again = [("accept-encoding", "br"), ("if-none-match", etag.as_str())];
    let current = room.ask(Method::GET, &path, &again).await;
    assert_eq!(current.status, StatusCode::NOT_MODIFIED);
    assert!(current.bytes.is_empty());
    let head = room.ask(Method::HEAD, &path, &[]).await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(head.bytes.is_empty());
    assert_eq!(head.header("content-length"), whole.bytes.len().to_string());
    assert_eq!(head.header("etag"), whole.header("etag"));
}

#[tokio::test]
async fn the_policy_names_the_one_style_element() {
    let (room, path) = one_story().await;
    let page = room.get(&path).await;
    let text = page.text();
    let style = text
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next())
        .expect("a style");
    use base64::Engine;
    use sha2::Digest;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    assert!(
        page.header("content-security-policy")
            .contains(&format!("style-src 'sha256-{hash}'"))
    );
    assert_eq!(text.matches("<style").count(), 1);
    assert!(!text.contains(" style="));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn wrong_requests_get_their_codes() {
    let (room, path) = one_story().await;
    let not_allowed = room.ask(Method::POST, &path, &[]).await;
    assert_eq!(not_allowed.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(not_allowed.header("allow"), "GET, HEAD");
    let long = format!("/{}", "a".repeat(9_000));
    assert_eq!(room.get(&long).await.status, StatusCode::URI_TOO_LONG);
    for missing in [
        "/nowhere/",
        "/world/?before=1-abcdefgh234",
        "/world/?before=x",
        "/about/nothing",
        "/archive/2020-01-01",
        "/archive/tomorrow",
        "/media/none.jpg",
        "/search?q=ferry&page=9",
        "/api/v1/stories",
        "/world/feed.txt",
    ] {
        let answered = room.get(missing).await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{missing}");
        assert_eq!(
            answered.bytes,
            room.get("/world/x-aaaaaaaa").await.bytes,
            "{missing}"
        );
    }
}

#[tokio::test]
async fn a_wrong_slug_moves_to_the_right_address() {
    let (room, path) = one_story().await;
    let (_, id) = path.rsplit_once('-').expect("an id");
    let moved = room.get(&format!("/science/other-{id}/versions")).await;
    assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(moved.header("location"), format!("{path}/versions"));
    assert_eq!(room.get("/world").await.header("location"), "/world/");
}

#[tokio::test]
async fn pictures_have_safe_names_and_their_type() {
    let folder = folder_with("quay.png", b"\x89PNG\r\n\x1a\n");
    let media = folder.path().to_owned();
    let room = Newsroom::with(|config| config.media = Some(media));
    let picture = room.get("/media/quay.png").await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.header("content-type"), "image/png");
    for unsafe_name in [
        "/media/../quay.png",
        "/media/..%2fquay.png",
        "/media/.quay.png",
    ] {
        assert_eq!(
            room.get(unsafe_name).await.status,
            StatusCode::NOT_FOUND,
            "{unsafe_name}"
        );
    }
}

#[tokio::test]
async fn health_and_numbers_are_plain_text() {
    let (room, path) = one_story().await;
    room.get(&path).await;
    assert_eq!(room.get("/healthz").await.text(), "ok\n");
    let metrics = room.get("/metrics").await.text();
    assert!(
        metrics.contains("copydesk_site_stories_readable 1\n"),
        "{metrics}"
    );
    assert!(
        room.get("/robots.txt")
            .await
            .text()
            .contains("Sitemap: https://times.example/sitemap.xml")
    );
}
