//! A disclosure as the desk shows it: the sentence in both languages, the verdict, and every difference with its
//! label. Draws what was computed and says nothing of its own about the text.

use copydesk_text::{Disclosure, Headline, Label, Language, Op, Operation, StripKind, Verdict};
use maud::{Markup, html};

use crate::ribbon::{Ribbon, Scale};
use crate::words::Tongue;

/// Differences listed at most; how many more there are is said.
const DIFFERENCES_MAX: usize = 40;
/// Characters of one side of a difference shown at most.
const EXCERPT_CHARS_MAX: usize = 220;

/// The whole statement.
pub(crate) fn statement(disclosure: &Disclosure) -> Markup {
    html! {
        p.verdicts {
            (verdict(disclosure.verdict()))
            @if let Some(headline) = disclosure.headline() { " " span.badge { (headline_words(headline)) } }
        }
        p.sentence lang="en" { (disclosure.sentence(Language::English)) }
        p.sentence lang="hi" { (disclosure.sentence(Language::Hindi)) }
        @if disclosure.verdict().is_some() {
            (Ribbon::of(disclosure).draw(Scale::Beside, Tongue::English))
            (differences(disclosure))
            (strips(disclosure))
        } @else {
            p.none { "The two texts could not be compared, so nothing is said about them." }
        }
    }
}

fn verdict(verdict: Option<Verdict>) -> Markup {
    let (class, words) = match verdict {
        Some(Verdict::Identical) => ("kept", "identical"),
        Some(Verdict::Typography) => ("kept", "typography only"),
        Some(Verdict::Shortened) => ("cut", "shortened"),
        Some(Verdict::HouseStyle) => ("cut", "house style"),
        Some(Verdict::Modified) => ("changed", "modified"),
        Some(Verdict::DifferentText) => ("changed", "different text"),
        None => ("changed", "not comparable"),
    };
    html! { span class={ "badge verdict " (class) } { "Text: " (words) } }
}

const fn headline_words(headline: Headline) -> &'static str {
    match headline {
        Headline::Same => "Headline: the agency's",
        Headline::Changed => "Headline: changed",
        Headline::Added => "Headline: added by the house",
    }
}

fn differences(disclosure: &Disclosure) -> Markup {
    let changed: Vec<&Operation> = disclosure
        .operations()
        .iter()
        .filter(|operation| operation.op != Op::Keep)
        .collect();
    html! {
        @if changed.is_empty() {
            p.none { "No word of the text differs from the wire." }
        } @else {
            ol.differences aria-label="Differences" {
                @for operation in changed.iter().take(DIFFERENCES_MAX) { (difference(disclosure, operation)) }
            }
            @if changed.len() > DIFFERENCES_MAX {
                p.none { "and " (changed.len() - DIFFERENCES_MAX) " more" }
            }
        }
    }
}

fn difference(disclosure: &Disclosure, operation: &Operation) -> Markup {
    let wire = operation
        .wire_span
        .and_then(|span| disclosure.wire_flat().get(span.start..span.end))
        .unwrap_or_default();
    let page = disclosure
        .page_flat()
        .get(operation.page_span.start..operation.page_span.end)
        .unwrap_or_default();
    html! {
        li {
            span.label { (op_words(operation.op)) @if let Some(words) = label_words(operation.label) { ", " (words) } }
            " "
            @if operation.op == Op::Move {
                span { (excerpt(page)) }
            } @else {
                @if !wire.trim().is_empty() { del { (excerpt(wire)) } " " }
                @if !page.trim().is_empty() { ins { (excerpt(page)) } }
                @if wire.trim().is_empty() && page.trim().is_empty() { span { "paragraph break or spacing" } }
            }
        }
    }
}

const fn op_words(op: Op) -> &'static str {
    match op {
        Op::Keep => "kept",
        Op::Delete => "left out",
        Op::Insert => "added",
        Op::Replace => "replaced",
        Op::Move => "moved",
    }
}

const fn label_words(label: Label) -> Option<&'static str> {
    match label {
        Label::Same | Label::Edited => None,
        Label::Typographic => Some("typographic"),
        Label::House => Some("house style"),
    }
}

fn strips(disclosure: &Disclosure) -> Markup {
    html! {
        @if !disclosure.stripped().is_empty() {
            p.strips {
                "Not counted as text: "
                @for (index, strip) in disclosure.stripped().iter().enumerate() {
                    @if index > 0 { ", " }
                    (strip_words(strip.kind)) " “" (excerpt(&strip.text)) "”"
                }
            }
        }
    }
}

const fn strip_words(kind: StripKind) -> &'static str {
    match kind {
        StripKind::Dateline => "dateline",
        StripKind::Byline => "byline",
        StripKind::SignOff => "sign-off",
        StripKind::EndMark => "end mark",
        StripKind::Credit => "credit",
        StripKind::HeadlineRepeat => "repeated headline",
        StripKind::Timestamp => "time line",
        StripKind::Claim => "claim",
    }
}

/// The beginning of a long passage, and that it goes on.
fn excerpt(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(EXCERPT_CHARS_MAX) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
