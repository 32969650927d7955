//! Where the positions that windows read are staged, so that neighbouring outputs read neighbours.
//!
//! Output `o` reads position `stride * o + dilation * i` of the padded axis through tap `i`. With
//! `g = gcd(stride, dilation)` every `stride / g`-th tap leaves the same remainder modulo the
//! stride. Those are a phase, and their positions are `dilation / g` strides apart:
//!
//! ```text
//! for each phase, for each of its taps:   a place for each output
//!                                         (one place for what a tap and the next both read)
//! ```
//!
//! So every position that is read has one place, and no other position has any: a large stride or
//! dilation takes no more places than a small one. Phases are those of polyphase filters (Crochiere
//! and Rabiner, "Multirate Digital Signal Processing", 1983, chapter 3).

use super::{Axis, ResolvedAxis, phases::gcd};
use core::ops::Range;

/// The places of some neighbouring outputs on one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Outputs that are a stride apart.
    outputs: usize,
    stride: usize,
    kernel: usize,
    dilation: usize,
    /// From each tap of a phase to the next.
    every: usize,
    /// Taps that every phase has, and the phases that have one more.
    taps: (usize, usize),
    /// Places from each tap of a phase to the next.
    pitch: usize,
    /// Whether the places of a phase are those of one run of positions.
    joined: bool,
    /// Places from one output to the next.
    step: usize,
}

/// Positions at equal distances that have neighbouring places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The first place.
    pub place: usize,
    /// The first position, from that of the first output on.
    pub first: usize,
    /// From each position to the next.
    pub step: usize,
    /// How many there are.
    pub count: usize,
}

impl Axis {
    /// Places of `outputs` outputs, at least 1: those of neighbouring outputs are neighbours.
    ///
    /// ```
    /// # use conv_plan::window::Axis;
    /// let axis = Axis { kernel: 3, stride: 2, ..Axis::TRIVIAL };
    /// // Four outputs read 9 positions, which lie phase by phase, or in order.
    /// assert_eq!(axis.places(4).length(), Some(9));
    /// assert_eq!(axis.places_in_order(4).length(), Some(9));
    /// assert_eq!(axis.places_that_lie().of_tap(2), 2);
    /// // Each output adds two, and the first has one more.
    /// assert_eq!((axis.outputs_in(9), axis.own_and_shared()), (4, [2, 1]));
    /// ```
    #[inline]
    #[must_use]
    pub const fn places(&self, outputs: usize) -> Places {
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let [every, gap] = self.phases_of(stride);
        Places {
            outputs,
            stride,
            kernel: self.kernel,
            dilation: self.dilation,
            every,
            taps: if every == 1 {
                (self.kernel, 0)
            } else {
                (self.kernel / every, self.kernel % every)
            },
            pitch: if gap < outputs { gap } else { outputs },
            joined: gap <= outputs,
            step: 1,
        }
    }

    /// The same in the order of the positions, where windows leave none of them out; otherwise as
    /// [`places`](Self::places).
    #[inline]
    #[must_use]
    pub const fn places_in_order(&self, outputs: usize) -> Places {
        if !self.is_read_whole() {
            return self.places(outputs);
        }
        let outputs = (outputs - 1).saturating_mul(self.stride).saturating_add(1);
        Places {
            step: self.stride,
            ..Self { stride: 1, ..*self }.places(outputs)
        }
    }

    /// Every position is its own place.
    #[inline]
    #[must_use]
    pub const fn places_that_lie(&self) -> Places {
        Places {
            step: self.stride,
            ..Self { stride: 1, ..*self }.places(usize::MAX)
        }
    }

    /// Whether neighbouring windows read all that lies between their ends.
    #[inline]
    const fn is_read_whole(&self) -> bool {
        self.dilation == 1 && self.stride >= 1 && self.stride <= self.kernel
    }

