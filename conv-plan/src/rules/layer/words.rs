//! The words of layers: how tensors lie in memory, what happens to sums, and which algorithm may be
//! used.

use crate::window::Short;
use core::fmt;

/// The order of the axes of a tensor in memory, outermost first.
///
/// Shapes of `nchw` and `nchw16` are `[n, c, h, w]`, those of `nhwc` are `[n, h, w, c]`.
///
/// ```
/// # use conv_plan::rules::layer::Layout;
/// assert_eq!(Layout::ALL.map(Layout::name), ["nchw", "nhwc", "nchw16"]);
/// // The channels of a pixel are filled up to a multiple of 16.
/// assert_eq!(Layout::BLOCK, 16);
/// assert_eq!((Layout::Nhwc.stored(20), Layout::Nchw16.stored(20)), (Some(20), Some(32)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Layout {
    /// Image, channel, row, column: each channel is a plane.
    #[default]
    Nchw,
    /// Image, row, column, channel: each pixel holds its channels.
    Nhwc,
    /// Image, block of 16 channels, row, column, channel of the block: `[n][ceil(c / 16)][h][w][16]`.
    ///
    /// The last block is filled up. What stands there in an input never reaches a result; in an
    /// output it is 0. A vector holds channels of one pixel, as with `nhwc`, and taps find
    /// neighbouring columns at a fixed distance, as with `nchw`.
    Nchw16,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 3] = [Self::Nchw, Self::Nhwc, Self::Nchw16];

    /// Channels of a block of [`Nchw16`](Self::Nchw16).
    pub const BLOCK: usize = 16;

    /// Channels of a pixel in memory, with those that fill up the last block; `None` if that
    /// overflows.
    #[must_use]
    pub const fn stored(self, channels: usize) -> Option<usize> {
        match self {
            Self::Nchw | Self::Nhwc => Some(channels),
            Self::Nchw16 => channels.checked_next_multiple_of(Self::BLOCK),
        }
    }

    /// The name in the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nchw => "nchw",
            Self::Nhwc => "nhwc",
            Self::Nchw16 => "nchw16",
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happens to each sum before it is stored. NaN stays NaN.
///
/// ```
/// # use conv_plan::rules::layer::Activation;
/// assert_eq!(Activation::Leaky(0.1).to_string(), "leaky(0.1)");
/// assert_eq!(Activation::Clamp(0.0, 6.0).to_string(), "clamp(0, 6)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Activation {
    /// `max(v, 0)`.
    Relu,
    /// `min(max(v, 0), 6)`.
    Relu6,
    /// `v` if it is positive, else `v` times this slope.
    Leaky(f64),
    /// `min(max(v, low), high)`.
    Clamp(f64, f64),
    /// `1 / (1 + exp(-v))`.
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// `v * min(max(v / 6 + 1/2, 0), 1)`.
    HardSwish,
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relu => f.write_str("relu"),
            Self::Relu6 => f.write_str("relu6"),
            Self::Leaky(slope) => write!(f, "leaky({})", Short(*slope)),
            Self::Clamp(low, high) => write!(f, "clamp({}, {})", Short(*low), Short(*high)),
            Self::Sigmoid => f.write_str("sigmoid"),
            Self::Tanh => f.write_str("tanh"),
            Self::HardSwish => f.write_str("hard_swish"),
        }
    }
}

/// Whether a layer may be computed by Winograd's minimal filtering, which rounds differently.
///
/// It also overflows sooner: with large inputs its sums are infinite or NaN where a plain sum is
/// not. `LayerPlan::largest_input` says up to which magnitude none can be, for the weights of the
/// layer.
///
/// ```
/// # use conv_plan::rules::layer::Winograd;
/// assert_eq!(Winograd::Never.name(), "never");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Winograd {
    /// Never: every output keeps the bound of a plain sum.
    #[default]
    Never,
    /// Where it is faster by the layer's channels, and its amplification of errors is at most
    /// `Algorithm::MOST_AMPLIFICATION`.
    Auto,
    /// Always, with tiles of 2x2 or 4x4, whichever is faster by the layer's channels; a layer for
    /// which there is no such algorithm is refused.
    Always,
}

impl Winograd {
    /// The name in the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Auto => "auto",
            Self::Always => "always",
        }
    }
}

impl fmt::Display for Winograd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
