//! The planner: from a kernel to its passes.

use super::fused::fuse;
use super::pass::{Coefficient, Pass, PlannedTap};
use super::proof::Proof;
use crate::analysis::{
    Bounds, Factors, factor_doubles, factor_integers, two_passes, two_passes_pay,
};
use crate::number::{AccumulatorType, Epilogue};
use crate::rules::{Combination, ConvSpec, Dimensions, Method, Presence, Weights};
use crate::taps::MAX_TAPS;
use alloc::vec::Vec;

/// How the sums are formed.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Passes, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::taps::{TapsError, library::smooth};
/// let plan = |size| -> Result<Plan, Box<dyn std::error::Error>> {
///     let taps = TapSource::Taps(smooth::binomial([size, size])?);
///     Ok(Plan::new(&ConvSpec::check(&Options::new(ElementType::F32, ElementType::F32, taps))?))
/// };
/// assert!(matches!(plan(2)?.passes(), Passes::One(pass) if pass.taps.len() == 4));
/// assert!(matches!(plan(9)?.passes(), Passes::Two { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Passes {
    /// One pass over all taps.
    One(Pass),
    /// Vertical passes into a line buffer, then a horizontal pass over it.
    Two {
        /// The column of factors; of a sum of products the column of each, whose lines take turns in
        /// the buffer.
        vertical: Vec<Pass>,
        /// The row of factors; of a sum of products all rows of factors, in rows of a kernel of
        /// which each meets the lines of one product.
        horizontal: Pass,
    },
    /// One pass for each branch of an interpolated signal, in the order of
    /// [`Polyphase::branch`](crate::window::Polyphase::branch): over the elements that its taps
    /// meet, which are columns of the pass. A branch may have no taps left; there is at least one.
    Polyphase(Vec<Pass>),
}

/// What will be computed for a kernel.
///
/// ```
/// # use conv_plan::analysis::Bounds;
/// # use conv_plan::number::{AccumulatorType, ElementType};
/// # use conv_plan::plan::Plan;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]].into());
/// let kernel = ConvSpec::check(&Options::new(ElementType::U8, ElementType::I16, taps))?;
/// let plan = Plan::new(&kernel);
/// assert_eq!((plan.accumulator(), plan.operations()), (AccumulatorType::I16, 6));
/// assert_eq!(plan.results(), Some(Bounds { min: -1020, max: 1020 }));
/// assert_eq!((plan.kernel(), plan.parts().len()), (&kernel, 0));
/// assert_eq!((plan.epilogue().divide, plan.epilogue().overflow), (1, None));
/// // What a run-time kernel follows.
/// assert_eq!(plan.clone().interpreted().operations(), plan.operations());
/// println!("{plan}");
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Plan {
    pub(super) kernel: ConvSpec,
    pub(super) passes: Passes,
    pub(super) epilogue: Epilogue,
    pub(super) results: Option<Bounds>,
    /// The plans of the kernels whose sums are combined.
    pub(super) parts: Vec<Self>,
    /// Whether these are computed in one sweep, which stores no sums.
    pub(super) fused: bool,
}

impl Plan {
    /// The plan for a kernel.
    #[must_use]
    pub fn new(kernel: &ConvSpec) -> Self {
        match kernel.combination() {
            Some(combination) => Self::combined(kernel, combination),
            None => Self::of_sums(kernel),
        }
    }

    /// The plan for a kernel that combines sums: one for each of them.
    fn combined(kernel: &ConvSpec, combination: &Combination) -> Self {
        let mut parts = Self::of_parts(kernel);
        let fused = fuse(kernel, combination.program(), &mut parts);
        Self {
            kernel: kernel.clone(),
            passes: (parts.first())
                .map_or(Passes::Polyphase(Vec::new()), |part| part.passes.clone()),
            epilogue: *combination.program().epilogue(),
            results: None,
            parts,
            fused,
        }
    }

    pub(super) fn of_parts(kernel: &ConvSpec) -> Vec<Self> {
        (0..kernel.parts())
            .map(|index| Self::of_sums(&kernel.part(index)))
            .collect()
    }

