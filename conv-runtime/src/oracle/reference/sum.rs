//! One output in progress: the exact or nearly exact sum, its epilogue, and how outputs are judged
//! by it.
//!
//! Float sums are the algorithm Dot2 of Ogita, Rump and Oishi, "Accurate sum
//! and dot product" (SIAM J. Sci. Comput. 26, 2005): as if computed in twice
//! the precision of a double and then rounded once.

use super::combined;
use super::rounding::{dot2, odd, round_to, two_product};
use conv_plan::number::{ElementType, Overflow, Scalar, Scale, divide_ties_even};
use conv_plan::rules::{ConvSpec, Missing, Presence, Weights};

/// A sum as the reference holds it.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, reference};
/// let kernel = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?.kernel();
/// let sums = reference::sums(&kernel, Plane::new(&[1u8, 4], 2, 1)?)?;
/// assert!(matches!(sums.data()[0].exact, reference::Exact::Integer(3)));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Exact {
    /// On the integer path: the sum over the taps' numerators.
    Integer(i128),
    /// On the float path: the unevaluated sum `high + low`, `high` being the double nearest to it.
    Float {
        /// The nearest double. The only part that can be infinite or NaN.
        high: f64,
        /// What the nearest double leaves out.
        low: f64,
    },
}

/// One output before scale, rounding and overflow.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, reference};
/// let mean = DynKernel::<f32, f32>::builder([[0.1, 0.2, 0.7]]).build()?;
/// let plane = Plane::new(&[0.3f32, 0.9, 0.4], 3, 1)?;
/// let (plan, found) = (mean.explain(), mean.apply(plane)?);
/// let sum = reference::sums(plan.kernel(), plane)?.data()[0];
/// assert!((sum.to_f64() - 0.49).abs() < 1e-7);
/// assert!(sum.agrees(plan.kernel(), plan.operations(), found[(0, 0)]));
/// assert!((sum.finish::<f32>(plan.kernel()) - 0.49).abs() < 1e-6);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sum {
    /// The sum of `tap * x`.
    pub exact: Exact,
    /// The sum of `|tap * x|`; NaN if an `x` is NaN or infinite.
    pub magnitude: f64,
    /// The sum of `|tap * x|` over the `x` that are finite.
    pub finite: f64,
    /// Of a kernel that mixes channels: the sum of `|weight * x|` over the same, which no mixed
    /// value exceeds; it may overflow where the taps are small.
    mixed: f64,
    /// Of a kernel that leaves out NaN: the sum of the taps that met a number, as two doubles.
    present: (f64, f64),
    /// Whether such a kernel left something out.
    left_out: bool,
}

impl Sum {
    /// The empty sum on a kernel's path.
    pub(crate) const fn zero(kernel: &ConvSpec) -> Self {
        Self {
            exact: match kernel.weights() {
                Weights::Integer { .. } => Exact::Integer(0),
                Weights::F32(_) | Weights::F64(_) => Exact::Float {
                    high: 0.0,
                    low: 0.0,
                },
            },
            magnitude: 0.0,
            finite: 0.0,
            mixed: 0.0,
            present: (0.0, 0.0),
            left_out: false,
        }
    }

    /// Adds the product of the kernel's tap at `index`, the weight of a channel, 1 in a plane, and
    /// `value`; the last two are integers on the integer path.
    ///
    /// A tap that is zero contributes nothing, unless it came at run time; neither does a NaN that
    /// is left out. A tap that is a sum of products contributes each of them, so that infinities may
    /// cancel to NaN.
    pub(crate) fn add(&mut self, kernel: &ConvSpec, index: usize, weight: f64, value: f64) {
        if kernel.magnitude(index) == 0.0 && kernel.presence() == Presence::Written {
            return;
        }
        if kernel.missing() == Missing::Renormalize && value.is_nan() {
            self.left_out = true;
            return;
        }
        if value.is_finite() && kernel.mix().is_some() {
            self.mixed += (weight * value).abs();
        }
        match kernel.factors() {
            Some(factors) => {
                // A factor that is zero is left out too.
                for (column, row) in factors.of_tap(index).filter(|(a, b)| a * b != 0.0) {
                    let (tap, rest) = two_product(column, row);
                    self.add_product(kernel, index, (tap, rest), weight, value);
                }
            }
            None => self.add_product(kernel, index, (kernel.tap_f64(index), 0.0), weight, value),
        }
    }

