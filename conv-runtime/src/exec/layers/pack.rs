//! Weights in the order in which tiles read them.
//!
//! The output channels of each group are cut into blocks of [`BLOCK`]. A block holds, tap by tap in
//! the order of operations, one weight of each of its channels; the last block of a group is filled
//! up with zeros. Tiles of any level read it, as whole vectors or channel by channel. Groups of the
//! layout `nchw16` may be cut elsewhere ([`Cuts`]).

mod any;
mod cuts;

pub(crate) use any::AnyPacked;
pub(crate) use cuts::Cuts;

use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::plan::layer::BLOCK;

/// One value for each channel of a block, on cache lines of its own.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(align(64))]
pub(crate) struct Lanes<A>(pub(crate) [A; BLOCK]);

/// Packed weights and bias.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Packed<A> {
    /// `[group][block][tap][channel]`.
    taps: Vec<Lanes<A>>,
    /// `[group][block][channel]`; what a sum begins with.
    bias: Vec<Lanes<A>>,
    /// Taps of a block.
    depth: usize,
    /// Blocks of a group.
    blocks: usize,
}

/// One block of output channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChannelBlock<'a, A> {
    /// One entry for each tap.
    pub(crate) taps: &'a [Lanes<A>],
    /// What the sums begin with.
    pub(crate) bias: &'a Lanes<A>,
}

impl<A: Copy + Default> Packed<A> {
    /// Packs `[out][depth]` values; `start` is what a sum without a bias begins with.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(crate) fn new(
        cuts: Cuts,
        groups: usize,
        depth: usize,
        weight: impl Fn(usize, usize) -> A,
        bias: Option<&dyn Fn(usize) -> A>,
        start: A,
    ) -> Result<Self, Error> {
        let blocks = cuts.blocks();
        let all = blocks * groups;
        let mut taps = try_filled(all * depth, Lanes([A::default(); BLOCK]))?;
        let mut begin = try_filled(all, Lanes([start; BLOCK]))?;
        for group in 0..groups {
            for cut in cuts.of_group(group) {
                let block = group * blocks + cut.block;
                let first = group * cuts.channels() + cut.first;
                for (lane, channel) in (first..first + cut.count).enumerate() {
                    let taps = &mut taps[block * depth..(block + 1) * depth];
                    for (tap, lanes) in taps.iter_mut().enumerate() {
                        lanes.0[lane] = weight(channel, tap);
                    }
                    if let Some(bias) = bias {
                        begin[block].0[lane] = bias(channel);
                    }
                }
            }
        }
        Ok(Self {
            taps,
            bias: begin,
            depth,
            blocks,
        })
    }

    /// The blocks from index `first` on, counted over all groups; from 0 on, all of them.
    pub(crate) fn blocks(&self, first: usize) -> Blocks<'_, A> {
        Blocks {
            taps: &self.taps[first * self.depth..],
            bias: &self.bias[first..],
            depth: self.depth,
            blocks: self.blocks,
        }
    }
}

/// Some blocks of packed weights.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocks<'a, A> {
    taps: &'a [Lanes<A>],
    bias: &'a [Lanes<A>],
    depth: usize,
    blocks: usize,
}

impl<'a, A> Blocks<'a, A> {
    /// Blocks of one group, `[block][tap]`, each of `depth` taps.
    pub(crate) fn new(
        taps: &'a [Lanes<A>],
        bias: &'a [Lanes<A>],
        depth: usize,
        blocks: usize,
    ) -> Self {
        Self {
            taps,
            bias,
            depth,
            blocks,
        }
    }

    /// The blocks from index `first` on.
    pub(crate) fn from(self, first: usize) -> Self {
        Self {
            taps: &self.taps[first * self.depth..],
            bias: &self.bias[first..],
            ..self
        }
    }

    /// Block `index` of a group.
    pub(crate) fn block(self, group: usize, index: usize) -> ChannelBlock<'a, A> {
        let at = group * self.blocks + index;
        ChannelBlock {
            taps: &self.taps[at * self.depth..(at + 1) * self.depth],
            bias: &self.bias[at],
        }
    }
}
