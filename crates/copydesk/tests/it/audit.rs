//! `copydesk audit` through the real binary: wires in, pages looked up, the JSON held to its schema.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Demo, copydesk, stderr, stdout, until};

const FERRY: [&str; 4] = [
    "The night ferry between Norvik and the Skerry islands will sail until the new bridge is open, the harbour board decided on Tuesday.",
    "Nine of eleven members voted for the longer contract, which costs the two towns 4.2 million crowns a year.",
    "\"Nobody on the islands will wait for morning with a sick child,\" said Ilse Maren, who has steered the boat for nineteen years.",
    "The board will meet again in March to look at the price of a second boat, its chairman Odd Lunde said.",
];

fn wire(guid: &str, version: u32, agency: &str, paragraphs: &[&str], status: &str) -> String {
    let body: String = paragraphs
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}" standard="NewsML-G2"
 standardversion="2.31" conformance="power"><itemMeta><itemClass qcode="ninat:text"/><provider literal="{agency}"/>
<versionCreated>2026-11-23T0{version}:10:00+00:00</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><contentCreated>2026-11-23T00:30:00+00:00</contentCreated><headline>Night ferry stays</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML></contentSet></newsItem>
"#
    )
}

fn page(paragraphs: &[&str]) -> String {
    let body: String = paragraphs
        .iter()
        .map(|text| format!("<p>{text}</p>\n"))
        .collect();
    format!(
        "<!doctype html><html lang=en><head><title>Ferry | Skerry Post</title>\
         <link rel=canonical href=\"https://skerry.example/ferry\"><meta property=\"og:site_name\" content=\"Skerry Post\"></head>\
         <body><nav><a href=/>Home</a></nav><main><article><h1>Boats go on at night</h1>\n{body}</article></main>\
         <footer><p>Skerry Post, 4 Pier Road</p></footer></body></html>"
    )
}

/// A folder with an archive of these wires.
struct Newsroom {
    folder: tempfile::TempDir,
}

impl Newsroom {
    fn with(wires: &[String]) -> Self {
        let newsroom = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        newsroom.import(wires);
        newsroom
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> String {
        self.path("data").to_string_lossy().into_owned()
    }

    fn import(&self, wires: &[String]) {
        let folder = tempfile::tempdir_in(self.folder.path()).expect("a folder");
        for (number, wire) in wires.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number:03}.xml")), wire).expect("a wire");
        }
        let run = copydesk(&[
            "import",
            "--data",
            &self.data(),
            &folder.path().to_string_lossy(),
        ]);
        assert!(run.status.success(), "{}", stderr(&run));
    }

    fn audit(&self, html: &str) -> Value {
        let file = self.path("page.html");
        std::fs::write(&file, html).expect("a page");
        let run = copydesk(&[
            "audit",
            "--json",
            "--data",
            &self.data(),
            &file.to_string_lossy(),
        ]);
        assert!(run.status.success(), "{}", stderr(&run));
        let audit = serde_json::from_str(&stdout(&run)).expect("JSON");
        check_schema(&audit);
        audit
    }
}

