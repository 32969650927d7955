//! One mistake each, and the message it gives.

use super::errors;

#[test]
fn each_mistake_gives_one_message() {
    for (source, expected) in [
        (
            "struct K: f32 { taps: [1] stride: 2 }",
            &["missing comma: add `,` before `stride`"][..],
        ),
        (
            "struct K: f32 { taps: [1]; stride: 2 }",
            &["separated by commas"],
        ),
        ("struct K: f32 { taps: }", &["no value"]),
        ("struct K: f32 { taps }", &["no value"]),
        ("struct K: f32 { taps = [1] }", &["write `taps: [1]`"]),
        ("struct K: f32 { taps [1] }", &["add `:` after `taps`"]),
        ("struct K: f32 { taps: [1], , }", &["remove one `,`"]),
        (
            "struct K: f32 { taps: [1], 3: 4 }",
            &["a key and its value go here"],
        ),
        (
            "struct K: f32 { /** doc */ taps: [1] }",
            &["move this above the `struct`"],
        ),
        ("struct K: f32", &["no body"]),
        ("struct K { taps: [1] }", &["no element types"]),
        ("struct K: { taps: [1] }", &["no element types"]),
        ("struct K: -> u8 { taps: [1] }", &["missing before `->`"]),
        ("struct K: u8 -> { taps: [1] }", &["missing after `->`"]),
        ("struct K: u8 => i16 { taps: [1] }", &["write `->`"]),
        ("struct K<T>: u8 { taps: [1] }", &["remove `<T>`"]),
        (
            "struct K<T: Fn() -> u8>: T { taps: [1] }",
            &["remove `<..>`, and"],
        ),
        ("struct K(u8) { taps: [1] }", &["write `: u8`"]),
        ("struct K u8 { taps: [1] }", &["`:` is missing"]),
        ("struct fn: u8 { taps: [1] }", &["struct's name"]),
        ("struct", &["no name"]),
        ("pub", &["a kernel is missing"]),
        ("#[a]", &["a kernel is missing"]),
        (
            "enum E { A } struct K: u8 { taps: [1] }",
            &["only kernels go in `conv_kernel!`"],
        ),
        ("struct K: u32 { taps: [1] }", &["write `i32`"]),
        (
            "struct K: u8 -> f31 { taps: [1], overflow: wrap }",
            &["did you mean `f32`"],
        ),
        ("struct K: Pixel { taps: [1] }", &["write `u8`, `i8`"]),
        (
            "struct K: f32 { taps: [1], stride: 1.5 }",
            &["whole number"],
        ),
        (
            "struct K: f32 { taps: [1], stride: 1 2 }",
            &["write `1` or `[1, 2]`"],
        ),
        ("struct K: f32 { taps: [1], stride: n }", &["is a name"]),
        (
            "struct K: f32 { taps: [1], stride: 99999999999999999999999 }",
            &["is at most 2147483647"],
        ),
        (
            "struct K: f32 { taps: [1], padding: [[1], [2, 3]] }",
            &["two sides here: write `[1, 1]`"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: constant }",
            &["needs a value"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: clamp }",
            &["write `replicate`"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: wrap(1) }",
            &["remove `(1)`"],
        ),
        (
            "struct K: f32 { taps: [1], crate: 2 }",
            &["is the path of the crate"],
        ),
        (
            "struct K: f32 { taps: [1, [2]] }",
            &["this row is among taps"],
        ),
        (
            "struct K: f32 { taps: [[1], 2] }",
            &["this tap is not in a row: write `[2, ..]`"],
        ),
        (
            "struct K: f32 { taps: [1 2, 3 -4] }",
            &["before `2`", "before `-4`"],
        ),
        (
            "struct K: f32 { taps: [1.0/2.0] }",
            &["write `1/2` or `0.5`"],
        ),
        ("struct K: f32 { taps: [1.5/3] }", &["write `0.5`"]),
        ("struct K: f32 { taps: [4.0/2] }", &["write `4/2` or `2.0`"]),
        ("struct K: f32 { taps: [1/0] }", &["denominator"]),
        ("struct K: f32 { taps: [1/-2] }", &["write `-1/2`"]),
        ("struct K: f32 { taps: [-1/-2] }", &["write `1/2`"]),
        ("struct K: f32 { taps: [1/2/3] }", &["write `1/6`"]),
        ("struct K: f32 { taps: [1/N/3] }", &["does not calculate"]),
        ("struct K: f32 { taps: [1/16 2/16] }", &["before `2`"]),
        (
            "struct K: f32 { taps: [\"one\"] }",
            &["this is not a number"],
        ),
        (
            "struct K: f32 { taps: [1] pading: same }",
            &[
                "missing comma: add `,` before `pading`",
                "did you mean `padding`",
            ],
        ),
        ("struct K: f32 { \"taps\": [1] }", &["write `taps`"]),
        ("struct K: f32 { taps => [1] }", &["write `taps: [1]`"]),
        ("struct K: &f32 { taps: [1] }", &["write `f32`"]),
        ("struct K: u8 i16 { taps: [1] }", &["write `u8 -> i16`"]),
        (
            "struct K: u8 { taps: [1], accumulator: f64 }",
            &["remove `accumulator`"],
        ),
        ("struct K: f32 { taps: [(1 + 2)] }", &["does not calculate"]),
        ("struct K: f32 { taps: [1u8] }", &["write `1`"]),
        ("struct K: f32 { taps: [1f32] }", &["write `1.0`"]),
        ("struct K: f32 { taps: [1e400] }", &["`f64` cannot hold 1e"]),
        (
            "struct K: f32 { taps: [1e999999999999999999999] }",
            &["`f64` cannot hold 1e"],
        ),
        (
            "struct K: f32 { taps: [1e-999999999999999999999] }",
            &["rounds to 0"],
        ),
        // A broken value is not also a missing one, and hides what depends on it.
        (
            "struct K: u8 { taps: [x, y] }",
            &["`x` is a name", "`y` is a name"],
        ),
        (
            "struct K: u8 { taps: [[1, 2], [3]], stride: [1, 2, 3] }",
            &["this row has 1 tap"],
        ),
        ("struct K: u8 { taps: [9], scale: x }", &["`x` is a name"]),
        ("struct K: u8 { taps: [9], overflow: x }", &["`x` is not"]),
        (
            "struct K: u8 { taps: [1], padding: x, border: wrap, anchor: 0 }",
            &["`x` is not"],
        ),
        ("struct K: u8 { taps: [1], shape: [1] }", &["not both"]),
        ("struct K: u8 { }", &["no taps"]),
        (
            "struct K: u8 { taps: [1], delta: 1, offset: 2 }",
            &["`map: |v| v + 1`", "`map: |v| v + 1`"],
        ),
        ("struct K: u8 { tap: [9] }", &["write `taps`"]),
        ("struct K: u8 { shap: [9] }", &["did you mean `shape`"]),
        (
            "struct K: u8 { taps: [9], overflw: saturate }",
            &["did you mean `overflow`"],
        ),
        (
            "struct K: u8 { taps: [1], pad: same, border: wrap }",
            &["did you mean `padding`"],
        ),
        // A key that is meant, and given before or after.
        (
            "struct K: u8 { taps: [1, 0], padding: causal, pad: 3 }",
            &["unknown key `pad`, and `padding` is given already: remove one of them"],
        ),
        (
            "struct K: u8 { taps: [1, 0], step: 3, stride: 2 }",
            &["unknown key `step`, and `stride` is given already"],
        ),
        (
            "struct K: u8 { taps: [1, 0], divisor: 3, scale: 1/2 }",
            &["unknown key `divisor`, and `scale` is given already"],
        ),
        // What follows from a value that could not be read is not told.
        (
            "struct K: f32 { taps: [1, 2, 1], scale: 0.25f32, require: unit_gain }",
            &["suffix"],
        ),
        (
            "struct K: f32 { taps: [1, 2, 1], padding: casual, require: causal }",
            &["did you mean `causal`?"],
        ),
        (
            "struct K: u64 -> u8 { taps: [0.3, 0.7], quantize: 8 }",
            &["`u64` is not an element type"],
        ),
        (
            "struct K: u8 -> f32 { taps: [1, 2, 1], scale: 0.25f32, arithmetic: strict }",
            &["suffix"],
        ),
        (
            "struct K: f32 { taps: box([100, 100]), method: ftt }",
            &["did you mean `fft`?"],
        ),
        (
            "struct K: u8 { taps: [1/2, 1, 1/2], interpolate: 2.5, padding: same }",
            &["whole number"],
        ),
        (
            "struct K: f32 { taps: { a: box([100, 100]), b: sobel_x }, combine: |a, b| a + b }",
            &["the window that holds all kernels"],
        ),
        (
            "struct K: u8 { taps: [20, 30, 20], scale: 1/100, quantize: 8, require: unit_gain }",
            &["write `scale: 64/4475`"],
        ),
        (
            "struct K: u8 { taps: [1.0, 1.0, 1.0, 1.0], scale: 1/2, quantize: 8 }",
            &["write `u8 -> u16`, or add `overflow: saturate` or `overflow: wrap`"],
        ),
        (
            "struct K: u8 { channels: [1, 1, 1], taps: [[1, 1], [1, 1]] }",
            &["add `scale: 1/12`"],
        ),
        (
            "struct K: u8 -> f32 { taps: [1, 2], overflow: wrap }",
            &["a float output holds every result: remove `overflow`"],
        ),
        (
            "struct K: u8 { taps: [0.35, 0, 0.35], quantize: 2, require: symmetric }",
            &["write another number of bits"],
        ),
        (
            "struct K: f64 { taps: outer([0.01, 0.01, 0.01, 0.01, 0.9, 0.01, 0.01, 0.01, 0.01], [1.7e308; 31]) + outer([0.01, 0.02, 0.01, 0.01, 0.9, 0.01, 0.01, 0.01, 0.01], [1.7e308; 31]) }",
            &["`f64` cannot hold tap"],
        ),
        (
            "struct K: f32 { taps: gaussian(size: 5) }",
            &["`gaussian` needs `sigma`"],
        ),
        // What would be refused is not offered.
        (
            "struct K: f32 { taps: [1], scale: 1/2/0 }",
            &["does not calculate: write a number"],
        ),
        (
            "struct K: f32 { taps: [1], stride: 1e300 }",
            &["`stride` is at most 2147483647"],
        ),
        // Operators are shown whole, and words apart.
        (
            "struct K: u8 { taps: [1], map: |v| v << 1 }",
            &["unknown operator `<<`: write"],
        ),
        (
            "struct K: u8 { taps: [1], map: if v < 9 { 0 } else { v } }",
            &["write `|v| if v<9{0}else{v}`"],
        ),
        (
            "struct K: u8 { taps: [1], map: |v| v + if v < 9 { 1 } }",
            &["`if` has no `else`"],
        ),
    ] {
        let found = errors(source);
        assert_eq!(found.len(), expected.len(), "{source}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{source}: {found}");
        }
    }
}

