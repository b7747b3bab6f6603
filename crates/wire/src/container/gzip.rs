//! gzip: one compressed file. A tar inside is read as it is decompressed, so that neither has to fit into memory.

use std::io::Read;

use flate2::bufread::MultiGzDecoder;

use super::{Expander, join, tar};

pub(super) fn open(expander: &mut Expander<'_>, raw: &[u8], path: &str, depth: usize) {
    let decoder = MultiGzDecoder::new(raw);
    let named = decoder.header().and_then(|header| header.filename());
    let path = named.map_or_else(|| path.to_owned(), |name| join(path, name));
    let mut decoder = expander.counted(decoder);
    let mut first = Vec::with_capacity(tar::BLOCK);
    let opening = u64::try_from(tar::BLOCK).unwrap_or(u64::MAX);
    let read = (&mut decoder).take(opening).read_to_end(&mut first);
    if read.is_err() && first.is_empty() {
        if !expander.stopped() {
            expander.damaged(&path, "it cannot be decompressed");
        }
        return;
    }
    let is_tar = tar::opens(&first);
    let mut whole = first.as_slice().chain(decoder);
    if is_tar {
        return tar::open(expander, &mut whole, &path, depth);
    }
    let content = expander.read(&mut whole);
    expander.content(path, content, depth);
}
