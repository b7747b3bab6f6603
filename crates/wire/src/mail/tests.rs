//! What a mail is read into.

use proptest::prelude::*;

use crate::{BlockKind, Embargo, Format, Hint, Item, Limits, Parsed, Signal, Status, read};

fn parsed(mail: &str) -> Parsed {
    read(mail.replace('\n', "\r\n").as_bytes(), &Hint::default())
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    let of_items = parsed.items.iter().flat_map(|item| &item.findings);
    of_items.chain(&parsed.findings).map(|f| f.code).collect()
}

fn texts<'i>(item: &'i Item, name: &str) -> Vec<&'i str> {
    let rendition = item.renditions.iter().find(|r| r.name == name);
    let paragraphs = rendition
        .map(|r| r.paragraphs.as_slice())
        .unwrap_or_default();
    paragraphs.iter().map(|p| p.text.as_str()).collect()
}

const HEAD: &str = "Received: by mail.example; Tue, 3 Mar 2026 09:00:00 +0100\n\
Message-ID: <weir.1@orla.example>\nDate: Tue, 3 Mar 2026 09:00:00 +0100 (CET)\n\
From: Orla Press <desk@orla.example>\nTo: wires@vale.example\n";

fn simple(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn the_head_fills_the_item() {
    let mail = simple(
        "Subject: =?utf-8?q?Weir_in_Vall=C3=A9?= rebuilt\nKeywords: river, weir\nContent-Language: en\n\
         In-Reply-To: <weir.0@orla.example>\n\nThe weir was rebuilt\nstone by stone.\n\nIt holds.\n",
    );
    let item = &parsed(&mail).items[0];
    assert_eq!(item.format, Some(Format::Mail));
    assert_eq!(item.guid, "weir.1@orla.example");
    assert_eq!(item.headline.as_deref(), Some("Weir in Vall\u{e9} rebuilt"));
    assert_eq!(item.sources, ["Orla Press"]);
    assert_eq!(item.keywords, ["river", "weir"]);
    assert_eq!(item.language.as_deref(), Some("en"));
    let sent = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(sent, Some("2026-03-03T09:00:00+01:00"));
    assert_eq!(item.links[0].rel, "related");
    assert_eq!(
        texts(item, "text"),
        ["The weir was rebuilt stone by stone.", "It holds."]
    );
    assert!(item.findings.is_empty(), "{:?}", item.findings);
}

#[test]
fn text_and_html_are_two_renditions_and_the_html_is_the_text() {
    let mail = simple(
        "Subject: Weir\nContent-Type: multipart/alternative; boundary=\"b\"\n\nThis is a multi-part message in MIME format.\n\
         --b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
         The weir in Vall=C3=\n=A9 holds.\n--b\nContent-Type: text/html; charset=iso-8859-1\n\
         Content-Transfer-Encoding: base64\n\nPHA+VGhlIHdlaXIg\naW4gVmFsbOkgaG9sZHMuPC9wPg==\n--b--\n",
    );
    let raw = mail.replace('\n', "\r\n");
    let item = &parsed(&mail).items[0];
    assert_eq!(texts(item, "text"), ["The weir in Vall\u{e9} holds."]);
    assert_eq!(texts(item, "html"), ["The weir in Vall\u{e9} holds."]);
    assert_eq!(item.body().unwrap().name, "html");
    let place = |at: usize| item.renditions[at].paragraphs[0].span;
    assert_eq!(
        &raw[place(0).start..place(0).end],
        "The weir in Vall=C3=\r\n=A9 holds."
    );
    assert_eq!(
        &raw[place(1).start..place(1).end],
        "VGhlIHdlaXIg\r\naW4gVmFsbOkgaG9sZHMu"
    );
    assert!(item.findings.is_empty(), "{:?}", item.findings);
}

#[test]
fn flowed_lines_are_joined() {
    let mail = simple(
        "Subject: Weir\nContent-Type: text/plain; format=flowed; delsp=yes\n\nThe weir was re \nbuilt.\n\n-- \nOrla Press\n",
    );
    let item = &parsed(&mail).items[0];
    assert_eq!(texts(item, "text"), ["The weir was rebuilt.", "Orla Press"]);
    let kinds: Vec<BlockKind> = item.renditions[0]
        .paragraphs
        .iter()
        .map(|p| p.kind)
        .collect();
    assert_eq!(kinds, [BlockKind::Text, BlockKind::Signature]);
}

const NITF: &str = "<nitf><head><docdata><doc-id id-string=\"orla:7\"/></docdata></head><body><body.head>\
<hedline><hl1>Weir</hl1></hedline></body.head><body.content><p>It holds.</p></body.content></body></nitf>";

#[test]
fn a_part_in_a_wire_format_is_an_item_of_its_own() {
    let encoded = quoted(NITF);
    let attached = |text: &str| {
        simple(&format!(
            "Subject: Daily file\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{text}\n\
             --b\nContent-Type: application/xml; name=\"weir.xml\"\nContent-Disposition: attachment\n\
             Content-Transfer-Encoding: quoted-printable\n\n{encoded}\n--b--\n"
        ))
    };
    let both = parsed(&attached("See the file."));
    let guids: Vec<&str> = both.items.iter().map(|item| item.guid.as_str()).collect();
    assert_eq!(guids, ["orla:7", "weir.1@orla.example"]);
    assert_eq!(both.items[0].links[0].rel, "part_of");
    assert_eq!(both.items[1].links[0].rel, "contains");
    let raw = attached("See the file.").replace('\n', "\r\n");
    let span = both.items[0].renditions[0].paragraphs[0].span;
    assert_eq!(&raw[span.start..span.end], "It holds.");
    let alone = parsed(&attached(" "));
    assert_eq!(alone.items.len(), 1);
    let item = &alone.items[0];
    assert_eq!(
        item.alt_ids[0],
        ("mail".to_owned(), vec!["weir.1@orla.example".to_owned()])
    );
    assert_eq!(item.ed_notes[0].text, "Daily file");
}

fn quoted(text: &str) -> String {
    text.replace('=', "=3D")
}

#[test]
fn a_telegram_in_a_mail_is_a_telegram() {
    let mail = simple(
        "Subject: telegram\n\nbdt0703 3 vm 40 orla 4077\n\nWeir/Vale/\nWeir rebuilt =\n\nVale (orla) - It holds.\n\n031215 mar 26\n",
    );
    let parsed = parsed(&mail);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.items);
    assert_eq!(parsed.items[0].format, Some(Format::Iptc7901));
}

