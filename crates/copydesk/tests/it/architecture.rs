//! The five absences (STYLE 1): what must not be in a crate is looked for in every source and in the dependency
//! graph. A breach names file, line, the rule and the way out. Planted breaches show that the test can fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates without I/O, bottom to top: each may use only those of a lower rank.
const PURE: &[(&str, u8)] = &[
    ("text", 0),
    ("proof", 0),
    ("wire", 1),
    ("page", 2),
    ("reuse", 3),
    ("statements", 4),
    ("documents", 5),
    ("desk", 6),
];
/// Crates with I/O: they use pure crates, never each other.
const SHELL: &[&str] = &["store", "intake", "ledger", "search", "site"];

const NEVER_UNDER_PURE: &[&str] = &[
    "tokio",
    "mio",
    "socket2",
    "rusqlite",
    "tokio-postgres",
    "reqwest",
];
const DATABASE_DRIVERS: &[&str] = &[
    "rusqlite",
    "tokio-postgres",
    "deadpool-postgres",
    "libsqlite3-sys",
];
const CLIENTS: &[&str] = &[
    "reqwest",
    "suppaftp",
    "russh",
    "russh-sftp",
    "async-imap",
    "lettre",
    "ureq",
];

struct Source {
    krate: String,
    path: String,
    text: String,
}

#[derive(Debug)]
struct Breach {
    at: String,
    rule: &'static str,
    way_out: &'static str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources() -> Vec<Source> {
    let mut open = vec![root().join("crates")];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .expect("a folder of the project")
                    .flatten()
                    .map(|e| e.path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path
                .strip_prefix(root())
                .expect("under the root")
                .to_string_lossy()
                .into_owned();
            let krate = relative.split('/').nth(1).unwrap_or_default().to_owned();
            let text = std::fs::read_to_string(&path).expect("a source is UTF-8");
            found.push(Source {
                krate,
                path: relative,
                text,
            });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn is_test_code(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let in_folder = ["tests", "benches", "examples"]
        .iter()
        .any(|folder| parts.contains(folder));
    in_folder || path.ends_with("/tests.rs") || path.ends_with("/testing.rs")
}

/// Production lines with their numbers: without comments, and without what stands under a `#[cfg(test)]` module.
fn production_lines(source: &Source) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut test_follows = false;
    for (index, line) in source.text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("#[cfg(test)]") {
            test_follows = true;
        } else if test_follows && trimmed.starts_with("mod ") && trimmed.ends_with('{') {
            break;
        } else {
            test_follows = test_follows && trimmed.starts_with("#[");
            if !trimmed.starts_with("//") {
                lines.push((index + 1, line));
            }
        }
    }
    lines
}

fn opens_with_sql(line: &str) -> bool {
    line.split('"').skip(1).step_by(2).any(|literal| {
        let words = literal.trim_start();
        [
            "SELECT ",
            "INSERT INTO ",
            "INSERT OR ",
            "DELETE FROM ",
            "CREATE TABLE ",
        ]
        .iter()
        .any(|sql| words.starts_with(sql))
            || (words.starts_with("UPDATE ") && words.contains(" SET "))
    })
}

fn line_breach(source: &Source, line: &str) -> Option<(&'static str, &'static str)> {
    let has = |needles: &[&str]| needles.iter().any(|needle| line.contains(needle));
    let pure = PURE.iter().any(|(name, _)| *name == source.krate);
    let clock_file = source.path == "crates/copydesk/src/clock.rs";
    if pure
        && has(&[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "static mut",
        ])
    {
        return Some((
            "no I/O in a pure crate",
            "take bytes, return values; or a trait owned by desk",
        ));
    }
    if source.krate != "store" && opens_with_sql(line) {
        return Some(("SQL only in store", "a typed method on desk::Store"));
    }
    if !clock_file
        && has(&[
            "SystemTime::now",
            "Timestamp::now",
            "Zoned::now",
            "CURRENT_TIMESTAMP",
        ])
    {
        return Some((
            "the wall clock only in copydesk/src/clock.rs",
            "take `now`, or be handed desk::Clock",
        ));
    }
    if source.path != "crates/copydesk/src/segments.rs"
        && has(&["unsafe {", "unsafe fn", "unsafe impl", "allow(unsafe_code"])
    {
        return Some((
            "unsafe code only in copydesk/src/segments.rs, which maps files",
            "safe code; or a mapped file through reuse::SegmentStore",
        ));
    }
    if has(&["cfg(feature"]) {
        return Some(("one program, no cargo features", "choose by configuration"));
    }
    None
}

