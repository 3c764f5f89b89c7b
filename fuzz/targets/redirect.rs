//! See `fuzz::redirect`.
#![no_main]
#![allow(unsafe_code, reason = "the fuzzer calls by a C name")]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::redirect(data));
