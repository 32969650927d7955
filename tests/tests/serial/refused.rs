//! Data that a user wrote, and data that is wrong.

use super::refused;
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use serde_json::{from_str, to_string};

/// A signal kernel that may be changed in one place.
const SIGNAL: &str = r#"{
    "input": "u8", "output": "i16",
    "taps": {"shape": [3], "values": [-1, 0, 1]},
    "window": {"stride": {"all": 2}, "padding": "same", "border": {"all": "replicate"}}
}"#;

const LAYER: &str = r#"{"layer": {
    "input": "f32", "output": "f32", "shape": [1, 1, 3, 3],
    "weights": {"f32": [1, 2, 3, 4, 5, 6, 7, 8, 9]},
    "window": {"padding": {"amount": 1}}, "activation": "relu"
}}"#;

#[test]
fn data_written_by_hand_needs_what_has_no_default() {
    let read: DynSignal<u8, i16> = from_str(SIGNAL).unwrap();
    let built = DynSignal::<u8, i16>::builder([-1, 0, 1])
        .stride(2)
        .padding(Padding::Same)
        .border(Border::Replicate);
    assert_eq!(read.kernel(), built.build().unwrap().kernel());
    let read: DynLayer<f32, f32> = from_str(LAYER).unwrap();
    let weights: Vec<f32> = (1..=9).map(|weight| weight as f32).collect();
    let built = DynLayer::<f32, f32>::builder(weights, [1, 1, 3, 3])
        .padding(1)
        .activation(Activation::Relu);
    assert_eq!(read.explain(), built.build().unwrap().explain());
}

#[test]
fn the_data_of_the_guide_is_a_kernel() {
    let page = include_str!("../../../docs/guide/runtime.md");
    let (_, text) = page.split_once("let text = r#\"").unwrap();
    let (text, _) = text.split_once("\"#;").unwrap();
    let smooth: DynSignal<u8, u8> = from_str(text).unwrap();
    assert_eq!(smooth.apply(&[4, 8, 4]), Ok(vec![5, 5]));
}

#[test]
fn kernels_that_break_a_rule_are_refused_with_its_message() {
    type Signal = DynSignal<u8, i16>;
    for (from, to, expected) in [
        (
            r#""all": 2"#,
            r#""all": 0"#,
            "`stride` cannot be 0: write 1 or more",
        ),
        (
            r#""same""#,
            r#""valid""#,
            "`border` has no effect without padding: add `padding: same`, or remove `border`",
        ),
        (
            "[-1, 0, 1]",
            "[-200, 0, 1]",
            "output type: results range over [-51000, 255], which `i16` cannot hold: write `u8 -> i32`, or add `overflow: saturate` or `overflow: wrap`",
        ),
        (
            "[3]",
            "[4]",
            "3 taps for the shape [4]: give one for each place, row by row",
        ),
        (
            "[3]",
            "[0]",
            "3 taps for the shape [0]: give one for each place, row by row",
        ),
        (
            r#"[3], "values": [-1, 0, 1]"#,
            r#"[0], "values": []"#,
            "taps: a kernel needs at least one tap on every axis: add taps",
        ),
        (
            "[3]",
            "[1, 3]",
            "taps: two axes make a plane kernel: use `DynKernel`, or `DynBank` for several, or give one row of taps",
        ),
        (
            r#""u8""#,
            r#""i8""#,
            "the kernel is i8 -> i16, and was used as u8 -> i16",
        ),
        (
            r#""window""#,
            r#""scale": 0, "window""#,
            "`scale` cannot be 0: write what the sum is multiplied by, such as `1/16`",
        ),
        (
            r#""window""#,
            r#""dense": "i16", "window""#,
            "accumulator: sums of this kernel are not formed in `i16`: write `i32` or `i64`",
        ),
        (
            "[-1, 0, 1]",
            r#"[-1, 0, "x"]"#,
            "`x` is not a tap: write an integer, a fraction such as `1/16`, or a float such as `0.5`",
        ),
    ] {
        assert!(SIGNAL.contains(from), "{from}");
        assert_eq!(refused::<Signal>(&SIGNAL.replacen(from, to, 1)), expected);
    }
    let unknown = SIGNAL.replacen("stride", "strides", 1);
    assert!(refused::<Signal>(&unknown).starts_with("unknown field `strides`"));
    let plane = SIGNAL.replacen("[3]", "[1, 3]", 1);
    assert!(from_str::<DynKernel<u8, i16>>(&plane).is_ok());
    let beyond = r#"{"input": "i32", "output": "i32", "overflow": "wrap", "dense": "i32",
        "taps": {"shape": [2], "values": [1, 1]}}"#;
    assert_eq!(
        refused::<DynSignal<i32, i32>>(beyond),
        "accumulator: sums range over [-4294967296, 4294967294], which `i32` cannot hold: write smaller taps or `i64`"
    );
    let made = |of_taps: &str| {
        format!(
            r#"{{"input": "f32", "output": "f32", "taps": {{"shape": [1], "values": [1]}}, {of_taps}}}"#
        )
    };
    for bits in [0, 99] {
        let quantized = made(&format!(r#""quantized": {{"bits": {bits}, "error": 0.5}}"#));
        assert_eq!(
            refused::<DynSignal<f32, f32>>(&quantized),
            "quantize: quantized taps have 1 to 32 bits and a finite error that is not negative: leave out `quantized`, or write what they have"
        );
    }
    assert_eq!(
        refused::<DynSignal<f32, f32>>(&made(r#""separable_error": -0.5"#)),
        "separable: the error of a product is finite and not negative: leave out `separable_error`, or write what it is"
    );
}

#[test]
fn taps_of_run_time_are_neither_combined_nor_transformed() {
    let beyond = r#"{"input": "i16", "output": "f64", "dense": "i32",
        "taps": {"shape": [1], "values": [1]},
        "combined": {"names": ["a", "b"],
            "others": [{"shape": [1], "values": [1073741824]}],
            "value": [{"sum": 0}, {"sum": 1}, {"add": [0, 1]}]}}"#;
    assert_eq!(
        refused::<DynSignal<i16, f64>>(beyond),
        "accumulator: sums of taps that come at run time are not combined: leave out `dense`"
    );
    for key in [r#""method": "fft""#, r#""missing": "renormalize""#] {
        let text = format!(
            r#"{{"input": "f32", "output": "f32", "dense": "f32", {key},
                "taps": {{"shape": [2], "values": [1, 1]}}}}"#
        );
        assert_eq!(
            refused::<DynSignal<f32, f32>>(&text),
            "accumulator: taps that come at run time take no `method` and no `missing`: leave out `dense`"
        );
    }
}

