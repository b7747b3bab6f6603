//! What the editors' screens share: the ports, one-time sign-in links, failed attempts, and the bound on password
//! hashing. All of it may be lost with the process; nothing here is ground state.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use copydesk_desk::EditorName;
use copydesk_desk::decide::House;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, watch};

use crate::desk::attempts::Attempts;
use crate::desk::token::Token;
use crate::ports::Ports;

/// How long a one-time link may wait for its use.
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// Most one-time links kept at a time; the oldest goes first.
const LINKS_MAX: usize = 100;

/// What a handler of the desk works with. Cheap to clone.
#[derive(Clone)]
pub struct DeskState {
    /// What the site was handed.
    pub ports: Ports,
    shared: Arc<Shared>,
}

struct Shared {
    links: Mutex<HashMap<[u8; 32], Link>>,
    attempts: Mutex<Attempts>,
    hashing: Semaphore,
    open: watch::Sender<bool>,
}

struct Link {
    editor: EditorName,
    expires: Timestamp,
}

impl DeskState {
    /// Fresh state over these ports.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let shared = Shared {
            links: Mutex::new(HashMap::new()),
            attempts: Mutex::new(Attempts::default()),
            hashing: Semaphore::new(cores),
            open: watch::Sender::new(true),
        };
        Self {
            ports,
            shared: Arc::new(shared),
        }
    }

    /// Now, by the wall clock that was handed over.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Names, language and style of the publication, as decisions want them.
    #[must_use]
    pub fn house(&self) -> House {
        self.ports.config.house()
    }

    /// Ends every open stream, so that a server that waits for its connections can stop. Browsers come back by
    /// themselves.
    pub fn close(&self) {
        self.shared.open.send_replace(false);
    }

    /// Resolves once the desk is closed.
    pub(crate) async fn closed(&self) {
        let mut open = self.shared.open.subscribe();
        let _ = open.wait_for(|open| !open).await;
    }

    /// Takes the editor of a one-time link; the link is gone afterwards.
    pub(crate) fn consume_link(&self, token: &Token) -> Option<EditorName> {
        let link = locked(&self.shared.links).remove(&token.sha256())?;
        (link.expires > self.now()).then_some(link.editor)
    }

    /// Whether the link may still be used.
    pub(crate) fn knows_link(&self, token: &Token) -> bool {
        let now = self.now();
        locked(&self.shared.links)
            .get(&token.sha256())
            .is_some_and(|link| link.expires > now)
    }

    pub(crate) fn attempts(&self) -> MutexGuard<'_, Attempts> {
        locked(&self.shared.attempts)
    }

    /// As many passwords are hashed at a time as there are cores.
    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.shared.hashing
    }
}

/// Makes a link that signs this editor in once, within twelve hours: an absolute address under the site's origin.
/// Opening it shows a button; only pressing that uses the link up.
#[must_use]
pub fn sign_in_link(state: &DeskState, editor: &EditorName) -> String {
    let token = Token::from_bytes(state.ports.random.bytes32());
    let now = state.now();
    let link = Link {
        editor: editor.clone(),
        expires: now.saturating_add(LINK_LIFE).unwrap_or(now),
    };
    let mut links = locked(&state.shared.links);
    links.retain(|_, link| link.expires > now);
    while links.len() >= LINKS_MAX {
        let oldest = links
            .iter()
            .min_by_key(|(_, link)| link.expires)
            .map(|(key, _)| *key);
        oldest.and_then(|key| links.remove(&key));
    }
    links.insert(token.sha256(), link);
    let origin = state.ports.config.origin.trim_end_matches('/');
    format!("{origin}/desk/enter?token={}", token.as_text())
}

/// A poisoned lock guards plain maps that are whole after every step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