#[track_caller]
fn check_schema(audit: &Value) {
    let read = |name: &str| -> Value {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs/schema")
            .join(name);
        let text = std::fs::read_to_string(path).expect("a schema");
        serde_json::from_str(&text).expect("a schema is JSON")
    };
    let id = "https://schema.example/disclosure.schema.json";
    let mut schema = read("audit.schema.json");
    schema["$id"] = Value::from("https://schema.example/audit.schema.json");
    let registry = jsonschema::Registry::new().add(id, read("disclosure.schema.json"));
    let registry = registry
        .and_then(|registry| registry.prepare())
        .expect("a resource");
    let validator = jsonschema::options()
        .with_registry(&registry)
        .build(&schema);
    let validator = validator.expect("the schema is one");
    let breaches: Vec<String> = validator
        .iter_errors(audit)
        .map(|error| error.to_string())
        .collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

fn ferry() -> String {
    wire(
        "tag:nordpress.example,2026:ferry",
        1,
        "Nordpress",
        &FERRY,
        "usable",
    )
}

#[test]
fn an_unmodified_page_is_found_and_its_claim_holds() {
    let newsroom = Newsroom::with(&[ferry()]);
    let claim = "This story has not been edited and is published from a syndicated feed.";
    let audit = newsroom.audit(&page(&[FERRY[0], FERRY[1], FERRY[2], FERRY[3], claim]));
    assert_eq!(audit["label"], "wholly");
    assert_eq!(audit["page"]["url"], "https://skerry.example/ferry");
    let source = &audit["sources"][0];
    assert_eq!(source["guid"], "tag:nordpress.example,2026:ferry");
    assert_eq!(
        (&source["agency"], &source["version"]),
        (&Value::from("Nordpress"), &Value::from("1"))
    );
    assert_eq!(
        (&source["verdict"], &source["share_wire"]),
        (&Value::from("identical"), &Value::from(1_000))
    );
    assert_eq!(
        (&audit["claim"]["holds"], &audit["claim"]["text"]),
        (&Value::from(true), &Value::from(claim))
    );
    assert_eq!(audit["disclosure"]["wire"]["guid"], source["guid"]);
    assert_eq!(audit["spans"].as_array().map(Vec::len), Some(4));
    assert_eq!(audit["spans"][0]["first_seen"]["agency"], "Nordpress");
}

#[test]
fn one_word_makes_the_claim_false() {
    let newsroom = Newsroom::with(&[ferry()]);
    let altered = FERRY[1].replace("Nine", "Eight");
    let claim = "This story is published from an agency feed without modifications.";
    let audit = newsroom.audit(&page(&[FERRY[0], &altered, FERRY[2], FERRY[3], claim]));
    assert_eq!(audit["sources"][0]["verdict"], "modified");
    assert_eq!(audit["claim"]["holds"], false);
}

#[test]
fn a_page_of_two_agencies_names_both_and_who_was_first() {
    let other = [
        "Meteorologists in Vell expect the first storm of the winter to reach the coast on Friday evening with gusts of 110 kilometres an hour.",
        FERRY[2],
        "Fishermen were told to bring in their nets and to stay in harbour until Sunday at noon.",
    ];
    let late = wire("urn:coastwire:storm", 3, "Coastwire", &other, "usable");
    let newsroom = Newsroom::with(&[ferry(), late]);
    let audit = newsroom.audit(&page(&[FERRY[0], FERRY[1], other[0], other[2]]));
    let agencies: Vec<&str> = audit["sources"]
        .as_array()
        .expect("sources")
        .iter()
        .filter_map(|s| s["agency"].as_str())
        .collect();
    assert_eq!(agencies.len(), 2, "{agencies:?}");
    assert!(agencies.contains(&"Nordpress") && agencies.contains(&"Coastwire"));
    let quoting = newsroom.audit(&page(&[FERRY[0], FERRY[1], FERRY[2]]));
    assert_eq!(quoting["spans"][2]["first_seen"]["agency"], "Nordpress");
    assert_eq!(
        (
            &quoting["spans"][2]["others"],
            &quoting["spans"][0]["others"]
        ),
        (&Value::from(1), &Value::from(0))
    );
}

#[test]
fn a_later_version_is_named_and_the_closest_one_is_compared() {
    let second: Vec<String> = FERRY
        .iter()
        .map(|text| text.replace("4.2 million", "4.4 million"))
        .collect();
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let newer = wire(
        "tag:nordpress.example,2026:ferry",
        2,
        "Nordpress",
        &second,
        "usable",
    );
    let newsroom = Newsroom::with(&[ferry(), newer]);
    let old = newsroom.audit(&page(&FERRY));
    assert_eq!(
        (&old["sources"][0]["version"], &old["sources"][0]["verdict"]),
        (&Value::from("1"), &Value::from("identical"))
    );
    assert_eq!(old["sources"][0]["newer"]["version"], "2");
    let new = newsroom.audit(&page(&second));
    assert_eq!(
        (&new["sources"][0]["version"], &new["sources"][0]["newer"]),
        (&Value::from("2"), &Value::Null)
    );
    assert_eq!(
        new["sources"].as_array().map(Vec::len),
        Some(1),
        "versions are one source"
    );
}

#[test]
fn a_killed_item_is_gone_from_the_next_audit() {
    let newsroom = Newsroom::with(&[ferry()]);
    assert_eq!(newsroom.audit(&page(&FERRY))["label"], "wholly");
    newsroom.import(&[wire(
        "tag:nordpress.example,2026:ferry",
        2,
        "Nordpress",
        &["This item is killed."],
        "canceled",
    )]);
    let after = newsroom.audit(&page(&FERRY));
    assert_eq!(
        (&after["label"], after["sources"].as_array().map(Vec::len)),
        (&Value::from("not_derived"), Some(0))
    );
    assert_eq!(after["disclosure"], Value::Null);
}

#[test]
fn folders_are_audited_and_a_report_shows_each_page_with_its_ribbon() {
    let newsroom = Newsroom::with(&[ferry()]);
    let pages = newsroom.path("pages");
    std::fs::create_dir_all(pages.join("first_files")).expect("folders");
    std::fs::write(pages.join("first.html"), page(&FERRY)).expect("a page");
    std::fs::write(
        pages.join("first_files/frame.html"),
        "<p>An advertisement.</p>",
    )
    .expect("a page");
    let own = "Bus drivers of the town asked for a pause of ten minutes at each end of the line <b>& more</b>.";
    std::fs::write(pages.join("second.htm"), page(&[own])).expect("a page");
    let report = newsroom.path("report.html");
    let run = copydesk(&[
        "audit",
        "--data",
        &newsroom.data(),
        "--report",
        &report.to_string_lossy(),
        &pages.to_string_lossy(),
    ]);
    assert!(run.status.success(), "{}", stderr(&run));
    let said = stdout(&run);
    assert!(
        said.contains("words stand in a wire; label wholly (70 % or more)")
            && said.contains("second.htm: no wire of the archive is a source of its"),
        "{said}"
    );
    assert!(!said.contains("frame.html"), "{said}");
    let html = std::fs::read_to_string(report).expect("a report");
    assert_eq!(html.matches("class=\"ribbon large\"").count(), 1);
    assert_eq!(html.matches("<article").count(), 2);
    assert!(!html.contains("<script"));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_audited() {
    let newsroom = Newsroom::with(&[ferry()]);
    let good = newsroom.path("good.html");
    std::fs::write(&good, page(&FERRY)).expect("a page");
    let run = copydesk(&[
        "audit",
        "--data",
        &newsroom.data(),
        "missing.html",
        &good.to_string_lossy(),
    ]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("missing.html") && stdout(&run).contains("wholly"));
    let nowhere = newsroom.path("nowhere").to_string_lossy().into_owned();
    let none = copydesk(&["audit", "--data", &nowhere, &good.to_string_lossy()]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("no archive"), "{}", stderr(&none));
}

#[test]
fn a_damaged_index_is_told_and_made_anew_by_rebuild() {
    let newsroom = Newsroom::with(&[ferry()]);
    let folder = newsroom.path("data/archive");
    let segment = std::fs::read_dir(&folder)
        .expect("an index")
        .flatten()
        .map(|entry| entry.path());
    let segment = segment
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "segment"))
        .expect("a segment");
    let mut bytes = std::fs::read(&segment).expect("a segment");
    bytes[120] ^= 1;
    std::fs::write(&segment, bytes).expect("a segment");
    assert_eq!(newsroom.audit(&page(&FERRY))["label"], "not_derived");
    let file = newsroom.path("page.html").to_string_lossy().into_owned();
    let told = copydesk(&["audit", "--data", &newsroom.data(), &file]);
    assert!(
        stderr(&told).contains("00000000.segment: the checksum of its blocks"),
        "{}",
        stderr(&told)
    );
    let run = copydesk(&["rebuild", "--data", &newsroom.data()]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert_eq!(newsroom.audit(&page(&FERRY))["label"], "wholly");
}

#[test]
fn files_that_hold_no_page_are_named_with_their_reason_and_the_status_says_so() {
    let newsroom = Newsroom::with(&[ferry()]);
    let pages = newsroom.path("pages");
    std::fs::create_dir(&pages).expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(pages.join(name), bytes).expect("a file");
    };
    put("a-empty.html", b"");
    put(
        "b-blank.html",
        b"<!doctype html><title>x</title><body><script>let x = 1</script></body>",
    );
    put("c-huge.html", &vec![b'a'; (16 << 20) + 1]);
    put("d-long.txt", "word ".repeat(200_001).as_bytes());
    put("e-bytes.html", &[0, 159, 146, 150]);
    put("f-good.html", page(&FERRY).as_bytes());
    let folder = pages.to_string_lossy().into_owned();
    let run = copydesk(&["audit", "--data", &newsroom.data(), &folder]);
    assert_eq!(run.status.code(), Some(2));
    let said = stderr(&run);
    let lines: Vec<&str> = said.lines().collect();
    let expected = [
        ("a-empty.html", "is empty"),
        ("b-blank.html", "shows no text"),
        ("c-huge.html", "is too big: 16777217 bytes"),
        ("d-long.txt", "is too big: 200001 words"),
        ("e-bytes.html", "holds no text"),
    ];
    assert_eq!(lines.len(), expected.len(), "{said}");
    for (line, (file, reason)) in lines.iter().zip(expected) {
        assert!(line.contains(file) && line.contains(reason), "{line}");
    }
    assert_eq!(
        stdout(&run).matches("label ").count(),
        1,
        "{}",
        stdout(&run)
    );
    let nothing = newsroom.path("nothing");
    std::fs::create_dir(&nothing).expect("a folder");
    let none = copydesk(&[
        "audit",
        "--data",
        &newsroom.data(),
        &nothing.to_string_lossy(),
    ]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("there is no page in this folder"));
}

