//! Whether two arrivals under one name are one story: a telegram's number used twice, a twin that only delivers the same
//! text again (`wire.md` 6). Compares, files nothing.

use std::collections::HashSet;

use copydesk_wire::{Item, Signal};

/// Whether `arriving` has the telegram number of `current`, but is another story: neither slugline nor headline is
/// equal, and they share less than half of the three-word runs of the shorter text. A notice is never another story.
#[must_use]
pub fn is_number_reused(current: &Item, arriving: &Item) -> bool {
    let is_notice = arriving.kills.is_some()
        || arriving
            .signals
            .iter()
            .any(|signal| matches!(signal, Signal::Kill | Signal::Withhold));
    let equal = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => folded(a) == folded(b),
        _ => false,
    };
    !is_notice
        && !equal(&current.slugline, &arriving.slugline)
        && !equal(&current.headline, &arriving.headline)
        && !shares_half(&body_words(current), &body_words(arriving))
}

/// Whether `arriving` only delivers the text of `current` again: same headline and words, same standing, nothing
/// signalled that the current version does not signal too.
#[must_use]
pub fn is_same_delivery(current: &Item, arriving: &Item) -> bool {
    let headline = |item: &Item| item.headline.as_deref().map(folded);
    let signals_more = arriving
        .signals
        .iter()
        .any(|signal| *signal != Signal::Repeat && !current.signals.contains(signal));
    headline(current) == headline(arriving)
        && body_words(current) == body_words(arriving)
        && (current.status, current.embargo) == (arriving.status, arriving.embargo)
        && arriving.kills.is_none()
        && !signals_more
}

fn folded(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn body_words(item: &Item) -> Vec<String> {
    let paragraphs = item
        .body()
        .map_or(&[][..], |body| body.paragraphs.as_slice());
    let words = paragraphs.iter().flat_map(|p| p.text.split_whitespace());
    words.map(str::to_lowercase).collect()
}

fn shares_half(a: &[String], b: &[String]) -> bool {
    let runs = |words: &[String]| {
        words
            .windows(3)
            .map(<[String]>::to_vec)
            .collect::<HashSet<_>>()
    };
    let (a, b) = (runs(a), runs(b));
    let shorter = a.len().min(b.len());
    let shared = a.intersection(&b).count();
    shorter > 0 && shared * 2 >= shorter
}

#[cfg(test)]
mod tests {
    use copydesk_wire::{Paragraph, Rendition};

    use super::*;

    fn telegram(slugline: &str, headline: &str, text: &str) -> Item {
        Item {
            slugline: Some(slugline.to_owned()),
            headline: Some(headline.to_owned()),
            renditions: vec![Rendition {
                paragraphs: vec![Paragraph {
                    text: text.to_owned(),
                    ..Paragraph::default()
                }],
                ..Rendition::default()
            }],
            body: Some(0),
            ..Item::default()
        }
    }

    #[test]
    fn a_number_is_used_twice_only_when_nothing_is_alike() {
        let first = telegram(
            "Harbour",
            "Harbour opens",
            "The harbour of Vale opened on Monday with six ships.",
        );
        let other = telegram(
            "Snow",
            "Snow falls",
            "Snow fell on the pass for three days without an end.",
        );
        assert!(is_number_reused(&first, &other));
        let same_slug = telegram(
            "Harbour",
            "Snow falls",
            "Snow fell on the pass for three days.",
        );
        assert!(!is_number_reused(&first, &same_slug));
        let same_words = telegram(
            "Ships",
            "Six ships",
            "The harbour of Vale opened on Monday with six ships, at last.",
        );
        assert!(!is_number_reused(&first, &same_words));
        let kill = Item {
            signals: vec![Signal::Kill],
            ..other
        };
        assert!(!is_number_reused(&first, &kill));
    }

    #[test]
    fn a_twin_with_one_other_word_or_another_standing_is_no_repeat() {
        let first = telegram("Harbour", "Harbour opens", "The harbour of Vale opened.");
        let twin = telegram("Hafen", "Harbour  opens", "The harbour  of Vale opened.");
        assert!(is_same_delivery(&first, &twin));
        let other = telegram("Harbour", "Harbour opens", "The harbour of Vale closed.");
        assert!(!is_same_delivery(&first, &other));
        let withheld = Item {
            status: copydesk_wire::Status::Withheld,
            ..twin
        };
        assert!(!is_same_delivery(&first, &withheld));
    }
}
