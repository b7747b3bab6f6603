//! What an agency does its own way, as data of its feed (`wire.md` 1): words that signal, how an id of NITF carries its
//! version, which rendition is the text, when its day begins. A feed's words count beside the built-in ones and in the
//! same places: headline, keywords, notes, lines of their own above the text; never in a paragraph of the story.

use std::fmt;

use jiff::civil::Time;

use crate::Signal;

/// What a feed's words may state, as the configuration names it.
pub const WORD_KINDS: &[&str] = &[
    "kill",
    "withhold",
    "correction",
    "update",
    "repeat",
    "advisory",
    "alert",
    "embargo",
];

/// Most words of one feed.
const WORDS_MAX: usize = 200;
/// Fewest and most letters of a word or phrase: shorter ones stand in every headline.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=60;

/// What a word states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// A signal.
    Signal(Signal),
    /// That the item is embargoed.
    Embargo,
}

/// The habits of one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedProfile {
    /// In capitals.
    words: Vec<(String, Says)>,
    nitf_id: Option<IdPattern>,
    body: Option<String>,
    day_starts: Option<Time>,
}

/// Why a profile is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError(String);

impl fmt::Display for ProfileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for ProfileError {}

impl FeedProfile {
    /// Adds words that state `kind`, one of [`WORD_KINDS`]. Case does not count.
    ///
    /// # Errors
    /// An unknown kind; a word of fewer than three or more than sixty characters, or without a letter at either end; more
    /// than two hundred words.
    ///
    /// # Examples
    /// ```
    /// let profile = copydesk_wire::FeedProfile::default();
    /// assert!(profile.clone().with_words("kill", ["ANULADO"]).is_ok());
    /// assert!(profile.with_words("kill", ["A"]).is_err());
    /// ```
    pub fn with_words<'w>(
        mut self,
        kind: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Result<Self, ProfileError> {
        let says = match kind {
            "kill" => Says::Signal(Signal::Kill),
            "withhold" => Says::Signal(Signal::Withhold),
            "correction" => Says::Signal(Signal::Correction),
            "update" => Says::Signal(Signal::Update),
            "repeat" => Says::Signal(Signal::Repeat),
            "advisory" => Says::Signal(Signal::Advisory),
            "alert" => Says::Signal(Signal::Alert),
            "embargo" => Says::Embargo,
            _ => {
                let known = WORD_KINDS.join(", ");
                return Err(ProfileError(format!("not one of {known}")));
            }
        };
        for word in words {
            let bare = word.chars().next().is_some_and(char::is_alphanumeric)
                && word.chars().next_back().is_some_and(char::is_alphanumeric);
            if !bare || word.chars().any(char::is_control) {
                let reason = format!("{word:?}: a word begins and ends with a letter or a digit");
                return Err(ProfileError(reason));
            }
            if !LETTERS.contains(&word.chars().count()) {
                let (least, most) = (LETTERS.start(), LETTERS.end());
                let reason = format!("{word:?}: a word has from {least} to {most} letters");
                return Err(ProfileError(reason));
            }
            if self.words.len() >= WORDS_MAX {
                return Err(ProfileError(format!("more than {WORDS_MAX} words")));
            }
            self.words.push((word.to_uppercase(), says));
        }
        Ok(self)
    }

    /// Splits the ids of NITF documents by a pattern such as `{id}:{version}`.
    ///
    /// # Errors
    /// A pattern without both parts, in this order, and something between them.
    pub fn with_nitf_id(mut self, pattern: &str) -> Result<Self, ProfileError> {
        self.nitf_id = Some(IdPattern::new(pattern)?);
        Ok(self)
    }

    /// Takes the rendition of that name as the text, where an item has one.
    #[must_use]
    pub fn with_body(mut self, rendition: &str) -> Self {
        self.body = Some(rendition.to_owned());
        self
    }

    /// Counts what is sent before this time to the day before, in ids made from day and number.
    #[must_use]
    pub fn with_day_starts(mut self, time: Time) -> Self {
        self.day_starts = Some(time);
        self
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, Says)> {
        self.words.iter().map(|(word, says)| (word.as_str(), *says))
    }

    pub(crate) fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    pub(crate) fn day_starts(&self) -> Option<Time> {
        self.day_starts
    }

    /// The id of an NITF document without its version, and the version; nothing where the pattern does not fit.
    pub(crate) fn split_nitf_id<'i>(&self, id: &'i str) -> Option<(&'i str, &'i str)> {
        self.nitf_id.as_ref()?.split(id)
    }
}

/// What is set, in one line: `2 words of its own, text "short"`.
impl fmt::Display for FeedProfile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set = Vec::new();
        match self.words.len() {
            0 => {}
            1 => set.push("1 word of its own".to_owned()),
            words => set.push(format!("{words} words of its own")),
        }
        if let Some(id) = &self.nitf_id {
            let (before, between, behind) = (&id.before, &id.between, &id.behind);
            set.push(format!(
                "ids of NITF are {before}{{id}}{between}{{version}}{behind}"
            ));
        }
        if let Some(body) = &self.body {
            set.push(format!("text {body:?}"));
        }
        if let Some(time) = self.day_starts {
            set.push(format!("day from {}", time.strftime("%H:%M")));
        }
        out.write_str(&set.join(", "))
    }
}

