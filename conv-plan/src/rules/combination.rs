//! What is made of the sums of a kernel, or of several with one window: the keys `map` and
//! `combine`.

mod check;

pub(super) use check::{aligned, belongs, check, sums_of};

use super::{ConvSpec, Weights};
use crate::analysis::Factors;
use crate::fault::Subject;
use crate::number::{ElementType, Overflow};
use crate::pointwise::{Program, SumRange, Value};
use crate::taps::Taps;
use alloc::string::String;
use alloc::vec::Vec;
use check::{program, range};

/// What is asked to be made of sums.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// The names of the sums, in the order of the kernels.
    pub names: Vec<String>,
    /// The taps of the kernels after the first.
    pub others: Vec<Taps>,
    /// What becomes of the sums of one output.
    pub value: Value,
}

impl Combined {
    /// A value made of the sum of one kernel.
    #[must_use]
    pub fn map(value: Value) -> Self {
        Self {
            names: alloc::vec![String::from("v")],
            others: Vec::new(),
            value,
        }
    }

    /// Whether sums of several kernels are combined.
    pub(crate) const fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// The key that asks for it.
    const fn subject(&self) -> Subject {
        if self.others.is_empty() {
            Subject::Map
        } else {
            Subject::Combine
        }
    }
}

/// The taps of one of several kernels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) weights: Weights,
    pub(crate) factors: Option<Factors<f64>>,
}

impl Part {
    /// The weights, and the factors if these are products or sums of some.
    fn taps(&self) -> (&Weights, Option<&Factors<f64>>) {
        (&self.weights, self.factors.as_ref())
    }
}

/// What is made of sums, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    pub(crate) names: Vec<String>,
    pub(crate) others: Vec<Part>,
    pub(crate) value: Value,
    pub(crate) program: Program,
}

impl Combination {
    /// The names of the sums, in the order of the kernels.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The weights of the kernels after the first, with their factors if they are products.
    pub fn others(&self) -> impl Iterator<Item = (&Weights, Option<&Factors<f64>>)> {
        self.others.iter().map(Part::taps)
    }

    /// What becomes of the sums of one output.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The same as steps over vectors.
    #[must_use]
    pub const fn program(&self) -> &Program {
        &self.program
    }

    /// The combination that generated code carries, whose first kernel has these weights.
    pub(super) fn declared(
        (names, value): (Vec<String>, Value),
        first: (&Weights, Option<&Factors<f64>>),
        others: Vec<Part>,
        types: (ElementType, ElementType),
        overflow: Option<Overflow>,
    ) -> Option<Self> {
        let all = core::iter::once(first).chain(others.iter().map(Part::taps));
        let ranges: Vec<SumRange> = all.map(|taps| range(taps, types.0)).collect();
        let program = program(&value, &ranges, first.0, types, overflow).ok()?;
        Some(Self {
            names,
            others,
            value,
            program,
        })
    }
}

impl ConvSpec {
    /// What is made of the sums; `None` for a kernel whose sums are its results.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::pointwise::Value;
    /// # use conv_plan::rules::{Combined, ConvSpec, Options, TapSource};
    /// let taps = TapSource::Taps([[-1, 1]].into());
    /// let mut options = Options::new(ElementType::U8, ElementType::F32, taps);
    /// options.combined = Some(Combined::map(Value::sum(0).abs()));
    /// let kernel = ConvSpec::check(&options)?;
    /// assert!(kernel.combination().is_some_and(|combined| combined.value().sums() == 1));
    /// assert_eq!((kernel.parts(), kernel.scale_of(0)), (1, (1, 1)));
    /// // The sums fit 16 bits, whatever is made of them.
    /// assert_eq!(kernel.part(0).output(), ElementType::I16);
    /// assert_eq!(kernel.part(0).result_range(), [-255.0, 255.0]);
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub fn combination(&self) -> Option<&Combination> {
        self.combination.as_deref()
    }

    /// The number of kernels whose sums are combined; 1 for any other.
    #[must_use]
    pub fn parts(&self) -> usize {
        1 + self.others().len()
    }

    fn others(&self) -> &[Part] {
        self.combination
            .as_ref()
            .map_or(&[], |combination| &combination.others)
    }

    /// What the sums of one of these kernels are multiplied by, as [`scale`](Self::scale).
    #[must_use]
    pub fn scale_of(&self, part: usize) -> (i64, i64) {
        let other = part
            .checked_sub(1)
            .and_then(|index| self.others().get(index));
        match other.map(|part| &part.weights) {
            Some(&Weights::Integer {
                multiply, divide, ..
            }) => (multiply, divide),
            Some(_) => (1, 1),
            None => self.scale(),
        }
    }

    /// One of the kernels whose sums are combined, counted from 0: its outputs are those sums,
    /// before their scale. A kernel that combines nothing is the only one, as it is.
    #[must_use]
    pub fn part(&self, index: usize) -> Self {
        let Some(combination) = &self.combination else {
            return self.clone();
        };
        let other = index
            .checked_sub(1)
            .and_then(|index| self.others().get(index));
        let (weights, factors) = match other {
            Some(part) => (&part.weights, &part.factors),
            None => (&self.weights, &self.factors),
        };
        let weights = match weights {
            Weights::Integer { taps, .. } => Weights::Integer {
                taps: taps.clone(),
                multiply: 1,
                divide: 1,
            },
            floats => floats.clone(),
        };
        Self {
            output: combination.program.sums(),
            weights,
            factors: factors.clone(),
            overflow: None,
            combination: None,
            ..self.clone()
        }
    }
}
