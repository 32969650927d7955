//! What the planner says and decides of many declarations: `plans.txt` has each with its plan in
//! words and its facts.
//!
//! The command in `expansion` writes the file again.

use super::layers::layer;
use super::{Checked, check, spec, tokens};
use conv_plan::plan::layer::LayerPlan;
use conv_plan::plan::{Facts, Plan};
use conv_syntax::diag::Diagnostics;
use expect_test::expect_file;
use std::fmt::Write;

/// What stands between `struct K:` and the end of a declaration: elements, keys and their values.
const KERNELS: &[&str] = &[
    // Sums of integers, from narrow to wide.
    "u8 -> i16 { taps: sobel_x, padding: same }",
    "u8 -> i32 { taps: [[1, 2], [3, 400]] }",
    "u8 { taps: [1, 2, 1], scale: 1/4, padding: causal, border: replicate }",
    "u8 { taps: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], scale: 1/9 }",
    "i8 -> i16 { taps: [255] }",
    "i8 -> i32 { taps: [-256, 0, 1] }",
    "u16 { taps: [1, 1], scale: 1/2 }",
    "u16 -> i32 { taps: [[1, -1]], stride: [1, 2] }",
    "i16 -> i32 { taps: [1, 20, -3, 40, 5], padding: same }",
    "i16 { taps: [100, 200, 300], scale: 1/1000 }",
    "i32 { taps: [1, 2], overflow: saturate }",
    "i32 { taps: [1, 2], overflow: wrap, scale: 3/7 }",
    "u8 -> f32 { taps: [257, 1] }",
    "u8 -> f64 { taps: [1, 2, 3], scale: 2/3 }",
    "i32 -> f32 { taps: [0.5] }",
    "u8 { taps: [0.3, 0.4, 0.3], quantize: 8 }",
    "u8 { taps: [0.1, 0.8], quantize: [4, lossy], overflow: saturate }",
    "u8 { taps: [0.17, 0.33, 0.17, 0.33], quantize: 3 }",
    "u8 { taps: [0.11, 0.22, 0.34, 0.22, 0.11], quantize: 5 }",
    "u8 { taps: [[0.04, 0.11, 0.04], [0.11, 0.4, 0.11], [0.04, 0.11, 0.04]], quantize: 6 }",
    "i16 -> i32 { taps: [-0.3, 0.7, -0.3, 0, 0.2], quantize: 7 }",
    "u8 { taps: [0.001, 0.998, 0.001], quantize: [8, lossy] }",
    "u8 { taps: [[0.5, 0.5]] }",
    "u8 -> i16 { taps: [7], scale: 5/3 }",
    "u8 -> i32 { taps: [3, 5], scale: 8388607/65537, overflow: saturate }",
    "i16 -> i32 { taps: [30000, 30000, 5000], scale: 1/3 }",
    "u16 -> u8 { taps: [1, 2, 1], scale: 1/1028 }",
    // Products and sums of products.
    "u8 { taps: binomial([5, 5]), padding: same }",
    "u8 -> i16 { taps: scharr_y, padding: [1, 0] }",
    "f32 { taps: gaussian([5, 5], 1.2), padding: same, border: reflect101 }",
    "f32 { taps: gaussian([9, 9], 2), stride: 2 }",
    "f32 { taps: dog([9, 9], 1, 1.6) }",
    "f64 { taps: log([15, 15], 2) }",
    "f32 { taps: [[1, 2, 3], [2, 4, 6.0000001], [3, 6, 9]], separable: approximate(1e-3) }",
    "f32 { taps: [[1, 2, 3, 1], [2, 4, 6.0000001, 2], [3, 6, 9, 3], [1, 2, 3, 1]] }",
    "f64 { taps: [[1], [2]] * [[1, 0, -1]] }",
    "i16 -> i32 { taps: binomial([7, 7]), scale: 4096 }",
    // Strides, dilations, borders, anchors.
    "f32 { taps: [[1, 2], [3, 4]], stride: [2, 3], dilation: [3, 2], padding: full, border: wrap }",
    "f32 { taps: [[1, 2], [3, 5]], padding: [[1, 2], [0, 3]], border: [reflect, constant(-1.5)] }",
    "f32 { taps: [[1, 2], [3, 5]], padding: same, anchor: [0, 1] }",
    "f32 { taps: [[1, 2], [3, 5]], padding: same_lower }",
    "f32 { taps: [1, 2, 3, 4], mode: convolve, padding: [2, 0], border: wrap }",
    "f32 { taps: [[0, 0], [0, 0]] }",
    "f64 { taps: [1, 0, 0, 2, 0], dilation: 3, stride: 2 }",
    // Forms of bodies.
    "f32 { taps: [[1, 2, 3], [4, 5.5, 6], [7, 8, 10]], padding: same }",
    "f32 { taps: [[1.5, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16.5]], padding: same }",
    "f64 { taps: lowpass(31, 0.2) }",
    "f32 { taps: lowpass(255, 0.1), padding: same }",
    "f32 { taps: gabor([15, 15], 3, 0.5, 8, 1, 0) }",
    "i16 -> i32 { taps: lowpass(64, 0.2), quantize: [10, lossy] }",
    "u8 -> i32 { shape: [2, 3] }",
    "u8 -> i32 { shape: [3], accumulator: i64, overflow: saturate }",
    "f32 { shape: [5], stride: 2 }",
    "f64 -> f32 { shape: [3, 3], scale: 0.5, mode: convolve }",
    // Interpolation.
    "f32 { taps: [1, 2, 3, 4, 5, 6, 7], interpolate: 3 }",
    "f32 { taps: [1, 0, 0, 4, 0, 0, 7], interpolate: 3, stride: 2, padding: same }",
    "i16 -> i32 { taps: [1, 2], interpolate: 5 }",
    // Methods.
    "f32 { taps: lowpass(1001, 0.05), method: fft }",
    "f32 { taps: lowpass(4001, 0.01) * lowpass(1001, 0.02), method: fft }",
    "f64 { taps: lowpass(301, 0.05), method: auto, padding: same }",
    "f32 { taps: log([33, 33], 4), method: auto }",
    "u8 -> i32 { taps: [[1, 2, 3], [4, 5, 6], [7, 8, 10]], method: fft }",
    // Arithmetic, missing inputs, channels.
    "f32 { taps: [[1, 2], [3, 4]], arithmetic: strict }",
    "f64 { taps: gaussian([5, 5], 1), arithmetic: strict, padding: same }",
    "f32 { taps: [1, 2, 1], missing: renormalize, padding: same, border: constant(nan) }",
    "u8 -> i16 { taps: sobel_x, channels: [0.299, 0.587, 0.114] }",
    "u8 -> i32 { taps: [[1, 1]], channels: [1, 2, 1], scale: 1/4 }",
    "f32 { taps: [[1, 2]], channels: [0.25, 0.75] }",
    "f32 { taps: [[2]], channels: [1.25e-7, 0.5, -3] }",
    "u8 -> f32 { taps: [[1, 1]], channels: [0.3, 1/3] }",
    // What must hold of the taps.
    "f32 { taps: gaussian(9, 1.3), require: [unit_gain, symmetric, non_negative] }",
    "u8 { taps: [[1, 2], [2, 4]], scale: 1/9, require: [separable, unit_gain] }",
    "f64 { taps: [[0.1, 0.2], [-0.2, -0.1]], require: zero_gain }",
    "u8 -> f32 { taps: [[0.5, 0.5]], channels: [0.2, 0.8], require: unit_gain }",
    "f32 { taps: [0.25, 0.75], padding: causal, mode: convolve, require: causal }",
    // Values made of sums.
    "u8 { taps: sobel_x, map: |v| v / 9 + 128 }",
    "u8 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(), overflow: saturate }",
    "u8 -> f32 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| (gx * gx + gy * gy).sqrt() }",
    "f32 { taps: { a: [1, 2], b: [3] }, combine: |a, b| a.max(b), padding: same }",
    "f32 { taps: [[1.5, 2], [3, 4]], map: |v| v.max(0), padding: same }",
    "u8 -> i16 { taps: { a: binomial([9, 9]), b: [[1]] }, combine: |a, b| b - a, padding: same }",
    "i16 -> i32 { taps: [3, 4], scale: 1/5, map: |v| if v < 0 { 0 - v } else { v }, overflow: wrap }",
    "i32 -> f64 { taps: [1, 2], map: |v| v / 3 }",
    // As many kernels as one sweep has, and one more.
    "f32 { taps: { a: [1], b: [2], c: [3], d: [4], e: [5], f: [6], g: [7], h: [8] }, combine: |a, b, c, d, e, f, g, h| a + b + c + d + e + f + g + h }",
    "f32 { taps: { a: [1], b: [2], c: [3], d: [4], e: [5], f: [6], g: [7], h: [8], i: [9] }, combine: |a, b, c, d, e, f, g, h, i| a + b + c + d + e + f + g + h + i }",
    // Banks: a plan for each kernel.
    "u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y, both: laplacian(8) } }",
    "f32 { taps: { low: [1, 2, 1], high: [1, -2, 1] }, scale: 1/4, stride: 2 }",
];

