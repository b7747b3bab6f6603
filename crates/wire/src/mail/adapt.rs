//! A mail to items: the mail itself, if it has words of its own, and an item for everything in it that is in a wire
//! format. The two know of each other by links.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::flowed;
use super::raw::{Disposition, Head, Leaf, Message, Transfer};
use super::transfer;
use crate::chars::{self, Mapped, OffsetMap};
use crate::finding::Findings;
use crate::origin::{self, Markup, add_alt_id, add_signals, note};
use crate::read::reading_of;
use crate::telegraph::Notice;
use crate::{
    BlockKind, EdNote, Finding, Format, Hint, Item, Link, Paragraph, Picture, Placed, Reading,
    Rendition, Signal, Source, Span, signal_words, stated, telegraph,
};

/// What the leaves of a mail come to.
#[derive(Default)]
struct Content {
    /// Items in formats of their own.
    items: Vec<Placed>,
    text: Vec<Paragraph>,
    html: Vec<Paragraph>,
    /// Files with words, by name.
    files: Vec<Rendition>,
    pictures: Vec<Picture>,
    /// What is said of the mail itself.
    findings: Vec<Finding>,
}

/// The items of a message.
pub(super) fn reading(message: &Message, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let mut content = Content::default();
    for leaf in &message.leaves {
        read_leaf(leaf, source, &mut content, findings);
    }
    let mut items = std::mem::take(&mut content.items);
    let wordless = content.text.is_empty() && content.html.is_empty() && content.files.is_empty();
    if wordless && !items.is_empty() {
        for placed in &mut items {
            tell_of_mail(&message.head, &mut placed.item);
        }
        findings.extend(content.findings);
    } else {
        let mut item = mail_item(message, content, source);
        for placed in &mut items {
            item.links.push(link("contains", &placed.item.guid));
            placed.item.links.push(link("part_of", &item.guid));
        }
        // what lies in an item of its own is filed there first
        items.push(Placed {
            item,
            span: message.whole,
        });
    }
    Reading {
        format: Format::Mail,
        items: items.into_iter().collect(),
    }
}

fn link(rel: &str, target: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        target: target.to_owned(),
        version: None,
    }
}

/// An item that came in a mail without words of its own keeps the mail's id and subject.
fn tell_of_mail(head: &Head, item: &mut Item) {
    if let Some(id) = &head.message_id {
        add_alt_id(item, "mail", id.clone());
    }
    if let Some(subject) = &head.subject
        && item.headline.as_ref() != Some(subject)
    {
        item.ed_notes.push(EdNote {
            role: Some("subject".to_owned()),
            text: subject.clone(),
            publishable: false,
        });
        stated::words(item);
    }
}

// ---- Leaves ----

fn read_leaf(leaf: &Leaf, source: &Source<'_>, content: &mut Content, findings: &mut Findings) {
    let kind = leaf.media_type.split('/').next().unwrap_or_default();
    match kind {
        "image" => {
            content.pictures.push(picture(leaf));
            return binary(leaf, "a picture", content);
        }
        "audio" | "video" => return binary(leaf, "a recording", content),
        _ => {}
    }
    let decoded = transfer::decode(source.raw, leaf.body, leaf.transfer);
    if decoded.bytes.trim_ascii().is_empty() {
        return;
    }
    if let Some(odd) = decoded.odd {
        let message = "the coding of a part does not allow what stands here";
        findings.add("mail.bad_encoding", message, Some(odd));
    }
    let inner = Inner {
        leaf,
        bytes: decoded.bytes,
        map: decoded.map,
        hint: hint_of(leaf, source.hint),
    };
    if leaf.transfer == Transfer::Unknown {
        return not_text(leaf, content);
    }
    if inner.may_be_wire() && inner.read_as_wire(source, content, findings) {
        return;
    }
    match kind {
        "text" => inner.read_as_text(content, findings),
        _ => not_text(leaf, content),
    }
}

fn binary(leaf: &Leaf, what: &str, content: &mut Content) {
    content.findings.push(Finding {
        code: "content.binary",
        message: format!("{what} inside the mail is not read{}", named(leaf)),
        span: Some(leaf.body),
    });
}

fn not_text(leaf: &Leaf, content: &mut Content) {
    content.findings.push(Finding {
        code: "content.not_text",
        message: format!(
            "a part of type {:.80} is not read{}",
            leaf.media_type,
            named(leaf)
        ),
        span: Some(leaf.body),
    });
}

fn named(leaf: &Leaf) -> String {
    let name = leaf.file_name.as_ref();
    name.map(|name| format!(": {name:.200}"))
        .unwrap_or_default()
}

fn picture(leaf: &Leaf) -> Picture {
    let href = leaf.content_id.as_ref().map(|id| format!("cid:{id}"));
    Picture {
        id: leaf.content_id.clone().or_else(|| leaf.file_name.clone()),
        href,
        caption: leaf.description.clone(),
        headline: leaf.file_name.clone(),
        ..Picture::default()
    }
}

