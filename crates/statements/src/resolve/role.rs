//! Roles: the words that a story puts before a name or in its apposition, and which later "the minister" they may mean.
//! A role means its bearer only if every word before it was said of that bearer, and no word that makes it another
//! office ("vice", "former") is left out. Never guesses that two offices are one.

use super::gender::{Gender, TitleOnly, gender_of};
use crate::extract::Paragraph;
use crate::lexicon::Flags;

/// Longest phrase that may mean a person by a role, in tokens: "the Veldish deputy foreign minister".
const PHRASE_TOKENS_MAX: usize = 6;
/// Words before a role that are read as its description.
const DESCRIPTION_WORDS_MAX: usize = 4;
/// Tokens of an apposition that are looked at.
const APPOSITION_TOKENS_MAX: usize = 14;
/// Bearers of one role that are remembered; with more of them none is meant.
const BEARERS_MAX: usize = 8;

/// Words that make a role another one.
const QUALIFIERS: &[&str] = &[
    "vice",
    "deputy",
    "former",
    "ex",
    "acting",
    "assistant",
    "associate",
    "interim",
    "late",
    "then",
    "junior",
    "shadow",
    "incoming",
    "outgoing",
    "honorary",
    "designate",
    "would-be",
];

/// A role with the words before it, in lower case: "minister" after "foreign".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub name: String,
    words: Vec<String>,
}

impl Role {
    /// The role at a token of a description that begins at `first`.
    fn at(paragraph: &Paragraph, first: usize, index: usize) -> Self {
        let words = (first..index).filter(|at| paragraph.is_word(*at));
        Self {
            name: full_word(&paragraph.lower(index)),
            words: words.map(|at| full_word(&paragraph.lower(at))).collect(),
        }
    }

    /// "Mr" and its kin name no office.
    pub(super) fn is_honorific(&self) -> bool {
        matches!(
            self.name.as_str(),
            "mr" | "mrs" | "ms" | "doctor" | "sir" | "lord" | "lady" | "dame" | "former"
        )
    }
}

/// "Sen." and "senator" are one role.
fn full_word(word: &str) -> String {
    let plain = word.trim_end_matches('.');
    match plain {
        "sen" => "senator",
        "rep" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "col" => "colonel",
        "maj" => "major",
        "capt" => "captain",
        "lt" => "lieutenant",
        "sgt" => "sergeant",
        "prof" => "professor",
        "dr" => "doctor",
        "pres" => "president",
        "adm" => "admiral",
        "rev" => "reverend",
        "defence" => "defense",
        _ => plain,
    }
    .to_owned()
}

const ROLE: Flags = Flags::TITLE.or(Flags::PERSON).or(Flags::EXPERT);

/// Who bears a role, and from which byte on.
#[derive(Clone, Debug)]
struct Bearer {
    byte: usize,
    entity: usize,
    words: Vec<String>,
}

/// For each role its first bearers.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearers(std::collections::HashMap<String, Vec<Bearer>>);

impl Bearers {
    pub(super) fn learn(&mut self, role: &Role, byte: usize, entity: usize) {
        let bearers = self.0.entry(role.name.clone()).or_default();
        if let Some(known) = bearers.iter_mut().find(|known| known.entity == entity) {
            for word in &role.words {
                if !known.words.contains(word) {
                    known.words.push(word.clone());
                }
            }
        } else if bearers.len() < BEARERS_MAX {
            bearers.push(Bearer {
                byte,
                entity,
                words: role.words.clone(),
            });
        }
    }

    /// The one earlier person whom "the … ROLE" can mean.
    pub(super) fn meant(&self, paragraph: &Paragraph, first: usize, end: usize) -> Option<usize> {
        let head = end.checked_sub(1).filter(|head| *head > first)?;
        let phrase = matches!(paragraph.text(first), "the" | "The")
            && end - first <= PHRASE_TOKENS_MAX
            && paragraph.is(head, ROLE);
        if !phrase {
            return None;
        }
        let asked = Role::at(paragraph, first + 1, head);
        let bearers = self.0.get(&asked.name)?;
        if bearers.len() >= BEARERS_MAX {
            return None;
        }
        let byte = paragraph.tokens[first].start;
        let earlier = bearers.iter().filter(|bearer| bearer.byte < byte);
        let mut fitting =
            earlier.filter(|bearer| asked.words.iter().all(|word| bearer.words.contains(word)));
        let one = fitting.next().filter(|_| fitting.next().is_none())?;
        let same_office = one
            .words
            .iter()
            .filter(|word| QUALIFIERS.contains(&word.as_str()))
            .all(|word| asked.words.contains(word));
        same_office.then_some(one.entity)
    }
}

/// Whether a capitalised word is that of an office. "The Economist" and "The Observer" are papers.
pub(super) fn is_head_of_office(paragraph: &Paragraph, index: usize) -> bool {
    paragraph.is(index, ROLE) && !paragraph.is(index, Flags::EXPERT)
}

