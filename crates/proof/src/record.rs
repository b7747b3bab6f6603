//! Records, `copydesk-record/v1`: what a leaf of the ledger commits to. Each kind has its keys in one fixed order, and
//! each record one spelling: what is read is written again byte for byte, and any other spelling is refused.
//!
//! Does not decide what is recorded, nor when.

use std::fmt;

use crate::encoding::{decode_decimal, decode_hash, encode_base64};
use crate::{Hash, Malformed, UtcSecond};

const HEADER: &str = "copydesk-record/v1";
/// Largest record, in bytes.
const RECORD_BYTES_MAX: usize = 64 << 10;
/// Most pieces of a body; a writer joins the rest to the last.
const PIECES_MAX: usize = 1_000;
const VERDICTS: &[&str] = &[
    "identical",
    "typography",
    "house_style",
    "shortened",
    "modified",
    "different_text",
];
const HEADLINES: &[&str] = &["same", "changed", "added"];
const LEVELS: &[&str] = &["0", "1", "2", "3", "5"];

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// The first leaf of a ledger.
    Opening(OpeningRecord),
    /// A version arrived.
    Receipt(ReceiptRecord),
    /// An edition was published.
    Edition(EditionRecord),
    /// An edition was taken down.
    Withdrawal(WithdrawalRecord),
    /// What a leaf committed to was erased.
    Erasure(ErasureRecord),
    /// The ledger's key changes.
    Key(KeyRecord),
}

/// The first leaf: whose ledger this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningRecord {
    /// Name of the ledger.
    pub origin: String,
    /// When it was opened.
    pub opened: UtcSecond,
    /// Its key, as a `vkey`.
    pub key: String,
    /// The last checkpoint of a ledger that this one replaces.
    pub previous: Option<PreviousLedger>,
}

/// The last checkpoint of a ledger that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousLedger {
    /// Its name, without white space.
    pub origin: String,
    /// Number of its leaves.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// A version as it was received. The salted lines are [`crate::piece`] values: 0 is the raw's SHA-256, 1 the headline,
/// then the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRecord {
    /// Whose copy it is.
    pub agency: Option<String>,
    /// The item's identity, as sent.
    pub guid: Option<String>,
    /// The version, as sent.
    pub version: Option<String>,
    /// When it arrived.
    pub received: UtcSecond,
    /// Until when it was embargoed on arrival.
    pub embargo: Embargo,
    /// Publishing status.
    pub status: Option<String>,
    /// Signals such as `correction`; no commas in them.
    pub signals: Vec<String>,
    /// Evidence that the agency sent it; always `none` for now.
    pub evidence: String,
    /// Name and revision of the reader, such as `ninjs/1`.
    pub parser: String,
    /// Form in which headline and body are committed to.
    pub form: String,
    /// Salted: the raw's SHA-256.
    pub raw: Hash,
    /// Salted: the headline.
    pub headline: Hash,
    /// Salted: the body in its order.
    pub body: Vec<BodyPiece>,
}

/// A piece of a received body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPiece {
    /// Text or strip.
    pub kind: PieceKind,
    /// The salted line.
    pub piece: Hash,
}

/// Whether leaving a piece out shortens the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A sentence or a paragraph.
    Text,
    /// A dateline, byline, sign-off or another thing that belongs to the wire alone.
    Strip,
}

/// An embargo on arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embargo {
    /// None.
    None,
    /// Embargoed, and nobody knows until when.
    Unknown,
    /// Embargoed until then.
    Until(UtcSecond),
}

/// A published edition. The salted lines: 0 is the disclosure's digest, 1 the page text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionRecord {
    /// The story's id.
    pub story: String,
    /// 1 for the first edition.
    pub edition: u64,
    /// When it was published.
    pub published: UtcSecond,
    /// Commitment of the version it is based on; none for a story of the house.
    pub receipt: Option<Hash>,
    /// Commitment of the edition before it.
    pub previous: Option<Hash>,
    /// The disclosure's verdict.
    pub verdict: Option<String>,
    /// The disclosure's word on the headline.
    pub headline: Option<String>,
    /// Insertions of the disclosure that stand in the story's text.
    pub inserted: u64,
    /// The disclosure's level.
    pub level: Option<String>,
    /// Digest of the rules of comparison.
    pub rules: Option<Hash>,
    /// Language, a space, and the sentence on the page.
    pub sentence: Option<String>,
    /// Form of the page text.
    pub form: String,
    /// Salted: the digest of the disclosure.
    pub disclosure: Hash,
    /// Salted: the page text.
    pub text: Hash,
}