    /// The most outputs whose places, in order where they can be, are at most `places`; at least 1.
    #[must_use]
    pub const fn outputs_in(&self, places: usize) -> usize {
        if self.is_read_whole() {
            return places.saturating_sub(self.kernel) / self.stride + 1;
        }
        let [own, shared] = self.own_and_shared();
        let [_, gap] = self.phases_of(self.stride);
        let outputs = places.saturating_sub(shared) / own;
        // So few that the taps of a phase share nothing.
        let outputs = if outputs < gap {
            places / self.kernel
        } else {
            outputs
        };
        if outputs == 0 { 1 } else { outputs }
    }

    /// Places that each output adds, and those that many outputs share with as many before them.
    #[inline]
    #[must_use]
    pub const fn own_and_shared(&self) -> [usize; 2] {
        if self.is_read_whole() {
            return [self.stride, self.kernel - self.stride];
        }
        let [every, gap] = self.phases_of(self.stride);
        let phases = if self.kernel < every {
            self.kernel
        } else {
            every
        };
        [phases, gap.saturating_mul(self.kernel - phases)]
    }

    /// From each tap of a phase to the next: taps, and outputs.
    #[inline]
    const fn phases_of(&self, stride: usize) -> [usize; 2] {
        // The usual case, in which nothing is divided.
        if stride <= 1 || self.dilation == 1 {
            return [if stride == 0 { 1 } else { stride }, self.dilation];
        }
        let common = gcd(stride, self.dilation);
        [stride / common, self.dilation / common]
    }
}

impl Places {
    /// Places from one output to the next.
    #[inline]
    #[must_use]
    pub const fn step(&self) -> usize {
        self.step
    }

    /// Whether taps at equal distances have places at equal distances.
    #[inline]
    #[must_use]
    pub const fn are_linear(&self) -> bool {
        self.every == 1
    }

    /// How many places there are; `None` if that overflows.
    #[inline]
    #[must_use]
    pub const fn length(&self) -> Option<usize> {
        let phases = self.phases();
        let shared = self.pitch.checked_mul(self.kernel - phases);
        match (phases.checked_mul(self.outputs), shared) {
            (Some(own), Some(shared)) => own.checked_add(shared),
            _ => None,
        }
    }

    /// Where the first output finds the position of a tap.
    #[inline]
    #[must_use]
    pub const fn of_tap(&self, tap: usize) -> usize {
        let (phase, index) = match self.every {
            1 => (0, tap),
            every => (tap % every, tap / every),
        };
        self.of_phase(phase) + index * self.pitch
    }

    /// The first place of a phase.
    #[inline]
    const fn of_phase(&self, phase: usize) -> usize {
        let (each, more) = self.taps;
        let before = phase * each + if phase < more { phase } else { more };
        phase * self.outputs + (before - phase) * self.pitch
    }

    /// The runs of positions that the first `outputs` outputs read.
    #[inline]
    pub fn runs(&self, outputs: usize) -> impl ExactSizeIterator<Item = Run> + use<> {
        let places = *self;
        let missing = self.outputs - ((outputs - 1) * self.step + 1);
        let runs = if self.joined {
            self.phases()
        } else {
            self.kernel
        };
        (0..runs).map(move |tap| {
            let (each, more) = places.taps;
            let (place, later) = if places.joined {
                let taps = each + usize::from(tap < more);
                (places.of_phase(tap), taps - 1)
            } else {
                (places.of_tap(tap), 0)
            };
            Run {
                place,
                first: tap * places.dilation,
                step: places.stride,
                count: places.outputs - missing + later * places.pitch,
            }
        })
    }

    #[inline]
    const fn phases(&self) -> usize {
        if self.kernel < self.every {
            self.kernel
        } else {
            self.every
        }
    }
}

