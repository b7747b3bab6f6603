//! Which earlier item a notice means (`wire.md` 7): a telegram's number, a slugline, a headline, weighed to a confidence
//! from 0 to 100. Pure arithmetic over names; decides nothing, reads nothing, and never looks beyond one agency.

use copydesk_wire::{Format, Item, Signal};
use jiff::{SignedDuration, Timestamp};

use crate::id::ItemKey;

/// At this confidence and above a reference acts by itself.
pub const ACTS_AT: u8 = 90;
/// At this confidence and above a kill withholds, and a correction is proposed.
pub const SUSPECTS_AT: u8 = 60;
/// How far back evidence other than an id looks.
pub const LOOKS_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a notice without its item waits for it.
pub const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a slugline names the same story.
const SLUG_LIFE: SignedDuration = SignedDuration::from_hours(36);
/// Candidates older than this lose points.
const OLD: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Characters of a slugline that old systems keep.
const SLUG_CUT_CHARS: usize = 24;
/// Points within which another candidate is a rival.
const RIVAL_WITHIN: u8 = 5;
/// Suspects named at most.
const SUSPECTS_MAX: usize = 10;

/// What a notice wants done with the item it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// Take it off for good.
    Kill,
    /// Take it off for now.
    Withhold,
    /// Replace it: something in it was wrong.
    Correct,
    /// Replace it by a newer state.
    Update,
}

impl Intent {
    /// Every intent.
    pub const ALL: [Self; 4] = [Self::Kill, Self::Withhold, Self::Correct, Self::Update];

    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Withhold => "withhold",
            Self::Correct => "correct",
            Self::Update => "update",
        }
    }

    /// The intent of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }

    /// Whether it takes something off.
    #[must_use]
    pub const fn takes_off(self) -> bool {
        matches!(self, Self::Kill | Self::Withhold)
    }
}

/// One piece of evidence that a candidate is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// Its id is named.
    Id,
    /// A structured field names its number and day.
    NumberInField,
    /// Running text names its number; the day fits.
    NumberInText,
    /// Its number is named, on another day.
    NumberOnAnotherDay,
    /// Same slugline, and the notice is the next lead.
    NextLead,
    /// The headline is quoted.
    Headline,
    /// Same slugline but for words of the version.
    Slugline,
    /// A headline much like it is quoted.
    HeadlineNear,
    /// The sluglines agree as far as old systems keep them.
    SluglineStart,
}

impl Evidence {
    /// Every kind of evidence.
    pub const ALL: [Self; 9] = [
        Self::Id,
        Self::NumberInField,
        Self::NumberInText,
        Self::NumberOnAnotherDay,
        Self::NextLead,
        Self::Headline,
        Self::Slugline,
        Self::HeadlineNear,
        Self::SluglineStart,
    ];

    /// Confidence it gives by itself.
    #[must_use]
    pub const fn points(self) -> u8 {
        match self {
            Self::Id => 100,
            Self::NumberInField => 95,
            Self::NextLead => 90,
            Self::NumberInText | Self::Headline => 85,
            Self::NumberOnAnotherDay => 75,
            Self::Slugline => 70,
            Self::HeadlineNear => 60,
            Self::SluglineStart => 55,
        }
    }

    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::NumberInField => "number_in_field",
            Self::NumberInText => "number_in_text",
            Self::NumberOnAnotherDay => "number_on_another_day",
            Self::NextLead => "next_lead",
            Self::Headline => "headline",
            Self::Slugline => "slugline",
            Self::HeadlineNear => "headline_near",
            Self::SluglineStart => "slugline_start",
        }
    }

    /// The evidence of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|found| found.name() == name)
    }

    /// As an editor reads it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Id => "names its id",
            Self::NumberInField => "names its number in the header",
            Self::NumberInText => "names its number",
            Self::NumberOnAnotherDay => "names its number, but the day does not fit",
            Self::NextLead => "is the next lead of its slugline",
            Self::Headline => "quotes its headline",
            Self::Slugline => "has its slugline",
            Self::HeadlineNear => "quotes a headline much like it",
            Self::SluglineStart => "has the start of its slugline",
        }
    }
}

