//! From a wire and an edited page to the check of that page: the records that acts write, opened as readers get them,
//! under a signed tree, and judged by the check that everybody has. Names no format and reads no file.

use std::sync::atomic::{AtomicU8, Ordering};

use copydesk_proof::{
    Checkpoint, Claims, Evidence, Hash, KeyKind, Levels, Note, Opening, Outcome, Page, Policy,
    Record, Report, SigningKey, Step, TlogProof, check_story, inclusion_proof, leaf_hash, root_of,
};
use copydesk_text::{
    Block, BlockKind, Disclosure, HouseClass, HouseEntry, HouseMap, HouseStyle, Language, check,
    page_text,
};
use copydesk_wire::{Hint, Item, Paragraph, Rendition};
use jiff::Timestamp;

use super::*;
use crate::id::{EditorName, FeedId, RawHash, ReceiptNo, StoryId};
use crate::ledger::{Leaf, LeafSubject, Secret};
use crate::newsroom::{Actor, EventKind, Feed, FeedRules, OnArrival, Receipt, ReceiptState};
use crate::port::Random;

const NOW: i64 = 1_795_425_700;
const HEADLINE: &str = "Parliament passes water bill";
/// As the agency sent it: a run-in dateline, six sentences, a sign-off.
const WIRE: [(BlockKind, &str); 5] = [
    (
        BlockKind::Text,
        "GENEVA (EW) -- \"We said no -- twice,\" the minister told members. They did not believe her.",
    ),
    (
        BlockKind::Text,
        "The law takes effect on 1 March. It covers 212 districts.",
    ),
    (
        BlockKind::Text,
        "Growers in the valley had asked for more time.",
    ),
    (BlockKind::Text, "A review is due after two years."),
    (BlockKind::Signature, "ew/abc"),
];

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("in range")
}

fn house() -> House {
    House {
        site: String::from("Example Times"),
        language: String::from("en"),
        agency_names: vec![(String::from("ew"), String::from("EW"))],
        map: None,
    }
}

fn wire() -> Item {
    let paragraph = |(kind, text): &(BlockKind, &str)| Paragraph {
        kind: *kind,
        text: (*text).to_owned(),
        ..Paragraph::default()
    };
    Item {
        guid: String::from("urn:example:wire:7"),
        agency: Some(String::from("ew")),
        version: Some(String::from("2")),
        version_ordinal: Some(2),
        headline: Some(HEADLINE.to_owned()),
        dateline: Some(String::from("GENEVA (EW) --")),
        renditions: vec![Rendition {
            name: String::from("text"),
            media_type: None,
            paragraphs: WIRE.iter().map(paragraph).collect(),
        }],
        body: Some(0),
        ..Item::default()
    }
}

/// Other bytes each time.
struct Counted(AtomicU8);

impl Random for Counted {
    fn bytes32(&self) -> [u8; 32] {
        [self.0.fetch_add(1, Ordering::Relaxed); 32]
    }
}

fn feed() -> Feed {
    Feed {
        id: FeedId::new("ew"),
        agency: String::from("ew"),
        hint: Hint::default(),
        rules: FeedRules {
            on_arrival: OnArrival::Hold,
            ..FeedRules::default()
        },
    }
}

fn receipt() -> Receipt {
    Receipt {
        no: ReceiptNo(1),
        feed: FeedId::new("ew"),
        raw: RawHash([3; 32]),
        name: None,
        media_type: None,
        charset: None,
        received: now(),
        bytes_len: 1,
        repeats: 0,
        state: ReceiptState::Pending,
    }
}

/// A story that was received, published and recorded.
struct Told {
    item: Item,
    edition: Edition,
    receipt: Leaf,
    /// The newest leaf of the edition.
    recorded: Leaf,
    disclosure: Disclosure,
    house: House,
}