impl EditionRecord {
    /// The sentence without its language.
    #[must_use]
    pub fn sentence_words(&self) -> Option<&str> {
        let (_, words) = self.sentence.as_deref()?.split_once(' ')?;
        Some(words)
    }
}

/// A story was taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawalRecord {
    /// The story's id.
    pub story: String,
    /// When.
    pub withdrawn: UtcSecond,
    /// Commitment of the edition.
    pub edition: Hash,
    /// Why.
    pub reason: Reason,
    /// Commitment of the receipt that ordered it.
    pub cause: Option<Hash>,
}

/// Why a story was taken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The agency killed it.
    Kill,
    /// The agency withheld it.
    Withhold,
    /// Rights ended.
    Rights,
    /// A law or a court.
    Legal,
    /// The house decided.
    House,
}

impl Reason {
    const ALL: [(Reason, &'static str); 5] = [
        (Reason::Kill, "kill"),
        (Reason::Withhold, "withhold"),
        (Reason::Rights, "rights"),
        (Reason::Legal, "legal"),
        (Reason::House, "house"),
    ];

    /// The word of the record.
    #[must_use]
    pub fn word(self) -> &'static str {
        let mut all = Reason::ALL.iter();
        all.find(|(reason, _)| *reason == self)
            .map_or("house", |(_, word)| word)
    }
}

/// Text, salts and opening of a leaf were destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureRecord {
    /// Commitment of the leaf.
    pub erased: Hash,
    /// When.
    pub at: UtcSecond,
    /// Why.
    pub reason: String,
}

/// A new key, signed for by the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// When.
    pub at: UtcSecond,
    /// The new key, as a `vkey`.
    pub key: String,
    /// After this the old key signs no more.
    pub retires: UtcSecond,
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// The first line that is not as this kind of record demands, or any spelling but the one that is written.
    ///
    /// # Properties
    /// `Record::parse(bytes)?.to_string().as_bytes() == bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Record, Malformed> {
        if bytes.len() > RECORD_BYTES_MAX {
            return Err(Malformed::whole("the record is larger than 64 KiB"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::whole("not UTF-8"))?;
        let body = text
            .strip_suffix('\n')
            .ok_or(Malformed::whole("no line feed at the end"))?;
        let mut lines = Lines {
            lines: body.split('\n').collect(),
            at: 0,
        };
        let record = lines.record()?;
        lines.end()?;
        let differs = |(written, read): (&str, &str)| written != read;
        let written = record.to_string();
        match written.split('\n').zip(text.split('\n')).position(differs) {
            Some(index) => Err(Malformed::at(index + 1, "another spelling than the one")),
            None => Ok(record),
        }
    }

    /// The values of the salted lines in their order, counted from 0.
    #[must_use]
    pub fn salted(&self) -> Vec<Hash> {
        match self {
            Record::Receipt(receipt) => {
                let body = receipt.body.iter().map(|piece| piece.piece);
                [receipt.raw, receipt.headline]
                    .into_iter()
                    .chain(body)
                    .collect()
            }
            Record::Edition(edition) => vec![edition.disclosure, edition.text],
            _ => Vec::new(),
        }
    }
}