/// What became of a suspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing: the evidence is too weak, or the feed may not.
    Nothing,
    /// It is withheld while somebody looks.
    Withheld,
    /// It is canceled (for a withhold: withheld by the agency).
    Acted,
}

impl Done {
    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Withheld => "withheld",
            Self::Acted => "acted",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Nothing, Self::Withheld, Self::Acted]
            .into_iter()
            .find(|done| done.name() == name)
    }
}

/// An item that a notice may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The item.
    pub item: ItemKey,
    /// 0 to 100.
    pub confidence: u8,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// What became of it.
    pub done: Done,
}

/// What one version is called: all that a later notice can name it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The item it is filed under.
    pub item: ItemKey,
    /// As [`names_of`] gives them.
    pub names: Vec<String>,
    /// As sent.
    pub slugline: Option<String>,
    /// As sent.
    pub headline: Option<String>,
    /// BCP 47, as sent.
    pub language: Option<String>,
    /// When it was received.
    pub received: Timestamp,
}

/// Names of a version: `guid:…`, `service:bdt:703:20260302`, `message:nna:4077:20260302`.
#[must_use]
pub fn names_of(item: &Item) -> Vec<String> {
    let mut names = vec![format!("guid:{}", item.guid)];
    let listed = |kind: &str, key: &str| {
        let values = item.alt_ids.iter().filter(|(name, _)| name == key);
        values
            .flat_map(|(_, values)| values)
            .filter(|value| Number::parse(kind, value).is_some())
            .map(|value| format!("{kind}:{}", value.to_lowercase()))
            .collect::<Vec<_>>()
    };
    names.extend(listed("service", "iptc7901"));
    names.extend(listed("message", "message"));
    let derived = ["urn:x-copydesk:7901:", "urn:x-copydesk:anpa:"]
        .iter()
        .find_map(|prefix| item.guid.strip_prefix(prefix));
    if let Some([number, service, day, ..]) = derived
        .map(|parts| parts.rsplitn(4, ':').collect::<Vec<_>>())
        .as_deref()
    {
        names.push(format!("service:{service}:{number}:{day}").to_lowercase());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// A number of a telegram: who counts, which, on which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number<'a> {
    kind: &'a str,
    who: &'a str,
    number: u64,
    day: &'a str,
}

impl<'a> Number<'a> {
    fn parse(kind: &'a str, value: &'a str) -> Option<Self> {
        let mut parts = value.rsplitn(3, ':');
        let (day, number, who) = (parts.next()?, parts.next()?, parts.next()?);
        let number = number.parse().ok().filter(|number| *number > 0)?;
        (day.len() == 8 && !who.is_empty()).then_some(Self {
            kind,
            who,
            number,
            day,
        })
    }

    fn of_name(name: &'a str) -> Option<Self> {
        let (kind, value) = name.split_once(':')?;
        matches!(kind, "service" | "message").then_some(())?;
        Self::parse(kind, value)
    }
}

/// Where a number was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberIn {
    Field,
    Text,
}

#[derive(Clone, Debug)]
struct NumberNamed {
    stated: NumberIn,
    service: Option<String>,
    name: Option<String>,
    number: u64,
    day: Option<String>,
}

/// Whose words a slugline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SlugOf {
    /// The notice says of the item meant that it is slugged so.
    Item,
    /// The notice itself is slugged so.
    Notice,
}

/// What a notice says of the item it means.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it wants done.
    pub intent: Intent,
    guids: Vec<String>,
    number: Option<NumberNamed>,
    slugline: Option<(String, SlugOf)>,
    headline: Option<String>,
    language: Option<String>,
    /// The notice's own numbers.
    own: Vec<String>,
    agency: String,
}

