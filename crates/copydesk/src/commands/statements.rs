//! `copydesk statements`: who said what in a text, wire file or page. Changes nothing and judges no words; what it is
//! not sure of is marked for review, with the reasons.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};
use copydesk_statements::{Reading, Statement, Story, finding_json, read, statement_json, words};
use copydesk_text::{Block, BlockKind, flat};
use copydesk_wire::{Format, Hint, Item};
use sha2::{Digest, Sha256};

use crate::commands::{Outcome, read as wires};

/// Largest file read.
const FILE_BYTES_MAX: usize = 32 << 20;
/// Columns of the table.
const COLUMNS: usize = 100;

/// A text found in the file.
struct Text {
    blocks: Vec<Block>,
    language: Option<String>,
    version_sha256: String,
    rendition: String,
}

/// Prints the statements of every text in the file.
pub fn run(file: &Path, json: bool) -> anyhow::Result<Outcome> {
    let texts = texts(file)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for text in &texts {
        let story = Story {
            blocks: &text.blocks,
            language: text.language.as_deref(),
            version_sha256: &text.version_sha256,
            rendition: &text.rendition,
            confirmed: &[],
        };
        let reading = read(&story);
        for finding in &reading.findings {
            eprintln!(
                "copydesk: {}: {} ({})",
                file.display(),
                finding.message,
                finding_json(finding)["code"].as_str().unwrap_or_default()
            );
        }
        let flat = flat(&text.blocks);
        let printed = if json {
            print_json(&mut out, &reading, &story, &flat)
        } else {
            print_table(&mut out, &reading, &flat)
        };
        match printed {
            // Whoever read along has enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Outcome::Done),
            printed => printed.context("standard output")?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output")
        }
        _ => Ok(Outcome::Done),
    }
}

/// The texts of the file: one for a page or a plain text, one an item for a wire file; none for an empty file.
fn texts(file: &Path) -> anyhow::Result<Vec<Text>> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    if bytes.len() > FILE_BYTES_MAX {
        bail!("{}: larger than 32 MiB", file.display());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Vec::new());
    }
    let parsed = wires::read_file(file, &Hint::default())?;
    if parsed.items.is_empty() {
        bail!("{}: {}", file.display(), wires::why_empty(&parsed));
    }
    if parsed
        .items
        .iter()
        .any(|item| item.format == Some(Format::Html))
    {
        return Ok(vec![page(&bytes)]);
    }
    let texts: Vec<Text> = parsed.items.iter().filter_map(item).collect();
    if texts.is_empty() {
        bail!("{}: no text in it", file.display());
    }
    Ok(texts)
}

/// The article of a page, without what stands around it.
fn page(bytes: &[u8]) -> Text {
    let article = copydesk_page::article_of_bytes(bytes, None);
    let blocks = article
        .body
        .iter()
        .filter_map(|index| article.page.blocks.get(*index));
    Text {
        blocks: blocks.map(|block| block.block.clone()).collect(),
        language: article.page.language.clone(),
        version_sha256: hex(&Sha256::digest(bytes)),
        rendition: String::from("page"),
    }
}

/// The text of a wire item, captions and advisories left out.
fn item(item: &Item) -> Option<Text> {
    let body = item.body()?;
    let told = body
        .paragraphs
        .iter()
        .filter(|paragraph| !matches!(paragraph.kind, BlockKind::Caption | BlockKind::Advisory));
    Some(Text {
        blocks: told
            .map(|paragraph| Block::new(paragraph.kind, paragraph.text.clone()))
            .collect(),
        language: item.language.clone(),
        version_sha256: hex(&item.raw_sha256),
        rendition: body.name.clone(),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn print_json(
    out: &mut impl Write,
    reading: &Reading,
    story: &Story,
    flat: &str,
) -> std::io::Result<()> {
    for statement in &reading.statements {
        writeln!(out, "{}", statement_json(statement, story, flat))?;
    }
    Ok(())
}

/// Speaker, how, certain or review with the reasons, place; the words below, wrapped.
fn print_table(out: &mut impl Write, reading: &Reading, flat: &str) -> std::io::Result<()> {
    if !reading.statements.is_empty() {
        writeln!(
            out,
            "{:<40}  {:<24}  {:<10}  certain or review",
            "speaker", "how", "place"
        )?;
    }
    for statement in &reading.statements {
        writeln!(out, "{}", head(statement, flat).trim_end())?;
        for line in wrapped(&words(flat, &statement.content.spans), COLUMNS - 4) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn head(statement: &Statement, flat: &str) -> String {
    let standing = if statement.is_certain() {
        String::from("certain")
    } else {
        let reasons: Vec<&str> = statement
            .reasons
            .iter()
            .map(|reason| reason.name())
            .collect();
        format!("review: {}", reasons.join(", "))
    };
    format!(
        "{:<40}  {:<24}  {:<10}  {standing}",
        speaker(statement, flat),
        how(statement, flat),
        statement.place.name()
    )
}

/// The words that name the source; behind them the name they stand for, where that is known and another.
fn speaker(statement: &Statement, flat: &str) -> String {
    let written = words(flat, &statement.source.spans);
    let name = statement
        .source
        .resolved
        .name
        .as_deref()
        .filter(|name| !written.contains(name));
    let mut speaker = match (written.as_str(), name) {
        ("", _) => String::from("(not named)"),
        (written, Some(name)) => format!("{written} [{name}]"),
        (written, None) => written.to_owned(),
    };
    for link in statement.via.iter().rev() {
        speaker.push_str(" via ");
        speaker.push_str(&words(flat, &link.spans));
    }
    speaker
}

fn how(statement: &Statement, flat: &str) -> String {
    let mut how = String::from(statement.modality.name());
    let mut add = |note: &str| {
        how.push_str(", ");
        how.push_str(note);
    };
    if statement.cue.negated {
        add("negated");
    }
    if statement.cue.hedged {
        add("hedged");
    }
    if statement.thought {
        add("thought");
    }
    let cue = words(flat, &statement.cue.spans);
    if cue.is_empty() {
        how
    } else {
        format!("{how} ({cue})")
    }
}

/// Lines of at most `columns` characters, cut between words.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}
