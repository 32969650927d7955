//! The oracle: the definition as nested loops, nothing clever.
//!
//! For each output, for each tap: find the element that the tap meets, and add their product; of a
//! kernel that mixes, the pixel, and add the products of the tap, each weight and its channel.
//! Integers are summed in 128 bits, floats in twice the precision of a double ([`Sum`]). Nothing
//! here knows plans, passes or levels; everything that is fast is compared with this.
//!
//! Where NaN is left out, an output is the sum times `total / m`: `total` is the sum of all taps,
//! `m` that of the taps that met a number, both as precise as the sum.
//!
//! On the integer path every other way to a result must give the bits of
//! [`correlate`]. On the float path it must keep the bound of [`tolerance`],
//! which [`Sum::agrees`] checks, stored type and overflow included.
//!
//! ```
//! # use conv_runtime::{DynSignal, Error, SignalFilter, reference};
//! let difference = DynSignal::<u8, i16>::builder([-1, 1]).build()?;
//! let expected: Vec<i16> = reference::correlate_signal(&difference.kernel(), &[1u8, 4, 2])?;
//! assert_eq!(difference.apply(&[1, 4, 2])?, expected);
//! # Ok::<(), Error>(())
//! ```

mod combined;
#[cfg(feature = "layers")]
mod layer;
#[cfg(feature = "layers")]
mod layer_error;
mod rounding;
mod sum;

pub(crate) use combined::Combined;

#[cfg(feature = "layers")]
pub(crate) use layer::layer_sum_at;
#[cfg(feature = "layers")]
pub(crate) use layer::{Accumulator, layer_types, layer_weights};
#[cfg(feature = "layers")]
pub use layer::{LayerSum, activate, layer, layer_sums, layer_tolerance};
#[cfg(feature = "layers")]
pub(crate) use layer_error::layer_magnitude_at;
#[cfg(feature = "layers")]
pub use layer_error::layer_magnitudes;

pub(crate) use rounding::dot2;
pub use sum::{Exact, Sum, tolerance};

use crate::data::{Error, Pixels, Plane, PlaneBuf};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::rules::{ConvSpec, Dimensions, Missing, Mix};
use conv_plan::window::{Origin, ResolvedAxis, Window};

/// What a kernel makes of a plane, by definition.
///
/// A signal kernel is applied to each row.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, reference};
/// let taps = [[1, 0, -1], [1, 0, -1], [1, 0, -1]];
/// let kernel = DynKernel::<u8, i16>::builder(taps).build()?.kernel();
/// let image = [1u8, 2, 3, 0, 1, 2, 1, 2, 1];
/// let result = reference::correlate::<u8, i16>(&kernel, Plane::new(&image, 3, 3)?)?;
/// assert_eq!(result.data(), [-4]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Types`] if `In -> Out` is not the kernel's; [`Error::MixedChannels`] for one that mixes
/// channels; [`Error::InputTooSmall`] and [`Error::SizeOverflow`] if there is no output size;
/// [`Error::OutOfMemory`].
pub fn correlate<In: Scalar, Out: Scalar>(
    kernel: &ConvSpec,
    src: Plane<'_, In>,
) -> Result<PlaneBuf<Out>, Error> {
    check_channels(kernel, 1)?;
    check_types::<In, Out>(kernel)?;
    if kernel.parts() > 1 {
        return combined::correlate(&Combined::new(kernel), src);
    }
    each_output(kernel, src, Out::default(), |sum| sum.finish(kernel))
}

/// What a kernel that mixes channels makes of a picture, by definition: the sum over taps and
/// channels of `tap * weight * x`.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, MixFilter, Pixels, reference};
/// let kernel = DynKernel::<u8, u16>::builder([[1, 1]]).channels([1, 2]).build()?.kernel();
/// let pixels = Pixels::new(&[[1u8, 10], [2, 20]], 2, 1)?;
/// assert_eq!(reference::correlate_mixed::<u8, u16, 2>(&kernel, pixels)?.data(), [63]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::MixedChannels`] if the kernel does not mix `N` channels; otherwise as [`correlate`].
pub fn correlate_mixed<In: Scalar, Out: Scalar, const N: usize>(
    kernel: &ConvSpec,
    src: Pixels<'_, In, N>,
) -> Result<PlaneBuf<Out>, Error> {
    check_channels(kernel, N)?;
    check_types::<In, Out>(kernel)?;
    each_output(kernel, src.elements(), Out::default(), |sum| {
        sum.finish(kernel)
    })
}

