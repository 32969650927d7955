//! The definition of a layer as nested loops.
//!
//! Integers are summed in 128 bits, floats in twice the precision of a double.

mod finish;

pub use finish::{activate, layer, layer_tolerance};

use super::dot2;
use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use conv_plan::window::{Axis, Border, Origin, ResolvedAxis};

/// One sum of a layer, with its bias, before activation and quantisation.
///
/// ```
/// # use conv_plan::rules::layer::Activation;
/// # use conv_runtime::{DynLayer, Error, Layer, reference};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32, -1.0], [1, 1, 2]);
/// let plan = layer.activation(Activation::Relu).build()?.explain();
/// let sum = reference::layer_sums(plan.kernel(), &[1.0f32, 3.0], [1, 1, 1, 2])?[0];
/// assert_eq!((sum.value, sum.magnitude), (-2.0, 4.0));
/// assert_eq!(sum.finish::<f32>(plan.kernel(), 0), 0.0);
/// assert!(sum.agrees(plan.kernel(), 0, 1e-6, 0.0f32));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerSum {
    /// The sum, for integers; meaningless for floats.
    pub integer: i128,
    /// The sum, correctly rounded except for the last bits of a double.
    pub value: f64,
    /// `|bias| + sum(|weight * x|)`, what error bounds are proportional to; NaN if an `x` is NaN or
    /// infinite.
    pub magnitude: f64,
    /// `|bias| + sum(|weight * x|)` over the `x` that are finite.
    pub finite: f64,
}

/// The sums of a layer, by definition, in the order of its layout. What fills up the last block of
/// `nchw16` is 0.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, reference};
/// let plan = DynLayer::<u8, i32>::builder([1u8, 2], [1, 1, 2]).bias([5]).build()?.explain();
/// let sums = reference::layer_sums(plan.kernel(), &[1u8, 3, 4], [1, 1, 1, 3])?;
/// assert_eq!((sums[0].integer, sums[1].integer), (12, 16));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Types`] if `In` is not the layer's input type; [`Error::Length`] if the layer has no
/// weights yet; those of [`LayerSpec::output_shape`]; [`Error::Length`] if `x` does not have the
/// elements of `shape`; [`Error::OutOfMemory`].
pub fn layer_sums<In: Scalar>(
    kernel: &LayerSpec,
    x: &[In],
    shape: [usize; 4],
) -> Result<Vec<LayerSum>, Error> {
    layer_types(kernel, (In::TYPE, kernel.output()))?;
    layer_weights(kernel)?;
    let resolved = kernel.resolve(shape)?;
    let output = resolved.output;
    let expected = resolved
        .input
        .elements(kernel.layout())
        .ok_or(Error::SizeOverflow)?;
    if x.len() != expected {
        return Err(Error::Length {
            expected,
            found: x.len(),
        });
    }
    let nothing = LayerSum {
        integer: 0,
        value: 0.0,
        magnitude: 0.0,
        finite: 0.0,
    };
    let length = output.elements(kernel.layout());
    let mut sums = try_filled(length.ok_or(Error::SizeOverflow)?, nothing)?;
    for image in 0..output.images {
        for o in 0..output.channels {
            for i in 0..output.rows {
                for j in 0..output.columns {
                    let place = [image, o, i, j];
                    if let Some(to) = sums.get_mut(index(kernel, output, place)) {
                        *to = layer_sum_at(kernel, &resolved, x, place);
                    }
                }
            }
        }
    }
    Ok(sums)
}

/// The sum of one output: image, channel, row and column.
pub(crate) fn layer_sum_at<In: Scalar>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    x: &[In],
    [image, o, i, j]: [usize; 4],
) -> LayerSum {
    let (rows, columns) = (&kernel.window().rows, &kernel.window().columns);
    let inputs = kernel.shape().group_inputs;
    let mut sum = Accumulator::new(kernel, o);
    for c in 0..inputs {
        let channel = o / kernel.shape().group_outputs() * inputs + c;
        for m in 0..rows.kernel {
            for n in 0..columns.kernel {
                let weight = ((o * inputs + c) * rows.kernel + m) * columns.kernel + n;
                if kernel.shape().transposed.is_some() {
                    let row = spread(rows, &resolved.rows, i, m);
                    let column = spread(columns, &resolved.columns, j, n);
                    if let Some((row, column)) = row.zip(column) {
                        let at = index(kernel, resolved.input, [image, channel, row, column]);
                        sum.add(kernel, weight, element(kernel, x, at));
                    }
                    continue;
                }
                let row = i * rows.stride + m * rows.dilation;
                let column = j * columns.stride + n * columns.dilation;
                let place = [image, channel, row, column];
                sum.add(kernel, weight, met(kernel, resolved, place, x));
            }
        }
    }
    sum.finish()
}