impl Reference {
    /// What `item` says of another item that it means; `None` when it means none.
    /// A correction of a format with ids of its own is one only if it names another item.
    #[must_use]
    pub fn of(item: &Item) -> Option<Self> {
        let signalled = |signal| item.signals.contains(&signal);
        let intent = if signalled(Signal::Kill) && item.kills.is_some() {
            Intent::Kill
        } else if signalled(Signal::Withhold) && is_telegram(item) {
            Intent::Withhold
        } else if signalled(Signal::Correction) {
            Intent::Correct
        } else if signalled(Signal::Update) {
            Intent::Update
        } else {
            return None;
        };
        let reference = Self {
            intent,
            guids: guids_named(item, intent),
            number: number_named(item, intent),
            slugline: slugline_named(item, intent),
            headline: item.kills.as_ref().and_then(|kills| kills.headline.clone()),
            language: item.language.clone(),
            own: names_of(item),
            agency: item.agency.clone().unwrap_or_default(),
        };
        let by_words = is_telegram(item) || intent.takes_off();
        let names_something = !reference.guids.is_empty()
            || (by_words
                && (reference.number.is_some()
                    || reference.slugline.is_some()
                    || reference.headline.is_some()));
        names_something.then_some(reference)
    }

    /// The ids it names, as [`names_of`] writes them: these are looked up whatever their age.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.guids
            .iter()
            .map(|guid| format!("guid:{guid}"))
            .collect()
    }

    /// How far back its evidence looks: a correction means a telegram of these days, a kill may mean any of 30.
    #[must_use]
    pub const fn looks_back(&self) -> SignedDuration {
        if self.intent.takes_off() {
            LOOKS_BACK
        } else {
            SignedDuration::from_hours(3 * 24)
        }
    }

    fn own_number(&self, kind: &str) -> Option<Number<'_>> {
        let mut numbers = self.own.iter().filter_map(|name| Number::of_name(name));
        numbers.find(|number| number.kind == kind)
    }
}

/// Formats in which an update is a new piece with an id of its own.
fn is_telegram(item: &Item) -> bool {
    let of_format = item.format.is_some_and(|format| {
        matches!(format, Format::Iptc7901 | Format::Text)
            || matches!(format.name(), "anpa1312" | "zczc" | "mail")
    });
    of_format || item.guid.starts_with("urn:x-copydesk:7901:")
}

fn guids_named(item: &Item, intent: Intent) -> Vec<String> {
    let killed = item.kills.as_ref().and_then(|kills| kills.guid.clone());
    let mut guids: Vec<String> = killed.into_iter().collect();
    if !intent.takes_off() {
        let linked = item
            .links
            .iter()
            .filter(|link| matches!(link.rel.as_str(), "corrects" | "replaces"));
        guids.extend(linked.map(|link| link.target.clone()));
    }
    guids.retain(|guid| guid != &item.guid);
    guids
}

fn number_named(item: &Item, intent: Intent) -> Option<NumberNamed> {
    if let Some(kills) = item.kills.as_ref().filter(|_| intent.takes_off()) {
        return Some(NumberNamed {
            stated: if kills.by == "number" {
                NumberIn::Field
            } else {
                NumberIn::Text
            },
            service: kills.service.as_deref().map(str::to_lowercase),
            name: kills.name.as_deref().map(str::to_lowercase),
            number: kills.number.as_deref()?.parse().ok()?,
            day: kills.day.clone(),
        });
    }
    let mut links = item.links.iter().filter(|link| link.rel == "corrects");
    links.find_map(|link| {
        let (who, number) = link.target.rsplit_once(':')?;
        Some(NumberNamed {
            stated: NumberIn::Field,
            service: Some(who.to_lowercase()),
            name: None,
            number: number.parse().ok()?,
            day: None,
        })
    })
}

