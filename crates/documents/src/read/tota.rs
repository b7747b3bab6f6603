//! XML of the ToTA collection: `treaty/meta`, `body/chapter[@number,@name]/article[@number,@name]`. A first or last
//! chapter without numbers is the preamble or the closing words.

use copydesk_text::Span;
use copydesk_wire::xml::{NodeId, Tree};

use super::Unreadable;
use crate::segment::{
    ARTICLE_RANK, CHAPTER_RANK, Heading, Opening, SegmentKind, plain_opening, segments_of,
};
use crate::{Document, DocumentKind, Facts, Number, Source};

pub(super) fn read(tree: &Tree, root: NodeId) -> Result<Document, Unreadable> {
    let Some(body) = tree.child(root, "body") else {
        let what = "XML of an unknown shape: treaty without the element body";
        return Err(Unreadable::Shape(what.to_owned()));
    };
    let mut reading = Reading {
        tree,
        text: String::new(),
        openings: Vec::new(),
    };
    let chapters: Vec<NodeId> = tree.children_named(body, "chapter").collect();
    for (at, &chapter) in chapters.iter().enumerate() {
        reading.chapter(chapter, at == 0, at + 1 == chapters.len());
    }
    let mut findings = Vec::new();
    let segments = segments_of(&reading.text, &reading.openings, &mut findings);
    Ok(Document {
        source: Source::Tota,
        text: reading.text,
        segments,
        facts: facts(tree, root),
        findings,
    })
}

struct Reading<'t, 'a> {
    tree: &'t Tree<'a>,
    text: String,
    openings: Vec<Opening>,
}

impl Reading<'_, '_> {
    fn chapter(&mut self, chapter: NodeId, first: bool, last: bool) {
        let tree = self.tree;
        let articles: Vec<NodeId> = tree.children_named(chapter, "article").collect();
        let number = tree.word(chapter, "number");
        let unnumbered = number.is_none()
            && articles
                .iter()
                .all(|&article| tree.word(article, "number").is_none());
        let start = self.text.len();
        if unnumbered && (first || last) {
            let (kind, prefix) = if first {
                (SegmentKind::Preamble, "preamble")
            } else {
                (SegmentKind::Conclusions, "conclusions")
            };
            self.openings.push(plain_opening(kind, prefix, start));
            for article in articles {
                self.words(article);
            }
            return;
        }
        let name = tree.word(chapter, "name");
        if number.is_some() || name.is_some() {
            let label = number.as_deref().map(|number| self.line(number));
            let heading = name.as_deref().map(|name| self.line(name));
            self.openings.push(Opening {
                start,
                rank: CHAPTER_RANK,
                kind: SegmentKind::Chapter,
                prefix: "chp",
                number: number.as_deref().and_then(number_in),
                label,
                heading: Heading::Given(heading),
                own_id: None,
            });
        }
        for article in articles {
            self.article(article);
        }
    }

    fn article(&mut self, article: NodeId) {
        let tree = self.tree;
        let start = self.text.len();
        let written = tree.word(article, "number");
        let name = tree.word(article, "name");
        let label = written.as_deref().map(|written| self.line(written));
        let heading = name.as_deref().map(|name| self.line(name));
        let in_name = || {
            name.as_deref()
                .and_then(Number::read)
                .map(|(number, _)| number)
        };
        let number = written
            .as_deref()
            .and_then(|written| number_in(written).or_else(in_name));
        self.openings.push(Opening {
            start,
            rank: ARTICLE_RANK,
            kind: SegmentKind::Article,
            prefix: if number.is_some() { "art" } else { "art_x" },
            number,
            label,
            heading: Heading::Given(heading),
            own_id: None,
        });
        self.words(article);
    }

    fn line(&mut self, words: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(words);
        self.text.push('\n');
        Span::new(start, self.text.len() - 1)
    }

    fn words(&mut self, node: NodeId) {
        let words = self.tree.text(node);
        self.text.push_str(words.trim());
        self.text.push_str("\n\n");
    }
}

/// The number in "ARTICLE - 3", "CHAPTER TWENTY TWO", "I".
fn number_in(written: &str) -> Option<Number> {
    let word = crate::number::leading_word(written);
    let after = written[word.len()..].trim_start_matches([' ', '-', '–', '.']);
    let read = |text: &str| Number::read(text).map(|(number, _)| number);
    if after.is_empty() || after.len() == written.len() {
        return read(written);
    }
    read(after).or_else(|| read(written))
}

fn facts(tree: &Tree, root: NodeId) -> Facts {
    let Some(meta) = tree.child(root, "meta") else {
        return Facts::default();
    };
    let of = |name: &str| tree.child(meta, name).and_then(|node| tree.folded(node));
    let parties: Vec<String> = tree
        .child(meta, "parties_original")
        .map(|list| {
            tree.children_named(list, "partyisocode")
                .filter_map(|party| tree.folded(party))
                .collect()
        })
        .unwrap_or_default();
    Facts {
        title: of("name"),
        kind: Some(DocumentKind::Treaty),
        signed: of("date_signed"),
        in_force: of("date_into_force"),
        ended: of("date_inactive"),
        language: of("language"),
        publication: Facts::parties_unknown(&parties),
        parties,
        ..Facts::default()
    }
}