    /// Adds a product of a tap, or of one of the products that it is the sum of, with what its
    /// double leaves out.
    fn add_product(
        &mut self,
        kernel: &ConvSpec,
        index: usize,
        (tap, below): (f64, f64),
        weight: f64,
        value: f64,
    ) {
        if kernel.missing() == Missing::Renormalize {
            self.present = dot2(self.present, tap, 1.0);
        }
        // Exactly, but for underflow, of a tap alone or a weight of 1; else in twice the precision.
        let (factor, rest) = two_product(tap, weight);
        let rest = rest + below * weight;
        if value.is_finite() {
            self.magnitude += (factor * value).abs();
            self.finite += (factor * value).abs();
        } else {
            self.magnitude = f64::NAN;
        }
        match (&mut self.exact, &kernel.weights()) {
            (Exact::Integer(sum), Weights::Integer { taps, .. }) => {
                let tap = i128::from(taps.get(index).copied().unwrap_or(0));
                // Mixed values have at most 32 bits.
                *sum = sum
                    .saturating_add(tap * (i128::from(weight as i64) * i128::from(value as i64)));
            }
            (Exact::Integer(_), _) => {}
            (Exact::Float { high, low }, _) => {
                (*high, *low) = dot2((*high, *low), factor, value);
                if rest != 0.0 && value.is_finite() {
                    (*high, *low) = dot2((*high, *low), rest, value);
                }
            }
        }
    }

