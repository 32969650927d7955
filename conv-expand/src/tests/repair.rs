//! Values that cannot be read, and what the message says they were meant to be.

use super::errors;

/// The only message for a value in an otherwise right kernel.
fn message(pair: &str) -> String {
    let source = if pair.starts_with("taps") || pair.starts_with("shape") {
        format!("struct K: f32 {{ {pair} }}")
    } else if pair.starts_with("accumulator") {
        format!("struct K: u8 -> i32 {{ shape: [3, 3], {pair} }}")
    } else if ["bias", "layout", "activation", "winograd", "groups"]
        .iter()
        .any(|key| pair.starts_with(key))
    {
        format!("struct K: f32 {{ taps: [[[[1, 2]]], [[[3, 4]]]], {pair} }}")
    } else if pair.starts_with("border") {
        format!("struct K: f32 {{ taps: [[1, 2, 1]], padding: 1, {pair} }}")
    } else {
        format!("struct K: f32 {{ taps: [[1, 2, 1]], {pair} }}")
    };
    let found = errors(&source);
    assert_eq!(found.len(), 1, "{source}: {found:#?}");
    found.concat()
}

#[test]
fn quotes_are_to_be_removed() {
    for (pair, expected) in [
        ("padding: \"same\"", "remove the quotes: write `same`"),
        ("mode: \"convolve\"", "write `convolve`"),
        ("border: \"zero\"", "write `zero`"),
        ("overflow: \"saturate\"", "write `saturate`"),
        ("layout: \"nhwc\"", "write `nhwc`"),
        ("activation: \"leaky(0.1)\"", "write `leaky(0.1)`"),
        ("winograd: \"auto\"", "write `auto`"),
        ("accumulator: \"i64\"", "write `i64`"),
        ("stride: \"2\"", "write `2`"),
        ("stride: [2, \"1\"]", "write `1`"),
        ("scale: \"1/16\"", "write `1/16`"),
        ("scale: \"-0.5\"", "write `-0.5`"),
        ("taps: [\"1\", 2]", "write `1`"),
        ("taps: \"[[1, 2], [3, 4]]\"", "write `[[1, 2], [3, 4]]`"),
        ("bias: [\"0.5\", 1]", "write `0.5`"),
        ("crate: \"::conv_kernel\"", "write `::conv_kernel`"),
        // A mistake in the word is the one that is told.
        ("taps: \"gaussian\"", "`gaussian` needs `size` and `sigma`"),
        (
            "taps: \"hamming\"",
            "`hamming` is an argument, not a kernel",
        ),
        ("taps: \"pi\"", "this is a number, and taps are an array"),
        ("taps: \"sobel_x\"", "remove the quotes: write `sobel_x`"),
        ("padding: \"sane\"", "did you mean `same`?"),
        ("mode: \"same\"", "`same` is a padding"),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
}

#[test]
fn lists_are_to_stand_in_brackets() {
    for (pair, expected) in [
        (
            "padding: (0, 1)",
            "a list needs square brackets: write `[0, 1]`",
        ),
        ("padding: ((0, 1), (2, 3))", "write `[[0, 1], [2, 3]]`"),
        ("padding: [(0, 1), [2, 3]]", "write `[0, 1]`"),
        ("stride: (1, 2)", "write `[1, 2]`"),
        ("stride: (2)", "remove the parentheses: write `2`"),
        ("dilation: (1, 2)", "write `[1, 2]`"),
        ("shape: (3, 3)", "write `[3, 3]`"),
        ("taps: ((1, -2), (3, 1/4))", "write `[[1, -2], [3, 1/4]]`"),
        ("taps: [(1, 2), [3, 4]]", "write `[1, 2]`"),
        ("taps: [(-1), 2]", "remove the parentheses: write `-1`"),
        ("bias: (1, 2)", "write `[1, 2]`"),
        (
            "taps: (1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007)",
            "a list needs square brackets",
        ),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
    // Two mistakes.
    let found = errors("struct K: f32 { taps: [[1]], padding: (0, -1) }");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn several_kernels_without_names_are_told_once() {
    for taps in [
        "[sobel_x, sobel_y]",
        "[-sobel_x, sobel_y]",
        "(sobel_x, sobel_y)",
    ] {
        let found = message(&format!("taps: {taps}"));
        assert!(found.contains("several kernels have names"), "{found}");
    }
    let found = message("taps: { gx: foo, gy: sobel_y }");
    assert!(found.contains("unknown kernel `foo`"), "{found}");
}

#[test]
fn words_of_another_key_are_told_the_key() {
    for (pair, expected) in [
        (
            "mode: same",
            "is a padding, not a value of `mode`: write `padding: same`",
        ),
        ("mode: full", "write `padding: full`"),
        (
            "mode: reflect",
            "is a border, not a value of `mode`: write `padding: same, border: reflect`",
        ),
        (
            "mode: constant(1)",
            "write `padding: same, border: constant(1)`",
        ),
        ("mode: reflect, padding: 1", "write `border: reflect`"),
        ("padding: reflect", "write `padding: same, border: reflect`"),
        (
            "padding: constant(0)",
            "write `padding: same, border: constant(0)`",
        ),
        ("border: saturate", "write `overflow: saturate`"),
        ("overflow: relu", "write `activation: relu`"),
        ("scale: saturate", "write `overflow: saturate`"),
        ("stride: same", "write `padding: same`"),
        ("layout: relu", "write `activation: relu`"),
        ("activation: nhwc", "write `layout: nhwc`"),
        ("taps: same", "write `padding: same`"),
        // Words that are known under the key itself.
        ("border: clamp", "write `replicate`"),
        ("mode: convolved", "did you mean `convolve`"),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
}

#[test]
fn keys_of_other_libraries_are_told_ours() {
    for (pair, expected) in [
        ("divisor: 4", "write `scale: 1/4`"),
        ("divisor: N", "such as `scale: 1/16`"),
        ("divisor: 4.5", "write `scale: 2/9`"),
        ("gain: 2", "write `scale`"),
        ("padding_mode: zero", "write `border`"),
        ("strides: 2", "did you mean `stride`?"),
        ("bias: 128", "such as `[128, 128]`"),
        ("bias: -1/2", "such as `[-1/2, -1/2]`"),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
    // The sum of 9 bytes does not fit, which the divisor would have changed.
    let found = errors("struct K: u8 { taps: [[1, 2, 1]], divisor: 4 }");
    assert_eq!(found.len(), 1, "{found:#?}");
    let found = errors("struct K: u8 -> i16 { taps: [[1, 2, 1]], bias: 128 }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("`bias` is for layers"), "{found:#?}");
}

#[test]
fn words_of_other_libraries_are_told_ours() {
    for (pair, expected) in [
        ("padding: same_upper", "write `same`"),
        ("padding: Padding::SameLower", "write `same_lower`"),
        ("border: Border::Reflect101", "write `reflect101`"),
        (
            "border: conv_kernel::Border::Constant(7)",
            "write `constant(7)`",
        ),
        ("activation: Activation::HardSwish", "write `hard_swish`"),
        ("anchor: center", "remove `anchor`"),
        ("shape: 3x3", "write `[3, 3]`"),
        ("bias: \"bias.npy\"", "a path goes inside `file(..)`"),
        ("border: symmetric", "write `reflect`"),
        ("border: Mirror", "write `reflect101`"),
        ("border: 0", "write `constant(0)` or `zero`"),
        ("border: -7", "write `constant(-7)`"),
        ("overflow: clamp", "write `saturate`"),
        ("overflow: wrapping", "write `wrap`"),
        ("mode: convolution", "write `convolve`, which flips"),
        ("layout: channels_last", "write `nhwc`"),
        ("layout: blocked", "write `nchw16`"),
        ("layout: NCHW", "did you mean `nchw`?"),
        ("activation: leaky_relu(0.2)", "write `leaky(0.2)`"),
        ("activation: LeakyReLU", "write `leaky(0.01)`"),
        ("activation: hardtanh", "write `clamp(-1, 1)`"),
        ("activation: hardswish", "write `hard_swish`"),
        ("activation: ReLU", "did you mean `relu`?"),
        ("activation: relu5", "did you mean `relu6`?"),
        ("activation: linear", "remove `activation`"),
        (
            "activation: gelu",
            "`gelu` is not supported: write `relu`, ",
        ),
        ("winograd: true", "write `auto` or `always`"),
        ("groups: depthwise", "such as `2`"),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
}

#[test]
fn arrays_in_expressions_of_rust_are_told_alone() {
    for (pair, expected) in [
        ("taps: &[1, 2]", "write `[1, 2]`"),
        ("taps: vec![1, 2]", "write `[1, 2]`"),
        ("taps: [+1, 0]", "write `1`"),
        ("taps: [.25, 0]", "write `0.25`"),
        ("taps: [-.25, 0]", "write `-0.25`"),
        ("taps: [-2u8, 0]", "write `-2`"),
    ] {
        let found = message(pair);
        assert!(found.contains(expected), "{pair}: {found}");
    }
}
