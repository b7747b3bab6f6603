//! The house map (L5): which words a publication writes otherwise than the agency sent them. A map is declared, made
//! ready once and refused whole if one entry of it could change what a reader learns: a figure, a currency, a
//! negation, a verb of attribution, a name, the case of a word. Where none is declared the built-in lists apply.

use std::sync::OnceLock;

use crate::align::Map;
use crate::canonical_json::Json;
use crate::compared::{QuoteMark, Text, Token};
use crate::scan::Kind;
use crate::{Block, rules, spelling};

/// What kind of style an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseClass {
    /// Another spelling of the same word. The only class that also holds inside quotation marks.
    Spelling,
    /// A shorter or longer form: "U.S." and "US", "per cent" and "percent".
    Abbreviation,
    /// With a hyphen, apart, or in one word.
    Hyphenation,
}

impl HouseClass {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Spelling, Self::Abbreviation, Self::Hyphenation];

    /// Name in a map's file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spelling => "spelling",
            Self::Abbreviation => "abbreviation",
            Self::Hyphenation => "hyphenation",
        }
    }
}

/// Which quotation marks the publication sets first; the other form stands inside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseQuotes {
    /// 'So', and "so" inside.
    Single,
    /// "So", and 'so' inside.
    Double,
}

impl HouseQuotes {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 2] = [Self::Single, Self::Double];

    /// Name in a map's file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Double => "double",
        }
    }
}

/// Whose digits the publication prints: the same values, place by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseDigits {
    /// Devanagari, १२३.
    Deva,
    /// Arabic-Indic, ١٢٣.
    Arab,
    /// Latin, 123.
    Latn,
}

impl HouseDigits {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Deva, Self::Arab, Self::Latn];

    /// Name in a map's file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deva => "deva",
            Self::Arab => "arab",
            Self::Latn => "latn",
        }
    }

    const fn zero(self) -> u32 {
        match self {
            Self::Deva => 0x966,
            Self::Arab => 0x660,
            Self::Latn => 0x30,
        }
    }

    /// The digit in the publication's script; other characters as they are.
    fn digit(self, c: char) -> char {
        const ZEROS: [u32; 11] = [
            0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xD66,
        ];
        let value = ZEROS
            .iter()
            .find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10));
        let value = value.and_then(|value| char::from_u32(self.zero() + value));
        value.unwrap_or(c)
    }
}

/// One declared entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseEntry {
    /// What the agency writes.
    pub wire: String,
    /// What the publication writes for it.
    pub house: String,
    /// What kind of style it is.
    pub class: HouseClass,
}

/// A house map as a publication declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HouseStyle {
    /// Its name.
    pub name: String,
    /// Its version, as the publication counts them.
    pub version: String,
    /// BCP 47 language of the texts it is for.
    pub language: String,
    /// Built-in spelling lists: `en-GB` writes American spelling as British, `en-US` the other way round.
    pub base: Vec<String>,
    /// Entries of its own.
    pub entries: Vec<HouseEntry>,
    /// Quotation marks, if they are of the house.
    pub quotes: Option<HouseQuotes>,
    /// Digits, if they are of the house.
    pub digits: Option<HouseDigits>,
}

/// Why a map was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseRefusal {
    /// Index of the entry in [`HouseStyle::entries`]; `None`: it is the map as a whole.
    pub entry: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl std::fmt::Display for HouseRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for HouseRefusal {}

/// Words of one side of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    keys: Vec<String>,
    /// For each but the last: whether a space follows.
    spaced: Vec<bool>,
}

/// One wire form and what it may become.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    wire: Pattern,
    house: Pattern,
    class: HouseClass,
    /// Declared with a capital, so that it is no name by being capitalised.
    capital: bool,
}

/// A house map, ready to be applied.
#[derive(Clone, Debug)]
pub struct HouseMap {
    /// By the first word of the wire form; of each the longest first.
    rules: Map<String, Vec<Rule>>,
    quotes: Option<HouseQuotes>,
    digits: Option<HouseDigits>,
    rules_sha256: String,
}

impl PartialEq for HouseMap {
    fn eq(&self, other: &Self) -> bool {
        self.rules_sha256 == other.rules_sha256
    }
}

impl Eq for HouseMap {}

/// A word of the wire and the house's spelling of it.
type Spellings = (&'static str, &'static str);

/// Most words of a side of an entry.
pub(crate) const TOKENS_MAX: usize = 3;

