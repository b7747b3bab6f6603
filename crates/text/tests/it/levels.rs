//! Which differences of characters are of which level, and which are never folded. Texts of many scripts.

use copydesk_text::{Level, Verdict};

use crate::{computed, page, wire};

#[track_caller]
fn check_level(sent: &str, shown: &str, expected: Level) {
    let pair = [(sent, shown), (shown, sent)];
    for (sent, shown) in pair {
        let disclosure = computed(&wire(sent), &page(shown));
        assert_eq!(
            disclosure.level(),
            Some(expected),
            "{sent:?} {shown:?} {:#?}",
            disclosure.operations()
        );
        let verdict = if expected <= Level::L1 {
            Verdict::Identical
        } else {
            Verdict::Typography
        };
        assert_eq!(disclosure.verdict(), Some(verdict));
    }
}

#[track_caller]
fn check_differs(sent: &str, shown: &str) {
    for (sent, shown) in [(sent, shown), (shown, sent)] {
        let verdict = computed(&wire(sent), &page(shown)).verdict();
        assert!(
            matches!(verdict, Some(Verdict::Modified | Verdict::DifferentText)),
            "{sent:?} {shown:?} {verdict:?}"
        );
    }
}

#[test]
fn encodings_of_the_same_letters_are_l1() {
    check_level(
        "The cafe\u{301} is open today.",
        "The caf\u{e9} is open today.",
        Level::L1,
    );
    check_level("यह \u{958}लम है।", "यह \u{915}\u{93C}लम है।", Level::L1);
    check_level("यह \u{928}\u{93C} है।", "यह \u{929} है।", Level::L1);
    check_level(
        "한국 소식",
        "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8} 소식",
        Level::L1,
    );
}

#[test]
fn every_row_of_f1_is_l1() {
    for space in [
        '\t', '\u{A0}', '\u{1680}', '\u{2003}', '\u{2009}', '\u{202F}', '\u{205F}', '\u{3000}',
        '\u{85}',
    ] {
        check_level(
            "five people came",
            &format!("five{space}people came"),
            Level::L1,
        );
    }
    for gone in [
        '\u{AD}', '\u{200B}', '\u{2060}', '\u{FEFF}', '\u{200E}', '\u{200F}', '\u{61C}',
        '\u{202A}', '\u{2069}',
    ] {
        check_level(
            "five people came",
            &format!("five peo{gone}ple came"),
            Level::L1,
        );
        check_level(
            "five people came",
            &format!("{gone}five people {gone}came{gone}"),
            Level::L1,
        );
    }
    check_level("five people came", "five   people  came ", Level::L1);
}

#[test]
fn a_direction_override_is_never_folded() {
    check_differs("It cost 123 pounds.", "It cost \u{202E}123\u{202C} pounds.");
}

#[test]
fn every_row_of_f3_is_l3() {
    for (sent, shown) in [
        ("it's late", "it\u{2019}s late"),
        ("it's late", "it\u{FF07}s late"),
        ("he said 'go' twice", "he said \u{2018}go\u{2019} twice"),
        ("he said \"go\" twice", "he said \u{201C}go\u{201D} twice"),
        ("he said \"go\" twice", "he said ''go'' twice"),
        ("he said \"go\" twice", "he said «go» twice"),
        ("he said \"go\" twice", "he said « go » twice"),
        ("he said \"go\" twice", "he said »go« twice"),
        ("he said \"go\" twice", "he said „go“ twice"),
        ("這是「好」的", "這是\u{FF62}好\u{FF63}的"),
        ("late \u{2014} again", "late--again"),
        ("late \u{2014} again", "late - again"),
        ("late \u{2014} again", "late \u{2013} again"),
        ("late\u{2014}again", "late---again"),
        ("a 20-year-old man", "a 20\u{2010}year\u{2011}old man"),
        ("from 3-5 people", "from 3\u{2013}5 people"),
        ("well... no", "well\u{2026} no"),
        ("well ... no", "well. . . no"),
        ("the of\u{FB01}ce", "the office"),
        ("the \u{FB03}x", "the ffix"),
        ("price １２ yen", "price 12 yen"),
        ("ｶﾞｽ 会社", "ガス 会社"),
        ("क्\u{200D}या हुआ", "क्या हुआ"),
        (
            "\u{0D05}\u{0D35}\u{0D28}\u{0D4D}\u{200D} വന്നു",
            "\u{0D05}\u{0D35}\u{0D7B} വന്നു",
        ),
        ("heart \u{2764}\u{FE0F} here", "heart \u{2764} here"),
        ("كتـــاب جديد", "كتاب جديد"),
        ("\u{FEDB}\u{FE98}\u{FE8E}\u{FE8F} جديد", "كتاب جديد"),
        ("أين، هنا؟", "أين, هنا?"),
        ("यह सच है|", "यह सच है।"),
        ("warum ? ja", "warum? ja"),
        ("about 5 % more", "about 5% more"),
        ("中 国 新闻", "中国新闻"),
    ] {
        check_level(sent, shown, Level::L3);
    }
}

#[test]
fn what_is_never_folded_is_a_difference() {
    for (sent, shown) in [
        ("Smith came late", "smith came late"),
        ("it was 1,000 there", "it was 1.000 there"),
        ("it was 1,000 there", "it was 1000 there"),
        ("it was 350 000 there", "it was 350000 there"),
        ("x\u{B2} of it all", "x2 of it all"),
        ("it took \u{BD} day", "it took 1/2 day"),
        ("a r\u{E9}sum\u{E9} came", "a resume came"),
        ("यह ज़रूर है सच", "यह जरूर है सच"),
        ("वह हँस रहा है", "वह हंस रहा है"),
        ("said 'go' twice now", "said \"go\" twice now"),
        ("简体 字 来了", "簡體 字 來了"),
        ("كَتب الرجل اليوم", "كُتب الرجل اليوم"),
        ("the c\u{153}ur of it", "the coeur of it"),
        ("five of १२ came", "five of 12 came"),
        ("a $5 note was", "a \u{20AC}5 note was"),
        ("he goes. She stays here", "he goes, She stays here"),
        ("well. . no way", "well. no way"),
        ("a re-sent note here", "a resent note here"),
        ("some thing else here", "something else here"),
        ("the end (of it) now", "the end ( of it) now"),
        ("3-5 is the score", "3\u{2014}5 is the score"),
        ("we can not go", "we cannot go"),
    ] {
        check_differs(sent, shown);
    }
}

#[test]
fn hindi_words_stay_whole() {
    let disclosure = computed(
        &wire("मंत्री ने कहा कि वार्ता नहीं रुकेगी। प्रक्रिया ज़ारी है।"),
        &page("मंत्री ने कहा कि वार्ता रुकेगी। प्रक्रिया ज़ारी है।"),
    );
    let counts = disclosure.counts().expect("compared");
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(
        (counts.words_wire, counts.words_removed, counts.negations),
        (10, 1, 1)
    );
}

#[test]
fn chinese_is_compared_by_character() {
    let disclosure = computed(
        &wire("会议将不会在明天举行。"),
        &page("会议将会在明天举行。"),
    );
    let counts = disclosure.counts().expect("compared");
    assert_eq!(
        (counts.words_wire, counts.words_removed, counts.negations),
        (10, 1, 1)
    );
}
