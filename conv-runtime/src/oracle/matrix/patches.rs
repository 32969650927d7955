//! The input as a matrix: one row of elements for each output.

use super::window::{Met, met};
use crate::data::{Error, Plane, PlaneBuf, check_length};
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
/// let columns = Axis { kernel: 3, padding: AxisPadding::Same, ..Axis::TRIVIAL };
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
        let y = output / columns.output * window.rows.stride.max(1);
        let x = output % columns.output * window.columns.stride.max(1);
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

/// The transpose of [`im2col`]: each element of the patches is added to the element of a plane of
/// this size that it was copied from.
///
/// `<im2col x, z> = <x, col2im z>`, unless a border puts constants other than 0 into the patches.
/// Elements are added in the order of the patches. Sums of floats are rounded to their type each
/// time, sums of integers wrap around.
///
/// ```
/// # use conv_plan::window::{Axis, Border, Window};
/// # use conv_runtime::{Error, Plane, matrix::col2im};
/// let columns = Axis { kernel: 2, ..Axis::TRIVIAL };
/// let window = Window {
///     rows: Axis::TRIVIAL,
///     columns,
///     row_border: Border::Zero,
///     column_border: Border::Zero,
/// };
/// let patches = [1, 2, 10, 20];
/// let plane = col2im(&window, Plane::new(&patches, 2, 2)?, (3, 1))?;
/// assert_eq!(plane.data(), [1, 2 + 10, 20]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As [`im2col`] for planes of this width and height; [`Error::Length`] if the patches are not as
/// many, or not as long, as it gives.
pub fn col2im<T: Scalar>(
    window: &Window,
    patches: Plane<'_, T>,
    (width, height): (usize, usize),
) -> Result<PlaneBuf<T>, Error> {
    let (rows, columns) = window.resolve(width, height)?;
    let taps = window.rows.kernel.checked_mul(window.columns.kernel);
    check_length(taps.ok_or(Error::SizeOverflow)?, patches.width())?;
    let outputs = rows.output.checked_mul(columns.output);
    check_length(outputs.ok_or(Error::SizeOverflow)?, patches.height())?;
    let mut plane = PlaneBuf::filled(width, height, T::default())?;
    let data = plane.data_mut();
    for (output, patch) in patches.rows().enumerate() {
        for (tap, &element) in patch.iter().enumerate() {
            if let Met::Input(at) = met(window, (&rows, &columns), output, tap)
                && let Some(sum) = data.get_mut(at)
            {
                *sum = added(*sum, element);
            }
        }
    }
    Ok(plane)
}

/// `a + b` in the type; integers wrap around.
pub(super) fn added<T: Scalar>(a: T, b: T) -> T {
    if T::TYPE.is_float() {
        // Twice rounded, and still the nearest: a double has more than twice the bits of a single.
        T::from_f64(a.to_f64() + b.to_f64())
    } else {
        T::from_i64_wrapping(a.to_i64() + b.to_i64())
    }
}
