//! Who made a page's pictures, as its captions say. Reads captions that are shown in the story; guesses no credit.

use copydesk_text::BlockKind;

use crate::block::{Mark, PageBlock};
use crate::page::Page;

/// Words that open a credit, before a colon, "credit" or "by".
const OPENINGS: [&str; 11] = [
    "photo",
    "photos",
    "photograph",
    "image",
    "picture",
    "foto",
    "bild",
    "credit",
    "फोटो",
    "तस्वीर",
    "चित्र",
];
/// Longest name.
const NAME_WORDS_MAX: usize = 8;

/// One entry a captioned picture of the story, each caption once; `None`: its caption credits nobody.
#[must_use]
pub fn picture_credits(page: &Page) -> Vec<Option<String>> {
    let captions: Vec<&PageBlock> = page
        .shown()
        .map(|(_, block)| block)
        .filter(|block| block.block.kind == BlockKind::Caption)
        .collect();
    let in_story = |block: &&&PageBlock| block.marks.has_any(&[Mark::Article, Mark::Story]);
    let article = captions.iter().any(|block| in_story(&block));
    let mut seen = Vec::new();
    let mut credits = Vec::new();
    for block in captions.iter().filter(|block| !article || in_story(block)) {
        let text = block.block.text.as_str();
        if !seen.contains(&text) {
            seen.push(text);
            credits.push(credit(text));
        }
    }
    credits
}

/// The name after the last "Photo:", "Image credit:", "(Photo by …)" of a caption.
fn credit(caption: &str) -> Option<String> {
    let words: Vec<&str> = caption.split_whitespace().collect();
    (0..words.len()).rev().find_map(|at| credit_at(&words, at))
}

fn credit_at(words: &[&str], at: usize) -> Option<String> {
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c))
            .to_lowercase()
    };
    if !OPENINGS.contains(&bare(words[at]).as_str()) {
        return None;
    }
    let next = words.get(at + 1).map(|word| bare(word)).unwrap_or_default();
    let from = if words[at].ends_with(':') {
        at + 1
    } else if next == "by"
        || matches!(next.as_str(), "credit" | "credits") && words[at + 1].ends_with(':')
    {
        at + 2
    } else {
        return None;
    };
    let name = words.get(from..)?;
    let name = name.join(" ");
    let name = name.trim_end_matches([')', ']', '.', '|', ' ']);
    (!name.is_empty() && name.split(' ').count() <= NAME_WORDS_MAX).then(|| name.to_owned())
}

/// A vowel sign or another mark that belongs to a word.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x900..=0x903 | 0x93A..=0x94F)
}

#[cfg(test)]
mod tests {
    use super::{credit, picture_credits};

    #[track_caller]
    fn check(caption: &str, expected: Option<&str>) {
        assert_eq!(credit(caption).as_deref(), expected, "{caption}");
    }

    #[test]
    fn credits_are_read_where_a_caption_states_them() {
        check(
            "The bridge at dawn. Photo: Harbour Wire",
            Some("Harbour Wire"),
        );
        check(
            "The bridge at dawn (Photo by Jo Marsh/Aster)",
            Some("Jo Marsh/Aster"),
        );
        check("The bridge at dawn | Image credit: Lumen.", Some("Lumen"));
        check("सुबह का पुल। फोटो: एस्टर", Some("एस्टर"));
        check("A photo of the bridge at dawn", None);
        check("The bridge at dawn", None);
        check("Photo:", None);
    }

    #[test]
    fn a_picture_shown_twice_is_one_picture() {
        let figure = "<figure><img src=a.jpg><figcaption>The bridge. <span>Photo: Lumen</span></figcaption></figure>";
        let html = format!(
            "<article><h1>Bridge</h1>{figure}<p>Text of it.</p>{figure}\
             <figure><img src=b.jpg><figcaption>The river</figcaption></figure></article>"
        );
        let page = crate::read_bytes(html.as_bytes(), None);
        assert_eq!(picture_credits(&page), [Some("Lumen".to_owned()), None]);
    }
}