#[test]
fn banks_of_another_size_or_with_another_window_are_refused() {
    let kernel = |taps: Vec<i64>| {
        let kernel = DynKernel::<u8, i32>::builder(vec![taps]).build().unwrap();
        to_string(&kernel).unwrap()
    };
    let (two, three) = (kernel(vec![1, 2]), kernel(vec![1, 2, 3]));
    assert_eq!(
        refused::<DynBank<u8, i32, 3>>(&format!("[{two},{two}]")),
        "`DynBank<_, _, 3>` has 3 kernels, and there are 2: write 3, or read a bank of another size"
    );
    let message = refused::<DynBank<u8, i32, 2>>(&format!("[{two},{three}]"));
    assert!(
        message.contains("the kernels of a bank have one window"),
        "{message}"
    );
    let signal = DynSignal::<u8, i32>::builder([1, 2]).build().unwrap();
    let signal = to_string(&signal).unwrap();
    assert_eq!(
        refused::<DynSignalBank<u8, i32, 2>>(&format!("[{signal}]")),
        "`DynSignalBank<_, _, 2>` has 2 kernels, and there are 1: write 2, or read a bank of another size"
    );
    let message = refused::<DynSignalBank<u8, i32, 2>>(&format!("[{two},{two}]"));
    assert!(
        message.contains("two axes make a plane kernel"),
        "{message}"
    );
    let message = refused::<DynBank<u8, i32, 0>>("[]");
    assert!(
        message.contains("a bank has at least one kernel"),
        "{message}"
    );
}

#[test]
fn layers_that_break_a_rule_are_refused_with_its_message() {
    type Layer = DynLayer<f32, f32>;
    for (from, to, expected) in [
        (
            ", 9]",
            "]",
            "weights: 8 numbers, but `[out][in / groups][row][column]` has 9: write one for each",
        ),
        (", 9]", ", 1e39]", "number out of range"),
        (
            "[1, 1, 3, 3]",
            "[0, 1, 3, 3]",
            "shape: a size cannot be 0: write 1 or more",
        ),
        (
            r#""activation""#,
            r#""groups": 0, "activation""#,
            "`groups` cannot be 0: write 1 or more",
        ),
        (
            r#""activation""#,
            r#""zero_points": {"input": 3}, "activation""#,
            "`zero_points` is for integer layers: remove `zero_points`",
        ),
        (
            r#""output": "f32""#,
            r#""output": "f64""#,
            "output type: a layer of `f32` has `f32` outputs, not `f64`: write `f32`, or `f64 -> f64`",
        ),
    ] {
        assert!(LAYER.contains(from), "{from}");
        assert_eq!(refused::<Layer>(&LAYER.replacen(from, to, 1)), expected);
    }
    let algorithm = LAYER.trim_end().strip_suffix('}').unwrap();
    assert_eq!(
        refused::<Layer>(&format!(r#"{algorithm}, "algorithm": "winograd2"}}"#)),
        "this layer is not computed by Winograd F(2x2, 3x3): take one of `Algorithm::candidates`"
    );
    assert_eq!(
        refused::<DynLayer<f64, f64>>(LAYER),
        "the kernel is f32 -> f32, and was used as f64 -> f64"
    );
}

/// Every text that differs from a good one in one place is a checked kernel or an error.
#[test]
fn damaged_data_is_an_error_or_another_kernel_and_never_a_panic() {
    let mut random = Random::new(9);
    let pieces = [
        "",
        "0",
        "9",
        "-",
        "\"",
        "null",
        "[",
        "]",
        "1e999",
        "99999999999999999999",
        "NaN",
    ];
    let scaled = super::Thirds.to_dyn();
    let texts = [
        SIGNAL.to_owned(),
        LAYER.to_owned(),
        to_string(&scaled).unwrap(),
    ];
    for text in &texts {
        for at in 0..text.len() {
            for piece in pieces {
                let width = random.size(3).min(text.len() - at);
                let (before, after) = (&text[..at], &text[at + width..]);
                let damaged = format!("{before}{piece}{after}");
                if let Ok(kernel) = from_str::<DynSignal<u8, i16>>(&damaged) {
                    let _ = kernel.apply(&[1, 2, 3, 4, 5]);
                }
                if let Ok(kernel) = from_str::<DynKernel<i16, u8>>(&damaged) {
                    let _ = kernel.output_size(9, 9);
                }
                let _ = from_str::<DynLayer<f32, f32>>(&damaged);
            }
        }
    }
}
