//! Interpolation: which taps of a window meet elements, and not the zeros between them.
//!
//! The window of output `o` begins at position `q = stride * o - before`, counted in elements and
//! inserted zeros from the first element on. Tap `i` meets an element where the rate `l` divides
//! `q + dilation * i`. So the remainder of `q` modulo `l` decides which taps do: a branch. With
//! `g = gcd(l, dilation)` its taps are every `l / g`-th one, and neighbours among them meet elements
//! that are `dilation / g` apart; with `h = gcd(l, stride)` every `l / h`-th output has the same
//! branch, and its windows are `stride / h` elements apart:
//!
//! ```text
//! outputs o, o + l / h, ..  =  correlation of the input with the branch's taps, stride / h
//! ```
//!
//! This is the polyphase form of interpolation and of changes of rate by a ratio (Crochiere and
//! Rabiner, "Multirate Digital Signal Processing", 1983, chapter 3): no inserted zero is multiplied.

use super::{Axis, AxisPadding, phases::gcd};

/// The branches of an axis. A window without a branch meets zeros only.
///
/// ```
/// # use conv_plan::window::{Axis, AxisPadding};
/// let axis = Axis { kernel: 5, interpolate: 2, stride: 3, ..Axis::TRIVIAL };
/// let polyphase = axis.polyphase();
/// let taps = |index| polyphase.branch(index).map(|branch| branch.axis.kernel);
/// assert_eq!([taps(0), taps(1), taps(2)], [Some(3), Some(2), None]);
/// assert_eq!((polyphase.period(), polyphase.stride()), (2, 3));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polyphase {
    axis: Axis,
    rate: usize,
    /// From each tap of a branch to the next, and of the elements that they meet; and the divisor
    /// that they come from.
    step: usize,
    gap: usize,
    common: usize,
    /// Of outputs of a branch: how many outputs and how many elements they are apart.
    period: usize,
    stride: usize,
    /// What `gap` times it leaves 1 modulo `step`, and `stride` modulo `period`.
    of_gap: usize,
    of_stride: usize,
}

/// The outputs whose windows begin at one remainder: a correlation over the input's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// The first tap.
    pub tap: usize,
    /// From each tap to the next.
    pub step: usize,
    /// How far after an element its windows begin.
    pub remainder: usize,
    /// Elements from there to the one that the first tap meets.
    pub skipped: usize,
    /// The correlation, without padding.
    pub axis: Axis,
}

impl Axis {
    /// The branches of this axis: one, with all taps, if it is not interpolated.
    ///
    /// ```
    /// # use conv_plan::window::Axis;
    /// let axis = Axis { kernel: 5, interpolate: 2, ..Axis::TRIVIAL };
    /// assert_eq!(axis.polyphase().count(), 2);
    /// ```
    #[must_use]
    pub const fn polyphase(&self) -> Polyphase {
        let rate = self.rate();
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let dilation = if self.dilation == 0 { 1 } else { self.dilation };
        let (of_taps, of_outputs) = (gcd(rate, dilation), gcd(rate, stride));
        let (step, gap) = (rate / of_taps, dilation / of_taps);
        let (period, apart) = (rate / of_outputs, stride / of_outputs);
        Polyphase {
            axis: *self,
            rate,
            step,
            gap,
            common: of_taps,
            period,
            stride: apart,
            of_gap: inverse(gap, step),
            of_stride: inverse(apart, period),
        }
    }
}

impl Polyphase {
    /// How many branches there are: remainders at which some tap meets an element.
    #[must_use]
    pub const fn count(&self) -> usize {
        if self.axis.kernel < self.step {
            self.axis.kernel
        } else {
            self.step
        }
    }

    /// From each tap of a branch to its next.
    #[must_use]
    pub const fn step(&self) -> usize {
        self.step
    }

    /// Elements from what one tap of a branch meets to what the next does.
    #[inline]
    #[must_use]
    pub const fn gap(&self) -> usize {
        self.gap
    }

    /// Outputs from one of a branch to its next.
    #[must_use]
    pub const fn period(&self) -> usize {
        self.period
    }

