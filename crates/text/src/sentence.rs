//! The sentence of a disclosure in every language: a pure function of what was computed and a few names, in the words
//! of `data/sentences.LANG`. Plain text; whoever shows it escapes it. Never says "unmodified" of a text that was cut
//! or edited.

use crate::disclosure::{Counts, Headline, InsertionKind, Level, Place, StripKind, Verdict};
use crate::patterns::{Language, Patterns};
use crate::weigh::Weighed;

/// Why no comparison was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCompared {
    WireTextMissing,
    PageTextMissing,
    TextTooLong,
}

/// Names and facts beside what was weighed.
pub(crate) struct Names<'a> {
    pub agency: Option<&'a str>,
    pub site: Option<&'a str>,
    pub headline: Option<Headline>,
    /// The agencies of several wires that were combined, one entry a wire; empty for a single one.
    pub combined: Vec<Option<&'a str>>,
}

/// The signal that a newer version carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    /// Another version, as sent.
    Version,
    /// A version that corrects.
    Correction,
}

/// The sentence when nothing was compared.
pub(crate) fn not_compared(reason: NotCompared, language: Language) -> String {
    let patterns = Patterns::of(language);
    let reason = patterns.get(match reason {
        NotCompared::WireTextMissing => "wire_text_missing",
        NotCompared::PageTextMissing => "page_text_missing",
        NotCompared::TextTooLong => "text_too_long",
    });
    patterns.fill("not_compared", &[("reason", reason)])
}

/// The sentence of a comparison.
pub(crate) fn sentence(weighed: &Weighed, names: &Names, language: Language) -> String {
    Saying {
        weighed,
        names,
        patterns: Patterns::of(language),
    }
    .sentence()
}

/// What is put into words, and the words.
struct Saying<'a> {
    weighed: &'a Weighed,
    names: &'a Names<'a>,
    patterns: &'a Patterns,
}

