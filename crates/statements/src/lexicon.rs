//! The words the rules know: verbs of saying by class, written by hand from knowledge of English, and closed lists
//! of function words. No list is counted out of any text. Never decides what a sentence says.

mod table;

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use crate::statement::CueClass;
use CueClass::{Admit, Allege, Assess, Claim, Deny, Direct, Document, Other, Promise, Say};
use table::{Key, Table};

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

struct Row(&'static str, &'static str, &'static str, &'static str);

// Row: lemma; past and participle if irregular ("-" regular); traits; particles ("!" first: one must follow).
// Traits: h hearer first, i inverts, n also a noun.
const SAY: &[Row] = &[
    Row("say", "said", "i", "of"),
    Row("tell", "told", "hi", "of"),
    Row("add", "-", "i", ""),
    Row("write", "wrote written", "i", ""),
    Row("note", "-", "in", ""),
    Row("remark", "-", "in", "on"),
    Row("comment", "-", "in", "on"),
    Row("observe", "-", "i", ""),
    Row("mention", "-", "n", ""),
    Row("explain", "-", "i", ""),
    Row("report", "-", "in", ""),
    Row("announce", "-", "i", ""),
    Row("declare", "-", "i", ""),
    Row("tweet", "-", "in", ""),
    Row("post", "-", "in", ""),
    Row("reply", "replied", "in", ""),
    Row("respond", "-", "i", ""),
    Row("answer", "-", "in", ""),
    Row("continue", "-", "i", ""),
    Row("repeat", "-", "in", ""),
    Row("reiterate", "-", "i", ""),
    Row("recall", "-", "in", ""),
    Row("stress", "-", "in", ""),
    Row("emphasise", "-", "i", ""),
    Row("emphasize", "-", "i", ""),
    Row("underline", "-", "", ""),
    Row("underscore", "-", "", ""),
    Row("inform", "-", "h", "of"),
    Row("testify", "testified", "i", ""),
    Row("warn", "-", "ih", "of against"),
    Row("confirm", "-", "i", ""),
    Row("quip", "quipped", "in", ""),
    Row("joke", "-", "in", ""),
    Row("point", "-", "n", "!out to"),
    Row("state", "-", "in", ""),
    Row("reveal", "-", "", ""),
    Row("disclose", "-", "", ""),
    Row("pronounce", "-", "", ""),
    Row("proclaim", "-", "i", ""),
    Row("exclaim", "-", "i", ""),
    Row("shout", "-", "in", ""),
    Row("cry", "cried", "in", ""),
    Row("yell", "-", "in", ""),
    Row("scream", "-", "in", ""),
    Row("whisper", "-", "in", ""),
    Row("mutter", "-", "i", ""),
    Row("murmur", "-", "in", ""),
    Row("shrug", "shrugged", "in", ""),
    Row("sigh", "-", "in", ""),
    Row("snap", "snapped", "in", ""),
    Row("elaborate", "-", "i", ""),
    Row("opine", "-", "i", ""),
    Row("recount", "-", "in", ""),
    Row("relate", "-", "i", ""),
    Row("assure", "-", "h", "of"),
    Row("remind", "-", "h", "of"),
    Row("advise", "-", "h", "against"),
    Row("notify", "notified", "h", "of"),
    Row("brief", "-", "hn", "on"),
    Row("caution", "-", "ihn", "against"),
    Row("complain", "-", "i", "about of"),
    Row("lament", "-", "in", ""),
    Row("muse", "-", "in", ""),
    Row("volunteer", "-", "in", ""),
    Row("conclude", "-", "i", ""),
    Row("interject", "-", "i", ""),
    Row("chime", "-", "n", "!in"),
    Row("gush", "-", "i", ""),
    Row("sum", "summed", "n", "!up"),
    Row("retort", "-", "in", ""),
    Row("text", "-", "hn", ""),
    Row("email", "-", "hn", ""),
    Row("intone", "-", "i", ""),
    Row("blog", "blogged", "in", ""),
    Row("offer", "-", "in", ""),
];
const ADMIT: &[Row] = &[
    Row("admit", "admitted", "i", "to"),
    Row("concede", "-", "i", ""),
    Row("acknowledge", "-", "i", ""),
    Row("confess", "-", "i", "to"),
];
const CLAIM: &[Row] = &[
    Row("claim", "-", "in", ""),
    Row("insist", "-", "i", "on"),
    Row("contend", "-", "i", ""),
    Row("argue", "-", "i", "for against"),
    Row("assert", "-", "i", ""),
    Row("maintain", "-", "i", ""),
    Row("boast", "-", "in", "about of"),
    Row("profess", "-", "", ""),
    Row("purport", "-", "n", ""),
    Row("counter", "-", "in", ""),
    Row("brag", "bragged", "in", "about of"),
    Row("posit", "-", "", ""),
];
const ALLEGE: &[Row] = &[
    Row("allege", "-", "i", ""),
    Row("accuse", "-", "", ""),
    Row("charge", "-", "in", ""),
    Row("blame", "-", "n", ""),
];
const DENY: &[Row] = &[
    Row("deny", "denied", "", ""),
    Row("reject", "-", "", ""),
    Row("dismiss", "-", "", ""),
    Row("refute", "-", "", ""),
    Row("dispute", "-", "n", ""),
    Row("disavow", "-", "", ""),
    Row("rule", "-", "n", "!out"),
    Row("rebut", "rebutted", "", ""),
];
const PROMISE: &[Row] = &[
    Row("promise", "-", "n", ""),
    Row("pledge", "-", "n", ""),
    Row("vow", "-", "in", ""),
    Row("swear", "swore sworn", "", ""),
    Row("undertake", "undertook undertaken", "", ""),
    Row("guarantee", "-", "n", ""),
    Row("commit", "committed", "", "!to"),
];
const DIRECT: &[Row] = &[
    Row("ask", "-", "hi", "for about"),
    Row("urge", "-", "hin", ""),
    Row("demand", "-", "in", ""),
    Row("propose", "-", "", ""),
    Row("suggest", "-", "i", ""),
    Row("recommend", "-", "", ""),
    Row("request", "-", "n", ""),
    Row("appeal", "-", "n", "for to"),
    Row("call", "-", "n", "!for on upon"),
    Row("implore", "-", "hi", ""),
    Row("beg", "begged", "h", ""),
    Row("instruct", "-", "h", ""),
    Row("exhort", "-", "h", ""),
    Row("plead", "-", "i", "for with"),
    Row("inquire", "-", "i", ""),
    Row("wonder", "-", "in", ""),
];
const ASSESS: &[Row] = &[
    Row("believe", "-", "", "in"),
    Row("think", "thought", "i", "of about"),
    Row("expect", "-", "", ""),
    Row("estimate", "-", "n", ""),
    Row("predict", "-", "i", ""),
    Row("forecast", "forecast forecasted", "n", ""),
    Row("assess", "-", "", ""),
    Row("see", "saw seen", "", ""),
    Row("interpret", "-", "", ""),
    Row("speculate", "-", "i", ""),
    Row("doubt", "-", "n", ""),
    Row("suspect", "-", "n", ""),
    Row("echo", "echoed", "n", ""),
    Row("sound", "-", "n", "!like"),
    Row("amount", "-", "n", "!to"),
    Row("reckon", "-", "i", ""),
    Row("feel", "felt", "", ""),
    Row("consider", "-", "", ""),
    Row("assume", "-", "", ""),
    Row("fear", "-", "n", ""),
    Row("hope", "-", "n", ""),
    Row("worry", "worried", "n", "about"),
    Row("guess", "-", "n", ""),
    Row("imagine", "-", "", ""),
    Row("understand", "understood", "", ""),
    Row("know", "knew known", "", ""),
    Row("hold", "held", "n", "!that"),
];
const DOCUMENT: &[Row] = &[
    Row("provide", "-", "", "for"),
    Row("stipulate", "-", "", ""),
    Row("require", "-", "", ""),
    Row("oblige", "-", "", ""),
    Row("specify", "specified", "", ""),
    Row("recognise", "-", "", ""),
    Row("recognize", "-", "", ""),
    Row("affirm", "-", "", ""),
    Row("prescribe", "-", "", ""),
];
/// Step 7 only: verbs that more often report something else.
const OTHER: &[Row] = &[
    Row("find", "found", "n", ""),
    Row("show", "showed shown", "n", ""),
    Row("call", "called", "n", ""),
    Row("cite", "-", "", ""),
    Row("read", "read", "n", ""),
    Row("agree", "agreed", "", "with on to"),
    Row("describe", "-", "", ""),
    Row("criticise", "-", "", ""),
    Row("criticize", "-", "", ""),
    Row("praise", "-", "n", ""),
    Row("condemn", "-", "", ""),
    Row("denounce", "-", "", ""),
    Row("express", "-", "n", ""),
    Row("quote", "-", "n", ""),
    Row("refer", "referred", "", "!to"),
    Row("decline", "-", "n", ""),
    Row("refuse", "-", "n", ""),
    Row("question", "-", "n", ""),
    Row("attack", "-", "n", ""),
    Row("blast", "-", "n", ""),
    Row("slam", "slammed", "n", ""),
    Row("mock", "-", "", ""),
    Row("ridicule", "-", "n", ""),
    Row("deride", "-", "", ""),
    Row("characterise", "-", "", ""),
    Row("characterize", "-", "", ""),
    Row("portray", "-", "", ""),
    Row("label", "-", "n", ""),
    Row("brand", "-", "n", ""),
    Row("dub", "dubbed", "", ""),
    Row("hail", "-", "n", ""),
    Row("decry", "decried", "", ""),
    Row("indicate", "-", "", ""),
    Row("signal", "-", "n", ""),
    Row("imply", "implied", "", ""),
    Row("hint", "-", "n", "at"),
    Row("vouch", "-", "", "!for"),
    Row("discuss", "-", "", ""),
    Row("outline", "-", "n", ""),
    Row("address", "-", "n", ""),
    Row("cast", "cast", "n", ""),
    Row("rip", "ripped", "n", ""),
    Row("want", "-", "n", ""),
    Row("wish", "-", "n", "for"),
    Row("support", "-", "n", ""),
    Row("oppose", "-", "", ""),
    Row("favor", "-", "n", ""),
    Row("favour", "-", "n", ""),
    Row("endorse", "-", "", ""),
    Row("prefer", "preferred", "", ""),
    Row("plan", "planned", "n", ""),
    Row("intend", "-", "", ""),
    Row("threaten", "-", "", ""),
    Row("regret", "regretted", "n", ""),
    Row("welcome", "-", "n", ""),
    Row("back", "-", "n", ""),
    Row("advocate", "-", "n", "for"),
    Row("seek", "sought", "", ""),
    Row("learn", "learned learnt", "", "of"),
    Row("argue", "argued", "i", ""),
    Row("speak", "spoke spoken", "", "!of about out"),
    Row("talk", "-", "n", "!about of"),
    Row("decide", "-", "", ""),
    Row("determine", "-", "", ""),
    Row("rule", "-", "n", ""),
    Row("vote", "-", "n", ""),
    Row("demonstrate", "-", "", ""),
    Row("prove", "proved proven", "", ""),
    Row("remember", "-", "", ""),
    Row("realise", "-", "", ""),
    Row("realize", "-", "", ""),
    Row("defend", "-", "", ""),
    Row("tout", "-", "", ""),
    Row("highlight", "-", "n", ""),
    Row("object", "-", "n", "to"),
    Row("protest", "-", "n", "against"),
    Row("apologise", "-", "", "for"),
    Row("apologize", "-", "", "for"),
    Row("invoke", "-", "", ""),
    Row("laud", "-", "", ""),
    Row("applaud", "-", "", ""),
    Row("insinuate", "-", "", ""),
    Row("allude", "-", "", "!to"),
    Row("argue", "-", "i", ""),
    Row("challenge", "-", "n", ""),
    Row("ponder", "-", "", ""),
    Row("love", "-", "n", ""),
    Row("hate", "-", "n", ""),
    Row("need", "-", "n", ""),
    Row("liken", "-", "", ""),
    Row("compare", "-", "", ""),
    Row("detail", "-", "n", ""),
    Row("promote", "-", "", ""),
    Row("project", "-", "n", ""),
    Row("deem", "-", "", ""),
    Row("regard", "-", "n", ""),
    Row("view", "-", "n", ""),
    Row("persuade", "-", "h", ""),
    Row("convince", "-", "h", "of"),
    Row("order", "-", "n", ""),
    Row("trust", "-", "n", ""),
];

