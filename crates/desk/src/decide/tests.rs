//! The decisions through their public door: single cases as sentences, and the one law that counts, that no sequence
//! of inputs ever makes killed or embargoed text readable.

use copydesk_text::BlockKind;
use copydesk_wire::{Embargo, Item, Kills, Paragraph, Rendition, Signal, Status};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::id::{EditorName, FeedId, RawHash, ReceiptNo, StoryId};
use crate::newsroom::{
    Actor, EventKind, Feed, FeedRules, GoneReason, OnArrival, Receipt, ReceiptState, StoryState,
    is_open, is_readable,
};

const START: i64 = 1_790_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).expect("a time near 2026")
}

fn item(guid: &str, version: i64, text: &str) -> Item {
    let paragraph = |text: &str| Paragraph {
        kind: BlockKind::Text,
        text: text.to_owned(),
        ..Paragraph::default()
    };
    Item {
        guid: guid.to_owned(),
        agency: Some(String::from("ew")),
        version: Some(version.to_string()),
        version_ordinal: Some(version),
        headline: Some(String::from("Parliament passes water bill")),
        renditions: vec![Rendition {
            name: String::from("xhtml"),
            media_type: None,
            paragraphs: vec![
                paragraph(text),
                paragraph("The law takes effect on 1 March."),
            ],
        }],
        body: Some(0),
        ..Item::default()
    }
}

fn feed(on_arrival: OnArrival) -> Feed {
    Feed {
        id: FeedId::new("ew"),
        agency: String::from("ew"),
        hint: copydesk_wire::Hint::default(),
        rules: FeedRules {
            on_arrival,
            follow_updates: true,
            may_kill: true,
            ..FeedRules::default()
        },
    }
}

fn publishing() -> Feed {
    feed(OnArrival::Publish {
        section: String::from("world"),
    })
}

fn receipt(no: i64, now: Timestamp) -> Receipt {
    Receipt {
        no: ReceiptNo(no),
        feed: FeedId::new("ew"),
        raw: RawHash([0; 32]),
        name: None,
        media_type: None,
        charset: None,
        received: now,
        bytes_len: 1,
        repeats: 0,
        state: ReceiptState::Pending,
    }
}

fn house() -> House {
    House {
        site: String::from("Example Times"),
        language: String::from("en"),
        agency_names: Vec::new(),
        map: None,
    }
}

/// A desk with one feed and everything it knows about one item.
struct Desk {
    known: Known,
    feed: Feed,
    receipts: i64,
    events: Vec<EventKind>,
}

impl Desk {
    fn new(feed: Feed) -> Self {
        Self {
            known: Known::default(),
            feed,
            receipts: 0,
            events: Vec::new(),
        }
    }

    fn take(&mut self, act: &Act) {
        for item in &act.items {
            let stored = self.known.item.as_ref().map_or(0, |item| item.revision);
            assert_eq!(
                item.revision,
                stored + 1,
                "each item state follows the one before"
            );
            self.known.item = Some(item.clone());
        }
        self.known.apply(act);
        self.events
            .extend(act.events.iter().map(|event| event.kind));
    }

    fn receive(&mut self, item: &Item, now: Timestamp) {
        self.receipts += 1;
        let receipt = receipt(self.receipts, now);
        let arriving = Arriving {
            item,
            index_in_raw: 0,
            receipt: &receipt,
            feed: &self.feed,
            filed_under: None,
        };
        let fresh = StoryId::from_random(u64::try_from(self.receipts).unwrap_or(0));
        let target = self.known.clone();
        let act = if arriving.kills().is_some() {
            let mut act = receive(
                &Known::default(),
                Some(&target),
                arriving,
                &house(),
                fresh,
                now,
            );
            act.items.retain(|state| state.key.guid != item.guid);
            act.versions.clear();
            act
        } else {
            receive(&self.known, None, arriving, &house(), fresh, now)
        };
        self.take(&act);
        if let Some(nth) = self.known.item.as_ref().map(|state| state.versions)
            && self.known.text(nth).is_none()
        {
            self.known.texts.push((nth, item.clone()));
        }
    }

