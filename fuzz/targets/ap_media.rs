//! Any bytes as `ap-media`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("ap-media", data));
