//! The one entry: bytes of any format to items and findings. Hashes, decodes, recognises the format and hands over
//! to its folder; then files the findings about the raw under the items they lie in. Never fails, never panics,
//! needs no clock.

use sha2::{Digest, Sha256};

use crate::chars::{self, Mapped};
use crate::detect::{self, Family};
use crate::finding::{self, Findings};
use crate::xml;
use crate::{
    Container, Finding, Format, Hint, Item, Limits, Parsed, Placed, PlacedItems, Rendition, Signal,
    Span, atom, html_page, language, mail, map, newsml_g2, newsml1, nitf, opening, origin,
    recognise_json, recognise_telegram, ritzau, rss, scan, signal_words, sportsml, stated, text,
};

/// Largest raw that is parsed where nothing else is configured; a larger one is kept and reported.
pub const RAW_BYTES_MAX: usize = Limits::DEFAULT.raw_bytes;
/// Most items of one raw.
pub const ITEMS_MAX: usize = Limits::DEFAULT.items;

/// What every format's reader needs to know about the raw it reads.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The bytes as received.
    pub raw: &'a [u8],
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// What the feed's configuration knows.
    pub hint: &'a Hint,
    /// How many mails or parts of mails the raw lies in; zero for what was received.
    pub depth: usize,
}

impl Source<'_> {
    /// An item of `format` that so far only knows where it came from.
    #[must_use]
    pub fn item(&self, format: Format) -> Item {
        let mut item = Item::default();
        self.mark(&mut item, format);
        item
    }

    /// Lets an empty item know where it came from.
    pub(crate) fn mark(&self, item: &mut Item, format: Format) {
        item.format = Some(format);
        item.agency.clone_from(&self.hint.agency);
        item.raw_sha256 = self.sha256;
    }

    /// The guid of an item that has none: derived from its bytes, the same at every read.
    #[must_use]
    pub fn hash_guid(&self, span: Span) -> String {
        let whole = span.start == 0 && span.end >= self.raw.len();
        let hash = match self.raw.get(span.start..span.end) {
            Some(bytes) if !whole => Sha256::digest(bytes).into(),
            _ => self.sha256,
        };
        guid_of_hash(&hash)
    }

    /// Gives an item without id the derived one, with its finding.
    pub fn name_by_hash(&self, item: &mut Item, span: Span) {
        item.guid = self.hash_guid(span);
        item.findings.push(Finding {
            code: "identity.from_hash",
            message: "the item has no id; one is derived from its bytes".to_owned(),
            span: Some(span),
        });
    }
}

/// A guid from the first half of a hash.
pub(crate) fn guid_of_hash(hash: &[u8; 32]) -> String {
    let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
    let mut digits = [b'0'; 32];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(hash) {
        pair[0] = digit(byte >> 4);
        pair[1] = digit(byte & 15);
    }
    let mut guid = String::with_capacity(19 + digits.len());
    guid.push_str("urn:x-copydesk:raw:");
    guid.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    guid
}

/// What a format's reader gives.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The format the bytes are in.
    pub format: Format,
    /// The items, in document order.
    pub items: PlacedItems,
}

/// Reads one raw. Never fails: what cannot be read becomes a finding.
///
/// # Properties
/// The same bytes and hint give the same result. Spans are byte ranges in `raw`.
#[must_use]
pub fn read(raw: &[u8], hint: &Hint) -> Parsed {
    let mut findings = Findings::new();
    let bytes_max = hint.limits.raw_bytes;
    if raw.len() > bytes_max {
        let message = format_args!("{} bytes; at most {bytes_max} are read", raw.len());
        findings.add("limit.bytes", message, None);
        return Parsed {
            items: Vec::new(),
            findings: findings.into_list(),
        };
    }
    let sha256 = Sha256::digest(raw).into();
    let source = Source {
        raw,
        sha256,
        hint,
        depth: 0,
    };
    let reading = reading_of(&source, &mut findings);
    check_configured(hint, reading.format, &mut findings);
    if reading.items.is_empty() && reading.format != Format::Unknown {
        let message = format_args!("{} without any item", reading.format.name());
        findings.add("format.no_items", message, None);
    }
    file_findings(reading.items, findings, &source)
}

/// Recognises the format of the bytes and reads them; spans are places in the source's raw.
pub(crate) fn reading_of(source: &Source<'_>, findings: &mut Findings) -> Reading {
    if let Some(container) = Container::of(source.raw) {
        return read_container(container, findings);
    }
    if mail::opens(source.raw) {
        return mail::read(source, findings);
    }
    let hint = recognise_telegram::with_charset(source.raw, source.hint);
    let decoded = chars::decode(source.raw, &hint, findings);
    if let Some(telegrams) = recognise_telegram::read(&decoded, source, findings) {
        return telegrams;
    }
    match detect::family(&decoded.text) {
        _ if html_page::opens(&decoded.text) => html_page::read(&decoded, source, findings),
        Family::Xml => read_xml(decoded, source, findings),
        Family::Json => recognise_json::read(&decoded, source, findings)
            .unwrap_or_else(|| read_text(&decoded, source, findings)),
        Family::Text => read_text(&decoded, source, findings),
        Family::Binary => read_nothing(source, findings),
    }
}

