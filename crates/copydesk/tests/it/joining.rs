//! The archive's index killed while its segments are joined, through the real binary: what was acknowledged is found
//! afterwards, and nothing is left lying.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::{copydesk, stderr, stdout};

/// Wires of one import.
const WIRES: usize = 12;
/// Kills that must land in a join.
const KILLS: usize = 5;
/// Imports tried for them.
const IMPORTS_MAX: usize = 120;

/// A sentence of invented words, its own for each number.
fn sentence(number: usize) -> String {
    const PARTS: [&str; 16] = [
        "ba", "ko", "ri", "tem", "lo", "san", "du", "fe", "mi", "gar", "hel", "no", "pu", "vi",
        "wex", "yo",
    ];
    let mut state = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut part = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        PARTS[(state >> 60) as usize]
    };
    let words: Vec<String> = (0..40).map(|_| [part(), part(), part()].concat()).collect();
    format!("The {}.", words.join(" "))
}

fn wire(number: usize) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:wire.example,2026:join-{number}" version="1"
 standard="NewsML-G2" standardversion="2.31" conformance="power">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="wire"/>
<versionCreated>2026-11-23T09:10:00+00:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Story {number}</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>{}</p></body></html></inlineXML></contentSet></newsItem>
"#,
        sentence(number)
    )
}

/// Numbers of the segments that the manifest names, and of those that lie beside them.
fn segments(archive: &Path) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let manifest = std::fs::read_to_string(archive.join("manifest")).unwrap_or_default();
    let named: BTreeSet<u64> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("segment ")?.parse().ok())
        .collect();
    let files = std::fs::read_dir(archive).into_iter().flatten().flatten();
    let beside = files
        .filter_map(|file| file.file_name().to_str()?.split_once('.')?.0.parse().ok())
        .filter(|number| !named.contains(number))
        .collect();
    (named, beside)
}

/// A segment more than `before` counts and a file of a later one is there: a join is being written, or was when the
/// program died.
fn joins(archive: &Path, before: &BTreeSet<u64>) -> bool {
    let (named, beside) = segments(archive);
    named.len() > 1 && !named.is_subset(before) && named.last() < beside.last()
}

/// Imports a folder and kills the program when it joins segments; whether it died in it.
fn killed_in_a_join(wires: &Path, data: &Path) -> bool {
    let archive = data.join("archive");
    let (before, _) = segments(&archive);
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["import", "--data"])
        .args([data, wires])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    while child.try_wait().expect("it can be asked").is_none() {
        if joins(&archive, &before) {
            child.kill().expect("it can be killed");
            break;
        }
    }
    child.wait().expect("it ended");
    joins(&archive, &before)
}

/// Every wire taken so far is the one source of its page.
fn check_all_are_found(work: &Path, data: &Path, wires: usize) {
    let pages = work.join("pages");
    std::fs::create_dir_all(&pages).expect("a folder");
    for number in 0..wires {
        std::fs::write(pages.join(format!("{number:05}.txt")), sentence(number)).expect("a page");
    }
    let audit = copydesk(&[
        "audit",
        "--json",
        "--data",
        &data.to_string_lossy(),
        &pages.to_string_lossy(),
    ]);
    assert!(audit.status.success(), "{}", stderr(&audit));
    let found = stdout(&audit);
    assert_eq!(found.lines().count(), wires);
    for (number, line) in found.lines().enumerate() {
        let audit: Value = serde_json::from_str(line).expect("JSON");
        let sources = audit["sources"].as_array().expect("sources");
        assert_eq!(sources.len(), 1, "page {number}: {sources:?}");
        assert_eq!(
            sources[0]["guid"],
            format!("tag:wire.example,2026:join-{number}")
        );
        assert_eq!(audit["label"], "wholly");
    }
}

#[test]
fn an_index_killed_while_its_segments_are_joined_loses_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let (mut kills, mut taken) = (0, 0);
    for round in 0..IMPORTS_MAX {
        let wires = work.path().join(format!("wires-{round}"));
        std::fs::create_dir(&wires).expect("a folder");
        for number in taken..taken + WIRES {
            std::fs::write(wires.join(format!("{number:05}.xml")), wire(number)).expect("a wire");
        }
        taken += WIRES;
        if killed_in_a_join(&wires, &data) {
            kills += 1;
            check_all_are_found(work.path(), &data, taken);
            // Asking beside a newsroom changes nothing; the next import clears away what the join left.
            let (folder, sent) = (data.to_string_lossy(), wires.to_string_lossy());
            let again = copydesk(&["import", "--data", &folder, &sent]);
            assert!(again.status.success(), "{}", stderr(&again));
            let (named, beside) = segments(&data.join("archive"));
            assert!(
                beside.is_empty() && !named.is_empty(),
                "{beside:?} lie beside {named:?}"
            );
        }
        if kills == KILLS {
            return;
        }
    }
    panic!("{kills} of {IMPORTS_MAX} kills landed in a join");
}
