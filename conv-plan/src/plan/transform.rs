//! Sums by the fast Fourier transform: the blocks of an output, and when they are worth it.
//!
//! ```text
//! Transform::new   what a kernel's method and types say                    (once)
//!   -> cheapest    of all block sizes that hold the window, the one whose
//!                  blocks take the least time for an output                (cost)
//!   -> choose      that block, or none: the direct way is faster           (each size of output)
//! ```
//!
//! Overlap-save (Oppenheim and Schafer, "Discrete-Time Signal Processing", section 8.7): of the
//! circular correlation of a block of `N` elements with a window of extent `E` the first
//! `N - E + 1` are those of the linear one. Blocks advance by that many positions, a position being
//! an output without stride. Taps are real numbers, so two blocks are transformed as one: the real
//! and the imaginary parts of complex numbers do not mix.

mod cost;

pub use cost::{DirectCost, Estimates};

use crate::number::AccumulatorType;
use crate::rules::{Dimensions, Method};

use super::Plan;
use crate::analysis::{Bounds, at_least, exact_block, least_size};
use crate::rules::Weights;
use core::fmt;

/// What is known of a kernel that may be computed by FFT.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transform {
    /// `Fft`, or `Auto`.
    pub method: Method,
    /// Whether the kernel has one axis.
    pub signal: bool,
    /// The type of the transform: `f32`, or `f64`, from which integers are rounded.
    pub precision: AccumulatorType,
    /// Rows and columns that a window spans.
    pub extent: [usize; 2],
    /// Rows and columns between outputs.
    pub stride: [usize; 2],
    /// Elements of the largest block whose integers are proven exact; `usize::MAX` for floats, 0 if
    /// there is none.
    pub largest: usize,
    /// What the direct way takes; `None` if there is none, since there are too many taps.
    pub direct: Option<DirectCost>,
}

/// Blocks of one size over an output.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Plan, Transform};
/// # use conv_plan::rules::{ConvSpec, Method, Options, TapSource};
/// let taps = TapSource::Taps(vec![0.001; 2048].into());
/// let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
/// options.method = Method::Fft;
/// let transform = Transform::new(&Plan::new(&ConvSpec::check(&options)?)).ok_or("direct")?;
/// let block = transform.estimates([1, 1 << 20], 8).block.ok_or("no block")?;
/// assert_eq!(block.points(), block.size[0] * block.size[1]);
/// // Two blocks of a row are transformed as one.
/// assert_eq!((block.paired(), block.transforms()), (1, block.count[1].div_ceil(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// Rows and columns of a transform.
    pub size: [usize; 2],
    /// Positions from a block to the next: at most `size - extent + 1`.
    pub step: [usize; 2],
    /// Blocks down and across.
    pub count: [usize; 2],
}

impl Block {
    /// Elements of a transform.
    #[must_use]
    pub const fn points(&self) -> usize {
        self.size[0].saturating_mul(self.size[1])
    }

    /// The axis along which two blocks are transformed as one: 0 for rows if there are several
    /// down, else 1.
    #[must_use]
    pub const fn paired(&self) -> usize {
        if self.count[0] > 1 { 0 } else { 1 }
    }

    /// Transforms that the output takes.
    #[must_use]
    pub const fn transforms(&self) -> usize {
        let [down, across] = self.count;
        match self.paired() {
            0 => down.div_ceil(2).saturating_mul(across),
            _ => down.saturating_mul(across.div_ceil(2)),
        }
    }
}

impl Transform {
    /// What the plan's kernel may be computed by; `None` for `method: direct`.
    #[must_use]
    pub fn new(plan: &Plan) -> Option<Self> {
        let kernel = plan.kernel();
        let window = kernel.window();
        let method = kernel.method();
        if method == Method::Direct {
            return None;
        }
        let extent = window.extents();
        let (precision, largest) = match kernel.weights() {
            Weights::F32(_) => (AccumulatorType::F32, usize::MAX),
            Weights::F64(_) => (AccumulatorType::F64, usize::MAX),
            Weights::Integer { taps, .. } => {
                let input = kernel.input_bounds().unwrap_or(Bounds::ZERO);
                let largest = exact_block(taps, input, extent);
                (AccumulatorType::F64, largest.unwrap_or(0))
            }
        };
        Some(Self {
            method,
            signal: kernel.dimensions() == Dimensions::Signal,
            precision,
            extent,
            stride: [window.rows.stride, window.columns.stride],
            largest,
            direct: DirectCost::of(plan),
        })
    }

    /// Whether outputs of some size are computed directly.
    #[must_use]
    pub const fn has_direct(&self) -> bool {
        matches!(self.method, Method::Auto) && self.direct.is_some()
    }

    /// The blocks for an output of these rows and columns: `None` if the direct way is to be taken.
    ///
    /// `width` is that of vectors in bytes; what is estimated depends on it, results do not.
    #[must_use]
    pub fn choose(&self, outputs: [usize; 2], width: usize) -> Option<Block> {
        let estimates = self.estimates(outputs, width);
        estimates.block.filter(|_| !estimates.is_direct())
    }