impl<'a> Saying<'a> {
    fn agency(&self) -> &'a str {
        self.names.agency.unwrap_or(self.patterns.get("agency"))
    }

    fn site(&self) -> &'a str {
        self.names.site.unwrap_or(self.patterns.get("publisher"))
    }

    fn counts(&self) -> &'a Counts {
        &self.weighed.counts
    }

    /// A pattern that names the publication.
    fn by_site(&self, key: &str) -> String {
        self.patterns.fill(key, &[("site", self.site())])
    }

    fn number(&self, key: &str, n: usize) -> Option<String> {
        (n > 0).then(|| self.patterns.number(key, n, &[("site", self.site())]))
    }

    fn sentence(&self) -> String {
        if self.weighed.verdict == Verdict::DifferentText {
            return self
                .patterns
                .fill("different_text", &[("agency", self.agency())]);
        }
        let mut parts = self.text_parts();
        parts.extend(self.headline());
        parts.extend(self.strips());
        parts.extend(self.insertions());
        parts.extend(self.spelling());
        let parts = parts.join(self.patterns.get("separator"));
        format!("{}{parts}{}", self.opening(), self.patterns.get("end"))
    }

    fn opening(&self) -> String {
        if self.names.combined.is_empty() {
            return self.patterns.fill("opening", &[("agency", self.agency())]);
        }
        let mut named: Vec<(&str, usize)> = Vec::new();
        for agency in &self.names.combined {
            let agency = agency.unwrap_or(self.patterns.get("agency"));
            match named.iter_mut().find(|(known, _)| *known == agency) {
                Some((_, items)) => *items += 1,
                None => named.push((agency, 1)),
            }
        }
        let listed: Vec<String> = named
            .iter()
            .map(|(agency, items)| format!("{agency} {items}"))
            .collect();
        let (k, list) = (
            self.names.combined.len().to_string(),
            self.patterns.list(&listed),
        );
        self.patterns
            .fill("combined", &[("k", &k), ("list", &list)])
    }

    /// What became of the text.
    fn text_parts(&self) -> Vec<String> {
        let restyled = self.counts().words_house;
        match self.weighed.verdict {
            Verdict::Shortened => {
                let omission = self.omission();
                vec![self.patterns.fill("shortened", &[("omission", &omission)])]
            }
            Verdict::Modified | Verdict::DifferentText if self.uses_passages() => {
                let beside = self.changes();
                let beside = (!beside.is_empty()).then(|| self.patterns.list(&beside));
                let passages = self.patterns.get("passages").to_owned();
                std::iter::once(passages).chain(beside).collect()
            }
            Verdict::Modified | Verdict::DifferentText => {
                let mut changes = self.changes();
                if changes.is_empty() {
                    // An edit that no other part names: of marks and signs.
                    changes.push(self.patterns.get("signs").to_owned());
                }
                changes.extend(self.gravity());
                let changes = self.patterns.list(&changes);
                vec![self.patterns.fill("edited", &[("changes", &changes)])]
            }
            Verdict::HouseStyle if restyled > 0 => vec![self.styled("house_style")],
            Verdict::Identical | Verdict::Typography | Verdict::HouseStyle => {
                vec![self.patterns.get(unmodified(self.weighed.level)).to_owned()]
            }
        }
    }

    /// Whether several wires were combined and each passage is as its agency sent it.
    fn uses_passages(&self) -> bool {
        !self.names.combined.is_empty() && self.weighed.passages_unmodified
    }

    fn styled(&self, key: &str) -> String {
        let words = self
            .patterns
            .number("words", self.counts().words_house, &[]);
        self.patterns
            .fill(key, &[("site", self.site()), ("words", &words)])
    }

    /// The spelling of the house beside other changes.
    fn spelling(&self) -> Option<String> {
        let beside = matches!(self.weighed.verdict, Verdict::Shortened | Verdict::Modified);
        (beside && self.counts().words_house > 0).then(|| self.styled("spelling"))
    }

    fn omission(&self) -> String {
        let counts = self.counts();
        let (n, m) = (
            counts.paragraphs_omitted,
            counts.paragraphs_wire.to_string(),
        );
        let key = if counts.paragraphs_last_omitted == n {
            "omitted_last"
        } else {
            "omitted"
        };
        let mut parts = Vec::new();
        if n > 0 {
            parts.push(self.patterns.number(key, n, &[("m", &m)]));
        }
        parts.extend(self.number("sentences_omitted", counts.sentences_omitted));
        self.patterns.list(&parts)
    }

    fn house_paragraphs(&self) -> usize {
        let house = self.weighed.insertions.iter();
        house
            .filter(|i| i.kind == InsertionKind::HouseText && i.place != Place::Standfirst)
            .count()
    }

    /// The changes of an edited text.
    fn changes(&self) -> Vec<String> {
        let counts = self.counts();
        // Whole paragraphs of the others that were not used are no change of the passages.
        let removed = if self.uses_passages() {
            0
        } else {
            counts.words_removed
        };
        let numbers = [
            ("changed", counts.words_changed),
            ("added", counts.words_added),
            ("removed", removed),
            ("paragraphs_moved", counts.paragraphs_moved),
            ("sentences_moved", counts.sentences_moved),
            ("words_moved", self.weighed.words_moved_alone),
            ("house_text", self.house_paragraphs()),
        ];
        numbers
            .into_iter()
            .filter_map(|(key, n)| self.number(key, n))
            .collect()
    }

    fn gravity(&self) -> Option<String> {
        let counts = self.counts();
        let numbers = [
            ("figures", counts.figures),
            ("negations", counts.negations),
            ("names", counts.names),
            ("attributions", counts.attributions),
            ("quotations", counts.quotations),
        ];
        let numbers = numbers.into_iter().filter(|&(_, n)| n > 0);
        let listed: Vec<String> = numbers
            .map(|(key, n)| self.patterns.fill(key, &[("n", &n.to_string())]))
            .collect();
        self.listed("gravity", &listed)
    }

    /// A part that is a list; none if the list is empty.
    fn listed(&self, key: &str, parts: &[String]) -> Option<String> {
        let list = self.patterns.list(parts);
        (!parts.is_empty()).then(|| {
            self.patterns
                .fill(key, &[("site", self.site()), ("list", &list)])
        })
    }

    fn headline(&self) -> Option<String> {
        Some(self.by_site(match self.names.headline? {
            Headline::Same => "headline.same",
            Headline::Changed => "headline.changed",
            Headline::Added => "headline.added",
        }))
    }

    /// Only strips of the wire that the reader could miss.
    fn strips(&self) -> Option<String> {
        let named = [
            (StripKind::Dateline, "dateline"),
            (StripKind::Byline, "byline"),
            (StripKind::SignOff, "sign_off"),
        ];
        let missing = |kind: StripKind| {
            let mut stripped = self.weighed.stripped.iter();
            stripped.any(|strip| strip.kind == kind && strip.side == crate::StripSide::Wire)
        };
        let named = named.into_iter().filter(|&(kind, _)| missing(kind));
        let listed: Vec<String> = named
            .map(|(_, key)| self.patterns.get(key).to_owned())
            .collect();
        self.listed("not_shown", &listed)
    }

    fn insertions(&self) -> Option<String> {
        let insertions = &self.weighed.insertions;
        let mut listed = Vec::new();
        if insertions
            .iter()
            .any(|insertion| insertion.place == Place::Standfirst)
        {
            listed.push(self.patterns.get("standfirst").to_owned());
        }
        let kinds = [
            InsertionKind::Subheading,
            InsertionKind::RelatedLink,
            InsertionKind::Promotion,
            InsertionKind::Caption,
        ];
        for kind in kinds {
            let n = insertions
                .iter()
                .filter(|insertion| insertion.kind == kind)
                .count();
            listed.extend(self.number(kind.name(), n));
        }
        self.listed("added_by", &listed)
    }
}

