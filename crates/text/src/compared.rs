//! One side of a comparison: flat form, blocks, tokens with spans. Never changes the text and knows no other side.

use crate::align::{Map, NONE};
use crate::fold::{self, Folded, Letters, is_deleted, is_space, space_counts};
use crate::scan::{self, Kind};
use crate::{Block, BlockKind, Span, flat};

/// What stands between a token and the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing, or a space that F3 does not count.
    None,
    /// A space.
    Space,
    /// A paragraph break; `counts` if a space in its place would.
    Break { counts: bool },
    /// The end of the text.
    End,
}

impl Gap {
    /// Whether both say the same at L3.
    pub(crate) fn agrees(self, other: Self) -> bool {
        self.weight() == other.weight()
    }

    const fn weight(self) -> u8 {
        match self {
            Self::None | Self::Break { counts: false } => 0,
            Self::Space | Self::Break { counts: true } => 1,
            Self::End => 2,
        }
    }

    /// Whether it parts words at L3.
    pub(crate) const fn parts(self) -> bool {
        self.weight() == 1
    }

    /// Whether both are a paragraph break, or neither is.
    pub(crate) const fn breaks_like(self, other: Self) -> bool {
        matches!(self, Self::Break { .. }) == matches!(other, Self::Break { .. })
    }
}

/// A token: bytes `start..end` of the flat form; `key` are bytes of the folded text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    pub key: (u32, u32),
    pub kind: Kind,
    /// What follows it.
    pub gap: Gap,
    /// Index of its block in [`Text::blocks`].
    pub block: u32,
    /// Whether it opens a sentence.
    pub opens: bool,
    /// Whether it stands between quotation marks, or is one.
    pub quoted: bool,
    /// What it is, if it is a quotation mark.
    pub quote: QuoteMark,
    /// Whether it is a word of the item's subjects or keywords.
    pub named: bool,
}

/// How a token marks a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuoteMark {
    /// Not at all.
    None,
    /// Of the quotation itself.
    Outer,
    /// Of a quotation inside one of the other form.
    Inner,
}

impl Token {
    pub(crate) const fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// A block as compared.
#[derive(Clone, Debug)]
pub(crate) struct BlockRange {
    /// Its bytes in the flat form.
    pub span: Span,
    /// Its index in the list of blocks it was taken from.
    pub origin: usize,
    pub kind: BlockKind,
    /// Its tokens.
    pub tokens: std::ops::Range<usize>,
    /// Its bytes in the folded text.
    folded: (usize, usize),
    /// The block of the text it was read beside that has the same bytes, or [`NONE`].
    pub twin: u32,
}

/// One side, ready to be compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub flat: String,
    pub folded: String,
    pub blocks: Vec<BlockRange>,
    pub tokens: Vec<Token>,
    pub letters: Letters,
}

/// The blocks of an agency's text that are compared: all but captions and lines to the editors.
pub(crate) fn wire_blocks(blocks: &[Block]) -> Vec<(usize, &Block)> {
    compared_of(blocks.iter())
}

/// The same of blocks that stand in several lists.
pub(crate) fn compared_of<'a>(blocks: impl Iterator<Item = &'a Block>) -> Vec<(usize, &'a Block)> {
    let compared = |block: &Block| !matches!(block.kind, BlockKind::Caption | BlockKind::Advisory);
    blocks
        .enumerate()
        .filter(|(_, block)| compared(block))
        .collect()
}

/// All blocks of a published text.
pub(crate) fn page_blocks(blocks: &[Block]) -> Vec<(usize, &Block)> {
    blocks.iter().enumerate().collect()
}

impl Text {
    /// Reads blocks given with their place in the list they come from.
    pub(crate) fn read(blocks: &[(usize, &Block)]) -> Self {
        Self::read_as(Letters::Own, blocks)
    }

    /// Reads one side of a pair.
    pub(crate) fn read_as(letters: Letters, blocks: &[(usize, &Block)]) -> Self {
        Self::read_with(letters, blocks, &Self::default())
    }

    /// Reads the other side of a pair: a block that has the bytes of one of `other` has its tokens, too.
    pub(crate) fn read_beside(other: &Self, blocks: &[(usize, &Block)]) -> Self {
        Self::read_with(other.letters, blocks, other)
    }

