//! The newsroom through its own door: bytes arrive, receipts are read, the store is asked what became of them. A day of
//! 2,000 telegrams with notices of every kind stands for the promise that no kill ever hits another story.

use std::sync::Mutex;

use copydesk_desk::decide::{Choice, SUSPECTED, settle_notice};
use copydesk_desk::{
    Done, EditorName, FeedLevel, FeedRules, FeedWatch, ItemKey, ItemState, Notice, NoticeState,
    OnArrival, ReceiptState, Reuse, Senders, StoryState, VersionKey, Wake, WhichNotices,
};
use copydesk_store::sqlite::{SqliteStore, sent_telegrams};
use copydesk_wire::Status;
use jiff::SignedDuration;

use super::*;

struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("no test panics with it")
    }
}

struct Counting(Mutex<u64>);

impl Random for Counting {
    fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let mut count = self.0.lock().expect("no test panics with it");
        *count += 1;
        bytes[..8].copy_from_slice(&count.to_le_bytes());
        bytes
    }
}

/// A newsroom with one telegraph feed of the agency `nna`, on 2 March 2026 at noon.
struct Room {
    ground: Ground,
    clock: Arc<SetClock>,
    received: u32,
    folder: tempfile::TempDir,
}

impl Room {
    fn open(on_arrival: OnArrival) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path()).expect("a store"));
        let noon: Timestamp = "2026-03-02T11:00:00Z".parse().expect("a time");
        let clock = Arc::new(SetClock(Mutex::new(noon)));
        let feed = Feed {
            id: FeedId::new("nna"),
            agency: String::from("nna"),
            hint: copydesk_wire::Hint {
                zone: Some(jiff::tz::TimeZone::fixed(jiff::tz::offset(1))),
                ..copydesk_wire::Hint::default()
            },
            rules: FeedRules {
                on_arrival,
                follow_updates: true,
                may_kill: true,
                ..FeedRules::default()
            },
        };
        let ground = Ground {
            store,
            clock: clock.clone(),
            random: Arc::new(Counting(Mutex::new(0))),
            wake: Arc::new(WakeUp::default()),
            feeds: Arc::new(HashMap::from([(feed.id.clone(), feed)])),
            house: Arc::new(House::default()),
            limits: copydesk_wire::Limits::DEFAULT,
        };
        Self {
            ground,
            clock,
            received: 0,
            folder,
        }
    }

    fn publishing() -> Self {
        Self::open(OnArrival::Publish {
            section: String::from("world"),
        })
    }

    fn pass(&self, minutes: i64) {
        let mut now = self.clock.0.lock().expect("no test panics with it");
        *now += SignedDuration::from_mins(minutes);
    }

    async fn arrive(&mut self, bytes: &[u8]) {
        self.received += 1;
        let arrival = Arrival {
            feed: FeedId::new("nna"),
            name: Some(format!("{}.txt", self.received)),
            bytes: bytes.to_vec(),
            media_type: None,
            charset: None,
            source_time: None,
            cursor: None,
            received: self.clock.now(),
        };
        self.ground.store.receive(arrival).await.expect("durable");
    }

    async fn read(&self) {
        let reader = Reader::new(self.ground.clone());
        while reader.read_batch().await.expect("read").receipts > 0 {}
    }

    async fn send(&mut self, telegram: &Telegram) {
        self.arrive(telegram.bytes().as_bytes()).await;
        self.read().await;
    }

    async fn item(&self, key: &ItemKey) -> ItemState {
        let item = self.ground.store.item(key.clone()).await.expect("answers");
        item.unwrap_or_else(|| panic!("{key:?} is not here"))
    }

    async fn state(&self, key: &ItemKey) -> Option<StoryState> {
        let stories = self
            .ground
            .store
            .stories_of(key.clone())
            .await
            .expect("answers");
        stories.first().map(|story| story.state)
    }

    async fn notices(&self) -> Vec<Notice> {
        let all = self.ground.store.notices(WhichNotices::All, 10_000).await;
        all.expect("answers")
    }

    async fn decide(&self, notice: &Notice, choice: &Choice) {
        let mut known = Vec::new();
        for suspect in &notice.suspects {
            known.push(
                load_known(&self.ground, &suspect.item)
                    .await
                    .expect("answers"),
            );
        }
        let editor = EditorName::new("asha");
        let act = settle_notice(notice, choice, &known, &editor, self.clock.now());
        let act = act.expect("still open");
        self.ground.store.commit(act).await.expect("committed");
    }
}

