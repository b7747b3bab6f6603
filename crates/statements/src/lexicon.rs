//! The words the rules know: verbs of saying by class, written by hand from knowledge of English, and closed lists
//! of function words. No list is counted out of any text. Never decides what a sentence says.

mod table;
mod verbs;
mod words;

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use crate::statement::CueClass;
use CueClass::{Admit, Allege, Assess, Claim, Direct, Promise, Say};
use table::{Key, Table};
use verbs::each_form;
use words::{ABBREVIATIONS, FUNCTION_WORDS};

/// A set of properties of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u64);

macro_rules! flags {
    ($($name:ident = $bit:expr, $what:literal;)*) => {
        impl Flags {
            $(#[doc = $what] pub(crate) const $name: Self = Self(1 << $bit);)*
        }
    };
}

flags! {
    DETERMINER = 0, "a, the, this, some, every.";
    POSSESSIVE = 1, "his, her, their, whose.";
    PREPOSITION = 2, "of, in, on, after.";
    COORDINATOR = 3, "and, or, nor.";
    SUBORDINATOR = 4, "because, while, if, but: words that open a clause.";
    SUBJECT = 5, "I, he, she, we, they, it, you, who.";
    OBJECT = 6, "him, her, them, me, us.";
    RELATIVE = 7, "who, which, whose, whom, that.";
    AUXILIARY = 8, "forms of be, have, do, and the modals.";
    BE = 9, "forms of be.";
    NEGATION = 10, "not, n't, never.";
    ADVERB = 11, "words in -ly and others that may stand between subject and verb.";
    TIME = 12, "weekdays, months, yesterday, earlier.";
    FINITE = 13, "past forms that are nothing else: went, took, became.";
    QUANTITY = 14, "some, many, two, dozens.";
    TITLE = 15, "Mr, Sen., President: words that go before a name.";
    EXPERT = 16, "analyst, professor, economist.";
    DOCUMENT = 17, "treaty, report, statement.";
    NUMBER = 18, "digits.";
    CLITIC = 19, "'s, 'd, 'll.";
    OPENER = 20, "words that often open a sentence.";
    HEDGE = 21, "reportedly, allegedly, apparently, may, might.";
    CONTROL = 22, "forms of decline, refuse, continue, try, appear: a cue may follow with to.";
    REFUSAL = 23, "forms of decline, refuse, fail.";
    THAT = 24, "the word that.";
    TO = 25, "the word to.";
    ED = 26, "ends in -ed.";
    ING = 27, "ends in -ing.";
    DEMONSTRATIVE = 28, "this, that, these, those, it: must resolve or be dropped as a source.";
    BY = 29, "the word by.";
    CLAUSAL_NOUN = 30, "claim, statement, warning: a that-clause may follow.";
    PLURAL = 31, "they, we, people, officials.";
    ORGANISATION = 32, "ministry, government, party.";
    PERSON = 33, "spokesman, president, official.";
    MEDIUM = 34, "newspaper, agency, broadcaster.";
    EVENT = 35, "interview, statement, speech, news conference: where something is said.";
    WHO = 36, "the word who.";
    OF = 37, "the word of.";
    AS = 38, "the word as.";
    ADVERBIAL_PREPOSITION = 39, "in, on, at, during, after: open a phrase of place or time.";
    FEMALE = 40, "she, her, Mrs, Ms, queen.";
    MALE = 41, "he, his, Mr, king.";
    WH = 42, "what, how, why, whether.";
    NOBODY = 43, "everything, nothing, nobody.";
    HEARSAY = 44, "according.";
    IT = 45, "it.";
    HAVE = 46, "forms of have.";
    DO = 47, "forms of do.";
    MODAL = 48, "will, would, can.";
    KIN = 49, "husband, friend, rival: a person by a relation.";
    SPELL = 50, "week, month, summer: a stretch of time after this, last, next.";
    COMMA = 51, "the sign ,.";
    OPENING_BRACKET = 52, "the signs ( [.";
    CLOSING_BRACKET = 53, "the signs ) ].";
    COLON = 54, "the sign :.";
    SEMICOLON = 55, "the sign ;.";
    PUT = 56, "put, puts.";
    NO_PERSON = 57, "city, united, supreme: makes a name something else than a person's.";
    ALLEGIANCE = 58, "republican, british: parties and countries as adjectives.";
    FIELD = 59, "state, finance, health: what an office is for.";
    NOT_ADVERB = 60, "family, reply: ends in -ly and is no adverb.";
}

impl Flags {
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which form of its verb a word may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form(u8);

impl Form {
    pub(crate) const BASE: Self = Self(1);
    pub(crate) const THIRD: Self = Self(2);
    pub(crate) const PAST: Self = Self(4);
    pub(crate) const PARTICIPLE: Self = Self(8);
    pub(crate) const ING: Self = Self(16);
    pub(crate) const PAST_OR_PARTICIPLE: Self = Self(12);

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One form of a verb of saying.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    pub lemma: &'static str,
    pub class: CueClass,
    pub form: Form,
    /// Takes the hearer first: "told reporters that".
    pub hearer: bool,
    /// May stand before its subject: "said Mr Orlan".
    pub inverts: bool,
    /// The same letters are also a noun: "claims".
    pub noun: bool,
    /// Words that belong to the cue when they follow.
    pub particles: &'static [&'static str],
    /// Whether a particle must follow.
    pub needs_particle: bool,
}

impl Verb {
    /// Whether the verb introduces quoted words by itself.
    pub(crate) fn introduces(&self) -> bool {
        self.inverts && self.form.has(Form(Form::THIRD.0 | Form::PAST.0))
    }
}

/// What the lists say of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub flags: Flags,
    pub verb: Option<&'static Verb>,
}