/// A part's own charset goes before the feed's, unless that one is forced.
fn hint_of(leaf: &Leaf, hint: &Hint) -> Hint {
    let mut inner = hint.clone();
    inner.file_name.clone_from(&leaf.file_name);
    inner.media_type = Some(leaf.media_type.clone());
    inner.transport_charset.clone_from(&leaf.charset);
    if leaf.charset.is_some() && !hint.charset_force {
        inner.charset = None;
    }
    inner
}

/// A decoded leaf.
struct Inner<'l, 'b> {
    leaf: &'l Leaf,
    bytes: Cow<'b, [u8]>,
    map: OffsetMap,
    hint: Hint,
}

impl Inner<'_, '_> {
    /// HTML that belongs to the mail is its text; anything else may be a wire.
    fn may_be_wire(&self) -> bool {
        self.leaf.disposition == Disposition::Attachment || self.leaf.media_type != "text/html"
    }

    /// Reads the bytes as a wire; false if they are none.
    fn read_as_wire(
        &self,
        source: &Source<'_>,
        content: &mut Content,
        findings: &mut Findings,
    ) -> bool {
        let is_mail = self.leaf.media_type.starts_with("message/");
        if is_mail && self.leaf.depth >= source.hint.limits.mime_nesting {
            let message =
                format_args!("mails nest deeper than {}", source.hint.limits.mime_nesting);
            findings.add("limit.mime", message, Some(self.leaf.body));
            return true;
        }
        let inner = Source {
            raw: &self.bytes,
            sha256: Sha256::digest(&self.bytes).into(),
            hint: &self.hint,
            depth: self.leaf.depth + 1,
        };
        let mut noticed = Findings::new();
        let reading = reading_of(&inner, &mut noticed);
        let own = match reading.format {
            Format::Text | Format::Unknown => false,
            Format::Mail => is_mail || self.leaf.disposition == Disposition::Attachment,
            _ => true,
        };
        if !own || reading.items.is_empty() {
            return false;
        }
        for mut placed in reading.items {
            self.carry(&mut placed);
            placed.item.raw_sha256 = source.sha256;
            content.items.push(placed);
        }
        self.carry_findings(noticed, findings);
        true
    }

    /// Moves the places of an item from the part's bytes to the raw's.
    fn carry(&self, placed: &mut Placed) {
        placed.span = self.map.span(placed.span);
        let item = &mut placed.item;
        let paragraphs = item.renditions.iter_mut().flat_map(|r| &mut r.paragraphs);
        for paragraph in paragraphs {
            paragraph.span = self.map.span(paragraph.span);
        }
        for finding in &mut item.findings {
            finding.span = finding.span.map(|span| self.map.span(span));
        }
        if let Some(kills) = &mut item.kills {
            kills.span = kills.span.map(|span| self.map.span(span));
        }
    }

    fn carry_findings(&self, noticed: Findings, findings: &mut Findings) {
        let noticed = noticed.into_list().into_iter();
        findings.extend(noticed.map(|finding| {
            Finding {
                span: Some(
                    finding
                        .span
                        .map_or(self.leaf.body, |span| self.map.span(span)),
                ),
                ..finding
            }
        }));
    }

    fn read_as_text(&self, content: &mut Content, findings: &mut Findings) {
        let mut noticed = Findings::new();
        let decoded = chars::decode(&self.bytes, &self.hint, &mut noticed);
        let (text, replaced) = decoded.cleaned();
        if let Some((count, first)) = replaced {
            let message = format_args!("{count} control characters are replaced");
            noticed.add("text.control_character", message, Some(first));
        }
        self.carry_findings(noticed, findings);
        let text = flowed::unfold(text, self.leaf.flow);
        let text = Mapped {
            map: text.map.through(&self.map),
            text: text.text,
        };
        let markup = match self.leaf.media_type.as_str() {
            "text/html" => Markup::Html,
            media_type => Markup::of(Some(media_type), &text.text),
        };
        if self.leaf.disposition == Disposition::Attachment {
            let file = self.leaf.file_name.clone();
            content.files.push(Rendition {
                name: file.unwrap_or_else(|| "attachment".to_owned()),
                media_type: Some(self.leaf.media_type.clone()),
                paragraphs: origin::paragraphs(&text, markup),
            });
            content.files.retain(|file| !file.paragraphs.is_empty());
        } else if self.leaf.media_type == "text/html" {
            content.html.extend(origin::paragraphs(&text, markup));
        } else {
            content.text.extend(signed_paragraphs(&text, markup));
        }
    }
}