    fn read_with(letters: Letters, blocks: &[(usize, &Block)], other: &Self) -> Self {
        let mut text = Self {
            letters,
            flat: flat(blocks.iter().map(|&(_, block)| block)),
            ..Self::default()
        };
        text.folded.reserve(text.flat.len());
        text.tokens.reserve(text.flat.len() / 5 + 1);
        let mut start = 0;
        for &(origin, block) in blocks {
            let span = Span::new(start, start + block.text.len());
            text.blocks.push(BlockRange {
                span,
                origin,
                kind: block.kind,
                tokens: 0..0,
                folded: (0, 0),
                twin: NONE,
            });
            start = span.end + 2;
        }
        let known = (0_u32..).zip(&other.blocks);
        let twins: Map<&str, u32> = known
            .map(|(at, block)| (other.of_block(block), at))
            .collect();
        let mut room = Folded::default();
        for block in 0..text.blocks.len() {
            let own = text.of_block(&text.blocks[block]);
            match twins.get(own) {
                Some(&twin) => text.take_over(block, other, twin),
                None => room = text.take_block(block, room),
            }
        }
        text
    }

    /// The bytes of a block.
    fn of_block(&self, block: &BlockRange) -> &str {
        &self.flat[block.span.start..block.span.end]
    }

    /// The whole text at L3.
    pub(crate) fn fold(&self) -> Folded {
        let blocks = self.blocks.iter();
        let texts = blocks.map(|b| (b.span.start, &self.flat[b.span.start..b.span.end]));
        fold::fold_into(Folded::with_room(self.flat.len()), self.letters, texts)
    }

    pub(crate) fn key(&self, token: &Token) -> &str {
        &self.folded[token.key.0 as usize..token.key.1 as usize]
    }

    /// Number of words among these tokens.
    pub(crate) fn words(&self, tokens: std::ops::Range<usize>) -> usize {
        self.tokens[tokens]
            .iter()
            .filter(|token| token.kind.is_word())
            .count()
    }

    /// First byte of token `index`, or the end of the text.
    pub(crate) fn start_of(&self, index: usize) -> usize {
        self.tokens
            .get(index)
            .map_or(self.flat.len(), |token| token.start as usize)
    }

