//! Which register tile sums a band, by its cost on a level.
//!
//! The figures are instructions that a core with two multiply-add units and two load ports starts
//! in a cycle; they rank the tiles, and were compared with measured times.

use super::Products;
use crate::rules::layer::Layout;

/// Output channels of a block of packed weights: a vector of the widest level in single precision,
/// and a block of the layout `nchw16`.
pub const BLOCK: usize = Layout::BLOCK;

/// The vector registers of a level, for one accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registers {
    /// Lanes of a vector.
    pub lanes: usize,
    /// Whether there are 32 of them, and not 16.
    pub wide: bool,
    /// The tiles that there is code for.
    pub tiles: TileSet,
}

impl Registers {
    /// The same registers, for multiply-adds of these products.
    #[must_use]
    pub const fn with_products(self, products: Products) -> Self {
        let tiles = match products {
            Products::One => self.tiles,
            Products::Pairs | Products::Quads => TileSet::Words,
        };
        Self { tiles, ..self }
    }
}

/// The tiles that there is code for: each is compiled for every level and accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileSet {
    /// Every tile: only single precision on levels with wide vectors or many registers. With all
    /// tiles for all accumulators the crate took 64 s of processor time to build instead of 51.
    All,
    /// A few, some of which serve every layer.
    Few,
    /// Those of words of [`Products`].
    Words,
}

/// The shape of a register tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tiling {
    /// Channels, and vectors of columns.
    BroadcastWeights(usize, usize),
    /// Columns, and blocks of channels.
    BroadcastInputs(usize, usize),
    /// As `BroadcastInputs`, of an input whose channels lie in blocks of [`BLOCK`].
    BroadcastPixels(usize, usize),
    /// One channel: rows and columns of the window, and the distance between output rows.
    Planar(usize, usize),
}

/// What the choice depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work {
    /// Output channels of a group.
    pub(super) channels: usize,
    /// Taps of an output.
    pub(super) depth: usize,
    /// Output columns of a row.
    pub(super) columns: usize,
    /// Whether the channels of a pixel lie side by side in the output.
    pub(super) interleaved: bool,
    /// Whether tiles read an input whose channels lie in blocks.
    pub(super) blocks: bool,
    /// The tile of one channel, if the layer is depthwise and its rows are not dilated.
    pub(super) planar: Option<Tiling>,
    /// The registers of the level.
    pub(super) registers: Registers,
}

/// Some columns of every row, and the tile that sums them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The tile.
    pub tiling: Tiling,
    /// The first column.
    pub first: usize,
    /// How many there are.
    pub columns: usize,
}

/// The pieces of a row: one, or as many whole tiles as fit and another tile for the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    /// All columns, or those of whole tiles.
    pub main: Piece,
    /// The other columns.
    pub rest: Option<Piece>,
}

impl Pieces {
    /// One sum at a time.
    pub(super) const ONE: Self = Self {
        main: Piece {
            tiling: Tiling::BroadcastWeights(1, 1),
            first: 0,
            columns: 0,
        },
        rest: None,
    };

    /// The cheapest pieces for some work.
    pub(super) fn choose(work: &Work) -> Self {
        let whole = |tiling| Piece {
            tiling,
            first: 0,
            columns: work.columns,
        };
        if let Some(planar) = work.planar
            && Tiling::PLANAR.contains(&planar)
            && planar.is_compiled(work.registers.tiles)
        {
            return Self {
                main: whole(planar),
                rest: None,
            };
        }
        let (mut least, tiling) = Tiling::cheapest(work);
        let mut best = Self {
            main: whole(tiling),
            rest: None,
        };
        for tiling in Tiling::all(work) {
            let columns = work.columns - work.columns % tiling.columns(work);
            // Not even a vector is left over, or nothing fits.
            let vector = if work.blocks { 1 } else { work.registers.lanes };
            let rest = (work.columns - columns).max(vector);
            if columns == 0 || columns == work.columns || rest >= work.columns {
                continue;
            }
            let cost = tiling.cost(&Work { columns, ..*work });
            if cost >= least {
                continue;
            }
            let (more, other) = Tiling::cheapest(&Work {
                columns: rest,
                ..*work
            });
            if cost.saturating_add(more) < least {
                least = cost.saturating_add(more);
                best = Self {
                    main: Piece {
                        tiling,
                        first: 0,
                        columns,
                    },
                    rest: Some(Piece {
                        tiling: other,
                        first: work.columns - rest,
                        columns: rest,
                    }),
                };
            }
        }
        best
    }

