//! Any bytes as `dpa-digitalwires`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| copydesk_fuzz::wire("dpa-digitalwires", data));