/// A telegram as the agency `nna` sends it.
#[derive(Clone, Debug)]
struct Telegram {
    day: u32,
    service: &'static str,
    number: u32,
    message: u32,
    option: String,
    keywords: String,
    lines: String,
    headline: String,
    text: String,
}

impl Telegram {
    fn new(number: u32, keywords: &str, headline: &str, text: &str) -> Self {
        Self {
            day: 2,
            service: "bdt",
            number,
            message: 3000 + number,
            option: String::new(),
            keywords: keywords.to_owned(),
            lines: String::new(),
            headline: headline.to_owned(),
            text: text.to_owned(),
        }
    }

    fn kill(number: u32, keywords: &str, text: &str) -> Self {
        Self {
            lines: String::from("KILL KILL KILL\n"),
            ..Self::new(number, keywords, "Telegram withdrawn", text)
        }
    }

    fn option(self, option: &str) -> Self {
        Self {
            option: option.to_owned(),
            ..self
        }
    }

    fn bytes(&self) -> String {
        let option = match self.option.as_str() {
            "" => String::new(),
            option => format!("{option} "),
        };
        format!(
            "{}{:04} 3 pl 40 {option}nna {}\n\n{}/\n{}{} =\n\n{}\n{:02}1200 MEZ Mrz 26\n",
            self.service,
            self.number,
            self.message,
            self.keywords,
            self.lines,
            self.headline,
            self.text,
            self.day,
        )
    }

    fn key(&self) -> ItemKey {
        ItemKey {
            agency: String::from("nna"),
            guid: format!(
                "urn:x-copydesk:7901:nna:202603{:02}:{}:{}",
                self.day, self.service, self.number
            ),
        }
    }
}

fn ferry() -> Telegram {
    Telegram::new(
        703,
        "Ferry/Vale",
        "Ferry of Vale sails a day late",
        "Vale (nna) - The ferry of Vale sails a day late, its company said on Monday after a night of fog.",
    )
}

/// How many items the index finds behind a text.
fn found(index: &Index, text: &str) -> usize {
    let blocks = [copydesk_text::Block::paragraph(text)];
    let query = copydesk_reuse::Query::of(&copydesk_reuse::Words::of(&blocks));
    let reuse: &dyn Reuse = index;
    reuse
        .ask(|archive| archive.search(&query).candidates().len())
        .expect("an index")
}

#[tokio::test]
async fn a_running_newsroom_finds_a_new_item_once_the_index_says_so_and_a_killed_one_no_more() {
    let mut room = Room::publishing();
    let ground = room.ground.clone();
    let index = Index::open(room.folder.path(), copydesk_reuse::Access::Write).expect("an index");
    let pulses = Pulses::new(Arc::clone(&ground.clock), Arc::clone(&ground.feeds), &[]);
    let newsroom = Newsroom::new(ground.clone(), Arc::new(pulses));
    let stop = watch::Sender::new(false);
    let running = tokio::spawn(Arc::clone(&newsroom).run(stop.subscribe()));
    let following = tokio::spawn(Arc::clone(&index).follow(ground.clone(), stop.subscribe()));
    let reuse = Arc::clone(&index) as Arc<dyn Reuse>;
    let mut seen = copydesk_desk::Seq(0);
    for (telegram, expected) in [
        (ferry(), 1),
        (
            Telegram::new(704, "Choir", "Choir sings", "Vell (nna) - A choir sang."),
            1,
        ),
        (
            Telegram::kill(710, "Ferry/Vale", "Please do not use the story nna 3703."),
            0,
        ),
    ] {
        room.received += 1;
        let arrival = Arrival {
            feed: FeedId::new("nna"),
            name: Some(format!("{}.txt", room.received)),
            bytes: telegram.bytes().into_bytes(),
            media_type: None,
            charset: None,
            source_time: None,
            cursor: None,
            received: room.clock.now(),
        };
        newsroom.receive(arrival).await.expect("durable");
        ground.wake.wait(seen).await;
        seen = ground.store.head().await.expect("answers");
        reuse.reached(seen).await;
        assert!(reuse.seq() >= seen);
        assert_eq!(
            found(&index, &ferry().text),
            expected,
            "{}",
            telegram.headline
        );
    }
    stop.send_replace(true);
    running.await.expect("it stops");
    following.await.expect("it stops");
    let again = Index::open(room.folder.path(), copydesk_reuse::Access::Read).expect("an index");
    assert_eq!(again.archive().sequence(), index.archive().sequence());
    assert_eq!(found(&again, &ferry().text), 0);
}

