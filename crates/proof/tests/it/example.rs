//! A small ledger of three leaves, made from its inputs byte for byte, and checked from its bytes. The same bytes were
//! accepted by two other implementations, so a change here is a change of the format.

use copydesk_proof::{
    BodyPiece, Checkpoint, Claims, EditionRecord, Embargo, Evidence, Hash, KeyKind, Levels, Note,
    Opened, Opening, OpeningRecord, Outcome, Page, PieceKind, Place, Policy, ReceiptRecord, Record,
    Report, Secret, Sentences, SigningKey, Standing, Step, Tile, TlogProof, UtcSecond,
    check_inclusion, check_story, commitment, cosign, decode_base64, encode_base64,
    inclusion_proof, leaf_hash, node_hash, piece, root_of,
};
use sha2::{Digest, Sha256};

pub const NOW: u64 = 1_795_425_700;
pub const PAGE_TEXT: &str =
    "Water bill passes\n\"We said no-twice,\"the minister said.It takes effect on 1 March.";
pub const SENTENCE: &str = "From the EW wire: the wording is unmodified, only typography differs; the headline was written by Example Times; not shown: dateline, sign-off.";

const OPENING: &str = "\
copydesk-record/v1
kind opening
origin news.example/ledger
opened 2026-11-23T09:00:00Z
key news.example/ledger+c77999e7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
previous -
";
const RECEIPT: &str = "\
copydesk-record/v1
kind receipt
agency EW
guid urn:example:wire:7
version 2
received 2026-11-23T09:14:07Z
embargo -
status usable
signals -
evidence none
parser ninjs/1
form copydesk-text/v1
raw z42KqJtz897021I6ZlMMVaDvBkq55WcaAugLzZYUqJQ=
h epC98cuaKt1v2K7m3CfPOR2gdcYE/55b7H3wpMIAK1o=
s CYvy4FnfnhlEkk47nC9MS58KY9CZzfE75gIoqLDLrZU=
p brAk5WJfirutfmlgAC7XehOznFeSdiNqK0mU2dEAfZc=
p lDBImWiEbSHwvPj4rdafamGaYf7RFUcopcsoa+9umdk=
s SgOorqOCxYWtXVaU7T2ga8WZjv3kaq/Kd1+XwzkNr5Q=
";
const EDITION: &str = "\
copydesk-record/v1
kind edition
story 1042
edition 1
published 2026-11-23T09:20:00Z
receipt we1mu0QzDIST4FWZkqb1jtpJpmyMVTcCHHgiT6I2jrE=
previous -
verdict typography
headline changed
inserted 0
level 3
rules c98zXtekhTzWLxKt8IApcQSg5xsw25lG0FZ/gdQnIug=
sentence en From the EW wire: the wording is unmodified, only typography differs; the headline was written by Example Times; not shown: dateline, sign-off.
form copydesk-text/v1
disclosure th67y1NqlD83vsB/5Ut9KaZTe7vSTRnLAeKGbKXzTVs=
text yilImU9RlA0CfFWhfnFoyArPqf76+OBsPStoUxsfwKA=
";
const EDITION_PROOF: &str = "\
c2sp.org/tlog-proof@v1
index 2
pxx2l4qcjAvKeqmHaJz7TSXeXpI6cFSP82qKOlmeXLs=

news.example/ledger
3
Lrfuqr08L8i7A1SdCjoYrRm193ExmhbcK0JzjVKFk/A=

\u{2014} news.example/ledger x3mZ5wj3VpW/1ZYyxijdTJXwQqdyYonA5U14n2JZZmE8RbPNXlsTIIyU8/fJu43oCbybmbdGmB2ffGVtwG/6atyPSAM=
\u{2014} witness.example/w1 JLXZ/gAAAABrBAV835lzpIhFTttZ41wTt3P5A1L+HSVasKj6TnJphk0t64mjU/tkanH6XsKP+ZRuMWMJVAuCD52/zE5imKuSTW3jCw==
";

