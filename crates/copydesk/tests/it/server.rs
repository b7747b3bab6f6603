//! A newsroom whose ground state is on PostgreSQL, through the real binary: published, proved, killed, restarted, killed
//! with SIGKILL again and again; and every configuration that is refused. A schema a test, dropped at its end; without
//! COPYDESK_TEST_POSTGRES a line says that it was skipped.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_store::postgres::{Roots, Server, drop_schema};

use crate::program::{Answer, copydesk, get, stderr, stdout, until};

const VARIABLE: &str = "COPYDESK_TEST_POSTGRES";

/// The server as a URL; `None`, and a line on standard error, where none is named.
fn server_url() -> Option<String> {
    static SKIPPED: Once = Once::new();
    let named = std::env::var(VARIABLE)
        .ok()
        .filter(|named| !named.is_empty());
    let Some(named) = named else {
        // The harness swallows `eprintln!`; a skip must be seen.
        SKIPPED.call_once(|| {
            let _ = writeln!(std::io::stderr(), "skipped: {VARIABLE} is not set");
        });
        return None;
    };
    let word = |key: &str, default: &str| {
        let mut words = named
            .split_whitespace()
            .filter_map(|word| word.split_once('='));
        let found = words.find(|(name, _)| *name == key);
        found.map_or_else(|| default.to_owned(), |(_, value)| value.to_owned())
    };
    let user = word("user", "postgres");
    let database = word("dbname", &user);
    let (host, port) = (word("host", "127.0.0.1"), word("port", "5432"));
    Some(format!("postgres://{user}@{host}:{port}/{database}"))
}

/// A newsroom of one test: a folder and a schema, both gone at the end.
pub struct House {
    folder: tempfile::TempDir,
    url: String,
    schema: String,
}

impl Drop for House {
    fn drop(&mut self) {
        let server = Server::new(&self.url, &self.schema, None, &Roots::System);
        let dropped = drop_schema(&server.expect("a URL"));
        if !std::thread::panicking() {
            dropped.expect("the test's schema is dropped");
        }
    }
}

impl House {
    /// A newsroom as `init` makes it, that publishes what arrives.
    pub fn new() -> Option<Self> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let url = server_url()?;
        let nth = COUNTER.fetch_add(1, Ordering::Relaxed);
        let house = Self {
            folder: tempfile::tempdir().expect("a folder"),
            url,
            schema: format!("copydesk_house_{}_{nth}", std::process::id()),
        };
        let folder = text(house.folder.path());
        let made = copydesk(&[
            "init",
            &folder,
            "--store",
            &house.url,
            "--store-schema",
            &house.schema,
        ]);
        assert!(made.status.success(), "{}", stderr(&made));
        house.edit("listen = \"127.0.0.1:8080\"", "listen = \"127.0.0.1:0\"");
        house.edit("on_arrival = \"hold\"", "on_arrival = \"publish:world\"");
        house.edit("# tick_ms = 1000", "tick_ms = 100");
        Some(house)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn config(&self) -> String {
        text(&self.path("copydesk.toml"))
    }

    #[track_caller]
    pub fn edit(&self, from: &str, to: &str) {
        let path = self.path("copydesk.toml");
        let before = std::fs::read_to_string(&path).expect("a configuration");
        assert!(before.contains(from), "{from}");
        std::fs::write(path, before.replacen(from, to, 1)).expect("written");
    }

    pub fn serve(&self) -> Serving {
        let child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["serve", "--config", &self.config()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        Serving::of(child)
    }

    /// Where the ground state is, as the configuration says.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Name of its schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Puts a file where the agency puts its own.
    pub fn send(&self, name: &str, wire: &str) {
        let aside = self.path(name);
        std::fs::write(&aside, wire).expect("written");
        std::fs::rename(aside, self.path("wires").join(name)).expect("sent");
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        copydesk(arguments)
    }
}

/// A running newsroom; killed by its id when dropped.
pub struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    /// The program that says its address in its first line.
    pub fn of(mut child: Child) -> Self {
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        output.read_line(&mut line).expect("a first line");
        let address = line.split("http://").nth(1).unwrap_or_default().trim();
        Self {
            child,
            address: address.trim_end_matches('/').to_owned(),
        }
    }

    /// Number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn get(&self, path: &str) -> Answer {
        get(&self.address, path)
    }

    /// The story whose address holds these words.
    pub fn story(&self, words: &str) -> String {
        until(words, || {
            let page = self.get("/world/").body;
            let links = page.split("href=\"").skip(1);
            let mut paths = links.filter_map(|rest| rest.split('"').next());
            paths.find(|path| path.contains(words)).map(str::to_owned)
        })
    }

    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-INT", &pid]).status();
        assert!(told.expect("kill runs").success());
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub fn wire(number: usize, version: usize, status: &str) -> String {
    format!(
        r#"{{"uri":"tag:wire.example,2026:line-{number}","standard":{{"name":"ninjs","version":"3.0"}},"type":"text",
"version":"{version}","pubStatus":"{status}","headlines":[{{"value":"Tram line {number} opens"}}],
"bodies":[{{"contentType":"text/plain","value":"Tram {number} leaves at 5.12."}}]}}"#
    )
}

