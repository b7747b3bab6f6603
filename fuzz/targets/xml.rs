//! Fuzzes the XML layer: any bytes as a wrapper the formats stand in; and the tree of the characters they hold is
//! quick-xml's.
#![no_main]

use copydesk_wire::chars::decode;
use copydesk_wire::finding::Findings;
use copydesk_wire::xml::judge;
use copydesk_wire::{Hint, Limits};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let decoded = decode(data, &Hint::default(), &mut Findings::new());
    let few = Limits {
        xml_depth: 3,
        nodes: 50,
        ..Limits::DEFAULT
    };
    for document in [decoded.clone(), decoded.cleaned().0] {
        for limits in [Limits::DEFAULT, few] {
            assert_eq!(judge::difference(&document, &limits), None);
        }
    }
    copydesk_fuzz::xml(data);
});
