//! Tokens and sentences of one paragraph, as the rules for statements read them: `n't` and `'s` apart, hyphen
//! compounds one word, dashes as clause boundaries. Never changes a byte; offsets are bytes of the flat form.

use crate::lexicon::{self, Flags, Verb};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, digits, hyphen compounds, abbreviations with their stop.
    Word,
    /// A quotation mark, or an apostrophe that may be one.
    Quote,
    /// A dash, a boundary of clauses.
    Dash,
    /// `. ! ?` and runs of stops.
    Stop,
    /// Any other sign.
    Mark,
}

/// One token; `start..end` are bytes of the flat form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What closed lists say of the word.
    pub flags: Flags,
    /// Its entry as a verb of saying.
    pub verb: Option<&'static Verb>,
    /// Whether it opens with a capital letter.
    pub capital: bool,
    /// Whether a verb of a main clause may stand here; set once all tokens of the paragraph are known.
    pub finite: bool,
    /// Whether it stands inside quotation marks; the marks themselves do.
    pub quoted: bool,
}

impl Token {
    pub(crate) fn is(&self, flags: Flags) -> bool {
        self.flags.intersects(flags)
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Cuts `flat[start..end]` into tokens.
pub(crate) fn scan(flat: &str, start: usize, end: usize) -> Vec<Token> {
    let mut scanner = Scanner {
        flat,
        at: start,
        end,
        tokens: Vec::with_capacity((end - start) / 4 + 4),
    };
    while let Some(character) = scanner.peek(scanner.at) {
        if character.is_whitespace() {
            scanner.at += character.len_utf8();
        } else {
            scanner.token(character);
        }
    }
    scanner.tokens
}

struct Scanner<'a> {
    flat: &'a str,
    at: usize,
    end: usize,
    tokens: Vec<Token>,
}

impl Scanner<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.flat.as_bytes().get(at).filter(|_| at < self.end)?;
        if byte.is_ascii() {
            return Some(byte as char);
        }
        self.flat[at..self.end].chars().next()
    }

    fn token(&mut self, character: char) {
        let after = self.at + character.len_utf8();
        let prefixed = matches!(character, '@' | '#' | '$' | '£' | '€')
            && self.peek(after).is_some_and(char::is_alphanumeric);
        if is_letter(character) || prefixed {
            self.word(after);
            return;
        }
        let (end, kind) = match character {
            '\'' | '`' if self.peek(after) == Some(character) => (after + 1, Kind::Quote),
            '\'' | '`' | '"' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '‟' => {
                (after, Kind::Quote)
            }
            '—' | '―' | '–' => (self.run(after, character), Kind::Dash),
            '-' => self.hyphens(after),
            '.' | '!' | '?' | '…' => (self.stops(after), Kind::Stop),
            _ => (after, Kind::Mark),
        };
        self.push(self.at, end, kind);
        self.at = end;
    }

    /// A hyphen alone between blanks stands for a dash.
    fn hyphens(&self, after: usize) -> (usize, Kind) {
        let end = self.run(after, '-');
        let parted = self.peek(end).is_none_or(char::is_whitespace);
        if end > after || parted {
            (end, Kind::Dash)
        } else {
            (end, Kind::Mark)
        }
    }

    fn run(&self, mut at: usize, wanted: char) -> usize {
        while self.peek(at) == Some(wanted) {
            at += wanted.len_utf8();
        }
        at
    }

    fn stops(&self, mut at: usize) -> usize {
        while let Some(character @ ('.' | '!' | '?' | '…')) = self.peek(at) {
            at += character.len_utf8();
        }
        at
    }

    fn word(&mut self, after: usize) {
        let start = self.at;
        let mut end = after;
        let mut previous = self.peek(start).unwrap_or(' ');
        let mut apostrophe = false;
        loop {
            let plain = self.plain_letters(end);
            if plain > end {
                previous = char::from(self.flat.as_bytes()[plain - 1]);
                end = plain;
            }
            let Some(character) = self.peek(end) else {
                break;
            };
            let next_at = end + character.len_utf8();
            if !self.continues(previous, character, next_at) {
                break;
            }
            apostrophe |= matches!(character, '\'' | '’');
            previous = character;
            end = next_at;
        }
        end = self.stop_of_abbreviation(start, end);
        if apostrophe {
            self.push_parts(start, end);
        } else {
            self.push(start, end, Kind::Word);
        }
        self.at = end;
    }

    /// Where a run of ASCII letters and digits from `at` on ends.
    fn plain_letters(&self, at: usize) -> usize {
        let bytes = &self.flat.as_bytes()[at.min(self.end)..self.end];
        let plain = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric());
        at + plain.unwrap_or(bytes.len())
    }

    fn continues(&self, previous: char, character: char, next_at: usize) -> bool {
        if character != '’' && (character.is_alphanumeric() || is_mark(character)) {
            return true;
        }
        let Some(next) = self.peek(next_at) else {
            return false;
        };
        match character {
            '\'' | '’' | '-' | '‑' | '&' | '_' | '/' => {
                previous.is_alphanumeric() && next.is_alphanumeric()
            }
            ',' | ':' => previous.is_ascii_digit() && next.is_ascii_digit(),
            '.' => previous.is_alphanumeric() && next.is_alphanumeric() && !next.is_uppercase(),
            _ => false,
        }
    }

    /// "U.S.", "a.m.", "Mr.", an initial: the stop belongs to the word.
    fn stop_of_abbreviation(&self, start: usize, end: usize) -> usize {
        if self.peek(end) != Some('.') {
            return end;
        }
        let word = &self.flat[start..end];
        let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        if single {
            return self.initials(end + 1);
        }
        let dotted = word.len() == 3 && word.as_bytes()[1] == b'.';
        let last = word.rsplit('-').next().unwrap_or(word);
        if dotted || lexicon::is_abbreviation(last) {
            return end + 1;
        }
        end
    }

    /// Further letters with stops after an initial: "U.S.", "J.K."
    fn initials(&self, mut end: usize) -> usize {
        while let Some(letter) = self.peek(end).filter(|c| c.is_uppercase()) {
            let after = end + letter.len_utf8();
            if self.peek(after) != Some('.') {
                break;
            }
            end = after + 1;
        }
        end
    }

    fn push_parts(&mut self, start: usize, end: usize) {
        let cut = clitic(&self.flat[start..end]);
        if cut > 0 && cut < end - start {
            self.push(start, start + cut, Kind::Word);
            self.push(start + cut, end, Kind::Word);
        } else {
            self.push(start, end, Kind::Word);
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let text = &self.flat[start..end];
        let entry = match kind {
            Kind::Word => lexicon::look_up(text),
            Kind::Mark => lexicon::sign(text),
            Kind::Quote | Kind::Dash | Kind::Stop => lexicon::Entry::default(),
        };
        self.tokens.push(Token {
            start,
            end,
            kind,
            flags: entry.flags,
            verb: entry.verb,
            capital: text.chars().next().is_some_and(char::is_uppercase),
            finite: false,
            quoted: false,
        });
    }
}

