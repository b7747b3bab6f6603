//! One guarded way to ask a URL: public addresses only, redirects followed by hand and checked one by one, bounds on
//! size and time. The checked address is the one connected to. Keeps no cookie, uses no proxy, and never sends a
//! secret to another origin than it was meant for.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LINK, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode, Url};

use crate::address::{PrivateAddresses, is_public};
use crate::content_type::content_type;
use crate::credential::Secret;
use crate::links::{self, Link};

const REDIRECTS_MAX: usize = 5;
const CONNECT_WAIT: Duration = Duration::from_secs(10);
/// Longest that a source may tell us to stay away.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 3600);
const USER_AGENT: &str = concat!("Copydesk/", env!("CARGO_PKG_VERSION"));

/// Bounds of one fetch.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time for everything: names, connections, redirects, body.
    pub wait: Duration,
    /// Largest body, in bytes after content coding is removed.
    pub body_bytes_max: u64,
    /// Whether internal addresses may be asked.
    pub private_addresses: PrivateAddresses,
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The URL, `http` or `https`.
    pub url: String,
    /// `ETag` of the answer that is known already.
    pub etag: Option<String>,
    /// `Last-Modified` of the answer that is known already.
    pub last_modified: Option<String>,
    /// Name and value of a header that holds a secret, for the origin of `url` only.
    pub secret_header: Option<(String, Secret)>,
}

/// What a source answered.
#[derive(Debug)]
pub enum Fetched {
    /// 304: nothing new.
    NotModified,
    /// 410: it will not come back.
    Gone,
    /// 200 with a body.
    Body(Box<FetchedBody>),
}

/// A body and what was said about it.
#[derive(Debug)]
pub struct FetchedBody {
    /// The body after transfer and content coding were removed.
    pub bytes: Vec<u8>,
    /// The URL that answered, after redirects; without its query, which may hold a secret.
    pub url: String,
    /// Media type stated.
    pub media_type: Option<String>,
    /// Charset stated.
    pub charset: Option<String>,
    /// `ETag`, to be sent back.
    pub etag: Option<String>,
    /// `Last-Modified`, to be sent back as it came.
    pub last_modified: Option<String>,
    /// The whole URL that answered: relative links start from it.
    pub(crate) base: Url,
    /// What the `Link` headers state.
    pub(crate) links: Vec<Link>,
}

/// Why a fetch gave nothing. No message holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL is not one we ask.
    #[error("not an http or https URL without user name and password: {0}")]
    Url(String),
    /// The address, or the address of a redirect, is internal.
    #[error("{0} is or leads to a private address, which is refused")]
    PrivateAddress(String),
    /// More than five redirects.
    #[error("more than {REDIRECTS_MAX} redirects")]
    TooManyRedirects,
    /// A redirect that says not where, or from `https` to `http`.
    #[error("unusable redirect to {0}")]
    Redirect(String),
    /// The body is over the limit.
    #[error("body over the limit of {0} bytes")]
    TooLarge(u64),
    /// The time is over.
    #[error("no whole answer within {0:?}")]
    TooSlow(Duration),
    /// An answer that is neither of [`Fetched`].
    #[error("answered with status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long the source asks to be left alone, if it does; at most a day.
        retry_after: Option<Duration>,
    },
    /// No connection, or it broke.
    #[error("connection failed: {0}")]
    Connection(String),
    /// The client could not be built.
    #[error("no client: {0}")]
    Client(String),
}

/// Asks URLs within limits. Cheap to keep: it holds connections open.
pub struct Fetcher {
    client: Client,
    limits: Limits,
}

impl Fetcher {
    /// A client with these limits. A rustls crypto provider must have been installed before.
    ///
    /// # Errors
    /// When no client can be built, for want of root certificates, say.
    pub fn new(limits: Limits) -> Result<Self, FetchError> {
        let client = client(limits.private_addresses)?;
        Ok(Self { client, limits })
    }

