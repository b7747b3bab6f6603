//! `…/proof`: what was recorded of a story, in sentences that claim no more than the ledger shows. The page renders no
//! result of a check: that is the reader's own browser's, or another tool's. Needs no script to be read.

use std::sync::Arc;

use copydesk_desk::decide::text_of_edition;
use copydesk_desk::{ServedLedger, StoryId};
use copydesk_proof::{Claims, Evidence, Page, Policy, Record, Report, TlogProof, check_story};
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::config::SiteConfig;
use crate::head::{Head, Robots};
use crate::ledger::kept::KeptProof;
use crate::ledger::proof::{Made as MadeProof, proof_of};
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{ProofFile, story_path};
use crate::seal::Demand;
use crate::story::disclosed::sentence;
use crate::story::facts::StoryFacts;
use crate::story::fragments::foreign;
use crate::verify;
use crate::words::{Tongue, Words};

/// Where the checker that works from disk is served.
const CHECKER: &str = "/assets/verify.html";
/// Where it is told how to check with Go.
const WITH_GO: &str = "/assets/check-with-go.md";

/// Prints the page; `None` if the story is not readable.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, id: &StoryId) -> Result<Option<Made>, SiteError> {
    let Some(facts) = StoryFacts::read(ports, id).await? else {
        return Ok(None);
    };
    let state = State::of(pages, ports, &facts).await?;
    let told = Told {
        facts: &facts,
        config: &ports.config,
        words: Tongue::of(&ports.config.language).words(),
    };
    let body = told.body(&state);
    let sheet = Sheet {
        template: "proof.html",
        head: Head {
            title: format!("{} - {}", facts.edition.headline, told.words.proof_title),
            canonical: Some(format!("{}/proof", story_path(&facts.story))),
            robots: Robots::NoIndex,
            ..Head::default()
        },
        tongue: Tongue::of(&ports.config.language),
        context: context! { ..body, ..told.frame() },
        demand: Demand::Page,
    };
    let page = pages.press().print(&ports.config, &sheet)?;
    // What a later checkpoint or cosignature changes is made anew for everyone who asks.
    let ends = (!state.is_final()).then(|| ports.clock.now());
    Ok(Some(Made { page, ends }))
}

/// How far the recording is.
enum State {
    /// No entry was ever made.
    Unrecorded,
    /// The entry is not under a checkpoint yet.
    Recording,
    /// What the entry opened was erased by law.
    Erased,
    /// It stands in the ledger.
    Recorded(Box<Recorded>),
}

/// What stands in the ledger.
struct Recorded {
    /// Entry of the page.
    edition: u64,
    /// Entry of the text received, if the story is based on one.
    receipt: Option<u64>,
    /// What the check of the page as it is now finds, whoever has witnessed it.
    report: Option<Report>,
    witnessing: Witnessing,
    /// Whether both proofs will never change again.
    fixed: bool,
}

/// How the outside witnesses stand to the page's entry.
enum Witnessing {
    /// The ledger names none.
    None,
    /// Too few have signed.
    Awaited,
    /// The quorum is met: names, and the latest of their times.
    Met(Vec<String>, u64),
}

impl State {
    async fn of(pages: &Pages, ports: &Ports, facts: &StoryFacts) -> Result<Self, SiteError> {
        let Some(ledger) = ports.ledger.as_deref() else {
            return Ok(Self::Unrecorded);
        };
        let number = facts.edition.number;
        let made = |file| proof_of((ports, pages), &facts.story, number, file);
        let edition = match made(ProofFile::Edition).await? {
            MadeProof::Proof(proof) => proof,
            MadeProof::NotYet => return Ok(Self::Recording),
            MadeProof::Erased => return Ok(Self::Erased),
            MadeProof::None => return Ok(Self::Unrecorded),
        };
        let receipt = match made(ProofFile::Receipt).await? {
            MadeProof::Proof(proof) => Some(proof),
            MadeProof::NotYet => return Ok(Self::Recording),
            MadeProof::Erased => return Ok(Self::Erased),
            MadeProof::None => None,
        };
        let is_kept = |file| {
            pages
                .proofs()
                .get(&(facts.story.id.clone(), number, file))
                .is_some()
        };
        let fixed =
            is_kept(ProofFile::Edition) && (receipt.is_none() || is_kept(ProofFile::Receipt));
        let read = Recorded::read(ledger, ports, facts, (&edition, receipt.as_ref()), fixed).await;
        Ok(read.map_or(Self::Unrecorded, |read| Self::Recorded(Box::new(read))))
    }

    fn is_final(&self) -> bool {
        match self {
            Self::Recorded(recorded) => recorded.fixed,
            Self::Erased => true,
            Self::Unrecorded | Self::Recording => false,
        }
    }
}

