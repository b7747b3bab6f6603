//! A folder on a real disk: what is read when, what is moved where, and that nothing is lost on the way.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::FeedId;
use copydesk_intake::{AfterReceipt, FolderConfig, FolderWatch, Subfolders};
use jiff::Timestamp;

use crate::receiver::{Memory, Mood};

const WHOLE: &str = "<rss><channel/></rss>";

struct Bench {
    folder: tempfile::TempDir,
    watch: FolderWatch,
    receiver: Arc<Memory>,
}

impl Bench {
    fn new(set: impl FnOnce(&mut FolderConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = FolderConfig::new(folder.path());
        set(&mut config);
        let receiver = Arc::new(Memory::default());
        let watch = FolderWatch::new(FeedId::new("wire"), config, receiver.clone());
        Self {
            folder,
            watch,
            receiver,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("written");
    }

    fn append(&self, name: &str, content: &str) {
        let mut file = OpenOptions::new()
            .append(true)
            .open(self.path(name))
            .expect("opened");
        file.write_all(content.as_bytes()).expect("appended");
    }

    /// One look at this second of 14 November 2023 (22:13:20 UTC and on).
    async fn look(&mut self, second: i64) {
        let now = Timestamp::from_second(1_700_000_000 + second).expect("in range");
        self.watch.look(now).await;
    }

    #[track_caller]
    fn check_received(&self, bodies: &[&str]) {
        assert_eq!(
            self.receiver.bodies(),
            bodies,
            "troubles: {:?}",
            self.receiver.troubles()
        );
    }

    #[track_caller]
    fn check_trouble(&self, part: &str) {
        let troubles = self.receiver.troubles();
        assert!(
            troubles.iter().any(|what| what.contains(part)),
            "{troubles:?}"
        );
    }
}

#[tokio::test]
async fn a_whole_file_is_received_at_first_sight_and_moved() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.xml", WHOLE);
    bench.look(0).await;
    bench.check_received(&[WHOLE]);
    assert_eq!(bench.receiver.arrivals()[0].name.as_deref(), Some("a.xml"));
    assert!(!bench.path("a.xml").exists());
    let moved = fs::read_to_string(bench.path("done/2023-11-14/a.xml")).expect("moved");
    assert_eq!(moved, WHOLE);
    assert!(bench.receiver.heartbeats() > 0);
}

#[tokio::test]
async fn a_file_written_in_pieces_is_read_once_and_whole() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.xml", "<rss>");
    bench.look(0).await;
    bench.append("a.xml", "<channel>");
    bench.look(10).await;
    bench.append("a.xml", "</channel>");
    bench.look(25).await;
    bench.look(40).await;
    bench.check_received(&[]);
    bench.append("a.xml", "</rss>");
    bench.look(41).await;
    bench.check_received(&["<rss><channel></channel></rss>"]);
}

#[tokio::test]
async fn a_file_whose_end_never_comes_is_read_as_it_is() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.xml", "<rss><channel>");
    for second in [0, 2, 29] {
        bench.look(second).await;
    }
    bench.check_received(&[]);
    bench.look(30).await;
    bench.check_received(&["<rss><channel>"]);
}

#[tokio::test]
async fn bytes_without_a_known_end_are_received_when_they_settled() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.txt", "Some words");
    bench.look(0).await;
    bench.look(1).await;
    bench.check_received(&[]);
    bench.look(2).await;
    bench.check_received(&["Some words"]);
}

#[tokio::test]
async fn words_added_after_a_file_was_moved_are_received_too() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.json", "{}");
    let mut writer = OpenOptions::new()
        .append(true)
        .open(bench.path("a.json"))
        .expect("opened");
    bench.look(0).await;
    bench.check_received(&["{}"]);
    writer.write_all(b"\n{}").expect("appended");
    bench.look(1).await;
    bench.look(2).await;
    bench.check_received(&["{}", "{}\n{}"]);
}

