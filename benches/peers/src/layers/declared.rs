//! Every layer that is compared, as a user would declare it.

use conv_kernel::{Error, Layer, conv_kernel};

conv_kernel! {
    /// The first layer for a photograph.
    pub(super) struct Stem: f32 { shape: [16, 3, 3, 3], padding: 1, bias: true }

    /// The first layer of LeNet, for a digit.
    pub(super) struct Digits: f32 { shape: [6, 1, 5, 5], bias: true }

    /// The second layer of LeNet.
    pub(super) struct Strokes: f32 { shape: [16, 6, 5, 5], bias: true }

    /// The first layer of MobileNet.
    pub(super) struct Halving: f32 { shape: [32, 3, 3, 3], stride: 2, padding: 1, bias: true }

    /// Each channel by itself, the first half of a separable layer.
    pub(super) struct Depthwise: f32 { shape: [32, 1, 3, 3], groups: 32, padding: 1, bias: true }

    /// The same for many channels of small planes, near the end of MobileNet.
    pub(super) struct SmallPlanes: f32 { shape: [960, 1, 3, 3], groups: 960, padding: 1, bias: true }

    /// Each pixel by itself, the second half.
    pub(super) struct Pointwise: f32 { shape: [64, 32, 1, 1], bias: true }

    /// A small layer of a small image.
    pub(super) struct Small: f32 { shape: [16, 8, 3, 3], padding: 1, bias: true }

    /// The first block of a residual network.
    pub(super) struct Early: f32 { shape: [64, 64, 3, 3], padding: 1, bias: true }

    /// Its second block.
    pub(super) struct Later: f32 { shape: [128, 128, 3, 3], padding: 1, bias: true }

    /// A step of a generator, to twice the size.
    pub(super) struct Doubling: f32 {
        shape: [16, 8, 4, 4], transposed: true, stride: 2, padding: 1, bias: true,
    }

    /// A step of a U-Net, to twice the size.
    pub(super) struct Unpooling: f32 {
        shape: [64, 32, 2, 2], transposed: true, stride: 2, bias: true,
    }

    /// A layer of a decoder, of the same size.
    pub(super) struct Decoding: f32 { shape: [32, 32, 3, 3], transposed: true, padding: 1, bias: true }

    /// The first block of a residual network in bytes.
    pub(super) struct EarlySums: u8 -> i32 { shape: [64, 64, 3, 3], padding: 1 }
}

/// A layer of single precision.
pub(super) type Boxed = Box<dyn Layer<In = f32, Out = f32>>;

/// Makes a declared layer of weights and bias.
pub(super) type New = fn(&[f32], &[f32]) -> Result<Boxed, Error>;

/// A layer whose type no longer matters.
pub(super) fn boxed<L>(layer: Result<L, Error>) -> Result<Boxed, Error>
where
    L: Layer<In = f32, Out = f32> + 'static,
{
    Ok(Box::new(layer?))
}

/// A layer of bytes whose outputs are its sums.
pub(super) type BoxedSums = Box<dyn Layer<In = u8, Out = i32>>;

/// Makes one of weights.
pub(super) type NewSums = fn(&[i32]) -> Result<BoxedSums, Error>;

/// As [`boxed`].
pub(super) fn sums<L>(layer: Result<L, Error>) -> Result<BoxedSums, Error>
where
    L: Layer<In = u8, Out = i32> + 'static,
{
    Ok(Box::new(layer?))
}