    /// Columns after the last one that a tile may read and not use.
    pub(super) fn overhang(&self, work: &Work) -> usize {
        let pieces = [Some(self.main), self.rest].into_iter().flatten();
        let overhangs = pieces.map(|piece| match piece.tiling {
            // A tile of several vectors is narrowed to the row.
            Tiling::BroadcastWeights(..) | Tiling::Planar(..) => {
                work.registers.lanes.saturating_sub(piece.columns)
            }
            Tiling::BroadcastInputs(size, _) | Tiling::BroadcastPixels(size, _) => {
                size.saturating_sub(piece.columns)
            }
        });
        overhangs.max().unwrap_or(0)
    }
}

impl Tiling {
    /// The tiles of levels with 32 registers.
    pub const WIDE: &'static [Self] = &[
        Self::BroadcastWeights(8, 3),
        Self::BroadcastWeights(8, 2),
        Self::BroadcastWeights(6, 4),
        Self::BroadcastWeights(6, 2),
        Self::BroadcastWeights(4, 4),
        Self::BroadcastWeights(8, 1),
        Self::BroadcastWeights(3, 6),
        Self::BroadcastWeights(2, 8),
        Self::BroadcastWeights(1, 6),
        Self::BroadcastWeights(1, 1),
        Self::BroadcastInputs(14, 2),
        Self::BroadcastInputs(12, 2),
        Self::BroadcastInputs(10, 2),
        Self::BroadcastInputs(8, 2),
        Self::BroadcastInputs(4, 2),
        Self::BroadcastInputs(14, 1),
        Self::BroadcastInputs(8, 1),
        Self::BroadcastInputs(4, 1),
        Self::BroadcastInputs(1, 2),
        Self::BroadcastInputs(1, 1),
        Self::BroadcastPixels(14, 2),
        Self::BroadcastPixels(8, 2),
        Self::BroadcastPixels(4, 2),
        Self::BroadcastPixels(14, 1),
        Self::BroadcastPixels(8, 1),
        Self::BroadcastPixels(4, 1),
        Self::BroadcastPixels(2, 1),
        Self::BroadcastPixels(1, 1),
    ];

    /// The tiles of levels with 16 registers.
    pub const NARROW: &'static [Self] = &[
        Self::BroadcastWeights(4, 3),
        Self::BroadcastWeights(4, 2),
        Self::BroadcastWeights(6, 2),
        Self::BroadcastWeights(8, 1),
        Self::BroadcastWeights(3, 3),
        Self::BroadcastWeights(2, 4),
        Self::BroadcastWeights(1, 6),
        Self::BroadcastWeights(1, 1),
        Self::BroadcastInputs(6, 1),
        Self::BroadcastInputs(4, 1),
        Self::BroadcastInputs(2, 1),
        Self::BroadcastInputs(1, 1),
        Self::BroadcastPixels(6, 1),
        Self::BroadcastPixels(4, 1),
        Self::BroadcastPixels(2, 1),
        Self::BroadcastPixels(1, 1),
    ];

    /// The tiles of one channel: size of the window, distance between output rows.
    pub const PLANAR: &'static [Self] = &[
        Self::Planar(3, 1),
        Self::Planar(3, 2),
        Self::Planar(5, 1),
        Self::Planar(5, 2),
    ];

    /// The cheapest tile for some work, and its cost.
    fn cheapest(work: &Work) -> (u64, Self) {
        let one = if work.blocks {
            Self::BroadcastPixels(1, 1)
        } else {
            Self::BroadcastWeights(1, 1)
        };
        let mut best = (u64::MAX, one);
        for tiling in Self::all(work) {
            let cost = tiling.cost(work);
            if cost < best.0 {
                best = (cost, tiling);
            }
        }
        best
    }

    fn all(work: &Work) -> impl Iterator<Item = Self> {
        let all = if work.registers.wide {
            Self::WIDE
        } else {
            Self::NARROW
        };
        all.iter().copied().filter(|tiling| {
            tiling.is_compiled(work.registers.tiles)
                && matches!(tiling, Self::BroadcastPixels(..)) == work.blocks
        })
    }

    /// Whether a set has this tile.
    #[must_use]
    pub const fn is_compiled(self, set: TileSet) -> bool {
        match set {
            TileSet::All => true,
            TileSet::Few => matches!(
                self,
                Self::BroadcastWeights(8 | 4, 2)
                    | Self::BroadcastWeights(1, 1)
                    | Self::BroadcastInputs(8 | 2 | 1, 1)
                    | Self::BroadcastPixels(8 | 2 | 1, 1)
                    | Self::Planar(3, _)
            ),
            TileSet::Words => matches!(
                self,
                Self::BroadcastWeights(8 | 6 | 4, 2)
                    | Self::BroadcastWeights(1, 1)
                    | Self::BroadcastInputs(14 | 8, 2)
                    | Self::BroadcastInputs(14 | 6 | 4 | 1, 1)
            ),
        }
    }

    /// Whether two tiles are the same, in constants, where there is no `==`.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::BroadcastWeights(a, b), Self::BroadcastWeights(c, d))
            | (Self::BroadcastInputs(a, b), Self::BroadcastInputs(c, d))
            | (Self::BroadcastPixels(a, b), Self::BroadcastPixels(c, d))
            | (Self::Planar(a, b), Self::Planar(c, d)) => a == c && b == d,
            _ => false,
        }
    }

    /// Columns that a tile covers.
    const fn columns(self, work: &Work) -> usize {
        match self {
            Self::BroadcastWeights(_, vectors) => vectors * work.registers.lanes,
            Self::BroadcastInputs(columns, _) | Self::BroadcastPixels(columns, _) => columns,
            Self::Planar(..) => work.registers.lanes,
        }
    }

    /// What a row of outputs takes, in quarters of a cycle.
    fn cost(self, work: &Work) -> u64 {
        let lanes = work.registers.lanes;
        if let Self::BroadcastWeights(_, vectors) = self
            && vectors > 1
            && work.columns < (vectors - 1) * lanes
        {
            return u64::MAX;
        }
        // Blocks are read where they lie, and nothing is staged after the last column.
        if let Self::BroadcastPixels(columns, _) = self
            && columns > work.columns.max(1)
        {
            return u64::MAX;
        }
        let (tiles, sums, loads, stores) = match self {
            Self::BroadcastWeights(channels, vectors) => (
                work.channels.div_ceil(channels) * work.columns.div_ceil(vectors * lanes),
                channels * vectors,
                // A load that is not aligned crosses a cache line and counts twice.
                channels + vectors * 2,
                if work.interleaved {
                    channels * vectors * lanes * 4
                } else {
                    channels * vectors * 4
                },
            ),
            Self::BroadcastInputs(columns, blocks) | Self::BroadcastPixels(columns, blocks) => {
                let vectors = blocks * BLOCK / lanes;
                (
                    work.channels.div_ceil(blocks * BLOCK) * work.columns.div_ceil(columns),
                    columns * vectors,
                    columns + vectors,
                    if work.interleaved {
                        columns * vectors * 8
                    } else {
                        columns * blocks * BLOCK * 2
                    },
                )
            }
            Self::Planar(..) => return u64::MAX,
        };
        let registers = if work.registers.wide { 32 } else { 16 };
        if sums + 2 > registers && sums > 1 {
            return u64::MAX;
        }
        // With fewer sums than both units have stages, multiply-adds wait for each other.
        let tap = (sums * 2).max(loads * 2).max(16) + 4;
        // Of a deep layer these are more than 32 bits.
        let steps = (work.depth as u64).saturating_mul(tap as u64);
        (tiles as u64).saturating_mul(steps.saturating_add(stores as u64 + 100))
    }
}
