//! Answers: from a request to bytes with their headers. Asks the catalogue before each story page; decides nothing
//! about texts. Readers never see why something failed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use copydesk_desk::{FeedLevel, StoryId};
use sha2::{Digest, Sha256};

use crate::cache::PageKey;
use crate::catalogue::Standing;
use crate::encoded::{Coding, Dress, Encoded};
use crate::ledger;
use crate::media;
use crate::openapi;
use crate::pages::Pages;
use crate::ports::Ports;
use crate::press::SiteError;
use crate::route::{ADDRESS_BYTES_MAX, Route, StoryAddress, StoryPage, section_path, story_path};
use crate::search;
use crate::verify::{self, Life};

/// What every answer is made from.
#[derive(Clone)]
pub(crate) struct Public {
    pub(crate) ports: Ports,
    pub(crate) pages: Arc<Pages>,
}

/// How long an answer may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    /// Anyone may store it, everybody asks again.
    Revalidate,
    /// Nobody stores it.
    Never,
}

/// Answers any request that no other route took.
pub(crate) async fn answer(State(public): State<Public>, request: Request) -> Response {
    public
        .pages
        .counts()
        .answers
        .fetch_add(1, Ordering::Relaxed);
    let uri = request.uri();
    let length = uri
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if length > ADDRESS_BYTES_MAX {
        return plain(StatusCode::URI_TOO_LONG, "the address is too long\n");
    }
    let route = Route::parse(uri.path(), uri.query().unwrap_or_default());
    let asked = Asked {
        head_only: request.method() == Method::HEAD,
        headers: request.headers(),
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return match route {
            Some(_) => not_allowed(),
            None => missing(&public, &asked).await,
        };
    }
    let answered = match route {
        Some(route) if public.may_be_dead(&route) => return stale(),
        Some(route) => public.route(&route, &asked).await,
        None => Ok(None),
    };
    match answered {
        Ok(Some(response)) => response,
        Ok(None) => missing(&public, &asked).await,
        Err(error) => {
            tracing::error!(%error, path = uri.path(), "page not made");
            failed(&error)
        }
    }
}

/// What of a request an answer depends on.
pub(crate) struct Asked<'a> {
    pub(crate) head_only: bool,
    pub(crate) headers: &'a HeaderMap,
}

impl Public {
    /// Whether the answer could be of something that was taken off meanwhile, for all this node knows.
    fn may_be_dead(&self, route: &Route) -> bool {
        let lease = self.ports.config.freshness;
        !route.outlives_kills() && self.pages.freshness().is_over(lease)
    }

    async fn route(&self, route: &Route, asked: &Asked<'_>) -> Result<Option<Response>, SiteError> {
        let key = match route {
            Route::Story(address, page) => return self.story(address, *page, asked).await,
            Route::Also(id) => return self.also(id, asked).await,
            Route::SectionBare(section) => return Ok(self.section_slash(section)),
            Route::ListBare(path) => return Ok(Some(moved(path))),
            Route::Search(query) => {
                let page = search::show::make(&self.pages, &self.ports, query).await?;
                return Ok(page.map(|page| {
                    let response = self.sent(&page, StatusCode::OK, Keeping::Never, asked);
                    with_header(response, "x-robots-tag", "noindex")
                }));
            }
            Route::Robots => return Ok(Some(self.robots(asked))),
            Route::Media(name) => return Ok(self.media(name, asked).await),
            Route::Asset(name) => return Ok(self.asset(name, asked)),
            Route::Healthz => return Ok(Some(self.healthz())),
            Route::Metrics => return Ok(Some(self.metrics())),
            Route::Ledger(path) => return Ok(ledger::file::show(self, path, asked).await),
            Route::Proof(address, file, edition) => {
                return ledger::proof::show(self, address, (*file, *edition), asked).await;
            }
            Route::Receipts(query) => {
                return ledger::receipts::show(self, query, asked.headers).await;
            }
            Route::Front => PageKey::Front,
            Route::Section(section, before) => PageKey::Section(section.clone(), before.clone()),
            Route::Feed(form, section) => PageKey::Feed(*form, section.clone()),
            Route::Sitemap => PageKey::Sitemap,
            Route::NewsSitemap => PageKey::NewsSitemap,
            Route::Corrections => PageKey::Corrections,
            Route::Archive(day) => PageKey::Archive(*day),
            Route::Explainers => PageKey::Explainers,
            Route::Explainer(slug) => PageKey::Explainer(slug.clone()),
            Route::ExplainerData(slug) => PageKey::ExplainerData(slug.clone()),
            Route::OpenApi => {
                let page = openapi::document();
                return Ok(Some(self.sent(
                    page,
                    StatusCode::OK,
                    Keeping::Revalidate,
                    asked,
                )));
            }
            Route::Documents => PageKey::Documents,
            Route::Document(id) => PageKey::Document(id.clone()),
            Route::Compared(left, right) => PageKey::Compared(left.clone(), right.clone()),
            Route::People => PageKey::People,
            Route::Speaker(id, before) => PageKey::Speaker(id.clone(), before.clone()),
            Route::About(page) => PageKey::About(page.clone()),
        };
        let page = self.pages.page(&self.ports, &key).await?;
        Ok(page.map(|page| self.sent(&page, StatusCode::OK, Keeping::Revalidate, asked)))
    }