const LAYERS: &[&str] = &[
    "f32 { shape: [32, 3, 3, 3], stride: 2, padding: 1, activation: relu6 }",
    "f32 { shape: [16, 16, 3, 3], padding: 1, bias: true, winograd: auto }",
    "f32 { shape: [64, 64, 3, 3], padding: same, winograd: always }",
    "f64 { shape: [64, 64, 3, 3], winograd: always }",
    "f32 { shape: [8, 8, 1, 1], activation: relu }",
    "f32 { shape: [8, 8, 1, 1], stride: 2 }",
    "f32 { shape: [64, 32, 1, 1], layout: nhwc, bias: true }",
    "f32 { shape: [64, 32, 1, 1], layout: nchw16 }",
    "f32 { shape: [64, 64, 3, 3], padding: 1, layout: nchw16 }",
    "f32 { shape: [64, 64, 3, 3], layout: nchw16 }",
    "f32 { shape: [8, 1, 3, 3], groups: 8, padding: same }",
    "f32 { shape: [8, 1, 5, 5], groups: 8, padding: same }",
    "f64 { shape: [8, 1, 5, 5], groups: 8, padding: same }",
    "f32 { shape: [8, 1, 7, 7], groups: 8, stride: 2 }",
    "f32 { shape: [8, 1, 3, 3], groups: 8, layout: nhwc, dilation: 2 }",
    "f32 { shape: [8, 4, 3, 3], groups: 2, border: wrap, padding: [1, 2] }",
    "f32 { shape: [4, 1, 3, 3], padding: same }",
    "f32 { shape: [3, 1, 1, 5], padding: [0, 2], activation: leaky(0.1) }",
    "f32 { axes: 1, shape: [8, 4, 3], stride: 2, bias: true, activation: clamp(-1, 1) }",
    "f32 { axes: 1, shape: [4, 8, 9], padding: causal, layout: nhwc }",
    "u8 -> i32 { shape: [8, 3, 3, 3], padding: 1 }",
    "u8 -> i32 { shape: [8, 8, 1, 1] }",
    "i8 -> i32 { shape: [8, 2, 3, 3], bias: true }",
    "i8 -> i32 { shape: [8, 1, 3, 3], groups: 8, padding: 1, activation: relu }",
    "u8 -> i32 { taps: [[[[1, 2]], [[3, 4]]]] }",
    "i8 -> i32 { taps: [[[[1, 2], [3, 4]]], [[[5, -6], [7, 8]]]], bias: [9, -9], groups: 2 }",
    "f32 { shape: [8, 4, 3, 3], transposed: true, stride: 2, padding: 1, output_padding: 1 }",
    "f32 { shape: [8, 4, 4, 4], transposed: true, stride: [2, 3], layout: nhwc, bias: true }",
    "f64 { axes: 1, shape: [2, 2, 5], transposed: true }",
];

