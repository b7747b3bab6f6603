//! `…/proof` in every state a story can be in: not signed yet, alone, awaiting witnesses, witnessed, edited, of the house,
//! taken off. The page shows what the ledger holds and never a result.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use copydesk_desk::{Act, Actor, EditorName, Event, EventKind, Quorum, ServedLedger};
use copydesk_ledger::{Disk, RealDisk, Sequencer, Served, Settings, Ticked};
use copydesk_proof::{KeyKind, Note, Policy, SigningKey, cosign};
use tokio::sync::Mutex;

use crate::newsroom::{Answered, Newsroom, Wire, path};

const ORIGIN: &str = "news.example/ledger";

/// A newsroom that keeps a ledger.
struct Kept {
    room: Newsroom,
    sequencer: Mutex<Sequencer>,
}

fn witness() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", KeyKind::Witness, &[9; 32]).expect("a key")
}

impl Kept {
    fn open(quorum: &str) -> Self {
        let key = SigningKey::from_seed(ORIGIN, KeyKind::Log, &[1; 32]).expect("a key");
        let (log, seen_by) = (key.public().to_string(), witness());
        let policy_text = format!(
            "log {log}\nwitness w1 {}\nquorum {quorum}\n",
            seen_by.public()
        );
        let mut sequencer = None;
        let room = Newsroom::open();
        let rows = Arc::clone(&room.engine);
        let room = room.keeping(|folder, ports| {
            let settings = Arc::new(Settings {
                folder: folder.to_owned(),
                origin: ORIGIN.to_owned(),
                tick: Duration::from_secs(1),
                pad: 1,
                key,
                new_key: None,
                policy: Policy::parse(policy_text.as_bytes()).expect("a policy"),
                policy_text,
                previous: None,
                batch_max: 1_000,
                sync_every: Duration::from_secs(60),
            });
            let disk: Arc<dyn Disk> = Arc::new(RealDisk);
            let drawn = (Arc::clone(&ports.clock), Arc::clone(&ports.random));
            let made = Sequencer::new(
                Arc::clone(&rows),
                Arc::clone(&disk),
                Arc::clone(&settings),
                drawn,
            );
            let status = made.status();
            sequencer = Some(made);
            let served: Arc<dyn ServedLedger> = Arc::new(Served::new(rows, disk, settings, status));
            served
        });
        Self {
            room,
            sequencer: Mutex::new(sequencer.expect("made")),
        }
    }

    async fn tick(&self) {
        let ticked = self.sequencer.lock().await.tick().await.expect("a step");
        assert!(matches!(ticked, Ticked::Grown(_)), "{ticked:?}");
    }

    /// The witness signs the newest checkpoint.
    async fn cosign(&self) {
        let head = self
            .room
            .engine
            .ledger_head()
            .await
            .expect("read")
            .expect("a head");
        let mut note = Note::parse(head.note.as_bytes()).expect("a note");
        let now = u64::try_from(self.room.ports.clock.now().as_second()).expect("after 1970");
        note.signatures.push(cosign(&witness(), &note.text, now));
        let kept = self
            .room
            .engine
            .cosign(head.size, note.to_string(), Quorum::Met)
            .await;
        kept.expect("kept");
    }

    /// A story of three sentences, of which the third is left out when `cut`.
    async fn story(&self, cut: bool) -> String {
        let paragraphs = [
            "The ferry sailed at dawn.",
            "It came back at noon.",
            "Nobody was hurt.",
        ];
        self.room
            .send(&Wire::new("ferry", "Ferry sails", &paragraphs))
            .await;
        let published =
            self.room
                .publish_changed("ferry", "Night ferry sails again", "world", |copy| {
                    if cut {
                        copy.blocks.pop();
                        copy.blocks[1].text = String::from("It came back at one.");
                    }
                });
        let id = published.await;
        self.room.follow().await;
        path(&self.room.story(&id).await)
    }

    async fn proof(&self, story: &str) -> Answered {
        self.room.get(&format!("{story}/proof")).await
    }
}

/// The page without the words that its control carries for later.
fn without_words(main: &str) -> String {
    match main.split_once("data-words=\"") {
        Some((before, after)) => {
            let (_, after) = after.split_once('"').expect("their end");
            format!("{before}data-words=\"\"{after}")
        }
        None => main.to_owned(),
    }
}

#[track_caller]
fn check_says(page: &Answered, lines: &[&str], nothing_of: &[&str]) {
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let main = text.split("<main").nth(1).expect("a main part");
    let main = &without_words(main);
    for line in lines {
        assert!(main.contains(line), "{line}: {main}");
    }
    for line in nothing_of {
        assert!(!main.contains(line), "{line}: {main}");
    }
    // No result and no colour before a browser has checked.
    for result in ["class=\"result", "class=\"ok\"", "holds", "\u{2713}"] {
        assert!(!main.contains(result), "{result}");
    }
}

const ALONE: &str = "No outside witness: the times are the newspaper&#39;s own word.";

