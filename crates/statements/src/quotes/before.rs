//! Before a story is published: which of its quotations do not bear out the documents they name. A pure question of the
//! story's words and of what is known; raises a flag, stops nothing.

use super::{Checked, Prepared, Quotation, Verdict, find_quotations};

/// A document the desk knows, and what stories call it.
#[derive(Clone, Debug)]
pub struct KnownDocument<'a> {
    /// The document and its related texts, ready.
    pub prepared: &'a Prepared<'a>,
    /// Names under which a story may mean it: its title and short forms of it.
    pub names: Vec<String>,
}

/// A quotation that does not match the document it is attributed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryFlag {
    /// Index of the document it was checked against.
    pub document: usize,
    /// What was found: a material change of words, words from elsewhere, or not there at all.
    pub checked: Checked,
    /// Index of the other document that holds the words, if one does.
    pub stands_in: Option<usize>,
}

/// The quotations of a story that are attributed to a document and fail. A quotation is held against the documents the
/// story names, or against the only one there is; a story that names none of several gets no flag. Of several named
/// documents the one that fits best counts.
#[must_use]
pub fn story_flags(
    story: &str,
    language: Option<&str>,
    documents: &[KnownDocument],
) -> Vec<StoryFlag> {
    let named: Vec<usize> = match documents {
        [_] => vec![0],
        _ => (0..documents.len())
            .filter(|&index| is_named(story, &documents[index].names))
            .collect(),
    };
    let quotations = find_quotations(story);
    let attributed = quotations
        .iter()
        .filter(|quotation| quotation.is_attributed());
    attributed
        .filter_map(|quotation| flag(story, language, quotation, documents, &named))
        .collect()
}

fn flag(
    story: &str,
    language: Option<&str>,
    quotation: &Quotation,
    documents: &[KnownDocument],
    named: &[usize],
) -> Option<StoryFlag> {
    let check = |index: usize| documents[index].prepared.check(story, language, quotation);
    let of_named = named.iter().map(|&index| (index, check(index)));
    let (document, mut checked) =
        of_named.min_by_key(|(index, checked)| (checked.fails(), checked.verdict, *index))?;
    if !checked.fails() {
        return None;
    }
    let others = (0..documents.len()).filter(|index| !named.contains(index));
    let mut holds = others.filter(|&index| {
        check(index)
            .wording
            .is_some_and(|wording| wording <= Verdict::Elided)
    });
    let stands_in = holds.next();
    if stands_in.is_some() && checked.verdict == Some(Verdict::NotFound) {
        checked.verdict = Some(Verdict::Misplaced);
    }
    Some(StoryFlag {
        document,
        checked,
        stands_in,
    })
}

/// Whether one of the names stands in the story, as whole words, in any case.
fn is_named(story: &str, names: &[String]) -> bool {
    let lower = story.to_lowercase();
    names
        .iter()
        .filter(|name| !name.trim().is_empty())
        .any(|name| {
            let name = name.to_lowercase();
            lower.match_indices(&name).any(|(at, _)| {
                let before = lower[..at].chars().next_back();
                let after = lower[at + name.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        })
}