#[test]
fn a_forwarded_mail_is_an_item_of_its_own() {
    let mail = simple(
        "Subject: Fwd: Weir\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nAs promised.\n--b\nContent-Type: message/rfc822\n\n\
         Message-ID: <inner@vale.example>\nFrom: ada@vale.example\nSubject: Weir\n\nIt holds.\n--b--\n",
    );
    let parsed = parsed(&mail);
    let guids: Vec<&str> = parsed.items.iter().map(|item| item.guid.as_str()).collect();
    assert_eq!(guids, ["inner@vale.example", "weir.1@orla.example"]);
}

#[test]
fn pictures_are_named_and_not_read() {
    let mail = simple(
        "Subject: Weir\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nA picture.\n--b\nContent-Type: image/jpeg; name=\"weir.jpg\"\n\
         Content-ID: <p1@orla.example>\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n--b--\n",
    );
    let parsed = parsed(&mail);
    let picture = &parsed.items[0].pictures[0];
    assert_eq!(picture.href.as_deref(), Some("cid:p1@orla.example"));
    assert_eq!(picture.headline.as_deref(), Some("weir.jpg"));
    assert_eq!(codes(&parsed), ["content.binary"]);
}

#[test]
fn a_mail_without_message_id_has_the_same_id_each_time() {
    let mail =
        "From: a@b.example\nDate: Tue, 3 Mar 2026 09:00:00 +0100\nSubject: Weir\n\nIt holds.\n";
    let once = parsed(mail);
    assert!(once.items[0].guid.starts_with("urn:x-copydesk:raw:"));
    assert_eq!(codes(&once), ["identity.from_hash"]);
    assert_eq!(parsed(mail), once);
}