#[tokio::test]
async fn before_the_first_checkpoint_it_is_being_recorded() {
    let kept = Kept::open("none");
    let story = kept.story(false).await;
    let page = kept.proof(&story).await;
    check_says(
        &page,
        &["Being recorded."],
        &["data-words", "as entry", ".tlog-proof", ALONE],
    );
    let file = kept
        .room
        .get(&format!("{story}/proof/edition.tlog-proof"))
        .await;
    assert_eq!(
        (file.status, file.header("retry-after")),
        (StatusCode::NOT_FOUND, "1")
    );
    assert_eq!(file.header("cache-control"), "no-store");
    kept.tick().await;
    let page = kept.proof(&story).await;
    let lines = [
        "as entry 1 of its public ledger, and this page as entry 2.",
        "3 of 3 sentences of entry 1 stand on this page word for word and in order",
        ALONE,
        "can check it and contradict it.",
        "data-words",
        "/proof/edition.tlog-proof?edition=1",
        "/proof/receipt.tlog-proof?edition=1",
    ];
    check_says(&page, &lines, &["Being recorded."]);
}

#[tokio::test]
async fn a_page_that_awaits_its_witnesses_says_so_and_names_them_once_they_signed() {
    let kept = Kept::open("w1");
    let story = kept.story(false).await;
    kept.tick().await;
    let awaited = kept.proof(&story).await;
    check_says(&awaited, &["as entry 2."], &["existed by", ALONE]);
    kept.cosign().await;
    let seen = kept.proof(&story).await;
    check_says(
        &seen,
        &["Entry 2 existed by", "according to witness.example/w1"],
        &[ALONE],
    );
    // A proof that meets the quorum never changes again, whatever the ledger grows to.
    let address = format!("{story}/proof/edition.tlog-proof");
    let file = || kept.room.get(&address);
    let before = file().await;
    assert_eq!(before.header("cache-control"), "no-cache");
    kept.room
        .send(&Wire::new("tram", "Tram", &["The tram ran."]))
        .await;
    kept.tick().await;
    kept.cosign().await;
    assert_eq!(file().await.bytes, before.bytes);
}

#[tokio::test]
async fn an_edited_story_is_counted_and_never_called_unmodified() {
    let kept = Kept::open("none");
    let story = kept.story(true).await;
    kept.tick().await;
    let page = kept.proof(&story).await;
    check_says(
        &page,
        &["1 of 3 sentences of entry 1"],
        &["unmodified", "3 of 3"],
    );
}

/// A story without a wire behind it, published and recorded as the desk would.
async fn house_story(kept: &Kept) -> String {
    kept.story(false).await;
    let room = &kept.room;
    let known = room.known(&crate::newsroom::key("ferry")).await;
    let (story, edition) = known.stories[0].clone();
    let mut edition = edition.expect("an edition");
    let mut story = story;
    story.id = room.fresh_id();
    story.item = None;
    story.revision = 1;
    story.slug = String::from("we-sailed-too");
    edition.story = story.id.clone();
    edition.version = None;
    edition.disclosure = None;
    edition.headline = String::from("We sailed, too");
    story.headline.clone_from(&edition.headline);
    let mut act = Act {
        events: vec![Event {
            at: room.ports.clock.now(),
            kind: EventKind::StoryPublished,
            item: None,
            story: Some(story.id.clone()),
            by: Actor::Editor(EditorName::new("ada")),
            note: None,
        }],
        stories: vec![story.clone()],
        editions: vec![edition],
        ..Act::default()
    };
    room.record(
        &copydesk_desk::decide::Known::default(),
        (None, None),
        &mut act,
    );
    room.commit(act).await;
    room.follow().await;
    path(&story)
}

#[tokio::test]
async fn a_story_of_the_house_has_one_proof_and_no_agency() {
    let kept = Kept::open("none");
    let story = house_story(&kept).await;
    kept.tick().await;
    let page = kept.proof(&story).await;
    let lines = [
        "recorded this page as entry 3 of its public ledger. The story is its own",
        "/proof/edition.tlog-proof?edition=1",
        ALONE,
    ];
    let none = [
        "sentences of entry",
        "received from",
        "receipt.tlog-proof",
        "contradict",
    ];
    check_says(&page, &lines, &none);
    let file = kept
        .room
        .get(&format!("{story}/proof/receipt.tlog-proof"))
        .await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_story_that_was_taken_off_opens_nothing_but_that_it_was() {
    let kept = Kept::open("none");
    let story = kept.story(false).await;
    kept.tick().await;
    let open = kept
        .room
        .get(&format!("{story}/proof/receipt.tlog-proof"))
        .await;
    assert_eq!(open.status, StatusCode::OK);
    let item = crate::newsroom::key("ferry");
    let id = kept.room.known(&item).await.stories[0].0.id.clone();
    kept.room.withdraw(&id).await;
    kept.room.follow().await;
    for gone in ["", "/edition.tlog-proof", "/receipt.tlog-proof"] {
        let answer = kept.room.get(&format!("{story}/proof{gone}")).await;
        assert_eq!(answer.status, StatusCode::GONE, "{gone}");
        let text = answer.text();
        assert!(
            !text.contains("dawn") && !text.contains("as entry"),
            "{text}"
        );
    }
    let early = kept
        .room
        .get(&format!("{story}/proof/withdrawal.tlog-proof"))
        .await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    kept.tick().await;
    let proof = kept
        .room
        .get(&format!("{story}/proof/withdrawal.tlog-proof"))
        .await;
    assert_eq!(proof.status, StatusCode::OK);
    assert!(proof.text().starts_with("c2sp.org/tlog-proof@v1\n"));
}