const FUNCTION_WORDS: &[(Flags, &str)] = &[
    (
        Flags::DETERMINER,
        "a an the this that these those some any every each no another both either neither such \
        what which all",
    ),
    (Flags::POSSESSIVE, "my your his her its our their whose"),
    (
        Flags::PREPOSITION,
        "of in on at by for with from to into onto over under about after before during between among \
        amid against through throughout since until toward towards upon within without despite besides beside behind \
        below above across along around near off outside inside via per like unlike beyond except following given \
        regarding concerning including ahead because as than",
    ),
    (
        Flags::ADVERBIAL_PREPOSITION,
        "in on at during after before amid since throughout by through via from following \
        despite outside inside with for over",
    ),
    (Flags::COORDINATOR, "and or nor &"),
    (
        Flags::SUBORDINATOR,
        "because while when whereas although though if unless whether until so but yet where how why \
        whenever wherever once lest as since before after than",
    ),
    (Flags::SUBJECT, "i he she we they it you who one"),
    (
        Flags::OBJECT,
        "me him her us them you it himself herself themselves",
    ),
    (Flags::RELATIVE, "who which whom whose that where"),
    (Flags::WH, "what how why whether who whom which when where"),
    (
        Flags::BE.or(Flags::AUXILIARY),
        "is was are were be been being am 're 'm ’re ’m isn wasn aren weren",
    ),
    (
        Flags::HAVE.or(Flags::AUXILIARY),
        "has have had having 've ’ve hasn haven hadn",
    ),
    (Flags::DO.or(Flags::AUXILIARY), "does do did doesn don didn"),
    (
        Flags::MODAL.or(Flags::AUXILIARY),
        "will would can could shall should may might must 'll ’ll 'd ’d wo wouldn \
        couldn shouldn ca cannot mustn won",
    ),
    (
        Flags::NEGATION,
        "not n't n’t never neither nor no cannot hardly",
    ),
    (
        Flags::ADVERB,
        "also then just again still now even once too often always later earlier soon already ever \
        further first last only rather instead perhaps maybe sometimes twice almost nearly quite simply elsewhere \
        meanwhile moreover however nevertheless nonetheless therefore thus hence here there likewise otherwise \
        indeed yet well sarcastically reportedly afterwards afterward so far yesterday today thereby together \
        long recently publicly privately",
    ),
    (
        Flags::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july \
        august september october november december mon tue wed thu fri sat sun mon. tue. wed. thu. fri. sat. sun. \
        jan. feb. aug. sept. oct. nov. dec. yesterday today tomorrow tonight recently earlier later afterwards \
        afterward ago lately overnight midday noon",
    ),
    (
        Flags::FINITE,
        "went took made came gave got knew became began met won lost kept left stood sat ran fell brought \
        bought built caught chose drew drove ate flew forgot grew hid led lay paid rose sent spent stole struck taught \
        threw wore meant dealt fought sought broke shook sank sang slept arose awoke withdrew overcame understood \
        makes takes gives gets goes comes keeps leads means runs seems remains became becomes happens appears",
    ),
    (
        Flags::QUANTITY,
        "some many several most few all both one two three four five six seven eight nine ten dozens \
        hundreds thousands more other others another critics",
    ),
    (
        Flags::TITLE,
        "mr mrs ms dr prof mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. maj. capt. lt. sgt. rev. hon. \
        sir lord lady dame president vice senator representative governor general secretary minister chancellor \
        king queen prince princess pope judge justice mayor chairman chairwoman speaker ambassador admiral colonel \
        captain coach father sister brother rabbi imam bishop archbishop cardinal inspector constable chief detective commissioner professor doctor former prime deputy foreign defence defense",
    ),
    (
        Flags::EXPERT,
        "analyst analysts expert experts scholar scholars professor professors economist economists \
        historian historians researcher researchers fellow fellows observer observers strategist strategists \
        academic academics specialist specialists",
    ),
    (
        Flags::DOCUMENT,
        "agreement agreements treaty treaties pact pacts protocol protocols article articles clause \
        clauses annex charter charters law laws bill bills resolution resolutions text texts statement statements \
        communique communiqué letter letters report reports ruling rulings indictment indictments convention \
        accord complaint lawsuit filing document documents memo memorandum constitution declaration poll study \
        survey analysis review article",
    ),
    (Flags::CLITIC, "'s ’s 'd ’d 'll ’ll 've ’ve 're ’re 'm ’m"),
    (
        Flags::OPENER,
        "the a an this that these those he she it they we i you but and in on at as for when while if \
        his her their our its there what who how why after before since some many most all one two so yet even \
        still then now with from to by under mr. mrs. ms. mr mrs ms both each meanwhile however although though \
        asked",
    ),
    (
        Flags::HEDGE,
        "reportedly allegedly apparently supposedly seemingly probably possibly perhaps may might could \
        would seems seemed appears appeared purportedly likely",
    ),
    (
        Flags::CONTROL,
        "decline declines declined declining refuse refuses refused refusing continue continues continued \
        continuing try tries tried trying appear appears appeared appearing seem seems seemed seeming fail fails \
        failed failing begin begins began beginning want wants wanted go goes went going attempt attempts attempted \
        proceed proceeds proceeded start starts started like likes liked hasten hastens hastened",
    ),
    (
        Flags::REFUSAL,
        "decline declines declined declining refuse refuses refused refusing fail fails failed failing",
    ),
    (Flags::THAT, "that"),
    (Flags::TO, "to"),
    (Flags::BY, "by"),
    (Flags::OF, "of"),
    (Flags::AS, "as"),
    (Flags::WHO, "who"),
    (Flags::IT, "it"),
    (Flags::DEMONSTRATIVE, "this that these those it"),
    (
        Flags::NOBODY,
        "everything nothing nobody something anything none",
    ),
    (Flags::HEARSAY, "according"),
    (
        Flags::CLAUSAL_NOUN,
        "claim claims statement statements warning warnings assertion assertions allegation allegations \
        accusation accusations belief beliefs view views argument arguments assurance assurances suggestion \
        suggestions promise promises pledge pledges threat threats announcement comment comments remark remarks \
        complaint complaints contention charge charges prediction predictions conclusion concern concerns fear \
        fears hope hopes opinion notion idea insistence acknowledgment acknowledgement admission declaration \
        reports report rumors rumours vow vows call calls demand demands request requests",
    ),
    (
        Flags::PLURAL,
        "they we people officials critics analysts experts police voters supporters opponents leaders \
        lawmakers democrats republicans others aides advisers investigators prosecutors authorities sources \
        researchers scholars economists scientists residents witnesses activists diplomats ministers observers \
        some many several most few both",
    ),
    (
        Flags::ORGANISATION,
        "ministry government party committee council agency company office department university \
        institute bank campaign court police army administration commission union group association organization \
        organisation federation foundation league ministry parliament senate house board bureau authority fund network coalition alliance administration",
    ),
    (
        Flags::PERSON,
        "spokesman spokeswoman spokesperson president minister official senator governor chairman \
        chairwoman director leader chief secretary lawyer attorney professor analyst expert candidate nominee mayor \
        judge general doctor reporter adviser aide manager executive officer ambassador envoy king queen \
        chancellor lawmaker negotiator strategist pollster historian economist congressman congresswoman",
    ),
    (
        Flags::SPELL,
        "week month year morning afternoon evening night weekend summer winter spring autumn fall time",
    ),
    (
        Flags::KIN,
        "husband wife neighbour neighbor father mother son daughter brother sister friend rival colleague opponent successor \
        predecessor man woman boy girl voter critic victim suspect defendant plaintiff witness host moderator client \
        supporter boss partner student teacher driver soldier pilot farmer officer",
    ),
    (
        Flags::MEDIUM,
        "newspaper paper magazine broadcaster daily weekly website agency channel network times post \
        journal news tribune herald press gazette",
    ),
    (
        Flags::EVENT,
        "interview interviews statement speech address conference briefing rally tweet email e-mail letter \
        memo testimony debate hearing column article post op-ed report release broadcast message note call filing \
        interview podcast appearance event meeting news television radio monologue essay book",
    ),
    (
        Flags::FEMALE,
        "she her hers herself mrs mrs. ms ms. queen princess lady dame madam woman spokeswoman \
        congresswoman chairwoman wife mother daughter sister girl",
    ),
    (
        Flags::MALE,
        "he his him himself mr mr. king prince sir lord man spokesman congressman chairman husband father son brother boy",
    ),
    (
        Flags::NO_PERSON,
        "states kingdom city county street school hospital island islands sea river lake north south east \
        west new united white house supreme avenue road district region republic nations act day war week \
        cup bay beach hills port fort square center centre american americans european asian african british \
        chinese russian french german islamic democratic republican democrats republicans national \
        international federal general central affairs security trade health energy justice times post daily \
        world global accord pact treaty agreement charter convention protocol declaration article summit \
        forum english street saint san los las el great capitol hill village province valley straits strait \
        gulf ocean studies show islam christianity twitter facebook youtube internet",
    ),
    (
        Flags::ALLEGIANCE,
        "republican republicans democratic democrat democrats gop labour conservative liberal green american \
        british russian chinese french german european indian israeli mexican canadian african asian \
        libertarian socialist communist",
    ),
    (
        Flags::FIELD,
        "state defense defence commerce labor labour energy education agriculture treasury transportation \
        transport homeland security national intelligence foreign affairs health human services justice \
        finance interior economy trade culture environment veterans housing war navy army",
    ),
    (
        Flags::NOT_ADVERB,
        "family ally italy july supply reply rally daily weekly monthly early only likely friendly deadly \
        elderly assembly anomaly monopoly kelly emily beverly reilly o’reilly o'reilly billy sally holly \
        molly homily imply apply comply multiply",
    ),
    (Flags::PUT, "put puts"),
];