    fn release(&mut self, now: Timestamp) {
        let current = self.known.item.as_ref().map_or(0, |item| item.current);
        let text = self.known.text(current).cloned();
        let fresh = StoryId::from_random(900 + u64::try_from(self.receipts).unwrap_or(0));
        let act = release(&self.known, text.as_ref(), &self.feed, &house(), fresh, now);
        self.take(&act);
    }

    fn publish(&mut self, headline: &str, now: Timestamp) -> Result<(), Refusal> {
        let nth = self.known.item.as_ref().map_or(0, |item| item.current);
        let text = self.known.text(nth).cloned().unwrap_or_default();
        let story = self.known.stories.first().map(|(story, _)| story.clone());
        let copy = Copy {
            headline: headline.to_owned(),
            section: String::from("world"),
            blocks: verbatim_blocks(&text),
            version_nth: nth,
            base_edition: story.as_ref().map_or(0, |story| story.edition),
            correction: Some(String::from("A figure was wrong.")),
            ..Copy::default()
        };
        let by = Actor::Editor(EditorName::new("asha"));
        let act = publish(
            &self.known,
            story.as_ref(),
            &text,
            &copy,
            &house(),
            &by,
            StoryId::from_random(7),
            now,
        )?;
        self.take(&act);
        Ok(())
    }

    fn state(&self) -> Option<StoryState> {
        self.known.stories.first().map(|(story, _)| story.state)
    }
}

#[test]
fn a_rule_publishes_the_first_version_verbatim() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted 212 to 90."), at(0));
    assert_eq!(desk.state(), Some(StoryState::Live));
    let edition = desk.known.stories[0].1.as_ref().expect("an edition");
    assert_eq!(
        edition.blocks,
        verbatim_blocks(&item("a", 1, "Members voted 212 to 90."))
    );
    assert!(edition.disclosure.is_some());
}

#[test]
fn an_exact_repeat_changes_nothing() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    let before = desk.known.item.clone();
    desk.receive(&item("a", 1, "Members voted."), at(60));
    assert_eq!(desk.known.item, before);
    assert_eq!(desk.known.versions.len(), 1);
}

#[test]
fn an_update_becomes_the_next_edition_when_nobody_edited() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    desk.receive(&item("a", 2, "Members voted 212 to 90."), at(60));
    assert_eq!(desk.known.stories[0].0.edition, 2);
    assert_eq!(desk.known.stories[0].0.newer, None);
}

#[test]
fn an_update_waits_for_an_editor_when_the_feed_does_not_follow() {
    let mut desk = Desk::new(feed(OnArrival::Hold));
    desk.receive(&item("a", 1, "Members voted."), at(0));
    desk.publish("Water bill passes", at(10))
        .expect("open copy");
    desk.feed.rules.follow_updates = false;
    desk.receive(&item("a", 2, "Members voted 212 to 90."), at(60));
    assert_eq!(desk.known.stories[0].0.edition, 1);
    assert_eq!(desk.known.stories[0].0.newer, Some(2));
}

#[test]
fn a_late_lower_version_is_kept_and_never_becomes_current() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 5, "Members voted."), at(0));
    desk.receive(&item("a", 3, "Members are to vote."), at(60));
    let state = desk.known.item.as_ref().expect("an item");
    assert_eq!((state.current, state.versions), (1, 2));
    assert_eq!(desk.known.stories[0].0.edition, 1);
}

#[test]
fn a_kill_takes_the_story_off_and_nothing_brings_it_back() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    let kill = Item {
        status: Status::Canceled,
        ..item("a", 2, "Kill.")
    };
    desk.receive(&kill, at(60));
    assert_eq!(desk.state(), Some(StoryState::Killed));
    assert_eq!(
        desk.known.stories[0].0.gone,
        Some((GoneReason::Kill, at(60)))
    );
    desk.receive(&item("a", 3, "Members voted after all."), at(120));
    assert_eq!(desk.state(), Some(StoryState::Killed));
    assert_eq!(desk.publish("Again", at(130)), Err(Refusal::Killed));
    let story = desk.known.stories[0].0.clone();
    let again = restore(&desk.known, &story, &EditorName::new("asha"), at(140));
    assert_eq!(again, Err(Refusal::Killed));
}