/// The input that reaches an output of a transposed axis through a tap: input `u` adds to outputs
/// `stride * u + dilation * tap - before`.
fn spread(axis: &Axis, sizes: &ResolvedAxis, output: usize, tap: usize) -> Option<usize> {
    let distance = (output + sizes.before).checked_sub(tap * axis.dilation)?;
    let input = distance / axis.stride;
    (distance % axis.stride == 0 && input < sizes.input).then_some(input)
}

/// An element, its zero point subtracted.
fn element<In: Scalar>(kernel: &LayerSpec, x: &[In], at: usize) -> f64 {
    x.get(at).map_or(0.0, |x| x.to_f64()) - f64::from(kernel.zero_points().input)
}

/// Checks that a layer takes and gives elements of these types.
pub(crate) fn layer_types(
    kernel: &LayerSpec,
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

/// Checks that a layer has its weights, which one may be given later.
pub(crate) fn layer_weights(kernel: &LayerSpec) -> Result<(), Error> {
    let (expected, found) = (kernel.shape().weights(), kernel.weights().len());
    if expected == found {
        Ok(())
    } else {
        Err(Error::Length { expected, found })
    }
}

/// Where an element lies.
pub(super) fn index(kernel: &LayerSpec, shape: TensorShape, [n, c, h, w]: [usize; 4]) -> usize {
    match kernel.layout() {
        Layout::Nchw => ((n * shape.channels + c) * shape.rows + h) * shape.columns + w,
        Layout::Nhwc => ((n * shape.rows + h) * shape.columns + w) * shape.channels + c,
        Layout::Nchw16 => {
            let block = n * shape.channels.div_ceil(16) + c / 16;
            ((block * shape.rows + h) * shape.columns + w) * 16 + c % 16
        }
    }
}

/// What a tap meets in an image and a channel, at a padded row and column, its zero point
/// subtracted.
pub(super) fn met<In: Scalar>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    [image, channel, row, column]: [usize; 4],
    x: &[In],
) -> f64 {
    let zero = f64::from(kernel.zero_points().input);
    let constant = |border: Border, value: f64| match border {
        Border::Zero => 0.0,
        // Rounded to the input type.
        _ if kernel.input() == ElementType::F32 => f32::from_f64(value).to_f64(),
        _ => value - zero,
    };
    let (above, beside) = (kernel.window().row_border, kernel.window().column_border);
    let y = match resolved.rows.origin(above, row) {
        Origin::Input(y) => y,
        Origin::Constant(value) => return constant(above, value),
    };
    match resolved.columns.origin(beside, column) {
        Origin::Input(column) => element(
            kernel,
            x,
            index(kernel, resolved.input, [image, channel, y, column]),
        ),
        Origin::Constant(value) => constant(beside, value),
    }
}

/// A sum in progress.
pub(crate) struct Accumulator {
    integer: i128,
    value: (f64, f64),
    magnitude: f64,
    finite: f64,
}

impl Accumulator {
    /// The bias of an output channel.
    pub(crate) fn new(kernel: &LayerSpec, channel: usize) -> Self {
        let bias = kernel.bias().as_ref().map_or(0.0, |bias| bias.at(channel));
        Self {
            integer: bias as i128,
            value: (bias, 0.0),
            magnitude: bias.abs(),
            finite: bias.abs(),
        }
    }

    /// Adds the product of the weight at an index with an element whose zero point is subtracted.
    pub(crate) fn add(&mut self, kernel: &LayerSpec, weight: usize, element: f64) {
        let weight = kernel.weights().at(weight);
        // Floats may be beyond any integer, and this sum then means nothing.
        let product = (weight as i128).saturating_mul(element as i128);
        self.integer = self.integer.saturating_add(product);
        self.value = dot2(self.value, weight, element);
        if element.is_finite() {
            self.magnitude += (weight * element).abs();
            self.finite += (weight * element).abs();
        } else {
            self.magnitude = f64::NAN;
        }
    }

    pub(crate) fn finish(self) -> LayerSum {
        LayerSum {
            integer: self.integer,
            value: self.value.0 + self.value.1,
            magnitude: self.magnitude,
            finite: self.finite,
        }
    }
}
