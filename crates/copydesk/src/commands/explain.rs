//! `copydesk read --explain`: an item as a person reads it: what was recognised, what stands where, and what looks wrong.
//! Says only what the reading says; decides nothing about publishing beyond naming what holds.

use std::fmt::Write;
use std::path::Path;

use copydesk_wire::{BlockKind, Embargo, Finding, Item, Parsed, Rendition, finding};

/// Width of the column of names.
const NAMES: usize = 14;
/// Characters shown of a long line.
const SHOWN_CHARS: usize = 100;

/// Everything a file came to, as lines.
pub fn explain(file: &Path, parsed: &Parsed) -> String {
    let mut out = String::new();
    let count = match parsed.items.len() {
        1 => String::from("1 item"),
        count => format!("{count} items"),
    };
    let format = parsed.items.first().and_then(|item| item.format);
    let format = format.map_or("no known format", |format| format.name());
    let _ = writeln!(out, "{}: {format}, {count}", file.display());
    for item in &parsed.items {
        one(item, &mut out);
    }
    out
}

fn one(item: &Item, out: &mut String) {
    out.push('\n');
    line(out, "Item", &item.guid);
    let version = item.version.as_deref().unwrap_or("none stated");
    line(out, "Version", version);
    line(out, "Status", &status(item));
    line(
        out,
        "Agency",
        item.agency.as_deref().unwrap_or("not stated"),
    );
    optional(out, "Headline", item.headline.as_deref());
    optional(out, "Slugline", item.slugline.as_deref());
    optional(out, "Byline", item.byline.as_deref());
    optional(out, "Dateline", item.dateline.as_deref());
    optional(out, "Credit", item.credit_line.as_deref());
    times(item, out);
    line(out, "Embargo", &embargo(item));
    listed(
        out,
        "Signals",
        item.signals.iter().map(|signal| signal.name().to_owned()),
    );
    if let Some(urgency) = item.urgency {
        line(out, "Urgency", &urgency.to_string());
    }
    optional(out, "Language", item.language.as_deref());
    kills(item, out);
    let subjects = item
        .subjects
        .iter()
        .filter_map(|subject| subject.name.clone().or_else(|| subject.code.clone()));
    listed(out, "Subjects", subjects);
    listed(out, "Keywords", item.keywords.iter().cloned());
    listed(out, "Located", item.located.iter().cloned());
    listed(out, "Sources", item.sources.iter().cloned());
    optional(out, "Copyright", item.copyright_notice.as_deref());
    listed(out, "Terms", item.usage_terms.iter().cloned());
    let ids = item
        .alt_ids
        .iter()
        .map(|(name, values)| format!("{name} {}", values.join(", ")));
    listed(out, "Other ids", ids);
    texts(item, out);
    notes(item, out);
    pictures(item, out);
    let links = item
        .links
        .iter()
        .map(|link| format!("{} {}", link.rel, link.target));
    listed(out, "Links", links);
    findings(&item.findings, out);
}

fn line(out: &mut String, name: &str, words: &str) {
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = words.chars().take(SHOWN_CHARS).collect();
    let more = if shown.len() < words.len() {
        " …"
    } else {
        ""
    };
    let _ = writeln!(out, "  {name:<NAMES$}{shown}{more}");
}

fn optional(out: &mut String, name: &str, words: Option<&str>) {
    if let Some(words) = words {
        line(out, name, words);
    }
}

fn listed(out: &mut String, name: &str, words: impl Iterator<Item = String>) {
    let words: Vec<String> = words.collect();
    if !words.is_empty() {
        line(out, name, &words.join("; "));
    }
}

fn status(item: &Item) -> String {
    match &item.status_raw {
        Some(sent) => format!("{} (sent as {sent:?})", item.status.name()),
        None => format!("{} (none stated)", item.status.name()),
    }
}

fn times(item: &Item, out: &mut String) {
    let all = [
        ("Created", &item.first_created),
        ("This version", &item.version_created),
        ("Expires", &item.expires),
    ];
    for (name, time) in all {
        optional(out, name, time.as_ref().map(|time| time.text.as_str()));
    }
}

fn embargo(item: &Item) -> String {
    match item.embargo {
        Embargo::None => String::from("none"),
        Embargo::Until(at) => format!("until {at}"),
        Embargo::TimeUnknown => String::from("closed, without a readable time"),
    }
}

fn kills(item: &Item, out: &mut String) {
    let Some(kills) = &item.kills else { return };
    let parts = [
        ("id", &kills.guid),
        ("version", &kills.version),
        ("service", &kills.service),
        ("name", &kills.name),
        ("number", &kills.number),
        ("day", &kills.day),
        ("slugline", &kills.slugline),
        ("headline", &kills.headline),
    ];
    let said = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value.as_deref()?)));
    line(out, "Kills", &said.collect::<Vec<_>>().join(", "));
}

fn texts(item: &Item, out: &mut String) {
    if item.renditions.is_empty() {
        line(out, "Text", "none");
    }
    for (index, rendition) in item.renditions.iter().enumerate() {
        let role = if Some(index) == item.body {
            "the text"
        } else {
            "beside it"
        };
        line(out, "Text", &format!("{role}: {}", counted(rendition)));
        if let Some(first) = rendition
            .paragraphs
            .first()
            .filter(|_| Some(index) == item.body)
        {
            line(out, "", &format!("begins: {}", first.text));
        }
    }
}

/// `xhtml, 7 paragraphs (5 text, 1 heading, 1 signature), 412 words`.
fn counted(rendition: &Rendition) -> String {
    let kinds: Vec<String> = BlockKind::ALL
        .iter()
        .filter_map(|kind| {
            let count = rendition
                .paragraphs
                .iter()
                .filter(|p| p.kind == *kind)
                .count();
            (count > 0).then(|| format!("{count} {}", kind.name().replace('_', " ")))
        })
        .collect();
    let words: usize = rendition
        .paragraphs
        .iter()
        .map(|p| p.text.split_whitespace().count())
        .sum();
    let paragraphs = match rendition.paragraphs.len() {
        1 => String::from("1 paragraph"),
        count => format!("{count} paragraphs"),
    };
    format!(
        "{}, {paragraphs} ({}), {words} words",
        rendition.name,
        kinds.join(", ")
    )
}

fn notes(item: &Item, out: &mut String) {
    for note in &item.ed_notes {
        let role = note.role.as_deref().unwrap_or("no role");
        let open = if note.publishable {
            "the sender allows publishing it"
        } else {
            "not for publication"
        };
        line(out, "Note", &format!("[{role}, {open}] {}", note.text));
    }
}

fn pictures(item: &Item, out: &mut String) {
    for picture in &item.pictures {
        let place = picture
            .href
            .as_deref()
            .or(picture.id.as_deref())
            .unwrap_or("without address");
        let credit = picture.credit.as_deref().unwrap_or("not stated");
        line(out, "Picture", &format!("{place}, credit {credit}"));
    }
}

/// What holds first: it keeps rules from publishing the item until an editor has looked.
fn findings(findings: &[Finding], out: &mut String) {
    if findings.is_empty() {
        line(out, "Noticed", "nothing odd");
        return;
    }
    for wanted in [true, false] {
        for found in findings
            .iter()
            .filter(|found| finding::holds(found.code) == wanted)
        {
            let effect = if wanted { "holds" } else { "informs" };
            let place = found.span.map_or_else(String::new, |span| {
                format!(", bytes {}–{}", span.start, span.end)
            });
            line(
                out,
                "Noticed",
                &format!("{effect}: {} ({}{place})", found.message, found.code),
            );
        }
    }
}
