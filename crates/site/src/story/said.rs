//! The list "Who said what" of a story page: what is certain and what an editor let stand, each linked to its
//! paragraph. Shows nothing that waits for an editor.

use copydesk_desk::{Decided, Entity};
use maud::{Markup, html};

use crate::people::line::{how, speaker_markup, via, words_markup};
use crate::people::reading::Spoken;
use crate::theme::Fragment;
use crate::words::{Words, direction};

/// Most statements of the list; the text itself has the rest.
const STATEMENTS_MAX: usize = 40;

/// The list; `None` where there is nothing to show. `lang`: of the text, where the page speaks another.
#[must_use]
pub fn said(
    spoken: &Spoken,
    entities: &[Entity],
    lang: Option<&str>,
    w: &Words,
) -> Option<Fragment> {
    let all: Vec<&Decided> = spoken.public().collect();
    if all.is_empty() {
        return None;
    }
    let row = |decided: &&Decided| -> Markup {
        let paragraph = spoken.paragraph(decided);
        html! {
            li {
                // Who speaks stands apart from the words, so that a reader of pages finds the words as they are in the text.
                p {
                    b lang=[lang] { (speaker_markup(decided, &spoken.flat, entities, w)) } " "
                    span.how { (how(decided, w)) @if let Some(via) = via(decided, &spoken.flat) { ", " (w.said_via) " " (via) } } " "
                }
                span.words lang=[lang] dir=[lang.map(direction)] { (words_markup(spoken, &decided.spans.content)) }
                @if let Some(paragraph) = paragraph {
                    p { " " a.at href={ "#p" (paragraph) } aria-label={ (w.paragraph) " " (paragraph) } { "¶" (paragraph) } }
                }
            }
        }
    };
    Some(Fragment::new(html! {
        section.said aria-labelledby="said" {
            h2 #said { (w.said_title) }
            ol { @for decided in all.iter().take(STATEMENTS_MAX) { (row(decided)) } }
        }
    }))
}
