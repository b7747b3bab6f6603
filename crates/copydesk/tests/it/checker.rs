//! The check in the reader's browser: the same forms, the same example and the same verdicts as in Rust, in node and in
//! Chromium; a demo story checked from disk with the network cut. What needs node or the browser says so when it is not
//! there.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use copydesk_page::{StoryPage, story_page};
use copydesk_proof::{
    Claims, Evidence, Outcome, Page, Policy, check_story, decode_base64, encode_base64,
};
use copydesk_text::{committed_form, page_text};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::browser::{Browser, SIZES, asked_for, check_view, in_browser};
use crate::program::{Demo, until};

const VECTORS: &str = include_str!("../../../text/data/committed-form.json");
/// A second after the witness of the example has signed.
const NOW: u64 = 1_795_425_700;
/// Pages of the comparison of verdicts.
const MUTATED: usize = 1_000;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../site/src/verify")
        .join(name)
}

/// Runs a module in node with `input` on its standard input; `None`: there is no node here, and that was said.
fn in_node(module: &str, input: &Value) -> Option<Value> {
    let verify = format!("file://{}", script("verify.js").display());
    let module = format!(
        "import {{ check, form, pageText }} from {};\nimport fs from 'node:fs';\n\
         const input = JSON.parse(fs.readFileSync(0, 'utf8'));\n{PLAY}\n{module}",
        json!(verify)
    );
    let node = Command::new("node")
        .args(["--no-warnings", "--input-type=module", "--eval", &module])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut node) = node else {
        // The harness swallows `eprintln!`; a skip must be seen.
        let _ = writeln!(std::io::stderr(), "skipped: node is not here");
        return None;
    };
    let mut stdin = node.stdin.take().expect("a pipe");
    let written = input.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(written.as_bytes()));
    let output = node.wait_with_output().expect("node ends");
    writer
        .join()
        .expect("the input is written")
        .expect("node reads its input");
    assert!(output.status.success(), "node says what is wrong above");
    Some(serde_json::from_slice(&output.stdout).expect("JSON from node"))
}

/// How both sides put a verdict: in node the page comes as Rust read it, in a browser as HTML.
const PLAY: &str = r"
const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const play = async ({ page, html, edition, receipt, policy, now }, readPage) => {
  try {
    const report = await check({
      page: readPage ? readPage(html) : page, edition: bytes(edition), receipt: receipt && bytes(receipt),
      policy: bytes(policy), now: BigInt(now),
    });
    if (report.outcome === 'fails') return `fails at ${report.step}`;
    const { sentences, uncovered } = report;
    const counted = sentences ? `${sentences.shown} of ${sentences.total} ${sentences.inOrder}` : 'house';
    return `${report.outcome} ${counted} ${JSON.stringify(uncovered)}`;
  } catch (error) {
    if (error.step === 0) return 'unchecked';
    throw error;
  }
};
";

/// A page with everything that its check takes.
#[derive(Clone)]
struct Case {
    html: String,
    edition: String,
    receipt: Option<String>,
    policy: String,
    now: u64,
    /// What was done to it.
    what: String,
}

impl Case {
    fn read(&self) -> Option<StoryPage> {
        story_page(&self.html).ok()
    }

    fn judged(&self) -> String {
        self.judge().unwrap_or_else(|| "unchecked".to_owned())
    }

    fn judge(&self) -> Option<String> {
        let page = self.read()?;
        let policy = Policy::parse(self.policy.as_bytes()).ok()?;
        let text = page_text(&page.headline, page.paragraphs.iter().map(String::as_str));
        let evidence = Evidence {
            page: Page {
                text: text.as_bytes(),
                claims: Claims {
                    verdict: page.verdict.as_deref(),
                    headline: page.headline_word.as_deref(),
                    sentence: page.sentence.as_deref(),
                },
            },
            edition: self.edition.as_bytes(),
            receipt: self.receipt.as_deref().map(str::as_bytes),
        };
        let report = check_story(&evidence, &policy, self.now).ok()?;
        let outcome = match &report.outcome {
            Outcome::Holds => "holds",
            Outcome::Partly => "partly",
            Outcome::Fails(failure) => return Some(format!("fails at {}", failure.step.number())),
        };
        let counted = report.sentences.map_or("house".to_owned(), |found| {
            format!("{} of {} {}", found.shown, found.total, found.in_order)
        });
        let runs = report.uncovered.iter();
        let runs: Vec<String> = runs
            .map(|run| format!("[{},{}]", run.start, run.end))
            .collect();
        Some(format!("{outcome} {counted} [{}]", runs.join(",")))
    }

