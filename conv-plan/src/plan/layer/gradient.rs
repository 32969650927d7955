//! Gradients of a layer with respect to its input and its weights.

use super::tiling::{Pieces, Registers, Work};
use crate::number::ElementType;
use crate::rules::layer::{
    LayerSpec, LayerValues, Resolved, Winograd, ZeroPoints, exchanged_channels,
};
use crate::window::{Axis, AxisPadding, Border, ResolvedAxis, Window};
use alloc::collections::TryReserveError;
use alloc::sync::Arc;
use alloc::vec::Vec;

impl LayerSpec {
    /// The layer whose matrix is the transpose of this one's, for an input of these sizes, without
    /// bias and activation.
    ///
    /// Of a layer it is a transposed layer with the same weights, and the other way round. Where a
    /// border repeats elements, it gives the padded input, which is still to be folded.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
    /// let weights = Numbers::Written([1, 2, 3].into());
    /// let options = LayerOptions::new(ElementType::U8, ElementType::I32, [1, 1, 3], weights);
    /// let layer = LayerSpec::check(options)?;
    /// let (doubles, largest) = layer.in_doubles()?;
    /// assert_eq!((doubles.input(), largest), (ElementType::F64, 6.0));
    /// let resolved = layer.resolve([1, 1, 1, 9]).expect("a size");
    /// let adjoint = doubles.adjoint(&resolved)?;
    /// assert_eq!(adjoint.output_shape([1, 1, 1, 7]), Ok([1, 1, 1, 9]));
    /// # Ok::<(), conv_plan::rules::layer::LayerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the allocator refuses.
    pub fn adjoint(&self, resolved: &Resolved) -> Result<Self, TryReserveError> {
        let (rows, more_rows) =
            self.adjoint_axis(&self.window.rows, &resolved.rows, self.window.row_border);
        let (columns, more_columns) = self.adjoint_axis(
            &self.window.columns,
            &resolved.columns,
            self.window.column_border,
        );
        let mut adjoint = self.clone();
        adjoint.shape.outputs = self.shape.inputs();
        adjoint.shape.group_inputs = self.shape.group_outputs();
        adjoint.shape.transposed = match self.shape.transposed {
            None => Some([more_rows, more_columns]),
            Some(_) => None,
        };
        adjoint.window = Window {
            rows,
            columns,
            row_border: Border::Zero,
            column_border: Border::Zero,
        };
        adjoint.weights = Arc::new(exchanged_channels(&self.weights, self.shape)?);
        adjoint.bias = None;
        adjoint.activation = None;
        adjoint.quantization = None;
        adjoint.zero_points = ZeroPoints::default();
        // Its bound and its order are those of direct sums, whatever the layer is computed by.
        adjoint.winograd = Winograd::Never;
        Ok(adjoint)
    }

    /// An integer layer as one of doubles, which hold its weights, without bias, activation and
    /// quantisation; and the largest sum of magnitudes of weights that meet one input.
    ///
    /// # Errors
    ///
    /// When the allocator refuses.
    pub fn in_doubles(&self) -> Result<(Self, f64), TryReserveError> {
        let count = self.weights.len();
        let mut values = Vec::new();
        values.try_reserve_exact(count)?;
        values.extend((0..count).map(|index| self.weights.at(index)));
        let mut most = 0.0f64;
        let (depth, window) = (self.shape.depth(), self.shape.rows * self.shape.columns);
        for group in values.chunks_exact(depth * self.shape.group_outputs()) {
            for channel in 0..self.shape.group_inputs {
                let outputs = group.chunks_exact(depth);
                let windows = outputs.map(|output| &output[channel * window..][..window]);
                most = most.max(windows.flatten().map(|weight| weight.abs()).sum());
            }
        }
        let mut doubles = self.clone();
        (doubles.input, doubles.output) = (ElementType::F64, ElementType::F64);
        doubles.weights = Arc::new(LayerValues::F64(values));
        doubles.bias = None;
        doubles.activation = None;
        doubles.quantization = None;
        doubles.zero_points = ZeroPoints::default();
        // Its transforms divide: sums would not be exact.
        doubles.winograd = Winograd::Never;
        Ok((doubles, most))
    }

    /// The axis of the adjoint, and its output padding.
    fn adjoint_axis(&self, axis: &Axis, sizes: &ResolvedAxis, border: Border) -> (Axis, usize) {
        let extent = axis.saturating_extent();
        let (before, after, more) = if self.shape.transposed.is_some() {
            // Output padding is read by no input.
            let read = (sizes.input - 1) * axis.stride + extent;
            (
                sizes.before,
                read.saturating_sub(sizes.output + sizes.before),
                0,
            )
        } else {
            let read = (sizes.output - 1) * axis.stride + extent;
            let more = sizes.before + sizes.input + sizes.after - read;
            match border {
                Border::Zero | Border::Constant(_) => (sizes.before, sizes.after, more),
                _ => (0, 0, more),
            }
        };
        let padding = AxisPadding::Explicit { before, after };
        (Axis { padding, ..*axis }, more)
    }
}

impl Pieces {
    /// The pieces of a row of a matrix product that is summed in register tiles: of `channels`
    /// rows, each a sum of `depth` products, with this many columns. The second number is how many
    /// columns after the last one they may read and do not use.
    #[must_use]
    pub fn of_product(
        channels: usize,
        depth: usize,
        columns: usize,
        registers: Registers,
    ) -> (Self, usize) {
        let work = Work {
            channels,
            depth,
            columns,
            interleaved: false,
            blocks: false,
            planar: None,
            registers,
        };
        let pieces = Self::choose(&work);
        (pieces, pieces.overhang(&work))
    }
}
