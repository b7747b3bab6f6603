//! One walk through a page's tree: blocks of text with their surroundings, and the facts of its head. Drops no
//! visible character of a text and judges none; scripts, styles, form fields and drawings are no text, and what is
//! struck out (`del`, `s`, `strike`) is not published.
//!
//! A block element begins a block, two `br` in a row part one, a single `br` is a line feed, inline elements join
//! without anything between them. ASCII white space folds to one space, except in `pre`.

use std::collections::HashMap;
use std::ops::Range;

use copydesk_text::{Block, BlockKind};
use dom_query::{NodeData, NodeRef};

use crate::block::{Mark, Marks, PageBlock};
use crate::dom::{Descend, Step, walk};
use crate::json_ld;
use crate::metadata::{Facts, stated};
use crate::page::PageFinding;

/// What a walk found.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) blocks: Vec<PageBlock>,
    pub(crate) facts: Facts,
    /// Alternative texts of images.
    pub(crate) alts: Vec<String>,
    pub(crate) findings: Vec<PageFinding>,
    /// The container around each container.
    pub(crate) around: HashMap<u32, u32>,
}

/// Walks the tree below `root`.
pub(crate) fn gather(root: NodeRef<'_>) -> Gathered {
    let mut gatherer = Gatherer::default();
    gatherer.open.push(Open::default());
    walk(root, |step| match step {
        Step::Enter(node) => gatherer.enter(node),
        Step::Leave => {
            gatherer.leave();
            Descend::Past
        }
    });
    gatherer.finish_block();
    gatherer.settle_blocks();
    if gatherer.broken_json_ld {
        let what = "a JSON-LD script is no JSON: left unread";
        gatherer
            .gathered
            .findings
            .push(PageFinding::new("page.json_ld_broken", what));
    }
    gatherer.gathered
}

/// An element the walk is in.
#[derive(Clone, Debug, Default)]
struct Open {
    name: String,
    is_block: bool,
    /// Number of the nearest element that can hold several blocks.
    container: u32,
    /// Index in the stack of the innermost block element.
    block_at: usize,
    marks: Marks,
    bold: bool,
    link: bool,
    pre: bool,
    kind: BlockKind,
    /// No text of this element is read: the head, mainly.
    silent: bool,
}

/// The block being written.
#[derive(Default)]
struct Draft {
    text: String,
    /// A space is due before the next character.
    space: bool,
    visible_chars: u32,
    link_chars: u32,
    /// Byte ranges of `text` that are link text.
    links: Vec<Range<usize>>,
    bold_chars: u32,
    /// The innermost block element when the first character came.
    element: Option<Open>,
}

impl Draft {
    /// The last character, which begins at `from`, is link text.
    fn link(&mut self, from: usize) {
        let end = self.text.len();
        match self.links.last_mut() {
            Some(last) if last.end == from => last.end = end,
            _ => self.links.push(from..end),
        }
    }
}

#[derive(Default)]
struct Gatherer {
    gathered: Gathered,
    open: Vec<Open>,
    draft: Draft,
    elements: u32,
    /// An image stood since the last block.
    image_before: bool,
    broken_json_ld: bool,
}

impl Gatherer {
    fn enter(&mut self, node: NodeRef<'_>) -> Descend {
        let text = node.query_or(None, |inner| match &inner.data {
            NodeData::Text { contents } => Some(contents.to_string()),
            _ => None,
        });
        if let Some(text) = text {
            self.text(&text);
            return Descend::Past;
        }
        let Some(name) = node.qual_name_ref().map(|name| name.local.to_string()) else {
            // Documents and fragments are gone into; comments and the like are not.
            if node.is_document() || node.is_fragment() {
                self.open.push(Open::default());
                return Descend::Into;
            }
            return Descend::Past;
        };
        self.element(&node, name)
    }