fn slugline_named(item: &Item, intent: Intent) -> Option<(String, SlugOf)> {
    let own = item.slugline.clone();
    let stated = item
        .kills
        .as_ref()
        .filter(|_| intent.takes_off())
        .and_then(|kills| kills.slugline.clone());
    match stated {
        Some(slugline) if own.as_ref() != Some(&slugline) => Some((slugline, SlugOf::Item)),
        // the slugline of a correction is that of the story it corrects
        _ if !intent.takes_off() => own.map(|slugline| (slugline, SlugOf::Item)),
        _ => own.map(|slugline| (slugline, SlugOf::Notice)),
    }
}

/// A slugline taken apart: its words folded, and the number of the lead if it states one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slug {
    base: String,
    lead: Option<u32>,
}

/// Takes a slugline apart. Words of the version (`1stLd-Writethru`, `2ND LEAD`, `(3DER)`, `UPDATE 2`) leave the base; a
/// bare `(2)` leaves it too, but counts no lead, since it may number a take.
fn slug_of(slugline: &str) -> Slug {
    let lower = slugline.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut base = Vec::new();
    let mut lead = None;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let (taken, number) = version_words(word, next);
        lead = number.or(lead);
        if taken == 0 {
            base.push(*word);
        }
        at += taken.max(1);
    }
    if base
        .last()
        .is_some_and(|word| word.len() <= 2 && is_digits(word))
    {
        base.pop();
    }
    Slug {
        base: base.join("-"),
        lead,
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many words from `word` on speak of the version, and which lead they number.
fn version_words(word: &str, next: &str) -> (usize, Option<u32>) {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = word.split_at(digits);
    let number = number.parse().ok();
    let ordinal = matches!(rest, "st" | "nd" | "rd" | "th" | "");
    match rest {
        "stld" | "ndld" | "rdld" | "thld" | "ld" | "der" if number.is_some() => (1, number),
        _ if number.is_some() && ordinal && matches!(next, "lead" | "ld") => (2, number),
        "writethru" | "wt" if number.is_none() => (1, None),
        "update" if number.is_none() && is_digits(next) => (2, next.parse().ok()),
        "lead" | "ld" if number.is_none() => (1, Some(1)),
        _ => (0, None),
    }
}

/// Words of a headline, folded: case, quotation marks, dashes and white space do not count.
fn headline_words(headline: &str) -> Vec<String> {
    let letters = |c: char| c.is_alphanumeric() || "'’".contains(c);
    headline
        .to_lowercase()
        .replace(['’', '\''], "")
        .split(|c: char| !letters(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether two headlines share at least 80 % of their three-word runs (Dice).
fn is_near(a: &[String], b: &[String]) -> bool {
    let runs = |words: &[String]| words.windows(3).map(<[String]>::to_vec).collect::<Vec<_>>();
    let (mut left, right) = (runs(a), runs(b));
    let total = left.len() + right.len();
    let shared = right
        .iter()
        .filter(|run| {
            let place = left.iter().position(|other| &other == run);
            place.map(|place| left.swap_remove(place)).is_some()
        })
        .count();
    total > 0 && shared * 2 * 10 >= total * 8
}

/// All versions of one item as a candidate.
struct Candidate<'a> {
    item: &'a ItemKey,
    versions: Vec<&'a Named>,
}

impl Candidate<'_> {
    fn last_received(&self) -> Option<Timestamp> {
        self.versions.iter().map(|version| version.received).max()
    }

    fn numbers(&self) -> impl Iterator<Item = Number<'_>> {
        let names = self.versions.iter().flat_map(|version| &version.names);
        names.filter_map(|name| Number::of_name(name))
    }
}

/// What speaks for one candidate.
#[derive(Default)]
struct Weighing {
    number: Option<Evidence>,
    slugline: Option<Evidence>,
    headline: Option<Evidence>,
    /// The number fits, but what the notice states of the item does not.
    contradicted: bool,
    /// The number fits, but the notice's own slugline is another's.
    doubted: bool,
}

/// The items that `reference` may mean among these versions of one agency, best first, at most ten.
///
/// # Properties
/// Depends on the set of `named`, not on its order. Looks 30 days back; ids are looked up by the caller for all time.
#[must_use]
pub fn resolve(reference: &Reference, named: &[Named], now: Timestamp) -> Vec<Suspect> {
    let mut suspects: Vec<Suspect> = candidates(reference, named, now)
        .iter()
        .filter_map(|candidate| weigh(reference, candidate, named, now))
        .collect();
    count_rivals(&mut suspects);
    suspects.retain(|suspect| suspect.confidence > 0);
    suspects.sort_by(|a, b| (b.confidence.cmp(&a.confidence)).then_with(|| a.item.cmp(&b.item)));
    suspects.truncate(SUSPECTS_MAX);
    suspects
}

fn candidates<'a>(reference: &Reference, named: &'a [Named], now: Timestamp) -> Vec<Candidate<'a>> {
    let mut recent: Vec<&Named> = named
        .iter()
        .filter(|version| now.duration_since(version.received) <= LOOKS_BACK)
        .filter(|version| !is_own(reference, version))
        .collect();
    recent.sort_by(|a, b| (&a.item, a.received, &a.names).cmp(&(&b.item, b.received, &b.names)));
    recent
        .chunk_by(|a, b| a.item == b.item)
        .map(|versions| Candidate {
            item: &versions[0].item,
            versions: versions.to_vec(),
        })
        .collect()
}

