//! Notes, checkpoints, proof files and policies: what is written is read, and what is malformed is refused, with the
//! line named; no bytes make a parser panic.

use copydesk_proof::{
    Bundle, Checkpoint, KeyKind, Note, NoteError, NoteSignature, Opening, Policy, ProofError,
    Record, SigningKey, Standing, Tile, TlogProof, VerifierKey, cosign, decode_base64,
};
use proptest::prelude::*;

use crate::example::{EDITION_SHOWN, NOW, RECEIPT_SHOWN, example, ledger_key, policy, witness_key};

const ROOT: &str = "Lrfuqr08L8i7A1SdCjoYrRm193ExmhbcK0JzjVKFk/A=";

fn checkpoint_text() -> String {
    format!("news.example/ledger\n3\n{ROOT}\n")
}

fn signed(text: &str, signatures: Vec<NoteSignature>) -> Note {
    let text = text.to_owned();
    Note { text, signatures }
}

fn key(seed: u8, kind: KeyKind) -> SigningKey {
    SigningKey::from_seed(&format!("w{seed}.example"), kind, &[seed; 32]).expect("a name")
}

#[test]
fn the_example_of_the_standard_verifies() {
    let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let note = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let key = VerifierKey::parse(key).expect("the key of the standard");
    let read = Note::parse(note.as_bytes()).expect("the note of the standard");
    assert_eq!(read.to_string(), note);
    assert_eq!(read.verify(std::slice::from_ref(&key)), Ok(vec![&key]));
}

#[track_caller]
fn check_no_note(bytes: impl AsRef<[u8]>, reason: &str) {
    let error = Note::parse(bytes.as_ref()).expect_err(reason);
    assert!(error.to_string().contains(reason), "{error}");
}

#[test]
fn malformed_notes_are_refused_with_a_reason() {
    let line = ledger_key().sign("a\n").to_string();
    check_no_note(b"a\n\n\xff", "not UTF-8");
    check_no_note(format!("a\u{1}\n\n{line}"), "line 1: a control character");
    check_no_note(format!("a\r\n\n{line}"), "line 1: a control character");
    check_no_note(format!("a\n{line}"), "no blank line");
    check_no_note("a\n\n", "no signature");
    check_no_note(format!("a\n\n{}", line.trim_end()), "no line feed");
    check_no_note(
        format!("a\n\n{line}{}", "x\n"),
        "line 4: not a signature line",
    );
    check_no_note("a\n\n\u{2014} k AAAA\n", "too short");
    check_no_note(
        "a\n\n\u{2014} k AAAAAAA\n",
        "line 3: the signature is not base64",
    );
    check_no_note("a\n\n\u{2014} k AAAAAAB=\n", "not base64");
    check_no_note("a\n\n\u{2014} k+k AAAAAAA=\n", "white space or +");
    check_no_note("a\n\n\u{2014} k\u{a0}k AAAAAAA=\n", "white space or +");
    check_no_note("a\n\n- k AAAAAAA=\n", "not a signature line");
    check_no_note(format!("a\n\n{}", line.repeat(65)), "more than 64");
    check_no_note("a".repeat((1 << 20) + 1), "larger than 1 MiB");
    assert!(Note::parse(format!("a\n\n{}", line.repeat(64)).as_bytes()).is_ok());
}

#[test]
fn one_wrong_signature_of_a_known_key_rejects_the_note() {
    let (log, other) = (ledger_key(), key(5, KeyKind::Log));
    let text = "a text\n";
    let forged = NoteSignature {
        signature: vec![0; 64],
        ..other.sign(text)
    };
    let note = signed(text, vec![log.sign(text), forged]);
    let known = [log.public().clone()];
    assert_eq!(note.verify(&known), Ok(vec![&known[0]]));
    let both = [log.public().clone(), other.public().clone()];
    let name = "w5.example".to_owned();
    assert_eq!(note.verify(&both), Err(NoteError::WrongSignature { name }));
    assert_eq!(note.verify(&[]), Err(NoteError::NoKnownKey));
}

