//! Stored disclosures: canonical bytes, and the refusal of every tampering.

use copydesk_text::{Disclosure, PageSide, Verdict, WireSide, check, disclose};

use crate::{STORY, page, wire};

fn pair() -> (WireSide, PageSide, Disclosure) {
    let shown = STORY.replace("312", "321").replace("--", "\u{2014}");
    let (sent, shown) = (wire(STORY), page(&shown));
    let disclosure = disclose(&sent, &shown);
    (sent, shown, disclosure)
}

#[track_caller]
fn check_refused(from: &str, to: &str, reason: &str) {
    let (sent, shown, disclosure) = pair();
    assert!(
        disclosure.to_json().contains(from),
        "{}",
        disclosure.to_json()
    );
    let tampered = disclosure.to_json().replacen(from, to, 1);
    let error = check(&tampered, &sent, &shown).expect_err(&tampered);
    assert!(
        error.message.contains(reason),
        "{} is not {reason}",
        error.message
    );
}

#[test]
fn a_stored_disclosure_is_read_back() {
    let (sent, shown, disclosure) = pair();
    assert_eq!(disclosure.verdict(), Some(Verdict::Modified));
    assert_eq!(check(disclosure.to_json(), &sent, &shown), Ok(disclosure));
}

#[test]
fn tampering_is_refused_with_its_place() {
    check_refused("\"modified\"", "\"identical\"", "verdict");
    check_refused(
        "the text was edited: 1 word changed, including figures (1)",
        "the text is unmodified",
        "sentence",
    );
    check_refused("\"figures\":1", "\"figures\":0", "counts");
    check_refused(
        "\"headline\":\"same\"",
        "\"headline\":\"changed\"",
        "headline",
    );
    check_refused(
        "\"label\":\"edited\"",
        "\"label\":\"typographic\"",
        "wrong label",
    );
    check_refused("\"label\":\"edited\"", "\"label\":\"house\"", "label house");
    check_refused(
        "\"label\":\"typographic\"",
        "\"label\":\"edited\"",
        "wrong label",
    );
    check_refused("321", "312", "bytes of the page");
    check_refused("\"op\":\"replace\"", "\"op\":\"keep\"", "is no keep");
    check_refused("\"op\":\"replace\"", "\"op\":\"rewrite\"", "cannot be read");
    check_refused(
        "\"guid\":\"urn:example:1\"",
        "\"guid\":\"urn:example:2\"",
        "wire",
    );
    check_refused("\"level\":null", "\"level\":0", "level");
    check_refused("\"bounded_gaps\":0", "\"bounded_gaps\":0.5", "bounded_gaps");
    check_refused("\"wire_span\":[0,", "\"wire_span\":[1,", "wire");
    check_refused("\"page_span\":[0,", "\"page_span\":[1,", "page");
    check_refused("{\"counts\"", "{ \"counts\"", "canonical");
    check_refused("{\"counts\"", "{\"approved\":1,\"counts\"", "unknown field");
    check_refused("{\"counts\"", "[\"counts\"", "not JSON");
}

#[test]
fn a_disclosure_does_not_hold_for_another_text() {
    let (sent, shown, disclosure) = pair();
    assert!(
        check(
            disclosure.to_json(),
            &wire(&STORY.replace("captain", "pilot")),
            &shown
        )
        .is_err()
    );
    assert!(check(disclosure.to_json(), &sent, &page(STORY)).is_err());
    assert!(check("{}", &sent, &shown).is_err());
    assert!(check("", &sent, &shown).is_err());
    assert!(check(&"[".repeat(100_000), &sent, &shown).is_err());
}

#[test]
fn a_skipped_comparison_cannot_be_passed_off_as_one() {
    let sent = wire("");
    let skipped = disclose(&sent, &page(STORY));
    let forged = skipped
        .to_json()
        .replace("\"verdict\":null", "\"verdict\":\"identical\"");
    assert!(check(&forged, &sent, &page(STORY)).is_err());
    assert!(check(skipped.to_json(), &wire(STORY), &page(STORY)).is_err());
}

#[test]
fn the_bytes_are_canonical_json_of_integers() {
    let (_, _, disclosure) = pair();
    let value: serde_json::Value = serde_json::from_str(disclosure.to_json()).expect("JSON");
    assert_eq!(
        serde_json::to_string(&value).expect("JSON"),
        disclosure.to_json()
    );
    assert!(
        disclosure
            .to_json()
            .starts_with("{\"counts\":{\"attributions\":0,\"bounded_gaps\":0,\"case\":0,")
    );
    let keys: Vec<&String> = value.as_object().expect("object").keys().collect();
    let expected = "counts headline insertions level operations page rules_sha256 sentence stripped verdict wire";
    assert_eq!(keys, expected.split(' ').collect::<Vec<_>>());
    assert_eq!(value["rules_sha256"].as_str().map(str::len), Some(64));
}
