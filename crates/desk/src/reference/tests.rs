//! References weighed through `Reference::of` and `resolve`: one case a row of the table of `wire.md` 7, then the rules
//! about contradiction, rivals, age and language.

use copydesk_wire::{Item, Kills, Link, Signal};
use jiff::{SignedDuration, Timestamp};

use super::*;

const NOW: i64 = 1_772_480_000;

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("a time in 2026")
}

/// A telegram received some hours ago.
fn sent(number: u32, slugline: &str, headline: &str, hours_ago: i64) -> Named {
    sent_on("20260302", number, slugline, headline, hours_ago)
}

fn sent_on(day: &str, number: u32, slugline: &str, headline: &str, hours_ago: i64) -> Named {
    Named {
        item: ItemKey {
            agency: String::from("nna"),
            guid: format!("urn:x-copydesk:7901:nna:{day}:bdt:{number}"),
        },
        names: vec![
            format!("guid:urn:x-copydesk:7901:nna:{day}:bdt:{number}"),
            format!("message:nna:{}:{day}", 4000 + number),
            format!("service:bdt:{number}:{day}"),
        ],
        slugline: Some(slugline.to_owned()),
        headline: Some(headline.to_owned()),
        language: Some(String::from("de")),
        received: now() - SignedDuration::from_hours(hours_ago),
    }
}

/// A notice of the same agency and day, number 710.
fn notice(signal: Signal, slugline: &str, kills: Option<Kills>) -> Item {
    Item {
        guid: String::from("urn:x-copydesk:7901:nna:20260302:bdt:710"),
        format: Some(Format::Iptc7901),
        agency: Some(String::from("nna")),
        alt_ids: vec![
            (
                String::from("iptc7901"),
                vec![String::from("bdt:710:20260302")],
            ),
            (
                String::from("message"),
                vec![String::from("nna:4710:20260302")],
            ),
        ],
        signals: vec![signal],
        slugline: Some(slugline.to_owned()),
        kills: kills.map(Box::new),
        ..Item::default()
    }
}

fn kill(kills: Kills) -> Item {
    notice(Signal::Kill, "Hinweis", Some(kills))
}

fn by_number(number: u32) -> Kills {
    Kills {
        by: "number",
        number: Some(number.to_string()),
        ..Kills::default()
    }
}

fn archive() -> Vec<Named> {
    vec![
        sent(
            703,
            "Hafen/Vale",
            "Hafen von Vale öffnet einen Tag später",
            5,
        ),
        sent(704, "Schnee/Berge", "Drei Tage Schnee auf dem Pass", 4),
        sent(
            705,
            "Wahlen/Kommunen/Auszählung/Nord",
            "Auszählung im Norden dauert an",
            3,
        ),
    ]
}

