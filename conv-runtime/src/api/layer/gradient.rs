//! Gradients of layers: from elements of any type to the accumulators that have gradients.

use crate::data::{Error, check_length};
use crate::exec::Element;
use crate::exec::layers::{self, Differentiable, LayerScratch, Prepared};
use crate::exec::planes::Stage;
use crate::exec::simd::{Store, detected};
use conv_plan::number::ElementType;
use conv_plan::rules::layer::{LayerSpec, Resolved, TensorShape};

/// A gradient about to be computed.
pub(super) enum Gradient<'a, In> {
    Input,
    /// With the input of the layer.
    Weights(&'a [In]),
    Bias,
}

/// Where a gradient is computed.
pub(super) enum On<'a> {
    /// The calling thread, with buffers that are kept.
    This(&'a mut LayerScratch),
    /// All threads of the current pool.
    #[cfg(feature = "rayon")]
    All,
}

/// Computes a gradient of a layer over an input of this shape, into `to`.
///
/// # Errors
///
/// Those of [`LayerSpec::output_shape`]; [`Error::Length`] for a wrong length;
/// [`Error::NoGradient`] for a layer of integers; [`Error::OutOfMemory`].
pub(super) fn compute<In: Element, Out: Element>(
    prepared: &Prepared<In, Out>,
    of: Gradient<'_, In>,
    dy: &[Out],
    shape: [usize; 4],
    to: &mut [In],
    on: On<'_>,
) -> Result<(), Error> {
    let kernel = prepared.plan().kernel();
    let resolved = kernel.resolve(shape)?;
    let length = |shape: TensorShape| {
        let elements = shape.elements(kernel.layout());
        elements.ok_or(Error::SizeOverflow)
    };
    let input = length(resolved.input)?;
    check_length(length(resolved.output)?, dy.len())?;
    if let Gradient::Weights(x) = of {
        check_length(input, x.len())?;
    }
    let expected = match of {
        Gradient::Input => input,
        Gradient::Weights(_) => kernel.shape().weights(),
        Gradient::Bias => kernel.shape().outputs,
    };
    check_length(expected, to.len())?;
    match In::TYPE {
        ElementType::F32 => in_type::<In, Out, f32>((kernel, &resolved), of, dy, to, on),
        ElementType::F64 => in_type::<In, Out, f64>((kernel, &resolved), of, dy, to, on),
        _ => Err(Error::NoGradient),
    }
}

fn in_type<In, Out, A>(
    (kernel, resolved): (&LayerSpec, &Resolved),
    of: Gradient<'_, In>,
    dy: &[Out],
    to: &mut [In],
    on: On<'_>,
) -> Result<(), Error>
where
    A: Differentiable,
    In: Stage<A> + Store<A>,
    Out: Stage<A>,
{
    // A layer of floats has one type.
    let (Some(dy), Some(to)) = (Out::as_staged(dy), In::as_lanes(to)) else {
        return Err(Error::NoGradient);
    };
    let token = detected();
    let x = match of {
        Gradient::Weights(x) => In::as_staged(x).ok_or(Error::NoGradient)?,
        Gradient::Input | Gradient::Bias => &[],
    };
    match (of, on) {
        (Gradient::Input, On::This(scratch)) => {
            layers::input_gradient(kernel, resolved, token, dy, to, scratch)
        }
        (Gradient::Weights(_), On::This(scratch)) => {
            layers::weight_gradient(kernel, resolved, token, (x, dy), to, scratch)
        }
        #[cfg(feature = "rayon")]
        (Gradient::Input, On::All) => layers::parallel_input_gradient(kernel, resolved, dy, to),
        #[cfg(feature = "rayon")]
        (Gradient::Weights(_), On::All) => {
            layers::parallel_weight_gradient(kernel, resolved, token, (x, dy), to)
        }
        (Gradient::Bias, _) => {
            layers::bias_gradient(kernel.layout(), resolved.output, dy, to);
            Ok(())
        }
    }
}
