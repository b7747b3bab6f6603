//! What archives give, and where they stop.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use proptest::prelude::*;

use super::{Container, Expansion, Member, expand};
use crate::{Limits, read};

fn all(raw: &[u8], limits: &Limits) -> (Vec<(String, String)>, Expansion) {
    let mut members = Vec::new();
    let mut take = |member: Member| {
        let text = String::from_utf8_lossy(&member.bytes).into_owned();
        members.push((member.path, text));
    };
    let expansion = expand(raw, limits, &mut take).expect("an archive");
    (members, expansion)
}

#[track_caller]
fn check(raw: &[u8], expected: &[(&str, &str)], codes: &[&str]) {
    check_within(raw, &Limits::DEFAULT, expected, codes);
}

#[track_caller]
fn check_within(raw: &[u8], limits: &Limits, expected: &[(&str, &str)], codes: &[&str]) {
    let (members, expansion) = all(raw, limits);
    let found: Vec<(&str, &str)> = members
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(expansion.members, expected.len());
    let found: Vec<&str> = expansion.findings.iter().map(|f| f.code).collect();
    assert_eq!(found, codes);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend(tar_header(name, bytes.len(), b'0'));
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn tar_header(name: &str, size: usize, kind: u8) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    block[148..156].fill(b' ');
    block[156] = kind;
    block[257..263].copy_from_slice(b"ustar\0");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block
}

#[derive(Clone, Copy)]
enum Packing {
    Stored,
    Deflated,
    Encrypted,
}

fn zip(files: &[(&str, &[u8])], packing: Packing) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let packed = match packing {
            Packing::Stored => bytes.to_vec(),
            Packing::Deflated | Packing::Encrypted => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
        };
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let (flags, method) = match packing {
            Packing::Stored => (0_u16, 0_u16),
            Packing::Deflated => (0, 8),
            Packing::Encrypted => (1, 8),
        };
        let mut fields = Vec::new();
        for word in [20, flags, method, 0, 0] {
            fields.extend(word.to_le_bytes());
        }
        for word in [crc.sum(), packed.len() as u32, bytes.len() as u32] {
            fields.extend(word.to_le_bytes());
        }
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend(0_u16.to_le_bytes());
        let start = out.len() as u32;
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&fields);
        list.extend([0; 10]);
        list.extend(start.to_le_bytes());
        list.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(fields);
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    let at = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        out.extend((files.len() as u16).to_le_bytes());
    }
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

const TWO: [(&str, &[u8]); 2] = [("a/weir.txt", b"It holds."), ("pier.txt", b"It opens.")];
const READ: [(&str, &str); 2] = [("a/weir.txt", "It holds."), ("pier.txt", "It opens.")];

#[test]
fn each_file_of_an_archive_is_a_member() {
    check(&gzip(b"It holds."), &[("", "It holds.")], &[]);
    check(&tar(&TWO), &READ, &[]);
    check(&zip(&TWO, Packing::Stored), &READ, &[]);
    check(&zip(&TWO, Packing::Deflated), &READ, &[]);
    check(&gzip(&tar(&TWO)), &READ, &[]);
}

#[test]
fn archives_in_archives_give_what_is_in_them() {
    let inner = zip(&TWO, Packing::Deflated);
    let outer = tar(&[("day.zip", &inner), ("note.txt", b"Two files.")]);
    let expected = [
        ("day.zip/a/weir.txt", "It holds."),
        ("day.zip/pier.txt", "It opens."),
        ("note.txt", "Two files."),
    ];
    check(&outer, &expected, &[]);
    let mut nested = b"It holds.".to_vec();
    for _ in 0..6 {
        nested = tar(&[("n", &nested)]);
    }
    check(&nested, &[], &["limit.nesting"]);
}

#[test]
fn long_names_and_links_of_tar_are_known() {
    let long = "folder/".repeat(20) + "weir.txt";
    let mut raw = tar_header("@long", long.len() + 1, b'L');
    raw.extend(long.as_bytes());
    raw.resize(raw.len().next_multiple_of(512), 0);
    raw.extend(tar(&[("short", b"It holds.")]));
    check(&raw, &[(long.as_str(), "It holds.")], &[]);
    let mut raw = tar_header("@pax", 20, b'x');
    raw.extend(b"20 path=a/weir\xc3\xa9.txt\n");
    raw.resize(raw.len().next_multiple_of(512), 0);
    raw.extend(tar_header("link", 0, b'2'));
    raw.extend(tar(&TWO));
    check(&raw, &READ, &[]);
}

