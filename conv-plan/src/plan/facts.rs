//! What is known about a kernel, as plain numbers: the constants of declared kernels, and what
//! run-time kernels answer.
//!
//! ```text
//! window  -> shape, stride, dilation, padding, halo
//! taps    -> taps, nonzero, rank, gain, results   (rules/spec/figures, analysis/rank)
//! plan    -> operations
//! ```

use super::Plan;
use crate::analysis::{
    Factors, collected, factor_doubles, factor_integers, rank_of_doubles, rank_of_integers,
};
use crate::rules::{ConvSpec, Weights};
use crate::window::AxisPadding;
use alloc::collections::TryReserveError;
use alloc::vec::Vec;

/// The facts about a kernel: of a declared one those that its constants have, of a run-time one the
/// same.
///
/// A signal counts as a plane of one row. Axes are rows, then columns.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Facts, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::taps::Tap;
/// let taps = TapSource::Taps([[1, 2, 1], [2, 4, 2], [1, 2, 1]].into());
/// let mut options = Options::new(ElementType::U8, ElementType::U8, taps);
/// options.scale = Tap::ratio(1, 16);
/// let facts = Facts::new(&Plan::new(&ConvSpec::check(&options)?));
/// assert_eq!((facts.shape(), facts.rank()?, facts.gain()), ([3, 3], 1, 1.0));
/// assert_eq!(facts.taps()?.first(), Some(&0.0625));
/// assert_eq!(facts.results(), [0.0, 255.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    kernel: ConvSpec,
    operations: usize,
}

impl Facts {
    /// The facts about the kernel of a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            kernel: plan.kernel().clone(),
            operations: plan.operations(),
        }
    }

    /// Rows and columns of taps.
    #[must_use]
    pub const fn shape(&self) -> [usize; 2] {
        let window = self.kernel.window();
        [window.rows.kernel, window.columns.kernel]
    }

    /// Inputs between outputs, at least 1; zeros that are inserted between inputs count.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::plan::{Facts, Plan};
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// # use conv_plan::window::{AxisPadding, Padding};
    /// let taps = TapSource::Taps([[-1, 0, 1]].into());
    /// let mut options = Options::new(ElementType::U8, ElementType::I16, taps);
    /// options.window.padding = Padding::Same;
    /// let facts = Facts::new(&Plan::new(&ConvSpec::check(&options)?));
    /// assert_eq!((facts.stride(), facts.dilation()), ([1, 1], [1, 1]));
    /// assert_eq!((facts.padding(), facts.halo()), ([AxisPadding::Same; 2], [[0, 0], [1, 1]]));
    /// assert_eq!((facts.nonzero(), facts.operations()), (2, 2));
    /// assert_eq!(facts.quantization_error(), 0.0);
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub const fn stride(&self) -> [usize; 2] {
        let window = self.kernel.window();
        [window.rows.stride, window.columns.stride]
    }

    /// Inputs from a tap to the next, at least 1.
    #[must_use]
    pub const fn dilation(&self) -> [usize; 2] {
        let window = self.kernel.window();
        [window.rows.dilation, window.columns.dilation]
    }

    /// How far the input is extended; an anchor has become `Explicit`.
    #[must_use]
    pub const fn padding(&self) -> [AxisPadding; 2] {
        let window = self.kernel.window();
        [window.rows.padding, window.columns.padding]
    }

    /// Inputs that an output may read above and below its own, and left and right of it.
    #[must_use]
    pub const fn halo(&self) -> [[usize; 2]; 2] {
        self.kernel.window().halo()
    }

    /// What each input under the window is multiplied by, row by row in the order of correlation:
    /// see [`ConvSpec::scaled_taps`].
    ///
    /// # Errors
    ///
    /// If memory for the taps is missing.
    pub fn taps(&self) -> Result<Vec<f64>, TryReserveError> {
        collected(self.kernel.scaled_taps())
    }

    /// How many taps are not 0; of a sum of products, how many have one that is not.
    #[must_use]
    pub fn nonzero(&self) -> usize {
        let taps = 0..self.kernel.tap_count();
        taps.filter(|&index| self.kernel.magnitude(index) != 0.0)
            .count()
    }

    /// The rank of the taps as a matrix: 1 if they are exactly a column times a row, 0 if all are
    /// 0.
    ///
    /// It is that of the taps as they are multiplied, and exact. So floats that were rounded tap by
    /// tap may have more than the numbers that they stand for; those that have two passes as they
    /// are written as a product have 1. The time is that of elimination, `rows * columns * rank`;
    /// unless the rank is full, once for each 30 bits of the largest minor.
    ///
    /// # Errors
    ///
    /// If memory for a copy of the taps is missing.
    pub fn rank(&self) -> Result<usize, TryReserveError> {
        let columns = self.kernel.window().columns.kernel;
        // Rank 1 is usual, and takes fewer steps to see than to prove modulo primes.
        match (self.kernel.weights(), self.kernel.factors()) {
            (Weights::Integer { taps, .. }, _) => {
                let integers = collected(taps.iter().map(|&tap| i128::from(tap)))?;
                match factor_integers(&integers, columns) {
                    Some(_) => Ok(1),
                    None => rank_of_integers(&integers, columns),
                }
            }
            (_, Some(factors)) => rank_of_products(factors),
            _ => {
                let taps = 0..self.kernel.tap_count();
                let doubles = collected(taps.map(|index| self.kernel.tap_f64(index)))?;
                match factor_doubles(&doubles, columns, f64::MANTISSA_DIGITS) {
                    Some(_) => Ok(1),
                    None => rank_of_doubles(&doubles, columns),
                }
            }
        }
    }

    /// What a constant input is multiplied by: see [`ConvSpec::gain`].
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.kernel.gain()
    }

    /// The smallest and the largest result, before rounding and `overflow`: see
    /// [`ConvSpec::result_range`].
    #[must_use]
    pub fn results(&self) -> [f64; 2] {
        if let Some(combination) = self.kernel.combination() {
            return combination.program().range().into();
        }
        self.kernel.result_range()
    }

    /// The most that a result differs from that of the real taps, before both are rounded: what
    /// `quantize` costs, 0 without it.
    #[must_use]
    pub fn quantization_error(&self) -> f64 {
        let quantized = self.kernel.quantized();
        quantized.map_or(0.0, |quantized| quantized.error)
    }

    /// Multiply-adds for each output, the most where they differ; of a kernel that may be computed
    /// by FFT those of the direct way.
    #[must_use]
    pub const fn operations(&self) -> usize {
        self.operations
    }
}

/// The rank of a sum of products: at most the number of independent columns, and of rows.
fn rank_of_products(factors: &Factors<f64>) -> Result<usize, TryReserveError> {
    let (rows, columns) = factors.shape();
    let column = rank_of_doubles(&factors.column, rows)?;
    let row = rank_of_doubles(&factors.row, columns)?;
    if column.min(row) == factors.products {
        return Ok(factors.products);
    }
    // Some depend on others: what they cancel to says the rest.
    let taps = collected((0..factors.count()).map(|index| factors.tap(index)))?;
    rank_of_doubles(&taps, columns)
}
