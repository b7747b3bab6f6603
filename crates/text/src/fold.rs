//! Folding: the forms under which two texts are compared (F1 and F3 of `data/fold.tsv`). Makes keys beside the
//! text, with the place each folded character came from. Never changes stored text and never folds a letter's
//! case, a digit's value, an accent or an order.
//!
//! Invisible characters and joiners go first and the result is composed (NFC) again: a row that works on what
//! another row uncovers is then applied at once, and folding twice is folding once.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The table, one row a mapping.
pub(crate) const TABLE: &str = include_str!("../data/fold.tsv");

/// The dash every dash folds to.
pub(crate) const DASH: char = '\u{2014}';
const ELLIPSIS: char = '\u{2026}';
const JOINER: char = '\u{200D}';

/// Which letters of a pair of texts are one (F3, last row of class "arabic").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Each is itself.
    #[default]
    Own,
    /// Both texts are Urdu or Persian: typed on an Arabic keyboard, yeh and kaf are the same letters.
    UrduPersian,
}

impl Letters {
    /// What the languages of both sides (BCP 47, as stated) allow; a side that states none allows nothing.
    pub(crate) fn of(one: Option<&str>, other: Option<&str>) -> Self {
        let fits = |tag: Option<&str>| {
            let primary = tag.and_then(|tag| tag.split(['-', '_']).next());
            primary
                .is_some_and(|tag| tag.eq_ignore_ascii_case("ur") || tag.eq_ignore_ascii_case("fa"))
        };
        if fits(one) && fits(other) {
            Self::UrduPersian
        } else {
            Self::Own
        }
    }

    fn of_letter(self, c: char) -> char {
        match c {
            '\u{064A}' | '\u{0649}' if self == Self::UrduPersian => '\u{06CC}',
            '\u{0643}' if self == Self::UrduPersian => '\u{06A9}',
            c => c,
        }
    }

    /// The folded text with these letters united; every one of them is two bytes long.
    fn unite(self, text: &mut String) {
        if self == Self::UrduPersian {
            *text = text.chars().map(|c| self.of_letter(c)).collect();
        }
    }
}

/// A folded text: blocks parted by one LINE FEED, every byte with the place it came from.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`: the byte of the flat form where its character began.
    pub at: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    Same,
    Space,
    Delete,
    To(Vec<char>),
}

/// Actions by the upper bits of a code point; most pages of the code space are absent.
struct Table {
    pages: Vec<u16>,
    actions: Vec<[u16; 256]>,
    list: Vec<Action>,
}

impl Table {
    fn get(&self, c: char) -> &Action {
        let code = c as usize;
        let page = usize::from(self.pages[code >> 8]);
        &self.list[usize::from(self.actions[page][code & 0xFF])]
    }

    fn set(&mut self, code: usize, action: Action) {
        if self.pages[code >> 8] == 0 {
            self.pages[code >> 8] = u16::try_from(self.actions.len()).unwrap_or(0);
            self.actions.push([0; 256]);
        }
        let index = self.list.iter().position(|known| *known == action);
        let index = index.unwrap_or_else(|| {
            self.list.push(action);
            self.list.len() - 1
        });
        let page = usize::from(self.pages[code >> 8]);
        self.actions[page][code & 0xFF] = u16::try_from(index).unwrap_or(0);
    }
}

fn table() -> &'static Table {
    static READY: OnceLock<Table> = OnceLock::new();
    READY.get_or_init(read_table)
}

fn read_table() -> Table {
    let mut table = Table {
        pages: vec![0; 0x1100],
        actions: vec![[0; 256]],
        list: vec![Action::Same],
    };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (class, from, to) = (columns.next(), columns.next(), columns.next());
        let (Some(class), Some(from), Some(to)) = (class, from, to) else {
            continue;
        };
        if matches!(class, "sequence" | "chillu" | "urdu-persian") {
            continue;
        }
        let from = code_points(from);
        let action = match class {
            "space" => Action::Space,
            _ if to.is_empty() => Action::Delete,
            _ => Action::To(code_points(to)),
        };
        if let [only] = from[..] {
            table.set(only as usize, action);
        }
    }
    table
}

fn code_points(list: &str) -> Vec<char> {
    list.split(' ')
        .filter_map(|hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32))
        .collect()
}

