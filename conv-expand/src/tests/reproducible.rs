//! One declaration, one expansion: the same tokens whenever and wherever it is expanded, so that
//! builds can be compared.

use super::{expanded, tokens};
use std::process::Command;

/// Kernels, banks, signals and layers, right and wrong, with much that could be kept in an order of
/// its own.
const DECLARATIONS: &[&str] = &[
    "/// Docs.\n#[derive(Clone)] pub struct A: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: reflect101 }
     struct B: f32 { taps: [0.25, 0.5, 0.25], stride: 2, arithmetic: strict, verify: test }",
    "struct A: u8 { taps: 3 * impulse([5, 5]) - 2 * gaussian([5, 5], 1.0), padding: same, overflow: saturate, require: [unit_gain, symmetric] }",
    "struct A: f64 { taps: lowpass(63, 0.25, kaiser(8.6)), interpolate: 3, stride: 2 }",
    "struct A: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y, both: sobel_x * sobel_y }, padding: full }",
    "struct A: u8 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(), overflow: wrap }",
    "struct A: i16 -> i32 { shape: [3, 5], accumulator: i64, overflow: wrap, dilation: [1, 2] }",
    "struct A: u8 -> i16 { taps: [[-1, 0, 1]], channels: [0.299, 0.587, 0.114], padding: same }",
    "struct A: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], layout: nhwc, bias: [1], activation: relu6 }",
    "struct A: f32 { shape: [8, 4, 3, 3], transposed: true, stride: 2, bias: true }",
    // Several mistakes, in several places.
    "struct A: u9 { taps: [x, 1 2], strid: 2, padding: saem, border: reflect } struct A: u8 { taps: [300] } junk",
    "struct A: u8 { taps: [1, 2], padding: same, padding: full, overflow: clamp, require: [unit_gain, causal] }",
];

fn expansions() -> Vec<String> {
    let expand = |source: &&str| expanded(tokens(source)).to_string();
    DECLARATIONS.iter().map(expand).collect()
}

/// Prints the expansions, for the process that runs this test alone.
#[test]
fn a_declaration_expands_to_the_same_tokens_twice() {
    let found = expansions();
    assert_eq!(found, expansions());
    for line in found {
        println!("expansion: {line}");
    }
}

#[test]
fn another_process_expands_to_the_same_tokens() {
    let program = std::env::current_exe().expect("the program of this test");
    let run = Command::new(program)
        .args([
            "--exact",
            "tests::reproducible::a_declaration_expands_to_the_same_tokens_twice",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .output()
        .expect("it runs again");
    let printed = String::from_utf8(run.stdout).expect("text");
    // After the name of the test, on the line of the first.
    for expansion in expansions() {
        assert!(
            printed.contains(&format!("expansion: {expansion}\n")),
            "{printed}"
        );
    }
}