impl HouseMap {
    /// Makes a declared map ready.
    ///
    /// # Errors
    /// With the first entry that holds a digit, a currency, a negation or a verb of attribution, changes case, is
    /// empty, has more than three words, is a name, says the same on both sides, or maps a wire form that another
    /// entry maps; and with a base that is not known. The way out is to take that entry out of the map.
    ///
    /// ```
    /// use copydesk_text::{HouseClass, HouseEntry, HouseMap, HouseStyle};
    /// let entry = |wire: &str, house: &str| HouseStyle {
    ///     entries: vec![HouseEntry { wire: wire.to_owned(), house: house.to_owned(), class: HouseClass::Abbreviation }],
    ///     ..HouseStyle::default()
    /// };
    /// assert!(HouseMap::new(&entry("per cent", "percent")).is_ok());
    /// assert!(HouseMap::new(&entry("5", "five")).is_err());
    /// assert!(HouseMap::new(&entry("said", "claimed")).is_err());
    /// ```
    pub fn new(style: &HouseStyle) -> Result<Self, HouseRefusal> {
        let mut map = Self {
            rules: Map::default(),
            quotes: style.quotes,
            digits: style.digits,
            rules_sha256: rules::rules_sha256_of(house_json(style)),
        };
        for (index, entry) in style.entries.iter().enumerate() {
            let refused = |reason: String| HouseRefusal {
                entry: Some(index),
                reason: format!("{:?} to {:?}: {reason}", entry.wire, entry.house),
            };
            let rule = Rule::of(entry).map_err(refused)?;
            if map.knows(&rule.wire) {
                return Err(refused(String::from("that wire form is mapped already")));
            }
            map.add(rule);
        }
        for base in &style.base {
            let british = match base.as_str() {
                "en-GB" => true,
                "en-US" => false,
                _ => {
                    return Err(HouseRefusal {
                        entry: None,
                        reason: format!("base {base:?} is not known; known are en-GB and en-US"),
                    });
                }
            };
            map.add_spelling(|(american, other)| {
                if british {
                    vec![(american, other)]
                } else {
                    vec![(other, american)]
                }
            });
        }
        Ok(map)
    }

    /// What applies where no map is declared: American and British spelling, in both directions.
    pub(crate) fn built_in() -> &'static Self {
        static READY: OnceLock<HouseMap> = OnceLock::new();
        READY.get_or_init(|| {
            let mut map = Self {
                rules: Map::default(),
                quotes: None,
                digits: None,
                rules_sha256: rules::rules_sha256().to_owned(),
            };
            map.add_spelling(|(american, british)| vec![(american, british), (british, american)]);
            map
        })
    }

    /// SHA-256 of the rules with this map in force: what a disclosure made by it carries.
    #[must_use]
    pub fn rules_sha256(&self) -> &str {
        &self.rules_sha256
    }

    fn add_spelling(&mut self, directions: impl Fn(Spellings) -> Vec<Spellings>) {
        for (wire, house) in spelling::pairs().flat_map(directions) {
            if spelling::weighs(wire) || spelling::weighs(house) {
                continue;
            }
            let rule = Rule {
                wire: Pattern::word(wire),
                house: Pattern::word(house),
                class: HouseClass::Spelling,
                capital: false,
            };
            if !self.knows(&rule.wire) {
                self.add(rule);
            }
        }
    }

    fn knows(&self, wire: &Pattern) -> bool {
        let rules = self.rules.get(&wire.keys[0]);
        rules.is_some_and(|rules| rules.iter().any(|rule| rule.wire == *wire))
    }

    /// Adds a rule in lower, Title and UPPER case, or as declared if it has capitals.
    fn add(&mut self, rule: Rule) {
        let cased = if rule.capital {
            vec![rule]
        } else {
            let written = |case: fn(&Pattern) -> Pattern| Rule {
                wire: case(&rule.wire),
                house: case(&rule.house),
                ..rule.clone()
            };
            vec![
                rule.clone(),
                written(Pattern::title),
                written(Pattern::upper),
            ]
        };
        for rule in cased {
            if self.knows(&rule.wire) {
                continue;
            }
            let list = self.rules.entry(rule.wire.keys[0].clone()).or_default();
            let at = list.partition_point(|known| known.wire.keys.len() >= rule.wire.keys.len());
            list.insert(at, rule);
        }
    }

    /// How many tokens of both sides are one form in two styles, at these places and before these ends; the longest
    /// wire form first. `None`: nothing that the map writes otherwise.
    pub(crate) fn restyles(
        &self,
        wire: (&Text, usize, usize),
        page: (&Text, usize, usize),
    ) -> Option<(usize, usize)> {
        let (w, i, _) = wire;
        let (p, j, _) = page;
        let (sent, shown) = (w.tokens.get(i)?, p.tokens.get(j)?);
        if let Some(rules) = self.rules.get(w.key(sent)) {
            let found = rules.iter().find(|rule| rule.fits(wire, page));
            if let Some(rule) = found {
                return Some((rule.wire.keys.len(), rule.house.keys.len()));
            }
        }
        let (a, b) = (w.key(sent), p.key(shown));
        (self.is_requoted(sent, a, b) || self.is_redigited(sent, a, b)).then_some((1, 1))
    }

    /// Whether a token of the wire may be written otherwise at all.
    pub(crate) fn may_restyle(&self, wire: &Text, token: &Token) -> bool {
        let key = wire.key(token);
        self.rules.contains_key(key)
            || self.quotes.is_some() && matches!(key, "\"" | "'")
            || self.digits.is_some() && token.kind == Kind::Number
    }

    /// The marks of the house in place of the agency's; inside them the other form.
    fn is_requoted(&self, token: &Token, sent: &str, shown: &str) -> bool {
        let (outer, inner) = match self.quotes {
            Some(HouseQuotes::Single) => (("\"", "'"), ("'", "\"")),
            Some(HouseQuotes::Double) => (("'", "\""), ("\"", "'")),
            None => return false,
        };
        match token.quote {
            QuoteMark::Outer => (sent, shown) == outer,
            QuoteMark::Inner => (sent, shown) == inner,
            QuoteMark::None => false,
        }
    }

    fn is_redigited(&self, token: &Token, sent: &str, shown: &str) -> bool {
        let Some(digits) = self.digits.filter(|_| token.kind == Kind::Number) else {
            return false;
        };
        sent != shown && sent.chars().map(|c| digits.digit(c)).eq(shown.chars())
    }
}

