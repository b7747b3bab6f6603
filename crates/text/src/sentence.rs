//! The sentence of a disclosure, in English and Hindi: a pure function of what was computed and two names. Plain
//! text; whoever shows it escapes it. Never says "unmodified" of a text that was cut or edited.

use crate::disclosure::{
    Counts, Headline, InsertionKind, Language, Level, Place, StripKind, Verdict,
};
use crate::weigh::Weighed;

/// Why no comparison was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCompared {
    WireTextMissing,
    PageTextMissing,
    TextTooLong,
}

/// Names and facts beside what was weighed.
pub(crate) struct Names<'a> {
    pub agency: Option<&'a str>,
    pub site: Option<&'a str>,
    pub headline: Option<Headline>,
}

/// The signal that a newer version carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    /// Another version, as sent.
    Version,
    /// A version that corrects.
    Correction,
}

use Language::{English, Hindi};

fn agency<'a>(names: &Names<'a>, language: Language) -> &'a str {
    names.agency.unwrap_or(match language {
        English => "agency",
        Hindi => "एजेंसी",
    })
}

fn site<'a>(names: &Names<'a>, language: Language) -> &'a str {
    names.site.unwrap_or(match language {
        English => "the publisher",
        Hindi => "प्रकाशक",
    })
}

const fn end(language: Language) -> &'static str {
    match language {
        English => ".",
        Hindi => "।",
    }
}

/// The sentence when nothing was compared.
pub(crate) fn not_compared(reason: NotCompared, language: Language) -> String {
    let reason = match (reason, language) {
        (NotCompared::WireTextMissing, English) => "wire text missing",
        (NotCompared::WireTextMissing, Hindi) => "वायर का पाठ उपलब्ध नहीं",
        (NotCompared::PageTextMissing, English) => "published text missing",
        (NotCompared::PageTextMissing, Hindi) => "प्रकाशित पाठ उपलब्ध नहीं",
        (NotCompared::TextTooLong, English) => "text too long",
        (NotCompared::TextTooLong, Hindi) => "पाठ बहुत लंबा",
    };
    match language {
        English => format!("The text could not be compared with the wire ({reason})."),
        Hindi => format!("पाठ की वायर से तुलना नहीं हो सकी ({reason})।"),
    }
}

/// The sentence of a comparison.
pub(crate) fn sentence(weighed: &Weighed, names: &Names, language: Language) -> String {
    let agency = agency(names, language);
    if weighed.verdict == Verdict::DifferentText {
        return match language {
            English => format!("This is not the text of the {agency} item named as its source."),
            Hindi => format!("यह {agency} की उस ख़बर का पाठ नहीं है जिसे इसका स्रोत बताया गया है।"),
        };
    }
    let opening = match language {
        English => format!("From the {agency} wire: "),
        Hindi => format!("{agency} की वायर से: "),
    };
    let mut parts = vec![text_part(weighed, site(names, language), language)];
    parts.extend(headline_part(names, language));
    parts.extend(strips_part(weighed, language));
    parts.extend(insertions_part(weighed, site(names, language), language));
    parts.extend(spelling_part(weighed, site(names, language), language));
    format!("{opening}{}{}", parts.join("; "), end(language))
}

fn text_part(weighed: &Weighed, site: &str, language: Language) -> String {
    match (weighed.verdict, language) {
        (Verdict::Shortened, English) => {
            format!(
                "the text is shortened: {}; the rest is unmodified",
                omission(&weighed.counts, language)
            )
        }
        (Verdict::Shortened, Hindi) => {
            format!(
                "पाठ छोटा किया गया है: {}; शेष में कोई बदलाव नहीं है",
                omission(&weighed.counts, language)
            )
        }
        (Verdict::Modified | Verdict::DifferentText, English) => {
            format!("the text was edited: {}", changes(weighed, site, language))
        }
        (Verdict::Modified | Verdict::DifferentText, Hindi) => {
            format!(
                "पाठ संपादित किया गया है: {}",
                changes(weighed, site, language)
            )
        }
        (Verdict::HouseStyle, _) if weighed.counts.words_house > 0 => {
            let words = words(weighed.counts.words_house, language);
            match language {
                English => format!("only spelling follows the style of {site} ({words})"),
                Hindi => format!("केवल वर्तनी {site} की शैली के अनुसार है ({words})"),
            }
        }
        (Verdict::Identical | Verdict::Typography | Verdict::HouseStyle, _) => {
            unmodified(weighed.level, language).to_owned()
        }
    }
}

