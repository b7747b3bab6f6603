//! Real files of the outside world, read where they lie beside the project and never copied into it. Without them
//! the tests pass and say so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_wire::chars::Mapped;
use copydesk_wire::{
    BlockKind, Format, Hint, Item, Parsed, Rendition, Signal, html, item_json, read,
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures/wire");

/// Every file below a folder of the fixtures, in order; nothing if it is absent.
fn files(folder: &str) -> Vec<PathBuf> {
    let top = Path::new(FIXTURES).join(folder);
    if !top.is_dir() {
        eprintln!("skipped: {folder} is not beside the project");
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut folders = vec![top];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

fn readings(folder: &str) -> Vec<(String, Vec<u8>, Parsed)> {
    files(folder)
        .into_iter()
        .map(|path| {
            let raw = std::fs::read(&path).unwrap();
            let parsed = read(&raw, &Hint::default());
            let name = path.strip_prefix(FIXTURES).unwrap_or(&path);
            (name.display().to_string(), raw, parsed)
        })
        .collect()
}

fn folded(rendition: &Rendition) -> String {
    let text: Vec<&str> = rendition
        .paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.text.split_ascii_whitespace())
        .collect();
    text.join(" ")
}

fn rendition<'i>(item: &'i Item, name: &str) -> &'i Rendition {
    let found = item.renditions.iter().find(|r| r.name == name);
    found.unwrap_or_else(|| panic!("{} has no rendition {name}", item.guid))
}

#[test]
fn every_wire_file_gives_an_item_or_says_why_not_and_says_the_same_twice() {
    for folder in ["", "../feeds"] {
        for path in files(folder) {
            let raw = std::fs::read(&path).unwrap();
            let parsed = read(&raw, &Hint::default());
            assert!(
                !parsed.items.is_empty() || !parsed.findings.is_empty(),
                "{}",
                path.display()
            );
            for item in &parsed.items {
                assert!(!item.guid.is_empty(), "{}", path.display());
                for paragraph in item.renditions.iter().flat_map(|r| &r.paragraphs) {
                    assert!(paragraph.span.end <= raw.len(), "{}", path.display());
                    assert!(!paragraph.text.is_empty(), "{}", path.display());
                }
            }
            assert_eq!(read(&raw, &Hint::default()), parsed, "{}", path.display());
        }
    }
}

#[test]
fn each_item_of_the_dpa_day_holds_its_story_twice() {
    let day = readings("dpa-day");
    let mut equal = 0;
    for (name, _, parsed) in &day {
        assert_eq!(parsed.items.len(), 1, "{name}");
        let item = &parsed.items[0];
        let (xhtml, plain) = (rendition(item, "xhtml"), rendition(item, "text"));
        assert_eq!(item.body().map(|body| body.name.as_str()), Some("xhtml"));
        equal += usize::from(folded(xhtml) == folded(plain));
    }
    assert!(
        day.is_empty() || equal >= 36,
        "{equal} of {} pairs",
        day.len()
    );
}

#[test]
fn the_dpa_day_keeps_its_facts() {
    let day = readings("dpa-day");
    let mut signals: BTreeMap<Signal, usize> = BTreeMap::new();
    let (mut nonpublic, mut messages) = (0, Vec::new());
    for (name, raw, parsed) in &day {
        let item = &parsed.items[0];
        assert_eq!(item.agency.as_deref(), Some("dpa"), "{name}");
        assert!(item.guid.starts_with("urn:newsml:dpa.com:"), "{name}");
        assert!(
            item.version_created.is_some() && item.version.is_some(),
            "{name}"
        );
        assert!(item.headline.is_some() && item.slugline.is_some(), "{name}");
        assert_eq!(item.language.as_deref(), Some("de"), "{name}");
        assert_eq!(item.credit_line.as_deref(), Some("dpa"), "{name}");
        assert!(
            item.urgency.is_some() && !item.subjects.is_empty(),
            "{name}"
        );
        for signal in &item.signals {
            *signals.entry(*signal).or_default() += 1;
        }
        let raw = String::from_utf8_lossy(raw);
        nonpublic += raw
            .matches("pubconstraint=\"dpapconstraint:nonpublic\"")
            .count();
        for note in &item.ed_notes {
            let role = note.role.as_deref().unwrap_or("");
            let private = ["notepad", "contacts", "dpacontacts", "nonpublic"];
            if private.iter().any(|word| role.ends_with(word)) {
                assert!(!note.publishable, "{name}: {role}");
            }
        }
        let ids = |wanted: &str| {
            let found = item.alt_ids.iter().find(|(known, _)| known == wanted);
            found.map(|(_, ids)| ids.clone()).unwrap_or_default()
        };
        assert!(!ids("iptc7901").is_empty(), "{name}");
        let mut numbers: Vec<String> = ids("message")
            .iter()
            .filter_map(|id| Some(id.split(':').nth(1)?.to_owned()))
            .collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{name}");
        messages.extend(numbers);
        let unplaced = item.findings.iter().find(|f| f.code == "text.unplaced");
        assert_eq!(unplaced, None, "{name}");
    }
    if day.is_empty() {
        return;
    }
    assert_eq!(nonpublic, 126);
    let expected = [
        (Signal::Update, 7),
        (Signal::Correction, 1),
        (Signal::Repeat, 1),
    ];
    assert_eq!(signals, BTreeMap::from(expected));
    let count = messages.len();
    messages.sort();
    messages.dedup();
    assert_eq!(messages.len(), count, "no message number on two items");
}

