//! The in-process wake-up: says how far the event sequence has come. A hint; who follows polls as well.

use std::future::Future;
use std::pin::Pin;

use copydesk_desk::{Seq, Wake};
use tokio::sync::watch;

/// Announces the number of the last committed event.
pub struct WakeUp {
    head: watch::Sender<Seq>,
}

impl Default for WakeUp {
    fn default() -> Self {
        Self {
            head: watch::Sender::new(Seq(0)),
        }
    }
}

impl Wake for WakeUp {
    fn wake(&self, seq: Seq) {
        self.head.send_if_modified(|head| {
            let newer = seq > *head;
            *head = seq.max(*head);
            newer
        });
    }

    fn wait<'a>(&'a self, after: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let mut head = self.head.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`; an error could only mean that nobody announces any more.
            let _ = head.wait_for(|head| *head > after).await;
        })
    }
}