fn words(n: usize, language: Language) -> String {
    match (n, language) {
        (1, English) => "1 word".to_owned(),
        (n, English) => format!("{n} words"),
        (n, Hindi) => format!("{n} शब्द"),
    }
}

/// The spelling of the house beside other changes.
fn spelling_part(weighed: &Weighed, site: &str, language: Language) -> Option<String> {
    let beside = matches!(weighed.verdict, Verdict::Shortened | Verdict::Modified);
    let n = weighed.counts.words_house;
    (beside && n > 0).then(|| match language {
        English => format!(
            "spelling follows the style of {site} ({})",
            words(n, language)
        ),
        Hindi => format!("वर्तनी {site} की शैली के अनुसार है ({})", words(n, language)),
    })
}

const fn unmodified(level: Option<Level>, language: Language) -> &'static str {
    match (level, language) {
        (Some(Level::L0 | Level::L1), English) => "the text is unmodified",
        (Some(Level::L0 | Level::L1), Hindi) => "पाठ में कोई बदलाव नहीं किया गया है",
        (Some(Level::L2), English) => "the wording is unmodified, only paragraph breaks differ",
        (Some(Level::L2), Hindi) => "शब्द ज्यों के त्यों हैं, केवल अनुच्छेदों का विभाजन अलग है",
        (_, English) => "the wording is unmodified, only typography differs",
        (_, Hindi) => "शब्द ज्यों के त्यों हैं, केवल मुद्रण-शैली अलग है",
    }
}

fn omission(counts: &Counts, language: Language) -> String {
    let (n, m) = (counts.paragraphs_omitted, counts.paragraphs_wire);
    let at_end = counts.paragraphs_last_omitted == n;
    let mut parts = Vec::new();
    match (n, at_end, language) {
        (0, ..) => {}
        (1, true, English) => parts.push(format!("the last of {m} paragraphs is omitted")),
        (1, true, Hindi) => parts.push(format!("{m} में से अंतिम अनुच्छेद नहीं दिया गया है")),
        (_, true, English) => parts.push(format!("the last {n} of {m} paragraphs are omitted")),
        (_, true, Hindi) => parts.push(format!("{m} में से अंतिम {n} अनुच्छेद नहीं दिए गए हैं")),
        (1, false, English) => parts.push(format!("1 of {m} paragraphs is omitted")),
        (1, false, Hindi) => parts.push(format!("{m} में से 1 अनुच्छेद नहीं दिया गया है")),
        (_, false, English) => parts.push(format!("{n} of {m} paragraphs are omitted")),
        (_, false, Hindi) => parts.push(format!("{m} में से {n} अनुच्छेद नहीं दिए गए हैं")),
    }
    match (counts.sentences_omitted, language) {
        (0, _) => {}
        (1, English) => parts.push("1 sentence is omitted".to_owned()),
        (1, Hindi) => parts.push("1 वाक्य नहीं दिया गया है".to_owned()),
        (n, English) => parts.push(format!("{n} sentences are omitted")),
        (n, Hindi) => parts.push(format!("{n} वाक्य नहीं दिए गए हैं")),
    }
    parts.join(", ")
}

fn house_paragraphs(weighed: &Weighed) -> usize {
    let house = weighed.insertions.iter();
    house
        .filter(|i| i.kind == InsertionKind::HouseText && i.place != Place::Standfirst)
        .count()
}