/// Longest abbreviation, in bytes.
const ABBREVIATION_BYTES_MAX: usize = 6;

/// Whether the word keeps its full stop and ends no sentence.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    word.len() <= ABBREVIATION_BYTES_MAX && LEXICON.abbreviations.contains(word)
}

struct Lexicon {
    words: Table,
    verbs: Vec<Verb>,
    abbreviations: HashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

impl Lexicon {
    fn new() -> Self {
        let mut listed: BTreeMap<String, (Flags, Option<u16>)> = BTreeMap::new();
        let mut verbs: Vec<Verb> = Vec::new();
        for (flags, words) in FUNCTION_WORDS {
            for word in words.split_whitespace() {
                let entry = listed.entry(word.to_owned()).or_default();
                entry.0 = entry.0.or(*flags);
            }
        }
        each_form(|word, verb| {
            let index = u16::try_from(verbs.len()).ok();
            verbs.push(verb);
            // The first table that names a form decides.
            let entry = listed.entry(word).or_default();
            entry.1 = entry.1.or(index);
        });
        Self {
            words: Table::new(&listed),
            verbs,
            abbreviations: ABBREVIATIONS.split_whitespace().collect(),
        }
    }
}

/// What the lists say of a word, in any case.
pub(crate) fn look_up(word: &str) -> Entry {
    let mut entry = Entry::default();
    let first = word.as_bytes().first().copied().unwrap_or(0);
    if first.is_ascii_digit() || first == b'$' {
        entry.flags = Flags::NUMBER.or(Flags::QUANTITY);
        return entry;
    }
    let Some(key) = Key::of(word) else {
        return entry;
    };
    let lexicon = &*LEXICON;
    if let Some((flags, verb)) = lexicon.words.get(&key) {
        entry.flags = flags;
        entry.verb = verb.map(|index| &lexicon.verbs[usize::from(index)]);
    }
    entry.flags = entry.flags.or(by_ending(&key, entry.flags));
    entry
}

/// What a sign of one character is.
pub(crate) fn sign(text: &str) -> Entry {
    let flags = match text {
        "," => Flags::COMMA,
        ":" => Flags::COLON,
        ";" => Flags::SEMICOLON,
        "(" | "[" => Flags::OPENING_BRACKET,
        ")" | "]" => Flags::CLOSING_BRACKET,
        _ => Flags::default(),
    };
    Entry { flags, verb: None }
}

fn by_ending(key: &Key, listed: Flags) -> Flags {
    let mut flags = Flags::default();
    if key.bytes > 4 && key.ends_with(*b"ly") && !listed.intersects(Flags::NOT_ADVERB) {
        flags = flags.or(Flags::ADVERB);
    }
    if key.bytes > 3 && key.ends_with(*b"ed") {
        flags = flags.or(Flags::ED);
    }
    if key.bytes > 4 && key.ends_with(*b"ng") && key.letters()[key.bytes - 3] == b'i' {
        flags = flags.or(Flags::ING);
    }
    flags
}

/// Nouns after which a that-clause says what was said, with the class of their verb.
pub(crate) fn noun_class(lower: &str) -> CueClass {
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    if starts(&["claim", "assertion", "contention", "insistence", "argument"]) {
        Claim
    } else if starts(&["allegation", "accusation", "charge"]) {
        Allege
    } else if starts(&["promise", "pledge", "vow", "assurance"]) {
        Promise
    } else if starts(&[
        "belief",
        "view",
        "opinion",
        "notion",
        "idea",
        "concern",
        "fear",
        "hope",
        "prediction",
    ]) {
        Assess
    } else if starts(&["admission", "acknowledg"]) {
        Admit
    } else if starts(&["demand", "request", "call", "suggestion"]) {
        Direct
    } else {
        Say
    }
}
