//! The readers: a few threads, each with its own connection that may only read, so that no read waits for the writer or
//! stands on an async worker. A connection is made when it is first needed, and anew when it broke; a question asked on a
//! broken one is asked once more.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use copydesk_desk::StoreError;
use tokio::sync::oneshot;

use super::failure::{Failure, Trouble};
use super::server::Server;
use super::session::Session;

type Question = Box<dyn FnOnce(&mut Reading) + Send>;

/// The asking side: dropped, the threads end once everything asked is answered.
pub(super) struct Readers {
    queue: Option<mpsc::Sender<Question>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// So many threads.
    pub(super) fn start(server: &Server, count: usize) -> std::io::Result<Self> {
        let (queue, questions) = mpsc::channel();
        let questions = Arc::new(Mutex::new(questions));
        let threads = (0..count)
            .map(|_| {
                let questions = Arc::clone(&questions);
                let reading = Reading {
                    server: server.clone(),
                    session: None,
                };
                std::thread::Builder::new()
                    .name("store-reader".into())
                    .spawn(move || serve(reading, &questions))
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
        work: impl Fn(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |reading| {
            let _ = reply.send(reading.answer(work).map_err(StoreError::from));
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

fn serve(mut reading: Reading, questions: &Mutex<mpsc::Receiver<Question>>) {
    loop {
        let next = questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(question) = next else { return };
        if std::panic::catch_unwind(AssertUnwindSafe(|| question(&mut reading))).is_err() {
            tracing::error!("a reader of the store panicked");
        }
    }
}

/// A thread's own connection.
struct Reading {
    server: Server,
    session: Option<Session>,
}

impl Reading {
    fn answer<T>(&mut self, work: impl Fn(&Session) -> Result<T, Failure>) -> Result<T, Failure> {
        let is_fresh = self.session.is_none();
        match self.ask(&work) {
            Err(Failure::Engine(_)) if self.session.is_none() && !is_fresh => self.ask(&work),
            answer => answer,
        }
    }

    /// Asks once; a connection on which the question broke is let go.
    fn ask<T>(&mut self, work: impl Fn(&Session) -> Result<T, Failure>) -> Result<T, Failure> {
        let session = match self.session.take() {
            Some(session) if !session.is_closed() => session,
            _ => connect(&self.server)?,
        };
        let answer = work(&session);
        let silent = matches!(answer, Err(Failure::Engine(Trouble::Silent(_))));
        if !silent && !session.is_closed() {
            self.session = Some(session);
        }
        answer
    }
}

fn connect(server: &Server) -> Result<Session, Failure> {
    let session = Session::connect(server)?;
    session.batch("SET default_transaction_read_only = on")?;
    Ok(session)
}