    fn to_json(&self) -> Value {
        let base64 = |text: &str| encode_base64(text.as_bytes());
        let page = self.read().map(|page| {
            json!({
                "headline": page.headline, "paragraphs": page.paragraphs, "verdict": page.verdict,
                "word": page.headline_word, "sentence": page.sentence,
            })
        });
        json!({
            "html": self.html, "page": page, "edition": base64(&self.edition),
            "receipt": self.receipt.as_deref().map(base64), "policy": base64(&self.policy), "now": self.now.to_string(),
        })
    }
}

/// The worked example of the ledger's format, as docs/ledger-example has it for everybody.
fn example() -> Case {
    Case {
        html: EXAMPLE.0.to_owned(),
        edition: EXAMPLE.1.to_owned(),
        receipt: Some(EXAMPLE.2.to_owned()),
        policy: EXAMPLE.3.to_owned(),
        now: NOW,
        what: "example".to_owned(),
    }
}

const EXAMPLE: (&str, &str, &str, &str) = (
    include_str!("../../../../docs/ledger-example/story.html"),
    include_str!("../../../../docs/ledger-example/edition.tlog-proof"),
    include_str!("../../../../docs/ledger-example/receipt.tlog-proof"),
    include_str!("../../../../docs/ledger-example/policy"),
);

/// Stories of a running demo with their proofs: unmodified, edited, Hindi, German.
fn of_demo(demo: &Demo) -> Vec<Case> {
    [
        "treaty",
        "ilvan-bridge",
        "sorvenien-steigt",
        "%E0%A4%B2%E0%A5%8B",
        "lunde-to-buy",
    ]
    .into_iter()
    .map(|words| {
        let sections = ["/world/", "/politics/", "/business/"];
        let path = until(words, || {
            sections.iter().find_map(|page| demo.link(page, words))
        });
        case_of(demo, &path)
    })
    .collect()
}

fn case_of(demo: &Demo, path: &str) -> Case {
    let get = |path: String| {
        until(&path, || {
            let answer = demo.get(&path);
            (answer.status == 200).then_some(answer.body)
        })
    };
    let html = get(path.to_owned());
    let edition = story_page(&html)
        .ok()
        .and_then(|page| page.edition)
        .expect("an edition");
    let proof = |kind: &str| get(format!("{path}/proof/{kind}.tlog-proof?edition={edition}"));
    Case {
        edition: proof("edition"),
        receipt: Some(proof("receipt")),
        policy: get("/ledger/policy".to_owned()),
        html,
        now: NOW,
        what: path.to_owned(),
    }
}

/// Numbers in an order that is the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The paragraphs of a page as they stand in its source: whole elements.
fn paragraphs(html: &str) -> Vec<std::ops::Range<usize>> {
    let from = html.find("id=\"story-text\"").expect("a text");
    let to = html.find("<aside id=\"disclosure\"").expect("a disclosure");
    let mut found = Vec::new();
    let mut at = from;
    while let Some(start) = html[at..to].find("<p ").map(|offset| at + offset) {
        let Some(end) = html[start..to]
            .find("</p>")
            .map(|offset| start + offset + 4)
        else {
            break;
        };
        found.push(start..end);
        at = end;
    }
    found
}

/// Where a paragraph's words begin and end.
fn words_of(html: &str, paragraph: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = html[paragraph.clone()]
        .find('>')
        .map_or(paragraph.start, |at| paragraph.start + at + 1);
    start..paragraph.end - 4
}

