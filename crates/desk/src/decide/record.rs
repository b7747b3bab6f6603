//! What an act commits the newsroom to: one record for each receipt, edition and withdrawal, made at the moment of the
//! decision and never derived again. Decides nothing; an act without anything to record stays as it is.
//!
//! Secrets come from outside, one a leaf. An edition that is not public yet has no record, and an item's record shows
//! nothing of it.

use copydesk_proof::{
    BodyPiece, EditionRecord, Embargo, Hash, PieceKind, Reason, ReceiptRecord, Record, Salt,
    Secret, UtcSecond, WithdrawalRecord, piece,
};
use copydesk_text::{Disclosure, Language, Piece, Place, check, committed_form, pieces};
use copydesk_wire::Item;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::decide::copy::{page_side, wire_side};
use crate::decide::opening::text_of_edition;
use crate::decide::{Arriving, House, Known};
use crate::id::{StoryId, VersionKey};
use crate::ledger::{Leaf, LeafSubject};
use crate::newsroom::{
    Act, Edition, Event, EventKind, Feed, GoneReason, Receipt, Signal, Story, Version,
};
use crate::port::Random;

/// The form of text that records name.
pub const FORM: &str = "copydesk-text/v1";
/// Longest word of a wire that a record holds, bytes; a longer one stands there as its SHA-256.
const WORD_BYTES_MAX: usize = 1_024;
/// Salted lines of a receipt before its body: raw and headline.
pub const BODY_FROM: u32 = 2;

/// Everything a record may need besides the act.
pub struct Recorder<'a> {
    /// What was known before the act.
    pub known: &'a Known,
    /// What was known of other items that the act concerns: those that are killed, suspected, or gave the order.
    pub others: Vec<&'a Known>,
    /// What arrived, if something did.
    pub arriving: Option<Arriving<'a>>,
    /// The text of the version that is published, where `known` does not hold it.
    pub text: Option<&'a Item>,
    /// The publication.
    pub house: &'a House,
    /// One secret a leaf.
    pub random: &'a dyn Random,
}

