#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| conv_kernel_fuzz_macros::tokens::run(bytes));