    /// The sum rounded to a double.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        match self.exact {
            Exact::Integer(sum) => sum as f64,
            Exact::Float { high, .. } => high,
        }
    }

    /// What the sum is multiplied by because something was left out: the sum of all taps over that
    /// of the taps that took part.
    fn share(&self, kernel: &ConvSpec) -> f64 {
        if !self.left_out {
            return 1.0;
        }
        let taps = (0..kernel.tap_count()).map(|index| kernel.tap_f64(index));
        let total = taps.fold((0.0, 0.0), |total, tap| dot2(total, tap, 1.0));
        total.0 / self.present.0
    }

    /// The sum, weighed by the taps that took part; NaN if there are none.
    fn weighed(self, kernel: &ConvSpec) -> Exact {
        match self.exact {
            Exact::Float { high, .. } if self.left_out => Exact::Float {
                high: if self.present.0 == 0.0 {
                    f64::NAN
                } else {
                    high * self.share(kernel)
                },
                low: 0.0,
            },
            exact => exact,
        }
    }

    /// The kernel's output: scale, rounding and overflow applied.
    ///
    /// A result that does not fit is saturated unless the kernel says `wrap`. Of a kernel that
    /// combines several sums it is the first, and the others are 0.
    #[must_use]
    pub fn finish<Out: Scalar>(self, kernel: &ConvSpec) -> Out {
        if let Some(combination) = kernel.combination() {
            return combined::finish(kernel, combination, &[self]);
        }
        match self.weighed(kernel) {
            Exact::Integer(sum) => finish_integer(sum, kernel),
            Exact::Float { high, .. } if Out::TYPE == ElementType::F64 => Out::from_f64(high),
            Exact::Float { high, low } => round_to(odd(high, low)),
        }
    }

    /// Whether `found` is a right output of a plan with this many multiply-adds.
    ///
    /// On the integer path only the exact result is right. On the float path an accumulator within
    /// [`tolerance`] of the sum must round to it; if an input is NaN or infinite, `found` must be
    /// the same special value; and anything is right where the magnitude of the finite terms
    /// reaches the largest value of the accumulator, because a partial sum may overflow: in one
    /// order and not in another, fused and not rounded, and beside an infinity too.
    ///
    /// Where inputs were left out, `v * (total / m)` has the errors of three sums of as many
    /// operations and of two more, and the reference's own sum, taps, quotient and product have one
    /// rounding each: with `n` operations the tolerance is that of `3 n + 7`, times `total / m`.
    /// The taps that took part may underflow in two passes, each as a product may: anything is
    /// right where that could take as much as half of `m`.
    #[must_use]
    pub fn agrees<Out: Scalar>(self, kernel: &ConvSpec, operations: usize, found: Out) -> bool {
        self.agrees_within(kernel, operations, 0.0, found)
    }

    /// As [`agrees`](Self::agrees), for sums that may be off by `more` than those of the direct
    /// way: the bound of an FFT.
    pub(crate) fn agrees_within<Out: Scalar>(
        self,
        kernel: &ConvSpec,
        operations: usize,
        more: f64,
        found: Out,
    ) -> bool {
        if let Some(combination) = kernel.combination() {
            let part = kernel.part(0);
            let own = (&[part][..], &[self][..]);
            return combined::agrees(kernel, combination, own, operations, found);
        }
        let expected: Out = self.finish(kernel);
        let value = found.to_f64();
        if found == expected || (value.is_nan() && expected.to_f64().is_nan()) {
            return true;
        }
        let Exact::Float { high, low } = self.weighed(kernel) else {
            return false;
        };
        let accumulator = match kernel.weights() {
            Weights::F32(_) => ElementType::F32,
            _ => ElementType::F64,
        };
        let (_, smallest, largest) = precision(accumulator);
        let tolerance = if self.left_out {
            let share = self.share(kernel);
            let lost = operations as f64 * smallest * amplified(kernel) / self.present.0;
            if self.present.0 == 0.0 {
                return false;
            }
            if lost >= 0.5 {
                return true;
            }
            let direct = tolerance(
                kernel,
                operations.saturating_mul(3).saturating_add(7),
                self.finite,
            );
            (direct + 2.0 * lost * self.finite) * share + more
        } else {
            tolerance(kernel, operations, self.finite) + more
        };
        if self.finite.max(self.mixed) * self.share(kernel) + tolerance >= largest {
            return true;
        }
        if self.magnitude.is_nan() {
            return false;
        }
        if Out::TYPE == accumulator {
            return ((value - high) - low).abs() <= tolerance;
        }
        // The accumulator was rounded to a narrower type, which keeps order.
        let least: Out = round_to((high + (low - tolerance)).next_down());
        let most: Out = round_to((high + (low + tolerance)).next_up());
        least <= found && found <= most
    }
}

/// How far an accumulator may be from the exact sum after `operations` multiply-adds over
/// terms whose magnitudes sum to `magnitude`: `gamma(n) * magnitude` and an underflow term.
///
/// With `u` the unit roundoff of the accumulator, `2^-24` or `2^-53`, `gamma(n) = n*u / (1 - n*u)`
/// bounds the rounding of a dot product in any order, with or without FMA (Higham, Accuracy and
/// Stability of Numerical Algorithms, section 3.1). Each product may also underflow, by at most
/// half the smallest subnormal (section 2.1, the model with underflow). Two passes of `v` and `h`
/// taps stay within `gamma(v + h)`; what underflows in the first is multiplied by the row factors.
/// Their magnitudes sum to at most `2 * rows * sum(|tap|)`, because those of the column factors sum
/// to more than 1/2.
///
/// 0 on the integer path; infinite once `n*u` reaches 1, and where the magnitude and its bound
/// reach the largest value of the accumulator: a partial sum may overflow there.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, reference};
/// let plan = DynKernel::<f32, f32>::builder([[0.25, 0.5, 0.25]]).build()?.explain();
/// let tolerance = reference::tolerance(plan.kernel(), plan.operations(), 1.0);
/// // Three operations, each of which rounds by at most 2^-24.
/// assert!((3.0..3.1).contains(&(tolerance / 2f64.powi(-24))));
/// # Ok::<(), Error>(())
/// ```
#[must_use]
pub fn tolerance(kernel: &ConvSpec, operations: usize, magnitude: f64) -> f64 {
    let accumulator = match kernel.weights() {
        Weights::Integer { .. } => return 0.0,
        Weights::F32(_) => ElementType::F32,
        Weights::F64(_) => ElementType::F64,
    };
    dot_tolerance(accumulator, operations, magnitude, amplified(kernel))
}

