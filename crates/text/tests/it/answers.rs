//! The same input gives the same bytes: with one thread and with many, in debug and in release, on every machine.
//! `answers.tsv` holds the SHA-256 of what was answered; a test run by another build must agree with it.

use std::fmt::Write as _;

use copydesk_text::{Block, InsertionKind, PageSide, WireSide, disclose, rules_sha256};
use sha2::{Digest as _, Sha256};

use crate::{STORY, page, wire};

const STORED: &str = include_str!("answers.tsv");

const HINDI: &str = "हार्बर सिटी, 3 मई (एस्टर) मंत्री ने कहा कि वार्ता 14 जून से पहले नहीं होगी।\n\n\
पुलिस ने बताया कि पुल गिरने से 27 लोग घायल हुए। प्रक्रिया ज़ारी है।\n\nकंपनी ने इनकार किया।";
const CHINESE: &str = "部长说会议不会在14日举行。\n\n公司否认「价格」上涨3.5%。";
const URDU: &str =
    "وزیر نے کہا کہ مذاکرات 14 جون سے پہلے نہیں ہوں گے۔\n\nپولیس نے بتایا کہ ٢٧ افراد زخمی ہوئے۔";

fn changed(from: &str, to: &str) -> (WireSide, PageSide) {
    assert!(STORY.contains(from), "{from}");
    (wire(STORY), page(&STORY.replace(from, to)))
}

fn parts() -> Vec<&'static str> {
    STORY.split("\n\n").collect()
}

fn order(order: &[usize]) -> (WireSide, PageSide) {
    let shown: Vec<&str> = order.iter().map(|&index| parts()[index]).collect();
    (wire(STORY), page(&shown.join("\n\n")))
}

fn framed() -> (WireSide, PageSide) {
    let (mut sent, mut shown) = (wire(STORY), page(STORY));
    sent.dateline = Some("HARBOUR CITY (Aster) --".to_owned());
    sent.blocks
        .push(Block::paragraph("(Reporting by Jo Marsh)"));
    shown.blocks[0].text = shown.blocks[0].text.replace("HARBOUR CITY (Aster) -- ", "");
    shown
        .blocks
        .insert(0, Block::paragraph("What the captain saw"));
    shown
        .blocks
        .insert(1, Block::paragraph("Aster | May 6, 2025 | 5 min read"));
    shown
        .blocks
        .insert(5, Block::paragraph("Also read: The island of Sorn"));
    shown.blocks.push(Block::paragraph(
        "This story is from a wire feed and has not been edited.",
    ));
    shown.standfirst = Some(0);
    shown.asides.push((5, InsertionKind::RelatedLink));
    (sent, shown)
}

/// Every kind of answer once, by name.
pub fn pairs() -> Vec<(&'static str, (WireSide, PageSide))> {
    let long = format!("{STORY}\n\n").repeat(40);
    let doubled = long.replace("312", "313").replace(" -- ", "\u{2014}");
    vec![
        ("identical", (wire(STORY), page(STORY))),
        ("typography", changed("\"", "\u{201D}")),
        ("white space", changed(" said", "\u{A0} said\u{AD}")),
        (
            "paragraph break",
            changed("Tuesday after", "Tuesday\n\nafter"),
        ),
        ("figure", changed("312", "321")),
        ("negation", changed("did not say", "did say")),
        ("attribution", changed("said all", "denied all")),
        ("case", changed("Lind", "lind")),
        ("quotation", changed("deck,\" said", "deck, said\"")),
        ("shortened", order(&[0, 1, 2, 3, 4])),
        (
            "sentence out",
            changed(" It did not say when service would resume.", ""),
        ),
        ("moved", order(&[0, 6, 1, 2, 3, 4, 5, 7])),
        ("shuffled", order(&[7, 3, 1, 5, 0, 2, 6, 4])),
        ("shown twice", order(&[0, 1, 2, 1, 3, 4, 5, 6, 7])),
        ("framed", framed()),
        ("many equal paragraphs", (wire(&long), page(&doubled))),
        ("other text", (wire(STORY), page(&HINDI.repeat(4)))),
        ("no text", (wire(STORY), page(""))),
        (
            "Hindi",
            (
                wire(HINDI),
                page(&HINDI.replace("नहीं ", "").replace('।', "|")),
            ),
        ),
        (
            "Chinese",
            (
                wire(CHINESE),
                page(&CHINESE.replace('不', "").replace('「', "\u{FF62}")),
            ),
        ),
        ("Urdu", (wire(URDU), page(&URDU.replace("نہیں", "ضرور")))),
        (
            "spelling",
            (
                wire("Its defense failed, he said."),
                page("Its defence failed, he said."),
            ),
        ),
        ("override", changed("312", "\u{202E}312\u{202C}")),
    ]
}

/// SHA-256 of the answer; the rules have a hash of their own.
fn hashed(sent: &WireSide, shown: &PageSide) -> String {
    let json = disclose(sent, shown).to_json().replace(rules_sha256(), "");
    Sha256::digest(json.as_bytes())
        .iter()
        .fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// On purpose changed answers: replace `answers.tsv` by what this prints, raise the number of the procedure in
/// `rules.rs` unless a table, a bound or a sentence was changed.
#[test]
fn the_stored_answers_are_given_again() {
    let given: String = pairs()
        .iter()
        .map(|(name, (sent, shown))| format!("{name}\t{}\n", hashed(sent, shown)))
        .collect();
    assert!(given == STORED, "{given}");
}

#[test]
fn one_thread_and_sixteen_give_the_same_bytes() {
    let pairs = pairs();
    let alone: Vec<String> = pairs
        .iter()
        .map(|(_, (sent, shown))| hashed(sent, shown))
        .collect();
    std::thread::scope(|scope| {
        let all = || -> Vec<String> { pairs.iter().map(|(_, (s, p))| hashed(s, p)).collect() };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(all)).collect();
        for thread in threads {
            assert_eq!(thread.join().ok().as_ref(), Some(&alone));
        }
    });
}