/// The lines of a record while they are read.
struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn wrong(&self, reason: &'static str) -> Malformed {
        Malformed::at(self.at, reason)
    }

    fn record(&mut self) -> Result<Record, Malformed> {
        if self.lines.first() != Some(&HEADER) {
            return Err(Malformed::at(1, "the header is not copydesk-record/v1"));
        }
        self.at = 1;
        match self.value("kind")? {
            "opening" => self.opening().map(Record::Opening),
            "receipt" => self.receipt().map(Record::Receipt),
            "edition" => self.edition().map(Record::Edition),
            "withdrawal" => self.withdrawal().map(Record::Withdrawal),
            "erasure" => self.erasure().map(Record::Erasure),
            "key" => self.key().map(Record::Key),
            _ => Err(self.wrong("an unknown kind of record")),
        }
    }

    fn end(&self) -> Result<(), Malformed> {
        if self.at == self.lines.len() {
            Ok(())
        } else {
            Err(Malformed::at(self.at + 1, "a line too many"))
        }
    }

    /// The value of the next line, which must have this key.
    fn value(&mut self, key: &'static str) -> Result<&'a str, Malformed> {
        let line = self.lines.get(self.at);
        self.at += 1;
        line.and_then(|line| line.strip_prefix(key)?.strip_prefix(' '))
            .ok_or(self.wrong("not the key that comes here"))
    }

    fn optional(&mut self, key: &'static str) -> Result<Option<String>, Malformed> {
        let value = self.value(key)?;
        if value == "-" {
            return Ok(None);
        }
        let decoded = decode_value(value).ok_or(self.wrong("wrong percent-encoding"))?;
        Ok(Some(decoded))
    }

    fn text(&mut self, key: &'static str) -> Result<String, Malformed> {
        self.optional(key)?
            .ok_or(self.wrong("this value may not be absent"))
    }

    fn one_of(&mut self, key: &'static str, words: &[&str]) -> Result<Option<String>, Malformed> {
        let value = self.optional(key)?;
        match &value {
            Some(word) if !words.contains(&word.as_str()) => Err(self.wrong("an unknown word")),
            _ => Ok(value),
        }
    }

    fn time(&mut self, key: &'static str) -> Result<UtcSecond, Malformed> {
        let value = self.value(key)?;
        UtcSecond::parse(value).ok_or(self.wrong("not a time in whole seconds of UTC"))
    }

    fn number(&mut self, key: &'static str) -> Result<u64, Malformed> {
        let value = self.value(key)?;
        decode_decimal(value).ok_or(self.wrong("not a plain decimal"))
    }

    fn hash(&mut self, key: &'static str) -> Result<Hash, Malformed> {
        let value = self.value(key)?;
        decode_hash(value).ok_or(self.wrong("not 32 bytes in base64"))
    }

    fn optional_hash(&mut self, key: &'static str) -> Result<Option<Hash>, Malformed> {
        match self.value(key)? {
            "-" => Ok(None),
            value => decode_hash(value)
                .map(Some)
                .ok_or(self.wrong("not 32 bytes in base64")),
        }
    }

    fn opening(&mut self) -> Result<OpeningRecord, Malformed> {
        Ok(OpeningRecord {
            origin: self.text("origin")?,
            opened: self.time("opened")?,
            key: self.text("key")?,
            previous: self.previous_ledger()?,
        })
    }

    fn previous_ledger(&mut self) -> Result<Option<PreviousLedger>, Malformed> {
        let Some(value) = self.optional("previous")? else {
            return Ok(None);
        };
        let parts: Vec<&str> = value.split(' ').collect();
        let previous = match parts.as_slice() {
            [origin, size, root] if !origin.is_empty() => decode_decimal(size)
                .zip(decode_hash(root))
                .map(|(size, root)| PreviousLedger {
                    origin: (*origin).to_owned(),
                    size,
                    root,
                }),
            _ => None,
        };
        previous
            .map(Some)
            .ok_or(self.wrong("not an origin, a size and a root"))
    }

    fn receipt(&mut self) -> Result<ReceiptRecord, Malformed> {
        Ok(ReceiptRecord {
            agency: self.optional("agency")?,
            guid: self.optional("guid")?,
            version: self.optional("version")?,
            received: self.time("received")?,
            embargo: self.embargo()?,
            status: self.optional("status")?,
            signals: self.signals()?,
            evidence: self.text("evidence")?,
            parser: self.text("parser")?,
            form: self.text("form")?,
            raw: self.hash("raw")?,
            headline: self.hash("h")?,
            body: self.body()?,
        })
    }

    fn embargo(&mut self) -> Result<Embargo, Malformed> {
        match self.value("embargo")? {
            "-" => Ok(Embargo::None),
            "unknown" => Ok(Embargo::Unknown),
            time => UtcSecond::parse(time)
                .map(Embargo::Until)
                .ok_or(self.wrong("neither a time nor unknown")),
        }
    }

    fn signals(&mut self) -> Result<Vec<String>, Malformed> {
        let signals = self.optional("signals")?;
        let list = |text: String| text.split(',').map(str::to_owned).collect();
        Ok(signals.map_or_else(Vec::new, list))
    }

    fn body(&mut self) -> Result<Vec<BodyPiece>, Malformed> {
        let mut body = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            if body.len() == PIECES_MAX {
                return Err(Malformed::at(self.at + 1, "more than 1,000 pieces"));
            }
            let (kind, key) = if line.starts_with("s ") {
                (PieceKind::Strip, "s")
            } else {
                (PieceKind::Text, "p")
            };
            let piece = self.hash(key)?;
            body.push(BodyPiece { kind, piece });
        }
        Ok(body)
    }

    fn edition(&mut self) -> Result<EditionRecord, Malformed> {
        Ok(EditionRecord {
            story: self.text("story")?,
            edition: self.edition_number()?,
            published: self.time("published")?,
            receipt: self.optional_hash("receipt")?,
            previous: self.optional_hash("previous")?,
            verdict: self.one_of("verdict", VERDICTS)?,
            headline: self.one_of("headline", HEADLINES)?,
            inserted: self.number("inserted")?,
            level: self.one_of("level", LEVELS)?,
            rules: self.optional_hash("rules")?,
            sentence: self.sentence()?,
            form: self.text("form")?,
            disclosure: self.hash("disclosure")?,
            text: self.hash("text")?,
        })
    }

    fn edition_number(&mut self) -> Result<u64, Malformed> {
        match self.number("edition")? {
            0 => Err(self.wrong("editions are counted from 1")),
            number => Ok(number),
        }
    }

    fn sentence(&mut self) -> Result<Option<String>, Malformed> {
        let sentence = self.optional("sentence")?;
        match &sentence {
            Some(text) if !text.contains(' ') => Err(self.wrong("no language before the sentence")),
            _ => Ok(sentence),
        }
    }

    fn withdrawal(&mut self) -> Result<WithdrawalRecord, Malformed> {
        Ok(WithdrawalRecord {
            story: self.text("story")?,
            withdrawn: self.time("withdrawn")?,
            edition: self.hash("edition")?,
            reason: self.reason()?,
            cause: self.optional_hash("cause")?,
        })
    }

    fn reason(&mut self) -> Result<Reason, Malformed> {
        let value = self.value("reason")?;
        let mut all = Reason::ALL.iter();
        all.find(|(_, word)| *word == value)
            .map(|(reason, _)| *reason)
            .ok_or(self.wrong("an unknown reason"))
    }

    fn erasure(&mut self) -> Result<ErasureRecord, Malformed> {
        Ok(ErasureRecord {
            erased: self.hash("erased")?,
            at: self.time("at")?,
            reason: self.text("reason")?,
        })
    }

    fn key(&mut self) -> Result<KeyRecord, Malformed> {
        Ok(KeyRecord {
            at: self.time("at")?,
            key: self.text("key")?,
            retires: self.time("retires")?,
        })
    }
}

