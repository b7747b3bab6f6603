//! `copydesk documents`: shows an agreement as an outline with what it binds whom to, or compares two article by
//! article. Reads files; decides nothing about what a change means.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use copydesk_documents::{
    Archive, Boilerplate, Condition, Diff, Direction, Document, Echo, Event, Obligation,
    Obligations, Pair, PairedBy, ReadHint, Relation, SegmentKind, Term, Unreadable, Valued, What,
    dates, diff, diff_json, document_json, obligations, read, read_pdf_text, timeline,
};
use copydesk_text::{Op, Span};

use crate::cli::DocumentsCommand;
use crate::commands::{Outcome, documents_add, pdftotext};

/// Longest line of the outline that repeats words of the text, in characters.
const OPENING_CHARACTERS: usize = 72;

/// Runs one of the commands.
pub fn run(command: &DocumentsCommand) -> anyhow::Result<Outcome> {
    let (text, json) = match command {
        DocumentsCommand::Add(options) => return documents_add::run(options),
        DocumentsCommand::Show {
            document,
            others,
            language,
            json,
        } => {
            let shown = Shown::read(document, others, language.as_deref())?;
            if *json {
                (shown.json(), true)
            } else {
                (shown.text(), false)
            }
        }
        DocumentsCommand::Diff {
            left,
            right,
            language,
            json,
        } => {
            let left = one(left, language.as_deref())?;
            let right = one(right, language.as_deref())?;
            let found = diff(&left, &right);
            if *json {
                (diff_json(&left, &right, &found).to_string(), true)
            } else {
                (
                    Compared {
                        left: &left,
                        right: &right,
                    }
                    .text(&found),
                    false,
                )
            }
        }
    };
    let mut out = std::io::stdout().lock();
    let end = if json { "\n" } else { "" };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output")
        }
        _ => Ok(Outcome::Done),
    }
}

/// Reads the documents of a file.
pub fn all(file: &Path) -> anyhow::Result<Vec<Document>> {
    let name = file.display();
    let raw = std::fs::read(file).with_context(|| name.to_string())?;
    let hint = ReadHint {
        file_name: file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
    };
    match read(&raw, &hint) {
        Ok(documents) => Ok(documents),
        Err(Unreadable::Pdf) => {
            let output = pdftotext::text_of(file)?;
            let document = read_pdf_text(&output).map_err(|why| anyhow!("{name}: {why}"))?;
            Ok(vec![document])
        }
        Err(why) => bail!("{name}: {why}"),
    }
}

/// The document of a file in the language wanted, or the first.
fn one(file: &Path, language: Option<&str>) -> anyhow::Result<Document> {
    let mut documents = all(file)?;
    let Some(language) = language else {
        return Ok(documents.swap_remove(0));
    };
    let fits = |document: &Document| {
        let own = document.facts.language.as_deref().unwrap_or("");
        own.eq_ignore_ascii_case(language)
            || own
                .to_ascii_lowercase()
                .starts_with(&format!("{}-", language.to_ascii_lowercase()))
    };
    match documents.iter().position(fits) {
        Some(at) => Ok(documents.swap_remove(at)),
        None if documents.len() == 1 => Ok(documents.swap_remove(0)),
        None => bail!("{}: holds no text in {language}", file.display()),
    }
}

/// A document with what was read in it.
struct Shown {
    document: Document,
    events: Vec<Event>,
    /// Each with the name of the other document and the id of its article.
    echoes: Vec<(Echo, String, String)>,
}

impl Shown {
    fn read(
        file: &Path,
        others: &[std::path::PathBuf],
        language: Option<&str>,
    ) -> anyhow::Result<Self> {
        let document = one(file, language)?;
        let mut archive: Vec<(String, Document)> = Vec::with_capacity(others.len());
        for other in others {
            archive.push((other.display().to_string(), one(other, language)?));
        }
        let echoes = echoes(&document, &archive);
        let events = timeline(&document, &dates(&document));
        Ok(Self {
            document,
            events,
            echoes,
        })
    }

    fn json(&self) -> String {
        document_json(&self.document, &self.events, &self.echoes).to_string()
    }

    fn text(&self) -> String {
        let mut out = String::new();
        self.facts(&mut out);
        self.outline(&mut out);
        self.obligations(&mut out);
        self.echo_lines(&mut out);
        for finding in &self.document.findings {
            let _ = writeln!(out, "finding {}: {}", finding.code, finding.message);
        }
        out
    }

