//! Words by which lines of page furniture are known: calls to read on, author and time lines, rights, credits of
//! pictures. A list that people can read (`data/furniture.tsv`); says nothing about what a wire holds.

const LISTED: &str = include_str!("../data/furniture.tsv");

/// Lower-case words of a text, apostrophes dropped; a run of a script without spaces is one.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if character.is_alphanumeric() || character == '_' || is_mark(character) {
            word.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’') && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

fn is_mark(character: char) -> bool {
    matches!(u32::from(character), 0x300..=0x36f | 0x900..=0x94f | 0x980..=0x9cd | 0x64b..=0x65f)
}

/// The list, by class.
pub(crate) struct Furniture {
    calls: Vec<Vec<String>>,
    stamps: Vec<Vec<String>>,
    legal: Vec<Vec<String>>,
    tails: Vec<Vec<String>>,
    credits: Vec<String>,
}

impl Furniture {
    /// The list that ships.
    pub(crate) fn shipped() -> Self {
        let of = |wanted: &str| {
            let rows = LISTED.lines().filter(|line| !line.starts_with('#'));
            let rows = rows.filter_map(|line| line.split_once('\t'));
            let rows = rows.filter(|(class, _)| *class == wanted);
            rows.map(|(_, words)| words_of(words)).collect::<Vec<_>>()
        };
        Self {
            calls: of("call"),
            stamps: of("stamp"),
            legal: of("legal"),
            tails: of("tail"),
            credits: of("credit").into_iter().flatten().collect(),
        }
    }

    /// Whether a line calls the reader elsewhere.
    pub(crate) fn is_call(&self, words: &[String]) -> bool {
        opens_with(&self.calls, words)
    }

    /// Whether a line names author, time or reading time.
    pub(crate) fn is_stamp(&self, text: &str, words: &[String]) -> bool {
        let ended = text.trim_end().ends_with(['.', '!', '?']);
        let named = opens_with(&self.stamps, words) && !ended;
        let reading = words.len() <= 6
            && words.first().is_some_and(|word| is_number(word))
            && words.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos"
                )
            });
        named || reading || (!ended && opens_with_date(words))
    }

    /// Whether a line speaks of rights or affiliates.
    pub(crate) fn is_legal(&self, words: &[String]) -> bool {
        let stands = |phrase: &Vec<String>| {
            words
                .windows(phrase.len())
                .any(|run| run == phrase.as_slice())
        };
        self.legal.iter().any(stands)
    }

    /// Whether a heading ends an article.
    pub(crate) fn opens_tail(&self, words: &[String]) -> bool {
        opens_with(&self.tails, words)
    }

    /// Whether a line credits a picture: in brackets at its end, or before a colon at its start.
    pub(crate) fn is_credited(&self, text: &str) -> bool {
        let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
        let bracketed = text.ends_with(')').then(|| text.rfind('(')).flatten();
        let named = |part: &str| {
            let words = words_of(part);
            words
                .first()
                .is_some_and(|word| self.credits.contains(word))
                || words
                    .last()
                    .is_some_and(|word| self.credits.contains(word) && words.len() > 1)
        };
        let inside = bracketed.is_some_and(|at| named(&text[at..]));
        let before_colon = text
            .split_once([':', '/'])
            .is_some_and(|(before, _)| words_of(before).len() <= 3 && named(before));
        let sign = text.trim_start().starts_with('©') || text.contains("(c)") && text.len() < 200;
        inside || before_colon || sign
    }
}

fn opens_with(phrases: &[Vec<String>], words: &[String]) -> bool {
    phrases.iter().any(|phrase| words.starts_with(phrase))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `November 19, 2019`, `19 Nov 2019`.
fn opens_with_date(words: &[String]) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = |word: &str| MONTHS.iter().any(|month| word.starts_with(month)) && word.len() <= 9;
    let year = |word: &str| word.len() == 4 && is_number(word);
    match words {
        [a, b, c, ..] if month(a) && is_number(b) => year(c),
        [a, b, c, ..] if is_number(a) && month(b) => year(c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_stamp(text: &str, expected: bool) {
        assert_eq!(
            Furniture::shipped().is_stamp(text, &words_of(text)),
            expected,
            "{text}"
        );
    }

    #[test]
    fn author_and_time_lines_are_stamps_and_sentences_are_not() {
        check_stamp("By Ada Quill", true);
        check_stamp("Updated: 19 November, 10:07", true);
        check_stamp("November 19, 2019 | 4:20am", true);
        check_stamp("4 min read", true);
        check_stamp("By Monday the ferry had sailed.", false);
        check_stamp("May talks are to follow", false);
    }

    #[test]
    fn a_credit_stands_in_brackets_or_before_a_colon() {
        let credited = |text: &str| Furniture::shipped().is_credited(text);
        assert!(credited("The ferry at the pier (AP Photo/Ada Quill)"));
        assert!(credited("Photo: Ada Quill"));
        assert!(!credited("The ferry (built in 1961) sails again."));
        assert!(!credited("The minister said: no ferry sails."));
    }

    #[test]
    fn calls_open_a_line() {
        let call = |text: &str| Furniture::shipped().is_call(&words_of(text));
        assert!(call("Also read | Ferry sails"));
        assert!(call("Don’t miss: ferries"));
        assert!(!call("Readers also read the ferry's log."));
    }
}
