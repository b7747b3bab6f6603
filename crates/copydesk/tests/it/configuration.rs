//! The configuration as an operator meets it: what is wrong is refused in one line that names file, line, key and reason; what
//! is in force is printed; and `doctor` says how all of it stands.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{copydesk, stderr, stdout};

/// A folder with a configuration.
struct Place {
    work: tempfile::TempDir,
}

const HEAD: &str = "[site]\nname = \"Example Times\"\n";
const REST: &str =
    "[[section]]\nslug = \"news\"\nname = \"News\"\n[[agency]]\nid = \"nna\"\nname = \"NNA\"\n";
const FEED: &str =
    "[[feed]]\nid = \"north\"\nagency = \"nna\"\ntransport = \"folder\"\nfolder = \"in\"\n";

impl Place {
    fn with(text: &str) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        std::fs::write(work.path().join("copydesk.toml"), text).expect("a configuration");
        Self { work }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let config = self.path("copydesk.toml").to_string_lossy().into_owned();
        let output = copydesk(&[args, &["--config", &config]].concat());
        (output.status.code(), stdout(&output), stderr(&output))
    }
}

#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let place = Place::with(text);
    let (code, out, said) = place.run(&["config", "check"]);
    assert_eq!(code, Some(2), "{out}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let (file, reason) = said.split_once("copydesk.toml: ").expect("the file");
    assert!(file.starts_with("copydesk: "), "{said}");
    assert!(reason.starts_with(expected), "{said}");
    let cause = "No such file or directory";
    assert!(said.matches(cause).count() < 2, "told twice: {said}");
}

#[test]
fn a_wrong_setting_of_the_site_is_refused_with_its_line_and_key() {
    let site = |key: &str| format!("{HEAD}{key}\n{REST}");
    check_refused(
        &site("language = \"fr\""),
        "line 3: site.language \"fr\": the pages are in one of en, hi",
    );
    check_refused(
        &format!("[site]\nname = \"\"\n{REST}"),
        "line 2: site.name \"\": a name has",
    );
    check_refused(&site("theme = \"none\""), "line 3: site.theme ");
    check_refused(&site("media = \"none\""), "line 3: site.media ");
    check_refused(
        &site("zone = \"Mars/Base\""),
        "line 3: site.zone \"Mars/Base\": no such",
    );
    check_refused(
        &site("origin = \"news.example\""),
        "line 3: site.origin \"news.example\"",
    );
    check_refused(
        &site("house_map = \"none.toml\""),
        "line 3: site.house_map: ",
    );
    check_refused(
        &format!("{HEAD}[[section]]\nslug = \"news\"\nname = \" \"\n"),
        "line 5: section \"news\": name \" \"",
    );
    check_refused(
        &format!("{HEAD}{REST}[[agency]]\nid = \"nna\"\nname = \"Again\"\n"),
        "line 10: agency \"nna\": id: named twice",
    );
}

#[test]
fn a_wrong_setting_of_a_feed_is_refused_with_its_line_and_key() {
    let feed = |keys: &str| format!("{HEAD}{REST}{FEED}{keys}\n");
    check_refused(
        &feed("charset = \"foo\""),
        "line 14: feed \"north\": charset \"foo\": no charset is called so",
    );
    check_refused(
        &feed("charset_fallback = \"foo\""),
        "line 14: feed \"north\": charset_fallback",
    );
    check_refused(
        &feed("zone = \"Nowhere\""),
        "line 14: feed \"north\": zone \"Nowhere\"",
    );
    check_refused(
        &feed("format = \"nitff\""),
        "line 14: feed \"north\": format \"nitff\"",
    );
    check_refused(
        &feed("[feed.limits]\nnodes = 0"),
        "line 15: feed \"north\": limits.nodes 0",
    );
    check_refused(
        &feed("[feed.words]\nkil = [\"ANULADO\"]"),
        "line 15: feed \"north\": words.kil: not one of",
    );
    check_refused(
        &feed("[feed.words]\nkill = [\"A\"]"),
        "line 15: feed \"north\": words.kill: \"A\"",
    );
    check_refused(
        &feed("nitf_id = \"{id}\""),
        "line 14: feed \"north\": nitf_id: \"{id}\"",
    );
    check_refused(
        &feed("day_starts = \"25:00\""),
        "line 14: feed \"north\": day_starts",
    );
    check_refused(&feed("body = \"\""), "line 14: feed \"north\": body");
    let pull = |url: &str| {
        format!(
            "{HEAD}{REST}[[feed]]\nid = \"web\"\nagency = \"nna\"\ntransport = \"pull\"\nurl = \"{url}\"\n"
        )
    };
    for url in [
        "",
        "ftp://x.example/",
        "https://",
        "https://me:secret@x.example/feed",
    ] {
        check_refused(
            &pull(url),
            "line 13: feed \"web\": url: not an http or https URL",
        );
    }
    check_refused(&pull("http://127.0.0.1/"), "line 13: feed \"web\": url: ");
    check_refused(
        &format!(
            "{HEAD}{REST}[[feed]]\nid = \"web\"\nagency = \"nna\"\ntransport = \"push\"\nsignature_key_file = \"k\"\n"
        ),
        "line 13: feed \"web\": signature_key_file ",
    );
}

