//! Numbers as they are written: digits with their grouping, number words, multipliers. Says what a run of tokens is
//! worth; knows no units.

use super::number::Number;

/// A number read from tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its value; none where its grouping is none we know.
    pub value: Option<Number>,
    /// Other values it may have.
    pub candidates: Vec<Number>,
    /// Worth of its last digit.
    pub step: Option<Number>,
}

impl Written {
    fn exact(value: Number, step: Number) -> Self {
        Self {
            value: Some(value),
            candidates: Vec::new(),
            step: Some(step),
        }
    }

    /// Times a multiplier such as "million".
    pub(crate) fn times(self, factor: Number) -> Self {
        Self {
            value: self.value.and_then(|value| value.times(factor)),
            candidates: self
                .candidates
                .iter()
                .filter_map(|value| value.times(factor))
                .collect(),
            step: self.step.and_then(|step| step.times(factor)),
        }
    }
}

/// A token of digits: "1,200.50", "1,00,000", "½", "1½", "1/2". None for dates, times, versions.
pub(crate) fn digits(token: &str) -> Option<Written> {
    if let Some(written) = vulgar(token) {
        return Some(written);
    }
    if token.contains([':', '\''])
        || !token
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'/'))
    {
        return None;
    }
    if let Some((n, d)) = token.split_once('/') {
        return slashed(n, d);
    }
    let (whole, fraction) = match token.split_once('.') {
        Some((whole, fraction)) if !fraction.contains('.') => (whole, fraction),
        Some(_) => return Some(unreadable(Vec::new())),
        None => (token, ""),
    };
    if fraction.contains(',') {
        return Some(unreadable(Vec::new()));
    }
    let groups: Vec<&str> = whole.split(',').collect();
    if !is_grouped(&groups) {
        // A comma may be a decimal mark.
        let candidate = (groups.len() == 2 && fraction.is_empty())
            .then(|| Number::decimal(&whole.replace(',', ".")));
        return Some(unreadable(candidate.flatten().into_iter().collect()));
    }
    let plain = groups.concat();
    let value = if fraction.is_empty() {
        Number::decimal(&plain)
    } else {
        Number::decimal(&format!("{plain}.{fraction}"))
    };
    let zeros = plain.len() - plain.trim_end_matches('0').len();
    let step = if fraction.is_empty() {
        Number::ten_to(if zeros == plain.len() { 0 } else { zeros })
    } else {
        Number::ten_to(fraction.len()).and_then(|power| Number::ONE.over(power))
    };
    Some(value.zip(step).map_or_else(
        || unreadable(Vec::new()),
        |(value, step)| Written::exact(value, step),
    ))
}

const fn unreadable(candidates: Vec<Number>) -> Written {
    Written {
        value: None,
        candidates,
        step: None,
    }
}

/// Groups of three, or the Indian way: three, then twos.
fn is_grouped(groups: &[&str]) -> bool {
    let [first, rest @ ..] = groups else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return !first.is_empty();
    };
    let western = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    let indian = (1..=2).contains(&first.len())
        && last.len() == 3
        && middle.iter().all(|group| group.len() == 2);
    western || indian
}

fn slashed(n: &str, d: &str) -> Option<Written> {
    let (n, d): (i128, i128) = (n.parse().ok()?, d.parse().ok()?);
    let fraction = (0 < n && n < d && d <= 16)
        .then(|| Number::ratio(n, d))
        .flatten()?;
    Some(Written {
        value: Some(fraction),
        candidates: Vec::new(),
        step: None,
    })
}

/// "½", "1½".
fn vulgar(token: &str) -> Option<Written> {
    let last = token.chars().next_back()?;
    let (n, d) = match last {
        '\u{BD}' => (1, 2),
        '\u{BC}' => (1, 4),
        '\u{BE}' => (3, 4),
        '\u{2153}' => (1, 3),
        '\u{2154}' => (2, 3),
        '\u{2155}' => (1, 5),
        '\u{215B}' => (1, 8),
        _ => return None,
    };
    let whole = &token[..token.len() - last.len_utf8()];
    let whole = if whole.is_empty() {
        Number::ZERO
    } else {
        Number::decimal(whole)?
    };
    Some(Written {
        value: whole.plus(Number::ratio(n, d)?),
        candidates: Vec::new(),
        step: Number::ratio(1, d),
    })
}

