//! Where a document type declaration ends, its internal subset included. Reads nothing of it: no entity is defined, no
//! file is fetched.

use memchr::{memchr, memchr2, memchr3_iter, memmem};

/// Length of the declaration that `text` opens with; nothing if it never ends.
pub(super) fn end(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let mark = |byte: &u8| matches!(byte, b'\'' | b'"' | b'[' | b'>');
        at += text.get(at..)?.iter().position(mark)? + 1;
        match text[at - 1] {
            b'>' => return Some(at),
            b'[' => break,
            quote => at += memchr(quote, &text[at..])? + 1,
        }
    }
    loop {
        at += memchr2(b']', b'<', text.get(at..)?)? + 1;
        if text[at - 1] == b']' {
            return memchr(b'>', &text[at..]).map(|len| at + len + 1);
        }
        at += declaration_len(&text[at..])?;
    }
}

/// Length of a declaration inside the subset, from behind its `<` on.
fn declaration_len(text: &[u8]) -> Option<usize> {
    let behind = |opening: usize, closing: &[u8]| {
        let len = memmem::find(&text[opening..], closing)?;
        Some(opening + len + closing.len())
    };
    let quoted = [&b"!ENTITY"[..], b"!ATTLIST", b"!NOTATION"];
    if text.starts_with(b"?") {
        return behind(1, b"?>");
    }
    if text.starts_with(b"!--") {
        return behind(3, b"-->");
    }
    if let Some(word) = quoted.iter().find(|word| text.starts_with(word)) {
        return quoted_len(&text[word.len()..]).map(|len| word.len() + len);
    }
    memchr(b'>', text).map(|len| len + 1)
}

/// Up to the first `>` outside quotes.
fn quoted_len(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for at in memchr3_iter(b'>', b'\'', b'"', text) {
        match (quote, text[at]) {
            (None, b'>') => return Some(at),
            (None, byte) => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether a whole declaration names a type; nothing if it is no `<!DOCTYPE …>`.
pub(super) fn is_named(declaration: &[u8]) -> Option<bool> {
    let word = b"<!DOCTYPE";
    let inside = declaration.strip_suffix(b">")?;
    let (opening, name) = inside.split_at_checked(word.len())?;
    let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    (opening.eq_ignore_ascii_case(word)).then(|| !name.iter().all(space))
}
