//! The one writer: a thread that drains what waits into one durable transaction and only then answers (group commit).
//! Each act stands in its own savepoint, so that one that does not fit is undone alone. What the engine could not do
//! is `Unavailable` for the whole batch, and nothing of it stands; if nobody can say what stands, it is `Fatal` for
//! this batch and everything after it. Never retries, never decides.

use std::sync::Arc;
use std::thread::JoinHandle;

use copydesk_desk::StoreError;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::failure::{Failure, is_of_one_act, leaves_disk_unknown};

/// Jobs that may wait before their senders do.
const QUEUE_JOBS_MAX: usize = 1024;
/// Jobs of one transaction.
const BATCH_JOBS_MAX: usize = 1024;
/// Bytes after which a batch takes no further job.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The sending side: dropped, the thread ends once everything sent is answered.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(db: Connection) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_JOBS_MAX);
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || Desk { db, unknown: None }.serve(jobs))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Has `work` written in the next transaction; answers once that is durable. Dropping the future after it was
    /// first polled does not undo the work.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        bytes_len: usize,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
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

impl Drop for Writer {
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
enum Step {
    /// It stands, if the transaction does.
    Keep,
    /// It did not fit: undo it, go on with the others.
    Undo,
    /// The engine failed: nothing of the batch may stand.
    Abandon(rusqlite::Error),
}

/// What became of a transaction.
#[derive(Clone)]
enum Fate {
    Durable,
    RolledBack(Arc<rusqlite::Error>),
    Unknown(Arc<str>),
}

/// A batch that was rolled back; nothing of it stands.
#[derive(Debug, thiserror::Error)]
#[error("nothing was written: {source}")]
struct RolledBack {
    source: Arc<rusqlite::Error>,
}

trait Job: Send {
    fn bytes_len(&self) -> usize;
    fn run(&mut self, db: &Connection) -> Step;
    fn answer(self: Box<Self>, fate: &Fate);
}

struct Task<T, W> {
    bytes_len: usize,
    work: Option<W>,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Job for Task<T, W>
where
    T: Send,
    W: FnOnce(&Connection) -> Result<T, Failure> + Send,
{
    fn bytes_len(&self) -> usize {
        self.bytes_len
    }

    fn run(&mut self, db: &Connection) -> Step {
        let Some(work) = self.work.take() else {
            return Step::Undo;
        };
        match work(db) {
            Ok(value) => {
                self.outcome = Some(Ok(value));
                Step::Keep
            }
            Err(Failure::Engine(error)) if !is_of_one_act(&error) => Step::Abandon(error),
            Err(own) => {
                self.outcome = Some(Err(own.into()));
                Step::Undo
            }
        }
    }

    /// A caller that no longer waits has dropped its receiver: nothing to do.
    fn answer(self: Box<Self>, fate: &Fate) {
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
struct Desk {
    db: Connection,
    /// Why nobody knows any more what stands; set once, never cleared.
    unknown: Option<Arc<str>>,
}

impl Desk {
    fn serve(mut self, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
        while let Some(first) = jobs.blocking_recv() {
            let mut batch = gather(first, &mut jobs);
            let fate = match &self.unknown {
                Some(why) => Fate::Unknown(Arc::clone(why)),
                None => self.transact(&mut batch),
            };
            if let Fate::Unknown(why) = &fate {
                self.unknown = Some(Arc::clone(why));
            }
            for job in batch {
                job.answer(&fate);
            }
        }
    }

    fn transact(&self, batch: &mut [Box<dyn Job>]) -> Fate {
        let done = self
            .execute("BEGIN IMMEDIATE")
            .and_then(|()| batch.iter_mut().try_for_each(|job| self.run(job.as_mut())))
            .and_then(|()| self.execute("COMMIT"));
        match done {
            Ok(()) => Fate::Durable,
            Err(error) => self.roll_back(error),
        }
    }

    fn run(&self, job: &mut dyn Job) -> rusqlite::Result<()> {
        self.execute("SAVEPOINT act")?;
        match job.run(&self.db) {
            Step::Keep => {}
            Step::Undo => self.execute("ROLLBACK TO act")?,
            Step::Abandon(error) => return Err(error),
        }
        self.execute("RELEASE act")
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Makes sure that nothing of a failed transaction stands. After some errors the engine has already done so.
    fn roll_back(&self, error: rusqlite::Error) -> Fate {
        if leaves_disk_unknown(&error) {
            return Fate::Unknown(format!("what was synced is unknown: {error}").into());
        }
        if !self.db.is_autocommit()
            && let Err(second) = self.execute("ROLLBACK")
            && !self.db.is_autocommit()
        {
            return Fate::Unknown(format!("after {error}, rolling back failed: {second}").into());
        }
        Fate::RolledBack(Arc::new(error))
    }
}

/// Takes what waits, up to the bounds of a batch.
fn gather(first: Box<dyn Job>, jobs: &mut mpsc::Receiver<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let mut bytes_len = first.bytes_len();
    let mut batch = vec![first];
    while batch.len() < BATCH_JOBS_MAX && bytes_len < BATCH_BYTES_MAX {
        let Ok(job) = jobs.try_recv() else { break };
        bytes_len += job.bytes_len();
        batch.push(job);
    }
    batch
}