impl Recorder<'_> {
    /// Adds the leaves of the act's events; an event that has one keeps it.
    pub fn record(&self, act: &mut Act) {
        for place in 0..act.events.len() {
            if act.leaves.iter().any(|(of, _)| *of == place) {
                continue;
            }
            let event = act.events[place].clone();
            let secret = Secret::new(self.random.bytes32());
            let leaf = match event.kind {
                EventKind::ItemReceived | EventKind::VersionReceived => {
                    self.receipt(act, &event, secret)
                }
                EventKind::StoryPublished => self.edition(act, &event, secret),
                EventKind::StoryKilled | EventKind::StoryHeld | EventKind::StoryWithdrawn => {
                    self.withdrawal(act, &event, secret)
                }
                _ => None,
            };
            act.leaves.extend(leaf.map(|leaf| (place, leaf)));
        }
    }

    fn receipt(&self, act: &Act, event: &Event, secret: Secret) -> Option<Leaf> {
        let arriving = self.arriving?;
        let mut versions = act.versions.iter();
        let version = versions.find(|version| Some(&version.key.item) == event.item.as_ref())?;
        let record = receipt_record(version, arriving.item, self.house, &secret);
        let subject = LeafSubject::Receipt(Some(version.key.clone()));
        Some(Leaf::new(secret, &Record::Receipt(record), subject))
    }

    fn edition(&self, act: &Act, event: &Event, secret: Secret) -> Option<Leaf> {
        let id = event.story.as_ref()?;
        let (story, edition) = self.current(act, id)?;
        let version = edition.version.as_ref();
        let receipt = match version {
            Some(version) => Some(self.receipt_of(act, version)?),
            None => None,
        };
        let disclosure = match version {
            Some(version) => self.disclosure(act, edition, version),
            None => None,
        };
        let base = EditionBase {
            published: second(event.at),
            receipt,
            previous: self.last_edition(act, id),
        };
        let stated = disclosure.as_ref();
        let record = edition_record(base, (edition, stated), self.house, &secret);
        let subject = LeafSubject::Edition {
            story: id.clone(),
            number: edition.number,
            item: story.item.clone(),
        };
        Some(Leaf::new(secret, &Record::Edition(record), subject))
    }

    fn withdrawal(&self, act: &Act, event: &Event, secret: Secret) -> Option<Leaf> {
        let id = event.story.as_ref()?;
        let story = act.stories.iter().rfind(|story| &story.id == id)?;
        let reason = match story.gone?.0 {
            GoneReason::Kill => Reason::Kill,
            GoneReason::Withhold => Reason::Withhold,
            GoneReason::House => Reason::House,
        };
        let record = WithdrawalRecord {
            story: id.as_str().to_owned(),
            withdrawn: second(event.at),
            edition: self.last_edition(act, id)?,
            reason,
            cause: match reason {
                Reason::Kill | Reason::Withhold => self.ordering(act),
                _ => None,
            },
        };
        let subject = LeafSubject::Withdrawal {
            story: id.clone(),
            item: story.item.clone(),
        };
        Some(Leaf::new(secret, &Record::Withdrawal(record), subject))
    }

    /// The receipt that ordered a story off: of the notice that was acted on, else the one of this act.
    fn ordering(&self, act: &Act) -> Option<Hash> {
        if let Some(notice) = act.notices.last() {
            return self.receipt_of(act, &notice.version);
        }
        let mut leaves = act.leaves.iter();
        let receipt = leaves.find(|(_, leaf)| matches!(leaf.subject, LeafSubject::Receipt(_)));
        receipt.map(|(_, leaf)| leaf.commitment)
    }

    fn current<'a>(&'a self, act: &'a Act, id: &StoryId) -> Option<(&'a Story, &'a Edition)> {
        let story = act.stories.iter().rfind(|story| &story.id == id)?;
        let is_current =
            |edition: &&Edition| &edition.story == id && edition.number == story.edition;
        let known = self
            .known
            .stories
            .iter()
            .filter_map(|(_, edition)| edition.as_ref());
        let edition = act.editions.iter().rfind(is_current);
        Some((
            story,
            edition.or_else(|| known.rev().find(|e| is_current(e)))?,
        ))
    }

    fn receipt_of(&self, act: &Act, version: &VersionKey) -> Option<Hash> {
        let wanted = LeafSubject::Receipt(Some(version.clone()));
        self.find(act, |subject| *subject == wanted)
    }

    fn last_edition(&self, act: &Act, id: &StoryId) -> Option<Hash> {
        self.find(
            act,
            |subject| matches!(subject, LeafSubject::Edition { story, .. } if story == id),
        )
    }

    /// The newest leaf about a subject.
    fn find(&self, act: &Act, wanted: impl Fn(&LeafSubject) -> bool) -> Option<Hash> {
        let own = act.leaves.iter().rfind(|(_, leaf)| wanted(&leaf.subject));
        let knowns = std::iter::once(self.known).chain(self.others.iter().copied());
        let earlier = || {
            let mut leaves = knowns.flat_map(|known| known.leaves.iter().rev());
            leaves
                .find(|leaf| wanted(&leaf.subject))
                .map(|leaf| leaf.commitment)
        };
        own.map(|(_, leaf)| leaf.commitment).or_else(earlier)
    }

    fn disclosure(&self, act: &Act, edition: &Edition, version: &VersionKey) -> Option<Disclosure> {
        let arrived = act.versions.iter().any(|added| &added.key == version);
        let item = match self.arriving {
            Some(arriving) if arrived => Some(arriving.item),
            _ => self.known.text(version.nth).or(self.text),
        };
        let json = edition.disclosure.as_deref()?;
        check(
            json,
            &wire_side(item?, self.house),
            &page_side(edition, self.house),
        )
        .ok()
    }
}

/// What a record of an edition holds besides its text and its disclosure.
pub(super) struct EditionBase {
    pub(super) published: UtcSecond,
    pub(super) receipt: Option<Hash>,
    pub(super) previous: Option<Hash>,
}

/// The record of an edition with the disclosure that stands under it.
pub(super) fn edition_record(
    base: EditionBase,
    (edition, disclosure): (&Edition, Option<&Disclosure>),
    house: &House,
    secret: &Secret,
) -> EditionRecord {
    let text = text_of_edition(edition);
    let json = disclosure.map_or("", |made| made.to_json());
    let digest = edition.version.as_ref().map(|_| disclosure_digest(json));
    let verdict = disclosure.and_then(|d| d.verdict());
    let headline = disclosure.and_then(|d| d.headline());
    EditionRecord {
        story: edition.story.as_str().to_owned(),
        edition: u64::from(edition.number),
        published: base.published,
        receipt: base.receipt,
        previous: base.previous,
        verdict: verdict.map(|verdict| verdict.name().to_owned()),
        headline: headline.map(|headline| headline.name().to_owned()),
        inserted: disclosure.map_or(0, inserted),
        level: disclosure.and_then(|d| d.level()).map(level_name),
        rules: disclosure.and_then(|_| hash_of_hex(house.rules_sha256())),
        sentence: disclosure.map(|d| sentence(d, &edition.language)),
        form: FORM.to_owned(),
        disclosure: piece(
            &secret.salt(0),
            digest.as_ref().map_or(&[][..], |hash| &hash[..]),
        ),
        text: piece(&secret.salt(1), text.as_bytes()),
    }
}

