//! The worst files a stranger can send, made here, each read in a process of its own: CPU time of reading (and of
//! dropping what was read) and the most memory the process held, the raw included. Prints each case and whether it
//! keeps the budget of 1 s and 200 MB, the well-known attacks 100 ms; ends with failure if one does not. Never reads a file.
//!
//! `cargo bench -p copydesk-wire --bench hostile`; `-- NAME` only the cases whose name holds NAME. Needs Linux's
//! `/proc` for the memory.

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use copydesk_wire::{Hint, Limits, Mapping, Syntax, expand, read};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// Largest raw that is parsed.
const RAW_BYTES: usize = Limits::DEFAULT.raw_bytes;
/// CPU time that reading one raw may take.
const CPU_MAX: Duration = Duration::from_secs(1);
/// CPU time that reading one of [`ATTACKS`] may take.
const ATTACK_CPU_MAX: Duration = Duration::from_millis(100);
/// The well-known attacks, which nothing honest looks like: they must cost next to nothing.
const ATTACKS: [&str; 7] = [
    "made: billion laughs",
    "made: quadratic blow-up",
    "made: external entity",
    "made: 100,000 attributes",
    "made: 200,000 levels",
    "made: 33 MiB",
    "archive: zip bomb",
];
/// Memory that a process reading one raw may hold.
const MEMORY_MAX_KB: u64 = 200_000;

/// A raw of the largest size: an opening, one piece again and again, an ending.
struct Filled {
    name: &'static str,
    head: &'static str,
    unit: &'static [u8],
    tail: &'static str,
}

const fn filled(
    name: &'static str,
    head: &'static str,
    unit: &'static str,
    tail: &'static str,
) -> Filled {
    bytes(name, head, unit.as_bytes(), tail)
}

const fn bytes(
    name: &'static str,
    head: &'static str,
    unit: &'static [u8],
    tail: &'static str,
) -> Filled {
    Filled {
        name,
        head,
        unit,
        tail,
    }
}

const G2: &str = "<newsItem guid='g'><contentSet><inlineXML><html><body>";
const G2_META: &str = "<newsItem guid='g'><itemMeta>";
const G2_CONTENT: &str = "<newsItem guid='g'><contentMeta>";
const NITF: &str = "<nitf><body><body.content>";
const NITF_HEAD: &str = "<nitf><head><docdata>";
const NEWSML1: &str = "<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>";
const RSS_TEXT: &str = "<rss><channel><item><guid>g</guid><description><![CDATA[";
const ATOM_TEXT: &str = "<feed><entry><id>g</id><content type='html'><![CDATA[";
const SEVEN: &str = "\u{1}bdt0001 1 pl 100 x\r\n\r\nPier/\r\n\u{2}";
const ANPA: &str =
    "\u{16}\u{16}\u{1}a0001\u{1f}_v\r\nr i\u{13}\u{11} BC-Pier   01-01 0001\r\n\u{2}";
const ZCZC: &str = "ZCZC AAA001 1 R AAA\r\n";
const MAIL: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n";
const MAIL_HTML: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
     Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>";
const MAIL_FLOWED: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
     Content-Type: text/plain; format=flowed\r\n\r\n";
const MAIL_QUOTED: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
     Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
const MAIL_BASE64: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
     Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n";
const MAIL_PARTS: &str = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b>\r\n\
     Content-Type: multipart/mixed; boundary=b\r\n\r\n";
const HTML: &str = "<!DOCTYPE html><html><head><title>t</title></head><body><article>";

