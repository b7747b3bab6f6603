//! How fast raws become items, hash and spans included, on one core: MB/s and items/s for each format and folder, by
//! the CPU time of the thread, best of many rounds, with the speed of hashing the same bytes beside it. Prints; judges
//! nothing.
//!
//! `cargo bench -p copydesk-wire --bench read` reads the wires, feeds and pages beside the project if they are there,
//! and the corpus for formats they lack; then each format of several rows as a whole. `-- --list` prints the files of
//! each row, `-- --tsv` the figures alone (both for `scripts/bench-wire`), `-- ROW` only rows whose name holds ROW
//! (a format, or a format and a folder).

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use copydesk_wire::{Format, Hint, Mapping, Syntax, read};
use sha2::{Digest, Sha256};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");

/// CPU time that each row is measured for.
const MEASURED: Duration = Duration::from_millis(250);
/// CPU time of one round, at least: the clock's own cost and grain vanish in it.
const ROUND: Duration = Duration::from_millis(4);

struct Wire {
    path: PathBuf,
    raw: Vec<u8>,
    hint: Hint,
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

fn files(top: &Path) -> Vec<PathBuf> {
    let mut folders = vec![top.to_owned()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => paths.push(path),
            }
        }
    }
    paths.retain(|path| !path.ends_with("expected.json") && !path.ends_with("hint.json"));
    paths.sort();
    paths
}

fn wire(path: PathBuf) -> Option<Wire> {
    let mut raw = std::fs::read(&path).ok()?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        let packed = std::mem::take(&mut raw);
        let mut unpacking = flate2::read::GzDecoder::new(packed.as_slice());
        unpacking.read_to_end(&mut raw).ok()?;
    }
    let hint = hint(path.parent()?);
    Some(Wire { path, raw, hint })
}

/// The mapping of a corpus case's `hint.json`, if there is one.
fn hint(case: &Path) -> Hint {
    let text = std::fs::read_to_string(case.join("hint.json")).unwrap_or_default();
    let settings: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let syntax = match settings["syntax"].as_str() {
        Some("xml") => Syntax::Xml,
        _ => Syntax::Json,
    };
    let fields = settings["mapping"].as_object().map(|fields| {
        let fields = fields.iter().map(|(name, paths)| {
            let listed = paths.as_array().into_iter().flatten();
            let listed = listed.chain([paths]).filter_map(|path| path.as_str());
            (name.as_str(), listed.collect())
        });
        Arc::new(Mapping::new(syntax, fields).expect("a mapping"))
    });
    Hint {
        mapping: fields,
        ..Hint::default()
    }
}

/// Ritzau's files read by a mapping: an agency's own XML, which is what mappings of XML are for.
fn by_mapping(wires: &[Wire]) -> Vec<Wire> {
    const STORIES: [&str; 2] = [
        "RBNews",
        "XMLNewsQueuedResponse/XMLNewsQueuedResult/ListOfRBNews/RBNews",
    ];
    let fields = [
        ("guid", "NewsID"),
        ("version", "version"),
        ("version_created", "PublishDate"),
        ("status", "Status"),
        ("headline", "headline"),
        ("slugline", "strapline"),
        ("dateline", "town"),
        ("byline", "byLine"),
        ("credit_line", "origin"),
        ("urgency", "Priority"),
        ("subject", "section"),
        ("genre", "format"),
        ("ed_note", "TilRedaktionen"),
        ("html", "content"),
        ("summary", "ContentShort"),
    ];
    let fields = fields.map(|(field, path)| (field, vec![path]));
    let fields = fields.into_iter().chain([("item", STORIES.to_vec())]);
    let mapping = Arc::new(Mapping::new(Syntax::Xml, fields).expect("a mapping"));
    let mapped = wires.iter().map(|wire| Wire {
        path: wire.path.clone(),
        raw: wire.raw.clone(),
        hint: Hint {
            mapping: Some(Arc::clone(&mapping)),
            ..Hint::default()
        },
    });
    mapped.collect()
}

/// The format a wire is read as; nothing if it holds no item.
fn format(wire: &Wire) -> Option<Format> {
    read(&wire.raw, &wire.hint).items.first()?.format
}

