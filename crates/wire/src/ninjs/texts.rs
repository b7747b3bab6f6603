//! A rendition as the one text that ninjs has room for: lines where these are enough to read the same paragraphs again,
//! else HTML. What a paragraph is beyond that is named apart. Never changes a letter.

use std::borrow::Cow;

use crate::chars::Mapped;
use crate::origin::{self, Markup};
use crate::text::{self, Surroundings};
use crate::{BlockKind, Paragraph, Rendition};

/// The text of a rendition, which reads as the same paragraphs.
pub(super) fn text_of(rendition: &Rendition) -> String {
    let texts = rendition.paragraphs.iter().map(|p| p.text.as_str());
    let lines = texts.collect::<Vec<_>>().join("\n\n");
    let media_type = rendition.media_type.as_deref();
    if Markup::of(media_type, &lines) == Markup::Plain && lines_suffice(&lines, rendition) {
        return lines;
    }
    let html = html(&rendition.paragraphs);
    match Markup::of(media_type, &html) {
        Markup::Html => html,
        // So that a reader sees mark-up where the type does not say so.
        Markup::Plain => format!("<div>{html}</div>"),
    }
}

/// Whether lines read as the same paragraphs. A text that is no plain one by its type keeps its headings and lists in
/// mark-up.
fn lines_suffice(lines: &str, rendition: &Rendition) -> bool {
    let again = origin::paragraphs(&Mapped::copy_of(lines, 0), Markup::Plain);
    let plain = rendition.media_type.as_deref() == Some("text/plain");
    let same = |(one, other): (&Paragraph, &Paragraph)| {
        let marked_alike = plain || one.kind == as_marked_up(other.kind);
        one.text == other.text && marked_alike
    };
    again.len() == rendition.paragraphs.len() && again.iter().zip(&rendition.paragraphs).all(same)
}

/// The kind that mark-up can say.
const fn as_marked_up(kind: BlockKind) -> BlockKind {
    match kind {
        BlockKind::Signature | BlockKind::Advisory => BlockKind::Text,
        kind => kind,
    }
}

/// What the paragraphs are where their text, read again, does not say so: `0-3 table_row,7 signature`, places counted from
/// 0. Nothing where it says all.
pub(super) fn kinds_unsaid(rendition: &Rendition, text: &str) -> Option<String> {
    let markup = Markup::of(rendition.media_type.as_deref(), text);
    let mut again = origin::paragraphs(&Mapped::copy_of(text, 0), markup);
    text::mark_surroundings(&mut again, Surroundings::default());
    if again.len() != rendition.paragraphs.len() {
        return None;
    }
    let mut unsaid: Vec<(usize, usize, BlockKind)> = Vec::new();
    for (at, (again, sent)) in again.iter().zip(&rendition.paragraphs).enumerate() {
        if again.kind == sent.kind {
            continue;
        }
        match unsaid.last_mut() {
            Some((_, last, kind)) if *last + 1 == at && *kind == sent.kind => *last = at,
            _ => unsaid.push((at, at, sent.kind)),
        }
    }
    let ranges = unsaid
        .iter()
        .map(|(first, last, kind)| match first == last {
            true => format!("{first} {}", kind.name()),
            false => format!("{first}-{last} {}", kind.name()),
        });
    let ranges: Vec<String> = ranges.collect();
    (!ranges.is_empty()).then(|| ranges.join(","))
}

fn html(paragraphs: &[Paragraph]) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let (open, close) = match paragraph.kind {
            BlockKind::Heading => ("<h2>", "</h2>"),
            BlockKind::ListItem => ("<ul><li>", "</li></ul>"),
            BlockKind::Quote => ("<blockquote>", "</blockquote>"),
            BlockKind::Caption => ("<figcaption>", "</figcaption>"),
            BlockKind::TableRow if is_row(&paragraph.text) => {
                ("<table><tr><td>", "</td></tr></table>")
            }
            _ => ("<p>", "</p>"),
        };
        let row = open.starts_with("<table>");
        let pre = !row && !is_line(&paragraph.text);
        out.push_str(open);
        out.push_str(if pre { "<pre>" } else { "" });
        for letter in paragraph.text.chars() {
            match letter {
                '\n' if !pre => out.push_str("<br/>"),
                '\t' if row => out.push_str("</td><td>"),
                _ => out.push_str(&escaped_letter(letter)),
            }
        }
        out.push_str(if pre { "</pre>" } else { "" });
        out.push_str(close);
    }
    out
}

/// Whether folding white space leaves every cell as it is.
fn is_row(text: &str) -> bool {
    let empty_at_the_ends = text.starts_with('\t') || text.ends_with('\t');
    let cells = || text.split('\t').filter(|cell| !cell.is_empty());
    !empty_at_the_ends && cells().all(|cell| text::is_folded(cell) && !cell.ends_with(' '))
}

/// Whether folding white space leaves each line as it is, and no line is empty.
fn is_line(text: &str) -> bool {
    text.split('\n')
        .all(|line| text::is_folded(line) && !line.ends_with(' '))
}

pub(super) fn escaped_letter(letter: char) -> Cow<'static, str> {
    match letter {
        '&' => Cow::Borrowed("&amp;"),
        '<' => Cow::Borrowed("&lt;"),
        '>' => Cow::Borrowed("&gt;"),
        _ => Cow::Owned(letter.to_string()),
    }
}