#[test]
fn a_kill_on_a_feed_that_may_not_kill_takes_nothing_down() {
    let mut desk = Desk::new(publishing());
    desk.feed.rules.may_kill = false;
    desk.receive(&item("a", 1, "Members voted."), at(0));
    desk.receive(
        &Item {
            status: Status::Canceled,
            ..item("a", 2, "Kill.")
        },
        at(60),
    );
    assert_eq!(desk.state(), Some(StoryState::Live));
    assert!(desk.events.contains(&EventKind::Kill));
}

#[test]
fn a_notice_that_names_another_item_kills_that_item() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    let kills = Kills {
        by: "guid",
        guid: Some(String::from("a")),
        ..Kills::default()
    };
    desk.receive(
        &Item {
            kills: Some(Box::new(kills)),
            ..item("notice", 1, "Kill a.")
        },
        at(60),
    );
    assert_eq!(desk.state(), Some(StoryState::Killed));
}

#[test]
fn a_kill_that_comes_before_its_item_leaves_it_born_canceled() {
    let kills = Kills {
        by: "guid",
        guid: Some(String::from("a")),
        ..Kills::default()
    };
    let notice = Item {
        kills: Some(Box::new(kills)),
        ..item("notice", 1, "Kill a.")
    };
    let mut desk = Desk::new(publishing());
    desk.receive(&notice, at(0));
    desk.receive(&item("a", 1, "Members voted."), at(60));
    assert_eq!(desk.state(), None);
    assert_eq!(desk.publish("Anyway", at(61)), Err(Refusal::Killed));
}

#[test]
fn embargoed_copy_is_scheduled_and_goes_live_at_its_own_instant() {
    let mut desk = Desk::new(feed(OnArrival::Hold));
    desk.receive(
        &Item {
            embargo: Embargo::Until(at(100)),
            ..item("a", 1, "Prize awarded.")
        },
        at(0),
    );
    desk.publish("The prize", at(10)).expect("scheduled");
    assert_eq!(desk.state(), Some(StoryState::Scheduled(at(100))));
    desk.release(at(99));
    assert_eq!(desk.state(), Some(StoryState::Scheduled(at(100))));
    desk.release(at(100));
    assert_eq!(desk.state(), Some(StoryState::Live));
    assert_eq!(desk.known.stories[0].0.first_published, Some(at(100)));
}

#[test]
fn a_rule_publishes_an_embargoed_item_when_the_embargo_ends() {
    let mut desk = Desk::new(publishing());
    desk.receive(
        &Item {
            embargo: Embargo::Until(at(100)),
            ..item("a", 1, "Prize awarded.")
        },
        at(0),
    );
    assert_eq!(desk.state(), None);
    desk.release(at(100));
    assert_eq!(desk.state(), Some(StoryState::Live));
}

#[test]
fn an_embargo_without_a_time_stays_closed() {
    let mut desk = Desk::new(publishing());
    desk.receive(
        &Item {
            embargo: Embargo::TimeUnknown,
            ..item("a", 1, "Prize awarded.")
        },
        at(0),
    );
    desk.release(at(1_000_000));
    assert_eq!(desk.state(), None);
    assert_eq!(
        desk.publish("The prize", at(1_000_001)),
        Err(Refusal::Embargoed(None))
    );
}

#[test]
fn an_embargo_that_arrives_late_takes_a_live_story_off() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Prize awarded."), at(0));
    desk.receive(
        &Item {
            embargo: Embargo::Until(at(500)),
            ..item("a", 2, "Prize awarded.")
        },
        at(60),
    );
    assert_eq!(desk.state(), Some(StoryState::Held));
}

