//! Tests of charset decoding: what is declared, what the bytes say, and who wins.

use proptest::prelude::*;

use super::{Mapped, decode};
use crate::finding::Findings;
use crate::{Hint, Span};

fn hint(charset: Option<&str>, fallback: Option<&str>) -> Hint {
    Hint {
        charset: charset.map(str::to_owned),
        charset_fallback: fallback.map(str::to_owned),
        ..Hint::default()
    }
}

#[track_caller]
fn check(raw: &[u8], hint: &Hint, text: &str, codes: &[&str]) {
    let mut findings = Findings::new();
    let decoded = decode(raw, hint, &mut findings);
    assert_eq!(decoded.text, text);
    let found: Vec<&str> = findings.into_list().iter().map(|f| f.code).collect();
    assert_eq!(found, codes);
    assert_eq!(decoded.map.text_len(), decoded.text.len());
}

const NONE: &[&str] = &[];

#[test]
fn utf8_is_one_segment() {
    let mut findings = Findings::new();
    let decoded = decode("Größe \u{20ac}".as_bytes(), &Hint::default(), &mut findings);
    assert_eq!(decoded.map.segment_count(), 1);
    assert_eq!(decoded.span(Span::new(2, 4)), Span::new(2, 4));
}

#[test]
fn a_byte_order_mark_wins_and_is_counted() {
    let mut findings = Findings::new();
    let decoded = decode(b"\xEF\xBB\xBFabc", &Hint::default(), &mut findings);
    assert_eq!(decoded.text, "abc");
    assert_eq!(decoded.span(Span::new(0, 1)), Span::new(3, 4));
    let configured = hint(Some("iso-8859-1"), None);
    check(
        b"\xEF\xBB\xBFabc",
        &configured,
        "abc",
        &["charset.bom_overrides"],
    );
}

#[test]
fn wide_charsets_are_read_with_and_without_mark() {
    let text = "<a>Größe \u{1F600}</a>";
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let wide: Vec<u8> = text
        .chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    for raw in [le.clone(), be, wide, [b"\xFF\xFE".as_slice(), &le].concat()] {
        check(&raw, &Hint::default(), text, NONE);
    }
    let mut findings = Findings::new();
    let decoded = decode(&le, &Hint::default(), &mut findings);
    assert_eq!(decoded.span(Span::new(3, 5)), Span::new(6, 10));
    check(
        &le[..le.len() - 1],
        &Hint::default(),
        "<a>Größe \u{1F600}</a\u{FFFD}",
        &["charset.undefined_byte"],
    );
}

#[test]
fn a_wrong_name_holds_only_where_bytes_were_read_by_a_fallback() {
    let utf8 = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss><item><guid>1</guid><title>Größe</title><description>Ö</description></item></rss>";
    let whole = crate::read(utf8.as_bytes(), &Hint::default());
    assert_eq!(whole.items[0].findings[0].code, "charset.declared_wrong");
    assert_eq!(whole.items[0].holds().count(), 0);
    let latin = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><item><guid>1</guid><title>Gr\xF6\xDFe</title><description>x</description></item></rss>";
    let read = crate::read(latin, &Hint::default());
    assert_eq!(read.items[0].headline.as_deref(), Some("Größe"));
    let holding: Vec<&str> = read.items[0].holds().collect();
    assert_eq!(holding, ["charset.invalid_utf8"]);
}

#[test]
fn evidence_overrules_what_was_declared() {
    let utf8 = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>Größe</a>";
    check(
        utf8.as_bytes(),
        &Hint::default(),
        utf8,
        &["charset.declared_wrong"],
    );
    check(
        "Größe".as_bytes(),
        &hint(Some("windows-1252"), None),
        "Größe",
        &["charset.config_wrong"],
    );
    let forced = Hint {
        charset_force: true,
        ..hint(Some("windows-1252"), None)
    };
    check(
        "ö".as_bytes(),
        &forced,
        "\u{c3}\u{b6}",
        &["charset.config_suspect", "text.mojibake_suspected"],
    );
}

#[test]
fn a_true_latin_1_file_gives_its_letters_without_finding() {
    let raw = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>Gr\xF6\xDFe</a>";
    check(
        raw,
        &Hint::default(),
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>Größe</a>",
        NONE,
    );
    check(
        b"a \x93b\x94",
        &hint(Some("iso-8859-1"), None),
        "a \u{201c}b\u{201d}",
        &["charset.c1_as_1252"],
    );
}

#[test]
fn stray_bytes_in_utf8_are_read_one_by_one() {
    let raw = ["äöü".as_bytes(), b" \x96 x"].concat();
    check(
        &raw,
        &hint(Some("utf-8"), None),
        "äöü \u{2013} x",
        &["charset.mixed"],
    );
    check(
        b"Gr\xF6\xDFe",
        &hint(Some("utf-8"), None),
        "Größe",
        &["charset.invalid_utf8"],
    );
    check(
        b"abc\xE2\x82",
        &Hint::default(),
        "abc\u{FFFD}\u{FFFD}",
        &["charset.undefined_byte"],
    );
}

