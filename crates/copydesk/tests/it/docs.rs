//! The documents keep up with the code: each setting, event, format and route is named where an operator looks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use copydesk_desk::EventKind;

use crate::program::files_under;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn check_named(document: &str, names: impl IntoIterator<Item = String>) {
    let text = read(document);
    let names: BTreeSet<String> = names.into_iter().collect();
    assert!(names.len() > 2, "found what is to be named: {names:?}");
    let missing: Vec<&String> = names
        .iter()
        .filter(|name| !text.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "{document} does not name {missing:?}");
}

#[test]
fn every_setting_is_documented() {
    let source = read("crates/copydesk/src/config/file.rs");
    let fields = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub "));
    let names = fields
        .filter_map(|field| field.split_once(": "))
        .map(|(name, _)| name.to_owned());
    let tables = [
        "site", "section", "agency", "feed", "ledger", "limits", "store",
    ];
    check_named(
        "docs/operating/configuration.md",
        names.filter(|name| !tables.contains(&name.as_str())),
    );
}

#[test]
fn every_event_is_documented() {
    check_named(
        "docs/events.md",
        EventKind::ALL
            .into_iter()
            .map(|kind| kind.name().to_owned()),
    );
}

#[test]
fn every_format_is_documented() {
    let source = read("crates/wire/src/item.rs");
    let names = source
        .split("impl Format")
        .nth(1)
        .and_then(|rest| rest.split("impl ").next())
        .expect("the names");
    let names = names
        .lines()
        .filter_map(|line| line.split("=> \"").nth(1)?.split('"').next());
    check_named(
        "docs/formats.md",
        names.filter(|name| *name != "unknown").map(str::to_owned),
    );
}

#[test]
fn every_route_is_documented() {
    let mut routes = BTreeSet::new();
    for krate in ["site", "intake"] {
        for path in files_under(&root().join("crates").join(krate).join("src")) {
            let source = std::fs::read_to_string(path).expect("a source");
            let after_route = source.split(".route(").skip(1);
            let literals = after_route
                .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
            routes.extend(
                literals
                    .filter(|path| path.starts_with('/'))
                    .map(str::to_owned),
            );
        }
    }
    // Public addresses are variants of `Route`, each with its address in its comment.
    let public = read("crates/site/src/route.rs");
    let variants = public
        .split("pub enum Route")
        .nth(1)
        .and_then(|rest| rest.split("\n}").next())
        .expect("routes");
    let comments = variants
        .lines()
        .filter_map(|line| line.trim().strip_prefix("/// `"));
    routes.extend(
        comments
            .filter_map(|rest| rest.split('`').next())
            .map(str::to_owned),
    );
    assert!(
        routes.contains("/sitemap.xml") && routes.contains("/desk/kills"),
        "{routes:?}"
    );
    check_named("docs/routes.md", routes);
}