impl Pattern {
    fn word(word: &str) -> Self {
        Self {
            keys: vec![word.to_owned()],
            spaced: Vec::new(),
        }
    }

    fn of(form: &str) -> Self {
        let block = Block::paragraph(form);
        let text = Text::read(&[(0, &block)]);
        let last = text.tokens.len().saturating_sub(1);
        Self {
            keys: text
                .tokens
                .iter()
                .map(|token| text.key(token).to_owned())
                .collect(),
            spaced: text.tokens[..last]
                .iter()
                .map(|token| token.gap.parts())
                .collect(),
        }
    }

    fn cased(&self, case: impl Fn(usize, &str) -> String) -> Self {
        let keys = self.keys.iter().enumerate();
        Self {
            keys: keys.map(|(index, key)| case(index, key)).collect(),
            spaced: self.spaced.clone(),
        }
    }

    fn title(&self) -> Self {
        self.cased(|index, key| {
            let mut letters = key.chars();
            match letters.next().filter(|_| index == 0) {
                Some(first) => first.to_uppercase().chain(letters).collect(),
                None => key.to_owned(),
            }
        })
    }

    fn upper(&self) -> Self {
        self.cased(|_, key| key.to_uppercase())
    }

    fn is_lower(&self) -> bool {
        !self.keys.iter().any(|key| key.contains(char::is_uppercase))
    }

    /// Its letters and nothing else.
    fn letters(&self) -> String {
        self.keys
            .concat()
            .chars()
            .filter(|c| c.is_alphabetic())
            .collect()
    }

    /// Whether these words, with these spaces, stand at `at` and before `end`.
    fn stands(&self, text: &Text, at: usize, end: usize) -> bool {
        if at + self.keys.len() > end {
            return false;
        }
        let tokens = &text.tokens[at..at + self.keys.len()];
        let spaced = |(token, spaced): (&Token, &bool)| token.gap.parts() == *spaced;
        tokens
            .iter()
            .zip(&self.keys)
            .all(|(token, key)| text.key(token) == key)
            && tokens.iter().zip(&self.spaced).all(spaced)
    }

