//! Several nodes of one newsroom on PostgreSQL, each the real binary: one works, others follow. What is published and
//! proved at one stands at all; what is killed is gone from all; a node that is cut off, or was stopped and goes on, answers
//! no story that may be dead meanwhile. Skipped, with a line, without COPYDESK_TEST_POSTGRES.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::program::{copydesk, stderr, until};
use crate::server::{House, Serving, check_verifies, text, wire};

/// A further node: a folder of its own with the newsroom's configuration, the ledger's policy, and no key.
struct Node {
    folder: tempfile::TempDir,
}

impl Node {
    fn of(house: &House) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["copydesk.toml", "ledger.policy"] {
            std::fs::copy(house.path(name), folder.path().join(name)).expect("copied");
        }
        std::fs::create_dir(folder.path().join("media")).expect("made");
        Self { folder }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("copydesk.toml")
    }

    #[track_caller]
    fn edit(&self, from: &str, to: &str) {
        let before = std::fs::read_to_string(self.config()).expect("a configuration");
        assert!(before.contains(from), "{from}");
        std::fs::write(self.config(), before.replacen(from, to, 1)).expect("written");
    }

    fn start(&self) -> Serving {
        let child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["serve", "--follow", "--config", &text(&self.config())])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        Serving::of(child)
    }
}

