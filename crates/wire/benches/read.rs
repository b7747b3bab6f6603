//! How fast raws become items, hash and spans included, on one core: MB/s and items/s a folder, with the speed of
//! copying and of hashing the same bytes on the same machine beside them. Prints; judges nothing.
//!
//! `cargo bench -p copydesk-wire` reads the folders of wires beside the project if they are there, else the corpus.

use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk_wire::{Hint, Limits, expand, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");

/// How long each row is measured.
const MEASURED: Duration = Duration::from_millis(1500);

const FOLDERS: [(&str, &str); 10] = [
    ("wire/dpa-day", "xml"),
    ("wire/iptc-g2-listings", "xml"),
    ("wire/iptc-g2-unit", "xml"),
    ("wire/ninjs-suite", "json"),
    ("wire/superdesk-core", "tst"),
    ("wire/aap", "tst"),
    ("wire/sportsml-tt", "xml"),
    ("feeds/feedparser", "xml"),
    ("feeds/gofeed", "xml"),
    ("feeds/gofeed", "json"),
];

fn files(top: &Path, ending: &str) -> Vec<Vec<u8>> {
    let mut folders = vec![top.to_owned()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let wanted = path.extension().is_some_and(|found| found == ending);
            match path.is_dir() {
                true => folders.push(path),
                false if wanted && !path.ends_with("expected.json") => paths.push(path),
                false => {}
            }
        }
    }
    paths.sort();
    paths
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect()
}

/// Seconds for one pass over all raws: the fastest of those that fit into the measured time.
fn seconds(raws: &[Vec<u8>], mut work: impl FnMut(&[u8])) -> f64 {
    let (begin, mut best) = (Instant::now(), f64::MAX);
    while begin.elapsed() < MEASURED {
        let pass = Instant::now();
        for raw in raws {
            work(raw);
        }
        best = best.min(pass.elapsed().as_secs_f64());
    }
    best
}

fn row(name: &str, raws: &[Vec<u8>]) {
    let bytes: usize = raws.iter().map(Vec::len).sum();
    if bytes == 0 {
        return;
    }
    let items: usize = raws
        .iter()
        .map(|raw| read(raw, &Hint::default()).items.len())
        .sum();
    let hint = Hint::default();
    let together = [raws.concat()];
    let mut copy = vec![0; bytes];
    let copying = seconds(&together, |raw| {
        copy.copy_from_slice(black_box(raw));
        black_box(&copy);
    });
    let hashing = seconds(raws, |raw| {
        black_box(Sha256::digest(black_box(raw)));
    });
    let reading = seconds(raws, |raw| {
        black_box(read(black_box(raw), &hint));
    });
    let rate = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!(
        "{name:<34} {:>5} files {:>8.1} kB {:>9.0} MB/s copy {:>7.0} MB/s hash {:>7.1} MB/s read {:>9.0} items/s",
        raws.len(),
        bytes as f64 / 1e3,
        rate(copying),
        rate(hashing),
        rate(reading),
        items as f64 / reading,
    );
}

/// Files that attack the reader, made here.
fn attacks() -> Vec<(&'static str, Vec<u8>)> {
    let levels = format!(
        "<newsItem>{}x{}</newsItem>",
        "<a>".repeat(200_000),
        "</a>".repeat(200_000)
    );
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    let blow_up = format!(
        "<!DOCTYPE a [<!ENTITY e \"{}\">]><newsItem>{}</newsItem>",
        "x".repeat(90_000),
        "&e;".repeat(30_000)
    );
    vec![
        ("200,000 levels", levels.into_bytes()),
        (
            "100,000 attributes",
            format!("<newsItem{attributes}/>").into_bytes(),
        ),
        ("quadratic blow-up", blow_up.into_bytes()),
        ("33 MiB", vec![b'x'; 33 * 1024 * 1024]),
    ]
}

/// Expanding archives of one wire many times over, made here, and a bomb.
fn archives() {
    let wire = include_bytes!("../../../corpus/newsml-g2/message-two-items/wire.xml");
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    };
    let day: Vec<u8> = (0..2000)
        .flat_map(|n| {
            format!("<!-- {n} -->")
                .into_bytes()
                .into_iter()
                .chain(*wire)
        })
        .collect();
    let raws = [
        ("gzip of a day", packed(&day)),
        (
            "gzip bomb of 256 MiB",
            packed(&vec![b' '; 256 * 1024 * 1024]),
        ),
    ];
    for (name, raw) in raws {
        let mut bytes = 0;
        let begin = Instant::now();
        let expansion = expand(&raw, &Limits::DEFAULT, &mut |member| {
            bytes += member.bytes.len()
        });
        let seconds = begin.elapsed().as_secs_f64();
        let codes: Vec<&str> = expansion
            .iter()
            .flat_map(|e| &e.findings)
            .map(|f| f.code)
            .collect();
        println!(
            "{name:<34} {:>8.1} kB to {:>9.1} kB {:>8.1} ms {:>7.1} MB/s expand {codes:?}",
            raw.len() as f64 / 1e3,
            bytes as f64 / 1e3,
            seconds * 1e3,
            bytes as f64 / seconds / 1e6,
        );
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let fixtures = Path::new(FIXTURES);
    if fixtures.is_dir() {
        for (folder, ending) in FOLDERS {
            row(
                &format!("{folder} *.{ending}"),
                &files(&fixtures.join(folder), ending),
            );
        }
    }
    for (folder, ending) in [
        ("newsml-g2", "xml"),
        ("ninjs", "json"),
        ("rss", "xml"),
        ("atom", "xml"),
        ("iptc7901", "txt"),
        ("anpa1312", "txt"),
        ("zczc", "txt"),
        ("ritzau", "xml"),
        ("sportsml", "xml"),
    ] {
        row(
            &format!("corpus/{folder}"),
            &files(&Path::new(CORPUS).join(folder), ending),
        );
    }
    archives();
    for (name, raw) in attacks() {
        let begin = Instant::now();
        let parsed = read(&raw, &Hint::default());
        let millis = begin.elapsed().as_secs_f64() * 1e3;
        let of_items = parsed.items.iter().flat_map(|item| &item.findings);
        let mut codes: Vec<&str> = of_items.chain(&parsed.findings).map(|f| f.code).collect();
        codes.dedup();
        println!("{name:<34} {millis:>8.1} ms {codes:?}");
    }
}
