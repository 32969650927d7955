//! Gradients of float layers.
//!
//! ```text
//! input     the layer with the transposed matrix, over the gradient of the sums; then what a border
//!           repeated is folded back
//! weights   for each image and group, for each chunk of the outputs, rows or a part of one:
//!               sums[o][i][j, c] = sum over pixels (y, x) of dy[o][y][x] * x[y*s + i*d][x*s + j*d][c]
//!               added to the sums so far
//! bias      the sum over each output channel
//! ```

mod weights;

pub(crate) use weights::{GradientBuffers, weights};

use super::lane::LayerLane;
use super::prepared::Prepared;
use super::scratch::{Buffers, LayerScratch};
use crate::data::{Error, Plane, PlaneMut, grown};
use crate::exec::Element;
use crate::exec::planes::{SpreadAxis, Target};
use conv_plan::number::Scalar;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use conv_plan::window::{Border, ResolvedAxis};
use core::ops::AddAssign;
use fearless_simd::Level as Token;

/// Accumulators of layers that have gradients.
pub(crate) trait Differentiable: LayerLane + Element + AddAssign {
    fn buffers(scratch: &mut LayerScratch) -> &mut Buffers<Self>;
    fn adjoint(scratch: &mut LayerScratch) -> &mut Option<Adjoint<Self>>;
}

macro_rules! differentiable {
    ($($ty:ident $buffers:ident $adjoint:ident)*) => {$(
        impl Differentiable for $ty {
            fn buffers(scratch: &mut LayerScratch) -> &mut Buffers<Self> {
                &mut scratch.$buffers
            }
            fn adjoint(scratch: &mut LayerScratch) -> &mut Option<Adjoint<Self>> {
                &mut scratch.$adjoint
            }
        }
    )*};
}

differentiable! { f32 of_f32 adjoint_f32 f64 of_f64 adjoint_f64 }

/// The layer with the transposed matrix, kept while its layer and sizes stay the same.
#[derive(Clone)]
pub(crate) struct Adjoint<A> {
    of: LayerSpec,
    sizes: (ResolvedAxis, ResolvedAxis),
    prepared: Prepared<A, A>,
}

/// The gradient with respect to the input, of the shape of the input, into `dx`.
pub(crate) fn input<A: Differentiable>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    token: Token,
    dy: &[A],
    dx: &mut [A],
    scratch: &mut LayerScratch,
) -> Result<(), Error> {
    let sizes = (resolved.rows, resolved.columns);
    let kept = A::adjoint(scratch).take();
    let adjoint = match kept.filter(|kept| kept.of.is_same(kernel) && kept.sizes == sizes) {
        Some(kept) => kept,
        None => Adjoint {
            of: kernel.clone(),
            sizes,
            prepared: Prepared::new(LayerPlan::new(kernel.adjoint(resolved)?))?,
        },
    };
    let result = adjoint.run(kernel, resolved, token, dy, dx, scratch);
    *A::adjoint(scratch) = Some(adjoint);
    result
}

impl<A: Differentiable> Adjoint<A> {
    fn run(
        &self,
        kernel: &LayerSpec,
        resolved: &Resolved,
        token: Token,
        dy: &[A],
        dx: &mut [A],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let layout = kernel.layout();
        let shape = resolved.output.to_array(layout);
        let found = self.prepared.plan().kernel().resolve(shape)?.output;
        if found == resolved.input {
            return self.prepared.run(token, dy, shape, dx, scratch);
        }
        let window = kernel.window();
        let axis = |sizes: ResolvedAxis, border: Border, found: usize| {
            let folds = found == sizes.before + sizes.input + sizes.after
                && kernel.shape().transposed.is_none();
            let (before, after) = if folds {
                (sizes.before, sizes.after)
            } else {
                (0, 0)
            };
            SpreadAxis::new(
                ResolvedAxis {
                    before,
                    after,
                    ..sizes
                },
                border,
                1,
            )
        };
        let rows = axis(resolved.rows, window.row_border, found.rows);
        let columns = axis(resolved.columns, window.column_border, found.columns);
        let (planes, unit) = match layout {
            Layout::Nchw => (found.channels, 1),
            Layout::Nhwc => (1, found.channels),
        };
        let length = found.elements().ok_or(Error::SizeOverflow)?;
        let mut buffer = core::mem::take(scratch.planes.kept::<A>());
        let result = grown(&mut buffer, length)
            .and_then(|padded| self.prepared.run(token, dy, shape, padded, scratch));
        dx.fill(A::default());
        let of_padded = found.rows * found.columns * unit;
        let of_input = resolved.input.rows * resolved.input.columns * unit;
        let pairs = buffer
            .chunks_exact(of_padded)
            .zip(dx.chunks_exact_mut(of_input))
            .take(found.images * planes);
        let folded = result.and_then(|()| {
            for (padded, dx) in pairs {
                let padded = Plane::new(padded, found.columns * unit, found.rows)?;
                let dx = PlaneMut::new(dx, resolved.input.columns * unit, resolved.input.rows)?;
                Target::of_pixels(&rows, &columns, dx, unit).add((0, 0), padded, |sum| sum);
            }
            Ok(())
        });
        *scratch.planes.kept::<A>() = buffer;
        folded
    }
}

/// The gradient with respect to the bias: the sum over each output channel, in double precision
/// and rounded once.
pub(crate) fn bias<A: Differentiable>(layout: Layout, output: TensorShape, dy: &[A], db: &mut [A]) {
    let area = output.rows * output.columns;
    for (channel, db) in db.iter_mut().enumerate() {
        let sum: f64 = match layout {
            Layout::Nchw => dy
                .chunks_exact(area.max(1))
                .skip(channel)
                .step_by(output.channels)
                .flatten()
                .map(|dy| dy.to_f64())
                .sum(),
            Layout::Nhwc => dy
                .iter()
                .skip(channel)
                .step_by(output.channels)
                .map(|dy| dy.to_f64())
                .sum(),
        };
        *db = <A as Scalar>::from_f64(sum);
    }
}
