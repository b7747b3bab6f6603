//! What every fuzz target asks of the code: no panic, and the laws that hold for any bytes. Never writes, never fetches.

use copydesk_page::{article_of_bytes, published, read_bytes};
use copydesk_proof::{
    Bundle, Checkpoint, Note, Opening, Policy, Record, Tile, TlogProof, VerifierKey,
};
use copydesk_text::{Block, PageSide, WireSide, check, disclose};
use copydesk_wire::{Format, Hint, Item, Parsed, item_json, read};

/// Any bytes read as `format`: the same twice, with spans inside the raw, and writable as JSON and as ninjs.
pub fn wire(format: &str, data: &[u8]) {
    let hint = Hint {
        format: Format::from_name(format),
        zone: Some(jiff::tz::TimeZone::UTC),
        ..Hint::default()
    };
    check_reading(data, &hint);
}

/// Any bytes, the format recognised.
pub fn any(data: &[u8]) {
    check_reading(data, &Hint::default());
}

fn check_reading(data: &[u8], hint: &Hint) {
    let parsed = read(data, hint);
    check_spans(&parsed, data.len());
    for item in &parsed.items {
        let json = item_json(item);
        assert!(json.is_object());
        let _ = copydesk_wire::ninjs::write(item).to_string();
        check_item(item);
    }
    assert_eq!(parsed, read(data, hint), "the same bytes twice");
}

fn check_item(item: &Item) {
    assert!(!item.guid.is_empty(), "an item has an id");
    if let Some(body) = item.body {
        assert!(
            body < item.renditions.len(),
            "the body is one of the renditions"
        );
    }
    for paragraph in item
        .renditions
        .iter()
        .flat_map(|rendition| &rendition.paragraphs)
    {
        assert!(!paragraph.text.is_empty(), "no paragraph is empty");
    }
}

fn check_spans(parsed: &Parsed, len: usize) {
    let of_items = parsed.items.iter().flat_map(|item| {
        let paragraphs = item
            .renditions
            .iter()
            .flat_map(|rendition| &rendition.paragraphs);
        let findings = item.findings.iter().filter_map(|finding| finding.span);
        paragraphs.map(|paragraph| paragraph.span).chain(findings)
    });
    let of_raw = parsed.findings.iter().filter_map(|finding| finding.span);
    for span in of_items.chain(of_raw) {
        assert!(
            span.start <= span.end && span.end <= len,
            "{span:?} of {len}"
        );
    }
}

/// Any bytes as an archive: within the limits, and the same members twice.
pub fn container(data: &[u8]) {
    let limits = copydesk_wire::Limits::default();
    let expand = || {
        let mut members = Vec::new();
        let expansion = copydesk_wire::expand(data, &limits, &mut |member| {
            members.push(format!("{member:?}"))
        });
        (members, format!("{expansion:?}"))
    };
    assert!(expand() == expand(), "the same bytes twice");
}

/// Any bytes as XML of a wrapper the formats stand in.
pub fn xml(data: &[u8]) {
    let mut wrapped = b"<?xml version='1.0'?><newsItem guid='a'>".to_vec();
    wrapped.extend_from_slice(data);
    check_reading(&wrapped, &Hint::default());
}

/// Any bytes as a page, and a wire found on it.
pub fn page(data: &[u8]) {
    let page = read_bytes(data, None);
    let mut lines = page.blocks.iter().map(|block| block.block.text.clone());
    let wire = WireSide {
        headline: lines.next(),
        blocks: lines.step_by(2).map(Block::paragraph).collect(),
        ..WireSide::default()
    };
    let side = published(&page, &wire);
    check_pair(&wire, &side);
}

