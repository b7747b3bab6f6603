//! One block of a page: its words, and what stands around it. Says nothing about what the block is to a wire.

use std::ops::Range;

use copydesk_text::Block;

/// Something about a block's surroundings: its own element or one around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In a `figure`.
    Figure,
    /// In a `figcaption`, or class words of a caption with an image just before.
    Caption,
    /// In an `aside`.
    Aside,
    /// In a form, a button or a dialogue.
    Form,
    /// In a `nav` or `footer`, in a `header` of the page, or class words of a menu.
    Navigation,
    /// In an `article`.
    Article,
    /// In `main`.
    Main,
    /// Not shown: `hidden`, `aria-hidden`, an inline style that hides, or class words of hover cards and of text for
    /// screen readers.
    Hidden,
    /// Class words of a promotion: promo, newsletter, advert, sponsor, widget …
    Promotion,
    /// Class words of a standfirst: standfirst, subtitle, dek, summary …
    Standfirst,
    /// Readers' comments, by class words.
    Comment,
    /// In the element `story-text` of a page made by Copydesk.
    Story,
    /// In an element with `data-p` there: a numbered paragraph.
    StoryParagraph,
}

/// A set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u16);

impl Marks {
    /// Whether the mark is set.
    #[must_use]
    pub const fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u16) != 0
    }

    /// Whether any of the marks is set.
    #[must_use]
    pub fn has_any(self, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| self.has(*mark))
    }

    /// Sets the mark.
    pub const fn set(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u16;
    }

    /// Takes the mark away.
    pub const fn clear(&mut self, mark: Mark) {
        self.0 &= !(1 << mark as u16);
    }
}

/// A block of text on a page, in document order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBlock {
    /// Kind and words; character references are decoded once, ASCII white space is folded.
    pub block: Block,
    /// Local name of the innermost block element.
    pub tag: String,
    /// Number of the element that holds this block and its neighbours; equal numbers share a container.
    pub container: u32,
    /// Share of the visible characters that are link text, 0 to 1000.
    pub link_share_permille: u16,
    /// Byte ranges of the text that are link text; a link that leads nowhere is none.
    pub links: Vec<Range<usize>>,
    /// Whether every visible character is bold.
    pub wholly_bold: bool,
    /// What stands around it.
    pub marks: Marks,
}