fn base64(text: &str) -> Vec<u8> {
    decode_base64(text).expect("base64 of the example")
}

fn sha256(bytes: impl AsRef<[u8]>) -> Hash {
    Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn at(text: &str) -> UtcSecond {
    UtcSecond::parse(text).expect("a time of the example")
}

fn secret(byte: u8) -> Secret {
    Secret::new([byte; 32])
}

pub fn ledger_key() -> SigningKey {
    let seed = std::array::from_fn(|index| index as u8);
    SigningKey::from_seed("news.example/ledger", KeyKind::Log, &seed).expect("a name")
}

pub fn witness_key() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", KeyKind::Witness, &[9; 32]).expect("a name")
}

pub fn policy() -> Policy {
    let (log, witness) = (ledger_key(), witness_key());
    let text = format!(
        "log {}\nwitness w1 {}\nquorum w1\n",
        log.public(),
        witness.public()
    );
    Policy::parse(text.as_bytes()).expect("a policy")
}

fn opening_record() -> Record {
    Record::Opening(OpeningRecord {
        origin: "news.example/ledger".to_owned(),
        opened: at("2026-11-23T09:00:00Z"),
        key: ledger_key().public().to_string(),
        previous: None,
    })
}

/// Contents of the receipt's salted lines from the headline on.
pub const WIRE: [(PieceKind, &str); 5] = [
    (PieceKind::Text, "Parliament passes water bill"),
    (PieceKind::Strip, "GENEVA(EW)-"),
    (PieceKind::Text, "\"We said no-twice,\"the minister said."),
    (PieceKind::Text, "It takes effect on 1 March."),
    (PieceKind::Strip, "ew/abc"),
];

pub fn receipt_record(secret: &Secret, wire: &[(PieceKind, &str)]) -> ReceiptRecord {
    let raw = sha256("raw bytes of the example\n");
    let salted = |line: usize, text: &str| piece(&secret.salt(line as u32 + 1), text.as_bytes());
    let body = wire.iter().enumerate().skip(1);
    ReceiptRecord {
        agency: Some("EW".to_owned()),
        guid: Some("urn:example:wire:7".to_owned()),
        version: Some("2".to_owned()),
        received: at("2026-11-23T09:14:07Z"),
        embargo: Embargo::None,
        status: Some("usable".to_owned()),
        signals: Vec::new(),
        evidence: "none".to_owned(),
        parser: "ninjs/1".to_owned(),
        form: "copydesk-text/v1".to_owned(),
        raw: piece(&secret.salt(0), &raw),
        headline: salted(0, wire[0].1),
        body: body
            .map(|(line, (kind, text))| BodyPiece {
                kind: *kind,
                piece: salted(line, text),
            })
            .collect(),
    }
}

pub fn edition_record(secret: &Secret, receipt: Option<Hash>, text: &str) -> EditionRecord {
    let disclosure = sha256("copydesk-disclosure/v1\n{}");
    EditionRecord {
        story: "1042".to_owned(),
        edition: 1,
        published: at("2026-11-23T09:20:00Z"),
        receipt,
        previous: None,
        verdict: Some("typography".to_owned()),
        headline: Some("changed".to_owned()),
        inserted: 0,
        level: Some("3".to_owned()),
        rules: Some(sha256("copydesk-rules/v1\n{}")),
        sentence: Some(format!("en {SENTENCE}")),
        form: "copydesk-text/v1".to_owned(),
        disclosure: piece(&secret.salt(0), &disclosure),
        text: piece(&secret.salt(1), text.as_bytes()),
    }
}

/// A ledger over these records, the secrets of leaf `i` being 32 times `0xA0 + i`.
pub struct Ledger {
    records: Vec<Record>,
    entries: Vec<Hash>,
    tree: Levels,
    note: Note,
}