/// The leaf of a raw in which no item was found.
#[must_use]
pub fn unreadable(receipt: &Receipt, feed: &Feed, secret: Secret) -> Leaf {
    let record = ReceiptRecord {
        agency: word(Some(feed.agency.as_str()).filter(|agency| !agency.is_empty())),
        guid: None,
        version: None,
        received: second(receipt.received),
        embargo: Embargo::None,
        status: None,
        signals: Vec::new(),
        evidence: String::from("none"),
        parser: parser(None),
        form: FORM.to_owned(),
        raw: piece(&secret.salt(0), &receipt.raw.0),
        headline: piece(&secret.salt(1), b""),
        body: Vec::new(),
    };
    Leaf::new(secret, &Record::Receipt(record), LeafSubject::Receipt(None))
}

fn receipt_record(version: &Version, item: &Item, house: &House, secret: &Secret) -> ReceiptRecord {
    let body = pieces(&wire_side(item, house));
    let lines = (BODY_FROM..)
        .zip(&body)
        .map(|(line, part)| body_piece(&secret.salt(line), part));
    ReceiptRecord {
        agency: word(Some(&version.key.item.agency)),
        guid: word(Some(&item.guid)),
        version: word(version.version.as_deref()),
        received: second(version.received),
        embargo: embargo(version.standing.embargo),
        status: Some(version.standing.status.name().to_owned()),
        signals: version
            .signals
            .iter()
            .map(|signal: &Signal| signal.name().to_owned())
            .collect(),
        evidence: String::from("none"),
        parser: parser(item.format.map(|format| format.name())),
        form: FORM.to_owned(),
        raw: piece(&secret.salt(0), &version.raw.0),
        headline: piece(&secret.salt(1), headline_form(item).as_bytes()),
        body: lines.collect(),
    }
}

/// What the headline line of a receipt commits to.
#[must_use]
pub fn headline_form(item: &Item) -> String {
    committed_form(item.headline.as_deref().unwrap_or_default())
}

fn body_piece(salt: &Salt, part: &Piece) -> BodyPiece {
    let kind = match part.kind {
        copydesk_text::PieceKind::Sentence => PieceKind::Text,
        copydesk_text::PieceKind::Strip => PieceKind::Strip,
    };
    BodyPiece {
        kind,
        piece: piece(salt, part.content.as_bytes()),
    }
}

fn parser(format: Option<&str>) -> String {
    format!(
        "{}/{}",
        format.unwrap_or("unknown"),
        env!("CARGO_PKG_VERSION")
    )
}

/// A word of the wire as a record holds it.
fn word(text: Option<&str>) -> Option<String> {
    let text = text?;
    if text.len() <= WORD_BYTES_MAX {
        return Some(text.to_owned());
    }
    let digest = Sha256::digest(text.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("sha256:{hex}"))
}

/// The second an instant lies in; one outside of the years 0 to 9999 is the first second of 1970.
pub(crate) fn second(at: Timestamp) -> UtcSecond {
    let whole = at.as_nanosecond().div_euclid(1_000_000_000);
    let in_range = i64::try_from(whole).ok().and_then(UtcSecond::from_unix);
    in_range
        .or_else(|| UtcSecond::from_unix(0))
        .expect("1970 is in range")
}

fn embargo(embargo: crate::newsroom::Embargo) -> Embargo {
    match embargo {
        crate::newsroom::Embargo::None => Embargo::None,
        crate::newsroom::Embargo::TimeUnknown => Embargo::Unknown,
        crate::newsroom::Embargo::Until(at) => {
            UtcSecond::from_unix(at.as_second()).map_or(Embargo::Unknown, Embargo::Until)
        }
    }
}

/// How many insertions stand in the story's text: a standfirst stands above it.
fn inserted(disclosure: &Disclosure) -> u64 {
    let inside = disclosure.insertions().iter();
    inside
        .filter(|insertion| insertion.place != Place::Standfirst)
        .count() as u64
}

fn level_name(level: copydesk_text::Level) -> String {
    use copydesk_text::Level;
    let name = match level {
        Level::L0 => "0",
        Level::L1 => "1",
        Level::L2 => "2",
        Level::L3 => "3",
        Level::L5 => "5",
    };
    name.to_owned()
}

/// Language, a space, the sentence, as the page of this edition shows it.
fn sentence(disclosure: &Disclosure, language: &str) -> String {
    match language.split('-').next() {
        Some("hi") => format!("hi {}", disclosure.sentence(Language::Hindi)),
        _ => format!("en {}", disclosure.sentence(Language::English)),
    }
}

/// What an edition's first salted line commits to.
#[must_use]
pub fn disclosure_digest(json: &str) -> Hash {
    Sha256::digest(format!("copydesk-disclosure/v1\n{json}").as_bytes()).into()
}

fn hash_of_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(hash)
}
