//! What is said beside a quotation, in English and Hindi: the verdicts of the table in `docs/quotes.md`, the flags, and
//! why nothing could be told. A Hindi line wants a native reader's eye before 1.0.

use copydesk_statements::quotes::{Flag, Reason, Severity, Verdict};

use crate::words::Tongue;

/// A verdict as a sentence without its full stop.
pub(crate) const fn verdict(verdict: Verdict, tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => verdict.explained(),
        Tongue::Hindi => match verdict {
            Verdict::Exact => "दस्तावेज़ से शब्दशः",
            Verdict::Typographic => "वही शब्द; केवल मुद्रण-रूप या सूचीबद्ध वर्तनी अलग",
            Verdict::Case => "वही शब्द; केवल पहला अक्षर अलग",
            Verdict::Bracketed => "हर अंतर वर्ग-कोष्ठक में दिखाया गया है",
            Verdict::Elided => "जहाँ चिह्न है वहाँ शब्द छोड़े गए हैं",
            Verdict::Truncated => "शब्द सही हैं, पर उसी वाक्य की शर्त से पहले रुक जाते हैं",
            Verdict::WordChange => "कुछ शब्द दस्तावेज़ से अलग हैं",
            Verdict::Translation => {
                "उपलब्ध पाठ एक अनुवाद है; यह दूसरा अनुवाद हो सकता है, शब्दों की तुलना करें"
            }
            Verdict::Misplaced => "ये शब्द बताई गई जगह से अलग जगह हैं",
            Verdict::NotFound => "ये शब्द दस्तावेज़ में नहीं हैं",
            Verdict::Uncheckable => "ऐसा कोई पाठ नहीं जिससे जाँच हो सके",
        },
    }
}

/// How much a change of words weighs.
pub(crate) const fn severity(severity: Severity, tongue: Tongue) -> &'static str {
    match (severity, tongue) {
        (Severity::Minor, Tongue::English) => {
            "none of them a figure, date, name, negation, condition or party"
        }
        (Severity::Material, Tongue::English) => {
            "among them a figure, date, name, negation, condition or party"
        }
        (Severity::Minor, Tongue::Hindi) => "उनमें कोई संख्या, तारीख़, नाम, निषेध, शर्त या पक्ष नहीं",
        (Severity::Material, Tongue::Hindi) => "उनमें संख्या, तारीख़, नाम, निषेध, शर्त या पक्ष है",
    }
}

/// A flag as a sentence; `None`: it is of no use to a reader.
pub(crate) const fn flag(flag: Flag, tongue: Tongue) -> Option<&'static str> {
    let (english, hindi) = match flag {
        Flag::Spelling | Flag::PlaceUnchecked => return None,
        Flag::BracketMaterial => (
            "A bracket stands where the document has a negation, a figure or a condition.",
            "कोष्ठक वहाँ है जहाँ दस्तावेज़ में निषेध, संख्या या शर्त है।",
        ),
        Flag::ElidedCross => (
            "The gap goes beyond an article or paragraph.",
            "छूट एक अनुच्छेद से आगे तक जाती है।",
        ),
        Flag::ElidedMaterial => (
            "What is left out holds a restriction, a negation, a figure or a date.",
            "छोड़े गए अंश में शर्त, निषेध, संख्या या तारीख़ है।",
        ),
        Flag::Reordered => (
            "The parts stand in another order there.",
            "वहाँ अंश दूसरे क्रम में हैं।",
        ),
        Flag::ConditionBefore => (
            "A restriction stands before these words in their sentence.",
            "वाक्य में इन शब्दों से पहले एक शर्त है।",
        ),
        Flag::ConditionReported => (
            "The story reports the restriction itself.",
            "ख़बर यह शर्त बताती है।",
        ),
        Flag::OtherPlace => (
            "They stand in another article than the one named.",
            "वे बताए गए अनुच्छेद से अलग अनुच्छेद में हैं।",
        ),
        Flag::SimilarPassage => (
            "A passage like it stands in the document.",
            "दस्तावेज़ में ऐसा ही एक अंश है।",
        ),
        Flag::Excerpt => (
            "The text at hand is not known to be complete.",
            "उपलब्ध पाठ के पूरा होने की जानकारी नहीं है।",
        ),
        Flag::Unofficial => (
            "The text at hand is not known to be official.",
            "उपलब्ध पाठ के आधिकारिक होने की जानकारी नहीं है।",
        ),
        Flag::TranslatedText => (
            "The text at hand is a translation.",
            "उपलब्ध पाठ एक अनुवाद है।",
        ),
    };
    Some(match tongue {
        Tongue::English => english,
        Tongue::Hindi => hindi,
    })
}

/// Why a quotation could not be checked.
pub(crate) const fn reason(reason: Reason, tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => reason.explained(),
        Tongue::Hindi => match reason {
            Reason::SourceMissing => "दस्तावेज़ का कोई पाठ नहीं",
            Reason::Paraphrase => "उपलब्ध पाठ दूसरे शब्दों में है",
            Reason::Partial => "उपलब्ध पाठ के पूरा होने की जानकारी नहीं",
            Reason::Unofficial => "उपलब्ध पाठ के आधिकारिक होने की जानकारी नहीं",
            Reason::TranslationOnly => "केवल अनुवाद उपलब्ध है",
            Reason::Language => "उद्धरण की भाषा में कोई पाठ नहीं",
            Reason::TooLong => "उद्धरण मिलान के लिए बहुत लंबा है",
        },
    }
}

/// The lines between.
pub(crate) struct Between {
    pub(crate) title: &'static str,
    pub(crate) lede: &'static str,
    pub(crate) here: &'static str,
    pub(crate) there: &'static str,
    pub(crate) added: &'static str,
    pub(crate) removed: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) goes_on: &'static str,
    pub(crate) closest: &'static str,
    pub(crate) stands_in: &'static str,
}

/// The lines between, in one tongue.
pub(crate) const fn between(tongue: Tongue) -> Between {
    match tongue {
        Tongue::English => Between {
            title: "Quotations and their documents",
            lede: "What this story quotes from documents that this site has, held against their text. Whether it is true is not asked.",
            here: "Here:",
            there: "In the document:",
            added: "Not in the document:",
            removed: "The document also has:",
            left_out: "Left out:",
            goes_on: "The sentence goes on:",
            closest: "Closest published wording:",
            stands_in: "The words stand in another document:",
        },
        Tongue::Hindi => Between {
            title: "उद्धरण और उनके दस्तावेज़",
            lede: "इस ख़बर के वे उद्धरण जिनके दस्तावेज़ इस साइट पर हैं, उनके पाठ से मिलाए गए। वे सच हैं या नहीं, यह नहीं पूछा गया।",
            here: "यहाँ:",
            there: "दस्तावेज़ में:",
            added: "दस्तावेज़ में नहीं:",
            removed: "दस्तावेज़ में यह भी है:",
            left_out: "छोड़ा गया:",
            goes_on: "वाक्य आगे कहता है:",
            closest: "सबसे निकट प्रकाशित शब्द:",
            stands_in: "ये शब्द दूसरे दस्तावेज़ में हैं:",
        },
    }
}