#[track_caller]
fn check(item: &Item, named: &[Named], expected: &[(u32, u8)]) {
    let reference = Reference::of(item).expect("a reference");
    let found: Vec<(u32, u8)> = resolve(&reference, named, now())
        .iter()
        .map(|suspect| {
            let number = suspect
                .item
                .guid
                .rsplit(':')
                .next()
                .and_then(|n| n.parse().ok());
            (number.unwrap_or(0), suspect.confidence)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn an_id_is_certain() {
    let guid = String::from("urn:x-copydesk:7901:nna:20260302:bdt:703");
    let kills = Kills {
        by: "guid",
        guid: Some(guid),
        ..Kills::default()
    };
    check(&kill(kills), &archive(), &[(703, 100)]);
}

#[test]
fn a_number_in_a_field_acts_only_with_a_slugline_that_does_not_speak_against_it() {
    let with_slug = notice(Signal::Kill, "Hafen/Vale", Some(by_number(703)));
    check(&with_slug, &archive(), &[(703, 99)]);
    check(&kill(by_number(703)), &archive(), &[(703, 85)]);
    let mut bare = kill(by_number(703));
    bare.slugline = None;
    check(&bare, &archive(), &[(703, 95)]);
}

#[test]
fn a_number_in_running_text_suspects() {
    let named = Kills {
        by: "text",
        name: Some(String::from("nna")),
        ..by_number(4703)
    };
    let mut item = kill(named);
    item.slugline = None;
    check(&item, &archive(), &[(703, 85)]);
}

#[test]
fn a_quoted_headline_suspects_and_with_the_number_acts() {
    let quoted = Kills {
        by: "text",
        headline: Some(String::from("Drei Tage Schnee auf dem Paß")),
        ..Kills::default()
    };
    let mut item = kill(quoted.clone());
    check(&item, &archive(), &[]);
    item.kills = Some(Box::new(Kills {
        headline: Some(String::from("Drei Tage „Schnee“ auf dem PASS")),
        ..quoted.clone()
    }));
    check(&item, &archive(), &[(704, 85)]);
    let number = Kills {
        by: "text",
        number: Some(String::from("704")),
        headline: Some(String::from("Drei Tage Schnee auf dem Pass")),
        ..quoted
    };
    check(&kill(number), &archive(), &[(704, 95)]);
}

#[test]
fn the_next_lead_of_a_slugline_acts_and_a_take_does_not() {
    let update = |slugline: &str| notice(Signal::Update, slugline, None);
    check(&update("Hafen/Vale (1stLd)"), &archive(), &[(703, 90)]);
    check(&update("Hafen/Vale - 2ND LEAD"), &archive(), &[(703, 70)]);
    check(&update("Hafen/Vale (2)"), &archive(), &[(703, 70)]);
    let mut later = archive();
    later.push(Named {
        slugline: Some(String::from("Hafen/Vale 1stLd")),
        ..later[0].clone()
    });
    check(&update("Hafen/Vale 2ND LEAD"), &later, &[(703, 90)]);
}

#[test]
fn a_slugline_names_a_story_for_a_day_and_a_half() {
    let update = notice(Signal::Update, "Hafen/Vale", None);
    check(
        &update,
        &[sent(703, "Hafen/Vale", "Hafen öffnet", 35)],
        &[(703, 70)],
    );
    check(&update, &[sent(703, "Hafen/Vale", "Hafen öffnet", 37)], &[]);
}

#[test]
fn a_cut_slugline_is_weak() {
    let cut = notice(Signal::Correction, "Wahlen/Kommunen/Auszählu", None);
    check(&cut, &archive(), &[(705, 55)]);
}

#[test]
fn a_correction_names_a_number_in_its_header() {
    let mut item = notice(Signal::Correction, "Hafen/Vale", None);
    item.links = vec![Link {
        rel: String::from("corrects"),
        target: String::from("bdt:703"),
        version: None,
    }];
    check(&item, &archive(), &[(703, 99)]);
}

#[test]
fn a_number_beside_another_slugline_or_headline_means_nothing_surely() {
    let mistyped = Kills {
        slugline: Some(String::from("Hafen/Vale")),
        ..by_number(704)
    };
    check(&kill(mistyped), &archive(), &[(703, 70), (704, 40)]);
    let headline = Kills {
        headline: Some(String::from("Hafen von Vale öffnet einen Tag später")),
        ..by_number(704)
    };
    check(&kill(headline), &archive(), &[(703, 85), (704, 40)]);
}

#[test]
fn two_that_fit_alike_are_rivals() {
    let both = vec![
        sent_on("20260302", 703, "Hafen", "Hafen öffnet", 5),
        sent_on("20260301", 703, "Schnee", "Schnee fällt", 29),
    ];
    let mut item = kill(by_number(703));
    item.slugline = None;
    check(&item, &both, &[(703, 65), (703, 65)]);
}

#[test]
fn yesterdays_number_is_meant_when_today_has_not_come_so_far() {
    let yesterday = [sent_on("20260301", 903, "Schnee", "Schnee fällt", 20)];
    let mut item = kill(by_number(903));
    item.slugline = None;
    check(&item, &yesterday, &[(903, 95)]);
    let last_week = [sent_on("20260224", 903, "Schnee", "Schnee fällt", 144)];
    check(&item, &last_week, &[(903, 75)]);
}

#[test]
fn age_and_another_language_cost() {
    let old = [sent_on("20260220", 903, "Schnee", "Schnee fällt", 240)];
    let mut item = kill(by_number(903));
    item.slugline = None;
    check(&item, &old, &[(903, 55)]);
    item.language = Some(String::from("en-GB"));
    check(&item, &old, &[(903, 45)]);
}

#[test]
fn a_story_that_is_no_notice_refers_to_nothing() {
    let story = Item {
        slugline: Some(String::from("Hafen/Vale")),
        format: Some(Format::Iptc7901),
        ..Item::default()
    };
    assert!(Reference::of(&story).is_none());
    let update_with_an_id = Item {
        signals: vec![Signal::Update],
        format: Some(Format::NewsMlG2),
        slugline: Some(String::from("Hafen/Vale")),
        ..Item::default()
    };
    assert!(Reference::of(&update_with_an_id).is_none());
}

#[test]
fn the_notice_itself_is_no_suspect() {
    let item = notice(Signal::Update, "Hafen/Vale", None);
    let own = Named {
        names: names_of(&item),
        ..sent(710, "Hafen/Vale", "Hafen öffnet", 0)
    };
    check(&item, &[own], &[]);
}
