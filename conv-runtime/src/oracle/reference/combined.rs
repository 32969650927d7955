//! What is made of the sums of several kernels, by definition.

use super::rounding::{odd, round_to};
use super::sum::{Exact, Sum, tolerance};
use super::sum_at;
use crate::data::{Error, Plane, PlaneBuf};
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::pointwise::{Outcome, Program, SumRange};
use conv_plan::rules::{Combination, ConvSpec, Weights};
use conv_plan::window::ResolvedAxis;

/// A kernel, and each of the kernels whose sums it combines; itself, if it combines none.
#[derive(Debug, Clone)]
pub(crate) struct Combined {
    kernel: ConvSpec,
    parts: Vec<ConvSpec>,
}

impl Combined {
    pub(crate) fn new(kernel: &ConvSpec) -> Self {
        Self {
            kernel: kernel.clone(),
            parts: (0..kernel.parts()).map(|part| kernel.part(part)).collect(),
        }
    }

    /// The sums of one output: row and column.
    pub(crate) fn sums_at<In: Scalar>(
        &self,
        src: Plane<'_, In>,
        extents: &(ResolvedAxis, ResolvedAxis),
        output: (usize, usize),
    ) -> Vec<Sum> {
        let sum = |part| sum_at(part, src, extents, output);
        self.parts.iter().map(sum).collect()
    }

    /// The output for these sums.
    pub(crate) fn finish<Out: Scalar>(&self, sums: &[Sum]) -> Out {
        match (self.kernel.combination(), sums) {
            (None, [sum, ..]) => sum.finish(&self.kernel),
            (Some(combination), sums) => finish(&self.kernel, combination, sums),
            (None, []) => Out::default(),
        }
    }

    /// Whether `found` is a right output for these sums; otherwise as [`Sum::agrees`], with an
    /// error that an FFT may add.
    pub(crate) fn agrees_within<Out: Scalar>(
        &self,
        sums: &[Sum],
        operations: usize,
        more: f64,
        found: Out,
    ) -> bool {
        match (self.kernel.combination(), sums) {
            (None, [sum, ..]) => sum.agrees_within(&self.kernel, operations, more, found),
            (Some(combination), sums) => agrees(
                &self.kernel,
                combination,
                (&self.parts, sums),
                operations,
                found,
            ),
            (None, []) => false,
        }
    }
}

/// [`correlate`](super::correlate) of a kernel that combines several.
pub(super) fn correlate<In: Scalar, Out: Scalar>(
    combined: &Combined,
    src: Plane<'_, In>,
) -> Result<PlaneBuf<Out>, Error> {
    let extents = combined
        .kernel
        .window()
        .resolve(src.width(), src.height())?;
    let (rows, columns) = (extents.0.output, extents.1.output);
    let mut dst = PlaneBuf::filled(columns, rows, Out::default())?;
    let places = (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x)));
    for (place, output) in places.zip(dst.data_mut()) {
        *output = combined.finish(&combined.sums_at(src, &extents, place));
    }
    Ok(dst)
}

/// A sum as the value of a combination takes it: rounded, if it is a float.
fn outcome(kernel: &ConvSpec, part: usize, sum: &Sum, single: bool) -> Outcome {
    match sum.exact {
        Exact::Integer(sum) => Outcome::scaled(sum, kernel.scale_of(part)),
        Exact::Float { high, low } if single => Outcome::Float(f64::from(odd(high, low) as f32)),
        Exact::Float { high, .. } => Outcome::Float(high),
    }
}

/// The output of a combination.
pub(super) fn finish<Out: Scalar>(
    kernel: &ConvSpec,
    combination: &Combination,
    sums: &[Sum],
) -> Out {
    let single = combination.program().single();
    let sums = sums.iter().enumerate();
    let outcomes: Vec<Outcome> = sums
        .map(|(part, sum)| outcome(kernel, part, sum, single))
        .collect();
    let value = combination.value().evaluate(&outcomes, single);
    value.store(single, kernel.overflow())
}

/// Whether an output is right: on the integer path, if it is that of the definition. Sums of floats
/// may be off by their tolerance, and the output is right if it lies within what the value can then
/// be, each of its operations rounded.
pub(super) fn agrees<Out: Scalar>(
    kernel: &ConvSpec,
    combination: &Combination,
    (parts, sums): (&[ConvSpec], &[Sum]),
    operations: usize,
    found: Out,
) -> bool {
    let expected: Out = finish(kernel, combination, sums);
    let value = found.to_f64();
    if found == expected || (value.is_nan() && expected.to_f64().is_nan()) {
        return true;
    }
    if matches!(kernel.weights(), Weights::Integer { .. }) {
        return false;
    }
    let mut ranges = Vec::with_capacity(sums.len());
    for (part, sum) in parts.iter().zip(sums) {
        let Exact::Float { high, low } = sum.exact else {
            return false;
        };
        let tolerance = tolerance(part, operations, sum.finite);
        if tolerance == f64::INFINITY {
            return true;
        }
        ranges.push(if !sum.magnitude.is_nan() {
            SumRange::Float {
                low: (high + (low - tolerance)).next_down(),
                high: (high + (low + tolerance)).next_up(),
            }
        } else if high.is_nan() {
            SumRange::Float {
                low: f64::NEG_INFINITY,
                high: f64::INFINITY,
            }
        } else {
            // An infinity, which no rounding changes.
            SumRange::Float { low: high, high }
        });
    }
    let single = combination.program().single();
    let Some((low, high, nan)) = Program::bounds(combination.value(), &ranges, single) else {
        return false;
    };
    let (least, most): (Out, Out) = (round_to(low), round_to(high));
    if nan && (value.is_nan() || found == Out::default()) {
        return true;
    }
    least <= found && found <= most
}