#[test]
fn a_withheld_version_holds_the_story_until_an_editor_restores_it() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    desk.receive(
        &Item {
            status: Status::Withheld,
            ..item("a", 2, "Members voted.")
        },
        at(60),
    );
    assert_eq!(desk.state(), Some(StoryState::Held));
    let story = desk.known.stories[0].0.clone();
    let editor = EditorName::new("asha");
    assert_eq!(
        restore(&desk.known, &story, &editor, at(70)),
        Err(Refusal::Withheld)
    );
    desk.receive(&item("a", 3, "Members voted 212 to 90."), at(80));
    let story = desk.known.stories[0].0.clone();
    let act = restore(&desk.known, &story, &editor, at(90)).expect("usable again");
    desk.take(&act);
    assert_eq!(desk.state(), Some(StoryState::Live));
}

#[test]
fn a_withdrawn_story_comes_back_at_the_same_place() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    let story = desk.known.stories[0].0.clone();
    let editor = EditorName::new("asha");
    let act = withdraw(&story, Some("legal advice"), &editor, at(10)).expect("live");
    desk.take(&act);
    assert_eq!(desk.state(), Some(StoryState::Withdrawn));
    let gone = desk.known.stories[0].0.clone();
    let act = restore(&desk.known, &gone, &editor, at(20)).expect("open");
    desk.take(&act);
    assert_eq!(desk.known.stories[0].0.slug, story.slug);
    assert_eq!(
        desk.known.stories[0].0.first_published,
        story.first_published
    );
}

#[test]
fn a_finding_that_holds_keeps_a_rule_from_publishing() {
    let held = copydesk_wire::Finding {
        code: "xml.truncated",
        message: String::from("cut"),
        span: None,
    };
    let mut desk = Desk::new(publishing());
    desk.receive(
        &Item {
            findings: vec![held],
            ..item("a", 1, "Members vo")
        },
        at(0),
    );
    assert_eq!(desk.state(), None);
    desk.publish("An editor may", at(10))
        .expect("an editor may publish what a finding holds");
}

/// A version with its number and the second it was made in.
fn made(version: i64, text: &str, second: i64) -> Item {
    let at = at(second);
    Item {
        version_created: Some(copydesk_wire::SentTime {
            at,
            text: at.to_string(),
        }),
        ..item("a", version, text)
    }
}

/// What the events of these arrivals, a minute apart, say of their order.
fn order_of(arrivals: &[Item]) -> (Vec<String>, u32) {
    let mut desk = Desk::new(feed(OnArrival::Hold));
    let mut notes = Vec::new();
    for (minute, item) in (0..).zip(arrivals) {
        let receipt = receipt(minute + 1, at(60 * minute));
        let arriving = Arriving {
            item,
            index_in_raw: 0,
            receipt: &receipt,
            feed: &desk.feed,
            filed_under: None,
        };
        let fresh = StoryId::from_random(1);
        let act = receive(
            &desk.known,
            None,
            arriving,
            &house(),
            fresh,
            at(60 * minute),
        );
        let said = act.events.iter().filter_map(|event| event.note.as_ref());
        let codes = said.flat_map(|note| note.split("; "));
        notes.extend(codes.filter_map(|note| Some(note.split_once(':')?.0.to_owned())));
        desk.take(&act);
    }
    let current = desk.known.item.map_or(0, |item| item.current);
    (notes, current)
}

#[test]
fn versions_are_ordered_by_number_then_time_and_what_is_odd_is_said() {
    let first = || made(9, "It opens.", 0);
    let check = |second: Item, codes: &[&str], current: u32| {
        assert_eq!(
            order_of(&[first(), second.clone()]),
            (codes.iter().map(|c| (*c).to_owned()).collect(), current),
            "{second:?}"
        );
    };
    check(made(10, "It opens late.", 60), &[], 2);
    check(made(8, "It opens soon.", -60), &["version.late"], 1);
    check(
        made(9, "It opens late.", 60),
        &["version.same_number_changed"],
        2,
    );
    check(
        made(9, "It opens soon.", -60),
        &["version.late", "version.same_number_changed"],
        1,
    );
    check(
        made(10, "It opens late.", -600),
        &["version.time_disagrees"],
        2,
    );
    check(made(10, "It opens late.", -30), &[], 2);
    check(first(), &[], 1);
}