    fn element(&mut self, node: &NodeRef<'_>, name: String) -> Descend {
        match name.as_str() {
            "meta" => self.gathered.facts.take_meta(node),
            "link" => self.gathered.facts.take_link(node),
            "time" => self.gathered.facts.take_time(node),
            "script" => self.script(node),
            "title" => self.title(node),
            "img" => self.image(node),
            "br" => self.line_break(),
            "hr" => self.finish_block(),
            "td" | "th" => self.cell(),
            "html" => {
                let language = stated(node.attr("lang").as_deref());
                self.gathered.facts.language = self.gathered.facts.language.take().or(language);
            }
            _ => {}
        }
        if is_no_text(&name) {
            return Descend::Past;
        }
        let open = self.opened(node, name);
        if open.is_block {
            self.finish_block();
        }
        self.open.push(open);
        Descend::Into
    }

    fn opened(&mut self, node: &NodeRef<'_>, name: String) -> Open {
        self.elements = self.elements.saturating_add(1);
        let mut open = self.open.last().cloned().unwrap_or_default();
        // A site's own element within a paragraph stands in a line of text.
        let in_paragraph = self
            .open
            .get(open.block_at)
            .is_some_and(|block| is_paragraph(&block.name));
        let in_line = in_paragraph && name.contains('-');
        open.is_block = is_block(&name) && !in_line;
        if open.is_block {
            open.block_at = self.open.len();
        }
        if is_container(&name) && !in_line {
            self.gathered.around.insert(self.elements, open.container);
            open.container = self.elements;
        }
        open.kind = kind_inside(&name, open.kind);
        open.bold |= matches!(name.as_str(), "b" | "strong");
        open.link |= name == "a" && node.attr("href").is_some_and(|href| leads_on(&href));
        open.pre |= name == "pre";
        open.silent |= name == "head";
        if matches!(name.as_str(), "article" | "main") {
            open.marks.clear(Mark::Navigation);
        }
        mark_by_element(&mut open.marks, &name);
        mark_by_attributes(&mut open.marks, &name, node, self.image_before);
        open.name = name;
        open
    }

    fn leave(&mut self) {
        if self.open.pop().is_some_and(|open| open.is_block) {
            self.finish_block();
        }
    }

    fn text(&mut self, text: &str) {
        let Some(top) = self.open.last() else { return };
        let block = self.open.get(top.block_at);
        let hidden_inline = top.marks.has(Mark::Hidden)
            && !block.is_some_and(|block| block.marks.has(Mark::Hidden));
        if top.silent || hidden_inline {
            return;
        }
        let (link, bold, pre) = (top.link, top.bold, top.pre);
        for character in text.chars() {
            if !character.is_ascii_whitespace() {
                self.visible(character, link, bold);
            } else if pre {
                self.white_in_pre(character);
            } else {
                self.draft.space = true;
            }
        }
    }

    fn visible(&mut self, character: char, link: bool, bold: bool) {
        if self.draft.element.is_none() {
            let at = self.open.last().map_or(0, |top| top.block_at);
            self.draft.element = self.open.get(at).cloned();
        }
        let draft = &mut self.draft;
        if draft.space && !draft.text.is_empty() && !draft.text.ends_with(['\n', '\t']) {
            draft.text.push(' ');
        }
        draft.space = false;
        let from = draft.text.len();
        draft.text.push(character);
        if link {
            draft.link(from);
        }
        draft.visible_chars += 1;
        draft.link_chars += u32::from(link);
        draft.bold_chars += u32::from(bold);
    }

    fn white_in_pre(&mut self, character: char) {
        match character {
            '\n' => self.line_break(),
            '\r' => {}
            other if !self.draft.text.is_empty() => self.draft.text.push(other),
            _ => {}
        }
    }

    /// A line feed; the second in a row parts the block.
    fn line_break(&mut self) {
        self.draft.space = false;
        let kept = self.draft.text.trim_end_matches([' ', '\t']).len();
        if self.draft.text[..kept].ends_with('\n') {
            self.finish_block();
        } else if kept > 0 {
            self.draft.text.truncate(kept);
            self.draft.text.push('\n');
        }
    }

