//! The text of an edition and its pictures as markup: numbered paragraphs, sub-headings with anchors, lists, rows.
//! Alters no letter; what stands outside the text (byline, times, credits) is not its business.

use copydesk_desk::{Edition, EditionPicture};
use copydesk_text::{Block, BlockKind};
use maud::{Markup, html};
use serde::Serialize;

use crate::config::SiteConfig;
use crate::media;
use crate::theme::Fragment;
use crate::words::{direction, primary};

/// A picture as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PictureView {
    /// Address on this site.
    pub src: String,
    /// Words in its place; empty for a picture that its caption describes.
    pub alt: String,
    /// Words under it.
    pub caption: Option<String>,
    /// Its credit, apart from the text's.
    pub credit: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

impl PictureView {
    /// The picture, if this site holds its file: other hosts are never contacted.
    #[must_use]
    pub fn new(picture: &EditionPicture, config: &SiteConfig) -> Option<Self> {
        let file = media::find(config, &picture.href)?;
        let stated = picture.width.zip(picture.height);
        let size = stated.or_else(|| media::size(&file.path));
        let alt = picture
            .alt
            .clone()
            .filter(|alt| Some(alt) != picture.caption.as_ref());
        Some(Self {
            src: file.address,
            alt: alt.unwrap_or_default(),
            caption: picture.caption.clone(),
            credit: picture.credit.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        })
    }

    /// The pictures of an edition that can be shown.
    #[must_use]
    pub fn all(edition: &Edition, config: &SiteConfig) -> Vec<Self> {
        edition
            .pictures
            .iter()
            .filter_map(|picture| Self::new(picture, config))
            .collect()
    }
}

/// A sub-heading, for the list of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Fragment of the address.
    pub anchor: String,
    /// The heading.
    pub text: String,
}

/// Sub-headings from which a list of contents is shown.
const CONTENTS_MIN: usize = 3;

/// The list of contents; empty for a text of fewer than three sub-headings.
#[must_use]
pub fn contents(blocks: &[Block]) -> Vec<Contents> {
    let headings: Vec<Contents> = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Heading)
        .map(|(index, block)| Contents {
            anchor: format!("p{}", index + 1),
            text: block.text.clone(),
        })
        .collect();
    if headings.len() < CONTENTS_MIN {
        return Vec::new();
    }
    headings
}

/// The story's text in its one element; every paragraph has an anchor, so that a source can be opened at its words.
#[must_use]
pub fn story_text(edition: &Edition, page_language: &str) -> Fragment {
    let lang = Some(edition.language.as_str()).filter(|language| *language != page_language);
    let dir = lang.map(direction);
    Fragment::new(html! {
        div id="story-text" lang=[lang] dir=[dir] {
            @for (index, block) in edition.blocks.iter().enumerate() { (paragraph(index + 1, block)) }
        }
    })
}

fn paragraph(number: usize, block: &Block) -> Markup {
    let text = &block.text;
    let id = format!("p{number}");
    match block.kind {
        BlockKind::Heading => html! { h2 id=(id) data-p=(number) { (text) } },
        BlockKind::ListItem => html! { p.item id=(id) data-p=(number) { (text) } },
        BlockKind::Quote => html! { p.quote id=(id) data-p=(number) { (text) } },
        BlockKind::TableRow => table_row(number, text),
        BlockKind::Caption => html! { p.caption id=(id) data-p=(number) { (text) } },
        BlockKind::Signature => html! { p.signature id=(id) data-p=(number) { (text) } },
        BlockKind::Text | BlockKind::Advisory => html! { p id=(id) data-p=(number) { (text) } },
    }
}

/// Cells are joined by TAB in the text; the row stays one paragraph, its cells side by side.
fn table_row(number: usize, text: &str) -> Markup {
    html! {
        p.row id={ "p" (number) } data-p=(number) {
            @for (index, cell) in text.split('\t').enumerate() {
                @if index > 0 { "\t" }
                span { (cell) }
            }
        }
    }
}

/// The `lang` a text needs on a page of another language; `None` where it is the page's own.
#[must_use]
pub fn foreign(language: &str, page_language: &str) -> Option<String> {
    (primary(language) != primary(page_language)).then(|| language.to_owned())
}
