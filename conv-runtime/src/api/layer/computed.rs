//! How a layer is computed: with weights that are packed, or output by output.

use crate::api::convolution::Convolution;
use crate::data::Error;
#[cfg(feature = "alloc")]
use crate::exec::layers::{LayerScratch, Prepared};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use conv_plan::rules::layer::{Layout, Resolved};
use fearless_simd::Level as Token;

/// What the methods of every layer stand on.
pub trait Computed: Convolution {
    /// The layer with its weights packed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn prepared(&self) -> Result<&Prepared<Self::In, Self::Out>, Error>;

    /// The sizes for an input of this shape, and the layout.
    ///
    /// # Errors
    ///
    /// Those of [`Layer::output_shape`](super::Layer::output_shape).
    fn resolved(&self, input: [usize; 4]) -> Result<(Resolved, Layout), Error>;

    /// Computes a batch, without buffers that are kept.
    ///
    /// # Errors
    ///
    /// Those of [`Layer::apply_into`](super::Layer::apply_into).
    fn run(
        &self,
        token: Token,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
    ) -> Result<(), Error>;

    /// As [`run`](Self::run), with buffers that are kept.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    #[cfg(feature = "alloc")]
    fn run_with(
        &self,
        token: Token,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        self.prepared()?.run(token, x, shape, y, scratch)
    }

    /// An output for an input of this shape.
    ///
    /// # Errors
    ///
    /// Those of [`resolved`](Self::resolved), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn outputs(&self, input: [usize; 4]) -> Result<Vec<Self::Out>, Error> {
        let (resolved, layout) = self.resolved(input)?;
        super::filled(layout, resolved.output.to_array(layout))
    }
}