impl Told {
    /// The wire, published under this headline with these paragraphs.
    fn as_published(headline: &str, blocks: Vec<Block>) -> Self {
        let (item, house, random) = (wire(), house(), Counted(AtomicU8::new(1)));
        let (feed, receipt) = (feed(), receipt());
        let arriving = Arriving {
            item: &item,
            index_in_raw: 0,
            receipt: &receipt,
            feed: &feed,
            filed_under: None,
        };
        let mut known = Known::default();
        let fresh = StoryId::from_random(7);
        let mut received = receive(&known, None, arriving, &house, fresh.clone(), now());
        recorder(&Known::default(), Some(arriving), &item, &house, &random).record(&mut received);
        known.apply(&received);
        known.texts.push((1, item.clone()));
        let copy = Copy {
            headline: headline.to_owned(),
            section: String::from("world"),
            blocks,
            version_nth: 1,
            ..Copy::default()
        };
        let by = Actor::Editor(EditorName::new("asha"));
        let published = publish(&known, None, &item, &copy, &house, &by, fresh, now());
        let mut published = published.expect("it may be published");
        recorder(&known, None, &item, &house, &random).record(&mut published);
        let leaf = |act: &Act| act.leaves.last().expect("a leaf").1.clone();
        let edition = published.editions[0].clone();
        let json = edition.disclosure.as_deref().expect("a disclosure");
        let sides = (wire_side(&item, &house), page_side(&edition, &house));
        Self {
            receipt: leaf(&received),
            recorded: leaf(&published),
            disclosure: check(json, &sides.0, &sides.1).expect("it gives the page"),
            item,
            edition,
            house,
        }
    }

    /// The check of a page with these paragraphs, which says about itself what this story's page says.
    fn checked(&self, headline: &str, paragraphs: &[String]) -> Report {
        let own = text_of_edition(&self.edition);
        let receipt = open_receipt(&self.receipt, &self.item, &self.house, &own);
        let openings = [
            receipt.expect("a record"),
            open_edition(&self.recorded, &own).expect("a record"),
        ];
        let entries = [self.receipt.commitment, self.recorded.commitment];
        let (proofs, policy) = proven(&entries, openings);
        let text = page_text(headline, paragraphs.iter().map(String::as_str));
        let said = self.disclosure.sentence(Language::English);
        let evidence = Evidence {
            page: Page {
                text: text.as_bytes(),
                claims: Claims {
                    verdict: self.disclosure.verdict().map(|verdict| verdict.name()),
                    headline: self.disclosure.headline().map(|word| word.name()),
                    sentence: Some(said),
                },
            },
            edition: proofs[1].as_bytes(),
            receipt: Some(proofs[0].as_bytes()),
        };
        let now = u64::try_from(NOW).expect("after 1970");
        check_story(&evidence, &policy, now).expect("two proof files")
    }

    /// The check of the page as it was published.
    fn checked_as_published(&self) -> Report {
        let blocks = self.edition.blocks.iter();
        let paragraphs: Vec<String> = blocks.map(|block| block.text.clone()).collect();
        self.checked(&self.edition.headline, &paragraphs)
    }
}

fn recorder<'a>(
    known: &'a Known,
    arriving: Option<Arriving<'a>>,
    item: &'a Item,
    house: &'a House,
    random: &'a Counted,
) -> Recorder<'a> {
    Recorder {
        known,
        others: Vec::new(),
        arriving,
        text: Some(item),
        house,
        random,
    }
}

/// Proof files of these entries under one signed checkpoint, and the policy that trusts its key.
fn proven(entries: &[Hash], openings: [Opening; 2]) -> (Vec<String>, Policy) {
    let key = SigningKey::from_seed("news.example/ledger", KeyKind::Log, &[1; 32]).expect("a key");
    let tree = Levels::over(entries.iter().map(|entry| leaf_hash(entry)));
    let checkpoint = Checkpoint {
        origin: String::from("news.example/ledger"),
        size: tree.size(),
        root: root_of(&tree, tree.size()).expect("in memory"),
        extensions: Vec::new(),
    };
    let text = checkpoint.to_string();
    let signatures = vec![key.sign(&text)];
    let note = Note { text, signatures };
    let proof = |(index, opening): (u64, Opening)| {
        let hashes = inclusion_proof(&tree, index, tree.size()).expect("in memory");
        let extra = Some(opening.to_string().into_bytes());
        let note = note.clone();
        TlogProof {
            extra,
            index,
            hashes,
            note,
        }
        .to_string()
    };
    let policy = format!("log {}\nquorum none\n", key.public());
    (
        (0..).zip(openings).map(proof).collect(),
        Policy::parse(policy.as_bytes()).expect("a policy"),
    )
}