#[test]
fn without_any_name_the_fallback_applies_and_a_guess_says_so() {
    check(
        b"Gr\xF6\xDFe",
        &hint(None, Some("windows-1252")),
        "Größe",
        NONE,
    );
    let mut findings = Findings::new();
    decode(
        b"Die Gr\xF6\xDFe des Hafens",
        &Hint::default(),
        &mut findings,
    );
    assert!(findings.has("charset.guessed"));
    check(
        b"abc",
        &hint(Some("no-such-set"), None),
        "abc",
        &["charset.unknown_label"],
    );
}

#[test]
fn charsets_of_several_bytes_are_mapped() {
    let (raw, _, _) = encoding_rs::SHIFT_JIS.encode("港 a 霧");
    let mut findings = Findings::new();
    let decoded = decode(&raw, &hint(Some("shift_jis"), None), &mut findings);
    assert_eq!(decoded.text, "港 a 霧");
    assert_eq!(decoded.span(Span::new(0, 3)), Span::new(0, 2));
    assert_eq!(decoded.span(Span::new(6, 9)), Span::new(5, 7));
}

#[test]
fn national_sets_are_read_where_they_are_configured() {
    check(b"Gr|~e", &hint(Some("iso646-de"), None), "Größe", NONE);
    check(b"bl}b{r", &hint(Some("ISO646-NO"), None), "blåbær", NONE);
    check(
        b"Gr\xC8o\xFBe",
        &hint(Some("iso-6937"), None),
        "Größe",
        NONE,
    );
    check(b"Gr\xC8o\xFBe", &hint(None, Some("iso6937")), "Größe", NONE);
    check(
        b"a\xFCb",
        &hint(Some("iso646-de"), None),
        "a\u{FFFD}b",
        &["charset.undefined_byte"],
    );
    check(
        "Größe".as_bytes(),
        &hint(Some("iso646-de"), None),
        "Größe",
        &["charset.config_wrong"],
    );
    let transported = Hint {
        transport_charset: Some("iso646-de".to_owned()),
        ..Hint::default()
    };
    check(b"Gr|~e", &transported, "Gr|~e", &["charset.unknown_label"]);
    let mut findings = Findings::new();
    let decoded = decode(b"Gr\xC8o\xFBe", &hint(Some("iso6937"), None), &mut findings);
    assert_eq!(decoded.span(Span::new(2, 4)), Span::new(2, 4));
    assert_eq!(decoded.span(Span::new(4, 6)), Span::new(4, 5));
}

#[test]
fn cleaning_folds_line_ends_and_marks_controls() {
    let (clean, replaced) = Mapped::copy_of("a\r\nb\rc\u{1}d", 10).cleaned();
    assert_eq!(clean.text, "a\nb\nc\u{FFFD}d");
    assert_eq!(replaced, Some((1, Span::new(16, 17))));
    assert_eq!(clean.span(Span::new(1, 2)), Span::new(11, 13));
    assert_eq!(clean.span(Span::new(2, 3)), Span::new(13, 14));
}

proptest! {
    #[test]
    fn any_bytes_give_text_with_a_whole_map(
        raw in prop::collection::vec(any::<u8>(), 0..300),
        label in prop::sample::select(vec!["utf-8", "iso-8859-1", "utf-16", "utf-32", "gb18030", "iso-2022-jp", "koi8-r", "big5", "iso6937", "iso646-fr"]),
    ) {
        let decoded = decode(&raw, &hint(Some(label), None), &mut Findings::new());
        prop_assert_eq!(decoded.map.text_len(), decoded.text.len());
        let mut last = 0;
        for (at, c) in decoded.text.char_indices() {
            let span = decoded.span(Span::new(at, at + c.len_utf8()));
            prop_assert!(span.start <= span.end && span.end <= raw.len() && span.start >= last);
            last = span.start;
        }
    }

    #[test]
    fn a_plain_copy_is_cleaned_as_any_other_text_is(text in "[a\r\nä\u{1}\t]{0,60}", start in 0_usize..5) {
        let plain = Mapped::copy_of(&text, start);
        let Some(first) = crate::scan::find(text.as_bytes(), 0, super::is_odd) else {
            return Ok(());
        };
        let (fast, fast_replaced) = plain.clone().cleaned_copy(start, first);
        let (slow, slow_replaced) = plain.cleaned_through(first);
        prop_assert_eq!(&fast.text, &slow.text);
        prop_assert_eq!(fast_replaced, slow_replaced);
        for (at, c) in fast.text.char_indices() {
            let place = Span::new(at, at + c.len_utf8());
            prop_assert_eq!(fast.span(place), slow.span(place));
        }
    }

    #[test]
    fn a_part_maps_as_the_whole(text in "[a\r\nä\u{1}]{0,40}", cut in 0_usize..40, len in 0_usize..40) {
        let (clean, _) = Mapped::copy_of(&text, 3).cleaned();
        let start = clean.text.floor_char_boundary(cut.min(clean.text.len()));
        let end = clean.text.floor_char_boundary((start + len).min(clean.text.len()));
        let part = clean.part(Span::new(start, end));
        prop_assert_eq!(part.text.as_ref(), &clean.text[start..end]);
        if start < end {
            prop_assert_eq!(part.whole_span(), clean.span(Span::new(start, end)));
        }
    }
}
