//! Writes `expected.json` for corpus cases: the items that the wire in each given folder is read into. What it writes
//! is only what the code does; a person checks it before it becomes the expectation.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use copydesk_wire::{Hint, Mapping, Syntax, item_json, read};
use serde_json::Value;

fn write_expected(case: &Path) -> std::io::Result<()> {
    let hint = hint(case);
    for entry in std::fs::read_dir(case)? {
        let path = entry?.path();
        if path.ends_with("expected.json") || path.ends_with("hint.json") {
            continue;
        }
        let parsed = read(&std::fs::read(&path)?, &hint);
        let items: Value = parsed.items.iter().map(item_json).collect();
        std::fs::write(case.join("expected.json"), format!("{items:#}\n"))?;
    }
    Ok(())
}

fn hint(case: &Path) -> Hint {
    let text = std::fs::read_to_string(case.join("hint.json")).unwrap_or_default();
    let settings: Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |key: &str| settings[key].as_str().map(str::to_owned);
    Hint {
        agency: word("agency"),
        charset: word("charset"),
        charset_fallback: word("charset_fallback"),
        transport_charset: word("transport_charset"),
        zone: word("zone").and_then(|zone| jiff::tz::TimeZone::get(&zone).ok()),
        mapping: mapping(&settings),
        ..Hint::default()
    }
}

/// `mapping`, field to paths, of the syntax that `syntax` names.
fn mapping(settings: &Value) -> Option<Arc<Mapping>> {
    let syntax = match settings["syntax"].as_str()? {
        "xml" => Syntax::Xml,
        _ => Syntax::Json,
    };
    let fields = settings["mapping"]
        .as_object()?
        .iter()
        .map(|(name, paths)| {
            let listed = paths.as_array().into_iter().flatten();
            let listed = listed
                .chain(std::iter::once(paths))
                .filter_map(Value::as_str);
            (name.as_str(), listed.collect())
        });
    Some(Arc::new(Mapping::new(syntax, fields).expect("a mapping")))
}

fn main() -> ExitCode {
    for case in std::env::args_os().skip(1) {
        if let Err(error) = write_expected(Path::new(&case)) {
            eprintln!("{}: {error}", Path::new(&case).display());
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