/// Changes the page, a proof or the policy in one of many ways.
fn mutate(case: &Case, numbers: &mut Numbers) -> Case {
    let mut changed = case.clone();
    let kind = numbers.below(26);
    changed.what = format!("{kind} of {}", case.what);
    match kind {
        0..=13 => mutate_page(&mut changed, kind, numbers),
        14..=16 => mutate_claims(&mut changed, kind, numbers),
        17..=22 => mutate_proof(&mut changed, kind, numbers),
        23 => changed.policy = flipped(&case.policy, numbers),
        24 => changed.receipt = None,
        _ => changed.receipt = Some(case.edition.clone()),
    }
    changed
}

fn mutate_page(case: &mut Case, kind: usize, numbers: &mut Numbers) {
    let all = paragraphs(&case.html);
    let paragraph = all[numbers.below(all.len())].clone();
    let words = words_of(&case.html, &paragraph);
    let starts: Vec<usize> = case.html[words.clone()]
        .char_indices()
        .map(|(at, _)| words.start + at)
        .collect();
    let at = numbers.of(&starts);
    let letter = case.html[at..].chars().next().expect("a letter");
    let html = &mut case.html;
    match kind {
        0 => html.replace_range(at..at + letter.len_utf8(), "x"),
        1 => html.replace_range(at..at + letter.len_utf8(), ""),
        2 => html.insert(at, '7'),
        // Seen by nobody: invisible and joining signs, another space, another quotation mark.
        3 => html.insert_str(at, "&shy;"),
        4 => *html = html.replacen(" and ", "&nbsp;and ", 1),
        5 => {
            *html = html
                .replace("&quot;", "\u{201d}")
                .replace(" - ", " \u{2013} ")
        }
        6 => html.insert_str(
            at,
            numbers.of(&[
                "\u{200b}",
                "\u{2060}",
                " ",
                "  ",
                "\u{300}",
                "<br>",
                "<b></b>",
                "<!-- no -->",
            ]),
        ),
        // One paragraph less, one more, two changed places.
        7 => {
            let last = all.last().expect("a paragraph").clone();
            html.replace_range(last, "");
        }
        8 => {
            let last = all.last().expect("a paragraph").end;
            html.insert_str(
                last,
                &format!("<p data-p=\"{}\">The house says so.</p>", all.len() + 1),
            );
        }
        9 if all.len() > 1 => {
            let (one, other) = (words_of(html, &all[0]), words_of(html, &all[1]));
            let (first, second) = (html[one.clone()].to_owned(), html[other.clone()].to_owned());
            html.replace_range(other, &first);
            html.replace_range(one, &second);
        }
        // Two become one: the same text.
        10 if all.len() > 1 => {
            let (last, before) = (&all[all.len() - 1], &all[all.len() - 2]);
            let joined = format!(" {}", &html[words_of(html, last)]);
            html.replace_range(last.clone(), "");
            html.insert_str(before.end - 4, &joined);
        }
        11 => html.insert_str(
            words.start,
            numbers.of(&[
                "<script>1</script>",
                "<q>a</q>",
                "<span hidden>b</span>",
                "<i style=\"x\">c</i>",
                "<b data-p=\"2\">d</b>",
            ]),
        ),
        12 => {
            *html = html.replacen(
                "data-p=\"1\"",
                numbers.of(&[
                    "data-p=\"1\"",
                    "data-p=\"01\"",
                    "data-p=\"2\"",
                    "data-q=\"1\"",
                ]),
                1,
            );
            let of = numbers.of(&["", " data-of=\"99\"", " data-of=\"099\"", " data-of=\"1\""]);
            *html = html.replacen("id=\"story-text\"", &format!("id=\"story-text\"{of}"), 1);
        }
        _ => {
            *html = html.replacen(
                "<h1>",
                numbers.of(&[
                    "<h1>A",
                    "<h1>\u{201c}",
                    "<h1>A</h1><h1>",
                    "<h1 hidden>",
                    "<h1> ",
                ]),
                1,
            )
        }
    }
}

