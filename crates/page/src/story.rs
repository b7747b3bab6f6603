//! A story page as the ledger's check reads it: the one headline, the numbered paragraphs, what the page says about
//! itself. Strict, unlike everything else here: a page that could show other words than it holds cannot be checked.

use dom_query::{NodeData, NodeRef};

use crate::dom::{Descend, Step, parse, walk};

/// What may not stand in a headline or paragraph: it holds words that are not shown, or shows words it does not hold.
const HIDING: &[&str] = &["script", "style", "template", "q", "input"];

/// A story page, ready to be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryPage {
    /// Text of the only `h1`.
    pub headline: String,
    /// Text of the `data-p` elements of `#story-text`, in order.
    pub paragraphs: Vec<String>,
    /// `data-verdict` of `#disclosure`; none also for an empty one or `-`.
    pub verdict: Option<String>,
    /// `data-headline` of `#disclosure`.
    pub headline_word: Option<String>,
    /// `data-edition` of `#disclosure`.
    pub edition: Option<u32>,
    /// Text of the first `p` of `#disclosure`.
    pub sentence: Option<String>,
}

/// Why a page cannot be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uncheckable {
    /// There is not exactly one `h1`.
    Headline,
    /// There is not exactly one `#story-text`.
    Text,
    /// Paragraphs are not numbered 1, 2, … without gaps, or stand in one another.
    Numbers,
    /// Something in headline or text can hide words or show others.
    Hidden,
    /// The page is too large or too deep.
    Bounds,
    /// It is a tombstone: the story was taken off.
    Tombstone,
    /// It shows the first paragraphs of a longer text (`data-of`).
    Teaser {
        /// So many.
        shown: u32,
        /// Of so many.
        of: u32,
    },
}

impl std::fmt::Display for Uncheckable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Self::Teaser { shown, of } = self {
            return write!(
                f,
                "this page shows {shown} of {of} paragraphs; open the whole story"
            );
        }
        f.write_str(match self {
            Self::Headline => "the page has not exactly one headline (h1)",
            Self::Text => "the page has not exactly one story text (#story-text)",
            Self::Numbers => "the paragraphs are not numbered 1, 2, … (data-p)",
            Self::Hidden => "something in the story text can hide words or show others",
            Self::Bounds => "the page is too large",
            Self::Tombstone => "the story was taken off: this page is its tombstone",
            Self::Teaser { .. } => "this page does not show the whole story",
        })
    }
}

impl std::error::Error for Uncheckable {}

/// Reads a story page for the check.
///
/// # Errors
/// [`Uncheckable`]: nothing can be said about such a page.
pub fn story_page(html: &str) -> Result<StoryPage, Uncheckable> {
    let parsed = parse(html);
    if parsed.truncated {
        return Err(Uncheckable::Bounds);
    }
    let document = &parsed.document;
    if document.select("#tombstone").exists() {
        return Err(Uncheckable::Tombstone);
    }
    let headlines = document.select("h1");
    let texts = document.select("#story-text");
    let ([headline], [text]) = (headlines.nodes(), texts.nodes()) else {
        let headlines = headlines.nodes().len();
        return Err(if headlines == 1 {
            Uncheckable::Text
        } else {
            Uncheckable::Headline
        });
    };
    let disclosures = document.select("#disclosure");
    let disclosure = disclosures.nodes().first();
    let said = |name: &str| {
        let value = disclosure.and_then(|node| node.attr(name))?;
        let value = value.trim();
        (!value.is_empty() && value != "-").then(|| value.to_owned())
    };
    Ok(StoryPage {
        headline: shown_text(headline)?,
        paragraphs: paragraphs(text)?,
        verdict: said("data-verdict"),
        headline_word: said("data-headline"),
        edition: said("data-edition").and_then(|number| number.parse().ok()),
        sentence: disclosure.and_then(sentence),
    })
}

fn paragraphs(text: &NodeRef<'_>) -> Result<Vec<String>, Uncheckable> {
    check_shown(text)?;
    let numbered: Vec<NodeRef<'_>> = text
        .descendants_it()
        .filter(|node| node.has_attr("data-p"))
        .collect();
    let mut found = Vec::with_capacity(numbered.len());
    for (index, node) in numbered.iter().enumerate() {
        let number = node.attr("data-p").unwrap_or_default();
        let nested = node
            .ancestors_it(None)
            .take_while(|above| above.id != text.id)
            .any(|above| above.has_attr("data-p"));
        if nested || *number != *(index + 1).to_string() {
            return Err(Uncheckable::Numbers);
        }
        found.push(shown_text(node)?);
    }
    if found.is_empty() {
        return Err(Uncheckable::Numbers);
    }
    check_whole(text, found.len())?;
    Ok(found)
}

