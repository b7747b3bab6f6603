//! Laws, for texts that nobody wrote.

use std::sync::Arc;

use copydesk_text::{
    Block, HouseClass, HouseDigits, HouseEntry, HouseMap, HouseQuotes, HouseStyle, PageSide,
    Verdict, WireSide, check, disclose, word_diff,
};
use proptest::prelude::*;

use crate::computed;

/// Words, marks and oddities of many scripts; few enough that two texts share some.
const PIECES: [&str; 79] = [
    "defense",
    "defence",
    "Defence",
    "the",
    "not",
    "said",
    "denied",
    "Lind",
    "Okafor",
    "12",
    "1,200",
    "3.5",
    "ferry",
    "of",
    "and",
    "don't",
    "don\u{2019}t",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    "...",
    "\u{2026}",
    ". . .",
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    "\"",
    "\u{201C}",
    "\u{201D}",
    "«",
    "»",
    "'",
    "\u{2018}",
    "(",
    ")",
    "%",
    "$",
    "\u{AD}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{200D}",
    "\u{FE0F}",
    "\u{301}",
    "e\u{301}",
    "\u{E9}",
    "caf\u{E9}",
    "नहीं",
    "क्या",
    "ज़",
    "\u{915}\u{93C}",
    "\u{958}",
    "|",
    "।",
    "会议",
    "。",
    "「",
    "」",
    "ガス",
    "ｶﾞｽ",
    "كتاب",
    "كتـاب",
    "؟",
    "ไม่",
    "한국",
    "\u{1112}\u{1161}\u{11AB}",
    "ß",
    "\u{FB01}",
    "U.S.",
    "Mr.",
    "www.example.org",
    "a@b.org",
    "👩\u{200D}🚀",
    "🇮🇳",
    "ന്\u{200D}",
];

const SPACES: [&str; 6] = ["\t", "\n", "\u{A0}", " ", "\r\n", "\n\n"];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string()),
        6 => Just(" ".to_owned()),
        1 => prop::sample::select(&SPACES[..]).prop_map(str::to_owned),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| Block::paragraph(pieces.concat()))
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    prop::collection::vec(block(), 0..7)
}

/// One edit of a list of blocks.
#[derive(Clone, Debug)]
enum Edit {
    Remove(prop::sample::Index),
    Insert(prop::sample::Index, Block),
    Move(prop::sample::Index, prop::sample::Index),
    Merge(prop::sample::Index),
    Word(prop::sample::Index, prop::sample::Index, String),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Edit::Remove),
        (any::<prop::sample::Index>(), block()).prop_map(|(at, block)| Edit::Insert(at, block)),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>())
            .prop_map(|(from, to)| Edit::Move(from, to)),
        any::<prop::sample::Index>().prop_map(Edit::Merge),
        (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            piece()
        )
            .prop_map(|(block, word, piece)| Edit::Word(block, word, piece)),
    ]
}

fn edited(mut blocks: Vec<Block>, edits: Vec<Edit>) -> Vec<Block> {
    for edit in edits {
        if blocks.is_empty() {
            break;
        }
        let size = blocks.len();
        match edit {
            Edit::Remove(at) => {
                blocks.remove(at.index(size));
            }
            Edit::Insert(at, block) => blocks.insert(at.index(size), block),
            Edit::Move(from, to) => {
                let block = blocks.remove(from.index(size));
                blocks.insert(to.index(size), block);
            }
            Edit::Merge(at) if at.index(size) + 1 < size => {
                let next = blocks.remove(at.index(size) + 1);
                let own = &mut blocks[at.index(size)].text;
                *own = format!("{own} {}", next.text);
            }
            Edit::Merge(_) => {}
            Edit::Word(block, word, piece) => {
                let own = &mut blocks[block.index(size)].text;
                let mut words: Vec<&str> = own.split(' ').collect();
                let at = word.index(words.len());
                words[at] = &piece;
                *own = words.join(" ");
            }
        }
    }
    blocks
}

