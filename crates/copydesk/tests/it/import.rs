//! Import through the real binary: killed at random moments and run again, every acknowledged item is there once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{ItemFilter, ReceiptNo, ReceiptState, Store};
use copydesk_store::sqlite::SqliteStore;

use crate::program::{copydesk, stderr, stdout};

const FILES: usize = 2_000;

/// A NewsML-G2 item written here; each has its own guid and text.
fn wire(number: usize) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:wire.example,2026:import-{number}" version="1"
 standard="NewsML-G2" standardversion="2.31" conformance="power">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="wire"/>
<versionCreated>2026-11-23T09:{minute:02}:00+00:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Depot {number} reports its stock</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>The depot with the number {number} counted {count} crates on Monday.</p>
<p>It will count again in a week, the manager of the depot said.</p>
</body></html></inlineXML></contentSet></newsItem>
"#,
        minute = number % 60,
        count = number * 7 + 1,
    )
}

fn write_wires(folder: &Path) {
    for number in 0..FILES {
        std::fs::write(folder.join(format!("{number:05}.xml")), wire(number)).expect("a wire");
    }
}

/// Starts an import and kills it after this long.
fn killed_import(wires: &Path, data: &Path, after: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["import", "--data"])
        .args([data, wires])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (tell, told) = std::sync::mpsc::channel::<()>();
    // Nobody sends: this is the moment of the kill, not a wait for something.
    let _ = told.recv_timeout(after);
    drop(tell);
    // It may have ended before the kill; that round then tests a restart on a whole archive.
    let _ = child.kill();
    let _ = child.wait();
}

#[test]
fn an_import_killed_at_any_moment_and_run_again_holds_every_item_once() {
    let work = tempfile::tempdir().expect("a folder");
    let (wires, data) = (work.path().join("wires"), work.path().join("data"));
    std::fs::create_dir(&wires).expect("a folder");
    write_wires(&wires);
    for round in 0..12u64 {
        killed_import(
            &wires,
            &data,
            Duration::from_millis(15 + round * round * 9 + round * 23 % 40),
        );
        check_acknowledged_are_whole(&data);
    }
    let last = copydesk(&[
        "import",
        "--json",
        "--data",
        &data.to_string_lossy(),
        &wires.to_string_lossy(),
    ]);
    assert!(last.status.success(), "{}", stderr(&last));
    let report: serde_json::Value = serde_json::from_str(&stdout(&last)).expect("a report");
    assert_eq!(report["files"], FILES);
    assert_eq!(report["quarantined"], 0);
    let guids = guids(&data);
    assert_eq!(guids.len(), FILES, "every item is there");
    assert_eq!(
        guids.iter().collect::<BTreeSet<_>>().len(),
        FILES,
        "and only once"
    );
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// After a kill: receipts are numbered without gaps, each raw has its bytes, each receipt that was read has its item.
fn check_acknowledged_are_whole(data: &Path) {
    if !data.exists() {
        return;
    }
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(data).expect("the store opens again"));
    block_on(async {
        let receipts = store
            .receipts(ReceiptNo(0), false, FILES * 2)
            .await
            .expect("receipts");
        let mut read = 0;
        for (index, receipt) in receipts.iter().enumerate() {
            assert_eq!(receipt.no.0, i64::try_from(index + 1).expect("small"));
            assert!(
                store
                    .raw(receipt.raw)
                    .await
                    .expect("the store answers")
                    .is_some()
            );
            read += u64::from(receipt.state == ReceiptState::Done(1));
        }
        assert_eq!(store.item_count().await.expect("the store answers"), read);
    });
}

fn guids(data: &Path) -> Vec<String> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(data).expect("the store opens"));
    let filter = ItemFilter {
        limit: FILES * 2,
        ..ItemFilter::default()
    };
    let items = block_on(store.items(filter)).expect("items");
    assert!(items.iter().all(|item| item.versions == 1));
    items.into_iter().map(|item| item.key.guid).collect()
}

#[test]
fn importing_the_same_folder_again_adds_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data").to_string_lossy().into_owned();
    let file = work.path().join("a.xml");
    std::fs::write(&file, wire(1)).expect("a wire");
    let file = file.to_string_lossy().into_owned();
    assert!(
        copydesk(&["import", "--data", &data, &file])
            .status
            .success()
    );
    let again = copydesk(&["import", "--json", "--data", &data, &file]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&again)).expect("a report");
    assert_eq!(
        (&report["repeats"], &report["items"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn each_file_of_an_archive_is_a_receipt_of_its_own() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let archive = work.path().join("day.tar");
    let (first, second) = (wire(1), wire(2));
    let files = [("a/1.xml", first.as_str()), ("a/2.xml", second.as_str())];
    std::fs::write(&archive, crate::command_line::tar(&files)).expect("an archive");
    let import = || {
        let (data, archive) = (data.to_string_lossy(), archive.to_string_lossy());
        let output = copydesk(&["import", "--json", "--data", &data, &archive]);
        assert!(output.status.success(), "{}", stderr(&output));
        serde_json::from_str::<serde_json::Value>(&stdout(&output)).expect("JSON")
    };
    let once = import();
    assert_eq!(once["files"], 1);
    assert_eq!(
        (&once["receipts_read"], &once["items"]),
        (&3.into(), &2.into())
    );
    assert_eq!(once["quarantined"], 0);
    let again = import();
    assert_eq!((&again["repeats"], &again["items"]), (&1.into(), &0.into()));
}
