//! Relative addresses against the base in force (`xml:base`), as far as feeds need it. Only joins text: nothing is
//! looked up, and an address that is already whole is left as it was sent.

/// `address` made absolute; as sent if it is whole or there is no base.
pub(crate) fn resolved(base: Option<&str>, address: &str) -> String {
    let Some(base) = base.filter(|base| scheme_len(base).is_some()) else {
        return address.to_owned();
    };
    if scheme_len(address).is_some() || address.is_empty() {
        return if address.is_empty() {
            base.to_owned()
        } else {
            address.to_owned()
        };
    }
    let scheme_end = scheme_len(base).unwrap_or_default() + 1;
    if address.starts_with("//") {
        return format!("{}{address}", &base[..scheme_end]);
    }
    let rest = &base[scheme_end..];
    let Some(authority) = rest.strip_prefix("//") else {
        return address.to_owned();
    };
    let authority_len = authority.find(['/', '?', '#']).unwrap_or(authority.len());
    let root_end = scheme_end + 2 + authority_len;
    let (root, path) = base.split_at(root_end);
    let joined = joined_path(path, address);
    format!("{root}{joined}")
}

/// The path of the base with the relative address in place of its last part.
fn joined_path(path: &str, address: &str) -> String {
    let without_fragment = path.split('#').next().unwrap_or_default();
    let without_query = without_fragment.split('?').next().unwrap_or_default();
    match address.as_bytes().first() {
        Some(b'#') => format!("{without_fragment}{address}"),
        Some(b'?') => format!("{without_query}{address}"),
        Some(b'/') => without_dots(address),
        _ => {
            let folder = without_query
                .rfind('/')
                .map_or("/", |at| &without_query[..=at]);
            without_dots(&format!("{folder}{address}"))
        }
    }
}

/// A path without `.` and `..`.
fn without_dots(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, tail) = address.split_at(end);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.len() > 1 {
                    parts.pop();
                }
            }
            part => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    format!("{}{tail}", parts.join("/"))
}

/// Length of the scheme before the colon.
fn scheme_len(address: &str) -> Option<usize> {
    let end = address.find(':')?;
    let scheme = &address[..end];
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    sound.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[track_caller]
    fn check(base: &str, address: &str, expected: &str) {
        assert_eq!(resolved(Some(base), address), expected, "{base} {address}");
    }

    #[test]
    fn relative_addresses_are_joined() {
        check("http://example.org/a/b", "c", "http://example.org/a/c");
        check(
            "http://example.org/a/b/",
            "../c?d=/../e",
            "http://example.org/a/c?d=/../e",
        );
        check("http://example.org", "c", "http://example.org/c");
        check("http://example.org/a?q#f", "#g", "http://example.org/a?q#g");
        check("http://example.org/a", "/x/./y", "http://example.org/x/y");
        check(
            "https://example.org/a",
            "//other.example/z",
            "https://other.example/z",
        );
        check("http://example.org/a", "../../../b", "http://example.org/b");
    }

    #[test]
    fn whole_addresses_stay_as_sent() {
        check(
            "http://example.org/",
            "HTTP://Other.example/A/../b",
            "HTTP://Other.example/A/../b",
        );
        check("http://example.org/", "urn:x:1", "urn:x:1");
        assert_eq!(resolved(None, "a/b"), "a/b");
        check("no base", "a/b", "a/b");
    }
}
