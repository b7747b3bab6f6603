//! Any bytes as `json-feed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("json-feed", data));
