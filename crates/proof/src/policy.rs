//! Policies (C2SP tlog-policy): whose ledger keys and witnesses are trusted, and how many witnesses make a quorum.
//! A policy never says what a leaf means, only whether a checkpoint may be believed.

use crate::encoding::decode_decimal;
use crate::{Checkpoint, KeyKind, Malformed, Note, NoteError, VerifierKey, cosignature_time};

/// Largest policy that is read, in bytes.
const POLICY_BYTES_MAX: usize = 1 << 20;
/// A witness's time further ahead than this does not count.
const AHEAD_SECONDS_MAX: u64 = 600;

/// A witness that a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its name inside the policy. Bytes that are not UTF-8 are shown as U+FFFD.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Submission prefix, if the policy gives one.
    pub url: Option<String>,
}

/// Trusted keys and the quorum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// Whether a checkpoint has the cosignatures that a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The policy asks for none: the times are the publisher's own word.
    NotRequired,
    /// The quorum is met.
    Quorum,
    /// Too few witnesses have cosigned.
    TooFew,
}

/// A witness's word about a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessTime {
    /// Name of the witness's key.
    pub name: String,
    /// When it cosigned, in seconds since 1970; the earliest if it did so more than once.
    pub time: u64,
}

/// A checkpoint that a trusted ledger key has signed, and who cosigned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// What the ledger states.
    pub checkpoint: Checkpoint,
    /// The witnesses that count, in the policy's order.
    pub witnesses: Vec<WitnessTime>,
    /// Whether they are enough.
    pub standing: Standing,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// The line with an unknown word, a name that is not defined above it or defined twice or a member twice, a key of
    /// the wrong type or used twice, a threshold outside 1..=n, a second quorum; or that there is no quorum.
    pub fn parse(bytes: &[u8]) -> Result<Policy, Malformed> {
        if bytes.len() > POLICY_BYTES_MAX {
            return Err(Malformed::whole("the policy is larger than 1 MiB"));
        }
        let mut reading = Reading::default();
        for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
            let malformed = |reason| Malformed::at(index + 1, reason);
            reading.line(line).map_err(malformed)?;
        }
        let quorum = reading.quorum.ok_or(Malformed::whole("no quorum line"))?;
        Ok(Policy {
            logs: reading.logs,
            witnesses: reading.witnesses,
            groups: reading.groups,
            quorum,
        })
    }

    /// The trusted ledger keys.
    #[must_use]
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The witnesses it names.
    #[must_use]
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Whether any cosignature is asked for.
    #[must_use]
    pub fn asks_for_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Judges a checkpoint at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// The note is no checkpoint, no trusted key whose name is the origin has signed it, or one line of a known key
    /// does not verify. Too few witnesses are no error: see [`Cosigned::standing`].
    pub fn judge(&self, note: &Note, now: u64) -> Result<Cosigned, NoteError> {
        let checkpoint = Checkpoint::parse(&note.text).map_err(NoteError::NotACheckpoint)?;
        let witness_keys = self.witnesses.iter().map(|witness| &witness.key);
        let known: Vec<VerifierKey> = self.logs.iter().chain(witness_keys).cloned().collect();
        let signed = note.verify(&known)?;
        let by_its_log =
            |key: &&VerifierKey| key.kind() == KeyKind::Log && key.name() == checkpoint.origin;
        if !signed.iter().any(by_its_log) {
            return Err(NoteError::NoKnownKey);
        }
        let times = self.times(note, now.saturating_add(AHEAD_SECONDS_MAX));
        let standing = self.standing(&times);
        let named = self.witnesses.iter().zip(times);
        let named = named.filter_map(|(witness, time)| {
            let name = witness.key.name().to_owned();
            time.map(|time| WitnessTime { name, time })
        });
        Ok(Cosigned {
            checkpoint,
            witnesses: named.collect(),
            standing,
        })
    }

    /// For each witness the earliest time at which it cosigned, if that is not after `latest`.
    fn times(&self, note: &Note, latest: u64) -> Vec<Option<u64>> {
        let earliest = |witness: &Witness| {
            let times = note
                .signatures
                .iter()
                .filter_map(|line| cosignature_time(&note.text, &witness.key, line));
            times.filter(|&time| time <= latest).min()
        };
        self.witnesses.iter().map(earliest).collect()
    }

    fn standing(&self, times: &[Option<u64>]) -> Standing {
        let Some(quorum) = self.quorum else {
            return Standing::NotRequired;
        };
        let mut groups: Vec<bool> = Vec::new();
        for group in &self.groups {
            let members = group.members.iter();
            let met = members.filter(|member| has_seen(**member, times, &groups));
            groups.push(met.count() >= group.threshold);
        }
        if has_seen(quorum, times, &groups) {
            Standing::Quorum
        } else {
            Standing::TooFew
        }
    }
}

