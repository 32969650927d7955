//! Which loops compute a layer, how they read its input, and their tiles: for a level and a size.
//!
//! All of them do an output's operations in the same order, so nothing here changes a bit.

use super::chunks::{ROW, TILE, TILES_OF_BLOCKS, chunk, copies, staged_columns};
use super::tiling::{BLOCK, Pieces, Registers, Tiling, Work};
use super::{Algorithm, LayerPlan, Products};
use crate::rules::layer::{LayerSpec, Layout, Resolved};
use crate::window::{AxisPadding, Border};

/// Columns of planes that are read between masks, which copy a few rows of some planes.
const WIDEST: usize = 1 << 13;

/// The loops that compute a layer, as far as they do not depend on its size and the CPU level.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::layer::{Algorithm, LayerForm};
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 1, 1], Numbers::AtRunTime);
/// let form = LayerForm::of(&LayerSpec::check(options)?, Algorithm::Direct);
/// assert_eq!(form, LayerForm::Pointwise);
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerForm {
    /// Register tiles over bands of output rows.
    Dense,
    /// Register tiles over chunks of pixels: one product of matrices.
    Pointwise,
    /// Register tiles of one channel, whose output rows share the loads of their windows.
    DepthwiseRows,
    /// A lane for each channel.
    DepthwiseChannels,
    /// Transformed tiles of Winograd's minimal filtering.
    Winograd,
    /// A layer for each [phase](super::LayerPhase) of the stride, whose outputs are interleaved.
    Transposed,
}

/// How the loops find their input.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::layer::{LayerPlan, Reading};
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let (input, output) = (ElementType::U8, ElementType::I32);
/// let mut options = LayerOptions::new(input, output, [8, 3, 3, 3], Numbers::AtRunTime);
/// options.window.padding = 1.into();
/// assert_eq!(LayerPlan::new(LayerSpec::check(options)?).reading(), Reading::Staged);
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Where it lies.
    InPlace,
    /// Where it lies, between masks for the zeros around it.
    Masked,
    /// Where it lies, except for windows that reach past an edge.
    Edges,
    /// From copies of chunks of pixels.
    Copied,
    /// From rows of the accumulator's type, made ready before: extended, split into phases,
    /// converted.
    Staged,
}

/// How a layer is computed on one level for one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerLowering {
    /// The loops.
    pub form: LayerForm,
    /// How they find their input.
    pub reading: Reading,
    /// Columns over which tiles are moved: those of a row, of a block of a long row, or of a chunk
    /// of pixels.
    pub columns: usize,
    /// The tiles of a row; not used by lanes of channels or by Winograd's algorithm.
    pub pieces: Pieces,
    /// Columns after the last one that tiles may read and do not use.
    pub overhang: usize,
    /// What a multiply-add of a tile sums.
    pub products: Products,
}

impl LayerForm {
    /// The loops of a layer on levels that have code for all tiles.
    #[must_use]
    pub fn of(kernel: &LayerSpec, algorithm: Algorithm) -> Self {
        if kernel.shape.transposed.is_some() {
            Self::Transposed
        } else if algorithm != Algorithm::Direct {
            Self::Winograd
        } else if kernel.is_interleaved_depthwise() {
            Self::DepthwiseChannels
        } else if planar(kernel).is_some_and(|tile| Tiling::PLANAR.contains(&tile)) {
            Self::DepthwiseRows
        } else if reads_in_place(kernel)
            && unpadded(kernel)
            && kernel.shape.rows * kernel.shape.columns == 1
            && kernel.window.rows.stride == 1
        {
            Self::Pointwise
        } else {
            Self::Dense
        }
    }
}

impl LayerPlan {
    /// The loops that compute the layer. Where a level has no tile of one channel for
    /// [`LayerForm::DepthwiseRows`], they are those of [`LayerForm::Dense`].
    #[must_use]
    pub fn form(&self) -> LayerForm {
        LayerForm::of(&self.kernel, self.algorithm)
    }

    /// How inputs of every size are read, if their rows are as long as a vector.
    #[must_use]
    pub fn reading(&self) -> Reading {
        if self.form() == LayerForm::DepthwiseRows && masks(&self.kernel) {
            Reading::Masked
        } else {
            self.unmasked()
        }
    }