    fn of_sums(kernel: &ConvSpec) -> Self {
        let columns = kernel.window.columns.kernel.max(1);
        let fixed = kernel.presence == Presence::Written;

        // Step 1: the taps that do anything.
        let all: Vec<PlannedTap> = coefficients(kernel)
            .enumerate()
            .map(|(index, coefficient)| PlannedTap {
                row: index / columns,
                column: index % columns,
                coefficient,
            })
            .filter(|tap| !fixed || !tap.coefficient.is_zero())
            .collect();

        // Step 2: two passes where that is cheaper.
        let few = kernel.tap_count() <= MAX_TAPS;
        let factors = (fixed && few && kernel.dimensions == Dimensions::Plane)
            .then(|| factors(kernel))
            .flatten()
            .filter(|(vertical, horizontal)| {
                let rows = vertical.iter().map(Vec::len).max();
                rows > Some(1) && horizontal.len() > 1
            });
        let worth_it = factors.as_ref().is_some_and(|(vertical, horizontal)| {
            let stride = kernel.window.columns.stride;
            match vertical.as_slice() {
                [one] => two_passes_pay(one.len(), horizontal.len(), stride, all.len()),
                // The rules (`weights/product`) keep no other sums of products.
                _ => true,
            }
        });

        // Step 3: bounds and accumulators.
        let proof = Proof::new(kernel, &all);
        if kernel.window.columns.rate() > 1 {
            let passes = Passes::Polyphase(proof.polyphase(&all));
            return Self::of(kernel, passes, &proof);
        }

        // Step 4: tiles and forms.
        let passes = match factors {
            Some((vertical, horizontal)) if worth_it => proof.separable(vertical, horizontal),
            factors => {
                let one =
                    factors.and_then(|(vertical, row)| Some((vertical.into_iter().next()?, row)));
                Passes::One(proof.direct(all, one))
            }
        };
        Self::of(kernel, passes, &proof)
    }

    fn of(kernel: &ConvSpec, passes: Passes, proof: &Proof<'_>) -> Self {
        Self {
            kernel: kernel.clone(),
            passes,
            epilogue: proof.epilogue,
            results: proof.results,
            parts: Vec::new(),
            fused: false,
        }
    }

    /// The kernel that this is for.
    #[must_use]
    pub const fn kernel(&self) -> &ConvSpec {
        &self.kernel
    }

    /// The plans of the kernels whose sums are combined, with these as outputs; none for a kernel
    /// that combines nothing. They are lowered for one sweep, if it [`is_fused`](Self::is_fused).
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        &self.parts
    }

    /// Whether the kernels whose sums are combined are computed in one sweep over the input: sums
    /// stay in registers until the output is made of them.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::plan::Plan;
    /// # use conv_plan::pointwise::Value;
    /// # use conv_plan::rules::{Combined, ConvSpec, Options, TapSource};
    /// # use conv_plan::taps::library::{sobel_x, sobel_y};
    /// let taps = TapSource::Taps(sobel_x());
    /// let mut options = Options::new(ElementType::U8, ElementType::I16, taps);
    /// options.combined = Some(Combined {
    ///     names: vec!["gx".into(), "gy".into()],
    ///     others: vec![sobel_y()],
    ///     value: Value::sum(0).abs() + Value::sum(1).abs(),
    /// });
    /// let plan = Plan::new(&ConvSpec::check(&options)?);
    /// assert!(plan.is_fused());
    /// // Tables fill a buffer of sums for each kernel.
    /// assert!(!plan.interpreted().is_fused());
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub const fn is_fused(&self) -> bool {
        self.fused
    }

    /// How the sums are formed; those of the first kernel, if several are combined.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::plan::{Passes, Plan};
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// let taps = TapSource::Taps([1, 2, 1].into());
    /// let options = Options::new(ElementType::U8, ElementType::U16, taps);
    /// let plan = Plan::new(&ConvSpec::check(&options)?);
    /// assert!(matches!(plan.passes(), Passes::One(pass) if pass.taps.len() == 3));
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub const fn passes(&self) -> &Passes {
        &self.passes
    }

    /// From a sum to the output.
    #[must_use]
    pub const fn epilogue(&self) -> &Epilogue {
        &self.epilogue
    }

    /// What the results are within before `overflow`; `None` for floats and for taps that come
    /// later.
    #[must_use]
    pub const fn results(&self) -> Option<Bounds> {
        self.results
    }

    /// The same plan, by another method, which its kernel's rules allow.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_method(mut self, method: Method) -> Self {
        self.kernel.method = method;
        self
    }

    /// The type in which the sums of outputs are formed; those of the first kernel, if several are
    /// combined.
    #[must_use]
    pub const fn accumulator(&self) -> AccumulatorType {
        match &self.passes {
            Passes::One(pass) => pass.accumulator,
            Passes::Two { horizontal, .. } => horizontal.accumulator,
            Passes::Polyphase(passes) => match passes.as_slice() {
                [first, ..] => first.accumulator,
                [] => AccumulatorType::F64,
            },
        }
    }

    /// Multiply-adds for each output element, the most where they differ; those of all kernels
    /// whose sums are combined.
    #[must_use]
    pub fn operations(&self) -> usize {
        if !self.parts.is_empty() {
            return self.parts.iter().map(Self::operations).sum();
        }
        match &self.passes {
            Passes::One(pass) => pass.taps.len(),
            Passes::Two {
                vertical,
                horizontal,
            } => {
                let stride = self.kernel.window.columns.stride;
                let down = vertical.iter().map(|pass| pass.taps.len()).sum();
                two_passes(down, horizontal.taps.len(), stride)
            }
            Passes::Polyphase(passes) => {
                let taps = passes.iter().map(|pass| pass.taps.len());
                taps.max().unwrap_or(0)
            }
        }
    }
}

