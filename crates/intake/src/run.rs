//! Runs every transport in a task of its own, so that what happens to one feed never touches another. Decides
//! nothing about copy; stops at once when told to, losing nothing: what was not acknowledged comes again.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Clock, FeedId, Receiver};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::{
    ApiConfig, FeedTransport, FolderConfig, MailConfig, PullConfig, RemoteConfig, Transport,
};
use crate::folder::FolderWatch;
use crate::mail::MailWatch;
use crate::next::Next;
use crate::pages::ApiFeed;
use crate::pull::PullFeed;
use crate::remote::RemoteWatch;
use crate::websub::Subscriptions;

/// Wait before a transport that panicked is started anew.
const RESTART_WAIT: Duration = Duration::from_secs(10);

/// Runs the transports until `shutdown` turns true or its sender is gone. Push feeds are served by
/// [`crate::router`] and left out here; hubs call [`crate::websub_router`] on the same `subscriptions`.
pub async fn run(
    feeds: Vec<FeedTransport>,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
    subscriptions: Arc<Subscriptions>,
    shutdown: watch::Receiver<bool>,
) {
    let mut tasks = JoinSet::new();
    for feed in feeds {
        let runner = Runner {
            receiver: Arc::clone(&receiver),
            clock: Arc::clone(&clock),
            subscriptions: Arc::clone(&subscriptions),
            feed,
        };
        tasks.spawn(until(shutdown.clone(), runner.keep_up()));
    }
    while tasks.join_next().await.is_some() {}
}

/// Runs `work` to its end or to shutdown, whichever comes first.
async fn until(mut shutdown: watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        _ = shutdown.wait_for(|stop| *stop) => {}
        () = work => {}
    }
}

#[derive(Clone)]
struct Runner {
    feed: FeedTransport,
    subscriptions: Arc<Subscriptions>,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
}

impl Runner {
    /// Runs the transport, and again after a panic; the panic is a trouble of this feed alone.
    async fn keep_up(self) {
        loop {
            let mut task = JoinSet::new();
            task.spawn(self.clone().transport());
            match task.join_next().await {
                Some(Err(error)) if error.is_panic() => {
                    tracing::error!(feed = %self.feed.feed, "transport panicked");
                    self.trouble("the transport failed in an unforeseen way and is started anew");
                    tokio::time::sleep(RESTART_WAIT).await;
                }
                _ => return,
            }
        }
    }

    async fn transport(self) {
        let feed = self.feed.feed.clone();
        match self.feed.transport.clone() {
            Transport::Folder(config) => self.folder(feed, config).await,
            Transport::Pull(config) => self.pull(feed, config).await,
            Transport::Remote(config) => self.remote(feed, config).await,
            Transport::Mail(config) => self.mail(feed, config).await,
            Transport::Api(config) => self.api(feed, config).await,
            Transport::Push(_) => {}
        }
    }

    async fn folder(&self, feed: FeedId, config: FolderConfig) {
        let mut folder = FolderWatch::new(feed, config, Arc::clone(&self.receiver));
        loop {
            folder.look(self.clock.now()).await;
            tokio::time::sleep(folder.poll()).await;
        }
    }

    async fn remote(&self, feed: FeedId, config: RemoteConfig) {
        let (receiver, clock) = (Arc::clone(&self.receiver), Arc::clone(&self.clock));
        let mut remote = RemoteWatch::new(feed, config, receiver, clock);
        while let Next::After(wait) = remote.look().await {
            tokio::time::sleep(wait).await;
        }
    }

    async fn mail(&self, feed: FeedId, config: MailConfig) {
        let (receiver, clock) = (Arc::clone(&self.receiver), Arc::clone(&self.clock));
        let mut mail = MailWatch::new(feed, config, receiver, clock);
        while let Next::After(wait) = mail.look().await {
            mail.rest(wait).await;
        }
    }

    async fn api(&self, feed: FeedId, config: ApiConfig) {
        let (receiver, clock) = (Arc::clone(&self.receiver), Arc::clone(&self.clock));
        let mut api = match ApiFeed::new(feed, config, receiver, clock) {
            Ok(api) => api,
            Err(error) => return self.trouble(&format!("cannot be polled: {error}")),
        };
        while let Next::After(wait) = api.poll().await {
            tokio::time::sleep(wait).await;
        }
    }

    async fn pull(&self, feed: FeedId, config: PullConfig) {
        let (receiver, clock) = (Arc::clone(&self.receiver), Arc::clone(&self.clock));
        let mut pull = match PullFeed::new(feed, config, receiver, clock) {
            Ok(pull) => pull.subscribing(Arc::clone(&self.subscriptions)),
            Err(error) => return self.trouble(&format!("cannot be polled: {error}")),
        };
        while let Next::After(wait) = pull.poll().await {
            tokio::time::sleep(wait).await;
        }
    }

    fn trouble(&self, what: &str) {
        self.receiver
            .trouble(self.feed.feed.clone(), self.clock.now(), what.to_owned());
    }
}
