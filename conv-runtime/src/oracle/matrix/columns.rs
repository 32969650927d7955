//! The input of a layer as a matrix, `Y = W_row X_col`, and its transpose.
//!
//! ```text
//! X_col   a row for each input channel and tap, a column for each image and output pixel
//! W_row   the weights as they are: a row for each output channel
//! Y       a row for each output channel, a column for each image and output pixel
//! ```
//!
//! The unrolling of Chellapilla, Puri and Simard, "High performance convolutional neural networks
//! for document processing", 2006, in the orientation of cuDNN (Chetlur et al., "cuDNN: efficient
//! primitives for deep learning", 2014, section 3.1).

use super::ConvMatrix;
use super::patches::added;
use super::window::{self, Met};
use crate::data::{Error, Plane, PlaneBuf, check_length, try_filled};
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::rules::layer::LayerSpec;

/// The columns of a layer's input, `X_col`.
///
/// Row `(c * kernel_rows + m) * kernel_columns + n` has what tap `(m, n)` meets in input channel
/// `c`, column `image * out_rows * out_columns + pixel` what one output is made of. With the
/// weights as rows, `W_row[o] = weights[o][..]`, a layer without groups is the product
/// `Y = W_row X_col`, of sizes
///
/// ```text
/// [outputs, images * area] = [outputs, inputs * taps] [inputs * taps, images * area]
/// ```
///
/// With groups, the rows of `X_col` are bands of `inputs / groups * taps`, and each group of
/// output channels is the product of its rows of weights with its band.
///
/// `x` is in the layer's layout, and so is `shape`, as for [`Layer::apply`](crate::Layer::apply).
/// Borders are applied. What stands for 0, in a border or between the inputs of a transposed layer,
/// is the zero point of the input; the product of a layer that has one is with `X_col` less the
/// zero point.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, matrix::im2col_layer};
/// // Two input channels of three elements, three output channels.
/// let weights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2];
/// let layer = DynLayer::<u8, i32>::builder(weights, [3, 2, 2]).build()?;
/// let (x, shape) = ([1, 2, 3, 10, 20, 30], [1, 2, 1, 3]);
/// let columns = im2col_layer(layer.explain().kernel(), &x, shape)?;
/// assert_eq!(columns.row(0), Some(&[1, 2][..]));
/// assert_eq!(columns.row(1), Some(&[2, 3][..]));
/// assert_eq!(columns.row(2), Some(&[10, 20][..]));
/// assert_eq!(columns.row(3), Some(&[20, 30][..]));
///
/// let mut y = [[0; 2]; 3];
/// for (row, y) in weights.chunks(4).zip(&mut y) {
///     for (weight, column) in row.iter().zip(columns.as_plane().rows()) {
///         for (y, &x) in y.iter_mut().zip(column) {
///             *y += weight * i32::from(x);
///         }
///     }
/// }
/// assert_eq!(layer.apply(&x, shape)?, y.as_flattened());
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// Those of [`LayerSpec::output_shape`]; [`Error::Empty`] for a batch without images;
/// [`Error::Length`] if `x` does not have the elements of `shape`; [`Error::SizeOverflow`] and
/// [`Error::OutOfMemory`] for columns that do not fit the memory.
pub fn im2col_layer<T: Scalar>(
    kernel: &LayerSpec,
    x: &[T],
    shape: [usize; 4],
) -> Result<PlaneBuf<T>, Error> {
    let map = Unrolled::new(kernel, shape)?;
    check_length(map.matrix.columns(), x.len())?;
    let mut columns = PlaneBuf::filled(map.width, map.height, T::default())?;
    let mut rows = columns.as_plane_mut();
    for row in 0..map.height {
        let Some(elements) = rows.row_mut(row) else {
            break;
        };
        for (column, element) in elements.iter_mut().enumerate() {
            *element = match map.met(row, column) {
                Met::Input(at) => x.get(at).copied().unwrap_or_default(),
                Met::Constant(value) => T::from_f64(value),
            };
        }
    }
    Ok(columns)
}