    fn facts(&self, out: &mut String) {
        let facts = &self.document.facts;
        let mut line = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                let _ = writeln!(out, "{name:<12} {value}");
            }
        };
        line("title", facts.title.as_deref());
        line("language", facts.language.as_deref());
        line("signed", facts.signed.as_deref());
        line("in force", facts.in_force.as_deref());
        line("ended", facts.ended.as_deref());
        line("publisher", facts.publisher.as_deref());
        line("published", facts.published_at.as_deref());
        let parties = facts.parties.join(", ");
        line("parties", (!parties.is_empty()).then_some(&parties));
        let count = self.document.articles().count();
        let articles = if count == 1 {
            "1 article".to_owned()
        } else {
            format!("{count} articles")
        };
        line(
            "holds",
            Some(&format!(
                "{articles}, {} segments",
                self.document.segments.len()
            )),
        );
        line("sha256", Some(&self.document.sha256()));
    }

    fn outline(&self, out: &mut String) {
        out.push('\n');
        for (at, segment) in self.document.segments.iter().enumerate() {
            let depth = self.depth(at);
            let label = segment.label.map(|label| self.document.words(label));
            let heading = segment.heading.map(|heading| self.document.words(heading));
            let words = match (label, heading) {
                (Some(label), Some(heading)) => format!("{} · {}", label.trim(), heading.trim()),
                (None, Some(heading)) => heading.trim().to_owned(),
                (Some(label), None) if segment.kind == SegmentKind::Article => {
                    label.trim().to_owned()
                }
                _ => opening(self.document.words(segment.span)),
            };
            let _ = writeln!(
                out,
                "{:indent$}{}  {}",
                "",
                segment.id,
                opening(&words),
                indent = depth * 2
            );
        }
    }

    fn depth(&self, at: usize) -> usize {
        std::iter::successors(self.document.segments[at].parent, |&parent| {
            self.document.segments[parent].parent
        })
        .count()
    }

    fn obligations(&self, out: &mut String) {
        let Obligations { obligations, terms } = obligations(&self.document);
        if !obligations.is_empty() {
            out.push_str("\nobligations, each value with its words\n");
        }
        for one in &obligations {
            self.obligation(one, out);
        }
        if !terms.is_empty() {
            out.push_str("\nterm\n");
        }
        for one in &terms {
            let id = &self.document.segments[one.segment].id;
            let years = match one.term.value {
                Term::Years(years) => format!(" {years}"),
                _ => String::new(),
            };
            let words = self.document.words(one.term.span);
            let _ = writeln!(
                out,
                "  {id}  {}{years} \u{201c}{words}\u{201d}",
                one.term.value.name()
            );
        }
        if !self.events.is_empty() {
            out.push_str("\nevents\n");
        }
        for event in &self.events {
            let what = match event.what {
                What::Fact(name) => name.replace('_', " "),
                What::Sentence { span, .. } => opening(self.document.words(span)),
            };
            let _ = writeln!(out, "  {} ({})  {what}", event.when, event.precision.name());
        }
    }

    fn obligation(&self, one: &Obligation, out: &mut String) {
        let words = |span: Span| format!("\u{201c}{}\u{201d}", folded(self.document.words(span)));
        let excluded = if one.excluded.is_some() {
            "excluded: "
        } else {
            ""
        };
        let id = &self.document.segments[one.segment].id;
        let _ = writeln!(
            out,
            "  {id}  {excluded}{} {}",
            one.duty.value.name(),
            words(one.duty.span)
        );
        let mut line = |name: &str, value: &str, span: Span| {
            let blank = if value.is_empty() { "" } else { " " };
            let _ = writeln!(out, "      {name:<12} {value}{blank}{}", words(span));
        };
        if let Some(span) = one.excluded {
            line("negation", "", span);
        }
        if let Some(span) = one.bound {
            line("bound", "", span);
        }
        if let Some(span) = one.towards {
            line("towards", "", span);
        }
        let mut several = |name: &str, values: Vec<(&str, Span)>| {
            values
                .into_iter()
                .for_each(|(value, span)| line(name, value, span))
        };
        several("trigger", pairs(&one.triggers, |value| value.name()));
        several("force", vec![(one.force.value.name(), one.force.span)]);
        several(
            "automaticity",
            pairs(&one.automaticity, |value| value.name()),
        );
        several("means", pairs(&one.means, |value| value.name()));
        for condition in &one.conditions {
            let article = match condition.value {
                Condition::UnCharter(Some(number)) => format!(" {number}"),
                _ => String::new(),
            };
            several(
                "condition",
                vec![(
                    &format!("{}{article}", condition.value.name()),
                    condition.span,
                )],
            );
        }
        several(
            "consultation",
            pairs(&one.consultation, |value| value.name()),
        );
    }

    fn echo_lines(&self, out: &mut String) {
        if !self.echoes.is_empty() {
            out.push_str("\nechoes\n");
        }
        for (echo, title, from) in &self.echoes {
            let article = &self.document.segments[echo.article].id;
            let direction = match echo.direction {
                Direction::Earlier => "has words of",
                Direction::CommonWording => "has words in common, of the same day, with",
            };
            let note = match echo.boilerplate {
                Boilerplate::Yes => "; usual wording of treaties",
                Boilerplate::No => "",
                Boilerplate::Unknown => {
                    "; whether this is usual wording nobody can tell from so few documents"
                }
            };
            let share = format!("{}.{} %", echo.covered / 10, echo.covered % 10);
            let _ = writeln!(
                out,
                "  {article} {direction} {title} {from}: {share} of its words{note}"
            );
            for run in &echo.runs {
                let words = opening(self.document.words(run.here));
                let _ = writeln!(out, "      {} words: \u{201c}{words}\u{201d}", run.words);
            }
        }
        if !self.document.findings.is_empty() {
            out.push('\n');
        }
    }
}

