//! The input as a matrix: one row of elements for each output.

use crate::data::{Error, Plane, PlaneBuf};
use conv_plan::number::Scalar;
use conv_plan::window::{Origin, Window};

/// The patches of a plane: row `i` holds the elements that output `i` is made of, in the order of
/// the taps.
///
/// Multiplied by the taps as a column vector this gives the sums of all outputs; with several
/// kernels side by side it is the convolution as one matrix product (Chellapilla, Puri and
/// Simard, "High performance convolutional neural networks for document processing", 2006, who
/// unroll the input like this). Borders are applied; elements under zero taps are there too.
///
/// ```
/// # use conv_plan::window::{Axis, AxisPadding, Border, Window};
/// # use conv_runtime::{Error, Plane, matrix::im2col};
/// let columns = Axis { kernel: 3, stride: 1, dilation: 1, padding: AxisPadding::Same };
/// let window = Window {
///     rows: Axis::TRIVIAL,
///     columns,
///     row_border: Border::Zero,
///     column_border: Border::Replicate,
/// };
/// let patches = im2col(&window, Plane::new(&[1u8, 2, 3], 3, 1)?)?;
/// assert_eq!(patches.row(0), Some(&[1, 1, 2][..]));
/// assert_eq!(patches.row(1), Some(&[1, 2, 3][..]));
/// assert_eq!(patches.row(2), Some(&[2, 3, 3][..]));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InputTooSmall`] and [`Error::SizeOverflow`] if there is no output size, or the
/// patches are more than the address space holds; [`Error::Empty`] for a kernel without taps;
/// [`Error::OutOfMemory`].
pub fn im2col<T: Scalar>(window: &Window, src: Plane<'_, T>) -> Result<PlaneBuf<T>, Error> {
    let (rows, columns) = window.resolve(src.width(), src.height())?;
    let taps = window
        .rows
        .kernel
        .checked_mul(window.columns.kernel)
        .ok_or(Error::SizeOverflow)?;
    let mut patches = PlaneBuf::filled(taps, rows.output * columns.output, T::default())?;
    let data = patches.data_mut();
    for (output, patch) in data.chunks_exact_mut(taps.max(1)).enumerate() {
        let y = output / columns.output * window.rows.stride;
        let x = output % columns.output * window.columns.stride;
        for (tap, element) in patch.iter_mut().enumerate() {
            let row = y + tap / window.columns.kernel * window.rows.dilation;
            let column = x + tap % window.columns.kernel * window.columns.dilation;
            *element = match rows.origin(window.row_border, row) {
                Origin::Constant(value) => T::from_f64(value),
                Origin::Input(v) => match columns.origin(window.column_border, column) {
                    Origin::Constant(value) => T::from_f64(value),
                    Origin::Input(u) => src
                        .row(v)
                        .and_then(|row| row.get(u))
                        .copied()
                        .unwrap_or_default(),
                },
            };
        }
    }
    Ok(patches)
}
