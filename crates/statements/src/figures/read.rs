//! Finds the figures of a text. English; closed lists. Each place is looked at once, with bounded looks around, so work
//! grows with the text's length. Dates, article numbers, ordinals, times of day and names such as G7 are no figures.

use copydesk_text::{Span, TokenKind, Tokens};

use super::number::Number;
use super::scan::{Written, digits, multiplier, part, small, words};
use super::unit::{Dimension, Unit, WORDS_MAX, begins_unit, sign, unit_of};
use super::{Approximation, Bound, Figure, FigureKind, FigureSettings};
use crate::dates::{DateSettings, find_dates};

/// The figures of a text, in reading order; they never overlap.
///
/// ```
/// use copydesk_statements::figures::{FigureSettings, find_figures};
/// let found = find_figures("Trade is up 800 per cent to $1.5bn.", FigureSettings::default());
/// assert_eq!(found[0].low.unwrap().to_string(), "9");
/// assert_eq!(found[1].low.unwrap().to_string(), "1500000000");
/// assert_eq!(found[1].unit.unwrap().code, "dollar_unspecified");
/// ```
#[must_use]
pub fn find_figures(text: &str, settings: FigureSettings) -> Vec<Figure> {
    find_figures_counted(text, settings).0
}

/// The same, with the number of tokens looked at: a measure of work that no clock disturbs.
#[must_use]
pub fn find_figures_counted(text: &str, settings: FigureSettings) -> (Vec<Figure>, usize) {
    let tokens = Tokens::read(text);
    let mut reader = Reader::new(&tokens, settings);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reader.figure(at) {
            Some((figure, next)) => {
                found.push(figure);
                at = next;
            }
            None => at += 1,
        }
    }
    (found, reader.steps)
}

struct Reader<'a> {
    tokens: &'a Tokens,
    lowers: Vec<String>,
    /// Tokens of dates.
    taken: Vec<bool>,
    settings: FigureSettings,
    steps: usize,
}

/// A number with what touches it: sign, multipliers.
struct Amount {
    written: Written,
    currency: Option<&'static str>,
    multiplied: bool,
    end: usize,
}

/// A figure before its surroundings were read.
struct Core {
    kind: FigureKind,
    low: Written,
    high: Option<Written>,
    unit: Option<Unit>,
    start: usize,
    end: usize,
}

const CITING: &[&str] = &[
    "article",
    "articles",
    "art",
    "art.",
    "section",
    "sections",
    "chapter",
    "paragraph",
    "paragraphs",
    "no",
    "no.",
    "number",
    "page",
    "pages",
    "rule",
    "resolution",
    "flight",
    "route",
    "highway",
    "version",
    "annex",
    "class",
    "grade",
    "channel",
    "act",
    "protocol",
    "clause",
    "item",
    "appendix",
    "figure",
    "table",
];
const RISING: &[&str] = &[
    "up",
    "rose",
    "rise",
    "rises",
    "risen",
    "rising",
    "increased",
    "increase",
    "increases",
    "increasing",
    "grew",
    "grow",
    "grown",
    "growing",
    "growth",
    "jumped",
    "jump",
    "climbed",
    "surged",
    "surge",
    "soared",
    "gained",
    "gain",
    "higher",
];
const FALLING: &[&str] = &[
    "down",
    "fell",
    "fall",
    "falls",
    "fallen",
    "falling",
    "decreased",
    "decrease",
    "decreases",
    "dropped",
    "drop",
    "declined",
    "decline",
    "shrank",
    "shrunk",
    "slumped",
    "slid",
    "lost",
    "cut",
    "lower",
    "reduction",
    "reduced",
];

impl<'a> Reader<'a> {
    fn new(tokens: &'a Tokens, settings: FigureSettings) -> Self {
        let mut taken = vec![false; tokens.len()];
        for date in find_dates(tokens.text(), &DateSettings::default()) {
            for index in tokens.within(date.span) {
                taken[index] = true;
            }
        }
        Self {
            tokens,
            lowers: tokens
                .iter()
                .map(|token| token.key.to_lowercase())
                .collect(),
            taken,
            settings,
            steps: 0,
        }
    }