/// Letters and digits; the commonest signs beyond ASCII are told apart first.
fn is_letter(character: char) -> bool {
    !matches!(character, '“' | '”' | '‘' | '’' | '–' | '—') && character.is_alphanumeric()
}

fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// Where a clitic begins in a word, or 0: `n't`, `'s`, `'d`, `'ll`, `'ve`, `'re`, `'m`.
fn clitic(word: &str) -> usize {
    let Some(at) = word.rfind(['\'', '’']) else {
        return 0;
    };
    let tail = word[at..].trim_start_matches(['\'', '’']);
    if tail.eq_ignore_ascii_case("t") {
        let head = &word[..at];
        return match head.as_bytes().last() {
            Some(b'n' | b'N') if at > 1 => at - 1,
            _ => 0,
        };
    }
    let known = ["s", "d", "ll", "ve", "re", "m"];
    if known.iter().any(|end| tail.eq_ignore_ascii_case(end)) {
        at
    } else {
        0
    }
}

/// Sentences as ranges of tokens. A quotation is never parted from the words that introduce it: a stop inside marks
/// ends nothing while the mark is open.
pub(crate) fn sentences(flat: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut first = 0;
    for index in 0..tokens.len() {
        if index + 1 < tokens.len() && ends_sentence(flat, tokens, index) {
            found.push((first, index + 1));
            first = index + 1;
        }
    }
    if first < tokens.len() {
        found.push((first, tokens.len()));
    }
    found
}

/// Whether a sentence ends after the token at `index`.
fn ends_sentence(flat: &str, tokens: &[Token], index: usize) -> bool {
    let (token, next) = (&tokens[index], &tokens[index + 1]);
    let may_end = match token.kind {
        Kind::Stop | Kind::Quote | Kind::Mark => true,
        Kind::Word => flat.as_bytes()[token.end - 1] == b'.',
        Kind::Dash => false,
    };
    if !may_end || next.start == token.end || !opens_sentence(flat, next) {
        return false;
    }
    if next.quoted && token.quoted && !is_closing(tokens, index) {
        return false;
    }
    match token.kind {
        Kind::Stop => !token.quoted,
        Kind::Quote | Kind::Mark
            if is_closing(tokens, index) || &flat[token.start..token.end] == ")" =>
        {
            match stop_before(flat, tokens, index) {
                Some('.') => true,
                Some('…') if token.kind == Kind::Quote => true,
                Some(_) => !speaker_follows(tokens, index + 1),
                // “We are late” He did not comment.
                None => {
                    token.kind == Kind::Quote
                        && next.capital
                        && next.is(Flags::SUBJECT)
                        && !speaker_follows(tokens, index + 1)
                }
            }
        }
        Kind::Word => next.capital && next.is(Flags::OPENER) && !token.quoted,
        _ => false,
    }
}

/// Whether a sentence may begin with the token.
fn opens_sentence(flat: &str, token: &Token) -> bool {
    token.capital
        || token.kind == Kind::Quote
        || token.is(Flags::NUMBER.or(Flags::OPENING_BRACKET))
        || matches!(&flat[token.start..token.end], "•" | "*")
        || (token.kind == Kind::Dash && token.quoted)
}

/// Whether the token is the last one of a quotation.
fn is_closing(tokens: &[Token], index: usize) -> bool {
    tokens[index].kind == Kind::Quote
        && tokens[index].quoted
        && index > 0
        && tokens[index - 1].quoted
        && tokens
            .get(index + 1)
            .is_none_or(|next| !next.quoted || next.kind == Kind::Quote)
}

fn stop_before(flat: &str, tokens: &[Token], index: usize) -> Option<char> {
    let before = tokens[..index]
        .iter()
        .rev()
        .take(3)
        .find(|token| token.kind != Kind::Quote)?;
    let ended = before.kind == Kind::Stop;
    flat[before.start..before.end]
        .chars()
        .last()
        .filter(|_| ended)
}

/// "…?” NAME said": the words after a question or a cry belong to it.
fn speaker_follows(tokens: &[Token], from: usize) -> bool {
    let run = tokens[from..]
        .iter()
        .take(10)
        .take_while(|token| token.is_word());
    run.into_iter()
        .skip(1)
        .any(|token| token.verb.is_some_and(|verb| verb.introduces()))
}