#[tokio::test]
async fn mail_from_a_stranger_is_kept_and_never_read_into_items() {
    let mut room = Room::publishing();
    let mut feeds = HashMap::clone(&room.ground.feeds);
    let feed = feeds.get_mut(&FeedId::new("nna")).expect("the room's feed");
    feed.rules.senders = Senders::Only(vec![String::from("@nna.example")]);
    room.ground.feeds = Arc::new(feeds);
    let message = |from: &str, words: &str| {
        format!(
            "From: {from}\r\nMessage-ID: <{words}@nna.example>\r\nSubject: {words}\r\n\r\nThe {words} opens at noon.\r\n"
        )
    };
    room.arrive(message("wire@nna.example", "bridge").as_bytes())
        .await;
    room.arrive(message("\"wire@nna.example\" <x@stranger.example>", "casino").as_bytes())
        .await;
    room.read().await;
    let store = Arc::clone(&room.ground.store);
    assert_eq!(store.item_count().await.expect("answers"), 1);
    let quarantine = store.quarantine(10).await.expect("answers");
    assert_eq!(quarantine.len(), 1);
    let ReceiptState::Quarantined(reason) = &quarantine[0].state else {
        panic!("{:?}", quarantine[0].state);
    };
    assert!(reason.contains("x@stranger.example"), "{reason}");
    let raw = store.raw(quarantine[0].raw).await.expect("answers");
    assert!(raw.is_some(), "its bytes are kept");
}

#[tokio::test]
async fn a_kill_by_number_and_slugline_takes_the_story_off() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Live));
    room.pass(30);
    let kill = Telegram::kill(710, "Ferry/Vale", "Please do not use the story nna 3703.");
    room.send(&kill).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Killed));
    assert_eq!(
        room.item(&ferry().key()).await.standing.status,
        Status::Canceled
    );
    let notices = room.notices().await;
    assert_eq!(notices[0].state, NoticeState::Acted);
}

#[tokio::test]
async fn a_likely_kill_withholds_until_an_editor_puts_the_story_back() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    room.pass(30);
    room.send(&Telegram::kill(
        710,
        "Notice",
        "Please do not use the story nna 3703.",
    ))
    .await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Held));
    let notice = room.notices().await.remove(0);
    assert_eq!(
        (notice.state, notice.suspects[0].done),
        (NoticeState::Suspecting, Done::Withheld)
    );
    room.pass(1);
    let update = Telegram {
        text: String::from("Vale (nna) - The ferry of Vale sails two days late."),
        ..ferry()
    };
    room.send(&update).await;
    let item = room.item(&ferry().key()).await;
    assert_eq!(
        item.standing.status,
        Status::Withheld,
        "an update opens no suspect"
    );
    assert!(item.holds.iter().any(|code| code == SUSPECTED));
    room.decide(&notice, &Choice::Nothing).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Live));
    assert_eq!(
        room.item(&ferry().key()).await.standing.status,
        Status::Usable
    );
}