/// Wires by format and folder; only those below the folder that `only` names, if it names one.
fn rows(only: Option<&str>) -> BTreeMap<String, Vec<Wire>> {
    let mut rows: BTreeMap<String, Vec<Wire>> = BTreeMap::new();
    let fixtures = Path::new(FIXTURES);
    let only = only.and_then(|row| row.split_once(' '));
    let wanted = |path: &PathBuf| match only {
        Some((_, folder)) => path.iter().any(|part| part == folder),
        None => true,
    };
    let files = |top: &Path| files(top).into_iter().filter(wanted);
    for top in ["wire", "feeds", "pages/article-benchmark"] {
        for wire in files(&fixtures.join(top)).filter_map(wire) {
            let Some(format) = format(&wire) else {
                continue;
            };
            let below = wire.path.strip_prefix(fixtures).unwrap_or(&wire.path);
            let folder = below.iter().nth(1).unwrap_or_default().to_string_lossy();
            let row = format!("{} {folder}", format.name());
            rows.entry(row).or_default().push(wire);
        }
    }
    for wire in files(Path::new(CORPUS)).filter_map(wire) {
        if let Some(format) = format(&wire) {
            let row = format!("{} corpus", format.name());
            rows.entry(row).or_default().push(wire);
        }
    }
    // a format of which real files are at hand is judged by those
    let real: Vec<String> = rows
        .keys()
        .filter_map(|row| row.split_once(' '))
        .filter(|(_, folder)| *folder != "corpus")
        .map(|(format, _)| format!("{format} corpus"))
        .collect();
    rows.retain(|row, _| !real.contains(row));
    let ritzau = rows.iter().filter(|(row, _)| row.starts_with("ritzau "));
    let ritzau: Vec<Wire> = ritzau.flat_map(|(_, wires)| by_mapping(wires)).collect();
    if !ritzau.is_empty() {
        rows.insert("map-xml ritzau".to_owned(), ritzau);
    }
    rows
}

/// Seconds of CPU for one pass over all wires: the fastest round.
fn seconds(wires: &[Wire], mut work: impl FnMut(&Wire)) -> f64 {
    let (mut passes, mut best) = (1, f64::MAX);
    let begin = cpu_time();
    while cpu_time() - begin < MEASURED {
        let round = cpu_time();
        for _ in 0..passes {
            wires.iter().for_each(&mut work);
        }
        let spent = cpu_time() - round;
        best = best.min(spent.as_secs_f64() / f64::from(passes));
        if spent < ROUND {
            passes *= 2;
        }
    }
    best
}

/// What reading took.
#[derive(Clone, Copy, Default)]
struct Figures {
    files: usize,
    bytes: usize,
    items: usize,
    /// Seconds to read all of them.
    reading: f64,
    /// Seconds to hash all of them.
    hashing: f64,
}

fn measured(wires: &[Wire]) -> Figures {
    let items = wires
        .iter()
        .map(|wire| read(&wire.raw, &wire.hint).items.len());
    Figures {
        files: wires.len(),
        bytes: wires.iter().map(|wire| wire.raw.len()).sum(),
        items: items.sum(),
        hashing: seconds(wires, |wire| {
            black_box(Sha256::digest(black_box(&wire.raw)));
        }),
        reading: seconds(wires, |wire| {
            black_box(read(black_box(&wire.raw), &wire.hint));
        }),
    }
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.files += more.files;
        self.bytes += more.bytes;
        self.items += more.items;
        self.reading += more.reading;
        self.hashing += more.hashing;
    }
}

fn print(row: &str, figures: &Figures) {
    let mb = figures.bytes as f64 / 1e6;
    println!(
        "{row:<34} {:>4} files {:>8.1} kB {:>6.0} MB/s hash {:>7.1} MB/s read {:>9.0} items/s",
        figures.files,
        mb * 1e3,
        mb / figures.hashing,
        mb / figures.reading,
        figures.items as f64 / figures.reading,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    if has("--test") {
        return;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    let mut formats: BTreeMap<String, (usize, Figures)> = BTreeMap::new();
    for (row, wires) in rows(wanted.first().map(|row| row.as_str())) {
        if !wanted.is_empty() && !wanted.iter().any(|part| row.contains(part.as_str())) {
            continue;
        }
        if has("--list") {
            for wire in &wires {
                println!("{row}\t{}", wire.path.display());
            }
            continue;
        }
        let figures = measured(&wires);
        if has("--tsv") {
            let (bytes, items) = (figures.bytes, figures.items);
            println!("{row}\t{bytes}\t{items}\t{}", figures.reading);
        } else {
            print(&row, &figures);
            let format = row.split(' ').next().unwrap_or(&row);
            let (rows, sum) = formats.entry(format.to_owned()).or_default();
            *rows += 1;
            *sum += figures;
        }
    }
    for (format, (_, sum)) in formats.iter().filter(|(_, (rows, _))| *rows > 1) {
        print(&format!("{format}, all"), sum);
    }
}
