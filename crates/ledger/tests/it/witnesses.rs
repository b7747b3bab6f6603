//! Witnesses on loopback, written here with another implementation's checks: what they sign, what they refuse, and what
//! they make the ledger refuse.

use std::path::Path;
use std::sync::{Arc, Mutex};

use copydesk_desk::{Clock, Ledger, Quorum, ServedLedger, Web};
use copydesk_intake::{GuardedWeb, PrivateAddresses};
use copydesk_ledger::{
    Disk, LedgerError, RealDisk, RefusedToSign, Sequencer, Served, Settings, Ticked, Witnesses,
};
use copydesk_proof::{
    KeyKind, Opening, Policy, Record, SigningKey, check_proof, cosign, cosignature_time,
};
use copydesk_store::sqlite::SqliteStore;
use signed_note::{Note as TheirNote, StandardVerifier, VerifierList};
use tlog_tiles::{Checkpoint as TheirCheckpoint, Hash as TheirHash, check_tree};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::house::{NOW, SetClock, add, checkpoint_file, data, key, open, sequencer, settings};

/// What a witness does besides its duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Honest,
    /// Claims this size and shows nothing.
    Claims(u64),
    /// Answers 200 with a line that is no signature of it.
    Forges,
}

/// A witness of one log.
struct TestWitness {
    key: SigningKey,
    manner: Manner,
    /// Size and root it last signed, and the note.
    seen: Mutex<Option<(u64, [u8; 32], String)>>,
}

impl TestWitness {
    async fn start(name: &str, seed: u8, manner: Manner) -> (Arc<Self>, String) {
        let key = SigningKey::from_seed(name, KeyKind::Witness, &[seed; 32]).expect("a key");
        let witness = Arc::new(Self {
            key,
            manner,
            seen: Mutex::new(None),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/w", listener.local_addr().expect("an address"));
        let serving = Arc::clone(&witness);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve(stream).await;
            }
        });
        (witness, url)
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        let (head, body) = loop {
            let read = stream.read(&mut buffer).await.expect("a request");
            request.extend_from_slice(&buffer[..read]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) || read == 0 {
                break (head.to_owned(), body.to_owned());
            }
        };
        let (status, media_type, answer) = if head.starts_with("GET") {
            self.show(&head)
        } else {
            self.add(&body)
        };
        let answer = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        );
        stream.write_all(answer.as_bytes()).await.expect("answered");
    }

    fn show(&self, head: &str) -> (u16, &'static str, String) {
        let seen = self.seen.lock().expect("unpoisoned");
        match &*seen {
            Some((_, _, note)) if head.contains("/checkpoint ") => {
                (200, "text/plain", note.clone())
            }
            _ => (404, "text/plain", String::new()),
        }
    }

    /// C2SP tlog-witness, with another implementation's parsers and proofs.
    fn add(&self, body: &str) -> (u16, &'static str, String) {
        const TEXT: &str = "text/plain";
        match self.manner {
            Manner::Claims(size) => return (409, "text/x.tlog.size", format!("{size}\n")),
            Manner::Forges => {
                return (
                    200,
                    TEXT,
                    format!("\u{2014} {} AAAAAAAA\n", self.key.public().name()),
                );
            }
            Manner::Honest => {}
        }
        let Some((head, note)) = body.split_once("\n\n") else {
            return (400, TEXT, String::new());
        };
        let mut lines = head.lines();
        let old: Option<u64> = lines
            .next()
            .and_then(|line| line.strip_prefix("old ")?.parse().ok());
        let proof: Vec<TheirHash> = lines
            .map(|line| TheirHash::parse_hash(line).expect("a hash"))
            .collect();
        let verifier = StandardVerifier::new(&key(1).public().to_string()).expect("a key");
        let known = VerifierList::new(vec![Box::new(verifier)]);
        let opened = TheirNote::from_bytes(note.as_bytes()).expect("a note");
        if opened.verify(&known).is_err() {
            return (403, TEXT, String::new());
        }
        let stated = TheirCheckpoint::from_bytes(opened.text()).expect("a checkpoint");
        let mut seen = self.seen.lock().expect("unpoisoned");
        let (size, root) = seen
            .as_ref()
            .map_or((0, [0; 32]), |(size, root, _)| (*size, *root));
        if old != Some(size) {
            return (409, "text/x.tlog.size", format!("{size}\n"));
        }
        let follows = size == 0
            || (stated.size() == size && stated.hash().0 == root)
            || check_tree(&proof, stated.size(), *stated.hash(), size, TheirHash(root)).is_ok();
        if !follows {
            return (422, TEXT, String::new());
        }
        *seen = Some((stated.size(), stated.hash().0, note.to_owned()));
        let text = String::from_utf8(opened.text().to_vec()).expect("UTF-8");
        (200, TEXT, cosign(&self.key, &text, NOW - 5).to_string())
    }
}

