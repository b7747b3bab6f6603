//! What Ritzau's news are read into.

use jiff::tz::TimeZone;

use crate::{Format, Hint, Item, Parsed, Signal, Status, read};

fn news(inside: &str) -> String {
    format!(
        "<RBNews xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><NewsID>5e-1</NewsID>\
         <PublishDate>2026-03-02T18:44:52.973</PublishDate><strapline>NU/VALE-U</strapline>\
         <headline>Havnen er &amp;amp; bliver \u{e5}ben</headline><subtitle i:nil='true'/><town>Vale</town>\
         <origin>/nna/</origin><sectionID>2</sectionID><section>Udland</section><version>1</version>\
         <content>&lt;p&gt;Havnen i Vale er \u{e5}ben.&lt;/p&gt;&lt;p&gt;Det regner.&lt;/p&gt;</content>\
         <HistID>AVA-1</HistID><Priority>3</Priority><IPTCList><a>15000000</a></IPTCList>\
         <byLine>Ada Vale</byLine><byLineEmail>ada@nna.example</byLineEmail><Status>New news</Status>\
         <ContentShort>Havnen i Vale...</ContentShort>{inside}</RBNews>"
    )
}

fn parsed(document: &str) -> Parsed {
    let hint = Hint {
        zone: TimeZone::get("Europe/Copenhagen").ok(),
        ..Hint::default()
    };
    read(document.as_bytes(), &hint)
}

#[track_caller]
fn one(inside: &str) -> Item {
    let parsed = parsed(&news(inside));
    assert_eq!(parsed.findings, [], "{inside}");
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap();
    assert_eq!(item.format, Some(Format::Ritzau));
    item
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn elements_are_the_fields() {
    let item = one("<TilRedaktionen>&lt;p&gt;Navn er rettet.&lt;/p&gt;</TilRedaktionen>");
    assert_eq!(item.guid, "5e-1");
    assert_eq!(
        (item.version.as_deref(), item.version_ordinal),
        (Some("1"), Some(1))
    );
    let sent = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(sent, Some("2026-03-02T18:44:52.973+01:00"));
    assert_eq!(
        item.headline.as_deref(),
        Some("Havnen er & bliver \u{e5}ben")
    );
    assert_eq!(item.slugline.as_deref(), Some("NU/VALE-U"));
    assert_eq!((item.urgency, item.status), (Some(3), Status::Usable));
    assert_eq!(item.status_raw.as_deref(), Some("New news"));
    assert_eq!(
        (item.located, item.sources),
        (vec!["Vale".to_owned()], vec!["/nna/".to_owned()])
    );
    let body: Vec<&str> = item.renditions[0]
        .paragraphs
        .iter()
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(body, ["Havnen i Vale er \u{e5}ben.", "Det regner."]);
    let notes: Vec<&str> = item
        .ed_notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    assert_eq!(notes, ["Navn er rettet.", "ada@nna.example"]);
    assert!(item.ed_notes.iter().all(|note| !note.publishable));
    assert_eq!(item.subjects[1].code.as_deref(), Some("15000000"));
    assert!(item.signals.is_empty() && item.findings.is_empty());
}

#[track_caller]
fn check_flag(
    inside: &str,
    signals: &[Signal],
    status: Status,
    kills: Option<&str>,
    rel: Option<&str>,
) {
    let item = one(inside);
    assert_eq!(
        (item.signals.as_slice(), item.status),
        (signals, status),
        "{inside}"
    );
    let killed = item.kills.as_ref().and_then(|kills| kills.guid.as_deref());
    assert_eq!(killed, kills, "{inside}");
    assert_eq!(
        item.links.first().map(|link| link.rel.as_str()),
        rel,
        "{inside}"
    );
}

#[test]
fn flags_are_signals_and_what_is_annulled_is_killed() {
    let replaced = "<replacedID>5e-0</replacedID>";
    check_flag(
        "<Annuleret>false</Annuleret>",
        &[],
        Status::Usable,
        None,
        None,
    );
    let annulled = format!("<Annuleret>true</Annuleret>{replaced}");
    check_flag(
        &annulled,
        &[Signal::Kill],
        Status::Withheld,
        Some("5e-0"),
        None,
    );
    check_flag(
        "<Annuleret>true</Annuleret>",
        &[Signal::Kill],
        Status::Canceled,
        Some("5e-1"),
        None,
    );
    let newer = format!("<NyVersion>true</NyVersion>{replaced}");
    check_flag(
        &newer,
        &[Signal::Update],
        Status::Usable,
        None,
        Some("replaces"),
    );
    let corrects = format!("<Korrektion>true</Korrektion>{replaced}");
    check_flag(
        &corrects,
        &[Signal::Correction],
        Status::Usable,
        None,
        Some("corrects"),
    );
    check_flag(
        "<InfoFlash>true</InfoFlash>",
        &[Signal::Alert],
        Status::Usable,
        None,
        None,
    );
}

#[test]
fn a_queue_holds_many_and_unknown_words_are_reported() {
    let many = format!(
        "<Answer><ListOfRBNews>{}{}</ListOfRBNews></Answer>",
        news(""),
        news("<Odd>word</Odd><Even/>")
    );
    let items = parsed(&many).items;
    assert_eq!(items.len(), 2);
    assert_eq!(codes(&items[0]), Vec::<&str>::new());
    assert_eq!(codes(&items[1]), ["text.unplaced"]);
}

#[test]
fn without_content_the_short_form_is_the_text() {
    let document = news("").replace("<content>", "<content i:nil='true'>");
    let item = &parsed(&document).items[0];
    assert_eq!(item.body().unwrap().paragraphs[0].text, "Havnen i Vale...");
    assert_eq!(codes(item), ["body.summary_only"]);
    let document = news("")
        .replace("NewsID", "OtherID")
        .replace("<Priority>3", "<Priority>0");
    let item = &parsed(&document).items[0];
    assert_eq!(
        codes(item),
        ["identity.from_hash", "urgency.unreadable", "text.unplaced"]
    );
}

#[test]
fn a_local_time_without_a_zone_is_none() {
    let items = read(news("").as_bytes(), &Hint::default()).items;
    assert_eq!(items[0].version_created, None);
    assert_eq!(codes(&items[0]), ["time.no_zone"]);
}