/// The chillu letter of a Malayalam consonant, when virama and joiner follow it.
fn chillu(consonant: char) -> Option<char> {
    Some(match consonant {
        '\u{0D23}' => '\u{0D7A}',
        '\u{0D28}' => '\u{0D7B}',
        '\u{0D30}' => '\u{0D7C}',
        '\u{0D32}' => '\u{0D7D}',
        '\u{0D33}' => '\u{0D7E}',
        '\u{0D15}' => '\u{0D7F}',
        _ => return None,
    })
}

/// Whether F1 makes a space of `c`.
pub(crate) fn is_space(c: char) -> bool {
    match c {
        ' ' | '\t'..='\r' => true,
        '\0'..='\x7f' => false,
        _ => *table().get(c) == Action::Space,
    }
}

/// Whether F1 deletes `c`.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\u{061C}'
        | '\u{202A}'..='\u{202C}' | '\u{2066}'..='\u{2069}')
}

/// Whether folding deletes `c` at some level.
pub(crate) fn is_deleted(c: char) -> bool {
    !c.is_ascii() && *table().get(c) == Action::Delete
}

/// Whether `c` is drawn as a picture, so that a joiner between two of them counts.
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether `c` belongs to Chinese or Japanese writing, where a space says nothing.
pub(crate) fn is_cjk(c: char) -> bool {
    c >= '\u{2E80}'
        && matches!(c, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{16FE0}'..='\u{16FFF}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a space between these two says anything (F3, "spacing").
pub(crate) fn space_counts(before: char, after: char) -> bool {
    if before.is_ascii() && after.is_ascii() {
        return !matches!(after, ';' | ':' | '!' | '?' | '%');
    }
    if is_combining_mark(after) {
        // A mark must not come to stand on another letter.
        return true;
    }
    let loose = |c: char| c == DASH || c == ELLIPSIS || is_cjk(c);
    !loose(before) && !loose(after) && !matches!(after, ';' | ':' | '!' | '?' | '%')
}

type Buffer = Vec<(char, u32)>;

/// Folds blocks given as (place in the flat form, text) to L3.
pub(crate) fn fold<'a>(blocks: impl Iterator<Item = (usize, &'a str)>) -> Folded {
    fold_into(Folded::default(), Letters::Own, blocks)
}

/// The same for one side of a pair, added to what is empty but may have room.
pub(crate) fn fold_into<'a>(
    mut folded: Folded,
    letters: Letters,
    blocks: impl Iterator<Item = (usize, &'a str)>,
) -> Folded {
    let (mut buffer, mut marks) = (Buffer::new(), Vec::new());
    let mut last_end = 0;
    for (start, block) in blocks {
        if folds_to_itself(block.as_bytes()) {
            folded.take_whole(block, start, last_end);
            last_end = start + block.len();
            continue;
        }
        if only_quotes_fold(block.as_bytes(), &mut marks) {
            folded.take_quoted(block, &marks, start, last_end);
            last_end = start + block.len();
            continue;
        }
        buffer.clear();
        let plain = visible(block, start, &mut buffer);
        if plain == Plainness::Other {
            compose(&mut buffer);
            map(&mut buffer);
            compose(&mut buffer);
        }
        while buffer.last().is_some_and(|&(c, _)| c == ' ') {
            buffer.pop();
        }
        if buffer.is_empty() {
            continue;
        }
        if !folded.text.is_empty() {
            folded.push('\n', last_end);
        }
        last_end = start + block.len();
        Sequences::new(&buffer, &mut folded).run();
    }
    letters.unite(&mut folded.text);
    folded
}

/// Whether no row says anything of these bytes: ASCII of which every mark that a row names stands where no row
/// applies. Most paragraphs are such; they need no walk by characters.
pub(crate) fn folds_to_itself(block: &[u8]) -> bool {
    let mut bytes = block.iter().enumerate();
    ends_stay(block)
        && bytes.all(|(at, &byte)| !LOOKED_AT[usize::from(byte)] || stays(block, at, byte))
}

/// Whether the block neither begins nor ends with what a row may be about there.
fn ends_stay(block: &[u8]) -> bool {
    let (Some(first), Some(last)) = (block.first(), block.last()) else {
        return false;
    };
    !matches!(first, b' ' | b'-') && !matches!(last, b' ' | b'-')
}