    /// Tokens that begin inside these bytes.
    pub(crate) fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let from = self
            .tokens
            .partition_point(|token| (token.start as usize) < span.start);
        let to = self
            .tokens
            .partition_point(|token| (token.start as usize) < span.end);
        from..to.max(from)
    }

    /// Whether these bytes open with a space that counts at L3.
    pub(crate) fn opens_spaced(&self, span: Span) -> bool {
        let first = self.tokens_in(span).start;
        let before = first.checked_sub(1).map(|index| &self.tokens[index]);
        before.is_some_and(|token| token.end as usize >= span.start && token.gap.parts())
            && span.start < self.start_of(first)
    }

    /// Marks the words of the item's subjects and keywords, written alike; a word in lower case names nobody.
    pub(crate) fn mark_named(&mut self, names: &Map<String, ()>) {
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            let key = self.key(&token);
            let names_something = token.kind.is_word()
                && key.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
            self.tokens[index].named = names_something && names.contains_key(key);
        }
    }

    /// How these bytes read at L3: keys, and the spaces that count.
    pub(crate) fn reads(&self, span: Span) -> String {
        self.reads_as(span, |token| self.key(token))
    }

    /// The same with other words in place of the keys.
    pub(crate) fn reads_as<'a>(&self, span: Span, word: impl Fn(&Token) -> &'a str) -> String {
        let tokens = self.tokens_in(span);
        let mut out = String::new();
        if self.opens_spaced(span) {
            out.push(' ');
        }
        for index in tokens {
            let token = &self.tokens[index];
            out.push_str(word(token));
            if token.gap.weight() == 1 && (token.end as usize) < span.end {
                out.push(' ');
            }
        }
        out
    }

    /// Folds and scans a block. `room` is given back for the next one.
    fn take_block(&mut self, block: usize, mut room: Folded) -> Folded {
        room.clear();
        let span = self.blocks[block].span;
        let own = &self.flat[span.start..span.end];
        let folded = fold::fold_into(room, self.letters, std::iter::once((span.start, own)));
        let base = self.join_folded(block, &folded.text);
        let first = self.tokens.len();
        let bytes = folded.text.as_bytes();
        let tokens = &mut self.tokens;
        scan::each(&folded.text, |token| {
            let gap = match bytes.get(token.end) {
                None => Gap::End,
                Some(b' ') => Gap::Space,
                Some(_) => Gap::None,
            };
            tokens.push(Token {
                start: folded.at[token.start],
                end: 0,
                key: (narrow(base + token.start), narrow(base + token.end)),
                kind: token.kind,
                gap,
                block: narrow(block),
                opens: false,
                quoted: false,
                quote: QuoteMark::None,
                named: false,
            });
        });
        self.blocks[block].tokens = first..self.tokens.len();
        self.set_ends(block);
        self.mark_sentences(block);
        self.mark_quotations(block);
        folded
    }

    /// Takes over what was read of the same bytes.
    fn take_over(&mut self, block: usize, other: &Self, twin: u32) {
        let known = &other.blocks[twin as usize];
        let base = self.join_folded(block, &other.folded[known.folded.0..known.folded.1]);
        let first = self.tokens.len();
        let place = narrow(self.blocks[block].span.start);
        let (from, to) = (narrow(known.span.start), narrow(known.folded.0));
        let base = narrow(base);
        let moved = |token: &Token| Token {
            start: token.start - from + place,
            end: token.end - from + place,
            key: (token.key.0 - to + base, token.key.1 - to + base),
            block: narrow(block),
            named: false,
            ..*token
        };
        self.tokens
            .extend(other.tokens[known.tokens.clone()].iter().map(moved));
        if let Some(last) = self.tokens[first..].last_mut() {
            last.gap = Gap::End;
        }
        self.blocks[block].tokens = first..self.tokens.len();
        self.blocks[block].twin = twin;
    }

    /// Adds the folded text of a block; answers where it begins. The token before it now stands before a break.
    fn join_folded(&mut self, block: usize, folded: &str) -> usize {
        let before = self.folded.chars().next_back();
        if let (Some(before), Some(after)) = (before, folded.chars().next()) {
            self.folded.push('\n');
            if let Some(last) = self.tokens.last_mut() {
                last.gap = Gap::Break {
                    counts: space_counts(before, after),
                };
            }
        }
        let base = self.folded.len();
        self.folded.push_str(folded);
        self.blocks[block].folded = (base, self.folded.len());
        base
    }

    /// A token ends where the white space after it begins; what folding deletes clings to the token before it.
    fn set_ends(&mut self, block: usize) {
        let end = self.blocks[block].span.end;
        for index in self.blocks[block].tokens.clone() {
            let token = self.tokens[index];
            let next = self.start_of(index + 1).min(end);
            let bytes = &self.flat.as_bytes()[token.start as usize..next];
            if let [.., last, b' '] = bytes
                && last.is_ascii_graphic()
            {
                self.tokens[index].end = narrow(next) - 1;
                continue;
            }
            if bytes.iter().all(u8::is_ascii_graphic) {
                self.tokens[index].end = narrow(next);
                continue;
            }
            let own = &self.flat[token.start as usize..next];
            let last = own.trim_end_matches(|c| is_space(c) || is_deleted(c)).len();
            let attached = own[last..].find(is_space).unwrap_or(own.len() - last);
            let kept = last + attached;
            self.tokens[index].end = token.start + narrow(kept);
        }
    }

    fn mark_sentences(&mut self, block: usize) {
        let tokens = self.blocks[block].tokens.clone();
        for index in tokens.clone() {
            self.tokens[index].opens = index == tokens.start || self.opens_sentence(index);
        }
    }

    fn opens_sentence(&self, index: usize) -> bool {
        let token = &self.tokens[index];
        let key = self.key(token);
        if key.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
            return false;
        }
        let first = key.chars().next();
        if first.is_some_and(char::is_lowercase) || is_closer(first) && !self.opens_quotation(index)
        {
            return false;
        }
        let mut before = index;
        while before > 0 {
            let previous = &self.tokens[before - 1];
            let key = self.key(previous);
            // Scripts without spaces put none between sentences either, whatever the next one begins with.
            let spaced = before < index
                || previous.gap != Gap::None
                || token.kind == Kind::Grapheme
                || key == "。";
            if !spaced || previous.block != token.block {
                return false;
            }
            if is_terminator(key) {
                return !self.ends_initial(before - 1)
                    && (token.kind != Kind::Mark || !is_terminator(self.key(token)));
            }
            if !is_closer(key.chars().next()) || index - before > 3 {
                return false;
            }
            before -= 1;
        }
        false
    }

    /// Whether the straight quotation mark at `index` stands before a word and after a space.
    fn opens_quotation(&self, index: usize) -> bool {
        let mark = matches!(self.key(&self.tokens[index]), "\"" | "'");
        mark && self.tokens[index].gap == Gap::None && self.tokens[index - 1].gap != Gap::None
    }

    /// Whether the full stop at `index` follows a single initial.
    fn ends_initial(&self, index: usize) -> bool {
        if index == 0 || self.key(&self.tokens[index]) != "." {
            return false;
        }
        let before = &self.tokens[index - 1];
        let mut letters = self.key(before).chars();
        before.gap == Gap::None
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_none()
    }

    fn mark_quotations(&mut self, block: usize) {
        let (mut double, mut cjk) = (false, 0_u32);
        let mut single_until: Option<usize> = None;
        for index in self.blocks[block].tokens.clone() {
            let token = self.tokens[index];
            let single = single_until.is_some_and(|until| index <= until);
            let mut quoted = double || cjk > 0 || single;
            if token.kind != Kind::Mark {
                self.tokens[index].quoted = quoted;
                continue;
            }
            let mut mark = QuoteMark::None;
            let nested = |inside: bool| {
                if inside {
                    QuoteMark::Inner
                } else {
                    QuoteMark::Outer
                }
            };
            match &self.folded[token.key.0 as usize..token.key.1 as usize] {
                "\"" => {
                    mark = nested(single);
                    (quoted, double) = (true, !double);
                }
                "「" | "『" => (quoted, cjk) = (true, cjk + 1),
                "」" | "』" => (quoted, cjk) = (true, cjk.saturating_sub(1)),
                "'" if single_until == Some(index) => mark = nested(double),
                key if key.starts_with('\'') && !single => {
                    single_until = self.single_quote_end(index, block);
                    if single_until.is_some() {
                        (quoted, mark) = (true, nested(double));
                    }
                }
                _ => {}
            }
            (self.tokens[index].quoted, self.tokens[index].quote) = (quoted, mark);
        }
    }

    /// The token that closes a single quotation mark at `index`; `None` if that mark is no opening one.
    fn single_quote_end(&self, index: usize, block: usize) -> Option<usize> {
        let opens = self.tokens[index].gap == Gap::None
            && (index == self.blocks[block].tokens.start
                || self.tokens[index - 1].gap != Gap::None);
        if !opens {
            return None;
        }
        let end = self.blocks[block].tokens.end.min(index + 400);
        let closes = |&at: &usize| self.key(&self.tokens[at]) == "'";
        (index + 2..end).find(closes)
    }
}