/// The wire's paragraphs as the house publishes them: without dateline and sign-off.
fn body() -> Vec<Block> {
    let blocks = WIRE.iter().take(4).map(|(kind, text)| {
        let text = text.strip_prefix("GENEVA (EW) -- ").unwrap_or(text);
        Block::new(*kind, text)
    });
    blocks.collect()
}

#[track_caller]
fn check_outcome(blocks: Vec<Block>, verdict: &str, expected: &Outcome, shown: usize) {
    let told = Told::as_published(HEADLINE, blocks);
    let named = told.disclosure.verdict().map(|verdict| verdict.name());
    assert_eq!(named, Some(verdict));
    let report = told.checked_as_published();
    assert_eq!(&report.outcome, expected, "{report:?}");
    let sentences = report.sentences.expect("step 5 was made");
    assert_eq!((sentences.shown, sentences.total), (shown, 6), "{report:?}");
}

#[test]
fn the_wire_as_it_came_holds() {
    check_outcome(body(), "identical", &Outcome::Holds, 6);
}

#[test]
fn a_dateline_that_stays_holds() {
    let mut blocks = body();
    blocks[0].text = WIRE[0].1.to_owned();
    check_outcome(blocks, "identical", &Outcome::Holds, 6);
}

#[test]
fn paragraphs_that_were_merged_or_split_hold() {
    let mut merged = body();
    let second = merged.remove(1);
    merged[0].text = format!("{} {}", merged[0].text, second.text);
    let told = Told::as_published(HEADLINE, merged);
    assert_eq!(told.checked_as_published().outcome, Outcome::Holds);
    let mut split = body();
    let (first, rest) = split[1].text.split_once(". ").expect("two sentences");
    let (first, rest) = (format!("{first}."), rest.to_owned());
    split[1].text = first;
    split.insert(2, Block::new(BlockKind::Text, rest));
    let told = Told::as_published(HEADLINE, split);
    assert_eq!(told.checked_as_published().outcome, Outcome::Holds);
}

#[test]
fn other_quotation_marks_dashes_spaces_and_invisible_signs_hold() {
    let mut blocks = body();
    blocks[0].text = String::from(
        "\u{201c}We said no \u{2014} twice,\u{201d} the min\u{ad}ister told members. They did not believe her.",
    );
    blocks[1].text =
        String::from("The law takes effect on 1\u{a0}March. It covers 212\u{202f}districts.");
    check_outcome(blocks, "typography", &Outcome::Holds, 6);
}

#[test]
fn an_inserted_subheading_holds_and_is_one_uncovered_run() {
    let mut blocks = body();
    blocks.insert(2, Block::new(BlockKind::Heading, "What growers want"));
    let told = Told::as_published(HEADLINE, blocks);
    let report = told.checked_as_published();
    assert_eq!(
        (report.outcome, report.uncovered.len()),
        (Outcome::Holds, 1)
    );
}

#[test]
fn a_story_whose_last_paragraphs_are_cut_holds_as_shortened() {
    let mut blocks = body();
    blocks.truncate(2);
    check_outcome(blocks, "shortened", &Outcome::Holds, 4);
}

#[test]
fn a_moved_paragraph_never_holds() {
    let mut blocks = body();
    let last = blocks.remove(3);
    blocks.insert(1, last);
    let told = Told::as_published(HEADLINE, blocks);
    let report = told.checked_as_published();
    assert_ne!(report.outcome, Outcome::Holds);
    assert!(!report.sentences.expect("step 5 was made").in_order);
}

#[test]
fn a_removed_not_never_holds() {
    let mut blocks = body();
    blocks[0].text = blocks[0].text.replace("did not believe", "did believe");
    check_outcome(blocks, "modified", &Outcome::Partly, 5);
}