    /// Why a side of an entry can be no style of a house.
    fn refusal(&self) -> Option<&'static str> {
        let currency = |key: &str| key.contains(is_currency);
        let is_word = |key: &String| key.contains(char::is_alphabetic);
        let is_form = |key: &String| is_word(key) || matches!(key.as_str(), "-" | "." | "'");
        let any = |test: &dyn Fn(&String) -> bool| self.keys.iter().any(test);
        if !any(&is_word) && !any(&|key| key.contains(char::is_numeric) || currency(key)) {
            Some("a side without a word")
        } else if self.keys.len() > TOKENS_MAX {
            Some("a side has one to three words and hyphens")
        } else if any(&|key| key.contains(char::is_numeric)) {
            Some("a digit is never mapped")
        } else if any(&|key| currency(key)) {
            Some("a currency is never mapped")
        } else if any(&|key| crate::words::weight(key).negates) {
            Some("a negation is never mapped")
        } else if any(&|key| crate::words::weight(key).attributes) {
            Some("a verb of attribution is never mapped")
        } else {
            (!self.keys.iter().all(is_form))
                .then_some("only words, hyphens, apostrophes and the stops of abbreviations")
        }
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '฿' | '%' | '‰')
        || matches!(
            u32::from(c),
            0x20A0..=0x20CF | 0x9F2 | 0x9F3 | 0xAF1 | 0xBF9 | 0xFDFC
        )
}

impl Rule {
    fn of(entry: &HouseEntry) -> Result<Self, String> {
        let rule = Self {
            wire: Pattern::of(&entry.wire),
            house: Pattern::of(&entry.house),
            class: entry.class,
            capital: !Pattern::of(&entry.wire).is_lower(),
        };
        if rule.wire.keys.is_empty() || rule.house.keys.is_empty() {
            return Err(String::from("a side is empty"));
        }
        for side in [&rule.wire, &rule.house] {
            if let Some(reason) = side.refusal() {
                return Err(reason.to_owned());
            }
        }
        if rule.wire == rule.house {
            return Err(String::from("both sides say the same"));
        }
        if rule.capital && rule.wire.letters() != rule.house.letters() {
            let folded = rule.wire.letters().to_lowercase() == rule.house.letters().to_lowercase();
            let reason = if folded {
                "case is never changed"
            } else {
                "a name is never mapped"
            };
            return Err(reason.to_owned());
        }
        if !rule.capital && !rule.house.is_lower() {
            return Err(String::from("case is never changed"));
        }
        Ok(rule)
    }

    /// Whether the wire form stands there, the house form here, and neither is a name or, but for spelling, quoted.
    fn fits(
        &self,
        (wire, i, wire_end): (&Text, usize, usize),
        (page, j, page_end): (&Text, usize, usize),
    ) -> bool {
        if !self.wire.stands(wire, i, wire_end) || !self.house.stands(page, j, page_end) {
            return false;
        }
        let (sent, shown) = (
            &wire.tokens[i..i + self.wire.keys.len()],
            &page.tokens[j..j + self.house.keys.len()],
        );
        let quoted = |tokens: &[Token]| tokens.iter().any(|token| token.quoted);
        if self.class != HouseClass::Spelling && (quoted(sent) || quoted(shown)) {
            return false;
        }
        self.capital || !is_name(wire, sent) && !is_name(page, shown)
    }
}

/// Whether words open with a capital and no sentence, or in a script without case are of the item's subjects or
/// keywords.
fn is_name(text: &Text, tokens: &[Token]) -> bool {
    let first = |token: &Token| text.key(token).chars().next();
    let capital = |token: &Token| first(token).is_some_and(char::is_uppercase);
    let uncased = |c: char| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase();
    let opens_as_name = tokens
        .first()
        .is_some_and(|token| capital(token) && !token.opens);
    opens_as_name
        || tokens
            .iter()
            .any(|token| token.named && first(token).is_some_and(uncased))
}

/// The map as the hash of the rules knows it.
fn house_json(style: &HouseStyle) -> Json {
    let entry = |entry: &HouseEntry| {
        let cells = [&entry.wire, &entry.house, entry.class.name()];
        Json::Text(cells.join("\t"))
    };
    let base = |base: &String| Json::text(base);
    Json::Object(vec![
        ("name", Json::text(&style.name)),
        ("version", Json::text(&style.version)),
        ("language", Json::text(&style.language)),
        ("base", Json::List(style.base.iter().map(base).collect())),
        (
            "spelling",
            if style.base.is_empty() {
                Json::Null
            } else {
                rules::rows(spelling::TABLE, 2)
            },
        ),
        ("map", Json::List(style.entries.iter().map(entry).collect())),
        (
            "quotes",
            Json::or_null(style.quotes, |quotes| Json::text(quotes.name())),
        ),
        (
            "digits",
            Json::or_null(style.digits, |digits| Json::text(digits.name())),
        ),
    ])
}
