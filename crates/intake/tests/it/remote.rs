//! Folders on other machines, by FTP, FTPS and SFTP from real servers on the loopback address: what is fetched when,
//! what becomes of it at the server, what is refused. Each case runs over all three.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::FeedId;
use copydesk_intake::{
    AfterRemoteReceipt, Encryption, Host, HostKey, Next, PrivateAddresses, RemoteConfig,
    RemoteServer, RemoteWatch, Secret, SignIn, TlsRoots,
};

use crate::receiver::{Memory, Mood, Standing};
use crate::server::certificate::Certificate;
use crate::server::ftp::FtpServer;
use crate::server::odd_ftp::{Bad, Lists, OddFtp};
use crate::server::sftp::{self, SftpServer};

const START: i64 = 1_700_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Ftp,
    Ftps,
    Sftp,
}

const ALL: [Protocol; 3] = [Protocol::Ftp, Protocol::Ftps, Protocol::Sftp];

struct Bench {
    folder: tempfile::TempDir,
    config: RemoteConfig,
    watch: RemoteWatch,
    receiver: Arc<Memory>,
    clock: Arc<Standing>,
}

fn loopback(port: u16) -> Host {
    Host {
        private_addresses: PrivateAddresses::Allow,
        ..Host::new("localhost", port)
    }
}

fn password() -> SignIn {
    SignIn::Password(Secret::new(sftp::PASSWORD))
}

