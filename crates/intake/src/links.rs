//! Links that an answer states: in `Link` headers (RFC 8288), and in the head of a web feed's body. Bounded: a body is
//! looked at up to its first entry. Follows nothing.

/// A body is looked at no further than so many bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// One link: its relations and its target as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) rel: String,
    pub(crate) href: String,
}

impl Link {
    fn is(&self, wanted: &str) -> bool {
        self.rel
            .split_ascii_whitespace()
            .any(|rel| rel.eq_ignore_ascii_case(wanted))
    }
}

/// Target of the first link of that relation.
pub(crate) fn target<'a>(links: &'a [Link], rel: &str) -> Option<&'a str> {
    links
        .iter()
        .find(|link| link.is(rel))
        .map(|link| link.href.as_str())
}

/// The links of one `Link` header: `<url>; rel="next", <url>; rel=hub`.
pub(crate) fn in_header(value: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some((_, opened)) = rest.split_once('<') {
        let Some((href, after)) = opened.split_once('>') else {
            break;
        };
        let end = end_of_parameters(after);
        let (parameters, next) = after.split_at(end);
        let rel = parameters.split(';').find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            let value = value.trim().trim_end_matches(',').trim_matches('"');
            key.trim()
                .eq_ignore_ascii_case("rel")
                .then(|| value.to_owned())
        });
        links.push(Link {
            rel: rel.unwrap_or_default(),
            href: href.trim().to_owned(),
        });
        rest = next;
    }
    links
}

/// Where the next link begins; commas inside quotes do not count.
fn end_of_parameters(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// The `link` elements before the first entry of a feed, whatever their namespace prefix.
pub(crate) fn in_body(body: &[u8]) -> Vec<Link> {
    let head = &body[..body.len().min(HEAD_BYTES_MAX)];
    let text = String::from_utf8_lossy(head);
    let mut links = Vec::new();
    for tag in text.split('<').skip(1) {
        let name_end = tag
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(tag.len());
        let name = tag[..name_end].rsplit(':').next().unwrap_or_default();
        match name {
            "entry" | "item" => break,
            "link" => links.extend(link_element(&tag[name_end..])),
            _ => {}
        }
    }
    links
}

fn link_element(attributes: &str) -> Option<Link> {
    let href = attribute(attributes, "href")?;
    let rel = attribute(attributes, "rel").unwrap_or_default();
    Some(Link { rel, href })
}

/// An attribute's value, up to the end of the tag.
fn attribute(mut rest: &str, wanted: &str) -> Option<String> {
    loop {
        rest = rest.trim_start();
        let (name, after) = rest.split_once('=')?;
        if name.contains('>') {
            return None;
        }
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, next) = after[1..].split_once(quote)?;
        if name.trim() == wanted {
            return Some(unescape(value));
        }
        rest = next;
    }
}

/// The references that addresses are written with.
fn unescape(value: &str) -> String {
    value
        .trim()
        .replace("&#38;", "&")
        .replace("&#x26;", "&")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(rel: &str, href: &str) -> Link {
        Link {
            rel: rel.to_owned(),
            href: href.to_owned(),
        }
    }

    #[test]
    fn links_of_a_header_are_told_apart() {
        let value =
            "<https://hub.example/?a=1,2>; rel=\"hub\", </feed>; title=\"a, b; c\"; rel=self,<x>";
        let expected = [
            link("hub", "https://hub.example/?a=1,2"),
            link("self", "/feed"),
            link("", "x"),
        ];
        assert_eq!(in_header(value), expected);
        for odd in ["", "<", "rel=next", "<a", ",,,"] {
            assert_eq!(in_header(odd), vec![], "{odd}");
        }
        assert_eq!(
            target(&in_header("<b>; rel=\"last next\""), "next"),
            Some("b")
        );
    }

    #[test]
    fn links_of_a_body_are_those_before_its_first_entry() {
        let rss = b"<rss><channel><link>https://a.example/</link><atom:link\n rel='hub' href = \"https://hub.example/?a=1&amp;b=2\"/>\
                    <atom10:link href='https://a.example/feed' rel='self' type='x'/><item><link rel='hub' href='evil'/>";
        let links = in_body(rss);
        assert_eq!(target(&links, "hub"), Some("https://hub.example/?a=1&b=2"));
        assert_eq!(target(&links, "self"), Some("https://a.example/feed"));
        assert_eq!(links.len(), 2);
        assert_eq!(in_body(b"<feed><link rel=hub href=x><entry>"), vec![]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at(body: Vec<u8>, header: String) {
            let _ = (in_body(&body), in_header(&header));
        }
    }
}
