//! The seal: the one way to [`Sealed`] bytes, the only kind the page cache takes and the site answers with.
//! Parses what a theme rendered and refuses a story page without its disclosure, its text or its head (`site.md` 4).
//! Never repairs a page.

use std::collections::HashSet;

use dom_query::{Document, NodeRef};

/// Bytes that may leave the site. Made by [`seal`], and by [`seal_document`] for what no theme touches.
#[derive(Debug)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// What a page must hold to be sealed.
#[derive(Debug)]
pub enum Demand<'a> {
    /// A story page.
    Story(StoryDemand<'a>),
    /// The page of a gone story.
    Tombstone(TombstoneDemand<'a>),
    /// Any other page of a theme: its head alone.
    Page,
}

/// What a story page must hold.
#[derive(Debug)]
pub struct StoryDemand<'a> {
    /// Disclosure fragment computed for the edition.
    pub disclosure: &'a str,
    /// House headline.
    pub headline: &'a str,
    /// Published paragraphs, in order.
    pub paragraphs: Vec<&'a str>,
}

/// What a tombstone must hold, and what of the story it may not.
#[derive(Debug)]
pub struct TombstoneDemand<'a> {
    /// Tombstone fragment.
    pub tombstone: &'a str,
    /// Headlines of every edition.
    pub headlines: &'a [String],
    /// The slug.
    pub slug: &'a str,
    /// Texts of every edition.
    pub texts: &'a [String],
}

/// Why a page was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named by the codes of `site.md` 4")]
pub enum Refused {
    DisclosureMissing,
    DisclosureRepeated,
    DisclosureAltered,
    DisclosureHidden,
    TextMissing,
    TextAltered,
    TextOrder,
    TextUncheckable,
    HeadlineAltered,
    HeadMissing,
    TombstoneLeak,
    TombstoneMissing,
}

impl Refused {
    /// The code, as `/healthz` and the desk show it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DisclosureMissing => "disclosure_missing",
            Self::DisclosureRepeated => "disclosure_repeated",
            Self::DisclosureAltered => "disclosure_altered",
            Self::DisclosureHidden => "disclosure_hidden",
            Self::TextMissing => "text_missing",
            Self::TextAltered => "text_altered",
            Self::TextOrder => "text_order",
            Self::TextUncheckable => "text_uncheckable",
            Self::HeadlineAltered => "headline_altered",
            Self::HeadMissing => "head_missing",
            Self::TombstoneLeak => "tombstone_leak",
            Self::TombstoneMissing => "tombstone_missing",
        }
    }
}

/// Seals a rendered page that holds this head fragment.
///
/// # Errors
/// The first demand it does not meet. The built-in theme is rendered instead; a refused page never leaves.
pub fn seal(rendered: String, head: &str, demand: &Demand<'_>) -> Result<Sealed, Refused> {
    let page = Document::from(rendered.as_str());
    match demand {
        Demand::Page => {}
        Demand::Story(story) => check_story(&rendered, &page, story)?,
        Demand::Tombstone(tombstone) => check_tombstone(&rendered, &page, tombstone)?,
    }
    check_head(&rendered, &page, head)?;
    Ok(Sealed(rendered.into_bytes()))
}

/// Seals a feed or sitemap: written by Rust alone, no theme touched it, so nothing is demanded of it.
#[must_use]
pub fn seal_document(written: String) -> Sealed {
    Sealed(written.into_bytes())
}

fn check_story(rendered: &str, page: &Document, demand: &StoryDemand<'_>) -> Result<(), Refused> {
    check_disclosure(rendered, page, demand.disclosure)?;
    check_text(page, &demand.paragraphs)?;
    check_headline(page, demand.headline)
}

fn check_disclosure(rendered: &str, page: &Document, fragment: &str) -> Result<(), Refused> {
    let found = page.select("[id=disclosure]");
    let in_source = rendered.matches(fragment).count();
    let node = match found.nodes() {
        [] if in_source > 0 => return Err(Refused::DisclosureHidden),
        [] => return Err(Refused::DisclosureMissing),
        [node] => node,
        _ => return Err(Refused::DisclosureRepeated),
    };
    if is_hidden(node) || is_wrapped(node) {
        return Err(Refused::DisclosureHidden);
    }
    if in_source > 1 {
        return Err(Refused::DisclosureRepeated);
    }
    let expected = Document::fragment(fragment);
    let same = expected
        .select("[id=disclosure]")
        .nodes()
        .first()
        .is_some_and(|expected| expected.html() == node.html());
    if in_source == 1 && same {
        Ok(())
    } else {
        Err(Refused::DisclosureAltered)
    }
}