impl Bench {
    async fn new(protocol: Protocol, set: impl FnOnce(&mut RemoteConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().to_owned();
        let (server, port) = match protocol {
            Protocol::Ftp => (
                RemoteServer::Ftp(Encryption::None),
                FtpServer::serving(path, None).await.port,
            ),
            Protocol::Ftps => {
                let certificate = Certificate::new();
                let pem = certificate.pem.clone();
                let server = FtpServer::serving(path, Some(certificate)).await;
                (
                    RemoteServer::Ftp(Encryption::Tls(TlsRoots::Only(pem))),
                    server.port,
                )
            }
            Protocol::Sftp => {
                let server = SftpServer::serving(path, 1, 2).await;
                let pinned = HostKey::from_text(&server.fingerprint).expect("a fingerprint");
                (RemoteServer::Sftp(pinned), server.port)
            }
        };
        let mut config = RemoteConfig::new(server, loopback(port), "desk", password());
        set(&mut config);
        Self::watching(folder, config)
    }

    fn watching(folder: tempfile::TempDir, config: RemoteConfig) -> Self {
        let receiver = Arc::new(Memory::default());
        let clock = Arc::new(Standing::at(START));
        let watch = RemoteWatch::new(
            FeedId::new("wire"),
            config.clone(),
            receiver.clone(),
            clock.clone(),
        );
        Self {
            folder,
            config,
            watch,
            receiver,
            clock,
        }
    }

    /// As a program that was killed and started again on the same data.
    fn start_anew(&mut self) {
        self.watch = RemoteWatch::new(
            FeedId::new("wire"),
            self.config.clone(),
            self.receiver.clone(),
            self.clock.clone(),
        );
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("written");
    }

    fn append(&self, name: &str, content: &str) {
        let file = OpenOptions::new().append(true).open(self.path(name));
        file.expect("opened")
            .write_all(content.as_bytes())
            .expect("appended");
    }

    async fn look(&mut self, second: i64) -> Next {
        self.clock.set(START + second);
        self.watch.look().await
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

    #[track_caller]
    fn check_no_trouble(&self) {
        assert_eq!(self.receiver.troubles(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_file_written_in_slow_pieces_is_fetched_once_and_whole() {
    for protocol in ALL {
        let mut bench = Bench::new(protocol, |_| {}).await;
        bench.write("a.xml", "<rss>");
        bench.look(0).await;
        bench.append("a.xml", "<channel/>");
        bench.look(6).await;
        bench.look(10).await;
        bench.check_received(&[]);
        bench.append("a.xml", "</rss>");
        for second in [11, 15, 16, 21, 600] {
            bench.look(second).await;
        }
        bench.check_received(&["<rss><channel/></rss>"]);
        assert_eq!(bench.receiver.repeats(), 0, "{protocol:?}");
        assert_eq!(bench.receiver.arrivals()[0].name.as_deref(), Some("a.xml"));
        assert!(bench.receiver.arrivals()[0].source_time.is_some());
        assert!(bench.path("a.xml").exists(), "it stays");
        assert_eq!(bench.receiver.heartbeats(), 8);
        bench.check_no_trouble();
    }
}

#[tokio::test]
async fn a_file_that_stays_is_not_fetched_again_after_a_restart_until_it_changes() {
    for protocol in ALL {
        let mut bench = Bench::new(protocol, |_| {}).await;
        bench.write("a.xml", "<a>1</a>");
        bench.look(0).await;
        bench.look(5).await;
        bench.start_anew();
        bench.look(10).await;
        bench.look(15).await;
        bench.check_received(&["<a>1</a>"]);
        assert_eq!(bench.receiver.repeats(), 0, "{protocol:?}");
        bench.write("a.xml", "<a>22</a>");
        bench.look(20).await;
        bench.look(25).await;
        bench.check_received(&["<a>1</a>", "<a>22</a>"]);
    }
}

#[tokio::test]
async fn a_received_file_is_moved_under_a_name_that_replaces_none() {
    for protocol in ALL {
        let after = AfterRemoteReceipt::Move(String::from("done"));
        let mut bench = Bench::new(protocol, |config| config.after = after).await;
        for (second, body) in [(0, "<a>1</a>"), (10, "<a>22</a>")] {
            bench.write("a.xml", body);
            bench.look(second).await;
            assert!(bench.path("a.xml").exists());
            bench.look(second + 5).await;
            assert!(!bench.path("a.xml").exists(), "{protocol:?}");
        }
        bench.check_received(&["<a>1</a>", "<a>22</a>"]);
        let moved = fs::read_dir(bench.path("done"))
            .expect("a folder")
            .flatten();
        let mut bodies: Vec<String> = moved
            .map(|entry| fs::read_to_string(entry.path()).expect("moved"))
            .collect();
        bodies.sort();
        assert_eq!(bodies, ["<a>1</a>", "<a>22</a>"]);
        bench.check_no_trouble();
    }
}

#[tokio::test]
async fn a_program_killed_after_the_bytes_were_durable_neither_loses_nor_doubles_them() {
    for protocol in ALL {
        for after in [AfterRemoteReceipt::Delete, AfterRemoteReceipt::Leave] {
            let mut bench = Bench::new(protocol, |config| config.after = after.clone()).await;
            bench.write("a.xml", "<a/>");
            bench.look(0).await;
            bench.receiver.set_mood(Mood::KeepsAndHangs);
            bench.clock.set(START + 5);
            tokio::select! {
                _ = bench.watch.look() => panic!("it was killed before it could answer"),
                () = bench.receiver.arrived.notified() => {}
            }
            assert!(bench.path("a.xml").exists());
            bench.receiver.set_mood(Mood::Takes);
            bench.start_anew();
            bench.look(10).await;
            bench.look(15).await;
            bench.check_received(&["<a/>"]);
            assert_eq!(bench.receiver.repeats(), 0, "{protocol:?} {after:?}");
            assert_eq!(
                bench.path("a.xml").exists(),
                after == AfterRemoteReceipt::Leave
            );
        }
    }
}

#[tokio::test]
async fn a_full_disk_keeps_the_file_at_the_server() {
    for protocol in ALL {
        let mut bench =
            Bench::new(protocol, |config| config.after = AfterRemoteReceipt::Delete).await;
        bench.write("a.xml", "<a/>");
        bench.look(0).await;
        bench.receiver.set_mood(Mood::Refuses);
        bench.look(5).await;
        assert!(bench.path("a.xml").exists());
        bench.check_trouble("file a.xml is kept: store unavailable: disk full");
        bench.receiver.set_mood(Mood::Takes);
        bench.look(60).await;
        bench.check_received(&["<a/>"]);
        assert!(!bench.path("a.xml").exists());
    }
}

#[tokio::test]
async fn one_bad_file_among_a_hundred_delays_none() {
    for protocol in ALL {
        let mut bench = Bench::new(protocol, |config| config.file_bytes_max = 100).await;
        for number in 0..100 {
            bench.write(&format!("{number:03}.xml"), &format!("<a>{number}</a>"));
        }
        bench.write("000-locked.xml", &"x".repeat(101));
        bench.write("empty.xml", "");
        bench.look(0).await;
        bench.look(5).await;
        assert_eq!(bench.receiver.arrivals().len(), 100, "{protocol:?}");
        bench.check_trouble("000-locked.xml has 101 bytes, over the limit of 100");
        bench.look(700).await;
        bench.check_trouble("empty.xml stays empty");
        assert_eq!(bench.receiver.troubles().len(), 2, "each is said once");
    }
}

#[tokio::test]
async fn a_refused_file_is_said_and_delays_none() {
    let mut bench = Bench::new(Protocol::Sftp, |_| {}).await;
    bench.write("locked.xml", "<a/>");
    bench.write("open.xml", "<b/>");
    bench.look(0).await;
    bench.look(5).await;
    bench.check_received(&["<b/>"]);
    bench.check_trouble("file locked.xml cannot be fetched: the server answered");
    let server = OddFtp::with(
        &[("a", b"<a/>"), ("b", b"<b/>")],
        &[("a", Bad::Refuses)],
        Lists::WithFacts,
    )
    .await;
    let mut bench = odd(&server, |_| {});
    bench.look(0).await;
    bench.look(5).await;
    bench.check_received(&["<b/>"]);
    bench.check_trouble("file a cannot be fetched: the server answered [550]");
    bench.look(60).await;
    bench.check_received(&["<b/>", "<a/>"]);
}

#[tokio::test]
async fn folders_and_links_are_no_files() {
    for protocol in [Protocol::Sftp, Protocol::Ftp] {
        let mut bench = Bench::new(protocol, |_| {}).await;
        fs::create_dir(bench.path("inner")).expect("made");
        let outside = tempfile::NamedTempFile::new().expect("a file");
        fs::write(outside.path(), "secret").expect("written");
        std::os::unix::fs::symlink(outside.path(), bench.path("link.xml")).expect("linked");
        bench.look(0).await;
        bench.look(5).await;
        bench.look(60).await;
        bench.check_received(&[]);
    }
}

#[tokio::test]
async fn a_changed_host_key_stops_the_feed_before_a_password_is_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = SftpServer::serving(folder.path().to_owned(), 9, 2).await;
    let pinned = sftp::key(1).public_key().to_openssh().expect("a key");
    let pinned = HostKey::from_text(&pinned).expect("a key");
    let config = RemoteConfig::new(
        RemoteServer::Sftp(pinned.clone()),
        loopback(server.port),
        "desk",
        password(),
    );
    let mut bench = Bench::watching(folder, config);
    bench.write("a.xml", "<a/>");
    assert_eq!(bench.look(0).await, Next::Stop);
    let stopped = bench.receiver.stopped();
    assert_eq!(stopped.len(), 1);
    assert!(
        stopped[0].contains(&server.fingerprint) && stopped[0].contains(pinned.fingerprint()),
        "{stopped:?}"
    );
    assert_eq!(server.sign_ins(), 0);
    bench.check_received(&[]);
}

#[tokio::test]
async fn a_key_signs_in_and_a_wrong_credential_is_said_without_showing_it() {
    let key = |number| {
        let text = sftp::key(number)
            .to_openssh(Default::default())
            .expect("a key");
        SignIn::Key {
            key: Secret::new(text.as_bytes()),
            passphrase: None,
        }
    };
    let mut bench = Bench::new(Protocol::Sftp, |config| config.sign_in = key(2)).await;
    bench.write("a.xml", "<a/>");
    bench.look(0).await;
    bench.look(5).await;
    bench.check_received(&["<a/>"]);
    for wrong in [key(3), SignIn::Password(Secret::new("close sesame"))] {
        let mut bench = Bench::new(Protocol::Sftp, |config| config.sign_in = wrong).await;
        assert_eq!(bench.look(0).await, Next::After(Duration::from_secs(15)));
        bench.check_trouble("sign-in failed: the server refused the credential");
        assert!(!format!("{:?} {:?}", bench.config, bench.receiver.troubles()).contains("sesame"));
        assert_eq!(bench.receiver.heartbeats(), 0);
    }
}

#[tokio::test]
async fn nothing_goes_in_the_clear_when_tls_is_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let certificate = Certificate::new();
    let plain = OddFtp::with(&[], &[], Lists::WithFacts).await;
    let known = RemoteServer::Ftp(Encryption::Tls(TlsRoots::Only(certificate.pem.clone())));
    let config = RemoteConfig::new(known, loopback(plain.port), "desk", password());
    let mut bench = Bench::watching(folder, config);
    bench.look(0).await;
    bench.check_trouble("the server cannot be read");
    assert_eq!(plain.told(), ["AUTH TLS"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = FtpServer::serving(folder.path().to_owned(), Some(certificate)).await;
    let stranger = RemoteServer::Ftp(Encryption::Tls(TlsRoots::Only(Certificate::new().pem)));
    let config = RemoteConfig::new(stranger, loopback(server.port), "desk", password());
    let mut bench = Bench::watching(folder, config);
    bench.look(0).await;
    bench.check_trouble("the server cannot be read");
    assert_eq!((server.connections(), bench.receiver.heartbeats()), (1, 0));
}

#[tokio::test]
async fn internal_addresses_are_refused() {
    let mut bench = Bench::new(Protocol::Ftp, |config| {
        config.host.private_addresses = PrivateAddresses::Refuse
    })
    .await;
    bench.look(0).await;
    bench.check_trouble("has a private address, which is refused");
}

fn odd(server: &OddFtp, set: impl FnOnce(&mut RemoteConfig)) -> Bench {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = RemoteConfig::new(
        RemoteServer::Ftp(Encryption::None),
        loopback(server.port),
        "desk",
        password(),
    );
    let mut config = RemoteConfig {
        host: Host {
            name: String::from("127.0.0.1"),
            ..server.host.clone()
        },
        ..server
    };
    set(&mut config);
    Bench::watching(folder, config)
}

#[tokio::test]
async fn a_lost_connection_is_taken_up_where_it_broke() {
    let large: Vec<u8> = (0..3_000_000u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let bad = [
        ("large", Bad::BreaksAfter(2_000_000)),
        ("small", Bad::BreaksAfter(500_000)),
    ];
    let small = &large[..600_000];
    let server = OddFtp::with(
        &[("large", &large), ("small", small)],
        &bad,
        Lists::WithFacts,
    )
    .await;
    let mut bench = odd(&server, |_| {});
    for second in [0, 5, 10, 15] {
        bench.look(second).await;
    }
    let arrivals = bench.receiver.arrivals();
    let bytes = |name: &str| {
        arrivals
            .iter()
            .find(|a| a.name.as_deref() == Some(name))
            .map(|a| a.bytes.as_slice())
    };
    assert!(
        bytes("large") == Some(&large[..]) && bytes("small") == Some(small),
        "{:?}",
        bench.receiver.troubles()
    );
    let told = server.told();
    let restarts: Vec<&String> = told
        .iter()
        .filter(|line| line.starts_with("REST"))
        .collect();
    assert_eq!(restarts, ["REST 2000000"], "only beyond a mebibyte");
}

#[tokio::test]
async fn a_stalling_transfer_is_given_up_and_the_others_are_fetched() {
    let files: [(&str, &[u8]); 3] = [("a", b"<a/>"), ("b", b"<b/>"), ("c", b"<c/>")];
    let server = OddFtp::with(&files, &[("a", Bad::StallsAfter(2))], Lists::WithFacts).await;
    let mut bench = odd(&server, |config| {
        config.idle_wait = Duration::from_millis(200)
    });
    bench.look(0).await;
    bench.look(5).await;
    bench.check_received(&["<b/>", "<c/>"]);
    bench.check_trouble("file a cannot be fetched: no byte came within 200ms");
    bench.look(10).await;
    bench.check_received(&["<b/>", "<c/>", "<a/>"]);
}

#[tokio::test]
async fn a_server_that_never_speaks_is_given_up() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    let pinned = HostKey::from_text("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .expect("a fingerprint");
    for server in [
        RemoteServer::Ftp(Encryption::None),
        RemoteServer::Sftp(pinned),
    ] {
        let mut config = RemoteConfig::new(server, loopback(port), "desk", password());
        config.host.name = String::from("127.0.0.1");
        config.connect_wait = Duration::from_millis(200);
        let mut bench = Bench::watching(tempfile::tempdir().expect("a folder"), config);
        let waits = [
            bench.look(0).await,
            bench.look(15).await,
            bench.look(45).await,
        ];
        assert_eq!(
            waits,
            [15, 30, 60].map(|seconds| Next::After(Duration::from_secs(seconds)))
        );
        bench.check_trouble("the server cannot be read: no answer within 200ms");
    }
}

#[tokio::test]
async fn a_server_without_mlsd_is_read_by_names_sizes_and_times() {
    let server = OddFtp::with(
        &[("a", b"<a/>"), ("b", b"<b/>")],
        &[("b", Bad::Short)],
        Lists::WithNames,
    )
    .await;
    let mut bench = odd(&server, |config| config.after = AfterRemoteReceipt::Delete);
    bench.look(0).await;
    bench.look(5).await;
    bench.check_received(&["<a/>"]);
    assert_eq!(server.files(), ["b"]);
    bench.check_trouble("the server sent 3 bytes, the listing says 4");
    bench.look(10).await;
    bench.check_received(&["<a/>", "<b/>"]);
    assert!(server.files().is_empty());
}