#[test]
fn a_text_that_a_feed_without_numbers_shows_again_is_a_stale_copy() {
    let shown = |text: &str| Item {
        version: None,
        version_ordinal: None,
        ..item("a", 1, text)
    };
    let (first, second) = (shown("It opens."), shown("It opens late."));
    assert_eq!(
        order_of(&[first.clone(), second.clone(), first.clone()]),
        (vec![], 2)
    );
    let anew = Item {
        version_created: made(1, "", 120).version_created,
        ..first.clone()
    };
    assert_eq!(order_of(&[first, second, anew]), (vec![], 3));
}

#[test]
fn an_item_made_more_than_two_days_before_it_came_is_held() {
    let two_days = 48 * 3600;
    for (second, held) in [(0, false), (-two_days, false), (-two_days - 1, true)] {
        let mut desk = Desk::new(publishing());
        desk.receive(&made(1, "It opens.", second), at(0));
        assert_eq!(desk.state().is_none(), held, "{second}");
        let item = desk.known.item.as_ref().expect("an item");
        assert_eq!(item.holds.contains(&String::from("item.old")), held);
    }
}

#[test]
fn an_outdated_base_edition_is_refused() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    let story = desk.known.stories[0].0.clone();
    let text = desk.known.text(1).cloned().expect("text");
    let copy = Copy {
        headline: String::from("Mine"),
        section: String::from("world"),
        blocks: verbatim_blocks(&text),
        version_nth: 1,
        base_edition: 0,
        ..Copy::default()
    };
    let by = Actor::Editor(EditorName::new("asha"));
    let answer = publish(
        &desk.known,
        Some(&story),
        &text,
        &copy,
        &house(),
        &by,
        story.id.clone(),
        at(9),
    );
    assert_eq!(answer, Err(Refusal::NewerEdition { current: 1 }));
}

#[test]
fn a_kill_is_acknowledged_once() {
    let mut desk = Desk::new(publishing());
    desk.receive(&item("a", 1, "Members voted."), at(0));
    desk.receive(
        &Item {
            status: Status::Canceled,
            ..item("a", 2, "Kill.")
        },
        at(60),
    );
    let editor = EditorName::new("asha");
    let state = desk.known.item.clone().expect("an item");
    let act = acknowledge_kill(&state, &editor, at(61)).expect("first time");
    assert!(acknowledge_kill(&act.items[0], &editor, at(62)).is_err());
}

#[test]
fn slugs_keep_letters_of_every_script_and_end_at_a_word() {
    for (headline, expected) in [
        (
            "What’s in the pact? 23 articles",
            "whats-in-the-pact-23-articles",
        ),
        ("संसद ने जल विधेयक पारित किया", "संसद-ने-जल-विधेयक-पारित-किया"),
        ("Straße gesperrt — É", "straße-gesperrt-é"),
        ("?!", "story"),
    ] {
        assert_eq!(slug(headline), expected);
    }
    assert!(slug(&"long word ".repeat(30)).chars().count() <= 80);
    assert_eq!(slug(&"x".repeat(300)).chars().count(), 80);
}

#[test]
fn the_table_lets_nothing_out_of_killed() {
    for input in Input::ALL {
        assert!(
            !matches!(next(StateKind::Killed, input), Next::Go(_) | Next::Follow),
            "{input:?}"
        );
    }
    for state in StateKind::ALL
        .into_iter()
        .filter(|state| *state != StateKind::Killed)
    {
        assert_eq!(
            next(state, Input::Kill),
            Next::Go(StateKind::Killed),
            "{state:?}"
        );
    }
}

/// One thing that can happen at the desk.
#[derive(Clone, Debug)]
enum Step {
    Arrives {
        version: i64,
        status: Status,
        embargo: u8,
        signal: Option<Signal>,
        holds: bool,
    },
    KillNotice,
    Publish,
    Withdraw,
    Restore,
    Wait(i64),
    Clock,
}

