//! Declared kernels with every form of padding, and with anchors.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Valid: u8 -> f32 { taps: [[1, -2, 3], [4, 5, -6]], padding: valid }
    struct Unsaid: i16 { taps: [[1, 2, 3], [4, 5, 6]], scale: 1/21 }
    struct SameEven: i8 -> f32 {
        taps: [[1, 2, 3, 4], [5, 6, -7, 8], [9, 10, 11, -12], [13, 14, 15, 16]],
        padding: same,
        border: replicate,
    }
    struct SameLowerEven: i16 -> f32 {
        taps: [[1, 2, 3, 4, -5, 6], [5, 6, -7, 8, 9, 1]],
        padding: same_lower,
        border: reflect,
    }
    struct Full: u16 { taps: [[1, 0, 2], [0, 3, 1]], scale: 1/7, padding: full, border: wrap }
    struct Everywhere: u8 -> u16 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], padding: 2 }
    struct EachAxis: i16 { taps: [[1, -2, 3], [4, 5, 6]], scale: 1/21, padding: [1, 3], border: wrap }
    struct EachSide: i8 { taps: [[1, -2, 3], [4, 5, 6]], scale: 1/21, padding: [[0, 2], [3, 1]] }
    struct Anchored: u8 {
        taps: [[1, 2], [3, 2]],
        scale: 1/8,
        padding: same,
        anchor: [0, 1],
        border: reflect101,
    }
    struct AnchoredConvolution: f32 -> i16 {
        taps: [[1.5, 2.5, -3.5], [100, 0.1, 7]],
        mode: convolve,
        padding: same,
        anchor: [1, 0],
        dilation: 2,
        overflow: saturate,
        border: replicate,
    }
    struct Convolution: i32 -> f32 { taps: [[1, 2, -3], [4, 5, 6]], mode: convolve, padding: same }
    struct Correlation: u8 -> i16 { taps: [[1, 2], [-4, 5]], mode: correlate, padding: same_lower }
}

facts!(plane:
    Valid, Unsaid, SameEven, SameLowerEven, Full, Everywhere, EachAxis, EachSide, Anchored,
    AnchoredConvolution, Convolution, Correlation,
);
