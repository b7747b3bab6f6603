//! A document as the quote checker of `statements` takes it: text, parts, what is known. Nothing is added: a fact that
//! is absent stays unknown there.

use copydesk_statements::quotes::{
    Completeness as TextCompleteness, DocumentFacts, SegmentKind as PartKind, SourceSegment,
    SourceText, Standing, Translation, Voice,
};

use crate::{Completeness, Document, SegmentKind};

impl Document {
    /// The document under an id of the caller's, for checking quotations against it. A text is official only if its
    /// publisher is among those of the official texts in its language.
    ///
    /// ```
    /// use copydesk_documents::{ReadHint, read};
    /// let document = &read(b"Article 1\nPeace is kept.\n", &ReadHint::default()).unwrap()[0];
    /// assert_eq!(document.source_text("pact").segments[0].number.as_deref(), Some("1"));
    /// ```
    #[must_use]
    pub fn source_text(&self, id: impl Into<String>) -> SourceText {
        let facts = DocumentFacts {
            title: self.facts.title.clone(),
            language: self.facts.language.clone(),
            translation: match self.facts.is_translation {
                Some(true) => Translation::Translation,
                Some(false) => Translation::Original,
                None => Translation::Unknown,
            },
            completeness: match self.facts.completeness {
                Some(Completeness::Full) => TextCompleteness::Full,
                Some(Completeness::Excerpt) => TextCompleteness::Excerpt,
                Some(Completeness::Paraphrase) => TextCompleteness::Paraphrase,
                None => TextCompleteness::Unknown,
            },
            standing: self.standing(),
            publisher: self.facts.publisher.clone(),
        };
        let mut text = SourceText::new(id, self.text.clone(), facts);
        let part = |segment: &crate::Segment| SourceSegment {
            id: segment.id.clone(),
            kind: match segment.kind {
                SegmentKind::Article => PartKind::Article,
                SegmentKind::Paragraph | SegmentKind::Point => PartKind::Paragraph,
                _ => PartKind::Other,
            },
            number: segment.number.map(|number| number.to_string()),
            span: segment.span,
            voice: Voice::Document,
        };
        text.segments = self.segments.iter().map(part).collect();
        text
    }

    fn standing(&self) -> Standing {
        let (Some(language), Some(publisher)) = (&self.facts.language, &self.facts.publisher)
        else {
            return Standing::Unknown;
        };
        let named = |text: &crate::OfficialText| {
            text.language == *language && text.publisher.as_ref() == Some(publisher)
        };
        if self.facts.official_texts.iter().any(named) {
            Standing::Official
        } else {
            Standing::Unknown
        }
    }
}
