//! Which pattern a matrix has, derived from the window alone.

use super::ConvMatrix;
use conv_plan::rules::layer::Layout;
use conv_plan::window::{Axis, Border, ResolvedAxis, Window};
use core::fmt;

/// A pattern of entries that every kernel of a window gives.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, matrix::Structure};
/// let kernel = DynKernel::<u8, i32>::builder([[1, 2], [3, 4]]).build()?;
/// let structure = kernel.matrix(5, 4)?.structure();
/// assert_eq!(structure, Structure::BlockToeplitz);
/// assert_eq!(structure.to_string(), "block Toeplitz with Toeplitz blocks");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Structure {
    /// Constant along each diagonal: a signal, stride 1, nothing but constants outside.
    Toeplitz,
    /// Blocks constant along each block diagonal, each block Toeplitz itself (or circulant, which
    /// is a kind of Toeplitz): the same on planes. Also called doubly blocked Toeplitz.
    BlockToeplitz,
    /// Each row is the row above moved right by one, around the end: a signal, stride 1,
    /// `wrap`, and an output as long as the input.
    Circulant,
    /// Blocks moved around like the entries of a circulant matrix, each block circulant itself:
    /// the same on planes.
    DoublyCirculant,
    /// A layer of several channels or images: blocks with a pattern, and blocks of zeros.
    Channels(ChannelBlocks),
    /// None of these is claimed.
    General,
}

/// The blocks of a layer's matrix: one for each output channel and each input channel.
///
/// Block `(o, c)` holds the entries from the pixels of input channel `c` to those of output channel
/// `o`, where the channels of all images are counted through: `image * outputs + o` from the top
/// and `image * inputs + c` from the left. In the layout `nchw` blocks lie in the matrix as they
/// are, `out_rows * out_columns` by `in_rows * in_columns` entries each. The layout `nhwc` has
/// pixel `p` of channel `o` in row `(image * area + p) * outputs + o` instead, and columns
/// likewise: a permutation of both sides. The layout `nchw16` has it in row
/// `((image * blocks + o / 16) * area + p) * 16 + o % 16`, where an image has `blocks` of 16 output
/// channels; the rows and columns of what fills up the last block are zero.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, matrix::Structure};
/// let layer = DynLayer::<i8, i32>::builder([1; 6], [3, 2, 1, 1]).build()?;
/// let Structure::Channels(blocks) = layer.matrix([1, 2, 4, 4])?.structure() else {
///     panic!("a block for each pair of channels")
/// };
/// assert_eq!((blocks.outputs, blocks.inputs, blocks.images), (3, 2, 1));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChannelBlocks {
    /// Images of the batch. Blocks from one image to another are zero.
    pub images: usize,
    /// Input channels of an image.
    pub inputs: usize,
    /// Output channels of an image.
    pub outputs: usize,
    /// Groups of channels. Blocks from one group to another are zero.
    pub groups: usize,
    /// The layout: only in `nchw` the entries of a block lie side by side.
    pub layout: Layout,
    /// The pattern of each block.
    pub block: BlockPattern,
}

/// The pattern of a block from one channel to another: the variants of [`Structure`] with these
/// names.
///
/// ```
/// # use conv_runtime::matrix::{BlockPattern, Structure};
/// assert_eq!(Structure::from(BlockPattern::Toeplitz), Structure::Toeplitz);
/// assert_eq!(BlockPattern::Circulant.to_string(), Structure::Circulant.to_string());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockPattern {
    /// [`Structure::Toeplitz`].
    Toeplitz,
    /// [`Structure::BlockToeplitz`].
    BlockToeplitz,
    /// [`Structure::Circulant`].
    Circulant,
    /// [`Structure::DoublyCirculant`].
    DoublyCirculant,
}

impl From<BlockPattern> for Structure {
    fn from(pattern: BlockPattern) -> Self {
        match pattern {
            BlockPattern::Toeplitz => Self::Toeplitz,
            BlockPattern::BlockToeplitz => Self::BlockToeplitz,
            BlockPattern::Circulant => Self::Circulant,
            BlockPattern::DoublyCirculant => Self::DoublyCirculant,
        }
    }
}