/// The notice itself is no candidate.
fn is_own(reference: &Reference, version: &Named) -> bool {
    let own = reference
        .own
        .iter()
        .filter(|name| name.starts_with("guid:"));
    own.into_iter().any(|name| version.names.contains(name))
}

fn weigh(
    reference: &Reference,
    candidate: &Candidate<'_>,
    named: &[Named],
    now: Timestamp,
) -> Option<Suspect> {
    if names_id(reference, candidate) {
        return Some(suspect(
            candidate,
            Evidence::Id.points(),
            vec![Evidence::Id],
        ));
    }
    let weighing = Weighing {
        number: number_evidence(reference, candidate, named, now),
        slugline: slugline_evidence(reference, candidate, now),
        headline: headline_evidence(reference, candidate),
        ..Weighing::default()
    };
    let weighing = against(reference, candidate, weighing);
    let evidence: Vec<Evidence> = [weighing.number, weighing.slugline, weighing.headline]
        .into_iter()
        .flatten()
        .collect();
    let best = evidence.iter().map(|found| found.points()).max()?;
    let mut points = if weighing.contradicted {
        40
    } else if evidence.len() > 1 {
        best.saturating_add(10).min(99)
    } else if weighing.doubted {
        best.min(Evidence::NumberInText.points())
    } else {
        best
    };
    let last_received = candidate.last_received()?;
    if now.duration_since(last_received) > OLD {
        points = points.saturating_sub(20);
    }
    if speaks_another_language(reference, candidate) {
        points = points.saturating_sub(10);
    }
    Some(suspect(candidate, points, evidence))
}

fn suspect(candidate: &Candidate<'_>, confidence: u8, evidence: Vec<Evidence>) -> Suspect {
    Suspect {
        item: candidate.item.clone(),
        confidence,
        evidence,
        done: Done::Nothing,
    }
}

fn names_id(reference: &Reference, candidate: &Candidate<'_>) -> bool {
    let mut names = candidate.versions.iter().flat_map(|version| &version.names);
    names.any(|name| {
        let guid = name.strip_prefix("guid:");
        guid.is_some_and(|guid| reference.guids.iter().any(|named| named == guid))
    })
}