fn source_breaches(sources: &[Source]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in sources {
        if !source.text.starts_with("//!") {
            breaches.push(Breach {
                at: format!("{}:1", source.path),
                rule: "every file opens with //!",
                way_out: "say what it is for and what it never does",
            });
        }
        if is_test_code(&source.path) {
            continue;
        }
        for (number, line) in production_lines(source) {
            if let Some((rule, way_out)) = line_breach(source, line) {
                breaches.push(Breach {
                    at: format!("{}:{number}", source.path),
                    rule,
                    way_out,
                });
            }
        }
    }
    breaches
}

/// The platform that this compiler builds for.
fn host() -> String {
    let said = Command::new("rustc").arg("-vV").output();
    let said = said.expect("rustc runs").stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("a host").to_owned()
}

/// Normal dependencies by package name: direct ones, and everything below.
struct Graph {
    direct: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--locked", "--offline", "--format-version", "1"])
            // What other platforms need was never fetched here.
            .args(["--filter-platform", &host()])
            .current_dir(root())
            .output()
            .expect("cargo metadata runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata: {stderr}");
        let metadata: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("metadata is JSON");
        let names: BTreeMap<&str, &str> = list(&metadata["packages"])
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let mut direct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let from = node["id"]
                .as_str()
                .and_then(|id| names.get(id))
                .copied()
                .unwrap_or_default();
            let normal = |dep: &serde_json::Value| {
                list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null())
            };
            let to = list(&node["deps"]).filter(|dep| normal(dep));
            let to = to.filter_map(|dep| {
                names
                    .get(dep["pkg"].as_str()?)
                    .map(|name| (*name).to_owned())
            });
            direct.entry(from.to_owned()).or_default().extend(to);
        }
        Self { direct }
    }

    fn below(&self, package: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open = vec![package.to_owned()];
        while let Some(next) = open.pop() {
            for dependency in self.direct.get(&next).into_iter().flatten() {
                if seen.insert(dependency.clone()) {
                    open.push(dependency.clone());
                }
            }
        }
        seen
    }

    fn has(&self, package: &str) -> bool {
        self.direct.contains_key(package)
    }
}

fn list(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    value.as_array().into_iter().flatten()
}

fn manifest_of(krate: &str) -> String {
    format!("crates/{krate}/Cargo.toml:1")
}

fn graph_breaches(graph: &Graph) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (krate, rank) in PURE {
        let package = format!("copydesk-{krate}");
        let below = graph.below(&package);
        for heavy in NEVER_UNDER_PURE
            .iter()
            .filter(|heavy| below.contains(**heavy))
        {
            breaches.push(Breach {
                at: format!("{} ({heavy})", manifest_of(krate)),
                rule: "no async runtime, socket or database under a pure crate",
                way_out: "a trait owned by desk, implemented in an I/O crate",
            });
        }
        for used in own_crates(graph, &package) {
            let lower = PURE
                .iter()
                .any(|(name, other)| *name == used && other < rank);
            if !lower {
                breaches.push(Breach {
                    at: format!("{} ({used})", manifest_of(krate)),
                    rule: "arrows only downward (DESIGN 4)",
                    way_out: "move the shared part to the lower crate",
                });
            }
        }
    }
    for krate in SHELL {
        let package = format!("copydesk-{krate}");
        for used in own_crates(graph, &package)
            .into_iter()
            .filter(|used| SHELL.contains(&used.as_str()))
        {
            breaches.push(Breach {
                at: format!("{} ({used})", manifest_of(krate)),
                rule: "an I/O crate never uses another one",
                way_out: "a trait owned by desk",
            });
        }
    }
    breaches.extend(engine_breaches(graph));
    breaches
}