    /// The same on levels that have no tile of one channel.
    pub(super) fn unmasked(&self) -> Reading {
        let shape = &self.kernel.shape;
        let tiles = !matches!(
            self.form(),
            LayerForm::Winograd | LayerForm::DepthwiseChannels | LayerForm::Transposed
        );
        if self.form() == LayerForm::DepthwiseChannels && reads_pixels(&self.kernel) {
            Reading::Edges
        } else if !(tiles && reads_in_place(&self.kernel) && unpadded(&self.kernel)) {
            Reading::Staged
        } else if self.form() == LayerForm::Pointwise
            && copies(shape.group_inputs, shape.group_outputs())
            && self.kernel.layout != Layout::Nchw16
        {
            Reading::Copied
        } else {
            Reading::InPlace
        }
    }
}

/// All that a lowering depends on. Two calls with equal keys have the same lowering, so that it can
/// be kept from one to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoweringKey {
    /// The loops, on levels that have code for all tiles.
    form: LayerForm,
    /// Whether no input is padded at this size, and tiles can read it where it lies.
    in_place: bool,
    /// Whether tiles can read it where it lies and mask what is padded.
    masked: bool,
    /// Whether vectors can read the channels of a pixel where they lie.
    pixels: bool,
    /// Input channels of a group.
    inputs: usize,
    /// What a multiply-add of a tile sums.
    products: Products,
    /// Output rows.
    rows: usize,
    /// Columns of a row that are staged at once.
    staged: usize,
    /// What the tiles of a row depend on.
    work: Work,
}

impl LoweringKey {
    /// What the lowering of a layer depends on, for an input of these sizes on a level with these
    /// registers, where packed weights are words of these products.
    #[must_use]
    pub fn of(
        kernel: &LayerSpec,
        algorithm: Algorithm,
        resolved: &Resolved,
        registers: Registers,
        products: Products,
    ) -> Self {
        let pads = [resolved.rows, resolved.columns]
            .iter()
            .any(|axis| axis.before + axis.after > 0);
        let depth = kernel.shape.rows * kernel.shape.columns;
        Self {
            form: LayerForm::of(kernel, algorithm),
            in_place: !pads && reads_in_place(kernel),
            masked: masks(kernel) && resolved.columns.input <= WIDEST,
            pixels: reads_pixels(kernel),
            inputs: kernel.shape.group_inputs,
            products,
            rows: resolved.output.rows,
            staged: staged_columns(
                &kernel.window,
                planes(kernel, products),
                resolved.output.columns,
                ROW / kernel.input.bytes().max(size_of::<f32>()),
            ),
            work: Work {
                channels: kernel.shape.group_outputs(),
                depth: depth * products.words(kernel.shape.group_inputs),
                columns: resolved.output.columns,
                interleaved: kernel.layout != Layout::Nchw,
                blocks: products == Products::One && reads_blocks(kernel),
                planar: planar(kernel),
                registers: registers.with_products(products),
            },
        }
    }
}

impl LayerLowering {
    /// Whether tiles read their input in blocks of channels.
    #[must_use]
    pub const fn reads_blocks(&self) -> bool {
        matches!(self.pieces.main.tiling, Tiling::BroadcastPixels(..))
    }

    /// How a layer is computed for one size on one level.
    #[must_use]
    pub fn new(key: &LoweringKey) -> Self {
        let LoweringKey {
            form,
            in_place,
            masked,
            pixels,
            inputs,
            products,
            rows,
            staged,
            work,
        } = *key;
        match form {
            LayerForm::Winograd | LayerForm::DepthwiseChannels | LayerForm::Transposed => Self {
                form,
                reading: if pixels && form == LayerForm::DepthwiseChannels {
                    Reading::Edges
                } else {
                    Reading::Staged
                },
                columns: staged,
                pieces: Pieces::ONE,
                overhang: 0,
                products,
            },
            LayerForm::Pointwise => {
                let tile = if work.blocks { TILES_OF_BLOCKS } else { TILE };
                let columns = chunk(rows * work.columns, inputs, tile);
                let work = Work { columns, ..work };
                let pieces = Pieces::choose(&work);
                let overhang = pieces.overhang(&work);
                // The channels of a block of pixels lie on few pages already.
                let copied = !work.blocks && copies(inputs, work.channels);
                let reading = if overhang > 0 || copied {
                    Reading::Copied
                } else {
                    Reading::InPlace
                };
                Self {
                    form,
                    reading,
                    columns,
                    pieces,
                    overhang,
                    products,
                }
            }
            LayerForm::Dense | LayerForm::DepthwiseRows => {
                let lowering = |work: &Work| {
                    let pieces = Pieces::choose(work);
                    let overhang = pieces.overhang(work);
                    let form = match pieces.main.tiling {
                        Tiling::Planar(..) => LayerForm::DepthwiseRows,
                        _ => LayerForm::Dense,
                    };
                    Self {
                        form,
                        reading: if masked && form == LayerForm::DepthwiseRows {
                            Reading::Masked
                        } else if in_place && overhang == 0 {
                            Reading::InPlace
                        } else {
                            Reading::Staged
                        },
                        columns: work.columns,
                        pieces,
                        overhang,
                        products,
                    }
                };
                let whole = lowering(&work);
                if staged == work.columns || whole.reading != Reading::Staged {
                    return whole;
                }
                Self {
                    reading: Reading::Staged,
                    ..lowering(&Work {
                        columns: staged,
                        ..work
                    })
                }
            }
        }
    }
}

