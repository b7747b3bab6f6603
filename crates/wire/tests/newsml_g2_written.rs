//! NewsML-G2 as the project writes it: the facts of every corpus case and every fixture survive a round trip, elements stand
//! in the order of the schema, and what the standard requires is there or named as missing.

use std::path::{Path, PathBuf};

use copydesk_wire::newsml_g2::write;
use copydesk_wire::{Hint, Item, Picture, Signal, Status, read};

fn files(root: &Path) -> Vec<PathBuf> {
    let mut open = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn own_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// What XML cannot hold is U+FFFD on both sides; white space is what the reader folds anyway.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| match c {
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    });
    letters
        .collect::<String>()
        .split_ascii_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn words(text: &Option<String>) -> Option<String> {
    text.as_deref().map(plain).filter(|text| !text.is_empty())
}

fn list(texts: &[String]) -> Vec<String> {
    let mut seen = Vec::new();
    for text in texts
        .iter()
        .map(|text| plain(text))
        .filter(|text| !text.is_empty())
    {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

fn body(item: &Item) -> Vec<String> {
    let body = item
        .body()
        .map(|body| body.paragraphs.as_slice())
        .unwrap_or_default();
    body.iter()
        .map(|paragraph| plain(&paragraph.text))
        .collect()
}

fn pictures(item: &Item) -> Vec<Picture> {
    let shown = item
        .pictures
        .iter()
        .filter(|picture| picture.href.is_some() || picture.id.is_some());
    let text = |text: &Option<String>| words(text);
    shown
        .map(|picture| Picture {
            id: text(&picture.id),
            href: text(&picture.href),
            caption: text(&picture.caption),
            credit: text(&picture.credit),
            headline: text(&picture.headline),
            ..picture.clone()
        })
        .collect()
}

/// The first fact that the copy lost or changed.
fn lost(sent: &Item, copy: &Item) -> Option<String> {
    let differs =
        |name: &str, a: String, b: String| (a != b).then(|| format!("{name}: {a:?} became {b:?}"));
    let time =
        |time: &Option<copydesk_wire::SentTime>| format!("{:?}", time.as_ref().map(|time| time.at));
    let signals = |item: &Item| {
        // a withheld status is the signal in NewsML-G2
        let own = item
            .signals
            .iter()
            .filter(|signal| **signal != Signal::Withhold);
        let mut signals: Vec<&str> = own.map(|signal| signal.name()).collect();
        signals.sort_unstable();
        format!("{signals:?}")
    };
    let notes = |item: &Item| {
        let notes = item.ed_notes.iter().map(|note| plain(&note.text));
        format!(
            "{:?}",
            notes.filter(|text| !text.is_empty()).collect::<Vec<_>>()
        )
    };
    let subjects = |item: &Item| {
        let said = item
            .subjects
            .iter()
            .map(|s| (words(&s.code), words(&s.name)));
        format!(
            "{:?}",
            said.filter(|s| *s != (None, None)).collect::<Vec<_>>()
        )
    };
    // an abstract of a text that lies elsewhere is read as a summary, and the finding says so
    let summary_only = copy
        .findings
        .iter()
        .any(|finding| finding.code == "body.summary_only");
    let text = if sent.body.is_none() && summary_only {
        Vec::new()
    } else {
        body(copy)
    };
    let checks = [
        differs("guid", plain(&sent.guid), plain(&copy.guid)),
        differs(
            "agency",
            format!("{:?}", words(&sent.agency)),
            format!("{:?}", words(&copy.agency)),
        ),
        differs(
            "version",
            format!(
                "{:?}",
                sent.version_ordinal
                    .filter(|n| (0..=i64::from(i32::MAX)).contains(n))
            ),
            format!(
                "{:?}",
                copy.version_ordinal.filter(|_| sent
                    .version_ordinal
                    .is_some_and(|n| (0..=i64::from(i32::MAX)).contains(&n)))
            ),
        ),
        differs(
            "version_created",
            time(&sent.version_created),
            time(&copy.version_created),
        ),
        differs(
            "first_created",
            time(&sent.first_created),
            time(&copy.first_created),
        ),
        differs("expires", time(&sent.expires), time(&copy.expires)),
        differs(
            "status",
            sent.status.name().into(),
            copy.status.name().into(),
        ),
        differs(
            "embargo",
            format!("{:?}", sent.embargo),
            format!("{:?}", copy.embargo),
        ),
        differs("signals", signals(sent), signals(copy)),
        differs(
            "headline",
            format!("{:?}", words(&sent.headline)),
            format!("{:?}", words(&copy.headline)),
        ),
        differs(
            "slugline",
            format!("{:?}", words(&sent.slugline)),
            format!("{:?}", words(&copy.slugline)),
        ),
        differs(
            "byline",
            format!("{:?}", words(&sent.byline)),
            format!("{:?}", words(&copy.byline)),
        ),
        differs(
            "credit_line",
            format!("{:?}", words(&sent.credit_line)),
            format!("{:?}", words(&copy.credit_line)),
        ),
        differs(
            "holder",
            format!("{:?}", words(&sent.copyright_holder)),
            format!("{:?}", words(&copy.copyright_holder)),
        ),
        differs(
            "notice",
            format!("{:?}", words(&sent.copyright_notice)),
            format!("{:?}", words(&copy.copyright_notice)),
        ),
        differs(
            "usage_terms",
            format!("{:?}", list(&sent.usage_terms)),
            format!("{:?}", list(&copy.usage_terms)),
        ),
        differs(
            "sources",
            format!("{:?}", list(&sent.sources)),
            format!("{:?}", list(&copy.sources)),
        ),
        differs(
            "located",
            format!("{:?}", list(&sent.located)),
            format!("{:?}", list(&copy.located)),
        ),
        differs(
            "genre",
            format!("{:?}", list(&sent.genre)),
            format!("{:?}", list(&copy.genre)),
        ),
        differs(
            "keywords",
            format!("{:?}", list(&sent.keywords)),
            format!("{:?}", list(&copy.keywords)),
        ),
        differs(
            "language",
            format!("{:?}", sent.language),
            format!("{:?}", copy.language),
        ),
        differs(
            "urgency",
            format!("{:?}", sent.urgency),
            format!("{:?}", copy.urgency),
        ),
        differs("notes", notes(sent), notes(copy)),
        differs("subjects", subjects(sent), subjects(copy)),
        differs(
            "links",
            format!("{}", sent.links.len()),
            format!("{}", copy.links.len()),
        ),
        differs(
            "pictures",
            format!("{:?}", pictures(sent)),
            format!("{:?}", pictures(copy)),
        ),
        differs("body", format!("{:?}", body(sent)), format!("{text:?}")),
    ];
    checks.into_iter().flatten().next()
}

fn written_again(item: &Item) -> Item {
    let written = write(item);
    let hint = Hint {
        agency: item.agency.clone(),
        ..Hint::default()
    };
    let parsed = read(written.xml.as_bytes(), &hint);
    let found: Vec<&str> = parsed.findings.iter().map(|finding| finding.code).collect();
    assert!(
        found.iter().all(|code| !code.starts_with("xml.")),
        "{found:?}\n{}",
        written.xml
    );
    parsed
        .items
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("no item in\n{}", written.xml))
}

fn check_files(files: &[PathBuf], least: usize) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files {
        let bytes = std::fs::read(file).expect("a file");
        for item in read(&bytes, &Hint::default()).items {
            count += 1;
            let copy = written_again(&item);
            wrong.extend(lost(&item, &copy).map(|what| format!("{}: {what:.300}", file.display())));
            assert_eq!(
                write(&copy).xml,
                write(&written_again(&copy)).xml,
                "{}: writing is stable",
                file.display()
            );
        }
    }
    println!(
        "{count} items written and read again, {} with a fact lost",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= least, "{count}");
}

