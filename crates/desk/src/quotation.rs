//! Quotations of a story held against the documents of the newsroom: which documents the story names, what became of
//! each quotation, and which ones raise a flag before publication. Decides from words and facts alone. Says nothing of a
//! quotation where the story names no document, and calls no translation false.

use copydesk_documents::{
    Completeness as Stated, Document, Facts, PublicationStatus, SegmentKind as Part,
};
use copydesk_statements::quotes::{
    Checked, Completeness, DocumentFacts, KnownDocument, Prepared, Quotation, SegmentKind,
    SourceSegment, SourceText, Standing, Translation, Verdict, Voice, find_quotations, story_flags,
};

use crate::explainer::FiledDocument;
use crate::id::DocumentId;

/// Shortest name by which a story may mean a document, characters: shorter ones stand in any text.
const NAME_CHARACTERS_MIN: usize = 8;

/// A document that quotations may be held against.
#[derive(Clone, Debug)]
pub struct KnownText {
    /// The document.
    pub document: DocumentId,
    /// Its text with what is known of it; other texts of the same agreement beside it, each with its document as id.
    pub source: SourceText,
    /// Names under which a story may mean it.
    pub names: Vec<String>,
}

/// A quotation with what was found out about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldQuotation {
    /// Index of the text it was held against.
    pub text: usize,
    /// What was found.
    pub checked: Checked,
    /// Index of the other text that holds the words, where this one does not.
    pub stands_in: Option<usize>,
}

impl HeldQuotation {
    /// Whether it raises a flag: it is said to be the document's, and the document does not bear it out.
    #[must_use]
    pub fn is_flagged(&self) -> bool {
        self.checked.fails()
    }

    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        // Only quotations with a verdict are held.
        self.checked.verdict.unwrap_or(Verdict::Uncheckable)
    }
}

/// Names under which a story may mean a document: its title, the title before its parties, its id in words, and what it
/// is with its day. A year alone is no name: another treaty of that year may be meant.
#[must_use]
pub fn names_of_document(filed: &FiledDocument) -> Vec<String> {
    let facts = &filed.facts;
    let mut names: Vec<String> = Vec::new();
    if let Some(title) = &facts.title {
        names.push(title.clone());
        names.extend(
            title
                .split_once(" between ")
                .map(|(name, _)| name.to_owned()),
        );
        names.extend(dated(title, facts.signed.as_deref()));
    }
    let words = filed.id.as_str().replace('-', " ");
    names.extend(words.contains(' ').then_some(words));
    names.retain(|name| name.chars().count() >= NAME_CHARACTERS_MIN && name.contains(' '));
    names.dedup();
    names
}

/// "treaty of 3 July 1962", "treaty of July 3, 1962".
fn dated(title: &str, signed: Option<&str>) -> Vec<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let day = signed.and_then(|text| text.parse::<jiff::civil::Date>().ok());
    let (Some(kind), Some(day)) = (title.split_whitespace().next(), day) else {
        return Vec::new();
    };
    let month = usize::try_from(day.month() - 1).ok();
    let Some(month) = month.and_then(|at| MONTHS.get(at)) else {
        return Vec::new();
    };
    let (number, year) = (day.day(), day.year());
    vec![
        format!("{kind} of {number} {month} {year}"),
        format!("{kind} of {month} {number}, {year}"),
    ]
}