/// Whether tiles can read the channels of a group where they lie, if the input is not padded.
pub(super) fn reads_in_place(kernel: &LayerSpec) -> bool {
    let single = kernel.shape.groups == 1 && kernel.shape.inputs() == 1;
    kernel.input.is_float()
        && kernel.window.columns.stride == 1
        && kernel.zero_points.input == 0
        && match kernel.layout {
            Layout::Nchw => true,
            Layout::Nhwc => single,
            Layout::Nchw16 => reads_blocks(kernel),
        }
}

/// The planes, or channels of a pixel, that are staged at once.
fn planes(kernel: &LayerSpec, products: Products) -> usize {
    let (shape, layout) = (&kernel.shape, kernel.layout);
    match layout {
        Layout::Nhwc if kernel.is_interleaved_depthwise() => shape.inputs(),
        Layout::Nchw16 if kernel.is_interleaved_depthwise() => BLOCK,
        _ if products == Products::One && reads_blocks(kernel) => {
            shape.group_inputs.next_multiple_of(BLOCK)
        }
        _ => products.words(shape.group_inputs),
    }
}

/// Whether tiles read input channels in blocks of the layout `nchw16`: where a group begins with a
/// block.
const fn reads_blocks(kernel: &LayerSpec) -> bool {
    let shape = &kernel.shape;
    matches!(kernel.layout, Layout::Nchw16)
        && (shape.groups == 1 || shape.group_inputs.is_multiple_of(Layout::BLOCK))
}

/// Whether vectors can read the channels of a pixel where they lie: the last one of an image does
/// not reach past it.
fn reads_pixels(kernel: &LayerSpec) -> bool {
    let whole = kernel.shape.inputs().is_multiple_of(Layout::BLOCK);
    kernel.input.is_float() && (whole || kernel.layout == Layout::Nchw16)
}

/// Whether tiles of one channel can read planes where they lie, between masks for the zeros around
/// them.
fn masks(kernel: &LayerSpec) -> bool {
    let window = &kernel.window;
    (window.row_border, window.column_border) == (Border::Zero, Border::Zero)
        && kernel.shape.transposed.is_none()
        && kernel.layout == Layout::Nchw
        && kernel.input.is_float()
        && planar(kernel).is_some_and(|tile| Tiling::PLANAR.contains(&tile))
}

/// Whether no input is padded, whatever its size.
fn unpadded(kernel: &LayerSpec) -> bool {
    let window = &kernel.window;
    [window.rows, window.columns]
        .iter()
        .all(|axis| match axis.padding {
            AxisPadding::Valid
            | AxisPadding::Explicit {
                before: 0,
                after: 0,
            } => true,
            AxisPadding::Full
            | AxisPadding::Causal
            | AxisPadding::Same
            | AxisPadding::SameLower => axis.kernel == 1,
            AxisPadding::Explicit { .. } => false,
        })
}

/// The tile of one channel that a depthwise layer allows.
fn planar(kernel: &LayerSpec) -> Option<Tiling> {
    let (rows, columns) = (&kernel.window.rows, &kernel.window.columns);
    let fits = !reads_blocks(kernel)
        && kernel.shape.group_inputs == 1
        && kernel.shape.group_outputs() <= 2
        && (rows.dilation, columns.dilation) == (1, 1)
        && (rows.kernel, rows.stride) == (columns.kernel, columns.stride);
    fits.then_some(Tiling::Planar(rows.kernel, rows.stride))
}
