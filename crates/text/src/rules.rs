//! The rules by which a disclosure was computed, as one hash. Changes whenever a table, a list, a threshold or a
//! sentence does; decides nothing.

use std::sync::OnceLock;

use crate::canonical_json::Json;
use crate::disclosure::sha256;
use crate::{fold, strip, words};

/// Lower-case hexadecimal SHA-256 of the rules.
pub(crate) fn sha256_of_rules() -> &'static str {
    static READY: OnceLock<String> = OnceLock::new();
    READY.get_or_init(|| sha256(&format!("copydesk-rules/v1\n{}", rules().write())))
}

fn rules() -> Json {
    let list = |files: &[&str]| Json::List(files.iter().map(|file| Json::text(file)).collect());
    let (major, minor, patch) = unicode_normalization::UNICODE_VERSION;
    Json::Object(vec![
        ("unicode", Json::Text(format!("{major}.{minor}.{patch}"))),
        ("fold", Json::text(fold::TABLE)),
        ("strips", Json::Text(strip::rules())),
        ("abbreviations", list(&words::ABBREVIATIONS)),
        ("negations", list(&words::NEGATIONS)),
        ("attributions", list(&words::ATTRIBUTIONS)),
        ("scanner", Json::text(include_str!("scan.rs"))),
        ("floor", Json::text(include_str!("floor.rs"))),
        ("weighing", Json::text(include_str!("weigh.rs"))),
        ("sentences", Json::text(include_str!("sentence.rs"))),
        ("house_map", Json::Null),
    ])
}