    /// Cells of a row are joined by TAB.
    fn cell(&mut self) {
        if !self.draft.text.is_empty() {
            self.draft.text.push('\t');
        }
    }

    fn finish_block(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        let text = draft.text.trim_matches([' ', '\t', '\n']);
        let Some(element) = draft.element.filter(|_| !text.is_empty()) else {
            return;
        };
        let mut kind = element.kind;
        if kind == BlockKind::TableRow && !text.contains('\t') {
            kind = BlockKind::Text;
        }
        let share = u64::from(draft.link_chars) * 1000 / u64::from(draft.visible_chars.max(1));
        self.gathered.blocks.push(PageBlock {
            block: Block::new(kind, text),
            tag: element.name,
            container: element.container,
            link_share_permille: u16::try_from(share).unwrap_or(1000),
            links: draft.links,
            wholly_bold: draft.bold_chars == draft.visible_chars,
            marks: element.marks,
        });
        self.image_before = false;
    }

    fn script(&mut self, node: &NodeRef<'_>) {
        let kind = node.attr("type").unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case("application/ld+json") {
            return;
        }
        match json_ld::read(&node.immediate_text()) {
            json_ld::Reading::Read(article) => {
                self.gathered.facts.article = self.gathered.facts.article.take().or(article);
            }
            json_ld::Reading::Broken => self.broken_json_ld = true,
        }
    }

    fn title(&mut self, node: &NodeRef<'_>) {
        if self.gathered.facts.title.is_none() {
            let text = node.immediate_text();
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            self.gathered.facts.title = stated(Some(&words.join(" ")));
        }
    }

    fn image(&mut self, node: &NodeRef<'_>) {
        self.image_before = true;
        self.gathered
            .alts
            .extend(stated(node.attr("alt").as_deref()));
    }

    /// A wrapper around a single block says nothing about its neighbours: where wrappers of like blocks stand side by
    /// side, their blocks count to the container around them.
    fn settle_blocks(&mut self) {
        for _ in 0..4 {
            let mut held: HashMap<u32, usize> = HashMap::new();
            for block in &self.gathered.blocks {
                *held.entry(block.container).or_default() += 1;
            }
            let mut places: HashMap<(u32, &str), usize> = HashMap::new();
            for block in &self.gathered.blocks {
                *places.entry((block.container, &block.tag)).or_default() += 1;
                if let Some(around) = self.wrapped_in(block, &held) {
                    *places.entry((around, &block.tag)).or_default() += 1;
                }
            }
            let lifted: Vec<Option<u32>> = self
                .gathered
                .blocks
                .iter()
                .map(|block| {
                    let around = self.wrapped_in(block, &held)?;
                    (places[&(around, block.tag.as_str())] > 1).then_some(around)
                })
                .collect();
            if lifted.iter().all(Option::is_none) {
                return;
            }
            for (block, around) in self.gathered.blocks.iter_mut().zip(lifted) {
                block.container = around.unwrap_or(block.container);
            }
        }
    }

    /// The container around the one that holds this block alone.
    fn wrapped_in(&self, block: &PageBlock, held: &HashMap<u32, usize>) -> Option<u32> {
        let alone = held.get(&block.container) == Some(&1);
        self.gathered
            .around
            .get(&block.container)
            .copied()
            .filter(|_| alone)
    }
}

fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "title"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "select"
            | "datalist"
            | "textarea"
            | "input"
            | "meta"
            | "link"
            | "img"
            | "br"
            | "hr"
            | "map"
            | "noframes"
            | "noembed"
            | "del"
            | "s"
            | "strike"
    )
}

fn is_block(name: &str) -> bool {
    is_container(name) && !matches!(name, "td" | "th")
        || matches!(
            name,
            "p" | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "li"
                | "ul"
                | "ol"
                | "dl"
                | "dt"
                | "dd"
                | "blockquote"
                | "pre"
                | "figcaption"
                | "caption"
                | "table"
                | "tr"
                | "thead"
                | "tbody"
                | "tfoot"
                | "address"
                | "summary"
                | "legend"
                | "button"
                | "hgroup"
                | "dir"
                | "html"
                | "listing"
                | "xmp"
                | "plaintext"
                | "option"
        )
}

