//! Which line of a page is its headline: an `h1`, else what JSON-LD or OpenGraph says, else the title, cut only where
//! the rest of it is the site's name. Never cuts inside a headline.

use crate::block::Mark;
use crate::gather::Gathered;
use crate::words::words;

const SEPARATORS: [&str; 6] = [" | ", " - ", " – ", " — ", " :: ", " · "];

/// Characters of a line that are compared with what the page states.
const HEADLINE_CHARS_MAX: usize = 400;

/// A headline and where it stands.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) text: Option<String>,
    /// Index among the gathered blocks, if it is one of them.
    pub(crate) block: Option<usize>,
}

/// Finds the headline of a page.
pub(crate) fn find(gathered: &Gathered) -> Found {
    let facts = &gathered.facts;
    let stated: Vec<String> = facts
        .article
        .iter()
        .filter_map(|article| article.headline.clone())
        .chain(facts.meta("og:title"))
        .collect();
    if let Some(block) = best_h1(gathered, &stated) {
        let text = gathered.blocks[block].block.text.clone();
        return Found {
            text: Some(text),
            block: Some(block),
        };
    }
    let site = facts.site();
    let text = stated.into_iter().next().or_else(|| facts.title.clone());
    Found {
        text: text.map(|text| without_site(&text, site.as_deref())),
        block: None,
    }
}

/// The `h1` that agrees with what the page says its headline is, else the only or first one in the article, else the
/// only one there is.
fn best_h1(gathered: &Gathered, stated: &[String]) -> Option<usize> {
    let visible = |index: &usize| !gathered.blocks[*index].marks.has(Mark::Hidden);
    let candidates: Vec<usize> = gathered
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.tag == "h1")
        .map(|(index, _)| index)
        .filter(visible)
        .collect();
    let stated: Vec<Vec<String>> = stated.iter().map(|text| first_words(text)).collect();
    let agrees = |index: &&usize| {
        let shown = first_words(&gathered.blocks[**index].block.text);
        stated.iter().any(|stated| shares_half(&shown, stated))
    };
    let in_article = |index: &&usize| {
        let marks = gathered.blocks[**index].marks;
        marks.has_any(&[Mark::Article, Mark::Main]) && !marks.has(Mark::Navigation)
    };
    candidates
        .iter()
        .find(agrees)
        .or_else(|| candidates.iter().find(in_article))
        .or_else(|| {
            candidates
                .first()
                .filter(|_| candidates.len() == 1 && stated.is_empty())
        })
        .copied()
}

/// As many words as a headline may have; more would only cost time.
fn first_words(text: &str) -> Vec<String> {
    let head = text
        .char_indices()
        .nth(HEADLINE_CHARS_MAX)
        .map_or(text, |(end, _)| &text[..end]);
    words(head)
}

/// Whether at least half the words of the shorter are in the longer.
fn shares_half(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 2 >= short.len() && shared * 3 >= long.len()
}

fn without_site(text: &str, site: Option<&str>) -> String {
    let Some(site) = site.map(words).filter(|site| !site.is_empty()) else {
        return text.to_owned();
    };
    SEPARATORS
        .iter()
        .filter_map(|separator| text.rsplit_once(separator))
        .find(|(_, right)| words(right) == site)
        .map_or_else(|| text.to_owned(), |(left, _)| left.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_only_before_the_site_name() {
        assert_eq!(
            without_site("Talks fail | Harbour Post", Some("Harbour Post")),
            "Talks fail"
        );
        assert_eq!(
            without_site("Talks | a history", Some("Harbour Post")),
            "Talks | a history"
        );
        assert_eq!(without_site("Talks - fail", None), "Talks - fail");
    }
}