/// Whether the byte, one of [`LOOKED_AT`], stands where no row applies.
fn stays(block: &[u8], at: usize, byte: u8) -> bool {
    let next = block.get(at + 1).copied().unwrap_or(b'a');
    match byte {
        b' ' => !matches!(next, b' ' | b';' | b':' | b'!' | b'?' | b'%' | b'-' | b'.'),
        b'-' => !matches!(next, b' ' | b'-'),
        b'.' | b'\'' => next != byte,
        _ => false,
    }
}

/// Whether nothing in these bytes folds but curly quotation marks, each to its straight form: the next most common
/// paragraph. Gives the place and the straight form of each.
fn only_quotes_fold(block: &[u8], marks: &mut Vec<(usize, u8)>) -> bool {
    marks.clear();
    if !ends_stay(block) {
        return false;
    }
    let is_single = |at: usize| {
        matches!(
            block.get(at..),
            Some([b'\'', ..] | [0xE2, 0x80, 0x98 | 0x99, ..])
        )
    };
    let mut at = 0;
    while let Some(&byte) = block.get(at) {
        if !LOOKED_AT[usize::from(byte)] {
            at += 1;
            continue;
        }
        let (straight, len) = match block.get(at..at + 3) {
            Some([0xE2, 0x80, 0x98 | 0x99]) => (b'\'', 3),
            Some([0xE2, 0x80, 0x9C | 0x9D]) => (b'"', 3),
            _ if stays(block, at, byte) => (byte, 1),
            _ => return false,
        };
        // Two single ones in a row are a double one.
        if straight == b'\'' && is_single(at + len) {
            return false;
        }
        if len == 3 {
            marks.push((at, straight));
        }
        at += len;
    }
    true
}

/// Bytes that a row may be about; the others fold to themselves wherever they stand.
static LOOKED_AT: [bool; 256] = {
    let mut looked_at = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        looked_at[byte] = byte >= 128
            || matches!(
                byte as u8,
                b' ' | b'-' | b'.' | b'\'' | b'`' | b'\t'..=b'\r'
            );
        byte += 1;
    }
    looked_at
};

/// The L3 form of one string.
pub(crate) fn fold_str(text: &str) -> String {
    fold(std::iter::once((0, text))).text
}

/// The L3 form of one string of a pair.
pub(crate) fn fold_str_as(text: &str, letters: Letters) -> String {
    fold_into(Folded::default(), letters, std::iter::once((0, text))).text
}

/// The L1 form of one string: NFC, F1, runs of white space one space, none at its ends.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if !is_space(c) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    if is_nfc_quick(out.chars()) == IsNormalized::Yes {
        return Cow::Owned(out);
    }
    Cow::Owned(out.nfc().collect())
}

impl Folded {
    /// Empties it and keeps its room.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.at.clear();
    }

    /// Empty, with room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            at: Vec::with_capacity(bytes),
        }
    }

    /// Adds a block that folds to itself.
    fn take_whole(&mut self, block: &str, start: usize, last_end: usize) {
        if !self.text.is_empty() {
            self.push('\n', last_end);
        }
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push_str(block);
        self.at.extend(narrow(start)..narrow(start + block.len()));
    }

    /// Adds a block of which only these marks fold.
    fn take_quoted(&mut self, block: &str, marks: &[(usize, u8)], start: usize, last_end: usize) {
        if !self.text.is_empty() {
            self.push('\n', last_end);
        }
        let narrow = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
        let mut from = 0;
        for &(at, straight) in marks {
            self.text.push_str(&block[from..at]);
            self.text.push(char::from(straight));
            self.at.extend(narrow(from)..=narrow(at));
            from = at + '\u{2019}'.len_utf8();
        }
        self.text.push_str(&block[from..]);
        self.at.extend(narrow(from)..narrow(block.len()));
    }

    fn push(&mut self, c: char, at: usize) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push(c);
        if c.is_ascii() {
            return self.at.push(at);
        }
        self.at.extend(std::iter::repeat_n(at, c.len_utf8()));
    }
}

#[derive(PartialEq, Eq)]
enum Plainness {
    Ascii,
    Other,
}

/// First pass: spaces united, invisible characters and joiners gone, chillus made.
fn visible(block: &str, start: usize, buffer: &mut Buffer) -> Plainness {
    let mut plainness = Plainness::Ascii;
    for (offset, c) in block.char_indices() {
        let at = u32::try_from(start + offset).unwrap_or(u32::MAX);
        match c {
            ' ' | '\t'..='\r' => push_space(buffer, at),
            '`' => buffer.push(('\'', at)),
            '\0'..='\x7f' => buffer.push((c, at)),
            _ => {
                plainness = Plainness::Other;
                visible_other(block, offset, c, at, buffer);
            }
        }
    }
    plainness
}