const FILLED: &[Filled] = &[
    filled("bytes x", "", "x", ""),
    filled("bytes <", "", "<", ""),
    bytes("bytes 0", "", &[0], ""),
    bytes("bytes 1 and a", "", b"a\x01", ""),
    bytes("bytes 255", "", &[255], ""),
    bytes("bytes latin-1 and a", "", b"a\xE9", ""),
    bytes("bytes cr lf and a", "", b"a\r\n", ""),
    bytes("bytes utf-16", "\u{FEFF}", b"a\0\xE9\0", ""),
    filled("text paragraphs", "", "a\n\n", ""),
    filled("text lines", "", "a\n", ""),
    filled("text columns", "", "a | b\n", ""),
    filled("text kill lines", "", "KILL KILL\n", ""),
    filled("xml levels", G2, "<a>", ""),
    filled(
        "xml elements",
        G2,
        "<a/>",
        "</body></html></inlineXML></contentSet></newsItem>",
    ),
    filled("xml attributes", "<newsItem", " a='x'", "/>"),
    filled("xml namespaces", "<newsItem", " xmlns:a='x'", "/>"),
    filled("xml prefixed", "<newsItem>", "<a xmlns:b='c' b:d='e'>", ""),
    filled("xml references", G2, "&amp;", ""),
    filled("xml character references", G2, "&#233;a", ""),
    filled("xml unknown entities", G2, "&e;", ""),
    filled("xml ampersands", G2, "& ", ""),
    filled("xml ends without beginnings", G2, "</a>", ""),
    filled("xml ends of others", G2, "<a><b></a>", ""),
    filled("xml comments", G2, "<!---->", ""),
    filled("xml cdata", G2, "<![CDATA[a]]>", ""),
    filled("xml instructions", G2, "<?a?>", ""),
    bytes("xml controls", G2, b"a\x01", ""),
    bytes("xml cr lf", G2, b"a\r\n", ""),
    bytes("xml latin-1", G2, b"a\xE9", ""),
    filled(
        "xml doctype",
        "<!DOCTYPE a [",
        "<!ENTITY e 'e'>",
        "]><newsItem guid='g'/>",
    ),
    filled("xml one attribute", "<newsItem guid='", "&amp;", "'/>"),
    filled("xml wrappers", "<a>", "<b><c><d><e/></d></c></b>", "</a>"),
    filled("g2 paragraphs", G2, "<p>a</p>", ""),
    filled("g2 tables", G2, "<tr><td>a</td><td>b</td></tr>", ""),
    filled(
        "g2 items",
        "<newsMessage><itemSet>",
        "<newsItem guid='g'/>",
        "",
    ),
    filled("g2 notes", G2_META, "<edNote>a b c d</edNote>", ""),
    filled("g2 signals", G2_META, "<signal qcode='sig:a'/>", ""),
    filled("g2 links", G2_META, "<link rel='a' href='b'/>", ""),
    filled("g2 subjects", G2_CONTENT, "<subject qcode='a:b'/>", ""),
    filled(
        "g2 names",
        G2_CONTENT,
        "<subject><name>a</name></subject>",
        "",
    ),
    filled("g2 headlines", G2_CONTENT, "<headline>a</headline>", ""),
    filled("g2 unknown", G2_CONTENT, "<x>a b c d e</x>", ""),
    filled(
        "g2 catalogs",
        "<newsItem guid='g'>",
        "<catalog><scheme alias='a' uri='b'/></catalog>",
        "",
    ),
    filled("g2 roots", "", "<newsItem guid='g'></newsItem>", ""),
    filled("nitf paragraphs", NITF, "<p>a</p>", ""),
    filled(
        "nitf codes",
        NITF_HEAD,
        "<key-list><keyword key='a'/></key-list>",
        "",
    ),
    filled(
        "nitf media",
        NITF,
        "<media><media-reference source='a'/></media>",
        "",
    ),
    filled("nitf unknown", NITF_HEAD, "<x>a b c d e</x>", ""),
    filled("newsml1 paragraphs", NEWSML1, "<p>a</p>", ""),
    filled(
        "newsml1 components",
        "<NewsML><NewsItem>",
        "<NewsComponent>",
        "",
    ),
    filled(
        "newsml1 siblings",
        "<NewsML><NewsItem>",
        "<NewsComponent><NewsLines/></NewsComponent>",
        "",
    ),
    filled("newsml1 items", "<NewsML>", "<NewsItem/>", ""),
    filled(
        "rss items",
        "<rss><channel>",
        "<item><title>a</title></item>",
        "",
    ),
    filled(
        "rss same words",
        "<rss><channel><item>",
        "<category>a</category>",
        "",
    ),
    filled("rss links", "<rss><channel><item>", "<link>a</link>", ""),
    filled(
        "rss pictures",
        "<rss><channel><item>",
        "<media:content url='a.jpg'/>",
        "",
    ),
    filled(
        "rss html paragraphs",
        RSS_TEXT,
        "<p>a",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html breaks",
        RSS_TEXT,
        "a<br>",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html levels",
        RSS_TEXT,
        "<div>",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html references",
        RSS_TEXT,
        "a&amp;",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html angles",
        RSS_TEXT,
        "<",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html comments",
        RSS_TEXT,
        "<!--",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html scripts",
        RSS_TEXT,
        "<script>",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html tables",
        RSS_TEXT,
        "<tr><td>a",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "rss html inline",
        RSS_TEXT,
        "<b>a",
        "]]></description></item></channel></rss>",
    ),
    filled(
        "atom html attributes",
        ATOM_TEXT,
        "<a href=x>",
        "]]></content></entry></feed>",
    ),
    filled(
        "atom entries",
        "<feed>",
        "<entry><id>a</id></entry>",
        "</feed>",
    ),
    filled(
        "atom deleted",
        "<feed>",
        "<deleted-entry ref='a'/>",
        "</feed>",
    ),
    filled(
        "ritzau paragraphs",
        "<RBNews><NewsID>1</NewsID><content>",
        "&lt;p&gt;a",
        "</content></RBNews>",
    ),
    filled(
        "sportsml teams",
        "<sports-content>",
        "<team><name full='a'/></team>",
        "",
    ),
    filled("sportsml events", "<sports-content>", "<sports-event/>", ""),
    filled("7901 paragraphs", SEVEN, "a\r\n\r\n", "\u{3}"),
    filled("7901 marks", SEVEN, "\u{3}\u{4}\u{1}\u{2}", ""),
    filled("7901 heads", "", "\u{1}", ""),
    filled(
        "7901 telegrams",
        "",
        "\u{1}bdt0001 1 pl 1 x\r\n\u{2}a\r\n\u{3}\u{4}",
        "",
    ),
    filled("anpa paragraphs", ANPA, "\ta\r\n", "\u{3}"),
    filled("anpa marks", ANPA, "\u{1f}\u{13}\u{11}", ""),
    filled("anpa opening marks", "", "\u{16}", ""),
    filled(
        "anpa telegrams",
        "",
        "\u{16}\u{16}\u{1}a0001\u{1f}_v\r\nr i\u{13}\u{11} BC-Pier   01-01 0001\r\n\u{2}a\r\n\u{3}\u{4}",
        "",
    ),
    filled("zczc paragraphs", ZCZC, "a\r\n\r\n", "NNNN\r\n"),
    filled(
        "zczc telegrams",
        "",
        "ZCZC AAA001 1 R AAA\r\na\r\nNNNN\r\n",
        "",
    ),
    filled("zczc openings", "", "ZCZC\r\n", ""),
    filled("zczc endings", ZCZC, "NNNN\r\n", ""),
    filled("mail headers", MAIL, "X-A: b\r\n", "\r\na"),
    filled("mail one header", MAIL, " =?utf-8?q?a?=\r\n", "\r\na"),
    filled(
        "mail addresses",
        "From: ",
        "a@b.example, ",
        "\r\nSubject: s\r\nMIME-Version: 1.0\r\n\r\na",
    ),
    filled("mail html paragraphs", MAIL_HTML, "<p>a", "</html>"),
    filled("mail html words", MAIL_HTML, "flow ", "</html>"),
    filled("mail html levels", MAIL_HTML, "<div>", "</html>"),
    filled("mail html references", MAIL_HTML, "a&amp;", "</html>"),
    filled("mail flowed", MAIL_FLOWED, "a \r\n", ""),
    filled("mail flowed quotes", MAIL_FLOWED, "> a \r\n", ""),
    filled("mail flowed depth", MAIL_FLOWED, ">", ""),
    filled("mail quoted-printable", MAIL_QUOTED, "=41a", ""),
    filled("mail soft breaks", MAIL_QUOTED, "a=\r\n", ""),
    filled("mail base64", MAIL_BASE64, "PHA+YTxwPmE8cD5h\r\n", ""),
    filled("mail parts", MAIL_PARTS, "--b\r\n\r\na\r\n", "--b--\r\n"),
    filled(
        "mail nested parts",
        MAIL_PARTS,
        "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
        "",
    ),
    filled(
        "mail nested mails",
        MAIL_PARTS,
        "--b\r\nContent-Type: message/rfc822\r\n\r\n",
        "",
    ),
    filled("mail boundaries", MAIL_PARTS, "--", ""),
    filled("html paragraphs", HTML, "<p>a", "</html>"),
    filled("html levels", HTML, "<div>", "</html>"),
    filled("html inline levels", HTML, "<b>", "</html>"),
    filled(
        "html attributes",
        "<!DOCTYPE html><html",
        " a=b",
        "><body>a</body></html>",
    ),
    filled("html tables", HTML, "<table><tr><td>", "</html>"),
    filled(
        "html metas",
        "<!DOCTYPE html><html><head>",
        "<meta name=a content=b>",
        "</head><body>a</body></html>",
    ),
    filled(
        "html json-ld",
        "<!DOCTYPE html><html><head>",
        "<script type='application/ld+json'>[",
        "",
    ),
    filled("html formatting", HTML, "<p><i><b>", "</html>"),
    filled("html angles", HTML, "<", "</html>"),
    filled("html references", HTML, "a&amp;", "</html>"),
    filled("json depth", "", "[", ""),
    filled("json objects", "", "{\"a\":", ""),
    filled("json numbers", "[", "1,", "1]"),
    filled("json strings", "[", "\"a\",", "1]"),
    filled("json same key", "{", "\"a\":1,", "\"b\":1}"),
    filled("json escapes", "{\"uri\":\"", "a\\u00e9", "\"}"),
    filled("json surrogates", "{\"uri\":\"", "\\ud800", "\"}"),
    filled(
        "ninjs items",
        "[",
        "{\"uri\":\"u\",\"type\":\"text\",\"versioncreated\":\"2026-01-01T00:00:00Z\"},",
        "1]",
    ),
    filled(
        "ninjs subjects",
        "{\"uri\":\"u\",\"type\":\"text\",\"versioncreated\":\"2026-01-01T00:00:00Z\",\"subject\":[",
        "{\"code\":\"a\"},",
        "1]}",
    ),
    filled(
        "ninjs body",
        "{\"uri\":\"u\",\"type\":\"text\",\"versioncreated\":\"2026-01-01T00:00:00Z\",\"body_html\":\"",
        "<p>a",
        "\"}",
    ),
    filled(
        "ninjs body escapes",
        "{\"uri\":\"u\",\"type\":\"text\",\"versioncreated\":\"2026-01-01T00:00:00Z\",\"body_html\":\"",
        "<p>\\u00e9",
        "\"}",
    ),
    filled(
        "ninjs body lines",
        "{\"uri\":\"u\",\"type\":\"text\",\"versioncreated\":\"2026-01-01T00:00:00Z\",\"body_text\":\"",
        "a\\n\\n",
        "\"}",
    ),
    filled(
        "json-feed items",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[",
        "{\"id\":\"a\"},",
        "1]}",
    ),
    filled(
        "json-feed html",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":\"a\",\"content_html\":\"",
        "<p>a",
        "\"}]}",
    ),
    filled(
        "map-json items",
        "{\"stories\":[",
        "{\"storyId\":\"a\"},",
        "1]}",
    ),
    filled(
        "map-json words",
        "{\"stories\":[{\"storyId\":\"a\",\"x\":[",
        "\"a b c d\",",
        "1]}]}",
    ),
    filled(
        "map-xml items",
        "<dispatch>",
        "<story id='a'/>",
        "</dispatch>",
    ),
    filled(
        "map-xml words",
        "<dispatch><story id='a'>",
        "<x>a b c d</x>",
        "</story></dispatch>",
    ),
];

fn fill(filled: &Filled) -> Vec<u8> {
    let mut raw = Vec::with_capacity(RAW_BYTES);
    raw.extend_from_slice(filled.head.as_bytes());
    if filled.name.ends_with("utf-16") {
        raw = vec![0xFF, 0xFE];
        raw.reserve_exact(RAW_BYTES - 2);
    }
    while raw.len() + filled.unit.len() + filled.tail.len() <= RAW_BYTES {
        raw.extend_from_slice(filled.unit);
    }
    raw.extend_from_slice(filled.tail.as_bytes());
    raw
}

/// Cases that are no repetition.
const OTHERS: [&str; 12] = [
    "made: billion laughs",
    "made: quadratic blow-up",
    "made: external entity",
    "made: 100,000 attributes",
    "made: 200,000 levels",
    "made: 33 MiB",
    "made: different attributes",
    "made: different namespaces",
    "made: different keys",
    "made: day of telegrams",
    "made: numbered items",
    "made: numbered links",
];

/// A raw of at most the largest size, of numbered pieces.
fn numbered(head: &str, piece: impl Fn(usize) -> String, tail: &str) -> Vec<u8> {
    let mut raw = Vec::with_capacity(RAW_BYTES);
    raw.extend_from_slice(head.as_bytes());
    for number in 0.. {
        let piece = piece(number);
        if raw.len() + piece.len() + tail.len() > RAW_BYTES {
            break;
        }
        raw.extend_from_slice(piece.as_bytes());
    }
    raw.extend_from_slice(tail.as_bytes());
    raw
}

fn made(name: &str) -> Vec<u8> {
    match name.strip_prefix("made: ").unwrap_or(name) {
        "billion laughs" => {
            let mut bomb = String::from("<!DOCTYPE n [<!ENTITY a \"ha\">");
            for (name, inner) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")] {
                let inner = format!("&{inner};").repeat(100);
                bomb.push_str(&format!("<!ENTITY {name} \"{inner}\">"));
            }
            bomb.push_str("]><newsItem guid='g'>&e;</newsItem>");
            bomb.into_bytes()
        }
        "quadratic blow-up" => format!(
            "<!DOCTYPE a [<!ENTITY e \"{}\">]><newsItem guid='g'>{}</newsItem>",
            "x".repeat(90_000),
            "&e;".repeat(30_000)
        )
        .into_bytes(),
        "external entity" => {
            b"<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><newsItem guid='g'>&e;</newsItem>"
                .to_vec()
        }
        "100,000 attributes" => {
            let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
            format!("<newsItem{attributes}/>").into_bytes()
        }
        "200,000 levels" => {
            let (begin, end) = ("<a>".repeat(200_000), "</a>".repeat(200_000));
            format!("<newsItem guid='g'>{begin}x{end}</newsItem>").into_bytes()
        }
        "33 MiB" => vec![b'x'; 33 * 1024 * 1024],
        "different attributes" => numbered("<newsItem", |n| format!(" a{n}='x'"), "/>"),
        "different namespaces" => numbered(
            "<newsItem guid='g'>",
            |n| format!("<a{n} xmlns='u{n}' xmlns:p{n}='v{n}'/>"),
            "",
        ),
        "different keys" => numbered("{", |n| format!("\"k{n}\":{n},"), "\"z\":0}"),
        "day of telegrams" => numbered(
            "",
            |n| {
                let number = n % 10_000;
                format!(
                    "\u{1}bdt{number:04} 3 pl 120 x{n}\r\n\r\nPier {n} opens\r\n\u{2}\
                     Vale (xyz) - The pier number {n} opens on Friday, the town said.\r\n\
                     It took {n} days to build.\r\n\r\n\u{3}\r\n"
                )
            },
            "",
        ),
        "numbered items" => numbered(
            "<rss><channel>",
            |n| format!("<item><guid>g{n}</guid><title>Pier {n}</title></item>"),
            "</channel></rss>",
        ),
        _ => numbered(
            "<rss><channel><item>",
            |n| format!("<link>http://a.example/{n}</link><category>c{n}</category>"),
            "</item></channel></rss>",
        ),
    }
}