fn read_xml(decoded: Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let (document, replaced) = decoded.cleaned();
    if let Some((count, first)) = replaced {
        let message = format_args!("{count} control characters are replaced");
        findings.add("xml.control_character", message, Some(first));
    }
    chars::report_coarse(&document, findings);
    let tree = xml::parse_within(&document, &source.hint.limits, findings);
    report_declared_entities(&document, findings);
    if let Some(reading) = map::read_xml_as_configured(&tree, source) {
        return reading;
    }
    let (only, listed);
    let roots = match detect::only_root(&tree) {
        Some(root) => {
            only = root;
            std::slice::from_ref(&only)
        }
        None => {
            listed = detect::known_roots(&tree);
            let most = source.hint.limits.items.saturating_add(1);
            &listed[..listed.len().min(most)]
        }
    };
    match roots.first().map(|(_, format)| *format) {
        Some(Format::NewsMlG2) => newsml_g2::read(&tree, roots, source, findings),
        Some(Format::Nitf) => nitf::read(&tree, roots, source),
        Some(Format::NewsMl1) => newsml1::read(&tree, roots, source),
        Some(Format::Rss) => rss::read(&tree, roots, source),
        Some(Format::SportsMl) => sportsml::read(&tree, roots, source),
        Some(Format::Ritzau) => ritzau::read(&tree, roots, source),
        Some(Format::Atom) => atom::read(&tree, roots, source),
        _ => read_text(&document, source, findings),
    }
}

/// Entities of one document that are looked at.
const ENTITIES_MAX: usize = 100;

/// A document that declares an entity and uses it has words elsewhere than in its text: they are never put in, and the
/// items are held.
fn report_declared_entities(document: &Mapped<'_>, findings: &mut Findings) {
    if !findings.has("xml.unknown_entity") {
        return;
    }
    let text = &document.text;
    let declared = memchr::memmem::find_iter(text.as_bytes(), "<!ENTITY").take(ENTITIES_MAX);
    let mut used = declared.filter_map(|at| {
        let mut words = text[at..].split_ascii_whitespace().skip(1);
        let name = words.next().filter(|name| name.len() <= 100)?;
        let reference = format!("&{name};");
        let mut unknown = findings.of("xml.unknown_entity");
        unknown.find(|found| found.message.contains(&reference))?;
        Some((reference, Span::new(at, at + "<!ENTITY".len())))
    });
    let first = used.next();
    if let Some((reference, at)) = first {
        let message = format_args!(
            "the document declares {reference} itself; what it stands for is not put into the text"
        );
        findings.add("xml.declared_entity", message, Some(document.span(at)));
    }
}

/// Text of no known format is one item: its paragraphs, named by its hash.
fn read_text(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let span = Span::new(0, source.raw.len());
    findings.add("format.unknown_text", "text of no known wire format", None);
    let mut item = source.item(Format::Text);
    source.name_by_hash(&mut item, span);
    words_of_text(&decoded.text, &mut item);
    let mut paragraphs = text::plain_paragraphs(decoded);
    item.headline = text::take_headline(&decoded.text, &mut paragraphs);
    if !paragraphs.is_empty() {
        item.body = Some(0);
        item.renditions.push(Rendition {
            name: "text".to_owned(),
            media_type: Some("text/plain".to_owned()),
            paragraphs,
        });
    }
    Reading {
        format: Format::Text,
        items: Placed { item, span }.into(),
    }
}

/// Lines at the top of a text in no known format that are looked at for an embargo.
const TOP_LINES: usize = 5;

/// A text in no known format has no headline and no notes, but a kill may stand in a line of its own, and an embargo
/// above the text.
fn words_of_text(text: &str, item: &mut Item) {
    let text = &text[..text::looked_at(text)];
    if signal_words::kills_in_a_line(text) {
        origin::add_signals(item, [Signal::Kill]);
    }
    let mut top = scan::lines(text)
        .filter(|line| !line.chars().all(char::is_whitespace))
        .take(TOP_LINES);
    if top.any(signal_words::states_embargo) {
        stated::embargo_from_text(item);
    }
}

/// An archive is no wire: its members are raws of their own (see [`crate::expand`]).
fn read_container(container: Container, findings: &mut Findings) -> Reading {
    let message = format_args!(
        "a {} archive: its members are raws of their own",
        container.name()
    );
    findings.add("format.container", message, None);
    Reading {
        format: Format::Unknown,
        items: PlacedItems::default(),
    }
}

fn read_nothing(source: &Source<'_>, findings: &mut Findings) -> Reading {
    let message = match source.raw {
        [] => "there are no bytes",
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => "an xz archive, which is not opened",
        [b'B', b'Z', b'h', ..] => "a bzip2 archive, which is not opened",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a zstd archive, which is not opened",
        [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', ..] => {
            "an archive of a kind that is not opened"
        }
        _ => "the bytes are neither text nor of a known format",
    };
    findings.add("format.unknown", message, None);
    Reading {
        format: Format::Unknown,
        items: PlacedItems::default(),
    }
}