fn decode_value(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let code = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
        bytes.push(u8::try_from(code).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// A value as its line holds it.
fn encode_value(value: &str) -> String {
    if value == "-" {
        return "%2D".to_owned();
    }
    let mut encoded = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\0'..='\u{1f}' | '\u{7f}' | '%' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => encoded.push(c),
        }
    }
    encoded
}

/// Writes `key value` lines.
struct Writer<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Writer<'_, '_> {
    fn line(&mut self, key: &str, value: &str) -> fmt::Result {
        writeln!(self.0, "{key} {value}")
    }

    fn text(&mut self, key: &str, value: &str) -> fmt::Result {
        self.line(key, &encode_value(value))
    }

    fn optional(&mut self, key: &str, value: Option<&str>) -> fmt::Result {
        match value {
            Some(value) => self.text(key, value),
            None => self.line(key, "-"),
        }
    }

    fn hash(&mut self, key: &str, value: &Hash) -> fmt::Result {
        self.line(key, &encode_base64(value))
    }

    fn optional_hash(&mut self, key: &str, value: Option<&Hash>) -> fmt::Result {
        match value {
            Some(value) => self.hash(key, value),
            None => self.line(key, "-"),
        }
    }

    fn time(&mut self, key: &str, value: UtcSecond) -> fmt::Result {
        self.line(key, &value.to_string())
    }

