//! How the output channels of a group are cut into blocks of packed weights.
//!
//! ```text
//! usually                channels 0..16, 16..32, ... of each group
//! nchw16, where groups   channels of each block of the layout: the first block of a group is cut
//! begin inside a block   short, so that no vector of outputs reaches from one block to another
//! ```

use conv_plan::plan::layer::{BLOCK, LayerForm};
use conv_plan::rules::layer::{LayerSpec, Layout};

/// The cuts of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cuts {
    /// Output channels of a group.
    channels: usize,
    /// Whether blocks end with those of the layout.
    short: bool,
}

/// A block of channels of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Its number in the group.
    pub(crate) block: usize,
    /// The first channel, counted from that of the group.
    pub(crate) first: usize,
    /// Channels, at most [`BLOCK`].
    pub(crate) count: usize,
}

impl Cuts {
    /// The cuts for the loops of a form.
    pub(crate) fn new(kernel: &LayerSpec, form: LayerForm) -> Self {
        let shape = kernel.shape();
        // A lane for each channel: all groups are one.
        let lanes = form == LayerForm::DepthwiseChannels;
        let channels = if lanes {
            shape.outputs
        } else {
            shape.group_outputs()
        };
        Self {
            channels,
            short: !lanes
                && kernel.layout() == Layout::Nchw16
                && shape.groups > 1
                && !channels.is_multiple_of(BLOCK),
        }
    }

    /// Cuts of one group.
    pub(crate) const fn one(channels: usize) -> Self {
        Self {
            channels,
            short: false,
        }
    }

    /// Output channels of a group.
    pub(crate) const fn channels(&self) -> usize {
        self.channels
    }

    /// Whether two neighbouring blocks are 32 channels.
    pub(crate) const fn are_whole(&self) -> bool {
        !self.short
    }

    /// Blocks of packed weights of each group, enough for those with the most cuts.
    pub(crate) const fn blocks(&self) -> usize {
        let most = if self.short { BLOCK - 1 } else { 0 };
        (self.channels + most).div_ceil(BLOCK)
    }

    /// The blocks of a group.
    pub(crate) fn of_group(self, group: usize) -> impl Iterator<Item = Cut> {
        let before = if self.short {
            group * self.channels % BLOCK
        } else {
            0
        };
        let blocks = (before + self.channels).div_ceil(BLOCK);
        (0..blocks).map(move |block| {
            let first = (block * BLOCK).saturating_sub(before);
            let end = ((block + 1) * BLOCK - before).min(self.channels);
            Cut {
                block,
                first,
                count: end - first,
            }
        })
    }
}
