//! Segmentation against structures that others made: the collections are flattened to plain text in five ways, and
//! the numbered articles must be found again, each at its line and with its number.

use std::fmt::Write as _;
use std::io::Write as _;

use copydesk_documents::{Document, Number, SegmentKind, segment};

use crate::fixtures;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flattening {
    Clean,
    Wrapped,
    RunIn,
    Pages,
    Roman,
}

const ALL: [Flattening; 5] = [
    Flattening::Clean,
    Flattening::Wrapped,
    Flattening::RunIn,
    Flattening::Pages,
    Flattening::Roman,
];

const WRAP_COLUMNS: usize = 72;
const PAGE_LINES: usize = 50;

/// A text and where the headings of its numbered articles stand.
#[derive(Default)]
struct Flat {
    text: String,
    gold: Vec<(usize, Number)>,
    lines: usize,
}

impl Flat {
    fn line(&mut self, line: &str, how: Flattening) {
        if how == Flattening::Pages && self.lines > 0 && self.lines.is_multiple_of(PAGE_LINES) {
            let page = self.lines / PAGE_LINES;
            let _ = write!(self.text, "Collected Agreements, Volume 7\n{page}\n");
        }
        self.lines += 1;
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn words(&mut self, words: &str, how: Flattening) {
        for line in words.lines() {
            if how != Flattening::Wrapped || line.chars().count() <= WRAP_COLUMNS {
                self.line(line, how);
                continue;
            }
            let mut row = String::new();
            for word in line.split_whitespace() {
                if !row.is_empty() && row.chars().count() + 1 + word.chars().count() > WRAP_COLUMNS
                {
                    self.line(&std::mem::take(&mut row), how);
                }
                if !row.is_empty() {
                    row.push(' ');
                }
                row.push_str(word);
            }
            self.line(&row, how);
        }
    }
}

fn flatten(document: &Document, how: Flattening) -> Flat {
    let mut flat = Flat::default();
    let words = |span| document.words(span).trim().to_owned();
    for (index, segment) in document.segments.iter().enumerate() {
        match segment.kind {
            SegmentKind::Chapter => {
                if let Some(heading) = segment.heading {
                    flat.words(&words(heading).to_uppercase(), how);
                }
            }
            SegmentKind::Article => {
                let label = segment.label.map(words);
                let title = segment.heading.map(words);
                let body = words(document.body(index));
                let label = match (label, segment.number, how) {
                    (Some(_), Some(number), Flattening::Roman) => Some(roman_label(number)),
                    (label, ..) => label.map(|label| title_case(&label)),
                };
                if let (Some(_), Some(number)) = (&label, segment.number) {
                    if how == Flattening::Pages
                        && flat.lines > 0
                        && flat.lines.is_multiple_of(PAGE_LINES)
                    {
                        flat.line("", how);
                    }
                    flat.gold.push((flat.text.len(), number));
                }
                if how == Flattening::RunIn {
                    let parts: Vec<String> =
                        [label, title, Some(body)].into_iter().flatten().collect();
                    flat.words(&parts.join(" "), how);
                } else {
                    for part in [label, title, Some(body)].into_iter().flatten() {
                        flat.words(&part, how);
                    }
                }
            }
            _ if segment.parent.is_none() => flat.words(&words(segment.span), how),
            _ => {}
        }
    }
    flat
}

fn title_case(label: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in label.chars() {
        if inside {
            out.extend(letter.to_lowercase());
        } else {
            out.extend(letter.to_uppercase());
        }
        inside = letter.is_alphabetic();
    }
    out
}

fn roman_label(number: Number) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let written = number.to_string();
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let mut value: u32 = written[..digits].parse().expect("digits");
    let mut label = String::from("Article ");
    for (step, letters) in STEPS {
        while value >= step {
            label.push_str(letters);
            value -= step;
        }
    }
    let rest = &written[digits..];
    if rest.starts_with(char::is_alphabetic) {
        label.push(' ');
    }
    label + rest
}

/// What was found of one collection in one flattening.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    gold: usize,
    perfect: usize,
    files: usize,
}