fn engine_breaches(graph: &Graph) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let own = graph
        .direct
        .iter()
        .filter(|(name, _)| name.starts_with("copydesk"));
    for (package, direct) in own {
        let krate = package.trim_start_matches("copydesk-");
        if krate != "store"
            && DATABASE_DRIVERS
                .iter()
                .any(|driver| direct.contains(*driver))
        {
            breaches.push(Breach {
                at: manifest_of(krate),
                rule: "only store depends on a database driver",
                way_out: "a typed method on desk::Store",
            });
        }
        if krate != "intake" && CLIENTS.iter().any(|client| direct.contains(*client)) {
            breaches.push(Breach {
                at: manifest_of(krate),
                rule: "only intake fetches and delivers",
                way_out: "a trait of desk that intake implements",
            });
        }
    }
    breaches
}

fn own_crates(graph: &Graph, package: &str) -> Vec<String> {
    let direct = graph.direct.get(package).into_iter().flatten();
    direct
        .filter_map(|name| name.strip_prefix("copydesk-").map(str::to_owned))
        .collect()
}

fn source(path: &str, text: &str) -> Source {
    let krate = path.split('/').nth(1).unwrap_or_default().to_owned();
    Source {
        krate,
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn the_sources_keep_the_five_absences() {
    let breaches = source_breaches(&sources());
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn crate_arrows_go_only_as_drawn() {
    let graph = Graph::read();
    assert!(
        graph.has("copydesk-text") && graph.has("copydesk-desk"),
        "the graph holds the workspace"
    );
    let breaches = graph_breaches(&graph);
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[track_caller]
fn check_planted(path: &str, text: &str, at: &str, rule: &str) {
    let breaches = source_breaches(&[source(path, text)]);
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert_eq!((breaches[0].at.as_str(), breaches[0].rule), (at, rule));
    assert!(!breaches[0].way_out.is_empty());
}

#[test]
fn planted_breaches_are_found_with_file_and_line() {
    let disk = "//! A.\nuse std::fs;\n";
    check_planted(
        "crates/text/src/a.rs",
        disk,
        "crates/text/src/a.rs:2",
        "no I/O in a pure crate",
    );
    let sql = "//! A.\nconst Q: &str = \"SELECT 1\";\n";
    check_planted(
        "crates/site/src/a.rs",
        sql,
        "crates/site/src/a.rs:2",
        "SQL only in store",
    );
    let clock = "//! A.\n\nfn f() { Timestamp::now(); }\n";
    let rule = "the wall clock only in copydesk/src/clock.rs";
    check_planted(
        "crates/desk/src/a.rs",
        clock,
        "crates/desk/src/a.rs:3",
        rule,
    );
    let mapping = "//! A.\n\nfn f() { unsafe { map() } }\n";
    let rule = "unsafe code only in copydesk/src/segments.rs, which maps files";
    check_planted(
        "crates/site/src/a.rs",
        mapping,
        "crates/site/src/a.rs:3",
        rule,
    );
    assert!(source_breaches(&[source("crates/copydesk/src/segments.rs", mapping)]).is_empty());
    check_planted(
        "crates/site/src/a.rs",
        "fn f() {}\n",
        "crates/site/src/a.rs:1",
        "every file opens with //!",
    );
    let in_tests = "//! A.\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
    assert!(
        source_breaches(&[source("crates/text/src/a.rs", in_tests)]).is_empty(),
        "test code does as it needs"
    );
}

#[test]
fn planted_arrows_are_found() {
    let planted = |from: &str, to: &str| {
        let mut graph = Graph::read();
        graph
            .direct
            .entry(from.to_owned())
            .or_default()
            .insert(to.to_owned());
        graph_breaches(&graph)
            .into_iter()
            .map(|breach| breach.rule)
            .collect::<Vec<_>>()
    };
    assert!(planted("copydesk-wire", "copydesk-desk").contains(&"arrows only downward (DESIGN 4)"));
    assert!(planted("copydesk-ledger", "reqwest").contains(&"only intake fetches and delivers"));
    assert!(
        planted("copydesk-site", "copydesk-store").contains(&"an I/O crate never uses another one")
    );
    assert!(
        planted("copydesk-site", "rusqlite").contains(&"only store depends on a database driver")
    );
}
