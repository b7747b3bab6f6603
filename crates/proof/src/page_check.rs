//! The check of a published story against the ledger: one algorithm, six steps, the first that fails is named.
//!
//! Takes the page text already formed (`copydesk-text/v1`), so that this crate stands alone. Says nothing about whether
//! the agency sent what the receipt commits to: that is the publisher's word, which only the agency can contradict.

use std::fmt;

use crate::{
    Cosigned, EditionRecord, Hash, NotAProof, Opened, Opening, PieceKind, Place, Policy,
    ProofError, ReceiptRecord, Record, Standing, TlogProof, check_inclusion, leaf_hash, piece,
};

/// The form of text that this version can check.
const FORM: &str = "copydesk-text/v1";
/// The salted line of an edition that holds the page text.
const TEXT_LINE: u32 = 1;
/// The salted lines of a receipt before its body.
const RAW_LINE: u32 = 0;
const HEADLINE_LINE: u32 = 1;
const BODY_FROM: u32 = 2;

/// A step of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 1: the proof file is well formed, a trusted key signed its checkpoint, enough witnesses cosigned it.
    Checkpoint,
    /// 2: the record is the leaf at the stated index.
    Inclusion,
    /// 3: the edition names this receipt, which stands before it.
    Link,
    /// 4: the page is the edition's: text, verdict, headline and sentence.
    Page,
    /// 5: the shown pieces of the receipt stand where the opening says.
    Passages,
    /// 6: what is shown allows the verdict.
    Verdict,
}

impl Step {
    /// Number of the step, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Short name of the step.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Step::Checkpoint => "checkpoint",
            Step::Inclusion => "inclusion",
            Step::Link => "link",
            Step::Page => "page",
            Step::Passages => "passages",
            Step::Verdict => "verdict",
        }
    }
}

/// The step that failed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which step.
    pub step: Step,
    /// What is wrong, as a phrase without a full stop.
    pub detail: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, name) = (self.step.number(), self.step.name());
        write!(f, "step {number}, {name}: {}", self.detail)
    }
}

impl std::error::Error for Failure {}

fn fails(step: Step, detail: impl fmt::Display) -> Failure {
    let detail = detail.to_string();
    Failure { step, detail }
}

/// What a page says about itself; a missing value is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims<'a> {
    /// `data-verdict`; none also for an empty one or `-`.
    pub verdict: Option<&'a str>,
    /// `data-headline`; none also for an empty one or `-`.
    pub headline: Option<&'a str>,
    /// The sentence.
    pub sentence: Option<&'a str>,
}

/// A page as it is checked.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The page text T: form of the headline, a line feed, form of the paragraphs joined by a space.
    pub text: &'a [u8],
    /// What it says about itself.
    pub claims: Claims<'a>,
}

/// A page with its proofs.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Proof file of the edition's leaf.
    pub edition: &'a [u8],
    /// Proof file of the receipt's leaf; none for a story of the house.
    pub receipt: Option<&'a [u8]>,
}

/// A leaf that passed steps 1 and 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofReport {
    /// Its place in the ledger.
    pub index: u64,
    /// C, its entry.
    pub commitment: Hash,
    /// The checkpoint and its witnesses.
    pub cosigned: Cosigned,
    /// What the leaf commits to.
    pub opening: Opening,
}

/// How many text pieces of the receipt the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    /// Text pieces of the receipt.
    pub total: usize,
    /// Those that are shown.
    pub shown: usize,
    /// Whether the shown ones stand in the receipt's order.
    pub in_order: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is confirmed.
    Holds,
    /// Page, time and inclusion are confirmed; of the sentences those that are counted as shown, and the rest is the
    /// publisher's word.
    Partly,
    /// Something is not as the page says.
    Fails(Failure),
}

/// The answer with what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The answer.
    pub outcome: Outcome,
    /// The steps that were passed.
    pub passed: Vec<Step>,
    /// The edition's leaf, if it passed.
    pub edition: Option<ProofReport>,
    /// The receipt's leaf, if there is one and it passed.
    pub receipt: Option<ProofReport>,
    /// The count, if step 5 was made.
    pub sentences: Option<Sentences>,
    /// Passages of the page text after the headline that no shown piece covers.
    pub uncovered: Vec<Place>,
}

