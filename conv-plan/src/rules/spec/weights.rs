//! The taps of a checked kernel.

use crate::analysis::Factors;
use crate::number::Few;
use crate::rules::WeightsRef;
use alloc::vec::Vec;
use core::fmt;

/// The taps of a checked kernel, in correlation order, row by row.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource, Weights};
/// # use conv_plan::taps::library;
/// let taps = TapSource::Taps(library::gaussian());
/// let kernel = |element| ConvSpec::check(&Options::new(element, element, taps.clone()));
/// let taps = vec![1, 2, 1, 2, 4, 2, 1, 2, 1];
/// let integers = Weights::Integer { taps, multiply: 1, divide: 16 };
/// assert_eq!(kernel(ElementType::U8)?.weights(), &integers);
/// let floats = kernel(ElementType::F32)?;
/// assert!(matches!(floats.weights(), Weights::F32(taps) if taps[4] == 0.25));
/// assert_eq!(floats.weights().borrowed(), floats.borrowed());
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Clone, PartialEq)]
pub enum Weights {
    /// The integer path: the result is `sum(taps * x) * multiply / divide`.
    Integer {
        /// Numerators over the common denominator.
        taps: Vec<i64>,
        /// Numerator of the whole scale, in lowest terms; never 0.
        multiply: i64,
        /// Denominator of the whole scale, positive.
        divide: i64,
    },
    /// The float path in single precision, the scale folded in.
    F32(Vec<f32>),
    /// The float path in double precision, the scale folded in.
    F64(Vec<f64>),
}

/// The first taps, in one line.
impl fmt::Debug for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer {
                taps,
                multiply,
                divide,
            } => write!(f, "Integer({:?} * {multiply}/{divide})", Few::new(taps)),
            Self::F32(taps) => write!(f, "F32({:?})", Few::new(taps)),
            Self::F64(taps) => write!(f, "F64({:?})", Few::new(taps)),
        }
    }
}

impl Weights {
    /// The taps that factors make, rounded to doubles or to singles.
    pub(crate) fn of_factors(factors: &Factors<f64>, double: bool) -> Self {
        let taps = (0..factors.count()).map(|index| factors.tap(index));
        if double {
            Self::F64(taps.collect())
        } else {
            Self::F32(taps.map(|tap| tap as f32).collect())
        }
    }

    /// The weight at `index` as a double; 0 after the last.
    pub(crate) fn tap_f64(&self, index: usize) -> f64 {
        match self {
            Self::Integer { taps, .. } => taps.get(index).map_or(0.0, |&tap| tap as f64),
            Self::F32(taps) => taps.get(index).map_or(0.0, |&tap| f64::from(tap)),
            Self::F64(taps) => taps.get(index).copied().unwrap_or(0.0),
        }
    }

    /// The same weights, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> WeightsRef<'_> {
        match self {
            Self::Integer {
                taps,
                multiply,
                divide,
            } => WeightsRef::Integer {
                taps,
                multiply: *multiply,
                divide: *divide,
            },
            Self::F32(taps) => WeightsRef::F32(taps),
            Self::F64(taps) => WeightsRef::F64(taps),
        }
    }
}
