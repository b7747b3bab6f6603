//! The tokens that quick-xml gives, for the same builder: the judge of our own tokenizer. Not part of the product; built
//! for tests and fuzzing alone.

use copydesk_text::Span;
use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};

use super::attributes::Listed;
use super::token::{Tag, Token, Tokens};
use super::{NONE, NodeId, Tree, build};
use crate::Limits;
use crate::chars::Mapped;
use crate::finding::Findings;

/// The tree that comes of quick-xml's reading.
pub fn parse_within<'a>(
    document: &'a Mapped<'a>,
    limits: &Limits,
    findings: &mut Findings,
) -> Tree<'a> {
    let base = build::start(&document.text);
    let mut reader = Reader::from_str(&document.text[base..]);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut judge = Judge {
        reader,
        base,
        trouble: String::new(),
    };
    build::build(document, limits, findings, &mut judge)
}

/// Where our own reading of a document and quick-xml's first differ: in a node, in an attribute, in a finding.
#[must_use]
pub fn difference(document: &Mapped<'_>, limits: &Limits) -> Option<String> {
    let (mut own_findings, mut their_findings) = (Findings::new(), Findings::new());
    let own = build::parse_within(document, limits, &mut own_findings);
    let theirs = parse_within(document, limits, &mut their_findings);
    let count = own.nodes.len().max(theirs.nodes.len());
    let node = (0..count).find_map(|index| {
        let (own, theirs) = (told(&own, index), told(&theirs, index));
        (own != theirs).then(|| format!("node {index}: {own}\nquick-xml: {theirs}"))
    });
    node.or_else(|| {
        let (own, theirs) = (own_findings.into_list(), their_findings.into_list());
        (own != theirs).then(|| format!("findings: {own:?}\nquick-xml: {theirs:?}"))
    })
}

/// All that a tree tells of a node.
fn told(tree: &Tree<'_>, index: usize) -> String {
    let Some(node) = tree.nodes.get(index) else {
        return "none".to_owned();
    };
    let id = NodeId(u32::try_from(index).unwrap_or(NONE));
    let links = [node.parent, node.first_child, node.next];
    let attributes: Vec<(&str, &str)> = tree.attributes(id).collect();
    format!(
        "{}:{} in {:?} at {:?}, {links:?}, {attributes:?}, {:?}",
        tree.prefix(id),
        tree.name(id),
        tree.namespace(id),
        tree.span(id),
        tree.piece(id),
    )
}

struct Judge<'a> {
    reader: Reader<&'a [u8]>,
    base: usize,
    trouble: String,
}

impl Judge<'_> {
    fn position(&self, offset: u64) -> usize {
        self.base + usize::try_from(offset).unwrap_or(usize::MAX)
    }
}

impl Tokens for Judge<'_> {
    fn next(&mut self, _name: &str, _listed: &mut Listed) -> (Token, Span) {
        let from = self.position(self.reader.buffer_position());
        let event = self.reader.read_event();
        let end = self.position(self.reader.buffer_position());
        let token = match event {
            Ok(Event::Start(tag)) => Token::Start(loose(&tag, from, false)),
            Ok(Event::Empty(tag)) => Token::Start(loose(&tag, from, true)),
            Ok(Event::End(tag)) => {
                Token::End(Span::new(from + 2, from + 2 + tag.name().as_ref().len()))
            }
            Ok(Event::Text(text)) if text.starts_with('&') => Token::Bare,
            Ok(Event::Text(_)) => Token::Text,
            Ok(Event::CData(_)) => Token::Data,
            Ok(Event::GeneralRef(_)) => Token::Reference,
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {
                Token::Passed
            }
            Ok(Event::Eof) => Token::Nothing,
            Err(Error::IllFormed(error)) => {
                self.trouble = error.to_string();
                Token::IllFormed
            }
            Err(error) => {
                self.trouble = error.to_string();
                Token::Broken(self.position(self.reader.error_position()).min(end))
            }
        };
        (token, Span::new(from, end))
    }

    fn trouble(&self) -> &str {
        &self.trouble
    }
}