fn mutate_claims(case: &mut Case, kind: usize, numbers: &mut Numbers) {
    let from = case
        .html
        .find("<aside id=\"disclosure\"")
        .expect("a disclosure");
    let (before, after) = case.html.split_at(from);
    let (attribute, words): (&str, &[&str]) = match kind {
        14 => (
            "data-verdict=\"",
            &[
                "identical",
                "typography",
                "shortened",
                "modified",
                "",
                "-",
                " modified ",
            ],
        ),
        15 => (
            "data-headline=\"",
            &["same", "changed", "added", "", "other"],
        ),
        _ => (
            "<p>",
            &["", "From ", "\u{200b}", "The text is unmodified. "],
        ),
    };
    let after = match (after.split_once(attribute), kind) {
        (Some((head, rest)), 14 | 15) => {
            let rest = rest.split_once('"').map_or("", |(_, rest)| rest);
            format!("{head}{attribute}{}\"{rest}", numbers.of(words))
        }
        (Some((head, rest)), _) => format!("{head}{attribute}{}{rest}", numbers.of(words)),
        (None, _) => after.to_owned(),
    };
    case.html = format!("{before}{after}");
}

fn mutate_proof(case: &mut Case, kind: usize, numbers: &mut Numbers) {
    let of_receipt = case.receipt.is_some() && numbers.below(2) == 0;
    let proof = if of_receipt {
        case.receipt.clone().expect("there")
    } else {
        case.edition.clone()
    };
    let changed = match kind {
        17 => flipped(&proof, numbers),
        18 => with_opening(&proof, |opening| flipped(&opening, numbers)),
        // What is shown is signed by nobody: a piece less, at another place, twice.
        19 => with_opening(&proof, |opening| shown(&opening, numbers, |_| Vec::new())),
        20 => {
            let by = numbers.below(9);
            with_opening(&proof, |opening| {
                shown(&opening, numbers, |line| {
                    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
                    let place = 1 + by % 3;
                    let number: usize = words[place].parse().unwrap_or(0);
                    words[place] = (number + by / 3).to_string();
                    vec![words.join(" ")]
                })
            })
        }
        21 => with_opening(&proof, |opening| {
            shown(&opening, numbers, |line| vec![line.to_owned(); 2])
        }),
        _ => {
            let lines = [
                "\n",
                "\u{2014} news.example/other AAAAAAA=\n",
                "\u{2014} a+b AAAAAAA=\n",
                "no line\n",
                " ",
                "\t\n",
            ];
            let repeated = proof
                .lines()
                .last()
                .map(|line| format!("{line}\n"))
                .unwrap_or_default();
            match numbers.below(lines.len() + 1) {
                6 => proof.clone() + &repeated,
                other => proof.clone() + lines[other],
            }
        }
    };
    if of_receipt {
        case.receipt = Some(changed);
    } else {
        case.edition = changed;
    }
}

/// One character of an ASCII-only place becomes another.
fn flipped(text: &str, numbers: &mut Numbers) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = numbers.below(bytes.len());
    if bytes[at].is_ascii() {
        bytes[at] = numbers.of(b"\n Aa0=-+~\x09\x00");
    }
    String::from_utf8(bytes).expect("still UTF-8")
}

/// The proof with its opening changed.
fn with_opening(proof: &str, change: impl FnOnce(String) -> String) -> String {
    let line = proof
        .lines()
        .nth(1)
        .and_then(|line| line.strip_prefix("extra "))
        .expect("an opening");
    let opening = decode_base64(line)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .expect("text");
    proof.replacen(line, &encode_base64(change(opening).as_bytes()), 1)
}

/// The opening with one of its `shown` lines changed.
fn shown(opening: &str, numbers: &mut Numbers, change: impl FnOnce(&str) -> Vec<String>) -> String {
    let mut lines: Vec<String> = opening.split('\n').map(str::to_owned).collect();
    let places: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].starts_with("shown "))
        .collect();
    if places.is_empty() {
        return opening.to_owned();
    }
    let at = numbers.of(&places);
    let new = change(&lines[at]);
    lines.splice(at..=at, new);
    lines.join("\n")
}