/// A pattern `{id}:{version}`, perhaps with text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct IdPattern {
    before: String,
    between: String,
    behind: String,
}

impl IdPattern {
    fn new(pattern: &str) -> Result<Self, ProfileError> {
        let parts = || {
            let (before, rest) = pattern.split_once("{id}")?;
            let (between, behind) = rest.split_once("{version}")?;
            let again = [before, between, behind].concat().contains(['{', '}']);
            (!between.is_empty() && !again).then(|| Self {
                before: before.to_owned(),
                between: between.to_owned(),
                behind: behind.to_owned(),
            })
        };
        parts().ok_or_else(|| {
            let example = "\"{id}:{version}\"";
            ProfileError(format!(
                "{pattern:?}: both parts with something between them, such as {example}"
            ))
        })
    }

    /// The version is the digits at the end, perhaps with full stops among them.
    fn split<'i>(&self, id: &'i str) -> Option<(&'i str, &'i str)> {
        let inner = id.strip_prefix(self.before.as_str())?;
        let inner = inner.strip_suffix(self.behind.as_str())?;
        let head = inner.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let version = &inner[head.len()..];
        let whole = version.split('.').all(|part| !part.is_empty());
        let own = head.strip_suffix(self.between.as_str())?;
        (whole && !own.is_empty()).then_some((own, version))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::FeedProfile;
    use crate::{Embargo, Hint, Item, Signal, Status, read};

    fn hint(profile: FeedProfile) -> Hint {
        Hint {
            profile: Some(Arc::new(profile)),
            ..Hint::default()
        }
    }

    fn with_words(kind: &str, word: &str) -> Hint {
        let profile = FeedProfile::default().with_words(kind, [word]);
        hint(profile.expect("a word"))
    }

    fn ninjs(headline: &str, note: &str, body: &str, hint: &Hint) -> Item {
        let object = serde_json::json!({
            "uri": "urn:orla:1", "type": "text", "versioncreated": "2026-03-02T09:15:00Z",
            "headline": headline, "ednote": note, "body_xhtml": body,
        });
        let parsed = read(object.to_string().as_bytes(), hint);
        parsed.items.into_iter().next().expect("an item")
    }

    #[test]
    fn a_word_of_the_feed_is_a_signal_where_the_trades_own_words_are() {
        let hint = with_words("kill", "Anulado");
        let body = "<p>The pier opens.</p><p>It rains.</p>";
        for (headline, note) in [
            ("ANULADO-Pier opens", ""),
            ("Pier opens (ANULADO)", ""),
            ("Anulado", ""),
            ("Pier", "ANULADO: the pier is not open"),
            ("Pier", "Photos follow.\nanulado"),
        ] {
            let item = ninjs(headline, note, body, &hint);
            assert_eq!(item.signals, [Signal::Kill], "{headline} / {note}");
            assert_eq!(item.status, Status::Withheld);
            let plain = ninjs(headline, note, body, &Hint::default());
            assert_eq!(plain.signals, [], "{headline} / {note}");
        }
        let line = "<p>*** ANULADO ***</p><p>The pier opens.</p>";
        assert_eq!(ninjs("Pier", "", line, &hint).signals, [Signal::Kill]);
    }

    #[test]
    fn a_word_of_the_feed_inside_a_sentence_is_none() {
        let hint = with_words("kill", "Anulado");
        for (headline, body) in [
            ("Un gol anulado", "<p>The pier opens.</p>"),
            ("Anulado el gol", "<p>The pier opens.</p>"),
            ("Pier", "<p>Anulado el gol, said Ada.</p>"),
            ("Pier", "<p>A.</p><p>B.</p><p>C.</p><p>ANULADO</p>"),
        ] {
            assert_eq!(ninjs(headline, "", body, &hint).signals, [], "{headline}");
        }
    }

    #[test]
    fn each_kind_of_word_states_its_own() {
        let body = "<p>The pier opens.</p>";
        let kinds = [
            ("withhold", Signal::Withhold),
            ("correction", Signal::Correction),
            ("update", Signal::Update),
            ("repeat", Signal::Repeat),
            ("advisory", Signal::Advisory),
            ("alert", Signal::Alert),
        ];
        for (kind, signal) in kinds {
            let item = ninjs("SANA: Pier opens", "", body, &with_words(kind, "sana"));
            assert_eq!(item.signals, [signal], "{kind}");
        }
        let item = ninjs("SANA: Pier", "", body, &with_words("embargo", "sana"));
        assert_eq!(item.embargo, Embargo::TimeUnknown);
        let line = "SANA: 3 March 2026 18:00 GMT";
        let item = ninjs("Pier", line, body, &with_words("embargo", "sana"));
        let until = "2026-03-03T18:00:00Z".parse().expect("a time");
        assert_eq!(item.embargo, Embargo::Until(until));
    }

    #[test]
    fn a_telegram_killed_by_a_word_of_its_feed_says_what_it_kills() {
        let raw = "\u{1}bdt0704 3 pl 20 nna 0704\r\n\r\nPier/\r\n\u{2}ANULADO\r\n\r\nPier opens =\r\n\r\nVale (nna) - \
                   The item nna 703 is wrong.\r\n\u{3}021015 GMT Mar 26\r\n";
        let item = read(raw.as_bytes(), &with_words("kill", "anulado"));
        let item = &item.items[0];
        assert!(item.signals.contains(&Signal::Kill), "{item:?}");
        let kills = item.kills.as_ref().expect("what it kills");
        assert_eq!((kills.by, kills.number.as_deref()), ("text", Some("703")));
    }

    #[track_caller]
    fn check_nitf(pattern: &str, id: &str, guid: &str, version: Option<&str>) {
        let profile = FeedProfile::default().with_nitf_id(pattern);
        let raw = format!(
            "<nitf><head><docdata><doc-id id-string='{id}'/></docdata></head><body><body.content><p>The pier.</p>\
             </body.content></body></nitf>"
        );
        let parsed = read(raw.as_bytes(), &hint(profile.expect("a pattern")));
        let item = &parsed.items[0];
        assert_eq!(
            (item.guid.as_str(), item.version.as_deref()),
            (guid, version),
            "{pattern}"
        );
    }

    #[test]
    fn an_id_of_nitf_is_split_only_as_its_feed_says() {
        check_nitf(
            "{id}:{version}",
            "urn:orla:8883:0",
            "urn:orla:8883",
            Some("0"),
        );
        check_nitf("{id}-{version}-1", "orla-3-1", "orla", Some("3"));
        check_nitf("{id}.v{version}", "pier.v1.10", "pier", Some("1.10"));
        check_nitf("{id}:{version}", "urn:orla:pier", "urn:orla:pier", None);
        check_nitf("{id}:{version}", ":7", ":7", None);
        let plain = read(
            b"<nitf><head><docdata><doc-id id-string='urn:orla:8883:0'/></docdata></head><body/></nitf>",
            &Hint::default(),
        );
        assert_eq!(plain.items[0].guid, "urn:orla:8883:0");
    }

    #[test]
    fn patterns_without_both_parts_are_refused() {
        for pattern in [
            "",
            "{id}",
            "{version}:{id}",
            "{id}{version}",
            "{id}:{version}{id}",
        ] {
            assert!(
                FeedProfile::default().with_nitf_id(pattern).is_err(),
                "{pattern}"
            );
        }
    }

    #[test]
    fn words_that_stand_in_every_headline_are_refused() {
        let profile = FeedProfile::default();
        for word in ["", "A", "de", " kill", "kill:", &"x".repeat(61)] {
            assert!(
                profile.clone().with_words("kill", [word]).is_err(),
                "{word}"
            );
        }
        assert!(profile.clone().with_words("murder", ["anulado"]).is_err());
        let many = vec!["anulado"; 201];
        assert!(profile.with_words("kill", many).is_err());
    }

    #[test]
    fn the_configured_rendition_is_the_text() {
        let object = r#"{"uri":"urn:orla:1","type":"text","versioncreated":"2026-03-02T09:15:00Z",
            "body_xhtml":"<p>Long.</p>","body_short":"Short."}"#;
        let body = |hint: &Hint| {
            let parsed = read(object.as_bytes(), hint);
            let item = &parsed.items[0];
            let body = item.body().expect("a text");
            (body.name.clone(), body.paragraphs[0].text.clone())
        };
        let own = body(&Hint::default());
        let names: Vec<String> = read(object.as_bytes(), &Hint::default()).items[0]
            .renditions
            .iter()
            .map(|rendition| rendition.name.clone())
            .collect();
        let other = names
            .iter()
            .find(|name| **name != own.0)
            .expect("two texts");
        let configured = hint(FeedProfile::default().with_body(other));
        assert_eq!(body(&configured), (other.clone(), "Short.".to_owned()));
        let unknown = hint(FeedProfile::default().with_body("none"));
        assert_eq!(body(&unknown), own);
    }

    #[test]
    fn a_telegram_before_the_days_start_bears_the_number_of_the_day_before() {
        let starts = "04:00".parse().expect("a time");
        let hint = hint(FeedProfile::default().with_day_starts(starts));
        let guid = |clock: &str, hint: &Hint| {
            let raw = format!(
                "\u{1}bdt0704 3 pl 20 nna 0704\r\n\r\nPier/\r\n\u{2}Pier opens =\r\n\r\nVale (nna) - It opens.\r\n\
                 \u{3}02{clock} GMT Mar 26\r\n"
            );
            read(raw.as_bytes(), hint).items.remove(0).guid
        };
        assert!(guid("0359", &hint).contains(":20260301:"));
        assert!(guid("0400", &hint).contains(":20260302:"));
        assert!(guid("0359", &Hint::default()).contains(":20260302:"));
    }
}