/// Settings with these witnesses, all of whom must sign.
fn with(folder: &Path, witnesses: &[(&Arc<TestWitness>, &str)], k: usize) -> Settings {
    let mut settings = settings(folder);
    let mut text = format!("log {}\n", key(1).public());
    let mut names = String::new();
    for (number, (witness, url)) in witnesses.iter().enumerate() {
        text.push_str(&format!(
            "witness w{number} {} {url}\n",
            witness.key.public()
        ));
        names.push_str(&format!(" w{number}"));
    }
    text.push_str(&format!("group all {k}{names}\nquorum all\n"));
    settings.policy = Policy::parse(text.as_bytes()).expect("a policy");
    settings.policy_text = text;
    settings
}

fn rounds(store: &Arc<SqliteStore>, settings: &Settings) -> Arc<Witnesses> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let web: Arc<dyn Web> = Arc::new(GuardedWeb::new(PrivateAddresses::Allow).expect("a client"));
    let clock: Arc<dyn Clock> = Arc::new(SetClock);
    let rows = Arc::clone(store) as Arc<dyn Ledger>;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    Arc::new(Witnesses::new(
        rows,
        disk,
        Arc::new(settings.clone()),
        (web, clock),
    ))
}

fn signing(store: &Arc<SqliteStore>, settings: &Settings) -> Sequencer {
    let rows = Arc::clone(store) as Arc<dyn Ledger>;
    sequencer(rows, Arc::new(RealDisk), settings.clone())
}

async fn quorum_over(store: &Arc<SqliteStore>, index: u64) -> (u64, Quorum) {
    let over = store
        .checkpoint_over(index)
        .await
        .expect("read")
        .expect("sequenced");
    (over.0.size, over.1)
}

#[tokio::test]
async fn witnesses_cosign_and_the_first_checkpoint_they_meet_is_the_proofs() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let (one, one_url) = TestWitness::start("witness.example/w1", 9, Manner::Honest).await;
    let (two, two_url) = TestWitness::start("witness.example/w2", 8, Manner::Honest).await;
    let settings = with(&folder, &[(&one, &one_url), (&two, &two_url)], 2);
    let witnesses = rounds(&store, &settings);
    let mut sequencer = signing(&store, &settings);
    add(&store, 0, 4).await;
    sequencer.tick().await.expect("a step");
    assert_eq!(quorum_over(&store, 2).await, (5, Quorum::Missing));
    add(&store, 4, 300).await;
    sequencer.tick().await.expect("a step");
    witnesses.round().await.expect("a round");
    assert_eq!(quorum_over(&store, 2).await, (305, Quorum::Met));
    let note = checkpoint_file(&folder);
    assert_eq!(note.signatures.len(), 3);
    assert_eq!(
        cosignature_time(&note.text, one.key.public(), &note.signatures[1]),
        Some(NOW - 5)
    );
    add(&store, 304, 10).await;
    sequencer.tick().await.expect("a step");
    witnesses
        .round()
        .await
        .expect("from the size that was signed");
    assert_eq!(quorum_over(&store, 310).await, (315, Quorum::Met));
    add(&store, 314, 1).await;
    sequencer.tick().await.expect("a step");
    let forgetful = rounds(&store, &settings);
    forgetful
        .round()
        .await
        .expect("the witness says where it is");
    assert_eq!(quorum_over(&store, 315).await, (316, Quorum::Met));
    assert!(
        forgetful.findings().is_empty(),
        "{:?}",
        forgetful.findings()
    );
}

#[tokio::test]
async fn one_of_two_that_is_away_or_forges_is_a_finding_and_delays_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let (one, one_url) = TestWitness::start("witness.example/w1", 9, Manner::Honest).await;
    let (two, two_url) = TestWitness::start("witness.example/w2", 8, Manner::Forges).await;
    let both = with(&folder, &[(&one, &one_url), (&two, &two_url)], 2);
    let mut sequencer = signing(&store, &both);
    add(&store, 0, 4).await;
    sequencer.tick().await.expect("a step");
    let asked = rounds(&store, &both);
    asked.round().await.expect("a round");
    assert_eq!(quorum_over(&store, 2).await, (5, Quorum::Missing));
    assert!(
        asked.findings()["w1"].contains("no line"),
        "{:?}",
        asked.findings()
    );
    // Half of them is enough where the policy says so.
    let half = with(
        &folder,
        &[(&one, &one_url), (&two, "http://127.0.0.1:1/w")],
        1,
    );
    let asked = rounds(&store, &half);
    add(&store, 4, 1).await;
    sequencer.tick().await.expect("a step");
    asked.round().await.expect("a round");
    assert_eq!(quorum_over(&store, 2).await, (6, Quorum::Met));
    assert!(asked.findings().contains_key("w1"));
}