#[tokio::test]
async fn no_file_in_done_is_ever_replaced() {
    let mut bench = Bench::new(|_| {});
    for (second, body) in [(0, "<a>1</a>"), (5, "<a>2</a>"), (9, "<a>1</a>")] {
        bench.write("a.xml", body);
        bench.look(second).await;
    }
    bench.check_received(&["<a>1</a>", "<a>2</a>"]);
    assert_eq!(bench.receiver.repeats(), 1);
    for (name, body) in [
        ("a.xml", "<a>1</a>"),
        ("a.xml.1", "<a>2</a>"),
        ("a.xml.2", "<a>1</a>"),
    ] {
        let path = bench.path("done/2023-11-14").join(name);
        assert_eq!(fs::read_to_string(path).expect("kept"), body);
    }
}

#[tokio::test]
async fn a_file_received_but_not_moved_comes_again_and_is_a_repeat() {
    let mut bench = Bench::new(|_| {});
    bench.write("done", "a file where the folder should be");
    bench.write("a.xml", WHOLE);
    bench.look(0).await;
    bench.look(60).await;
    bench.check_trouble("was received but cannot be moved");
    assert!(bench.receiver.bodies().contains(&WHOLE.to_owned()));
    assert_eq!(bench.receiver.repeats(), 0, "while it runs, it remembers");
    fs::remove_file(bench.path("done")).expect("removed");
    let config = FolderConfig::new(bench.folder.path());
    bench.watch = FolderWatch::new(FeedId::new("wire"), config, bench.receiver.clone());
    bench.look(61).await;
    assert_eq!(
        bench.receiver.repeats(),
        1,
        "started anew, it hands it over again"
    );
    assert!(bench.path("done/2023-11-14/a.xml").exists());
}

#[tokio::test]
async fn files_that_stay_are_not_read_again_after_a_restart() {
    let mut bench = Bench::new(|config| config.after = AfterReceipt::Leave);
    bench.write("a.xml", WHOLE);
    bench.write("b.xml", "<rss><channel>b</channel></rss>");
    bench.look(0).await;
    assert_eq!(bench.receiver.bodies().len(), 2);
    let config = FolderConfig {
        after: AfterReceipt::Leave,
        ..FolderConfig::new(bench.folder.path())
    };
    bench.watch = FolderWatch::new(FeedId::new("wire"), config, bench.receiver.clone());
    bench.write("b.xml", "<rss><channel>b again</channel></rss>");
    bench.look(60).await;
    assert_eq!(bench.receiver.repeats(), 0, "a.xml was read again");
    bench.check_received(&[
        WHOLE,
        "<rss><channel>b</channel></rss>",
        "<rss><channel>b again</channel></rss>",
    ]);
}

#[tokio::test]
async fn a_file_left_in_place_is_received_once_until_it_changes() {
    let mut bench = Bench::new(|config| config.after = AfterReceipt::Leave);
    bench.write("a.xml", "<a>1</a>");
    bench.look(0).await;
    bench.look(60).await;
    bench.check_received(&["<a>1</a>"]);
    assert_eq!(bench.receiver.repeats(), 0);
    bench.write("a.xml", "<a>22</a>");
    bench.look(61).await;
    bench.check_received(&["<a>1</a>", "<a>22</a>"]);
    assert!(bench.path("a.xml").exists());
}

#[tokio::test]
async fn a_full_disk_keeps_the_file_and_it_is_received_later() {
    let mut bench = Bench::new(|_| {});
    bench.receiver.set_mood(Mood::Refuses);
    bench.write("a.xml", WHOLE);
    bench.write("b.xml", "<b/>");
    bench.look(0).await;
    assert!(bench.path("a.xml").exists());
    bench.check_trouble("is kept: store unavailable: disk full");
    assert_eq!(bench.receiver.troubles().len(), 1, "one trouble a round");
    bench.receiver.set_mood(Mood::Takes);
    bench.look(1).await;
    bench.look(3).await;
    let mut bodies = bench.receiver.bodies();
    bodies.sort();
    assert_eq!(bodies, ["<b/>", WHOLE]);
}

#[tokio::test]
async fn a_silent_store_delays_no_file_for_longer_than_itself() {
    let mut bench = Bench::new(|_| {});
    bench.receiver.set_mood(Mood::Refuses);
    for number in 0..200 {
        bench.write(&format!("{number:04}.xml"), &format!("<a>{number}</a>"));
    }
    bench.look(0).await;
    bench.receiver.set_mood(Mood::Takes);
    bench.look(1).await;
    bench.look(2).await;
    assert_eq!(bench.receiver.arrivals().len(), 200);
}

