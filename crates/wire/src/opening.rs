//! What the blocks at the top of a text state in the trade's words: an embargo, a kill. Looks at the first few blocks
//! only, of every format alike, after its reader; never takes a story about an embargo or a killing for a statement,
//! and never removes a word.

use jiff::tz::TimeZone;

use crate::origin::{add_signals, note};
use crate::telegraph::time_of_statement;
use crate::{BlockKind, Embargo, Format, Item, SentTime, Signal, Source, Status};
use crate::{feed_words, signal_words, stated};

/// Blocks at the top of a text that are looked at.
pub(crate) const TOP_BLOCKS: usize = 3;
/// Most bytes of a block that is nothing but a statement.
pub(crate) const LINE_MAX: usize = 120;

/// Reads the top of an item's texts, and asks whether the item is a kill that no field and no fixed phrase states.
pub(crate) fn read(item: &mut Item, source: &Source<'_>) {
    choose_body(item, source);
    embargo(item, source.hint.zone.as_ref());
    feed_words::read(item, source);
    if !may_take_back(item) {
        return;
    }
    kill(item);
    let suspected = suspects_kill(item) && !item.signals.contains(&Signal::Kill);
    if suspected && item.status != Status::Canceled {
        let message = "the words of headline, note or opening ask for a kill; no field states one";
        note(item, "signal.kill_suspected", message, None);
    }
}

/// The rendition that the feed's configuration names as the text, where the item has it.
fn choose_body(item: &mut Item, source: &Source<'_>) {
    let profile = source.hint.profile.as_ref();
    let wanted = profile.and_then(|profile| profile.body());
    let found = wanted.and_then(|name| item.renditions.iter().position(|known| known.name == name));
    item.body = found.or(item.body);
}

/// An embargo that opens the text, or that stands in a line of its own near its top. Such a line is one for editors.
fn embargo(item: &mut Item, zone: Option<&TimeZone>) {
    let mut lines: Vec<String> = Vec::new();
    let mut in_the_story = false;
    for rendition in &mut item.renditions {
        let top = rendition.paragraphs.iter_mut().take(TOP_BLOCKS);
        for (at, paragraph) in top.enumerate() {
            let line = paragraph.text.len() <= LINE_MAX;
            if !(line || at == 0) || !signal_words::opens_with_embargo(&paragraph.text) {
                continue;
            }
            if line {
                paragraph.kind = BlockKind::Advisory;
                lines.push(paragraph.text.clone());
            } else {
                in_the_story = true;
            }
        }
    }
    if item.embargo != Embargo::None || (lines.is_empty() && !in_the_story) {
        return;
    }
    match time_of_lines(&lines, item, zone).filter(|_| !in_the_story) {
        Some(time) => stated::embargo_read_from_text(item, time),
        None => stated::embargo_from_text(item),
    }
}

/// The latest time of the lines, if each has one.
pub(crate) fn time_of_lines(
    lines: &[String],
    item: &Item,
    zone: Option<&TimeZone>,
) -> Option<SentTime> {
    let here = zone.cloned().unwrap_or(TimeZone::UTC);
    let sent = item.version_created.as_ref();
    let sent = sent.map(|time| here.to_datetime(time.at).date());
    let mut latest: Option<SentTime> = None;
    for line in lines {
        let time = time_of_statement(line, sent, zone)?;
        if latest.as_ref().is_none_or(|known| known.at < time.at) {
            latest = Some(time);
        }
    }
    latest
}

/// A line of kill words, or of a phrase that needs no other word. A telegram's own reader has read its lines, and
/// text in no known format its own.
fn kill(item: &mut Item) {
    if matches!(
        item.format,
        Some(Format::Iptc7901 | Format::Anpa1312 | Format::Zczc | Format::Text)
    ) {
        return;
    }
    if top_blocks(item).any(|text| text.len() <= LINE_MAX && signal_words::kills_as_line(text)) {
        add_signals(item, [Signal::Kill]);
    }
}