    async fn story(
        &self,
        address: &StoryAddress,
        page: StoryPage,
        asked: &Asked<'_>,
    ) -> Result<Option<Response>, SiteError> {
        match self.pages.ask(|catalogue| catalogue.standing(&address.id)) {
            None => Ok(None),
            Some(Standing::Gone(..)) => self.tombstone(&address.id, asked).await,
            Some(Standing::Readable(story, _)) => {
                if story.slug != address.slug || story.section != address.section {
                    let path = format!("{}{}", story_path(&story), page.suffix());
                    return Ok(Some(moved(&path)));
                }
                let key = PageKey::Story(story.id.clone(), page);
                let made = self.pages.page(&self.ports, &key).await?;
                // Asked again: it may have been taken off while its page was being made.
                if !self.pages.ask(|catalogue| catalogue.is_readable(&story.id)) {
                    return self.tombstone(&story.id, asked).await;
                }
                Ok(made.map(|page| {
                    let response = self.sent(&page, StatusCode::OK, Keeping::Revalidate, asked);
                    with_header(response, "cache-tag", &format!("story-{}", story.id))
                }))
            }
        }
    }

    /// Why stories are named under "Also read"; a gone story has no neighbours any more.
    async fn also(&self, id: &StoryId, asked: &Asked<'_>) -> Result<Option<Response>, SiteError> {
        match self.pages.ask(|catalogue| catalogue.standing(id)) {
            None => return Ok(None),
            Some(Standing::Gone(..)) => return self.tombstone(id, asked).await,
            Some(Standing::Readable(..)) => {}
        }
        let made = self
            .pages
            .page(&self.ports, &PageKey::Also(id.clone()))
            .await?;
        if !self.pages.ask(|catalogue| catalogue.is_readable(id)) {
            return self.tombstone(id, asked).await;
        }
        Ok(made.map(|page| {
            let response = self.sent(&page, StatusCode::OK, Keeping::Revalidate, asked);
            with_header(response, "x-robots-tag", "noindex")
        }))
    }

    async fn tombstone(
        &self,
        id: &StoryId,
        asked: &Asked<'_>,
    ) -> Result<Option<Response>, SiteError> {
        let key = PageKey::Tombstone(id.clone());
        let page = self.pages.page(&self.ports, &key).await?;
        Ok(page.map(|page| {
            let response = self.sent(&page, StatusCode::GONE, Keeping::Never, asked);
            with_header(response, "x-robots-tag", "noindex")
        }))
    }

    fn section_slash(&self, section: &str) -> Option<Response> {
        self.ports.config.section(section)?;
        Some(moved(&section_path(section)))
    }

    /// A page with its headers; 304 where the reader's copy is current.
    fn sent(
        &self,
        page: &Encoded,
        status: StatusCode,
        keeping: Keeping,
        asked: &Asked<'_>,
    ) -> Response {
        let accepted = asked.headers.get(header::ACCEPT_ENCODING);
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let coding = page.available(Coding::accepted(accepted));
        let etag = page.etag(coding);
        let current = status == StatusCode::OK
            && keeping == Keeping::Revalidate
            && is_current(asked.headers, &etag);
        let bytes = page.bytes(coding);
        let mut response = if current {
            empty(StatusCode::NOT_MODIFIED)
        } else if asked.head_only {
            empty(status)
        } else {
            bytes_response(status, bytes)
        };
        let headers = response.headers_mut();
        match keeping {
            Keeping::Revalidate => {
                put(headers, header::ETAG, &etag);
                put(headers, header::CACHE_CONTROL, "public, no-cache");
            }
            Keeping::Never => put(headers, header::CACHE_CONTROL, "no-store"),
        }
        put(headers, header::VARY, "Accept-Encoding");
        if !current {
            put(headers, header::CONTENT_LENGTH, &bytes.len().to_string());
            if let Some(name) = coding.name() {
                put(headers, header::CONTENT_ENCODING, name);
            }
        }
        self.dress(headers, page.dress());
        response
    }