/// All taps of a kernel as coefficients, zeros included.
fn coefficients(kernel: &ConvSpec) -> impl Iterator<Item = Coefficient> + '_ {
    let (integers, singles, doubles): (&[i64], &[f32], &[f64]) = match &kernel.weights {
        Weights::Integer { taps, .. } => (taps, &[], &[]),
        // Rounded, a product may have become 0.
        _ if kernel.factors.is_some() => (&[], &[], &[]),
        Weights::F32(taps) => (&[], taps, &[]),
        Weights::F64(taps) => (&[], &[], taps),
    };
    let products = kernel.factors.iter().flat_map(|factors| {
        (0..factors.count()).map(|index| Coefficient::Float(factors.tap(index)))
    });
    let integers = integers.iter().map(|&tap| Coefficient::Integer(tap));
    let singles = singles
        .iter()
        .map(|&tap| Coefficient::Float(f64::from(tap)));
    let doubles = doubles.iter().map(|&tap| Coefficient::Float(tap));
    integers.chain(singles).chain(doubles).chain(products)
}

/// The factors that a kernel has, or exact ones of rank 1, zero taps left out: the columns, and all
/// rows as those of one kernel.
fn factors(kernel: &ConvSpec) -> Option<(Vec<Vec<PlannedTap>>, Vec<PlannedTap>)> {
    let columns = kernel.window.columns.kernel;
    let floats = |factors: Factors<f64>| {
        let wrap = |values: Vec<f64>| values.into_iter().map(Coefficient::Float).collect();
        Factors {
            column: wrap(factors.column),
            row: wrap(factors.row),
            products: factors.products,
        }
    };
    let factors: Factors<Coefficient> = match &kernel.weights {
        Weights::Integer { taps, .. } => {
            let taps: Vec<i128> = taps.iter().map(|&tap| i128::from(tap)).collect();
            let factors = factor_integers(&taps, columns)?;
            let narrow = |values: Vec<i128>| {
                values
                    .into_iter()
                    .map(|value| i64::try_from(value).ok().map(Coefficient::Integer))
                    .collect::<Option<Vec<_>>>()
            };
            Factors {
                column: narrow(factors.column)?,
                row: narrow(factors.row)?,
                products: factors.products,
            }
        }
        _ if kernel.factors.is_some() => floats(kernel.factors.clone()?),
        Weights::F32(taps) => {
            let taps: Vec<f64> = taps.iter().map(|&tap| f64::from(tap)).collect();
            floats(factor_doubles(&taps, columns, f32::MANTISSA_DIGITS)?)
        }
        Weights::F64(taps) => floats(factor_doubles(taps, columns, f64::MANTISSA_DIGITS)?),
    };
    let nonzero = |values: &[Coefficient], place: &dyn Fn(usize) -> (usize, usize)| {
        let values = values.iter().enumerate();
        let taps = values.filter(|(_, coefficient)| !coefficient.is_zero());
        let taps = taps.map(|(index, &coefficient)| {
            let (row, column) = place(index);
            PlannedTap {
                row,
                column,
                coefficient,
            }
        });
        taps.collect::<Vec<_>>()
    };
    let (down, across): (Vec<_>, Vec<_>) = (factors.each().enumerate())
        .map(|(line, (column, row))| {
            (
                nonzero(column, &|index| (index, 0)),
                nonzero(row, &|index| (line, index)),
            )
        })
        .unzip();
    Some((down, across.concat()))
}
