#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "std"),
    doc = "Fixed convolutions, checked and planned at compile time; `README.md` is the guide."
)]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Declares fixed convolutions, checked and planned while the program compiles.
///
/// ```
/// use conv_kernel::prelude::*;
///
/// conv_kernel! {
///     /// Differences of neighbours.
///     pub struct Difference: u8 -> i16 {
///         taps: [-1, 1],
///     }
/// }
///
/// # fn main() {
/// assert_eq!(Difference.apply_array(&[1, 4, 2, 2]), [3, -2, 0]);
/// # }
/// ```
///
pub use conv_macros::conv_kernel;

#[doc(inline)]
pub use conv_runtime::{analysis, finish, round, shape};
#[cfg(feature = "alloc")]
#[doc(inline)]
pub use conv_runtime::{kernel, layer, matrix, plan, reference, taps};

pub use conv_runtime::{
    AccumulatorType, Border, Element, ElementType, Error, Filter, Level, Origin, Overflow, Plane,
    PlaneMut, Scalar, SignalFilter,
};
#[cfg(feature = "alloc")]
pub use conv_runtime::{
    Activation, Algorithm, DynLayer, Layer, LayerBuilder, LayerKernel, LayerMatrix, LayerMismatch,
    LayerPlan, LayerScratch, LayerValues, Layout, Quantization, Winograd, verify_layer,
};
#[cfg(feature = "alloc")]
pub use conv_runtime::{
    ConvMatrix, DynKernel, DynSignal, Kernel, KernelBuilder, KernelError, Mismatch, Mode, Padding,
    PerAxis, Plan, PlaneBuf, Scratch, SignalBuilder, Tap, Taps, verify, verify_signal,
};

/// What generated code names. Not for use by hand; it changes without notice.
#[doc(hidden)]
pub use conv_runtime::__private;

/// Everything that declaring and running kernels takes, for one `use`.
pub mod prelude {
    #[cfg(feature = "alloc")]
    pub use crate::{
        Activation, DynKernel, DynLayer, DynSignal, Layer, LayerScratch, Layout, Mode, Padding,
        PlaneBuf, Scratch, Winograd,
    };
    pub use crate::{
        Border, Error, Filter, Level, Overflow, Plane, PlaneMut, SignalFilter, conv_kernel,
    };
}
