//! Agencies' names of languages as BCP 47. Changes only the habits listed; never guesses a language from a text.

/// The tag as BCP 47: IPTC's `se`, `dk`, `no-NB` and `no-NN`, and an underscore in place of a hyphen.
pub(crate) fn bcp47(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-");
    let habits = [("se", "sv"), ("dk", "da"), ("no-nb", "nb"), ("no-nn", "nn")];
    let known = habits
        .iter()
        .find(|(habit, _)| tag.eq_ignore_ascii_case(habit));
    known.map_or(tag, |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{Hint, read};

    #[track_caller]
    fn check_language(raw: &str, expected: &str) {
        let parsed = read(raw.as_bytes(), &Hint::default());
        let language = parsed.items[0].language.as_deref();
        assert_eq!(language, Some(expected), "{raw}");
    }

    #[test]
    fn habits_of_agencies_become_bcp_47_in_every_format() {
        for (sent, expected) in [
            ("se", "sv"),
            ("dk", "da"),
            ("no-NB", "nb"),
            ("en_GB", "en-GB"),
        ] {
            check_language(
                &format!(r#"{{"uri":"u","language":"{sent}","body_text":"w"}}"#),
                expected,
            );
            let feed = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","language":"LANG"}]}"#;
            check_language(&feed.replace("LANG", sent), expected);
            let dpa =
                r#"{"format":"digitalwires@1","urn":"u","language":"LANG","article_html":"w"}"#;
            check_language(&dpa.replace("LANG", sent), expected);
            check_language(
                &format!(
                    "<rss><channel><language>{sent}</language><item><guid>1</guid></item></channel></rss>"
                ),
                expected,
            );
            check_language(
                &format!(r#"<entry xml:lang="{sent}"><id>1</id></entry>"#),
                expected,
            );
            check_language(
                &format!(
                    r#"<nitf xml:lang="{sent}"><body><body.content><p>w</p></body.content></body></nitf>"#
                ),
                expected,
            );
            check_language(
                &format!(
                    r#"<newsItem guid="1"><contentMeta><language tag="{sent}"/></contentMeta></newsItem>"#
                ),
                expected,
            );
        }
        check_language(r#"{"uri":"u","language":"sv-SE","body_text":"w"}"#, "sv-SE");
    }
}
