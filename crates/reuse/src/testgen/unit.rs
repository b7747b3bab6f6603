//! The units that edits work on: words with the marks that cling to them, and where each comes from.

use copydesk_text::InsertionKind;

use super::Numbers;
use super::samples::Samples;

/// Where a unit stands in a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Which wire.
    pub wire: usize,
    /// Its number among that wire's units.
    pub unit: usize,
}

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treated {
    /// Published as sent.
    Same,
    /// Only its typography differs.
    Typographic,
    /// Only its spelling differs, by the lists.
    House,
    /// Another word than was sent, or none was sent.
    Edited,
    /// Published as sent, elsewhere.
    Moved,
    /// Of an inserted paragraph.
    Inserted(InsertionKind),
}

/// What an edit can do to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// Nothing of its own.
    None,
    /// A negation that may be taken out.
    Negation,
    /// A negation may be put in before it.
    Room(String),
    /// A verb of attribution with another one.
    Verb(String),
    /// "said" with "denied".
    Denied(String),
    /// A hedge that may be dropped.
    Hedge,
    /// A spelling with the other one.
    Spelling(String),
    /// A name with another one.
    Name(String),
    /// A figure.
    Figure,
}

/// A word with the marks that cling to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its text.
    pub text: String,
    /// What stands before it inside its paragraph.
    pub gap: &'static str,
    /// What can be done to it.
    pub site: Site,
    /// Whether it ends a sentence.
    pub ends: bool,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// What became of it.
    pub treated: Treated,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Text.
    Text,
    /// The closing line of a wire.
    SignOff,
    /// Inserted by the page.
    Inserted(InsertionKind),
}

/// A paragraph in units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: ParagraphKind,
    /// Its units.
    pub units: Vec<Unit>,
}

impl Paragraph {
    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (at, unit) in self.units.iter().enumerate() {
            if at > 0 {
                text.push_str(unit.gap);
            }
            text.push_str(&unit.text);
        }
        text
    }

    /// The bytes of each unit in its text.
    #[must_use]
    pub fn spans(&self) -> Vec<std::ops::Range<usize>> {
        let mut at = 0;
        let place = |(number, unit): (usize, &Unit)| {
            let start = at + if number > 0 { unit.gap.len() } else { 0 };
            at = start + unit.text.len();
            start..at
        };
        self.units.iter().enumerate().map(place).collect()
    }

    pub(super) fn of_text(text: &str, wire: usize, index: &mut usize) -> Self {
        let units = text.split_whitespace().map(|word| {
            let core = word.trim_matches(|c: char| c.is_ascii_punctuation());
            let figure = !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_digit());
            let ends = word
                .trim_end_matches(['"', '\'', ')'])
                .ends_with(['.', '!', '?']);
            let site = if figure { Site::Figure } else { Site::None };
            *index += 1;
            Unit {
                text: word.to_owned(),
                gap: " ",
                site,
                ends,
                origin: Some(Origin {
                    wire,
                    unit: *index - 1,
                }),
                treated: Treated::Same,
            }
        });
        Self {
            kind: ParagraphKind::Text,
            units: units.collect(),
        }
    }

    /// A paragraph of the page's own.
    pub(super) fn inserted(kind: InsertionKind, text: &str, spaced: bool) -> Self {
        let words: Vec<&str> = if spaced {
            text.split_whitespace().collect()
        } else {
            vec![text]
        };
        let unit = |word: &str| Unit {
            text: word.to_owned(),
            gap: " ",
            site: Site::None,
            ends: false,
            origin: None,
            treated: Treated::Inserted(kind),
        };
        Self {
            kind: ParagraphKind::Inserted(kind),
            units: words.into_iter().map(unit).collect(),
        }
    }

    /// A foreign paragraph as the page's own text.
    pub(super) fn into_house_text(mut self) -> Self {
        let kind = InsertionKind::HouseText;
        self.kind = ParagraphKind::Inserted(kind);
        for unit in &mut self.units {
            unit.origin = None;
            unit.treated = Treated::Inserted(kind);
        }
        self
    }
}

/// A sentence of the samples, its slots filled.
pub(super) fn sentence(template: &str, samples: &Samples, numbers: &mut Numbers) -> Vec<Unit> {
    let gap = if samples.spaced { " " } else { "" };
    let mut units: Vec<Unit> = Vec::new();
    let mut room = None;
    for piece in pieces(template) {
        if let Some(word) = piece.strip_prefix("[not+:") {
            room = word.strip_suffix(']').map(str::to_owned);
            continue;
        }
        for (text, site) in fill(piece, samples, numbers) {
            let site = room
                .take()
                .filter(|_| site == Site::None)
                .map_or(site, Site::Room);
            units.push(Unit {
                text,
                gap,
                site,
                ends: false,
                origin: None,
                treated: Treated::Same,
            });
        }
    }
    if samples.cased
        && let Some(first) = units.first_mut()
        && first.text.starts_with(char::is_lowercase)
    {
        let mut letters = first.text.chars();
        let upper = letters.next().into_iter().flat_map(char::to_uppercase);
        first.text = upper.chain(letters).collect();
    }
    if let Some(last) = units.last_mut() {
        last.ends = true;
    }
    units
}

/// Pieces of a template: parted by spaces outside brackets.
fn pieces(template: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut open) = (Vec::new(), 0, false);
    for (at, c) in template.char_indices() {
        match c {
            '[' => open = true,
            ']' => open = false,
            ' ' if !open => {
                pieces.push(&template[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&template[start..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The units of a piece: a marked word keeps the marks around it.
fn fill(piece: &str, samples: &Samples, numbers: &mut Numbers) -> Vec<(String, Site)> {
    if let Some((before, rest)) = piece.split_once('[')
        && let Some((inside, after)) = rest.split_once(']')
        && let Some((kind, words)) = inside.split_once(':')
    {
        let (word, other) = words.split_once('|').unwrap_or((words, ""));
        let whole = |word: &str| format!("{before}{word}{after}");
        let site = match kind {
            "not-" => Site::Negation,
            "verb" => Site::Verb(whole(other)),
            "deny" => Site::Denied(whole(other)),
            "hedge" => Site::Hedge,
            _ => Site::Spelling(whole(other)),
        };
        return vec![(whole(word), site)];
    }
    if let Some((before, after)) = piece.split_once("{N}") {
        let at = numbers.below(samples.surnames.len());
        let other = (at + 1 + numbers.below(samples.surnames.len() - 1)) % samples.surnames.len();
        let with = |name: &str| format!("{before}{name}{after}");
        return vec![(
            with(samples.surnames[at]),
            Site::Name(with(samples.surnames[other])),
        )];
    }
    if let Some((before, after)) = piece.split_once("{#}") {
        let most = if numbers.once_in(3) { 11 } else { 880 };
        let figure = 2 + numbers.below(most);
        return vec![(format!("{before}{figure}{after}"), Site::Figure)];
    }
    for (slot, list) in [("{P}", samples.places), ("{O}", samples.bodies)] {
        if let Some((before, after)) = piece.split_once(slot) {
            let whole = format!("{before}{}{after}", numbers.pick(list));
            return whole
                .split_whitespace()
                .map(|word| (word.to_owned(), Site::None))
                .collect();
        }
    }
    vec![(piece.to_owned(), Site::None)]
}