/// Whether any of the words looked at may take the item back: in few items one may.
fn may_take_back(item: &Item) -> bool {
    let headline = item.headline.iter().map(String::as_str);
    let notes = item.ed_notes.iter().map(|note| note.text.as_str());
    let mut texts = headline.chain(notes).chain(top_blocks(item));
    texts.any(signal_words::may_take_back)
}

fn suspects_kill(item: &Item) -> bool {
    let headline = item.headline.as_deref().unwrap_or_default();
    let mut notes = item.ed_notes.iter();
    signal_words::headline_suspects_kill(headline)
        || notes.any(|note| signal_words::note_asks_for_kill(&note.text))
        || top_blocks(item).any(signal_words::opens_with_kill)
}

fn top_blocks(item: &Item) -> impl Iterator<Item = &str> {
    let tops = item.renditions.iter();
    tops.flat_map(|rendition| rendition.paragraphs.iter().take(TOP_BLOCKS))
        .map(|paragraph| paragraph.text.as_str())
}

#[cfg(test)]
mod tests {
    use crate::{BlockKind, Embargo, Hint, Item, Signal, Status, read};

    fn ninjs(headline: &str, note: &str, body: &str) -> Item {
        let object = serde_json::json!({
            "uri": "urn:orla:1", "type": "text", "pubstatus": "usable",
            "versioncreated": "2026-03-02T09:15:00Z",
            "headline": headline, "ednote": note, "body_xhtml": body,
        });
        read(object.to_string().as_bytes(), &Hint::default())
            .items
            .remove(0)
    }

    fn rss(title: &str, body: &str) -> Item {
        let feed = format!(
            "<rss version=\"2.0\"><channel><item><guid>1</guid><title>{title}</title>\
             <description><![CDATA[{body}]]></description></item></channel></rss>"
        );
        read(feed.as_bytes(), &Hint::default()).items.remove(0)
    }

    #[track_caller]
    fn check_embargo(opening: &str, kind: Option<BlockKind>) {
        let body = format!("<p>{opening}</p><p>The pier opens, the council says.</p>");
        for item in [ninjs("Pier opens", "", &body), rss("Pier opens", &body)] {
            let closed = item.embargo != Embargo::None;
            let noted = item.findings.iter().any(|f| f.code == "embargo.from_text");
            assert_eq!(
                (closed, noted),
                (kind.is_some(), kind.is_some()),
                "{opening}"
            );
            let first = &item.body().unwrap().paragraphs[0];
            assert_eq!(first.kind, kind.unwrap_or(BlockKind::Text), "{opening}");
        }
    }

    #[test]
    fn an_embargo_that_opens_the_text_closes_the_item() {
        let advisory = Some(BlockKind::Advisory);
        check_embargo("EMBARGO: not for publication before 23:00 GMT", advisory);
        check_embargo("*** EMBARGOED UNTIL 0001 GMT FRIDAY ***", advisory);
        check_embargo("Sperrfrist: Freitag, 18 Uhr", advisory);
        check_embargo("HOLD FOR RELEASE until 6 p.m. Friday", advisory);
        check_embargo("Embargoed until Friday 6 a.m.", advisory);
        check_embargo("STRICTLY EMBARGOED", advisory);
        check_embargo("NOT FOR PUBLICATION BEFORE 6 P.M.", advisory);
        let long = format!(
            "EMBARGO: Friday noon. {}",
            "The pier opens soon. ".repeat(9)
        );
        check_embargo(long.trim(), Some(BlockKind::Text));
    }

    #[test]
    fn a_story_about_an_embargo_is_open() {
        check_embargo("An embargo on arms begins on Monday.", None);
        check_embargo("EU embargo hits 23 firms", None);
        check_embargo("Embargo on grain: what we know", None);
        check_embargo("EMBARGO-HIT FIRMS CLOSE", None);
        check_embargo("EMBARGO ON GRAIN IS LIFTED", None);
        check_embargo("Sperrfrist für Wohnungen fällt", None);
        check_embargo("Hold the ropes, the master said.", None);
    }

