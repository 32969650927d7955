//! A planned layer whose weights are packed.

use super::call::Call;
use super::pack::AnyPacked;
use super::scratch::LayerScratch;
use super::transposed::{On, Phases};
use crate::data::{Error, lengths};
use crate::exec::Element;
use alloc::sync::Arc;
use conv_plan::plan::layer::{LayerForm, LayerPlan};
use conv_plan::rules::layer::Resolved;
use core::fmt;
use core::marker::PhantomData;
use fearless_simd::Level as Token;

/// A planned layer with its weights packed; copies share both.
#[derive(Clone, PartialEq)]
pub struct Prepared<In, Out> {
    plan: LayerPlan,
    packed: Arc<Packing>,
    elements: PhantomData<fn(In) -> Out>,
}

/// The weights of a layer, packed.
#[derive(Debug, PartialEq)]
enum Packing {
    Whole(AnyPacked),
    Phases(Phases),
}

/// The layer in one line, and how it is computed.
impl<In, Out> fmt::Debug for Prepared<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (layer, algorithm) = (self.plan.kernel(), self.plan.algorithm().name());
        write!(f, "{layer}; {algorithm}")
    }
}

impl<In: Element, Out: Element> Prepared<In, Out> {
    /// Packs the weights of a plan whose element types are `In` and `Out`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn new(plan: LayerPlan) -> Result<Self, Error> {
        Ok(Self {
            packed: Arc::new(if plan.form() == LayerForm::Transposed {
                Packing::Phases(Phases::new(plan.kernel())?)
            } else {
                Packing::Whole(AnyPacked::new(&plan)?)
            }),
            plan,
            elements: PhantomData,
        })
    }

    /// The plan.
    pub const fn plan(&self) -> &LayerPlan {
        &self.plan
    }

    pub(crate) fn into_plan(self) -> LayerPlan {
        self.plan
    }

    pub(crate) fn run(
        &self,
        token: Token,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let resolved = self.checked(shape, x.len(), y.len())?;
        let all = (0, resolved.output.rows);
        self.run_rows(token, &resolved, all, x, y, scratch)
    }

    /// As [`run`](Self::run), with sizes that are checked, from an output row on, which is the
    /// first of `resolved`; planes of the output have so many rows in memory. A transposed layer is
    /// always computed from its first row on, to planes that have no more rows.
    pub(super) fn run_rows(
        &self,
        token: Token,
        resolved: &Resolved,
        (first_row, out_rows): (usize, usize),
        x: &[In],
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let kernel = self.plan.kernel();
        match &*self.packed {
            Packing::Whole(packed) => {
                let call = Call {
                    first_row,
                    out_rows,
                    ..Call::new(kernel, resolved, token, x)
                };
                packed.compute(self.plan.algorithm(), (&call, 0), y, scratch)
            }
            Packing::Phases(phases) => {
                let on = On::This(scratch);
                phases.run(kernel, resolved, token, x, y, on)
            }
        }
    }

    /// As [`run`](Self::run), with sizes that are checked, on the threads of the current pool,
    /// which share each image.
    #[cfg(feature = "rayon")]
    pub(super) fn run_parts(
        &self,
        token: Token,
        resolved: &Resolved,
        x: &[In],
        y: &mut [Out],
    ) -> Result<(), Error> {
        match &*self.packed {
            Packing::Whole(packed) => {
                super::parallel::parts((&self.plan, packed), resolved, token, x, y)
            }
            Packing::Phases(phases) => {
                phases.run(self.plan.kernel(), resolved, token, x, y, On::All)
            }
        }
    }

    /// The sizes for an input of this shape, if both buffers are as long as their shapes ask.
    pub(super) fn checked(
        &self,
        shape: [usize; 4],
        input: usize,
        output: usize,
    ) -> Result<Resolved, Error> {
        let kernel = self.plan.kernel();
        let (resolved, layout) = (kernel.resolve(shape)?, kernel.layout());
        lengths(&resolved, layout, [input, output])?;
        Ok(resolved)
    }
}
