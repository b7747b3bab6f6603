//! `copydesk verify`: checks a published page against its proofs, offline unless an address is given. Trusts the keys of
//! the policy that the caller names; with an address and no policy it says that the site was only compared with itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use copydesk_desk::decide::{House, wire_side};
use copydesk_desk::{Clock, Web, WebAnswer, WebRequest};
use copydesk_intake::{GuardedWeb, PrivateAddresses};
use copydesk_page::{StoryPage, story_page};
use copydesk_proof::{
    Claims, Evidence, Opening, Page, Policy, ProofReport, Record, Report, check_proof, check_story,
};
use copydesk_text::{committed_form, page_text, pieces};
use copydesk_wire::Hint;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::SystemClock;
use crate::commands::{Outcome, read};

/// Largest page or proof that is read, bytes.
const FILE_BYTES_MAX: usize = 20 << 20;
/// How long an address may take.
const WAIT: Duration = Duration::from_secs(20);
/// Most redirects followed.
const REDIRECTS_MAX: usize = 3;

/// Options of the command.
pub struct Options {
    pub args: Vec<String>,
    pub policy: Option<PathBuf>,
    pub wire: Option<PathBuf>,
    pub json: bool,
}

/// What was given, sorted by what it is.
#[derive(Default)]
struct Given {
    page: Option<(String, String)>,
    edition: Option<Vec<u8>>,
    receipt: Option<Vec<u8>>,
    others: Vec<(String, Vec<u8>)>,
    policy: Option<Vec<u8>>,
    /// The policy is the site's own.
    with_itself: bool,
}

/// Runs the checks and prints what they found.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let mut given = Given::default();
    for arg in &options.args {
        if arg.starts_with("http://") || arg.starts_with("https://") {
            fetch_all(arg, &mut given, options.policy.is_none())?;
        } else {
            let bytes = std::fs::read(arg).with_context(|| arg.clone())?;
            given.sort(arg, bytes)?;
        }
    }
    if let Some(path) = &options.policy {
        given.policy = Some(std::fs::read(path).with_context(|| path.display().to_string())?);
    }
    let policy = given.policy.take();
    let policy =
        policy.ok_or_else(|| anyhow!("--policy FILE is needed: it names the keys to trust"))?;
    let policy = Policy::parse(&policy).map_err(|error| anyhow!("policy: {error}"))?;
    let now = u64::try_from(SystemClock.now().as_second()).unwrap_or(0);
    let mut said = Said {
        with_itself: given.with_itself,
        ..Said::default()
    };
    for (name, bytes) in &given.others {
        said.proof_alone(name, bytes, &policy, now)?;
    }
    match &given.page {
        Some((name, html)) => said.story(name, html, &given, &policy, now)?,
        None => {
            for (name, bytes) in given.proofs() {
                said.proof_alone(name, bytes, &policy, now)?;
            }
        }
    }
    if let Some(path) = &options.wire {
        said.wire(path, &given)?;
    }
    said.print(options.json)
}

impl Given {
    fn sort(&mut self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        if !bytes.starts_with(b"c2sp.org/tlog-proof@") {
            let html = String::from_utf8(bytes)
                .map_err(|_| anyhow!("{name}: neither a page in UTF-8 nor a proof"))?;
            if self.page.replace((name.to_owned(), html)).is_some() {
                bail!("{name}: a second page; check one at a time");
            }
            return Ok(());
        }
        match opening_of(&bytes).map(|opening| opening.record) {
            Some(Record::Edition(_)) if self.edition.is_none() => self.edition = Some(bytes),
            Some(Record::Receipt(_)) if self.receipt.is_none() => self.receipt = Some(bytes),
            _ => self.others.push((name.to_owned(), bytes)),
        }
        Ok(())
    }

    fn proofs(&self) -> impl Iterator<Item = (&'static str, &Vec<u8>)> {
        let edition = self.edition.iter().map(|bytes| ("edition", bytes));
        edition.chain(self.receipt.iter().map(|bytes| ("receipt", bytes)))
    }
}