#[tokio::test]
async fn a_file_over_the_limit_is_quarantined_and_delays_nobody() {
    let mut bench = Bench::new(|config| config.file_bytes_max = 100);
    bench.write("big.xml", &"<".repeat(101));
    bench.write("small.xml", WHOLE);
    bench.look(0).await;
    bench.check_received(&[WHOLE]);
    bench.look(2).await;
    assert!(bench.path("quarantine/big.xml").exists());
    bench.check_trouble("big.xml has 101 bytes, over the limit of 100");
}

#[tokio::test]
async fn an_unreadable_file_is_reported_and_delays_nobody() {
    let mut bench = Bench::new(|_| {});
    bench.write("a.xml", "<a/>");
    bench.write("b.xml", "<b/>");
    let locked = fs::Permissions::from_mode(0o000);
    fs::set_permissions(bench.path("a.xml"), locked).expect("locked");
    if fs::read(bench.path("a.xml")).is_ok() {
        // The superuser reads everything; nothing can be shown then.
        return;
    }
    bench.look(0).await;
    bench.check_received(&["<b/>"]);
    bench.check_trouble("a.xml cannot be read");
}

#[tokio::test]
async fn a_marked_file_is_received_as_it_is_and_leaves_with_its_marker() {
    let mut bench = Bench::new(|config| config.marker = Some(String::from(".done")));
    bench.write("a.xml", "<rss><channel>");
    bench.look(0).await;
    bench.look(600).await;
    bench.check_received(&[]);
    bench.write("a.xml.done", "");
    bench.look(601).await;
    bench.check_received(&["<rss><channel>"]);
    assert!(!bench.path("a.xml").exists() && !bench.path("a.xml.done").exists());
    assert!(bench.path("done/2023-11-14/a.xml.done").exists());
    bench.write("a.xml", "<rss/>");
    bench.look(700).await;
    bench.check_received(&["<rss><channel>"]);
}

#[tokio::test]
async fn a_missing_folder_is_a_trouble_until_it_is_there() {
    let mut bench = Bench::new(|config| config.path = config.path.join("later"));
    bench.look(0).await;
    bench.check_trouble("cannot be read");
    fs::create_dir(bench.path("later")).expect("made");
    bench.write("later/a.xml", WHOLE);
    bench.look(5).await;
    bench.check_received(&[WHOLE]);
}

#[tokio::test]
async fn subfolders_are_read_only_when_asked_for_and_done_never() {
    for (subfolders, expected) in [(Subfolders::Skip, 1), (Subfolders::Read, 2)] {
        let mut bench = Bench::new(|config| config.subfolders = subfolders);
        fs::create_dir_all(bench.path("inner/done")).expect("made");
        fs::create_dir_all(bench.path("done/2020-01-01")).expect("made");
        bench.write("done/2020-01-01/old.xml", "<old/>");
        bench.write("a.xml", "<a/>");
        bench.write("inner/done/b.xml", "<b/>");
        bench.look(0).await;
        bench.look(9).await;
        assert_eq!(bench.receiver.arrivals().len(), expected, "{subfolders:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let mut bench = Bench::new(|_| {});
    let outside = tempfile::NamedTempFile::new().expect("a file");
    fs::write(outside.path(), WHOLE).expect("written");
    std::os::unix::fs::symlink(outside.path(), bench.path("a.xml")).expect("linked");
    bench.look(0).await;
    bench.look(60).await;
    bench.check_received(&[]);
}

#[tokio::test]
async fn one_broken_file_among_a_thousand_delays_none() {
    let mut bench = Bench::new(|config| config.settle = Duration::from_secs(2));
    for number in 0..1000 {
        bench.write(&format!("{number:04}.xml"), &format!("<a>{number}</a>"));
    }
    bench.write("0500.xml", "<a>broken");
    bench.look(0).await;
    assert_eq!(bench.receiver.arrivals().len(), 999);
}
