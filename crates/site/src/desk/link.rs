//! Addresses inside the desk. An item is named by agency and guid in the query, percent-encoded: a guid may hold
//! any character, and the address needs no second index.

use std::fmt::Write;

use copydesk_desk::{ItemKey, Story};

/// Percent-encodes everything but the unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn key_query(key: &ItemKey) -> String {
    format!("agency={}&guid={}", encode(&key.agency), encode(&key.guid))
}

/// The screen of an item.
pub(crate) fn item(key: &ItemKey) -> String {
    format!("/desk/item?{}", key_query(key))
}

/// The screen of an item in one of its versions.
pub(crate) fn item_version(key: &ItemKey, nth: u32) -> String {
    format!("{}&version={nth}", item(key))
}

/// Two versions compared word by word.
pub(crate) fn versions(key: &ItemKey, older: u32, newer: u32) -> String {
    format!("/desk/item/versions?{}&a={older}&b={newer}", key_query(key))
}

/// A version of an item compared with one of another item.
pub(crate) fn compared((key, nth): (&ItemKey, u32), (other, other_nth): (&ItemKey, u32)) -> String {
    format!(
        "/desk/item/compare?{}&version={nth}&with_agency={}&with_guid={}&with_version={other_nth}",
        key_query(key),
        encode(&other.agency),
        encode(&other.guid)
    )
}

/// The bytes a version came in.
pub(crate) fn raw(key: &ItemKey, nth: u32) -> String {
    format!("/desk/raw?{}&version={nth}", key_query(key))
}

/// The story's screen at the desk.
pub(crate) fn story(story: &Story) -> String {
    format!("/desk/story/{}", story.id)
}

/// A path to go back to: local, inside the desk, else the list.
pub(crate) fn local(back: Option<&str>) -> &str {
    back.filter(|path| path.starts_with("/desk/"))
        .filter(|path| !path.contains(['\\', '\r', '\n']) && path.is_ascii())
        .unwrap_or("/desk/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_any_guid() {
        let key = ItemKey {
            agency: "north".into(),
            guid: "urn:newsml:a/b?c&d=é".into(),
        };
        assert_eq!(
            item(&key),
            "/desk/item?agency=north&guid=urn%3Anewsml%3Aa%2Fb%3Fc%26d%3D%C3%A9"
        );
    }

    #[test]
    fn only_a_path_inside_the_desk_is_gone_back_to() {
        assert_eq!(local(Some("/desk/kills")), "/desk/kills");
        for bad in [
            "//evil.example",
            "/\\evil",
            "https://evil.example/desk/",
            "/desk/\\x",
        ] {
            assert_eq!(local(Some(bad)), "/desk/", "{bad}");
        }
        assert_eq!(local(None), "/desk/");
    }
}