#[track_caller]
fn check_signal(subject: &str, body: &str, signals: &[Signal], status: Status) {
    let item = parsed(&simple(&format!("Subject: {subject}\n\n{body}\n")))
        .items
        .remove(0);
    assert_eq!(
        (&*item.signals, item.status),
        (signals, status),
        "{subject}"
    );
}

#[test]
fn kill_words_count_in_the_subject_and_in_a_line_above_the_text() {
    check_signal(
        "WITHDRAWN: Weir",
        "Gone.",
        &[Signal::Kill],
        Status::Withheld,
    );
    check_signal(
        "Weir",
        "KILL KILL KILL\n\nThe weir story is wrong.",
        &[Signal::Kill],
        Status::Withheld,
    );
    check_signal(
        "Weir",
        "WITHHOLD\n\nThe weir story waits.",
        &[Signal::Withhold],
        Status::Withheld,
    );
    check_signal(
        "CORRECTED-Weir holds",
        "It holds.",
        &[Signal::Correction],
        Status::Usable,
    );
    check_signal(
        "MILITANTS KILL 5",
        "They kill, says Ada.",
        &[],
        Status::Usable,
    );
}

#[test]
fn a_kill_says_which_item_it_means() {
    let mail = simple(
        "Subject: KILL\n\nKILL KILL KILL\n\nPlease kill item 703 slugged Weir/Vale, sent this morning.\n",
    );
    let kills = parsed(&mail).items.remove(0).kills.unwrap();
    assert_eq!((kills.by, kills.number.as_deref()), ("text", Some("703")));
    assert_eq!(kills.slugline.as_deref(), Some("Weir/Vale"));
}

#[test]
fn an_embargo_above_the_text_closes_the_mail() {
    let mail = simple("Subject: Weir\n\nEMBARGOED UNTIL FRIDAY\n\nIt holds.\n");
    assert_eq!(parsed(&mail).items[0].embargo, Embargo::TimeUnknown);
}

#[test]
fn parts_and_nesting_are_bounded() {
    let parts = "--b\n\nword\n".repeat(300);
    let many = simple(&format!(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    ));
    let many = parsed(&many);
    assert!(codes(&many).contains(&"limit.mime"));
    assert_eq!(texts(&many.items[0], "text").len(), 199);
    let levels: String = (0..20)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n"))
        .collect();
    let deep = parsed(&simple(&format!("Subject: s\n{levels}\nword\n")));
    assert!(codes(&deep).contains(&"limit.mime"));
    assert!(codes(&deep).contains(&"mail.truncated"));
    let forwarded = "Content-Type: message/rfc822\n\nFrom: a@b.example\nDate: x\n".repeat(20_000);
    let forwarded = parsed(&simple(&format!("{forwarded}\nword\n")));
    assert!(codes(&forwarded).contains(&"limit.mime"));
}

#[test]
fn a_line_of_nothing_but_marks_is_gone_through_once() {
    let marks = "-".repeat(8_000_000);
    let mail = simple(&format!(
        "Subject: s\nContent-Type: multipart/mixed; boundary=-\n\n{marks}\n"
    ));
    assert_eq!(parsed(&mail).items.len(), 1);
}

#[test]
fn limits_are_those_of_the_hint() {
    let mail = simple(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
    );
    let hint = Hint {
        limits: Limits {
            mime_parts: 2,
            ..Limits::DEFAULT
        },
        ..Hint::default()
    };
    let item = read(mail.as_bytes(), &hint).items.remove(0);
    assert_eq!(texts(&item, "text"), ["one"]);
    assert!(item.holds().any(|code| code == "limit.mime"));
}

