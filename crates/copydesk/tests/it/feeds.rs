//! `copydesk feed` through the real binary, and a newsroom that is killed again and again while it fetches: nothing is
//! lost, nothing comes twice.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::program::{copydesk, stderr, stdout, until};

const BASE: &str = r#"# The house's own words stay. [site]
[site]
name = "Example Times"   # as the disclosure names it
listen = "127.0.0.1:0"

[[section]]
slug = "world"
name = "World"
"#;

fn wire(number: usize) -> String {
    format!(
        r#"{{"uri":"tag:wire.example,2026:line-{number}","standard":{{"name":"ninjs","version":"3.0"}},"type":"text",
"headlines":[{{"value":"Line {number} opens"}}],"bodies":[{{"contentType":"text/plain","value":"Tram {number} leaves at 5.12."}}]}}"#
    )
}

struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("copydesk.toml"), BASE).expect("written");
        std::fs::create_dir(folder.path().join("out")).expect("made");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> String {
        self.path("copydesk.toml").to_string_lossy().into_owned()
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path("copydesk.toml")).expect("a file")
    }

    fn feed(&self, arguments: &[&str]) -> Output {
        let config = self.config();
        copydesk(&[&["feed"], arguments, &["--config", &config]].concat())
    }

    #[track_caller]
    fn add(&self, settings: &[&str]) {
        let added = [
            &["add", "north"],
            settings,
            &["agency=north", "--agency-name", "Northern Wire"],
        ]
        .concat();
        let output = self.feed(&added);
        assert!(output.status.success(), "{}", stderr(&output));
    }

    fn serve(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["serve", "--config", &self.config()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts")
    }

    /// The one feed as `feed list --json` has it; none while the archive is being made.
    fn listed(&self) -> Option<Value> {
        let output = self.feed(&["list", "--json"]);
        let value: Value = serde_json::from_str(&stdout(&output)).ok()?;
        check_schema("feed-list.schema.json", &value);
        Some(value[0].clone())
    }
}

#[track_caller]
fn check_schema(name: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/schema")
        .join(name);
    let schema = std::fs::read_to_string(path).expect("a schema");
    let schema = serde_json::from_str(&schema).expect("a schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = schema
        .iter_errors(value)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{value}");
}

/// An FTP server over a folder, as long as the tests run.
fn ftp_server(folder: PathBuf) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    listener
        .set_nonblocking(true)
        .expect("a setting of sockets");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            loop {
                let (connection, _) = listener.accept().await.expect("a connection");
                connection.set_nodelay(true).expect("a setting of sockets");
                let folder = folder.clone();
                let storage =
                    move || unftp_sbe_fs::Filesystem::new(folder.clone()).expect("a folder");
                let server = libunftp::ServerBuilder::new(Box::new(storage)).build();
                tokio::spawn(server.expect("a server").service(connection));
            }
        });
    });
    port
}