impl Ledger {
    pub fn of(records: Vec<Record>) -> Ledger {
        let entries: Vec<Hash> = records
            .iter()
            .enumerate()
            .map(|(index, record)| entry(index, record))
            .collect();
        let tree = Levels::over(entries.iter().map(|entry| leaf_hash(entry)));
        let checkpoint = Checkpoint {
            origin: "news.example/ledger".to_owned(),
            size: tree.size(),
            root: root_of(&tree, tree.size()).expect("the whole tree is in memory"),
            extensions: Vec::new(),
        };
        let text = checkpoint.to_string();
        let signatures = vec![
            ledger_key().sign(&text),
            cosign(&witness_key(), &text, 1_795_425_660),
        ];
        let note = Note { text, signatures };
        Ledger {
            records,
            entries,
            tree,
            note,
        }
    }

    pub fn opening(&self, index: u8, shown: &[(u32, usize, usize)]) -> Opening {
        let secret = secret(0xa0 + index);
        let opened = |&(line, start, end): &(u32, usize, usize)| Opened {
            line,
            place: Some(Place { start, end }),
            salt: secret.salt(line),
        };
        Opening {
            nonce: secret.nonce(),
            lines: shown.iter().map(opened).collect(),
            record: self.records[usize::from(index)].clone(),
        }
    }

    pub fn proof(&self, index: u8, shown: &[(u32, usize, usize)]) -> TlogProof {
        let place = u64::from(index);
        TlogProof {
            extra: Some(self.opening(index, shown).to_string().into_bytes()),
            index: place,
            hashes: inclusion_proof(&self.tree, place, self.tree.size()).expect("in memory"),
            note: self.note.clone(),
        }
    }
}

pub fn entry(index: usize, record: &Record) -> Hash {
    let secret = secret(0xa0 + index as u8);
    commitment(&secret.nonce(), record.to_string().as_bytes())
}

pub fn example() -> Ledger {
    let receipt = Record::Receipt(receipt_record(&secret(0xa1), &WIRE));
    let based_on = entry(1, &receipt);
    let edition = edition_record(&secret(0xa2), Some(based_on), PAGE_TEXT);
    Ledger::of(vec![opening_record(), receipt, Record::Edition(edition)])
}

pub const CLAIMS: Claims<'static> = Claims {
    verdict: Some("typography"),
    headline: Some("changed"),
    sentence: Some(SENTENCE),
};
pub const RECEIPT_SHOWN: [(u32, usize, usize); 2] = [(3, 18, 55), (4, 55, 82)];
pub const EDITION_SHOWN: [(u32, usize, usize); 1] = [(1, 0, 82)];

pub fn check(edition: &[u8], receipt: Option<&[u8]>, text: &str, claims: Claims<'_>) -> Report {
    let page = Page {
        text: text.as_bytes(),
        claims,
    };
    let evidence = Evidence {
        page,
        edition,
        receipt,
    };
    check_story(&evidence, &policy(), NOW).expect("two proof files")
}

#[test]
fn the_records_of_the_example_are_made_byte_for_byte() {
    let ledger = example();
    let expected = [(OPENING, 176), (RECEIPT, 475), (EDITION, 538)];
    for (record, (text, bytes)) in ledger.records.iter().zip(expected) {
        assert_eq!(record.to_string(), text);
        assert_eq!(text.len(), bytes);
        assert_eq!(Record::parse(text.as_bytes()).as_ref(), Ok(record));
    }
    let digests = [
        "b346b6fb9805679740d713973b1cdbda901dbbcd2d8211cf17f7ebbb2bcf6f60",
        "2cc8e64e79511126b74f4597b398761c2d8a8c5b12e3d9c37a8246a5a58831f2",
        "6f9d6b70ddb5e800338aa655641bc8f7ceb2ffba0ae1f0c764d5fed04fa670d9",
    ];
    for (record, digest) in ledger.records.iter().zip(digests) {
        assert_eq!(hex(&sha256(record.to_string())), digest);
    }
}

