//! Sums by the fast Fourier transform: overlap-save in blocks of rows and columns.
//!
//! ```text
//! Transform (conv-plan)   the block for this size, or none: the direct way is faster
//! Spectra                 the transforms of that block, and the taps transformed       (spectrum)
//! for two blocks at a time, one as real parts, one as imaginary parts:                 (block)
//!     staged rows of the padded plane -> complex rows                                  (lines)
//!     transformed along rows, turned, along columns
//!     times the spectrum of the taps
//!     transformed back along columns, turned back, along rows
//!     the sums of both blocks -> scale, rounding, overflow -> outputs
//! ```
//!
//! Blocks lie on a grid that only depends on the size of the output, so bands of rows on several
//! threads give the same bits as one. The transforms are those of `rustfft`, on the best level of
//! the CPU whatever the level of the call.

mod block;
mod lines;
mod spectrum;

pub use spectrum::Spectra;

use super::Element;
use super::planes::Job;
use super::simd::{detected, vector_bytes};
use crate::data::Error;
use conv_plan::number::{AccumulatorType, Epilogue};
use conv_plan::plan::{Block, Estimates, Transform};
use conv_plan::rules::{Method, WeightsRef};
use fearless_simd::Level as Token;

/// A kernel that may be computed by FFT.
#[derive(Debug)]
pub struct ByFft<'a> {
    /// What the plan says of it.
    pub transform: Transform,
    /// The type of the sums.
    pub accumulator: AccumulatorType,
    /// From a sum to the output.
    pub epilogue: Epilogue,
    /// The taps.
    pub weights: WeightsRef<'a>,
    /// What was transformed in earlier calls.
    pub spectra: &'a Spectra,
}

impl ByFft<'_> {
    /// Computes a job by FFT, or by `direct` where that is faster.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] if no block can hold the window, [`Error::OutOfMemory`], and those
    /// of `direct`.
    pub(crate) fn run_or<'j, In: Element, Out: Element>(
        &self,
        job: Job<'j, In, Out>,
        direct: impl FnOnce(Job<'j, In, Out>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let outputs = [job.rows().output, job.columns().output];
        match self.block(job.token(), outputs) {
            Some(block) => self.blocks(job, &block),
            None if self.transform.method == Method::Fft => Err(Error::SizeOverflow),
            None => direct(job),
        }
    }

    /// The blocks of an output of these rows and columns; `None` if it is computed directly.
    fn block(&self, token: Token, outputs: [usize; 2]) -> Option<Block> {
        self.spectra
            .choose(&self.transform, outputs, vector_bytes(token))
    }

    /// Elements of a block, if an output of these rows and columns is computed by FFT on the best
    /// level.
    #[cfg(feature = "matching")]
    pub(crate) fn points(&self, outputs: [usize; 2]) -> Option<usize> {
        Some(self.block(detected(), outputs)?.points())
    }

    /// Output rows that are best computed together: those of two blocks that are transformed as
    /// one.
    #[cfg(feature = "rayon")]
    pub(crate) fn rows_together(&self, outputs: [usize; 2]) -> Option<usize> {
        let block = self.block(detected(), outputs)?;
        let positions = block.step[0].saturating_mul(2);
        Some(positions.div_ceil(self.transform.stride[0]))
    }

    /// What both ways are estimated to take for an output of these rows and columns.
    pub(crate) fn estimates(&self, outputs: [usize; 2]) -> Estimates {
        self.transform.estimates(outputs, vector_bytes(detected()))
    }

    fn blocks<In: Element, Out: Element>(
        &self,
        job: Job<'_, In, Out>,
        block: &Block,
    ) -> Result<(), Error> {
        match self.accumulator {
            AccumulatorType::F32 => block::run::<f32, f32, In, Out>(self, job, block),
            AccumulatorType::F64 => block::run::<f64, f64, In, Out>(self, job, block),
            AccumulatorType::U16 => block::run::<f64, u16, In, Out>(self, job, block),
            AccumulatorType::I16 => block::run::<f64, i16, In, Out>(self, job, block),
            AccumulatorType::I32 => block::run::<f64, i32, In, Out>(self, job, block),
            AccumulatorType::I64 => block::run::<f64, i64, In, Out>(self, job, block),
        }
    }
}
