//! Everything that can go wrong at run time.

mod from;

use super::{Level, Rect};
use conv_plan::analysis::Bounds;
use conv_plan::number::ElementType;
#[cfg(feature = "layers")]
use conv_plan::rules::layer::{Layout, ShapeError};
use conv_plan::window::{AxisName, SizeError, StreamError};
use core::fmt;
use thiserror::Error as ThisError;

/// Why an operation could not be done.
///
/// `Debug` prints the sentence that `Display` prints, for a `main` that returns a `Result`:
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// let error = Plane::new(&[1, 2, 3], 2, 2).unwrap_err();
/// let sentence = "the buffer holds 3 elements where 4 are needed";
/// assert_eq!(format!("{error:?}"), sentence);
/// assert_eq!(error, Error::BufferTooShort { needed: 4, found: 3 });
/// ```
#[derive(Clone, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A plane or signal without elements.
    #[error("{}", SizeError::Empty)]
    Empty,
    /// A size does not fit the type that has to hold it.
    #[error("{}", SizeError::Overflow)]
    SizeOverflow,
    /// The buffer of a plane is too short.
    #[error("the buffer holds {found} elements where {needed} are needed")]
    BufferTooShort {
        /// Elements that width, height and stride ask for.
        needed: usize,
        /// Elements that the buffer has.
        found: usize,
    },
    /// A row stride below the width.
    #[error("a row stride of {stride} is less than the width of {width}")]
    StrideTooSmall {
        /// The stride that was given, in elements.
        stride: usize,
        /// The width of the plane.
        width: usize,
    },
    /// A picture whose elements are not those of a kernel.
    #[cfg(feature = "image")]
    #[error(
        "the kernel takes elements of {input}, and the picture has {channels} channels of {bits} bits: convert the picture, as with `to_rgb8`, `to_rgb16` or `to_rgb32f`, or use a kernel for it"
    )]
    Picture {
        /// What the kernel takes.
        input: ElementType,
        /// Channels of the picture.
        channels: u8,
        /// Bits of each element.
        bits: u16,
    },
    /// An array whose elements do not lie in the order of its axes.
    #[cfg(feature = "ndarray")]
    #[error(
        "the elements of the array do not lie in the order of its axes, without gaps: copy it with `as_standard_layout`, or call `apply_ndarray`, which does"
    )]
    Order,
    /// A sub-plane that is not inside its plane.
    #[error(
        "a sub-plane of {width}x{height} at column {x}, row {y} is not inside the plane of {plane_width}x{plane_height}"
    )]
    OutOfBounds {
        /// First column.
        x: usize,
        /// First row.
        y: usize,
        /// Columns asked for.
        width: usize,
        /// Rows asked for.
        height: usize,
        /// Columns of the plane.
        plane_width: usize,
        /// Rows of the plane.
        plane_height: usize,
    },
    /// The kernel does not fit into the padded input.
    #[error("{}", SizeError::TooSmall { axis: *axis, padded: *padded, extent: *extent })]
    InputTooSmall {
        /// The axis on which it does not fit.
        axis: AxisName,
        /// Size of the padded input.
        padded: usize,
        /// Elements from the kernel's first tap to its last.
        extent: usize,
    },
    /// The padding of a transposed layer leaves nothing of its output.
    #[error("{}", SizeError::Cropped { axis: *axis, whole: *whole, padding: *padding })]
    Cropped {
        /// The axis on which nothing is left.
        axis: AxisName,
        /// Outputs without padding.
        whole: usize,
        /// Padding before and after.
        padding: usize,
    },
    /// A region is empty, or not inside the output.
    #[error("the region of {rect} is not inside the output of {width}x{height}, or is empty")]
    Region {
        /// The region.
        rect: Rect,
        /// Columns of the output.
        width: usize,
        /// Rows of the output.
        height: usize,
    },
    /// The part of the input for a tile has the wrong size.
    #[error("the tile reads {rect} of the input, but the part is {found_width}x{found_height}")]
    InputPart {
        /// What the tile reads.
        rect: Rect,
        /// Columns of the part.
        found_width: usize,
        /// Rows of the part.
        found_height: usize,
    },
    /// The kernel can only be summed by FFT.
    #[error("this method sums directly, and the kernel has more than 4096 taps: use `apply`")]
    NoDirect,
    /// A kernel that combines the sums of several is not linear.
    #[error(
        "the kernel combines the sums of {kernels} kernels, and has no sums of its own: take each of them, as with `explain().parts()`"
    )]
    Combined {
        /// The kernels whose sums are combined.
        kernels: usize,
    },
    /// A bank has no output of this number.
    #[error("a bank of {outputs} kernels has no output {output}: they are counted from 0")]
    NoOutput {
        /// The output that was asked for.
        output: usize,
        /// The outputs that there are.
        outputs: usize,
    },
    /// The destination has the wrong size.
    #[error(
        "the output is {expected_width}x{expected_height}, and the destination is {found_width}x{found_height}"
    )]
    OutputSize {
        /// Columns of the result.
        expected_width: usize,
        /// Rows of the result.
        expected_height: usize,
        /// Columns of the destination.
        found_width: usize,
        /// Rows of the destination.
        found_height: usize,
    },
    /// A tensor does not have the number of channels that the layer takes.
    #[cfg(feature = "layers")]
    #[error("{}", ShapeError::Channels { expected: *expected, found: *found })]
    Channels {
        /// Channels that the layer takes.
        expected: usize,
        /// Channels of the input.
        found: usize,
    },
    /// Two layers of a chain, the second of which does not take the channels that the first makes.
    #[cfg(feature = "layers")]
    #[error(
        "the first layer makes {made} channels, and the second takes {taken}: both have to be equal"
    )]
    ChainChannels {
        /// Output channels of the first layer.
        made: usize,
        /// Input channels of the second layer.
        taken: usize,
    },
    /// Two layers of a chain whose layouts differ.
    #[cfg(feature = "layers")]
    #[error(
        "the layout of the first layer is {first}, that of the second {second}: both have to be equal"
    )]
    ChainLayouts {
        /// The layout of the first layer.
        first: Layout,
        /// The layout of the second layer.
        second: Layout,
    },
    /// A layer with one axis was given a tensor of several rows.
    #[cfg(feature = "layers")]
    #[error("{}", ShapeError::Rows(*found))]
    Rows {
        /// Rows of the input.
        found: usize,
    },
    /// Signals of a kernel cannot come in blocks.
    #[error("{0}")]
    Stream(StreamError),
    /// A vector or matrix has the wrong length.
    #[error("a length of {expected} is needed, and {found} was given")]
    Length {
        /// The length that is needed.
        expected: usize,
        /// The length that was given.
        found: usize,
    },
    /// An output of a bank of signals has the wrong length.
    #[error("output {output} of the bank has {found} elements where {expected} are needed")]
    OutputLength {
        /// The output, from 0 on.
        output: usize,
        /// Elements that are needed.
        expected: usize,
        /// Elements that it has.
        found: usize,
    },
    /// A kernel was used with element types that are not its own.
    #[error("the kernel is {input} -> {output}, and was used as {found_input} -> {found_output}")]
    Types {
        /// The kernel's input type.
        input: ElementType,
        /// The kernel's output type.
        output: ElementType,
        /// The input type that was given.
        found_input: ElementType,
        /// The output type that was asked for.
        found_output: ElementType,
    },
    /// A kernel was used on pixels of another number of channels than it mixes.
    #[error(
        "the kernel is for pixels of {expected} channels, and was used on {found}: a plane has 1"
    )]
    MixedChannels {
        /// Channels that the kernel mixes; 1 for a kernel of planes.
        expected: usize,
        /// Channels that there are.
        found: usize,
    },
    /// Exact integers were asked of a kernel on the float path.
    #[error("the kernel is on the float path, which has no exact integer sums")]
    FloatPath,
    /// An exact number of a product of matrices is beyond the integers that are computed with.
    #[error("an exact number of the product does not fit 128 bits: use smaller taps")]
    ExactOverflow,
    /// Eigenvalues were asked of a matrix that is not circulant.
    #[cfg(feature = "fft")]
    #[error(
        "the matrix is not circulant: use one channel, stride 1, a border of `wrap` on every axis and an output as large as the input"
    )]
    NotCirculant,
    /// A gradient was asked of a layer of integers.
    #[cfg(feature = "layers")]
    #[error("the layer computes with integers, which have no gradient: use one of `f32` or `f64`")]
    NoGradient,
    /// A plane kernel was used on a signal.
    #[error("a signal needs a kernel with one axis, and this one has two")]
    Axes,
    /// This CPU, or this build, does not have the level.
    #[error("the level {0} is not available here: `Level::available()` lists those that are")]
    Level(Level),
    /// The rank was asked of a matrix that is too large for elimination.
    #[error("the rank is computed of matrices of up to {limit} entries, and this one has more")]
    TooManyEntries {
        /// The most entries.
        limit: usize,
    },
    /// The allocator refused what grows with inputs, outputs or weights. Where there is no room for
    /// a kernel or its plan, the program ends, as it does in `vec!`.
    #[error("out of memory")]
    OutOfMemory,
    /// Taps given at run time whose sums could overflow.
    #[error(
        "sums range over {}, which the accumulator or the output type cannot hold: use smaller taps, a wider type or `overflow`",
        Bounds { min: *min, max: *max }
    )]
    Range {
        /// The smallest sum; `i128::MIN` stands for all beyond it too.
        min: i128,
        /// The largest sum; `i128::MAX` stands for all beyond it too.
        max: i128,
    },
    /// Another number of taps than a kernel of known size has.
    #[error(
        "the kernel has {expected} taps, and {found} were given: give one for each, row by row"
    )]
    TapCount {
        /// Taps of the kernel.
        expected: usize,
        /// Taps that were given.
        found: usize,
    },
    /// Another number of rows of taps than a kernel of known size has.
    #[error("the kernel has {expected} rows of taps, and {found} were given: give one for each")]
    TapRows {
        /// Rows of the kernel.
        expected: usize,
        /// Rows that were given.
        found: usize,
    },
    /// A row with a wrong number of taps for a kernel of known size.
    #[error(
        "the rows of the kernel have {expected} taps, and row {row} has {found}: give one for each"
    )]
    TapColumns {
        /// The row, from 0 on.
        row: usize,
        /// Taps in each row of the kernel.
        expected: usize,
        /// Taps in this row.
        found: usize,
    },
    /// A tap given at run time that is NaN, infinite, or overflows once it is scaled.
    #[error("tap {index} is not finite")]
    NotFinite {
        /// Its position, row by row.
        index: usize,
    },
    /// A pixel of a template that is NaN or infinite.
    #[cfg(feature = "matching")]
    #[error("pixel {index} of the template is not finite")]
    TemplateNotFinite {
        /// Its position, row by row.
        index: usize,
    },
    /// A mask does not have the size of its template.
    #[cfg(feature = "matching")]
    #[error(
        "the template is {expected_width}x{expected_height}, and its mask is {found_width}x{found_height}"
    )]
    MaskSize {
        /// Columns of the template.
        expected_width: usize,
        /// Rows of the template.
        expected_height: usize,
        /// Columns of the mask.
        found_width: usize,
        /// Rows of the mask.
        found_height: usize,
    },
    /// A weight of a mask that is negative, NaN or infinite.
    #[cfg(feature = "matching")]
    #[error("weight {index} of the mask is negative or not finite: weights are 0 or more")]
    MaskWeight {
        /// Its position, row by row.
        index: usize,
    },
    /// A mask under which no pixel counts.
    #[cfg(feature = "matching")]
    #[error("every weight of the mask is 0: at least one pixel has to count")]
    MaskEmpty,
    /// A kernel that breaks a rule of the language.
    #[cfg(feature = "alloc")]
    #[error(transparent)]
    Kernel(#[from] conv_plan::fault::KernelError),
    /// A named kernel, or an operation on taps, that nothing can be made from.
    #[cfg(feature = "alloc")]
    #[error(transparent)]
    Taps(#[from] conv_plan::taps::TapsError),
    /// Two ways to the same result differ.
    #[cfg(feature = "alloc")]
    #[error(transparent)]
    Mismatch(#[from] alloc::boxed::Box<super::Mismatch>),
    /// `verify` found nothing to compare.
    #[cfg(feature = "alloc")]
    #[error(
        "nothing was compared: the smallest input that this kernel takes, or its output, is larger than `verify` allows"
    )]
    NothingCompared,
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Checks that a buffer or a vector has the length that is needed.
#[cfg(feature = "alloc")]
pub(crate) const fn check_length(expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        Ok(())
    } else {
        Err(Error::Length { expected, found })
    }
}