fn pairs<T: Copy>(
    all: &[Valued<T>],
    name: impl Fn(T) -> &'static str,
) -> Vec<(&'static str, Span)> {
    all.iter().map(|one| (name(one.value), one.span)).collect()
}

fn echoes(document: &Document, archive: &[(String, Document)]) -> Vec<(Echo, String, String)> {
    if archive.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<&Document> = archive.iter().map(|(_, other)| other).collect();
    all.push(document);
    let found = Archive::new(all).echoes(archive.len());
    let named = |echo: Echo| {
        let (name, other) = &archive[echo.from_document];
        let title = other.facts.title.clone().unwrap_or_else(|| name.clone());
        let from = other.segments[echo.from_article].id.clone();
        (echo, title, from)
    };
    found.into_iter().map(named).collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of a passage on one line.
fn opening(text: &str) -> String {
    let line = folded(text);
    match line.char_indices().nth(OPENING_CHARACTERS) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

struct Compared<'a> {
    left: &'a Document,
    right: &'a Document,
}

impl Compared<'_> {
    fn text(&self, found: &Diff) -> String {
        let mut out = String::new();
        let side = |document: &Document| {
            let title = document
                .facts
                .title
                .clone()
                .unwrap_or_else(|| opening(&document.text));
            let language = document
                .facts
                .language
                .as_deref()
                .map(|language| format!(" ({language})"));
            format!("{title}{}", language.unwrap_or_default())
        };
        let _ = writeln!(out, "- {}\n+ {}", side(self.left), side(self.right));
        if found.paired_by == PairedBy::Number {
            out.push_str("the languages differ: articles are paired by their numbers, no words are compared\n");
        }
        let same = found
            .pairs
            .iter()
            .filter(|pair| pair.relation == Relation::Same)
            .count();
        for pair in found
            .pairs
            .iter()
            .filter(|pair| pair.relation != Relation::Same)
        {
            self.pair(pair, found.paired_by, &mut out);
        }
        let _ = writeln!(out, "\n{same} of {} parts read the same", found.pairs.len());
        out
    }

    fn pair(&self, pair: &Pair, paired_by: PairedBy, out: &mut String) {
        let names = |document: &Document, all: &[usize]| -> String {
            let name = |&at: &usize| {
                let segment = &document.segments[at];
                let heading = segment
                    .heading
                    .map(|heading| format!(" {}", opening(document.words(heading))));
                format!("{}{}", segment.id, heading.unwrap_or_default())
            };
            all.iter().map(name).collect::<Vec<_>>().join(" + ")
        };
        let (left, right) = (names(self.left, &pair.left), names(self.right, &pair.right));
        let relation = match (pair.relation, paired_by) {
            (Relation::Reworded, PairedBy::Number) => "same number",
            (relation, _) => relation.name(),
        };
        let head = match (left.is_empty(), right.is_empty()) {
            (true, _) => format!("only new: {right}"),
            (_, true) => format!("only old: {left}"),
            _ => format!("{}: {left} -> {right}", relation.replace('_', " ")),
        };
        let _ = writeln!(out, "\n{head}");
        if left.is_empty() || right.is_empty() {
            return;
        }
        for edit in &pair.operations {
            let old = edit
                .left
                .map(|left| folded(self.left.words(left)))
                .unwrap_or_default();
            let new = folded(self.right.words(edit.right));
            match edit.op {
                Op::Keep | Op::Move => continue,
                _ if old.is_empty() && new.is_empty() => continue,
                Op::Delete => drop(writeln!(out, "  - {old}")),
                Op::Insert => drop(writeln!(out, "  + {new}")),
                Op::Replace if old == new => continue,
                Op::Replace => drop(writeln!(out, "  - {old}\n  + {new}")),
            }
        }
    }
}