    /// Asks once, following redirects; `now` is for dates in `Retry-After`.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn fetch(&self, ask: &Ask, now: Timestamp) -> Result<Fetched, FetchError> {
        tokio::time::timeout(self.limits.wait, self.follow(ask, now))
            .await
            .unwrap_or(Err(FetchError::TooSlow(self.limits.wait)))
    }

    /// Sends a form once; a redirect is not followed. Gives the status.
    pub(crate) async fn post_form(
        &self,
        url: &str,
        form: &[(&'static str, String)],
    ) -> Result<u16, FetchError> {
        let url = checked_url(url, self.limits.private_addresses)?;
        let mut fields = Url::parse("form:").map_err(|_| FetchError::Url(String::from("form")))?;
        fields.query_pairs_mut().extend_pairs(form);
        let body = fields.query().unwrap_or_default().to_owned();
        let request = self
            .client
            .post(url.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        match tokio::time::timeout(self.limits.wait, request.send()).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(error)) => Err(connection_error(&url, &error)),
            Err(_) => Err(FetchError::TooSlow(self.limits.wait)),
        }
    }

    async fn follow(&self, ask: &Ask, now: Timestamp) -> Result<Fetched, FetchError> {
        let start = checked_url(&ask.url, self.limits.private_addresses)?;
        let mut url = start.clone();
        for _ in 0..=REDIRECTS_MAX {
            let response = self.hop(&url, &start, ask).await?;
            if !is_redirect(response.status()) {
                return self.answer(response, now).await;
            }
            url = self.next_hop(&url, &response)?;
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn hop(&self, url: &Url, start: &Url, ask: &Ask) -> Result<Response, FetchError> {
        let mut request = self.client.get(url.clone());
        let conditions = [
            (IF_NONE_MATCH, &ask.etag),
            (IF_MODIFIED_SINCE, &ask.last_modified),
        ];
        for (name, value) in conditions {
            if let Some(value) = value
                .as_deref()
                .and_then(|text| HeaderValue::from_str(text).ok())
            {
                request = request.header(name, value);
            }
        }
        if let Some((name, secret)) = ask
            .secret_header
            .as_ref()
            .filter(|_| url.origin() == start.origin())
            && let Ok(mut value) = HeaderValue::from_bytes(secret.expose())
        {
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        request
            .send()
            .await
            .map_err(|error| connection_error(url, &error))
    }

    fn next_hop(&self, from: &Url, response: &Response) -> Result<Url, FetchError> {
        let location = header(response, &LOCATION).unwrap_or_default();
        let next = from
            .join(&location)
            .map_err(|_| FetchError::Redirect(shown_text(&location)))?;
        if from.scheme() == "https" && next.scheme() != "https" {
            return Err(FetchError::Redirect(shown(&next)));
        }
        checked_url(next.as_str(), self.limits.private_addresses)
    }

    async fn answer(&self, response: Response, now: Timestamp) -> Result<Fetched, FetchError> {
        match response.status() {
            StatusCode::OK => self
                .body(response)
                .await
                .map(|body| Fetched::Body(Box::new(body))),
            StatusCode::NOT_MODIFIED => Ok(Fetched::NotModified),
            StatusCode::GONE => Ok(Fetched::Gone),
            status => Err(FetchError::Status {
                status: status.as_u16(),
                retry_after: header(&response, &RETRY_AFTER)
                    .and_then(|text| retry_after(&text, now)),
            }),
        }
    }

    async fn body(&self, mut response: Response) -> Result<FetchedBody, FetchError> {
        let stated = header(&response, &CONTENT_TYPE)
            .map(|text| content_type(&text))
            .unwrap_or_default();
        let url = response.url().clone();
        let mut body = FetchedBody {
            bytes: Vec::new(),
            url: shown(&url),
            media_type: stated.media_type,
            charset: stated.charset,
            etag: header(&response, &ETAG),
            last_modified: header(&response, &LAST_MODIFIED),
            base: url.clone(),
            links: link_headers(&response),
        };
        let limit = self.limits.body_bytes_max;
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| connection_error(&url, &error))?
        {
            let length = body.bytes.len().saturating_add(chunk.len());
            if u64::try_from(length).unwrap_or(u64::MAX) > limit {
                return Err(FetchError::TooLarge(limit));
            }
            body.bytes.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// A client that follows no redirect and connects to no internal address unless allowed.
pub(crate) fn client(private_addresses: PrivateAddresses) -> Result<Client, FetchError> {
    Client::builder()
        .user_agent(USER_AGENT)
        .no_proxy()
        .referer(false)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_WAIT)
        .dns_resolver(std::sync::Arc::new(CheckedNames(private_addresses)))
        .build()
        .map_err(|error| FetchError::Client(chain(&error)))
}

/// Resolves names and refuses one that has an internal address among its answers. What it returns is what is
/// connected to, so that a name cannot answer differently in between.
struct CheckedNames(PrivateAddresses);

impl Resolve for CheckedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let private_addresses = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let internal = found.iter().any(|address| !is_public(address.ip()));
            if internal && private_addresses == PrivateAddresses::Refuse {
                return Err(InternalName.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the name has a private address")]
struct InternalName;

/// Whether a URL may be asked at all, as far as can be said without asking: `http` or `https`, a host, no user name, no
/// internal address written as a number unless those are allowed.
///
/// # Errors
/// What is wrong with it, without a query, which may hold a secret.
pub fn check_url(text: &str, private_addresses: PrivateAddresses) -> Result<(), FetchError> {
    checked_url(text, private_addresses).map(|_| ())
}

/// A URL that may be asked. Addresses written as numbers are checked here, names when they are resolved.
pub(crate) fn checked_url(
    text: &str,
    private_addresses: PrivateAddresses,
) -> Result<Url, FetchError> {
    let url = Url::parse(text).map_err(|_| FetchError::Url(shown_text(text)))?;
    let plain = url.username().is_empty() && url.password().is_none();
    let (true, true, Some(host)) = (
        matches!(url.scheme(), "http" | "https"),
        plain,
        url.host_str(),
    ) else {
        return Err(FetchError::Url(shown(&url)));
    };
    let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let internal = number.is_some_and(|address| !is_public(address));
    if internal && private_addresses == PrivateAddresses::Refuse {
        return Err(FetchError::PrivateAddress(shown(&url)));
    }
    Ok(url)
}

/// A URL as labels and messages show it: without user name, password, query and fragment, which may hold secrets.
fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// The same for a text that is no URL.
fn shown_text(text: &str) -> String {
    let part = text.split(['?', '#']).next().unwrap_or_default();
    part.rsplit_once('@')
        .map_or(part, |(_, rest)| rest)
        .to_owned()
}

pub(crate) fn connection_error(url: &Url, error: &reqwest::Error) -> FetchError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if cause.is::<InternalName>() {
            return FetchError::PrivateAddress(shown(url));
        }
        source = cause.source();
    }
    FetchError::Connection(chain(error))
}

/// The innermost cause: the outer ones repeat the URL, whose query may hold a secret.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    if innermost.is::<reqwest::Error>() {
        "request failed".to_owned()
    } else {
        innermost.to_string()
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

pub(crate) fn header(response: &Response, name: &HeaderName) -> Option<String> {
    response
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

fn link_headers(response: &Response) -> Vec<Link> {
    let values = response.headers().get_all(LINK).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(links::in_header)
        .collect()
}

/// Seconds, or a date after `now`; at most a day.
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let seconds = text.trim().parse::<u64>().ok().map(Duration::from_secs);
    let until = || {
        let date = jiff::fmt::rfc2822::DateTimeParser::new()
            .parse_timestamp(text.trim())
            .ok()?;
        Duration::try_from(date.duration_since(now)).ok()
    };
    seconds.or_else(until).map(|wait| wait.min(RETRY_AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms_and_bounded() {
        let now: Timestamp = "2026-11-24T20:00:00Z".parse().expect("a timestamp");
        let date = "Tue, 24 Nov 2026 20:02:00 GMT";
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after(date, now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("99999999999", now), Some(RETRY_AFTER_MAX));
        assert_eq!(retry_after("Tue, 24 Nov 2026 19:00:00 GMT", now), None);
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn only_plain_web_urls_are_asked() {
        let refused = [
            "file:///etc/passwd",
            "ftp://a.example/",
            "no url",
            "http://u:p@a.example/",
            "data:,x",
        ];
        for url in refused {
            let answer = checked_url(url, PrivateAddresses::Allow);
            assert!(
                matches!(answer, Err(FetchError::Url(_))),
                "{url}: {answer:?}"
            );
        }
        for url in [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
        ] {
            let answer = checked_url(url, PrivateAddresses::Refuse);
            assert!(
                matches!(answer, Err(FetchError::PrivateAddress(_))),
                "{url}: {answer:?}"
            );
        }
    }

    #[track_caller]
    fn check_redirect(from: &str, location: &str, expected: Option<&str>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let limits = Limits {
            wait: CONNECT_WAIT,
            body_bytes_max: 1,
            private_addresses: PrivateAddresses::Refuse,
        };
        let response = axum::http::Response::builder()
            .status(302)
            .header("location", location)
            .body(Vec::new())
            .expect("a response");
        let from = Url::parse(from).expect("the test states a URL");
        let next = Fetcher::new(limits)
            .expect("a client")
            .next_hop(&from, &response.into());
        assert_eq!(next.ok().as_ref().map(Url::as_str), expected, "{location}");
    }

    #[test]
    fn each_hop_is_checked() {
        let https = "https://a.example/feed";
        check_redirect(https, "/other", Some("https://a.example/other"));
        check_redirect(https, "https://b.example/", Some("https://b.example/"));
        check_redirect(https, "http://b.example/", None);
        check_redirect(https, "https://10.0.0.1/", None);
        check_redirect(https, "file:///etc/passwd", None);
        check_redirect("http://a.example/", "http://169.254.169.254/latest", None);
        check_redirect("http://a.example/", "http://[::ffff:127.0.0.1]/", None);
    }

    #[test]
    fn no_message_shows_a_password_or_a_query() {
        let error = checked_url(
            "http://u:secret@a.example/feed?key=secret",
            PrivateAddresses::Allow,
        );
        assert!(!error.expect_err("refused").to_string().contains("secret"));
    }
}
