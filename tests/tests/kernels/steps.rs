//! Declared kernels with strides and dilations, one for both axes or one for each.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Halved: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        stride: 2,
        padding: same,
        border: replicate,
    }
    struct Thirds: i8 -> u8 { taps: [[1, -2], [3, 4], [5, 6]], stride: 3, overflow: saturate, padding: 1 }
    struct HalfWidth: u16 -> u8 {
        taps: [[1, 2, 3], [4, 5, 6]],
        scale: 1/5397,
        stride: [1, 2],
        padding: same,
    }
    struct HalfHeight: i16 -> u8 {
        taps: [[1, 2, 3], [-4, 5, 6]],
        scale: 1/300,
        stride: [2, 1],
        padding: full,
        overflow: saturate,
    }
    struct Spread: f32 -> u8 {
        taps: [[100, 20.5, 3], [40, -50, 60]],
        dilation: 2,
        padding: same,
        border: reflect,
        overflow: saturate,
    }
    struct SpreadRows: f64 -> u8 {
        taps: [[100, 20.5], [40, -50], [0.25, 300]],
        dilation: [3, 1],
        padding: 3,
        overflow: saturate,
    }
    struct StridedAndSpread: i32 {
        taps: [[1, 2, -3], [4, 5, 6], [-7, 8, 9]],
        stride: 3,
        dilation: 2,
        padding: 4,
        border: reflect101,
        overflow: saturate,
    }
    struct AllDifferent: u8 -> f64 {
        taps: [[1, 2, -3, 4], [5, 6, 7, -8]],
        stride: [2, 3],
        dilation: [2, 1],
        padding: same_lower,
        border: wrap,
    }
    struct SeparableStrided: u16 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        stride: 2,
        dilation: 2,
        padding: same,
        border: reflect,
    }
    struct SeparableUneven: f32 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        stride: [3, 1],
        dilation: [1, 3],
        padding: same,
        border: replicate,
    }
    struct StrideBeyondKernel: f64 { taps: [[1, 2], [3, 5.5]], stride: [4, 5], padding: [3, 1] }
}

facts!(plane:
    Halved, Thirds, HalfWidth, HalfHeight, Spread, SpreadRows, StridedAndSpread, AllDifferent,
    SeparableStrided, SeparableUneven, StrideBeyondKernel,
);