/// What a signal kernel makes of a signal, by definition.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, SignalFilter, reference};
/// let kernel = DynSignal::<u8, i16>::builder([-1, 1]).build()?.kernel();
/// assert_eq!(reference::correlate_signal::<u8, i16>(&kernel, &[1, 4, 2])?, [3, -2]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Axes`] if the kernel has two axes; [`Error::Empty`] for an empty signal;
/// otherwise as [`correlate`].
pub fn correlate_signal<In: Scalar, Out: Scalar>(
    kernel: &ConvSpec,
    src: &[In],
) -> Result<Vec<Out>, Error> {
    check_signal(kernel)?;
    Ok(correlate(kernel, Plane::new(src, src.len(), 1)?)?.into_vec())
}

/// The sums of a kernel over a plane, before scale, rounding and overflow, and before those that
/// leave out NaN are weighed by the taps that took part.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, reference};
/// let kernel = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?.kernel();
/// let sums = reference::sums(&kernel, Plane::new(&[1u8, 4, 2], 3, 1)?)?;
/// assert_eq!(sums.data()[0].to_f64(), 3.0);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As [`correlate`]; the output type does not matter. [`Error::Combined`] for a kernel that
/// combines the sums of several, each of which has its own.
pub fn sums<In: Scalar>(kernel: &ConvSpec, src: Plane<'_, In>) -> Result<PlaneBuf<Sum>, Error> {
    check_one(kernel)?;
    check_input::<In>(kernel)?;
    each_output(kernel, src, Sum::zero(kernel), |sum| sum)
}

/// `sum(|tap * x|)` for each output: what error bounds are proportional to.
///
/// It is NaN where a tap meets an input that is NaN, unless that is left out, or infinite.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, reference};
/// let kernel = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?.kernel();
/// let magnitudes = reference::magnitudes(&kernel, Plane::new(&[1u8, 4, 2], 3, 1)?)?;
/// assert_eq!(magnitudes.data(), [5.0, 6.0]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As [`sums`].
pub fn magnitudes<In: Scalar>(
    kernel: &ConvSpec,
    src: Plane<'_, In>,
) -> Result<PlaneBuf<f64>, Error> {
    check_one(kernel)?;
    check_input::<In>(kernel)?;
    each_output(kernel, src, 0.0, |sum| sum.magnitude)
}

/// The definition, over the elements of a plane or of pixels.
fn each_output<In: Scalar, T: Clone>(
    kernel: &ConvSpec,
    src: Plane<'_, In>,
    filler: T,
    mut finish: impl FnMut(Sum) -> T,
) -> Result<PlaneBuf<T>, Error> {
    let width = src.width() / channels(kernel);
    let extents = kernel.window().resolve(width, src.height())?;
    let (rows, columns) = extents;
    let mut dst = PlaneBuf::filled(columns.output, rows.output, filler)?;
    let mut outputs = dst.data_mut().iter_mut();
    for y in 0..rows.output {
        for x in 0..columns.output {
            if let Some(output) = outputs.next() {
                *output = finish(sum_at(kernel, src, &extents, (y, x)));
            }
        }
    }
    Ok(dst)
}

/// Elements of a pixel; 1 in a plane.
fn channels(kernel: &ConvSpec) -> usize {
    kernel.mix().map_or(1, Mix::channels)
}

/// The sum of one output: row and column. The extents are those of pixels.
pub(crate) fn sum_at<In: Scalar>(
    kernel: &ConvSpec,
    src: Plane<'_, In>,
    extents: &(ResolvedAxis, ResolvedAxis),
    output: (usize, usize),
) -> Sum {
    let channels = channels(kernel);
    sum_of(kernel, extents, output, &|place, channel| match place {
        Place::Input(row, column) => {
            let place = column * channels + channel;
            let element = src.row(row).and_then(|row| row.get(place));
            element.map(|element| element.to_f64())
        }
        Place::Constant(value) => Some(In::from_f64(value).to_f64()),
    })
}