fn opening_of(bytes: &[u8]) -> Option<Opening> {
    let proof = copydesk_proof::TlogProof::parse(bytes).ok()?;
    Opening::parse(&proof.extra?).ok()
}

/// A page, its two proofs and, where none is named, the site's own policy.
fn fetch_all(url: &str, given: &mut Given, own_policy: bool) -> anyhow::Result<()> {
    let web: Arc<dyn Web> = Arc::new(GuardedWeb::new(PrivateAddresses::Allow)?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (url, page) = get(web.as_ref(), url).await?;
        if page.starts_with(b"c2sp.org/tlog-proof@") {
            given.sort(&url, page)?;
        } else {
            let html = String::from_utf8(page).map_err(|_| anyhow!("{url}: not UTF-8"))?;
            let edition = story_page(&html).ok().and_then(|page| page.edition);
            let query = edition.map_or(String::new(), |number| format!("?edition={number}"));
            let base = url.split(['?', '#']).next().unwrap_or(&url).to_owned();
            given.page = Some((url.clone(), html));
            given.edition = get_if_there(
                web.as_ref(),
                &format!("{base}/proof/edition.tlog-proof{query}"),
            )
            .await?;
            given.receipt = get_if_there(
                web.as_ref(),
                &format!("{base}/proof/receipt.tlog-proof{query}"),
            )
            .await?;
        }
        if own_policy {
            let (_, policy) = get(web.as_ref(), &format!("{}/ledger/policy", origin(&url))).await?;
            given.policy = Some(policy);
            given.with_itself = true;
        }
        Ok(())
    })
}

fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    &url[..end]
}

async fn ask(web: &dyn Web, url: &str) -> anyhow::Result<(String, WebAnswer)> {
    let mut url = url.to_owned();
    for _ in 0..=REDIRECTS_MAX {
        let request = WebRequest {
            url: url.clone(),
            body: None,
            wait: WAIT,
            body_bytes_max: FILE_BYTES_MAX,
        };
        let answer = web
            .ask(request)
            .await
            .map_err(|failure| anyhow!("{url}: {failure}"))?;
        match (&answer.location, answer.status) {
            (Some(location), 300..400) if location.starts_with('/') => {
                url = format!("{}{location}", origin(&url));
            }
            _ => return Ok((url, answer)),
        }
    }
    bail!("{url}: more than {REDIRECTS_MAX} redirects")
}

async fn get(web: &dyn Web, url: &str) -> anyhow::Result<(String, Vec<u8>)> {
    let (url, answer) = ask(web, url).await?;
    match answer.status {
        200 => Ok((url, answer.body)),
        status => bail!("{url}: status {status}"),
    }
}

async fn get_if_there(web: &dyn Web, url: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let (url, answer) = ask(web, url).await?;
    match answer.status {
        200 => Ok(Some(answer.body)),
        // The site's own word for a leaf that no checkpoint covers yet; another 404 says that there is no such proof.
        404 if answer.body.starts_with(b"being recorded") => bail!(
            "{url}: it is being recorded: the next checkpoint of the ledger will hold it; try again in a few seconds"
        ),
        404 => Ok(None),
        410 => bail!("{url}: the story was taken off, and its proofs are not shown any more"),
        status => bail!("{url}: status {status}"),
    }
}

/// What the checks found, ready to be printed.
#[derive(Default)]
struct Said {
    outcome: Option<&'static str>,
    steps: Vec<(String, bool, String)>,
    edition: Value,
    receipt: Value,
    sentences: Value,
    uncovered: Vec<String>,
    witnesses: Vec<Value>,
    with_itself: bool,
}

impl Said {
    fn step(&mut self, name: impl Into<String>, ok: bool, detail: impl Into<String>) {
        self.steps.push((name.into(), ok, detail.into()));
    }

    fn fails(&mut self) {
        self.outcome = Some("fails");
    }