#[test]
fn what_a_coding_does_not_allow_is_said() {
    let mail =
        simple("Subject: s\nContent-Transfer-Encoding: base64\n\nSXQgaG9sZHMu\n_list@vale\n");
    assert!(codes(&parsed(&mail)).contains(&"mail.bad_encoding"));
}

#[track_caller]
fn check_opens(text: &str, expected: bool) {
    assert_eq!(super::opens(text.as_bytes()), expected, "{text}");
}

#[test]
fn a_head_is_told_from_text() {
    check_opens("   \r\nFrom: a\r\nSubject: b\r\n\r\nc", true);
    check_opens("From ada Tue Mar  3\nFrom: a\nDate: b\n\n", true);
    check_opens("From: a\nSubject: b", true);
    check_opens("Subject: b\nTo: c\n\n", false);
    check_opens("Date: today\n\nThe council met.", false);
    check_opens("From: a\nSubject: b\nThe council met.\n\nIt rained.", false);
    check_opens("ZCZC", false);
    check_opens("", false);
}

proptest! {
    #[test]
    fn the_words_of_a_part_are_found_at_their_place(
        words in proptest::collection::vec("[a-zA-Z\u{e9}\u{44f}\u{1f30a}]{1,9}", 1..30),
        base64 in any::<bool>(), flowed in any::<bool>(),
    ) {
        let text = words.join(" ");
        let (coding, body) = match base64 {
            true => ("base64", lines(&base64_of(text.as_bytes()), 76, "")),
            false => ("quoted-printable", lines(&escaped(&text), 72, "=")),
        };
        let flow = if flowed { "; format=flowed" } else { "" };
        let mail = simple(&format!(
            "Subject: s\nContent-Type: text/plain; charset=utf-8{flow}\nContent-Transfer-Encoding: {coding}\n\n{body}\n"
        ));
        let raw = mail.replace('\n', "\r\n");
        let parsed = read(raw.as_bytes(), &Hint::default());
        let paragraph = &parsed.items[0].renditions[0].paragraphs[0];
        prop_assert_eq!(&paragraph.text, &text);
        let at = &raw[paragraph.span.start..paragraph.span.end];
        let again = read(simple(&format!(
            "Subject: s\nContent-Type: text/plain; charset=utf-8{flow}\nContent-Transfer-Encoding: {coding}\n\n{at}\n"
        )).as_bytes(), &Hint::default());
        prop_assert_eq!(&again.items[0].renditions[0].paragraphs[0].text, &text);
    }

    #[test]
    fn any_cut_is_read_without_failure(cut in 0_usize..900) {
        let mail = simple(&format!(
            "Subject: Weir\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText.\n--b\nContent-Type: application/xml\n\n{NITF}\n--b--\n"
        ));
        let raw = &mail.as_bytes()[..cut.min(mail.len())];
        for paragraph in read(raw, &Hint::default()).items.iter().flat_map(|i| &i.renditions).flat_map(|r| &r.paragraphs) {
            prop_assert!(paragraph.span.end <= raw.len());
        }
    }

    #[test]
    fn any_bytes_behind_a_head_are_read_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut raw = simple("Content-Type: multipart/mixed; boundary=b\n").into_bytes();
        raw.extend(bytes);
        let _ = read(&raw, &Hint::default());
    }
}

fn lines(text: &str, len: usize, end: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while rest.len() > len {
        let mut cut = len;
        while rest.as_bytes()[cut - 1] == b'=' || rest.as_bytes()[cut - 2] == b'=' {
            cut -= 1;
        }
        let (line, behind) = rest.split_at(cut);
        out.push_str(line);
        out.push_str(end);
        out.push('\n');
        rest = behind;
    }
    out + rest
}

fn escaped(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b' ' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        _ => format!("={byte:02X}"),
    });
    bytes.collect()
}

fn base64_of(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte))
            << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}