/// Paragraphs of a text; what stands behind the line `-- ` is the sender's signature.
fn signed_paragraphs(text: &Mapped<'_>, markup: Markup) -> Vec<Paragraph> {
    let mark = text
        .text
        .rfind("\n-- \n")
        .filter(|_| markup == Markup::Plain);
    let Some(mark) = mark else {
        return origin::paragraphs(text, markup);
    };
    let mut paragraphs = origin::paragraphs(&text.part(Span::new(0, mark)), markup);
    let signature = text.part(Span::new(mark + "\n-- \n".len(), text.text.len()));
    for mut paragraph in origin::paragraphs(&signature, markup) {
        paragraph.kind = BlockKind::Signature;
        paragraphs.push(paragraph);
    }
    paragraphs
}

// ---- The mail itself ----

fn mail_item(message: &Message, content: Content, source: &Source<'_>) -> Item {
    let head = &message.head;
    let mut item = Item {
        headline: head.subject.clone(),
        sources: head.from.clone(),
        keywords: head.keywords.clone(),
        language: head.language.clone(),
        pictures: content.pictures,
        ..source.item(Format::Mail)
    };
    match &head.message_id {
        Some(id) => item.guid.clone_from(id),
        None => source.name_by_hash(&mut item, message.whole),
    }
    item.findings.extend(content.findings);
    item.version_created = time(head.date.as_ref(), source, &mut item);
    item.expires = time(head.expires.as_ref(), source, &mut item);
    if item.version_created.is_none() && head.date.is_none() {
        let message = "the mail has no date";
        note(
            &mut item,
            "time.empty",
            message,
            Some(message_place(source)),
        );
    }
    item.ed_notes
        .extend(head.comments.iter().map(|text| EdNote {
            role: Some("comments".to_owned()),
            text: text.clone(),
            publishable: false,
        }));
    let answers = head.answers.iter().map(|id| link("related", id));
    let replaced = head.supersedes.iter().map(|id| link("replaces", id));
    item.links.extend(answers.chain(replaced));
    if !head.supersedes.is_empty() {
        add_signals(&mut item, [Signal::Update]);
    }
    item.renditions = renditions(content.text, content.html, content.files);
    item.body = body(&item.renditions);
    stated::words(&mut item);
    lines_before_the_text(&mut item, message.whole);
    origin::finish(&mut item);
    item
}

fn message_place(source: &Source<'_>) -> Span {
    Span::new(0, source.raw.len())
}

fn time(
    sent: Option<&(String, Span)>,
    source: &Source<'_>,
    item: &mut Item,
) -> Option<crate::SentTime> {
    let (text, span) = sent?;
    origin::time_of(source, text, *span, item)
}

fn renditions(text: Vec<Paragraph>, html: Vec<Paragraph>, files: Vec<Rendition>) -> Vec<Rendition> {
    let form = |name: &str, media_type: &str, paragraphs| Rendition {
        name: name.to_owned(),
        media_type: Some(media_type.to_owned()),
        paragraphs,
    };
    let own = [
        form("text", "text/plain", text),
        form("html", "text/html", html),
    ];
    let filled = own.into_iter().filter(|form| !form.paragraphs.is_empty());
    filled.chain(files).collect()
}

/// The HTML, else the text, else the first file.
fn body(renditions: &[Rendition]) -> Option<usize> {
    let html = renditions.iter().position(|form| form.name == "html");
    html.or_else(|| (!renditions.is_empty()).then_some(0))
}

/// Lines at the top of a text that are looked at for signals.
const TOP_LINES: usize = 3;
/// Most bytes of such a line.
const LINE_MAX: usize = 60;

/// A mail states its signals in a line of its own above the text, as telegrams do. A kill names what it kills.
fn lines_before_the_text(item: &mut Item, span: Span) {
    let Some(body) = item.body() else { return };
    let mut signals = Vec::new();
    let mut kills = false;
    for paragraph in body.paragraphs.iter().take(TOP_LINES) {
        let line = &paragraph.text;
        if line.len() > LINE_MAX || line.ends_with(['.', '?', '!']) && !line.contains("KILL") {
            continue;
        }
        signals.extend(signal_words::in_line_before_text(line));
        kills |= signal_words::kills_as_line(line);
    }
    signals.extend(kills.then_some(Signal::Kill));
    let kills = signals.contains(&Signal::Kill) || item.signals.contains(&Signal::Kill);
    if !kills {
        return add_signals(item, signals);
    }
    let texts = body
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.text.as_str());
    let subject = item.headline.as_deref();
    let said: Vec<&str> = subject.into_iter().chain(texts).collect();
    let said = said.join("\n");
    add_signals(item, signals);
    let agency = item.agency.clone();
    let names: Vec<&str> = agency.as_deref().into_iter().collect();
    let notice = Notice {
        text: &said,
        service: "",
        names: &names,
        stated: None,
        span,
    };
    telegraph::kills(item, notice);
}