/// Groups only name groups above them, so those are already decided.
fn has_seen(member: Member, times: &[Option<u64>], groups: &[bool]) -> bool {
    match member {
        Member::Witness(index) => times.get(index).is_some_and(Option::is_some),
        Member::Group(index) => groups.get(index).copied().unwrap_or(false),
    }
}

/// A policy while its lines are read.
#[derive(Default)]
struct Reading {
    logs: Vec<VerifierKey>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Option<Member>>,
    names: Vec<(Vec<u8>, Member)>,
    members: Vec<Member>,
}

impl Reading {
    fn line(&mut self, line: &[u8]) -> Result<(), &'static str> {
        if line
            .iter()
            .any(|&byte| (byte < 0x20 && byte != b'\t') || byte == 0x7f)
        {
            return Err("a control character");
        }
        let words: Vec<&[u8]> = line
            .split(|&byte| byte == b' ' || byte == b'\t')
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] | [b"log", key, _] => self.log(key),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            [b"log" | b"witness" | b"group" | b"quorum", ..] => Err("too few or too many words"),
            _ => Err("the first word is none of log, witness, group, quorum"),
        }
    }

    fn log(&mut self, key: &[u8]) -> Result<(), &'static str> {
        let key = parse_key(key, KeyKind::Log)?;
        if self.logs.iter().any(|other| is_same(other, &key)) {
            return Err("the key stands in another log line");
        }
        self.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &[u8], key: &[u8], url: Option<&[u8]>) -> Result<(), &'static str> {
        let key = parse_key(key, KeyKind::Witness)?;
        if self.witnesses.iter().any(|other| is_same(&other.key, &key)) {
            return Err("the key stands in another witness line");
        }
        self.define(name, Member::Witness(self.witnesses.len()))?;
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.witnesses.push(Witness {
            name: shown(name),
            key,
            url: url.map(shown),
        });
        Ok(())
    }

    fn group(&mut self, name: &[u8], k: &[u8], names: &[&[u8]]) -> Result<(), &'static str> {
        let mut members = Vec::new();
        for name in names {
            let member = self
                .find(name)
                .ok_or("a member is not defined above this line")?;
            if self.members.contains(&member) {
                return Err("a member is already a member of a group");
            }
            self.members.push(member);
            members.push(member);
        }
        let threshold = parse_threshold(k, members.len())?;
        self.define(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), &'static str> {
        if self.quorum.is_some() {
            return Err("a second quorum line");
        }
        let quorum = match name {
            b"none" => None,
            name => Some(
                self.find(name)
                    .ok_or("the quorum is not defined above this line")?,
            ),
        };
        self.quorum = Some(quorum);
        Ok(())
    }

    fn find(&self, name: &[u8]) -> Option<Member> {
        let mut names = self.names.iter();
        names
            .find(|(defined, _)| defined == name)
            .map(|(_, member)| *member)
    }

    fn define(&mut self, name: &[u8], member: Member) -> Result<(), &'static str> {
        if name == b"none" || self.find(name).is_some() {
            return Err("the name is already defined");
        }
        self.names.push((name.to_vec(), member));
        Ok(())
    }
}

fn is_same(one: &VerifierKey, other: &VerifierKey) -> bool {
    one.public_bytes() == other.public_bytes()
}

fn parse_key(key: &[u8], kind: KeyKind) -> Result<VerifierKey, &'static str> {
    let text = std::str::from_utf8(key).map_err(|_| "the key is not UTF-8")?;
    let key = VerifierKey::parse(text).map_err(|malformed| malformed.reason)?;
    if key.kind() == kind {
        Ok(key)
    } else {
        Err("the key is of the wrong type for this line")
    }
}

fn parse_threshold(word: &[u8], members: usize) -> Result<usize, &'static str> {
    let threshold = match word {
        b"any" => 1,
        b"all" => members,
        digits => std::str::from_utf8(digits)
            .ok()
            .and_then(decode_decimal)
            .and_then(|k| usize::try_from(k).ok())
            .ok_or("the threshold is none of any, all, or a number")?,
    };
    if (1..=members).contains(&threshold) {
        Ok(threshold)
    } else {
        Err("the threshold is not between 1 and the number of members")
    }
}