/// Elements whose content readers do not see, or not at once.
const HIDING: &[&str] = &[
    "template", "noscript", "details", "dialog", "script", "textarea", "select", "style", "svg",
    "iframe", "object",
];

fn is_hidden(node: &NodeRef<'_>) -> bool {
    std::iter::once(*node)
        .chain(node.ancestors_it(None))
        .any(|node| {
            node.node_name()
                .is_some_and(|name| HIDING.contains(&&*name))
                || node.has_attr("hidden")
                || node.has_attr("inert")
                || node.has_attr("style")
                || node
                    .attr("aria-hidden")
                    .is_some_and(|value| &*value != "false")
        })
}

/// Elements the disclosure may stand in: the guard's rule makes these visible, whatever the theme's own rules say.
const OPEN: &[&str] = &["article", "main", "body", "html"];

/// Whether an element stands around it that a rule of the theme could hide.
fn is_wrapped(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None)
        .filter_map(|ancestor| ancestor.node_name())
        .any(|name| !OPEN.contains(&&*name))
}

fn check_text(page: &Document, paragraphs: &[&str]) -> Result<(), Refused> {
    let found = page.select("[id=story-text]");
    let [text] = found.nodes() else {
        return Err(Refused::TextMissing);
    };
    if is_hidden(text) || text.descendants_it().any(|node| is_uncheckable(&node)) {
        return Err(Refused::TextUncheckable);
    }
    let shown: Vec<NodeRef<'_>> = text
        .descendants_it()
        .filter(|node| node.has_attr("data-p"))
        .collect();
    let nested = |node: &NodeRef<'_>| {
        node.ancestors_it(None)
            .any(|ancestor| ancestor.has_attr("data-p"))
    };
    if shown.iter().any(nested) {
        return Err(Refused::TextUncheckable);
    }
    let numbered = shown.iter().enumerate().all(|(index, node)| {
        node.attr("data-p")
            .is_some_and(|p| *p == *(index + 1).to_string())
    });
    if !numbered || shown.len() != paragraphs.len() {
        return Err(Refused::TextOrder);
    }
    let same = shown
        .iter()
        .zip(paragraphs)
        .all(|(node, paragraph)| folded(&node.text()) == folded(paragraph));
    let nothing_else =
        squeezed(&text.text()) == paragraphs.iter().map(|p| squeezed(p)).collect::<String>();
    if same && nothing_else {
        Ok(())
    } else {
        Err(Refused::TextAltered)
    }
}

/// What a checker of page text refuses to read (`ledger.md` 3).
fn is_uncheckable(node: &NodeRef<'_>) -> bool {
    const ELEMENTS: &[&str] = &[
        "script", "style", "template", "q", "input", "details", "noscript", "del", "s",
    ];
    node.node_name()
        .is_some_and(|name| ELEMENTS.contains(&&*name))
        || node.has_attr("hidden")
        || node.has_attr("style")
        || node.has_attr("inert")
        || node.has_attr("aria-hidden")
}

fn check_headline(page: &Document, headline: &str) -> Result<(), Refused> {
    let found = page.select("h1");
    match found.nodes() {
        [only] if folded(&only.text()) == folded(headline) && !is_hidden(only) => Ok(()),
        _ => Err(Refused::HeadlineAltered),
    }
}

/// The head fragment ends in a mark that stands once in the parsed head.
fn check_head(rendered: &str, page: &Document, head: &str) -> Result<(), Refused> {
    let marks = page.select("head > meta[name=generator]").length();
    if marks == 1 && rendered.matches(head).count() == 1 {
        Ok(())
    } else {
        Err(Refused::HeadMissing)
    }
}

fn check_tombstone(
    rendered: &str,
    page: &Document,
    demand: &TombstoneDemand<'_>,
) -> Result<(), Refused> {
    if page.select("[id=tombstone]").length() != 1
        || rendered.matches(demand.tombstone).count() != 1
    {
        return Err(Refused::TombstoneMissing);
    }
    if leaks(rendered, page, demand) {
        return Err(Refused::TombstoneLeak);
    }
    Ok(())
}

