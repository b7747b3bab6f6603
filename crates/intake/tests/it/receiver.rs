//! The in-memory twin of what takes arrivals: keeps them, recognises repeats, and fails when told to.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use copydesk_desk::{
    Answer, Arrival, Clock, FeedId, Random, RawHash, ReceiptNo, Receipted, Receiver, StoreError,
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Whether the twin takes what it is handed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    /// As a store on a full disk.
    Refuses,
    Panics,
    /// Keeps it and never answers: as when the program is killed right after its bytes became durable.
    KeepsAndHangs,
}

#[derive(Default)]
pub struct Memory {
    kept: Mutex<Kept>,
    pub arrived: tokio::sync::Notify,
}

#[derive(Default)]
struct Kept {
    arrivals: Vec<Arrival>,
    receipts: HashMap<(FeedId, [u8; 32]), ReceiptNo>,
    cursors: HashMap<FeedId, String>,
    troubles: Vec<String>,
    stopped: Vec<String>,
    heartbeats: usize,
    repeats: usize,
    mood: Mood,
}

impl Memory {
    pub fn set_mood(&self, mood: Mood) {
        self.kept.lock().expect("no holder panics").mood = mood;
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.kept.lock().expect("no holder panics").arrivals.clone()
    }

    /// Names and bodies in order of arrival.
    pub fn bodies(&self) -> Vec<String> {
        self.arrivals()
            .into_iter()
            .map(|arrival| String::from_utf8_lossy(&arrival.bytes).into_owned())
            .collect()
    }

    pub fn troubles(&self) -> Vec<String> {
        self.kept.lock().expect("no holder panics").troubles.clone()
    }

    /// Why transports have given up.
    pub fn stopped(&self) -> Vec<String> {
        self.kept.lock().expect("no holder panics").stopped.clone()
    }

    pub fn heartbeats(&self) -> usize {
        self.kept.lock().expect("no holder panics").heartbeats
    }

    pub fn repeats(&self) -> usize {
        self.kept.lock().expect("no holder panics").repeats
    }

    pub fn cursor_now(&self, feed: &str) -> Option<String> {
        self.kept
            .lock()
            .expect("no holder panics")
            .cursors
            .get(&FeedId::new(feed))
            .cloned()
    }

    fn take(&self, arrival: Arrival) -> Result<Receipted, StoreError> {
        let mood = self.kept.lock().expect("no holder panics").mood;
        match mood {
            Mood::Takes | Mood::KeepsAndHangs => {}
            Mood::Refuses => return Err(StoreError::Unavailable("disk full".into())),
            Mood::Panics => panic!("the receiver was told to panic"),
        }
        let raw: [u8; 32] = Sha256::digest(&arrival.bytes).into();
        let mut kept = self.kept.lock().expect("no holder panics");
        let known = kept.receipts.get(&(arrival.feed.clone(), raw)).copied();
        if known.is_none() {
            let no = ReceiptNo(i64::try_from(kept.receipts.len()).expect("few") + 1);
            kept.receipts.insert((arrival.feed.clone(), raw), no);
            kept.arrivals.push(arrival.clone());
        } else {
            kept.repeats += 1;
        }
        if let Some(cursor) = &arrival.cursor {
            kept.cursors.insert(arrival.feed.clone(), cursor.clone());
        }
        let receipt = kept.receipts[&(arrival.feed, raw)];
        self.arrived.notify_one();
        Ok(Receipted {
            receipt,
            raw: RawHash(raw),
            repeat: known.is_some(),
        })
    }
}

impl Receiver for Memory {
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted> {
        Box::pin(async move {
            let taken = self.take(arrival);
            let mood = self.kept.lock().expect("no holder panics").mood;
            if mood == Mood::KeepsAndHangs {
                std::future::pending::<()>().await;
            }
            taken
        })
    }

    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>> {
        Box::pin(async move { Ok(self.cursor_now(feed.as_str())) })
    }

    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()> {
        self.kept
            .lock()
            .expect("no holder panics")
            .cursors
            .insert(feed, cursor);
        Box::pin(async { Ok(()) })
    }

    fn heartbeat(&self, _feed: FeedId, _at: Timestamp) {
        self.kept.lock().expect("no holder panics").heartbeats += 1;
    }

    fn trouble(&self, _feed: FeedId, _at: Timestamp, what: String) {
        self.kept
            .lock()
            .expect("no holder panics")
            .troubles
            .push(what);
        self.arrived.notify_one();
    }

    fn stopped(&self, _feed: FeedId, _at: Timestamp, what: String) {
        self.kept
            .lock()
            .expect("no holder panics")
            .stopped
            .push(what);
        self.arrived.notify_one();
    }
}

/// A clock that stands where it was put.
pub struct Standing(AtomicI64);

impl Standing {
    pub fn at(second: i64) -> Self {
        Self(AtomicI64::new(second))
    }

    pub fn set(&self, second: i64) {
        self.0.store(second, Ordering::Relaxed);
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).expect("in range")
    }
}

/// Randomness that counts: each draw is another one, and the same in each run.
#[derive(Default)]
pub struct Counting(AtomicI64);

impl Random for Counting {
    fn bytes32(&self) -> [u8; 32] {
        let draw = self.0.fetch_add(1, Ordering::Relaxed);
        Sha256::digest(draw.to_le_bytes()).into()
    }
}
