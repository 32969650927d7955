#![cfg_attr(feature = "std", doc = include_str!("../docs/guide/links.txt"))]
#![cfg_attr(feature = "std", doc = include_str!("../docs/guide/embedded/edges.txt"))]
#![cfg_attr(feature = "std", doc = include_str!("../docs/guide/embedded/peers.txt"))]
#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "std"),
    doc = "Fixed convolutions, checked and planned at compile time; `README.md` is the first page, and this one with the feature `std`."
)]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Declares fixed convolutions, checked and planned while the program compiles.
///
#[cfg_attr(
    all(any(doc, doctest), feature = "std"),
    doc = "New here? [A first kernel](crate::guide::first). All keys with links: [the language](crate::guide::language). All kernels, with pictures: [kernels](crate::guide::kernels).\n"
)]
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

/// Declares a filter from a constant of taps, and keeps the constant.
///
/// ```
/// use conv_kernel::prelude::*;
///
/// /// Differences of neighbours.
/// #[conv_filter(Difference: u8 -> i16)]
/// pub const DIFFERENCE: [i16; 2] = [-1, 1];
///
/// # fn main() {
/// assert_eq!(Difference.apply_array(&[1, 4, 2, 2]), [3, -2, 0]);
/// assert_eq!(DIFFERENCE, [-1, 1]);
/// # }
/// ```
///
pub use conv_macros::conv_filter;

pub use conv_plan::number::{AccumulatorType, ElementType, Overflow, Scalar};
#[cfg(feature = "layers")]
pub use conv_plan::rules::layer::{Activation, Layout, Winograd};
pub use conv_plan::window::Border;
#[cfg(feature = "alloc")]
pub use conv_plan::{
    fault::KernelError,
    plan::{Facts, Plan},
    pointwise::{Condition, Value},
    rules::{Arithmetic, ConvSpec, Method, Missing, Quantize, Require, Separable},
    taps::{self, Tap, Taps},
    window::{Mode, Padding, PerAxis},
};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use conv_plan::{
    plan::layer::{Algorithm, LayerPlan},
    rules::layer::{LayerSpec, LayerValues, Quantization},
};
#[cfg(feature = "layers")]
pub use conv_runtime::Layer;
#[cfg(feature = "image")]
pub use conv_runtime::Picture;
#[cfg(feature = "continuous")]
pub use conv_runtime::continuous;
#[cfg(feature = "matching")]
pub use conv_runtime::matching;
#[cfg(feature = "alloc")]
pub use conv_runtime::{
    Adjoint, Alpha, BankBuilder, ConvMatrix, DynBank, DynKernel, DynMix, DynSignal, DynSignalBank,
    InPlace, KernelBuilder, Mismatch, MixBuilder, OwnedBankStream, OwnedFrameStream, OwnedStream,
    PixelInPlace, PixelsBuf, PlaneBuf, Real, Response, Scratch, SignalAdjoint, SignalBankBuilder,
    SignalBuilder, SignalInPlace, Way, matrix, reference, verify,
};
pub use conv_runtime::{
    Bank, BankStream, Convolution, Element, Error, Filter, FrameFilter, FrameStream, FrameStreamOf,
    FrameStreamed, Level, MixFilter, PixelBank, PixelFilter, Pixels, PixelsMut, Plane, PlaneMut,
    Rect, SignalBank, SignalFilter, Stream, StreamOf, Streamed, Tile, TileIter,
};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use conv_runtime::{
    Chain, ChainScratch, DynLayer, LayerAdjoint, LayerBuilder, LayerScratch, reorder, reorder_into,
};
#[cfg(all(
    feature = "layers",
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use conv_runtime::{Timing, Timings};

#[cfg(all(
    feature = "fft",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use conv_runtime::{MethodTiming, MethodTimings};