/// A number word below a hundred, or a tens word.
pub(crate) fn small(word: &str) -> Option<i64> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// Exponent of ten of a multiplier written as a word or a suffix; `touching` if it touches the number.
pub(crate) fn multiplier(word: &str, touching: bool) -> Option<usize> {
    Some(match word {
        "hundred" => 2,
        "thousand" => 3,
        "lakh" | "lakhs" | "lac" => 5,
        "million" | "mn" | "mln" => 6,
        "crore" | "crores" | "cr" => 7,
        "billion" | "bn" | "bln" => 9,
        "trillion" | "tn" | "trn" => 12,
        "k" if touching => 3,
        "m" if touching => 6,
        "b" if touching => 9,
        _ => return None,
    })
}

/// The part a fraction word names: third 3, quarters 4; halves 2.
pub(crate) fn part(word: &str) -> Option<i128> {
    Some(match word {
        "half" | "halves" => 2,
        "third" | "thirds" => 3,
        "quarter" | "quarters" | "fourth" | "fourths" => 4,
        "fifth" | "fifths" => 5,
        "sixth" | "sixths" => 6,
        "seventh" | "sevenths" => 7,
        "eighth" | "eighths" => 8,
        "ninth" | "ninths" => 9,
        "tenth" | "tenths" => 10,
        _ => return None,
    })
}

/// Number words from `at(0)` on: value and how many tokens they take. "twenty-three", "two hundred and five", "three
/// million two hundred thousand". A lone "a" or "one" is for the caller to judge.
pub(crate) fn words<'a>(at: impl Fn(usize) -> Option<&'a str>) -> Option<(Written, usize)> {
    let mut reader = Words::default();
    let mut index = 0;
    while index < 24 {
        let Some(word) = at(index) else { break };
        let next = if reader.take(word) {
            index + 1
        } else if index > 0 && matches!(word, "-" | "and") && reader.joins(word, at(index + 1)) {
            index += 1;
            continue;
        } else {
            break;
        };
        index = next;
        reader.end = index;
    }
    reader.done()
}

#[derive(Default)]
struct Words {
    total: i128,
    group: i128,
    /// Worth of the last word, so that "five twenty" is two numbers.
    last: Option<i128>,
    scale: Option<usize>,
    smallest: usize,
    end: usize,
}

impl Words {
    fn take(&mut self, word: &str) -> bool {
        if let Some(value) = small(word) {
            let value = i128::from(value);
            let fits = match self.last {
                None => true,
                Some(last) if last >= 100 => true,
                Some(last) => last >= 20 && last % 10 == 0 && value < 10 && value > 0,
            };
            if fits {
                self.group += value;
                self.last = Some(value);
                self.smallest = if value >= 20 {
                    1
                } else {
                    usize::from(value == 10)
                };
            }
            return fits;
        }
        let Some(scale) = multiplier(word, false).filter(|_| self.last.is_some()) else {
            return false;
        };
        if matches!(word, "mn" | "bn" | "tn" | "cr" | "mln" | "bln" | "trn") {
            return false;
        }
        if scale == 2 {
            if self.group == 0 || self.group >= 100 {
                return false;
            }
            self.group *= 100;
            self.last = Some(100);
            self.smallest = 2;
            return true;
        }
        if self.group == 0 || self.scale.is_some_and(|before| before <= scale) {
            return false;
        }
        self.total += self.group * 10_i128.pow(u32::try_from(scale).unwrap_or(0));
        self.group = 0;
        self.scale = Some(scale);
        self.last = Some(1_000);
        self.smallest = scale;
        true
    }

    /// Whether a hyphen or "and" stands inside a number.
    fn joins(&self, word: &str, next: Option<&str>) -> bool {
        let value = next.and_then(small);
        let Some(last) = self.last else { return false };
        match word {
            "-" => {
                let unit = value.is_some_and(|value| (1..10).contains(&value));
                let scale = next.is_some_and(|next| {
                    matches!(next, "hundred" | "thousand" | "million" | "billion")
                });
                ((20..100).contains(&last) && unit) || scale
            }
            _ => last >= 100 && value.is_some(),
        }
    }

    fn done(self) -> Option<(Written, usize)> {
        self.last?;
        let value = Number::ratio(self.total + self.group, 1)?;
        let step = Number::ten_to(self.smallest)?;
        Some((Written::exact(value, step), self.end))
    }
}
