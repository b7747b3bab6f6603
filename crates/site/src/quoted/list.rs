//! The list of a text's quotations with what was found about each: the words, the verdict in words, the document and
//! article they were held against with a link to the place, and the words that differ. Stands beside the text; never in
//! it.

use copydesk_desk::{HeldQuotation, KnownText};
use copydesk_statements::quotes::{Edit, EditKind, Flag, SourceText, Verdict};
use copydesk_text::{Block, Span};
use maud::{Markup, html};

use super::words::{Between, between, flag, reason, severity, verdict};
use crate::explainer::passage::{anchor, label_of};
use crate::people::reading::paragraph_at;
use crate::route::encoded;
use crate::theme::Fragment;
use crate::words::{Tongue, direction};

/// Most quotations listed on one page.
const QUOTATIONS_MAX: usize = 20;
/// Longest words of one passage shown, characters.
const WORDS_CHARACTERS_MAX: usize = 280;
/// Differences of one quotation shown.
const EDITS_MAX: usize = 6;

/// A text with what was found about its quotations.
pub(crate) struct Held<'a> {
    /// The blocks of the text.
    pub(crate) blocks: &'a [Block],
    /// Its flat form.
    pub(crate) flat: &'a str,
    /// Its language where the page speaks another.
    pub(crate) lang: Option<&'a str>,
    /// The texts of the documents.
    pub(crate) texts: &'a [KnownText],
    /// What was found.
    pub(crate) found: &'a [HeldQuotation],
    /// The tongue of the page.
    pub(crate) tongue: Tongue,
    /// Whether the paragraphs stand on the same page.
    pub(crate) paragraphs: Paragraphs,
}

/// How a paragraph of the text is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paragraphs {
    /// By a link to it.
    Linked,
    /// By its number.
    Counted,
}

/// The section of a story's page; `None` where there is nothing to say.
#[must_use]
pub(crate) fn section(held: &Held<'_>) -> Option<Fragment> {
    if held.found.is_empty() {
        return None;
    }
    let b = between(held.tongue);
    Some(Fragment::new(html! {
        section.quoted aria-labelledby="quoted" {
            h2 #quoted { (b.title) }
            p.lede { (b.lede) }
            ol { @for one in held.found.iter().take(QUOTATIONS_MAX) { li data-verdict=(one.verdict().name()) { (entry(held, one)) } } }
        }
    }))
}

/// One quotation with what was found about it.
pub(crate) fn entry(held: &Held<'_>, one: &HeldQuotation) -> Markup {
    let (checked, tongue) = (&one.checked, held.tongue);
    let b = between(tongue);
    let at = checked.quotation.pieces.first().map(|piece| piece.start);
    let paragraph = at.and_then(|at| paragraph_at(held.blocks, at));
    let words = checked.quotation.words(held.flat);
    // Another rendering says already that the text is a translation.
    let said = |flag: &Flag| one.verdict() == Verdict::Translation && *flag == Flag::TranslatedText;
    let flags = checked.flags.iter().filter(|flag| !said(flag));
    let notes = flags.filter_map(|one| flag(*one, tongue));
    html! {
        p.words {
            span lang=[held.lang] dir=[held.lang.map(direction)] { "“" (short(&words)) "”" }
            @if let Some(paragraph) = paragraph.filter(|_| held.paragraphs == Paragraphs::Counted) {
                " " span.from { (tongue.words().paragraph) " " (paragraph) }
            } @else if let Some(paragraph) = paragraph {
                " " a.at href={ "#p" (paragraph) } aria-label={ (tongue.words().paragraph) " " (paragraph) } { "¶" (paragraph) }
            }
        }
        p {
            b.verdict { (capital(verdict(one.verdict(), tongue))) }
            @if one.verdict() == Verdict::WordChange {
                @if let Some(weight) = checked.severity { ", " (severity(weight, tongue)) }
            }
            @for why in &checked.reasons { "; " (reason(*why, tongue)) }
            ". " (place(held, one))
        }
        (differences(held, one, &b))
        @for note in notes { p.note { (note) } }
    }
}