const ABBREVIATIONS: &str = "Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Gen Col Maj Capt Cmdr Lt Sgt Cpl Rev Hon St Jr Sr \
    Inc Corp Ltd Co Bros Jan Feb Mar Apr Aug Sept Oct Nov Dec vs Adm Pres Supt Mt Ft No Nos Del Atty Dist Ark Calif \
    Conn Fla Mass Mich Minn Miss Okla Pa Va Wash Wis Ariz Colo Ga Ill Ind Kan Ky La Md Mo Mont Neb Nev Ore Tenn Tex Vt Wyo Messrs";

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

const TABLES: &[(CueClass, &[Row])] = &[
    (Say, SAY),
    (Admit, ADMIT),
    (Claim, CLAIM),
    (Allege, ALLEGE),
    (Deny, DENY),
    (Promise, PROMISE),
    (Direct, DIRECT),
    (Assess, ASSESS),
    (Document, DOCUMENT),
    (Other, OTHER),
];

impl Lexicon {
    fn new() -> Self {
        let mut listed = Listed::default();
        for (flags, words) in FUNCTION_WORDS {
            for word in words.split_whitespace() {
                let entry = listed.words.entry(word.to_owned()).or_default();
                entry.0 = entry.0.or(*flags);
            }
        }
        for (class, rows) in TABLES {
            for row in *rows {
                listed.add(*class, row);
            }
        }
        Self {
            words: Table::new(&listed.words),
            verbs: listed.verbs,
            abbreviations: ABBREVIATIONS.split_whitespace().collect(),
        }
    }
}