    #[test]
    fn only_a_line_of_its_own_counts_below_the_first_block() {
        let item = ninjs(
            "Pier opens",
            "",
            "<p>Orla</p><p>EMBARGO: Friday noon</p><p>The pier opens.</p>",
        );
        assert_eq!(item.embargo, Embargo::TimeUnknown);
        let item = ninjs(
            "Pier opens",
            "",
            "<p>A.</p><p>B.</p><p>C.</p><p>EMBARGO: Friday noon</p>",
        );
        assert_eq!(item.embargo, Embargo::None);
    }

    #[test]
    fn a_whole_time_of_a_line_is_read() {
        let line = "<p>EMBARGO: 3 March 2026 18:00 GMT</p><p>The pier opens.</p>";
        let item = ninjs("Pier opens", "", line);
        let until = "2026-03-03T18:00:00Z".parse().unwrap();
        assert_eq!(item.embargo, Embargo::Until(until));
        assert_eq!(item.holds().count(), 0);
    }

    #[track_caller]
    fn check_suspected(headline: &str, note: &str, body: &str, suspected: bool) {
        let item = ninjs(headline, note, &format!("<p>{body}</p><p>More.</p>"));
        let holds = item.holds().any(|code| code == "signal.kill_suspected");
        assert_eq!(holds, suspected, "{headline} / {note} / {body}");
        assert_eq!(item.status, Status::Usable);
        assert!(!item.signals.contains(&Signal::Kill));
    }

    #[test]
    fn what_smells_of_a_kill_holds() {
        check_suspected("KILL-Pier opens", "", "The pier opens.", true);
        check_suspected("KILL: Pier opens", "", "The pier opens.", true);
        check_suspected("Kill: Pier opens", "", "The pier opens.", true);
        check_suspected("KILL - Pier opens", "", "The pier opens.", true);
        check_suspected("Pier opens (KILL)", "", "The pier opens.", true);
        check_suspected("KILL KILL KILL Pier opens", "", "The pier opens.", true);
        check_suspected(
            "Pier",
            "Editors, please kill this story.",
            "It opens.",
            true,
        );
        check_suspected("Pier", "Kill this story, it is wrong.", "It opens.", true);
        check_suspected("Pier", "", "Please kill this story about the pier.", true);
        check_suspected("Pier", "", "Editors: kill the story slugged pier.", true);
    }

    #[test]
    fn words_of_the_story_are_no_kill() {
        check_suspected("MILITANTS KILL 5", "", "Militants kill five.", false);
        check_suspected("Kill Bill", "", "Kill Bill runs again.", false);
        check_suspected("Kill-switch law passes", "", "The law passes.", false);
        check_suspected("Wolves kill sheep", "Photos follow.", "They said.", false);
        check_suspected(
            "Pier",
            "",
            "He asked them to please kill the lights.",
            false,
        );
        check_suspected("Overkill: a memoir", "", "A book.", false);
    }

    #[track_caller]
    fn check_killed(headline: &str, note: &str, body: &str) {
        let item = ninjs(headline, note, &format!("<p>{body}</p><p>More.</p>"));
        assert!(
            item.signals.contains(&Signal::Kill),
            "{headline} / {note} / {body}"
        );
        assert_eq!(item.status, Status::Withheld);
        assert!(item.holds().all(|code| code != "signal.kill_suspected"));
    }

    #[test]
    fn the_fixed_words_of_a_kill_kill_and_do_not_hold_it_back() {
        check_killed("MANDATORY KILL: Pier opens", "", "The pier opens.");
        check_killed("KILL-Pier opens", "A kill is mandatory.", "The pier opens.");
        check_killed("Pier", "", "KILL KILL KILL");
        check_killed("Pier", "", "A kill is mandatory.");
    }
}
