//! `format=flowed` (RFC 3676): lines that the sender's program broke are put together again. Takes away only what that
//! program added; the marks of quoted lines stay on the first line of each paragraph.

use super::raw::Flow;
use crate::Span;
use crate::chars::{Mapped, OffsetMap};
use crate::text::looked_at;

/// One line: how deep it is quoted, and where its own words stand.
struct Line {
    quotes: usize,
    /// Behind quote marks and the space that was stuffed in.
    words: Span,
    /// From the quote marks on.
    start: usize,
    /// Whether the next line goes on with it.
    flows: bool,
    /// Whether it is the mark before a signature.
    signs: bool,
}

/// The text with its flowed lines joined. Lines end in LF.
pub(super) fn unfold<'a>(text: Mapped<'a>, flow: Flow) -> Mapped<'a> {
    if flow == Flow::Fixed {
        return text;
    }
    let mut out = String::with_capacity(text.text.len());
    let mut map = OffsetMap::starting_at(text.span(Span::new(0, 0)).start);
    let mut copy = |span: Span| {
        out.push_str(&text.text[span.start..span.end]);
        map.push_through(&text.map, span);
    };
    let mut goes_on: Option<usize> = None;
    let mut at = 0;
    // beyond what is looked at, a text stays as it stands
    let looked_at = looked_at(&text.text);
    while at < looked_at {
        let end = memchr::memchr(b'\n', &text.text.as_bytes()[at..]).map(|feed| at + feed);
        let line = line(&text.text, at, end.unwrap_or(text.text.len()));
        let joined = goes_on == Some(line.quotes) && !line.signs;
        if goes_on.is_some() && !joined && at > 0 {
            // a flowed line must not run into another depth of quotes
            copy(Span::new(at - 1, at));
        }
        let from = if joined || line.quotes == 0 {
            line.words.start
        } else {
            line.start
        };
        let deleted = usize::from(line.flows && flow == Flow::FlowedDelSp);
        copy(Span::new(from, (line.words.end - deleted).max(from)));
        goes_on = line.flows.then_some(line.quotes);
        if let Some(end) = end
            && !line.flows
        {
            copy(Span::new(end, end + 1));
        }
        at = end.map_or(text.text.len(), |end| end + 1);
    }
    copy(Span::new(at.min(text.text.len()), text.text.len()));
    Mapped {
        text: out.into(),
        map,
    }
}

fn line(text: &str, start: usize, end: usize) -> Line {
    let quotes = text[start..end]
        .bytes()
        .take_while(|&byte| byte == b'>')
        .count();
    let stuffed = usize::from(text[start + quotes..end].starts_with(' '));
    let words = Span::new(start + quotes + stuffed, end);
    let said = &text[words.start..words.end];
    let signs = said == "-- ";
    Line {
        quotes,
        words,
        start,
        flows: said.ends_with(' ') && !signs,
        signs,
    }
}

#[cfg(test)]
mod tests {
    use super::unfold;
    use crate::Span;
    use crate::chars::Mapped;
    use crate::mail::raw::Flow;

    #[track_caller]
    fn check(sent: &str, flow: Flow, expected: &str) {
        let unfolded = unfold(Mapped::copy_of(sent, 0), flow);
        assert_eq!(unfolded.text, expected);
        assert_eq!(unfolded.map.text_len(), expected.len());
        let mut letters = expected.char_indices().filter(|(_, c)| c.is_alphabetic());
        assert!(letters.all(|(at, c)| {
            let span = unfolded.span(Span::new(at, at + c.len_utf8()));
            sent[span.start..span.end].contains(c)
        }));
    }

    #[test]
    fn flowed_lines_are_joined_and_fixed_ones_stay() {
        check(
            "The pier \nopens.\nSoon.\n",
            Flow::Flowed,
            "The pier opens.\nSoon.\n",
        );
        check(
            "The pi \ner opens.\n",
            Flow::FlowedDelSp,
            "The pier opens.\n",
        );
        check("The pier \nopens.\n", Flow::Fixed, "The pier \nopens.\n");
        check(" >no quote\n", Flow::Flowed, ">no quote\n");
        check("Ada \n-- \nVale\n", Flow::Flowed, "Ada \n-- \nVale\n");
    }

    #[test]
    fn quoted_lines_join_only_in_their_own_depth() {
        check(
            "> The pier \n> opens.\n",
            Flow::Flowed,
            "> The pier opens.\n",
        );
        check(
            "> The pier \nopens.\n",
            Flow::Flowed,
            "> The pier \nopens.\n",
        );
    }
}