/// Checks one proof file: steps 1 and 2. `now` is in seconds since 1970.
///
/// # Errors
/// [`NotAProof`] if the bytes are something else; inside, the step that failed.
pub fn check_proof(
    bytes: &[u8],
    policy: &Policy,
    now: u64,
) -> Result<Result<ProofReport, Failure>, NotAProof> {
    match TlogProof::parse(bytes) {
        Err(ProofError::NotAProof) => Err(NotAProof),
        Err(ProofError::Malformed(malformed)) => Ok(Err(fails(Step::Checkpoint, malformed))),
        Ok(proof) => Ok(check_leaf(&proof, policy, now)),
    }
}

fn check_leaf(proof: &TlogProof, policy: &Policy, now: u64) -> Result<ProofReport, Failure> {
    let cosigned = policy
        .judge(&proof.note, now)
        .map_err(|error| fails(Step::Checkpoint, error))?;
    if cosigned.standing == Standing::TooFew {
        let detail = "too few witnesses for the policy's quorum";
        return Err(fails(Step::Checkpoint, detail));
    }
    let missing = || fails(Step::Inclusion, "the proof has no opening");
    let extra = proof.extra.as_deref().ok_or_else(missing)?;
    let opening = Opening::parse(extra)
        .map_err(|malformed| fails(Step::Inclusion, format!("opening: {malformed}")))?;
    let commitment = opening.commitment();
    let checkpoint = &cosigned.checkpoint;
    check_inclusion(
        &leaf_hash(&commitment),
        proof.index,
        checkpoint.size,
        &proof.hashes,
        &checkpoint.root,
    )
    .map_err(|error| fails(Step::Inclusion, error))?;
    Ok(ProofReport {
        index: proof.index,
        commitment,
        cosigned,
        opening,
    })
}

/// Checks a story's page. `now` is in seconds since 1970.
///
/// # Errors
/// [`NotAProof`] if one of the two files is something else than a proof: then nothing was checked.
pub fn check_story(
    evidence: &Evidence<'_>,
    policy: &Policy,
    now: u64,
) -> Result<Report, NotAProof> {
    let edition = check_proof(evidence.edition, policy, now)?;
    let receipt = match evidence.receipt {
        Some(bytes) => Some(check_proof(bytes, policy, now)?),
        None => None,
    };
    let mut report = Report {
        outcome: Outcome::Partly,
        passed: Vec::new(),
        edition: None,
        receipt: None,
        sentences: None,
        uncovered: Vec::new(),
    };
    report.outcome = match report.fill(evidence.page, edition, receipt) {
        Ok(outcome) => outcome,
        Err(failure) => Outcome::Fails(failure),
    };
    Ok(report)
}

type Checked = Result<ProofReport, Failure>;

impl Report {
    fn fill(
        &mut self,
        page: Page<'_>,
        edition: Checked,
        receipt: Option<Checked>,
    ) -> Result<Outcome, Failure> {
        let edition = named("edition", edition)?;
        let Record::Edition(record) = edition.opening.record.clone() else {
            let detail = "edition: the leaf is of another kind";
            return Err(fails(Step::Inclusion, detail));
        };
        let edition = self.edition.insert(edition);
        let Some(commitment) = record.receipt else {
            check_page(&edition.opening, &record, page)?;
            self.passed = vec![Step::Checkpoint, Step::Inclusion, Step::Page];
            return Ok(Outcome::Holds);
        };
        let missing = || fails(Step::Link, "the receipt's proof is missing");
        let receipt = named("receipt", receipt.ok_or_else(missing)?)?;
        self.passed = vec![Step::Checkpoint, Step::Inclusion];
        let wire = check_link(edition, &receipt, &commitment)?;
        let receipt = self.receipt.insert(receipt);
        self.passed.push(Step::Link);
        check_page(&edition.opening, &record, page)?;
        self.passed.push(Step::Page);
        let passages = Passages::find(&wire, &receipt.opening, page.text)?;
        self.passed.push(Step::Passages);
        self.sentences = Some(passages.sentences);
        self.uncovered.clone_from(&passages.uncovered);
        let outcome = passages.judge(&record)?;
        self.passed.push(Step::Verdict);
        Ok(outcome)
    }
}

