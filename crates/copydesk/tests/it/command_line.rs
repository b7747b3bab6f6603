//! The command line as an operator meets it: answers on stdout, one line on stderr that names file and reason.

use crate::program::{Demo, copydesk, files_under, stderr, stdout};

const WIRE: &str = r#"{"uri":"tag:wire.example,2026:line-9","standard":{"name":"ninjs","version":"3.0"},"type":"text",
"headlines":[{"value":"Line 9 opens on Sunday"}],
"bodies":[{"contentType":"text/plain","value":"The first tram on line 9 leaves at 5.12 on Sunday, the operator said.\n\nFares do not change. A ticket costs 2.40.\n\nThe line took 20 years and crosses the river twice."}]}"#;

fn page(text: &[&str], headline: &str) -> String {
    let paragraphs: String = text.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>{headline} - Example Times</title>\
         <meta property=og:site_name content=\"Example Times\"></head>\
         <body><nav><ul><li><a href=/>Home</a></li></ul></nav><article><h1>{headline}</h1>{paragraphs}</article>\
         <footer><p>Imprint and contact</p></footer></body></html>"
    )
}

const TEXT: [&str; 3] = [
    "The first tram on line 9 leaves at 5.12 on Sunday, the operator said.",
    "Fares do not change. A ticket costs 2.40.",
    "The line took 20 years and crosses the river twice.",
];

