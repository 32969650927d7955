//! The targets of the macro, on the inputs that are kept in `seeds` and on some of a generator.

use conv_kernel_fuzz_macros::{declaration, files, tokens};
use std::path::Path;

fn holds(target: &str, run: fn(&[u8]), generated: u64) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../seeds")
        .join(target);
    let mut kept = 0;
    for file in std::fs::read_dir(&seeds).expect("the target has seeds") {
        let path = file.expect("a file").path();
        println!("{}", path.display());
        run(&std::fs::read(&path).expect("a file of bytes"));
        kept += 1;
    }
    assert!(kept > 0, "{target} has no seeds");
    for seed in 1..=generated {
        println!("{target}, seed {seed}");
        // Marsaglia's xorshift64.
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        });
        let bytes: Vec<u8> = bytes.take(seed as usize % 300).collect();
        run(&bytes);
    }
}

#[test]
fn any_tokens_are_answered() {
    holds("tokens", tokens::run, 300);
}

#[test]
fn declarations_with_wrong_words_are_accepted_or_reported() {
    holds("declaration", declaration::run, 300);
}

/// Files have the name of the process, so that one format is tested after the other.
#[test]
fn files_are_read_or_refused() {
    holds("npy", files::npy, 300);
    holds("safetensors", files::safetensors, 300);
}
