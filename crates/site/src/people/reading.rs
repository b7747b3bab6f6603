//! The statements of an edition: read from its own blocks, with what editors decided. Words that were cut are not in
//! these blocks, so nothing can point at them. Keeps nothing and shows nothing.

use copydesk_desk::{Decided, Edition, StatementAct, StoreError, decided};
use copydesk_statements::{Reading, Story as Text, read};
use copydesk_text::{Block, Span, flat};
use sha2::{Digest, Sha256};

use crate::ports::Ports;

/// An edition with its statements.
#[derive(Debug)]
pub struct Spoken {
    /// The edition.
    pub edition: Edition,
    /// Its flat form, to which all spans refer.
    pub flat: String,
    /// Its statements in the order of the text, rejected ones too.
    pub statements: Vec<Decided>,
}

impl Spoken {
    /// Reads an edition with the acts of its story.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(ports: &Ports, edition: Edition) -> Result<Self, StoreError> {
        let acts = ports.store.statement_acts(edition.story.clone()).await?;
        let mut numbers: Vec<u32> = acts.iter().map(|act| act.edition).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut others = Vec::new();
        for number in numbers.into_iter().filter(|n| *n != edition.number) {
            others.extend(ports.store.edition(edition.story.clone(), number).await?);
        }
        Ok(Self::of(edition, &acts, &others))
    }

    /// Reads an edition; `others` are those that the acts were made on.
    #[must_use]
    pub fn of(edition: Edition, acts: &[StatementAct], others: &[Edition]) -> Self {
        let older = |number| {
            let found = others.iter().find(|other| other.number == number);
            found.map(|other| other.blocks.as_slice())
        };
        let reading = reading(&edition);
        let statements = decided(reading, (edition.number, &edition.blocks), acts, older);
        Self {
            flat: flat(&edition.blocks),
            edition,
            statements,
        }
    }

    /// What readers see of it.
    pub fn public(&self) -> impl Iterator<Item = &Decided> {
        self.statements.iter().filter(|decided| decided.is_public())
    }

    /// The paragraph, from 1, in which the words of a statement begin.
    #[must_use]
    pub fn paragraph(&self, decided: &Decided) -> Option<usize> {
        paragraph_at(&self.edition.blocks, decided.spans.content.first()?.start)
    }
}

/// The reading of an edition's text. The same text in two stories gives two statements: each has its own readers.
fn reading(edition: &Edition) -> Reading {
    let digest = Sha256::digest(flat(&edition.blocks).as_bytes());
    let version: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    read(&Text {
        blocks: &edition.blocks,
        language: Some(&edition.language),
        version_sha256: &version,
        rendition: &format!("story/{}", edition.story),
        confirmed: &[],
    })
}

/// The block, from 1, that holds this byte of the flat form.
#[must_use]
pub fn paragraph_at(blocks: &[Block], at: usize) -> Option<usize> {
    let mut end = 0;
    for (index, block) in blocks.iter().enumerate() {
        let start = end + if index > 0 { 2 } else { 0 };
        end = start + block.text.len();
        if at < end {
            return (at >= start).then_some(index + 1);
        }
    }
    None
}

/// The parts of spans that stand inside quotation marks of the text, marks included, and those that do not, in order.
#[must_use]
pub fn parts(flat: &str, spans: &[Span]) -> Vec<(Span, Quoting)> {
    let quotations = copydesk_statements::marks::quoted(flat);
    let mut out = Vec::new();
    for span in spans {
        let mut at = span.start;
        for quotation in &quotations {
            let (start, end) = (
                quotation.outer.start.max(at),
                quotation.outer.end.min(span.end),
            );
            if start >= end {
                continue;
            }
            if at < start {
                out.push((Span::new(at, start), Quoting::Reported));
            }
            out.push((Span::new(start, end), Quoting::Quoted));
            at = end;
        }
        if at < span.end {
            out.push((Span::new(at, span.end), Quoting::Reported));
        }
    }
    out
}

/// Whether words stand inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Inside.
    Quoted,
    /// Outside.
    Reported,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_in_its_paragraph_and_not_between_two() {
        let blocks = ["ab", "", "cd"].map(Block::paragraph);
        let found: Vec<Option<usize>> = (0..9).map(|at| paragraph_at(&blocks, at)).collect();
        assert_eq!(flat(&blocks).len(), 8);
        assert_eq!(
            found,
            [
                Some(1),
                Some(1),
                None,
                None,
                None,
                None,
                Some(3),
                Some(3),
                None
            ]
        );
    }

    #[test]
    fn quoted_parts_are_told_from_reported_ones() {
        let text = "She called it “a good day” for all.";
        let found = parts(text, &[Span::new(4, text.len())]);
        let words: Vec<(&str, Quoting)> = found
            .iter()
            .map(|(span, quoting)| (&text[span.start..span.end], *quoting))
            .collect();
        assert_eq!(
            words,
            [
                ("called it ", Quoting::Reported),
                ("“a good day”", Quoting::Quoted),
                (" for all.", Quoting::Reported),
            ]
        );
    }
}
