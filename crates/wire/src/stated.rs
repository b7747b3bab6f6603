//! What senders state in words about an item's use: its status, its embargo, signals in headline and notes. The
//! strictest statement counts; an unknown status is withheld, an embargo without a readable time stays closed. Never
//! reads body text.

use crate::origin::{add_signals, note};
use crate::{Embargo, Item, SentTime, Signal, Span, Status, signal_words};

/// The code of a value like `stat:usable` or an address: what follows the last `:`, `/` or `#`.
pub(crate) fn last_word(sent: &str) -> &str {
    let sent = sent.trim_end_matches('/');
    let before = sent
        .bytes()
        .rposition(|byte| matches!(byte, b':' | b'/' | b'#'));
    before.map_or(sent, |before| &sent[before + 1..])
}

/// Takes a publishing status, as strict as the strictest stated so far.
pub(crate) fn status(item: &mut Item, sent: &str, span: Option<Span>) {
    let word = last_word(sent);
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    let (status, signal) = if is("usable") {
        (Status::Usable, None)
    } else if is("canceled") || is("cancelled") || is("withdrawn") {
        (Status::Canceled, Some(Signal::Kill))
    } else if is("withheld") {
        (Status::Withheld, Some(Signal::Withhold))
    } else {
        let message = format!("the status {sent:?} is not known");
        note(item, "status.unknown", message, span);
        (Status::Withheld, None)
    };
    item.status = item.status.max(status);
    add_signals(item, signal);
}

/// Words of a signal that take an item back, in any scheme.
const KILL_WORDS: [&str; 5] = ["remove", "delete", "kill", "retract", "withdraw"];

/// Takes a code like `sig:update`. Only IPTC's words in IPTC's scheme, or in none, are signals; words that take an
/// item back do so in any scheme, whatever status stands beside them.
pub(crate) fn signal(item: &mut Item, sent: &str) {
    let sent = sent.trim_end_matches('/');
    let code = last_word(sent);
    let scheme = sent.strip_suffix(code).unwrap_or_default();
    let iptc = matches!(scheme, "" | "sig:") || scheme.ends_with("cv.iptc.org/newscodes/signal/");
    let signal = match code.to_ascii_lowercase().as_str() {
        code if KILL_WORDS.contains(&code) => {
            item.status = Status::Canceled;
            Signal::Kill
        }
        "withhold" => Signal::Withhold,
        "update" if iptc => Signal::Update,
        "correction" if iptc => Signal::Correction,
        "repeat" | "retransmission" if iptc => Signal::Repeat,
        "advisory" if iptc => Signal::Advisory,
        "alert" | "flash" if iptc => Signal::Alert,
        _ => return,
    };
    add_signals(item, [signal]);
}

/// Takes an embargo: until `time`, or closed until an editor sets a time. Of two that differ the later counts.
pub(crate) fn embargo(item: &mut Item, time: Option<SentTime>, sent: Option<&str>, span: Span) {
    let Some(time) = time else {
        item.embargo = Embargo::TimeUnknown;
        item.embargo_text = sent.map(str::to_owned);
        let message = "embargoed without a readable time";
        return note(item, "embargo.no_time", message, Some(span));
    };
    let earlier = match item.embargo {
        Embargo::None => true,
        Embargo::Until(known) => known < time.at,
        Embargo::TimeUnknown => false,
    };
    if earlier {
        item.embargo = Embargo::Until(time.at);
        item.embargo_text = Some(time.text);
    }
}

/// Signals and embargoes that only headline and notes state.
pub(crate) fn words(item: &mut Item) {
    let headline = item.headline.as_deref().unwrap_or_default();
    if headline.is_empty() && item.ed_notes.is_empty() {
        return;
    }
    let mut signals = signal_words::in_headline(headline);
    let mut embargoed = signal_words::states_embargo(headline);
    for note in &item.ed_notes {
        signals.extend(signal_words::in_note(&note.text));
        embargoed |= signal_words::states_embargo(&note.text);
    }
    add_signals(item, signals);
    if embargoed {
        embargo_from_text(item);
    }
}

const FROM_TEXT: &str = "an embargo is stated in headline, note or opening lines only";

/// An embargo that no field states, with the time that its words name.
pub(crate) fn embargo_read_from_text(item: &mut Item, time: SentTime) {
    item.embargo = Embargo::Until(time.at);
    item.embargo_text = Some(time.text);
    note(item, "embargo.from_text", FROM_TEXT, None);
}

/// An embargo that no field states. A time in a field is the sender's own reading of it.
pub(crate) fn embargo_from_text(item: &mut Item) {
    if item.embargo != Embargo::None {
        return;
    }
    item.embargo = Embargo::TimeUnknown;
    note(item, "embargo.from_text", FROM_TEXT, None);
    let message = "embargoed without a readable time";
    note(item, "embargo.no_time", message, None);
}
