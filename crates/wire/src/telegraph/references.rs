//! What a notice says of the telegram it kills: numbers with and without names, a slugline, a quoted headline. Only
//! extracts; which item is meant is decided at the desk.

use crate::Kills;

/// Where a reference stands: a field made for it is stronger evidence than running words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stated {
    Field,
    #[default]
    Text,
}

/// A reference to another telegram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Service letters (`bdt0703`).
    pub service: Option<String>,
    /// Name beside a message number (`dpa 157`).
    pub name: Option<String>,
    pub number: Option<String>,
    pub stated: Stated,
}

/// Words of the header's option that name another telegram.
pub(crate) fn in_option(option: &str, word: &str) -> Option<Reference> {
    let mut words = option.split_ascii_whitespace();
    words.find(|found| found.eq_ignore_ascii_case(word))?;
    let number = number(words.next()?)?;
    Some(Reference {
        number: Some(number),
        stated: Stated::Field,
        ..Reference::default()
    })
}

/// The first telegram that running words name; `service` (empty if it has none) and `names` are those of the notice
/// itself.
pub(crate) fn in_text(text: &str, service: &str, names: &[&str]) -> Option<Reference> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let of_service = words.iter().find_map(|word| {
        let digits = word.get(service.len()..)?;
        let own = !service.is_empty() && word.get(..service.len())?.eq_ignore_ascii_case(service);
        let number = number(digits).filter(|_| own && digits.len() >= 3)?;
        Some(Reference {
            service: Some(service.to_owned()),
            number: Some(number),
            ..Reference::default()
        })
    });
    of_service.or_else(|| {
        words.windows(2).find_map(|pair| {
            let number = number(pair[1])?;
            let name = names.iter().find(|name| name.eq_ignore_ascii_case(pair[0]));
            let counted = ["item", "nr", "number", "nummer", "meldung", "telegram"];
            let counted = counted
                .iter()
                .any(|word| word.eq_ignore_ascii_case(pair[0]));
            (name.is_some() || counted).then(|| Reference {
                name: name.map(|name| (*name).to_owned()),
                number: Some(number),
                ..Reference::default()
            })
        })
    })
}

/// What a notice goes on with where no sign ends the slugline: `slugged Fire/Vale is wrong`.
const AFTER_A_SLUGLINE: [&str; 12] = [
    " is ",
    " was ",
    " are ",
    " were ",
    " has ",
    " had ",
    " sent ",
    " moved ",
    " which ",
    " must ",
    " should ",
    " because ",
];

/// The slugline that a notice names: `slugged Fire/Vale`.
pub(crate) fn slugline(text: &str) -> Option<String> {
    let at = text.find("slugged ")?;
    let rest = &text[at + "slugged ".len()..];
    let end = rest.find([',', ';', '.', '\n', '(']).unwrap_or(rest.len());
    let ends = AFTER_A_SLUGLINE
        .iter()
        .filter_map(|word| rest[..end].find(word));
    let end = ends.min().unwrap_or(end);
    let said = rest[..end].trim_matches(|c: char| c.is_whitespace() || is_quote(c));
    (!said.is_empty() && said.len() <= 100).then(|| said.trim_end_matches('/').to_owned())
}

/// The headline that a notice quotes: at least three words between quotation marks.
pub(crate) fn quoted_headline(text: &str) -> Option<String> {
    let mut parts = text.split(is_quote).skip(1);
    let quoted = parts.find(|part| part.split_ascii_whitespace().count() >= 3)?;
    let words: Vec<&str> = quoted.split_ascii_whitespace().collect();
    let said = words.join(" ");
    (said.len() <= 300).then_some(said)
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{ab}' | '\u{bb}' | '\u{201c}' | '\u{201d}' | '\u{201e}'
    )
}

/// One to four digits, zero excepted, without leading zeros.
fn number(word: &str) -> Option<String> {
    let digits = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = digits.then(|| word.parse().ok())??;
    (number > 0).then(|| number.to_string())
}

impl Reference {
    /// As the target of a link: `bdt:702`, `dpa:4077`, `702`.
    pub fn target(&self, service: &str) -> Option<String> {
        let number = self.number.as_ref()?;
        let before = self.name.as_deref().or(self.service.as_deref());
        Some(format!("{}:{number}", before.unwrap_or(service)))
    }

    /// As what a notice kills.
    pub fn kills(self) -> Kills {
        Kills {
            by: match self.stated {
                Stated::Field => "number",
                Stated::Text => "text",
            },
            service: self.service,
            name: self.name,
            number: self.number,
            ..Kills::default()
        }
    }
}
