//! The transpose of a window: which outputs read an element of the padded input.
//!
//! Output `o` reads position `p = stride * o + dilation * i` of the padded axis through tap `i`. So
//! the transpose adds `tap[i] * y[o]` to each `p`. Positions that leave the same remainder modulo
//! the stride form a phase. With `g = gcd(stride, dilation)` its taps are every `stride / g`-th
//! one, and neighbours among them are `dilation / g` outputs apart:
//!
//! ```text
//! positions r, r + stride, ..  =  correlation of y with the phase's taps in reverse, stride 1
//! ```
//!
//! This is the polyphase form of interpolation (Crochiere and Rabiner, "Multirate Digital Signal
//! Processing", 1983, chapter 3): no zero that a stride would insert is ever multiplied.

use super::{Axis, AxisPadding, ResolvedAxis};
use core::ops::Range;

/// The positions of one remainder, as a correlation of stride 1 over the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// The first position, counted from the beginning of the range that was asked for.
    pub first: usize,
    /// The first tap.
    pub tap: usize,
    /// From each tap to the next; the correlation has the last of them first.
    pub step: usize,
    /// The first output that is read.
    pub skipped: usize,
    /// How many outputs are read, at least 1.
    pub read: usize,
    /// The correlation over them.
    pub axis: Axis,
}

impl Phase {
    /// The tap that the correlation has at `index`.
    #[must_use]
    pub const fn tap_at(&self, index: usize) -> usize {
        self.tap + (self.axis.kernel - 1 - index) * self.step
    }

    /// How many positions there are.
    #[must_use]
    pub const fn positions(&self) -> usize {
        let AxisPadding::Explicit { before, after } = self.axis.padding else {
            return 0;
        };
        self.read + before + after - self.axis.dilation * (self.axis.kernel - 1)
    }
}

impl Axis {
    /// How many phases there are: remainders modulo the stride that some tap has.
    ///
    /// ```
    /// # use conv_plan::window::{Axis, AxisName, SizeError};
    /// // What a transposed convolution of stride 2 and 3 taps adds to each position.
    /// let axis = Axis { kernel: 3, stride: 2, ..Axis::TRIVIAL };
    /// assert_eq!((axis.phase_count(), axis.most_taps()), (2, 2));
    /// let sizes = axis.resolve(AxisName::Columns, 7)?;
    /// let taps: Vec<usize> = axis.phases(&sizes, 0..7).map(|phase| phase.axis.kernel).collect();
    /// assert_eq!(taps, [2, 1]);
    /// # Ok::<(), SizeError>(())
    /// ```
    #[must_use]
    pub const fn phase_count(&self) -> usize {
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let step = stride / gcd(stride, self.dilation);
        if self.kernel < step {
            self.kernel
        } else {
            step
        }
    }

    /// The most taps that a phase has.
    #[must_use]
    pub const fn most_taps(&self) -> usize {
        let stride = if self.stride == 0 { 1 } else { self.stride };
        self.kernel.div_ceil(stride / gcd(stride, self.dilation))
    }

    /// The phases of the positions `wanted` of the padded axis, `extent` of which are read by some
    /// output. Positions of no phase are read by none.
    ///
    /// `sizes` are this axis over an input, and the range lies inside its padded length.
    pub fn phases(
        &self,
        sizes: &ResolvedAxis,
        wanted: Range<usize>,
    ) -> impl Iterator<Item = Phase> + use<> {
        let (stride, dilation, taps) = (self.stride.max(1), self.dilation, self.kernel);
        let common = gcd(stride, dilation);
        let (step, gap) = (stride / common, dilation / common);
        let outputs = sizes.output;
        (0..taps.min(step)).filter_map(move |tap| {
            let (remainder, offset) = (tap * dilation % stride, tap * dilation / stride);
            let kernel = (taps - tap).div_ceil(step);
            // Position `remainder + stride * m` reads outputs `m - offset - gap * k`.
            let from = wanted.start.saturating_sub(remainder).div_ceil(stride);
            let to = wanted.end.saturating_sub(remainder).div_ceil(stride);
            let reach = offset + gap * (kernel - 1);
            // The outputs that positions `from..to` read.
            let skipped = from.saturating_sub(reach);
            let end = to.saturating_sub(offset).min(outputs);
            if from >= to || skipped >= end {
                return None;
            }
            Some(Phase {
                first: remainder + stride * from - wanted.start,
                tap,
                step,
                skipped,
                read: end - skipped,
                axis: Self {
                    kernel,
                    stride: 1,
                    dilation: gap.max(1),
                    padding: AxisPadding::Explicit {
                        before: reach.saturating_sub(from),
                        after: to.saturating_sub(offset).saturating_sub(end),
                    },
                    interpolate: 1,
                },
            })
        })
    }
}

pub(crate) const fn gcd(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::AxisName;

    /// For each position, the (output, tap) pairs that read it: by definition, and by the phases.
    fn check(axis: Axis, input: usize) {
        let Ok(sizes) = axis.resolve(AxisName::Columns, input) else {
            return;
        };
        let padded = sizes.before + input + sizes.after;
        for wanted in [0..padded, sizes.before..sizes.before + input] {
            let mut expected = std::vec![std::vec::Vec::new(); wanted.len()];
            for output in 0..sizes.output {
                for tap in 0..axis.kernel {
                    let position = output * axis.stride + tap * axis.dilation;
                    if wanted.contains(&position) {
                        expected[position - wanted.start].push((output, tap));
                    }
                }
            }
            let mut found = std::vec![std::vec::Vec::new(); wanted.len()];
            for phase in axis.phases(&sizes, wanted.clone()) {
                let AxisPadding::Explicit { before, .. } = phase.axis.padding else {
                    panic!("{phase:?}")
                };
                for m in 0..phase.positions() {
                    for index in 0..phase.axis.kernel {
                        let at = m + index * phase.axis.dilation;
                        if (before..before + phase.read).contains(&at) {
                            let output = phase.skipped + at - before;
                            found[phase.first + m * axis.stride]
                                .push((output, phase.tap_at(index)));
                        }
                    }
                }
            }
            for pairs in &mut found {
                pairs.sort_unstable();
            }
            assert_eq!(found, expected, "{axis:?} {sizes:?} {wanted:?}");
        }
    }

    #[test]
    fn phases_read_what_the_definition_says() {
        for input in 1..10 {
            for kernel in 1..6 {
                for stride in 1..7 {
                    for dilation in 1..5 {
                        for padding in [
                            AxisPadding::Valid,
                            AxisPadding::Same,
                            AxisPadding::SameLower,
                            AxisPadding::Full,
                            AxisPadding::Causal,
                            AxisPadding::Explicit {
                                before: 3,
                                after: 1,
                            },
                            AxisPadding::Explicit {
                                before: 0,
                                after: 11,
                            },
                            AxisPadding::Explicit {
                                before: 9,
                                after: 0,
                            },
                        ] {
                            let axis = Axis {
                                kernel,
                                stride,
                                dilation,
                                padding,
                                interpolate: 1,
                            };
                            check(axis, input);
                        }
                    }
                }
            }
        }
    }
}