impl Recorded {
    /// Checks the page as it is now. `None`: a proof that was made here cannot be read.
    async fn read(
        ledger: &dyn ServedLedger,
        ports: &Ports,
        facts: &StoryFacts,
        (edition, receipt): (&Arc<KeptProof>, Option<&Arc<KeptProof>>),
        fixed: bool,
    ) -> Option<Self> {
        let index =
            |proof: &Arc<KeptProof>| TlogProof::parse(&proof.bytes).ok().map(|read| read.index);
        let policy = ledger
            .file("policy")
            .await
            .map(|file| file.bytes)
            .unwrap_or_default();
        let now = u64::try_from(ports.clock.now().as_second()).unwrap_or(0);
        let tongue = Tongue::of(&facts.edition.language);
        let said = sentence(&facts.compared, tongue, &ports.config);
        let disclosure = facts.compared.disclosure();
        let claims = Claims {
            verdict: disclosure
                .and_then(|d| d.verdict())
                .map(|verdict| verdict.name()),
            headline: disclosure
                .and_then(|d| d.headline())
                .map(|headline| headline.name()),
            sentence: Some(&said),
        };
        let text = text_of_edition(&facts.edition);
        let evidence = Evidence {
            page: Page {
                text: text.as_bytes(),
                claims,
            },
            edition: &edition.bytes,
            receipt: receipt.map(|proof| proof.bytes.as_slice()),
        };
        let report = Policy::parse(&without_quorum(&policy))
            .ok()
            .and_then(|policy| check_story(&evidence, &policy, now).ok());
        let asks = Policy::parse(&policy).is_ok_and(|policy| policy.asks_for_witnesses());
        Some(Self {
            edition: index(edition)?,
            receipt: match receipt {
                Some(proof) => Some(index(proof)?),
                None => None,
            },
            witnessing: witnessing(asks, fixed, report.as_ref()),
            report,
            fixed,
        })
    }
}

fn witnessing(asks: bool, fixed: bool, report: Option<&Report>) -> Witnessing {
    if !asks {
        return Witnessing::None;
    }
    let seen = report.and_then(|report| report.edition.as_ref());
    let seen = seen.map_or(&[][..], |edition| &edition.cosigned.witnesses);
    match seen.iter().map(|witness| witness.time).max() {
        Some(latest) if fixed => Witnessing::Met(
            seen.iter().map(|witness| witness.name.clone()).collect(),
            latest,
        ),
        _ => Witnessing::Awaited,
    }
}

/// The policy with its quorum taken away: the page tells what stands in the ledger before enough witnesses have seen it.
fn without_quorum(policy: &[u8]) -> Vec<u8> {
    let is_quorum = |line: &[u8]| {
        let mut words = line
            .split(|byte| matches!(byte, b' ' | b'\t'))
            .filter(|word| !word.is_empty());
        words.next() == Some(b"quorum")
    };
    let lines = policy
        .split(|byte| *byte == b'\n')
        .filter(|line| !is_quorum(line));
    let mut kept: Vec<u8> = lines.collect::<Vec<_>>().join(&b'\n');
    kept.extend_from_slice(b"\nquorum none\n");
    kept
}

/// What the page says.
struct Told<'a> {
    facts: &'a StoryFacts,
    config: &'a SiteConfig,
    words: &'static Words,
}

