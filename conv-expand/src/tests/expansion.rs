//! What is emitted for some small kernels, two banks and two layers, formatted and checked in.
//!
//! `UPDATE_EXPECT=1 cargo test -p conv-expand --features alloc,fft,layers,npy,safetensors` writes the
//! files again; the feature `small` has other code.

use super::{expanded, tokens};
use crate::expand::filter;
use expect_test::{ExpectFile, expect_file};

fn check(declaration: &str, expected: ExpectFile) {
    let file = syn::parse2(expanded(tokens(declaration))).expect("the expansion is items");
    expected.assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn a_direct_plane_kernel_is_unrolled_over_four_rows() {
    check(
        "pub struct Cross: u8 -> i16 { taps: [[0, 1], [-1, 0]], padding: same }",
        expect_file!["expansion/direct.rs"],
    );
}

#[test]
fn a_separable_kernel_has_two_bodies() {
    check(
        "struct Smooth: u8 { taps: [[1, 1, 1], [2, 2, 2], [2, 2, 2], [2, 2, 2], [1, 1, 1]], \
         scale: 1/24, padding: same, border: replicate }",
        expect_file!["expansion/separable.rs"],
    );
}

#[test]
fn a_shape_kernel_has_a_table_and_a_constructor() {
    check(
        "struct Learned: f32 { shape: [3, 3], scale: 0.5, mode: convolve }",
        expect_file!["expansion/shape.rs"],
    );
}

#[test]
fn a_kernel_that_leaves_out_nan_hands_its_body_to_what_does() {
    check(
        "struct Mean: f64 -> f32 { taps: [1/4, 1/2, 1/4], padding: same, border: constant(nan), \
         missing: renormalize }",
        expect_file!["expansion/missing.rs"],
    );
}

#[test]
fn a_kernel_that_mixes_runs_over_rows_of_mixed_values() {
    check(
        "struct Luma: u8 -> i16 { taps: [[-1, 0, 1]], channels: [0.299, 0.587, 0.114] }",
        expect_file!["expansion/mixed.rs"],
    );
}

#[test]
fn a_combination_has_a_body_for_each_kernel_and_steps_over_vectors() {
    check(
        "struct Edge: u8 -> u8 { taps: { a: [-1, 1], b: [1, 1] }, \
         combine: |a, b| if b < 9 { a.abs() / 3 } else { 255 } }",
        expect_file!["expansion/combined.rs"],
    );
}

#[test]
fn a_bank_has_a_hidden_struct_for_each_of_its_kernels() {
    check(
        "struct Edges: u8 -> i16 { taps: { dx: [[-1, 1]] } }",
        expect_file!["expansion/bank.rs"],
    );
}

#[test]
fn a_bank_of_signals_has_a_stream_and_no_pixels() {
    check(
        "struct Haar: i16 -> i32 { taps: { sum: [1, 1] }, stride: 2 }",
        expect_file!["expansion/bank_of_signals.rs"],
    );
}

#[test]
fn a_filter_of_a_constant_keeps_it_and_uses_it() {
    let arguments = tokens("Sum: u8 -> i16, padding: same");
    let constant = tokens("/// Neighbours.\n#[cfg(all())] pub const SUM: [i16; 2] = [1, 1];");
    let file = syn::parse2(filter(arguments, constant, None).into_tokens())
        .expect("the expansion is items");
    let code = prettyplease::unparse(&file);
    // Bodies are those of other kernels.
    let (head, _) = code
        .split_once("#[automatically_derived]")
        .expect("an impl");
    expect_file!["expansion/filter.rs"].assert_eq(head);
}

#[test]
fn a_quantised_kernel_that_is_tested_has_its_error_and_a_test() {
    check(
        "struct Blur: u8 { taps: [0.3, 0.4, 0.3], quantize: 4, verify: test, crate: crate::ours }",
        expect_file!["expansion/quantized.rs"],
    );
}

#[test]
fn a_layer_of_known_weights_has_them_as_bytes() {
    check(
        "pub struct Luma: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], bias: [-16], layout: nhwc }",
        expect_file!["expansion/layer.rs"],
    );
}

#[test]
fn a_layer_of_runtime_weights_has_a_constructor() {
    check(
        "struct Stem: u8 -> i32 { axes: 1, shape: [8, 4, 3], stride: 2, bias: true, activation: clamp(-1, 1) }",
        expect_file!["expansion/runtime_layer.rs"],
    );
}
