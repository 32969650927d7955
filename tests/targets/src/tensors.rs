//! Layers.

use crate::Row;
use crate::inputs::{Bits, Hash, elements};
use conv_kernel::prelude::*;
use conv_kernel::{Level, conv_kernel};

conv_kernel! {
    struct Stem: f32 { shape: [20, 3, 3, 3], stride: 2, padding: 1, bias: true, activation: relu6 }
    struct Depthwise: f32 { shape: [18, 1, 3, 3], groups: 18, padding: same, activation: leaky(0.1) }
    struct Pointwise: f32 { shape: [24, 18, 1, 1], layout: nhwc }
    struct Blocks: f32 { shape: [20, 4, 3, 3], layout: nchw16, padding: same }
    struct Winograd: f32 { shape: [8, 8, 3, 3], padding: 1, winograd: always }
    struct Up: f32 { shape: [8, 4, 4, 4], transposed: true, stride: 2, padding: 1 }
    struct Sums: u8 -> i32 { shape: [17, 5, 3, 3], padding: 1 }
    struct SignedSums: i8 -> i32 { shape: [6, 4, 3, 3], stride: 2, bias: true, activation: relu }
    struct Gates: f32 { shape: [4, 4, 1, 1], activation: sigmoid }
    struct Tanh: f64 { shape: [4, 2, 3, 3], padding: same, activation: tanh }
}

/// The hash of a layer over `channels`, in a layout, of images with one row if it has one axis.
pub(crate) fn hash<L: Layer>(
    layer: &L,
    (channels, one_row): (usize, bool),
    layout: Layout,
    level: Level,
) -> u64
where
    L::In: Bits,
    L::Out: Bits,
{
    let mut hash = Hash::new();
    for [n, height, width] in [[1, 4, 4], [2, 7, 19], [1, 13, 40]] {
        let height = if one_row { 1 } else { height };
        let shape = match layout {
            Layout::Nhwc => [n, height, width, channels],
            _ => [n, channels, height, width],
        };
        let x = elements::<L::In>(layout.elements(shape).unwrap());
        let output = layer.output_shape(shape).unwrap();
        let mut y = vec![L::Out::default(); layout.elements(output).unwrap()];
        layer.apply_into_at(level, &x, shape, &mut y).unwrap();
        hash.all(&y);
    }
    hash.value()
}

fn weights<T: Bits, const N: usize>() -> [T; N] {
    elements(N).try_into().unwrap_or([T::default(); N])
}

/// Bytes to bytes, as ONNX `QLinearConv`.
fn quantized() -> DynLayer<u8, u8> {
    DynLayer::<u8, u8>::builder(&elements::<i8>(6 * 4 * 9)[..], [6, 4, 3, 3])
        .padding(1)
        .zero_points(128, [0])
        .quantization(Quantization {
            input_scale: 0.5,
            weight_scales: vec![0.25],
            output_scale: 30.0,
            output_zero: 120,
        })
        .build()
        .unwrap()
}

macro_rules! rows {
    ($($name:ident($channels:literal, $layout:ident) $float:literal = $make:expr),* $(,)?) => {
        /// Their rows.
        pub fn rows() -> Vec<Row> {
            vec![$(Row {
                name: concat!("layer ", stringify!($name)),
                float: $float,
                hash: |level| hash(&$make, ($channels, false), Layout::$layout, level),
                verify: || conv_kernel::verify(&$make),
            }),*]
        }
    };
}

rows! {
    Stem(3, Nchw) true = Stem::new(weights::<f32, 540>(), weights::<f32, 20>()).unwrap(),
    Depthwise(18, Nchw) true = Depthwise::new(weights::<f32, 162>()).unwrap(),
    Pointwise(18, Nhwc) true = Pointwise::new(weights::<f32, 432>()).unwrap(),
    Blocks(4, Nchw16) true = Blocks::new(weights::<f32, 720>()).unwrap(),
    Winograd(8, Nchw) true = Winograd::new(weights::<f32, 576>()).unwrap(),
    Up(8, Nchw) true = Up::new(weights::<f32, 512>()).unwrap(),
    Sums(5, Nchw) false = Sums::new(weights::<i8, 765>()).unwrap(),
    SignedSums(4, Nchw) false = SignedSums::new(weights::<i8, 216>(), weights::<i8, 6>().map(i32::from)).unwrap(),
    Gates(4, Nchw) true = Gates::new(weights::<f32, 16>()).unwrap(),
    Tanh(2, Nchw) true = Tanh::new(weights::<f64, 72>()).unwrap(),
    Quantized(4, Nchw) false = quantized(),
}