#[test]
fn a_line_that_shares_name_or_id_alone_is_ignored() {
    let log = ledger_key();
    let text = "a text\n";
    let genuine = log.sign(text);
    let same_name = NoteSignature {
        id: [0; 4],
        ..genuine.clone()
    };
    let same_id = NoteSignature {
        name: "other.example".to_owned(),
        signature: vec![1; 2_420],
        ..genuine.clone()
    };
    let note = signed(text, vec![same_name, same_id, genuine.clone(), genuine]);
    let read = Note::parse(note.to_string().as_bytes()).expect("a note");
    let known = [log.public().clone()];
    assert_eq!(read.verify(&known), Ok(vec![&known[0]]));
}

#[test]
fn malformed_keys_are_refused() {
    let good = ledger_key().public().to_string();
    assert_eq!(
        VerifierKey::parse(&good).map(|key| key.to_string()),
        Ok(good.clone())
    );
    let short = good.replace('=', "");
    for text in [
        "",
        "name",
        "name+c77999e7",
        "+c77999e7+AQ==",
        &good.replace("c77999e7", "c77999e8"),
        &good.replace("c77999e7", "c77999e"),
        &good.replace("news", "new s"),
        &good.replace("news", "News"),
        &format!("{good}="),
        &format!("{short} "),
        &ledger_key().to_key_file(),
    ] {
        assert!(VerifierKey::parse(text).is_err(), "{text}");
    }
    assert!(SigningKey::parse(&good).is_err());
    assert!(SigningKey::from_seed("a+b", KeyKind::Log, &[0; 32]).is_err());
    assert!(!format!("{:?}", ledger_key()).contains("AQAB"));
}

#[track_caller]
fn check_no_checkpoint(text: &str, line: Option<usize>) {
    let error = Checkpoint::parse(text).expect_err(text);
    assert_eq!(error.line, line, "{text:?}");
}

#[test]
fn malformed_checkpoints_are_refused() {
    let good = format!("{}more\n", checkpoint_text());
    assert_eq!(
        Checkpoint::parse(&good).map(|read| read.to_string()),
        Ok(good)
    );
    for size in [
        "03",
        "+3",
        "-3",
        "",
        "3 ",
        "9223372036854775808",
        "1e3",
        "\u{0663}",
    ] {
        check_no_checkpoint(&format!("o\n{size}\n{ROOT}\n"), Some(2));
    }
    assert!(Checkpoint::parse(&format!("o\n9223372036854775807\n{ROOT}\n")).is_ok());
    assert!(Checkpoint::parse(&format!("o\n9007199254740993\n{ROOT}\n")).is_ok());
    for root in [
        "",
        "AAAA",
        &ROOT[1..],
        &ROOT.replace('=', ""),
        &format!("{ROOT} "),
    ] {
        check_no_checkpoint(&format!("o\n3\n{root}\n"), Some(3));
    }
    check_no_checkpoint(&format!("\n3\n{ROOT}\n"), Some(1));
    check_no_checkpoint(&format!("o\n3\n{ROOT}\n\n"), Some(4));
    check_no_checkpoint(&format!("o\n3\n{ROOT}\nx\n\n"), Some(5));
    check_no_checkpoint(&format!("o\n3\n{ROOT}"), None);
    check_no_checkpoint("o\n", Some(2));
    check_no_checkpoint("", None);
}

#[test]
fn a_checkpoint_must_be_signed_by_the_key_that_its_origin_names() {
    let text = checkpoint_text().replace("news", "other");
    let note = signed(&text, vec![ledger_key().sign(&text)]);
    assert_eq!(policy().judge(&note, NOW), Err(NoteError::NoKnownKey));
    let note = signed(
        "no checkpoint\n",
        vec![ledger_key().sign("no checkpoint\n")],
    );
    let judged = policy().judge(&note, NOW);
    assert!(matches!(judged, Err(NoteError::NotACheckpoint(_))));
}

