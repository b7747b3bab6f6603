//! Pictures under `/media/`: safe names in one folder, nothing else. Fetches nothing, resizes nothing yet.

use std::path::{Path, PathBuf};

use crate::config::SiteConfig;

/// Bytes read to find a picture's size.
const HEADER_BYTES: usize = 64 * 1024;

/// A picture this site holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// The file.
    pub path: PathBuf,
    /// Its address on the site.
    pub address: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// The picture that a wire's or edition's `href` names, by its last segment, if the media folder holds it.
#[must_use]
pub fn find(config: &SiteConfig, href: &str) -> Option<MediaFile> {
    let bare = href.split(['?', '#']).next()?;
    let name = bare.rsplit('/').next()?;
    named(config, name)
}

/// The picture of exactly this name.
#[must_use]
pub fn named(config: &SiteConfig, name: &str) -> Option<MediaFile> {
    let media_type = media_type(name)?;
    let path = config.media.as_ref()?.join(name);
    let plain = std::fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_file());
    plain.then(|| MediaFile {
        path,
        address: format!("/media/{name}"),
        media_type,
    })
}

/// The media type of a safe name; `None` for anything else.
fn media_type(name: &str) -> Option<&'static str> {
    let safe = !name.starts_with('.')
        && name.len() <= 200
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let (_, extension) = name.rsplit_once('.').filter(|_| safe)?;
    match extension.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "gif" => Some("image/gif"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// Width and height of a picture, from its first bytes; `None` where they do not say.
#[must_use]
pub fn size(path: &Path) -> Option<(u32, u32)> {
    use std::io::Read;
    let mut head = Vec::with_capacity(HEADER_BYTES);
    let file = std::fs::File::open(path).ok()?;
    file.take(HEADER_BYTES as u64).read_to_end(&mut head).ok()?;
    png_size(&head)
        .or_else(|| gif_size(&head))
        .or_else(|| jpeg_size(&head))
        .or_else(|| svg_size(&head))
        .filter(|(width, height)| *width > 0 && *height > 0)
}

fn png_size(head: &[u8]) -> Option<(u32, u32)> {
    head.starts_with(b"\x89PNG\r\n\x1a\n").then_some(())?;
    let word = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?))
    };
    word(16).zip(word(20))
}

fn gif_size(head: &[u8]) -> Option<(u32, u32)> {
    head.starts_with(b"GIF8").then_some(())?;
    let word = |at: usize| -> Option<u32> {
        Some(u32::from(u16::from_le_bytes(
            head.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    word(6).zip(word(8))
}

/// Walks the segments up to the frame header.
fn jpeg_size(head: &[u8]) -> Option<(u32, u32)> {
    head.starts_with(&[0xff, 0xd8]).then_some(())?;
    let word = |at: usize| -> Option<u32> {
        Some(u32::from(u16::from_be_bytes(
            head.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let mut at = 2;
    loop {
        let (marker, length) = (*head.get(at + 1)?, word(at + 2)?);
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return word(at + 7).zip(word(at + 5));
        }
        at += 2 + usize::try_from(length).ok().filter(|length| *length >= 2)?;
    }
}

/// The view box of the root, else its width and height.
fn svg_size(head: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(head).ok()?;
    let root = text.split("<svg").nth(1)?.split('>').next()?;
    let value = |name: &str| root.split(&format!(" {name}=\"")).nth(1)?.split('"').next();
    let whole = |text: &str| text.trim().parse::<f64>().ok().map(|n| n.round() as u32);
    if let Some(view) = value("viewBox") {
        let mut parts = view
            .split([' ', ','])
            .filter(|part| !part.is_empty())
            .skip(2);
        return parts
            .next()
            .and_then(whole)
            .zip(parts.next().and_then(whole));
    }
    value("width")
        .and_then(whole)
        .zip(value("height").and_then(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_names_of_pictures_have_a_type() {
        assert_eq!(media_type("river-1.jpg"), Some("image/jpeg"));
        for name in ["../x.jpg", ".x.jpg", "x.html", "x", "a/b.png", "a%2fb.png"] {
            assert_eq!(media_type(name), None, "{name}");
        }
    }

    #[test]
    fn sizes_are_read_from_the_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 4, 0, 0, 0, 3, 0]);
        assert_eq!(png_size(&png), Some((1024, 768)));
        assert_eq!(
            svg_size(b"<svg xmlns=\"x\" viewBox=\"0 0 1200 800\">"),
            Some((1200, 800))
        );
        let jpeg = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 17, 8, 2, 0x58, 3, 0x20,
        ];
        assert_eq!(jpeg_size(&jpeg), Some((800, 600)));
        assert_eq!(jpeg_size(&[0xff, 0xd8, 0xff, 0xe0, 0, 0, 0]), None);
    }
}
