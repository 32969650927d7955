//! A kernel of signals and its stream, their types known here and nowhere above.

use crate::arrays::{Out, Output, Source};
use crate::elements::Item;
use crate::faults::raised;
use crate::threads::{Threads, with_scratch};
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, OwnedStream, Plan, Real, SignalAdjoint};
use ouroboros::self_referencing;
use pyo3::prelude::*;

/// A kernel whose types nobody else knows.
pub(super) trait Signals: Send + Sync {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn stream(&self) -> Result<Box<dyn Blocks>, Error>;
    fn length(&self, length: usize) -> Result<usize, Error>;
    fn transposed(&self, length: usize) -> Result<SignalAdjoint, Error>;
    fn entries(&self, length: usize) -> Result<ConvMatrix, Error>;
    fn plan(&self) -> Plan;
}

impl<In: Item, To: Item> Signals for DynSignal<In, To> {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>> {
        let source = Source::<In>::new(array, 1, "a signal kernel")?;
        let length = self.output_len(source.length()).map_err(raised)?;
        source.computed(
            out,
            &[length],
            threads,
            |from, to, together| match together {
                true => self.apply_par_into(from.all, to),
                false => with_scratch(|scratch| self.apply_with(from.all, to, scratch)),
            },
        )
    }

    fn stream(&self) -> Result<Box<dyn Blocks>, Error> {
        let stream = OwnerTryBuilder {
            kernel: self.clone(),
            stream_builder: |kernel: &Self| SignalFilter::stream(kernel),
        };
        Ok(Box::new(stream.try_build()?))
    }

    fn length(&self, length: usize) -> Result<usize, Error> {
        self.output_len(length)
    }

    fn transposed(&self, length: usize) -> Result<SignalAdjoint, Error> {
        self.adjoint(length)
    }

    fn entries(&self, length: usize) -> Result<ConvMatrix, Error> {
        self.matrix(length)
    }

    fn plan(&self) -> Plan {
        self.explain()
    }
}

/// A kernel, and a stream that borrows it.
#[self_referencing]
struct Owner<In: Item, To: Item> {
    kernel: DynSignal<In, To>,
    #[borrows(kernel)]
    #[covariant]
    stream: OwnedStream<'this, In, To>,
}

/// A stream whose types nobody else knows.
pub(super) trait Blocks: Send + Sync {
    fn push<'py>(&mut self, block: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>>;
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
    fn reset(&mut self);
    fn latency(&self) -> usize;
}

impl<In: Item, To: Item> Blocks for Owner<In, To> {
    fn push<'py>(&mut self, block: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let source = Source::<In>::new(block, 1, "a stream")?;
        self.with_stream_mut(|stream| {
            let length = stream.outputs(source.length());
            source.computed(None, &[length], &Threads::Caller, |from, to, _| {
                stream.push(from.all, to).map(drop)
            })
        })
    }

    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.with_stream_mut(|stream| {
            let mut output = Output::<To>::new(py, None, &[stream.outputs_at_end()])?;
            let to = output.slice()?;
            py.detach(|| stream.finish(to)).map_err(raised)?;
            output.done()
        })
    }

    fn reset(&mut self) {
        self.with_stream_mut(|stream| stream.reset());
    }

    fn latency(&self) -> usize {
        self.borrow_stream().latency()
    }
}

/// The adjoint of an array of floats.
pub(super) fn transposed<'py, T: Item + Real>(
    adjoint: &SignalAdjoint,
    array: &Bound<'py, PyAny>,
    length: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let source = Source::<T>::new(array, 1, "the adjoint of a signal kernel")?;
    source.computed(None, &[length], &Threads::Caller, |from, to, _| {
        with_scratch(|scratch| adjoint.apply_with(from.all, to, scratch))
    })
}
