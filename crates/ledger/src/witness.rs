//! Asks witnesses to cosign the newest checkpoint (C2SP tlog-witness), and at a start what they have seen. A witness that
//! does not answer delays nothing; one that has seen more of this ledger than its ground state knows stops it from
//! signing. Never believes a line that does not verify.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use copydesk_desk::{Clock, Ledger, Quorum, StoredCheckpoint, Web, WebAnswer, WebRequest};
use copydesk_proof::{
    Checkpoint, Hash, Note, NoteSignature, Standing, TileTree, Witness, consistency_proof,
    cosignature_time, encode_base64, root_of,
};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::disk::Disk;
use crate::prove::Remembered;
use crate::recover::RefusedToSign;
use crate::sequence::{LedgerError, on_disk};
use crate::settings::Settings;
use crate::status::Status;
use crate::tiles::TileFiles;

/// Time between two rounds.
const ROUND_EVERY: Duration = Duration::from_secs(60);
/// How long a witness may take.
const WAIT: Duration = Duration::from_secs(10);
/// Largest answer of a witness, bytes.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// The witnesses that the policy names with an address.
pub struct Witnesses {
    rows: Arc<dyn Ledger>,
    files: TileFiles,
    settings: Arc<Settings>,
    web: Arc<dyn Web>,
    clock: Arc<dyn Clock>,
    /// Size that each witness last signed, by its name in the policy.
    signed: Mutex<HashMap<String, u64>>,
    findings: Mutex<BTreeMap<String, String>>,
    status: Arc<Status>,
}

/// What a witness said to a checkpoint.
enum Said {
    Cosigned(Vec<NoteSignature>),
    /// It is at this size.
    At(u64),
    /// The checkpoint does not follow from what it has seen.
    Unlike,
    Nothing(String),
}

/// Why a witness did not cosign.
struct Finding {
    why: String,
    /// Another tree may be out: somebody must look.
    alarms: bool,
}

impl Witnesses {
    /// Witnesses of the ledger that these settings describe.
    #[must_use]
    pub fn new(
        rows: Arc<dyn Ledger>,
        disk: Arc<dyn Disk>,
        settings: Arc<Settings>,
        (web, clock): (Arc<dyn Web>, Arc<dyn Clock>),
    ) -> Self {
        let files = TileFiles {
            folder: settings.folder.clone(),
            disk,
        };
        Self {
            rows,
            files,
            settings,
            web,
            clock,
            signed: Mutex::default(),
            findings: Mutex::default(),
            status: Arc::default(),
        }
    }

