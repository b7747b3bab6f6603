//! Who is bound to what, towards whom, when and how: rules over sentences, each value with its span. What the words do
//! not say is absent. A `may` is no obligation; a negation makes one `excluded`. No score and no adjective: two clauses
//! are put side by side, and readers compare. The categories follow the alliance-provisions coding of ATOP. English.

use copydesk_text::Span;

use crate::clause::{Sentence, sentences};
use crate::{Document, Number};

/// A value and the words it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valued<T> {
    /// The value.
    pub value: T,
    /// Bytes of the document's text.
    pub span: Span,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// The name used in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

named! {
    /// What somebody is bound to.
    Duty {
        /// To help when the other is attacked.
        Defence = "defence",
        /// To join in an attack.
        Offence = "offence",
        /// To stay neutral.
        Neutrality = "neutrality",
        /// To use no force.
        NonAggression = "non_aggression",
        /// To join nothing that is directed against the other.
        NonHostilePact = "non_hostile_pact",
        /// To consult.
        Consultation = "consultation",
        /// To cooperate.
        Cooperation = "cooperation",
        /// To inform.
        Information = "information",
    }
}

named! {
    /// What sets an obligation off.
    Trigger {
        /// An armed attack.
        ArmedAttack = "armed_attack",
        /// An invasion.
        Invasion = "invasion",
        /// A threat.
        Threat = "threat",
        /// A state of war.
        StateOfWar = "state_of_war",
        /// Aggression by a third state.
        AggressionByThird = "aggression_by_third",
    }
}

named! {
    /// The modal of the clause.
    Force {
        /// shall, will
        Shall = "shall",
        /// undertakes, agrees to
        Undertakes = "undertakes",
        /// intends
        Intends = "intends",
        /// endeavours
        Endeavours = "endeavours",
    }
}

named! {
    /// How soon, and by whose decision.
    Automaticity {
        /// At once.
        Immediate = "immediate",
        /// Without delay.
        WithoutDelay = "without_delay",
        /// After consulting.
        AfterConsultation = "after_consultation",
        /// As the party itself decides.
        OwnDecision = "own_decision",
    }
}

named! {
    /// With what.
    Means {
        /// All that are there.
        All = "all",
        /// Military ones.
        Military = "military",
        /// Others beside military ones.
        Other = "other",
        /// Those that are named.
        Specified = "specified",
    }
}

named! {
    /// How parties consult.
    Consulting {
        /// They must.
        Duty = "duty",
        /// Through a channel.
        Channel = "channel",
        /// When one asks.
        OnRequest = "on_request",
    }
}

/// What an obligation depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The Charter of the United Nations, and the article named.
    UnCharter(Option<Number>),
    /// The law of a party.
    NationalLaw,
    /// A party's constitutional process.
    ConstitutionalProcess,
    /// unless
    Unless,
    /// provided that
    Provided,
    /// subject to
    SubjectTo,
}

impl Condition {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnCharter(_) => "un_charter",
            Self::NationalLaw => "national_law",
            Self::ConstitutionalProcess => "constitutional_process",
            Self::Unless => "unless",
            Self::Provided => "provided",
            Self::SubjectTo => "subject_to",
        }
    }
}

/// How long an agreement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// So many years.
    Years(u32),
    /// It goes on by itself.
    AutomaticExtension,
    /// It ends by notice.
    Notice,
    /// How it enters into force.
    EntryIntoForce,
    /// It replaces another one.
    Replaces,
}

impl Term {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Years(_) => "years",
            Self::AutomaticExtension => "automatic_extension",
            Self::Notice => "notice",
            Self::EntryIntoForce => "entry_into_force",
            Self::Replaces => "replaces",
        }
    }
}

/// One obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Index of the segment it stands in.
    pub segment: usize,
    /// The sentence, without the words that open its list.
    pub span: Span,
    /// Who is bound.
    pub bound: Option<Span>,
    /// Towards whom.
    pub towards: Option<Span>,
    /// What sets it off.
    pub triggers: Vec<Valued<Trigger>>,
    /// What it is.
    pub duty: Valued<Duty>,
    /// The modal.
    pub force: Valued<Force>,
    /// The negation that excludes it; `None`: it binds.
    pub excluded: Option<Span>,
    /// How soon, by whose decision.
    pub automaticity: Vec<Valued<Automaticity>>,
    /// With what.
    pub means: Vec<Valued<Means>>,
    /// What it depends on.
    pub conditions: Vec<Valued<Condition>>,
    /// How parties consult.
    pub consultation: Vec<Valued<Consulting>>,
}

