//! What a build with debug assertions runs: tables for all kernels, with the bits of the run-time
//! kernels and of the reference. The other test crates leave debug assertions out, and have the
//! bodies of an optimised build.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::verify;

conv_kernel! {
    struct Few: u8 -> i16 { taps: sobel_x, padding: same, border: reflect101 }
    struct Different: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], padding: same, border: wrap,
    }
    struct SharedRows: u8 { taps: binomial([3, 3]), padding: same, border: replicate }
    struct SharedMeans: u8 { taps: box([5, 3]), padding: full }
    struct Two: u8 { taps: binomial([5, 5]), padding: same, border: reflect }
    struct TwoWidened: u8 { taps: binomial([7, 7]), padding: same }
    struct TwoOfFloats: f32 { taps: binomial([5, 5]), padding: same, border: constant(3.5) }
    struct TwoOfDoubles: f64 { taps: gaussian([9, 9], 1.75) }
    struct TwoStrided: u16 { taps: binomial([5, 5]), stride: 2, padding: same }
    struct Signed: i8 -> i32 { taps: [[1, -2, 3], [4, 50, -6]], dilation: [2, 1] }
    struct Words: u16 { taps: sharpen, padding: same, overflow: saturate }
    struct Wrapped: i16 { taps: [[300, -7], [9, 1]], overflow: wrap }
    struct Wide: i32 -> f64 { taps: [[3, -5, 7], [1, 1, 1]], scale: 1/3 }
    struct Scaled: i16 -> u8 { taps: [[1, 2, 1], [0, 0, 0], [1, 2, 1]], scale: 3/7, overflow: saturate }
    struct Pairs: i16 -> i32 { taps: [3, -1, 4, -1, 5, -9, 2, -6], padding: causal }
    struct Line: f32 { taps: [0.25, 0.5, 0.25], padding: same, stride: 2 }
    struct Bytes: u8 { taps: [1, 2, 1], scale: 1/4, padding: same, border: replicate }
    struct Rates: f32 { taps: lowpass(25, 1/3), scale: 3, interpolate: 3, stride: 2, padding: causal }
    struct Strict: f32 { taps: [[0.1, 0.2], [0.3, 0.4]], padding: same, arithmetic: strict }
    struct Holes: f32 { taps: box([3, 3]), padding: same, border: constant(nan), missing: renormalize }
    struct Luma: u8 -> i16 { taps: sobel_x, channels: [0.299, 0.587, 0.114], padding: same }
    struct Map: u8 { taps: emboss, map: |v| v / 2 + 128, padding: same, overflow: saturate }
    struct Magnitude: f32 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| hypot(gx, gy), padding: same,
    }
    struct Both: u8 -> i16 { taps: { gx: scharr_x, gy: scharr_y }, padding: same }
    struct LinesOf16For32: u8 {
        taps: outer([21, 40, 80, 40, 20], [1, 2, -3, 1]), scale: 1/4096, overflow: saturate, padding: same,
    }
    struct SignedLinesFor32: i8 -> i32 {
        taps: outer([1, 2, 3], [100, 300, -701, 5]), padding: same, border: wrap,
    }
    struct LinesOf16For64: u8 -> i32 {
        taps: outer([1, 2, 3], [10000000, 20000000, -70000001, 3]), scale: 1/10, overflow: saturate,
    }
    struct SignedLinesFor64: i8 -> f32 {
        taps: outer([1, 2, 3], [10000000, 20000000, -70000001, 3]), scale: 1/10, padding: same,
    }
    struct LinesOf32For64: u16 -> i32 {
        taps: outer([1, 2, -3], [50000, 70001, 2, 1]), scale: 1/2, overflow: wrap, padding: same,
    }
    struct LinesOf64: i32 { taps: outer([1, 2, 1], [1, 2, 2, 1]), scale: 1/24, overflow: saturate }
    struct AnyPlane: f32 { shape: [3, 3], padding: same, border: replicate }
    struct AnyIntegers: u8 -> i32 { shape: [2, 4], stride: 2 }
    struct AnySignal: i16 -> i32 { shape: [5], padding: same }
}

#[test]
fn every_kind_of_kernel_has_its_bits_in_a_build_with_debug_assertions() {
    verify(&Few).unwrap();
    verify(&Different).unwrap();
    verify(&SharedRows).unwrap();
    verify(&SharedMeans).unwrap();
    verify(&Two).unwrap();
    verify(&TwoWidened).unwrap();
    verify(&TwoOfFloats).unwrap();
    verify(&TwoOfDoubles).unwrap();
    verify(&TwoStrided).unwrap();
    verify(&Signed).unwrap();
    verify(&Words).unwrap();
    verify(&Wrapped).unwrap();
    verify(&Wide).unwrap();
    verify(&Scaled).unwrap();
    verify(&Pairs).unwrap();
    verify(&Line).unwrap();
    verify(&Bytes).unwrap();
    verify(&Rates).unwrap();
    verify(&Strict).unwrap();
    verify(&Holes).unwrap();
    verify(&Luma).unwrap();
    verify(&Map).unwrap();
    verify(&Magnitude).unwrap();
    verify(&Both).unwrap();
    verify(&LinesOf16For32).unwrap();
    verify(&SignedLinesFor32).unwrap();
    verify(&LinesOf16For64).unwrap();
    verify(&SignedLinesFor64).unwrap();
    verify(&LinesOf32For64).unwrap();
    verify(&LinesOf64).unwrap();
}

#[test]
fn taps_that_come_at_run_time_have_their_bits_in_a_build_with_debug_assertions() {
    let taps = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6], [0.7, 0.8, 0.9]];
    verify(&AnyPlane::new(taps).unwrap()).unwrap();
    verify(&AnyIntegers::new([[1, -2, 3, 4], [50, -6, 0, 8]]).unwrap()).unwrap();
    verify(&AnySignal::new([3, -1, 4, 1, -5]).unwrap()).unwrap();
}