/// Archives, by name: what they hold is handed over member by member.
const ARCHIVES: [&str; 4] = [
    "archive: zip bomb",
    "archive: gzip bomb",
    "archive: empty members",
    "archive: gzip of gzip",
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

/// A zip with one file, packed: its local header and its bytes.
fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    let packed = encoder.finish().expect("a vector takes all");
    let size = |len: usize| u32::try_from(len).expect("below 4 GiB").to_le_bytes();
    let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend(size(packed.len()));
    out.extend(size(bytes.len()));
    out.extend(b"\x01\0\0\0a");
    out.extend(packed);
    out
}

fn archive(name: &str) -> Vec<u8> {
    match name {
        "archive: zip bomb" => zip(&vec![b' '; 1024 * 1024 * 1024]),
        "archive: gzip bomb" => gzip(&vec![b' '; 1024 * 1024 * 1024]),
        "archive: gzip of gzip" => gzip(&gzip(&vec![b' '; 1024 * 1024 * 1024])),
        // a local header and nothing more, again and again
        _ => {
            let member = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
            let members = RAW_BYTES / member.len();
            member
                .iter()
                .copied()
                .cycle()
                .take(members * member.len())
                .collect()
        }
    }
}

fn mapping(syntax: Syntax) -> Hint {
    let fields = match syntax {
        Syntax::Xml => ["dispatch/story", "@id"],
        Syntax::Json => ["stories", "storyId"],
    };
    let [item, guid] = fields.map(|path| vec![path]);
    let fields = [("item", item), ("guid", guid), ("headline", vec!["title"])];
    let mapping = Mapping::new(syntax, fields).expect("a mapping");
    Hint {
        mapping: Some(Arc::new(mapping)),
        ..Hint::default()
    }
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// Most memory this process held since it was last forgotten, in kB.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Makes one case's raw, reads it, and prints CPU time in µs, peak memory in kB, items and codes.
fn run_case(name: &str) {
    let is_archive = name.starts_with("archive: ");
    let raw = match FILLED.iter().find(|filled| filled.name == name) {
        Some(filled) => fill(filled),
        None if is_archive => archive(name),
        None => made(name),
    };
    let hint = match name {
        _ if name.starts_with("map-json") => mapping(Syntax::Json),
        _ if name.starts_with("map-xml") => mapping(Syntax::Xml),
        _ => Hint::default(),
    };
    // what making the raw took is forgotten
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let begin = cpu_time();
    let (items, mut codes): (usize, Vec<&str>) = if is_archive {
        let mut members = 0;
        let expansion = expand(&raw, &Limits::DEFAULT, &mut |member| {
            black_box(&member.bytes);
            members += 1;
        });
        let codes = expansion.iter().flat_map(|e| &e.findings).map(|f| f.code);
        (members, codes.collect())
    } else {
        let parsed = black_box(read(&raw, &hint));
        let of_items = parsed.items.iter().flat_map(|item| &item.findings);
        let codes = of_items.chain(&parsed.findings).map(|f| f.code);
        (parsed.items.len(), codes.collect())
    };
    let spent = cpu_time() - begin;
    codes.sort_unstable();
    codes.dedup();
    println!(
        "{}\t{}\t{}\t{items}\t{}",
        raw.len(),
        spent.as_micros(),
        peak_kb().unwrap_or(0),
        codes.join(" ")
    );
}

/// Runs a case in a process of its own and prints its row; whether it kept the budget.
fn row(name: &str) -> bool {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).args(["--case", name]).output();
    let output = output.expect("this program runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let fields: Vec<&str> = printed.trim_end_matches('\n').split('\t').collect();
    let [bytes, micros, kb, items, codes] = fields[..] else {
        println!("{name:<30} ended without an answer: {}", output.status);
        return false;
    };
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    let (cpu, kb) = (Duration::from_micros(number(micros)), number(kb));
    let attack = ATTACKS.contains(&name);
    let cpu_max = if attack { ATTACK_CPU_MAX } else { CPU_MAX };
    let kept = cpu <= cpu_max && kb <= MEMORY_MAX_KB;
    println!(
        "{name:<30} {:>6.1} MB {:>8.1} ms {:>6.1} MB peak {items:>6} items {} {codes}",
        number(bytes) as f64 / 1e6,
        cpu.as_secs_f64() * 1e3,
        kb as f64 / 1e3,
        if kept { "  " } else { "OVER" },
    );
    kept
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }
    if let [first, name] = &arguments[..]
        && first == "--case"
    {
        run_case(name);
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    let names = FILLED.iter().map(|filled| filled.name);
    let over = names
        .chain(OTHERS)
        .chain(ARCHIVES)
        .filter(|name| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())))
        .filter(|name| !row(name))
        .count();
    println!(
        "{over} cases beyond {CPU_MAX:?} ({ATTACK_CPU_MAX:?} for the well-known attacks) or {} MB",
        MEMORY_MAX_KB / 1000
    );
    match over {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