fn three_witnesses(quorum: &str) -> Policy {
    let mut text = format!(
        "# three\n\nlog {} https://news.example/\n",
        ledger_key().public()
    );
    for seed in 1..=3 {
        let key = key(seed, KeyKind::Witness);
        text.push_str(&format!("\twitness w{seed} {} https://w/ \n", key.public()));
    }
    Policy::parse(format!("{text}{quorum}").as_bytes()).expect("a policy")
}

#[track_caller]
fn check_standing(quorum: &str, cosigned: &[(u8, u64)], expected: Standing) {
    let text = checkpoint_text();
    let witness = |&(seed, time): &(u8, u64)| cosign(&key(seed, KeyKind::Witness), &text, time);
    let mut signatures = vec![ledger_key().sign(&text)];
    signatures.extend(cosigned.iter().map(witness));
    let judged = three_witnesses(quorum).judge(&signed(&text, signatures), NOW);
    assert_eq!(
        judged.map(|judged| judged.standing),
        Ok(expected),
        "{quorum}"
    );
}

#[test]
fn a_quorum_is_k_of_n_witnesses() {
    let two = "group g 2 w1 w2 w3\nquorum g\n";
    check_standing(two, &[(1, NOW), (3, NOW)], Standing::Quorum);
    check_standing(two, &[(1, NOW)], Standing::TooFew);
    check_standing(two, &[(1, NOW), (1, NOW), (1, NOW - 5)], Standing::TooFew);
    check_standing("quorum none\n", &[], Standing::NotRequired);
    check_standing("quorum w2", &[(2, NOW)], Standing::Quorum);
    let nested = "group a any w1 w2\ngroup b all a w3\nquorum b\n";
    check_standing(nested, &[(2, NOW), (3, NOW)], Standing::Quorum);
    check_standing(nested, &[(1, NOW), (2, NOW)], Standing::TooFew);
}

#[test]
fn a_time_more_than_ten_minutes_ahead_does_not_count() {
    check_standing("quorum w1\n", &[(1, NOW + 600)], Standing::Quorum);
    check_standing("quorum w1\n", &[(1, NOW + 601)], Standing::TooFew);
    check_standing("quorum w1\n", &[(1, u64::MAX >> 1)], Standing::TooFew);
    check_standing("quorum w1\n", &[(1, NOW + 601), (1, NOW)], Standing::Quorum);
}

#[test]
fn a_cosignature_with_a_changed_time_rejects_the_note() {
    let text = checkpoint_text();
    let mut line = cosign(&witness_key(), &text, NOW);
    line.signature[7] ^= 1;
    let note = signed(&text, vec![ledger_key().sign(&text), line]);
    let name = "witness.example/w1".to_owned();
    assert_eq!(
        policy().judge(&note, NOW),
        Err(NoteError::WrongSignature { name })
    );
}

#[track_caller]
fn check_no_policy(text: &str, line: Option<usize>) {
    let error = Policy::parse(text.as_bytes()).expect_err(text);
    assert_eq!(error.line, line, "{text}: {error}");
}

#[test]
fn malformed_policies_are_refused_with_their_line() {
    let (log, w1) = (ledger_key().public().to_string(), key(1, KeyKind::Witness));
    let w1 = w1.public();
    check_no_policy("", None);
    check_no_policy(&format!("log {log}\n"), None);
    check_no_policy("trust me\n", Some(1));
    check_no_policy("quorum w1\n", Some(1));
    check_no_policy("quorum none\nquorum none\n", Some(2));
    check_no_policy("quorum\n", Some(1));
    check_no_policy(&format!("log {log}\nlog {log}\nquorum none\n"), Some(2));
    check_no_policy(&format!("log {w1}\nquorum none\n"), Some(1));
    check_no_policy(&format!("witness a {log}\nquorum none\n"), Some(1));
    check_no_policy(&format!("witness none {w1}\nquorum none\n"), Some(1));
    check_no_policy(&format!("witness a {w1}\nwitness b {w1}\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup a 1 a\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g 2 a\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g 0 a\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g 01 a\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g any\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g any b\n"), Some(2));
    check_no_policy(&format!("witness a {w1}\ngroup g any a a\n"), Some(2));
    check_no_policy(
        &format!("witness a {w1}\ngroup g any a\ngroup h any a\n"),
        Some(3),
    );
    check_no_policy("# caf\u{7}\nquorum none\n", Some(1));
    assert!(Policy::parse(b"# \xff\xfe\nquorum none").is_ok());
}

