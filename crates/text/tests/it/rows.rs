//! Every row of the folding table, through the public door: what it maps is typography or less, and the same place with
//! a letter in it is an edit.

use copydesk_text::{PageSide, Verdict, WireSide};

use crate::{computed, page, wire};

const TABLE: &str = include_str!("../../data/fold.tsv");

struct Row {
    class: &'static str,
    from: String,
    to: String,
}

fn letters(points: &str) -> String {
    let points = points.split(' ').filter(|point| !point.is_empty());
    points
        .filter_map(|point| char::from_u32(u32::from_str_radix(point, 16).ok()?))
        .collect()
}

fn rows() -> impl Iterator<Item = Row> {
    let rows = TABLE
        .lines()
        .filter(|row| !row.starts_with("# ") && !row.is_empty());
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let (class, from, to) = (cells.next()?, cells.next()?, cells.next()?);
        (class != "sequence").then(|| Row {
            class,
            from: letters(from),
            to: letters(to),
        })
    })
}

/// The verdict on sides that state these languages.
fn verdict_in(languages: [Option<&str>; 2], sent: &str, shown: &str) -> Option<Verdict> {
    let language = |side: usize| languages[side].map(str::to_owned);
    let wire = WireSide {
        language: language(0),
        ..wire(sent)
    };
    let page = PageSide {
        language: language(1),
        ..page(shown)
    };
    computed(&wire, &page).verdict()
}

const PERSIAN_SENT: &str = "رییس کمیته گفت: این پیمان سالی یک بار بررسی می شود.";

#[test]
fn yeh_and_kaf_are_one_letter_only_where_both_sides_are_urdu_or_persian() {
    let shown = PERSIAN_SENT
        .replace('\u{6cc}', "\u{64a}")
        .replace('\u{6a9}', "\u{643}");
    assert_ne!(shown, PERSIAN_SENT);
    for tags in [
        ["fa", "fa"],
        ["ur", "ur-PK"],
        ["FA-IR", "ur"],
        ["fa_IR", "fa"],
    ] {
        let verdict = verdict_in(tags.map(Some), PERSIAN_SENT, &shown);
        assert_eq!(verdict, Some(Verdict::Typography), "{tags:?}");
    }
    let others = [
        [Some("fa"), None],
        [None, Some("fa")],
        [None, None],
        [Some("ar"), Some("fa")],
        [Some("fa"), Some("ar")],
        [Some("fan"), Some("fa")],
        [Some(""), Some("fa")],
    ];
    let one_letter = PERSIAN_SENT.replacen('\u{6cc}', "\u{64a}", 1);
    for tags in others {
        let verdict = verdict_in(tags, PERSIAN_SENT, &one_letter);
        assert_eq!(verdict, Some(Verdict::Modified), "{tags:?}");
    }
    let edited = shown.replacen('\u{64a}', "\u{648}", 1);
    let verdict = verdict_in([Some("fa"); 2], PERSIAN_SENT, &edited);
    assert_eq!(verdict, Some(Verdict::Modified), "another letter");
}

#[test]
fn a_disclosure_names_the_languages_only_where_they_were_asked() {
    let shown = PERSIAN_SENT.replace('\u{6cc}', "\u{64a}");
    let sides = |language: &str| {
        let wire = WireSide {
            language: Some(language.to_owned()),
            headline: Some("سالی یک بار".to_owned()),
            ..wire(PERSIAN_SENT)
        };
        let page = PageSide {
            language: Some(language.to_owned()),
            headline: Some("سال\u{64a} \u{64a}ک بار".to_owned()),
            ..page(&shown)
        };
        let made = computed(&wire, &page);
        (
            serde_json::from_str::<serde_json::Value>(made.to_json()).expect("JSON"),
            made,
        )
    };
    let (json, made) = sides("fa-IR");
    assert_eq!(json["wire"]["language"], "fa-IR");
    assert_eq!(json["page"]["language"], "fa-IR");
    assert_eq!(made.headline(), Some(copydesk_text::Headline::Same));
    let (json, made) = sides("en");
    assert!(json["wire"].get("language").is_none() && json["page"].get("language").is_none());
    assert_eq!(made.headline(), Some(copydesk_text::Headline::Changed));
}