/// Maps over the words of [`PIECES`], so that they meet often.
fn maps() -> Vec<Arc<HouseMap>> {
    let entry = |(wire, house): (&str, &str)| HouseEntry {
        wire: wire.to_owned(),
        house: house.to_owned(),
        class: HouseClass::Spelling,
    };
    let entries = [
        ("ferry", "ferry-boat"),
        ("of and", "ofand"),
        ("and of the", "and-of"),
        ("U.S.", "US"),
        ("the-of", "the of"),
    ];
    let style = HouseStyle {
        base: vec!["en-GB".to_owned()],
        entries: entries.map(entry).to_vec(),
        quotes: Some(HouseQuotes::Single),
        ..HouseStyle::default()
    };
    let other = HouseStyle {
        base: vec!["en-US".to_owned()],
        quotes: Some(HouseQuotes::Double),
        digits: Some(HouseDigits::Deva),
        ..style.clone()
    };
    [style, other]
        .iter()
        .map(|style| HouseMap::new(style).expect("a map that is allowed"))
        .map(Arc::new)
        .collect()
}

/// Blocks in which some of the map's forms are those of the house.
fn restyled(blocks: &[Block]) -> Vec<Block> {
    let style = |text: &str| {
        text.replace("ferry", "ferry-boat")
            .replace("of and", "ofand")
            .replace("defense", "defence")
            .replace('"', "'")
            .replace("12", "१२")
            .replace("U.S.", "US")
    };
    blocks
        .iter()
        .map(|block| Block::new(block.kind, style(&block.text)))
        .collect()
}

