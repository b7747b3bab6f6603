//! The wording of the sentences, one file a language. A further language is its file in `data` and its line in
//! `languages!`; every file has the same keys. Says nothing of any text and knows no number's meaning.

use std::sync::OnceLock;

use crate::align::Map;

macro_rules! languages {
    ($($name:ident $code:literal,)+) => {
        /// Language of a sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Language {
            $(
                #[doc = concat!("BCP 47: ", $code, ".")]
                $name,
            )+
        }

        impl Language {
            /// Every one, in the order of the documents.
            pub const ALL: [Self; FILES.len()] = [$(Self::$name,)+];

            /// BCP 47 tag, and name in JSON.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }

        /// The files, in the same order.
        pub(crate) const FILES: [&str; [$($code,)+].len()] =
            [$(include_str!(concat!("../data/sentences.", $code)),)+];
    };
}

languages! {
    English "en",
    Hindi "hi",
}

/// The patterns of one language by key.
pub(crate) struct Patterns(Map<&'static str, &'static str>);

impl Patterns {
    /// Reads a file: key, TAB, pattern; a pattern in double quotes keeps its outer spaces.
    pub(crate) fn read(file: &'static str) -> Self {
        let rows = file.lines().filter(|row| !row.starts_with('#'));
        let rows = rows.filter_map(|row| row.split_once('\t'));
        let bare = |pattern: &'static str| {
            let inner = pattern
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            inner.unwrap_or(pattern)
        };
        Self(rows.map(|(key, pattern)| (key, bare(pattern))).collect())
    }

    pub(crate) fn of(language: Language) -> &'static Self {
        static READY: OnceLock<[Patterns; FILES.len()]> = OnceLock::new();
        &READY.get_or_init(|| FILES.map(Self::read))[language as usize]
    }

    /// The pattern as it stands.
    pub(crate) fn get(&self, key: &str) -> &'static str {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// The pattern with its names filled in. What is filled in is not read again.
    pub(crate) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut out = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let value = values.iter().find(|(known, _)| *known == name);
            out.push_str(value.map_or("", |(_, value)| value));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The pattern for this number.
    pub(crate) fn number(&self, key: &str, n: usize, values: &[(&str, &str)]) -> String {
        let form = if n == 1 { "one" } else { "other" };
        let n = n.to_string();
        let mut all = vec![("n", n.as_str())];
        all.extend_from_slice(values);
        self.fill(&format!("{key}.{form}"), &all)
    }

    pub(crate) fn list(&self, parts: &[String]) -> String {
        parts.join(self.get("comma"))
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES, Patterns};

    fn keys(file: &str) -> Vec<&str> {
        let rows = file.lines().filter(|row| !row.starts_with('#'));
        rows.map(|row| row.split('\t').next().unwrap_or(""))
            .collect()
    }

    /// The names in braces, sorted.
    fn names(pattern: &str) -> Vec<&str> {
        let mut names: Vec<&str> = pattern
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_has_the_same_keys_with_the_same_names() {
        for file in FILES {
            assert_eq!(keys(file), keys(FILES[0]));
            let (own, first) = (Patterns::read(file), Patterns::read(FILES[0]));
            for key in keys(file) {
                assert!(!own.get(key).is_empty(), "{key}");
                assert_eq!(names(own.get(key)), names(first.get(key)), "{key}");
            }
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let said = Patterns::read("opening\t\"From {agency}: \"")
            .fill("opening", &[("agency", "{site}"), ("site", "X")]);
        assert_eq!(said, "From {site}: ");
    }
}
