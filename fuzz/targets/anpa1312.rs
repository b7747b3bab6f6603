//! Any bytes as `anpa1312`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("anpa1312", data));