/// The changes of an edited text, comma-separated.
fn changes(weighed: &Weighed, site: &str, language: Language) -> String {
    let counts = &weighed.counts;
    let mut parts = Vec::new();
    let mut add = |n: usize, one: &str, others: &str| match n {
        0 => {}
        1 => parts.push(one.replace("{site}", site)),
        n => parts.push(
            others
                .replace("{n}", &n.to_string())
                .replace("{site}", site),
        ),
    };
    match language {
        English => {
            add(counts.words_changed, "1 word changed", "{n} words changed");
            add(counts.words_added, "1 word added", "{n} words added");
            add(counts.words_removed, "1 word removed", "{n} words removed");
            add(
                counts.paragraphs_moved,
                "1 paragraph moved",
                "{n} paragraphs moved",
            );
            add(
                counts.sentences_moved,
                "1 sentence moved",
                "{n} sentences moved",
            );
            add(
                house_paragraphs(weighed),
                "1 paragraph by {site} added",
                "{n} paragraphs by {site} added",
            );
        }
        Hindi => {
            add(counts.words_changed, "1 शब्द बदला गया", "{n} शब्द बदले गए");
            add(counts.words_added, "1 शब्द जोड़ा गया", "{n} शब्द जोड़े गए");
            add(counts.words_removed, "1 शब्द हटाया गया", "{n} शब्द हटाए गए");
            add(
                counts.paragraphs_moved,
                "1 अनुच्छेद का स्थान बदला गया",
                "{n} अनुच्छेदों का स्थान बदला गया",
            );
            add(
                counts.sentences_moved,
                "1 वाक्य का स्थान बदला गया",
                "{n} वाक्यों का स्थान बदला गया",
            );
            add(
                house_paragraphs(weighed),
                "{site} का 1 अनुच्छेद जोड़ा गया",
                "{site} के {n} अनुच्छेद जोड़े गए",
            );
        }
    }
    if parts.is_empty() {
        parts.push(unnamed_change(counts, language));
    }
    parts.extend(gravity(counts, language));
    parts.join(", ")
}

/// An edit that no other part names: marks and signs, or a passage shorter than a sentence that moved.
fn unnamed_change(counts: &Counts, language: Language) -> String {
    match (counts.words_moved, language) {
        (0, English) => "punctuation or signs changed".to_owned(),
        (0, Hindi) => "विराम-चिह्न या संकेत बदले गए".to_owned(),
        (1, English) => "1 word moved".to_owned(),
        (1, Hindi) => "1 शब्द का स्थान बदला गया".to_owned(),
        (n, English) => format!("{n} words moved"),
        (n, Hindi) => format!("{n} शब्दों का स्थान बदला गया"),
    }
}

fn gravity(counts: &Counts, language: Language) -> Option<String> {
    let named = match language {
        English => [
            "figures",
            "negations",
            "names",
            "attributions",
            "quoted words",
        ],
        Hindi => ["अंक", "निषेध", "नाम", "कथन-स्रोत", "उद्धृत शब्द"],
    };
    let numbers = [
        counts.figures,
        counts.negations,
        counts.names,
        counts.attributions,
        counts.quotations,
    ];
    let listed: Vec<String> = named
        .iter()
        .zip(numbers)
        .filter(|&(_, n)| n > 0)
        .map(|(name, n)| format!("{name} ({n})"))
        .collect();
    if listed.is_empty() {
        return None;
    }
    let listed = listed.join(", ");
    Some(match language {
        English => format!("including {listed}"),
        Hindi => format!("जिनमें {listed}"),
    })
}

fn headline_part(names: &Names, language: Language) -> Option<String> {
    let site = site(names, language);
    Some(match (names.headline?, language) {
        (Headline::Same, English) => "the headline is the agency's".to_owned(),
        (Headline::Same, Hindi) => "शीर्षक एजेंसी का है".to_owned(),
        (Headline::Changed, English) => format!("the headline was written by {site}"),
        (Headline::Changed, Hindi) => format!("शीर्षक {site} का है"),
        (Headline::Added, English) => {
            format!("the agency sent no headline, this one was written by {site}")
        }
        (Headline::Added, Hindi) => format!("एजेंसी ने शीर्षक नहीं भेजा, यह शीर्षक {site} का है"),
    })
}

/// Only strips of the wire that the reader could miss.
fn strips_part(weighed: &Weighed, language: Language) -> Option<String> {
    let named = [
        (StripKind::Dateline, "dateline", "स्थान-तिथि पंक्ति"),
        (StripKind::Byline, "byline", "लेखक-पंक्ति"),
        (StripKind::SignOff, "sign-off", "समापन-पंक्ति"),
    ];
    let missing = |kind: StripKind| {
        weighed
            .stripped
            .iter()
            .any(|s| s.kind == kind && s.side == crate::StripSide::Wire)
    };
    let listed: Vec<&str> = named
        .into_iter()
        .filter(|&(kind, ..)| missing(kind))
        .map(|(_, english, hindi)| if language == English { english } else { hindi })
        .collect();
    if listed.is_empty() {
        return None;
    }
    let listed = listed.join(", ");
    Some(match language {
        English => format!("not shown: {listed}"),
        Hindi => format!("नहीं दिखाया गया: {listed}"),
    })
}