#[test]
fn nonces_commitments_and_leaf_hashes_are_those_of_the_example() {
    let expected = [
        (
            "ijslXu3lxMlfjV55gZr8KiuwID9FGQZgEgml13EWSWY=",
            "mRD8SynW1LsEHk88APcGDZSNaXkQilBjumNRV2fIqY0=",
            "KpqJDeqD9OIJP0GVGISLvdFqcR6hUIfZ6nHlK4KPV3E=",
        ),
        (
            "JBO4oy4o5rchrwCOS7ZAnHO2AdwWVw0LtjyBRJ7aUvg=",
            "we1mu0QzDIST4FWZkqb1jtpJpmyMVTcCHHgiT6I2jrE=",
            "f9KH31jEHTeA/ehqb7xeyabFiNHfPNGWABGXpPgpAq8=",
        ),
        (
            "qat+L4zRja8YV9TJ4qHoy213HCZt4a5Nze90ctFRf4Q=",
            "i9r46DZhlIM7hPyqs76RNBP9rsUKKSEfdF+qf4teXk0=",
            "7QwZNEYA+ReqPsB2WnYtBmniPc+oztdQqNNjqo9DsnE=",
        ),
    ];
    let ledger = example();
    for (index, (nonce, commitment, leaf)) in expected.into_iter().enumerate() {
        assert_eq!(encode_base64(&secret(0xa0 + index as u8).nonce()), nonce);
        assert_eq!(encode_base64(&ledger.entries[index]), commitment);
        assert_eq!(encode_base64(&leaf_hash(&ledger.entries[index])), leaf);
    }
}

#[test]
fn salts_are_those_of_the_example() {
    let expected = [
        (0xa1, 3, "x0XYh/3127FGR4UrhbPmythz0mb0LQOgfg21iqTq2d8="),
        (0xa1, 4, "j0OIkayHE7sIeMxf3xBd7RKTtNNnjmFa+ZrALjkkHms="),
        (0xa2, 0, "EWNL+9Js8qcd7ew7TYNjOk4ewwiC5pdHT5Um4V7/LVI="),
        (0xa2, 1, "dmCOMksGfUE63K98PhTPB55VGuozT8Pl81PHnXjklM0="),
    ];
    for (byte, line, salt) in expected {
        assert_eq!(encode_base64(&secret(byte).salt(line)), salt);
    }
}

#[test]
fn tree_tiles_and_bundles_are_those_of_the_example() {
    let ledger = example();
    let leaves: Vec<Hash> = ledger
        .entries
        .iter()
        .map(|entry| leaf_hash(entry))
        .collect();
    assert_eq!(
        encode_base64(&node_hash(&leaves[0], &leaves[1])),
        "pxx2l4qcjAvKeqmHaJz7TSXeXpI6cFSP82qKOlmeXLs="
    );
    let root = root_of(&ledger.tree, 3).expect("in memory");
    assert_eq!(
        hex(&root),
        "2eb7eeaabd3c2fc8bb03549d0a3a18ad19b5f771319a16dc2b42738d528593f0"
    );
    let path = vec![leaves[0], leaves[2]];
    assert_eq!(ledger.proof(1, &[]).hashes, path);
    assert_eq!(check_inclusion(&leaves[1], 1, 3, &path, &root), Ok(()));
    let tile = Tile::at_size(0, 0, 3).expect("a tile");
    assert_eq!(tile.path(), "tile/0/000.p/3");
    assert_eq!(
        hex(&sha256(tile.read(&ledger.tree).expect("in memory"))),
        "cb85e08f786d953797ffeac4b16ea9c528525848c5c905eb65b592e63a258f3e"
    );
    let bundle = copydesk_proof::Bundle::encode(&ledger.entries);
    assert_eq!(bundle.len(), 102);
    assert_eq!(
        hex(&sha256(&bundle)),
        "df8cf3b660217c9d9ea0e8a7ce3d2dc0d692942c1548b4403f3784643238a344"
    );
    assert_eq!(copydesk_proof::Bundle::decode(&bundle), Ok(ledger.entries));
}