    /// Where alarms are shown; the sequencer shows its own state there, too.
    pub(crate) fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// What went wrong with each witness in its last round, by name.
    #[must_use]
    pub fn findings(&self) -> BTreeMap<String, String> {
        self.findings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Makes rounds until `stop` turns true.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut rounds = tokio::time::interval(ROUND_EVERY);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "a round of witnesses was not made");
            }
        }
    }

    /// Asks each witness for its cosignature of the head and keeps what verifies.
    ///
    /// # Errors
    /// When store or tiles do not answer; a witness that does not is a finding.
    pub async fn round(&self) -> Result<(), LedgerError> {
        let Some(head) = self.rows.ledger_head().await? else {
            return Ok(());
        };
        let served = self.files.clone();
        let served = on_disk(move || served.served())
            .await?
            .map_or(0, |(_, served)| served.size);
        if served < head.size {
            return Ok(());
        }
        let mut lines: Vec<NoteSignature> = Vec::new();
        for witness in self.settings.policy.witnesses() {
            let Some(url) = &witness.url else { continue };
            if self.signed_size(&witness.name) >= head.size {
                continue;
            }
            let outcome = self.cosigned(witness, url, &head).await?;
            let finding = match outcome {
                Ok(own) => {
                    lines.extend(own);
                    self.remember(&witness.name, head.size);
                    None
                }
                Err(finding) => Some(finding),
            };
            self.note_finding(&witness.name, finding);
        }
        self.keep(&head, lines).await
    }

    /// One witness; asked once more from the size it says it is at.
    async fn cosigned(
        &self,
        witness: &Witness,
        url: &str,
        head: &StoredCheckpoint,
    ) -> Result<Result<Vec<NoteSignature>, Finding>, LedgerError> {
        let old = self.signed_size(&witness.name);
        let said = self.submit(witness, url, head, old).await?;
        let said = match said {
            Said::At(size) if size <= head.size && size != old => {
                self.submit(witness, url, head, size).await?
            }
            said => said,
        };
        let (why, alarms) = match said {
            Said::Cosigned(lines) => return Ok(Ok(lines)),
            Said::At(size) if size > head.size => {
                let why = format!(
                    "it claims to have seen size {size}, the head is {}",
                    head.size
                );
                (why, true)
            }
            Said::Unlike => {
                let why = "it says that the checkpoint does not follow from what it has seen (422)";
                (why.to_owned(), true)
            }
            Said::At(size) => (format!("it stays at size {size}"), false),
            Said::Nothing(why) => (why, false),
        };
        Ok(Err(Finding { why, alarms }))
    }

    async fn submit(
        &self,
        witness: &Witness,
        url: &str,
        head: &StoredCheckpoint,
        old: u64,
    ) -> Result<Said, LedgerError> {
        let body = format!(
            "old {old}\n{}\n{}",
            self.proof_lines(old, head.size).await?,
            head.note
        );
        let request = WebRequest {
            url: format!("{}/add-checkpoint", url.trim_end_matches('/')),
            body: Some(body.into_bytes()),
            wait: WAIT,
            body_bytes_max: ANSWER_BYTES_MAX,
        };
        Ok(match self.web.ask(request).await {
            Err(failure) => Said::Nothing(failure.to_string()),
            Ok(answer) => read_answer(&answer, witness, head),
        })
    }

    async fn proof_lines(&self, old: u64, size: u64) -> Result<String, LedgerError> {
        if old == 0 || old == size {
            return Ok(String::new());
        }
        let files = self.files.clone();
        on_disk(move || {
            let tree = TileTree {
                source: Remembered::new(&files),
                size,
            };
            let hashes = consistency_proof(&tree, old, size).map_err(std::io::Error::other)?;
            Ok(hashes
                .iter()
                .map(|hash| format!("{}\n", encode_base64(hash)))
                .collect())
        })
        .await
    }

    async fn keep(
        &self,
        head: &StoredCheckpoint,
        lines: Vec<NoteSignature>,
    ) -> Result<(), LedgerError> {
        if lines.is_empty() {
            return Ok(());
        }
        let Ok(mut note) = Note::parse(head.shown().as_bytes()) else {
            return Ok(());
        };
        for line in lines {
            if !note.signatures.contains(&line) {
                note.signatures.push(line);
            }
        }
        let now = u64::try_from(self.clock.now().as_second()).unwrap_or(0);
        let judged = self.settings.policy.judge(&note, now);
        let quorum = match judged.map(|cosigned| cosigned.standing) {
            Ok(Standing::Quorum | Standing::NotRequired) => Quorum::Met,
            _ => Quorum::Missing,
        };
        let text = note.to_string();
        self.rows.cosign(head.size, text.clone(), quorum).await?;
        let (files, size) = (self.files.clone(), head.size);
        on_disk(move || files.serve(size, &text)).await
    }

    /// Refuses if a witness has seen what the head does not know.
    pub(crate) async fn refuse_ahead(
        &self,
        head: Option<&StoredCheckpoint>,
    ) -> Result<(), LedgerError> {
        for witness in self.settings.policy.witnesses() {
            let Some(url) = &witness.url else { continue };
            if let Some(seen) = self.shown_by(witness, url).await {
                self.refuse_unlike(witness, &seen, head).await?;
                continue;
            }
            let Some(head) = head else { continue };
            if let Said::At(seen) = self.submit(witness, url, head, head.size).await?
                && seen > head.size
            {
                return Err(ahead(witness, seen, head.size));
            }
        }
        Ok(())
    }

    /// The checkpoint of ours that a witness shows, if it shows one that we signed.
    async fn shown_by(&self, witness: &Witness, url: &str) -> Option<Checkpoint> {
        let digest = Sha256::digest(self.settings.origin.as_bytes());
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let request = WebRequest {
            url: format!("{}/{name}/checkpoint", url.trim_end_matches('/')),
            body: None,
            wait: WAIT,
            body_bytes_max: ANSWER_BYTES_MAX,
        };
        let answer = match self.web.ask(request).await {
            Ok(answer) if answer.status == 200 => answer,
            Ok(_) => return None,
            Err(failure) => {
                let why = failure.to_string();
                let alarms = false;
                self.note_finding(&witness.name, Some(Finding { why, alarms }));
                return None;
            }
        };
        let note = Note::parse(&answer.body).ok()?;
        note.verify(self.settings.policy.logs()).ok()?;
        let checkpoint = Checkpoint::parse(&note.text).ok()?;
        (checkpoint.origin == self.settings.origin).then_some(checkpoint)
    }

    async fn refuse_unlike(
        &self,
        witness: &Witness,
        seen: &Checkpoint,
        head: Option<&StoredCheckpoint>,
    ) -> Result<(), LedgerError> {
        let size = head.map_or(0, |head| head.size);
        if seen.size > size {
            return Err(ahead(witness, seen.size, size));
        }
        if seen.size == 0 {
            return Ok(());
        }
        let (files, wanted) = (self.files.clone(), seen.size);
        let root = on_disk(move || {
            let tree = TileTree {
                source: Remembered::new(&files),
                size,
            };
            Ok(root_of(&tree, wanted).ok())
        });
        let root: Option<Hash> = root.await?;
        if root == Some(seen.root) {
            Ok(())
        } else {
            Err(ahead(witness, seen.size, size))
        }
    }

    fn signed_size(&self, name: &str) -> u64 {
        let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        signed.get(name).copied().unwrap_or(0)
    }

    fn remember(&self, name: &str, size: u64) {
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        signed.insert(name.to_owned(), size);
    }

    fn note_finding(&self, name: &str, finding: Option<Finding>) {
        let alarm = finding.as_ref().filter(|finding| finding.alarms);
        self.status
            .set_alarm(name, alarm.map(|finding| finding.why.clone()));
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Finding { why, alarms }) = finding else {
            findings.remove(name);
            return;
        };
        match (findings.get(name) == Some(&why), alarms) {
            (true, _) => {}
            (false, true) => tracing::error!(witness = name, why, "a witness did not cosign"),
            (false, false) => tracing::warn!(witness = name, why, "a witness did not cosign"),
        }
        findings.insert(name.to_owned(), why);
    }
}