#[test]
fn thirty_two_logs_witnesses_and_groups_pass() {
    let mut text = String::new();
    for seed in 1..=32_u8 {
        let (log, witness) = (key(seed, KeyKind::Log), key(seed, KeyKind::Witness));
        text.push_str(&format!("log {}\n", log.public()));
        text.push_str(&format!("witness w{seed} {}\n", witness.public()));
        text.push_str(&format!("group g{seed} all w{seed}\n"));
    }
    assert!(Policy::parse(format!("{text}quorum g32\n").as_bytes()).is_ok());
}

#[track_caller]
fn check_no_proof(text: &str, line: Option<usize>) {
    match TlogProof::parse(text.as_bytes()) {
        Err(ProofError::Malformed(malformed)) => assert_eq!(malformed.line, line, "{malformed}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn malformed_proof_files_are_refused_with_their_line() {
    let good = example().proof(2, &EDITION_SHOWN).to_string();
    check_no_proof(&good.replacen("@v1", "@v2", 1), Some(1));
    check_no_proof(&good.replacen("extra ", "extra", 1), Some(2));
    check_no_proof(&good.replacen("extra ", "extra !", 1), Some(2));
    check_no_proof(&good.replacen("index 2", "index 02", 1), Some(3));
    check_no_proof(&good.replacen("index 2", "place 2", 1), Some(3));
    check_no_proof(&good.replacen("pxx2", "pxx", 1), Some(4));
    check_no_proof(&format!("{good}trailing\n"), Some(12));
    check_no_proof(good.trim_end(), None);
    check_no_proof(&good.replace("\n\n", "\n"), None);
    for other in ["", "{}", "c2sp.org/tlog-proo", "<!doctype html>"] {
        assert_eq!(
            TlogProof::parse(other.as_bytes()),
            Err(ProofError::NotAProof)
        );
    }
}

#[test]
fn base64_has_one_spelling() {
    for text in ["AA", "AA=", "AAA", "AB==", " AAAA", "AAAA\n", "AA-_", "A"] {
        assert_eq!(decode_base64(text), None, "{text:?}");
    }
    assert_eq!(decode_base64("AA=="), Some(vec![0]));
}

/// Every parser of the crate, on the same bytes.
fn parse_all(bytes: &[u8]) {
    let _ = Note::parse(bytes);
    let _ = TlogProof::parse(bytes);
    let _ = Policy::parse(bytes);
    let _ = Record::parse(bytes);
    let _ = Opening::parse(bytes);
    let _ = Bundle::decode(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = (
        Checkpoint::parse(&text),
        Tile::parse(&text),
        Bundle::parse(&text),
    );
    let _ = (VerifierKey::parse(&text), SigningKey::parse(&text));
}

fn samples() -> Vec<Vec<u8>> {
    let ledger = example();
    let key = ledger_key().public().to_string();
    let edition = ledger.opening(2, &EDITION_SHOWN);
    let texts = [
        ledger.proof(2, &EDITION_SHOWN).to_string(),
        ledger.opening(1, &RECEIPT_SHOWN).to_string(),
        edition.record.to_string(),
        ledger.proof(2, &[]).note.to_string(),
        format!("log {key}\ngroup g 1 a\nquorum none\n"),
        "tile/0/x001/234.p/17".to_owned(),
    ];
    texts.map(String::into_bytes).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        parse_all(&bytes);
    }

    #[test]
    fn no_damage_makes_a_parser_panic(
        which in 0..6_usize, at in any::<proptest::sample::Index>(),
        cut in 0..40_usize, with in proptest::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut bytes = samples()[which].clone();
        let from = at.index(bytes.len());
        let to = (from + cut).min(bytes.len());
        bytes.splice(from..to, with);
        parse_all(&bytes);
    }
}
