//! Declared kernels with every border, one for both axes or one for each.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Zeros: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: zero }
    struct Constants: i8 -> i16 { taps: [[1, -2, 3], [-4, 5, -6]], padding: 2, border: constant(-3) }
    struct Replicated: u16 -> i32 { taps: [[1, 2], [-3, 4], [5, -6]], padding: same, border: replicate }
    struct Reflected: i16 -> i32 { taps: [[7, -5, 3, 1]], padding: 3, border: reflect }
    struct Reflected101: f32 {
        taps: [[0.5, -1.25, 2.0], [3.1, 0.7, -0.3], [1.0, -1.0, 0.1]],
        padding: same,
        border: reflect101,
    }
    struct Wrapped: f64 { taps: [[0.5, -1.25], [3.1, 0.7], [1.0, 1e-3]], padding: same, border: wrap }
    struct WrappedThenConstant: u8 -> i32 {
        taps: [[1, -2, 3], [40, 5, -60], [7, 800, 9]],
        padding: same,
        border: [wrap, constant(9)],
    }
    struct ConstantThenReflected: i8 -> i32 {
        border: [constant(5), reflect],
        padding: 3,
        taps: [[1000, -2, 3], [40, 5, -60], [7, 8, 9]],
    }
    struct FarOutside: u16 -> f32 {
        taps: [[1, 2, 3], [4, -5, 6], [7, 8, 9]],
        padding: 12,
        border: [reflect101, replicate],
    }
    struct ZeroThenWrapped: i32 -> f64 {
        taps: [[1, 2, 3], [4, -5, 6]],
        padding: [2, 5],
        border: [zero, wrap],
    }
    struct ConstantFraction: f32 -> f64 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        padding: full,
        border: constant(-0.5),
    }
    struct ReplicatedThenZero: f64 -> f32 {
        taps: [[1, -2, 1], [2.5, 4, 2]],
        padding: [[1, 4], [3, 0]],
        border: [replicate, zero],
    }
    struct SeparableOverConstants: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
        border: constant(255),
    }
    struct SeparableOverMixed: f32 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: 6,
        border: [constant(2.5), reflect],
    }
}

facts!(plane:
    Zeros, Constants, Replicated, Reflected, Reflected101, Wrapped, WrappedThenConstant,
    ConstantThenReflected, FarOutside, ZeroThenWrapped, ConstantFraction, ReplicatedThenZero,
    SeparableOverConstants, SeparableOverMixed,
);
