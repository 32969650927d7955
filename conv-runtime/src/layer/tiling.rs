//! Which register tile sums a band, by what it costs on a level.
//!
//! The figures are instructions that a core with two multiply-add units and two load
//! ports starts in a cycle; they order the tiles, and were compared with times.

use super::pack::BLOCK;

/// The shape of a register tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tiling {
    /// Channels, and vectors of columns.
    Across(usize, usize),
    /// Columns, and blocks of channels.
    Deep(usize, usize),
}

/// What the choice depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// Output channels of a group.
    pub(crate) channels: usize,
    /// Taps of an output.
    pub(crate) depth: usize,
    /// Output columns of a row.
    pub(crate) columns: usize,
    /// Whether the channels of a pixel lie side by side in the output.
    pub(crate) interleaved: bool,
    /// Lanes of a vector.
    pub(crate) lanes: usize,
    /// Whether the level has 32 vector registers.
    pub(crate) wide: bool,
}

impl Tiling {
    /// Tiles of levels with 32 registers.
    const WIDE: &'static [Self] = &[
        Self::Across(8, 3),
        Self::Across(8, 2),
        Self::Across(6, 4),
        Self::Across(4, 4),
        Self::Across(8, 1),
        Self::Across(1, 6),
        Self::Across(1, 1),
        Self::Deep(14, 2),
        Self::Deep(12, 2),
        Self::Deep(10, 2),
        Self::Deep(8, 2),
        Self::Deep(4, 2),
        Self::Deep(14, 1),
        Self::Deep(8, 1),
        Self::Deep(4, 1),
        Self::Deep(1, 1),
    ];

    /// Tiles of levels with 16 registers.
    const NARROW: &'static [Self] = &[
        Self::Across(4, 3),
        Self::Across(4, 2),
        Self::Across(6, 2),
        Self::Across(8, 1),
        Self::Across(2, 4),
        Self::Across(1, 6),
        Self::Across(1, 1),
        Self::Deep(6, 1),
        Self::Deep(4, 1),
        Self::Deep(2, 1),
        Self::Deep(1, 1),
    ];

    /// The cheapest tile for some work.
    pub(crate) fn choose(work: &Work) -> Self {
        let all = if work.wide { Self::WIDE } else { Self::NARROW };
        let mut best = (u64::MAX, Self::Across(1, 1));
        for &tiling in all {
            let cost = tiling.cost(work);
            if cost < best.0 {
                best = (cost, tiling);
            }
        }
        best.1
    }

    /// Quarters of a cycle that a row of outputs takes.
    fn cost(self, work: &Work) -> u64 {
        let lanes = work.lanes;
        let (tiles, sums, loads, stores) = match self {
            Self::Across(channels, vectors) => (
                work.channels.div_ceil(channels) * work.columns.div_ceil(vectors * lanes),
                channels * vectors,
                // A load that is not aligned crosses a line of the cache and counts twice.
                channels + vectors * 2,
                if work.interleaved {
                    channels * vectors * lanes * 4
                } else {
                    channels * vectors * 4
                },
            ),
            Self::Deep(columns, blocks) => {
                let vectors = blocks * BLOCK / lanes;
                (
                    work.channels.div_ceil(blocks * BLOCK) * work.columns.div_ceil(columns),
                    columns * vectors,
                    columns + vectors,
                    if work.interleaved {
                        columns * vectors * 8
                    } else {
                        columns * blocks * BLOCK * 6
                    },
                )
            }
        };
        let registers = if work.wide { 32 } else { 16 };
        if sums + 2 > registers && sums > 1 {
            return u64::MAX;
        }
        // Sums wait for each other if there are fewer than both units have stages.
        let tap = (sums * 2).max(loads * 2).max(16) + 4;
        (tiles * (work.depth * tap + stores + 60)) as u64
    }
}