#[test]
fn the_facts_of_every_corpus_case_survive() {
    let cases: Vec<PathBuf> = files(&own_corpus())
        .into_iter()
        .filter(|path| !path.ends_with("expected.json") && !path.ends_with("hint.json"))
        .collect();
    check_files(&cases, 100);
}

#[test]
fn an_embargo_without_a_time_stays_closed() {
    let item = Item {
        guid: String::from("urn:x:1"),
        embargo: copydesk_wire::Embargo::TimeUnknown,
        headline: Some(String::from("Harbour opens")),
        ..Item::default()
    };
    assert_eq!(
        written_again(&item).embargo,
        copydesk_wire::Embargo::TimeUnknown
    );
    assert_eq!(write(&item).missing, ["versionCreated", "provider"]);
}

#[test]
fn a_killed_item_is_written_as_canceled_and_a_notice_as_withheld() {
    let killed = Item {
        guid: String::from("urn:x:1"),
        status: Status::Canceled,
        signals: vec![Signal::Kill],
        ..Item::default()
    };
    assert!(write(&killed).xml.contains("stat:canceled"));
    let notice = Item {
        status: Status::Withheld,
        ..killed
    };
    let copy = written_again(&notice);
    assert_eq!(copy.status, Status::Withheld);
    assert!(copy.signals.contains(&Signal::Kill));
}

/// Element order of `itemMeta` and `contentMeta` in the schema, as far as the writer uses it.
const ORDER: [(&str, &[&str]); 2] = [
    (
        "itemMeta",
        &[
            "itemClass",
            "provider",
            "versionCreated",
            "firstCreated",
            "embargoed",
            "pubStatus",
            "edNote",
            "signal",
            "expires",
            "link",
        ],
    ),
    (
        "contentMeta",
        &[
            "urgency",
            "located",
            "infoSource",
            "altId",
            "language",
            "keyword",
            "genre",
            "subject",
            "slugline",
            "headline",
            "dateline",
            "by",
            "creditline",
            "description",
        ],
    ),
];

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    for file in files(&own_corpus()) {
        let bytes = std::fs::read(&file).expect("a file");
        for item in read(&bytes, &Hint::default()).items {
            let xml = write(&item).xml;
            for (around, order) in ORDER {
                let open = xml.find(&format!("<{around}>")).expect(around);
                let close = xml.find(&format!("</{around}>")).expect(around);
                let names = xml[open..close].lines().skip(1).filter_map(|line| {
                    let name = line.strip_prefix('<')?.split([' ', '>', '/']).next()?;
                    order.iter().position(|known| *known == name)
                });
                let places: Vec<usize> = names.collect();
                assert!(places.is_sorted(), "{}: {places:?}", file.display());
            }
        }
    }
}

#[test]
fn the_facts_of_the_fixtures_survive() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/wire");
    if !root.is_dir() {
        eprintln!("skipped: {} is not there", root.display());
        return;
    }
    let wires: Vec<PathBuf> = files(&root)
        .into_iter()
        .filter(|path| {
            let ending = path
                .extension()
                .and_then(|ending| ending.to_str())
                .unwrap_or_default();
            !matches!(ending, "jpg" | "jpeg" | "png" | "gif" | "mp3" | "zip")
        })
        .collect();
    check_files(&wires, 100);
}