    fn opening(&mut self, record: &OpeningRecord) -> fmt::Result {
        self.line("kind", "opening")?;
        self.text("origin", &record.origin)?;
        self.time("opened", record.opened)?;
        self.text("key", &record.key)?;
        let previous = record.previous.as_ref().map(|previous| {
            let root = encode_base64(&previous.root);
            format!("{} {} {root}", previous.origin, previous.size)
        });
        self.optional("previous", previous.as_deref())
    }

    fn receipt(&mut self, record: &ReceiptRecord) -> fmt::Result {
        self.line("kind", "receipt")?;
        self.optional("agency", record.agency.as_deref())?;
        self.optional("guid", record.guid.as_deref())?;
        self.optional("version", record.version.as_deref())?;
        self.time("received", record.received)?;
        match record.embargo {
            Embargo::None => self.line("embargo", "-")?,
            Embargo::Unknown => self.line("embargo", "unknown")?,
            Embargo::Until(time) => self.time("embargo", time)?,
        }
        self.optional("status", record.status.as_deref())?;
        let signals = record.signals.join(",");
        self.optional("signals", (!record.signals.is_empty()).then_some(&*signals))?;
        self.text("evidence", &record.evidence)?;
        self.text("parser", &record.parser)?;
        self.text("form", &record.form)?;
        self.hash("raw", &record.raw)?;
        self.hash("h", &record.headline)?;
        record.body.iter().try_for_each(|piece| match piece.kind {
            PieceKind::Text => self.hash("p", &piece.piece),
            PieceKind::Strip => self.hash("s", &piece.piece),
        })
    }

    fn edition(&mut self, record: &EditionRecord) -> fmt::Result {
        self.line("kind", "edition")?;
        self.text("story", &record.story)?;
        self.line("edition", &record.edition.to_string())?;
        self.time("published", record.published)?;
        self.optional_hash("receipt", record.receipt.as_ref())?;
        self.optional_hash("previous", record.previous.as_ref())?;
        self.optional("verdict", record.verdict.as_deref())?;
        self.optional("headline", record.headline.as_deref())?;
        self.line("inserted", &record.inserted.to_string())?;
        self.optional("level", record.level.as_deref())?;
        self.optional_hash("rules", record.rules.as_ref())?;
        self.optional("sentence", record.sentence.as_deref())?;
        self.text("form", &record.form)?;
        self.hash("disclosure", &record.disclosure)?;
        self.hash("text", &record.text)
    }

    fn withdrawal(&mut self, record: &WithdrawalRecord) -> fmt::Result {
        self.line("kind", "withdrawal")?;
        self.text("story", &record.story)?;
        self.time("withdrawn", record.withdrawn)?;
        self.hash("edition", &record.edition)?;
        self.line("reason", record.reason.word())?;
        self.optional_hash("cause", record.cause.as_ref())
    }

    fn erasure(&mut self, record: &ErasureRecord) -> fmt::Result {
        self.line("kind", "erasure")?;
        self.hash("erased", &record.erased)?;
        self.time("at", record.at)?;
        self.text("reason", &record.reason)
    }

    fn key(&mut self, record: &KeyRecord) -> fmt::Result {
        self.line("kind", "key")?;
        self.time("at", record.at)?;
        self.text("key", &record.key)?;
        self.time("retires", record.retires)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        let mut writer = Writer(f);
        match self {
            Record::Opening(record) => writer.opening(record),
            Record::Receipt(record) => writer.receipt(record),
            Record::Edition(record) => writer.edition(record),
            Record::Withdrawal(record) => writer.withdrawal(record),
            Record::Erasure(record) => writer.erasure(record),
            Record::Key(record) => writer.key(record),
        }
    }
}
