//! A checked kernel as constants: what generated code carries to run time.

use super::{Method, Missing};
use crate::number::{ElementType, Overflow};
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
    /// Single-precision factors, the scale folded in: the taps are their exact products.
    Product {
        /// One factor for each row.
        column: &'a [f32],
        /// One factor for each column.
        row: &'a [f32],
    },
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
    /// What becomes of inputs that are NaN.
    pub missing: Missing,
}

#[cfg(feature = "alloc")]
impl Declaration {
    /// The kernel with these taps.
    #[must_use]
    pub fn to_kernel(&self, weights: WeightsRef<'_>) -> super::ConvSpec {
        use super::{ConvSpec, Dimensions, Presence, Weights};
        use crate::analysis::Factors;
        use crate::number::AccumulatorType;
        let mut factors = None;
        let (weights, accumulator) = match weights {
            WeightsRef::Integer {
                taps,
                multiply,
                divide,
            } => (
                Weights::Integer {
                    taps: taps.to_vec(),
                    multiply,
                    divide,
                },
                AccumulatorType::I64,
            ),
            WeightsRef::I32 {
                taps,
                multiply,
                divide,
            } => (
                Weights::Integer {
                    taps: taps.iter().map(|&tap| i64::from(tap)).collect(),
                    multiply,
                    divide,
                },
                AccumulatorType::I32,
            ),
            WeightsRef::F32(taps) => (Weights::F32(taps.to_vec()), AccumulatorType::F32),
            WeightsRef::F64(taps) => (Weights::F64(taps.to_vec()), AccumulatorType::F64),
            WeightsRef::Product { column, row } => {
                let (column, row) = (column.to_vec(), row.to_vec());
                let weights = Weights::of_factors(factors.insert(Factors { column, row }));
                (weights, AccumulatorType::F32)
            }
        };
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
            missing: self.missing,
            mix: None,
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
}
