//! Any bytes as `iptc7901`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("iptc7901", data));