fn ahead(witness: &Witness, seen: u64, head: u64) -> LedgerError {
    RefusedToSign::WitnessAhead {
        witness: witness.name.clone(),
        seen,
        head,
    }
    .into()
}

fn read_answer(answer: &WebAnswer, witness: &Witness, head: &StoredCheckpoint) -> Said {
    let body = String::from_utf8_lossy(&answer.body);
    let states_size = answer.content_type.as_deref() == Some("text/x.tlog.size");
    match answer.status {
        200 => match genuine_lines(&body, witness, head) {
            lines if lines.is_empty() => {
                Said::Nothing(String::from("no line of its answer is its cosignature"))
            }
            lines => Said::Cosigned(lines),
        },
        409 if states_size => match body.trim_end_matches('\n').parse() {
            Ok(size) => Said::At(size),
            Err(_) => Said::Nothing(String::from("it answers 409 without a size")),
        },
        422 => Said::Unlike,
        status => Said::Nothing(format!("it answers with status {status}")),
    }
}

/// The lines of an answer that are this witness's cosignature of the head.
fn genuine_lines(body: &str, witness: &Witness, head: &StoredCheckpoint) -> Vec<NoteSignature> {
    let Ok(note) = Note::parse(head.note.as_bytes()) else {
        return Vec::new();
    };
    let with_lines = format!("{}\n{body}", note.text);
    let Ok(cosigned) = Note::parse(with_lines.as_bytes()) else {
        return Vec::new();
    };
    let lines = cosigned.signatures.into_iter();
    lines
        .filter(|line| cosignature_time(&note.text, &witness.key, line).is_some())
        .collect()
}
