//! A kernel that keeps every rule.

mod figures;
mod weights;

pub(super) use figures::rounded_up;
pub use weights::Weights;

use super::{Arithmetic, Combination, Method, Missing, Mix, Quantized, WeightsRef};
use crate::analysis::{Bounds, Factors};
use crate::number::{AccumulatorType, ElementType, Overflow, Scale};
use crate::window::Window;
use alloc::boxed::Box;

/// Whether the values of the taps are part of the kernel.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, Presence, TapSource};
/// let taps = TapSource::Taps([1, 2].into());
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::U16, taps))?;
/// assert_eq!(kernel.presence(), Presence::Written);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// They are fixed: zero taps may be left out and factors used.
    Written,
    /// They come at run time: every tap is multiplied, in this accumulator.
    RuntimeTaps {
        /// The type of the taps and of the sum.
        accumulator: AccumulatorType,
        /// What each tap is multiplied by on the float path.
        scale: Scale,
        /// Whether `new` reverses the taps, for `mode: convolve`.
        flipped: bool,
    },
}

/// How many axes a kernel has.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Dimensions, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2]].into());
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::U16, taps))?;
/// assert_eq!(kernel.dimensions(), Dimensions::Plane);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimensions {
    /// One: a signal kernel.
    Signal,
    /// Two: a plane kernel.
    Plane,
}

/// A kernel that keeps every rule of the language.
///
/// The taps are in correlation order whatever the mode was: `convolve` has
/// flipped them, and the anchor has become padding.
///
/// ```
/// # use conv_plan::fault::Voice;
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{Arithmetic, ConvSpec, Dimensions, Method, Missing, Options, TapSource};
/// # use conv_plan::taps::{Tap, library};
/// let taps = TapSource::Taps(library::gaussian());
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::U8, taps))?;
/// assert_eq!((kernel.input(), kernel.output()), (ElementType::U8, ElementType::U8));
/// assert_eq!((kernel.tap_count(), kernel.window().rows.kernel), (9, 3));
/// // Numerators, and what their sum is multiplied by.
/// assert_eq!((kernel.tap_f64(4), kernel.scale()), (4.0, (1, 16)));
/// assert!(kernel.scaled_taps().nth(4) == Some(0.25));
/// assert_eq!((kernel.gain(), kernel.result_range()), (1.0, [0.0, 255.0]));
/// assert_eq!(kernel.input_bounds().map(|bounds| bounds.max), Some(255));
/// // Nothing was asked for, so everything has its default.
/// assert_eq!((kernel.overflow(), kernel.method()), (None, Method::Direct));
/// assert_eq!((kernel.arithmetic(), kernel.missing()), (Arithmetic::Fused, Missing::Propagate));
/// assert!(kernel.mix().is_none() && kernel.quantized().is_none() && kernel.factors().is_none());
/// assert_eq!(kernel.staged(), kernel.input());
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConvSpec {
    /// One axis or two.
    pub(crate) dimensions: Dimensions,
    /// Type of the input elements.
    pub(crate) input: ElementType,
    /// Type of the output elements.
    pub(crate) output: ElementType,
    /// Sizes, padding and borders.
    pub(crate) window: Window,
    /// The taps. For taps that are given at run time these are zeros until then.
    pub(crate) weights: Weights,
    /// The factors of a kernel of floats that is a product, or a sum of some, each held by the type
    /// of the sums: then its taps are exactly these products, or their sums, and the weights are
    /// those, rounded.
    pub(crate) factors: Option<Factors<f64>>,
    /// Whether the taps are known.
    pub(crate) presence: Presence,
    /// What happens to results that do not fit; `None` if all are proven to fit.
    pub(crate) overflow: Option<Overflow>,
    /// How the sums are formed.
    pub(crate) method: Method,
    /// How products of floats become sums.
    pub(crate) arithmetic: Arithmetic,
    /// What becomes of inputs that are NaN.
    pub(crate) missing: Missing,
    /// What becomes of the channels of a pixel; `None` for a kernel of planes or signals.
    pub(crate) mix: Option<Mix>,
    /// What is made of the sums; `None` where they are the results.
    pub(crate) combination: Option<Box<Combination>>,
    /// What became of real taps; `None` if the taps are as they were given.
    pub(crate) quantized: Option<Quantized>,
    /// How far taps are from those given, over the largest; `None` if none was approximated.
    pub(crate) separable_error: Option<f64>,
}

impl ConvSpec {
    /// One axis or two.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Dimensions, Options, Presence, TapSource, Weights};
    /// let taps = TapSource::Taps([0.5, 0.5].into());
    /// let kernel = ConvSpec::check(&Options::new(ElementType::F32, ElementType::F32, taps))?;
    /// assert_eq!(kernel.dimensions(), Dimensions::Signal);
    /// assert_eq!(kernel.presence(), Presence::Written);
    /// assert_eq!(kernel.weights(), &Weights::F32(vec![0.5, 0.5]));
    /// assert_eq!(kernel.borrowed(), kernel.weights().borrowed());
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub const fn dimensions(&self) -> Dimensions {
        self.dimensions
    }

    /// Type of the input elements.
    #[must_use]
    pub const fn input(&self) -> ElementType {
        self.input
    }

    /// Type of the output elements.
    #[must_use]
    pub const fn output(&self) -> ElementType {
        self.output
    }