#[tokio::test]
async fn an_editor_confirms_a_likely_kill() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    room.send(&Telegram::kill(
        710,
        "Notice",
        "Please do not use the story nna 3703.",
    ))
    .await;
    let notice = room.notices().await.remove(0);
    room.decide(&notice, &Choice::Means(ferry().key())).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Killed));
    assert!(
        room.notices()
            .await
            .iter()
            .all(|notice| !notice.state.is_open())
    );
}

#[tokio::test]
async fn a_kill_that_comes_before_its_telegram_leaves_it_born_canceled() {
    let mut room = Room::publishing();
    let kill = Telegram::kill(710, "Ferry/Vale", "Please do not use the story nna 3703.");
    room.send(&kill).await;
    assert_eq!(room.notices().await[0].state, NoticeState::Waiting);
    room.pass(60 * 24);
    room.send(&ferry()).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Killed));
    assert_eq!(room.notices().await[0].state, NoticeState::Acted);
}

#[tokio::test]
async fn a_notice_waits_seven_days_and_no_longer() {
    let mut room = Room::publishing();
    room.send(&Telegram::kill(
        710,
        "Ferry/Vale",
        "Please do not use the story nna 3703.",
    ))
    .await;
    room.pass(60 * 24 * 7 + 1);
    // sent that day: an item made long before it came is held
    let late = Telegram { day: 9, ..ferry() };
    room.send(&late).await;
    assert_eq!(room.state(&late.key()).await, Some(StoryState::Live));
}

#[tokio::test]
async fn a_correction_by_number_becomes_the_next_version_of_the_item() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    room.pass(20);
    let corrected = Telegram {
        number: 704,
        message: 3704,
        text: ferry().text.replace("a day late", "two days late"),
        ..ferry().option("COR 703")
    };
    room.send(&corrected).await;
    let item = room.item(&ferry().key()).await;
    assert_eq!((item.versions, item.current), (2, 2));
    assert!(
        room.ground
            .store
            .item(corrected.key())
            .await
            .expect("answers")
            .is_none()
    );
    room.arrive(
        corrected
            .bytes()
            .replace("nna 3704", "nna 3704 ")
            .as_bytes(),
    )
    .await;
    room.read().await;
    assert_eq!(
        room.item(&ferry().key()).await.versions,
        2,
        "the same telegram again adds nothing"
    );
    let key = VersionKey {
        item: ferry().key(),
        nth: 2,
    };
    let versions = room
        .ground
        .store
        .versions(ferry().key())
        .await
        .expect("answers");
    assert!(versions.iter().any(|version| {
        version.key == key
            && version
                .names
                .contains(&format!("guid:{}", corrected.key().guid))
    }));
}

#[tokio::test]
async fn one_message_under_two_services_is_one_item() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    let again = Telegram {
        service: "lno",
        number: 18,
        ..ferry()
    };
    room.send(&again).await;
    assert_eq!(room.ground.store.item_count().await.expect("answers"), 1);
    assert_eq!(
        room.item(&ferry().key()).await.versions,
        1,
        "equal text is a repeat"
    );
    let other = Telegram {
        text: String::from("Vale (nna) - The ferry of Vale sails at last."),
        ..again
    };
    room.send(&other).await;
    assert_eq!(
        room.item(&ferry().key()).await.versions,
        2,
        "other text is the next version"
    );
}

#[tokio::test]
async fn a_kill_that_names_the_number_of_a_repeat_finds_the_story() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    room.pass(10);
    let again = Telegram {
        service: "lno",
        number: 18,
        ..ferry()
    };
    room.send(&again).await;
    room.pass(30);
    let text = "Please do not use the story lno0018.";
    let kill = Telegram {
        service: "lno",
        ..Telegram::kill(19, "Ferry/Vale", text)
    };
    room.send(&kill).await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Killed));
}

