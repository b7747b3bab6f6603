//! The words for what an article binds to, in English and Hindi: names of fields and of their values. The words of the
//! document itself are never translated here. A Hindi line wants a native reader's eye before 1.0.

use std::borrow::Cow;

use crate::words::Tongue;

/// Names as the reading gives them, in Hindi.
const HINDI: &[(&str, &str)] = &[
    // Fields.
    ("obligation", "दायित्व"),
    ("bound", "किस पर लागू"),
    ("trigger", "कब लागू"),
    ("force", "बाध्यता"),
    ("automaticity", "कितनी जल्दी"),
    ("means", "साधन"),
    ("condition", "शर्त"),
    ("consultation", "परामर्श"),
    ("term", "अवधि"),
    ("excluded", "शामिल नहीं"),
    // Obligations; consultation stands above.
    ("defence", "रक्षा"),
    ("offence", "आक्रमण में साथ"),
    ("neutrality", "तटस्थता"),
    ("non_aggression", "अनाक्रमण"),
    ("non_hostile_pact", "दूसरे पक्ष के विरुद्ध किसी गठबंधन में न जाना"),
    ("cooperation", "सहयोग"),
    ("information", "सूचना देना"),
    // Triggers.
    ("armed_attack", "सशस्त्र हमला"),
    ("invasion", "चढ़ाई"),
    ("threat", "ख़तरा"),
    ("state_of_war", "युद्ध की स्थिति"),
    ("aggression_by_third", "तीसरे देश का आक्रमण"),
    // Force.
    ("shall", "अनिवार्य"),
    ("undertakes", "वचनबद्ध"),
    ("intends", "इरादा"),
    ("endeavours", "प्रयास"),
    // Automaticity.
    ("immediate", "तुरंत"),
    ("without_delay", "बिना देरी"),
    ("after_consultation", "परामर्श के बाद"),
    ("own_decision", "अपने निर्णय से"),
    // Means.
    ("all", "सभी"),
    ("military", "सैन्य"),
    ("other", "अन्य"),
    ("specified", "जो बताए गए हैं"),
    // Conditions.
    ("un_charter", "संयुक्त राष्ट्र चार्टर"),
    ("un_charter_article", "संयुक्त राष्ट्र चार्टर, अनुच्छेद {}"),
    ("national_law", "राष्ट्रीय क़ानून"),
    ("constitutional_process", "संवैधानिक प्रक्रिया"),
    ("unless", "जब तक ऐसा न हो"),
    ("provided", "बशर्ते"),
    ("subject_to", "के अधीन"),
    // Consultation.
    ("duty", "अनिवार्य"),
    ("channel", "निश्चित माध्यम से"),
    ("on_request", "माँगे जाने पर"),
    // Term.
    ("years", "{} वर्ष"),
    ("automatic_extension", "अपने आप बढ़ती है"),
    ("notice", "सूचना देकर समाप्त"),
    ("entry_into_force", "लागू होना"),
    ("replaces", "किसकी जगह"),
];

/// Names whose English is more than their letters.
const ENGLISH: &[(&str, &str)] = &[
    ("un_charter", "UN Charter"),
    ("un_charter_article", "UN Charter, Article {}"),
    ("years", "{} years"),
];

/// The words of a name in a tongue; a name without words of its own is shown with blanks for its underscores.
pub(super) fn words(name: &str, tongue: Tongue) -> Cow<'static, str> {
    let table = match tongue {
        Tongue::English => ENGLISH,
        Tongue::Hindi => HINDI,
    };
    let found = table.iter().find(|(known, _)| *known == name);
    found.map_or_else(
        || Cow::Owned(name.replace('_', " ")),
        |(_, words)| Cow::Borrowed(*words),
    )
}