fn push_space(buffer: &mut Buffer, at: u32) {
    if buffer.last().is_some_and(|&(c, _)| c != ' ') {
        buffer.push((' ', at));
    }
}

fn visible_other(block: &str, offset: usize, c: char, at: u32, buffer: &mut Buffer) {
    match table().get(c) {
        Action::Space => push_space(buffer, at),
        Action::Delete if c == JOINER => {
            let after = &block[offset + c.len_utf8()..];
            joiner(after, at, buffer);
        }
        Action::Delete => {}
        _ => buffer.push((c, at)),
    }
}

fn joiner(after: &str, at: u32, buffer: &mut Buffer) {
    if let [.., (consonant, _), ('\u{0D4D}', _)] = buffer[..]
        && let Some(letter) = chillu(consonant)
    {
        buffer.pop();
        if let Some(last) = buffer.last_mut() {
            last.0 = letter;
        }
        return;
    }
    let next = after.chars().find(|&c| *table().get(c) != Action::Delete);
    let before = buffer.last().is_some_and(|&(c, _)| is_pictograph(c));
    if before && next.is_some_and(is_pictograph) {
        buffer.push((JOINER, at));
    }
}

/// NFC of a buffer; each composed character keeps the place of what it was made of.
fn compose(buffer: &mut Buffer) {
    if is_nfc_quick(buffer.iter().map(|&(c, _)| c)) == IsNormalized::Yes {
        return;
    }
    let source = std::mem::take(buffer);
    let mut start = 0;
    for end in 1..=source.len() {
        if end < source.len() && !starts_segment(source[end].0) {
            continue;
        }
        compose_segment(&source[start..end], buffer);
        start = end;
    }
}

fn starts_segment(c: char) -> bool {
    c < '\u{300}'
        || (canonical_combining_class(c) == 0
            && is_nfc_quick(std::iter::once(c)) != IsNormalized::Maybe)
}

fn compose_segment(segment: &[(char, u32)], buffer: &mut Buffer) {
    if let [only] = segment
        && only.0 < '\u{300}'
    {
        return buffer.push(*only);
    }
    let composed: Vec<char> = segment.iter().map(|&(c, _)| c).nfc().collect();
    for (index, &c) in composed.iter().enumerate() {
        let from_end = composed.len() - index;
        let source = if index == 0 {
            0
        } else {
            segment.len().saturating_sub(from_end)
        };
        buffer.push((c, segment[source].1));
    }
}

/// The single mappings; guillemets wait for [`Sequences`], which knows their inner side.
fn map(buffer: &mut Buffer) {
    let changes = |c: char| {
        matches!(
            table().get(c),
            Action::To(_) | Action::Space | Action::Delete
        )
    };
    if !buffer
        .iter()
        .any(|&(c, _)| c == '`' || (!c.is_ascii() && changes(c)))
    {
        return;
    }
    let source = std::mem::take(buffer);
    for (c, at) in source {
        match table().get(c) {
            Action::To(_) if matches!(c, '«' | '»') => buffer.push((c, at)),
            Action::To(to) => {
                for &to in to {
                    if to == ' ' {
                        push_space(buffer, at)
                    } else {
                        buffer.push((to, at))
                    }
                }
            }
            Action::Space => push_space(buffer, at),
            _ => buffer.push((c, at)),
        }
    }
}

/// Last pass: the rows of class `sequence`.
struct Sequences<'a> {
    source: &'a [(char, u32)],
    out: &'a mut Folded,
    /// Last character written in this block.
    last: Option<char>,
    /// A space seen and not yet written.
    space: Option<u32>,
    /// An opening guillemet was written: a space after it does not count.
    swallow: bool,
}

impl<'a> Sequences<'a> {
    fn new(source: &'a [(char, u32)], out: &'a mut Folded) -> Self {
        Self {
            source,
            out,
            last: None,
            space: None,
            swallow: false,
        }
    }

    fn run(mut self) {
        let mut index = 0;
        while index < self.source.len() {
            index += self.step(index);
            index += self.letters(index);
        }
    }