    fn proof_alone(
        &mut self,
        name: &str,
        bytes: &[u8],
        policy: &Policy,
        now: u64,
    ) -> anyhow::Result<()> {
        match check_proof(bytes, policy, now).map_err(|error| anyhow!("{name}: {error}"))? {
            Ok(report) => {
                let kind = kind_of(&report.opening.record);
                let size = report.cosigned.checkpoint.size;
                self.step(
                    name,
                    true,
                    format!("{kind}: entry {} of a ledger of {size}", report.index),
                );
                self.take_witnesses(&report);
                self.outcome = self.outcome.or(Some("holds"));
            }
            Err(failure) => {
                self.step(name, false, failure.to_string());
                self.fails();
            }
        }
        Ok(())
    }

    fn story(
        &mut self,
        name: &str,
        html: &str,
        given: &Given,
        policy: &Policy,
        now: u64,
    ) -> anyhow::Result<()> {
        let page = story_page(html).map_err(|error| anyhow!("{name}: {error}"))?;
        let edition = given.edition.as_deref();
        let edition = edition.ok_or_else(|| {
            anyhow!("{name}: the edition's proof is missing (…/proof/edition.tlog-proof)")
        })?;
        let text = page_text(&page.headline, page.paragraphs.iter().map(String::as_str));
        let evidence = Evidence {
            page: Page {
                text: text.as_bytes(),
                claims: claims(&page),
            },
            edition,
            receipt: given.receipt.as_deref(),
        };
        let report =
            check_story(&evidence, policy, now).map_err(|error| anyhow!("{name}: {error}"))?;
        self.take_report(&report, &text);
        Ok(())
    }

    fn take_report(&mut self, report: &Report, text: &str) {
        for step in &report.passed {
            self.step(step.name(), true, String::new());
        }
        self.outcome = Some(match &report.outcome {
            copydesk_proof::Outcome::Holds => "holds",
            copydesk_proof::Outcome::Partly => "partly",
            copydesk_proof::Outcome::Fails(failure) => {
                self.step(failure.step.name(), false, failure.detail.clone());
                "fails"
            }
        });
        if let Some(edition) = &report.edition {
            self.edition = described(edition);
            self.take_witnesses(edition);
        }
        if let Some(receipt) = &report.receipt {
            self.receipt = described(receipt);
        }
        if let Some(sentences) = report.sentences {
            self.sentences = json!({
                "total": sentences.total, "shown": sentences.shown, "in_order": sentences.in_order,
            });
        }
        let runs = report.uncovered.iter();
        self.uncovered = runs
            .filter_map(|run| text.get(run.start..run.end).map(str::to_owned))
            .collect();
    }

    fn take_witnesses(&mut self, report: &ProofReport) {
        for witness in &report.cosigned.witnesses {
            let time = i64::try_from(witness.time)
                .ok()
                .and_then(copydesk_proof::UtcSecond::from_unix);
            let time = time.map(|time| time.to_string());
            self.witnesses
                .push(json!({ "name": witness.name, "time": time }));
        }
    }

    /// The agency's own copy against what was recorded: the raw first, then piece by piece.
    fn wire(&mut self, path: &Path, given: &Given) -> anyhow::Result<()> {
        let opening = given.receipt.as_deref().and_then(opening_of);
        let opening = opening.ok_or_else(|| anyhow!("--wire needs the receipt's proof"))?;
        let Record::Receipt(record) = &opening.record else {
            bail!("--wire needs the receipt's proof");
        };
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        let raw = Sha256::digest(&bytes);
        let opens = |line: u32| opening.lines.iter().any(|opened| opened.line == line);
        // Another envelope may carry the same words: then the pieces decide.
        let mut other_bytes = "";
        if opens(0) {
            if opening.holds(0, &raw) {
                self.step("wire raw", true, "the same bytes");
                return Ok(());
            }
            other_bytes = "other bytes than were recorded; ";
        }
        let parsed = read::read_file(path, &Hint::default())?;
        let named = parsed
            .items
            .iter()
            .find(|item| Some(&item.guid) == record.guid.as_ref());
        let item = named.or(parsed.items.first());
        let item =
            item.ok_or_else(|| anyhow!("{}: {}", path.display(), read::why_empty(&parsed)))?;
        let headline = committed_form(item.headline.as_deref().unwrap_or_default());
        let body = pieces(&wire_side(item, &House::default()));
        let contents = std::iter::once(headline).chain(body.into_iter().map(|piece| piece.content));
        let (mut same, mut other) = (0, 0);
        let contents: Vec<(u32, String)> = (1..).zip(contents).collect();
        for opened in opening.lines.iter().filter(|opened| opened.line > 0) {
            let content = contents.iter().find(|(line, _)| *line == opened.line);
            match content {
                Some((line, content)) if opening.holds(*line, content.as_bytes()) => same += 1,
                _ => other += 1,
            }
        }
        let ok = other == 0 && same > 0;
        self.step(
            "wire pieces",
            ok,
            format!(
                "{other_bytes}{same} of {} opened pieces are those of this file",
                same + other
            ),
        );
        if !ok {
            self.fails();
        }
        Ok(())
    }

