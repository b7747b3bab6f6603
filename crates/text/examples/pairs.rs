//! Compares random pairs of texts of all scripts, some with a declared house map, and holds the laws: applying the
//! operations gives the page, and the check reads the answer back. A law that does not hold ends it with the number of
//! the pair. Never reads a clock or a file.
//!
//! `cargo run --release -p copydesk-text --example pairs -- [PAIRS] [THREADS]` (1,000 pairs, 1 thread)
//!
//! Standard output: how many pairs, their verdicts, and one hash over all answers in the order of the pairs. These three
//! lines are the same in debug and in release and for any number of threads. Standard error: how far it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use copydesk_text::{
    Block, HouseClass, HouseEntry, HouseMap, HouseQuotes, HouseStyle, PageSide, Verdict, WireSide,
    apply, check, disclose,
};
use sha2::{Digest as _, Sha256};

const PIECES: [&str; 64] = [
    "defense",
    "defence",
    "color",
    "colour",
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
    "\u{2014}",
    "...",
    "\u{2026}",
    ".",
    ",",
    ";",
    ":",
    "?",
    "\"",
    "\u{201C}",
    "\u{201D}",
    "«",
    "»",
    "'",
    "(",
    ")",
    "%",
    "$",
    "\u{AD}",
    "\u{200B}",
    "\u{202E}",
    "\u{200D}",
    "e\u{301}",
    "\u{E9}",
    "नहीं",
    "क्या",
    "ज़",
    "|",
    "।",
    "会议",
    "。",
    "「",
    "ガス",
    "ｶﾞｽ",
    "كتاب",
    "كتـاب",
    "ไม่",
    "한국",
    "\u{FB01}",
    "U.S.",
    "per cent",
    "percent",
    "👩\u{200D}🚀",
    "ന്\u{200D}",
];

/// Numbers from a seed (splitmix64).
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or(0)
    }

    fn piece(&mut self) -> String {
        match self.below(40) {
            0 => String::from_utf8_lossy(&self.next().to_le_bytes()).into_owned(),
            1 => char::from_u32(self.below(0x11_0000) as u32)
                .map(String::from)
                .unwrap_or_default(),
            2 => "\u{A0}".to_owned(),
            3 => "\n".to_owned(),
            4..=15 => " ".to_owned(),
            _ => format!("{} ", PIECES[self.below(PIECES.len())]),
        }
    }

    fn blocks(&mut self) -> Vec<Block> {
        let blocks = self.below(6);
        (0..blocks)
            .map(|_| {
                let pieces = self.below(30);
                Block::paragraph((0..pieces).map(|_| self.piece()).collect::<String>())
            })
            .collect()
    }

    /// The blocks, edited: or others, one time in eight.
    fn edited(&mut self, blocks: &[Block]) -> Vec<Block> {
        if self.below(8) == 0 {
            return self.blocks();
        }
        let mut out = blocks.to_vec();
        for _ in 0..self.below(5) {
            if out.is_empty() {
                break;
            }
            let at = self.below(out.len());
            match self.below(5) {
                0 => drop(out.remove(at)),
                1 => out.insert(at, Block::paragraph(self.piece())),
                2 => {
                    let block = out.remove(at);
                    out.insert(self.below(out.len() + 1), block);
                }
                3 => {
                    out[at].text = out[at]
                        .text
                        .replace("color", "colour")
                        .replace("per cent", "percent")
                }
                _ => {
                    let piece = self.piece();
                    out[at].text = out[at].text.replacen(' ', &piece, 1 + self.below(3));
                }
            }
        }
        out
    }
}

fn map() -> Arc<HouseMap> {
    let style = HouseStyle {
        base: vec!["en-GB".to_owned()],
        entries: vec![HouseEntry {
            wire: "per cent".to_owned(),
            house: "percent".to_owned(),
            class: HouseClass::Spelling,
        }],
        quotes: Some(HouseQuotes::Single),
        ..HouseStyle::default()
    };
    Arc::new(HouseMap::new(&style).expect("a map that is allowed"))
}

/// The answer to pair number `n`, and its verdict; panics if a law does not hold.
fn answer(n: usize, map: &Arc<HouseMap>) -> (String, &'static str) {
    let mut seed = Seed(n as u64);
    let blocks = seed.blocks();
    let page = PageSide {
        blocks: seed.edited(&blocks),
        house: (n % 2 == 1).then(|| map.clone()),
        ..PageSide::default()
    };
    let wire = WireSide {
        blocks,
        ..WireSide::default()
    };
    let made = disclose(&wire, &page);
    if made.verdict().is_some() {
        assert_eq!(
            apply(made.operations(), made.wire_flat()),
            made.page_flat(),
            "pair {n}"
        );
    }
    let read = check(made.to_json(), &wire, &page);
    assert!(read.as_ref() == Ok(&made), "pair {n}: {:?}", read.err());
    (
        made.to_json().to_owned(),
        made.verdict().map_or("none", Verdict::name),
    )
}

/// Pairs after which it says how far it is.
const TOLD: usize = 5_000;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok());
    let pairs: usize = arguments.next().unwrap_or(1_000);
    let threads: usize = arguments.next().unwrap_or(1).max(1);
    let map = map();
    let done = AtomicUsize::new(0);
    let told = |answer: (String, &'static str)| {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(TOLD) {
            eprintln!("{done} of {pairs} pairs");
        }
        (hex(&Sha256::digest(answer.0)), answer.1)
    };
    let size = pairs.div_ceil(threads);
    let answers: Vec<(String, &str)> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..threads)
            .map(|thread| {
                let (map, told) = (&map, &told);
                let (from, to) = (thread * size, (thread + 1) * size);
                let own = from.min(pairs)..to.min(pairs);
                scope.spawn(move || own.map(|n| told(answer(n, map))).collect::<Vec<_>>())
            })
            .collect();
        runs.into_iter()
            .flat_map(|run| run.join().expect("every law holds"))
            .collect()
    });
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = Sha256::new();
    for (hash, verdict) in &answers {
        *verdicts.entry(verdict).or_default() += 1;
        all.update(hash);
    }
    println!("{pairs} pairs: apply gives the page and the check agrees on every one");
    println!("verdicts {verdicts:?}");
    println!("SHA-256 over all answers {}", hex(&all.finalize()));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
