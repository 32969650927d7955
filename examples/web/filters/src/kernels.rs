//! The kernels that the page offers. It shows each as it is written here.

use conv_kernel::prelude::*;

conv_kernel! {
    /// The luma of a colour, as Rec. 601 weighs it; opacity has no weight.
    pub(crate) struct Grey: u8 {
        taps: [[1]],
        channels: [0.299, 0.587, 0.114, 0],
    }

    /// The horizontal derivative: 8 bits in, exact 16 bits out.
    pub(crate) struct SobelX: u8 -> i16 {
        taps: sobel_x,
        padding: same,
        border: reflect101,
    }

    /// The magnitude of the gradient, from two kernels in one sweep.
    pub(crate) struct Edges: u8 {
        taps: { gx: sobel_x, gy: sobel_y },
        combine: |gx, gy| (gx.abs() + gy.abs()) / 2,
        overflow: saturate,
        padding: same,
        border: reflect101,
    }

    /// Each channel, with what differs from its neighbours made stronger.
    pub(crate) struct Sharpen: u8 {
        taps: [
            [0, -1, 0],
            [-1, 5, -1],
            [0, -1, 0],
        ],
        overflow: saturate,
        padding: same,
        border: reflect101,
    }

    /// Near to a Gaussian of sigma 1.4, in integers: two passes, and one rounding.
    pub(crate) struct Blur: u8 {
        taps: binomial([9, 9]),
        padding: same,
        border: reflect101,
    }

    /// As if light came from the upper left.
    pub(crate) struct Emboss: u8 {
        taps: [
            [-2, -1, 0],
            [-1, 1, 1],
            [0, 1, 2],
        ],
        overflow: saturate,
        padding: same,
        border: reflect101,
    }
}