fn named(leaf: &str, checked: Checked) -> Checked {
    checked.map_err(|failure| Failure {
        detail: format!("{leaf}: {}", failure.detail),
        ..failure
    })
}

/// Step 3.
fn check_link(
    edition: &ProofReport,
    receipt: &ProofReport,
    commitment: &Hash,
) -> Result<ReceiptRecord, Failure> {
    let fail = |detail: &str| Err(fails(Step::Link, detail));
    let (newer, older) = (&edition.cosigned.checkpoint, &receipt.cosigned.checkpoint);
    if newer.origin != older.origin {
        return fail("the two leaves stand in different ledgers");
    }
    if newer.size == older.size && newer.root != older.root {
        return fail("the ledger shows two trees of one size");
    }
    if receipt.commitment != *commitment {
        return fail("the edition is based on another receipt");
    }
    if receipt.index >= edition.index {
        return fail("the receipt does not stand before the edition");
    }
    match &receipt.opening.record {
        Record::Receipt(record) => Ok(record.clone()),
        _ => fail("the receipt's leaf is of another kind"),
    }
}

/// Step 4.
fn check_page(opening: &Opening, record: &EditionRecord, page: Page<'_>) -> Result<(), Failure> {
    let fail = |detail: &str| Err(fails(Step::Page, detail));
    if record.form != FORM {
        return fail("the page text has a form that is not known here");
    }
    let whole = Place {
        start: 0,
        end: page.text.len(),
    };
    let opened = opening.lines.iter().find(|line| line.line == TEXT_LINE);
    if opened.and_then(|line| line.place) != Some(whole) || !opening.holds(TEXT_LINE, page.text) {
        return fail("the text of the page is not that of the edition");
    }
    let said = |claim: Option<&str>| {
        claim
            .filter(|claim| !claim.is_empty() && *claim != "-")
            .map(str::to_owned)
    };
    if said(page.claims.verdict) != record.verdict {
        return fail("the verdict on the page is not that of the edition");
    }
    if said(page.claims.headline) != record.headline {
        return fail("the word on the headline is not that of the edition");
    }
    // A story of the house, and one that could not be compared, have no recorded sentence: their page claims nothing of
    // a wire's text, as its missing verdict says.
    let claims_nothing = record.sentence.is_none() && record.verdict.is_none();
    if !claims_nothing && page.claims.sentence != record.sentence_words() {
        return fail("the sentence on the page is not that of the edition");
    }
    Ok(())
}

/// What of the receipt stands on the page.
struct Passages {
    sentences: Sentences,
    uncovered: Vec<Place>,
    headline_shown: bool,
}

/// A shown piece of the body.
struct Passage {
    line: u32,
    kind: PieceKind,
    place: Place,
}

impl Passages {
    /// Step 5.
    fn find(wire: &ReceiptRecord, opening: &Opening, text: &[u8]) -> Result<Passages, Failure> {
        let fail = |detail: String| fails(Step::Passages, detail);
        if wire.form != FORM {
            return Err(fail(
                "the receipt has a form that is not known here".to_owned(),
            ));
        }
        let headline_end = text
            .iter()
            .position(|&byte| byte == b'\n')
            .ok_or_else(|| fail("the page text has no headline".to_owned()))?;
        let committed = opening.record.salted();
        let mut shown = Vec::new();
        let mut headline_shown = false;
        for opened in &opening.lines {
            let Some(place) = opened.place else { continue };
            check_opened(opened, place, &committed, text)
                .and_then(|()| check_side(opened.line, place, headline_end))
                .map_err(|detail| fail(format!("line {}: {detail}", opened.line)))?;
            match body_kind(wire, opened.line) {
                Some(kind) => shown.push(Passage {
                    line: opened.line,
                    kind,
                    place,
                }),
                None => headline_shown = place.start == 0 && place.end == headline_end,
            }
        }
        shown.sort_by_key(|passage| passage.place.start);
        let overlaps = |pair: &[Passage]| matches!(pair, [a, b] if a.place.end > b.place.start);
        if shown.windows(2).any(overlaps) {
            return Err(fail("two pieces stand on the same words".to_owned()));
        }
        Ok(Passages {
            sentences: count(wire, &shown),
            uncovered: uncovered(&shown, headline_end + 1, text),
            headline_shown,
        })
    }