#[test]
fn a_changed_digit_never_holds() {
    let mut blocks = body();
    blocks[1].text = blocks[1].text.replace("212", "213");
    check_outcome(blocks, "modified", &Outcome::Partly, 5);
}

#[test]
fn each_of_these_made_silently_after_the_record_fails() {
    let told = Told::as_published(HEADLINE, body());
    let blocks = told.edition.blocks.iter();
    let as_told: Vec<String> = blocks.map(|block| block.text.clone()).collect();
    let mut changed = Vec::new();
    for (from, to) in [("did not believe", "did believe"), ("212", "213")] {
        changed.push(as_told.iter().map(|text| text.replace(from, to)).collect());
    }
    changed.push(as_told[..3].to_vec());
    changed.push(as_told.iter().rev().cloned().collect());
    changed.push([&as_told[..], &[String::from("More.")]].concat());
    for paragraphs in changed {
        let report = told.checked(HEADLINE, &paragraphs);
        let Outcome::Fails(failure) = report.outcome else {
            panic!("{paragraphs:?}: {:?}", report.outcome);
        };
        assert_eq!(failure.step, Step::Page);
    }
    // Merged, and with other quotation marks: the same text.
    let merged = vec![as_told.join(" ").replace('"', "\u{201d}")];
    assert_eq!(told.checked(HEADLINE, &merged).outcome, Outcome::Holds);
}

/// A house that writes "re-view" for "review".
fn other_house() -> House {
    let entry = HouseEntry {
        wire: String::from("review"),
        house: String::from("re-view"),
        class: HouseClass::Hyphenation,
    };
    let style = HouseStyle {
        name: String::from("Example Times"),
        version: String::from("2"),
        language: String::from("en"),
        entries: vec![entry],
        ..HouseStyle::default()
    };
    let map = HouseMap::new(&style).expect("a house map");
    House {
        map: Some(map.into()),
        ..house()
    }
}

#[test]
fn a_disclosure_that_other_rules_give_is_recorded_and_then_holds() {
    let mut blocks = body();
    blocks[3].text = blocks[3].text.replace("review", "re-view");
    let mut told = Told::as_published(HEADLINE, blocks);
    let before = told.disclosure.verdict().map(|verdict| verdict.name());
    let house = other_house();
    let page = page_side(&told.edition, &house);
    let anew = copydesk_text::disclose(&wire_side(&told.item, &house), &page);
    assert_ne!(anew.verdict().map(|verdict| verdict.name()), before);
    let first = told.recorded.clone();

    let secret = || Secret::new([0x77; 32]);
    let redone = redisclose(&first, (&told.edition, &anew), &house, (secret(), now()));
    let act = redone.expect("the record says something else");
    let kinds: Vec<EventKind> = act.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Redisclosed]);
    assert!(act.editions.is_empty() && act.stories.is_empty());
    told.disclosure = anew;
    // Shown before it is recorded it would not verify.
    assert!(matches!(
        told.checked_as_published().outcome,
        Outcome::Fails(_)
    ));
    told.recorded = act.leaves[0].1.clone();
    told.house = house;
    let report = told.checked_as_published();
    assert!(!matches!(report.outcome, Outcome::Fails(_)), "{report:?}");

    let Ok(Record::Edition(record)) = Record::parse(told.recorded.record.as_bytes()) else {
        panic!("{}", told.recorded.record);
    };
    assert_eq!(record.previous, Some(first.commitment));
    let hex: String = record
        .rules
        .iter()
        .flatten()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hex, told.house.rules_sha256());
    let subject = LeafSubject::Edition {
        story: told.edition.story.clone(),
        number: told.edition.number,
        item: told
            .edition
            .version
            .as_ref()
            .map(|version| version.item.clone()),
    };
    assert_eq!(told.recorded.subject, subject);
    let again = (&told.edition, &told.disclosure);
    let twice = redisclose(&told.recorded, again, &told.house, (secret(), now()));
    assert_eq!(twice, None, "what is recorded is not recorded twice");
}