/// Any bytes as a page without a wire.
pub fn article(data: &[u8]) {
    let article = article_of_bytes(data, None);
    assert!(article.body.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(
        article
            .body
            .iter()
            .all(|index| *index < article.page.blocks.len())
    );
}

/// Any two texts: the first byte cuts them apart.
pub fn alignment(data: &[u8]) {
    let Some((cut, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let middle = text.len() * usize::from(*cut) / 256;
    let middle = (0..=middle)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let blocks = |text: &str| text.split("\n\n").map(Block::paragraph).collect::<Vec<_>>();
    let wire = WireSide {
        blocks: blocks(&text[..middle]),
        ..WireSide::default()
    };
    let page = PageSide {
        blocks: blocks(&text[middle..]),
        ..PageSide::default()
    };
    check_pair(&wire, &page);
}

fn check_pair(wire: &WireSide, page: &PageSide) {
    let disclosure = disclose(wire, page);
    if disclosure.verdict().is_none() {
        return;
    }
    let stored = disclosure.to_json();
    if let Err(error) = check(stored, wire, page) {
        panic!("a disclosure that was computed is refused: {error:?}");
    }
}

/// Any bytes as a stored disclosure: refused or right, never a panic.
pub fn stored(data: &[u8]) {
    let wire = WireSide {
        blocks: vec![
            Block::paragraph("The ferry sails at six."),
            Block::paragraph("It carries nine."),
        ],
        ..WireSide::default()
    };
    let page = PageSide {
        blocks: wire.blocks.clone(),
        ..PageSide::default()
    };
    let text = String::from_utf8_lossy(data);
    let _ = check(&text, &wire, &page);
}

/// Any bytes as a signed note.
pub fn note(data: &[u8]) {
    if let Ok(note) = Note::parse(data) {
        assert_eq!(
            note.to_string().as_bytes(),
            data,
            "a note is written as it was read"
        );
    }
}

/// Any bytes as a proof, an opening, a policy, a checkpoint, a key, the address of a tile or bundle, a bundle.
pub fn proof(data: &[u8]) {
    let _ = TlogProof::parse(data);
    let _ = Opening::parse(data);
    let _ = Policy::parse(data);
    if let Ok(entries) = Bundle::decode(data) {
        assert_eq!(
            Bundle::encode(&entries),
            data,
            "a bundle is written as it was read"
        );
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_string(), text);
    }
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Some(tile) = Tile::parse(text) {
        assert_eq!(tile.path(), text, "an address has one spelling");
        let _ = tile.is_within(u64::from(tile.width()));
    }
    if let Some(bundle) = Bundle::parse(text) {
        assert_eq!(bundle.path(), text, "an address has one spelling");
        let _ = bundle.is_within(u64::from(bundle.width()));
    }
}

/// Any bytes as a record: what is read is written alike.
pub fn record(data: &[u8]) {
    if let Ok(record) = Record::parse(data) {
        assert_eq!(
            record.to_string().as_bytes(),
            data,
            "a record is written as it was read"
        );
    }
}

fn mapped(syntax: copydesk_wire::Syntax, data: &[u8]) {
    let fields = match syntax {
        copydesk_wire::Syntax::Json => [
            ("item", vec!["stories"]),
            ("guid", vec!["id"]),
            ("headline", vec!["title"]),
            ("html", vec!["body"]),
            ("subject", vec!["topics"]),
            ("subject_code", vec!["code"]),
            ("picture", vec!["media"]),
            ("picture_href", vec!["url"]),
            ("embargo", vec!["until"]),
        ],
        copydesk_wire::Syntax::Xml => [
            ("item", vec!["dispatch/story"]),
            ("guid", vec!["@id"]),
            ("headline", vec!["title"]),
            ("html", vec!["body"]),
            ("subject", vec!["topic"]),
            ("subject_code", vec!["@code"]),
            ("picture", vec!["media"]),
            ("picture_href", vec!["@url"]),
            ("embargo", vec!["until"]),
        ],
    };
    let mapping = copydesk_wire::Mapping::new(syntax, fields).expect("a mapping");
    let hint = Hint {
        mapping: Some(std::sync::Arc::new(mapping)),
        ..Hint::default()
    };
    check_reading(data, &hint);
}

/// Any bytes by a mapping of JSON.
pub fn map_json(data: &[u8]) {
    mapped(copydesk_wire::Syntax::Json, data);
}

/// Any bytes by a mapping of XML.
pub fn map_xml(data: &[u8]) {
    mapped(copydesk_wire::Syntax::Xml, data);
}

/// Any bytes as a document: its segments tile the text.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let segmented = copydesk_documents::segment(&text);
    let top = segmented
        .segments
        .iter()
        .filter(|segment| segment.parent.is_none());
    let mut at = 0;
    for segment in top {
        assert_eq!(segment.span.start, at, "no byte is lost");
        at = segment.span.end;
    }
    assert!(
        segmented.segments.is_empty() || at == text.len(),
        "the segments reach the end"
    );
    let _ = copydesk_documents::read(data, &copydesk_documents::ReadHint::default());
}

/// Any bytes as a story in English: every span is a slice, twice the same.
pub fn statement(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let blocks: Vec<Block> = text.split("\n\n").map(Block::paragraph).collect();
    let story = copydesk_statements::Story {
        blocks: &blocks,
        language: Some("en"),
        version_sha256: "00",
        rendition: "text",
        confirmed: &[],
    };
    let reading = copydesk_statements::read(&story);
    let flat = copydesk_text::flat(&blocks);
    for span in reading
        .statements
        .iter()
        .flat_map(|statement| &statement.content.spans)
    {
        assert!(flat.get(span.start..span.end).is_some(), "{span:?}");
    }
    assert_eq!(
        format!("{reading:?}"),
        format!("{:?}", copydesk_statements::read(&story))
    );
}

/// Any two texts: quotations of the first checked against the second.
pub fn quotes(data: &[u8]) {
    let Some((cut, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let middle = text.len() * usize::from(*cut) / 256;
    let middle = (0..=middle)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let (story, source) = text.split_at(middle);
    use copydesk_statements::quotes::{DocumentFacts, Prepared, SourceText, find_quotations};
    let source = SourceText::new("document", source, DocumentFacts::default());
    let prepared = Prepared::new(&source);
    for quotation in find_quotations(story).iter().take(20) {
        let _ = prepared.check(story, Some("en"), quotation);
    }
}

/// Any text: its figures are slices of it.
pub fn figures(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for figure in copydesk_statements::figures::find_figures(&text, Default::default()) {
        assert!(
            text.get(figure.span.start..figure.span.end).is_some(),
            "{:?}",
            figure.span
        );
    }
}

struct Held(Vec<u8>);

impl copydesk_reuse::Bytes for Held {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Any bytes as a segment of the archive: refused or read, never a panic.
pub fn segment(data: &[u8]) {
    let bytes: std::sync::Arc<dyn copydesk_reuse::Bytes> = std::sync::Arc::new(Held(data.to_vec()));
    if let Ok(segment) = copydesk_reuse::Segment::open(bytes) {
        for document in 0..8 {
            let _ = segment.document(document);
        }
        let _ = segment.is_capped(7);
    }
}