#[test]
fn a_parameter_that_is_not_used_is_a_mistake() {
    let two = "taps: { gx: sobel_x, gy: sobel_y }";
    for (keys, expected) in [
        (
            "taps: [1, 2], map: |v| 3",
            "`v` is not used, and every result",
        ),
        ("taps: [1, 2], map: |v| { let a = v; 3 }", "`v` is not used"),
        ("taps: [1, 2], map: |v| { let v = 3; v }", "`v` is not used"),
        (
            &format!("{two}, combine: |gx, gy| gx"),
            "`gy` is not used, so that",
        ),
        (&format!("{two}, combine: |gy, gx| gx"), "`gy` is not used"),
        // Names are told first: of kernels that no other parameter has.
        (
            &format!("{two}, combine: |gx, gz| gx"),
            "did you mean `gy`?",
        ),
        (
            &format!("{two}, combine: |gz, gx| gx"),
            "did you mean `gy`?",
        ),
        (
            &format!("{two}, combine: |gx, gy, gz| gx"),
            "`gz`: write `|gx, gy| ..`",
        ),
    ] {
        let found = errors(&format!("struct K: u8 -> i32 {{ {keys} }}"));
        assert_eq!(found.len(), 1, "{keys}: {found:#?}");
        assert!(found[0].contains(expected), "{keys}: {found:#?}");
    }
}