const fn unmodified(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::L0 | Level::L1) => "identical",
        Some(Level::L2) => "breaks",
        _ => "typography",
    }
}

/// The sentence on the pictures of a page, if there are any and one is not by the text's agency.
///
/// A credit that names the agency beside a photographer is the agency's. `picture_credits` has one entry a picture; `None`: its credit is not stated. A sentence of its own, never part
/// of the disclosure's sentence.
///
/// ```
/// use copydesk_text::{Language, picture_sentence};
/// let said = picture_sentence(Some("AP"), &[Some("Reuters")], Language::English);
/// assert_eq!(said.as_deref(), Some("Picture: Reuters."));
/// assert_eq!(picture_sentence(Some("AP"), &[Some("AP")], Language::English), None);
/// ```
#[must_use]
pub fn picture_sentence(
    text_agency: Option<&str>,
    picture_credits: &[Option<&str>],
    language: Language,
) -> Option<String> {
    let own = |credit: &Option<&str>| {
        credit.is_some_and(|credit| text_agency.is_some_and(|agency| is_credited(credit, agency)))
    };
    if picture_credits.iter().all(own) {
        return None;
    }
    let patterns = Patterns::of(language);
    let mut named: Vec<String> = Vec::new();
    for credit in picture_credits.iter().flatten() {
        if !named.iter().any(|known| known == credit) {
            named.push((*credit).to_owned());
        }
    }
    let stated = picture_credits.iter().flatten().count();
    let mut sentences = Vec::new();
    if stated > 0 {
        let list = patterns.list(&named);
        sentences.push(patterns.number("picture", stated, &[("list", &list)]));
    }
    if stated < picture_credits.len() {
        sentences.push(patterns.get("picture.unstated").to_owned());
    }
    Some(sentences.join(" "))
}

/// Whether a credit names the agency, alone or with its photographer ("AP", "AP/Jo Marsh", "Jo Marsh/AP").
fn is_credited(credit: &str, agency: &str) -> bool {
    let mut parts = credit.split(['/', '|']).map(str::trim);
    parts.any(|part| part.to_lowercase() == agency.to_lowercase())
}

/// The sentence that a newer version exists. A sentence of its own: the ledger does not commit to it.
///
/// ```
/// use copydesk_text::{Language, Newer, newer_sentence};
/// assert_eq!(
///     newer_sentence("2", "3", Newer::Correction, Language::English),
///     "Based on version 2; the agency has since sent a correction (version 3)."
/// );
/// ```
#[must_use]
pub fn newer_sentence(version: &str, newer: &str, signal: Newer, language: Language) -> String {
    let key = match signal {
        Newer::Version => "newer.version",
        Newer::Correction => "newer.correction",
    };
    Patterns::of(language).fill(key, &[("v", version), ("w", newer)])
}

#[cfg(test)]
mod tests;