    fn lower(&self, index: usize) -> &str {
        self.lowers.get(index).map_or("", String::as_str)
    }

    fn is(&self, index: usize, list: &[&str]) -> bool {
        list.contains(&self.lower(index))
    }

    fn key(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.key)
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// Whether nothing stands between token `index` and the next.
    fn touches(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| !token.spaced)
    }

    fn before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |at| self.lower(at))
    }

    fn figure(&mut self, at: usize) -> Option<(Figure, usize)> {
        self.steps += 1;
        if self.taken[at] {
            return None;
        }
        let core = self
            .vague(at)
            .or_else(|| self.factor_word(at))
            .or_else(|| self.fraction(at))
            .or_else(|| self.dozen(at))
            .or_else(|| self.amount_figure(at))?;
        self.steps += core.end - core.start;
        let end = core.end;
        Some((self.finish(core), end))
    }

    fn finish(&self, core: Core) -> Figure {
        let span = self.span(core.start, core.end);
        let (bound, approx) = self.surroundings(&core);
        let high = core.high.as_ref().unwrap_or(&core.low);
        let mut candidates = core.low.candidates.clone();
        if core.high.is_some() {
            candidates.extend(high.candidates.iter().copied());
        }
        let whole = core.low.value.is_some() && high.value.is_some();
        let kind = core.kind;
        Figure {
            span,
            kind,
            low: core.low.value.filter(|_| whole),
            high: high.value.filter(|_| whole),
            unit: core.unit,
            approx,
            bound,
            candidates,
            step: high.step,
            as_written: self
                .tokens
                .text()
                .get(span.start..span.end)
                .unwrap_or("")
                .to_owned(),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let first = self.tokens.get(start).map_or(0, |token| token.span.start);
        let last = end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(first, |token| token.span.end);
        Span::new(first, last)
    }

    /// "dozens", "tens of thousands".
    fn vague(&self, at: usize) -> Option<Core> {
        const PLURALS: &[&str] = &[
            "dozens",
            "hundreds",
            "thousands",
            "millions",
            "billions",
            "trillions",
            "tens",
        ];
        let plural = self.is(at, PLURALS);
        let of = self.is(at, &["scores", "lakhs", "crores"]) && self.lower(at + 1) == "of";
        let handful = self.lower(at) == "handful";
        if !plural && !of && !handful {
            return None;
        }
        let chained = self.lower(at + 1) == "of"
            && self.is(
                at + 2,
                &["thousands", "millions", "billions", "lakhs", "crores"],
            );
        if self.lower(at) == "tens" && !chained {
            return None;
        }
        let end = if chained { at + 3 } else { at + 1 };
        let none = Written {
            value: None,
            candidates: Vec::new(),
            step: None,
        };
        Some(Core {
            kind: FigureKind::Vague,
            low: none,
            high: None,
            unit: None,
            start: at,
            end,
        })
    }

    /// "doubled", "halved", "ninefold", "twice".
    fn factor_word(&self, at: usize) -> Option<Core> {
        let word = self.lower(at);
        let value = match word {
            "doubled" | "doubles" | "doubling" | "twice" | "twofold" => Number::whole(2),
            "double" if self.is(at + 1, &["the", "its", "their", "what", "that", "last"]) => {
                Number::whole(2)
            }
            "tripled" | "trebled" | "tripling" | "trebling" | "thrice" => Number::whole(3),
            "quadrupled" | "quadrupling" => Number::whole(4),
            "halved" | "halving" | "halves" if !self.is_after_number(at) => Number::ratio(1, 2)?,
            _ => self.fold(word)?,
        };
        Some(self.plain(FigureKind::Factor, value, at, at + 1))
    }

    fn is_after_number(&self, at: usize) -> bool {
        small(self.before(at, 1)).is_some() || self.before(at, 1) == "-"
    }

    /// "ninefold", "tenfold".
    fn fold(&self, word: &str) -> Option<Number> {
        let prefix = word.strip_suffix("fold")?;
        match prefix {
            "hundred" => Some(Number::whole(100)),
            "thousand" => Some(Number::whole(1_000)),
            _ => small(prefix)
                .map(Number::whole)
                .filter(|_| !prefix.is_empty()),
        }
    }

    fn plain(&self, kind: FigureKind, value: Number, start: usize, end: usize) -> Core {
        Core {
            kind,
            low: Written {
                value: Some(value),
                candidates: Vec::new(),
                step: None,
            },
            high: None,
            unit: None,
            start,
            end,
        }
    }

    /// "two-thirds", "a quarter of", "half of", "half a million".
    fn fraction(&self, at: usize) -> Option<Core> {
        if self.lower(at) == "half" {
            return self.half(at);
        }
        let numerator = if self.is(at, &["a", "an"]) {
            Some(1)
        } else {
            small(self.lower(at))
        };
        let numerator = i128::from(numerator.filter(|&n| (1..=19).contains(&n))?);
        let hyphen = self.lower(at + 1) == "-";
        let word = at + 1 + usize::from(hyphen);
        let denominator = part(self.lower(word))?;
        let plural = self.lower(word).ends_with('s');
        let of = self.lower(word + 1) == "of";
        let named = if self.is(at, &["a", "an"]) {
            of
        } else {
            hyphen || of || !matches!(denominator, 2 | 4)
        };
        let number = if numerator == 1 { !plural } else { plural };
        if !named || !number || numerator >= denominator * 4 {
            return None;
        }
        Some(self.plain(
            FigureKind::Fraction,
            Number::ratio(numerator, denominator)?,
            at,
            word + 1,
        ))
    }

    fn half(&self, at: usize) -> Option<Core> {
        if self.is(
            at.wrapping_sub(1),
            &[
                "first", "second", "latter", "other", "top", "bottom", "and", "better",
            ],
        ) {
            return None;
        }
        let next = if self.lower(at + 1) == "-" {
            at + 2
        } else {
            at + 1
        };
        let article = usize::from(self.is(next, &["a", "the"]));
        let half = Number::ratio(1, 2)?;
        if self.lower(next + article) == "dozen" {
            return Some(self.plain(FigureKind::Count, Number::whole(6), at, next + article + 1));
        }
        if let Some(scale) =
            multiplier(self.lower(next + article), false).filter(|&scale| scale >= 5)
        {
            let value = half.times(Number::ten_to(scale)?)?;
            return Some(self.with_unit(self.plain(
                FigureKind::Count,
                value,
                at,
                next + article + 1,
            )));
        }
        let whole = self.is(
            at + 1,
            &["of", "the", "its", "their", "his", "her", "our", "all"],
        );
        whole.then(|| self.plain(FigureKind::Fraction, half, at, at + 1))
    }

    /// "a dozen", "two dozen", "a hundred", "a million".
    fn dozen(&self, at: usize) -> Option<Core> {
        let article = self.is(at, &["a", "an"]);
        let count = if article {
            1
        } else {
            small(self.lower(at)).unwrap_or(0)
        };
        if count > 0 && self.lower(at + 1) == "dozen" {
            let value = Number::whole(count * 12);
            return Some(self.with_unit(self.plain(FigureKind::Count, value, at, at + 2)));
        }
        let scale = multiplier(self.lower(at + 1), false).filter(|_| article)?;
        let mut core = self.plain(FigureKind::Count, Number::ten_to(scale)?, at, at + 2);
        core.low.step = Number::ten_to(scale);
        Some(self.with_unit(core))
    }

    /// Everything that begins with a number or a currency.
    fn amount_figure(&self, at: usize) -> Option<Core> {
        let low = self.amount(at)?;
        let (mut low, high, end) = self.range(at, low);
        let currency = low
            .currency
            .or(high.as_ref().and_then(|high| high.currency));
        if let Some(high) = &high
            && high.multiplied
            && !low.multiplied
            && let Some(factor) = self.factor_of(high)
        {
            low.written = low.written.times(factor);
        }
        let core = Core {
            kind: if currency.is_some() {
                FigureKind::Money
            } else {
                FigureKind::Count
            },
            low: low.written,
            high: high.map(|high| high.written),
            unit: currency.map(Unit::money),
            start: at,
            end,
        };
        let core = self.with_unit(core);
        let lone_one = core.end == at + 1 && self.lower(at) == "one";
        (!lone_one).then_some(core)
    }

    /// How much the multipliers of the upper end are worth: its tokens after the number.
    fn factor_of(&self, high: &Amount) -> Option<Number> {
        let mut factor = Number::ONE;
        let mut at = high.end;
        while at > 0 && multiplier(self.lower(at - 1), self.touches(at.wrapping_sub(2))).is_some() {
            factor = factor.times(Number::ten_to(multiplier(self.lower(at - 1), true)?)?)?;
            at -= 1;
        }
        Some(factor)
    }

    fn amount(&self, at: usize) -> Option<Amount> {
        if self.taken.get(at).copied().unwrap_or(true) {
            return None;
        }
        let mut next = at;
        let mut currency = None;
        let prefixed = self
            .touches(at)
            .then(|| sign(self.key(at + 1), Some(self.key(at)), self.settings.dollar))
            .flatten();
        let alone = sign(self.key(at), None, self.settings.dollar);
        if let Some((code, count)) = prefixed.filter(|&(_, count)| count == 2).or(alone) {
            currency = Some(code);
            next += count;
            if self.lower(next) == "." && self.lower(at) == "rs" {
                next += 1;
            }
        }
        let negative = self.is_minus(next, currency.is_some());
        next += usize::from(negative);
        let (mut written, mut end) = self.number(next, currency.is_some())?;
        if negative {
            written.value = written.value.map(Number::negated);
        }
        let before = end;
        (written, end) = self.multiplied(written, end, currency.is_some());
        Some(Amount {
            written,
            currency,
            multiplied: end > before,
            end,
        })
    }

    fn is_minus(&self, at: usize, after_sign: bool) -> bool {
        if self.lower(at) == "minus" {
            return self.kind(at + 1) == Some(TokenKind::Number);
        }
        let free =
            at == 0 || self.tokens.get(at - 1).is_some_and(|token| token.spaced) || after_sign;
        self.lower(at) == "-"
            && self.touches(at)
            && free
            && self.kind(at + 1) == Some(TokenKind::Number)
    }

    /// Digits or number words, without what belongs to them; not what only looks like a number.
    fn number(&self, at: usize, has_currency: bool) -> Option<(Written, usize)> {
        if self.kind(at) == Some(TokenKind::Number) {
            if !has_currency && self.is_no_figure(at) {
                return None;
            }
            let (joined, end) = self.spaced_groups(at);
            return digits(&joined).map(|written| (written, end));
        }
        if self.is(at.wrapping_sub(1), CITING) || small(self.lower(at)).is_none() {
            return None;
        }
        let (written, count) = words(|index| self.lowers.get(at + index).map(String::as_str))?;
        Some((written, at + count))
    }

    /// "350 000": with a blank that does not break, or before a group that begins with 0 and so is no number of its own.
    fn spaced_groups(&self, at: usize) -> (String, usize) {
        let mut joined = self.key(at).to_owned();
        let mut end = at + 1;
        while end - at < 6 {
            let gap = self.span(at, end).end..self.span(end, end + 1).start;
            let gap = self.tokens.text().get(gap).unwrap_or("");
            let group = self.key(end);
            let three = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
            let blank = matches!(gap, "\u{A0}" | "\u{202F}" | "\u{2009}")
                || gap == " " && group.starts_with('0');
            if !blank || !three || joined.contains(['.', '/']) {
                break;
            }
            joined.push(',');
            joined.push_str(group);
            end += 1;
        }
        (joined, end)
    }

    /// Article numbers, ordinals, names with figures, times of day, list numbers.
    fn is_no_figure(&self, at: usize) -> bool {
        let touched = at > 0 && self.touches(at - 1);
        let named = touched
            && (self.kind(at - 1) == Some(TokenKind::Word) || self.is(at - 1, &["#", ".", "/"]));
        let compound = touched
            && self.before(at, 1) == "-"
            && at > 1
            && self.touches(at - 2)
            && self.kind(at - 2) == Some(TokenKind::Word)
            && small(self.before(at, 2)).is_none();
        let cited = self.is(at.wrapping_sub(1), CITING)
            || (self.is(at.wrapping_sub(1), &["and", ",", "to", "-"])
                && self.is(at.wrapping_sub(3), CITING)
                && self.kind(at.wrapping_sub(2)) == Some(TokenKind::Number));
        let after = self.lower(at + 1);
        let ordinal = self.touches(at) && matches!(after, "st" | "nd" | "rd" | "th");
        let hour = matches!(
            after,
            "a.m." | "p.m." | "am" | "pm" | "o'clock" | "hrs" | "gmt"
        );
        let lettered = self.touches(at)
            && self.kind(at + 1) == Some(TokenKind::Word)
            && !self.is_suffix(at + 1);
        let starts = at == 0
            || self.tokens.get(at - 1).map(|t| t.paragraph)
                != self.tokens.get(at).map(|t| t.paragraph);
        let listed = starts && matches!(after, "." | ")") && self.touches(at);
        named || compound || cited || ordinal || hour || lettered || listed
    }

    /// Whether a word that touches a figure belongs to it.
    fn is_suffix(&self, at: usize) -> bool {
        let word = self.lower(at);
        multiplier(word, true).is_some()
            || begins_unit(word)
            || matches!(word, "pct" | "percent" | "fold" | "x")
    }

    fn multiplied(
        &self,
        mut written: Written,
        mut end: usize,
        has_currency: bool,
    ) -> (Written, usize) {
        for _ in 0..2 {
            let hyphen = self.lower(end) == "-"
                && self.touches(end)
                && multiplier(self.lower(end + 1), false).is_some_and(|scale| scale >= 5);
            let at = end + usize::from(hyphen);
            let touching = at > 0 && self.touches(at - 1) && !hyphen;
            let Some(scale) = multiplier(self.lower(at), touching) else {
                break;
            };
            let metres = self.lower(at) == "m"
                && !has_currency
                && self.is(
                    at + 1,
                    &[
                        "tall",
                        "long",
                        "wide",
                        "high",
                        "deep",
                        "above",
                        "below",
                        "sprint",
                        "race",
                        "hurdles",
                        "freestyle",
                    ],
                );
            let Some(factor) = Number::ten_to(scale).filter(|_| !metres) else {
                break;
            };
            written = written.times(factor);
            end = at + 1;
        }
        (written, end)
    }

    /// "10 to 12", "10-12", "between 10 and 12"; not "from 10 to 12", which may be a change.
    fn range(&self, start: usize, low: Amount) -> (Amount, Option<Amount>, usize) {
        let end = low.end;
        let between = self.before(start, 1) == "between" && self.lower(end) == "and";
        let hyphen = self.lower(end) == "-" && self.touches(end) && self.touches(end - 1);
        let to = self.lower(end) == "to" && self.before(start, 1) != "from";
        if !between && !hyphen && !to {
            return (low, None, end);
        }
        let Some(high) = self.amount(end + 1) else {
            return (low, None, end);
        };
        let mut low_value = low.written.clone();
        if high.multiplied && !low.multiplied {
            low_value = self
                .factor_of(&high)
                .map_or(low_value.clone(), |factor| low_value.times(factor));
        }
        let rising = low_value
            .value
            .zip(high.written.value)
            .is_some_and(|(a, b)| a.at_most(b) && a != b);
        let agree = high.currency.is_none() || low.currency == high.currency;
        if !rising || !agree {
            return (low, None, end);
        }
        let end = high.end;
        (low, Some(high), end)
    }

    /// What follows the number: per cent, points, -fold, times, a unit, a currency.
    fn with_unit(&self, mut core: Core) -> Core {
        let at = core.end;
        let next = if self.lower(at) == "-" && self.touches(at) {
            at + 1
        } else {
            at
        };
        if self.is(next, &["percentage", "percent"]) && self.is(next + 1, &["point", "points"]) {
            return ended(core, FigureKind::PercentPoints, next + 2);
        }
        if self.lower(next) == "basis" && self.is(next + 1, &["point", "points"]) {
            let hundredth = Number::ratio(1, 100).unwrap_or(Number::ONE);
            core.low = core.low.times(hundredth);
            core.high = core.high.map(|high| high.times(hundredth));
            return ended(core, FigureKind::PercentPoints, next + 2);
        }
        if self.is(next, &["%", "percent", "pct"]) {
            return self.growth(ended(core, FigureKind::Percent, next + 1));
        }
        if self.lower(next) == "per" && self.lower(next + 1) == "cent" {
            return self.growth(ended(core, FigureKind::Percent, next + 2));
        }
        if self.lower(next) == "fold" && core.unit.is_none() {
            return ended(core, FigureKind::Factor, next + 1);
        }
        if let Some(core) = self.times(&core, next) {
            return core;
        }
        self.unit(core, at, next)
    }

    /// "nine times", "nine times more": the latter may mean ten times as much.
    fn times(&self, core: &Core, at: usize) -> Option<Core> {
        const COUNTING: &[&str] = &[
            "a", "per", "in", "this", "last", "each", "every", "during", "before", "since",
            "between", "daily", "weekly",
        ];
        let factor = self.lower(at) == "times" && core.unit.is_none() && !self.is(at + 1, COUNTING);
        if !factor || core.kind != FigureKind::Count {
            return None;
        }
        let more = self.is(
            at + 1,
            &["more", "higher", "greater", "larger", "bigger", "faster"],
        );
        let mut low = core.low.clone();
        if more {
            low.candidates = low
                .value
                .and_then(|value| value.plus(Number::ONE))
                .into_iter()
                .collect();
        }
        Some(Core {
            kind: FigureKind::Factor,
            low,
            high: core.high.clone(),
            unit: None,
            start: core.start,
            end: at + 1,
        })
    }

    /// "up 800 per cent" is ninefold.
    fn growth(&self, mut core: Core) -> Core {
        let Some(rising) = self.direction(&core) else {
            return core;
        };
        let factor = |written: &Written| -> Option<Written> {
            let share = written.value?.times(Number::ratio(1, 100)?)?;
            let value = if rising {
                Number::ONE.plus(share)?
            } else {
                Number::ONE.minus(share)?
            };
            Some(Written {
                value: Some(value),
                candidates: Vec::new(),
                step: written
                    .step
                    .and_then(|step| step.times(Number::ratio(1, 100)?)),
            })
        };
        let low = factor(&core.low);
        let high = core.high.as_ref().map(factor);
        if let (Some(low), None | Some(Some(_))) = (low, &high) {
            core.low = low;
            core.high = high.flatten();
            core.kind = FigureKind::Factor;
        }
        core
    }

    /// Whether a share is one of growth or of decline: by the word before it, or the noun after it.
    fn direction(&self, core: &Core) -> Option<bool> {
        const NOUNS_UP: &[&str] = &["increase", "rise", "jump", "growth", "surge", "gain"];
        const NOUNS_DOWN: &[&str] = &["decrease", "drop", "fall", "decline", "cut", "reduction"];
        if self.is(core.end, NOUNS_UP) {
            return Some(true);
        }
        if self.is(core.end, NOUNS_DOWN) {
            return Some(false);
        }
        let mut at = core.start;
        for _ in 0..5 {
            at = at.checked_sub(1)?;
            if self.is(at, RISING) {
                return Some(true);
            }
            if self.is(at, FALLING) {
                return Some(false);
            }
            let between = [
                "by",
                "of",
                "about",
                "around",
                "nearly",
                "almost",
                "some",
                "roughly",
                "more",
                "than",
                "over",
                "at",
                "least",
                "an",
                "a",
                "between",
                "just",
                "approximately",
                "sharply",
                "another",
            ];
            if !self.is(at, &between) {
                return None;
            }
        }
        None
    }

    fn unit(&self, mut core: Core, at: usize, next: usize) -> Core {
        if core.unit.is_some() {
            return core;
        }
        let suffix = sign(self.key(at), None, self.settings.dollar)
            .filter(|_| !self.lower(at).starts_with("rs"));
        if let Some((code, count)) =
            suffix.filter(|_| self.key(at) != "$" || self.kind(at + 1) != Some(TokenKind::Number))
        {
            core.unit = Some(Unit::money(code));
            return ended(core, FigureKind::Money, at + count);
        }
        let lowers = |index: usize| {
            (index < WORDS_MAX)
                .then(|| self.lowers.get(next + index).map(String::as_str))
                .flatten()
        };
        let Some((unit, count)) = begins_unit(self.lower(next))
            .then(|| unit_of(lowers))
            .flatten()
        else {
            return core;
        };
        let touching = next > 0 && self.touches(next - 1);
        if matches!(unit.code, "m" | "g" | "s" | "h" | "d" | "in")
            && self.lower(next).len() <= 2
            && (unit.code == "in" || self.lower(next + 1) == "'")
            && !touching
        {
            return core;
        }
        let money = unit.dimension == Dimension::Money;
        let dollar = self
            .settings
            .dollar
            .filter(|_| unit.code == "dollar_unspecified");
        core.unit = Some(dollar.map_or(unit, Unit::money));
        ended(
            core,
            if money {
                FigureKind::Money
            } else {
                FigureKind::Measure
            },
            next + count,
        )
    }

    /// Bound and approximation, from the words before and after.
    fn surroundings(&self, core: &Core) -> (Option<Bound>, Approximation) {
        let mut bound = self
            .bound_before(core.start, core.unit)
            .or_else(|| self.bound_after(core.end));
        let mut approx = Approximation::Plain;
        let about = [
            "nearly",
            "almost",
            "about",
            "around",
            "roughly",
            "approximately",
            "some",
            "circa",
            "approx",
            "approx.",
            "estimated",
            "~",
            "c.",
        ];
        let close = self.before(core.start, 2) == "close" && self.before(core.start, 1) == "to";
        let near = core.start > 0 && self.is(core.start - 1, &about);
        let or_so = self.lower(core.end) == "or" && self.lower(core.end + 1) == "so";
        if near || close || or_so {
            approx = Approximation::Approximate;
        }
        if core.kind == FigureKind::Vague {
            bound = None;
        }
        (bound, approx)
    }

    fn bound_before(&self, start: usize, unit: Option<Unit>) -> Option<Bound> {
        let (one, two, three) = (
            self.before(start, 1),
            self.before(start, 2),
            self.before(start, 3),
        );
        let lasts = unit.is_some_and(|unit| unit.dimension == Dimension::Time);
        match (three, two, one) {
            ("no" | "not", "more" | "greater", "than") => Some(Bound::AtMost),
            ("no" | "not", "fewer" | "less", "than") => Some(Bound::AtLeast),
            (_, "more" | "greater" | "higher", "than")
            | ("in", "excess", "of")
            | (_, "upwards", "of") => Some(Bound::Over),
            (_, "less" | "fewer" | "lower", "than") => Some(Bound::Under),
            (_, "at", "least") | ("a", "minimum", "of") => Some(Bound::AtLeast),
            (_, "at", "most")
            | (_, "up", "to")
            | ("a", "maximum", "of")
            | ("as", "many", "as")
            | ("as", "much", "as") => Some(Bound::AtMost),
            (_, _, "over") if !lasts => Some(Bound::Over),
            (_, _, "above" | "exceeding" | "topping" | "exceeded") => Some(Bound::Over),
            (_, _, "under" | "below") => Some(Bound::Under),
            (_, _, ">") => Some(Bound::Over),
            (_, _, "<") => Some(Bound::Under),
            _ => None,
        }
    }

    fn bound_after(&self, end: usize) -> Option<Bound> {
        match (self.lower(end), self.lower(end + 1)) {
            ("or", "more") | ("-", "plus") => Some(Bound::AtLeast),
            ("+", _) if end > 0 && self.touches(end - 1) => Some(Bound::AtLeast),
            ("or", "less" | "fewer") => Some(Bound::AtMost),
            _ => None,
        }
    }
}

fn ended(mut core: Core, kind: FigureKind, end: usize) -> Core {
    core.kind = kind;
    core.end = end;
    if matches!(
        kind,
        FigureKind::Percent | FigureKind::PercentPoints | FigureKind::Factor
    ) {
        core.unit = None;
    }
    core
}
