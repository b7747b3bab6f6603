//! An audit drawn: the ribbon of each source's paragraphs, the sentence, every difference. As one HTML file that needs
//! nothing beside itself and runs no script, and as the part of it that stands in a screen of the desk.

use copydesk_desk::ItemKey;
use copydesk_reuse::Audited as Compared;
use copydesk_text::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::found::Source;
use super::{Audited, percent};
use crate::diff::{Removed, draw as draw_difference};
use crate::ribbon::{Ribbon, Scale};
use crate::words::Tongue;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;\
background:#fff}h1,h2,h3{line-height:1.25}table{border-collapse:collapse;width:100%;margin:1rem 0}\
th,td{text-align:start;padding:.3rem .6rem;border-block-end:1px solid #ccc;vertical-align:top}\
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}article{border-block-start:3px solid #1b1b1b;margin-block-start:2.5rem}\
.source{display:flex;flex-wrap:wrap;gap:1.5rem}.source>div{flex:1 1 16rem;min-inline-size:0}.source>svg{flex:none;color:#1b5e3f}.diff{overflow-wrap:anywhere}\
ins{background:#dff0d8;text-decoration:underline}del{background:#f6d9d5}.moved{border-block-end:2px dotted #1b5e3f}\
.unchanged,.label{color:#555}.wide{overflow-x:auto}.legend{display:flex;gap:.6rem}.claim{border-inline-start:4px solid #8a1c1c;padding-inline-start:1rem}.claim.holds{border-color:#1b5e3f}\
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}ins{background:#1d3d24}del{background:#4a2320}\
article{border-color:#eee}.source>svg,.moved{color:#8fd0ac;border-color:#8fd0ac}.unchanged,.label{color:#aaa}th,td{border-color:#444}}";

/// The report on all pages.
#[must_use]
pub fn report(audits: &[Audited]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "Audit of " (audits.len()) (if audits.len() == 1 { " page" } else { " pages" }) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "What these pages were made of" }
                @if audits.len() > 1 { (overview(audits)) }
                @for (number, audited) in audits.iter().enumerate() { (article(number, audited, &|_| None)) }
            }
        }
    };
    page.into_string()
}

fn overview(audits: &[Audited]) -> Markup {
    html! {
        table {
            thead { tr { th { "Page" } th { "Label" } th.n { "Of its words" } th { "Verdict" } } }
            tbody {
                @for (number, audited) in audits.iter().enumerate() {
                    tr {
                        td { a href=(format!("#page-{number}")) { (audited.title()) } }
                        td { (audited.audit.label.name()) }
                        td.n { (percent(audited.audit.share_page)) }
                        td { (audited.audit.disclosure().and_then(|d| d.verdict()).map_or("", |verdict| verdict.name())) }
                    }
                }
            }
        }
    }
}

/// What is said of one page, under a heading of the second level. `link` gives the address of an item, where it has one.
#[must_use]
pub fn article(
    number: usize,
    audited: &Audited,
    link: &dyn Fn(&ItemKey) -> Option<String>,
) -> Markup {
    let audit = &audited.audit;
    html! {
        article.audit id=(format!("page-{number}")) {
            h2 { (audited.title()) }
            p { (audited.name) ": " (audited.measured()) ". " span.label { (audited.label()) } }
            @if let Some(claim) = &audit.claim { (claimed(&claim.text, audit.claim_holds())) }
            @for found in &audit.sources { (source(found, &audited.sources[found.source], link)) }
            @if !audit.passages.is_empty() { (passages(audited, link)) }
        }
    }
}

fn claimed(text: &str, holds: Option<bool>) -> Markup {
    let said = match holds {
        Some(true) => "This holds.",
        Some(false) => "This does not hold.",
        None => "No wire of the archive is there to say whether this holds.",
    };
    html! {
        p class=(if holds == Some(true) { "claim holds" } else { "claim" }) { "The page says: “" (text) "” " strong { (said) } }
    }
}

/// Agency and guid of an item.
fn named(key: &ItemKey, link: &dyn Fn(&ItemKey) -> Option<String>) -> Markup {
    html! {
        @match link(key) {
            Some(path) => a href=(path) { (key.agency) " " (key.guid) },
            None => { (key.agency) " " (key.guid) },
        }
    }
}

fn source(found: &Compared, source: &Source, link: &dyn Fn(&ItemKey) -> Option<String>) -> Markup {
    let disclosure = &found.disclosure;
    let version = source
        .version()
        .and_then(|version| version.version.as_deref());
    html! {
        h3 { (named(&source.key, link)) @if let Some(version) = version { ", version " (version) } }
        div.source {
            (Ribbon::of(disclosure).draw(Scale::Large, Tongue::English))
            div {
                p { (disclosure.sentence(Language::English)) }
                p { (found.words) " words: " (percent(found.share_page)) " of the page, " (percent(found.share_wire)) " of the wire." }
                @if let Some(newer) = source.newer().and_then(|newer| newer.version.as_deref()) {
                    p { "The agency has since sent version " (newer) "." }
                }
            }
        }
        p.legend { del { "only in the wire" } " " ins { "only on the page" } }
        (draw_difference(&disclosure.rows(), Removed::Shown, Tongue::English.words()))
    }
}

fn passages(audited: &Audited, link: &dyn Fn(&ItemKey) -> Option<String>) -> Markup {
    html! {
        h3 { "Where its passages were seen first" }
        div.wide tabindex="0" role="region" aria-label="Where its passages were seen first" { table {
            thead { tr { th.n { "Words" } th { "First seen in" } th { "Received" } th.n { "Also in" } } }
            tbody {
                @for (passage, (holders, first)) in audited.audit.passages.iter().zip(&audited.seen) {
                    tr {
                        td.n { (passage.words) }
                        td { @match first { Some(first) => { (named(&first.key, link)) } None => { "not known" } } }
                        td { @if let Some(first) = first { (first.received) } }
                        td.n { @if holders.capped { "more than 200" } @else { (holders.others) } }
                    }
                }
            }
        } }
    }
}
