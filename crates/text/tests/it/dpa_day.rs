//! One day of an agency that sends each text twice, as XHTML and as lines of a telegram: 36 of 50 pairs agree, and each of
//! the others is listed here with what differs and why. Read by a few lines of this file and not by the project's reader,
//! so that it is an opinion of its own. Without the files beside the project it passes and says so.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use copydesk_text::{Block, Level, PageSide, Verdict, WireSide};

use crate::computed;

/// Why two renditions of an item do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The telegram cuts a word or figure where a column of its table ends.
    Cut,
    /// The telegram puts a part of a name below its line, behind the figures.
    CutAndBelow,
    /// The telegram has straight quotation marks.
    Quotes,
    /// The telegram has hyphens with spaces for dashes.
    Dashes,
    /// The telegram has one full stop for each ellipsis.
    LostEllipsis,
}

impl Why {
    const fn expected(self) -> (Verdict, Option<Level>) {
        match self {
            Self::Cut | Self::CutAndBelow | Self::LostEllipsis => (Verdict::Modified, None),
            Self::Quotes | Self::Dashes => (Verdict::Typography, Some(Level::L3)),
        }
    }
}

/// The pairs that agree at no level up to L2, by the end of their names.
const OTHERS: [(&str, Why); 14] = [
    ("90-024451", Why::Cut),
    ("90-026279", Why::Cut),
    ("90-026285", Why::Cut),
    ("90-027177", Why::CutAndBelow),
    ("90-027179", Why::CutAndBelow),
    ("90-027181", Why::CutAndBelow),
    ("90-027183", Why::CutAndBelow),
    ("99-44716", Why::Dashes),
    ("99-47719", Why::Quotes),
    ("99-48560", Why::Dashes),
    ("99-49060", Why::Quotes),
    ("99-49223", Why::Dashes),
    ("99-49556", Why::LostEllipsis),
    ("99-49643", Why::Dashes),
];

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let rest = text.split_once(from)?.1;
    Some(rest.split_once('>')?.1.split_once(to)?.0)
}

fn decoded(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&quot;", "\"").replace("&amp;", "&")
}

/// What stands outside of tags; a break and the end of a cell are white space.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut pieces = html.split('<');
    out.push_str(pieces.next().unwrap_or(""));
    for (tag, text) in pieces.filter_map(|piece| piece.split_once('>')) {
        if tag.starts_with("br") || tag == "/td" {
            out.push('\n');
        }
        out.push_str(text);
    }
    decoded(&out)
}

/// Paragraphs and rows of tables, without the teaser.
fn xhtml(file: &str) -> Option<Vec<Block>> {
    let body = between(file, "<section class=\"main", "</section>")?;
    let ends = body.replace("</tr>", "</p>");
    let parts = ends.split("</p>");
    let parts = parts.filter(|part| !part.contains("<p class=\"teaser\""));
    let texts = parts.map(without_tags);
    let texts = texts.filter(|text| !text.trim().is_empty());
    Some(texts.map(Block::paragraph).collect())
}

fn telegram(file: &str) -> Option<Vec<Block>> {
    let text = between(file, "rendition=\"dpa7901rendition:text\"", "</inlineData>")?;
    let text = decoded(text);
    let parts = text.split("\n\n").filter(|part| !part.trim().is_empty());
    Some(parts.map(Block::paragraph).collect())
}

#[test]
fn both_renditions_of_a_days_items_agree_but_for_those_listed() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/wire/dpa-day");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the day is not beside the project"
        );
        return;
    };
    let mut levels: BTreeMap<Option<Level>, usize> = BTreeMap::new();
    let mut others = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path
            .file_stem()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let file = std::fs::read_to_string(&path).expect("UTF-8");
        let wire = WireSide {
            blocks: xhtml(&file).expect("a text"),
            ..WireSide::default()
        };
        let page = PageSide {
            blocks: telegram(&file).expect("a telegram"),
            ..PageSide::default()
        };
        let disclosure = computed(&wire, &page);
        let level = disclosure.level();
        *levels.entry(level).or_default() += 1;
        if level.is_none_or(|level| level > Level::L2) {
            let listed = OTHERS.iter().find(|(end, _)| name.ends_with(end));
            let Some(&(end, why)) = listed else {
                panic!(
                    "{name}: {:?} {:#?}",
                    disclosure.verdict(),
                    disclosure.operations()
                );
            };
            let found = disclosure.verdict().map(|verdict| (verdict, level));
            assert_eq!(found, Some(why.expected()), "{name}, {why:?}");
            others.push(end);
        }
    }
    others.sort_unstable();
    assert_eq!(others, OTHERS.map(|(end, _)| end), "{levels:?}");
    assert_eq!(levels.values().sum::<usize>(), 50);
    println!("{levels:?}");
}
