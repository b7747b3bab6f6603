//! `copydesk quotes`: checks the quotations of a story against the document they quote. Prints class and difference,
//! never a score; what was taken for granted of the document stands in the first line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use copydesk_documents::{Document, SegmentKind as Part};
use copydesk_page::Mark;
use copydesk_statements::quotes::{
    Checked, Completeness, DocumentFacts, EditKind, Prepared, SegmentKind, SourceSegment,
    SourceText, Standing, Translation, Verdict, Voice, checked_json, find_quotations,
};
use copydesk_text::{Block, BlockKind, flat};
use copydesk_wire::{Format, Hint};
use serde_json::{Value, json};

use crate::cli::{QuotedCompleteness, QuotedStanding, QuotesArgs};
use crate::commands::{Outcome, documents, read};

/// A text whose quotations are checked.
struct Story {
    name: Option<String>,
    language: Option<String>,
    text: String,
}

/// Checks and prints.
pub fn run(args: &QuotesArgs) -> anyhow::Result<Outcome> {
    let stories = stories(&args.file)?;
    let language = args
        .language
        .as_deref()
        .or(stories.first().and_then(|story| story.language.as_deref()));
    let source = source(args, language)?;
    let prepared = Prepared::new(&source);
    let checked: Vec<Vec<Checked>> = stories
        .iter()
        .map(|story| {
            let language = args.language.as_deref().or(story.language.as_deref());
            prepared.check_all(&story.text, language, &find_quotations(&story.text))
        })
        .collect();
    let answer = if args.json {
        format!("{}\n", as_json(args, &source, &stories, &checked))
    } else {
        as_table(args, &source, &stories, &checked)
    };
    match std::io::stdout().lock().write_all(answer.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(error).context("standard output");
        }
        _ => {}
    }
    let fails = checked.iter().flatten().any(Checked::fails);
    Ok(if fails { Outcome::No } else { Outcome::Done })
}

/// The texts of the story's file.
fn stories(file: &Path) -> anyhow::Result<Vec<Story>> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    if bytes.len() > copydesk_documents::DOCUMENT_BYTES_MAX {
        bail!("{}: over 32 MiB", file.display());
    }
    read::refuse_binary(file, &bytes)?;
    let parsed = read::read_file(file, &Hint::default())?;
    let wired = parsed
        .items
        .iter()
        .filter(|item| !matches!(item.format, None | Some(Format::Text | Format::Html)));
    let mut stories: Vec<Story> = wired
        .filter_map(|item| {
            let body = item.body()?;
            let shown = body
                .paragraphs
                .iter()
                .filter(|p| !matches!(p.kind, BlockKind::Advisory | BlockKind::Caption));
            let blocks: Vec<Block> = shown.map(|p| Block::new(p.kind, p.text.clone())).collect();
            Some(Story {
                name: item.headline.clone().or_else(|| Some(item.guid.clone())),
                language: item.language.clone(),
                text: flat(&blocks),
            })
        })
        .collect();
    if stories.is_empty() {
        stories.push(page(file, &bytes)?);
    }
    Ok(stories)
}

fn page(file: &Path, bytes: &[u8]) -> anyhow::Result<Story> {
    let page = copydesk_page::read_bytes(bytes, None);
    let aside = [
        Mark::Hidden,
        Mark::Navigation,
        Mark::Form,
        Mark::Comment,
        Mark::Promotion,
    ];
    let shown = page
        .blocks
        .iter()
        .filter(|block| !block.marks.has_any(&aside));
    let text = flat(shown.map(|block| &block.block));
    if text.trim().is_empty() && !bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("{}: no text in it", file.display());
    }
    Ok(Story {
        name: page.headline,
        language: page.language,
        text,
    })
}

/// The document; of a file with texts in several languages the one in the story's language, the others beside it.
fn source(args: &QuotesArgs, language: Option<&str>) -> anyhow::Result<SourceText> {
    let file = &args.source;
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(SourceText::new(name, "", facts(args, &Document::default())));
    }
    let documents = documents::all(file)?;
    let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
    let wanted = primary(language.unwrap_or("en"));
    let fits = |document: &Document| {
        document
            .facts
            .language
            .as_deref()
            .is_some_and(|tag| primary(tag) == wanted)
    };
    let first = documents.iter().position(fits).unwrap_or(0);
    let mut texts: Vec<SourceText> = documents
        .iter()
        .map(|document| source_text(args, &name, document))
        .collect();
    let mut source = texts.remove(first);
    source.related = texts;
    Ok(source)
}