fn mutated(bases: &[Case]) -> Vec<Case> {
    let mut numbers = Numbers(20_261_128);
    let mut cases = bases.to_vec();
    while cases.len() < MUTATED {
        let base = &bases[cases.len() % bases.len()];
        cases.push(mutate(base, &mut numbers));
    }
    cases
}

/// Compares what the scripts said with what Rust says, and makes sure that the pages were worth comparing.
#[track_caller]
fn check_agreement(cases: &[Case], said: &Value) {
    let said = said.as_array().expect("a list");
    assert_eq!(said.len(), cases.len());
    let mut unlike = Vec::new();
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    for (case, said) in cases.iter().zip(said) {
        let judged = case.judged();
        let kind = judged
            .split(' ')
            .take(if judged.starts_with("fails") { 3 } else { 1 });
        *kinds.entry(kind.collect::<Vec<_>>().join(" ")).or_default() += 1;
        if *said != json!(judged) {
            unlike.push(format!("{}: Rust {judged}, script {said}", case.what));
        }
    }
    assert!(
        unlike.is_empty(),
        "{} of {}: {unlike:#?}",
        unlike.len(),
        cases.len()
    );
    let _ = writeln!(
        std::io::stderr(),
        "{} verdicts agree: {kinds:?}",
        cases.len()
    );
    for kind in [
        "holds",
        "partly",
        "unchecked",
        "fails at 1",
        "fails at 2",
        "fails at 3",
        "fails at 4",
        "fails at 5",
        "fails at 6",
    ] {
        assert!(
            kinds.contains_key(kind),
            "no page of the kind {kind}: {kinds:?}"
        );
    }
}

fn vectors() -> Vec<(String, String)> {
    serde_json::from_str(VECTORS).expect("pairs of texts")
}

#[test]
fn the_committed_form_is_that_of_the_vectors_in_rust() {
    let vectors = vectors();
    assert!(vectors.len() > 1_000, "{} vectors", vectors.len());
    for (text, form) in vectors {
        assert_eq!(committed_form(&text), form, "{text:?}");
    }
}

#[test]
fn the_committed_form_is_that_of_the_vectors_in_node() {
    let vectors = vectors();
    let module = "console.log(JSON.stringify(input.map(([text]) => form(text))));";
    let Some(said) = in_node(module, &json!(vectors)) else {
        return;
    };
    for (said, (text, form)) in said.as_array().expect("a list").iter().zip(vectors) {
        assert_eq!(*said, json!(form), "{text:?}");
    }
}

const EXAMPLE_TEXT: &str =
    "Water bill passes\n\"We said no-twice,\"the minister said.It takes effect on 1 March.";

#[test]
fn the_worked_example_holds_in_rust_and_in_node() {
    let example = example();
    assert_eq!(example.judged(), "holds 2 of 2 true []");
    assert_eq!(
        (
            example.edition.len(),
            example.receipt.as_deref().map(str::len)
        ),
        (1_289, Some(1_330))
    );
    let module = "console.log(JSON.stringify([await play(input), pageText(input.page)]));";
    let Some(said) = in_node(module, &example.to_json()) else {
        return;
    };
    assert_eq!(said, json!(["holds 2 of 2 true []", EXAMPLE_TEXT]));
}

#[test]
fn rust_and_node_agree_on_a_thousand_mutated_pages() {
    let demo = Demo::start("30");
    let mut bases = of_demo(&demo);
    bases.push(example());
    let cases = mutated(&bases);
    let input: Vec<Value> = cases.iter().map(Case::to_json).collect();
    let module = "const said = [];\nfor (const one of input) said.push(one.page ? await play(one) : 'unchecked');\n\
                  console.log(JSON.stringify(said));";
    let Some(said) = in_node(module, &json!(input)) else {
        return;
    };
    check_agreement(&cases, &said);
}

/// Pages handed to the browser at a time.
const AT_A_TIME: usize = 50;