/// The way to a server, that can be cut and mended.
struct Way {
    port: u16,
    open: Arc<AtomicBool>,
    /// Both ends of every connection.
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let way = Self {
            port: listener.local_addr().expect("an address").port(),
            open: Arc::new(AtomicBool::new(true)),
            ends: Arc::default(),
        };
        let (open, ends) = (Arc::clone(&way.open), Arc::clone(&way.ends));
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if !open.load(Ordering::SeqCst) {
                    continue;
                }
                let far = TcpStream::connect(&server).expect("the server answers");
                let same = |end: &TcpStream| end.try_clone().expect("another handle");
                ends.lock()
                    .expect("unpoisoned")
                    .extend([same(&near), same(&far)]);
                for (from, into) in [(same(&near), same(&far)), (far, near)] {
                    std::thread::spawn(move || carry(from, into));
                }
            }
        });
        way
    }

    fn cut(&self) {
        self.open.store(false, Ordering::SeqCst);
        for end in self.ends.lock().expect("unpoisoned").drain(..) {
            // It may be closed already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

/// `host:port` of `postgres://user@host:port/database`.
fn host_and_port(url: &str) -> String {
    let rest = url.split('@').nth(1).expect("a user");
    rest.split('/').next().expect("a host").to_owned()
}

fn carry(mut from: TcpStream, mut into: TcpStream) {
    let mut piece = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        if into.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let _ = into.shutdown(Shutdown::Both);
}

fn status_becomes(serving: &Serving, path: &str, status: u16) {
    until(&format!("{status} at {path}"), || {
        (serving.get(path).status == status).then_some(())
    });
}

fn signal(serving: &Serving, name: &str) {
    let told = Command::new("kill")
        .args([name, &serving.id().to_string()])
        .status();
    assert!(told.expect("kill runs").success());
}

#[test]
fn what_is_killed_is_gone_from_every_node_with_its_proofs() {
    let Some(house) = House::new() else { return };
    let working = house.serve();
    house.send("1.json", &wire(1, 1, "usable"));
    house.send("2.json", &wire(2, 1, "usable"));
    let path = working.story("tram-line-1-");
    let other = working.story("tram-line-2-");
    check_verifies(&working, &path);

    let nodes = [Node::of(&house), Node::of(&house)];
    let following = nodes.each_ref().map(Node::start);
    for node in &following {
        assert_eq!(node.story("tram-line-1-"), path);
        check_verifies(node, &path);
        assert_eq!(node.get("/desk/").status, 404, "no desk here");
        assert_eq!(node.get("/healthz").body, "ok\n");
    }
    house.send("3.json", &wire(1, 2, "canceled"));
    let withdrawal = format!("{path}/proof/withdrawal.tlog-proof");
    for node in [&working].into_iter().chain(&following) {
        status_becomes(node, &path, 410);
        for name in ["edition", "receipt"] {
            let proof = format!("{path}/proof/{name}.tlog-proof");
            assert_eq!(node.get(&proof).status, 410, "{proof}");
        }
        status_becomes(node, &withdrawal, 200);
        assert_eq!(node.get(&other).status, 200);
        assert!(!node.get("/world/").body.contains("tram-line-1-"));
    }
    // The same tree at every node, byte for byte.
    for node in &following {
        until("the same checkpoint", || {
            let shown = node.get("/ledger/checkpoint").body;
            (shown == working.get("/ledger/checkpoint").body).then_some(())
        });
        let width = working.get("/ledger/checkpoint").body;
        let width = width.lines().nth(1).expect("a size");
        let tile = format!("/ledger/tile/0/000.p/{width}");
        assert_eq!(node.get(&tile).body, working.get(&tile).body, "{tile}");
    }
    for node in &nodes {
        let data = node.folder.path();
        assert!(!data.join("wires").exists(), "a node takes nothing in");
    }

    // The node that works dies: the others go on, and hear what the next one does.
    drop(working);
    assert_eq!(following[0].get(&other).status, 200);
    let working = house.serve();
    house.send("4.json", &wire(2, 2, "canceled"));
    for node in [&working].into_iter().chain(&following) {
        status_becomes(node, &other, 410);
    }
}

#[test]
fn a_node_that_is_cut_off_answers_no_story_until_it_can_follow_again() {
    let Some(house) = House::new() else { return };
    let working = house.serve();
    house.send("1.json", &wire(1, 1, "usable"));
    let path = working.story("tram-line-1-");
    check_verifies(&working, &path);

    let node = Node::of(&house);
    let server = host_and_port(house.url());
    let way = Way::to(server.clone());
    let url = house
        .url()
        .replace(&server, &format!("127.0.0.1:{}", way.port));
    node.edit(house.url(), &url);
    node.edit("[store]", "[store]\nfreshness_seconds = 1");
    let following = node.start();
    status_becomes(&following, &path, 200);
    way.cut();
    status_becomes(&following, &path, 503);
    house.send("2.json", &wire(1, 2, "canceled"));
    status_becomes(&working, &path, 410);
    for hidden in ["/", "/world/", "/feed.json", &path] {
        let answer = following.get(hidden);
        assert_eq!(answer.status, 503, "{hidden}");
        assert!(!answer.body.contains("Tram"), "{hidden}");
        assert!(answer.head.to_lowercase().contains("retry-after: 1"));
    }
    let said = following.get("/healthz").body;
    assert!(said.starts_with("degraded: pages: no event"), "{said}");
    assert_eq!(following.get("/ledger/checkpoint").status, 200);
    way.mend();
    status_becomes(&following, &path, 410);
    status_becomes(&following, "/", 200);
}

#[test]
fn a_node_that_was_stopped_looks_at_its_lease_before_its_first_answer() {
    let Some(house) = House::new() else { return };
    let working = house.serve();
    house.send("1.json", &wire(1, 1, "usable"));
    let path = working.story("tram-line-1-");
    let node = Node::of(&house);
    node.edit("[store]", "[store]\nfreshness_seconds = 1");
    let following = node.start();
    status_becomes(&following, &path, 200);

    signal(&following, "-STOP");
    let stopped = Instant::now();
    house.send("2.json", &wire(1, 2, "canceled"));
    status_becomes(&working, &path, 410);
    until("the end of the lease", || {
        (stopped.elapsed() > Duration::from_secs(2)).then_some(())
    });
    signal(&following, "-CONT");
    let first = following.get(&path).status;
    assert!(matches!(first, 503 | 410), "the first answer was {first}");
    status_becomes(&following, &path, 410);
}

#[test]
fn a_node_that_has_nothing_to_follow_says_so_in_one_line() {
    let refused = |config: &PathBuf, why: &str| {
        let said = copydesk(&["serve", "--follow", "--config", &text(config)]);
        assert_eq!(said.status.code(), Some(2));
        let line = stderr(&said);
        assert!(
            line.contains(why) && line.trim_end().lines().count() == 1,
            "{line}"
        );
    };
    let folder = tempfile::tempdir().expect("a folder");
    let alone = folder.path().join("alone");
    assert!(copydesk(&["init", &text(&alone)]).status.success());
    let config = alone.join("copydesk.toml");
    let told = std::fs::read_to_string(&config).expect("a configuration");
    let free = told.replacen("127.0.0.1:8080", "127.0.0.1:0", 1);
    std::fs::write(&config, free).expect("written");
    refused(
        &config,
        "only a newsroom on a server can have further nodes",
    );

    let Some(house) = House::new() else { return };
    let node = Node::of(&house);
    refused(&node.config(), "the ledger has not begun");
    node.edit("[store]", "[store]\nfreshness_seconds = 0");
    refused(&node.config(), "store.freshness_seconds 0: from 1 to 3600");
    let other = Node::of(&house);
    other.edit(house.schema(), "copydesk_nobodys");
    refused(&other.config(), "is not a schema of copydesk");
}
