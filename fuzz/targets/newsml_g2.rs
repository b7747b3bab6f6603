//! Any bytes as `newsml-g2`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("newsml-g2", data));
