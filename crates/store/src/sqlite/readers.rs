//! The readers: a few threads, each with its own read-only connection, so that no read ever waits for the writer or
//! stands on an async worker. A reader that panics on one question goes on with the next.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use copydesk_desk::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::failure::Failure;

type Question = Box<dyn FnOnce(&Connection) + Send>;

/// The asking side: dropped, the threads end once everything asked is answered.
pub(super) struct Readers {
    queue: Option<mpsc::Sender<Question>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// One thread for each connection.
    pub(super) fn start(connections: Vec<Connection>) -> std::io::Result<Self> {
        let (queue, questions) = mpsc::channel();
        let questions = Arc::new(Mutex::new(questions));
        let threads = connections
            .into_iter()
            .map(|db| {
                let questions = Arc::clone(&questions);
                std::thread::Builder::new()
                    .name("store-reader".into())
                    .spawn(move || serve(&db, &questions))
            })
            .collect::<std::io::Result<_>>()?;
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    /// Answers what `work` reads, from one consistent state per statement.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |db| {
            let _ = reply.send(work(db).map_err(StoreError::from));
        });
        self.queue
            .as_ref()
            .and_then(|queue| queue.send(question).ok())
            .ok_or_else(gone)?;
        answer.await.map_err(|_| gone())?
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("no reader answered".into())
}

fn serve(db: &Connection, questions: &Mutex<mpsc::Receiver<Question>>) {
    loop {
        let next = questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(question) = next else { return };
        if std::panic::catch_unwind(AssertUnwindSafe(|| question(db))).is_err() {
            tracing::error!("a reader of the store panicked");
        }
    }
}
