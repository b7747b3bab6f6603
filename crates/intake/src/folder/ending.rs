//! Whether bytes look whole at their end: the root closed, the brackets balanced, the end mark there. Evidence that
//! a file is complete, never a judgement of its format; reads no text and keeps nothing.

/// What the end of some bytes says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The end that this kind of bytes should have is there.
    Whole,
    /// The kind is known and its end is missing.
    Missing,
    /// Nothing is known about how such bytes end.
    Unknown,
}

/// Looks at the end of `bytes`.
pub(crate) fn ending(bytes: &[u8]) -> Ending {
    let narrow = narrowed(bytes);
    let text = narrow.trim_ascii();
    match text.first() {
        Some(b'<') => xml_ending(text),
        Some(b'{' | b'[') => json_ending(text),
        Some(0x01 | 0x16) => mark_ending(text),
        Some(_) if starts_with_zczc(text) => mark_ending(text),
        _ => Ending::Unknown,
    }
}

/// The bytes without a byte order mark and, of UTF-16 and UTF-32, without their zero bytes: enough to see marks.
fn narrowed(bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let wide = matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..]
    );
    if wide {
        let kept = bytes
            .iter()
            .copied()
            .filter(|byte| !matches!(byte, 0 | 0xfe | 0xff));
        return kept.collect::<Vec<u8>>().into();
    }
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).into()
}

fn starts_with_zczc(text: &[u8]) -> bool {
    text.get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case(b"ZCZC"))
}

fn mark_ending(text: &[u8]) -> Ending {
    let last = text.last().copied();
    let nnnn = text.len() >= 4 && text[text.len() - 4..].eq_ignore_ascii_case(b"NNNN");
    if nnnn || matches!(last, Some(0x03 | 0x04)) {
        Ending::Whole
    } else {
        Ending::Missing
    }
}

fn json_ending(text: &[u8]) -> Ending {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for byte in text {
        match (in_string, escaped, byte) {
            (true, true, _) => escaped = false,
            (true, false, b'\\') => escaped = true,
            (true, false, b'"') => in_string = false,
            (true, false, _) => {}
            (false, _, b'"') => in_string = true,
            (false, _, b'{' | b'[') => depth += 1,
            (false, _, b'}' | b']') => depth = depth.saturating_sub(1),
            (false, _, _) => {}
        }
    }
    if depth == 0 && !in_string {
        Ending::Whole
    } else {
        Ending::Missing
    }
}

fn xml_ending(text: &[u8]) -> Ending {
    let Some(name) = root_name(text) else {
        return Ending::Missing;
    };
    let text = without_trailing_comments(text);
    let closes = last_tag(text).is_some_and(|tag| closes_root(tag, name));
    if closes {
        Ending::Whole
    } else {
        Ending::Missing
    }
}

/// Whether a tag ends the element `name`: `</name>`, or `<name …/>` standing alone as the root.
fn closes_root(tag: &[u8], name: &[u8]) -> bool {
    let inner = &tag[1..tag.len() - 1];
    if let Some(end) = inner.strip_prefix(b"/") {
        return end.trim_ascii() == name;
    }
    inner.ends_with(b"/") && inner.starts_with(name)
}

/// The name of the first element, after declaration, comments, instructions and document type.
fn root_name(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        text = text.trim_ascii_start();
        if text.starts_with(b"<?") {
            text = after(text, b"?>")?;
        } else if text.starts_with(b"<!--") {
            text = after(text, b"-->")?;
        } else if text.starts_with(b"<!") {
            text = after_doctype(text)?;
        } else {
            let rest = text.strip_prefix(b"<")?;
            let end = rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
            return Some(&rest[..end]).filter(|name| !name.is_empty());
        }
    }
}

fn after_doctype(text: &[u8]) -> Option<&[u8]> {
    let mut brackets = 0i32;
    let end = text.iter().position(|byte| {
        match byte {
            b'[' => brackets += 1,
            b']' => brackets -= 1,
            _ => {}
        }
        *byte == b'>' && brackets <= 0
    })?;
    Some(&text[end + 1..])
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some(&text[at + mark.len()..])
}

fn without_trailing_comments(mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii_end();
        let opening: &[u8] = match text {
            _ if text.ends_with(b"-->") => b"<!--",
            _ if text.ends_with(b"?>") => b"<?",
            _ => return text,
        };
        match text
            .windows(opening.len())
            .rposition(|window| window == opening)
        {
            Some(at) => text = &text[..at],
            None => return text,
        }
    }
}

/// The last `<…>` of the text, if the text ends with one.
fn last_tag(text: &[u8]) -> Option<&[u8]> {
    let at = text.iter().rposition(|byte| *byte == b'<')?;
    let tag = &text[at..];
    (tag.len() >= 2 && tag.ends_with(b">")).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_ending(text: &str, expected: Ending) {
        assert_eq!(ending(text.as_bytes()), expected, "{text}");
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if text.is_ascii() {
            assert_eq!(ending(&wide), expected, "as UTF-16: {text}");
        }
    }

    #[test]
    fn xml_is_whole_when_its_root_is_closed() {
        check_ending("<rss><channel/></rss>\n", Ending::Whole);
        check_ending(
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '>'>]><!-- x --><a:b c='d'></a:b ><!-- e -->",
            Ending::Whole,
        );
        check_ending("<empty attribute='x'/>", Ending::Whole);
        check_ending("<rss><channel></channel>", Ending::Missing);
        check_ending("<rss><channel/></rs", Ending::Missing);
        check_ending("<?xml version='1.0'?>", Ending::Missing);
        check_ending("<", Ending::Missing);
    }

    #[test]
    fn json_is_whole_when_its_brackets_balance() {
        check_ending(r#"{"a": "}\"}", "b": [1, 2]}"#, Ending::Whole);
        check_ending(r#"{"a": [1, 2}"#, Ending::Missing);
        check_ending(r#"{"a": "b}"#, Ending::Missing);
    }

    #[test]
    fn telegrams_are_whole_at_their_end_mark() {
        check_ending("ZCZC abc\ntext\nNNNN\r\n", Ending::Whole);
        check_ending("zczc abc\ntext", Ending::Missing);
        check_ending("\u{1}abc\u{2}text\u{3}", Ending::Whole);
    }

    #[test]
    fn of_other_bytes_the_end_is_unknown() {
        check_ending("From: someone", Ending::Unknown);
        check_ending("", Ending::Unknown);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_look(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            ending(&bytes);
        }

        #[test]
        fn no_part_of_a_document_looks_whole(words in "[a-z <>\"&;]{0,40}", cut in 1usize..30) {
            let text = words.replace('<', "&lt;");
            let xml = format!("<?xml version='1.0'?><!-- {text} --><rss a='b'><i>{text}</i><br/></rss>");
            let json = serde_json::json!({ "a": [words, { "b": 1 }] }).to_string();
            for document in [xml, json] {
                prop_assert_eq!(ending(document.as_bytes()), Ending::Whole);
                let part = &document.as_bytes()[..document.len().saturating_sub(cut)];
                prop_assert_ne!(ending(part), Ending::Whole);
            }
        }
    }
}
