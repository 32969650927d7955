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
//!
//! On several threads the chunks stay the same, and are added in the same order.

mod weights;

#[cfg(feature = "rayon")]
pub(crate) use weights::parallel_weights;
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
        None => Adjoint::new(kernel, resolved)?,
    };
    let result = adjoint.run(
        (kernel, resolved),
        dx,
        scratch,
        |layer, shape, dx, scratch| layer.run(token, dy, shape, dx, scratch),
    );
    *A::adjoint(scratch) = Some(adjoint);
    result
}

/// As [`input`], on the threads of the current pool: those of the layer with the transposed matrix.
#[cfg(feature = "rayon")]
pub(crate) fn parallel_input<A: Differentiable>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    dy: &[A],
    dx: &mut [A],
) -> Result<(), Error> {
    let (adjoint, scratch) = (Adjoint::new(kernel, resolved)?, &mut LayerScratch::new());
    adjoint.run((kernel, resolved), dx, scratch, |layer, shape, dx, _| {
        super::parallel::run(layer, dy, shape, dx)
    })
}

impl<A: Differentiable> Adjoint<A> {
    fn new(kernel: &LayerSpec, resolved: &Resolved) -> Result<Self, Error> {
        Ok(Self {
            of: kernel.clone(),
            sizes: (resolved.rows, resolved.columns),
            prepared: Prepared::new(LayerPlan::new(kernel.adjoint(resolved)?))?,
        })
    }

    /// The gradient into `dx`; `apply` applies the layer to the gradient of the sums, whose shape
    /// it is given.
    fn run(
        &self,
        (kernel, resolved): (&LayerSpec, &Resolved),
        dx: &mut [A],
        scratch: &mut LayerScratch,
        apply: impl FnOnce(
            &Prepared<A, A>,
            [usize; 4],
            &mut [A],
            &mut LayerScratch,
        ) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let layout = kernel.layout();
        let shape = resolved.output.to_array(layout);
        let found = self.prepared.plan().kernel().resolve(shape)?.output;
        if found == resolved.input {
            return apply(&self.prepared, shape, dx, scratch);
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
            Layout::Nchw16 => (found.channels.div_ceil(Layout::BLOCK), Layout::BLOCK),
        };
        let length = found.elements(layout).ok_or(Error::SizeOverflow)?;
        let mut buffer = core::mem::take(scratch.planes.kept::<A>());
        let result = grown(&mut buffer, length)
            .and_then(|padded| apply(&self.prepared, shape, padded, scratch));
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
            Layout::Nchw16 => dy
                .chunks_exact(area.max(1) * Layout::BLOCK)
                .skip(channel / Layout::BLOCK)
                .step_by(output.channels.div_ceil(Layout::BLOCK))
                .flat_map(|block| {
                    let lane = block.iter().skip(channel % Layout::BLOCK);
                    lane.step_by(Layout::BLOCK)
                })
                .map(|dy| dy.to_f64())
                .sum(),
        };
        *db = <A as Scalar>::from_f64(sum);
    }
}
