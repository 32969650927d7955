//! The words by their keys.

#![expect(
    non_upper_case_globals,
    reason = "these are the names that users write"
)]

/// The keys of a declaration.
pub mod key;
pub mod taps;
/// The functions of `map` and `combine`.
pub mod value;

/// The types of elements.
pub mod element {
    pub use core::primitive::{f32, f64, i8, i16, i32, u8, u16};
}

/// The types of sums.
pub mod accumulator {
    pub use core::primitive::{i32, i64};
}

/// The rounding of sums of floats.
pub mod arithmetic {
    pub use conv_plan::rules::Arithmetic::{Fused as fused, Strict as strict};
}

/// What lies outside of the input.
pub mod border {
    pub use conv_plan::window::Border::{
        Constant as constant, Reflect as reflect, Reflect101 as reflect101, Replicate as replicate,
        Wrap as wrap, Zero as zero,
    };

    /// Of floats: what is outside is not a number.
    pub const nan: f64 = f64::NAN;
}

/// How taps meet inputs.
pub mod mode {
    pub use conv_plan::window::Mode::{Convolve as convolve, Correlate as correlate};
}

/// How sums are computed.
pub mod method {
    pub use conv_plan::rules::Method::{Auto as auto, Direct as direct, Fft as fft};
}

/// What happens to inputs that are NaN.
pub mod missing {
    pub use conv_plan::rules::Missing::{Propagate as propagate, Renormalize as renormalize};
}

/// What happens to results that do not fit.
pub mod overflow {
    pub use conv_plan::number::Overflow::{Saturate as saturate, Wrap as wrap};
}

/// How the input is extended.
pub mod padding {
    pub use conv_plan::window::AxisPadding::{
        Causal as causal, Full as full, Same as same, SameLower as same_lower, Valid as valid,
    };
}

/// How real taps become integers.
pub mod quantize {
    /// Taps may become 0.
    pub const lossy: () = ();
}

/// What must hold of the taps.
pub mod require {
    pub use conv_plan::rules::Require::{
        Causal as causal, NonNegative as non_negative, Separable as separable,
        Symmetric as symmetric, UnitGain as unit_gain, ZeroGain as zero_gain,
    };
}

/// Which taps have two passes.
pub mod separable {
    pub use conv_plan::rules::Separable::{Approximate as approximate, Exact as exact};
}

/// Where all ways of computing are compared.
pub mod verify {
    /// In a test, which is named after the kernel.
    pub const test: () = ();
}

/// What follows the sums of a layer.
#[cfg(feature = "layers")]
pub mod activation {
    pub use conv_plan::rules::layer::Activation::{
        Clamp as clamp, HardSwish as hard_swish, Leaky as leaky, Relu as relu, Relu6 as relu6,
        Sigmoid as sigmoid, Tanh as tanh,
    };
}

/// The order of the axes of tensors.
#[cfg(feature = "layers")]
pub mod layout {
    pub use conv_plan::rules::layer::Layout::{Nchw as nchw, Nchw16 as nchw16, Nhwc as nhwc};
}

/// Whether Winograd's algorithm may be used.
#[cfg(feature = "layers")]
pub mod winograd {
    pub use conv_plan::rules::layer::Winograd::{Always as always, Auto as auto, Never as never};
}

/// Where the weights of a layer are.
#[cfg(feature = "layers")]
pub mod weights {
    pub use super::taps::{file, tensor};
}

/// Where the bias of a layer is.
#[cfg(feature = "layers")]
pub mod bias {
    pub use super::taps::{file, tensor};
}
