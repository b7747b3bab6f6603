//! Letters with an accent from the letter and the accent by itself, as overstrikes and ISO 6937 send them. Only
//! combinations that are a letter of some alphabet; anything else is nothing.

/// Accents as they are typed by themselves, each with the letters it stands on and what they become.
const ACCENTED: &[(&[char], &str, &str)] = &[
    (&['`'], "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    (
        &['\'', '´'],
        "ACEILNORSUYZacegilnorsuyz",
        "ÁĆÉÍĹŃÓŔŚÚÝŹáćéģíĺńóŕśúýź",
    ),
    (
        &['^'],
        "ACEGHIJOSUWYaceghijosuwy",
        "ÂĈÊĜĤÎĴÔŜÛŴŶâĉêĝĥîĵôŝûŵŷ",
    ),
    (&['~'], "AINOUainou", "ÃĨÑÕŨãĩñõũ"),
    (&['¯'], "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
    (&['˘'], "AGUagu", "ĂĞŬăğŭ"),
    (&['˙'], "CEGIZcegz", "ĊĖĠİŻċėġż"),
    (&['"', '¨'], "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    (&['˚', '°'], "AUau", "ÅŮåů"),
    (&[',', '¸'], "CGKLNRSTcklnrst", "ÇĢĶĻŅŖŞŢçķļņŗşţ"),
    (&['˝'], "OUou", "ŐŰőű"),
    (&['˛'], "AEIUaeiu", "ĄĘĮŲąęįų"),
    (&['ˇ'], "CDELNRSTZcdelnrstz", "ČĎĚĽŇŘŠŤŽčďěľňřšťž"),
];

/// The letter that `letter` under `accent` is.
pub(crate) fn composed(letter: char, accent: char) -> Option<char> {
    let known = ACCENTED
        .iter()
        .find(|(marks, ..)| marks.contains(&accent))?;
    let at = known.1.chars().position(|found| found == letter)?;
    known.2.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::{ACCENTED, composed};

    #[test]
    fn every_letter_has_its_accented_form() {
        for (_, letters, accented) in ACCENTED {
            assert_eq!(letters.chars().count(), accented.chars().count());
        }
        assert_eq!(composed('u', '"'), Some('ü'));
        assert_eq!(composed('z', 'ˇ'), Some('ž'));
        assert_eq!(composed('x', '"'), None);
        assert_eq!(composed('/', '7'), None);
    }
}
