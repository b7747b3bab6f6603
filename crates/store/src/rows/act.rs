//! An act, as far as engines ask how much it is.

use copydesk_desk::Act;

/// About how many bytes it writes, for the bound of a batch.
pub(crate) fn bytes_len(act: &Act) -> usize {
    let blocks = act.editions.iter().flat_map(|edition| &edition.blocks);
    let text: usize = blocks.map(|block| block.text.len()).sum();
    let rows = act.items.len() + act.versions.len() + act.stories.len() + act.events.len();
    let records: usize = act.leaves.iter().map(|(_, leaf)| leaf.record.len()).sum();
    let versions = act.document_versions.iter();
    let documents: usize = versions.map(|version| version.bytes.len()).sum();
    text + records + documents + 512 * rows
}
