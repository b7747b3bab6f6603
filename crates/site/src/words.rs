//! The words of the pages in English and Hindi, one table. Holds no sentence of a disclosure: those are computed by
//! `text`. A Hindi line wants a native reader's eye before 1.0.

use serde::Serialize;

/// Languages the pages themselves speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// Hindi.
    Hindi,
}

impl Tongue {
    /// The tongue for a BCP 47 language; English where the pages have no words of it.
    #[must_use]
    pub fn of(language: &str) -> Self {
        match primary(language) {
            "hi" => Self::Hindi,
            _ => Self::English,
        }
    }

    /// Its page words.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Hindi => &HINDI,
        }
    }

    /// Language tag of the words.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Hindi => "hi",
        }
    }

    /// The language in the terms of `text`.
    #[must_use]
    pub fn sentence_language(self) -> copydesk_text::Language {
        match self {
            Self::English => copydesk_text::Language::English,
            Self::Hindi => copydesk_text::Language::Hindi,
        }
    }
}

/// The primary subtag: `en` of `en-IN`.
#[must_use]
pub fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// Writing direction of a language, as the `dir` attribute says it.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    match primary(language) {
        "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ku" => "rtl",
        _ => "ltr",
    }
}

macro_rules! words {
    ($($name:ident: $english:literal, $hindi:literal;)*) => {
        /// One word or line of a page per field; `{}` stands for what is filled in.
        #[derive(Debug, Serialize)]
        #[allow(missing_docs, reason = "each field is named by the English word it holds")]
        pub struct Words { $(pub $name: &'static str,)* }
        static ENGLISH: Words = Words { $($name: $english,)* };
        static HINDI: Words = Words { $($name: $hindi,)* };
    };
}

words! {
    skip: "Skip to the text", "सीधे पाठ पर जाएँ";
    sections: "Sections", "खंड";
    front: "Front page", "मुखपृष्ठ";
    search: "Search", "खोजें";
    search_for: "Search stories", "ख़बरें खोजें";
    found: "{} stories found", "{} ख़बरें मिलीं";
    found_one: "1 story found", "1 ख़बर मिली";
    found_none: "No story has all of these words.", "इन सभी शब्दों वाली कोई ख़बर नहीं है।";
    search_hint: "Words are looked for in headlines and texts of published stories; a story must have all of them.",
        "शब्द प्रकाशित ख़बरों के शीर्षक और पाठ में खोजे जाते हैं; ख़बर में सभी शब्द होने चाहिए।";
    query_cut: "The query was longer than 200 characters and was cut.", "खोज 200 अक्षरों से लंबी थी, इसलिए काट दी गई।";
    latest: "Latest", "ताज़ा";
    nothing_yet: "Nothing has been published here yet.", "यहाँ अभी कुछ प्रकाशित नहीं हुआ है।";
    corrections: "Corrections and withdrawals", "सुधार और वापसी";
    corrections_none: "Nothing has been corrected or withdrawn.", "कोई सुधार या वापसी नहीं हुई है।";
    corrected: "Corrected", "सुधार";
    correction: "Correction", "सुधार";
    withdrawn: "Withdrawn", "वापस ली गई";
    withdrawn_line: "A story of {} was withdrawn.", "{} की एक ख़बर वापस ली गई।";
    withdrawn_why: "Why", "कारण";
    story_withdrawn: "Story withdrawn", "ख़बर वापस ली गई";
    archive: "All stories of {}", "{} की सभी ख़बरें";
    archive_day: "All stories of this day", "इस दिन की सभी ख़बरें";
    published: "Published", "प्रकाशित";
    updated: "Updated", "अद्यतन";
    by_agency: "From the wire of", "समाचार एजेंसी";
    picture: "Picture", "चित्र";
    disclosure: "How this text compares with the wire", "यह पाठ वायर से कैसे मिलता है";
    not_compared: "The text could not be compared with the wire.", "पाठ की वायर से तुलना नहीं हो सकी।";
    house_written: "Written by {}; it is not based on a wire text.", "{} द्वारा लिखित; यह किसी वायर पाठ पर आधारित नहीं है।";
    what_compared: "What was compared", "किससे तुलना हुई";
    every_change: "Every version", "सभी संस्करण";
    how_it_works: "How this works", "यह कैसे काम करता है";
    also_read: "Also read", "यह भी पढ़ें";
    shares: "Shares", "साझा शब्द";
    same_section: "Same section", "वही खंड";
    contents: "In this story", "इस ख़बर में";
    rights: "Rights", "अधिकार";
    feeds: "Feeds", "फ़ीड";
    about: "About the disclosure", "प्रकटीकरण के बारे में";
    edition: "Edition", "संस्करण";
    editions: "Editions", "संस्करण";
    versions_of: "Versions", "संस्करण";
    versions_lead: "Every edition of this story, newest first, with the words that changed from one to the next.",
        "इस ख़बर का हर संस्करण, नया पहले, और एक से दूसरे में बदले शब्द।";
    unchanged_paragraphs: "Paragraphs without a change: {}", "बिना बदलाव के अनुच्छेद: {}";
    first_edition: "First edition; nothing to compare with.", "पहला संस्करण; तुलना के लिए कुछ नहीं।";
    no_word_changed: "No word of headline or text changed.", "शीर्षक या पाठ का कोई शब्द नहीं बदला।";
    wire_versions: "Versions on the wire", "वायर पर संस्करण";
    number: "Number", "क्रमांक";
    received: "Received", "प्राप्त";
    signal: "Signal", "संकेत";
    based_here: "this edition", "यह संस्करण";
    headline: "Headline", "शीर्षक";
    text: "Text", "पाठ";
    comparison: "Comparison with the wire", "वायर से तुलना";
    comparison_lead: "The published text beside the agency's, paragraph by paragraph. Words the agency sent and the site left out are counted, not shown.",
        "प्रकाशित पाठ एजेंसी के पाठ के साथ, अनुच्छेद दर अनुच्छेद। एजेंसी के छोड़े गए शब्द गिने जाते हैं, दिखाए नहीं जाते।";
    paragraph: "Paragraph", "अनुच्छेद";
    what_happened: "What happened", "क्या हुआ";
    published_words: "Published words", "प्रकाशित शब्द";
    kept: "kept", "ज्यों का त्यों";
    changed: "changed", "बदला गया";
    omitted: "left out", "छोड़ा गया";
    moved: "moved", "स्थानांतरित";
    added: "added by the house", "संपादक ने जोड़ा";
    left_out_one: "1 word left out", "1 शब्द छोड़ा गया";
    left_out: "{} words left out", "{} शब्द छोड़े गए";
    ribbon_title: "Ribbon of this story", "इस ख़बर की पट्टी";
    ribbon_desc: "{p} paragraphs of the wire: {k} kept, {c} changed, {o} left out, {m} moved.",
        "वायर के {p} अनुच्छेद: {k} ज्यों के त्यों, {c} बदले, {o} छोड़े गए, {m} स्थानांतरित।";
    ribbon_headline_house: "The headline is the house's.", "शीर्षक प्रकाशन का है।";
    ribbon_headline_agency: "The headline is the agency's.", "शीर्षक एजेंसी का है।";
    legend_agency: "headline: the agency's", "शीर्षक: एजेंसी का";
    legend_house: "headline: the house's", "शीर्षक: प्रकाशन का";
    legend: "How to read the ribbon", "पट्टी कैसे पढ़ें";
    older: "Older stories", "पुरानी ख़बरें";
    newest: "Newest stories", "सबसे नई ख़बरें";
    more_results: "More results", "और परिणाम";
    not_found: "There is no page here", "यहाँ कोई पृष्ठ नहीं है";
    not_found_line: "The address may be mistyped, or nothing was ever published under it.",
        "पता ग़लत हो सकता है, या यहाँ कभी कुछ प्रकाशित नहीं हुआ।";
    to_front: "Go to the front page", "मुखपृष्ठ पर जाएँ";
    tomb_kill: "The agency that sent this story has withdrawn it. It must not be used any more, so it was taken off this site.",
        "जिस एजेंसी ने यह ख़बर भेजी थी, उसने इसे वापस ले लिया है। इसलिए इसे इस साइट से हटा दिया गया है।";
    tomb_withhold: "This story is being checked and is not available for now.", "इस ख़बर की जाँच हो रही है, अभी यह उपलब्ध नहीं है।";
    tomb_house: "This story was withdrawn by the publication.", "यह ख़बर प्रकाशन ने वापस ले ली है।";
    tomb_agency: "Agency", "एजेंसी";
    tomb_since: "Since", "कब से";
    failed: "This page cannot be shown", "यह पृष्ठ नहीं दिखाया जा सकता";
    failed_line: "Something went wrong on our side. The page will be back.", "हमारी ओर से कुछ गड़बड़ी हुई। पृष्ठ वापस आएगा।";
    day_of: "Today", "आज";
    breadcrumb: "You are here", "आप यहाँ हैं";
    newer_edition: "now", "अभी";
    details_table: "The same as a table", "यही तालिका में";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tongue_follows_the_primary_subtag() {
        assert_eq!(Tongue::of("hi-IN"), Tongue::Hindi);
        assert_eq!(Tongue::of("en-IN"), Tongue::English);
        assert_eq!(Tongue::of("xx"), Tongue::English);
        assert_eq!(direction("ur-PK"), "rtl");
        assert_eq!(direction("hi"), "ltr");
    }
}