#[test]
fn add_writes_a_checked_feed_and_leaves_the_rest_as_it_was() {
    let house = House::new();
    house.add(&["transport=folder", "folder=out", "follow_updates=true"]);
    let text = house.text();
    assert!(text.starts_with(BASE), "{text}");
    assert!(
        text.contains("[[agency]]") && text.contains("follow_updates = true"),
        "{text}"
    );
    assert!(
        copydesk(&["config", "check", "--config", &house.config()])
            .status
            .success()
    );
    for (settings, reason) in [
        (
            vec!["agency=north", "transport=folder", "folder=out"],
            "named twice",
        ),
        (
            vec!["agency=south", "transport=folder", "folder=out"],
            "no [[agency]]",
        ),
        (
            vec![
                "agency=north",
                "transport=sftp",
                "host=x",
                "user=y",
                "password_file=z",
            ],
            "host_key",
        ),
        (
            vec!["agency=north", "transport=folder", "folder=out", "host=x"],
            "host has no effect",
        ),
        (
            vec!["agency=north", "transport=folder", "foldr=out"],
            "did you mean `folder`",
        ),
        (vec!["agency=north", "transport=push"], "token_sha256"),
        (
            vec!["agency=north", "transport=imap", "host=x", "user=y"],
            "senders",
        ),
        (
            vec!["agency=north", "transport=api", "url=https://x.example/"],
            "next_page",
        ),
        (
            vec![
                "agency=north",
                "transport=pull",
                "url=https://x.example/",
                "websub=true",
            ],
            "site.origin",
        ),
        (
            vec!["agency=north", "transport=ftp", "port=many"],
            "a whole number",
        ),
    ] {
        let id = if reason == "named twice" {
            "north"
        } else {
            "other"
        };
        let output = house.feed(&[&["add", id], settings.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{settings:?}");
        assert!(
            stderr(&output).contains(reason),
            "{settings:?}: {}",
            stderr(&output)
        );
        assert_eq!(house.text(), text, "nothing is written");
    }
}

#[test]
fn test_says_what_a_feed_brings_and_touches_nothing() {
    let house = House::new();
    let port = ftp_server(house.path("out"));
    std::fs::write(house.path("password"), "x\n").expect("written");
    for number in 0..5 {
        std::fs::write(
            house.path("out").join(format!("{number}.json")),
            wire(number),
        )
        .expect("written");
    }
    let port = format!("port={port}");
    house.add(&[
        "transport=ftp",
        "host=127.0.0.1",
        &port,
        "user=desk",
        "password_file=password",
        "after=delete",
        "allow_private_addresses=true",
    ]);
    let output = house.feed(&["test", "north", "--json"]);
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let value: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_schema("feed-test.schema.json", &value);
    let pieces = value["pieces"].as_array().expect("pieces");
    assert_eq!(pieces.len(), 3);
    assert_eq!(pieces[0]["items"][0]["format"], "ninjs");
    assert_eq!(pieces[0]["items"][0]["headline"], "Line 0 opens");
    let shown = stdout(&house.feed(&["test", "north", "--pieces", "9"]));
    assert!(
        shown.contains("connected") && shown.contains("Line 4 opens"),
        "{shown}"
    );
    assert_eq!(
        std::fs::read_dir(house.path("out"))
            .expect("a folder")
            .count(),
        5
    );
    assert!(!house.path("data").exists(), "no archive is made");
    let text = house.text().replace("allow_private_addresses = true\n", "");
    std::fs::write(house.path("copydesk.toml"), text).expect("written");
    let refused = house.feed(&["test", "north"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stdout(&refused).contains("has a private address"),
        "{}",
        stdout(&refused)
    );
}

#[test]
fn a_newsroom_killed_while_it_fetches_loses_and_doubles_nothing() {
    const FILES: usize = 40;
    let house = House::new();
    let port = ftp_server(house.path("out"));
    std::fs::write(house.path("password"), "x\n").expect("written");
    for number in 0..FILES {
        std::fs::write(
            house.path("out").join(format!("{number:03}.json")),
            wire(number),
        )
        .expect("written");
    }
    let port = format!("port={port}");
    house.add(&[
        "transport=ftp",
        "host=127.0.0.1",
        &port,
        "user=desk",
        "password_file=password",
        "after=delete",
        "allow_private_addresses=true",
        "interval_seconds=1",
        "settle_seconds=1",
    ]);
    let receipts = || {
        house
            .listed()
            .and_then(|feed| feed["receipts"].as_u64())
            .unwrap_or(0)
    };
    for killed_after in [1, 9, 21] {
        let mut newsroom = house.serve();
        until("some files", || (receipts() >= killed_after).then_some(()));
        newsroom.kill().expect("it runs");
        newsroom.wait().expect("it ended");
    }
    let mut newsroom = house.serve();
    let left = || {
        std::fs::read_dir(house.path("out"))
            .expect("a folder")
            .count()
    };
    until("the last file", || (left() == 0).then_some(()));
    newsroom.kill().expect("it runs");
    newsroom.wait().expect("it ended");
    let feed = house.listed().expect("the archive is there");
    assert_eq!(feed["receipts"].as_u64(), Some(FILES as u64), "{feed}");
    assert_eq!(feed["repeats"].as_u64(), Some(0), "{feed}");
}