fn check_configured(hint: &Hint, found: Format, findings: &mut Findings) {
    if let Some(configured) = hint.format
        && configured != found
    {
        findings.add(
            "format.not_as_configured",
            format_args!("configured {}, read as {}", configured.name(), found.name()),
            None,
        );
    }
}

/// Readers keep a language as sent; here it becomes BCP 47, in every format alike.
fn in_bcp47(item: &mut Item) {
    if let Some(tag) = &mut item.language {
        *tag = language::bcp47(tag);
    }
}

/// Says where paragraphs beyond the limit stand together.
fn check_paragraphs(item: &mut Item) {
    let full = |rendition: &Rendition| text::is_beyond(&rendition.paragraphs);
    if item.renditions.iter().any(full) {
        let message = format!(
            "more text, or more than the {} paragraphs that are told apart",
            text::PARAGRAPHS_MAX
        );
        origin::note(item, "limit.paragraphs", message, None);
    }
}

/// Findings that lie inside an item go to it; those about the raw stay, and the holding ones hold every item.
fn file_findings(mut placed: PlacedItems, mut findings: Findings, source: &Source<'_>) -> Parsed {
    let items_max = source.hint.limits.items;
    if placed.len() > items_max {
        let message = format_args!("more items than the {items_max} that are read");
        findings.add("limit.items", message, None);
        placed.truncate(items_max);
    }
    let mut about_raw = Vec::new();
    for finding in findings.into_list() {
        match placed.owner(finding.span) {
            Some(owner) => owner.findings.push(finding),
            None => about_raw.push(finding),
        }
    }
    let mut items = placed.into_items();
    for finding in about_raw
        .iter()
        .filter(|finding| finding::holds(finding.code))
    {
        for item in &mut items {
            item.findings.push(finding.clone());
        }
    }
    for item in &mut items {
        in_bcp47(item);
        opening::read(item, source);
        check_paragraphs(item);
    }
    Parsed {
        items,
        findings: about_raw,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Embargo, Hint, Item, Signal, Status, read};

    fn text(lines: &str) -> Item {
        read(lines.as_bytes(), &Hint::default()).items.remove(0)
    }

    #[track_caller]
    fn check_headline(lines: &str, headline: Option<&str>, paragraphs: usize) {
        let item = text(lines);
        assert_eq!(item.headline.as_deref(), headline, "{lines}");
        assert_eq!(item.renditions[0].paragraphs.len(), paragraphs, "{lines}");
    }

    #[test]
    fn a_line_by_itself_above_the_sentences_is_the_headline() {
        let story = "The new pier opens on Friday, the council said.\nIt is 90 metres long.";
        check_headline(
            &format!("Pier opens a day late\n\n{story}\n\nMore."),
            Some("Pier opens a day late"),
            2,
        );
        check_headline(
            &format!("\r\n  Pier opens\r\n\r\n{story}"),
            Some("Pier opens"),
            1,
        );
        for first in [
            "It opens.",
            "The council said:",
            "Orla (nna) - The pier opens",
            "pier opens a day late",
            "- Pier opens",
            "Pier",
            "EMBARGOED until Friday",
            "(Corrects name in par 2)",
            "Pier opens\nand closes",
        ] {
            check_headline(&format!("{first}\n\n{story}"), None, 2);
        }
        check_headline(&format!("Pier opens\n{story}"), None, 2);
        check_headline("Pier opens a day late\n\nAlso today", None, 2);
        check_headline("Pier opens a day late", None, 1);
    }

    #[test]
    fn unknown_text_holds() {
        let holding: Vec<&str> = text("Just a line.").holds().collect();
        assert_eq!(holding, ["format.unknown_text"]);
    }

    #[track_caller]
    fn check_kill(lines: &str, kills: bool) {
        let item = text(lines);
        let expected = if kills { &[Signal::Kill][..] } else { &[] };
        assert_eq!(item.signals, expected, "{lines}");
        assert_eq!(item.status == Status::Withheld, kills, "{lines}");
    }

    #[test]
    fn a_line_of_kill_words_in_unknown_text_kills() {
        check_kill(
            "Pier\r\n*** KILL KILL KILL ***\r\nThe pier story is wrong.",
            true,
        );
        check_kill("kill\n\nPier", true);
        check_kill("Pier opens\nA kill is mandatory.", true);
        check_kill("ANNULATION\n\nPier", true);
        check_kill("MILITANTS KILL 5\n\nThey kill.", false);
        check_kill(
            "The bill would make a kill is mandatory rule of it, said Ada.",
            false,
        );
    }

    #[test]
    fn an_embargo_above_unknown_text_closes_it() {
        let item = text("Pier opens\nEMBARGOED until Friday\n\nThe pier opens.");
        assert_eq!(item.embargo, Embargo::TimeUnknown);
        let item = text("Embargo on grain is lifted\n\nThe grain.");
        assert_eq!(item.embargo, Embargo::None);
    }
}