    /// Writes the ASCII letters and digits that follow a character already written: no row is about them.
    fn letters(&mut self, index: usize) -> usize {
        if self.space.is_some() || self.last.is_none() {
            return 0;
        }
        let rest = &self.source[index..];
        let count = rest
            .iter()
            .take_while(|(c, _)| c.is_ascii_alphanumeric())
            .count();
        let Some(&(last, _)) = rest[..count].last() else {
            return 0;
        };
        self.out.text.extend(rest[..count].iter().map(|&(c, _)| c));
        self.out.at.extend(rest[..count].iter().map(|&(_, at)| at));
        self.last = Some(last);
        self.swallow = false;
        count
    }

    fn peek(&self, index: usize) -> Option<char> {
        self.source.get(index).map(|&(c, _)| c)
    }

    /// Writes what stands at `index`; answers how many characters that took.
    fn step(&mut self, index: usize) -> usize {
        let (c, at) = self.source[index];
        match c {
            ' ' => {
                if !self.swallow {
                    self.space = Some(at);
                }
                self.swallow = false;
                1
            }
            '\'' if self.peek(index + 1) == Some('\'') => self.write('"', at, 2),
            '-' => self.hyphens(index),
            '.' => self.stops(index),
            '|' if self.ends_indic(index) => self.write('\u{0964}', at, 1),
            '«' => {
                let inner_is_after =
                    !self.last.is_some_and(char::is_alphanumeric) || self.space.is_some();
                self.write('"', at, 1);
                self.swallow = inner_is_after;
                1
            }
            '»' => {
                if !self.peek(index + 1).is_some_and(char::is_alphanumeric) {
                    self.space = None;
                }
                self.write('"', at, 1)
            }
            _ => self.write(c, at, 1),
        }
    }

    fn write(&mut self, c: char, at: u32, taken: usize) -> usize {
        if let (Some(space), Some(last)) = (self.space.take(), self.last)
            && space_counts(last, c)
        {
            self.out.push(' ', space as usize);
        }
        self.swallow = false;
        self.last = Some(c);
        self.out.push(c, at as usize);
        taken
    }

    fn run_of(&self, index: usize, c: char) -> usize {
        self.source[index..]
            .iter()
            .take_while(|&&(d, _)| d == c)
            .count()
    }

    fn hyphens(&mut self, index: usize) -> usize {
        let at = self.source[index].1;
        match self.run_of(index, '-') {
            1 => {
                let before = index == 0 || self.peek(index - 1) == Some(' ');
                let after = self.peek(index + 1).is_none_or(|c| c == ' ');
                self.write(if before && after { DASH } else { '-' }, at, 1)
            }
            2 => self.write(DASH, at, 2),
            _ => self.write(DASH, at, 3),
        }
    }

    fn stops(&mut self, index: usize) -> usize {
        let run = self.run_of(index, '.');
        if run >= 3 {
            return self.ellipses(index, run, 1);
        }
        let spaced = self.spaced_stops(index);
        if run == 1 && spaced >= 3 {
            return self.ellipses(index, spaced, 2);
        }
        for at in index..index + run {
            self.write('.', self.source[at].1, 1);
        }
        run
    }

    /// How many single full stops stand here, each one space from the next.
    fn spaced_stops(&self, index: usize) -> usize {
        let mut count = 1;
        let mut at = index;
        while self.peek(at + 1) == Some(' ')
            && self.peek(at + 2) == Some('.')
            && self.peek(at + 3) != Some('.')
        {
            count += 1;
            at += 2;
        }
        count
    }

    /// `count` full stops, `stride` apart: what does not make three comes first.
    fn ellipses(&mut self, index: usize, count: usize, stride: usize) -> usize {
        for n in 0..count % 3 {
            let at = self.source[index + n * stride].1;
            self.write('.', at, 1);
            if stride == 2 {
                self.space = Some(at + 1);
            }
        }
        for n in 0..count / 3 {
            let at = self.source[index + (count % 3 + n * 3) * stride].1;
            self.write(ELLIPSIS, at, 1);
        }
        (count - 1) * stride + 1
    }

    fn ends_indic(&self, index: usize) -> bool {
        let indic = |c: char| {
            matches!(c, '\u{0900}'..='\u{0DFF}') && (c.is_alphabetic() || is_combining_mark(c))
        };
        self.space.is_none()
            && self.last.is_some_and(indic)
            && !self
                .peek(index + 1)
                .is_some_and(|c| c.is_alphanumeric() || is_combining_mark(c))
    }
}