    /// Sizes, padding and borders.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// The taps. For taps that are given at run time these are zeros until then.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The factors of a kernel of floats that is written as a product, or as a sum of some: it has
    /// two passes for each, and its taps are exactly these products, or their sums. Each factor is a
    /// value of the type of the sums, `f32` or `f64`; the [`weights`](Self::weights) are the taps,
    /// rounded to it.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// # use conv_plan::taps::library;
    /// let taps = library::difference_of_gaussians([25, 25], 2.0, 3.2)?;
    /// let options = Options::new(ElementType::F32, ElementType::F32, TapSource::Taps(taps));
    /// let kernel = ConvSpec::check(&options)?;
    /// let factors = kernel.factors().ok_or("a dense kernel")?;
    /// assert_eq!((factors.products, factors.shape()), (2, (25, 25)));
    /// assert_eq!(factors.tap(7), kernel.tap_f64(7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn factors(&self) -> Option<&Factors<f64>> {
        self.factors.as_ref()
    }

    /// The taps as generated code carries them.
    #[must_use]
    pub fn borrowed(&self) -> WeightsRef<'_> {
        match &self.factors {
            Some(Factors {
                column,
                row,
                products,
            }) => WeightsRef::Products {
                column,
                row,
                products: *products,
                double: matches!(self.weights, Weights::F64(_)),
            },
            None => self.weights.borrowed(),
        }
    }

    /// Whether the taps are known.
    #[must_use]
    pub const fn presence(&self) -> Presence {
        self.presence
    }

    /// What happens to results that do not fit; `None` if all are proven to fit.
    #[must_use]
    pub const fn overflow(&self) -> Option<Overflow> {
        self.overflow
    }

    /// How the sums are formed.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// How products of floats become sums.
    #[must_use]
    pub const fn arithmetic(&self) -> Arithmetic {
        self.arithmetic
    }

    /// What becomes of inputs that are NaN.
    #[must_use]
    pub const fn missing(&self) -> Missing {
        self.missing
    }

    /// How the channels of a pixel are mixed to the one value that the window sums; `None` for a
    /// kernel of planes or signals.
    #[must_use]
    pub const fn mix(&self) -> Option<&Mix> {
        self.mix.as_ref()
    }

    /// What quantising did to real taps; `None` if the taps are as they were given, and for a
    /// kernel that was read from data, which holds the integers.
    #[must_use]
    pub const fn quantized(&self) -> Option<Quantized> {
        self.quantized
    }

    /// The greatest difference between a tap that was given, times the scale, and the one that
    /// stands for it, over the largest tap times the scale; `None` where none was approximated by a
    /// column times a row, and for a kernel that was read from data, which holds the factors.
    ///
    /// ```
    /// # use conv_plan::fault::KernelError;
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Options, Separable, TapSource};
    /// let near = [[1.0, 2.0, 1.0], [2.0, 4.001, 2.0], [1.0, 2.0, 1.0]];
    /// let taps = TapSource::Taps(near.into());
    /// let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
    /// assert_eq!(ConvSpec::check(&options)?.separable_error(), None);
    /// options.separable = Separable::Approximate(1e-3);
    /// assert!(ConvSpec::check(&options)?.separable_error().is_some_and(|error| error < 1e-3));
    /// # Ok::<(), KernelError>(())
    /// ```
    #[must_use]
    pub const fn separable_error(&self) -> Option<f64> {
        self.separable_error
    }

    /// The type of the rows that the window sums: that of mixed values, or of the input.
    #[must_use]
    pub const fn staged(&self) -> ElementType {
        match &self.mix {
            Some(mix) => mix.staged(),
            None => self.input,
        }
    }
}

impl ConvSpec {
    /// Number of taps, zeros included.
    #[must_use]
    pub fn tap_count(&self) -> usize {
        match &self.weights {
            Weights::Integer { taps, .. } => taps.len(),
            Weights::F32(taps) => taps.len(),
            Weights::F64(taps) => taps.len(),
        }
    }

    /// The bounds of what the window sums, an input element or a mixed value; `None` for a float.
    #[must_use]
    pub const fn input_bounds(&self) -> Option<Bounds> {
        match &self.mix {
            Some(mix) => mix.bounds(),
            None => Bounds::of(self.input),
        }
    }

    /// The tap at `index`, row by row, as a double: of products of doubles and of sums of products,
    /// rounded.
    #[must_use]
    pub fn tap_f64(&self, index: usize) -> f64 {
        if let Some(factors) = &self.factors {
            return factors.tap(index);
        }
        self.weights.tap_f64(index)
    }

    /// The magnitude of the tap at `index`: of a sum of products the sum of their magnitudes, which
    /// is 0 only if all of them are.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// let options = Options::new(ElementType::F32, ElementType::F32, TapSource::Taps([-0.5, 1.0].into()));
    /// assert_eq!(ConvSpec::check(&options)?.magnitude(0), 0.5);
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub fn magnitude(&self, index: usize) -> f64 {
        match &self.factors {
            Some(factors) => factors.magnitude(index),
            None => self.tap_f64(index).abs(),
        }
    }

    /// What the sum is multiplied by, as a fraction; 1/1 on the float path, whose taps hold the
    /// scale.
    #[must_use]
    pub const fn scale(&self) -> (i64, i64) {
        match self.weights {
            Weights::Integer {
                multiply, divide, ..
            } => (multiply, divide),
            Weights::F32(_) | Weights::F64(_) => (1, 1),
        }
    }
}