#[test]
fn an_audit_beside_a_running_newsroom_finds_what_has_just_come_and_alters_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "40");
    let treaty = until("the treaty story", || demo.link("/", "treaty"));
    let save = |name: &str, path: &str| {
        let file = work.path().join(name);
        std::fs::write(&file, demo.get(path).body).expect("a page");
        file.to_string_lossy().into_owned()
    };
    let explained = save("treaty.html", &treaty);
    let memo = until("the memo", || demo.link("/politics/", "ministry-weighs"));
    let killed = save("memo.html", &memo);
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    let data = work.path().join("data").to_string_lossy().into_owned();
    let audit = |file: &str| -> Value {
        let run = copydesk(&["audit", "--json", "--data", &data, file]);
        assert!(run.status.success(), "{}", stderr(&run));
        let audit = serde_json::from_str(&stdout(&run)).expect("JSON");
        check_schema(&audit);
        audit
    };
    let found = audit(&explained);
    let guid = "tag:meridianpress.example,2026:russia-dprk-treaty";
    assert_eq!(found["sources"][0]["guid"], guid);
    assert!(
        found["sources"][0]["share_wire"].as_u64() > Some(900),
        "{found}"
    );
    assert_eq!(audit(&killed)["label"], "not_derived", "it was killed");
    check_own_page(&demo.get(&treaty).body, &found["disclosure"]);
    assert!(demo.stop(), "it stops cleanly");
}

/// What is said of a story's page from outside is what the page says itself: its statements, its rights and its links
/// stand beside the text and add nothing to it.
#[track_caller]
fn check_own_page(page: &str, found: &Value) {
    let stated = |name: &str| {
        let at = page.find(&format!("{name}=\"")).expect("the disclosure") + name.len() + 2;
        page[at..].split('"').next().unwrap_or("")
    };
    assert!(
        page.contains("class=\"said\""),
        "who said what stands below"
    );
    assert_eq!(found["verdict"], stated("data-verdict"), "{found}");
    assert_eq!(found["headline"], stated("data-headline"));
    assert_eq!(found["insertions"], serde_json::json!([]));
    let said = |ours: &str| ours.replace(['\u{2019}', '\u{201c}', '\u{201d}'], "'");
    let sentence = said(found["sentence"]["en"].as_str().unwrap_or(""));
    assert!(said(page).contains(&sentence), "{sentence}");
}