/// Elements that hold paragraphs. A name with a hyphen is a site's own element.
fn is_container(name: &str) -> bool {
    name.contains('-')
        || matches!(
            name,
            "body"
                | "main"
                | "article"
                | "section"
                | "div"
                | "aside"
                | "figure"
                | "header"
                | "footer"
                | "nav"
                | "form"
                | "td"
                | "th"
                | "center"
                | "details"
                | "dialog"
                | "fieldset"
                | "search"
                | "menu"
        )
}

/// Elements that hold a line of text and no other block.
fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption"
    )
}

/// The kind of a block in this element, given the kind around it.
fn kind_inside(name: &str, around: BlockKind) -> BlockKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
        "li" | "dt" | "dd" => BlockKind::ListItem,
        "blockquote" => BlockKind::Quote,
        "figcaption" | "caption" => BlockKind::Caption,
        "tr" => BlockKind::TableRow,
        "p" if around == BlockKind::Heading => BlockKind::Text,
        name if is_container(name) && !matches!(name, "td" | "th") => match around {
            BlockKind::Quote | BlockKind::Caption | BlockKind::ListItem => around,
            _ => BlockKind::Text,
        },
        _ => around,
    }
}

fn mark_by_element(marks: &mut Marks, name: &str) {
    match name {
        "figure" => marks.set(Mark::Figure),
        "figcaption" => marks.set(Mark::Caption),
        "aside" => marks.set(Mark::Aside),
        "form" | "button" | "dialog" => marks.set(Mark::Form),
        "nav" | "footer" => marks.set(Mark::Navigation),
        // The header of an article holds its headline and standfirst; the page's own holds menus.
        "header" if !marks.has_any(&[Mark::Article, Mark::Main]) => marks.set(Mark::Navigation),
        "article" => marks.set(Mark::Article),
        "main" => marks.set(Mark::Main),
        _ => {}
    }
}

fn mark_by_attributes(marks: &mut Marks, name: &str, node: &NodeRef<'_>, image_before: bool) {
    let Some(element) = node.element_ref() else {
        return;
    };
    for attribute in &element.attrs {
        let value: &str = &attribute.value;
        match &*attribute.name.local {
            "hidden" => marks.set(Mark::Hidden),
            "aria-hidden" if value.trim() == "true" => marks.set(Mark::Hidden),
            "style" if hides(value) => marks.set(Mark::Hidden),
            "data-p" if marks.has(Mark::Story) => marks.set(Mark::StoryParagraph),
            "id" if value == "story-text" => marks.set(Mark::Story),
            "role" => mark_by_role(marks, value),
            // The class words of the whole page speak of what is on it, not of its text.
            "class" | "id" | "itemprop" if !matches!(name, "html" | "body") => {
                mark_by_words(marks, value, image_before);
            }
            _ => {}
        }
    }
}

/// Whether a link has somewhere to go.
fn leads_on(href: &str) -> bool {
    let href: String = href
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !c.is_ascii_control())
        .take(16)
        .collect();
    let script = href.to_ascii_lowercase().starts_with("javascript:");
    !href.is_empty() && href != "#" && !script
}

/// Whether an inline style takes an element out of sight. What only hides a positioned element hides no other.
fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let declared = |name: &str| {
        style
            .rsplit(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .find(|(property, _)| *property == name)
            .map(|(_, value)| value.trim_end_matches("!important"))
    };
    let is = |name: &str, wanted: &str| declared(name) == Some(wanted);
    let nothing = |name: &str| declared(name).and_then(number_of) == Some(0.0);
    let positioned = matches!(declared("position"), Some("absolute" | "fixed"));
    is("display", "none")
        || is("visibility", "hidden")
        || nothing("opacity")
        || nothing("font-size")
        || positioned && (clipped(declared("clip")) || is_far_off(&declared))
}