fn source_text(args: &QuotesArgs, name: &str, document: &Document) -> SourceText {
    let mut source = SourceText::new(name, document.text.clone(), facts(args, document));
    source.segments = document
        .segments
        .iter()
        .map(|segment| SourceSegment {
            id: segment.id.clone(),
            kind: match segment.kind {
                Part::Article => SegmentKind::Article,
                Part::Paragraph | Part::Point | Part::Recital => SegmentKind::Paragraph,
                _ => SegmentKind::Other,
            },
            number: segment.number.map(|number| number.to_string()),
            span: segment.span,
            voice: Voice::Document,
        })
        .collect();
    source
}

/// What the option says, else what the file says, else a full official text.
fn facts(args: &QuotesArgs, document: &Document) -> DocumentFacts {
    let stated = &document.facts;
    let completeness = match (args.completeness, stated.completeness) {
        (Some(QuotedCompleteness::Full), _) => Completeness::Full,
        (Some(QuotedCompleteness::Excerpt), _) => Completeness::Excerpt,
        (Some(QuotedCompleteness::Paraphrase), _) => Completeness::Paraphrase,
        (None, Some(copydesk_documents::Completeness::Excerpt)) => Completeness::Excerpt,
        (None, Some(copydesk_documents::Completeness::Paraphrase)) => Completeness::Paraphrase,
        (None, Some(copydesk_documents::Completeness::Full) | None) => Completeness::Full,
    };
    let translated = args.translation || stated.is_translation == Some(true);
    DocumentFacts {
        title: stated.title.clone(),
        language: args
            .source_language
            .clone()
            .or_else(|| stated.language.clone()),
        translation: if translated {
            Translation::Translation
        } else {
            Translation::Unknown
        },
        completeness,
        standing: match args.standing {
            Some(QuotedStanding::Unofficial) => Standing::Unofficial,
            Some(QuotedStanding::Official) | None => Standing::Official,
        },
        publisher: args.publisher.clone().or_else(|| stated.publisher.clone()),
    }
}

/// How a document was taken, in words.
fn taken_as(facts: &DocumentFacts) -> String {
    let completeness = match facts.completeness {
        Completeness::Full => "full",
        Completeness::Excerpt => "excerpt",
        Completeness::Paraphrase => "paraphrase",
        Completeness::Unknown => "completeness unknown",
    };
    let standing = match facts.standing {
        Standing::Official => "official",
        Standing::Unofficial => "unofficial",
        Standing::Unknown => "standing unknown",
    };
    let mut out = format!("{completeness}, {standing}");
    if facts.translation == Translation::Translation {
        out.push_str(", a translation");
    }
    let language = facts.language.as_deref().unwrap_or("not stated");
    let _ = write!(out, "; language: {language}");
    out
}

fn as_json(
    args: &QuotesArgs,
    source: &SourceText,
    stories: &[Story],
    checked: &[Vec<Checked>],
) -> Value {
    let texts = std::iter::once(source).chain(&source.related);
    let each = stories.iter().zip(checked).map(|(story, checked)| {
        let quotations: Vec<Value> = checked.iter().map(|one| checked_json(&story.text, one)).collect();
        json!({"name": story.name, "language": story.language, "text": story.text, "quotations": quotations})
    });
    json!({
        "file": args.file.display().to_string(),
        "texts": texts.map(text_json).collect::<Vec<_>>(),
        "stories": each.collect::<Vec<_>>(),
        "counts": counts(checked),
        "fails": checked.iter().flatten().filter(|one| one.fails()).count(),
    })
}

fn text_json(source: &SourceText) -> Value {
    let facts = &source.facts;
    json!({
        "id": source.id,
        "sha256": source.sha256(),
        "title": facts.title,
        "language": facts.language,
        "publisher": facts.publisher,
        "completeness": match facts.completeness {
            Completeness::Full => Some("full"),
            Completeness::Excerpt => Some("excerpt"),
            Completeness::Paraphrase => Some("paraphrase"),
            Completeness::Unknown => None,
        },
        "standing": match facts.standing {
            Standing::Official => Some("official"),
            Standing::Unofficial => Some("unofficial"),
            Standing::Unknown => None,
        },
        "translation": match facts.translation {
            Translation::Translation => Some(true),
            Translation::Original => Some(false),
            Translation::Unknown => None,
        },
    })
}

fn counts(checked: &[Vec<Checked>]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for one in checked.iter().flatten() {
        *counts
            .entry(one.verdict.map_or("no_verdict", Verdict::name))
            .or_default() += 1;
    }
    counts
}