fn insertions_part(weighed: &Weighed, site: &str, language: Language) -> Option<String> {
    let count = |kind: InsertionKind| weighed.insertions.iter().filter(|i| i.kind == kind).count();
    let mut listed = Vec::new();
    if weighed
        .insertions
        .iter()
        .any(|i| i.place == Place::Standfirst)
    {
        listed.push(
            if language == English {
                "a standfirst"
            } else {
                "सार-पंक्ति"
            }
            .to_owned(),
        );
    }
    let forms = [
        (
            InsertionKind::Subheading,
            ["1 sub-heading", "{n} sub-headings"],
            ["1 उपशीर्षक", "{n} उपशीर्षक"],
        ),
        (
            InsertionKind::RelatedLink,
            ["1 link to another story", "{n} links to other stories"],
            ["अन्य ख़बर का 1 लिंक", "अन्य ख़बरों के {n} लिंक"],
        ),
        (
            InsertionKind::Promotion,
            ["1 promotion", "{n} promotions"],
            ["1 प्रचार-खंड", "{n} प्रचार-खंड"],
        ),
        (
            InsertionKind::Caption,
            ["1 caption", "{n} captions"],
            ["1 चित्र-परिचय", "{n} चित्र-परिचय"],
        ),
    ];
    for (kind, english, hindi) in forms {
        let [one, others] = if language == English { english } else { hindi };
        match count(kind) {
            0 => {}
            1 => listed.push(one.to_owned()),
            n => listed.push(others.replace("{n}", &n.to_string())),
        }
    }
    if listed.is_empty() {
        return None;
    }
    let listed = listed.join(", ");
    Some(match language {
        English => format!("added by {site}: {listed}"),
        Hindi => format!("{site} ने जोड़ा: {listed}"),
    })
}

/// The sentence on the pictures of a page, if there are any and one is not by the text's agency.
///
/// `picture_credits` has one entry a picture; `None`: its credit is not stated. A sentence of its own, never part
/// of the disclosure's sentence.
///
/// ```
/// use copydesk_text::{Language, picture_sentence};
/// let said = picture_sentence(Some("AP"), &[Some("Reuters")], Language::English);
/// assert_eq!(said.as_deref(), Some("Picture: Reuters."));
/// assert_eq!(picture_sentence(Some("AP"), &[Some("AP")], Language::English), None);
/// ```
#[must_use]
pub fn picture_sentence(
    text_agency: Option<&str>,
    picture_credits: &[Option<&str>],
    language: Language,
) -> Option<String> {
    if picture_credits
        .iter()
        .all(|credit| credit.is_some() && *credit == text_agency)
    {
        return None;
    }
    let mut named: Vec<&str> = Vec::new();
    for credit in picture_credits.iter().flatten() {
        if !named.contains(credit) {
            named.push(credit);
        }
    }
    let stated = picture_credits.iter().flatten().count();
    let list = named.join(", ");
    let mut sentences = Vec::new();
    match (named.len(), stated, language) {
        (0, ..) => {}
        (_, 1, English) => sentences.push(format!("Picture: {list}.")),
        (_, _, English) => sentences.push(format!("Pictures: {list}.")),
        (_, _, Hindi) => sentences.push(format!("चित्र: {list}।")),
    }
    if stated < picture_credits.len() {
        sentences.push(match language {
            English => "Picture credit not stated.".to_owned(),
            Hindi => "चित्र का श्रेय नहीं दिया गया है।".to_owned(),
        });
    }
    Some(sentences.join(" "))
}

/// The sentence that a newer version exists. A sentence of its own: the ledger does not commit to it.
///
/// ```
/// use copydesk_text::{Language, Newer, newer_sentence};
/// assert_eq!(
///     newer_sentence("2", "3", Newer::Correction, Language::English),
///     "Based on version 2; the agency has since sent a correction (version 3)."
/// );
/// ```
#[must_use]
pub fn newer_sentence(version: &str, newer: &str, signal: Newer, language: Language) -> String {
    match (signal, language) {
        (Newer::Version, English) => {
            format!("Based on version {version}; the agency has since sent version {newer}.")
        }
        (Newer::Correction, English) => {
            format!(
                "Based on version {version}; the agency has since sent a correction (version {newer})."
            )
        }
        (Newer::Version, Hindi) => {
            format!("यह संस्करण {version} पर आधारित है; एजेंसी ने बाद में संस्करण {newer} भेजा है।")
        }
        (Newer::Correction, Hindi) => {
            format!("यह संस्करण {version} पर आधारित है; एजेंसी ने बाद में सुधार (संस्करण {newer}) भेजा है।")
        }
    }
}