/// Words in a row that give a story away.
const LEAK_WORDS: usize = 5;

/// A headline or slug of one word is no secret and may be a word of the page itself; it is not looked for.
fn leaks(rendered: &str, page: &Document, demand: &TombstoneDemand<'_>) -> bool {
    let source = rendered.to_lowercase();
    let text = page.text().to_lowercase();
    let shown = words(&text);
    let slug = demand.slug.to_lowercase();
    let has_slug = slug.contains('-')
        && (source.contains(&slug)
            || source.contains(&crate::route::encoded(&slug).to_lowercase()));
    let runs: HashSet<&[&str]> = shown.windows(LEAK_WORDS).collect();
    let has_headline = demand.headlines.iter().any(|headline| {
        let headline = headline.to_lowercase();
        let headline = words(&headline);
        headline.len() > 1 && shown.windows(headline.len()).any(|run| run == headline)
    });
    let has_run = demand.texts.iter().any(|story| {
        let story = story.to_lowercase();
        words(&story)
            .windows(LEAK_WORDS)
            .any(|run| runs.contains(run))
    });
    has_slug || has_headline || has_run
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_mark(c))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Signs that belong to the letter before them in Indic scripts and in decomposed Latin.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

/// White space folded to single spaces.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// White space left out altogether: blocks stand apart in a page without any between them.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<title>T</title><meta name=\"generator\" content=\"Copydesk\">";
    const DISCLOSURE: &str =
        "<aside id=\"disclosure\" data-edition=\"1\"><p>From the wire: unmodified.</p></aside>";
    const TEXT: &str =
        "<div id=\"story-text\"><p data-p=\"1\">One &amp; two.</p><p data-p=\"2\">Three.</p></div>";

    fn page(head: &str, body: &str) -> String {
        format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>")
    }

    #[track_caller]
    fn check_seal(rendered: String, expected: Result<(), Refused>) {
        let demand = StoryDemand {
            disclosure: DISCLOSURE,
            headline: "The headline",
            paragraphs: vec!["One & two.", "Three."],
        };
        let sealed = seal(rendered.clone(), HEAD, &Demand::Story(demand)).map(|_| ());
        assert_eq!(sealed, expected, "{rendered}");
    }

    fn story(text: &str, disclosure: &str) -> String {
        page(HEAD, &format!("<h1>The headline</h1>{text}{disclosure}"))
    }

    #[test]
    fn a_whole_story_page_is_sealed() {
        check_seal(story(TEXT, DISCLOSURE), Ok(()));
    }

    #[test]
    fn a_dropped_disclosure_is_refused() {
        check_seal(story(TEXT, ""), Err(Refused::DisclosureMissing));
    }

    #[test]
    fn a_repeated_disclosure_is_refused() {
        check_seal(
            story(TEXT, &DISCLOSURE.repeat(2)),
            Err(Refused::DisclosureRepeated),
        );
    }

    #[test]
    fn an_altered_disclosure_is_refused_also_with_the_true_one_in_a_comment() {
        let altered = DISCLOSURE.replace("unmodified", "improved");
        check_seal(story(TEXT, &altered), Err(Refused::DisclosureAltered));
        let both = format!("<!--{DISCLOSURE}-->{altered}");
        check_seal(story(TEXT, &both), Err(Refused::DisclosureAltered));
    }

    #[test]
    fn a_hidden_disclosure_is_refused() {
        for (open, close) in [
            ("<!--", "-->"),
            ("<template>", "</template>"),
            ("<noscript>", "</noscript>"),
            ("<details>", "</details>"),
            ("<dialog>", "</dialog>"),
            ("<script>", "</script>"),
            ("<textarea>", "</textarea>"),
            ("<div hidden>", "</div>"),
            ("<div inert>", "</div>"),
            ("<div aria-hidden=true>", "</div>"),
        ] {
            check_seal(
                story(TEXT, &format!("{open}{DISCLOSURE}{close}")),
                Err(Refused::DisclosureHidden),
            );
        }
    }

    #[test]
    fn a_disclosure_in_an_element_a_theme_could_hide_is_refused() {
        for (open, close) in [
            ("<div class=gone>", "</div>"),
            ("<div>", "</div>"),
            ("<section id=below>", "</section>"),
            ("<main><div><article>", "</article></div></main>"),
            ("<own-box>", "</own-box>"),
        ] {
            let wrapped = format!("{open}{DISCLOSURE}{close}");
            check_seal(story(TEXT, &wrapped), Err(Refused::DisclosureHidden));
        }
        let plain = format!("<main class=wide><article class=story>{DISCLOSURE}</article></main>");
        check_seal(story(TEXT, &plain), Ok(()));
    }

    #[test]
    fn one_altered_letter_of_the_text_is_refused() {
        check_seal(
            story(&TEXT.replace("Three", "Tree"), DISCLOSURE),
            Err(Refused::TextAltered),
        );
        check_seal(
            story(&TEXT.replace("</div>", "<p>More.</p></div>"), DISCLOSURE),
            Err(Refused::TextAltered),
        );
    }

    #[test]
    fn a_missing_or_repeated_text_is_refused() {
        check_seal(story("", DISCLOSURE), Err(Refused::TextMissing));
        check_seal(
            story(&TEXT.repeat(2), DISCLOSURE),
            Err(Refused::TextMissing),
        );
    }

    #[test]
    fn paragraphs_out_of_order_or_cut_are_refused() {
        let swapped = "<div id=\"story-text\"><p data-p=\"2\">Three.</p><p data-p=\"1\">One &amp; two.</p></div>";
        check_seal(story(swapped, DISCLOSURE), Err(Refused::TextOrder));
        let cut = "<div id=\"story-text\"><p data-p=\"1\">One &amp; two.</p></div>";
        check_seal(story(cut, DISCLOSURE), Err(Refused::TextOrder));
    }

    #[test]
    fn a_text_nobody_could_check_is_refused() {
        let quoted = TEXT.replace("Three.", "<q>Three.</q>");
        check_seal(story(&quoted, DISCLOSURE), Err(Refused::TextUncheckable));
        let styled = TEXT.replace("<p data-p=\"2\">", "<p data-p=\"2\" style=\"color:red\">");
        check_seal(story(&styled, DISCLOSURE), Err(Refused::TextUncheckable));
        let nested = "<div id=\"story-text\"><div data-p=\"1\">One &amp; two.<p data-p=\"2\">Three.</p></div></div>";
        check_seal(story(nested, DISCLOSURE), Err(Refused::TextUncheckable));
    }

    #[test]
    fn another_headline_or_a_second_one_is_refused() {
        let other = page(HEAD, &format!("<h1>Another</h1>{TEXT}{DISCLOSURE}"));
        check_seal(other, Err(Refused::HeadlineAltered));
        let two = page(
            HEAD,
            &format!("<h1>The headline</h1><h1>Site</h1>{TEXT}{DISCLOSURE}"),
        );
        check_seal(two, Err(Refused::HeadlineAltered));
    }

    #[test]
    fn a_missing_or_commented_head_is_refused() {
        let body = format!("<h1>The headline</h1>{TEXT}{DISCLOSURE}");
        check_seal(page("", &body), Err(Refused::HeadMissing));
        check_seal(
            page(&format!("<!--{HEAD}-->"), &body),
            Err(Refused::HeadMissing),
        );
    }

    #[track_caller]
    fn check_tomb(body: &str, expected: Result<(), Refused>) {
        let demand = TombstoneDemand {
            tombstone: "<section id=\"tombstone\">Gone.</section>",
            headlines: &["Bridge over the river opens".into()],
            slug: "bridge-over-the-river-opens",
            texts: &["The mayor cut the ribbon at noon on Friday.".into()],
        };
        let sealed = seal(page(HEAD, body), HEAD, &Demand::Tombstone(demand)).map(|_| ());
        assert_eq!(sealed, expected, "{body}");
    }

    #[test]
    fn a_tombstone_that_tells_is_refused() {
        let stone = "<section id=\"tombstone\">Gone.</section>";
        check_tomb(stone, Ok(()));
        check_tomb("", Err(Refused::TombstoneMissing));
        for leak in [
            "<p>Bridge over the River opens</p>",
            "<a href=\"/x/bridge-over-the-river-opens-abc\">x</a>",
            "<p>…cut the ribbon at noon…</p>",
        ] {
            check_tomb(&format!("{stone}{leak}"), Err(Refused::TombstoneLeak));
        }
    }
}