    /// Step 6.
    fn judge(&self, record: &EditionRecord) -> Result<Outcome, Failure> {
        let Sentences {
            total,
            shown,
            in_order,
        } = self.sentences;
        let added = self.uncovered.len() as u64;
        let few_added = added <= record.inserted;
        if record.headline.as_deref() == Some("same") && !self.headline_shown {
            let detail = "the headline is not the wire's, as the record says";
            return Err(fails(Step::Verdict, detail));
        }
        match record.verdict.as_deref() {
            Some("identical" | "typography" | "shortened") if !in_order => Err(fails(
                Step::Verdict,
                "the sentences do not stand in the wire's order",
            )),
            Some("identical" | "typography") if shown < total => Err(fails(
                Step::Verdict,
                format!("only {shown} of {total} sentences stand on the page"),
            )),
            Some("identical" | "typography") if !few_added => Err(fails(
                Step::Verdict,
                format!(
                    "{added} passages are not the wire's, the record says {}",
                    record.inserted
                ),
            )),
            Some("identical" | "typography") => Ok(Outcome::Holds),
            Some("shortened") if few_added => Ok(Outcome::Holds),
            Some("shortened") => Ok(Outcome::Partly),
            _ if shown == total && in_order && few_added => Ok(Outcome::Holds),
            _ => Ok(Outcome::Partly),
        }
    }
}

fn check_opened(
    opened: &Opened,
    place: Place,
    committed: &[Hash],
    text: &[u8],
) -> Result<(), &'static str> {
    let content = text
        .get(place.start..place.end)
        .ok_or("the place lies beyond the page text")?;
    let line = usize::try_from(opened.line).ok();
    let committed = line.and_then(|line| committed.get(line));
    if committed == Some(&piece(&opened.salt, content)) {
        Ok(())
    } else {
        Err("the words on the page are not those of the receipt")
    }
}

/// The headline stands before the line feed, the body after it, and the raw's digest nowhere.
fn check_side(line: u32, place: Place, headline_end: usize) -> Result<(), &'static str> {
    let fits = match line {
        RAW_LINE => false,
        HEADLINE_LINE => place.end <= headline_end,
        _ => place.start > headline_end,
    };
    if fits {
        Ok(())
    } else {
        Err("the place is on the wrong side of the headline's end")
    }
}

fn body_kind(wire: &ReceiptRecord, line: u32) -> Option<PieceKind> {
    let at = usize::try_from(line.checked_sub(BODY_FROM)?).ok()?;
    wire.body.get(at).map(|piece| piece.kind)
}

/// Strips are no sentences: they are neither counted nor asked to keep the order.
fn count(wire: &ReceiptRecord, shown: &[Passage]) -> Sentences {
    let total = wire.body.iter();
    let total = total.filter(|piece| piece.kind == PieceKind::Text).count();
    let text = shown.iter().filter(|shown| shown.kind == PieceKind::Text);
    let lines: Vec<u32> = text.map(|passage| passage.line).collect();
    Sentences {
        total,
        shown: lines.len(),
        in_order: lines.is_sorted(),
    }
}

/// The runs after the headline that no passage covers; a single space is no run.
fn uncovered(shown: &[Passage], from: usize, text: &[u8]) -> Vec<Place> {
    let mut runs = Vec::new();
    let mut start = from;
    let end_of_text = Place {
        start: text.len(),
        end: text.len(),
    };
    let places = shown.iter().map(|passage| passage.place);
    for place in places.chain([end_of_text]) {
        let end = place.start;
        let run = text.get(start..end).unwrap_or_default();
        if !run.is_empty() && run != b" " {
            runs.push(Place { start, end });
        }
        start = place.end;
    }
    runs
}
