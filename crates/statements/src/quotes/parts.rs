//! The tokens of a text that may be long, read part by part: what reading needs beside the tokens themselves is then
//! small, and stays in the processor's cache. The same tokens as those of the whole. Never parts a paragraph.

use copydesk_text::{Span, Token, Tokens};

/// Bytes of a part before its last paragraph ends.
const PART_BYTES: usize = 1 << 16;

/// Tokens of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    list: Vec<Part>,
}

/// Some paragraphs of a text.
#[derive(Clone, Debug)]
struct Part {
    /// Its first byte, token and paragraph in the text.
    start: usize,
    first: usize,
    paragraph: usize,
    tokens: Tokens,
}

impl Parts {
    /// Reads a text; hands over the tokens of each part, and how many tokens stand before it.
    pub(crate) fn read(text: &str, mut take: impl FnMut(&Tokens, usize)) -> Self {
        Self::read_by(text, PART_BYTES, &mut take)
    }

    fn read_by(text: &str, bytes: usize, take: &mut impl FnMut(&Tokens, usize)) -> Self {
        let mut parts = Self::default();
        let (mut start, mut first, mut paragraph) = (0, 0, 0);
        loop {
            let end = part_end(text, start + bytes);
            let tokens = Tokens::read(&text[start..end]);
            take(&tokens, first);
            let (count, paragraphs) = (tokens.len(), tokens.paragraphs().count());
            parts.list.push(Part {
                start,
                first,
                paragraph,
                tokens,
            });
            if end == text.len() {
                return parts;
            }
            (start, first, paragraph) = (end + 2, first + count, paragraph + paragraphs);
        }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.list
            .last()
            .map_or(0, |last| last.first + last.tokens.len())
    }

    /// Token `index`, with its place in the whole text.
    pub(crate) fn get(&self, index: usize) -> Option<Token<'_>> {
        let after = self.list.partition_point(|part| part.first <= index);
        let part = self.list.get(after.checked_sub(1)?)?;
        let token = part.tokens.get(index - part.first)?;
        Some(Token {
            span: Span::new(part.start + token.span.start, part.start + token.span.end),
            paragraph: part.paragraph + token.paragraph,
            ..token
        })
    }
}

/// Where the paragraph ends that holds byte `from`, or the next one if `from` stands between two; a longer run of line
/// feeds is cut where the text as a whole would be, at its first two.
fn part_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| rest.windows(2).position(|two| two == b"\n\n"))
    {
        let end = at + found;
        if end == 0 || bytes[end - 1] != b'\n' {
            return end;
        }
        let run = bytes[end..].iter().take_while(|&&byte| byte == b'\n');
        at = end + run.count();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Parts;
    use copydesk_text::Tokens;

    proptest! {
        #[test]
        fn a_text_in_parts_has_the_tokens_of_the_whole(
            text in "(a|B\\.|-|\n|\n\n|\u{201C}|' |\u{E9}|3|@x\\.y|\u{2026}| ){0,60}",
            bytes in 0..40_usize,
        ) {
            let whole = Tokens::read(&text);
            let mut handed = 0;
            let parts = Parts::read_by(&text, bytes, &mut |tokens, first| {
                assert_eq!(first, handed);
                handed += tokens.len();
            });
            prop_assert_eq!((parts.len(), handed), (whole.len(), whole.len()));
            for index in 0..=whole.len() {
                prop_assert_eq!(parts.get(index), whole.get(index));
            }
        }
    }
}