/// The document, and the article in it where the words stand, linked.
fn place(held: &Held<'_>, one: &HeldQuotation) -> Markup {
    let known = &held.texts[one.text];
    let occurrence = one.checked.occurrences.first();
    let near = one.checked.closest.as_ref();
    let text = occurrence
        .map(|found| found.text)
        .or(near.map(|near| near.text));
    let text = text.unwrap_or(0);
    let source = text_of(known, text);
    let span = occurrence
        .and_then(|found| found.spans.first().copied())
        .or(near.map(|near| near.span));
    let segment = occurrence
        .and_then(|found| found.segment.clone())
        .or_else(|| span.and_then(|span| Some(source.segment_at(span)?.id.clone())));
    link(source, segment.as_deref(), span)
}

fn text_of(known: &KnownText, index: usize) -> &SourceText {
    let related = index
        .checked_sub(1)
        .and_then(|at| known.source.related.get(at));
    related.unwrap_or(&known.source)
}

fn link(source: &SourceText, segment: Option<&str>, span: Option<Span>) -> Markup {
    let title = source.facts.title.as_deref().unwrap_or(&source.id);
    let words = span.and_then(|span| source.text.get(span.start..span.end));
    let words = words.map(anchor).unwrap_or_default();
    let path = format!("/documents/{}", encoded(&source.id));
    let href = match segment {
        Some(segment) => format!("{path}#{}{words}", encoded(segment)),
        None => path,
    };
    html! {
        a.source href=(href) { (title) @if let Some(segment) = segment { ", " (label_of(segment)) } }
        @if let Some(publisher) = &source.facts.publisher { span.from { " (" (publisher) ")" } }
    }
}

/// The words that differ, what follows, and what comes closest.
fn differences(held: &Held<'_>, one: &HeldQuotation, b: &Between) -> Markup {
    let checked = &one.checked;
    let known = &held.texts[one.text];
    let shown = one.verdict() != Verdict::Translation && one.verdict() != Verdict::Uncheckable;
    html! {
        @if shown {
            @for edit in checked.edits.iter().take(EDITS_MAX) { (difference(edit, b)) }
        }
        @if let Some(passage) = checked.restriction.as_ref().filter(|_| one.verdict() == Verdict::Truncated) {
            p.note { (b.goes_on) " " q { (short(&passage.words)) } }
        }
        @if let Some(passage) = &checked.closest {
            p.note { (b.closest) " " q lang=[text_of(known, passage.text).facts.language.as_deref()] { (short(&passage.words)) } }
        }
        @if let Some(other) = one.stands_in.and_then(|at| held.texts.get(at)) {
            p.note { (b.stands_in) " " (link(&other.source, None, None)) }
        }
    }
}

fn difference(edit: &Edit, b: &Between) -> Markup {
    let (quoted, source) = (short(&edit.quoted), short(&edit.source));
    match edit.kind {
        EditKind::Case => html! {},
        EditKind::Replaced | EditKind::Bracket if !edit.source.is_empty() => html! {
            p.note { (b.here) " " q { (quoted) } " " (b.there) " " q { (source) } }
        },
        EditKind::Replaced | EditKind::Added | EditKind::Bracket => html! {
            p.note { (b.added) " " q { (quoted) } }
        },
        EditKind::Removed => html! { p.note { (b.removed) " " q { (source) } } },
        EditKind::Gap => html! { p.note { (b.left_out) " " q { (source) } } },
    }
}

/// The beginning of a long passage, white space folded.
fn short(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match folded.char_indices().nth(WORDS_CHARACTERS_MAX) {
        Some((end, _)) => format!("{} …", folded[..end].trim_end()),
        None => folded,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
