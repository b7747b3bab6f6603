//! Charsets that encoding_rs does not know: the 7-bit national variants of ISO 646 and ISO 6937 with its accents before
//! letters. Tables by the registrations ISO-IR 10, 15, 17, 21, 60, 69 and by ISO/IEC 6937. Knows no evidence; what has no
//! character is counted by its caller.

use super::accents::composed;

/// A charset of this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum National {
    /// ASCII with some of its marks replaced.
    SevenBit(&'static SevenBit),
    /// ISO 6937: accents stand before their letters.
    Iso6937,
}

/// A 7-bit set: the marks of ASCII that mean something else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SevenBit {
    name: &'static str,
    marks: &'static str,
    letters: &'static str,
}

const SEVEN_BIT: &[SevenBit] = &[
    SevenBit {
        name: "iso646-de",
        marks: "@[\\]{|}~",
        letters: "§ÄÖÜäöüß",
    },
    SevenBit {
        name: "iso646-fr",
        marks: "#@[\\]`{|}~",
        letters: "£à°ç§µéùè¨",
    },
    SevenBit {
        name: "iso646-it",
        marks: "#@[\\]`{|}~",
        letters: "£§°çéùàòèì",
    },
    SevenBit {
        name: "iso646-es",
        marks: "#@[\\]{|}",
        letters: "£§¡Ñ¿°ñç",
    },
    SevenBit {
        name: "iso646-se",
        marks: "$[\\]{|}~",
        letters: "¤ÄÖÅäöå‾",
    },
    SevenBit {
        name: "iso646-no",
        marks: "[\\]{|}~",
        letters: "ÆØÅæøå‾",
    },
];

/// The charset of that lower-case label. The 7-bit sets hold for whoever names them; nothing tells them from ASCII.
pub(super) fn for_label(label: &str) -> Option<National> {
    if matches!(
        label,
        "iso6937" | "iso-6937" | "iso_6937" | "iso_6937-2-add"
    ) {
        return Some(National::Iso6937);
    }
    let found = SEVEN_BIT.iter().find(|set| set.name == label);
    found.map(National::SevenBit)
}

impl National {
    pub fn name(self) -> &'static str {
        match self {
            Self::SevenBit(set) => set.name,
            Self::Iso6937 => "ISO 6937",
        }
    }

    /// The first character of some bytes and how many bytes it takes; `None` where there is no character.
    pub fn first(self, bytes: &[u8]) -> (Option<char>, usize) {
        match (self, bytes) {
            (_, []) => (None, 0),
            (Self::SevenBit(set), [byte, ..]) => (set.letter(*byte), 1),
            (Self::Iso6937, [byte, ..]) if byte.is_ascii() => (Some(char::from(*byte)), 1),
            (Self::Iso6937, [byte, rest @ ..]) => match accent(*byte) {
                Some(accent) => accented(accent, rest),
                None => (upper_half(*byte), 1),
            },
        }
    }
}

impl SevenBit {
    fn letter(&self, byte: u8) -> Option<char> {
        if !byte.is_ascii() {
            return None;
        }
        let mark = char::from(byte);
        let at = self.marks.chars().position(|known| known == mark);
        at.map_or(Some(mark), |at| self.letters.chars().nth(at))
    }
}

/// A letter under its accent; an accent before a space stands by itself.
fn accented(accent: char, rest: &[u8]) -> (Option<char>, usize) {
    match rest.first() {
        Some(b' ') => (Some(accent), 2),
        Some(letter) => match composed(char::from(*letter), accent) {
            Some(letter) => (Some(letter), 2),
            None => (None, 1),
        },
        None => (None, 1),
    }
}

/// Accents of ISO 6937, as characters by themselves.
fn accent(byte: u8) -> Option<char> {
    const ACCENTS: [char; 15] = [
        '`', '´', '^', '~', '¯', '˘', '˙', '¨', '\0', '˚', '¸', '\0', '˝', '˛', 'ˇ',
    ];
    let at = byte.checked_sub(0xC1)?;
    ACCENTS.get(usize::from(at)).copied().filter(|&c| c != '\0')
}

/// The upper half of ISO 6937 without its accents.
fn upper_half(byte: u8) -> Option<char> {
    const A0: &str = "\u{a0}¡¢£\0¥\0§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿";
    const D0: &str = "—¹®©™♪¬¦\0\0\0\0⅛⅜⅝⅞ΩÆÐªĦ\0ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u{ad}";
    let (table, first) = match byte {
        0xA0..=0xBF => (A0, 0xA0),
        0xD0..=0xFF => (D0, 0xD0),
        _ => return None,
    };
    let found = table.chars().nth(usize::from(byte - first));
    found.filter(|&c| c != '\0')
}

#[cfg(test)]
mod tests {
    use super::{National, SEVEN_BIT, for_label, upper_half};

    #[test]
    fn tables_are_whole() {
        for set in SEVEN_BIT {
            let (marks, letters) = (set.marks.chars().count(), set.letters.chars().count());
            assert_eq!(marks, letters, "{}", set.name);
        }
        assert_eq!(upper_half(0xBF), Some('¿'));
        assert_eq!(upper_half(0xE1), Some('Æ'));
        assert_eq!(upper_half(0xF9), Some('ø'));
        assert_eq!(upper_half(0xFB), Some('ß'));
        assert_eq!(upper_half(0xFF), Some('\u{ad}'));
        assert_eq!(upper_half(0xC0), None);
    }

    #[track_caller]
    fn check(label: &str, bytes: &[u8], text: &str) {
        let charset = for_label(label).unwrap_or_else(|| panic!("{label}"));
        let (mut read, mut at) = (String::new(), 0);
        while at < bytes.len() {
            let (letter, len) = charset.first(&bytes[at..]);
            read.push(letter.unwrap_or('\u{FFFD}'));
            at += len;
        }
        assert_eq!(read, text, "{label}");
    }

    #[test]
    fn marks_of_ascii_are_letters_of_the_country() {
        check("iso646-de", b"Gr|~e [b{r @ 5", "Größe Äbär § 5");
        check("iso646-fr", b"@ l'{t} #", "à l'étè £");
        check("iso646-it", b"citt{ pi` cos~", "città più così");
        check("iso646-es", b"[a|o]", "¡año¿");
        check("iso646-se", b"]ngstr|m", "Ångström");
        check("iso646-no", b"[r\\ bl}b{r", "ÆrØ blåbær");
        check("iso646-de", b"a\xFC", "a\u{FFFD}");
    }

    #[test]
    fn accents_stand_before_their_letters() {
        check(
            "iso6937",
            b"Gr\xC8o\xFBe caf\xC2e \xCFz\xD0",
            "Größe café ž—",
        );
        check("iso6937", b"\xC2 x\xC8", "´x\u{FFFD}");
        check("iso6937", b"\xC8q\xA4", "\u{FFFD}q\u{FFFD}");
        assert_eq!(for_label("iso6937"), Some(National::Iso6937));
        assert_eq!(for_label("iso646-xx"), None);
    }
}