#[test]
fn a_ledger_that_cannot_be_opened_is_refused_with_its_key() {
    let ledger = |keys: &str| format!("{HEAD}{REST}[ledger]\n{keys}\n");
    check_refused(
        &ledger("tick_ms = 1"),
        "line 10: ledger.tick_ms 1: from 100 to 10000",
    );
    check_refused(&ledger("pad = 0"), "line 10: ledger.pad 0: from 1 to 256");
    check_refused(&ledger("key_file = \"none.key\""), "ledger.key_file: ");
}

const OWN: &str = "sequence_gaps = false\nday_starts = \"04:00\"\nnitf_id = \"{id}:{version}\"\nbody = \"text\"\n\
[feed.words]\nkill = [\"ANULADO\", \"BAJA DEFINITIVA\"]\nembargo = [\"RESERVADO HASTA\"]\n\
[feed.limits]\nraw_bytes = 1000\nitems = 7\n";

#[test]
fn what_is_in_force_for_a_feed_is_printed_limits_and_words_too() {
    let place = Place::with(&format!("{HEAD}{REST}{FEED}{OWN}"));
    let (code, out, said) = place.run(&["config", "check"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        out.contains(
            "3 words of its own, ids of NITF are {id}:{version}, text \"text\", day from 04:00"
        ),
        "{out}"
    );
    assert!(out.contains("limits     raw 33554432 bytes"), "{out}");
    assert!(out.contains("limits of north: raw 1000 bytes"), "{out}");
    assert!(out.contains("items 7 a raw"), "{out}");
}

const KILLED: &str = r#"{"uri":"tag:nna.example,2026:1","type":"text","versioncreated":"2026-03-02T09:15:00Z",
"headline":"ANULADO: Pier opens","body_text":"The pier opens."}"#;

#[test]
fn read_takes_the_limits_of_the_configuration_and_all_that_a_feed_is_read_with() {
    let place = Place::with(&format!("{HEAD}{REST}{FEED}{OWN}"));
    let wire = place.path("wire.json").to_string_lossy().into_owned();
    std::fs::write(&wire, KILLED).expect("a wire");
    let signals = |args: &[&str]| {
        let (code, out, said) = place.run(args);
        assert_eq!(code, Some(0), "{said}");
        let item: Value = serde_json::from_str(&out).expect("JSON");
        item["signals"].to_string()
    };
    assert_eq!(signals(&["read", &wire]), "[]");
    assert_eq!(signals(&["read", "--feed", "north", &wire]), "[\"kill\"]");
    std::fs::write(&wire, format!("{KILLED}{}", " ".repeat(1000))).expect("a wire");
    let (code, _, said) = place.run(&["read", "--feed", "north", &wire]);
    assert_eq!(code, Some(2));
    assert!(said.contains("(limit.bytes)"), "{said}");
    let (code, _, said) = place.run(&["read", "--feed", "south", &wire]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("there is no feed \"south\"; there are north"),
        "{said}"
    );
}

#[test]
fn an_import_names_each_file_that_it_put_into_quarantine_and_keeps_to_the_limits() {
    let text = format!("{HEAD}{REST}[limits]\nraw_bytes = 400\n");
    let place = Place::with(&text);
    let wires = place.path("wires");
    std::fs::create_dir_all(wires.join("deep")).expect("folders");
    std::fs::write(wires.join("good.json"), KILLED).expect("a wire");
    std::fs::write(wires.join("deep/noise.bin"), [0, 159, 146, 150, 255, 0]).expect("noise");
    std::fs::write(
        wires.join("large.json"),
        format!("{KILLED}{}", " ".repeat(400)),
    )
    .expect("a wire");
    let data = place.path("data").to_string_lossy().into_owned();
    let wires = wires.to_string_lossy().into_owned();
    let args = ["import", "--data", &data, &wires];
    let (code, out, said) = place.run(&args);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("1 items read, 2 in quarantine"), "{out}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].ends_with("deep/noise.bin: in quarantine: the bytes are neither text nor of a known format (format.unknown)"),
        "{said}"
    );
    assert!(
        lines[1].contains("large.json: in quarantine: ") && lines[1].ends_with("(limit.bytes)"),
        "{said}"
    );
}

