//! The one writer of an engine: a thread that drains what waits into one durable transaction and only then answers
//! (group commit). Each job stands in its own savepoint, so that one that does not fit is undone alone. What the engine
//! could not do is `Unavailable` for the whole batch, and nothing of it stands; if nobody can say what stands, it is
//! `Fatal` for this batch, and after an engine that cannot find out any more for everything that follows. Never retries
//! a job, never decides.

use std::sync::Arc;
use std::thread::JoinHandle;

use copydesk_desk::StoreError;
use tokio::sync::{mpsc, oneshot};

/// Jobs that may wait before their senders do.
const QUEUE_JOBS_MAX: usize = 1024;
/// Jobs of one transaction.
const BATCH_JOBS_MAX: usize = 1024;
/// Bytes after which a batch takes no further job.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// An engine's one writing connection, and how a transaction is made on it.
pub(crate) trait Engine: Send + 'static {
    /// What a job is handed.
    type Db: 'static;
    /// Why a job did not do its work.
    type Failure: 'static;
    /// What the engine says when it did not do its own.
    type Error: std::error::Error + Send + Sync + 'static;
    /// Whether an unknown outcome is the end: nothing that is written later could be trusted.
    const UNKNOWN_IS_THE_END: bool;

    /// The connection.
    fn db(&self) -> &Self::Db;
    /// Opens a transaction.
    fn begin(&mut self) -> Result<(), Self::Error>;
    /// Opens a job's savepoint.
    fn save(&self) -> Result<(), Self::Error>;
    /// Undoes what was done since the savepoint.
    fn undo(&self) -> Result<(), Self::Error>;
    /// Closes the savepoint.
    fn release(&self) -> Result<(), Self::Error>;
    /// Makes the transaction durable.
    fn commit(&mut self) -> Result<(), Self::Error>;
    /// Finds out what stands after an error, and makes sure that nothing half does.
    fn settle(&mut self, error: Self::Error) -> Fate<Self::Error>;
    /// Whom a job's failure concerns.
    fn weigh(failure: Self::Failure) -> Weight<Self::Error>;
}

/// Whom a failure concerns.
pub(crate) enum Weight<E> {
    /// The job alone.
    Own(StoreError),
    /// The whole batch.
    Whole(E),
}

/// What became of a transaction.
pub(crate) enum Fate<E> {
    /// It stands.
    Durable,
    /// Nothing of it stands.
    RolledBack(Arc<E>),
    /// Nobody knows.
    Unknown(Arc<str>),
}

/// The sending side: dropped, the thread ends once everything sent is answered.
pub(crate) struct Writer<E: Engine> {
    queue: Option<mpsc::Sender<Box<dyn Job<E>>>>,
    thread: Option<JoinHandle<()>>,
}