#[tokio::test]
async fn a_telegram_that_does_not_come_is_missed_after_a_minute() {
    let mut room = Room::publishing();
    let pulses = |room: &Room| {
        let clock: Arc<dyn Clock> = room.clock.clone();
        Arc::new(Pulses::new(clock, Arc::clone(&room.ground.feeds), &[]))
    };
    let watching = pulses(&room);
    let feed = FeedId::new("nna");
    for number in [703, 704, 706] {
        let telegram = Telegram::new(
            number,
            "Pier",
            &format!("Pier {number}"),
            "Vale (nna) - Piers open.",
        );
        room.arrive(telegram.bytes().as_bytes()).await;
    }
    let reader = Reader::new(room.ground.clone()).telling(Arc::clone(&watching));
    reader.read_batch().await.expect("answers");
    assert_eq!(watching.health(&feed).gaps, []);
    room.pass(2);
    let missing = |pulses: &Pulses| {
        let gaps = pulses.health(&feed).gaps.into_iter();
        gaps.map(|gap| (gap.service, gap.first, gap.last))
            .collect::<Vec<_>>()
    };
    let expected = [(String::from("bdt"), 705, 705)];
    assert_eq!(missing(&watching), expected);
    assert_eq!(watching.health(&feed).level(), FeedLevel::Warning);
    // a program that starts anew knows it from the store
    let anew = pulses(&room);
    let since = room.clock.now() - jiff::SignedDuration::from_hours(48);
    let telegrams = sent_telegrams(room.folder.path(), since).expect("answers");
    let learnt = anew.learn(room.ground.store.as_ref(), telegrams).await;
    learnt.expect("answers");
    assert_eq!(missing(&anew), expected);
}

#[tokio::test]
async fn a_number_used_twice_makes_two_items() {
    let mut room = Room::publishing();
    room.send(&ferry()).await;
    room.pass(60);
    let other = Telegram::new(
        703,
        "Snow/Pass",
        "Three days of snow on the pass",
        "Highmoor (nna) - Snow has fallen on the pass for three days, and no plough can reach the inn.",
    );
    let other = Telegram {
        message: 3999,
        ..other
    };
    room.send(&other).await;
    assert_eq!(room.item(&ferry().key()).await.versions, 1);
    let apart = ItemKey {
        guid: format!("{}~2", other.key().guid),
        ..other.key()
    };
    let item = room.item(&apart).await;
    assert!(
        item.holds
            .iter()
            .any(|code| code == "identity.number_reused")
    );
    room.send(&other).await;
    assert_eq!(
        room.ground.store.item_count().await.expect("answers"),
        2,
        "again is a repeat"
    );
}

#[tokio::test]
async fn a_feed_that_may_not_kill_takes_nothing_down_by_words() {
    let mut room = Room::publishing();
    let mut feed = room.ground.feed(&FeedId::new("nna"));
    feed.rules.may_kill = false;
    room.ground.feeds = Arc::new(HashMap::from([(feed.id.clone(), feed)]));
    room.send(&ferry()).await;
    room.send(&Telegram::kill(
        710,
        "Ferry/Vale",
        "Please do not use the story nna 3703.",
    ))
    .await;
    assert_eq!(room.state(&ferry().key()).await, Some(StoryState::Live));
    assert_eq!(room.notices().await[0].state, NoticeState::Waiting);
}

/// How a notice names its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Naming {
    NumberInField,
    MessageNumber,
    MessageNumberAlone,
    Slugline,
    CutSlugline,
    Headline,
    Mistyped,
    YesterdaysNumber,
    BeforeItsItem,
}

const NAMINGS: [Naming; 9] = [
    Naming::NumberInField,
    Naming::MessageNumber,
    Naming::MessageNumberAlone,
    Naming::Slugline,
    Naming::CutSlugline,
    Naming::Headline,
    Naming::Mistyped,
    Naming::YesterdaysNumber,
    Naming::BeforeItsItem,
];

/// splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).expect("below a usize")
    }
}