/// Sizes: what a window makes of an input, in checked arithmetic that works in `const`.
///
/// ```
/// use conv_kernel::window::{Axis, AxisName, AxisPadding};
///
/// const FIVE: Axis = Axis { kernel: 5, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// assert_eq!(FIVE.resolve(AxisName::Columns, 640).map(|axis| axis.output), Ok(640));
/// ```
pub mod window {
    pub use conv_plan::window::{
        Axis, AxisName, AxisPadding, Origin, ResolvedAxis, SizeError, StreamAxis, StreamError,
        Window,
    };
}

/// What the getters of [`ConvSpec`] and `LayerSpec` return, and what specs are checked from.
///
/// ```
/// use conv_kernel::rules::{Options, TapSource};
/// use conv_kernel::{ConvSpec, ElementType};
///
/// let taps = TapSource::Taps([[-1, 0, 1]].into());
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::I16, taps))?;
/// assert_eq!(kernel.result_range(), [-255.0, 255.0]);
/// # Ok::<(), conv_kernel::KernelError>(())
/// ```
#[cfg(feature = "alloc")]
pub mod rules {
    #[cfg(feature = "layers")]
    pub use conv_plan::rules::layer::{
        LayerError, LayerOptions, LayerShape, Numbers, Resolved, ShapeError, TensorShape,
        ZeroPoints,
    };
    pub use conv_plan::{
        analysis::Bounds,
        number::Scale,
        rules::{Dimensions, Mix, Options, Presence, Quantized, TapSource, Weights},
        window::WindowOptions,
    };
}

/// What the getters of [`Plan`] and `LayerPlan` return.
///
/// ```
/// use conv_kernel::{plan::Passes, prelude::*};
///
/// let sobel = DynKernel::<u8, i16>::builder([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).build()?;
/// assert!(matches!(sobel.explain().passes(), Passes::One(pass) if pass.taps.len() == 6));
/// # Ok::<(), Error>(())
/// ```
#[cfg(feature = "alloc")]
pub mod plan {
    #[cfg(feature = "layers")]
    pub use conv_plan::plan::layer::{LayerForm, Reading};
    pub use conv_plan::{
        analysis::Bounds,
        number::{Division, Epilogue},
        plan::{Coefficient, Form, Lowering, Pass, Passes, PlannedTap, RowSums, Steps, Tile},
    };
    #[cfg(feature = "fft")]
    pub use conv_plan::{
        analysis::fft_error,
        plan::{Block, Estimates},
    };
}

#[cfg(all(any(doc, doctest), feature = "std"))]
pub mod guide;

/// What generated code names. Not for use by hand; it changes without notice.
#[doc(hidden)]
pub use conv_runtime::__private;

/// Everything you need to declare and run kernels, in one `use`.
///
/// Examples of this documentation assume `use conv_kernel::prelude::*;` where they show no `use`.
///
/// ```
/// use conv_kernel::prelude::*;
///
/// conv_kernel! {
///     struct Mean: u8 { taps: box(3), padding: same, border: replicate }
/// }
///
/// # fn main() {
/// assert_eq!(Mean.apply_array(&[0, 3, 6, 9]), [1, 3, 6, 8]);
/// # }
/// ```
pub mod prelude {
    #[cfg(feature = "layers")]
    pub use crate::{Activation, Layer, Layout, Winograd};
    #[cfg(feature = "alloc")]
    pub use crate::{
        Alpha, Arithmetic, DynBank, DynKernel, DynMix, DynSignal, DynSignalBank, InPlace, Method,
        Missing, Mode, Padding, PixelInPlace, PixelsBuf, PlaneBuf, Quantize, Require, Scratch,
        Separable, SignalInPlace, Taps,
    };
    pub use crate::{
        Bank, Border, Error, Filter, FrameFilter, Level, MixFilter, Overflow, PixelBank,
        PixelFilter, Pixels, PixelsMut, Plane, PlaneMut, Rect, SignalBank, SignalFilter,
        conv_filter, conv_kernel,
    };
    #[cfg(all(feature = "alloc", feature = "layers"))]
    pub use crate::{Chain, ChainScratch, DynLayer, LayerScratch, Quantization};
}