/// `clip` that leaves a pixel at most.
fn clipped(clip: Option<&str>) -> bool {
    let sides = clip.and_then(|clip| clip.strip_prefix("rect(")?.strip_suffix(')'));
    sides.is_some_and(|sides| {
        let narrow = |side: &str| number_of(side).is_some_and(|number| number <= 1.0);
        // Without its white space `rect(0 0 0 0)` is one number.
        sides.split(',').all(narrow)
    })
}

fn is_far_off<'a>(declared: &impl Fn(&str) -> Option<&'a str>) -> bool {
    const FAR: f64 = -900.0;
    ["left", "top"]
        .into_iter()
        .filter_map(|side| number_of(declared(side)?))
        .any(|number| number <= FAR)
}

/// The number a value of a style opens with.
fn number_of(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '+' | '.'));
    value[..end.unwrap_or(value.len())].parse().ok()
}

fn mark_by_role(marks: &mut Marks, role: &str) {
    match role.trim() {
        "main" => marks.set(Mark::Main),
        "article" => marks.set(Mark::Article),
        "navigation" | "menu" | "menubar" | "banner" | "contentinfo" => marks.set(Mark::Navigation),
        "complementary" => marks.set(Mark::Aside),
        "dialog" | "button" | "form" => marks.set(Mark::Form),
        _ => {}
    }
}

fn mark_by_words(marks: &mut Marks, value: &str, image_before: bool) {
    for token in value.split_ascii_whitespace() {
        let token = token.to_ascii_lowercase();
        let parts: Vec<&str> = token.split(|c: char| !c.is_alphanumeric()).collect();
        let mark = match token.as_str() {
            _ if is_hidden_by_name(&parts) => Mark::Hidden,
            _ if is_pair(&parts, "live", "score") || has_part(&parts, &PROMOTION_WORDS) => {
                Mark::Promotion
            }
            _ if has_part(&parts, &STANDFIRST_WORDS) => Mark::Standfirst,
            _ if has_part(&parts, &COMMENT_WORDS) => Mark::Comment,
            _ if image_before && has_part(&parts, &CAPTION_WORDS) => Mark::Caption,
            _ if has_part(&parts, &MENU_WORDS) => Mark::Navigation,
            _ => continue,
        };
        marks.set(mark);
    }
}

/// Names by which style sheets commonly take text out of sight.
fn is_hidden_by_name(parts: &[&str]) -> bool {
    has_part(parts, &HIDDEN_WORDS)
        || is_pair(parts, "visually", "hidden")
        || is_pair(parts, "sr", "only")
        || is_pair(parts, "off", "screen")
        || parts
            .windows(3)
            .any(|three| three == ["screen", "reader", "text"])
}

const HIDDEN_WORDS: [&str; 6] = [
    "tooltip",
    "popover",
    "hovercard",
    "visuallyhidden",
    "sronly",
    "offscreen",
];
const PROMOTION_WORDS: [&str; 14] = [
    "promo",
    "promotion",
    "newsletter",
    "subscribe",
    "subscription",
    "advert",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "sponsor",
    "sponsored",
    "widget",
    "livescore",
];
const STANDFIRST_WORDS: [&str; 7] = [
    "standfirst",
    "subtitle",
    "dek",
    "summary",
    "subheadline",
    "subhead",
    "lede",
];
const MENU_WORDS: [&str; 5] = ["nav", "navbar", "menu", "breadcrumb", "breadcrumbs"];
const COMMENT_WORDS: [&str; 4] = ["comments", "comment", "disqus", "respond"];
const CAPTION_WORDS: [&str; 3] = ["caption", "credit", "photocredit"];

fn has_part(parts: &[&str], words: &[&str]) -> bool {
    parts.iter().any(|part| words.contains(part))
}

fn is_pair(parts: &[&str], one: &str, other: &str) -> bool {
    parts.windows(2).any(|pair| pair == [one, other])
}
