//! IPTC NewsML-G2.

use crate::finding::Findings;
use crate::xml::{NodeId, Tree};
use crate::{Format, Reading, Source};

pub(crate) fn read(
    _tree: &Tree<'_>,
    _roots: &[(NodeId, Format)],
    _source: &Source<'_>,
    _findings: &mut Findings,
) -> Reading {
    Reading {
        format: Format::NewsMlG2,
        items: Vec::new(),
    }
}