    /// Positions of an axis with this many outputs.
    fn positions(&self, axis: usize, outputs: usize) -> Option<usize> {
        (outputs.checked_sub(1)?)
            .checked_mul(self.stride[axis])?
            .checked_add(1)
    }

    /// The block that takes the least time, and that time in nanoseconds; `None` if no block is
    /// possible: one that holds the window is not exact, or has more elements than a `usize`
    /// counts.
    fn cheapest(&self, outputs: [usize; 2], width: usize) -> Option<(Block, f64)> {
        let positions = [
            self.positions(0, outputs[0])?,
            self.positions(1, outputs[1])?,
        ];
        let axes = [
            Sizes::new(self.extent[0], positions[0])?,
            Sizes::new(self.extent[1], positions[1])?,
        ];
        let mut best: Option<(Block, f64)> = None;
        for rows in axes[0] {
            for columns in axes[1] {
                let Some(points) = rows.checked_mul(columns) else {
                    continue;
                };
                if points > self.largest {
                    continue;
                }
                let size = [rows, columns];
                let block = self.blocks(size, positions);
                let time = cost::fft(&block, self.precision, width);
                if best.is_none_or(|(_, least)| time < least) {
                    best = Some((block, time));
                }
            }
        }
        best
    }

    /// Blocks of a size over some positions. The steps are even, so that the last block of an axis
    /// is about as full as the others.
    fn blocks(&self, size: [usize; 2], positions: [usize; 2]) -> Block {
        let axis = |axis: usize| {
            let most = size[axis] - (self.extent[axis] - 1);
            let count = positions[axis].div_ceil(most);
            (positions[axis].div_ceil(count), count)
        };
        let ((down, rows), (across, columns)) = (axis(0), axis(1));
        Block {
            size,
            step: [down, across],
            count: [rows, columns],
        }
    }
}

/// Vectors of usual machines, in bytes, and the levels that have them.
const VECTORS: [(usize, &str); 3] = [(16, "SSE2, NEON"), (32, "AVX2"), (64, "AVX-512")];

/// The sizes of large outputs: 2^22 outputs of a signal, 2048 x 2048 of a plane.
const LARGE: usize = 1 << 22;

/// The lines of a plan that are about the FFT, each after a line break.
///
/// `explain()` knows no size and no CPU, so it says what would be chosen for a large output with
/// vectors of each length, and what both ways would take for an output there.
impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  fft: overlap-save in {}", self.precision)?;
        if self.largest != usize::MAX {
            f.write_str(if self.largest == 0 {
                ", not exact for these integers"
            } else {
                ", rounded back to exact integers"
            })?;
        }
        let outputs = if self.signal {
            [1, LARGE]
        } else {
            [LARGE.isqrt(), LARGE.isqrt()]
        };
        let all = outputs[0] as f64 * outputs[1] as f64;
        for (width, levels) in VECTORS {
            let estimates = self.estimates(outputs, width);
            write!(
                f,
                "\n    an output with vectors of {width} bytes ({levels}): "
            )?;
            estimates.words(f, all, "ns")?;
        }
        Ok(())
    }
}

/// The size of a transform: `4096`, or `128x256` for one of two axes.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [rows, columns] = self.size;
        if rows != 1 {
            write!(f, "{rows}x")?;
        }
        write!(f, "{columns}")
    }
}

/// The sizes of a transform that are tried for an axis: `2^n` and `3 * 2^n`.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// The next one, and the one after it.
    next: [usize; 2],
    /// The least size that holds all positions: none is larger.
    whole: usize,
    /// How many are left.
    left: usize,
}

impl Sizes {
    /// Sizes that are tried: from hardly more than the window to 16 to 32 times its extent, where
    /// nearly all positions of a block are results.
    const TRIED: usize = 10;

    /// For a window of an extent over some positions; `None` if there is no such size.
    fn new(extent: usize, positions: usize) -> Option<Self> {
        if extent == 1 && positions == 1 {
            return Some(Self {
                next: [1, 1],
                whole: 1,
                left: 1,
            });
        }
        let whole = at_least(extent.checked_add(positions - 1)?)?;
        let least = least_size(extent)?.min(whole);
        Some(Self {
            next: [least, following(least)],
            whole,
            left: Self::TRIED,
        })
    }
}

impl Iterator for Sizes {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let [size, after] = self.next;
        if self.left == 0 || size > self.whole {
            return None;
        }
        self.left -= 1;
        self.next = [after, following(after)];
        Some(size)
    }
}

/// The next of the sizes; saturates.
const fn following(size: usize) -> usize {
    if size < 8 {
        8
    } else if size.is_power_of_two() {
        if size < 16 {
            size * 2
        } else {
            size.saturating_add(size / 2)
        }
    } else {
        size.saturating_add(size / 3)
    }
}
