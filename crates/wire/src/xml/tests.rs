//! Tests of the XML layer: no character is lost, wrong mark-up becomes findings, limits hold.

use proptest::prelude::*;

use super::{DEPTH_MAX, Enter, NODES_MAX, Step, Tree, parse};
use crate::chars::Mapped;
use crate::finding::Findings;

fn codes(findings: Findings) -> Vec<&'static str> {
    let mut codes: Vec<&str> = findings.into_list().iter().map(|f| f.code).collect();
    codes.dedup();
    codes
}

fn with_tree<T>(source: &str, look: impl FnOnce(&Tree<'_>) -> T) -> (T, Vec<&'static str>) {
    let mut findings = Findings::new();
    let (document, replaced) = Mapped::copy_of(source, 0).cleaned();
    if let Some((count, first)) = replaced {
        findings.add("xml.control_character", count, Some(first));
    }
    let seen = look(&parse(&document, &mut findings));
    (seen, codes(findings))
}

#[test]
fn only_attributes_of_xml_are_inherited() {
    for (source, expected) in [
        ("<a x='u'><b xmlns='u' xmlns:xml='u'/></a>", false),
        ("<a x='u'><b y='v' xml:lang='en'/></a>", true),
        ("<a><b xml:base = u></b></a>", true),
    ] {
        assert_eq!(
            with_tree(source, |tree| tree.inherits()).0,
            expected,
            "{source}"
        );
    }
}

#[track_caller]
fn check_text(source: &str, text: &str, expected_codes: &[&str]) {
    let (found, codes) = with_tree(source, |tree| tree.text(tree.document()).into_owned());
    assert_eq!(found, text, "{source}");
    assert_eq!(codes, expected_codes, "{source}");
}

#[test]
fn references_and_sections_join_into_one_run() {
    check_text(
        "<a>R&amp;D &#8217;&nbsp;&eacute;<![CDATA[<b> & &amp;]]> end</a>",
        "R&D \u{2019}\u{a0}\u{e9}<b> & &amp; end",
        &[],
    );
    check_text("\u{FEFF}<a>b&lt;c</a>", "b<c", &[]);
    check_text("<a>one\r\ntwo\rthree</a>", "one\ntwo\nthree", &[]);
}

#[test]
fn what_is_no_reference_stays_as_it_stands() {
    check_text(
        "<a>AT&T; a & b &c</a>",
        "AT&T; a & b &c",
        &["xml.unknown_entity", "xml.bare_ampersand"],
    );
    check_text("<a>&no such; x</a>", "&no such; x", &["xml.bare_ampersand"]);
    check_text(
        "<a>&#0;&#xD800;&#x110000;</a>",
        "\u{FFFD}\u{FFFD}\u{FFFD}",
        &["xml.bad_reference"],
    );
    check_text("<a>&#150;</a>", "\u{2013}", &["charset.c1_as_1252"]);
    check_text("<a>a\u{1}b</a>", "a\u{FFFD}b", &["xml.control_character"]);
}

#[test]
fn a_doctype_is_skipped_and_defines_nothing() {
    check_text(
        "<!DOCTYPE a [<!ENTITY x \"]> boom\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]><a>&x;&y;</a>",
        "&x;&y;",
        &["xml.unknown_entity"],
    );
}

#[test]
fn wrong_nesting_is_closed_up_to_the_match() {
    check_text("<a><b>x</a>", "x", &["xml.bad_nesting"]);
    check_text("<a>x</b>y</a>", "xy", &["xml.bad_nesting"]);
    check_text("<a>x</a><b>y</b>", "xy", &["xml.outside_root"]);
    check_text("x<a/>", "x", &["xml.outside_root"]);
    check_text("<a>x<b>y", "xy", &["xml.truncated"]);
    check_text("<a>x<![CDATA[yz", "xyz", &["xml.truncated"]);
}

#[test]
fn names_are_local_and_namespaces_are_known() {
    let source = "<n:a xmlns:n='urn:n' xmlns='urn:d' n:x='1' x='2&amp;\n3'><b/><n:c/></n:a>";
    let (seen, codes) = with_tree(source, |tree| {
        let root = tree.root().expect("a root");
        let inside: Vec<(String, String)> = tree
            .elements(root)
            .map(|id| (tree.name(id).to_owned(), tree.namespace(id).to_owned()))
            .collect();
        let attribute = |name: &str| tree.attribute(root, name).map(|v| v.into_owned());
        (
            tree.name(root).to_owned(),
            inside,
            attribute("x"),
            attribute("n:x"),
            attribute("y"),
        )
    });
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(seen.0, "a");
    assert_eq!(seen.1, [pair("b", "urn:d"), pair("c", "urn:n")]);
    assert_eq!(
        (seen.2.as_deref(), seen.3.as_deref(), seen.4),
        (Some("2& 3"), Some("1"), None)
    );
    assert!(codes.is_empty());
}

#[test]
fn two_hundred_thousand_levels_flatten_and_keep_their_text() {
    let source = format!("{}deep{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let ((text, count), codes) = with_tree(&source, |tree| {
        (tree.text(tree.document()).into_owned(), tree.node_count())
    });
    assert_eq!(text, "deep");
    assert_eq!(count, DEPTH_MAX + 2);
    assert_eq!(codes, ["limit.depth"]);
}