#[test]
fn what_is_damaged_encrypted_or_packed_otherwise_is_said() {
    let whole = zip(&TWO, Packing::Deflated);
    let cut = &whole[..whole.len() - 60];
    check(cut, &READ, &["container.damaged"]);
    let gzipped = gzip("It holds. ".repeat(9000).as_bytes());
    let (members, expansion) = all(&gzipped[..gzipped.len() - 9], &Limits::DEFAULT);
    assert!(members[0].1.starts_with("It holds."));
    assert_eq!(expansion.findings[0].code, "container.damaged");
    check(
        &zip(&TWO, Packing::Encrypted),
        &[],
        &["container.encrypted"; 2],
    );
    let mut other = zip(&TWO[..1], Packing::Stored);
    let list = other.len() - 22 - 46 - TWO[0].0.len();
    other[list + 10] = 14;
    check(&other, &[], &["container.unsupported"]);
    let mut wrong = zip(&TWO[..1], Packing::Stored);
    wrong[30 + TWO[0].0.len()] = b'i';
    check(
        &wrong,
        &[("a/weir.txt", "it holds.")],
        &["container.damaged"],
    );
}

#[test]
fn bombs_stop_at_the_ratio() {
    let zeros = vec![b' '; 8 * 1024 * 1024];
    for bomb in [gzip(&zeros), zip(&[("z", &zeros)], Packing::Deflated)] {
        let (members, expansion) = all(&bomb, &Limits::DEFAULT);
        assert!(members.is_empty());
        assert_eq!(expansion.findings[0].code, "limit.ratio");
    }
    // two layers, each within the ratio
    let bomb = gzip(&gzip(&zeros));
    let (_, expansion) = all(&bomb, &Limits::DEFAULT);
    assert_eq!(expansion.findings[0].code, "limit.ratio");
}

#[test]
fn limits_are_those_given() {
    let limits = Limits {
        members: 1,
        ..Limits::DEFAULT
    };
    check_within(&tar(&TWO), &limits, &READ[..1], &["limit.members"]);
    let limits = Limits {
        raw_bytes: 8,
        ..Limits::DEFAULT
    };
    for raw in [tar(&TWO), zip(&TWO, Packing::Deflated)] {
        check_within(&raw, &limits, &[], &["limit.bytes"; 2]);
    }
    let limits = Limits {
        expanded_bytes: 10,
        ..Limits::DEFAULT
    };
    check_within(
        &zip(&TWO, Packing::Stored),
        &limits,
        &READ[..1],
        &["limit.expanded"],
    );
}

#[test]
fn documents_that_are_zips_are_no_archives() {
    let office = zip(&[("[Content_Types].xml", b"<x/>")], Packing::Stored);
    assert_eq!(Container::of(&office), None);
    let book = zip(&[("mimetype", b"application/epub+zip")], Packing::Stored);
    assert_eq!(Container::of(&book), None);
}

#[test]
fn an_archive_read_as_a_wire_says_what_it_is() {
    let parsed = read(&tar(&TWO), &crate::Hint::default());
    assert!(parsed.items.is_empty());
    assert_eq!(parsed.findings[0].code, "format.container");
}

proptest! {
    #[test]
    fn broken_archives_are_read_without_failure(at in 0_usize..1000, byte: u8, cut in 0_usize..1200) {
        for mut raw in [tar(&TWO), zip(&TWO, Packing::Deflated), zip(&TWO, Packing::Stored), gzip(&tar(&TWO))] {
            let at = at % raw.len();
            raw[at] = byte;
            raw.truncate(raw.len().saturating_sub(cut));
            let _ = expand(&raw, &Limits::DEFAULT, &mut |_| {});
        }
    }

    #[test]
    fn what_was_packed_is_given(files in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..600), 1..5)) {
        let named: Vec<(String, &Vec<u8>)> = files.iter().enumerate().map(|(n, f)| (format!("f{n}"), f)).collect();
        let files: Vec<(&str, &[u8])> = named.iter().map(|(n, f)| (n.as_str(), f.as_slice())).collect();
        for raw in [tar(&files), zip(&files, Packing::Deflated), zip(&files, Packing::Stored)] {
            let mut found = Vec::new();
            let _ = expand(&raw, &Limits::DEFAULT, &mut |member| found.push((member.path, member.bytes)));
            let expected: Vec<(String, Vec<u8>)> = named.iter().map(|(n, f)| (n.clone(), (*f).clone())).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