/// The transpose of [`im2col_layer`]: each element of `columns` is added to the input that it was
/// copied from.
///
/// For the map's linear part, `<im2col x, z> = <x, col2im z>`: all of it unless a border or a zero
/// point puts other constants than 0 into the columns. With `columns = W_row' dY` this is the
/// gradient of a layer with respect to its input.
///
/// Elements are added in the order of the rows of `columns`. Sums of floats are rounded to their
/// type each time, sums of integers wrap around. The result has the shape and the layout of the
/// input.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, Plane, matrix::col2im_layer};
/// let layer = DynLayer::<u8, i32>::builder([1, 1], [1, 1, 2]).build()?;
/// // Each row begins where its tap does.
/// let columns = [1, 2, 10, 20];
/// let columns = Plane::new(&columns, 2, 2)?;
/// let x = col2im_layer(layer.explain().kernel(), columns, [1, 1, 1, 3])?;
/// assert_eq!(x, [1, 2 + 10, 20]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// Those of [`LayerSpec::output_shape`] for `shape`, the shape of the input; [`Error::Length`] if
/// `columns` has another width or height than [`im2col_layer`] gives; [`Error::SizeOverflow`];
/// [`Error::OutOfMemory`].
pub fn col2im_layer<T: Scalar>(
    kernel: &LayerSpec,
    columns: Plane<'_, T>,
    shape: [usize; 4],
) -> Result<Vec<T>, Error> {
    let map = Unrolled::new(kernel, shape)?;
    check_length(map.height, columns.height())?;
    check_length(map.width, columns.width())?;
    let mut x = try_filled(map.matrix.columns(), T::default())?;
    for (row, elements) in columns.rows().enumerate() {
        for (column, &element) in elements.iter().enumerate() {
            if let Met::Input(at) = map.met(row, column)
                && let Some(sum) = x.get_mut(at)
            {
                *sum = added(*sum, element);
            }
        }
    }
    Ok(x)
}

/// Where the elements of the columns come from.
struct Unrolled {
    matrix: ConvMatrix,
    /// Taps of one window.
    taps: usize,
    /// Output pixels of one image.
    area: usize,
    width: usize,
    height: usize,
}

impl Unrolled {
    fn new(kernel: &LayerSpec, shape: [usize; 4]) -> Result<Self, Error> {
        let matrix = ConvMatrix::layer(kernel, shape)?;
        let (rows, columns) = (matrix.window.rows, matrix.window.columns);
        let product = |a: usize, b: usize| a.checked_mul(b).ok_or(Error::SizeOverflow);
        let taps = product(rows.kernel, columns.kernel)?;
        let area = product(matrix.row_axis.output, matrix.column_axis.output)?;
        Ok(Self {
            width: product(matrix.channels.images, area)?,
            height: product(matrix.channels.inputs(), taps)?,
            taps,
            area,
            matrix,
        })
    }

    /// What is in a row and a column, both inside.
    fn met(&self, row: usize, column: usize) -> Met {
        let matrix = &self.matrix;
        let (channel, tap) = (row / self.taps, row % self.taps);
        let (image, pixel) = (column / self.area, column % self.area);
        let axes = (&matrix.row_axis, &matrix.column_axis);
        let met = if matrix.numbers.is_transposed() {
            match window::met_transposed(&matrix.window, axes, (pixel, tap)) {
                Some(at) => Met::Input(at),
                None => Met::Constant(matrix.numbers.zero().into()),
            }
        } else {
            window::met(&matrix.window, axes, pixel, tap)
        };
        match met {
            Met::Input(at) => {
                let area = matrix.row_axis.input * matrix.column_axis.input;
                Met::Input(matrix.channels.input([image, channel, at], area))
            }
            constant => constant,
        }
    }
}
