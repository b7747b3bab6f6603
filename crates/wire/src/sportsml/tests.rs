//! What SportsML is read into.

use crate::{BlockKind, Format, Hint, Item, read};

#[track_caller]
fn one(inside: &str) -> Item {
    let document = format!("<sports-content>{inside}</sports-content>");
    let parsed = read(document.as_bytes(), &Hint::default());
    assert_eq!(parsed.findings, [], "{inside}");
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap();
    assert_eq!(item.format, Some(Format::SportsMl));
    item
}

fn said(item: &Item) -> Vec<(BlockKind, &str)> {
    let body = item.body().into_iter();
    body.flat_map(|body| &body.paragraphs)
        .map(|paragraph| (paragraph.kind, paragraph.text.as_str()))
        .collect()
}

fn codes(item: &Item) -> Vec<&str> {
    item.findings.iter().map(|finding| finding.code).collect()
}

const METADATA: &str = "<sports-metadata doc-id='20260302:NN:1' date-time='2026-03-02T20:00:00+01:00' revision-id='2' slug='rowing' language='sv' fixture-key='event-summary'><sports-title>Vale \u{f6}ver Orla</sports-title><sports-content-codes><sports-content-code code-type='spct:sport' code-key='medtop:20001057' code-name='Rodd'/></sports-content-codes><sports-property formal-name='location' value='VALE'/></sports-metadata>";

#[test]
fn metadata_are_fields() {
    let item = one(METADATA);
    assert_eq!(item.guid, "20260302:NN:1");
    assert_eq!(
        (item.version.as_deref(), item.version_ordinal),
        (Some("2"), Some(2))
    );
    let sent = item.version_created.as_ref().map(|time| time.text.as_str());
    assert_eq!(sent, Some("2026-03-02T20:00:00+01:00"));
    assert_eq!(item.headline.as_deref(), Some("Vale \u{f6}ver Orla"));
    assert_eq!(item.language.as_deref(), Some("sv"));
    assert_eq!(
        (item.genre.as_slice(), item.located.as_slice()),
        (&["event-summary".to_owned()][..], &["VALE".to_owned()][..])
    );
    assert_eq!(item.subjects[0].name.as_deref(), Some("Rodd"));
    assert_eq!(codes(&item), ["item.no_text"]);
}

#[test]
fn teams_with_scores_are_rows_and_words_are_paragraphs() {
    let item = one(
        "<sports-event><event-metadata start-date-time='2026-03-02' event-status-note='final'/>\
        <team><team-metadata alignment='home'><name>Vale</name></team-metadata><team-stats score='3'><sub-score period-value='1' score='0'/><sub-score period-value='2' score='3'/></team-stats>\
        <player><player-metadata><name role='nrol:first'>Ada</name><name role='nrol:last'>\u{d6}rn</name></player-metadata></player></team>\
        <team><team-metadata><name>Orla</name></team-metadata><team-stats score='2'/></team>\
        <officials><official><official-metadata><name>Bo Skerry</name><home-location><name>Tern</name></home-location></official-metadata></official></officials>\
        <highlight><p>Vale  wins.</p></highlight></sports-event>",
    );
    let expected = [
        (BlockKind::Heading, "2026-03-02, final"),
        (BlockKind::TableRow, "Vale\t3\t0 3"),
        (BlockKind::TableRow, "Ada \u{d6}rn"),
        (BlockKind::TableRow, "Orla\t2"),
        (BlockKind::TableRow, "Bo Skerry\tTern"),
        (BlockKind::Text, "Vale wins."),
    ];
    assert_eq!(said(&item), expected);
    assert_eq!(codes(&item), ["identity.from_hash"]);
}

#[test]
fn tables_and_tournaments_have_headings() {
    let item = one(
        "<standing><standing-metadata><name>North</name></standing-metadata><team><team-metadata><name>Vale</name></team-metadata><team-stats><outcome-totals alignment-scope='events-all' events-played='7' wins='6' ties='1' losses='0' points-scored-for='19' points-scored-against='4' standing-points='19'/><outcome-totals alignment-scope='events-home' wins='3'/><rank value='1'/></team-stats></team></standing>\
        <tournament><tournament-part><tournament-part-metadata><name>First round</name></tournament-part-metadata><sports-event><event-metadata><name>women, 110 m</name><site><site-metadata><name>Vale</name></site-metadata></site></event-metadata><player><player-metadata nationality='Orla'><name>Ada</name></player-metadata><player-stats score='13,01'><rank value='2'/><player-stats-tennis><stats-tennis-set score='6'/><stats-tennis-set score='7'/></player-stats-tennis></player-stats></player></sports-event></tournament-part></tournament>",
    );
    let expected = [
        (BlockKind::Heading, "North"),
        (BlockKind::TableRow, "1\tVale\t7\t6\t1\t0\t19\t4\t19"),
        (BlockKind::Heading, "First round"),
        (BlockKind::Heading, "women, 110 m, Vale"),
        (BlockKind::TableRow, "2\tAda\tOrla\t13,01\t6 7"),
    ];
    assert_eq!(said(&item), expected);
}

#[test]
fn words_elsewhere_are_reported() {
    let item = one(
        "<sports-event><odd>word</odd><team><team-metadata><name>Vale</name></team-metadata></team></sports-event>",
    );
    assert_eq!(codes(&item), ["identity.from_hash", "text.unplaced"]);
}