/// The lists as they are read, before they are laid out for looking up.
#[derive(Default)]
struct Listed {
    words: BTreeMap<String, (Flags, Option<u16>)>,
    verbs: Vec<Verb>,
}

impl Listed {
    fn add(&mut self, class: CueClass, row: &'static Row) {
        let particles: &'static [&'static str] = row
            .3
            .trim_start_matches('!')
            .split_whitespace()
            .collect::<Vec<_>>()
            .leak();
        for (word, form) in forms(row) {
            let verb = Verb {
                lemma: row.0,
                class,
                form,
                hearer: row.2.contains('h'),
                inverts: row.2.contains('i'),
                noun: row.2.contains('n') && !matches!(form, Form::ING) && !form.has(Form::PAST),
                particles,
                needs_particle: row.3.starts_with('!'),
            };
            let index = u16::try_from(self.verbs.len()).ok();
            self.verbs.push(verb);
            let entry = self.words.entry(word).or_default();
            // The first table that names a form decides, but one that asks for a particle gives way.
            entry.1 = entry.1.or(index);
        }
    }
}

/// The inflected forms of a row, each with what it may be.
fn forms(row: &Row) -> Vec<(String, Form)> {
    let lemma = row.0;
    let past: Vec<String> = if row.1 == "-" {
        vec![regular_past(lemma)]
    } else {
        row.1.split_whitespace().map(str::to_owned).collect()
    };
    let mut found = vec![(third(lemma), Form::THIRD), (ing(lemma, &past), Form::ING)];
    match past.as_slice() {
        [both] => found.push((both.clone(), Form(Form::PAST.0 | Form::PARTICIPLE.0))),
        several => {
            for (index, word) in several.iter().enumerate() {
                let form = if index == 0 {
                    Form(Form::PAST.0 | Form::PARTICIPLE.0)
                } else {
                    Form::PARTICIPLE
                };
                found.push((word.clone(), form));
            }
        }
    }
    if let Some(same) = found.iter_mut().find(|(word, _)| word == lemma) {
        same.1 = Form(same.1.0 | Form::BASE.0);
    } else {
        found.push((lemma.to_owned(), Form::BASE));
    }
    found
}