fn as_table(
    args: &QuotesArgs,
    source: &SourceText,
    stories: &[Story],
    checked: &[Vec<Checked>],
) -> String {
    let mut out = format!(
        "{} taken as: {}\n",
        args.source.display(),
        taken_as(&source.facts)
    );
    for (story, checked) in stories.iter().zip(checked) {
        if let Some(name) = story.name.as_deref().filter(|_| stories.len() > 1) {
            let _ = writeln!(out, "\n{name}");
        }
        if checked.is_empty() {
            out.push_str("\nno quotation\n");
        }
        for (index, one) in checked.iter().enumerate() {
            out.push('\n');
            out.push_str(&block(index + 1, story, one, source));
        }
    }
    let total = checked.iter().map(Vec::len).sum::<usize>();
    let listed: Vec<String> = counts(checked)
        .iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    let fails = checked.iter().flatten().filter(|one| one.fails()).count();
    let _ = writeln!(
        out,
        "\n{total} quotations: {}; {fails} do not hold",
        listed.join(", ")
    );
    out
}

/// One quotation in a few lines: verdict, words, place, differences.
fn block(number: usize, story: &Story, one: &Checked, source: &SourceText) -> String {
    let verdict = one.verdict.map_or("no verdict", Verdict::name);
    let severity = one
        .severity
        .map_or(String::new(), |severity| format!(", {}", severity.name()));
    let mark = if one.fails() {
        "  <- does not hold"
    } else {
        ""
    };
    let mut out = format!("{number:>3}  {verdict}{severity}{mark}\n");
    let _ = writeln!(
        out,
        "     \u{201C}{}\u{201D}",
        one_line(&one.quotation.words(&story.text), 300)
    );
    let _ = writeln!(out, "     {}; {}", attribution(one), explained(one));
    if let Some(place) = one.occurrences.first() {
        let texts: Vec<&SourceText> = std::iter::once(source).chain(&source.related).collect();
        let text = texts.get(place.text).map_or("", |text| text.id.as_str());
        let segment = place.segment.as_deref().unwrap_or("no article");
        let start = place.spans.first().map_or(0, |span| span.start);
        let times = if one.occurs > 1 {
            format!(", {} times", one.occurs)
        } else {
            String::new()
        };
        let _ = writeln!(out, "     stands in {text}, {segment}, byte {start}{times}");
    }
    for edit in one
        .edits
        .iter()
        .filter(|edit| edit.kind != EditKind::Gap || !edit.source.is_empty())
    {
        let touches: Vec<&str> = edit.touches.iter().map(|touch| touch.name()).collect();
        let touches = if touches.is_empty() {
            String::new()
        } else {
            format!("  [{}]", touches.join(", "))
        };
        let _ = writeln!(
            out,
            "     {}: \u{201C}{}\u{201D} for \u{201C}{}\u{201D}{touches}",
            edit.kind.name(),
            one_line(&edit.quoted, 80),
            one_line(&edit.source, 160)
        );
    }
    if let Some(passage) = &one.restriction {
        let _ = writeln!(
            out,
            "     goes on: \u{201C}{}\u{201D}",
            one_line(&passage.words, 200)
        );
    }
    if let Some(passage) = &one.closest {
        let _ = writeln!(
            out,
            "     closest: \u{201C}{}\u{201D}",
            one_line(&passage.words, 300)
        );
    }
    if !one.flags.is_empty() {
        let flags: Vec<&str> = one.flags.iter().map(|flag| flag.name()).collect();
        let _ = writeln!(out, "     flags: {}", flags.join(", "));
    }
    out
}

fn attribution(one: &Checked) -> String {
    use copydesk_statements::quotes::Attribution;
    match &one.quotation.attribution {
        Attribution::Document if one.quotation.articles.is_empty() => {
            "said of the document".to_owned()
        }
        Attribution::Document => format!("said of article {}", one.quotation.articles.join(", ")),
        Attribution::Speaker(Some(name)) => format!("said by {name}"),
        Attribution::Speaker(None) => "said by somebody".to_owned(),
        Attribution::Unknown => "nobody is named".to_owned(),
    }
}

fn explained(one: &Checked) -> String {
    let Some(verdict) = one.verdict else {
        return format!("too short for a verdict; occurs {} times", one.occurs);
    };
    let reasons: Vec<&str> = one
        .reasons
        .iter()
        .map(|reason| reason.explained())
        .collect();
    if reasons.is_empty() {
        verdict.explained().to_owned()
    } else {
        reasons.join("; ")
    }
}

/// On one line, cut after so many characters.
fn one_line(words: &str, most: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most).collect();
    format!("{kept} \u{2026}")
}
