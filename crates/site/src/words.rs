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
    people: "People", "लोग";
    people_lede: "Speakers whom an editor has confirmed, each with what they said in the stories of this site.",
        "वे वक्ता जिनकी पुष्टि संपादक ने की है, और इस साइट की ख़बरों में उन्होंने क्या कहा।";
    people_none: "No speaker has been confirmed yet.", "अभी तक किसी वक्ता की पुष्टि नहीं हुई है।";
    speaker_lede: "What the stories of this site report as said, newest first, in their words. It is not checked here whether it is true.",
        "इस साइट की ख़बरों के अनुसार क्या कहा गया, नवीनतम पहले, उन्हीं के शब्दों में। यहाँ यह नहीं जाँचा गया है कि वह सच है या नहीं।";
    speaker_none: "No statement stands here now.", "अभी यहाँ कोई कथन नहीं है।";
    speaker_unnamed: "Not named", "नाम नहीं दिया गया";
    said_title: "Who said what", "किसने क्या कहा";
    said_via: "as reported by", "जैसा कि बताया";
    said: "said", "ने कहा";
    said_not: "did not say", "ने नहीं कहा";
    claimed: "claimed", "ने दावा किया";
    claimed_not: "did not claim", "ने दावा नहीं किया";
    alleged: "alleged", "ने आरोप लगाया";
    alleged_not: "did not allege", "ने आरोप नहीं लगाया";
    denied: "denied", "ने खंडन किया";
    denied_not: "did not deny", "ने खंडन नहीं किया";
    promised: "promised", "ने वादा किया";
    promised_not: "did not promise", "ने वादा नहीं किया";
    according_to_document: "according to the document", "दस्तावेज़ के अनुसार";
    expert_reading: "reads it so, as an expert", "विशेषज्ञ के रूप में ऐसा मानते हैं";
    new_in: "New in edition {}.", "संस्करण {} में नया।";
    cut_in: "Left out in edition {}.", "संस्करण {} में हटाया गया।";
    reworded_in: "Reworded in edition {}; before:", "संस्करण {} में शब्द बदले; पहले:";
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
    also_why: "Why these", "ये ख़बरें क्यों";
    also_lead: "Stories published here whose texts share passages with this one:", "यहाँ प्रकाशित ख़बरें जिनके पाठ के अंश इस ख़बर से मिलते हैं:";
    also_none: "No other story here shares passages with it.", "यहाँ की किसी और ख़बर के अंश इससे नहीं मिलते।";
    also_words: "Words in common: {}. The longest passage:", "समान शब्द: {}। सबसे लंबा अंश:";
    also_speakers: "Speakers in both: {}", "दोनों में वक्ता: {}";
    also_subjects: "Subjects in common: {}", "समान विषय: {}";
    also_slugline: "Filed by the agencies under the same keyword", "एजेंसियों ने एक ही संकेत-शब्द के नीचे भेजी";
    also_wires: "The agencies' texts have passages in common.", "एजेंसियों के पाठों के कुछ अंश समान हैं।";
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
    explainers: "Explained", "समझिए";
    documents: "Documents", "दस्तावेज़";
    questions: "Questions", "सवाल";
    source: "Source", "स्रोत";
    sources: "Sources", "स्रोत";
    source_changed: "The source changed after this was written.", "यह लिखे जाने के बाद स्रोत बदल गया।";
    it_read: "It read:", "पहले था:";
    it_reads: "It now reads:", "अब है:";
    as_data: "This page as data (JSON)", "यह पृष्ठ डेटा के रूप में (JSON)";
    no_statement_now: "An editor no longer lets a statement that this rests on stand.",
        "जिस कथन पर यह टिका है, संपादक ने उसे अब मान्य नहीं रखा है।";
    no_longer_there: "The passage no longer stands there.", "वह अंश अब वहाँ नहीं है।";
    who_said_what: "Who said what", "किसने क्या कहा";
    speaker: "Speaker", "वक्ता";
    how_said: "How", "कैसे";
    the_words: "The words", "शब्द";
    where_said: "Where and when", "कहाँ और कब";
    timeline: "Timeline", "समयरेखा";
    figures: "Figures", "आँकड़े";
    what_counted: "What is counted", "क्या गिना गया";
    as_written: "As written", "जैसा लिखा है";
    value: "Value", "मान";
    no_value: "none stated", "नहीं बताया गया";
    open_questions: "What is not known", "जो पता नहीं है";
    competing: "Read in different ways", "अलग-अलग पाठ";
    the_agreement: "The agreement", "समझौता";
    whole_comparison: "Compare the whole documents", "पूरे दस्तावेज़ों की तुलना";
    publisher_unknown: "publisher not known", "प्रकाशक ज्ञात नहीं";
    parties: "Parties", "पक्ष";
    party: "Party", "पक्ष";
    signed: "Signed", "हस्ताक्षर";
    in_force: "In force", "लागू";
    ended: "Ended", "समाप्त";
    replaces: "Replaces", "स्थान लेता है";
    language: "Language", "भाषा";
    translator: "Translated by", "अनुवादक";
    publisher: "Publisher", "प्रकाशक";
    completeness: "At hand", "उपलब्ध";
    who_published: "Who has published the text", "पाठ किसने प्रकाशित किया";
    its_text: "Its text", "उसका पाठ";
    as_of: "As of", "तिथि तक";
    is_published: "published", "प्रकाशित";
    is_announced: "announced", "घोषित";
    is_not_published: "not published", "प्रकाशित नहीं";
    is_unknown: "not known", "ज्ञात नहीं";
    what_it_binds_to: "What it binds to, with the words that say so", "यह किससे बाँधता है, उन्हीं शब्दों के साथ";
    compare_with: "Compare with", "इससे तुलना";
    outline: "Outline", "रूपरेखा";
    version: "version", "संस्करण";
    has_words_of: "Has words of", "इसमें शब्द हैं:";
    shares_words_with: "Has words in common with", "साझा शब्द:";
    usual_wording: "This is usual wording of treaties.", "यह संधियों की सामान्य भाषा है।";
    two_documents: "Two documents side by side", "दो दस्तावेज़ आमने-सामने";
    by_number: "The languages differ: articles are paired by their numbers, and no words are compared.",
        "भाषाएँ अलग हैं: अनुच्छेद संख्या से मिलाए गए हैं, शब्दों की तुलना नहीं हुई।";
    only_new: "Nothing here belongs to it.", "यहाँ इससे मेल खाता कुछ नहीं।";
    only_old: "Nothing here belongs to it.", "यहाँ इससे मेल खाता कुछ नहीं।";
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
    proof_link: "Recorded in the public ledger", "सार्वजनिक बही में दर्ज";
    proof_title: "What was recorded", "क्या दर्ज हुआ";
    proof_recorded: "This newspaper recorded the text it received from {agency} as entry {i} of its public ledger, and this page as entry {j}.",
        "इस अख़बार ने {agency} से मिला पाठ अपनी सार्वजनिक बही में प्रविष्टि {i} के रूप में दर्ज किया, और यह पृष्ठ प्रविष्टि {j} के रूप में।";
    proof_recorded_house: "This newspaper recorded this page as entry {j} of its public ledger. The story is its own; there is no agency text behind it.",
        "इस अख़बार ने यह पृष्ठ अपनी सार्वजनिक बही में प्रविष्टि {j} के रूप में दर्ज किया। ख़बर अख़बार की अपनी है; इसके पीछे किसी एजेंसी का पाठ नहीं है।";
    proof_recording: "Being recorded.", "दर्ज हो रहा है।";
    proof_recording_line: "The next checkpoint of the public ledger will hold this page. Load it again in a few seconds.",
        "सार्वजनिक बही का अगला चेकपॉइंट इस पृष्ठ को शामिल करेगा। कुछ सेकंड बाद पृष्ठ फिर खोलें।";
    proof_unrecorded: "Nothing was recorded of this page.", "इस पृष्ठ का कुछ भी दर्ज नहीं है।";
    proof_erased: "What the entries of this page opened was erased by law and is not shown any more.",
        "इस पृष्ठ की प्रविष्टियाँ जो दिखाती थीं, वह क़ानून के अनुसार मिटा दिया गया है और अब नहीं दिखाया जाता।";
    proof_counts: "{k} of {n} sentences of entry {i} stand on this page word for word and in order; only typography may differ (quotation marks, dashes, spacing, letter forms).",
        "प्रविष्टि {i} के {n} में से {k} वाक्य इस पृष्ठ पर शब्दशः और उसी क्रम में हैं; केवल मुद्रण-रूप अलग हो सकता है (उद्धरण-चिह्न, डैश, रिक्त स्थान, अक्षर-रूप)।";
    proof_counts_moved: "{k} of {n} sentences of entry {i} stand on this page word for word, but not all in their order; only typography may differ (quotation marks, dashes, spacing, letter forms).",
        "प्रविष्टि {i} के {n} में से {k} वाक्य इस पृष्ठ पर शब्दशः हैं, पर सब अपने क्रम में नहीं; केवल मुद्रण-रूप अलग हो सकता है (उद्धरण-चिह्न, डैश, रिक्त स्थान, अक्षर-रूप)।";
    proof_left_out_one: "1 of them does not stand here word for word: left out or changed.",
        "उनमें से 1 यहाँ शब्दशः नहीं है: छोड़ा गया या बदला गया।";
    proof_left_out: "{m} of them do not stand here word for word: left out or changed.",
        "उनमें से {m} यहाँ शब्दशः नहीं हैं: छोड़े गए या बदले गए।";
    proof_added_none: "No passage of the text is from elsewhere.", "पाठ का कोई अंश कहीं और से नहीं है।";
    proof_added_one: "1 passage of the text is not from entry {i}.", "पाठ का 1 अंश प्रविष्टि {i} का नहीं है।";
    proof_added: "{a} passages of the text are not from entry {i}.", "पाठ के {a} अंश प्रविष्टि {i} के नहीं हैं।";
    proof_headline_agency: "The headline is the agency's.", "शीर्षक एजेंसी का है।";
    proof_headline_house: "The headline is this newspaper's.", "शीर्षक इस अख़बार का है।";
    proof_uncounted: "The sentences could not be counted: what stands here now is not what the entries open.",
        "वाक्य गिने नहीं जा सके: यहाँ अब जो है, वह प्रविष्टियों का खोला हुआ पाठ नहीं है।";
    proof_witnessed: "Entry {j} existed by {time} according to {witnesses}.", "{witnesses} के अनुसार प्रविष्टि {j} {time} तक मौजूद थी।";
    proof_unwitnessed: "No outside witness: the times are the newspaper's own word.",
        "कोई बाहरी साक्षी नहीं: समय अख़बार का अपना कथन है।";
    proof_awaiting: "Too few of the ledger's outside witnesses have signed yet. Until they do, the times are the newspaper's own word.",
        "बही के पर्याप्त बाहरी साक्षियों ने अभी हस्ताक्षर नहीं किए हैं। तब तक समय अख़बार का अपना कथन है।";
    proof_word: "That entry {i} is what {agency} sent is the newspaper's word. {agency} can check it and contradict it.",
        "प्रविष्टि {i} वही है जो {agency} ने भेजा, यह अख़बार का कथन है। {agency} इसे जाँच सकती है और इसका खंडन कर सकती है।";
    proof_scope: "Pictures, captions, credits and anything outside the story text are not covered.",
        "चित्र, चित्र-परिचय, श्रेय और ख़बर के पाठ से बाहर की कोई भी चीज़ इसमें शामिल नहीं है।";
    proof_limits: "What this does not show", "यह क्या नहीं दिखाता";
    proof_here: "Check it here", "यहाँ जाँचें";
    proof_here_line: "Your browser fetches the story, both proofs and the keys, and does every step itself. Nothing is sent anywhere.",
        "आपका ब्राउज़र ख़बर, दोनों प्रमाण और कुंजियाँ लाकर हर चरण ख़ुद करता है। कहीं कुछ नहीं भेजा जाता।";
    proof_here_house: "Your browser fetches the story, its proof and the keys, and does every step itself. Nothing is sent anywhere.",
        "आपका ब्राउज़र ख़बर, उसका प्रमाण और कुंजियाँ लाकर हर चरण ख़ुद करता है। कहीं कुछ नहीं भेजा जाता।";
    proof_no_script: "Scripts are off in this browser. The files below can be checked without this page.",
        "इस ब्राउज़र में स्क्रिप्ट बंद हैं। नीचे की फ़ाइलें इस पृष्ठ के बिना भी जाँची जा सकती हैं।";
    proof_elsewhere: "Check it with other tools", "दूसरे औज़ारों से जाँचें";
    proof_own_script: "You are checking with this newspaper's own script. For an independent check save the page and both proofs and use one of these tools.",
        "आप इस अख़बार की अपनी स्क्रिप्ट से जाँच रहे हैं। स्वतंत्र जाँच के लिए पृष्ठ और दोनों प्रमाण सहेजें और इनमें से कोई औज़ार इस्तेमाल करें।";
    proof_files: "Files to save", "सहेजने की फ़ाइलें";
    proof_tools: "Tools", "औज़ार";
    proof_file_page: "The page of the story", "ख़बर का पृष्ठ";
    proof_file_edition: "Proof of this page", "इस पृष्ठ का प्रमाण";
    proof_file_receipt: "Proof of the text received", "मिले पाठ का प्रमाण";
    proof_file_policy: "Keys and witnesses", "कुंजियाँ और साक्षी";
    proof_tool_page: "A checker in one file that works offline, from disk", "एक फ़ाइल का जाँचकर्ता, जो डिस्क से, बिना नेटवर्क चलता है";
    proof_tool_go: "How to check with the Go project's own code", "Go परियोजना के अपने कोड से कैसे जाँचें";
    proof_entry_receipt: "The text received from {agency}", "{agency} से मिला पाठ";
    proof_entry_edition: "This page, edition {e}", "यह पृष्ठ, संस्करण {e}";
    proof_entry: "Entry", "प्रविष्टि";
    proof_gone: "That it was taken off is recorded in the public ledger. What its proofs opened is not shown any more; proofs that others saved can still be checked.",
        "इसका हटाया जाना सार्वजनिक बही में दर्ज है। इसके प्रमाण जो दिखाते थे, वह अब नहीं दिखाया जाता; दूसरों के सहेजे प्रमाण अब भी जाँचे जा सकते हैं।";
    proof_gone_file: "Proof of the withdrawal", "वापसी का प्रमाण";
    check_button: "Check this story", "यह ख़बर जाँचें";
    check_running: "Checking…", "जाँच हो रही है…";
    check_is_holds: "The page is the one that was recorded", "पृष्ठ वही है जो दर्ज हुआ";
    check_is_partly: "The page is the one that was recorded; its words only in part", "पृष्ठ वही है जो दर्ज हुआ; उसके शब्द केवल आंशिक रूप से";
    check_is_fails: "The page does not agree with the record", "पृष्ठ दर्ज प्रविष्टि से मेल नहीं खाता";
    check_is_unchecked: "Nothing was checked", "कुछ जाँचा नहीं गया";
    check_said_holds: "Your browser checked it just now. {k} of {n} sentences of the recorded agency text stand here word for word, and the sentence under the story says no more than that.",
        "आपके ब्राउज़र ने अभी जाँच की। एजेंसी के दर्ज पाठ के {n} में से {k} वाक्य यहाँ शब्दशः हैं, और ख़बर के नीचे का वाक्य इससे अधिक नहीं कहता।";
    check_said_house: "Your browser checked it just now: headline and text are those of the entry. There is no agency text to compare with.",
        "आपके ब्राउज़र ने अभी जाँच की: शीर्षक और पाठ प्रविष्टि के ही हैं। तुलना के लिए किसी एजेंसी का पाठ नहीं है।";
    check_said_partly: "Your browser checked it just now. Page, time and place in the ledger agree. {k} of {n} sentences of the recorded agency text stand here word for word; the rest of what the page says about it is the newspaper's word.",
        "आपके ब्राउज़र ने अभी जाँच की। पृष्ठ, समय और बही में स्थान मेल खाते हैं। एजेंसी के दर्ज पाठ के {n} में से {k} वाक्य यहाँ शब्दशः हैं; पृष्ठ इसके बारे में और जो कहता है, वह अख़बार का कथन है।";
    check_said_fails: "Your browser checked it just now, and one step fails.", "आपके ब्राउज़र ने अभी जाँच की, और एक चरण विफल है।";
    check_why: "Step {s}: {why}.", "चरण {s}: {why}।";
    check_in_paragraph: "The first difference is in paragraph {p}.", "पहला अंतर अनुच्छेद {p} में है।";
    check_in_headline: "The first difference is in the headline.", "पहला अंतर शीर्षक में है।";
    check_step_1: "Signatures of the ledger and its witnesses", "बही और उसके साक्षियों के हस्ताक्षर";
    check_step_2: "The entries stand in the ledger", "प्रविष्टियाँ बही में हैं";
    check_step_3: "The page is based on the recorded agency text, which came before it", "पृष्ठ एजेंसी के दर्ज पाठ पर आधारित है, जो उससे पहले आया";
    check_step_4: "Text, headline and disclosure are those of the entry", "पाठ, शीर्षक और प्रकटीकरण प्रविष्टि के ही हैं";
    check_step_5: "The agency's sentences stand where the proof says", "एजेंसी के वाक्य वहीं हैं जहाँ प्रमाण कहता है";
    check_step_6: "What stands here allows what the disclosure says", "यहाँ जो है, प्रकटीकरण उससे अधिक नहीं कहता";
    check_fate_ok: "agrees", "मेल खाता है";
    check_fate_bad: "fails", "विफल";
    check_fate_open: "not reached", "जाँचा नहीं गया";
    check_witness: "{name} saw it by {at}", "{name} ने इसे {at} तक देखा";
    check_text_title: "The text that was checked", "जो पाठ जाँचा गया";
    check_text_line: "Taken from the page your browser got, since styling could show other words.",
        "आपके ब्राउज़र को मिले पृष्ठ से लिया गया, क्योंकि सजावट दूसरे शब्द दिखा सकती है।";
    check_legend: "Line beside it: full, all words stand in the recorded agency text; dashed, some; dotted, none.",
        "पास की रेखा: पूरी, सभी शब्द एजेंसी के दर्ज पाठ में हैं; टूटी, कुछ; बिंदुदार, कोई नहीं।";
    check_why_proof: "a proof file is malformed", "प्रमाण की फ़ाइल ग़लत बनी है";
    check_why_signature: "a signature is wrong", "एक हस्ताक्षर ग़लत है";
    check_why_unsigned: "no trusted key has signed", "किसी विश्वस्त कुंजी का हस्ताक्षर नहीं है";
    check_why_witnesses: "too few witnesses have signed", "पर्याप्त साक्षियों ने हस्ताक्षर नहीं किए";
    check_why_record: "a record is malformed", "एक अभिलेख ग़लत बना है";
    check_why_inclusion: "an entry does not stand in the ledger", "एक प्रविष्टि बही में नहीं है";
    check_why_kind: "the entry is not that of a page", "प्रविष्टि किसी पृष्ठ की नहीं है";
    check_why_receipt_missing: "the proof of the agency's text is missing", "एजेंसी के पाठ का प्रमाण नहीं है";
    check_why_ledgers: "the proofs are of different ledgers", "प्रमाण अलग-अलग बहियों के हैं";
    check_why_receipt: "the page is based on another entry", "पृष्ठ किसी और प्रविष्टि पर आधारित है";
    check_why_form: "the entry has a form that is not known here", "प्रविष्टि का रूप यहाँ ज्ञात नहीं है";
    check_why_text: "the text of the page is not the recorded one", "पृष्ठ का पाठ दर्ज पाठ नहीं है";
    check_why_verdict: "the verdict on the page is not the recorded one", "पृष्ठ का निर्णय दर्ज निर्णय नहीं है";
    check_why_word: "what the page says of its headline is not what was recorded", "शीर्षक के बारे में पृष्ठ का कथन दर्ज कथन नहीं है";
    check_why_sentence: "the sentence under the story is not the recorded one", "ख़बर के नीचे का वाक्य दर्ज वाक्य नहीं है";
    check_why_passage: "a sentence of the agency does not stand where the proof says", "एजेंसी का एक वाक्य वहाँ नहीं है जहाँ प्रमाण कहता है";
    check_why_place: "a sentence stands on the wrong side of the headline", "एक वाक्य शीर्षक की ग़लत ओर है";
    check_why_overlap: "two sentences stand on the same words", "दो वाक्य एक ही शब्दों पर हैं";
    check_why_headline: "the headline is not the agency's, as the disclosure says", "शीर्षक एजेंसी का नहीं है, जैसा प्रकटीकरण कहता है";
    check_why_order: "the sentences do not stand in the agency's order", "वाक्य एजेंसी के क्रम में नहीं हैं";
    check_why_missing: "not all sentences stand here, as the disclosure says", "सभी वाक्य यहाँ नहीं हैं, जैसा प्रकटीकरण कहता है";
    check_why_added: "more was added than the disclosure says", "प्रकटीकरण के कहे से अधिक जोड़ा गया है";
    check_no_ed25519: "This browser cannot check signatures", "यह ब्राउज़र हस्ताक्षर नहीं जाँच सकता";
    check_not_ed25519: "It has no Ed25519, or the page did not come over a secure connection. Nothing was checked; a newer browser or one of the tools below can.",
        "इसमें Ed25519 नहीं है, या पृष्ठ सुरक्षित संपर्क से नहीं आया। कुछ जाँचा नहीं गया; नया ब्राउज़र या नीचे का कोई औज़ार जाँच सकता है।";
    check_not_policy: "The file with the keys cannot be used.", "कुंजियों की फ़ाइल काम की नहीं है।";
    check_not_proof: "A file that should be a proof is none.", "जिस फ़ाइल को प्रमाण होना था, वह प्रमाण नहीं है।";
    check_not_page: "This is no page of a story with one headline and one text.", "यह एक शीर्षक और एक पाठ वाला ख़बर का पृष्ठ नहीं है।";
    check_not_numbers: "The paragraphs of the page are not numbered as they should be.", "पृष्ठ के अनुच्छेदों के क्रमांक ठीक नहीं हैं।";
    check_not_teaser: "This page shows {k} of {n} paragraphs. Open the whole story and check that.", "इस पृष्ठ पर {n} में से {k} अनुच्छेद हैं। पूरी ख़बर खोलकर उसे जाँचें।";
    check_not_hidden: "Something in the text can hide words or show others; such a page cannot be checked.",
        "पाठ में कुछ ऐसा है जो शब्द छिपा या बदल सकता है; ऐसा पृष्ठ जाँचा नहीं जा सकता।";
    check_not_gone: "The story was taken off, and its proofs are not shown any more.", "ख़बर हटा दी गई है, और उसके प्रमाण अब नहीं दिखाए जाते।";
    check_not_recording: "It is being recorded. Try again in a few seconds.", "यह दर्ज हो रहा है। कुछ सेकंड बाद फिर कोशिश करें।";
    check_not_network: "The files could not be fetched.", "फ़ाइलें लाई नहीं जा सकीं।";
    check_not_files: "Needed are four files: the saved page, its two proofs, and the keys. A story of the house has one proof.",
        "चार फ़ाइलें चाहिए: सहेजा गया पृष्ठ, उसके दो प्रमाण, और कुंजियाँ। अख़बार की अपनी ख़बर का एक ही प्रमाण होता है।";
    check_not_failed: "The check could not be carried out.", "जाँच पूरी नहीं हो सकी।";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(tongue: Tongue, prefixes: &[&str]) -> Vec<(String, String)> {
        let words = serde_json::to_value(tongue.words()).expect("words");
        let words = words.as_object().expect("by name").clone();
        let chosen = words
            .into_iter()
            .filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)));
        chosen
            .map(|(name, words)| (name, words.as_str().unwrap_or_default().to_owned()))
            .collect()
    }

    /// What a reader could take for more than a proof shows.
    const NEVER_CLAIMED: &[&str] = &[
        "verified",
        "confirmed",
        "authentic",
        "true",
        "truth",
        "genuine",
        "original",
        "unaltered",
        "untouched",
        "unmodified",
        "complete",
        "latest",
        "tamper",
        "blockchain",
        "guarantee",
        "सत्यापित",
        "प्रमाणिक",
        "प्रामाणिक",
        "सच",
        "सत्य",
        "असली",
        "मूल",
        "अपरिवर्तित",
        "संपूर्ण",
        "पूरा",
        "नवीनतम",
        "छेड़छाड़",
        "ब्लॉकचेन",
        "गारंटी",
        "पुष्टि",
    ];

    #[test]
    fn proof_and_disclosure_claim_no_more_than_they_show() {
        let prefixes = [
            "proof_",
            "check_",
            "disclosure",
            "not_compared",
            "house_written",
            "what_compared",
            "every_change",
            "how_it_works",
        ];
        for tongue in [Tongue::English, Tongue::Hindi] {
            let lines = catalogue(tongue, &prefixes);
            assert!(lines.len() > 90, "{} lines", lines.len());
            for (name, line) in lines {
                let lower = line.to_lowercase();
                let words: Vec<&str> = lower
                    .split(|c: char| {
                        c.is_whitespace() || c.is_ascii_punctuation() || c == '\u{964}'
                    })
                    .collect();
                for claim in NEVER_CLAIMED {
                    let claims = words.iter().any(|word| word.starts_with(claim));
                    assert!(!claims, "{name} claims {claim:?}: {line}");
                }
            }
        }
    }

    #[test]
    fn both_tongues_fill_in_the_same() {
        let filled = |line: &str| {
            let mut names: Vec<String> = line
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
                .map(str::to_owned)
                .collect();
            names.sort();
            names
        };
        let (english, hindi) = (
            catalogue(Tongue::English, &[""]),
            catalogue(Tongue::Hindi, &[""]),
        );
        for ((name, english), (_, hindi)) in english.iter().zip(&hindi) {
            assert_eq!(filled(english), filled(hindi), "{name}");
        }
    }

    #[test]
    fn the_tongue_follows_the_primary_subtag() {
        assert_eq!(Tongue::of("hi-IN"), Tongue::Hindi);
        assert_eq!(Tongue::of("en-IN"), Tongue::English);
        assert_eq!(Tongue::of("xx"), Tongue::English);
        assert_eq!(direction("ur-PK"), "rtl");
        assert_eq!(direction("hi"), "ltr");
    }
}
