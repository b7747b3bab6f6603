//! Names: when two are one person's, which word is the surname, and closed lists of words that make a name something
//! else than a person's. Never decides whom a story means.

use std::borrow::Cow;

/// Countries and continents of one word that are hardly ever a person's name.
pub(super) const COUNTRIES: &[&str] = &[
    "Afghanistan",
    "Africa",
    "Albania",
    "Algeria",
    "America",
    "Angola",
    "Argentina",
    "Armenia",
    "Asia",
    "Australia",
    "Austria",
    "Azerbaijan",
    "Bahrain",
    "Bangladesh",
    "Belarus",
    "Belgium",
    "Bolivia",
    "Botswana",
    "Brazil",
    "Britain",
    "Bulgaria",
    "Burma",
    "Burundi",
    "Cambodia",
    "Cameroon",
    "Canada",
    "Chile",
    "China",
    "Colombia",
    "Croatia",
    "Cuba",
    "Cyprus",
    "Denmark",
    "Ecuador",
    "Egypt",
    "Eritrea",
    "Estonia",
    "Ethiopia",
    "Europe",
    "Finland",
    "France",
    "Gambia",
    "Germany",
    "Ghana",
    "Greece",
    "Guatemala",
    "Guinea",
    "Guyana",
    "Haiti",
    "Honduras",
    "Hungary",
    "Iceland",
    "India",
    "Indonesia",
    "Iran",
    "Iraq",
    "Italy",
    "Jamaica",
    "Japan",
    "Kazakhstan",
    "Kenya",
    "Kosovo",
    "Kuwait",
    "Kyrgyzstan",
    "Laos",
    "Latvia",
    "Lebanon",
    "Lesotho",
    "Liberia",
    "Libya",
    "Liechtenstein",
    "Lithuania",
    "Luxembourg",
    "Madagascar",
    "Malawi",
    "Malaysia",
    "Mali",
    "Malta",
    "Mauritania",
    "Mauritius",
    "Mexico",
    "Moldova",
    "Monaco",
    "Mongolia",
    "Montenegro",
    "Morocco",
    "Mozambique",
    "Myanmar",
    "Namibia",
    "Nepal",
    "Netherlands",
    "Nicaragua",
    "Niger",
    "Nigeria",
    "Norway",
    "Oman",
    "Pakistan",
    "Palestine",
    "Panama",
    "Paraguay",
    "Peru",
    "Philippines",
    "Poland",
    "Portugal",
    "Qatar",
    "Romania",
    "Russia",
    "Rwanda",
    "Scotland",
    "Senegal",
    "Serbia",
    "Singapore",
    "Slovakia",
    "Slovenia",
    "Somalia",
    "Spain",
    "Sudan",
    "Suriname",
    "Sweden",
    "Switzerland",
    "Syria",
    "Taiwan",
    "Tajikistan",
    "Tanzania",
    "Thailand",
    "Togo",
    "Tunisia",
    "Turkey",
    "Turkmenistan",
    "Uganda",
    "Ukraine",
    "Uruguay",
    "Uzbekistan",
    "Vanuatu",
    "Venezuela",
    "Vietnam",
    "Yemen",
    "Zambia",
    "Zimbabwe",
];

/// Ends of names that are no surname: "Ana Ruiz Jr."
const SUFFIXES: &[&str] = &["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"];

/// A name as a key: apostrophes of one form.
pub(super) fn plain(name: &str) -> Cow<'_, str> {
    if name.contains('’') {
        Cow::Owned(name.replace('’', "'"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether words end with an end, apostrophes of one form. Looks no farther back than the end is long.
fn ends_plainly(words: &str, end: &str) -> bool {
    let one = |c: char| if c == '’' { '\'' } else { c };
    let mut words = words.chars().rev();
    end.chars()
        .rev()
        .all(|c| words.next().is_some_and(|word| one(word) == one(c)))
}

/// The last word of a name, generation left off.
pub(super) fn surname_of(name: &str) -> &str {
    let mut words = name.rsplit(' ');
    let last = words.next().unwrap_or(name);
    if SUFFIXES.contains(&last) {
        words.next().unwrap_or(last)
    } else {
        last
    }
}

/// Whether the words written end with the surname of a name, or with its whole end.
pub(super) fn ends_in_surname(written: &str, name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    ends_plainly(written, last) || ends_plainly(written, surname_of(name))
}

/// Whether a word alone names a belief or a doctrine: "Islam", "Communism".
pub(super) fn is_person_less(word: &str) -> bool {
    word.len() > 4 && word.to_lowercase().ends_with("ism")
}

/// The name that is spoken in a nickname's place: `Robert "Bob" Ruiz` is Bob Ruiz too.
fn nicknamed(name: &str) -> Option<String> {
    let mark = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’');
    let mut words = name.split(' ');
    let nickname =
        words.find(|word| word.len() > 2 && word.starts_with(mark) && word.ends_with(mark))?;
    Some(format!(
        "{} {}",
        nickname.trim_matches(mark),
        surname_of(name)
    ))
}

/// "Ana Ruiz", "Ana M. Ruiz", "Deputy Ana Ruiz", "Ana Ruiz Jr.": first word and surname agree, or one name ends with the
/// other; a nickname in quotation marks stands for the first word.
pub(super) fn is_same_name(a: &str, b: &str) -> bool {
    let ends = |long: &str, short: &str| {
        let at = long.len().saturating_sub(short.len());
        short.contains(' ')
            && at > 0
            && long.is_char_boundary(at)
            && long[at..].eq_ignore_ascii_case(short)
            && long[..at].ends_with(' ')
    };
    fn first(name: &str) -> Option<&str> {
        name.split(' ').next()
    }
    fn generation(name: &str) -> Option<&str> {
        name.rsplit(' ')
            .next()
            .filter(|last| SUFFIXES.contains(last))
    }
    let agree = |a: &str, b: &str| {
        a.contains(' ') && b.contains(' ') && first(a) == first(b) && surname_of(a) == surname_of(b)
    };
    let nick = |a: &str, b: &str| nicknamed(a).is_some_and(|spoken| agree(&spoken, b));
    let one = a == b || ends(a, b) || ends(b, a) || agree(a, b) || nick(a, b) || nick(b, a);
    // Father and son are two.
    one && generation(a) == generation(b)
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, ends_in_surname};

    #[test]
    fn countries_are_sorted_for_looking_up() {
        assert!(COUNTRIES.is_sorted());
    }

    #[test]
    fn a_surname_ends_words_whatever_form_its_apostrophe_has() {
        assert!(ends_in_surname(
            "the mayor, Ana O\u{2019}Dell",
            "Ana O'Dell"
        ));
        assert!(ends_in_surname("Ruiz", "Ana Ruiz Jr."));
        assert!(!ends_in_surname("Dell", "Ana O'Dell"));
        assert!(!ends_in_surname("", "Ana O'Dell"));
    }
}
