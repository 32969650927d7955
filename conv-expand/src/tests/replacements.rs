//! What messages say to write is accepted.

use super::errors;

/// A declaration with one mistake, what its message says, and the declaration mended by that.
#[test]
fn a_declaration_mended_as_its_message_says_is_right() {
    for (source, said, wrong, right) in [
        (
            "struct K: u8 { taps: [[1, 2, 1]] }",
            "add `scale: 1/4`",
            "1]]",
            "1]], scale: 1/4",
        ),
        (
            "struct K: u8 { taps: [1/2, 3] }",
            "add `scale: 2/7`",
            "3]",
            "3], scale: 2/7",
        ),
        (
            "struct K: u8 { taps: [1, 2, 1], divisor: 4 }",
            "write `scale: 1/4`",
            "divisor: 4",
            "scale: 1/4",
        ),
        (
            "struct K: f32 { taps: [1, 2, 3], padding: same, stride: 2, mode: convolve, anchor: 0 }",
            "remove `anchor` and write `padding: [2, 0]`",
            "same, stride: 2, mode: convolve, anchor: 0",
            "[2, 0], stride: 2, mode: convolve",
        ),
        (
            "struct K: f32 { taps: [[1, 2, 3]], padding: same, stride: 2, dilation: 2, anchor: [0, 1] }",
            "write `padding: [[0, 0], [2, 2]]`",
            "same, stride: 2, dilation: 2, anchor: [0, 1]",
            "[[0, 0], [2, 2]], stride: 2, dilation: 2",
        ),
        (
            "struct K: f32 { taps: [[1, 2, 3]], padding: causal }",
            "or `[[0, 0], [2, 0]]`",
            "causal",
            "[[0, 0], [2, 0]]",
        ),
        (
            "struct K: f32 { taps: [[1]], mode: wrap }",
            "write `padding: same, border: wrap`",
            "mode: wrap",
            "padding: same, border: wrap",
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: constant(1/3) }",
            "write `0.33333334`",
            "1/3",
            "0.33333334",
        ),
        (
            "struct K: u8 -> f32 { taps: [9223372036854775808, 1] }",
            "such as `9.223372036854776e18`",
            "9223372036854775808",
            "9.223372036854776e18",
        ),
        (
            "struct K: u8 -> f32 { taps: [1], scale: 1/99999999999999999999 }",
            "such as `1e-20`",
            "1/99999999999999999999",
            "1e-20",
        ),
        (
            "struct K: f32 { taps: [[[[1]]]], activation: clamp(2) }",
            "write `clamp(0, 2)`",
            "clamp(2)",
            "clamp(0, 2)",
        ),
        (
            "struct K: u8 -> i32 { taps: [[[[1]]]], activation: tanh }",
            "or `clamp(0, 255)`",
            "tanh",
            "clamp(0, 255)",
        ),
        (
            "struct K: u8 -> i32 { taps: [[[[1]]]], activation: tanh }",
            "or `f32` as the type",
            "u8 -> i32",
            "f32",
        ),
        (
            "struct K: i8 -> i32 { taps: [[[[3_000_000_000]]]] }",
            "from -16777215 to 16777215",
            "3_000_000_000",
            "-16777215",
        ),
        (
            "struct K: u8 -> i32 { taps: [[[[3_000_000_000]]]] }",
            "from -8421504 to 8421504",
            "3_000_000_000",
            "8421504",
        ),
        (
            "struct K: f32 { taps: [[[[1]]], [[[2]]]], bias: 3 }",
            "such as `[3, 3]`",
            "bias: 3",
            "bias: [3, 3]",
        ),
        (
            "struct K: f32 { shape: [8, 4, 3, 3], bias: false }",
            "remove `bias`",
            ", bias: false",
            "",
        ),
        (
            "struct K: f32 { shape: [8, 1, 3, 3], groups: depthwise }",
            "such as `8`",
            "depthwise",
            "8",
        ),
        (
            "struct K: f32 { shape: [5], groups: 2 }",
            "write `axes: 1, shape: [out, in, taps]`",
            "shape: [5]",
            "axes: 1, shape: [4, 2, 5]",
        ),
    ] {
        let found = errors(source);
        assert!(
            matches!(found.as_slice(), [only] if only.contains(said)),
            "{source}: {found:#?}"
        );
        let mended = source.replace(wrong, right);
        assert_eq!(errors(&mended), Vec::<String>::new(), "{mended}");
    }
}
