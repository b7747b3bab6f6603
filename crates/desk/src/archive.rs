//! The archive's index as pages and screens ask it: which wires share passages with a text. A port that the program
//! implements; it opens no file and knows no standing, so whoever shows an item asks first whether it may be seen.

use std::future::Future;
use std::pin::Pin;

use copydesk_reuse::Archive;

use crate::id::Seq;

/// The index, kept by following the event sequence.
pub trait Reuse: Send + Sync {
    /// Events up to this one were taken: every version that came with them is found, every item they killed is not.
    fn seq(&self) -> Seq;
    /// Resolves once the event `seq` was taken.
    fn reached<'a>(&'a self, seq: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
    /// Hands the index over, as it stands; not called where there is none. Waits while a segment is written.
    fn look(&self, question: &mut dyn FnMut(&Archive));
}

impl dyn Reuse + '_ {
    /// What the index answers; `None` where there is none.
    pub fn ask<T>(&self, question: impl FnOnce(&Archive) -> T) -> Option<T> {
        let (mut question, mut answer) = (Some(question), None);
        self.look(&mut |archive| {
            answer = question.take().map(|question| question(archive));
        });
        answer
    }
}

/// No index: nothing is ever found, and nothing waits for it.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoReuse;

impl Reuse for NoReuse {
    fn seq(&self) -> Seq {
        Seq(i64::MAX)
    }

    fn reached<'a>(&'a self, _seq: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::ready(()))
    }

    fn look(&self, _question: &mut dyn FnMut(&Archive)) {}
}