/// Whether a run of capitalised words names an office and nobody: "the Foreign Minister", "the Veldish President".
pub(super) fn is_office(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    let role = |index: usize| paragraph.is(index, ROLE);
    if !is_head_of_office(paragraph, end - 1) {
        return false;
    }
    if end - first > 1 && (first..end).all(role) {
        let honorific = paragraph.text(first).ends_with('.')
            || Role::at(paragraph, first, first).is_honorific();
        return !honorific;
    }
    let definite = first > 0
        && matches!(
            paragraph.text(first - 1),
            "the" | "The" | "a" | "A" | "an" | "An"
        );
    definite && !(first..end).any(|index| paragraph.text(index).ends_with('.'))
}

/// Titles at the head of a run: the roles, and where the name begins.
pub(super) fn titles(paragraph: &Paragraph, first: usize, end: usize) -> (Vec<Role>, usize) {
    let role = |index: usize| paragraph.is(index, ROLE);
    if let Some((office, start)) = office_of_field(paragraph, first, end) {
        return (vec![office], start);
    }
    // Lower-case roles before a name: "foreign minister Ilva Toren".
    let mut back = first;
    while back > 0 && first - back < 3 && role(back - 1) && !paragraph.capital(back - 1) {
        back -= 1;
    }
    let opens = description_start(paragraph, back);
    let mut roles: Vec<Role> = (back..first)
        .map(|index| Role::at(paragraph, opens, index))
        .collect();
    let last = (first..end.saturating_sub(1))
        .rev()
        .find(|index| role(*index));
    let Some(last) = last else {
        return (roles, first);
    };
    roles.extend(
        (first..=last)
            .filter(|index| role(*index))
            .map(|index| Role::at(paragraph, opens, index)),
    );
    (roles, last + 1)
}

/// "Secretary of State Ana Ruiz": the office, and where the name begins, for the run that opens with "State".
fn office_of_field(paragraph: &Paragraph, first: usize, end: usize) -> Option<(Role, usize)> {
    let office = first.checked_sub(2)?;
    if !paragraph.is(first - 1, Flags::OF) || !paragraph.is(office, ROLE) {
        return None;
    }
    let field = |index: &usize| paragraph.is(*index, Flags::FIELD);
    let start = (first..end).find(|index| !field(index))?;
    let opens = description_start(paragraph, office);
    (start > first).then(|| (Role::at(paragraph, opens, office), start))
}

/// "President of Velden Ilva Toren": where the place ends and the name begins does not show.
pub(super) fn is_place_and_name(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    end - first > 2
        && first > 1
        && paragraph.is(first - 1, Flags::OF)
        && paragraph.capital(first - 2)
        && paragraph.is(first - 2, Flags::TITLE)
}

/// Where the description that ends before `index` begins: back over words that may describe.
fn description_start(paragraph: &Paragraph, index: usize) -> usize {
    let closed = Flags::DETERMINER
        .or(Flags::POSSESSIVE)
        .or(Flags::PREPOSITION)
        .or(Flags::COORDINATOR)
        .or(Flags::SUBORDINATOR)
        .or(Flags::SUBJECT)
        .or(Flags::OBJECT)
        .or(Flags::RELATIVE)
        .or(Flags::AUXILIARY)
        .or(Flags::CLITIC)
        .or(Flags::ED)
        .or(Flags::TIME);
    let describes = |at: usize| {
        paragraph.is_word(at)
            && !paragraph.is(at, closed)
            && !paragraph.is_finite(at)
            && paragraph.tokens[at].verb.is_none()
    };
    let mut at = index;
    while at > 0 && index - at < DESCRIPTION_WORDS_MAX && describes(at - 1) {
        at -= 1;
    }
    at
}

/// Roles and gender in the apposition right after a name. Roles stand before its first preposition: in "an aide to the
/// president" the president is somebody else.
pub(super) fn apposition(paragraph: &Paragraph, end: usize) -> (Vec<Role>, Option<Gender>) {
    let mut roles = Vec::new();
    let mut gender = None;
    if !paragraph.is_comma(end)
        || paragraph.is(
            end + 1,
            Flags::COORDINATOR.or(Flags::SUBJECT).or(Flags::PREPOSITION),
        )
    {
        return (roles, gender);
    }
    let relative = paragraph.is(end + 1, Flags::RELATIVE);
    let mut head = !relative;
    for index in end + 1..(end + APPOSITION_TOKENS_MAX).min(paragraph.tokens.len()) {
        if paragraph.is_comma(index)
            || !paragraph.is_word(index)
            || (paragraph.is_finite(index) && !relative)
        {
            break;
        }
        head &= !paragraph.is(index, Flags::PREPOSITION);
        if head && paragraph.is(index, ROLE) {
            roles.push(Role::at(
                paragraph,
                description_start(paragraph, index),
                index,
            ));
        }
        let pronoun = paragraph.is(index, Flags::POSSESSIVE);
        if head || pronoun {
            gender = gender.or_else(|| gender_of(paragraph, index, TitleOnly::No));
        }
    }
    (roles, gender)
}