fn sides(sent: Vec<Block>, shown: Vec<Block>) -> (WireSide, PageSide) {
    let wire = WireSide {
        blocks: sent,
        headline: Some("A headline".to_owned()),
        ..WireSide::default()
    };
    (
        wire,
        PageSide {
            blocks: shown,
            ..PageSide::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn operations_give_the_page_and_the_check_agrees(sent in blocks(), shown in blocks()) {
        let (wire, page) = sides(sent, shown);
        let disclosure = computed(&wire, &page);
        prop_assert_eq!(disclose(&wire, &page), disclosure);
    }

    #[test]
    fn a_declared_house_map_holds_the_same_laws(sent in blocks(), edits in prop::collection::vec(edit(), 0..4), map in prop::sample::select(maps())) {
        let shown = edited(restyled(&sent), edits);
        let (wire, mut page) = sides(sent, shown);
        page.house = Some(map);
        let disclosure = computed(&wire, &page);
        prop_assert_eq!(disclose(&wire, &page), disclosure);
    }

    #[test]
    fn edited_texts_hold_the_same_laws(sent in blocks(), edits in prop::collection::vec(edit(), 0..5)) {
        let shown = edited(sent.clone(), edits);
        let (wire, page) = sides(sent, shown);
        let disclosure = computed(&wire, &page);
        let again = disclose(&wire, &page);
        prop_assert_eq!(again.to_json(), disclosure.to_json());
        let shown_rows: String = disclosure.rows().iter().flat_map(|row| &row.segments).map(|s| s.page.as_str()).collect();
        let shown_blocks: String = page.blocks.iter().map(|block| block.text.as_str()).collect();
        if disclosure.verdict().is_some() {
            prop_assert_eq!(shown_rows, shown_blocks);
        }
        prop_assert_eq!(disclosure.ribbon().len(), wire.blocks.len());
    }

    #[test]
    fn a_text_is_identical_to_itself(sent in blocks()) {
        let (wire, page) = sides(sent.clone(), sent);
        let verdict = computed(&wire, &page).verdict();
        prop_assert!(matches!(verdict, None | Some(Verdict::Identical)));
        prop_assert!(word_diff(&wire.blocks, &page.blocks).iter().all(|row| verdict.is_none() || row.is_same()));
    }

    #[test]
    fn a_flipped_byte_never_passes_the_check(sent in blocks(), edits in prop::collection::vec(edit(), 1..3), at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let shown = edited(sent.clone(), edits);
        let (wire, page) = sides(sent, shown);
        let json = disclose(&wire, &page).to_json().to_owned();
        let mut bytes = json.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(tampered) = String::from_utf8(bytes) && tampered != json {
            // Whether a gap was given up is the aligner's own word; nothing else may change.
            let freed = |text: &str| text.split("bounded_gaps").count() == 2 && {
                let digit = text.find("bounded_gaps\":").map_or(0, |n| n + 14);
                at >= digit && at <= digit + 1
            };
            prop_assert!(freed(&tampered) || check(&tampered, &wire, &page).is_err(), "{}", tampered);
        }
    }
}

/// Sentences into which one deceptive change is put.
const SENTENCES: [&str; 8] = [
    "The minister said that the talks with Karela would not resume before 14 June.",
    "Police said 27 people were hurt when the bridge near Sorn gave way.",
    "\"We have not agreed to anything,\" said Mara Lind, who leads the union.",
    "The alleged leader of the group was never charged, court papers showed.",
    "Prices rose 3.5 percent in May, the statistics office in Velden said.",
    "मंत्री ने कहा कि वार्ता 14 जून से पहले नहीं होगी।",
    "部长说会议不会在14日举行。",
    "قال الوزير إن المحادثات لن تستأنف قبل 14 يونيو.",
];

/// (what stands in a sentence, what replaces it): each changes what a reader learns.
const DECEPTIONS: [(&str, &str); 24] = [
    (" not ", " "),
    ("14", "15"),
    ("14", "41"),
    ("27", "2.7"),
    ("3.5", "35"),
    ("3.5", "3,5"),
    (" said", " denied"),
    ("said ", "did not say "),
    ("Karela", "karela"),
    ("Karela", "Velden"),
    ("Lind", "lind"),
    ("Lind", "Berg"),
    ("alleged ", ""),
    ("never ", ""),
    ("anything,\" said", "anything, said\""),
    ("नहीं ", ""),
    ("कहा", "नकारा"),
    ("14 जून", "15 जून"),
    ("不", ""),
    ("14日", "15日"),
    ("لن ", ""),
    ("14 يونيو", "13 يونيو"),
    ("May", "may"),
    ("rose", "fell"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_deceptive_change_is_never_called_unmodified(
        order in prop::collection::vec(0..SENTENCES.len(), 1..12),
        pick in any::<prop::sample::Index>(),
        deception in prop::sample::select(&DECEPTIONS[..]),
        per_block in 1_usize..4,
        typography in any::<[bool; 3]>(),
    ) {
        let holders: Vec<usize> = (0..order.len()).filter(|&n| SENTENCES[order[n]].contains(deception.0)).collect();
        prop_assume!(!holders.is_empty());
        let at = holders[pick.index(holders.len())];
        let sent: Vec<String> = order.iter().map(|&n| SENTENCES[n].to_owned()).collect();
        let mut shown = sent.clone();
        shown[at] = shown[at].replacen(deception.0, deception.1, 1);
        if typography[0] {
            shown.iter_mut().for_each(|s| *s = s.replace(",\"", ",\u{201D}").replace("\"We", "\u{201C}We"));
        }
        if typography[1] {
            shown.iter_mut().for_each(|s| *s = s.replace(" the ", "\u{A0}the\u{200B} "));
        }
        let pack = |sentences: &[String], size: usize| -> Vec<Block> {
            sentences.chunks(size).map(|chunk| Block::paragraph(chunk.join(" "))).collect()
        };
        let other = if typography[2] { per_block } else { per_block + 1 };
        let (wire, page) = sides(pack(&sent, per_block), pack(&shown, other));
        let verdict = computed(&wire, &page).verdict();
        prop_assert!(matches!(verdict, Some(Verdict::Modified | Verdict::DifferentText)), "{:?}", verdict);
    }
}