async fn check_refused_at_start(
    store: &Arc<SqliteStore>,
    settings: &Settings,
    expected: RefusedToSign,
) {
    let witnesses = rounds(store, settings);
    let mut again = signing(store, settings).with_witnesses(witnesses);
    match again.tick().await {
        Err(LedgerError::Refused(refused)) => assert_eq!(refused, expected),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_witness_that_has_seen_more_stops_a_machine_that_was_rolled_back_whole() {
    let (old, new) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("one"),
    );
    let (old, new) = (data(&old), data(&new));
    let (one, url) = TestWitness::start("witness.example/w1", 9, Manner::Honest).await;
    for (folder, leaves) in [(&new, 20), (&old, 4)] {
        let store = open(folder);
        let settings = with(folder, &[(&one, &url)], 1);
        add(&store, 0, leaves).await;
        signing(&store, &settings).tick().await.expect("a step");
        if folder == &new {
            rounds(&store, &settings).round().await.expect("a round");
        }
    }
    let store = open(&old);
    add(&store, 100, 1).await;
    let ahead = RefusedToSign::WitnessAhead {
        witness: "w0".into(),
        seen: 21,
        head: 5,
    };
    check_refused_at_start(&store, &with(&old, &[(&one, &url)], 1), ahead).await;
}

#[tokio::test]
async fn a_claim_without_evidence_stops_a_start_until_the_policy_leaves_that_witness_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let (liar, url) = TestWitness::start("witness.example/w1", 9, Manner::Claims(99)).await;
    add(&store, 0, 4).await;
    signing(&store, &settings(&folder))
        .tick()
        .await
        .expect("a step");
    add(&store, 4, 1).await;
    let claimed = RefusedToSign::WitnessAhead {
        witness: "w0".into(),
        seen: 99,
        head: 5,
    };
    check_refused_at_start(&store, &with(&folder, &[(&liar, &url)], 1), claimed).await;
    let mut without = signing(&store, &settings(&folder));
    assert_eq!(without.tick().await.expect("a step"), Ticked::Grown(6));
}

#[tokio::test]
async fn a_witness_that_has_seen_another_tree_is_an_alarm_until_it_has_not() {
    let (one, two) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("another"),
    );
    let (one, two) = (data(&one), data(&two));
    let (witness, url) = TestWitness::start("witness.example/w1", 9, Manner::Honest).await;
    // The same key signs two ledgers: what no honest house does, and what a thief of the key would.
    let other = open(&one);
    add(&other, 0, 4).await;
    let theirs = with(&one, &[(&witness, &url)], 1);
    signing(&other, &theirs).tick().await.expect("a step");
    rounds(&other, &theirs).round().await.expect("a round");

    let store = open(&two);
    add(&store, 500, 20).await;
    let own = with(&two, &[(&witness, &url)], 1);
    let mut sequencer = signing(&store, &own);
    sequencer.tick().await.expect("a step");
    let witnesses = rounds(&store, &own);
    let status = signing(&store, &own)
        .with_witnesses(Arc::clone(&witnesses))
        .status();
    assert_eq!(status.trouble(), None);
    witnesses.round().await.expect("a round");
    let trouble = status.trouble().expect("an alarm");
    assert!(
        trouble.starts_with("witness w0: ") && trouble.contains("(422)"),
        "{trouble}"
    );
    assert_eq!(quorum_over(&store, 2).await, (21, Quorum::Missing));
    // The ledger itself goes on.
    add(&store, 520, 1).await;
    assert_eq!(sequencer.tick().await.expect("a step"), Ticked::Grown(22));

    *witness.seen.lock().expect("unpoisoned") = None;
    witnesses.round().await.expect("a round");
    assert_eq!(status.trouble(), None);
    assert_eq!(quorum_over(&store, 2).await, (22, Quorum::Met));
}

#[tokio::test]
async fn witnesses_that_were_named_later_vouch_for_what_was_settled_without_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let mut alone = signing(&store, &settings(&folder));
    for step in 0..3 {
        add(&store, step * 10, 10).await;
        alone.tick().await.expect("a step");
    }
    drop(alone);
    let (one, url) = TestWitness::start("witness.example/w1", 9, Manner::Honest).await;
    let named = with(&folder, &[(&one, &url)], 1);
    let mut sequencer = signing(&store, &named);
    sequencer.tick().await.expect("a step");
    let served = Served::new(
        Arc::clone(&store) as Arc<dyn Ledger>,
        Arc::new(RealDisk),
        Arc::new(named.clone()),
        sequencer.status(),
    );
    let proof = async |index: u64| {
        let stored = store.leaves(index, 1).await.expect("read").remove(0);
        let opening = Opening {
            nonce: stored.leaf.secret.nonce(),
            lines: Vec::new(),
            record: Record::parse(stored.leaf.record.as_bytes()).expect("a record"),
        };
        let proof = served.prove(index, opening.to_string().into_bytes()).await;
        let proof = proof.expect("made").expect("covered");
        let report = check_proof(&proof.bytes, &named.policy, NOW).expect("a proof");
        (
            proof.quorum,
            report.map(|report| report.cosigned.checkpoint.size),
        )
    };
    for index in [2, 12, 25] {
        let (quorum, report) = proof(index).await;
        assert_eq!(quorum, Quorum::Missing);
        assert!(report.is_err(), "no witness has seen it yet");
    }
    rounds(&store, &named).round().await.expect("a round");
    // The last first: the way to the earlier ones is shorter then.
    for index in [25, 12, 2, 12] {
        assert_eq!(proof(index).await, (Quorum::Met, Ok(31)), "leaf {index}");
    }
}