/// What underflows in the first of two passes is multiplied by at most this.
fn amplified(kernel: &ConvSpec) -> f64 {
    let window = &kernel.window();
    // Only a kernel of several rows and columns can have two passes. What underflows as channels
    // are mixed is multiplied by the taps too.
    let two = window.rows.kernel > 1 && window.columns.kernel > 1;
    if two || kernel.mix().is_some() {
        let taps: f64 = (0..kernel.tap_count())
            .map(|index| kernel.magnitude(index))
            .sum();
        1.0 + 2.0 * window.rows.kernel as f64 * taps
    } else {
        1.0
    }
}

/// Unit roundoff, smallest subnormal and largest value of a float accumulator.
pub(super) fn precision(accumulator: ElementType) -> (f64, f64, f64) {
    match accumulator {
        ElementType::F32 => (
            f64::from(f32::EPSILON) / 2.0,
            f64::from(f32::from_bits(1)),
            f64::from(f32::MAX),
        ),
        _ => (f64::EPSILON / 2.0, f64::from_bits(1), f64::MAX),
    }
}

/// `gamma(n) * magnitude`, and for each operation what underflows, multiplied by `amplified`;
/// infinite where a partial sum may overflow. NaN of a magnitude that is NaN.
pub(super) fn dot_tolerance(
    accumulator: ElementType,
    operations: usize,
    magnitude: f64,
    amplified: f64,
) -> f64 {
    let (unit, smallest, largest) = precision(accumulator);
    let count = operations as f64;
    let portion = count * unit;
    if portion >= 1.0 {
        return f64::INFINITY;
    }
    // The magnitude is itself a rounded sum of doubles.
    let magnitude = magnitude * (1.0 + (count + 1.0) * f64::EPSILON);
    let bound = portion / (1.0 - portion) * magnitude + count * smallest * amplified;
    if magnitude + bound >= largest {
        f64::INFINITY
    } else {
        bound
    }
}

/// `sum * multiply / divide` as the integer path defines it.
fn finish_integer<Out: Scalar>(sum: i128, kernel: &ConvSpec) -> Out {
    let (multiply, divide) = kernel.scale();
    let scale = Scale {
        multiply,
        divide,
        exponent: 0,
    };
    match Out::TYPE {
        ElementType::F32 => Out::from_f64(f64::from(sum as f32 * scale.fold_single(1.0))),
        ElementType::F64 => Out::from_f64(sum as f64 * scale.fold_double(1.0)),
        _ => {
            let product = sum.saturating_mul(i128::from(multiply));
            let result = divide_ties_even(product, i128::from(divide));
            match (kernel.overflow(), Out::TYPE.range()) {
                // The low 64 bits hold the low bits of every output type.
                (Some(Overflow::Wrap), _) | (_, None) => Out::from_i64_wrapping(result as i64),
                (_, Some((min, max))) => {
                    let fitted = result.clamp(i128::from(min), i128::from(max));
                    Out::from_i64_wrapping(fitted as i64)
                }
            }
        }
    }
}