impl Browser {
    /// Runs the body of an asynchronous function that has the verifier's exports and `input`.
    async fn with_verifier(&self, body: &str, input: Value) -> Value {
        let script = format!(
            "const [input, done] = arguments;\nimport('/assets/verify.js')\
             .then(async ({{ check, form, pageText, readPage }}) => {{\n{PLAY}\n{body}\n}})\
             .then(done, error => done('error: ' + error))"
        );
        let said = self.client.execute_async(&script, vec![input]).await;
        said.expect("the script ends")
    }

    /// Waits until the control has an answer; what it says of itself.
    pub async fn outcome(&self) -> String {
        for _ in 0..2_000 {
            let outcome = self
                .run("return document.querySelector('[data-words]').dataset.outcome ?? ''")
                .await;
            if outcome != "" {
                return outcome.as_str().unwrap_or_default().to_owned();
            }
        }
        panic!("no outcome came");
    }

    async fn text_of(&self, selector: &str) -> String {
        let script = format!(
            "return document.querySelector({})?.textContent ?? ''",
            json!(selector)
        );
        self.run(&script)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// From now on the story that the page fetches has another word in this paragraph.
    pub async fn change_on_the_way(&self, paragraph: usize) {
        self.run(&format!(
            "const real = window.fetch; window.fetch = async path => {{ const answer = await real(path); \
             if (path.includes('/proof/') || path.startsWith('/ledger')) return answer; \
             return new Response((await answer.text()).replace('data-p=\"{paragraph}\">', 'data-p=\"{paragraph}\">No. ')); }}"
        ))
        .await;
    }

    pub async fn press(&self) {
        let button = self
            .client
            .find(Locator::Css("button.do"))
            .await
            .expect("the control");
        button.click().await.expect("a click");
    }
}

#[test]
fn forms_and_the_worked_example_are_the_same_in_the_browser() {
    in_browser(async |browser, demo| {
        browser
            .open(&format!("http://{}/about/disclosure", demo.address))
            .await;
        let vectors = vectors();
        let forms = "return input.map(([text]) => form(text));";
        let said = browser.with_verifier(forms, json!(vectors)).await;
        for (said, (text, form)) in said.as_array().expect("a list").iter().zip(&vectors) {
            assert_eq!(*said, json!(form), "{text:?}");
        }
        let example = example().to_json();
        let played = "return [await play(input, readPage), pageText(readPage(input.html))];";
        let said = browser.with_verifier(played, example).await;
        assert_eq!(said, json!(["holds 2 of 2 true []", EXAMPLE_TEXT]));
    });
}

#[test]
fn rust_and_the_browser_agree_on_a_thousand_mutated_pages() {
    in_browser(async |browser, demo| {
        let mut bases = of_demo(demo);
        bases.push(example());
        let cases = mutated(&bases);
        browser
            .open(&format!("http://{}/about/disclosure", demo.address))
            .await;
        let body = "const said = [];\nfor (const one of input) said.push(await play(one, readPage));\nreturn said;";
        let mut said = Vec::new();
        for some in cases.chunks(AT_A_TIME) {
            let input: Vec<Value> = some.iter().map(Case::to_json).collect();
            let answer = browser.with_verifier(body, json!(input)).await;
            said.extend(answer.as_array().expect("a list").clone());
        }
        check_agreement(&cases, &json!(said));
    });
}

/// A story as a reader saves it, and the checker beside it.
struct Saved {
    folder: tempfile::TempDir,
    case: Case,
}

impl Saved {
    fn new(case: Case) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/verify.html");
        std::fs::copy(checker, folder.path().join("verify.html")).expect("the checker is there");
        let saved = Self { folder, case };
        saved.write("edition.tlog-proof", &saved.case.edition);
        saved.write(
            "receipt.tlog-proof",
            saved.case.receipt.as_deref().unwrap_or_default(),
        );
        saved.write("policy", &saved.case.policy);
        saved
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a file is written");
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Opens the checker from disk and gives it the files with this page; its outcome and its reason.
    async fn check(&self, browser: &Browser, html: &str) -> (String, String) {
        self.write("story.html", html);
        browser
            .open(&format!("file://{}", self.path("verify.html")))
            .await;
        let files = [
            "story.html",
            "edition.tlog-proof",
            "receipt.tlog-proof",
            "policy",
        ]
        .map(|name| self.path(name));
        let input = browser
            .client
            .find(Locator::Css("input[type=file]"))
            .await
            .expect("a place for files");
        input
            .send_keys(&files.join("\n"))
            .await
            .expect("the files are chosen");
        let outcome = browser.outcome().await;
        (outcome, browser.text_of(".why").await)
    }
}

/// The page with one letter of a paragraph changed.
fn with_letter_changed(html: &str, paragraph: usize) -> String {
    let all = paragraphs(html);
    let words = words_of(html, &all[paragraph - 1]);
    let at = html[words.clone()]
        .find(|c: char| c.is_ascii_lowercase() && c != 'x')
        .expect("a letter")
        + words.start;
    let mut html = html.to_owned();
    html.replace_range(at..=at, "x");
    html
}

#[test]
fn a_saved_story_is_checked_from_disk_with_the_network_cut() {
    if !asked_for() {
        return;
    }
    let demo = Demo::start("30");
    let mut cases = of_demo(&demo);
    // The site is gone before anything is checked.
    drop(demo);
    let edited = Saved::new(cases.remove(1));
    let story = Saved::new(cases.remove(0));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let browser = Browser::start().await;
        let cut = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        browser.devtools("Network.enable", json!({})).await;
        browser.devtools("Network.emulateNetworkConditions", cut).await;
        check_saved(&browser, &story).await;
        let (outcome, _) = edited.check(&browser, &edited.case.html).await;
        assert_eq!(outcome, "partly");
        check_views(&browser, "checker-partly").await;
        let words = browser.text_of(".result").await;
        assert!(!words.contains("unmodified"), "{words}");
        browser.end().await;
    });
}