#[test]
fn no_contact_of_the_dpa_day_stands_in_a_paragraph() {
    for (name, raw, parsed) in readings("dpa-day") {
        let raw = String::from_utf8_lossy(&raw).into_owned();
        let contacts: Vec<&str> = raw
            .split("pubconstraint=\"dpapconstraint:nonpublic\"")
            .skip(1)
            .filter_map(|rest| {
                rest.split_once('>')?
                    .1
                    .split_once('<')
                    .map(|(text, _)| text)
            })
            .collect();
        for paragraph in parsed.items[0]
            .renditions
            .iter()
            .flat_map(|r| &r.paragraphs)
        {
            for contact in &contacts {
                assert!(
                    !paragraph.text.contains(contact.trim()),
                    "{name}: {contact}"
                );
            }
        }
    }
}

#[test]
fn the_standards_listings_are_read_with_their_facts() {
    for (name, _, parsed) in readings("iptc-g2-listings") {
        // this listing is a sketch with dots in place of items
        let sketch = name.contains("LISTING_24_");
        let g2 = |item: &&Item| item.format == Some(Format::NewsMlG2);
        for item in parsed.items.iter().filter(g2) {
            assert!(sketch || item.version_created.is_some(), "{name}");
            assert!(sketch || item.guid.contains(':'), "{name}: {}", item.guid);
        }
        assert!(!parsed.items.is_empty(), "{name}");
        let ill = parsed.items.iter().flat_map(|item| &item.findings);
        let ill: Vec<&str> = ill
            .map(|f| f.code)
            .filter(|c| c.starts_with("xml."))
            .collect();
        assert!(ill.is_empty(), "{name}: {ill:?}");
        if name.contains("LISTING_5_") {
            let codes: Vec<&str> = parsed.items[0].findings.iter().map(|f| f.code).collect();
            assert!(
                codes.contains(&"charset.declared_wrong"),
                "{name}: {codes:?}"
            );
        }
    }
}

#[test]
fn a_document_that_lies_about_its_charset_keeps_its_letters() {
    for (name, _, parsed) in readings("superdesk-core") {
        if !name.ends_with("mapping_test.xml") {
            continue;
        }
        let [item] = parsed.items.as_slice() else {
            panic!("{} items", parsed.items.len());
        };
        let codes: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["charset.declared_wrong"]);
        let headline = item.headline.as_deref().unwrap_or_default();
        assert!(headline.contains("41-\u{e5}rig"), "{headline}");
        let words = folded(item.body().expect("a text"));
        assert!(words.starts_with("K\u{f8}benhavn"), "{words}");
        assert!(
            !words.contains('\u{c3}') && !words.contains('\u{fffd}'),
            "{words}"
        );
    }
}

#[test]
fn the_standards_unit_files_are_read() {
    for (name, _, parsed) in readings("iptc-g2-unit") {
        let mut ill = parsed
            .items
            .iter()
            .flat_map(|item| &item.findings)
            .chain(&parsed.findings)
            .filter(|finding| finding.code.starts_with("xml."));
        if name.contains("should_pass") {
            assert_eq!(ill.next(), None, "{name}");
        }
    }
}

#[test]
fn documents_of_nitf_keep_their_id_headline_and_story() {
    let mut count = 0;
    for (name, _, parsed) in readings("superdesk-core") {
        let nitf = |item: &&Item| item.format == Some(Format::Nitf);
        for item in parsed.items.iter().filter(nitf) {
            count += 1;
            // one document is a head around nothing
            let empty = name.contains("aap-finance-lite");
            assert_eq!(item.headline.is_none(), empty, "{name}");
            let story = item.body().filter(|body| body.name == "nitf");
            assert_eq!(story.is_none(), empty, "{name}");
            let codes: Vec<&str> = item.findings.iter().map(|f| f.code).collect();
            let hashed = codes.contains(&"identity.from_hash");
            let without_id = name.contains("ap-nitf") || name.contains("ap_media_text_nitf");
            assert!(!hashed || without_id, "{name}: {codes:?}");
            assert!(!codes.contains(&"text.unplaced"), "{name}: {codes:?}");
            if name.contains("nitf-fishing") {
                let kills = item.kills.as_ref().and_then(|kills| kills.guid.as_deref());
                assert_eq!(kills, Some("iptc.321656141.a"));
                assert_eq!(item.guid, "iptc.321656141.b");
            }
        }
    }
    assert!(count == 0 || count >= 10, "{count}");
}

