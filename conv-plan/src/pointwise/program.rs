//! A value as steps over vectors: what is computed, in which lanes, and how the last is stored.

use super::build::Builder;
use super::finish;
use super::node::Comparison;
use super::value::Value;
use crate::analysis::Bounds;
use crate::number::{Division, ElementType, Epilogue, Overflow};
use alloc::vec::Vec;

/// What is known of a sum before anything is made of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SumRange {
    /// An integer within bounds, times `multiply / divide`.
    Exact {
        /// The sums over the taps' numerators.
        sums: Bounds,
        /// Numerator of the scale.
        multiply: i64,
        /// Denominator of the scale, positive.
        divide: i64,
    },
    /// A float within bounds, the scale folded into the taps; or NaN, if these are infinite.
    Float {
        /// The smallest.
        low: f64,
        /// The largest.
        high: f64,
    },
}

/// The widths of lanes that steps are computed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lanes {
    /// Integers of 16 bits.
    Bits16,
    /// Integers of 32 bits, and floats of single precision.
    Bits32,
    /// Doubles, which also hold integers of up to 53 bits.
    Bits64,
}

impl Lanes {
    /// The size of a lane.
    ///
    /// ```
    /// assert_eq!(conv_plan::pointwise::Lanes::Bits32.bytes(), 4);
    /// ```
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Bits16 => 2,
            Self::Bits32 => 4,
            Self::Bits64 => 8,
        }
    }
}

/// One step; operands are indices of steps before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// The sum of a kernel, before its scale.
    Sum(usize),
    /// A constant.
    Integer(i64),
    /// A constant.
    Float(f64),
    /// An integer as a float.
    ToFloat(usize),
    /// The magnitude.
    Abs(usize),
    /// The square root of a float.
    Sqrt(usize),
    /// The nearest whole number to a float, ties to even.
    Round(usize),
    /// An integer divided by a constant, rounded, ties to even.
    Divide(usize, i64, Division),
    /// `a + b`.
    Add(usize, usize),
    /// `a - b`.
    Sub(usize, usize),
    /// `a * b`.
    Mul(usize, usize),
    /// `a / b`, of floats.
    Div(usize, usize),
    /// `b` if it is less, else `a`.
    Min(usize, usize),
    /// `b` if it is greater, else `a`.
    Max(usize, usize),
    /// The fourth if the second and the third are so related, else the fifth.
    If(Comparison, usize, usize, usize, usize),
}

impl Step {
    /// The same step over operands that are renumbered.
    #[must_use]
    pub fn map(self, of: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Sum(_) | Self::Integer(_) | Self::Float(_) => self,
            Self::ToFloat(a) => Self::ToFloat(of(a)),
            Self::Abs(a) => Self::Abs(of(a)),
            Self::Sqrt(a) => Self::Sqrt(of(a)),
            Self::Round(a) => Self::Round(of(a)),
            Self::Divide(a, divide, division) => Self::Divide(of(a), divide, division),
            Self::Add(a, b) => Self::Add(of(a), of(b)),
            Self::Sub(a, b) => Self::Sub(of(a), of(b)),
            Self::Mul(a, b) => Self::Mul(of(a), of(b)),
            Self::Div(a, b) => Self::Div(of(a), of(b)),
            Self::Min(a, b) => Self::Min(of(a), of(b)),
            Self::Max(a, b) => Self::Max(of(a), of(b)),
            Self::If(is, a, b, x, y) => Self::If(is, of(a), of(b), of(x), of(y)),
        }
    }

    /// The operands.
    pub fn operands(self) -> impl Iterator<Item = usize> {
        let (all, count) = match self {
            Self::Sum(_) | Self::Integer(_) | Self::Float(_) => ([0; 4], 0),
            Self::ToFloat(a)
            | Self::Abs(a)
            | Self::Sqrt(a)
            | Self::Round(a)
            | Self::Divide(a, ..) => ([a, 0, 0, 0], 1),
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Min(a, b)
            | Self::Max(a, b) => ([a, b, 0, 0], 2),
            Self::If(_, a, b, x, y) => ([a, b, x, y], 4),
        };
        all.into_iter().take(count)
    }
}

