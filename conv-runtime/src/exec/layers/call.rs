//! A call of a layer, which every algorithm computes.

use super::stage::GroupInput;
use crate::data::Error;
use conv_plan::number::Scalar;
use conv_plan::rules::layer::{Activation, LayerSpec, Resolved, TensorShape};
use fearless_simd::Level as Token;

/// A layer applied to some images.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a, In> {
    pub(crate) kernel: &'a LayerSpec,
    /// The layer with its weights, of which `kernel` may be a part.
    pub(crate) whole: &'a LayerSpec,
    /// The output channel of the whole that is the first of `kernel`.
    pub(crate) first_channel: usize,
    pub(crate) resolved: &'a Resolved,
    pub(crate) token: Token,
    pub(crate) images: &'a [In],
    /// The row of the layer's output that is the first of `resolved`.
    pub(crate) first_row: usize,
    /// Rows of a channel of the output in memory, from one channel to the next.
    pub(crate) out_rows: usize,
    /// What happens to the sums before they are stored.
    pub(crate) activation: Option<Activation>,
}

impl<'a, In> Call<'a, In> {
    /// A call that computes all of `resolved`.
    pub(crate) fn new(
        kernel: &'a LayerSpec,
        resolved: &'a Resolved,
        token: Token,
        images: &'a [In],
    ) -> Self {
        Self {
            kernel,
            whole: kernel,
            first_channel: 0,
            resolved,
            token,
            images,
            first_row: 0,
            out_rows: resolved.output.rows,
            activation: match kernel.quantization() {
                Some(_) => None,
                None => kernel.activation(),
            },
        }
    }
}

impl<In> Call<'_, In> {
    /// The same call of these images.
    pub(crate) const fn of<'a, T>(&'a self, images: &'a [T]) -> Call<'a, T> {
        Call {
            kernel: self.kernel,
            whole: self.whole,
            first_channel: self.first_channel,
            resolved: self.resolved,
            token: self.token,
            images,
            first_row: self.first_row,
            out_rows: self.out_rows,
            activation: self.activation,
        }
    }
}

impl<In> Call<'_, In> {
    /// The output as it lies in memory, of which some rows may be computed.
    pub(crate) const fn memory(&self) -> TensorShape {
        TensorShape {
            rows: self.out_rows,
            ..self.resolved.output
        }
    }
}

impl<In: Scalar> Call<'_, In> {
    /// Calls `each` with every group of every image, and the output of the image.
    pub(crate) fn each_group<A>(
        &self,
        out: &mut [A],
        mut each: impl FnMut(GroupInput<'_, In>, &mut [A]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let layout = self.kernel.layout();
        let input = self.resolved.input.image(layout);
        let sizes = input.zip(self.memory().image(layout));
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        // Of an image that begins at a later row, the last chunk lacks the rows before.
        for (image, out) in self.images.chunks_exact(from).zip(out.chunks_mut(to)) {
            for group in 0..self.kernel.shape().groups {
                let source = GroupInput {
                    kernel: self.kernel,
                    resolved: self.resolved,
                    image,
                    group,
                    token: self.token,
                };
                each(source, out)?;
            }
        }
        Ok(())
    }
}
