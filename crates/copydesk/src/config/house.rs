//! The file of a house map: what the publication writes otherwise than the agencies it takes copy from. Read with the
//! configuration and refused with it, by file and line; what may stand in it is `text`'s to decide.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use copydesk_text::{HouseClass, HouseDigits, HouseEntry, HouseMap, HouseQuotes, HouseStyle};
use serde::Deserialize;
use toml::Spanned;

use super::nearest;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Name of the map.
    name: String,
    /// Its version, as the publication counts them.
    version: String,
    /// BCP 47 language of the texts it is for.
    language: String,
    /// Built-in spelling lists: `en-GB`, `en-US`. Default: none.
    base: Option<Spanned<Vec<String>>>,
    /// Entries.
    #[serde(default)]
    map: Vec<Spanned<Entry>>,
    /// `single` or `double`. Default: as the agency has them.
    quotes: Option<Spanned<String>>,
    /// `deva`, `arab` or `latn`. Default: as the agency has them.
    digits: Option<Spanned<String>>,
}

/// `[[map]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// What agencies write.
    wire: String,
    /// What the publication writes.
    house: String,
    /// `spelling`, `abbreviation` or `hyphenation`.
    class: String,
}

/// Largest file, bytes.
const BYTES_MAX: u64 = 4 << 20;

/// Reads a file.
///
/// # Errors
/// One line with file, line and reason.
pub fn read(path: &Path) -> anyhow::Result<Arc<HouseMap>> {
    let len = std::fs::metadata(path)
        .with_context(|| path.display().to_string())?
        .len();
    if len > BYTES_MAX {
        bail!(
            "{}: longer than a house map is ({len} bytes)",
            path.display()
        );
    }
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let map = from_text(&text).map_err(|error| anyhow!("{}: {error:#}", path.display()))?;
    Ok(Arc::new(map))
}

/// Reads the text of a map.
fn from_text(text: &str) -> anyhow::Result<HouseMap> {
    let file: File =
        toml::from_str(text).map_err(|error| anyhow!(nearest::in_one_line(&error, text)))?;
    let line = |at: usize| nearest::line_of(text, at);
    let entry = |entry: &Spanned<Entry>| {
        let given = entry.get_ref();
        let class = named(&given.class, HouseClass::ALL, HouseClass::name);
        let class =
            class.map_err(|error| anyhow!("line {}: class {error}", line(entry.span().start)))?;
        Ok(HouseEntry {
            wire: given.wire.clone(),
            house: given.house.clone(),
            class,
        })
    };
    let style = HouseStyle {
        name: file.name,
        version: file.version,
        language: file.language,
        base: file
            .base
            .as_ref()
            .map(|base| base.get_ref().clone())
            .unwrap_or_default(),
        entries: file.map.iter().map(entry).collect::<anyhow::Result<_>>()?,
        quotes: option(
            text,
            "quotes",
            file.quotes.as_ref(),
            HouseQuotes::ALL,
            HouseQuotes::name,
        )?,
        digits: option(
            text,
            "digits",
            file.digits.as_ref(),
            HouseDigits::ALL,
            HouseDigits::name,
        )?,
    };
    HouseMap::new(&style).map_err(|refusal| {
        let place = refusal.entry.and_then(|entry| file.map.get(entry));
        let at = place.map(|entry| entry.span().start);
        let at = at
            .or(file.base.as_ref().map(|base| base.span().start))
            .unwrap_or(0);
        anyhow!("line {}: {refusal}", line(at))
    })
}

fn option<T: Copy>(
    text: &str,
    key: &str,
    given: Option<&Spanned<String>>,
    known: impl IntoIterator<Item = T>,
    name: impl Fn(T) -> &'static str,
) -> anyhow::Result<Option<T>> {
    let Some(given) = given else { return Ok(None) };
    let found = named(given.get_ref(), known, name);
    let line = nearest::line_of(text, given.span().start);
    found
        .map(Some)
        .map_err(|error| anyhow!("line {line}: {key} {error}"))
}

fn named<T: Copy>(
    given: &str,
    known: impl IntoIterator<Item = T>,
    name: impl Fn(T) -> &'static str,
) -> anyhow::Result<T> {
    let mut names = Vec::new();
    for value in known {
        if name(value) == given {
            return Ok(value);
        }
        names.push(name(value));
    }
    bail!("{given:?}: not known; known are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::from_text;

    const HEAD: &str =
        "name = \"Example Times\"\nversion = \"1\"\nlanguage = \"en\"\nbase = [\"en-GB\"]\n";

    fn with(rest: &str) -> anyhow::Result<copydesk_text::HouseMap> {
        from_text(&format!("{HEAD}{rest}"))
    }

    #[track_caller]
    fn check_refused(rest: &str, expected: &str) {
        let error = with(rest).expect_err(rest).to_string();
        assert!(error.contains(expected), "{error:?} is not {expected:?}");
        assert!(!error.contains('\n'), "{error}");
    }

    #[test]
    fn a_declared_map_is_read() {
        let entries = "quotes = \"single\"\ndigits = \"latn\"\n\n[[map]]\nwire = \"per cent\"\nhouse = \"percent\"\nclass = \"abbreviation\"\n";
        let map = with(entries).expect("a map");
        assert_ne!(map, with("").expect("a map"));
        assert_eq!(map, with(entries).expect("a map"));
    }

    #[test]
    fn a_forbidden_entry_is_refused_with_its_line() {
        let entry = |wire: &str, house: &str, class: &str| {
            let good =
                "[[map]]\nwire = \"per cent\"\nhouse = \"percent\"\nclass = \"abbreviation\"\n\n";
            format!("{good}[[map]]\nwire = \"{wire}\"\nhouse = \"{house}\"\nclass = \"{class}\"\n")
        };
        check_refused(
            &entry("5", "five", "spelling"),
            "line 10: \"5\" to \"five\": a digit is never mapped",
        );
        check_refused(
            &entry("said", "claimed", "spelling"),
            "line 10: \"said\" to \"claimed\": a verb of attribution",
        );
        check_refused(&entry("not", "nought", "spelling"), "line 10:");
        check_refused(&entry("per cent", "%", "spelling"), "line 10:");
        check_refused(
            &entry("metre", "meter", "style"),
            "line 10: class \"style\": not known",
        );
    }

    #[test]
    fn wrong_options_are_refused_with_their_line() {
        check_refused(
            "quotes = \"curly\"\n",
            "line 5: quotes \"curly\": not known; known are single, double",
        );
        check_refused("digits = \"roman\"\n", "line 5: digits \"roman\"");
        check_refused(
            "quote = \"single\"\n",
            "line 5: unknown key `quote`, did you mean `quotes`?",
        );
        let error = from_text(&HEAD.replace("en-GB", "en-AU"))
            .expect_err("an unknown base")
            .to_string();
        assert!(error.starts_with("line 4: base \"en-AU\""), "{error}");
    }

    #[test]
    fn the_demos_map_is_one_that_is_allowed() {
        let text = crate::samples::house_map().expect("the file");
        let text = std::str::from_utf8(text).expect("UTF-8");
        from_text(text).expect("the demo's map");
    }
}
