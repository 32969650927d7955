//! What `Debug` of kernels, layers and plans prints: a few lines, whatever they hold.
#![allow(clippy::unwrap_used)]

use conv_kernel::{Tap, prelude::*};

conv_kernel! {
    struct Blur: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, padding: same }
    struct Fir: f32 { shape: [63] }
    struct Any3x3: u8 -> i32 { shape: [3, 3] }
    struct Stem: f32 { shape: [32, 3, 3, 3], stride: 2, padding: 1, activation: relu6 }
    struct Luma: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], layout: nhwc }
}

/// Lines and characters that a user reads at a glance.
fn short(shown: &str) {
    assert!(shown.lines().count() <= 6, "{shown}");
    assert!(shown.len() <= 500, "{} characters: {shown}", shown.len());
}

#[test]
fn run_time_kernels_print_one_line() {
    let kernel = Blur.to_dyn();
    let line = "plane kernel 3x3, u8 -> u8, padding same, border zero";
    assert_eq!(format!("{kernel:?}"), format!("DynKernel({line})"));
    let signal = DynSignal::<u8, i32>::builder([1; 63])
        .stride(2)
        .build()
        .unwrap();
    assert_eq!(
        format!("{signal:#?}"),
        "DynSignal(signal kernel of 63 taps, u8 -> i32, stride 2, padding valid)"
    );
    let weights = vec![0.5f32; 32 * 3 * 9];
    let layer = DynLayer::<f32, f32>::builder(weights, [32, 3, 3, 3]).build();
    assert_eq!(
        format!("{:?}", layer.unwrap()),
        "DynLayer(layer 3 -> 32, 3x3, f32 -> f32, nchw, padding valid; direct)"
    );
}

#[test]
fn generated_structs_print_one_line() {
    assert_eq!(format!("{Blur:?}"), "Blur");
    assert_eq!(format!("{Luma:?}"), "Luma");
    let fir = Fir::new([0.5; 63]).unwrap();
    assert_eq!(
        format!("{fir:?}"),
        "Fir([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, .. 55 more])"
    );
    let any = Any3x3::new([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).unwrap();
    assert_eq!(
        format!("{any:#?}"),
        "Any3x3([1, 2, 3, 4, 5, 6, 7, 8, .. 1 more])"
    );
    let stem = Stem::new(vec![0.5; 32 * 3 * 9]).unwrap();
    assert_eq!(
        format!("{stem:?}"),
        "Stem(layer 3 -> 32, 3x3, f32 -> f32, nchw, stride 2x2, padding [1, 1], border zero; direct)"
    );
}

#[test]
fn plans_specs_and_builders_print_a_few_lines() {
    let weights = vec![0.5f32; 32 * 3 * 9];
    let builder = DynLayer::<f32, f32>::builder(weights, [32, 3, 3, 3]);
    let layer = builder.clone().build().unwrap();
    let kernel = DynKernel::<f32, f32>::builder([[0.5f32; 9]; 7]);
    let built = kernel.clone().build().unwrap();
    short(&format!("{:?}", layer.explain()));
    short(&format!("{:#?}", built.explain()));
    for (what, shown) in [
        ("spec of a layer", format!("{:?}", layer.explain().kernel())),
        ("builder of a layer", format!("{builder:?}")),
        ("builder of a kernel", format!("{kernel:?}")),
        ("spec of a kernel", format!("{:?}", built.kernel())),
    ] {
        assert!(shown.len() < 1000, "{what}: {shown}");
    }
}

#[test]
fn taps_print_their_shape_and_their_digits() {
    let taps = Taps::from([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    assert_eq!(
        format!("{taps:?}"),
        "Taps(3x3, [1, 2, 3, 4, 5, 6, 7, 8, .. 1 more])"
    );
    let mixed = Taps::from([Tap::ratio(1, 16).unwrap(), 0.5.into(), (-2).into()]);
    assert_eq!(format!("{mixed:?}"), "Taps(3, [1/16, 0.5, -2])");
    let ragged = Taps::from(vec![vec![1], vec![2, 3]]);
    assert_eq!(format!("{ragged:?}"), "Taps(2x1, ragged, [1, 2, 3])");
}

#[test]
fn scratch_prints_its_size() {
    let mut scratch = Scratch::new();
    let mut out = [0u8; 64];
    let src = Plane::new(&[7; 64], 8, 8).unwrap();
    let dst = PlaneMut::new(&mut out, 8, 8).unwrap();
    Blur.apply_with(src, dst, &mut scratch).unwrap();
    let shown = format!("{scratch:?}");
    assert!(
        shown.starts_with("Scratch(") && shown.ends_with(" bytes)"),
        "{shown}"
    );
    assert_ne!(shown, "Scratch(0 bytes)");
    let mut scratch = LayerScratch::new();
    let stem = Stem::new(vec![0.5; 32 * 3 * 9]).unwrap();
    let mut y = vec![0.0; 32 * 16];
    stem.apply_with(&[1.0; 3 * 64], [1, 3, 8, 8], &mut y, &mut scratch)
        .unwrap();
    let shown = format!("{scratch:?}");
    assert!(
        shown.starts_with("LayerScratch(") && shown.len() < 40,
        "{shown}"
    );
    assert_ne!(shown, "LayerScratch(0 bytes)");
}