#[test]
fn telegrams_keep_their_number_headline_and_story() {
    let expected: BTreeMap<&str, (&str, &str, &str)> = BTreeMap::from([
        (
            "IPTC7901.txt",
            ("dpa:20131113:eca:62", "dpa:61:20131113", "wsz"),
        ),
        (
            "dpa_copyright.txt",
            ("dpa:20170624:eca:1", "dpa:27:20170624", ""),
        ),
        (
            "dpa_two_by_line.txt",
            ("dpa:20181121:ecp:7", "dpa-tns:908:20181121", "tca"),
        ),
        (
            "dpa_two_line.txt",
            ("dpa:20181121:eca:124", "dpa:1888:20181121", "grj"),
        ),
    ]);
    for (name, raw, parsed) in readings("superdesk-core") {
        let file = name.rsplit('/').next().unwrap_or("");
        let Some((id, message, initials)) = expected.get(file) else {
            continue;
        };
        let item = &parsed.items[0];
        assert_eq!(item.guid, format!("urn:x-copydesk:7901:{id}"));
        assert_eq!(item.alt_ids[1].1, [*message], "{name}");
        let headline = item.headline.as_deref().unwrap_or_default();
        assert!(!headline.is_empty() && !headline.contains('='), "{name}");
        let by = item.byline.is_some();
        assert_eq!(by, file == "dpa_two_by_line.txt", "{name}");
        let body = item.body().unwrap();
        let last = body.paragraphs.last().unwrap();
        assert_eq!(last.kind == BlockKind::Signature, !initials.is_empty());
        assert!(last.text.contains(initials), "{name}: {}", last.text);
        let contact = |text: &str| text.contains("Tel:") || text.contains("@dpa.com");
        assert!(!body.paragraphs.iter().any(|p| contact(&p.text)), "{name}");
        let noted = item.ed_notes.iter().any(|note| contact(&note.text));
        assert_eq!(noted, String::from_utf8_lossy(&raw).contains("Tel:"));
        let codes: Vec<&str> = item.findings.iter().map(|f| f.code).collect();
        let bare = codes.iter().filter(|code| **code != "time.no_zone");
        assert_eq!(bare.count(), 0, "{name}: {codes:?}");
    }
}

#[test]
fn a_telegram_agrees_with_the_json_it_was_made_from() {
    let pair = Path::new(FIXTURES).join("dpa-7901");
    let (Ok(sent), Ok(raw)) = (
        std::fs::read_to_string(pair.join("input/tvo-pol.json")),
        std::fs::read(pair.join("output/tvo-pol.iptc")),
    ) else {
        return eprintln!("skipped: dpa-7901 is not beside the project");
    };
    let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
    let item = &read(&raw, &Hint::default()).items[0];
    assert_eq!(item.headline.as_deref(), sent["headline"].as_str());
    assert_eq!(item.urgency.map(u64::from), sent["urgency"].as_u64());
    assert_eq!(item.signals, [Signal::Correction]);
    let article = sent["article_html"].as_str().unwrap();
    let words = |paragraphs: &[copydesk_wire::Paragraph]| -> Vec<String> {
        let told = |p: &&copydesk_wire::Paragraph| {
            !matches!(p.kind, BlockKind::Signature | BlockKind::Advisory)
        };
        let texts = paragraphs.iter().filter(told);
        let words = texts.flat_map(|p| p.text.split_ascii_whitespace());
        let words = words.filter(|word| *word != "*");
        words.map(str::to_owned).collect()
    };
    let article = html::blocks_of_html(&Mapped::copy_of(article, 0));
    let (telegram, article) = (words(&item.body().unwrap().paragraphs), words(&article));
    assert_eq!(telegram.concat(), article.concat());
    let notes: String = item
        .ed_notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    assert!(notes.contains("1335 Statement"));
}

/// Prints what every file of a folder is read into: `WIRE_SHOW=dpa-day cargo test … show -- --nocapture`.
#[test]
fn show_what_a_folder_is_read_into() {
    let Ok(folder) = std::env::var("WIRE_SHOW") else {
        return;
    };
    for (name, _, parsed) in readings(&folder) {
        println!("== {name} {:?}", parsed.findings);
        for item in &parsed.items {
            println!("{:#}", item_json(item));
        }
    }
}