fn number_evidence(
    reference: &Reference,
    candidate: &Candidate<'_>,
    named: &[Named],
    now: Timestamp,
) -> Option<Evidence> {
    let wanted = reference.number.as_ref()?;
    let fitting: Vec<Number<'_>> = candidate
        .numbers()
        .filter(|number| number.number == wanted.number && is_counted_so(reference, wanted, number))
        .collect();
    let on_day = |number: &Number<'_>| match &wanted.day {
        Some(day) => day == number.day,
        None => is_of_these_days(reference, number, now),
    };
    if fitting.iter().any(on_day) {
        return Some(match wanted.stated {
            NumberIn::Field => Evidence::NumberInField,
            NumberIn::Text => Evidence::NumberInText,
        });
    }
    let elsewhere = wanted.day.is_none() && !fitting.is_empty();
    (elsewhere && has_one_service(named)).then_some(Evidence::NumberOnAnotherDay)
}

/// A number after service letters is the service's, after the agency's name a message's; a bare one may be either.
fn is_counted_so(reference: &Reference, wanted: &NumberNamed, found: &Number<'_>) -> bool {
    let own_name = reference.own_number("message").map(|own| own.who);
    match (&wanted.service, &wanted.name) {
        (_, Some(name)) => {
            let of_agency = name.eq_ignore_ascii_case(&reference.agency)
                || own_name.is_some_and(|own| own.eq_ignore_ascii_case(name));
            found.kind == "message" && (of_agency || found.who.eq_ignore_ascii_case(name))
        }
        (Some(service), None) => found.kind == "service" && found.who.eq_ignore_ascii_case(service),
        (None, None) => match reference.own_number("service") {
            Some(own) if found.kind == "service" => found.who.eq_ignore_ascii_case(own.who),
            _ => true,
        },
    }
}

/// Without a day stated, the notice's own day and the one before. A notice without a number of its own (a mail) has the
/// day of its receipt, which in the agency's zone may already be the next.
fn is_of_these_days(reference: &Reference, number: &Number<'_>, now: Timestamp) -> bool {
    let own = reference
        .own_number("service")
        .or_else(|| reference.own_number("message"));
    let Some(found) = date_of(number.day) else {
        return false;
    };
    let received = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let (last, days) = match own.and_then(|own| date_of(own.day)) {
        Some(day) => (day, 1),
        None => (received.tomorrow().unwrap_or(received), 2),
    };
    let span = last - found;
    (0..=days).contains(&span.get_days())
}

fn date_of(day: &str) -> Option<jiff::civil::Date> {
    jiff::civil::Date::strptime("%Y%m%d", day).ok()
}

fn has_one_service(named: &[Named]) -> bool {
    let mut services = named
        .iter()
        .flat_map(|version| &version.names)
        .filter_map(|name| Number::of_name(name))
        .filter(|number| number.kind == "service")
        .map(|number| number.who);
    let Some(first) = services.next() else {
        return false;
    };
    services.all(|service| service == first)
}

fn slugline_evidence(
    reference: &Reference,
    candidate: &Candidate<'_>,
    now: Timestamp,
) -> Option<Evidence> {
    let (slugline, _) = reference.slugline.as_ref()?;
    let wanted = slug_of(slugline);
    let recent = now.duration_since(candidate.last_received()?) <= SLUG_LIFE;
    let slugs: Vec<Slug> = candidate
        .versions
        .iter()
        .filter_map(|version| version.slugline.as_deref())
        .map(slug_of)
        .collect();
    let same: Vec<&Slug> = slugs
        .iter()
        .filter(|slug| !wanted.base.is_empty() && slug.base == wanted.base)
        .collect();
    if recent && !same.is_empty() {
        let last = same.iter().map(|slug| slug.lead.unwrap_or(0)).max();
        let is_next = wanted
            .lead
            .is_some_and(|lead| Some(lead) == last.map(|last| last + 1));
        return Some(if is_next {
            Evidence::NextLead
        } else {
            Evidence::Slugline
        });
    }
    let cut = |slug: &Slug| slug.base.chars().take(SLUG_CUT_CHARS).collect::<String>();
    let mut starts = slugs.iter().filter(|slug| starts_alike(slug, &wanted));
    (recent && starts.next().is_some_and(|slug| !cut(slug).is_empty()))
        .then_some(Evidence::SluglineStart)
}

