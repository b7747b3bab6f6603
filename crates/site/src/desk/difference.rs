//! Two texts word by word, inline: what only the older has struck, what only the newer has marked.

use maud::{Markup, html};

/// The difference from `older` to `newer`.
pub(crate) fn difference(older: &str, newer: &str) -> Markup {
    let (a, b) = (pieces(older), pieces(newer));
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a[start..].iter().rev().zip(b[start..].iter().rev());
    let end = rest.take_while(|(x, y)| x == y).count();
    html! {
        (a[..start].concat())
        @if start < a.len() - end { del { (a[start..a.len() - end].concat()) } }
        @if start < b.len() - end { ins { (b[start..b.len() - end].concat()) } }
        (a[a.len() - end..].concat())
    }
}

fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}