#[test]
fn facts_that_are_not_finite_and_distances_beyond_memory_are_no_panic() {
    for source in [
        "struct K: f64 { taps: [[1.7e308, 1.7e308]], channels: [1, -1] }",
        "struct K: u8 -> f64 { taps: [[0, 1.0]], channels: [1e308, 1] }",
        "struct K: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, stride: 2147483647, dilation: 2147483647 }",
        "struct K: f32 { taps: [[1, 2], [3, 5], [7, 8]], stride: 2147483647, dilation: 2147483647 }",
    ] {
        let mut found = errors(source);
        if usize::BITS < 64 {
            found.retain(|message| !message.contains("larger than the address space"));
        }
        assert_eq!(found, Vec::<String>::new(), "{source}");
    }
}

#[test]
fn floats_of_an_interpolated_signal_range_as_far_as_one_branch() {
    let source = "struct K: u8 { taps: [0.5, 1.0, 0.5], interpolate: 2, padding: same }";
    assert_eq!(errors(source), Vec::<String>::new());
    let source = "struct K: u8 { taps: [0.5, 1.1, 0.5], interpolate: 2, padding: same }";
    let found = errors(source);
    assert!(
        found[0].contains("results range over about [0, 280.5]"),
        "{found:?}"
    );
}

/// A literal of the machine that compiles may not fit the one that runs.
#[cfg(feature = "fft")]
#[test]
fn numbers_of_a_transform_fit_32_bits() {
    for source in [
        "struct K: u8 -> i32 { taps: [1; 2048], method: fft }",
        "struct K: u16 -> i32 { taps: [1; 64], method: auto }",
        "struct K: f32 { taps: [0.5; 64], method: fft }",
    ] {
        let code = crate::declarations(source.parse().expect(source), None)
            .code
            .to_string();
        let numbers = code.split(|letter: char| !letter.is_alphanumeric());
        let sizes = numbers.filter_map(|word| word.strip_suffix("usize")?.parse::<u64>().ok());
        assert!(sizes.clone().count() > 0);
        assert!(sizes.max() <= Some(u64::from(u32::MAX)), "{source}");
    }
}

#[test]
fn taps_that_come_later_are_not_read_past_their_check() {
    for taps in ["u8 -> i32 { shape: [3] }", "f32 { shape: [3, 3] }"] {
        let found = errors(&format!(
            "#[derive(Clone, serde::Serialize, serde::Deserialize)] struct K: {taps}"
        ));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("remove `Deserialize`"), "{found:?}");
        let found = errors(&format!("#[derive(serde::Serialize)] struct K: {taps}"));
        assert_eq!(found, Vec::<String>::new());
    }
    let known = "#[derive(serde::Deserialize)] struct K: u8 { taps: [1] }";
    assert_eq!(errors(known), Vec::<String>::new());
}
