//! Refuses acts that another site's page set off (`site.md` 7): Fetch metadata first, then `Origin`, and with
//! neither nothing that carries a session. Behind a proxy that rewrites `Host`, the configured origin decides.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::desk::error::plain_page;
use crate::desk::session::has_cookie;
use crate::desk::state::DeskState;

/// Lets reading pass, and acts that come from our own pages.
pub(crate) async fn guard(State(desk): State<DeskState>, request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads || is_ours(request.headers(), &desk.ports.config.origin) {
        return next.run(request).await;
    }
    let words = "This request did not come from a page of the desk, so nothing was done.";
    (StatusCode::FORBIDDEN, plain_page("Refused", words)).into_response()
}

fn is_ours(headers: &HeaderMap, configured: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = host_of(origin);
            host.is_some() && (host == host_of(configured) || host == text(HOST.as_str()))
        }
        (None, None) => !has_cookie(headers),
    }
}

fn host_of(origin: &str) -> Option<&str> {
    let (_, rest) = origin.split_once("://")?;
    rest.split('/').next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_origin(headers: &[(&'static str, &'static str)], expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header value"));
        }
        assert_eq!(
            is_ours(&map, "https://news.example"),
            expected,
            "{headers:?}"
        );
    }

    const COOKIE: (&str, &str) = ("cookie", "__Host-desk=x");

    #[test]
    fn fetch_metadata_decides_where_it_is_sent() {
        check_origin(&[("sec-fetch-site", "same-origin"), COOKIE], true);
        check_origin(&[("sec-fetch-site", "none"), COOKIE], true);
        check_origin(&[("sec-fetch-site", "same-site"), COOKIE], false);
        check_origin(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://news.example"),
                COOKIE,
            ],
            false,
        );
    }

    #[test]
    fn without_metadata_the_origin_must_be_ours() {
        check_origin(&[("origin", "https://news.example"), COOKIE], true);
        check_origin(
            &[
                ("origin", "http://127.0.0.1:8080"),
                ("host", "127.0.0.1:8080"),
                COOKIE,
            ],
            true,
        );
        check_origin(
            &[
                ("origin", "https://evil.example"),
                ("host", "news.example"),
                COOKIE,
            ],
            false,
        );
        check_origin(
            &[("origin", "null"), ("host", "news.example"), COOKIE],
            false,
        );
    }

    #[test]
    fn with_neither_only_a_request_without_a_session_passes() {
        check_origin(&[COOKIE], false);
        check_origin(&[], true);
    }
}