    fn dress(&self, headers: &mut HeaderMap, dress: &Dress) {
        match dress {
            Dress::Document { media_type } => put(headers, header::CONTENT_TYPE, media_type),
            Dress::Tool { policy } => {
                put(headers, header::CONTENT_TYPE, "text/html; charset=utf-8");
                put(headers, header::CONTENT_SECURITY_POLICY, policy);
                put(headers, header::REFERRER_POLICY, "no-referrer");
            }
            Dress::Page { style_hash } => {
                put(headers, header::CONTENT_TYPE, "text/html; charset=utf-8");
                put(
                    headers,
                    header::CONTENT_SECURITY_POLICY,
                    &policy(style_hash),
                );
                put(
                    headers,
                    header::REFERRER_POLICY,
                    "strict-origin-when-cross-origin",
                );
                put(
                    headers,
                    HeaderName::from_static("permissions-policy"),
                    PERMISSIONS,
                );
                put(
                    headers,
                    HeaderName::from_static("cross-origin-opener-policy"),
                    "same-origin",
                );
            }
        }
        put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        if self.ports.config.origin.starts_with("https://") {
            put(
                headers,
                header::STRICT_TRANSPORT_SECURITY,
                "max-age=31536000",
            );
        }
    }

    fn robots(&self, asked: &Asked<'_>) -> Response {
        let origin = &self.ports.config.origin;
        let text = format!(
            "User-agent: *\nDisallow: /desk/\nDisallow: /search\n\nSitemap: {origin}/sitemap.xml\n\
             Sitemap: {origin}/news-sitemap.xml\n"
        );
        let mut response = if asked.head_only {
            empty(StatusCode::OK)
        } else {
            plain(StatusCode::OK, &text)
        };
        put(
            response.headers_mut(),
            header::CACHE_CONTROL,
            "public, no-cache",
        );
        response
    }

    /// A picture. Its ETag is of the content, so that a replaced file is seen at once.
    async fn media(&self, name: &str, asked: &Asked<'_>) -> Option<Response> {
        let file = media::named(&self.ports.config, name)?;
        let bytes = tokio::fs::read(&file.path).await.ok()?;
        let digest = Sha256::digest(&bytes);
        let hash: String = digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let etag = format!("\"{hash}\"");
        let mut response = if is_current(asked.headers, &etag) {
            empty(StatusCode::NOT_MODIFIED)
        } else if asked.head_only {
            empty(StatusCode::OK)
        } else {
            bytes_response(StatusCode::OK, &bytes)
        };
        let not_modified = response.status() == StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        put(headers, header::CONTENT_TYPE, file.media_type);
        put(headers, header::ETAG, &etag);
        put(headers, header::CACHE_CONTROL, "public, no-cache");
        put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(headers, header::CONTENT_SECURITY_POLICY, PICTURE_POLICY);
        if !not_modified {
            put(headers, header::CONTENT_LENGTH, &bytes.len().to_string());
        }
        Some(response)
    }

    /// A script of the proof page, or the checker that works from disk. A hashed name is for ever.
    fn asset(&self, name: &str, asked: &Asked<'_>) -> Option<Response> {
        let (page, life) = verify::asset(name)?;
        let response = self.sent(page, StatusCode::OK, Keeping::Revalidate, asked);
        Some(match life {
            Life::Hashed => with_header(
                response,
                "cache-control",
                "public, max-age=31536000, immutable",
            ),
            Life::Named => response,
        })
    }

    fn healthz(&self) -> Response {
        let ledger = self
            .ports
            .ledger
            .as_ref()
            .and_then(|ledger| ledger.trouble());
        let ledger = ledger.map(|trouble| format!("ledger: {trouble}"));
        let freshness = self.pages.freshness();
        let stale = freshness.is_over(self.ports.config.freshness).then(|| {
            let seconds = freshness.age().as_secs();
            format!("pages: no event could be asked for since {seconds} s")
        });
        let reasons = [self.pages.trouble(), stale, ledger, self.feeds_in_need()];
        let reasons: Vec<String> = reasons.into_iter().flatten().collect();
        let text = if reasons.is_empty() {
            "ok\n".to_owned()
        } else {
            format!("degraded: {}\n", reasons.join("; "))
        };
        no_store(plain(StatusCode::OK, &text))
    }