fn ends_in_consonant_y(lemma: &str) -> bool {
    let bytes = lemma.as_bytes();
    bytes.len() > 1 && bytes[bytes.len() - 1] == b'y' && !b"aeiou".contains(&bytes[bytes.len() - 2])
}

fn third(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        return format!("{}ies", &lemma[..lemma.len() - 1]);
    }
    let sibilant = ["s", "sh", "ch", "x", "o"]
        .iter()
        .any(|end| lemma.ends_with(end));
    format!("{lemma}{}", if sibilant { "es" } else { "s" })
}

fn regular_past(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        return format!("{}ied", &lemma[..lemma.len() - 1]);
    }
    format!("{lemma}{}", if lemma.ends_with('e') { "d" } else { "ed" })
}

fn ing(lemma: &str, past: &[String]) -> String {
    let regular = past[0].strip_suffix("ed");
    match regular {
        // "admitted" gives "admitting", "agreed" gives "agreeing".
        Some(stem) if stem.len() > lemma.len() => format!("{stem}ing"),
        _ if lemma == "forget" => "forgetting".to_owned(),
        _ if lemma.ends_with('e') && !lemma.ends_with("ee") => {
            format!("{}ing", &lemma[..lemma.len() - 1])
        }
        _ => format!("{lemma}ing"),
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
