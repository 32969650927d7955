//! Every key, in every form.
#![allow(missing_docs)]
#![forbid(deprecated)]

use conv_kernel::conv_kernel;

conv_kernel! {
    /// A signal kernel.
    #[derive(Clone)]
    pub struct Signal: f32 {
        taps: [1/4, 0.5, 1/4],
        padding: causal,
        border: constant(-1.5),
        stride: 2,
        dilation: 3,
        scale: 0.5,
        method: auto,
    }

    pub struct Resampled: i16 -> i32 {
        taps: [1, 2, 3, 2, 1],
        interpolate: 3,
        stride: 2,
        padding: causal,
        border: replicate,
    }

    struct ResampledLater: f32 { shape: [9], interpolate: 2, mode: convolve }

    pub(crate) struct Plane: u8 -> i16 {
        mode: convolve,
        taps: [[-1, 0, 0x1], [-2, 0b0, 2], [-1, 0, 1]],
        padding: same,
        anchor: [0, 2],
        border: [wrap, reflect101],
        crate: ::conv_kernel
    };

    struct Sides: i16 -> u8 {
        taps: [[1_0, -3]],
        scale: -1/16,
        overflow: saturate,
        stride: [1, 2],
        padding: [[1, 2], [3, 4]],
        border: reflect
    }

    struct Holes: f32 -> f64 {
        taps: [[1, 2.5], [0, 1]],
        padding: same,
        border: [constant(nan), constant(nan)],
        missing: renormalize,
    }

    struct AsUsual: u8 { taps: [1], missing: propagate, arithmetic: fused }

    struct Strict: f32 { taps: [[0.1, 0.2]], arithmetic: strict }

    struct StrictShape: f64 { shape: [3], arithmetic: strict, interpolate: 2 }

    /// A layer.
    #[derive(Debug)]
    pub struct Layer: f32 {
        taps: [[[[0.299, 1/2]]], [[[-1, 0x2]]]],
        groups: 2,
        bias: [0.5, -1],
        layout: nhwc,
        activation: leaky(0.1),
        winograd: auto,
        stride: [1, 2],
        dilation: 2,
        padding: [[1, 2], [3, 4]],
        border: [wrap, constant(1.5)],
        mode: convolve,
        crate: ::conv_kernel,
    }

    struct OneAxis: u8 -> i32 {
        axes: 1, taps: [[[1, 2, 1]]], padding: causal, border: replicate, activation: clamp(-1, 1),
    }

    #[cfg_attr(all(), derive(Debug, PartialEq))]
    struct Anchored: f64 { axes: 2, shape: [8, 4, 3, 3], padding: same, anchor: [0, 2], winograd: never }

    struct Blocks: f32 { shape: [20, 4, 3, 3], layout: nchw16, padding: same }

    struct GivenLayer: i8 -> i32 { shape: [8, 4, 3, 3], bias: true, activation: relu6, layout: nchw }

    struct Up: f32 {
        shape: [8, 2, 4, 4],
        transposed: true,
        output_padding: [1, 0],
        groups: 2,
        stride: 2,
        padding: 1,
    }

    struct Mixed: u8 -> i16 {
        taps: [[-1, 0, 1]],
        channels: [0.299, 587/1000, 114e-3],
    }

    struct Mapped: u8 {
        taps: [-1, 0, 1],
        map: |v| { let w = v.abs() / 2; if w < 3 && !(v == 1 || v >= 9.5) { 0 } else { min(w + 128, 255) } },
        overflow: saturate,
    }

    struct Operands: u8 -> i16 {
        taps: [-1, 0, 1],
        map: |v| if v < 0 { 0 } else { v } * 2 - if v > 99 { 1 } else { 0 },
    }

    struct Bank: u8 -> i16 {
        taps: { gx: [[-1, 0, 1]], gy: 2 * sobel_y },
        combine: |gx, gy| (gx + gy).clamp(-9, 9),
    }

    struct Bands: f32 {
        taps: { low: lowpass(31, 0.5, hamming), high: highpass(31, 0.5, hamming), short: [1, -1] },
        padding: same,
        border: reflect101,
        stride: 2,
        interpolate: 3,
        mode: convolve,
        arithmetic: strict,
        scale: 3,
        verify: test,
    }

    #[cfg_attr(all(), derive(Debug), cfg_attr(any(), derive(Hash)))]
    struct Required: u8 -> u8 {
        taps: gaussian([5, 5], 1.2),
        padding: same,
        quantize: 8,
        require: [unit_gain, symmetric, non_negative],
        verify: test,
    }

    struct Past: u8 -> i16 {
        taps: [0.5, -0.25, -0.25, 0.001],
        padding: causal,
        mode: convolve,
        quantize: [4, lossy],
        require: causal,
    }

    struct Product: f64 { taps: gaussian([7, 7], 2), require: separable }

    struct Table: f32 -> f64 {
        taps: [[0.1, 0.2, 0.3, 0.1], [0.2, 0.4, 0.61, 0.2], [0.1, 0.2, 0.3, 0.1], [0.2, 0.4, 0.6, 0.2]],
        separable: approximate(1/50),
        require: separable,
    }

    struct Exact: u8 -> i32 { taps: [[1, 2], [2, 4]], separable: exact }

    struct Given: u8 -> i32 { shape: [3, 3], accumulator: i64, overflow: wrap, padding: [1, 2] }
}

fn main() {
    let _ = (
        Signal, Plane, Sides, Layer, OneAxis, Mixed, Mapped, Operands, Bank, Bands,
    );
    let _ = (Required, Past, Product, Table, Exact);
    let _ = (
        Anchored::new([0.0; 288]),
        Blocks::new([0.0; 720]),
        GivenLayer::new([0i8; 288], [0; 8]),
        Up::new([0.0; 256]),
    );
}
