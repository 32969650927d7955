//! Layers whose weights the macro knows: with the feature `small` they are computed output by
//! output.

use conv_kernel::prelude::*;
use conv_kernel::{Level, conv_kernel};

conv_kernel! {
    pub struct Dense: i8 -> i32 {
        taps: [
            [[[1, -2, 3], [4, 5, -6]], [[7, -8, 9], [-10, 11, 12]]],
            [[[-1, 2, 3], [0, 5, 6]], [[100, -8, 9], [10, -128, 12]]],
            [[[1, 2, -3], [4, 5, 6]], [[7, 8, 127], [10, 11, -12]]],
        ],
        bias: [5, -700, 123456],
        padding: same,
        border: reflect101,
        activation: relu,
    }
    pub struct Pixels: u8 -> i32 {
        taps: [[[[300]], [[-2]], [[3]]], [[[-32768]], [[32767]], [[0]]]],
        layout: nhwc,
        stride: 2,
        padding: [1, 0],
        border: constant(7),
        activation: clamp(-100, 100000),
    }
    pub struct Depthwise: i8 -> i32 {
        taps: [[[[1, 70000], [-3, 4]]], [[[5, -6], [7, 8]]], [[[-9, 1], [1, 2]]]],
        groups: 3,
        layout: nhwc,
        dilation: [2, 3],
        padding: [[3, 1], [0, 4]],
        border: [wrap, replicate],
    }
    pub struct Groups: f32 {
        taps: [
            [[[0.5], [-0.25]], [[1.5], [0.1]]],
            [[[0.3], [0.7]], [[-1.5], [0.0]]],
            [[[2.5], [1.25]], [[0.5], [-0.1]]],
            [[[0.2], [-0.6]], [[0.4], [3.0]]],
        ],
        groups: 2,
        bias: [0.1, -0.0, 0.3, -0.4],
        layout: nchw16,
        padding: full,
        border: reflect,
        activation: sigmoid,
    }
    pub struct Mirrored: f64 {
        taps: [[[[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6], [0.7, 0.8, -0.9]]]],
        mode: convolve,
        padding: same_lower,
        stride: [2, 3],
        border: [constant(0.5), zero],
        activation: hard_swish,
    }
    pub struct Filtered: f32 {
        taps: [[[[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6], [0.7, 0.8, -0.9]]]],
        padding: 1,
        activation: leaky(0.1),
    }
    pub struct Line: f32 {
        axes: 1,
        taps: [[[0.5, -0.3, 0.2]], [[0.1, 0.0, -0.7]]],
        padding: causal,
        activation: tanh,
    }
    pub struct Spread: f32 {
        taps: [
            [[[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]], [[0.7, 0.8, -0.9], [0.3, 0.2, 0.1]]],
            [[[-0.1, 0.2, 0.3], [0.4, 0.5, -0.6]], [[0.7, -0.8, 0.9], [-0.3, 0.2, 0.1]]],
        ],
        transposed: true,
        stride: [2, 3],
        dilation: [1, 2],
        padding: [[0, 1], [2, 1]],
        output_padding: 1,
        bias: [0.25, -0.0],
        layout: nhwc,
    }
    pub struct Gaps: u8 -> i32 {
        taps: [[[[1, -2]], [[3, 4]]], [[[5, 6]], [[-7, 8]]], [[[9, 1]], [[2, 3]]]],
        transposed: true,
        groups: 1,
        stride: [3, 4],
        padding: same,
        layout: nchw16,
        activation: relu6,
    }
}

/// Calls a macro with each of them: its input channels, and whether it is of floats.
#[macro_export]
macro_rules! each_known {
    ($macro:ident) => {
        $macro! {
            Dense(2) false, Pixels(3) false, Depthwise(3) false, Groups(4) true, Mirrored(1) true,
            Filtered(1) true, Line(1) true, Spread(2) true, Gaps(3) false,
        }
    };
}

/// The hash of such a layer: as that of the others, of images with one row if it has one axis.
pub(crate) fn hash<L: Layer>(layer: &L, channels: usize, level: Level) -> u64
where
    L::In: crate::inputs::Bits,
    L::Out: crate::inputs::Bits,
{
    let plan = layer.explain();
    let one_row = plan.kernel().shape().axes == 1;
    crate::tensors::hash(layer, (channels, one_row), plan.kernel().layout(), level)
}

macro_rules! rows {
    ($($name:ident($channels:literal) $float:literal,)*) => {
        /// Their rows.
        pub fn rows() -> Vec<crate::Row> {
            vec![$(crate::Row {
                name: concat!("known ", stringify!($name)),
                float: $float,
                hash: |level| hash(&$name, $channels, level),
                verify: || conv_kernel::verify(&$name),
            }),*]
        }
    };
}

each_known! { rows }