impl Run {
    /// Which of them are elements of the input, if the window of the first output begins at the
    /// padded position `start`.
    #[inline]
    #[must_use]
    pub fn inside(&self, start: usize, sizes: &ResolvedAxis) -> Range<usize> {
        let first = start + self.first;
        let until = |position: usize| {
            let distance = position.saturating_sub(first);
            let index = match self.step {
                1 => distance,
                step => distance.div_ceil(step),
            };
            index.min(self.count)
        };
        until(sizes.before)..until(sizes.before + sizes.input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::AxisPadding;
    use std::collections::{BTreeMap, BTreeSet};

    /// Sizes below and above a kernel, strides and dilations with and without a common divisor.
    fn each(mut check: impl FnMut(&Axis, usize)) {
        for kernel in 1..7 {
            for stride in 1..9 {
                for dilation in 1..9 {
                    let padding = AxisPadding::Valid;
                    let axis = Axis {
                        kernel,
                        stride,
                        dilation,
                        padding,
                        interpolate: 1,
                    };
                    (1..12).for_each(|outputs| check(&axis, outputs));
                }
            }
        }
    }

    /// The position at each place.
    fn positions(places: &Places, outputs: usize) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        for run in places.runs(outputs) {
            for index in 0..run.count {
                let position = run.first + index * run.step;
                let before = found.insert(run.place + index, position);
                assert_eq!(before, None, "two positions at one place: {places:?}");
            }
        }
        found
    }

    #[test]
    fn every_tap_of_every_output_finds_its_position() {
        each(|axis, outputs| {
            for places in [axis.places(outputs), axis.places_in_order(outputs)] {
                for some in 1..=outputs {
                    let found = positions(&places, some);
                    for output in 0..some {
                        for tap in 0..axis.kernel {
                            let place = output * places.step() + places.of_tap(tap);
                            let position = output * axis.stride + tap * axis.dilation;
                            assert_eq!(found.get(&place), Some(&position), "{axis:?} {some}");
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn what_is_read_has_one_place_and_nothing_else_has_any() {
        each(|axis, outputs| {
            let read: BTreeSet<usize> = (0..outputs)
                .flat_map(|output| {
                    (0..axis.kernel).map(move |tap| output * axis.stride + tap * axis.dilation)
                })
                .collect();
            for places in [axis.places(outputs), axis.places_in_order(outputs)] {
                let found = positions(&places, outputs);
                let length = places.length();
                assert_eq!(length, Some(read.len()), "{axis:?} {outputs}");
                assert!(
                    found.keys().copied().eq(0..read.len()),
                    "{axis:?} {outputs}"
                );
                assert!(found.into_values().collect::<BTreeSet<_>>() == read);
            }
        });
    }

    #[test]
    fn places_that_lie_are_positions() {
        each(|axis, _| {
            let places = axis.places_that_lie();
            assert_eq!(places.step(), axis.stride);
            assert!(places.are_linear());
            for tap in 0..axis.kernel {
                assert_eq!(places.of_tap(tap), tap * axis.dilation);
            }
        });
    }

    #[test]
    fn linear_places_of_taps_are_multiples_of_one() {
        each(|axis, outputs| {
            let places = axis.places(outputs);
            let pitch = if axis.kernel > 1 { places.of_tap(1) } else { 0 };
            let multiples = (0..axis.kernel).all(|tap| places.of_tap(tap) == tap * pitch);
            assert!(multiples || !places.are_linear(), "{axis:?} {outputs}");
        });
    }

    #[test]
    fn as_many_outputs_as_fit_are_counted() {
        each(|axis, outputs| {
            let of = |outputs: usize| axis.places_in_order(outputs).length();
            let places = of(outputs);
            assert!(places.is_some_and(|places| axis.outputs_in(places) == outputs));
            for places in 0..40 {
                let most = axis.outputs_in(places);
                assert!(most == 1 || of(most) <= Some(places), "{axis:?} {places}");
                assert!(of(most + 1) > Some(places), "{axis:?} {places}");
            }
        });
    }

    #[test]
    fn a_stride_or_a_dilation_of_any_size_takes_no_place() {
        for (stride, dilation) in [
            (1_000_000_000, 1),
            (1, 20_000),
            (usize::MAX >> 14, usize::MAX >> 14),
            (usize::MAX / 2, 1),
        ] {
            let padding = AxisPadding::Same;
            let axis = Axis {
                kernel: 3,
                stride,
                dilation,
                padding,
                interpolate: 1,
            };
            assert_eq!(axis.places(1).length(), Some(3));
            assert!(axis.places(2).length() <= Some(6));
            assert_eq!(axis.outputs_in(usize::MAX / 8).min(9), 9);
        }
    }
}