    /// How many feeds are late or stopped; which ones is for the desk.
    fn feeds_in_need(&self) -> Option<String> {
        let feeds = self.ports.feeds.keys();
        let levels: Vec<FeedLevel> = feeds
            .map(|feed| self.ports.watch.health(feed).level())
            .collect();
        let count = |wanted| levels.iter().filter(|level| **level == wanted).count();
        let (alarms, warnings) = (count(FeedLevel::Alarm), count(FeedLevel::Warning));
        (alarms + warnings > 0).then(|| format!("feeds: {alarms} in alarm, {warnings} in warning"))
    }

    /// The last event that the archive's index has taken; 0 where there is none.
    fn archive_seq(&self) -> u64 {
        let taken = self.ports.reuse.seq();
        u64::try_from(taken.0)
            .ok()
            .filter(|_| taken.0 != i64::MAX)
            .unwrap_or(0)
    }

    fn metrics(&self) -> Response {
        let counts = self.pages.counts();
        let (pages, bytes) = self.pages.cached();
        let (readable, gone) = self
            .pages
            .ask(|catalogue| (catalogue.readable(), catalogue.gone_count()));
        let load = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
        let text = [
            ("answers_total", load(&counts.answers)),
            ("page_hits_total", load(&counts.hits)),
            ("pages_made_total", load(&counts.made)),
            ("events_applied_total", load(&counts.events)),
            ("seal_refusals_total", self.pages.press().refusals()),
            ("cached_pages", pages as u64),
            ("cached_bytes", bytes as u64),
            ("stories_readable", readable as u64),
            ("stories_gone", gone as u64),
            ("event_seq", u64::try_from(self.pages.seq().0).unwrap_or(0)),
            ("archive_seq", self.archive_seq()),
        ]
        .map(|(name, value)| format!("copydesk_site_{name} {value}\n"))
        .concat();
        no_store(plain(StatusCode::OK, &text))
    }
}

/// The 404 page: the same bytes and headers for everything that is not there.
async fn missing(public: &Public, asked: &Asked<'_>) -> Response {
    match public.pages.page(&public.ports, &PageKey::NotFound).await {
        Ok(Some(page)) => public.sent(&page, StatusCode::NOT_FOUND, Keeping::Never, asked),
        Ok(None) => plain(StatusCode::NOT_FOUND, "not found\n"),
        Err(error) => failed(&error),
    }
}

/// A page that cannot be made: no word of a story, and nothing a cache may keep.
fn failed(error: &SiteError) -> Response {
    let status = match error {
        SiteError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        SiteError::Theme(_) | SiteError::Unsealed { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = no_store(plain(status, "this page cannot be shown at the moment\n"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        put(response.headers_mut(), header::RETRY_AFTER, "5");
    }
    response
}

/// What a node says that could not ask for events within its lease.
fn stale() -> Response {
    let text = "this page cannot be shown at the moment\n";
    let mut response = no_store(plain(StatusCode::SERVICE_UNAVAILABLE, text));
    put(response.headers_mut(), header::RETRY_AFTER, "1");
    response
}

fn not_allowed() -> Response {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    put(response.headers_mut(), header::ALLOW, "GET, HEAD");
    response
}

fn moved(path: &str) -> Response {
    let mut response = empty(StatusCode::MOVED_PERMANENTLY);
    put(response.headers_mut(), header::LOCATION, path);
    put(
        response.headers_mut(),
        header::CACHE_CONTROL,
        "public, no-cache",
    );
    response
}

/// Whether the reader's copy has this ETag.
pub(crate) fn is_current(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

/// A drawing opened by itself may style itself and do nothing else.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

fn policy(style_hash: &str) -> String {
    format!(
        "default-src 'none'; img-src 'self'; style-src 'sha256-{style_hash}'; script-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

pub(crate) fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

pub(crate) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    put(response.headers_mut(), HeaderName::from_static(name), value);
    response
}

pub(crate) fn no_store(response: Response) -> Response {
    with_header(response, "cache-control", "no-store")
}

pub(crate) fn empty(status: StatusCode) -> Response {
    bytes_response(status, &[])
}

pub(crate) fn plain(status: StatusCode, text: &str) -> Response {
    let mut response = bytes_response(status, text.as_bytes());
    put(
        response.headers_mut(),
        header::CONTENT_TYPE,
        "text/plain; charset=utf-8",
    );
    put(
        response.headers_mut(),
        header::X_CONTENT_TYPE_OPTIONS,
        "nosniff",
    );
    response
}

pub(crate) fn bytes_response(status: StatusCode, bytes: &[u8]) -> Response {
    let mut response = Response::new(Body::from(bytes.to_vec()));
    *response.status_mut() = status;
    response
}
