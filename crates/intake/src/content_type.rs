//! The header `Content-Type`, taken apart into media type and charset. Never guesses either.

/// Media type (lower case) and charset (as sent) that a header states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContentType {
    pub(crate) media_type: Option<String>,
    pub(crate) charset: Option<String>,
}

/// Reads `text/xml; charset="utf-8"` and what senders make of it.
pub(crate) fn content_type(header: &str) -> ContentType {
    let mut parts = header.split(';');
    let media_type = parts.next().map(|part| part.trim().to_ascii_lowercase());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']).trim().to_owned())
    });
    ContentType {
        media_type: media_type.filter(|text| !text.is_empty()),
        charset: charset.filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_content_type(header: &str, media_type: Option<&str>, charset: Option<&str>) {
        let read = content_type(header);
        assert_eq!(read.media_type.as_deref(), media_type, "{header}");
        assert_eq!(read.charset.as_deref(), charset, "{header}");
    }

    #[test]
    fn a_header_gives_media_type_and_charset_as_far_as_it_states_them() {
        check_content_type(
            "Text/XML; Charset=\"UTF-8\"",
            Some("text/xml"),
            Some("UTF-8"),
        );
        check_content_type("application/rss+xml", Some("application/rss+xml"), None);
        check_content_type("text/html; q=1; charset=", Some("text/html"), None);
        check_content_type("; charset=latin1", None, Some("latin1"));
        check_content_type("", None, None);
    }
}