#[test]
fn an_unreadable_file_is_named_with_what_ended_its_reading() {
    let place = Place::with(HEAD);
    let wire = place.path("cut.xml");
    std::fs::write(&wire, "<newsMessage>\u{1} &odd;").expect("a wire");
    let output = copydesk(&["read", &wire.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("(xml.truncated)"),
        "{}",
        stderr(&output)
    );
}

/// What `doctor --json` says of each thing, after its schema was checked.
fn looked_at(place: &Place) -> (Option<i32>, Vec<(String, String, String)>) {
    let (code, out, said) = place.run(&["doctor", "--json"]);
    let looks: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {said}"));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/doctor.schema.json");
    let schema = std::fs::read_to_string(schema).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let wrong = jsonschema::validate(&schema, &looks)
        .err()
        .map(|error| error.to_string());
    assert_eq!(wrong, None);
    let text = |look: &Value, key: &str| look[key].as_str().expect("a text").to_owned();
    let looks = looks.as_array().expect("a list").iter();
    let looks = looks.map(|look| {
        (
            text(look, "what"),
            text(look, "verdict"),
            text(look, "detail"),
        )
    });
    (code, looks.collect())
}

#[track_caller]
fn check_look(looks: &[(String, String, String)], what: &str, verdict: &str, detail: &str) {
    let look = looks.iter().find(|look| look.0 == what);
    let look = look.unwrap_or_else(|| panic!("{what} is not among {looks:?}"));
    assert!(look.1 == verdict && look.2.contains(detail), "{look:?}");
}

#[test]
fn doctor_says_of_a_new_newsroom_that_all_is_well_and_finds_what_is_broken() {
    let work = tempfile::tempdir().expect("a folder");
    let room = work.path().join("room");
    let made = copydesk(&["init", &room.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address").to_string();
    drop(free);
    let config = room.join("copydesk.toml");
    let text = std::fs::read_to_string(&config).expect("a configuration");
    let text = text.replace(
        "127.0.0.1:8080\"\nlanguage",
        &format!("{address}\"\nlanguage"),
    );
    std::fs::write(&config, &text).expect("a configuration");
    let place = Place { work };
    let config = config.to_string_lossy().into_owned();
    std::fs::copy(&config, place.path("copydesk.toml")).expect("a copy");
    let run = || {
        let output = copydesk(&["doctor", "--config", &config]);
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, out, said) = run();
    assert_eq!(code, Some(0), "{out}{said}");
    for line in [
        "ok       configuration  ",
        "ok       newsroom       not running",
        "ok       ledger keys    ",
        "ok       feed agency    nothing came yet",
        "ok       clock          ",
    ] {
        assert!(out.contains(line), "{line:?} is not in\n{out}");
    }
    assert!(out.lines().all(|line| !line.starts_with("wrong")), "{out}");
    std::fs::write(room.join("data/copydesk.db"), "not a database").expect("written");
    std::fs::remove_file(room.join("ledger.key")).expect("removed");
    let (code, out, _) = run();
    assert_eq!(code, Some(1), "{out}");
    let wrong: Vec<&str> = out
        .lines()
        .filter(|line| line.starts_with("wrong"))
        .collect();
    assert!(
        wrong
            .iter()
            .any(|line| line.contains("store") && line.contains("copydesk.db")),
        "{out}"
    );
    assert!(
        wrong.iter().any(|line| line.contains("ledger.key_file")),
        "{out}"
    );
    let (code, _, said) = Place::with("[site]\n").run(&["doctor"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("copydesk.toml: "), "{said}");
}

/// A telegram of the service `bdt` with this number.
fn telegram(number: u32, day: &str) -> String {
    format!(
        "\u{1}bdt{number:04} 3 pl 20 nna {number:04}\r\n\r\nPier/\r\n\u{2}Pier {number} opens =\r\n\r\nVale (nna) - \
         Pier number {number} opens.\r\n\u{3}{day}\r\n"
    )
}

#[test]
fn doctor_and_feed_list_tell_of_telegrams_that_are_missing() {
    let place = Place::with(&format!("{HEAD}{REST}{FEED}"));
    let (wires, data) = (place.path("wires"), place.path("data"));
    std::fs::create_dir(&wires).expect("a folder");
    for number in [7, 8, 10, 13] {
        let text = telegram(number, "021015 GMT Mar 26");
        std::fs::write(wires.join(format!("{number:02}.txt")), text).expect("a telegram");
    }
    let (data, wires) = (data.to_string_lossy(), wires.to_string_lossy());
    let imported = copydesk(&["import", "--data", &data, "--agency", "nna", &wires]);
    assert!(imported.status.success(), "{}", stderr(&imported));
    // what an import brought belongs to its own feed, which `serve` does not watch
    let (_, looks) = looked_at(&place);
    check_look(&looks, "feed north", "warning", "nothing came yet");
    let again = Place::with(&format!("{HEAD}{REST}{FEED}").replace("\"north\"", "\"import\""));
    std::fs::rename(place.path("data"), again.path("data")).expect("moved");
    let (code, listed, said) = again.run(&["feed", "list", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    // a minute has not passed since they came
    assert_eq!(listed[0]["gaps"], serde_json::json!([]));
    assert_eq!(listed[0]["receipts"], 4);
}