fn is_terminator(key: &str) -> bool {
    matches!(
        key,
        "." | "!" | "?" | "\u{2026}" | "।" | "॥" | "۔" | "؟" | "。"
    )
}

fn is_closer(c: Option<char>) -> bool {
    matches!(c, Some('"' | '\'' | ')' | ']' | '」' | '』' | '）' | '》'))
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Paragraphs that often come twice, with what looks over their ends: quotation marks, initials, dashes, marks.
    fn paragraphs() -> impl Strategy<Value = Vec<Block>> {
        let paragraph = prop_oneof![
            8 => proptest::sample::select(vec![
                "", " ", "\u{ad}", "One.", "\u{201c}One", "two\u{201d} three.", "'", "J.", "U.S.", "--", "-", "\u{2014} so",
                "\u{301}a", "会议", "在", "न्यायालय।", "a@b.ca", "12,", ",34", "don\u{2019}t", "He said: 'no", "U.\u{a0}",
            ]).prop_map(str::to_owned),
            1 => "\\PC{0,12}",
        ];
        proptest::collection::vec(paragraph.prop_map(Block::paragraph), 0..7)
    }

    fn listed(blocks: &[Block]) -> Vec<(usize, &Block)> {
        blocks.iter().enumerate().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn read_beside_another_text_it_is_the_same(wire in paragraphs(), page in paragraphs()) {
            let alone = Text::read(&listed(&page));
            let beside = Text::read_beside(&Text::read(&listed(&wire)), &listed(&page));
            prop_assert_eq!(format!("{:?}", alone.tokens), format!("{:?}", beside.tokens));
            prop_assert_eq!(&alone.folded, &beside.folded);
            prop_assert_eq!(&alone.folded, &alone.fold().text);
            let parts = |text: &Text| -> Vec<_> {
                text.blocks.iter().map(|block| (block.span, block.tokens.clone(), block.folded)).collect()
            };
            prop_assert_eq!(parts(&alone), parts(&beside));
        }
    }
}
