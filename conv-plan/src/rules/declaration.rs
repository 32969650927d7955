//! A checked kernel as constants: what generated code carries to run time.

use super::{Arithmetic, Method, Missing, Quantized};
use crate::number::{ElementType, Overflow};
use crate::pointwise::Node;
use crate::window::Window;

/// The most channels that a pixel may have to be mixed.
pub const MAX_CHANNELS: usize = 64;

/// Borrowed weights; see `Weights`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WeightsRef<'a> {
    /// Numerators, and the scale as a fraction.
    Integer {
        /// Numerators over the common denominator, row by row.
        taps: &'a [i64],
        /// Numerator of the scale.
        multiply: i64,
        /// Denominator of the scale, positive.
        divide: i64,
    },
    /// 32-bit integer taps that were given at run time, and the scale.
    I32 {
        /// The taps, row by row.
        taps: &'a [i32],
        /// Numerator of the scale.
        multiply: i64,
        /// Denominator of the scale, positive.
        divide: i64,
    },
    /// Single-precision taps, the scale folded in.
    F32(&'a [f32]),
    /// Double-precision taps, the scale folded in.
    F64(&'a [f64]),
    /// Factors, the scale folded in: the taps are exactly their products, or sums of those.
    Products {
        /// One factor for each row; those of each product after those of the one before it.
        column: &'a [f64],
        /// One factor for each column, in the same order.
        row: &'a [f64],
        /// The number of products.
        products: usize,
        /// Whether sums are in double precision; otherwise all factors are singles.
        double: bool,
    },
}

/// Borrowed parts of a combination; see `Combination`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CombinationRef<'a> {
    /// The names of the sums.
    pub names: &'a [&'a str],
    /// The weights of the kernels after the first.
    pub others: &'a [WeightsRef<'a>],
    /// What is made of the sums.
    pub nodes: &'a [Node],
}

/// Everything about a generated kernel except its taps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Declaration {
    /// Whether the kernel has one axis.
    pub signal: bool,
    /// Whether the taps come at run time, so that every one is multiplied.
    pub runtime_taps: bool,
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// Sizes, padding and borders.
    pub window: Window,
    /// What happens to results that do not fit.
    pub overflow: Option<Overflow>,
    /// How the sums are formed.
    pub method: Method,
    /// How products of floats become sums.
    pub arithmetic: Arithmetic,
    /// What becomes of inputs that are NaN.
    pub missing: Missing,
    /// What became of real taps.
    pub quantized: Option<Quantized>,
    /// How far taps are from those given, over the largest.
    pub separable_error: Option<f64>,
}

#[cfg(feature = "alloc")]
impl WeightsRef<'_> {
    /// The weights, the type of their sums if they came at run time, and their factors.
    fn to_owned(
        self,
    ) -> (
        super::Weights,
        crate::number::AccumulatorType,
        Option<crate::analysis::Factors<f64>>,
    ) {
        use super::Weights;
        use crate::analysis::Factors;
        use crate::number::AccumulatorType;
        let integer = |taps, multiply, divide| Weights::Integer {
            taps,
            multiply,
            divide,
        };
        match self {
            Self::Integer {
                taps,
                multiply,
                divide,
            } => (
                integer(taps.to_vec(), multiply, divide),
                AccumulatorType::I64,
                None,
            ),
            Self::I32 {
                taps,
                multiply,
                divide,
            } => {
                let taps = taps.iter().map(|&tap| i64::from(tap)).collect();
                (integer(taps, multiply, divide), AccumulatorType::I32, None)
            }
            Self::F32(taps) => (Weights::F32(taps.to_vec()), AccumulatorType::F32, None),
            Self::F64(taps) => (Weights::F64(taps.to_vec()), AccumulatorType::F64, None),
            Self::Products {
                column,
                row,
                products,
                double,
            } => {
                let factors = Factors {
                    column: column.to_vec(),
                    row: row.to_vec(),
                    products,
                };
                let weights = Weights::of_factors(&factors, double);
                let accumulator = if double {
                    AccumulatorType::F64
                } else {
                    AccumulatorType::F32
                };
                (weights, accumulator, Some(factors))
            }
        }
    }
}

#[cfg(feature = "alloc")]
impl Declaration {
    /// The kernel with these taps.
    #[must_use]
    pub fn to_kernel(&self, weights: WeightsRef<'_>) -> super::ConvSpec {
        use super::{ConvSpec, Dimensions, Presence};
        let (weights, accumulator, factors) = weights.to_owned();
        ConvSpec {
            dimensions: if self.signal {
                Dimensions::Signal
            } else {
                Dimensions::Plane
            },
            input: self.input,
            output: self.output,
            window: self.window,
            weights,
            factors,
            presence: if self.runtime_taps {
                Presence::RuntimeTaps {
                    accumulator,
                    scale: crate::number::Scale::ONE,
                    flipped: false,
                }
            } else {
                Presence::Written
            },
            overflow: self.overflow,
            method: self.method,
            arithmetic: self.arithmetic,
            missing: self.missing,
            mix: None,
            combination: None,
            quantized: self.quantized,
            separable_error: self.separable_error,
        }
    }

    /// The kernel with these taps that mixes channels by these weights, which were checked.
    #[must_use]
    pub fn to_mixed(&self, taps: WeightsRef<'_>, channels: WeightsRef<'_>) -> super::ConvSpec {
        super::ConvSpec {
            mix: super::Mix::declared(channels, self.input),
            ..self.to_kernel(taps)
        }
    }

    /// The kernel with these taps whose sums are combined with those of others, which were checked.
    #[must_use]
    pub fn to_combined(
        &self,
        taps: WeightsRef<'_>,
        combination: &CombinationRef<'_>,
    ) -> super::ConvSpec {
        use super::combination::Part;
        use alloc::string::ToString;
        let kernel = self.to_kernel(taps);
        let part = |weights: &WeightsRef<'_>| {
            let (weights, _, factors) = weights.to_owned();
            Part { weights, factors }
        };
        let names = combination.names.iter().map(ToString::to_string).collect();
        let combination = crate::pointwise::Value::of_nodes(combination.nodes).and_then(|value| {
            super::Combination::declared(
                (names, value),
                (&kernel.weights, kernel.factors.as_ref()),
                combination.others.iter().map(part).collect(),
                (self.input, self.output),
                self.overflow,
            )
        });
        super::ConvSpec {
            combination: combination.map(alloc::boxed::Box::new),
            ..kernel
        }
    }
}