async fn check_saved(browser: &Browser, story: &Saved) {
    let html = &story.case.html;
    let (outcome, why) = story.check(browser, html).await;
    assert_eq!((outcome.as_str(), why.as_str()), ("holds", ""));
    check_views(browser, "checker-holds").await;
    let printed = browser.text_of("blockquote.checked").await;
    let page = story.case.read().expect("a page");
    assert!(
        page.paragraphs
            .iter()
            .all(|paragraph| printed.contains(paragraph))
    );
    for paragraph in [1, 3] {
        let (outcome, why) = story
            .check(browser, &with_letter_changed(html, paragraph))
            .await;
        assert_eq!(outcome, "fails");
        assert!(why.contains(&format!("in paragraph {paragraph}.")), "{why}");
        assert!(
            why.starts_with("Step 4: the text of the page is not the recorded one."),
            "{why}"
        );
    }
    check_views(browser, "checker-fails").await;
    let longer = html.replacen("data-p=\"2\">", "data-p=\"2\">Not ", 1);
    assert!(
        story
            .check(browser, &longer)
            .await
            .1
            .contains("in paragraph 2.")
    );
    let headline = html.replacen("<h1>", "<h1>No: ", 1);
    assert!(
        story
            .check(browser, &headline)
            .await
            .1
            .contains("in the headline.")
    );
    let sentence = html.replacen("<aside id=\"disclosure\"", "<aside id=\"disclosure\" ", 1);
    let sentence = sentence.replacen("the headline was", "no headline was", 1);
    assert!(sentence != *html);
    let (outcome, why) = story.check(browser, &sentence).await;
    assert_eq!(outcome, "fails");
    assert!(
        why.contains("the sentence under the story is not the recorded one"),
        "{why}"
    );
}

/// Each size in each colour scheme: nothing too wide, nothing that axe finds.
async fn check_views(browser: &Browser, name: &str) {
    for size in SIZES {
        for scheme in ["light", "dark"] {
            check_view(browser, name, size, scheme).await;
        }
    }
}