/// What an agreement says of its own term, with the segment it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermClause {
    /// Index of the segment.
    pub segment: usize,
    /// The value.
    pub term: Valued<Term>,
}

/// The obligations of a document and its term, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// What it binds to.
    pub obligations: Vec<Obligation>,
    /// How long.
    pub terms: Vec<TermClause>,
}

/// Reads the obligations of a document.
///
/// ```
/// use copydesk_documents::{Duty, ReadHint, obligations, read};
/// let raw = "Article 1\nIf a Party is attacked, the other Party shall assist it. Each Party may inform the council.\n";
/// let found = obligations(&read(raw.as_bytes(), &ReadHint::default()).unwrap()[0]);
/// assert_eq!(found.obligations.len(), 1);
/// assert_eq!(found.obligations[0].duty.value, Duty::Defence);
/// ```
#[must_use]
pub fn obligations(document: &Document) -> Obligations {
    let mut found = Obligations::default();
    let names = names(document);
    for sentence in sentences(document) {
        let reading = Reading {
            sentence: &sentence,
            names: &names,
        };
        reading.obligations(&mut found.obligations);
        reading.terms(&mut found.terms);
    }
    found
}

/// Verbs of help, which is defence where something sets it off.
const HELP: [&str; 3] = [
    "provide|extend|render|give|afford|furnish|lend *9 assistance|aid|help|support",
    "come to *4 aid|assistance|help",
    "assist",
];

/// Names of parties that the title tells: capitalised words that are none of a title's own.
fn names(document: &Document) -> Vec<String> {
    const TITLE_WORDS: [&str; 24] = [
        "treaty",
        "agreement",
        "between",
        "convention",
        "friendship",
        "mutual",
        "assistance",
        "cooperation",
        "the",
        "and",
        "on",
        "of",
        "defence",
        "defense",
        "pact",
        "comprehensive",
        "strategic",
        "partnership",
        "republic",
        "kingdom",
        "charter",
        "protocol",
        "concerning",
        "free",
    ];
    let title = document.facts.title.as_deref().unwrap_or("");
    let words = title.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase))
        .map(str::to_lowercase)
        .filter(|word| !TITLE_WORDS.contains(&word.as_str()))
        .collect()
}

/// The modal of a clause and the words it governs.
struct Modal {
    /// Its first word, and the one after its last.
    at: (usize, usize),
    force: Option<Force>,
    until: usize,
}

struct Reading<'a> {
    sentence: &'a Sentence,
    names: &'a [String],
}