fn folds(sent: &str, shown: &str, class: &str) -> bool {
    let languages = [Some("fa").filter(|_| class == "urdu-persian"); 2];
    let forms = [
        verdict_in(languages, sent, shown),
        verdict_in(languages, shown, sent),
    ];
    forms
        .iter()
        .all(|verdict| matches!(verdict, Some(Verdict::Identical | Verdict::Typography)))
}

#[test]
fn every_row_of_the_table_folds_and_no_letter_does() {
    let mut count = 0;
    for Row { class, from, to } in rows() {
        let around =
            |middle: &str| format!("The water of the old{middle}river rose again that night.");
        let apart =
            |middle: &str| format!("The water of the old {middle} river rose again that night.");
        let folded =
            folds(&around(&from), &around(&to), class) || folds(&apart(&from), &apart(&to), class);
        assert!(folded, "{class} {from:?} {to:?}");
        for (shown, edited) in [(around(&from), around("ж")), (apart(&from), apart("ж"))] {
            assert!(
                !folds(&shown, &edited, class),
                "{class} {from:?} folds to a letter"
            );
        }
        count += 1;
    }
    assert!(count > 1_200, "{count} rows");
}

/// For a row of class `sequence`, by what it maps: a pair that it makes one, and a pair next to it that stays two.
fn sequence(from: &str) -> [(String, String); 2] {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let mark = |mark: char| {
        [
            (
                format!("it was 5 {mark} yes"),
                format!("it was 5{mark} yes"),
            ),
            (format!("it was 5{mark} yes"), format!("it was 5{mark}yes")),
        ]
    };
    match from {
        "''" => [
            pair("he said \"go\" twice", "he said ''go'' twice"),
            pair("he said \"go\" twice", "he said 'go' twice"),
        ],
        "--" => [
            pair("late \u{2014} again", "late -- again"),
            pair("late\u{2014}again", "late-again"),
        ],
        " - " => [
            pair("late \u{2014} again", "late - again"),
            pair("late \u{2014} again", "late -again"),
        ],
        "..." => [
            pair("well\u{2026} no way", "well... no way"),
            pair("well\u{2026} no way", "well.. no way"),
        ],
        ". . ." => [
            pair("well\u{2026} no way", "well. . . no way"),
            pair("well\u{2026} no way", "well. . no way"),
        ],
        "|" => [pair("यह सच है।", "यह सच है|"), pair("it is so।", "it is so|")],
        " \u{2014}" => [
            pair("late \u{2014} again", "late\u{2014}again"),
            pair("a 20 -year term", "a 20-year term"),
        ],
        " \u{2026}" => [
            pair("well \u{2026} no way", "well\u{2026}no way"),
            pair("well . no way", "well. no way"),
        ],
        "« " => [
            pair("he said « go » twice", "he said «go » twice"),
            pair("he said «go» twice", "he said«go» twice"),
        ],
        " »" => [
            pair("he said «go » twice", "he said «go» twice"),
            pair("he said «go» twice", "he said «go»twice"),
        ],
        " \u{4E00}" => [
            pair("这是 中国 新闻 网站", "这是中国新闻网站"),
            pair("这是 news room 网站", "这是 newsroom 网站"),
        ],
        _ => match from.strip_prefix(' ').and_then(|from| from.chars().next()) {
            Some(own @ (';' | ':' | '!' | '?' | '%')) => mark(own),
            _ => panic!("a row without a test: {from:?}"),
        },
    }
}

#[test]
fn every_sequence_of_the_table_folds_and_its_neighbour_does_not() {
    let rows = TABLE
        .lines()
        .filter_map(|row| row.strip_prefix("sequence\t"));
    let mut count = 0;
    for from in rows.filter_map(|row| row.split('\t').next()) {
        let [same, other] = sequence(&letters(from));
        assert!(folds(&same.0, &same.1, "sequence"), "{from}: {same:?}");
        assert!(!folds(&other.0, &other.1, "sequence"), "{from}: {other:?}");
        count += 1;
    }
    assert_eq!(count, 16);
}