#[test]
fn limits_end_in_findings() {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    let (last, codes) = with_tree(&format!("<a{attributes}>t</a>"), |tree| {
        let root = tree.root().expect("a root");
        (
            tree.word(root, "a511").is_some(),
            tree.word(root, "a512").is_some(),
        )
    });
    assert_eq!(
        (last, codes.as_slice()),
        ((true, false), ["limit.attributes"].as_slice())
    );

    let (_, codes) = with_tree(&format!("<{}>t</x>", "n".repeat(2000)), |_| ());
    assert!(codes.contains(&"limit.name"));
    let (_, codes) = with_tree(&format!("<a b='{}'>t</a>", "v".repeat(1_100_000)), |_| ());
    assert_eq!(codes, ["limit.value"]);
    let (count, codes) = with_tree(&format!("<a>{}</a>", "<b/>".repeat(1_100_000)), |tree| {
        tree.node_count()
    });
    assert_eq!(
        (count, codes.as_slice()),
        (NODES_MAX, ["limit.nodes"].as_slice())
    );
}

#[test]
fn entity_bombs_stay_small() {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 \"lol\">");
    for n in 1..20 {
        bomb.push_str(&format!(
            "<!ENTITY e{n} \"{}\">",
            format!("&e{};", n - 1).repeat(10)
        ));
    }
    bomb.push_str("]><a>&e19;</a>");
    check_text(&bomb, "&e19;", &["xml.unknown_entity"]);
}

/// A resolver that shares nothing with the layer: text between tags, five names, numbers.
fn independent(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        let end = if rest[at..].starts_with('<') {
            '>'
        } else {
            ';'
        };
        let close = at + rest[at..].find(end).expect("made well");
        if end == ';' {
            let name = &rest[at + 1..close];
            let number = name
                .strip_prefix("#x")
                .map(|hex| u32::from_str_radix(hex, 16).expect("hex"));
            match (name, number.and_then(char::from_u32)) {
                (_, Some(c)) => out.push(c),
                ("amp", _) => out.push('&'),
                ("lt", _) => out.push('<'),
                ("hellip", _) => out.push('\u{2026}'),
                _ => out.push('\u{a0}'),
            }
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ a-zA-Z.,äß\u{2019}]{0,12}",
        Just("&amp;".to_owned()),
        Just("&nbsp;".to_owned()),
        Just("&hellip;".to_owned()),
        Just("&#x2019;".to_owned()),
        Just("&lt;".to_owned()),
        Just("<b>".to_owned()),
        Just("</b>".to_owned()),
        Just("<i x='1'/>".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_attribute_of_xml_is_overlooked(
        tags in prop::collection::vec("<b( ?(x|xml:lang|xmlns|xmlns:xml|ml:base)=['\"]?u[' >\"]?){0,3}/?>", 0..6),
    ) {
        let source = format!("<a>{}</a>", tags.concat());
        let ((inherits, found), _) = with_tree(&source, |tree| {
            let walk = tree.walk(tree.document(), |_| Enter::Into);
            let mut opened = walk.filter_map(|step| match step {
                Step::Open(node) => Some(node),
                _ => None,
            });
            let own = |node| tree.attribute(node, "xml:lang").is_some();
            (tree.inherits(), opened.any(own))
        });
        prop_assert!(inherits || !found);
    }

    #[test]
    fn no_character_is_lost_against_an_independent_resolver(inside in pieces()) {
        let source = format!("<a>{inside}</a>");
        let (text, _) = with_tree(&source, |tree| tree.text(tree.document()).into_owned());
        prop_assert_eq!(text, independent(&source));
    }

    #[test]
    fn pieces_stand_where_they_say(inside in pieces()) {
        let source = format!("<a>{inside}</a>");
        let (wrong, _) = with_tree(&source, |tree| {
            let walk = tree.walk(tree.document(), |_| Enter::Into);
            walk.filter(|step| match step {
                Step::Text(piece) => !piece.atomic && &source[piece.at.start..piece.at.end] != piece.text,
                _ => false,
            }).count()
        });
        prop_assert_eq!(wrong, 0);
    }

    #[test]
    fn any_text_gives_a_tree(source in "[<>&;a-c/!\\[\\]\"'= \\-?#x0-9\n]{0,200}") {
        let (same, _) = with_tree(&source, |tree| {
            let opened = tree.walk(tree.document(), |_| Enter::Into);
            let balance: i64 = opened.map(|step| match step {
                Step::Open(_) => 1,
                Step::Close(_) => -1,
                Step::Text(_) => 0,
            }).sum();
            balance
        });
        prop_assert_eq!(same, 0);
    }
}