/// A teaser says of how many paragraphs it shows the first.
fn check_whole(text: &NodeRef<'_>, shown: usize) -> Result<(), Uncheckable> {
    let Some(of) = text.attr("data-of") else {
        return Ok(());
    };
    let plain = |number: &u32| *of == *number.to_string();
    let of: u32 = of.parse().ok().filter(plain).ok_or(Uncheckable::Numbers)?;
    match u32::try_from(shown) {
        Ok(shown) if shown < of => Err(Uncheckable::Teaser { shown, of }),
        Ok(shown) if shown == of => Ok(()),
        _ => Err(Uncheckable::Numbers),
    }
}

fn sentence(disclosure: &NodeRef<'_>) -> Option<String> {
    let first = disclosure
        .descendants_it()
        .find(|node| node.has_name("p"))?;
    Some(first.text().to_string())
}

fn check_shown(node: &NodeRef<'_>) -> Result<(), Uncheckable> {
    let hides = node.has_attr("hidden") || node.has_attr("style");
    if hides {
        Err(Uncheckable::Hidden)
    } else {
        Ok(())
    }
}

/// Text of an element, `br` as a space.
fn shown_text(root: &NodeRef<'_>) -> Result<String, Uncheckable> {
    let mut text = String::new();
    let mut found = Ok(());
    walk(*root, |step| {
        if let Step::Enter(node) = step {
            node.query(|inner| match &inner.data {
                NodeData::Text { contents } => text.push_str(contents),
                NodeData::Element(_) => {
                    if node.has_name("br") {
                        text.push(' ');
                    }
                    let hiding = HIDING.iter().any(|name| node.has_name(name));
                    if hiding || check_shown(&node).is_err() {
                        found = Err(Uncheckable::Hidden);
                    }
                }
                _ => {}
            });
        }
        Descend::Into
    });
    found.map(|()| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><h1>Water&nbsp;bill</h1><div id="story-text">
        <p data-p="1">One<br>line.</p><h2 data-p="2">Two</h2></div>
        <aside id="disclosure" data-verdict="identical" data-headline="changed" data-edition="3"><p>It is so.</p><p>More.</p></aside>"#;

    #[test]
    fn a_story_page_is_read_as_it_shows() {
        let page = story_page(PAGE).expect("checkable");
        assert_eq!(page.headline, "Water\u{a0}bill");
        assert_eq!(page.paragraphs, ["One line.", "Two"]);
        assert_eq!(page.verdict.as_deref(), Some("identical"));
        assert_eq!(page.headline_word.as_deref(), Some("changed"));
        assert_eq!(page.edition, Some(3));
        assert_eq!(page.sentence.as_deref(), Some("It is so."));
    }

    #[track_caller]
    fn check_refused(from: &str, to: &str, expected: Uncheckable) {
        assert!(PAGE.contains(from));
        assert_eq!(story_page(&PAGE.replace(from, to)), Err(expected));
    }

    #[test]
    fn a_page_that_could_show_other_words_is_refused() {
        check_refused("<h1>", "<h1>A</h1><h1>", Uncheckable::Headline);
        check_refused("story-text", "other", Uncheckable::Text);
        check_refused(r#"data-p="2""#, r#"data-p="3""#, Uncheckable::Numbers);
        check_refused("line.", "line.<script>x</script>", Uncheckable::Hidden);
        check_refused(
            r#"data-p="1""#,
            r#"data-p="1" style="display:none""#,
            Uncheckable::Hidden,
        );
        check_refused("One", "<span hidden>Not</span>One", Uncheckable::Hidden);
        check_refused("One", r#"<b data-p="2">One</b>"#, Uncheckable::Numbers);
        check_refused("disclosure", "tombstone", Uncheckable::Tombstone);
    }

    #[test]
    fn a_teaser_says_how_much_of_the_story_it_shows_and_is_not_checked() {
        let of = |number: &str| format!("id=\"story-text\" data-of=\"{number}\"");
        let teaser = Uncheckable::Teaser { shown: 2, of: 9 };
        check_refused("id=\"story-text\"", &of("9"), teaser);
        assert_eq!(
            teaser.to_string(),
            "this page shows 2 of 9 paragraphs; open the whole story"
        );
        for wrong in ["1", "09", "+9", "x", ""] {
            check_refused("id=\"story-text\"", &of(wrong), Uncheckable::Numbers);
        }
        let whole = PAGE.replace("id=\"story-text\"", &of("2"));
        assert_eq!(story_page(&whole), story_page(PAGE));
    }
}
