//! Transports run side by side: a panic in one leaves the other alone, and all stop when told to.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::FeedId;
use copydesk_intake::{FeedTransport, FolderConfig, Subscriptions, Transport, run};
use tokio::sync::watch;

use crate::receiver::{Counting, Memory, Mood, Standing};

fn folder(feed: &str, folder: &tempfile::TempDir) -> FeedTransport {
    let mut config = FolderConfig::new(folder.path());
    config.poll = Duration::from_millis(5);
    FeedTransport {
        feed: FeedId::new(feed),
        transport: Transport::Folder(config),
    }
}

fn no_hubs() -> Arc<Subscriptions> {
    Arc::new(Subscriptions::new(
        "http://unused",
        Arc::new(Counting::default()),
    ))
}

#[tokio::test]
async fn feeds_run_until_they_are_told_to_stop() {
    let (one, other) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    std::fs::write(one.path().join("a.xml"), "<a/>").expect("written");
    let receiver = Arc::new(Memory::default());
    let (stop, stopped) = watch::channel(false);
    let feeds = vec![folder("one", &one), folder("other", &other)];
    let clock = Arc::new(Standing::at(1_700_000_000));
    let running = tokio::spawn(run(feeds, receiver.clone(), clock, no_hubs(), stopped));
    while receiver.arrivals().is_empty() {
        receiver.arrived.notified().await;
    }
    std::fs::write(other.path().join("b.xml"), "<b/>").expect("written");
    while receiver.arrivals().len() < 2 {
        receiver.arrived.notified().await;
    }
    stop.send(true).expect("it listens");
    running.await.expect("it stops cleanly");
    assert_eq!(receiver.bodies(), ["<a/>", "<b/>"]);
}

#[tokio::test]
async fn a_panic_is_a_trouble_of_its_feed_and_the_file_stays() {
    let bad = tempfile::tempdir().expect("a folder");
    std::fs::write(bad.path().join("a.xml"), "<a/>").expect("written");
    let receiver = Arc::new(Memory::default());
    receiver.set_mood(Mood::Panics);
    let (stop, stopped) = watch::channel(false);
    let clock = Arc::new(Standing::at(1_700_000_000));
    let running = tokio::spawn(run(
        vec![folder("bad", &bad)],
        receiver.clone(),
        clock,
        no_hubs(),
        stopped,
    ));
    while receiver.troubles().is_empty() {
        receiver.arrived.notified().await;
    }
    drop(stop);
    running.await.expect("it stops cleanly");
    assert!(receiver.troubles()[0].contains("started anew"));
    assert!(bad.path().join("a.xml").exists());
}