/// What makes a value impossible.
#[derive(Debug, Clone, PartialEq)]
pub enum Misfit {
    /// A whole number beyond the 53 bits of a double.
    Wide {
        /// Where it was written.
        place: Option<usize>,
        /// The numerators, over this denominator.
        range: Bounds,
        /// The denominator.
        divide: i128,
        /// Whether it is a sum, and not what is made of it.
        sum: bool,
    },
    /// A division by a constant that is 0.
    Zero {
        /// Where it was written.
        place: Option<usize>,
    },
    /// Results that the output type cannot hold.
    Output {
        /// The least and the greatest.
        range: (f64, f64),
        /// Whether they are whole numbers.
        whole: bool,
    },
    /// A constant of more than 128 bits.
    Long {
        /// Where it was written.
        place: Option<usize>,
    },
    /// `overflow: wrap`, of floats.
    Wrap,
    /// More values at once than run-time kernels have room for.
    Deep,
}

impl Misfit {
    /// The same, of a sum.
    pub(super) fn of_sum(self) -> Self {
        match self {
            Self::Wide {
                place,
                range,
                divide,
                ..
            } => Self::Wide {
                place,
                range,
                divide,
                sum: true,
            },
            other => other,
        }
    }
}

/// A value as steps over vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub(super) lanes: Lanes,
    pub(super) sums: ElementType,
    pub(super) steps: Vec<Step>,
    pub(super) floats: Vec<bool>,
    pub(super) epilogue: Epilogue,
    pub(super) range: (f64, f64),
    /// For each step, which of the values that are kept at once it is.
    pub(super) registers: Vec<usize>,
}

impl Program {
    /// The steps of a value over these sums, stored as this type; floats are doubles where `double`
    /// says that elements are, or a fraction needs it.
    ///
    /// # Errors
    ///
    /// [`Misfit`], the first that is found.
    pub fn new(
        value: &Value,
        sums: &[SumRange],
        output: ElementType,
        double: bool,
        overflow: Option<Overflow>,
    ) -> Result<Self, Misfit> {
        // Step 1: nodes to steps, with the range of each.
        let build = |single| Builder::new(single).build(value, sums);
        // Step 2: the result, as the output type takes it.
        let finish = |built: &mut Builder| finish::result(built, output, overflow);
        // Step 3: doubles, where nothing less holds all.
        if !double {
            let mut built = build(true)?;
            if !built.needs_doubles() {
                let program = finish(&mut built)?;
                if !built.needs_doubles() {
                    return Ok(program);
                }
            }
        }
        finish(&mut build(false)?)
    }

    /// What a value is within for sums within these bounds, rounding included, and whether it may
    /// be NaN instead; `None` if it has no steps.
    #[must_use]
    pub fn bounds(value: &Value, sums: &[SumRange], single: bool) -> Option<(f64, f64, bool)> {
        let mut built = Builder::new(single).build(value, sums).ok()?;
        let result = built.result.take()?;
        let span = built.as_float(&result).span;
        Some((span.low, span.high, span.nan))
    }

    /// The lanes that steps are computed in.
    #[must_use]
    pub const fn lanes(&self) -> Lanes {
        self.lanes
    }

    /// Whether floats have single precision.
    #[must_use]
    pub const fn single(&self) -> bool {
        !matches!(self.lanes, Lanes::Bits64)
    }

    /// The most values that are kept at once.
    pub const REGISTERS: usize = 64;

    /// For each step, which of the values that are kept at once it is: below
    /// [`REGISTERS`](Self::REGISTERS).
    #[must_use]
    pub fn registers(&self) -> &[usize] {
        &self.registers
    }

    /// The type in which sums are stored for it.
    #[must_use]
    pub const fn sums(&self) -> ElementType {
        self.sums
    }

    /// The steps, each after its operands; the last is stored.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether a step gives a float.
    #[must_use]
    pub fn is_float(&self, step: usize) -> bool {
        self.floats.get(step) == Some(&true)
    }

    /// Whether any step gives a float.
    #[must_use]
    pub fn has_floats(&self) -> bool {
        self.floats.contains(&true)
    }

    /// Whether the last step gives a float.
    #[must_use]
    pub fn ends_in_float(&self) -> bool {
        self.floats.last() == Some(&true)
    }

    /// What stores the last step.
    #[must_use]
    pub const fn epilogue(&self) -> &Epilogue {
        &self.epilogue
    }

    /// The least and the greatest result before `overflow`; infinite where nothing is known.
    #[must_use]
    pub const fn range(&self) -> (f64, f64) {
        self.range
    }
}