impl Reading<'_> {
    fn obligations(&self, out: &mut Vec<Obligation>) {
        for modal in self.modals() {
            let Some(force) = modal.force else {
                continue;
            };
            let negation = self.negation(&modal);
            let triggers = self.triggers();
            let reach = self.reach(&modal);
            for (duty, at) in self.duties(&reach, negation.is_some(), !triggers.is_empty()) {
                if at.0 < self.sentence.own_from {
                    continue;
                }
                let negative = matches!(duty, Duty::NonAggression | Duty::NonHostilePact);
                out.push(Obligation {
                    segment: self.sentence.segment,
                    span: self
                        .sentence
                        .span(self.sentence.own_from, self.sentence.words.len()),
                    bound: self.bound(&modal),
                    towards: self.towards(&reach, at.0),
                    triggers: if duty == Duty::Cooperation {
                        Vec::new()
                    } else {
                        triggers.clone()
                    },
                    duty: self.valued(duty, at),
                    force: self.valued(force, modal.at),
                    excluded: negation
                        .filter(|_| !negative)
                        .map(|at| self.sentence.span(at, at + 1)),
                    automaticity: self.automaticity(),
                    means: if duty == Duty::Consultation {
                        Vec::new()
                    } else {
                        self.means()
                    },
                    conditions: self.conditions(),
                    consultation: if duty == Duty::Consultation {
                        self.consultation()
                    } else {
                        Vec::new()
                    },
                });
            }
        }
    }

    fn valued<T>(&self, value: T, at: (usize, usize)) -> Valued<T> {
        Valued {
            value,
            span: self.sentence.span(at.0, at.1),
        }
    }

    fn word(&self, at: usize) -> &str {
        self.sentence
            .words
            .get(at)
            .map_or("", |word| word.text.as_str())
    }

    fn len(&self) -> usize {
        self.sentence.words.len()
    }

    /// The modals in order, each with the words up to the next one.
    fn modals(&self) -> Vec<Modal> {
        let mut found: Vec<Modal> = Vec::new();
        let mut at = 0;
        while at < self.len() {
            let next = self.word(at + 1);
            let to = next == "to" || next == "not";
            let force = match self.word(at) {
                "shall" | "will" | "must" => Some((Some(Force::Shall), 1)),
                "declare" | "declares" if next == "that" => Some((Some(Force::Undertakes), 1)),
                "undertake" | "undertakes" | "undertaking" | "pledge" | "pledges" | "agree"
                | "agrees"
                    if to =>
                {
                    Some((Some(Force::Undertakes), 1))
                }
                "intend" | "intends" if to => Some((Some(Force::Intends), 1)),
                "endeavour" | "endeavours" | "endeavor" | "endeavors" => {
                    Some((Some(Force::Endeavours), 1))
                }
                "may" => Some((None, 1)),
                _ => None,
            };
            if let Some((force, len)) = force {
                found.push(Modal {
                    at: (at, at + len),
                    force,
                    until: self.len(),
                });
            }
            at += 1;
        }
        let starts: Vec<usize> = found.iter().skip(1).map(|modal| modal.at.0).collect();
        for (modal, next) in found.iter_mut().zip(starts) {
            modal.until = next;
        }
        found
    }

    /// "not" after the modal; "neither", "no", "nothing" before it.
    fn negation(&self, modal: &Modal) -> Option<usize> {
        let after = (modal.at.1..(modal.at.1 + 2).min(modal.until))
            .find(|&at| matches!(self.word(at), "not" | "never"));
        let since = (0..modal.at.0)
            .rev()
            .find(|&at| matches!(self.word(at), "shall" | "will" | "may"))
            .map_or(0, |at| at + 1);
        let before = (since..modal.at.0)
            .find(|&at| matches!(self.word(at), "neither" | "nothing" | "no" | "none"));
        after.or(before)
    }

    /// The words that a modal governs, conditions left out.
    fn reach(&self, modal: &Modal) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let mut from = modal.at.1;
        let mut at = from;
        while at < modal.until {
            match self.word(at) {
                "unless" | "until" | "provided" => {
                    parts.push((from, at));
                    return parts;
                }
                "if" | "where" | "when" | "whenever" | "after" | "before" | "should" => {
                    parts.push((from, at));
                    // A condition right after the modal ends with a comma; a later one goes on to the end.
                    let comma = (at..modal.until).find(|&at| self.sentence.words[at].comma);
                    let Some(comma) = comma.filter(|_| at == modal.at.1) else {
                        parts.retain(|part| part.0 < part.1);
                        return parts;
                    };
                    from = comma + 1;
                    at = from;
                }
                _ => at += 1,
            }
        }
        parts.push((from, modal.until));
        parts.retain(|part| part.0 < part.1);
        parts
    }

    fn duties(
        &self,
        reach: &[(usize, usize)],
        negated: bool,
        triggered: bool,
    ) -> Vec<(Duty, (usize, usize))> {
        let find = |phrases: &[&str]| {
            reach
                .iter()
                .find_map(|part| self.sentence.first_of(phrases, part.0, part.1))
        };
        let mut found = Vec::new();
        let pact = find(&[
            "enter|conclude|join|participate|adhere|accede|take *5 alliance|alliances|coalition|coalitions|bloc|pact|treaty|agreement|agreements *12 against",
            "enter|conclude|join|participate|adhere|accede|take *5 alliance|coalition|bloc|pact|treaty|agreement *4 hostile",
        ]);
        if let Some(at) = pact {
            if negated {
                found.push((Duty::NonHostilePact, at));
            }
            return found;
        }
        let peace = find(&[
            "refrain|abstain *8 from *9 force|aggression|attack|invasion|war",
            "refrain|abstain *8 from *6 attacking|invading",
        ]);
        let attack = find(&[
            "attack|invade",
            "resort to *2 force|war",
            "use force against",
        ]);
        if let Some(at) = peace.or(attack.filter(|_| negated)) {
            found.push((Duty::NonAggression, at));
        }
        let help = find(&HELP);
        let military = |at: (usize, usize)| (at.0..at.1).any(|at| self.word(at) == "military");
        let defends =
            find(&["act to meet *3 danger"]).or(help.filter(|at| triggered || military(*at)));
        if let Some(at) = defends {
            found.push((Duty::Defence, at));
        }
        let rules: [(Duty, &[&str]); 5] = [
            (
                Duty::Offence,
                &[
                    "join|participate|take *3 offensive|offensives",
                    "declare war",
                ],
            ),
            (
                Duty::Neutrality,
                &["remain|stay neutral", "observe|maintain|keep *3 neutrality"],
            ),
            (
                Duty::Consultation,
                &[
                    "consult",
                    "consult together",
                    "hold|begin|enter *3 consultations",
                    "activate *5 channels *6 consultations|negotiations",
                ],
            ),
            (
                Duty::Cooperation,
                &[
                    "cooperate|co-operate|collaborate",
                    "develop|strengthen|promote|expand|deepen *8 cooperation|co-operation|relations|exchanges",
                ],
            ),
            (
                Duty::Information,
                &[
                    "inform|notify|report",
                    "be *2 informed|notified|reported",
                    "exchange *2 information",
                ],
            ),
        ];
        for (duty, phrases) in rules {
            let mut at = find(phrases);
            if duty == Duty::Cooperation && defends.is_none() {
                at = [at, help].into_iter().flatten().min();
            }
            found.extend(at.map(|at| (duty, at)));
        }
        found.sort_by_key(|(_, at)| at.0);
        found
    }

    /// What sets an obligation off, where the sentence is conditional.
    fn triggers(&self) -> Vec<Valued<Trigger>> {
        let end = self.len();
        let opening = self.sentence.first_of(
            &[
                "if",
                "in case",
                "in the event",
                "recognizes|recognises that",
                "in the case",
                "should",
                "whenever",
                "when",
                "where",
            ],
            0,
            end,
        );
        let Some((_, from)) = opening else {
            return Vec::new();
        };
        let mut found: Vec<(usize, Valued<Trigger>)> = Vec::new();
        let rules: [(Trigger, &[&str]); 5] = [
            (
                Trigger::ArmedAttack,
                &["armed attack", "attacked", "armed attacks"],
            ),
            (
                Trigger::Invasion,
                &["armed invasion", "invasion", "invaded"],
            ),
            (Trigger::Threat, &["threatened", "threat of", "threat to"]),
            (Trigger::StateOfWar, &["state of war"]),
            (
                Trigger::AggressionByThird,
                &["aggression by|of|from *3 third", "aggression"],
            ),
        ];
        for (trigger, phrases) in rules {
            let at = self.sentence.first_of(phrases, from, end);
            // "the Party so attacked" names a party, "the means … against the attack" is no trigger.
            if let Some(at) =
                at.filter(|at| !(at.1 - at.0 == 1 && self.word(at.0.wrapping_sub(1)) == "so"))
            {
                found.push((at.0, self.valued(trigger, at)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, trigger)| trigger).collect()
    }

    fn listed<T: Copy>(&self, rules: &[(T, &[&str])]) -> Vec<Valued<T>> {
        let mut found: Vec<(usize, Valued<T>)> = Vec::new();
        for (value, phrases) in rules {
            if let Some(at) = self.sentence.first_of(phrases, 0, self.len()) {
                found.push((at.0, self.valued(*value, at)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, value)| value).collect()
    }

    fn automaticity(&self) -> Vec<Valued<Automaticity>> {
        self.listed(&[
            (
                Automaticity::Immediate,
                &["immediately", "forthwith", "at once"],
            ),
            (Automaticity::WithoutDelay, &["without *1 delay"]),
            (
                Automaticity::AfterConsultation,
                &["after *2 consultation|consultations|consulting"],
            ),
            (
                Automaticity::OwnDecision,
                &[
                    "as it deems|considers necessary",
                    "in accordance with its *2 constitutional processes|procedures|provisions",
                ],
            ),
        ])
    }

    fn means(&self) -> Vec<Valued<Means>> {
        let mut found = self.listed(&[
            (
                Means::All,
                &["all the means", "all means *1 at|in its disposal|possession", "all means", "every means", "all possible means"],
            ),
            (Means::Military, &["military", "armed force", "armed forces"]),
            (Means::Other, &["other assistance|aid|means|support|help"]),
            (Means::Specified, &["economic|financial|technical|medical|humanitarian *2 assistance|aid|support|help"]),
        ]);
        // "all the means at its disposal" is one phrase.
        if let Some(at) = self.sentence.first_of(
            &[
                "all *1 means at|in its disposal|possession",
                "all *1 means available *2 it",
            ],
            0,
            self.len(),
        ) && let Some(all) = found.iter_mut().find(|means| means.value == Means::All)
        {
            *all = self.valued(Means::All, at);
        }
        found
    }

    fn conditions(&self) -> Vec<Valued<Condition>> {
        let mut found = self.listed(&[
            (
                Condition::NationalLaw,
                &[
                    "laws of",
                    "law of each|either|the *2 party|parties|side|sides",
                    "national|domestic|internal law|laws|legislation",
                    "its laws",
                    "their laws",
                    "their respective laws",
                ],
            ),
            (
                Condition::ConstitutionalProcess,
                &["constitutional processes|procedures|requirements|provisions|process"],
            ),
            (Condition::Unless, &["unless"]),
            (Condition::Provided, &["provided that"]),
            (Condition::SubjectTo, &["subject to"]),
        ]);
        found.extend(self.charter());
        found.sort_by_key(|condition| condition.span.start);
        found
    }

    /// "Article 51 of the Charter of the United Nations", "the Charter of the United Nations".
    fn charter(&self) -> Option<Valued<Condition>> {
        let end = self.len();
        let charter = self.sentence.first_of(
            &[
                "charter of the united nations",
                "united nations charter",
                "un charter",
                "charter of the un",
            ],
            0,
            end,
        )?;
        let named = self
            .sentence
            .find("article|articles *1 of the", 0, charter.0 + 1)
            .or_else(|| {
                self.sentence
                    .find("article|articles *1 of the *2 charter", 0, end)
            });
        match named.filter(|at| charter.0 <= at.1 + 1 && at.0 < charter.0) {
            Some(at) => {
                let number = Number::read(self.word(at.0 + 1)).map(|(number, _)| number);
                Some(self.valued(Condition::UnCharter(number), (at.0, charter.1)))
            }
            None => Some(self.valued(Condition::UnCharter(None), charter)),
        }
    }

    fn consultation(&self) -> Vec<Valued<Consulting>> {
        self.listed(&[
            (
                Consulting::Duty,
                &["consult together", "consult", "hold|begin *2 consultations"],
            ),
            (
                Consulting::Channel,
                &[
                    "activate *5 channels",
                    "bilateral|existing channels",
                    "through diplomatic channels",
                ],
            ),
            (
                Consulting::OnRequest,
                &["at the request of", "on request", "upon request"],
            ),
        ])
    }

    /// Phrases that name parties: (first word, word after the last).
    fn parties(&self) -> Vec<(usize, usize)> {
        const BEFORE: [&str; 15] = [
            "the",
            "each",
            "either",
            "neither",
            "both",
            "any",
            "one",
            "other",
            "of",
            "high",
            "contracting",
            "two",
            "all",
            "a",
            "no",
        ];
        let mut found: Vec<(usize, usize)> = Vec::new();
        for at in 0..self.len() {
            match self.word(at) {
                "party" | "parties" | "side" | "sides" => {
                    let floor = found.last().map_or(0, |last| last.1);
                    let mut from = at;
                    while from > floor
                        && BEFORE.contains(&self.word(from - 1))
                        && !self.sentence.words[from - 1].comma
                    {
                        from -= 1;
                    }
                    while from < at && self.word(from) == "of" {
                        from += 1;
                    }
                    let to = if self.word(at + 1) == "so" {
                        (at + 3).min(self.len())
                    } else {
                        at + 1
                    };
                    found.push((from, to));
                }
                "other"
                    if self.word(at.wrapping_sub(1)) == "each"
                        && !matches!(self.word(at + 1), "party" | "side") =>
                {
                    found.push((at - 1, at + 1));
                }
                "another" if self.word(at.wrapping_sub(1)) == "one" => found.push((at - 1, at + 1)),
                "them" | "they" => {
                    let each = at >= 2
                        && self.word(at - 1) == "of"
                        && matches!(self.word(at - 2), "each" | "any" | "either" | "one");
                    found.push((if each { at - 2 } else { at }, at + 1));
                }
                word if self.names.iter().any(|name| name == word) => found.push((at, at + 1)),
                _ => {}
            }
        }
        found
    }

    /// The last party named before the modal; a treaty that obliges somebody names them after the verb.
    fn bound(&self, modal: &Modal) -> Option<Span> {
        let obliges = (modal.at.1..modal.until.min(modal.at.1 + 2))
            .any(|at| matches!(self.word(at), "oblige" | "require" | "bind" | "compel"));
        if obliges {
            return self.towards(&[(modal.at.1, modal.until)], modal.at.1);
        }
        let before = self.parties().into_iter().rfind(|at| at.1 <= modal.at.0);
        before.map(|at| self.sentence.span(at.0, at.1))
    }

    /// The first party named from the duty's first word on.
    fn towards(&self, reach: &[(usize, usize)], from: usize) -> Option<Span> {
        let inside =
            |at: &(usize, usize)| reach.iter().any(|part| part.0 <= at.0 && at.1 <= part.1);
        let after = self
            .parties()
            .into_iter()
            .find(|at| at.0 >= from && inside(at));
        after.map(|at| self.sentence.span(at.0, at.1))
    }

    fn terms(&self, out: &mut Vec<TermClause>) {
        let mut found: Vec<(usize, Valued<Term>)> = Vec::new();
        let end = self.len();
        if let Some(years) = self.years() {
            found.push(years);
        }
        let rules: [(Term, &[&str]); 4] = [
            (
                Term::AutomaticExtension,
                &[
                    "automatically extended|renewed|prolonged",
                    "extended|renewed|prolonged automatically",
                    "continue|continues|remain|remains in force for *3 further|additional|successive",
                    "remain in force unless",
                ],
            ),
            (
                Term::Notice,
                &[
                    "notice of *2 denunciation|termination|withdrawal|desire|intention",
                    "give|gives|given *3 notice",
                    "notice has been given",
                    "notifies|notify *6 terminate|termination",
                ],
            ),
            (
                Term::EntryIntoForce,
                &["enter|enters|come|comes into force"],
            ),
            (Term::Replaces, &["supersede|supersedes|replace|replaces"]),
        ];
        for (term, phrases) in rules {
            if let Some(at) = self.sentence.first_of(phrases, self.sentence.own_from, end) {
                found.push((at.0, self.valued(term, at)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        out.extend(found.into_iter().map(|(_, term)| TermClause {
            segment: self.sentence.segment,
            term,
        }));
    }

    /// "in force for a period of ten years"
    fn years(&self) -> Option<(usize, Valued<Term>)> {
        let end = self.len();
        let force = self
            .sentence
            .first_of(&["in force", "force", "valid", "concluded"], 0, end)?;
        let at = self.sentence.first_of(
            &[
                "for *1 period|term of *1 years",
                "for *1 years",
                "for *1 period|term of *2 years",
            ],
            force.0,
            end,
        )?;
        let written = self.word(at.1 - 2);
        let (number, len) = Number::read(written)?;
        (len == written.len()).then(|| {
            (
                at.1 - 2,
                self.valued(Term::Years(number.first()), (at.1 - 2, at.1)),
            )
        })
    }
}