/// Runs `disclose` on the wire above and a page; answers the JSON.
fn disclosed(html: &str) -> serde_json::Value {
    let work = tempfile::tempdir().expect("a folder");
    let (wire, page) = (work.path().join("wire.json"), work.path().join("page.html"));
    std::fs::write(&wire, WIRE).expect("a wire");
    std::fs::write(&page, html).expect("a page");
    let output = copydesk(&[
        "disclose",
        "--json",
        "--wire",
        &wire.to_string_lossy(),
        "--page",
        &page.to_string_lossy(),
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

#[test]
fn a_page_made_from_the_wire_is_identical_with_its_headline_changed() {
    let json = disclosed(&page(&TEXT, "Tram crosses the river again"));
    assert_eq!(
        (json["verdict"].as_str(), json["headline"].as_str()),
        (Some("identical"), Some("changed"))
    );
    let sentence = json["sentence"]["en"].as_str().expect("a sentence");
    assert!(
        sentence.contains("the text is unmodified; the headline was written by Example Times"),
        "{sentence}"
    );
}

#[test]
fn one_changed_digit_is_never_called_unmodified() {
    for (paragraph, wrong) in [(0, "5.13"), (1, "2.41"), (2, "21 years")] {
        let right = ["5.12", "2.40", "20 years"][paragraph];
        let changed = TEXT[paragraph].replace(right, wrong);
        let mut text = TEXT;
        text[paragraph] = &changed;
        let json = disclosed(&page(&text, "Line 9 opens on Sunday"));
        assert_eq!(json["verdict"], "modified", "{wrong}");
        assert_eq!(json["counts"]["figures"], 1, "{wrong}");
    }
}

#[test]
fn a_shortened_page_says_what_is_missing() {
    let json = disclosed(&page(&TEXT[..2], "Line 9 opens on Sunday"));
    assert_eq!(
        (json["verdict"].as_str(), json["headline"].as_str()),
        (Some("shortened"), Some("same"))
    );
    let sentence = json["sentence"]["en"].as_str().expect("a sentence");
    assert!(
        sentence.contains("the last of 3 paragraphs is omitted"),
        "{sentence}"
    );
}

#[test]
fn read_prints_one_json_object_a_line() {
    let work = tempfile::tempdir().expect("a folder");
    let wire = work.path().join("wire.json");
    std::fs::write(&wire, WIRE).expect("a wire");
    let output = copydesk(&["read", "--agency", "ew", &wire.to_string_lossy()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let line = stdout(&output);
    assert_eq!(line.lines().count(), 1);
    let item: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(item["guid"], "tag:wire.example,2026:line-9");
    assert_eq!(item["format"], "ninjs");
    assert_eq!(
        item["renditions"][0]["paragraphs"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn read_as_ninjs_gives_an_item_that_reads_back_the_same() {
    let work = tempfile::tempdir().expect("a folder");
    let (first, second) = (work.path().join("1.json"), work.path().join("2.json"));
    std::fs::write(&first, WIRE).expect("a wire");
    let written = copydesk(&["read", "--as", "ninjs", &first.to_string_lossy()]);
    std::fs::write(&second, &written.stdout).expect("a wire");
    let facts = |path: &std::path::Path| {
        let item: serde_json::Value =
            serde_json::from_str(&stdout(&copydesk(&["read", &path.to_string_lossy()])))
                .expect("JSON");
        let texts = item["renditions"][0]["paragraphs"]
            .as_array()
            .expect("paragraphs")
            .iter();
        (
            item["guid"].clone(),
            item["headline"].clone(),
            texts.map(|p| p["text"].clone()).collect::<Vec<_>>(),
        )
    };
    assert_eq!(facts(&first), facts(&second));
}

#[test]
fn an_unreadable_file_is_named_and_the_others_are_read() {
    let work = tempfile::tempdir().expect("a folder");
    let (wire, junk) = (work.path().join("wire.json"), work.path().join("junk.bin"));
    std::fs::write(&wire, WIRE).expect("a wire");
    std::fs::write(&junk, [0u8, 159, 146, 150, 0, 1, 2, 255]).expect("junk");
    let output = copydesk(&[
        "read",
        &junk.to_string_lossy(),
        &wire.to_string_lossy(),
        "/no/such/file",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output).lines().count(), 1);
    let errors = stderr(&output);
    assert_eq!(errors.lines().count(), 2, "{errors}");
    assert!(
        errors.contains("junk.bin: no item found") && errors.contains("/no/such/file"),
        "{errors}"
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_nearest_known_one() {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("copydesk.toml");
    std::fs::write(
        &file,
        "[site]\nname = \"Example Times\"\nlanguge = \"en\"\n",
    )
    .expect("a configuration");
    let output = copydesk(&["config", "check", "--config", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    let error = stderr(&output);
    assert!(
        error.contains("copydesk.toml: line 3: unknown key `languge`, did you mean `language`?"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1);
}

#[test]
fn a_section_named_like_a_reserved_address_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("copydesk.toml");
    let text = "[site]\nname = \"T\"\n[[section]]\nslug = \"desk\"\nname = \"Desk\"\n";
    std::fs::write(&file, text).expect("a configuration");
    let output = copydesk(&["config", "check", "--config", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("reserved"), "{}", stderr(&output));
}

#[test]
fn init_writes_a_configuration_that_passes_its_check_and_never_overwrites() {
    let work = tempfile::tempdir().expect("a folder");
    let dir = work.path().join("news");
    let made = copydesk(&["init", &dir.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stdout(&made).contains("password"));
    let config = dir.join("copydesk.toml").to_string_lossy().into_owned();
    let check = copydesk(&["config", "check", "--config", &config]);
    assert!(check.status.success(), "{}", stderr(&check));
    assert_eq!(
        copydesk(&["init", &dir.to_string_lossy()]).status.code(),
        Some(2)
    );
}

#[test]
fn a_port_in_use_is_one_line_that_names_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = copydesk(&["demo", "--listen", &address]);
    assert_eq!(output.status.code(), Some(2));
    let error = stderr(&output);
    assert!(
        error.contains(&address) && error.lines().count() == 1,
        "{error}"
    );
}

#[test]
fn help_teaches_every_command() {
    let help = stdout(&copydesk(&["--help"]));
    for command in [
        "demo", "serve", "init", "read", "disclose", "import", "rebuild", "backup", "user",
        "config", "feed",
    ] {
        assert!(help.contains(command), "{command}");
        assert!(copydesk(&[command, "--help"]).status.success(), "{command}");
    }
}

#[test]
fn a_mistyped_data_folder_never_becomes_an_empty_archive() {
    let work = tempfile::tempdir().expect("a folder");
    let nowhere = work.path().join("nowhere").to_string_lossy().into_owned();
    let copy = work.path().join("copy").to_string_lossy().into_owned();
    for command in [
        vec!["backup", "--data", &nowhere, &copy],
        vec!["rebuild", "--data", &nowhere],
        vec!["user", "--data", &nowhere, "asha"],
    ] {
        let output = copydesk(&command);
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(
            stderr(&output).contains("no archive"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!work.path().join("nowhere").exists());
}

#[test]
fn a_teaser_never_stands_for_the_text() {
    let wire = r#"{"uri":"tag:wire.example,2026:tower","standard":{"name":"ninjs","version":"3.0"},"type":"text",
"headlines":[{"value":"Tower reopens"}],
"descriptions":[{"role":"summary","contentType":"text/plain","value":"The old tower is open again after nine years."}],
"bodies":[{"contentType":"text/plain","value":"The old tower is open again after nine years of repairs, the city said on Monday.\n\nThe stairs have 311 steps and a new rail.\n\nTickets cost 4 crowns, children pay nothing.\n\nThe bell stays silent until spring because of nesting falcons, the keeper said."}]}"#;
    let work = tempfile::tempdir().expect("a folder");
    let (wire_file, page_file) = (work.path().join("w.json"), work.path().join("p.html"));
    std::fs::write(&wire_file, wire).expect("a wire");
    let disclosed = |text: &[&str]| -> serde_json::Value {
        std::fs::write(&page_file, page(text, "Tower reopens")).expect("a page");
        let (wire, page) = (wire_file.to_string_lossy(), page_file.to_string_lossy());
        let output = copydesk(&["disclose", "--json", "--wire", &wire, "--page", &page]);
        serde_json::from_str(&stdout(&output)).expect("JSON")
    };
    let first = "The old tower is open again after nine years of repairs, the city said on Monday.";
    assert_eq!(disclosed(&[first])["verdict"], "shortened");
    let teaser = disclosed(&["The old tower is open again after nine years."]);
    assert_ne!(teaser["verdict"], "identical");
}

#[test]
fn a_feed_of_an_agency_that_is_not_declared_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("copydesk.toml");
    let text = "[site]\nname = \"T\"\n[[section]]\nslug = \"world\"\nname = \"World\"\n\
                [[feed]]\nid = \"a\"\nagency = \"agenzy\"\ntransport = \"folder\"\nfolder = \"in\"\n";
    std::fs::write(&file, text).expect("a configuration");
    let output = copydesk(&["config", "check", "--config", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("agenzy"), "{}", stderr(&output));
}

/// A tar with these files.
pub fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, text) in files {
        let mut block = vec![0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        let sum: u32 = block.iter().map(|&byte: &u8| u32::from(byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend(block);
        out.extend(text.as_bytes());
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn read_reads_the_files_of_an_archive_whatever_its_name() {
    let work = tempfile::tempdir().expect("a folder");
    let archive = work.path().join("day.xz");
    let files = [("line-9.json", WIRE), ("picture.bin", "\u{1}\u{2}\u{3}")];
    std::fs::write(&archive, tar(&files)).expect("an archive");
    let output = copydesk(&["read", &archive.to_string_lossy()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 1);
    assert!(stdout(&output).contains("tag:wire.example,2026:line-9"));
    assert!(stderr(&output).contains("picture.bin: no item found"));
}

const FEED: &str = "[site]\nname = \"Example Times\"\n[[section]]\nslug = \"news\"\nname = \"News\"\n\
[[agency]]\nid = \"pvx\"\nname = \"PVX\"\n[[feed]]\nid = \"pvx\"\nagency = \"pvx\"\ntransport = \"folder\"\nfolder = \"in\"\n";

/// What `config check` says of the configuration above with this behind it; whether it passes.
fn checked(more: &str) -> (bool, String) {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("copydesk.toml");
    std::fs::write(&file, format!("{FEED}{more}")).expect("a configuration");
    let output = copydesk(&["config", "check", "--config", &file.to_string_lossy()]);
    let said = match output.status.success() {
        true => stdout(&output),
        false => stderr(&output),
    };
    (output.status.success(), said)
}

#[track_caller]
fn check_refused(more: &str, reason: &str) {
    let (passes, said) = checked(more);
    assert!(!passes && said.contains(reason), "{said}");
}

#[test]
fn a_wrong_mapping_is_refused_with_its_line() {
    let mapping = |fields: &str| {
        format!("format = \"map-json\"\n[feed.mapping]\nitem = \"stories\"\n{fields}")
    };
    assert!(checked(&mapping("text = [\"copy\", \"body\"]\n")).0);
    check_refused(
        &mapping("headlin = \"x\"\n"),
        "line 17: feed \"pvx\": mapping.headlin: a mapping has no such field, did you mean `headline`?",
    );
    check_refused(
        &mapping("text = \"a//b\"\n"),
        "line 17: feed \"pvx\": mapping.text: path \"a//b\": a name is missing (character 3)",
    );
    check_refused(
        &mapping(""),
        "line 16: feed \"pvx\": mapping: a mapping needs html",
    );
    check_refused(
        "mapping_profile = \"afp-api\"\n",
        "a mapping needs format = \"map-json\"",
    );
    check_refused(
        "format = \"map-json\"\n",
        "needs [feed.mapping] or mapping_profile",
    );
    check_refused(
        "format = \"map-json\"\nmapping_profile = \"none\"\n",
        "known are reuters-connect, afp-api",
    );
    assert!(checked("format = \"map-json\"\nmapping_profile = \"afp-api\"\n").0);
}

#[test]
fn limits_are_set_printed_and_bounded() {
    let (passes, said) = checked("[limits]\nmime_parts = 7\narchive_bytes = 1000000\n");
    assert!(
        passes && said.contains("mail parts 7, nested 4; archive files 10000, bytes 1000000"),
        "{said}"
    );
    check_refused(
        "[limits]\nitems = 0\n",
        "limits.items 0: a limit is from 1 to 10000",
    );
    check_refused("[limits]\nraw_byte = 1\n", "did you mean `raw_bytes`?");
}

#[test]
fn read_explains_a_wire_to_a_person() {
    let work = tempfile::tempdir().expect("a folder");
    let wire = work.path().join("wire.json");
    std::fs::write(&wire, WIRE).expect("a wire");
    let output = copydesk(&["read", "--explain", &wire.to_string_lossy()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let said = stdout(&output);
    for expected in [
        "ninjs, 1 item",
        "Item          tag:wire.example,2026:line-9",
        "Version       none stated",
        "Embargo       none",
        "the text: ",
        "3 paragraphs (3 text)",
    ] {
        assert!(said.contains(expected), "{expected} in\n{said}");
    }
}

#[test]
fn what_is_written_as_newsml_g2_is_read_again() {
    let work = tempfile::tempdir().expect("a folder");
    let (wire, copy) = (work.path().join("wire.json"), work.path().join("copy.xml"));
    std::fs::write(&wire, WIRE).expect("a wire");
    let output = copydesk(&["read", "--as", "newsml-g2", &wire.to_string_lossy()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("NewsML-G2 requires versionCreated"),
        "{}",
        stderr(&output)
    );
    std::fs::write(&copy, &output.stdout).expect("a copy");
    let again = copydesk(&["read", &copy.to_string_lossy()]);
    let item: serde_json::Value = serde_json::from_str(stdout(&again).trim()).expect("JSON");
    assert_eq!(item["format"], "newsml-g2");
    assert_eq!(item["headline"], "Line 9 opens on Sunday");
    let paragraphs = item["renditions"][0]["paragraphs"]
        .as_array()
        .expect("a list");
    assert_eq!(paragraphs.len(), 3);
    assert_eq!(
        item["version_created"],
        serde_json::Value::Null,
        "no time is made up"
    );
}

#[test]
fn a_feed_is_refused_a_folder_that_holds_the_archive_or_another_feed_reads() {
    let work = tempfile::tempdir().expect("a folder");
    let place = work.path().join("newsroom");
    let made = copydesk(&["init", &place.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    let path = place.join("copydesk.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    assert!(
        text.contains("origin = \"127.0.0.1:8080/ledger\""),
        "the ledger's name stands in it"
    );
    for (wrong, why) in [
        (
            text.replace("folder = \"wires\"", "folder = \"data\""),
            "data folder",
        ),
        (
            text.replace("folder = \"wires\"", "folder = \".\""),
            "data folder",
        ),
        (
            format!(
                "{text}\n[[feed]]\nid = \"again\"\nagency = \"agency\"\ntransport = \"folder\"\nfolder = \"./wires\"\n"
            ),
            "is that of feed",
        ),
    ] {
        std::fs::write(&path, wrong).expect("a configuration");
        let checked = copydesk(&["config", "check", "--config", &path.to_string_lossy()]);
        assert_eq!(checked.status.code(), Some(2));
        assert!(stderr(&checked).contains(why), "{}", stderr(&checked));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_and_never_judged() {
    let work = tempfile::tempdir().expect("a folder");
    let (wire, page) = (work.path().join("wire.json"), work.path().join("page.html"));
    std::fs::write(&wire, WIRE).expect("a wire");
    for bytes in [
        &b"\x1f\x8b\x08\x00rest of an archive"[..],
        b"noise \x00\x01\x02 noise",
    ] {
        std::fs::write(&page, bytes).expect("a page");
        let page = page.to_string_lossy();
        let output = copydesk(&[
            "disclose",
            "--wire",
            &wire.to_string_lossy(),
            "--page",
            &page,
        ]);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!(stderr(&output).contains("page.html"), "{}", stderr(&output));
        let output = copydesk(&["quotes", "--source", &wire.to_string_lossy(), &page]);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    }
}

#[test]
fn an_editor_without_a_name_is_refused_and_nothing_is_made() {
    let work = tempfile::tempdir().expect("a folder");
    let dir = work.path().join("news");
    for name in ["", "  ", " asha", "as\u{200b}ha", "as\nha", &"a".repeat(81)] {
        let made = copydesk(&["init", &dir.to_string_lossy(), "--editor", name]);
        assert_eq!(made.status.code(), Some(2), "{name:?}");
        assert!(stderr(&made).contains("editor's name"), "{}", stderr(&made));
        assert!(!dir.exists(), "{name:?}");
    }
    let made = copydesk(&["init", &dir.to_string_lossy(), "--editor", "asha"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let data = dir.join("data").to_string_lossy().into_owned();
    let empty = copydesk(&["user", "--data", &data, ""]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(
        stderr(&empty).contains("must not be empty"),
        "{}",
        stderr(&empty)
    );
}

#[test]
fn an_editor_is_added_beside_a_running_newsroom_and_signs_in() {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "1");
    let data = work.path().join("data").to_string_lossy().into_owned();
    let added = copydesk(&["user", "--data", &data, "asha"]);
    assert!(added.status.success(), "{}", stderr(&added));
    let said = stdout(&added);
    let password = said
        .split("password ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let body = format!("name=asha&password={}", password.expect("a password"));
    let answer = demo.post("/desk/sign-in", &body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(demo.stop(), "it stops cleanly");
}

#[test]
fn a_demo_plays_into_no_folder_that_it_did_not_make() {
    let work = tempfile::tempdir().expect("a folder");
    let dir = work.path().join("news");
    let made = copydesk(&["init", &dir.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    let before = files_under(&dir);
    let played = copydesk(&[
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--data",
        &dir.to_string_lossy(),
    ]);
    assert_eq!(played.status.code(), Some(2));
    assert!(
        stderr(&played).contains("no demo made"),
        "{}",
        stderr(&played)
    );
    assert_eq!(files_under(&dir), before);
}