#[test]
fn the_proof_page_shows_no_result_before_its_reader_asks() {
    in_browser(async |browser, demo| {
        let story = until("the treaty story", || demo.link("/", "treaty"));
        let proof = format!("{story}/proof");
        until("the entry", || {
            demo.get(&proof).body.contains("data-words").then_some(())
        });
        browser
            .open(&format!("http://{}{proof}", demo.address))
            .await;
        assert_eq!(browser.text_of(".answer").await, "");
        check_views(browser, "proof").await;
        browser.press().await;
        assert_eq!(browser.outcome().await, "holds");
        check_views(browser, "proof-holds").await;
        let ticks = "return document.querySelectorAll('.steps .ok').length";
        assert_eq!(browser.run(ticks).await, 6);
        check_changed_on_the_way(browser).await;
        check_without_ed25519(browser, &format!("http://{}{proof}", demo.address)).await;
        check_without_scripts(browser, &format!("http://{}{proof}", demo.address)).await;
    });
}

/// The page this browser gets is not the one that was recorded.
async fn check_changed_on_the_way(browser: &Browser) {
    browser.change_on_the_way(4).await;
    browser.press().await;
    browser.run("return 0").await;
    assert_eq!(browser.outcome().await, "fails");
    let why = browser.text_of(".why").await;
    assert!(why.contains("in paragraph 4."), "{why}");
    check_views(browser, "proof-fails").await;
}

async fn check_without_ed25519(browser: &Browser, proof: &str) {
    browser.open(proof).await;
    browser
        .run("crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'))")
        .await;
    browser.press().await;
    assert_eq!(browser.outcome().await, "unchecked");
    assert_eq!(
        browser.text_of(".answer h3").await,
        "This browser cannot check signatures"
    );
    assert_eq!(
        browser
            .run("return document.querySelectorAll('.holds, .ok').length")
            .await,
        0
    );
    check_views(browser, "proof-unchecked").await;
}

async fn check_without_scripts(browser: &Browser, proof: &str) {
    browser
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    browser.open(proof).await;
    browser.shot("proof-without-scripts-1280").await;
    let main = browser
        .client
        .find(Locator::Css("main"))
        .await
        .expect("a main part");
    let words = main.text().await.expect("text");
    for line in [
        "as entry",
        "sentences of entry",
        "No outside witness: the times are the newspaper's own word.",
        "can check it and contradict it.",
        "Scripts are off in this browser.",
        "Proof of this page",
    ] {
        assert!(words.contains(line), "{line}: {words}");
    }
}

/// `cargo test -p copydesk --test it -- checker::what_a_check_takes --nocapture` prints it.
#[test]
fn what_a_check_takes_in_the_browser_is_measured() {
    in_browser(async |browser, demo| {
        let story = until("the treaty story", || demo.link("/", "treaty"));
        let proof = format!("{story}/proof");
        until("the entry", || {
            demo.get(&proof).body.contains("data-words").then_some(())
        });
        let mut first = Vec::new();
        let mut again = Vec::new();
        for _ in 0..15 {
            browser
                .open(&format!("http://{}{proof}", demo.address))
                .await;
            for times in [&mut first, &mut again] {
                browser
                    .run("delete document.querySelector('[data-words]').dataset.outcome")
                    .await;
                browser.press().await;
                assert_eq!(browser.outcome().await, "holds");
                let took = browser
                    .run("return +document.querySelector('[data-words]').dataset.milliseconds")
                    .await;
                times.push(took.as_f64().expect("a number"));
            }
        }
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            (times[times.len() / 2], times[times.len() - 1])
        };
        let (first, again) = (median(&mut first), median(&mut again));
        let words = case_of(demo, &story)
            .read()
            .map_or(0, |page| page.paragraphs.join(" ").split(' ').count());
        let _ = writeln!(
            std::io::stderr(),
            "check of a {words}-word story in Chromium, median and worst of 15: first on a page {:.1} and {:.1} ms, again \
             {:.1} and {:.1} ms",
            first.0,
            first.1,
            again.0,
            again.1
        );
    });
}
