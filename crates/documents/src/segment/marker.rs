//! The words that headings begin with, in the languages read here: article, chapter, annex. Lists of words only.

use super::SegmentKind;
use super::heading::chinese_label;
use crate::Number;
use crate::number::leading_word;

/// What a heading opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Division {
    Annex,
    Part,
    Title,
    Chapter,
    Section,
    Article,
}

impl Division {
    /// Those that hold articles, from the outermost on.
    pub const HOLDING: [Self; 5] = [
        Self::Annex,
        Self::Part,
        Self::Title,
        Self::Chapter,
        Self::Section,
    ];

    pub const fn rank(self) -> u8 {
        self as u8
    }

    pub const fn kind(self) -> SegmentKind {
        match self {
            Self::Annex => SegmentKind::Annex,
            Self::Part | Self::Title | Self::Chapter => SegmentKind::Chapter,
            Self::Section => SegmentKind::Section,
            Self::Article => SegmentKind::Article,
        }
    }

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Part => "part",
            Self::Title => "title",
            Self::Chapter => "chp",
            Self::Section => "sec",
            Self::Article => "art",
        }
    }
}

/// The word a heading begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub division: Division,
    /// Its length in bytes.
    pub len: usize,
    /// Whether it begins with a small letter.
    pub lower: bool,
    pub plural: bool,
    /// Whether it is one letter away from the word.
    pub odd: bool,
    /// Of a Chinese label: number and end of the label.
    pub number: Option<(Number, usize)>,
}

/// Whether a line that begins with this byte may be of interest at all.
pub(crate) const fn may_begin(byte: u8) -> bool {
    matches!(
        byte,
        b'A' | b'a'
            | b'C'
            | b'D'
            | b'E'
            | b'F'
            | b'H'
            | b'I'
            | b'K'
            | b'L'
            | b'P'
            | b'S'
            | b'T'
            | b'V'
            | b'X'
            | 0xC2..=0xE9
    )
}

const ARTICLES: [&str; 7] = [
    "article",
    "artículo",
    "articulo",
    "artikel",
    "articolo",
    "artigo",
    "art",
];
const PLURALS: [&str; 3] = ["articles", "artículos", "articulos"];

const HOLDERS: [(&str, Division); 26] = [
    ("part", Division::Part),
    ("parte", Division::Part),
    ("partie", Division::Part),
    ("teil", Division::Part),
    ("title", Division::Title),
    ("título", Division::Title),
    ("titulo", Division::Title),
    ("titre", Division::Title),
    ("titel", Division::Title),
    ("chapter", Division::Chapter),
    ("capítulo", Division::Chapter),
    ("capitulo", Division::Chapter),
    ("chapitre", Division::Chapter),
    ("kapitel", Division::Chapter),
    ("section", Division::Section),
    ("sección", Division::Section),
    ("seccion", Division::Section),
    ("abschnitt", Division::Section),
    ("annex", Division::Annex),
    ("annexe", Division::Annex),
    ("anexo", Division::Annex),
    ("anhang", Division::Annex),
    ("appendix", Division::Annex),
    ("protocol", Division::Annex),
    ("protocolo", Division::Annex),
    ("schedule", Division::Annex),
];

/// The heading word that a line begins with.
pub(crate) fn word_of(line: &str) -> Option<Word> {
    if line.starts_with('第') {
        return chinese(line);
    }
    let word = leading_word(line);
    if !(3..=12).contains(&word.len()) {
        return None;
    }
    let found = |division, plural, odd| Word {
        division,
        len: word.len(),
        lower: word.starts_with(char::is_lowercase),
        plural,
        odd,
        number: None,
    };
    if ARTICLES.iter().any(|name| is_word(word, name)) {
        return Some(found(Division::Article, false, false));
    }
    if PLURALS.iter().any(|name| is_word(word, name)) {
        return Some(found(Division::Article, true, false));
    }
    if let Some((_, division)) = HOLDERS.iter().find(|(name, _)| is_word(word, name)) {
        return Some(found(*division, false, false));
    }
    is_nearly(word, "article").then(|| found(Division::Article, false, true))
}

/// Whether both are the same word in any case.
fn is_word(word: &str, name: &str) -> bool {
    if word.len() != name.len() {
        return false;
    }
    word.eq_ignore_ascii_case(name) || (!word.is_ascii() && word.to_lowercase() == name)
}

fn chinese(line: &str) -> Option<Word> {
    let (sign, number, len) = chinese_label(line)?;
    let division = match sign {
        '条' | '條' => Division::Article,
        '章' => Division::Chapter,
        '节' | '節' => Division::Section,
        '编' | '編' | '部' => Division::Part,
        _ => return None,
    };
    Some(Word {
        division,
        len,
        lower: false,
        plural: false,
        odd: false,
        number: Some((number, len)),
    })
}

/// Whether one letter was doubled, left out, added or mistaken.
fn is_nearly(word: &str, wanted: &str) -> bool {
    let (word, wanted) = (word.as_bytes(), wanted.as_bytes());
    if word.len().abs_diff(wanted.len()) > 1 {
        return false;
    }
    let same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    let head = word.iter().zip(wanted).take_while(same).count();
    let tail = word[head.min(word.len())..]
        .iter()
        .rev()
        .zip(wanted[head..].iter().rev())
        .take_while(same)
        .count();
    head > 0 && head + tail + 1 >= word.len().max(wanted.len())
}

/// Openings of the closing words of a treaty.
const CONCLUSIONS: [&str; 14] = [
    "IN WITNESS WHEREOF",
    "IN FAITH WHEREOF",
    "IN WITNESS THEREOF",
    "DONE AT ",
    "DONE IN ",
    "DONE ON ",
    "DONE THIS ",
    "EN FE DE LO CUAL",
    "EN FOI DE QUOI",
    "HECHO EN ",
    "HECHA EN ",
    "FAIT À ",
    "FAIT A ",
    "ZU URKUND DESSEN",
];

/// Whether a line opens the closing words.
pub(crate) fn is_conclusion(line: &str) -> bool {
    if line.starts_with("为此，") || line.starts_with("為此，") || line.starts_with("以昭信守")
    {
        return true;
    }
    if !line.starts_with(['I', 'D', 'E', 'H', 'F', 'Z']) {
        return false;
    }
    CONCLUSIONS.iter().any(|opening| {
        line.get(..opening.len())
            .is_some_and(|head| head.to_uppercase() == *opening)
    })
}