fn loose(tag: &BytesStart<'_>, from: usize, empty: bool) -> Tag {
    let name_end = from + 1 + tag.name().as_ref().len();
    Tag {
        name_end,
        attributes_end: name_end + tag.attributes_raw().len(),
        empty,
        listed: None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;

    use super::difference;
    use crate::chars::{Mapped, decode};
    use crate::finding::Findings;
    use crate::{Hint, Limits};

    #[track_caller]
    fn check(source: &str) {
        let found = difference(&Mapped::copy_of(source, 0), &Limits::DEFAULT);
        assert_eq!(found, None, "{source}");
    }

    #[test]
    fn odd_markup_is_told_apart_as_quick_xml_does() {
        for source in [
            "",
            "<",
            "<>",
            "</>",
            "<!>",
            "<!",
            "<?>",
            "<??>",
            "<?xml?>",
            "<?xml version='1.0'",
            "<?xmlx",
            "<?x",
            "<a b='>'>x</a>",
            "<a b='>\">x</a>",
            "<a b=\"x\" / >y</a/>",
            "<a/b='1'/>",
            "<a b = '1' c='2'/>",
            "<a b='1'c='2'>x</a c='>'>",
            "<a b>x</a  >y</ a>",
            "< a>x</ >",
            "<a =b='c'>x</a>",
            "<a b='\n&amp;\t' xmlns:n='u' n:c=''/>",
            "<a\r\nb='1'>x</a\r>",
            "<n:a xmlns:n='u'><:b/><n:/></n:a>",
            "a&b;c&d e&f<&g&",
            "<!-><!-->--><!---->x<!----->y<!--z",
            "<!-x-->y",
            "<![CDATA[]]><![CDATA[a]b]]]>c<![CDATA[d",
            "<![cdata[x]]>",
            "<!DOCTYPE><a/>",
            "<!DOCTYPE  ><a/>",
            "<!doctype a><a/>",
            "<!Dx><a/>",
            "<!DOCTYPE a '>' [ <!ENTITY x ']>'> <!-- ]> --> <?p ]> ?> <!ELEMENT y > <!X > ] ><a/>",
            "<!DOCTYPE a [ <!ENTITY x '> ] ><a/>",
            "<!DOCTYPE a [ <!NOTA ] ><a/>",
            "<!DOCTYPE a [ <",
            "\u{FEFF}<a>\u{FEFF}</a>",
            "\u{FEFF}\u{FEFF}\u{FEFF}\u{E4}<a/>",
        ] {
            check(source);
            check(&format!("<r>{source}</r>"));
        }
    }

    /// Every file below a folder, as the text it holds.
    fn check_folder(top: &Path) -> usize {
        let mut folders: Vec<PathBuf> = vec![top.to_owned()];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            for path in entries.map(|entry| entry.path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let raw = std::fs::read(&path).unwrap_or_default();
                let decoded = decode(&raw, &Hint::default(), &mut Findings::new());
                let (document, _) = decoded.clone().cleaned();
                for document in [decoded, document] {
                    let found = difference(&document, &Limits::DEFAULT);
                    assert_eq!(found, None, "{}", path.display());
                }
                count += 1;
            }
        }
        count
    }

    #[test]
    fn every_case_and_fixture_gives_the_tree_of_quick_xml() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(check_folder(&root.join("../../corpus")) > 0);
        for fixtures in ["wire", "feeds"] {
            check_folder(&root.join("../../../shared/fixtures").join(fixtures));
        }
    }

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "<",
            ">",
            "/",
            "=",
            "'",
            "\"",
            "&",
            ";",
            "!",
            "?",
            "-",
            "--",
            "[",
            "]",
            "<a",
            "<n:b",
            "</a>",
            "</n:b>",
            "</",
            "/>",
            " c='d'",
            " e=\"f\"",
            " xmlns='u'",
            " xmlns:n='v'",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?xml ",
            "?>",
            "<!DOCTYPE a",
            "<!ENTITY ",
            "<!ELEMENT ",
            "&amp;",
            "&#150;",
            "&x;",
            " ",
            "\n",
            "\r",
            "\t",
            "x",
            "long words between the tags, ",
            "\u{E4}",
            "\u{FEFF}",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_markup_gives_the_tree_of_quick_xml(source in pieces(), depth in 1_usize..6, nodes in 1_usize..40) {
            let document = Mapped::copy_of(&source, 0);
            prop_assert_eq!(difference(&document, &Limits::DEFAULT), None);
            let limits = Limits { xml_depth: depth, nodes, ..Limits::DEFAULT };
            prop_assert_eq!(difference(&document, &limits), None);
        }
    }
}