/// Whether one of the names stands in a text, as whole words, in any case.
#[must_use]
pub fn is_named(text: &str, names: &[String]) -> bool {
    let lower = text.to_lowercase();
    names.iter().any(|name| {
        let name = name.to_lowercase();
        lower.match_indices(&name).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + name.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

/// Whether two documents are texts of one agreement: one names the other as a party's text.
#[must_use]
pub fn is_text_of_same(one: &FiledDocument, other: &FiledDocument) -> bool {
    let names = |from: &FiledDocument, to: &FiledDocument| {
        let texts = from.facts.publication.iter();
        texts
            .filter_map(|one| one.document.as_deref())
            .any(|id| id == to.id.as_str())
    };
    one.id != other.id && (names(one, other) || names(other, one))
}

/// A document as the checker of quotations sees it; what is not known stays unknown. It is official where a party is
/// known to have published it, or its publisher stands among those of the official texts.
#[must_use]
pub fn source_text(filed: &FiledDocument, document: &Document) -> SourceText {
    let mut source = SourceText::new(
        filed.id.as_str(),
        document.text.clone(),
        document_facts(filed),
    );
    let segments = document.segments.iter().map(|segment| SourceSegment {
        id: segment.id.clone(),
        kind: match segment.kind {
            Part::Article => SegmentKind::Article,
            Part::Paragraph | Part::Point | Part::Recital => SegmentKind::Paragraph,
            _ => SegmentKind::Other,
        },
        number: segment.number.map(|number| number.to_string()),
        span: segment.span,
        voice: Voice::Document,
    });
    source.segments = segments.collect();
    source
}

fn document_facts(filed: &FiledDocument) -> DocumentFacts {
    let facts = &filed.facts;
    DocumentFacts {
        title: facts.title.clone(),
        language: facts.language.clone(),
        translation: match facts.is_translation {
            Some(true) => Translation::Translation,
            Some(false) => Translation::Original,
            None => Translation::Unknown,
        },
        completeness: match facts.completeness {
            Some(Stated::Full) => Completeness::Full,
            Some(Stated::Excerpt) => Completeness::Excerpt,
            Some(Stated::Paraphrase) => Completeness::Paraphrase,
            None => Completeness::Unknown,
        },
        standing: if is_official(&filed.id, facts) {
            Standing::Official
        } else {
            Standing::Unknown
        },
        publisher: facts.publisher.clone(),
    }
}

fn is_official(id: &DocumentId, facts: &Facts) -> bool {
    let by_party = facts.publication.iter().any(|one| {
        one.status == PublicationStatus::Published && one.document.as_deref() == Some(id.as_str())
    });
    let by_publisher = facts.official_texts.iter().any(|one| {
        one.publisher.is_some()
            && one.publisher == facts.publisher
            && facts.language.as_ref() == Some(&one.language)
    });
    by_party || by_publisher
}

/// The quotations of a story that can be held against documents it names, in the order of the text.
///
/// # Properties
///
/// A story that names none of the texts gets an empty list. Of a quotation that the sentence attributes to nobody only
/// is said where its words stand; of one that is a person's, nothing. That words do not stand in a document is said only
/// where its paragraph names that document.
///
/// ```
/// use copydesk_desk::{DocumentId, KnownText, held_quotations};
/// use copydesk_statements::quotes::{DocumentFacts, SourceText, Verdict};
/// let source = SourceText::new("pact", "Each side keeps the peace of the lake.", DocumentFacts::default());
/// let texts = [KnownText { document: DocumentId::new("pact"), source, names: vec!["pact of the lake".into()] }];
/// let story = "The pact of the lake says each side “keeps the peace of the lake”.";
/// assert_eq!(held_quotations(story, Some("en"), &texts)[0].verdict(), Verdict::Exact);
/// assert!(held_quotations("The text says they “keep the peace of the lake”.", None, &texts).is_empty());
/// ```
#[must_use]
pub fn held_quotations(
    story: &str,
    language: Option<&str>,
    texts: &[KnownText],
) -> Vec<HeldQuotation> {
    let named: Vec<usize> = (0..texts.len())
        .filter(|&at| is_named(story, &texts[at].names))
        .collect();
    let quotations = find_quotations(story);
    if named.is_empty() || quotations.is_empty() {
        return Vec::new();
    }
    let prepared: Vec<Prepared> = texts
        .iter()
        .map(|text| Prepared::new(&text.source))
        .collect();
    let known: Vec<KnownDocument> = texts
        .iter()
        .zip(&prepared)
        .map(|(text, prepared)| KnownDocument {
            prepared,
            names: text.names.clone(),
        })
        .collect();
    let flags = story_flags(story, language, &known);
    let paragraphs: Vec<&str> = story.split("\n\n").collect();
    let held = quotations.iter().filter_map(|quotation| {
        let flag = flags
            .iter()
            .find(|flag| flag.checked.quotation.pieces == quotation.pieces);
        let held = match flag {
            Some(flag) => HeldQuotation {
                text: flag.document,
                checked: flag.checked.clone(),
                stands_in: flag.stands_in,
            },
            None => best(story, language, quotation, (&named, &prepared))?,
        };
        let paragraph = paragraphs.get(quotation.paragraph).copied();
        let named_here = is_named(paragraph.unwrap_or_default(), &texts[held.text].names);
        (named_here || may_be_said_from_afar(&held)).then_some(held)
    });
    held.collect()
}

/// The verdict of the named text that fits best; `None` where nothing may be said.
fn best(
    story: &str,
    language: Option<&str>,
    quotation: &Quotation,
    (named, prepared): (&[usize], &[Prepared<'_>]),
) -> Option<HeldQuotation> {
    let checked = named.iter().filter_map(|&text| {
        let checked = prepared[text].check(story, language, quotation);
        Some((checked.verdict?, text, checked))
    });
    let (verdict, text, checked) = checked.min_by_key(|(verdict, text, _)| (*verdict, *text))?;
    let attribution = &quotation.attribution;
    let said = match attribution {
        copydesk_statements::quotes::Attribution::Document => true,
        copydesk_statements::quotes::Attribution::Unknown => verdict <= Verdict::Truncated,
        copydesk_statements::quotes::Attribution::Speaker(_) => false,
    };
    said.then_some(HeldQuotation {
        text,
        checked,
        stands_in: None,
    })
}

/// Words that do stand in the document, or nearly, may be said to be its own wherever the story quotes them.
fn may_be_said_from_afar(held: &HeldQuotation) -> bool {
    held.verdict() <= Verdict::WordChange || held.stands_in.is_some()
}

#[cfg(test)]
mod tests {
    use copydesk_documents::{Publication, ReadHint, read};
    use jiff::Timestamp;

    use super::*;

    const PACT: &str = "Article 1\nIn case of a flood either Party shall send forty masons to the other without delay, \
                        unless its own bridges are in danger.\nArticle 2\nThe Parties shall consult each other on the water of \
                        the lake twice a year.\n";

    fn filed(id: &str, translation: Option<bool>) -> (FiledDocument, Document) {
        let document = read(PACT.as_bytes(), &ReadHint::default())
            .expect("read")
            .remove(0);
        let facts = Facts {
            title: Some("Treaty on the Lake between Lorrin and Tessel".into()),
            signed: Some("1962-07-03".into()),
            language: Some("en".into()),
            is_translation: translation,
            completeness: Some(Stated::Full),
            publication: vec![Publication {
                party: "Lorrin".into(),
                status: PublicationStatus::Published,
                document: Some(id.to_owned()),
                ..Publication::default()
            }],
            ..Facts::default()
        };
        let filed = FiledDocument {
            id: DocumentId::new(id),
            revision: 1,
            version: 1,
            facts,
            updated: Timestamp::UNIX_EPOCH,
            withdrawn: None,
        };
        (filed, document)
    }

    fn known(id: &str, translation: Option<bool>) -> KnownText {
        let (filed, document) = filed(id, translation);
        KnownText {
            document: filed.id.clone(),
            source: source_text(&filed, &document),
            names: names_of_document(&filed),
        }
    }

    #[track_caller]
    fn check_held(story: &str, translation: Option<bool>, expected: &[(Verdict, bool)]) {
        let texts = [known("pact-of-the-lake", translation)];
        let found: Vec<(Verdict, bool)> = held_quotations(story, Some("en"), &texts)
            .iter()
            .map(|held| (held.verdict(), held.is_flagged()))
            .collect();
        assert_eq!(found, expected, "{story}");
    }

    #[test]
    fn a_document_is_named_by_title_id_or_day_and_never_by_a_year() {
        let (filed, _) = filed("pact-of-the-lake", None);
        let names = names_of_document(&filed);
        for name in [
            "Treaty on the Lake",
            "pact of the lake",
            "Treaty of 3 July 1962",
        ] {
            assert!(names.iter().any(|known| known == name), "{names:?}");
        }
        assert!(is_named("the TREATY of July 3, 1962, holds", &names));
        assert!(!is_named(
            "the treaty of 1962 and the impact of the lake",
            &names
        ));
    }

    #[test]
    fn a_quotation_that_does_not_match_is_flagged_and_one_that_matches_is_not() {
        check_held(
            "The pact of the lake says either Party “shall send forty masons to the other without delay”.",
            None,
            &[(Verdict::Truncated, false)],
        );
        check_held(
            "The pact of the lake says either Party “shall send fifty masons to the other without delay”.",
            None,
            &[(Verdict::WordChange, true)],
        );
        check_held(
            "The pact of the lake says each will “burn every lantern until the herring come home”.",
            None,
            &[(Verdict::NotFound, true)],
        );
    }

    #[test]
    fn a_translation_is_never_called_false() {
        let story = "The pact of the lake says either Party “shall at once send forty masons to the other”.";
        check_held(story, Some(true), &[(Verdict::Translation, false)]);
        let story =
            "The pact of the lake says each will “burn every lantern until the herring come home”.";
        check_held(story, Some(true), &[(Verdict::Uncheckable, false)]);
    }

    #[test]
    fn nothing_is_said_where_no_document_is_named_and_nothing_of_what_people_say() {
        check_held(
            "The text says either Party “shall send fifty masons to the other without delay”.",
            None,
            &[],
        );
        check_held(
            "“The pact of the lake will give us masons without delay,” Ida Holm said.",
            None,
            &[],
        );
    }

    #[test]
    fn words_of_another_document_are_not_missed_in_the_one_named_elsewhere() {
        check_held(
            "The pact of the lake was signed in 1962.\n\nThe charter of the port says ships “may burn every lantern until \
             the herring come home”.",
            None,
            &[],
        );
    }

    #[test]
    fn texts_that_parties_published_are_texts_of_one_agreement() {
        let (mut one, _) = filed("one", None);
        let (mut other, _) = filed("other", None);
        assert!(!is_text_of_same(&one, &other));
        one.facts.publication.push(Publication {
            party: "Tessel".into(),
            document: Some("other".into()),
            ..Publication::default()
        });
        assert!(is_text_of_same(&one, &other) && is_text_of_same(&other, &one));
        other.id = DocumentId::new("one");
        assert!(!is_text_of_same(&one, &other));
    }
}