/// The plan of a declaration; of a bank, that of each kernel.
fn plans(declaration: &str) -> Vec<Plan> {
    let mut errors = Diagnostics::default();
    let mut spec = spec(tokens(&format!("struct K: {declaration}")));
    check::evaluate(&mut spec, &mut errors);
    let kernels = match check::declaration(&spec, &mut errors) {
        Some(Checked::Kernel(kernel)) => vec![*kernel],
        Some(Checked::Bank(kernels)) => kernels,
        _ => panic!("{declaration}: {:?}", errors.errors()),
    };
    kernels.iter().map(Plan::new).collect()
}

fn facts(plan: &Plan) -> String {
    let facts = Facts::new(plan);
    let mut taps = facts.taps().expect("memory");
    taps.truncate(9);
    format!(
        "shape {:?}, stride {:?}, dilation {:?}, padding {:?}, halo {:?}\n\
         nonzero {}, rank {}, gain {:?}, results {:?}, quantised within {:.3e}, operations {}\ntaps {taps:?}",
        facts.shape(),
        facts.stride(),
        facts.dilation(),
        facts.padding(),
        facts.halo(),
        facts.nonzero(),
        facts.rank().expect("memory"),
        facts.gain(),
        facts.results(),
        facts.quantization_error(),
        facts.operations(),
    )
}

#[test]
fn every_declaration_has_the_plan_and_the_facts_that_are_written_down() {
    let mut written = String::new();
    let mut add = |line: &str| writeln!(written, "{line}").expect("strings do not fail");
    for declaration in KERNELS {
        add(&format!("# {declaration}"));
        for plan in plans(declaration) {
            add(&format!("{plan}\n{}", facts(&plan)));
        }
        add("");
    }
    for declaration in LAYERS {
        let plan = LayerPlan::new(layer(&format!("struct K: {declaration}")).kernel);
        add(&format!(
            "# {declaration}\n{plan}\noperations {}, largest input {:?}\n",
            plan.operations(),
            plan.largest_input()
        ));
    }
    expect_file!["plans.txt"].assert_eq(&written);
}
