//! The check of a story in the reader's own browser: `verify.js`, the control of the proof page, and the checker in one
//! file that works from disk. Serves them and their words; checks nothing itself.
//!
//! What is served leaves out whole-line comments and indentation; the sources beside this file have them.

use std::fmt::Write;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::encoded::{Dress, Encoded};
use crate::seal::seal_document;
use crate::words::Tongue;

const VERIFY: &str = include_str!("verify.js");
const PROOF: &str = include_str!("proof.js");
const SHELL: &str = include_str!("verify.html");
const SHELL_STYLE: &str = include_str!("verify.css");
const THEME_STYLE: &str = include_str!("../theme/builtin/style.css");
const WITH_GO: &str = include_str!("../../../../docs/check-with-go.md");
/// The import that the control opens with, and that one file has no need of.
const IMPORT_FROM: &str = "'./verify.js'";

/// How long a name of an asset stands for the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// For ever: the name holds their hash.
    Hashed,
    /// Until the program is another.
    Named,
}

struct Assets {
    verify: (String, Encoded),
    proof: (String, Encoded),
    checker: (String, Encoded),
    with_go: Encoded,
}

fn assets() -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let verify = bare_script(VERIFY);
        let verify_name = format!("verify-{}.js", short_hash(&verify));
        let proof = bare_script(PROOF).replace(IMPORT_FROM, &format!("'./{verify_name}'"));
        let proof_name = format!("proof-{}.js", short_hash(&proof));
        let (checker, policy) = checker();
        let policy = format!("{policy}; frame-ancestors 'none'");
        Assets {
            verify: (
                verify_name,
                document(verify, "text/javascript; charset=utf-8"),
            ),
            proof: (
                format!("/assets/{proof_name}"),
                document(proof, "text/javascript; charset=utf-8"),
            ),
            checker: (
                checker.clone(),
                Encoded::new(seal_document(checker), Dress::Tool { policy }),
            ),
            with_go: document(WITH_GO.to_owned(), "text/plain; charset=utf-8"),
        }
    })
}

fn document(text: String, media_type: &'static str) -> Encoded {
    Encoded::new(seal_document(text), Dress::Document { media_type })
}

/// What is served under `/assets/`, and how long the name stands for it.
#[must_use]
pub fn asset(name: &str) -> Option<(&'static Encoded, Life)> {
    let assets = assets();
    match name {
        "verify.js" => Some((&assets.verify.1, Life::Named)),
        "verify.html" => Some((&assets.checker.1, Life::Named)),
        "check-with-go.md" => Some((&assets.with_go, Life::Named)),
        hashed if hashed == assets.verify.0 => Some((&assets.verify.1, Life::Hashed)),
        hashed if assets.proof.0.strip_prefix("/assets/") == Some(hashed) => {
            Some((&assets.proof.1, Life::Hashed))
        }
        _ => None,
    }
}

/// Path of the script of the proof page.
#[must_use]
pub fn script_path() -> &'static str {
    &assets().proof.0
}

/// The checker that works from disk, as one file.
#[must_use]
pub fn checker_page() -> &'static str {
    &assets().checker.0
}

/// The words of the control by language, as its element carries them.
#[must_use]
pub fn words_json(tongues: &[Tongue]) -> String {
    let of = |tongue: &Tongue| {
        let words = serde_json::to_value(tongue.words()).unwrap_or_default();
        let words = words.as_object().into_iter().flatten();
        let own: Map<String, Value> = words
            .filter(|(name, _)| name.starts_with("check_"))
            .map(|(name, words)| (name.clone(), words.clone()))
            .collect();
        (tongue.tag().to_owned(), Value::Object(own))
    };
    Value::Object(tongues.iter().map(of).collect()).to_string()
}

/// The checker and the policy that it states of itself: its own script and style, and nothing else from anywhere.
fn checker() -> (String, String) {
    let proof = bare_script(PROOF);
    let control = proof
        .lines()
        .filter(|line| !line.ends_with(&format!("from {IMPORT_FROM};")));
    let control = control.fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "{line}");
        all
    });
    let script = format!("\n{}{control}", bare_script(VERIFY));
    let style = format!("{SHELL_STYLE}{}", shared_style());
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(&script),
        digest(&style)
    );
    let words = words_json(&[Tongue::English, Tongue::Hindi]);
    let page = SHELL
        .replace("{policy}", &policy)
        .replace("{style}", &style)
        .replace(
            "{words}",
            &words.replace('&', "&amp;").replace('"', "&quot;"),
        )
        .replace("{script}", &script);
    (page, policy)
}

/// The part of the built-in style that draws a result.
fn shared_style() -> &'static str {
    let part = THEME_STYLE.split("/* check */").nth(1).unwrap_or_default();
    part.split("/* end of check */").next().unwrap_or_default()
}

/// Leaves out lines of comment, and indentation. Knows no more of the language than that.
fn bare_script(script: &str) -> String {
    let mut bare = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        let opens = line.starts_with("/**");
        let is_comment = in_comment || opens || line.starts_with("//");
        in_comment = (in_comment || opens) && !line.ends_with("*/");
        if !is_comment && !line.is_empty() {
            bare.push_str(line);
            bare.push('\n');
        }
    }
    bare
}

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn short_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoded::Coding;

    #[test]
    fn the_verifier_weighs_little() {
        let (verify, _) = asset("verify.js").expect("served");
        let weight = verify.bytes(Coding::Gzip).len();
        assert!(weight <= 6_250, "{weight} bytes in gzip");
        let (control, _) = asset(script_path().trim_start_matches("/assets/")).expect("served");
        let weight = control.bytes(Coding::Gzip).len();
        assert!(weight <= 4 * 1024, "{weight} bytes in gzip");
    }

    #[test]
    fn the_control_imports_the_verifier_by_its_hashed_name() {
        let (control, life) = asset(script_path().trim_start_matches("/assets/")).expect("served");
        assert_eq!(life, Life::Hashed);
        let control = String::from_utf8_lossy(control.bytes(Coding::Identity));
        let name = control
            .split("from './")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        assert_eq!(
            asset(name.expect("an import")).map(|(_, life)| life),
            Some(Life::Hashed)
        );
    }

    #[test]
    fn the_checker_is_one_file_that_asks_nobody() {
        let page = checker_page();
        assert!(page.contains("default-src 'none'"));
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</script>").count(), 1);
        for outside in ["import ", " src=", "<link", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    /// `COPYDESK_BLESS=1` writes it anew.
    #[test]
    fn the_checker_in_docs_is_the_one_that_is_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify.html");
        if std::env::var_os("COPYDESK_BLESS").is_some() {
            std::fs::write(path, checker_page()).expect("docs can be written");
        }
        let kept = std::fs::read_to_string(path).expect("docs/verify.html");
        assert!(
            kept == checker_page(),
            "docs/verify.html is another: run this test with COPYDESK_BLESS=1"
        );
    }
}