impl fmt::Display for BlockPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Toeplitz => "Toeplitz",
            Self::BlockToeplitz => "block Toeplitz with Toeplitz blocks",
            Self::Circulant => "circulant",
            Self::DoublyCirculant => "block circulant with circulant blocks",
        })
    }
}

/// The name in linear algebra, for layers with the number of blocks.
impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toeplitz => BlockPattern::Toeplitz.fmt(f),
            Self::BlockToeplitz => BlockPattern::BlockToeplitz.fmt(f),
            Self::Circulant => BlockPattern::Circulant.fmt(f),
            Self::DoublyCirculant => BlockPattern::DoublyCirculant.fmt(f),
            Self::Channels(of) => write!(
                f,
                "{}x{} blocks, each {}",
                of.images.saturating_mul(of.outputs),
                of.images.saturating_mul(of.inputs),
                of.block
            ),
            Self::General => f.write_str("general"),
        }
    }
}

impl ConvMatrix {
    /// What is known about the pattern of the entries, from the window alone.
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, Layer, matrix::{BlockPattern, Structure}};
    /// let layer = DynLayer::<i8, i32>::builder([1; 54], [3, 2, 3, 3]).build()?;
    /// let structure = layer.matrix([1, 2, 8, 8])?.structure();
    /// assert_eq!(structure.to_string(), "3x2 blocks, each block Toeplitz with Toeplitz blocks");
    /// let Structure::Channels(blocks) = structure else { panic!("a block for each pair") };
    /// assert_eq!(blocks.block, BlockPattern::BlockToeplitz);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn structure(&self) -> Structure {
        let transposed = self.numbers.is_transposed();
        match of(&self.window, &self.row_axis, &self.column_axis, transposed) {
            None => Structure::General,
            Some(pattern) if self.channels.is_one() => pattern.into(),
            Some(block) => Structure::Channels(self.channels.blocks(block)),
        }
    }
}

/// The pattern along one axis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Along {
    /// One input, one output: a matrix with one entry.
    Point,
    Circulant,
    Toeplitz,
    General,
}

/// The pattern from one channel to another, if one is claimed.
fn of(
    window: &Window,
    rows: &ResolvedAxis,
    columns: &ResolvedAxis,
    transposed: bool,
) -> Option<BlockPattern> {
    let along = if transposed { along_transposed } else { along };
    let vertical = along(&window.rows, window.row_border, rows);
    let horizontal = along(&window.columns, window.column_border, columns);
    match (vertical, horizontal) {
        (Along::General, _) | (_, Along::General) => None,
        (Along::Point, Along::Toeplitz) | (Along::Toeplitz, Along::Point) => {
            Some(BlockPattern::Toeplitz)
        }
        (Along::Point, _) | (Along::Circulant, Along::Point) => Some(BlockPattern::Circulant),
        (Along::Circulant, Along::Circulant) => Some(BlockPattern::DoublyCirculant),
        (Along::Toeplitz | Along::Circulant, _) => Some(BlockPattern::BlockToeplitz),
    }
}

fn along(axis: &Axis, border: Border, extent: &ResolvedAxis) -> Along {
    let inside = extent.before == 0 && extent.after == 0;
    match border {
        _ if extent.input == 1 && extent.output == 1 => Along::Point,
        _ if (axis.stride, axis.rate()) != (1, 1) => Along::General,
        Border::Wrap if extent.input == extent.output => Along::Circulant,
        Border::Zero | Border::Constant(_) => Along::Toeplitz,
        _ if inside => Along::Toeplitz,
        _ => Along::General,
    }
}

/// Nothing is outside a transposed axis: at stride 1 the tap depends on the distance alone.
fn along_transposed(axis: &Axis, _: Border, extent: &ResolvedAxis) -> Along {
    match (extent.input, extent.output) {
        (1, 1) => Along::Point,
        _ if axis.stride == 1 => Along::Toeplitz,
        _ => Along::General,
    }
}
