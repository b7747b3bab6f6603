//! Any bytes as `newsml-1`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("newsml-1", data));