/// Equal as far as old systems keep a slugline, which means that at least one of them was cut there.
fn starts_alike(a: &Slug, b: &Slug) -> bool {
    let cut = |slug: &Slug| slug.base.chars().take(SLUG_CUT_CHARS).collect::<String>();
    let long = |slug: &Slug| slug.base.chars().count() + 2 >= SLUG_CUT_CHARS;
    let (left, right) = (cut(a), cut(b));
    long(a) && long(b) && (left.starts_with(&right) || right.starts_with(&left))
}

fn headline_evidence(reference: &Reference, candidate: &Candidate<'_>) -> Option<Evidence> {
    let wanted = headline_words(reference.headline.as_deref()?);
    let headlines: Vec<Vec<String>> = candidate
        .versions
        .iter()
        .filter_map(|version| version.headline.as_deref())
        .map(headline_words)
        .collect();
    if wanted.is_empty() {
        None
    } else if headlines.contains(&wanted) {
        Some(Evidence::Headline)
    } else {
        let near = headlines.iter().any(|headline| is_near(headline, &wanted));
        near.then_some(Evidence::HeadlineNear)
    }
}

/// Whether what is stated beside a number that fits speaks against the candidate.
fn against(reference: &Reference, candidate: &Candidate<'_>, weighing: Weighing) -> Weighing {
    let fits = weighing.number.is_some();
    let has_sluglines = candidate.versions.iter().any(|v| v.slugline.is_some());
    let slug_differs =
        has_sluglines && weighing.slugline.is_none() && !slug_agrees(reference, candidate);
    let stated = reference.slugline.as_ref().map(|(_, of)| *of);
    let has_headlines = candidate.versions.iter().any(|v| v.headline.is_some());
    let headline_differs =
        has_headlines && reference.headline.is_some() && weighing.headline.is_none();
    Weighing {
        contradicted: fits && (headline_differs || (slug_differs && stated == Some(SlugOf::Item))),
        doubted: fits && slug_differs && stated == Some(SlugOf::Notice),
        ..weighing
    }
}

/// Whether the sluglines agree at all, however old the candidate is.
fn slug_agrees(reference: &Reference, candidate: &Candidate<'_>) -> bool {
    let Some((slugline, _)) = &reference.slugline else {
        return true;
    };
    let wanted = slug_of(slugline);
    let mut slugs = candidate
        .versions
        .iter()
        .filter_map(|version| version.slugline.as_deref())
        .map(slug_of);
    slugs.any(|slug| slug.base == wanted.base || starts_alike(&slug, &wanted))
}

fn speaks_another_language(reference: &Reference, candidate: &Candidate<'_>) -> bool {
    let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let Some(own) = reference.language.as_deref().map(main) else {
        return false;
    };
    let mut languages = candidate
        .versions
        .iter()
        .filter_map(|version| version.language.as_deref())
        .peekable();
    languages.peek().is_some() && languages.all(|language| main(language) != own)
}

/// Each rival within five points costs thirty: of two that fit alike, none is meant surely. Whoever is named by id has
/// no rivals.
fn count_rivals(suspects: &mut [Suspect]) {
    let points: Vec<u8> = suspects.iter().map(|suspect| suspect.confidence).collect();
    for (place, suspect) in suspects.iter_mut().enumerate() {
        if suspect.evidence.contains(&Evidence::Id) {
            continue;
        }
        let own = points[place];
        let rivals = points
            .iter()
            .enumerate()
            .filter(|(other, points)| *other != place && points.abs_diff(own) <= RIVAL_WITHIN)
            .count();
        let cost = u8::try_from(rivals.saturating_mul(30)).unwrap_or(u8::MAX);
        suspect.confidence = own.saturating_sub(cost);
    }
}

#[cfg(test)]
mod tests;