impl Told<'_> {
    /// What the page holds whatever the state.
    fn frame(&self) -> Value {
        let nothing = Value::from(Vec::<Value>::new());
        context! {
            headline => self.facts.edition.headline.as_str(),
            lang => foreign(&self.facts.edition.language, &self.config.language),
            path => story_path(&self.facts.story),
            current => self.facts.story.section.as_str(),
            script => verify::script_path(),
            entries => nothing.clone(), counted => nothing.clone(), times => nothing.clone(), limits => nothing.clone(), files => nothing.clone(),
            tools => nothing, words => (), here => (),
        }
    }

    fn body(&self, state: &State) -> Value {
        let words = self.words;
        match state {
            State::Unrecorded => context! { recorded => words.proof_unrecorded },
            State::Erased => context! { recorded => words.proof_erased },
            State::Recording => context! {
                recorded => words.proof_recording, counted => vec![words.proof_recording_line],
            },
            State::Recorded(recorded) => context! {
                recorded => self.recorded(recorded),
                entries => self.entries(recorded),
                counted => self.counted(recorded),
                times => vec![self.times(recorded)],
                limits => self.limits(recorded),
                here => if recorded.receipt.is_some() { words.proof_here_line } else { words.proof_here_house },
                words => verify::words_json(&[self.tongue()]),
                files => self.files(recorded),
                tools => self.tools(),
            },
        }
    }

    fn tongue(&self) -> Tongue {
        Tongue::of(&self.config.language)
    }

    fn agency(&self) -> &str {
        self.facts
            .agency()
            .map_or("", |id| self.config.agency_name(id))
    }

    /// A line of the catalogue with the entries and the agency filled in.
    fn line(&self, line: &str, recorded: &Recorded) -> String {
        let receipt = recorded
            .receipt
            .map(|index| index.to_string())
            .unwrap_or_default();
        line.replace("{i}", &receipt)
            .replace("{j}", &recorded.edition.to_string())
            .replace("{agency}", self.agency())
    }

    fn recorded(&self, recorded: &Recorded) -> String {
        let line = match recorded.receipt {
            Some(_) => self.words.proof_recorded,
            None => self.words.proof_recorded_house,
        };
        self.line(line, recorded)
    }

    fn entries(&self, recorded: &Recorded) -> Vec<Value> {
        let moment = |at| Value::from(Serde(Moment::new(at, &self.config.zone, self.tongue())));
        let received = self.facts.base().map(|version| moment(version.received));
        let receipt = recorded.receipt.map(|index| {
            let what = self.line(self.words.proof_entry_receipt, recorded);
            context! { number => index, what => what, at => received }
        });
        let number = self.facts.edition.number.to_string();
        let edition = context! {
            number => recorded.edition,
            what => self.words.proof_entry_edition.replace("{e}", &number),
            at => moment(self.facts.edition.published),
        };
        receipt.into_iter().chain([edition]).collect()
    }

    /// How many sentences stand here, what was added, whose headline it is.
    fn counted(&self, recorded: &Recorded) -> Vec<String> {
        if recorded.receipt.is_none() {
            return Vec::new();
        }
        let words = self.words;
        let report = recorded.report.as_ref();
        let Some((sentences, report)) = report.and_then(|report| Some((report.sentences?, report)))
        else {
            return vec![words.proof_uncounted.to_owned()];
        };
        let fill = |line: &str| {
            self.line(line, recorded)
                .replace("{k}", &sentences.shown.to_string())
                .replace("{n}", &sentences.total.to_string())
                .replace(
                    "{m}",
                    &sentences.total.saturating_sub(sentences.shown).to_string(),
                )
                .replace("{a}", &report.uncovered.len().to_string())
        };
        let counts = if sentences.in_order {
            words.proof_counts
        } else {
            words.proof_counts_moved
        };
        let mut lines = vec![fill(counts)];
        let mut rest = Vec::new();
        match sentences.total.saturating_sub(sentences.shown) {
            0 => {}
            1 => rest.push(fill(words.proof_left_out_one)),
            _ => rest.push(fill(words.proof_left_out)),
        }
        rest.push(fill(match report.uncovered.len() {
            0 => words.proof_added_none,
            1 => words.proof_added_one,
            _ => words.proof_added,
        }));
        rest.extend(headline_line(report, words).map(str::to_owned));
        lines.push(rest.join(" "));
        lines
    }

    fn times(&self, recorded: &Recorded) -> String {
        match &recorded.witnessing {
            Witnessing::None => self.words.proof_unwitnessed.to_owned(),
            Witnessing::Awaited => self.words.proof_awaiting.to_owned(),
            Witnessing::Met(names, latest) => {
                let at = i64::try_from(*latest)
                    .ok()
                    .and_then(|at| Timestamp::from_second(at).ok());
                let shown = at.map(|at| Moment::new(at, &self.config.zone, self.tongue()).shown);
                self.line(self.words.proof_witnessed, recorded)
                    .replace("{time}", &shown.unwrap_or_default())
                    .replace("{witnesses}", &names.join(", "))
            }
        }
    }

    fn limits(&self, recorded: &Recorded) -> Vec<String> {
        let word = recorded
            .receipt
            .map(|_| self.line(self.words.proof_word, recorded));
        word.into_iter()
            .chain([self.words.proof_scope.to_owned()])
            .collect()
    }

    fn files(&self, recorded: &Recorded) -> Vec<Value> {
        let (words, path) = (self.words, story_path(&self.facts.story));
        let number = self.facts.edition.number;
        let proof = |kind: &str| format!("{path}/proof/{kind}.tlog-proof?edition={number}");
        let mut files = vec![
            file(words.proof_file_page, path.clone(), Some("story.html")),
            file(
                words.proof_file_edition,
                proof("edition"),
                Some("edition.tlog-proof"),
            ),
        ];
        if recorded.receipt.is_some() {
            files.push(file(
                words.proof_file_receipt,
                proof("receipt"),
                Some("receipt.tlog-proof"),
            ));
        }
        files.push(file(
            words.proof_file_policy,
            "/ledger/policy".to_owned(),
            Some("policy"),
        ));
        files
    }

    fn tools(&self) -> Vec<Value> {
        vec![
            file(
                self.words.proof_tool_page,
                CHECKER.to_owned(),
                Some("verify.html"),
            ),
            file(self.words.proof_tool_go, WITH_GO.to_owned(), None),
        ]
    }
}

fn file(name: &str, path: String, save: Option<&str>) -> Value {
    context! { name => name, path => path, save => save }
}

/// Whose headline it is, as the entry of the page says.
fn headline_line(report: &Report, words: &Words) -> Option<&'static str> {
    let Record::Edition(edition) = &report.edition.as_ref()?.opening.record else {
        return None;
    };
    Some(match edition.headline.as_deref()? {
        "same" => words.proof_headline_agency,
        _ => words.proof_headline_house,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_quorum_is_taken_from_a_policy() {
        let policy = b"# quorum of none\nwitness quorum key\n  quorum\tw\n";
        let kept = without_quorum(policy);
        assert_eq!(
            kept,
            b"# quorum of none\nwitness quorum key\n\nquorum none\n"
        );
    }
}
