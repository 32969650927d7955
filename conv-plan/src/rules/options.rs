//! What a user asks of a kernel, from tokens or from builder calls, not yet checked.

use super::{Arithmetic, Combined, Method, Missing, Quantize, Require, Separable};
use crate::number::{AccumulatorType, ElementType, Overflow};
use crate::taps::{Tap, Taps};
use crate::window::WindowOptions;
use alloc::vec::Vec;

/// Where the taps come from.
///
/// ```
/// # use conv_plan::number::{AccumulatorType, ElementType};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let later = TapSource::Shape { sizes: vec![3, 3], accumulator: Some(AccumulatorType::I16) };
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::U8, later))?;
/// assert_eq!(kernel.tap_count(), 9);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum TapSource {
    /// They are known.
    Taps(Taps),
    /// They come at run time, in an array of this shape.
    Shape {
        /// Size of each axis, rows first.
        sizes: Vec<usize>,
        /// The accumulator of an integer kernel; `i32` if absent.
        accumulator: Option<AccumulatorType>,
    },
}

/// What a user asked for.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::taps::{Tap, library};
/// # use conv_plan::window::Padding;
/// let taps = TapSource::Taps(library::laplacian4());
/// let mut options = Options::new(ElementType::U8, ElementType::I16, taps);
/// options.window.padding = Padding::Same;
/// options.scale = Tap::ratio(1, 4);
/// assert_eq!(ConvSpec::check(&options)?.result_range(), [-255.0, 255.0]);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// The taps, or their shape.
    pub source: TapSource,
    /// Stride, dilation, padding, border, mode and anchor.
    pub window: WindowOptions,
    /// What the sum is multiplied by.
    pub scale: Option<Tap>,
    /// What happens to results that do not fit.
    pub overflow: Option<Overflow>,
    /// How the sums are formed.
    pub method: Method,
    /// How products of floats become sums.
    pub arithmetic: Arithmetic,
    /// What becomes of inputs that are NaN.
    pub missing: Missing,
    /// What the channels of a pixel are multiplied by and added, before the window.
    pub channels: Option<Vec<Tap>>,
    /// What is made of the sums.
    pub combined: Option<Combined>,
    /// What must hold of the taps.
    pub require: Vec<Require>,
    /// How real taps become integers.
    pub quantize: Option<Quantize>,
    /// Which planes of floats are a column times a row.
    pub separable: Separable,
}

impl Options {
    /// The defaults for taps that are known.
    #[must_use]
    pub const fn new(input: ElementType, output: ElementType, source: TapSource) -> Self {
        Self {
            input,
            output,
            source,
            window: WindowOptions::DEFAULT,
            scale: None,
            overflow: None,
            method: Method::Direct,
            arithmetic: Arithmetic::Fused,
            missing: Missing::Propagate,
            channels: None,
            combined: None,
            require: Vec::new(),
            quantize: None,
            separable: Separable::Exact,
        }
    }
}
