//! A trial of a feed: one look at its source, a few pieces taken, nothing acknowledged, moved, deleted, marked or kept.
//! Begins where a new feed would begin, whatever a running newsroom has read already.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use copydesk_desk::{
    Answer, Arrival, Clock, FeedId, RawHash, ReceiptNo, Receipted, Receiver, StoreError,
};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::config::{AfterReceipt, AfterRemoteReceipt, FeedTransport, Hubs, Transport};
use crate::credential::sha256;
use crate::folder::FolderWatch;
use crate::mail::MailWatch;
use crate::pages::ApiFeed;
use crate::pull::PullFeed;
use crate::remote::RemoteWatch;

/// What a trial brought.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// The pieces, in order.
    pub arrivals: Vec<Arrival>,
    /// Whether the source answered.
    pub connected: bool,
    /// What went wrong, in one sentence each; what would stop the feed comes last.
    pub troubles: Vec<String>,
}

/// Takes at most `pieces_max` pieces within `wait`. A push feed has no source to look at and brings nothing.
pub async fn trial(
    feed: FeedTransport,
    pieces_max: usize,
    wait: Duration,
    clock: Arc<dyn Clock>,
) -> Trial {
    let taker = Arc::new(Taker {
        pieces_max,
        kept: Mutex::default(),
        full: Notify::new(),
    });
    let receiver: Arc<dyn Receiver> = taker.clone();
    let looked = tokio::time::timeout(wait, async {
        tokio::select! {
            () = look(feed, receiver, clock) => {}
            () = taker.full.notified() => {}
        }
    });
    if looked.await.is_err() {
        taker
            .kept()
            .troubles
            .push(format!("the trial was ended after {wait:?}"));
    }
    taker.kept().clone()
}

async fn look(feed: FeedTransport, receiver: Arc<dyn Receiver>, clock: Arc<dyn Clock>) {
    let id = feed.feed;
    let cannot = |error: &dyn std::fmt::Display| {
        receiver.trouble(id.clone(), clock.now(), error.to_string())
    };
    match feed.transport {
        Transport::Folder(mut config) => {
            config.after = AfterReceipt::Leave;
            config.settle = Duration::ZERO;
            config.end_wait = Duration::ZERO;
            FolderWatch::new(id, config, receiver)
                .look(clock.now())
                .await;
        }
        Transport::Pull(mut config) => {
            config.hubs = Hubs::Ignore;
            match PullFeed::new(
                id.clone(),
                config,
                Arc::clone(&receiver),
                Arc::clone(&clock),
            ) {
                Ok(mut pull) => drop(pull.poll().await),
                Err(error) => cannot(&error),
            }
        }
        Transport::Api(config) => {
            match ApiFeed::new(
                id.clone(),
                config,
                Arc::clone(&receiver),
                Arc::clone(&clock),
            ) {
                Ok(mut api) => drop(api.poll().await),
                Err(error) => cannot(&error),
            }
        }
        Transport::Remote(mut config) => {
            config.after = AfterRemoteReceipt::Leave;
            config.settle = Duration::ZERO;
            RemoteWatch::new(id, config, receiver, clock).look().await;
        }
        Transport::Mail(config) => {
            MailWatch::new(id, config, receiver, clock).look().await;
        }
        Transport::Push(_) => {}
    }
}

/// Takes pieces until it has enough, and keeps them in memory only.
struct Taker {
    pieces_max: usize,
    kept: Mutex<Trial>,
    full: Notify,
}

impl Taker {
    fn kept(&self) -> MutexGuard<'_, Trial> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, arrival: Arrival) -> Result<Receipted, StoreError> {
        let raw = RawHash(sha256(&[&arrival.bytes]));
        let mut kept = self.kept();
        if kept.arrivals.len() >= self.pieces_max {
            return Err(StoreError::Unavailable("the trial has enough".into()));
        }
        kept.arrivals.push(arrival);
        let count = kept.arrivals.len();
        if count == self.pieces_max {
            self.full.notify_one();
        }
        Ok(Receipted {
            receipt: ReceiptNo(i64::try_from(count).unwrap_or(i64::MAX)),
            raw,
            repeat: false,
        })
    }
}

impl Receiver for Taker {
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted> {
        let taken = self.take(arrival);
        Box::pin(async move {
            if self.kept().arrivals.len() >= self.pieces_max {
                // Nothing may follow: the trial ends here.
                std::future::pending::<()>().await;
            }
            taken
        })
    }

    fn cursor(&self, _feed: FeedId) -> Answer<'_, Option<String>> {
        let next = self
            .kept()
            .arrivals
            .last()
            .and_then(|arrival| arrival.cursor.clone());
        Box::pin(async move { Ok(next) })
    }

    fn put_cursor(&self, _feed: FeedId, _cursor: String) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn heartbeat(&self, _feed: FeedId, _at: Timestamp) {
        self.kept().connected = true;
    }

    fn trouble(&self, _feed: FeedId, _at: Timestamp, what: String) {
        self.kept().troubles.push(what);
    }

    fn stopped(&self, _feed: FeedId, _at: Timestamp, what: String) {
        self.kept().troubles.push(what);
    }
}