    fn print(&self, as_json: bool) -> anyhow::Result<Outcome> {
        let outcome = self
            .outcome
            .ok_or_else(|| anyhow!("nothing to check: name a page, an address or proofs"))?;
        let mut out = std::io::stdout().lock();
        if as_json {
            writeln!(out, "{}", self.to_json(outcome)).context("standard output")?;
        } else {
            for (name, ok, detail) in &self.steps {
                let word = if *ok { "ok   " } else { "FAILS" };
                writeln!(
                    out,
                    "{word} {name}{}{detail}",
                    if detail.is_empty() { "" } else { ": " }
                )?;
            }
            if let (Some(shown), Some(total)) = (
                self.sentences["shown"].as_u64(),
                self.sentences["total"].as_u64(),
            ) {
                writeln!(
                    out,
                    "{shown} of {total} sentences stand on the page word for word; only typography may differ"
                )?;
            }
            if self.with_itself {
                writeln!(
                    out,
                    "the keys are the site's own: the site was only compared with itself (--policy FILE)"
                )?;
            }
            writeln!(out, "{outcome}").context("standard output")?;
        }
        Ok(if outcome == "fails" {
            Outcome::No
        } else {
            Outcome::Done
        })
    }

    fn to_json(&self, outcome: &str) -> Value {
        let steps = self.steps.iter();
        let steps: Vec<Value> = steps
            .map(|(name, ok, detail)| json!({ "name": name, "ok": ok, "detail": detail }))
            .collect();
        json!({
            "outcome": outcome,
            "steps": steps,
            "edition": self.edition,
            "receipt": self.receipt,
            "sentences": self.sentences,
            "uncovered": self.uncovered,
            "witnesses": self.witnesses,
            "keys": if self.with_itself { "of the site itself" } else { "of the policy" },
        })
    }
}

fn claims(page: &StoryPage) -> Claims<'_> {
    Claims {
        verdict: page.verdict.as_deref(),
        headline: page.headline_word.as_deref(),
        sentence: page.sentence.as_deref(),
    }
}

fn kind_of(record: &Record) -> &'static str {
    match record {
        Record::Opening(_) => "opening",
        Record::Receipt(_) => "receipt",
        Record::Edition(_) => "edition",
        Record::Withdrawal(_) => "withdrawal",
        Record::Erasure(_) => "erasure",
        Record::Key(_) => "key",
    }
}

fn described(report: &ProofReport) -> Value {
    let mut value = json!({
        "index": report.index,
        "commitment": copydesk_proof::encode_base64(&report.commitment),
        "size": report.cosigned.checkpoint.size,
    });
    match &report.opening.record {
        Record::Edition(record) => {
            value["story"] = json!(record.story);
            value["edition"] = json!(record.edition);
            value["published"] = json!(record.published.to_string());
            value["verdict"] = json!(record.verdict);
        }
        Record::Receipt(record) => {
            value["agency"] = json!(record.agency);
            value["guid"] = json!(record.guid);
            value["version"] = json!(record.version);
            value["received"] = json!(record.received.to_string());
        }
        _ => {}
    }
    value
}
