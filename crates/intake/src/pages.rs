//! HTTP pull of an API that gives its items page by page: the address of the next page, or a cursor for it, stands in
//! each answer. It becomes durable with the page that it follows, so that no page is lost or asked for twice. Keeps
//! each page as it came; reads of it only where the next one is.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Arrival, Clock, FeedId, Receiver};
use reqwest::Url;
use serde_json::Value;

use crate::config::{ApiConfig, NextPage};
use crate::credential::TokenHash;
use crate::fetch::{Ask, FetchError, Fetched, FetchedBody, Fetcher, Limits};
use crate::links;
use crate::next::Next;
use crate::schedule::{Poll, Schedule};

/// An API that is asked page by page. [`ApiFeed::poll`] asks for all that is new; who calls it decides when.
pub struct ApiFeed {
    feed: FeedId,
    config: ApiConfig,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
    fetcher: Fetcher,
    schedule: Schedule,
}

/// What one page came to.
enum Page {
    /// Another page follows it.
    Followed,
    /// It is the last one for now.
    Last(Poll),
}

/// Why a poll ended early.
enum Trouble {
    Fetch(FetchError),
    Other(String),
    Gone,
}

impl ApiFeed {
    /// A feed that is asked page by page. Asks nothing before the first poll.
    ///
    /// # Errors
    /// When no HTTP client can be built.
    pub fn new(
        feed: FeedId,
        config: ApiConfig,
        receiver: Arc<dyn Receiver>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, FetchError> {
        let fetcher = Fetcher::new(Limits {
            wait: config.fetch_wait,
            body_bytes_max: config.body_bytes_max,
            private_addresses: config.private_addresses,
        })?;
        let schedule = Schedule::steady(config.interval, config.backoff_max);
        Ok(Self {
            feed,
            config,
            receiver,
            clock,
            fetcher,
            schedule,
        })
    }

    /// Asks from where the last page ended, up to `pages_max` pages. Troubles go to the receiver.
    pub async fn poll(&mut self) -> Next {
        let mut polled = Poll::Silence;
        for _ in 0..self.config.pages_max {
            match self.page().await {
                Ok(Page::Followed) => polled = Poll::News,
                Ok(Page::Last(last)) => {
                    let poll = if polled == Poll::News { polled } else { last };
                    return Next::After(self.schedule.after(poll));
                }
                Err(trouble) => return self.failed(trouble),
            }
        }
        // More is waiting: the others must not starve, so it goes on at the next turn.
        Next::After(Duration::from_secs(1))
    }

    async fn page(&mut self) -> Result<Page, Trouble> {
        let cursor = self.receiver.cursor(self.feed.clone()).await;
        let cursor = cursor.map_err(|error| Trouble::Other(error.to_string()))?;
        let place = self.place(cursor.as_deref());
        let url = self.url_of(place.as_deref())?;
        let ask = Ask {
            url: url.to_string(),
            secret_header: self.config.token.clone(),
            ..Ask::default()
        };
        match self.fetcher.fetch(&ask, self.clock.now()).await {
            Ok(Fetched::Body(body)) => self.hand_over(*body, place).await,
            Ok(Fetched::NotModified) => {
                self.receiver.heartbeat(self.feed.clone(), self.clock.now());
                Ok(Page::Last(Poll::Silence))
            }
            Ok(Fetched::Gone) => Err(Trouble::Gone),
            Err(error) => Err(Trouble::Fetch(error)),
        }
    }

    async fn hand_over(
        &mut self,
        body: FetchedBody,
        place: Option<String>,
    ) -> Result<Page, Trouble> {
        let now = self.clock.now();
        self.receiver.heartbeat(self.feed.clone(), now);
        let value: Option<Value> = serde_json::from_slice(&body.bytes).ok();
        let next = self.next_of(&body, value.as_ref())?;
        let moves_on = next.is_some() && next != place;
        let place = next.or(place);
        let cursor = place.map(|place| self.to_cursor(&place));
        if self.is_empty(value.as_ref(), &body) {
            if let Some(cursor) = cursor.filter(|_| moves_on) {
                let kept = self.receiver.put_cursor(self.feed.clone(), cursor).await;
                kept.map_err(|error| Trouble::Other(error.to_string()))?;
            }
            return Ok(Page::Last(Poll::Silence));
        }
        if value.is_none() {
            self.trouble(String::from(
                "an answer is no JSON: it was kept, but where the next page is cannot be read",
            ));
        }
        let arrival = Arrival {
            feed: self.feed.clone(),
            name: Some(body.url),
            bytes: body.bytes,
            media_type: body.media_type,
            charset: body.charset,
            source_time: None,
            cursor,
            received: now,
        };
        let received = self.receiver.receive(arrival).await;
        let received =
            received.map_err(|error| Trouble::Other(format!("a page was not taken: {error}")))?;
        Ok(match (moves_on, received.repeat) {
            (true, _) => Page::Followed,
            (false, false) => Page::Last(Poll::News),
            (false, true) => Page::Last(Poll::Silence),
        })
    }

    fn is_empty(&self, value: Option<&Value>, body: &FetchedBody) -> bool {
        let items = self.config.items.as_deref().zip(value);
        let no_items = items.is_some_and(|(path, value)| {
            at(value, path)
                .is_some_and(|items| items.as_array().is_some_and(Vec::is_empty) || items.is_null())
        });
        no_items || body.bytes.trim_ascii().is_empty()
    }

    /// Where the next page is, as it will be asked for; none when the answer names none.
    fn next_of(
        &self,
        body: &FetchedBody,
        value: Option<&Value>,
    ) -> Result<Option<String>, Trouble> {
        match &self.config.next {
            NextPage::LinkHeader => {
                let next = links::target(&body.links, "next");
                next.map(|href| self.resolved(&body.base, href)).transpose()
            }
            NextPage::Url(path) => {
                let next = value.and_then(|value| text(at(value, path)?));
                next.map(|href| self.resolved(&body.base, &href))
                    .transpose()
            }
            NextPage::Cursor { path, .. } => Ok(value.and_then(|value| text(at(value, path)?))),
        }
    }

    /// The token is for one origin; a next page elsewhere is not asked for.
    fn resolved(&self, base: &Url, href: &str) -> Result<String, Trouble> {
        let start = Url::parse(&self.config.url)
            .map_err(|_| Trouble::Other(String::from("url is no URL")))?;
        let next = base
            .join(href)
            .ok()
            .filter(|next| next.origin() == start.origin());
        let next = next.ok_or_else(|| {
            Trouble::Other(String::from(
                "the next page is said to be at another origin: it is not asked for",
            ))
        })?;
        Ok(next.to_string())
    }

    fn url_of(&self, place: Option<&str>) -> Result<Url, Trouble> {
        let start = || {
            Url::parse(&self.config.url).map_err(|_| Trouble::Other(String::from("url is no URL")))
        };
        match (place, &self.config.next) {
            (None, _) => start(),
            (Some(place), NextPage::Cursor { parameter, .. }) => {
                let mut url = start()?;
                let kept: Vec<(String, String)> = url
                    .query_pairs()
                    .filter(|(key, _)| key != parameter.as_str())
                    .map(|(key, value)| (key.into_owned(), value.into_owned()))
                    .collect();
                url.query_pairs_mut()
                    .clear()
                    .extend_pairs(kept)
                    .append_pair(parameter, place);
                Ok(url)
            }
            (Some(place), NextPage::LinkHeader | NextPage::Url(_)) => {
                Url::parse(place).or_else(|_| start())
            }
        }
    }

    /// Where reading resumes; a cursor of another API counts as none.
    fn place(&self, cursor: Option<&str>) -> Option<String> {
        let value: Value = serde_json::from_str(cursor?).ok()?;
        let own = value["url_sha256"] == TokenHash::of(self.config.url.as_bytes()).to_string();
        value["next"].as_str().filter(|_| own).map(str::to_owned)
    }

    fn to_cursor(&self, place: &str) -> String {
        let url = TokenHash::of(self.config.url.as_bytes()).to_string();
        serde_json::json!({ "url_sha256": url, "next": place }).to_string()
    }

    fn failed(&mut self, trouble: Trouble) -> Next {
        let (what, asked) = match trouble {
            Trouble::Gone => {
                let what =
                    String::from("the source says it is gone for good (410): polling has stopped");
                self.receiver
                    .stopped(self.feed.clone(), self.clock.now(), what);
                return Next::Stop;
            }
            Trouble::Fetch(FetchError::Status {
                status,
                retry_after,
            }) => (format!("answered with status {status}"), retry_after),
            Trouble::Fetch(error) => (error.to_string(), None),
            Trouble::Other(what) => (what, None),
        };
        self.trouble(format!("poll failed: {what}"));
        Next::After(self.schedule.after(Poll::Failure(asked)))
    }

    fn trouble(&self, what: String) {
        self.receiver
            .trouble(self.feed.clone(), self.clock.now(), what);
    }
}

/// The value at a path of keys and numbers, `data.items.0`.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

/// A cursor may be sent as a word or as a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
