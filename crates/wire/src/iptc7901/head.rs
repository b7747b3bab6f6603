//! The block that opens a telegram's text: lines to the editors, the headline up to its `=`, a byline. What is not
//! there stays absent: a first paragraph never becomes a headline because one is missed.

use crate::Span;
use crate::signal_words;
use crate::telegraph::is_flag;
use crate::text::{dateline_of, fold};

/// Most lines of a headline block.
const LINES_MAX: usize = 12;
/// Most bytes of a headline without its `=`.
const UNMARKED_BYTES_MAX: usize = 200;

/// The head of a text, and where the story begins. Places are in that text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub headline: Option<String>,
    pub byline: Option<String>,
    /// Lines to the editors, in order, as sent.
    pub notes: Vec<String>,
    pub end: usize,
}

/// Reads the head of a text. Lines end with LF.
pub(super) fn read(text: &str) -> Head {
    let mut head = Head::default();
    let mut block: Vec<&str> = Vec::new();
    let mut seen = 0;
    for (line, at) in lines(text) {
        let words = line.trim_ascii();
        if words.is_empty() {
            if block.is_empty() || only_notes(&block) {
                head.take_notes(&mut block, at.end);
                continue;
            }
            head.take_unmarked(&block, at.start, &text[at.start..]);
            return head;
        }
        seen += 1;
        let too_long = seen > LINES_MAX || words.len() > 2 * UNMARKED_BYTES_MAX;
        let indented = !block.is_empty() && line.starts_with("   ");
        if too_long || indented {
            return head;
        }
        block.push(words);
        if words.ends_with('=') && !is_dateline(words) {
            head.take_headline(&block);
            head.end = at.end;
            return head;
        }
    }
    if only_notes(&block) {
        head.take_notes(&mut block, text.len());
    }
    head
}

fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = Span::new(start, start + line.len());
        start = at.end;
        (line, at)
    })
}

/// `CITY 31/07 (AGENCY) =` opens the text and is no headline.
fn is_dateline(line: &str) -> bool {
    dateline_of(&format!("{line} ")).is_some_and(|dateline| dateline.len() == line.len())
}

/// Lines in brackets, which may run over several lines.
fn only_notes(block: &[&str]) -> bool {
    let mut inside = false;
    !block.is_empty()
        && block.iter().all(|line| {
            let opens = line.starts_with(['(', '[']);
            let fits = inside || opens;
            inside = fits && !line.ends_with([')', ']']);
            fits
        })
        && !inside
}

impl Head {
    fn take_notes(&mut self, block: &mut Vec<&str>, end: usize) {
        let mut open: Option<String> = None;
        for line in block.drain(..) {
            let said = match open.take() {
                Some(said) => said + " " + line,
                None => line.to_owned(),
            };
            match said.ends_with([')', ']']) {
                true => self.notes.push(fold(&said)),
                false => open = Some(said),
            }
        }
        self.notes.extend(open.map(|said| fold(&said)));
        self.end = end;
    }

    /// A block without `=` is a headline if it is short, is no sentence and a text follows.
    fn take_unmarked(&mut self, block: &[&str], end: usize, rest: &str) {
        let joined = block.join(" ");
        let sentence = joined.ends_with(['.', '?', '"', '\u{bb}', '\u{201d}']);
        let fits = block.len() <= 3 && joined.len() <= UNMARKED_BYTES_MAX;
        if fits && !sentence && !rest.trim_ascii().is_empty() && dateline_of(&joined).is_none() {
            self.take_headline(block);
            self.end = end;
        }
    }

    /// Notes first, then the headline, then a byline.
    fn take_headline(&mut self, block: &[&str]) {
        let mut lines: Vec<&str> = block.to_vec();
        let notes = leading_notes(&lines);
        let mut before: Vec<&str> = lines.drain(..notes).collect();
        if lines
            .iter()
            .all(|line| line.trim_end_matches('=').trim_ascii().is_empty())
        {
            // nothing but lines to the editors: they are the headline
            lines.clear();
            lines.append(&mut before);
        }
        let end = self.end;
        self.take_notes(&mut before, end);
        let byline = lines.iter().skip(1).position(|line| is_byline(line));
        let byline = byline.map_or(lines.len(), |at| at + 1);
        let line = |lines: &[&str]| {
            let joined = fold(&lines.join(" "));
            let said = joined.trim_end_matches('=').trim_ascii_end();
            (!said.is_empty()).then(|| said.to_owned())
        };
        self.headline = line(&lines[..byline]);
        self.byline = line(&lines[byline..]);
    }
}

/// A word in capitals by itself, a statement of a kill or of an embargo.
fn speaks_to_editors(line: &str) -> bool {
    is_flag(line) || signal_words::kills_as_line(line) || signal_words::states_embargo(line)
}

/// How many lines at the top are notes: in brackets, or speaking to editors.
fn leading_notes(lines: &[&str]) -> usize {
    let mut count = 0;
    let mut inside = false;
    for line in &lines[..lines.len().saturating_sub(1)] {
        let bracketed = inside || line.starts_with(['(', '[']);
        if bracketed {
            inside = !line.ends_with([')', ']']);
        } else if !speaks_to_editors(line) {
            break;
        }
        count += 1;
    }
    match inside {
        true => lines
            .iter()
            .take_while(|line| speaks_to_editors(line))
            .count(),
        false => count,
    }
}

fn is_byline(line: &str) -> bool {
    ["By ", "Von ", "BY ", "VON "].iter().any(|by| {
        let name = line.strip_prefix(by);
        name.is_some_and(|name| name.starts_with(char::is_uppercase))
    })
}
