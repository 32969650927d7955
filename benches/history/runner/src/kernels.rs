//! What is timed, as a user would declare it.

use conv_kernel::conv_kernel;

conv_kernel! {
    pub(crate) struct Sobel: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: replicate,
    }

    pub(crate) struct Sharpen: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        padding: same,
        border: replicate,
        overflow: saturate,
    }

    pub(crate) struct BlurBytes: u8 {
        taps: [
            [1, 4, 6, 4, 1],
            [4, 16, 24, 16, 4],
            [6, 24, 36, 24, 6],
            [4, 16, 24, 16, 4],
            [1, 4, 6, 4, 1],
        ],
        padding: same,
        border: reflect101,
        scale: 1/256,
    }

    pub(crate) struct BlurWords: u16 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        padding: same,
        border: replicate,
        scale: 1/16,
    }

    pub(crate) struct Halve: u8 {
        taps: [
            [1, 4, 6, 4, 1],
            [4, 16, 24, 16, 4],
            [6, 24, 36, 24, 6],
            [4, 16, 24, 16, 4],
            [1, 4, 6, 4, 1],
        ],
        stride: 2,
        padding: 2,
        border: reflect101,
        scale: 1/256,
    }

    pub(crate) struct Blur: f32 {
        taps: [
            [1, 4, 6, 4, 1],
            [4, 16, 24, 16, 4],
            [6, 24, 36, 24, 6],
            [4, 16, 24, 16, 4],
            [1, 4, 6, 4, 1],
        ],
        padding: same,
        border: replicate,
        scale: 1/256,
    }

    pub(crate) struct Dense3: f32 {
        taps: [
            [-0.39, 0.52, 0.4],
            [-0.66, -0.05, 0.55],
            [0.22, 0.61, 0.49],
        ],
        padding: same,
        border: replicate,
    }

    pub(crate) struct Dense7: f32 {
        taps: [
            [0.95, 0.52, -0.89, -0.22, -0.92, -0.31, 0.22],
            [0.53, 0.85, 1.0, 0.83, 0.1, 0.02, 0.48],
            [0.14, -0.65, -0.06, -0.75, -0.9, 0.84, 0.27],
            [-0.44, -0.33, 0.73, 0.12, 0.61, 0.96, 0.08],
            [0.3, -0.01, 0.47, -0.1, 0.37, 0.5, 0.05],
            [0.66, -0.4, -0.13, 0.99, -0.28, 0.56, -0.58],
            [-0.16, 0.39, 0.69, 0.46, -0.73, -0.45, 0.55],
        ],
        padding: same,
        border: replicate,
    }

    pub(crate) struct Fir16: f32 {
        taps: [
            -0.0014416, -0.0071753, -0.0153439, -0.0121819, 0.0219891, 0.0927613, 0.1815833,
            0.2421810, 0.2438519, 0.1820189, 0.0931804, 0.0218671, -0.0122293, -0.0150634,
            -0.0071214, -0.0014333,
        ],
    }

    pub(crate) struct FirWords: i16 -> i32 {
        taps: [
            -24, -116, -247, -198, 362, 1545, 2973, 3939, 3936, 2951, 1532, 357, -199, -248,
            -118, -24,
        ],
    }

    pub(crate) struct Early: f32 { shape: [64, 64, 3, 3], padding: 1, bias: true }

    pub(crate) struct Depthwise: f32 { shape: [32, 1, 3, 3], groups: 32, padding: 1, bias: true }

    pub(crate) struct Pointwise: f32 { shape: [64, 32, 1, 1], bias: true }

    pub(crate) struct Bytes: u8 -> i32 { shape: [32, 32, 3, 3], padding: 1 }
}