impl<E: Engine> Writer<E> {
    pub(crate) fn start(engine: E) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_JOBS_MAX);
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                Desk {
                    engine,
                    unknown: None,
                }
                .serve(jobs)
            })?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Has `work` written in the next transaction; answers once that is durable. Dropping the future after it was
    /// first polled does not undo the work.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        bytes_len: usize,
        work: impl FnOnce(&E::Db) -> Result<T, E::Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Task {
            bytes_len,
            work: Some(work),
            outcome: None,
            reply,
        };
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        queue.send(Box::new(job)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl<E: Engine> Drop for Writer<E> {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already cost its callers their answer; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

fn gone() -> StoreError {
    StoreError::Fatal("the writer has stopped".into())
}

/// What one job did inside the transaction.
enum Step<E> {
    /// It stands, if the transaction does.
    Keep,
    /// It did not fit: undo it, go on with the others.
    Undo,
    /// The engine failed: nothing of the batch may stand.
    Abandon(E),
}

/// A batch that was rolled back; nothing of it stands.
#[derive(Debug, thiserror::Error)]
#[error("nothing was written: {source}")]
struct RolledBack<E: std::error::Error + 'static> {
    source: Arc<E>,
}

trait Job<E: Engine>: Send {
    fn bytes_len(&self) -> usize;
    fn run(&mut self, db: &E::Db) -> Step<E::Error>;
    fn answer(self: Box<Self>, fate: &Fate<E::Error>);
}

struct Task<T, W> {
    bytes_len: usize,
    work: Option<W>,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<E, T, W> Job<E> for Task<T, W>
where
    E: Engine,
    T: Send,
    W: FnOnce(&E::Db) -> Result<T, E::Failure> + Send,
{
    fn bytes_len(&self) -> usize {
        self.bytes_len
    }

    fn run(&mut self, db: &E::Db) -> Step<E::Error> {
        let Some(work) = self.work.take() else {
            return Step::Undo;
        };
        match work(db) {
            Ok(value) => {
                self.outcome = Some(Ok(value));
                Step::Keep
            }
            Err(failure) => match E::weigh(failure) {
                Weight::Own(own) => {
                    self.outcome = Some(Err(own));
                    Step::Undo
                }
                Weight::Whole(error) => Step::Abandon(error),
            },
        }
    }

    /// A caller that no longer waits has dropped its receiver: nothing to do.
    fn answer(self: Box<Self>, fate: &Fate<E::Error>) {
        let answer = match (fate, self.outcome) {
            (Fate::Durable, Some(outcome)) => outcome,
            (Fate::Durable, None) => Err(StoreError::Fatal("a job was never run".into())),
            (Fate::RolledBack(source), _) => Err(StoreError::Unavailable(Box::new(RolledBack {
                source: Arc::clone(source),
            }))),
            (Fate::Unknown(why), _) => Err(StoreError::Fatal(why.to_string())),
        };
        let _ = self.reply.send(answer);
    }
}

/// The thread's own side: owns the only connection that writes.
struct Desk<E: Engine> {
    engine: E,
    /// Why nobody knows any more what stands; set once, never cleared.
    unknown: Option<Arc<str>>,
}

impl<E: Engine> Desk<E> {
    fn serve(mut self, mut jobs: mpsc::Receiver<Box<dyn Job<E>>>) {
        while let Some(first) = jobs.blocking_recv() {
            let mut batch = gather(first, &mut jobs);
            let fate = match &self.unknown {
                Some(why) => Fate::Unknown(Arc::clone(why)),
                None => self.transact(&mut batch),
            };
            if let Fate::Unknown(why) = &fate
                && E::UNKNOWN_IS_THE_END
            {
                self.unknown = Some(Arc::clone(why));
            }
            for job in batch {
                job.answer(&fate);
            }
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Job<E>>]) -> Fate<E::Error> {
        let done = self
            .engine
            .begin()
            .and_then(|()| batch.iter_mut().try_for_each(|job| self.run(job.as_mut())))
            .and_then(|()| self.engine.commit());
        match done {
            Ok(()) => Fate::Durable,
            Err(error) => self.engine.settle(error),
        }
    }

    fn run(&self, job: &mut dyn Job<E>) -> Result<(), E::Error> {
        self.engine.save()?;
        match job.run(self.engine.db()) {
            Step::Keep => {}
            Step::Undo => self.engine.undo()?,
            Step::Abandon(error) => return Err(error),
        }
        self.engine.release()
    }
}

/// Takes what waits, up to the bounds of a batch.
fn gather<E: Engine>(
    first: Box<dyn Job<E>>,
    jobs: &mut mpsc::Receiver<Box<dyn Job<E>>>,
) -> Vec<Box<dyn Job<E>>> {
    let mut bytes_len = first.bytes_len();
    let mut batch = vec![first];
    while batch.len() < BATCH_JOBS_MAX && bytes_len < BATCH_BYTES_MAX {
        let Ok(job) = jobs.try_recv() else { break };
        bytes_len += job.bytes_len();
        batch.push(job);
    }
    batch
}