/// Where a position of the padded plane has its element, or its pixel, from.
#[derive(Clone, Copy)]
enum Place {
    /// A row and a column of the input.
    Input(usize, usize),
    /// A constant border that is not zero.
    Constant(f64),
}

/// [`sum_at`] for elements of any type: each has at most the 53 bits of a double.
///
/// It is compiled once and for no type, since checks of many types spend their time here.
fn sum_of(
    kernel: &ConvSpec,
    (rows, columns): &(ResolvedAxis, ResolvedAxis),
    (y, x): (usize, usize),
    element: &dyn Fn(Place, usize) -> Option<f64>,
) -> Sum {
    let window = kernel.window();
    let weighed = kernel.missing() == Missing::Renormalize;
    let mut sum = Sum::zero(kernel);
    for i in 0..window.rows.kernel {
        for j in 0..window.columns.kernel {
            let row = y * window.rows.stride + i * window.rows.dilation;
            let column = x * window.columns.stride + j * window.columns.dilation;
            let place = place(&window, (rows, row), (columns, column));
            if place.is_none() && !weighed {
                continue;
            }
            for channel in 0..channels(kernel) {
                let weight = kernel.mix().map_or(1.0, |mix| mix.weight(channel));
                let value = place.and_then(|place| element(place, channel));
                // Where inputs may be missing, a padded zero is one that is not.
                let value = value.or(weighed.then_some(0.0));
                if let Some(value) = value.filter(|_| weight != 0.0) {
                    sum.add(kernel, i * window.columns.kernel + j, weight, value);
                }
            }
        }
    }
    sum
}

/// What is at a position of the padded plane; `None` for a padded zero.
///
/// The vertical border decides first: a row that is a constant is one in every column.
fn place(
    window: &Window,
    (rows, row): (&ResolvedAxis, usize),
    (columns, column): (&ResolvedAxis, usize),
) -> Option<Place> {
    let constant = |value: f64| (value != 0.0).then_some(Place::Constant(value));
    let y = match rows.origin(window.row_border, row) {
        Origin::Constant(value) => return constant(value),
        Origin::Input(y) => y,
    };
    match columns.origin(window.column_border, column) {
        Origin::Constant(value) => constant(value),
        Origin::Input(x) => Some(Place::Input(y, x)),
    }
}

/// Checks that a kernel is one for pixels of so many channels.
pub(crate) fn check_channels(kernel: &ConvSpec, found: usize) -> Result<(), Error> {
    let expected = channels(kernel);
    if expected == found {
        Ok(())
    } else {
        Err(Error::MixedChannels { expected, found })
    }
}

/// Checks that a kernel is one of planes or signals that has one sum for each output.
pub(crate) fn check_one(kernel: &ConvSpec) -> Result<(), Error> {
    check_channels(kernel, 1)?;
    match kernel.parts() {
        1 => Ok(()),
        kernels => Err(Error::Combined { kernels }),
    }
}

/// Checks that a kernel takes elements of this type.
pub(crate) fn check_input<In: Scalar>(kernel: &ConvSpec) -> Result<(), Error> {
    types(kernel, (In::TYPE, kernel.output()))
}

/// Checks that a kernel takes and gives elements of these types.
pub(crate) fn check_types<In: Scalar, Out: Scalar>(kernel: &ConvSpec) -> Result<(), Error> {
    types(kernel, (In::TYPE, Out::TYPE))
}

fn types(
    kernel: &ConvSpec,
    (found_input, found_output): (ElementType, ElementType),
) -> Result<(), Error> {
    if (kernel.input(), kernel.output()) == (found_input, found_output) {
        Ok(())
    } else {
        Err(Error::Types {
            input: kernel.input(),
            output: kernel.output(),
            found_input,
            found_output,
        })
    }
}

/// Checks that a kernel has one axis.
pub(crate) const fn check_signal(kernel: &ConvSpec) -> Result<(), Error> {
    match kernel.dimensions() {
        Dimensions::Signal => Ok(()),
        Dimensions::Plane => Err(Error::Axes),
    }
}