/// Saves a story with its proofs and checks it as a reader would.
pub fn check_verifies(serving: &Serving, path: &str) {
    let saved = tempfile::tempdir().expect("a folder");
    let mut arguments = vec![String::from("verify")];
    let mut save = |name: &str, body: String| {
        let path = saved.path().join(name);
        std::fs::write(&path, body).expect("saved");
        arguments.push(text(&path));
    };
    save("page", serving.get(path).body);
    for name in ["edition", "receipt"] {
        let proof = until("its proof", || {
            let answer = serving.get(&format!("{path}/proof/{name}.tlog-proof"));
            (answer.status == 200).then_some(answer.body)
        });
        save(name, proof);
    }
    let policy = saved.path().join("policy");
    std::fs::write(&policy, serving.get("/ledger/policy").body).expect("saved");
    arguments.extend([
        String::from("--policy"),
        text(&policy),
        String::from("--json"),
    ]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let said = copydesk(&arguments);
    assert!(said.status.success(), "{}{}", stdout(&said), stderr(&said));
    assert!(stdout(&said).contains("\"holds\""), "{}", stdout(&said));
}

#[test]
fn a_newsroom_on_a_server_publishes_proves_and_kills() {
    let Some(house) = House::new() else { return };
    let serving = house.serve();
    house.send("1.json", &wire(1, 1, "usable"));
    let path = serving.story("tram-line-1-");
    assert!(serving.get(&path).body.contains("Tram 1 leaves at 5.12."));
    check_verifies(&serving, &path);
    assert_eq!(serving.get("/healthz").body, "ok\n");

    let config = house.config();
    let listed = house.run(&["feed", "list", "--json", "--config", &config]);
    assert!(
        stdout(&listed).contains("\"receipts\":1"),
        "{}",
        stdout(&listed)
    );
    let second = house.run(&["serve", "--config", &config]);
    assert_eq!(second.status.code(), Some(2));
    let why = stderr(&second);
    assert!(
        why.contains("in use by copydesk") && why.trim_end().lines().count() == 1,
        "{why}"
    );
    serving.stop();

    let serving = house.serve();
    assert_eq!(
        serving.story("tram-line-1-"),
        path,
        "the same after a restart"
    );
    house.send("2.json", &wire(1, 2, "canceled"));
    until("the kill", || {
        (serving.get(&path).status == 410).then_some(())
    });
    until("its withdrawal", || {
        let answer = serving.get(&format!("{path}/proof/withdrawal.tlog-proof"));
        (answer.status == 200).then_some(())
    });
    serving.stop();

    let (data, ledger) = (text(&house.path("data")), text(&house.path("data/ledger")));
    let checked = house.run(&["ledger", "check", &ledger, "--data", &data]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    assert!(
        stdout(&checked).contains("no act lacks its leaf"),
        "{}",
        stdout(&checked)
    );
    let restored = house.run(&["restore", "--config", &house.config()]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    assert!(
        stdout(&restored).contains("not behind"),
        "{}",
        stdout(&restored)
    );
    assert!(
        !house.path("data/copydesk.db").exists(),
        "nothing is kept beside the server"
    );
}

#[test]
fn commands_find_the_server_by_the_data_folder() {
    let Some(house) = House::new() else { return };
    let data = text(&house.path("data"));
    let imported = {
        std::fs::write(house.path("one.json"), wire(7, 1, "usable")).expect("written");
        house.run(&["import", &text(&house.path("one.json")), "--data", &data])
    };
    assert!(imported.status.success(), "{}", stderr(&imported));
    let user = house.run(&["user", "--data", &data, "ada"]);
    assert!(user.status.success(), "{}", stderr(&user));
    let rebuilt = house.run(&["rebuild", "--data", &data]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    assert!(
        stdout(&rebuilt).contains("1 versions"),
        "{}",
        stdout(&rebuilt)
    );
    let erased = house.run(&[
        "erase",
        "--config",
        &house.config(),
        "--agency",
        "imported",
        "--guid",
        "nobody's",
        "--reason",
        "none",
    ]);
    assert_eq!(erased.status.code(), Some(2));
    assert!(
        stderr(&erased).contains("there is no item"),
        "{}",
        stderr(&erased)
    );
    // What belongs to the server's own tools is refused, with the way out.
    let backup = house.run(&["backup", "--data", &data, &text(&house.path("copy"))]);
    assert_eq!(backup.status.code(), Some(2));
    assert!(stderr(&backup).contains("pg_dump"), "{}", stderr(&backup));
    let config = house.config();
    let restored = house.run(&["restore", "--config", &config, &text(&house.path("copy"))]);
    assert_eq!(restored.status.code(), Some(2));
    assert!(
        stderr(&restored).contains("pg_restore"),
        "{}",
        stderr(&restored)
    );
    assert!(!house.path("data/copydesk.db").exists());
}

#[test]
fn a_newsroom_on_a_server_killed_again_and_again_loses_nothing_and_shows_one_tree() {
    let Some(house) = House::new() else { return };
    let mut sent = 0;
    for life in 0..5 {
        let serving = house.serve();
        for _ in 0..3 {
            sent += 1;
            house.send(&format!("{sent}.json"), &wire(sent, 1, "usable"));
        }
        // Until something of this life is public: then killed wherever it is.
        serving.story(&format!("tram-line-{}-", life * 3 + 1));
        drop(serving);
    }
    let serving = house.serve();
    for number in 1..=sent {
        let path = serving.story(&format!("tram-line-{number}-"));
        assert_eq!(serving.get(&path).status, 200);
    }
    check_verifies(&serving, &serving.story(&format!("tram-line-{sent}-")));
    serving.stop();
    let (data, ledger) = (text(&house.path("data")), text(&house.path("data/ledger")));
    let checked = house.run(&["ledger", "check", &ledger, "--data", &data]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    assert!(
        stdout(&checked).contains("no act lacks its leaf"),
        "{}",
        stdout(&checked)
    );
}

/// A configuration with this `[store]`; answers what `serve` says when it refuses.
fn refused(store: &str, data_holds: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let config = format!(
        "[site]\nname = \"Example Times\"\nlisten = \"127.0.0.1:0\"\n[[section]]\nslug = \"world\"\nname = \"World\"\n{store}"
    );
    let path = folder.path().join("copydesk.toml");
    std::fs::write(&path, config).expect("written");
    std::fs::create_dir(folder.path().join("data")).expect("made");
    if let Some(name) = data_holds {
        std::fs::write(folder.path().join("data").join(name), b"").expect("written");
    }
    let said = copydesk(&["serve", "--config", &text(&path)]);
    let why = stderr(&said);
    assert_eq!(said.status.code(), Some(2), "{why}");
    assert_eq!(why.trim_end().lines().count(), 1, "{why}");
    assert!(why.matches("refused").count() < 2, "said once: {why}");
    why
}

#[test]
fn a_store_that_makes_no_sense_is_refused_in_one_line() {
    for (store, named) in [
        (
            "[store]\nurl = \"mysql://news@db.example/news\"\n",
            "unknown scheme \"mysql\"",
        ),
        ("[store]\nurl = \"sqlite:other.db\"\n", "sqlite: alone"),
        (
            "[store]\nurl = \"sqlite:\"\nschema = \"copydesk\"\n",
            "store.schema",
        ),
        (
            "[store]\nurl = \"postgres://news:geheim@db.example/news\"\n",
            "holds a password",
        ),
        (
            "[store]\nurl = \"postgres://news@db.example/news\"\nschema = \"a;b\"\n",
            "schema \"a;b\"",
        ),
        (
            "[store]\nurl = \"postgres://news@db.example/news\"\nshema = \"a\"\n",
            "schema",
        ),
        (
            "[store]\nurl = \"postgres://news@127.0.0.1:1/news\"\n",
            "127.0.0.1:1",
        ),
        (
            "[store]\nurl = \"postgres://news@db.example/news\"\npassword_file = \"none\"\n",
            "none",
        ),
    ] {
        let why = refused(store, None);
        assert!(why.contains(named), "{why}");
        assert!(!why.contains("geheim"), "{why}");
    }
}

#[test]
fn a_folder_and_a_configuration_that_name_different_engines_are_refused() {
    let server = "[store]\nurl = \"postgres://news@127.0.0.1:1/news\"\n";
    let why = refused(server, Some("copydesk.db"));
    assert!(why.contains("an archive lies in the data folder"), "{why}");
    let Some(house) = House::new() else { return };
    let config = std::fs::read_to_string(house.config()).expect("read");
    let begins = config.find("[store]").expect("a table");
    let ends = begins + config[begins..].find("\n\n").expect("its end");
    std::fs::write(
        house.config(),
        config[..begins].to_owned() + &config[ends..],
    )
    .expect("written");
    let said = house.run(&["serve", "--config", &house.config()]);
    assert_eq!(said.status.code(), Some(2));
    assert!(
        stderr(&said).contains("has no such [store]"),
        "{}",
        stderr(&said)
    );
}