const PLACES: [&str; 16] = [
    "Vale",
    "Highmoor",
    "Oster",
    "Lindow",
    "Karst",
    "Brenn",
    "Sund",
    "Tarn",
    "Welm",
    "Ardo",
    "Nessa",
    "Quill",
    "Rhone Gate",
    "Stave",
    "Umber",
    "Yarrow",
];
const THINGS: [&str; 16] = [
    "ferry",
    "harbour",
    "water bill",
    "mill",
    "railway",
    "grain market",
    "museum",
    "hospital",
    "bridge",
    "school",
    "refinery",
    "council",
    "airport",
    "shipyard",
    "theatre",
    "bank",
];
const TURNS: [&str; 12] = [
    "opens a day late",
    "is to close",
    "loses its director",
    "gets new rules",
    "reports a loss",
    "asks for money",
    "stands empty",
    "hires 40 people",
    "is sold",
    "is on strike",
    "wins a prize",
    "is repaired",
];

/// Stories of a day: invented lines, and where the bulk text is at hand every other one from it.
fn stories() -> Vec<(String, String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/fixtures/text/reuters-21578");
    let bulk = std::fs::read(folder.join("reuters-000.json")).ok();
    let bulk: Vec<serde_json::Value> = bulk
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let words = |story: &serde_json::Value| {
        let line = |key: &str| {
            let text = story
                .get(key)
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            text.split_whitespace()
                .take(60)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (title, body) = (line("title"), line("body"));
        let plain = |text: &str| {
            text.len() > 25
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " ,.-".contains(c))
        };
        (plain(&title) && body.len() > 60).then_some((title, body))
    };
    let mut bulk = bulk.iter().filter_map(words);
    let mut dice = Dice(7);
    (0..2_000)
        .map(|n| {
            if let Some((title, body)) = bulk.next().filter(|_| n % 2 == 1) {
                let slug: Vec<&str> = title.split([' ', ',', '.', '-']).filter(|w| w.len() > 3).take(4).collect();
                return (slug.join("/"), title.clone(), body);
            }
            let (place, thing, turn) = (PLACES[dice.next(16)], THINGS[dice.next(16)], TURNS[dice.next(12)]);
            let headline = format!("{} of {place} {turn}, case {n}", capital(thing));
            let slug = format!("{}/{}/{}", capital(thing).replace(' ', ""), place.replace(' ', ""), turn.replace(' ', "").chars().take(5 + n % 9).collect::<String>());
            let text = format!("{place} (nna) - The {thing} of {place} {turn}, an office said in paper {n} on Monday.");
            (slug, headline, text)
        })
        .collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|c| c.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

fn notice_of(naming: Naming, target: &Telegram, number: u32, dice: &mut Dice) -> Telegram {
    let own = target.keywords.as_str();
    let base = |keywords: &str, text: &str| Telegram {
        service: target.service,
        message: 9000 + number % 900,
        ..Telegram::kill(number, keywords, text)
    };
    match naming {
        Naming::NumberInField => {
            base(own, "Please delete it.").option(&format!("KILL {}", target.number))
        }
        Naming::MessageNumber | Naming::BeforeItsItem => base(
            own,
            &format!("Please do not use the story nna {}.", target.message),
        ),
        Naming::MessageNumberAlone => base(
            "Notice",
            &format!("Please do not use the story nna {}.", target.message),
        ),
        Naming::Slugline => base(
            "Notice",
            &format!("Please do not use the story slugged {own}, it is wrong."),
        ),
        Naming::CutSlugline => {
            let cut: String = own.chars().take(24).collect();
            base(
                "Notice",
                &format!("Please do not use the story slugged {cut}, it is wrong."),
            )
        }
        Naming::Headline => base(
            "Notice",
            &format!(
                "Please do not use the story \"{}\", it is wrong.",
                target.headline
            ),
        ),
        Naming::Mistyped => {
            let wrong = target.message + 1 + u32::try_from(dice.next(9)).expect("small");
            base(own, &format!("Please do not use the story nna {wrong}."))
        }
        Naming::YesterdaysNumber => base(
            "Notice",
            &format!("Please do not use item {} of yesterday.", target.number),
        ),
    }
}

#[tokio::test]
async fn in_a_day_of_two_thousand_telegrams_no_kill_hits_another_story() {
    let mut room = Room::open(OnArrival::Hold);
    let mut dice = Dice(11);
    let mut counters = [0_u32; 3];
    let mut sent: Vec<Telegram> = Vec::new();
    for (n, (slug, headline, text)) in stories().into_iter().enumerate() {
        let which = dice.next(3);
        // the first 500 are yesterday's, whose numbers start anew today
        if n == 500 {
            counters = [0; 3];
        }
        counters[which] += 1;
        sent.push(Telegram {
            day: if n < 500 { 1 } else { 2 },
            service: ["bdt", "lno", "rsw"][which],
            message: 1000 + u32::try_from(n).expect("few") * 4 % 7999,
            ..Telegram::new(counters[which], &slug, &headline, &text)
        });
    }
    let late: Vec<usize> = (0..20).map(|n| 600 + n * 61).collect();
    for (n, telegram) in sent.iter().enumerate() {
        if n == 500 {
            room.pass(60 * 4);
        }
        if !late.contains(&n) {
            room.arrive(telegram.bytes().as_bytes()).await;
        }
    }
    room.read().await;
    let mut asked: HashMap<ItemKey, (Naming, ItemKey)> = HashMap::new();
    let mut used = late.clone();
    for n in 0..180_usize {
        let naming = NAMINGS[n % NAMINGS.len()];
        let place = match naming {
            Naming::BeforeItsItem => late[n / NAMINGS.len()],
            Naming::YesterdaysNumber => loop {
                let place = 300 + dice.next(200);
                if !used.contains(&place) {
                    break place;
                }
            },
            _ => loop {
                let place = 500 + dice.next(1_500);
                if !used.contains(&place) {
                    break place;
                }
            },
        };
        used.push(place);
        let notice = notice_of(
            naming,
            &sent[place],
            8_000 + u32::try_from(n).expect("few"),
            &mut dice,
        );
        asked.insert(notice.key(), (naming, sent[place].key()));
        room.arrive(notice.bytes().as_bytes()).await;
    }
    room.read().await;
    for place in &late {
        room.arrive(sent[*place].bytes().as_bytes()).await;
    }
    room.read().await;
    check_day(&room, &asked).await;
}

async fn check_day(room: &Room, asked: &HashMap<ItemKey, (Naming, ItemKey)>) {
    let mut named: std::collections::BTreeMap<Naming, (u32, u32, u32)> =
        std::collections::BTreeMap::new();
    let notices = room.notices().await;
    let mut wrong = Vec::new();
    for (key, (naming, meant)) in asked {
        let counts = named.entry(*naming).or_default();
        counts.0 += 1;
        let Some(notice) = notices.iter().find(|notice| &notice.version.item == key) else {
            continue;
        };
        for suspect in notice
            .suspects
            .iter()
            .filter(|suspect| suspect.done == Done::Acted || suspect.confidence >= 90)
        {
            if &suspect.item != meant {
                wrong.push((*naming, meant.clone(), suspect.clone()));
            }
        }
        let found = notice
            .suspects
            .iter()
            .find(|suspect| &suspect.item == meant);
        counts.1 += u32::from(found.is_some());
        counts.2 += u32::from(found.is_some_and(|suspect| suspect.done == Done::Acted));
    }
    for (naming, (all, among, acted)) in &named {
        println!(
            "{naming:?}: {all} notices, {among} name the right item among their suspects, {acted} acted"
        );
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    let identifying = named
        .iter()
        .filter(|(naming, _)| **naming != Naming::CutSlugline);
    let (all, among) = identifying.fold((0, 0), |sum, (_, counts)| {
        (sum.0 + counts.0, sum.1 + counts.1)
    });
    assert!(among * 100 >= all * 99, "{among} of {all}");
}