fn step() -> impl Strategy<Value = Step> {
    let status = prop_oneof![4 => Just(Status::Usable), 1 => Just(Status::Withheld), 1 => Just(Status::Canceled)];
    let signal = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Signal::Correction)),
        1 => Just(Some(Signal::Kill)),
        1 => Just(Some(Signal::Withhold)),
        1 => Just(Some(Signal::Update)),
    ];
    let arrives = (0..6i64, status, 0..4u8, signal, any::<bool>()).prop_map(
        |(version, status, embargo, signal, holds)| Step::Arrives {
            version,
            status,
            embargo,
            signal,
            holds,
        },
    );
    prop_oneof![
        6 => arrives,
        1 => Just(Step::KillNotice),
        4 => Just(Step::Publish),
        2 => Just(Step::Withdraw),
        3 => Just(Step::Restore),
        3 => (0..200i64).prop_map(Step::Wait),
        3 => Just(Step::Clock),
    ]
}

fn play(desk: &mut Desk, step: &Step, serial: usize, now: &mut Timestamp) {
    let editor = EditorName::new("asha");
    match step {
        Step::Arrives {
            version,
            status,
            embargo,
            signal,
            holds,
        } => {
            let mut sent = item("a", *version, &format!("Members voted {serial} times."));
            sent.status = *status;
            sent.embargo = match embargo {
                0 | 1 => Embargo::None,
                2 => Embargo::Until(*now + SignedDuration::from_secs(60)),
                _ => Embargo::TimeUnknown,
            };
            sent.signals.extend(*signal);
            if *holds {
                let code = "identity.number_reused";
                sent.findings.push(copydesk_wire::Finding {
                    code,
                    message: String::new(),
                    span: None,
                });
            }
            desk.receive(&sent, *now);
        }
        Step::KillNotice if desk.known.item.is_some() => {
            let kills = Kills {
                by: "guid",
                guid: Some(String::from("a")),
                ..Kills::default()
            };
            let notice = Item {
                kills: Some(Box::new(kills)),
                ..item(&format!("notice {serial}"), 1, "Kill.")
            };
            desk.receive(&notice, *now);
        }
        Step::KillNotice => {}
        Step::Publish => drop(desk.publish("House headline", *now)),
        Step::Withdraw | Step::Restore => {
            let Some((story, _)) = desk.known.stories.first().cloned() else {
                return;
            };
            let act = match step {
                Step::Withdraw => withdraw(&story, None, &editor, *now),
                _ => restore(&desk.known, &story, &editor, *now),
            };
            if let Ok(act) = act {
                desk.take(&act);
            }
        }
        Step::Wait(seconds) => *now += SignedDuration::from_secs(*seconds),
        Step::Clock => desk.release(*now),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The law of the desk: whatever is readable is open, by the item and by the version under its edition.
    #[test]
    fn no_sequence_of_inputs_makes_killed_or_embargoed_text_readable(
        steps in proptest::collection::vec(step(), 1..40),
        by_rule in any::<bool>(),
        may_kill in any::<bool>(),
    ) {
        let mut desk = Desk::new(if by_rule { publishing() } else { feed(OnArrival::Hold) });
        desk.feed.rules.may_kill = may_kill;
        let mut now = at(0);
        let mut killed = false;
        for (serial, step) in steps.iter().enumerate() {
            play(&mut desk, step, serial, &mut now);
            let Some(item) = &desk.known.item else { continue };
            prop_assert!(!killed || item.standing.status == Status::Canceled, "canceled stays canceled");
            killed = item.standing.status == Status::Canceled;
            for (story, edition) in &desk.known.stories {
                if !is_readable(story) {
                    continue;
                }
                prop_assert!(!killed, "a killed item is readable after {step:?}");
                prop_assert!(is_open(item.standing, now), "closed copy is readable after {step:?}");
                let key = edition.as_ref().and_then(|edition| edition.version.clone());
                let version = desk.known.versions.iter().find(|version| Some(&version.key) == key.as_ref());
                prop_assert!(version.is_some_and(|version| is_open(version.standing, now)));
            }
        }
    }
}