    /// Elements from a window of a branch to its next.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.stride
    }

    /// A branch, in the order of their first taps.
    #[must_use]
    pub const fn branch(&self, index: usize) -> Option<Branch> {
        if index >= self.count() {
            return None;
        }
        let reached = self.axis.dilation.saturating_mul(index);
        let remainder = (self.rate - reached % self.rate) % self.rate;
        let skipped = self.skipped(index);
        Some(Branch {
            tap: index,
            step: self.step,
            remainder,
            skipped,
            axis: Axis {
                kernel: (self.axis.kernel - index).div_ceil(self.step),
                stride: self.stride,
                dilation: self.gap,
                padding: AxisPadding::Valid,
                interpolate: 1,
            },
        })
    }

    /// Elements from the one at or before which a window of a branch begins to the first that it
    /// meets.
    #[inline]
    #[must_use]
    pub const fn skipped(&self, index: usize) -> usize {
        let reached = self.axis.dilation.saturating_mul(index);
        match reached {
            0 => 0,
            within if within < self.rate => 1,
            beyond => beyond.div_ceil(self.rate),
        }
    }

    /// The branch of the windows that begin at a remainder, if they have one.
    #[inline]
    #[must_use]
    pub const fn branch_at(&self, remainder: usize) -> Option<usize> {
        let ahead = match remainder {
            0 => 0,
            some if some < self.rate => self.rate - some,
            some => (self.rate - some % self.rate) % self.rate,
        };
        let index = if self.common == 1 {
            product(ahead, self.of_gap, self.step)
        } else if ahead.is_multiple_of(self.common) {
            product(ahead / self.common, self.of_gap, self.step)
        } else {
            return None;
        };
        if index < self.count() {
            Some(index)
        } else {
            None
        }
    }

    /// The first output whose window begins at a remainder, with so much padding before; `None` if
    /// none does.
    #[must_use]
    pub const fn first_output(&self, remainder: usize, before: usize) -> Option<usize> {
        let at = (remainder % self.rate + before % self.rate) % self.rate;
        let common = self.rate / self.period;
        if at.is_multiple_of(common) {
            Some(product(at / common, self.of_stride, self.period))
        } else {
            None
        }
    }

    /// Where the window of an output begins, with so much padding before: after which element, the
    /// first of which is 0, and at which remainder.
    #[must_use]
    pub const fn start(&self, output: usize, before: usize) -> (isize, usize) {
        let at = output as i128 * self.axis.stride as i128 - before as i128;
        let rate = self.rate as i128;
        (at.div_euclid(rate) as isize, at.rem_euclid(rate) as usize)
    }
}

/// `a * b` modulo `modulus`.
#[inline]
const fn product(a: usize, b: usize, modulus: usize) -> usize {
    if b == 1 && a < modulus {
        return a;
    }
    (a as u128 * b as u128 % modulus as u128) as usize
}