impl Score {
    /// Adds a document; gives whether it is perfect.
    fn add(&mut self, name: &str, flat: &Flat, how: Flattening) -> bool {
        let segmented = segment(&flat.text);
        let found: Vec<(usize, Number)> = segmented
            .segments
            .iter()
            .filter(|segment| segment.kind == SegmentKind::Article)
            .filter_map(|segment| Some((segment.label?.start, segment.number?)))
            .collect();
        let right = found.iter().filter(|one| flat.gold.contains(one)).count();
        let perfect = right == found.len() && right == flat.gold.len();
        if !perfect && std::env::var_os("COPYDESK_TEST_SHOW").is_some() {
            show(name, how, flat, &found);
        }
        self.right += right;
        self.found += found.len();
        self.gold += flat.gold.len();
        self.perfect += usize::from(perfect);
        self.files += 1;
        perfect
    }

    fn f_basis_points(&self) -> usize {
        2 * self.right * 10_000 / (self.found + self.gold).max(1)
    }

    fn row(&self, name: &str, how: Flattening) {
        let percent = |value: usize| format!("{}.{:02}", value / 100, value % 100);
        println!(
            "{name:14} {how:8?} perfect {:3} of {:3}   P {:>6} R {:>6} F {:>6}",
            self.perfect,
            self.files,
            percent(self.right * 10_000 / self.found.max(1)),
            percent(self.right * 10_000 / self.gold.max(1)),
            percent(self.f_basis_points())
        );
    }
}

fn show(name: &str, how: Flattening, flat: &Flat, found: &[(usize, Number)]) {
    let line = |at: usize| {
        flat.text[at..]
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .take(90)
            .collect::<String>()
    };
    for gold in flat.gold.iter().filter(|gold| !found.contains(gold)) {
        println!("{name} {how:?} missed {}: {}", gold.1, line(gold.0));
    }
    for one in found.iter().filter(|one| !flat.gold.contains(one)) {
        println!("{name} {how:?} wrong {}: {}", one.1, line(one.0));
    }
}

#[test]
fn articles_of_flattened_treaties_are_found_again() {
    let Some(agreements) = fixtures::english("tota") else {
        return;
    };
    assert_eq!(agreements.len(), 83);
    for how in ALL {
        let mut score = Score::default();
        for (name, document) in &agreements {
            score.add(name, &flatten(document, how), how);
        }
        score.row("tota", how);
        assert!(score.f_basis_points() >= 9_950, "{how:?}");
        let least = if how == Flattening::Clean { 78 } else { 66 };
        assert!(score.perfect >= least, "{how:?}: {} perfect", score.perfect);
        if how == Flattening::Clean {
            assert!(
                score.perfect * 10 >= score.files * 9,
                "of the agreements nine in ten hold no error"
            );
        }
    }
    let Some(treaties) = fixtures::english("open-treaties") else {
        return;
    };
    for how in ALL {
        let mut score = Score::default();
        for (name, document) in &treaties {
            score.add(name, &flatten(document, how), how);
        }
        score.row("open-treaties", how);
        assert!(
            how != Flattening::Clean || score.perfect == 28,
            "each structure comes back"
        );
    }
    let _ = std::io::stdout().flush();
}

#[test]
fn structures_in_both_languages_come_back_with_their_numbers() {
    let Some(all) = fixtures::documents("open-treaties") else {
        return;
    };
    assert_eq!(all.len(), 28);
    for (name, documents) in &all {
        let numbers = |document: &Document| -> Vec<Option<Number>> {
            document
                .articles()
                .map(|at| document.segments[at].number)
                .collect()
        };
        assert_eq!(documents.len(), 2, "{name}: English and Chinese");
        assert_eq!(numbers(&documents[0]), numbers(&documents[1]), "{name}");
        for document in documents {
            let again = segment(&document.text);
            let found: Vec<_> = again
                .segments
                .iter()
                .filter(|segment| segment.kind == SegmentKind::Article)
                .map(|segment| segment.number)
                .collect();
            assert_eq!(found, numbers(document), "{name}");
        }
    }
}