#[test]
fn keys_and_signatures_are_those_of_the_example() {
    let key = ledger_key();
    assert_eq!(
        hex(&key.public().public_bytes()),
        "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    );
    let file =
        "PRIVATE+KEY+news.example/ledger+c77999e7+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    assert_eq!(key.to_key_file(), file);
    let read = SigningKey::parse(file).expect("the key file");
    assert_eq!(read.public(), key.public());
    assert_eq!(
        witness_key().public().to_string(),
        "witness.example/w1+24b5d9fe+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"
    );
    let mut proof = example().proof(2, &EDITION_SHOWN);
    proof.extra = None;
    assert_eq!(proof.to_string(), EDITION_PROOF);
    assert_eq!(TlogProof::parse(EDITION_PROOF.as_bytes()), Ok(proof));
}

#[test]
fn openings_and_proof_files_have_the_lengths_of_the_example() {
    let ledger = example();
    let shown: [(u8, &[_], usize, usize); 2] = [
        (1, &RECEIPT_SHOWN, 665, 1_330),
        (2, &EDITION_SHOWN, 668, 1_289),
    ];
    for (index, shown, opening_bytes, proof_bytes) in shown {
        let opening = ledger.opening(index, shown);
        let text = opening.to_string();
        assert_eq!(text.len(), opening_bytes);
        assert_eq!(Opening::parse(text.as_bytes()), Ok(opening));
        assert_eq!(ledger.proof(index, shown).to_string().len(), proof_bytes);
    }
}

#[test]
fn the_files_of_the_document_are_those_of_the_example() {
    let ledger = example();
    let kept = [
        (
            2,
            &EDITION_SHOWN[..],
            include_str!("../../../../docs/ledger-example/edition.tlog-proof"),
        ),
        (
            1,
            &RECEIPT_SHOWN[..],
            include_str!("../../../../docs/ledger-example/receipt.tlog-proof"),
        ),
    ];
    for (index, shown, file) in kept {
        assert_eq!(ledger.proof(index, shown).to_string(), file);
    }
    let kept = include_str!("../../../../docs/ledger-example/policy");
    let kept = Policy::parse(kept.as_bytes()).expect("a policy");
    assert_eq!(kept.logs(), policy().logs());
    let keys = |policy: &Policy| -> Vec<_> {
        let witnesses = policy.witnesses().iter();
        witnesses.map(|witness| witness.key.clone()).collect()
    };
    assert_eq!(keys(&kept), keys(&policy()));
}

#[test]
fn the_story_of_the_example_holds_with_two_of_two_sentences() {
    let ledger = example();
    let edition = ledger.proof(2, &EDITION_SHOWN).to_string();
    let receipt = ledger.proof(1, &RECEIPT_SHOWN).to_string();
    assert_eq!(PAGE_TEXT.len(), 82);
    let report = check(
        edition.as_bytes(),
        Some(receipt.as_bytes()),
        PAGE_TEXT,
        CLAIMS,
    );
    assert_eq!(report.outcome, Outcome::Holds);
    assert_eq!(report.passed.last(), Some(&Step::Verdict));
    assert_eq!(
        report.sentences,
        Some(Sentences {
            total: 2,
            shown: 2,
            in_order: true
        })
    );
    let leaf = report.edition.expect("the edition's leaf");
    assert_eq!(leaf.cosigned.standing, Standing::Quorum);
    assert_eq!(leaf.cosigned.witnesses[0].time, 1_795_425_660);
    assert_eq!(
        base64("i9r46DZhlIM7hPyqs76RNBP9rsUKKSEfdF+qf4teXk0="),
        leaf.commitment
    );
}