/// What `value` times it leaves 1 modulo `modulus`, with which `value` has no divisor in common:
/// Euclid's algorithm, extended.
const fn inverse(value: usize, modulus: usize) -> usize {
    let (mut a, mut b) = ((value % modulus) as i128, modulus as i128);
    let (mut x, mut y) = (1, 0);
    while b != 0 {
        let quotient = a / b;
        (a, b) = (b, a - quotient * b);
        (x, y) = (y, x - quotient * y);
    }
    x.rem_euclid(modulus as i128) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::{AxisName, Border, Origin};

    /// For each output, the taps that meet elements and which: by definition, and by the branches.
    fn check(axis: Axis, input: usize) {
        let Ok(sizes) = axis.resolve(AxisName::Columns, input) else {
            return;
        };
        let polyphase = axis.polyphase();
        let mut of_branches = std::vec![None; sizes.output];
        for index in 0..polyphase.count() {
            let branch = polyphase.branch(index).expect("it is one of them");
            assert_eq!(polyphase.branch_at(branch.remainder), Some(index));
            let first = polyphase.first_output(branch.remainder, sizes.before);
            let outputs = first.map(|first| (first..sizes.output).step_by(polyphase.period()));
            for (turn, output) in outputs.into_iter().flatten().enumerate() {
                let (element, remainder) = polyphase.start(output, sizes.before);
                assert_eq!(remainder, branch.remainder);
                let (from, _) = polyphase.start(first.unwrap_or_default(), sizes.before);
                assert_eq!(element, from + (turn * branch.axis.stride) as isize);
                assert_eq!(of_branches[output].replace((branch, element)), None);
            }
        }
        for (output, branch) in of_branches.into_iter().enumerate() {
            let mut expected = std::vec::Vec::new();
            for tap in 0..axis.kernel {
                let at = (output * axis.stride + tap * axis.dilation) as isize;
                let at = at - sizes.before as isize;
                if at.rem_euclid(axis.interpolate as isize) == 0 {
                    expected.push((tap, at.div_euclid(axis.interpolate as isize)));
                }
            }
            let mut found = std::vec::Vec::new();
            if let Some((branch, element)) = branch {
                for index in 0..branch.axis.kernel {
                    let met = branch.skipped + index * branch.axis.dilation;
                    found.push((branch.tap + index * branch.step, element + met as isize));
                }
            }
            assert_eq!(found, expected, "{axis:?} {sizes:?} {output}");
            // What the border map says of the same positions.
            for (tap, element) in expected {
                let position = output * axis.stride + tap * axis.dilation;
                let inside = usize::try_from(element).is_ok_and(|element| element < input);
                let origin = sizes.origin(Border::Constant(7.0), position);
                assert_eq!(origin == Origin::Constant(7.0), !inside);
                assert!(!inside || origin == Origin::Input(element as usize));
            }
        }
    }

    #[test]
    fn branches_meet_the_elements_that_the_definition_says() {
        let explicit = |before, after| AxisPadding::Explicit { before, after };
        for input in 1..7 {
            for kernel in 1..7 {
                for interpolate in 1..7 {
                    for stride in 1..6 {
                        for dilation in 1..5 {
                            for padding in [
                                AxisPadding::Valid,
                                AxisPadding::Same,
                                AxisPadding::SameLower,
                                AxisPadding::Full,
                                AxisPadding::Causal,
                                explicit(3, 1),
                                explicit(0, 11),
                                explicit(8, 0),
                            ] {
                                check(
                                    Axis {
                                        kernel,
                                        stride,
                                        dilation,
                                        padding,
                                        interpolate,
                                    },
                                    input,
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    /// Each row: kernel, interpolate, stride, padding, input, output.
    #[test]
    fn sizes_are_those_of_the_input_with_zeros_between_its_elements() {
        use AxisPadding::{Causal, Full, Same, SameLower, Valid};
        for (kernel, interpolate, stride, padding, input, expected) in [
            (3, 2, 1, Valid, 4, Ok(5)),
            (3, 4, 1, Valid, 2, Ok(3)),
            (7, 4, 1, Valid, 2, Err(5)),
            // `upfirdn`: ceil(((n - 1) * up + taps) / down).
            (4, 3, 2, Full, 5, Ok(8)),
            (61, 160, 147, Full, 441, Ok(480)),
            // As long as the input times the rate.
            (5, 3, 1, Same, 4, Ok(12)),
            (5, 3, 2, SameLower, 3, Ok(5)),
            (63, 2, 1, Causal, 64, Ok(128)),
            (1, 5, 9, Same, 3, Ok(2)),
        ] {
            let axis = Axis {
                kernel,
                stride,
                padding,
                interpolate,
                ..Axis::TRIVIAL
            };
            let found = axis.resolve(AxisName::Columns, input);
            let found = found.map(|sizes| sizes.output);
            match expected {
                Ok(output) => assert_eq!(found, Ok(output), "{axis:?}"),
                Err(padded) => assert!(
                    matches!(found, Err(crate::window::SizeError::TooSmall { padded: is, .. }) if is == padded),
                    "{found:?}"
                ),
            }
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_errors_and_no_panics() {
        let sizes = [1, 2, 3, 1 << 31, isize::MAX as usize, usize::MAX];
        for interpolate in sizes {
            for stride in sizes {
                for input in sizes {
                    for padding in [AxisPadding::Same, AxisPadding::Causal, AxisPadding::Full] {
                        let axis = Axis {
                            kernel: 3,
                            stride,
                            padding,
                            interpolate,
                            ..Axis::TRIVIAL
                        };
                        let polyphase = axis.polyphase();
                        if let Ok(sizes) = axis.resolve(AxisName::Columns, input) {
                            let last = sizes.output - 1;
                            assert!(polyphase.start(last, sizes.before).1 < interpolate);
                            let _ = sizes.origin(Border::Reflect, last * stride);
                        }
                    }
                }
            }
        }
    }
}
